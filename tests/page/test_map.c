/* test_map.c - maps: which part of the world they show, and drawings in which no name lies over another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "page/map.h"

struct maps {
	struct kua_page page;
	struct kua_knowledge knowledge;
	struct kua_arena *a;
	struct kua_buf out;
	struct request q;
	struct response r;
	struct visit v;
};

static int open_maps(void **state)
{
	struct maps *m = kua_calloc(1, sizeof *m);
	struct kua_error err = {0};
	const char *data = getenv("KUA_DATA");
	*state = m;
	if (kua_names_load(data, &m->knowledge.names, &err) != KUA_OK || texts_load(data, NULL, &m->page.words, &err) != KUA_OK ||
	    outlines_load(data, &m->page.outlines, &err) != KUA_OK) {
		print_error("%s\n", err.text);
		return -1;
	}
	m->page.options.knowledge = &m->knowledge;
	m->a = kua_arena_new();
	m->v = (struct visit){.page = &m->page, .q = &m->q, .r = &m->r, .a = m->a, .out = &m->out, .w = texts_choose(m->page.words, "en")};
	return 0;
}

static int close_maps(void **state)
{
	struct maps *m = *state;
	kua_names_free(m->knowledge.names);
	texts_free(m->page.words);
	outlines_free(m->page.outlines);
	kua_arena_free(m->a);
	kua_buf_free(&m->out);
	free(m);
	return 0;
}

static struct spot at(double latitude, double longitude)
{
	return (struct spot){.id = "pla-1", .label = "A town", .mentions = 1, .latitude = latitude, .longitude = longitude};
}

/* ---- which part of the world ---- */

static void all_places_are_inside(void **state)
{
	static const double sets[][6] = {
		{43.34, 52.86, 43.34, 52.86, 43.34, 52.86},      /* one place */
		{51.51, -0.13, 43.25, 76.95, 48.85, 2.35},       /* wide */
		{64.73, 177.51, 61.22, -149.90, 21.31, -157.86}, /* across the date line */
		{-54.8, -68.3, 78.2, 15.6, 0, 0},                /* tall */
		{0, -179.9, 0, 179.9, 0, 0},                     /* all around */
		{90, 0, -90, 180, 90, -180},
	};
	(void)state;
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		struct spot v[3];
		for (size_t k = 0; k < 3; k++)
			v[k] = at(sets[i][2 * k], sets[i][2 * k + 1]);
		struct frame f = frame_around(v, 3);
		assert_true(f.height >= 300 && f.height <= 600 && f.scale > 0 && isfinite(f.scale));
		for (size_t k = 0; k < 3; k++) {
			struct point p = frame_point(&f, v[k].latitude, v[k].longitude);
			assert_true(frame_holds(&f, p));
		}
	}
}

static void kilometres_are_kilometres(void **state)
{
	(void)state;
	const struct spot v[] = {at(43.65, 51.15), at(43.34, 52.86)}; /* Aktau and Zhanaozen: 142 km */
	struct frame f = frame_around(v, 2);
	struct point a = frame_point(&f, v[0].latitude, v[0].longitude), b = frame_point(&f, v[1].latitude, v[1].longitude);
	double km = hypot(a.x - b.x, a.y - b.y) / frame_kilometre(&f);
	assert_true(km > 140 && km < 144);
	assert_true(frame_around(v, 1).scale * 3 < 600); /* one town is shown with what lies around it */
	struct spot country = at(48, 67);
	country.wide = true;
	const struct spot both[] = {country, v[0]};
	assert_true(fabs(frame_around(both, 2).latitude - 43.65) < 0.01); /* the middle of a country is no place to look at */
	assert_true(frame_around(&country, 1).scale < frame_around(v, 1).scale / 2);
}

/* ---- the drawing ---- */

struct text_box {
	long x0, x1, y0, y1;
};

/* The labels of the drawing as boxes, by the width that a character takes at least in any face of 14 units. */
static size_t labels_of(const char *svg, struct text_box *v, size_t most)
{
	size_t n = 0;
	for (const char *s = svg; (s = strstr(s, "<text x=\"")) && n < most; s++) {
		long x, y;
		char anchor[8] = "start";
		if (sscanf(s, "<text x=\"%ld\" y=\"%ld\" text-anchor=\"%6[a-z]\"", &x, &y, anchor) < 2)
			fail_msg("%.60s", s);
		const char *text = strchr(s, '>') + 1;
		long width = 0;
		for (const char *p = text; *p && *p != '<'; p++)
			width += ((unsigned char)*p & 0xc0) != 0x80 ? 7 : 0;
		long x0 = strcmp(anchor, "end") == 0 ? x - width : strcmp(anchor, "middle") == 0 ? x - width / 2 : x;
		v[n++] = (struct text_box){x0, x0 + width, y - 10, y + 1};
	}
	return n;
}

static void no_label_lies_over_another(const char *svg, size_t least)
{
	static struct text_box v[400];
	size_t n = labels_of(svg, v, 400);
	if (n < least)
		fail_msg("%zu labels", n);
	for (size_t i = 0; i < n; i++) {
		assert_true(v[i].x0 >= 0 && v[i].x1 <= MAP_WIDTH);
		for (size_t k = 0; k < i; k++)
			if (v[i].x0 < v[k].x1 && v[k].x0 < v[i].x1 && v[i].y0 < v[k].y1 && v[k].y0 < v[i].y1)
				fail_msg("labels %zu and %zu", i, k);
	}
}

/* A path that a browser draws to its end: every "l" has points behind it. */
static void paths_are_whole(const char *svg)
{
	for (const char *s = svg; (s = strstr(s, " d=\""));) {
		s += 4;
		for (const char *p = s; *p != '"'; p++) {
			assert_non_null(strchr("MlhvH0123456789- ", *p));
			if (*p == 'l')
				assert_true(p[1] == '-' || (p[1] >= '0' && p[1] <= '9'));
		}
	}
}

static size_t draw(struct maps *m, const struct spot *v, size_t n, size_t labels)
{
	kua_buf_clear(&m->out);
	put_map(&m->v, v, n);
	no_label_lies_over_another(m->out.data, labels);
	paths_are_whole(m->out.data);
	return m->out.len;
}

static void a_town_among_its_neighbours(void **state)
{
	struct maps *m = *state;
	struct spot town = at(43.34, 52.86);
	town.label = "Zhana<ozen>";
	(void)draw(m, &town, 1, 4);
	assert_non_null(strstr(m->out.data, "Zhana&lt;ozen&gt;</text>"));
	assert_non_null(strstr(m->out.data, ">Aktau</text>"));
	assert_non_null(strstr(m->out.data, " km</text>"));
	assert_null(strstr(m->out.data, "style="));
	assert_non_null(strstr(m->out.data, "<path class=\"coast\" d=\"M"));
}

static void a_hundred_places_all_over_the_world(void **state)
{
	struct maps *m = *state;
	struct spot v[MAP_SPOTS];
	uint32_t x = 7;
	for (size_t i = 0; i < MAP_SPOTS; i++) {
		double r[2];
		for (int k = 0; k < 2; k++)
			r[k] = ((x = x * 1664525u + 1013904223u) >> 8) / (double)(1u << 24);
		v[i] = at(r[0] * 140 - 60, r[1] * 360 - 180);
		v[i].label = kua_arena_printf(m->a, "Place number %zu", i);
		v[i].mentions = (int64_t)(MAP_SPOTS - i) * 10;
	}
	size_t bytes = draw(m, v, MAP_SPOTS, 10);
	print_message("%zu bytes\n", bytes);
	assert_true(bytes < 80 * 1024); /* the page around it takes the rest of its 100 KB */
	for (size_t i = 0; i < MAP_SPOTS; i++) /* all at one place */
		v[i].latitude = 43, v[i].longitude = 52;
	(void)draw(m, v, MAP_SPOTS, 1);
}

static void a_map_without_outlines(void **state)
{
	struct maps *m = *state;
	struct kua_error err = {0};
	struct outlines *kept = m->page.outlines;
	assert_int_equal(outlines_load("/nowhere", &m->page.outlines, &err), KUA_OK);
	struct spot town = at(43.34, 52.86);
	(void)draw(m, &town, 1, 4);
	outlines_free(m->page.outlines);
	m->page.outlines = kept;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_places_are_inside), cmocka_unit_test(kilometres_are_kilometres), cmocka_unit_test(a_town_among_its_neighbours),
		cmocka_unit_test(a_hundred_places_all_over_the_world), cmocka_unit_test(a_map_without_outlines),
	};
	return cmocka_run_group_tests(tests, open_maps, close_maps);
}
