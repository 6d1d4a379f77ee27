/*
 * html_title.c - the title of a page that is one article.
 *
 * Best is what the page says for machines, then its heading, then its title element without the name of the site,
 * which stands in it behind or before a sign that parts the two. Pages made by hand, and many of governments, have
 * the name of the site as their heading, and the text's own title in bold below: it is known by the title element,
 * which has it too. What stands in the furniture, or is named so for machines, is a site's name.
 */
#include <string.h>

#include "intake/html.h"

#define PROSE_BYTES ((size_t)80) /* a longer block is text: the title was above it */

static bool same(struct kua_str a, struct kua_str b)
{
	return a.n > 0 && a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

static struct kua_str block_text(const struct kua_page *page, size_t i)
{
	return (struct kua_str){page->text.data + page->blocks.v[i].from, page->blocks.v[i].n};
}

static bool is_site(const struct kua_page *page, struct kua_str s)
{
	if (same(s, page->meta.site))
		return true;
	for (size_t i = 0; i < page->blocks.n; i++)
		if (page->blocks.v[i].flags & KUA_BLOCK_FURNITURE && same(s, block_text(page, i)))
			return true;
	return false;
}

struct halves {
	struct kua_str before, behind;
};

static const char *const partings[] = {" | ", " » ", " :: ", " — ", " – ", " - "};
#define PARTINGS (sizeof partings / sizeof *partings)
#define SURE 3 /* so many of them part titles from sites and are in no title */

/* t in two at the first or the last parting of the i-th kind; false where it has none. */
static bool part_at(struct kua_str t, size_t i, bool last, struct halves *out)
{
	size_t n = strlen(partings[i]), at = SIZE_MAX;
	for (size_t from = 1; from + n < t.n && (last || at == SIZE_MAX); from++)
		if (memcmp(t.s + from, partings[i], n) == 0)
			at = from;
	if (at == SIZE_MAX)
		return false;
	out->before = kua_trim((struct kua_str){t.s, at});
	out->behind = kua_trim((struct kua_str){t.s + at + n, t.n - at - n});
	return true;
}

static struct kua_str without_site(const struct kua_page *page)
{
	struct kua_str t = page->meta.title_element;
	struct halves h;
	for (size_t i = 0; i < PARTINGS; i++)
		if (part_at(t, i, false, &h) && is_site(page, h.before))
			return h.behind;
	for (size_t i = 0; i < PARTINGS; i++)
		if (part_at(t, i, true, &h) && (i < SURE || is_site(page, h.behind)))
			return h.before;
	return is_site(page, t) ? (struct kua_str){NULL, 0} : t;
}

/* Is s a line of its own below the heading, before any text? */
static bool stands_below(const struct kua_page *page, size_t heading, unsigned unwanted, struct kua_str s)
{
	for (size_t i = heading + 1; i < page->blocks.n; i++) {
		const struct kua_block *b = &page->blocks.v[i];
		if (b->flags & unwanted)
			continue;
		if (same(block_text(page, i), s))
			return true;
		if (b->n - b->links >= PROSE_BYTES || b->heading)
			return false;
	}
	return false;
}

/* The title element, or what it has beside the heading, where that stands below the heading. */
static struct kua_str title_below(const struct kua_page *page, size_t heading, unsigned unwanted)
{
	struct kua_str t = page->meta.title_element, name = block_text(page, heading);
	if (!same(t, name) && stands_below(page, heading, unwanted, t))
		return t;
	for (size_t i = 0; i < PARTINGS; i++) {
		struct halves h;
		if (part_at(t, i, false, &h) && same(h.before, name) &&
		    stands_below(page, heading, unwanted, h.behind))
			return h.behind;
		if (part_at(t, i, true, &h) && same(h.behind, name) &&
		    stands_below(page, heading, unwanted, h.before))
			return h.before;
	}
	return (struct kua_str){NULL, 0};
}

struct kua_str kua_html_title(const struct kua_page *page, size_t heading, unsigned unwanted)
{
	const struct kua_page_meta *m = &page->meta;
	if (m->title.n && !same(m->title, m->site))
		return m->title;
	struct kua_str below = heading == SIZE_MAX ? (struct kua_str){NULL, 0} : title_below(page, heading, unwanted);
	if (below.n)
		return below;
	struct kua_str own = without_site(page);
	bool named = heading != SIZE_MAX && !(own.n && is_site(page, block_text(page, heading)));
	return named ? block_text(page, heading) : own;
}
