/*
 * spellings.h - what is known of single characters and of distinct spellings, for the tokeniser.
 *
 * Texts repeat their words, so the work on a word (fold, hash, look up) is done once for each distinct spelling: an open
 * table from the bytes as they stand to that result. It serves one text: first to find its language, then for its tokens.
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
	uint32_t count; /* how often kua_count_words met it */
	const char *norm;
	uint64_t hash;
	uint64_t roles; /* of the facts that begin so */
};

/* Where a spelling is, and enough of its hash to pass over most others. */
struct spelling_slot {
	uint32_t hash, number; /* from 1; 0 is free */
};

struct spellings {
	const struct language *language; /* may be NULL */
	struct kua_arena *arena;         /* norms */
	KUA_VEC(struct spelling) all;    /* in the order in which they were met */
	struct spelling_slot *slots;     /* open addressing */
	size_t mask;
	struct kua_buf folded;
};

/* For a text of about n bytes. */
void kua_spellings_init(struct spellings *all, const struct language *language, size_t n, struct kua_arena *a);
/* The language has been found: what it knows of the spellings. */
void kua_spellings_language(struct spellings *all, const struct language *language);
/* Good until the next call. */
struct spelling *kua_spelling_of(struct spellings *all, const char *raw, size_t n, enum kua_token_kind kind);
void kua_spellings_free(struct spellings *all);

/* Tokens of [from, to) of bytes. */
void kua_tokenise(struct spellings *spellings, const char *bytes, size_t from, size_t to, struct token_list *out);
/* Only count the words among the first `most` tokens, each with its spelling. */
void kua_count_words(struct spellings *spellings, const char *bytes, size_t from, size_t to, size_t most);

#endif
