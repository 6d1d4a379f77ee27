/*
 * sheet.c - pages of the original as they look: a picture beside the text, and one page by itself with what was found on it. A picture
 * is drawn in the jail and packed by us (draw.c); passages are marked in it where their letters stand.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "page/item.h"

enum { WIDTH = 1000, LARGE = 1600 }; /* pixels: shown at half of it, so that letters are sharp */

bool has_pictures(const struct kua_document *d)
{
	return d->media_type && (strncmp(d->media_type, "application/pdf", 15) == 0 || strncmp(d->media_type, "image/", 6) == 0);
}

/* ---- what is asked for ---- */

static uint32_t page_asked(const struct visit *v)
{
	const char *s = pairs_get(&v->q->query, "page");
	unsigned long n = s ? strtoul(s, NULL, 10) : 1;
	return n >= 1 && n <= 1000000 ? (uint32_t)n : 1;
}

/* By the id of an item, or of a document, which may have none. */
static enum kua_code look_up(struct visit *v, struct marked *m, struct kua_error *err)
{
	const char *document = v->id;
	enum kua_code code = KUA_OK;
	if (strchr(v->id, '.')) {
		code = rows_one(v, KUA_ITEM, v->id, (void **)&m->item, err);
		if (code != KUA_OK)
			return code;
		m->leaves = leaves_of(m->item, v->a, &m->n_leaves);
		document = m->item->document_id;
	}
	code = rows_one(v, KUA_DOCUMENT, document, (void **)&m->document, err);
	if (code == KUA_OK && !has_pictures(m->document))
		code = route_not_found(v, err);
	m->chosen = pairs_get(&v->q->query, "mark");
	m->pictures = true;
	uint32_t page = page_asked(v);
	for (size_t i = 0; i < m->n_leaves; i++)
		if (m->leaves[i].page == page) {
			m->from = m->leaves[i].start;
			m->to = m->leaves[i].end;
		}
	return code == KUA_OK && m->to ? marked_load_claims(v, m, err) : code;
}

/* A passage, as far as it stands on the page; what is chosen comes first, so that it is never one too many. */
static void show(const struct marked *m, struct kua_picture_wanted *w, struct kua_picture_mark *marks, enum kua_shown kind, const char *id, int64_t start, int64_t end)
{
	bool chosen = m->chosen && strcmp(m->chosen, id) == 0;
	size_t to = end > (int64_t)m->to ? m->to : (size_t)end;
	if (end <= start || w->n_marks >= KUA_PICTURE_MARKS)
		return;
	marks[w->n_marks++] = (struct kua_picture_mark){chosen ? KUA_SHOWN_CHOSEN : kind, m->item->text + start, to - (size_t)start};
	if (chosen) {
		struct kua_picture_mark one = marks[w->n_marks - 1];
		memmove(marks + 1, marks, (w->n_marks - 1) * sizeof *marks);
		marks[0] = one;
	}
}

static struct kua_picture_wanted wanted(struct visit *v, const struct marked *m, uint32_t width)
{
	struct kua_picture_mark *marks = KUA_NEW_N(v->a, struct kua_picture_mark, KUA_PICTURE_MARKS);
	struct kua_picture_wanted w = {.page = page_asked(v), .width = width, .marks = marks};
	for (size_t i = 0; i < m->n_figures; i++)
		show(m, &w, marks, KUA_SHOWN_FIGURE, m->figures[i].id, m->figures[i].start, m->figures[i].end);
	for (size_t i = 0; i < m->n_steps; i++)
		show(m, &w, marks, KUA_SHOWN_STEP, m->steps[i].id, m->steps[i].start, m->steps[i].end);
	for (size_t i = 0; i < m->n_harms; i++)
		show(m, &w, marks, KUA_SHOWN_HARM, m->harms[i].id, m->harms[i].start, m->harms[i].end);
	for (size_t i = 0; i < m->n_actions; i++)
		show(m, &w, marks, KUA_SHOWN_ACTION, m->actions[i].id, m->actions[i].start, m->actions[i].end);
	return w;
}

/* ---- the picture ---- */

/* How many bytes of s go on a line: to a blank behind 40 characters, and never more than 60. */
static size_t line_of(const char *s)
{
	size_t n = 0, characters = 0;
	for (; s[n] && characters < 60 && !(s[n] == ' ' && characters > 40); characters++)
		do
			n++;
		while (((unsigned char)s[n] & 0xc0) == 0x80);
	return n;
}

/* Where there is none: a picture of the reason, for that is what the browser waits for. */
static void put_reason(struct visit *v, const char *why)
{
	enum { LINES = 8 };
	put(v, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"500\" height=\"220\" viewBox=\"0 0 500 220\"><rect width=\"500\" height=\"220\" fill=\"#eee\"/>"
	       "<g font-family=\"sans-serif\" font-size=\"15\" fill=\"#333\"><text x=\"20\" y=\"36\" font-weight=\"bold\">");
	put_word(v, "not-drawn");
	put(v, "</text>");
	for (int i = 0; i < LINES && *why; i++) {
		size_t n = line_of(why);
		putf(v, "<text x=\"20\" y=\"%d\">", 64 + 20 * i);
		put_text_n(v, why, n);
		put(v, "</text>");
		why += n;
	}
	put(v, "</g></svg>\n");
}

enum kua_code screen_picture(struct visit *v, struct kua_error *err)
{
	struct marked m = {0};
	struct picture p = {0};
	enum kua_code code = look_up(v, &m, err);
	if (code != KUA_OK)
		return code;
	struct kua_picture_wanted w = wanted(v, &m, pairs_get(&v->q->query, "large") ? LARGE : WIDTH);
	if (!draw_picture(v, m.document, &w, true, &p))
		return KUA_OK;
	v->r->type = p.width ? "image/jpeg" : "image/svg+xml; charset=utf-8";
	if (!p.width)
		put_reason(v, p.why ? p.why : "");
	return KUA_OK;
}

/* The address' query for a page. */
static const char *query_of(const struct visit *v, uint32_t page, const char *chosen, const char *more)
{
	return kua_arena_printf(v->a, "page=%" PRIu32 "%s%s%s", page, chosen ? "&mark=" : "", chosen ? encoded(v, chosen) : "", more);
}

static void put_image(struct visit *v, const char *id, uint32_t page, const char *query, uint32_t width, uint32_t height)
{
	putf(v, "<img loading=\"lazy\" width=\"%" PRIu32 "\" height=\"%" PRIu32 "\" src=\"/picture/", width, height);
	put(v, encoded(v, id));
	put(v, "?");
	put_text(v, query);
	put(v, "\" alt=\"");
	put_word(v, "page");
	putf(v, " %" PRIu32 ": ", page);
	put_word(v, "as-it-looks");
	put(v, "\">");
}

void put_picture(struct visit *v, const char *id, uint32_t page, const char *chosen)
{
	const char *query = query_of(v, page, chosen, "");
	put(v, "<p class=\"looks\">");
	link_to(v, "/sheet", id, query);
	put_image(v, id, page, query, WIDTH / 2, WIDTH * 7 / 10);
	put(v, "</a></p>\n");
}

void put_page_link(struct visit *v, const struct kua_item *item, const struct leaf *leaves, size_t n, int64_t offset, const char *chosen)
{
	const struct leaf *leaf = NULL;
	for (size_t i = 0; i < n && (int64_t)leaves[i].start <= offset; i++)
		leaf = &leaves[i];
	if (!leaf)
		return;
	put(v, " · ");
	link_to(v, "/sheet", item->id, query_of(v, leaf->page, chosen, ""));
	put_word(v, "page");
	putf(v, " %" PRIu32 "</a>", leaf->page);
}

/* ---- a page by itself ---- */

static void ways(struct visit *v, uint32_t page, uint32_t pages)
{
	put(v, "<p class=\"pager\">");
	if (page > 1) {
		link_to(v, "/sheet", v->id, query_of(v, page - 1, NULL, ""));
		put_word(v, "back");
		put(v, "</a> ");
	}
	putf(v, "%" PRIu32, page);
	if (pages)
		putf(v, " / %" PRIu32, pages);
	if (pages && page < pages) {
		put(v, " ");
		link_to(v, "/sheet", v->id, query_of(v, page + 1, NULL, ""));
		put_word(v, "further");
		put(v, "</a>");
	}
	put(v, "</p>\n");
}

static void whence(struct visit *v, const struct marked *m, uint32_t page)
{
	put(v, "<p>");
	if (m->item && m->to) {
		link_to(v, "/item", m->item->id, m->chosen ? kua_arena_printf(v->a, "mark=%s#chosen", encoded(v, m->chosen))
		                                          : kua_arena_printf(v->a, "page=%" PRIu32 "#page-%" PRIu32, page, page));
		put_word(v, "its-text");
		put(v, "</a> · ");
	}
	link_text(v, "/document", m->document->id, m->document->name);
	put(v, " · ");
	link_to(v, "/bytes", m->document->id, NULL);
	put_word(v, "keep-original");
	put(v, "</a></p>\n");
}

enum kua_code screen_sheet(struct visit *v, struct kua_error *err)
{
	struct marked m = {0};
	struct picture p = {0};
	struct kua_list seen = {0};
	uint32_t page = page_asked(v);
	enum kua_code code = look_up(v, &m, err);
	if (code != KUA_OK)
		return code;
	struct kua_picture_wanted w = wanted(v, &m, LARGE);
	if (!draw_picture(v, m.document, &w, false, &p))
		return KUA_OK;
	frame_open(v, m.item && m.item->title ? m.item->title : m.document->name, "documents");
	whence(v, &m, page);
	ways(v, page, p.pages);
	if (p.why) {
		put(v, "<p class=\"warn\">");
		put_word(v, p.width ? "drawn-in-part" : "not-drawn");
		put(v, ": ");
		put_text(v, p.why);
		put(v, "</p>\n");
	}
	if (p.width) {
		put(v, "<p class=\"looks\">");
		put_image(v, v->id, page, query_of(v, page, m.chosen, "&large=1"), p.width, p.height);
		put(v, "</p>\n");
	}
	if (m.item && m.to) {
		put(v, "<div class=\"cards\">");
		code = item_cards(v, &m, m.from, m.to, &seen, err);
		put(v, "</div>\n");
	}
	frame_close(v);
	return code;
}
