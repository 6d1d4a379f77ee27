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

enum { DIGITS = '0', SOME = 512 };
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

/* k-grams in the order of the text, some at a time, behind the last few of those before. */
struct grams {
	uint64_t values[256], leaving[256]; /* of each letter: what it adds to the hash as it comes, and has added when it goes */
	uint64_t hash;
	unsigned k;
	uint32_t i;                         /* letters that were read */
	uint32_t n;                         /* those of them that counted */
	uint32_t place[SOME + SEED_MOST];   /* of the last k letters that counted, and those after */
	struct seed v[SOME + WINDOW_MOST];
};

static void start(struct grams *g, unsigned k)
{
	uint64_t top = 1;
	for (unsigned i = 0; i < k; i++)
		top *= BASE;
	g->k = k;
	g->hash = g->i = g->n = 0;
	for (unsigned i = 0; i < 256; i++) {
		g->values[i] = mix((is_digit((uint8_t)i) ? DIGITS : i) + 1);
		g->leaving[i] = g->values[i] * top;
	}
}

/* The next k-grams from v + behind on, at most SOME of them; how many. */
static uint32_t next_grams(struct grams *g, const struct letters *l, uint32_t behind)
{
	const uint8_t *letters = l->v;
	const unsigned k = g->k;
	struct seed *out = g->v + behind;
	uint32_t had = g->n < k ? g->n : k, at = had, i = g->i, n = 0; /* place[at - k] leaves when the next letter comes */
	uint64_t hash = g->hash;
	for (; i < l->n && n < SOME && at < SOME + k; i++) {
		uint8_t c = letters[i];
		if (is_digit(c) && i && is_digit(letters[i - 1]))
			continue;
		uint64_t came = g->values[c];
		g->place[at] = i;
		if (at >= k)
			came -= g->leaving[letters[g->place[at - k]]];
		hash = hash * BASE + came;
		if (++at >= k)
			out[n++] = (struct seed){mix(hash), g->place[at - k]};
	}
	g->n += at - had;
	had = at < k ? at : k;
	memmove(g->place, g->place + at - had, had * sizeof *g->place);
	g->hash = hash;
	g->i = i;
	return n;
}

/* The smallest of the n k-grams up to the last one, v; of equal ones the last. */
static const struct seed *smallest(const struct seed *v, uint32_t n)
{
	const struct seed *best = v;
	for (uint32_t i = 1; i < n; i++)
		best = v[-(ptrdiff_t)i].hash < best->hash ? v - i : best;
	return best;
}

void seeds_of(const struct letters *l, struct seeding how, seed_vec *out)
{
	const uint32_t window = l->n < SHORT_LETTERS ? how.window / 2 : how.window;
	uint32_t seen = 0, got, behind = 0, left = 0; /* left: the one chosen stands in so many windows more; 0: none is chosen */
	uint64_t least = 0;
	struct grams g;
	start(&g, how.k);
	out->n = 0;
	while ((got = next_grams(&g, l, behind)) > 0) {
		kua_vec_reserve(out, out->n + got);
		for (uint32_t i = behind; i < behind + got; i++) {
			seen++;
			if (left && g.v[i].hash >= least) {
				left--;
				if (left)
					continue;
			}
			if (seen < window)
				continue;
			const struct seed *best = smallest(&g.v[i], window);
			left = window - (uint32_t)(&g.v[i] - best);
			least = best->hash;
			out->v[out->n++] = *best;
		}
		uint32_t keep = behind + got < window ? behind + got : window;
		memmove(g.v, g.v + behind + got - keep, keep * sizeof *g.v);
		behind = keep;
	}
	if (!out->n && seen) /* shorter than one window: the best there is */
		*kua_vec_add(out) = *smallest(&g.v[behind - 1], behind);
}
