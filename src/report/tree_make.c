/*
 * tree_make.c - the tree of a family out of its records. Where each copy's place is known (struct kua_copy), that is drawn. Else each
 * text hangs on the one from which it has most, by the directions between pairs, and what no direction holds on the one with which
 * it shares most, undirected.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

struct making {
	const struct kua_tree_input *in;
	struct kua_arena *a;
	struct kua_intern *ids; /* of nodes: an item's, or an unseen copy's */
	struct kua_tree_node *nodes;
	struct kua_tree_edge *edges;
	size_t *above; /* of each node: the one it hangs on, or SIZE_MAX */
	size_t n, n_edges;
};

static void add_item(struct making *m, const char *id)
{
	const struct kua_item *it = m->in->item(m->in->ctx, id);
	if (!it || m->n == KUA_TREE_NODES || kua_intern_find(m->ids, id, strlen(id)) != KUA_NO_ID)
		return;
	kua_intern_add(m->ids, id, strlen(id));
	const char *from = it->published_on ? it->published_on : it->date_from, *to = it->published_on ? it->published_on : it->date_to;
	m->nodes[m->n++] = (struct kua_tree_node){
		.label = it->title ? it->title : it->document, .when = it->published_on ? m->in->date(m->in->ctx, it->published_on) : NULL,
		.from = from, .to = to,
		.href = m->in->item_href ? kua_arena_printf(m->a, "%s%s", m->in->item_href, id) : NULL};
}

static size_t node_of(const struct making *m, const char *id)
{
	uint32_t k = id ? kua_intern_find(m->ids, id, strlen(id)) : KUA_NO_ID;
	return k == KUA_NO_ID ? SIZE_MAX : k;
}

/* ---- what changed between two ---- */

static int rank_of(const struct kua_drift *d)
{
	return strcmp(d->kind, "number") == 0 ? 0 : strcmp(d->kind, "name") == 0 ? 1 : 2;
}

enum { CHANGES = 2, CHANGE_BYTES = 24 };

static const char *short_text(struct making *m, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	if (n <= CHANGE_BYTES)
		return n ? s : "–";
	for (n = CHANGE_BYTES; n && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return kua_arena_printf(m->a, "%.*s…", (int)n, s);
}

/* "70 → 17, Orlun → Orlunn, +3": numbers first, then names; NULL where nothing changed. */
static const char *change_between(struct making *m, const char *from, const char *to)
{
	const char *said = NULL;
	size_t shown = 0, rest = 0;
	for (int rank = 0; rank < 3; rank++)
		for (size_t i = 0; i < m->in->n_drift; i++) {
			const struct kua_drift *d = m->in->drift[i];
			bool along = strcmp(d->a, from) == 0 && strcmp(d->b, to) == 0, against = strcmp(d->b, from) == 0 && strcmp(d->a, to) == 0;
			if ((!along && !against) || rank_of(d) != rank)
				continue;
			if (rank == 2 || shown == CHANGES) {
				rest++;
				continue;
			}
			said = kua_arena_printf(m->a, "%s%s%s → %s", said ? said : "", said ? ", " : "", short_text(m, along ? d->in_a : d->in_b),
			                        short_text(m, along ? d->in_b : d->in_a));
			shown++;
		}
	return rest ? kua_arena_printf(m->a, "%s%s+%zu", said ? said : "", said ? ", " : "", rest) : said;
}

static const char *pair_href(struct making *m, const char *a, const char *b)
{
	for (size_t i = 0; i < m->in->n_reuse && m->in->reuse_href; i++) {
		const struct kua_reuse *r = m->in->reuse[i];
		if ((strcmp(r->a, a) == 0 && strcmp(r->b, b) == 0) || (strcmp(r->a, b) == 0 && strcmp(r->b, a) == 0))
			return kua_arena_printf(m->a, "%s%s", m->in->reuse_href, r->id);
	}
	return NULL;
}

/* Would it hang on itself? */
static bool is_above(const struct making *m, size_t node, size_t below)
{
	for (size_t i = below; i != SIZE_MAX; i = m->above[i])
		if (i == node)
			return true;
	return false;
}

static void add_edge(struct making *m, const char *from, const char *to, bool directed, double probability)
{
	size_t f = node_of(m, from), t = node_of(m, to);
	if (f == SIZE_MAX || t == SIZE_MAX || m->above[t] != SIZE_MAX || is_above(m, t, f))
		return;
	m->above[t] = f;
	m->edges[m->n_edges++] = (struct kua_tree_edge){.from = f, .to = t, .directed = directed, .probability = probability,
	                                                .change = change_between(m, from, to), .href = pair_href(m, from, to)};
}

/* ---- from copies, or from pairs ---- */

static void from_copies(struct making *m)
{
	for (size_t i = 0; i < m->in->n_copies; i++) {
		const struct kua_copy *c = m->in->copies[i];
		if (c->item || m->n == KUA_TREE_NODES)
			continue;
		kua_intern_add(m->ids, c->id, strlen(c->id));
		m->nodes[m->n++] = (struct kua_tree_node){.from = c->date_from, .to = c->date_to, .unseen = true};
	}
	for (size_t i = 0; i < m->in->n_copies; i++) {
		const struct kua_copy *c = m->in->copies[i];
		if (c->parent)
			add_edge(m, c->parent, c->item ? c->item : c->id, strcmp(c->kind, "undirected") != 0, c->probability);
	}
}

static bool is_directed(const struct kua_reuse *r)
{
	return r->direction && (strcmp(r->direction, "a_to_b") == 0 || strcmp(r->direction, "b_to_a") == 0);
}

/* What has a direction first; then what shares most. */
static int strongest(const void *pa, const void *pb)
{
	const struct kua_reuse *a = *(const struct kua_reuse *const *)pa, *b = *(const struct kua_reuse *const *)pb;
	if (is_directed(a) != is_directed(b))
		return is_directed(a) ? -1 : 1;
	if (a->shared_words != b->shared_words)
		return a->shared_words > b->shared_words ? -1 : 1;
	return strcmp(a->id, b->id);
}

static size_t top_of(const struct making *m, size_t i)
{
	while (m->above[i] != SIZE_MAX)
		i = m->above[i];
	return i;
}

static void from_pairs(struct making *m)
{
	const struct kua_reuse **v = KUA_NEW_N(m->a, const struct kua_reuse *, m->in->n_reuse + 1);
	size_t n = 0;
	for (size_t i = 0; i < m->in->n_reuse; i++)
		if (node_of(m, m->in->reuse[i]->a) != SIZE_MAX && node_of(m, m->in->reuse[i]->b) != SIZE_MAX)
			v[n++] = m->in->reuse[i];
	if (n)
		qsort(v, n, sizeof *v, strongest);
	for (size_t i = 0; i < n; i++) {
		const struct kua_reuse *r = v[i];
		bool back = is_directed(r) && strcmp(r->direction, "b_to_a") == 0;
		size_t a = node_of(m, r->a), b = node_of(m, r->b);
		if (is_directed(r))
			add_edge(m, back ? r->b : r->a, back ? r->a : r->b, true, r->probability);
		else if (top_of(m, a) != top_of(m, b) && m->above[b] == SIZE_MAX)
			add_edge(m, r->a, r->b, false, 0);
		else if (top_of(m, a) != top_of(m, b))
			add_edge(m, r->b, r->a, false, 0);
	}
}

struct in_time { /* an edge with the time of its copy */
	struct kua_tree_edge edge;
	const char *from;
};

static int earliest(const void *pa, const void *pb)
{
	const struct in_time *a = pa, *b = pb;
	int c = a->from && b->from ? strcmp(a->from, b->from) : (a->from == NULL) - (b->from == NULL);
	if (c)
		return c;
	return a->edge.to < b->edge.to ? -1 : a->edge.to > b->edge.to;
}

static void sort_edges(struct making *m)
{
	struct in_time *v = KUA_NEW_N(m->a, struct in_time, m->n_edges + 1);
	for (size_t i = 0; i < m->n_edges; i++)
		v[i] = (struct in_time){m->edges[i], m->nodes[m->edges[i].to].from};
	if (m->n_edges)
		qsort(v, m->n_edges, sizeof *v, earliest);
	for (size_t i = 0; i < m->n_edges; i++)
		m->edges[i] = v[i].edge;
}

void kua_tree_make(const struct kua_tree_input *in, struct kua_arena *a, struct kua_tree *out)
{
	struct making m = {.in = in, .a = a, .ids = kua_intern_new(), .nodes = KUA_NEW_N(a, struct kua_tree_node, KUA_TREE_NODES),
	                   .edges = KUA_NEW_N(a, struct kua_tree_edge, KUA_TREE_NODES), .above = KUA_NEW_N(a, size_t, KUA_TREE_NODES)};
	for (size_t i = 0; i < KUA_TREE_NODES; i++)
		m.above[i] = SIZE_MAX;
	if (in->family->origin)
		add_item(&m, in->family->origin);
	for (size_t i = 0; i < in->family->items.n; i++)
		add_item(&m, in->family->items.v[i]);
	if (in->n_copies)
		from_copies(&m);
	else
		from_pairs(&m);
	sort_edges(&m);
	kua_intern_free(m.ids);
	*out = (struct kua_tree){.nodes = m.nodes, .n = m.n, .edges = m.edges, .n_edges = m.n_edges};
}
