/*
 * change.c - a shape's rows made what they should be by writing only what differs.
 *
 * After a decision a few rows of a million are others. To find which takes reading them all; that is done before the transaction
 * (kua_casebook_compare), so that the one that writes (kua_casebook_change) is short and nobody waits for it. Rows are told
 * apart by the first 96 bits of the SHA-256 of all their fields.
 *
 * Items stay in place: what is derived of an item is written over what was, and its text, which is in the index, is not touched.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/internal.h"

enum { MARK = 24 }; /* hexadecimal digits */

struct row {
	char mark[MARK];
	int64_t at; /* nr of a row that is there; place of one that should be */
};
typedef KUA_VEC(struct row) row_list;

static void mark_of(const struct kua_shape *shape, const void *record, struct kua_buf *b, char out_mark[MARK])
{
	char hex[KUA_SHA256_HEX + 1];
	kua_buf_clear(b);
	for (size_t i = 0; i < shape->n; i++) {
		kua_field_json(b, &shape->fields[i], record);
		kua_buf_char(b, '\n'); /* which stands in no JSON */
	}
	kua_sha256(b->data ? b->data : "", b->len, hex);
	memcpy(out_mark, hex, MARK);
}

static int by_mark(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = memcmp(x->mark, y->mark, MARK);
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static enum kua_code rows_there(struct kua_casebook *cb, const struct kua_shape *shape, row_list *out, struct kua_error *err)
{
	struct kua_buf sql = KUA_BUF_INIT, b = KUA_BUF_INIT;
	kua_buf_str(&sql, "SELECT ");
	for (size_t i = 0; i < shape->n; i++) {
		cb_name(&sql, shape->fields[i].name);
		kua_buf_str(&sql, ", ");
	}
	kua_buf_printf(&sql, "nr FROM \"%s\"", shape->type);
	sqlite3_stmt *s = cb_take(cb, sql.data, err);
	kua_buf_free(&sql);
	if (!s)
		return err->code;
	struct kua_arena *a = kua_arena_new();
	enum kua_code code;
	bool row;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		kua_arena_clear(a);
		void *record = kua_arena_alloc(a, shape->size);
		if ((code = cb_record(cb, s, shape, record, NULL, a, err)) != KUA_OK)
			break;
		struct row *r = kua_vec_add(out);
		mark_of(shape, record, &b, r->mark);
		r->at = sqlite3_column_int64(s, (int)shape->n);
	}
	cb_give(cb, s);
	kua_arena_free(a);
	kua_buf_free(&b);
	return code;
}

static void rows_wanted(const struct kua_shape *shape, const char *v, size_t n, row_list *out)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		struct row *r = kua_vec_add(out);
		mark_of(shape, v + i * shape->size, &b, r->mark);
		r->at = (int64_t)i;
	}
	kua_buf_free(&b);
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Those of one list that the other has not; equal ones are set off one against one. In order of their places. */
static void without(const row_list *these, const row_list *those, struct kua_arena *a, int64_t **out, size_t *n)
{
	*out = KUA_NEW_N(a, int64_t, these->n);
	*n = 0;
	for (size_t i = 0, k = 0; i < these->n; i++) {
		while (k < those->n && memcmp(those->v[k].mark, these->v[i].mark, MARK) < 0)
			k++;
		if (k < those->n && memcmp(those->v[k].mark, these->v[i].mark, MARK) == 0)
			k++;
		else
			(*out)[(*n)++] = these->v[i].at;
	}
	if (*n)
		qsort(*out, *n, sizeof **out, by_number);
}

enum kua_code kua_casebook_compare(struct kua_casebook *cb, enum kua_shape_kind kind, const void *v, size_t n,
                                   struct kua_arena *a, struct kua_changes *out, struct kua_error *err)
{
	if (kind >= KUA_SHAPES || !kua_shapes[kind].derived)
		return kua_fail(err, KUA_BUG, "%s: only what is derived can be compared", cb->path);
	row_list there = {0}, wanted = {0};
	*out = (struct kua_changes){.kind = kind, .v = v};
	enum kua_code code = rows_there(cb, &kua_shapes[kind], &there, err);
	if (code == KUA_OK) {
		rows_wanted(&kua_shapes[kind], v, n, &wanted);
		if (there.n)
			qsort(there.v, there.n, sizeof *there.v, by_mark);
		if (wanted.n)
			qsort(wanted.v, wanted.n, sizeof *wanted.v, by_mark);
		without(&wanted, &there, a, &out->come, &out->n_come);
		without(&there, &wanted, a, &out->gone, &out->n_gone);
		out->none_stays = out->n_gone == there.n;
	}
	kua_vec_free(&there);
	kua_vec_free(&wanted);
	return code;
}

static enum kua_code take_away(struct kua_casebook *cb, const struct kua_changes *c, struct kua_error *err)
{
	struct kua_buf sql = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	if (c->none_stays)
		return kua_casebook_drop(cb, c->kind, err);
	kua_buf_printf(&sql, "DELETE FROM \"%s\" WHERE nr = ?1", kua_shapes[c->kind].type);
	for (size_t i = 0; i < c->n_gone && code == KUA_OK; i++) {
		sqlite3_stmt *s = cb_take(cb, sql.data, err);
		if (s)
			(void)sqlite3_bind_int64(s, 1, c->gone[i]);
		code = s ? cb_written(cb, cb_finish(cb, s, err)) : err->code;
		s = code == KUA_OK && cb_is_found(c->kind) ? cb_take(cb, "DELETE FROM found WHERE rowid = ?1", err) : NULL;
		if (s) {
			(void)sqlite3_bind_int64(s, 1, CB_FOUND(c->kind, c->gone[i]));
			code = cb_written(cb, cb_finish(cb, s, err));
		}
	}
	kua_buf_free(&sql);
	return code;
}

enum kua_code kua_casebook_change(struct kua_casebook *cb, const struct kua_changes *c, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	size_t size = kua_shapes[c->kind].size;
	if (code == KUA_OK && c->kind != KUA_ITEM && c->n_gone)
		code = take_away(cb, c, err);
	for (size_t i = 0; i < c->n_come && code == KUA_OK; i++) {
		const char *record = (const char *)c->v + (size_t)c->come[i] * size;
		code = c->kind == KUA_ITEM ? cb_item_again(cb, (const void *)record, err)
		                           : kua_casebook_put(cb, c->kind, record, err);
	}
	return code;
}
