/* documents.c - bytes as they were received: kept once, packed, with their entry in the journal. */
#include <string.h>

#include <zstd.h>

#include "casebook/internal.h"

enum { LEVEL = 6 }; /* of zstd: twice as good as its fastest on text, and still faster than the disk */

/* Append n bytes, packed, to packed. */
static enum kua_code pack(const void *bytes, size_t n, const char *name, struct kua_buf *packed, struct kua_error *err)
{
	size_t room = ZSTD_compressBound(n);
	kua_buf_reserve(packed, room);
	size_t got = ZSTD_compress(packed->data, room, n ? bytes : "", n, LEVEL);
	if (ZSTD_isError(got))
		return kua_fail(err, KUA_BUG, "%s: cannot be packed: %s", name, ZSTD_getErrorName(got));
	if (got > CB_MAX_PACKED)
		return kua_fail(err, KUA_LIMIT, "%s: %zu bytes when packed, more than the %d that one document may have", name,
		                got, CB_MAX_PACKED);
	packed->len = got;
	return KUA_OK;
}

static enum kua_code store_bytes(struct kua_casebook *cb, const char *sha256, int64_t size, const struct kua_buf *packed,
                                 struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "INSERT INTO bytes (sha256, size, packed) VALUES (?, ?, ?)", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, sha256);
	(void)sqlite3_bind_int64(s, 2, size);
	(void)sqlite3_bind_blob64(s, 3, packed->data, packed->len, SQLITE_STATIC);
	return cb_finish(cb, s, err);
}

static enum kua_code id_free(struct kua_casebook *cb, const struct kua_document *doc, struct kua_error *err)
{
	int64_t n;
	enum kua_code code = cb_number(cb, "SELECT count(*) FROM document WHERE id = ?1", doc->id, &n, err);
	if (code == KUA_OK && n) /* 64 bits can be made to meet by somebody who wants to */
		code = kua_fail(err, KUA_DATA, "%s: other bytes have the id %s already; these are not kept", doc->name, doc->id);
	return code;
}

static enum kua_code write_new(struct kua_casebook *cb, const struct kua_buf *packed, const struct kua_document *doc,
                               struct kua_error *err)
{
	int64_t entry;
	enum kua_code code = store_bytes(cb, doc->sha256, doc->bytes, packed, err);
	if (code == KUA_OK)
		code = cb_insert(cb, KUA_DOCUMENT, doc, err);
	struct kua_buf b = KUA_BUF_INIT;
	cb_member(&b, "id", doc->id);
	cb_member(&b, "sha256", doc->sha256);
	kua_buf_printf(&b, ",\"bytes\":%lld", (long long)doc->bytes);
	cb_member(&b, "name", doc->name);
	cb_member(&b, "origin", doc->origin);
	if (code == KUA_OK)
		code = cb_journal_add(cb, doc->received_by, doc->received_at, "add", &b, &entry, err);
	kua_buf_free(&b);
	return code;
}

/* What may be refused is refused before anything is written. */
static enum kua_code keep_new(struct kua_casebook *cb, const void *bytes, size_t n, const struct kua_document *doc,
                              struct kua_error *err)
{
	struct kua_buf packed = KUA_BUF_INIT;
	enum kua_code code = id_free(cb, doc, err);
	if (code == KUA_OK)
		code = pack(bytes, n, doc->name, &packed, err);
	if (code == KUA_OK)
		code = cb_written(cb, write_new(cb, &packed, doc, err));
	kua_buf_free(&packed);
	return code;
}

static enum kua_code origin_known(struct kua_casebook *cb, const struct kua_document *doc, bool *known,
                                  struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT 1 FROM document WHERE id = ?1 AND name IS ?2 AND origin IS ?3 UNION ALL "
	                          "SELECT 1 FROM origin WHERE document = ?1 AND name = ?2 AND origin = ?3", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, doc->id);
	cb_bind(s, 2, doc->name);
	cb_bind(s, 3, doc->origin);
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
	code = cb_journal_add(cb, doc->received_by, doc->received_at, "origin", &b, &entry, err);
	kua_buf_free(&b);
	if (code != KUA_OK)
		return code;
	sqlite3_stmt *s = cb_take(cb, "INSERT INTO origin (entry, document, name, origin) VALUES (?, ?, ?, ?)", err);
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, entry);
	cb_bind(s, 2, doc->id);
	cb_bind(s, 3, doc->name);
	cb_bind(s, 4, doc->origin);
	return cb_finish(cb, s, err);
}

static enum kua_code document_check(struct kua_casebook *cb, size_t n, const struct kua_document *doc,
                                    struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code != KUA_OK)
		return code;
	if (!doc->name || !doc->origin)
		return kua_fail(err, KUA_BUG, "%s: a document without a name or an origin", cb->path);
	if (n > cb->max_bytes)
		return kua_fail(err, KUA_LIMIT, "%s: %zu bytes, more than the %zu that one document may have", doc->name, n,
		                cb->max_bytes);
	return cb_who_when(doc->received_by, doc->received_at, err);
}

enum kua_code kua_casebook_keep(struct kua_casebook *cb, const void *bytes, size_t n, struct kua_document *doc,
                                struct kua_arena *a, bool *known, struct kua_error *err)
{
	enum kua_code code = document_check(cb, n, doc, err);
	if (code != KUA_OK)
		return code;
	char hex[KUA_SHA256_HEX + 1];
	kua_sha256(n ? bytes : "", n, hex);
	struct kua_document d = *doc;
	d.sha256 = kua_arena_strdup(a, hex);
	d.id = kua_arena_printf(a, "d-%.16s", hex);
	d.bytes = (int64_t)n;
	d.name = cb_clean(a, d.name); /* the journal and the table must say the same */
	d.origin = cb_clean(a, d.origin);
	d.received_by = cb_clean(a, d.received_by);
	int64_t there;
	code = cb_number(cb, "SELECT count(*) FROM document WHERE sha256 = ?1", d.sha256, &there, err);
	if (code == KUA_OK)
		code = there ? cb_written(cb, keep_origin(cb, &d, err)) : keep_new(cb, bytes, n, &d, err);
	if (code == KUA_OK) {
		*doc = d;
		*known = there > 0;
	}
	return code;
}

enum kua_code kua_casebook_mark(struct kua_casebook *cb, const struct kua_document *doc, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code != KUA_OK)
		return code;
	sqlite3_stmt *s = cb_take(cb, "UPDATE document SET read = ?2, reason = ?3, media_type = ?4 WHERE id = ?1", err);
	if (!s)
		return err->code;
	struct kua_arena *a = kua_arena_new();
	cb_bind(s, 1, doc->id);
	(void)sqlite3_bind_int64(s, 2, doc->read == 1);
	cb_bind(s, 3, cb_clean(a, doc->reason));
	cb_bind(s, 4, cb_clean(a, doc->media_type));
	code = cb_finish(cb, s, err);
	kua_arena_free(a);
	if (code == KUA_OK && sqlite3_changes(cb->db) == 0)
		return kua_fail(err, KUA_USE, "%s: no such document in %s", doc->id ? doc->id : "(no id)", cb->path);
	return code;
}

static enum kua_code differs(struct kua_casebook *cb, const char *id, const char *how, struct kua_error *err)
{
	return kua_fail(err, KUA_DATA, "%s: the preserved bytes of %s are damaged (%s); take them from a backup", cb->path, id,
	                how);
}

/* Unpack into b, which is cut back to its length where that fails. */
static enum kua_code unpack(struct kua_casebook *cb, const char *id, const char *sha256, sqlite3_stmt *s,
                            struct kua_buf *b, struct kua_error *err)
{
	const void *packed = sqlite3_column_blob(s, 1);
	size_t n = (size_t)sqlite3_column_bytes(s, 1);
	sqlite3_int64 size = sqlite3_column_int64(s, 2);
	char hex[KUA_SHA256_HEX + 1];
	if (!packed || size < 0 || (uint64_t)size > CB_MAX_BYTES ||
	    ZSTD_getFrameContentSize(packed, n) != (unsigned long long)size)
		return differs(cb, id, "their length is not the one recorded", err);
	kua_buf_reserve(b, (size_t)size);
	size_t got = ZSTD_decompress(b->data + b->len, (size_t)size, packed, n);
	if (ZSTD_isError(got) || got != (size_t)size) {
		b->data[b->len] = '\0';
		return differs(cb, id, "they cannot be unpacked", err);
	}
	kua_sha256(b->data + b->len, got, hex);
	if (strcmp(hex, sha256) != 0 || strncmp(id + 2, hex, 16) != 0) {
		b->data[b->len] = '\0';
		return differs(cb, id, "their SHA-256 is not the one recorded", err);
	}
	b->len += got;
	b->data[b->len] = '\0';
	return KUA_OK;
}

enum kua_code kua_casebook_bytes(struct kua_casebook *cb, const char *document_id, struct kua_buf *b,
                                 struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT d.sha256, p.packed, p.size FROM document d LEFT JOIN bytes p "
	                          "ON p.sha256 = d.sha256 WHERE d.id = ?1", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, document_id);
	bool row;
	struct kua_arena *a = kua_arena_new();
	const char *sha256 = NULL;
	enum kua_code code = cb_step(cb, s, &row, err);
	if (code == KUA_OK && !row)
		code = kua_fail(err, KUA_USE, "%s: no such document in %s", document_id, cb->path);
	if (code == KUA_OK)
		code = cb_text(cb, s, 0, NULL, a, &sha256, err);
	if (code == KUA_OK && (!sha256 || strlen(document_id) != 18))
		code = differs(cb, document_id, "no hash is recorded", err);
	if (code == KUA_OK)
		code = unpack(cb, document_id, sha256, s, b, err);
	cb_give(cb, s);
	kua_arena_free(a);
	return code;
}
