/*
 * sheet.h - a letter or a form as paragraphs, and the same in four formats: text, one HTML page, a text document (ODT) to go on writing in,
 * PDF. Parts hold plain text as documents and people have it, markup and control characters included: making it harmless is each
 * writer's first duty. What somebody has to look at before it is sent stands in brackets and, where there are colours, on a ground of
 * its own, so that it is not sent unread.
 *
 * Pure; the same sheet gives the same bytes.
 */
#ifndef KUA_REPORT_SHEET_H
#define KUA_REPORT_SHEET_H

#include "util/util.h"

enum kua_sheet_kind {
	KUA_SHEET_TITLE,
	KUA_SHEET_HEADING,
	KUA_SHEET_TEXT,
	KUA_SHEET_STRONG,
	KUA_SHEET_ITEM,  /* one of a list */
	KUA_SHEET_QUOTE,
	KUA_SHEET_LINE,  /* of an address: close below the one before */
	KUA_SHEET_ROW,   /* a label, and what stands behind it */
	KUA_SHEET_NOTES, /* here the notes stand; label: their heading. In a text document they are endnotes instead, which move with the text */
};

enum kua_run_kind {
	KUA_RUN_TEXT,
	KUA_RUN_NOTE,   /* the number of a note */
	KUA_RUN_BLANK,  /* what nobody knows: [... text], or [...] */
	KUA_RUN_REMARK, /* for the writer: [text] */
};

struct kua_run {
	enum kua_run_kind kind;
	const char *text; /* of a blank it may be NULL */
	size_t note;      /* from 1 */
};

struct kua_sheet_part {
	enum kua_sheet_kind kind;
	const char *label;
	const struct kua_run *v;
	size_t n;
};

struct kua_sheet {
	const char *title;    /* of the file */
	const char *language; /* en, ru ... */
	const char *date;     /* ISO */
	const char *colon;    /* behind the label of a row, before the space; NULL: ":" */
	const char *marked;   /* said above a text in which something stands in brackets; NULL: nothing */
	const struct kua_sheet_part *v;
	size_t n;
	struct kua_list notes;
};

enum kua_sheet_format { KUA_SHEET_AS_TEXT, KUA_SHEET_AS_HTML, KUA_SHEET_AS_ODT, KUA_SHEET_AS_PDF, KUA_SHEET_FORMATS };
extern const char *const kua_sheet_formats[KUA_SHEET_FORMATS]; /* "text", "html", "odt", "pdf" */

/* Only a PDF can fail: KUA_WORLD where Pango, qpdf or Little CMS is not installed. */
enum kua_code kua_sheet_write(const struct kua_sheet *s, enum kua_sheet_format format, struct kua_buf *out, struct kua_error *err);

/* Is anything in it for the writer to look at? */
bool kua_sheet_is_marked(const struct kua_sheet *s);

#endif
