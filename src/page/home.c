/*
 * home.c - the first screen: what is contested, what waits for a decision, what is due, what could not be read. Each count
 * leads to its rows.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"

enum { HOME_LINES = 8 };

/* A number of rows and the way to them; nothing where there are none. */
static enum kua_code count_line(struct visit *v, const struct kua_query *q, const char *key, const char *path,
                                const char *query, struct kua_error *err)
{
	int64_t n = 0;
	enum kua_code code = kua_casebook_count_rows(v->cb, q, &n, err);
	if (code != KUA_OK || n == 0)
		return code;
	put(v, "<li>");
	link_to(v, path, NULL, query);
	put_count(v, key, n);
	put(v, "</a></li>");
	return KUA_OK;
}

static void heading(struct visit *v, const char *key)
{
	put(v, "<h2>");
	put_word(v, key);
	put(v, "</h2>\n");
}

/* ---- contested: the acts of events about which the numbers differ most ---- */

static enum kua_code contested(struct visit *v, struct kua_error *err)
{
	struct kua_toll *tolls;
	size_t n, shown = 0;
	/* whatever profile was chosen: one that takes the most cautious report at both ends hides that others say more */
	const struct kua_query q = {.kind = KUA_TOLL, .where = {{"profile", KUA_IS, "range"}}, .n = 1, .order = "independent",
	                            .descending = true, .most = 200};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&tolls, &n, err);
	heading(v, "contested");
	put(v, "<ul class=\"rows\">");
	for (size_t i = 0; i < n && shown < HOME_LINES && code == KUA_OK; i++) {
		struct kua_event *event;
		if (tolls[i].low == tolls[i].high)
			continue;
		code = rows_one(v, KUA_EVENT, tolls[i].event, (void **)&event, err);
		if (code != KUA_OK)
			break;
		shown++;
		put(v, "<li>");
		link_text(v, "/event", event->id, event_label(v, event));
		put(v, " · ");
		put_text(v, texts_value(v->w, "act", tolls[i].act, v->a));
		put_colon(v);
		put(v, "<b>");
		put(v, bounds_number(v, tolls[i].low, tolls[i].high, NULL));
		put(v, "</b> ");
		link_to(v, "/event", event->id, kua_arena_printf(v->a, "#act-%s", tolls[i].act));
		put_count(v, "voices", tolls[i].independent);
		put(v, "</a></li>");
	}
	put(v, "</ul>\n");
	if (!shown) {
		put(v, "<p class=\"dim\">");
		put_word(v, "nothing-contested");
		put(v, "</p>");
	}
	return code;
}

/* ---- what waits ---- */

static enum kua_code waiting(struct visit *v, struct kua_error *err)
{
	static const struct {
		enum kua_shape_kind kind;
		const char *key, *query;
	} kinds[] = {
		{KUA_FIGURE, "waiting-figures", "kind=figure"},
		{KUA_CASE_STEP, "waiting-steps", "kind=case_step"},
		{KUA_ACTION, "waiting-actions", "kind=action"},
		{KUA_HARM, "waiting-harms", "kind=harm"},
		{KUA_JOIN, "waiting-joins", "kind=join"},
	};
	enum kua_code code = KUA_OK;
	heading(v, "waiting");
	put(v, "<ul class=\"rows\">");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && code == KUA_OK; i++) {
		const struct kua_query q = {.kind = kinds[i].kind, .where = {{"status", KUA_IS, "suggested"}}, .n = 1};
		code = count_line(v, &q, kinds[i].key, "/review", kinds[i].query, err);
	}
	put(v, "</ul>\n");
	return code;
}

/* ---- due ---- */

static enum kua_code due(struct visit *v, struct kua_error *err)
{
	struct calendar_row *rows;
	size_t n;
	enum kua_code code = calendar_rows(v, false, &rows, &n, err);
	if (code != KUA_OK)
		return code;
	heading(v, "due");
	put(v, "<ul class=\"rows\">");
	for (size_t i = 0; i < n && i < HOME_LINES; i++)
		put_calendar_row(v, &rows[i]);
	put(v, "</ul>\n<p>");
	link_to(v, "/calendar", NULL, NULL);
	if (n)
		put_count(v, "count-due", (int64_t)n);
	else
		put_word(v, "nothing-due");
	put(v, "</a></p>\n");
	return code;
}

/* ---- what could not be read ---- */

static enum kua_code not_read(struct visit *v, struct kua_error *err)
{
	static const struct kua_query unread = {.kind = KUA_DOCUMENT, .where = {{"read", KUA_IS, "0"}}, .n = 1};
	static const struct kua_query partial = {.kind = KUA_DOCUMENT, .where = {{"partial", KUA_IS, "1"}}, .n = 1};
	int64_t n = 0, m = 0;
	enum kua_code code = kua_casebook_count_rows(v->cb, &unread, &n, err);
	if (code == KUA_OK)
		code = kua_casebook_count_rows(v->cb, &partial, &m, err);
	if (code != KUA_OK || n + m == 0)
		return code;
	heading(v, "not-read");
	put(v, "<ul class=\"rows\">");
	code = count_line(v, &unread, "count-unread", "/documents", "read=0", err);
	if (code == KUA_OK)
		code = count_line(v, &partial, "count-partial", "/documents", "partial=1", err);
	put(v, "</ul>\n");
	return code;
}

/* ---- what there is ---- */

static enum kua_code there_is(struct visit *v, struct kua_error *err)
{
	static const struct {
		enum kua_shape_kind kind;
		const char *key, *path, *query;
	} kinds[] = {
		{KUA_DOCUMENT, "count-documents", "/documents", NULL}, {KUA_ITEM, "count-items", "/items", NULL},
		{KUA_EVENT, "count-events", "/events", NULL}, {KUA_CASE, "count-cases", "/cases", NULL},
		{KUA_HARM, "count-harms", "/search", "kind=harm"}, {KUA_FAMILY, "count-families", "/families", NULL},
	};
	enum kua_code code = KUA_OK;
	heading(v, "there-is");
	put(v, "<ul class=\"rows\">");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && code == KUA_OK; i++) {
		const struct kua_query q = {.kind = kinds[i].kind};
		code = count_line(v, &q, kinds[i].key, kinds[i].path, kinds[i].query, err);
	}
	put(v, "</ul>\n");
	return code;
}

enum kua_code screen_home(struct visit *v, struct kua_error *err)
{
	frame_open(v, v->page->title, "home");
	enum kua_code code = contested(v, err);
	if (code == KUA_OK)
		code = waiting(v, err);
	if (code == KUA_OK)
		code = due(v, err);
	if (code == KUA_OK)
		code = not_read(v, err);
	if (code == KUA_OK)
		code = saved_on_home(v, err);
	if (code == KUA_OK)
		code = there_is(v, err);
	frame_close(v);
	return code;
}
