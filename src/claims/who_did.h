/*
 * who_did.h - who did it to whom, with what, in which country: what figures and case steps have in common beyond their
 * numbers and persons. Private to claims/.
 */
#ifndef KUA_CLAIMS_WHO_DID_H
#define KUA_CLAIMS_WHO_DID_H

#include "claims/engine.h"
#include "claims/gazetteer.h"

/* The country of every claim found in the item. */
void kua_countries_fill(const struct kua_scene *s, struct kua_claims_result *found);

#endif
