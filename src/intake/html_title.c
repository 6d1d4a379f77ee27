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

#define SITE_BYTES ((size_t)120)
#define PROSE_BYTES ((size_t)80) /* a longer block is text: the title was above it */

static bool same(struct kua_str a, struct kua_str b)
{
	return a.n > 0 && a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

static bool is_site(const struct kua_page *page, struct kua_str s)
{
	if (same(s, page->meta.site))
		return true;
	for (size_t i = 0; i < page->blocks.n; i++)
		if (page->blocks.v[i].flags & KUA_BLOCK_FURNITURE && same(s, kua_html_block(page, i)))
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
		if (same(kua_html_block(page, i), s))
			return true;
		if (b->n - b->links >= PROSE_BYTES || b->heading)
			return false;
	}
	return false;
}

/* The title element, or what it has beside the heading, where that stands below the heading. */
static struct kua_str title_below(const struct kua_page *page, size_t heading, unsigned unwanted)
{
	struct kua_str t = page->meta.title_element, name = kua_html_block(page, heading);
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
	bool named = heading != SIZE_MAX && !(own.n && is_site(page, kua_html_block(page, heading)));
	return named ? kua_html_block(page, heading) : own;
}

/* ---- whose site ---- */

static bool is_name_of_site(const struct kua_page *page, struct kua_str s)
{
	bool letters = false;
	for (size_t i = 0; i < s.n; i++)
		letters |= kua_is_alnum_ascii(s.s[i]) || (s.s[i] & 0x80);
	return letters && s.n <= SITE_BYTES && !kua_words_has(page->w, KUA_SET_FURNITURE, s) &&
	    !kua_words_has(page->w, KUA_SET_PREFACE, s);
}

/* Does a part of the furniture, on a page of posts any part, begin with it ("Campaign X. Powered by ..."), or a link home say it? */
static bool stands_around(const struct kua_page *page, struct kua_str s, bool archive)
{
	if (!is_name_of_site(page, s))
		return false;
	for (size_t i = 0; i < page->marks.n; i++)
		if (page->marks.v[i].kind == KUA_MARK_SITE && same(s, page->marks.v[i].value))
			return true;
	for (size_t i = 0; i < page->blocks.n; i++) {
		struct kua_str b = kua_html_block(page, i), holder = kua_rights_holder(page->w, b);
		bool begins = b.n > s.n && memcmp(b.s, s.s, s.n) == 0 && strchr(".,|·:", b.s[s.n]);
		bool around = archive || page->blocks.v[i].flags & (KUA_BLOCK_FURNITURE | KUA_BLOCK_CLASSED);
		if ((around && (begins || same(s, b))) || same(s, holder))
			return true;
	}
	return false;
}

/* A part of the title element that stands around the matter too, or beside a heading that any site may have. */
static struct kua_str site_in_title(const struct kua_page *page, size_t heading, bool archive)
{
	struct kua_str t = page->meta.title_element;
	struct kua_str page_heading = heading == SIZE_MAX ? (struct kua_str){NULL, 0} : kua_html_block(page, heading);
	for (unsigned round = 0; round < (archive ? 2 : 1); round++)
		for (size_t i = 0; i < PARTINGS; i++)
			for (unsigned last = 0; last < 2; last++) {
				struct halves h;
				if (!part_at(t, i, last == 1, &h))
					continue;
				const struct kua_str half[2] = {h.behind, h.before};
				for (size_t k = 0; k < 2; k++) {
					struct kua_str other = half[1 - k];
					bool general = same(other, page_heading) ||
					    kua_words_has(page->w, KUA_SET_PREFACE, other) ||
					    kua_words_has(page->w, KUA_SET_FURNITURE, other);
					if (round == 0 ? stands_around(page, half[k], archive)
					               : (general || kua_is_body(page->w, half[k])) && is_name_of_site(page, half[k]))
						return half[k];
				}
			}
	const char *colon = archive && t.n ? memchr(t.s, ':', t.n) : NULL; /* "Committee for X: all posts" */
	struct kua_str body = {t.s, colon ? (size_t)(colon - t.s) : 0};
	if (colon && kua_is_body(page->w, body) && stands_around(page, body, archive))
		return body;
	return archive && stands_around(page, t, archive) ? t : (struct kua_str){NULL, 0};
}

struct kua_str kua_html_site(const struct kua_page *page, size_t heading, bool archive)
{
	const struct kua_page_meta *m = &page->meta;
	if (m->site.n || m->publisher.n)
		return m->site.n ? m->site : m->publisher;
	struct kua_str found = site_in_title(page, heading, archive);
	for (size_t i = 0; !found.n && i < page->marks.n; i++)
		if (page->marks.v[i].kind == KUA_MARK_SITE && is_name_of_site(page, page->marks.v[i].value))
			found = page->marks.v[i].value;
	for (size_t i = page->blocks.n; !found.n && i > 0; i--)
		found = kua_rights_holder(page->w, kua_html_block(page, i - 1));
	return found;
}
