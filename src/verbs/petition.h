/* petition.h - what the files of kua petition share: one function for each of its words. */
#ifndef KUA_VERBS_PETITION_H
#define KUA_VERBS_PETITION_H

#include "petition/petition.h"
#include "verbs/verbs.h"

/* Open a petition, asking for its passphrase or taking its key file. */
enum kua_code petition_open(struct kua_call *call, const char *path, enum kua_mode mode, struct kua_desk **out, struct kua_error *err);
/* The number of a row that an argument says. */
enum kua_code petition_number(const char *said, const char *what, int64_t *out, struct kua_error *err);
/* Write a file that is whole or not there; one that is there is written over. */
enum kua_code petition_write_file(const char *path, const struct kua_buf *b, struct kua_error *err);

/* What is counted, and what is published of it. (petition_count.c) */
struct petition_tally {
	const struct kua_petition *petition;
	struct kua_arena *arena; /* of the names */
	struct kua_totals totals;
	KUA_VEC(struct petition_line { unsigned char v[KUA_LINE_BYTES]; }) lines; /* sorted */
	KUA_VEC(int64_t) confirmed; /* rows that become counted */
	struct kua_intern *spelt;
	KUA_VEC(uint32_t) place;    /* of each that counts, in spelt; KUA_NO_ID */
	KUA_VEC(const char *) named; /* who allowed it: "Anna Ivanova, Oral" */
	struct kua_buf note;        /* the checkpoint */
};
/* publish: what was confirmed is counted then; in a transaction. The list and the checkpoint are written where the options say. */
enum kua_code petition_tally_take(struct kua_call *call, struct kua_desk *d, bool publish, struct petition_tally *out, struct kua_error *err);
enum kua_code petition_tally_places(struct kua_call *call, const struct petition_tally *c, struct kua_place_count **v, size_t *n,
                                    struct kua_error *err);
void petition_tally_free(struct petition_tally *c);

typedef enum kua_code petition_fn(struct kua_call *call, struct kua_error *err);
petition_fn petition_add, petition_import, petition_list, petition_check, petition_state, petition_erase;
petition_fn petition_count, petition_verify, petition_receipt, petition_sheet, petition_handin;

#endif
