/* documents.c - documents as they were received: their bytes kept once, with their entry in the journal. */
#include <string.h>

#include "casebook/internal.h"

static enum kua_code id_free(struct kua_casebook *cb, const struct kua_document *doc, struct kua_error *err)
{
	int64_t n;
	enum kua_code code = cb_number(cb, "SELECT count(*) FROM document WHERE id = ?1", doc->id, &n, err);
	if (code == KUA_OK && n) /* 64 bits can be made to meet by somebody who wants to */
		code = kua_fail(err, KUA_DATA, "%s: other bytes have the id %s already; these are not kept", doc->name, doc->id);
	return code;
}

/* Where it was found: of a document inside another. */
static void found_members(struct kua_buf *b, const struct kua_document *doc)
{
	const struct {
		const char *name, *value;
	} members[] = {
		{"container", doc->container},
		{"url", doc->url},
		{"captured_at", doc->captured_at},
		{"declared_type", doc->declared_type},
	};
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (members[i].value)
			cb_member(b, members[i].name, members[i].value);
}

static enum kua_code write_new(struct kua_casebook *cb, const struct kua_content *c, const char *option,
                               const struct kua_document *doc, struct kua_error *err)
{
	int64_t entry;
	enum kua_code code = cb_bytes_put(cb, doc->sha256, c, err);
	if (code == KUA_OK)
		code = cb_insert(cb, KUA_DOCUMENT, doc, err);
	struct kua_buf b = KUA_BUF_INIT;
	cb_member(&b, "id", doc->id);
	cb_member(&b, "sha256", doc->sha256);
	kua_buf_printf(&b, ",\"bytes\":%lld", (long long)doc->bytes);
	cb_member(&b, "name", doc->name);
	cb_member(&b, "origin", doc->origin);
	found_members(&b, doc);
	if (option)
		cb_member(&b, "option", option);
	if (code == KUA_OK)
		code = cb_journal_add(cb, doc->received_by, doc->received_at, "add", &b, &entry, err);
	kua_buf_free(&b);
	return code;
}

/* What may be refused is refused before anything is written. */
static enum kua_code keep_new(struct kua_casebook *cb, const struct kua_content *c, const char *option,
                              const struct kua_document *doc, struct kua_error *err)
{
	enum kua_code code = id_free(cb, doc, err);
	return code == KUA_OK ? cb_written(cb, write_new(cb, c, option, doc, err)) : code;
}

/* The places where a document was found, in the order in which both statements below have them. */
static void bind_found(sqlite3_stmt *s, int at, const struct kua_document *doc)
{
	cb_bind(s, at, doc->id);
	cb_bind(s, at + 1, doc->name);
	cb_bind(s, at + 2, doc->origin);
	cb_bind(s, at + 3, doc->container);
	cb_bind(s, at + 4, doc->url);
	cb_bind(s, at + 5, doc->captured_at);
	cb_bind(s, at + 6, doc->declared_type);
}

static enum kua_code origin_known(struct kua_casebook *cb, const struct kua_document *doc, bool *known,
                                  struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT 1 FROM document WHERE id = ?1 AND name IS ?2 AND origin IS ?3 AND "
	                          "container IS ?4 AND url IS ?5 AND captured_at IS ?6 AND declared_type IS ?7 UNION ALL "
	                          "SELECT 1 FROM origin WHERE document = ?1 AND name = ?2 AND origin = ?3 AND "
	                          "container IS ?4 AND url IS ?5 AND captured_at IS ?6 AND declared_type IS ?7", err);
	if (!s)
		return err->code;
	bind_found(s, 1, doc);
	enum kua_code code = cb_step(cb, s, known, err);
	cb_give(cb, s);
	return code;
}

static enum kua_code keep_origin(struct kua_casebook *cb, const struct kua_document *doc, struct kua_error *err)
{
	bool known;
	int64_t entry;
	enum kua_code code = origin_known(cb, doc, &known, err);
	if (code != KUA_OK || known)
		return code;
	struct kua_buf b = KUA_BUF_INIT;
	cb_member(&b, "id", doc->id);
	cb_member(&b, "name", doc->name);
	cb_member(&b, "origin", doc->origin);
	found_members(&b, doc);
	code = cb_journal_add(cb, doc->received_by, doc->received_at, "origin", &b, &entry, err);
	kua_buf_free(&b);
	if (code != KUA_OK)
		return code;
	sqlite3_stmt *s = cb_take(cb, "INSERT INTO origin (entry, document, name, origin, container, url, captured_at, "
	                          "declared_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", err);
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, entry);
	bind_found(s, 2, doc);
	return cb_finish(cb, s, err);
}

static enum kua_code document_check(struct kua_casebook *cb, uint64_t n, const struct kua_document *doc,
                                    struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code != KUA_OK)
		return code;
	if (!doc->name || !doc->origin)
		return kua_fail(err, KUA_BUG, "%s: a document without a name or an origin", cb->path);
	if (n > cb->max_bytes)
		return kua_fail(err, KUA_LIMIT, "%s: %llu bytes, more than the %llu that one document may have", doc->name,
		                (unsigned long long)n, (unsigned long long)cb->max_bytes);
	return cb_who_when(doc->received_by, doc->received_at, err);
}

enum kua_code kua_casebook_keep_content(struct kua_casebook *cb, const struct kua_content *c, const char *option,
                                        struct kua_document *doc, struct kua_arena *a, bool *known,
                                        struct kua_error *err)
{
	char hex[KUA_SHA256_HEX + 1];
	enum kua_code code = document_check(cb, c->n, doc, err);
	if (doc->sha256)
		(void)snprintf(hex, sizeof hex, "%s", doc->sha256);
	else if (code == KUA_OK)
		code = kua_content_sha256(c, hex, err);
	if (code != KUA_OK)
		return code;
	struct kua_document d = *doc;
	d.sha256 = kua_arena_strdup(a, hex);
	d.id = kua_arena_printf(a, "d-%.16s", hex);
	d.bytes = (int64_t)c->n;
	d.name = cb_clean(a, d.name); /* the journal and the table must say the same */
	d.origin = cb_clean(a, d.origin);
	d.received_by = cb_clean(a, d.received_by);
	d.url = cb_clean(a, d.url);
	d.captured_at = cb_clean(a, d.captured_at);
	d.declared_type = cb_clean(a, d.declared_type);
	int64_t there;
	code = cb_number(cb, "SELECT count(*) FROM document WHERE sha256 = ?1", d.sha256, &there, err);
	if (code == KUA_OK)
		code = there ? cb_written(cb, keep_origin(cb, &d, err)) : keep_new(cb, c, option, &d, err);
	if (code == KUA_OK) {
		*doc = d;
		*known = there > 0;
	}
	return code;
}

enum kua_code kua_casebook_has(struct kua_casebook *cb, const char *sha256, bool *there, struct kua_error *err)
{
	int64_t n = 0;
	enum kua_code code = cb_number(cb, "SELECT count(*) FROM document WHERE sha256 = ?1", sha256, &n, err);
	*there = n > 0;
	return code;
}

enum kua_code kua_casebook_keep(struct kua_casebook *cb, const void *bytes, size_t n, struct kua_document *doc,
                                struct kua_arena *a, bool *known, struct kua_error *err)
{
	struct kua_content c = kua_content_of(bytes, n);
	return kua_casebook_keep_content(cb, &c, NULL, doc, a, known, err);
}

static void bind_list(sqlite3_stmt *s, int at, const struct kua_list *list)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (list->n) {
		const struct kua_field f = {"list", KUA_LIST, 0};
		kua_field_json(&b, &f, list);
		(void)sqlite3_bind_text64(s, at, b.data, b.len, SQLITE_TRANSIENT, SQLITE_UTF8);
	}
	kua_buf_free(&b);
}

enum kua_code kua_casebook_mark(struct kua_casebook *cb, const struct kua_document *doc, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code != KUA_OK)
		return code;
	sqlite3_stmt *s = cb_take(cb, "UPDATE document SET read = ?2, reason = ?3, media_type = ?4, partial = ?5, "
	                          "metadata = ?6, diagnostics = ?7 WHERE id = ?1", err);
	if (!s)
		return err->code;
	struct kua_arena *a = kua_arena_new();
	cb_bind(s, 1, doc->id);
	(void)sqlite3_bind_int64(s, 2, doc->read == 1);
	cb_bind(s, 3, cb_clean(a, doc->reason));
	cb_bind(s, 4, cb_clean(a, doc->media_type));
	(void)sqlite3_bind_int64(s, 5, doc->partial == 1);
	bind_list(s, 6, &doc->metadata);
	bind_list(s, 7, &doc->diagnostics);
	code = cb_finish(cb, s, err);
	kua_arena_free(a);
	if (code == KUA_OK && sqlite3_changes(cb->db) == 0)
		return kua_fail(err, KUA_USE, "%s: no such document in %s", doc->id ? doc->id : "(no id)", cb->path);
	return code;
}

/* ---- kept, and not read yet ---- */

enum kua_code kua_casebook_wait(struct kua_casebook *cb, const struct kua_waiting *w, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	sqlite3_stmt *s = code == KUA_OK ? cb_take(cb, "INSERT OR IGNORE INTO waiting (document, root, depth) "
	                                           "VALUES (?, ?, ?)", err) : NULL;
	if (!s)
		return err->code;
	cb_bind(s, 1, w->id);
	cb_bind(s, 2, w->root);
	(void)sqlite3_bind_int64(s, 3, w->depth);
	return cb_written(cb, cb_finish(cb, s, err));
}

enum kua_code kua_casebook_waited(struct kua_casebook *cb, const char *id, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	sqlite3_stmt *s = code == KUA_OK ? cb_take(cb, "DELETE FROM waiting WHERE document = ?1", err) : NULL;
	if (!s)
		return err->code;
	cb_bind(s, 1, id);
	return cb_written(cb, cb_finish(cb, s, err));
}

enum kua_code kua_casebook_waiting(struct kua_casebook *cb, size_t most, struct kua_arena *a, struct kua_waiting **v,
                                   size_t *n, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT document, root, depth FROM waiting ORDER BY nr LIMIT ?1", err);
	if (!s)
		return err->code;
	KUA_VEC(struct kua_waiting) all = {0};
	enum kua_code code;
	bool row;
	(void)sqlite3_bind_int64(s, 1, (sqlite3_int64)most);
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		struct kua_waiting *w = kua_vec_add(&all);
		code = cb_text(cb, s, 0, NULL, a, &w->id, err);
		if (code == KUA_OK)
			code = cb_text(cb, s, 1, NULL, a, &w->root, err);
		if (code != KUA_OK)
			break;
		w->depth = sqlite3_column_int64(s, 2);
	}
	cb_give(cb, s);
	*v = KUA_NEW_N(a, struct kua_waiting, all.n);
	*n = all.n;
	if (all.n)
		memcpy(*v, all.v, all.n * sizeof *all.v);
	kua_vec_free(&all);
	return code;
}

enum kua_code kua_casebook_below(struct kua_casebook *cb, const char *root, int64_t *n, int64_t *bytes,
                                 struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "WITH RECURSIVE below (id, bytes) AS (SELECT id, bytes FROM document WHERE container = ?1 "
	                          "UNION SELECT d.id, d.bytes FROM document d JOIN below b ON d.container = b.id) "
	                          "SELECT count(*), total(bytes) FROM below", err);
	if (!s)
		return err->code;
	bool row;
	cb_bind(s, 1, root);
	enum kua_code code = cb_step(cb, s, &row, err);
	if (code == KUA_OK) {
		*n = row ? sqlite3_column_int64(s, 0) : 0;
		*bytes = row ? (int64_t)sqlite3_column_double(s, 1) : 0;
	}
	cb_give(cb, s);
	return code;
}
