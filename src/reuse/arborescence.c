/*
 * arborescence.c - the cheapest tree in which every node but one has one source: Chu and Liu 1965, Edmonds 1967, in Tarjan's way (1977).
 *
 * Every node takes its cheapest arc; where that closes a circle, the circle becomes one node whose arcs are dearer by what they
 * would undo. Arcs into a node are in a leftist heap whose keys are changed at once by a number at its top, so a circle costs
 * no more than merging its heaps: n log n for n arcs. At the end circles are opened again from the last one made, where the arc
 * chosen for the whole comes in. A virtual root has an arc to every node, dear enough that one is taken.
 */
#include <stdlib.h>

#include "reuse/internal.h"

#define ONE_ROOT 1e7 /* above what any tree costs: a second root is taken only where no arc leads */

struct heap { /* one arc */
	uint32_t left, right;
	uint32_t rank;
	double key, add; /* add: to the keys of all below it, not of its own */
};

struct growing {
	const struct arc *arcs;
	uint32_t root; /* the virtual one */
	struct heap *heaps; /* by arc; arc n_arcs + v is the root's to v */
	size_t n_arcs;
	uint32_t *top;      /* of each node: its heap; NO_ARC when empty */
	uint32_t *in;       /* of each node: the arc it took */
	uint32_t *up;       /* of each node: the circle it went into */
	uint32_t *find;     /* union of nodes in the circle made last */
	uint32_t *next;     /* the circle's nodes, in a ring */
	uint32_t *seen;
	uint32_t n_nodes;
};

static uint32_t from_of(const struct growing *g, uint32_t arc)
{
	return arc < g->n_arcs ? g->arcs[arc].from : g->root;
}

static uint32_t to_of(const struct growing *g, uint32_t arc)
{
	return arc < g->n_arcs ? g->arcs[arc].to : (uint32_t)(arc - g->n_arcs);
}

static void push_down(struct growing *g, uint32_t x)
{
	struct heap *h = &g->heaps[x];
	const uint32_t below[2] = {h->left, h->right};
	for (int i = 0; i < 2; i++)
		if (below[i] != NO_ARC) {
			g->heaps[below[i]].key += h->add;
			g->heaps[below[i]].add += h->add;
		}
	h->add = 0;
}

static uint32_t rank_of(const struct growing *g, uint32_t x)
{
	return x == NO_ARC ? 0 : g->heaps[x].rank;
}

/* Depth is the length of the right spines, which is at most the logarithm of the arcs. */
static uint32_t merge(struct growing *g, uint32_t x, uint32_t y)
{
	if (x == NO_ARC || y == NO_ARC)
		return x == NO_ARC ? y : x;
	if (g->heaps[y].key < g->heaps[x].key || (g->heaps[y].key <= g->heaps[x].key && y < x)) {
		uint32_t swap = x;
		x = y;
		y = swap;
	}
	push_down(g, x);
	struct heap *h = &g->heaps[x];
	h->right = merge(g, h->right, y);
	if (rank_of(g, h->left) < rank_of(g, h->right)) {
		uint32_t swap = h->left;
		h->left = h->right;
		h->right = swap;
	}
	h->rank = rank_of(g, h->right) + 1;
	return x;
}

static uint32_t group_of(struct growing *g, uint32_t v)
{
	while (g->find[v] != v)
		v = g->find[v] = g->find[g->find[v]];
	return v;
}

/* Take the cheapest arc into v that comes from outside of it; what is left in its heap is dearer by that much less. */
static uint32_t take(struct growing *g, uint32_t v)
{
	for (;;) {
		uint32_t arc = g->top[v];
		push_down(g, arc);
		g->top[v] = merge(g, g->heaps[arc].left, g->heaps[arc].right);
		if (group_of(g, from_of(g, arc)) == v)
			continue;
		if (g->top[v] != NO_ARC) {
			g->heaps[g->top[v]].add -= g->heaps[arc].key;
			g->heaps[g->top[v]].key -= g->heaps[arc].key;
		}
		return arc;
	}
}

/* The nodes from v back to v again along the arcs taken become one. */
static uint32_t close_circle(struct growing *g, uint32_t v)
{
	uint32_t whole = g->n_nodes++, x = v;
	g->find[whole] = whole;
	g->top[whole] = NO_ARC;
	do {
		uint32_t before = group_of(g, from_of(g, g->in[x]));
		g->top[whole] = merge(g, g->top[whole], g->top[x]);
		g->up[x] = whole;
		g->next[x] = before;
		x = before;
	} while (x != v);
	do {
		g->find[x] = whole;
		x = g->next[x];
	} while (x != v);
	return whole;
}

static void grow(struct growing *g, uint32_t start)
{
	uint32_t v = start;
	while (g->seen[v] == NO_ARC || g->seen[v] == start) {
		if (g->seen[v] == start)
			v = close_circle(g, v);
		g->seen[v] = start;
		g->in[v] = take(g, v);
		v = group_of(g, from_of(g, g->in[v]));
	}
}

/*
 * Open the circles, the last one first: whoever holds the place where the arc for the whole comes in takes that arc, the others keep
 * theirs. What is inside a node that already took the arc of its whole was told then.
 */
static void open_circles(struct growing *g)
{
	for (uint32_t v = g->n_nodes; v-- > 0;) {
		if (v == g->root || (g->up[v] != NO_ARC && g->in[g->up[v]] == g->in[v]))
			continue;
		for (uint32_t x = to_of(g, g->in[v]); x != v; x = g->up[x])
			g->in[x] = g->in[v];
	}
}

static void start(struct growing *g, uint32_t n, const double *root_costs)
{
	size_t most = 2 * (size_t)n + 1;
	g->heaps = kua_calloc(g->n_arcs + n, sizeof *g->heaps);
	uint32_t **const tables[] = {&g->top, &g->in, &g->up, &g->find, &g->next, &g->seen};
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
		*tables[t] = kua_malloc(kua_mul(most, sizeof **tables[t]));
		for (uint32_t v = 0; v < most; v++)
			(*tables[t])[v] = tables[t] == &g->find ? v : NO_ARC;
	}
	g->seen[g->root] = g->root;
	for (uint32_t arc = 0; arc < g->n_arcs + n; arc++) {
		uint32_t to = to_of(g, arc);
		double key = arc < g->n_arcs ? g->arcs[arc].cost : ONE_ROOT + root_costs[to];
		g->heaps[arc] = (struct heap){NO_ARC, NO_ARC, 1, key, 0};
		g->top[to] = merge(g, g->top[to], arc);
	}
}

void arborescence(const struct arc *arcs, size_t n_arcs, uint32_t n, const double *root_costs, uint32_t *parent)
{
	struct growing g = {.arcs = arcs, .n_arcs = n_arcs, .root = n, .n_nodes = n + 1};
	start(&g, n, root_costs);
	for (uint32_t v = 0; v < n; v++)
		if (g.seen[v] == NO_ARC)
			grow(&g, v);
	open_circles(&g);
	for (uint32_t v = 0; v < n; v++)
		parent[v] = g.in[v] < n_arcs ? g.in[v] : NO_ARC;
	free(g.heaps);
	free(g.top);
	free(g.in);
	free(g.up);
	free(g.find);
	free(g.next);
	free(g.seen);
}
