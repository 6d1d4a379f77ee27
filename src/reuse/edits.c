/*
 * edits.c - from aligned letters to aligned words: which are equal, and what stands where they are not.
 *
 * Equal runs of letters say which words stand opposite each other; those that are the same word on either side are equal. What is left
 * between two of them is aligned word by word, by the program of Gotoh (affine gaps): what was put in, what was left out, what stands
 * for what. These stretches are short; one too long for CELLS_MOST is one thing put in and one left out.
 *
 * Scores are tenths of an equal word. A common word says half as much: an alignment must not live on "the" and "of".
 */
#include <stdlib.h>

#include "reuse/internal.h"
#include "util/search.h"

enum { EQUAL = 10, EQUAL_COMMON = 5, NEAR = 4, DIFFER = -6, OPEN = 8, EXTEND = 1 };
enum { CELLS_MOST = 512 * 512, EDIT_MOST = UINT16_MAX };
enum { FROM_DIAGONAL = 0, FROM_B = 1, FROM_A = 2, FROM_MASK = 3, B_GOES_ON = 4, A_GOES_ON = 8 };
#define LOW (INT32_MIN / 2)

/* Words that stand between two equal ones, on either side, and the table over them. */
struct strip {
	const struct body *a, *b;
	uint32_t at_a, at_b; /* the first words */
	size_t n, m;         /* how many of each */
	int32_t *rows;
	uint8_t *steps, *path;
	size_t n_path;
};

static int32_t score_of(const struct strip *s, const struct word *x, const struct word *y)
{
	if (x->hash == y->hash)
		return s->a->tokens[x->token].flags & KUA_STOP_WORD ? EQUAL_COMMON : EQUAL;
	return words_near(x, y) ? NEAR : DIFFER;
}

/* The first row: nothing of a, j words of b. */
static void first_row(struct strip *s, int32_t *best, int32_t *gap_a)
{
	best[0] = 0;
	gap_a[0] = LOW;
	for (size_t j = 1; j <= s->m; j++) {
		best[j] = -OPEN - EXTEND * (int32_t)j;
		gap_a[j] = LOW;
		s->steps[j] = FROM_B | (j > 1 ? B_GOES_ON : 0);
	}
}

static void fill(struct strip *s)
{
	size_t columns = s->m + 1;
	int32_t *best = s->rows, *gap_a = best + columns;
	first_row(s, best, gap_a);
	for (size_t i = 1; i <= s->n; i++) {
		uint8_t *steps = s->steps + i * columns;
		const struct word *x = s->a->words + s->at_a + i - 1;
		int32_t diagonal = best[0], gap_b = LOW;
		gap_a[0] = best[0] = -OPEN - EXTEND * (int32_t)i;
		steps[0] = FROM_A | (i > 1 ? A_GOES_ON : 0);
		for (size_t j = 1; j <= s->m; j++) {
			int32_t open_a = best[j] - OPEN - EXTEND, go_a = gap_a[j] - EXTEND;
			int32_t open_b = best[j - 1] - OPEN - EXTEND, go_b = gap_b - EXTEND;
			int32_t here = diagonal + score_of(s, x, s->b->words + s->at_b + j - 1);
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
		}
	}
}

/* The steps from the beginning to the end, last one first, one byte each. */
static void trace(struct strip *s)
{
	size_t i = s->n, j = s->m, columns = s->m + 1;
	uint8_t state = FROM_DIAGONAL;
	while (i || j) {
		uint8_t step = s->steps[i * columns + j];
		if (state == FROM_DIAGONAL)
			state = step & FROM_MASK;
		s->path[s->n_path++] = state;
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

static void add_edit(const struct strip *s, uint32_t a, uint32_t b, size_t n_a, size_t n_b, edit_vec *out)
{
	const struct word *x = &s->a->words[a], *y = &s->b->words[b];
	*kua_vec_add(out) = (struct edit){
		.a = a, .b = b,
		.n_a = (uint16_t)(n_a < EDIT_MOST ? n_a : EDIT_MOST), .n_b = (uint16_t)(n_b < EDIT_MOST ? n_b : EDIT_MOST),
		.near = n_a == 1 && n_b == 1 && words_near(x, y),
	};
}

/* Append what the path says as edits; returns how many words are equal. */
static uint32_t read_path(const struct strip *s, edit_vec *out)
{
	uint32_t equal = 0, a = s->at_a, b = s->at_b;
	for (size_t k = s->n_path; k > 0;) {
		uint8_t kind = s->path[k - 1];
		uint32_t run = 1;
		if (kind != FROM_DIAGONAL)
			while (run < k && run < EDIT_MOST && s->path[k - 1 - run] == kind)
				run++;
		uint32_t n_a = kind == FROM_B ? 0 : run, n_b = kind == FROM_A ? 0 : run;
		if (kind == FROM_DIAGONAL && s->a->words[a].hash == s->b->words[b].hash)
			equal++;
		else
			add_edit(s, a, b, n_a, n_b, out);
		a += n_a;
		b += n_b;
		k -= run;
	}
	return equal;
}

/* The words between two equal ones; returns how many of them are equal all the same. */
static uint32_t between(struct strip *s, edit_vec *out)
{
	if (!s->n && !s->m)
		return 0;
	if (!s->n || !s->m || (s->n + 1) * (s->m + 1) > CELLS_MOST) {
		for (size_t i = 0; i < s->n; i += EDIT_MOST)
			add_edit(s, s->at_a + (uint32_t)i, s->at_b, s->n - i, 0, out);
		for (size_t j = 0; j < s->m; j += EDIT_MOST)
			add_edit(s, s->at_a + (uint32_t)s->n, s->at_b + (uint32_t)j, 0, s->m - j, out);
		return 0;
	}
	s->rows = kua_malloc(2 * (s->m + 1) * sizeof *s->rows);
	s->steps = kua_malloc((s->n + 1) * (s->m + 1));
	s->path = kua_malloc(s->n + s->m);
	s->n_path = 0;
	fill(s);
	trace(s);
	uint32_t equal = read_path(s, out);
	free(s->rows);
	free(s->steps);
	free(s->path);
	return equal;
}

/* ---- equal words out of equal letters ---- */

/* The first word that begins at the letter or behind it. */
static uint32_t word_at(const struct body *body, uint32_t letter)
{
	uint32_t low;
	KUA_FIRST(low, body->n_words, body->words[low].at < letter);
	return low;
}

/* A passage in the making. */
struct making {
	const struct body *a, *b;
	struct passage *p;
	edit_vec *edits;
	bool open;
};

static void add_equal(struct making *k, uint32_t i, uint32_t j)
{
	struct passage *p = k->p;
	if (!k->open)
		*p = (struct passage){.a = i, .b = j, .a_end = i, .b_end = j, .first_edit = k->edits->n};
	k->open = true;
	struct strip s = {.a = k->a, .b = k->b, .at_a = p->a_end, .at_b = p->b_end, .n = i - p->a_end, .m = j - p->b_end};
	p->equal += 1 + between(&s, k->edits);
	p->a_end = i + 1;
	p->b_end = j + 1;
}

/* The words that lie in the run whole, at the same place in both. */
static void add_run(struct making *k, const struct run *r)
{
	const struct word *a = k->a->words, *b = k->b->words;
	uint32_t i = word_at(k->a, r->a), j = word_at(k->b, r->b);
	while (i < k->a->n_words && j < k->b->n_words && a[i + 1].at <= r->a + r->n && b[j + 1].at <= r->b + r->n) {
		uint32_t in_a = a[i].at - r->a, in_b = b[j].at - r->b;
		if (in_a == in_b && a[i].hash == b[j].hash)
			add_equal(k, i, j);
		i += in_a <= in_b;
		j += in_b <= in_a;
	}
}

bool edits_of(const struct body *a, const struct body *b, const struct aligned *from, const struct run *runs,
              edit_vec *edits, struct passage *out)
{
	struct making k = {.a = a, .b = b, .p = out, .edits = edits};
	for (size_t i = 0; i < from->n_runs; i++)
		add_run(&k, &runs[from->first_run + i]);
	if (!k.open)
		return false;
	out->n_edits = edits->n - out->first_edit;
	out->bytes = (struct kua_span){
		.a_start = a->tokens[a->words[out->a].token].start, .a_end = a->tokens[a->words[out->a_end - 1].token].end,
		.b_start = b->tokens[b->words[out->b].token].start, .b_end = b->tokens[b->words[out->b_end - 1].token].end,
	};
	return true;
}
