/*
 * paper.c - papers: what a campaign writes itself. Each version is an entry of the journal, action "write": id, kind, gone, why, fields. The
 * table paper says which entry holds which, and which version of each is the latest.
 */
#include <string.h>

#include "casebook/body.h"

static enum kua_code latest_is(struct kua_casebook *cb, const struct kua_paper *p, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT kind FROM paper WHERE id = ?1 AND latest = 1", err);
	bool row;
	if (!s)
		return err->code;
	cb_bind(s, 1, p->id);
	enum kua_code code = cb_step(cb, s, &row, err);
	const char *kind = code == KUA_OK && row ? (const char *)sqlite3_column_text(s, 0) : NULL;
	if (kind && strcmp(kind, p->kind) != 0)
		code = kua_fail(err, KUA_USE, "%s is the id of another paper, of the kind %s", p->id, kind);
	else if (code == KUA_OK && !row && p->gone)
		code = kua_fail(err, KUA_USE, "there is no paper %s", p->id);
	cb_give(cb, s);
	return code;
}

/* A new paper's id is made of the number of the entry that comes next. */
static enum kua_code name_it(struct kua_casebook *cb, struct kua_paper *p, struct kua_arena *a, struct kua_error *err)
{
	int64_t last = 0, taken = 1; /* somebody may have chosen that very id */
	enum kua_code code = cb_number(cb, "SELECT max(entry) FROM journal", NULL, &last, err);
	while (code == KUA_OK && taken) {
		p->id = kua_arena_printf(a, "%s-%lld", p->kind, (long long)++last);
		code = cb_number(cb, "SELECT count(*) FROM paper WHERE id = ?1", p->id, &taken, err);
	}
	return code;
}

static enum kua_code keep_place(struct kua_casebook *cb, const struct kua_paper *p, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "UPDATE paper SET latest = 0 WHERE id = ?1 AND latest = 1", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, p->id);
	enum kua_code code = cb_finish(cb, s, err);
	s = code == KUA_OK ? cb_take(cb, "INSERT INTO paper (entry, id, kind, latest) VALUES (?, ?, ?, 1)", err) : NULL;
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, 1, p->entry);
	cb_bind(s, 2, p->id);
	cb_bind(s, 3, p->kind);
	return cb_finish(cb, s, err);
}

enum kua_code kua_casebook_write(struct kua_casebook *cb, struct kua_paper *p, struct kua_arena *a, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code == KUA_OK)
		code = kua_paper_check(p, err);
	if (code == KUA_OK)
		code = p->id ? latest_is(cb, p, err) : name_it(cb, p, a, err);
	if (code != KUA_OK)
		return code;
	struct kua_buf b = KUA_BUF_INIT;
	cb_member(&b, "id", p->id);
	cb_member(&b, "kind", p->kind);
	kua_buf_printf(&b, ",\"gone\":%s", p->gone ? "true" : "false");
	cb_member(&b, "why", p->why);
	kua_buf_str(&b, ",\"fields\":[");
	for (size_t i = 0; i < p->fields.n; i++) {
		kua_buf_str(&b, i ? "," : "");
		kua_json_string(&b, p->fields.v[i]);
	}
	kua_buf_char(&b, ']');
	code = cb_journal_add(cb, p->by, p->at, "write", &b, &p->entry, err);
	kua_buf_free(&b);
	if (code == KUA_OK)
		code = cb_written(cb, keep_place(cb, p, err));
	return code;
}

/* ---- reading ---- */

enum kua_code cb_paper_parse(const json_t *body, struct kua_arena *a, struct kua_paper *p, struct kua_error *err)
{
	const json_t *fields = json_object_get(body, "fields"), *gone = json_object_get(body, "gone"), *one;
	size_t i;
	*p = (struct kua_paper){
		.entry = json_integer_value(json_object_get(body, "entry")),
		.id = kua_arena_strdup(a, cb_body_text(body, "id")),
		.kind = kua_arena_strdup(a, cb_body_text(body, "kind")),
		.by = kua_arena_strdup(a, cb_body_text(body, "who")),
		.at = kua_arena_strdup(a, cb_body_text(body, "at")),
		.why = kua_arena_strdup(a, cb_body_text(body, "why")),
		.gone = json_is_true(gone),
	};
	json_array_foreach(fields, i, one)
	{
		if (!json_is_string(one))
			return kua_fail(err, KUA_DATA, "a field of a paper is no text");
		kua_list_add(a, &p->fields, kua_arena_strdup(a, json_string_value(one)));
	}
	if (!p->id || !json_is_array(fields) || !json_is_boolean(gone))
		return kua_fail(err, KUA_DATA, "not the body of a paper");
	return kua_paper_check(p, err);
}

static enum kua_code row_out(struct kua_casebook *cb, sqlite3_stmt *s, struct kua_arena *a, struct kua_paper *p, struct kua_error *err)
{
	const char *text = (const char *)sqlite3_column_text(s, 1);
	json_t *body = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
	enum kua_code code = body ? cb_paper_parse(body, a, p, err) : KUA_DATA;
	json_decref(body);
	return code == KUA_OK ? KUA_OK
	                      : kua_fail(err, KUA_DATA, "%s: journal entry %lld is no paper that kua can have written; see kua log --check",
	                                 cb->path, (long long)sqlite3_column_int64(s, 0));
}

/* All rows of a statement that gives entry and body. */
static enum kua_code rows(struct kua_casebook *cb, sqlite3_stmt *s, bool gone, struct kua_arena *a, struct kua_paper **v, size_t *n,
                          struct kua_error *err)
{
	KUA_VEC(struct kua_paper) found = {0};
	enum kua_code code;
	bool row;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		struct kua_paper p;
		code = row_out(cb, s, a, &p, err);
		if (code != KUA_OK)
			break;
		if (gone || !p.gone)
			*kua_vec_add(&found) = p;
	}
	cb_give(cb, s);
	*n = found.n;
	*v = KUA_NEW_N(a, struct kua_paper, found.n + 1);
	if (found.n)
		memcpy(*v, found.v, found.n * sizeof **v);
	kua_vec_free(&found);
	return code;
}

#define PAPERS "SELECT p.entry, j.body FROM paper p JOIN journal j ON j.entry = p.entry WHERE "

enum kua_code kua_casebook_papers(struct kua_casebook *cb, const char *kind, bool versions, struct kua_arena *a, struct kua_paper **v, size_t *n,
                                  struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, versions ? PAPERS "(?1 IS NULL OR p.kind = ?1) ORDER BY p.entry"
	                                       : PAPERS "(?1 IS NULL OR p.kind = ?1) AND p.latest = 1 ORDER BY p.entry", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, kind);
	return rows(cb, s, versions, a, v, n, err);
}

enum kua_code kua_casebook_paper(struct kua_casebook *cb, const char *id, struct kua_arena *a, struct kua_paper **v, size_t *n,
                                 struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, PAPERS "p.id = ?1 ORDER BY p.entry", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, id);
	return rows(cb, s, true, a, v, n, err);
}
