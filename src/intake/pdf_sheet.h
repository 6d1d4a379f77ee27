/*
 * pdf_sheet.h - what the files share that put the pieces of a page in order: pdf_order.c cuts the sheet, pdf_gutters.c finds where,
 * pdf_lines.c makes lines of pieces, pdf_table.c rows of cells.
 */
#ifndef KUA_INTAKE_PDF_SHEET_H
#define KUA_INTAKE_PDF_SHEET_H

#include "intake/pdf.h"

#define KUA_PDF_ON_LINE 0.3f /* of the size: pieces so near in height stand on one line */
#define KUA_PDF_LABEL ((size_t)12) /* bytes */

typedef struct kua_pdf_piece *kua_pdf_piece;
typedef KUA_VEC(kua_pdf_piece) kua_pdf_pieces;
typedef KUA_VEC(float) kua_pdf_cuts;

struct kua_pdf_sheet { /* the text of a page that runs in one direction */
	struct kua_pdf_page *page;
	struct kua_arena *a;
	kua_pdf_lines *out;
	uint32_t number, *columns;
	bool rtl;
};

/* ---- pdf_lines.c ---- */

struct kua_pdf_row {
	float y, size;
	size_t from, to; /* of the pieces */
};
typedef KUA_VEC(struct kua_pdf_row) kua_pdf_rows;

void kua_pdf_sort(kua_pdf_piece *v, size_t n); /* by height */
/* Pieces by height into rows. */
void kua_pdf_find_rows(kua_pdf_piece *v, size_t n, kua_pdf_rows *out);
/* The pieces of one row as a line, without its column's measures. */
struct kua_pdf_line kua_pdf_make_line(const struct kua_pdf_sheet *s, kua_pdf_piece *v, const struct kua_pdf_row *r);
/* A stretch of one column, or the rows of a table. */
void kua_pdf_read_leaf(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, bool table);

/* ---- pdf_gutters.c ---- */

struct kua_pdf_gutter {
	float x0, x1, height;
	size_t from, to; /* the pieces by height that it parts */
};
/* A label reaches to the text behind it. v is by height. */
void kua_pdf_glue_labels(const struct kua_pdf_page *page, kua_pdf_piece *v, size_t n);
float kua_pdf_size_of(kua_pdf_piece *v, size_t n);
/* The highest gutter among the strips that end where several pieces begin. v is by height. */
bool kua_pdf_find_gutter(kua_pdf_piece *v, size_t n, struct kua_pdf_gutter *best);

struct kua_pdf_span { /* what stands at one height, whatever is between */
	float y, size, x0, x1, first;
	float ink; /* width of its pieces together */
};
typedef KUA_VEC(struct kua_pdf_span) kua_pdf_spans;
void kua_pdf_find_spans(kua_pdf_piece *v, size_t n, kua_pdf_spans *out);
/* Do all rows but the last end where the next one's first word had no room in the column? */
bool kua_pdf_is_wrapped(const kua_pdf_spans *s, float right, float size);
/*
 * The heights at which rules that cross the gutter part what stands on its sides, or, without rules, at which more white
 * does. v: what the gutter parts, by height.
 */
void kua_pdf_find_cuts(const struct kua_pdf_page *page, kua_pdf_piece *v, size_t n, const struct kua_pdf_gutter *g, float size, bool rules,
                       kua_pdf_cuts *out);

/* ---- pdf_table.c ---- */

/*
 * The rows of a table, which the cuts part: each becomes a line, its cells one after the other, however many lines they have.
 * False where it is no table: nothing was read.
 */
bool kua_pdf_read_table(struct kua_pdf_sheet *s, kua_pdf_piece *v, size_t n, const kua_pdf_cuts *cut, float size);

#endif
