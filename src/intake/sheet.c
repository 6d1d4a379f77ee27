/* sheet.c - see sheet.h. */
#include "intake/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "intake/fields.h"

#define FILLS ((size_t)64)      /* columns that are filled downwards at a time */
#define MERGED ((size_t)20000)  /* cells of a sheet */

struct value {
	size_t column, from, n; /* in the row's bytes */
};
struct row {
	KUA_VEC(struct value) cells;
	struct kua_buf bytes;
};
struct merged {
	size_t row, column, last_row;
};
struct fill {
	size_t column, last_row;
	struct kua_buf value;
};

struct kua_sheet {
	const struct kua_words *words;
	struct kua_answer *answer;
	struct kua_arena *arena; /* of the names of columns */
	struct row head[KUA_HEAD_ROWS];
	size_t n_head;
	struct row row;          /* that is being told */
	bool settled, text_only; /* the names are known; there is one column */
	struct kua_str names[KUA_SHEET_COLUMNS];
	enum kua_column kinds[KUA_SHEET_COLUMNS];
	struct kua_buf text;     /* of a sheet that is a text */
	struct kua_str name;
	size_t rows, beyond;
	struct fill fills[FILLS];
	KUA_VEC(struct merged) merged;
	bool sorted;
	size_t next_merged;
	size_t filled_to; /* no fill goes further down */
	struct kua_cell cells[KUA_SHEET_COLUMNS];
	bool over;
};

struct kua_sheet *kua_sheet_new(const struct kua_words *w, struct kua_answer *o)
{
	struct kua_sheet *s = kua_calloc(1, sizeof *s);
	s->words = w;
	s->answer = o;
	s->arena = kua_arena_new();
	return s;
}

static void free_row(struct row *r)
{
	kua_vec_free(&r->cells);
	kua_buf_free(&r->bytes);
}

void kua_sheet_free(struct kua_sheet *s)
{
	for (size_t i = 0; i < KUA_HEAD_ROWS; i++)
		free_row(&s->head[i]);
	for (size_t i = 0; i < FILLS; i++)
		kua_buf_free(&s->fills[i].value);
	free_row(&s->row);
	kua_vec_free(&s->merged);
	kua_buf_free(&s->text);
	kua_arena_free(s->arena);
	free(s);
}

void kua_sheet_start(struct kua_sheet *s, struct kua_str name)
{
	kua_arena_clear(s->arena);
	s->name = (struct kua_str){kua_arena_strndup(s->arena, name.s ? name.s : "", name.n), name.n};
	s->n_head = s->rows = s->merged.n = s->next_merged = 0;
	s->sorted = false;
	s->settled = s->text_only = false;
	s->row.cells.n = 0;
	kua_buf_clear(&s->row.bytes);
	kua_buf_clear(&s->text);
	for (size_t i = 0; i < FILLS; i++)
		s->fills[i].last_row = 0;
	s->filled_to = 0;
}

/* ---- a row ---- */

static struct kua_str text_of(const struct row *r, size_t i)
{
	return (struct kua_str){r->bytes.data + r->cells.v[i].from, r->cells.v[i].n};
}

static void add_cell(struct kua_sheet *s, size_t column, struct kua_str value)
{
	if (column >= KUA_SHEET_COLUMNS || s->row.cells.n >= KUA_SHEET_COLUMNS) {
		s->beyond++;
		return;
	}
	*kua_vec_add(&s->row.cells) = (struct value){column, s->row.bytes.len, value.n};
	kua_buf_add(&s->row.bytes, value.s, value.n);
}

void kua_sheet_merge(struct kua_sheet *s, size_t row, size_t column, size_t last_row)
{
	if (last_row > row && s->merged.n < MERGED)
		*kua_vec_add(&s->merged) = (struct merged){row, column, last_row};
}

static int by_place(const void *a, const void *b)
{
	const struct merged *m = a, *n = b;
	if (m->row != n->row)
		return m->row < n->row ? -1 : 1;
	return m->column < n->column ? -1 : m->column > n->column;
}

/* Cells come in order, and so do those that are merged. */
static void see_merged(struct kua_sheet *s, size_t row, size_t column, struct kua_str value)
{
	if (!s->sorted && s->merged.n)
		qsort(s->merged.v, s->merged.n, sizeof *s->merged.v, by_place);
	s->sorted = true;
	for (; s->next_merged < s->merged.n; s->next_merged++) {
		const struct merged *m = &s->merged.v[s->next_merged];
		if (m->row > row || (m->row == row && m->column > column))
			return;
		if (m->row == row && m->column == column)
			kua_sheet_fill(s, column, value, m->last_row);
	}
}

void kua_sheet_cell(struct kua_sheet *s, size_t row, size_t column, struct kua_str value)
{
	value = kua_trim(value);
	if (!value.n)
		return;
	see_merged(s, row, column, value);
	add_cell(s, column, value);
}

void kua_sheet_fill(struct kua_sheet *s, size_t column, struct kua_str value, size_t last_row)
{
	size_t free_one = FILLS;
	for (size_t i = 0; i < FILLS; i++) {
		if (s->fills[i].last_row && s->fills[i].column == column)
			free_one = i;
		else if (!s->fills[i].last_row && free_one == FILLS)
			free_one = i;
	}
	if (free_one == FILLS || !kua_trim(value).n)
		return;
	struct fill *f = &s->fills[free_one];
	f->column = column;
	f->last_row = last_row;
	s->filled_to = last_row > s->filled_to ? last_row : s->filled_to;
	kua_buf_clear(&f->value);
	kua_buf_add(&f->value, value.s, value.n);
}

static bool has_column(const struct row *r, size_t column)
{
	for (size_t i = 0; i < r->cells.n; i++)
		if (r->cells.v[i].column == column)
			return true;
	return false;
}

static void fill_down(struct kua_sheet *s, size_t number)
{
	bool any = s->row.cells.n > 0;
	if (number > s->filled_to)
		return;
	for (size_t i = 0; i < FILLS; i++) {
		struct fill *f = &s->fills[i];
		if (f->last_row && number > f->last_row)
			f->last_row = 0;
		if (f->last_row && any && !has_column(&s->row, f->column))
			add_cell(s, f->column, (struct kua_str){f->value.data, f->value.len});
	}
}

/* ---- which row names the columns ---- */

static void name_columns(struct kua_sheet *s, const struct row *header)
{
	for (size_t i = 0; i < KUA_SHEET_COLUMNS; i++) {
		s->names[i] = (struct kua_str){NULL, 0};
		s->kinds[i] = KUA_COL_NONE;
	}
	for (size_t i = 0; header && i < header->cells.n; i++) {
		struct kua_str c = text_of(header, i);
		struct kua_buf b = KUA_BUF_INIT;
		size_t column = header->cells.v[i].column;
		kua_one_line(&b, c.s, c.n);
		s->names[column] = (struct kua_str){kua_arena_strndup(s->arena, b.data ? b.data : "", b.len), b.len};
		s->kinds[column] = kua_words_column(s->words, s->names[column]);
		kua_buf_free(&b);
	}
}

static void answer_row(struct kua_sheet *s, const struct row *r)
{
	if (s->over)
		return;
	for (size_t i = 0; i < r->cells.n; i++) {
		size_t column = r->cells.v[i].column;
		if (!s->names[column].s)
			s->names[column] = kua_str(kua_arena_printf(s->arena, "Column %zu", column + 1));
		s->cells[i] = (struct kua_cell){s->names[column], text_of(r, i), s->kinds[column]};
	}
	s->rows++;
	s->over = !kua_answer_row(s->words, s->cells, r->cells.n, true, s->answer);
}

static void add_text(struct kua_sheet *s, const struct row *r)
{
	for (size_t i = 0; i < r->cells.n; i++) {
		if (s->text.len)
			kua_buf_str(&s->text, i ? "\t" : "\n\n");
		struct kua_str c = text_of(r, i);
		kua_buf_add(&s->text, c.s, c.n);
	}
}

static void answer_text(struct kua_sheet *s)
{
	if (s->text.len)
		kua_read_text(s->words, (struct kua_str){s->text.data, s->text.len}, s->answer);
	kua_buf_clear(&s->text);
}

static struct kua_row_look look_at(struct kua_sheet *s, const struct row *r)
{
	struct kua_str *cells = kua_calloc(r->cells.n + 1, sizeof *cells);
	for (size_t i = 0; i < r->cells.n; i++)
		cells[i] = text_of(r, i);
	struct kua_row_look look = kua_look_at_row(s->words, cells, r->cells.n);
	free(cells);
	return look;
}

/* The first rows are known, or all there are: find the header, answer what was kept. */
static void settle(struct kua_sheet *s)
{
	struct kua_row_look looks[KUA_HEAD_ROWS];
	size_t width = 0, first = 0;
	for (size_t i = 0; i < s->n_head; i++) {
		looks[i] = look_at(s, &s->head[i]);
		width = looks[i].filled > width ? looks[i].filled : width;
	}
	size_t header = kua_find_header(looks, s->n_head);
	s->settled = true;
	s->text_only = width < 2;
	if (header < s->n_head) { /* a title and notes stand above it */
		for (size_t i = 0; i < header; i++)
			add_text(s, &s->head[i]);
		kua_answer_above(s->words, (struct kua_str){s->text.data, s->text.len}, s->answer);
		kua_buf_clear(&s->text);
		first = header + 1;
	}
	name_columns(s, header < s->n_head ? &s->head[header] : NULL);
	for (size_t i = first; i < s->n_head; i++) {
		if (s->text_only)
			add_text(s, &s->head[i]);
		else
			answer_row(s, &s->head[i]);
	}
}

bool kua_sheet_row(struct kua_sheet *s, size_t number)
{
	fill_down(s, number);
	if (s->row.cells.n && !s->settled) {
		struct row kept = s->head[s->n_head];
		s->head[s->n_head++] = s->row;
		s->row = kept;
		if (s->n_head == KUA_HEAD_ROWS)
			settle(s);
	} else if (s->row.cells.n && s->text_only) {
		if (s->row.cells.n > 1) /* a list after all, below a long text */
			s->text_only = false;
		if (s->text_only) {
			add_text(s, &s->row);
		} else {
			answer_text(s);
			answer_row(s, &s->row);
		}
	} else if (s->row.cells.n) {
		answer_row(s, &s->row);
	}
	s->row.cells.n = 0;
	kua_buf_clear(&s->row.bytes);
	return !s->over;
}

void kua_sheet_end(struct kua_sheet *s)
{
	struct kua_buf about = KUA_BUF_INIT;
	if (!s->settled)
		settle(s);
	answer_text(s);
	if (s->beyond)
		kua_answer_diagnose(s->answer, KUA_DIAG_PARTS_LEFT_OUT, "%zu cells beyond %zu columns", s->beyond, KUA_SHEET_COLUMNS);
	s->beyond = 0;
	kua_buf_printf(&about, "%s, %zu rows", s->name.s, s->rows);
	kua_answer_meta(s->answer, "sheet", (struct kua_str){about.data, about.len});
	kua_buf_free(&about);
}

/* ---- values ---- */

bool kua_is_date_format(struct kua_str f)
{
	bool date = false;
	for (size_t i = 0; i < f.n; i++) {
		char c = f.s[i];
		if (c == '"' || c == '[') { /* words as they are; colours, languages */
			const char *end = memchr(f.s + i + 1, c == '"' ? '"' : ']', f.n - i - 1);
			if (c == '[' && i + 2 < f.n && (strchr("hHmMsS", f.s[i + 1]) && strchr("hHmMsS]", f.s[i + 2])))
				return true; /* "[hh]:mm" */
			if (!end)
				break;
			i = (size_t)(end - f.s);
		} else if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == ';') {
			break; /* the formats of negative numbers follow */
		} else if (f.n - i >= 7 && strncasecmp(f.s + i, "general", 7) == 0) {
			i += 6;
		} else {
			date |= strchr("yYmMdDhHsS", c) != NULL;
		}
	}
	return date;
}

void kua_sheet_date(double number, bool in_1904, struct kua_buf *out)
{
	if (!(number >= 0 && number < 2958466)) { /* the year 9999 */
		kua_sheet_number(number, out);
		return;
	}
	int64_t minutes = (int64_t)(number * 1440 + 0.5), days = minutes / 1440;
	minutes %= 1440;
	if (number < 1) {
		kua_buf_printf(out, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
		return;
	}
	/* the 29th of February 1900, which there never was, is counted; days from 0000-03-01 */
	days += in_1904 ? 1462 : days < 60;
	int64_t d = days + 693899, era = d / 146097, of_era = d % 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t m = (5 * day_of_year + 2) / 153, month = m < 10 ? m + 3 : m - 9;
	kua_buf_printf(out, "%04d-%02d-%02d", (int)(year_of_era + era * 400 + (month <= 2)), (int)month,
	               (int)(day_of_year - (153 * m + 2) / 5 + 1));
	if (minutes)
		kua_buf_printf(out, " %02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

void kua_sheet_number(double number, struct kua_buf *out)
{
	if (isfinite(number) && fabs(number) < 1e15 && floor(number) == number)
		kua_buf_printf(out, "%.0f", number);
	else if (isfinite(number))
		kua_buf_printf(out, "%.15g", number);
}
