/*
 * copies.c - the trees as records: each item's place in its family, with its sources and the reasons in words.
 */
#include <math.h>
#include <stdlib.h>

#include "custody/custody.h"
#include "reuse/internal.h"

#define TOLD 0.01 /* sources less likely are left out */

struct writing {
	const struct body *bodies;
	const struct pair *pairs;
	const struct tree *tree;
	struct kua_arena *arena;
};

static const struct kua_item *item_of(const struct writing *w, uint32_t body)
{
	return w->bodies[body].source->item;
}

static double rounded(double x, double digits)
{
	return round(x * digits) / digits;
}

static struct kua_sources sources_of(const struct writing *w, uint32_t body)
{
	const struct possibles *list = &w->tree->sources[body];
	struct kua_source_of *v = KUA_NEW_N(w->arena, struct kua_source_of, list->n);
	size_t n = 0;
	for (uint32_t i = 0; i < list->n; i++)
		if (list->v[i].p >= TOLD)
			v[n++] = (struct kua_source_of){item_of(w, list->v[i].from)->id, rounded(list->v[i].p, 10000),
			                                rounded(list->v[i].cost, 100)};
	return (struct kua_sources){v, n};
}

/* The words kept, changed, added and cut on the way from the parent. */
static void say_words(const struct writing *w, uint32_t body, struct kua_copy *c)
{
	const struct pair *pair = &w->pairs[w->tree->parent_pair[body]];
	bool is_b = pair->b == body;
	uint32_t changed = 0, added = 0, cut = 0, covered = 0, own = w->bodies[body].n_words;
	uint32_t others = w->bodies[w->tree->parent[body]].n_words, covered_other = 0;
	for (size_t i = 0; i < pair->n; i++) {
		const struct passage *p = &pair->passages[pair->first + i];
		covered += is_b ? p->b_end - p->b : p->a_end - p->a;
		covered_other += is_b ? p->a_end - p->a : p->b_end - p->b;
		for (size_t k = 0; k < p->n_edits; k++) {
			const struct edit *e = &pair->edits[p->first_edit + k];
			uint32_t here = is_b ? e->n_b : e->n_a, there = is_b ? e->n_a : e->n_b, both = here < there ? here : there;
			changed += both;
			added += here - both;
			cut += there - both;
		}
	}
	added += own > covered ? own - covered : 0;
	cut += others > covered_other ? others - covered_other : 0;
	if (changed + added + cut == 0)
		kua_list_add(w->arena, &c->why, "it is its source word for word: which of the two came first, words cannot tell");
	else
		kua_list_add(w->arena, &c->why, kua_arena_printf(w->arena, "of its %u words it has %u from its source; %u are changed, %u added, %u of the "
		                                                 "source left out", own, pair->equal, changed, added, cut));
}

static void say_dates(const struct writing *w, uint32_t body, struct kua_copy *c)
{
	const char *own = item_of(w, body)->published_on, *source = item_of(w, w->tree->parent[body])->published_on;
	struct days d = days_of(own), s = days_of(source);
	if (!d.known || !s.known)
		kua_list_add(w->arena, &c->why, d.known ? "its source has no date" : s.known ? "it has no date" : "neither has a date");
	else if (s.last < d.first)
		kua_list_add(w->arena, &c->why, kua_arena_printf(w->arena, "it is dated %s, its source %s", own, source));
	else if (d.last < s.first)
		kua_list_add(w->arena, &c->why, kua_arena_printf(w->arena, "it is dated %s and its source %s: one of the dates is not that of the text",
		                                                 own, source));
	else
		kua_list_add(w->arena, &c->why, kua_arena_printf(w->arena, "both are dated %s: the day does not tell which came first", own));
}

static void say_unseen(const struct writing *w, uint32_t body, struct kua_copy *c)
{
	if (w->tree->unseen[body] >= 0.05)
		kua_list_add(w->arena, &c->why, kua_arena_printf(w->arena, "it shares words with others that its source has not: they may all be of a text "
		                                                 "that is not here (%.0f in 100)", 100 * w->tree->unseen[body]));
}

static void say_others(const struct writing *w, uint32_t body, struct kua_copy *c)
{
	const struct possibles *list = &w->tree->sources[body];
	double best_other = 0;
	uint32_t other = NO_BODY;
	for (uint32_t i = 0; i < list->n; i++)
		if (list->v[i].from != w->tree->parent[body] && list->v[i].p > best_other) {
			best_other = list->v[i].p;
			other = list->v[i].from;
		}
	if (best_other >= 0.05)
		kua_list_add(w->arena, &c->why, kua_arena_printf(w->arena, "%s may be its source as well (%.0f in 100)", item_of(w, other)->id,
		                                                 100 * best_other));
	if (w->tree->parent[body] != NO_BODY && w->tree->original[body] >= 0.05)
		kua_list_add(w->arena, &c->why, kua_arena_printf(w->arena, "it may be the first of all itself (%.0f in 100)",
		                                                 100 * w->tree->original[body]));
}

static void put_copy(const struct writing *w, uint32_t body, const char *family, struct kua_copy *c)
{
	const struct tree *t = w->tree;
	const char *item = item_of(w, body)->id;
	bool root = t->parent[body] == NO_BODY;
	*c = (struct kua_copy){
		.id = KUA_ID(w->arena, "copy", family, item),
		.family = family,
		.item = item,
		.parent = root ? NULL : item_of(w, t->parent[body])->id,
		.probability = root ? 0 : rounded(t->probability[body], 10000),
		.original = rounded(t->original[body], 10000),
		.below = t->below[body],
		.cost = rounded(t->cost[body], 100),
		.sources = sources_of(w, body),
	};
	if (root)
		c->kind = t->original[body] >= TREE_SURE ? "origin" : "undirected";
	else
		c->kind = t->probability[body] >= TREE_SURE ? "copy" : "undirected";
	if (root)
		kua_list_add(w->arena, &c->why, kua_arena_printf(w->arena, "of the family's items it is the likeliest to be the first (%.0f in 100)",
		                                                 100 * t->original[body]));
	if (!root) {
		say_words(w, body, c);
		say_dates(w, body, c);
		say_unseen(w, body, c);
	}
	say_others(w, body, c);
}

void copies_put(const struct body *bodies, size_t n, const struct pair *pairs, const struct tree *t, const uint32_t *family,
                struct kua_arena *arena, struct kua_reuse_result *out)
{
	struct writing w = {bodies, pairs, t, arena};
	uint32_t *size = kua_calloc(n, sizeof *size);
	size_t n_copies = 0;
	for (size_t i = 0; i < n; i++)
		size[family[i]]++;
	for (size_t i = 0; i < n; i++)
		n_copies += size[family[i]] > 1;
	out->copies = KUA_NEW_N(arena, struct kua_copy, n_copies);
	const char **ids = kua_calloc(n, sizeof *ids);
	for (size_t i = 0; i < n; i++) { /* the first of a family gives it its id */
		if (size[family[i]] < 2)
			continue;
		if (!ids[family[i]])
			ids[family[i]] = KUA_ID(arena, "fam", item_of(&w, family[i])->id);
		put_copy(&w, (uint32_t)i, ids[family[i]], &out->copies[out->n_copies++]);
	}
	free(ids);
	free(size);
}
