/*
 * reuse.h - every pair of items that share text, aligned; families; direction; drift; bounds for items without a date.
 *
 * Method: winnowed k-grams (Schleimer, Wilkerson, Aiken 2003) in a sorted postings array, a common one weighs less and
 * none is dropped; collinear chains; every reported pair is verified by token alignment. Pure: arrays in, arrays out,
 * all in the arena; the result depends on the set of items only, not on their order nor on the number of threads.
 */
#ifndef KUA_REUSE_H
#define KUA_REUSE_H

#include "text/text.h"

struct kua_reuse_options {
	size_t least_words; /* of a shared passage; 0 means KUA_REUSE_LEAST */
	unsigned threads;   /* 0 means kua_threads() */
	const struct kua_progress *progress;
};
#define KUA_REUSE_LEAST 12

struct kua_reuse_result {
	struct kua_reuse *pairs;
	size_t n_pairs;
	struct kua_family *families; /* of two items or more */
	size_t n_families;
	struct kua_drift *drift; /* of pairs whose items are in one family */
	size_t n_drift;
};

enum kua_code kua_reuse_find(const struct kua_source *items, size_t n, const struct kua_languages *l,
                             const struct kua_reuse_options *options, struct kua_arena *a,
                             struct kua_reuse_result *out, struct kua_error *err);

/*
 * Bounds for the date of each item: its own date where it has one; else from its family (a dated reprint) and from what it
 * mentions (not before the last full date it tells as past; "printed on 2 July"). Writes date_from, date_to, date_why of items[i]
 * (strings in the arena).
 */
void kua_reuse_date(struct kua_item *items, const struct kua_source *sources, size_t n, const struct kua_languages *l,
                    const struct kua_reuse_result *reuse, struct kua_arena *a);

#endif
