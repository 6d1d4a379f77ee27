/*
 * pdf_order.c - the pieces of a page in the order in which they are read, as lines.
 *
 * A sheet is cut at the white strips (gutters) between columns. What stands above the stretch of a gutter, its left side, its right
 * side and what stands below are cut again, until no strip is left. Strips between the columns of a table are no gutters:
 * there the lines of both sides share their baselines, and they do not end where the next word had no more room, as prose does. A
 * table is read by its rows, and where white or rules part them, cell by cell.
 */
#include <math.h>

#include "intake/pdf_sheet.h"

#define DEPTH 24
#define MANY_PIECES ((size_t)20000) /* a page with more is read line by line */
#define PROSE_WIDTH 8.f    /* of the size */
#define PROSE 0.55f        /* so many of a column's lines end because the next word has no room */
#define INK 0.75f          /* of a line of prose is words, the rest white */
#define ALIGNED 0.75f

/* ---- columns or a table? ---- */

static bool is_prose(const kua_pdf_spans *s, float size)
{
	float left = INFINITY, right = -INFINITY, ink = 0, width = 0;
	size_t wrapped = 0;
	for (size_t i = 0; i < s->n; i++) {
		ink += s->v[i].ink;
		width += s->v[i].x1 - s->v[i].x0;
		left = fminf(left, s->v[i].x0);
		right = fmaxf(right, s->v[i].x1);
	}
	for (size_t i = 1; i < s->n; i++)
		wrapped += right - s->v[i - 1].x1 < s->v[i].first + 0.3f * size;
	return s->n >= 2 && right - left > PROSE_WIDTH * size && ink > INK * width && (float)wrapped >= PROSE * (float)(s->n - 1);
}

/* Share of the lines of the side with fewer that stand on a line of the other. */
static float share_aligned(const kua_pdf_spans *a, const kua_pdf_spans *b, float size)
{
	if (a->n > b->n)
		return share_aligned(b, a, size);
	size_t same = 0, j = 0;
	for (size_t i = 0; i < a->n; i++) {
		while (j < b->n && b->v[j].y < a->v[i].y - KUA_PDF_ON_LINE * size)
			j++;
		same += j < b->n && b->v[j].y <= a->v[i].y + KUA_PDF_ON_LINE * size;
	}
	return a->n ? (float)same / (float)a->n : 0;
}

/* ---- cutting ---- */

static void read_region(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, unsigned depth);

struct halves {
	kua_pdf_pieces left, right;
	kua_pdf_spans left_rows, right_rows;
};

static struct halves halve(kua_pdf_piece *v, size_t n, float x)
{
	struct halves h = {0};
	for (size_t i = 0; i < n; i++)
		if (v[i]->x0 >= x)
			*kua_vec_add(&h.right) = v[i];
		else
			*kua_vec_add(&h.left) = v[i];
	kua_pdf_find_spans(h.left.v, h.left.n, &h.left_rows);
	kua_pdf_find_spans(h.right.v, h.right.n, &h.right_rows);
	return h;
}

static void free_halves(struct halves *h)
{
	kua_vec_free(&h->left);
	kua_vec_free(&h->right);
	kua_vec_free(&h->left_rows);
	kua_vec_free(&h->right_rows);
}

struct edges {
	float gutter, left, right; /* where the cells of the columns on both sides end */
};

/* A row of a table: cell by cell where cells have several lines. */
static void read_band(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, struct edges e, float size, unsigned depth)
{
	struct halves h = halve(v, n, e.gutter);
	const struct kua_pdf_span *l = h.left_rows.v, *r = h.right_rows.v;
	bool top = h.left_rows.n && h.right_rows.n && fabsf(l->y - r->y) <= KUA_PDF_ON_LINE * fmaxf(l->size, r->size);
	bool lines = h.left_rows.n <= 1 && (h.right_rows.n <= 1 || top);
	bool cells = kua_pdf_is_wrapped(&h.left_rows, e.left, size) && kua_pdf_is_wrapped(&h.right_rows, e.right, size);
	if (!h.left.n || !h.right.n) {
		read_region(s, v, n, depth + 1);
	} else if (lines || (!cells && share_aligned(&h.left_rows, &h.right_rows, size) > 0.9f)) {
		kua_pdf_read_leaf(s, v, n, !lines || h.right_rows.n <= 1);
	} else {
		read_region(s, h.left.v, h.left.n, depth + 1);
		read_region(s, h.right.v, h.right.n, depth + 1);
	}
	free_halves(&h);
}

static void read_bands(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, struct edges e, float size, const kua_pdf_cuts *cut,
                       unsigned depth)
{
	size_t from = 0;
	for (size_t k = 0; k <= cut->n; k++) {
		size_t to = from;
		while (to < n && (k == cut->n || v[to]->y < cut->v[k]))
			to++;
		if (to > from)
			read_band(s, v + from, to - from, e, size, depth);
		from = to;
	}
}

/* Do the cells on both sides begin on the same line in every row? */
static bool bands_agree(const struct halves *h, const kua_pdf_cuts *cut, float size)
{
	size_t i = 0, j = 0;
	for (size_t k = 0; k <= cut->n; k++) {
		float end = k < cut->n ? cut->v[k] : INFINITY;
		bool left = i < h->left_rows.n && h->left_rows.v[i].y < end;
		bool right = j < h->right_rows.n && h->right_rows.v[j].y < end;
		if (!left || !right || fabsf(h->left_rows.v[i].y - h->right_rows.v[j].y) > KUA_PDF_ON_LINE * size)
			return false;
		while (i < h->left_rows.n && h->left_rows.v[i].y < end)
			i++;
		while (j < h->right_rows.n && h->right_rows.v[j].y < end)
			j++;
	}
	return cut->n >= 2;
}

static float width_of(const kua_pdf_pieces *v)
{
	float x0 = INFINITY, x1 = -INFINITY;
	for (size_t i = 0; i < v->n; i++) {
		x0 = fminf(x0, v->v[i]->x0);
		x1 = fmaxf(x1, v->v[i]->x1);
	}
	return x1 - x0;
}

/* Notes in the margin stand beside the text that they belong to and are read after it. */
static bool is_margin(const struct halves *h, bool left, float size)
{
	const kua_pdf_pieces *side = left ? &h->left : &h->right, *text = left ? &h->right : &h->left;
	float own = kua_pdf_size_of(side->v, side->n), other = kua_pdf_size_of(text->v, text->n);
	float width = width_of(side), text_width = width_of(text);
	return own < 0.93f * other && width < 0.4f * text_width && text_width > 2 * PROSE_WIDTH * size;
}

static struct edges edges_of(const struct halves *h, float gutter)
{
	struct edges e = {gutter, -INFINITY, -INFINITY};
	for (size_t i = 0; i < h->left.n; i++)
		e.left = fmaxf(e.left, h->left.v[i]->x1);
	for (size_t i = 0; i < h->right.n; i++)
		e.right = fmaxf(e.right, h->right.v[i]->x1);
	return e;
}

static void read_columns(struct kua_pdf_sheet *s, const struct halves *h, float size, unsigned depth)
{
	bool right_first = s->rtl ? !is_margin(h, false, size) : is_margin(h, true, size);
	const kua_pdf_pieces *one = right_first ? &h->right : &h->left, *two = right_first ? &h->left : &h->right;
	read_region(s, one->v, one->n, depth + 1);
	read_region(s, two->v, two->n, depth + 1);
}

static void read_sides(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, const struct kua_pdf_gutter *g, unsigned depth)
{
	float size = kua_pdf_size_of(v, n);
	struct halves h = halve(v, n, g->x1 - 0.2f);
	struct edges e = edges_of(&h, g->x1 - 0.2f);
	kua_pdf_cuts cut = {0};
	bool prose_left = is_prose(&h.left_rows, size), prose_right = is_prose(&h.right_rows, size);
	bool aligned = share_aligned(&h.left_rows, &h.right_rows, size) >= ALIGNED;
	bool table = aligned && !(prose_left && prose_right);
	kua_pdf_find_cuts(s->page, v, n, g, size, true, &cut);
	if (!cut.n && aligned) {
		kua_pdf_find_cuts(s->page, v, n, g, size, false, &cut);
		table |= bands_agree(&h, &cut, size);
		cut.n = table ? cut.n : 0;
	}
	if (cut.n && kua_pdf_read_table(s, v, n, &cut, size))
		;
	else if (cut.n)
		read_bands(s, v, n, e, size, &cut, depth);
	else if (table)
		kua_pdf_read_leaf(s, v, n, !prose_right);
	else
		read_columns(s, &h, size, depth);
	kua_vec_free(&cut);
	free_halves(&h);
}

static void read_region(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, unsigned depth)
{
	struct kua_pdf_gutter g;
	if (depth >= DEPTH || n < 4 || n > MANY_PIECES || !kua_pdf_find_gutter(v, n, &g)) {
		kua_pdf_read_leaf(s, v, n, false);
		return;
	}
	read_region(s, v, g.from, depth + 1);
	read_sides(s, v + g.from, g.to - g.from, &g, depth);
	read_region(s, v + g.to, n - g.to, depth + 1);
}

static int rule_by_height(const void *a, const void *b)
{
	const struct kua_pdf_rule *x = a, *y = b;
	long a_at = lroundf(2 * x->at), b_at = lroundf(2 * y->at);
	if (a_at != b_at)
		return a_at < b_at ? -1 : 1;
	return (x->a0 > y->a0) - (x->a0 < y->a0);
}

/* By height, and those that go on from one another, as the cells of a table draw them, made one. */
static void settle_rules(struct kua_pdf_page *page)
{
	size_t n = 0;
	if (page->rules.n)
		qsort(page->rules.v, page->rules.n, sizeof *page->rules.v, rule_by_height);
	for (size_t i = 0; i < page->rules.n; i++) {
		const struct kua_pdf_rule *r = &page->rules.v[i];
		struct kua_pdf_rule *last = n ? &page->rules.v[n - 1] : NULL;
		if (last && r->at - last->at < 1 && r->a0 <= last->a1 + 4 && r->a1 >= last->a0 - 4) {
			last->a0 = fminf(last->a0, r->a0);
			last->a1 = fmaxf(last->a1, r->a1);
		} else {
			page->rules.v[n++] = *r;
		}
	}
	page->rules.n = n;
}

static void read_sheet(struct kua_pdf_sheet *s, unsigned char turn, bool hidden)
{
	kua_pdf_pieces v = {0};
	size_t rtl = 0, all = 0;
	for (size_t i = 0; i < s->page->pieces.n; i++) {
		struct kua_pdf_piece *p = &s->page->pieces.v[i];
		if (p->turn != turn || p->hidden != hidden)
			continue;
		*kua_vec_add(&v) = p;
		rtl += p->rtl ? p->n : 0;
		all += p->n;
	}
	s->rtl = 2 * rtl > all;
	kua_pdf_sort(v.v, v.n);
	kua_pdf_glue_labels(s->page, v.v, v.n);
	read_region(s, v.v, v.n, 0);
	kua_vec_free(&v);
}

void kua_pdf_read_lines(struct kua_pdf_page *page, uint32_t number, uint32_t *columns, struct kua_arena *a,
                        kua_pdf_lines *out)
{
	struct kua_pdf_sheet s = {.page = page, .a = a, .out = out, .number = number, .columns = columns};
	size_t letters[KUA_PDF_TURNS] = {0};
	unsigned char first = 0;
	settle_rules(page);
	for (size_t i = 0; i < page->pieces.n; i++)
		letters[page->pieces.v[i].turn] += page->pieces.v[i].n;
	for (unsigned char t = 1; t < KUA_PDF_ASLANT; t++)
		if (letters[t] > letters[first])
			first = t;
	read_sheet(&s, first, false);
	for (unsigned char t = 0; t < KUA_PDF_TURNS; t++)
		if (t != first && letters[t])
			read_sheet(&s, t, false);
	for (unsigned char t = 0; t < KUA_PDF_TURNS; t++)
		if (letters[t])
			read_sheet(&s, t, true);
}
