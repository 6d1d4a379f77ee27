/*
 * steps_law.c - what the law has to do with a step: charge, article, place of detention, and whom the words
 * behind it concern: the lawyer, the day until which one may appeal or be held. The rules for "charge",
 * "article", "facility", "lawyer", "deadline" and "until" find the words; here is which step they belong to.
 */
#include <string.h>

#include "claims/steps.h"
#include "util/search.h"

#define CHARGE_REACH 24     /* tokens that a charge may be away from its step, and how long it may be */
#define LAWYER_SENTENCES 8  /* between a lawyer's name and the step */
#define DEADLINE_SENTENCES 3
#define STEPS_LOOKED_AT 128 /* of one item, for each lawyer */

/* ---- charge, article, place of detention ---- */

/* Does the charge end before token t: "… with fraud in May", "… with fraud and was released"? */
static bool charge_ends(const struct triggers *ts, uint32_t t, uint32_t end)
{
	const struct who *w = ts->who;
	const struct kua_token *token = &w->s->text->tokens[t];
	uint32_t bits = kua_who_classes(w, t), next = t + 1 < end ? kua_who_classes(w, t + 1) : 0;
	if (kua_who_is(w, t, ',')) /* "sedition, fraud and colluding" */
		return t + 1 >= end || !kua_scene_in_class(w->s, t + 1, "offence-next");
	if (token->kind == KUA_PUNCT)
		return token->norm[0] != '-' && token->norm[0] != '\'' && token->norm[0] != '"';
	if (w->s->date_at[t] != KUA_NO_ID || (bits & (WHO_THEN | WHO_SAY | WHO_CLAUSE | WHO_BE | WHO_HAVE | WHO_MODAL)) ||
	    kua_scene_in_class(w->s, t, "charge-end"))
		return true;
	if (t + 1 < end && w->s->number_at[t + 1] != KUA_NO_ID && kua_scene_in_class(w->s, t, "charge-end-number")) /* "zu drei Jahren" */
		return true;
	bool verb = next & (WHO_BE | WHO_HAVE | WHO_MODAL | WHO_HE | WHO_HIS | WHO_ADVERB);
	if ((bits & WHO_AND) && (verb || (t + 1 < end && kua_scene_in_class(w->s, t + 1, "charge-end"))))
		return true;
	uint32_t named = t + 1 < end ? w->s->named_at[t + 1] : KUA_NO_ID;
	bool place = named != KUA_NO_ID && strcmp(w->s->named[named].kind, "place") == 0;
	bool when = t + 1 < end && w->s->date_at[t + 1] != KUA_NO_ID;
	return (place || when) && kua_scene_in_class(w->s, t, "who-where");
}

struct stretch kua_step_charge(const struct triggers *ts, size_t k)
{
	const struct kua_scene *s = ts->who->s;
	struct stretch c = kua_step_nearest(ts, k, &ts->charges, "charge", CHARGE_REACH, false);
	if (c.first == c.last)
		return c;
	uint32_t end = kua_step_to(ts, k), open = c.last;
	end = end - c.first > CHARGE_REACH ? c.first + CHARGE_REACH : end;
	end = end < c.last ? c.last : end;
	if (kua_who_is(ts->who, c.first, '"')) { /* what stands in quotation marks is the charge */
		open = ++c.first;
		while (open < end && !kua_who_is(ts->who, open, '"'))
			open++;
		if (open < end && open > c.first)
			return (struct stretch){c.first, open};
		open = c.last;
	}
	while (open < end && !charge_ends(ts, open, end))
		open++;
	const uint32_t small = WHO_OF | WHO_AND | WHO_THE | WHO_ADVERB;
	while (open > c.first + 1 && ((kua_who_classes(ts->who, open - 1) & small) || kua_who_is(ts->who, open - 1, ',') ||
	                              kua_scene_in_class(s, open - 1, "who-preposition")))
		open--;
	return (struct stretch){c.first, open};
}

struct stretch kua_step_article(const struct triggers *ts, size_t k)
{
	return kua_step_nearest(ts, k, &ts->articles, "article", CHARGE_REACH, false);
}

/* The first place of detention named in tokens from .. to - 1. */
static struct stretch facility_behind(const struct triggers *ts, uint32_t from, uint32_t to)
{
	const struct matches *m = &ts->facilities;
	uint32_t sentence = ts->who->s->text->tokens[from].sentence;
	for (size_t i = kua_matches_near(m, ts->who->s, sentence, from); kua_match_near(m, i, sentence, from); i++) {
		const struct kua_capture *c = kua_match_capture(&m->v[i], "facility");
		if (c && c->first >= from && c->last <= to)
			return (struct stretch){c->first, c->last};
	}
	return (struct stretch){0, 0};
}

struct stretch kua_step_facility(const struct triggers *ts, size_t k)
{
	const struct kua_scene *s = ts->who->s;
	const struct trigger *t = &ts->v[k];
	struct stretch f = kua_step_nearest(ts, k, &ts->facilities, "facility", CHARGE_REACH, true);
	/* who was moved from there is there no longer; who was released was there */
	bool from = f.first > 0 && f.first < f.last && f.first >= t->last && kua_scene_in_class(s, f.first - 1, "facility-left");
	if (from && strcmp(t->step, "transferred") == 0)
		f = facility_behind(ts, f.last, kua_step_to(ts, k));
	while (f.last - f.first > 1 && (kua_who_classes(ts->who, f.first) & WHO_THE))
		f.first++;
	return f;
}

/* ---- until when ---- */

/* The date that a match catches, or that it counts from a day; NULL where it says none. */
static const char *deadline_of(const struct kua_scene *s, const struct kua_match *m, const char *day)
{
	const struct kua_capture *date = kua_match_capture(m, "date"), *n = kua_match_capture(m, "n");
	if (date && s->date_at[date->first] != KUA_NO_ID)
		return kua_date_iso(s, &s->dates[s->date_at[date->first]], true);
	const char *unit = kua_match_field(s, m, "unit");
	uint32_t number = n ? s->number_at[n->first] : KUA_NO_ID;
	int64_t count = number != KUA_NO_ID ? s->numbers[number].high : KUA_NONE;
	if (!day || strlen(day) != 10 || !unit || count < 1 || count > 400)
		return NULL;
	bool month = strcmp(unit, "month") == 0;
	int64_t days = strcmp(unit, "week") == 0 ? 7 * count : count;
	char iso[11];
	return kua_date_add(day, month ? count : 0, month ? 0 : days, iso) ? kua_arena_strdup(s->arena, iso) : NULL;
}

const char *kua_step_until(const struct triggers *ts, size_t k)
{
	struct stretch d = kua_step_nearest(ts, k, &ts->untils, "date", CHARGE_REACH, false);
	uint32_t at = d.first < d.last ? ts->who->s->date_at[d.first] : KUA_NO_ID;
	return at != KUA_NO_ID ? kua_date_iso(ts->who->s, &ts->who->s->dates[at], true) : NULL;
}

/* The last step with a verdict that the sentence of the match, or one shortly before it, tells. */
static size_t verdict_before(const struct kua_scene *s, const struct kua_match *m, const step_found_vec *steps, size_t end)
{
	for (size_t i = end, n = 0; i > 0 && n < STEPS_LOOKED_AT; i--, n++) {
		const struct step_found *f = &steps->v[i - 1];
		if (m->sentence - f->sentence > DEADLINE_SENTENCES ||
		    s->text->sentences[m->sentence].paragraph != s->text->sentences[f->sentence].paragraph)
			break;
		if (f->verdict)
			return i - 1;
	}
	return SIZE_MAX;
}

void kua_steps_deadlines(const struct triggers *ts, step_found_vec *steps)
{
	const struct kua_scene *s = ts->who->s;
	size_t end = 0;
	for (size_t i = 0; i < ts->deadlines.n; i++) {
		const struct kua_match *m = &ts->deadlines.v[i];
		while (end < steps->n && steps->v[end].sentence <= m->sentence)
			end++;
		size_t at = verdict_before(s, m, steps, end);
		if (at == SIZE_MAX)
			continue;
		const struct step_found *of = &steps->v[at];
		const char *deadline = deadline_of(s, m, of->step.date);
		/* all who were told of in one go */
		for (size_t k = at + 1; k > 0 && at - k < STEPS_LOOKED_AT + 1 && steps->v[k - 1].trigger == of->trigger; k--)
			steps->v[k - 1].step.deadline = deadline;
		steps->v[at].step.deadline = deadline;
	}
}

/* ---- lawyers ---- */

/* Whom the lawyer of the match speaks for. */
static void clients(const struct triggers *ts, const struct kua_match *m, uint32_t lawyer, struct who_list *out)
{
	const struct kua_capture *owner = kua_match_capture(m, "owner"), *of = kua_match_capture(m, "of");
	const struct kua_capture *state = kua_match_capture(m, "state");
	struct who_list self = {{{lawyer, 0, 0}}, 1};
	if (owner)
		kua_who_owner(ts->who, owner->first, out);
	else if (of)
		kua_who_object(ts->who, of->last, &self, out);
	else if (state)
		kua_who_subject(ts->who, state->first, NULL, out);
}

void kua_step_clients(const struct triggers *ts, uint32_t t, struct who_list *persons)
{
	const struct matches *m = &ts->lawyers;
	uint32_t sentence = ts->who->s->text->tokens[t].sentence;
	const char *id = persons->n == 1 ? ts->who->s->named[persons->v[0].named].mention->entity : NULL;
	for (size_t i = kua_matches_near(m, ts->who->s, sentence, t); id && kua_match_near(m, i, sentence, t); i++) {
		const struct kua_capture *c = kua_match_capture(&m->v[i], "lawyer");
		uint32_t named = c && m->v[i].last <= t ? kua_who_at(ts->who, c->first) : KUA_NO_ID;
		const char *lawyer = named == KUA_NO_ID ? NULL : ts->who->s->named[named].mention->entity;
		struct who_list list = {0};
		if (!lawyer || strcmp(lawyer, id) != 0)
			continue;
		clients(ts, &m->v[i], named, &list);
		if (list.n)
			*persons = list;
		return;
	}
}

/* Give the lawyer to the steps of the client around the match that have none. */
static void represent(const struct kua_match *m, const char *client, const char *lawyer, step_found_vec *steps)
{
	size_t low; /* steps come sentence by sentence */
	KUA_FIRST(low, steps->n, steps->v[low].sentence + LAWYER_SENTENCES < m->sentence);
	for (size_t i = low, n = 0; i < steps->n && n < STEPS_LOOKED_AT; i++, n++) {
		struct step_found *f = &steps->v[i];
		if (f->sentence > m->sentence + LAWYER_SENTENCES)
			break;
		if (f->legal && !f->step.lawyer && f->step.person && strcmp(f->step.person, client) == 0)
			f->step.lawyer = lawyer;
	}
}

void kua_steps_lawyers(const struct triggers *ts, step_found_vec *steps)
{
	const struct kua_scene *s = ts->who->s;
	for (size_t i = 0; i < ts->lawyers.n; i++) {
		const struct kua_match *m = &ts->lawyers.v[i];
		const struct kua_capture *c = kua_match_capture(m, "lawyer");
		uint32_t named = c ? kua_who_at(ts->who, c->first) : KUA_NO_ID;
		if (named == KUA_NO_ID)
			continue;
		struct who_list list = {0};
		clients(ts, m, named, &list);
		const char *label = s->named[named].label ? s->named[named].label : s->named[named].mention->form;
		const char *self = s->named[named].mention->entity;
		for (size_t k = 0; k < list.n; k++) {
			const char *client = s->named[list.v[k].named].mention->entity;
			if (client && self && strcmp(client, self) != 0)
				represent(m, client, label, steps);
		}
	}
}
