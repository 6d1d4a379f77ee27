/*
 * align.c - from chains to passages: the words of two items, aligned.
 *
 * A chain says where two items run together in units; its blocks give anchors, pairs of equal words. Between anchors, what is equal from
 * either side is taken as it is and the rest is aligned by the dynamic program of Gotoh (affine gaps), small because a chain's
 * gaps are. At both ends the passage grows: first over equal words, then by the same program over a window of words whose best cell
 * need not be the corner; as long as a window gains, the next one is tried. So memory is bounded by CELLS_MOST and time is
 * linear in the length of what is aligned.
 *
 * A bridge that costs more than DROP (a paragraph put in between) or more than what stands before it is worth parts the passage in two,
 * and what comes behind a bridge and is worth less than it is left off: every end of a passage pays for itself, as in local
 * alignment. Passages of one pair do not overlap, in neither item: the better chain takes its words first.
 *
 * Scores are tenths of an equal word. A common word says half as much: an alignment must not live on "the" and "of".
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

enum { EQUAL = 10, EQUAL_COMMON = 5, NEAR = 4, DIFFER = -6, OPEN = 8, EXTEND = 1, DROP = 60, GAIN = 5, CUT = 18 };
enum { WINDOW = 40, CELLS_MOST = 512 * 512 };
enum { FROM_DIAGONAL = 0, FROM_B = 1, FROM_A = 2, FROM_MASK = 3, B_GOES_ON = 4, A_GOES_ON = 8 };
#define LOW (INT32_MIN / 2)

bool words_near(const struct word *x, const struct word *y)
{
	int both = __builtin_popcountll(x->shape & y->shape);
	return both >= 2 && 4 * both >= __builtin_popcountll(x->shape) + __builtin_popcountll(y->shape);
}

/* Two items in hand, and the direction of reading: +1 or -1. */
struct strip {
	const struct body *a, *b;
	uint32_t at_a, at_b; /* the first words to read */
	size_t n, m;         /* how many of each */
	int step;
};

static const struct word *word_a(const struct strip *s, size_t i)
{
	return s->a->words + s->at_a + (ptrdiff_t)i * s->step;
}

static const struct word *word_b(const struct strip *s, size_t j)
{
	return s->b->words + s->at_b + (ptrdiff_t)j * s->step;
}

static int32_t worth(const struct body *body, const struct word *w)
{
	return body->tokens[w->token].flags & KUA_STOP_WORD ? EQUAL_COMMON : EQUAL;
}

static int32_t score_of(const struct strip *s, const struct word *x, const struct word *y)
{
	if (x->hash == y->hash)
		return worth(s->a, x);
	return words_near(x, y) ? NEAR : DIFFER;
}

struct cell {
	size_t i, j;
	int32_t score;
};

static int32_t *reserve(struct aligning *w, size_t columns, size_t rows)
{
	while (w->rows.n < 2 * columns)
		(void)kua_vec_add(&w->rows);
	while (w->steps.n < columns * rows)
		(void)kua_vec_add(&w->steps);
	return w->rows.v;
}

/* The first row: nothing of a, j words of b. */
static void first_row(int32_t *best, int32_t *gap_a, uint8_t *steps, size_t m)
{
	best[0] = 0;
	gap_a[0] = LOW;
	for (size_t j = 1; j <= m; j++) {
		best[j] = -OPEN - EXTEND * (int32_t)j;
		gap_a[j] = LOW;
		steps[j] = FROM_B | (j > 1 ? B_GOES_ON : 0);
	}
}

/* Fill the table; the cell at the corner, or the best cell of all where the end is free. */
static struct cell fill(struct aligning *w, const struct strip *s, bool free_end)
{
	size_t columns = s->m + 1;
	int32_t *best = reserve(w, columns, s->n + 1), *gap_a = best + columns;
	first_row(best, gap_a, w->steps.v, s->m);
	struct cell top = {0};
	for (size_t i = 1; i <= s->n; i++) {
		uint8_t *steps = w->steps.v + i * columns;
		const struct word *x = word_a(s, i - 1);
		int32_t diagonal = best[0], gap_b = LOW;
		gap_a[0] = best[0] = -OPEN - EXTEND * (int32_t)i;
		steps[0] = FROM_A | (i > 1 ? A_GOES_ON : 0);
		for (size_t j = 1; j <= s->m; j++) {
			int32_t open_a = best[j] - OPEN - EXTEND, go_a = gap_a[j] - EXTEND;
			int32_t open_b = best[j - 1] - OPEN - EXTEND, go_b = gap_b - EXTEND;
			int32_t here = diagonal + score_of(s, x, word_b(s, j - 1));
			uint8_t step = FROM_DIAGONAL;
			gap_a[j] = go_a > open_a ? go_a : open_a;
			gap_b = go_b > open_b ? go_b : open_b;
			if (gap_a[j] > here) {
				here = gap_a[j];
				step = FROM_A;
			}
			if (gap_b > here) {
				here = gap_b;
				step = FROM_B;
			}
			steps[j] = (uint8_t)(step | (go_a > open_a ? A_GOES_ON : 0) | (go_b > open_b ? B_GOES_ON : 0));
			diagonal = best[j];
			best[j] = here;
			if (here > top.score)
				top = (struct cell){i, j, here};
		}
	}
	return free_end ? top : (struct cell){s->n, s->m, best[s->m]};
}

/* The steps from the start to the cell, last one first, one byte each. */
static void trace(struct aligning *w, const struct strip *s, struct cell end)
{
	size_t i = end.i, j = end.j, columns = s->m + 1;
	w->path.n = 0;
	uint8_t state = FROM_DIAGONAL;
	while (i || j) {
		uint8_t step = w->steps.v[i * columns + j];
		if (state == FROM_DIAGONAL)
			state = step & FROM_MASK;
		*kua_vec_add(&w->path) = state;
		if (state == FROM_DIAGONAL) {
			i--;
			j--;
		} else if (state == FROM_A) {
			i--;
			state = step & A_GOES_ON ? FROM_A : FROM_DIAGONAL;
		} else {
			j--;
			state = step & B_GOES_ON ? FROM_B : FROM_DIAGONAL;
		}
	}
}

/* Where an edit of n words that is read from word `at` on begins in the text. */
static uint32_t edit_start(uint32_t at, uint32_t n, int step)
{
	return step > 0 ? at : at - (n ? n - 1 : 0) + (n ? 0 : 1);
}

/* Append what the path says as edits in the order of reading; returns how many words are equal. */
static uint32_t read_path(const struct aligning *w, const struct strip *s, edit_vec *out)
{
	uint32_t equal = 0, a = s->at_a, b = s->at_b;
	for (size_t k = w->path.n; k > 0;) {
		uint8_t kind = w->path.v[k - 1];
		uint32_t run = 1;
		if (kind != FROM_DIAGONAL)
			while (run < k && w->path.v[k - 1 - run] == kind)
				run++;
		uint32_t n_a = kind == FROM_B ? 0 : run, n_b = kind == FROM_A ? 0 : run;
		if (kind == FROM_DIAGONAL && s->a->words[a].hash == s->b->words[b].hash)
			equal++;
		else
			*kua_vec_add(out) = (struct edit){
				.a = edit_start(a, n_a, s->step), .b = edit_start(b, n_b, s->step),
				.n_a = (uint16_t)n_a, .n_b = (uint16_t)n_b,
				.near = kind == FROM_DIAGONAL && words_near(&s->a->words[a], &s->b->words[b]),
			};
		a += (uint32_t)s->step * n_a; /* wraps downwards where step is -1, and comes back */
		b += (uint32_t)s->step * n_b;
		k -= run;
	}
	return equal;
}

/* ---- growing ---- */

/* How far a passage may grow: words before which other passages end, and at which others begin. */
struct bounds {
	uint32_t a_low, a_high, b_low, b_high;
};

/* A passage in the making, what it scores, and how it stood before the bridge that it was worth most at. */
struct draft {
	const struct body *a, *b;
	struct passage p, best;
	int64_t score, best_score;
	size_t best_edits;
};

static size_t least(size_t x, size_t y)
{
	return x < y ? x : y;
}

/* Take the words behind the end of the passage as long as they are equal, up to the bounds. */
static void take_equal(struct draft *d, uint32_t a_high, uint32_t b_high)
{
	struct passage *p = &d->p;
	while (p->a_end < a_high && p->b_end < b_high && d->a->words[p->a_end].hash == d->b->words[p->b_end].hash) {
		d->score += worth(d->a, &d->a->words[p->a_end]);
		p->a_end++;
		p->b_end++;
		p->equal++;
	}
}

static void grow_right(struct aligning *w, struct draft *d, const struct bounds *to)
{
	struct passage *p = &d->p;
	for (;;) {
		take_equal(d, to->a_high, to->b_high);
		struct strip s = {d->a, d->b, p->a_end, p->b_end, least(WINDOW, to->a_high - p->a_end),
		                  least(WINDOW, to->b_high - p->b_end), 1};
		if (!s.n || !s.m)
			return;
		struct cell end = fill(w, &s, true);
		if (end.score < GAIN)
			return;
		trace(w, &s, end);
		p->equal += read_path(w, &s, &w->right);
		p->a_end += (uint32_t)end.i;
		p->b_end += (uint32_t)end.j;
		d->score += end.score;
	}
}

/* The same to the left; its edits come in the wrong order, so they are turned round and put in front. */
static void grow_left(struct aligning *w, struct draft *d, const struct bounds *to)
{
	struct passage *p = &d->p;
	w->left.n = 0;
	for (;;) {
		while (p->a > to->a_low && p->b > to->b_low && d->a->words[p->a - 1].hash == d->b->words[p->b - 1].hash) {
			p->a--;
			p->b--;
			p->equal++;
			d->score += worth(d->a, &d->a->words[p->a]);
		}
		struct strip s = {d->a, d->b, p->a - 1, p->b - 1, least(WINDOW, p->a - to->a_low),
		                  least(WINDOW, p->b - to->b_low), -1};
		if (!s.n || !s.m)
			break;
		struct cell end = fill(w, &s, true);
		if (end.score < GAIN)
			break;
		trace(w, &s, end);
		p->equal += read_path(w, &s, &w->left);
		p->a -= (uint32_t)end.i;
		p->b -= (uint32_t)end.j;
		d->score += end.score;
	}
	for (size_t i = w->left.n; i > 0; i--)
		*kua_vec_add(&w->right) = w->left.v[i - 1];
}

/* Bring the passage up to the anchor, over equal words, then over what differs; false where that costs too much. */
static bool bridge(struct aligning *w, struct draft *d, uint32_t to_a, uint32_t to_b)
{
	struct passage *p = &d->p;
	take_equal(d, to_a, to_b);
	struct strip s = {d->a, d->b, p->a_end, p->b_end, to_a - p->a_end, to_b - p->b_end, 1};
	if (s.n + s.m == 0)
		return true;
	if ((s.n + 1) * (s.m + 1) > CELLS_MOST)
		return false;
	struct cell end = fill(w, &s, false);
	if (end.score < -DROP || d->score + end.score <= 0)
		return false;
	if (end.score < 0 && d->score > d->best_score) {
		d->best = *p;
		d->best_score = d->score;
		d->best_edits = w->right.n;
	}
	trace(w, &s, end);
	p->equal += read_path(w, &s, &w->right);
	p->a_end = to_a;
	p->b_end = to_b;
	d->score += end.score;
	return true;
}

/* ---- from chains to passages ---- */

struct pairing {
	struct aligning *w;
	size_t least_words;
	edit_vec *edits;
	struct draft now;
	bool open;
};

static void tighten(struct bounds *to, const struct passage *f, const struct passage *p)
{
	if (f->a_end <= p->a && f->a_end > to->a_low)
		to->a_low = f->a_end;
	if (f->b_end <= p->b && f->b_end > to->b_low)
		to->b_low = f->b_end;
	if (f->a >= p->a_end && f->a < to->a_high)
		to->a_high = f->a;
	if (f->b >= p->b_end && f->b < to->b_high)
		to->b_high = f->b;
}

static struct bounds bounds_of(const struct pairing *g)
{
	struct bounds to = {0, g->now.a->n_words, 0, g->now.b->n_words};
	for (size_t i = 0; i < g->w->found.n; i++)
		tighten(&to, &g->w->found.v[i], &g->now.p);
	return to;
}

static bool taken(const struct pairing *g, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < g->w->found.n; i++) {
		const struct passage *f = &g->w->found.v[i];
		if ((a >= f->a && a < f->a_end) || (b >= f->b && b < f->b_end))
			return true;
	}
	return false;
}

/*
 * Long enough, and three words in five on either side are the same, or nearly so: two lists written to one pattern are no reprints. Two
 * words alike count as three quarters there and as half a word of length, as long as equal ones are half of what is asked: in
 * a scanned text every third word is hurt.
 */
static bool verified(const struct pairing *g, const struct passage *p, const struct edit *edits)
{
	size_t near = 0;
	for (size_t i = 0; i < p->n_edits; i++)
		near += edits[i].near;
	return 2 * p->equal + near >= 2 * g->least_words && 2 * p->equal >= g->least_words &&
	       20 * p->equal + 15 * near >= 6 * ((size_t)(p->a_end - p->a) + (p->b_end - p->b));
}

static bool keep(struct pairing *g, struct passage p, const struct edit *edits)
{
	if (!verified(g, &p, edits))
		return false;
	p.first_edit = g->edits->n;
	for (size_t i = 0; i < p.n_edits; i++)
		*kua_vec_add(g->edits) = edits[i];
	*kua_vec_add(&g->w->found) = p;
	return true;
}

/*
 * A passage that fails as a whole may hold parts that pass: runs between which too much was put in. Cut it where an equal word counts
 * two, an unequal one takes off three, and the sum falls CUT below its best or to nothing (Ruzzo and Tompa's segments, nearly).
 */
static void keep_parts(struct pairing *g, const struct passage *whole, const struct edit *edits)
{
	struct passage part = {.a = whole->a, .b = whole->b}, best = {0};
	size_t from = 0, best_edits = 0;
	int64_t score = 0, top = 0;
	uint32_t a = whole->a, b = whole->b;
	for (size_t i = 0; i <= whole->n_edits; i++) {
		const struct edit *e = i < whole->n_edits ? &edits[i] : NULL;
		uint32_t run = (e ? e->a : whole->a_end) - a;
		a += run;
		b += run;
		part.equal += run;
		score += 2 * run;
		if (run && score > top) {
			top = score;
			best = part;
			best.a_end = a;
			best.b_end = b;
			best_edits = i;
		}
		if (e) {
			a += e->n_a;
			b += e->n_b;
			score -= e->near ? 1 : 3 * (e->n_a > e->n_b ? e->n_a : e->n_b);
		}
		if (e && score > 0 && top - score < CUT)
			continue;
		best.n_edits = best_edits - from;
		if (top > 0)
			(void)keep(g, best, edits + from);
		part = (struct passage){.a = a, .b = b};
		from = i + 1;
		score = top = 0;
	}
}

static void close_passage(struct pairing *g, const struct bounds *to)
{
	struct draft *d = &g->now;
	grow_right(g->w, d, to);
	g->open = false;
	if (d->score < d->best_score) {
		d->p = d->best;
		g->w->right.n = d->best_edits;
	}
	d->p.n_edits = g->w->right.n;
	if (!keep(g, d->p, g->w->right.v) && d->p.equal >= g->least_words)
		keep_parts(g, &d->p, g->w->right.v);
}

static void open_passage(struct pairing *g, uint32_t a, uint32_t b)
{
	struct draft *d = &g->now;
	d->p = (struct passage){.a = a, .a_end = a + 1, .b = b, .b_end = b + 1, .equal = 1};
	d->score = worth(d->a, &d->a->words[a]);
	d->best_score = 0;
	g->w->right.n = 0;
	g->open = true;
	struct bounds to = bounds_of(g);
	grow_left(g->w, d, &to);
}

/* A pair of equal words: goes on with the passage in the making, or ends it and begins another. */
static void add_anchor(struct pairing *g, uint32_t a, uint32_t b)
{
	struct draft *d = &g->now;
	if (g->open && (a < d->p.a_end || b < d->p.b_end))
		return;
	if (taken(g, a, b))
		return;
	if (g->open) {
		struct bounds to = bounds_of(g);
		if (a < to.a_high && b < to.b_high && bridge(g->w, d, a, b)) {
			take_equal(d, a + 1, b + 1);
			return;
		}
		to.a_high = (uint32_t)least(to.a_high, a);
		to.b_high = (uint32_t)least(to.b_high, b);
		close_passage(g, &to);
	}
	open_passage(g, a, b);
}

/* The first word that begins at the unit or behind it. */
static uint32_t word_at(const struct body *body, uint32_t unit)
{
	uint32_t low = 0, high = body->n_words;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (body->words[middle].at < unit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The words that lie in the block at the same place in both and are equal. */
static void add_block(struct pairing *g, const struct block *k)
{
	const struct body *a = g->now.a, *b = g->now.b;
	uint32_t i = word_at(a, k->a), j = word_at(b, k->b);
	while (i < a->n_words && j < b->n_words) {
		const struct word *x = &a->words[i], *y = &b->words[j];
		uint32_t in_a = x->at - k->a, in_b = y->at - k->b;
		if (in_a >= k->n || in_b >= k->n)
			return;
		if (in_a == in_b && x->hash == y->hash)
			add_anchor(g, i, j);
		if (in_a <= in_b)
			i++;
		if (in_b <= in_a)
			j++;
	}
}

static int compare_passages(const void *x, const void *y)
{
	const struct passage *p = x, *q = y;
	return p->a < q->a ? -1 : p->a > q->a;
}

uint32_t align_chains(struct aligning *w, const struct body *a, const struct body *b, const struct chaining *c,
                      size_t least_words, passage_vec *passages, edit_vec *edits)
{
	struct pairing g = {.w = w, .least_words = least_words, .edits = edits, .now = {.a = a, .b = b}};
	w->found.n = 0;
	for (size_t i = 0; i < c->chains.n; i++) {
		const struct chain *chain = &c->chains.v[i];
		for (uint32_t k = 0; k < chain->n; k++)
			add_block(&g, &c->blocks.v[c->links.v[chain->first + k]]);
		if (g.open) {
			struct bounds to = bounds_of(&g);
			close_passage(&g, &to);
		}
	}
	uint32_t equal = 0;
	if (w->found.n)
		qsort(w->found.v, w->found.n, sizeof *w->found.v, compare_passages);
	for (size_t i = 0; i < w->found.n; i++) {
		equal += w->found.v[i].equal;
		*kua_vec_add(passages) = w->found.v[i];
	}
	return equal;
}

void aligning_free(struct aligning *w)
{
	kua_vec_free(&w->rows);
	kua_vec_free(&w->steps);
	kua_vec_free(&w->path);
	kua_vec_free(&w->left);
	kua_vec_free(&w->right);
	kua_vec_free(&w->found);
}
