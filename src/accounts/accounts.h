/*
 * accounts.h - what the cores found, put together: judgements applied to claims, events, voices, accounts (figures of one act of
 * one event side by side, statements and independent voices counted), tolls by counting profile, what is due.
 *
 * Pure. The rules are those of the design, section 9: statements in one family are one; statements that report the same voice
 * are one; voices of one organisation are one; posts of one archive speak with that archive's voice where no other speaker is named.
 * Where a statement is from another only as far as one text is a copy of the other, the number of voices is what is expected over the tree of
 * copies, with bounds. `joined` says which rule joined which, and with what probability. Nothing is averaged.
 */
#ifndef KUA_ACCOUNTS_H
#define KUA_ACCOUNTS_H

#include "text/text.h"

struct kua_accounts_input {
	const struct kua_item *items;
	size_t n_items;
	const struct kua_family *families;
	size_t n_families;
	const struct kua_reuse *reuse;
	size_t n_reuse;
	const struct kua_copy *copies; /* the families' trees; none: copies in words of their own are not known for such */
	size_t n_copies;
	const struct kua_drift *drift; /* of numbers; others do no harm */
	size_t n_drift;
	const struct kua_entity *entities;
	size_t n_entities;
	const struct kua_mention *mentions;
	size_t n_mentions;
	struct kua_figure *figures; /* event, voice, status and, where NULL, said_by, place, date are filled in */
	size_t n_figures;
	struct kua_case_step *steps; /* status is filled in */
	size_t n_steps;
	struct kua_harm *harms; /* status is filled in; nothing is made of them */
	size_t n_harms;
	struct kua_action *actions; /* status is filled in */
	size_t n_actions;
	const struct kua_judgement *judgements;
	size_t n_judgements;
	const char *profile; /* range, iraqbodycount, acled, ucdp; NULL means range */
	const struct kua_languages *languages;
	const char *data_dir; /* voices.txt: classes of witness and their names; profiles.txt: the counting profiles */
};

struct kua_accounts_result {
	struct kua_event *events;
	size_t n_events;
	struct kua_voice *voices;
	size_t n_voices;
	struct kua_account *accounts;
	size_t n_accounts;
	struct kua_toll *tolls;
	size_t n_tolls;
	struct kua_case *cases;
	size_t n_cases;
};

enum kua_code kua_accounts_make(const struct kua_accounts_input *in, struct kua_arena *a,
                                struct kua_accounts_result *out, struct kua_error *err);

/* Whether it is the voice of one text that names nobody. Its label says which text that is, by the document's name as it was received. */
bool kua_voice_unnamed(const struct kua_voice *v);

/* Find what a judgement is about among claims of one item: by id, else by kind and quote with the text on either side.
 * Index into ids, or SIZE_MAX where the claim is no longer there. */
struct kua_anchor {
	const char *id, *item, *quote;
	int64_t start, end;
};
size_t kua_accounts_anchor(const struct kua_judgement *j, const struct kua_anchor *claims, size_t n,
                           const struct kua_item *items, size_t n_items);

/* Whether a person may amend this field of a claim: not what says where the claim stands or was made from it, and not the grades,
 * which have a verdict of their own. */
bool kua_accounts_amendable(const char *field);

/* An ISO date of any precision in words: "16 December 2011", "December 2011", "2011"; NULL and "" give "date not known". */
const char *kua_accounts_date_words(struct kua_arena *a, const char *iso);

/* ---- cases and calendar, made on demand from steps and actions ---- */

struct kua_contradiction { /* two steps that cannot both be so; both are kept */
	const char *what;  /* in words */
	const struct kua_case_step *a, *b;
};

struct kua_case_due { /* what comes next in a case */
	const char *date, *what;
	const char *why; /* how it was computed; NULL: as a text gives it */
	const struct kua_case_step *step;
};

struct kua_told_case {
	const char *person, *label; /* entity id and its label */
	const struct kua_case_step **steps; /* in order of time, undated ones where the text puts them; copies in one family once */
	size_t n;
	const char *status; /* the latest step that says how things stand, in its own words */
	const struct kua_case_step *now; /* that step; NULL: none says so */
	const char *state;  /* the same in the words of data/cases.txt, where that is sure */
	const char *as_of;  /* the date of that step, or of the item that says it */
	struct kua_contradiction *contradictions;
	size_t n_contradictions;
	struct kua_case_due *due; /* in order of date */
	size_t n_due;
};
/* data_dir and languages of the input may be NULL: then there is no state, and no length of a sentence is known. */
enum kua_code kua_accounts_cases(const struct kua_accounts_input *in, struct kua_arena *a, struct kua_told_case **out,
                                 size_t *n, struct kua_error *err);
/* The same as records for the store, sorted by id. */
enum kua_code kua_accounts_write_cases(const struct kua_accounts_input *in, struct kua_arena *a, struct kua_case **out,
                                       size_t *n, struct kua_error *err);

struct kua_due { /* one line of the calendar: an action, a trial due, a last day to appeal, an anniversary */
	const char *date, *time;
	const char *kind;   /* "protest", "last day to appeal", "anniversary" ...: says nothing of people */
	const char *label;  /* the whole in words, with names */
	const char *place, *item, *claim;
	const char *person; /* of a case: the entity; NULL else */
	const char *event;  /* of an anniversary, with how many years it is; NULL and 0 else */
	int years;
};
/* Actions, and what is due in the cases. Sorted by date. */
void kua_accounts_calendar(const struct kua_accounts_input *in, const struct kua_told_case *cases, size_t n_cases,
                           struct kua_arena *a, struct kua_due **out, size_t *n);
/*
 * The next anniversary, today or later, of each event of one day on which people were killed. Sorted by date. Of a 29 February
 * it is the last day of February.
 */
void kua_accounts_anniversaries(const struct kua_accounts_result *r, const char *today, struct kua_arena *a,
                                struct kua_due **out, size_t *n);

#endif
