/*
 * pdf_table.c - the rows of a table whose cells may have several lines: "Jane Smith", "arrested in / Velmora" are one line of text, its
 * cells parted by tabs, so that what belongs to a person stays with that person.
 *
 * Columns are where the pieces of all rows leave white between them. A band between two cuts is one row of cells, or, where
 * rules stand only above and below many rows, several rows of one line each.
 */
#include <math.h>

#include <unicode/uchar.h>

#include "intake/pdf_sheet.h"

#define BINS 4096
#define GAP 0.3f         /* of the size: white between columns */
#define SPANNING 8       /* one piece of so many rows may cross it: a heading over two columns */
#define COLUMNS 64
#define FEW_ROWS 3
#define CELL_LINES 12    /* a row with cells of more lines is a page's make-up */

struct columns {
	float left[COLUMNS], right[COLUMNS]; /* left: where it may begin; right: where its longest line ends */
	size_t n;
};

/* ---- columns ---- */

static void find_columns(kua_pdf_piece *v, size_t n, size_t bands, float size, struct columns *out)
{
	int change[BINS + 1] = {0};
	float x0 = INFINITY, x1 = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		x0 = fminf(x0, v[i]->x0);
		x1 = fmaxf(x1, v[i]->x1);
	}
	float bin = fmaxf(1, (x1 - x0 + 1) / BINS);
	for (size_t i = 0; i < n; i++) {
		change[(size_t)((v[i]->x0 - x0) / bin)]++;
		change[(size_t)((v[i]->x1 - x0) / bin) + 1 < BINS ? (size_t)((v[i]->x1 - x0) / bin) + 1 : BINS]--;
	}
	int over = 0, most = (int)(bands / SPANNING);
	float white = 2 * GAP * size; /* as if there were white before the first */
	out->n = 0;
	for (size_t k = 0; k < BINS && x0 + (float)k * bin <= x1; k++) {
		over += change[k];
		if (over <= most) {
			white += bin;
			continue;
		}
		if (white >= GAP * size && out->n < COLUMNS)
			out->left[out->n++] = x0 + (float)k * bin - bin;
		white = 0;
	}
}

static size_t column_of(const struct columns *c, const struct kua_pdf_piece *p)
{
	size_t k = c->n;
	while (k > 1 && p->x0 < c->left[k - 1] - 0.1f)
		k--;
	return k ? k - 1 : 0;
}

/* ---- a row ---- */

struct band {
	kua_pdf_pieces cells[COLUMNS];
	kua_pdf_spans lines[COLUMNS];
	size_t full, least, most; /* cells with text; lines of the one with fewest and most */
};

static void fill_band(const struct columns *c, kua_pdf_piece *v, size_t n, struct band *b)
{
	b->full = b->most = 0;
	b->least = SIZE_MAX;
	for (size_t k = 0; k < c->n; k++)
		b->cells[k].n = b->lines[k].n = 0;
	for (size_t i = 0; i < n; i++)
		*kua_vec_add(&b->cells[column_of(c, v[i])]) = v[i];
	for (size_t k = 0; k < c->n; k++) {
		size_t lines;
		kua_pdf_find_spans(b->cells[k].v, b->cells[k].n, &b->lines[k]);
		if (!(lines = b->lines[k].n))
			continue;
		b->full++;
		b->least = lines < b->least ? lines : b->least;
		b->most = lines > b->most ? lines : b->most;
	}
}

static void free_band(struct band *b)
{
	for (size_t k = 0; k < COLUMNS; k++) {
		kua_vec_free(&b->cells[k]);
		kua_vec_free(&b->lines[k]);
	}
}

/* One row of cells, and not several rows? */
static bool is_one_row(const struct columns *c, const struct band *b, float size)
{
	bool wrapped = true;
	for (size_t k = 0; wrapped && k < c->n; k++)
		wrapped = kua_pdf_is_wrapped(&b->lines[k], c->right[k], size);
	return b->most <= 1 || wrapped || (b->least == 1 && b->most <= CELL_LINES / 2);
}

/* A word that is parted over two lines of a cell loses the hyphen that only programs write; "-" may belong to it and stays. */
static void add_break(struct kua_buf *text, struct kua_str next)
{
	static const char hyphen[] = "\xe2\x80\x90";
	size_t n = sizeof hyphen - 1, pos = 0;
	char last = text->len ? text->data[text->len - 1] : '\t';
	if (text->len > n && memcmp(text->data + text->len - n, hyphen, n) == 0 && next.n &&
	    u_islower((UChar32)kua_next_char(next, &pos)))
		text->len -= n;
	else if (last != '-' && last != '/')
		kua_buf_char(text, ' ');
}

static void add_cell(const struct kua_pdf_sheet *s, kua_pdf_pieces *cell, struct kua_buf *text, struct kua_pdf_line *whole)
{
	kua_pdf_rows rows = {0};
	kua_pdf_find_rows(cell->v, cell->n, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		struct kua_pdf_line l = kua_pdf_make_line(s, cell->v, &rows.v[i]);
		if (i > 0)
			add_break(text, l.text);
		kua_buf_add(text, l.text.s, l.text.n);
		if (!whole->text.s)
			*whole = l;
		whole->x0 = fminf(whole->x0, l.x0);
		whole->x1 = fmaxf(whole->x1, l.x1);
		whole->size = fmaxf(whole->size, l.size);
		whole->bold &= l.bold;
	}
	kua_vec_free(&rows);
}

static void read_row(struct kua_pdf_sheet *s, const struct columns *c, struct band *b)
{
	struct kua_buf text = KUA_BUF_INIT;
	struct kua_pdf_line whole = {0};
	for (size_t k = 0; k < c->n; k++) {
		kua_pdf_pieces *cell = &b->cells[s->rtl ? c->n - 1 - k : k];
		if (!cell->n)
			continue;
		if (text.len)
			kua_buf_char(&text, '\t');
		add_cell(s, cell, &text, &whole);
	}
	whole.text = (struct kua_str){kua_arena_strndup(s->a, text.data ? text.data : "", text.len), text.len};
	whole.row = true;
	whole.label = false;
	whole.column = *s->columns;
	whole.left = whole.x0;
	whole.right = whole.x1;
	*kua_vec_add(s->out) = whole;
	kua_buf_free(&text);
}

/* ---- a table ---- */

static size_t band_end(kua_pdf_piece *v, size_t n, size_t from, const kua_pdf_cuts *cut, size_t k)
{
	while (from < n && (k == cut->n || v[from]->y < cut->v[k]))
		from++;
	return from;
}

/* Enough rows with text in several columns, and none of them so high that it is no row. */
static bool is_table(kua_pdf_piece *v, size_t n, const kua_pdf_cuts *cut, struct columns *c, struct band *b)
{
	size_t rows = 0;
	bool low = true;
	for (size_t k = 0, from = 0, to; k <= cut->n; k++, from = to) {
		to = band_end(v, n, from, cut, k);
		fill_band(c, v + from, to - from, b);
		rows += b->full >= 2;
		low &= b->most <= CELL_LINES || b->least > 1;
		for (size_t j = 0; j < c->n; j++)
			for (size_t i = 0; i < b->lines[j].n; i++)
				c->right[j] = fmaxf(c->right[j], b->lines[j].v[i].x1);
	}
	return low && rows >= FEW_ROWS;
}

bool kua_pdf_read_table(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, const kua_pdf_cuts *cut, float size)
{
	struct columns c;
	struct band b = {0};
	find_columns(v, n, cut->n + 1, size, &c);
	for (size_t k = 0; k < c.n; k++)
		c.right[k] = -INFINITY;
	bool table = c.n >= 2 && cut->n + 1 >= FEW_ROWS && is_table(v, n, cut, &c, &b);
	if (table)
		++*s->columns;
	for (size_t k = 0, from = 0, to; table && k <= cut->n; k++, from = to) {
		to = band_end(v, n, from, cut, k);
		fill_band(&c, v + from, to - from, &b);
		if (to == from)
			continue;
		if (is_one_row(&c, &b, size)) {
			read_row(s, &c, &b);
		} else {
			kua_pdf_read_leaf(s, v + from, to - from, true);
			++*s->columns;
		}
	}
	free_band(&b);
	return table;
}
