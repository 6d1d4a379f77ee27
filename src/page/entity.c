/*
 * entity.c - a person, place or organisation: the case (case.c), its forms, what was joined or kept apart and by whom (joins.c), and
 * where it is mentioned.
 */
#include <inttypes.h>
#include <string.h>

#include "page/map.h"

enum { MENTIONS = 100 }; /* shown */

static enum kua_code mentions(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	struct kua_mention *m;
	size_t n;
	int64_t of = 0;
	const struct kua_query q = {.kind = KUA_MENTION, .where = {{"entity", KUA_IS, e->id}}, .n = 1, .most = MENTIONS};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&m, &n, err);
	if (code == KUA_OK)
		code = kua_casebook_count_rows(v->cb, &q, &of, err);
	if (code != KUA_OK)
		return code;
	put(v, "<h2>");
	put_count(v, "mentions", of);
	put(v, "</h2><ul class=\"rows\">");
	const char *before = NULL;
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		struct kua_item *item;
		if (before && strcmp(before, m[i].item) == 0)
			continue;
		before = m[i].item;
		code = rows_one(v, KUA_ITEM, m[i].item, (void **)&item, err);
		if (code != KUA_OK)
			break;
		put(v, "<li>");
		link_to(v, "/item", item->id, kua_arena_printf(v->a, "mark=%s#chosen", e->id));
		put_apart(v, item_name(item));
		put(v, "</a> <span class=\"dim\">");
		put_date(v, item->published_on);
		put(v, " · <bdi>");
		put_text(v, m[i].form);
		put(v, "</bdi></span></li>");
	}
	put(v, "</ul>\n");
	return code;
}

enum kua_code screen_entity(struct visit *v, struct kua_error *err)
{
	struct kua_entity *e;
	enum kua_code code = rows_one(v, KUA_ENTITY, v->id, (void **)&e, err);
	if (code == KUA_USE && put_gone(v))
		return KUA_OK;
	if (code != KUA_OK)
		return code;
	const char *section = strcmp(e->kind, "person") == 0 ? "people" : strcmp(e->kind, "place") == 0 ? "places" : "organisations";
	frame_open(v, e->label, section);
	for (size_t i = 0; i < e->roles.n; i++)
		put_element(v, "p", "dim", e->roles.v[i]);
	put_last_decision(v, kua_arena_printf(v->a, "/entity/%s", e->id));
	if (strcmp(e->kind, "place") == 0)
		put_map_of_place(v, e);
	code = put_case(v, e, err);
	if (code == KUA_OK)
		code = put_allow(v, e, err);
	if (code == KUA_OK)
		code = put_forms(v, e, err);
	if (code == KUA_OK)
		code = put_joins(v, e, err);
	if (code == KUA_OK)
		code = put_join_with(v, e, err);
	if (code == KUA_OK)
		code = put_decisions(v, e, err);
	if (code == KUA_OK)
		code = put_papers_about(v, e, err);
	if (code == KUA_OK)
		code = mentions(v, e, err);
	frame_close(v);
	return code;
}
