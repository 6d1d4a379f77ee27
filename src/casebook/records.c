/* records.c - records of every shape into their tables and out of one row, by the tables of fields; records_read.c reads many. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "casebook/groups.h"

/* ---- one record and one row ---- */

static bool is_json(const struct kua_field *f)
{
	return f->type >= KUA_LIST;
}

bool cb_list_empty(const struct kua_field *f, const void *record)
{
	/* the four list structs are a pointer and a count */
	struct kua_list list;
	_Static_assert(sizeof list == sizeof(struct kua_spans) && offsetof(struct kua_list, n) == offsetof(struct kua_spans, n),
	               "lists have one layout");
	_Static_assert(sizeof list == sizeof(struct kua_name_list) &&
	               offsetof(struct kua_list, n) == offsetof(struct kua_name_list, n), "lists have one layout");
	_Static_assert(sizeof list == sizeof(struct kua_joined_list) &&
	               offsetof(struct kua_list, n) == offsetof(struct kua_joined_list, n), "lists have one layout");
	memcpy(&list, (const char *)record + f->at, sizeof list);
	return list.n == 0;
}

const char *cb_text_in(const struct kua_field *f, const void *record)
{
	const char *s;
	memcpy(&s, (const char *)record + f->at, sizeof s);
	return s;
}

static bool is_real(const struct kua_field *f)
{
	return f->type == KUA_REAL || f->type == KUA_MEAN;
}

static void bind_number(sqlite3_stmt *s, int at, const struct kua_field *f, const void *record)
{
	const char *p = (const char *)record + f->at;
	int64_t n;
	double d;
	if (is_real(f)) {
		memcpy(&d, p, sizeof d);
		(void)sqlite3_bind_double(s, at, d);
		return;
	}
	memcpy(&n, p, sizeof n);
	if (n == KUA_NONE)
		(void)sqlite3_bind_null(s, at);
	else
		(void)sqlite3_bind_int64(s, at, n);
}

static void bind_json(sqlite3_stmt *s, int at, const struct kua_field *f, const void *record)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (cb_list_empty(f, record)) {
		(void)sqlite3_bind_null(s, at);
		return;
	}
	kua_field_json(&b, f, record);
	(void)sqlite3_bind_text64(s, at, b.data, b.len, SQLITE_TRANSIENT, SQLITE_UTF8);
	kua_buf_free(&b);
}

/* Text that is not UTF-8 cannot be kept as text: clean it, where it is short of that, into an arena made for the purpose. */
static void bind_text(sqlite3_stmt *s, int at, const char *text, struct kua_arena **a)
{
	if (text && !kua_utf8_valid(text, strlen(text))) {
		if (!*a)
			*a = kua_arena_new();
		text = cb_clean(*a, text);
	}
	cb_bind(s, at, text);
}

static enum kua_code number_out(struct kua_casebook *cb, sqlite3_stmt *s, int at, const struct kua_field *f, char *p,
                                struct kua_error *err)
{
	int type = sqlite3_column_type(s, at);
	if (type != SQLITE_NULL && type != SQLITE_INTEGER && !(type == SQLITE_FLOAT && is_real(f)))
		return kua_fail(err, KUA_DATA, "%s: damaged (column %s holds no number); go on with a copy from a backup",
		                cb->path, f->name);
	if (is_real(f)) {
		double d = sqlite3_column_double(s, at);
		memcpy(p, &d, sizeof d);
	} else {
		int64_t n = type == SQLITE_NULL ? KUA_NONE : sqlite3_column_int64(s, at);
		memcpy(p, &n, sizeof n);
	}
	return KUA_OK;
}

static enum kua_code json_out(struct kua_casebook *cb, sqlite3_stmt *s, int at, const struct kua_field *f, void *record,
                              struct kua_arena *a, struct kua_error *err)
{
	const char *text = (const char *)sqlite3_column_text(s, at);
	if (!text) /* empty; the record came zeroed */
		return KUA_OK;
	return kua_field_parse(f, record, text, a, err) == KUA_OK ? KUA_OK : kua_fail_in(err, "%s: damaged", cb->path);
}

enum kua_code cb_record(struct kua_casebook *cb, sqlite3_stmt *s, const struct kua_shape *shape, void *record,
                        const void *before, struct kua_arena *a, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < shape->n && code == KUA_OK; i++) {
		const struct kua_field *f = &shape->fields[i];
		char *p = (char *)record + f->at;
		const char *text;
		if (is_json(f)) {
			code = json_out(cb, s, (int)i, f, record, a, err);
		} else if (f->type == KUA_TEXT) {
			code = cb_text(cb, s, (int)i, before ? cb_text_in(f, before) : NULL, a, &text, err);
			if (code == KUA_OK)
				memcpy(p, &text, sizeof text);
		} else {
			code = number_out(cb, s, (int)i, f, p, err);
		}
	}
	return code;
}

/* ---- putting ---- */

static sqlite3_stmt *put_statement(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err)
{
	const struct kua_shape *shape = &kua_shapes[kind];
	struct kua_buf b = KUA_BUF_INIT, marks = KUA_BUF_INIT;
	if (!cb->put[kind]) {
		kua_buf_str(&b, "INSERT INTO ");
		cb_name(&b, shape->type);
		for (size_t i = 0; i < shape->n; i++) {
			kua_buf_str(&b, i ? ", " : " (");
			cb_name(&b, shape->fields[i].name);
			kua_buf_str(&marks, i ? ", ?" : "?");
		}
		kua_buf_printf(&b, ") VALUES (%s)", marks.data);
		cb->put[kind] = cb_take(cb, b.data, err);
		kua_buf_free(&b);
		kua_buf_free(&marks);
	}
	return cb->put[kind];
}

void cb_bind_field(sqlite3_stmt *s, int at, const struct kua_field *f, const void *record, struct kua_arena **a)
{
	if (is_json(f))
		bind_json(s, at, f, record);
	else if (f->type == KUA_TEXT)
		bind_text(s, at, cb_text_in(f, record), a);
	else
		bind_number(s, at, f, record);
}

enum kua_code cb_insert(struct kua_casebook *cb, enum kua_shape_kind kind, const void *record, struct kua_error *err)
{
	const struct kua_shape *shape = &kua_shapes[kind];
	sqlite3_stmt *s = put_statement(cb, kind, err);
	struct kua_arena *a = NULL;
	if (!s)
		return err->code;
	for (size_t i = 0; i < shape->n; i++)
		cb_bind_field(s, (int)i + 1, &shape->fields[i], record, &a);
	enum kua_code code = KUA_OK;
	if (sqlite3_step(s) != SQLITE_DONE) {
		const struct kua_field *id = kua_shape_field(shape, "id");
		const char *text = id ? cb_text_in(id, record) : NULL;
		code = (sqlite3_extended_errcode(cb->db) & 0xff) == SQLITE_CONSTRAINT
		               ? kua_fail(err, KUA_BUG, "%s: the %s %s is there already or lacks its id", cb->path,
		                          shape->type, text ? text : "without an id")
		               : cb_fail(cb, err);
	}
	(void)sqlite3_reset(s);
	(void)sqlite3_clear_bindings(s);
	kua_arena_free(a);
	return code;
}

bool cb_is_found(enum kua_shape_kind kind)
{
	return kind == KUA_ENTITY || kind == KUA_FIGURE || kind == KUA_CASE_STEP || kind == KUA_HARM || kind == KUA_ACTION;
}

/* What of a record that was found is looked for: a label, the text, and what else it says. */
struct looked_for {
	const char *label, *text, *more;
};

static const char *joined(struct kua_arena *a, const char *const *v, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n; i++)
		if (v[i])
			kua_buf_printf(&b, "%s%s", b.len ? " · " : "", v[i]);
	const char *s = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return s;
}

static bool looked_for(enum kua_shape_kind kind, const void *record, struct kua_arena *a, struct looked_for *out)
{
	const struct kua_entity *e = record;
	const struct kua_figure *f = record;
	const struct kua_case_step *s = record;
	const struct kua_harm *h = record;
	const struct kua_action *act = record;
	struct kua_list forms = {0};
	switch (kind) {
	case KUA_ENTITY:
		for (size_t i = 0; i < e->names.n; i++)
			kua_list_add(a, &forms, e->names.v[i].form);
		*out = (struct looked_for){e->label, joined(a, forms.v, forms.n), joined(a, e->roles.v, e->roles.n)};
		return true;
	case KUA_FIGURE:
		*out = (struct looked_for){NULL, f->quote, joined(a, (const char *[]){f->said_by, f->via, f->by, f->place}, 4)};
		return true;
	case KUA_CASE_STEP:
		*out = (struct looked_for){s->name, s->quote, joined(a, (const char *[]){s->court, s->charge, s->facility, s->place}, 4)};
		return true;
	case KUA_HARM:
		*out = (struct looked_for){NULL, h->quote, joined(a, (const char *[]){h->said_by, h->via, h->by, h->place}, 4)};
		return true;
	case KUA_ACTION:
		*out = (struct looked_for){NULL, act->quote, joined(a, (const char *[]){act->organiser, act->addressee, act->place}, 3)};
		return true;
	default: return false;
	}
}

static enum kua_code index_found(struct kua_casebook *cb, enum kua_shape_kind kind, const void *record, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct looked_for words;
	enum kua_code code = KUA_OK;
	int64_t nr = sqlite3_last_insert_rowid(cb->db);
	sqlite3_stmt *s = NULL;
	if (looked_for(kind, record, a, &words)) {
		s = cb_take(cb, "INSERT INTO found (rowid, label, text, more) VALUES (?, ?, ?, ?)", err);
		code = s ? KUA_OK : err->code;
	}
	if (s) {
		(void)sqlite3_bind_int64(s, 1, CB_FOUND(kind, nr));
		cb_bind(s, 2, cb_normal(a, cb_clean(a, words.label)));
		cb_bind(s, 3, cb_normal(a, cb_clean(a, words.text)));
		cb_bind(s, 4, cb_normal(a, cb_clean(a, words.more)));
		code = cb_finish(cb, s, err);
	}
	kua_arena_free(a);
	return code;
}

static enum kua_code index_category(struct kua_casebook *cb, const char *name, int64_t nr, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "INSERT OR IGNORE INTO category (name, nr) VALUES (?, ?)", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, name);
	(void)sqlite3_bind_int64(s, 2, nr);
	return cb_finish(cb, s, err);
}

static enum kua_code index_item(struct kua_casebook *cb, const struct kua_item *item, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)", err);
	if (!s)
		return err->code;
	struct kua_arena *a = kua_arena_new();
	int64_t nr = sqlite3_last_insert_rowid(cb->db);
	(void)sqlite3_bind_int64(s, 1, nr);
	cb_bind(s, 2, cb_normal(a, cb_clean(a, item->title)));
	cb_bind(s, 3, cb_normal(a, cb_clean(a, item->text)));
	enum kua_code code = cb_finish(cb, s, err);
	for (size_t i = 0; i < item->categories.n && code == KUA_OK; i++)
		code = index_category(cb, cb_clean(a, item->categories.v[i]), nr, err);
	kua_arena_free(a);
	return code;
}

static const char *const found_of_item[] = {"language", "date_from", "date_to", "date_why"};

bool cb_is_found_of_item(const char *field)
{
	for (size_t i = 0; i < sizeof found_of_item / sizeof *found_of_item; i++)
		if (strcmp(found_of_item[i], field) == 0)
			return true;
	return false;
}

enum kua_code cb_item_again(struct kua_casebook *cb, const struct kua_item *item, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "UPDATE item SET language = ?1, date_from = ?2, date_to = ?3, date_why = ?4 WHERE id = ?5", err);
	struct kua_arena *a = NULL;
	if (!s)
		return err->code;
	cb->touched = true;
	for (size_t i = 0; i < sizeof found_of_item / sizeof *found_of_item; i++)
		cb_bind_field(s, (int)i + 1, kua_shape_field(&kua_shapes[KUA_ITEM], found_of_item[i]), item, &a);
	cb_bind(s, 5, item->id);
	enum kua_code code = cb_written(cb, cb_finish(cb, s, err));
	kua_arena_free(a);
	return code;
}

static enum kua_code may_put(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err)
{
	if (kind >= KUA_SHAPES || !kua_shapes[kind].derived)
		return kua_fail(err, KUA_BUG, "%s: a %s is not derived", cb->path,
		                kind < KUA_SHAPES ? kua_shapes[kind].type : "shape without a name");
	enum kua_code code = cb_may_write(cb, err);
	cb->touched = cb->touched || code == KUA_OK;
	return code;
}

enum kua_code kua_casebook_put(struct kua_casebook *cb, enum kua_shape_kind kind, const void *record,
                               struct kua_error *err)
{
	enum kua_code code = may_put(cb, kind, err);
	if (code == KUA_OK)
		code = cb_groups_drop(cb, kind, err);
	return code == KUA_OK ? cb_put(cb, kind, record, err) : code;
}

enum kua_code cb_put(struct kua_casebook *cb, enum kua_shape_kind kind, const void *record, struct kua_error *err)
{
	enum kua_code code = may_put(cb, kind, err);
	if (code == KUA_OK)
		code = cb_insert(cb, kind, record, err);
	if (code == KUA_OK)
		code = cb_written(cb, kind == KUA_ITEM ? index_item(cb, record, err) : index_found(cb, kind, record, err));
	return code;
}

/* ---- emptying ---- */

static enum kua_code empty(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	if (kind == KUA_ITEM)
		code = cb_exec(cb, "INSERT INTO search (search) VALUES ('delete-all'); DELETE FROM category", err);
	if (cb_is_found(kind)) {
		kua_buf_printf(&b, "DELETE FROM found WHERE rowid >= %lld AND rowid < %lld", (long long)CB_FOUND(kind, 0),
		               (long long)CB_FOUND(kind + 1, 0));
		code = cb_exec(cb, b.data, err);
		kua_buf_clear(&b);
	}
	kua_buf_str(&b, "DELETE FROM ");
	cb_name(&b, kua_shapes[kind].type);
	if (code == KUA_OK)
		code = cb_exec(cb, b.data, err);
	kua_buf_free(&b);
	return code;
}

enum kua_code kua_casebook_drop(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err)
{
	enum kua_code code = may_put(cb, kind, err);
	if (code == KUA_OK)
		code = cb_groups_drop(cb, kind, err);
	return code == KUA_OK ? cb_drop(cb, kind, err) : code;
}

enum kua_code cb_drop(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err)
{
	enum kua_code code = may_put(cb, kind, err);
	return code == KUA_OK ? cb_written(cb, empty(cb, kind, err)) : code;
}

enum kua_code kua_casebook_drop_derived(struct kua_casebook *cb, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code != KUA_OK)
		return code;
	cb->touched = true;
	code = kua_made_drop(cb, err);
	for (int i = 0; i < KUA_SHAPES && code == KUA_OK; i++)
		if (kua_shapes[i].derived)
			code = empty(cb, (enum kua_shape_kind)i, err);
	return cb_written(cb, code);
}
