/*
 * write.c - HTML out. Whatever comes from documents or addresses goes through put_text(), which leaves no character that means something
 * to a browser; markup is only ever a literal of this folder. Each text of a document is isolated by its direction, so that a
 * right-to-left name cannot reorder the line around it.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"
#include "report/html_text.h"

void put(struct visit *v, const char *html)
{
	kua_buf_str(v->out, html);
}

void putf(struct visit *v, const char *fmt, ...)
{
	char b[512];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(b, sizeof b, fmt, ap);
	va_end(ap);
	kua_buf_str(v->out, b);
}

void put_text_n(struct visit *v, const char *s, size_t n)
{
	html_text_n(v->out, s, n);
}

void put_text(struct visit *v, const char *s)
{
	html_text(v->out, s);
}

void put_between(struct visit *v, const char *key)
{
	put_text(v, key ? texts_between(v->w, key, v->a) : NULL);
}

void put_colon(struct visit *v)
{
	put_between(v, "@colon");
}

void put_word(struct visit *v, const char *key)
{
	put_text(v, texts_text(v->w, key));
}

void put_count(struct visit *v, const char *key, int64_t n)
{
	put_text(v, texts_count(v->w, key, n, v->a));
}

void put_date(struct visit *v, const char *iso)
{
	if (!iso) {
		put(v, "<span class=\"dim\">");
		put_word(v, "undated");
		put(v, "</span>");
		return;
	}
	put(v, "<time datetime=\"");
	put_text(v, iso);
	put(v, "\">");
	put_text(v, texts_date(v->w, iso, v->a));
	put(v, "</time>");
}

void put_element(struct visit *v, const char *tag, const char *class, const char *s)
{
	putf(v, "<%s dir=\"auto\"", tag);
	if (class)
		putf(v, " class=\"%s\"", class);
	put(v, ">");
	put_text(v, s);
	putf(v, "</%s>", tag);
}

void put_apart(struct visit *v, const char *s)
{
	put(v, "<bdi>");
	put_text(v, s);
	put(v, "</bdi>");
}

void put_fact(struct visit *v, const char *key, const char *value)
{
	if (!value)
		return;
	put(v, "<dt>");
	put_word(v, key);
	put(v, "</dt>");
	put_element(v, "dd", NULL, value);
}

static void address_part(struct kua_buf *b, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || strchr("-._~", c);
		if (plain)
			kua_buf_char(b, (char)c);
		else
			kua_buf_printf(b, "%%%02X", c);
	}
}

/* The address of this visit again, with another query. */
static void link_here(struct visit *v, const char *query)
{
	put(v, "<a href=\"");
	for (const char *from = v->q->path; *from;) {
		size_t n = strcspn(from + 1, "/") + 1;
		put(v, "/");
		address_part(v->out, kua_arena_strndup(v->a, from + 1, n - 1));
		from += n;
	}
	put(v, "?");
	put_text(v, query);
	put(v, "\">");
}

void link_to(struct visit *v, const char *path, const char *id, const char *query)
{
	putf(v, "<a href=\"%s", path);
	if (id) {
		put(v, "/");
		address_part(v->out, id);
	}
	if (query && *query) {
		put(v, *query == '#' ? "" : "?");
		put_text(v, query);
	}
	put(v, "\">");
}

void link_text(struct visit *v, const char *path, const char *id, const char *s)
{
	link_to(v, path, id, NULL);
	put_apart(v, s);
	put(v, "</a>");
}

void form_open(struct visit *v, const char *path, const char *class)
{
	putf(v, "<form method=\"post\" action=\"%s\" class=\"%s\"><input type=\"hidden\" name=\"form\" value=\"%s\">", path,
	     class ? class : "plain", v->page->guard.form);
}

/* ---- the frame ---- */

static const struct {
	const char *path, *key;
} sections[] = {
	{"/", "home"}, {"/events", "events"}, {"/people", "people"}, {"/cases", "cases"}, {"/places", "places"},
	{"/items", "items"}, {"/reprints", "reprints"}, {"/review", "review"}, {"/calendar", "calendar"},
};

static void navigation(struct visit *v, const char *section)
{
	put(v, "<nav aria-label=\"");
	put_word(v, "sections");
	put(v, "\"><ul>");
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		bool here = strcmp(section, sections[i].key) == 0;
		putf(v, "<li><a href=\"%s\"%s>", sections[i].path, here ? " aria-current=\"page\"" : "");
		put_word(v, sections[i].key);
		put(v, "</a></li>");
	}
	put(v, "</ul></nav>");
}

static void search_box(struct visit *v)
{
	const char *query = pairs_get(&v->q->query, "q");
	put(v, "<form class=\"search\" role=\"search\" action=\"/search\"><label for=\"q\" class=\"hidden\">");
	put_word(v, "search");
	put(v, "</label><input id=\"q\" name=\"q\" type=\"search\" dir=\"auto\" maxlength=\"500\" value=\"");
	put_text(v, query);
	put(v, "\"> <button>");
	put_word(v, "search");
	put(v, "</button></form>");
}

/* Decisions whose consequences are not derived yet. */
static void behind(struct visit *v)
{
	const char *trouble;
	bool is_behind = worker_is_behind(v->page, v->a, &trouble);
	if (!is_behind && !trouble)
		return;
	put(v, is_behind ? "<p class=\"behind\" role=\"status\" data-reload>" : "<p class=\"behind\" role=\"status\">");
	put_word(v, is_behind ? "behind" : "behind-failed");
	if (!is_behind) {
		put(v, ": ");
		put_text(v, trouble);
	}
	put(v, "</p>\n");
}

void frame_open(struct visit *v, const char *title, const char *section)
{
	putf(v, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
	     texts_language(v->w), texts_right_to_left(v->w) ? "rtl" : "ltr");
	put_text(v, title);
	put(v, " · ");
	put_text(v, v->page->title);
	putf(v, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	        "<link rel=\"stylesheet\" href=\"%s\">\n<script src=\"%s\" defer></script>\n</head>\n<body>\n", v->page->style_path,
	     v->page->script_path);
	put(v, "<a class=\"skip\" href=\"#main\">");
	put_word(v, "skip");
	put(v, "</a>\n<header><p class=\"casebook\"><a href=\"/\">");
	put_text(v, v->page->title);
	put(v, "</a></p>");
	search_box(v);
	navigation(v, section);
	put(v, "</header>\n");
	behind(v);
	put(v, "<main id=\"main\" tabindex=\"-1\">\n<h1 dir=\"auto\">");
	put_text(v, title);
	put(v, "</h1>\n");
}

void frame_close(struct visit *v)
{
	put(v, "</main>\n<footer><p>");
	static const char *const keys[] = {"papers", "documents", "add", "settings", "log", "help"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		putf(v, "%s<a href=\"/%s\">", i ? " · " : "", keys[i]);
		put_word(v, keys[i]);
		put(v, "</a>");
	}
	put(v, "</p></footer>\n</body>\n</html>\n");
}

/* ---- going on ---- */

const char *encoded(const struct visit *v, const char *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	address_part(&b, s);
	const char *part = kua_arena_strndup(v->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return part;
}

const char *query_with(const struct visit *v, const char *name, const char *value)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i <= v->q->query.n; i++) {
		bool last = i == v->q->query.n;
		const struct pair p = last ? (struct pair){name, value} : v->q->query.v[i];
		if ((!last && strcmp(p.name, name) == 0) || !p.value)
			continue;
		kua_buf_str(&b, b.len ? "&" : "");
		address_part(&b, p.name);
		kua_buf_char(&b, '=');
		address_part(&b, p.value);
	}
	const char *query = kua_arena_strndup(v->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return query;
}

void pager(struct visit *v, size_t from, size_t shown, int64_t of)
{
	if (from == 0 && (int64_t)shown >= of)
		return;
	put(v, "<p class=\"pager\">");
	if (from > 0) {
		link_here(v, query_with(v, "from", kua_arena_printf(v->a, "%zu", from > ROWS ? from - ROWS : 0)));
		put_word(v, "back");
		put(v, "</a> ");
	}
	putf(v, "%s–%s / ", texts_number(v->w, (int64_t)from + 1, v->a), texts_number(v->w, (int64_t)(from + shown), v->a));
	put(v, texts_number(v->w, of, v->a));
	if ((int64_t)(from + shown) < of) {
		put(v, " ");
		link_here(v, query_with(v, "from", kua_arena_printf(v->a, "%zu", from + shown)));
		put_word(v, "further");
		put(v, "</a>");
	}
	put(v, "</p>\n");
}

void put_why(struct visit *v, const char *s)
{
	put_text(v, texts_reason(v->w, s, v->a));
}
