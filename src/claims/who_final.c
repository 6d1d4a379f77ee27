/*
 * who_final.c - who a predicate tells of in a language whose verb ends its clause (Kazakh; German, whose participles do): subject and
 * object both stand before it, with dates, places and courts between. The person named nearest before it is meant, with those of
 * one list ("A and B"), unless somebody else stands between: another counted crowd, a clause of its own, or one who belongs to that
 * person ("A's lawyer"). A name that a preposition or a genitive puts below another word is passed over ("von A", "der Anwalt der A").
 */
#include "claims/who_inner.h"

#define BELOW_REACH 5 /* words between the preposition and the name */
#define NAME_MOST 3 /* words: given name, father's name, surname; more are two people side by side, subject and object */

/* "14 people": a number of others stands here. */
static bool counts_others(const struct who *w, uint32_t t)
{
	return t > 0 && kua_scene_in_class(w->s, t, "person") && w->s->number_at[t - 1] != KUA_NO_ID;
}

/* Is somebody of the named one's family, or their lawyer, told of between tokens t and at: "A's lawyer", "A said that her son"? */
static bool owns_another(const struct who *w, uint32_t t, uint32_t at)
{
	while (t < at && !kua_scene_in_class(w->s, t, "who-kin-of"))
		t++;
	return t < at;
}

/* Does a preposition stand before the noun phrase that ends with the name beginning at token t, or a genitive behind one of the family? */
static bool lies_below(const struct who *w, uint32_t t)
{
	uint32_t start = kua_who_left(w, t);
	for (unsigned n = 0; t > start && n < BELOW_REACH; n++, t--) {
		if (kua_scene_in_class(w->s, t - 1, "who-final-below"))
			return true;
		if (kua_scene_in_class(w->s, t - 1, "who-final-whose"))
			return t > start + 1 && kua_scene_in_class(w->s, t - 2, "who-final-kin");
		if (!kua_who_plain(w, t - 1))
			return false;
	}
	return false;
}

void kua_who_final(const struct who *w, uint32_t at, struct who_list *out)
{
	uint32_t from = kua_who_left(w, at);
	bool comma = false, crowd = false;
	for (uint32_t t = at; t > from; t--) {
		uint32_t i = t - 1, named = kua_who_at(w, i);
		if (named != KUA_NO_ID && i + 1 != at && kua_who_done_to_before(w, i)) /* "the man who shot A": nobody */
			return;
		if (named != KUA_NO_ID && lies_below(w, kua_who_first(w, named, i))) {
			t = kua_who_first(w, named, i) + 1;
			continue;
		}
		if (named != KUA_NO_ID) {
			if ((comma && crowd) || owns_another(w, t, at) || t - kua_who_first(w, named, i) > NAME_MOST)
				return;
			kua_who_list_before(w, i, true, out);
			return;
		}
		if (kua_who_has(w, i, WHO_HE)) {
			kua_who_add(w, out, kua_who_pronoun(w, i, NULL), i);
			return;
		}
		if (kua_who_described(w, i, out) && out->n)
			return;
		if (kua_who_is(w, i, ';') || kua_who_has(w, i, WHO_CLAUSE | WHO_THEN | WHO_THEY) || counts_others(w, i))
			return;
		comma |= kua_who_comma(w, i);
		crowd |= kua_scene_in_class(w->s, i, "who-crowd");
	}
	if (from == kua_who_sentence(w, at)->first)
		kua_who_opening(w, at, at + 1, out);
}
