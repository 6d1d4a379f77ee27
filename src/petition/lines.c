/*
 * lines.c - a count that anybody can check and nobody can read. See petition.h. The list is sorted, so its order says nothing of when
 * somebody signed; the root over it is signed, so two lists for one count would be seen.
 */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "petition/petition.h"

enum { ED25519 = 1, KEY_ID = 4, LINE_MOST = 4096 };

void kua_line_text(const struct kua_petition *p, const struct kua_signature *s, struct kua_buf *out)
{
	char code[2 * KUA_SALT_BYTES + 1];
	(void)sodium_bin2hex(code, sizeof code, s->salt, KUA_SALT_BYTES);
	kua_buf_printf(out, "kua petition line 1\n%s\n%s\n%s\n%s\n\n", p->id, code, s->name, s->email ? s->email : s->place ? s->place : "");
}

void kua_line_of(const struct kua_petition *p, const struct kua_signature *s, unsigned char out[KUA_LINE_BYTES])
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_line_text(p, s, &b);
	(void)crypto_hash_sha256(out, (const unsigned char *)b.data, b.len);
	kua_wipe(b.data, b.len);
	kua_buf_free(&b);
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, KUA_LINE_BYTES);
}

void kua_lines_sort(unsigned char (*lines)[KUA_LINE_BYTES], size_t n)
{
	if (n)
		qsort(lines, n, sizeof *lines, by_bytes);
}

static void hash_two(unsigned char kind, const unsigned char *a, const unsigned char *b, unsigned char out[KUA_LINE_BYTES])
{
	crypto_hash_sha256_state st;
	(void)crypto_hash_sha256_init(&st);
	(void)crypto_hash_sha256_update(&st, &kind, 1);
	(void)crypto_hash_sha256_update(&st, a, KUA_LINE_BYTES);
	if (b)
		(void)crypto_hash_sha256_update(&st, b, KUA_LINE_BYTES);
	(void)crypto_hash_sha256_final(&st, out);
}

void kua_lines_root(const unsigned char (*lines)[KUA_LINE_BYTES], size_t n, unsigned char out[KUA_LINE_BYTES])
{
	unsigned char part[64][KUA_LINE_BYTES]; /* whole trees of 1, 2, 4 ... leaves that wait for their neighbour */
	size_t waiting = 0;
	if (n == 0) {
		(void)crypto_hash_sha256(out, NULL, 0);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		hash_two(0, lines[i], NULL, part[waiting++]);
		for (size_t k = i + 1; k % 2 == 0; k /= 2, waiting--)
			hash_two(1, part[waiting - 2], part[waiting - 1], part[waiting - 2]);
	}
	for (; waiting > 1; waiting--)
		hash_two(1, part[waiting - 2], part[waiting - 1], part[waiting - 2]);
	memcpy(out, part[0], KUA_LINE_BYTES);
}

/* ---- the checkpoint ---- */

/* First bytes of the hash of name, newline, kind and key, by which a signature says whose it is. */
static void key_id(const char *name, const unsigned char public_key[KUA_PUBLIC_BYTES], unsigned char out[KEY_ID])
{
	unsigned char hash[crypto_hash_sha256_BYTES], kind = ED25519;
	crypto_hash_sha256_state st;
	(void)crypto_hash_sha256_init(&st);
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)name, strlen(name));
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)"\n", 1);
	(void)crypto_hash_sha256_update(&st, &kind, 1);
	(void)crypto_hash_sha256_update(&st, public_key, KUA_PUBLIC_BYTES);
	(void)crypto_hash_sha256_final(&st, hash);
	memcpy(out, hash, KEY_ID);
}

static void base64(struct kua_buf *out, const unsigned char *v, size_t n)
{
	char text[160];
	kua_buf_str(out, sodium_bin2base64(text, sizeof text, v, n, sodium_base64_VARIANT_ORIGINAL));
}

static bool unbase64(const char *s, size_t n, unsigned char *out, size_t size)
{
	size_t made = 0;
	return sodium_base642bin(out, size, s, n, NULL, &made, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 && made == size;
}

void kua_checkpoint_write(const struct kua_petition *p, const struct kua_key *k, size_t n, const unsigned char root[KUA_LINE_BYTES],
                          struct kua_buf *out)
{
	unsigned char public_key[1 + KUA_PUBLIC_BYTES] = {ED25519}, signed_by[KEY_ID + KUA_SIGNATURE_BYTES];
	char name[64];
	size_t from = out->len;
	(void)snprintf(name, sizeof name, "kua-petition-%.16s", p->id);
	kua_sign_public(k, public_key + 1);
	kua_buf_printf(out, "%s\n%zu\n", name, n);
	base64(out, root, KUA_LINE_BYTES);
	kua_buf_str(out, "\nkey ");
	base64(out, public_key, sizeof public_key);
	kua_buf_char(out, '\n');
	key_id(name, public_key + 1, signed_by);
	kua_sign(k, out->data + from, out->len - from, signed_by + KEY_ID);
	kua_buf_printf(out, "\n— %s ", name);
	base64(out, signed_by, sizeof signed_by);
	kua_buf_char(out, '\n');
}

/* The next line of the text, which is cut there; NULL where there is none. */
static char *next_line(char **s)
{
	char *line = *s, *end = line ? strchr(line, '\n') : NULL;
	if (!end || end - line > LINE_MOST)
		return NULL;
	*end = '\0';
	*s = end + 1;
	return line;
}

static bool parse(char *s, struct kua_arena *a, struct kua_checkpoint *c, const char **signature)
{
	static const char dash[] = "— ";
	char *name = next_line(&s), *count = next_line(&s), *root = next_line(&s), *key = next_line(&s), *blank = next_line(&s), *last = next_line(&s);
	unsigned char public_key[1 + KUA_PUBLIC_BYTES];
	char *end = NULL;
	if (!last || *blank || strncmp(key, "key ", 4) != 0 || strncmp(last, dash, sizeof dash - 1) != 0)
		return false;
	c->n = strtoll(count, &end, 10);
	if (end == count || *end || c->n < 0 || !unbase64(root, strlen(root), c->root, KUA_LINE_BYTES) ||
	    !unbase64(key + 4, strlen(key + 4), public_key, sizeof public_key) || public_key[0] != ED25519)
		return false;
	memcpy(c->public_key, public_key + 1, KUA_PUBLIC_BYTES);
	c->origin = kua_arena_strdup(a, name);
	last += sizeof dash - 1;
	size_t n = strlen(name);
	if (strncmp(last, name, n) != 0 || last[n] != ' ')
		return false;
	*signature = last + n + 1;
	return true;
}

enum kua_code kua_checkpoint_read(const char *text, size_t n, struct kua_arena *a, struct kua_checkpoint *out, struct kua_error *err)
{
	unsigned char signed_by[KEY_ID + KUA_SIGNATURE_BYTES], id[KEY_ID];
	const char *signature = NULL, *end = NULL;
	char *copy = kua_arena_strndup(a, text, n);
	memset(out, 0, sizeof *out);
	for (const char *s = text; (size_t)(s - text) + 1 < n && !end; s++) /* the note ends before the blank line */
		end = s[0] == '\n' && s[1] == '\n' ? s + 1 : NULL;
	if (!end || strlen(copy) != n || !parse(copy, a, out, &signature) || !unbase64(signature, strlen(signature), signed_by, sizeof signed_by))
		return kua_fail(err, KUA_DATA, "not a checkpoint of a petition");
	key_id(out->origin, out->public_key, id);
	if (memcmp(id, signed_by, KEY_ID) != 0 || !kua_sign_holds(out->public_key, text, (size_t)(end - text), signed_by + KEY_ID))
		return kua_fail(err, KUA_DATA, "the checkpoint's signature does not hold: somebody changed it");
	return KUA_OK;
}
