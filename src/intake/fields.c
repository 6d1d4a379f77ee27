/* fields.c - see fields.h. */
#include "intake/fields.h"

#include <stdlib.h>
#include <string.h>

/* Categories in one cell are parted by bars or semicolons, else by commas. */
static const char *separators_of(struct kua_str s)
{
	return memchr(s.s, '|', s.n) ? "|" : memchr(s.s, ';', s.n) ? ";" : ",";
}

static void take(const struct kua_words *w, const struct kua_cell *c, struct kua_found *f, kua_strings *categories)
{
	switch (c->column) {
	case KUA_COL_TITLE:
		if (!f->title.n)
			f->title = c->value;
		break;
	case KUA_COL_AUTHOR:
		if (!f->author.n)
			f->author = c->value;
		break;
	case KUA_COL_URL:
		if (!f->url.n && c->value.n > 8 && (!strncmp(c->value.s, "https://", 8) || !strncmp(c->value.s, "http://", 7)) &&
		    !memchr(c->value.s, ' ', c->value.n))
			f->url = c->value;
		break;
	case KUA_COL_LANGUAGE:
		if (!f->language.n)
			f->language = kua_trim(c->value);
		break;
	case KUA_COL_CATEGORY:
		kua_split(c->value, separators_of(c->value), KUA_CATEGORIES, categories);
		break;
	case KUA_COL_DATE:
		if (!f->date[0] && !kua_whole_date(w, c->value, f->date))
			f->date[0] = '\0';
		break;
	default:
		break;
	}
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

bool kua_answer_row(const struct kua_words *w, const struct kua_cell *cells, size_t n, bool has_text,
                    struct kua_answer *o)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_found f = {0};
	kua_strings categories = {0};
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		if (kua_trim(cells[i].value).n == 0)
			continue;
		any = true;
		take(w, &cells[i], &f, &categories);
		if (!has_text)
			add_to_text(&b, &cells[i], true, "\n");
		else if (cells[i].column == KUA_COL_TEXT)
			add_to_text(&b, &cells[i], false, "\n\n");
	}
	for (size_t i = 0; has_text && i < n; i++)
		if (cells[i].column == KUA_COL_MORE_TEXT && kua_trim(cells[i].value).n)
			add_to_text(&b, &cells[i], true, "\n\n");
	f.categories = categories.v;
	f.n_categories = categories.n;
	f.text = (struct kua_str){b.data, b.len};
	f.kind = has_text ? KUA_KIND_TEXT : KUA_KIND_RECORD;
	bool more = !any || kua_answer_item(o, &f);
	kua_vec_free(&categories);
	kua_buf_free(&b);
	return more;
}
