/*
 * speakers_meant.c - whom "she said", "they said", "it added", "the group said" mean: whoever spoke last before
 * them, one person for "she", no person for "it" and "they"; else the person, the class of people or the body that
 * was spoken of last. Where two may be meant nobody is.
 */
#include <string.h>

#include "claims/speakers.h"

#define PRONOUN_DEPTH 24 /* "he said" that means who is meant by "he said" before it, and so on */
#define OURS_REACH 2    /* words before a noun in which "our" is looked for */
#define MET_REACH 4     /* words between "we" and "met" */
#define SPEECH_REACH 16 /* sentences before "he said", where direct speech stands between */

static const char *label_at(const struct kua_scene *s, uint32_t t)
{
	const struct kua_named *n = &s->named[s->named_at[t]];
	return n->label ? n->label : n->mention->form;
}

/* Is the sentence all direct speech? Then it takes nothing from the reach of a pronoun. */
static bool is_speech(const struct kua_scene *s, uint32_t sentence)
{
	const struct kua_sentence *st = &s->text->sentences[sentence];
	uint32_t first = st->first + (uint32_t)speaker_mark(s, st->first, "\"");
	return first + 1 < st->last && (s->text->tokens[first].flags & KUA_IN_QUOTES) &&
	       (s->text->tokens[st->last - 2].flags & KUA_IN_QUOTES);
}

/* The sentence that is `back` before this one; false behind a heading. */
static bool earlier(const struct kua_scene *s, uint32_t sentence, uint32_t back)
{
	return back <= sentence && !s->text->sentences[sentence - back].heading;
}

/* Who spoke last in the sentence before token t, outside direct speech: a person, or anybody else. */
static const char *spoke(struct speaking *sp, uint32_t sentence, uint32_t t, bool person)
{
	const struct attributions *in = kua_attributions(sp, sentence);
	for (size_t i = in->n, seen = 0; i > 0 && seen < 8; i--, seen++) {
		struct attribution *a = &in->v[i - 1];
		if (a->last > t || a->quoted || a->kind != SAID_PLAIN)
			continue;
		const char *by = kua_attribution_by(sp, sentence, a);
		if (by && a->person == person)
			return by;
	}
	return NULL;
}

/* ---- he, she ---- */

static const char *last_person(const struct kua_scene *s, uint32_t first, uint32_t t)
{
	uint32_t from = t - first > FIGURE_REACH ? t - FIGURE_REACH : first;
	for (; t > from; t--)
		if (speaker_kind(s, t - 1, "person"))
			return label_at(s, t - 1);
	return NULL;
}

/* The person with whom the sentence opens: "Ann Lee spoke to the brothers of Ivan Orlov", "The mayor came". */
static const char *opening(const struct kua_scene *s, uint32_t sentence, bool person)
{
	struct phrase p;
	if (!kua_phrase_opening(s, sentence, &p) || p.pronoun != KUA_NO_ID || kua_phrase_is_person(s, &p) != person)
		return NULL;
	return kua_phrase_name(s, &p);
}

/* "We spoke to a nurse. She said": the person whom the writer met in the sentence. */
static const char *whom_we_met(const struct kua_scene *s, uint32_t sentence)
{
	struct phrase p;
	if (!kua_phrase_opening(s, sentence, &p) || p.pronoun == KUA_NO_ID || !speaker_is(s, p.pronoun, "speaker-self"))
		return NULL;
	uint32_t t = p.pronoun + 1, end = s->text->sentences[sentence].last;
	for (uint32_t to = t + MET_REACH; t < end && t < to && !speaker_is(s, t, "speaker-met"); t++)
		;
	uint32_t at = t + 1 + (uint32_t)speaker_is(s, t + 1, "speaker-towards");
	if (!speaker_is(s, t, "speaker-met") || at >= end || !kua_phrase_behind(s, at, &p) || p.first == p.last)
		return NULL;
	return kua_phrase_is_person(s, &p) ? kua_phrase_name(s, &p) : NULL;
}

static const char *meant_by_he(struct speaking *sp, uint32_t sentence, uint32_t t)
{
	const struct kua_scene *s = sp->s;
	const char *found = spoke(sp, sentence, t, true);
	if (!found)
		found = last_person(s, s->text->sentences[sentence].first, t);
	uint32_t seen = 0;
	for (uint32_t back = 1; !found && back <= SPEECH_REACH && earlier(s, sentence, back); back++) {
		const struct kua_sentence *st = &s->text->sentences[sentence - back];
		if (is_speech(s, sentence - back))
			continue;
		if (seen++ == PRONOUN_REACH)
			break;
		found = spoke(sp, sentence - back, st->last, true);
		if (!found)
			found = opening(s, sentence - back, true);
		if (!found)
			found = last_person(s, st->first, st->last);
		if (!found)
			found = whom_we_met(s, sentence - back);
	}
	return found;
}

/* ---- they, it ---- */

/* What a match of a rule for "they" names, where it is no word of a longer name. */
static const char *body_name(const struct kua_scene *s, const struct kua_match *m)
{
	const struct kua_capture *who = kua_match_capture(m, "who");
	uint32_t outer = who ? s->named_at[who->first] : KUA_NO_ID;
	bool inside = outer != KUA_NO_ID && who->first > 0 && s->named_at[who->first - 1] == outer;
	if (!who || inside)
		return NULL;
	if (who->value && (outer == KUA_NO_ID || strcmp(s->named[outer].kind, "organisation") == 0))
		return who->value;
	return outer != KUA_NO_ID ? label_at(s, who->first) : kua_speaker_plain(s, who->first, who->last);
}

/* "Our investigators", "our nine observers": the writer's own people. */
static bool is_ours(const struct kua_scene *s, uint32_t first, uint32_t t)
{
	for (uint32_t i = t; i > first && t - i < OURS_REACH; i--)
		if (speaker_is(s, i - 1, "speaker-ours"))
			return true;
	return false;
}

/*
 * The only class of people or organisation that is named before token `to` of the sentence; NULL where there
 * are several. Through the writer's own people the writer speaks.
 */
static const char *only_body(struct speaking *sp, uint32_t sentence, uint32_t to, bool *several)
{
	const struct matches *m = &sp->bodies;
	const char *found = NULL;
	size_t i = kua_matches_near(m, sp->s, sentence, to);
	for (; kua_match_near(m, i, sentence, to) && m->v[i].first < to; i++) {
		const char *name = body_name(sp->s, &m->v[i]);
		if (name && is_ours(sp->s, sp->s->text->sentences[sentence].first, m->v[i].first)) {
			if (!sp->signed_known)
				kua_speaker_signed(sp);
			*several = true;
			return sp->signed_by;
		}
		*several |= found && name && strcmp(found, name) != 0;
		found = name ? name : found;
	}
	return *several ? NULL : found;
}

static const char *meant_by_they(struct speaking *sp, uint32_t sentence, uint32_t t)
{
	bool several = false;
	const char *found = spoke(sp, sentence, t, false);
	if (!found)
		found = only_body(sp, sentence, t, &several);
	if (found || several || sentence == 0)
		return found;
	uint32_t last = sp->s->text->sentences[sentence - 1].last;
	found = spoke(sp, sentence - 1, last, false);
	return found ? found : only_body(sp, sentence - 1, last, &several);
}

/* The only organisation that the sentence names before token t. */
static const char *only_organisation(const struct kua_scene *s, uint32_t first, uint32_t t)
{
	const char *found = NULL;
	uint32_t from = t - first > FIGURE_REACH ? t - FIGURE_REACH : first;
	for (uint32_t i = from; i < t; i++)
		if (speaker_kind(s, i, "organisation")) {
			if (found && strcmp(found, label_at(s, i)) != 0)
				return NULL;
			found = label_at(s, i);
		}
	return found;
}

/* "He keeps a ledger. It shows": the paper that is named last. */
static const char *last_paper(const struct kua_scene *s, uint32_t first, uint32_t t)
{
	uint32_t from = t - first > FIGURE_REACH ? t - FIGURE_REACH : first;
	for (; t > from; t--)
		if (speaker_is(s, t - 1, "speaker-paper"))
			return kua_speaker_plain(s, t - 1, t);
	return NULL;
}

static const char *meant_by_it(struct speaking *sp, uint32_t sentence, uint32_t t)
{
	const struct kua_scene *s = sp->s;
	const char *found = spoke(sp, sentence, t, false);
	for (uint32_t back = 1; !found && back < PRONOUN_REACH && earlier(s, sentence, back); back++) {
		const struct kua_sentence *st = &s->text->sentences[sentence - back];
		found = spoke(sp, sentence - back, st->last, false);
		if (!found)
			found = only_organisation(s, st->first, st->last);
		struct phrase p;
		if (!found && kua_phrase_opening(s, sentence - back, &p) && p.first < p.last &&
		    (kua_phrase_is_paper(s, &p) || speaker_is(s, p.head - 1, "speaker-body")))
			found = kua_phrase_name(s, &p);
		if (!found && back == 1)
			found = last_paper(s, st->first, st->last);
	}
	return found ? found : only_organisation(s, s->text->sentences[sentence].first, t);
}

/* May "the group" or "the ministry" mean the body so called? The name of a ministry says that it is one. */
static bool may_mean(const struct kua_scene *s, uint32_t noun, const char *name)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, name, strlen(name));
	bool named = !(name[0] >= 'a' && name[0] <= 'z');
	bool may = named && (speaker_is(s, noun, "speaker-group") || strstr(b.data, s->text->tokens[noun].norm));
	kua_buf_free(&b);
	return may;
}

/*
 * The organisation that was named or spoke in one of the sentences before, for "the group" at token t; NULL
 * where none did.
 */
static const char *meant_by_body(struct speaking *sp, uint32_t sentence, uint32_t t)
{
	const struct kua_scene *s = sp->s;
	for (uint32_t back = 1; back <= PRONOUN_REACH && earlier(s, sentence, back); back++) {
		const struct kua_sentence *st = &s->text->sentences[sentence - back];
		const char *found = spoke(sp, sentence - back, st->last, false);
		if (!found || !may_mean(s, t, found))
			found = only_organisation(s, st->first, st->last);
		if (found && may_mean(s, t, found))
			return found;
	}
	return NULL;
}

static const char *meant_by_pronoun(struct speaking *sp, uint32_t sentence, uint32_t t, bool *person)
{
	const struct kua_scene *s = sp->s;
	*person = speaker_is(s, t, "speaker-he");
	if (*person)
		return meant_by_he(sp, sentence, t);
	return speaker_is(s, t, "speaker-it") ? meant_by_it(sp, sentence, t) : meant_by_they(sp, sentence, t);
}

/* ---- all ---- */

/* "The minister came and said": who spoke before in the sentence, else with whom it opens. */
static const char *same_as_before(struct speaking *sp, uint32_t sentence, struct attribution *a)
{
	const struct kua_scene *s = sp->s;
	const struct attributions *in = kua_attributions(sp, sentence);
	for (struct attribution *b = a; b > in->v; b--)
		if (b[-1].quoted == a->quoted && b[-1].kind == SAID_PLAIN) {
			const char *by = kua_attribution_by(sp, sentence, &b[-1]);
			a->person = b[-1].person;
			return by;
		}
	struct phrase p;
	if (!kua_phrase_opening(s, sentence, &p))
		return NULL;
	if (p.pronoun != KUA_NO_ID)
		return speaker_is(s, p.pronoun, "speaker-self")
		       ? NULL : meant_by_pronoun(sp, sentence, p.pronoun, &a->person);
	a->person = kua_phrase_is_person(s, &p);
	return p.begin < p.first || kua_phrase_speaks(s, &p) ? kua_phrase_name(s, &p) : NULL;
}

static const char *resolve(struct speaking *sp, uint32_t sentence, struct attribution *a)
{
	const struct kua_scene *s = sp->s;
	const struct phrase *p = &a->who;
	const struct kua_capture *who = kua_match_capture(a->match, "who"), *he = kua_match_capture(a->match, "he");
	if (p->same)
		return same_as_before(sp, sentence, a);
	if (p->pronoun != KUA_NO_ID && he)
		return a->person = true, meant_by_he(sp, sentence, p->pronoun);
	if (p->pronoun != KUA_NO_ID && kua_match_capture(a->match, "they"))
		return meant_by_they(sp, sentence, p->pronoun);
	if (p->pronoun != KUA_NO_ID)
		return meant_by_pronoun(sp, sentence, p->pronoun, &a->person);
	if (p->first == p->last)
		return kua_match_field(s, a->match, "who");
	a->person = kua_phrase_is_person(s, p);
	uint32_t named = s->named_at[p->last - 1];
	if (who && who->value && (named == KUA_NO_ID || strcmp(s->named[named].kind, "organisation") == 0))
		return who->value;
	bool bare = p->the && p->last - p->first == 1 && speaker_is(s, p->first, "speaker-body");
	const char *found = bare && s->named_at[p->first] == KUA_NO_ID ? meant_by_body(sp, sentence, p->first) : NULL;
	return found ? found : kua_phrase_name(s, p);
}

const char *kua_attribution_by(struct speaking *sp, uint32_t sentence, struct attribution *a)
{
	if (!a->resolved && sp->depth < PRONOUN_DEPTH) {
		a->resolved = true; /* first, so that nothing goes round in circles */
		sp->depth++;
		a->by = resolve(sp, sentence, a);
		sp->depth--;
	}
	return a->by;
}
