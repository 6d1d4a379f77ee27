/* fields.h - what the page's server and that of a petition's form share of a request on its way in. */
#ifndef KUA_PAGE_FIELDS_H
#define KUA_PAGE_FIELDS_H

#include "page/internal.h"

struct MHD_Connection;

struct fields { /* on their way into pairs; all zero but for the first three members at the beginning */
	struct kua_arena *a;
	struct pairs *to;
	size_t most;         /* of them; what comes after is dropped */
	struct kua_buf part; /* of the one that is coming */
	bool open;
};
/* n bytes of a field, from its byte `at` on. */
void fields_piece(struct fields *f, const char *name, const char *data, uint64_t at, size_t n);
/* The last one is whole: only now it has its value. To be called in any case, as it frees what was put together. */
void fields_end(struct fields *f);
/* Clean text of bytes that anybody may have sent. */
const char *server_clean(struct kua_arena *a, const char *s, size_t n);
const char *request_header(struct kua_arena *a, struct MHD_Connection *m, const char *name); /* clean; NULL where it is not there */

#endif
