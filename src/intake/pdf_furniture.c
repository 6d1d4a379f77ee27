/*
 * pdf_furniture.c - running headers, footers, page numbers and watermarks: lines near the edge of a page that stand at the same
 * place of several pages, numbers in them apart; in short documents also what looks like it.
 */
#include <math.h>

#include <unicode/uchar.h>

#include "intake/pdf.h"

#define OUTER_ROWS 4        /* of a page, from above and from below */
#define SAME_HEIGHT 5.f     /* points */
#define MARGIN 0.2f         /* of the page's height */
#define SAME_ROW 3.f
#define EDGE 0.04f         /* of the page's height */
#define SMALL 0.9f         /* of the text's size */
#define PAGE_ROWS 3         /* a page of nothing but so many such rows is a page all the same */
#define APART 1.5f           /* of the size */
#define FEW_PAGES 4         /* of a document: two of them are enough */
#define ALONE_PAGES 2       /* a document of so few pages does not repeat itself */
#define ALONE_BYTES ((size_t)120)
#define LARGER 1.12f       /* than the text: a title */
#define KEY_BYTES ((size_t)300)

struct candidate {
	uint64_t key;
	float place; /* from the edge */
	uint32_t page;
	size_t line;
	bool number; /* nothing but a page number */
};
typedef KUA_VEC(struct candidate) candidates;

/* ---- keys ---- */

static bool is_roman(struct kua_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("ivxlcIVXLC", s.s[i]))
			return false;
	return s.n > 0 && s.n <= 8;
}

/* The line with every number as one sign; *number: there is nothing else in it but strokes and such. */
static uint64_t key_of(struct kua_str line, bool *number)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t words = 0;
	line.n = line.n > KEY_BYTES ? KEY_BYTES : line.n;
	for (size_t pos = 0; pos < line.n;) {
		size_t at = pos;
		uint32_t cp = kua_next_char(line, &pos);
		if (cp >= '0' && cp <= '9') {
			if (!b.len || b.data[b.len - 1] != '#')
				kua_buf_char(&b, '#');
			continue;
		}
		if (kua_is_space(cp))
			continue;
		words += cp > 0x7F ? cp != 0x2013 && cp != 0x2014 : kua_is_alnum_ascii((char)cp);
		kua_buf_add(&b, line.s + at, pos - at);
	}
	bool roman = is_roman(kua_trim(line));
	*number = (words == 0 && b.data && memchr(b.data, '#', b.len)) || roman;
	uint64_t key = roman ? 1 : kua_hash(b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return key;
}

/* ---- candidates ---- */

struct place {
	float y;
	size_t line;
};

static int by_y(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->y != y->y)
		return x->y < y->y ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static void add_candidate(const kua_pdf_lines *lines, size_t i, bool top, candidates *out)
{
	const struct kua_pdf_line *l = &lines->v[i];
	struct candidate c = {.place = top ? l->y : l->height - l->y, .page = l->page, .line = i};
	if (l->turn == KUA_PDF_RIGHT && !(c.place < MARGIN * l->height))
		return;
	c.key = 2 * key_of(l->text, &c.number) + top;
	*kua_vec_add(out) = c;
}

/* The lines of one page that run in its usual direction, by height. */
typedef KUA_VEC(struct place) places;

static void sort_page(const kua_pdf_lines *lines, size_t from, size_t to, places *out)
{
	out->n = 0;
	for (size_t i = from; i < to; i++)
		if (lines->v[i].turn == lines->v[from].turn && !lines->v[i].hidden)
			*kua_vec_add(out) = (struct place){lines->v[i].y, i};
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_y);
}

/* The end of the row that begins at i, going down, or up from i - 1. */
static size_t row_end(const places *p, size_t i, bool down)
{
	if (down) {
		for (i++; i < p->n && p->v[i].y - p->v[i - 1].y <= SAME_ROW; i++)
			;
		return i;
	}
	for (i--; i > 0 && p->v[i].y - p->v[i - 1].y <= SAME_ROW; i--)
		;
	return i;
}

/* The outer rows of one page: lines from..to - 1. */
static void add_page(const kua_pdf_lines *lines, size_t from, size_t to, places *p, candidates *out)
{
	sort_page(lines, from, to, p);
	for (size_t rows = 0, i = 0, end; rows < OUTER_ROWS && i < p->n; rows++)
		for (end = row_end(p, i, true); i < end; i++)
			add_candidate(lines, p->v[i].line, true, out);
	for (size_t rows = 0, i = p->n, end; rows < OUTER_ROWS && i > 0; rows++)
		for (end = row_end(p, i, false); i > end; i--)
			add_candidate(lines, p->v[i - 1].line, false, out);
	for (size_t i = from; i < to; i++) /* watermarks */
		if (lines->v[i].turn == KUA_PDF_ASLANT)
			add_candidate(lines, i, true, out);
}

/* ---- marking ---- */

static int by_key(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* The letterhead of the first page is text, though it may be repeated. */
static bool is_letterhead(const struct kua_pdf_line *l, float body)
{
	return l->page == 1 && l->turn == KUA_PDF_RIGHT && l->y < l->height / 2 && (l->size > 1.12f * body);
}

static void mark_group(kua_pdf_lines *lines, const struct candidate *v, size_t n, uint32_t n_pages, float body)
{
	uint32_t pages = 0, last = 0;
	for (size_t i = 0; i < n; i++) { /* by place, so pages may return: an upper bound is close enough */
		pages += v[i].page != last;
		last = v[i].page;
	}
	uint32_t need = v->number || n_pages <= FEW_PAGES ? 2 : 3;
	for (size_t i = 0; pages >= need && i < n; i++)
		if (!is_letterhead(&lines->v[v[i].line], body))
			lines->v[v[i].line].furniture = true;
}

/*
 * What is furniture by itself: a number alone at the foot of the only page, or of one that is numbered elsewhere than the others; small
 * letters at the very edge, where browsers print the day, the title, the address and the page.
 */
static void mark_lone(kua_pdf_lines *lines, const candidates *c, float body)
{
	for (size_t i = 0; i < c->n; i++) {
		struct kua_pdf_line *l = &lines->v[c->v[i].line];
		bool foot = !(c->v[i].key & 1) && c->v[i].place < MARGIN / 2 * l->height;
		bool edge = c->v[i].place < EDGE * l->height && l->turn == KUA_PDF_RIGHT && l->size < SMALL * body;
		if (edge || (c->v[i].number && foot && l->text.n <= 10 && !l->row))
			l->furniture = true;
	}
}

/* Does the row end with the number of its page, behind a stroke or wide white, or, where its letters are small, behind any? */
static bool ends_with_page(struct kua_str s, uint32_t page, bool small)
{
	size_t number = s.n, from;
	while (number > 0 && s.s[number - 1] >= '0' && s.s[number - 1] <= '9')
		number--;
	from = number;
	while (from > 0 && !kua_is_alnum_ascii(s.s[from - 1]) && memchr(" \t-/|\x80\x93\x94\xc2\xb7\xe2", s.s[from - 1], 11))
		from--;
	bool stroke = number - from >= 2 || (number > from && s.s[from] == '\t');
	return number < s.n && s.n - number <= 4 && (uint32_t)strtoul(s.s + number, NULL, 10) == page && (stroke || (small && number > from));
}

/* Words as headers and footers have them: they begin with a letter, hold no number and make no sentence. */
static bool is_caption(struct kua_str s)
{
	size_t pos = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] >= '0' && s.s[i] <= '9')
			return false;
	return s.n && s.s[s.n - 1] != '.' && s.s[s.n - 1] != ':' && u_isalpha((UChar32)kua_next_char(s, &pos));
}

/*
 * The outermost row of a page, with white between it and the text, is furniture where it ends with the number of the page, or has a
 * few words in smaller letters: for documents too short to repeat it.
 */
static void mark_outermost(kua_pdf_lines *lines, const places *p, bool down, float body)
{
	size_t i = down ? 0 : p->n, end = p->n ? row_end(p, i, down) : 0, lo = down ? i : end, hi = down ? end : i;
	if (lo == 0 && hi == p->n)
		return;
	const struct kua_pdf_line *next = &lines->v[p->v[down ? hi : lo - 1].line], *l = NULL;
	struct kua_buf b = KUA_BUF_INIT;
	bool may = true, small = true;
	for (size_t k = lo; may && k < hi; k++) {
		l = &lines->v[p->v[k].line];
		may = l->turn == KUA_PDF_RIGHT && !l->row && l->size <= LARGER * body &&
		      (down ? l->y : l->height - l->y) < MARGIN / 2 * l->height && fabsf(l->y - next->y) > APART * fmaxf(l->size, next->size);
		small &= l->size < SMALL * body;
		kua_buf_str(&b, b.len ? "\t" : "");
		kua_buf_add(&b, l->text.s, l->text.n);
	}
	struct kua_str row = {b.data ? b.data : "", b.len};
	if (may && l && row.n <= ALONE_BYTES && (ends_with_page(row, l->page, small) || (small && is_caption(row))))
		for (size_t k = lo; k < hi; k++)
			lines->v[p->v[k].line].furniture = true;
	kua_buf_free(&b);
}

/* Is there more white between the two than between lines of one text, or are their letters of another size? */
static bool are_apart(const struct kua_pdf_line *a, const struct kua_pdf_line *b)
{
	float large = fmaxf(a->size, b->size);
	return fabsf(a->y - b->y) > APART * large || fminf(a->size, b->size) < 0.95f * large;
}

/*
 * Furniture is at the edge: what stands between it and the edge is furniture too, and white or another size parts it from the text.
 * So the same date below different headings stays, and so does a page that stands in the document three times. blank: a page of
 * nothing else is a blank one.
 */
static void keep_edge(kua_pdf_lines *lines, const places *p, bool down, bool blank)
{
	size_t i = down ? 0 : p->n, end, rows = 0;
	const struct kua_pdf_line *last = NULL, *next = NULL;
	while (i != (down ? p->n : 0)) {
		end = row_end(p, i, down);
		size_t lo = down ? i : end, hi = down ? end : i, marked = 0;
		for (size_t k = lo; k < hi; k++)
			marked += lines->v[p->v[k].line].furniture;
		next = &lines->v[p->v[lo].line];
		if (!marked || rows >= OUTER_ROWS)
			break;
		last = next;
		rows++;
		i = end;
		if (marked < hi - lo)
			break;
		next = NULL;
	}
	bool apart = !last || (next ? next == last || are_apart(last, next) : blank || rows < PAGE_ROWS);
	size_t half = p->n - p->n / 2; /* the other half belongs to the other edge */
	for (size_t k = 0; k < half; k++) {
		size_t at = down ? k : p->n - 1 - k;
		struct kua_pdf_line *l = &lines->v[p->v[at].line];
		bool outside = down ? at >= i : at < i;
		bool number;
		if (l->furniture && (outside || !apart)) {
			(void)key_of(l->text, &number);
			l->furniture = number;
		}
	}
}

/* Has less than half of the pages nothing but furniture? Then those are blank, and no copies of one page. */
static bool has_blank_pages(const kua_pdf_lines *lines)
{
	size_t pages = 0, whole = 0;
	for (size_t i = 0, j; i < lines->n; i = j) {
		bool all = true;
		for (j = i; j < lines->n && lines->v[j].page == lines->v[i].page; j++)
			all &= lines->v[j].furniture;
		pages++;
		whole += all;
	}
	return 2 * whole < pages;
}

void kua_pdf_mark_furniture(kua_pdf_lines *lines, uint32_t n_pages)
{
	candidates c = {0};
	places p = {0};
	float body = kua_pdf_body_size(lines);
	for (size_t i = 0, j; i < lines->n; i = j) {
		for (j = i; j < lines->n && lines->v[j].page == lines->v[i].page; j++)
			;
		add_page(lines, i, j, &p, &c);
	}
	if (c.n)
		qsort(c.v, c.n, sizeof *c.v, by_key);
	for (size_t i = 0, j; i < c.n; i = j) {
		for (j = i + 1; j < c.n && c.v[j].key == c.v[i].key && c.v[j].place - c.v[j - 1].place <= SAME_HEIGHT; j++)
			;
		mark_group(lines, c.v + i, j - i, n_pages, body);
	}
	mark_lone(lines, &c, body);
	bool blank = has_blank_pages(lines);
	for (size_t i = 0, j; i < lines->n; i = j) {
		for (j = i; j < lines->n && lines->v[j].page == lines->v[i].page; j++)
			;
		sort_page(lines, i, j, &p);
		for (int down = 0; n_pages <= ALONE_PAGES && down < 2; down++)
			mark_outermost(lines, &p, down, body);
		keep_edge(lines, &p, true, blank);
		keep_edge(lines, &p, false, blank);
	}
	kua_vec_free(&c);
	kua_vec_free(&p);
}
