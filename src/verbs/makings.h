/*
 * makings.h - what the files of a folder were made of, so that what would come out the same need not be made again. Each thing that was made has a name,
 * a digest of all that went into it, and so many files; the whole has a digest of its own.
 *
 * It is kept beside the files, in the open, so it says nothing: its digests cannot be made without the casebook's secret, and it counts only under
 * a seal over itself and the files' hashes that cannot either. Whoever changes a file, SHA256SUMS or this gets everything made again.
 */
#ifndef KUA_VERBS_MAKINGS_H
#define KUA_VERBS_MAKINGS_H

#include "util/util.h"

#define KUA_MADE_FILE "made.txt"

struct kua_makings;
/* Of another casebook, whose secret is another one, nothing counts. */
struct kua_makings *kua_makings_new(const char *secret);
void kua_makings_free(struct kua_makings *m); /* NULL is fine */
/* Take what KUA_MADE_FILE says of the files in SHA256SUMS; false, and nothing is taken, where its seal does not fit. Either may be NULL. */
bool kua_makings_read(struct kua_makings *m, const char *text, const char *sums);
/* Was the whole made of this? */
bool kua_makings_whole(const struct kua_makings *m, const char *of);
/* How many files the thing of this name has that was made of this; 0 where there is none. */
size_t kua_makings_files(const struct kua_makings *m, const char *name, const char *of);
/* It was made of this now, or kept as such; any thread may say so. */
void kua_makings_add(struct kua_makings *m, const char *name, const char *of, size_t files);
/* Append KUA_MADE_FILE for the files with these lines of SHA256SUMS, and the whole made of this. */
void kua_makings_write(struct kua_makings *m, const char *of, const char *sums, struct kua_buf *out);

#endif
