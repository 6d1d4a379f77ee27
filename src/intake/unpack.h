/*
 * unpack.h - bytes in order, as they stand in memory or out of gzip members, one behind the other: what a web archive is
 * read from. Where a member is broken the next one that begins a record is looked for, so damage costs one record. (unpack.c)
 */
#ifndef KUA_INTAKE_UNPACK_H
#define KUA_INTAKE_UNPACK_H

#include <zlib.h>

#include "intake/internal.h"

struct kua_member_at { /* a gzip member begins */
	size_t file;  /* at this byte of the file */
	size_t plain; /* and this byte of what the members hold, counted from where the source was opened */
};

struct kua_unpack {
	struct kua_str file;
	size_t at;       /* the next byte of the file to be taken */
	bool gzip, inflating, ended, damaged;
	z_stream z;
	struct kua_buf window; /* inflated; what is before `pos` has been passed */
	size_t pos;
	size_t passed;   /* bytes before the window */
	KUA_VEC(struct kua_member_at) members; /* those that begin in the window */
	size_t next;     /* of members, the first that does not begin before pos; the one before it stays too */
	size_t broken;   /* members */
	size_t tried;    /* places at which one might begin */
};

/* begins: what each record begins with, to find the next one behind damage. gzip or not is told by the bytes at `at`. */
void kua_unpack_open(struct kua_unpack *s, struct kua_str file, size_t at);
void kua_unpack_close(struct kua_unpack *s);
/* The next n bytes, fewer only at the end; good until the next call. */
struct kua_str kua_unpack_peek(struct kua_unpack *s, size_t n);
/* Pass n bytes. */
void kua_unpack_pass(struct kua_unpack *s, size_t n);
/* Where among the next n bytes, which have been peeked at, a gzip member begins, the first byte aside; SIZE_MAX: nowhere. */
size_t kua_unpack_next_member(const struct kua_unpack *s, size_t n);
/* Where this is, so that one can come back: open it at `file`, pass `plain` bytes. */
struct kua_member_at kua_unpack_here(const struct kua_unpack *s);

/*
 * Append what gzip or zlib bytes hold, or raw deflate, at most `most` bytes. False where they broke off, ended early or
 * held more; what there was is appended all the same.
 */
enum kua_packing { KUA_PACKED_GZIP, KUA_PACKED_DEFLATE };
bool kua_inflate(struct kua_str packed, enum kua_packing how, size_t most, struct kua_buf *out);

#endif
