/* writing_tables.c - tables in what is written: a row is one line, its cells parted by tabs, unless it is there for the looks. */
#include <string.h>

#include "intake/writing_inner.h"

#define ROW_BYTES ((size_t)400)  /* a longer row that has paragraphs in its cells is a layout */
#define CELL_BYTES ((size_t)300) /* and so is one with a cell of more than that beside others */

void kua_writing_row(struct kua_writing *x)
{
	kua_writing_end(x, KUA_PARAGRAPH);
	if (!kua_written_open(x))
		return;
	x->levels[x->top].row = true;
}

void kua_writing_cell(struct kua_writing *x)
{
	struct kua_written *l = &x->levels[x->top];
	kua_writing_end(x, KUA_PARAGRAPH);
	if (l->row && !x->beyond)
		*kua_vec_add(&l->cells) = l->text.len;
}

static struct kua_str cell_text(const struct kua_written *l, size_t i)
{
	size_t from = l->cells.v[i], to = i + 1 < l->cells.n ? l->cells.v[i + 1] : l->text.len;
	return kua_trim((struct kua_str){kua_written_str(&l->text).s + from, to - from});
}

static bool is_layout(const struct kua_written *row)
{
	size_t full = 0, paragraphs = 0, longest = 0;
	for (size_t i = 0; i < row->cells.n; i++) {
		struct kua_str c = cell_text(row, i);
		full += c.n > 0;
		paragraphs += c.n && memmem(c.s, c.n, "\n\n", 2) != NULL;
		longest = c.n > longest ? c.n : longest;
	}
	if (full < 2)
		return row->cells.n < 2 || paragraphs || longest > CELL_BYTES;
	return paragraphs && (row->text.len > ROW_BYTES || longest > CELL_BYTES);
}

static void row_line(const struct kua_written *row, struct kua_buf *out)
{
	for (size_t i = 0; i < row->cells.n; i++) {
		struct kua_str c = cell_text(row, i);
		if (i)
			kua_buf_char(out, '\t');
		kua_one_line(out, c.s, c.n);
	}
	while (out->len && out->data[out->len - 1] == '\t')
		out->data[--out->len] = '\0';
}

void kua_writing_row_end(struct kua_writing *x)
{
	struct kua_written *row = kua_written_close(x, true);
	if (!row)
		return;
	struct kua_written *l = &x->levels[x->top];
	struct kua_buf line = KUA_BUF_INIT;
	size_t at = l->text.len;
	if (is_layout(row)) {
		for (size_t i = 0; i < row->cells.n; i++)
			if (cell_text(row, i).n)
				(void)kua_written_append(l, cell_text(row, i), KUA_PARAGRAPH);
	} else {
		row_line(row, &line);
		(void)kua_written_append(l, kua_written_str(&line), KUA_ROW);
	}
	if (x->top == 0 && l->breaks.n && l->text.len > at)
		kua_written_mark_pages(x, l, at, 0, l->text.len - at);
	kua_buf_free(&line);
}

void kua_writing_in_tables(struct kua_writing *x, struct kua_writing_rows *r, size_t tables)
{
	if (tables > KUA_WRITING_TABLES)
		tables = KUA_WRITING_TABLES;
	kua_writing_rows_end(x, r, tables + 1);
	while (r->open < tables) {
		kua_writing_row(x);
		r->no_cell[++r->open] = true;
	}
	if (tables && r->no_cell[tables]) {
		kua_writing_cell(x);
		r->no_cell[tables] = false;
	}
}

void kua_writing_cell_end(struct kua_writing *x, struct kua_writing_rows *r, size_t tables)
{
	if (tables > KUA_WRITING_TABLES)
		tables = KUA_WRITING_TABLES;
	kua_writing_in_tables(x, r, tables);
	kua_writing_end(x, KUA_PARAGRAPH);
	r->no_cell[tables] = true;
}

void kua_writing_rows_end(struct kua_writing *x, struct kua_writing_rows *r, size_t tables)
{
	for (; r->open >= tables && r->open; r->open--)
		kua_writing_row_end(x);
}
