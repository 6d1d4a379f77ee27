/*
 * search.h - between pairs.c, which says what is done in which order, groups.c, which goes from seeds to meetings, sift.c, which goes from
 * meetings to pairs worth a comparison, and twins.c, which looks after equal texts.
 */
#ifndef KUA_REUSE_SEARCH_H
#define KUA_REUSE_SEARCH_H

#include <pthread.h>

#include "reuse/internal.h"

enum { CLASS_SHIFT = 28 };
#define PLACE_MASK ((UINT32_C(1) << CLASS_SHIFT) - 1)
_Static_assert(KUA_TEXT_MAX <= (size_t)1 << CLASS_SHIFT, "a place must leave room for the class");

struct posting {
	uint32_t hash, body, at;
};

struct place { /* of a seed */
	uint32_t body, at;
};

struct meeting { /* of one place with n others of the same seed; the high bits of at.at say how common it is */
	struct place at;
	uint64_t n : 16, list : 48; /* where the others are; see meet.c */
};
enum { MEETING_WORDS = sizeof(struct meeting) / sizeof(struct place) };

/* Places that many meet. */
struct lists {
	pthread_mutex_t lock;
	struct budget *budget;
	KUA_VEC(struct place *) slabs;
};
struct listing { /* where one writer goes on */
	struct place *at;
	uint64_t list;
	size_t left;
};
/* Room for n places, and where it is; NULL where they are too few or too many for a list, or the budget is spent. */
struct place *lists_room(struct lists *lists, struct listing *l, size_t n, uint64_t *list);
void lists_free(struct lists *lists);
/* The place meets n others, which are given or from there on in the lists. */
void meet(struct pen *pen, unsigned bucket, struct place at, const struct place *with, size_t n);
void meet_listed(struct pen *pen, unsigned bucket, struct place at, uint64_t list, size_t n);
/* The meeting that begins with the word, and whom it is with; the word behind it. */
const struct place *meeting_read(const struct lists *lists, const struct place *words, struct meeting *out, const struct place **with);

/* Which pairs that are known have to be found again. */
struct touched {
	bool all;
	atomic_uint_least64_t *bodies; /* of each: with whom, as a set of 64 bits; 0: it has no such pair */
	atomic_uint_least64_t *bits;
	/* The pairs that were compared before, in the same two ways; the other one by its name, which is a hash of its item's id. */
	uint32_t *names;
	uint64_t *mates, *compared;
};
bool touched_body(const struct touched *t, uint32_t body);
/* Among 64: which bit of a body's set another one has. */
static inline uint64_t touched_bit(uint32_t body)
{
	return UINT64_C(1) << (body * UINT64_C(0x9e3779b97f4a7c15) >> 58);
}
/* May a body have such a pair with one whose bit is in the set? Most are told by that. */
static inline bool touched_among(const struct touched *t, uint32_t body, uint64_t set)
{
	return t->all || (atomic_load_explicit(&t->bodies[body], memory_order_relaxed) & set);
}
/* Mark what the new bodies of a group touch. bodies: its members in order; rank: room for one more than they are. */
void touched_by_group(struct touched *t, const uint32_t *bodies, const bool *known, uint32_t *rank, size_t n);
/* How common the seed of a group is; does it pair member i with member k, which stands behind it? */
uint32_t group_class(size_t members);
bool group_pairs(size_t i, size_t k, size_t members);

struct sorted { /* postings by hash */
	struct posting *v;
	size_t n;
};

struct searching {
	const struct search *s;
	const bool *known; /* as in the search; NULL where all has to be found */
	struct sorted sorted[SPILL_BUCKETS]; /* between the two passes over them */
	struct spill *postings, *meetings;
	uint64_t buckets_by_body; /* how much of a bucket of meetings each body has, in parts of 1 << 32 */
	struct lists lists;
	float weights[16];      /* of a seed, by class */
	uint32_t points[16];    /* the same in thousandths: their sum does not depend on the order they come in */
	uint32_t least_points;  /* that any pair must have; search_least_points tells more of one */
	uint32_t enough_points; /* for any pair */
	uint32_t *twin; /* of each body: the next one with the same letters where there are too many of them; 0: none */
	bool *brief;    /* of each body: weak chains of it are followed too */
	bool *late;     /* of each body: one of many equal ones, and none of the first; NULL: there are none such */
	atomic_size_t next;
	pthread_mutex_t lock; /* for what is below */
	struct kua_error failed;
	struct found waiting[SPILL_BUCKETS];
	bool done[SPILL_BUCKETS];
	unsigned handed; /* buckets that were handed over */
};

/* The first error of any thread is kept. */
void search_fail(struct searching *x, const struct kua_error *err);
/* The letters of a body: where they are, or read from the spool into the buffer. */
bool search_load(struct searching *x, uint32_t body, struct kua_buf *buf, struct letters *out);

/* Seeds into buckets; buckets of seeds into buckets of meetings. Each runs on several threads, which share x->next. */
void groups_seed(void *x, size_t number);
void groups_touch(void *x, size_t number); /* before them, where pairs are known: marks those that have to be found again */
void groups_meet(void *x, size_t number);
/* Need these two not meet, as what they share is known? */
static inline bool search_knows(const struct searching *x, uint32_t a, uint32_t b)
{
	return x->known && x->known[a] && x->known[b] &&
	       !(touched_among(x->s->touched, a, touched_bit(b)) && touched_pair(x->s->touched, a, b));
}
/* Where what a body shares with those behind it goes. */
static inline unsigned meeting_bucket(const struct searching *x, uint32_t body)
{
	return (unsigned)(body * x->buckets_by_body >> 32);
}

/* How much two bodies must share to be compared. */
uint32_t search_least_points(const struct searching *x, uint32_t a, uint32_t b);

/* Working memory of one thread, kept from bucket to bucket. */
struct sifting {
	KUA_VEC(struct place) taken;    /* the words of a bucket */
	KUA_VEC(struct sharing) sharing; /* its meetings, by body */
	KUA_VEC(size_t) ends;           /* of each body's in there */
	KUA_VEC(uint8_t) sums;          /* rough points, by what is left of a body's number */
	KUA_VEC(struct half) halves;    /* what may add up to enough */
	KUA_VEC(struct mate) mates;     /* the table of the body in hand */
	KUA_VEC(uint32_t) slots;        /* of each half: where in the table */
	KUA_VEC(struct chosen) chosen;
	KUA_VEC(struct match) matches, other;
};
/* Takes the meetings of a bucket, and calls fn with those of each pair that shares enough: by a, then b; they by place in b, then in a. */
typedef void sifted_fn(void *ctx, uint32_t a, uint32_t b, const struct match *v, size_t n);
enum kua_code sift_bucket(struct sifting *w, const struct searching *x, unsigned bucket, sifted_fn *fn, void *ctx,
                          struct kua_error *err);
void sifting_free(struct sifting *w);

/* Fill x->twin and x->late; let twins meet, with class 0. */
void twins_find(struct searching *x);
void twins_meet(struct searching *x);

#endif
