/*
 * origins.c - how many origins the voices of a line have. A statement that its item has from another item
 * (lineage.c) is no voice of its own, with the probability that the tree of copies gives.
 *
 * A figure whose item comes from no item that has the figure is an origin. The expected number of origins
 * among the figures of one family is then
 *
 *     the sum over the figures of 1 - P(its item comes from an item that has the figure)
 *
 * for which no more of the tree is needed than the probability of each source. A voice that speaks in many
 * items (many prints of one passage) is one origin, however many of them have it from outside: its sum is
 * cut at 1.
 *
 * The bounds come from trees drawn at random (Wilson 1996): loop-erased walks from copy to source, among the
 * line's own items only, for what an item outside has come from makes no difference to the line. The sum
 * over all originals of a family is 1: somebody wrote the text, and only once.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/origins.h"

enum {
	DRAWS = 128,
	STEPS = 64, /* of all walks, for each item; what goes on longer is taken to come from outside */
};
#define ONE_IN_20 0.05
#define NOTHING UINT32_MAX

size_t sets_root(const struct sets *s, size_t i)
{
	while (s->parent[i] != i)
		i = s->parent[i] = s->parent[s->parent[i]];
	return i;
}

/* Does the descent make the figure no origin, where sets says what is one voice? */
static bool descends(const struct descent *x, const struct sets *s)
{
	return x->own_words || (x->from != NOWHERE && sets_root(s, x->figure) == sets_root(s, x->from));
}

/* ---- the items of a line ---- */

struct node { /* an item of the line */
	const struct shares *shares; /* NULL: in no tree */
	size_t item;
	uint32_t family;    /* the first of its family's nodes */
	uint32_t *to;       /* of each source: its node, or NOTHING outside of the line */
	uint32_t chosen;    /* in the tree drawn: which source; NOTHING: none, or one that nobody tells */
	bool in_tree;
};

struct nodes {
	struct node *v; /* in the order of the line */
	uint32_t n;
	uint32_t *of;   /* of each position */
	uint32_t *room; /* for to */
};

static uint32_t *lay_sources(struct node *node, const struct kua_intern *items, uint32_t *room)
{
	node->to = room;
	for (uint32_t k = 0; k < node->shares->n; k++) {
		uint32_t at = kua_intern_find(items, (const char *)&node->shares->v[k].item, sizeof(size_t));
		*room++ = at == KUA_NO_ID ? NOTHING : at;
	}
	return room;
}

struct laying {
	struct kua_intern *items, *families; /* items are numbered as the nodes */
	TABLE(uint32_t) first;               /* by families: the first node of each */
};

static struct node node_of(const struct origins *o, struct laying *l, size_t i, uint32_t number)
{
	const struct desk *d = lineage_desk(o->lineage);
	size_t item = d->seen[o->figures[i]].item, key = item != NOWHERE ? item : d->in->n_items + i;
	struct node node = {lineage_shares(o->lineage, item), item, number, NULL, NOTHING, false};
	kua_intern_add(l->items, (const char *)&key, sizeof key);
	if (!node.shares || d->family[item] == NOWHERE)
		return node;
	size_t known = kua_intern_count(l->families);
	uint32_t family = kua_intern_add(l->families, (const char *)&d->family[item], sizeof d->family[item]);
	if (family == known)
		*table_at(&l->first, family) = number;
	node.family = l->first.v[family];
	return node;
}

static struct nodes lay_nodes(const struct origins *o)
{
	struct nodes w = {.v = kua_calloc(o->n, sizeof *w.v), .of = kua_malloc(kua_mul(o->n, sizeof *w.of))};
	struct laying l = {.items = kua_intern_new(), .families = kua_intern_new()};
	size_t n_sources = 0;
	for (size_t i = 0; i < o->n; i++) {
		size_t item = lineage_desk(o->lineage)->seen[o->figures[i]].item;
		bool again = w.n && item != NOWHERE && w.v[w.n - 1].item == item; /* those of one item stand together */
		if (!again) {
			w.v[w.n] = node_of(o, &l, i, w.n);
			n_sources += w.v[w.n].shares ? w.v[w.n].shares->n : 0;
			w.n++;
		}
		w.of[i] = w.n - 1;
	}
	uint32_t *room = w.room = kua_malloc(kua_mul(n_sources, sizeof *room));
	for (uint32_t v = 0; v < w.n; v++)
		if (w.v[v].shares)
			room = lay_sources(&w.v[v], l.items, room);
	kua_vec_free(&l.first);
	kua_intern_free(l.items);
	kua_intern_free(l.families);
	return w;
}

static void free_nodes(struct nodes *w)
{
	free(w->v);
	free(w->of);
	free(w->room);
}

/* ---- expected ---- */

struct chance { /* that a voice was let into an item from outside of those that have it */
	size_t root;
	uint32_t family, node;
	double p;
};

static int by_root(const void *pa, const void *pb)
{
	const struct chance *a = pa, *b = pb;
	if (a->root != b->root)
		return a->root < b->root ? -1 : 1;
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	return (a->p < b->p) - (a->p > b->p); /* the greatest first */
}

static struct chance chance_of(const struct origins *o, const struct nodes *w, size_t i, const struct sets *shown)
{
	const struct node *node = &w->v[w->of[i]];
	struct chance c = {sets_root(shown, i), node->family, w->of[i], 1};
	for (size_t k = o->descents->first[i]; k < o->descents->first[i + 1]; k++)
		if (descends(&o->descents->v.v[k], shown))
			c.p -= o->descents->v.v[k].p;
	c.p = c.p > 0 ? c.p : 0;
	return c;
}

/* Of a voice's chances, by family: that it has an origin of its own. */
static double origin_of(const struct chance *c, size_t n)
{
	double none = 1;
	for (size_t i = 0, end; i < n; i = end) {
		double sum = 0;
		for (end = i; end < n && c[end].family == c[i].family; end++)
			if (end == i || c[end].node != c[end - 1].node)
				sum += c[end].p;
		none *= sum < 1 ? 1 - sum : 0;
	}
	return 1 - none;
}

double origins_expected(const struct origins *o, const struct sets *shown, double *own)
{
	struct nodes w = lay_nodes(o);
	struct chance *c = kua_malloc(kua_mul(o->n, sizeof *c));
	bool *open = kua_calloc(o->n, sizeof *open); /* of each root: may it come from another voice at all */
	double sum = 0;
	for (size_t i = 0; i < o->n; i++)
		c[i] = chance_of(o, &w, i, shown);
	for (size_t k = 0; k < o->descents->v.n; k++) {
		const struct descent *x = &o->descents->v.v[k];
		size_t root = sets_root(shown, x->figure);
		open[root] |= x->from == NOWHERE || sets_root(shown, x->from) != root;
	}
	if (o->n)
		qsort(c, o->n, sizeof *c, by_root);
	for (size_t i = 0, end; i < o->n; i = end) {
		for (end = i; end < o->n && c[end].root == c[i].root; end++)
			;
		own[c[i].root] = open[c[i].root] ? origin_of(c + i, end - i) : 1;
		sum += own[c[i].root];
	}
	free(c);
	free(open);
	free_nodes(&w);
	return sum > 1 ? sum : 1; /* whoever changed a number has said it */
}

/* ---- drawn ---- */

/* Which item of each family is the one that is from no other: perhaps one outside of the line. left: room, of each node. */
static void draw_roots(struct nodes *w, uint64_t *d, double *left)
{
	for (uint32_t v = 0; v < w->n; v++) {
		struct node *node = &w->v[v];
		node->chosen = NOTHING;
		node->in_tree = !node->shares;
		if (!node->shares)
			continue;
		if (node->family == v)
			left[v] = kua_draw(d);
		node->in_tree = left[node->family] >= 0 && left[node->family] < node->shares->none;
		left[node->family] -= node->shares->none;
	}
}

static uint32_t draw_source(const struct shares *s, uint64_t *d)
{
	double at = kua_draw(d) * (1 - s->none);
	uint32_t k = 0;
	if (s->n == 0)
		return NOTHING;
	while (k + 1 < s->n && at >= s->v[k].p)
		at -= s->v[k++].p;
	return k;
}

static uint32_t next_of(const struct node *node)
{
	return node->chosen == NOTHING ? NOTHING : node->to[node->chosen];
}

static void draw_tree(struct nodes *w, uint64_t *d, double *left)
{
	uint64_t steps = (uint64_t)STEPS * w->n + 1000;
	draw_roots(w, d, left);
	for (uint32_t v = 0; v < w->n; v++) {
		for (uint32_t u = v; u != NOTHING && !w->v[u].in_tree; u = next_of(&w->v[u])) /* later visits write over circles */
			w->v[u].chosen = steps && steps-- ? draw_source(w->v[u].shares, d) : NOTHING;
		for (uint32_t u = v; u != NOTHING && !w->v[u].in_tree; u = next_of(&w->v[u]))
			w->v[u].in_tree = true;
	}
}

/* How many voices have an origin in the tree drawn. */
static int64_t count_origins(const struct origins *o, const struct nodes *w, const struct sets *s, bool *met)
{
	int64_t n = 0;
	memset(met, 0, o->n * sizeof *met);
	for (size_t i = 0; i < o->n; i++) {
		uint32_t chosen = w->v[w->of[i]].chosen;
		size_t k = o->descents->first[i], end = o->descents->first[i + 1];
		while (k < end && o->descents->v.v[k].source != chosen)
			k++;
		if (k < end && descends(&o->descents->v.v[k], s))
			continue;
		size_t root = sets_root(s, i);
		n += !met[root];
		met[root] = true;
	}
	return n > 1 ? n : 1;
}

static int by_size(const void *a, const void *b)
{
	int64_t x, y;
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return (x > y) - (x < y);
}

struct between origins_between(const struct origins *o, const struct sets *low, const struct sets *high)
{
	struct nodes w = lay_nodes(o);
	bool *met = kua_malloc(kua_mul(o->n, sizeof *met));
	double *left = kua_malloc(kua_mul(o->n, sizeof *left));
	int64_t lows[DRAWS], highs[DRAWS];
	for (uint64_t k = 0; k < DRAWS; k++) {
		uint64_t d = kua_draw_start(k);
		draw_tree(&w, &d, left);
		lows[k] = count_origins(o, &w, low, met);
		highs[k] = count_origins(o, &w, high, met);
	}
	qsort(lows, DRAWS, sizeof *lows, by_size);
	qsort(highs, DRAWS, sizeof *highs, by_size);
	size_t cut = (size_t)(ONE_IN_20 * DRAWS);
	free(met);
	free(left);
	free_nodes(&w);
	return (struct between){lows[cut], highs[DRAWS - 1 - cut]};
}
