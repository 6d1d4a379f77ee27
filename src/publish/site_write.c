/*
 * site_write.c - HTML of the site. Whatever is not a literal of this folder goes through say_text(), which leaves no character that means
 * something to a browser.
 */
#include <inttypes.h>
#include <string.h>

#include "publish/internal.h"

enum { QUOTE = 1500 }; /* bytes of a quotation that are shown */

void say(struct site *s, const char *html)
{
	kua_buf_str(s->out, html);
}

void sayf(struct site *s, const char *fmt, ...)
{
	char b[512];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(b, sizeof b, fmt, ap);
	va_end(ap);
	kua_buf_str(s->out, b);
}

/* Control characters, and those that turn the writing's direction without a sign of it. */
static bool is_invisible(uint32_t c)
{
	return (c < 32 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || (c >= 0xfff9 && c <= 0xfffb) || c == 0xfeff || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) ||
	       (c >= 0xe0000 && c <= 0xe007f);
}

/* Bytes at the beginning that stand as they are, in HTML and elsewhere: most of most texts. */
static size_t plain_here(const char *text, size_t n)
{
	size_t i = 0;
	while (i < n && text[i] >= ' ' && text[i] < 0x7f && text[i] != '&' && text[i] != '<' && text[i] != '>' && text[i] != '"' && text[i] != '\'')
		i++;
	return i;
}

void site_visible(struct kua_buf *out, const char *text)
{
	for (size_t i = 0, n = strlen(text), len; i < n; i += len ? len : 1) {
		uint32_t c;
		size_t plain = plain_here(text + i, n - i);
		kua_buf_add(out, text + i, plain);
		if ((i += plain) == n)
			break;
		len = kua_utf8_next(text + i, n - i, &c);
		kua_buf_utf8(out, len && !is_invisible(c) ? c : 0xfffd);
	}
}

const char *site_cut(const struct site *s, const char *text, size_t most)
{
	if (!text || strlen(text) <= most)
		return text;
	while (most && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return kua_arena_printf(s->a, "%.*s…", (int)most, text);
}

void say_text_n(struct site *s, const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t plain = plain_here(text + i, n - i);
		kua_buf_add(s->out, text + i, plain);
		if ((i += plain) == n)
			break;
		size_t len = kua_utf8_next(text + i, n - i, &c);
		i += len ? len : 1;
		c = len && !is_invisible(c) ? c : 0xfffd;
		switch (c) {
		case '&': kua_buf_str(s->out, "&amp;"); break;
		case '<': kua_buf_str(s->out, "&lt;"); break;
		case '>': kua_buf_str(s->out, "&gt;"); break;
		case '"': kua_buf_str(s->out, "&quot;"); break;
		case '\'': kua_buf_str(s->out, "&#39;"); break;
		default: kua_buf_utf8(s->out, c);
		}
	}
}

void say_text(struct site *s, const char *text)
{
	if (text)
		say_text_n(s, text, strlen(text));
}

void say_word(struct site *s, const char *key)
{
	say_text(s, texts_text(s->w, key));
}

void say_count(struct site *s, const char *key, int64_t n)
{
	say_text(s, texts_count(s->w, key, n, s->a));
}

/* Whether a browser will take it for a date. */
static bool is_date(const char *iso)
{
	int64_t day;
	return kua_date_first_day(iso, &day);
}

void say_date(struct site *s, const char *iso)
{
	if (!iso || !*iso) {
		say_word(s, "undated");
		return;
	}
	if (!is_date(iso)) {
		say_text(s, iso);
		return;
	}
	say(s, "<time datetime=\"");
	say_text(s, iso);
	say(s, "\">");
	say_text(s, texts_date(s->w, iso, s->a));
	say(s, "</time>");
}

void say_element(struct site *s, const char *tag, const char *class, const char *text)
{
	sayf(s, class ? "<%s class=\"%s\">" : "<%s>", tag, class);
	say_text(s, text);
	sayf(s, "</%s>\n", tag);
}

bool site_foreign(const struct site *s, const char *id)
{
	const struct kua_item *item = site_item(s, id);
	const char *language = item ? item->language : NULL;
	return language && strcmp(language, "und") != 0 && strcmp(language, texts_language(s->w)) != 0;
}

void say_own_words(struct site *s, const char *item, const char *text)
{
	bool foreign = site_foreign(s, item);
	if (foreign) {
		say(s, "<q dir=\"auto\" lang=\"");
		say_text(s, site_item(s, item)->language);
		say(s, "\">");
	} else {
		say(s, "<bdi>");
	}
	say_text(s, text);
	say(s, foreign ? "</q>" : "</bdi>");
}

void site_quotation(struct site *s, const char *quote)
{
	say(s, "<blockquote dir=\"auto\" itemscope itemtype=\"https://schema.org/Quotation\"><p itemprop=\"text\">");
	say_text(s, site_cut(s, quote, QUOTE));
	say(s, "</p></blockquote>\n");
}

void say_href(struct site *s, const char *path)
{
	say(s, "<a href=\"");
	if (*path != '#')
		say(s, s->up);
	say_text(s, path);
	say(s, "\">");
}

void say_link(struct site *s, const char *path, const char *text)
{
	if (path)
		say_href(s, path);
	say(s, "<bdi>");
	say_text(s, text);
	say(s, path ? "</bdi></a>" : "</bdi>");
}

void say_between(struct site *s, const char *key)
{
	say_text(s, texts_between(s->w, key, s->a));
}

const char *site_bounds(const struct site *s, int64_t low, int64_t high, const char *word)
{
	return texts_bounds(s->w, low, high, word, s->a);
}

const char *site_number(const struct site *s, const struct kua_figure *f)
{
	return texts_figure(s->w, f, s->a);
}
