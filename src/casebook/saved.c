/*
 * saved.c - searches that people keep under a name, with their entries in the journal: "save" (name, query), "rename" (of, name), "forget"
 * (of). What is kept now stands in the table saved, by the number of its first entry.
 */
#include <string.h>

#include "casebook/internal.h"

enum { SAVED_MOST = 200, SAVED_NAME = 200, SAVED_QUERY = 8000 };

static enum kua_code check(const char *name, const char *query, struct kua_error *err)
{
	if (name && (!*name || strlen(name) > SAVED_NAME))
		return kua_fail(err, KUA_USE, "a saved search has a name of at most %d bytes", SAVED_NAME);
	if (query && strlen(query) > SAVED_QUERY)
		return kua_fail(err, KUA_LIMIT, "a search of more than %d bytes cannot be saved", SAVED_QUERY);
	return KUA_OK;
}

enum kua_code kua_saved_add(struct kua_casebook *cb, const char *name, const char *query, const char *who, const char *now, int64_t *entry,
                            struct kua_error *err)
{
	int64_t n = 0;
	enum kua_code code = cb_may_write(cb, err);
	if (code == KUA_OK)
		code = check(name, query, err);
	if (code == KUA_OK)
		code = cb_number(cb, "SELECT count(*) FROM saved", NULL, &n, err);
	if (code == KUA_OK && n >= SAVED_MOST)
		code = kua_fail(err, KUA_LIMIT, "%d searches are saved already; forget one first", SAVED_MOST);
	if (code != KUA_OK)
		return code;
	struct kua_buf b = KUA_BUF_INIT;
	cb_member(&b, "name", name);
	cb_member(&b, "query", query);
	code = cb_journal_add(cb, who, now, "save", &b, entry, err);
	kua_buf_free(&b);
	sqlite3_stmt *s = code == KUA_OK ? cb_take(cb, "INSERT INTO saved (entry, name, query) VALUES (?, ?, ?)", err) : NULL;
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, *entry);
	cb_bind(s, 2, name);
	cb_bind(s, 3, query);
	return cb_written(cb, cb_finish(cb, s, err));
}

static enum kua_code is_saved(struct kua_casebook *cb, int64_t entry, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT 1 FROM saved WHERE entry = ?1", err);
	bool row;
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, entry);
	enum kua_code code = cb_step(cb, s, &row, err);
	cb_give(cb, s);
	return code == KUA_OK && !row ? kua_fail(err, KUA_USE, "%lld: no search is saved by this entry", (long long)entry) : code;
}

enum kua_code kua_saved_change(struct kua_casebook *cb, int64_t entry, const char *name, const char *who, const char *now,
                               struct kua_error *err)
{
	int64_t written;
	enum kua_code code = cb_may_write(cb, err);
	if (code == KUA_OK)
		code = check(name, NULL, err);
	if (code == KUA_OK)
		code = is_saved(cb, entry, err);
	if (code != KUA_OK)
		return code;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, ",\"of\":%lld", (long long)entry);
	if (name)
		cb_member(&b, "name", name);
	code = cb_journal_add(cb, who, now, name ? "rename" : "forget", &b, &written, err);
	kua_buf_free(&b);
	sqlite3_stmt *s = code == KUA_OK ? cb_take(cb, name ? "UPDATE saved SET name = ?2 WHERE entry = ?1" : "DELETE FROM saved WHERE entry = ?1", err)
	                                 : NULL;
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, entry);
	if (name)
		cb_bind(s, 2, name);
	return cb_written(cb, cb_finish(cb, s, err));
}

enum kua_code kua_saved_list(struct kua_casebook *cb, struct kua_arena *a, struct kua_saved **v, size_t *n, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT entry, name, query FROM saved ORDER BY name, entry", err);
	enum kua_code code;
	bool row;
	if (!s)
		return err->code;
	*v = KUA_NEW_N(a, struct kua_saved, SAVED_MOST);
	*n = 0;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row && *n < SAVED_MOST) {
		struct kua_saved *one = &(*v)[*n];
		one->entry = sqlite3_column_int64(s, 0);
		code = cb_text(cb, s, 1, NULL, a, &one->name, err);
		if (code == KUA_OK)
			code = cb_text(cb, s, 2, NULL, a, &one->query, err);
		if (code != KUA_OK)
			break;
		++*n;
	}
	cb_give(cb, s);
	return code;
}
