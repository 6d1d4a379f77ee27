/* search_page.c - what a page of found records shows: of each its title or sentence, and the words where they stand. */
#include <stdlib.h>

#include "casebook/search_page.h"

static enum kua_code take_text(const struct cb_page *s, sqlite3_stmt *q, struct kua_hit *hit, struct kua_error *err)
{
	bool row;
	enum kua_code code = cb_step(s->cb, q, &row, err);
	if (code == KUA_OK && row)
		code = cb_text(s->cb, q, 0, NULL, s->a, &hit->id, err);
	if (code == KUA_OK && row)
		code = cb_text(s->cb, q, 1, NULL, s->a, &hit->title, err);
	if (code == KUA_OK && row)
		code = cb_text(s->cb, q, 2, NULL, s->a, &hit->snippet, err);
	if (code == KUA_OK && row)
		code = cb_text(s->cb, q, 3, NULL, s->a, &hit->item, err);
	cb_give(s->cb, q);
	return code;
}

/*
 * The words where they stand; making this reads the whole text, so only for what is shown. One question for each hit, unless a word is the
 * beginning of others: then each question would put all of these together again, and one goes through everything for all hits.
 */
static const struct {
	const char *one, *all;
} snippets_of[] = {
	{"SELECT rowid, snippet(search, -1, char(1), char(2), '…', 24) FROM search WHERE search MATCH ?1 AND rowid = ?2",
	 "SELECT rowid, snippet(search, -1, char(1), char(2), '…', 24) FROM search WHERE search MATCH ?1 AND "
	 "+rowid IN (SELECT value FROM json_each(?2))"},
	{"SELECT rowid, snippet(found, -1, char(1), char(2), '…', 24) FROM found WHERE found MATCH ?1 AND rowid = ?2",
	 "SELECT rowid, snippet(found, -1, char(1), char(2), '…', 24) FROM found WHERE found MATCH ?1 AND "
	 "+rowid IN (SELECT value FROM json_each(?2))"},
};

static enum kua_code snippet(const struct cb_page *s, struct kua_hit *hit, int64_t rowid, struct kua_error *err)
{
	bool row;
	sqlite3_stmt *q = cb_take(s->cb, snippets_of[hit->kind != KUA_ITEM].one, err);
	if (!q)
		return err->code;
	cb_bind(q, 1, s->query->with);
	(void)sqlite3_bind_int64(q, 2, rowid);
	enum kua_code code = cb_step(s->cb, q, &row, err);
	if (code == KUA_OK && row)
		code = cb_text(s->cb, q, 1, NULL, s->a, &hit->snippet, err);
	cb_give(s->cb, q);
	return code;
}

struct place { /* of a hit among those of a page */
	int64_t rowid;
	struct kua_hit *hit;
};

static int by_rowid(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	return (x->rowid > y->rowid) - (x->rowid < y->rowid);
}

/* Of all hits in one of the two indexes. */
static enum kua_code snippets(const struct cb_page *s, struct place *v, size_t n, bool items, struct kua_error *err)
{
	struct kua_buf list = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	bool row, any = false;
	kua_buf_char(&list, '[');
	for (size_t i = 0; i < n; i++)
		if ((v[i].hit->kind == KUA_ITEM) == items) {
			kua_buf_printf(&list, "%s%lld", any ? "," : "", (long long)v[i].rowid);
			any = true;
		}
	kua_buf_char(&list, ']');
	sqlite3_stmt *q = any ? cb_take(s->cb, snippets_of[!items].all, err) : NULL;
	if (any && !q)
		code = err->code;
	if (q) {
		cb_bind(q, 1, s->query->with);
		cb_bind(q, 2, list.data);
	}
	while (q && code == KUA_OK && (code = cb_step(s->cb, q, &row, err)) == KUA_OK && row) {
		struct place key = {.rowid = sqlite3_column_int64(q, 0)}, *at = bsearch(&key, v, n, sizeof *v, by_rowid);
		if (at && (at->hit->kind == KUA_ITEM) == items)
			code = cb_text(s->cb, q, 1, NULL, s->a, &at->hit->snippet, err);
	}
	if (q)
		cb_give(s->cb, q);
	kua_buf_free(&list);
	return code;
}

static enum kua_code all_snippets(const struct cb_page *s, struct place *v, size_t n, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < n && code == KUA_OK && !s->query->prefix; i++)
		code = snippet(s, v[i].hit, v[i].rowid, err);
	if (!s->query->prefix || !n)
		return code;
	qsort(v, n, sizeof *v, by_rowid); /* no number is in both indexes: those of found begin with their kind */
	code = snippets(s, v, n, true, err);
	return code == KUA_OK ? snippets(s, v, n, false, err) : code;
}

static enum kua_code take_hit(const struct cb_page *s, const struct cb_ranked *r, struct kua_hit *hit, struct kua_error *err)
{
	static const char entity[] = "SELECT id, label, (SELECT text FROM found WHERE rowid = ?2), NULL FROM entity WHERE nr = ?1";
	static const struct {
		enum kua_shape_kind shape;
		const char *sql;
	} kinds[CB_KINDS] = {
		[CB_ITEM] = {KUA_ITEM, "SELECT id, coalesce(title, document), NULL, id FROM item WHERE nr = ?1"},
		[CB_FIGURE] = {KUA_FIGURE, "SELECT id, NULL, quote, item FROM figure WHERE nr = ?1"},
		[CB_CASE_STEP] = {KUA_CASE_STEP, "SELECT id, name, quote, item FROM case_step WHERE nr = ?1"},
		[CB_HARM] = {KUA_HARM, "SELECT id, NULL, quote, item FROM harm WHERE nr = ?1"},
		[CB_ACTION] = {KUA_ACTION, "SELECT id, NULL, quote, item FROM action WHERE nr = ?1"},
		[CB_PERSON] = {KUA_ENTITY, entity},
		[CB_PLACE] = {KUA_ENTITY, entity},
		[CB_ORGANISATION] = {KUA_ENTITY, entity},
	};
	int64_t nr = s->c->nr[r->at];
	uint8_t kind = s->c->kind[r->at];
	*hit = (struct kua_hit){.kind = kinds[kind].shape, .is = cb_kind_names[kind], .rank = r->rank};
	sqlite3_stmt *q = cb_take(s->cb, kinds[kind].sql, err);
	if (!q)
		return err->code;
	(void)sqlite3_bind_int64(q, 1, nr);
	if (hit->kind == KUA_ENTITY)
		(void)sqlite3_bind_int64(q, 2, CB_FOUND(KUA_ENTITY, nr));
	return take_text(s, q, hit, err);
}

enum kua_code cb_page_hits(const struct cb_page *s, const struct cb_ranked *v, size_t n, struct kua_found *out, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	out->v = KUA_NEW_N(s->a, struct kua_hit, n);
	struct place *places = KUA_NEW_N(s->a, struct place, n);
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		struct kua_hit *hit = &out->v[out->n];
		code = take_hit(s, &v[i], hit, err);
		if (code != KUA_OK || !hit->id) /* one that went since the catalogue was made is passed over */
			continue;
		int64_t nr = s->c->nr[v[i].at];
		places[out->n++] = (struct place){hit->kind == KUA_ITEM ? nr : CB_FOUND(hit->kind, nr), hit};
	}
	return code == KUA_OK && s->query->with ? all_snippets(s, places, out->n, err) : code;
}
