/*
 * ladder.c - two stretches of letters, aligned by unit costs.
 *
 * Most stretches between two anchors have a few edits, which wavefronts find (Ukkonen 1985, Myers 1986). The others take the bit-parallel
 * program of Myers (1999) in Hyyrö's form (2003) for any length, 64 rungs of a column at a time. All columns are kept, two bits a
 * cell, and the way back is read from them. Both ways give the same alignment.
 */
#include <string.h>

#include "reuse/internal.h"

uint32_t equal_forward(const uint8_t *a, const uint8_t *b, uint32_t n)
{
	uint32_t i = 0;
	for (; i + 8 <= n; i += 8) {
		uint64_t x, y;
		memcpy(&x, a + i, 8);
		memcpy(&y, b + i, 8);
		if (x != y)
			return i + (uint32_t)__builtin_ctzll(x ^ y) / 8;
	}
	while (i < n && a[i] == b[i])
		i++;
	return i;
}

uint32_t equal_backward(const uint8_t *a, const uint8_t *b, uint32_t n)
{
	uint32_t i = 0;
	for (; i + 8 <= n; i += 8) {
		uint64_t x, y;
		memcpy(&x, a - i - 8, 8);
		memcpy(&y, b - i - 8, 8);
		if (x != y)
			return i + (uint32_t)__builtin_clzll(x ^ y) / 8;
	}
	while (i < n && a[-(ptrdiff_t)i - 1] == b[-(ptrdiff_t)i - 1])
		i++;
	return i;
}

/* ---- by columns ---- */

/* Two stretches, the pattern the shorter one: bits are its letters, columns the other's. */
struct table {
	struct ladder *w;
	const uint8_t *pattern, *text;
	uint32_t n, m;
	uint32_t height; /* 64 bits each */
};

static void reserve(struct ladder *w, size_t cells, uint32_t height)
{
	kua_vec_reserve(&w->up, cells);
	kua_vec_reserve(&w->down, cells);
	while (w->where.n < (size_t)256 * height)
		(void)kua_vec_add(&w->where);
}

static void set_where(const struct table *t, bool set)
{
	for (uint32_t i = 0; i < t->n; i++) {
		uint64_t *where = &t->w->where.v[(size_t)t->pattern[i] * t->height + i / 64];
		*where = set ? *where | UINT64_C(1) << i % 64 : 0;
	}
}

/* One column from the one before it; in each block, what it hands to the one above is -1, 0 or 1. */
static void column(const struct table *t, const uint64_t *up_before, const uint64_t *down_before, const uint64_t *where,
                   uint64_t *up_out, uint64_t *down_out)
{
	bool more = true, less = false; /* the lowest rung: one more in each column */
	for (uint32_t k = 0; k < t->height; k++) {
		uint64_t up = up_before ? up_before[k] : UINT64_MAX, down = down_before ? down_before[k] : 0;
		uint64_t equal = where[k], vertical = equal | down;
		equal |= less;
		uint64_t across = (((equal & up) + up) ^ up) | equal;
		uint64_t gain = down | ~(across | up), loss = up & across;
		bool more_out = gain >> 63, less_out = loss >> 63;
		gain = gain << 1 | more;
		loss = loss << 1 | less;
		up_out[k] = loss | ~(vertical | gain);
		down_out[k] = gain & vertical;
		more = more_out;
		less = less_out;
	}
}

/* All columns of a pattern of no more than 64 letters, which is what most are. */
static void low_columns(const struct table *t)
{
	uint64_t up = UINT64_MAX, down = 0;
	const uint64_t *where = t->w->where.v;
	uint64_t *up_out = t->w->up.v, *down_out = t->w->down.v;
	for (uint32_t j = 0; j < t->m; j++) {
		uint64_t equal = where[t->text[j]], vertical = equal | down;
		uint64_t across = (((equal & up) + up) ^ up) | equal;
		uint64_t gain = down | ~(across | up), loss = up & across;
		gain = gain << 1 | 1;
		up = loss << 1 | ~(vertical | gain);
		down = gain & vertical;
		up_out[j] = up;
		down_out[j] = down;
	}
}

static bool bit(const struct table *t, const uint64_t *bits, uint32_t column, uint32_t i)
{
	return bits[(size_t)column * t->height + i / 64] >> i % 64 & 1;
}

/* The way back; runs come out last one first, with pattern as a. */
static uint32_t way_back(const struct table *t, run_vec *runs)
{
	uint32_t i = t->n, j = t->m, cost = 0, run = 0;
	while (i && j) {
		bool up = bit(t, t->w->up.v, j - 1, i - 1), left = !up && j > 1 && bit(t, t->w->down.v, j - 2, i - 1);
		bool same = !up && !left && t->pattern[i - 1] == t->text[j - 1];
		if (same) {
			run++;
		} else {
			if (run)
				*kua_vec_add(runs) = (struct run){i, j, run};
			run = 0;
			cost++;
		}
		i -= !left;
		j -= !up;
	}
	if (run)
		*kua_vec_add(runs) = (struct run){i, j, run};
	return cost + i + j;
}

/* ---- a few edits ---- */

/*
 * Where there are few edits, only the cells near the diagonals need be known. reach[e][d]: how many letters of the pattern are behind that
 * cell, the last one on its diagonal (letters of the text less letters of the pattern) that costs no more than e; what costs
 * grows along a diagonal, so that this tells of each cell whether it costs more than e.
 */
enum { FEW = 6, OUTSIDE = 2, NOWHERE = INT32_MIN / 2 };

struct few {
	const uint8_t *pattern, *text;
	int32_t n, m;
	int32_t reach[FEW + 1][2 * (FEW + OUTSIDE) + 1]; /* the middle one is of the diagonal 0 */
};

static int32_t *few_reach(struct few *f, int32_t edits)
{
	return f->reach[edits] + FEW + OUTSIDE;
}

static int32_t few_slide(const struct few *f, int32_t i, int32_t diagonal)
{
	const int32_t j = i + diagonal, left_a = f->n - i, left_b = f->m - j, left = left_a < left_b ? left_a : left_b;
	if (left <= 0 || f->pattern[i] != f->text[j])
		return i;
	return i + (int32_t)equal_forward(f->pattern + i, f->text + j, (uint32_t)left);
}

static int32_t largest(int32_t x, int32_t y, int32_t z)
{
	const int32_t k = x > y ? x : y;
	return k > z ? k : z;
}

/* The cells that so many edits reach. */
static void few_advance(struct few *f, int32_t edits)
{
	int32_t *reach = few_reach(f, edits);
	const int32_t *before = few_reach(f, edits - 1);
	for (int32_t d = -edits; d <= edits; d++) {
		const int32_t end = f->n < f->m - d ? f->n : f->m - d;
		int32_t i = largest(before[d] + 1, before[d + 1] + 1, before[d - 1]);
		i = i < end ? i : end;
		reach[d] = i < 0 || i + d < 0 ? NOWHERE : few_slide(f, i, d);
	}
	reach[-edits - 2] = reach[-edits - 1] = reach[edits + 1] = reach[edits + 2] = NOWHERE;
}

/* As way_back goes: a letter of the pattern alone where that is no worse, else another one where it is, else one of the text alone. */
static void few_back(struct few *f, int32_t edits, run_vec *runs)
{
	int32_t i = f->n, d = f->m - f->n;
	for (; edits && i > 0 && i + d > 0; edits--) {
		const int32_t *before = few_reach(f, edits - 1);
		const int32_t border = d < 0 ? -d : 0, at = largest(before[d] + 1, before[d + 1] + 1, before[d - 1]);
		const int32_t from = at < border ? border : at < i ? at : i;
		if (from < i)
			*kua_vec_add(runs) = (struct run){(uint32_t)from, (uint32_t)(from + d), (uint32_t)(i - from)};
		i = from;
		if (i <= 0 || i + d <= 0)
			return;
		if (before[d + 1] >= i - 1) {
			i--;
			d++;
		} else if (before[d] >= i - 1) {
			i--;
		} else {
			d--;
		}
	}
	if (!edits && i)
		*kua_vec_add(runs) = (struct run){0, 0, (uint32_t)i};
}

/* What a best alignment costs, with its runs as way_back gives them; more than FEW, without runs, where it costs more. */
static uint32_t few_edits(const uint8_t *pattern, uint32_t n, const uint8_t *text, uint32_t m, run_vec *runs)
{
	if (m - n > FEW || m > INT32_MAX)
		return FEW + 1;
	struct few f; /* whose cells are written before they are read */
	f.pattern = pattern;
	f.text = text;
	f.n = (int32_t)n;
	f.m = (int32_t)m;
	const int32_t last = f.m - f.n;
	int32_t edits = 0, *reach = few_reach(&f, 0);
	reach[-2] = reach[-1] = reach[1] = reach[2] = NOWHERE;
	reach[0] = few_slide(&f, 0, 0);
	while (edits <= FEW && (edits < last || few_reach(&f, edits)[last] < f.n))
		if (++edits <= FEW)
			few_advance(&f, edits);
	if (edits <= FEW)
		few_back(&f, edits, runs);
	return (uint32_t)edits;
}

/* ---- either way ---- */

static uint32_t align(struct ladder *w, const uint8_t *pattern, uint32_t n, const uint8_t *text, uint32_t m, run_vec *runs)
{
	struct table t = {w, pattern, text, n, m, (n + 63) / 64};
	if (!n)
		return m;
	uint32_t few = few_edits(pattern, n, text, m, runs);
	if (few <= FEW)
		return few;
	reserve(w, (size_t)m * t.height, t.height);
	set_where(&t, true);
	if (t.height == 1)
		low_columns(&t);
	for (uint32_t j = 0; j < m && t.height > 1; j++) {
		size_t at = (size_t)j * t.height;
		column(&t, j ? w->up.v + at - t.height : NULL, j ? w->down.v + at - t.height : NULL,
		       w->where.v + (size_t)text[j] * t.height, w->up.v + at, w->down.v + at);
	}
	set_where(&t, false);
	return way_back(&t, runs);
}

/*
 * Two stretches that differ in their first letters and in their last ones have two edits at least, those. Where there are no more, what lies
 * between is equal, in one of few ways; where in just one of them, that is the best alignment and no other is as good. Most stretches
 * between anchors are of this kind: two letters that were hurt.
 */
struct middle {
	uint32_t a, b, n; /* equal from here on in a, from there on in b */
};

static bool middle_equal(const uint8_t *a, const uint8_t *b, struct middle k)
{
	return equal_forward(a + k.a, b + k.b, k.n) == k.n;
}

static bool two_edits(const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m, run_vec *runs)
{
	if (n < 2 || m < 2 || n > m + 2 || m > n + 2 || a[0] == b[0] || a[n - 1] == b[m - 1])
		return false;
	struct middle ways[3], found = {0};
	unsigned n_ways = 0, fit = 0;
	if (n == m) { /* another letter at either end; or one is lacking at one end and put in at the other */
		ways[n_ways++] = (struct middle){1, 1, n - 2};
		ways[n_ways++] = (struct middle){1, 0, n - 1};
		ways[n_ways++] = (struct middle){0, 1, n - 1};
	} else if (n == m + 1 || m == n + 1) { /* another letter at one end, at the other one is lacking */
		uint32_t less = n < m ? n : m;
		ways[n_ways++] = (struct middle){1, 1, less - 1};
		ways[n_ways++] = (struct middle){n > m, m > n, less - 1};
	} else {
		ways[n_ways++] = (struct middle){n > m, m > n, n < m ? n : m};
	}
	for (unsigned i = 0; i < n_ways; i++)
		if (middle_equal(a, b, ways[i])) {
			found = ways[i];
			fit++;
		}
	if (fit != 1)
		return false;
	if (found.n)
		*kua_vec_add(runs) = (struct run){found.a, found.b, found.n};
	return true;
}

uint32_t ladder_align(struct ladder *w, const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m, run_vec *runs)
{
	if (two_edits(a, n, b, m, runs))
		return 2;
	size_t first = runs->n;
	bool turned = n > m;
	uint32_t cost = turned ? align(w, b, m, a, n, runs) : align(w, a, n, b, m, runs);
	struct run *v = runs->v;
	for (size_t i = first, j = runs->n; i < j; i++) {
		struct run t = v[i];
		v[i] = v[--j];
		v[j] = t;
	}
	for (size_t i = first; turned && i < runs->n; i++)
		v[i] = (struct run){v[i].b, v[i].a, v[i].n};
	return cost;
}

void ladder_free(struct ladder *w)
{
	kua_vec_free(&w->up);
	kua_vec_free(&w->down);
	kua_vec_free(&w->where);
	kua_vec_free(&w->reach);
}
