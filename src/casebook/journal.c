/*
 * journal.c - what people did, in order. Entry n is a JSON object and a seal: SHA-256 of the seal before it and the body
 * (custody/custody.h). A body begins with "entry", "at", "who" and "action"; what follows depends on the action:
 *
 *   new       nothing
 *   add       id, sha256, bytes, name, origin of the document
 *   origin    id of the document whose bytes came again, and the other name and origin
 *   judge     the fields of the judgement (entry, by and at are the entry's own)
 *   withdraw  withdraws: number of the entry that no longer counts
 *   others    note
 *
 * Whoever holds the last seal can prove that nothing before it was changed. Entries cut off at the end together with what they
 * brought leave no trace inside the file: a seal kept or published elsewhere shows that too.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "casebook/internal.h"

static const char first_seal[KUA_SHA256_HEX + 1] = "0000000000000000000000000000000000000000000000000000000000000000";

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
	memcpy(seal, first_seal, KUA_SHA256_HEX + 1);
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
	static const char *const own[] = {"new", "add", "origin", "judge", "withdraw"};
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

static const char *member(const json_t *body, const char *name)
{
	return json_string_value(json_object_get(body, name));
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static enum kua_code misfit(struct kua_casebook *cb, int64_t entry, const char *why, struct kua_error *err)
{
	return kua_fail(err, KUA_DATA, "%s: journal entry %lld does not fit: %s", cb->path, (long long)entry, why);
}

/* The body of an entry, with the members that all have; NULL on failure. */
static json_t *body_parse(struct kua_casebook *cb, const char *text, int64_t entry, struct kua_error *err)
{
	json_t *body = json_loads(text ? text : "", JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(body) && json_integer_value(json_object_get(body, "entry")) == entry && member(body, "at") &&
	    member(body, "who") && member(body, "action"))
		return body;
	json_decref(body);
	(void)misfit(cb, entry, "its body is not that of an entry", err);
	return NULL;
}

/* Each entry as it stands in the table, with its parsed body. */
typedef enum kua_code entry_fn(void *ctx, const struct kua_journal_entry *e, const json_t *body, struct kua_error *err);

static enum kua_code entry_row(struct kua_casebook *cb, sqlite3_stmt *s, struct kua_arena *a, entry_fn *fn, void *ctx,
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
	e.at = member(body, "at");
	e.who = member(body, "who");
	e.action = member(body, "action");
	code = fn(ctx, &e, body, err);
	json_decref(body);
	return code;
}

static enum kua_code entries(struct kua_casebook *cb, entry_fn *fn, void *ctx, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT entry, body, seal FROM journal ORDER BY entry", err);
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
	return entries(cb, tell, &(struct told){fn, ctx}, err);
}

/* ---- checking ---- */

struct judged {
	int64_t entry;
	bool withdrawn;
};

struct checking {
	struct kua_casebook *cb;
	char seal[KUA_SHA256_HEX + 1]; /* of the entry before */
	int64_t n, origins;
	struct kua_intern *documents; /* ids that have their entry */
	KUA_VEC(struct judged) judged;
};

static bool column_is(sqlite3_stmt *s, int at, const char *text)
{
	return same_text((const char *)sqlite3_column_text(s, at), text);
}

static enum kua_code check_add(struct checking *c, const struct kua_journal_entry *e, const json_t *body,
                               struct kua_error *err)
{
	const char *id = member(body, "id");
	size_t before = kua_intern_count(c->documents);
	if (!id || kua_intern_add(c->documents, id, strlen(id)) < before)
		return misfit(c->cb, e->entry, id ? "it adds a document a second time" : "it names no document", err);
	sqlite3_stmt *s = cb_take(c->cb, "SELECT sha256, name, origin, received_at, received_by, bytes FROM document "
	                          "WHERE id = ?", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, id);
	bool row;
	enum kua_code code = cb_step(c->cb, s, &row, err);
	if (code == KUA_OK && !row)
		code = misfit(c->cb, e->entry, "its document is missing", err);
	else if (code == KUA_OK &&
	         !(column_is(s, 0, member(body, "sha256")) && column_is(s, 1, member(body, "name")) &&
	           column_is(s, 2, member(body, "origin")) && column_is(s, 3, e->at) && column_is(s, 4, e->who) &&
	           sqlite3_column_int64(s, 5) == json_integer_value(json_object_get(body, "bytes"))))
		code = misfit(c->cb, e->entry, "its document is described otherwise in the store", err);
	cb_give(c->cb, s);
	return code;
}

static enum kua_code check_origin(struct checking *c, const struct kua_journal_entry *e, const json_t *body,
                                  struct kua_error *err)
{
	const char *id = member(body, "id");
	if (!id || kua_intern_find(c->documents, id, strlen(id)) == KUA_NO_ID)
		return misfit(c->cb, e->entry, "another origin of a document that was not added", err);
	sqlite3_stmt *s = cb_take(c->cb, "SELECT document, name, origin FROM origin WHERE entry = ?", err);
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, e->entry);
	bool row;
	enum kua_code code = cb_step(c->cb, s, &row, err);
	if (code == KUA_OK && !(row && column_is(s, 0, id) && column_is(s, 1, member(body, "name")) &&
	                        column_is(s, 2, member(body, "origin"))))
		code = misfit(c->cb, e->entry, "the store knows nothing of this origin, or another", err);
	cb_give(c->cb, s);
	c->origins++;
	return code;
}

static enum kua_code check_judge(struct checking *c, const struct kua_journal_entry *e, struct kua_error *err)
{
	struct kua_judgement j = {0};
	struct kua_arena *a = kua_arena_new();
	enum kua_code code = cb_judgement_parse(e->body, a, &j, err);
	kua_arena_free(a);
	if (code != KUA_OK)
		return misfit(c->cb, e->entry, "it is no judgement that kua can make", err);
	*kua_vec_add(&c->judged) = (struct judged){e->entry, false};
	return KUA_OK;
}

static int by_entry(const void *a, const void *b)
{
	const struct judged *x = a, *y = b;
	return (x->entry > y->entry) - (x->entry < y->entry);
}

static enum kua_code check_withdraw(struct checking *c, const struct kua_journal_entry *e, const json_t *body,
                                    struct kua_error *err)
{
	struct judged key = {json_integer_value(json_object_get(body, "withdraws")), false};
	struct judged *j = c->judged.n ? bsearch(&key, c->judged.v, c->judged.n, sizeof key, by_entry) : NULL;
	if (!j || j->withdrawn)
		return misfit(c->cb, e->entry, j ? "the judgement was withdrawn before" : "it withdraws no judgement", err);
	j->withdrawn = true;
	return KUA_OK;
}

static enum kua_code check_entry(void *ctx, const struct kua_journal_entry *e, const json_t *body,
                                 struct kua_error *err)
{
	struct checking *c = ctx;
	char seal[KUA_SHA256_HEX + 1];
	if (e->entry != ++c->n)
		return misfit(c->cb, c->n, "it is missing", err);
	kua_seal(c->seal, e->body, strlen(e->body), seal);
	if (!same_text(seal, e->seal))
		return misfit(c->cb, e->entry, "its seal is broken: this entry or the one before it was changed", err);
	memcpy(c->seal, seal, sizeof seal);
	if ((e->entry == 1) != (strcmp(e->action, "new") == 0))
		return misfit(c->cb, e->entry, "a journal begins with \"new\", once", err);
	if (strcmp(e->action, "add") == 0)
		return check_add(c, e, body, err);
	if (strcmp(e->action, "origin") == 0)
		return check_origin(c, e, body, err);
	if (strcmp(e->action, "judge") == 0)
		return check_judge(c, e, err);
	if (strcmp(e->action, "withdraw") == 0)
		return check_withdraw(c, e, body, err);
	return KUA_OK;
}

/* What is in the store without an entry, or without its bytes. */
static enum kua_code check_document(void *ctx, const void *record, struct kua_error *err)
{
	struct checking *c = ctx;
	const struct kua_document *d = record;
	if (kua_intern_find(c->documents, d->id, strlen(d->id)) != KUA_NO_ID)
		return KUA_OK;
	return kua_fail(err, KUA_DATA, "%s: document %s has no entry in the journal", c->cb->path, d->id);
}

static enum kua_code check_store(struct checking *c, struct kua_error *err)
{
	static const struct {
		const char *sql, *what;
	} none[] = {
		{"SELECT count(*) FROM document d LEFT JOIN bytes b ON b.sha256 = d.sha256 WHERE b.size IS NOT d.bytes",
	         "documents lack their bytes, or have another number of them"},
		{"SELECT count(*) FROM bytes WHERE sha256 NOT IN (SELECT sha256 FROM document)", "bytes belong to no document"},
	};
	enum kua_code code = kua_casebook_each(c->cb, KUA_DOCUMENT, NULL, NULL, NULL, check_document, c, err);
	int64_t n = 0;
	for (size_t i = 0; i < sizeof none / sizeof *none && code == KUA_OK; i++) {
		code = cb_number(c->cb, none[i].sql, NULL, &n, err);
		if (code == KUA_OK && n)
			return kua_fail(err, KUA_DATA, "%s: %s (%lld)", c->cb->path, none[i].what, (long long)n);
	}
	if (code == KUA_OK)
		code = cb_number(c->cb, "SELECT count(*) FROM origin", NULL, &n, err);
	if (code == KUA_OK && n != c->origins)
		return kua_fail(err, KUA_DATA, "%s: %lld origins in the store, %lld in the journal", c->cb->path, (long long)n,
		                (long long)c->origins);
	return code;
}

/* SQLite's own view of the file: pages, cells, indexes against tables. */
static enum kua_code check_file(struct kua_casebook *cb, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "PRAGMA integrity_check(1)", err);
	if (!s)
		return err->code;
	bool row;
	enum kua_code code = cb_step(cb, s, &row, err);
	if (code == KUA_OK && (!row || !column_is(s, 0, "ok")))
		code = kua_fail(err, KUA_DATA, "%s: damaged (%.200s); go on with a copy from a backup", cb->path,
		                row ? (const char *)sqlite3_column_text(s, 0) : "nothing to check");
	cb_give(cb, s);
	return code;
}

static enum kua_code check_all(struct kua_casebook *cb, int64_t *n, struct kua_error *err)
{
	struct checking c = {.cb = cb, .documents = kua_intern_new()};
	memcpy(c.seal, first_seal, sizeof c.seal);
	enum kua_code code = check_file(cb, err);
	if (code == KUA_OK)
		code = entries(cb, check_entry, &c, err);
	if (code == KUA_OK && c.n == 0)
		code = kua_fail(err, KUA_DATA, "%s: the journal is empty", cb->path);
	if (code == KUA_OK)
		code = check_store(&c, err);
	if (code == KUA_OK)
		*n = c.n;
	kua_intern_free(c.documents);
	kua_vec_free(&c.judged);
	return code;
}

enum kua_code kua_journal_check(struct kua_casebook *cb, int64_t *entries_checked, struct kua_error *err)
{
	if (cb->begun)
		return check_all(cb, entries_checked, err);
	/* one view of the file for all the questions, whatever others write meanwhile */
	enum kua_code code = cb_exec(cb, "BEGIN", err);
	if (code != KUA_OK)
		return code;
	struct kua_error ignored;
	code = check_all(cb, entries_checked, err);
	(void)cb_exec(cb, "ROLLBACK", &ignored);
	return code;
}
