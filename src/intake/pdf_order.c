/*
 * pdf_order.c - the pieces of a page in the order in which they are read, as lines.
 *
 * A sheet is cut at the white strips (gutters) between columns. A strip is as wide as WIDE at least, no piece crosses it over a
 * stretch of several lines, and text stands on both sides. What stands above the stretch, its left side, its right side and
 * what stands below are cut again, until no strip is left. Strips between the columns of a table are no gutters: there the lines
 * of both sides share their baselines, and they do not end where the next word had no more room, as prose does. A table is read by its rows;
 * where white or rules part them, cell by cell.
 */
#include <math.h>

#include "intake/pdf.h"

#define WIDE 0.8f
#define ON_BASELINE 0.3f   /* of the size: pieces so near in height stand on one line */
#define BIN 2.f            /* points: left edges so near are one */
#define BINS 1024
#define DEPTH 24
#define MANY_PIECES ((size_t)20000) /* a page with more is read line by line */
#define PROSE_WIDTH 8.f    /* of the size */
#define PROSE 0.55f        /* so many of a column's lines end because the next word has no room */
#define ALIGNED 0.75f
#define BAND_GAP 1.3f      /* of the usual distance of lines: a gap between the rows of a table */
#define TAB 2.2f
#define NO_SPACE 0.12f
#define LABEL_BYTES ((size_t)12)
#define LABEL_GAP 0.6f
#define LABEL_REACH 5.f /* of the size */
#define NEIGHBOURS 60
#define RAISED_BYTES 8

typedef struct kua_pdf_piece *piece;
typedef KUA_VEC(piece) pieces;

struct sheet {
	struct kua_pdf_page *page;
	struct kua_arena *a;
	kua_pdf_lines *out;
	uint32_t number, *columns;
	bool rtl;
};

/* ---- lines ---- */

struct row {
	float y, size;
	size_t from, to; /* of the pieces */
};
typedef KUA_VEC(struct row) rows;

static int by_height(const void *a, const void *b)
{
	const struct kua_pdf_piece *x = *(const piece *)a, *y = *(const piece *)b;
	if (x->y != y->y)
		return x->y < y->y ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int by_place(const void *a, const void *b)
{
	const struct kua_pdf_piece *x = *(const piece *)a, *y = *(const piece *)b;
	if (x->x0 != y->x0)
		return x->x0 < y->x0 ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* A superscript or subscript of the row, or the row is nothing but superscripts of the piece. */
static bool is_off_line(const struct row *r, struct kua_pdf_piece *const *v, const struct kua_pdf_piece *p)
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

/* Pieces by height into rows. */
static void find_rows(struct kua_pdf_piece **v, size_t n, rows *out)
{
	for (size_t i = 0; i < n; i++) {
		struct row *r = out->n ? &out->v[out->n - 1] : NULL;
		bool on = r && v[i]->y - r->y <= ON_BASELINE * fminf(r->size, v[i]->size);
		if (on || (r && is_off_line(r, v, v[i]))) {
			r->to = i + 1;
			if (v[i]->size > r->size) {
				r->size = v[i]->size;
				r->y = v[i]->y;
			}
			continue;
		}
		r = kua_vec_add(out);
		*r = (struct row){v[i]->y, v[i]->size, i, i + 1};
	}
}

/* In a row that is read from the right, pieces that are read from the left keep their order among themselves. */
static void order_row(struct kua_pdf_piece **v, size_t n, bool rtl)
{
	qsort(v, n, sizeof *v, by_place);
	for (size_t i = 0; rtl && i < n / 2; i++) {
		piece t = v[i];
		v[i] = v[n - 1 - i];
		v[n - 1 - i] = t;
	}
	for (size_t i = 0, j; rtl && i < n; i = j + 1) {
		for (j = i; j < n && !v[j]->rtl; j++)
			;
		for (size_t a = i, b = j; a + 1 < b; a++) {
			piece t = v[a];
			v[a] = v[--b];
			v[b] = t;
		}
	}
}

static void add_piece(struct kua_buf *b, const struct sheet *s, const struct kua_pdf_piece *p, const struct row *r)
{
	struct kua_str text = {s->page->text.data + p->at, p->n};
	bool raised = p->size < 0.85f * r->size && p->y < r->y - 0.18f * r->size;
	for (size_t pos = 0; pos < text.n;) {
		uint32_t cp = kua_next_char(text, &pos);
		kua_buf_utf8(b, raised ? kua_pdf_superscript(cp) : cp);
	}
}

/* The pieces of one row as a line, without its column's measures. */
static struct kua_pdf_line make_line(const struct sheet *s, struct kua_pdf_piece **v, const struct row *r)
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
			l.label |= i == 1 && last->n <= LABEL_BYTES && gap > LABEL_GAP * r->size;
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

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

/* Where most distances lie: the lower third, as the larger ones part paragraphs. */
static float usual_leading(const struct row *r, size_t n)
{
	KUA_VEC(float) steps = {0};
	for (size_t i = 1; i < n; i++)
		if (r[i].y - r[i - 1].y > 0.5f * r[i].size)
			*kua_vec_add(&steps) = r[i].y - r[i - 1].y;
	float leading = 0;
	if (steps.n) {
		qsort(steps.v, steps.n, sizeof *steps.v, by_value);
		leading = steps.v[steps.n / 3];
	}
	kua_vec_free(&steps);
	return leading;
}

/* A large first letter that reaches down beside several lines belongs to the first of them. */
static void lift_initials(struct kua_pdf_piece **v, size_t n)
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
		if (first->x0 - p->x1 < 0.6f * first->size)
			p->x1 = first->x0;
	}
}

/* A stretch of one column, or the rows of a table. */
static void read_leaf(struct sheet *s, struct kua_pdf_piece **v, size_t n, bool table)
{
	rows r = {0};
	if (!n)
		return;
	lift_initials(v, n);
	qsort(v, n, sizeof *v, by_height);
	find_rows(v, n, &r);
	float left = INFINITY, right = -INFINITY, leading = usual_leading(r.v, r.n);
	size_t first = s->out->n;
	++*s->columns;
	for (size_t i = 0; i < r.n; i++) {
		struct kua_pdf_line l = make_line(s, v, &r.v[i]);
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
	for (size_t pos = 0; pos < s.n && pos < LABEL_BYTES;) {
		uint32_t cp = kua_next_char(s, &pos);
		signs += is_sign(cp);
		digits += cp >= '0' && cp <= '9';
		roman += cp < 0x80 && strchr("ivxIVX", (int)cp);
		letters += cp < 0x80 ? (cp | 32) >= 'a' && (cp | 32) <= 'z' : !is_sign(cp);
		others += cp < 0x80 && !kua_is_alnum_ascii((char)cp) && !strchr("().*-", (int)cp);
	}
	bool closed = s.n && (s.s[s.n - 1] == '.' || s.s[s.n - 1] == ')');
	if (s.n == 0 || s.n > LABEL_BYTES || others)
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

/* A label reaches to the text behind it. v is by height. */
static void glue_labels(const struct kua_pdf_page *page, struct kua_pdf_piece *const *v, size_t n)
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

struct gutter {
	float x0, x1, height;
	size_t from, to; /* the pieces by height that it parts */
};

struct side {
	float top, bottom, x0, x1, last; /* last: where its last row stands */
	size_t rows;
};
#define SIDE_INIT ((struct side){.x0 = INFINITY, .x1 = -INFINITY, .last = -INFINITY})

static void add_to_side(struct side *s, const struct kua_pdf_piece *p)
{
	if (!s->rows)
		s->top = p->y;
	if (p->y - s->last > ON_BASELINE * p->size) {
		s->rows++;
		s->last = p->y;
	}
	s->bottom = p->y;
	s->x0 = fminf(s->x0, p->x0);
	s->x1 = fmaxf(s->x1, p->x1);
}

static float size_of(struct kua_pdf_piece *const *v, size_t n)
{
	KUA_VEC(float) sizes = {0};
	for (size_t i = 0; i < n; i++)
		*kua_vec_add(&sizes) = v[i]->size;
	qsort(sizes.v, sizes.n, sizeof *sizes.v, by_value);
	float size = sizes.n ? sizes.v[sizes.n / 2] : 0;
	kua_vec_free(&sizes);
	return size;
}

static void weigh(const struct side *l, const struct side *r, size_t from, size_t to, float size, struct gutter *best)
{
	if (l->rows < 2 || r->rows < 2)
		return;
	float height = fminf(l->bottom, r->bottom) - fmaxf(l->top, r->top) + size;
	if (height < 1.5f * size || r->x0 - l->x1 < WIDE * size)
		return;
	bool higher = height > 1.1f * best->height;
	bool wider = height > 0.9f * best->height && r->x0 - l->x1 > best->x1 - best->x0;
	if (higher || wider)
		*best = (struct gutter){l->x1, r->x0, height, from, to};
}

/* Look down the strip that ends at x, from one piece that crosses it to the next. */
static void look_down(struct kua_pdf_piece *const *v, size_t n, float x, float size, struct gutter *best)
{
	struct side l = SIDE_INIT, r = SIDE_INIT;
	size_t from = 0;
	for (size_t i = 0; i < n; i++) {
		if (v[i]->x0 >= x - 0.1f) {
			add_to_side(&r, v[i]);
		} else if (v[i]->reach <= x - WIDE * size) {
			add_to_side(&l, v[i]);
		} else {
			weigh(&l, &r, from, i, size, best);
			l = r = SIDE_INIT;
			from = i + 1;
		}
	}
	weigh(&l, &r, from, n, size, best);
}

/* The highest gutter among the strips that end where several pieces begin. v is by height. */
static bool find_gutter(struct kua_pdf_piece *const *v, size_t n, struct gutter *best)
{
	float size = size_of(v, n), x0 = INFINITY, x1 = -INFINITY, edge[BINS];
	unsigned count[BINS] = {0};
	*best = (struct gutter){0};
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

/* ---- columns or a table? ---- */

struct measures {
	size_t rows, wrapped; /* wrapped: the next row's first word had no room in it */
	float width;
};

struct span {
	float y, size, x0, x1, first;
};
typedef KUA_VEC(struct span) spans;

static void find_spans(struct kua_pdf_piece *const *v, size_t n, spans *out)
{
	for (size_t i = 0; i < n; i++) {
		struct span *s = out->n ? &out->v[out->n - 1] : NULL;
		if (s && v[i]->y - s->y <= ON_BASELINE * v[i]->size) {
			if (v[i]->x0 < s->x0)
				s->first = v[i]->first;
			s->x0 = fminf(s->x0, v[i]->x0);
			s->x1 = fmaxf(s->x1, v[i]->x1);
		} else {
			s = kua_vec_add(out);
			*s = (struct span){v[i]->y, v[i]->size, v[i]->x0, v[i]->x1, v[i]->first};
		}
	}
}

static bool is_prose(const spans *s, float size)
{
	float left = INFINITY, right = -INFINITY;
	size_t wrapped = 0;
	for (size_t i = 0; i < s->n; i++) {
		left = fminf(left, s->v[i].x0);
		right = fmaxf(right, s->v[i].x1);
	}
	for (size_t i = 1; i < s->n; i++)
		wrapped += right - s->v[i - 1].x1 < s->v[i].first + 0.3f * size;
	return s->n >= 2 && right - left > PROSE_WIDTH * size && (float)wrapped >= PROSE * (float)(s->n - 1);
}

/* Share of the lines of the side with fewer that stand on a line of the other. */
static float share_aligned(const spans *a, const spans *b, float size)
{
	if (a->n > b->n)
		return share_aligned(b, a, size);
	size_t same = 0, j = 0;
	for (size_t i = 0; i < a->n; i++) {
		while (j < b->n && b->v[j].y < a->v[i].y - ON_BASELINE * size)
			j++;
		same += j < b->n && b->v[j].y <= a->v[i].y + ON_BASELINE * size;
	}
	return a->n ? (float)same / (float)a->n : 0;
}

typedef KUA_VEC(float) cuts;

static bool has_rule(const struct kua_pdf_page *p, float y0, float y1, const struct gutter *g)
{
	size_t lo = 0, hi = p->rules.n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (p->rules.v[mid].y <= y0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < p->rules.n && p->rules.v[lo].y < y1; lo++)
		if (p->rules.v[lo].x0 < g->x0 && p->rules.v[lo].x1 > g->x1)
			return true;
	return false;
}

/*
 * The heights at which rules that cross the gutter part what stands on its sides, or, without rules, at which more white
 * does. v: what the gutter parts, by height.
 */
static void find_cuts(const struct sheet *s, struct kua_pdf_piece *const *v, size_t n, const struct gutter *g, float size,
                      bool rules, cuts *out)
{
	spans all = {0};
	find_spans(v, n, &all);
	float least = INFINITY;
	for (size_t i = 1; i < all.n; i++)
		if (all.v[i].y - all.v[i - 1].y > 0.5f * size)
			least = fminf(least, all.v[i].y - all.v[i - 1].y);
	for (size_t i = 1; i < all.n; i++) {
		float y0 = all.v[i - 1].y, y1 = all.v[i].y;
		if (rules ? has_rule(s->page, y0 - 0.2f * size, y1 - 0.3f * size, g) : y1 - y0 > BAND_GAP * least)
			*kua_vec_add(out) = (y0 + y1) / 2;
	}
	kua_vec_free(&all);
}

/* ---- cutting ---- */

static void read_region(struct sheet *s, struct kua_pdf_piece **v, size_t n, unsigned depth);

struct halves {
	pieces left, right;
	spans left_rows, right_rows;
};

static struct halves halve(struct kua_pdf_piece **v, size_t n, float x)
{
	struct halves h = {0};
	for (size_t i = 0; i < n; i++)
		if (v[i]->x0 >= x)
			*kua_vec_add(&h.right) = v[i];
		else
			*kua_vec_add(&h.left) = v[i];
	find_spans(h.left.v, h.left.n, &h.left_rows);
	find_spans(h.right.v, h.right.n, &h.right_rows);
	return h;
}

static void free_halves(struct halves *h)
{
	kua_vec_free(&h->left);
	kua_vec_free(&h->right);
	kua_vec_free(&h->left_rows);
	kua_vec_free(&h->right_rows);
}

/* Do all rows but the last end where the next one's first word had no room in the column? */
static bool is_wrapped(const spans *s, float right, float size)
{
	for (size_t i = 1; i < s->n; i++)
		if (right - s->v[i - 1].x1 > s->v[i].first + 0.3f * size)
			return false;
	return true;
}

struct edges {
	float gutter, left, right; /* where the cells of the columns on both sides end */
};

/* A row of a table: cell by cell where cells have several lines. */
static void read_band(struct sheet *s, struct kua_pdf_piece **v, size_t n, struct edges e, float size, unsigned depth)
{
	struct halves h = halve(v, n, e.gutter);
	const struct span *l = h.left_rows.v, *r = h.right_rows.v;
	bool top = h.left_rows.n && h.right_rows.n && fabsf(l->y - r->y) <= ON_BASELINE * fmaxf(l->size, r->size);
	bool lines = h.left_rows.n <= 1 && (h.right_rows.n <= 1 || top);
	bool cells = is_wrapped(&h.left_rows, e.left, size) && is_wrapped(&h.right_rows, e.right, size);
	if (!h.left.n || !h.right.n) {
		read_region(s, v, n, depth + 1);
	} else if (lines || (!cells && share_aligned(&h.left_rows, &h.right_rows, size) > 0.9f)) {
		read_leaf(s, v, n, !lines || h.right_rows.n <= 1);
	} else {
		read_region(s, h.left.v, h.left.n, depth + 1);
		read_region(s, h.right.v, h.right.n, depth + 1);
	}
	free_halves(&h);
}

static void read_bands(struct sheet *s, struct kua_pdf_piece **v, size_t n, struct edges e, float size, const cuts *cut,
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
static bool bands_agree(const struct halves *h, const cuts *cut, float size)
{
	size_t i = 0, j = 0;
	for (size_t k = 0; k <= cut->n; k++) {
		float end = k < cut->n ? cut->v[k] : INFINITY;
		bool left = i < h->left_rows.n && h->left_rows.v[i].y < end;
		bool right = j < h->right_rows.n && h->right_rows.v[j].y < end;
		if (!left || !right || fabsf(h->left_rows.v[i].y - h->right_rows.v[j].y) > ON_BASELINE * size)
			return false;
		while (i < h->left_rows.n && h->left_rows.v[i].y < end)
			i++;
		while (j < h->right_rows.n && h->right_rows.v[j].y < end)
			j++;
	}
	return cut->n >= 2;
}

/* Notes in the margin stand beside the text that they belong to and are read after it. */
static bool is_margin(const struct halves *h, bool left, float size)
{
	const pieces *side = left ? &h->left : &h->right, *text = left ? &h->right : &h->left;
	float own = size_of(side->v, side->n), other = size_of(text->v, text->n);
	struct side a = SIDE_INIT, b = SIDE_INIT;
	for (size_t i = 0; i < side->n; i++)
		add_to_side(&a, side->v[i]);
	for (size_t i = 0; i < text->n; i++)
		add_to_side(&b, text->v[i]);
	return own < 0.93f * other && a.x1 - a.x0 < 0.4f * (b.x1 - b.x0) && b.x1 - b.x0 > 2 * PROSE_WIDTH * size;
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

static void read_columns(struct sheet *s, const struct halves *h, float size, unsigned depth)
{
	bool right_first = s->rtl ? !is_margin(h, false, size) : is_margin(h, true, size);
	const pieces *one = right_first ? &h->right : &h->left, *two = right_first ? &h->left : &h->right;
	read_region(s, one->v, one->n, depth + 1);
	read_region(s, two->v, two->n, depth + 1);
}

static void read_sides(struct sheet *s, struct kua_pdf_piece **v, size_t n, const struct gutter *g, unsigned depth)
{
	float size = size_of(v, n);
	struct halves h = halve(v, n, g->x1 - 0.2f);
	struct edges e = edges_of(&h, g->x1 - 0.2f);
	cuts cut = {0};
	bool prose_left = is_prose(&h.left_rows, size), prose_right = is_prose(&h.right_rows, size);
	bool aligned = share_aligned(&h.left_rows, &h.right_rows, size) >= ALIGNED;
	bool table = aligned && !(prose_left && prose_right);
	find_cuts(s, v, n, g, size, true, &cut);
	if (!cut.n && aligned) {
		find_cuts(s, v, n, g, size, false, &cut);
		table |= bands_agree(&h, &cut, size);
		cut.n = table ? cut.n : 0;
	}
	if (cut.n)
		read_bands(s, v, n, e, size, &cut, depth);
	else if (table)
		read_leaf(s, v, n, !prose_right);
	else
		read_columns(s, &h, size, depth);
	kua_vec_free(&cut);
	free_halves(&h);
}

static void read_region(struct sheet *s, struct kua_pdf_piece **v, size_t n, unsigned depth)
{
	struct gutter g;
	if (depth >= DEPTH || n < 4 || n > MANY_PIECES || !find_gutter(v, n, &g)) {
		read_leaf(s, v, n, false);
		return;
	}
	read_region(s, v, g.from, depth + 1);
	read_sides(s, v + g.from, g.to - g.from, &g, depth);
	read_region(s, v + g.to, n - g.to, depth + 1);
}

static int rule_by_height(const void *a, const void *b)
{
	const struct kua_pdf_rule *x = a, *y = b;
	if (fabsf(x->y - y->y) > 0.5f)
		return x->y < y->y ? -1 : 1;
	return (x->x0 > y->x0) - (x->x0 < y->x0);
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
		if (last && r->y - last->y < 1 && r->x0 <= last->x1 + 4 && r->x1 >= last->x0 - 4) {
			last->x0 = fminf(last->x0, r->x0);
			last->x1 = fmaxf(last->x1, r->x1);
		} else {
			page->rules.v[n++] = *r;
		}
	}
	page->rules.n = n;
}

static void read_sheet(struct sheet *s, unsigned char turn, bool hidden)
{
	pieces v = {0};
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
	if (v.n)
		qsort(v.v, v.n, sizeof *v.v, by_height);
	glue_labels(s->page, v.v, v.n);
	read_region(s, v.v, v.n, 0);
	kua_vec_free(&v);
}

void kua_pdf_read_lines(struct kua_pdf_page *page, uint32_t number, uint32_t *columns, struct kua_arena *a,
                        kua_pdf_lines *out)
{
	struct sheet s = {.page = page, .a = a, .out = out, .number = number, .columns = columns};
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
