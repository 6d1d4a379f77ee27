/*
 * frame.c - which part of the world a map shows. Degrees of longitude are as long as they are in the middle of what is shown, so that
 * distances there are right; far to the north and south of it they are not, which nobody will mind at this scale.
 */
#include <math.h>
#include <stdlib.h>

#include "page/map.h"

#define RADIAN (3.14159265358979323846 / 180)
#define LEAST_HEIGHT 320.0
#define MOST_HEIGHT 560.0
#define LEAST 4.0       /* degrees of latitude that a map shows at least, around towns */
#define LEAST_WIDE 16.0 /* around countries and regions */
#define MARGIN 1.25     /* times what the places take */
#define NEAR 40.0       /* units around the drawing */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The shortest stretch of longitudes that holds them all, across the date line or not: its middle, and its length in *span. */
static double middle_longitude(const double *sorted, size_t n, double *span)
{
	double gap = sorted[0] + 360 - sorted[n - 1], from = sorted[0];
	for (size_t i = 1; i < n; i++)
		if (sorted[i] - sorted[i - 1] > gap) {
			gap = sorted[i] - sorted[i - 1];
			from = sorted[i];
		}
	*span = 360 - gap;
	double middle = from + *span / 2;
	return middle > 180 ? middle - 360 : middle;
}

struct frame frame_around(const struct spot *v, size_t n)
{
	double *longitudes = kua_malloc(kua_mul(n, sizeof *longitudes)), south = 90, north = -90, span = 0;
	bool towns = false;
	size_t used = 0;
	for (size_t i = 0; i < n; i++)
		towns |= !v[i].wide;
	for (size_t i = 0; i < n; i++) {
		if (v[i].wide && towns)
			continue;
		longitudes[used++] = v[i].longitude;
		south = fmin(south, v[i].latitude);
		north = fmax(north, v[i].latitude);
	}
	qsort(longitudes, used, sizeof *longitudes, by_value);
	struct frame f = {.latitude = (south + north) / 2};
	f.longitude = middle_longitude(longitudes, used, &span);
	free(longitudes);
	f.narrowed = fmax(0.2, cos(f.latitude * RADIAN));
	double tall = fmax((north - south) * MARGIN, towns ? LEAST : LEAST_WIDE);
	double broad = fmax(span * MARGIN, tall * MAP_WIDTH / MOST_HEIGHT / f.narrowed);
	broad = fmin(broad, 360);
	f.scale = MAP_WIDTH / (broad * f.narrowed);
	f.height = fmin(fmax(tall * f.scale, LEAST_HEIGHT), MOST_HEIGHT);
	if (tall * f.scale > MOST_HEIGHT) /* all of it must go on the paper */
		f.scale = MOST_HEIGHT / tall;
	return f;
}

struct point frame_point(const struct frame *f, double latitude, double longitude)
{
	double east = longitude - f->longitude;
	east = east > 180 ? east - 360 : east < -180 ? east + 360 : east;
	return (struct point){MAP_WIDTH / 2.0 + east * f->narrowed * f->scale, f->height / 2 - (latitude - f->latitude) * f->scale};
}

bool frame_holds(const struct frame *f, struct point p)
{
	return p.x >= 0 && p.x <= MAP_WIDTH && p.y >= 0 && p.y <= f->height;
}

unsigned frame_side(const struct frame *f, struct point p)
{
	return (p.x < -NEAR ? 1u : 0) | (p.x > MAP_WIDTH + NEAR ? 2u : 0) | (p.y < -NEAR ? 4u : 0) | (p.y > f->height + NEAR ? 8u : 0);
}

double frame_kilometre(const struct frame *f)
{
	return f->scale / 111.2;
}
