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
	uint32_t count; /* how often it was counted as a word */
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

/* A word or numeral with an apostrophe in it or behind it. */
struct open_word {
	size_t from, to;    /* bytes */
	size_t first, last; /* tokens of the draft: none, or one */
	enum gap gap, gap_behind;
	size_t single_open; /* as struct scan has it, before and behind */
};

/* The tokens of a text whose language is not known yet. */
struct draft {
	struct token_list list;
	KUA_VEC(uint32_t) spellings;   /* per token: its number; KUA_NO_ID of punctuation that has one canonical form */
	KUA_VEC(struct open_word) open; /* what the language may cut otherwise */
};

void kua_tokenise(struct spellings *spellings, const char *bytes, size_t n, struct token_list *out);
/* Only count the words among the first `most` tokens of [from, to), each with its spelling. */
void kua_count_words(struct spellings *spellings, const char *bytes, size_t from, size_t to, size_t most);
/* Count them among the first `counted`, and keep all tokens. */
void kua_draft(struct spellings *spellings, const char *bytes, size_t n, size_t counted, struct draft *out);
/* The tokens as kua_tokenise gives them, now that the spellings have their language. */
void kua_draft_settle(struct spellings *spellings, const char *bytes, size_t n, const struct draft *draft, struct token_list *out);
void kua_draft_free(struct draft *d);

#endif
