/* origins.h - how many origins the voices of one line have, as one text may be a copy of another; see origins.c. */
#ifndef KUA_ACCOUNTS_ORIGINS_H
#define KUA_ACCOUNTS_ORIGINS_H

#include "accounts/internal.h"

/* ---- disjoint sets of a line's figures, each set one voice ---- */

struct sets {
	size_t *parent;
	unsigned *rules; /* of each root: rules used in its set */
};
size_t sets_root(const struct sets *s, size_t i);

/* ---- what the trees of copies say about figures ---- */

struct share { /* one source of an item */
	size_t item;
	double p;
};

struct shares {
	struct share *v;
	uint32_t n;
	double none; /* that the item has its text from no other; with the sources' it is 1 */
	bool known;  /* is it in a tree at all */
};

struct lineage; /* of all items: where their texts come from, and which numbers were changed on the way */
struct lineage *lineage_new(struct desk *d);
void lineage_free(struct lineage *l);
/* Of an item, or NOWHERE; NULL where nothing is known. */
const struct shares *lineage_shares(const struct lineage *l, size_t item);
const struct desk *lineage_desk(const struct lineage *l);

struct descent { /* of a figure from another, if its item has its text from that one's item */
	size_t figure, from; /* positions in the line; from is NOWHERE where the copy changed the number */
	size_t other;        /* the figure it comes from, of all figures */
	uint32_t source;     /* which of its item's sources that is */
	double p;            /* that this is the source */
	bool own_words;      /* it would be a voice by itself otherwise: told in other words, or with another number */
};

struct descents {
	KUA_VEC(struct descent) v; /* by figure, then source */
	size_t *first;             /* of each position; one more at the end */
	bool any;                  /* does any of them make two voices one */
};

/* figures: those of one line, in d->order; shown: which of them are one voice for sure. */
void descents_find(struct lineage *l, const size_t *figures, size_t n, const struct sets *shown, struct descents *out);
void descents_clear(struct descents *ds);

struct origins { /* what is asked about */
	const struct lineage *lineage;
	const struct descents *descents;
	const size_t *figures;
	size_t n;
};
/* The expected number of origins; own[root]: the probability that the voice has an origin of its own, for each root of shown. */
double origins_expected(const struct origins *o, const struct sets *shown, double *own);
/*
 * Of trees of copies drawn at random, how many origins 1 in 20 falls short of with the voices of low, and how many 1 in 20
 * goes beyond with those of high.
 */
struct between {
	int64_t low, high;
};
struct between origins_between(const struct origins *o, const struct sets *low, const struct sets *high);

#endif
