/* body.h - the entries of the journal with their bodies parsed: for the files that read them. */
#ifndef KUA_CASEBOOK_BODY_H
#define KUA_CASEBOOK_BODY_H

#include <jansson.h>

#include "casebook/internal.h"

extern const char cb_first_seal[KUA_SHA256_HEX + 1]; /* what the first entry seals: zeros */

/* A member that is text; NULL where there is none. */
const char *cb_body_text(const json_t *body, const char *name);
/* The paper that the body of an entry "write" holds. */
enum kua_code cb_paper_parse(const json_t *body, struct kua_arena *a, struct kua_paper *p, struct kua_error *err);
/* Each entry as it stands in the table, in order. */
typedef enum kua_code cb_entry_fn(void *ctx, const struct kua_journal_entry *e, const json_t *body,
                                  struct kua_error *err);
enum kua_code cb_entries(struct kua_casebook *cb, cb_entry_fn *fn, void *ctx, struct kua_error *err);

#endif
