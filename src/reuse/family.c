/*
 * family.c - which items are prints of one text.
 *
 * Not every shared passage makes a family: a footer, a slogan, a quotation stand in texts that otherwise have nothing in common, and
 * connected components over them would chain a whole archive into one. So:
 *
 * 1. Page furniture is masked (furniture.c). Evidence of a pair is its equal words outside the masks of both; an item's size
 *    is its words outside its mask.
 * 2. Strong edges: evidence is at least SHARE of the longer item. They join groups, the best evidence first, as long as the two
 *    groups belong together on the whole: the mean over their pairs of what is contained of the shorter item is LINKAGE or more.
 * 3. Weak edges: evidence is at least EXTRACT of the shorter item, or EXTRACT_LONG of it and LONG words. They go from the shorter
 *    (an extract) to the longer, best evidence first, and an extract goes into one text only: a letter quoted in two articles does
 *    not make the articles one.
 * 4. A compilation, an item into which three or more weak edges go at places that do not touch, takes only the best of them.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

enum { LONG = 120, PLACES_OF_COMPILATION = 3, LINKS_LOOKED_AT = 512, LINKS_EACH = 2 };
#define SHARE 0.5
#define EXTRACT 0.65
#define EXTRACT_LONG 0.5
#define LINKAGE 0.5

struct edge {
	uint32_t shorter, longer;
	double evidence;
	uint32_t start, end; /* the words of the longer that the passages span */
};

struct joining {
	const struct body *bodies;
	size_t n;
	const struct pair *pairs;
	size_t n_pairs;
	const struct furniture *furniture;
	double *evidence;  /* of each pair */
	uint32_t *first, *of; /* the pairs of body i: of[first[i]] .. of[first[i + 1] - 1] */
	uint32_t *next, *size; /* of each body: the next of its group, in a ring; of each root: how many they are */
	uint32_t *parent;
	uint32_t *strong;  /* of each body: its root after the strong edges */
	bool *placed;      /* of each strong root: has gone into a longer text */
	uint32_t *places;  /* of each body: separate places at which weak edges go into it */
	bool *full;        /* of each body: a compilation that has what it takes */
	KUA_VEC(uint32_t) close; /* pairs that are strong edges */
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
	uint32_t small = x < y ? x : y, large = x < y ? y : x, after = j->next[small];
	j->parent[large] = small;
	j->size[small] += j->size[large];
	j->next[small] = j->next[large];
	j->next[large] = after;
}

static double contained(const struct joining *j, uint32_t pair)
{
	uint32_t a = furniture_rest(j->furniture, j->pairs[pair].a), b = furniture_rest(j->furniture, j->pairs[pair].b);
	return j->evidence[pair] / (a < b ? a : b);
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

enum tie { NONE, STRONG, WEAK };

static enum tie tie_of(const struct furniture *furniture, const struct pair *p, double evidence, size_t least_words, bool *a_longer)
{
	uint32_t a = furniture_rest(furniture, p->a), b = furniture_rest(furniture, p->b);
	*a_longer = a > b;
	if (evidence < (double)least_words)
		return NONE;
	if (evidence >= SHARE * (*a_longer ? a : b))
		return STRONG;
	return evidence >= (evidence < LONG ? EXTRACT : EXTRACT_LONG) * (*a_longer ? b : a) ? WEAK : NONE;
}

bool families_may_join(const struct furniture *furniture, const struct pair *p, size_t least_words)
{
	bool a_longer;
	return tie_of(furniture, p, furniture_evidence(furniture, p), least_words, &a_longer) != NONE;
}

static void sort_edges(struct joining *j, size_t least_words)
{
	for (size_t i = 0; i < j->n_pairs; i++) {
		bool a_longer;
		enum tie tie = tie_of(j->furniture, &j->pairs[i], j->evidence[i], least_words, &a_longer);
		if (tie == STRONG)
			*kua_vec_add(&j->close) = (uint32_t)i;
		else if (tie == WEAK)
			add_weak(j, &j->pairs[i], a_longer, j->evidence[i]);
	}
}

static void list_pairs(struct joining *j)
{
	j->first = kua_calloc(j->n + 2, sizeof *j->first);
	j->of = kua_malloc(kua_mul(j->n_pairs, 2 * sizeof *j->of));
	for (size_t i = 0; i < j->n_pairs; i++) {
		j->first[j->pairs[i].a + 2]++;
		j->first[j->pairs[i].b + 2]++;
	}
	for (size_t i = 1; i < j->n + 2; i++)
		j->first[i] += j->first[i - 1];
	for (size_t i = 0; i < j->n_pairs; i++) {
		j->of[j->first[j->pairs[i].a + 1]++] = (uint32_t)i;
		j->of[j->first[j->pairs[i].b + 1]++] = (uint32_t)i;
	}
}

/*
 * The mean over the pairs of two groups of what is contained of the shorter item. A text that is in
 * many items has not all its pairs, so that only LINKS_EACH are expected of each item of the smaller group; what of these is missing is
 * nought. No more than LINKS_LOOKED_AT are looked at.
 */
static bool belong_together(struct joining *j, uint32_t x, uint32_t y)
{
	if (j->size[x] > j->size[y]) {
		uint32_t swap = x;
		x = y;
		y = swap;
	}
	double sum = 0;
	uint64_t links = 0, looked = 0, all = (uint64_t)j->size[x] * j->size[y];
	uint32_t i = x;
	do {
		for (uint32_t k = j->first[i]; k < j->first[i + 1] && looked < LINKS_LOOKED_AT; k++, looked++) {
			const struct pair *p = &j->pairs[j->of[k]];
			if (root(j, p->a == i ? p->b : p->a) != y)
				continue;
			sum += contained(j, j->of[k]);
			links++;
		}
		i = j->next[i];
	} while (i != x && looked < LINKS_LOOKED_AT);
	uint64_t least = LINKS_EACH * (uint64_t)j->size[x] < all ? LINKS_EACH * (uint64_t)j->size[x] : all;
	return sum >= LINKAGE * (double)(links > least || looked == LINKS_LOOKED_AT ? links : least);
}

static int by_closeness(const void *x, const void *y, void *ctx)
{
	const struct joining *j = ctx;
	uint32_t i = *(const uint32_t *)x, k = *(const uint32_t *)y;
	double a = contained(j, i), b = contained(j, k);
	if (a > b || a < b)
		return a > b ? -1 : 1;
	return i < k ? -1 : i > k;
}

static void join_close(struct joining *j)
{
	if (!j->close.n)
		return;
	qsort_r(j->close.v, j->close.n, sizeof *j->close.v, by_closeness, j);
	for (size_t i = 0; i < j->close.n; i++) {
		const struct pair *p = &j->pairs[j->close.v[i]];
		uint32_t x = root(j, p->a), y = root(j, p->b);
		if (x != y && belong_together(j, x, y))
			unite(j, x, y);
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
                   const struct furniture *furniture, uint32_t *family)
{
	struct joining j = {
		.bodies = bodies,
		.n = n,
		.pairs = pairs,
		.n_pairs = n_pairs,
		.furniture = furniture,
		.evidence = kua_malloc(kua_mul(n_pairs, sizeof *j.evidence)),
		.parent = kua_malloc(kua_mul(n, sizeof *j.parent)),
		.next = kua_malloc(kua_mul(n, sizeof *j.next)),
		.size = kua_malloc(kua_mul(n, sizeof *j.size)),
		.strong = kua_malloc(kua_mul(n, sizeof *j.strong)),
		.placed = kua_calloc(n, sizeof *j.placed),
		.places = kua_calloc(n, sizeof *j.places),
		.full = kua_calloc(n, sizeof *j.full),
	};
	for (size_t i = 0; i < n; i++) {
		j.parent[i] = j.next[i] = (uint32_t)i;
		j.size[i] = 1;
	}
	for (size_t i = 0; i < n_pairs; i++)
		j.evidence[i] = furniture_evidence(furniture, &pairs[i]);
	list_pairs(&j);
	sort_edges(&j, least_words);
	join_close(&j);
	join_weak(&j);
	for (size_t i = 0; i < n; i++)
		family[i] = root(&j, (uint32_t)i);
	free(j.evidence);
	free(j.first);
	free(j.of);
	free(j.parent);
	free(j.next);
	free(j.size);
	free(j.strong);
	free(j.placed);
	free(j.places);
	free(j.full);
	kua_vec_free(&j.close);
	kua_vec_free(&j.weak);
}
