/* fields.h - rows of named values into items: what tables and JSON have in common. fields.c */
#ifndef KUA_INTAKE_FIELDS_H
#define KUA_INTAKE_FIELDS_H

#include "intake/internal.h"

struct kua_cell {
	struct kua_str name, value; /* UTF-8 without NULs */
	enum kua_column column;     /* of the name */
};
/*
 * Answer one item for a row. With a text among its cells the item's text is that, and more prose of the row
 * below it, each with its column's name; without one it is a line "Column: value" for each cell that is not
 * empty. has_text says whether the table has a text column at all. Empty rows give nothing. False when a limit
 * was passed.
 */
bool kua_answer_row(const struct kua_words *w, const struct kua_cell *cells, size_t n, bool has_text,
                    struct kua_answer *o);

#endif
