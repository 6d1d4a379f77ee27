/* petition.h - what the files of kua petition share: one function for each of its words. */
#ifndef KUA_VERBS_PETITION_H
#define KUA_VERBS_PETITION_H

#include "petition/petition.h"
#include "verbs/verbs.h"

/* Open the petition named by the argument of that number, asking for its passphrase or taking its key file. */
enum kua_code petition_open(struct kua_call *call, size_t arg, enum kua_mode mode, struct kua_desk **out, struct kua_error *err);
const char *petition_today(const struct kua_call *call);
/* The number of a row that an argument says. */
enum kua_code petition_number(const char *said, const char *what, int64_t *out, struct kua_error *err);
/* A passphrase or the bytes of a key file, from where the options say, or from the terminal; twice where it is a new one. */
enum kua_code petition_secret(struct kua_call *call, enum kua_secret what, bool is_new, struct kua_buf *out, struct kua_error *err);
/* Write a file that is whole or not there; one that is there is written over. */
enum kua_code petition_write_file(const char *path, const struct kua_buf *b, struct kua_error *err);

typedef enum kua_code petition_fn(struct kua_call *call, struct kua_error *err);
petition_fn petition_add, petition_import, petition_list, petition_check, petition_state, petition_erase;
petition_fn petition_count, petition_verify, petition_receipt;

#endif
