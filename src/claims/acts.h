/* acts.h - the codes of data/acts.txt. Private to claims/. */
#ifndef KUA_CLAIMS_ACTS_H
#define KUA_CLAIMS_ACTS_H

#include "text/text.h"

struct act_codes; /* read-only after loading; lives in the arena */

/* A folder without acts.txt gives an empty table. KUA_DATA where a code is not 12 digits. */
enum kua_code kua_acts_load(const char *data_dir, struct kua_arena *a, const struct act_codes **out, struct kua_error *err);
/* The code of an act (or step) of which the text says no more ("any") or this; NULL where there is none. */
const char *kua_acts_code(const struct act_codes *codes, const char *act, const char *manner);
/* Does the code say that it was nobody's act: an accident, a disease? */
bool kua_acts_nobody(const char *code);
/* Of two codes, either of which may be NULL, the one that says more; a where neither does. */
const char *kua_acts_deeper(const char *a, const char *b);

#endif
