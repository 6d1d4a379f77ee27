/*
 * html_flat.c - take out start tags that nest deeper than a limit, before the parser sees them.
 *
 * Parsers of HTML take time in the square of the depth, and a page of a hundred thousand nested elements is an
 * attack, not a text. So tags are counted in one pass: a stack of open elements, at most KUA_HTML_DEPTH of
 * them; a start tag that finds it full is dropped, its text stays. End tags close the nearest open element of
 * their name, as the parser does. Elements whose end tag may be left out (p, li, td ...) close each other and
 * do not count; void elements neither. Comments and the insides of script and its kin are skipped as the parser
 * skips them.
 */
#include <string.h>
#include <strings.h>

#include "intake/html.h"

struct flat {
	struct kua_str html;
	size_t pos;
	uint64_t open[KUA_HTML_DEPTH]; /* hashes of names */
	size_t depth;
	struct kua_buf *out;
	size_t copied; /* up to here html is in out */
	bool dropped;
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool in(const char *const *list, size_t n, struct kua_str name)
{
	for (size_t i = 0; i < n; i++)
		if (kua_str_is(name, list[i]))
			return true;
	return false;
}
#define IN(list, name) in(list, sizeof list / sizeof *list, name)

static const char *const uncounted[] = {
	"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
	"wbr", "p", "li", "dt",
	"dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rt", "rp", "html",
	"head", "body",
};
static const char *const raw[] = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"};

static uint64_t hash_of(struct kua_str name)
{
	char low[32];
	size_t n = name.n < sizeof low ? name.n : sizeof low;
	for (size_t i = 0; i < n; i++)
		low[i] = (char)(name.s[i] | 0x20);
	return kua_hash(low, n);
}

/* Step behind the next occurrence of what, or to the end. */
static void skip_to(struct flat *f, const char *what)
{
	const char *at = memmem(f->html.s + f->pos, f->html.n - f->pos, what, strlen(what));
	f->pos = at ? (size_t)(at - f->html.s) + strlen(what) : f->html.n;
}

/* Behind the > of a tag whose name has been read; values in quotation marks may hold one. */
static void skip_tag(struct flat *f)
{
	bool value = false;
	while (f->pos < f->html.n && f->html.s[f->pos] != '>') {
		char c = f->html.s[f->pos++];
		if (value && (c == '"' || c == '\''))
			skip_to(f, c == '"' ? "\"" : "'");
		value = c == '=' || (value && c == ' ');
	}
	f->pos += f->pos < f->html.n;
}

/* The text of a script or its kin ends at its own end tag. */
static void skip_raw(struct flat *f, struct kua_str name)
{
	while (f->pos < f->html.n) {
		const char *at = memmem(f->html.s + f->pos, f->html.n - f->pos, "</", 2);
		f->pos = at ? (size_t)(at - f->html.s) + 2 : f->html.n;
		if (f->html.n - f->pos >= name.n && strncasecmp(f->html.s + f->pos, name.s, name.n) == 0) {
			skip_tag(f);
			return;
		}
	}
}

static void close_element(struct flat *f, struct kua_str name)
{
	uint64_t hash = hash_of(name);
	for (size_t i = f->depth; i-- > 0;) {
		if (f->open[i] == hash) {
			f->depth = i;
			return;
		}
	}
}

static void open_element(struct flat *f, struct kua_str name, size_t from)
{
	if (IN(uncounted, name))
		return;
	if (f->depth < KUA_HTML_DEPTH) {
		f->open[f->depth++] = hash_of(name);
		return;
	}
	f->dropped = true;
	kua_buf_add(f->out, f->html.s + f->copied, from - f->copied);
	f->copied = f->pos;
}

static void read_tag(struct flat *f)
{
	size_t from = f->pos++;
	const char *s = f->html.s;
	bool end = f->pos < f->html.n && s[f->pos] == '/';
	f->pos += end;
	if (f->pos >= f->html.n || !is_letter(s[f->pos])) {
		if (f->html.n - from >= 4 && memcmp(s + from, "<!--", 4) == 0)
			skip_to(f, "-->");
		else if (f->pos < f->html.n && (s[f->pos] == '!' || s[f->pos] == '?' || end))
			skip_to(f, ">");
		return;
	}
	size_t name_from = f->pos;
	while (f->pos < f->html.n && !strchr(" \t\n/>", s[f->pos]))
		f->pos++;
	struct kua_str name = {s + name_from, f->pos - name_from};
	skip_tag(f);
	if (end)
		close_element(f, name);
	else if (IN(raw, name))
		skip_raw(f, name);
	else
		open_element(f, name, from);
}

bool kua_html_flatten(struct kua_str html, struct kua_buf *out)
{
	struct flat f = {.html = html, .out = out};
	for (const char *at; f.pos < html.n && (at = memchr(html.s + f.pos, '<', html.n - f.pos));) {
		f.pos = (size_t)(at - html.s);
		read_tag(&f);
	}
	if (f.dropped)
		kua_buf_add(out, html.s + f.copied, html.n - f.copied);
	return f.dropped;
}
