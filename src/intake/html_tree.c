/*
 * html_tree.c - gumbo's tree into blocks of text, walked once, without recursion.
 *
 * A block is what a reader sees as one paragraph, heading, list entry or table row. Each keeps how much of it
 * is links, what parts it from the one before, and flags for what its elements say of it. Elements that may
 * hold an item become ranges of blocks; elements that name an author, a date or a category become marks. What
 * is never shown (scripts, hidden elements, controls) gives nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/html.h"

#define VALUE_BYTES ((size_t)300) /* of a mark */
#define LINKS_BYTES ((size_t)320) /* a longer block of links is prose with many of them */

struct frame { /* an element whose children are being walked */
	const GumboNode *node;
	unsigned next;
	unsigned flags, heading, quoted;
	bool link, pre, category, tag, path, in_range, row;
	enum kua_parting after;
	size_t outer; /* the range to go back to when it ends, where it is one itself */
};

struct walk {
	struct kua_page *page;
	KUA_VEC(struct frame) stack;
	bool open, gap;          /* a block is being written; white space is due */
	enum kua_parting parting; /* due before the next block */
	bool br;                  /* a line was broken since the last block: breaking it again parts paragraphs */
	size_t range;            /* innermost open one */
};

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
static bool has_word(const struct kua_page *page, const char *value, enum kua_word_set set, bool whole)
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

static bool named(const struct kua_page *page, const GumboNode *node, enum kua_word_set set, bool whole)
{
	return has_word(page, kua_html_attribute(node, "class"), set, whole) ||
	       (!whole && has_word(page, kua_html_attribute(node, "id"), set, false));
}

static bool is_hidden(const GumboNode *node)
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

/* ---- kinds of elements ---- */

static bool is_never_shown(GumboTag tag)
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

static enum kua_parting parting_of(GumboTag tag)
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

static unsigned heading_of(GumboTag tag)
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

static bool is_element(const GumboNode *node)
{
	return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

/* As mail programs mark what a reply quotes. */
static bool is_mail_quotation(const GumboNode *node)
{
	return node->v.element.tag == GUMBO_TAG_BLOCKQUOTE &&
	       (strcasecmp(kua_html_attribute(node, "type"), "cite") == 0 ||
	        strcasestr(kua_html_attribute(node, "class"), "quote") || strcasestr(kua_html_attribute(node, "style"), "border-left"));
}

/* A row of a table of data, whose cells stand on one line: no cell holds blocks of its own. */
static bool is_data_row(const GumboNode *row)
{
	for (unsigned i = 0; i < row->v.element.children.length; i++) {
		const GumboNode *cell = row->v.element.children.data[i];
		if (!is_element(cell))
			continue;
		for (unsigned j = 0; j < cell->v.element.children.length; j++) {
			const GumboNode *inside = cell->v.element.children.data[j];
			if (is_element(inside) && parting_of(inside->v.element.tag) != KUA_PART_NOTHING)
				return false;
		}
	}
	return true;
}

static bool inside_item(const struct walk *k)
{
	return k->range != SIZE_MAX;
}

/* The first element of that tag inside top, or NULL. */
static const GumboNode *find_inside(const GumboNode *top, GumboTag tag)
{
	const GumboNode *node = top;
	while (node) {
		if (node != top && is_element(node) && node->v.element.tag == tag)
			return node;
		if (is_element(node) && node->v.element.children.length) {
			node = node->v.element.children.data[0];
			continue;
		}
		while (node != top && node->index_within_parent + 1 >= node->parent->v.element.children.length)
			node = node->parent;
		node = node == top ? NULL : node->parent->v.element.children.data[node->index_within_parent + 1];
	}
	return NULL;
}

/* A header that holds the title of the page itself, as programs make it that turn one text into a page: no link home. */
static bool is_title_header(const struct walk *k, const GumboNode *header)
{
	struct kua_str title = k->page->meta.title_element;
	bool outside = !k->stack.n || !(k->stack.v[k->stack.n - 1].flags & KUA_BLOCK_FURNITURE); /* so that nested ones cost no more */
	const GumboNode *h1 = title.n && outside ? find_inside(header, GUMBO_TAG_H1) : NULL;
	if (!h1 || find_inside(header, GUMBO_TAG_NAV) || find_inside(h1, GUMBO_TAG_A))
		return false;
	struct kua_str text = kua_html_text(k->page, h1, title.n + 1);
	return text.n == title.n && memcmp(text.s, title.s, title.n) == 0;
}

/* The lines at the head and the foot of each sheet, which a word processor saves once, as divisions titled so. */
static bool is_sheet_line(const GumboNode *node)
{
	const char *title = kua_html_attribute(node, "title");
	return node->v.element.tag == GUMBO_TAG_DIV && (strcmp(title, "header") == 0 || strcmp(title, "footer") == 0);
}

static unsigned flags_of(const struct walk *k, const GumboNode *node)
{
	GumboTag tag = node->v.element.tag;
	const char *role = kua_html_attribute(node, "role");
	unsigned flags = 0;
	if (tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_ASIDE || strcmp(role, "navigation") == 0 ||
	    strcmp(role, "complementary") == 0 ||
	    strcmp(role, "search") == 0 || strcmp(role, "contentinfo") == 0 || strcmp(role, "banner") == 0 ||
	    strcmp(role, "dialog") == 0)
		flags |= KUA_BLOCK_FURNITURE;
	if ((tag == GUMBO_TAG_FOOTER || (tag == GUMBO_TAG_HEADER && !is_title_header(k, node))) && !inside_item(k))
		flags |= KUA_BLOCK_FURNITURE;
	if (is_sheet_line(node))
		flags |= KUA_BLOCK_FURNITURE;
	if (tag == GUMBO_TAG_FOOTER && inside_item(k))
		flags |= KUA_BLOCK_META;
	if (tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_MAIN)
		return flags;
	if (named(k->page, node, KUA_SET_HTML_META, true))
		flags |= KUA_BLOCK_META;
	else if (tag != GUMBO_TAG_ARTICLE && !heading_of(tag) &&
	         named(k->page, node, KUA_SET_HTML_FURNITURE, false))
		flags |= KUA_BLOCK_CLASSED;
	return flags;
}

/* ---- text ---- */

struct kua_str kua_html_text(const struct kua_page *page, const GumboNode *top, size_t max)
{
	struct kua_buf raw = KUA_BUF_INIT, b = KUA_BUF_INIT;
	const GumboNode *node = top;
	while (node && raw.len < max) {
		if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
		    node->type == GUMBO_NODE_CDATA)
			kua_buf_str(&raw, node->v.text.text);
		if (is_element(node) && node->v.element.children.length) {
			node = node->v.element.children.data[0];
			continue;
		}
		while (node != top && node->index_within_parent + 1 >= node->parent->v.element.children.length)
			node = node->parent;
		node = node == top ? NULL : node->parent->v.element.children.data[node->index_within_parent + 1];
	}
	kua_one_line(&b, raw.data, raw.len);
	size_t n = b.len > max ? kua_cut(b.data, b.len, max) : b.len;
	struct kua_str s = {kua_arena_strndup(page->arena, b.data, n), n};
	kua_buf_free(&raw);
	kua_buf_free(&b);
	return s;
}

static void part(struct walk *k, enum kua_parting parting)
{
	if (parting == KUA_PART_NOTHING)
		return;
	if (parting > k->parting)
		k->parting = parting;
	k->open = k->gap = false;
}

static void open_block(struct walk *k, const struct frame *f)
{
	struct kua_block *b = kua_vec_add(&k->page->blocks);
	*b = (struct kua_block){.from = k->page->text.len, .parting = k->parting};
	b->flags = f->flags;
	b->heading = f->heading;
	b->quoted = f->quoted;
	k->open = true;
	k->gap = false;
	k->parting = KUA_PART_NOTHING;
	k->br = false;
}

static void add_text(struct walk *k, const struct frame *f, const char *text)
{
	struct kua_str s = kua_str(text);
	struct kua_buf *out = &k->page->text;
	for (size_t pos = 0; pos < s.n;) {
		size_t at = pos;
		uint32_t cp = kua_next_char(s, &pos);
		if (f->pre && cp == '\n') {
			part(k, KUA_PART_LINE);
			continue;
		}
		if (kua_is_space(cp)) {
			k->gap |= k->open;
			continue;
		}
		if (!k->open)
			open_block(k, f);
		struct kua_block *b = &k->page->blocks.v[k->page->blocks.n - 1];
		size_t before = out->len;
		if (k->gap)
			kua_buf_char(out, ' ');
		k->gap = false;
		kua_buf_add(out, s.s + at, pos - at);
		b->n += out->len - before;
		b->links += f->link ? out->len - before : 0;
	}
}

/* ---- marks and ranges ---- */

static void mark(struct walk *k, enum kua_mark_kind kind, struct kua_str value)
{
	value = kua_trim(value);
	if (value.n == 0 || value.n > VALUE_BYTES)
		return;
	struct kua_mark *m = kua_vec_add(&k->page->marks);
	*m = (struct kua_mark){kind, k->page->blocks.n - k->open, value};
}

/* The value that an element has for machines, else its text. */
static struct kua_str value_of(const struct walk *k, const GumboNode *node)
{
	static const char *const attributes[] = {"datetime", "content"};
	char iso[11];
	for (size_t i = 0; i < 2; i++)
		if (*kua_html_attribute(node, attributes[i]))
			return kua_str(kua_html_attribute(node, attributes[i]));
	/* "14:02" is shown, the day when pointed at */
	struct kua_str title = kua_str(kua_html_attribute(node, "title"));
	if (title.n && kua_whole_date(k->page->w, title, iso))
		return title;
	return kua_html_text(k->page, node, VALUE_BYTES + 1);
}

static bool has_rel(const GumboNode *node, const char *word)
{
	return strcasestr(kua_html_attribute(node, "rel"), word) != NULL;
}

/* A link to the first page of the site. */
static bool leads_home(const GumboNode *node)
{
	static const char *const homes[] = {"/", "./", "../", "index.html", "/index.html", "index.htm", "index.php", "/index.php"};
	const char *to = kua_html_attribute(node, "href");
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
		if (strcmp(to, homes[i]) == 0)
			return true;
	return has_rel(node, "home");
}

static void find_path_and_site(struct walk *k, const GumboNode *node, struct frame *f)
{
	bool a = node->v.element.tag == GUMBO_TAG_A;
	f->path |= has_word(k->page, kua_html_attribute(node, "class"), KUA_SET_HTML_PATH, false) ||
	    has_word(k->page, kua_html_attribute(node, "id"), KUA_SET_HTML_PATH, false) ||
	    strcasestr(kua_html_attribute(node, "aria-label"), "breadcrumb") ||
	    strcasestr(kua_html_attribute(node, "itemtype"), "BreadcrumbList");
	if (f->path && a)
		mark(k, KUA_MARK_PATH, value_of(k, node));
	if ((a && leads_home(node)) || (!inside_item(k) && named(k->page, node, KUA_SET_HTML_SITE, true)))
		mark(k, KUA_MARK_SITE, kua_html_text(k->page, node, VALUE_BYTES + 1));
}

static void find_marks(struct walk *k, const GumboNode *node, struct frame *f)
{
	GumboTag tag = node->v.element.tag;
	const char *prop = kua_html_attribute(node, "itemprop");
	if (tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_ARTICLE)
		return;
	if (has_rel(node, "author") || strcmp(prop, "author") == 0 ||
	    named(k->page, node, KUA_SET_HTML_AUTHOR, true))
		mark(k, KUA_MARK_AUTHOR, value_of(k, node));
	if (tag == GUMBO_TAG_TIME || strcmp(prop, "datePublished") == 0 ||
	    named(k->page, node, KUA_SET_HTML_DATE, true))
		mark(k, KUA_MARK_DATE, value_of(k, node));
	bool outermost = !f->category;
	f->category |= strcmp(prop, "articleSection") == 0 || named(k->page, node, KUA_SET_HTML_CATEGORY, true);
	if (tag == GUMBO_TAG_A && (f->category || has_rel(node, "category")))
		mark(k, KUA_MARK_CATEGORY, value_of(k, node));
	else if (outermost && f->category)
		mark(k, KUA_MARK_CATEGORIES, value_of(k, node));
	bool tags = named(k->page, node, KUA_SET_HTML_TAG, true);
	if (tag == GUMBO_TAG_A && (f->tag || has_rel(node, "tag")) && !has_rel(node, "category"))
		mark(k, KUA_MARK_TAG, value_of(k, node));
	else if (tags && !f->tag)
		mark(k, KUA_MARK_TAGS, value_of(k, node));
	f->tag |= tags;
	find_path_and_site(k, node, f);
}

/* Messages do not hold messages. */
static bool is_message(const struct walk *k, const GumboNode *node)
{
	return node->v.element.tag == GUMBO_TAG_DIV && named(k->page, node, KUA_SET_HTML_MESSAGE, true) &&
	    (k->range == SIZE_MAX || !k->page->ranges.v[k->range].message);
}

static bool is_range(const struct walk *k, const GumboNode *node, bool *is_main)
{
	GumboTag tag = node->v.element.tag;
	*is_main = tag == GUMBO_TAG_MAIN || strcmp(kua_html_attribute(node, "role"), "main") == 0 ||
	           strcmp(kua_html_attribute(node, "itemprop"), "articleBody") == 0;
	if (*is_main)
		return true;
	if (tag == GUMBO_TAG_ARTICLE)
		return !has_word(k->page, kua_html_attribute(node, "class"), KUA_SET_HTML_FURNITURE,
		                          false);
	return (tag == GUMBO_TAG_DIV || tag == GUMBO_TAG_SECTION || tag == GUMBO_TAG_LI || tag == GUMBO_TAG_TD) &&
	       named(k->page, node, KUA_SET_HTML_POST, true);
}

static void open_range(struct walk *k, const GumboNode *node, struct frame *f)
{
	bool is_main, message = is_message(k, node);
	if (!is_range(k, node, &is_main) && !message)
		return;
	struct kua_range *r = kua_vec_add(&k->page->ranges);
	*r = (struct kua_range){.main = is_main, .first = k->page->blocks.n, .outer = k->range};
	r->message = message;
	r->joined = message && named(k->page, node, KUA_SET_HTML_JOINED, true);
	r->parent = node->parent;
	r->grandparent = node->parent ? node->parent->parent : NULL;
	f->in_range = true;
	f->outer = k->range;
	k->range = k->page->ranges.n - 1;
}

/* ---- the walk ---- */

static void enter(struct walk *k, const GumboNode *node)
{
	const struct frame *above = k->stack.n ? &k->stack.v[k->stack.n - 1] : NULL;
	struct frame f = above ? *above : (struct frame){0};
	GumboTag tag = node->v.element.tag;
	bool cell = (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) && above && above->row;
	f.node = node;
	f.next = 0;
	f.in_range = false;
	f.row = tag == GUMBO_TAG_TR && is_data_row(node);
	f.after = cell ? KUA_PART_NOTHING : parting_of(tag);
	part(k, tag == GUMBO_TAG_BR && k->br ? KUA_PART_BLANK : f.after);
	k->br |= tag == GUMBO_TAG_BR;
	if (cell && k->open)
		part(k, KUA_PART_TAB);
	open_range(k, node, &f);
	f.flags |= flags_of(k, node);
	f.heading = heading_of(tag) ? heading_of(tag) : f.heading;
	f.quoted += is_mail_quotation(node);
	f.link |= tag == GUMBO_TAG_A;
	f.pre |= tag == GUMBO_TAG_PRE;
	find_marks(k, node, &f);
	*kua_vec_add(&k->stack) = f;
}

static void leave(struct walk *k)
{
	struct frame f = k->stack.v[--k->stack.n];
	part(k, f.after);
	if (f.in_range) {
		k->page->ranges.v[k->range].end = k->page->blocks.n;
		k->range = f.outer;
	}
}

static void visit(struct walk *k, const GumboNode *node)
{
	if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
	    node->type == GUMBO_NODE_WHITESPACE) {
		add_text(k, &k->stack.v[k->stack.n - 1], node->v.text.text);
		return;
	}
	if (!is_element(node))
		return;
	kua_html_meta(k->page, node);
	if (!is_never_shown(node->v.element.tag) && !is_hidden(node) && !kua_html_is_toolbar(node))
		enter(k, node);
}

static void *allocate(void *arena, size_t n)
{
	return kua_arena_alloc(arena, n);
}

/* The arena frees all at once; gumbo's own way would recurse as deep as the tree. */
static void release(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

void kua_html_walk(struct kua_page *page, struct kua_str html)
{
	GumboOptions options = kGumboDefaultOptions;
	options.allocator = allocate;
	options.deallocator = release;
	options.userdata = page->arena;
	options.max_errors = 0;
	GumboOutput *tree = gumbo_parse_with_options(&options, html.s, html.n);
	struct walk k = {.page = page, .range = SIZE_MAX};
	page->meta.language = kua_trim(kua_str(kua_html_attribute(tree->root, "lang")));
	enter(&k, tree->root);
	while (k.stack.n) {
		struct frame *f = &k.stack.v[k.stack.n - 1];
		if (f->next < f->node->v.element.children.length)
			visit(&k, f->node->v.element.children.data[f->next++]);
		else
			leave(&k);
	}
	kua_vec_free(&k.stack);
}

/* ---- blocks into text ---- */

bool kua_html_is_links(const struct kua_block *b)
{
	return b->links * 10 > b->n * 7 && b->n < LINKS_BYTES;
}

struct kua_str kua_html_block(const struct kua_page *page, size_t i)
{
	return (struct kua_str){page->text.data + page->blocks.v[i].from, page->blocks.v[i].n};
}

void kua_html_join(const struct kua_page *page, unsigned unwanted, size_t first, size_t end, size_t skip,
                   bool links_stay, struct kua_buf *out)
{
	static const char *const partings[] = {" ", "\t", "\n", "\n\n"};
	enum kua_parting due = KUA_PART_NOTHING;
	size_t start = out->len;
	for (size_t i = first; i < end; i++) {
		const struct kua_block *b = &page->blocks.v[i];
		due = b->parting > due ? b->parting : due;
		bool goes = b->flags & unwanted || (!links_stay && !b->heading && kua_html_is_links(b));
		if (i == skip || (goes && !(b->flags & KUA_BLOCK_STAYS)))
			continue;
		if (out->len > start)
			kua_buf_str(out, partings[due]);
		kua_buf_add(out, page->text.data + b->from, b->n);
		due = KUA_PART_NOTHING;
	}
}
