/*
 * batch.c - documents are read by their jailed readers in parallel, and kept in one transaction.
 *
 * A document that holds others (an archive, a mail with attachments) is kept together with all of them, so that it is never
 * acknowledged without what is in it. These are documents of their own: they wait in the casebook, each to be read by a
 * reader of its own, whenever that is; a program that was killed left them there, and the next one reads them.
 */
#include <inttypes.h>
#include <string.h>

#include "flow/internal.h"

/* ---- reading ---- */

struct reading_batch {
	struct kua_adding *g;
	struct kua_job *v;
};

static void read_one(void *ctx, size_t i)
{
	struct reading_batch *b = ctx;
	struct kua_job *job = &b->v[i];
	if (job->problem || job->known)
		return;
	struct kua_given given = {
		.name = job->doc.name,
		.type = job->doc.declared_type,
		.bytes = job->bytes.content,
		.folder = b->g->f->folder,
	};
	job->err.code = kua_intake_take(b->g->f->intake, &given, job->arena, &job->reading, &job->err);
}

/* ---- its items ---- */

struct putting {
	struct kua_adding *g;
	struct kua_job *job;
	struct kua_arena *arena; /* of one item, one inner document */
	int64_t ordinal;
	struct kua_tree *tree;
	const char *root;
	size_t too_deep, too_many;
};

/* "page:offset" for each. */
static struct kua_list pages_of(const struct kua_raw_item *raw, struct kua_arena *a)
{
	struct kua_list list = {0};
	for (size_t i = 0; i < raw->n_pages; i++)
		kua_list_add(a, &list, kua_arena_printf(a, "%" PRIu32 ":%" PRIu64, raw->pages[i].page, raw->pages[i].offset));
	return list;
}

struct kua_item kua_item_read(const struct kua_raw_item *raw, const struct kua_document *doc, int64_t ordinal,
                              struct kua_arena *a)
{
	static const char *const kinds[KUA_KINDS] = {"text", "record", "quotation", "message"};
	return (struct kua_item){
		.id = kua_arena_printf(a, "%s.%" PRId64, doc->id, ordinal),
		.document = doc->name,
		.document_id = doc->id,
		.ordinal = ordinal,
		.title = raw->title,
		.author = raw->author,
		.issuer = raw->issuer,
		.published_on = raw->published_on,
		.categories = raw->categories,
		.language = raw->language,
		.kind = kinds[raw->kind],
		.addressees = raw->addressees,
		.url = raw->url,
		.pages = pages_of(raw, a),
		.confidence = raw->confidence ? raw->confidence : KUA_NONE,
		.date_from = raw->published_on,
		.date_to = raw->published_on,
		.text = raw->text ? raw->text : "",
	};
}

static enum kua_code put_item(void *ctx, const struct kua_raw_item *raw, struct kua_error *err)
{
	struct putting *p = ctx;
	kua_arena_clear(p->arena);
	struct kua_item item = kua_item_read(raw, &p->job->doc, ++p->ordinal, p->arena);
	return kua_casebook_put(p->g->f->cb, KUA_ITEM, &item, err);
}

/* ---- the documents inside it ---- */

static enum kua_code keep_inner(struct putting *p, const struct kua_raw_inner *raw, struct kua_error *err)
{
	const struct kua_flow *f = p->g->f;
	struct kua_document doc = {
		.name = raw->name,
		.origin = kua_arena_printf(p->arena, "in %s", p->job->doc.name),
		.received_at = f->now,
		.received_by = f->who,
		.container = p->job->doc.id,
		.url = raw->url,
		.captured_at = raw->captured_at,
		.declared_type = raw->media_type,
		.reason = "it was not read yet",
	};
	struct kua_content bytes = kua_reading_inner(&p->job->reading, raw);
	bool known;
	enum kua_code code = kua_casebook_keep_content(f->cb, &bytes, f->option, &doc, p->arena, &known, err);
	if (code != KUA_OK || known)
		return code;
	p->tree->documents++;
	p->tree->bytes += doc.bytes;
	p->g->waiting = true;
	p->g->found++;
	return kua_casebook_wait(f->cb, &(struct kua_waiting){doc.id, p->root, p->job->depth + 1}, err);
}

static enum kua_code put_inner(void *ctx, const struct kua_raw_inner *raw, struct kua_error *err)
{
	struct putting *p = ctx;
	kua_arena_clear(p->arena);
	if (p->job->depth >= KUA_FLOW_DEPTH) {
		p->too_deep++;
		return KUA_OK;
	}
	if (p->tree->documents >= KUA_FLOW_INNER || p->tree->bytes + (int64_t)raw->n > KUA_FLOW_INNER_BYTES) {
		p->too_many++;
		return KUA_OK;
	}
	return keep_inner(p, raw, err);
}

/* What the casebook holds of the tree under this root already. */
static enum kua_code find_tree(struct putting *p, struct kua_error *err)
{
	struct kua_adding *g = p->g;
	size_t before = kua_intern_count(g->roots);
	uint32_t at = kua_intern_add(g->roots, p->root, strlen(p->root));
	if (at == before) {
		struct kua_tree *t = kua_vec_add(&g->trees);
		enum kua_code code = kua_casebook_below(g->f->cb, p->root, &t->documents, &t->bytes, err);
		if (code != KUA_OK)
			return code;
	}
	p->tree = &g->trees.v[at];
	return KUA_OK;
}

/* What was left out is said of the document that held it. */
static enum kua_code tell_left_out(struct putting *p, struct kua_error *err)
{
	struct kua_document *doc = &p->job->doc;
	struct kua_arena *a = p->job->arena;
	struct kua_diagnosed d = p->too_deep
	        ? (struct kua_diagnosed){KUA_DIAG_NESTED_TOO_DEEP, kua_arena_printf(a, "%zu, deeper than %d", p->too_deep, KUA_FLOW_DEPTH)}
	        : (struct kua_diagnosed){KUA_DIAG_LIMIT, kua_arena_printf(a, "documents inside it: %zu left out", p->too_many)};
	struct kua_list more = kua_diagnosed_list(&d, 1, a);
	kua_list_add(a, &doc->diagnostics, more.v[0]);
	const char *line = kua_diagnosed_line(&d, 1, a);
	doc->reason = doc->reason ? kua_arena_printf(a, "%s; %s", doc->reason, line) : line;
	doc->partial = 1;
	return kua_casebook_mark(p->g->f->cb, doc, err);
}

static enum kua_code put_all(struct kua_adding *g, struct kua_job *job, struct kua_error *err)
{
	struct putting p = {.g = g, .job = job, .arena = kua_arena_new(), .root = job->root ? job->root : job->doc.id};
	enum kua_code code = job->reading.n_inner ? find_tree(&p, err) : KUA_OK;
	if (code == KUA_OK)
		code = kua_reading_each(&job->reading, &(struct kua_visit){put_item, put_inner, &p}, err);
	if (code == KUA_OK && p.too_deep + p.too_many)
		code = tell_left_out(&p, err);
	kua_arena_free(p.arena);
	return code;
}

/* ---- keeping ---- */

void kua_document_read(struct kua_document *doc, const struct kua_reading *r, struct kua_arena *a)
{
	doc->media_type = r->media_type;
	doc->read = r->read;
	doc->partial = r->partial;
	doc->reason = r->reason;
	doc->metadata = r->metadata;
	doc->diagnostics = kua_diagnosed_list(r->diagnosed, r->n_diagnosed, a);
}

static enum kua_code keep_one(struct kua_adding *g, struct kua_job *job, struct kua_error *err)
{
	struct kua_casebook *cb = g->f->cb;
	struct kua_document *doc = &job->doc;
	enum kua_code code;
	kua_document_read(doc, &job->reading, job->arena);
	if (job->path) {
		code = kua_casebook_keep_content(cb, &job->bytes.content, g->f->option, doc, job->arena, &job->known, err);
		if (code != KUA_OK || job->known)
			return code;
	} else {
		code = kua_casebook_mark(cb, doc, err);
		if (code == KUA_OK)
			code = kua_casebook_waited(cb, doc->id, err);
		if (code != KUA_OK)
			return code;
	}
	return put_all(g, job, err);
}

static enum kua_code keep_jobs(struct kua_adding *g, struct kua_job *v, size_t n, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		if (v[i].problem)
			continue;
		code = keep_one(g, &v[i], err);
		if (code == KUA_LIMIT && v[i].path) { /* too large for the store, which wrote nothing of it: the others go on */
			v[i].problem = kua_arena_strdup(v[i].arena, err->text);
			code = KUA_OK;
		}
	}
	return code;
}

/* One transaction: all of the batch is kept, or nothing. */
static enum kua_code keep_batch(struct kua_adding *g, struct kua_job *v, size_t n, struct kua_error *err)
{
	struct kua_casebook *cb = g->f->cb;
	for (size_t i = 0; i < n; i++)
		if (v[i].err.code != KUA_OK) {
			*err = v[i].err;
			return err->code;
		}
	if (g->inside)
		return keep_jobs(g, v, n, err);
	enum kua_code code = kua_casebook_begin(cb, err);
	if (code == KUA_OK)
		code = kua_casebook_set(cb, "behind", "documents", err);
	if (code == KUA_OK)
		code = keep_jobs(g, v, n, err);
	if (code == KUA_OK)
		return kua_casebook_commit(cb, err);
	kua_casebook_rollback(cb);
	return code;
}

/* ---- telling ---- */

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

static void tell_batch(struct kua_adding *g, const struct kua_job *v, size_t n)
{
	for (size_t i = 0; i < n && !g->inside; i++) {
		struct kua_added added = {
			.doc = v[i].problem ? NULL : &v[i].doc,
			.problem = v[i].problem,
			.items = v[i].reading.n,
			.inner = v[i].reading.n_inner,
			.known = v[i].known,
		};
		count(g->out, &added);
		if (g->fn)
			g->fn(g->ctx, &added);
	}
}

enum kua_code kua_batch_(struct kua_adding *g, struct kua_job *v, size_t n, struct kua_error *err)
{
	struct reading_batch b = {g, v};
	for (size_t i = 0; i < n; i++)
		v[i].arena = kua_arena_new();
	kua_parallel(n, g->f->threads ? g->f->threads : kua_threads(), read_one, &b);
	enum kua_code code = keep_batch(g, v, n, err);
	if (code == KUA_OK)
		tell_batch(g, v, n);
	for (size_t i = 0; i < n; i++) {
		kua_reading_close(&v[i].reading);
		kua_taken_release(&v[i].bytes);
		kua_arena_free(v[i].arena);
		v[i].arena = NULL;
	}
	return code;
}

/* ---- what waits ---- */

static enum kua_code take_waiting(struct kua_adding *g, const struct kua_waiting *w, struct kua_arena *a, struct kua_job *job,
                                  struct kua_error *err)
{
	struct kua_document *doc;
	size_t n;
	*job = (struct kua_job){.root = w->root, .depth = w->depth, .bytes = KUA_TAKEN_INIT};
	enum kua_code code = kua_casebook_load(g->f->cb, KUA_DOCUMENT, "id", w->id, a, (void **)&doc, &n, err);
	if (code == KUA_OK && n == 0)
		code = kua_fail(err, KUA_DATA, "%s: waits to be read and is not there", w->id);
	if (code == KUA_OK) {
		job->doc = *doc;
		code = kua_casebook_take(g->f->cb, doc, g->f->folder, &job->bytes, err);
	}
	return code;
}

enum kua_code kua_batch_waiting_(struct kua_adding *g, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	while (g->waiting && code == KUA_OK && !kua_flow_stopped_(g->f)) {
		struct kua_arena *a = kua_arena_new();
		struct kua_job v[KUA_BATCH];
		struct kua_waiting *w = NULL;
		size_t n = 0, taken = 0;
		uint64_t bytes = 0;
		code = kua_casebook_waiting(g->f->cb, KUA_BATCH, a, &w, &n, err);
		g->waiting = n > 0;
		while (taken < n && bytes < KUA_BATCH_BYTES && code == KUA_OK) {
			code = take_waiting(g, &w[taken], a, &v[taken], err);
			bytes += v[taken++].bytes.content.n;
		}
		if (code == KUA_OK)
			code = kua_batch_(g, v, taken, err);
		else
			for (size_t i = 0; i < taken; i++)
				kua_taken_release(&v[i].bytes);
		g->read += taken;
		kua_tell(g->f->progress, "reading documents inside others", g->read, g->found > g->read ? g->found : g->read);
		kua_arena_free(a);
	}
	return code;
}
