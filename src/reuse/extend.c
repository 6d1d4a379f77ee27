/*
 * extend.c - how far two stretches of letters go on together at the end of a passage, where nobody knows how far.
 *
 * Wavefronts (Ukkonen 1985, Myers 1986; with a drop, Zhang and others 2000): for each number of edits the farthest letter on each
 * diagonal. What is equal costs a comparison of eight letters at a time.
 */
#include "reuse/internal.h"

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
