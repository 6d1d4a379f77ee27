/*
 * read_xlsx.c - XLSX: the sheets of a book in their order, hidden ones too (which is said), with the values that the
 * program last computed for formulas.
 *
 * A sheet is parsed twice: which cells are merged is told only behind the cells. Numbers are turned into dates where the
 * format of their cell shows one.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/office.h"
#include "intake/sheet.h"

#define SHEETS ((size_t)4096)
#define STRINGS ((size_t)50000000)
#define STRING_BYTES ((size_t)512 << 20) /* of all shared strings */
#define FORMATS ((size_t)100000)

struct sheet {
	struct kua_str name, part;
};

struct xlsx {
	struct kua_office *d;
	struct kua_sheet *out;
	kua_relations to;
	KUA_VEC(struct sheet) sheets;
	KUA_VEC(struct kua_str) strings;
	size_t string_bytes;
	KUA_VEC(bool) is_date;        /* by number of a cell's format */
	KUA_VEC(size_t) date_formats; /* ids of formats of the document's own that show a date */
	size_t hidden;
	bool in_1904, in_formats;
	/* the row and the cell that are open */
	size_t row, column, format;
	char type;      /* the first letter of its t=, 'S' for "str" */
	bool in_value, in_text, in_phonetic, stop;
	struct kua_buf value, shown;
};

/* ---- the book ---- */

static const char *const book_names[] = {"x:sheet", "x:workbookPr", NULL};

static void on_book(void *ctx, struct kua_xml *x, int element)
{
	struct xlsx *s = ctx;
	if (element == 2) {
		s->in_1904 = kua_office_flag(kua_xml_attribute(x, "date1904"), false);
	} else if (element == 1 && s->sheets.n < SHEETS) {
		struct kua_str name = kua_xml_attribute(x, "name"), state = kua_xml_attribute(x, "state");
		struct sheet *sheet = kua_vec_add(&s->sheets);
		sheet->part = kua_relation_by_id(&s->to, kua_xml_attribute(x, "r:id"));
		sheet->name = (struct kua_str){kua_arena_strndup(s->d->arena, name.s ? name.s : "", name.n), name.n};
		s->hidden += state.n && !kua_str_is(state, "visible");
	}
}

static void on_nothing(void *ctx, int element)
{
	(void)ctx, (void)element;
}

static const struct kua_xml_reader book_reader = {book_names, NULL, on_book, on_nothing, NULL};

/* ---- strings that cells share ---- */

static const char *const string_names[] = {"x:si", "x:t", "x:rPh", NULL};
enum { S_STRING = 1, S_TEXT, S_PHONETIC };

static void on_string_start(void *ctx, struct kua_xml *x, int element)
{
	struct xlsx *s = ctx;
	if (element == S_STRING)
		kua_buf_clear(&s->value);
	s->in_text |= element == S_TEXT;
	s->in_phonetic |= element == S_PHONETIC;
	if (s->string_bytes > STRING_BYTES || s->strings.n >= STRINGS) {
		kua_answer_diagnose(s->d->answer, KUA_DIAG_LIMIT, "its strings");
		kua_xml_stop(x);
	}
}

static void on_string_end(void *ctx, int element)
{
	struct xlsx *s = ctx;
	if (element == S_TEXT)
		s->in_text = false;
	if (element == S_PHONETIC)
		s->in_phonetic = false;
	if (element == S_STRING) {
		*kua_vec_add(&s->strings) = (struct kua_str){
			kua_arena_strndup(s->d->arena, s->value.data ? s->value.data : "", s->value.len), s->value.len};
		s->string_bytes += s->value.len + 32;
	}
}

static void on_string_text(void *ctx, struct kua_str text)
{
	struct xlsx *s = ctx;
	if (s->in_text && !s->in_phonetic)
		kua_buf_add(&s->value, text.s, text.n);
}

static const struct kua_xml_reader string_reader = {string_names, NULL, on_string_start, on_string_end, on_string_text};

/* ---- formats ---- */

static const char *const format_names[] = {"x:numFmt", "x:cellXfs", "x:xf", NULL};
enum { F_FORMAT = 1, F_CELLS, F_CELL };

/* The formats that every program has: days, times, and those of East Asia. */
static bool is_built_in_date(size_t id)
{
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

static void on_format_start(void *ctx, struct kua_xml *x, int element)
{
	struct xlsx *s = ctx;
	size_t id = kua_office_number(kua_xml_attribute(x, "numFmtId"));
	if (element == F_CELLS) {
		s->in_formats = true;
	} else if (element == F_FORMAT && s->date_formats.n < FORMATS) {
		if (kua_is_date_format(kua_xml_attribute(x, "formatCode")))
			*kua_vec_add(&s->date_formats) = id;
	} else if (element == F_CELL && s->in_formats && s->is_date.n < FORMATS) {
		bool date = is_built_in_date(id);
		for (size_t i = 0; i < s->date_formats.n && i < 1000; i++)
			date |= s->date_formats.v[i] == id;
		*kua_vec_add(&s->is_date) = date;
	}
}

static void on_format_end(void *ctx, int element)
{
	if (element == F_CELLS)
		((struct xlsx *)ctx)->in_formats = false;
}

static const struct kua_xml_reader format_reader = {format_names, NULL, on_format_start, on_format_end, NULL};

/* ---- cells ---- */

/* "BC12": the column from 0 and the row from 1; false where it is no such. */
static bool read_place(struct kua_str s, size_t *column, size_t *row)
{
	size_t i = 0, c = 0, r = 0;
	for (; i < s.n && i < 4 && s.s[i] >= 'A' && s.s[i] <= 'Z'; i++)
		c = c * 26 + (size_t)(s.s[i] - 'A') + 1;
	for (size_t digits = 0; i < s.n && digits < 8 && s.s[i] >= '0' && s.s[i] <= '9'; i++, digits++)
		r = r * 10 + (size_t)(s.s[i] - '0');
	*column = c - 1;
	*row = r;
	return c > 0 && r > 0 && i == s.n;
}

static const char *const merged_names[] = {"x:mergeCell", NULL};

static void on_merged(void *ctx, struct kua_xml *x, int element)
{
	struct xlsx *s = ctx;
	struct kua_str ref = kua_xml_attribute(x, "ref");
	const char *colon = ref.n ? memchr(ref.s, ':', ref.n) : NULL;
	size_t column, row, last_column, last_row;
	if (element != 1 || !colon)
		return;
	size_t n = (size_t)(colon - ref.s);
	if (read_place((struct kua_str){ref.s, n}, &column, &row) &&
	    read_place((struct kua_str){colon + 1, ref.n - n - 1}, &last_column, &last_row))
		kua_sheet_merge(s->out, row, column, last_row);
}

static const struct kua_xml_reader merged_reader = {merged_names, NULL, on_merged, on_nothing, NULL};

static const char *const cell_names[] = {"x:row", "x:c", "x:v", "x:t", "x:rPh", NULL};
enum { C_ROW = 1, C_CELL, C_VALUE, C_TEXT, C_PHONETIC };

static void start_cell(struct xlsx *s, struct kua_xml *x)
{
	struct kua_str place = kua_xml_attribute(x, "r"), type = kua_xml_attribute(x, "t");
	size_t column, row;
	s->column++;
	if (place.n && read_place(place, &column, &row))
		s->column = column + 1;
	s->type = kua_str_is(type, "str") ? 'S' : type.n ? type.s[0] : 'n';
	s->format = kua_office_number(kua_xml_attribute(x, "s"));
	kua_buf_clear(&s->value);
}

static void on_cell_start(void *ctx, struct kua_xml *x, int element)
{
	struct xlsx *s = ctx;
	if (s->stop) {
		kua_xml_stop(x);
		return;
	}
	switch (element) {
	case C_ROW: {
		size_t number = kua_office_number(kua_xml_attribute(x, "r"));
		s->row = number > s->row ? number : s->row + 1;
		s->column = 0;
		break;
	}
	case C_CELL:
		start_cell(s, x);
		break;
	case C_VALUE:
	case C_TEXT:
		s->in_value = true;
		break;
	case C_PHONETIC:
		s->in_phonetic = true;
		break;
	default:
		break;
	}
}

/* What a cell shows. */
static struct kua_str shown_value(struct xlsx *s)
{
	struct kua_str v = {s->value.data ? s->value.data : "", s->value.len};
	size_t number;
	kua_buf_clear(&s->shown);
	switch (s->type) {
	case 's':
		number = kua_office_number(v);
		return v.n && number < s->strings.n ? s->strings.v[number] : (struct kua_str){NULL, 0};
	case 'b':
		return kua_str(kua_str_is(v, "1") ? "TRUE" : "FALSE");
	case 'e':
		return (struct kua_str){NULL, 0};
	case 'n':
		if (v.n == 0 || v.n > 64)
			break;
		if (s->format < s->is_date.n && s->is_date.v[s->format])
			kua_sheet_date(strtod(s->value.data, NULL), s->in_1904, &s->shown);
		else if (memchr(v.s, '.', v.n) || memchr(v.s, 'E', v.n))
			kua_sheet_number(strtod(s->value.data, NULL), &s->shown);
		else
			break;
		return (struct kua_str){s->shown.data ? s->shown.data : "", s->shown.len};
	default:
		break;
	}
	return v;
}

static void on_cell_end(void *ctx, int element)
{
	struct xlsx *s = ctx;
	if (element == C_ROW)
		s->stop = !kua_sheet_row(s->out, s->row);
	else if (element == C_CELL)
		kua_sheet_cell(s->out, s->row, s->column ? s->column - 1 : 0, shown_value(s));
	else if (element == C_VALUE || element == C_TEXT)
		s->in_value = false;
	else if (element == C_PHONETIC)
		s->in_phonetic = false;
}

static void on_cell_text(void *ctx, struct kua_str text)
{
	struct xlsx *s = ctx;
	if (s->in_value && !s->in_phonetic)
		kua_buf_add(&s->value, text.s, text.n);
}

static const struct kua_xml_reader cell_reader = {cell_names, NULL, on_cell_start, on_cell_end, on_cell_text};

/* ---- together ---- */

static void read_sheet(struct xlsx *s, const struct sheet *sheet)
{
	s->row = 0;
	s->in_value = s->in_phonetic = false;
	kua_sheet_start(s->out, sheet->name);
	(void)kua_office_parse(s->d, sheet->part, &merged_reader, s);
	(void)kua_office_parse(s->d, sheet->part, &cell_reader, s);
	kua_sheet_end(s->out);
}

/* Without a book that can be read: the sheets under the names they mostly have. */
static void guess_sheets(struct xlsx *s)
{
	for (size_t i = 0; i < s->d->zip.n && s->sheets.n < SHEETS; i++) {
		struct kua_str name = s->d->zip.v[i].name;
		if (memmem(name.s, name.n, "worksheets/sheet", 16) && kua_str_ends(name, ".xml"))
			*kua_vec_add(&s->sheets) = (struct sheet){{"", 0}, name};
	}
}

void kua_read_xlsx(struct kua_office *d, struct kua_str main)
{
	struct xlsx s = {.d = d, .out = kua_sheet_new(d->words, d->answer)};
	kua_office_relations(d, main, &s.to);
	(void)kua_office_parse(d, main, &book_reader, &s);
	struct kua_str strings = kua_relation_by_type(&s.to, "sharedStrings"), styles = kua_relation_by_type(&s.to, "styles");
	(void)kua_office_parse(d, strings.n ? strings : kua_str("xl/sharedStrings.xml"), &string_reader, &s);
	(void)kua_office_parse(d, styles.n ? styles : kua_str("xl/styles.xml"), &format_reader, &s);
	if (!s.sheets.n)
		guess_sheets(&s);
	for (size_t i = 0; i < s.sheets.n && !s.stop; i++)
		if (s.sheets.v[i].part.n)
			read_sheet(&s, &s.sheets.v[i]);
	if (s.hidden)
		kua_answer_diagnose(d->answer, KUA_DIAG_HIDDEN_SHEETS, "%zu", s.hidden);
	if (!d->answer->items && !d->answer->inner)
		kua_answer_diagnose(d->answer, KUA_DIAG_EMPTY, "no cell with a value");
	kua_sheet_free(s.out);
	kua_vec_free(&s.to);
	kua_vec_free(&s.sheets);
	kua_vec_free(&s.strings);
	kua_vec_free(&s.is_date);
	kua_vec_free(&s.date_formats);
	kua_buf_free(&s.value);
	kua_buf_free(&s.shown);
}
