/* sql.c - SQLite's statements: lending, stepping, binding, and what its errors mean to people. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "casebook/internal.h"

static enum kua_code io_failed(struct kua_casebook *cb, struct kua_error *err)
{
	int at = sqlite3_system_errno(cb->db);
	return kua_fail(err, KUA_WORLD, "%s: cannot be read or written: %s; what was not committed is not kept", cb->path,
	                at ? strerror(at) : sqlite3_errmsg(cb->db));
}

enum kua_code cb_fail(struct kua_casebook *cb, struct kua_error *err)
{
	const char *path = cb->path, *text = sqlite3_errmsg(cb->db);
	switch (sqlite3_extended_errcode(cb->db) & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return kua_fail(err, KUA_WORLD, "%s: another kua is writing to this %s; try again when it is done", path, cb->kind->name);
	case SQLITE_FULL:
		return kua_fail(err, KUA_WORLD, "%s: the disk is full; what was not committed is not kept; make room and "
		                "do it again", path);
	case SQLITE_IOERR: return io_failed(cb, err);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return kua_fail(err, KUA_WORLD, "%s: may not be written; look at the permissions of the file and its folder",
		                path);
	case SQLITE_CANTOPEN:
		return kua_fail(err, KUA_WORLD, "%s: cannot be opened: %s", path,
		                strerror(sqlite3_system_errno(cb->db) ? sqlite3_system_errno(cb->db) : EACCES));
	case SQLITE_TOOBIG: return kua_fail(err, KUA_LIMIT, "%s: larger than a %s can hold: %s", path, cb->kind->name, text);
	case SQLITE_NOTADB: return kua_fail(err, KUA_DATA, "%s: not a %s", path, cb->kind->name);
	case SQLITE_CORRUPT:
	case SQLITE_FORMAT:
	case SQLITE_MISMATCH:
	case SQLITE_CONSTRAINT:
	case SQLITE_ERROR: /* our statements are fixed, so it is the data on which one fails while it runs */
		return kua_fail(err, KUA_DATA, "%s: damaged (%s); go on with a copy from a backup", path, text);
	case SQLITE_NOMEM: kua_out_of_memory(0); abort();
	default: return kua_fail(err, KUA_BUG, "%s: %s", path, text);
	}
}

enum kua_code cb_exec(struct kua_casebook *cb, const char *sql, struct kua_error *err)
{
	return sqlite3_exec(cb->db, sql, NULL, NULL, NULL) == SQLITE_OK ? KUA_OK : cb_fail(cb, err);
}

static sqlite3_stmt *prepare(struct kua_casebook *cb, const char *sql, unsigned flags, struct kua_error *err)
{
	sqlite3_stmt *s;
	if (sqlite3_prepare_v3(cb->db, sql, -1, flags, &s, NULL) == SQLITE_OK)
		return s;
	(void)cb_fail(cb, err);
	return NULL;
}

sqlite3_stmt *cb_take(struct kua_casebook *cb, const char *sql, struct kua_error *err)
{
	uint32_t at = kua_intern_find(cb->sql, sql, strlen(sql));
	if (at != KUA_NO_ID)
		return sqlite3_stmt_busy(cb->stmts.v[at]) ? prepare(cb, sql, 0, err) : cb->stmts.v[at];
	sqlite3_stmt *s = prepare(cb, sql, SQLITE_PREPARE_PERSISTENT, err);
	if (s) {
		(void)kua_intern_add(cb->sql, sql, strlen(sql));
		*kua_vec_add(&cb->stmts) = s;
	}
	return s;
}

void cb_give(struct kua_casebook *cb, sqlite3_stmt *s)
{
	const char *sql = sqlite3_sql(s);
	uint32_t at = kua_intern_find(cb->sql, sql, strlen(sql));
	if (at == KUA_NO_ID || cb->stmts.v[at] != s) {
		(void)sqlite3_finalize(s);
		return;
	}
	(void)sqlite3_reset(s);
	(void)sqlite3_clear_bindings(s);
}

void cb_finalize(struct kua_casebook *cb)
{
	for (size_t i = 0; i < cb->stmts.n; i++)
		(void)sqlite3_finalize(cb->stmts.v[i]);
	kua_vec_free(&cb->stmts);
}

enum kua_code cb_step(struct kua_casebook *cb, sqlite3_stmt *s, bool *row, struct kua_error *err)
{
	int rc = sqlite3_step(s);
	*row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? KUA_OK : cb_fail(cb, err);
}

enum kua_code cb_finish(struct kua_casebook *cb, sqlite3_stmt *s, struct kua_error *err)
{
	bool row;
	enum kua_code code = cb_step(cb, s, &row, err);
	cb_give(cb, s);
	return code;
}

enum kua_code cb_number(struct kua_casebook *cb, const char *sql, const char *a, int64_t *n, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, sql, err);
	if (!s)
		return err->code;
	if (a)
		cb_bind(s, 1, a);
	bool row;
	enum kua_code code = cb_step(cb, s, &row, err);
	if (code == KUA_OK)
		*n = row ? sqlite3_column_int64(s, 0) : 0;
	cb_give(cb, s);
	return code;
}

void cb_bind(sqlite3_stmt *s, int at, const char *text)
{
	/* fails only for a wrong number or no memory, and then the statement fails too */
	if (text)
		(void)sqlite3_bind_text64(s, at, text, strlen(text), SQLITE_STATIC, SQLITE_UTF8);
	else
		(void)sqlite3_bind_null(s, at);
}

enum kua_code cb_text(struct kua_casebook *cb, sqlite3_stmt *s, int at, const char *same, struct kua_arena *a,
                      const char **text, struct kua_error *err)
{
	const char *t = (const char *)sqlite3_column_text(s, at);
	if (!t) {
		*text = NULL;
		return KUA_OK;
	}
	size_t n = (size_t)sqlite3_column_bytes(s, at);
	bool whole = !memchr(t, '\0', n);
	if (whole && same && strcmp(same, t) == 0) {
		*text = same;
		return KUA_OK;
	}
	if (!whole || !kua_utf8_valid(t, n))
		return kua_fail(err, KUA_DATA, "%s: damaged (column %s holds bytes that are not text); go on with a copy "
		                "from a backup", cb->path, sqlite3_column_name(s, at));
	*text = kua_arena_strndup(a, t, n);
	return KUA_OK;
}

const char *cb_clean(struct kua_arena *a, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	if (kua_utf8_valid(s, n))
		return s;
	struct kua_buf b = KUA_BUF_INIT;
	uint32_t c;
	for (size_t i = 0, step; i < n; i += step) {
		step = kua_utf8_next(s + i, n - i, &c);
		kua_buf_utf8(&b, step ? c : 0xfffd);
		step += !step;
	}
	const char *clean = kua_arena_strndup(a, b.data, b.len);
	kua_buf_free(&b);
	return clean;
}

enum kua_code cb_may_write(struct kua_casebook *cb, struct kua_error *err)
{
	if (cb->mode != KUA_WRITE)
		return kua_fail(err, KUA_BUG, "%s: opened for reading, not for writing", cb->path);
	if (!cb->begun || cb->reading)
		return kua_fail(err, KUA_BUG, "%s: written to outside a transaction", cb->path);
	if (cb->broken || sqlite3_get_autocommit(cb->db))
		return kua_fail(err, KUA_WORLD, "%s: given up after an earlier error; what was not committed is not kept",
		                cb->path);
	return KUA_OK;
}

enum kua_code cb_written(struct kua_casebook *cb, enum kua_code code)
{
	cb->broken = cb->broken || code != KUA_OK;
	return code;
}
