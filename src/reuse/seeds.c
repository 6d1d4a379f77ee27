/*
 * seeds.c - by what texts that share a passage find each other.
 *
 * A rolling polynomial hash of k letters, finished by a mixer, and of each window of neighbours the smallest (winnowing:
 * Schleimer, Wilkerson, Aiken 2003, in the robust form: the one chosen before stays while it is as small, so a text of one repeated
 * letter gives one seed a window). The choice depends on the window's content only, so two items that share a run choose the same.
 * A run of digits counts as one letter, the same for all: a figure that was changed must not break the match that shows the change.
 */
#include <string.h>

#include "reuse/internal.h"

enum { RING = 32, DIGITS = '0' };
#define BASE UINT64_C(0x9e3779b97f4a7c15)

static uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0x7fb5d329728ea185);
	x ^= x >> 29;
	x *= UINT64_C(0x81dadef4bc2dd44d);
	return x ^ (x >> 32);
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* The last few k-grams, and which of them was chosen. */
struct winnow {
	struct seed ring[WINDOW_MOST];
	uint32_t size, n; /* k-grams so far */
	uint32_t chosen;  /* its number */
	uint64_t least;
	bool any;
};

static void choose(struct winnow *w, seed_vec *out)
{
	uint32_t now = w->n - 1, best = now, back = w->n < w->size ? w->n : w->size;
	for (uint32_t i = 1; i < back; i++)
		if (w->ring[(now - i) % WINDOW_MOST].hash < w->ring[best % WINDOW_MOST].hash)
			best = now - i;
	w->chosen = best;
	w->least = w->ring[best % WINDOW_MOST].hash;
	w->any = true;
	*kua_vec_add(out) = w->ring[best % WINDOW_MOST];
}

static inline void winnow_add(struct winnow *w, uint64_t hash, uint32_t at, seed_vec *out)
{
	w->ring[w->n++ % WINDOW_MOST] = (struct seed){hash, at};
	if (w->any ? hash < w->least || w->chosen + w->size < w->n : w->n >= w->size)
		choose(w, out);
}

void seeds_of(const struct letters *l, struct seeding how, seed_vec *out)
{
	uint8_t letter_of[RING];
	uint32_t place_of[RING], n = 0;
	uint64_t values[256], leaving[256], top = 1, hash = 0;
	for (unsigned i = 0; i < how.k; i++)
		top *= BASE;
	for (unsigned i = 0; i < 256; i++) {
		values[i] = mix((is_digit((uint8_t)i) ? DIGITS : i) + 1);
		leaving[i] = values[i] * top;
	}
	struct winnow w = {.size = l->n < SHORT_LETTERS ? how.window / 2 : how.window};
	out->n = 0;
	for (uint32_t i = 0; i < l->n; i++) {
		uint8_t c = l->v[i];
		if (is_digit(c) && i && is_digit(l->v[i - 1]))
			continue;
		hash = hash * BASE + values[c];
		if (n >= how.k)
			hash -= leaving[letter_of[(n - how.k) % RING]];
		letter_of[n % RING] = c;
		place_of[n % RING] = i;
		n++;
		if (n >= how.k)
			winnow_add(&w, mix(hash), place_of[(n - how.k) % RING], out);
	}
	if (!w.any && w.n) /* shorter than one window: the best there is */
		choose(&w, out);
}
