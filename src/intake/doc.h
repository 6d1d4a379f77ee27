/* doc.h - Word's binary format: what the reader of its text must know of paragraphs and characters. (doc_formats.c) */
#ifndef KUA_INTAKE_DOC_H
#define KUA_INTAKE_DOC_H

#include "intake/codepage.h"
#include "intake/ole.h"
#include "intake/writing.h"

struct kua_doc_file {
	struct kua_str main, table; /* the streams; Word 6 and 95 have no table stream: it is main */
	bool old;                   /* Word 6 or 95: letters of one byte, short codes of properties */
	unsigned page;              /* the code page of letters of one byte */
};

/* A row of bytes of the main stream whose paragraphs or characters are alike. */
struct kua_doc_run {
	uint32_t from, to;
	uint16_t style, author; /* author: of a change */
	uint8_t tables;         /* around it */
	bool row_end, cell_end; /* cell_end: of a table inside a table; row_end ends a row */
	bool heading, deleted, inserted, hidden, special;
};
typedef KUA_VEC(struct kua_doc_run) kua_doc_runs;

/* Where a structure stands: offset and length, by its number in the head of Word 97's format. */
bool kua_doc_place(const struct kua_doc_file *f, size_t number, struct kua_str *out);
/* All runs of paragraphs or of characters, in ascending order. */
void kua_doc_paragraphs(const struct kua_doc_file *f, kua_doc_runs *out);
void kua_doc_characters(const struct kua_doc_file *f, kua_doc_runs *out);
/* The run in which a byte stands, or NULL; *hint is where the last one was found. */
const struct kua_doc_run *kua_doc_run_at(const kua_doc_runs *runs, uint32_t at, size_t *hint);
/* What each style is among those that are built in: 1 to 9 headings, 62 the title, 19 to 27 of a table of contents. */
void kua_doc_styles(const struct kua_doc_file *f, uint16_t *kinds, size_t n);

#define KUA_DOC_NOTE_REFS 2
#define KUA_DOC_NOTE_TEXTS 3
#define KUA_DOC_REMARK_REFS 4
#define KUA_DOC_REMARK_TEXTS 5
#define KUA_DOC_PIECES 33
#define KUA_DOC_REMARK_AUTHORS 36
#define KUA_DOC_ENDNOTE_REFS 46
#define KUA_DOC_ENDNOTE_TEXTS 47
#define KUA_DOC_CHANGERS 51

#endif
