/*
 * filter.c - pairs, of any number of texts, within a bound of memory; what follows from them is in whole.c.
 *
 * Each text that comes is made letters at once and kept, as long as the bound lasts, in memory, else in a file without a name. Seeds and
 * meetings go the same way (spill.c). What always stays in memory is about 150 bytes for each item, the two buckets that each thread
 * works on, and the texts in hand.
 */
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "reuse/filter.h"

/* Half of the bound is for what is kept; the other half for buckets in hand, which are sorted from one array into another. */
enum { KEPT_SHARE = 2, CHUNK = 32 };

enum kua_code kua_reuse_filter_new(const struct kua_reuse_options *o, uint64_t memory, const char *folder,
                                   struct kua_reuse_filter **out, struct kua_error *err)
{
	struct kua_reuse_filter *f = kua_calloc(1, sizeof *f);
	f->options = *o;
	f->options.threads = o->threads ? o->threads : kua_threads();
	f->memory = memory - memory / KEPT_SHARE;
	f->memory = f->memory < FILTER_IN_HAND ? FILTER_IN_HAND : f->memory;
	f->folder = kua_strdup(folder);
	atomic_store(&f->budget.left, (int64_t)(memory / KEPT_SHARE));
	enum kua_code code = spool_open(&f->spool, folder, err);
	if (code != KUA_OK) {
		free(f->folder);
		free(f);
		return code;
	}
	f->alphabet = alphabet_new();
	f->arena = kua_arena_new();
	f->pool = pool_new();
	*out = f;
	return KUA_OK;
}

void kua_reuse_filter_whole(struct kua_reuse_filter *f, const struct kua_languages *l)
{
	f->languages = l;
}

struct adding {
	struct kua_reuse_filter *f;
	const struct kua_item *items;
	struct kept *kept;
	size_t n;
	struct kua_error *errors; /* of each chunk */
};

static enum kua_code keep(struct kua_reuse_filter *f, const struct kua_item *item, struct kua_buf *scratch, struct kept *out,
                          struct kua_error *err)
{
	size_t n = strlen(item->text);
	if (n > KUA_TEXT_MAX)
		return kua_fail(err, KUA_LIMIT, "item %s: %zu bytes of text, at most %zu are compared", item->id, n, KUA_TEXT_MAX);
	scratch->len = 0;
	kua_buf_reserve(scratch, letters_room(n) + n);
	struct letters l = letters_fill(f->alphabet, item->text, n, scratch->data);
	size_t size = letters_size(l.n);
	struct body *b = &out->body;
	*b = (struct body){.n_words = l.n_words, .n_letters = l.n, .n_bytes = l.n_bytes};
	out->hash = letters_hash(item->text, n);
	if (f->languages && stored_keep(f, item, scratch->data, out, err) != KUA_OK)
		return err->code;
	char *room = budget_has(&f->budget) ? pool_take(f->pool, size + n) : NULL;
	if (room) {
		budget_take(&f->budget, size + n);
		memcpy(room, scratch->data, size);
		b->room = room;
		b->text = room + size;
	}
	memcpy((room ? room : scratch->data) + size, item->text, n);
	return room ? KUA_OK : spool_write(&f->spool, scratch->data, size + n, &b->at, err);
}

static void keep_chunk(void *ctx, size_t chunk)
{
	struct adding *a = ctx;
	struct kua_buf scratch = KUA_BUF_INIT;
	for (size_t i = chunk * CHUNK; i < (chunk + 1) * CHUNK && i < a->n && a->errors[chunk].code == KUA_OK; i++)
		(void)keep(a->f, &a->items[i], &scratch, &a->kept[i], &a->errors[chunk]);
	kua_buf_free(&scratch);
}

enum kua_code kua_reuse_filter_add(struct kua_reuse_filter *f, const struct kua_item *items, size_t n, struct kua_error *err)
{
	size_t first = f->kept.n, chunks = (n + CHUNK - 1) / CHUNK;
	for (size_t i = 0; i < n; i++)
		kua_vec_add(&f->kept)->id = kua_arena_strdup(f->arena, items[i].id);
	struct adding a = {.f = f, .items = items, .n = n, .errors = kua_calloc(chunks, sizeof *a.errors)};
	a.kept = f->kept.v + first;
	kua_parallel(chunks, f->options.threads, keep_chunk, &a);
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < chunks && code == KUA_OK; i++)
		if ((code = a.errors[i].code) != KUA_OK)
			*err = a.errors[i];
	for (size_t i = first; i < f->kept.n; i++)
		f->letters += f->kept.v[i].body.n_letters;
	free(a.errors);
	return code;
}

/* The text of an item, NUL-terminated where it was read: free() it. */
static char *text_of(struct kua_reuse_filter *f, const struct body *b)
{
	struct kua_error err;
	char *text = kua_calloc((size_t)b->n_bytes + 1, 1);
	if (b->room)
		memcpy(text, b->text, b->n_bytes);
	else if (spool_read(&f->spool, b->at + letters_size(b->n_letters), text, b->n_bytes, &err) != KUA_OK)
		text[0] = '\0'; /* whoever reads it next tells so */
	return text;
}

/* As where all is in memory. */
static int compare_texts(struct kua_reuse_filter *f, const struct body *a, const struct body *b)
{
	char *x = text_of(f, a), *y = text_of(f, b);
	int c = memcmp(x, y, a->n_bytes < b->n_bytes ? a->n_bytes : b->n_bytes);
	free(x);
	free(y);
	return c != 0 ? c : (a->n_bytes > b->n_bytes) - (a->n_bytes < b->n_bytes);
}

static int compare_kept(const void *x, const void *y, void *ctx)
{
	struct kua_reuse_filter *f = ctx;
	const struct kept *a = x, *b = y;
	int c = strcmp(a->id, b->id);
	if (c != 0)
		return c;
	if (f->languages && (a->hash != b->hash || a->body.n_bytes != b->body.n_bytes))
		return compare_texts(f, &a->body, &b->body);
	if (a->body.n_bytes != b->body.n_bytes)
		return a->body.n_bytes < b->body.n_bytes ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static void tell_pairs(void *ctx, struct found *found)
{
	struct kua_reuse_filter *f = ctx;
	struct kua_arena *a = kua_arena_new();
	for (size_t i = 0; i < found->pairs.n; i++) {
		const struct pair *p = &found->pairs.v[i];
		const char *id_a = f->kept.v[p->a].id, *id_b = f->kept.v[p->b].id;
		struct kua_span *spans = KUA_NEW_N(a, struct kua_span, p->n);
		for (size_t k = 0; k < p->n; k++)
			spans[k] = found->passages.v[p->first + k].bytes;
		struct kua_reuse r = {
			.id = KUA_ID(a, "r", id_a, id_b),
			.a = id_a, .b = id_b,
			.shared_words = p->equal,
			.a_words = f->bodies[p->a].n_words, .b_words = f->bodies[p->b].n_words,
			.direction = "unknown",
			.spans = {spans, p->n},
		};
		f->fn(f->ctx, &r);
		kua_arena_clear(a);
	}
	kua_arena_free(a);
}

enum kua_code filter_search(struct kua_reuse_filter *f, void (*take)(void *ctx, struct found *found), void *ctx, struct kua_error *err)
{
	size_t n = f->kept.n;
	if (n >= UINT32_MAX)
		return kua_fail(err, KUA_LIMIT, "reuse: %zu items, at most %u can be compared at once", n, UINT32_MAX - 1);
	if (n)
		qsort_r(f->kept.v, n, sizeof *f->kept.v, compare_kept, f);
	f->bodies = kua_malloc(kua_mul(n, sizeof *f->bodies));
	for (size_t i = 0; i < n; i++)
		f->bodies[i] = f->kept.v[i].body;
	const struct search s = {
		.alphabet = f->alphabet,
		.bodies = f->bodies,
		.n = n,
		.seeding = f->options.sensitive || f->letters <= KUA_REUSE_SENSITIVE ? SEEDING_DENSE : SEEDING_SPARSE,
		.sensitive = f->options.sensitive,
		.least_words = f->options.least_words ? f->options.least_words : KUA_REUSE_LEAST,
		.threads = f->options.threads,
		.budget = &f->budget,
		.spool = &f->spool,
		.progress = f->options.progress,
		.take = take,
		.ctx = ctx,
	};
	return pairs_search(&s, err);
}

enum kua_code kua_reuse_filter_run(struct kua_reuse_filter *f, kua_reuse_pair_fn *fn, void *ctx, struct kua_error *err)
{
	f->fn = fn;
	f->ctx = ctx;
	return filter_search(f, tell_pairs, f, err);
}

void kua_reuse_filter_free(struct kua_reuse_filter *f)
{
	if (!f)
		return;
	pool_free(f->pool);
	kua_vec_free(&f->kept);
	free(f->bodies);
	free(f->folder);
	spool_close(&f->spool);
	alphabet_free(f->alphabet);
	kua_arena_free(f->arena);
	free(f);
}
