/* who_inner.h - what the files of who.h share. */
#ifndef KUA_CLAIMS_WHO_INNER_H
#define KUA_CLAIMS_WHO_INNER_H

#include "claims/who.h"

/* Words that no noun phrase reaches across. */
#define WHO_BREAK \
	(WHO_HE | WHO_THEY | WHO_BE | WHO_HAVE | WHO_MODAL | WHO_SAY | WHO_CLAUSE | WHO_RELATIVE | WHO_THEN)

/* Note whose mention covers each token. */
void kua_who_persons(struct who *w);
/* Note lists of persons and entries of every sentence: who_before.c. */
void kua_who_note(struct who *w);
const struct kua_sentence *kua_who_sentence(const struct who *w, uint32_t t);
/* Leftmost token that a search from t looks at, and the one behind the rightmost. */
uint32_t kua_who_left(const struct who *w, uint32_t t);
uint32_t kua_who_right(const struct who *w, uint32_t t);
bool kua_who_has(const struct who *w, uint32_t t, uint32_t bits);
bool kua_who_comma(const struct who *w, uint32_t t);
/* Do two mentions name one person? */
bool kua_who_same(const struct who *w, uint32_t a, uint32_t b);
/* Does the mention that covers token t end in 's? */
bool kua_who_possessive(const struct who *w, uint32_t named, uint32_t t);
/* A word that can stand between a preposition and the name it governs: "of jailed activist A". */
bool kua_who_plain(const struct who *w, uint32_t t);
/* The hyphen of "43-year-old", or the full stop of "Mr. A", inside a sentence that begins at start: it ends no noun phrase. */
bool kua_who_joins(const struct who *w, uint32_t t, uint32_t start);
/* Add the person named, or meant by the pronoun, at token t, unless the list has them. KUA_NO_ID adds
 * nobody. */
void kua_who_add(const struct who *w, struct who_list *out, uint32_t named, uint32_t t);
/* The person whose mention ends at token t, with those before it in one list: "A, B and C". Nobody where the
 * first is below a preposition, unless below_too. */
void kua_who_list_before(const struct who *w, uint32_t t, bool below_too, struct who_list *out);
/* "The man who shot A was jailed": the opening word of the clause that tells what somebody did to the person whose name ends at
 * token t, or KUA_NO_ID. */
uint32_t kua_who_done_to(const struct who *w, uint32_t t);
/* The same in a language where that clause stands before its noun and its verb behind the name. */
bool kua_who_done_to_before(const struct who *w, uint32_t t);
/* The person whose mention begins at token t, with those that follow in one list. */
void kua_who_list_after(const struct who *w, uint32_t t, struct who_list *out);

/* Note the gender of everybody who is named: who_gender.c. */
void kua_who_genders(struct who *w);
uint8_t kua_who_pronoun_gender(const struct who *w, uint32_t t);
/* May somebody of this gender be meant by the mention? */
bool kua_who_fits(const struct who *w, uint32_t named, uint8_t gender);
/* Who of this gender was named last before the sentence of token t, or KUA_NO_ID. */
uint32_t kua_who_last_of(const struct who *w, uint32_t t, uint8_t gender);
/* Who says "I" at token t of direct speech, where its paragraph names one person who speaks; or KUA_NO_ID. */
uint32_t kua_who_myself(const struct who *w, uint32_t t);
/* Does "the two", "both men" end at token t? Then those of the last list of so many are meant. */
bool kua_who_counted(const struct who *w, uint32_t t, struct who_list *out);
/* Does "the journalist" end at token t? Then the one person is meant whom the item called so. */
bool kua_who_described(const struct who *w, uint32_t t, struct who_list *out);

#endif
