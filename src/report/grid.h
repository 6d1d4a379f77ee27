/*
 * grid.h - sheets of paper on which people sign: one page each, with its number, the text, empty lines in columns, and what is to be done with the
 * sheet. The same grids give the same bytes.
 */
#ifndef KUA_REPORT_GRID_H
#define KUA_REPORT_GRID_H

#include "util/util.h"

struct kua_grid_column {
	const char *head;
	double share; /* of the width, beside those of the others */
};
enum { KUA_GRID_LINES = 20, KUA_GRID_COLUMNS = 8 }; /* at most */
struct kua_grid {
	const char *number;       /* "Sheet 12" */
	const char *title, *to;   /* to may be NULL */
	const char *text;         /* what is signed; cut where it does not fit, and then more says where all of it is */
	const char *more;
	const char *agree;        /* above the lines */
	const struct kua_grid_column *columns; /* the first holds the line's number */
	size_t n_columns, lines;
	const char *left, *right; /* below the lines; NULL: nothing */
};
/* Append a PDF. KUA_WORLD where Pango, qpdf or Little CMS is not installed. */
enum kua_code kua_grids_write(const struct kua_grid *v, size_t n, const char *title, const char *when, const char *language,
                              struct kua_buf *out, struct kua_error *err);

#endif
