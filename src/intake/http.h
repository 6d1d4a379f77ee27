/*
 * http.h - an answer of a web server, as web archives hold it: its status, the fields of its head that matter, its body out of
 * chunks and packings. Archives often hold a body that is no longer as its head says: what cannot be unpacked is taken as it
 * stands. (http.c)
 */
#ifndef KUA_INTAKE_HTTP_H
#define KUA_INTAKE_HTTP_H

#include "intake/internal.h"

#define KUA_HEAD_BYTES ((size_t)64 << 10) /* of an answer, of a record */

/* The value of a field in lines "Name: value", the first of that name; folded lines are not joined. */
struct kua_str kua_field(struct kua_str head, const char *name);
/* Bytes of the head with the blank line behind it; 0 where there is no such line in them. */
size_t kua_head_bytes(struct kua_str bytes);

struct kua_http {
	unsigned status;  /* 0: it is no answer */
	struct kua_str type, transfer, encoding;
	struct kua_str body; /* as it was sent */
};
void kua_http_read(struct kua_str bytes, struct kua_http *h);

struct kua_body {
	struct kua_str whole;    /* out of its chunks: what digests are of. In h or in `chunks` */
	struct kua_str plain;    /* unpacked too */
	struct kua_buf chunks, buf, other;
	bool torn;               /* its chunks or its packing end early */
	bool large;              /* there was more than `most` */
};
/* At most `most` bytes of it. */
void kua_http_body(const struct kua_http *h, size_t most, struct kua_body *b);
void kua_http_body_free(struct kua_body *b);

#endif
