/*
 * steps_court.c - the day on which a court spoke, where it stands in another sentence than what the court said: "The court dismissed
 * the appeal of A. The ruling was read out on 5 May", and in the report of one session, where the first sentence alone has
 * the day: "The court on Friday sentenced A to six years. B was acquitted and released."
 *
 * What is told in passing ("who had been acquitted", "the sentence of B") belongs to another session and gets no day.
 */
#include <string.h>

#include "claims/steps.h"

#define SESSION 5 /* sentences over which the report of a session goes on */
#define LOOK_BACK 48 /* steps of them */
#define FRESH 10 /* days after it on which a session is reported */
#define AT_ONCE 6 /* tokens between "acquitted" and "released" */

/* "The ruling was read out on 5 May": the rulings without a day of the nearest sentence before it, in the paragraph. */
static void take_ruling_day(const struct kua_scene *s, const struct kua_match *m, step_found_vec *steps, size_t end)
{
	const struct kua_capture *c = kua_match_capture(m, "date");
	uint32_t at = c ? s->date_at[c->first] : KUA_NO_ID, sentence = KUA_NO_ID;
	const char *day = at == KUA_NO_ID ? NULL : kua_date_iso(s, &s->dates[at], false);
	for (size_t i = end, n = 0; day && i > 0 && n < LOOK_BACK; i--, n++) {
		struct step_found *f = &steps->v[i - 1];
		bool far = m->sentence - f->sentence > 2 || (sentence != KUA_NO_ID && f->sentence != sentence);
		if (far || s->text->sentences[m->sentence].paragraph != s->text->sentences[f->sentence].paragraph)
			return;
		if (f->sentence == m->sentence || !f->ruling || f->aside)
			continue;
		sentence = f->sentence;
		if (!f->step.date) {
			f->step.date = day;
			f->own_day = strlen(day) == 10;
		}
	}
}

static bool is_appeal(const struct step_found *f)
{
	return strncmp(f->step.step, "appeal", 6) == 0;
}

static bool same_person(const struct step_found *a, const struct step_found *b)
{
	return a->step.person && b->step.person && strcmp(a->step.person, b->step.person) == 0;
}

/* May the two rulings be of one session: an appeal court's or not, and not one person both acquitted and convicted? */
static bool of_one_session(const struct step_found *a, const struct step_found *b)
{
	bool acquitted = strcmp(a->step.step, "acquitted") == 0, also = strcmp(b->step.step, "acquitted") == 0;
	return is_appeal(a) == is_appeal(b) && !(same_person(a, b) && acquitted != also);
}

static bool heading_between(const struct kua_scene *s, uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i <= last; i++)
		if (s->text->sentences[i].heading)
			return true;
	return false;
}

/* Is the item a report of that day, and no list of cases from many years? */
static bool is_fresh(const struct kua_scene *s, const char *day)
{
	const char *own = kua_item_date(s);
	int64_t then, now;
	return own && strlen(own) == 10 && kua_date_first_day(day, &then) && kua_date_first_day(own, &now) && now >= then &&
	       now - then <= FRESH;
}

/* The nearest ruling before steps[i] in the report that tells its day. */
static const char *session_day(const struct kua_scene *s, const step_found_vec *steps, size_t i)
{
	const struct step_found *f = &steps->v[i];
	for (size_t k = i, n = 0; k > 0 && n < LOOK_BACK; k--, n++) {
		const struct step_found *before = &steps->v[k - 1];
		if (f->sentence - before->sentence > SESSION)
			return NULL;
		if (!before->ruling || before->aside || !before->own_day)
			continue;
		const struct kua_sentence *a = &s->text->sentences[before->sentence], *b = &s->text->sentences[f->sentence];
		bool one = of_one_session(before, f) && !heading_between(s, before->sentence, f->sentence) &&
		           (a->paragraph == b->paragraph || is_fresh(s, before->step.date));
		return one ? before->step.date : NULL;
	}
	return NULL;
}

/* "was acquitted and released" */
static const char *freed_at_once(const step_found_vec *steps, size_t i)
{
	const struct step_found *f = &steps->v[i];
	for (size_t k = i; k > 0 && steps->v[k - 1].sentence == f->sentence && k + LOOK_BACK > i; k--) {
		const struct step_found *before = &steps->v[k - 1];
		if (before->ruling && same_person(before, f) && before->trigger + AT_ONCE > f->trigger)
			return before->step.date;
	}
	return NULL;
}

void kua_steps_court_day(const struct triggers *ts, step_found_vec *steps)
{
	const struct kua_scene *s = ts->who->s;
	size_t end = 0;
	for (size_t i = 0; i < ts->rulings.n; i++) {
		while (end < steps->n && steps->v[end].sentence <= ts->rulings.v[i].sentence)
			end++;
		take_ruling_day(s, &ts->rulings.v[i], steps, end);
	}
	for (size_t i = 0; i < steps->n; i++) {
		struct step_found *f = &steps->v[i];
		if (f->step.date || f->aside)
			continue;
		if (f->ruling)
			f->step.date = session_day(s, steps, i);
		else if (f->freed)
			f->step.date = freed_at_once(steps, i);
	}
}
