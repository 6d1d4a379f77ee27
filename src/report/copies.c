/* copies.c - families of items that share text: who has it from whom, as far as that is known, and what changed on the way. */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

struct print { /* a family and what changed inside it */
	const struct kua_family *family;
	const struct kua_drift **drift;
	const struct kua_reuse **reuse; /* of what is shown */
	const struct kua_copy **copies;
	size_t n, numbers, names, n_reuse, n_copies;
};

struct directions { /* pairs of items whose order is known: "a b" came first from a */
	struct kua_intern *pairs;
};

static const char *pair_key(struct kua_buf *b, const char *x, const char *y)
{
	kua_buf_clear(b);
	kua_buf_printf(b, "%s %s", x, y);
	return b->data;
}

static void lay_directions(struct report *r, struct directions *d)
{
	struct kua_buf b = KUA_BUF_INIT;
	d->pairs = kua_intern_new();
	for (size_t i = 0; i < r->in->in.n_reuse; i++) {
		const struct kua_reuse *u = &r->in->in.reuse[i];
		bool back = u->direction && strcmp(u->direction, "b_to_a") == 0;
		if (!back && !(u->direction && strcmp(u->direction, "a_to_b") == 0))
			continue;
		const char *key = pair_key(&b, back ? u->b : u->a, back ? u->a : u->b);
		kua_intern_add(d->pairs, key, strlen(key));
	}
	kua_buf_free(&b);
}

static bool came_from(const struct directions *d, const char *first, const char *second)
{
	struct kua_buf b = KUA_BUF_INIT;
	const char *key = pair_key(&b, first, second);
	bool known = kua_intern_find(d->pairs, key, strlen(key)) != KUA_NO_ID;
	kua_buf_free(&b);
	return known;
}

static int kind_rank(const struct kua_drift *d)
{
	return strcmp(d->kind, "number") == 0 ? 0 : strcmp(d->kind, "name") == 0 ? 1 : 2;
}

static int by_kind_text(const void *pa, const void *pb)
{
	const struct kua_drift *a = *(const struct kua_drift *const *)pa, *b = *(const struct kua_drift *const *)pb;
	int c = kind_rank(a) - kind_rank(b);
	c = c ? c : strcmp(a->in_a ? a->in_a : "", b->in_a ? b->in_a : "");
	c = c ? c : strcmp(a->in_b ? a->in_b : "", b->in_b ? b->in_b : "");
	return c ? c : strcmp(a->id, b->id);
}

static int most_changed(const void *pa, const void *pb)
{
	const struct print *a = pa, *b = pb;
	size_t score_a = a->numbers * 4 + a->names * 2 + a->family->items.n;
	size_t score_b = b->numbers * 4 + b->names * 2 + b->family->items.n;
	if (score_a != score_b)
		return score_a > score_b ? -1 : 1;
	return strcmp(a->family->id, b->family->id);
}

static uint32_t family_of(const struct kua_intern *items, const uint32_t *family, const char *item)
{
	uint32_t i = kua_intern_find(items, item, strlen(item));
	return i == KUA_NO_ID ? KUA_NO_ID : family[i];
}

/* Every family with its drift, the most changed first. */
static struct print *prints_make(struct report *r)
{
	const struct kua_report_input *in = r->in;
	size_t n = in->in.n_families, members = 0;
	struct print *v = KUA_NEW_N(r->a, struct print, n);
	struct kua_intern *items = kua_intern_new();
	for (size_t f = 0; f < n; f++)
		members += in->in.families[f].items.n;
	uint32_t *family = KUA_NEW_N(r->a, uint32_t, members);
	for (size_t f = 0; f < n; f++) {
		v[f].family = &in->in.families[f];
		for (size_t k = 0; k < v[f].family->items.n; k++) {
			const char *id = v[f].family->items.v[k];
			family[kua_intern_add(items, id, strlen(id))] = (uint32_t)f;
		}
	}
	for (int fill = 0; fill < 2; fill++) {
		for (size_t f = 0; fill && f < n; f++) {
			v[f].drift = KUA_NEW_N(r->a, const struct kua_drift *, v[f].n);
			v[f].n = 0;
		}
		for (size_t i = 0; i < in->n_drift; i++) {
			uint32_t f = family_of(items, family, in->drift[i].a);
			if (f == KUA_NO_ID)
				continue;
			if (fill)
				v[f].drift[v[f].n] = &in->drift[i];
			v[f].n++;
		}
	}
	for (size_t f = 0; f < n; f++) {
		qsort(v[f].drift, v[f].n, sizeof *v[f].drift, by_kind_text);
		for (size_t i = 0; i < v[f].n; i++) {
			v[f].numbers += kind_rank(v[f].drift[i]) == 0;
			v[f].names += kind_rank(v[f].drift[i]) == 1;
		}
	}
	qsort(v, n, sizeof *v, most_changed);
	kua_intern_free(items);
	return v;
}

static void add_change(struct report *r, const struct directions *dirs, const struct kua_drift *d, bool pair)
{
	bool back = came_from(dirs, d->b, d->a), known = back || came_from(dirs, d->a, d->b);
	const char *from = back ? d->in_b : d->in_a, *to = back ? d->in_a : d->in_b;
	const struct kua_item *item = report_item(r, back ? d->a : d->b);
	const char *what = d->of ? d->of : d->kind, *where = what;
	if (!pair && item && item->title)
		where = kua_arena_printf(r->a, "%s, in “%s”", what, report_cut(r, item->title, 60));
	struct block *b = report_add(r, BLOCK_CHANGE, report_cut(r, from ? from : "", 160),
	                             report_cut(r, to ? to : "", 160), where);
	b->known = known;
}

static bool same_change(const struct kua_drift *a, const struct kua_drift *b)
{
	return kind_rank(a) == kind_rank(b) && strcmp(a->in_a ? a->in_a : "", b->in_a ? b->in_a : "") == 0 &&
	       strcmp(a->in_b ? a->in_b : "", b->in_b ? b->in_b : "") == 0;
}

static const struct kua_item *tree_item(void *ctx, const char *id)
{
	return report_item(ctx, id);
}

static const char *tree_date(void *ctx, const char *iso)
{
	return kua_accounts_date_words(((struct report *)ctx)->a, iso);
}

static void add_tree(struct report *r, const struct print *p)
{
	const struct kua_tree_input in = {.family = p->family, .reuse = p->reuse, .n_reuse = p->n_reuse, .copies = p->copies,
	                                  .n_copies = p->n_copies, .drift = p->drift, .n_drift = p->n, .item = tree_item,
	                                  .date = tree_date, .ctx = r};
	struct kua_tree *tree = KUA_NEW(r->a, struct kua_tree);
	kua_tree_make(&in, r->a, tree);
	if (tree->n < 2)
		return;
	tree->title = kua_arena_printf(r->a, "Who copied whom, in time, among %s", report_count(r, tree->n, "item", "items"));
	tree->undated = "undated";
	tree->unseen = "a text that is not here";
	report_add(r, BLOCK_TREE, NULL, NULL, NULL)->tree = tree;
}

/* The pairs and the copies of the n families that are shown. */
static void lay_trees(struct report *r, struct print *v, size_t n)
{
	struct kua_intern *items = kua_intern_new(), *ids = kua_intern_new();
	size_t members = 0;
	for (size_t f = 0; f < n; f++)
		members += v[f].family->items.n;
	uint32_t *family = KUA_NEW_N(r->a, uint32_t, members + 1);
	for (size_t f = 0; f < n; f++) {
		for (size_t k = 0; k < v[f].family->items.n; k++)
			family[kua_intern_add(items, v[f].family->items.v[k], strlen(v[f].family->items.v[k]))] = (uint32_t)f;
		kua_intern_add(ids, v[f].family->id, strlen(v[f].family->id));
	}
	for (int fill = 0; fill < 2; fill++) {
		for (size_t f = 0; fill && f < n; f++) {
			v[f].reuse = KUA_NEW_N(r->a, const struct kua_reuse *, v[f].n_reuse + 1);
			v[f].copies = KUA_NEW_N(r->a, const struct kua_copy *, v[f].n_copies + 1);
			v[f].n_reuse = v[f].n_copies = 0;
		}
		for (size_t i = 0; i < r->in->in.n_reuse; i++) {
			uint32_t f = family_of(items, family, r->in->in.reuse[i].a);
			if (f == KUA_NO_ID)
				continue;
			if (fill)
				v[f].reuse[v[f].n_reuse] = &r->in->in.reuse[i];
			v[f].n_reuse++;
		}
		for (size_t i = 0; i < r->in->n_copies; i++) {
			uint32_t f = kua_intern_find(ids, r->in->copies[i].family, strlen(r->in->copies[i].family));
			if (f == KUA_NO_ID)
				continue;
			if (fill)
				v[f].copies[v[f].n_copies] = &r->in->copies[i];
			v[f].n_copies++;
		}
	}
	kua_intern_free(items);
	kua_intern_free(ids);
}

static void add_family(struct report *r, const struct directions *dirs, const struct print *p)
{
	const struct kua_list *items = &p->family->items;
	report_add(r, BLOCK_FAMILY, NULL,
	           kua_arena_printf(r->a, "One text in %s%s", report_count(r, items->n, "item", "items"),
	                            p->family->origin ? "; the first one is where it comes from" : "; which came first is not known"),
	           NULL);
	if (p->family->origin)
		report_add(r, BLOCK_ITEM, NULL, report_source(r, p->family->origin), NULL);
	size_t shown = p->family->origin != NULL, cap = report_shown(items->n, r->caps.items);
	size_t changes = 0, distinct = 0;
	for (size_t i = 0; i < items->n && shown < cap; i++)
		if (!p->family->origin || strcmp(items->v[i], p->family->origin) != 0) {
			report_add(r, BLOCK_ITEM, NULL, report_source(r, items->v[i]), NULL);
			shown++;
		}
	report_more(r, items->n - shown, "reprints");
	add_tree(r, p);
	for (size_t i = 0; i < p->n; i++) {
		if (i && same_change(p->drift[i - 1], p->drift[i]))
			continue;
		distinct++;
		if (changes == r->caps.changes)
			continue;
		add_change(r, dirs, p->drift[i], items->n == 2);
		changes++;
	}
	report_more(r, distinct - changes, "reprints");
}

void report_copies(struct report *r)
{
	size_t n = r->in->in.n_families;
	struct directions dirs;
	report_add(r, BLOCK_SECTION, "Copies, and what changed on the way", NULL, NULL);
	if (n == 0) {
		report_add(r, BLOCK_PARA, NULL, "No text stands here twice.", NULL);
		return;
	}
	struct print *v = prints_make(r);
	lay_directions(r, &dirs);
	lay_trees(r, v, n < r->caps.families ? n : r->caps.families);
	for (size_t i = 0; i < n && i < r->caps.families; i++)
		add_family(r, &dirs, &v[i]);
	if (n > r->caps.families)
		report_more(r, n - r->caps.families, "reprints");
	kua_intern_free(dirs.pairs);
}
