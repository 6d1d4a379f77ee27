/*
 * places.c - data/places.txt loaded: what each place is called, what it lies in and where; and the keys by which a misspelt name
 * finds the places it may mean without a look at all of them.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

static const char *const kinds[] = {"country", "region", "town", "other"};

/* A number with a point, whatever the locale. Where it ends, or NULL. */
static const char *number_read(const char *s, double *out)
{
	bool minus = *s == '-';
	double value = 0, unit = 1;
	const char *p = s + minus;
	if (*p < '0' || *p > '9')
		return NULL;
	for (; *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (*p - '0');
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++)
			value += (*p - '0') * (unit /= 10);
	*out = minus ? -value : value;
	return p;
}

/* "43.65 51.15" */
static bool location_read(const char *s, struct place *p)
{
	const char *next = number_read(s, &p->latitude);
	next = next && *next == ' ' ? number_read(next + 1, &p->longitude) : NULL;
	p->located = next && !*next && p->latitude >= -90 && p->latitude <= 90 && p->longitude >= -180 && p->longitude <= 180;
	return p->located;
}

static enum kua_code place_read(const struct kua_wordlist *list, const struct kua_entry *e, struct place *out,
                                struct kua_error *err)
{
	*out = (struct place){.label = e->forms.v[0], .forms = (uint32_t)e->forms.n, .in = e->fields.n ? e->fields.v[0] : NULL};
	while (out->kind < 4 && strcmp(kinds[out->kind], e->section) != 0)
		out->kind++;
	if (out->kind == 4)
		return kua_fail(err, KUA_DATA, "%s:%u: places stand under [country], [region], [town] or [other], not [%s]",
		                list->path, e->line, e->section);
	if (e->fields.n > 1 && !location_read(e->fields.v[1], out))
		return kua_fail(err, KUA_DATA, "%s:%u: behind the second bar stand latitude and longitude in degrees, as in 43.65 51.15",
		                list->path, e->line);
	return KUA_OK;
}

/* By hash, in lists: near_at says where that of each begins, in near. */
static void index_near(struct kua_names *names)
{
	uint64_t hashes[NEAR_HASHES];
	size_t n_keys = names->place_keys.n, lists = 64;
	while (lists < n_keys * 4)
		lists *= 2;
	names->near_mask = lists - 1;
	names->near_at = KUA_NEW_N(names->arena, uint32_t, lists + 2);
	struct near_key *all = kua_malloc(kua_mul(n_keys, NEAR_HASHES * sizeof *all));
	size_t total = 0;
	for (uint32_t i = 0; i < n_keys; i++) {
		size_t n = near_hashes(names->place_keys.v[i].key, hashes);
		for (size_t k = 0; k < n; k++) {
			all[total++] = (struct near_key){hashes[k], i};
			names->near_at[(hashes[k] & names->near_mask) + 2]++;
		}
	}
	for (size_t i = 0; i < lists; i++)
		names->near_at[i + 2] += names->near_at[i + 1];
	names->near = KUA_NEW_N(names->arena, struct near_key, total);
	for (size_t i = 0; i < total; i++)
		names->near[names->near_at[(all[i].hash & names->near_mask) + 1]++] = all[i];
	free(all);
}

enum kua_code places_load(struct kua_names *names, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list;
	enum kua_code code = kua_wordlist_load(kua_arena_printf(names->arena, "%s/places.txt", data_dir), names->arena, &list,
	                                       err);
	for (size_t i = 0; code == KUA_OK && i < list.n; i++) {
		const struct kua_entry *e = &list.v[i];
		uint32_t id = (uint32_t)names->places.n;
		code = place_read(&list, e, kua_vec_add(&names->places), err);
		for (size_t j = 0; code == KUA_OK && j < e->forms.n; j++) {
			struct keys k;
			const char *norm = phrase_add(names, e->forms.v[j], PHRASE_PLACE, id);
			keys_of(names, norm, strlen(norm), &k);
			if (k.n)
				*kua_vec_add(&names->place_keys) = (struct group){kua_arena_strdup(names->arena, k.v[0]), id};
		}
	}
	if (code == KUA_OK)
		index_near(names);
	return code;
}

/* What a region's line has of its country is a code, as the country's own line. */
static const char *country_of_code(const struct kua_names *names, const char *code)
{
	for (size_t i = 0; i < names->places.n; i++) {
		const struct place *p = &names->places.v[i];
		if (p->kind == PLACE_COUNTRY && p->in && strcmp(p->in, code) == 0)
			return p->label;
	}
	return code;
}

bool kua_names_place_at(const struct kua_names *names, size_t number, struct kua_place *out)
{
	if (number >= names->places.n)
		return false;
	const struct place *p = &names->places.v[number];
	*out = (struct kua_place){
		.label = p->label,
		.kind = kinds[p->kind],
		.in = p->kind == PLACE_COUNTRY || !p->in ? NULL : p->kind == PLACE_REGION ? country_of_code(names, p->in) : p->in,
		.forms = p->forms,
		.located = p->located,
		.latitude = p->latitude,
		.longitude = p->longitude,
	};
	return true;
}

bool kua_names_place(const struct kua_names *names, const char *form, struct kua_place *out)
{
	struct kua_arena *a = kua_arena_new();
	struct name name;
	name_parse(names, form, "place", a, &name);
	uint32_t id = name.place;
	kua_arena_free(a);
	if (!id)
		return false;
	return kua_names_place_at(names, id - 1, out);
}
