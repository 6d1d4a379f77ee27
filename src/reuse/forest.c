/*
 * forest.c - trees drawn at random by the probabilities of their arcs (Wilson 1996): from each text a walk to its source and on,
 * until it meets what is drawn already; a walk that comes by the same text again forgets the circle.
 *
 * The root is drawn first. Random numbers are counted from the number of the tree, so that a tree is the same on every
 * machine and with any number of threads.
 */
#include <stdlib.h>

#include "reuse/internal.h"

enum { STEPS = 64 }; /* a text, on the average; a tree that takes more is closed by the likeliest arcs that lead to the root */

static uint32_t draw_root(const struct origins *o, uint64_t *d)
{
	double sum = 0, at;
	for (uint32_t v = 0; v < o->n; v++)
		sum += o->none[v];
	at = kua_draw(d) * sum;
	uint32_t root = 0;
	for (uint32_t v = 0; v < o->n; v++) {
		if (o->none[v] <= 0)
			continue;
		root = v;
		at -= o->none[v];
		if (at < 0)
			break;
	}
	return root;
}

static uint32_t draw_source(const struct origins *o, uint32_t v, uint32_t root, uint64_t *d)
{
	uint32_t k = o->first[v], last = o->first[v + 1];
	if (k == last || o->v[last - 1].up_to <= 0)
		return root;
	double at = kua_draw(d) * o->v[last - 1].up_to;
	uint32_t passed = k;
	for (; k + 1 < last; k++) /* all of them: looking for the first costs more, for nobody can guess it */
		passed += at >= o->v[k].up_to;
	return o->v[passed].from;
}

uint64_t forest_draws(uint32_t n)
{
	uint64_t some = (uint64_t)TREE_DRAWS * TREE_DRAWN / n;
	return some > TREE_DRAWS ? TREE_DRAWS : some < TREE_DRAWS_LEAST ? TREE_DRAWS_LEAST : some;
}

void forest_draw(const struct origins *o, uint64_t number, uint32_t *parent)
{
	uint64_t d = kua_draw_start(number);
	bool *in_tree = kua_calloc(o->n, sizeof *in_tree);
	uint32_t root = draw_root(o, &d);
	uint64_t steps = (uint64_t)STEPS * o->n + 1000;
	in_tree[root] = true;
	parent[root] = root;
	for (uint32_t v = 0; v < o->n; v++) {
		for (uint32_t u = v; !in_tree[u]; u = parent[u]) /* later visits write over the circles */
			parent[u] = steps && steps-- ? draw_source(o, u, root, &d) : root;
		for (uint32_t u = v; !in_tree[u]; u = parent[u])
			in_tree[u] = true;
	}
	free(in_tree);
}
