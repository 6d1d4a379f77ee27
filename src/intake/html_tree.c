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

#include "intake/html_elements.h"

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

/* ---- kinds of elements ---- */

static bool inside_item(const struct walk *k)
{
	return k->range != SIZE_MAX;
}

/* A header that holds the title of the page itself, as programs make it that turn one text into a page: no link home. */
static bool is_title_header(const struct walk *k, const GumboNode *header)
{
	struct kua_str title = k->page->meta.title_element;
	bool outside = !k->stack.n || !(k->stack.v[k->stack.n - 1].flags & KUA_BLOCK_FURNITURE); /* so that nested ones cost no more */
	const GumboNode *h1 = title.n && outside ? kua_element_inside(header, GUMBO_TAG_H1) : NULL;
	if (!h1 || kua_element_inside(header, GUMBO_TAG_NAV) || kua_element_inside(h1, GUMBO_TAG_A))
		return false;
	struct kua_str text = kua_html_text(k->page, h1, title.n + 1);
	return text.n == title.n && memcmp(text.s, title.s, title.n) == 0;
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
	if (kua_element_is_sheet_line(node))
		flags |= KUA_BLOCK_FURNITURE;
	if (tag == GUMBO_TAG_FOOTER && inside_item(k))
		flags |= KUA_BLOCK_META;
	if (tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_MAIN)
		return flags;
	if (kua_element_named(k->page, node, KUA_SET_HTML_META, true))
		flags |= KUA_BLOCK_META;
	else if (tag != GUMBO_TAG_ARTICLE && !kua_element_heading(tag) &&
	         kua_element_named(k->page, node, KUA_SET_HTML_FURNITURE, false))
		flags |= KUA_BLOCK_CLASSED;
	return flags;
}

/* ---- text ---- */

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

static void find_path_and_site(struct walk *k, const GumboNode *node, struct frame *f)
{
	bool a = node->v.element.tag == GUMBO_TAG_A;
	f->path |= kua_element_has_word(k->page, kua_html_attribute(node, "class"), KUA_SET_HTML_PATH, false) ||
	    kua_element_has_word(k->page, kua_html_attribute(node, "id"), KUA_SET_HTML_PATH, false) ||
	    strcasestr(kua_html_attribute(node, "aria-label"), "breadcrumb") ||
	    strcasestr(kua_html_attribute(node, "itemtype"), "BreadcrumbList");
	if (f->path && a)
		mark(k, KUA_MARK_PATH, value_of(k, node));
	if ((a && kua_element_leads_home(node)) || (!inside_item(k) && kua_element_named(k->page, node, KUA_SET_HTML_SITE, true)))
		mark(k, KUA_MARK_SITE, kua_html_text(k->page, node, VALUE_BYTES + 1));
}

static void find_marks(struct walk *k, const GumboNode *node, struct frame *f)
{
	GumboTag tag = node->v.element.tag;
	const char *prop = kua_html_attribute(node, "itemprop");
	if (tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_ARTICLE)
		return;
	if (kua_element_has_rel(node, "author") || strcmp(prop, "author") == 0 ||
	    kua_element_named(k->page, node, KUA_SET_HTML_AUTHOR, true))
		mark(k, KUA_MARK_AUTHOR, value_of(k, node));
	if (tag == GUMBO_TAG_TIME || strcmp(prop, "datePublished") == 0 ||
	    kua_element_named(k->page, node, KUA_SET_HTML_DATE, true))
		mark(k, KUA_MARK_DATE, value_of(k, node));
	bool outermost = !f->category;
	f->category |= strcmp(prop, "articleSection") == 0 || kua_element_named(k->page, node, KUA_SET_HTML_CATEGORY, true);
	if (tag == GUMBO_TAG_A && (f->category || kua_element_has_rel(node, "category")))
		mark(k, KUA_MARK_CATEGORY, value_of(k, node));
	else if (outermost && f->category)
		mark(k, KUA_MARK_CATEGORIES, value_of(k, node));
	bool tags = kua_element_named(k->page, node, KUA_SET_HTML_TAG, true);
	if (tag == GUMBO_TAG_A && (f->tag || kua_element_has_rel(node, "tag")) && !kua_element_has_rel(node, "category"))
		mark(k, KUA_MARK_TAG, value_of(k, node));
	else if (tags && !f->tag)
		mark(k, KUA_MARK_TAGS, value_of(k, node));
	f->tag |= tags;
	find_path_and_site(k, node, f);
}

/* Messages do not hold messages. */
static bool is_message(const struct walk *k, const GumboNode *node)
{
	return node->v.element.tag == GUMBO_TAG_DIV && kua_element_named(k->page, node, KUA_SET_HTML_MESSAGE, true) &&
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
		return !kua_element_has_word(k->page, kua_html_attribute(node, "class"), KUA_SET_HTML_FURNITURE,
		                          false);
	return (tag == GUMBO_TAG_DIV || tag == GUMBO_TAG_SECTION || tag == GUMBO_TAG_LI || tag == GUMBO_TAG_TD) &&
	       kua_element_named(k->page, node, KUA_SET_HTML_POST, true);
}

static void open_range(struct walk *k, const GumboNode *node, struct frame *f)
{
	bool is_main, message = is_message(k, node);
	if (!is_range(k, node, &is_main) && !message)
		return;
	struct kua_range *r = kua_vec_add(&k->page->ranges);
	*r = (struct kua_range){.main = is_main, .first = k->page->blocks.n, .outer = k->range};
	r->message = message;
	r->joined = message && kua_element_named(k->page, node, KUA_SET_HTML_JOINED, true);
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
	f.row = tag == GUMBO_TAG_TR && kua_element_is_data_row(node);
	f.after = cell ? KUA_PART_NOTHING : kua_element_parting(tag);
	part(k, tag == GUMBO_TAG_BR && k->br ? KUA_PART_BLANK : f.after);
	k->br |= tag == GUMBO_TAG_BR;
	if (cell && k->open)
		part(k, KUA_PART_TAB);
	open_range(k, node, &f);
	f.flags |= flags_of(k, node);
	f.heading = kua_element_heading(tag) ? kua_element_heading(tag) : f.heading;
	f.quoted += kua_element_quotes_mail(node);
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
	if (!kua_element_is(node))
		return;
	kua_html_meta(k->page, node);
	if (!kua_element_never_shown(node->v.element.tag) && !kua_element_hidden(node) && !kua_html_is_toolbar(node))
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
