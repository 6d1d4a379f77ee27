/*
 * csv.c - CSV in and out. It is read a piece at a time, so that a million rows take no more memory than one: cells may be quoted, their separator is
 * the comma, semicolon or tab that the header has most of. A cell that a spreadsheet would take for a formula is written with an apostrophe
 * before it (OWASP's way), and no row is ever run.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "petition/petition.h"

enum field { F_NAME, F_GIVEN, F_FAMILY, F_EMAIL, F_PLACE, F_BORN, F_DAY, F_MAY_NAME, F_LANGUAGE, F_ANSWER, FIELDS };
static const char *const sections[FIELDS] = {"name", "given", "family", "email", "place", "born", "day", "may name", "language", "answer"};
enum { PIECE = 64 << 10, TOLD_EVERY = 10000, HEADER_SHOWN = 200 };

struct kua_columns {
	struct kua_arena *arena;
	struct kua_intern *words; /* folded */
	KUA_VEC(uint8_t) field;   /* of each word */
};

/* ---- which column is which ---- */

static const char *folded(const char *s, size_t n, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, s, n);
	const char *v = b.data ? b.data : "";
	v += strspn(v, " \t");
	size_t len = strlen(v);
	while (len && strchr(" \t*", v[len - 1]))
		len--;
	v = kua_arena_strndup(a, v, len);
	kua_buf_free(&b);
	return v;
}

enum kua_code kua_columns_load(const char *data_dir, struct kua_columns **out, struct kua_error *err)
{
	struct kua_columns *c = kua_calloc(1, sizeof *c);
	struct kua_wordlist list;
	c->arena = kua_arena_new();
	c->words = kua_intern_new();
	enum kua_code code = kua_wordlist_load(kua_arena_printf(c->arena, "%s/petition/columns.txt", data_dir), c->arena, &list, err);
	for (size_t i = 0; code == KUA_OK && i < list.n; i++) {
		size_t f = 0;
		while (f < FIELDS && strcmp(list.v[i].section, sections[f]) != 0)
			f++;
		if (f == FIELDS)
			code = kua_fail(err, KUA_DATA, "%s:%u: there is no section [%s] here", list.path, list.v[i].line, list.v[i].section);
		for (size_t k = 0; code == KUA_OK && k < list.v[i].forms.n; k++) {
			const char *word = folded(list.v[i].forms.v[k], strlen(list.v[i].forms.v[k]), c->arena);
			uint32_t at = kua_intern_add(c->words, word, strlen(word));
			if (at == c->field.n)
				*kua_vec_add(&c->field) = (uint8_t)f;
			else if (c->field.v[at] != f)
				code = kua_fail(err, KUA_DATA, "%s:%u: \"%s\" stands in two sections", list.path, list.v[i].line, word);
		}
	}
	if (code == KUA_OK)
		*out = c;
	else
		kua_columns_free(c);
	return code;
}

void kua_columns_free(struct kua_columns *c)
{
	if (!c)
		return;
	kua_intern_free(c->words);
	kua_vec_free(&c->field);
	kua_arena_free(c->arena);
	free(c);
}

static enum field field_of(const struct kua_columns *c, const char *word, struct kua_arena *a)
{
	const char *s = folded(word, strcspn(word, "(["), a);
	uint32_t at = kua_intern_find(c->words, s, strlen(s));
	return at == KUA_NO_ID ? FIELDS : (enum field)c->field.v[at];
}

/* ---- lines of cells ---- */

struct csv {
	struct kua_import *in;
	struct kua_buf cell;
	struct kua_arena *row; /* cells and what is made of them */
	const char *cells[KUA_SIGN_CELLS];
	size_t n;
	size_t line, row_line; /* of the file; where the row began */
	char separator;
	enum { AT_START, PLAIN, QUOTED, AFTER_QUOTE } state;
	bool too_long, too_many, header_read;
	uint8_t columns[KUA_SIGN_CELLS]; /* enum field of each */
	size_t n_columns, rows;
};

static void end_cell(struct csv *c)
{
	if (c->n < KUA_SIGN_CELLS)
		c->cells[c->n++] = kua_arena_strndup(c->row, c->cell.data ? c->cell.data : "", c->cell.len);
	else
		c->too_many = true;
	kua_buf_clear(&c->cell);
	c->state = AT_START;
}

static const char *cell(const struct csv *c, enum field f)
{
	for (size_t i = 0; i < c->n && i < c->n_columns; i++)
		if (c->columns[i] == f) {
			const char *s = c->cells[i] + strspn(c->cells[i], " \t");
			if (*s == '\'' && s[1] && strchr("=+-@", s[1])) /* as we write it ourselves */
				s++;
			size_t n = strlen(s);
			while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
				n--;
			return n ? kua_arena_strndup(c->row, s, n) : NULL;
		}
	return NULL;
}

/* A year, or the year of a date in any order. */
static int64_t year_of(const char *s)
{
	for (; s && *s; s++) {
		size_t n = strspn(s, "0123456789");
		if (n == 4)
			return strtoll(s, NULL, 10);
		s += n ? n - 1 : 0;
	}
	return 0;
}

/* The signature of the row, in its arena. False where why says what is wrong. */
static bool signature_of(struct csv *c, struct kua_signature *s, const char **why)
{
	struct kua_error err;
	const char *given = cell(c, F_GIVEN), *family = cell(c, F_FAMILY), *name = cell(c, F_NAME), *day = cell(c, F_DAY), *yes = cell(c, F_MAY_NAME);
	*s = (struct kua_signature){.email = cell(c, F_EMAIL), .place = cell(c, F_PLACE), .born = year_of(cell(c, F_BORN)),
	                            .language = cell(c, F_LANGUAGE), .how = "import"};
	s->name = given && family ? kua_arena_printf(c->row, "%s %s", given, family) : name ? name : family ? family : given;
	int64_t number;
	if (day && strlen(day) >= 10 && kua_date_first_day(kua_arena_strndup(c->row, day, 10), &number))
		s->day = kua_arena_strndup(c->row, day, 10);
	s->may_name = yes && field_of(c->in->columns, yes, c->row) == F_ANSWER;
	if (s->language && strlen(s->language) > 16)
		s->language = NULL;
	if (c->too_many)
		*why = kua_arena_printf(c->row, "more than %d cells", (int)KUA_SIGN_CELLS);
	else if (c->too_long)
		*why = kua_arena_printf(c->row, "a cell of more than %d bytes", (int)KUA_SIGN_CELL);
	else if (kua_signature_check(s, c->in->today, &err) != KUA_OK)
		*why = kua_arena_strdup(c->row, err.text);
	else
		return true;
	return false;
}

/* Which columns there are. One for names must be among them. */
static enum kua_code take_header(struct csv *c, struct kua_error *err)
{
	struct kua_buf passed = KUA_BUF_INIT, all = KUA_BUF_INIT;
	bool seen[FIELDS] = {false};
	c->n_columns = c->n;
	for (size_t i = 0; i < c->n; i++) {
		enum field f = field_of(c->in->columns, c->cells[i], c->row);
		bool twice = f < FIELDS && seen[f];
		kua_buf_printf(&all, "%s%s", all.len ? ", " : "", c->cells[i]);
		c->columns[i] = (uint8_t)(f == F_ANSWER || twice ? FIELDS : f);
		if (c->columns[i] == FIELDS)
			kua_buf_printf(&passed, "%s%s", passed.len ? ", " : "", c->cells[i]);
		else
			seen[f] = true;
	}
	enum kua_code code = KUA_OK;
	if (!kua_utf8_valid(all.data ? all.data : "", all.len))
		code = kua_fail(err, KUA_DATA, "%s: not UTF-8; save it from the spreadsheet as \"CSV UTF-8\"", c->in->name);
	else if (!seen[F_NAME] && !seen[F_FAMILY] && !seen[F_GIVEN])
		code = kua_fail(err, KUA_DATA, "%s: its first line names no column for names (\"name\", or \"first name\" and \"last name\"), "
		                "only: %.*s; nothing was taken", c->in->name, HEADER_SHOWN, all.len ? all.data : "nothing");
	else if (passed.len)
		c->in->passed_over = kua_arena_strndup(c->in->arena, passed.data, passed.len);
	c->header_read = true;
	kua_buf_free(&passed);
	kua_buf_free(&all);
	return code;
}

static bool is_blank(const struct csv *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->cells[i][strspn(c->cells[i], " \t")])
			return false;
	return true;
}

static enum kua_code end_row(struct csv *c, struct kua_error *err)
{
	struct kua_signature s;
	const char *why = NULL;
	enum kua_code code = KUA_OK;
	end_cell(c);
	if (!c->header_read && c->row_line == 1 && is_blank(c)) {
		code = kua_fail(err, KUA_DATA, "%s: its first line is empty; it should name the columns; nothing was taken", c->in->name);
	} else if (!c->header_read) {
		code = take_header(c, err);
	} else if (!is_blank(c)) {
		bool good = signature_of(c, &s, &why);
		code = c->in->fn(c->in->ctx, c->row_line, good ? &s : NULL, why, err);
		if (++c->rows % TOLD_EVERY == 0)
			kua_tell(c->in->progress, "reading signatures", c->rows, 0);
	}
	c->n = 0;
	c->too_long = c->too_many = false;
	kua_arena_clear(c->row);
	return code;
}

static enum kua_code take_byte(struct csv *c, char b, struct kua_error *err)
{
	if (c->state == AT_START && c->n == 0 && c->cell.len == 0)
		c->row_line = c->line;
	c->line += b == '\n';
	if (c->state == QUOTED && b != '"') {
		if (c->cell.len < KUA_SIGN_CELL)
			kua_buf_char(&c->cell, b);
		else
			c->too_long = true;
		return KUA_OK;
	}
	if (c->state == QUOTED) {
		c->state = AFTER_QUOTE;
	} else if (b == '"' && c->state == AFTER_QUOTE) {
		kua_buf_char(&c->cell, b);
		c->state = QUOTED;
	} else if (b == '"' && c->state == AT_START) {
		c->state = QUOTED;
	} else if (b == c->separator) {
		end_cell(c);
	} else if (b == '\n') {
		return end_row(c, err);
	} else if (b != '\r') {
		c->state = c->state == AT_START ? PLAIN : c->state;
		if (c->cell.len < KUA_SIGN_CELL)
			kua_buf_char(&c->cell, b);
		else
			c->too_long = true;
	}
	return KUA_OK;
}

/* What the first bytes say: a mark of UTF-8 to be passed over, another program's format, the separator. */
static enum kua_code look_at_start(struct csv *c, const char *s, size_t n, size_t *skip, struct kua_error *err)
{
	*skip = n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	if (n >= 2 && memcmp(s, "PK", 2) == 0)
		return kua_fail(err, KUA_DATA, "%s: a spreadsheet or an archive, not CSV; save it as \"CSV UTF-8\"", c->in->name);
	if (n >= 2 && (memcmp(s, "\xff\xfe", 2) == 0 || memcmp(s, "\xfe\xff", 2) == 0))
		return kua_fail(err, KUA_DATA, "%s: UTF-16, not UTF-8; save it as \"CSV UTF-8\"", c->in->name);
	if (n == 0)
		return kua_fail(err, KUA_DATA, "%s: empty", c->in->name);
	size_t count[3] = {0};
	static const char separators[] = ",;\t";
	for (size_t i = *skip; i < n && s[i] != '\n'; i++)
		for (size_t k = 0; k < 3; k++)
			count[k] += s[i] == separators[k];
	c->separator = separators[count[1] > count[0] && count[1] >= count[2] ? 1 : count[2] > count[0] ? 2 : 0];
	return KUA_OK;
}

enum kua_code kua_csv_import(int fd, struct kua_import *in, struct kua_error *err)
{
	struct csv *c = kua_calloc(1, sizeof *c);
	char *piece = kua_malloc(PIECE);
	size_t skip = 0;
	bool first = true;
	enum kua_code code = KUA_OK;
	*c = (struct csv){.in = in, .row = kua_arena_new(), .line = 1, .separator = ','};
	for (ssize_t n = 1; code == KUA_OK && n > 0; first = false) {
		n = read(fd, piece, PIECE);
		if (n < 0) {
			code = kua_fail(err, KUA_WORLD, "%s: cannot be read", in->name);
			break;
		}
		if (first)
			code = look_at_start(c, piece, (size_t)n, &skip, err);
		for (size_t i = first ? skip : 0; code == KUA_OK && i < (size_t)n; i++)
			code = take_byte(c, piece[i], err);
	}
	if (code == KUA_OK && c->state == QUOTED)
		code = kua_fail(err, KUA_DATA, "%s:%zu: a quotation mark that is never closed; nothing was taken", in->name, c->row_line);
	else if (code == KUA_OK && (c->n || c->cell.len || c->state != AT_START))
		code = end_row(c, err);
	if (code == KUA_OK && !c->header_read)
		code = kua_fail(err, KUA_DATA, "%s: no line that names the columns; nothing was taken", in->name);
	kua_buf_free(&c->cell);
	kua_arena_free(c->row);
	free(piece);
	free(c);
	return code;
}

/* ---- out ---- */

void kua_csv_cell(struct kua_buf *out, const char *s)
{
	bool formula = *s && strchr("=+-@\t\r", *s);
	bool quote = formula || strpbrk(s, ",;\"\n\r\t") || *s == ' ';
	kua_buf_str(out, quote ? "\"" : "");
	kua_buf_str(out, formula ? "'" : "");
	for (; *s; s++) {
		if (*s == '"')
			kua_buf_char(out, '"');
		kua_buf_char(out, *s);
	}
	kua_buf_str(out, quote ? "\"" : "");
}
