/*
 * ladder.c - two stretches of letters, aligned by unit costs.
 *
 * Between two anchors: the bit-parallel program of Myers (1999) in Hyyrö's form (2003) for any length, 64 rungs of a column at a time. All
 * columns are kept, two bits a cell, and the way back is read from them.
 *
 * At the end of a passage, where nobody knows how far it goes on: wavefronts (Ukkonen 1985, Myers 1986; with a drop, Zhang and others
 * 2000): for each number of edits the farthest letter on each diagonal. What is equal costs a comparison of eight letters at a time.
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


/* ---- between two anchors ---- */

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

static uint32_t align(struct ladder *w, const uint8_t *pattern, uint32_t n, const uint8_t *text, uint32_t m, run_vec *runs)
{
	struct table t = {w, pattern, text, n, m, (n + 63) / 64};
	if (!n)
		return m;
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

/* ---- at the ends ---- */

enum { EDITS_MOST = 256, NOWHERE = INT32_MIN / 2, BESIDE = 2, EDIT_TAKES = 2 * EDIT_COST + 1 };

/* A wavefront: for the diagonals low .. high (letters of b less letters of a), how many letters of a are behind it; beside them BESIDE times
 * NOWHERE, so that what follows need not ask where it ends. */
struct front {
	int32_t low, high;
	size_t at; /* in reach, of the diagonal low */
};

struct extending {
	struct ladder *w;
	const uint8_t *a, *b;
	int32_t n, m;
	bool reversed;
	struct front fronts[EDITS_MOST + 1];
};

static int32_t reached(const struct extending *x, int32_t edits, int32_t diagonal)
{
	const struct front *f = &x->fronts[edits];
	return diagonal < f->low || diagonal > f->high ? NOWHERE : x->w->reach.v[f->at + (size_t)(diagonal - f->low)];
}

/* Where on the diagonal one more edit leads, before what is equal there is read; NOWHERE beyond an end. reach: of the front before, at
 * the diagonal. */
static int32_t after_edit(const struct extending *x, const int32_t *reach, int32_t diagonal)
{
	int32_t i = reach[0] > reach[1] ? reach[0] + 1 : reach[1] + 1; /* another letter, or one is lacking in b */
	i = reach[-1] > i ? reach[-1] : i;                             /* one was put in */
	return i < 0 || i > x->n || i + diagonal > x->m ? NOWHERE : i;
}

static int32_t slide(const struct extending *x, int32_t i, int32_t diagonal)
{
	int32_t j = i + diagonal, left_a = x->n - i, left_b = x->m - j;
	uint32_t most = (uint32_t)(left_a < left_b ? left_a : left_b);
	if (!most || (x->reversed ? x->a[left_a - 1] != x->b[left_b - 1] : x->a[i] != x->b[j])) /* as mostly */
		return i;
	if (x->reversed)
		return i + (int32_t)equal_backward(x->a + x->n - i, x->b + x->m - j, most);
	return i + (int32_t)equal_forward(x->a + i, x->b + j, most);
}

/* Twice the score: equal letters count one on either side. */
static int32_t score_of(int32_t i, int32_t diagonal, int32_t edits)
{
	return 2 * i + diagonal - 2 * (EDIT_COST + 1) * edits;
}

struct peak {
	int32_t edits, diagonal, score;
};

static bool is_behind(const struct extending *x, int32_t edits, int32_t diagonal, int32_t least)
{
	int32_t i = reached(x, edits, diagonal);
	return i == NOWHERE || score_of(i, diagonal, edits) < least;
}

/*
 * The most that the score can come to where the front stands at i: all that is left of the shorter is equal. After one more edit it
 * is less by EDIT_TAKES at the least.
 */
static int32_t score_most(const struct extending *x, int32_t i, int32_t diagonal, int32_t score)
{
	int32_t left_a = x->n - i, left_b = x->m - i - diagonal;
	return score + 2 * (left_a < left_b ? left_a : left_b);
}

/* The front of so many edits; diagonals at its borders that have fallen behind are left out. False where none is left, or none can do better. */
static bool advance(struct extending *x, int32_t edits, struct peak *best)
{
	struct front *f = &x->fronts[edits];
	const struct front *before = edits ? &x->fronts[edits - 1] : NULL;
	int32_t low = before ? before->low - 1 : 0, high = before ? before->high + 1 : 0;
	size_t width = (size_t)(high - low) + 1, first = x->w->reach.n + BESIDE;
	*f = (struct front){low, high, first};
	kua_vec_reserve(&x->w->reach, first + width + BESIDE);
	x->w->reach.n = first + width + BESIDE;
	int32_t *reach = x->w->reach.v + first;
	const int32_t *last = before ? x->w->reach.v + before->at : NULL;
	for (size_t k = 0; k < BESIDE; k++)
		reach[-1 - (ptrdiff_t)k] = reach[width + k] = NOWHERE;
	int32_t most = 0;
	for (int32_t d = low; d <= high; d++) {
		int32_t i = before ? after_edit(x, last + (d - before->low), d) : 0;
		if (i != NOWHERE)
			i = slide(x, i, d);
		reach[d - low] = i;
		if (i == NOWHERE)
			continue;
		const int32_t score = score_of(i, d, edits), possible = score_most(x, i, d, score);
		most = possible > most ? possible : most;
		if (score > best->score)
			*best = (struct peak){edits, d, score};
	}
	if (most - EDIT_TAKES <= best->score)
		return false;
	int32_t least = best->score - 2 * EXTEND_DROP;
	for (; f->low <= f->high && is_behind(x, edits, f->low, least); f->low++, f->at++)
		reach[f->low - low] = NOWHERE;
	for (; f->low <= f->high && is_behind(x, edits, f->high, least); f->high--)
		reach[f->high - low] = NOWHERE;
	return f->low <= f->high;
}

/* From the peak back to the beginning; then in the order of reading. */
static void trace(const struct extending *x, struct peak end, run_vec *runs)
{
	size_t first = runs->n;
	int32_t d = end.diagonal;
	for (int32_t e = end.edits; e >= 0; e--) {
		const struct front *before = e ? &x->fronts[e - 1] : NULL;
		int32_t to = reached(x, e, d), from = e ? after_edit(x, x->w->reach.v + before->at + (d - before->low), d) : 0;
		if (to > from)
			*kua_vec_add(runs) = (struct run){(uint32_t)from, (uint32_t)(from + d), (uint32_t)(to - from)};
		if (e && reached(x, e - 1, d) + 1 != from)
			d += reached(x, e - 1, d + 1) + 1 == from ? 1 : -1;
	}
	for (size_t i = first, j = runs->n; i < j; i++) {
		struct run t = runs->v[i];
		runs->v[i] = runs->v[--j];
		runs->v[j] = t;
	}
}

void ladder_extend(struct ladder *w, const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m, bool reversed, run_vec *runs)
{
	struct extending x = {.w = w, .a = a, .b = b, .n = (int32_t)n, .m = (int32_t)m, .reversed = reversed};
	struct peak best = {0};
	if (!n || !m)
		return;
	w->reach.n = 0;
	for (int32_t e = 0; e <= EDITS_MOST && advance(&x, e, &best); e++)
		;
	if (best.score > 0)
		trace(&x, best, runs);
}

void ladder_free(struct ladder *w)
{
	kua_vec_free(&w->up);
	kua_vec_free(&w->down);
	kua_vec_free(&w->where);
	kua_vec_free(&w->reach);
}
