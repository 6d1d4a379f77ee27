/* writing.c - see writing.h. Tables are writing_tables.c. */
#include <stdlib.h>
#include <string.h>

#include "intake/writing_inner.h"

#define HIDDEN_BYTES ((size_t)160) /* of hidden text that are shown */
#define CHANGERS ((size_t)8)     /* people who made changes that are named */

struct kua_writing *kua_writing_new(const struct kua_words *w)
{
	struct kua_writing *x = kua_calloc(1, sizeof *x);
	x->words = w;
	x->page = 1;
	return x;
}

static void free_level(struct kua_written *l)
{
	kua_buf_free(&l->text);
	kua_buf_free(&l->line);
	kua_buf_free(&l->behind);
	kua_vec_free(&l->cells);
	kua_vec_free(&l->breaks);
}

void kua_writing_free(struct kua_writing *x)
{
	for (size_t i = 0; i < KUA_WRITING_DEPTH; i++)
		free_level(&x->levels[i]);
	for (size_t i = 0; i < x->remarks.n; i++) {
		kua_buf_free(&x->remarks.v[i].author);
		kua_buf_free(&x->remarks.v[i].text);
	}
	kua_vec_free(&x->remarks);
	kua_vec_free(&x->pages);
	kua_buf_free(&x->title);
	kua_buf_free(&x->changed_by);
	kua_buf_free(&x->hidden);
	free(x);
}

/* ---- paragraphs ---- */

void kua_writing_char(struct kua_writing *x, uint32_t c)
{
	struct kua_buf *line = &x->levels[x->top].line;
	if (c == 0xad || c == 0xfeff || c == 0xfffc || c == 0x200b) /* soft hyphens, places of pictures, no width */
		return;
	if (c == '\r' || c == '\v' || c == 0x2028)
		c = '\n';
	else if (c == 0xa0 || c == 0x202f)
		c = ' ';
	else if (c == 0xf0b7) /* the bullet of the fonts of symbols */
		c = 0x2022;
	if (c >= ' ' || c == '\n' || c == '\t')
		kua_buf_utf8(line, c >= 0x7f && c < 0xa0 ? 0xfffd : c);
}

void kua_writing_text(struct kua_writing *x, struct kua_str s)
{
	struct kua_buf *line = &x->levels[x->top].line;
	for (size_t pos = 0; pos < s.n;) {
		size_t from = pos;
		while (pos < s.n && s.s[pos] >= ' ' && s.s[pos] < 0x7f)
			pos++;
		kua_buf_add(line, s.s + from, pos - from);
		if (pos < s.n)
			kua_writing_char(x, kua_next_char(s, &pos));
	}
}

/* Append a paragraph to a level's text, parted from the one before. Where it begins. */
size_t kua_written_append(struct kua_written *l, struct kua_str s, enum kua_paragraph kind)
{
	size_t cell = l->cells.n ? l->cells.v[l->cells.n - 1] : 0;
	if (l->text.len > cell) {
		bool close = kind == l->last && (kind == KUA_LIST_ENTRY || kind == KUA_ROW);
		kua_buf_str(&l->text, close ? "\n" : "\n\n");
	}
	size_t at = l->text.len;
	kua_buf_add(&l->text, s.s, s.n);
	l->last = kind;
	return at;
}

static void mark_page(struct kua_writing *x, size_t at)
{
	x->page++;
	if (x->pages.n + 1 >= KUA_PAGES)
		return;
	if (x->pages.n == 0)
		*kua_vec_add(&x->pages) = (struct kua_page_at){1, 0};
	*kua_vec_add(&x->pages) = (struct kua_page_at){x->page, at};
}

/* Where the text asks for a page and the program put one is the same place, so that counts once. */
void kua_writing_page(struct kua_writing *x, bool rendered)
{
	struct kua_written *bottom = &x->levels[0];
	x->rendered |= rendered;
	bool again = bottom->breaks.n && bottom->breaks.v[bottom->breaks.n - 1] == bottom->line.len;
	if (!again && (bottom->text.len || bottom->line.len))
		*kua_vec_add(&bottom->breaks) = bottom->line.len;
}

/* The page breaks in a paragraph of n bytes at `at`, of which the first `skipped` were left out. */
void kua_written_mark_pages(struct kua_writing *x, struct kua_written *l, size_t at, size_t skipped, size_t n)
{
	bool next = false; /* the next paragraph begins a page */
	for (size_t i = 0; i < l->breaks.n; i++) {
		size_t in = l->breaks.v[i] < skipped ? 0 : l->breaks.v[i] - skipped;
		next |= in >= n;
		if (in < n)
			mark_page(x, at + in);
	}
	l->breaks.n = next;
	if (next)
		l->breaks.v[0] = 0;
}

void kua_writing_end(struct kua_writing *x, enum kua_paragraph kind)
{
	struct kua_written *l = &x->levels[x->top];
	struct kua_str all = kua_written_str(&l->line), s = kua_trim(all);
	size_t at = s.n ? kua_written_append(l, s, kind) : l->text.len;
	if (l->breaks.n)
		kua_written_mark_pages(x, l, at, s.n ? (size_t)(s.s - all.s) : 0, s.n);
	if (s.n && kind == KUA_TITLE_LINE && x->title.len == 0)
		kua_buf_add(&x->title, s.s, s.n);
	kua_buf_clear(&l->line);
	if (l->behind.len) {
		(void)kua_written_append(l, kua_written_str(&l->behind), KUA_PARAGRAPH);
		kua_buf_clear(&l->behind);
	}
}

void kua_writing_drop(struct kua_writing *x)
{
	kua_buf_clear(&x->levels[x->top].line);
}

bool kua_writing_is_begun(const struct kua_writing *x)
{
	return kua_trim(kua_written_str(&x->levels[x->top].line)).n > 0;
}

void kua_writing_before(struct kua_writing *x, struct kua_str s)
{
	struct kua_written *l = &x->levels[x->top];
	kua_buf_reserve(&l->line, s.n);
	memmove(l->line.data + s.n, l->line.data, l->line.len + 1);
	memcpy(l->line.data, s.s, s.n);
	l->line.len += s.n;
	for (size_t i = 0; i < l->breaks.n; i++)
		l->breaks.v[i] += l->breaks.v[i] ? s.n : 0;
}

/* ---- texts in texts ---- */

bool kua_written_open(struct kua_writing *x)
{
	if (x->top + 1 == KUA_WRITING_DEPTH || x->beyond) {
		x->beyond++;
		return false;
	}
	struct kua_written *l = &x->levels[++x->top];
	kua_buf_clear(&l->text);
	kua_buf_clear(&l->line);
	kua_buf_clear(&l->behind);
	l->cells.n = l->breaks.n = 0;
	l->row = false;
	return true;
}

/* The level that ends, its last paragraph ended; NULL where it had no place, or there is none to end. */
struct kua_written *kua_written_close(struct kua_writing *x, bool row)
{
	kua_writing_end(x, KUA_PARAGRAPH);
	if (x->beyond) {
		x->beyond--;
		return NULL;
	}
	if (x->top == 0 || x->levels[x->top].row != row)
		return NULL;
	return &x->levels[x->top--];
}

void kua_writing_open(struct kua_writing *x)
{
	(void)kua_written_open(x);
}

void kua_writing_close(struct kua_writing *x, struct kua_buf *out)
{
	while (x->top && x->levels[x->top].row && !x->beyond) /* rows that were left open */
		kua_writing_row_end(x);
	struct kua_written *l = kua_written_close(x, false);
	if (l)
		kua_buf_add(out, kua_written_str(&l->text).s, l->text.len);
}

void kua_writing_behind(struct kua_writing *x, struct kua_str text)
{
	struct kua_buf *b = &x->levels[x->top].behind;
	if (kua_trim(text).n == 0)
		return;
	if (b->len)
		kua_buf_str(b, "\n\n");
	kua_buf_add(b, text.s, text.n);
}

void kua_writing_note(struct kua_writing *x, struct kua_str text)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (kua_trim(text).n == 0)
		return;
	kua_buf_printf(&x->levels[x->top].line, "[%zu]", ++x->notes);
	kua_buf_printf(&b, "[%zu] ", x->notes);
	kua_buf_add(&b, text.s, text.n);
	kua_writing_behind(x, kua_written_str(&b));
	kua_buf_free(&b);
}

static unsigned digits(const char *p, size_t n)
{
	unsigned v = 0;
	for (size_t i = 0; i < n; i++)
		v = v * 10 + (unsigned)(p[i] - '0');
	return v;
}

/* The day that a time begins with; "" where it is none that the calendar has, or before there were computers' clocks. */
static void take_date(struct kua_str s, char date[11])
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool good = s.n >= 10;
	for (size_t i = 0; good && i < 10; i++)
		good = i == 4 || i == 7 ? s.s[i] == '-' : s.s[i] >= '0' && s.s[i] <= '9';
	if (good) {
		unsigned year = digits(s.s, 4), month = digits(s.s + 5, 2), day = digits(s.s + 8, 2);
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		good = year > 1601 && month >= 1 && month <= 12 && day >= 1;
		good = good && day <= days[month - 1] + (leap && month == 2);
	}
	(void)snprintf(date, 11, "%.10s", good ? s.s : "");
}

void kua_writing_remark(struct kua_writing *x, struct kua_str author, struct kua_str date, struct kua_str text)
{
	if (kua_trim(text).n == 0)
		return;
	struct kua_written_remark *r = kua_vec_add(&x->remarks);
	kua_buf_add(&r->author, author.s, author.n);
	kua_buf_add(&r->text, text.s, text.n);
	take_date(date, r->date);
}

/* ---- what is noteworthy ---- */

void kua_writing_change(struct kua_writing *x, struct kua_str author)
{
	struct kua_buf name = KUA_BUF_INIT;
	x->changes++;
	kua_one_line(&name, author.s, author.n < 200 ? author.n : kua_cut(author.s, author.n, 200));
	if (name.len && x->changers < CHANGERS &&
	    !(x->changed_by.len && strstr(x->changed_by.data, name.data))) {
		if (x->changers++)
			kua_buf_str(&x->changed_by, ", ");
		kua_buf_add(&x->changed_by, name.data, name.len);
	}
	kua_buf_free(&name);
}

void kua_writing_hidden(struct kua_writing *x, struct kua_str text)
{
	x->hidden_bytes += text.n;
	size_t room = HIDDEN_BYTES - x->hidden.len;
	if (room)
		kua_buf_add(&x->hidden, text.s, kua_cut(text.s, text.n, room));
}

static void diagnose(const struct kua_writing *x, struct kua_answer *o)
{
	if (x->changes && x->changed_by.len)
		kua_answer_diagnose(o, KUA_DIAG_TRACKED, "%zu, by %s", x->changes, x->changed_by.data);
	else if (x->changes)
		kua_answer_diagnose(o, KUA_DIAG_TRACKED, "%zu", x->changes);
	struct kua_str shown = kua_trim(kua_written_str(&x->hidden));
	if (shown.n)
		kua_answer_diagnose(o, KUA_DIAG_HIDDEN_TEXT, "%zu bytes: %.*s", x->hidden_bytes, (int)shown.n, shown.s);
}

/* ---- items ---- */

/* Where the pages begin in `kept`, which is text without some of its lines. */
static void move_pages(kua_written_pages *p, struct kua_str text, struct kua_str kept)
{
	size_t at = 0, kept_at = 0, i = 0, n = 0;
	struct kua_str line, kept_line = {NULL, 0};
	bool more = kua_next_line(kept, &kept_at, &kept_line);
	for (size_t from = 0; i < p->n && kua_next_line(text, &at, &line); from = at) {
		bool same = more && line.n == kept_line.n && memcmp(line.s, kept_line.s, line.n) == 0;
		size_t start = more ? (size_t)(kept_line.s - kept.s) : kept.n;
		for (; i < p->n && p->v[i].offset < at; i++) {
			size_t in = same ? (size_t)p->v[i].offset - from : 0;
			struct kua_page_at moved = {p->v[i].page, start + in};
			if (n && p->v[n - 1].offset == moved.offset)
				p->v[n - 1] = moved;
			else
				p->v[n++] = moved;
		}
		if (same)
			more = kua_next_line(kept, &kept_at, &kept_line);
	}
	p->n = n;
}

static void answer_text(struct kua_writing *x, struct kua_str text, struct kua_answer *o)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_found f = {.title = kua_written_str(&x->title)};
	kua_strings categories = {0};
	kua_leave_out_furniture(x->words, text, &b);
	f.text = kua_written_str(&b);
	if (f.text.n) {
		kua_find_byline(x->words, f.text, text, &f);
		kua_find_categories(x->words, text, &categories);
		f.categories = categories.v;
		f.n_categories = categories.n;
		move_pages(&x->pages, text, f.text);
		f.pages = x->pages.v;
		f.n_pages = x->rendered ? x->pages.n : 0;
		(void)kua_answer_item(o, &f);
	}
	kua_vec_free(&categories);
	kua_buf_free(&b);
}

void kua_writing_answer(struct kua_writing *x, struct kua_answer *o)
{
	struct kua_buf rest = KUA_BUF_INIT;
	x->beyond = 0;
	while (x->top) { /* the document broke off inside of something */
		if (x->levels[x->top].row) {
			kua_writing_row_end(x);
			continue;
		}
		kua_buf_clear(&rest);
		kua_writing_close(x, &rest);
		kua_writing_behind(x, kua_written_str(&rest));
	}
	kua_buf_free(&rest);
	kua_writing_end(x, KUA_PARAGRAPH);
	diagnose(x, o);
	struct kua_str text = kua_written_str(&x->levels[0].text), nobody = {NULL, 0};
	if (text.n && !kua_read_mail(x->words, text, o) && !kua_split_posts(x->words, text, nobody, o) &&
	    !kua_split_parts(x->words, text, o))
		answer_text(x, text, o);
	for (size_t i = 0; i < x->remarks.n; i++) {
		struct kua_written_remark *r = &x->remarks.v[i];
		struct kua_found f = {.author = kua_written_str(&r->author), .text = kua_written_str(&r->text)};
		memcpy(f.date, r->date, sizeof f.date);
		(void)kua_answer_item(o, &f);
	}
	if (!text.n && !x->remarks.n && !o->inner)
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, "no text in it");
}

/* ---- metadata ---- */

void kua_answer_time(struct kua_answer *o, const char *key, struct kua_str time)
{
	char date[11];
	take_date(kua_trim(time), date);
	if (!date[0])
		return;
	struct kua_str s = kua_trim(time);
	const char *dot = memchr(s.s, '.', s.n);
	bool utc = s.s[s.n - 1] == 'Z';
	char clean[32];
	size_t n = dot ? (size_t)(dot - s.s) : s.n;
	(void)snprintf(clean, sizeof clean, "%.*s%s", (int)(n < 25 ? n : 25), s.s, dot && utc ? "Z" : "");
	kua_answer_meta(o, key, kua_str(clean));
}
