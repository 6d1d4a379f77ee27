/*
 * add.c - documents come in: files are read and sent to their jailed readers in batches, in parallel; each batch is kept in one
 * transaction and told only when it is on disk, so that what was acknowledged survives anything.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "flow/internal.h"

enum { BATCH_FILES = 64 };
#define BATCH_BYTES ((size_t)32 << 20)

struct incoming {
	const char *path; /* "-" is standard input */
	const char *name; /* as the document will be called */
	const char *problem;
	struct kua_buf bytes;
	struct kua_reading reading;
	struct kua_error err;
	struct kua_arena *arena; /* of the reading: a thread at a time */
};

struct adding {
	const struct kua_flow *f;
	struct kua_arena *arena; /* paths and names */
	KUA_VEC(struct incoming) files;
	const char *root; /* the path being walked */
	bool again;       /* rebuild: bytes come from the store */
	kua_added_fn *fn;
	void *ctx;
	struct kua_add_result *out;
};

/* ---- which files ---- */

/* Below a folder the name is the path inside it; a file named itself keeps its last part. */
static const char *name_of(const char *root, const char *path)
{
	size_t n = strlen(root);
	if (strncmp(root, path, n) == 0 && path[n]) {
		const char *rest = path + n;
		while (*rest == '/')
			rest++;
		return rest;
	}
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

static bool walked(void *ctx, const char *path, const char *problem)
{
	struct adding *g = ctx;
	struct incoming *in = kua_vec_add(&g->files);
	in->path = kua_arena_strdup(g->arena, path);
	in->name = kua_arena_strdup(g->arena, name_of(g->root, path));
	in->problem = problem ? kua_arena_printf(g->arena, "%s: cannot be opened: %s", path, problem) : NULL;
	return true;
}

static enum kua_code list_files(struct adding *g, const char *const *paths, size_t n, struct kua_error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(paths[i], "-") == 0) {
			struct incoming *in = kua_vec_add(&g->files);
			in->path = "-";
			in->name = "standard input";
			continue;
		}
		g->root = paths[i];
		enum kua_code code = kua_intake_walk(paths[i], walked, g, err);
		if (code != KUA_OK)
			return code;
	}
	return KUA_OK;
}

/* ---- reading a batch ---- */

static void load_bytes(struct incoming *in)
{
	if (in->problem)
		return;
	enum kua_code code = strcmp(in->path, "-") == 0
	                             ? kua_read_fd(STDIN_FILENO, in->name, KUA_DOCUMENT_MAX, &in->bytes, &in->err)
	                             : kua_read_file(in->path, KUA_DOCUMENT_MAX, &in->bytes, &in->err);
	if (code != KUA_OK) {
		in->problem = in->err.text;
		in->err.code = KUA_OK; /* told, not fatal: the other files are still to be kept */
		kua_buf_free(&in->bytes);
	}
}

struct reading_batch {
	struct kua_intake *intake;
	struct incoming *v;
};

static void read_one(void *ctx, size_t i)
{
	struct reading_batch *b = ctx;
	struct incoming *in = &b->v[i];
	if (in->problem)
		return;
	in->arena = kua_arena_new();
	in->err.code = kua_intake_read(b->intake, in->bytes.data ? in->bytes.data : "", in->bytes.len, in->name, in->arena,
	                               &in->reading, &in->err);
}

/* ---- keeping a batch ---- */

/* "page:offset" for each. */
static struct kua_list pages_of(const struct kua_raw_item *raw, struct kua_arena *a)
{
	struct kua_list list = {0};
	for (size_t i = 0; i < raw->n_pages; i++)
		kua_list_add(a, &list, kua_arena_printf(a, "%" PRIu32 ":%" PRIu64, raw->pages[i].page, raw->pages[i].offset));
	return list;
}

static enum kua_code put_items(struct kua_casebook *cb, const struct kua_document *doc, const struct incoming *in,
                               struct kua_error *err)
{
	static const char *const kinds[KUA_KINDS] = {"text", "record", "quotation", "message"};
	for (size_t i = 0; i < in->reading.n; i++) {
		const struct kua_raw_item *raw = &in->reading.items[i];
		struct kua_item item = {
			.id = kua_arena_printf(in->arena, "%s.%zu", doc->id, i + 1),
			.document = doc->name,
			.document_id = doc->id,
			.ordinal = (int64_t)i + 1,
			.title = raw->title,
			.author = raw->author,
			.issuer = raw->issuer,
			.published_on = raw->published_on,
			.categories = raw->categories,
			.language = raw->language,
			.kind = kinds[raw->kind],
			.addressees = raw->addressees,
			.url = raw->url,
			.pages = pages_of(raw, in->arena),
			.confidence = raw->confidence ? raw->confidence : KUA_NONE,
			.date_from = raw->published_on,
			.date_to = raw->published_on,
			.text = raw->text ? raw->text : "",
		};
		enum kua_code code = kua_casebook_put(cb, KUA_ITEM, &item, err);
		if (code != KUA_OK)
			return code;
	}
	return KUA_OK;
}

static enum kua_code keep_one(struct adding *g, struct incoming *in, struct kua_document *doc, bool *known,
                              struct kua_error *err)
{
	doc->media_type = in->reading.media_type;
	doc->read = in->reading.read;
	doc->partial = in->reading.partial;
	doc->reason = in->reading.reason;
	doc->metadata = in->reading.metadata;
	doc->diagnostics = kua_diagnosed_list(in->reading.diagnosed, in->reading.n_diagnosed, in->arena);
	if (!g->again) {
		doc->name = in->name;
		doc->origin = strcmp(in->path, "-") == 0 ? "standard input" : in->path;
		doc->received_at = g->f->now;
		doc->received_by = g->f->who;
		enum kua_code code = kua_casebook_keep(g->f->cb, in->bytes.data ? in->bytes.data : "", in->bytes.len, doc,
		                                       in->arena, known, err);
		if (code != KUA_OK || *known)
			return code;
	} else {
		enum kua_code code = kua_casebook_mark(g->f->cb, doc, err);
		if (code != KUA_OK)
			return code;
	}
	return put_items(g->f->cb, doc, in, err);
}

static void count(struct kua_add_result *out, const struct kua_added *added)
{
	if (!added->doc)
		out->problems++;
	else if (added->known)
		out->known++;
	else {
		out->documents++;
		out->items += added->items;
		out->unread += !added->doc->read;
	}
}

/* One transaction: all of the batch is kept, or nothing. docs are filled in for those that have bytes. */
static enum kua_code keep_batch(struct adding *g, struct incoming *v, size_t n, struct kua_document *docs, bool *known,
                                struct kua_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].err.code != KUA_OK) {
			*err = v[i].err;
			return err->code;
		}
	enum kua_code code = KUA_OK;
	if (!g->again) {
		code = kua_casebook_begin(g->f->cb, err);
		if (code == KUA_OK)
			code = kua_casebook_set(g->f->cb, "behind", "documents", err);
	}
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		if (v[i].problem)
			continue;
		code = keep_one(g, &v[i], &docs[i], &known[i], err);
		if (code == KUA_LIMIT) { /* too large for the store, which wrote nothing of it: the others go on */
			v[i].problem = kua_arena_strdup(g->arena, err->text);
			code = KUA_OK;
		}
	}
	if (!g->again) {
		if (code == KUA_OK)
			code = kua_casebook_commit(g->f->cb, err);
		else
			kua_casebook_rollback(g->f->cb);
	}
	return code;
}

static void tell_batch(struct adding *g, const struct incoming *v, size_t n, const struct kua_document *docs,
                       const bool *known)
{
	for (size_t i = 0; i < n; i++) {
		struct kua_added added = {
			.doc = v[i].problem ? NULL : &docs[i],
			.problem = v[i].problem,
			.items = v[i].reading.n,
			.known = known[i],
		};
		count(g->out, &added);
		if (g->fn)
			g->fn(g->ctx, &added);
	}
}

static enum kua_code do_batch(struct adding *g, struct incoming *v, size_t n, struct kua_document *docs,
                              struct kua_error *err)
{
	bool known[BATCH_FILES] = {false};
	struct reading_batch b = {g->f->intake, v};
	kua_parallel(n, g->f->threads ? g->f->threads : kua_threads(), read_one, &b);
	enum kua_code code = keep_batch(g, v, n, docs, known, err);
	if (code == KUA_OK)
		tell_batch(g, v, n, docs, known);
	for (size_t i = 0; i < n; i++) {
		kua_arena_free(v[i].arena);
		v[i].arena = NULL;
		kua_buf_free(&v[i].bytes);
	}
	return code;
}

enum kua_code kua_flow_add(const struct kua_flow *f, const char *const *paths, size_t n, kua_added_fn *fn, void *ctx,
                           struct kua_add_result *out, struct kua_error *err)
{
	*out = (struct kua_add_result){0};
	struct timespec began, now;
	(void)clock_gettime(CLOCK_MONOTONIC, &began);
	struct adding g = {.f = f, .arena = kua_arena_new(), .fn = fn, .ctx = ctx, .out = out};
	enum kua_code code = list_files(&g, paths, n, err);
	for (size_t i = 0; i < g.files.n && code == KUA_OK;) {
		struct kua_document docs[BATCH_FILES] = {{0}};
		size_t in_batch = 0, bytes = 0;
		while (i + in_batch < g.files.n && in_batch < BATCH_FILES && bytes < BATCH_BYTES) {
			load_bytes(&g.files.v[i + in_batch]);
			bytes += g.files.v[i + in_batch++].bytes.len;
		}
		code = do_batch(&g, g.files.v + i, in_batch, docs, err);
		i += in_batch;
		kua_tell(f->progress, "adding documents", i, g.files.n);
	}
	kua_vec_free(&g.files);
	kua_arena_free(g.arena);
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	out->seconds = (double)(now.tv_sec - began.tv_sec) + (double)(now.tv_nsec - began.tv_nsec) / 1e9;
	return code;
}

/* ---- reading again what is in the store ---- */

enum kua_code kua_flow_reread_(const struct kua_flow *f, struct kua_error *err)
{
	struct kua_add_result result = {0};
	struct adding g = {.f = f, .arena = kua_arena_new(), .again = true, .out = &result};
	struct kua_document *docs;
	size_t n;
	enum kua_code code = kua_casebook_load(f->cb, KUA_DOCUMENT, NULL, NULL, g.arena, (void **)&docs, &n, err);
	for (size_t i = 0; i < n && code == KUA_OK;) {
		struct incoming v[BATCH_FILES] = {{0}};
		size_t in_batch = 0, bytes = 0;
		while (i + in_batch < n && in_batch < BATCH_FILES && bytes < BATCH_BYTES && code == KUA_OK) {
			struct incoming *in = &v[in_batch];
			in->path = in->name = docs[i + in_batch].name;
			code = kua_casebook_bytes(f->cb, docs[i + in_batch++].id, &in->bytes, err);
			bytes += in->bytes.len;
		}
		if (code == KUA_OK)
			code = do_batch(&g, v, in_batch, docs + i, err);
		else
			for (size_t k = 0; k < in_batch; k++)
				kua_buf_free(&v[k].bytes);
		i += in_batch;
		kua_tell(f->progress, "reading documents again", i, n);
	}
	kua_arena_free(g.arena);
	return code;
}
