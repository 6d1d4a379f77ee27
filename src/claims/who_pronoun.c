/*
 * who_pronoun.c - whom "he" means: the person last spoken of. Within the sentence it is the first person
 * named before the pronoun who is not below a preposition, else the nearest; else the topic: the subject of
 * the nearest sentence before that names somebody. Who only speaks ("B says: ...") gives way to who is spoken
 * of. A topic is forgotten after TOPIC_SENTENCES without a name and at a heading, where another story begins.
 */
#include <string.h>

#include "claims/who_inner.h"

#define TOPIC_SENTENCES 5

static bool speaks(const struct who *w, const struct kua_sentence *s, uint32_t named, uint32_t t)
{
	uint32_t next = kua_who_last(w, named, t) + 1;
	uint32_t end = next + 12 < s->last ? next + 12 : s->last;
	bool comma = next < end && kua_who_is(w, next, ',');
	for (uint32_t i = next; i < end; i++) {
		if (kua_who_classes(w, i) & WHO_SAY)
			return true;
		if (!comma && i > next && kua_who_is(w, i, ','))
			return false;
		if (!comma && i >= next + 2)
			return false;
	}
	return false;
}

/* "..., said B" */
static bool spoken_by(const struct who *w, uint32_t t)
{
	return t > 0 && w->s->text->tokens[t - 1].sentence == w->s->text->tokens[t].sentence &&
	       (kua_who_classes(w, t - 1) & WHO_SAY);
}

/*
 * Does the speaker speak of a relation: "B said his brother ...", "B, A's mother, said ..."? Then "he" is the
 * brother, or A. "He told his mother that he" is no such thing.
 */
static bool of_relation(const struct who *w, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++) {
		uint32_t named = kua_who_at(w, t);
		bool owner = named != KUA_NO_ID && kua_who_possessive(w, named, t);
		if ((owner && t + 1 < to && kua_scene_in_class(w->s, t + 1, "who-kin-of")) ||
		    (kua_scene_in_class(w->s, t, "who-kin") &&
		     (t == from || !kua_scene_in_class(w->s, t - 1, "who-tell"))))
			return true;
	}
	return false;
}

/* "Judge A": one who acts in the case and is not who it is about. */
static bool holds_office(const struct who *w, uint32_t t)
{
	return t > 0 && kua_scene_in_class(w->s, t - 1, "who-office");
}

/*
 * The best person named in tokens from .. to - 1 of the sentence: by rank, then the first. KUA_NO_ID where
 * there is none. quoted: it is direct speech, which is not about who speaks. gender: that of the pronoun.
 */
static uint32_t best_named(const struct who *w, const struct kua_sentence *s, uint32_t from, uint32_t to,
                           bool quoted, uint8_t gender)
{
	uint32_t best = KUA_NO_ID, nearest = KUA_NO_ID;
	int best_rank = 0, relation = -1; /* not yet looked */
	for (uint32_t t = from; t < to; t++) {
		uint32_t named = kua_who_at(w, t);
		if (named == KUA_NO_ID || (t > from && w->s->named_at[t - 1] == named) || !kua_who_fits(w, named, gender))
			continue;
		if (t > s->first + 2 && kua_scene_in_class(w->s, t - 1, "who-according"))
			continue; /* ", according to B," is in brackets, so to say */
		bool speaker = speaks(w, s, named, t) || (quoted && spoken_by(w, t));
		if (speaker && relation < 0)
			relation = of_relation(w, from, to);
		if (speaker && (quoted || relation))
			continue;
		nearest = named;
		bool owner = w->s->text->tokens[kua_who_last(w, named, t)].flags & KUA_POSSESSIVE;
		int rank = kua_who_below(w, t) || holds_office(w, t) ? 1 : owner ? 2 : 3;
		if (rank > best_rank) {
			best_rank = rank;
			best = named;
		}
	}
	return best_rank >= 2 ? best : nearest;
}

/* Is part of the sentence direct speech? */
static bool has_speech(const struct who *w, const struct kua_sentence *s)
{
	return s->last > s->first &&
	       ((w->s->text->tokens[s->first].flags | w->s->text->tokens[s->last - 1].flags) & KUA_IN_QUOTES);
}

/* Does the sentence go on speaking of the topic: a pronoun is its subject, before any name but those below a
 * preposition? */
static bool goes_on(const struct who *w, const struct kua_sentence *s)
{
	for (uint32_t t = s->first, n = 0; t < s->last && n < 6; t++, n++) {
		if (kua_who_at(w, t) != KUA_NO_ID)
			return false;
		if (kua_who_classes(w, t) & (WHO_HE | WHO_HIS))
			return true;
	}
	return false;
}

/* Is the first person of the sentence named below a preposition, and all others in a list with that one? */
static bool all_below(const struct who *w, const struct kua_sentence *s)
{
	struct who_list list = {0};
	uint32_t first = s->first, last = w->many[s - w->s->text->sentences];
	while (first < s->last && kua_who_at(w, first) == KUA_NO_ID)
		first++;
	kua_who_list_before(w, last, true, &list);
	return first < s->last && kua_who_below(w, first) && list.n > 1 && list.v[0].first == first;
}

/* "Questioned in the death of A, he is charged": the only names are below prepositions, and "he" is the
 * topic's. */
static bool only_below(const struct who *w, const struct kua_sentence *s)
{
	if (w->many[s - w->s->text->sentences] != KUA_NO_ID && all_below(w, s))
		return true; /* "in the deaths of A, B and C. He" */
	for (uint32_t t = s->first; t < s->last; t++) {
		if (kua_who_at(w, t) != KUA_NO_ID && !kua_who_below(w, t))
			return false;
		if (t > s->first && kua_who_comma(w, t - 1) && kua_who_has(w, t, WHO_HE) &&
		    !kua_scene_in_class(w->s, t, "who-him"))
			return true;
	}
	return false;
}

/* Is nobody named but judges and the like? */
static bool only_office(const struct who *w, const struct kua_sentence *s)
{
	for (uint32_t t = s->first; t < s->last; t++)
		if (kua_who_at(w, t) != KUA_NO_ID &&
		    (t == s->first || w->s->named_at[t - 1] != w->s->named_at[t]) && !holds_office(w, t))
			return false;
	return true;
}

bool kua_who_same(const struct who *w, uint32_t a, uint32_t b)
{
	const char *x = w->s->named[a].mention->entity, *y = w->s->named[b].mention->entity;
	return x && y && strcmp(x, y) == 0;
}

/* The first person of the sentence who is not `named`, and the one who speaks. */
static uint32_t another(const struct who *w, const struct kua_sentence *s, uint32_t named, uint32_t *speaker)
{
	uint32_t found = KUA_NO_ID;
	for (uint32_t t = s->first; t < s->last; t++) {
		uint32_t k = kua_who_at(w, t);
		if (k == KUA_NO_ID || (t > s->first && w->s->named_at[t - 1] == k))
			continue;
		if (speaks(w, s, k, t) || spoken_by(w, t))
			*speaker = k;
		if (found == KUA_NO_ID && named != KUA_NO_ID && !kua_who_same(w, k, named))
			found = k;
	}
	return found;
}

static void make(struct who *w, const struct kua_scene *s)
{
	const struct kua_text *text = s->text;
	w->s = s;
	w->classes = KUA_NEW_N(s->arena, uint32_t, text->n_tokens + 1);
	w->topic = KUA_NEW_N(s->arena, uint32_t, text->n_sentences + 1);
	w->other = KUA_NEW_N(s->arena, uint32_t, text->n_sentences + 1);
	w->speaker = KUA_NEW_N(s->arena, uint32_t, text->n_sentences + 1);
	kua_who_persons(w);
	kua_who_note(w);
	kua_who_genders(w);
	kua_who_names(w);
	uint32_t topic = KUA_NO_ID, other = KUA_NO_ID, speaker = KUA_NO_ID;
	unsigned age = 0;
	for (size_t i = 0; i < text->n_sentences; i++) {
		const struct kua_sentence *sentence = &text->sentences[i];
		if (sentence->heading || age > TOPIC_SENTENCES)
			topic = other = speaker = KUA_NO_ID;
		w->topic[i] = topic;
		w->other[i] = other;
		uint32_t best = best_named(w, sentence, sentence->first, sentence->last, has_speech(w, sentence), 0);
		uint32_t second = another(w, sentence, best, &speaker);
		w->speaker[i] = speaker;
		age = best == KUA_NO_ID ? age + 1 : 0;
		if (best != KUA_NO_ID && !only_below(w, sentence) &&
		    (topic == KUA_NO_ID || (!goes_on(w, sentence) && !only_office(w, sentence)))) {
			topic = best;
			other = second;
		}
	}
}

void kua_who_make(struct who *w, const struct kua_scene *s)
{
	if (!s->who) {
		make(w, s);
		return;
	}
	if (!s->who->s)
		make(s->who, s);
	*w = *s->who;
	w->s = s;
}

static bool is_one_of(const struct who *w, uint32_t named, const struct who_list *list)
{
	for (size_t i = 0; list && named != KUA_NO_ID && i < list->n; i++)
		if (kua_who_same(w, list->v[i].named, named))
			return true;
	return false;
}

/* "In the case of A, he ...": a subject behind a comma, before which all names are below prepositions, is the
 * topic. */
static bool opens_clause(const struct who *w, const struct kua_sentence *s, uint32_t t)
{
	if (t <= s->first || !kua_who_comma(w, t - 1) || kua_scene_in_class(w->s, t, "who-him"))
		return false;
	uint32_t from = t - s->first > WHO_REACH ? t - WHO_REACH : s->first;
	for (uint32_t i = from; i < t; i++)
		if (kua_who_at(w, i) != KUA_NO_ID && !kua_who_below(w, i))
			return false;
	return true;
}

/* The one person of whom it is known that the pronoun fits, named in the sentence before token t's: "The prosecutor A ... Her lawyer
 * Clara B spoke. She ..." is not A, of whom nothing is known. KUA_NO_ID where there is none, or more. */
static uint32_t fits_before(const struct who *w, uint32_t t, uint8_t gender)
{
	const struct kua_text *text = w->s->text;
	uint32_t sentence = text->tokens[t].sentence, found = KUA_NO_ID;
	if (sentence == 0 || text->sentences[sentence].paragraph != text->sentences[sentence - 1].paragraph)
		return KUA_NO_ID;
	const struct kua_sentence *s = &text->sentences[sentence - 1];
	for (uint32_t i = s->last - s->first > 2 * WHO_REACH ? s->last - 2 * WHO_REACH : s->first; i < s->last; i++) {
		uint32_t named = kua_who_at(w, i);
		if (named == KUA_NO_ID || w->gender[named] != gender)
			continue;
		if (found != KUA_NO_ID && !kua_who_same(w, found, named))
			return KUA_NO_ID;
		found = named;
	}
	return found;
}

uint32_t kua_who_pronoun(const struct who *w, uint32_t t, const struct who_list *others)
{
	const struct kua_token *token = &w->s->text->tokens[t];
	const struct kua_sentence *s = &w->s->text->sentences[token->sentence];
	uint32_t from = t - s->first > WHO_REACH ? t - WHO_REACH : s->first;
	bool quoted = token->flags & KUA_IN_QUOTES;
	uint8_t gender = kua_who_pronoun_gender(w, t);
	uint32_t topic = w->topic[token->sentence], other = w->other[token->sentence];
	uint32_t named = best_named(w, s, from, t, quoted, gender), speaker = w->speaker[token->sentence];
	if (named != KUA_NO_ID && topic != KUA_NO_ID && kua_who_fits(w, topic, gender) && opens_clause(w, s, t))
		named = topic;
	if (named == KUA_NO_ID || is_one_of(w, named, others)) {
		uint32_t known = gender && topic != KUA_NO_ID && !w->gender[topic] ? fits_before(w, t, gender) : KUA_NO_ID;
		named = known == KUA_NO_ID ? topic : known;
	}
	/* nobody says "he" of himself, nor is anybody the object of his own verb */
	bool himself = quoted && named != KUA_NO_ID && speaker != KUA_NO_ID && kua_who_same(w, named, speaker);
	if (himself || is_one_of(w, named, others) || !kua_who_fits(w, named, gender))
		named = other;
	bool unfit = !kua_who_fits(w, named, gender) || (named == KUA_NO_ID && !kua_who_fits(w, topic, gender));
	if (unfit)
		named = kua_who_last_of(w, t, gender);
	return is_one_of(w, named, others) ? KUA_NO_ID : named;
}
