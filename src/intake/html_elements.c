/* html_elements.c - what one element of a page says of itself, by its tag and its attributes, and what is inside. */
#include <string.h>

#include "intake/html_elements.h"

/* ---- attributes ---- */

const char *kua_html_attribute(const GumboNode *node, const char *name)
{
	const GumboAttribute *a = gumbo_get_attribute(&node->v.element.attributes, name);
	return a ? a->value : "";
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Does any word of the attribute's value belong to the set? whole: words are parted by spaces only. */
bool kua_element_has_word(const struct kua_page *page, const char *value, enum kua_word_set set, bool whole)
{
	char word[64];
	size_t n = 0;
	for (const char *p = value;; p++) {
		bool part = kua_is_alnum_ascii(*p) || (whole && *p && *p != ' ' && *p != '\n' && *p != '\t');
		bool bend = !whole && part && is_upper(*p) && p > value && !is_upper(p[-1]);
		if ((!part || bend) && n) {
			word[n] = '\0';
			if (n < sizeof word - 1 && kua_words_has_key(page->w, set, word))
				return true;
			n = 0;
		}
		if (part && n < sizeof word - 1)
			word[n++] = is_upper(*p) ? (char)(*p + 32) : *p;
		if (!*p)
			return false;
	}
}

bool kua_element_named(const struct kua_page *page, const GumboNode *node, enum kua_word_set set, bool whole)
{
	return kua_element_has_word(page, kua_html_attribute(node, "class"), set, whole) ||
	       (!whole && kua_element_has_word(page, kua_html_attribute(node, "id"), set, false));
}

bool kua_element_hidden(const GumboNode *node)
{
	const char *style = kua_html_attribute(node, "style");
	for (const char *p = strcasestr(style, "display"); p; p = strcasestr(p + 1, "display")) {
		p += strcspn(p, ":");
		p += strspn(p, ": ");
		if (strncasecmp(p, "none", 4) == 0)
			return true;
		if (!*p)
			break;
	}
	return gumbo_get_attribute(&node->v.element.attributes, "hidden") != NULL ||
	       strcmp(kua_html_attribute(node, "aria-hidden"), "true") == 0;
}

bool kua_element_has_rel(const GumboNode *node, const char *word)
{
	return strcasestr(kua_html_attribute(node, "rel"), word) != NULL;
}

/* A link to the first page of the site. */
bool kua_element_leads_home(const GumboNode *node)
{
	static const char *const homes[] = {"/", "./", "../", "index.html", "/index.html", "index.htm", "index.php", "/index.php"};
	const char *to = kua_html_attribute(node, "href");
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
		if (strcmp(to, homes[i]) == 0)
			return true;
	return kua_element_has_rel(node, "home");
}

/* ---- kinds ---- */

bool kua_element_never_shown(GumboTag tag)
{
	switch (tag) {
	case GUMBO_TAG_SCRIPT: case GUMBO_TAG_STYLE: case GUMBO_TAG_NOSCRIPT: case GUMBO_TAG_TEMPLATE:
	case GUMBO_TAG_IFRAME: case GUMBO_TAG_OBJECT: case GUMBO_TAG_EMBED: case GUMBO_TAG_SVG:
	case GUMBO_TAG_MATH: case GUMBO_TAG_SELECT: case GUMBO_TAG_BUTTON: case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_INPUT: case GUMBO_TAG_CANVAS: case GUMBO_TAG_AUDIO: case GUMBO_TAG_VIDEO:
	case GUMBO_TAG_TITLE: case GUMBO_TAG_META: case GUMBO_TAG_DATALIST: case GUMBO_TAG_NOFRAMES:
		return true;
	default:
		return false;
	}
}

enum kua_parting kua_element_parting(GumboTag tag)
{
	switch (tag) {
	case GUMBO_TAG_P: case GUMBO_TAG_DIV: case GUMBO_TAG_H1: case GUMBO_TAG_H2: case GUMBO_TAG_H3:
	case GUMBO_TAG_H4: case GUMBO_TAG_H5: case GUMBO_TAG_H6: case GUMBO_TAG_ARTICLE:
	case GUMBO_TAG_SECTION: case GUMBO_TAG_MAIN: case GUMBO_TAG_HEADER: case GUMBO_TAG_FOOTER:
	case GUMBO_TAG_ASIDE: case GUMBO_TAG_NAV: case GUMBO_TAG_UL: case GUMBO_TAG_OL: case GUMBO_TAG_DL:
	case GUMBO_TAG_TABLE: case GUMBO_TAG_BLOCKQUOTE: case GUMBO_TAG_PRE: case GUMBO_TAG_FIGURE:
	case GUMBO_TAG_FIGCAPTION: case GUMBO_TAG_HR: case GUMBO_TAG_FORM: case GUMBO_TAG_FIELDSET:
	case GUMBO_TAG_ADDRESS: case GUMBO_TAG_BODY: case GUMBO_TAG_CENTER: case GUMBO_TAG_DETAILS:
		return KUA_PART_BLANK;
	case GUMBO_TAG_LI: case GUMBO_TAG_TR: case GUMBO_TAG_DT: case GUMBO_TAG_DD: case GUMBO_TAG_BR:
	case GUMBO_TAG_CAPTION: case GUMBO_TAG_SUMMARY: case GUMBO_TAG_LEGEND: case GUMBO_TAG_TD:
	case GUMBO_TAG_TH:
		return KUA_PART_LINE;
	default:
		return KUA_PART_NOTHING;
	}
}

unsigned kua_element_heading(GumboTag tag)
{
	switch (tag) {
	case GUMBO_TAG_H1: return 1;
	case GUMBO_TAG_H2: return 2;
	case GUMBO_TAG_H3: return 3;
	case GUMBO_TAG_H4: return 4;
	case GUMBO_TAG_H5: return 5;
	case GUMBO_TAG_H6: return 6;
	default: return 0;
	}
}

bool kua_element_is(const GumboNode *node)
{
	return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

/* As mail programs mark what a reply quotes. */
bool kua_element_quotes_mail(const GumboNode *node)
{
	return node->v.element.tag == GUMBO_TAG_BLOCKQUOTE &&
	       (strcasecmp(kua_html_attribute(node, "type"), "cite") == 0 ||
	        strcasestr(kua_html_attribute(node, "class"), "quote") || strcasestr(kua_html_attribute(node, "style"), "border-left"));
}

/* A row of a table of data, whose cells stand on one line: no cell holds blocks of its own. */
bool kua_element_is_data_row(const GumboNode *row)
{
	for (unsigned i = 0; i < row->v.element.children.length; i++) {
		const GumboNode *cell = row->v.element.children.data[i];
		if (!kua_element_is(cell))
			continue;
		for (unsigned j = 0; j < cell->v.element.children.length; j++) {
			const GumboNode *inside = cell->v.element.children.data[j];
			if (kua_element_is(inside) && kua_element_parting(inside->v.element.tag) != KUA_PART_NOTHING)
				return false;
		}
	}
	return true;
}

/* The lines at the head and the foot of each sheet, which a word processor saves once, as divisions titled so. */
bool kua_element_is_sheet_line(const GumboNode *node)
{
	const char *title = kua_html_attribute(node, "title");
	return node->v.element.tag == GUMBO_TAG_DIV && (strcmp(title, "header") == 0 || strcmp(title, "footer") == 0);
}

/* ---- what is inside ---- */

/* The node behind this one inside top, in the order of the page; NULL behind the last. */
static const GumboNode *next_inside(const GumboNode *top, const GumboNode *node)
{
	if (kua_element_is(node) && node->v.element.children.length)
		return node->v.element.children.data[0];
	while (node != top && node->index_within_parent + 1 >= node->parent->v.element.children.length)
		node = node->parent;
	return node == top ? NULL : node->parent->v.element.children.data[node->index_within_parent + 1];
}

const GumboNode *kua_element_inside(const GumboNode *top, GumboTag tag)
{
	for (const GumboNode *node = next_inside(top, top); node; node = next_inside(top, node))
		if (kua_element_is(node) && node->v.element.tag == tag)
			return node;
	return NULL;
}

struct kua_str kua_html_text(const struct kua_page *page, const GumboNode *top, size_t max)
{
	struct kua_buf raw = KUA_BUF_INIT, b = KUA_BUF_INIT;
	for (const GumboNode *node = top; node && raw.len < max; node = next_inside(top, node))
		if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
			kua_buf_str(&raw, node->v.text.text);
	kua_one_line(&b, raw.data, raw.len);
	size_t n = b.len > max ? kua_cut(b.data, b.len, max) : b.len;
	struct kua_str s = {kua_arena_strndup(page->arena, b.data, n), n};
	kua_buf_free(&raw);
	kua_buf_free(&b);
	return s;
}
