/* counts.c - how many signed where, without telling of a place in which only a few did. */
#include <stdlib.h>
#include <string.h>

#include "petition/petition.h"

/* A part of an address that is a place by the gazetteer: "12 Abay St, Almaty". */
static bool known_part(const struct kua_names *names, const char *place, struct kua_arena *a, struct kua_place *out)
{
	for (const char *end = place + strlen(place); end > place;) { /* the last part first: there the town stands */
		const char *from = end;
		while (from > place && !strchr(",;", from[-1]))
			from--;
		const char *s = from + strspn(from, " ");
		size_t n = (size_t)(end - s);
		while (n && s[n - 1] == ' ')
			n--;
		if (n && kua_names_place(names, kua_arena_strndup(a, s, n), out) && strcmp(out->kind, "country") != 0)
			return true;
		end = from > place ? from - 1 : place;
	}
	return false;
}

const char *kua_place_key(const struct kua_names *names, const char *place, struct kua_arena *a)
{
	struct kua_place known;
	if (kua_names_place(names, place, &known) || known_part(names, place, a, &known))
		return known.label;
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, place, strlen(place));
	struct kua_sound sounds[KUA_SOUNDS];
	const char *s = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	bool one_word = !strpbrk(s, " ,.;-"); /* a village that the gazetteer does not know, in either script */
	if (one_word && kua_names_sounds(names, s, strlen(s), sounds))
		return kua_arena_printf(a, "~%s", sounds[0].key);
	return s;
}

struct tally {
	const char *label;
	int64_t n;
};

static int most_first(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;
	return x->n != y->n ? (x->n > y->n ? -1 : 1) : strcmp(x->label, y->label);
}

void kua_counts_by_place(const struct kua_names *names, const char *const *places, size_t n, struct kua_arena *a,
                         struct kua_place_count **out, size_t *n_out)
{
	struct kua_intern *keys = kua_intern_new(), *spelt = kua_intern_new();
	struct kua_arena *passing = kua_arena_new();
	KUA_VEC(struct tally) tallies = {0};
	KUA_VEC(uint32_t) known = {0};
	int64_t rest = 0;
	for (size_t i = 0; i < n; i++) {
		if (!places[i] || !*places[i]) {
			rest++;
			continue;
		}
		uint32_t at = kua_intern_add(spelt, places[i], strlen(places[i]));
		if (at == known.n) {
			const char *key = kua_place_key(names, places[i], passing);
			*kua_vec_add(&known) = kua_intern_add(keys, key, strlen(key));
			if (known.v[at] == tallies.n) /* what the gazetteer knows goes by its name there, the rest as first written */
				*kua_vec_add(&tallies) = (struct tally){kua_arena_strdup(a, *key == '~' ? places[i] : key), 0};
			kua_arena_clear(passing);
		}
		tallies.v[known.v[at]].n++;
	}
	if (tallies.n)
		qsort(tallies.v, tallies.n, sizeof *tallies.v, most_first);
	size_t shown = tallies.n;
	while (shown && (tallies.v[shown - 1].n < KUA_PLACE_LEAST || (rest > 0 && rest < KUA_PLACE_LEAST)))
		rest += tallies.v[--shown].n;
	*out = KUA_NEW_N(a, struct kua_place_count, shown + 1);
	for (size_t i = 0; i < shown; i++)
		(*out)[i] = (struct kua_place_count){tallies.v[i].label, tallies.v[i].n};
	if (rest)
		(*out)[shown].n = rest;
	*n_out = shown + (rest > 0);
	kua_vec_free(&tallies);
	kua_vec_free(&known);
	kua_intern_free(keys);
	kua_intern_free(spelt);
	kua_arena_free(passing);
}
