/*
 * signatures.h - the store of a petition: an SQLite file of its own beside the casebook, so that the names of those who signed are never in a
 * casebook that is passed on. It knows neither names nor states: rows and facts come sealed (custody/lock.h), and what is looked up
 * goes by tags that say nothing without the key. Who seizes the file sees how many rows there are, how large each is, and nothing else.
 *
 * Safety as of a casebook (casebook.h): WAL, synchronous=FULL, opened as if somebody else wrote it. One transaction may hold the rows
 * of many who wait, so that they share one writing to the disk. Not for use by two threads at once.
 */
#ifndef KUA_SIGNATURES_H
#define KUA_SIGNATURES_H

#include "casebook/casebook.h"
#include "custody/lock.h"

struct kua_signatures;

/* Make a new file with its lock; one that is there is KUA_USE. */
enum kua_code kua_signatures_new(const char *path, const void *lock, size_t n, struct kua_error *err);
enum kua_code kua_signatures_open(const char *path, enum kua_mode mode, struct kua_signatures **out, struct kua_error *err);
void kua_signatures_close(struct kua_signatures *s); /* rolls back; NULL is fine */

enum kua_code kua_signatures_begin(struct kua_signatures *s, struct kua_error *err);
enum kua_code kua_signatures_commit(struct kua_signatures *s, struct kua_error *err);
void kua_signatures_rollback(struct kua_signatures *s);

/* A fact of the petition by its key ("lock", "petition" ...); nothing is appended where there is none. */
enum kua_code kua_signatures_get(struct kua_signatures *s, const char *key, struct kua_buf *out, struct kua_error *err);
enum kua_code kua_signatures_set(struct kua_signatures *s, const char *key, const void *v, size_t n, struct kua_error *err);

/* Rows are numbered from 1, and no number is given twice. */
enum kua_code kua_signatures_last(struct kua_signatures *s, int64_t *nr, struct kua_error *err); /* 0: there is none */
enum kua_code kua_signatures_put(struct kua_signatures *s, int64_t nr, const void *v, size_t n, struct kua_error *err);
/* Append the row; *there is false where there is none. */
enum kua_code kua_signatures_row(struct kua_signatures *s, int64_t nr, struct kua_buf *out, bool *there, struct kua_error *err);
/* Call fn with each row behind `from`, in order. */
typedef enum kua_code kua_signature_row_fn(void *ctx, int64_t nr, const void *v, size_t n, struct kua_error *err);
enum kua_code kua_signatures_each(struct kua_signatures *s, int64_t from, kua_signature_row_fn *fn, void *ctx, struct kua_error *err);

/* Tags lead to rows: of an address, of the token of a link. */
enum kua_code kua_signatures_tag(struct kua_signatures *s, const unsigned char tag[KUA_TAG_BYTES], int64_t nr, struct kua_error *err);
enum kua_code kua_signatures_untag(struct kua_signatures *s, int64_t nr, struct kua_error *err); /* all tags of the row */
/* The first rows with this tag, at most `most`, in order; how many of them. */
enum kua_code kua_signatures_tagged(struct kua_signatures *s, const unsigned char tag[KUA_TAG_BYTES], int64_t *nr, size_t most, size_t *n,
                                    struct kua_error *err);

/* Tags of what was erased and may not come back. Adding one that is there is fine. */
enum kua_code kua_signatures_erased_add(struct kua_signatures *s, const unsigned char tag[KUA_TAG_BYTES], struct kua_error *err);
enum kua_code kua_signatures_erased_has(struct kua_signatures *s, const unsigned char tag[KUA_TAG_BYTES], bool *there, struct kua_error *err);
typedef enum kua_code kua_erased_fn(void *ctx, const unsigned char tag[KUA_TAG_BYTES], struct kua_error *err);
enum kua_code kua_signatures_erased_each(struct kua_signatures *s, kua_erased_fn *fn, void *ctx, struct kua_error *err);
/* Leave nothing of what was written over in the file or beside it. Outside of a transaction. */
enum kua_code kua_signatures_scrub(struct kua_signatures *s, struct kua_error *err);

#endif
