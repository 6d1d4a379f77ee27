/*
 * map.h - places on a map that Kua draws itself, without any network: coasts and borders from data/outlines.txt, places as circles that
 * are larger the more they are mentioned, each a link to what is known of it. Below it the same as a table: nothing depends on the picture.
 *
 *   outlines.c   coasts and borders, loaded once
 *   frame.c      which part of the world is shown, and where on the paper a place is
 *   map.c        the drawing
 *   places.c     which places a screen shows
 */
#ifndef KUA_PAGE_MAP_H
#define KUA_PAGE_MAP_H

#include "page/internal.h"

#define MAP_SPOTS ((size_t)100) /* on one map: those with the most mentions */

struct spot {
	const char *id;      /* of its entity; NULL: only a neighbour, for finding one's way */
	const char *label, *in; /* in: what it lies in, or NULL */
	int64_t mentions;
	double latitude, longitude;
	bool wide;           /* a country or a region: a place of its middle says little */
};

/* ---- outlines.c ---- */

struct outline { /* a row of points */
	const int16_t *v;  /* latitude and longitude in tenths of a degree, by turns */
	size_t n;          /* points */
	bool border;       /* else a coast */
};
struct outlines {
	struct kua_arena *a;
	const struct outline *v;
	size_t n;
};
/* A folder without outlines.txt gives none. */
enum kua_code outlines_load(const char *data_dir, struct outlines **out, struct kua_error *err);
void outlines_free(struct outlines *o); /* NULL is fine */

/* ---- frame.c ---- */

#define MAP_WIDTH 960 /* units of the drawing */
struct frame {
	double latitude, longitude; /* of the middle */
	double scale;               /* units for a degree of latitude */
	double narrowed;            /* of longitude: as many for one, times this */
	double height;
};
struct point {
	double x, y;
};
struct frame frame_around(const struct spot *v, size_t n);
struct point frame_point(const struct frame *f, double latitude, double longitude);
bool frame_holds(const struct frame *f, struct point p);
double frame_kilometre(const struct frame *f); /* in units, in the middle */
/* The side of the drawing on which a point lies, as bits; 0 where it is inside or near. */
unsigned frame_side(const struct frame *f, struct point p);

/* ---- map.c ---- */

/* n > 0, sorted by mentions, most first. */
void put_map(struct visit *v, const struct spot *spots, size_t n);

/* ---- places.c ---- */

enum kua_code put_map_of_casebook(struct visit *v, struct kua_error *err);
void put_map_of_place(struct visit *v, const struct kua_entity *e);
/* The places that an event and its figures name. */
enum kua_code put_map_of_event(struct visit *v, const struct kua_event *e, const struct kua_figure *figures, size_t n, struct kua_error *err);

#endif
