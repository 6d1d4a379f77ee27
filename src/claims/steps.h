/* steps.h - what the files of steps share. A trigger is where a rule says that something happened to
 * somebody. */
#ifndef KUA_CLAIMS_STEPS_H
#define KUA_CLAIMS_STEPS_H

#include "claims/speakers.h"
#include "claims/who.h"

/* Tokens beyond which nothing is looked for or quoted, so that a sentence without end costs no more than its
 * length. */
#define STEP_FAR 64
#define STEP_NEAR_DATE 32   /* tokens between a step and its date */
#define STEP_HALF_YEAR 183 /* days */
#define STEP_EXAMPLES 24 /* as far as "including A and B" may follow */

/* By the name of the rule's capture: where to look for the person. */
enum step_mode { STEP_DONE, STEP_STATE, STEP_OBJECT, STEP_EITHER, STEP_OF, STEP_OWNER, STEP_SIDE,
                STEP_PERSON, STEP_CASE, STEP_FINAL,
                 STEP_MODES };

struct trigger {
	const struct kua_match *match;
	const char *step;
	enum step_mode mode;
	uint32_t first, last; /* tokens of the capture */
	struct who_list persons;
	bool dropped;         /* another rule says it better */
};

/* The triggers of one sentence, by first token. */
struct triggers {
	const struct who *who;
	const struct kua_sentence *sentence;
	struct trigger *v;
	size_t n;
	/* what rules for these find in the whole item, by first token */
	struct matches courts, terms, shifts, moments, rulings, charges, articles, facilities, lawyers, deadlines, untils;
	struct who_list last_told; /* of the step before with a verdict, and its sentence */
	uint32_t last_sentence;
	const char *day;      /* of the step before that has one, to count "two days later" from, and its sentence */
	uint32_t day_sentence;
	struct who_list day_persons;
};

/* A stretch of tokens; first == last where there is none. */
struct stretch {
	uint32_t first, last;
};

/* A step, and what its rule says of it. */
struct step_found {
	struct kua_case_step step;
	bool once, again, verdict, legal;
	bool ruling, freed;  /* a court said so; it may follow from what a court said */
	bool aside;          /* told as something that had been before, in passing, or in quotation marks */
	bool finite;         /* told by a verb: "was killed", not "killed in May" */
	bool of_prisoner;    /* only where the person is in prison: "transferred to Rivertown" */
	bool own_day;        /* its date stands in the words around it */
	bool dropped; /* told better elsewhere */
	uint32_t sentence, trigger; /* the first token of what told it */
};
typedef KUA_VEC(struct step_found) step_found_vec;

/* The persons of the trigger; previous: those of the one before it in the sentence, which "and" takes over, or NULL. */
void kua_step_persons(const struct triggers *ts, struct trigger *t, const struct who_list *previous);
/* Does a noun phrase begin at token t: may the participle before it be active? */
bool kua_step_phrase_begins(const struct triggers *ts, uint32_t t);
/* The first of n matches, which come by first token, at or behind token t; or n. */
size_t kua_match_first(const struct kua_match *m, size_t n, uint32_t t);
/* The tokens from .. to - 1 around trigger k that are its own, up to its neighbours; the next trigger behind
 * it, or n. */
uint32_t kua_step_from(const struct triggers *ts, size_t k);
uint32_t kua_step_to(const struct triggers *ts, size_t k);
size_t kua_step_next(const struct triggers *ts, size_t k);
/* Is one of the tokens from .. to - 1 in one of these classes of who.h, or a semicolon? */
bool kua_step_crosses(const struct triggers *ts, uint32_t from, uint32_t to, uint32_t bits);
/* Does the text say that it did not happen, or only might? coming: it may lie ahead. */
bool kua_step_unreal(const struct triggers *ts, const struct trigger *t, bool coming);
/* Give steps without a date the date that the item gives the same step elsewhere, and drop what is told
 * twice. */
void kua_steps_once(step_found_vec *steps);
/* The date a text gives for trigger k, or NULL; *at is where it stands. coming: it lies ahead. */
const char *kua_step_date(const struct triggers *ts, size_t k, bool coming, struct stretch *at);
/* A month without a year goes on from the date before it in its story: NULL where it does not, "" where they contradict each
 * other. */
const char *kua_step_in_story(const struct triggers *ts, const struct kua_date *d);
/* The date that stands alone before the trigger's sentence, or NULL. */
const struct kua_date *kua_step_dateline(const struct triggers *ts, const struct trigger *t);
/* "Two days later", counted from the step before, and where it stands; or NULL. */
const char *kua_step_counted_on(const struct triggers *ts, size_t k, struct stretch *at);
/* The date at which something that "is" so is so: that of the item, as precisely as it is known; or NULL. */
const char *kua_item_date(const struct kua_scene *s);
/* An ISO date of a date in the text, resolved with the help of the text's other dates where the item has
 * none; or NULL. */
const char *kua_date_iso(const struct kua_scene *s, const struct kua_date *d, bool coming);
/*
 * Does the next such day count for a day without a year, in an item of which only the month is known, as of a monthly list: is it
 * near, and the one before most of a year back?
 */
bool kua_date_near_ahead(const struct kua_scene *s, const struct kua_date *d);
/* "the May 21 protests", "this year's march", "an Oct. 29 article": the date names a thing, not when
 * something happened. */
bool kua_date_names_thing(const struct who *w, const struct kua_date *d);
/* The capture called name, of the match nearest to trigger k among those that are its own, at most reach tokens away; empty
 * where there is none. */
struct stretch kua_step_nearest(const struct triggers *ts, size_t k, const struct matches *m, const char *name, uint32_t reach,
                                bool before_too);
/* What belongs to trigger k; empty or NULL where there is none. */
struct stretch kua_step_court(const struct triggers *ts, size_t k);
struct stretch kua_step_term(const struct triggers *ts, size_t k);
const char *kua_step_place(const struct triggers *ts, size_t k, struct stretch *at);
struct stretch kua_step_charge(const struct triggers *ts, size_t k);
struct stretch kua_step_article(const struct triggers *ts, size_t k);
struct stretch kua_step_facility(const struct triggers *ts, size_t k);
/* The day until which somebody is held by trigger k. */
const char *kua_step_until(const struct triggers *ts, size_t k);
/* The lawyer who speaks before token t speaks for a client: put those there instead. */
void kua_step_clients(const struct triggers *ts, uint32_t t, struct who_list *persons);
/* Give the steps of an item, sentence by sentence, the lawyers it names, and the verdicts the day until which one may appeal. */
void kua_steps_lawyers(const struct triggers *ts, step_found_vec *steps);
void kua_steps_deadlines(const struct triggers *ts, step_found_vec *steps);
/* Add the step to out, with the person, and the tokens it is quoted from. */
struct step_found *kua_step_add(const struct who *w, const struct kua_case_step *step, const struct who_person *p,
                                struct stretch quote, step_found_vec *out);
/* Add what "Among them are A and B" tells of those whom a figure before counts: steps_among.c. */
void kua_steps_among(const struct who *w, const struct kua_claims_result *found, step_found_vec *steps);
/* Add the steps that the rows of tables tell: steps_table.c. */
void kua_steps_table(const struct who *w, step_found_vec *steps);
/* Give the rulings of an item that have no day the one that the sentences around tell: steps_court.c. */
void kua_steps_court_day(const struct triggers *ts, step_found_vec *steps);
/* The words behind trigger k that say why, by whom or how. */
struct stretch kua_step_detail(const struct triggers *ts, size_t k);

#endif
