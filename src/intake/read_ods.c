/* read_ods.c - OpenDocument spreadsheets, packed or flat: rows as items, with dates and numbers as they are stored. */
#include <stdlib.h>
#include <string.h>

#include "intake/office.h"
#include "intake/sheet.h"

#define REPEATED_ROWS ((size_t)1000) /* of one row with values: more are an attack or a filling */
#define REPEATED ((size_t)1000000)   /* cells that stand for others, of a document */
#define REPEATED_CELLS ((size_t)64)

static const char *const names[] = {
	"table:table", "table:table-row", "table:table-cell", "table:covered-table-cell", "text:p", "text:s", "text:tab",
	"text:line-break", "office:annotation", "table:shapes", "table:tracked-changes", "office:meta", NULL,
};
enum element { E_NONE, E_TABLE, E_ROW, E_CELL, E_COVERED, E_P, E_S, E_TAB, E_BREAK, E_LEFT_OUT };

struct place {
	size_t column, from, n; /* in the row's values */
};

struct ods {
	struct kua_sheet *out;
	size_t row, repeated_rows, column, repeated, spanned, left_out;
	bool has_value, in_text, stop;
	size_t copied; /* cells that stood for others */
	struct kua_buf value; /* of the open cell */
	struct kua_buf last;  /* the row once more, should it be repeated */
	KUA_VEC(struct place) cells;
};

/* Of a damaged document the stored value may be anything; then what is shown counts. */
static bool is_plain(struct kua_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789-+.:TZEe", s.s[i]) || !s.s[i])
			return false;
	return s.n > 0 && s.n < 64;
}

/* The value as stored, where what is shown depends on the country. */
static void start_cell(struct ods *s, struct kua_xml *x)
{
	struct kua_str type = kua_xml_attribute(x, "value-type"), stored = {NULL, 0};
	size_t repeated = kua_office_number(kua_xml_attribute(x, "table:number-columns-repeated"));
	s->repeated = repeated ? repeated : 1;
	s->spanned = kua_office_number(kua_xml_attribute(x, "table:number-rows-spanned"));
	kua_buf_clear(&s->value);
	if (kua_str_is(type, "date"))
		stored = kua_xml_attribute(x, "date-value");
	else if (kua_str_is(type, "float"))
		stored = kua_xml_attribute(x, "value");
	s->has_value = is_plain(stored);
	if (s->has_value)
		kua_buf_add(&s->value, stored.s, stored.n);
	if (s->has_value && kua_str_is(type, "date") && s->value.len > 10) { /* 2011-12-16T10:30:00 */
		s->value.data[10] = ' ';
		s->value.len = s->value.len > 16 ? 16 : s->value.len;
		if (memcmp(s->value.data + 10, " 00:00", 6) == 0)
			s->value.len = 10;
	}
}

static void end_cell(struct ods *s)
{
	struct kua_str v = kua_trim((struct kua_str){s->value.data ? s->value.data : "", s->value.len});
	for (size_t i = 0; v.n && i < s->repeated && i < REPEATED_CELLS; i++) {
		kua_sheet_cell(s->out, s->row, s->column + i, v);
		if (s->repeated_rows > 1) {
			*kua_vec_add(&s->cells) = (struct place){s->column + i, s->last.len, v.n};
			kua_buf_add(&s->last, v.s, v.n);
		}
	}
	if (s->spanned > 1)
		kua_sheet_fill(s->out, s->column, v, s->row + s->spanned - 1);
	s->column += s->repeated < SIZE_MAX / 4 - s->column ? s->repeated : 0;
}

static void start_row(struct ods *s, struct kua_xml *x)
{
	size_t repeated = kua_office_number(kua_xml_attribute(x, "table:number-rows-repeated"));
	s->repeated_rows = repeated && repeated < SIZE_MAX / 4 - s->row ? repeated : 1;
	s->row++;
	s->column = 0;
	s->cells.n = 0;
	kua_buf_clear(&s->last);
}

/* Empty rows are repeated by the million, which costs nothing. */
static void end_row(struct ods *s)
{
	s->stop = !kua_sheet_row(s->out, s->row);
	for (size_t i = 1; !s->stop && s->cells.n && i < s->repeated_rows && i < REPEATED_ROWS && s->copied < REPEATED; i++) {
		s->copied += s->cells.n;
		for (size_t k = 0; k < s->cells.n; k++)
			kua_sheet_cell(s->out, s->row + i, s->cells.v[k].column,
			               (struct kua_str){s->last.data + s->cells.v[k].from, s->cells.v[k].n});
		s->stop = !kua_sheet_row(s->out, s->row + i);
	}
	s->row += s->repeated_rows - 1;
}

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct ods *s = ctx;
	enum element e = (enum element)element;
	if (s->stop)
		kua_xml_stop(x);
	if (s->left_out || e >= E_LEFT_OUT) {
		s->left_out++;
		return;
	}
	switch (e) {
	case E_TABLE:
		s->row = 0;
		kua_sheet_start(s->out, kua_xml_attribute(x, "table:name"));
		break;
	case E_ROW:
		start_row(s, x);
		break;
	case E_CELL:
	case E_COVERED:
		start_cell(s, x);
		break;
	case E_P:
		if (!s->has_value && s->value.len)
			kua_buf_char(&s->value, '\n');
		s->in_text = !s->has_value;
		break;
	case E_S:
	case E_TAB:
	case E_BREAK:
		if (s->in_text)
			kua_buf_char(&s->value, e == E_BREAK ? '\n' : ' ');
		break;
	default:
		break;
	}
}

static void on_end(void *ctx, int element)
{
	struct ods *s = ctx;
	enum element e = (enum element)element;
	if (s->left_out) {
		s->left_out--;
		return;
	}
	if (e == E_TABLE)
		kua_sheet_end(s->out);
	else if (e == E_ROW)
		end_row(s);
	else if (e == E_CELL || e == E_COVERED)
		end_cell(s);
	else if (e == E_P)
		s->in_text = false;
}

static void on_text(void *ctx, struct kua_str text)
{
	struct ods *s = ctx;
	if (s->in_text && !s->left_out)
		kua_buf_add(&s->value, text.s, text.n);
}

static const struct kua_xml_reader reader = {names, NULL, on_start, on_end, on_text};

static void end_ods(struct ods *s, struct kua_answer *o)
{
	if (!o->items && !o->inner)
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, "no cell with a value");
	kua_sheet_free(s->out);
	kua_vec_free(&s->cells);
	kua_buf_free(&s->value);
	kua_buf_free(&s->last);
}

void kua_read_ods(struct kua_office *d, struct kua_str main)
{
	struct ods s = {.out = kua_sheet_new(d->words, d->answer)};
	if (!kua_office_parse(d, main, &reader, &s))
		kua_answer_diagnose(d->answer, KUA_DIAG_BROKEN, "its main part is missing");
	end_ods(&s, d->answer);
}

void kua_read_ods_flat(const struct kua_words *w, struct kua_str xml, struct kua_answer *o)
{
	struct ods s = {.out = kua_sheet_new(w, o)};
	kua_xml_diagnose(o, kua_xml_parse_flat(w, &reader, &s, xml));
	end_ods(&s, o);
}
