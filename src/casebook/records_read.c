/*
 * records_read.c - all records of a shape, or those whose field has a value, one after the other or at once.
 *
 * The order in which records come out depends on what they say and never on when they were put in, so that an export
 * is the same byte for byte however the documents were added.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/internal.h"

const char *cb_order(enum kua_shape_kind kind)
{
	switch (kind) {
	case KUA_ITEM: return "document_id, ordinal, id"; /* as their ids, but .2 before .10 */
	case KUA_MENTION: return "item, start, \"end\", entity, form, role";
	default: return "id";
	}
}

static bool among(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

/* Fields of `without` are NULL in each row, which is unknown in a record of any shape. */
static sqlite3_stmt *each_statement(struct kua_casebook *cb, enum kua_shape_kind kind, const struct kua_field *filter,
                                    const char *value, const char *const *without, struct kua_error *err)
{
	const struct kua_shape *shape = &kua_shapes[kind];
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "SELECT ");
	for (size_t i = 0; i < shape->n; i++) {
		kua_buf_str(&b, i ? ", " : "");
		if (among(without, shape->fields[i].name))
			kua_buf_str(&b, "NULL");
		else
			cb_name(&b, shape->fields[i].name);
	}
	kua_buf_str(&b, " FROM ");
	cb_name(&b, shape->type);
	if (filter) {
		kua_buf_str(&b, filter->type == KUA_LIST ? " WHERE ?1 IN (SELECT value FROM json_each(" : " WHERE ");
		cb_name(&b, filter->name);
		kua_buf_str(&b, filter->type == KUA_LIST ? "))" : " = ?1");
	}
	kua_buf_printf(&b, " ORDER BY %s", cb_order(kind));
	sqlite3_stmt *s = cb_take(cb, b.data, err);
	kua_buf_free(&b);
	if (s && filter)
		cb_bind(s, 1, value);
	return s;
}

static enum kua_code filter_check(struct kua_casebook *cb, enum kua_shape_kind kind, const char *field, const char *value,
                                  const struct kua_field **f, struct kua_error *err)
{
	*f = NULL;
	if (kind >= KUA_SHAPES)
		return kua_fail(err, KUA_BUG, "%s: no such shape", cb->path);
	if (!field)
		return KUA_OK;
	*f = kua_shape_field(&kua_shapes[kind], field);
	if (!*f || (*f)->type > KUA_LIST)
		return kua_fail(err, KUA_USE, "%s: no field \"%.60s\" by which a %s can be found", cb->path, field,
		                kua_shapes[kind].type);
	if (!value)
		return kua_fail(err, KUA_BUG, "%s: field %s without a value to look for", cb->path, field);
	return KUA_OK;
}

static enum kua_code each_row(struct kua_casebook *cb, sqlite3_stmt *s, const struct kua_shape *shape,
                              struct kua_arena *a, kua_record_fn *fn, void *ctx, struct kua_error *err)
{
	struct kua_arena *own = a ? NULL : kua_arena_new();
	enum kua_code code;
	bool row;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		if (own)
			kua_arena_clear(own);
		void *record = kua_arena_alloc(a ? a : own, shape->size);
		code = cb_record(cb, s, shape, record, NULL, a ? a : own, err);
		if (code == KUA_OK)
			code = fn(ctx, record, err);
		if (code != KUA_OK)
			break;
	}
	kua_arena_free(own);
	return code;
}

enum kua_code kua_casebook_each(struct kua_casebook *cb, enum kua_shape_kind kind, const char *field, const char *value,
                                struct kua_arena *a, kua_record_fn *fn, void *ctx, struct kua_error *err)
{
	const struct kua_field *filter;
	enum kua_code code = filter_check(cb, kind, field, value, &filter, err);
	if (code != KUA_OK)
		return code;
	if (kind == KUA_JUDGEMENT)
		return cb_judgements(cb, filter, value, a, fn, ctx, err);
	sqlite3_stmt *s = each_statement(cb, kind, filter, value, NULL, err);
	if (!s)
		return err->code;
	code = each_row(cb, s, &kua_shapes[kind], a, fn, ctx, err);
	cb_give(cb, s);
	return code;
}

static enum kua_code collect(void *ctx, const void *record, struct kua_error *err)
{
	struct cb_records *r = ctx;
	(void)err;
	r->v = kua_vec_grow_(r->v, r->n, &r->cap, r->size);
	memcpy(r->v + r->n++ * r->size, record, r->size);
	return KUA_OK;
}

enum kua_code cb_load_rows(struct kua_casebook *cb, sqlite3_stmt *s, const struct kua_shape *shape,
                               struct kua_arena *a, struct cb_records *r, struct kua_error *err)
{
	enum kua_code code;
	bool row;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		r->v = kua_vec_grow_(r->v, r->n, &r->cap, r->size);
		char *record = r->v + r->n * r->size;
		code = cb_record(cb, s, shape, record, r->n ? record - r->size : NULL, a, err);
		if (code != KUA_OK)
			break;
		r->n++;
	}
	return code;
}

enum kua_code kua_casebook_load(struct kua_casebook *cb, enum kua_shape_kind kind, const char *field, const char *value,
                                struct kua_arena *a, void **v, size_t *n, struct kua_error *err)
{
	return kua_casebook_load_some(cb, kind, field, value, NULL, a, v, n, err);
}

enum kua_code kua_casebook_load_some(struct kua_casebook *cb, enum kua_shape_kind kind, const char *field, const char *value,
                                     const char *const *without, struct kua_arena *a, void **v, size_t *n, struct kua_error *err)
{
	const struct kua_field *filter;
	enum kua_code code = filter_check(cb, kind, field, value, &filter, err);
	if (code != KUA_OK)
		return code;
	struct cb_records r = {.size = kua_shapes[kind].size};
	sqlite3_stmt *s = NULL;
	if (kind == KUA_JUDGEMENT)
		code = cb_judgements(cb, filter, value, a, collect, &r, err);
	else if ((s = each_statement(cb, kind, filter, value, without, err)))
		code = cb_load_rows(cb, s, &kua_shapes[kind], a, &r, err);
	else
		code = err->code;
	if (s)
		cb_give(cb, s);
	if (code == KUA_OK) {
		*v = kua_arena_alloc(a, kua_mul(r.n, r.size));
		*n = r.n;
		if (r.n)
			memcpy(*v, r.v, r.n * r.size);
	}
	free(r.v);
	return code;
}

enum kua_code kua_casebook_count(struct kua_casebook *cb, enum kua_shape_kind kind, int64_t *n, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (kind == KUA_JUDGEMENT) {
		struct cb_records r = {.size = kua_shapes[kind].size};
		struct kua_arena *a = kua_arena_new();
		enum kua_code code = cb_judgements(cb, NULL, NULL, a, collect, &r, err);
		if (code == KUA_OK)
			*n = (int64_t)r.n;
		free(r.v);
		kua_arena_free(a);
		return code;
	}
	kua_buf_str(&b, "SELECT count(*) FROM ");
	cb_name(&b, kua_shapes[kind].type);
	enum kua_code code = cb_number(cb, b.data, NULL, n, err);
	kua_buf_free(&b);
	return code;
}
