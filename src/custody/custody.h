/*
 * custody.h - what makes bytes and entries checkable by a stranger: hashes, stable ids, the seal of a journal entry.
 * Hashes are SHA-256 (FIPS 180-4) by libsodium, written as lower-case hex.
 */
#ifndef KUA_CUSTODY_H
#define KUA_CUSTODY_H

#include "util/util.h"

enum { KUA_SHA256_HEX = 64 };

/* Hex of the SHA-256 of n bytes; out holds KUA_SHA256_HEX + 1. */
void kua_sha256(const void *bytes, size_t n, char out[KUA_SHA256_HEX + 1]);

/* The same piece by piece. end writes the hash and frees. */
struct kua_hasher;
struct kua_hasher *kua_hasher_new(void);
void kua_hasher_add(struct kua_hasher *h, const void *bytes, size_t n);
void kua_hasher_end(struct kua_hasher *h, char out[KUA_SHA256_HEX + 1]);

/* The same of bytes that may be in a file. */
enum kua_code kua_content_sha256(const struct kua_content *c, char out[KUA_SHA256_HEX + 1], struct kua_error *err);

/*
 * An id that does not depend on the run: prefix, a hyphen and the first 16 hex digits of the SHA-256 of the parts,
 * each ended by a NUL. parts ends with NULL. In the arena.
 */
const char *kua_id(struct kua_arena *a, const char *prefix, const char *const *parts);
#define KUA_ID(arena, prefix, ...) kua_id((arena), (prefix), (const char *const[]){__VA_ARGS__, NULL})

/* Seal of a journal entry: SHA-256 of the seal before it (64 zeros for the first), a newline, and the entry's body. */
void kua_seal(const char before[KUA_SHA256_HEX + 1], const char *body, size_t n, char out[KUA_SHA256_HEX + 1]);

#endif
