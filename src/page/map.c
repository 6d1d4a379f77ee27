/*
 * map.c - the drawing of a map: coasts and borders, a net of degrees, circles with their names where there is room for them, some towns
 * nearby to find one's way by, and a scale. Numbers of the drawing go out as whole units, so that they do not depend on how a
 * machine rounds in the last place.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "page/map.h"

enum {
	LEAST_RADIUS = 4,
	MOST_RADIUS = 18,
	CHARACTER = 8, /* units that a character of a label takes at most */
	LINE = 16,
	LABELS = 40,
	NEIGHBOURS = 12,
	APART = 90,    /* units between a neighbour and all that has a name */
};

struct box {
	double x0, y0, x1, y1;
};

struct drawing {
	struct visit *v;
	struct frame f;
	KUA_VEC(struct box) taken; /* by circles and labels */
};

static long whole(double d)
{
	return lround(d);
}

/* ---- the world ---- */

/* One line, where it comes near; points that would fall on the one before are left out. */
static void outline(struct drawing *d, const struct outline *o)
{
	struct point before = {0};
	long x = 0, y = 0;
	bool goes_on = false, written = false;
	for (size_t i = 0; i < o->n; i++) {
		struct point p = frame_point(&d->f, o->v[2 * i] / 10.0, o->v[2 * i + 1] / 10.0);
		bool near = i && fabs(p.x - before.x) < MAP_WIDTH && !(frame_side(&d->f, p) & frame_side(&d->f, before));
		if (near && !goes_on) {
			x = whole(before.x);
			y = whole(before.y);
			written = false;
		}
		long east = whole(p.x) - x, south = whole(p.y) - y;
		if (near && labs(east) + labs(south) > (i + 1 < o->n ? 2 : 0)) {
			if (!written)
				putf(d->v, "M%ld %ldl", x, y);
			putf(d->v, "%ld %ld ", east, south);
			written = true;
			x += east;
			y += south;
		}
		goes_on = near;
		before = p;
	}
}

static void world(struct drawing *d, bool borders)
{
	const struct outlines *o = d->v->page->outlines;
	putf(d->v, "<path class=\"%s\" d=\"", borders ? "border" : "coast");
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].border == borders)
			outline(d, &o->v[i]);
	put(d->v, "\"/>\n");
}

/* Meridians and parallels, some six of them. */
static void net(struct drawing *d)
{
	static const double steps[] = {0.5, 1, 2, 5, 10, 20, 30, 60};
	double broad = MAP_WIDTH / (d->f.scale * d->f.narrowed), step = 60;
	for (size_t i = sizeof steps / sizeof *steps; i-- > 0;)
		if (broad / steps[i] < 8)
			step = steps[i];
	put(d->v, "<path class=\"net\" d=\"");
	for (double east = floor((d->f.longitude - broad / 2) / step) * step; east <= d->f.longitude + broad / 2; east += step) {
		long x = whole(MAP_WIDTH / 2.0 + (east - d->f.longitude) * d->f.narrowed * d->f.scale);
		if (x > 0 && x < MAP_WIDTH)
			putf(d->v, "M%ld 0v%ld", x, whole(d->f.height));
	}
	double tall = d->f.height / d->f.scale;
	for (double north = floor((d->f.latitude - tall / 2) / step) * step; north <= d->f.latitude + tall / 2; north += step) {
		long y = whole(frame_point(&d->f, north, d->f.longitude).y);
		if (y > 0 && y < whole(d->f.height) && fabs(north) <= 90)
			putf(d->v, "M0 %ldh%d", y, MAP_WIDTH);
	}
	put(d->v, "\"/>\n");
}

/* ---- names, where there is room ---- */

static bool overlap(const struct box *a, const struct box *b)
{
	return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

static bool is_free(const struct drawing *d, const struct box *b)
{
	if (b->x0 < 2 || b->y0 < 2 || b->x1 > MAP_WIDTH - 2 || b->y1 > d->f.height - 2)
		return false;
	for (size_t i = 0; i < d->taken.n; i++)
		if (overlap(b, &d->taken.v[i]))
			return false;
	return true;
}

static size_t characters(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* Beside the circle, to the right, to the left, above or below: wherever it is free. */
static bool label(struct drawing *d, const char *text, struct point p, double radius)
{
	double w = (double)characters(text) * CHARACTER, gap = radius + 4;
	const struct box places[] = {
		{p.x + gap, p.y - LINE / 2.0, p.x + gap + w, p.y + LINE / 2.0},
		{p.x - gap - w, p.y - LINE / 2.0, p.x - gap, p.y + LINE / 2.0},
		{p.x - w / 2, p.y - gap - LINE, p.x + w / 2, p.y - gap},
		{p.x - w / 2, p.y + gap, p.x + w / 2, p.y + gap + LINE},
	};
	static const char *const anchors[] = {"start", "end", "middle", "middle"};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const struct box *b = &places[i];
		if (!is_free(d, b))
			continue;
		*kua_vec_add(&d->taken) = *b;
		double x = i == 0 ? b->x0 : i == 1 ? b->x1 : p.x;
		putf(d->v, "<text x=\"%ld\" y=\"%ld\" text-anchor=\"%s\">", whole(x), whole(b->y0) + LINE - 4, anchors[i]);
		put_text(d->v, text);
		put(d->v, "</text>");
		return true;
	}
	return false;
}

/* ---- places ---- */

static double radius_of(const struct spot *s, int64_t most)
{
	return LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * sqrt((double)s->mentions / (double)(most > 0 ? most : 1));
}

static void take(struct drawing *d, struct point p, double r)
{
	*kua_vec_add(&d->taken) = (struct box){p.x - r, p.y - r, p.x + r, p.y + r};
}

static void spot(struct drawing *d, const struct spot *s, double radius, bool named)
{
	struct point p = frame_point(&d->f, s->latitude, s->longitude);
	link_to(d->v, "/entity", s->id, NULL);
	put(d->v, "<title>");
	put_text(d->v, s->label);
	put(d->v, ": ");
	put_count(d->v, "mentions", s->mentions);
	putf(d->v, "</title><circle class=\"%s\" cx=\"%ld\" cy=\"%ld\" r=\"%ld\"/>", s->wide ? "wide" : "spot", whole(p.x), whole(p.y), whole(radius));
	if (named)
		(void)label(d, s->label, p, radius);
	put(d->v, "</a>\n");
}

static bool is_apart(const struct drawing *d, struct point p)
{
	const struct box around = {p.x - APART, p.y - APART / 2.0, p.x + APART, p.y + APART / 2.0};
	for (size_t i = 0; i < d->taken.n; i++)
		if (overlap(&around, &d->taken.v[i]))
			return false;
	return true;
}

static int by_forms(const void *a, const void *b)
{
	const struct kua_place *x = a, *y = b;
	if (x->forms != y->forms)
		return x->forms > y->forms ? -1 : 1;
	return strcmp(x->label, y->label);
}

/* Towns that the gazetteer knows nearby: first those that are best known. */
static void neighbours(struct drawing *d)
{
	KUA_VEC(struct kua_place) near = {0};
	struct kua_place place;
	size_t shown = 0;
	for (size_t i = 0; kua_names_place_at(d->v->page->options.knowledge->names, i, &place); i++)
		if (place.located && strcmp(place.kind, "town") == 0 && frame_holds(&d->f, frame_point(&d->f, place.latitude, place.longitude)))
			*kua_vec_add(&near) = place;
	if (near.n)
		qsort(near.v, near.n, sizeof *near.v, by_forms);
	put(d->v, "<g class=\"near\">");
	for (size_t i = 0; i < near.n && shown < NEIGHBOURS; i++) {
		struct point p = frame_point(&d->f, near.v[i].latitude, near.v[i].longitude);
		if (!is_apart(d, p) || !label(d, near.v[i].label, p, 2))
			continue;
		putf(d->v, "<circle cx=\"%ld\" cy=\"%ld\" r=\"2\"/>", whole(p.x), whole(p.y));
		take(d, p, 2);
		shown++;
	}
	put(d->v, "</g>\n");
	kua_vec_free(&near);
}

/* ---- the scale ---- */

static void scale(struct drawing *d)
{
	double length = 1, km = frame_kilometre(&d->f);
	for (double tens = 1; tens <= 10000; tens *= 10)
		for (int i = 0; i < 3; i++) {
			double n = tens * (i == 0 ? 1 : i == 1 ? 2 : 5);
			length = n * km <= 160 ? n : length;
		}
	long y = whole(d->f.height) - 14, to = 14 + whole(length * km);
	*kua_vec_add(&d->taken) = (struct box){0, d->f.height - 44, (double)to + 20, d->f.height};
	putf(d->v, "<g class=\"scale\"><path d=\"M14 %ldv6H%ldv-6\"/><text x=\"14\" y=\"%ld\">", y - 6, to, y - 12);
	put_text(d->v, texts_number(d->v->w, (int64_t)length, d->v->a));
	put(d->v, " ");
	put_word(d->v, "kilometres");
	put(d->v, "</text></g>\n");
}

/* ---- the whole ---- */

static void table(struct visit *v, const struct spot *spots, size_t n)
{
	put(v, "<details><summary>");
	put_word(v, "map-as-table");
	put(v, "</summary><table class=\"places\"><thead><tr>");
	static const char *const heads[] = {"place", "lies-in", "mentioned", "position"};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		put(v, "<th scope=\"col\">");
		put_word(v, heads[i]);
		put(v, "</th>");
	}
	put(v, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < n; i++) {
		put(v, "<tr><th scope=\"row\">");
		link_text(v, "/entity", spots[i].id, spots[i].label);
		put(v, "</th><td>");
		put_text(v, spots[i].in);
		putf(v, "</td><td>%s</td><td>%.2f, %.2f</td></tr>\n", texts_number(v->w, spots[i].mentions, v->a), spots[i].latitude,
		     spots[i].longitude);
	}
	put(v, "</tbody></table></details>\n");
}

static void describe(struct visit *v, size_t n)
{
	put_word(v, "map-of-places");
	put(v, ": ");
	put_count(v, "places-shown", (int64_t)n);
}

void put_map(struct visit *v, const struct spot *spots, size_t n)
{
	struct drawing d = {.v = v, .f = frame_around(spots, n)};
	put(v, "<figure class=\"map\"><div tabindex=\"0\" role=\"region\" aria-label=\"");
	put_word(v, "map-of-places");
	putf(v, "\"><svg viewBox=\"0 0 %d %ld\" role=\"group\" aria-label=\"", MAP_WIDTH, whole(d.f.height));
	describe(v, n);
	put(v, "\">\n");
	net(&d);
	world(&d, false);
	world(&d, true);
	scale(&d);
	for (size_t i = 0; i < n; i++)
		take(&d, frame_point(&d.f, spots[i].latitude, spots[i].longitude), radius_of(&spots[i], spots[0].mentions));
	for (size_t i = 0; i < n; i++)
		if (frame_holds(&d.f, frame_point(&d.f, spots[i].latitude, spots[i].longitude)))
			spot(&d, &spots[i], radius_of(&spots[i], spots[0].mentions), i < LABELS);
	neighbours(&d);
	put(v, "</svg></div><figcaption class=\"dim\">");
	put_word(v, "map-about");
	put(v, "</figcaption>\n");
	table(v, spots, n);
	put(v, "</figure>\n");
	kua_vec_free(&d.taken);
}
