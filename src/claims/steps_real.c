/*
 * steps_real.c - what did not happen is no step: behind could, will or not, in a clause that "if" opens,
 * demanded, feared or denied. The words are classes of who.rules; here is only how far each reaches.
 */
#include "claims/steps.h"

#define FALSE_REACH 16 /* tokens to "is false" */
#define SHARED 14 /* tokens between "had not been tried" and the verb that shares its "not" */
#define GERUND 14 /* tokens between "should" and "releasing" */

static bool has_comma(const struct who *w, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++)
		if (kua_who_is(w, t, ','))
			return true;
	return false;
}

/* The word before the subject or noun phrase at token t says that it is wished or feared. */
static bool wished(const struct triggers *ts, uint32_t t, uint32_t reach)
{
	uint32_t first = ts->sentence->first;
	for (uint32_t n = 0; t > first && n < reach; n++, t--) {
		if (kua_who_is(ts->who, t - 1, ',') || kua_who_is(ts->who, t - 1, ';') ||
		    kua_who_is(ts->who, t - 1, ':') ||
		    (kua_who_classes(ts->who, t - 1) & WHO_CLAUSE))
			return false;
		if (kua_who_classes(ts->who, t - 1) & WHO_UNREAL)
			return true;
	}
	return false;
}

/* First verb of the group, adverbs left aside. */
static bool is_bare(const struct triggers *ts, uint32_t group, uint32_t at)
{
	while (group < at && (kua_who_classes(ts->who, group) & WHO_ADVERB))
		group++;
	return group < at && kua_scene_in_class(ts->who->s, group, "who-bare");
}

/* "had not been tried or convicted", "could be arrested and jailed": the second verb shares what stands
 * before the first. */
static bool shares_unreal(const struct triggers *ts, uint32_t group, uint32_t clause)
{
	const struct who *w = ts->who;
	if (group == clause || !(kua_who_classes(w, group - 1) & WHO_AND))
		return false;
	uint32_t from = group - clause > SHARED ? group - SHARED : clause;
	for (uint32_t t = from; t < group; t++) {
		bool infinitive = (kua_who_classes(w, t) & WHO_TO) && kua_scene_in_class(w->s, t + 1, "who-bare") &&
		                  !(t > from && (kua_who_classes(w, t - 1) & WHO_GO_ON));
		if (infinitive || (kua_who_classes(w, t) & (WHO_NOT | WHO_MODAL)))
			return true;
	}
	return false;
}

/* "The allegation that A was beaten is false". */
static bool said_false(const struct triggers *ts, const struct trigger *t)
{
	uint32_t clause = kua_who_clause(ts->who, t->first);
	bool that = clause > ts->sentence->first && (kua_who_classes(ts->who, clause - 1) & WHO_RELATIVE);
	uint32_t end = ts->sentence->last - t->last > FALSE_REACH ? t->last + FALSE_REACH : ts->sentence->last;
	for (uint32_t i = t->last; that && i < end; i++)
		if (kua_scene_in_class(ts->who->s, i, "step-false"))
			return true;
	return false;
}

/* "There should be a prosecution of A" */
static bool called_for(const struct triggers *ts, const struct trigger *t, uint32_t clause)
{
	uint32_t from = t->first - clause > GERUND ? t->first - GERUND : clause;
	for (uint32_t i = from; i + 1 < t->first; i++)
		if ((kua_who_classes(ts->who, i) & WHO_MODAL) && kua_scene_in_class(ts->who->s, i + 1, "who-bare"))
			return true;
	return false;
}

bool kua_step_unreal(const struct triggers *ts, const struct trigger *t, bool coming)
{
	const struct who *w = ts->who;
	if (said_false(ts, t))
		return true;
	uint32_t group = kua_who_group(w, t->first), clause = kua_who_clause(w, t->first);
	if (clause > ts->sentence->first && (kua_who_classes(w, clause - 1) & WHO_IF) &&
	    !has_comma(w, clause, t->first))
		return true;
	if (kua_who_any(w, group, t->first, WHO_NOT))
		return true;
	bool until = clause > ts->sentence->first && kua_scene_in_class(w->s, clause - 1, "who-until");
	/* "until A is released" */
	if (until && group < t->first && kua_scene_in_class(w->s, group, "who-present"))
		return true;
	if (coming)
		return false;
	if (!kua_who_any(w, group, t->first, WHO_BE | WHO_HAVE) && shares_unreal(ts, group, clause))
		return true;
	if (kua_who_any(w, group, t->first, WHO_MODAL) || is_bare(ts, group, t->first))
		return true;
	if (kua_who_any(w, group, t->first, WHO_TO) && !kua_who_any(w, group, t->first, WHO_GO_ON))
		return true;
	if (t->mode == STEP_DONE || t->mode == STEP_STATE)
		return wished(ts, group, 1) || (t->persons.n && t->persons.v[0].first >= ts->sentence->first &&
		                                t->persons.v[0].first < t->first &&
		       wished(ts, t->persons.v[0].first, 2));
	if ((t->mode == STEP_OF || t->mode == STEP_OWNER) && called_for(ts, t, clause))
		return true;
	uint32_t from = t->first - clause > GERUND ? t->first - GERUND : clause;
	/* "should show good will by releasing A" */
	if (t->mode == STEP_OBJECT && kua_who_any(w, from, t->first, WHO_MODAL))
		return true;
	return wished(ts, t->first, 6);
}
