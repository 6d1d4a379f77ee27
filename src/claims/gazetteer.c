/*
 * gazetteer.c - data/places.txt as far as claims need it: each form of a place and the country it lies in. What it lies in
 * is told there by a code or by the name of a region or country, so a town finds its country in at most two steps. A form
 * that is a country's is always that country; one that places of several countries share says nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/gazetteer.h"
#include "util/search.h"

#define NAME_MOST 200 /* bytes of a name that is looked for */

struct place_form {
	const char *form;     /* folded */
	const char *country;  /* NULL: of several */
	unsigned rank;        /* 0 country, 1 region, 2 town */
	size_t order;         /* in the file */
};

struct country_code {
	const char *code, *name;
};

struct gazetteer {
	struct place_form *forms; /* sorted, each form once */
	size_t n_forms;
	struct country_code *codes; /* sorted */
	size_t n_codes;
};

static const char *const sections[] = {"country", "region", "town"};

static int by_form(const void *x, const void *y)
{
	const struct place_form *a = x, *b = y;
	int order = strcmp(a->form, b->form);
	if (order)
		return order;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static int by_code(const void *x, const void *y)
{
	const struct country_code *a = x, *b = y;
	return strcmp(a->code, b->code);
}

static const char *folded(const char *s, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, s, strlen(s));
	const char *out = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

/* Sort what has been added since the last time in, and keep of each form what it means. */
static void settle(struct gazetteer *g)
{
	size_t kept = 0;
	if (g->n_forms)
		qsort(g->forms, g->n_forms, sizeof *g->forms, by_form);
	for (size_t i = 0, end; i < g->n_forms; i = end) {
		struct place_form one = g->forms[i];
		for (end = i + 1; end < g->n_forms && strcmp(g->forms[end].form, one.form) == 0; end++)
			if (one.rank > 0 && one.country && (!g->forms[end].country || strcmp(g->forms[end].country, one.country) != 0))
				one.country = NULL;
		g->forms[kept++] = one;
	}
	g->n_forms = kept;
}

static const struct place_form *find(const struct gazetteer *g, const char *form)
{
	size_t low;
	KUA_FIRST(low, g->n_forms, strcmp(g->forms[low].form, form) < 0);
	return low < g->n_forms && strcmp(g->forms[low].form, form) == 0 ? &g->forms[low] : NULL;
}

const char *kua_gazetteer_code(const struct gazetteer *g, const char *code)
{
	const struct country_code key = {code, NULL}, *found = NULL;
	if (g->n_codes)
		found = bsearch(&key, g->codes, g->n_codes, sizeof key, by_code);
	return found ? found->name : NULL;
}

/* The country that an entry's field names: a code, or a region or country read before. */
static const char *holder(const struct gazetteer *g, const char *in, struct kua_arena *a)
{
	const char *name = kua_gazetteer_code(g, in);
	const struct place_form *f = name ? NULL : find(g, folded(in, a));
	return f ? f->country : name;
}

static void add_codes(struct gazetteer *g, const struct kua_wordlist *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].section, sections[0]) == 0 && list->v[i].fields.n)
			g->codes[g->n_codes++] = (struct country_code){list->v[i].fields.v[0], list->v[i].forms.v[0]};
	if (g->n_codes)
		qsort(g->codes, g->n_codes, sizeof *g->codes, by_code);
}

/* All forms of one section; regions need countries, towns need both. */
static void add_section(struct gazetteer *g, const struct kua_wordlist *list, unsigned rank, struct kua_arena *a)
{
	size_t n = g->n_forms;
	for (size_t i = 0; i < list->n; i++) {
		const struct kua_entry *e = &list->v[i];
		if (strcmp(e->section, sections[rank]) != 0)
			continue;
		const char *in = e->fields.n ? e->fields.v[0] : NULL;
		const char *country = rank == 0 ? e->forms.v[0] : in ? holder(g, in, a) : NULL;
		for (size_t k = 0; k < e->forms.n; k++, n++)
			g->forms[n] = (struct place_form){folded(e->forms.v[k], a), country, rank, n};
	}
	g->n_forms = n; /* from here on they can be found */
	settle(g);
}

enum kua_code kua_gazetteer_load(const char *data_dir, struct kua_arena *a, const struct gazetteer **out,
                                 struct kua_error *err)
{
	struct gazetteer *g = KUA_NEW(a, struct gazetteer);
	struct kua_wordlist list = {0};
	struct kua_arena *scratch = kua_arena_new();
	enum kua_code code = kua_wordlist_load(kua_arena_printf(scratch, "%s/places.txt", data_dir), a, &list, err);
	kua_arena_free(scratch);
	*out = g;
	if (code != KUA_OK)
		return code == KUA_USE ? KUA_OK : code;
	size_t forms = 0;
	for (size_t i = 0; i < list.n; i++)
		forms += list.v[i].forms.n;
	g->forms = KUA_NEW_N(a, struct place_form, forms + 1);
	g->codes = KUA_NEW_N(a, struct country_code, list.n + 1);
	add_codes(g, &list);
	for (unsigned rank = 0; rank < sizeof sections / sizeof *sections; rank++)
		add_section(g, &list, rank, a);
	return KUA_OK;
}

const char *kua_gazetteer_country(const struct gazetteer *g, const char *place)
{
	if (!g || !place || !*place || strlen(place) > NAME_MOST)
		return NULL;
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, place, strlen(place));
	const struct place_form *f = b.data ? find(g, b.data) : NULL;
	kua_buf_free(&b);
	return f ? f->country : NULL;
}
