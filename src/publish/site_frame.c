/*
 * site_frame.c - a page of the site: its head with what programs read, its links to sections and languages, and its body, which is filled chunk by chunk; when the
 * next one does not fit, a further page begins.
 */
#include <string.h>

#include "publish/internal.h"

enum {
	BODY = 46000, /* of KUA_SITE_PAGE; the rest is for the frame and for what machines read */
	META = 6000,
	TITLE = 200,  /* bytes of a title that are shown; it stands in a page several times, and each byte may become six */
	ABOUT = 300,
};

const char *site_folder_of(const struct site *s, const struct texts *w)
{
	return w == s->in->languages[0] ? "" : kua_arena_printf(s->a, "%s/", texts_language(w));
}

const char *site_across(const struct site *s, const struct texts *w)
{
	return w == s->w ? "" : kua_arena_printf(s->a, "%s%s", *s->folder ? "../" : "", site_folder_of(s, w));
}

/* Up from a page with this path from the root to the root. */
static const char *up_from(const struct site *s, const char *path)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (; *path; path++)
		if (*path == '/')
			kua_buf_str(&b, "../");
	const char *up = kua_arena_strndup(s->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return up;
}

const char *site_part_path(const struct site *s, const char *name, unsigned part)
{
	return part == 1 ? kua_arena_printf(s->a, "%s%s.html", s->folder, name) : kua_arena_printf(s->a, "%s%s.%u.html", s->folder, name, part);
}

static void head_language(struct site *s, const char *root, const struct texts *w, const char *path)
{
	sayf(s, "<link rel=\"alternate\" hreflang=\"%s\" href=\"%s", texts_language(w), root);
	say_text(s, path);
	say(s, "\">\n");
}

static void property(struct site *s, const char *name, const char *value)
{
	sayf(s, "<meta property=\"og:%s\" content=\"", name);
	say_text(s, value);
	say(s, "\">\n");
}

/* The same page in the other languages. */
static const struct alternate *alternates_of(const struct sheet *p, size_t *n)
{
	const struct kua_site_input *in = p->s->in;
	*n = p->n_alternates;
	if (p->alternates)
		return p->alternates;
	struct alternate *v = KUA_NEW_N(p->s->a, struct alternate, in->n_languages);
	for (size_t i = 0; i < in->n_languages; i++)
		v[i] = (struct alternate){in->languages[i], kua_arena_printf(p->s->a, "%s%s%s.html", i ? texts_language(in->languages[i]) : "",
		                                                             i ? "/" : "", p->name)};
	*n = in->n_languages;
	return v;
}

static void head(struct sheet *p, const char *path, const char *root)
{
	struct site *s = p->s;
	size_t n;
	const struct alternate *others = alternates_of(p, &n);
	sayf(s, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", texts_language(s->w),
	     texts_right_to_left(s->w) ? "rtl" : "ltr");
	/* "file:" is for a page on a disk, of which some browsers do not say that it is of itself */
	say(s, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self' file:; script-src 'self' file:; "
	       "img-src 'self' file:; base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	say_text(s, p->title);
	if (p->part > 1)
		sayf(s, " (%u)", p->part);
	if (strcmp(p->title, s->title) != 0) {
		say(s, " · ");
		say_text(s, s->title);
	}
	say(s, "</title>\n");
	if (p->about) {
		say(s, "<meta name=\"description\" content=\"");
		say_text(s, site_cut(s, p->about, ABOUT));
		say(s, "\">\n");
		property(s, "description", site_cut(s, p->about, ABOUT));
	}
	property(s, "title", p->title);
	property(s, "type", p->type ? p->type : "website");
	property(s, "site_name", s->title);
	property(s, "locale", p->language ? p->language : texts_language(s->w));
	if (s->in->url)
		property(s, "url", kua_arena_printf(s->a, "%s%s", s->in->url, path));
	sayf(s, "<link rel=\"stylesheet\" href=\"%sstyle.css\">\n<link rel=\"alternate\" type=\"application/atom+xml\" href=\"%sfeed.xml\" title=\"", root, s->up);
	say_word(s, "posts");
	sayf(s, "\">\n<link rel=\"alternate\" type=\"application/feed+json\" href=\"%sfeed.json\" title=\"", s->up);
	say_word(s, "posts");
	say(s, "\">\n");
	for (size_t i = 0; i < n && n > 1 && p->part == 1; i++)
		head_language(s, root, others[i].w, others[i].path);
	if (p->part == 1 && p->meta.len && p->meta.len <= META)
		kua_buf_add(s->out, p->meta.data, p->meta.len);
	say(s, "</head>\n");
}

static void sections(struct sheet *p)
{
	static const struct {
		const char *file, *key;
	} v[] = {{"posts", "posts"}, {"events", "events"}, {"cases", "cases"}, {"places", "places"}, {"calendar", "calendar"}, {"documents", "documents"},
	         {"method", "method"}, {"changes", "site-changes"}, {"search", "site-search"}};
	struct site *s = p->s;
	say(s, "<nav aria-label=\"");
	say_word(s, "sections");
	say(s, "\"><ul>");
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		if (!s->n_posts && i == 0)
			continue;
		sayf(s, "<li><a href=\"%s%s.html\"%s>", s->up, v[i].file, p->section && strcmp(p->section, v[i].file) == 0 ? " aria-current=\"true\"" : "");
		say_word(s, v[i].key);
		say(s, "</a></li>");
	}
	say(s, "</ul></nav>\n");
}

/* The page in that language, or the first page where there is none. */
static const char *other_of(const struct sheet *p, const struct texts *w)
{
	size_t n;
	const struct alternate *v = alternates_of(p, &n);
	for (size_t i = 0; i < n; i++)
		if (v[i].w == w)
			return v[i].path;
	return kua_arena_printf(p->s->a, "%sindex.html", site_folder_of(p->s, w));
}

static void languages(struct sheet *p, const char *root)
{
	struct site *s = p->s;
	if (s->in->n_languages < 2)
		return;
	say(s, "<nav aria-label=\"");
	say_word(s, "languages");
	say(s, "\"><ul class=\"languages\">");
	for (size_t i = 0; i < s->in->n_languages; i++) {
		const struct texts *w = s->in->languages[i];
		sayf(s, "<li lang=\"%s\"><a hreflang=\"%s\"%s href=\"%s", texts_language(w), texts_language(w), w == s->w ? " aria-current=\"true\"" : "", root);
		say_text(s, other_of(p, w));
		say(s, "\">");
		say_text(s, texts_text(w, "@name"));
		say(s, "</a></li>");
	}
	say(s, "</ul></nav>\n");
}

static void pages(struct sheet *p, bool further)
{
	struct site *s = p->s;
	const char *base = strrchr(p->name, '/');
	base = base ? base + 1 : p->name;
	if (p->part == 1 && !further)
		return;
	say(s, "<nav class=\"pager\" aria-label=\"");
	say_word(s, "pages");
	say(s, "\">");
	if (p->part > 2)
		sayf(s, "<a href=\"%s.%u.html\" rel=\"prev\">", base, p->part - 1);
	else if (p->part == 2)
		sayf(s, "<a href=\"%s.html\" rel=\"prev\">", base);
	if (p->part > 1)
		say_word(s, "back");
	say(s, p->part > 1 ? "</a> " : "");
	if (further) {
		sayf(s, "<a href=\"%s.%u.html\" rel=\"next\">", base, p->part + 1);
		say_word(s, "further");
		say(s, "</a>");
	}
	say(s, "</nav>\n");
}

static void finish(struct sheet *p, bool further)
{
	struct site *s = p->s;
	struct kua_buf all = KUA_BUF_INIT;
	const char *path = site_part_path(s, p->name, p->part), *root = up_from(s, path);
	s->out = &all;
	head(p, path, root);
	say(s, "<body>\n<a class=\"skip\" href=\"#content\">");
	say_word(s, "skip");
	sayf(s, "</a>\n<header>\n<p class=\"casebook\"><a href=\"%sindex.html\">", s->up);
	say_text(s, s->title);
	say(s, "</a></p>\n");
	languages(p, root);
	sections(p);
	say(s, "</header>\n<main id=\"content\" tabindex=\"-1\">\n");
	kua_buf_add(&all, p->body.data, p->body.len);
	if (p->close)
		say(s, p->close);
	pages(p, further);
	say(s, "</main>\n<footer><p>");
	say_word(s, "site-footer");
	say(s, " ");
	say_link(s, "method.html", texts_text(s->w, "method"));
	say(s, "</p></footer>\n</body>\n</html>\n");
	site_emit(s, path, all.data, all.len);
	*kua_vec_add(&s->paths) = path;
	kua_buf_free(&all);
	s->out = &p->chunk;
}

void sheet_start(struct sheet *p, struct site *s, const char *name, const char *title, const char *section)
{
	title = site_cut(s, title, TITLE);
	*p = (struct sheet){.s = s, .name = name, .title = title, .section = section, .part = 1};
	kua_buf_reserve(&p->body, BODY + 1024);
	s->out = &p->chunk;
	s->up = up_from(s, name);
	say(s, "<h1>");
	say_text(s, title);
	say(s, "</h1>\n");
}

void sheet_alone(struct sheet *p)
{
	struct alternate *own = KUA_NEW(p->s->a, struct alternate);
	*own = (struct alternate){p->s->w, kua_arena_printf(p->s->a, "%s%s.html", p->s->folder, p->name)};
	p->alternates = own;
	p->n_alternates = 1;
}

static void begin_further(struct sheet *p)
{
	struct site *s = p->s;
	struct kua_buf chunk = p->chunk;
	p->chunk = KUA_BUF_INIT;
	finish(p, true);
	p->part++;
	kua_buf_clear(&p->body);
	s->out = &p->body;
	say(s, "<h1>");
	say_text(s, p->title);
	sayf(s, " (%u)</h1>\n%s", p->part, p->open ? p->open : "");
	p->chunk = chunk;
	s->out = &p->chunk;
}

void sheet_keep(struct sheet *p)
{
	if (p->body.len && p->body.len + p->chunk.len > BODY)
		begin_further(p);
	kua_buf_add(&p->body, p->chunk.data, p->chunk.len);
	kua_buf_clear(&p->chunk);
}

void sheet_list(struct sheet *p, const char *open, const char *close)
{
	sheet_keep(p);
	if (p->close)
		kua_buf_str(&p->body, p->close);
	if (open)
		kua_buf_str(&p->body, open);
	p->open = open;
	p->close = close;
}

void sheet_end(struct sheet *p)
{
	sheet_list(p, NULL, NULL);
	finish(p, false);
	kua_buf_free(&p->body);
	kua_buf_free(&p->chunk);
	kua_buf_free(&p->meta);
	p->s->out = NULL;
}

void site_found(struct site *s, const char *path, const char *title, const char *kind, const char *words)
{
	*kua_vec_add(&s->entries) = (struct entry){path, title, kind, words};
}
