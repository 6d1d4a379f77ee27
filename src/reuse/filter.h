/*
 * filter.h - between filter.c, which takes items and finds their pairs within a bound of memory, stored.c, which keeps of each item what
 * the rest asks for and brings it back, paired.c, which keeps pairs, sheaf.c, which puts lines in order, and whole.c, which finds families,
 * trees and drift.
 */
#ifndef KUA_REUSE_FILTER_H
#define KUA_REUSE_FILTER_H

#include "reuse/internal.h"

struct kept {
	const char *id;
	uint64_t hash; /* of the text, for items that share an id */
	uint32_t fields; /* bytes of what stands behind the body's words in the spool: where families are wanted */
	struct body body;
};

#define FILTER_IN_HAND ((uint64_t)16 << 20) /* a family is looked at whole, however small the bound */

struct kua_reuse_filter {
	struct kua_reuse_options options;
	const struct kua_languages *languages; /* where families are wanted; else NULL */
	struct alphabet *alphabet;
	uint64_t memory; /* of the bound, for what is in hand */
	struct budget budget;
	struct pool *pool; /* of letters and texts */
	struct spool spool;
	char *folder;
	struct kua_arena *arena; /* of ids */
	KUA_VEC(struct kept) kept;
	uint64_t letters;
	kua_reuse_pair_fn *fn;
	void *ctx;
	struct body *bodies;
};

/* The bucket of a body, of so many. */
static inline unsigned spill_bucket(uint32_t body, size_t n)
{
	return (unsigned)((uint64_t)body * SPILL_BUCKETS / n);
}

/* Find the pairs of all that was taken; `take` as in a search. */
enum kua_code filter_search(struct kua_reuse_filter *f, void (*take)(void *ctx, struct found *found), void *ctx, struct kua_error *err);

/* ---- what is kept of an item (stored.c) ---- */

/* Words, credit and fields of an item, whose letters are in the room. */
enum kua_code stored_keep(struct kua_reuse_filter *f, const struct kua_item *item, void *room, struct kept *out, struct kua_error *err);

enum stored_how { STORED_FIELDS, STORED_WORDS, STORED_TEXT };
/* Some of the bodies, brought back: numbers[i] is the number of the ith among all, and they are in order. */
struct stored {
	struct lot lot; /* bodies, their credits and furniture without masks; the rest is the caller's */
	struct one_stored *v;
	const uint32_t *numbers;
};
enum kua_code stored_load(struct kua_reuse_filter *f, const uint32_t *numbers, size_t n, enum stored_how how, struct stored *out,
                          struct kua_error *err);
void stored_free(struct stored *s);
/* The place of a body among them. */
uint32_t stored_find(const struct stored *s, uint32_t number);
/* About how much memory an item takes that is brought back with its text. */
uint64_t stored_need(const struct body *b);

/* ---- pairs in a file (paired.c) ---- */

struct paired {
	struct kua_reuse_filter *f;
	size_t n; /* bodies */
	struct spool file;
	struct kua_buf out; /* on its way there */
	struct kua_error failed;
};
enum kua_code paired_new(struct kua_reuse_filter *f, struct paired *out, struct kua_error *err);
void paired_close(struct paired *p);
/* One more, out of what was found; then that these were all. */
void paired_add(struct paired *to, const struct found *found, const struct pair *p);
enum kua_code paired_done(struct paired *p, struct kua_error *err);
/* The pair whose bytes begin here, which it points to; how many bytes they are. */
struct pair paired_at(const char *at);
uint32_t paired_size(const char *at);

struct pair_ref { /* where a pair of the group stands */
	uint32_t group, size;
	uint64_t at;
};
typedef KUA_VEC(struct pair_ref) pair_ref_vec;
struct paired_reading { /* of the file from its beginning; only `from` is set */
	struct paired *from;
	uint64_t at; /* in the file, of what was not read yet */
	struct kua_buf buf;
	size_t pos;
	struct pair pair;
	struct pair_ref ref; /* its place, without a group; its bytes end at pos */
};
/* The next pair, until the one after it; false at the end, where nothing is left to free, or with an error. */
bool paired_next(struct paired_reading *r, struct kua_error *err);

/* In buckets by group, where the pairs of each group of two or more stand; `within`: those alone whose items are both of it. */
enum kua_code paired_refs(struct paired *p, const uint32_t *group, bool within, struct spill **out, struct kua_error *err);
/* Those of a bucket, by group and place. */
enum kua_code paired_take(struct spill *s, unsigned bucket, pair_ref_vec *out, struct kua_error *err);

struct pairs_in_hand {
	struct kua_buf stored;
	KUA_VEC(struct pair) pairs;
	KUA_VEC(uint32_t) numbers; /* of the bodies they are of, in order */
};
/* The pairs that stand there, in order. */
enum kua_code paired_load(struct paired *p, const struct pair_ref *refs, size_t n, struct pairs_in_hand *out, struct kua_error *err);
void paired_free(struct pairs_in_hand *v);
/* List the bodies of the pairs, each once; number these by their places in the list. */
void paired_numbers(struct pairs_in_hand *v);
void paired_renumber(struct pairs_in_hand *v);

/* ---- lines in order (sheaf.c) ---- */

enum { SHEAF_KINDS = 4 };
struct sheaf;
enum kua_code sheaf_new(struct kua_reuse_filter *f, struct sheaf **out, struct kua_error *err);
void sheaf_free(struct sheaf *s); /* NULL is fine */
/* One line; errors are told by sheaf_read. */
void sheaf_add(struct sheaf *s, unsigned kind, uint32_t a, uint32_t b, const struct kua_buf *line);
/* The lines of a kind by a, then b, then in the order in which they came. */
enum kua_code sheaf_read(struct sheaf *s, unsigned kind, kua_reuse_line_fn *fn, void *ctx, struct kua_error *err);

#endif
