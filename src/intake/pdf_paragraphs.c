/*
 * pdf_paragraphs.c - the lines of a document as text: a paragraph on one line, blank lines between paragraphs.
 *
 * Nothing in a PDF says where a paragraph ends. What tells: more white than between other lines, another size or weight of letters, an
 * indented line, a number or bullet before it, and a line that ended although the next word had room in it. A paragraph goes on
 * over the end of a column or page where its last line is full and no sentence ends there.
 */
#include <math.h>
#include <unicode/uchar.h>

#include "intake/pdf.h"

#define SAME_SIZE 1.12f
#define HEADING 1.12f    /* of the body's size */
#define INDENT 0.8f      /* of the size */
#define GAP 1.3f         /* of the usual distance of lines, and of the size */
#define FULL 0.35f       /* of the column's width: a line with less room than that may be full all the same */
#define HEADING_BYTES ((size_t)300)
#define SIZES 400        /* half points */

enum join { JOIN, BREAK, PARAGRAPH };

struct writer {
	const kua_pdf_lines *lines;
	struct kua_pdf_vocabulary *words;
	struct kua_pdf_text *out;
	float body;
	size_t last;       /* the line written last, or SIZE_MAX */
	size_t start;      /* of the open paragraph, in the text */
	float heading;     /* size of the open paragraph where it is a heading, else 0 */
	size_t note;       /* the first line of a note not looked at */
	KUA_VEC(size_t) waiting; /* first lines of notes not yet written */
};

float kua_pdf_body_size(const kua_pdf_lines *lines)
{
	size_t count[SIZES] = {0}, best = 20;
	for (size_t i = 0; i < lines->n; i++) {
		float half = lines->v[i].size * 2 + 0.5f;
		if (!lines->v[i].furniture && half < SIZES)
			count[(size_t)half] += lines->v[i].text.n;
	}
	for (size_t i = 0; i < SIZES; i++)
		if (count[i] > count[best])
			best = i;
	return (float)best / 2;
}

/* ---- what a line is ---- */

static uint32_t last_char_of(struct kua_str s, size_t *at)
{
	*at = s.n;
	while (*at > 0 && ((unsigned char)s.s[--*at] & 0xC0) == 0x80)
		;
	size_t pos = *at;
	return s.n ? kua_next_char(s, &pos) : 0;
}

static bool ends_sentence(struct kua_str s)
{
	size_t at;
	uint32_t cp = last_char_of(s, &at);
	for (int i = 0; i < 3 && at > 0 && (cp == ')' || cp == '"' || cp == 0x201D || cp == 0x2019 || cp == 0xBB || cp == ']' || cp == '\'' ||
	                                    cp == '*' || (cp >= 0x2070 && cp <= 0x2079) || cp == 0xB9 || cp == 0xB2 || cp == 0xB3); i++)
		cp = last_char_of((struct kua_str){s.s, at}, &at);
	return cp == '.' || cp == '!' || cp == '?' || cp == ':' || cp == ';' || cp == 0x2026 || cp == 0x3002 || cp == 0x61F ||
	       cp == 0x6D4 || cp == 0x964 || cp == 0xFF01 || cp == 0xFF1F;
}

static bool is_bullet(uint32_t cp)
{
	return cp == 0x2022 || cp == 0x25CF || cp == 0x25AA || cp == 0x25A0 || cp == 0x25CB || cp == 0x2023 || cp == 0xB7 ||
	       cp == 0x2043 || cp == 0x27A2 || cp == 0x25E6 || cp == 0x2713 || cp == 0x25BA;
}

/* "1.", "(a)", "IV.", a bullet, a dash: with white behind it. */
static bool has_label(const struct kua_pdf_line *l)
{
	struct kua_str s = l->text;
	size_t end = 0, pos = 0;
	uint32_t first = s.n ? kua_next_char(s, &pos) : 0;
	if (is_bullet(first))
		return true;
	while (end < s.n && s.s[end] != ' ' && s.s[end] != '\t')
		end++;
	if (end == s.n || end > 12)
		return false;
	char last = s.s[end - 1];
	bool number = s.s[0] == '(' || (s.s[0] >= '0' && s.s[0] <= '9');
	if (number && last == ')')
		return true;
	return l->label && (last == '.' || last == ')' || first == 0x2013 || first == 0x2014 || first == '-' ||
	                    (number && end <= 7));
}

static bool begins_small(struct kua_str s)
{
	size_t pos = 0;
	uint32_t cp = s.n ? kua_next_char(s, &pos) : 0;
	return u_islower((UChar32)cp);
}

/* No upper or lower case here: then nothing can be told by it. */
static bool begins_caseless(struct kua_str s)
{
	size_t pos = 0;
	uint32_t cp = s.n ? kua_next_char(s, &pos) : 0;
	return u_isalpha((UChar32)cp) && !u_islower((UChar32)cp) && !u_isupper((UChar32)cp);
}

static float room(const struct kua_pdf_line *l)
{
	return l->rtl ? l->x0 - l->left : l->right - l->x1;
}

static float indent(const struct kua_pdf_line *l)
{
	return l->rtl ? l->right - l->x1 : l->x0 - l->left;
}

/* The room to the longest of the lines near by: quotations are narrower than their column. */
static float room_near(const kua_pdf_lines *lines, size_t i)
{
	const struct kua_pdf_line *l = &lines->v[i];
	float most = l->rtl ? l->x0 : l->x1;
	for (size_t k = i >= 2 ? i - 2 : 0; k < lines->n && k <= i + 2; k++) {
		const struct kua_pdf_line *o = &lines->v[k];
		if (o->column == l->column && fabsf(o->x0 - l->x0) < 2 * l->size)
			most = l->rtl ? fminf(most, o->x0) : fmaxf(most, o->x1);
	}
	return l->rtl ? l->x0 - most : most - l->x1;
}

/* Does a word go on over the line's end? */
static bool is_parted(struct kua_str line, struct kua_str next)
{
	size_t at;
	uint32_t last = last_char_of(line, &at);
	bool digits = at > 0 && u_isdigit((UChar32)line.s[at - 1]) && next.n && u_isdigit((UChar32)next.s[0]);
	return (last == '-' || last == 0x2010 || last == 0xAD) && at > 0 && line.s[at - 1] != ' ' && (digits || begins_small(next));
}

/* Did the line end where the next word had no more room? */
static bool is_full(const kua_pdf_lines *lines, size_t i, const struct kua_pdf_line *next)
{
	const struct kua_pdf_line *l = &lines->v[i];
	float word = next->first + 0.2f * l->size, width = l->right - l->left;
	if (room(l) < word || is_parted(l->text, next->text))
		return true;
	bool narrow = l->x1 - l->x0 > width / 2 && room_near(lines, i) < word;
	return room(l) < FULL * width && (narrow || begins_small(next->text)) && !ends_sentence(l->text);
}

/* ---- where paragraphs end ---- */

static bool differ(const struct kua_pdf_line *a, const struct kua_pdf_line *b)
{
	return a->size > SAME_SIZE * b->size || b->size > SAME_SIZE * a->size;
}

static bool is_heading(const struct writer *w, const struct kua_pdf_line *l)
{
	return l->size > HEADING * w->body || l->bold;
}

/* The last line of a heading may be so short that it is taken for the first of the column below. */
static bool goes_on_below(const struct kua_pdf_line *l, const struct kua_pdf_line *next)
{
	float step = next->y - l->y;
	return l->page == next->page && step > 0 && step < GAP * 1.2f * l->size && fabsf(next->x0 - l->x0) < INDENT * l->size;
}

/* Two lines of different columns or pages, the first of which ended one. */
static enum join over_the_end(const struct writer *w, size_t i, const struct kua_pdf_line *next)
{
	const struct kua_pdf_line *l = &w->lines->v[i];
	bool alike = !differ(l, next) && l->bold == next->bold && l->turn == next->turn && !l->row && !next->row;
	if (!alike || ends_sentence(l->text) || has_label(next))
		return PARAGRAPH;
	if (begins_small(next->text))
		return JOIN;
	if (is_heading(w, l) && goes_on_below(l, next) && is_full(w->lines, i, next))
		return JOIN;
	bool alone = i == 0 || w->lines->v[i - 1].column != l->column;
	bool full = is_full(w->lines, i, next);
	return full && !alone && !is_heading(w, l) && indent(next) < INDENT * next->size ? JOIN : PARAGRAPH;
}

static enum join within(const struct writer *w, size_t i, const struct kua_pdf_line *next)
{
	const struct kua_pdf_line *l = &w->lines->v[i];
	float step = next->y - l->y, size = fmaxf(l->size, next->size), usual = l->leading > 0 ? l->leading : 1.2f * size;
	bool full = is_full(w->lines, i, next), ends = ends_sentence(l->text), small = begins_small(next->text);
	if (l->row && next->row)
		return BREAK;
	if (l->row || next->row)
		return step > GAP * usual + 0.3f * size ? PARAGRAPH : BREAK;
	if (differ(l, next) || step > fmaxf(GAP * usual, GAP * size))
		return PARAGRAPH;
	if (l->bold != next->bold && !(full && small))
		return PARAGRAPH;
	if (has_label(next) && (ends || !full || !small))
		return !ends && full && !next->label ? JOIN : PARAGRAPH;
	float moved = indent(next) - indent(l);
	if (moved > INDENT * size && !(has_label(l) || l->label) && (ends || !full) && !small)
		return PARAGRAPH;
	if (!full)
		return ends && !is_heading(w, l) ? PARAGRAPH : small && room(l) < FULL * (l->right - l->left) ? JOIN : BREAK;
	/* a paragraph that hung under its first line is over */
	bool hung = i > 0 && w->lines->v[i - 1].column == l->column && fabsf(w->lines->v[i - 1].x0 - l->x0) < 0.3f * size;
	if (moved < -INDENT * size && ends && hung && !small && !begins_caseless(next->text))
		return PARAGRAPH;
	return JOIN;
}

static enum join between(const struct writer *w, size_t i, const struct kua_pdf_line *next)
{
	const struct kua_pdf_line *l = &w->lines->v[i];
	return l->column == next->column ? within(w, i, next) : over_the_end(w, i, next);
}

/* ---- writing ---- */

/* A row of dots that leads to a page number, or a row of white, is one sign; soft hyphens inside a line are none. */
static void add_text(struct kua_buf *b, struct kua_str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t dots = 0, j = i;
		while (j < s.n && (s.s[j] == '.' || (dots && s.s[j] == ' ' && j + 1 < s.n && s.s[j + 1] == '.')))
			dots += s.s[j++] == '.';
		if (dots >= 4) {
			if (b->len && b->data[b->len - 1] != ' ' && b->data[b->len - 1] != '\t')
				kua_buf_char(b, ' ');
			kua_buf_str(b, "\xe2\x80\xa6");
			if (j < s.n && s.s[j] != ' ' && s.s[j] != '\t')
				kua_buf_char(b, ' ');
			i = j;
		} else if (i + 2 < s.n && memcmp(s.s + i, "\xc2\xad", 2) == 0) {
			i += 2;
		} else {
			kua_buf_char(b, s.s[i++]);
		}
	}
}

static void add_page(struct writer *w, uint32_t page)
{
	struct kua_pdf_text *t = w->out;
	if (t->pages.n && t->pages.v[t->pages.n - 1].page >= page)
		return;
	*kua_vec_add(&t->pages) = (struct kua_page_at){page, t->bytes.len};
}

static void end_paragraph(struct writer *w)
{
	struct kua_buf *b = &w->out->bytes;
	while (b->len > w->start && (b->data[b->len - 1] == ' ' || b->data[b->len - 1] == '\t'))
		b->len--;
	if (w->heading > 0 && b->len > w->start && b->len - w->start <= HEADING_BYTES)
		*kua_vec_add(&w->out->headings) = (struct kua_pdf_heading){w->start, b->len - w->start, w->heading};
	w->heading = 0;
}

static void open_paragraph(struct writer *w)
{
	struct kua_buf *b = &w->out->bytes;
	if (b->len)
		kua_buf_str(b, "\n\n");
	w->start = b->len;
}

/* A note from its first line to its last, its mark parted from its words. */
static void write_note(struct writer *w, size_t first)
{
	const kua_pdf_lines *lines = w->lines;
	open_paragraph(w);
	for (size_t i = first; i < lines->n && (lines->v[i].note == lines->v[first].note || lines->v[i].furniture); i++) {
		struct kua_str text = lines->v[i].text;
		size_t mark = i == first ? kua_pdf_glued_mark(text) : 0;
		if (lines->v[i].furniture)
			continue;
		if (i > first)
			kua_pdf_join(w->words, &w->out->bytes, text);
		kua_buf_add(&w->out->bytes, text.s, mark);
		kua_buf_str(&w->out->bytes, mark ? " " : "");
		add_text(&w->out->bytes, (struct kua_str){text.s + mark, text.n - mark});
	}
	end_paragraph(w);
}

/*
 * Behind a paragraph: the notes of pages before `page`, whose text is complete, and those that it refers to where it is a
 * heading, as they are about all that follows.
 */
static void write_notes(struct writer *w, size_t from, bool heading, uint32_t page)
{
	struct kua_buf copy = KUA_BUF_INIT; /* the text moves when it grows */
	size_t kept = 0;
	if (heading)
		kua_buf_add(&copy, w->out->bytes.data + from, w->out->bytes.len - from);
	for (size_t i = 0; i < w->waiting.n; i++) {
		const struct kua_pdf_line *l = &w->lines->v[w->waiting.v[i]];
		if (l->page < page || (heading && kua_pdf_refers_to((struct kua_str){copy.data, copy.len}, l->text)))
			write_note(w, w->waiting.v[i]);
		else
			w->waiting.v[kept++] = w->waiting.v[i];
	}
	w->waiting.n = kept;
	kua_buf_free(&copy);
}

/* The notes of the pages up to this one may be written from now on. */
static void take_notes(struct writer *w, uint32_t page)
{
	const kua_pdf_lines *lines = w->lines;
	for (; w->note < lines->n && lines->v[w->note].page <= page; w->note++) {
		const struct kua_pdf_line *l = &lines->v[w->note];
		bool begins = l->note && (w->note == 0 || lines->v[w->note - 1].note != l->note);
		if (begins)
			for (size_t i = 0; begins && i < w->waiting.n; i++)
				begins = lines->v[w->waiting.v[i]].note != l->note;
		if (begins)
			*kua_vec_add(&w->waiting) = w->note;
	}
}

static void write_line(struct writer *w, size_t i)
{
	const struct kua_pdf_line *l = &w->lines->v[i];
	struct kua_buf *b = &w->out->bytes;
	enum join how = w->last == SIZE_MAX ? PARAGRAPH : between(w, w->last, l);
	if (how == PARAGRAPH) {
		size_t from = w->start;
		bool heading = w->heading > 0;
		end_paragraph(w);
		if (w->last != SIZE_MAX && w->waiting.n)
			write_notes(w, from, heading, l->page);
		take_notes(w, l->page);
		open_paragraph(w);
		add_page(w, l->page);
		w->heading = is_heading(w, l) ? l->size * (l->bold ? 1.05f : 1) : 0;
	} else {
		take_notes(w, l->page);
		if (how == BREAK)
			kua_buf_char(b, '\n');
		else
			kua_pdf_join(w->words, b, l->text);
		add_page(w, l->page);
		if (!is_heading(w, l))
			w->heading = 0;
	}
	add_text(b, l->text);
	w->last = i;
}

void kua_pdf_write(const kua_pdf_lines *lines, bool hidden, float body, bool parts_words, struct kua_pdf_text *out)
{
	struct writer w = {.lines = lines, .out = out, .body = body, .last = SIZE_MAX};
	w.words = kua_pdf_vocabulary_new(lines, parts_words);
	for (size_t i = 0; i < lines->n; i++)
		if (!lines->v[i].furniture && !lines->v[i].note && lines->v[i].hidden == hidden && lines->v[i].text.n)
			write_line(&w, i);
	end_paragraph(&w);
	if (!hidden) {
		take_notes(&w, UINT32_MAX);
		write_notes(&w, w.start, false, UINT32_MAX);
	}
	kua_vec_free(&w.waiting);
	kua_pdf_vocabulary_free(w.words);
}

void kua_pdf_text_free(struct kua_pdf_text *t)
{
	kua_buf_free(&t->bytes);
	kua_vec_free(&t->pages);
	kua_vec_free(&t->headings);
}
