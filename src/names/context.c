/*
 * context.c - does anything but a surname connect a lone name with the full name that it fits?
 *
 * "Wagner said" in one text and Christoph Wagner in another are one man only where the collection is about one matter. What says so is another
 * person, organisation or town that both tell of and that is not in every text, one document that holds both, or that the full name is
 * met so often that everybody knows who is meant. In a thousand texts about a hundred matters a surname that one full name happens to have
 * says nothing. A few texts that somebody put together are taken to be about one matter.
 */
#include <string.h>

#include "names/internal.h"

enum { ONE_MATTER = 40, WELL_KNOWN_ITEMS = 4, RARE_ITEMS = 10, RARE_SHARE = 20 };

struct context {
	const struct collection *c;
	uint32_t *stamp; /* of each cluster: the search that met it last */
	uint32_t search;
};

struct context *context_open(const struct collection *c)
{
	struct context *x = KUA_NEW(c->arena, struct context);
	x->c = c;
	x->stamp = KUA_NEW_N(c->arena, uint32_t, c->nodes.n);
	return x;
}

/* A name that few texts have says that two texts tell of one matter; a country does not. */
static bool says_something(const struct collection *c, const struct found *f)
{
	const struct node *n = &c->nodes.v[f->node];
	size_t share = c->in->n / RARE_SHARE, most = share > RARE_ITEMS ? share : RARE_ITEMS;
	if (f->strength == PENDING || n->closed || n->n_items > most)
		return false;
	uint8_t kind = n->name.place ? c->names->places.v[n->name.place - 1].kind : PLACE_TOWN;
	return n->kind != NAME_PLACE || kind == PLACE_TOWN || kind == PLACE_REGION;
}

static const struct kua_item *item_of(const struct collection *c, uint32_t item)
{
	return c->in->items[c->order[item]].item;
}

static bool one_document(const struct collection *c, const struct node *a, const struct node *b)
{
	const char *first = a->n_items == 1 ? item_of(c, a->items[0])->document_id : NULL;
	for (uint32_t i = 0; first && i < b->n_items; i++) {
		const char *other = item_of(c, b->items[i])->document_id;
		if (other && strcmp(first, other) == 0)
			return true;
	}
	return false;
}

static void stamp_items(struct context *x, const struct node *n, uint32_t own)
{
	for (uint32_t i = 0; i < n->n_items; i++) {
		const struct item_mentions *m = &x->c->items[n->items[i]];
		for (size_t k = 0; k < m->n; k++)
			if (m->v[k].strength != PENDING && cluster_of(x->c, m->v[k].node) != own && says_something(x->c, &m->v[k]))
				x->stamp[cluster_of(x->c, m->v[k].node)] = x->search;
	}
}

static bool meets_stamped(const struct context *x, const struct node *n)
{
	uint32_t own = cluster_of(x->c, (uint32_t)(n - x->c->nodes.v));
	for (uint32_t i = 0; i < n->n_items; i++) {
		const struct item_mentions *m = &x->c->items[n->items[i]];
		for (size_t k = 0; k < m->n; k++) {
			uint32_t cluster = m->v[k].strength == PENDING ? own : cluster_of(x->c, m->v[k].node);
			if (cluster != own && x->stamp[cluster] == x->search)
				return true;
		}
	}
	return false;
}

bool context_connects(struct context *x, uint32_t alone, uint32_t full, bool known)
{
	const struct collection *c = x->c;
	uint32_t items = 0;
	if (c->in->n <= ONE_MATTER)
		return true;
	for (uint32_t n = cluster_of(c, full); n != KUA_NO_ID; n = cluster_next(c, n))
		items += c->nodes.v[n].n_items;
	if (known && items >= WELL_KNOWN_ITEMS)
		return true;
	x->search++;
	stamp_items(x, &c->nodes.v[alone], cluster_of(c, alone));
	for (uint32_t n = cluster_of(c, full); n != KUA_NO_ID; n = cluster_next(c, n))
		if (one_document(c, &c->nodes.v[alone], &c->nodes.v[n]) || meets_stamped(x, &c->nodes.v[n]))
			return true;
	return false;
}
