/*
 * speakers_phrase.c - the noun phrases that speak, without a parser: plain words up to an article, a verb, a
 * pronoun or punctuation, with what hangs on them by a preposition ("a source at the presidency"). A phrase of
 * which nothing stands before the preposition tells where ("in the capital police said"). Rightwards, behind
 * "according to", the same the other way round.
 */
#include <string.h>

#include "claims/speakers.h"

#define PHRASE_MOST 14 /* words of a noun phrase */

static const struct kua_sentence *sentence_of(const struct kua_scene *s, uint32_t t)
{
	return &s->text->sentences[s->text->tokens[t].sentence];
}

uint32_t kua_phrase_reach(const struct kua_scene *s, uint32_t t)
{
	uint32_t first = sentence_of(s, t)->first;
	return t - first > SPEAKER_REACH ? t - SPEAKER_REACH : first;
}

static uint32_t right_end(const struct kua_scene *s, uint32_t t)
{
	uint32_t last = sentence_of(s, t)->last;
	return last - t > SPEAKER_REACH ? t + SPEAKER_REACH : last;
}

/* ---- leftwards ---- */

/* May the word at t stand inside a phrase that speaks? */
bool kua_phrase_plain(const struct kua_scene *s, uint32_t t)
{
	const struct kua_token *token = &s->text->tokens[t];
	bool capital = (token->flags & KUA_CAPITAL) && !(token->flags & KUA_SENTENCE_START); /* "Reporting ASEAN" */
	if (s->named_at[t] != KUA_NO_ID || capital || speaker_is(s, t, "speaker-people") || speaker_done(s, t))
		return !speaker_dated(s, t);
	bool says = speaker_is(s, t, "speaker-say") && !speaker_is(s, t, "speaker-noun");
	/* "mothers of the disappeared" */
	if (speaker_is(s, t, "speaker-those") && t > 0 && speaker_is(s, t - 1, "speaker-the"))
		return true;
	return token->kind != KUA_PUNCT && !speaker_dated(s, t) && !says && !speaker_is(s, t, "speaker-no") &&
	       !speaker_is(s, t, "speaker-joint");
}

/* The hyphen of "state-run" at token t. */
static bool joins(const struct kua_scene *s, uint32_t t)
{
	const struct kua_token *tokens = s->text->tokens;
	return speaker_mark(s, t, "-") && t > 0 && t + 1 < s->text->n_tokens && tokens[t - 1].end == tokens[t].start &&
	       tokens[t].end == tokens[t + 1].start;
}

/*
 * A phrase all of which hangs on a preposition tells where; but the people it ends with may speak: "in Aktau
 * residents said".
 */
static bool people_at_end(const struct kua_scene *s, uint32_t first, uint32_t at, struct phrase *p)
{
	uint32_t i = at;
	while (i > first && (speaker_is(s, i - 1, "speaker-people") ||
	                     (!speaker_kind(s, i - 1, "place") && (speaker_one_name(s, i - 1, at - 1)))))
		i--;
	p->first = i;
	p->last = p->head = at;
	return i < at;
}

/*
 * "Police and hospital officials said": does the other half stand at the beginning of a clause, with no
 * preposition in it?
 */
static uint32_t other_half(const struct kua_scene *s, uint32_t start, uint32_t joint)
{
	uint32_t i = joint;
	while (i > start && joint - i < PHRASE_MOST / 2 &&
	       (speaker_one_name(s, i - 1, i) || kua_phrase_plain(s, i - 1)) &&
	       !speaker_is(s, i - 1, "speaker-part") && !speaker_is(s, i - 1, "speaker-the") &&
	       !speaker_is(s, i - 1, "speaker-when"))
		i--;
	bool article = i > start && speaker_is(s, i - 1, "speaker-the");
	uint32_t before = i - article;
	bool opens = before == start || s->text->tokens[before - 1].kind == KUA_PUNCT ||
	             speaker_is(s, before - 1, "speaker-joint") ||
	             speaker_is(s, before - 1, "speaker-that");
	return opens && i < joint ? i : joint + 1;
}

/* The phrase that ends before token `at`. */
bool kua_phrase_ending(const struct kua_scene *s, uint32_t start, uint32_t at, struct phrase *p)
{
	uint32_t i = at, head = at;
	bool hangs = false; /* a preposition stands at i, and nothing before it so far */
	while (i > start && at - i < PHRASE_MOST) {
		uint32_t t = i - 1;
		if (i < at && (speaker_one_name(s, t, i) || joins(s, t))) {
			i--;
		} else if (speaker_is(s, t, "speaker-the")) {
			p->the = speaker_is(s, t, "speaker-known") || i == at;
			if (t == start || i == at || !speaker_is(s, t - 1, "speaker-part"))
				break;
			i = head = t - 1;
			hangs = true;
		} else if (speaker_is(s, t, "speaker-part") && i < at) {
			i = head = t;
			hangs = true;
		} else if (speaker_is(s, t, "speaker-and") && i < at && !hangs) {
			i = other_half(s, start, t);
			break;
		} else if (speaker_is(s, t, "speaker-when") || !kua_phrase_plain(s, t)) {
			break;
		} else {
			hangs = false;
			i--;
		}
	}
	p->begin = i > start && speaker_is(s, i - 1, "speaker-the") ? i - 1 : i;
	p->end = at;
	if (hangs)
		return people_at_end(s, i + 1, at, p);
	p->first = i;
	p->last = at;
	p->head = head;
	return i < at;
}

/*
 * The name that stands in tokens from .. to - 1 as an apposition: "Brigadier General Sani Bello", "whose name
 * is" is none.
 */
void kua_phrase_beside(const struct kua_scene *s, uint32_t from, uint32_t to, struct phrase *p)
{
	uint32_t capitals = 0;
	for (uint32_t t = from; t < to && t < from + 8; t++) {
		if (speaker_mark(s, t, ",") || speaker_is(s, t, "speaker-part") || speaker_is(s, t, "speaker-who") ||
		    speaker_is(s, t, "speaker-say"))
			return;
		if (speaker_kind(s, t, "person") && (t == from || !speaker_is(s, t - 1, "speaker-part"))) {
			p->named = s->named_at[t];
			return;
		}
		capitals += (s->text->tokens[t].flags & KUA_CAPITAL) != 0;
	}
	bool body = speaker_kind(s, from, "organisation") ||
	            (p->head > p->first && speaker_is(s, p->head - 1, "speaker-body"));
	if (capitals == to - from && capitals >= 2 - (uint32_t)body && capitals <= 4 &&
	    (body || s->named_at[from] == KUA_NO_ID)) {
		p->beside = from;
		p->beside_last = to;
	}
}

/* The pronoun, or the word that hands over to what stands before it, at token t, which the verb follows. */
bool kua_phrase_pronoun(const struct kua_scene *s, uint32_t t, struct phrase *p)
{
	if (!speaker_is(s, t, "speaker-he") && !speaker_is(s, t, "speaker-they") &&
	    !speaker_is(s, t, "speaker-it") && !speaker_is(s, t, "speaker-self"))
		return false;
	p->pronoun = p->begin = t;
	p->end = t + 1;
	return true;
}

struct phrase kua_no_phrase(void)
{
	return (struct phrase){.named = KUA_NO_ID, .pronoun = KUA_NO_ID};
}

bool kua_phrase_owner(const struct kua_scene *s, uint32_t at, struct phrase *out)
{
	uint32_t start = kua_phrase_reach(s, at);
	*out = kua_no_phrase();
	while (at > start && !(s->text->tokens[at - 1].flags & KUA_POSSESSIVE) &&
	       s->text->tokens[at - 1].kind == KUA_WORD &&
	       !speaker_is(s, at - 1, "speaker-no") && !speaker_is(s, at - 1, "speaker-the"))
		at--;
	if (at == start || !(s->text->tokens[at - 1].flags & KUA_POSSESSIVE))
		return false;
	uint32_t from = at - 1;
	while (from > start && !speaker_is(s, from - 1, "speaker-part")) /* "by Amnesty's estimate" */
		from--;
	return kua_phrase_ending(s, from, at, out);
}

/* ---- rightwards ---- */

/*
 * May a preposition at t carry the phrase on? "of the union", "at the hospital"; "in a statement", "on Monday"
 * may not.
 */
static bool goes_on(const struct kua_scene *s, uint32_t t, uint32_t end)
{
	if (!speaker_is(s, t, "speaker-part") || t + 1 >= end || speaker_dated(s, t + 1) ||
	    s->number_at[t + 1] != KUA_NO_ID)
		return false;
	return speaker_is(s, t, "speaker-of") || speaker_is(s, t + 1, "speaker-known") ||
	       (s->text->tokens[t + 1].flags & KUA_CAPITAL);
}

/* Behind "reports" at the end of "according to media reports" nothing of the phrase comes but a preposition. */
static bool ends_phrase(const struct kua_scene *s, uint32_t t, uint32_t end)
{
	return t >= end || s->text->tokens[t].kind == KUA_PUNCT || speaker_is(s, t, "speaker-part") ||
	       speaker_dated(s, t);
}

/* "Police and the Council": another speaker, and no other clause. */
static bool may_join(const struct kua_scene *s, uint32_t t)
{
	return (s->text->tokens[t].flags & KUA_CAPITAL) || speaker_is(s, t, "speaker-people") ||
	       speaker_is(s, t, "speaker-body");
}

bool kua_phrase_from(const struct kua_scene *s, uint32_t at, uint32_t end, struct phrase *p)
{
	uint32_t i = at;
	p->begin = at;
	while (i < end && speaker_is(s, i, "speaker-the") && !speaker_kind(s, i, "person")) {
		p->the |= speaker_is(s, i, "speaker-known");
		i++;
	}
	p->first = i;
	p->head = 0;
	while (i < end && i - at < PHRASE_MOST) {
		if (i > at && (speaker_one_name(s, i - 1, i) || joins(s, i))) {
			i++;
		} else if (i > p->first && speaker_dated(s, i) && speaker_is(s, i - 1, "speaker-done")) {
			i++; /* "released on Tuesday by" */
		} else if (i > p->first && goes_on(s, i, end)) {
			p->head = p->head ? p->head : i;
			i += 1 + (uint32_t)(speaker_is(s, i + 1, "speaker-the") || speaker_is(s, i + 1, "speaker-that"));
		} else if (speaker_is(s, i, "speaker-and")) {
			uint32_t next = i + 1 < end ? i + 1 + (uint32_t)speaker_is(s, i + 1, "speaker-the") : end;
			if (i == p->first || next >= end || !may_join(s, next))
				break;
			i = next;
		} else if (speaker_is(s, i, "speaker-say") && i > p->first && !ends_phrase(s, i + 1, end)) {
			break;
		} else if (!kua_phrase_plain(s, i) || speaker_is(s, i, "speaker-part") || speaker_is(s, i, "speaker-the") ||
		           speaker_is(s, i, "speaker-when") ||
		           (s->number_at[i] != KUA_NO_ID && i > p->first && !speaker_is(s, i - 1, "speaker-the"))) {
			break;
		} else {
			i++;
		}
	}
	p->last = p->end = i;
	p->head = p->head ? p->head : i;
	return i > p->first;
}

/* "His lawyer, the veteran advocate Ann Lee," from behind the first comma; a clause is no name. */
static void find_beside(const struct kua_scene *s, uint32_t from, uint32_t end, struct phrase *p)
{
	uint32_t close = from;
	while (close < end && close - from < 8 && (s->named_at[close] != KUA_NO_ID || kua_phrase_plain(s, close)))
		close++;
	if (close == from || (close < end && s->text->tokens[close].kind != KUA_PUNCT))
		return;
	kua_phrase_beside(s, from, close, p);
	if (p->named != KUA_NO_ID || p->beside < p->beside_last)
		p->end = close;
}

bool kua_phrase_behind(const struct kua_scene *s, uint32_t at, struct phrase *out)
{
	*out = kua_no_phrase();
	if (at >= s->text->n_tokens)
		return false;
	uint32_t end = right_end(s, at);
	if (kua_phrase_pronoun(s, at, out))
		return true;
	if (!kua_phrase_from(s, at, end, out))
		return false;
	if (out->last < end && speaker_mark(s, out->last, ",") && s->named_at[out->head - 1] == KUA_NO_ID)
		find_beside(s, out->last + 1, end, out);
	return true;
}

bool kua_phrase_opening(const struct kua_scene *s, uint32_t sentence, struct phrase *out)
{
	const struct kua_sentence *st = &s->text->sentences[sentence];
	uint32_t at = st->first, end = right_end(s, st->first);
	*out = kua_no_phrase();
	while (at < end && (speaker_is(s, at, "speaker-joint") || speaker_is(s, at, "speaker-and") ||
	                    speaker_is(s, at, "speaker-when")))
		at++;
	if (at < end && (speaker_is(s, at, "speaker-part") || speaker_dated(s, at))) {
		while (at < end && !speaker_mark(s, at, ","))
			at++;
		at++;
	}
	return at < end && kua_phrase_behind(s, at, out);
}
