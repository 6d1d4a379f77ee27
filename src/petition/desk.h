/* desk.h - what desk.c and erase.c share. */
#ifndef KUA_PETITION_DESK_H
#define KUA_PETITION_DESK_H

#include "petition/petition.h"

struct kua_desk {
	struct kua_signatures *store;
	struct kua_key *key;
	struct kua_address_rules *rules;
	struct kua_arena *arena; /* of the petition */
	struct kua_petition petition;
	struct kua_buf sealed;   /* as it lies in the file: another one means that another program changed it */
	char text[17];           /* which text is signed now */
	char *path;
	bool writes;
	int64_t last;            /* number of the last row; -1: not known */
	int64_t again;
	KUA_VEC(int64_t) hidden; /* for reading: rows that were erased, in order of number */
	struct kua_buf room;     /* for what is sealed and opened */
};

/* Tags by which a row's person is known again after it was erased: of its salt, of who it was. */
void desk_row_tag(const struct kua_desk *d, const struct kua_signature *s, unsigned char out[KUA_TAG_BYTES]);
void desk_person_tag(const struct kua_desk *d, const struct kua_signature *s, unsigned char out[KUA_TAG_BYTES]);
enum kua_code desk_apply_erased(struct kua_desk *d, struct kua_error *err);
/* What of a row says who it is, gone; what happened to it is kept. */
enum kua_code desk_empty_row(struct kua_desk *d, struct kua_signature *s, const char *who, const char *why, const char *day, struct kua_arena *a,
                             struct kua_error *err);

#endif
