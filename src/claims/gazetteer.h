/* gazetteer.h - which country a place lies in, by data/places.txt. Private to claims/. */
#ifndef KUA_CLAIMS_GAZETTEER_H
#define KUA_CLAIMS_GAZETTEER_H

#include "text/text.h"

struct gazetteer; /* read-only after loading; lives in the arena */

/* A folder without places.txt gives an empty one. */
enum kua_code kua_gazetteer_load(const char *data_dir, struct kua_arena *a, const struct gazetteer **out,
                                 struct kua_error *err);
/* The usual English name of the country that is called so or holds the place called so; NULL where no place is, or several are. */
const char *kua_gazetteer_country(const struct gazetteer *g, const char *place);
/* The country of a two-letter code of ISO 3166; NULL where there is none. */
const char *kua_gazetteer_code(const struct gazetteer *g, const char *code);

#endif
