/*
 * text.c - the report for a terminal: wrapped to its width by columns, not bytes; bold and dim where colour
 * is asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

enum { COLUMNS = 80, COLUMNS_LEAST = 40, HEAD_MOST = 16 };

struct page {
	struct kua_buf *out;
	struct kua_buf word;
	unsigned width;
	bool colour;
	unsigned head; /* columns of the numbers of this act */
};

static void style(struct page *p, const char *code)
{
	if (p->colour)
		kua_buf_printf(p->out, "\033[%sm", code);
}

static void spaces(struct page *p, unsigned n)
{
	for (; n; n--)
		kua_buf_char(p->out, ' ');
}

static void new_line(struct page *p, unsigned indent)
{
	kua_buf_char(p->out, '\n');
	spaces(p, indent);
}

/* The next word of s into p->word, harmless; its columns. 0 at the end. */
static unsigned next_word(struct page *p, const char **s)
{
	uint32_t c;
	kua_buf_clear(&p->word);
	const char *at = *s;
	while ((c = safe_next(&at)) == ' ')
		*s = at;
	for (at = *s; (c = safe_next(&at)) != 0 && c != ' '; *s = at)
		kua_buf_utf8(&p->word, c);
	return p->word.len ? (unsigned)kua_utf8_columns(p->word.data) : 0;
}

/* A word that is longer than a line is cut where the line ends. */
static unsigned long_word(struct page *p, unsigned column, unsigned indent)
{
	const char *s = p->word.data;
	char one[8];
	while (*s) {
		uint32_t c;
		size_t n = kua_utf8_next(s, strnlen(s, 4), &c);
		memcpy(one, s, n);
		one[n] = 0;
		unsigned columns = (unsigned)kua_utf8_columns(one);
		if (column + columns > p->width && column > indent) {
			new_line(p, indent);
			column = indent;
		}
		kua_buf_add(p->out, one, n);
		column += columns;
		s += n;
	}
	return column;
}

/* Write s from a column on; lines after the first begin at the indent. Returns the column where it ends. */
static unsigned wrap(struct page *p, const char *s, unsigned column, unsigned indent)
{
	bool first = true;
	for (unsigned n; s && (n = next_word(p, &s)) != 0; first = false) {
		if (!first && column + 1 + n > p->width) {
			new_line(p, indent);
			column = indent;
		} else if (first && column + n > p->width && column > indent) {
			new_line(p, indent);
			column = indent;
		} else if (!first) {
			kua_buf_char(p->out, ' ');
			column++;
		}
		if (indent + n > p->width) {
			column = long_word(p, column, indent);
		} else {
			kua_buf_add(p->out, p->word.data, p->word.len);
			column += n;
		}
	}
	return column;
}

/* The first line begins at one column, the others at another. */
static void hang(struct page *p, const char *s, unsigned first, unsigned others)
{
	spaces(p, first);
	wrap(p, s, first, others);
	kua_buf_char(p->out, '\n');
}

static void paragraph(struct page *p, const char *s, unsigned indent)
{
	hang(p, s, indent, indent);
}

static void styled(struct page *p, const char *code, const char *s, unsigned indent)
{
	style(p, code);
	paragraph(p, s, indent);
	style(p, "0");
}

static void underline(struct page *p, unsigned n, const char *mark)
{
	for (n = n < p->width ? n : p->width; n; n--)
		kua_buf_str(p->out, mark);
	kua_buf_char(p->out, '\n');
}

/* Columns of text as it is shown. */
static unsigned columns_of(struct page *p, const char *s)
{
	kua_buf_clear(&p->word);
	for (uint32_t c; (c = safe_next(&s)) != 0;)
		kua_buf_utf8(&p->word, c);
	return p->word.len ? (unsigned)kua_utf8_columns(p->word.data) : 0;
}

static void section(struct page *p, const char *s)
{
	kua_buf_char(p->out, '\n');
	style(p, "1");
	paragraph(p, s, 0);
	underline(p, columns_of(p, s), "═");
	style(p, "0");
}

/* How wide the column of numbers of an act is. */
static void measure_heads(struct page *p, const struct report *r, size_t from)
{
	p->head = 4;
	for (size_t i = from + 1; i < r->blocks.n; i++) {
		enum block_kind kind = r->blocks.v[i].kind;
		if (kind == BLOCK_ACT || kind == BLOCK_EVENT || kind == BLOCK_SECTION)
			break;
		unsigned n = kind == BLOCK_LINE ? columns_of(p, r->blocks.v[i].head) : 0;
		if (n <= HEAD_MOST && n > p->head)
			p->head = n;
	}
}

static void act(struct page *p, const struct report *r, size_t i)
{
	const struct block *b = &r->blocks.v[i];
	measure_heads(p, r, i);
	kua_buf_char(p->out, '\n');
	spaces(p, 2);
	style(p, "1");
	unsigned column = wrap(p, b->head, 2, 2);
	style(p, "0");
	if (b->text)
		wrap(p, kua_arena_printf(r->a, ": %s", b->text), column, 4);
	kua_buf_char(p->out, '\n');
}

static void line(struct page *p, const struct block *b)
{
	unsigned indent = 4 + p->head + 3;
	spaces(p, 4);
	style(p, "1");
	unsigned column = wrap(p, b->head, 4, 4);
	style(p, "0");
	if (column + 3 > indent) {
		new_line(p, indent);
		column = indent;
	} else {
		spaces(p, indent - column);
		column = indent;
	}
	wrap(p, b->text, column, indent);
	kua_buf_char(p->out, '\n');
}

static void quote(struct page *p, const struct report *r, const struct block *b)
{
	unsigned indent = 4 + p->head + 3;
	if (b->text)
		paragraph(p, kua_arena_printf(r->a, "“%s”", b->text), indent);
	styled(p, "2", b->more, indent + 2);
}

static void row(struct page *p, const struct block *b)
{
	unsigned column = 2, indent = 27;
	spaces(p, column);
	column = wrap(p, b->head, column, 2);
	if (column + 2 > indent)
		new_line(p, indent);
	else
		spaces(p, indent - column);
	wrap(p, b->text, indent, indent);
	kua_buf_char(p->out, '\n');
	if (b->more)
		styled(p, "2", b->more, indent + 2);
}

/* In quotation marks; what was cut or added is nothing on the other side. */
static const char *quoted(const struct report *r, const char *s)
{
	return *s ? kua_arena_printf(r->a, "“%s”", s) : "nothing";
}

static void change(struct page *p, const struct report *r, const struct block *b)
{
	const char *head = quoted(r, b->head), *text = quoted(r, b->text);
	paragraph(p, b->known ? kua_arena_printf(r->a, "%s became %s (%s)", head, text, b->more)
	                      : kua_arena_printf(r->a, "%s in one, %s in the other (%s)", head, text, b->more), 6);
}

static bool in_line(enum block_kind kind)
{
	return kind == BLOCK_QUOTE || kind == BLOCK_NOTE;
}

static void write_block(struct page *p, const struct report *r, size_t i)
{
	const struct block *b = &r->blocks.v[i];
	unsigned deep = 4 + p->head + 3;
	bool after_section = i && r->blocks.v[i - 1].kind == BLOCK_SECTION;
	if (after_section && (b->kind == BLOCK_ROW || b->kind == BLOCK_ITEM))
		kua_buf_char(p->out, '\n');
	switch (b->kind) {
	case BLOCK_TITLE:
		styled(p, "1", b->head, 0);
		break;
	case BLOCK_LEAD:
		if (b->head) {
			kua_buf_char(p->out, '\n');
			styled(p, "1", b->head, 0);
		}
		hang(p, b->text, 2, 4);
		break;
	case BLOCK_SECTION:
		section(p, b->head);
		break;
	case BLOCK_EVENT:
		kua_buf_char(p->out, '\n');
		styled(p, "1;4", b->head, 0);
		break;
	case BLOCK_ACT: act(p, r, i); break;
	case BLOCK_AXIS: break;
	case BLOCK_TREE: break;
	case BLOCK_LINE:
		kua_buf_char(p->out, '\n');
		line(p, b);
		break;
	case BLOCK_QUOTE: quote(p, r, b); break;
	case BLOCK_NOTE:
		hang(p, kua_arena_printf(r->a, "· %s", b->text), deep, deep + 2);
		break;
	case BLOCK_CASE:
		kua_buf_char(p->out, '\n');
		style(p, "1");
		paragraph(p, b->head, 0);
		style(p, "0");
		if (b->text)
			paragraph(p, kua_arena_printf(r->a, "now: %s", b->text), 2);
		break;
	case BLOCK_ROW: row(p, b); break;
	case BLOCK_FAMILY:
		kua_buf_char(p->out, '\n');
		styled(p, "1", b->text, 0);
		break;
	case BLOCK_ITEM:
		hang(p, kua_arena_printf(r->a, "– %s", b->text), 2, 4);
		break;
	case BLOCK_CHANGE: change(p, r, b); break;
	case BLOCK_PARA:
		kua_buf_char(p->out, '\n');
		paragraph(p, b->text, 0);
		break;
	case BLOCK_MORE: styled(p, "2", b->text, i && in_line(r->blocks.v[i - 1].kind) ? deep + 2 : 6); break;
	}
}

void write_text(const struct report *r, const struct kua_report_options *o, struct kua_buf *out)
{
	struct page p = {.out = out, .width = o->columns ? o->columns : COLUMNS, .colour = o->colour, .head = 4};
	p.width = p.width < COLUMNS_LEAST ? COLUMNS_LEAST : p.width;
	for (size_t i = 0; i < r->blocks.n; i++)
		write_block(&p, r, i);
	kua_buf_free(&p.word);
}
