/*
 * spellings.h - what is known of single characters and of distinct spellings, for the tokeniser.
 *
 * Texts repeat their words, so the work on a word (fold, hash, look up) is done once for each distinct
 * spelling: an open table from the bytes as they stand to that result. It lives as long as one pass over a
 * text.
 */
#ifndef KUA_TEXT_SPELLINGS_H
#define KUA_TEXT_SPELLINGS_H

#include "text/internal.h"

enum kind_of_character { SPACE, LETTER, DIGIT, MARK, IGNORED, IDEOGRAPH, FRACTION, PUNCTUATION };

static inline enum kind_of_character kua_kind_ascii(unsigned char c)
{
	if ((c | 32) >= 'a' && (c | 32) <= 'z')
		return LETTER;
	if (c >= '0' && c <= '9')
		return DIGIT;
	return c <= ' ' || c == 127 ? SPACE : PUNCTUATION;
}

/* The same for a code point beyond ASCII. */
enum kind_of_character kua_kind_other(uint32_t c);

struct spelling {
	uint64_t raw_hash;
	const char *raw;
	uint32_t raw_n;
	uint16_t flags; /* capital, all capitals, stop word */
	const char *norm;
	uint64_t hash;
};

struct spellings {
	const struct language *language; /* may be NULL */
	struct kua_arena *arena;         /* norms */
	struct spelling *v;
	size_t n, mask;
	struct kua_buf folded;
};

/* Good until the next call. */
const struct spelling *kua_spelling_of(struct spellings *all, const char *raw, size_t n, enum kua_token_kind kind);
void kua_spellings_free(struct spellings *all);

#endif
