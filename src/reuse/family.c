/*
 * family.c - which items are prints of one text.
 *
 * Not every shared passage makes a family: a footer, a slogan, a quotation stand in texts that otherwise have nothing in common, and
 * connected components over them would chain a whole archive into one. So:
 *
 * 1. Boilerplate. Words of an item that it shares with FREQUENT items or more, each of which shares less than half of the shorter one,
 *    are masked. Evidence of a pair is its equal words outside the masks of both; an item's size is its words outside its mask.
 * 2. Strong edges: evidence is at least SHARE of the longer item. They join outright.
 * 3. Weak edges: evidence is at least SHARE of the shorter item, or SHARE_LONG of it and LONG words. They go from the shorter
 *    (an extract) to the longer, best evidence first, and an extract goes into one text only: a letter quoted in two articles does
 *    not make the articles one.
 * 4. A compilation, an item into which three or more weak edges go at places that do not touch, takes only the best of them.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

enum { FREQUENT = 3, LONG = 120, PLACES_OF_COMPILATION = 3 };
#define SHARE 0.4
#define SHARE_LONG 0.25

struct edge {
	uint32_t shorter, longer;
	double evidence;
	uint32_t start, end; /* the words of the longer that the passages span */
};

struct joining {
	const struct body *bodies;
	size_t n;
	uint32_t **mask;   /* of each body: mask[i][w] = masked words before word w; NULL where nothing is masked */
	uint32_t *parent;
	uint32_t *strong;  /* of each body: its root after the strong edges */
	bool *placed;      /* of each strong root: has gone into a longer text */
	uint32_t *places;  /* of each body: separate places at which weak edges go into it */
	bool *full;        /* of each body: a compilation that has what it takes */
	KUA_VEC(struct edge) weak;
};

static uint32_t root(struct joining *j, uint32_t i)
{
	while (j->parent[i] != i)
		i = j->parent[i] = j->parent[j->parent[i]];
	return i;
}

/* The smaller number is the root: it is the family's smallest member. */
static void unite(struct joining *j, uint32_t x, uint32_t y)
{
	x = root(j, x);
	y = root(j, y);
	j->parent[x > y ? x : y] = x > y ? y : x;
}

/* ---- 1. boilerplate ---- */

static bool is_part(const struct joining *j, const struct pair *p)
{
	uint32_t a = j->bodies[p->a].n_words, b = j->bodies[p->b].n_words;
	return 2 * (uint64_t)p->equal < (a < b ? a : b);
}

/* Until the masks are summed up, mask[i][w] is a count of borders: +1 where a passage begins, -1 (wrapping) behind its end. */
static void mark(struct joining *j, uint32_t i, uint32_t start, uint32_t end)
{
	if (!j->mask[i])
		j->mask[i] = kua_calloc((size_t)j->bodies[i].n_words + 1, sizeof **j->mask);
	j->mask[i][start]++;
	j->mask[i][end]--;
}

static void sum_up(uint32_t *mask, uint32_t n_words)
{
	uint32_t depth = 0, masked = 0;
	for (uint32_t w = 0; w <= n_words; w++) {
		depth += mask[w];
		mask[w] = masked;
		masked += depth >= FREQUENT;
	}
}

static void mask_boilerplate(struct joining *j, const struct pair *pairs, size_t n_pairs)
{
	for (size_t i = 0; i < n_pairs; i++) {
		if (!is_part(j, &pairs[i]))
			continue;
		for (size_t k = 0; k < pairs[i].n; k++) {
			const struct passage *p = &pairs[i].passages[pairs[i].first + k];
			mark(j, pairs[i].a, p->a, p->a_end);
			mark(j, pairs[i].b, p->b, p->b_end);
		}
	}
	for (size_t i = 0; i < j->n; i++)
		if (j->mask[i])
			sum_up(j->mask[i], j->bodies[i].n_words);
}

static uint32_t masked(const struct joining *j, uint32_t i, uint32_t start, uint32_t end)
{
	return j->mask[i] ? j->mask[i][end] - j->mask[i][start] : 0;
}

static uint32_t size_of(const struct joining *j, uint32_t i)
{
	return j->bodies[i].n_words - masked(j, i, 0, j->bodies[i].n_words);
}

static double evidence_of(const struct joining *j, const struct pair *pair)
{
	double sum = 0;
	for (size_t k = 0; k < pair->n; k++) {
		const struct passage *p = &pair->passages[pair->first + k];
		double a = 1 - (double)masked(j, pair->a, p->a, p->a_end) / (p->a_end - p->a);
		double b = 1 - (double)masked(j, pair->b, p->b, p->b_end) / (p->b_end - p->b);
		sum += p->equal * (a < b ? a : b);
	}
	return sum;
}

/* ---- 2. to 4. edges ---- */

static void add_weak(struct joining *j, const struct pair *p, bool a_longer, double evidence)
{
	const struct passage *first = &p->passages[p->first];
	struct edge e = {.shorter = a_longer ? p->b : p->a, .longer = a_longer ? p->a : p->b, .evidence = evidence,
	                 .start = UINT32_MAX};
	for (size_t k = 0; k < p->n; k++) {
		uint32_t start = a_longer ? first[k].a : first[k].b, end = a_longer ? first[k].a_end : first[k].b_end;
		e.start = start < e.start ? start : e.start;
		e.end = end > e.end ? end : e.end;
	}
	*kua_vec_add(&j->weak) = e;
}

static void sort_edges(struct joining *j, const struct pair *pairs, size_t n_pairs, size_t least_words)
{
	for (size_t i = 0; i < n_pairs; i++) {
		const struct pair *p = &pairs[i];
		double evidence = evidence_of(j, p);
		if (evidence < (double)least_words)
			continue;
		uint32_t a = size_of(j, p->a), b = size_of(j, p->b);
		bool a_longer = a > b;
		if (evidence >= SHARE * (a_longer ? a : b))
			unite(j, p->a, p->b);
		else if (evidence >= (evidence < LONG ? SHARE : SHARE_LONG) * (a_longer ? b : a))
			add_weak(j, p, a_longer, evidence);
	}
}

static int by_place(const void *x, const void *y)
{
	const struct edge *a = x, *b = y;
	if (a->longer != b->longer)
		return a->longer < b->longer ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->shorter < b->shorter ? -1 : a->shorter > b->shorter;
}

static int by_evidence(const void *x, const void *y)
{
	const struct edge *a = x, *b = y;
	if (a->evidence != b->evidence)
		return a->evidence > b->evidence ? -1 : 1;
	return by_place(x, y);
}

static void count_places(struct joining *j)
{
	qsort(j->weak.v, j->weak.n, sizeof *j->weak.v, by_place);
	uint32_t end = 0;
	for (size_t i = 0; i < j->weak.n; i++) {
		const struct edge *e = &j->weak.v[i];
		bool other = i == 0 || e->longer != j->weak.v[i - 1].longer;
		if (other || e->start >= end)
			j->places[e->longer]++;
		end = other || e->end > end ? e->end : end;
	}
}

static void join_weak(struct joining *j)
{
	if (!j->weak.n)
		return;
	count_places(j);
	for (size_t i = 0; i < j->n; i++)
		j->strong[i] = root(j, (uint32_t)i);
	qsort(j->weak.v, j->weak.n, sizeof *j->weak.v, by_evidence);
	for (size_t i = 0; i < j->weak.n; i++) {
		const struct edge *e = &j->weak.v[i];
		bool *placed = &j->placed[j->strong[e->shorter]];
		if (root(j, e->shorter) == root(j, e->longer) || *placed || j->full[e->longer])
			continue;
		*placed = true;
		j->full[e->longer] = j->places[e->longer] >= PLACES_OF_COMPILATION;
		unite(j, e->shorter, e->longer);
	}
}

void families_join(const struct body *bodies, size_t n, const struct pair *pairs, size_t n_pairs, size_t least_words,
                   uint32_t *family)
{
	struct joining j = {
		.bodies = bodies,
		.n = n,
		.mask = kua_calloc(n, sizeof *j.mask),
		.parent = kua_malloc(kua_mul(n, sizeof *j.parent)),
		.strong = kua_malloc(kua_mul(n, sizeof *j.strong)),
		.placed = kua_calloc(n, sizeof *j.placed),
		.places = kua_calloc(n, sizeof *j.places),
		.full = kua_calloc(n, sizeof *j.full),
	};
	for (size_t i = 0; i < n; i++)
		j.parent[i] = (uint32_t)i;
	mask_boilerplate(&j, pairs, n_pairs);
	sort_edges(&j, pairs, n_pairs, least_words);
	join_weak(&j);
	for (size_t i = 0; i < n; i++) {
		family[i] = root(&j, (uint32_t)i);
		free(j.mask[i]);
	}
	free(j.mask);
	free(j.parent);
	free(j.strong);
	free(j.placed);
	free(j.places);
	free(j.full);
	kua_vec_free(&j.weak);
}
