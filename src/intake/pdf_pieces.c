/*
 * pdf_pieces.c - the glyphs of a page as pieces: rows of letters without a wide gap between them, as text.
 *
 * A run is what a program drew in one go. Programs that find a letter in another font only draw it in a run of its own, and the
 * run before has a hole there: runs of one baseline that reach into one another are put together by place. What is drawn
 * twice, for a shadow or in bold, counts once. A gap inside a piece is a space where it is wider than the gaps between its letters, and a drawn
 * upright line between two letters parts the cells of a table, however near they are.
 */
#include <math.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "intake/pdf.h"
#include "util/search.h"

#define WIDE_GAP 0.8f  /* in units of the letters' size: more may be the white between columns */
#define WORD_GAP 0.17f
#define SAME_BASELINE 0.18f
#define SMALLER 0.85f
#define TWIN 0.15f     /* so near the same letters are drawn again */
#define REACHES 0.05f
#define CONFLICT 0.4f  /* of a glyph's width: two that overlap by more stand on one another */
#define TOGETHER ((size_t)64) /* runs looked at together */

struct maker {
	struct kua_pdf_page *page;
	const UNormalizer2 *nfkc, *nfc;
};

typedef const struct kua_pdf_run *run;
typedef KUA_VEC(struct kua_pdf_glyph) glyphs;

/* ---- characters ---- */

static bool is_private(uint32_t cp)
{
	return (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
}

bool kua_pdf_is_rtl(uint32_t cp)
{
	return (cp >= 0x590 && cp <= 0x8FF && !(cp >= 0x660 && cp <= 0x669) && !(cp >= 0x6F0 && cp <= 0x6F9)) ||
	       (cp >= 0xFB1D && cp <= 0xFDFF) || (cp >= 0xFE70 && cp <= 0xFEFC);
}

/* The combining mark for an accent that is drawn as a sign of its own; 0 where cp is none. */
static uint32_t combining(uint32_t cp)
{
	static const struct {
		uint16_t sign, mark;
	} accents[] = {{0xB4, 0x301}, {0x60, 0x300}, {0x5E, 0x302}, {0x2C6, 0x302}, {0xA8, 0x308}, {0x2DC, 0x303},
	               {0x2DA, 0x30A}, {0x2C7, 0x30C}, {0xB8, 0x327}, {0xAF, 0x304}, {0x2D8, 0x306}, {0x2D9, 0x307},
	               {0x2DD, 0x30B}, {0x2DB, 0x328}};
	for (size_t i = 0; i < sizeof accents / sizeof *accents; i++)
		if (accents[i].sign == cp)
			return accents[i].mark;
	return 0;
}

uint32_t kua_pdf_superscript(uint32_t digit)
{
	static const uint16_t signs[10] = {0x2070, 0xB9, 0xB2, 0xB3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
	return digit >= '0' && digit <= '9' ? signs[digit - '0'] : digit;
}

/* Ligatures and the shapes of Arabic letters become the letters they stand for. */
static void add_char(const struct maker *m, struct kua_buf *b, uint32_t cp)
{
	UChar plain[32];
	char utf8[100];
	int32_t bytes = 0;
	UErrorCode status = U_ZERO_ERROR;
	bool shape = (cp >= 0xFB00 && cp <= 0xFDFF) || (cp >= 0xFE70 && cp <= 0xFEFC) || (cp >= 0x132 && cp <= 0x133);
	int32_t n = shape && m->nfkc ? unorm2_getDecomposition(m->nfkc, (UChar32)cp, plain, 32, &status) : -1;
	if (n > 0)
		(void)u_strToUTF8(utf8, sizeof utf8, &bytes, plain, n, &status);
	if (n > 0 && U_SUCCESS(status))
		kua_buf_add(b, utf8, (size_t)bytes);
	else
		kua_buf_utf8(b, cp);
}

/* ---- runs that belong together ---- */

static const struct kua_pdf_glyph *glyph(const struct kua_pdf_page *p, run r, size_t i)
{
	return &p->glyphs.v[r->from + i];
}

static float run_x0(const struct kua_pdf_page *p, run r)
{
	return r->n ? fminf(glyph(p, r, 0)->x0, glyph(p, r, r->n - 1)->x0) : 0;
}

static float run_x1(const struct kua_pdf_page *p, run r)
{
	return r->n ? fmaxf(glyph(p, r, 0)->x1, glyph(p, r, r->n - 1)->x1) : 0;
}

struct row_key {
	float y, x0, x1;
	size_t i; /* of the run */
};

static int by_row(const struct kua_pdf_page *p, const struct row_key *a, const struct row_key *b)
{
	run r = &p->runs.v[a->i], s = &p->runs.v[b->i];
	if (r->turn != s->turn)
		return r->turn < s->turn ? -1 : 1;
	if (r->hidden != s->hidden)
		return r->hidden ? 1 : -1;
	if (a->y != b->y)
		return a->y < b->y ? -1 : 1;
	return a->i < b->i ? -1 : a->i > b->i;
}

static int compare_rows(const void *a, const void *b, void *page)
{
	return by_row(page, a, b);
}

static int by_left(const void *a, const void *b)
{
	const struct row_key *x = a, *y = b;
	if (x->x0 != y->x0)
		return x->x0 < y->x0 ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

static int by_x(const void *a, const void *b)
{
	const struct kua_pdf_glyph *x = a, *y = b;
	return (x->x0 > y->x0) - (x->x0 < y->x0);
}

static bool is_twin(const struct kua_pdf_page *p, run r, run s)
{
	if (r->n != s->n || r->n == 0)
		return false;
	for (size_t i = 0; i < r->n; i++) {
		const struct kua_pdf_glyph *a = glyph(p, r, i), *b = glyph(p, s, i);
		if (a->cp != b->cp || fabsf(a->x0 - b->x0) > TWIN * r->size || fabsf(a->y - b->y) > TWIN * r->size)
			return false;
	}
	return true;
}

/* Glyphs sorted by place: do most of them stand beside one another? */
static bool fit_together(const glyphs *g)
{
	size_t conflicts = 0;
	for (size_t i = 1; i < g->n; i++) {
		const struct kua_pdf_glyph *a = &g->v[i - 1], *b = &g->v[i];
		float overlap = fminf(a->x1, b->x1) - b->x0, width = fminf(a->x1 - a->x0, b->x1 - b->x0);
		conflicts += a->cp != ' ' && b->cp != ' ' && width > 0 && overlap > CONFLICT * width;
	}
	return 5 * conflicts <= g->n;
}

/* Put glyphs on the page as new runs, parted where gaps are wide; the first takes the place of run `at`. */
static void add_runs(struct kua_pdf_page *p, const glyphs *g, size_t at)
{
	struct kua_pdf_run like = p->runs.v[at];
	size_t from = 0;
	for (size_t i = 1; i <= g->n; i++) {
		if (i < g->n && g->v[i].x0 - g->v[i - 1].x1 < WIDE_GAP * like.size)
			continue;
		struct kua_pdf_run *r = from == 0 ? &p->runs.v[at] : kua_vec_add(&p->runs);
		*r = like;
		r->from = p->glyphs.n;
		r->n = i - from;
		for (; from < i; from++)
			*kua_vec_add(&p->glyphs) = g->v[from];
	}
}

/* Runs that reach into one another, from the left: one row of glyphs, twins left out. */
static void join_runs(struct kua_pdf_page *p, const struct row_key *v, size_t n)
{
	glyphs g = {0};
	size_t first = v[0].i;
	for (size_t k = 0; k < n; k++) {
		struct kua_pdf_run *r = &p->runs.v[v[k].i];
		for (size_t j = 0; j < k && k - j <= TOGETHER; j++)
			if (is_twin(p, &p->runs.v[v[j].i], r))
				r->n = 0;
		first = v[k].i < first && r->n ? v[k].i : first;
		for (size_t i = 0; i < r->n; i++)
			*kua_vec_add(&g) = *glyph(p, r, i);
	}
	if (g.n)
		qsort(g.v, g.n, sizeof *g.v, by_x);
	size_t left = 0;
	for (size_t k = 0; k < n; k++)
		left += p->runs.v[v[k].i].n > 0;
	if (left > 1 && fit_together(&g)) {
		for (size_t k = 0; k < n; k++)
			if (v[k].i != first)
				p->runs.v[v[k].i].n = 0;
		add_runs(p, &g, first);
	}
	kua_vec_free(&g);
}

/* Runs on one baseline. */
static void join_row(struct kua_pdf_page *p, struct row_key *v, size_t n)
{
	if (n < 2)
		return;
	qsort(v, n, sizeof *v, by_left);
	for (size_t i = 0, j; i < n; i = j) {
		float end = v[i].x1, size = p->runs.v[v[i].i].size;
		for (j = i + 1; j < n && v[j].x0 < end - REACHES * size; j++)
			end = fmaxf(end, v[j].x1);
		if (j - i > 1)
			join_runs(p, v + i, j - i);
	}
}

static void join_all(struct kua_pdf_page *p)
{
	KUA_VEC(struct row_key) v = {0};
	for (size_t i = 0; i < p->runs.n; i++)
		if (!p->runs.v[i].backward && p->runs.v[i].n)
			*kua_vec_add(&v) = (struct row_key){p->runs.v[i].y, run_x0(p, &p->runs.v[i]), run_x1(p, &p->runs.v[i]), i};
	if (v.n)
		qsort_r(v.v, v.n, sizeof *v.v, compare_rows, p);
	for (size_t i = 0, j; i < v.n; i = j) {
		run first = &p->runs.v[v.v[i].i];
		for (j = i + 1; j < v.n; j++) {
			run r = &p->runs.v[v.v[j].i];
			if (r->turn != first->turn || r->hidden != first->hidden ||
			    v.v[j].y - v.v[i].y > SAME_BASELINE * fminf(r->size, first->size))
				break;
		}
		join_row(p, v.v + i, j - i);
	}
	kua_vec_free(&v);
}

/* ---- a piece ---- */

struct piece_of {
	struct kua_pdf_glyph *v;
	size_t n;
	float y, size;
	bool backward;
};

/*
 * How wide a gap must be to part words here: letters that are spaced out lie further apart themselves. The dots that lead to a page
 * number are always spaced out.
 */
static float word_gap(const struct piece_of *d)
{
	float gaps[200], usual = 0;
	size_t n = 0;
	for (size_t i = 1; i < d->n && n < 200; i++) {
		const struct kua_pdf_glyph *a = &d->v[i - 1], *b = &d->v[i];
		if (a->cp != ' ' && b->cp != ' ' && a->cp != '.' && b->cp != '.')
			gaps[n++] = d->backward ? a->x0 - b->x1 : b->x0 - a->x1;
	}
	if (n >= 5) {
		qsort(gaps, n, sizeof *gaps, kua_pdf_by_value);
		usual = gaps[n / 2];
	}
	return usual > 0.08f * d->size ? 1.5f * usual + 0.05f * d->size : WORD_GAP * d->size;
}

static bool is_letter(uint32_t cp)
{
	return cp > 0x20 && u_isalpha((UChar32)cp);
}

/* An accent of its own over or under the letter beside it becomes one letter with it. */
static void join_accents(const struct maker *m, struct piece_of *d)
{
	for (size_t i = 0; i + 1 < d->n; i++) {
		struct kua_pdf_glyph *a = &d->v[i], *b = &d->v[i + 1];
		uint32_t mark = combining(a->cp), after = combining(b->cp);
		float overlap = fminf(a->x1, b->x1) - fmaxf(a->x0, b->x0);
		if ((!mark && !after) || overlap < 0.5f * fminf(a->x1 - a->x0, b->x1 - b->x0) || overlap <= 0 || !m->nfc)
			continue;
		UChar32 whole = -1;
		if (mark && is_letter(b->cp))
			whole = unorm2_composePair(m->nfc, (UChar32)(b->cp == 0x131 ? 'i' : b->cp), (UChar32)mark);
		else if (after && is_letter(a->cp))
			whole = unorm2_composePair(m->nfc, (UChar32)(a->cp == 0x131 ? 'i' : a->cp), (UChar32)after);
		if (whole <= 0)
			continue;
		*b = (struct kua_pdf_glyph){(uint32_t)whole, fminf(a->x0, b->x0), fmaxf(a->x1, b->x1), fmaxf(a->size, b->size), a->y};
		a->cp = 0;
	}
}

static bool all_private(const struct piece_of *d)
{
	size_t n = 0;
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].cp != ' ' && !is_private(d->v[i].cp))
			return false;
		else
			n += d->v[i].cp != ' ';
	return n > 0;
}

/* A sign that only its font knows is a bullet where it stands alone before text; else nobody can say what it is. */
static size_t replace_private(struct piece_of *d)
{
	bool alone = d->n == 1, all = all_private(d);
	size_t unknown = 0;
	for (size_t i = 0; i < d->n; i++) {
		struct kua_pdf_glyph *g = &d->v[i];
		unknown += g->cp == 0xFFFD || is_private(g->cp);
		if (!is_private(g->cp))
			continue;
		bool bullet = alone || (!all && i == 0 && d->n > 2 && d->v[1].cp == ' ');
		g->cp = bullet ? 0x2022 : 0;
	}
	return unknown;
}

static void reverse(struct kua_pdf_glyph *v, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct kua_pdf_glyph t = v[i];
		v[i] = v[n - 1 - i];
		v[n - 1 - i] = t;
	}
}

/* From the order in which it is seen to the one in which it is read: all turned round, but for runs that go left to right. */
static void reverse_rtl(struct piece_of *d)
{
	reverse(d->v, d->n);
	for (size_t i = 0, j; i < d->n; i = j > i ? j : i + 1) {
		for (j = i; j < d->n && !kua_pdf_is_rtl(d->v[j].cp) && u_isalnum((UChar32)d->v[j].cp); j++)
			;
		reverse(d->v + i, j - i);
	}
}

static bool has_rtl(const struct piece_of *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (kua_pdf_is_rtl(d->v[i].cp))
			return true;
	return false;
}

/* Write the text and measure it. */
static size_t write_text(const struct maker *m, const struct piece_of *d, struct kua_pdf_piece *p)
{
	struct kua_buf *b = &m->page->text;
	float gap = word_gap(d);
	bool first_word = true;
	size_t letters = 0;
	const struct kua_pdf_glyph *last = NULL;
	for (size_t i = 0; i < d->n; i++) {
		const struct kua_pdf_glyph *g = &d->v[i];
		if (!g->cp)
			continue;
		float between = !last ? 0 : fmaxf(g->x0 - last->x1, last->x0 - g->x1);
		bool space = g->cp == ' ' || (last && last->cp != ' ' && between > gap);
		first_word &= !space || !last;
		if (space && b->len > p->at && b->data[b->len - 1] != ' ')
			kua_buf_char(b, ' ');
		last = g;
		if (g->cp == ' ')
			continue;
		p->x0 = fminf(p->x0, g->x0);
		p->x1 = fmaxf(p->x1, g->x1);
		bool raised = g->size < SMALLER * d->size && g->y < d->y - SAME_BASELINE * d->size;
		p->raised |= raised && b->len == p->at;
		add_char(m, b, raised ? kua_pdf_superscript(g->cp) : g->cp);
		p->first += first_word ? g->x1 - g->x0 : 0;
		letters++;
	}
	while (b->len > p->at && b->data[b->len - 1] == ' ')
		b->len--;
	p->n = b->len - p->at;
	return letters;
}

static void add_piece(const struct maker *m, run r, size_t from, size_t n)
{
	struct kua_pdf_page *page = m->page;
	struct piece_of d = {page->glyphs.v + r->from + from, n, r->y, r->size, r->backward};
	size_t unknown = replace_private(&d);
	join_accents(m, &d);
	bool rtl = has_rtl(&d);
	if (rtl && !r->backward)
		reverse_rtl(&d);
	struct kua_pdf_piece p = {.x0 = INFINITY, .x1 = -INFINITY, .y = r->y, .size = r->size, .at = page->text.len, .bold = r->bold,
	                          .hidden = r->hidden, .rtl = rtl, .turn = r->turn};
	page->letters += write_text(m, &d, &p);
	page->unknown += unknown;
	if (p.n)
		*kua_vec_add(&page->pieces) = p;
}

/* Is there an upright line between x0 and x1 at height y? The page's are by place. */
static bool is_parted(const struct kua_pdf_page *p, float x0, float x1, float y)
{
	size_t lo;
	KUA_FIRST(lo, p->posts.n, p->posts.v[lo].at < x0);
	for (; lo < p->posts.n && p->posts.v[lo].at <= x1; lo++)
		if (p->posts.v[lo].a0 <= y && p->posts.v[lo].a1 >= y)
			return true;
	return false;
}

static void add_pieces(const struct maker *m, run r)
{
	size_t from = 0, gap_from = 0; /* gap_from: behind the last glyph that is no space */
	const struct kua_pdf_page *page = m->page;
	for (size_t i = 1; page->posts.n && r->turn == KUA_PDF_RIGHT && !r->backward && i < r->n; i++) {
		const struct kua_pdf_glyph *a = glyph(page, r, i - 1), *b = glyph(page, r, i);
		if (a->cp != ' ')
			gap_from = i - 1;
		const struct kua_pdf_glyph *end = glyph(page, r, gap_from);
		if (b->cp == ' ' || b->x0 < end->x1 - 0.3f * r->size ||
		    !is_parted(page, end->x1 - 0.2f * r->size, b->x0 + 0.2f * r->size, r->y - 0.3f * r->size))
			continue;
		add_piece(m, r, from, i - from);
		from = i;
	}
	if (from < r->n)
		add_piece(m, r, from, r->n - from);
}

static int post_by_place(const void *a, const void *b)
{
	const struct kua_pdf_rule *x = a, *y = b;
	return (x->at > y->at) - (x->at < y->at);
}

void kua_pdf_make_pieces(struct kua_pdf_page *page)
{
	UErrorCode status = U_ZERO_ERROR;
	struct maker m = {page, unorm2_getNFKCInstance(&status), unorm2_getNFCInstance(&status)};
	if (page->posts.n)
		qsort(page->posts.v, page->posts.n, sizeof *page->posts.v, post_by_place);
	join_all(page);
	for (size_t i = 0; i < page->runs.n; i++)
		if (page->runs.v[i].n)
			add_pieces(&m, &page->runs.v[i]);
}
