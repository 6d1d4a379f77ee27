/*
 * check.c - does everything fit? The file (SQLite's own check), the seals from the first entry to the last, each
 * entry against what it brought, and what is in the store against the entries.
 *
 * Whoever holds the last seal can prove that nothing before it was changed. Entries cut off at the end together with
 * what they brought leave no trace inside the file: a seal kept or published elsewhere shows that too.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/body.h"

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static enum kua_code misfit(struct kua_casebook *cb, int64_t entry, const char *why, struct kua_error *err)
{
	return kua_fail(err, KUA_DATA, "%s: journal entry %lld does not fit: %s", cb->path, (long long)entry, why);
}

struct judged {
	int64_t entry;
	bool withdrawn;
};

struct checking {
	struct kua_casebook *cb;
	char seal[KUA_SHA256_HEX + 1]; /* of the entry before */
	int64_t n, origins, papers;
	struct kua_intern *documents; /* ids that have their entry */
	KUA_VEC(struct judged) judged;
};

static bool column_is(sqlite3_stmt *s, int at, const char *text)
{
	return same_text((const char *)sqlite3_column_text(s, at), text);
}

/* Where a document was found, in four columns, as an entry has it. */
static bool found_is(sqlite3_stmt *s, int at, const json_t *body)
{
	static const char *const names[] = {"container", "url", "captured_at", "declared_type"};
	for (int i = 0; i < 4; i++)
		if (!column_is(s, at + i, cb_body_text(body, names[i])))
			return false;
	return true;
}

static enum kua_code check_add(struct checking *c, const struct kua_journal_entry *e, const json_t *body,
                               struct kua_error *err)
{
	const char *id = cb_body_text(body, "id");
	size_t before = kua_intern_count(c->documents);
	if (!id || kua_intern_add(c->documents, id, strlen(id)) < before)
		return misfit(c->cb, e->entry, id ? "it adds a document a second time" : "it names no document", err);
	sqlite3_stmt *s = cb_take(c->cb, "SELECT sha256, name, origin, received_at, received_by, bytes, container, url, "
	                          "captured_at, declared_type FROM document WHERE id = ?", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, id);
	bool row;
	enum kua_code code = cb_step(c->cb, s, &row, err);
	if (code == KUA_OK && !row)
		code = misfit(c->cb, e->entry, "its document is missing", err);
	else if (code == KUA_OK &&
	         !(column_is(s, 0, cb_body_text(body, "sha256")) && column_is(s, 1, cb_body_text(body, "name")) &&
	           column_is(s, 2, cb_body_text(body, "origin")) && column_is(s, 3, e->at) && column_is(s, 4, e->who) &&
	           sqlite3_column_int64(s, 5) == json_integer_value(json_object_get(body, "bytes")) && found_is(s, 6, body)))
		code = misfit(c->cb, e->entry, "its document is described otherwise in the store", err);
	cb_give(c->cb, s);
	return code;
}

static enum kua_code check_origin(struct checking *c, const struct kua_journal_entry *e, const json_t *body,
                                  struct kua_error *err)
{
	const char *id = cb_body_text(body, "id");
	if (!id || kua_intern_find(c->documents, id, strlen(id)) == KUA_NO_ID)
		return misfit(c->cb, e->entry, "another origin of a document that was not added", err);
	sqlite3_stmt *s = cb_take(c->cb, "SELECT document, name, origin, container, url, captured_at, declared_type "
	                          "FROM origin WHERE entry = ?", err);
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, e->entry);
	bool row;
	enum kua_code code = cb_step(c->cb, s, &row, err);
	if (code == KUA_OK && !(row && column_is(s, 0, id) && column_is(s, 1, cb_body_text(body, "name")) &&
	                        column_is(s, 2, cb_body_text(body, "origin")) && found_is(s, 3, body)))
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

static enum kua_code check_write(struct checking *c, const struct kua_journal_entry *e, const json_t *body, struct kua_error *err)
{
	struct kua_paper p;
	struct kua_arena *a = kua_arena_new();
	bool row = false;
	enum kua_code code = cb_paper_parse(body, a, &p, err);
	sqlite3_stmt *s = code == KUA_OK ? cb_take(c->cb, "SELECT id, kind FROM paper WHERE entry = ?", err) : NULL;
	if (code != KUA_OK) {
		code = misfit(c->cb, e->entry, "it is no paper that kua can have written", err);
	} else if (!s) {
		code = err->code;
	} else {
		(void)sqlite3_bind_int64(s, 1, e->entry);
		code = cb_step(c->cb, s, &row, err);
		if (code == KUA_OK && !(row && column_is(s, 0, p.id) && column_is(s, 1, p.kind)))
			code = misfit(c->cb, e->entry, "the store knows nothing of this paper, or another", err);
		cb_give(c->cb, s);
	}
	kua_arena_free(a);
	c->papers++;
	return code;
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
	if (strcmp(e->action, "write") == 0)
		return check_write(c, e, body, err);
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
		{"SELECT count(*) FROM document d LEFT JOIN (SELECT sha256, sum(size) AS size FROM bytes GROUP BY sha256) b "
	         "ON b.sha256 = d.sha256 WHERE b.size IS NOT d.bytes",
	         "documents lack their bytes, or have another number of them"},
		{"SELECT count(*) FROM bytes WHERE sha256 NOT IN (SELECT sha256 FROM document)", "bytes belong to no document"},
		{"SELECT count(*) FROM saved s LEFT JOIN journal j ON j.entry = s.entry AND instr(j.body, ',\"action\":\"save\",') > 0 "
		 "WHERE json_extract(j.body, '$.query') IS NOT s.query OR s.name IS NOT coalesce((SELECT json_extract(r.body, '$.name') "
		 "FROM journal r WHERE instr(r.body, ',\"action\":\"rename\",') > 0 AND json_extract(r.body, '$.of') = s.entry "
		 "ORDER BY r.entry DESC LIMIT 1), json_extract(j.body, '$.name'))",
		 "saved searches are not what the journal says"},
		{"SELECT abs((SELECT count(*) FROM saved) + (SELECT count(*) FROM journal WHERE instr(body, ',\"action\":\"forget\",') > 0) "
		 "- (SELECT count(*) FROM journal WHERE instr(body, ',\"action\":\"save\",') > 0))",
		 "searches were saved or forgotten without an entry"},
		{"SELECT count(*) FROM paper p WHERE p.latest IS NOT (p.entry = (SELECT max(entry) FROM paper q WHERE q.id = p.id))",
		 "versions of papers are taken for the latest and are not, or the other way round"},
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
	if (code == KUA_OK)
		code = cb_number(c->cb, "SELECT count(*) FROM paper", NULL, &n, err);
	if (code == KUA_OK && n != c->papers)
		return kua_fail(err, KUA_DATA, "%s: %lld versions of papers in the store, %lld in the journal", c->cb->path, (long long)n,
		                (long long)c->papers);
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
	memcpy(c.seal, cb_first_seal, sizeof c.seal);
	enum kua_code code = check_file(cb, err);
	if (code == KUA_OK)
		code = cb_entries(cb, check_entry, &c, err);
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
