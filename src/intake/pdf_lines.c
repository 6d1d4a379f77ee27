/*
 * pdf_lines.c - pieces of one column as lines: what stands on one baseline, superscripts and large first letters included.
 */
#include <math.h>

#include "intake/pdf_sheet.h"

#define TAB 2.2f      /* in units of the size: a wider gap is written as a tab */
#define NO_SPACE 0.12f
#define LABEL_GAP 0.6f
#define RAISED_BYTES 8

static int by_height(const void *a, const void *b)
{
	const struct kua_pdf_piece *x = *(const kua_pdf_piece *)a, *y = *(const kua_pdf_piece *)b;
	if (x->y != y->y)
		return x->y < y->y ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int by_place(const void *a, const void *b)
{
	const struct kua_pdf_piece *x = *(const kua_pdf_piece *)a, *y = *(const kua_pdf_piece *)b;
	if (x->x0 != y->x0)
		return x->x0 < y->x0 ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

void kua_pdf_sort(kua_pdf_piece *v, size_t n)
{
	if (n)
		qsort(v, n, sizeof *v, by_height);
}

/* A superscript or subscript of the row, or the row is nothing but superscripts of the piece. */
static bool is_off_line(const struct kua_pdf_row *r, kua_pdf_piece *v, const struct kua_pdf_piece *p)
{
	float large = fmaxf(r->size, p->size), small = fminf(r->size, p->size), off = p->y - r->y;
	if (small > 0.85f * large || small < 0.5f * large || off > 0.6f * large)
		return false;
	if (r->to - r->from > 1 ? r->size > p->size && p->n > RAISED_BYTES : fminf((float)p->n, (float)v[r->from]->n) > RAISED_BYTES)
		return false;
	for (size_t i = r->from; i < r->to; i++)
		if (p->x0 - v[i]->reach < 0.5f * large && v[i]->x0 - p->reach < 0.5f * large)
			return true;
	return false;
}

void kua_pdf_find_rows(kua_pdf_piece *v, size_t n, kua_pdf_rows *out)
{
	for (size_t i = 0; i < n; i++) {
		struct kua_pdf_row *r = out->n ? &out->v[out->n - 1] : NULL;
		bool on = r && v[i]->y - r->y <= KUA_PDF_ON_LINE * fminf(r->size, v[i]->size);
		if (on || (r && is_off_line(r, v, v[i]))) {
			r->to = i + 1;
			if (v[i]->size > r->size) {
				r->size = v[i]->size;
				r->y = v[i]->y;
			}
			continue;
		}
		r = kua_vec_add(out);
		*r = (struct kua_pdf_row){v[i]->y, v[i]->size, i, i + 1};
	}
}

/* In a row that is read from the right, pieces that are read from the left keep their order among themselves. */
static void order_row(kua_pdf_piece *v, size_t n, bool rtl)
{
	qsort(v, n, sizeof *v, by_place);
	for (size_t i = 0; rtl && i < n / 2; i++) {
		kua_pdf_piece t = v[i];
		v[i] = v[n - 1 - i];
		v[n - 1 - i] = t;
	}
	for (size_t i = 0, j; rtl && i < n; i = j + 1) {
		for (j = i; j < n && !v[j]->rtl; j++)
			;
		for (size_t a = i, b = j; a + 1 < b; a++) {
			kua_pdf_piece t = v[a];
			v[a] = v[--b];
			v[b] = t;
		}
	}
}

static void add_piece(struct kua_buf *b, const struct kua_pdf_sheet *s, const struct kua_pdf_piece *p, const struct kua_pdf_row *r)
{
	struct kua_str text = {s->page->text.data + p->at, p->n};
	bool raised = p->size < 0.85f * r->size && p->y < r->y - 0.18f * r->size;
	for (size_t pos = 0; pos < text.n;) {
		uint32_t cp = kua_next_char(text, &pos);
		kua_buf_utf8(b, raised ? kua_pdf_superscript(cp) : cp);
	}
}

struct kua_pdf_line kua_pdf_make_line(const struct kua_pdf_sheet *s, kua_pdf_piece *v, const struct kua_pdf_row *r)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t n = r->to - r->from, bold = 0;
	v += r->from;
	order_row(v, n, s->rtl);
	struct kua_pdf_line l = {.x0 = v[0]->x0, .x1 = v[0]->x1, .y = r->y, .size = r->size, .first = v[0]->first,
	                         .page = s->number, .height = s->page->height, .hidden = v[0]->hidden,
	                         .turn = v[0]->turn, .rtl = s->rtl};
	for (size_t i = 0; i < n; i++) {
		const struct kua_pdf_piece *p = v[i], *last = i ? v[i - 1] : NULL;
		float gap = last ? fmaxf(p->x0 - last->x1, last->x0 - p->x1) : 0;
		if (last && gap > NO_SPACE * r->size) {
			l.label |= i == 1 && last->n <= KUA_PDF_LABEL && gap > LABEL_GAP * r->size;
			kua_buf_char(&b, gap > TAB * r->size ? '\t' : ' ');
		}
		l.x0 = fminf(l.x0, p->x0);
		l.x1 = fmaxf(l.x1, p->x1);
		bold += p->bold ? p->n : 0;
		add_piece(&b, s, p, r);
	}
	l.raised = v[0]->raised || (v[0]->size < 0.85f * r->size && v[0]->y < r->y - 0.18f * r->size);
	l.bold = 10 * bold >= 9 * b.len;
	l.text = (struct kua_str){kua_arena_strndup(s->a, b.data ? b.data : "", b.len), b.len};
	kua_buf_free(&b);
	return l;
}

/* Where most distances lie: the lower third, as the larger ones part paragraphs. */
static float usual_leading(const struct kua_pdf_row *r, size_t n)
{
	KUA_VEC(float) steps = {0};
	for (size_t i = 1; i < n; i++)
		if (r[i].y - r[i - 1].y > 0.5f * r[i].size)
			*kua_vec_add(&steps) = r[i].y - r[i - 1].y;
	float leading = 0;
	if (steps.n) {
		qsort(steps.v, steps.n, sizeof *steps.v, kua_pdf_by_value);
		leading = steps.v[steps.n / 3];
	}
	kua_vec_free(&steps);
	return leading;
}

/* A large first letter that reaches down beside several lines belongs to the first of them. */
static void lift_initials(kua_pdf_piece *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct kua_pdf_piece *p = v[i], *first = NULL;
		if (p->n > 4 || p->size < 14)
			continue;
		for (size_t j = i; j-- > 0 && v[j]->y > p->y - 0.9f * p->size;)
			if (v[j]->size < 0.6f * p->size && v[j]->x0 > p->x1 - 1 && v[j]->x0 - p->x1 < 1.2f * v[j]->size)
				first = v[j];
		if (!first || p->y - first->y < 0.8f * first->size)
			continue;
		p->y = first->y;
		p->size = first->size;
		if (first->x0 - p->x1 < 0.8f * first->size)
			p->x1 = first->x0;
	}
}

void kua_pdf_read_leaf(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, bool table)
{
	kua_pdf_rows r = {0};
	if (!n)
		return;
	lift_initials(v, n);
	kua_pdf_sort(v, n);
	kua_pdf_find_rows(v, n, &r);
	float left = INFINITY, right = -INFINITY, leading = usual_leading(r.v, r.n);
	size_t first = s->out->n;
	++*s->columns;
	for (size_t i = 0; i < r.n; i++) {
		struct kua_pdf_line l = kua_pdf_make_line(s, v, &r.v[i]);
		left = fminf(left, l.x0);
		right = fmaxf(right, l.x1);
		l.row = table || memmem(l.text.s, l.text.n, ".....", 5);
		*kua_vec_add(s->out) = l;
	}
	for (size_t i = first; i < s->out->n; i++) {
		struct kua_pdf_line *l = &s->out->v[i];
		l->left = left;
		l->right = right;
		l->leading = leading;
		l->column = *s->columns;
	}
	kua_vec_free(&r);
}

