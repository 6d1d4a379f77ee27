/*
 * digest.h - the digests that web archives write beside what they hold: "sha1:" and the like, in hexadecimal, base 32 or
 * base 64. (digest.c)
 */
#ifndef KUA_INTAKE_DIGEST_H
#define KUA_INTAKE_DIGEST_H

#include "intake/internal.h"

enum kua_digest { KUA_DIGEST_UNKNOWN, KUA_DIGEST_GOOD, KUA_DIGEST_WRONG };
/* Unknown where the algorithm or the way it is written is. */
enum kua_digest kua_check_digest(struct kua_str declared, struct kua_str bytes);

#endif
