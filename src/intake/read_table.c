/*
 * read_table.c - CSV, TSV and their kin (RFC 4180 and what people make of it): a row is an item.
 *
 * Recognised by content: the separator (comma, semicolon, tab, bar) under which the first rows have most often
 * one and the same number of cells. A file named .csv or .tsv is believed on little; any other text only if its
 * first row names columns we know (data/intake/columns.txt), for prose is full of commas. Cells in quotation
 * marks may hold anything, doubled marks included; rows may be ragged; a quotation mark that is never closed
 * takes the rest, and the reason says so.
 *
 * A cell without doubled marks is a slice of the text itself; only the others are copied, so a cell may be as
 * large as the text. The limit of an item's text holds for it.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/fields.h"

#define SNIFF_ROWS 64
#define SNIFF_BYTES ((size_t)1 << 20)
#define COLUMNS ((size_t)1024) /* cells of one row that are told apart */
#define NAME_BYTES ((size_t)100) /* a longer cell is no column's name */

/* ---- rows ---- */

struct rows {
	struct kua_str text;
	size_t pos;
	char separator;
	struct kua_buf unquoted[COLUMNS]; /* memory of cells with doubled marks, kept from row to row */
	struct kua_str cells[COLUMNS];
	size_t n;        /* cells of this row, at most COLUMNS */
	size_t n_beyond; /* cells that were not kept */
	bool open;       /* a mark was never closed */
};

/* The inside of a quoted cell whose text starts at pos; steps behind its closing mark. */
static struct kua_str quoted_cell(struct rows *r, size_t index)
{
	const char *p = r->text.s;
	size_t from = r->pos;
	struct kua_buf *b = &r->unquoted[index];
	bool copied = false;
	for (;;) {
		const char *mark = memchr(p + r->pos, '"', r->text.n - r->pos);
		size_t at = mark ? (size_t)(mark - p) : r->text.n;
		bool doubled = mark && at + 1 < r->text.n && p[at + 1] == '"';
		r->open |= !mark;
		r->pos = mark ? at + 1 : at;
		if (!doubled && !copied)
			return (struct kua_str){p + from, at - from};
		if (!copied)
			kua_buf_clear(b);
		copied = true;
		kua_buf_add(b, p + from, at - from);
		if (!doubled)
			return (struct kua_str){b->data, b->len};
		kua_buf_char(b, '"');
		from = ++r->pos;
	}
}

static size_t cell_end(const struct rows *r, size_t pos)
{
	while (pos < r->text.n && r->text.s[pos] != r->separator && r->text.s[pos] != '\n')
		pos++;
	return pos;
}

static bool at_quote(const struct rows *r)
{
	size_t pos = r->pos;
	while (pos < r->text.n && r->text.s[pos] == ' ' && r->separator != ' ')
		pos++;
	return pos < r->text.n && r->text.s[pos] == '"';
}

static struct kua_str next_cell(struct rows *r, size_t index)
{
	size_t from = r->pos;
	if (!at_quote(r)) {
		r->pos = cell_end(r, from);
		return (struct kua_str){r->text.s + from, r->pos - from};
	}
	while (r->text.s[r->pos] != '"')
		r->pos++;
	r->pos++;
	struct kua_str cell = quoted_cell(r, index);
	r->pos = cell_end(r, r->pos); /* what stands behind the closing mark is dirt */
	return cell;
}

/* The next row into cells; false at the end. */
static bool next_row(struct rows *r)
{
	r->n = r->n_beyond = 0;
	if (r->pos >= r->text.n)
		return false;
	for (;;) {
		size_t index = r->n < COLUMNS ? r->n : COLUMNS - 1;
		struct kua_str cell = next_cell(r, index);
		if (r->n < COLUMNS)
			r->cells[r->n++] = cell;
		else
			r->n_beyond++;
		bool more = r->pos < r->text.n && r->text.s[r->pos] == r->separator;
		if (r->pos < r->text.n)
			r->pos++;
		if (!more)
			return true;
	}
}

static bool is_empty_row(const struct rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (kua_trim(r->cells[i]).n)
			return false;
	return true;
}

static void rewind_rows(struct rows *r)
{
	r->pos = 0;
	r->open = false;
}

static void free_rows(struct rows *r)
{
	for (size_t i = 0; i < COLUMNS; i++)
		kua_buf_free(&r->unquoted[i]);
	free(r);
}

/* ---- is it a table, and how are its cells parted? ---- */

struct sniffed {
	size_t rows, same, columns; /* rows looked at; how many are as wide as the first; how wide */
	size_t known;               /* columns of the first row that we know */
};

/* titled: the first row may be one cell, the title of the table. */
static struct sniffed sniff(const struct kua_words *w, struct rows *r, char separator, bool titled)
{
	struct sniffed s = {0};
	struct kua_str all = r->text;
	r->separator = separator;
	if (r->text.n > SNIFF_BYTES)
		r->text.n = SNIFF_BYTES;
	rewind_rows(r);
	while (s.rows < SNIFF_ROWS && next_row(r) && (r->pos < r->text.n || r->text.n == all.n)) {
		if (is_empty_row(r))
			continue;
		if (s.rows++ == 0 || (titled && s.columns == 1 && r->n > 1)) {
			s.same = 0;
			s.columns = r->n;
			for (size_t i = 0; i < r->n; i++)
				s.known += r->cells[i].n <= NAME_BYTES &&
				    kua_words_column(w, r->cells[i]) != KUA_COL_NONE;
		}
		s.same += r->n == s.columns;
	}
	r->text = all;
	rewind_rows(r);
	return s;
}

/* Better by columns we know, then by rows that agree, then by width. */
static bool better(struct sniffed a, struct sniffed b)
{
	if (a.columns < 2 || b.columns < 2)
		return a.columns > b.columns;
	if (a.known != b.known)
		return a.known > b.known;
	size_t left = a.same * b.rows, right = b.same * a.rows;
	return left != right ? left > right : a.columns > b.columns;
}

static bool is_table(struct sniffed s, bool named)
{
	bool agree = s.rows >= 2 && s.same * 10 >= s.rows * 8;
	if (named)
		return s.rows > 0;
	return s.columns >= 2 && s.rows >= 2 && s.same * 2 >= s.rows && s.known >= 2 && s.known *
	    3 >= s.columns && agree;
}

static bool choose_separator(const struct kua_words *w, struct rows *r, const char *name, char *found)
{
	static const char separators[] = {',', ';', '\t', '|'};
	struct kua_str n = kua_str(name);
	bool named = kua_str_ends(n, ".csv") || kua_str_ends(n, ".tsv") || kua_str_ends(n, ".tab");
	struct sniffed best = {0};
	for (size_t i = 0; i < sizeof separators; i++) {
		struct sniffed s = sniff(w, r, separators[i], named);
		if (i == 0 || better(s, best)) {
			best = s;
			*found = separators[i];
		}
	}
	return is_table(best, named);
}

/* ---- columns ---- */

struct columns {
	struct kua_str names[COLUMNS];
	enum kua_column kinds[COLUMNS];
	size_t n;
	struct kua_arena *arena;
};

/* The row that names the columns, counted without empty rows; SIZE_MAX where none does. */
static size_t find_header(const struct kua_words *w, struct rows *r)
{
	struct kua_row_look looks[KUA_HEAD_ROWS];
	size_t n = 0;
	rewind_rows(r);
	while (n < KUA_HEAD_ROWS && next_row(r))
		if (!is_empty_row(r))
			looks[n++] = kua_look_at_row(w, r->cells, r->n);
	rewind_rows(r);
	size_t header = kua_find_header(looks, n), width = 0;
	for (size_t i = 0; i < n; i++)
		width = looks[i].filled > width ? looks[i].filled : width;
	bool narrow = n && looks[0].filled == 1 && width > 1;
	bool words = n && looks[0].names && !looks[0].digits && !looks[0].repeated;
	if (header == n && n && !narrow && (looks[0].known || words)) /* also of one column, or of nothing below it */
		header = 0;
	return header < n ? header : SIZE_MAX;
}

static void name_columns(const struct kua_words *w, struct columns *c, const struct rows *r, bool header)
{
	for (c->n = 0; c->n < COLUMNS; c->n++) {
		size_t i = c->n;
		struct kua_str cell = header && i < r->n ? kua_trim(r->cells[i]) : (struct kua_str){NULL, 0};
		c->kinds[i] = cell.n && cell.n <= NAME_BYTES ? kua_words_column(w, cell) : KUA_COL_NONE;
		c->names[i] = cell.n ? (struct kua_str){kua_arena_strndup(c->arena, cell.s, cell.n), cell.n}
		                     : kua_str(kua_arena_printf(c->arena, "Column %zu", i + 1));
	}
}

/* ---- reading ---- */

struct tally {
	size_t width, ragged, beyond;
};

static void note(const struct rows *r, const struct tally *t, struct kua_answer *o)
{
	if (t->ragged)
		kua_answer_diagnose(o, KUA_DIAG_RAGGED, "%zu", t->ragged);
	if (t->beyond)
		kua_answer_diagnose(o, KUA_DIAG_PARTS_LEFT_OUT, "%zu cells beyond the limit of %zu columns", t->beyond, COLUMNS);
	if (r->open)
		kua_answer_diagnose(o, KUA_DIAG_OPEN_QUOTE, NULL);
}

static void add_above(struct kua_buf *above, const struct rows *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct kua_str c = kua_trim(r->cells[i]);
		if (c.n && above->len)
			kua_buf_char(above, i ? '\t' : '\n');
		kua_buf_add(above, c.s ? c.s : "", c.n);
	}
}

static void read_rows(const struct kua_words *w, struct rows *r, struct columns *c, struct kua_answer *o)
{
	struct tally t = {0};
	struct kua_cell *cells = kua_calloc(COLUMNS, sizeof *cells);
	struct kua_buf above = KUA_BUF_INIT;
	size_t header = find_header(w, r), row = 0;
	bool more = true;
	while (more && next_row(r)) {
		size_t this = row;
		if (is_empty_row(r))
			continue;
		row++;
		if (header != SIZE_MAX && this < header) {
			add_above(&above, r);
			continue;
		}
		if (this == 0 || this == header) {
			t.width = r->n;
			name_columns(w, c, r, this == header);
			kua_answer_above(w, (struct kua_str){above.data, above.len}, o);
			if (this == header)
				continue;
		}
		t.ragged += r->n != t.width;
		t.beyond += r->n_beyond;
		for (size_t i = 0; i < r->n; i++)
			cells[i] = (struct kua_cell){c->names[i], r->cells[i], c->kinds[i]};
		more = kua_answer_row(w, cells, r->n, true, o);
	}
	note(r, &t, o);
	kua_buf_free(&above);
	free(cells);
}

bool kua_read_table(const struct kua_words *w, struct kua_str text, const char *name, const char *charset,
                    struct kua_answer *o)
{
	struct rows *r = kua_calloc(1, sizeof *r);
	r->text = text;
	char separator = ',';
	bool table = choose_separator(w, r, name, &separator);
	if (table) {
		char type[100];
		(void)snprintf(type, sizeof type, "%s; charset=%s",
		               separator == '\t' ? "text/tab-separated-values" : "text/csv", charset);
		kua_answer_media_type(o, type);
		struct columns *c = kua_calloc(1, sizeof *c);
		c->arena = kua_arena_new();
		r->separator = separator;
		read_rows(w, r, c, o);
		kua_arena_free(c->arena);
		free(c);
	}
	free_rows(r);
	return table;
}
