/* digest.c - compares digests as bytes, however they are written. What it is for stands in digest.h. */
#include "intake/digest.h"

#include <nettle/nettle-meta.h>
#include <string.h>

#define DIGEST_BYTES ((size_t)64)
#define CONTEXT_BYTES ((size_t)1024)

static const struct nettle_hash *find_algorithm(struct kua_str name)
{
	static const struct {
		const char *name;
		const struct nettle_hash *hash;
	} known[] = {
		{"sha1", &nettle_sha1}, {"sha-1", &nettle_sha1}, {"sha256", &nettle_sha256}, {"sha-256", &nettle_sha256},
		{"sha512", &nettle_sha512}, {"sha-512", &nettle_sha512}, {"sha384", &nettle_sha384}, {"md5", &nettle_md5},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (kua_str_is(name, known[i].name))
			return known[i].hash;
	return NULL;
}

/* The value of a digit of the base with so many bits; -1 where it is none. */
static int digit(char c, unsigned bits)
{
	bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z', number = c >= '0' && c <= '9';
	if (bits == 4)
		return number ? c - '0' : upper && c <= 'F' ? c - 'A' + 10 : lower && c <= 'f' ? c - 'a' + 10 : -1;
	if (bits == 5)
		return upper ? c - 'A' : lower ? c - 'a' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
	if (upper || lower)
		return upper ? c - 'A' : c - 'a' + 26;
	return number ? c - '0' + 52 : c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Exactly n bytes out of digits of so many bits. */
static bool decode(struct kua_str s, unsigned bits, size_t n, unsigned char out[DIGEST_BYTES])
{
	unsigned held = 0, have = 0;
	size_t got = 0;
	for (size_t i = 0; i < s.n; i++) {
		int d = digit(s.s[i], bits);
		if (d < 0)
			return false;
		held = (held << bits | (unsigned)d) & 0xffffu;
		have += bits;
		if (have < 8)
			continue;
		have -= 8;
		if (got == n)
			return false;
		out[got++] = (unsigned char)(held >> have);
	}
	return got == n;
}

/* By its length: no two ways of writing take the same number of digits. */
static bool read_value(struct kua_str s, size_t n, unsigned char out[DIGEST_BYTES])
{
	while (s.n && s.s[s.n - 1] == '=')
		s.n--;
	for (unsigned bits = 4; bits <= 6; bits++)
		if (s.n == (n * 8 + bits - 1) / bits)
			return decode(s, bits, n, out);
	return false;
}

enum kua_digest kua_check_digest(struct kua_str declared, struct kua_str bytes)
{
	_Alignas(16) unsigned char context[CONTEXT_BYTES];
	unsigned char want[DIGEST_BYTES], have[DIGEST_BYTES];
	struct kua_str d = kua_trim(declared);
	const char *colon = d.n ? memchr(d.s, ':', d.n) : NULL;
	if (!colon)
		return KUA_DIGEST_UNKNOWN;
	struct kua_str name = {d.s, (size_t)(colon - d.s)}, value = {colon + 1, (size_t)(d.s + d.n - colon - 1)};
	const struct nettle_hash *h = find_algorithm(name);
	if (!h || h->context_size > sizeof context || !read_value(value, h->digest_size, want))
		return KUA_DIGEST_UNKNOWN;
	h->init(context);
	h->update(context, bytes.n, (const uint8_t *)bytes.s);
	h->digest(context, h->digest_size, have);
	return memcmp(want, have, h->digest_size) == 0 ? KUA_DIGEST_GOOD : KUA_DIGEST_WRONG;
}
