/*
 * calendar.c - what is due: actions with a date, and what comes next in each case, in order of time; what
 * several items announce stands once.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

static const char *action_label(struct kua_arena *a, const struct kua_action *x)
{
	const char *label = x->kind ? x->kind : "action";
	if (x->organiser)
		label = kua_arena_printf(a, "%s, %s", label, x->organiser);
	else if (x->addressee)
		label = kua_arena_printf(a, "%s to %s", label, x->addressee);
	else if (!x->place && x->demands.n) /* else nobody could tell which */
		label = kua_arena_printf(a, "%s: %s", label, x->demands.v[0]);
	return label;
}

static int by_date(const void *pa, const void *pb)
{
	const struct kua_due *a = pa, *b = pb;
	int c = compare_text(a->date, b->date);
	c = c ? c : compare_text(a->time, b->time);
	c = c ? c : compare_text(a->label, b->label);
	c = c ? c : compare_text(a->place, b->place);
	c = c ? c : compare_text(a->item, b->item);
	return c ? c : compare_text(a->claim, b->claim);
}

static bool same_due(const struct kua_due *a, const struct kua_due *b)
{
	return same_text(a->date, b->date) && same_text(a->time, b->time) && same_text(a->label, b->label) &&
	       same_text(a->place, b->place);
}

static struct kua_due due_line(struct kua_arena *a, const struct kua_told_case *c, const struct kua_case_due *d)
{
	const struct kua_case_step *s = d->step;
	const char *label = kua_arena_printf(a, "%s: %s%s%s%s", c->label, d->what, d->why ? " (" : "", d->why ? d->why : "",
	                                     d->why ? ")" : "");
	return (struct kua_due){d->date, NULL, label, s->court ? s->court : s->facility ? s->facility : s->place, s->item, s->id};
}

void kua_accounts_calendar(const struct kua_accounts_input *in, const struct kua_told_case *cases, size_t n_cases,
                           struct kua_arena *a, struct kua_due **out, size_t *n)
{
	size_t all = 0, kept = 0;
	for (size_t i = 0; i < n_cases; i++)
		all += cases[i].n_due;
	struct kua_due *v = KUA_NEW_N(a, struct kua_due, in->n_actions + all);
	all = 0;
	for (size_t i = 0; i < in->n_actions; i++) {
		const struct kua_action *x = &in->actions[i];
		if (x->date && !same_text(x->status, "rejected"))
			v[all++] = (struct kua_due){x->date, x->time, action_label(a, x), x->place, x->item, x->id};
	}
	for (size_t i = 0; i < n_cases; i++)
		for (size_t k = 0; k < cases[i].n_due; k++)
			v[all++] = due_line(a, &cases[i], &cases[i].due[k]);
	if (all)
		qsort(v, all, sizeof *v, by_date);
	for (size_t i = 0; i < all; i++)
		if (!kept || !same_due(&v[kept - 1], &v[i]))
			v[kept++] = v[i];
	*out = v;
	*n = kept;
}
