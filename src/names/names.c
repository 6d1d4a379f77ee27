/*
 * names.c - the whole way: words counted, mentions found in each item by itself, short forms resolved there, nodes,
 * candidate pairs, evidence, clusters, records. What is done for each item runs on several threads and writes to that
 * item's place only; all the rest works on items in order of their ids.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

enum { SKETCH_LEAST = 1 << 15, SKETCH_MOST = 1 << 22 }; /* counters in a row */

static void count_one(void *ctx, size_t i)
{
	struct collection *c = ctx;
	lower_count(c->in->items[c->order[i]].text, &c->counts);
}

static void find_one(void *ctx, size_t i)
{
	struct collection *c = ctx;
	c->items[i].arena = kua_arena_new();
	mentions_find(c->names, c->in->items[c->order[i]].text, &c->counts, &c->items[i]);
	short_forms(c->names, &c->items[i]);
}

static int by_item(const void *a, const void *b, void *ctx)
{
	const struct kua_source *items = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return strcmp(items[x].item->id, items[y].item->id);
}

static enum kua_code order_items(struct collection *c, struct kua_error *err)
{
	c->order = KUA_NEW_N(c->arena, uint32_t, c->in->n);
	for (uint32_t i = 0; i < c->in->n; i++)
		c->order[i] = i;
	if (c->in->n)
		qsort_r(c->order, c->in->n, sizeof *c->order, by_item, (void *)c->in->items);
	for (size_t i = 1; i < c->in->n; i++)
		if (strcmp(c->in->items[c->order[i - 1]].item->id, c->in->items[c->order[i]].item->id) == 0)
			return kua_fail(err, KUA_DATA, "two items have the id %s; give each its own",
			                c->in->items[c->order[i]].item->id);
	return KUA_OK;
}

static void open_counts(struct collection *c)
{
	size_t words = 0, size = SKETCH_LEAST;
	for (size_t i = 0; i < c->in->n; i++)
		words += c->in->items[i].text->n_tokens;
	while (size < words && size < SKETCH_MOST)
		size *= 2;
	c->counts = (struct lower_counts){kua_calloc(size * 2, sizeof(uint32_t)), kua_calloc(size * 2, sizeof(uint32_t)), size - 1};
}

static void resolve(struct collection *c)
{
	const struct kua_progress *p = c->in->progress;
	kua_tell(p, "names: joining", 0, 4);
	promote_pending(c);
	births_settle(c);
	nodes_build(c);
	kua_tell(p, "names: joining", 1, 4);
	candidates_find(c);
	kua_tell(p, "names: joining", 2, 4);
	drift_apply(c);
	births_apply(c);
	clusters_open(c);
	judgements_apply(c);
	clusters_make(c);
	attach_aliases(c);
	attach_longer(c);
	attach_alone(c);
	attach_acronyms(c);
	kua_tell(p, "names: joining", 3, 4);
}

static void close_collection(struct collection *c)
{
	for (size_t i = 0; c->items && i < c->in->n; i++)
		kua_arena_free(c->items[i].arena);
	free(c->counts.lower);
	free(c->counts.capital);
	kua_vec_free(&c->nodes);
	kua_vec_free(&c->edges);
	kua_vec_free(&c->judged);
	kua_vec_free(&c->joined);
	kua_vec_free(&c->aliases);
	kua_arena_free(c->arena);
}

enum kua_code kua_names_find(const struct kua_names *names, const struct kua_names_input *in, struct kua_arena *a,
                             struct kua_names_result *out, struct kua_error *err)
{
	struct collection c = {.names = names, .in = in, .arena = kua_arena_new()};
	unsigned threads = in->threads ? in->threads : kua_threads();
	enum kua_code code = order_items(&c, err);
	if (code == KUA_OK) {
		c.items = KUA_NEW_N(c.arena, struct item_mentions, in->n);
		open_counts(&c);
		kua_tell(in->progress, "names: reading", 0, in->n);
		kua_parallel(in->n, threads, count_one, &c);
		kua_parallel(in->n, threads, find_one, &c);
		kua_tell(in->progress, "names: reading", in->n, in->n);
		resolve(&c);
		names_output(&c, a, out);
		kua_tell(in->progress, "names: joining", 4, 4);
	}
	close_collection(&c);
	return code;
}
