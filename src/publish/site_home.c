/* site_home.c - the first page; how we count; search without a server, and the list by letter for those without a script. */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "publish/internal.h"

enum { POSTS = 5, EVENTS = 8, DUE = 5 };

/* ---- the first page ---- */

static void latest_posts(struct sheet *p)
{
	struct site *s = p->s;
	size_t shown = 0;
	for (size_t i = 0; i < s->n_posts && shown < POSTS; i++) {
		if (!site_post_listed(s, &s->posts[i]))
			continue;
		if (!shown++) {
			say_element(s, "h2", NULL, texts_text(s->w, "site-latest"));
			sheet_list(p, "<ul class=\"rows\">\n", "</ul>\n");
		}
		site_post_line(s, &s->posts[i]);
		sheet_keep(p);
	}
	sheet_list(p, NULL, NULL);
	if (!shown)
		return;
	say(s, "<p>");
	say_link(s, "posts.html", texts_text(s->w, "site-all-posts"));
	say(s, "</p>\n");
}

struct weighed {
	const struct kua_event *event;
	double weight;
};

static int heaviest(const void *pa, const void *pb)
{
	const struct weighed *a = pa, *b = pb;
	if (a->weight < b->weight || a->weight > b->weight)
		return a->weight > b->weight ? -1 : 1;
	return strcmp(a->event->id, b->event->id);
}

/* The events of which most is said, by most voices. */
static void weighty_events(struct sheet *p)
{
	struct site *s = p->s;
	const struct kua_accounts_result *r = &s->l->result;
	struct weighed *v = KUA_NEW_N(s->a, struct weighed, r->n_events + 1);
	size_t n = 0, lines;
	for (size_t i = 0; i < r->n_events; i++) {
		const struct kua_account *const *a = site_lines(s, r->events[i].id, &lines);
		struct weighed w = {&r->events[i], 0};
		for (size_t k = 0; k < lines; k++)
			w.weight += a[k]->independent;
		if (lines)
			v[n++] = w;
	}
	if (!n)
		return;
	qsort(v, n, sizeof *v, heaviest);
	say_element(s, "h2", NULL, texts_text(s->w, "events"));
	sheet_list(p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = 0; i < n && i < EVENTS; i++) {
		site_event_line(s, v[i].event);
		sheet_keep(p);
	}
	sheet_list(p, NULL, NULL);
	say(s, "<p>");
	say_link(s, "events.html", texts_text(s->w, "site-all-events"));
	say(s, "</p>\n");
}

static void soon(struct sheet *p)
{
	struct site *s = p->s;
	size_t shown = 0;
	for (size_t i = 0; i < s->n_due && shown < DUE; i++) {
		int64_t last, now;
		if (!kua_date_last_day(s->due[i].date, &last) || !kua_date_first_day(s->in->today, &now) || last < now)
			continue;
		if (!shown++) {
			say_element(s, "h2", NULL, texts_text(s->w, "what-is-coming"));
			sheet_list(p, "<ul class=\"rows\">\n", "</ul>\n");
		}
		site_due_line(s, &s->due[i]);
		sheet_keep(p);
	}
	sheet_list(p, NULL, NULL);
}

void site_home(struct site *s)
{
	struct sheet p;
	sheet_start(&p, s, "index", s->title, NULL);
	p.about = texts_text(s->w, "site-about-home");
	say_element(s, "p", "lead", p.about);
	latest_posts(&p);
	weighty_events(&p);
	soon(&p);
	say(s, "<p>");
	if (site_has_supporters(s)) {
		say_link(s, "supporters.html", texts_text(s->w, "site-supporters"));
		say(s, " · ");
	}
	if (site_has_answers(s)) {
		say_link(s, "answers.html", texts_text(s->w, "site-answers"));
		say(s, " · ");
	}
	sayf(s, "<a href=\"%sfeed.xml\">Atom</a> · <a href=\"%sfeed.json\">JSON Feed</a> · <a href=\"%s%scalendar.ics\">", s->up, s->up, s->up,
	     *s->folder ? "../" : "");
	say_word(s, "site-ics");
	say(s, "</a></p>\n");
	sheet_end(&p);
}

/* ---- how we count ---- */

void site_method(struct site *s)
{
	static const char *const parts[] = {"figures", "voices", "range", "words", "cases", "names", "documents", "corrections", "copies"};
	struct sheet p;
	sheet_start(&p, s, "method", texts_text(s->w, "method"), "method");
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		say_element(s, "h2", NULL, texts_text(s->w, kua_arena_printf(s->a, "site-method.%s", parts[i])));
		say_element(s, "p", NULL, texts_text(s->w, kua_arena_printf(s->a, "site-method-text.%s", parts[i])));
		sheet_keep(&p);
	}
	sheet_end(&p);
}

/* ---- search, and the list by letter ---- */

static uint32_t letter_of(const char *title)
{
	for (size_t n = strlen(title), i = 0, step; i < n; i += step) {
		uint32_t c;
		step = kua_utf8_next(title + i, n - i, &c);
		step = step ? step : 1;
		if (u_isdigit((UChar32)c))
			return '0';
		if (u_isalpha((UChar32)c))
			return (uint32_t)u_toupper((UChar32)c);
	}
	return '#';
}

static int by_title(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	uint32_t la = letter_of(a->title), lb = letter_of(b->title);
	if (la != lb)
		return la < lb ? -1 : 1;
	int c = strcmp(a->title, b->title);
	return c ? c : strcmp(a->path, b->path);
}

static const char *letter_path(const struct site *s, uint32_t letter)
{
	return kua_arena_printf(s->a, "letters/%x.html", letter);
}

static const char *letter_label(const struct site *s, uint32_t letter)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_utf8(&b, letter);
	const char *said = letter == '0' ? "0–9" : kua_arena_strndup(s->a, b.data, b.len);
	kua_buf_free(&b);
	return said;
}

static void letter_page(struct site *s, const struct entry *v, size_t n)
{
	uint32_t letter = letter_of(v->title);
	struct sheet p;
	sheet_start(&p, s, kua_arena_printf(s->a, "letters/%x", letter), letter_label(s, letter), "search");
	sheet_alone(&p); /* another language's titles have other letters */
	sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = 0; i < n; i++) {
		say(s, "<li>");
		say_link(s, v[i].path, v[i].title);
		say(s, " <span class=\"dim\">");
		say_word(s, v[i].kind);
		say(s, "</span></li>\n");
		sheet_keep(&p);
	}
	sheet_end(&p);
}

/* A string of a script: nothing in it ends the script or the line. */
static void script_string(struct kua_buf *b, const char *text)
{
	struct kua_buf json = KUA_BUF_INIT;
	kua_json_string(&json, text ? text : "");
	for (size_t i = 0; i < json.len; i++)
		if (json.data[i] == '<' || json.data[i] == '>')
			kua_buf_str(b, json.data[i] == '<' ? "\\u003c" : "\\u003e");
		else if (strncmp(json.data + i, "\xe2\x80\xa8", 3) == 0 || strncmp(json.data + i, "\xe2\x80\xa9", 3) == 0) {
			kua_buf_str(b, json.data[i + 2] == '\xa8' ? "\\u2028" : "\\u2029");
			i += 2;
		} else {
			kua_buf_char(b, json.data[i]);
		}
	kua_buf_free(&json);
}

static void write_index(struct site *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "\"use strict\";\nvar index = [\n");
	for (size_t i = 0; i < s->entries.n; i++) {
		const struct entry *e = &s->entries.v[i];
		const char *const parts[] = {e->title, e->path, texts_text(s->w, e->kind), e->words};
		for (size_t k = 0; k < 4; k++) {
			kua_buf_char(&b, k ? ',' : '[');
			script_string(&b, parts[k]);
		}
		kua_buf_str(&b, "],\n");
	}
	kua_buf_str(&b, "];\n");
	site_emit(s, kua_arena_printf(s->a, "%sindex.js", s->folder), b.data, b.len);
	kua_buf_free(&b);
}

struct letter {
	uint32_t is;
	const char *label, *key; /* key: in the order of the alphabet */
};

static int by_alphabet(const void *a, const void *b)
{
	return strcmp(((const struct letter *)a)->key, ((const struct letter *)b)->key);
}

/* The entries are in the order of their letters, of which each is listed once. */
static void letters(struct sheet *p, const struct entry *v, size_t n)
{
	struct site *s = p->s;
	KUA_VEC(struct letter) found = {0};
	for (size_t i = 0; i < n; i++) {
		uint32_t letter = letter_of(v[i].title);
		if (i && letter == letter_of(v[i - 1].title))
			continue;
		const char *label = letter_label(s, letter);
		*kua_vec_add(&found) = (struct letter){letter, label, texts_sort_key(s->w, label, s->a)};
	}
	if (found.n)
		qsort(found.v, found.n, sizeof *found.v, by_alphabet);
	sheet_list(p, "<ul class=\"chips\">\n", "</ul>\n");
	for (size_t i = 0; i < found.n; i++) {
		say(s, "<li>");
		say_link(s, letter_path(s, found.v[i].is), found.v[i].label);
		say(s, "</li>\n");
		sheet_keep(p);
	}
	sheet_list(p, NULL, NULL);
	kua_vec_free(&found);
}

void site_search(struct site *s)
{
	struct entry *v = s->entries.v;
	size_t n = s->entries.n;
	struct sheet p;
	if (n)
		qsort(v, n, sizeof *v, by_title);
	sheet_start(&p, s, "search", texts_text(s->w, "site-search"), "search");
	say(s, "<div id=\"search\" hidden><p><label for=\"words\">");
	say_word(s, "search-words");
	say(s, "</label> <input id=\"words\" type=\"search\"></p><p id=\"count\" role=\"status\"></p><ul id=\"found\" class=\"rows\"></ul></div>\n");
	say_element(s, "h2", NULL, texts_text(s->w, "site-by-letter"));
	letters(&p, v, n);
	sayf(s, "<script src=\"index.js\" defer></script><script src=\"%ssearch.js\" defer></script>\n", *s->folder ? "../" : "");
	sheet_end(&p);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && letter_of(v[end].title) == letter_of(v[i].title); end++)
			;
		letter_page(s, v + i, end - i);
	}
	write_index(s);
}
