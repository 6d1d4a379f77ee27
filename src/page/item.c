/*
 * item.c - an item as the reader sees it, with what was found in it marked, beside the original as it looks where that has pages; a card
 * for each thing that is marked. A long text is shown in windows that end with a page or a paragraph.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "page/item.h"
#include "util/search.h"

enum {
	WINDOW = 16 << 10,  /* bytes of text */
	WEIGHT = 76 << 10,  /* bytes of HTML, about, of a window's text and cards */
	OF_MARK = 110, OF_NAME_CARD = 330, OF_CARD = 420, OF_SIGN = 4, /* what they weigh */
};

struct leaf *leaves_of(const struct kua_item *item, struct kua_arena *a, size_t *n)
{
	struct leaf *v = KUA_NEW_N(a, struct leaf, item->pages.n + 1);
	size_t end = item->text ? strlen(item->text) : 0;
	*n = 0;
	for (size_t i = 0; i < item->pages.n; i++) {
		char *colon;
		unsigned long page = strtoul(item->pages.v[i], &colon, 10);
		unsigned long long at = *colon == ':' ? strtoull(colon + 1, NULL, 10) : end;
		if (page < 1 || page > UINT32_MAX || at >= end)
			continue;
		if (*n)
			v[*n - 1].end = (size_t)at;
		v[(*n)++] = (struct leaf){(uint32_t)page, (size_t)at, end};
	}
	return v;
}

/* ---- what was found ---- */

/* Records of the item that begin in the window. */
static enum kua_code in_window(struct visit *v, const struct marked *m, enum kua_shape_kind kind, void **rows, size_t *n, struct kua_error *err)
{
	const char *from = kua_arena_printf(v->a, "%zu", m->from), *to = kua_arena_printf(v->a, "%zu", m->to ? m->to - 1 : 0);
	const struct kua_query q = {.kind = kind, .where = {{"item", KUA_IS, m->item->id}, {"start", KUA_FROM, from}, {"start", KUA_UP_TO, to}},
	                            .n = 3, .order = "start", .most = WINDOW};
	return kua_casebook_rows(v->cb, &q, v->a, rows, n, err);
}

enum kua_code marked_load_claims(struct visit *v, struct marked *m, struct kua_error *err)
{
	enum kua_code code = in_window(v, m, KUA_FIGURE, (void **)&m->figures, &m->n_figures, err);
	if (code == KUA_OK)
		code = in_window(v, m, KUA_CASE_STEP, (void **)&m->steps, &m->n_steps, err);
	if (code == KUA_OK)
		code = in_window(v, m, KUA_HARM, (void **)&m->harms, &m->n_harms, err);
	if (code == KUA_OK)
		code = in_window(v, m, KUA_ACTION, (void **)&m->actions, &m->n_actions, err);
	return code;
}

static enum kua_code load_marks(struct visit *v, struct marked *m, struct kua_error *err)
{
	enum kua_code code = marked_load_claims(v, m, err);
	if (code == KUA_OK)
		code = in_window(v, m, KUA_MENTION, (void **)&m->mentions, &m->n_mentions, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_REUSE, "a", m->item->id, (void **)&m->reused[0], &m->n_reused[0], err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_REUSE, "b", m->item->id, (void **)&m->reused[1], &m->n_reused[1], err);
	return code;
}

int64_t place_of(struct visit *v, const struct kua_item *item, const char *id)
{
	enum kua_shape_kind kind;
	struct kua_error err = {0};
	struct kua_mention *mention;
	void *record;
	size_t n = 0;
	if (kua_casebook_find(v->cb, id, v->a, &kind, &record, &err) != KUA_OK)
		return -1;
	if (kind == KUA_ENTITY) {
		const struct kua_query q = {.kind = KUA_MENTION, .where = {{"item", KUA_IS, item->id}, {"entity", KUA_IS, id}}, .n = 2,
		                            .order = "start", .most = 1};
		bool found = kua_casebook_rows(v->cb, &q, v->a, (void **)&mention, &n, &err) == KUA_OK && n;
		return found ? mention->start : -1;
	}
	if (kind != KUA_FIGURE && kind != KUA_CASE_STEP && kind != KUA_HARM && kind != KUA_ACTION)
		return -1;
	const char *of;
	int64_t start;
	memcpy(&of, (const char *)record + kua_shape_field(&kua_shapes[kind], "item")->at, sizeof of);
	memcpy(&start, (const char *)record + kua_shape_field(&kua_shapes[kind], "start")->at, sizeof start);
	return of && strcmp(of, item->id) == 0 ? start : -1;
}

/* ---- the window ---- */

/* The page that a byte stands on, or NULL. */
static const struct leaf *leaf_at(const struct marked *m, size_t at)
{
	size_t low;
	KUA_FIRST(low, m->n_leaves, m->leaves[low].start <= at);
	return low ? &m->leaves[low - 1] : NULL;
}

/* The beginning of the page or of the paragraph that a byte stands in; not further back than a quarter of a window. */
static size_t beginning(const struct marked *m, size_t at)
{
	const struct leaf *leaf = leaf_at(m, at);
	size_t least = at > WINDOW / 4 ? at - WINDOW / 4 : 0;
	if (leaf && leaf->start >= least)
		return leaf->start;
	for (size_t i = at; i > least; i--)
		if (m->item->text[i - 1] == '\n')
			return i;
	if (!least)
		return 0;
	while (at > 0 && ((unsigned char)m->item->text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static long number_of(const struct visit *v, const char *name, long otherwise)
{
	const char *s = pairs_get(&v->q->query, name);
	return s && *s >= '0' && *s <= '9' ? strtol(s, NULL, 10) : otherwise;
}

/* Where the window begins: where the address says, at a page, or at what it wants to be seen. */
static size_t window_start(struct visit *v, const struct marked *m)
{
	long page = number_of(v, "page", 0), at = number_of(v, "at", -1);
	for (size_t i = 0; page > 0 && i < m->n_leaves; i++)
		if (m->leaves[i].page == (uint32_t)page)
			return m->leaves[i].start;
	if (at < 0 && m->chosen && m->n_text > WINDOW)
		at = (long)place_of(v, m->item, m->chosen);
	return at > 0 && (size_t)at < m->n_text ? beginning(m, (size_t)at) : 0;
}

static void end_before(struct marked *m, size_t at)
{
	size_t to = beginning(m, at);
	m->to = to > m->from ? to : at > m->from ? at : m->to;
}

/* Signs that are longer in HTML. */
static size_t weight_of(const char *s, size_t n)
{
	size_t weight = n;
	for (size_t i = 0; i < n; i++)
		weight += (unsigned char)s[i] < ' ' || strchr("&<>\"'", s[i]) ? OF_SIGN : 0;
	return weight;
}

/* End the window earlier where so much was found in it that the page would become too heavy. */
static void lighten(struct visit *v, struct marked *m)
{
	struct kua_list seen = {0};
	size_t weight = 0, done = m->from;
	for (size_t i = 0; i < m->marks.n; i++) {
		const struct mark *k = &m->marks.v[i];
		bool again = k->kind == MARK_NAME && k->id && kua_list_has(&seen, k->id);
		if (k->kind == MARK_NAME && k->id && !again)
			kua_list_add(v->a, &seen, k->id);
		weight += weight_of(m->item->text + done, k->start - done);
		weight += (size_t)(OF_MARK + (again ? 0 : k->kind == MARK_NAME ? OF_NAME_CARD : OF_CARD));
		done = k->start;
		if (weight > WEIGHT && k->start > m->from) {
			end_before(m, k->start);
			break;
		}
	}
	if (weight <= WEIGHT && weight + weight_of(m->item->text + done, m->to - done) > WEIGHT)
		end_before(m, m->from + (m->to - m->from) / 2);
	size_t kept = 0;
	for (size_t i = 0; i < m->marks.n; i++)
		if (m->marks.v[i].start < m->to) {
			m->marks.v[i].end = m->marks.v[i].end < m->to ? m->marks.v[i].end : m->to;
			m->marks.v[kept++] = m->marks.v[i];
		}
	m->marks.n = kept;
}

static enum kua_code load(struct visit *v, struct marked *m, struct kua_error *err)
{
	enum kua_code code = rows_one(v, KUA_ITEM, v->id, (void **)&m->item, err);
	if (code == KUA_OK)
		code = rows_one(v, KUA_DOCUMENT, m->item->document_id, (void **)&m->document, err);
	if (code != KUA_OK)
		return code;
	if (!m->item->text)
		m->item->text = "";
	m->n_text = strlen(m->item->text);
	m->leaves = leaves_of(m->item, v->a, &m->n_leaves);
	m->pictures = m->n_leaves && has_pictures(m->document);
	m->text = true;
	m->chosen = pairs_get(&v->q->query, "mark");
	m->from = window_start(v, m);
	m->to = m->n_text;
	if (m->n_text - m->from > WINDOW + WINDOW / 4)
		end_before(m, m->from + WINDOW);
	code = load_marks(v, m, err);
	if (code == KUA_OK) {
		item_mark(m);
		lighten(v, m);
	}
	return code;
}

/* ---- the screen ---- */

static void facts(struct visit *v, const struct kua_item *i)
{
	put(v, "<dl class=\"facts\"><dt>");
	put_word(v, "date");
	put(v, "</dt><dd>");
	put_date(v, i->published_on);
	put(v, "</dd>");
	put_fact(v, "author", i->author);
	put_fact(v, "issuer", i->issuer);
	put_fact(v, "language", i->language);
	for (size_t k = 0; k < i->categories.n; k++)
		put_fact(v, "category", i->categories.v[k]);
	put(v, "<dt>");
	put_word(v, "document");
	put(v, "</dt><dd>");
	link_text(v, "/document", i->document_id, i->document);
	put(v, " · ");
	link_to(v, "/bytes", i->document_id, NULL);
	put_word(v, "keep-original");
	put(v, "</a></dd></dl>\n");
}

/* The way to the rest of a long text. */
static void ways(struct visit *v, const struct marked *m)
{
	if (m->from == 0 && m->to == m->n_text)
		return;
	put(v, "<p class=\"pager\">");
	if (m->from > 0) {
		link_to(v, "/item", m->item->id, kua_arena_printf(v->a, "at=%zu", m->from > WINDOW ? m->from - WINDOW : 0));
		put_word(v, "back");
		put(v, "</a> ");
	}
	putf(v, "%zu–%zu %%", m->from * 100 / m->n_text, m->to * 100 / m->n_text);
	if (m->to < m->n_text) {
		put(v, " ");
		link_to(v, "/item", m->item->id, kua_arena_printf(v->a, "at=%zu", m->to));
		put_word(v, "further");
		put(v, "</a>");
	}
	put(v, "</p>\n");
}

/* A row: the text of a page beside how the page looks and what was found on it. */
static enum kua_code sheet(struct visit *v, struct marked *m, const struct leaf *leaf, struct kua_list *seen, struct kua_error *err)
{
	size_t from = leaf->start > m->from ? leaf->start : m->from, to = leaf->end < m->to ? leaf->end : m->to;
	putf(v, "<section class=\"sheet\" id=\"page-%" PRIu32 "\"><h2>", leaf->page);
	put_word(v, "page");
	putf(v, " %" PRIu32 "</h2>", leaf->page);
	item_text(v, m, from, to);
	put(v, "<div class=\"cards\">");
	put_picture(v, m->item->id, leaf->page, m->chosen);
	enum kua_code code = item_cards(v, m, from, to, seen, err);
	put(v, "</div></section>\n");
	return code;
}

static enum kua_code body(struct visit *v, struct marked *m, struct kua_error *err)
{
	struct kua_list seen = {0};
	enum kua_code code = KUA_OK;
	if (m->pictures) {
		if (m->from < m->leaves[0].start)
			item_text(v, m, m->from, m->leaves[0].start < m->to ? m->leaves[0].start : m->to);
		for (size_t i = 0; i < m->n_leaves && code == KUA_OK; i++)
			if (m->leaves[i].end > m->from && m->leaves[i].start < m->to)
				code = sheet(v, m, &m->leaves[i], &seen, err);
		return code;
	}
	put(v, "<div class=\"beside\">");
	item_text(v, m, m->from, m->to);
	put(v, "<aside class=\"cards\" aria-label=\"");
	put_word(v, "claims");
	put(v, "\">");
	code = item_cards(v, m, m->from, m->to, &seen, err);
	put(v, "</aside></div>\n");
	return code;
}

enum kua_code screen_item(struct visit *v, struct kua_error *err)
{
	struct marked m = {0};
	enum kua_code code = load(v, &m, err);
	if (code == KUA_OK) {
		frame_open(v, item_name(m.item), "items");
		facts(v, m.item);
		ways(v, &m);
		code = body(v, &m, err);
		ways(v, &m);
		frame_close(v);
	}
	kua_vec_free(&m.marks);
	return code;
}
