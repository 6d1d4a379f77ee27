/*
 * read_xls.c - Excel's binary books: BIFF5 (Excel 5 and 95) and BIFF8 (97 to 2003).
 *
 * A book is a row of records. The first part lists the sheets, the formats of cells and, since 97, the strings that
 * cells share, which run on over several records in a way of their own. A sheet is gone through twice: which cells are merged
 * is told behind the cells.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/bytes.h"
#include "intake/codepage.h"
#include "intake/ole.h"
#include "intake/sheet.h"

#define SHEETS ((size_t)1000)
#define STRINGS ((size_t)5000000)
#define FORMATS ((size_t)65536)

enum {
	R_FORMULA = 0x06, R_EOF = 0x0a, R_1904 = 0x22, R_PASSWORD = 0x2f, R_CONTINUE = 0x3c, R_PAGE = 0x42, R_SHEET = 0x85,
	R_RK_ROW = 0xbd, R_RICH = 0xd6, R_FORMAT_OF_CELL = 0xe0, R_MERGED = 0xe5, R_STRINGS = 0xfc, R_SHARED = 0xfd,
	R_NUMBER = 0x203, R_LABEL = 0x204, R_BOOL = 0x205, R_STRING = 0x207, R_RK = 0x27e, R_FORMAT = 0x41e, R_BEGIN = 0x809,
};

struct sheet {
	uint32_t at;
	char name[128];
	bool hidden, cells;
};

struct xls {
	struct kua_answer *answer;
	struct kua_sheet *out;
	struct kua_str in;
	bool old, in_1904, stop; /* old: BIFF5 */
	unsigned page;
	struct kua_code_pages pages;
	struct kua_arena *arena;
	KUA_VEC(struct sheet) sheets;
	KUA_VEC(struct kua_str) strings;
	KUA_VEC(uint16_t) formats;      /* of a cell's format: which format of numbers */
	bool *dates;                    /* is this format of numbers, by id, one of dates? */
	size_t row;                     /* that is open, from 1; 0: none */
	size_t string_column;           /* of a formula whose string follows */
	bool awaits;
	struct kua_buf value;
};

struct record {
	unsigned kind;
	struct kua_str s;
};

static bool next_record(const struct xls *x, size_t *at, struct record *r)
{
	if (*at > x->in.n || x->in.n - *at < 4)
		return false;
	size_t n = kua_le16(x->in.s + *at + 2), left = x->in.n - *at - 4;
	r->kind = kua_le16(x->in.s + *at);
	r->s = (struct kua_str){x->in.s + *at + 4, n < left ? n : left};
	*at += 4 + r->s.n;
	return true;
}

/* ---- strings ---- */

static void put_narrow(struct kua_str s, struct kua_buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i])
			kua_buf_utf8(out, (unsigned char)s.s[i]);
}

/* n letters behind a byte that says whether they take two bytes each; in BIFF5 letters of the code page. */
static void put_string(struct xls *x, struct kua_str s, size_t n, struct kua_buf *out)
{
	if (x->old) {
		kua_code_page_text(&x->pages, x->page, (struct kua_str){s.s, n < s.n ? n : s.n}, out);
	} else if (s.n) {
		bool wide = s.s[0] & 1;
		struct kua_str letters = {s.s + 1, s.n - 1};
		size_t size = wide ? 2 * n : n;
		letters.n = size < letters.n ? size : letters.n;
		if (wide)
			kua_utf16_text(letters, out);
		else
			put_narrow(letters, out);
	}
}

/* The records over which the shared strings run. */
struct shared {
	KUA_VEC(struct kua_str) records;
	size_t i, at;
};

static struct kua_str rest_of(const struct shared *s)
{
	if (s->i >= s->records.n)
		return (struct kua_str){NULL, 0};
	return (struct kua_str){s->records.v[s->i].s + s->at, s->records.v[s->i].n - s->at};
}

static void step(struct shared *s, size_t n)
{
	while (n > 0 && s->i < s->records.n) {
		size_t left = s->records.v[s->i].n - s->at, by = n < left ? n : left;
		s->at += by;
		n -= by;
		if (s->at == s->records.v[s->i].n) {
			s->i++;
			s->at = 0;
		}
	}
}

static uint32_t take_number(struct shared *s, size_t bytes)
{
	uint32_t v = 0;
	for (size_t i = 0; i < bytes; i++) {
		struct kua_str r = rest_of(s);
		if (r.n)
			v |= (uint32_t)(unsigned char)r.s[0] << (8 * i);
		step(s, 1);
	}
	return v;
}

/* Where a record ends in the midst of letters, the next begins by saying again how wide they are. */
static void take_letters(struct shared *s, size_t n, bool wide, struct kua_buf *out)
{
	while (n > 0 && s->i < s->records.n) {
		struct kua_str r = rest_of(s);
		size_t size = wide ? 2 : 1, here = r.n / size < n ? r.n / size : n, i = s->i;
		struct kua_str letters = {r.s, here * size};
		if (wide)
			kua_utf16_text(letters, out);
		else
			put_narrow(letters, out);
		n -= here;
		step(s, n ? r.n : letters.n);
		if (n && s->i > i && s->i < s->records.n)
			wide = take_number(s, 1) & 1;
		else if (n && s->i == i)
			return;
	}
}

static void read_strings(struct xls *x, struct shared *s)
{
	step(s, 4);
	size_t n = take_number(s, 4);
	while (x->strings.n < n && x->strings.n < STRINGS && s->i < s->records.n) {
		size_t letters = take_number(s, 2);
		unsigned flags = take_number(s, 1);
		size_t runs = flags & 8 ? take_number(s, 2) : 0, extra = flags & 4 ? take_number(s, 4) : 0;
		kua_buf_clear(&x->value);
		take_letters(s, letters, flags & 1, &x->value);
		step(s, 4 * runs);
		step(s, extra);
		*kua_vec_add(&x->strings) = (struct kua_str){
			kua_arena_strndup(x->arena, x->value.data ? x->value.data : "", x->value.len), x->value.len};
	}
}

/* ---- the book ---- */

static void add_sheet(struct xls *x, struct kua_str s)
{
	if (s.n < 8 || x->sheets.n >= SHEETS)
		return;
	struct sheet *sheet = kua_vec_add(&x->sheets);
	sheet->at = kua_le32(s.s);
	sheet->hidden = s.s[4] & 3;
	sheet->cells = s.s[5] == 0;
	kua_buf_clear(&x->value);
	put_string(x, (struct kua_str){s.s + 7, s.n - 7}, (unsigned char)s.s[6], &x->value);
	(void)snprintf(sheet->name, sizeof sheet->name, "%.*s",
	               (int)kua_cut(x->value.data ? x->value.data : "", x->value.len, sizeof sheet->name - 1),
	               x->value.data ? x->value.data : "");
}

static void add_format(struct xls *x, struct kua_str s)
{
	if (s.n < 4)
		return;
	kua_buf_clear(&x->value);
	if (x->old)
		put_string(x, (struct kua_str){s.s + 3, s.n - 3}, (unsigned char)s.s[2], &x->value);
	else
		put_string(x, (struct kua_str){s.s + 4, s.n - 4}, kua_le16(s.s + 2), &x->value);
	x->dates[kua_le16(s.s)] = kua_is_date_format((struct kua_str){x->value.data ? x->value.data : "", x->value.len});
}

/* False: it is encrypted. */
static bool read_book(struct xls *x)
{
	struct record r;
	struct shared shared = {0};
	unsigned last = 0;
	bool open = true;
	for (size_t at = 0; open && next_record(x, &at, &r) && r.kind != R_EOF;) {
		switch (r.kind) {
		case R_BEGIN:
			x->old = r.s.n >= 2 && kua_le16(r.s.s) < 0x600;
			break;
		case R_PASSWORD:
			open = false;
			break;
		case R_PAGE:
			x->page = r.s.n >= 2 ? kua_le16(r.s.s) : 1252;
			break;
		case R_1904:
			x->in_1904 = r.s.n >= 2 && kua_le16(r.s.s) == 1;
			break;
		case R_SHEET:
			add_sheet(x, r.s);
			break;
		case R_FORMAT:
			add_format(x, r.s);
			break;
		case R_FORMAT_OF_CELL:
			if (r.s.n >= 4 && x->formats.n < FORMATS)
				*kua_vec_add(&x->formats) = kua_le16(r.s.s + 2);
			break;
		case R_STRINGS:
			*kua_vec_add(&shared.records) = r.s;
			break;
		case R_CONTINUE:
			if (last == R_STRINGS && r.s.n)
				*kua_vec_add(&shared.records) = r.s;
			break;
		default:
			break;
		}
		last = r.kind == R_CONTINUE ? last : r.kind;
	}
	if (shared.records.n)
		read_strings(x, &shared);
	kua_vec_free(&shared.records);
	return open;
}

/* ---- cells ---- */

static void put_cell(struct xls *x, size_t column, struct kua_str v)
{
	kua_sheet_cell(x->out, x->row, column, v);
}

static void put_number(struct xls *x, size_t column, unsigned format, double v)
{
	uint16_t id = format < x->formats.n ? x->formats.v[format] : 0;
	kua_buf_clear(&x->value);
	if (x->dates[id])
		kua_sheet_date(v, x->in_1904, &x->value);
	else
		kua_sheet_number(v, &x->value);
	put_cell(x, column, (struct kua_str){x->value.data ? x->value.data : "", x->value.len});
}

/* A number in 30 bits: a whole one, or the upper half of a double; perhaps a hundredth of it. */
static double rk_value(uint32_t rk)
{
	double v;
	if (rk & 2) {
		v = (double)((int32_t)rk >> 2);
	} else {
		uint64_t bits = (uint64_t)(rk & ~3u) << 32;
		memcpy(&v, &bits, sizeof v);
	}
	return rk & 1 ? v / 100 : v;
}

static double double_at(const char *p)
{
	uint64_t bits = kua_le64(p);
	double v;
	memcpy(&v, &bits, sizeof v);
	return v;
}

static void put_formula(struct xls *x, size_t column, unsigned format, const char *p)
{
	if (kua_le16(p + 6) != 0xffff) {
		put_number(x, column, format, double_at(p));
	} else if (p[0] == 0) {
		x->awaits = true;
		x->string_column = column;
	} else if (p[0] == 1) {
		put_cell(x, column, kua_str(p[2] ? "TRUE" : "FALSE"));
	}
}

static void put_letters(struct xls *x, size_t column, struct kua_str s)
{
	if (s.n < 2)
		return;
	kua_buf_clear(&x->value);
	put_string(x, (struct kua_str){s.s + 2, s.n - 2}, kua_le16(s.s), &x->value);
	put_cell(x, column, (struct kua_str){x->value.data ? x->value.data : "", x->value.len});
}

static void put_rk_row(struct xls *x, size_t column, struct kua_str s)
{
	for (size_t at = 4; at + 6 <= s.n; at += 6)
		put_number(x, column++, kua_le16(s.s + at), rk_value(kua_le32(s.s + at + 2)));
}

/* Records of cells begin with their row, their column and their format. */
static void read_cell(struct xls *x, const struct record *r)
{
	struct kua_str s = r->s;
	if (r->kind == R_STRING && x->awaits) {
		x->awaits = false;
		put_letters(x, x->string_column, s);
		return;
	}
	bool cell = r->kind == R_FORMULA || r->kind == R_RK_ROW || r->kind == R_RICH || r->kind == R_SHARED || r->kind == R_NUMBER ||
	            r->kind == R_LABEL || r->kind == R_BOOL || r->kind == R_RK;
	if (!cell || s.n < 6)
		return;
	size_t row = (size_t)kua_le16(s.s) + 1, column = kua_le16(s.s + 2);
	unsigned format = kua_le16(s.s + 4);
	if (x->row && row != x->row)
		x->stop = !kua_sheet_row(x->out, x->row);
	x->row = row;
	if (r->kind == R_SHARED && s.n >= 10) {
		size_t number = kua_le32(s.s + 6);
		if (number < x->strings.n)
			put_cell(x, column, x->strings.v[number]);
	} else if (r->kind == R_LABEL || r->kind == R_RICH) {
		put_letters(x, column, (struct kua_str){s.s + 6, s.n - 6});
	} else if (r->kind == R_RK && s.n >= 10) {
		put_number(x, column, format, rk_value(kua_le32(s.s + 6)));
	} else if (r->kind == R_NUMBER && s.n >= 14) {
		put_number(x, column, format, double_at(s.s + 6));
	} else if (r->kind == R_RK_ROW) {
		put_rk_row(x, column, s);
	} else if (r->kind == R_FORMULA && s.n >= 14) {
		put_formula(x, column, format, s.s + 6);
	} else if (r->kind == R_BOOL && s.n >= 8 && s.s[7] == 0) {
		put_cell(x, column, kua_str(s.s[6] ? "TRUE" : "FALSE"));
	}
}

static void read_merged(struct xls *x, struct kua_str s)
{
	for (size_t at = 2; at + 8 <= s.n; at += 8)
		kua_sheet_merge(x->out, (size_t)kua_le16(s.s + at) + 1, kua_le16(s.s + at + 4), (size_t)kua_le16(s.s + at + 2) + 1);
}

static void read_sheet(struct xls *x, const struct sheet *sheet)
{
	struct record r;
	kua_sheet_start(x->out, kua_str(sheet->name));
	for (int pass = 0; pass < 2; pass++) {
		size_t depth = 0, at = sheet->at;
		x->row = 0;
		x->awaits = false;
		while (!x->stop && next_record(x, &at, &r)) {
			depth += r.kind == R_BEGIN; /* a chart may stand inside */
			if (r.kind == R_EOF && --depth == 0)
				break;
			if (depth == 0)
				break; /* there is no sheet here */
			if (depth == 1 && pass == 0 && r.kind == R_MERGED)
				read_merged(x, r.s);
			else if (depth == 1 && pass == 1)
				read_cell(x, &r);
		}
	}
	if (x->row)
		x->stop |= !kua_sheet_row(x->out, x->row);
	kua_sheet_end(x->out);
}

void kua_read_xls(const struct kua_words *w, struct kua_ole *o, size_t stream, struct kua_answer *answer)
{
	struct kua_buf all = KUA_BUF_INIT;
	bool whole = kua_ole_read(o, stream, SIZE_MAX, &all);
	struct xls x = {.answer = answer, .out = kua_sheet_new(w, answer), .in = {all.data, all.len}, .page = 1252};
	size_t hidden = 0;
	x.arena = kua_arena_new();
	x.dates = kua_calloc(FORMATS, sizeof *x.dates);
	for (size_t i = 0; i < 60; i++) /* the formats that every program has */
		x.dates[i] = (i >= 14 && i <= 22) || (i >= 27 && i <= 36) || (i >= 45 && i <= 47) || (i >= 50 && i <= 58);
	if (!read_book(&x)) {
		kua_answer_diagnose(answer, KUA_DIAG_ENCRYPTED, NULL);
	} else {
		for (size_t i = 0; i < x.sheets.n && !x.stop; i++) {
			hidden += x.sheets.v[i].hidden;
			if (x.sheets.v[i].cells)
				read_sheet(&x, &x.sheets.v[i]);
		}
		if (!answer->items && !answer->inner)
			kua_answer_diagnose(answer, KUA_DIAG_EMPTY, "no cell with a value");
	}
	if (hidden)
		kua_answer_diagnose(answer, KUA_DIAG_HIDDEN_SHEETS, "%zu", hidden);
	if (!whole)
		kua_answer_diagnose(answer, KUA_DIAG_BROKEN, "its streams");
	kua_sheet_free(x.out);
	kua_arena_free(x.arena);
	kua_vec_free(&x.sheets);
	kua_vec_free(&x.strings);
	kua_vec_free(&x.formats);
	kua_buf_free(&x.value);
	kua_buf_free(&all);
	free(x.dates);
}
