/* tree.h - where the texts of a family stand in time: what its drawings on a page (tree.c) and on paper (tree_pdf.c) share. */
#ifndef KUA_REPORT_TREE_H
#define KUA_REPORT_TREE_H

#include "report/pages.h"

struct tree_laid {
	const struct kua_tree *t;
	int64_t first, last; /* days of the whole; first is later where nothing is dated */
	int first_year, last_year;
	int64_t *begin, *end; /* of each node; KUA_NONE where it has no date */
	size_t *row;         /* of each node */
	size_t *order;       /* nodes by row */
	const struct kua_tree_edge **in; /* the edge that leads to each */
	size_t rows;
};
void tree_lay(const struct kua_tree *t, struct kua_arena *a, struct tree_laid *out);
/* Per cent of the width: of a day; of where a text begins. */
double tree_place(const struct tree_laid *l, int64_t day);
double tree_x(const struct tree_laid *l, size_t node);
/* The years that head the drawing, of many every second, third ... *year: -1 at first. False where there is none more. */
bool tree_year(const struct tree_laid *l, int *year, double *x);
bool tree_is_sure(const struct kua_tree_edge *e);
/* Its title, cut; what is different in it from the text it comes from, "" where nothing is known. */
const char *tree_title(const struct tree_laid *l, size_t node, struct kua_arena *a);
const char *tree_change(const struct tree_laid *l, size_t node, struct kua_arena *a);

void tree_draw(struct pages *p, const struct kua_tree *t); /* tree_pdf.c */

#endif
