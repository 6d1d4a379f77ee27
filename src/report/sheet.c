/* sheet.c - a letter or a form, and how it reads as text. See sheet.h. */
#include <string.h>

#include "report/sheets.h"

#define COLUMNS 76 /* of a text */

const char *const kua_sheet_formats[KUA_SHEET_FORMATS] = {"text", "html", "odt", "pdf"};

enum kua_code kua_sheet_write(const struct kua_sheet *s, enum kua_sheet_format format, struct kua_buf *out, struct kua_error *err)
{
	switch (format) {
	case KUA_SHEET_AS_HTML: sheet_html(s, out); return KUA_OK;
	case KUA_SHEET_AS_ODT: sheet_odt(s, out); return KUA_OK;
	case KUA_SHEET_AS_PDF: return sheet_pdf(s, out, err);
	default: sheet_text(s, out); return KUA_OK;
	}
}

bool kua_sheet_is_marked(const struct kua_sheet *s)
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->v[i].n; k++)
			if (s->v[i].v[k].kind == KUA_RUN_BLANK || s->v[i].v[k].kind == KUA_RUN_REMARK)
				return true;
	return false;
}

void sheet_run(const struct kua_run *r, struct kua_buf *out)
{
	const char *text = r->text ? r->text : "";
	switch (r->kind) {
	case KUA_RUN_NOTE: kua_buf_printf(out, "[%zu]", r->note); break;
	case KUA_RUN_BLANK: kua_buf_printf(out, *text ? "[... %s]" : "[...]", text); break;
	case KUA_RUN_REMARK: kua_buf_printf(out, "[%s]", text); break;
	case KUA_RUN_TEXT: kua_buf_str(out, text); break;
	}
}

/* ---- text ---- */

/* s in lines of at most COLUMNS, all but the first behind so many spaces. A longer word stands alone. */
static void wrap(const char *s, unsigned indent, struct kua_buf *out)
{
	struct kua_buf word = KUA_BUF_INIT;
	size_t column = indent;
	bool first = true;
	for (uint32_t c = ' '; c != 0;) {
		kua_buf_clear(&word);
		while ((c = safe_kept(&s)) != 0 && c != ' ')
			kua_buf_utf8(&word, c);
		if (!word.len)
			continue;
		size_t wide = kua_utf8_columns(word.data);
		if (!first && column + 1 + wide > COLUMNS) {
			kua_buf_printf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			kua_buf_char(out, ' ');
			column++;
		}
		kua_buf_add(out, word.data, word.len);
		column += wide;
		first = false;
	}
	kua_buf_free(&word);
}

static void underline(const char *s, char with, struct kua_buf *out)
{
	size_t n = kua_utf8_columns(s);
	kua_buf_char(out, '\n');
	for (size_t i = 0; i < (n < COLUMNS ? n : COLUMNS); i++)
		kua_buf_char(out, with);
}

static void text_notes(const struct kua_sheet *s, const struct kua_sheet_part *p, struct kua_buf *out)
{
	if (!s->notes.n)
		return;
	wrap(p->label ? p->label : "", 0, out);
	underline(p->label ? p->label : "", '-', out);
	for (size_t i = 0; i < s->notes.n; i++) {
		kua_buf_printf(out, "\n[%zu] ", i + 1);
		wrap(s->notes.v[i], 5, out);
	}
	kua_buf_char(out, '\n');
}

static void text_part(const struct kua_sheet *s, const struct kua_sheet_part *p, struct kua_buf *text, struct kua_buf *out)
{
	kua_buf_clear(text);
	if (p->kind == KUA_SHEET_ROW)
		kua_buf_printf(text, "%s%s ", p->label, s->colon ? s->colon : ":");
	for (size_t i = 0; i < p->n; i++)
		sheet_run(&p->v[i], text);
	const char *said = text->len ? text->data : "";
	switch (p->kind) {
	case KUA_SHEET_NOTES: text_notes(s, p, out); return;
	case KUA_SHEET_ITEM: kua_buf_str(out, "- "); wrap(said, 2, out); break;
	case KUA_SHEET_QUOTE: kua_buf_str(out, "    "); wrap(said, 4, out); break;
	case KUA_SHEET_ROW: wrap(said, 4, out); break;
	default: wrap(said, 0, out); break;
	}
	if (p->kind == KUA_SHEET_TITLE || p->kind == KUA_SHEET_HEADING)
		underline(said, p->kind == KUA_SHEET_TITLE ? '=' : '-', out);
	kua_buf_char(out, '\n');
}

/* Lines of one kind that belong together have no empty line between them. */
static bool is_close(enum kua_sheet_kind before, enum kua_sheet_kind kind)
{
	return before == kind && (kind == KUA_SHEET_LINE || kind == KUA_SHEET_ITEM || kind == KUA_SHEET_ROW);
}

void sheet_text(const struct kua_sheet *s, struct kua_buf *out)
{
	struct kua_buf text = KUA_BUF_INIT;
	if (s->marked && kua_sheet_is_marked(s)) {
		wrap(s->marked, 0, out);
		kua_buf_str(out, "\n\n");
	}
	for (size_t i = 0; i < s->n; i++) {
		if (i && !is_close(s->v[i - 1].kind, s->v[i].kind))
			kua_buf_char(out, '\n');
		text_part(s, &s->v[i], &text, out);
	}
	kua_buf_free(&text);
}
