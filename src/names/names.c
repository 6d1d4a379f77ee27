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

/* Was it found before, where what the collection says of its words was the same? If not, it will be kept under the mark. */
static bool was_found(struct collection *c, size_t i, const struct kua_text *t, struct item_mentions *m)
{
	const struct kua_names_keeper *k = c->in->keeper;
	const char *mark = kept_names_mark(t, m->arena);
	struct kua_packed p;
	c->kept[i].mark = mark;
	return k->kept(k->ctx, c->in->items[c->order[i]].item->id, mark, &p) && kept_names_unpack(p, t, &c->counts, m);
}

static size_t room_of(const char *s)
{
	return s ? strlen(s) + 1 : 0;
}

static const char *moved(char **to, const char *s)
{
	size_t n = room_of(s);
	const char *at = s ? memcpy(*to, s, n) : NULL;
	*to += n;
	return at;
}

/* What was found leaves the arena, with all its strings and the mark: reading an item takes a hundred times the room. */
static void leave_arena(struct item_mentions *m, const char **mark)
{
	size_t n = kua_mul(m->n, sizeof *m->v) + room_of(*mark);
	for (size_t i = 0; i < m->n; i++)
		n += room_of(m->v[i].form) + room_of(m->v[i].norm) + room_of(m->v[i].role) + room_of(m->v[i].why);
	struct found *v = kua_malloc(n);
	char *to = (char *)(v + m->n);
	for (size_t i = 0; i < m->n; i++) {
		v[i] = m->v[i];
		v[i].form = moved(&to, v[i].form);
		v[i].norm = moved(&to, v[i].norm);
		v[i].role = moved(&to, v[i].role);
		v[i].why = moved(&to, v[i].why);
	}
	*mark = moved(&to, *mark);
	m->v = v;
	kua_arena_free(m->arena);
	m->arena = NULL;
}

static void find_one(void *ctx, size_t i)
{
	struct collection *c = ctx;
	const struct kua_text *t = c->in->items[c->order[i]].text;
	struct item_mentions *m = &c->items[i];
	struct questions q = {0};
	const char *none = NULL;
	m->arena = kua_arena_new();
	if (!c->kept || !was_found(c, i, t, m)) {
		mentions_find(c->names, t, &c->counts, c->kept ? &q : NULL, m);
		short_forms(c->names, m);
		if (c->kept)
			kept_names_pack(&c->kept[i].found, &q, m);
		kua_vec_free(&q.v);
	}
	leave_arena(m, c->kept ? &c->kept[i].mark : &none);
}

/* What was found now, for the next time. */
static void keep_found(struct collection *c)
{
	const struct kua_names_keeper *k = c->in->keeper;
	for (size_t i = 0; k && i < c->in->n; i++) {
		if (c->kept[i].found.len)
			k->keep(k->ctx, c->in->items[c->order[i]].item->id, c->kept[i].mark, &c->kept[i].found);
		kua_buf_free(&c->kept[i].found);
	}
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
		free(c->items[i].v);
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
		c.kept = in->keeper ? KUA_NEW_N(c.arena, struct kept_names, in->n) : NULL;
		open_counts(&c);
		kua_tell(in->progress, "names: reading", 0, in->n);
		kua_parallel(in->n, threads, count_one, &c);
		kua_parallel(in->n, threads, find_one, &c);
		keep_found(&c);
		kua_tell(in->progress, "names: reading", in->n, in->n);
		resolve(&c);
		names_output(&c, a, out);
		kua_tell(in->progress, "names: joining", 4, 4);
	}
	close_collection(&c);
	return code;
}
