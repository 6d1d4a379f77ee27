/*
 * change.c - a shape's rows made what they should be by writing only what differs.
 *
 * After a decision, or a hundred items more, a few rows of a million are others. To find which takes reading them all; that is done
 * before the transaction (kua_casebook_compare), so that the one that writes (kua_casebook_change) is short and nobody waits for it.
 * Of shapes with many rows only those of items are read whose rows are not what they were (groups.c).
 * A row is looked up by its id among those that should be (one without an id by all its fields), and held against it column by
 * column, as SQLite has it in hand: nothing is copied, parsed or hashed that has not to be. One with the same id and other values is
 * written over in place, these values only: the cost of each copy's words changes with every text that comes, and its indexes need not.
 *
 * Items stay in place: what is derived of an item is written over what was, and its text, which is in the index, is not touched.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/groups.h"

enum { FIELDS = 64 }; /* of a shape, at most: a bit each */

/* The records that should be, to be found by their key. */
struct wanted {
	const struct kua_shape *shape;
	const struct kua_field *id; /* NULL: its fields together are its key */
	const char *v;
	const size_t *which; /* places in v of those that are looked for */
	size_t n;
	size_t *slots; /* place + 1; 0: free */
	size_t mask;
	bool *met; /* there is a row that is the same */
};

static const void *record_at(const struct wanted *w, size_t i)
{
	return w->v + w->which[i] * w->shape->size;
}

/* ---- keys ---- */

static void hash_bytes(struct kua_hashing *h, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	for (size_t i = 0; i < n; i++)
		kua_hashing_byte(h, p[i]);
}

static void hash_number(struct kua_hashing *h, int64_t n)
{
	hash_bytes(h, &n, sizeof n);
}

static uint64_t key_of_record(const struct wanted *w, const void *record)
{
	struct kua_hashing h = KUA_HASHING_INIT;
	for (size_t i = 0; i < w->shape->n; i++) {
		const struct kua_field *f = w->id ? w->id : &w->shape->fields[i];
		const char *s = f->type == KUA_TEXT ? cb_text_in(f, record) : NULL;
		int64_t n;
		if (s)
			hash_bytes(&h, s, strlen(s));
		else if (f->type == KUA_INT) {
			memcpy(&n, (const char *)record + f->at, sizeof n);
			hash_number(&h, n);
		}
		if (w->id)
			break;
	}
	return kua_hashing_end(&h);
}

/* The same of a row, whose columns are the fields; a shape with an id has it first. */
static uint64_t key_of_row(const struct wanted *w, sqlite3_stmt *s)
{
	struct kua_hashing h = KUA_HASHING_INIT;
	for (size_t i = 0; i < (w->id ? 1 : w->shape->n); i++) {
		const struct kua_field *f = w->id ? w->id : &w->shape->fields[i];
		bool null = sqlite3_column_type(s, (int)i) == SQLITE_NULL;
		if (f->type == KUA_TEXT && !null) {
			const unsigned char *text = sqlite3_column_text(s, (int)i);
			hash_bytes(&h, text, text ? (size_t)sqlite3_column_bytes(s, (int)i) : 0);
		} else if (f->type == KUA_INT) {
			hash_number(&h, null ? KUA_NONE : sqlite3_column_int64(s, (int)i));
		}
	}
	return kua_hashing_end(&h);
}

/* Of the n records at v; where few groups differ, those of these. */
static void wanted_open(struct wanted *w, const struct kua_shape *shape, const void *v, size_t all, const struct cb_groups *g)
{
	size_t *which = kua_malloc(kua_mul(all ? all : 1, sizeof *which)), n = 0;
	for (size_t i = 0; i < all; i++)
		if (!g->few || !g->v.v[g->of[i]].same)
			which[n++] = i;
	*w = (struct wanted){.shape = shape, .id = kua_shape_field(shape, "id"), .v = v, .which = which, .n = n, .mask = 15};
	while (w->mask < n + n / 2)
		w->mask = w->mask * 2 + 1;
	w->slots = kua_calloc(w->mask + 1, sizeof *w->slots);
	w->met = kua_calloc(n ? n : 1, sizeof *w->met);
	for (size_t i = 0; i < n; i++) {
		size_t at = (size_t)key_of_record(w, record_at(w, i)) & w->mask;
		while (w->slots[at])
			at = (at + 1) & w->mask;
		w->slots[at] = i + 1;
	}
}

static void wanted_close(struct wanted *w)
{
	free((void *)w->which);
	free(w->slots);
	free(w->met);
}

/* ---- is a row what it should be? ---- */

static bool same_text(sqlite3_stmt *s, int at, const char *text)
{
	const unsigned char *there = sqlite3_column_text(s, at);
	if (!there || !text)
		return !there && !text;
	size_t n = strlen(text);
	return n == (size_t)sqlite3_column_bytes(s, at) && memcmp(there, text, n) == 0;
}

static bool same_field(sqlite3_stmt *s, int at, const struct kua_field *f, const void *record, struct kua_buf *b)
{
	const char *p = (const char *)record + f->at;
	bool null = sqlite3_column_type(s, at) == SQLITE_NULL;
	int64_t n;
	double d;
	switch (f->type) {
	case KUA_TEXT: return same_text(s, at, cb_text_in(f, record));
	case KUA_INT:
	case KUA_BOOL:
		memcpy(&n, p, sizeof n);
		return n == (null ? KUA_NONE : sqlite3_column_int64(s, at));
	case KUA_REAL:
	case KUA_MEAN:
		memcpy(&d, p, sizeof d);
		return !null && sqlite3_column_double(s, at) == d;
	default: break;
	}
	if (cb_list_empty(f, record) || null)
		return cb_list_empty(f, record) && null;
	kua_buf_clear(b);
	kua_field_json(b, f, record);
	return same_text(s, at, b->data);
}

/* The columns that are held against each other: of an item, what is derived of it. */
static bool is_compared(const struct kua_shape *shape, const struct kua_field *f)
{
	return shape != &kua_shapes[KUA_ITEM] || strcmp(f->name, "id") == 0 || cb_is_found_of_item(f->name);
}

/* The fields that are not, as bits by their number. */
static uint64_t other_fields(const struct wanted *w, sqlite3_stmt *s, const void *record, struct kua_buf *b)
{
	int at = 0;
	uint64_t bits = 0;
	for (size_t i = 0; i < w->shape->n; i++)
		if (is_compared(w->shape, &w->shape->fields[i]) && !same_field(s, at++, &w->shape->fields[i], record, b))
			bits |= UINT64_C(1) << i;
	return bits;
}

/* May a row be written over in place? Of those with an id, if it is not in an index of what was found. */
static bool is_written_over(const struct wanted *w)
{
	return w->id && w->shape != &kua_shapes[KUA_ITEM] && !cb_is_found((enum kua_shape_kind)(w->shape - kua_shapes));
}

/* Mark the record that the row is, or can be made, if there is one that is not marked yet. */
static bool meet(struct wanted *w, sqlite3_stmt *s, struct kua_buf *b, struct kua_row_change *out)
{
	for (size_t at = (size_t)key_of_row(w, s) & w->mask; w->slots[at]; at = (at + 1) & w->mask) {
		size_t i = w->slots[at] - 1;
		uint64_t others = w->met[i] ? 0 : other_fields(w, s, record_at(w, i), b);
		if (w->met[i] || (others && (others & 1 || !is_written_over(w)))) /* the id is the first */
			continue;
		w->met[i] = true;
		*out = (struct kua_row_change){.place = (int64_t)w->which[i], .fields = others};
		return true;
	}
	return false;
}

/* group: of those of one group, which is ?1; or NULL */
static sqlite3_stmt *rows_there(struct kua_casebook *cb, const struct kua_shape *shape, const struct kua_field *group, int *nr,
                                struct kua_error *err)
{
	struct kua_buf sql = KUA_BUF_INIT;
	*nr = 0;
	kua_buf_str(&sql, "SELECT ");
	for (size_t i = 0; i < shape->n; i++) {
		if (!is_compared(shape, &shape->fields[i]))
			continue;
		cb_name(&sql, shape->fields[i].name);
		kua_buf_str(&sql, ", ");
		(*nr)++;
	}
	kua_buf_printf(&sql, "nr FROM \"%s\"", shape->type);
	if (group) {
		kua_buf_str(&sql, " WHERE ");
		cb_name(&sql, group->name);
		kua_buf_str(&sql, " = ?1");
	}
	kua_buf_str(&sql, " ORDER BY nr");
	sqlite3_stmt *s = cb_take(cb, sql.data, err);
	kua_buf_free(&sql);
	return s;
}

/* Which records have no row; in order of their places. */
static void list_come(const struct wanted *w, struct kua_arena *a, struct kua_changes *out)
{
	for (size_t i = 0; i < w->n; i++)
		out->n_come += !w->met[i];
	out->come = KUA_NEW_N(a, int64_t, out->n_come);
	for (size_t i = 0, n = 0; i < w->n; i++)
		if (!w->met[i])
			out->come[n++] = (int64_t)w->which[i];
}

/* What was found of the rows that are there. */
struct comparing {
	struct wanted wanted;
	KUA_VEC(int64_t) gone;
	KUA_VEC(struct kua_row_change) other;
	size_t rows;
	struct kua_buf b;
};

/* The rows of one group, or all of them. */
static enum kua_code compare_rows(struct comparing *c, struct kua_casebook *cb, const struct kua_field *field, const char *group,
                                  struct kua_error *err)
{
	enum kua_code code;
	int nr;
	bool row;
	sqlite3_stmt *s = rows_there(cb, c->wanted.shape, group ? field : NULL, &nr, err);
	if (!s)
		return err->code;
	if (group)
		cb_bind(s, 1, group);
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		struct kua_row_change change = {0};
		c->rows++;
		if (!meet(&c->wanted, s, &c->b, &change)) {
			*kua_vec_add(&c->gone) = sqlite3_column_int64(s, nr);
		} else if (change.fields) {
			change.nr = sqlite3_column_int64(s, nr);
			*kua_vec_add(&c->other) = change;
		}
	}
	cb_give(cb, s);
	return code;
}

static enum kua_code compare_groups(struct comparing *c, struct kua_casebook *cb, const struct cb_groups *g, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < g->v.n && code == KUA_OK; i++)
		if (g->v.v[i].there && !g->v.v[i].same)
			code = compare_rows(c, cb, g->field, g->v.v[i].name, err);
	return code;
}

enum kua_code kua_casebook_compare(struct kua_casebook *cb, enum kua_shape_kind kind, const void *v, size_t n,
                                   struct kua_arena *a, struct kua_changes *out, struct kua_error *err)
{
	if (kind >= KUA_SHAPES || !kua_shapes[kind].derived || kua_shapes[kind].n > FIELDS)
		return kua_fail(err, KUA_BUG, "%s: only what is derived can be compared", cb->path);
	struct comparing c = {.b = KUA_BUF_INIT};
	struct cb_groups g;
	*out = (struct kua_changes){.kind = kind, .v = v};
	enum kua_code code = cb_groups_open(&g, cb, kind, v, n, err);
	wanted_open(&c.wanted, &kua_shapes[kind], v, n, &g);
	if (code == KUA_OK)
		code = g.few ? compare_groups(&c, cb, &g, err) : compare_rows(&c, cb, NULL, NULL, err);
	if (code == KUA_OK) {
		list_come(&c.wanted, a, out);
		out->gone = KUA_NEW_N(a, int64_t, c.gone.n);
		if (c.gone.n)
			memcpy(out->gone, c.gone.v, c.gone.n * sizeof *c.gone.v);
		out->n_gone = c.gone.n;
		out->other = KUA_NEW_N(a, struct kua_row_change, c.other.n);
		if (c.other.n)
			memcpy(out->other, c.other.v, c.other.n * sizeof *c.other.v);
		out->n_other = c.other.n;
		out->none_stays = !g.few && c.gone.n == c.rows;
		cb_groups_marks(&g, a, out);
	}
	kua_vec_free(&c.gone);
	kua_vec_free(&c.other);
	wanted_close(&c.wanted);
	cb_groups_close(&g);
	kua_buf_free(&c.b);
	return code;
}

static enum kua_code take_away(struct kua_casebook *cb, const struct kua_changes *c, struct kua_error *err)
{
	struct kua_buf sql = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	if (c->none_stays)
		return cb_drop(cb, c->kind, err);
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

/* Write the fields of a row that are others; no index is touched that has none of them. */
static enum kua_code write_over(struct kua_casebook *cb, const struct kua_changes *c, const struct kua_row_change *r, struct kua_error *err)
{
	const struct kua_shape *shape = &kua_shapes[c->kind];
	const void *record = (const char *)c->v + (size_t)r->place * shape->size;
	struct kua_buf sql = KUA_BUF_INIT;
	struct kua_arena *a = NULL;
	int at = 0;
	kua_buf_printf(&sql, "UPDATE \"%s\"", shape->type);
	for (size_t i = 0; i < shape->n; i++)
		if (r->fields >> i & 1) {
			kua_buf_str(&sql, at++ ? ", " : " SET ");
			cb_name(&sql, shape->fields[i].name);
			kua_buf_printf(&sql, " = ?%d", at);
		}
	kua_buf_printf(&sql, " WHERE nr = ?%d", at + 1);
	sqlite3_stmt *s = cb_take(cb, sql.data, err);
	kua_buf_free(&sql);
	if (!s)
		return err->code;
	(void)sqlite3_bind_int64(s, at + 1, r->nr);
	for (size_t i = shape->n; i-- > 0;)
		if (r->fields >> i & 1)
			cb_bind_field(s, at--, &shape->fields[i], record, &a);
	cb->touched = true;
	enum kua_code code = cb_written(cb, cb_finish(cb, s, err));
	kua_arena_free(a);
	return code;
}

enum kua_code kua_casebook_change(struct kua_casebook *cb, const struct kua_changes *c, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	size_t size = kua_shapes[c->kind].size;
	if (code == KUA_OK && c->kind != KUA_ITEM && c->n_gone)
		code = take_away(cb, c, err);
	for (size_t i = 0; i < c->n_other && code == KUA_OK; i++)
		code = write_over(cb, c, &c->other[i], err);
	for (size_t i = 0; i < c->n_come && code == KUA_OK; i++) {
		const char *record = (const char *)c->v + (size_t)c->come[i] * size;
		code = c->kind == KUA_ITEM ? cb_item_again(cb, (const void *)record, err)
		                           : cb_put(cb, c->kind, record, err);
	}
	return code == KUA_OK ? cb_groups_keep(cb, c, err) : code;
}
