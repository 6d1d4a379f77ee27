/*
 * who_pronoun.c - whom "he" means: the person last spoken of. Within the sentence it is the first person named before the
 * pronoun who is not below a preposition, else the nearest; else the topic: the subject of the nearest sentence before that
 * names somebody. Who only speaks ("B says: ...") gives way to who is spoken of. A topic is forgotten after
 * TOPIC_SENTENCES without a name and at a heading, where another story begins.
 */
#include "claims/who.h"

#define TOPIC_SENTENCES 5

static bool speaks(const struct who *w, const struct kua_sentence *s, uint32_t named, uint32_t t)
{
	uint32_t next = kua_who_last(w, named, t) + 1;
	uint32_t end = next + 8 < s->last ? next + 8 : s->last;
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

/* Does the speaker speak of a relation: "B said his brother ..."? Then "he" is the brother. */
static bool of_relation(const struct who *w, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++)
		if (kua_scene_in_class(w->s, t, "who-kin"))
			return true;
	return false;
}

/*
 * The best person named in tokens from .. to - 1 of the sentence: by rank, then the first. KUA_NO_ID where there is none.
 * quoted: it is direct speech, which is not about who speaks.
 */
static uint32_t best_named(const struct who *w, const struct kua_sentence *s, uint32_t from, uint32_t to, bool quoted)
{
	uint32_t best = KUA_NO_ID, nearest = KUA_NO_ID;
	int best_rank = 0;
	for (uint32_t t = from; t < to; t++) {
		uint32_t named = kua_who_at(w, t);
		if (named == KUA_NO_ID || (t > from && w->s->named_at[t - 1] == named))
			continue;
		bool speaker = speaks(w, s, named, t);
		if (speaker && (quoted || of_relation(w, from, to)))
			continue;
		nearest = named;
		bool owner = w->s->text->tokens[kua_who_last(w, named, t)].flags & KUA_POSSESSIVE;
		int rank = kua_who_below(w, t) ? 1 : owner ? 2 : 3;
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
	return s->last > s->first && ((w->s->text->tokens[s->first].flags | w->s->text->tokens[s->last - 1].flags) & KUA_IN_QUOTES);
}

/* Does the sentence go on speaking of the topic: a pronoun is its subject? */
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

void kua_who_make(struct who *w, const struct kua_scene *s)
{
	const struct kua_text *text = s->text;
	w->s = s;
	w->classes = KUA_NEW_N(s->arena, uint32_t, text->n_tokens + 1);
	w->topic = KUA_NEW_N(s->arena, uint32_t, text->n_sentences + 1);
	uint32_t topic = KUA_NO_ID;
	unsigned age = 0;
	for (size_t i = 0; i < text->n_sentences; i++) {
		const struct kua_sentence *sentence = &text->sentences[i];
		if (sentence->heading || age > TOPIC_SENTENCES)
			topic = KUA_NO_ID;
		w->topic[i] = topic;
		uint32_t best = best_named(w, sentence, sentence->first, sentence->last, has_speech(w, sentence));
		if (best == KUA_NO_ID) {
			age++;
		} else if (topic == KUA_NO_ID || !goes_on(w, sentence)) {
			topic = best;
			age = 0;
		} else {
			age = 0;
		}
	}
}

uint32_t kua_who_pronoun(const struct who *w, uint32_t t)
{
	const struct kua_token *token = &w->s->text->tokens[t];
	const struct kua_sentence *s = &w->s->text->sentences[token->sentence];
	uint32_t from = t - s->first > WHO_REACH ? t - WHO_REACH : s->first;
	uint32_t named = best_named(w, s, from, t, token->flags & KUA_IN_QUOTES);
	return named != KUA_NO_ID ? named : w->topic[token->sentence];
}
