/*
 * html_capture.c - what the program that saved a page wrote into it: from where, when, and which program it was.
 *
 *   browsers          <!-- saved from url=(0023)http://example.org/one/ -->
 *   SingleFile        <!-- Page saved with SingleFile url: https://... saved date: Mon Mar 01 2021 10:11:12 GMT+0100 -->
 *   HTTrack           <!-- Mirrored from example.org/one by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 01 Mar 2021 ... -->
 *   Wayback Machine   FILE ARCHIVED ON 03:04:05 Mar 06, 2017 AND RETRIEVED FROM THE INTERNET ARCHIVE ON ...; a toolbar
 *
 * They stand in comments near the beginning or the end.
 */
#include <string.h>

#include "intake/html.h"

#define NEAR ((size_t)16 << 10)
#define URL_BYTES ((size_t)2000)
#define DATE_BYTES ((size_t)60)

/* Behind the words, without white space; {NULL, 0} where s has them not. */
static struct kua_str behind(struct kua_str s, const char *words)
{
	size_t n = strlen(words);
	const char *at = s.n >= n ? memmem(s.s, s.n, words, n) : NULL;
	if (!at)
		return (struct kua_str){NULL, 0};
	at += n;
	return kua_trim((struct kua_str){at, (size_t)(s.s + s.n - at)});
}

static struct kua_str up_to(struct kua_str s, const char *words)
{
	const char *at = s.n ? memmem(s.s, s.n, words, strlen(words)) : NULL;
	return at ? kua_trim((struct kua_str){s.s, (size_t)(at - s.s)}) : s;
}

static struct kua_str word(struct kua_str s)
{
	size_t n = 0;
	while (n < s.n && n < URL_BYTES && !strchr(" \t\n\"<>", s.s[n]))
		n++;
	return (struct kua_str){s.s, n};
}

static struct kua_str line(struct kua_str s)
{
	size_t n = 0;
	while (n < s.n && n < DATE_BYTES && s.s[n] != '\n')
		n++;
	return kua_trim((struct kua_str){s.s, n});
}

static bool is_near(size_t at, size_t n)
{
	return at < NEAR || at + NEAR > n;
}

static void read_browser(struct kua_page_meta *m, struct kua_str comment)
{
	struct kua_str s = behind(comment, "saved from url=(");
	struct kua_str url = word(behind(s, ")"));
	if (!url.n || m->saved_from.n || kua_str_is(url, "about:internet"))
		return;
	m->saved_from = url;
}

static void read_singlefile(struct kua_page_meta *m, struct kua_str comment)
{
	if (!behind(comment, "saved with SingleFile").s)
		return;
	m->saved_from = word(behind(comment, "url:"));
	m->saved_on = line(behind(comment, "saved date:"));
	m->saved_by = kua_str("SingleFile");
}

static void read_httrack(struct kua_page_meta *m, struct kua_str comment)
{
	struct kua_str from = behind(comment, "Mirrored from "), by = behind(comment, " by HTTrack");
	if (!from.n || !by.s)
		return;
	m->saved_from = word(from);
	m->saved_on = line(behind(by, "],"));
	m->saved_by = kua_str("HTTrack");
}

static void read_wayback(struct kua_page_meta *m, struct kua_str comment)
{
	struct kua_str on = behind(comment, "FILE ARCHIVED ON ");
	if (!on.n)
		return;
	m->saved_on = line(up_to(on, " AND RETRIEVED"));
	m->saved_by = kua_str("Wayback Machine");
}

/* "https://web.archive.org/web/20170306040353/http://example.org/": the address and the time of a link to the page itself. */
static void read_wayback_address(struct kua_page *page)
{
	struct kua_str s = behind(page->meta.url, "web.archive.org/web/");
	size_t digits = 0;
	while (digits < s.n && s.s[digits] >= '0' && s.s[digits] <= '9')
		digits++;
	const char *slash = digits == 14 ? memchr(s.s, '/', s.n) : NULL;
	if (!slash)
		return;
	page->meta.url = (struct kua_str){slash + 1, (size_t)(s.s + s.n - slash - 1)};
	if (!page->meta.saved_on.n)
		page->meta.saved_on = kua_str(kua_arena_printf(page->arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", s.s, s.s + 4, s.s + 6,
		                                               s.s + 8, s.s + 10, s.s + 12));
	page->meta.saved_by = kua_str("Wayback Machine");
}

void kua_html_capture(struct kua_page *page, struct kua_str html)
{
	for (size_t at = 0; at < html.n;) {
		const char *open = memmem(html.s + at, html.n - at, "<!--", 4);
		if (!open)
			break;
		size_t from = (size_t)(open - html.s) + 4;
		if (!is_near(from, html.n)) { /* to the end's part */
			at = html.n - NEAR;
			continue;
		}
		const char *close = memmem(html.s + from, html.n - from, "-->", 3);
		struct kua_str comment = {html.s + from, close ? (size_t)(close - html.s) - from : html.n - from};
		comment.n = comment.n < NEAR ? comment.n : NEAR;
		read_browser(&page->meta, comment);
		read_singlefile(&page->meta, comment);
		read_httrack(&page->meta, comment);
		read_wayback(&page->meta, comment);
		at = close ? (size_t)(close - html.s) + 3 : html.n;
	}
	read_wayback_address(page);
}

bool kua_html_is_toolbar(const GumboNode *node)
{
	static const char *const ids[] = {"wm-ipp-base", "wm-ipp", "wm-ipp-print", "donato"};
	const char *id = kua_html_attribute(node, "id");
	for (size_t i = 0; *id && i < sizeof ids / sizeof *ids; i++)
		if (strcmp(id, ids[i]) == 0)
			return true;
	return false;
}
