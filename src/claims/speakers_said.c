/*
 * speakers_said.c - the attributions of a sentence: each match of a rule for "speaker" with who speaks and on
 * which side what is said stands. The captures of such a rule say how who speaks is found:
 *
 *     says     a verb: its subject stands before it, or behind it where it is turned round (", said police")
 *     of       who speaks is the noun phrase behind it: "according to"
 *     owner    a noun: whose it is, speaks: "Amnesty's own estimate"
 *     quotes   a verb whose object speaks and whose subject passes it on: "Reuters quoted a doctor as saying"
 *     who      the capture itself, or its class's value;  he, they: a pronoun;  self: the writer
 *
 * and "set" lines what else holds: "passes yes" (it only passes on), "cites yes" (another attribution rests on
 * it), "hears yes" (who is told stands behind the verb and may pass it on), "paper yes" (only papers speak so),
 * "turn yes" (for the rest of the paragraph), "side before|behind|around" where what is said stands.
 */
#include <string.h>

#include "claims/speakers.h"
#include "util/search.h"

#define CLOSING_MOST 14 /* tokens of "in a statement on Monday" between an attribution and the end of its clause */

static bool is_set(const struct kua_scene *s, const struct kua_match *m, const char *name)
{
	const char *v = kua_match_field(s, m, name);
	return v && strcmp(v, "yes") == 0;
}

static bool nobody(const struct phrase *p)
{
	return p->first == p->last && p->pronoun == KUA_NO_ID && !p->same;
}

/* ---- where what is said stands ---- */

/*
 * Does the clause end at token t, or after no more than "on Monday", "in a statement"? Then what is said is no
 * more than that, unless it stands before.
 */
static bool closes(const struct kua_scene *s, const struct kua_sentence *st, uint32_t t)
{
	for (uint32_t i = t; i < st->last && i < t + CLOSING_MOST; i++) {
		if (speaker_mark(s, i, ".,;()\"-!?"))
			return true;
		bool joint = speaker_is(s, i, "speaker-joint") && i > t;
		if (joint || speaker_is(s, i, "speaker-and"))
			return true;
		bool adjunct = i > t || speaker_is(s, i, "speaker-part") || speaker_is(s, i, "speaker-when") ||
		               speaker_dated(s, i);
		if (!adjunct || speaker_is(s, i, "speaker-that") || speaker_is(s, i, "speaker-finite") ||
		    speaker_mark(s, i, ":"))
			return false;
	}
	return t + CLOSING_MOST >= st->last;
}

/* Does something stand before token t in the sentence that may be what is said? */
static bool follows(const struct kua_scene *s, const struct kua_sentence *st, uint32_t t)
{
	return t > st->first && speaker_mark(s, t - 1, ",\"(-!?") && t - 1 > st->first;
}

static uint8_t side_of(const struct kua_scene *s, const struct kua_sentence *st, const struct attribution *a,
                       bool turned)
{
	const char *side = kua_match_field(s, a->match, "side");
	if (side)
		return strcmp(side, "before") == 0 ? SAID_BEHIND : strcmp(side, "behind") == 0 ? SAID_AHEAD : SAID_AROUND;
	bool before = follows(s, st, a->first), ends = closes(s, st, a->last);
	if (turned)
		return before || !ends ? SAID_AROUND : SAID_AHEAD;
	if (!ends)
		return SAID_AHEAD;
	if (a->last >= st->last || speaker_mark(s, a->last, ".)"))
		return SAID_BEHIND;
	return before || speaker_is(s, a->last, "speaker-joint") || speaker_is(s, a->last, "speaker-and")
	       ? SAID_AROUND : SAID_AHEAD;
}

/* ---- verbs ---- */

/* ", said police": the verb follows what is said, and who said it follows the verb and ends the clause. */
static bool is_turned(const struct kua_scene *s, const struct kua_sentence *st, uint32_t verb, uint32_t behind,
                      struct phrase *who)
{
	bool after = verb > st->first && speaker_mark(s, verb - 1, ",\"!?-");
	bool opens = verb == st->first && !speaker_is(s, verb, "speaker-noun");
	if ((!after && !opens) || speaker_is(s, verb, "speaker-saying") || behind >= st->last ||
	    !kua_phrase_behind(s, behind, who))
		return false;
	bool people = kua_phrase_speaks(s, who) && !kua_phrase_is_paper(s, who); /* not ", wrote a book" */
	bool speech = verb > 0 && speaker_mark(s, verb - 1, "\"");
	bool speaks = who->pronoun == KUA_NO_ID && (speech || people);
	return speaks && (closes(s, st, who->last) || speaker_is(s, who->last, "speaker-who") ||
	                  speaker_mark(s, who->last, ":,"));
}

/* Who is told, behind the verb: "told Reuters". */
static void find_hearer(const struct kua_scene *s, const struct kua_sentence *st, struct attribution *a)
{
	struct phrase hearer;
	a->last += speaker_is(s, a->last, "speaker-them");
	if (a->last >= st->last || speaker_is(s, a->last - 1, "speaker-them") || !kua_phrase_behind(s, a->last, &hearer))
		return;
	a->last = hearer.pronoun != KUA_NO_ID ? hearer.end : hearer.last;
	bool known = hearer.first == hearer.last || s->named_at[hearer.first] != KUA_NO_ID ||
	             speaker_is(s, hearer.first, "speaker-person") ||
	             speaker_is(s, hearer.first, "speaker-deaf");
	bool name = !known && (s->text->tokens[hearer.first].flags & KUA_CAPITAL); /* "told O Globo" */
	if (name || kua_phrase_passes(s, &hearer, true))
		a->via = hearer;
}

static bool by_verb(const struct kua_scene *s, const struct kua_sentence *st, const struct kua_capture *verb,
                    struct attribution *a)
{
	bool hears = is_set(s, a->match, "hears"), turned = !hears && is_turned(s, st, verb->first, verb->last, &a->who);
	a->first = verb->first;
	a->last = verb->last;
	if (turned)
		a->last = a->who.end;
	else if (!kua_phrase_before(s, verb->first, verb->last, &a->who))
		return false;
	if (!turned && a->who.begin < a->first)
		a->first = a->who.begin;
	if (hears)
		find_hearer(s, st, a);
	if (is_set(s, a->match, "paper") && !kua_phrase_is_paper(s, &a->who) && a->who.pronoun == KUA_NO_ID)
		return false;
	if (a->who.pronoun != KUA_NO_ID && speaker_is(s, a->who.pronoun, "speaker-self"))
		a->kind = SAID_SELF;
	a->side = side_of(s, st, a, turned);
	return true;
}

static bool by_quoting(const struct kua_scene *s, const struct kua_sentence *st, const struct kua_capture *verb,
                       struct attribution *a)
{
	struct phrase subject;
	if (!kua_phrase_before(s, verb->first, verb->last, &subject) || verb->last >= st->last ||
	    !kua_phrase_behind(s, verb->last, &a->who) || !kua_phrase_speaks(s, &a->who))
		return false;
	a->first = subject.begin < verb->first ? subject.begin : verb->first;
	a->last = a->who.end > a->match->last ? a->who.end : a->match->last;
	if (!subject.same && subject.pronoun == KUA_NO_ID)
		a->via = subject;
	a->side = side_of(s, st, a, false);
	return true;
}

/* ---- the others ---- */

static bool by_phrase(const struct kua_scene *s, const struct kua_sentence *st, const struct kua_capture *of,
                      struct attribution *a)
{
	if (of->last >= st->last || !kua_phrase_behind(s, of->last, &a->who))
		return false;
	a->first = of->first;
	a->last = a->who.end;
	a->side = side_of(s, st, a, false);
	/* "a statement that the ministry issued" */
	bool told_more = a->last < st->last && (speaker_mark(s, a->last, ",") || speaker_is(s, a->last, "speaker-who") ||
	                                        speaker_is(s, a->last, "speaker-that"));
	if (a->side == SAID_AHEAD && follows(s, st, a->first) && told_more)
		a->side = SAID_AROUND;
	return true;
}

/*
 * A place speaks for nobody where a rule caught it by its capitals only; "une avocate de Lyon" begins with a
 * common word, and it is she who speaks.
 */
static bool is_place(const struct kua_scene *s, const struct kua_capture *c)
{
	uint32_t last = s->named_at[c->last - 1];
	bool common = !(s->text->tokens[c->first].flags & KUA_CAPITAL);
	return !common && last != KUA_NO_ID && strcmp(s->named[last].kind, "place") == 0;
}

/*
 * Where a rule caught who speaks, the verb may stand far from it, with what is said between them: only who speaks
 * is taken. What opens a clause of its own ("..., and nurses said that") says nothing of what stands before.
 */
static void take_only(const struct kua_scene *s, const struct kua_sentence *st, const struct kua_capture *who,
                      struct attribution *a)
{
	uint32_t t = a->match->first;
	while (t > st->first && kua_scene_in_class(s, t - 1, "determiner"))
		t--;
	bool opens = (t > st->first && kua_scene_in_class(s, t - 1, "clause-joint")) ||
	             (a->match->last < st->last && kua_scene_in_class(s, a->match->last, "content-mark"));
	a->first = who->first;
	a->last = who->last;
	a->side = opens ? SAID_AHEAD : SAID_AROUND;
}

static bool by_capture(const struct kua_scene *s, const struct kua_sentence *st, struct attribution *a)
{
	const struct kua_match *m = a->match;
	/* "pro-democracy movement" */
	bool hyphen = speaker_mark(s, m->first, "-") && !(s->text->tokens[m->first].flags & KUA_SPACE_BEFORE);
	const struct kua_capture *who = kua_match_capture(m, "who"), *he = kua_match_capture(m, "he");
	const struct kua_capture *they = kua_match_capture(m, "they");
	a->side = SAID_AROUND;
	if (who && who->first < who->last) {
		if (hyphen || is_place(s, who))
			return false;
		a->who.first = a->who.begin = who->first;
		a->who.last = a->who.head = a->who.end = who->last;
		take_only(s, st, who, a);
	} else if (he || they) {
		a->who.pronoun = he ? he->first : they->first;
		take_only(s, st, he ? he : they, a);
	} else if (kua_match_capture(m, "self")) {
		a->kind = SAID_SELF;
	} else if (!kua_match_field(s, m, "who")) {
		return false;
	}
	if (kua_match_field(s, m, "side"))
		a->side = side_of(s, st, a, false);
	return true;
}

static bool by_owner(const struct kua_scene *s, const struct kua_capture *owner, struct attribution *a)
{
	if (!kua_phrase_owner(s, owner->first, &a->who))
		return false;
	const char *side = kua_match_field(s, a->match, "side");
	a->first = a->who.begin;
	a->side = side && strcmp(side, "behind") == 0 ? SAID_AHEAD : SAID_AROUND;
	return true;
}

static bool in_quotes(const struct kua_scene *s, uint32_t t)
{
	return (s->text->tokens[t].flags & KUA_IN_QUOTES) != 0;
}

static bool make(const struct kua_scene *s, const struct kua_match *m, struct attribution *a)
{
	const struct kua_sentence *st = &s->text->sentences[m->sentence];
	const struct kua_capture *says = kua_match_capture(m, "says"), *of = kua_match_capture(m, "of");
	const struct kua_capture *owner = kua_match_capture(m, "owner"), *quotes = kua_match_capture(m, "quotes");
	*a = (struct attribution){.match = m, .first = m->first, .last = m->last};
	a->who.named = a->who.pronoun = a->via.named = a->via.pronoun = KUA_NO_ID;
	bool found = true;
	if (says)
		found = by_verb(s, st, says, a);
	else if (quotes)
		found = by_quoting(s, st, quotes, a);
	else if (of)
		found = by_phrase(s, st, of, a);
	else if (owner)
		found = by_owner(s, owner, a);
	else
		found = by_capture(s, st, a);
	if (is_set(s, m, "passes"))
		a->kind = SAID_PASSES;
	else if (is_set(s, m, "cites"))
		a->kind = SAID_CITES;
	a->turn = is_set(s, m, "turn");
	uint32_t last = a->last > a->first ? a->last - 1 : a->first;
	/* A name in quotes is no speech: what the rule caught must lie within them, its verb too. */
	a->quoted = in_quotes(s, a->first) && in_quotes(s, last) && in_quotes(s, m->first) && in_quotes(s, m->last - 1);
	a->bracketed = a->first > st->first && speaker_mark(s, a->first - 1, "(");
	return found && !(nobody(&a->who) && a->kind != SAID_SELF && !kua_match_field(s, m, "who"));
}

/*
 * Of two that share tokens the one of the higher priority stays, then the one that takes more, then the first;
 * who passes it on stays.
 */
static bool is_better(const struct attribution *a, const struct attribution *b)
{
	if (a->match->rule->priority != b->match->rule->priority)
		return a->match->rule->priority > b->match->rule->priority;
	return a->last - a->first > b->last - b->first;
}

static bool overlap(const struct attribution *a, const struct attribution *b)
{
	bool beside = a->kind == SAID_PASSES || a->kind == SAID_CITES || b->kind == SAID_PASSES || b->kind == SAID_CITES;
	return a->first < b->last && b->first < a->last && !beside;
}

static void sort(struct attribution *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && v[k].first < v[k - 1].first; k--) { /* they are nearly in order */
			struct attribution swap = v[k];
			v[k] = v[k - 1];
			v[k - 1] = swap;
		}
}

static size_t first_match(const struct matches *m, uint32_t sentence)
{
	size_t low;
	KUA_FIRST(low, m->n, m->v[low].sentence < sentence);
	return low;
}

const struct attributions *kua_attributions(struct speaking *sp, uint32_t sentence)
{
	struct attributions *out = &sp->of[sentence];
	if (out->known)
		return out;
	out->known = true;
	size_t i = first_match(&sp->speakers, sentence), end = i;
	while (end < sp->speakers.n && sp->speakers.v[end].sentence == sentence)
		end++;
	if (end == i)
		return out;
	out->v = KUA_NEW_N(sp->s->arena, struct attribution, end - i);
	for (; i < end; i++) {
		struct attribution a;
		if (!make(sp->s, &sp->speakers.v[i], &a))
			continue;
		while (out->n && overlap(&out->v[out->n - 1], &a) && is_better(&a, &out->v[out->n - 1]))
			out->n--;
		if (!out->n || !overlap(&out->v[out->n - 1], &a))
			out->v[out->n++] = a;
	}
	sort(out->v, out->n);
	return out;
}
