/*
 * journal.c - what people did, in order. Entry n is a JSON object and a seal: SHA-256 of the seal before it and the
 * body (custody/custody.h). A body begins with "entry", "at", "who" and "action"; what follows depends on the action:
 *
 *   new       nothing
 *   add       id, sha256, bytes, name, origin of the document; of one that was found in another also container, url,
 *             captured_at and declared_type; option "--no-jail" where its reader was not locked in
 *   origin    id of the document whose bytes came again, and the other name and origin, container ...
 *   judge     the fields of the judgement (entry, by and at are the entry's own)
 *   withdraw  withdraws: number of the entry that no longer counts
 *   save      name and query of a search that somebody keeps
 *   rename    of: the entry that saved it; its other name
 *   forget    of: the entry that saved it
 *   write     id, kind, gone, why and fields of a version of a paper
 *   others    note
 *
 * check.c proves that they all fit.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "casebook/body.h"

const char cb_first_seal[KUA_SHA256_HEX + 1] = "0000000000000000000000000000000000000000000000000000000000000000";

/* ---- adding ---- */

void cb_member(struct kua_buf *b, const char *name, const char *value)
{
	kua_buf_printf(b, ",\"%s\":", name);
	kua_json_string(b, value);
}

static bool time_valid(const char *s)
{
	static const char like[] = "0000-00-00T00:00:00Z";
	for (size_t i = 0; i < sizeof like; i++)
		if (like[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != like[i])
			return false;
	int month = atoi(s + 5), day = atoi(s + 8), hour = atoi(s + 11), minute = atoi(s + 14), second = atoi(s + 17);
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60;
}

void kua_journal_time(int64_t seconds, char out[21])
{
	time_t t = (time_t)seconds;
	struct tm parts;
	out[0] = '\0';
	if (gmtime_r(&t, &parts) && parts.tm_year + 1900L >= 1000 && parts.tm_year + 1900L <= 9999)
		(void)strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

enum kua_code cb_who_when(const char *who, const char *at, struct kua_error *err)
{
	if (!who || !*who)
		return kua_fail(err, KUA_USE, "who does this is not known; give a name");
	if (!at || !time_valid(at))
		return kua_fail(err, KUA_USE, "not a time like 2011-12-16T12:00:00Z: %.40s", at ? at : "(none)");
	return KUA_OK;
}

/* Number and seal of the last entry; 0 and zeros where there is none. */
static enum kua_code last(struct kua_casebook *cb, int64_t *entry, char seal[KUA_SHA256_HEX + 1], struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT entry, seal FROM journal ORDER BY entry DESC LIMIT 1", err);
	if (!s)
		return err->code;
	bool row;
	*entry = 0;
	memcpy(seal, cb_first_seal, KUA_SHA256_HEX + 1);
	enum kua_code code = cb_step(cb, s, &row, err);
	if (code == KUA_OK && row) {
		*entry = sqlite3_column_int64(s, 0);
		if (sqlite3_column_bytes(s, 1) != KUA_SHA256_HEX)
			code = kua_fail(err, KUA_DATA, "%s: the journal is damaged; see kua verify", cb->path);
		else
			memcpy(seal, sqlite3_column_text(s, 1), KUA_SHA256_HEX);
	}
	cb_give(cb, s);
	return code;
}

static enum kua_code insert(struct kua_casebook *cb, int64_t entry, const char *body, const char *seal,
                            struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "INSERT INTO journal (entry, body, seal) VALUES (?, ?, ?)", err);
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, entry);
	cb_bind(s, 2, body);
	cb_bind(s, 3, seal);
	return cb_finish(cb, s, err);
}

enum kua_code cb_journal_add(struct kua_casebook *cb, const char *who, const char *at, const char *action,
                             const struct kua_buf *data, int64_t *entry, struct kua_error *err)
{
	int64_t n = 0;
	char before[KUA_SHA256_HEX + 1], seal[KUA_SHA256_HEX + 1];
	enum kua_code code = cb_who_when(who, at, err);
	if (code == KUA_OK)
		code = last(cb, &n, before, err);
	if (code != KUA_OK)
		return code;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "{\"entry\":%lld", (long long)++n);
	cb_member(&b, "at", at);
	cb_member(&b, "who", who);
	cb_member(&b, "action", action);
	kua_buf_add(&b, data->data, data->len);
	kua_buf_char(&b, '}');
	kua_seal(before, b.data, b.len, seal);
	code = insert(cb, n, b.data, seal, err);
	if (code == KUA_OK)
		*entry = n;
	kua_buf_free(&b);
	return code;
}

enum kua_code kua_journal_add(struct kua_casebook *cb, const char *who, const char *now, const char *action,
                              const char *note, struct kua_error *err)
{
	static const char *const own[] = {"new", "add", "origin", "judge", "withdraw", "save", "rename", "forget", "write"};
	enum kua_code code = cb_may_write(cb, err);
	if (code != KUA_OK)
		return code;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(action, own[i]) == 0)
			return kua_fail(err, KUA_BUG, "%s: an entry \"%s\" without what belongs to it", cb->path, action);
	struct kua_buf b = KUA_BUF_INIT;
	int64_t entry;
	cb_member(&b, "note", note);
	code = cb_journal_add(cb, who, now, action, &b, &entry, err);
	kua_buf_free(&b);
	return code;
}

/* ---- reading ---- */

const char *cb_body_text(const json_t *body, const char *name)
{
	return json_string_value(json_object_get(body, name));
}

/* The body of an entry, with the members that all have; NULL on failure. */
static json_t *body_parse(struct kua_casebook *cb, const char *text, int64_t entry, struct kua_error *err)
{
	json_t *body = json_loads(text ? text : "", JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(body) && json_integer_value(json_object_get(body, "entry")) == entry && cb_body_text(body, "at") &&
	    cb_body_text(body, "who") && cb_body_text(body, "action"))
		return body;
	json_decref(body);
	(void)kua_fail(err, KUA_DATA, "%s: journal entry %lld does not fit: its body is not that of an entry", cb->path,
	               (long long)entry);
	return NULL;
}

static enum kua_code entry_row(struct kua_casebook *cb, sqlite3_stmt *s, struct kua_arena *a, cb_entry_fn *fn, void *ctx,
                               struct kua_error *err)
{
	struct kua_journal_entry e = {.entry = sqlite3_column_int64(s, 0)};
	enum kua_code code = cb_text(cb, s, 1, NULL, a, &e.body, err);
	if (code == KUA_OK)
		code = cb_text(cb, s, 2, NULL, a, &e.seal, err);
	if (code != KUA_OK)
		return code;
	json_t *body = body_parse(cb, e.body, e.entry, err);
	if (!body)
		return err->code;
	e.at = cb_body_text(body, "at");
	e.who = cb_body_text(body, "who");
	e.action = cb_body_text(body, "action");
	code = fn(ctx, &e, body, err);
	json_decref(body);
	return code;
}

static enum kua_code entries(struct kua_casebook *cb, const char *sql, cb_entry_fn *fn, void *ctx, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, sql, err);
	if (!s)
		return err->code;
	struct kua_arena *a = kua_arena_new();
	enum kua_code code;
	bool row;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		kua_arena_clear(a);
		code = entry_row(cb, s, a, fn, ctx, err);
		if (code != KUA_OK)
			break;
	}
	kua_arena_free(a);
	cb_give(cb, s);
	return code;
}

enum kua_code cb_entries(struct kua_casebook *cb, cb_entry_fn *fn, void *ctx, struct kua_error *err)
{
	return entries(cb, "SELECT entry, body, seal FROM journal ORDER BY entry", fn, ctx, err);
}

struct told {
	kua_journal_fn *fn;
	void *ctx;
};

static enum kua_code tell(void *ctx, const struct kua_journal_entry *e, const json_t *body, struct kua_error *err)
{
	const struct told *t = ctx;
	(void)body;
	return t->fn(t->ctx, e, err);
}

enum kua_code kua_journal_each(struct kua_casebook *cb, kua_journal_fn *fn, void *ctx, struct kua_error *err)
{
	return cb_entries(cb, tell, &(struct told){fn, ctx}, err);
}

enum kua_code kua_journal_ends(struct kua_casebook *cb, kua_journal_fn *fn, void *ctx, struct kua_error *err)
{
	static const char sql[] = "SELECT entry, body, seal FROM journal WHERE entry IN ((SELECT min(entry) FROM journal), (SELECT max(entry) FROM journal)) "
	                          "ORDER BY entry";
	return entries(cb, sql, tell, &(struct told){fn, ctx}, err);
}
