/*
 * tree_pdf.c - a family of copies on paper, as tree.c draws it on a page: time runs from left to right, each text has a row below the one it comes
 * from. A family that is higher than a page goes on on the next, its lines cut where the page ends.
 */
#include <math.h>

#include "report/tree.h"

#define ROW 38.0
#define TOP 22.0  /* the years */
#define DOT 3.5
#define ASIDE 7.0 /* between a dot and its words */
enum { ROWS_TOGETHER = 8 }; /* at least so many rows go on one page */

static const struct face face_title = {SERIF "8.5", 0, 0}, face_small = {SERIF "8", 0.35, 0}, face_about = {SERIF "8.5", 0.35, 6};

struct part { /* of the tree, on one page */
	struct pages *p;
	const struct tree_laid *l;
	size_t from, to; /* rows */
	double y;        /* where the first of them begins */
};

static double at(double per_cent)
{
	return PAGE_LEFT + (PAGE_RIGHT - PAGE_LEFT) * per_cent / 100;
}

static double row_y(const struct part *d, size_t node)
{
	return d->y + ROW * ((double)d->l->row[node] - (double)d->from) + ROW / 2;
}

static void pen(struct pages *p, double grey, double width, bool broken)
{
	static const double dashes[] = {3, 2.5};
	p->d.cairo_set_source_rgb(p->cr, grey, grey, grey);
	p->d.cairo_set_line_width(p->cr, width);
	p->d.cairo_set_dash(p->cr, broken ? dashes : NULL, broken ? 2 : 0, 0);
}

static void years(const struct part *d)
{
	double x;
	pen(d->p, 0.6, 0.6, false);
	if (d->l->first <= d->l->last)
		pages_stroke(d->p, at(tree_place(d->l, d->l->first)), d->y - 4, at(tree_place(d->l, d->l->last)), d->y - 4);
	for (int year = -1; tree_year(d->l, &year, &x);) {
		pen(d->p, 0.85, 0.5, false);
		pages_stroke(d->p, at(x), d->y - 7, at(x), d->y + ROW * (double)(d->to - d->from));
		pages_words(d->p, &face_small, at(x), d->y - 10, 0, kua_arena_printf(d->p->a, "%d", year));
	}
}

static void edge(const struct part *d, const struct kua_tree_edge *e)
{
	const struct tree_laid *l = d->l;
	double x1 = at(tree_x(l, e->from)), x2 = at(tree_x(l, e->to)), y1 = row_y(d, e->from), y2 = row_y(d, e->to), bottom = d->y + ROW * (double)(d->to - d->from);
	bool here = l->row[e->to] >= d->from && l->row[e->to] < d->to;
	double top = fmax(fmin(y1, y2), d->y), low = fmin(fmax(y1, y2), bottom);
	pen(d->p, 0.4, 0.9, !tree_is_sure(e));
	if (low > top)
		pages_stroke(d->p, x1, top, x1, low);
	if (!here)
		return;
	pages_stroke(d->p, x1, y2, x2, y2);
	if (!e->directed)
		return;
	pen(d->p, 0.4, 0.9, false);
	double side = x2 > x1 ? -1 : 1;
	for (int half = -1; half <= 1; half += 2) /* the two strokes of its tip; straight down where both are of one time */
		if (x1 == x2)
			pages_stroke(d->p, x2, y2 - DOT - 1, x2 + half * 3, y2 - DOT - 6);
		else
			pages_stroke(d->p, x2 + side * (DOT + 1), y2, x2 + side * (DOT + 6), y2 + half * 3);
}

static void node(const struct part *d, size_t i)
{
	const struct tree_laid *l = d->l;
	const struct kua_tree_node *n = &l->t->nodes[i];
	double percent = tree_x(l, i), x = at(percent), y = row_y(d, i);
	if (!n->when && l->begin[i] != KUA_NONE && l->end[i] > l->begin[i]) {
		pen(d->p, 0.8, 4, false);
		pages_stroke(d->p, x, y, at(tree_place(l, l->end[i])), y);
	}
	pen(d->p, 0, 0.9, n->unseen);
	pages_dot(d->p, x, y, DOT, !n->unseen && n->when);
	pen(d->p, 0, 0.9, false);
	const char *title = tree_title(l, i, d->p->a);
	title = n->unseen ? title : kua_arena_printf(d->p->a, "“%s”%s%s", title, n->when ? ", " : "", n->when ? n->when : "");
	int side = percent > 55 ? -1 : 1; /* to the left of the dot where there is no room to its right */
	pages_words(d->p, &face_title, x + side * ASIDE, y - 5, side, title);
	pages_words(d->p, &face_small, x + side * ASIDE, y + 11, side, tree_change(l, i, d->p->a));
}

static void draw_part(const struct part *d)
{
	const struct tree_laid *l = d->l;
	years(d);
	for (size_t i = 0; i < l->t->n_edges; i++)
		edge(d, &l->t->edges[i]);
	bool undated = false;
	for (size_t row = d->from; row < d->to; row++) {
		undated |= l->begin[l->order[row]] == KUA_NONE;
		node(d, l->order[row]);
	}
	if (undated)
		pages_words(d->p, &face_small, PAGE_LEFT, d->y - 10, 1, l->t->undated);
}

void tree_draw(struct pages *p, const struct kua_tree *t)
{
	struct tree_laid l;
	tree_lay(t, p->a, &l);
	pages_need(p, TOP + ROW * (t->n < ROWS_TOGETHER ? (double)t->n : ROWS_TOGETHER) + 20);
	pages_paragraph(p, &face_about, PAGE_LEFT, PAGE_RIGHT - PAGE_LEFT, t->title, false);
	for (size_t from = 0, to; from < l.rows; from = to) {
		size_t left = l.rows - from;
		pages_need(p, TOP + ROW * (double)(left < ROWS_TOGETHER ? left : ROWS_TOGETHER));
		size_t room = (size_t)((PAGE_BOTTOM - p->y - TOP) / ROW);
		to = from + (left < room ? left : room);
		draw_part(&(struct part){p, &l, from, to, p->y + TOP});
		p->y += TOP + ROW * (double)(to - from);
	}
}
