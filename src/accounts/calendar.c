/*
 * calendar.c - what is due: actions with a date, and what comes next in each case, in order of time; what
 * several items announce stands once. Anniversaries come from events, on demand, since they go with today.
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
	return (struct kua_due){.date = d->date, .kind = d->what, .label = label, .item = s->item, .claim = s->id, .person = c->person,
	                        .place = s->court ? s->court : s->facility ? s->facility : s->place};
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
			v[all++] = (struct kua_due){.date = x->date, .time = x->time, .kind = x->kind ? x->kind : "action", .item = x->item,
			                            .label = action_label(a, x), .place = x->place, .claim = x->id};
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

/* ---- anniversaries ---- */

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The same day of the year, today or next; NULL where the event itself is not over by then. */
static const char *next_year(struct kua_arena *a, const char *day, const char *today, int *years)
{
	int year = atoi(today);
	for (int k = 0; k < 2; k++, year++) {
		bool moved = strcmp(day + 4, "-02-29") == 0 && !is_leap(year);
		const char *next = kua_arena_printf(a, "%04d%s", year, moved ? "-02-28" : day + 4);
		*years = year - atoi(day);
		if (strcmp(next, today) >= 0)
			return *years > 0 ? next : NULL;
	}
	return NULL;
}

static int by_text(const void *pa, const void *pb)
{
	return strcmp(*(const char *const *)pa, *(const char *const *)pb);
}

/* The events on which somebody died, sorted. */
static const char **deadly(const struct kua_accounts_result *r, struct kua_arena *a, size_t *n)
{
	const char **v = KUA_NEW_N(a, const char *, r->n_accounts);
	*n = 0;
	for (size_t i = 0; i < r->n_accounts; i++)
		if (r->accounts[i].event && same_text(r->accounts[i].act, "killed") && r->accounts[i].low > 0)
			v[(*n)++] = r->accounts[i].event;
	if (*n)
		qsort(v, *n, sizeof *v, by_text);
	return v;
}

void kua_accounts_anniversaries(const struct kua_accounts_result *r, const char *today, struct kua_arena *a,
                                struct kua_due **out, size_t *n)
{
	struct kua_due *v = KUA_NEW_N(a, struct kua_due, r->n_events);
	size_t found = 0, n_deadly;
	const char **with_dead = deadly(r, a, &n_deadly);
	int years;
	for (size_t i = 0; i < r->n_events; i++) {
		const struct kua_event *e = &r->events[i];
		const char *day = is_day(e->from) && same_text(e->from, e->to) ? e->from : NULL;
		const char *next = day && is_day(today) ? next_year(a, day, today, &years) : NULL;
		if (next && n_deadly && bsearch(&e->id, with_dead, n_deadly, sizeof *with_dead, by_text))
			v[found++] = (struct kua_due){.date = next, .kind = "anniversary", .place = e->place, .event = e->id, .years = years,
			                              .label = kua_arena_printf(a, "anniversary: %s", e->label)};
	}
	if (found)
		qsort(v, found, sizeof *v, by_date);
	*out = v;
	*n = found;
}
