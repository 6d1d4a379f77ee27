/*
 * speakers.h - who says what. A sentence has attributions: "police said", "according to Ann Lee", "the ministry's
 * own count". Each has somebody who speaks and a side on which stands what is said; a number or a verb of the
 * sentence belongs to the attribution that covers it, and one that covers that attribution in turn only passes on
 * ("The Guardian reported that police said"). Where the sentence has none: whoever is quoted around it, whose turn
 * it is, else the item's own speaker.
 *
 * speakers.c puts these together; speakers_said.c finds the attributions of a sentence, speakers_subject.c the
 * subjects of verbs, speakers_phrase.c the noun phrases that speak, speakers_name.c what they are called,
 * speakers_meant.c whom a pronoun means, speakers_signed.c whose text it is. What the words are stands in
 * data/<language>/: rules for "speaker", "they" and "signature", and classes with names that begin with
 * "speaker-". Where a language has no such classes, rules must catch who speaks themselves. Every search looks at
 * a bounded stretch.
 */
#ifndef KUA_CLAIMS_SPEAKERS_H
#define KUA_CLAIMS_SPEAKERS_H

#include <string.h>

#include "claims/figures.h"

#define SPEAKER_REACH 48   /* tokens on either side of a verb that its speaker is looked for in */
#define PRONOUN_REACH 3    /* sentences before "he said" */

/* ---- tokens ---- */

/* Is token t in class "speaker-..." of that name? */
static inline bool speaker_is(const struct kua_scene *s, uint32_t t, const char *name)
{
	return t < s->text->n_tokens && kua_scene_in_class(s, t, name);
}

/* Is it one of these punctuation marks? */
static inline bool speaker_mark(const struct kua_scene *s, uint32_t t, const char *marks)
{
	const struct kua_token *token = &s->text->tokens[t];
	return token->kind == KUA_PUNCT && strchr(marks, token->norm[0]);
}

/* Is it in a name of that kind: person, place, organisation? */
static inline bool speaker_kind(const struct kua_scene *s, uint32_t t, const char *kind)
{
	return s->named_at[t] != KUA_NO_ID && strcmp(s->named[s->named_at[t]].kind, kind) == 0;
}

/* Do both tokens belong to one name? */
static inline bool speaker_one_name(const struct kua_scene *s, uint32_t a, uint32_t b)
{
	return s->named_at[a] != KUA_NO_ID && s->named_at[a] == s->named_at[b];
}

static inline bool speaker_dated(const struct kua_scene *s, uint32_t t)
{
	return s->date_at[t] != KUA_NO_ID || s->time_at[t] != KUA_NO_ID;
}

/* "verified by": a participle, which tells more of what stands before it. */
static inline bool speaker_done(const struct kua_scene *s, uint32_t t)
{
	return speaker_is(s, t + 1, "speaker-by") && (speaker_is(s, t, "speaker-say") || speaker_is(s, t, "speaker-done"));
}

/* ---- speakers_phrase.c: noun phrases ---- */

/* A noun phrase that may speak, without its article; first == last where there is none. */
struct phrase {
	uint32_t first, last;
	uint32_t head;                /* behind its first part, before "of the north"; last where that is all */
	uint32_t named;               /* the mention at its head or beside it: "the director, Ann Lee"; or KUA_NO_ID */
	uint32_t beside, beside_last; /* tokens of such a name without a mention */
	uint32_t begin, end;          /* all that it takes in, with what stands between it and the verb */
	bool the;                     /* "the group": somebody spoken of before */
	uint32_t pronoun;             /* the pronoun that stands in its place, or KUA_NO_ID */
	bool same;                    /* nobody stands there: who spoke before goes on ("and said", "adding that") */
};

struct phrase kua_no_phrase(void);
/* The leftmost token that a search from token t looks at. */
uint32_t kua_phrase_reach(const struct kua_scene *s, uint32_t t);
/* May the word at token t stand inside a phrase that speaks? */
bool kua_phrase_plain(const struct kua_scene *s, uint32_t t);
/* The phrase that ends before token `at`, and the one that begins there; not before start, not behind end. */
bool kua_phrase_ending(const struct kua_scene *s, uint32_t start, uint32_t at, struct phrase *p);
bool kua_phrase_from(const struct kua_scene *s, uint32_t at, uint32_t end, struct phrase *p);
/* A name that stands in tokens from .. to - 1 beside the phrase: "Brigadier General Sani Bello". */
void kua_phrase_beside(const struct kua_scene *s, uint32_t from, uint32_t to, struct phrase *p);
/* The pronoun at token t, if one stands there. */
bool kua_phrase_pronoun(const struct kua_scene *s, uint32_t t, struct phrase *p);
/*
 * speakers_subject.c: the subject of the verb whose tokens are verb .. behind - 1. False where it is no verb,
 * or has none that speaks.
 */
bool kua_phrase_before(const struct kua_scene *s, uint32_t verb, uint32_t behind, struct phrase *out);
/* The noun phrase that begins at token `at`, with a name beside it: behind "according to", "said". */
bool kua_phrase_behind(const struct kua_scene *s, uint32_t at, struct phrase *out);
/* Whose the noun at token `at` is: "Amnesty's own estimate". */
bool kua_phrase_owner(const struct kua_scene *s, uint32_t at, struct phrase *out);
/* The noun phrase with which a sentence opens, behind what tells when and where. */
bool kua_phrase_opening(const struct kua_scene *s, uint32_t sentence, struct phrase *out);
/* ---- speakers_name.c: what they are called ---- */

/* What said_by shall be for it: the name, the body it speaks for, or its own words; NULL where it is nobody. */
const char *kua_phrase_name(const struct kua_scene *s, const struct phrase *p);
/* The words, without article and quotation marks. */
const char *kua_speaker_plain(const struct kua_scene *s, uint32_t first, uint32_t last);
bool kua_phrase_is_person(const struct kua_scene *s, const struct phrase *p);
/* May it speak at all: people, a body, a paper, a name? */
bool kua_phrase_speaks(const struct kua_scene *s, const struct phrase *p);
bool kua_phrase_is_paper(const struct kua_scene *s, const struct phrase *p); /* a report, a verdict, hospital records */
/*
 * Does it pass on what others say: newspapers, agencies, reporters? With `named` any organisation will do
 * ("told Amnesty").
 */
bool kua_phrase_passes(const struct kua_scene *s, const struct phrase *p, bool named);

/* ---- speakers_said.c: attributions ---- */

/* Where what is said stands: after the attribution, before it, on either side. */
enum said_side { SAID_AHEAD = 1, SAID_BEHIND = 2, SAID_AROUND = 3 };

enum said_kind {
	SAID_PLAIN,
	SAID_SELF,   /* "I counted": the writer, or whoever is quoted */
	SAID_CITES,  /* "citing hospital staff": whom another attribution rests on */
	SAID_PASSES, /* "quoted by the paper": it only passes on */
};

struct attribution {
	const struct kua_match *match;
	uint32_t first, last; /* tokens it takes, with who speaks */
	uint8_t side, kind;
	bool quoted, bracketed;
	bool turn;            /* holds for the rest of the paragraph: "Ms Lee: ..." */
	struct phrase who, via; /* via: who passes it on by the attribution's own words; empty where nobody does */
	bool resolved, person;
	const char *by;       /* once resolved; NULL where it is not clear who is meant */
};

struct attributions {
	struct attribution *v;
	size_t n;
	bool known;
};

struct speaking {
	const struct kua_scene *s;
	struct matches speakers, bodies, signatures;
	struct attributions *of; /* per sentence, found when asked for; NULL before anybody asked for anything */
	unsigned depth; /* of pronouns that mean whom pronouns before them mean */
	bool signed_known;
	const char *signed_by, *signed_why;
};

const struct attributions *kua_attributions(struct speaking *sp, uint32_t sentence);

/* ---- speakers_meant.c ---- */

/* Who speaks in the attribution: its name, or whom its pronoun means; NULL where that is not clear. */
const char *kua_attribution_by(struct speaking *sp, uint32_t sentence, struct attribution *a);

/* ---- speakers_signed.c ---- */

/* The item's own speaker into sp->signed_by and signed_why. */
void kua_speaker_signed(struct speaking *sp);

/* ---- speakers.c ---- */

struct said {
	const char *by, *via;
	const char *why; /* for reasons */
	bool nobody;     /* nobody is named: by is who signed the text */
	bool official;   /* who speaks is of class speaker-official */
	bool turn;       /* it is their turn to speak */
};

/* Who says what stands at token t. */
struct said kua_said_at(const struct kua_scene *s, uint32_t t);

#endif
