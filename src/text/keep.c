/*
 * keep.c - a view as bytes, so that a text need not be read again: the normal forms of its words once each, then tokens and sentences
 * by their distances. Hashes, and what the language knows of the words, come from the normal forms.
 *
 * The bytes come back out of a file that may be somebody else's: what does not fit the text is refused.
 */
#include <stdlib.h>
#include <string.h>

#include "text/internal.h"
#include "text/keep.h"

enum { KIND_BITS = 2, KIND_MASK = (1 << KIND_BITS) - 1, FLAGS_MASK = KUA_IN_QUOTES * 2 - 1 };

/* ---- in ---- */

/* Seven bits a byte, the lowest first. */
static void put(struct kua_buf *b, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		kua_buf_char(b, (char)(0x80 | (n & 0x7f)));
	kua_buf_char(b, (char)n);
}

static bool put_tokens(struct kua_buf *b, const struct kua_text *t, const struct language *facts, struct kua_intern *norms)
{
	uint32_t end = 0;
	for (size_t i = 0; i < t->n_tokens; i++) {
		const struct kua_token *k = &t->tokens[i];
		if (k->start < end || k->end < k->start || k->roles != kua_roles_of(facts, k->hash))
			return false;
		put(b, k->start - end);
		put(b, k->end - k->start);
		put(b, kua_intern_add(norms, k->norm, strlen(k->norm)));
		put(b, k->kind | (uint64_t)k->flags << KIND_BITS);
		end = k->end;
	}
	return true;
}

static bool put_sentences(struct kua_buf *b, const struct kua_text *t)
{
	uint32_t token = 0, paragraph = 0;
	for (size_t i = 0; i < t->n_sentences; i++) {
		const struct kua_sentence *s = &t->sentences[i];
		if (s->first != token || s->last <= s->first || s->paragraph < paragraph || s->start != t->tokens[s->first].start ||
		    s->end != t->tokens[s->last - 1].end)
			return false;
		put(b, s->last - s->first);
		put(b, (uint64_t)(s->paragraph - paragraph) << 1 | s->heading);
		token = s->last;
		paragraph = s->paragraph;
	}
	return token == t->n_tokens;
}

bool kua_text_pack(const struct kua_languages *l, const struct kua_text *t, struct kua_buf *b)
{
	struct kua_intern *norms = kua_intern_new();
	struct kua_buf tokens = KUA_BUF_INIT;
	bool fits = put_tokens(&tokens, t, kua_language_of(l, t->language), norms) && put_sentences(&tokens, t);
	kua_buf_add(b, t->language, strlen(t->language) + 1);
	put(b, kua_intern_count(norms));
	put(b, t->n_tokens);
	put(b, t->n_sentences);
	for (uint32_t i = 0; i < kua_intern_count(norms); i++)
		kua_buf_add(b, kua_intern_text(norms, i), strlen(kua_intern_text(norms, i)) + 1);
	kua_buf_add(b, tokens.len ? tokens.data : "", tokens.len);
	kua_buf_free(&tokens);
	kua_intern_free(norms);
	return fits;
}

/* ---- out ---- */

struct unpacking {
	const unsigned char *at, *end;
	bool fits;
};

/* The next number, if it is at most `most`; else 0, and nothing fits any more. */
static uint64_t take(struct unpacking *u, uint64_t most)
{
	uint64_t n = 0;
	for (unsigned shift = 0; u->at < u->end && shift < 63; shift += 7) {
		unsigned char c = *u->at++;
		n |= (uint64_t)(c & 0x7f) << shift;
		if (c & 0x80)
			continue;
		u->fits = u->fits && n <= most;
		return u->fits ? n : 0;
	}
	u->fits = false;
	return 0;
}

/* The next string; "" where there is none that is text. */
static const char *take_string(struct unpacking *u, size_t *n)
{
	const unsigned char *nul = memchr(u->at, '\0', (size_t)(u->end - u->at));
	const char *s = (const char *)u->at;
	*n = nul ? (size_t)(nul - u->at) : 0;
	u->fits = u->fits && nul && kua_utf8_valid(s, *n);
	if (!u->fits) {
		*n = 0;
		return "";
	}
	u->at = nul + 1;
	return s;
}

struct known { /* of a normal form */
	const char *norm;
	uint64_t hash, roles;
};

static struct known *take_norms(struct unpacking *u, size_t n, const struct language *facts, struct kua_arena *a)
{
	struct known *v = kua_malloc(kua_mul(n, sizeof *v));
	for (size_t i = 0; i < n && u->fits; i++) {
		size_t length;
		const char *s = take_string(u, &length);
		v[i].norm = kua_arena_strndup(a, s, length);
		v[i].hash = kua_hash(s, length);
		v[i].roles = kua_roles_of(facts, v[i].hash);
	}
	return v;
}

static bool is_border(const struct kua_text *t, uint32_t at)
{
	return at == t->n || ((unsigned char)t->bytes[at] & 0xc0) != 0x80;
}

static void take_tokens(struct unpacking *u, const struct known *norms, size_t n_norms, struct kua_token *v, struct kua_text *t)
{
	uint32_t end = 0;
	for (size_t i = 0; i < t->n_tokens && u->fits; i++) {
		uint32_t start = end + (uint32_t)take(u, t->n - end);
		end = start + (uint32_t)take(u, t->n - start);
		const struct known *k = &norms[take(u, n_norms - 1)];
		uint32_t rest = (uint32_t)take(u, KIND_MASK | FLAGS_MASK << KIND_BITS);
		u->fits = u->fits && (rest & KIND_MASK) <= KUA_PUNCT && is_border(t, start) && is_border(t, end);
		v[i] = (struct kua_token){.start = start, .end = end, .norm = k->norm, .hash = k->hash, .roles = k->roles,
		                          .flags = (uint16_t)(rest >> KIND_BITS), .kind = rest & KIND_MASK};
		t->n_words += v[i].kind != KUA_PUNCT;
	}
}

static void take_sentences(struct unpacking *u, struct kua_token *tokens, struct kua_sentence *v, const struct kua_text *t)
{
	uint32_t token = 0, paragraph = 0;
	for (size_t i = 0; i < t->n_sentences && u->fits; i++) {
		uint32_t n = (uint32_t)take(u, t->n_tokens - token);
		uint32_t rest = (uint32_t)take(u, UINT32_MAX);
		if (!n)
			u->fits = false;
		if (!u->fits)
			return;
		paragraph += rest >> 1;
		v[i] = (struct kua_sentence){tokens[token].start, tokens[token + n - 1].end, token, token + n, paragraph, rest & 1};
		for (; n; n--)
			tokens[token++].sentence = (uint32_t)i;
	}
	u->fits = u->fits && token == t->n_tokens;
}

bool kua_text_unpack(const struct kua_languages *l, const char *bytes, size_t n, struct kua_packed p, struct kua_arena *a,
                     struct kua_text *out)
{
	struct unpacking u = {(const unsigned char *)p.v, (const unsigned char *)p.v + p.n, n <= KUA_TEXT_MAX};
	size_t length;
	const char *language = take_string(&u, &length);
	size_t n_norms = take(&u, p.n), n_tokens = take(&u, p.n), n_sentences = take(&u, p.n);
	u.fits = u.fits && (n_norms > 0) == (n_tokens > 0); /* each takes a byte at least, so nothing is made that is larger than p */
	if (!u.fits)
		return false;
	struct known *norms = take_norms(&u, n_norms, kua_language_of(l, language), a);
	struct kua_token *tokens = KUA_NEW_N(a, struct kua_token, n_tokens);
	struct kua_sentence *sentences = KUA_NEW_N(a, struct kua_sentence, n_sentences);
	*out = (struct kua_text){.bytes = bytes, .n = n, .language = kua_arena_strndup(a, language, length), .tokens = tokens,
	                         .n_tokens = n_tokens, .sentences = sentences, .n_sentences = n_sentences};
	take_tokens(&u, norms, n_norms, tokens, out);
	take_sentences(&u, tokens, sentences, out);
	free(norms);
	return u.fits && u.at == u.end;
}
