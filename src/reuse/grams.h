/* grams.h - between seeds.c and grams.c: what is done to each k-gram of a text, in one register after the other or in wide ones. */
#ifndef KUA_REUSE_GRAMS_H
#define KUA_REUSE_GRAMS_H

#include "reuse/internal.h"

enum { GRAMS = 512, GRAM_SLACK = 32 };

enum { GRAMS_ALIGNED = 64 };
#define GRAM_ARRAY(name, n) _Alignas(GRAMS_ALIGNED) uint64_t name[(n) + GRAM_SLACK]
struct gram_block { /* arrays may be read and written a little behind their end */
	GRAM_ARRAY(letters, GRAMS + SEED_MOST); /* what each letter stands for */
	GRAM_ARRAY(hashes, GRAMS + WINDOW_MOST);
	GRAM_ARRAY(least, GRAMS + WINDOW_MOST); /* of the window that begins there */
	GRAM_ARRAY(others, GRAMS / 64);         /* bit set: windows with another least than the one before */
	uint64_t last_least;                    /* of the last window of the block before */
};

/* The hashes of n k-grams, behind so many that are there; the least of each window and others, of all that are whole. k is 12 or 16, window a
 * power of two from 2 on. */
typedef void grams_fn(struct gram_block *b, unsigned k, uint32_t before, uint32_t n, uint32_t window);
grams_fn grams_plain;
grams_fn *grams_wide(void); /* NULL where the machine has no such registers */

static inline uint64_t gram_mix(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0x7fb5d329728ea185);
	x ^= x >> 29;
	x *= UINT64_C(0x81dadef4bc2dd44d);
	return x ^ (x >> 32);
}

#endif
