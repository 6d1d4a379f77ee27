/*
 * steps_day.c - the days of an item: its own, as precisely as it is known, and those its text names, resolved with the
 * help of its other dates. For steps and actions.
 */
#include <string.h>

#include "claims/steps.h"

#define MOST_DATES 256 /* full dates that others are compared with */

static size_t common_prefix(const char *a, const char *b)
{
	static const size_t precisions[] = {10, 7, 4};
	for (size_t i = 0; i < 3; i++)
		if (strlen(a) >= precisions[i] && strlen(b) >= precisions[i] && strncmp(a, b, precisions[i]) == 0)
			return precisions[i];
	return 0;
}

/* The year that all full dates of the text share, or NULL. */
static const char *year_of_text(const struct kua_scene *s)
{
	const char *year = NULL;
	for (size_t i = 0; i < s->n_dates && i < MOST_DATES; i++) {
		const struct kua_date *d = &s->dates[i];
		if (d->kind != KUA_DATE_FULL || strlen(d->iso) < 10)
			continue;
		if (year && strncmp(year, d->iso, 4) != 0)
			return NULL;
		year = d->iso;
	}
	return year ? kua_arena_strndup(s->arena, year, 4) : NULL;
}

const char *kua_item_date(const struct kua_scene *s)
{
	const struct kua_item *item = s->item;
	if (item->published_on)
		return item->published_on;
	if (item->date_from && item->date_to) {
		size_t n = common_prefix(item->date_from, item->date_to);
		if (n)
			return kua_arena_strndup(s->arena, item->date_from, n);
	}
	return year_of_text(s);
}

static bool same_words(const struct kua_text *t, const struct kua_date *full, const struct kua_date *partial)
{
	for (uint32_t i = partial->first; i < partial->last; i++) {
		bool found = false;
		for (uint32_t k = full->first; k < full->last && !found; k++)
			found = t->tokens[i].hash == t->tokens[k].hash;
		if (!found)
			return false;
	}
	return true;
}

bool kua_date_near_ahead(const struct kua_scene *s, const struct kua_date *d)
{
	const char *own = kua_item_date(s);
	int64_t first, last, before, after;
	if (d->kind != KUA_DATE_PARTIAL || !own || strlen(own) != 7 || !kua_date_first_day(own, &first) ||
	    !kua_date_last_day(own, &last) || !kua_date_first_day(d->iso, &before) || !kua_date_first_day(d->iso_next, &after))
		return false;
	return after > last && after - last < STEP_HALF_YEAR / 2 && first - before > STEP_HALF_YEAR;
}

const char *kua_date_iso(const struct kua_scene *s, const struct kua_date *d, bool coming)
{
	const char *iso = (coming || kua_date_near_ahead(s, d)) && d->iso_next[0] ? d->iso_next : d->iso;
	if (kua_scene_in_class(s, d->last, "date-elsewhere")) /* "in October of that year" */
		return NULL;
	if (iso[0])
		return iso;
	if (d->kind != KUA_DATE_PARTIAL || d->last - d->first < 2)
		return NULL;
	/* "on 16 December" in a text that says "16 December 2011" elsewhere */
	for (size_t i = 0; i < s->n_dates && i < MOST_DATES; i++)
		if (s->dates[i].kind == KUA_DATE_FULL && strlen(s->dates[i].iso) == 10 && !s->dates[i].anniversary &&
		    same_words(s->text, &s->dates[i], d))
			return s->dates[i].iso;
	return NULL;
}

bool kua_date_names_thing(const struct who *w, const struct kua_date *d)
{
	const struct kua_text *t = w->s->text;
	if (t->tokens[d->last - 1].flags & KUA_POSSESSIVE)
		return true;
	bool article = d->first > 0 && (kua_who_classes(w, d->first - 1) & WHO_THE) &&
	               !(d->kind != KUA_DATE_RELATIVE && kua_scene_in_class(w->s, d->first - 1, "date-the")); /* "el 5 de mayo unas 400 mujeres" */
	bool noun = d->last < t->n_tokens && t->tokens[d->last].kind == KUA_WORD &&
	            t->tokens[d->last].sentence == t->tokens[d->first].sentence &&
	            !kua_scene_in_class(w->s, d->last, "who-preposition") &&
	            !kua_scene_in_class(w->s, d->last, "date-of-done") && /* "der 2012 verhaftete A" */
	            !(kua_who_classes(w, d->last) & (WHO_AND | WHO_BE | WHO_RELATIVE));
	return article && noun;
}
