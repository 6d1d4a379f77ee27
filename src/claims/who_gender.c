/*
 * who_gender.c - whether a person is a woman or a man, as far as the item or a given name tells (classes in
 * who-gender.rules): who was named as a man is not meant by "she". And people who are meant by a description:
 * "the two", "the journalist".
 */
#include <stdlib.h>
#include <string.h>

#include "claims/who_inner.h"

#define BACK_TOKENS 200   /* how far back somebody of the pronoun's gender is looked for, and how many sentences */
#define BACK_SENTENCES 4
#define COUNT_SENTENCES 3 /* before "the two" */
#define ROLES 64          /* mentions with a role that "the journalist" is compared with */

enum { TITLE = 0, FULL = 2, ALONE = 4 }; /* how strong the evidence is: what is told, a full name, one word */

static bool in(const struct who *w, uint32_t t, const char *name)
{
	return kua_scene_in_class(w->s, t, name);
}

/* "A, a 23-year-old woman": is a word of the class told of the name that ends before token t? */
static bool told_behind(const struct who *w, uint32_t t, const char *name)
{
	uint32_t end = t + 1 < w->s->text->n_tokens ? kua_who_right(w, t) : 0;
	if (t + 1 >= end || !kua_who_comma(w, t) || kua_who_has(w, t + 1, WHO_HIS))
		return false;
	for (uint32_t i = t + 1; i < end && i < t + 9 && w->s->named_at[i] == KUA_NO_ID; i++) {
		if (in(w, i, name))
			return true;
		bool mark = w->s->text->tokens[i].kind == KUA_PUNCT && !kua_who_is(w, i, '-');
		if (mark || kua_who_has(w, i, WHO_BREAK | WHO_OF | WHO_AND))
			return false;
	}
	return false;
}

/* What the mention at token t tells: two bits for each strength. */
static unsigned evidence(const struct who *w, uint32_t named, uint32_t t)
{
	uint32_t last = kua_who_last(w, named, t);
	unsigned bits = 0;
	uint32_t title = t > 1 && kua_who_comma(w, t - 1) ? t - 2 : t > 0 ? t - 1 : t; /* "Ms A", "his wife, A" */
	bool same = title != t && w->s->text->tokens[title].sentence == w->s->text->tokens[t].sentence &&
	            w->s->named_at[title] == KUA_NO_ID;
	if ((same && in(w, title, "who-woman-title")) || in(w, t, "who-woman-title") || told_behind(w, last + 1, "who-woman-word"))
		bits |= (unsigned)WHO_WOMAN << TITLE;
	if ((same && in(w, title, "who-man-title")) || in(w, t, "who-man-title") || told_behind(w, last + 1, "who-man-word"))
		bits |= (unsigned)WHO_MAN << TITLE;
	unsigned strength = last > t ? FULL : ALONE;
	if (in(w, t, "who-woman-name"))
		bits |= (unsigned)WHO_WOMAN << strength;
	if (in(w, t, "who-man-name"))
		bits |= (unsigned)WHO_MAN << strength;
	return bits;
}

/* The strongest evidence decides; where it contradicts itself nothing is known. */
static uint8_t decide(unsigned bits)
{
	for (unsigned strength = TITLE; strength <= ALONE; strength += 2) {
		unsigned found = bits >> strength & 3;
		if (found)
			return found == 3 ? 0 : (uint8_t)found;
	}
	return 0;
}

void kua_who_genders(struct who *w)
{
	const struct kua_scene *s = w->s;
	struct kua_intern *persons = kua_intern_new();
	unsigned *bits = kua_calloc(s->n_named + 1, sizeof *bits);
	w->gender = KUA_NEW_N(s->arena, uint8_t, s->n_named + 1);
	for (uint32_t t = 0; t < s->text->n_tokens; t++) {
		uint32_t named = kua_who_at(w, t);
		const char *id = named == KUA_NO_ID ? NULL : s->named[named].mention->entity;
		if (id && (t == 0 || s->named_at[t - 1] != named))
			bits[kua_intern_add(persons, id, strlen(id))] |= evidence(w, named, t);
	}
	for (size_t i = 0; i < s->n_named; i++) {
		const char *id = s->named[i].mention->entity;
		uint32_t person = id ? kua_intern_find(persons, id, strlen(id)) : KUA_NO_ID;
		w->gender[i] = person == KUA_NO_ID ? 0 : decide(bits[person]);
	}
	free(bits);
	kua_intern_free(persons);
}

uint8_t kua_who_pronoun_gender(const struct who *w, uint32_t t)
{
	return in(w, t, "who-she") ? WHO_WOMAN : in(w, t, "who-male") ? WHO_MAN : 0;
}

bool kua_who_fits(const struct who *w, uint32_t named, uint8_t gender)
{
	return named == KUA_NO_ID || !gender || !w->gender[named] || w->gender[named] == gender;
}

uint32_t kua_who_last_of(const struct who *w, uint32_t t, uint8_t gender)
{
	const struct kua_text *text = w->s->text;
	uint32_t sentence = text->tokens[t].sentence;
	for (uint32_t i = text->sentences[sentence].first, n = 0; gender && i > 0 && n < BACK_TOKENS; i--, n++) {
		uint32_t at = text->tokens[i - 1].sentence, named = kua_who_at(w, i - 1);
		if (sentence - at > BACK_SENTENCES || text->sentences[at].heading)
			break;
		if (named != KUA_NO_ID && w->gender[named] == gender)
			return named;
	}
	return KUA_NO_ID;
}

/* Does the person named at token t speak: "A said", "said A"? Only the words beside the name are looked at. */
static bool says(const struct who *w, uint32_t named, uint32_t t)
{
	uint32_t next = kua_who_last(w, named, t) + 1;
	bool before = t > 0 && kua_who_has(w, t - 1, WHO_SAY);
	return before || (next < w->s->text->n_tokens && kua_who_has(w, next, WHO_SAY));
}

uint32_t kua_who_myself(const struct who *w, uint32_t t)
{
	const struct kua_text *text = w->s->text;
	uint32_t sentence = text->tokens[t].sentence, paragraph = text->sentences[sentence].paragraph, found = KUA_NO_ID;
	uint32_t from = t > BACK_TOKENS ? t - BACK_TOKENS : 0;
	uint32_t to = t + BACK_TOKENS < text->n_tokens ? t + BACK_TOKENS : (uint32_t)text->n_tokens;
	if (!(text->tokens[t].flags & KUA_IN_QUOTES))
		return KUA_NO_ID;
	for (uint32_t i = from; i < to; i++) {
		uint32_t named = kua_who_at(w, i);
		bool first = named != KUA_NO_ID && (i == 0 || w->s->named_at[i - 1] != named);
		if (!first || text->sentences[text->tokens[i].sentence].paragraph != paragraph ||
		    (text->tokens[i].flags & KUA_IN_QUOTES) || !says(w, named, i))
			continue;
		const char *id = w->s->named[named].mention->entity, *other = found == KUA_NO_ID ? id : w->s->named[found].mention->entity;
		if (!id || !other || strcmp(id, other) != 0)
			return KUA_NO_ID; /* two people speak */
		found = named;
	}
	return found;
}

/* ---- "the two", "the journalist" ---- */

/* How many the phrase that ends at token t speaks of: "the two", "both men"; 0 where it is none. *first is where it begins. */
static size_t counted(const struct who *w, uint32_t t, uint32_t *first)
{
	static const char *const counts[] = {"who-two", "who-three", "who-four", "who-five"};
	uint32_t start = kua_who_left(w, t), i = t;
	if (i > start && in(w, i, "who-crowd"))
		i--;
	for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
		if (in(w, i, counts[k])) {
			while (i > start && in(w, i - 1, counts[k]))
				i--;
			*first = i;
			return k + 2;
		}
	return 0;
}

bool kua_who_counted(const struct who *w, uint32_t t, struct who_list *out)
{
	const struct kua_text *text = w->s->text;
	uint32_t first, sentence = text->tokens[t].sentence;
	size_t count = counted(w, t, &first);
	for (uint32_t back = 0; count && back <= COUNT_SENTENCES && back <= sentence; back++) {
		const struct kua_sentence *s = &text->sentences[sentence - back];
		struct who_list found = {0};
		uint32_t list = w->many[sentence - back];
		if (s->heading)
			break;
		if (list != KUA_NO_ID && list < first)
			kua_who_list_before(w, list, true, &found);
		if (found.n != count)
			continue;
		for (size_t i = 0; i < found.n; i++)
			kua_who_add(w, out, found.v[i].named, t);
		break;
	}
	return count != 0;
}

/* Is the word one of the role's: "journalist" of "investigative journalist"? */
static bool has_word(const char *role, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = role; n && (at = strstr(at, word)); at += n)
		if ((at == role || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
			return true;
	return false;
}

bool kua_who_described(const struct who *w, uint32_t t, struct who_list *out)
{
	const struct kua_text *text = w->s->text;
	uint32_t found = KUA_NO_ID, start = kua_who_left(w, t);
	bool counted = t > start && w->s->number_at[t - 1] != KUA_NO_ID; /* "22 журналиста" */
	bool bare = in(w, t, "who-role-bare") && !counted; /* where a language has no articles */
	if (!bare && (t == start || !in(w, t, "who-role") || !in(w, t - 1, "who-the-one")))
		return false;
	size_t looked = 0;
	uint32_t only = KUA_NO_ID; /* the one person named so far, whatever the text calls him or her */
	bool more = false;
	for (size_t i = 0; i < w->s->n_named && looked < ROLES; i++) {
		const struct kua_named *n = &w->s->named[i];
		if (n->mention->start >= (int64_t)text->tokens[t].start)
			break;
		if (!n->kind || strcmp(n->kind, "person") != 0)
			continue;
		more |= only != KUA_NO_ID && !kua_who_same(w, only, (uint32_t)i);
		only = (uint32_t)i;
		looked++;
		if (!n->mention->role)
			continue;
		if (!has_word(n->mention->role, text->tokens[t].norm))
			continue;
		const char *id = n->mention->entity, *other = found == KUA_NO_ID ? id : w->s->named[found].mention->entity;
		if (!id || !other || strcmp(id, other) != 0)
			return true; /* two journalists are named */
		found = (uint32_t)i;
	}
	if (looked < ROLES)
		kua_who_add(w, out, found == KUA_NO_ID && !more ? only : found, t);
	return true;
}
