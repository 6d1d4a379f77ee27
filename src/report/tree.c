/*
 * tree.c - a family of copies as inline SVG, and where its texts stand in it: time runs from left to right, each has a row of its own below the one it comes from.
 * A line with an arrow says who copied whom; a broken one that this is not sure, without an arrow that it is not known which came
 * first. Texts without a date stand in a column of their own, those of which only bounds are known lie over a bar.
 */
#include <stdlib.h>
#include <string.h>

#include "report/tree.h"

enum { TREE_ROW = 52, TREE_TOP = 30, TREE_SURE = 80 /* per cent */ };
#define TREE_UNDATED 3.0 /* per cent of the width */
#define TREE_LEFT 14.0
#define TREE_RIGHT 94.0

double tree_place(const struct tree_laid *l, int64_t day)
{
	if (l->last <= l->first)
		return (TREE_LEFT + TREE_RIGHT) / 2;
	return TREE_LEFT + (double)(day - l->first) / (double)(l->last - l->first) * (TREE_RIGHT - TREE_LEFT);
}

double tree_x(const struct tree_laid *l, size_t node)
{
	return l->begin[node] != KUA_NONE ? tree_place(l, l->begin[node]) : TREE_UNDATED;
}

static int y_of(const struct tree_laid *l, size_t node)
{
	return TREE_TOP + TREE_ROW * (int)l->row[node] + TREE_ROW / 2;
}

/* ---- rows: each text below the one it comes from, brothers in order of time ---- */

static void put_below(struct tree_laid *l, size_t node)
{
	if (l->row[node] != SIZE_MAX)
		return;
	l->row[node] = l->rows;
	l->order[l->rows++] = node;
	for (size_t i = 0; i < l->t->n_edges; i++) /* edges come in order of time */
		if (l->t->edges[i].from == node)
			put_below(l, l->t->edges[i].to);
}

/* One known bound is better than none. */
static void date(struct tree_laid *l, size_t i)
{
	const struct kua_tree_node *n = &l->t->nodes[i];
	const char *from = n->from ? n->from : n->to, *to = n->to ? n->to : from;
	l->begin[i] = l->end[i] = KUA_NONE;
	if (!from || !kua_date_first_day(from, &l->begin[i]) || !kua_date_last_day(to, &l->end[i])) {
		l->begin[i] = KUA_NONE;
		return;
	}
	if (l->begin[i] < l->first) {
		l->first = l->begin[i];
		l->first_year = (int)strtol(from, NULL, 10);
	}
	if (l->end[i] > l->last) {
		l->last = l->end[i];
		l->last_year = (int)strtol(to, NULL, 10);
	}
}

void tree_lay(const struct kua_tree *t, struct kua_arena *a, struct tree_laid *l)
{
	*l = (struct tree_laid){.t = t, .first = INT64_MAX, .last = INT64_MIN, .row = KUA_NEW_N(a, size_t, t->n + 1), .order = KUA_NEW_N(a, size_t, t->n + 1),
	                        .begin = KUA_NEW_N(a, int64_t, t->n + 1), .end = KUA_NEW_N(a, int64_t, t->n + 1),
	                        .in = KUA_NEW_N(a, const struct kua_tree_edge *, t->n + 1)};
	for (size_t i = 0; i < t->n; i++) {
		l->row[i] = SIZE_MAX;
		date(l, i);
	}
	for (size_t i = 0; i < t->n_edges; i++)
		l->in[t->edges[i].to] = &t->edges[i];
	for (size_t i = 0; i < t->n; i++)
		if (!l->in[i])
			put_below(l, i);
	for (size_t i = 0; i < t->n; i++)
		put_below(l, i);
}

/* ---- what is said ---- */

bool tree_year(const struct tree_laid *l, int *year, double *x)
{
	char iso[11];
	int64_t day;
	int step = (l->last_year - l->first_year) / 10 + 1;
	if (l->first > l->last)
		return false;
	for (*year = *year < l->first_year ? l->first_year : *year + step; *year <= l->last_year; *year += step) {
		(void)snprintf(iso, sizeof iso, "%04d-01-01", *year);
		if (*year != l->first_year && !kua_date_first_day(iso, &day))
			continue;
		*x = tree_place(l, *year == l->first_year ? l->first : day);
		return true;
	}
	return false;
}

bool tree_is_sure(const struct kua_tree_edge *e)
{
	return e->directed && (e->probability <= 0 || e->probability * 100 >= TREE_SURE);
}

enum { TREE_LETTERS = 46 }; /* of a title */

const char *tree_title(const struct tree_laid *l, size_t i, struct kua_arena *a)
{
	const struct kua_tree_node *n = &l->t->nodes[i];
	const char *label = n->unseen ? l->t->unseen : n->label ? n->label : "";
	size_t cut = 0, letters = 0;
	while (label[cut] && (letters < TREE_LETTERS || ((unsigned char)label[cut] & 0xc0) == 0x80))
		letters += ((unsigned char)label[cut++] & 0xc0) != 0x80;
	return kua_arena_printf(a, "%.*s%s", (int)cut, label, label[cut] ? "…" : "");
}

const char *tree_change(const struct tree_laid *l, size_t i, struct kua_arena *a)
{
	const struct kua_tree_edge *in = l->in[i];
	if (!in)
		return "";
	const char *sure = in->probability > 0 && in->probability < 1 ? kua_arena_printf(a, " %d %%", (int)(in->probability * 100)) : "";
	return kua_arena_printf(a, "%s%s%s", in->directed ? "" : "?", in->change ? in->change : "", sure);
}

/* ---- drawing ---- */

static void years(const struct tree_laid *l, int bottom, struct kua_buf *out)
{
	if (l->first > l->last)
		return;
	kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\"/>\n", TREE_LEFT, TREE_TOP - 8, TREE_RIGHT, TREE_TOP - 8);
	double x;
	for (int y = -1; tree_year(l, &y, &x);) {
		kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\" class=\"stem\"/>", x, TREE_TOP - 12, x, bottom);
		kua_buf_printf(out, "<text x=\"%.1f%%\" y=\"%d\" text-anchor=\"middle\" class=\"zero\">%d</text>\n", x, TREE_TOP - 16, y);
	}
}

static void edge(const struct tree_laid *l, const struct kua_tree_edge *e, struct kua_buf *out)
{
	double x1 = tree_x(l, e->from), x2 = tree_x(l, e->to);
	int y1 = y_of(l, e->from), y2 = y_of(l, e->to);
	const char *class = tree_is_sure(e) ? "edge" : "edge unsure";
	kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\" class=\"%s\"/>", x1, y1, x1, y2, class);
	kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\" class=\"%s\"/>\n", x1, y2, x2, y2, class);
	if (e->directed && x1 != x2)
		kua_buf_printf(out, "<svg x=\"%.1f%%\" y=\"%d\" overflow=\"visible\"><path d=\"%s\" class=\"tip\"/></svg>\n", x2, y2,
		               x2 > x1 ? "M-6 0l-7 -4v8z" : "M6 0l7 -4v8z");
	else if (e->directed) /* straight down */
		kua_buf_printf(out, "<svg x=\"%.1f%%\" y=\"%d\" overflow=\"visible\"><path d=\"M0 -6l-4 -7h8z\" class=\"tip\"/></svg>\n", x2, y2);
}

static void text(struct kua_buf *out, double x, int y, const char *class, const char *href, const char *s)
{
	if (href) {
		kua_buf_str(out, "<a href=\"");
		report_escape(out, href);
		kua_buf_str(out, "\" aria-label=\"");
		report_escape(out, s);
		kua_buf_str(out, "\">");
	}
	/* to the right of its dot, or to its left where there is no room */
	kua_buf_printf(out, "<svg x=\"%.1f%%\" y=\"%d\" overflow=\"visible\"><text x=\"%d\" text-anchor=\"%s\" class=\"%s\">", x, y,
	               x > 55 ? -9 : 9, x > 55 ? "end" : "start", class);
	report_escape(out, s);
	kua_buf_str(out, href ? "</text></svg></a>\n" : "</text></svg>\n");
}

static void node(const struct tree_laid *l, size_t i, struct kua_arena *a, struct kua_buf *out)
{
	const struct kua_tree_node *n = &l->t->nodes[i];
	const struct kua_tree_edge *in = l->in[i];
	double x = tree_x(l, i);
	int y = y_of(l, i);
	if (!n->when && l->begin[i] != KUA_NONE && l->end[i] > l->begin[i])
		kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\" class=\"bounds\"/>", x, y, tree_place(l, l->end[i]), y);
	kua_buf_printf(out, "<circle cx=\"%.1f%%\" cy=\"%d\" r=\"5\" class=\"%s\"/>\n", x, y, n->unseen ? "unseen" : n->when ? "mark" : "hollow");
	const char *title = tree_title(l, i, a);
	text(out, x, y - 8, "title", n->href, n->when ? kua_arena_printf(a, "%s · %s", title, n->when) : title);
	if (!in)
		return;
	const char *change = tree_change(l, i, a);
	if (*change || in->href)
		text(out, x, y + 17, "zero", in->href, *change ? change : "=");
}

void kua_report_tree(const struct kua_tree *t, struct kua_buf *out)
{
	struct kua_arena *a = kua_arena_new();
	struct tree_laid l;
	bool undated = false, links = false;
	tree_lay(t, a, &l);
	const int bottom = TREE_TOP + TREE_ROW * (int)t->n + 6;
	for (size_t i = 0; i < t->n; i++) {
		undated |= l.begin[i] == KUA_NONE;
		links |= t->nodes[i].href != NULL;
	}
	kua_buf_printf(out, "<svg class=\"axis tree\" height=\"%d\" role=\"%s\"><title>", bottom, links ? "group" : "img");
	report_escape(out, t->title);
	kua_buf_str(out, "</title>\n");
	years(&l, bottom, out);
	if (undated) {
		kua_buf_printf(out, "<text x=\"0\" y=\"%d\" class=\"zero\">", TREE_TOP - 16);
		report_escape(out, t->undated);
		kua_buf_str(out, "</text>\n");
	}
	for (size_t i = 0; i < t->n_edges; i++)
		edge(&l, &t->edges[i], out);
	for (size_t i = 0; i < t->n; i++)
		node(&l, l.order[i], a, out);
	kua_buf_str(out, "</svg>\n");
	kua_arena_free(a);
}
