/*
 * internal.h - what the files of text/ share: the facts of a language, its word table, the gaps between tokens.
 *
 * A fact says that a word or phrase has a role in a language: "january" is a month, with value 1. All facts
 * of one language are in one table keyed by the hash of the first token's normal form, longest phrase first,
 * so that a pass over the tokens needs one probe a token. A phrase's hyphens and full stops are left out, and
 * may stand or be missing in a text.
 */
#ifndef KUA_TEXT_INTERNAL_H
#define KUA_TEXT_INTERNAL_H

#include "text/text.h"

enum role {
	ROLE_NONE,
	/* common.txt */
	W_STOP, W_FREQUENT, W_LETTER, W_ENDING, W_WHOLE, W_ELISION,
	/* abbreviations.txt */
	A_NAME, A_NUMBER, A_END,
	/* numbers.txt */
	N_CARDINAL, N_MULTIPLIER, N_DOZEN, N_VAGUE, N_VAGUE_BEFORE, N_ORDINAL, N_FRACTION, N_HALF, N_AND_HALF, N_ARTICLE,
	N_JOINER, N_BETWEEN, N_FROM, N_RANGE, N_PER_CENT, N_MONEY, N_MONEY_BEFORE, N_SUFFIX, N_ORDINAL_ENDING, N_NOT,
	N_WRITING,
	/* dates.txt */
	D_MONTH, D_WEEKDAY, D_DAY, D_UNIT, D_LAST, D_NEXT, D_THIS, D_AGO, D_LATER, D_DEADLINE, D_PART, D_OF, D_ON,
	D_YEAR_BEFORE, D_YEAR_AFTER, D_YEAR_WORD, D_YEAR_BARE, D_YEAR_NOT, D_ANNIVERSARY, D_AMBIGUOUS, D_BESIDE, D_TO,
	T_HOUR, T_AM, T_PM, T_CLOCK, T_AT,
	ROLES
};
#define BIT(role) (UINT64_C(1) << (role))
_Static_assert(ROLES <= 64, "roles must fit a 64 bit mask");

#define FACT_REST 7 /* tokens of a phrase behind its first */

struct fact {
	uint64_t hash;       /* of the first token */
	const char *first;
	uint64_t rest[FACT_REST];
	uint8_t n_rest;
	uint8_t role;
	int64_t value, micro; /* value and millionths: half is 0 and 500000 */
	const char *text;     /* the first field, or the form */
};

/* How digits are written: the separators a language uses. */
enum writing {
	GROUP_COMMA = 1, GROUP_DOT = 2, GROUP_SPACE = 4, DECIMAL_COMMA = 8, ORDINAL_DOT = 16, COMPOUND = 32,
	MONTH_FIRST = 64
};

/* One hash with all its facts; roles says which roles they have, so that most questions end here. */
struct slot {
	uint64_t hash, roles;
	uint32_t first, n; /* n is 0 in an empty slot */
};

struct language {
	const char *code;
	KUA_VEC(struct fact) facts; /* sorted: hash, then longest first, then role */
	struct slot *slots;         /* open addressing, at most half full */
	size_t mask;
	uint64_t roles;             /* which roles there are at all */
	unsigned writing;           /* enum writing */
};

struct vote { /* a word or letter and the languages that have it */
	uint64_t hash, languages;
	uint32_t weight;
};

struct kua_languages {
	struct kua_arena *arena;
	struct language *v;
	size_t n;
	struct language none;     /* for a language without data: no facts */
	struct vote *votes;
	size_t votes_mask;
	uint64_t *vote_bits;      /* a bit for each vote, by which most words that have none are known at a glance */
};
#define VOTE_BITS 131072 /* a power of two */
#define LANGUAGES_MAX 64
#define VOTE_OF_LETTER 6
#define VOTE_OF_ENDING 4
#define ENDING_SALT UINT64_C(0x9e3779b97f4a7c15) /* keeps endings apart from words in the table of votes */

const struct language *kua_language_of(const struct kua_languages *l, const char *code);
/* The roles of all facts that begin with a token of this hash; 0 where there are none. */
static inline const struct slot *kua_slot_of(const struct language *l, uint64_t hash)
{
	size_t at = hash & l->mask;
	while (l->slots[at].n && l->slots[at].hash != hash)
		at = (at + 1) & l->mask;
	return &l->slots[at];
}
static inline uint64_t kua_roles_of(const struct language *l, uint64_t hash)
{
	return kua_slot_of(l, hash)->roles;
}
/* Tokens keep that of theirs, so that most of them are passed over without a look at the facts. */
static inline bool kua_may_have(const struct kua_token *t, uint64_t roles)
{
	return (t->roles & roles) != 0;
}
/* The longest fact with one of the roles at token i; where `end` is not 0, one that ends right before it. *last is the token behind. */
const struct fact *kua_fact_find(const struct language *l, const struct kua_text *t, uint32_t i, uint32_t end, uint64_t roles,
                                 uint32_t *last);
/* The longest fact with one of the roles at token i; *last is the token behind it. NULL where there is none. */
static inline const struct fact *kua_fact_at(const struct language *l, const struct kua_text *t, uint32_t i, uint64_t roles,
                                             uint32_t *last)
{
	return i < t->n_tokens && kua_may_have(&t->tokens[i], roles) ? kua_fact_find(l, t, i, 0, roles, last) : NULL;
}
/* A fact with one of the roles that takes up exactly the tokens i .. end - 1; NULL where there is none. */
static inline const struct fact *kua_fact_between(const struct language *l, const struct kua_text *t, uint32_t i, uint32_t end,
                                                  uint64_t roles)
{
	uint32_t last;
	return kua_may_have(&t->tokens[i], roles) ? kua_fact_find(l, t, i, end, roles, &last) : NULL;
}
/* Whether a single normal form has a role. */
const struct fact *kua_fact_of(const struct language *l, const char *norm, size_t n, uint64_t roles);
const struct fact *kua_fact_by_hash(const struct language *l, uint64_t hash, const char *norm, size_t n, uint64_t roles);
const struct vote *kua_vote_of(const struct kua_languages *l, uint64_t hash);
struct spellings;
struct draft;
/* The language of a text, and a draft of its tokens where it was short enough to be read as a whole: true. */
bool kua_language_find(const struct kua_languages *l, const char *bytes, size_t n, struct spellings *spellings,
                       struct draft *draft, const char **language);

/* ---- tokens ---- */

enum gap { GAP_NONE, GAP_SPACE, GAP_LINE, GAP_BLANK };

struct token_list {
	KUA_VEC(struct kua_token) tokens;
	KUA_VEC(uint8_t) gaps; /* what stands before each token */
};

void kua_token_list_free(struct token_list *t);

/* Fill t->sentences and the sentence flags of its tokens (a writable copy is in tokens). */
void kua_split_sentences(const struct language *language, struct kua_text *t, struct kua_token *tokens, uint8_t *gaps,
                         struct kua_arena *a);
/* False for texts all in lower case, in which no capital does not mean no name. */
bool kua_has_capitals(const struct kua_text *t);
void kua_mark_quotes(struct kua_text *t, struct kua_token *tokens);

/* Code point at a byte offset; 0 at the end and where bytes are not valid. */
uint32_t kua_code_at(const char *bytes, size_t n, size_t at);

/* Nothing stands between tokens i - 1 and i. */
static inline bool kua_stuck(const struct kua_text *t, uint32_t i)
{
	return i > 0 && i < t->n_tokens && t->tokens[i].start == t->tokens[i - 1].end;
}

static inline bool is_punct(const struct kua_token *k, char c)
{
	return k->kind == KUA_PUNCT && k->norm[0] == c && k->norm[1] == '\0';
}

/* Token i is the punctuation c, with no space on either side: the hyphen of "16-17". */
static inline bool kua_links(const struct kua_text *t, uint32_t i, char c)
{
	return i < t->n_tokens && is_punct(&t->tokens[i], c) && kua_stuck(t, i) && kua_stuck(t, i + 1);
}

#endif
