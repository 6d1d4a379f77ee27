/* fields.c - see fields.h. */
#include "intake/fields.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { SENTENCE = 80 }; /* bytes of a text where only its length says that it is one */

#define NAME_BYTES ((size_t)100)  /* a longer cell is no column's name */
#define TITLE_BYTES ((size_t)300) /* more than this above a table is a text */
#define REPEATS ((size_t)64)      /* cells before one that are compared with it */

/* Categories in one cell are parted by bars or semicolons, else by commas. */
static const char *separators_of(struct kua_str s)
{
	return memchr(s.s, '|', s.n) ? "|" : memchr(s.s, ';', s.n) ? ";" : ",";
}

/* Does the cell say something of the item as a whole? Then it is no line of its text. */
static bool take(const struct kua_words *w, const struct kua_cell *c, struct kua_found *f, kua_strings *categories)
{
	struct kua_str *to = NULL;
	switch (c->column) {
	case KUA_COL_TITLE:
		to = &f->title;
		break;
	case KUA_COL_AUTHOR:
		to = &f->author;
		break;
	case KUA_COL_URL:
		if (c->value.n > 8 && (!strncmp(c->value.s, "https://", 8) || !strncmp(c->value.s, "http://", 7)) &&
		    !memchr(c->value.s, ' ', c->value.n))
			to = &f->url;
		break;
	case KUA_COL_LANGUAGE:
		to = &f->language;
		break;
	case KUA_COL_CATEGORY:
		kua_split(c->value, separators_of(c->value), KUA_CATEGORIES, categories);
		return true;
	case KUA_COL_DATE:
		if (!f->date[0] && kua_whole_date(w, c->value, f->date))
			return true;
		break;
	default:
		break;
	}
	if (!to || to->n)
		return false;
	*to = c->column == KUA_COL_LANGUAGE ? kua_trim(c->value) : c->value;
	return true;
}

/* "Name: value" on a line of its own, or the value alone for the text. */
static void add_to_text(struct kua_buf *b, const struct kua_cell *c, bool label, const char *parting)
{
	if (b->len)
		kua_buf_str(b, parting);
	if (label) {
		kua_one_line(b, c->name.s, c->name.n);
		kua_buf_str(b, ": ");
	}
	kua_buf_add(b, c->value.s, c->value.n);
}

/* A text by its column's name; where the name may mean something else ("article", of the law), by its length. */
static bool is_text(const struct kua_cell *c)
{
	return c->column == KUA_COL_TEXT || (c->column == KUA_COL_MAYBE_TEXT && c->value.n >= SENTENCE);
}

static void add_all(struct kua_buf *b, const struct kua_cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (kua_trim(cells[i].value).n)
			add_to_text(b, &cells[i], true, "\n");
}

/* The text, then what else the row says; where the rest is not wanted, only more prose. */
static void add_text(struct kua_buf *b, const struct kua_cell *cells, const bool *taken, size_t n, bool rest)
{
	bool parted = false;
	for (size_t i = 0; i < n; i++)
		if (is_text(&cells[i]) && kua_trim(cells[i].value).n)
			add_to_text(b, &cells[i], false, "\n\n");
	for (size_t i = 0; i < n; i++) {
		bool prose = cells[i].column == KUA_COL_MORE_TEXT;
		if (taken[i] || cells[i].column == KUA_COL_ID || is_text(&cells[i]) || !kua_trim(cells[i].value).n || !(rest || prose))
			continue;
		add_to_text(b, &cells[i], true, prose || !parted ? "\n\n" : "\n");
		parted = true;
	}
}

bool kua_answer_row(const struct kua_words *w, const struct kua_cell *cells, size_t n, bool rest, struct kua_answer *o)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_found f = {0};
	kua_strings categories = {0};
	bool any = false, has_text = false, *taken = kua_calloc(n + 1, sizeof *taken);
	for (size_t i = 0; i < n; i++) {
		if (kua_trim(cells[i].value).n == 0)
			continue;
		any = true;
		has_text |= is_text(&cells[i]);
		taken[i] = take(w, &cells[i], &f, &categories);
	}
	if (has_text)
		add_text(&b, cells, taken, n, rest);
	else
		add_all(&b, cells, n);
	f.categories = categories.v;
	f.n_categories = categories.n;
	f.text = (struct kua_str){b.data, b.len};
	f.kind = has_text ? KUA_KIND_TEXT : KUA_KIND_RECORD;
	bool more = !any || kua_answer_item(o, &f);
	kua_vec_free(&categories);
	kua_buf_free(&b);
	free(taken);
	return more;
}

/* ---- which row names the columns ---- */

static bool is_same(struct kua_str a, struct kua_str b)
{
	return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

/* One cell of the row, that is not empty. */
static void look_at_cell(const struct kua_words *w, struct kua_str c, struct kua_row_look *row)
{
	bool digit = false, first = true;
	row->filled++;
	if (c.n > NAME_BYTES) {
		row->names = false;
		return;
	}
	for (size_t pos = 0; pos < c.n;) {
		UChar32 cp = (UChar32)kua_next_char(c, &pos);
		bool sign = first && (cp == '-' || cp == '+' || cp == '(' || cp == '<' || cp == '>' || cp == '~');
		digit |= u_isdigit(cp);
		if (first && u_isdigit(cp)) {
			row->values++;
			row->names = false;
		}
		if (cp == '\n' && c.n > NAME_BYTES / 2)
			row->names = false;
		first = sign;
	}
	row->digits += digit;
	row->known += kua_words_column(w, c) != KUA_COL_NONE;
}

struct kua_row_look kua_look_at_row(const struct kua_words *w, const struct kua_str *cells, size_t n)
{
	struct kua_row_look row = {.names = true};
	for (size_t i = 0; i < n; i++) {
		struct kua_str c = kua_trim(cells[i]);
		if (!c.n)
			continue;
		look_at_cell(w, c, &row);
		for (size_t k = i > REPEATS ? i - REPEATS : 0; k < i && !row.repeated; k++)
			row.repeated = is_same(kua_trim(cells[k]), c);
	}
	row.names &= row.filled > 0;
	return row;
}

size_t kua_find_header(const struct kua_row_look *rows, size_t n)
{
	size_t width = 0, last_value = 0;
	for (size_t i = 0; i < n; i++) {
		width = rows[i].filled > width ? rows[i].filled : width;
		last_value = rows[i].values ? i : last_value;
	}
	bool begun = false; /* what seems to be a row of the table was there: then it takes more to be its header */
	for (size_t i = 0; i + 1 < n && width > 1; i++) {
		const struct kua_row_look *r = &rows[i];
		bool wide = r->filled > 1 && r->filled * 2 >= width;
		bool sure = i < last_value || (!r->repeated && (r->known > 0 || r->digits == 0));
		if (wide && r->names && sure && (!begun || r->known > 1))
			return i;
		begun |= wide && r->values;
	}
	return n && width > 1 && rows[0].known > 1 && rows[0].filled * 2 >= width ? 0 : n; /* "Name, 2015, 2016" */
}

void kua_answer_above(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	text = kua_trim(text);
	if (text.n > TITLE_BYTES)
		kua_read_text(w, text, o);
	else if (text.n)
		kua_answer_meta(o, "heading", text);
}
