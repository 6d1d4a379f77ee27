/*
 * find.c - a record of any shape by its id or the beginning of it.
 *
 * A whole id wins over longer ones that begin with it. An item's id is its document's, a dot and a number; so the
 * beginning of a document's id means the document, and with a dot and a number behind it that item.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/internal.h"

/* What an id could mean: the first few, for the message, and how many. */
enum { SHOWN = 4 };

struct candidates {
	enum kua_shape_kind kind;
	const char *ids[SHOWN];
	size_t n;
};

/* Where the ids that begin with s end: behind s and the highest code point. */
static const char *end_of(struct kua_arena *a, const char *s)
{
	return kua_arena_printf(a, "%s\xf4\x8f\xbf\xbf", s);
}

static enum kua_code add_rows(struct kua_casebook *cb, sqlite3_stmt *s, enum kua_shape_kind kind, struct kua_arena *a,
                              struct candidates *c, struct kua_error *err)
{
	enum kua_code code;
	bool row;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		const char *id;
		if ((code = cb_text(cb, s, 0, NULL, a, &id, err)) != KUA_OK)
			break;
		if (c->n < SHOWN)
			c->ids[c->n] = id;
		c->n++;
		c->kind = kind;
	}
	cb_give(cb, s);
	return code;
}

static enum kua_code by_beginning(struct kua_casebook *cb, enum kua_shape_kind kind, const char *id, bool whole,
                                  struct kua_arena *a, struct candidates *c, struct kua_error *err)
{
	const char *end = end_of(a, id);
	const char *sql = kua_arena_printf(a, "SELECT id FROM \"%s\" WHERE %s ORDER BY id LIMIT 100", kua_shapes[kind].type,
	                                   whole ? "id = ?1" : "id >= ?1 AND id < ?2");
	sqlite3_stmt *s = cb_take(cb, sql, err);
	if (!s)
		return err->code;
	cb_bind(s, 1, id);
	if (!whole)
		cb_bind(s, 2, end);
	return add_rows(cb, s, kind, a, c, err);
}

/* "d-3f2a.7": the seventh item of the document that begins so. */
static enum kua_code by_ordinal(struct kua_casebook *cb, const char *id, struct kua_arena *a, struct candidates *c,
                                struct kua_error *err)
{
	const char *dot = strrchr(id, '.');
	if (!dot || dot - id < CB_LEAST_ID || dot[1] < '1' || dot[1] > '9')
		return KUA_OK;
	const char *document = kua_arena_strndup(a, id, (size_t)(dot - id)), *end = end_of(a, document);
	sqlite3_stmt *s = cb_take(cb, "SELECT id FROM item WHERE document_id >= ?1 AND document_id < ?2 AND ordinal = ?3 "
	                          "ORDER BY id LIMIT 100", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, document);
	cb_bind(s, 2, end);
	cb_bind(s, 3, dot + 1);
	return add_rows(cb, s, KUA_ITEM, a, c, err);
}

static enum kua_code all_shapes(struct kua_casebook *cb, const char *id, bool whole, struct kua_arena *a,
                                struct candidates *c, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (int i = 0; i < KUA_SHAPES && code == KUA_OK; i++) {
		bool has_id = kua_shape_field(&kua_shapes[i], "id") != NULL;
		bool documents_item = i == KUA_ITEM && c->n > 0; /* the document was meant */
		if (has_id && !documents_item)
			code = by_beginning(cb, (enum kua_shape_kind)i, id, whole, a, c, err);
	}
	return code;
}

static enum kua_code look(struct kua_casebook *cb, const char *id, struct kua_arena *a, struct candidates *c,
                          struct kua_error *err)
{
	enum kua_code code = all_shapes(cb, id, true, a, c, err);
	if (code != KUA_OK || c->n > 0)
		return code;
	if (strlen(id) < CB_LEAST_ID)
		return kua_fail(err, KUA_USE, "%s: too short for the beginning of an id: give %d characters or more", id,
		                CB_LEAST_ID);
	code = by_ordinal(cb, id, a, c, err);
	return code != KUA_OK || c->n > 0 ? code : all_shapes(cb, id, false, a, c, err);
}

static enum kua_code ambiguous(const char *id, const struct candidates *c, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < c->n && i < SHOWN; i++)
		kua_buf_printf(&b, "%s%.60s", i ? ", " : "", c->ids[i]);
	if (c->n > SHOWN)
		kua_buf_str(&b, " ...");
	(void)kua_fail(err, KUA_USE, "%.80s: could be %s; give more of the id", id, b.data);
	kua_buf_free(&b);
	return err->code;
}

enum kua_code kua_casebook_find(struct kua_casebook *cb, const char *id, struct kua_arena *a, enum kua_shape_kind *kind,
                                void **record, struct kua_error *err)
{
	struct candidates c = {.n = 0};
	enum kua_code code = look(cb, id, a, &c, err);
	if (code != KUA_OK)
		return code;
	if (c.n == 0)
		return kua_fail(err, KUA_USE, "%.80s: nothing in %s has an id that is or begins so", id, cb->path);
	if (c.n > 1)
		return ambiguous(id, &c, err);
	size_t n;
	code = kua_casebook_load(cb, c.kind, "id", c.ids[0], a, record, &n, err);
	if (code == KUA_OK)
		*kind = c.kind;
	return code;
}
