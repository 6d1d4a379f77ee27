/*
 * resolve.c - which nodes are one entity: average linkage with bars.
 *
 * Every node starts as its own cluster; judgements join first. Then the pair of clusters with the highest average
 * likeness over all pairs of their nodes is joined, again and again, down to SAME_AT, unless a bar stands between
 * any two of their nodes: judged different, different given names, fathers, generations, years of birth, known places, or two
 * people of one text whose names are not just two spellings. Average linkage keeps chains of small steps from
 * walking from one name to another. The heap holds one entry for each candidate pair; an entry whose clusters have
 * grown since is weighed again when it comes up. Ties go by node number, so the result is a function of the set.
 *
 * A surname alone is no candidate for that: it joins at the end the one full name it fits (alone.c).
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

enum { CLUSTER_MAX = 200 }; /* nodes; a larger one has gone wrong somewhere */
#define LINK_AT 0.74          /* average below which two clusters stay apart, with one pair at SAME_AT or above */

struct clusters {
	uint32_t *parent, *next, *last, *size; /* union-find, and the members of each as a list */
	struct births_span *births;            /* of each */
};

uint32_t cluster_of(const struct collection *c, uint32_t node)
{
	uint32_t *parent = c->clusters->parent;
	while (parent[node] != node) {
		parent[node] = parent[parent[node]];
		node = parent[node];
	}
	return node;
}

uint32_t cluster_next(const struct collection *c, uint32_t node)
{
	return c->clusters->next[node];
}

void clusters_join(struct collection *c, uint32_t a, uint32_t b)
{
	struct clusters *k = c->clusters;
	a = cluster_of(c, a);
	b = cluster_of(c, b);
	if (a == b)
		return;
	if (b < a) {
		uint32_t t = a;
		a = b;
		b = t;
	}
	k->parent[b] = a;
	k->next[k->last[a]] = b;
	k->last[a] = k->last[b];
	k->size[a] += k->size[b];
	births_span_join(&k->births[a], &k->births[b]);
}

#define EACH(c, node, root) (uint32_t node = (root); node != KUA_NO_ID; node = (c)->clusters->next[node])

/* ---- bars ---- */

static bool judged_apart(const struct collection *c, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < c->judged.n; i++) {
		const struct judged_pair *j = &c->judged.v[i];
		if (j->verdict == JUDGED_SAME)
			continue;
		uint32_t x = cluster_of(c, j->a), y = cluster_of(c, j->b);
		if ((x == a && y == b) || (x == b && y == a))
			return true;
	}
	return false;
}

bool clusters_judged_apart(const struct collection *c, uint32_t a, uint32_t b)
{
	return judged_apart(c, cluster_of(c, a), cluster_of(c, b));
}

bool clusters_barred(const struct collection *c, uint32_t a, uint32_t b)
{
	const struct births_span *births = c->clusters->births;
	return births_spans_bar(&births[cluster_of(c, a)], &births[cluster_of(c, b)]) || clusters_judged_apart(c, a, b);
}

static void pair_likeness(const struct collection *c, uint32_t a, uint32_t b, struct likeness *out)
{
	const struct edge *e = edge_find(c, a, b);
	if (e) {
		*out = e->like;
	} else {
		name_compare(c->names, &c->nodes.v[a].name, &c->nodes.v[b].name, out);
		births_weigh(&c->nodes.v[a], &c->nodes.v[b], out);
	}
}

#define GIVEN_BAR 0.55 /* above it, given names are unlike but may be two ends of one row of spellings */

bool likeness_bars(const struct likeness *l)
{
	if ((l->bits & V_GIVEN_DIFFER) && l->given < GIVEN_BAR)
		return true;
	return l->bits & (V_FATHER_DIFFER | V_GENERATION_DIFFER | V_PLACES_DIFFER | V_BIRTH_DIFFER);
}

/* Average likeness of two clusters; -1 where a bar stands between them. */
static double average(const struct collection *c, uint32_t a, uint32_t b)
{
	const struct clusters *k = c->clusters;
	double sum = 0;
	if ((size_t)k->size[a] + k->size[b] > CLUSTER_MAX || (c->judged.n && judged_apart(c, a, b)))
		return -1;
	for EACH (c, x, a)
		for EACH (c, y, b) {
			struct likeness l;
			pair_likeness(c, x, y, &l);
			if (likeness_bars(&l))
				return -1;
			sum += l.score;
		}
	return sum / ((double)k->size[a] * k->size[b]);
}

/* ---- the heap ---- */

struct entry {
	double score;
	uint32_t edge, size_a, size_b;
};

struct heap {
	KUA_VEC(struct entry) v;
};

static bool above(const struct entry *x, const struct entry *y)
{
	return x->score != y->score ? x->score > y->score : x->edge < y->edge;
}

static void heap_push(struct heap *h, struct entry e)
{
	size_t i = h->v.n;
	*kua_vec_add(&h->v) = e;
	for (; i > 0 && above(&e, &h->v.v[(i - 1) / 2]); i = (i - 1) / 2)
		h->v.v[i] = h->v.v[(i - 1) / 2];
	h->v.v[i] = e;
}

static struct entry heap_pop(struct heap *h)
{
	struct entry top = h->v.v[0], e = h->v.v[--h->v.n];
	size_t i = 0;
	while (2 * i + 1 < h->v.n) {
		size_t k = 2 * i + 1;
		if (k + 1 < h->v.n && above(&h->v.v[k + 1], &h->v.v[k]))
			k++;
		if (!above(&h->v.v[k], &e))
			break;
		h->v.v[i] = h->v.v[k];
		i = k;
	}
	if (h->v.n)
		h->v.v[i] = e;
	return top;
}

/* ---- linkage ---- */

static void note_join(struct collection *c, const struct edge *e, bool same)
{
	struct joined_pair *j = kua_vec_add(&c->joined);
	*j = (struct joined_pair){.a = e->a, .b = e->b, .score = e->like.score, .same = same, .n_reasons = e->like.n_reasons};
	memcpy(j->reasons, e->like.reasons, sizeof j->reasons);
}

static bool links(const struct collection *c, const struct edge *e)
{
	const struct node *a = &c->nodes.v[e->a], *b = &c->nodes.v[e->b];
	if (a->alone != b->alone || (!e->drift && !likeness_same(&e->like)) || e->like.score < SAME_AT)
		return false;
	if (!e->drift && (e->like.bits & V_PARTIAL))
		return false;
	return e->drift || (e->like.bits & V_VARIANT) || !a->alone || e->like.score >= 0.86;
}

static void link_step(struct collection *c, struct heap *h)
{
	struct entry top = heap_pop(h);
	const struct edge *e = &c->edges.v[top.edge];
	uint32_t a = cluster_of(c, e->a), b = cluster_of(c, e->b);
	if (a == b)
		return;
	if (c->clusters->size[a] != top.size_a || c->clusters->size[b] != top.size_b) {
		double now = average(c, a, b);
		top.size_a = c->clusters->size[a];
		top.size_b = c->clusters->size[b];
		if (now < LINK_AT)
			return;
		if (now < top.score) {
			top.score = now;
			heap_push(h, top);
			return;
		}
	} else if (average(c, a, b) < LINK_AT) {
		return;
	}
	note_join(c, e, true);
	clusters_join(c, a, b);
}

static void near_misses(struct collection *c)
{
	for (size_t i = 0; i < c->edges.n; i++) {
		const struct edge *e = &c->edges.v[i];
		const struct node *a = &c->nodes.v[e->a], *b = &c->nodes.v[e->b];
		if (e->like.score >= 0.6 && a->alone == b->alone && cluster_of(c, e->a) != cluster_of(c, e->b))
			note_join(c, e, false);
	}
}

void clusters_make(struct collection *c)
{
	struct heap h = {0};
	for (uint32_t i = 0; i < c->edges.n; i++)
		if (links(c, &c->edges.v[i]))
			heap_push(&h, (struct entry){c->edges.v[i].like.score, i, 1, 1});
	while (h.v.n)
		link_step(c, &h);
	kua_vec_free(&h.v);
	near_misses(c);
}

void clusters_open(struct collection *c)
{
	size_t n = c->nodes.n;
	struct clusters *k = KUA_NEW(c->arena, struct clusters);
	k->parent = KUA_NEW_N(c->arena, uint32_t, n);
	k->next = KUA_NEW_N(c->arena, uint32_t, n);
	k->last = KUA_NEW_N(c->arena, uint32_t, n);
	k->size = KUA_NEW_N(c->arena, uint32_t, n);
	k->births = KUA_NEW_N(c->arena, struct births_span, n);
	for (uint32_t i = 0; i < n; i++) {
		k->parent[i] = k->last[i] = i;
		k->next[i] = KUA_NO_ID;
		k->size[i] = 1;
		k->births[i] = births_span_of(&c->nodes.v[i]);
	}
	c->clusters = k;
}
