/*
 * signatures.c - the store of a petition. See signatures.h; connections, statements and their errors are those of a casebook.
 *
 * Tags are hashes, so each lands somewhere else in their tree. Written one by one, a million of them read and write the whole tree again and
 * again once it is larger than what SQLite keeps in memory. So they wait until the transaction ends, or somebody asks for one, or
 * there are many, and are written in order.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/internal.h"
#include "casebook/signatures.h"

enum { APPLICATION_ID = 0x4b756170 /* "Kuap" */, VERSION = 2, WAITING = 1 << 21 /* tags that are kept back: 48 MiB */ };

struct waiting {
	unsigned char tag[KUA_TAG_BYTES];
	int64_t nr;
};

struct kua_signatures {
	struct kua_casebook *cb;
	KUA_VEC(struct waiting) waiting; /* tags that are not yet written, in order of their coming */
};

static void schema(struct kua_buf *b)
{
	kua_buf_str(b, "CREATE TABLE fact (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;\n"
	               "CREATE TABLE row (nr INTEGER PRIMARY KEY AUTOINCREMENT, sealed BLOB NOT NULL) STRICT;\n"
	               "CREATE TABLE tag (tag BLOB NOT NULL, nr INTEGER NOT NULL, PRIMARY KEY (tag, nr)) STRICT, WITHOUT ROWID;\n"
	               "CREATE TABLE tag_of (nr INTEGER NOT NULL, tag BLOB NOT NULL, PRIMARY KEY (nr, tag)) STRICT, WITHOUT ROWID;\n"
	               "CREATE TABLE erased (tag BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;\n");
}

static const struct cb_file petition = {
	.name = "petition",
	.application_id = APPLICATION_ID,
	.version = VERSION,
	.older = "export its rows with that one and import them here",
	.schema = schema,
};

/* ---- making and opening ---- */

struct bytes {
	const void *v;
	size_t n;
};

static enum kua_code set_fact(struct kua_casebook *cb, const char *key, const void *v, size_t n, struct kua_error *err)
{
	sqlite3_stmt *q = cb_take(cb, "INSERT INTO fact (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", err);
	if (!q)
		return err->code;
	cb_bind(q, 1, key);
	(void)sqlite3_bind_blob64(q, 2, v, n, SQLITE_STATIC);
	return cb_finish(cb, q, err);
}

static enum kua_code put_lock(struct kua_casebook *cb, void *ctx, struct kua_error *err)
{
	const struct bytes *lock = ctx;
	return set_fact(cb, "lock", lock->v, lock->n, err);
}

enum kua_code kua_signatures_new(const char *path, const void *lock, size_t n, struct kua_error *err)
{
	return cb_new(path, &petition, put_lock, &(struct bytes){lock, n}, err);
}

enum kua_code kua_signatures_open(const char *path, enum kua_mode mode, struct kua_signatures **out, struct kua_error *err)
{
	struct kua_casebook *cb;
	enum kua_code code = cb_open(path, &petition, mode, &cb, err);
	if (code != KUA_OK)
		return code;
	if (mode == KUA_WRITE) /* all of what is written over, not only where that costs nothing */
		code = cb_exec(cb, "PRAGMA secure_delete=ON", err);
	if (code != KUA_OK) {
		kua_casebook_close(cb);
		return code;
	}
	*out = kua_calloc(1, sizeof **out);
	(*out)->cb = cb;
	return KUA_OK;
}

void kua_signatures_close(struct kua_signatures *s)
{
	if (!s)
		return;
	kua_casebook_close(s->cb);
	kua_vec_free(&s->waiting);
	free(s);
}

/* A piece of writing: refused outside of a transaction, and the transaction is broken where it fails. */
static enum kua_code write(struct kua_signatures *s, sqlite3_stmt *q, struct kua_error *err)
{
	enum kua_code code = cb_may_write(s->cb, err);
	if (code == KUA_OK)
		return cb_written(s->cb, cb_finish(s->cb, q, err));
	cb_give(s->cb, q);
	return code;
}

static sqlite3_stmt *with_bytes(struct kua_signatures *s, const char *sql, const void *v, size_t n, struct kua_error *err)
{
	sqlite3_stmt *q = cb_take(s->cb, sql, err);
	if (q)
		(void)sqlite3_bind_blob64(q, 1, v, n, SQLITE_STATIC);
	return q;
}

/* The first column of the next row, appended. */
static enum kua_code one_blob(struct kua_signatures *s, sqlite3_stmt *q, struct kua_buf *out, bool *there, struct kua_error *err)
{
	enum kua_code code = cb_step(s->cb, q, there, err);
	if (code == KUA_OK && *there)
		kua_buf_add(out, sqlite3_column_blob(q, 0), (size_t)sqlite3_column_bytes(q, 0));
	cb_give(s->cb, q);
	return code;
}

/* ---- facts ---- */

enum kua_code kua_signatures_get(struct kua_signatures *s, const char *key, struct kua_buf *out, struct kua_error *err)
{
	bool there;
	sqlite3_stmt *q = cb_take(s->cb, "SELECT value FROM fact WHERE key = ?", err);
	if (!q)
		return err->code;
	cb_bind(q, 1, key);
	return one_blob(s, q, out, &there, err);
}

enum kua_code kua_signatures_set(struct kua_signatures *s, const char *key, const void *v, size_t n, struct kua_error *err)
{
	enum kua_code code = cb_may_write(s->cb, err);
	return code == KUA_OK ? cb_written(s->cb, set_fact(s->cb, key, v, n, err)) : code;
}

/* ---- rows ---- */

enum kua_code kua_signatures_last(struct kua_signatures *s, int64_t *nr, struct kua_error *err)
{
	return cb_number(s->cb, "SELECT max(nr) FROM row", NULL, nr, err);
}

enum kua_code kua_signatures_put(struct kua_signatures *s, int64_t nr, const void *v, size_t n, struct kua_error *err)
{
	sqlite3_stmt *q = with_bytes(s, "INSERT INTO row (sealed, nr) VALUES (?1, ?2) ON CONFLICT (nr) DO UPDATE SET sealed = excluded.sealed", v, n, err);
	if (!q)
		return err->code;
	(void)sqlite3_bind_int64(q, 2, nr);
	return write(s, q, err);
}

enum kua_code kua_signatures_row(struct kua_signatures *s, int64_t nr, struct kua_buf *out, bool *there, struct kua_error *err)
{
	sqlite3_stmt *q = cb_take(s->cb, "SELECT sealed FROM row WHERE nr = ?", err);
	if (!q)
		return err->code;
	(void)sqlite3_bind_int64(q, 1, nr);
	return one_blob(s, q, out, there, err);
}

enum kua_code kua_signatures_each(struct kua_signatures *s, int64_t from, kua_signature_row_fn *fn, void *ctx, struct kua_error *err)
{
	sqlite3_stmt *q = cb_take(s->cb, "SELECT nr, sealed FROM row WHERE nr > ? ORDER BY nr", err);
	if (!q)
		return err->code;
	(void)sqlite3_bind_int64(q, 1, from);
	enum kua_code code;
	bool row;
	while ((code = cb_step(s->cb, q, &row, err)) == KUA_OK && row) {
		code = fn(ctx, sqlite3_column_int64(q, 0), sqlite3_column_blob(q, 1), (size_t)sqlite3_column_bytes(q, 1), err);
		if (code != KUA_OK)
			break;
	}
	cb_give(s->cb, q);
	return code;
}

/* ---- tags ---- */

static int by_tag(const void *pa, const void *pb)
{
	const struct waiting *a = pa, *b = pb;
	int c = memcmp(a->tag, b->tag, sizeof a->tag);
	return c ? c : (a->nr > b->nr) - (a->nr < b->nr);
}

static enum kua_code write_tags(struct kua_signatures *s, const char *sql, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < s->waiting.n && code == KUA_OK; i++) {
		sqlite3_stmt *q = with_bytes(s, sql, s->waiting.v[i].tag, KUA_TAG_BYTES, err);
		if (!q)
			return err->code;
		(void)sqlite3_bind_int64(q, 2, s->waiting.v[i].nr);
		code = write(s, q, err);
	}
	return code;
}

/* By row as they came, which is in order, then by tag. */
static enum kua_code write_waiting(struct kua_signatures *s, struct kua_error *err)
{
	enum kua_code code = write_tags(s, "INSERT OR IGNORE INTO tag_of (tag, nr) VALUES (?1, ?2)", err);
	if (s->waiting.n)
		qsort(s->waiting.v, s->waiting.n, sizeof *s->waiting.v, by_tag);
	if (code == KUA_OK)
		code = write_tags(s, "INSERT OR IGNORE INTO tag (tag, nr) VALUES (?1, ?2)", err);
	s->waiting.n = 0;
	return code;
}

enum kua_code kua_signatures_tag(struct kua_signatures *s, const unsigned char tag[KUA_TAG_BYTES], int64_t nr, struct kua_error *err)
{
	enum kua_code code = cb_may_write(s->cb, err);
	if (code == KUA_OK && s->waiting.n == WAITING)
		code = write_waiting(s, err);
	if (code != KUA_OK)
		return code;
	struct waiting *w = kua_vec_add(&s->waiting);
	memcpy(w->tag, tag, sizeof w->tag);
	w->nr = nr;
	return KUA_OK;
}

enum kua_code kua_signatures_untag(struct kua_signatures *s, int64_t nr, struct kua_error *err)
{
	static const char *const both[] = {"DELETE FROM tag WHERE (tag, nr) IN (SELECT tag, nr FROM tag_of WHERE nr = ?)", "DELETE FROM tag_of WHERE nr = ?"};
	enum kua_code code = write_waiting(s, err);
	for (size_t i = 0; i < 2 && code == KUA_OK; i++) {
		sqlite3_stmt *q = cb_take(s->cb, both[i], err);
		if (!q)
			return err->code;
		(void)sqlite3_bind_int64(q, 1, nr);
		code = write(s, q, err);
	}
	return code;
}

enum kua_code kua_signatures_tagged(struct kua_signatures *s, const unsigned char tag[KUA_TAG_BYTES], int64_t *nr, size_t most, size_t *n,
                                    struct kua_error *err)
{
	enum kua_code code = write_waiting(s, err);
	*n = 0;
	if (code != KUA_OK)
		return code;
	sqlite3_stmt *q = with_bytes(s, "SELECT nr FROM tag WHERE tag = ? ORDER BY nr", tag, KUA_TAG_BYTES, err);
	if (!q)
		return err->code;
	bool row = true;
	while (*n < most && (code = cb_step(s->cb, q, &row, err)) == KUA_OK && row)
		nr[(*n)++] = sqlite3_column_int64(q, 0);
	cb_give(s->cb, q);
	return code;
}

/* ---- transactions ---- */

enum kua_code kua_signatures_begin(struct kua_signatures *s, struct kua_error *err)
{
	enum kua_code code = kua_casebook_begin(s->cb, err);
	s->waiting.n = code == KUA_OK ? 0 : s->waiting.n;
	return code;
}

enum kua_code kua_signatures_commit(struct kua_signatures *s, struct kua_error *err)
{
	enum kua_code code = write_waiting(s, err);
	if (code == KUA_OK)
		return kua_casebook_commit(s->cb, err);
	kua_casebook_rollback(s->cb); /* as a commit that fails does */
	return code;
}

void kua_signatures_rollback(struct kua_signatures *s)
{
	s->waiting.n = 0;
	kua_casebook_rollback(s->cb);
}

/* ---- what was erased ---- */

enum kua_code kua_signatures_erased_add(struct kua_signatures *s, const unsigned char tag[KUA_TAG_BYTES], struct kua_error *err)
{
	sqlite3_stmt *q = with_bytes(s, "INSERT OR IGNORE INTO erased (tag) VALUES (?)", tag, KUA_TAG_BYTES, err);
	return q ? write(s, q, err) : err->code;
}

enum kua_code kua_signatures_erased_has(struct kua_signatures *s, const unsigned char tag[KUA_TAG_BYTES], bool *there, struct kua_error *err)
{
	sqlite3_stmt *q = with_bytes(s, "SELECT 1 FROM erased WHERE tag = ?", tag, KUA_TAG_BYTES, err);
	if (!q)
		return err->code;
	enum kua_code code = cb_step(s->cb, q, there, err);
	cb_give(s->cb, q);
	return code;
}

enum kua_code kua_signatures_erased_each(struct kua_signatures *s, kua_erased_fn *fn, void *ctx, struct kua_error *err)
{
	sqlite3_stmt *q = cb_take(s->cb, "SELECT tag FROM erased WHERE length(tag) = 16 ORDER BY tag", err);
	if (!q)
		return err->code;
	enum kua_code code;
	bool row;
	while ((code = cb_step(s->cb, q, &row, err)) == KUA_OK && row)
		if ((code = fn(ctx, sqlite3_column_blob(q, 0), err)) != KUA_OK)
			break;
	cb_give(s->cb, q);
	return code;
}

enum kua_code kua_signatures_scrub(struct kua_signatures *s, struct kua_error *err)
{
	return cb_exec(s->cb, "PRAGMA wal_checkpoint(TRUNCATE)", err);
}
