/*
 * who_did.h - who did it to whom, with what, in which country: what figures and case steps have in common beyond their
 * numbers and persons. Private to claims/.
 *
 * The rules of data/<language>/who_did.rules find who may have done it ("perpetrator": capture by, and deed, the word of the
 * act it stands beside), the means ("means"), what kind of act it was ("manner" in the act's own words, "circumstance" in
 * those around it) and kinds of people ("people-kind"). Here these are joined to one claim: its own words decide, then what
 * stands nearest in the sentence; who is blamed for it may also stand just behind it. Where that does not decide, nobody did it.
 */
#ifndef KUA_CLAIMS_WHO_DID_H
#define KUA_CLAIMS_WHO_DID_H

#include "claims/engine.h"
#include "claims/gazetteer.h"

/* What a claim says was done. Tokens are first .. last - 1; an empty stretch is not known. */
struct deed {
	const char *act; /* or step */
	uint32_t sentence;
	uint32_t first, last;               /* the word or words of the act */
	uint32_t victim_first, victim_last; /* to whom */
	const struct kua_capture *by;       /* who did it, where the claim's own rule says so; else NULL */
	bool named;                         /* the victim is one person with a name */
};

struct deed_told { /* each NULL where the text does not say */
	const char *by, *by_kind, *means, *act_code, *people_kind;
	const char *by_why; /* the note of the rule that found it */
};

struct deeds; /* of one item, found when first asked for */
struct deeds *kua_deeds_new(const struct kua_scene *s);
void kua_deed_tell(const struct kua_scene *s, const struct deed *d, struct deed_told *out);

/* What is told of a whole holds for its part, where the part says nothing else: "31 civilians, among them nine children". */
void kua_deeds_of_parts(struct kua_claims_result *found);

/* The country of every claim found in the item. */
void kua_countries_fill(const struct kua_scene *s, struct kua_claims_result *found);

#endif
