/* cases.h - what the files of cases share. */
#ifndef KUA_ACCOUNTS_CASES_H
#define KUA_ACCOUNTS_CASES_H

#include "accounts/internal.h"

/* Which part of a case a step is of, in their usual order. */
enum case_part { PART_NONE, PART_BEFORE, PART_TRIAL, PART_PLAN, PART_PRISON, PART_FREE, PART_DEATH };

struct case_step { /* a step being put in order */
	const struct kua_case_step *step;
	size_t item;
	size_t family;
	int64_t day;      /* by which it is ordered */
	int64_t at;       /* where the text tells it: several steps may share one quote */
	bool dated, origin, anchor; /* anchor: others without a date may stand by it */
	int shift;        /* -1: stands before others of its day, 1: behind them, whatever the text's order */
	int rank;         /* of steps on one day: the usual order of a case */
};

enum case_part case_part_of(const struct case_step *s);

/* data/cases.txt: how things stand after a step, and how long a sentence is. */
struct case_words;
enum kua_code case_words_load(const struct kua_accounts_input *in, struct kua_arena *a, const struct case_words **out,
                              struct kua_error *err);
const char *case_state(const struct case_words *w, const struct kua_case_step *s); /* or NULL */

struct case_length { /* of a sentence */
	bool known, without_end;
	int64_t months, days;
	const char *word; /* life, death */
};
struct case_length case_length(const struct case_words *w, const char *language, const char *sentence, struct kua_arena *a);

/* What contradicts itself in the n steps of one case, in order of time, and what is due: case_check.c, case_due.c. */
void case_check(const struct kua_accounts_input *in, const struct case_words *w, const struct case_step *v, size_t n,
                struct kua_arena *a, struct kua_told_case *out);
void case_due(const struct kua_accounts_input *in, const struct case_words *w, const struct case_step *v, size_t n,
              struct kua_arena *a, struct kua_told_case *out);

#endif
