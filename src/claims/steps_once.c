/*
 * steps_once.c - one is killed, acquitted or given a prize once ("set once yes" in the rule): where an item gives such a step
 * of a person one date, that is also the date of the same step told again without one.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/steps.h"

static int by_person(const void *x, const void *y)
{
	const struct kua_case_step *a = &(*(struct step_found *const *)x)->step, *b = &(*(struct step_found *const *)y)->step;
	int order = strcmp(a->person ? a->person : "", b->person ? b->person : "");
	order = order ? order : strcmp(a->step, b->step);
	return order ? order : a->start != b->start ? (a->start < b->start ? -1 : 1) : strcmp(a->id, b->id);
}

static bool alike(const struct step_found *a, const struct step_found *b)
{
	return a->step.person && b->step.person && strcmp(a->step.person, b->step.person) == 0 &&
	       strcmp(a->step.step, b->step.step) == 0;
}

void kua_steps_date_once(step_found_vec *steps)
{
	struct step_found **v = kua_calloc(steps->n, sizeof *v);
	for (size_t i = 0; i < steps->n; i++)
		v[i] = &steps->v[i];
	qsort(v, steps->n, sizeof *v, by_person);
	for (size_t i = 0, end; i < steps->n; i = end) {
		const char *date = NULL;
		bool one = true;
		for (end = i; end < steps->n && (end == i || alike(v[end], v[i])); end++) {
			one = one && (!date || !v[end]->step.date || strcmp(date, v[end]->step.date) == 0);
			date = date ? date : v[end]->step.date;
		}
		for (size_t k = i; k < end && one; k++)
			if (!v[k]->step.date && v[k]->once)
				v[k]->step.date = date;
	}
	free(v);
}
