/* event.h - what the files of an event's account share: event.c the whole, number.c one number, spread.c the drawing. */
#ifndef KUA_PAGE_EVENT_H
#define KUA_PAGE_EVENT_H

#include "page/internal.h"

struct account_of {
	struct kua_event *event;
	struct kua_account *accounts;
	struct kua_toll *tolls;
	struct kua_figure *figures;
	size_t n_accounts, n_tolls, n_figures;
	const char *profile;
	const char *only;       /* the one number that is shown whole; NULL: all, as far as there is room */
	const char *only_act;   /* the one act whose numbers are all shown, some at a time */
	size_t statements_left; /* that this page still has room for */
	struct kua_intern *figure_ids, *item_ids, *voice_ids; /* items and voices as far as they were asked for */
	KUA_VEC(const struct kua_item *) items;
	KUA_VEC(const struct kua_voice *) voices;
};

const struct kua_figure *figure_of(const struct account_of *o, const char *id); /* NULL where it is not the event's */
const struct kua_item *item_of(struct visit *v, struct account_of *o, const char *id); /* NULL where there is none */
const char *voice_label(struct visit *v, struct account_of *o, const char *id);
/* Does the line tell of people one by one, and count nobody? Then it stands below the numbers. */
bool one_by_one(const struct account_of *o, const struct kua_account *a);
/* How many voices a line has: a number, or about how many and between which. */
const char *voices_of(const struct visit *v, const struct kua_account *a);
/* The number as the line is headed. */
const char *line_number(const struct visit *v, const struct account_of *o, const struct kua_account *a);

void put_number(struct visit *v, struct account_of *o, const struct kua_account *a); /* number.c */
void put_spread(struct visit *v, struct account_of *o, const char *act);             /* spread.c */

#endif
