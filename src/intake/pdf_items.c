/*
 * pdf_items.c - the text of a PDF as items.
 *
 * A press review is several articles: under headings of one size, each with a date or an author in the lines beside it. All else is
 * one item. What stands before the first article is its cover and contents, and is left out unless it is prose.
 */
#include <ctype.h>
#include <math.h>

#include "intake/pdf.h"

#define LINES_BELOW 4
#define BELOW_BYTES ((size_t)500)
#define ABOVE_BYTES ((size_t)160)
#define ARTICLE_BYTES ((size_t)200)
#define COVER_BYTES ((size_t)600) /* of prose: more is no cover */
#define PROSE_BYTES ((size_t)160)
#define SAME_SIZE 0.06f
#define MOST 0.6f          /* of the headings of a size begin articles */
#define FIRST_PAGE ((size_t)3000)
#define TITLE_SIZE 1.2f    /* of the body's */
#define TITLE_WORDS 6
#define SAID_BYTES ((size_t)4)

struct article {
	size_t from, heading; /* where it begins; index of its heading */
};
typedef KUA_VEC(struct article) articles;

/* ---- titles ---- */

static size_t count_words(struct kua_str s)
{
	size_t n = 0;
	bool in = false;
	for (size_t pos = 0; pos < s.n;) {
		uint32_t cp = kua_next_char(s, &pos);
		bool letter = cp > 0x7F || kua_is_alnum_ascii((char)cp);
		n += letter && !in;
		in = !kua_is_space(cp);
	}
	return n;
}

static struct kua_str heading_text(const struct kua_pdf_text *t, size_t i)
{
	const struct kua_pdf_heading *h = &t->headings.v[i];
	return (struct kua_str){t->bytes.data + h->at, h->n};
}

/* Marks of footnotes do not belong to a title. */
static struct kua_str without_mark(struct kua_str s)
{
	while (s.n && s.s[s.n - 1] == '*')
		s = kua_trim((struct kua_str){s.s, s.n - 1});
	return s;
}

/* The largest heading of the first page that says something. */
static struct kua_str find_title(const struct kua_words *w, const struct kua_pdf_text *t, float body)
{
	struct kua_str best = {NULL, 0};
	float most = 0;
	char iso[11];
	for (size_t i = 0; i < t->headings.n && t->headings.v[i].at < FIRST_PAGE; i++) {
		struct kua_str s = heading_text(t, i);
		size_t words = count_words(s);
		float weight = t->headings.v[i].size * (float)(words < TITLE_WORDS ? words : TITLE_WORDS);
		if (t->pages.n > 1 && t->headings.v[i].at >= t->pages.v[1].offset && best.n)
			break;
		if (t->headings.v[i].size >= TITLE_SIZE * body && words >= 2 && weight > most && !kua_date_of_line(w, s, iso)) {
			best = without_mark(s);
			most = weight;
		}
	}
	return best;
}

/* ---- articles ---- */

/* A line that says when or by whom. */
static bool says_origin(const struct kua_words *w, struct kua_str line)
{
	struct kua_match m = {0};
	char iso[11];
	return line.n <= KUA_MARKER_BYTES &&
	       (kua_date_of_line(w, line, iso) || kua_byline(w, line).n || kua_pattern_first(w, KUA_MARKERS, line, true, &m) != SIZE_MAX);
}

static bool origin_below(const struct kua_words *w, const struct kua_pdf_text *t, size_t i)
{
	size_t from = t->headings.v[i].at + t->headings.v[i].n, n = t->bytes.len - from;
	struct kua_str below = {t->bytes.data + from, n < BELOW_BYTES ? n : BELOW_BYTES}, line;
	size_t pos = 0;
	for (int k = 0; k < LINES_BELOW && kua_next_full_line(below, &pos, &line) && line.n < PROSE_BYTES; k++)
		if (says_origin(w, line))
			return true;
	return false;
}

/* Where the line right above the heading begins if it says when or by whom: "The Paper, 4 June 2012". */
static size_t origin_above(const struct kua_words *w, const struct kua_pdf_text *t, size_t i)
{
	size_t at = t->headings.v[i].at, end = at;
	while (end > 0 && t->bytes.data[end - 1] == '\n')
		end--;
	size_t from = end;
	while (from > 0 && end - from <= ABOVE_BYTES && t->bytes.data[from - 1] != '\n')
		from--;
	struct kua_str line = {t->bytes.data + from, end - from};
	return line.n && line.n <= ABOVE_BYTES && says_origin(w, line) ? from : SIZE_MAX;
}

/* Articles under headings of one size; *all: how many headings of it there are. */
static void find_articles(const struct kua_words *w, const struct kua_pdf_text *t, float size, size_t *all, articles *out)
{
	*all = 0;
	for (size_t i = 0; i < t->headings.n; i++) {
		const struct kua_pdf_heading *h = &t->headings.v[i];
		if (fabsf(h->size - size) > SAME_SIZE * size)
			continue;
		++*all;
		bool near = out->n && h->at - out->v[out->n - 1].from < ARTICLE_BYTES;
		size_t above = near ? SIZE_MAX : origin_above(w, t, i);
		if (!near && (above != SIZE_MAX || origin_below(w, t, i))) {
			struct article *a = kua_vec_add(out);
			*a = (struct article){above != SIZE_MAX ? above : h->at, i};
		}
	}
}

/* Articles have titles of their own; what comes again and again is the document's. */
static bool titles_differ(const struct kua_pdf_text *t, const articles *a)
{
	size_t same = 0;
	for (size_t i = 1; i < a->n; i++) {
		struct kua_str x = heading_text(t, a->v[i - 1].heading), y = heading_text(t, a->v[i].heading);
		same += x.n == y.n && memcmp(x.s, y.s, x.n) == 0;
	}
	return 2 * same < a->n;
}

/* The largest size of headings of which most begin articles. */
static bool is_review(const struct kua_words *w, const struct kua_pdf_text *t, articles *out)
{
	float below = INFINITY;
	for (int tries = 0; tries < 4; tries++) {
		float size = 0;
		for (size_t i = 0; i < t->headings.n; i++)
			if (t->headings.v[i].size < below * (1 - SAME_SIZE))
				size = fmaxf(size, t->headings.v[i].size);
		if (size <= 0)
			break;
		size_t all;
		out->n = 0;
		find_articles(w, t, size, &all, out);
		if (out->n >= 2 && (float)out->n >= MOST * (float)all && titles_differ(t, out))
			return true;
		below = size;
	}
	return false;
}

/* ---- answering ---- */

/* Where the letters of s stand in text, white space apart and whatever their case; {NULL, 0} where they do not. */
static struct kua_str find_said(struct kua_str text, const struct kua_buf *said)
{
	struct kua_str s = {said->data, said->len};
	for (size_t at = 0; s.n >= SAID_BYTES && at + s.n <= text.n; at++) {
		size_t i = at, j = 0;
		while (j < s.n && i < text.n && (tolower((unsigned char)text.s[i]) == tolower((unsigned char)s.s[j]) ||
		                                 (strchr(" \n\t", text.s[i]) && s.s[j] == ' '))) {
			j++;
			for (i++; strchr("\n ", text.s[i - 1]) && i < text.n && strchr("\n ", text.s[i]); i++)
				;
		}
		if (j == s.n)
			return (struct kua_str){text.s + at, i - at};
	}
	return (struct kua_str){NULL, 0};
}

/* What its maker says of the whole counts where its first page says it too. */
static void take_said(const struct kua_pdf *p, struct kua_found *f)
{
	struct kua_str head = {f->text.s, f->text.n < FIRST_PAGE ? f->text.n : FIRST_PAGE};
	struct kua_str author = find_said(head, &p->author), title = find_said(head, &p->title);
	if (author.n && !f->author.n && kua_may_be_author(p->o->words, author))
		f->author = author;
	if (title.n && count_words(title) >= 3 && count_words(title) > count_words(f->title))
		f->title = title;
}

static bool answer_slice(const struct kua_pdf *p, const struct kua_pdf_text *t, size_t from, size_t to, struct kua_str title)
{
	struct kua_str text = kua_trim((struct kua_str){t->bytes.data + from, to - from});
	KUA_VEC(struct kua_page_at) pages = {0};
	struct kua_found f = {.text = text, .title = title};
	if (!text.n)
		return true;
	size_t start = (size_t)(text.s - t->bytes.data);
	for (size_t i = 0; i < t->pages.n && t->pages.v[i].offset < start + text.n; i++) {
		bool before = t->pages.v[i].offset <= start;
		if (before)
			pages.n = 0;
		*kua_vec_add(&pages) = (struct kua_page_at){t->pages.v[i].page, before ? 0 : t->pages.v[i].offset - start};
	}
	f.pages = pages.v;
	f.n_pages = pages.n;
	if (text.n == kua_trim((struct kua_str){t->bytes.data, t->bytes.len}).n)
		take_said(p, &f);
	kua_find_byline(p->o->words, text, text, &f);
	if (f.title.n && memchr(f.title.s, '\t', f.title.n)) /* a row of a table */
		f.title = (struct kua_str){NULL, 0};
	bool more = kua_answer_item(p->o, &f);
	kua_vec_free(&pages);
	return more;
}

void kua_pdf_answer_items(const struct kua_pdf *p, const struct kua_pdf_text *t, float body)
{
	const struct kua_words *w = p->o->words;
	articles a = {0};
	struct kua_str none = {NULL, 0};
	if (t->bytes.len && is_review(w, t, &a)) {
		struct kua_str cover = {t->bytes.data, a.v[0].from};
		bool more = !(kua_has_line(cover, COVER_BYTES)) || answer_slice(p, t, 0, cover.n, none);
		for (size_t i = 0; more && i < a.n; i++)
			more = answer_slice(p, t, a.v[i].from, i + 1 < a.n ? a.v[i + 1].from : t->bytes.len,
			                    without_mark(heading_text(t, a.v[i].heading)));
	} else if (t->bytes.len) {
		(void)answer_slice(p, t, 0, t->bytes.len, find_title(w, t, body));
	}
	kua_vec_free(&a);
}
