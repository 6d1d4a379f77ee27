/*
 * axis.c - the figures of one act on a line from zero, as inline SVG: where each number lies, larger for more
 * independent voices, with an arrow where it is open upwards. Where the largest is more than fifty times the
 * smallest the scale is logarithmic and says so. Numbers that would overlap go to rows of their own. Places
 * along the line are shares of the page's width, so that the numbers stay readable on a telephone; rows are
 * made for a page as narrow as one.
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

static struct scale scale_of(const struct kua_axis_mark *marks, size_t n)
{
	struct scale s = {1, false};
	int64_t least = INT64_MAX;
	for (size_t i = 0; i < n; i++) {
		if ((double)marks[i].at > s.most)
			s.most = (double)marks[i].at;
		if (marks[i].at > 0 && marks[i].at < least)
			least = marks[i].at;
	}
	s.logarithmic = least != INT64_MAX && s.most > 50 * (double)least;
	return s;
}

static double radius(int64_t voices)
{
	double r = 3 + 1.5 * sqrt((double)(voices > 0 ? voices : 0));
	return r > 9 ? 9 : r;
}

/* The lowest row in which a label at x is free; marks come in order of number. */
static int row_of(double ends[AXIS_ROWS], double x, size_t digits)
{
	double half = (double)digits * AXIS_DIGIT / 2 + 3;
	int row = 0;
	while (row < AXIS_ROWS - 1 && x - half < ends[row])
		row++;
	ends[row] = x + half;
	return row;
}

static int by_number(const void *pa, const void *pb)
{
	const struct kua_axis_mark *a = pa, *b = pb;
	return a->at < b->at ? -1 : a->at > b->at;
}

void kua_report_axis(const struct kua_axis_mark *given, size_t n, struct kua_buf *out)
{
	struct scale s = scale_of(given, n);
	struct kua_axis_mark *marks = kua_malloc(kua_mul(n, sizeof *marks));
	double ends[AXIS_ROWS] = {0};
	int *rows = kua_malloc(kua_mul(n, sizeof *rows)), most = 0;
	memcpy(marks, given, n * sizeof *marks);
	qsort(marks, n, sizeof *marks, by_number);
	for (size_t i = 0; i < n; i++) {
		char label[32];
		int digits = snprintf(label, sizeof label, "%lld", (long long)marks[i].at);
		rows[i] = row_of(ends, position(&s, marks[i].at) * AXIS_NARROW / 100, (size_t)digits);
		most = rows[i] > most ? rows[i] : most;
	}
	const int base = (most + 1) * AXIS_ROW + 14;
	kua_buf_printf(out, "<svg class=\"axis\" height=\"%d\" role=\"img\">", base + 18);
	kua_buf_printf(out, "<title>The figures from zero to %lld%s</title>\n", (long long)s.most, s.logarithmic ? ", on a logarithmic scale" : "");
	kua_buf_printf(out, "<line x1=\"%d%%\" y1=\"%d\" x2=\"100%%\" y2=\"%d\"/>\n", AXIS_LEFT, base, base);
	kua_buf_printf(out, "<text x=\"%d%%\" y=\"%d\" text-anchor=\"middle\" class=\"zero\">0</text>\n", AXIS_LEFT,
	               base + 17);
	if (s.logarithmic)
		kua_buf_printf(out, "<text x=\"100%%\" y=\"%d\" text-anchor=\"end\" class=\"zero\">logarithmic scale</text>\n",
		               base + 17);
	for (size_t i = 0; i < n; i++) {
		double x = position(&s, marks[i].at);
		int y = base - 13 - AXIS_ROW * rows[i];
		kua_buf_printf(out, "<line x1=\"%.1f%%\" y1=\"%d\" x2=\"%.1f%%\" y2=\"%d\"/>", x, y + 3, x, base);
		kua_buf_printf(out, "<circle cx=\"%.1f%%\" cy=\"%d\" r=\"%.1f\" class=\"mark\"/>", x, base,
		               radius(marks[i].voices));
		if (marks[i].open)
			kua_buf_printf(out, "<svg x=\"%.1f%%\" y=\"%d\" overflow=\"visible\">"
			                    "<path d=\"M0 0h18m-5-4l5 4l-5 4\" class=\"open\"/></svg>", x, base);
		kua_buf_printf(out, "<text x=\"%.1f%%\" y=\"%d\" text-anchor=\"middle\">%lld</text>\n", x, y,
		               (long long)marks[i].at);
	}
	kua_buf_str(out, "</svg>\n");
	free(marks);
	free(rows);
}
