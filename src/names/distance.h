/*
 * distance.h - inside names/: blocks of candidates whose edit distance to one query is told at once.
 *
 * A block holds LANES candidates column by column: the first letters of all, then the second letters, and so on. Letters are
 * codes of an alphabet of 32 signs, so that what the query has at a letter (a bit for each of its places) is found by one
 * shuffle of a table that fits a register.
 */
#ifndef KUA_NAMES_DISTANCE_H
#define KUA_NAMES_DISTANCE_H

#include "names/names.h"

enum { LANES = 32, SIGNS = 32 };

struct block {
	const uint8_t *codes;  /* columns * LANES */
	const uint8_t *length; /* of each lane */
	unsigned columns, least; /* the longest and the shortest lane */
};

struct pattern { /* a query: for each sign the places where it stands */
	unsigned n;
	uint64_t eq[SIGNS];
};

typedef void distance_fn(const struct pattern *p, const struct block *b, uint8_t out[LANES]);

distance_fn distance_plain; /* one lane after the other, on every machine */

enum distance_width { DISTANCE_PLAIN, DISTANCE_AVX2, DISTANCE_AVX512, DISTANCE_WIDTHS };
distance_fn *distance_of(enum distance_width width); /* NULL where the machine lacks it */
distance_fn *distance_widest(void); /* that this machine has */
void distances_by(const struct kua_distances *d, distance_fn *fn, const char *query, uint8_t *out);

#endif
