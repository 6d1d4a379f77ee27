/*
 * judge.c - judgements. They live in the journal and nowhere else; here they are written as entries, read out of
 * them, and withdrawn by another entry.
 */
#include <string.h>

#include <jansson.h>

#include "casebook/internal.h"

static const struct kua_shape *const shape = &kua_shapes[KUA_JUDGEMENT];

/* Judgements that count. The names of members cannot occur inside a JSON string: its quotes are escaped. */
static const char counting[] = "SELECT entry, body FROM journal WHERE instr(body, ',\"action\":\"judge\",') > 0 "
			       "AND entry NOT IN (SELECT json_extract(body, '$.withdraws') FROM journal "
			       "WHERE instr(body, ',\"action\":\"withdraw\",') > 0) ORDER BY entry";

/* ---- one judgement and its body ---- */

/* entry, by and at are the entry's own members. */
static const char *member_of(const struct kua_field *f)
{
	return strcmp(f->name, "by") == 0 ? "who" : f->name;
}

static bool own(const struct kua_field *f)
{
	return strcmp(f->name, "entry") == 0 || strcmp(f->name, "by") == 0 || strcmp(f->name, "at") == 0;
}

static bool pair(const char *verdict)
{
	return strcmp(verdict, "same") == 0 || strcmp(verdict, "different") == 0 || strcmp(verdict, "unsure") == 0;
}

static bool with_fields(const char *verdict)
{
	return strcmp(verdict, "amend") == 0 || strcmp(verdict, "grade") == 0 || strcmp(verdict, "allow") == 0;
}

static enum kua_code valid(const struct kua_judgement *j, struct kua_error *err)
{
	if (!j->target || !*j->target)
		return kua_fail(err, KUA_USE, "a judgement needs the id of what is judged");
	if (!j->verdict || !(pair(j->verdict) || with_fields(j->verdict) || strcmp(j->verdict, "confirm") == 0 ||
	                     strcmp(j->verdict, "reject") == 0))
		return kua_fail(err, KUA_USE,
		                "%.40s: no such verdict; use same, different, unsure, confirm, reject, amend, grade or allow",
		                j->verdict ? j->verdict : "(none)");
	if (pair(j->verdict) != (j->other && *j->other))
		return kua_fail(err, KUA_USE, "%s is a judgement on %s", j->verdict, pair(j->verdict) ? "two ids" : "one id");
	if (with_fields(j->verdict) != (j->fields.n > 0))
		return kua_fail(err, KUA_USE, "amend, grade and allow, and only they, take fields: field=value");
	for (size_t i = 0; i < j->fields.n; i++)
		if (!strchr(j->fields.v[i], '=') || *j->fields.v[i] == '=')
			return kua_fail(err, KUA_USE, "%.60s: not a field and its value: field=value", j->fields.v[i]);
	return cb_who_when(j->by, j->at, err);
}

static enum kua_code list_parse(const json_t *v, struct kua_arena *a, struct kua_list *list)
{
	size_t i;
	json_t *e;
	json_array_foreach(v, i, e)
	{
		if (!json_is_string(e))
			return KUA_DATA;
		kua_list_add(a, list, kua_arena_strdup(a, json_string_value(e)));
	}
	return KUA_OK;
}

static enum kua_code field_parse(const json_t *body, const struct kua_field *f, struct kua_arena *a,
                                 struct kua_judgement *j)
{
	const json_t *v = json_object_get(body, member_of(f));
	char *p = (char *)j + f->at;
	if (f->type == KUA_INT && json_is_integer(v)) {
		int64_t n = json_integer_value(v);
		memcpy(p, &n, sizeof n);
		return KUA_OK;
	}
	if (f->type == KUA_TEXT && (json_is_string(v) || json_is_null(v))) {
		const char *s = kua_arena_strdup(a, json_string_value(v));
		memcpy(p, &s, sizeof s);
		return KUA_OK;
	}
	return f->type == KUA_LIST && json_is_array(v) ? list_parse(v, a, (struct kua_list *)(void *)p) : KUA_DATA;
}

enum kua_code cb_judgement_parse(const char *text, struct kua_arena *a, struct kua_judgement *j, struct kua_error *err)
{
	json_t *body = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	enum kua_code code = json_is_object(body) ? KUA_OK : KUA_DATA;
	for (size_t i = 0; i < shape->n && code == KUA_OK; i++)
		code = field_parse(body, &shape->fields[i], a, j);
	json_decref(body);
	if (code != KUA_OK)
		return kua_fail(err, KUA_DATA, "not the body of a judgement: %.100s", text);
	return valid(j, err);
}

/* ---- entering and withdrawing ---- */

enum kua_code kua_casebook_judge(struct kua_casebook *cb, struct kua_judgement *j, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code == KUA_OK)
		code = valid(j, err);
	if (code != KUA_OK)
		return code;
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < shape->n; i++) {
		const struct kua_field *f = &shape->fields[i];
		if (own(f))
			continue;
		kua_buf_printf(&b, ",\"%s\":", f->name);
		kua_field_json(&b, f, j);
	}
	code = cb_journal_add(cb, j->by, j->at, "judge", &b, &j->entry, err);
	kua_buf_free(&b);
	return code;
}

/* Is there a judgement in this entry that was not withdrawn? */
static enum kua_code counts(struct kua_casebook *cb, int64_t entry, struct kua_error *err)
{
	const char *sql = "SELECT 1 FROM journal WHERE entry = ?1 AND instr(body, ',\"action\":\"judge\",') > 0 AND NOT EXISTS "
			  "(SELECT 1 FROM journal WHERE instr(body, ',\"action\":\"withdraw\",') > 0 "
			  "AND json_extract(body, '$.withdraws') = ?1)";
	sqlite3_stmt *s = cb_take(cb, sql, err);
	if (!s)
		return err->code;
	bool row;
	(void)sqlite3_bind_int64(s, 1, entry);
	enum kua_code code = cb_step(cb, s, &row, err);
	cb_give(cb, s);
	if (code == KUA_OK && !row)
		code = kua_fail(err, KUA_USE, "%lld: no entry of the journal with a judgement that counts; kua log shows them",
		                (long long)entry);
	return code;
}

enum kua_code kua_casebook_withdraw(struct kua_casebook *cb, int64_t entry, const char *who, const char *now,
                                    struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code == KUA_OK)
		code = counts(cb, entry, err);
	if (code != KUA_OK)
		return code;
	struct kua_buf b = KUA_BUF_INIT;
	int64_t written;
	kua_buf_printf(&b, ",\"withdraws\":%lld", (long long)entry);
	code = cb_journal_add(cb, who, now, "withdraw", &b, &written, err);
	kua_buf_free(&b);
	return code;
}

/* ---- reading ---- */

static bool field_equals(const struct kua_field *f, const struct kua_judgement *j, const char *value)
{
	const char *p = (const char *)j + f->at, *s;
	if (f->type == KUA_LIST)
		return kua_list_has((const struct kua_list *)(const void *)p, value);
	if (f->type == KUA_TEXT) {
		memcpy(&s, p, sizeof s);
		return s && strcmp(s, value) == 0;
	}
	struct kua_buf b = KUA_BUF_INIT;
	kua_field_json(&b, f, j);
	bool equal = strcmp(b.data, value) == 0;
	kua_buf_free(&b);
	return equal;
}

static enum kua_code row_out(struct kua_casebook *cb, sqlite3_stmt *s, const struct kua_field *filter, const char *value,
                             struct kua_arena *a, kua_record_fn *fn, void *ctx, struct kua_error *err)
{
	const char *body;
	struct kua_judgement *j = KUA_NEW(a, struct kua_judgement);
	enum kua_code code = cb_text(cb, s, 1, NULL, a, &body, err);
	if (code != KUA_OK)
		return code;
	if (cb_judgement_parse(body, a, j, err) != KUA_OK)
		return kua_fail(err, KUA_DATA, "%s: journal entry %lld is no judgement that kua can make; see kua verify",
		                cb->path, (long long)sqlite3_column_int64(s, 0));
	return filter && !field_equals(filter, j, value) ? KUA_OK : fn(ctx, j, err);
}

enum kua_code cb_judgements(struct kua_casebook *cb, const struct kua_field *filter, const char *value,
                            struct kua_arena *a, kua_record_fn *fn, void *ctx, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, counting, err);
	if (!s)
		return err->code;
	struct kua_arena *own_arena = a ? NULL : kua_arena_new();
	enum kua_code code;
	bool row;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		if (own_arena)
			kua_arena_clear(own_arena);
		code = row_out(cb, s, filter, value, a ? a : own_arena, fn, ctx, err);
		if (code != KUA_OK)
			break;
	}
	kua_arena_free(own_arena);
	cb_give(cb, s);
	return code;
}
