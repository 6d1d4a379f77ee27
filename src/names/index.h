/*
 * index.h - what the files share that find one name among millions: the keys of parts (vocabulary.c), the names that have them
 * (index.c), the search (search.c).
 */
#ifndef KUA_NAMES_INDEX_H
#define KUA_NAMES_INDEX_H

#include "names/internal.h"

/* ---- the keys of all parts of names, and those that are near a key (vocabulary.c) ---- */

struct other_key { /* a second form of a part: whoever looks for key finds the part filed under token too */
	uint32_t key, token;
};

struct filed_key { /* with the letters it has, so that most of what is in a bucket need not be looked at */
	uint32_t key, letters;
};

enum { KEY_SLOT = 27 };

struct key_look { /* what is asked of a key that may be like another, in one look at memory */
	char text[KEY_SLOT]; /* where it is short enough */
	uint8_t n;
	uint32_t consonants; /* their hash */
};

struct vocabulary {
	struct kua_intern *keys; /* the number of a key is a token */
	KUA_VEC(struct other_key) others; /* sorted by key, token once closed */
	uint32_t *other_first; /* of each key in others */
	uint32_t *bucket_first;
	struct filed_key *bucket; /* keys by the hashes of what is left of them */
	size_t mask;
	struct key_look *look; /* of each key */
};

void vocabulary_open(struct vocabulary *v);
/* The token of a part: its first key. Its other keys lead there. */
uint32_t vocabulary_add(struct vocabulary *v, const struct keys *keys);
void vocabulary_close(struct vocabulary *v); /* nothing is added any more */
void vocabulary_free(struct vocabulary *v);
size_t vocabulary_size(const struct vocabulary *v); /* bytes */

struct near_token {
	uint32_t token;
	float like; /* 0 to 1 */
};
struct near_tokens {
	KUA_VEC(struct near_token) v; /* each token once, the most alike first */
};
/* Add to out the keys that are like the first n of a part. near_tokens_close makes tokens of them, once all of a part are there. */
void vocabulary_near(const struct vocabulary *v, const struct keys *keys, size_t n, struct near_tokens *out);
void near_tokens_add(uint32_t key, float like, struct near_tokens *out);
void near_tokens_close(const struct vocabulary *v, struct near_tokens *t, size_t most);

/* ---- the names (index.c) ---- */

#define TOKEN_EXTRA ((uint32_t)1 << 31) /* of a name: two parts written as one, or half of a hyphened one */
enum { INDEX_PARTS = 16 };

struct index_part { /* of a name, as it is filed and as it is looked for */
	struct keys keys;
	bool extra, initial;
};
struct index_parts {
	struct index_part v[INDEX_PARTS];
	size_t n;
};

struct indexed_word { /* what is known of a word that many names have */
	uint32_t token, names; /* that have it */
	bool joiner, passed_over, title, initial, is_short;
};

struct kua_names_index {
	const struct kua_names *names;
	struct vocabulary vocabulary;
	struct kua_intern *words; /* folded; gone once the index is closed */
	KUA_VEC(struct indexed_word) word;
	struct kua_buf text;      /* id, NUL, name, NUL of each */
	KUA_VEC(uint64_t) at;     /* of each name in text */
	KUA_VEC(uint8_t) kind;
	KUA_VEC(uint32_t) first, tokens; /* the tokens of name i: tokens[first[i]] .. tokens[first[i + 1] - 1] */
	uint32_t *posting_first, *postings; /* the names of each token, in order */
	struct token_facts {
		float rarity;
		uint8_t first_letter, length; /* of its key */
	} *facts; /* of each token */
	struct known_parts *parts; /* taken apart, of the words that many names have */
	struct group *by_line;    /* names that are one name in other languages, sorted by line */
	bool closed;
};

/* The parts of a name that is looked for, with all their keys. */
void index_query_parts(const struct kua_names_index *x, const char *name, struct index_parts *out);
/* The weight of a part that so many names have. */
float index_rarity(const struct kua_names_index *x, double frequency);
int index_kind(const char *kind); /* NAME_PERSON ...; -1 where there is no such kind */

static inline const char *index_id(const struct kua_names_index *x, uint32_t name)
{
	return x->text.data + x->at.v[name];
}

static inline const char *index_name(const struct kua_names_index *x, uint32_t name)
{
	const char *id = index_id(x, name);
	return id + strlen(id) + 1;
}

static inline uint32_t index_frequency(const struct kua_names_index *x, uint32_t token)
{
	return x->posting_first[token + 1] - x->posting_first[token];
}

#endif
