/*
 * reuse.h - every pair of items that share text, aligned; families; direction; drift; bounds for items without a date.
 *
 * Method: winnowed k-grams of letters (Schleimer, Wilkerson, Aiken 2003) in postings sorted by hash, a common one weighs less and
 * none is dropped; collinear chains; every reported pair is verified by alignment, letter by letter. Pure: arrays in, arrays out, all in
 * the arena; the result depends on the set of items only, not on their order nor on the number of threads.
 *
 * What is promised. A run of least_words equal words that has 50 letters or more is found in every pair of items, as long
 * as no more than KUA_REUSE_ALL_PAIRS items hold it. Where more do, each item is paired with the KUA_REUSE_NEAR next ones
 * of each seed in order of id and with the first: a text printed 5,000 times gives some dozens of pairs an item and not 12 million,
 * its family is still one, and its drift is told against the family's first item only. Time grows with text and with pairs found,
 * memory is about 30 bytes for each letter of text; kua_reuse_filter keeps within a bound.
 */
#ifndef KUA_REUSE_H
#define KUA_REUSE_H

#include "text/text.h"

/* What the languages say about prints of a text ("first published in", "Dear Editor"): data/<language>/reuse.txt. */
struct kua_reuse_words;
enum kua_code kua_reuse_words_load(const char *data_dir, struct kua_reuse_words **out, struct kua_error *err);
void kua_reuse_words_free(struct kua_reuse_words *words); /* NULL is fine */

/* Where the passages of pairs are kept from one time to the next, with the first item of each pair. What is there must have been found
 * together: of all these items and no others, by the same program with the same word lists. */
struct kua_reuse_keeper {
	bool (*kept)(void *ctx, const char *item, const char *mark, struct kua_packed *out); /* is it there, under this mark? */
	void (*keep)(void *ctx, const char *item, const char *mark, const struct kua_buf *b); /* instead of what is there */
	void *ctx;
};

struct kua_reuse_options {
	size_t least_words; /* of a shared passage; 0 means KUA_REUSE_LEAST */
	unsigned threads;   /* 0 means kua_threads() */
	bool sensitive;     /* dense seeds also beyond KUA_REUSE_SENSITIVE letters in all: for scans with many errors, for short texts */
	const struct kua_progress *progress;
	const struct kua_reuse_words *words; /* NULL: direction goes by dates and edits only */
	const struct kua_reuse_keeper *keeper; /* NULL: all is found anew */
};
#define KUA_REUSE_LEAST 12
#define KUA_REUSE_ALL_PAIRS 64 /* up to so many items with one seed, all pairs; beyond, the next few and the first */
#define KUA_REUSE_NEAR 8
#define KUA_REUSE_SENSITIVE ((size_t)64 << 20)

/* What kua_reuse_find has seen of an item's text on the way to what kua_reuse_date asks. */
struct kua_reuse_glance {
	bool known; /* else the text has to be read */
	bool quiet; /* nothing in it is about its printing */
	char past[11]; /* the latest full date that it tells as past; "" */
};

struct kua_reuse_result {
	struct kua_reuse *pairs; /* by a, then b */
	size_t n_pairs;
	struct kua_family *families; /* of two items or more */
	size_t n_families;
	struct kua_copy *copies; /* of all families: each item's place in the tree of who copied whom; by family, then id */
	size_t n_copies;
	struct kua_drift *drift; /* of pairs whose items are in one family; by a, then b, then place and kind */
	size_t n_drift;
	const struct kua_reuse_words *words; /* as in the options, for kua_reuse_date */
	const struct kua_reuse_glance *glances; /* of each item, for it likewise; NULL: there are none */
};

/* options may be NULL. */
enum kua_code kua_reuse_find(const struct kua_source *items, size_t n, const struct kua_languages *l,
                             const struct kua_reuse_options *options, struct kua_arena *a,
                             struct kua_reuse_result *out, struct kua_error *err);

/*
 * The same, pairs only, for any number of texts within a bound of memory: what does not fit goes to files without a name in the folder.
 * The bound holds for texts, seeds and what pairs share; about 150 bytes an item and some MiB a thread come on top. Ids and
 * texts of items are copied, nothing else of them is looked at; direction of a pair is "unknown".
 */
struct kua_reuse_filter;
enum kua_code kua_reuse_filter_new(const struct kua_reuse_options *o, uint64_t memory, const char *folder,
                                   struct kua_reuse_filter **out, struct kua_error *err);
/* Not to be called after an error. */
enum kua_code kua_reuse_filter_add(struct kua_reuse_filter *f, const struct kua_item *items, size_t n, struct kua_error *err);
/* Calls fn with each pair, by a, then b; once, when all items are there. */
typedef void kua_reuse_pair_fn(void *ctx, const struct kua_reuse *pair);
enum kua_code kua_reuse_filter_run(struct kua_reuse_filter *f, kua_reuse_pair_fn *fn, void *ctx, struct kua_error *err);
/*
 * Families, trees and drift as well: to be said before the first item comes. Then the records are those that kua_reuse_find gives, as lines
 * of JSON in its order: pairs, families, copies, drift. About 300 bytes an item stay in memory; the texts of one family are in hand at once,
 * and where they do not fit into half of the bound, that is KUA_LIMIT.
 */
void kua_reuse_filter_whole(struct kua_reuse_filter *f, const struct kua_languages *l);
typedef void kua_reuse_line_fn(void *ctx, const char *line, size_t n);
enum kua_code kua_reuse_filter_records(struct kua_reuse_filter *f, kua_reuse_line_fn *fn, void *ctx, struct kua_error *err);
void kua_reuse_filter_free(struct kua_reuse_filter *f); /* NULL is fine */

/*
 * Bounds for the date of each item: its own date where it has one; else from its family (a dated reprint) and from what it
 * mentions (not before the last full date it tells as past; "printed on 2 July"). Writes date_from, date_to, date_why of items[i]
 * (strings in the arena).
 */
void kua_reuse_date(struct kua_item *items, const struct kua_source *sources, size_t n, const struct kua_languages *l,
                    const struct kua_reuse_result *reuse, struct kua_arena *a);

#endif
