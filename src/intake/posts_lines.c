/*
 * posts_lines.c - the lines of an archive page that tell of a post: the marker that says who posted it and when, the title above, and what is
 * told below, byline, categories, tags and the number of comments. See posts.c.
 */
#include <string.h>

#include "intake/posts.h"

#define WRAPPED_LINES 3     /* a title broken over more lines than this is a paragraph */
#define WRAPPED_BYTES ((size_t)40) /* the first line of a broken title is at least this long */
#define BELOW_LINES 3
#define ABOVE_BYTES ((size_t)2000) /* above a marker, in which its title is looked for */
#define CATEGORY_BYTES ((size_t)80)

struct kua_str kua_posts_stretch(const struct page *p, size_t from, size_t to)
{
	return (struct kua_str){p->text.s + from, from < to ? to - from : 0};
}

size_t kua_posts_offset(const struct page *p, struct kua_str s)
{
	return (size_t)(s.s - p->text.s);
}

struct kua_str kua_posts_last_line(const struct page *p, size_t from, size_t *to)
{
	struct kua_str s = kua_trim(kua_posts_stretch(p, from, *to));
	const char *nl = s.n ? memrchr(s.s, '\n', s.n) : NULL;
	struct kua_str line = nl ? (struct kua_str){nl + 1, s.n - (size_t)(nl + 1 - s.s)} : s;
	*to = line.n ? kua_posts_offset(p, line) : from;
	return line;
}

struct paragraph { /* the lines without a blank between them that end right above */
	struct kua_str first, last;
	size_t lines;
};

bool kua_posts_digits(struct kua_str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++)
		digits += s.s[i] >= '0' && s.s[i] <= '9';
	return digits >= 4;
}

static bool ends_sentence(struct kua_str s)
{
	return s.n && strchr(".!?:;", s.s[s.n - 1]);
}

/* All of a broken title, or the last line. */
static struct kua_str title_of(const struct paragraph *p)
{
	struct kua_str all = {p->first.s, p->lines ? (size_t)(p->last.s + p->last.n - p->first.s) : 0};
	bool wrapped = p->lines > 1 && p->lines <= WRAPPED_LINES && p->first.n >= WRAPPED_BYTES &&
	    !ends_sentence(p->first);
	struct kua_str title = wrapped && all.n <= TITLE_BYTES ? all : p->last;
	return p->lines && title.n <= TITLE_BYTES ? title : (struct kua_str){NULL, 0};
}

bool kua_posts_says_more(const struct page *p, struct kua_str line, struct kua_match *said)
{
	struct kua_match m = {0};
	if (line.n > KUA_MARKER_BYTES)
		return false;
	struct kua_str author = kua_byline(p->w, line);
	if (author.n)
		said->author = author;
	else if (kua_pattern_first(p->w, KUA_BELOW, line, true, &m) == SIZE_MAX)
		return false;
	if (m.categories.n)
		said->categories = m.categories;
	if (m.tags.n)
		said->tags = m.tags;
	return true;
}

/* The paragraph that ends above `at`, lines that say more of the post passed over; no more of it than a title has. */
static struct paragraph above_of(const struct page *p, size_t at, struct kua_match *said)
{
	struct kua_str line = {NULL, 0};
	size_t floor = at > ABOVE_BYTES ? at - ABOVE_BYTES : 0;
	for (int i = 0; i <= BELOW_LINES; i++) {
		line = kua_posts_last_line(p, floor, &at);
		if (!line.n || !kua_posts_says_more(p, line, said))
			break;
	}
	struct paragraph above = {line, line, line.n > 0};
	while (line.n && above.lines <= WRAPPED_LINES) {
		const char *nl = at > floor ? memrchr(p->text.s + floor, '\n', at - floor) : NULL;
		size_t end = nl ? (size_t)(nl - p->text.s) : floor;
		const char *before = end > floor ? memrchr(p->text.s + floor, '\n', end - floor) : NULL;
		at = before ? (size_t)(before + 1 - p->text.s) : floor;
		line = kua_trim(kua_posts_stretch(p, at, end));
		if (line.n) {
			above.first = line;
			above.lines++;
		}
	}
	return above;
}

static void add_marker(struct page *p, struct kua_str line, size_t end, bool parted)
{
	struct kua_match m, said = {0};
	size_t i = kua_pattern_first(p->w, KUA_MARKERS, line, true, &m);
	if (i == SIZE_MAX)
		return;
	struct paragraph above = above_of(p, kua_posts_offset(p, line), &said);
	if (!m.author.n)
		m.author = said.author;
	if (!m.categories.n)
		m.categories = said.categories;
	if (!m.tags.n)
		m.tags = said.tags;
	struct marker *k = kua_vec_add(&p->markers);
	*k = (struct marker){.pattern = i, .line = line, .title = title_of(&above), .end = end, .parted = parted, .m = m};
	if (k->title.n && kua_pattern_first(p->w, KUA_FEET, k->title, true, &m) != SIZE_MAX)
		k->title = (struct kua_str){NULL, 0}; /* the end of the post before */
	k->title_parted = k->title.n && k->title.s == above.first.s;
}

void kua_posts_markers(struct page *p)
{
	bool parted = true;
	struct kua_str line;
	for (size_t pos = 0; kua_next_line(p->text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n && line.n <= KUA_MARKER_BYTES && kua_posts_digits(line))
			add_marker(p, line, pos, parted);
		parted = line.n == 0;
	}
}

/* ---- the lines below a marker ---- */

static bool is_known(const kua_strings *list, struct kua_str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].n == s.n && memcmp(list->v[i].s, s.s, s.n) == 0)
			return true;
	return false;
}

/* "News. 2 comments", "News." */
static struct kua_str without_comments(const struct kua_words *w, struct kua_str s)
{
	const char *stop = s.n ? memrchr(s.s, '.', s.n) : NULL;
	struct kua_match m;
	if (!stop)
		return s;
	struct kua_str rest = kua_trim((struct kua_str){stop + 1, (size_t)(s.s + s.n - stop) - 1});
	bool comments = rest.n == 0 || (kua_pattern_first(w, KUA_BELOW, rest, true, &m) != SIZE_MAX && !m.categories.n && !m.tags.n);
	return comments ? kua_trim((struct kua_str){s.s, (size_t)(stop - s.s)}) : s;
}

void kua_add_categories(const struct kua_words *w, struct kua_str list, kua_strings *out)
{
	kua_strings parts = {0};
	kua_split(list, ",;|/", KUA_CATEGORIES, &parts);
	for (size_t i = 0; i < parts.n && out->n < KUA_CATEGORIES; i++) {
		struct kua_match m;
		struct kua_str s = without_comments(w, parts.v[i]);
		bool tail = kua_pattern_first(w, KUA_TAILS, s, true, &m) != SIZE_MAX && !m.categories.n && !m.author.n;
		bool below = kua_pattern_first(w, KUA_BELOW, s, true, &m) != SIZE_MAX && !m.categories.n;
		bool other = s.n > CATEGORY_BYTES || tail || below || kua_is_furniture(w, s);
		if (!other && !is_known(out, s))
			*kua_vec_add(out) = s;
	}
	kua_vec_free(&parts);
}

size_t kua_posts_below(const struct page *p, size_t pos, struct kua_match *said, kua_strings *categories)
{
	struct kua_str line;
	size_t taken = 0;
	for (size_t at = pos; taken < BELOW_LINES && kua_next_line(p->text, &at, &line);) {
		struct kua_match m;
		line = kua_trim(line);
		if (line.n == 0)
			continue;
		struct kua_str name = said->author.n ? (struct kua_str){NULL, 0} : kua_byline(p->w, line);
		if (name.n)
			said->author = name;
		else if (kua_pattern_first(p->w, KUA_BELOW, line, true, &m) == SIZE_MAX)
			break;
		else if (m.tags.n)
			said->tags = m.tags;
		else
			kua_add_categories(p->w, m.categories, categories);
		pos = at;
		taken++;
	}
	return pos;
}
