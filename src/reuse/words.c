/*
 * words.c - an item as reuse sees it: its words, and the seeds by which other items are found.
 *
 * The stream of units. Words follow each other without spaces, folded, letters only: "much-publicised" and "much
 * publicised", "and Tony" and "andTony" give the same stream. A run of digits, or of numerals, is one unit, the same for all:
 * a figure that was changed must not break the match that shows the change. An ideograph or a syllable sign says about as much
 * as three letters, so it gives three units; then one length of seed fits all scripts.
 *
 * Seeds. A rolling polynomial hash of SEED_LETTERS units, finished by a mixer, and of each window of neighbours the
 * smallest (winnowing: Schleimer, Wilkerson, Aiken 2003, in the robust form: the one chosen before stays while it is as small,
 * so a text of one repeated letter gives one seed a window). The choice depends on the window's content only, so two items
 * that share a run choose the same.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

#define NUMBER_UNIT 0x30u

static uint64_t mix(uint64_t x)
{
	x ^= x >> 31;
	x *= 0x7fb5d329728ea185u;
	x ^= x >> 27;
	x *= 0x81dadef4bc2dd44du;
	return x ^ (x >> 33);
}

static bool is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9) ||
	       (c >= 0x966 && c <= 0x96f);
}

/* Letters and marks of any script; the token's inner apostrophes, hyphens, points and commas are not. */
static bool is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
	return c >= 0xc0 && c != 0x2bc && !(c >= 0x2000 && c <= 0x206f);
}

static bool is_dense(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

/* Walks over the units of one normal form; after_number is carried from word to word. */
struct walk {
	const char *p;
	size_t n;
	bool after_number;
	uint32_t dense; /* code point that still owes units */
	unsigned owed;
};

static void walk_start(struct walk *w, const char *norm)
{
	w->p = norm;
	w->n = strlen(norm);
	w->owed = 0;
}

/* The next unit, or 0 at the end of the word. */
static uint32_t walk_next(struct walk *w)
{
	if (w->owed)
		return w->dense + (w->owed-- << 24);
	while (w->n) {
		uint32_t c;
		size_t step = kua_utf8_next(w->p, w->n, &c);
		if (!step) { /* cannot be: text/ gives valid UTF-8; a byte is skipped all the same */
			step = 1;
			c = 0;
		}
		w->p += step;
		w->n -= step;
		if (is_digit(c)) {
			if (w->after_number)
				continue;
			w->after_number = true;
			return NUMBER_UNIT;
		}
		if (!is_letter(c))
			continue;
		w->after_number = false;
		if (is_dense(c)) {
			w->dense = c;
			w->owed = 2;
		}
		return c;
	}
	return 0;
}

/* The letter pairs of a word as a set of 64 bits, the pair of the first letter with itself among them. */
static uint64_t shape_add(uint64_t shape, uint32_t before, uint32_t unit)
{
	return shape | (uint64_t)1 << (mix(((uint64_t)before << 32) | unit) & 63);
}

static bool is_word(const struct kua_token *t)
{
	return t->kind == KUA_WORD || t->kind == KUA_NUMERAL;
}

void words_fill(struct body *body)
{
	const struct kua_text *t = body->source->text;
	size_t n = 0;
	for (size_t i = 0; i < t->n_tokens; i++)
		n += is_word(&t->tokens[i]);
	body->tokens = t->tokens;
	body->words = kua_malloc(kua_mul(n + 1, sizeof *body->words));
	struct walk walk = {0};
	uint32_t at = 0;
	for (size_t i = 0; i < t->n_tokens; i++) {
		if (!is_word(&t->tokens[i]))
			continue;
		struct word *w = &body->words[body->n_words++];
		*w = (struct word){.hash = t->tokens[i].hash, .token = (uint32_t)i, .at = at};
		walk_start(&walk, t->tokens[i].norm);
		uint32_t before = 0;
		for (uint32_t unit; (unit = walk_next(&walk)) != 0; before = unit, at++)
			w->shape = shape_add(w->shape, before ? before : unit, unit);
	}
	body->words[body->n_words] = (struct word){.at = at};
	body->n_units = at;
}

/* The window of winnowing: hashes of the last few k-grams, and which of them was chosen. */
struct winnow {
	uint64_t hash[2 * SEED_WINDOW];
	unsigned size;
	uint64_t chosen;
	uint32_t chosen_at;
	bool any;
};

static void seed_add(struct body *body, uint64_t hash, uint32_t at)
{
	body->seed_hash[body->n_seeds] = hash;
	body->seed_at[body->n_seeds++] = at;
}

/* The k-gram at `at` has the hash; once the window is full, its smallest is a seed. */
static void winnow_add(struct winnow *w, struct body *body, uint64_t hash, uint32_t at)
{
	w->hash[at % w->size] = hash;
	bool left = w->any && w->chosen_at + w->size <= at;
	if (w->any && !left && hash >= w->chosen)
		return;
	if (!left && at + 1 < w->size && !w->any)
		return; /* the first window is not full */
	uint32_t best = at;
	for (uint32_t back = 1; back < w->size && back <= at; back++)
		if (w->hash[(at - back) % w->size] < w->hash[best % w->size])
			best = at - back;
	w->chosen = w->hash[best % w->size];
	w->chosen_at = best;
	w->any = true;
	seed_add(body, w->chosen, best);
}

void seeds_fill(struct body *body, unsigned window)
{
	if (body->n_units < SEED_LETTERS)
		return;
	const uint64_t base = 0x9e3779b97f4a7c15u;
	uint64_t top = 1, hash = 0, ring[SEED_LETTERS] = {0};
	for (int i = 0; i < SEED_LETTERS; i++)
		top *= base;
	size_t most = body->n_units - SEED_LETTERS + 1;
	body->seed_hash = kua_malloc(kua_mul(most, sizeof *body->seed_hash));
	body->seed_at = kua_malloc(kua_mul(most, sizeof *body->seed_at));
	struct winnow w = {.size = window};
	struct walk walk = {0};
	uint32_t at = 0;
	for (uint32_t i = 0; i < body->n_words; i++) {
		walk_start(&walk, body->tokens[body->words[i].token].norm);
		for (uint32_t unit; (unit = walk_next(&walk)) != 0; at++) {
			uint64_t symbol = mix(unit);
			hash = hash * base + symbol - top * ring[at % SEED_LETTERS];
			ring[at % SEED_LETTERS] = symbol;
			if (at + 1 >= SEED_LETTERS)
				winnow_add(&w, body, mix(hash), at + 1 - SEED_LETTERS);
		}
	}
	if (!w.any) { /* shorter than one window: all there is */
		uint32_t best = 0;
		for (uint32_t i = 1; i < most; i++)
			if (w.hash[i] < w.hash[best])
				best = i;
		seed_add(body, w.hash[best], best);
	}
	body->seed_hash = kua_realloc(body->seed_hash, body->n_seeds * sizeof *body->seed_hash);
	body->seed_at = kua_realloc(body->seed_at, body->n_seeds * sizeof *body->seed_at);
}

void body_free(struct body *body)
{
	free(body->words);
	free(body->seed_hash);
	free(body->seed_at);
	free(body->seed_group);
	free(body->seed_post);
}
