/*
 * lock.h - what only the holder of a key can read, look up or sign. By libsodium: XChaCha20-Poly1305 seals, BLAKE2b makes tags and
 * keys from keys, Argon2id makes a key from a passphrase, Ed25519 signs.
 *
 * A store has one random key of its own. Beside its rows lies the lock: that key, sealed with what a passphrase or the bytes of a key
 * file give. So the passphrase can change without sealing the rows anew, and who has the file without the passphrase has nothing.
 */
#ifndef KUA_LOCK_H
#define KUA_LOCK_H

#include "util/util.h"

enum {
	KUA_KEY_BYTES = 32,
	KUA_TAG_BYTES = 16,
	KUA_SEAL_BYTES = 40, /* by which sealed bytes are longer */
	KUA_SIGNATURE_BYTES = 64,
	KUA_PUBLIC_BYTES = 32,
	KUA_LEAST_SECRET = 8, /* bytes of a passphrase */
};

struct kua_key; /* in memory that is not swapped out, where the machine allows it, and is wiped when it is freed; read-only, shared by threads */
struct kua_key *kua_key_new(void); /* a random one */
void kua_key_free(struct kua_key *k); /* NULL is fine */

enum kua_secret { KUA_PASSPHRASE, KUA_KEY_FILE };
/* Append the lock of the key. A passphrase takes about a second and 256 MiB, so that guessing it is dear. */
enum kua_code kua_key_lock(const struct kua_key *k, enum kua_secret what, const void *secret, size_t n, struct kua_buf *lock,
                           struct kua_error *err);
/* KUA_USE where the secret is the wrong one, KUA_DATA where the lock is damaged. */
enum kua_code kua_key_unlock(const void *lock, size_t n_lock, const void *secret, size_t n, struct kua_key **out,
                             struct kua_error *err);
/* Which of the two a lock wants; KUA_DATA where it is none. */
enum kua_code kua_lock_wants(const void *lock, size_t n, enum kua_secret *what, struct kua_error *err);

/* Append n bytes sealed. They open only together with the same words about them, so that one row cannot stand in for another. */
void kua_seal_bytes(const struct kua_key *k, const char *about, const void *v, size_t n, struct kua_buf *out);
/* Append what was sealed; false, with nothing appended, where it was not sealed with this key about this, or was changed. */
bool kua_open_bytes(const struct kua_key *k, const char *about, const void *v, size_t n, struct kua_buf *out);

/* A tag by which bytes are found again and not guessed: a keyed hash, of another kind for each word `what`. */
void kua_tag(const struct kua_key *k, const char *what, const void *v, size_t n, unsigned char out[KUA_TAG_BYTES]);

/* Sign with a key pair that follows from the key. */
void kua_sign(const struct kua_key *k, const void *v, size_t n, unsigned char out[KUA_SIGNATURE_BYTES]);
void kua_sign_public(const struct kua_key *k, unsigned char out[KUA_PUBLIC_BYTES]);
bool kua_sign_holds(const unsigned char public_key[KUA_PUBLIC_BYTES], const void *v, size_t n,
                    const unsigned char signature[KUA_SIGNATURE_BYTES]);

void kua_random(void *out, size_t n);
void kua_wipe(void *v, size_t n); /* whatever the compiler thinks of it */

#endif
