/*
 * carry.c - what differs between a copy and its source was changed in the copy: how many later copies carry the change, and who has the
 * same without having it from there.
 *
 * The words that were changed are followed from a text into its copies by the alignment of the two: they are there, or were
 * changed again, or are cut. From a copy that lacks them nobody below can have them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"
#include "util/search.h"

struct place { /* words of a body */
	uint32_t from, to;
};

struct visit {
	uint32_t body;
	struct place at;
};

struct carrying {
	const struct body *bodies;
	const struct pair *pairs;
	size_t n_pairs;
	const struct tree *tree;
	struct kua_arena *arena;
	uint32_t *first, *children; /* of body i: children[first[i]] .. children[first[i + 1] - 1] */
	uint32_t *pair_first, *pairs_of;       /* the pairs of each, in the same way */
	KUA_VEC(struct visit) todo;
};

/* The words of a body that begin within bytes start .. end - 1. */
static struct place place_of(const struct body *b, int64_t start, int64_t end)
{
	struct place p = {0, 0};
	uint32_t low;
	KUA_FIRST(low, b->n_words, b->tokens[b->words[low].token].start < start);
	for (p.from = p.to = low; p.to < b->n_words && b->tokens[b->words[p.to].token].start < end; p.to++)
		;
	return p;
}

/* Where the words stand in the other text of the pair; false where they do not stand there as they are. */
static bool follow(const struct pair *pair, bool from_b, struct place *at)
{
	for (size_t i = 0; i < pair->n; i++) {
		const struct passage *p = &pair->passages[pair->first + i];
		uint32_t start = from_b ? p->b : p->a, end = from_b ? p->b_end : p->a_end, other = from_b ? p->a : p->b, here = start;
		if (at->from < start || at->to > end)
			continue;
		for (size_t k = 0; k < p->n_edits; k++) {
			const struct edit *e = &pair->edits[p->first_edit + k];
			uint32_t edit = from_b ? e->b : e->a, n = from_b ? e->n_b : e->n_a, n_other = from_b ? e->n_a : e->n_b;
			if (edit >= at->to)
				break;
			if (edit + n > at->from || (n == 0 && edit > at->from))
				return false;
			other += edit - here + n_other;
			here = edit + n;
		}
		*at = (struct place){other + at->from - here, other + at->to - here};
		return true;
	}
	return false;
}

static void list_children(struct carrying *c, size_t n)
{
	const struct tree *t = c->tree;
	c->first = kua_calloc(n + 2, sizeof *c->first);
	c->children = kua_malloc(kua_mul(n, sizeof *c->children));
	c->pair_first = kua_calloc(n + 2, sizeof *c->pair_first);
	c->pairs_of = kua_malloc(kua_mul(c->n_pairs, 2 * sizeof *c->pairs_of));
	for (size_t i = 0; i < n; i++)
		if (t->parent[i] != NO_BODY)
			c->first[t->parent[i] + 2]++;
	for (size_t i = 0; i < c->n_pairs; i++) {
		c->pair_first[c->pairs[i].a + 2]++;
		c->pair_first[c->pairs[i].b + 2]++;
	}
	for (size_t i = 1; i < n + 2; i++) {
		c->first[i] += c->first[i - 1];
		c->pair_first[i] += c->pair_first[i - 1];
	}
	for (size_t i = 0; i < n; i++)
		if (t->parent[i] != NO_BODY)
			c->children[c->first[t->parent[i] + 1]++] = (uint32_t)i;
	for (uint32_t i = 0; i < c->n_pairs; i++) {
		c->pairs_of[c->pair_first[c->pairs[i].a + 1]++] = i;
		c->pairs_of[c->pair_first[c->pairs[i].b + 1]++] = i;
	}
}

/* How many of those that come from the body carry its words. */
static int64_t carriers(struct carrying *c, uint32_t body, struct place at)
{
	int64_t n = 0;
	*kua_vec_add(&c->todo) = (struct visit){body, at};
	while (c->todo.n) {
		struct visit v = c->todo.v[--c->todo.n];
		for (uint32_t k = c->first[v.body]; k < c->first[v.body + 1]; k++) {
			uint32_t child = c->children[k];
			const struct pair *pair = &c->pairs[c->tree->parent_pair[child]];
			struct place there = v.at;
			if (!follow(pair, pair->b == v.body, &there))
				continue;
			n++;
			*kua_vec_add(&c->todo) = (struct visit){child, there};
		}
	}
	return n;
}

static bool comes_from(const struct tree *t, uint32_t body, uint32_t source)
{
	while (body != NO_BODY && body != source)
		body = t->parent[body];
	return body == source;
}

/* Items of the family that have the same words there and not from the body. */
static void find_others(const struct carrying *c, uint32_t body, struct place at, const uint32_t *family, struct kua_list *out)
{
	for (uint32_t k = c->pair_first[body]; k < c->pair_first[body + 1]; k++) {
		const struct pair *pair = &c->pairs[c->pairs_of[k]];
		uint32_t other = pair->a == body ? pair->b : pair->a;
		struct place there = at;
		if (family[other] == family[body] && follow(pair, pair->b == body, &there) && !comes_from(c->tree, other, body))
			kua_list_add(c->arena, out, c->bodies[other].source->item->id);
	}
}

void carry_changes(const struct body *bodies, size_t n, const struct pair *pairs, size_t n_pairs, const struct tree *t,
                   const uint32_t *family, const uint32_t *pair_of, struct kua_drift *drift, size_t n_drift,
                   struct kua_arena *arena)
{
	struct carrying c = {.bodies = bodies, .pairs = pairs, .n_pairs = n_pairs, .tree = t, .arena = arena};
	list_children(&c, n);
	for (size_t i = 0; i < n_drift; i++) {
		const struct pair *p = &pairs[pair_of[i]];
		struct kua_drift *d = &drift[i];
		bool in_b = t->parent[p->b] == p->a, in_a = t->parent[p->a] == p->b;
		d->carried = KUA_NONE;
		if (!in_a && !in_b)
			continue;
		uint32_t copy = in_b ? p->b : p->a;
		struct place at = place_of(&bodies[copy], in_b ? d->b_start : d->a_start, in_b ? d->b_end : d->a_end);
		d->changed_in = bodies[copy].source->item->id;
		d->probability = round(t->probability[copy] * 10000) / 10000;
		d->carried = carriers(&c, copy, at);
		find_others(&c, copy, at, family, &d->also_in);
	}
	free(c.first);
	free(c.children);
	free(c.pair_first);
	free(c.pairs_of);
	kua_vec_free(&c.todo);
}
