/*
 * internal.h - what the files of reuse/ hand to each other, in the order of the work:
 *
 *     letters.c   text -> its letters, with the way back to words and bytes    struct letters
 *     words.c     item -> its words, as places in its letters                  struct word
 *     seeds.c     letters -> seeds
 *     spill.c     records in buckets, in memory or in files without a name     struct spill
 *     groups.c    seeds of all -> what two bodies share; twins.c: equal texts  search.h
 *     pairs.c     what two bodies share -> pairs                               struct pair
 *     chain.c     matches of a pair -> collinear chains                        struct chain
 *     ladder.c    two short stretches of letters -> their alignment            struct run
 *     align.c     chains -> aligned passages                                   struct aligned
 *     edits.c     passages of letters -> passages of words, and what differs   struct passage, struct edit
 *     family.c    pairs -> families
 *     credit.c    item -> what it says about its own printing                  struct credit
 *     direction.c pair -> who copied whom, and why
 *     drift.c     edits -> names, numbers, wordings that differ
 *     dating.c    families and credits -> bounds for dates
 *     reuse.c     all of it in order, for items whose texts are in hand
 *     filter.c    letters to pairs for any number of texts, within a bound of memory
 *
 * A body's number is its place in the order of item ids; it is what makes the result independent of the order of input.
 */
#ifndef KUA_REUSE_INTERNAL_H
#define KUA_REUSE_INTERNAL_H

#include <stdatomic.h>

#include "reuse/reuse.h"

/* ---- letters ---- */

struct alphabet;
struct alphabet *alphabet_new(void);
void alphabet_free(struct alphabet *a);

struct milestone { /* of 64 letters */
	uint64_t words;       /* which of them begin a word */
	uint32_t byte : 28;   /* of the text, where the first one's character stands, ... */
	uint32_t nth : 4;     /* ... whose letter of this number it is */
	uint32_t before;      /* words before */
};

struct letters {
	const uint8_t *v;     /* LETTERS_SLACK zeros behind the last */
	const struct milestone *marks;
	const char *text;
	uint32_t n, n_words, n_bytes;
};
enum { LETTERS_SLACK = 8 };

/* The letters of n bytes of text, in a room of letters_room(n) bytes, aligned to 16; letters_size of their number is filled. */
size_t letters_room(size_t bytes);
size_t letters_size(size_t n_letters);
struct letters letters_in(const void *room, uint32_t n, uint32_t n_words, const char *text, uint32_t n_bytes);
struct letters letters_fill(const struct alphabet *a, const char *text, size_t n, void *room);
/* How many words begin before the letter; does one begin at it (one does at the end); where begins the one it belongs to. */
uint32_t letters_words_before(const struct letters *l, uint32_t at);
bool letters_word_at(const struct letters *l, uint32_t at);
uint32_t letters_word_start(const struct letters *l, uint32_t at);
/* The bytes of the text that the letter stands for. */
void letters_byte(const struct alphabet *a, const struct letters *l, uint32_t at, uint32_t *start, uint32_t *end);
/* For each token, and for the end, how many letters stand before it; free() it. */
uint32_t *letters_of_tokens(const struct alphabet *a, const struct kua_text *t);

/* ---- bodies ---- */

struct word {
	uint64_t hash;   /* of the token's normal form */
	uint64_t shape;  /* bit set of its letter pairs, by which two spellings are seen to be alike */
	uint32_t token;  /* in the text's tokens */
	uint32_t at;     /* its first letter */
};

struct body {
	const struct kua_source *source; /* NULL in a run over pairs only, which has no words either */
	const struct kua_token *tokens;
	struct word *words; /* one more than n_words: the last only has at == n_letters */
	uint32_t n_words, n_letters, n_bytes;
	bool seedless;      /* is compared with nothing */
	void *room;         /* of its letters; NULL where they are in the spool at `at`, with the text behind them */
	uint64_t at;
	const char *text;
};

void words_fill(const struct alphabet *a, struct body *body);
void body_free(struct body *body);
/* Do two words look like spellings of one? */
bool words_near(const struct word *x, const struct word *y);

/* ---- memory ---- */

struct budget { /* bytes that may still be taken; it may be overdrawn by little */
	atomic_int_least64_t left;
};
bool budget_has(const struct budget *b);
void budget_take(struct budget *b, size_t n);
void budget_give(struct budget *b, size_t n);

struct spool { /* a file without a name */
	int fd;
	atomic_uint_least64_t end;
};
enum kua_code spool_open(struct spool *s, const char *folder, struct kua_error *err);
enum kua_code spool_write(struct spool *s, const void *bytes, size_t n, uint64_t *at, struct kua_error *err);
enum kua_code spool_read(const struct spool *s, uint64_t at, void *to, size_t n, struct kua_error *err);
void spool_close(struct spool *s);

/* Records of one size in buckets. Each writer has a pen; errors are told by spill_take. */
enum { SPILL_BUCKETS = 512 };
struct spill;
struct pen;
struct spill *spill_new(size_t size, struct budget *budget, struct spool *spool);
void spill_free(struct spill *s); /* NULL is fine */
struct pen *pen_new(struct spill *s);
void pen_free(struct pen *p); /* hands over what it holds */
void *pen_room(struct pen *p, unsigned bucket); /* for one more record */
size_t spill_n(const struct spill *s, unsigned bucket);
/* Move all records of a bucket into memory of the caller's; the bucket is empty then. */
enum kua_code spill_take(struct spill *s, unsigned bucket, void *to, struct kua_error *err);

/* ---- seeds ---- */

/*
 * Seeds are k-grams of letters, a run of digits counting as one, and the smallest of each `window` neighbours is kept: any run of
 * k + window - 1 equal letters in two items gives both the same seed. In items of less than SHORT_LETTERS the window is half as
 * long, for a short text that was hurt has few seeds left. What a window chooses, each shorter window chooses too, so items seeded
 * differently still meet.
 */
struct seeding {
	unsigned k, window;
};
enum { SEED_MOST = 16, WINDOW_MOST = 8, SHORT_LETTERS = 1000 };
#define SEEDING_SPARSE ((struct seeding){16, 8})
#define SEEDING_DENSE ((struct seeding){12, 4})

struct seed {
	uint64_t hash;
	uint32_t at;
};
typedef KUA_VEC(struct seed) seed_vec;
/* The seeds of one body's letters, by place, in place of what is in out. */
void seeds_of(const struct letters *l, struct seeding how, seed_vec *out);

/* ---- chains ---- */

struct match { /* a seed in both */
	uint32_t a, b; /* letters */
	float weight;
};

struct block { /* seeds that overlap on one diagonal: equal letters */
	uint32_t a, b, n;
	float weight;
};

struct chain {
	uint32_t first, n; /* in links of the workspace: block numbers in order */
	float score;
};

/* Working memory of one worker, kept from pair to pair. */
struct chaining {
	uint32_t k; /* letters of a seed */
	float least; /* nats that a chain must have */
	KUA_VEC(struct match) matches; /* in: by b, then a */
	KUA_VEC(struct block) blocks;
	KUA_VEC(uint32_t) links;
	KUA_VEC(struct chain) chains;  /* out: best first */
	KUA_VEC(float) score;
	KUA_VEC(uint32_t) before;
	KUA_VEC(bool) used;
};

void chain_matches(struct chaining *c);
void chaining_free(struct chaining *c);

/* ---- alignment ---- */

struct run { /* n equal letters */
	uint32_t a, b, n;
};
typedef KUA_VEC(struct run) run_vec;

struct ladder { /* working memory of one alignment */
	KUA_VEC(uint64_t) up, down;   /* bit columns: where the cell below is one more, one less */
	KUA_VEC(uint64_t) where;      /* of each letter: the bits where the pattern has it */
	KUA_VEC(int32_t) reach;       /* wavefronts of an extension */
};
/*
 * A best alignment of n letters with m by unit costs: its equal runs are appended in order, a and b counted from 0; what it costs.
 * n * m must not be more than LADDER_CELLS.
 */
enum { LADDER_CELLS = 4 << 20 };
uint32_t ladder_align(struct ladder *w, const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m, run_vec *runs);
/*
 * How far two stretches go on together from their beginnings (or, reversed, from their ends backwards): where the score of equal
 * letters less EDIT_COST for each edit is best, before it falls EXTEND_DROP below its best. The runs are appended in the order of reading.
 */
void ladder_extend(struct ladder *w, const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m, bool reversed,
                   run_vec *runs);
enum { EDIT_COST = 1, EXTEND_DROP = 30 };
void ladder_free(struct ladder *w);
/* How many letters are equal from the pointers on, or before them, at most n. */
uint32_t equal_forward(const uint8_t *a, const uint8_t *b, uint32_t n);
uint32_t equal_backward(const uint8_t *a, const uint8_t *b, uint32_t n);

struct aligned { /* a passage of letters, from a word's beginning to a word's end on either side */
	uint32_t a, a_end, b, b_end;
	uint32_t equal_letters, equal_words; /* words all of whose letters are equal */
	size_t first_run, n_runs;
};

struct aligning {
	struct ladder ladder;
	run_vec draft;              /* of the chain in hand */
	run_vec runs;               /* of what was found */
	KUA_VEC(struct aligned) found; /* of the pair in hand, by a */
};
/* The verified passages of one pair, in w->found with their runs; how many words are equal in all. */
uint32_t align_chains(struct aligning *w, const struct letters *a, const struct letters *b, const struct chaining *c,
                      size_t least_words);
void aligning_free(struct aligning *w);

/* ---- words that differ ---- */

struct edit { /* between two equal runs: words a .. a + n_a - 1 stand where b .. b + n_b - 1 stand in the other */
	uint32_t a, b;
	uint16_t n_a, n_b;
	bool near; /* one word each, alike in spelling */
};

struct passage { /* words a .. a_end - 1 aligned with b .. b_end - 1; what is not in an edit is equal, word for word */
	uint32_t a, a_end, b, b_end;
	uint32_t equal;
	size_t first_edit, n_edits; /* in the edits beside it; none were made in a run over pairs only */
	struct kua_span bytes;
};

typedef KUA_VEC(struct edit) edit_vec;
typedef KUA_VEC(struct passage) passage_vec;

/* The passage of two bodies that have words; false where no word is left in it. */
bool edits_of(const struct body *a, const struct body *b, const struct aligned *from, const struct run *runs,
              edit_vec *edits, struct passage *out);

/* ---- pairs ---- */

struct pair {
	uint32_t a, b; /* bodies, a < b */
	uint32_t equal;
	size_t first, n; /* of the passages that are its own */
	const struct passage *passages; /* of all pairs found with it; set, like edits, when all are found */
	const struct edit *edits;
};

/* What was found for some bodies, neighbours in order, with those behind them. */
struct found {
	KUA_VEC(struct pair) pairs; /* by a, then b */
	passage_vec passages;
	edit_vec edits;
};
void found_free(struct found *f);

struct search {
	const struct alphabet *alphabet;
	struct body *bodies;
	size_t n;
	struct seeding seeding;
	bool sensitive; /* follow weak chains in long texts too */
	size_t least_words;
	unsigned threads;
	struct budget *budget;
	struct spool *spool;
	const struct kua_progress *progress;
	/* Called with what was found, in order of bodies, one call at a time; it may keep what is in *found, and zero it. */
	void (*take)(void *ctx, struct found *found);
	void *ctx;
};
enum kua_code pairs_search(const struct search *s, struct kua_error *err);

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
