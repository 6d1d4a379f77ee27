/*
 * posts.c - an archive page, saved as text or already made text, into its posts.
 *
 * A post is a title, a line that says who posted it and when (a marker, by the patterns of
 * data/intake/posts.txt), perhaps a line of categories, and text. A page of posts has two or more markers of
 * one pattern; a pattern that proves little ("{date}" alone) counts only where every line above one looks like
 * a title, or any chronicle would fall to pieces. The title is the paragraph above the marker (TITLES_ABOVE);
 * where the first marker has nothing above it, or all have a title below, titles stand below; where each marker
 * has title and prose above it and the last has nothing below, markers close their posts (MARKERS_LAST). Lines
 * at a post's end ("Labels: A, B") are fields too. What precedes the first title is the page's heading and is
 * left out, unless it holds prose: then it is an item of its own.
 *
 * Titles, markers and categories are fields of the post and are not in its text.
 */
#include <string.h>

#include "intake/posts.h"

#define PROSE_BYTES ((size_t)160)
#define FOOT_LINES 6
#define HEAD_LINES 8 /* of a text that is one post */
#define FOOT_BYTES ((size_t)400)
#define TITLE_BELOW_BYTES ((size_t)150)
#define SHORT_PROSE_BYTES ((size_t)60)

/* ---- choosing the pattern that makes this a page of posts ---- */

/* Below the marker a title, and below that a text. */
static bool has_title_below(const struct page *p, const struct marker *k)
{
	struct kua_match said = k->m;
	struct kua_str line, next;
	kua_strings categories = {0};
	size_t pos = kua_posts_below(p, k->end, &said, &categories);
	kua_vec_free(&categories);
	return k->parted && kua_next_full_line(p->text, &pos, &line) && line.n <= TITLE_BELOW_BYTES &&
	    kua_looks_like_heading(p->w, line) && kua_next_full_line(p->text, &pos, &next) && next.n >= SHORT_PROSE_BYTES;
}

/* The last heading before the first line of prose in s; {NULL, 0} where there is none. */
static struct kua_str heading_before_prose(const struct page *p, struct kua_str s)
{
	struct kua_str line, last = {NULL, 0};
	for (size_t pos = 0; kua_next_full_line(s, &pos, &line) && line.n < SHORT_PROSE_BYTES + 20;)
		if (line.n <= TITLE_BELOW_BYTES)
			last = line;
	return last.n && kua_looks_like_heading(p->w, last) ? last : (struct kua_str){NULL, 0};
}

/* Before each marker a title and prose, behind the last nothing of the kind. */
static bool is_signed_below(const struct page *p, size_t pattern)
{
	size_t from = 0;
	for (size_t i = 0; i < p->markers.n; i++) {
		const struct marker *k = &p->markers.v[i];
		if (k->pattern != pattern)
			continue;
		struct kua_str post = kua_posts_stretch(p, from, kua_posts_offset(p, k->line));
		if (!kua_has_line(post, PROSE_BYTES / 2) || !heading_before_prose(p, post).n)
			return false;
		from = k->end;
	}
	return !kua_has_line(kua_posts_stretch(p, from, p->text.n), PROSE_BYTES / 2);
}

struct evidence {
	size_t n, above, below; /* markers; with a title above; with one below */
	size_t full;            /* with running text behind them */
	bool newest_first, first_has_title;
};

static struct evidence weigh(const struct page *p, size_t pattern)
{
	struct evidence e = {.newest_first = true};
	const struct marker *last = NULL;
	for (size_t i = 0; i < p->markers.n; i++) {
		const struct marker *k = &p->markers.v[i];
		if (k->pattern != pattern)
			continue;
		if (e.n++ == 0)
			e.first_has_title = k->title.n > 0;
		bool titled = k->title_parted && kua_looks_like_heading(p->w, k->title);
		e.above += titled;
		e.below += has_title_below(p, k);
		if (last)
			e.full += kua_has_line(kua_posts_stretch(p, last->end, kua_posts_offset(p, titled ? k->title : k->line)),
			                    SHORT_PROSE_BYTES);
		e.newest_first &= !last || strcmp(last->m.date, k->m.date) >= 0;
		last = k;
	}
	if (last)
		e.full += kua_has_line(kua_posts_stretch(p, last->end, p->text.n), SHORT_PROSE_BYTES);
	return e;
}

/*
 * A chronicle has dates and headings too, but begins with the oldest; an archive begins with the newest: so a
 * weak marker above a title counts only there.
 */
static bool proves(const struct page *p, size_t pattern, bool weak, enum layout *layout)
{
	struct evidence e = weigh(p, pattern);
	*layout = TITLES_ABOVE;
	if (e.n < 2 || (weak && e.full < e.n))
		return false;
	if (weak && e.above == e.n)
		return true;
	if (weak) {
		*layout = TITLES_BELOW;
		return e.below == e.n && e.newest_first;
	}
	if (e.above * 2 < e.n && is_signed_below(p, pattern))
		*layout = MARKERS_LAST;
	else if (!e.first_has_title || (e.above <= 1 && e.below == e.n))
		*layout = TITLES_BELOW;
	return true;
}

static size_t count_of(const struct page *p, size_t pattern)
{
	size_t n = 0;
	for (size_t i = 0; i < p->markers.n; i++)
		n += p->markers.v[i].pattern == pattern;
	return n;
}

/* The pattern with most markers, strong ones first; the number of patterns where none will do. */
static size_t choose(struct page *p)
{
	size_t n, best = SIZE_MAX, most = 0;
	const struct kua_pattern *patterns = kua_words_patterns(p->w, KUA_MARKERS, &n);
	for (unsigned weak = 0; weak < 2 && best == SIZE_MAX; weak++) {
		for (size_t i = 0; i < n; i++) {
			size_t count = patterns[i].weak == (weak == 1) ? count_of(p, i) : 0;
			enum layout layout;
			if (count > most && proves(p, i, weak == 1, &layout)) {
				most = count;
				best = i;
				p->layout = layout;
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

/* ---- answering ---- */

/* Where a post begins: at its title, or at its marker where it has none. */
static size_t start_of(const struct page *p, size_t i)
{
	if (p->layout == MARKERS_LAST)
		return i == 0 ? 0 : p->markers.v[i - 1].end;
	if (i == p->markers.n)
		return p->text.n;
	const struct marker *k = &p->markers.v[i];
	bool own_title = p->layout == TITLES_ABOVE && k->title.n &&
	    (i == 0 || kua_posts_offset(p, k->title) >= p->markers.v[i - 1].end);
	return kua_posts_offset(p, own_title ? k->title : k->line);
}

/* Where a post's text ends, before lines such as "Posted by T at 10:32" and "Labels: A, B", which are taken. */
static size_t before_foot(const struct page *p, size_t from, size_t to, struct kua_match *said, kua_strings *categories)
{
	size_t start = to, end = to;
	for (int i = 0; i < FOOT_LINES; i++) {
		struct kua_match m;
		struct kua_str line = kua_posts_last_line(p, from, &start);
		if (line.n == 0 || line.n > KUA_MARKER_BYTES)
			break;
		if (kua_pattern_first(p->w, KUA_FEET, line, true, &m) != SIZE_MAX) {
			end = start;
			if (!said->author.n)
				said->author = m.author;
			if (!said->tags.n)
				said->tags = m.tags;
			kua_add_categories(p->w, m.categories, categories);
		} else if (!kua_is_furniture(p->w, line)) {
			break;
		}
	}
	return end;
}

static bool answer_text(const struct page *p, size_t from, size_t to, struct kua_found *f, struct kua_answer *o)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_leave_out_furniture(p->w, kua_posts_stretch(p, from, to), &b);
	f->text = (struct kua_str){b.data, b.len};
	bool more = kua_answer_item(o, f);
	kua_buf_free(&b);
	return more;
}

/* The post's title, where it is not above its marker; its text begins at *from. */
static void take_title(const struct page *p, size_t *from, size_t to, struct kua_found *f)
{
	size_t at = *from;
	struct kua_str line;
	if (p->layout == MARKERS_LAST)
		f->title = heading_before_prose(p, kua_posts_stretch(p, at, to));
	else if (kua_next_full_line(p->text, &at, &line) && line.n <= TITLE_BYTES && at <= to)
		f->title = line;
	if (f->title.n)
		*from = kua_posts_offset(p, f->title) + f->title.n;
}

/*
 * What a weak marker takes for an author and is none: "The Herald | 2 July" has a paper, "Monday, 2 July" a day; a
 * single word that a comma parts from the date is a place: "2 July 2013, Kampala".
 */
static bool is_no_author(const struct page *p, const struct marker *k)
{
	struct kua_str a = k->m.author;
	if (!a.n || !kua_may_be_author(p->w, a))
		return true;
	struct kua_str before = kua_trim(kua_posts_stretch(p, kua_posts_offset(p, k->line), kua_posts_offset(p, a)));
	const char *end = k->line.s + k->line.n, *next = a.s + a.n;
	bool comma = (before.n && before.s[before.n - 1] == ',') || (next < end && *next == ',');
	return comma && !memchr(a.s, ' ', a.n);
}

static bool answer_post(const struct page *p, size_t i, struct kua_answer *o)
{
	const struct marker *k = &p->markers.v[i];
	kua_strings categories = {0};
	struct kua_found f = {.author = k->m.author, .issuer = p->issuer};
	memcpy(f.date, k->m.date, sizeof f.date);
	kua_add_categories(p->w, k->m.categories, &categories);
	size_t n;
	const struct kua_pattern *patterns = kua_words_patterns(p->w, KUA_MARKERS, &n);
	if (patterns[k->pattern].weak && is_no_author(p, k))
		f.author = (struct kua_str){NULL, 0};
	bool last = p->layout == MARKERS_LAST;
	struct kua_match said = {.author = f.author, .tags = k->m.tags};
	size_t behind = kua_posts_below(p, k->end, &said, &categories);
	size_t from = last ? start_of(p, i) : behind, to = last ? kua_posts_offset(p, k->line) : start_of(p, i + 1);
	if (p->layout != TITLES_ABOVE)
		take_title(p, &from, to, &f);
	else if (start_of(p, i) != kua_posts_offset(p, k->line))
		f.title = k->title;
	to = before_foot(p, from, to, &said, &categories);
	f.author = said.author;
	if (!categories.n)
		kua_add_categories(p->w, said.tags, &categories);
	f.categories = categories.v;
	f.n_categories = categories.n;
	bool more = answer_text(p, from, to, &f, o);
	kua_vec_free(&categories);
	return more;
}

static void answer_all(const struct page *p, struct kua_answer *o)
{
	struct kua_str head = {p->text.s, start_of(p, 0)};
	bool more = true;
	if (kua_has_line(head, PROSE_BYTES)) {
		struct kua_found f = {0};
		kua_find_byline(p->w, head, head, &f);
		more = answer_text(p, 0, head.n, &f, o);
	}
	for (size_t i = 0; more && i < p->markers.n; i++)
		more = answer_post(p, i, o);
}

bool kua_split_posts(const struct kua_words *w, struct kua_str text, struct kua_str issuer, struct kua_answer *o)
{
	struct page p = {.w = w, .text = text, .issuer = issuer};
	kua_posts_markers(&p);
	size_t pattern = choose(&p);
	if (pattern != SIZE_MAX) {
		keep_only(&p, pattern);
		size_t foot = text.n > FOOT_BYTES ? text.n - FOOT_BYTES : 0;
		if (!issuer.n)
			p.issuer = kua_page_issuer(w, kua_posts_stretch(&p, 0, start_of(&p, 0)), kua_posts_stretch(&p, foot, text.n));
		answer_all(&p, o);
	}
	kua_vec_free(&p.markers);
	return pattern != SIZE_MAX;
}

void kua_find_categories(const struct kua_words *w, struct kua_str text, kua_strings *out)
{
	struct page p = {.w = w, .text = text};
	struct kua_match said = {0}, m;
	struct kua_str line;
	size_t pos = 0, lines = 0;
	bool marked = false;
	while (!marked && lines++ < HEAD_LINES && kua_next_full_line(text, &pos, &line) && line.n <= KUA_MARKER_BYTES) {
		marked = kua_posts_digits(line) && kua_pattern_first(w, KUA_MARKERS, line, false, &m) != SIZE_MAX;
		if (!marked && !kua_posts_says_more(&p, line, &said))
			said = (struct kua_match){0};
	}
	if (!marked)
		return;
	kua_add_categories(w, m.categories.n ? m.categories : said.categories, out);
	said.tags = m.tags.n ? m.tags : said.tags;
	pos = kua_posts_below(&p, pos, &said, out);
	(void)before_foot(&p, pos, text.n, &said, out);
	if (!out->n)
		kua_add_categories(w, said.tags, out);
}
