/*
 * site_write.c - HTML of the site. Whatever is not a literal of this folder goes through say_text(), which leaves no character that means
 * something to a browser.
 */
#include <inttypes.h>
#include <string.h>

#include "publish/internal.h"
#include "report/html_text.h"

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
	html_text_n(s->out, text, n);
}

void say_text(struct site *s, const char *text)
{
	html_text(s->out, text);
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
