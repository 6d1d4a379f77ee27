/*
 * pdf_gutters.c - where a sheet may be cut: white strips between columns, and rules or white between the rows of a table.
 *
 * A strip is as wide as WIDE at least, no piece crosses it over a stretch of several lines, and text stands on both
 * sides. A number or bullet before a paragraph does not make a column: it reaches to the text that it numbers.
 */
#include <math.h>

#include "intake/pdf_sheet.h"
#include "util/search.h"

#define WIDE 0.8f       /* in units of the size */
#define BIN 2.f         /* points: left edges so near are one */
#define BINS 1024
#define BAND_GAP 1.3f   /* of the usual distance of lines: a gap between the rows of a table */
#define LABEL_REACH 5.f /* of the size */
#define NEIGHBOURS 60

/* ---- labels ---- */

static bool is_sign(uint32_t cp)
{
	return cp == '*' || cp == 0x2022 || cp == 0x25CF || cp == 0x25AA || cp == 0x25A0 || cp == 0x25CB || cp == 0x2023 || cp == 0xB7 ||
	       cp == 0x2043 || cp == 0x27A2 || cp == 0x25E6 || cp == 0x2713 || cp == 0x25BA || cp == 0x2013 || cp == 0x2014 || cp == '-' ||
	       cp == 0x2020 || cp == 0x2021 || cp == 0xB9 || cp == 0xB2 || cp == 0xB3 || (cp >= 0x2070 && cp <= 0x2079);
}

bool kua_pdf_is_label(struct kua_str s)
{
	size_t signs = 0, digits = 0, letters = 0, roman = 0, others = 0;
	for (size_t pos = 0; pos < s.n && pos < KUA_PDF_LABEL;) {
		uint32_t cp = kua_next_char(s, &pos);
		signs += is_sign(cp);
		digits += cp >= '0' && cp <= '9';
		roman += cp < 0x80 && strchr("ivxIVX", (int)cp);
		letters += cp < 0x80 ? (cp | 32) >= 'a' && (cp | 32) <= 'z' : !is_sign(cp);
		others += cp < 0x80 && !kua_is_alnum_ascii((char)cp) && !strchr("().*-", (int)cp);
	}
	bool closed = s.n && (s.s[s.n - 1] == '.' || s.s[s.n - 1] == ')');
	if (s.n == 0 || s.n > KUA_PDF_LABEL || others)
		return false;
	if (digits)
		return letters == 0 || (letters == 1 && digits <= 4);
	if (letters)
		return letters == roman ? closed || letters <= 4 : closed && letters <= 2;
	return signs > 0 && signs <= 4;
}

static bool is_label(const struct kua_pdf_page *page, const struct kua_pdf_piece *p)
{
	return kua_pdf_is_label((struct kua_str){page->text.data + p->at, p->n});
}

void kua_pdf_glue_labels(const struct kua_pdf_page *page, kua_pdf_piece *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct kua_pdf_piece *p = v[i];
		p->reach = p->x1;
		if (!is_label(page, p))
			continue;
		float near = p->x1 + LABEL_REACH * p->size;
		for (size_t back = 0; back < 2; back++)
			for (size_t k = 1; k <= NEIGHBOURS && (back ? k <= i : i + k < n); k++) {
				const struct kua_pdf_piece *o = v[back ? i - k : i + k];
				if (fabsf(o->y - p->y) > 0.62f * fmaxf(p->size, o->size))
					break;
				if (o->x0 >= p->x1 && o->x0 < near)
					near = p->reach = is_label(page, o) ? p->x1 : o->x0;
			}
	}
}

/* ---- gutters ---- */

struct side {
	float top, bottom, x0, x1, last; /* last: where its last row stands */
	size_t rows;
};
#define SIDE_INIT ((struct side){.x0 = INFINITY, .x1 = -INFINITY, .last = -INFINITY})

static void add_to_side(struct side *s, const struct kua_pdf_piece *p)
{
	if (!s->rows)
		s->top = p->y;
	if (p->y - s->last > KUA_PDF_ON_LINE * p->size) {
		s->rows++;
		s->last = p->y;
	}
	s->bottom = p->y;
	s->x0 = fminf(s->x0, p->x0);
	s->x1 = fmaxf(s->x1, p->x1);
}

float kua_pdf_size_of(kua_pdf_piece *v, size_t n)
{
	KUA_VEC(float) sizes = {0};
	for (size_t i = 0; i < n; i++)
		*kua_vec_add(&sizes) = v[i]->size;
	qsort(sizes.v, sizes.n, sizeof *sizes.v, kua_pdf_by_value);
	float size = sizes.n ? sizes.v[sizes.n / 2] : 0;
	kua_vec_free(&sizes);
	return size;
}

static void weigh(const struct side *l, const struct side *r, size_t from, size_t to, float size, struct kua_pdf_gutter *best)
{
	if (l->rows < 2 || r->rows < 2)
		return;
	float height = fminf(l->bottom, r->bottom) - fmaxf(l->top, r->top) + size;
	if (height < 1.5f * size || r->x0 - l->x1 < WIDE * size)
		return;
	bool higher = height > 1.1f * best->height;
	bool wider = height > 0.9f * best->height && r->x0 - l->x1 > best->x1 - best->x0;
	if (higher || wider)
		*best = (struct kua_pdf_gutter){l->x1, r->x0, height, from, to};
}

/* Look down the strip that ends at x, from one row of which something crosses it to the next. */
static void look_down(kua_pdf_piece *v, size_t n, float x, float size, struct kua_pdf_gutter *best)
{
	struct side l = SIDE_INIT, r = SIDE_INIT;
	size_t from = 0;
	for (size_t i = 0, end; i < n; i = end) {
		bool crossed = false;
		for (end = i; end < n && v[end]->y - v[i]->y <= KUA_PDF_ON_LINE * size; end++)
			crossed |= v[end]->x0 < x - 0.1f && v[end]->reach > x - WIDE * size;
		for (size_t k = i; !crossed && k < end; k++)
			add_to_side(v[k]->x0 >= x - 0.1f ? &r : &l, v[k]);
		if (!crossed)
			continue;
		weigh(&l, &r, from, i, size, best);
		l = r = SIDE_INIT;
		from = end;
	}
	weigh(&l, &r, from, n, size, best);
}

bool kua_pdf_find_gutter(kua_pdf_piece *v, size_t n, struct kua_pdf_gutter *best)
{
	float size = kua_pdf_size_of(v, n), x0 = INFINITY, x1 = -INFINITY, edge[BINS];
	unsigned count[BINS] = {0};
	*best = (struct kua_pdf_gutter){0};
	for (size_t i = 0; i < n; i++) {
		x0 = fminf(x0, v[i]->x0);
		x1 = fmaxf(x1, v[i]->x0);
	}
	float bin = fmaxf(BIN, (x1 - x0) / (BINS - 2));
	for (size_t i = 0; i < n; i++) {
		size_t k = (size_t)((v[i]->x0 - x0) / bin);
		edge[k] = count[k]++ ? fminf(edge[k], v[i]->x0) : v[i]->x0;
	}
	for (size_t k = 1; k < BINS; k++)
		if (count[k] >= 2 || (count[k] && count[k - 1]))
			look_down(v, n, edge[k], size, best);
	return best->height > 0;
}

/* ---- rows of a table ---- */

void kua_pdf_find_spans(kua_pdf_piece *v, size_t n, kua_pdf_spans *out)
{
	for (size_t i = 0; i < n; i++) {
		struct kua_pdf_span *s = out->n ? &out->v[out->n - 1] : NULL;
		if (s && v[i]->y - s->y <= KUA_PDF_ON_LINE * v[i]->size) {
			if (v[i]->x0 < s->x0)
				s->first = v[i]->first;
			s->x0 = fminf(s->x0, v[i]->x0);
			s->x1 = fmaxf(s->x1, v[i]->x1);
			s->ink += v[i]->x1 - v[i]->x0;
		} else {
			s = kua_vec_add(out);
			*s = (struct kua_pdf_span){v[i]->y, v[i]->size, v[i]->x0, v[i]->x1, v[i]->first, v[i]->x1 - v[i]->x0};
		}
	}
}

bool kua_pdf_is_wrapped(const kua_pdf_spans *s, float right, float size)
{
	for (size_t i = 1; i < s->n; i++)
		if (right - s->v[i - 1].x1 > s->v[i].first + 0.3f * size)
			return false;
	return true;
}

static bool has_rule(const struct kua_pdf_page *p, float y0, float y1, const struct kua_pdf_gutter *g)
{
	size_t lo;
	KUA_FIRST(lo, p->rules.n, p->rules.v[lo].at <= y0);
	for (; lo < p->rules.n && p->rules.v[lo].at < y1; lo++)
		if (p->rules.v[lo].a0 < g->x0 && p->rules.v[lo].a1 > g->x1)
			return true;
	return false;
}

void kua_pdf_find_cuts(const struct kua_pdf_page *page, kua_pdf_piece *v, size_t n, const struct kua_pdf_gutter *g, float size, bool rules,
                       kua_pdf_cuts *out)
{
	kua_pdf_spans all = {0};
	kua_pdf_find_spans(v, n, &all);
	float least = INFINITY;
	for (size_t i = 1; i < all.n; i++)
		if (all.v[i].y - all.v[i - 1].y > 0.5f * size)
			least = fminf(least, all.v[i].y - all.v[i - 1].y);
	for (size_t i = 1; i < all.n; i++) {
		float y0 = all.v[i - 1].y, y1 = all.v[i].y;
		if (rules ? has_rule(page, y0 - 0.2f * size, y1 - 0.3f * size, g) : y1 - y0 > BAND_GAP * least)
			*kua_vec_add(out) = (y0 + y1) / 2;
	}
	kua_vec_free(&all);
}

