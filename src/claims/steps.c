/*
 * steps.c - case steps: what happened to one person, in order of time. The rules for "step" say what
 * happened; steps_whom.c says to whom, by the mode that the name of a rule's capture gives; steps_around.c finds
 * court, term and place beside it, steps_date.c its date, steps_law.c charge, article and lawyer.
 *
 * What did not happen is no step (steps_real.c). The triggers of a sentence
 * are looked at in order, so that "was acquitted, but then rearrested and tried" hands its subject on.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/steps.h"
#include "claims/who_did.h"

static const char *const mode_names[STEP_MODES] = {
	[STEP_DONE] = "done",   [STEP_STATE] = "state", [STEP_OBJECT] = "object", [STEP_OF] = "of",
	[STEP_OWNER] = "owner", [STEP_SIDE] = "side",   [STEP_PERSON] = "person", [STEP_EITHER] = "either",
	[STEP_CASE] = "case",   [STEP_FINAL] = "final",
};


static bool is_set(const struct triggers *ts, const struct trigger *t, const char *name, const char *value)
{
	const char *is = kua_match_field(ts->who->s, t->match, name);
	return is && strcmp(is, value) == 0;
}

/* ---- triggers ---- */

static bool make_trigger(const struct kua_scene *s, const struct kua_match *m, struct trigger *t)
{
	for (int mode = 0; mode < STEP_MODES; mode++) {
		const struct kua_capture *c = kua_match_capture(m, mode_names[mode]);
		if (!c || c->first >= c->last)
			continue;
		*t = (struct trigger){.match = m, .step = kua_match_field(s, m, "step"), .mode = (enum step_mode)mode,
		                      .first = c->first, .last = c->last};
		return t->step != NULL;
	}
	return false;
}

static int by_place(const void *x, const void *y)
{
	const struct trigger *a = x, *b = y;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->match->rule->priority != b->match->rule->priority)
		return a->match->rule->priority > b->match->rule->priority ? -1 : 1;
	if (a->last != b->last) /* the longer one knows more */
		return a->last > b->last ? -1 : 1;
	if (a->match->n != b->match->n)
		return a->match->n > b->match->n ? -1 : 1;
	if (a->match->rule->order != b->match->rule->order)
		return a->match->rule->order < b->match->rule->order ? -1 : 1;
	if (a->match->last != b->match->last)
		return a->match->last < b->match->last ? -1 : 1;
	return (a->mode > b->mode) - (a->mode < b->mode);
}

/* Of triggers that overlap the one of higher priority stays; of one rule's, the one that found somebody
 * first. */
static bool yields(const struct trigger *low, const struct trigger *high)
{
	if (high->dropped || high->persons.n == 0 || low->first >= high->last || high->first >= low->last)
		return false;
	return high->match->rule->priority > low->match->rule->priority || strcmp(high->step, low->step) == 0;
}

/* "held until his extradition": nobody says that it came to that. */
static bool is_awaited(const struct triggers *ts, const struct trigger *t)
{
	if (t->mode != STEP_OWNER && t->mode != STEP_OF)
		return false;
	for (uint32_t i = t->first; i > ts->sentence->first && i + 3 > t->first; i--)
		if (kua_scene_in_class(ts->who->s, i - 1, "who-pending"))
			return true;
	return false;
}

static bool happens(const struct triggers *ts, size_t k)
{
	const struct trigger *t = &ts->v[k];
	bool coming = is_set(ts, t, "when", "coming");
	struct stretch at;
	if (kua_step_unreal(ts, t, coming) || (is_awaited(ts, t) && !kua_step_date(ts, k, coming, &at)))
		return false;
	if (!coming || kua_match_capture(t->match, "side") || is_set(ts, t, "undated", "yes"))
		return true;
	const char *date = kua_step_date(ts, k, true, &at), *own = kua_item_date(ts->who->s);
	if (!date)
		return t->mode == STEP_STATE;
	int64_t day, today;
	return !own || !kua_date_last_day(date, &day) || !kua_date_first_day(own, &today) || day >= today;
}

static void settle(struct triggers *ts)
{
	const struct who_list *previous = NULL;
	for (size_t k = 0; k < ts->n; k++) {
		struct trigger *t = &ts->v[k];
		kua_step_persons(ts, t, previous);
		bool takes_subject = t->mode == STEP_DONE || t->mode == STEP_STATE || t->mode == STEP_EITHER;
		if (takes_subject && t->persons.n)
			previous = &t->persons;
	}
	for (size_t k = 0; k < ts->n; k++)
		ts->v[k].dropped = ts->v[k].persons.n == 0 || !happens(ts, k);
	for (size_t k = 0; k < ts->n; k++) /* a trigger is some tokens long: only its neighbours can overlap it */
		for (size_t i = k > 8 ? k - 8 : 0; i < ts->n && i < k + 9; i++)
			if (i != k && (ts->v[i].match->rule->priority > ts->v[k].match->rule->priority || i < k))
				ts->v[k].dropped |= yields(&ts->v[k], &ts->v[i]);
}

/* ---- steps ---- */

static void widen(struct stretch *s, uint32_t first, uint32_t last)
{
	if (first >= last)
		return;
	s->first = first < s->first ? first : s->first;
	s->last = last > s->last ? last : s->last;
}

/* The stretch without small words at its end. */
static void trim(const struct triggers *ts, struct stretch *s)
{
	const uint32_t small = WHO_OF | WHO_AND | WHO_THE | WHO_THEN | WHO_SAY | WHO_MODAL;
	while (s->last > s->first + 1 && (ts->who->s->text->tokens[s->last - 1].kind == KUA_PUNCT ||
	                                  (kua_who_classes(ts->who, s->last - 1) & small) ||
	                                  kua_scene_in_class(ts->who->s, s->last - 1, "who-preposition")))
		s->last--;
}

/* Does token t tell when: a date, "the next day"? */
static bool is_time(const struct kua_scene *s, uint32_t t)
{
	return s->date_at[t] != KUA_NO_ID || kua_scene_in_class(s, t, "day-count") || kua_scene_in_class(s, t, "week-later") ||
	       kua_scene_in_class(s, t, "another-time");
}

static const char *captured(const struct triggers *ts, const struct trigger *t, const char *name,
                            struct stretch *quote)
{
	const struct kua_capture *c = kua_match_capture(t->match, name);
	if (!c || c->first >= c->last)
		return NULL;
	struct stretch s = {c->first, c->last};
	for (uint32_t i = s.first + 1; i < s.last && strcmp(name, "detail") == 0; i++)
		s.last = is_time(ts->who->s, i) ? i : s.last;
	trim(ts, &s);
	widen(quote, s.first, s.last);
	return kua_scene_words(ts->who->s, s.first, s.last);
}

static const char *stretch_words(const struct triggers *ts, struct stretch s, struct stretch *quote)
{
	widen(quote, s.first, s.last);
	return kua_scene_words(ts->who->s, s.first, s.last);
}

/* "the imprisoned writer A": it is so, nothing happens here. */
static bool is_attribute(const struct triggers *ts, const struct trigger *t)
{
	return t->mode == STEP_DONE && t->persons.n && t->persons.v[0].first >= t->last &&
	       kua_step_phrase_begins(ts, t->last) &&
	       (t->first == ts->sentence->first ||
	        (kua_who_classes(ts->who, t->first - 1) & (WHO_THE | WHO_OF | WHO_LIKE)));
}

/* The date at which a state is so: since when, where the text says that, else that of the item. */
static void date_state(const struct triggers *ts, struct stretch at, struct kua_case_step *step)
{
	bool since = step->date && at.first > ts->sentence->first &&
	             kua_scene_in_class(ts->who->s, at.first - 1, "who-since");
	if (!since)
		step->date = kua_item_date(ts->who->s);
}

/* Charge, article, place of detention, until when. They stand in the sentence; the quote stays as short as it is. */
static void describe_law(const struct triggers *ts, size_t k, struct stretch at, struct kua_case_step *step)
{
	const struct kua_scene *s = ts->who->s;
	const struct trigger *t = &ts->v[k];
	struct stretch none = {0, 0};
	if (is_set(ts, t, "law-near", "yes")) {
		step->charge = stretch_words(ts, kua_step_charge(ts, k), &none);
		step->article = stretch_words(ts, kua_step_article(ts, k), &none);
	}
	if (is_set(ts, t, "facility-near", "yes"))
		step->facility = stretch_words(ts, kua_step_facility(ts, k), &none);
	if (is_set(ts, t, "until-near", "yes"))
		step->deadline = kua_step_until(ts, k);
	uint32_t date = at.first < at.last ? s->date_at[at.first] : KUA_NO_ID;
	if (!step->deadline && date != KUA_NO_ID && s->dates[date].kind == KUA_DATE_DEADLINE)
		step->deadline = step->date; /* "before the end of the year" */
}

/* Everything about trigger k but the person. */
static struct kua_case_step describe(const struct triggers *ts, size_t k, struct stretch *quote)
{
	const struct trigger *t = &ts->v[k];
	struct kua_case_step step = {.step = t->step, .rule = t->match->rule->id};
	struct stretch at, when;
	*quote = (struct stretch){t->match->first, t->match->last};
	trim(ts, quote);
	if (is_attribute(ts, t)) { /* what lasts is so today; "the murdered poet" was murdered some day */
		step.date = is_set(ts, t, "lasts", "yes") ? kua_item_date(ts->who->s) : NULL;
		return step;
	}
	step.date = kua_step_date(ts, k, is_set(ts, t, "when", "coming"), &when);
	if (is_set(ts, t, "dated", "state"))
		date_state(ts, when, &step);
	else if (step.date)
		widen(quote, when.first, when.last);
	step.place = kua_step_place(ts, k, &at);
	if (step.place)
		widen(quote, at.first, at.last);
	if (is_set(ts, t, "court-near", "yes"))
		step.court = stretch_words(ts, kua_step_court(ts, k), quote);
	step.sentence = captured(ts, t, "sentence", quote);
	if (!step.sentence && is_set(ts, t, "term-near", "yes"))
		step.sentence = stretch_words(ts, kua_step_term(ts, k), quote);
	describe_law(ts, k, when, &step);
	step.detail = captured(ts, t, "detail", quote);
	if (!step.detail)
		step.detail = stretch_words(ts, kua_step_detail(ts, k), quote);
	return step;
}

/* Who did it, how. */
static void tell_deed(const struct kua_scene *s, const struct trigger *t, const struct who_person *p, struct kua_case_step *step)
{
	struct deed d = {.act = step->step, .sentence = t->match->sentence, .first = t->first, .last = t->last,
	                 .victim_first = p->first, .victim_last = p->last, .named = true};
	struct deed_told told;
	kua_deed_tell(s, &d, &told);
	step->by = told.by;
	step->by_kind = told.by_kind;
	step->means = told.means;
	step->act_code = told.act_code;
}

struct step_found *kua_step_add(const struct who *w, const struct kua_case_step *step, const struct who_person *p,
                                struct stretch quote, step_found_vec *out)
{
	const struct kua_scene *s = w->s;
	const struct kua_mention *m = s->named[p->named].mention;
	struct step_found *found = kua_vec_add(out);
	*found = (struct step_found){.step = *step, .sentence = s->text->tokens[quote.first].sentence, .trigger = quote.first};
	struct kua_case_step *one = &found->step;
	one->item = s->item->id;
	one->status = "suggested";
	one->person = m->entity;
	one->name = w->full[p->named];
	one->start = s->text->tokens[quote.first].start;
	one->end = s->text->tokens[quote.last - 1].end;
	one->quote = kua_scene_words(s, quote.first, quote.last);
	const char *what = kua_arena_printf(s->arena, "%s %s", step->step, m->entity ? m->entity : one->name);
	one->id = kua_claim_id(s, "case_step", one->start, one->end, what);
	return found;
}

/* Is it told as something before or beside the story: "had been acquitted", "who was acquitted", "the acquittal of A", in speech,
 * at another time? */
static bool in_passing(const struct triggers *ts, const struct trigger *t)
{
	const struct kua_scene *s = ts->who->s;
	bool verb = is_set(ts, t, "dated", "verb");
	uint32_t first = verb ? t->match->first : t->first, group = kua_who_group(ts->who, first);
	uint32_t before = first > ts->sentence->first ? first - 1 : first;
	bool acts = before < first && (s->date_at[before] != KUA_NO_ID || s->named_at[before] != KUA_NO_ID ||
	                               (kua_who_classes(ts->who, before) & WHO_HAVE) ||
	                               kua_scene_in_class(s, before, "step-bench")); /* "the court found A guilty" */
	bool noun = !verb && !acts && (t->mode == STEP_OF || t->mode == STEP_OWNER) && t->match->first == t->first;
	bool relative = group > ts->sentence->first && (kua_who_classes(ts->who, group - 1) & WHO_RELATIVE);
	bool other = false;
	for (uint32_t i = ts->sentence->first; i < ts->sentence->last && i < ts->sentence->first + STEP_FAR; i++)
		other |= kua_scene_in_class(s, i, "another-time") || kua_scene_in_class(s, i, "step-before") ||
		         (i >= group && i < first && kua_scene_in_class(s, i, "step-had"));
	bool quoted = is_set(ts, t, "ruling", "yes") && (s->text->tokens[t->first].flags & KUA_IN_QUOTES);
	return noun || relative || other || is_attribute(ts, t) || quoted;
}

/* Who says it. "Ann Lee: arrested on 5 May" is an entry of a list, and not her turn to speak. */
static const char *said_by(const struct triggers *ts, const struct trigger *t)
{
	const struct kua_scene *s = ts->who->s;
	struct said said = kua_said_at(s, t->first);
	for (size_t i = 0; said.turn && said.by && i < t->persons.n; i++) {
		const struct kua_named *n = &s->named[t->persons.v[i].named];
		if (strcmp(n->mention->form, said.by) == 0 || (n->label && strcmp(n->label, said.by) == 0))
			return NULL;
	}
	return said.by;
}

static void add_steps(struct triggers *ts, size_t k, step_found_vec *out)
{
	const struct kua_scene *s = ts->who->s;
	const struct trigger *t = &ts->v[k];
	struct stretch quote;
	struct kua_case_step step = describe(ts, k, &quote);
	step.said_by = said_by(ts, t);
	if (step.date && strlen(step.date) == 10 && !is_set(ts, t, "dated", "state")) {
		ts->day = step.date;
		ts->day_sentence = t->match->sentence;
		ts->day_persons = t->persons;
	}
	for (size_t i = 0; i < t->persons.n; i++) {
		const struct who_person *p = &t->persons.v[i];
		struct stretch q = quote;
		bool here = p->first >= ts->sentence->first && p->last <= ts->sentence->last;
		if (here && p->first + STEP_FAR >= t->first && p->first <= t->last + STEP_FAR)
			widen(&q, p->first, p->last);
		bool day = s->date_at[q.first] != KUA_NO_ID; /* "on 5 May": with its preposition */
		q.first -= day && q.first > ts->sentence->first && (kua_who_classes(ts->who, q.first - 1) & WHO_OF);
		struct step_found *found = kua_step_add(ts->who, &step, p, q, out);
		found->once = is_set(ts, t, "once", "yes");
		found->again = is_set(ts, t, "again", "yes");
		found->verdict = is_set(ts, t, "verdict", "yes");
		found->legal = is_set(ts, t, "law-near", "yes") || is_set(ts, t, "court-near", "yes");
		found->ruling = is_set(ts, t, "ruling", "yes");
		found->freed = is_set(ts, t, "freed", "yes");
		found->aside = in_passing(ts, t);
		found->finite = kua_who_any(ts->who, kua_who_group(ts->who, t->first), t->first, WHO_BE);
		found->of_prisoner = is_set(ts, t, "of-prisoner", "yes");
		found->own_day = step.date && strlen(step.date) == 10;
		found->trigger = t->first;
		tell_deed(s, t, p, &found->step);
	}
}

static void steps_of_sentence(struct triggers *ts, step_found_vec *out)
{
	qsort(ts->v, ts->n, sizeof *ts->v, by_place);
	settle(ts);
	for (size_t k = 0; k < ts->n; k++) {
		if (ts->v[k].dropped)
			continue;
		add_steps(ts, k, out);
		if (is_set(ts, &ts->v[k], "verdict", "yes")) {
			ts->last_told = ts->v[k].persons;
			ts->last_sentence = ts->v[k].match->sentence;
		}
	}
}

static void look_for_fields(struct triggers *ts)
{
	const struct kua_scene *s = ts->who->s;
	ts->courts = kua_matches_of(s, "court");
	ts->terms = kua_matches_of(s, "term");
	ts->shifts = kua_matches_of(s, "shift");
	ts->moments = kua_matches_of(s, "step-shift");
	ts->rulings = kua_matches_of(s, "ruling");
	ts->charges = kua_matches_of(s, "charge");
	ts->articles = kua_matches_of(s, "article");
	ts->facilities = kua_matches_of(s, "facility");
	ts->lawyers = kua_matches_of(s, "lawyer");
	ts->deadlines = kua_matches_of(s, "deadline");
	ts->untils = kua_matches_of(s, "until");
}

/* Two rules may tell one thing in the same words. */
static bool is_there(const struct kua_claims_result *out, const char *id)
{
	for (size_t i = out->n_steps; i > 0 && out->n_steps - i < WHO_MOST * 2; i--)
		if (strcmp(out->steps[i - 1].id, id) == 0)
			return true;
	return false;
}

/* May there be steps without a trigger: people named among those counted, or a table of them? */
static bool told_elsewise(const struct kua_scene *s)
{
	return kua_matches_of(s, "among").n || kua_matches_of(s, "column").n;
}

enum kua_code kua_steps_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err)
{
	(void)err;
	size_t n = 0;
	struct triggers ts = {0};
	const struct kua_match *m = kua_scene_match(s, "step", &n);
	if (s->n_named == 0 || (n == 0 && !told_elsewise(s)))
		return KUA_OK;
	struct who who;
	kua_who_make(&who, s);
	ts.who = &who;
	if (n)
		look_for_fields(&ts); /* they go with steps that triggers tell */
	ts.v = kua_calloc(n, sizeof *ts.v);
	step_found_vec steps = {0};
	for (size_t i = 0; i < n;) {
		uint32_t sentence = m[i].sentence;
		ts.n = 0;
		ts.sentence = &s->text->sentences[sentence];
		for (; i < n && m[i].sentence == sentence; i++)
			ts.n += make_trigger(s, &m[i], &ts.v[ts.n]);
		steps_of_sentence(&ts, &steps);
	}
	kua_steps_court_day(&ts, &steps);
	kua_steps_deadlines(&ts, &steps);
	kua_steps_lawyers(&ts, &steps);
	kua_steps_among(&who, out, &steps);
	kua_steps_table(&who, &steps);
	kua_steps_once(&steps);
	out->steps = KUA_NEW_N(s->arena, struct kua_case_step, steps.n + 1);
	for (size_t i = 0; i < steps.n; i++)
		if (!steps.v[i].dropped && !is_there(out, steps.v[i].step.id))
			out->steps[out->n_steps++] = steps.v[i].step;
	kua_vec_free(&steps);
	free(ts.v);
	return KUA_OK;
}
