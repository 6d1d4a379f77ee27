/*
 * actions.c - actions: protests, commemorations, petitions, appeals, meetings, with when, where and what is
 * demanded.
 *
 * They come from two places: sentences that a rule for "action" matches (and the title, which often holds the
 * day), and announcements set in lines of their own (actions_lines.c). One gathering is usually told more
 * than once in an item, so those of one day whose times and places do not contradict each other are one. What
 * is over needs a date to be worth keeping; what is coming needs a date, a place or a demand.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/actions.h"

static bool is_coming(const struct kua_scene *s, const struct kua_match *m)
{
	const char *when = kua_match_field(s, m, "when");
	return when && strcmp(when, "coming") == 0;
}

static const char *kind_of(const struct kua_scene *s, const struct kua_match *m)
{
	const char *kind = kua_match_field(s, m, "kind");
	return kind ? kind : "protest";
}

/* ---- the title ---- */

/* The title has no place in the item's text, so it is matched as a text of its own and only its kind and day
 * are used. */
static enum kua_code read_title(struct acting *a, struct kua_error *err)
{
	const struct kua_scene *s = a->s;
	if (!s->item->title || !*s->item->title || strlen(s->item->title) > 2000)
		return KUA_OK;
	struct kua_text view;
	struct kua_scene title;
	enum kua_code code = kua_text_view(s->languages, s->item->title, strlen(s->item->title),
	                                   s->text->language, s->arena, &view, err);
	struct kua_source source = {s->item, &view};
	if (code == KUA_OK)
		code = kua_scene_make(s->rules, s->languages, &source, NULL, 0, s->arena, &title, err);
	size_t n = 0;
	const struct kua_match *m = code == KUA_OK ? kua_scene_match(&title, "action", &n) : NULL;
	for (size_t i = 0; i < n; i++) {
		if (!is_coming(&title, &m[i]))
			continue;
		a->title_kind = kind_of(&title, &m[i]);
		for (size_t k = 0; k < title.n_dates && !a->title_date; k++)
			if (title.dates[k].iso_next[0])
				a->title_date = kua_arena_strdup(s->arena, title.dates[k].iso_next);
		break;
	}
	bool kind_open = code == KUA_OK && !a->title_kind;
	const struct kua_match *g = kind_open ? kua_scene_match(&title, "gathering", &n) : NULL;
	for (size_t i = 0; g && i < n && !a->title_kind; i++)
		a->title_kind = kind_of(&title, &g[i]);
	if (code == KUA_OK)
		kua_scene_end(&title);
	return code;
}

/*
 * Days without a year in an item without a date: "16 and 17 December" in a text that elsewhere says "16
 * December 2011". What is announced is read forwards from there. Only where all full dates of the text are of
 * one year.
 */
static void date_ahead(struct kua_scene *s)
{
	const char *year = kua_item_date(s), *anchor = NULL;
	if (s->item->published_on || !year || strlen(year) != 4)
		return;
	for (size_t i = 0; i < s->n_dates && !anchor; i++)
		if (s->dates[i].kind == KUA_DATE_FULL && strlen(s->dates[i].iso) == 10)
			anchor = s->dates[i].iso;
	size_t n = 0;
	const struct kua_date *ahead = NULL;
	if (anchor)
		ahead = kua_text_dates(s->languages, s->text, anchor, s->arena, &n);
	if (!ahead || n != s->n_dates)
		return;
	struct kua_date *dates = KUA_NEW_N(s->arena, struct kua_date, n + 1);
	memcpy(dates, s->dates, n * sizeof *dates);
	for (size_t i = 0; i < n; i++)
		if (dates[i].kind == KUA_DATE_PARTIAL && !dates[i].iso[0] && dates[i].first == ahead[i].first)
			memcpy(dates[i].iso_next, ahead[i].iso_next, sizeof dates[i].iso_next);
	s->dates = dates;
}

/* ---- one act a match ---- */

static void add_act(const struct acting *a, const struct kua_match *m, act_vec *acts)
{
	struct act *act = kua_vec_add(acts);
	*act = (struct act){.kind = kind_of(a->s, m), .rule = m->rule->id, .first = m->first, .last = m->last,
	                    .sentence = m->sentence, .coming = is_coming(a->s, m),
	                    .priority = (int)m->rule->priority};
	kua_act_around(a, m, act);
	const struct kua_capture *c = kua_match_capture(m, "demand");
	if (c) {
		uint32_t end = a->s->text->sentences[m->sentence].last, to = c->first;
		while (to < end && to < c->first + RULE_MOST && !kua_who_is(a->who, to, ';') &&
		       !kua_who_is(a->who, to, ':'))
			to++;
		while (to > c->first + 1 && a->s->text->tokens[to - 1].kind == KUA_PUNCT)
			to--;
		if (!kua_act_demand_within(a, c->first, to, act))
			kua_act_split(a, act, c->first, to);
		act->last = to > act->last ? to : act->last;
	}
}

/* ---- one gathering, told twice ---- */

static bool same_or_none(const char *x, const char *y)
{
	return !x || !y || strcmp(x, y) == 0;
}

static bool mergeable(const struct act *x, const struct act *y)
{
	if (x->dropped || y->dropped || strcmp(x->kind, "appeal") == 0 || strcmp(y->kind, "appeal") == 0)
		return false;
	bool passage = x->sentence == y->sentence && x->first < y->last && y->first < x->last &&
	               x->priority != y->priority;
	bool kinds = x->loose || y->loose || passage || strcmp(x->kind, y->kind) == 0;
	bool petition = strcmp(x->kind, "petition") == 0, other = strcmp(y->kind, "petition") == 0;
	if (!kinds || petition != other || !same_or_none(x->time, y->time))
		return false;
	if (x->date && y->date)
		return strcmp(x->date, y->date) == 0;
	/* an undated one is the dated one's announcement, if it is near and also lies ahead */
	uint32_t apart = x->sentence > y->sentence ? x->sentence - y->sentence : y->sentence - x->sentence;
	return (petition || x->coming == y->coming) && apart <= 6 && (petition || same_or_none(x->place, y->place));
}

/* What y knows more goes into x, which keeps its passage. */
static void merge(const struct acting *a, struct act *x, struct act *y)
{
	bool lines = y->loose && y->place; /* an address set in lines is the better place */
	x->date = x->date ? x->date : y->date;
	x->time = x->time ? x->time : y->time;
	x->place = (x->place && !lines) || !y->place ? x->place : y->place;
	x->organiser = x->organiser ? x->organiser : y->organiser;
	x->addressee = x->addressee ? x->addressee : y->addressee;
	for (size_t i = 0; i < y->demands.n; i++)
		if (!kua_list_has(&x->demands, y->demands.v[i]))
			kua_list_add(a->s->arena, &x->demands, y->demands.v[i]);
	if (x->loose || (!y->loose && y->priority > x->priority)) {
		x->priority = y->priority;
		x->kind = y->kind;
		x->rule = y->rule;
	}
	x->loose = false;
	y->dropped = true;
}

static int by_place(const void *x, const void *y)
{
	const struct act *a = x, *b = y;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->last != b->last)
		return a->last > b->last ? -1 : 1;
	return strcmp(a->rule, b->rule);
}

/* Acts of one item are few, but a hostile text may announce thousands: each looks at the MOST_BACK before
 * it. */
#define MOST_BACK 32
#define SIGNATURES_NEAR 400 /* bytes between a petition and the number of those who signed it */

static void merge_all(const struct acting *a, act_vec *acts)
{
	for (int round = 0; round < 2; round++) /* dated ones first, then the undated to the dated */
		for (size_t i = 0; i < acts->n; i++)
			for (size_t k = i > MOST_BACK ? i - MOST_BACK : 0; k < i; k++) {
				struct act *x = &acts->v[k], *y = &acts->v[i];
				if ((round == 0 && (!x->date || !y->date)) || !mergeable(x, y))
					continue;
				merge(a, x, y);
			}
}

/* "On the same day there will be a rally": of the day of the act told before. */
static void same_days(const struct acting *a, act_vec *acts)
{
	for (size_t i = 1; i < acts->n; i++) {
		struct act *act = &acts->v[i];
		const struct act *before = &acts->v[i - 1];
		uint32_t first = a->s->text->sentences[act->sentence].first;
		uint32_t from = act->first - first > RULE_MOST ? act->first - RULE_MOST : first;
		for (uint32_t t = from; !act->date && before->date && act->sentence - before->sentence <= 1 && t < act->first; t++)
			if (kua_scene_in_class(a->s, t, "same-day"))
				act->date = before->date;
	}
}

static bool worth_keeping(const struct act *act)
{
	if (act->dropped)
		return false;
	if (strcmp(act->kind, "appeal") == 0)
		return act->demands.n > 0;
	if (strcmp(act->kind, "petition") == 0)
		return true;
	if (!act->coming)
		return act->date != NULL;
	return act->date || act->place || act->demands.n;
}

/* ---- who signed ---- */

static int by_start(const void *x, const void *y)
{
	const struct kua_figure *a = *(const struct kua_figure *const *)x, *b = *(const struct kua_figure *const *)y;
	return a->start != b->start ? (a->start < b->start ? -1 : 1) : strcmp(a->id, b->id);
}

/* Give each petition the figure of who signed that stands nearest to it. */
static void count_signatures(const struct kua_scene *s, struct kua_claims_result *out)
{
	size_t n = 0, low = 0;
	const struct kua_figure **signed_ = KUA_NEW_N(s->arena, const struct kua_figure *, out->n_figures + 1);
	for (size_t i = 0; i < out->n_figures; i++)
		if (strcmp(out->figures[i].act, "signed") == 0)
			signed_[n++] = &out->figures[i];
	if (n)
		qsort(signed_, n, sizeof *signed_, by_start);
	for (size_t i = 0; i < out->n_actions; i++) { /* they come by their first token */
		struct kua_action *x = &out->actions[i];
		int64_t best = SIGNATURES_NEAR;
		while (low < n && signed_[low]->start + SIGNATURES_NEAR < x->start)
			low++;
		for (size_t k = low; strcmp(x->kind, "petition") == 0 && k < n && k < low + MOST_BACK; k++) {
			int64_t far = signed_[k]->start > x->start ? signed_[k]->start - x->start : x->start - signed_[k]->start;
			if (far < best) {
				best = far;
				x->signatures = signed_[k]->id;
			}
		}
	}
}

/* ---- out ---- */

/* Two rules may tell one thing in the same words. */
static void drop_same(act_vec *acts)
{
	for (size_t i = 0; i < acts->n; i++)
		for (size_t k = i > MOST_BACK ? i - MOST_BACK : 0; k < i; k++) {
			const struct act *x = &acts->v[k];
			struct act *y = &acts->v[i];
			if (!x->dropped && x->first == y->first && x->last == y->last && strcmp(x->kind, y->kind) == 0)
				y->dropped = true;
		}
}

static void write_out(const struct acting *a, const act_vec *acts, struct kua_claims_result *out)
{
	const struct kua_scene *s = a->s;
	out->actions = KUA_NEW_N(s->arena, struct kua_action, acts->n + 1);
	for (size_t i = 0; i < acts->n; i++) {
		const struct act *act = &acts->v[i];
		if (!worth_keeping(act))
			continue;
		int64_t start = s->text->tokens[act->first].start, end = s->text->tokens[act->last - 1].end;
		out->actions[out->n_actions++] = (struct kua_action){
			.id = kua_claim_id(s, "action", start, end, act->kind),
			.kind = act->kind,
			.date = act->date,
			.time = act->time,
			.place = act->place,
			.organiser = act->organiser,
			.addressee = act->addressee,
			.demands = act->demands,
			.item = s->item->id,
			.start = start,
			.end = end,
			.quote = kua_scene_words(s, act->first, act->last),
			.rule = act->rule,
			.status = "suggested",
		};
	}
}

enum kua_code kua_actions_find(const struct kua_scene *scene, struct kua_claims_result *out,
                               struct kua_error *err)
{
	size_t n = 0;
	if (scene->text->n_tokens == 0 || !scene->marks)
		return KUA_OK;
	struct kua_scene own = *scene;
	date_ahead(&own);
	const struct kua_scene *s = &own;
	struct who who;
	struct acting a = {.s = s, .who = &who};
	enum kua_code code = read_title(&a, err);
	if (code != KUA_OK)
		return code;
	a.gatherings = kua_scene_match(s, "gathering", &a.n_gatherings);
	const struct kua_match *m = kua_scene_match(s, "action", &n);
	if (n == 0 && a.n_gatherings == 0 && !a.title_kind)
		return KUA_OK; /* nothing gives an action its kind */
	a.spots = kua_scene_match(s, "spot", &a.n_spots);
	a.addressees = kua_scene_match(s, "addressee", &a.n_addressees);
	a.organisers = kua_scene_match(s, "organiser", &a.n_organisers);
	a.demands = kua_scene_match(s, "demand", &a.n_demands);
	kua_who_make(&who, s);
	act_vec acts = {0};
	for (size_t i = 0; i < n; i++)
		add_act(&a, &m[i], &acts);
	kua_act_lines(&a, &acts);
	if (acts.n)
		qsort(acts.v, acts.n, sizeof *acts.v, by_place);
	for (size_t i = 0; i < acts.n; i++) /* "on Wednesday" stands in the title alone */
		if (!acts.v[i].date && acts.v[i].coming && a.title_date && a.title_kind &&
		    (acts.v[i].loose || strcmp(acts.v[i].kind, a.title_kind) == 0))
			acts.v[i].date = a.title_date;
	same_days(&a, &acts);
	merge_all(&a, &acts);
	kua_act_demands(&a, &acts);
	drop_same(&acts);
	write_out(&a, &acts, out);
	count_signatures(s, out);
	kua_vec_free(&acts);
	return KUA_OK;
}
