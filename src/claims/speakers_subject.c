/*
 * speakers_subject.c - who is the subject of a verb that says something. Leftwards from the verb stand perhaps a
 * few words that tell when or how, perhaps asides between commas, or a clause with "who", and then a noun phrase;
 * or a pronoun; or nobody, where the subject of the clause before goes on ("and said").
 */
#include "claims/speakers.h"

#define ASIDE_MOST 32 /* tokens between commas */
#define ASIDES 3      /* one behind another: "Ann Lee, 34, a teacher, said" */

/* Over "later on Friday" to the left. */
static uint32_t skip_when(const struct kua_scene *s, uint32_t start, uint32_t at)
{
	uint32_t i = at;
	while (i > start && (speaker_is(s, i - 1, "speaker-when") || speaker_dated(s, i - 1) ||
	                     (i < at && speaker_dated(s, i) && speaker_is(s, i - 1, "speaker-part"))))
		i--;
	return i;
}

/* Is the verb at token t a noun here: "the reports", "in reports", "Amnesty's report", "reports of"? */
static bool is_noun(const struct kua_scene *s, uint32_t start, uint32_t t, uint32_t behind)
{
	bool after = t > start && (speaker_is(s, t - 1, "speaker-the") || speaker_is(s, t - 1, "speaker-part") ||
	                           (s->text->tokens[t - 1].flags & KUA_POSSESSIVE));
	bool before = speaker_is(s, t, "speaker-noun") &&
	              (speaker_is(s, behind, "speaker-say") || speaker_is(s, behind, "speaker-of"));
	return after || before;
}

/* "was said to": nobody says. "Are saying" is a verb all the same. */
static bool is_passive(const struct kua_scene *s, uint32_t start, uint32_t at, uint32_t verb)
{
	return at > start && speaker_is(s, at - 1, "speaker-be") && !speaker_is(s, verb, "speaker-saying") &&
	       !speaker_is(s, verb, "speaker-quoted");
}

/* The comma, dash or bracket at which the aside opens that closes at token t; t where there is none. */
static uint32_t aside_opens(const struct kua_scene *s, uint32_t start, uint32_t t)
{
	const char *mark = speaker_mark(s, t, ")") ? "(" : s->text->tokens[t].norm;
	uint32_t i = t;
	while (i > start && t - i < ASIDE_MOST) {
		i--;
		if (s->text->tokens[i].kind == KUA_PUNCT && strchr(";:\"", s->text->tokens[i].norm[0]))
			return t;
		if (speaker_mark(s, i, mark))
			return speaker_is(s, i + 1, "speaker-joint") || speaker_is(s, i + 1, "speaker-he") ||
			       speaker_is(s, i + 1, "speaker-they") ? t : i;
	}
	return t;
}

/* "A nurse who asked not to be named" before token at: where "who" stands; at where there is none. */
static uint32_t who_before(const struct kua_scene *s, uint32_t start, uint32_t at)
{
	for (uint32_t i = at; i > start && at - i < ASIDE_MOST / 2; i--) {
		uint32_t t = i - 1;
		bool says = speaker_is(s, t, "speaker-say") && !speaker_is(s, t, "speaker-noun");
		/* "Ubah Ogaba, who confirmed it, told" */
		bool his_own = says && t > start && speaker_is(s, t - 1, "speaker-who");
		if (s->text->tokens[t].kind == KUA_PUNCT || (says && !his_own))
			return at;
		/* "the man who police say" is said by police */
		if (speaker_is(s, t, "speaker-who") || (i == at && speaker_is(s, t, "speaker-that"))) {
			bool whom = i < at && t > start + 1 && speaker_is(s, t - 1, "speaker-towards"); /* "to whom we spoke" */
			return i < at && (speaker_is(s, i, "speaker-the") || speaker_is(s, i, "speaker-people")) ? at : t - whom;
		}
	}
	return at;
}

/* "A man who gave his name as Yusuf" in tokens who .. to - 1. */
static void name_given(const struct kua_scene *s, uint32_t who, uint32_t to, struct phrase *p)
{
	uint32_t from = to;
	bool names = false;
	while (from > who && (s->text->tokens[from - 1].flags & KUA_CAPITAL))
		from--;
	for (uint32_t t = who; t < from; t++)
		names |= speaker_is(s, t, "speaker-names");
	if (names && from < to) {
		p->beside = from;
		p->beside_last = to;
	}
}

/* Before "who": "the departure of two leaders who" means the leaders. */
static bool people_who(const struct kua_scene *s, struct phrase *p)
{
	bool people = false;
	for (uint32_t t = p->first; t < p->head; t++)
		people |= speaker_is(s, t, "speaker-people") || speaker_kind(s, t, "person") ||
		          speaker_kind(s, t, "organisation");
	uint32_t of = p->last;
	while (!people && of > p->first && !speaker_is(s, of - 1, "speaker-part"))
		of--;
	if (!people && of > p->first && of < p->last)
		p->first = of;
	while (p->first + 1 < p->last && speaker_is(s, p->first, "speaker-the"))
		p->first++;
	p->head = p->head > p->first ? p->head : p->last;
	return true;
}

/* "The figures, released on Tuesday by the ministry," speak for the ministry. */
static void published_by(const struct kua_scene *s, uint32_t from, uint32_t to, struct phrase *p)
{
	struct phrase by = kua_no_phrase();
	for (uint32_t t = from; t + 1 < to; t++)
		if (speaker_is(s, t, "speaker-by") && speaker_is(s, from, "speaker-done") &&
		    kua_phrase_from(s, t + 1, to, &by)) {
			p->beside = by.first;
			p->beside_last = by.last;
			return;
		}
}

/* "Survivors we met in the camp": the phrase that ends before the pronoun. */
static bool before_we(const struct kua_scene *s, uint32_t start, struct phrase *p)
{
	uint32_t t = p->begin;
	bool clause = t > start + 1 && p->first < p->last && speaker_is(s, p->first, "speaker-met") &&
	              (speaker_is(s, t - 1, "speaker-self") || speaker_is(s, t - 1, "speaker-they") ||
	               speaker_is(s, t - 1, "speaker-he"));
	return !clause || kua_phrase_ending(s, start, t - 1, p);
}

/* The phrase that ends before at, where asides and clauses with "who" are skipped. */
static bool phrase_over_asides(const struct kua_scene *s, uint32_t start, uint32_t at, struct phrase *p)
{
	for (unsigned n = 0; n < ASIDES && at > start; n++) {
		uint32_t behind = at, who = who_before(s, start, at);
		if (who < at)
			at = who;
		uint32_t t = at > start ? at - 1 : start;
		bool mark = s->text->tokens[t].kind == KUA_PUNCT && strchr(",)-", s->text->tokens[t].norm[0]);
		if (who < behind)
			name_given(s, who, behind, p);
		if (who < behind || !mark)
			return at > start && (kua_phrase_pronoun(s, at - 1, p) ||
			                      (kua_phrase_ending(s, start, at, p) &&
			                       (who == behind ? before_we(s, start, p) : people_who(s, p))));
		uint32_t open = aside_opens(s, start, t);
		if (open == t)
			return false;
		if (p->named == KUA_NO_ID && p->beside == p->beside_last)
			kua_phrase_beside(s, open + 1, t, p);
		if (open > start && kua_phrase_plain(s, open - 1) && s->text->tokens[open - 1].kind != KUA_NUMERAL) {
			bool found = kua_phrase_ending(s, start, open, p);
			if (found && p->named == KUA_NO_ID && kua_phrase_is_paper(s, p))
				published_by(s, open + 1, t, p);
			return found;
		}
		at = open + 1; /* "Ann Lee, 34, a teacher" */
	}
	return false;
}

bool kua_phrase_before(const struct kua_scene *s, uint32_t verb, uint32_t behind, struct phrase *out)
{
	uint32_t start = kua_phrase_reach(s, verb), at = skip_when(s, start, verb);
	*out = kua_no_phrase();
	out->begin = at;
	out->end = verb;
	if (is_noun(s, start, at, behind) || is_passive(s, start, at, verb))
		return false;
	while (at > start && speaker_is(s, at - 1, "speaker-be"))
		at = skip_when(s, start, at - 1);
	bool joint = at > start && (speaker_is(s, at - 1, "speaker-joint") || speaker_is(s, at - 1, "speaker-and"));
	bool bare = at == start || s->text->tokens[at - 1].kind == KUA_PUNCT;
	if (joint || (bare && speaker_is(s, verb, "speaker-saying"))) {
		out->same = !speaker_is(s, verb, "speaker-noun") || joint;
		return out->same;
	}
	if (at == start)
		return false;
	if (kua_phrase_pronoun(s, at - 1, out))
		return true;
	if (!phrase_over_asides(s, start, at, out))
		return false;
	out->end = verb;
	if (out->begin > start && speaker_is(s, out->begin - 1, "speaker-none")) /* "no group has claimed" */
		return false;
	/* "South Africa recorded 12 deaths" */
	bool place = out->last - out->first == 1 && speaker_kind(s, out->first, "place");
	bool noun = speaker_is(s, verb, "speaker-noun") &&
	            !(out->begin < out->first && speaker_is(s, behind, "speaker-that"));
	return !(noun || (place && speaker_is(s, verb, "speaker-counts"))) || (!place && kua_phrase_speaks(s, out));
}
