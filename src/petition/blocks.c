/*
 * blocks.c - which signers are compared at all. In each round every row is filed under keys: its address; two of its name's words by their
 * consonants; a word with the year, with the place, with both. Rows of one key are compared with each other, or, where they are many,
 * each with those beside it when the rest of their names is in order. So the work grows with the number of rows, whatever they
 * are: a million people of one name cost a million short looks.
 */
#include <stdlib.h>
#include <string.h>

#include "petition/internal.h"

enum { ALL = 24 /* rows of a key that are compared each with each */, BESIDE = 8, MOST_KEYS = 6, TOLD_EVERY = 4096 };

enum round { BY_ADDRESS, BY_NAME, BY_WORD_PLACE_YEAR, BY_WORD_YEAR, BY_WORD_PLACE, ROUNDS };

struct filed {
	uint64_t key, rest; /* rest: by what the rows of one key are in order */
	uint32_t row;
};

static uint64_t mixed(uint64_t a, uint64_t b)
{
	uint64_t x = a * UINT64_C(0x9e3779b97f4a7c15) + b;
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	return x ^ (x >> 27);
}

/* The beginning of a sound, so that names that begin alike lie beside each other. */
static uint64_t beginning(const struct sign_rows *r, uint32_t sound)
{
	const char *s = kua_intern_text(r->sounds, sound);
	uint64_t v = 0;
	for (size_t i = 0; i < 8; i++)
		v = v << 8 | (unsigned char)(*s ? *s++ : 0);
	return v;
}

/* Of the other words of the name the first in the alphabet. */
static uint64_t rest_of(const struct sign_rows *r, const struct sign_row *row, size_t but)
{
	uint64_t least = UINT64_MAX;
	for (size_t i = 0; i < row->n; i++)
		if (i != but && beginning(r, row->whole[i]) < least)
			least = beginning(r, row->whole[i]);
	return least;
}

static size_t keys_by_name(const struct sign_row *row, uint64_t keys[MOST_KEYS])
{
	size_t n = 0;
	for (size_t i = 0; i < row->n; i++)
		for (size_t k = i + 1; k < row->n; k++) {
			uint32_t a = row->bones[i], b = row->bones[k];
			keys[n++] = mixed(a < b ? a : b, a < b ? b : a);
		}
	return n;
}

static size_t keys_of(const struct sign_rows *r, enum round round, size_t at, uint64_t keys[MOST_KEYS], uint64_t rest[MOST_KEYS])
{
	const struct sign_row *row = &r->v[at];
	size_t n = 0;
	memset(rest, 0, MOST_KEYS * sizeof *rest);
	if (round == BY_ADDRESS) {
		keys[0] = row->address;
		rest[0] = row->n ? rest_of(r, row, SIZE_MAX) : 0;
		return row->address != 0;
	}
	if (round == BY_NAME) {
		n = keys_by_name(row, keys);
		for (size_t i = 0; i < n; i++)
			rest[i] = mixed(row->born, row->place);
		return n;
	}
	bool year = round != BY_WORD_PLACE, place = round != BY_WORD_YEAR;
	if ((year && !row->born) || (place && !row->place))
		return 0;
	for (size_t i = 0; i < row->n; i++, n++) {
		keys[n] = mixed(row->whole[i], mixed(year ? row->born : 0, place ? row->place : 0));
		rest[n] = rest_of(r, row, i);
	}
	return n;
}

static int by_key(const void *a, const void *b)
{
	const struct filed *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->rest != y->rest)
		return x->rest < y->rest ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static void pairs_of(const struct filed *v, size_t n, sign_pair_fn *fn, void *ctx)
{
	size_t reach = n <= ALL ? n : BESIDE;
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && k - i <= reach; k++)
			if (v[i].row != v[k].row)
				fn(ctx, v[i].row < v[k].row ? v[i].row : v[k].row, v[i].row < v[k].row ? v[k].row : v[i].row);
}

static void one_round(const struct sign_rows *r, enum round round, const struct kua_progress *progress, sign_pair_fn *fn, void *ctx)
{
	KUA_VEC(struct filed) all = {0};
	for (size_t i = 0; i < r->n; i++) {
		uint64_t keys[MOST_KEYS], rest[MOST_KEYS];
		size_t n = keys_of(r, round, i, keys, rest);
		for (size_t k = 0; k < n; k++)
			*kua_vec_add(&all) = (struct filed){keys[k], rest[k], (uint32_t)i};
	}
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, by_key);
	for (size_t from = 0, to, blocks = 0; from < all.n; from = to) {
		for (to = from + 1; to < all.n && all.v[to].key == all.v[from].key;)
			to++;
		pairs_of(all.v + from, to - from, fn, ctx);
		if (blocks++ % TOLD_EVERY == 0)
			kua_tell(progress, "comparing names", (round - BY_NAME) * r->n + (size_t)((double)from / (double)all.n * (double)r->n), (ROUNDS - BY_NAME) * r->n);
	}
	kua_vec_free(&all);
}

void sign_pairs_by_address(const struct sign_rows *r, sign_pair_fn *fn, void *ctx)
{
	one_round(r, BY_ADDRESS, NULL, fn, ctx);
}

void sign_pairs_by_name(const struct sign_rows *r, const struct kua_progress *progress, sign_pair_fn *fn, void *ctx)
{
	for (unsigned round = BY_NAME; round < ROUNDS; round++)
		one_round(r, (enum round)round, progress, fn, ctx);
}
