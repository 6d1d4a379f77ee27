/*
 * axis.c - the figures of one act on a line from zero, as inline SVG, and below it, a row for each time at which something was said,
 * the same figures as they came. How a number is said is drawn: exactly, a full dot; about, an open dot in a broken ring; more or
 * less than, an arrow; between, a bar. A dot is larger for more independent voices.
 *
 * Where the largest is more than fifty times the smallest the scale is logarithmic and says so. Numbers that would overlap go to
 * rows of their own. Places along the line are shares of the page's width, so that the numbers stay readable on a telephone; rows
 * are made for a page as narrow as one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

enum {
	AXIS_NARROW = 300, /* pixels */
	AXIS_LEFT = 2,     /* per cent */
	AXIS_RIGHT = 93,
	AXIS_ROW = 16,     /* pixels */
	AXIS_ROWS = 4,
	AXIS_DIGIT = 8,
	AXIS_LANE = 30,
	AXIS_LANES = 10, /* more of them, and they are of a month or of a year each */
};

struct scale {
	double most;
	bool logarithmic;
};

static double position(const struct scale *s, int64_t n)
{
	double share = s->logarithmic ? log1p((double)n) / log1p(s->most) : (double)n / s->most;
	return AXIS_LEFT + share * (AXIS_RIGHT - AXIS_LEFT);
}

static int64_t low_of(const struct kua_axis_mark *m)
{
	return m->low != KUA_NONE ? m->low : m->high;
}

static int64_t high_of(const struct kua_axis_mark *m)
{
	return m->high != KUA_NONE ? m->high : m->low;
}

static void widen(struct scale *s, int64_t *least, const struct kua_axis_mark *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((double)high_of(&m[i]) > s->most)
			s->most = (double)high_of(&m[i]);
		if (low_of(&m[i]) > 0 && low_of(&m[i]) < *least)
			*least = low_of(&m[i]);
	}
}

static struct scale scale_of(const struct kua_axis *x)
{
	struct scale s = {1, false};
	int64_t least = INT64_MAX;
	widen(&s, &least, x->marks, x->n);
	widen(&s, &least, x->said, x->n_said);
	s.logarithmic = least != INT64_MAX && s.most > 50 * (double)least;
	return s;
}

unsigned kua_axis_how(const char *qualifier)
{
	static const struct {
		const char *qualifier;
		unsigned how;
	} ways[] = {{"about", KUA_AXIS_ABOUT}, {"more than", KUA_AXIS_MORE}, {"at least", KUA_AXIS_MORE}, {"less than", KUA_AXIS_LESS},
	            {"at most", KUA_AXIS_LESS}};
	for (size_t i = 0; qualifier && i < sizeof ways / sizeof *ways; i++)
		if (strcmp(ways[i].qualifier, qualifier) == 0)
			return ways[i].how;
	return KUA_AXIS_EXACT;
}

unsigned kua_axis_how_line(const struct kua_account *account)
{
	unsigned how = account->qualifiers.n ? 0 : KUA_AXIS_EXACT;
	for (size_t i = 0; i < account->qualifiers.n; i++)
		if (strncmp(account->qualifiers.v[i], "only ", 5) != 0)
			how |= kua_axis_how(account->qualifiers.v[i]);
	return how;
}

/* ---- rows ---- */

static int by_when(const void *pa, const void *pb)
{
	const struct kua_axis_said *a = pa, *b = pb;
	if (!a->when || !b->when)
		return (a->when == NULL) - (b->when == NULL);
	int c = strcmp(a->when, b->when);
	return c ? c : strcmp(a->figure->id, b->figure->id);
}

static bool same_when(const struct kua_axis_said *a, const struct kua_axis_said *b)
{
	return a->when && b->when ? strcmp(a->when, b->when) == 0 : a->when == b->when;
}

size_t kua_axis_lanes(struct kua_axis_said *v, size_t n, struct kua_arena *a)
{
	static const size_t precision[] = {10, 7, 4};
	size_t rows = n;
	for (size_t p = 0; p < sizeof precision / sizeof *precision && (p == 0 || rows > AXIS_LANES); p++) {
		for (size_t i = 0; i < n; i++)
			if (v[i].when && strlen(v[i].when) > precision[p])
				v[i].when = kua_arena_strndup(a, v[i].when, precision[p]);
		qsort(v, n, sizeof *v, by_when);
		rows = 0;
		for (size_t i = 0; i < n; i++) {
			rows += i == 0 || !same_when(&v[i - 1], &v[i]);
			v[i].lane = rows - 1;
		}
	}
	return rows;
}

/* ---- one mark ---- */

static double radius(int64_t voices)
{
	double r = 3 + 1.5 * sqrt((double)(voices > 0 ? voices : 0));
	return r > 9 ? 9 : r;
}

static void arrow(struct kua_buf *out, double x, int y, bool up)
{
	kua_buf_printf(out, "<svg x=\"%.1f%%\" y=\"%d\" overflow=\"visible\"><path d=\"%s\" class=\"open\"/></svg>", x, y,
	               up ? "M0 0h18m-5-4l5 4l-5 4" : "M0 0h-18m5-4l-5 4l5 4");
}

static void draw(struct kua_buf *out, const struct scale *s, const struct kua_axis_mark *m, int y)
{
	double x = position(s, low_of(m)), end = position(s, high_of(m)), r = radius(m->voices);
	if (m->href) {
		kua_buf_str(out, "<a href=\"");
		report_escape(out, m->href);
		kua_buf_str(out, "\">");
	}
	kua_buf_str(out, "<g>");
	if (m->says) {
		kua_buf_str(out, "<title>");
		report_escape(out, m->says);
		kua_buf_str(out, "</title>");
	}
	if (end > x)
		kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\" class=\"between\"/>", x, y, end, y);
	if (m->how & KUA_AXIS_MORE)
		arrow(out, end, y, true);
	if (m->how & KUA_AXIS_LESS)
		arrow(out, x, y, false);
	if (m->how & KUA_AXIS_ABOUT)
		kua_buf_printf(out, "<circle cx=\"%.1f%%\" cy=\"%d\" r=\"%.1f\" class=\"about\"/>", x, y, r + 4);
	kua_buf_printf(out, "<circle cx=\"%.1f%%\" cy=\"%d\" r=\"%.1f\" class=\"%s\"/>", x, y, r, m->how & KUA_AXIS_EXACT ? "mark" : "hollow");
	if (end > x)
		kua_buf_printf(out, "<circle cx=\"%.1f%%\" cy=\"%d\" r=\"%.1f\" class=\"mark\"/>", end, y, r);
	kua_buf_str(out, m->href ? "</g></a>\n" : "</g>\n");
}

/* ---- the axis ---- */

/* The lowest row in which a label at x is free; marks come in order of number. */
static int row_of(double ends[AXIS_ROWS], double x, size_t characters)
{
	double half = (double)characters * AXIS_DIGIT / 2 + 3;
	int row = 0;
	while (row < AXIS_ROWS - 1 && x - half < ends[row])
		row++;
	ends[row] = x + half;
	return row;
}

static int by_number(const void *pa, const void *pb)
{
	const struct kua_axis_mark *a = ((const struct axis_place *)pa)->mark, *b = ((const struct axis_place *)pb)->mark;
	return low_of(a) < low_of(b) ? -1 : low_of(a) > low_of(b);
}

static void base_line(struct kua_buf *out, const struct kua_axis *x, const struct scale *s, int base)
{
	kua_buf_printf(out, "<line x1=\"%d%%\" y1=\"%d\" x2=\"100%%\" y2=\"%d\"/>\n", AXIS_LEFT, base, base);
	kua_buf_printf(out, "<text x=\"%d%%\" y=\"%d\" text-anchor=\"middle\" class=\"zero\">0</text>\n", AXIS_LEFT, base + 17);
	if (!s->logarithmic)
		return;
	kua_buf_printf(out, "<text x=\"100%%\" y=\"%d\" text-anchor=\"end\" class=\"zero\">", base + 17);
	report_escape(out, x->logarithmic);
	kua_buf_str(out, "</text>\n");
}

/* The labels over the axis, each with a stem that runs down through the rows of what was said. */
static void labels(struct kua_buf *out, const struct axis_places *places, size_t n, int base, int bottom)
{
	for (size_t i = 0; i < n; i++) {
		double x = places->v[i].x;
		int y = base - 13 - AXIS_ROW * places->v[i].row;
		kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\"/>", x, y + 3, x, base);
		if (bottom > base)
			kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\" class=\"stem\"/>", x, base, x, bottom);
		kua_buf_printf(out, "<text x=\"%.1f%%\" y=\"%d\" text-anchor=\"middle\">", x, y);
		report_escape(out, places->v[i].mark->label);
		kua_buf_str(out, "</text>\n");
	}
}

/* A row for each time at which something was said. */
static void lanes(struct kua_buf *out, const struct kua_axis *x, const struct scale *s, int top)
{
	for (size_t i = 0; i < x->n_lanes; i++) {
		int y = top + AXIS_LANE * (int)(i + 1);
		kua_buf_printf(out, "<line x1=\"%d%%\" y1=\"%d\" x2=\"100%%\" y2=\"%d\" class=\"lane\"/><text x=\"%d%%\" y=\"%d\" class=\"zero\">",
		               AXIS_LEFT, y, y, AXIS_LEFT, y - 11);
		report_escape(out, x->lanes[i]);
		kua_buf_str(out, "</text>\n");
	}
	for (size_t i = 0; i < x->n_said; i++)
		if (x->said[i].lane < x->n_lanes)
			draw(out, s, &x->said[i], top + AXIS_LANE * (int)(x->said[i].lane + 1));
}

void axis_place(const struct kua_axis *x, double width, struct axis_places *out)
{
	struct scale s = scale_of(x);
	double ends[AXIS_ROWS] = {0};
	*out = (struct axis_places){.v = kua_malloc(kua_mul(x->n, sizeof *out->v)), .zero = AXIS_LEFT * width / 100, .logarithmic = s.logarithmic};
	for (size_t i = 0; i < x->n; i++)
		out->v[i].mark = &x->marks[i];
	if (x->n)
		qsort(out->v, x->n, sizeof *out->v, by_number);
	for (size_t i = 0; i < x->n; i++) {
		struct axis_place *p = &out->v[i];
		double share = position(&s, low_of(p->mark));
		p->x = share * width / 100;
		p->end = position(&s, high_of(p->mark)) * width / 100;
		p->radius = radius(p->mark->voices);
		p->row = row_of(ends, share * AXIS_NARROW / 100, kua_utf8_columns(p->mark->label));
		out->rows = p->row > out->rows ? p->row : out->rows;
	}
}

void axis_places_free(struct axis_places *p)
{
	free(p->v);
}

void kua_report_axis(const struct kua_axis *x, struct kua_buf *out)
{
	struct scale s = scale_of(x);
	struct axis_places places;
	axis_place(x, 100, &places);
	const int base = (places.rows + 1) * AXIS_ROW + 14, bottom = base + 18 + (x->n_lanes ? AXIS_LANE * (int)x->n_lanes : 0);
	/* what leads somewhere may not lie in an image, which has no parts for whoever hears the page */
	kua_buf_printf(out, "<svg class=\"axis\" height=\"%d\" role=\"%s\"><title>", bottom + (x->n_lanes ? 8 : 0),
	               x->n && x->marks[0].href ? "group" : "img");
	report_escape(out, x->title);
	kua_buf_str(out, "</title>\n");
	base_line(out, x, &s, base);
	labels(out, &places, x->n, base, x->n_lanes ? bottom : base);
	for (size_t i = 0; i < x->n; i++)
		draw(out, &s, places.v[i].mark, base);
	lanes(out, x, &s, base + 18);
	kua_buf_str(out, "</svg>\n");
	axis_places_free(&places);
}
