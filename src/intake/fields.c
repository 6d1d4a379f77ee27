/* fields.c - see fields.h. */
#include "intake/fields.h"

#include <stdlib.h>
#include <string.h>

enum { SENTENCE = 80 }; /* bytes of a text where only its length says that it is one */

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
