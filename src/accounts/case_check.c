/*
 * case_check.c - what sources say of one case that cannot all be so: two sentences for one verdict, two days for one
 * step, free and held with no arrest between, life after death. Both stay; nothing is decided here. Two prints of one
 * text are one source and do not contradict themselves, and what one item tells in turn is a story, unless it says that
 * different people say so.
 */
#include <string.h>

#include "accounts/cases.h"

#define COMPARED 48        /* steps before it that each is compared with */
#define CONTRADICTIONS 16  /* of one case that are kept */
#define ONE_STEP 14        /* days within which two tellings are of one arrest, one verdict */

static bool is(const struct case_step *s, const char *step)
{
	return same_text(s->step->step, step);
}

static bool other_source(const struct case_step *a, const struct case_step *b)
{
	bool speakers = a->step->said_by && b->step->said_by && !same_text(a->step->said_by, b->step->said_by);
	bool one_text = a->family != NOWHERE && a->family == b->family;
	return speakers || (!one_text && !same_text(a->step->item, b->step->item));
}

static void add(struct kua_told_case *out, const char *what, const struct case_step *a, const struct case_step *b)
{
	for (size_t i = 0; i < out->n_contradictions; i++) /* said once of the same words */
		if (strcmp(out->contradictions[i].what, what) == 0)
			return;
	if (out->n_contradictions < CONTRADICTIONS)
		out->contradictions[out->n_contradictions++] = (struct kua_contradiction){what, a->step, b->step};
}

static const char *on(struct kua_arena *a, const struct case_step *s)
{
	const char *date = kua_accounts_date_words(a, s->step->date);
	bool day = s->step->date && strlen(s->step->date) == 10;
	return kua_arena_printf(a, "%s %s", day ? "on" : "in", date);
}

/* ---- two days for one step ---- */

static bool happens_once(const struct case_step *s)
{
	static const char *const once[] = {"killed", "died in custody", "acquitted", "pardoned"};
	for (size_t i = 0; i < sizeof once / sizeof *once; i++)
		if (is(s, once[i]))
			return true;
	return false;
}

static bool has_a_day(const struct case_step *s)
{
	static const char *const daily[] = {"arrested", "charged", "convicted", "sentenced", "released", "deported",
	                                    "appeal dismissed", "appeal upheld", "trial due"};
	for (size_t i = 0; i < sizeof daily / sizeof *daily; i++)
		if (is(s, daily[i]))
			return true;
	return happens_once(s);
}

static void two_days(const struct case_step *x, const struct case_step *y, struct kua_arena *a, struct kua_told_case *out)
{
	if (!is(x, y->step->step) || !x->dated || !y->dated || !has_a_day(x) || dates_fit(x->step->date, y->step->date))
		return;
	bool days = strlen(x->step->date) == 10 && strlen(y->step->date) == 10;
	int64_t apart = y->day > x->day ? y->day - x->day : x->day - y->day;
	if (happens_once(x) || (days && apart <= ONE_STEP))
		add(out, kua_arena_printf(a, "%s %s, or %s", x->step->step, on(a, x), on(a, y)), x, y);
}

/* ---- two sentences for one verdict ---- */

static bool same_length(const struct case_length *x, const struct case_length *y)
{
	if (x->without_end || y->without_end)
		return x->without_end == y->without_end && same_text(x->word, y->word);
	return x->months == y->months && x->days == y->days;
}

static bool one_verdict(const struct case_step *x, const struct case_step *y)
{
	int64_t apart = y->day > x->day ? y->day - x->day : x->day - y->day;
	return !x->dated || !y->dated || dates_fit(x->step->date, y->step->date) || apart <= ONE_STEP;
}

/* Has a higher court, or another verdict's day, come between, so that both lengths may be right? */
static bool changed_between(const struct case_step *from, const struct case_step *to)
{
	for (const struct case_step *s = from + 1; s < to; s++)
		if (is(s, "appeal upheld") || is(s, "pardoned") || is(s, "released"))
			return true;
	return false;
}

static const char *language_of(const struct kua_accounts_input *in, const struct case_step *s)
{
	return s->item != NOWHERE ? in->items[s->item].language : NULL;
}

static void two_sentences(const struct kua_accounts_input *in, const struct case_words *w, const struct case_step *x,
                          const struct case_step *y, struct kua_arena *a, struct kua_told_case *out)
{
	if (!is(x, "sentenced") || !is(y, "sentenced") || !one_verdict(x, y) || changed_between(x, y))
		return;
	struct case_length first = case_length(w, language_of(in, x), x->step->sentence, a);
	struct case_length second = case_length(w, language_of(in, y), y->step->sentence, a);
	if (first.known && second.known && !same_length(&first, &second))
		add(out, kua_arena_printf(a, "sentenced to “%s”, or to “%s”", x->step->sentence, y->step->sentence), x, y);
}

/* ---- free or held, dead or alive ---- */

static bool held(const struct case_step *s)
{
	return is(s, "held") || is(s, "imprisoned") || is(s, "solitary confinement") || is(s, "transferred") || is(s, "sentence remaining");
}

static bool taken(const struct case_step *s)
{
	return case_part_of(s) == PART_BEFORE || is(s, "charged") || is(s, "convicted") || is(s, "sentenced") || is(s, "house arrest");
}

static void free_and_held(const struct case_step *v, size_t n, struct kua_arena *a, struct kua_told_case *out)
{
	const struct case_step *freed = NULL, *death = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct case_step *s = &v[i];
		bool plan = case_part_of(s) == PART_PLAN || is(s, "award");
		if (death && s->dated && s->day > death->day && !plan && case_part_of(s) != PART_DEATH && other_source(death, s) &&
		    (held(s) || taken(s) || is(s, "released")))
			add(out, kua_arena_printf(a, "%s %s, but %s %s", death->step->step, on(a, death), s->step->step, on(a, s)), death, s);
		if (case_part_of(s) == PART_DEATH && s->dated)
			death = death ? death : s;
		if (is(s, "released") || is(s, "pardoned"))
			freed = s->dated ? s : NULL;
		else if (taken(s))
			freed = NULL;
		else if (freed && held(s) && s->dated && s->day > freed->day && other_source(freed, s))
			add(out, kua_arena_printf(a, "%s %s, but %s %s, and no arrest between is told", freed->step->step, on(a, freed),
			                          s->step->step, on(a, s)), freed, s);
	}
}

static void verdicts(const struct case_step *x, const struct case_step *y, struct kua_arena *a, struct kua_told_case *out)
{
	bool guilty = is(y, "convicted") || is(y, "sentenced"), other = is(x, "convicted") || is(x, "sentenced");
	bool opposite = (is(x, "acquitted") && guilty) || (is(y, "acquitted") && other);
	if (opposite && x->dated && y->dated && strlen(x->step->date) == 10 && strcmp(x->step->date, y->step->date) == 0)
		add(out, kua_arena_printf(a, "%s, or %s, %s", x->step->step, y->step->step, on(a, x)), x, y);
}

void case_check(const struct kua_accounts_input *in, const struct case_words *w, const struct case_step *v, size_t n,
                struct kua_arena *a, struct kua_told_case *out)
{
	out->contradictions = KUA_NEW_N(a, struct kua_contradiction, CONTRADICTIONS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = i > COMPARED ? i - COMPARED : 0; k < i; k++) {
			if (!other_source(&v[k], &v[i]))
				continue;
			two_days(&v[k], &v[i], a, out);
			two_sentences(in, w, &v[k], &v[i], a, out);
			verdicts(&v[k], &v[i], a, out);
		}
	free_and_held(v, n, a, out);
}
