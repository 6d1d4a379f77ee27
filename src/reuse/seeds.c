/*
 * seeds.c - by what texts that share a passage find each other.
 *
 * A polynomial hash of k letters, finished by a mixer, and of each window of neighbours the smallest (winnowing: Schleimer, Wilkerson,
 * Aiken 2003, in the robust form: the one chosen before stays while it is as small, so a text of one repeated letter gives one
 * seed a window). The choice depends on the window's content only, so two items that share a run choose the same.
 * A run of digits counts as one letter, the same for all: a figure that was changed must not break the match that shows the change.
 *
 * Some letters are taken at a time, and everything that is done to all of them is a plain loop over an array (grams.h): letters to hashes, hashes
 * to the smallest of each window, and where that is another than before. Only there is looked which one it is.
 */
#include <string.h>

#include "reuse/grams.h"

enum { DIGITS = '0' };

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

void seeder_start(struct seeder *s, struct seeding how)
{
	s->how = how;
	s->grams = grams_wide() ? grams_wide() : grams_plain;
	for (unsigned i = 0; i < 256; i++)
		s->values[i] = gram_mix((is_digit((uint8_t)i) ? DIGITS : i) + 1);
}

/* One body in hand. */
struct winnowing {
	const struct seeder *s;
	const struct letters *l;
	uint32_t window;
	uint32_t at;          /* letters that were read */
	uint32_t n_letters;   /* in the block */
	uint32_t n_before;    /* k-grams of the block before, in front of its own */
	bool chosen;          /* there is one, ... */
	int64_t chosen_at;    /* ... of this number in the block */
	struct gram_block b;
	uint32_t places[GRAMS + SEED_MOST];           /* of the letters */
	uint32_t gram_places[GRAMS + 2 * WINDOW_MOST]; /* of the k-grams */
};

/* The next letters that count, behind those that are there, as many as there is room for. */
static void read_letters(struct winnowing *w)
{
	const uint8_t *v = w->l->v;
	const uint32_t room = GRAMS + w->s->how.k - 1;
	uint32_t n = w->n_letters, i = w->at;
	bool digit = i && is_digit(v[i - 1]);
	for (; i < w->l->n && n < room; i++) {
		bool again = digit;
		digit = is_digit(v[i]);
		w->b.letters[n] = w->s->values[v[i]];
		w->places[n] = i;
		n += !(digit & again);
	}
	w->n_letters = n;
	w->at = i;
}

static void choose(struct winnowing *w, uint32_t gram, seed_vec *out)
{
	w->chosen = true;
	w->chosen_at = gram;
	out->v[out->n++] = (struct seed){w->b.hashes[gram], w->gram_places[gram]};
}

/* The smallest of the window whose last k-gram this is; of equal ones the last. */
static void choose_smallest(struct winnowing *w, uint32_t last, seed_vec *out)
{
	const uint32_t first = last + 1 - w->window;
	const uint64_t *hashes = w->b.hashes + first, least = w->b.least[first];
	uint32_t at = 0;
	for (uint32_t i = 1; i < w->window; i++) /* to the end, for where it is found nobody can guess */
		at = hashes[i] == least ? i : at;
	choose(w, first + at, out);
}

/* What was chosen has left the window before the last k-gram `end`, and something as small stands there. */
static void choose_equal(struct winnowing *w, uint32_t end, seed_vec *out)
{
	while (w->chosen && w->chosen_at + w->window < end)
		choose_smallest(w, (uint32_t)(w->chosen_at + w->window), out);
}

static void choose_all(struct winnowing *w, uint32_t n_grams, seed_vec *out)
{
	const uint32_t windows = n_grams - w->window + 1;
	kua_vec_reserve(out, out->n + windows);
	for (uint32_t from = 0; from < windows; from += 64)
		for (uint64_t bits = w->b.others[from / 64]; bits; bits &= bits - 1) {
			uint32_t last = from + (uint32_t)__builtin_ctzll(bits) + w->window - 1;
			choose_equal(w, last, out);
			choose_smallest(w, last, out);
		}
	choose_equal(w, n_grams, out);
}

/* Keep for the next block the last letters, which have part in its first k-grams, and the last k-grams, which have part in its first window. */
static void keep_last(struct winnowing *w, uint32_t n_grams)
{
	const uint32_t k = w->s->how.k, letters = w->n_letters < k - 1 ? w->n_letters : k - 1;
	const uint32_t grams = n_grams < w->window - 1 ? n_grams : w->window - 1;
	memmove(w->b.letters, w->b.letters + w->n_letters - letters, letters * sizeof *w->b.letters);
	memmove(w->places, w->places + w->n_letters - letters, letters * sizeof *w->places);
	memmove(w->b.hashes, w->b.hashes + n_grams - grams, grams * sizeof *w->b.hashes);
	memmove(w->gram_places, w->gram_places + n_grams - grams, grams * sizeof *w->gram_places);
	w->n_letters = letters;
	w->n_before = grams;
	w->chosen_at -= n_grams - grams;
}

void seeds_of(const struct seeder *s, const struct letters *l, seed_vec *out)
{
	struct winnowing w;
	w.s = s;
	w.l = l;
	w.window = l->n < SHORT_LETTERS ? s->how.window / 2 : s->how.window;
	w.at = w.n_letters = w.n_before = 0;
	w.chosen = false;
	w.chosen_at = 0;
	w.b.last_least = 0;
	out->n = 0;
	uint32_t before = 0;
	while (w.at < l->n) {
		read_letters(&w);
		if (w.n_letters < s->how.k)
			break;
		const uint32_t own = w.n_letters - s->how.k + 1, all = w.n_before + own;
		memcpy(w.gram_places + w.n_before, w.places, own * sizeof *w.places);
		s->grams(&w.b, s->how.k, w.n_before, own, w.window);
		before = all;
		if (all >= w.window) {
			w.b.others[0] |= !w.chosen; /* the very first */
			choose_all(&w, all, out);
		}
		if (w.at < l->n || all < w.window)
			keep_last(&w, all);
	}
	if (out->n || !before)
		return;
	uint32_t best = 0; /* shorter than one window: the best there is */
	for (uint32_t i = 1; i < w.n_before; i++)
		best = w.b.hashes[i] <= w.b.hashes[best] ? i : best;
	kua_vec_reserve(out, 1);
	choose(&w, best, out);
}
