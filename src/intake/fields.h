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

#endif
