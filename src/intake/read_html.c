/*
 * read_html.c - which of a page's blocks are its matter, and whether they are one article or several posts.
 *
 * Prose is never to be lost, so blocks are left out only for a reason: their element (nav, aside), a word of
 * its class (share, cookie, sidebar), links and nothing else, or a line of data/intake/furniture.txt. Where
 * words of classes would take more than they leave, they are not believed. An element that says it is the
 * matter (main, article) is believed if it holds at least half of the page's prose (after R. Kohlschuetter et
 * al., "Boilerplate detection using shallow text features", 2010: length and link density of blocks do most of
 * the work).
 *
 * Posts: two or more sibling elements that say they are posts, each with a heading. Then title, author, date
 * and categories are fields and their lines are not in the text. A single article keeps its heading in its
 * text, as plain text does.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/html.h"

#define PROSE_BYTES ((size_t)80) /* a block of this many bytes outside links is prose */
#define POST_BYTES ((size_t)40)
#define DAY_BYTES ((size_t)40)
#define PATH_STEPS ((size_t)8)
#define RANGES ((size_t)2000) /* a page with more elements that say they are posts is read as one article */

/* ---- blocks ---- */

struct choice {
	struct kua_page *page;
	unsigned unwanted;  /* flags that leave a block out */
	size_t *prose;      /* prose[i]: bytes of prose in blocks before i */
};

static size_t prose_bytes(const struct kua_block *b, unsigned unwanted)
{
	size_t own = b->n - b->links;
	return b->flags & unwanted || own < PROSE_BYTES ? 0 : own;
}

static size_t prose_with(const struct kua_page *page, unsigned unwanted)
{
	size_t sum = 0;
	for (size_t i = 0; i < page->blocks.n; i++)
		sum += prose_bytes(&page->blocks.v[i], unwanted);
	return sum;
}

/* Words of classes are believed unless they take more prose than they leave. */
static void choose_flags(struct choice *c)
{
	unsigned element = KUA_BLOCK_FURNITURE | KUA_BLOCK_META, all = element | KUA_BLOCK_CLASSED;
	size_t everything = prose_with(c->page, 0);
	c->unwanted = all;
	if (prose_with(c->page, all) * 2 >= prose_with(c->page, element))
		return;
	c->unwanted = element;
	if (prose_with(c->page, element) * 4 < everything)
		c->unwanted = 0;
}

static void sum_prose(struct choice *c)
{
	size_t n = c->page->blocks.n;
	c->prose = kua_calloc(n + 1, sizeof *c->prose);
	for (size_t i = 0; i < n; i++)
		c->prose[i + 1] = c->prose[i] + prose_bytes(&c->page->blocks.v[i], c->unwanted);
}

static size_t prose_in(const struct choice *c, const struct kua_range *r)
{
	return c->prose[r->end] - c->prose[r->first];
}

/* The first heading of the best level among the wanted blocks; SIZE_MAX where there is none. */
static size_t find_heading(const struct choice *c, size_t first, size_t end, unsigned worst)
{
	for (size_t i = first; i < end; i++) {
		const struct kua_block *b = &c->page->blocks.v[i];
		if (b->heading && b->heading <= worst && !(b->flags & c->unwanted & ~(unsigned)KUA_BLOCK_META))
			return i;
	}
	return SIZE_MAX;
}

/* ---- several posts ---- */

static bool is_post(const struct choice *c, const struct kua_range *r)
{
	size_t bytes = 0;
	for (size_t i = r->first; i < r->end && bytes < POST_BYTES; i++)
		if (!(c->page->blocks.v[i].flags & c->unwanted))
			bytes += c->page->blocks.v[i].n - c->page->blocks.v[i].links;
	return !r->main && !r->message && bytes >= POST_BYTES && find_heading(c, r->first, r->end, 4) != SIZE_MAX;
}

/* How closely posts must be kin to be one page's: themes wrap each in elements of its own. */
enum kin { KIN_PARENT, KIN_GRANDPARENT, KIN_ANY, KINS };

static bool are_kin(const struct kua_range *a, const struct kua_range *b, enum kin kin)
{
	return a->outer == b->outer && (kin == KIN_ANY || (kin == KIN_PARENT ? a->parent == b->parent
	                                                                      : a->grandparent == b->grandparent));
}

/* How many posts are kin to this one; *prose is what they hold together. */
static size_t siblings(const struct choice *c, const bool *posts, const struct kua_range *of, enum kin kin,
                       size_t *prose)
{
	size_t n = 0;
	*prose = 0;
	for (size_t i = 0; i < c->page->ranges.n; i++) {
		const struct kua_range *r = &c->page->ranges.v[i];
		if (!posts[i] || !are_kin(r, of, kin))
			continue;
		n++;
		*prose += prose_in(c, r);
	}
	return n;
}

/* One article among teasers of others is one article. */
static bool is_alone(const struct choice *c, const bool *posts, const struct kua_range *of, enum kin kin,
                     size_t prose)
{
	for (size_t i = 0; i < c->page->ranges.n; i++) {
		const struct kua_range *r = &c->page->ranges.v[i];
		if (posts[i] && are_kin(r, of, kin) && prose_in(c, r) * 10 > prose * 9 &&
		    find_heading(c, r->first, r->end, 1) != SIZE_MAX)
			return true;
	}
	return false;
}

static bool answer_post(const struct choice *c, const struct kua_range *r, struct kua_str issuer, struct kua_answer *o)
{
	struct kua_found f = {0};
	kua_strings categories = {0};
	struct kua_buf joined = KUA_BUF_INIT, text = KUA_BUF_INIT;
	size_t heading = find_heading(c, r->first, r->end, 4);
	f.title = kua_html_block(c->page, heading);
	f.issuer = issuer;
	kua_html_about(c->page, c->unwanted, r->first, r->end, heading, &f, &categories);
	kua_html_join(c->page, c->unwanted, r->first, r->end, heading, false, &joined);
	kua_leave_out_furniture(c->page->w, (struct kua_str){joined.data, joined.len}, &text);
	f.text = (struct kua_str){text.data, text.len};
	f.language = c->page->meta.language;
	bool more = kua_answer_item(o, &f);
	kua_vec_free(&categories);
	kua_buf_free(&joined);
	kua_buf_free(&text);
	return more;
}

/*
 * The largest group of sibling posts; answers them. False where there is none that makes up half of the page.
 */
static bool answer_posts(const struct choice *c, struct kua_answer *o)
{
	size_t n = c->page->ranges.n, best = SIZE_MAX, most = 0, best_prose = 0;
	bool *posts = kua_calloc(n, sizeof *posts);
	enum kin kin = KIN_PARENT;
	for (size_t i = 0; i < n; i++)
		posts[i] = is_post(c, &c->page->ranges.v[i]);
	for (enum kin g = KIN_PARENT; g < KINS && best == SIZE_MAX; g++) {
		for (size_t i = 0; i < n && n <= RANGES; i++) {
			size_t prose, count = posts[i] ? siblings(c, posts, &c->page->ranges.v[i], g, &prose) : 0;
			if (count < 2 || prose < most || (prose == most && best != SIZE_MAX))
				continue;
			best = i;
			most = best_prose = prose;
			kin = g;
		}
	}
	const struct kua_range *of = best == SIZE_MAX ? NULL : &c->page->ranges.v[best];
	bool several = of && best_prose * 2 >= c->prose[c->page->blocks.n] &&
	    !is_alone(c, posts, of, kin, best_prose);
	struct kua_str issuer = {NULL, 0};
	if (several)
		issuer = kua_html_site(c->page, find_heading(c, 0, of->first, 2), true);
	bool more = several;
	for (size_t i = 0; more && i < n; i++) {
		const struct kua_range *r = &c->page->ranges.v[i];
		if (posts[i] && are_kin(r, of, kin))
			more = answer_post(c, r, issuer, o);
	}
	free(posts);
	return several;
}

/* ---- one article ---- */

/* The innermost range that holds at least half of the prose, or the whole page. */
static struct kua_range find_matter(const struct choice *c, bool *found)
{
	struct kua_range whole = {.first = 0, .end = c->page->blocks.n}, best = whole;
	*found = false;
	for (size_t i = 0; i < c->page->ranges.n; i++) {
		const struct kua_range *r = &c->page->ranges.v[i];
		if (r->message || prose_in(c, r) * 2 < c->prose[whole.end] || prose_in(c, r) == 0)
			continue;
		bool smaller = r->end - r->first < best.end - best.first;
		bool loses = prose_in(c, r) * 100 < prose_in(c, &best) * 95 && *found;
		if (smaller && !loses) {
			best = *r;
			*found = true;
		}
	}
	return best;
}

static bool same(struct kua_str a, struct kua_str b)
{
	return a.n && a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

static bool is_site_name(const struct kua_page *page, struct kua_str s)
{
	for (size_t i = 0; i < page->marks.n; i++)
		if (page->marks.v[i].kind == KUA_MARK_SITE && same(page->marks.v[i].value, s))
			return true;
	return false;
}

/* The way to the page, without its first page and the page itself: "Home > News > Trials > The title". */
static void read_path(const struct choice *c, struct kua_str title, kua_strings *categories)
{
	const struct kua_page *page = c->page;
	size_t steps = 0;
	for (size_t i = 0; i < page->marks.n && steps < PATH_STEPS; i++) {
		struct kua_str step = page->marks.v[i].value;
		if (page->marks.v[i].kind != KUA_MARK_PATH)
			continue;
		steps++;
		if (!same(step, title) && !kua_words_has(page->w, KUA_SET_FURNITURE, step) && !is_site_name(page, step))
			kua_add_categories(page->w, step, categories);
	}
}

static void page_fields(const struct choice *c, const struct kua_range *matter, struct kua_found *f,
                        kua_strings *categories)
{
	const struct kua_page_meta *m = &c->page->meta;
	size_t heading = find_heading(c, matter->first, matter->end, 1);
	if (heading == SIZE_MAX)
		heading = find_heading(c, 0, c->page->blocks.n, 1);
	f->title = kua_html_title(c->page, heading, c->unwanted);
	f->language = m->language;
	if (m->date.n && !kua_whole_date(c->page->w, m->date, f->date))
		f->date[0] = '\0';
	if (m->author.n)
		kua_html_author(c->page, m->author, f);
	kua_html_about(c->page, c->unwanted, matter->first, matter->end, heading, f, categories);
	if (!categories->n)
		kua_add_categories(c->page->w, m->section, categories);
	if (!categories->n)
		read_path(c, f->title, categories);
	f->categories = categories->v;
	f->n_categories = categories->n;
	f->url = m->saved_from.n ? m->saved_from : m->url;
	struct kua_str site = kua_html_site(c->page, heading, false);
	if (kua_is_body(c->page->w, site)) /* any other may be a paper, or somebody's own page */
		f->issuer = site;
}

/* Posts without elements of their own, below a title and a marker each: here lines about them are wanted. */
static bool split_posts(const struct choice *c, const struct kua_range *matter, bool found, struct kua_answer *o)
{
	struct kua_page *page = c->page;
	struct kua_buf joined = KUA_BUF_INIT;
	struct kua_match m;
	for (size_t i = matter->first; i < matter->end; i++) {
		struct kua_block *b = &page->blocks.v[i];
		struct kua_str line = kua_html_block(page, i);
		bool about = !(b->flags & (KUA_BLOCK_FURNITURE | KUA_BLOCK_CLASSED)) &&
		    (b->flags & KUA_BLOCK_META || kua_html_is_links(b)) && line.n <= KUA_MARKER_BYTES &&
		    (kua_byline(page->w, line).n || kua_pattern_first(page->w, KUA_MARKERS, line, true, &m) != SIZE_MAX ||
		     kua_pattern_first(page->w, KUA_BELOW, line, true, &m) != SIZE_MAX);
		if (about)
			b->flags |= KUA_BLOCK_STAYS;
	}
	kua_html_join(page, c->unwanted, matter->first, matter->end, SIZE_MAX, found, &joined);
	for (size_t i = matter->first; i < matter->end; i++)
		page->blocks.v[i].flags &= ~(unsigned)KUA_BLOCK_STAYS;
	struct kua_str site = kua_html_site(page, find_heading(c, 0, page->blocks.n, 1), true);
	bool split = kua_split_posts(page->w, (struct kua_str){joined.data, joined.len}, site, o);
	kua_buf_free(&joined);
	return split;
}

static void answer_article(const struct choice *c, struct kua_answer *o)
{
	struct kua_found f = {0};
	kua_strings categories = {0};
	struct kua_buf joined = KUA_BUF_INIT, text = KUA_BUF_INIT;
	bool found;
	struct kua_range matter = find_matter(c, &found);
	if (!split_posts(c, &matter, found, o)) {
		kua_html_join(c->page, c->unwanted, matter.first, matter.end, SIZE_MAX, found, &joined);
		struct kua_str all = {joined.data, joined.len};
		kua_leave_out_furniture(c->page->w, all, &text);
		f.text = (struct kua_str){text.data, text.len};
		page_fields(c, &matter, &f, &categories);
		if (c->page->meta.body.n > 2 * text.len) /* shown by scripts only */
			f.text = all = kua_trim(c->page->meta.body);
		if (f.text.n) {
			kua_find_byline(c->page->w, f.text, all, &f);
			(void)kua_answer_item(o, &f);
		}
	}
	kua_vec_free(&categories);
	kua_buf_free(&joined);
	kua_buf_free(&text);
}

void kua_html_close(struct kua_page *page)
{
	kua_vec_free(&page->blocks);
	kua_vec_free(&page->ranges);
	kua_vec_free(&page->marks);
	kua_buf_free(&page->text);
	kua_arena_free(page->arena);
}

void kua_html_plain(const struct kua_words *w, struct kua_str html, struct kua_buf *out)
{
	struct kua_buf flat = KUA_BUF_INIT;
	struct kua_page page = {.w = w, .arena = kua_arena_new()};
	if (kua_html_flatten(html, &flat))
		html = (struct kua_str){flat.data, flat.len};
	kua_html_walk(&page, html);
	kua_html_join(&page, KUA_BLOCK_FURNITURE, 0, page.blocks.n, SIZE_MAX, true, out);
	kua_html_close(&page);
	kua_buf_free(&flat);
}

void kua_read_html(const struct kua_words *w, struct kua_str html, struct kua_answer *o)
{
	struct kua_buf flat = KUA_BUF_INIT;
	struct kua_page page = {.w = w, .arena = kua_arena_new()};
	struct choice c = {.page = &page};
	if (kua_html_flatten(html, &flat)) {
		kua_answer_diagnose(o, KUA_DIAG_DEEP, "elements beyond the limit of %zu; their text stays",
		                    KUA_HTML_DEPTH);
		html = (struct kua_str){flat.data, flat.len};
	}
	kua_html_walk(&page, html);
	kua_html_capture(&page, html);
	choose_flags(&c);
	sum_prose(&c);
	if (!kua_html_chat(&page, c.unwanted, o) && !answer_posts(&c, o))
		answer_article(&c, o);
	kua_html_tell(&page, o);
	free(c.prose);
	kua_html_close(&page);
	kua_buf_free(&flat);
}
