/*
 * groups.c - of the shapes with most rows, a digest of the rows of each item, so that rows which are what they were need not be read.
 *
 * Figures, mentions, drift and their like hang on an item each. After a hundred items more those of most items are the same; what they
 * should be is at hand, so one digest for each item says it, and only rows of the others are looked up and held against (change.c). The
 * digests are saved work beside what stages keep (made.c): dropped with it, dropped wherever rows of the shape are written by other
 * means, and taken for the rows they were made with by nobody else.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/groups.h"

enum { FEW = 4 }; /* where one group in so many differs, all rows are read, one after the other */

static const struct {
	enum kua_shape_kind kind;
	const char *column; /* has an index */
} grouped[] = {
	{KUA_REUSE, "a"},         {KUA_DRIFT, "a"},   {KUA_MENTION, "item"}, {KUA_FIGURE, "item"},
	{KUA_CASE_STEP, "item"}, {KUA_HARM, "item"}, {KUA_ACTION, "item"}, {KUA_COPY, "item"},
};

const struct kua_field *cb_group_field(enum kua_shape_kind kind)
{
	for (size_t i = 0; i < sizeof grouped / sizeof *grouped; i++)
		if (grouped[i].kind == kind)
			return kua_shape_field(&kua_shapes[kind], grouped[i].column);
	return NULL;
}

static const char *stage_of(enum kua_shape_kind kind, char out[40])
{
	(void)snprintf(out, 40, "rows %s", kua_shapes[kind].type);
	return out;
}

/* ---- what should be ---- */

static struct cb_group *group_named(struct cb_groups *g, const char *name)
{
	uint32_t id = kua_intern_add(g->names, name, strlen(name));
	if (id == g->v.n)
		*kua_vec_add(&g->v) = (struct cb_group){.name = kua_arena_strdup(g->arena, name)};
	return &g->v.v[id];
}

/* More records of the group: its digest goes on. */
static void digest(struct cb_group *group, struct kua_buf *b, enum kua_shape_kind kind, const void *records, size_t n)
{
	char hex[KUA_SHA256_HEX + 1];
	kua_buf_clear(b);
	kua_buf_add(b, group->digest, sizeof group->digest);
	kua_shape_pack(b, kind, records, n);
	kua_sha256(b->data, b->len, hex);
	memcpy(group->digest, hex, CB_DIGEST);
}

static const char *name_in(const struct cb_groups *g, const void *record)
{
	const char *name = cb_text_in(g->field, record);
	return name ? name : "";
}

/* Neighbours of one group are taken together; where they stand apart, in the order they come in. */
static void digest_all(struct cb_groups *g, enum kua_shape_kind kind, const char *v, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t size = kua_shapes[kind].size;
	g->of = kua_malloc(kua_mul(n ? n : 1, sizeof *g->of));
	for (size_t i = 0, end; i < n; i = end) {
		const char *name = name_in(g, v + i * size);
		for (end = i + 1; end < n && strcmp(name_in(g, v + end * size), name) == 0; end++)
			;
		struct cb_group *group = group_named(g, name);
		digest(group, &b, kind, v + i * size, end - i);
		for (size_t k = i; k < end; k++)
			g->of[k] = (uint32_t)(group - g->v.v);
	}
	kua_buf_free(&b);
}

/* ---- what is there ---- */

static enum kua_code load_digests(struct cb_groups *g, struct kua_casebook *cb, enum kua_shape_kind kind, size_t *n, struct kua_error *err)
{
	char stage[40];
	sqlite3_stmt *s = cb_take(cb, "SELECT item, mark FROM made WHERE stage = ?1", err);
	enum kua_code code;
	bool row;
	*n = 0;
	if (!s)
		return err->code;
	cb_bind(s, 1, stage_of(kind, stage));
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		const char *name = (const char *)sqlite3_column_text(s, 0), *mark = (const char *)sqlite3_column_text(s, 1);
		struct cb_group *group = group_named(g, name ? name : "");
		group->there = true;
		group->same = mark && strlen(mark) == CB_DIGEST && memcmp(mark, group->digest, CB_DIGEST) == 0;
		++*n;
	}
	cb_give(cb, s);
	return code;
}

enum kua_code cb_groups_open(struct cb_groups *g, struct kua_casebook *cb, enum kua_shape_kind kind, const void *v, size_t n,
                             struct kua_error *err)
{
	size_t there = 0, others = 0;
	bool nameless = false; /* rows of no item, which are not looked up */
	*g = (struct cb_groups){.field = cb_group_field(kind), .names = kua_intern_new(), .arena = kua_arena_new()};
	if (!g->field)
		return KUA_OK;
	digest_all(g, kind, v, n);
	enum kua_code code = load_digests(g, cb, kind, &there, err);
	for (size_t i = 0; i < g->v.n; i++) {
		others += !g->v.v[i].same;
		nameless = nameless || (!g->v.v[i].same && !*g->v.v[i].name);
	}
	g->few = there && others * FEW <= g->v.n && !nameless;
	return code;
}

void cb_groups_close(struct cb_groups *g)
{
	kua_intern_free(g->names);
	kua_vec_free(&g->v);
	kua_arena_free(g->arena);
	free(g->of);
}

void cb_groups_marks(const struct cb_groups *g, struct kua_arena *a, struct kua_changes *out)
{
	out->marks = KUA_NEW_N(a, struct kua_group_mark, g->v.n);
	for (size_t i = 0; i < g->v.n; i++) {
		const struct cb_group *group = &g->v.v[i];
		if (!group->same)
			out->marks[out->n_marks++] = (struct kua_group_mark){
				kua_arena_strdup(a, group->name), *group->digest ? kua_arena_strndup(a, group->digest, CB_DIGEST) : NULL};
	}
}

/* ---- keeping them ---- */

enum kua_code cb_groups_keep(struct kua_casebook *cb, const struct kua_changes *c, struct kua_error *err)
{
	char stage[40];
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < c->n_marks && code == KUA_OK; i++) {
		const struct kua_group_mark *m = &c->marks[i];
		sqlite3_stmt *s = cb_take(cb, m->mark ? "INSERT OR REPLACE INTO made (stage, item, mark, packed) VALUES (?1, ?2, ?3, x'')"
		                                      : "DELETE FROM made WHERE stage = ?1 AND item = ?2", err);
		if (!s)
			return err->code;
		cb_bind(s, 1, stage_of(c->kind, stage));
		cb_bind(s, 2, m->group);
		if (m->mark)
			cb_bind(s, 3, m->mark);
		code = cb_finish(cb, s, err);
	}
	return cb_written(cb, code);
}

enum kua_code cb_groups_drop(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err)
{
	char stage[40];
	sqlite3_stmt *s = cb_group_field(kind) ? cb_take(cb, "DELETE FROM made WHERE stage = ?1", err) : NULL;
	if (!s)
		return cb_group_field(kind) ? err->code : KUA_OK;
	cb_bind(s, 1, stage_of(kind, stage));
	return cb_written(cb, cb_finish(cb, s, err));
}
