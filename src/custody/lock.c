/*
 * lock.c - see lock.h. A lock is: "KUAL", a version, which secret, two numbers that say how dear Argon2id is (little endian), 16 bytes of
 * salt, and the sealed key. The numbers come from a file that may be hostile, so they have limits.
 */
#include <sodium.h>
#include <string.h>

#include "custody/lock.h"

enum { VERSION = 1, SALT = 16, HEAD = 4 + 1 + 1 + 4 + 4 + SALT, LOCK = HEAD + KUA_SEAL_BYTES + KUA_KEY_BYTES };
enum { MOST_PASSES = 16, MOST_KIB = 1 << 20, PASSES = 3, KIB = 256 << 10 };
static const char magic[4] = "KUAL";

_Static_assert(KUA_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES && KUA_KEY_BYTES == crypto_generichash_KEYBYTES &&
               KUA_SEAL_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES &&
               SALT == crypto_pwhash_SALTBYTES && KUA_SIGNATURE_BYTES == crypto_sign_BYTES && KUA_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES &&
               KUA_KEY_BYTES == crypto_sign_SEEDBYTES, "libsodium's sizes are those written down here");

struct kua_key {
	unsigned char seal[KUA_KEY_BYTES], tag[KUA_KEY_BYTES]; /* both follow from root */
	unsigned char root[KUA_KEY_BYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES], public_key[KUA_PUBLIC_BYTES];
};

static void ready(void)
{
	if (sodium_init() < 0) /* no randomness: nothing here may go on */
		kua_out_of_memory(0);
}

/* ---- keys ---- */

static void derive(const struct kua_key *k, const char *what, unsigned char out[KUA_KEY_BYTES])
{
	(void)crypto_generichash(out, KUA_KEY_BYTES, (const unsigned char *)what, strlen(what), k->root, sizeof k->root);
}

static struct kua_key *key_of(const unsigned char root[KUA_KEY_BYTES])
{
	struct kua_key *k = sodium_malloc(sizeof *k);
	unsigned char seed[KUA_KEY_BYTES];
	if (!k) {
		kua_out_of_memory(sizeof *k);
		abort();
	}
	memcpy(k->root, root, sizeof k->root);
	derive(k, "kua seal", k->seal);
	derive(k, "kua tag", k->tag);
	derive(k, "kua sign", seed);
	(void)crypto_sign_seed_keypair(k->public_key, k->secret, seed);
	sodium_memzero(seed, sizeof seed);
	(void)sodium_mprotect_readonly(k);
	return k;
}

struct kua_key *kua_key_new(void)
{
	unsigned char root[KUA_KEY_BYTES];
	ready();
	randombytes_buf(root, sizeof root);
	struct kua_key *k = key_of(root);
	sodium_memzero(root, sizeof root);
	return k;
}

void kua_key_free(struct kua_key *k)
{
	sodium_free(k);
}

void kua_random(void *out, size_t n)
{
	ready();
	randombytes_buf(out, n);
}

void kua_wipe(void *v, size_t n)
{
	sodium_memzero(v, n);
}

/* ---- seals and tags ---- */

static void seal_with(const unsigned char key[KUA_KEY_BYTES], const char *about, const void *v, size_t n, struct kua_buf *out)
{
	enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
	kua_buf_reserve(out, n + KUA_SEAL_BYTES + 1);
	unsigned char *to = (unsigned char *)out->data + out->len;
	unsigned long long made = 0;
	randombytes_buf(to, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(to + NONCE, &made, v, n, (const unsigned char *)about, strlen(about), NULL, to, key);
	out->len += NONCE + (size_t)made;
	out->data[out->len] = '\0';
}

static bool open_with(const unsigned char key[KUA_KEY_BYTES], const char *about, const void *v, size_t n, struct kua_buf *out)
{
	enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
	const unsigned char *from = v;
	unsigned long long made = 0;
	if (n < KUA_SEAL_BYTES)
		return false;
	kua_buf_reserve(out, n + 1);
	unsigned char *to = (unsigned char *)out->data + out->len;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(to, &made, NULL, from + NONCE, n - NONCE, (const unsigned char *)about, strlen(about),
	                                               from, key) != 0)
		return false;
	out->len += (size_t)made;
	out->data[out->len] = '\0';
	return true;
}

void kua_seal_bytes(const struct kua_key *k, const char *about, const void *v, size_t n, struct kua_buf *out)
{
	seal_with(k->seal, about, v, n, out);
}

bool kua_open_bytes(const struct kua_key *k, const char *about, const void *v, size_t n, struct kua_buf *out)
{
	return open_with(k->seal, about, v, n, out);
}

void kua_tag(const struct kua_key *k, const char *what, const void *v, size_t n, unsigned char out[KUA_TAG_BYTES])
{
	crypto_generichash_state st;
	(void)crypto_generichash_init(&st, k->tag, sizeof k->tag, KUA_TAG_BYTES);
	(void)crypto_generichash_update(&st, (const unsigned char *)what, strlen(what) + 1);
	(void)crypto_generichash_update(&st, v, n);
	(void)crypto_generichash_final(&st, out, KUA_TAG_BYTES);
}

/* ---- signing ---- */

void kua_sign(const struct kua_key *k, const void *v, size_t n, unsigned char out[KUA_SIGNATURE_BYTES])
{
	(void)crypto_sign_detached(out, NULL, v, n, k->secret);
}

void kua_sign_public(const struct kua_key *k, unsigned char out[KUA_PUBLIC_BYTES])
{
	memcpy(out, k->public_key, KUA_PUBLIC_BYTES);
}

bool kua_sign_holds(const unsigned char public_key[KUA_PUBLIC_BYTES], const void *v, size_t n,
                    const unsigned char signature[KUA_SIGNATURE_BYTES])
{
	ready();
	return crypto_sign_verify_detached(signature, v, n, public_key) == 0;
}

/* ---- the lock ---- */

static void put32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

static uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The key that the secret gives together with the lock's head. */
static enum kua_code stretch(const unsigned char head[HEAD], const void *secret, size_t n, unsigned char out[KUA_KEY_BYTES],
                             struct kua_error *err)
{
	if (head[5] == KUA_KEY_FILE) {
		(void)crypto_generichash(out, KUA_KEY_BYTES, secret, n, head, HEAD);
		return KUA_OK;
	}
	if (crypto_pwhash(out, KUA_KEY_BYTES, secret, n, head + HEAD - SALT, get32(head + 6), (size_t)get32(head + 10) << 10,
	                  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return kua_fail(err, KUA_WORLD, "the passphrase needs %u MiB of memory, which are not there", get32(head + 10) >> 10);
	return KUA_OK;
}

enum kua_code kua_key_lock(const struct kua_key *k, enum kua_secret what, const void *secret, size_t n, struct kua_buf *lock,
                           struct kua_error *err)
{
	unsigned char head[HEAD], key[KUA_KEY_BYTES];
	ready();
	if (n < KUA_LEAST_SECRET)
		return kua_fail(err, KUA_USE, "the %s is too short: at least %d bytes", what == KUA_PASSPHRASE ? "passphrase" : "key file",
		                (int)KUA_LEAST_SECRET);
	memcpy(head, magic, 4);
	head[4] = VERSION;
	head[5] = (unsigned char)what;
	put32(head + 6, what == KUA_PASSPHRASE ? PASSES : 0);
	put32(head + 10, what == KUA_PASSPHRASE ? KIB : 0);
	randombytes_buf(head + HEAD - SALT, SALT);
	enum kua_code code = stretch(head, secret, n, key, err);
	if (code == KUA_OK) {
		kua_buf_add(lock, head, HEAD);
		seal_with(key, "kua lock", k->root, sizeof k->root, lock);
	}
	sodium_memzero(key, sizeof key);
	return code;
}

enum kua_code kua_lock_wants(const void *lock, size_t n, enum kua_secret *what, struct kua_error *err)
{
	const unsigned char *p = lock;
	if (n != LOCK || memcmp(p, magic, 4) != 0)
		return kua_fail(err, KUA_DATA, "its lock is damaged; go on with a copy from a backup");
	if (p[4] != VERSION || p[5] > KUA_KEY_FILE)
		return kua_fail(err, KUA_DATA, "its lock is of a kind this kua does not know (version %d)", p[4]);
	bool dear = p[5] == KUA_PASSPHRASE;
	if (dear ? !get32(p + 6) || get32(p + 6) > MOST_PASSES || get32(p + 10) < 8 || get32(p + 10) > MOST_KIB : get32(p + 6) || get32(p + 10))
		return kua_fail(err, KUA_DATA, "its lock asks for what no lock of ours asks for; it is damaged or hostile");
	*what = (enum kua_secret)p[5];
	return KUA_OK;
}

enum kua_code kua_key_unlock(const void *lock, size_t n_lock, const void *secret, size_t n, struct kua_key **out,
                             struct kua_error *err)
{
	unsigned char key[KUA_KEY_BYTES];
	struct kua_buf root = KUA_BUF_INIT;
	enum kua_secret what;
	ready();
	enum kua_code code = kua_lock_wants(lock, n_lock, &what, err);
	if (code == KUA_OK)
		code = stretch(lock, secret, n, key, err);
	if (code != KUA_OK)
		return code;
	if (!open_with(key, "kua lock", (const unsigned char *)lock + HEAD, n_lock - HEAD, &root) || root.len != KUA_KEY_BYTES)
		code = kua_fail(err, KUA_USE, "this %s does not open it", what == KUA_PASSPHRASE ? "passphrase" : "key file");
	else
		*out = key_of((const unsigned char *)root.data);
	if (root.data)
		sodium_memzero(root.data, root.cap);
	kua_buf_free(&root);
	sodium_memzero(key, sizeof key);
	return code;
}
