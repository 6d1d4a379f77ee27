/*
 * posts.c - an archive page, saved as text or already made text, into its posts.
 *
 * A post is a title, a line that says who posted it and when (a marker, by the patterns of
 * data/intake/posts.txt), perhaps a line of categories, and text. A page of posts has two or more markers of
 * one pattern; a pattern that proves little ("{date}" alone) counts only where every line above one looks like
 * a title, or any chronicle would fall to pieces. The title is the paragraph above the marker; where the first
 * marker has nothing above it, titles stand below. What precedes the first title is the page's heading and is
 * left out, unless it holds prose: then it is an item of its own.
 *
 * Titles, markers and categories are fields of the post and are not in its text.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/internal.h"

#define TITLE_BYTES ((size_t)400)
#define WRAPPED_LINES 3     /* a title broken over more lines than this is a paragraph */
#define WRAPPED_BYTES ((size_t)40) /* the first line of a broken title is at least this long */
#define PROSE_BYTES ((size_t)160)
#define BELOW_LINES 3

struct marker {
	size_t pattern;
	struct kua_str line, title;
	size_t end; /* behind the marker's line */
	bool title_parted; /* a blank line, or nothing, stands above the title */
	struct kua_match m;
};

struct page {
	const struct kua_words *w;
	struct kua_str text;
	KUA_VEC(struct marker) markers;
};

/* ---- finding markers ---- */

struct paragraph { /* the lines without a blank between them that end right above */
	struct kua_str first, last;
	size_t lines;
};

static bool has_date_digits(struct kua_str s)
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

static void add_marker(struct page *p, struct kua_str line, size_t end, const struct paragraph *above)
{
	size_t n;
	const struct kua_pattern *patterns = kua_words_markers(p->w, &n);
	struct kua_match m;
	size_t i = kua_pattern_first(p->w, patterns, n, line, true, &m);
	if (i == SIZE_MAX)
		return;
	struct marker *k = kua_vec_add(&p->markers);
	*k = (struct marker){.pattern = i, .line = line, .title = title_of(above), .end = end, .m = m};
	k->title_parted = k->title.s == above->first.s;
}

/* A byline of its own between title and marker ("By Jane Smith", then the date) is no title. */
static void find_markers(struct page *p)
{
	struct paragraph above = {0}, before = {0}; /* before: without the line right above */
	bool parted = true;
	struct kua_str line;
	for (size_t pos = 0; kua_next_line(p->text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0) {
			parted = true;
			continue;
		}
		if (line.n <= KUA_MARKER_BYTES && has_date_digits(line)) {
			struct kua_str author = above.last.n ? kua_byline(p->w, above.last) : (struct kua_str){NULL, 0};
			size_t known = p->markers.n;
			add_marker(p, line, pos, author.n ? &before : &above);
			if (p->markers.n > known && !p->markers.v[known].m.author.n)
				p->markers.v[known].m.author = author;
		}
		before = above;
		above = (struct paragraph){parted ? line : above.first, line, parted ? 1 : above.lines + 1};
		parted = false;
	}
}

/* ---- choosing the pattern that makes this a page of posts ---- */

static bool proves(const struct page *p, size_t pattern, bool weak)
{
	size_t n = 0, good = 0;
	for (size_t i = 0; i < p->markers.n; i++) {
		const struct marker *k = &p->markers.v[i];
		if (k->pattern != pattern)
			continue;
		n++;
		good += k->title_parted && kua_looks_like_heading(p->w, k->title);
	}
	return n >= 2 && (!weak || good == n);
}

static size_t count_of(const struct page *p, size_t pattern)
{
	size_t n = 0;
	for (size_t i = 0; i < p->markers.n; i++)
		n += p->markers.v[i].pattern == pattern;
	return n;
}

/* The pattern with most markers, strong ones first; the number of patterns where none will do. */
static size_t choose(const struct page *p)
{
	size_t n, best = SIZE_MAX, most = 0;
	const struct kua_pattern *patterns = kua_words_markers(p->w, &n);
	for (unsigned weak = 0; weak < 2 && best == SIZE_MAX; weak++) {
		for (size_t i = 0; i < n; i++) {
			size_t count = patterns[i].weak == (weak == 1) ? count_of(p, i) : 0;
			if (count > most && proves(p, i, weak == 1)) {
				most = count;
				best = i;
			}
		}
	}
	return best;
}

static void keep_only(struct page *p, size_t pattern)
{
	size_t n = 0;
	for (size_t i = 0; i < p->markers.n; i++)
		if (p->markers.v[i].pattern == pattern)
			p->markers.v[n++] = p->markers.v[i];
	p->markers.n = n;
}

/* ---- the lines below a marker ---- */

static bool match_below(const struct kua_words *w, struct kua_str line, struct kua_match *m)
{
	size_t n;
	const struct kua_pattern *patterns = kua_words_below(w, &n);
	return kua_pattern_first(w, patterns, n, line, true, m) != SIZE_MAX;
}

/* Behind the lines of categories, tags and comments that follow pos, and a byline where the author is not known. */
static size_t below(const struct page *p, size_t pos, struct kua_str *author, kua_strings *categories)
{
	struct kua_str line;
	size_t taken = 0;
	for (size_t at = pos; taken < BELOW_LINES && kua_next_line(p->text, &at, &line);) {
		struct kua_match m;
		line = kua_trim(line);
		if (line.n == 0)
			continue;
		struct kua_str name = author->n ? (struct kua_str){NULL, 0} : kua_byline(p->w, line);
		if (name.n)
			*author = name;
		else if (match_below(p->w, line, &m))
			kua_split(m.categories, ",;|/", KUA_CATEGORIES, categories);
		else
			break;
		pos = at;
		taken++;
	}
	return pos;
}

/* ---- answering ---- */

static bool has_prose(struct kua_str s)
{
	struct kua_str line;
	for (size_t pos = 0; kua_next_line(s, &pos, &line);)
		if (line.n >= PROSE_BYTES)
			return true;
	return false;
}

static size_t offset(const struct page *p, struct kua_str s)
{
	return (size_t)(s.s - p->text.s);
}

/* Where a post begins: at its title, or at its marker where it has none. */
static size_t start_of(const struct page *p, size_t i, bool titles_below)
{
	if (i == p->markers.n)
		return p->text.n;
	const struct marker *k = &p->markers.v[i];
	bool own_title = !titles_below && k->title.n && (i == 0 || offset(p, k->title) >= p->markers.v[i - 1].end);
	return offset(p, own_title ? k->title : k->line);
}

static bool answer_text(const struct page *p, size_t from, size_t to, struct kua_found *f, struct kua_answer *o)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_leave_out_furniture(p->w, (struct kua_str){p->text.s + from, from < to ? to - from : 0}, &b);
	f->text = (struct kua_str){b.data, b.len};
	bool more = kua_answer_item(o, f);
	kua_buf_free(&b);
	return more;
}

static bool answer_post(const struct page *p, size_t i, bool titles_below, struct kua_answer *o)
{
	const struct marker *k = &p->markers.v[i];
	kua_strings categories = {0};
	struct kua_found f = {.author = k->m.author};
	memcpy(f.date, k->m.date, sizeof f.date);
	size_t to = start_of(p, i + 1, titles_below), from = below(p, k->end, &f.author, &categories);
	struct kua_str line = {0};
	size_t at = from;
	if (titles_below) {
		while (kua_next_line(p->text, &at, &line) && (line = kua_trim(line)).n == 0)
			;
		if (line.n && line.n <= TITLE_BYTES && at <= to) {
			f.title = line;
			from = at;
		}
	} else if (start_of(p, i, false) != offset(p, k->line)) {
		f.title = k->title;
	}
	f.categories = categories.v;
	f.n_categories = categories.n;
	bool more = answer_text(p, from < to ? from : to, to, &f, o);
	kua_vec_free(&categories);
	return more;
}

static void answer_all(const struct page *p, struct kua_answer *o)
{
	bool titles_below = p->markers.v[0].title.n == 0;
	struct kua_str head = {p->text.s, start_of(p, 0, titles_below)};
	bool more = true;
	if (has_prose(head)) {
		struct kua_found f = {0};
		kua_find_byline(p->w, head, &f);
		more = answer_text(p, 0, head.n, &f, o);
	}
	for (size_t i = 0; more && i < p->markers.n; i++)
		more = answer_post(p, i, titles_below, o);
}

bool kua_split_posts(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	struct page p = {.w = w, .text = text};
	find_markers(&p);
	size_t pattern = choose(&p);
	if (pattern != SIZE_MAX) {
		keep_only(&p, pattern);
		answer_all(&p, o);
	}
	kua_vec_free(&p.markers);
	return pattern != SIZE_MAX;
}

void kua_take_marker(const struct kua_words *w, struct kua_str *text, struct kua_found *f)
{
	size_t n, pos = 0;
	const struct kua_pattern *patterns = kua_words_markers(w, &n);
	struct kua_str line;
	struct kua_match m;
	while (kua_next_line(*text, &pos, &line) && (line = kua_trim(line)).n == 0)
		;
	if (!line.n || !has_date_digits(line) || kua_pattern_first(w, patterns, n, line, true, &m) == SIZE_MAX)
		return;
	if (!f->author.n)
		f->author = m.author;
	if (!f->date[0])
		memcpy(f->date, m.date, sizeof f->date);
	struct page p = {.w = w, .text = *text};
	kua_strings categories = {0};
	pos = below(&p, pos, &f->author, &categories);
	kua_vec_free(&categories);
	*text = (struct kua_str){text->s + pos, text->n - pos};
}
