/* warc.h - the records of a web archive, for the reader of WARC and that of WACZ, which packs several. (read_warc.c) */
#ifndef KUA_INTAKE_WARC_H
#define KUA_INTAKE_WARC_H

#include "intake/members.h"

/* Does it begin with a record, packed by gzip or not? */
bool kua_is_warc(struct kua_str file);
/* Answer the pages of the files, which may refer to each other, and what was wrong with them. */
void kua_read_records(struct kua_members *m, const struct kua_str *files, size_t n);

#endif
