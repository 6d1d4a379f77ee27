/* hash.c - SHA-256 by libsodium, ids and seals made from it. */
#include <string.h>

#include <sodium.h>

#include "custody/custody.h"

static void finish(crypto_hash_sha256_state *st, char out[KUA_SHA256_HEX + 1])
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_final(st, digest);
	sodium_bin2hex(out, KUA_SHA256_HEX + 1, digest, sizeof digest);
}

static void feed(crypto_hash_sha256_state *st, const void *bytes, size_t n)
{
	crypto_hash_sha256_update(st, bytes, n);
}

void kua_sha256(const void *bytes, size_t n, char out[KUA_SHA256_HEX + 1])
{
	crypto_hash_sha256_state st;
	crypto_hash_sha256_init(&st);
	feed(&st, bytes, n);
	finish(&st, out);
}

const char *kua_id(struct kua_arena *a, const char *prefix, const char *const *parts)
{
	char hex[KUA_SHA256_HEX + 1];
	crypto_hash_sha256_state st;
	crypto_hash_sha256_init(&st);
	for (; *parts; parts++)
		feed(&st, *parts, strlen(*parts) + 1);
	finish(&st, hex);
	return kua_arena_printf(a, "%s-%.16s", prefix, hex);
}

void kua_seal(const char before[KUA_SHA256_HEX + 1], const char *body, size_t n, char out[KUA_SHA256_HEX + 1])
{
	crypto_hash_sha256_state st;
	crypto_hash_sha256_init(&st);
	feed(&st, before, KUA_SHA256_HEX);
	feed(&st, "\n", 1);
	feed(&st, body, n);
	finish(&st, out);
}
