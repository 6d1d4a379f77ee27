/*
 * parallel.c - the two stages that go item by item, on all processors: views of texts, and claims. What is known is not made again.
 *
 * Items are done in chunks, each with an arena of its own, because an arena is not for two threads. Which chunk an item is in
 * depends on its place only, so the result does not depend on the number of threads.
 */
#include <stdlib.h>
#include <string.h>

#include "flow/internal.h"
#include "text/keep.h"

enum { CHUNK = 64 };

static size_t chunks_of(size_t n)
{
	return (n + CHUNK - 1) / CHUNK;
}

static size_t chunk_end(size_t chunk, size_t n)
{
	size_t end = (chunk + 1) * CHUNK;
	return end < n ? end : n;
}

/* What each chunk leaves: its arena and, where it failed, the error. */
struct chunk {
	struct kua_arena *arena;
	struct kua_error err;
};

/* The error of the first chunk that failed, so that the message does not depend on the threads either. */
static enum kua_code first_error(const struct chunk *chunks, size_t n, struct kua_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (chunks[i].err.code != KUA_OK) {
			*err = chunks[i].err;
			return err->code;
		}
	return KUA_OK;
}

static void free_chunks(struct chunk *chunks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		kua_arena_free(chunks[i].arena);
	free(chunks);
}

/* ---- views ---- */

struct kua_views {
	const struct kua_languages *languages;
	struct kua_item *items;
	size_t n;
	struct kua_text *texts;
	struct kua_source *sources;
	struct chunk *chunks;
	struct kua_maker *maker; /* or NULL */
	const char **marks;      /* by item: of what was made now and is to be kept; else NULL */
};

/* What an item's view is made of. The same item with another text is an accident, if at all. */
static const char *mark_of_view(const char *language, const char *text, size_t n, struct kua_arena *a)
{
	return kua_arena_printf(a, "%s %zu %016llx", language, n, (unsigned long long)kua_hash(text, n));
}

/* Is there a view of item i that was made before? Its language is known then. */
static bool has_view(struct kua_views *v, size_t i, size_t n, struct kua_arena *a)
{
	const struct kua_item *it = &v->items[i];
	struct kua_packed p;
	return v->maker && v->maker->keeps && it->language &&
	       kua_maker_has_(v->maker, it->id, mark_of_view(it->language, it->text, n, a), &p) &&
	       kua_text_unpack(v->languages, it->text, n, p, a, &v->texts[i]);
}

/* The view of item i, which will be kept if it is made now. */
static enum kua_code view_item(struct kua_views *v, size_t i, struct kua_arena *a, struct kua_error *err)
{
	const struct kua_item *it = &v->items[i];
	size_t n = strlen(it->text);
	if (has_view(v, i, n, a))
		return KUA_OK;
	enum kua_code code = kua_text_view(v->languages, it->text, n, it->language, a, &v->texts[i], err);
	if (code == KUA_OK && v->maker && v->maker->keeps)
		v->marks[i] = mark_of_view(v->texts[i].language, it->text, n, a);
	return code;
}

static void view_chunk(void *ctx, size_t c)
{
	struct kua_views *v = ctx;
	struct chunk *chunk = &v->chunks[c];
	chunk->arena = kua_arena_new();
	for (size_t i = c * CHUNK; i < chunk_end(c, v->n); i++) {
		struct kua_item *it = &v->items[i];
		if (view_item(v, i, chunk->arena, &chunk->err) != KUA_OK) {
			(void)kua_fail_in(&chunk->err, "item %s", it->id);
			return;
		}
		if (!it->language)
			it->language = v->texts[i].language;
		v->sources[i] = (struct kua_source){it, &v->texts[i]};
	}
}

/* What was made now, for the next time. */
static void keep_views(const struct kua_views *v)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < v->n; i++) {
		if (!v->marks[i])
			continue;
		kua_buf_clear(&b);
		if (kua_text_pack(v->languages, &v->texts[i], &b))
			kua_maker_add_(v->maker, v->items[i].id, v->marks[i], &b);
	}
	kua_buf_free(&b);
}

enum kua_code kua_views_again_(const struct kua_languages *l, struct kua_item *items, size_t n, struct kua_maker *maker, unsigned threads,
                               struct kua_views **out, struct kua_error *err)
{
	struct kua_views *v = kua_calloc(1, sizeof *v);
	*v = (struct kua_views){
		.languages = l,
		.items = items,
		.n = n,
		.texts = kua_calloc(n, sizeof *v->texts),
		.sources = kua_calloc(n, sizeof *v->sources),
		.chunks = kua_calloc(chunks_of(n), sizeof *v->chunks),
		.maker = maker,
		.marks = kua_calloc(n, sizeof *v->marks),
	};
	kua_parallel(chunks_of(n), threads ? threads : kua_threads(), view_chunk, v);
	enum kua_code code = first_error(v->chunks, chunks_of(n), err);
	if (code != KUA_OK) {
		kua_views_free(v);
		return code;
	}
	keep_views(v);
	*out = v;
	return KUA_OK;
}

enum kua_code kua_views_make(const struct kua_languages *l, struct kua_item *items, size_t n, unsigned threads,
                             struct kua_views **out, struct kua_error *err)
{
	return kua_views_again_(l, items, n, NULL, threads, out, err);
}

const struct kua_source *kua_views_sources(const struct kua_views *v)
{
	return v->sources;
}

void kua_views_free(struct kua_views *v)
{
	if (!v)
		return;
	free_chunks(v->chunks, chunks_of(v->n));
	free(v->texts);
	free(v->sources);
	free(v->marks);
	free(v);
}

/* ---- claims ---- */

struct claiming {
	const struct kua_knowledge *k;
	const struct kua_source *sources;
	size_t n;
	const struct kua_names_result *names;
	struct chunk *chunks;
	struct kua_maker *maker; /* or NULL */
	struct kua_claims_result *results; /* by item */
	const char **marks; /* by item: of what was made now and is to be kept; else NULL */
};

static int compare_mention_item(const void *key, const void *mention)
{
	return strcmp(key, ((const struct kua_mention *)mention)->item);
}

static int compare_entity_id(const void *key, const void *entity)
{
	return strcmp(key, ((const struct kua_entity *)entity)->id);
}

/* The mentions of one item with kind and label of their entities; a library search twice, then a walk to the borders. */
static size_t named_of(const struct kua_names_result *names, const char *item, struct kua_arena *a,
                       const struct kua_named **out)
{
	*out = NULL;
	const struct kua_mention *hit = names->n_mentions
	                                        ? bsearch(item, names->mentions, names->n_mentions,
	                                                  sizeof *names->mentions, compare_mention_item)
	                                        : NULL;
	if (!hit)
		return 0;
	const struct kua_mention *first = hit, *last = hit + 1, *end = names->mentions + names->n_mentions;
	while (first > names->mentions && strcmp(first[-1].item, item) == 0)
		first--;
	while (last < end && strcmp(last->item, item) == 0)
		last++;
	struct kua_named *named = KUA_NEW_N(a, struct kua_named, (size_t)(last - first));
	size_t n = 0;
	for (; first < last; first++) {
		const struct kua_entity *e = bsearch(first->entity, names->entities, names->n_entities,
		                                     sizeof *names->entities, compare_entity_id);
		if (e)
			named[n++] = (struct kua_named){first, e->kind, e->label};
	}
	*out = named;
	return n;
}

/* The names of item i: those that were found over all items, or those of the item alone. */
static enum kua_code names_for(const struct claiming *g, size_t i, struct kua_arena *a,
                               const struct kua_names_result **names, struct kua_error *err)
{
	*names = g->names;
	if (g->names)
		return KUA_OK;
	struct kua_names_result *own = KUA_NEW(a, struct kua_names_result);
	struct kua_names_input in = {.items = &g->sources[i], .n = 1, .threads = 1};
	*names = own;
	return kua_names_find(g->k->names, &in, a, own, err);
}

/* The mark of all that the claims of an item are made of: its record with its text, and who is named where in it. */
static const char *mark_of(const struct kua_item *item, const struct kua_named *named, size_t n, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	char hex[KUA_SHA256_HEX + 1];
	kua_shape_pack(&b, KUA_ITEM, item, 1);
	for (size_t i = 0; i < n; i++) {
		kua_shape_pack(&b, KUA_MENTION, named[i].mention, 1);
		kua_buf_add(&b, named[i].kind, strlen(named[i].kind) + 1);
		kua_buf_add(&b, named[i].label, strlen(named[i].label) + 1);
	}
	kua_sha256(b.data, b.len, hex);
	kua_buf_free(&b);
	return kua_arena_strndup(a, hex, KUA_SHA256_HEX / 2);
}

static void pack_claims(struct kua_buf *b, const struct kua_claims_result *r)
{
	kua_shape_pack(b, KUA_FIGURE, r->figures, r->n_figures);
	kua_shape_pack(b, KUA_CASE_STEP, r->steps, r->n_steps);
	kua_shape_pack(b, KUA_HARM, r->harms, r->n_harms);
	kua_shape_pack(b, KUA_ACTION, r->actions, r->n_actions);
}

static bool unpack_claims(struct kua_packed p, struct kua_arena *a, struct kua_claims_result *r)
{
	return kua_shape_unpack(&p, KUA_FIGURE, a, &r->figures, &r->n_figures) &&
	       kua_shape_unpack(&p, KUA_CASE_STEP, a, &r->steps, &r->n_steps) &&
	       kua_shape_unpack(&p, KUA_HARM, a, &r->harms, &r->n_harms) &&
	       kua_shape_unpack(&p, KUA_ACTION, a, &r->actions, &r->n_actions) && p.n == 0;
}

/* Has the maker the claims of item i, out of the same item and names? If not, they will be added under the mark. */
static bool known(struct claiming *g, size_t i, const struct kua_named *named, size_t n, struct kua_arena *a)
{
	struct kua_packed p;
	if (!g->maker || !g->maker->keeps)
		return false;
	const char *mark = mark_of(g->sources[i].item, named, n, a);
	if (kua_maker_has_(g->maker, g->sources[i].item->id, mark, &p) && unpack_claims(p, a, &g->results[i]))
		return true;
	g->marks[i] = mark;
	return false;
}

static const char *keep(struct kua_arena *a, const char *s)
{
	return kua_arena_strdup(a, s);
}

/* Copy a record with all its strings, by its table of fields, so that the arena it was made in can go. */
static void keep_record(struct kua_arena *a, const struct kua_shape *shape, void *to, const void *from)
{
	memcpy(to, from, shape->size);
	for (size_t i = 0; i < shape->n; i++) {
		void *p = (char *)to + shape->fields[i].at;
		if (shape->fields[i].type == KUA_TEXT) {
			const char *s;
			memcpy(&s, p, sizeof s);
			s = keep(a, s);
			memcpy(p, &s, sizeof s);
		} else if (shape->fields[i].type == KUA_LIST) {
			struct kua_list list;
			memcpy(&list, p, sizeof list);
			list = kua_list_copy(a, &list);
			memcpy(p, &list, sizeof list);
		}
	}
}

static void *gather(struct kua_arena *a, enum kua_shape_kind kind, size_t total)
{
	return kua_arena_alloc(a, kua_mul(total, kua_shapes[kind].size));
}

static void append(struct kua_arena *a, enum kua_shape_kind kind, void *all, size_t *n, const void *some, size_t more)
{
	size_t size = kua_shapes[kind].size;
	for (size_t i = 0; i < more; i++)
		keep_record(a, &kua_shapes[kind], (char *)all + (*n)++ * size, (const char *)some + i * size);
}

/* Behind those that are there, for which there is room. */
static void append_all(struct kua_arena *a, struct kua_claims_result *all, const struct kua_claims_result *more)
{
	append(a, KUA_FIGURE, all->figures, &all->n_figures, more->figures, more->n_figures);
	append(a, KUA_CASE_STEP, all->steps, &all->n_steps, more->steps, more->n_steps);
	append(a, KUA_HARM, all->harms, &all->n_harms, more->harms, more->n_harms);
	append(a, KUA_ACTION, all->actions, &all->n_actions, more->actions, more->n_actions);
}

static struct kua_claims_result room_for(struct kua_arena *a, const struct kua_claims_result *sum)
{
	return (struct kua_claims_result){
		.figures = gather(a, KUA_FIGURE, sum->n_figures),
		.steps = gather(a, KUA_CASE_STEP, sum->n_steps),
		.harms = gather(a, KUA_HARM, sum->n_harms),
		.actions = gather(a, KUA_ACTION, sum->n_actions),
	};
}

/* The claims of item i in the chunk's arena. What finding them leaves behind, ten times as much, is in the work's. */
static enum kua_code claim_item(struct claiming *g, size_t i, struct kua_arena *a, struct kua_arena *work, struct kua_error *err)
{
	const struct kua_names_result *names;
	const struct kua_named *named;
	struct kua_claims_result found;
	enum kua_code code = names_for(g, i, work, &names, err);
	if (code != KUA_OK)
		return code;
	size_t n = named_of(names, g->sources[i].item->id, work, &named);
	if (known(g, i, named, n, a))
		return KUA_OK;
	code = kua_claims_find(g->k->rules, g->k->languages, &g->sources[i], named, n, work, &found, err);
	if (code != KUA_OK)
		return kua_fail_in(err, "item %s", g->sources[i].item->id);
	g->results[i] = room_for(a, &found);
	append_all(a, &g->results[i], &found);
	return KUA_OK;
}

static void claim_chunk(void *ctx, size_t c)
{
	struct claiming *g = ctx;
	struct chunk *chunk = &g->chunks[c];
	struct kua_arena *work = kua_arena_new();
	enum kua_code code = KUA_OK;
	chunk->arena = kua_arena_new();
	for (size_t i = c * CHUNK; i < chunk_end(c, g->n) && code == KUA_OK; i++) {
		code = claim_item(g, i, chunk->arena, work, &chunk->err);
		kua_arena_clear(work);
	}
	kua_arena_free(work);
}

/* The claims of item i, for the next time. */
static void keep_made(const struct claiming *g, size_t i, struct kua_buf *b)
{
	if (!g->maker || !g->marks[i])
		return;
	kua_buf_clear(b);
	pack_claims(b, &g->results[i]);
	kua_maker_add_(g->maker, g->sources[i].item->id, g->marks[i], b);
}

/* All of them, chunk by chunk; the chunks' arenas go. */
static void merge(const struct claiming *g, struct kua_arena *a, struct kua_claims_result *out)
{
	struct kua_claims_result sum = {0};
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < g->n; i++) {
		sum.n_figures += g->results[i].n_figures;
		sum.n_steps += g->results[i].n_steps;
		sum.n_harms += g->results[i].n_harms;
		sum.n_actions += g->results[i].n_actions;
	}
	*out = room_for(a, &sum);
	for (size_t i = 0; i < g->n; i++) {
		keep_made(g, i, &b);
		append_all(a, out, &g->results[i]);
		if (i + 1 == chunk_end(i / CHUNK, g->n)) {
			kua_arena_free(g->chunks[i / CHUNK].arena);
			g->chunks[i / CHUNK].arena = NULL;
		}
	}
	kua_buf_free(&b);
}

enum kua_code kua_claims_of_all(const struct kua_knowledge *k, const struct kua_source *sources, size_t n,
                                const struct kua_names_result *names, struct kua_maker *maker, unsigned threads, struct kua_arena *a,
                                struct kua_claims_result *out, struct kua_error *err)
{
	enum kua_code code = kua_knowledge_need(k, sources, n, err);
	if (code != KUA_OK)
		return code;
	struct claiming g = {
		.k = k,
		.sources = sources,
		.n = n,
		.names = names,
		.maker = maker,
		.chunks = kua_calloc(chunks_of(n), sizeof *g.chunks),
		.results = kua_calloc(n, sizeof *g.results),
		.marks = kua_calloc(n, sizeof *g.marks),
	};
	kua_parallel(chunks_of(n), threads ? threads : kua_threads(), claim_chunk, &g);
	code = first_error(g.chunks, chunks_of(n), err);
	if (code == KUA_OK)
		merge(&g, a, out);
	free_chunks(g.chunks, chunks_of(n));
	free(g.results);
	free(g.marks);
	return code;
}
