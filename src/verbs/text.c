/*
 * text.c - kua text: what a reader sees in a document, for checking. No casebook is needed; each document, and each document
 * found inside, is read by a jailed process of its own, as 'kua add' does it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "verbs/verbs.h"

struct texting {
	struct kua_call *call;
	struct kua_intake *intake;
	struct kua_intern *seen; /* hashes of what was printed, so that the same bytes are printed once */
	const char *folder;
	bool named; /* documents inside are only named */
	int64_t inner, inner_bytes;
};

struct document {
	struct texting *t;
	struct kua_document doc;
	struct kua_reading reading;
	const char *path; /* "a.zip > b/c.txt" */
	int depth;
	int64_t ordinal;
	struct kua_arena *arena;
};

static enum kua_code print_document(struct texting *t, const struct kua_content *bytes, const struct kua_raw_inner *raw,
                                    const struct document *around, const char *name, struct kua_error *err);

/* ---- fields ---- */

static void out_field(const char *name, const char *value)
{
	if (!value)
		return;
	kua_out("%s: ", name);
	kua_out_text(value);
	kua_out("\n");
}

static void out_list(const char *name, const struct kua_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		out_field(name, list->v[i]);
}

static void out_text(const char *text)
{
	struct kua_buf line = KUA_BUF_INIT;
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\n");
		kua_buf_clear(&line);
		kua_buf_add(&line, p, n);
		kua_out_text(line.data);
		kua_out("\n");
		p += n + (p[n] == '\n');
	}
	kua_buf_free(&line);
}

static void out_head(const struct document *d)
{
	const struct kua_document *doc = &d->doc;
	kua_out("%s", d->depth || d->t->call->n_args > 1 ? "\n" : "");
	kua_out_bold(d->t->call, kua_arena_printf(d->arena, "=== %s", d->path));
	kua_out("\n");
	out_field("media type", doc->media_type);
	out_field("declared type", doc->declared_type);
	out_field("address", doc->url);
	out_field("captured at", doc->captured_at);
	for (size_t i = 0; i < doc->metadata.n; i++)
		out_field("metadata", doc->metadata.v[i]);
	for (size_t i = 0; i < d->reading.n_diagnosed; i++) {
		const struct kua_diagnostic *what = kua_diagnostic(d->reading.diagnosed[i].id);
		const char *detail = d->reading.diagnosed[i].detail;
		out_field(kua_level_name(what->level),
		          kua_arena_printf(d->arena, "%s%s%s%s [%s]", what->text, detail ? " (" : "", detail ? detail : "",
		                           detail ? ")" : "", what->id));
	}
	kua_out("%s: %zu %s, %zu %s inside\n", doc->partial ? "partly read" : doc->read ? "read" : "unread", d->reading.n,
	        d->reading.n == 1 ? "item" : "items", d->reading.n_inner, d->reading.n_inner == 1 ? "document" : "documents");
}

/* ---- items and what is inside ---- */

static enum kua_code print_item(void *ctx, const struct kua_raw_item *raw, struct kua_error *err)
{
	struct document *d = ctx;
	struct kua_arena *a = kua_arena_new();
	struct kua_item it = kua_item_read(raw, &d->doc, ++d->ordinal, a);
	(void)err;
	if (d->t->call->json) {
		kua_out_record(KUA_ITEM, &it);
		kua_arena_free(a);
		return KUA_OK;
	}
	kua_out("\n");
	kua_out_bold(d->t->call, kua_arena_printf(a, "--- item %" PRId64, it.ordinal));
	kua_out("\n");
	out_field("title", it.title);
	out_field("author", it.author);
	out_field("issuer", it.issuer);
	out_field("date", it.published_on);
	out_list("category", &it.categories);
	out_field("language", it.language);
	out_list("to", &it.addressees);
	out_field("address", it.url);
	out_field("kind", strcmp(it.kind, "text") == 0 ? NULL : it.kind);
	if (it.confidence != KUA_NONE)
		kua_out("confidence of its letters: %" PRId64 " %%\n", it.confidence);
	for (size_t i = 0; i < raw->n_pages; i++)
		kua_out("%s%" PRIu32 " from byte %" PRIu64 "%s", i ? ", " : "pages: ", raw->pages[i].page, raw->pages[i].offset,
		        i + 1 == raw->n_pages ? "\n" : "");
	kua_out("\n");
	out_text(it.text);
	kua_arena_free(a);
	return KUA_OK;
}

static enum kua_code print_inner(void *ctx, const struct kua_raw_inner *raw, struct kua_error *err)
{
	struct document *d = ctx;
	struct texting *t = d->t;
	struct kua_content bytes = kua_reading_inner(&d->reading, raw);
	bool over = d->depth >= KUA_FLOW_DEPTH || t->inner >= KUA_FLOW_INNER || t->inner_bytes + (int64_t)raw->n > KUA_FLOW_INNER_BYTES;
	t->inner++;
	t->inner_bytes += (int64_t)raw->n;
	if (!t->named && !over)
		return print_document(t, &bytes, raw, d, raw->name, err);
	if (!t->call->json) {
		kua_out("%s: ", over ? "inside, left out at the limit" : "inside");
		kua_out_text(raw->name);
		kua_out(" (%zu bytes%s", raw->n, raw->media_type ? ", " : "");
		kua_out_text(raw->media_type ? raw->media_type : "");
		kua_out(")\n");
	}
	return KUA_OK;
}

/* ---- one document ---- */

static enum kua_code read_and_print(struct document *d, const struct kua_content *bytes, struct kua_error *err)
{
	struct kua_given given = {.name = d->doc.name, .type = d->doc.declared_type, .bytes = *bytes, .folder = d->t->folder};
	enum kua_code code = kua_intake_take(d->t->intake, &given, d->arena, &d->reading, err);
	if (code != KUA_OK)
		return code;
	kua_document_read(&d->doc, &d->reading, d->arena);
	if (d->t->call->json)
		kua_out_record(KUA_DOCUMENT, &d->doc);
	else
		out_head(d);
	if (!d->doc.read)
		d->t->call->status = 1;
	code = kua_reading_each(&d->reading, &(struct kua_visit){print_item, print_inner, d}, err);
	kua_reading_close(&d->reading);
	return code;
}

static enum kua_code print_document(struct texting *t, const struct kua_content *bytes, const struct kua_raw_inner *raw,
                                    const struct document *around, const char *name, struct kua_error *err)
{
	char hex[KUA_SHA256_HEX + 1];
	enum kua_code code = kua_content_sha256(bytes, hex, err);
	if (code != KUA_OK)
		return code;
	struct document d = {.t = t, .depth = around ? around->depth + 1 : 0, .arena = kua_arena_new()};
	d.path = around ? kua_arena_printf(d.arena, "%s > %s", around->path, name) : name;
	d.doc = (struct kua_document){
		.id = kua_arena_printf(d.arena, "d-%.16s", hex),
		.name = name,
		.sha256 = hex,
		.bytes = (int64_t)bytes->n,
		.container = around ? around->doc.id : NULL,
		.url = raw ? raw->url : NULL,
		.captured_at = raw ? raw->captured_at : NULL,
		.declared_type = raw ? raw->media_type : NULL,
	};
	size_t before = kua_intern_count(t->seen);
	if (kua_intern_add(t->seen, hex, KUA_SHA256_HEX) == before) {
		code = read_and_print(&d, bytes, err);
	} else if (!t->call->json) {
		kua_out("\n");
		kua_out_bold(t->call, kua_arena_printf(d.arena, "=== %s", d.path));
		kua_out("\nthe same bytes as a document above\n");
	}
	kua_arena_free(d.arena);
	return code;
}

static enum kua_code print_file(struct texting *t, const char *path, struct kua_error *err)
{
	struct kua_taken taken;
	const char *slash = strrchr(path, '/');
	enum kua_code code = kua_take_file(path, t->folder, KUA_DOCUMENT_MAX, &taken, err);
	if (code != KUA_OK)
		return code;
	code = print_document(t, &taken.content, NULL, NULL, strcmp(path, "-") == 0 ? "standard input" : slash ? slash + 1 : path, err);
	kua_taken_release(&taken);
	return code;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct kua_session s;
	enum kua_code code = kua_session_start(call, KUA_WITH_INTAKE, &s, err);
	if (code != KUA_OK)
		return code;
	const char *folder = getenv("TMPDIR");
	struct texting t = {
		.call = call,
		.intake = s.flow.intake,
		.seen = kua_intern_new(),
		.folder = folder && *folder ? folder : "/var/tmp",
		.named = kua_call_option(call, "outer") != NULL,
	};
	for (size_t i = 0; i < call->n_args && code == KUA_OK; i++)
		code = print_file(&t, call->args[i], err);
	kua_intern_free(t.seen);
	kua_session_end(&s);
	return code;
}

const struct kua_verb kua_verb_text = {
	.name = "text",
	.args = "FILE|-...",
	.summary = "Print what a reader sees in a document",
	.about = "For checking: the items of each document with their fields, what the document says of itself, what was wrong\n"
	         "with it (see man kua-diagnostics), and the same of every document inside it. Nothing is kept and no casebook\n"
	         "is needed; the readers are locked in as they are for 'kua add'.",
	.options =
		(const struct kua_option[]){
			{"outer", NULL, "name the documents inside, and do not read them"},
			{"json", NULL, "lines of JSON: documents and items as 'kua export' prints them"},
			{"no-jail", NULL, "where the kernel cannot lock readers in: read without, only what you trust"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"What is in an archive page?", "kua text examples/zhanaozen/05-archive-page.txt"},
			{"How many items?", "kua text --json examples/zhanaozen/10-named-dead.csv | grep -c '\"type\":\"item\"'"},
			{0},
		},
	.least = 1,
	.most = SIZE_MAX,
	.run = run,
};
