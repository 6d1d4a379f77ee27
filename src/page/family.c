/*
 * family.c - one text in several items: the family's tree in time, what changed on the way and which items carry it, and the items. A
 * dot leads to its item, what stands below it to the two texts side by side.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "page/internal.h"
#include "report/report.h"

enum { CHANGES = 80 };

struct kin { /* a family as far as it is drawn */
	struct visit *v;
	struct kua_family *family;
	struct kua_intern *ids; /* of its items */
	KUA_VEC(const struct kua_item *) items;
	KUA_VEC(const struct kua_reuse *) reuse;
	KUA_VEC(const struct kua_drift *) drift;
	KUA_VEC(const struct kua_copy *) copies;
};

static bool is_kin(const struct kin *k, const char *id)
{
	return kua_intern_find(k->ids, id, strlen(id)) != KUA_NO_ID;
}

static enum kua_code load_item(struct kin *k, const char *id, struct kua_error *err)
{
	struct kua_item *item;
	size_t before = kua_intern_count(k->ids);
	if (before == KUA_TREE_NODES || kua_intern_add(k->ids, id, strlen(id)) != before)
		return KUA_OK;
	enum kua_code code = rows_one(k->v, KUA_ITEM, id, (void **)&item, err);
	if (code == KUA_OK)
		*kua_vec_add(&k->items) = item;
	return code;
}

static enum kua_code load_pairs(struct kin *k, const char *id, struct kua_error *err)
{
	struct kua_reuse *r;
	struct kua_drift *d;
	size_t n = 0, m = 0;
	enum kua_code code = rows_of(k->v, KUA_REUSE, "a", id, (void **)&r, &n, err);
	if (code == KUA_OK)
		code = rows_of(k->v, KUA_DRIFT, "a", id, (void **)&d, &m, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++)
		if (is_kin(k, r[i].b))
			*kua_vec_add(&k->reuse) = &r[i];
	for (size_t i = 0; i < m && code == KUA_OK; i++)
		if (is_kin(k, d[i].b))
			*kua_vec_add(&k->drift) = &d[i];
	return code;
}

static enum kua_code load(struct kin *k, struct kua_error *err)
{
	struct kua_copy *copies;
	size_t n = 0;
	enum kua_code code = rows_one(k->v, KUA_FAMILY, k->v->id, (void **)&k->family, err);
	if (code == KUA_OK && k->family->origin)
		code = load_item(k, k->family->origin, err);
	for (size_t i = 0; code == KUA_OK && i < k->family->items.n; i++)
		code = load_item(k, k->family->items.v[i], err);
	for (size_t i = 0; code == KUA_OK && i < k->items.n; i++)
		code = load_pairs(k, k->items.v[i]->id, err);
	if (code == KUA_OK)
		code = rows_of(k->v, KUA_COPY, "family", k->family->id, (void **)&copies, &n, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++)
		*kua_vec_add(&k->copies) = &copies[i];
	return code;
}

/* ---- the tree ---- */

static const struct kua_item *item_of_kin(void *ctx, const char *id)
{
	const struct kin *k = ctx;
	uint32_t i = kua_intern_find(k->ids, id, strlen(id));
	return i == KUA_NO_ID ? NULL : k->items.v[i];
}

static const char *date_of_kin(void *ctx, const char *iso)
{
	const struct kin *k = ctx;
	return texts_date(k->v->w, iso, k->v->a);
}

static void tree(struct kin *k)
{
	struct visit *v = k->v;
	const struct kua_tree_input in = {.family = k->family, .reuse = k->reuse.v, .n_reuse = k->reuse.n, .copies = k->copies.v,
	                                  .n_copies = k->copies.n, .drift = k->drift.v, .n_drift = k->drift.n, .item_href = "/item/",
	                                  .reuse_href = "/reprint/", .item = item_of_kin, .date = date_of_kin, .ctx = k};
	struct kua_tree t;
	kua_tree_make(&in, v->a, &t);
	t.title = texts_text(v->w, "tree-title");
	t.undated = texts_text(v->w, "undated");
	t.unseen = texts_text(v->w, "unseen-text");
	put(v, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
	put_text(v, t.title);
	put(v, "\">");
	kua_report_tree(&t, v->out);
	put(v, "</div><p class=\"dim legend\">");
	put_word(v, "tree-legend");
	if (k->family->items.n > KUA_TREE_NODES) {
		put(v, " ");
		put_count(v, "tree-cut", KUA_TREE_NODES);
	}
	put(v, "</p>\n");
}

/* ---- what changed ---- */

struct change { /* one reading against another, with the items that have either */
	const struct kua_drift *drift; /* the first that says it */
	const char *before, *after;
	bool known; /* which was before */
	struct kua_list with_before, with_after;
};

static void has(struct kin *k, struct kua_list *list, const char *item)
{
	if (!kua_list_has(list, item))
		kua_list_add(k->v->a, list, item);
}

/* By bisection nothing would be won: a family that is drawn has some dozens of changes. */
static struct change *change_of(struct change *v, size_t n, const char *before, const char *after)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].before, before) == 0 && strcmp(v[i].after, after) == 0)
			return &v[i];
	return NULL;
}

static void add_change(struct kin *k, struct change *v, size_t *n, const struct kua_drift *d)
{
	const char *a = d->in_a ? d->in_a : "", *b = d->in_b ? d->in_b : "";
	bool known = d->changed_in != NULL, turned = known ? strcmp(d->changed_in, d->a) == 0 : strcmp(a, b) > 0;
	const char *before = turned ? b : a, *after = turned ? a : b;
	struct change *c = change_of(v, *n, before, after);
	if (!c && *n == CHANGES)
		return;
	if (!c) {
		c = &v[(*n)++];
		*c = (struct change){.drift = d, .before = before, .after = after};
	}
	c->known |= known;
	has(k, &c->with_before, turned ? d->b : d->a);
	has(k, &c->with_after, turned ? d->a : d->b);
	for (size_t i = 0; i < d->also_in.n; i++)
		has(k, &c->with_after, d->also_in.v[i]);
}

static int rank_of(const struct kua_drift *d)
{
	return strcmp(d->kind, "number") == 0 ? 0 : strcmp(d->kind, "name") == 0 ? 1 : 2;
}

static int most_telling(const void *pa, const void *pb)
{
	const struct change *a = pa, *b = pb;
	if (rank_of(a->drift) != rank_of(b->drift))
		return rank_of(a->drift) - rank_of(b->drift);
	if (a->with_after.n != b->with_after.n)
		return a->with_after.n > b->with_after.n ? -1 : 1;
	int c = strcmp(a->before, b->before);
	return c ? c : strcmp(a->after, b->after);
}

static void carriers(struct kin *k, const struct kua_list *items)
{
	for (size_t i = 0; i < items->n; i++) {
		const struct kua_item *item = item_of_kin(k, items->v[i]);
		if (!item)
			continue;
		put(k->v, i ? "<br>" : "");
		link_text(k->v, "/item", item->id, item_name(item));
	}
}

static void reading(struct kin *k, const char *tag, const char *s, const struct kua_list *items)
{
	put(k->v, "<td>");
	if (*s)
		put_element(k->v, tag, NULL, s);
	else
		put_word(k->v, "nothing-there");
	put(k->v, "<br><span class=\"dim\">");
	carriers(k, items);
	put(k->v, "</span></td>");
}

static void changes(struct kin *k)
{
	struct visit *v = k->v;
	struct change *c = KUA_NEW_N(v->a, struct change, CHANGES);
	size_t n = 0;
	for (size_t i = 0; i < k->drift.n; i++)
		add_change(k, c, &n, k->drift.v[i]);
	if (n)
		qsort(c, n, sizeof *c, most_telling);
	put(v, "<h2>");
	put_word(v, "what-changed");
	put(v, "</h2>\n<table class=\"changes\"><thead><tr><th scope=\"col\">");
	put_word(v, "one-reading");
	put(v, "</th><td></td><th scope=\"col\">");
	put_word(v, "other-reading");
	put(v, "</th><th scope=\"col\">");
	put_word(v, "field.kind");
	put(v, "</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < n; i++) {
		put(v, "<tr>");
		reading(k, c[i].known ? "del" : "bdi", c[i].before, &c[i].with_before);
		put(v, c[i].known ? "<td>→</td>" : "<td>↔</td>");
		reading(k, c[i].known ? "ins" : "bdi", c[i].after, &c[i].with_after);
		put(v, "<td class=\"dim\">");
		put_word(v, kua_arena_printf(v->a, "drift.%s", c[i].drift->of ? c[i].drift->of : c[i].drift->kind));
		put(v, "</td></tr>\n");
	}
	put(v, "</tbody></table>\n");
}

static void family(struct kin *k)
{
	struct visit *v = k->v;
	frame_open(v, texts_text(v->w, "family"), "reprints");
	put(v, "<p>");
	put_count(v, "count-prints", (int64_t)k->family->items.n);
	put(v, " ");
	put_word(v, k->family->origin ? "origin-known" : "origin-unknown");
	put(v, "</p>\n");
	tree(k);
	changes(k);
	frame_close(v);
}

enum kua_code screen_family(struct visit *v, struct kua_error *err)
{
	struct kin k = {.v = v, .ids = kua_intern_new()};
	enum kua_code code = load(&k, err);
	if (code == KUA_OK)
		family(&k);
	kua_intern_free(k.ids);
	kua_vec_free(&k.items);
	kua_vec_free(&k.reuse);
	kua_vec_free(&k.drift);
	kua_vec_free(&k.copies);
	return code;
}

/* ---- the families of which an item is one, and all of them ---- */

void put_families(struct visit *v, const char *item)
{
	struct kua_error err = {0};
	struct kua_family *f;
	size_t n;
	const struct kua_query q = {.kind = KUA_FAMILY, .where = {{"items", KUA_HAS, item}}, .n = 1, .most = 3};
	if (kua_casebook_rows(v->cb, &q, v->a, (void **)&f, &n, &err) != KUA_OK)
		return;
	for (size_t i = 0; i < n; i++) {
		put(v, "<p>");
		link_to(v, "/family", f[i].id, NULL);
		put_count(v, "family-of", (int64_t)f[i].items.n);
		put(v, "</a></p>\n");
	}
}

enum kua_code screen_families(struct visit *v, struct kua_error *err)
{
	struct kua_family *f;
	size_t n;
	int64_t of = 0;
	const struct kua_query q = {.kind = KUA_FAMILY, .skip = rows_from(v), .most = ROWS};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&f, &n, err);
	if (code == KUA_OK)
		code = kua_casebook_count_rows(v->cb, &q, &of, err);
	if (code != KUA_OK)
		return code;
	frame_open(v, texts_text(v->w, "families"), "reprints");
	put(v, "<ul class=\"rows\">");
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		struct kua_item *item;
		const char *first = f[i].origin ? f[i].origin : f[i].items.n ? f[i].items.v[0] : "";
		code = rows_one(v, KUA_ITEM, first, (void **)&item, err);
		if (code != KUA_OK)
			break;
		put(v, "<li>");
		link_text(v, "/family", f[i].id, item_name(item));
		put(v, " <span class=\"dim\">");
		put_count(v, "count-prints", (int64_t)f[i].items.n);
		put(v, "</span></li>\n");
	}
	put(v, "</ul>\n");
	pager(v, q.skip, n, of);
	frame_close(v);
	return code;
}
