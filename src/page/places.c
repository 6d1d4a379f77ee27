/*
 * places.c - which places a map shows: those of the casebook, those of an event, one by itself. Where a place is the gazetteer says, by
 * any of the names that it has; one that the gazetteer does not know is named below the map.
 */
#include <stdlib.h>
#include <string.h>

#include "page/map.h"

enum {
	ENTITIES = 5000, /* of a casebook that are looked at */
	LISTED = 100,    /* without a place on the map, named below it */
};

struct places {
	KUA_VEC(struct spot) spots;
	struct kua_list elsewhere; /* ids and labels, by turns, of those whose place is not known */
	size_t n_elsewhere;
};

static bool find(const struct visit *v, const struct kua_entity *e, struct kua_place *out)
{
	const struct kua_names *names = v->page->options.knowledge->names;
	if (kua_names_place(names, e->label, out) && out->located)
		return true;
	for (size_t i = 0; i < e->names.n; i++)
		if (kua_names_place(names, e->names.v[i].form, out) && out->located)
			return true;
	return false;
}

static void add(struct visit *v, struct places *p, const struct kua_entity *e)
{
	struct kua_place place;
	int64_t mentions = 0;
	for (size_t i = 0; i < e->names.n; i++)
		mentions += e->names.v[i].mentions;
	if (find(v, e, &place)) {
		bool wide = strcmp(place.kind, "country") == 0 || strcmp(place.kind, "region") == 0;
		*kua_vec_add(&p->spots) = (struct spot){e->id, e->label, place.in, mentions, place.latitude, place.longitude, wide};
	} else if (p->n_elsewhere++ < LISTED) {
		kua_list_add(v->a, &p->elsewhere, e->id);
		kua_list_add(v->a, &p->elsewhere, e->label);
	}
}

static int by_mentions(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;
	if (x->mentions != y->mentions)
		return x->mentions > y->mentions ? -1 : 1;
	return strcmp(x->id, y->id);
}

static void show(struct visit *v, struct places *p, bool list)
{
	size_t n = p->spots.n < MAP_SPOTS ? p->spots.n : MAP_SPOTS;
	if (p->spots.n)
		qsort(p->spots.v, p->spots.n, sizeof *p->spots.v, by_mentions);
	if (n)
		put_map(v, p->spots.v, n);
	if (p->spots.n > n) {
		put(v, "<p class=\"dim\">");
		put_count(v, "places-further", (int64_t)(p->spots.n - n));
		put(v, "</p>\n");
	}
	if (list && n && p->elsewhere.n) {
		put(v, "<p class=\"dim\">");
		put_count(v, "places-elsewhere", (int64_t)p->n_elsewhere);
		put(v, ": ");
		for (size_t i = 0; i < p->elsewhere.n; i += 2) {
			put(v, i ? ", " : "");
			link_text(v, "/entity", p->elsewhere.v[i], p->elsewhere.v[i + 1]);
		}
		put(v, p->n_elsewhere > LISTED ? " …</p>\n" : "</p>\n");
	}
	kua_vec_free(&p->spots);
}

enum kua_code put_map_of_casebook(struct visit *v, struct kua_error *err)
{
	const struct kua_query q = {.kind = KUA_ENTITY, .where = {{"kind", KUA_IS, "place"}}, .n = 1, .most = ENTITIES};
	struct places p = {0};
	struct kua_entity *e;
	size_t n;
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&e, &n, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++)
		add(v, &p, &e[i]);
	if (code == KUA_OK)
		show(v, &p, true);
	return code;
}

void put_map_of_place(struct visit *v, const struct kua_entity *e)
{
	struct places p = {0};
	add(v, &p, e);
	show(v, &p, false);
}

/* The places of that name; figures name them by their label. */
static enum kua_code add_named(struct visit *v, struct places *p, struct kua_list *seen, const char *label, struct kua_error *err)
{
	const struct kua_query q = {.kind = KUA_ENTITY, .where = {{"kind", KUA_IS, "place"}, {"label", KUA_IS, label}}, .n = 2, .most = 2};
	struct kua_entity *e;
	size_t n;
	if (!label || kua_list_has(seen, label) || seen->n >= MAP_SPOTS)
		return KUA_OK;
	kua_list_add(v->a, seen, label);
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&e, &n, err);
	if (code == KUA_OK && n == 1) /* two of one name: nobody knows which */
		add(v, p, &e[0]);
	return code;
}

enum kua_code put_map_of_event(struct visit *v, const struct kua_event *e, const struct kua_figure *figures, size_t n, struct kua_error *err)
{
	struct places p = {0};
	struct kua_list seen = {0};
	enum kua_code code = add_named(v, &p, &seen, e->place, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++)
		code = add_named(v, &p, &seen, figures[i].place, err);
	if (code == KUA_OK)
		show(v, &p, false);
	return code;
}
