/*
 * read_xml.c - XML of no format that is known better: its text, element by element, as one item.
 *
 * What vocabularies for texts agree on is used: names of elements for headlines, bylines and dates (NITF, NewsML, TEI,
 * DocBook, JATS), and that an element which stands in the midst of text is a part of its line. Any other begins a paragraph.
 */
#include <string.h>

#include "intake/internal.h"
#include "intake/office.h"
#include "intake/xml.h"

enum element {
	NONE, TITLE, HEADLINE, HL1, HEDLINE, HEAD, ARTICLE_TITLE, BYLINE, BY, AUTHOR, PERSNAME_AUTHOR, DATE, PUBDATE, ISSUED,
	FIRST_CREATED, LANGUAGE, KEYWORD, SVG, OPML,
};
static const char *const names[] = {
	"title", "headline", "hl1", "hedline", "head", "article-title", "byline", "by", "author", "creator", "date", "pubdate",
	"date.issue", "firstCreated", "language", "keyword", "svg", "opml", NULL,
};
_Static_assert(sizeof names / sizeof *names == OPML + 1, "a name for each element");

#define VALUE_BYTES ((size_t)1000) /* of a title, an author */
#define KEYWORDS ((size_t)64)

struct level { /* an open element */
	bool mixed;    /* text stood in it, before or between its elements */
	int field;     /* what it is, where that matters */
	size_t from;   /* its text begins here */
};

struct reading {
	const struct kua_words *w;
	struct kua_buf text, title, author, date, language;
	KUA_VEC(struct level) levels;
	KUA_VEC(struct kua_buf) keywords;
	size_t elements;
	bool parting;  /* a paragraph ended */
	bool ended;    /* the last tag ended an element */
	bool headline; /* the title is one, and not a document's name for itself */
};

static bool is_blank(struct kua_str s)
{
	return kua_trim(s).n == 0;
}

/* ---- fields ---- */

static void keep(struct kua_buf *to, struct kua_str s)
{
	s = kua_trim(s);
	if (!to->len && s.n && s.n <= VALUE_BYTES)
		kua_one_line(to, s.s, s.n);
}

static void keep_date(struct reading *r, struct kua_str s)
{
	char iso[11], day[11];
	s = kua_trim(s);
	size_t digits = 0;
	while (digits < s.n && s.s[digits] >= '0' && s.s[digits] <= '9')
		digits++;
	if (digits == 8 && (s.n == 8 || s.s[8] == 'T')) { /* 20010203T120000Z */
		(void)snprintf(day, sizeof day, "%.4s-%.2s-%.2s", s.s, s.s + 4, s.s + 6);
		s = kua_str(day);
	}
	if (!r->date.len && s.n >= 6 && s.n <= 80 && kua_whole_date(r->w, s, iso))
		kua_buf_str(&r->date, iso);
}

static void end_field(struct reading *r, const struct level *l)
{
	struct kua_str s = {r->text.data + l->from, r->text.len - l->from};
	switch (l->field) {
	case HEADLINE: case HL1: case HEDLINE: case ARTICLE_TITLE:
		if (!r->headline)
			kua_buf_clear(&r->title);
		r->headline = true;
		keep(&r->title, s);
		break;
	case TITLE: case HEAD:
		keep(&r->title, s);
		break;
	case BYLINE: case BY: case AUTHOR: case PERSNAME_AUTHOR:
		keep(&r->author, s);
		break;
	case DATE: case PUBDATE: case ISSUED: case FIRST_CREATED:
		keep_date(r, s);
		break;
	case LANGUAGE:
		keep(&r->language, s);
		break;
	case KEYWORD:
		if (r->keywords.n < KEYWORDS && !is_blank(s))
			kua_buf_add(kua_vec_add(&r->keywords), s.s, s.n);
		break;
	default:
		break;
	}
}

/* ---- events ---- */

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	static const char *const dates[] = {"when", "norm", "when-iso"};
	struct reading *r = ctx;
	struct level *outer = r->levels.n ? &r->levels.v[r->levels.n - 1] : NULL;
	bool inside = outer && outer->mixed; /* of a line */
	r->elements++;
	r->parting |= !inside;
	r->ended = false;
	struct level *l = kua_vec_add(&r->levels);
	*l = (struct level){.mixed = inside, .field = element, .from = r->text.len};
	if (element == DATE || element == ISSUED)
		for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
			keep_date(r, kua_xml_attribute(x, dates[i]));
	if (r->levels.n == 1)
		keep(&r->language, kua_xml_attribute(x, "xml:lang"));
}

static void on_end(void *ctx, int element)
{
	struct reading *r = ctx;
	(void)element;
	if (!r->levels.n)
		return;
	struct level l = r->levels.v[--r->levels.n];
	end_field(r, &l);
	bool inside = r->levels.n && r->levels.v[r->levels.n - 1].mixed;
	r->parting |= !inside;
	r->ended = true;
}

static void on_text(void *ctx, struct kua_str text)
{
	struct reading *r = ctx;
	bool blank = is_blank(text);
	struct level *l = r->levels.n ? &r->levels.v[r->levels.n - 1] : NULL;
	if (blank && (r->parting || !l || !l->mixed))
		return;
	if (r->parting && r->text.len && !r->ended) /* "<p><b>One</b> two</p>" is a line */
		kua_buf_str(&r->text, "\n\n");
	r->parting = false;
	if (l && !blank)
		l->mixed = true;
	for (size_t i = 0; i < text.n; i++) { /* lines of the file are not lines of the text */
		bool space = text.s[i] == '\n' || text.s[i] == '\t' || text.s[i] == ' ';
		bool again = r->text.len && (r->text.data[r->text.len - 1] == ' ' || r->text.data[r->text.len - 1] == '\n');
		if (!space)
			kua_buf_char(&r->text, text.s[i]);
		else if (r->text.len && !again)
			kua_buf_char(&r->text, ' ');
	}
}

/* ---- the item ---- */

static void answer(struct reading *r, struct kua_answer *o)
{
	struct kua_found f = {0};
	kua_strings categories = {0};
	struct kua_str text = kua_trim((struct kua_str){r->text.data, r->text.len});
	f.text = text;
	f.title = (struct kua_str){r->title.data, r->title.len};
	f.author = (struct kua_str){r->author.data, r->author.len};
	f.language = (struct kua_str){r->language.data, r->language.len};
	if (f.author.n) {
		struct kua_str said = kua_byline(r->w, f.author);
		f.author = said.n ? said : f.author;
	}
	if (r->date.len)
		(void)snprintf(f.date, sizeof f.date, "%s", r->date.data);
	for (size_t i = 0; i < r->keywords.n; i++)
		kua_add_categories(r->w, (struct kua_str){r->keywords.v[i].data, r->keywords.v[i].len}, &categories);
	f.categories = categories.v;
	f.n_categories = categories.n;
	if (text.n) {
		kua_find_byline(r->w, text, text, &f);
		(void)kua_answer_item(o, &f);
	} else {
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, "elements without text");
	}
	kua_vec_free(&categories);
}

bool kua_read_xml(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct kua_xml_reader reader = {.names = names, .words = w, .start = on_start, .end = on_end, .text = on_text};
	struct reading r = {.w = w};
	(void)name;
	enum kua_xml_state state = kua_xml_parse_bytes(&reader, &r, (struct kua_str){bytes, n});
	bool is = r.elements > 0;
	if (is) {
		kua_answer_media_type(o, "application/xml");
		answer(&r, o);
		kua_xml_diagnose(o, state);
	}
	for (size_t i = 0; i < r.keywords.n; i++)
		kua_buf_free(&r.keywords.v[i]);
	kua_vec_free(&r.keywords);
	kua_vec_free(&r.levels);
	kua_buf_free(&r.text);
	kua_buf_free(&r.title);
	kua_buf_free(&r.author);
	kua_buf_free(&r.date);
	kua_buf_free(&r.language);
	return is;
}
