/*
 * internal.h - what the files of reuse/ hand to each other, in the order of the work:
 *
 *     letters.c   text -> its letters, with the way back to words and bytes    struct letters
 *     words.c     item -> its words, as places in its letters                  struct word
 *     seeds.c     letters -> seeds; grams.c: the loops of it                   grams.h
 *     pool.c      memory in large pages                                        struct pool
 *     spill.c     records in buckets, in memory or in files without a name     struct spill
 *     groups.c    seeds of all -> what two bodies share; twins.c: equal texts  search.h
 *     meet.c      who meets whom in a seed                                     struct meeting
 *     sift.c      what two bodies share -> pairs that share enough to be compared
 *     touched.c   new bodies -> known pairs to be found again                  search.h
 *     kept.c      pairs and their drift -> what is kept of them for the next time, and back
 *     pairs.c     what two bodies share -> pairs                               struct pair
 *     chain.c     matches of a pair -> collinear chains                        struct chain
 *     ladder.c    two short stretches of letters -> their alignment            struct run
 *     extend.c    ends of a passage -> how far it goes on
 *     align.c     chains -> aligned passages                                   struct aligned
 *     edits.c     passages of letters -> passages of words, and what differs   struct passage, struct edit
 *     furniture.c pairs -> what is page furniture
 *     family.c    pairs -> families
 *     credit.c    item -> what it says about its own printing                  struct credit
 *     direction.c pair -> what else speaks for a direction than words and dates, and the answer in the end
 *     cost.c      pair -> what it takes to make either of the other, in nats
 *     laplacian.c, arborescence.c, forest.c   costs -> probabilities, the best tree, trees drawn at random
 *     likely.c    costs and dates of a family -> how likely each source of each text is
 *     unseen.c    copy and source -> may both it and others be of a text that nobody has?
 *     tree.c      family -> who copied whom                                    struct tree
 *     copies.c    tree -> the records, with reasons
 *     rim.c       passage -> the same with the figures and names that differ right beside it
 *     drift.c     edits -> dates, names, numbers, wordings that differ
 *     carry.c     drift and tree -> in which copy it was changed, how many carry it
 *     dating.c    families and credits -> bounds for dates
 *     reuse.c     all of it in order, for items whose texts are in hand
 *     filter.c    letters to pairs for any number of texts, within a bound of memory   filter.h
 *     whole.c     pairs to records, likewise; paired.c, stored.c, sheaf.c: what waits in files for that
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
/* By which letters or texts are known to differ: eight bytes at a time, for it is taken of all there is. */
uint64_t letters_hash(const void *bytes, size_t n);
/* How many words begin before the letter; does one begin at it (one does at the end). */
uint32_t letters_words_before(const struct letters *l, uint32_t at);
bool letters_word_at(const struct letters *l, uint32_t at);
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
	uint64_t words_at;  /* where words is NULL: they are in the spool, before here; 0: there are none */
	const char *text;
};

void words_fill(const struct alphabet *a, struct body *body);
void body_free(struct body *body);
/* Words as they are kept in a file, and back, with one more at the end; tokens (or NULL): of each word what comparing asks of its token. */
size_t words_size(uint32_t n_words);
void words_store(const struct body *body, void *to);
void words_restore(const void *from, uint32_t n_words, uint32_t n_letters, struct word *words, struct kua_token *tokens);
/* Do two words look like spellings of one? */
bool words_near(const struct word *x, const struct word *y);

/* ---- memory ---- */

struct budget { /* bytes that may still be taken; it may be overdrawn by little */
	atomic_int_least64_t left;
};
bool budget_has(const struct budget *b);
bool budget_covers(const struct budget *b, size_t n);
void budget_take(struct budget *b, size_t n);
void budget_give(struct budget *b, size_t n);

/* Memory in large pages: so much of it; in pieces of any size; in pieces of one size, which can be given back. */
enum { PAGES_BYTES = 2 << 20, POOL_PIECE = 32 << 10 };
void *pages_new(void);
void pages_free(void *pages);
struct pool;
struct pool *pool_new(void);
void pool_free(struct pool *p); /* NULL is fine; with all that was taken */
void *pool_take(struct pool *p, size_t n);
void *pool_piece(struct pool *p);
void pool_give(struct pool *p, void *piece);

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
struct tip { /* where a pen writes the next record of one bucket */
	char *v, *at, *end;
};
struct pen {
	struct spill *s;
	struct tip tips[SPILL_BUCKETS];
};
struct spill *spill_new(size_t size, struct budget *budget, struct spool *spool, struct pool *pool); /* pool: NULL is fine */
void spill_free(struct spill *s); /* NULL is fine */
struct pen *pen_new(struct spill *s);
void pen_free(struct pen *p); /* hands over what it holds */
void pen_turn(struct pen *p, unsigned bucket); /* hands over what is full */
static inline void *pen_room(struct pen *p, unsigned bucket, size_t size) /* for one more record, of the spill's size */
{
	struct tip *t = &p->tips[bucket];
	if (t->at == t->end)
		pen_turn(p, bucket);
	void *room = t->at;
	t->at += size;
	return room;
}
enum { PEN_ROOM_BYTES = 1 << 10 };
static inline void *pen_rooms(struct pen *p, unsigned bucket, size_t size, size_t n) /* for n more in a row, PEN_ROOM_BYTES at the most */
{
	struct tip *t = &p->tips[bucket];
	if ((size_t)(t->end - t->at) < n * size)
		pen_turn(p, bucket);
	void *room = t->at;
	t->at += n * size;
	return room;
}
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
/* What is the same for all bodies; grams: see grams.h. */
struct gram_block;
struct seeder {
	struct seeding how;
	void (*grams)(struct gram_block *b, unsigned k, uint32_t before, uint32_t n, uint32_t window);
	uint64_t values[256]; /* of letters */
};
void seeder_start(struct seeder *s, struct seeding how); /* with the widest registers there are */
/* The seeds of one body's letters, by place, in place of what is in out. */
void seeds_of(const struct seeder *s, const struct letters *l, seed_vec *out);

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

struct ranked { /* the best chain that ends in a block */
	float score;
	uint32_t block;
};

/* Working memory of one worker, kept from pair to pair. */
struct chaining {
	uint32_t k; /* letters of a seed */
	float least; /* nats that a chain must have */
	KUA_VEC(float) gap_price; /* by letters */
	KUA_VEC(struct block) blocks;
	KUA_VEC(uint32_t) links;
	KUA_VEC(struct chain) chains;  /* out: best first */
	KUA_VEC(float) score;
	KUA_VEC(float) top; /* the highest score up to the block */
	KUA_VEC(uint32_t) before;
	KUA_VEC(bool) used;
	KUA_VEC(struct ranked) ends;
};

/* The chains of n matches, which are in order of b, then a. */
void chain_matches(struct chaining *c, const struct match *v, size_t n);
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

enum change_kind { CHANGE_NUMBER, CHANGE_NAME, CHANGE_WORDING };

struct change { /* a drift, as far as it depends on the two texts alone */
	uint64_t id;
	uint32_t a, a_end, b, b_end; /* bytes */
	uint8_t kind;
	bool of_date;
};

struct pair {
	uint32_t a, b; /* bodies, a < b */
	uint32_t equal;
	size_t first, n; /* of the passages that are its own */
	const struct passage *passages; /* of all pairs found with it; set, like edits and changes, when all are found */
	const struct edit *edits;
	size_t first_change;
	uint32_t n_changes;
	bool told; /* its changes are known */
	const struct change *changes; /* its own */
};

/* Two bodies that were compared and share nothing: a < b, of which the touched (search.h) know the name. */
struct faint {
	uint32_t a, name;
};
typedef KUA_VEC(struct faint) faint_vec;

/* What was found for some bodies, neighbours in order, with those behind them. */
struct found {
	KUA_VEC(struct pair) pairs; /* by a, then b */
	passage_vec passages;
	edit_vec edits;
	KUA_VEC(struct change) changes;
	faint_vec faint; /* where pairs are kept */
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
	/* Of each body: what it shares with others of these is known and not looked for, but for pairs that are touched. Both or neither. */
	const bool *known;
	struct touched *touched; /* empty; filled */
};
struct touched *touched_new(const struct body *bodies, size_t n);
void touched_free(struct touched *t); /* NULL is fine */
uint32_t touched_name(const struct touched *t, uint32_t body);
/* Before the search: this pair of known bodies was compared. Others are found again neither if they are touched. */
void touched_compared(struct touched *t, uint32_t a, uint32_t name_of_b);
bool touched_pair(const struct touched *t, uint32_t a, uint32_t b); /* a < b */
/* For how many the weights count so many bodies: in steps, so that a few more change none. */
size_t pairs_counted(size_t n);
enum kua_code pairs_search(const struct search *s, struct kua_error *err);

/* ---- what is kept of pairs ---- */

/* Of one body: the pairs of which it is the first, in order of the second; the faint ones; what was seen of its text. */
struct keeping {
	const struct pair *pairs;
	const struct faint *faint;
	size_t n_pairs, n_faint;
	const struct kua_reuse_glance *glance;
};
void kept_pack(struct kua_buf *b, const struct body *bodies, const struct keeping *k);
/* Pairs are added to *out; false where they do not fit the bodies, which have words. */
bool kept_unpack(struct kua_packed p, const struct body *bodies, size_t n, uint32_t first, struct found *out, struct kua_reuse_glance *glance);
/* Do the two pairs of the same bodies share the same, word for word? */
bool kept_same(const struct pair *x, const struct pair *y);
/* Tells the body with these settings from any other. */
const char *kept_mark(const struct body *body, const char *settings, struct kua_arena *a);

/* ---- families ---- */

/* Page furniture: what stands in items that are otherwise about different things. */
struct furniture;
struct furniture *furniture_find(const struct body *bodies, size_t n, const struct pair *pairs, size_t n_pairs);
/* The same in steps, for bodies one by one: what covers which words of whom, as a partner of which kind; from all of a body's its mask
 * (n_words + 1 numbers, free() it; NULL: nothing is furniture); the masks of bodies, which owns them. */
struct covering {
	uint32_t body, start, end, partner;
};
void furniture_cover(const struct body *bodies, const struct pair *p, void (*fn)(void *ctx, const struct covering *c), void *ctx);
uint32_t *furniture_mask(const struct covering *v, size_t n, uint32_t n_words);
struct furniture *furniture_new(const struct body *bodies, size_t n);
void furniture_set(struct furniture *f, uint32_t body, uint32_t *mask);
void furniture_free(struct furniture *f); /* NULL is fine */
uint32_t furniture_rest(const struct furniture *f, uint32_t body);                /* words of a body beside it */
double furniture_evidence(const struct furniture *f, const struct pair *pair);    /* equal words of a pair beside that of both */

/* May the pair, by itself, put its two items into one family? */
bool families_may_join(const struct furniture *furniture, const struct pair *p, size_t least_words);
/*
 * family[i] is the smallest body in the family of body i. Of bodies that no chain of such pairs ties to others, the family depends on these
 * bodies and all their pairs only.
 */
void families_join(const struct body *bodies, size_t n, const struct pair *pairs, size_t n_pairs, size_t least_words,
                   const struct furniture *furniture, uint32_t *family);

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
	bool looked;            /* a sentence seemed to be about the printing; what it says may hang on the anchor */
	char printed_on[11];    /* the date of that print; "" where none is told or its year is not known */
};

void credit_read(const struct kua_reuse_words *words, const struct kua_languages *l, const struct kua_source *s,
                 const char *anchor, struct kua_arena *a, struct credit *out);
/* Is there nothing of all that in the text, whatever the anchor? */
bool credit_is_none(const struct credit *c);
/* The latest full date that the text tells as past; false where there is none. */
bool past_date(const struct kua_reuse_words *words, const struct kua_languages *l, const struct kua_source *s,
               struct kua_arena *a, char iso[11]);

/*
 * What else than words and dates speaks for a direction, in nats, a to b positive: credits, and the shape of a letter. Puts reasons into
 * why of *out. one_text: are the two in one family? *common: both say that the text was first printed in one third place.
 */
double direction_evidence(const struct body *a, const struct body *b, const struct pair *pair, bool one_text,
                          const struct credit *ca, const struct credit *cb, struct kua_arena *arena, struct kua_reuse *out,
                          bool *common);
/* Set direction and probability, from the probabilities that b comes from a, and a from b, directly or through others. */
void direction_answer(struct kua_reuse *out, double ab, double ba);

/* ---- what it takes to make one text of another ---- */

/* sums[w]: how rare all words before w are, in nats; n_words + 1 of them. */
double *word_sums(const struct body *body);

struct copying { /* of one text out of another */
	double cost; /* nats */
	uint32_t equal, changed, added, added_runs, cut, cut_runs; /* words, and the places where they stand */
};
/* a_sums, b_sums: as word_sums gives them. */
void copying_of(const struct pair *pair, const struct body *a, const struct body *b, const double *a_sums, const double *b_sums,
               struct copying *ab, struct copying *ba);

struct days { /* of a date with its precision */
	int64_t first, last;
	bool known;
};
struct days days_of(const char *iso);
/* Nats for the date of a copy, given its source's (NULL: given nothing); range: days over which the family's dates spread. */
double date_cost(const struct days *source, const struct days *copy, double range, double wrong);

/* ---- trees ---- */

#define NO_ARC UINT32_MAX
struct arc {
	uint32_t from, to;
	double cost;
};
/* parent[v]: the arc into v of the cheapest tree; NO_ARC for its root (and where no arc leads to v). */
void arborescence(const struct arc *arcs, size_t n_arcs, uint32_t n, const double *root_costs, uint32_t *parent);

#define LAPLACIAN_NATS 5400.0 /* the range of weights told apart */
#define ONE_TREE 12.0
/*
 * weight[v * n + u]: log of the weight of v having its text from u, none[v]: from nobody; -INFINITY where it cannot. p[v * (n + 1) + u]:
 * the probability of that over all trees, at u == n that v is the root.
 */
void laplacian(uint32_t n, const double *weight, const double *none, double *p);

struct origin { /* one of the sources a text may have */
	uint32_t from;
	double up_to; /* the sum of its probability and those of the sources before it in the list */
};
struct origins { /* of each text of a family: first[v] .. first[v + 1] - 1 of v, and the probability that it has none */
	uint32_t n;
	const uint32_t *first;
	const struct origin *v;
	const double *none;
};
/* The number-th tree drawn with these probabilities; the same for the same number. parent[root] == root. */
void forest_draw(const struct origins *o, uint64_t number, uint32_t *parent);
/*
 * How many trees are drawn for n texts: fewer for more than TREE_DRAWN, so that drawing for a million reprints costs no more for
 * each of them than drawing for some thousand.
 */
uint64_t forest_draws(uint32_t n);
enum { TREE_DRAWS = 256, TREE_DRAWN = 4000, TREE_DRAWS_LEAST = 16 };

struct family_arc { /* the one against it stands beside it: 0 and 1, 2 and 3, ... */
	uint32_t from, to, pair; /* texts of the family */
	double text, other;      /* nats */
};
struct weighed { /* a family of n texts: what speaks for each arc but dates */
	uint32_t n;
	const struct family_arc *arcs;
	size_t n_arcs;
	const double *weight, *none; /* logarithms: of each arc; of each text, that it has no source */
	bool dates;                  /* do they count? */
	const struct days *days;
	double range, wrong_dates;   /* as for date_cost */
};
/* The probability of each arc, and of each text that it has no source. */
void likely_sources(const struct weighed *in, double *p, double *original);

struct unseen_input {
	const struct body *bodies;
	const struct pair *pairs;
	const uint32_t *list; /* of pairs: those of the body within its family */
	uint32_t n;
	const double *ab, *ba; /* of all pairs: that b comes from a, a from b */
	double heat;          /* nats of words over nats of probability */
};
/* The probability that a body, though it is told to come from the other text of a pair with p_source, has its text from one that nobody has. */
double unseen_source(const struct unseen_input *in, uint32_t body, uint32_t source_pair, double p_source);

#define NO_BODY UINT32_MAX
struct possible { /* one text that another may be made of */
	uint32_t from, pair;
	double p, cost;
};
struct possibles {
	struct possible *v; /* the likeliest first */
	uint32_t n;
};
struct tree { /* of all families; arrays by body, ab and ba by pair */
	uint32_t *parent;      /* NO_BODY: root of its tree, or in no family */
	uint32_t *parent_pair;
	double *probability;   /* of the parent */
	double *unseen;        /* that it comes from a text that nobody has instead; the parent's and the sources' have that taken away */
	double *original;      /* of having its text from no other of the family */
	uint32_t *below;       /* how many come from it */
	struct possibles *sources;
	double *cost;          /* nats to write it anew */
	double *ab, *ba;       /* that b comes from a, a from b, directly or through others; 0 where they are no family */
	size_t n;
};
struct tree_input {
	const struct body *bodies;
	size_t n;
	const struct pair *pairs;
	size_t n_pairs;
	const uint32_t *family;
	const double *evidence; /* by pair, from direction_evidence */
	const bool *common;
};
struct tree_learnt { /* arcs that words alone decide, of how many families whatsoever, and those against the dates */
	uint64_t dated, backward;
};
void tree_learn(const struct tree_input *in, unsigned threads, struct tree_learnt *out); /* adds */
double tree_wrong_dates(const struct tree_learnt *l);
void tree_make(const struct tree_input *in, double wrong_dates, unsigned threads, struct tree *out);
void tree_free(struct tree *t);

/* Whole families, or pairs whose items are in none together: some of all there are, numbered by themselves. */
struct lot {
	struct body *bodies; /* with words, where a family is to be told; the text in the source is asked for by lot_records only */
	size_t n;
	struct pair *pairs;
	size_t n_pairs;
	uint32_t *family;
	struct credit *credits;
	struct furniture *furniture;
	const struct kua_languages *languages;
	unsigned threads;
};
void lot_learn(const struct lot *lot, struct tree_learnt *out); /* adds */
/* The records, of pairs in their order; the pair of each drift: free() it. */
uint32_t *lot_records(const struct lot *lot, double wrong_dates, struct kua_arena *a, struct kua_reuse_result *out);

/* The records of all families' trees; sets copies of *out. */
void copies_put(const struct body *bodies, size_t n, const struct pair *pairs, const struct tree *t, const uint32_t *family,
                struct kua_arena *arena, struct kua_reuse_result *out);
enum { TREE_EXACT = 400, TREE_SOURCES = 20 };
#define TREE_SURE 0.6 /* from here on a direction is told */

/* ---- drift ---- */

struct numbers {
	const struct kua_number *v;
	size_t n;
};
struct dates {
	const struct kua_date *v;
	size_t n;
};
/* A body with what is asked of its words. All bodies' dates are resolved from one day, so that equal ones are the same day. */
struct said {
	const struct body *body;
	struct numbers numbers;
	struct dates dates;
};
const struct kua_number *said_number(const struct said *s, uint32_t word); /* that the word is part of, or NULL */
bool said_capital(const struct said *s, uint32_t word);                    /* a capital word that says something */

/* The passages of a pair, with what stands right beside them. */
struct rims {
	const struct said *a, *b;
	const struct pair *pair;
	size_t *before, *behind; /* the passage that stands before it in b, and behind it */
	edit_vec edits;
};
void rims_start(struct rims *r, const struct said *a, const struct said *b, const struct pair *pair);
void rims_end(struct rims *r);
/* The nth passage with its rims; its edits are r->edits, until the next call. False where nothing differs. */
bool rims_widen(struct rims *r, size_t nth, struct passage *out);

typedef KUA_VEC(struct kua_drift) drift_vec;
/* The drift of a pair as changes, and back, in the arena. */
struct change change_of(const struct kua_drift *d);
struct kua_drift drift_again(const struct change *c, const struct body *a, const struct body *b, struct kua_arena *arena);
void drift_of(const struct said *a, const struct said *b, const struct pair *pair, struct kua_arena *arena, drift_vec *out);

/* Set changed_in, probability, carried and also_in of drift between a copy and its source; pair_of[i]: the pair of drift[i]. */
void carry_changes(const struct body *bodies, size_t n, const struct pair *pairs, size_t n_pairs, const struct tree *t,
                   const uint32_t *family, const uint32_t *pair_of, struct kua_drift *drift, size_t n_drift,
                   struct kua_arena *arena);

#endif
