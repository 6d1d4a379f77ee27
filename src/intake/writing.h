/*
 * writing.h - what word processors hold, gathered into running text: paragraphs, tables, notes, text boxes, remarks,
 * pages. Readers of DOCX, ODT, RTF and DOC tell what they meet in the order of the document; here it becomes lines,
 * and in the end items. (writing.c)
 *
 *   paragraphs   a blank line between them; list entries and rows of tables on lines that follow each other
 *   tables       a row is a line with tabs between its cells; a row whose cells are long or hold several paragraphs
 *                is a layout, not a table: its cells follow each other as paragraphs
 *   notes        "[1]" where they are referred to, and themselves as paragraphs behind the paragraph
 *   text boxes   behind the paragraph to which they are tied
 *   remarks      comments in the margin: each an item of its own, with who made it and when
 */
#ifndef KUA_INTAKE_WRITING_H
#define KUA_INTAKE_WRITING_H

#include "intake/internal.h"

#define KUA_WRITING_DEPTH ((size_t)48) /* of tables and notes in each other; what is deeper joins the text around it */

enum kua_paragraph { KUA_PARAGRAPH, KUA_TITLE_LINE, KUA_HEADING, KUA_LIST_ENTRY, KUA_ROW };

struct kua_writing;
struct kua_writing *kua_writing_new(const struct kua_words *w);
void kua_writing_free(struct kua_writing *x);

/* Append to the paragraph; bytes that are not UTF-8 and signs that nobody sees are taken care of. \n: a line break. */
void kua_writing_text(struct kua_writing *x, struct kua_str text);
void kua_writing_char(struct kua_writing *x, uint32_t code_point);
/* The paragraph ends. Empty ones leave nothing. */
void kua_writing_end(struct kua_writing *x, enum kua_paragraph kind);
/* Forget what the paragraph holds so far. */
void kua_writing_drop(struct kua_writing *x);
bool kua_writing_is_begun(const struct kua_writing *x); /* does it hold anything? */
/* Put s in front of the paragraph: the number of a list's entry is known late. */
void kua_writing_before(struct kua_writing *x, struct kua_str s);
/*
 * A new page begins here: because the program that wrote the document put it there (rendered), or because the text asks for
 * one. Without any of the first kind nobody knows the pages, and none are answered.
 */
void kua_writing_page(struct kua_writing *x, bool rendered);

void kua_writing_row(struct kua_writing *x);  /* a row begins; rows may stand in cells */
void kua_writing_cell(struct kua_writing *x); /* a cell of it begins */
void kua_writing_row_end(struct kua_writing *x);

/*
 * The same for formats in which a paragraph says how many tables are around it, and a cell and a row only that they
 * end. Start it with {0}, for each text of its own one.
 */
#define KUA_WRITING_TABLES ((size_t)16)
struct kua_writing_rows {
	size_t open;
	bool no_cell[KUA_WRITING_TABLES + 1]; /* of that row no cell is open */
};
void kua_writing_in_tables(struct kua_writing *x, struct kua_writing_rows *r, size_t tables); /* before anything is written */
void kua_writing_cell_end(struct kua_writing *x, struct kua_writing_rows *r, size_t tables);
void kua_writing_rows_end(struct kua_writing *x, struct kua_writing_rows *r, size_t tables); /* and those inside it */

/* A text of its own begins in the midst of another; when it is closed it is appended to out. */
void kua_writing_open(struct kua_writing *x);
void kua_writing_close(struct kua_writing *x, struct kua_buf *out);
void kua_writing_note(struct kua_writing *x, struct kua_str text);   /* a footnote that is referred to here */
void kua_writing_behind(struct kua_writing *x, struct kua_str text); /* of a text box that is tied to this paragraph */
void kua_writing_remark(struct kua_writing *x, struct kua_str author, struct kua_str date, struct kua_str text);

/* A change that nobody has accepted, and text that is set not to be seen: for the diagnostics. */
void kua_writing_change(struct kua_writing *x, struct kua_str author);
void kua_writing_hidden(struct kua_writing *x, struct kua_str text);

/* The items: the text, or the posts, letters and mails in it; then the remarks. Diagnoses what was told above. */
void kua_writing_answer(struct kua_writing *x, struct kua_answer *o);

/* ---- metadata, the same keys whatever the format ---- */

/* A time as ISO 8601, with "T00:00:00Z" and fractions left out, answered under key. What is no time is left out. */
void kua_answer_time(struct kua_answer *o, const char *key, struct kua_str time);

#endif
