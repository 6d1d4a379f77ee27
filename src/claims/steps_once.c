/*
 * steps_once.c - what an item tells twice. One is killed, acquitted or given a prize once ("set once yes" in
 * the rule): where an item gives such a step of a person one date, that is also the date of the same step
 * told again without one.
 *
 * Then of steps of one kind and person the one without a date gives way to one with a date, and of two with
 * the same date, or without, the one that says less; but not what happened again ("set again yes"). A person
 * who is named by one word ("Varga freed") is here the one whose name ends in it, if the item has one only.
 * Of held and imprisoned said of one person in one sentence the one that knows the term stays, else the
 * first.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/steps.h"

#define SAME_MOST 64 /* steps of one person and kind that are compared with each other */

/* What two steps are compared by: one person, though under a full name and under a surname alone. */
struct told {
	struct step_found *f;
	const char *person;
};

static int by_person(const void *x, const void *y)
{
	const struct told *s = x, *t = y;
	const struct kua_case_step *a = &s->f->step, *b = &t->f->step;
	int order = strcmp(s->person, t->person);
	order = order ? order : strcmp(a->step, b->step);
	return order ? order : a->start != b->start ? (a->start < b->start ? -1 : 1) : strcmp(a->id, b->id);
}

static bool alike(const struct told *a, const struct told *b)
{
	return a->person[0] && strcmp(a->person, b->person) == 0 && strcmp(a->f->step.step, b->f->step.step) == 0;
}

static void date_them(struct told *v, size_t n)
{
	const char *date = NULL;
	bool one = true;
	for (size_t i = 0; i < n; i++) {
		const char *own = v[i].f->step.date;
		one = one && (!date || !own || strcmp(date, own) == 0);
		date = date ? date : own;
	}
	for (size_t i = 0; i < n && one; i++)
		if (!v[i].f->step.date && v[i].f->once)
			v[i].f->step.date = date;
}

static int knows(const struct kua_case_step *s)
{
	return 4 * (s->sentence != NULL) + 4 * (s->court != NULL) + 2 * (s->place != NULL) + (s->detail != NULL);
}

static bool differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b) != 0;
}

/* Does b only repeat what a says, as far as one can tell? */
static bool repeats(const struct step_found *a, const struct step_found *b)
{
	const struct kua_case_step *x = &a->step, *y = &b->step;
	if (a->dropped || b->dropped || a->again != b->again || differ(x->court, y->court) ||
	    differ(x->sentence, y->sentence) || differ(x->charge, y->charge) || differ(x->facility, y->facility))
		return false;
	if (x->date && y->date) { /* "2012" only repeats "2012-05" */
		bool same = strcmp(x->date, y->date) == 0;
		return same ? knows(x) >= knows(y) : strncmp(x->date, y->date, strlen(y->date)) == 0 &&
		       knows(x) + 1 >= knows(y);
	}
	return (x->date || !y->date) && !differ(x->place, y->place) &&
	       (x->date ? knows(y) <= knows(x) + 1 : knows(x) >= knows(y));
}

static void fill(const char **to, const char *from)
{
	*to = *to ? *to : from;
}

/* What the step that goes knows of the law, the one that stays takes over. */
static void hand_over(const struct kua_case_step *from, struct kua_case_step *to)
{
	fill(&to->charge, from->charge);
	fill(&to->article, from->article);
	fill(&to->facility, from->facility);
	fill(&to->lawyer, from->lawyer);
	fill(&to->deadline, from->deadline);
}

static void drop_repeated(struct told *v, size_t n)
{
	n = n > SAME_MOST ? SAME_MOST : n;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (i != k && repeats(v[i].f, v[k].f)) {
				v[k].f->dropped = true;
				hand_over(&v[k].f->step, &v[i].f->step);
			}
}

/* ---- one word of a name ---- */

/* The last word of a name. */
static const char *surname(const char *name)
{
	const char *space = strrchr(name, ' ');
	return space ? space + 1 : name;
}

static int by_surname(const void *x, const void *y)
{
	const struct told *a = x, *b = y;
	int order = strcmp(surname(a->f->step.name), surname(b->f->step.name));
	return order ? order : strcmp(a->person, b->person);
}

/* v[0 .. n-1] share a last word: where one person alone has more than it for a name, the bare word means that
 * person. */
static void join_surname(struct told *v, size_t n)
{
	const char *full = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!strchr(v[i].f->step.name, ' '))
			continue;
		if (full && strcmp(full, v[i].person) != 0)
			return;
		full = v[i].person;
	}
	for (size_t i = 0; i < n && full; i++)
		v[i].person = full;
}

/* ---- held and imprisoned ---- */

static bool is_prison(const struct step_found *f)
{
	return !f->dropped && (strcmp(f->step.step, "held") == 0 || strcmp(f->step.step, "imprisoned") == 0);
}

/* Steps come sentence by sentence. */
static void drop_held(step_found_vec *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		for (size_t k = i + 1; k < steps->n && k < i + SAME_MOST &&
		     steps->v[k].sentence == steps->v[i].sentence; k++) {
			struct step_found *a = &steps->v[i], *b = &steps->v[k];
			bool same = is_prison(a) && is_prison(b) && a->step.person && b->step.person &&
			            strcmp(a->step.person, b->step.person) == 0 && !differ(a->step.date, b->step.date);
			if (same && b->step.sentence && !a->step.sentence)
				a->dropped = true;
			else if (same)
				b->dropped = true;
		}
}

/* ---- moved ---- */

static bool tells_of_prison(const struct kua_case_step *s)
{
	static const char *const steps[] = {"arrested", "held", "imprisoned", "sentenced", "convicted", "charged", "solitary confinement", "tried"};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (strcmp(s->step, steps[i]) == 0)
			return true;
	return false;
}

/* v[0 .. n-1] are of one person: "was transferred to Rivertown" tells of a prison only where something else does. */
static void drop_unheld(struct told *v, size_t n)
{
	bool prison = false;
	for (size_t i = 0; i < n; i++)
		prison |= !v[i].f->dropped && !v[i].f->of_prisoner && tells_of_prison(&v[i].f->step);
	for (size_t i = 0; i < n; i++)
		v[i].f->dropped |= v[i].f->of_prisoner && !(prison && v[i].person[0]);
}

void kua_steps_once(step_found_vec *steps)
{
	struct told *v = kua_calloc(steps->n, sizeof *v);
	for (size_t i = 0; i < steps->n; i++)
		v[i] = (struct told){&steps->v[i], steps->v[i].step.person ? steps->v[i].step.person : ""};
	drop_held(steps);
	qsort(v, steps->n, sizeof *v, by_surname);
	for (size_t i = 0, end; i < steps->n; i = end) {
		for (end = i + 1; end < steps->n &&
		     strcmp(surname(v[end].f->step.name), surname(v[i].f->step.name)) == 0;)
			end++;
		join_surname(v + i, end - i);
	}
	qsort(v, steps->n, sizeof *v, by_person);
	for (size_t i = 0, end; i < steps->n; i = end) {
		for (end = i + 1; end < steps->n && strcmp(v[end].person, v[i].person) == 0;)
			end++;
		drop_unheld(v + i, end - i);
	}
	for (size_t i = 0, end; i < steps->n; i = end) {
		for (end = i + 1; end < steps->n && alike(&v[end], &v[i]);)
			end++;
		date_them(v + i, end - i);
		drop_repeated(v + i, end - i);
	}
	free(v);
}
