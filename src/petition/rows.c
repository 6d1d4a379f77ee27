/* rows.c - signers as they are compared: how the words of a name sound, which place it is, and how many share each of them. */
#include <string.h>

#include "petition/internal.h"

static uint32_t counted(struct kua_intern *in, const char *s, uint32_t **count, size_t *n, size_t *cap)
{
	uint32_t at = kua_intern_add(in, s, strlen(s));
	if (at == *n) {
		*count = kua_vec_room_(*count, *n, cap, sizeof **count);
		(*n)++;
	}
	return at;
}

static bool parts_words(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '\t' || c == '-' || c == '_' || c == '/';
}

/* One word of a name: how it sounds, or that it is short. */
static void add_word(struct sign_rows *r, struct sign_row *row, const char *s, size_t n)
{
	struct kua_sound sounds[KUA_SOUNDS];
	size_t found = kua_names_sounds(r->names, s, n, sounds);
	const char *whole = NULL, *bones = NULL;
	for (size_t i = 0; i < found; i++) {
		if (sounds[i].how == KUA_SOUND_WHOLE && !whole)
			whole = sounds[i].key;
		if (sounds[i].how == KUA_SOUND_BONES && !bones)
			bones = sounds[i].key;
	}
	if (!whole) {
		row->shorts = (uint8_t)(row->shorts + (row->shorts < SIGN_TOKENS));
		return;
	}
	if (row->n == SIGN_TOKENS)
		return;
	row->whole[row->n] = counted(r->sounds, whole, &r->sound_count.v, &r->sound_count.n, &r->sound_count.cap);
	r->sound_count.v[row->whole[row->n]]++;
	const char *by = bones ? bones : whole;
	row->bones[row->n] = counted(r->sounds, by, &r->sound_count.v, &r->sound_count.n, &r->sound_count.cap);
	row->n++;
}

static void add_name(struct sign_rows *r, struct sign_row *row, const char *name)
{
	for (const char *s = name; *s;) {
		size_t n = 0;
		while (s[n] && !parts_words(s[n]))
			n++;
		if (n)
			add_word(r, row, s, n);
		s += n + (s[n] != '\0');
	}
}

void sign_rows_make(struct sign_rows *r, const struct kua_names *names, const struct kua_signer *v, size_t n)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_intern *spelt = kua_intern_new(); /* a place is looked up once for each way it is written */
	KUA_VEC(uint32_t) known = {0};
	*r = (struct sign_rows){.names = names, .n = n, .sounds = kua_intern_new(), .places = kua_intern_new()};
	r->v = kua_calloc(n, sizeof *r->v);
	for (size_t i = 0; i < n; i++) {
		struct sign_row *row = &r->v[i];
		*row = (struct sign_row){.name = v[i].name, .address = v[i].address, .own = v[i].own};
		row->born = v[i].born > 0 && v[i].born < UINT16_MAX ? (uint16_t)v[i].born : 0;
		add_name(r, row, v[i].name);
		while (r->born_count.n <= row->born)
			(void)kua_vec_add(&r->born_count);
		r->born_count.v[row->born]++;
		r->with_born += row->born != 0;
		if (!v[i].place || !*v[i].place)
			continue;
		uint32_t at = kua_intern_add(spelt, v[i].place, strlen(v[i].place));
		if (at == known.n) {
			const char *key = kua_place_key(names, v[i].place, a);
			*kua_vec_add(&known) = counted(r->places, key, &r->place_count.v, &r->place_count.n, &r->place_count.cap);
			kua_arena_clear(a);
		}
		row->place = known.v[at] + 1;
		r->place_count.v[known.v[at]]++;
		r->with_place++;
	}
	kua_vec_free(&known);
	kua_intern_free(spelt);
	kua_arena_free(a);
}

void sign_rows_free(struct sign_rows *r)
{
	free(r->v);
	kua_intern_free(r->sounds);
	kua_intern_free(r->places);
	kua_vec_free(&r->sound_count);
	kua_vec_free(&r->place_count);
	kua_vec_free(&r->born_count);
}
