/*
 * who.h - who is meant: the persons that are subject or object of a predicate found by a rule, by name or by
 * pronoun. For the finders of claims only.
 *
 * There is no grammar here, only what can be told from the order of names, commas, prepositions and a few
 * classes of small words, which stand in data/<language>/who.rules. Where that does not decide, nobody is
 * meant: a step given to the wrong person is worse than a step not found. Every search looks at a bounded
 * stretch of one sentence.
 */
#ifndef KUA_CLAIMS_WHO_H
#define KUA_CLAIMS_WHO_H

#include "claims/engine.h"

#define WHO_MOST 12  /* persons of one list "A, B and C" */
#define WHO_REACH 40 /* tokens that a search looks at */

enum who_class {
	WHO_BE = 1 << 0,       /* is, was, been ... */
	WHO_HAVE = 1 << 1,
	WHO_MODAL = 1 << 2,    /* could, will, should ... */
	WHO_NOT = 1 << 3,
	WHO_ADVERB = 1 << 4,
	WHO_HE = 1 << 5,       /* he, him, she, her: one person spoken of before */
	WHO_HIS = 1 << 6,
	WHO_RELATIVE = 1 << 7, /* who, whom, that */
	WHO_AND = 1 << 8,
	WHO_THEN = 1 << 9,     /* but, then: go on with the same subject */
	WHO_OF = 1 << 10,      /* prepositions that put a name below a noun: of, by, for, with, against ... */
	WHO_LIKE = 1 << 11,    /* like, such as, including: what follows is an example */
	WHO_THE = 1 << 12,     /* determiners */
	WHO_SAY = 1 << 13,
	WHO_CLAUSE = 1 << 14,  /* because, when, while, after ...: a clause begins */
	WHO_IF = 1 << 15,
	WHO_UNREAL = 1 << 16,  /* demand, risk, fear, avoid ...: what follows has not happened */
	WHO_TO = 1 << 17,
	WHO_GO_ON = 1 << 18,   /* continue, were: "continue to be arrested" is real */
	WHO_REASON = 1 << 19,  /* for, over, after: what follows tells why, not when */
	WHO_THEY = 1 << 20,    /* they, them, their: the people of a list named before */
	WHO_KNOWN = 1 << 30    /* the classes of this token have been looked up */
};

struct who_person {
	uint32_t named;       /* index in the scene's named */
	uint32_t first, last; /* tokens where the sentence names them, or the pronoun */
};

struct who_list {
	struct who_person v[WHO_MOST];
	size_t n;
};

struct who {
	const struct kua_scene *s;
	uint32_t *classes; /* per token, WHO_KNOWN once looked up */
	uint32_t *person;  /* per token: whose mention covers it, as index in named, or KUA_NO_ID */
	/* per sentence, as index in named or KUA_NO_ID: the person last spoken of before it, another one named
	 * with that one, and who spoke last, in it or before it */
	uint32_t *topic, *other, *speaker;
	uint32_t *many;  /* per sentence: token of the last list of persons, "A and B", in it; or KUA_NO_ID */
	/* per sentence: the person, as index in named, whose entry in a list it is part of; or KUA_NO_ID */
	uint32_t *entry;
	const char **full; /* per named: the fullest form under which the item names that person */
	uint8_t *gender; /* per mention: WHO_WOMAN, WHO_MAN, or 0 where nothing tells */
};

enum { WHO_WOMAN = 1, WHO_MAN = 2 };

/* Once for a scene and those that differ from it only in how dates are resolved. */
void kua_who_make(struct who *w, const struct kua_scene *s);
void kua_who_names(struct who *w); /* fills full; called by kua_who_make */
/* The classes of token t. */
uint32_t kua_who_classes(const struct who *w, uint32_t t);
/* Is one of the tokens from .. to - 1 in one of these classes? */
bool kua_who_any(const struct who *w, uint32_t from, uint32_t to, uint32_t bits);
/* Is token t the punctuation c? */
bool kua_who_is(const struct who *w, uint32_t t, char c);
/* The person whose mention covers token t, or KUA_NO_ID. */
uint32_t kua_who_at(const struct who *w, uint32_t t);
/* First token, or last but one, of the mention. */
uint32_t kua_who_first(const struct who *w, uint32_t named, uint32_t t);
uint32_t kua_who_last(const struct who *w, uint32_t named, uint32_t t);

/* Where the verb group ("has not yet been") that ends before token `at` begins. */
uint32_t kua_who_group(const struct who *w, uint32_t at);
/* The subject of the predicate at token `at`: "A and B were", "A, who was", "he has been", "A, a poet, was".
 * previous: persons of the predicate before it in the sentence, taken over by "and", "but then"; may be
 * NULL. */
void kua_who_subject(const struct who *w, uint32_t at, const struct who_list *previous, struct who_list *out);
/* Whom the predicate at token `at` tells of where the verb ends its clause: who_final.c. */
void kua_who_final(const struct who *w, uint32_t at, struct who_list *out);
/* The persons that the noun phrase beginning at token `from` names: "the well-known poet A", "two men, A and
 * B". subject: that of its verb, or NULL; a pronoun does not mean it. */
void kua_who_object(const struct who *w, uint32_t from, const struct who_list *subject, struct who_list *out);
/* Whose the noun at token `at` is: "A's trial", "his appeal". */
void kua_who_owner(const struct who *w, uint32_t at, struct who_list *out);
/* For whom the clause before token `at` speaks: "his family", "A's lawyers", "the defence of A". */
void kua_who_side(const struct who *w, uint32_t at, struct who_list *out);
/* Whom "they" at token t means: a list named shortly before; nobody where none was, or other people stand
 * between. */
void kua_who_they(const struct who *w, uint32_t t, struct who_list *out);
/*
 * The subject of a predicate with which its sentence opens, "Detained on 5 May 2020." or "Arrested in May,
 * she ...": who the main clause speaks of, else the person whose entry it stands in.
 */
void kua_who_opening(const struct who *w, uint32_t at, uint32_t behind, struct who_list *out);
/* Who was told of before, where the predicate opens its sentence and its language leaves the subject out. */
void kua_who_dropped(const struct who *w, uint32_t at, struct who_list *out);
/* Whom the pronoun at token t means, or KUA_NO_ID; none of `others`, which may be NULL: "A killed him". */
uint32_t kua_who_pronoun(const struct who *w, uint32_t t, const struct who_list *others);
/* Where the clause that holds token t begins. */
uint32_t kua_who_clause(const struct who *w, uint32_t t);
/* Is the person named at token t only an attribute of a noun before it: "the brother of A"? */
bool kua_who_below(const struct who *w, uint32_t t);

#endif
