/* internal.h - what the files that find duplicates share. */
#ifndef KUA_PETITION_INTERNAL_H
#define KUA_PETITION_INTERNAL_H

#include "petition/petition.h"

enum { SIGN_TOKENS = 4 };

/* A signer as it is compared: everything but the name is a number. */
struct sign_row {
	const char *name;
	uint64_t address;
	uint32_t whole[SIGN_TOKENS], bones[SIGN_TOKENS]; /* how the words of the name sound, and their consonants; the longest first */
	uint32_t place; /* + 1; 0: not known */
	uint16_t born;
	uint8_t n, shorts; /* words that sound; initials and words of two letters */
	bool own;
};

struct sign_rows {
	const struct kua_names *names;
	struct sign_row *v;
	size_t n;
	struct kua_intern *sounds, *places;
	KUA_VEC(uint32_t) sound_count, place_count; /* rows that have it */
	KUA_VEC(uint32_t) born_count;               /* by year */
	size_t with_place, with_born;
};
void sign_rows_make(struct sign_rows *r, const struct kua_names *names, const struct kua_signer *v, size_t n);
void sign_rows_free(struct sign_rows *r);

/* Call fn with pairs of rows worth comparing, each at least once (blocks.c). */
typedef void sign_pair_fn(void *ctx, size_t a, size_t b);
/* Those of one address. */
void sign_pairs_by_address(const struct sign_rows *r, sign_pair_fn *fn, void *ctx);
/* Those of like names. The pairs of one key come one after the other, so that what is prepared for a name serves several. */
void sign_pairs_by_name(const struct sign_rows *r, const struct kua_progress *progress, sign_pair_fn *fn, void *ctx);

#endif
