/*
 * align.c - from chains to passages: the letters of two items, aligned and verified.
 *
 * A chain's blocks are anchors. From each the equal run is taken as far as it goes, to either side; what is left between two runs is aligned
 * by the ladder; at both ends the passage grows as long as that pays. So time is linear in what is aligned: the gaps of a
 * chain are short.
 *
 * A stretch without likeness that costs more than DROP (a paragraph put in between), or more than what stands before it is worth, parts
 * the passage in two, and what is worth less than the gap in front of it is left off: every end of a passage pays for itself, as in
 * local alignment. A passage begins and ends with a word that is the same in both. Passages of one pair do not overlap, in neither
 * item: the better chain takes its letters first.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

/* In tenths of an equal letter. */
enum { EQUAL = 10, DIFFER = 20, OPEN = 40, DROP = 300, DROP_AGAIN = 75 };
/* So many equal letters stand for a word, where words are hurt. */
enum { LETTERS_FOR_WORD = 5 };
/* How far an extension leaps over what was put in or left out, to so many equal letters. */
enum { LEAP = 64, LANDING = 8 };

/* Letters that a passage may take: those between the ones that were found already. */
struct bounds {
	uint32_t a_low, a_high, b_low, b_high;
};

struct pairing {
	struct aligning *w;
	const struct letters *a, *b;
	size_t least_words;
	uint32_t a_end, b_end; /* of the draft */
	struct bounds free;    /* the ones found last, when n_found were found */
	size_t n_found;
};

static uint32_t least(uint32_t x, uint32_t y)
{
	return x < y ? x : y;
}

/* Around letters that are not taken. Kept, for the next ones mostly lie in the same bounds. */
static struct bounds bounds_of(struct pairing *g, uint32_t a, uint32_t b)
{
	struct bounds *to = &g->free;
	if (g->n_found == g->w->found.n && a >= to->a_low && a < to->a_high && b >= to->b_low && b < to->b_high)
		return *to;
	*to = (struct bounds){0, g->a->n, 0, g->b->n};
	g->n_found = g->w->found.n;
	for (size_t i = 0; i < g->w->found.n; i++) {
		const struct aligned *f = &g->w->found.v[i];
		if (f->a_end <= a && f->a_end > to->a_low)
			to->a_low = f->a_end;
		if (f->b_end <= b && f->b_end > to->b_low)
			to->b_low = f->b_end;
		if (f->a >= a && f->a < to->a_high)
			to->a_high = f->a;
		if (f->b >= b && f->b < to->b_high)
			to->b_high = f->b;
	}
	return *to;
}

/* How many letters from here on, on either side, another passage has; 0 where they are free. */
static uint32_t taken(const struct pairing *g, uint32_t a, uint32_t b)
{
	const struct bounds *to = &g->free;
	if (g->n_found == g->w->found.n && a >= to->a_low && a < to->a_high && b >= to->b_low && b < to->b_high)
		return 0;
	for (size_t i = 0; i < g->w->found.n; i++) {
		const struct aligned *f = &g->w->found.v[i];
		if (a >= f->a && a < f->a_end)
			return f->a_end - a;
		if (b >= f->b && b < f->b_end)
			return f->b_end - b;
	}
	return 0;
}

/* ---- words ---- */

/* Which of the 64 letters from `at` on begin a word; the end of the text is such a place too. */
static uint64_t beginnings(const struct letters *l, uint32_t at)
{
	uint64_t bits = l->marks[at / 64].words >> at % 64;
	if (at % 64 && at / 64 < (l->n - 1) / 64)
		bits |= l->marks[at / 64 + 1].words << (64 - at % 64);
	return l->n - at < 64 ? bits | UINT64_C(1) << (l->n - at) : bits;
}

/* Whole words of a run, as they are counted from border to border; its end is one. */
struct counting {
	uint32_t n, first, last; /* words; where the first begins and the last ends, in letters of the run */
	uint32_t before;         /* the border before */
	bool open;               /* a word begins there in both */
};

static void add_word(struct counting *w, uint32_t end)
{
	w->first = w->n ? w->first : w->before;
	w->last = end;
	w->n++;
}

/* Up to 64 letters of the run from `at` on: those where a word begins in one of the two, and in both. */
static void count_words(struct counting *w, uint32_t at, uint64_t either, uint64_t both)
{
	if (either && either == both && w->open && w->n) { /* as mostly */
		w->before = at + 63 - (uint32_t)__builtin_clzll(both);
		w->n += (uint32_t)__builtin_popcountll(both);
		w->last = w->before;
		return;
	}
	for (; either; either &= either - 1) {
		unsigned k = (unsigned)__builtin_ctzll(either);
		bool common = both >> k & 1;
		if (w->open && common)
			add_word(w, at + k);
		w->open = common;
		w->before = at + k;
	}
}

/* How many whole words of the run are equal; where the first begins and the last ends, in letters of the run. */
static uint32_t whole_words(const struct pairing *g, const struct run *r, uint32_t *first, uint32_t *last)
{
	struct counting w = {0};
	for (uint32_t at = 0; at <= r->n; at += 64) {
		uint32_t in_a = r->a + at, in_b = r->b + at, left = r->n - at + 1;
		uint64_t a = in_a < g->a->n ? beginnings(g->a, in_a) : 1, b = in_b < g->b->n ? beginnings(g->b, in_b) : 1;
		uint64_t wanted = left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
		count_words(&w, at, (a | b) & wanted, a & b & wanted);
	}
	if (w.n) {
		*first = w.first;
		*last = w.last;
	}
	return w.n;
}

/* What n letters that stand where m others do take off. */
static int64_t gap_cost(int64_t n, int64_t m)
{
	int64_t change = DIFFER * (n > m ? n : m), gap = (n ? OPEN + n : 0) + (m ? OPEN + m : 0);
	return change < gap ? change : gap;
}

/* ---- from runs to passages ---- */

/*
 * Long enough, and three words in five on either side are the same, or two letters in three: two lists written to one pattern
 * are no reprints, and in a scanned text every third word is hurt. Half as many equal words will do where the rest are hurt.
 */
static bool verified(const struct pairing *g, const struct aligned *p)
{
	uint32_t in_a = letters_words_before(g->a, p->a_end) - letters_words_before(g->a, p->a);
	uint32_t in_b = letters_words_before(g->b, p->b_end) - letters_words_before(g->b, p->b);
	uint64_t words = (uint64_t)in_a + in_b, letters = (uint64_t)(p->a_end - p->a) + (p->b_end - p->b);
	bool enough = p->equal_words >= g->least_words ||
	              (2 * p->equal_words >= g->least_words && least(in_a, in_b) >= g->least_words &&
	               p->equal_letters >= LETTERS_FOR_WORD * g->least_words);
	return enough && (10 * p->equal_words >= 3 * words || 6 * p->equal_letters >= 2 * letters);
}

/* Runs first .. last of the draft, from the first whole word to the last, if they pass. */
static bool keep(struct pairing *g, size_t first, size_t last)
{
	struct aligned p = {.first_run = g->w->runs.n};
	for (size_t i = first; i <= last; i++) {
		struct run r = g->w->draft.v[i];
		uint32_t from = 0, to = 0, words = whole_words(g, &r, &from, &to);
		if (!words && !p.equal_words)
			continue;
		if (!p.equal_words) {
			p.a = r.a + from;
			p.b = r.b + from;
			to -= from;
			r = (struct run){p.a, p.b, r.n - from};
		}
		*kua_vec_add(&g->w->runs) = r;
		if (words) {
			p.a_end = r.a + to;
			p.b_end = r.b + to;
			p.n_runs = g->w->runs.n - p.first_run;
		}
		p.equal_words += words;
	}
	g->w->runs.n = p.first_run + p.n_runs;
	if (p.n_runs) {
		struct run *r = &g->w->runs.v[g->w->runs.n - 1];
		r->n = p.a_end - r->a;
	}
	for (size_t i = 0; i < p.n_runs; i++)
		p.equal_letters += g->w->runs.v[p.first_run + i].n;
	bool passed = p.n_runs && verified(g, &p);
	if (passed)
		*kua_vec_add(&g->w->found) = p;
	else
		g->w->runs.n = p.first_run;
	return passed;
}

/* Part runs first .. last of the draft where more than `drop` was put in between, and keep the parts that pass. */
static void keep_parts(struct pairing *g, size_t first, size_t last, int64_t drop)
{
	const struct run *v = g->w->draft.v;
	int64_t score = 0, best = 0;
	size_t best_at = first;
	for (size_t i = first; i <= last + 1; i++) {
		bool parted = i > last;
		if (!parted && i > first) {
			score -= gap_cost(v[i].a - v[i - 1].a - v[i - 1].n, v[i].b - v[i - 1].b - v[i - 1].n);
			parted = score <= 0 || best - score > drop;
		}
		if (parted) {
			if (!keep(g, first, best_at) && drop > DROP_AGAIN && best_at > first)
				keep_parts(g, first, best_at, DROP_AGAIN); /* once: there may be parts that pass where the whole does not */
			first = i;
			score = best = 0;
		}
		score += i > last ? 0 : EQUAL * (int64_t)v[i].n;
		if (score > best) {
			best = score;
			best_at = i;
		}
	}
}

/* ---- the draft of one chain ---- */

static void add_run(struct pairing *g, uint32_t a, uint32_t b, uint32_t n)
{
	run_vec *d = &g->w->draft;
	struct run *last = d->n ? &d->v[d->n - 1] : NULL;
	if (last && last->a + last->n == a && last->b + last->n == b)
		last->n += n;
	else
		*kua_vec_add(d) = (struct run){a, b, n};
	g->a_end = a + n;
	g->b_end = b + n;
}

static uint64_t eight(const uint8_t *v, uint32_t n, uint32_t i, bool reversed)
{
	uint64_t x;
	memcpy(&x, reversed ? v + n - i - 8 : v + i, 8);
	return x;
}

/*
 * Where an extension has come to its end: a run of equal letters not far off that is worth more than the leap to it. Wavefronts pay
 * for each letter, so they do not cross a word that was put in.
 */
static void leap(const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m, bool reversed, run_vec *runs)
{
	struct run best = {0};
	int64_t gain = 0;
	for (uint32_t i = 0; i < LEAP && i + LANDING <= n; i++) {
		uint64_t x = eight(a, n, i, reversed);
		for (uint32_t j = 0; j < LEAP && j + LANDING <= m; j++) {
			if (eight(b, m, j, reversed) != x)
				continue;
			uint32_t most = least(n - i, m - j);
			uint32_t run = reversed ? equal_backward(a + n - i, b + m - j, most) : equal_forward(a + i, b + j, most);
			int64_t worth = EQUAL * (int64_t)run - gap_cost(i, j);
			if (worth > gain) {
				gain = worth;
				best = (struct run){i, j, run};
			}
		}
	}
	if (gain > 0)
		*kua_vec_add(runs) = best;
}

static void extend_right(struct pairing *g, const struct bounds *to)
{
	run_vec *d = &g->w->draft;
	for (;;) {
		size_t before = d->n;
		uint32_t a = g->a_end, b = g->b_end;
		ladder_extend(&g->w->ladder, g->a->v + a, to->a_high - a, g->b->v + b, to->b_high - b, false, d);
		if (d->n == before)
			leap(g->a->v + a, to->a_high - a, g->b->v + b, to->b_high - b, false, d);
		for (size_t i = before; i < d->n; i++) {
			d->v[i].a += a;
			d->v[i].b += b;
		}
		if (d->n == before)
			return;
		g->a_end = d->v[d->n - 1].a + d->v[d->n - 1].n;
		g->b_end = d->v[d->n - 1].b + d->v[d->n - 1].n;
	}
}

/* Found going left, so last ones first: they are turned, and put in front of the run that the draft begins with. */
static void extend_left(struct pairing *g, uint32_t a, uint32_t b, const struct bounds *to)
{
	run_vec *d = &g->w->draft;
	for (;;) {
		size_t before = d->n;
		ladder_extend(&g->w->ladder, g->a->v + to->a_low, a - to->a_low, g->b->v + to->b_low, b - to->b_low, true, d);
		if (d->n == before)
			leap(g->a->v + to->a_low, a - to->a_low, g->b->v + to->b_low, b - to->b_low, true, d);
		for (size_t i = before; i < d->n; i++) {
			d->v[i].a = a - d->v[i].a - d->v[i].n;
			d->v[i].b = b - d->v[i].b - d->v[i].n;
		}
		if (d->n == before)
			break;
		a = d->v[d->n - 1].a;
		b = d->v[d->n - 1].b;
	}
	for (size_t i = 0, j = d->n; i < j; i++) {
		struct run t = d->v[i];
		d->v[i] = d->v[--j];
		d->v[j] = t;
	}
}

static void begin(struct pairing *g, uint32_t a, uint32_t b)
{
	struct bounds to = bounds_of(g, a, b);
	g->w->draft.n = 0;
	extend_left(g, a, b, &to);
	g->a_end = a;
	g->b_end = b;
}

static void end(struct pairing *g, uint32_t a_high, uint32_t b_high)
{
	if (!g->w->draft.n)
		return;
	struct bounds to = bounds_of(g, g->a_end, g->b_end);
	to.a_high = least(to.a_high, a_high);
	to.b_high = least(to.b_high, b_high);
	extend_right(g, &to);
	keep_parts(g, 0, g->w->draft.n - 1, DROP);
	g->w->draft.n = 0;
}

/* What lies between the end of the draft and the next run: kept where half of it is equal. */
static void bridge(struct pairing *g, uint32_t a, uint32_t b)
{
	uint32_t n = a - g->a_end, m = b - g->b_end, equal = 0;
	if (!n || !m || (n == 1 && m == 1) || (uint64_t)n * m > LADDER_CELLS) /* one letter opposite one other is no run */
		return;
	run_vec *d = &g->w->draft;
	size_t before = d->n;
	(void)ladder_align(&g->w->ladder, g->a->v + g->a_end, n, g->b->v + g->b_end, m, d);
	for (size_t i = before; i < d->n; i++) {
		d->v[i].a += g->a_end;
		d->v[i].b += g->b_end;
		equal += d->v[i].n;
	}
	if (2 * equal < (n > m ? n : m))
		d->n = before;
}

/* The letters at (a, b) are equal, n of them: go on with the draft up to there, or end it and begin another. */
static void add_anchor(struct pairing *g, uint32_t a, uint32_t b, uint32_t n)
{
	if (g->w->draft.n) {
		struct bounds to = bounds_of(g, g->a_end, g->b_end);
		if (a >= to.a_high || b >= to.b_high)
			end(g, a, b);
	}
	if (!g->w->draft.n) {
		begin(g, a, b);
		if (g->w->draft.n) { /* runs on the left, the last of which may end right here */
			const struct run *last = &g->w->draft.v[g->w->draft.n - 1];
			g->a_end = last->a + last->n;
			g->b_end = last->b + last->n;
		}
	}
	if (g->w->draft.n) {
		uint32_t back = equal_backward(g->a->v + a, g->b->v + b, least(a - g->a_end, b - g->b_end));
		a -= back;
		b -= back;
		n += back;
		bridge(g, a, b);
	}
	add_run(g, a, b, n);
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* The equal runs of a block, inside which figures may differ. */
static void add_block(struct pairing *g, const struct block *k)
{
	uint32_t x = k->a, y = k->b;
	const uint8_t *a = g->a->v, *b = g->b->v;
	while (x < k->a + k->n && x < g->a->n && y < g->b->n) {
		uint32_t had = g->w->draft.n && x < g->a_end ? g->a_end - x : 0;
		if (g->w->draft.n && y < g->b_end && g->b_end - y > had)
			had = g->b_end - y;
		if (!had)
			had = taken(g, x, y);
		if (had) {
			x += had;
			y += had;
			continue;
		}
		struct bounds to = bounds_of(g, x, y);
		uint32_t n = equal_forward(a + x, b + y, least(to.a_high - x, to.b_high - y));
		if (n)
			add_anchor(g, x, y, n);
		x += n;
		y += n;
		if (n)
			continue;
		if (is_digit(a[x]) && is_digit(b[y])) {
			while (is_digit(a[x]))
				x++;
			while (is_digit(b[y]))
				y++;
		} else {
			x++;
			y++;
		}
	}
}

static int compare_aligned(const void *x, const void *y)
{
	const struct aligned *p = x, *q = y;
	return p->a < q->a ? -1 : p->a > q->a;
}

uint32_t align_chains(struct aligning *w, const struct letters *a, const struct letters *b, const struct chaining *c,
                      size_t least_words)
{
	struct pairing g = {.w = w, .a = a, .b = b, .least_words = least_words};
	w->found.n = w->runs.n = w->draft.n = 0;
	for (size_t i = 0; i < c->chains.n; i++) {
		const struct chain *chain = &c->chains.v[i];
		for (uint32_t k = 0; k < chain->n; k++)
			add_block(&g, &c->blocks.v[c->links.v[chain->first + k]]);
		end(&g, a->n, b->n);
	}
	uint32_t equal = 0;
	if (w->found.n > 1)
		qsort(w->found.v, w->found.n, sizeof *w->found.v, compare_aligned);
	for (size_t i = 0; i < w->found.n; i++)
		equal += w->found.v[i].equal_words;
	return equal;
}

void aligning_free(struct aligning *w)
{
	ladder_free(&w->ladder);
	kua_vec_free(&w->draft);
	kua_vec_free(&w->runs);
	kua_vec_free(&w->found);
}
