/* actions_around.c - when and where an action is, who calls it and what it demands, from the words beside the
 * match. */
#include <string.h>

#include "claims/actions.h"

#define NAMES_LOOKED_AT 512 /* for one that is the author's */
#define NEAR 30 /* tokens that date, time and place may be away from the match */

static bool in_class(const struct acting *a, uint32_t t, const char *name)
{
	return kua_scene_in_class(a->s, t, name);
}

/* How far tokens first .. last - 1 are from the match; what stands behind it is nearer. */
static uint32_t distance(const struct kua_match *m, uint32_t first, uint32_t last)
{
	return first >= m->last ? first - m->last : last <= m->first ? m->first - last + 4 : 0;
}

static void widen(struct act *act, uint32_t first, uint32_t last)
{
	act->first = first < act->first ? first : act->first;
	act->last = last > act->last ? last : act->last;
}

bool kua_act_ahead(const struct acting *a, const char *date)
{
	const char *own = a->s->item->published_on;
	int64_t day, today;
	return !date || !own || !kua_date_last_day(date, &day) || !kua_date_first_day(own, &today) ||
	       day >= today;
}

/* ---- when ---- */

static void find_date(const struct acting *a, const struct kua_match *m, struct act *act, uint32_t from,
                      uint32_t to)
{
	const struct kua_scene *s = a->s;
	uint32_t best = NEAR;
	for (uint32_t t = from; t < to; t++) {
		uint32_t k = s->date_at[t];
		if (k == KUA_NO_ID || s->dates[k].first != t)
			continue;
		const struct kua_date *d = &s->dates[k];
		const char *iso = kua_date_iso(s, d, act->coming);
		/* a day of remembering is a good day, if no other is given */
		uint32_t far = distance(m, d->first, d->last) + (d->anniversary ? 8 : 0);
		if (!iso || kua_date_names_thing(a->who, d) || strlen(iso) < 7 || far >= best)
			continue;
		if (act->coming && d->kind == KUA_DATE_FULL && !kua_act_ahead(a, iso))
			continue; /* another day is spoken of */
		best = far;
		act->date = iso;
		widen(act, d->first, d->last);
	}
}

static void find_time(const struct acting *a, const struct kua_match *m, struct act *act, uint32_t from,
                      uint32_t to)
{
	const struct kua_scene *s = a->s;
	uint32_t best = NEAR;
	for (uint32_t t = from; t < to; t++) {
		uint32_t k = s->time_at[t];
		if (k == KUA_NO_ID || s->times[k].first != t || distance(m, t, s->times[k].last) >= best)
			continue;
		best = distance(m, t, s->times[k].last);
		act->time = kua_arena_strdup(s->arena, s->times[k].iso);
		widen(act, t, s->times[k].last);
	}
}

/* ---- where ---- */

/* "(125 Pall Mall, London)": the bracket with a number and a capital that stands between the tokens. */
static bool find_address(const struct acting *a, struct act *act, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++) {
		if (!kua_who_is(a->who, t, '('))
			continue;
		bool number = false, capital = false;
		uint32_t end = t + 1;
		for (; end < to && end < t + 20 && !kua_who_is(a->who, end, ')'); end++) {
			number |= a->s->text->tokens[end].kind == KUA_NUMERAL;
			capital |= a->s->text->tokens[end].flags & KUA_CAPITAL;
		}
		if (end < to && kua_who_is(a->who, end, ')') && number && capital && end > t + 2) {
			act->place = kua_scene_words(a->s, t + 1, end);
			widen(act, t, end + 1);
			return true;
		}
	}
	return false;
}

static bool find_spot(const struct acting *a, const struct kua_match *m, struct act *act, uint32_t from,
                      uint32_t to)
{
	uint32_t best = NEAR;
	struct stretch spot = {0, 0};
	for (size_t i = kua_match_first(a->spots, a->n_spots, from); i < a->n_spots && a->spots[i].first < to; i++) {
		const struct kua_capture *c = kua_match_capture(&a->spots[i], "spot");
		if (!c || c->last > to || a->s->date_at[c->first] != KUA_NO_ID)
			continue;
		uint32_t d = distance(m, c->first, c->last);
		bool longer = d == best && c->last - c->first > spot.last - spot.first;
		if (d < best || longer) {
			best = d;
			spot = (struct stretch){c->first, c->last};
		}
	}
	if (spot.first == spot.last)
		return false;
	while (spot.last - spot.first > 1 && (kua_who_classes(a->who, spot.first) & WHO_THE))
		spot.first++;
	act->place = kua_scene_words(a->s, spot.first, spot.last);
	widen(act, spot.first, spot.last);
	return true;
}

/* The town or country that "in" or "at" names nearest to the match. */
static void find_town(const struct acting *a, const struct kua_match *m, struct act *act, uint32_t from,
                      uint32_t to)
{
	const struct kua_scene *s = a->s;
	uint32_t best = NEAR;
	for (uint32_t t = from; t < to; t++) {
		uint32_t named = s->named_at[t];
		if (named == KUA_NO_ID || strcmp(s->named[named].kind, "place") != 0 || t == from ||
		    s->named_at[t - 1] == named)
			continue;
		uint32_t last = kua_who_last(a->who, named, t) + 1;
		bool where = in_class(a, t - 1, "who-where") || in_class(a, t - 1, "where-word");
		if (!where || distance(m, t, last) >= best)
			continue;
		best = distance(m, t, last);
		act->place = s->named[named].label ? s->named[named].label : s->named[named].mention->form;
	}
}

/* ---- who ---- */

/* "One year on we will hold": we, directly before the match or its helping verbs. */
static bool says_we(const struct acting *a, uint32_t t)
{
	uint32_t i = kua_who_group(a->who, t);
	return i > a->s->text->sentences[a->s->text->tokens[t].sentence].first &&
	       in_class(a, i - 1, "organiser-we");
}

/* Who wrote the item, where that is a name: one who only posts it ("T") organises nothing. */
static const char *writer(const struct kua_scene *s)
{
	const char *author = s->item->author;
	if (!author || kua_is_full_name(author))
		return author;
	for (size_t i = 0; i < s->n_named && i < NAMES_LOOKED_AT; i++) {
		const struct kua_named *n = &s->named[i];
		bool body = strcmp(n->kind, "organisation") == 0;
		if (body && (strcmp(n->mention->form, author) == 0 || (n->label && strcmp(n->label, author) == 0)))
			return author;
	}
	return NULL;
}

/* "organised by the Student Union" in the sentence of the match; else NULL. */
static const char *organised_by(const struct acting *a, const struct kua_match *m)
{
	uint32_t best = NEAR, first = a->s->text->sentences[m->sentence].first, last = a->s->text->sentences[m->sentence].last;
	const char *found = NULL;
	first = m->first - first > NEAR ? m->first - NEAR : first;
	for (size_t i = kua_match_first(a->organisers, a->n_organisers, first); i < a->n_organisers && a->organisers[i].first < last; i++) {
		const struct kua_capture *c = kua_match_capture(&a->organisers[i], "organiser");
		uint32_t far = c ? distance(m, c->first, c->last) : best;
		if (a->organisers[i].first > m->last + NEAR)
			break;
		if (far >= best)
			continue;
		best = far;
		found = kua_scene_words(a->s, c->first, c->last);
	}
	return found;
}

/* The organisation or person that is the subject, or named last before the match; for "we" who wrote the
 * item. */
static void find_organiser(const struct acting *a, const struct kua_match *m, struct act *act)
{
	const struct kua_scene *s = a->s;
	const struct kua_capture *kind = kua_match_capture(m, "kind");
	struct who_list subject;
	act->organiser = organised_by(a, m);
	if (act->organiser)
		return;
	if ((kua_who_classes(a->who, m->first) & WHO_BE && !act->coming) || (kind && kind->first == m->first))
		return; /* "was marked with protests", "a vigil was held": nobody is said to do it */
	if (says_we(a, m->first) || in_class(a, m->first, "organiser-we")) {
		act->organiser = writer(s);
		return;
	}
	kua_who_subject(a->who, m->first, NULL, &subject);
	if (subject.n) {
		const char *label = s->named[subject.v[0].named].label;
		act->organiser = kua_is_full_name(label) ? label : NULL;
		return;
	}
	uint32_t clause = kua_who_clause(a->who, m->first);
	uint32_t from = m->first - clause > 14 ? m->first - 14 : clause;
	for (uint32_t t = m->first; t > from; t--) {
		uint32_t named = s->named_at[t - 1];
		if (named == KUA_NO_ID || strcmp(s->named[named].kind, "organisation") != 0 ||
		    kua_who_below(a->who, t - 1))
			continue;
		act->organiser = s->named[named].label ? s->named[named].label : s->named[named].mention->form;
		return;
	}
}

void kua_act_addressee(const struct acting *a, const struct kua_match *m, struct act *act)
{
	const struct kua_sentence *s = &a->s->text->sentences[m->sentence];
	uint32_t best = NEAR, from = m->first - s->first > NEAR ? m->first - NEAR : s->first;
	for (size_t i = kua_match_first(a->addressees, a->n_addressees, from); i < a->n_addressees; i++) {
		const struct kua_capture *c = kua_match_capture(&a->addressees[i], "addressee");
		if (a->addressees[i].first >= s->last || a->addressees[i].first > m->last + NEAR)
			return;
		if (!c || distance(m, c->first, c->last) >= best)
			continue;
		uint32_t first = c->first;
		while (c->last - first > 1 && (kua_who_classes(a->who, first) & (WHO_THE | WHO_HIS)))
			first++;
		best = distance(m, c->first, c->last);
		act->addressee = kua_scene_words(a->s, first, c->last);
	}
}

/* Is one of the words of the act's passage an embassy or an office? */
static bool is_a_house(const struct acting *a, const struct act *act)
{
	for (uint32_t t = act->first; t < act->last && t < act->first + 2 * NEAR; t++)
		if (in_class(a, t, "addressed-place"))
			return true;
	return false;
}

void kua_act_around(const struct acting *a, const struct kua_match *m, struct act *act)
{
	const struct kua_sentence *s = &a->s->text->sentences[m->sentence];
	uint32_t from = m->first - s->first > NEAR ? m->first - NEAR : s->first;
	uint32_t to = s->last - m->last > NEAR ? m->last + NEAR : s->last;
	find_date(a, m, act, from, to);
	if (act->date || act->coming)
		find_time(a, m, act, from, to);
	if (!find_address(a, act, m->first, to) && !find_spot(a, m, act, from, to))
		find_town(a, m, act, from, to);
	find_organiser(a, m, act);
	bool written = strcmp(act->kind, "appeal") == 0 || strcmp(act->kind, "petition") == 0;
	if (written)
		kua_act_addressee(a, m, act);
	if (act->addressee && act->place && strcmp(act->addressee, act->place) == 0 && !is_a_house(a, act))
		act->place = NULL; /* "handed to the Speaker of Parliament" is nowhere */
}

/* ---- what is demanded ---- */

static bool spoken_by_the_act(const struct acting *a, const struct kua_match *m)
{
	uint32_t first = a->s->text->sentences[m->sentence].first, t = m->first;
	for (unsigned n = 0; t > first && n < 4; n++, t--)
		if (in_class(a, t - 1, "demand-speaker"))
			return true;
	return t == first;
}

static void add_demand(const struct acting *a, struct act *act, uint32_t from, uint32_t to)
{
	const struct kua_token *tokens = a->s->text->tokens;
	while (to > from && (tokens[to - 1].kind == KUA_PUNCT || in_class(a, to - 1, "demand-tail") ||
	                     (kua_who_classes(a->who, to - 1) & (WHO_AND | WHO_THE))))
		to--;
	while (from < to && tokens[from].kind == KUA_PUNCT)
		from++;
	if (to < from + 1 || (to < from + 2 && !in_class(a, from, "demand-alone")))
		return;
	const char *words = kua_scene_words(a->s, from, to);
	if (!kua_list_has(&act->demands, words))
		kua_list_add(a->s->arena, &act->demands, words);
}

/* To the end of the clause, cut where "and the", "and an end" or a comma begins another demand. */
void kua_act_split(const struct acting *a, struct act *act, uint32_t from, uint32_t end)
{
	end = end - from > RULE_MOST ? from + RULE_MOST : end;
	for (uint32_t t = from; t <= end; t++) {
		bool stop = t == end || kua_who_is(a->who, t, ';') || kua_who_is(a->who, t, ':') ||
		            kua_who_is(a->who, t, '(') ||
		            (kua_who_classes(a->who, t) & WHO_SAY);
		bool joint = !stop && t > from && t + 1 < end &&
		             ((kua_who_classes(a->who, t) & WHO_AND) || kua_who_is(a->who, t, ',')) &&
		             in_class(a, t + 1, "demand-start") && t >= from + 2;
		if (!stop && !joint)
			continue;
		add_demand(a, act, from, t);
		if (stop)
			return;
		from = t + 1;
	}
}

static void split_demand(const struct acting *a, const struct kua_match *m, struct act *act)
{
	kua_act_split(a, act, m->last, a->s->text->sentences[m->sentence].last);
}

bool kua_act_demand_within(const struct acting *a, uint32_t from, uint32_t to, struct act *act)
{
	size_t low = kua_match_first(a->demands, a->n_demands, from);
	while (low + 1 < a->n_demands && a->demands[low + 1].first == a->demands[low].first)
		low++; /* the longest */
	if (low == a->n_demands || a->demands[low].first >= to)
		return false;
	split_demand(a, &a->demands[low], act);
	return act->demands.n > 0;
}

/* The act that a demand in this sentence belongs to: in the same sentence, else shortly before, else shortly
 * after. */
static struct act *act_for(const struct acting *a, const struct kua_match *m, act_vec *acts, size_t *from)
{
	struct act *before = NULL;
	while (*from < acts->n && acts->v[*from].sentence + 6 < m->sentence)
		++*from;
	for (size_t i = *from; i < acts->n && i < *from + 64 && acts->v[i].sentence <= m->sentence + 3; i++) {
		struct act *act = &acts->v[i];
		if (strcmp(act->kind, "appeal") == 0) {
			if (m->first >= act->first && m->first < act->last)
				return NULL; /* its own */
			continue;
		}
		if (act->dropped)
			continue;
		if (act->sentence == m->sentence)
			return act;
		if (!spoken_by_the_act(a, m))
			continue;
		if (act->sentence < m->sentence ? m->sentence - act->sentence <= 5 : !before)
			before = act;
	}
	return before;
}

void kua_act_demands(const struct acting *a, act_vec *acts)
{
	size_t from = 0;
	uint32_t done = 0; /* tokens before this are in a demand already */
	for (size_t i = 0; i < a->n_demands; i++) {
		const struct kua_match *m = &a->demands[i];
		if (m->first < done || (m->first > 0 && (kua_who_classes(a->who, m->first - 1) & WHO_THE)))
			continue;
		bool gathering = in_class(a, m->last, "gathering") || in_class(a, m->last + 1, "gathering");
		if (gathering) /* "called for more protests" is the act itself */
			continue;
		bool longer = i + 1 < a->n_demands && a->demands[i + 1].first == m->first &&
		              a->demands[i + 1].last > m->last;
		struct act *act = longer ? NULL : act_for(a, m, acts, &from);
		if (act) {
			split_demand(a, m, act);
			if (!act->addressee && act->sentence == m->sentence)
				kua_act_addressee(a, m, act);
			done = m->last;
		}
	}
}
