/*
 * filter.h - between filter.c, which takes items and finds their pairs within a bound of memory, stored.c, which keeps of each item what
 * the rest asks for and brings it back, sheaf.c, which puts lines in order, and whole.c, which finds families, trees and drift.
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
	struct spool spool;
	char *folder;
	struct kua_arena *arena; /* of ids */
	KUA_VEC(struct kept) kept;
	uint64_t letters;
	kua_reuse_pair_fn *fn;
	void *ctx;
	struct body *bodies;
};

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
