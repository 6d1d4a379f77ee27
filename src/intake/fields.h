/* fields.h - rows of named values into items: what tables and JSON have in common. fields.c */
#ifndef KUA_INTAKE_FIELDS_H
#define KUA_INTAKE_FIELDS_H

#include "intake/internal.h"

struct kua_cell {
	struct kua_str name, value; /* UTF-8 without NULs */
	enum kua_column column;     /* of the name */
};
/*
 * Answer one item for a row. With a text among its cells the item's text is that, and below it what no field of the item holds and is no number of the row, each with its
 * column's name: all of it, or, where the rest is not wanted (members of JSON are mostly a machine's), more prose only. Without a text
 * it is a line "Column: value" for each cell that is not empty. Empty rows give nothing. False when a limit was passed.
 */
bool kua_answer_row(const struct kua_words *w, const struct kua_cell *cells, size_t n, bool rest,
                    struct kua_answer *o);

/* ---- which row names the columns ---- */

#define KUA_HEAD_ROWS ((size_t)24) /* among so many of the first it is looked for */

struct kua_row_look {
	size_t filled;  /* cells that are not empty */
	size_t known;   /* names of columns that we know */
	size_t digits;  /* cells with digits among words */
	size_t values;  /* numbers, dates: cells that begin with a digit */
	bool names;     /* each may be a column's name: short, and words or a sign */
	bool repeated;  /* two of them are the same */
};
struct kua_row_look kua_look_at_row(const struct kua_words *w, const struct kua_str *cells, size_t n);
/*
 * The first of n rows that names the columns of those below it; n where none does. Above it stand lines about the table, as its
 * title, never rows of it. In any language: a row of words is one where rows below have numbers or dates.
 */
size_t kua_find_header(const struct kua_row_look *rows, size_t n);
/* Tell what stands above it: a line is the title of the table, more is a text. */
void kua_answer_above(const struct kua_words *w, struct kua_str text, struct kua_answer *o);

#endif
