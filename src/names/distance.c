/*
 * distance.c - the edit distance of one key to many: bit-parallel (Myers 1999, in Hyyrö's form for whole strings), LANES
 * candidates at a time.
 *
 * One word holds a column of the table of distances as differences between neighbours, so a step of the loop does a whole
 * column; wide registers (distance_wide.c) do it for many candidates. Candidates are sorted by length, so that those of a block
 * end together.
 */
#include <stdlib.h>
#include <string.h>

#include "names/distance.h"

/* Keys have small letters and signs for sounds (romanise.c). */
static uint8_t sign_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint8_t)(c - 'a' + 1);
	return c == 'S' ? 27 : c == 'C' ? 28 : c == 'J' ? 29 : c == ' ' ? 30 : 31;
}

static unsigned length_of(const char *s)
{
	return (unsigned)strnlen(s, KUA_DISTANCE_LETTERS);
}

static void pattern_of(const char *s, struct pattern *p)
{
	memset(p, 0, sizeof *p);
	p->n = length_of(s);
	for (unsigned i = 0; i < p->n; i++)
		p->eq[sign_of(s[i])] |= (uint64_t)1 << i;
}

/* Distances along the last column: as long as the text, one more for each bit of vp among the query's, one less for each of vn. */
void distance_plain(const struct pattern *p, const struct block *b, uint8_t out[LANES])
{
	uint64_t mask = p->n < 64 ? ((uint64_t)1 << p->n) - 1 : ~(uint64_t)0;
	for (unsigned lane = 0; lane < LANES; lane++) {
		uint64_t vp = ~(uint64_t)0, vn = 0;
		for (unsigned j = 0; j < b->length[lane]; j++) {
			uint64_t x = p->eq[b->codes[j * LANES + lane]] | vn;
			uint64_t d0 = (((x & vp) + vp) ^ vp) | x;
			uint64_t hp = ((vn | ~(d0 | vp)) << 1) | 1, hn = (d0 & vp) << 1;
			vp = hn | ~(d0 | hp);
			vn = hp & d0;
		}
		out[lane] = (uint8_t)(b->length[lane] + __builtin_popcountll(vp & mask) - __builtin_popcountll(vn & mask));
	}
}

distance_fn *distance_widest(void)
{
	for (int w = DISTANCE_WIDTHS - 1; w > DISTANCE_PLAIN; w--)
		if (distance_of((enum distance_width)w))
			return distance_of((enum distance_width)w);
	return distance_plain;
}

unsigned kua_distance(const char *a, const char *b)
{
	uint8_t codes[KUA_DISTANCE_LETTERS * LANES], length[LANES] = {0}, out[LANES];
	struct block one = {codes, length, length_of(b), 0};
	struct pattern p;
	pattern_of(a, &p);
	length[0] = (uint8_t)one.columns;
	for (unsigned j = 0; j < one.columns; j++)
		codes[j * LANES] = sign_of(b[j]);
	distance_plain(&p, &one, out);
	return out[0];
}

/* ---- many ---- */

struct kua_distances {
	size_t n, n_blocks;
	struct block *blocks;
	uint32_t *order; /* place in the blocks -> key */
	uint8_t *bytes;  /* codes and lengths of all */
	distance_fn *widest;
};

/* Places of the keys by length, the order of equal ones kept. */
static void by_length(const char *const *keys, size_t n, uint32_t *order)
{
	size_t start[KUA_DISTANCE_LETTERS + 2] = {0};
	for (size_t i = 0; i < n; i++)
		start[length_of(keys[i]) + 1]++;
	for (size_t l = 1; l < sizeof start / sizeof *start; l++)
		start[l] += start[l - 1];
	for (size_t i = 0; i < n; i++)
		order[start[length_of(keys[i])]++] = (uint32_t)i;
}

static size_t fill(const char *const *keys, const uint32_t *order, size_t n, uint8_t *bytes, struct block *b)
{
	unsigned columns = length_of(keys[order[n - 1]]);
	uint8_t *length = bytes, *codes = bytes + LANES;
	memset(bytes, 0, LANES + (size_t)columns * LANES);
	for (size_t lane = 0; lane < n; lane++) {
		const char *key = keys[order[lane]];
		length[lane] = (uint8_t)length_of(key);
		for (size_t j = 0; j < length[lane]; j++)
			codes[j * LANES + lane] = sign_of(key[j]);
	}
	*b = (struct block){codes, length, columns, n < LANES ? 0 : length[0]};
	return LANES + (size_t)columns * LANES;
}

struct kua_distances *kua_distances_new(const char *const *keys, size_t n)
{
	struct kua_distances *d = kua_calloc(1, sizeof *d);
	size_t bytes = 0;
	d->n = n;
	d->n_blocks = (n + LANES - 1) / LANES;
	d->blocks = kua_calloc(d->n_blocks, sizeof *d->blocks);
	d->order = kua_calloc(n, sizeof *d->order);
	d->widest = distance_widest();
	by_length(keys, n, d->order);
	for (size_t i = 0; i < d->n_blocks; i++) {
		size_t last = i * LANES + LANES <= n ? i * LANES + LANES - 1 : n - 1;
		bytes += LANES + (size_t)length_of(keys[d->order[last]]) * LANES;
	}
	d->bytes = kua_malloc(bytes);
	bytes = 0;
	for (size_t i = 0; i < d->n_blocks; i++) {
		size_t left = n - i * LANES;
		bytes += fill(keys, d->order + i * LANES, left < LANES ? left : LANES, d->bytes + bytes, &d->blocks[i]);
	}
	return d;
}

void distances_by(const struct kua_distances *d, distance_fn *fn, const char *query, uint8_t *out)
{
	struct pattern p;
	pattern_of(query, &p);
	for (size_t i = 0; i < d->n_blocks; i++) {
		uint8_t lanes[LANES];
		size_t left = d->n - i * LANES, n = left < LANES ? left : LANES;
		fn(&p, &d->blocks[i], lanes);
		for (size_t lane = 0; lane < n; lane++)
			out[d->order[i * LANES + lane]] = lanes[lane];
	}
}

void kua_distances_to(const struct kua_distances *d, const char *query, uint8_t *out)
{
	distances_by(d, d->widest, query, out);
}

void kua_distances_free(struct kua_distances *d)
{
	if (!d)
		return;
	free(d->blocks);
	free(d->order);
	free(d->bytes);
	free(d);
}
