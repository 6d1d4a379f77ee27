/* rows.c - some of the records of a shape: filtered, in an order, from a place on. Statements are built from checked names only. */
#include <stdlib.h>
#include <string.h>

#include "casebook/internal.h"

static const struct kua_field *field_of(struct kua_casebook *cb, const struct kua_query *q, const char *name, bool list,
                                        struct kua_error *err)
{
	const struct kua_field *f = kua_shape_field(&kua_shapes[q->kind], name);
	if (f && (f->type == KUA_LIST) == list && f->type <= KUA_LIST)
		return f;
	(void)kua_fail(err, KUA_BUG, "%s: no field \"%.60s\" by which a %s can be looked for", cb->path, name,
	               kua_shapes[q->kind].type);
	return NULL;
}

/* Condition `at`; ?(at + 1) is its value. */
static void condition(struct kua_buf *b, const struct kua_query *q, const struct kua_field *f, size_t at)
{
	const struct kua_condition *c = &q->where[at];
	size_t i = at + 1;
	if (c->is == KUA_HAS && q->kind == KUA_ITEM && strcmp(f->name, "categories") == 0) {
		kua_buf_printf(b, "nr IN (SELECT nr FROM category WHERE name = ?%zu)", i);
		return;
	}
	if (c->is == KUA_HAS_FROM) {
		kua_buf_str(b, "EXISTS (SELECT 1 FROM json_each(");
		cb_name(b, f->name);
		kua_buf_printf(b, ") WHERE value >= ?%zu)", i);
		return;
	}
	if (c->is == KUA_HAS) {
		kua_buf_printf(b, "?%zu IN (SELECT value FROM json_each(", i);
		cb_name(b, f->name);
		kua_buf_str(b, "))");
		return;
	}
	cb_name(b, f->name);
	switch (c->is) {
	case KUA_IS: kua_buf_printf(b, c->value ? " = ?%zu" : " IS NULL", i); break;
	case KUA_IS_NOT: kua_buf_printf(b, c->value ? " IS NOT ?%zu" : " IS NOT NULL", i); break;
	case KUA_FROM: kua_buf_printf(b, " >= ?%zu", i); break;
	default: kua_buf_printf(b, f->type == KUA_TEXT ? " <= ?%zu || '~'" : " <= ?%zu", i); break;
	}
}

static enum kua_code conditions(struct kua_casebook *cb, const struct kua_query *q, struct kua_buf *b,
                                struct kua_error *err)
{
	if (q->kind >= KUA_SHAPES || q->kind == KUA_JUDGEMENT || q->n > KUA_CONDITIONS)
		return kua_fail(err, KUA_BUG, "%s: no such rows", cb->path);
	kua_buf_str(b, " FROM ");
	cb_name(b, kua_shapes[q->kind].type);
	for (size_t i = 0; i < q->n; i++) {
		const struct kua_condition *c = &q->where[i];
		const struct kua_field *f = field_of(cb, q, c->field, c->is == KUA_HAS || c->is == KUA_HAS_FROM, err);
		if (!f)
			return err->code;
		kua_buf_str(b, i ? " AND " : " WHERE ");
		condition(b, q, f, i);
	}
	return KUA_OK;
}

static enum kua_code ordered(struct kua_casebook *cb, const struct kua_query *q, struct kua_buf *b, struct kua_error *err)
{
	if (q->order) {
		if (!field_of(cb, q, q->order, false, err))
			return err->code;
		kua_buf_str(b, " ORDER BY ");
		cb_name(b, q->order);
		kua_buf_str(b, q->descending ? " DESC NULLS LAST, nr DESC" : " NULLS LAST, nr");
	} else {
		kua_buf_printf(b, " ORDER BY %s", cb_order(q->kind));
	}
	kua_buf_printf(b, " LIMIT %zu OFFSET %zu", q->most, q->skip);
	return KUA_OK;
}

/* A statement with its values bound, or NULL. */
static sqlite3_stmt *prepared(struct kua_casebook *cb, const struct kua_query *q, struct kua_buf *b, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, b->data, err);
	for (size_t i = 0; s && i < q->n; i++) {
		const struct kua_field *f = kua_shape_field(&kua_shapes[q->kind], q->where[i].field);
		const char *value = q->where[i].value;
		if (value && (f->type == KUA_INT || f->type == KUA_BOOL))
			(void)sqlite3_bind_int64(s, (int)i + 1, strtoll(value, NULL, 10));
		else if (value)
			cb_bind(s, (int)i + 1, value);
	}
	return s;
}

enum kua_code kua_casebook_rows(struct kua_casebook *cb, const struct kua_query *q, struct kua_arena *a, void **v, size_t *n,
                                struct kua_error *err)
{
	const struct kua_shape *shape = &kua_shapes[q->kind < KUA_SHAPES ? q->kind : 0];
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "SELECT ");
	for (size_t i = 0; i < shape->n; i++) {
		kua_buf_str(&b, i ? ", " : "");
		cb_name(&b, shape->fields[i].name);
	}
	enum kua_code code = conditions(cb, q, &b, err);
	if (code == KUA_OK)
		code = ordered(cb, q, &b, err);
	struct cb_records r = {.size = shape->size};
	sqlite3_stmt *s = code == KUA_OK ? prepared(cb, q, &b, err) : NULL;
	if (s) {
		code = cb_load_rows(cb, s, shape, a, &r, err);
		cb_give(cb, s);
	} else if (code == KUA_OK) {
		code = err->code;
	}
	if (code == KUA_OK) {
		*v = kua_arena_alloc(a, kua_mul(r.n, r.size));
		*n = r.n;
		if (r.n)
			memcpy(*v, r.v, r.n * r.size);
	}
	free(r.v);
	kua_buf_free(&b);
	return code;
}

enum kua_code kua_casebook_count_rows(struct kua_casebook *cb, const struct kua_query *q, int64_t *n,
                                      struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "SELECT count(*)");
	enum kua_code code = conditions(cb, q, &b, err);
	sqlite3_stmt *s = code == KUA_OK ? prepared(cb, q, &b, err) : NULL;
	bool row = false;
	if (s) {
		code = cb_step(cb, s, &row, err);
		if (code == KUA_OK && row)
			*n = sqlite3_column_int64(s, 0);
		cb_give(cb, s);
	} else if (code == KUA_OK) {
		code = err->code;
	}
	kua_buf_free(&b);
	return code;
}
