/*
 * records.h - the records of a web archive's file. A record whose length is wrong ends where the next one begins: at the next
 * gzip member, or at the next line that begins a record. (records.c)
 */
#ifndef KUA_INTAKE_RECORDS_H
#define KUA_INTAKE_RECORDS_H

#include "intake/unpack.h"

#define KUA_RECORD_BYTES ((size_t)256 << 20) /* a longer record is passed over */

struct kua_record {
	struct kua_str head;  /* its fields */
	struct kua_str type, url, date;
	struct kua_str block; /* what there is of it, once it was looked at; good until the source is used again */
	bool torn;
};

struct kua_records {
	struct kua_unpack source;
	struct kua_arena *scratch; /* cleared with each record: heads live in it */
	bool damaged;
};

/* Does s begin with a record? */
bool kua_is_record(struct kua_str s);
/* To the beginning of the next record; false at the end. Anything but blank lines between two is damage. */
bool kua_record_next(struct kua_records *r);
/* The next record's head; false where there is no record any more. */
bool kua_record_read(struct kua_records *r, struct kua_record *rec);
/* The length that it declares; false, and SIZE_MAX, where it declares none. */
bool kua_record_length(const struct kua_record *rec, size_t *n);
/* Behind its head: find its block, of which so many bytes are declared. It is not passed yet. */
void kua_record_block(struct kua_records *r, struct kua_record *rec, size_t declared);
/* Pass a block that is too large; false, and nothing is passed, where it is not there. */
bool kua_record_pass(struct kua_records *r, size_t declared);

#endif
