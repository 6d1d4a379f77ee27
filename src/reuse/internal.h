/*
 * internal.h - what the files of reuse/ hand to each other, in the order of the work:
 *
 *     words.c     item -> words and seeds            struct body
 *     postings.c  seeds of all -> groups by hash     struct postings
 *     pairs.c     groups -> candidate pairs, and their shared seeds
 *     chain.c     shared seeds -> collinear chains   struct chain
 *     align.c     chains -> aligned passages         struct passage, struct edit
 *     family.c    pairs -> families
 *     credit.c    item -> what it says about its own printing   struct credit
 *     direction.c pair -> who copied whom, and why
 *     drift.c     edits -> names, numbers, wordings that differ
 *     dating.c    families and credits -> bounds for dates
 *     reuse.c     all of it in order
 *
 * A body's number is its place in the order of item ids; it is what makes the result independent of the order of input.
 */
#ifndef KUA_REUSE_INTERNAL_H
#define KUA_REUSE_INTERNAL_H

#include "reuse/reuse.h"

/* ---- words and seeds ---- */

/*
 * Seeds are k-grams of SEED_LETTERS units, the smallest of each SEED_WINDOW neighbours is kept: any run of
 * SEED_LETTERS + SEED_WINDOW - 1 equal units in two items gives both the same seed. In items of less than SHORT_UNITS the window is
 * half as long, for a short text that was hurt has few seeds left; above SPARSE_UNITS in all it is twice as long. What a
 * window chooses, each shorter window chooses too, so items seeded differently still meet.
 */
enum { SEED_LETTERS = 12, SEED_WINDOW = 4, SHORT_UNITS = 1000 };
#define SPARSE_UNITS ((size_t)128 << 20)
#define NO_GROUP UINT32_MAX

struct word {
	uint64_t hash;   /* of the token's normal form */
	uint64_t shape;  /* bit set of its letter pairs, by which two spellings are seen to be alike */
	uint32_t token;  /* in the text's tokens */
	uint32_t at;     /* its first unit in the stream of units */
};

struct body {
	const struct kua_source *source;
	const struct kua_token *tokens;
	struct word *words; /* one more than n_words: the last only has at == n_units */
	uint32_t n_words, n_units;
	/* the seeds, by place */
	uint64_t *seed_hash; /* freed when the postings stand */
	uint32_t *seed_at;
	uint32_t *seed_group; /* NO_GROUP where no other body has it */
	uint32_t *seed_post;  /* its posting */
	uint32_t n_seeds;
};

/* Fill words; then, when the sum of n_units is known, seeds with the given window. */
void words_fill(struct body *body);
void seeds_fill(struct body *body, unsigned window);
void body_free(struct body *body);

/* ---- postings ---- */

struct post {
	uint32_t body, at;
};

struct postings {
	struct post *posts;  /* by group, body, place; groups that only one body has are left out */
	uint32_t *first;     /* of each group; first[n_groups] is the end */
	float *weight;       /* of each group, in nats */
	uint32_t *n_bodies;  /* how many bodies have it */
	uint32_t n_groups;
};

enum kua_code postings_make(struct body *bodies, size_t n, unsigned threads, struct postings *out,
                            struct kua_error *err);
void postings_free(struct postings *p);

/* ---- chains ---- */

struct match { /* a seed in both */
	uint32_t a, b; /* units */
	float weight;
};

struct block { /* seeds that overlap on one diagonal: equal units */
	uint32_t a, b, n;
	float weight;
};

struct chain {
	uint32_t first, n; /* in links of the workspace: block numbers in order */
	float score;
};

/* Working memory of one worker, kept from pair to pair. */
struct chaining {
	KUA_VEC(struct match) matches; /* in: by b, then a */
	KUA_VEC(struct block) blocks;
	KUA_VEC(uint32_t) links;
	KUA_VEC(struct chain) chains;  /* out: best first */
	KUA_VEC(float) score;
	KUA_VEC(uint32_t) before;
	KUA_VEC(bool) used;
};
#define CHAIN_LEAST 12.0f /* nats: four common seeds in a row, or two rare ones */

void chain_matches(struct chaining *c);
void chaining_free(struct chaining *c);

/* ---- alignment ---- */

struct edit { /* between two equal runs: words a .. a + n_a - 1 stand where b .. b + n_b - 1 stand in the other */
	uint32_t a, b;
	uint16_t n_a, n_b;
	bool near; /* one word each, alike in spelling */
};

struct passage { /* words a .. a_end - 1 aligned with b .. b_end - 1; what is not in an edit is equal, word for word */
	uint32_t a, a_end, b, b_end;
	uint32_t equal;
	size_t first_edit, n_edits; /* in the edits beside it */
};

typedef KUA_VEC(struct edit) edit_vec;
typedef KUA_VEC(struct passage) passage_vec;

struct aligning {
	KUA_VEC(int32_t) rows;
	KUA_VEC(uint8_t) steps;
	KUA_VEC(uint8_t) path;
	edit_vec left, right;
	passage_vec found; /* of the pair in hand */
};

/* Append the verified passages of one pair, in order of a; returns how many words are equal in all. */
uint32_t align_chains(struct aligning *w, const struct body *a, const struct body *b, const struct chaining *c,
                      size_t least_words, passage_vec *passages, edit_vec *edits);
void aligning_free(struct aligning *w);
/* Do two words look like spellings of one? */
bool words_near(const struct word *x, const struct word *y);

/* ---- pairs ---- */

struct pair {
	uint32_t a, b; /* bodies, a < b */
	uint32_t equal;
	size_t first, n; /* of the passages that are its own */
	const struct passage *passages; /* of all pairs with the same a; set, like edits, when all are found */
	const struct edit *edits;
};

/* What was found for one body with those behind it. */
struct found {
	KUA_VEC(struct pair) pairs;
	passage_vec passages;
	edit_vec edits;
};

/* found[i] for each body, on several threads. */
void pairs_find(const struct body *bodies, size_t n, const struct postings *p, size_t least_words, unsigned threads,
                const struct kua_progress *progress, struct found *found);
void found_free(struct found *found, size_t n);

/* ---- families ---- */

/* family[i] is the smallest body in the family of body i. */
void families_join(const struct body *bodies, size_t n, const struct pair *pairs, size_t n_pairs, size_t least_words,
                   uint32_t *family);

/* ---- credits and directions ---- */

/* What an item says or shows about the printing of its text. Outlet and quote are in the arena it was read into. */
struct credit {
	const char *from;       /* "the Guardian": where it says the text was printed; NULL where it names none */
	const char *from_key;   /* folded, without article */
	const char *from_quote; /* the sentence */
	bool reprint;           /* says that it reprints ("below we republish", "first published in") */
	bool version;           /* says that another version stands elsewhere ("a version of this letter also appeared in") */
	bool shortened;         /* says that it is an extract or was shortened */
	const char *version_quote, *shortened_quote;
	bool salutation, closing; /* "Dear Editor", "Yours sincerely" */
	char printed_on[11];    /* the date of that print; "" where none is told or its year is not known */
};

void credit_read(const struct kua_reuse_words *words, const struct kua_languages *l, const struct kua_source *s,
                 const char *anchor, struct kua_arena *a, struct credit *out);
/* The latest full date that the text tells as past; false where there is none. */
bool past_date(const struct kua_reuse_words *words, const struct kua_languages *l, const struct kua_source *s,
               struct kua_arena *a, char iso[11]);

/* one_text: are the two in one family? Sets direction and why of *out. */
void direction_decide(const struct body *a, const struct body *b, const struct pair *pair, bool one_text,
                      const struct credit *ca, const struct credit *cb, struct kua_arena *arena, struct kua_reuse *out);

/* ---- drift ---- */

struct numbers {
	const struct kua_number *v;
	size_t n;
};
typedef KUA_VEC(struct kua_drift) drift_vec;
void drift_of(const struct body *a, const struct body *b, const struct pair *pair, struct numbers na, struct numbers nb,
              struct kua_arena *arena, drift_vec *out);

#endif
