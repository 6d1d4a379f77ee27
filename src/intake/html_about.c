/*
 * html_about.c - what marks and lines of a page say about one item: author, date, categories.
 *
 * Marks are elements that name such a thing by their class, rel or itemprop; they come first. Then lines that say it in
 * words, by the patterns of data/intake/posts.txt: between the title and the text, at the end, and wherever an element
 * says that it holds such things. How themes call their elements differs, what they write hardly does. A line that says
 * nothing else is flagged, and is not in the item's text.
 */
#include <string.h>

#include "intake/html.h"
#include "intake/lines.h"

#define DAY_BYTES ((size_t)40)
#define PROSE_BYTES ((size_t)80)
#define PLAIN_BYTES ((size_t)80) /* of a name without a byline's words */
#define HEAD_LINES 4             /* between title and text that say nothing */

struct about {
	struct kua_page *page;
	unsigned unwanted;
	size_t first, end, heading;
	struct kua_found *f;
	kua_strings *categories;
	struct kua_str tags; /* as text */
};

void kua_html_author(const struct kua_page *page, struct kua_str value, struct kua_found *f)
{
	struct kua_found said = {0};
	struct kua_str rest;
	kua_read_byline(page->w, value, &said);
	if (!said.author.n && kua_after_opening(page->w, KUA_SET_BYLINE, value, &rest) && kua_may_be_author(page->w, rest))
		said.author = rest; /* "Posted by joan" */
	if (!f->author.n)
		f->author = said.author;
	if (!f->date[0])
		memcpy(f->date, said.date, sizeof f->date);
	bool plain = value.n <= PLAIN_BYTES;
	for (size_t i = 0; i < value.n; i++)
		plain &= !strchr("0123456789|:@", value.s[i]);
	if (!f->author.n && plain && !kua_words_has(page->w, KUA_SET_SITE_ROLE, value))
		f->author = value;
}

/* ---- marks ---- */

static void read_marks(struct about *a)
{
	const struct kua_words *w = a->page->w;
	struct kua_str listed = {NULL, 0};
	struct kua_match m;
	for (size_t i = 0; i < a->page->marks.n; i++) {
		const struct kua_mark *k = &a->page->marks.v[i];
		if (k->block < a->first || k->block >= a->end)
			continue;
		if (k->kind == KUA_MARK_AUTHOR && !a->f->author.n)
			kua_html_author(a->page, k->value, a->f);
		else if (k->kind == KUA_MARK_DATE && !a->f->date[0])
			kua_date_of_line(w, k->value, a->f->date);
		else if (k->kind == KUA_MARK_CATEGORY)
			kua_add_categories(w, k->value, a->categories);
		else if (k->kind == KUA_MARK_CATEGORIES && !listed.n)
			listed = k->value;
		else if (k->kind == KUA_MARK_TAGS && !a->tags.n)
			a->tags = k->value;
	}
	if (a->categories->n || !listed.n || kua_pattern_first(w, KUA_MARKERS, listed, true, &m) != SIZE_MAX)
		return;
	bool said = kua_pattern_first(w, KUA_BELOW, listed, true, &m) != SIZE_MAX;
	kua_add_categories(w, said ? m.categories : listed, a->categories);
}

/* Tags are categories where there are no others: links, else the list as text. */
static void read_tags(struct about *a)
{
	const struct kua_words *w = a->page->w;
	struct kua_match m;
	for (size_t i = 0; i < a->page->marks.n; i++) {
		const struct kua_mark *k = &a->page->marks.v[i];
		if (k->kind == KUA_MARK_TAG && k->block >= a->first && k->block < a->end)
			kua_add_categories(w, k->value, a->categories);
	}
	if (a->categories->n || !a->tags.n || kua_pattern_first(w, KUA_MARKERS, a->tags, true, &m) != SIZE_MAX)
		return;
	bool labelled = kua_pattern_first(w, KUA_BELOW, a->tags, true, &m) != SIZE_MAX && (m.tags.n || m.categories.n);
	kua_add_categories(w, !labelled ? a->tags : m.tags.n ? m.tags : m.categories, a->categories);
}

/* Short lines that are dates for machines are about the item: "Oct 2", whose year only its mark has. */
static void flag_days(struct about *a)
{
	for (size_t i = 0; i < a->page->marks.n; i++) {
		const struct kua_mark *m = &a->page->marks.v[i];
		if (m->kind != KUA_MARK_DATE || m->block < a->first || m->block >= a->end)
			continue;
		struct kua_block *b = &a->page->blocks.v[m->block];
		if (b->n <= DAY_BYTES && !b->heading)
			b->flags |= KUA_BLOCK_META;
	}
}

/* ---- lines ---- */

/* "Posted by joan on 1 March 2016 in Prisoners", "Prisoners, Press release / No comments". */
static bool read_line(struct about *a, struct kua_str line, bool foot)
{
	const struct kua_words *w = a->page->w;
	struct kua_match m;
	kua_strings found = {0};
	if (line.n == 0 || line.n > KUA_MARKER_BYTES)
		return false;
	bool marker = kua_pattern_first(w, KUA_MARKERS, line, true, &m) != SIZE_MAX;
	if (!marker && kua_pattern_first(w, foot ? KUA_FEET : KUA_BELOW, line, true, &m) == SIZE_MAX)
		return false;
	if (!a->f->author.n && kua_may_be_author(w, m.author))
		a->f->author = m.author;
	if (!a->f->date[0] && marker)
		memcpy(a->f->date, m.date, sizeof a->f->date);
	if (!a->tags.n)
		a->tags = m.tags;
	kua_add_categories(w, m.categories, &found);
	if (!a->categories->n)
		for (size_t i = 0; i < found.n; i++)
			*kua_vec_add(a->categories) = found.v[i];
	kua_vec_free(&found);
	return true;
}

/* Lines of elements that say that they are about the item, wherever they stand. */
static void read_meta_lines(struct about *a)
{
	for (size_t i = a->first; i < a->end; i++) {
		const struct kua_block *b = &a->page->blocks.v[i];
		if (b->flags != KUA_BLOCK_META || i == a->heading)
			continue;
		struct kua_str line = kua_html_block(a->page, i);
		if (!read_line(a, line, false) && !read_line(a, line, true) && !(a->f->author.n && a->f->date[0]))
			kua_read_byline(a->page->w, line, a->f);
	}
}

/* Between the title, or the beginning, and the text. */
static void read_head_lines(struct about *a)
{
	size_t others = 0, from = a->heading >= a->first && a->heading < a->end ? a->heading + 1 : a->first;
	for (size_t i = from; i < a->end && others < HEAD_LINES; i++) {
		struct kua_block *b = &a->page->blocks.v[i];
		if (b->flags & (KUA_BLOCK_META | KUA_BLOCK_FURNITURE) || b->heading)
			continue;
		if (b->n - b->links >= PROSE_BYTES && b->n > KUA_MARKER_BYTES)
			return;
		if (read_line(a, kua_html_block(a->page, i), false))
			b->flags |= KUA_BLOCK_META;
		else if (!(b->flags & a->unwanted) && !kua_html_is_links(b))
			others = b->n >= PROSE_BYTES ? HEAD_LINES : others + 1;
	}
}

static void read_foot_lines(struct about *a)
{
	for (size_t i = a->end; i > a->first; i--) {
		struct kua_block *b = &a->page->blocks.v[i - 1];
		if (b->flags & a->unwanted || b->heading)
			continue;
		if (read_line(a, kua_html_block(a->page, i - 1), true))
			b->flags |= KUA_BLOCK_META;
		else if (!kua_html_is_links(b) && !kua_is_furniture(a->page->w, kua_html_block(a->page, i - 1)))
			return;
	}
}

void kua_html_about(struct kua_page *page, unsigned unwanted, size_t first, size_t end, size_t heading,
                    struct kua_found *f, kua_strings *categories)
{
	struct about a = {page, unwanted, first, end, heading, f, categories, {NULL, 0}};
	read_marks(&a);
	read_meta_lines(&a);
	flag_days(&a);
	read_head_lines(&a);
	read_foot_lines(&a);
	if (!categories->n)
		read_tags(&a);
	f->categories = categories->v;
	f->n_categories = categories->n;
}
