/*
 * pdf_notes.c - footnotes: smaller lines at the foot of a column, of which the first begins with a mark. They are written behind the
 * paragraph that refers to them, never into a sentence.
 */
#include <math.h>
#include <unicode/uchar.h>

#include "intake/pdf.h"

#define SMALLER 0.94f
#define MARK_BYTES ((size_t)12)
#define LARGER 1.06f
#define APART 1.5f
#define IMPRINT_LINES 2 /* that may stand below the notes */
#define IMPRINT_BYTES ((size_t)40)

static bool is_superscript(uint32_t cp)
{
	return cp == 0xB9 || cp == 0xB2 || cp == 0xB3 || cp == 0x2070 || (cp >= 0x2074 && cp <= 0x2079);
}

static bool is_sign(uint32_t cp)
{
	return cp == '*' || cp == 0x2020 || cp == 0x2021 || cp == 0xA7 || cp == 0x2217;
}

static bool is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

/* A word with a large letter, as notes begin whose number has no white behind it: "1The". */
static bool begins_word(struct kua_str s)
{
	size_t pos = 0;
	uint32_t first = s.n ? kua_next_char(s, &pos) : 0, second = pos < s.n ? kua_next_char(s, &pos) : 0;
	return u_isupper((UChar32)first) && (u_islower((UChar32)second) || second == ' ');
}

/* The mark with which a footnote begins: digits, raised or not, or up to four signs; {NULL, 0} for other lines. */
static struct kua_str mark_of(struct kua_str line)
{
	size_t pos = 0, end = 0;
	uint32_t cp = 0;
	bool (*is)(uint32_t) = NULL;
	while (pos < line.n && pos <= MARK_BYTES) {
		cp = kua_next_char(line, &pos);
		if (!is)
			is = is_superscript(cp) ? is_superscript : is_sign(cp) ? is_sign : is_digit;
		if (!is(cp))
			break;
		end = pos;
	}
	bool digits = is == is_digit, ends = end < line.n && (!digits || cp == ' ' || cp == '\t' || cp == '.' || cp == ')' ||
	                                                       begins_word((struct kua_str){line.s + end, line.n - end}));
	if (!end || end > MARK_BYTES || !ends || (digits && end > 3))
		return (struct kua_str){NULL, 0};
	return (struct kua_str){line.s, end};
}

/* The mark as it stands in the text: digits are raised there. */
static void raised_mark(struct kua_str mark, struct kua_buf *b)
{
	for (size_t pos = 0; pos < mark.n;)
		kua_buf_utf8(b, kua_pdf_superscript(kua_next_char(mark, &pos)));
}

size_t kua_pdf_glued_mark(struct kua_str note)
{
	struct kua_str mark = mark_of(note);
	size_t pos = mark.n;
	return mark.n && pos < note.n && u_isalpha((UChar32)kua_next_char(note, &pos)) ? mark.n : 0;
}

bool kua_pdf_refers_to(struct kua_str line, struct kua_str note)
{
	struct kua_str mark = mark_of(note);
	struct kua_buf b = KUA_BUF_INIT;
	bool found = false;
	raised_mark(mark, &b);
	for (size_t at = 0; mark.n && !found && at + b.len <= line.n;) {
		const char *p = memmem(line.s + at, line.n - at, b.data, b.len);
		if (!p)
			break;
		size_t start = (size_t)(p - line.s), end = start + b.len;
		size_t pos = end;
		uint32_t next = end < line.n ? kua_next_char(line, &pos) : ' ';
		/* not a part of a longer mark */
		bool longer = is_superscript(next) || is_sign(next) || (start > 0 && b.data[0] == '*' && line.s[start - 1] == '*');
		found = start > 0 && !longer;
		at = end;
	}
	kua_buf_free(&b);
	return found;
}


/* Is there more of the text below the line than an imprint? */
static bool is_above_text(const kua_pdf_lines *lines, size_t from, size_t to, const struct kua_pdf_line *l, float body)
{
	size_t below = 0;
	for (size_t i = from; i < to; i++) {
		const struct kua_pdf_line *o = &lines->v[i];
		if (!o->furniture && !o->note && o->turn == l->turn && !o->hidden && o->y > l->y + 1 && o->size > SMALLER * body &&
		    o->x0 < l->right && o->x1 > l->left)
			below += o->text.n > IMPRINT_BYTES ? IMPRINT_LINES + 1 : 1;
	}
	return below > IMPRINT_LINES;
}

static float step(const kua_pdf_lines *lines, size_t i, size_t from)
{
	return i > from ? lines->v[i].y - lines->v[i - 1].y : INFINITY;
}

/* Does a footnote begin here? In smaller letters, or with a raised mark or a sign below more white than other lines have. */
static bool begins_note(const kua_pdf_lines *lines, size_t i, size_t from, float body)
{
	const struct kua_pdf_line *l = &lines->v[i];
	struct kua_str mark = l->furniture || l->hidden || l->row || l->turn ? (struct kua_str){NULL, 0} : mark_of(l->text);
	size_t pos = 0;
	if (!mark.n || l->size > LARGER * body)
		return false;
	uint32_t first = kua_next_char(mark, &pos);
	bool apart = step(lines, i, from) > APART * fmaxf(l->leading, l->size);
	return l->size <= SMALLER * body || (apart && (is_superscript(first) || is_sign(first)) && l->y > l->height / 2);
}

/* The lines from..to - 1 are one column of a page, whose lines are first..last - 1. */
static void mark_column(kua_pdf_lines *lines, size_t from, size_t to, size_t first, size_t last, float body, uint32_t *note)
{
	size_t i = from;
	while (i < to && !begins_note(lines, i, from, body))
		i++;
	for (size_t start = i; i < to; i++) {
		struct kua_pdf_line *l = &lines->v[i];
		bool begins = begins_note(lines, i, from, body) || (i > start && mark_of(l->text).n && l->size <= LARGER * body);
		if (l->furniture)
			continue;
		if (!begins && (l->size > LARGER * body || step(lines, i, from) > APART * l->size))
			break;
		*note += begins;
		l->note = *note;
	}
	size_t k = from;
	while (k < to && !lines->v[k].note)
		k++;
	if (k == to || !is_above_text(lines, first, last, &lines->v[k], body))
		return;
	for (; k < to; k++)
		lines->v[k].note = 0;
}

void kua_pdf_mark_notes(kua_pdf_lines *lines, float body)
{
	uint32_t note = 0;
	for (size_t page = 0, end, i, j; page < lines->n; page = end) {
		for (end = page; end < lines->n && lines->v[end].page == lines->v[page].page; end++)
			;
		for (i = page; i < end; i = j) {
			for (j = i; j < end && lines->v[j].column == lines->v[i].column; j++)
				;
			mark_column(lines, i, j, page, end, body, &note);
		}
	}
}
