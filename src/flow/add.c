/*
 * add.c - documents come in: files in batches, and after each batch what was found inside its documents; and all of them again,
 * out of the casebook, for a rebuild. A batch is told only when it is on disk, so that what was acknowledged survives anything.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "flow/internal.h"

struct file {
	const char *path; /* "-" is standard input */
	const char *name; /* as the document will be called */
	const char *problem;
};

struct listing {
	struct kua_arena *arena; /* paths and names */
	KUA_VEC(struct file) files;
	const char *root; /* the path being walked */
};

static void adding_start(struct kua_adding *g, const struct kua_flow *f)
{
	g->f = f;
	g->roots = kua_intern_new();
	g->waiting = true; /* something may have been left by a program that was killed */
}

static void adding_end(struct kua_adding *g)
{
	kua_intern_free(g->roots);
	kua_vec_free(&g->trees);
}

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
	struct listing *l = ctx;
	struct file *file = kua_vec_add(&l->files);
	file->path = kua_arena_strdup(l->arena, path);
	file->name = kua_arena_strdup(l->arena, name_of(l->root, path));
	file->problem = problem ? kua_arena_printf(l->arena, "%s: cannot be opened: %s", path, problem) : NULL;
	return true;
}

static enum kua_code list_files(struct listing *l, const char *below, const char *const *paths, size_t n, struct kua_error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(paths[i], "-") == 0) {
			*kua_vec_add(&l->files) = (struct file){.path = "-", .name = "standard input"};
			continue;
		}
		l->root = below ? below : paths[i];
		enum kua_code code = kua_intake_walk(paths[i], walked, l, err);
		if (code != KUA_OK)
			return code;
	}
	return KUA_OK;
}

/* ---- files into the casebook ---- */

/* The file's bytes and their hash; *there says whether the casebook has them, so that no reader is needed. */
static enum kua_code take_file(struct kua_adding *g, struct listing *l, const struct file *file, struct kua_job *job,
                               struct kua_error *err)
{
	struct kua_error told = {0};
	char hex[KUA_SHA256_HEX + 1];
	*job = (struct kua_job){.path = file->path, .problem = file->problem, .bytes = KUA_TAKEN_INIT};
	job->doc = (struct kua_document){
		.name = file->name,
		.origin = g->f->origin ? g->f->origin : strcmp(file->path, "-") == 0 ? file->name : file->path,
		.received_at = g->f->now,
		.received_by = g->f->who,
	};
	if (job->problem)
		return KUA_OK;
	/* a file that cannot be read is told, not fatal: the others are still to be kept */
	if (kua_take_file(file->path, g->f->folder, KUA_DOCUMENT_MAX, &job->bytes, &told) != KUA_OK) {
		job->problem = kua_arena_strdup(l->arena, told.text);
		return KUA_OK;
	}
	enum kua_code code = kua_content_sha256(&job->bytes.content, hex, err);
	job->doc.sha256 = kua_arena_strdup(l->arena, hex);
	return code == KUA_OK ? kua_casebook_has(g->f->cb, hex, &job->known, err) : code;
}

/* As many files as make a batch, from file `from`; a large one ends it. *taken counts them. */
static enum kua_code add_batch(struct kua_adding *g, struct listing *l, size_t from, size_t *taken, struct kua_error *err)
{
	struct kua_job v[KUA_BATCH];
	uint64_t bytes = 0;
	size_t n = 0;
	enum kua_code code = KUA_OK;
	while (from + n < l->files.n && n < KUA_BATCH && bytes < KUA_BATCH_BYTES && code == KUA_OK) {
		code = take_file(g, l, &l->files.v[from + n], &v[n], err);
		bytes += v[n++].bytes.content.n;
	}
	*taken = n;
	if (code == KUA_OK)
		return kua_batch_(g, v, n, err);
	for (size_t i = 0; i < n; i++)
		kua_taken_release(&v[i].bytes);
	return code;
}

static enum kua_code add_all(struct kua_adding *g, struct listing *l, struct kua_error *err)
{
	enum kua_code code = kua_batch_waiting_(g, err);
	for (size_t i = 0, taken; i < l->files.n && code == KUA_OK && !kua_flow_stopped_(g->f); i += taken) {
		code = add_batch(g, l, i, &taken, err);
		if (code == KUA_OK)
			code = kua_batch_waiting_(g, err);
		kua_tell(g->f->progress, "adding documents", i + taken, l->files.n);
	}
	return code;
}

enum kua_code kua_flow_add(const struct kua_flow *f, const char *const *paths, size_t n, kua_added_fn *fn, void *ctx,
                           struct kua_add_result *out, struct kua_error *err)
{
	*out = (struct kua_add_result){0};
	struct timespec began, now;
	(void)clock_gettime(CLOCK_MONOTONIC, &began);
	struct listing l = {.arena = kua_arena_new()};
	struct kua_adding g = {.fn = fn, .ctx = ctx, .out = out};
	adding_start(&g, f);
	enum kua_code code = list_files(&l, f->below, paths, n, err);
	if (code == KUA_OK)
		code = add_all(&g, &l, err);
	adding_end(&g);
	kua_vec_free(&l.files);
	kua_arena_free(l.arena);
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	out->seconds = (double)(now.tv_sec - began.tv_sec) + (double)(now.tv_nsec - began.tv_nsec) / 1e9;
	return code;
}

/* ---- reading again what is in the store ---- */

struct again {
	struct kua_adding g;
	const struct kua_document *docs; /* by id */
	size_t n;
};

static int by_id(const void *id, const void *doc)
{
	return strcmp(id, ((const struct kua_document *)doc)->id);
}

/* Which document is the outermost around this one, and how many are around it. A casebook that goes round in circles
 * was not made by us: the way out is as long as the limit of depth. */
static void find_root(const struct again *a, const struct kua_document *doc, struct kua_job *job)
{
	for (const struct kua_document *d = doc; d && d->container && job->depth < KUA_FLOW_DEPTH; job->depth++) {
		job->root = d->container;
		d = bsearch(d->container, a->docs, a->n, sizeof *a->docs, by_id);
	}
}

static enum kua_code again_batch(struct again *a, size_t from, size_t *taken, struct kua_error *err)
{
	struct kua_job v[KUA_BATCH];
	uint64_t bytes = 0;
	size_t n = 0;
	enum kua_code code = KUA_OK;
	while (from + n < a->n && n < KUA_BATCH && bytes < KUA_BATCH_BYTES && code == KUA_OK) {
		const struct kua_document *doc = &a->docs[from + n];
		v[n] = (struct kua_job){.doc = *doc, .bytes = KUA_TAKEN_INIT};
		find_root(a, doc, &v[n]);
		code = kua_casebook_take(a->g.f->cb, doc, a->g.f->folder, &v[n].bytes, err);
		bytes += v[n++].bytes.content.n;
	}
	*taken = n;
	if (code == KUA_OK)
		return kua_batch_(&a->g, v, n, err);
	for (size_t i = 0; i < n; i++)
		kua_taken_release(&v[i].bytes);
	return code;
}

enum kua_code kua_flow_reread_(const struct kua_flow *f, struct kua_error *err)
{
	struct kua_arena *arena = kua_arena_new();
	struct again a = {.g = {.inside = true}};
	void *docs;
	adding_start(&a.g, f);
	enum kua_code code = kua_casebook_load(f->cb, KUA_DOCUMENT, NULL, NULL, arena, &docs, &a.n, err);
	a.docs = docs;
	for (size_t i = 0, taken; code == KUA_OK && i < a.n; i += taken) {
		code = again_batch(&a, i, &taken, err);
		kua_tell(f->progress, "reading documents again", i + taken, a.n);
	}
	if (code == KUA_OK) /* what a better reader found in them for the first time */
		code = kua_batch_waiting_(&a.g, err);
	adding_end(&a.g);
	kua_arena_free(arena);
	return code;
}
