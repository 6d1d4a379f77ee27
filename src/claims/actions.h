/* actions.h - what the files of actions share. */
#ifndef KUA_CLAIMS_ACTIONS_H
#define KUA_CLAIMS_ACTIONS_H

#include "claims/steps.h"

/* An action while it is being put together. Tokens are the item's. */
struct act {
	const char *kind, *date, *time, *place, *organiser, *addressee, *rule;
	struct kua_list demands;
	uint32_t first, last; /* of the quote */
	uint32_t sentence;
	int priority; /* of the rule */
	bool coming, dropped;
	bool loose; /* from lines of their own: the kind is only what was named before them */
};

typedef KUA_VEC(struct act) act_vec;

/* The item, who is meant in it, and what was found for every task, once. */
struct acting {
	const struct kua_scene *s;
	const struct who *who;
	const struct kua_match *spots, *demands, *gatherings, *addressees, *organisers;
	size_t n_spots, n_demands, n_gatherings, n_addressees, n_organisers;
	/* what the title announces, where it does */
	const char *title_kind, *title_date;
};

/* Date, time, place and organiser of the match, from its sentence. */
void kua_act_around(const struct acting *a, const struct kua_match *m, struct act *act);
/* The first demand in tokens from .. to - 1, if there is one: "write to the minister and demand that A be
 * freed". */
bool kua_act_demand_within(const struct acting *a, uint32_t from, uint32_t to, struct act *act);
/* Hand each demand of the item to the action that makes it. */
void kua_act_demands(const struct acting *a, act_vec *acts);
/* Cut what is demanded in tokens from .. to - 1 where one demand ends and another begins, and add each to the act. */
void kua_act_split(const struct acting *a, struct act *act, uint32_t from, uint32_t to);
/* To whom the act is addressed, from the sentence of the match. */
void kua_act_addressee(const struct acting *a, const struct kua_match *m, struct act *act);
/* Announcements set in lines: "Wednesday, 16 December at 7pm / Town Hall / 12 High Street". */
void kua_act_lines(const struct acting *a, act_vec *acts);
/* Not before the item's own day? True where either is not known. */
bool kua_act_ahead(const struct acting *a, const char *date);

#endif
