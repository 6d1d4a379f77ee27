/*
 * steps_date.c - when a step was: the date beside its trigger, between the trigger before and the one after
 * (steps_around.c), in the story that is told around it (steps_story.c). Where dates contradict each other there
 * is none.
 */
#include <string.h>

#include "claims/steps.h"

#define JOINED 10

static const struct kua_text *text_of(const struct triggers *ts)
{
	return ts->who->s->text;
}

/* Is the date said of the verb? */
static bool is_adverbial(const struct triggers *ts, const struct kua_date *d)
{
	if (kua_date_names_thing(ts->who, d))
		return false;
	bool deadline = d->kind == KUA_DATE_DEADLINE;
	if (d->first > 0 && kua_scene_in_class(ts->who->s, d->first - 1, "date-picture"))
		return false;
	if (!deadline && d->first > 0 && kua_scene_in_class(ts->who->s, d->first - 1, "who-until"))
		return false;
	if (d->first == ts->sentence->first || d->kind == KUA_DATE_RELATIVE || deadline)
		return true;
	uint32_t before = d->first - 1, bits = kua_who_classes(ts->who, before);
	bool joint = (bits & (WHO_OF | WHO_AND | WHO_ADVERB)) ||
	             kua_scene_in_class(ts->who->s, before, "who-preposition") ||
		kua_who_is(ts->who, before, ',') ||
	             kua_who_is(ts->who, before, '(') || kua_who_is(ts->who, before, '-');
	/* the date's span holds its preposition */
	bool inside = kua_scene_in_class(ts->who->s, d->first, "who-preposition");
	if (joint || inside || kua_scene_in_class(ts->who->s, before, "date-alone")) /* "wurde 1934 verhaftet" */
		return true;
	return strlen(d->iso) == 10; /* "arrested May 13 for" */
}

/* "before 30 June 2016": the last day for what lies ahead. */
static bool is_term(const struct triggers *ts, const struct kua_date *d)
{
	return d->first > ts->sentence->first && kua_scene_in_class(ts->who->s, d->first - 1, "who-until") &&
	       !kua_date_names_thing(ts->who, d);
}

static bool crosses_class(const struct triggers *ts, uint32_t from, uint32_t to, const char *name)
{
	for (uint32_t t = from; t < to; t++)
		if (kua_scene_in_class(ts->who->s, t, name))
			return true;
	return false;
}

/* "was murdered, the worst year since 2001" */
static bool since_apart(const struct triggers *ts, const struct trigger *t, const struct kua_date *d)
{
	if (d->first == 0 || !kua_scene_in_class(ts->who->s, d->first - 1, "who-since"))
		return false;
	for (uint32_t i = t->last; i < d->first; i++)
		if (kua_who_is(ts->who, i, ','))
			return true;
	return false;
}

/* "in response to protests that broke out on 5 May": the date is of the thing. */
static bool of_thing(const struct triggers *ts, uint32_t from, uint32_t to)
{
	bool open = false;
	for (uint32_t i = from; i < to; i++)
		open = kua_scene_in_class(ts->who->s, i, "who-thing") || (open && !kua_who_is(ts->who, i, ','));
	return open;
}

/* "was sentenced, however in 2005 he was released": the date opens the next clause. */
static bool subject_follows(const struct triggers *ts, uint32_t t)
{
	return t + 1 < ts->sentence->last && (kua_who_classes(ts->who, t) & (WHO_HE | WHO_THEY)) &&
	       (kua_who_classes(ts->who, t + 1) & (WHO_BE | WHO_HAVE));
}

/* Where the relative clause of the trigger ends: "A, who was arrested in the square, was on Friday granted bail". */
static uint32_t clause_end(const struct triggers *ts, const struct trigger *t, uint32_t end)
{
	uint32_t group = kua_who_group(ts->who, t->first);
	if (group == ts->sentence->first || !(kua_who_classes(ts->who, group - 1) & WHO_RELATIVE))
		return end;
	for (uint32_t i = t->last; i + 1 < end; i++) {
		bool goes_on = ts->who->s->date_at[i] != KUA_NO_ID || ts->who->s->date_at[i + 1] != KUA_NO_ID ||
		               (kua_who_classes(ts->who, i + 1) & (WHO_OF | WHO_AND));
		if (kua_who_is(ts->who, i, ',') && !goes_on)
			return i;
	}
	return end;
}

static const struct kua_date *date_before(const struct triggers *ts, size_t k);

static const struct kua_date *date_after(const struct triggers *ts, size_t k, bool coming)
{
	const struct kua_scene *s = ts->who->s;
	const struct trigger *t = &ts->v[k];
	uint32_t end = kua_step_to(ts, k);
	end = clause_end(ts, t, end - t->last > STEP_NEAR_DATE ? t->last + STEP_NEAR_DATE : end);
	bool followed = kua_step_next(ts, k) < ts->n;
	for (uint32_t i = t->last; i < end; i++) {
		uint32_t at = s->date_at[i];
		if (at == KUA_NO_ID || s->dates[at].first != i) {
			if (kua_who_classes(ts->who, i) & WHO_SAY)
				return NULL;
			continue;
		}
		const struct kua_date *d = &s->dates[at];
		bool and = d->first > 0 && (kua_who_classes(ts->who, d->first - 1) & WHO_AND);
		uint32_t joined = d->first - and;
		if ((followed || coming) && kua_step_crosses(ts, t->last, joined, WHO_THEN | WHO_AND))
			return NULL;
		bool then = and || (d->first > t->last + 1 && (kua_who_classes(ts->who, d->first - 1) & WHO_OF) &&
		                    (kua_who_classes(ts->who, d->first - 2) & WHO_AND));
		if (then && date_before(ts, k)) /* "On 5 May they killed A, and on 7 May …" */
			return NULL;
		uint32_t behind = t->match->last > t->last && t->match->last <= d->first ? t->match->last : t->last;
		bool other = crosses_class(ts, t->last, d->first, "who-until") || crosses_class(ts, t->last, d->first, "date-ahead") ||
		             crosses_class(ts, behind, d->first, "who-as") || since_apart(ts, t, d) ||
		             of_thing(ts, t->last, d->first);
		if (!coming && other)
			continue;
		bool reason = kua_step_crosses(ts, behind, d->first, WHO_REASON);
		if (followed && subject_follows(ts, d->last))
			return NULL;
		/* "on Friday sentenced A for the deaths at the dam on 9 March 2014": the later date tells what for */
		if (d->anniversary || (reason && (strlen(d->iso) < 10 || date_before(ts, k))))
			continue;
		if (!is_adverbial(ts, d) && !(coming && is_term(ts, d)))
			continue;
		return d;
	}
	return NULL;
}

/* Does a date before the verb belong to it, and not to a relative clause or to the verb of an outer
 * clause? */
static bool reaches(const struct triggers *ts, const struct kua_date *d, uint32_t at)
{
	bool comma = false, relative = false;
	for (uint32_t t = d->last; t < at; t++) {
		bool is_comma = kua_who_is(ts->who, t, ',');
		comma |= is_comma;
		/* a comma closes it */
		relative = !is_comma && (relative || (kua_who_classes(ts->who, t) & WHO_RELATIVE));
	}
	uint32_t from = d->first - ts->sentence->first > STEP_NEAR_DATE ? d->first - STEP_NEAR_DATE : ts->sentence->first;
	/* "A, who moved two months ago, was arrested" */
	bool inside = comma && kua_step_crosses(ts, from, d->first, WHO_RELATIVE);
	if (!relative)
		return !inside;
	for (uint32_t t = ts->sentence->first; t < d->first && t < ts->sentence->first + 6; t++)
		if (kua_scene_in_class(ts->who->s, t, "who-cleft")) /* "it was on 5 May that" */
			return true;
	return false;
}

/* In a language whose verb ends its clause, a date with a case ending needs no preposition. */
static bool free_before(const struct triggers *ts, size_t k, const struct kua_date *d)
{
	return ts->v[k].mode == STEP_FINAL && d->kind != KUA_DATE_DEADLINE && d->first > 0 && kua_who_at(ts->who, d->first - 1) != KUA_NO_ID &&
	       !kua_date_names_thing(ts->who, d);
}

static const struct kua_date *date_before(const struct triggers *ts, size_t k)
{
	const struct kua_scene *s = ts->who->s;
	const char *dated = kua_match_field(s, ts->v[k].match, "dated");
	bool verb = dated && strcmp(dated, "verb") == 0;
	uint32_t start = kua_step_from(ts, k), at = verb ? ts->v[k].match->first : ts->v[k].first;
	bool noun = !verb && (ts->v[k].mode == STEP_OF || ts->v[k].mode == STEP_OWNER);
	at = at < start ? ts->v[k].first : at;
	start = at - start > STEP_NEAR_DATE ? at - STEP_NEAR_DATE : start;
	bool follows = start > ts->sentence->first;
	for (uint32_t i = at; i > start; i--) {
		uint32_t index = s->date_at[i - 1];
		if (index == KUA_NO_ID) {
			if (kua_who_classes(ts->who, i - 1) & WHO_SAY)
				return NULL;
			continue;
		}
		const struct kua_date *d = &s->dates[index];
		if (d->last == at) /* "the 1999 arrest" */
			return d;
		if (noun || d->first < start || d->anniversary || !(is_adverbial(ts, d) || free_before(ts, k, d)) || !reaches(ts, d, at))
			continue;
		if (follows && !kua_step_crosses(ts, start, d->first, WHO_THEN | WHO_AND))
			return NULL;
		return d;
	}
	return NULL;
}

/* "convicted A of fraud and sentenced him": one clause of at most JOINED tokens, without a date, that ends in
 * "and". */
static bool is_joined(const struct triggers *ts, uint32_t from, uint32_t to)
{
	while (to > from && (kua_who_classes(ts->who, to - 1) & (WHO_ADVERB | WHO_BE)))
		to--;
	if (to <= from || to - from > JOINED || !(kua_who_classes(ts->who, to - 1) & WHO_AND))
		return false;
	for (uint32_t t = from; t < to; t++)
		if (text_of(ts)->tokens[t].kind == KUA_PUNCT || ts->who->s->date_at[t] != KUA_NO_ID ||
		    (kua_who_classes(ts->who, t) & (WHO_SAY | WHO_CLAUSE | WHO_RELATIVE | WHO_THEN | WHO_THEY)))
			return false;
	return true;
}

/* Are two triggers one after the other, as in "arrested and charged"? */
static bool adjoin(const struct triggers *ts, const struct trigger *a, const struct trigger *b)
{
	if (b->first >= a->last && is_joined(ts, a->last, b->first))
		return true;
	if (b->first < a->last || b->first - a->last > 4)
		return false;
	for (uint32_t t = a->last; t < b->first; t++)
		if (!(kua_who_classes(ts->who, t) & (WHO_AND | WHO_THEN | WHO_ADVERB | WHO_BE)) &&
		    !kua_who_is(ts->who, t, ','))
			return false;
	return true;
}

static const struct kua_date *captured_date(const struct triggers *ts, size_t k)
{
	const struct kua_scene *s = ts->who->s;
	const struct trigger *t = &ts->v[k];
	const struct kua_capture *own = kua_match_capture(t->match, "date");
	uint32_t first = own ? own->first : t->match->first, last = own ? own->last : t->match->last;
	if (!own && t->mode == STEP_FINAL) /* one auxiliary for two: "wurde im Mai verhaftet und 2005 verurteilt" */
		first = kua_step_from(ts, k) > first ? kua_step_from(ts, k) : first;
	for (uint32_t i = first; i < last; i++)
		if (s->date_at[i] != KUA_NO_ID && !s->dates[s->date_at[i]].anniversary &&
		    is_adverbial(ts, &s->dates[s->date_at[i]]))
			return &s->dates[s->date_at[i]];
	return NULL;
}

/* "the 1999 arrest of A": the date right before a noun. */
static const struct kua_date *date_beside(const struct triggers *ts, const struct trigger *t)
{
	const struct kua_scene *s = ts->who->s;
	bool noun = t->mode == STEP_OF || t->mode == STEP_OWNER;
	uint32_t at = noun && t->first > ts->sentence->first ? s->date_at[t->first - 1] : KUA_NO_ID;
	bool own = at != KUA_NO_ID && s->dates[at].last == t->first && !s->dates[at].anniversary;
	return own ? &s->dates[at] : NULL;
}

/* "the 1999 arrest of A": a year that stands alone before a noun; NULL where none does. */
static const char *year_beside(const struct triggers *ts, const struct trigger *t)
{
	bool noun = t->mode == STEP_OF || t->mode == STEP_OWNER;
	if (!noun || t->first == ts->sentence->first)
		return NULL;
	const char *norm = text_of(ts)->tokens[t->first - 1].norm;
	bool year = strlen(norm) == 4 && strspn(norm, "0123456789") == 4 && (strncmp(norm, "19", 2) == 0 || strncmp(norm, "20", 2) == 0);
	uint32_t date = ts->who->s->date_at[t->first - 1];
	bool alone = date == KUA_NO_ID || ts->who->s->dates[date].first == t->first - 1; /* not the end of "5. Mai 2019" */
	return year && alone ? norm : NULL;
}

const char *kua_step_date(const struct triggers *ts, size_t k, bool coming, struct stretch *at)
{
	const struct kua_scene *s = ts->who->s;
	const char *year = year_beside(ts, &ts->v[k]);
	*at = (struct stretch){ts->v[k].first - (year != NULL), ts->v[k].first};
	if (year)
		return kua_arena_strdup(s->arena, year);
	if (!coming && kua_match_capture(ts->v[k].match, "day")) /* ", her brother B the next day" */
		return kua_step_counted_on(ts, k, at);
	const struct kua_date *d = captured_date(ts, k);
	if (!d)
		d = date_beside(ts, &ts->v[k]);
	if (!d)
		d = date_after(ts, k, coming);
	if (!d)
		d = date_before(ts, k);
	for (size_t i = k; !d && i > 0 && i + 3 > k; i--)
		if (adjoin(ts, &ts->v[i - 1], &ts->v[k]))
			d = date_before(ts, i - 1);
	const char *of = kua_match_field(s, ts->v[k].match, "day-of");
	for (size_t i = k; !d && of && i > 0 && i + 4 > k; i--)
		if (!ts->v[i - 1].dropped && strcmp(ts->v[i - 1].step, of) == 0 && ts->v[i - 1].last <= ts->v[k].first)
			d = date_after(ts, i - 1, coming);
	size_t next = kua_step_next(ts, k);
	if (!d && next < ts->n && adjoin(ts, &ts->v[k], &ts->v[next]))
		d = date_after(ts, next, coming);
	*at = d ? (struct stretch){d->first, d->last} : (struct stretch){0, 0};
	if (!d && !coming)
		d = kua_step_dateline(ts, &ts->v[k]);
	bool open = !d || (d->kind == KUA_DATE_RELATIVE && !d->iso[0]);
	const char *counted = open && !coming ? kua_step_counted_on(ts, k, at) : NULL;
	if (counted)
		return counted;
	const char *told = d && !coming ? kua_step_in_story(ts, d) : NULL;
	if (told)
		return *told ? told : NULL;
	return d ? kua_date_iso(s, d, coming) : NULL;
}
