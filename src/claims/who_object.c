/* who_object.c - objects, owners, and for whom a clause speaks. See who.h. */
#include "claims/who_inner.h"

#define DONE_TO_REACH 12 /* tokens between "who" and the last of those to whom something was done */

uint32_t kua_who_done_to(const struct who *w, uint32_t t)
{
	uint32_t start = kua_who_left(w, t);
	bool deed = false; /* a verb stands between: not "who A was" */
	for (uint32_t i = kua_who_first(w, kua_who_at(w, t), t), n = 0; i > start && n < DONE_TO_REACH; i--, n++) {
		uint32_t at = i - 1;
		bool name = kua_who_at(w, at) != KUA_NO_ID, plain = !name && kua_who_plain(w, at);
		if (kua_scene_in_class(w->s, at, "who-doer"))
			return at;
		bool that = deed && at > start && kua_scene_in_class(w->s, at, "who-that") && /* "the officer that beat A" */
		            kua_scene_in_class(w->s, at - 1, "person-word");
		if (that || kua_scene_in_class(w->s, at, "who-subject"))
			return deed ? at : KUA_NO_ID;
		if (kua_scene_in_class(w->s, at, "who-thinks") ||
		    (!name && !plain && !kua_who_has(w, at, WHO_AND | WHO_HAVE | WHO_ADVERB | WHO_NOT | WHO_THE)))
			return KUA_NO_ID;
		deed |= plain && !kua_who_has(w, at, WHO_THE) && !kua_scene_in_class(w->s, at, "person-word");
	}
	return KUA_NO_ID;
}

bool kua_who_done_to_before(const struct who *w, uint32_t t)
{
	return kua_scene_in_class(w->s, t + 1, "who-doer-behind");
}

/* The words before a name: "another man, editor A,". */
static uint32_t past_plain(const struct who *w, uint32_t at, uint32_t end)
{
	for (unsigned k = 0; k < 3 && at < end && kua_who_plain(w, at); k++)
		at++;
	return at;
}

/* "a man of 42, A," and "two women, including A and B": what stands behind the comma at i. */
static void behind_comma(const struct who *w, uint32_t i, uint32_t end, struct who_list *out)
{
	bool like = i + 1 < end && kua_who_has(w, i + 1, WHO_LIKE);
	uint32_t next = i + 1;
	while (next < end && kua_who_has(w, next, WHO_LIKE)) /* "such as", "в том числе" */
		next++;
	next += like && next < end && kua_who_is(w, next, ':'); /* "namely: A and B" */
	next = past_plain(w, next, end);
	uint32_t named = next < end ? kua_who_at(w, next) : KUA_NO_ID;
	if (named == KUA_NO_ID)
		return;
	uint32_t after = kua_who_last(w, named, next) + 1;
	if (like || after >= end || w->s->text->tokens[after].kind == KUA_PUNCT || kua_who_has(w, after, WHO_AND | WHO_OF))
		kua_who_list_after(w, next, out);
}

/* "seven defenders, namely: A, B": what stands behind the colon at i. */
static void behind_colon(const struct who *w, uint32_t i, uint32_t end, struct who_list *out)
{
	uint32_t next = past_plain(w, i + 1, end);
	if (next < end && kua_who_at(w, next) != KUA_NO_ID)
		kua_who_list_after(w, next, out);
}

/* "the party (ABC) leader A": the bracket that closes the one at i; i where none is near. */
static uint32_t closing(const struct who *w, uint32_t i, uint32_t end)
{
	uint32_t close = i + 1;
	while (close < end && close < i + 7 && !kua_who_is(w, close, ')'))
		close++;
	return close < end && kua_who_is(w, close, ')') ? close : i;
}

void kua_who_object(const struct who *w, uint32_t from, const struct who_list *subject, struct who_list *out)
{
	out->n = 0;
	if (from >= w->s->text->n_tokens)
		return;
	uint32_t end = kua_who_right(w, from);
	bool of = false; /* "the disappearance of A" is not A; "the leader of the union A" is */
	for (uint32_t i = from, n = 0; i < end && n < 14; i++, n++) {
		uint32_t named = kua_who_at(w, i);
		if (kua_scene_in_class(w->s, i, "who-them") && kua_who_has(w, i, WHO_THEY)) {
			kua_who_they(w, i, out);
			return;
		}
		if (i == from && kua_scene_in_class(w->s, i, "who-me")) {
			kua_who_add(w, out, kua_who_myself(w, i), i);
			return;
		}
		if (named != KUA_NO_ID) {
			if (i == from || !of)
				kua_who_list_after(w, i, out);
			return;
		}
		of = of && w->s->named_at[i] == KUA_NO_ID;
		if (kua_who_has(w, i, WHO_HE)) {
			if (!kua_scene_in_class(w->s, i, "who-him"))
				return; /* "three doctors he had hired" */
			bool owner = kua_who_has(w, i, WHO_HIS) && i + 1 < end && kua_who_plain(w, i + 1);
			if (!owner) {
				kua_who_add(w, out, kua_who_pronoun(w, i, subject), i);
				return;
			}
		} else if (kua_who_comma(w, i)) {
			if (i > from)
				behind_comma(w, i, end, out);
			return;
		} else if (kua_who_is(w, i, ':')) {
			if (i > from)
				behind_colon(w, i, end, out);
			return;
		} else if (kua_who_is(w, i, '(')) {
			uint32_t close = closing(w, i, end);
			if (close == i)
				return;
			i = close;
		} else if (w->s->text->tokens[i].kind == KUA_PUNCT && !kua_who_is(w, i, '-') &&
		           !(i + 1 < end && kua_who_joins(w, i, from))) {
			return;
		} else if (kua_who_has(w, i, WHO_BREAK | WHO_TO) ||
		           (i > from && kua_scene_in_class(w->s, i, "who-late"))) {
			return;
		} else if (kua_who_has(w, i, WHO_OF)) {
			if (kua_scene_in_class(w->s, i, "who-personal")) /* "condenó el viernes al obispo A" */
				continue;
			if (!kua_scene_in_class(w->s, i, "who-part"))
				return;
			of = true;
		}
	}
}

void kua_who_owner(const struct who *w, uint32_t at, struct who_list *out)
{
	out->n = 0;
	uint32_t start = kua_who_left(w, at);
	for (uint32_t i = at, n = 0; i > start && n < 5; i--, n++) {
		uint32_t named = kua_who_at(w, i - 1);
		if (named != KUA_NO_ID) {
			if (kua_who_possessive(w, named, i - 1))
				kua_who_list_before(w, i - 1, true, out);
			return;
		}
		if (kua_scene_in_class(w->s, i - 1, "who-their")) {
			kua_who_they(w, i - 1, out);
			return;
		}
		if (kua_who_has(w, i - 1, WHO_HIS)) {
			kua_who_add(w, out, kua_who_pronoun(w, i - 1, NULL), i - 1);
			return;
		}
		if (!kua_who_plain(w, i - 1) || kua_who_has(w, i - 1, WHO_THE))
			return;
	}
}

void kua_who_side(const struct who *w, uint32_t at, struct who_list *out)
{
	kua_who_subject(w, at, NULL, out);
	for (uint32_t i = kua_who_clause(w, at), n = 0; i < at && n < WHO_REACH && out->n == 0; i++, n++) {
		if (kua_who_at(w, i) != KUA_NO_ID)
			kua_who_add(w, out, kua_who_at(w, i), i);
		else if (kua_who_has(w, i, WHO_HIS | WHO_HE))
			kua_who_add(w, out, kua_who_pronoun(w, i, NULL), i);
	}
}
