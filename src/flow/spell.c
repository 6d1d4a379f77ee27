/* spell.c - how the words of all items sound, worked out once after items came, for searches in any script. */
#include <stdlib.h>
#include <string.h>

#include "flow/internal.h"

static size_t sounds_of(const void *ctx, const char *word, size_t n, struct kua_sound *out)
{
	return kua_names_sounds(ctx, word, n, out);
}

struct kua_sounds kua_flow_sounds(const struct kua_knowledge *k)
{
	return (struct kua_sounds){sounds_of, k->names};
}

struct spelling {
	const struct kua_names *names;
	struct kua_arena *a;
	struct kua_intern *of_names; /* keys of words of names */
	KUA_VEC(struct kua_spelling) rows;
};

static void add_name(struct spelling *s, const char *form)
{
	for (size_t n; *form; form += n + (form[n] != '\0')) {
		struct kua_sound heard[KUA_SOUNDS];
		n = strcspn(form, " -");
		size_t sounds = kua_names_sounds(s->names, form, n, heard);
		for (size_t i = 0; i < sounds; i++)
			if (heard[i].how == KUA_SOUND_WHOLE)
				(void)kua_intern_add(s->of_names, heard[i].key, strlen(heard[i].key));
	}
}

static bool is_of_name(const struct spelling *s, const struct kua_sound *heard, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (heard[i].how == KUA_SOUND_WHOLE && kua_intern_find(s->of_names, heard[i].key, strlen(heard[i].key)) != KUA_NO_ID)
			return true;
	return false;
}

/* Words without vowels are kept of names, and of words in which vowels are not written; stems of what has cases. */
static void add_word(void *ctx, const char *word, size_t n)
{
	struct spelling *s = ctx;
	struct kua_sound heard[KUA_SOUNDS];
	size_t sounds = kua_names_sounds(s->names, word, n, heard);
	bool name = is_of_name(s, heard, sounds), latin = n && (unsigned char)word[n - 1] < 0x80;
	bool no_vowels = n && (unsigned char)word[0] >= 0xd8 && (unsigned char)word[0] <= 0xdf; /* U+0600 and what follows it */
	const char *term = NULL;
	for (size_t i = 0; i < sounds; i++) {
		enum kua_sound_how how = heard[i].how;
		if ((how == KUA_SOUND_STEM && latin) || (how == KUA_SOUND_BONES && !name && !no_vowels))
			continue;
		if (!term)
			term = kua_arena_strndup(s->a, word, n);
		*kua_vec_add(&s->rows) = (struct kua_spelling){kua_arena_strdup(s->a, heard[i].key), term, how, name};
	}
}

static int by_key(const void *a, const void *b)
{
	const struct kua_spelling *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	if (order == 0 && x->how != y->how)
		order = x->how > y->how ? 1 : -1;
	return order ? order : strcmp(x->term, y->term);
}

enum kua_code kua_flow_spell_(const struct kua_flow *f, const struct kua_names_result *names, struct kua_arena *a, struct kua_spelling **v,
                              size_t *n, struct kua_error *err)
{
	struct spelling s = {.names = f->knowledge->names, .a = a, .of_names = kua_intern_new()};
	for (size_t i = 0; i < names->n_entities; i++)
		for (size_t k = 0; k < names->entities[i].names.n; k++)
			add_name(&s, names->entities[i].names.v[k].form);
	enum kua_code code = kua_casebook_words(f->cb, add_word, &s, err);
	if (s.rows.n)
		qsort(s.rows.v, s.rows.n, sizeof *s.rows.v, by_key);
	*v = KUA_NEW_N(a, struct kua_spelling, s.rows.n);
	*n = s.rows.n;
	if (s.rows.n)
		memcpy(*v, s.rows.v, s.rows.n * sizeof *s.rows.v);
	kua_vec_free(&s.rows);
	kua_intern_free(s.of_names);
	return code;
}
