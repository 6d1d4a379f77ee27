/*
 * case_due.c - what comes next in a case: a trial or an appeal announced for a day, the last day to appeal, the day
 * until which somebody is held, and the end of a sentence. All but the last are as texts give them; the end of a
 * sentence is computed from its length and the day it was passed, says so, and leaves out time served before.
 */
#include <string.h>

#include "accounts/cases.h"

#define DUE 16 /* of one case */

static bool is(const struct case_step *s, const char *step)
{
	return same_text(s->step->step, step);
}

static void add(struct kua_told_case *out, const char *date, const char *what, const char *why, const struct case_step *s)
{
	for (size_t i = 0; i < out->n_due; i++)
		if (strcmp(out->due[i].date, date) == 0 && strcmp(out->due[i].what, what) == 0)
			return;
	if (out->n_due < DUE)
		out->due[out->n_due++] = (struct kua_case_due){date, what, why, s->step};
}

/* Does a step of the kind come behind step i? */
static bool follows(const struct case_step *v, size_t n, size_t i, const char *step)
{
	for (size_t k = i + 1; k < n; k++)
		if (is(&v[k], step))
			return true;
	return false;
}

static bool decided_after(const struct case_step *v, size_t n, size_t i)
{
	return follows(v, n, i, "appeal filed") || follows(v, n, i, "appeal dismissed") || follows(v, n, i, "appeal upheld");
}

/* Has it ended, behind step i, that somebody is held? */
static bool freed_after(const struct case_step *v, size_t n, size_t i)
{
	for (size_t k = i + 1; k < n; k++)
		if (case_part_of(&v[k]) >= PART_FREE || is(&v[k], "appeal upheld") || is(&v[k], "acquitted"))
			return true;
	return false;
}

static void announced(const struct case_step *v, size_t n, size_t i, struct kua_told_case *out)
{
	const struct kua_case_step *s = v[i].step;
	if (is(&v[i], "trial due") && s->date)
		add(out, s->date, "trial or hearing", NULL, &v[i]);
	else if (is(&v[i], "appeal planned") && s->date && !decided_after(v, n, i))
		add(out, s->date, "appeal to be made", NULL, &v[i]);
	else if (s->deadline && (is(&v[i], "held") || is(&v[i], "house arrest")) && !freed_after(v, n, i))
		add(out, s->deadline, is(&v[i], "held") ? "held until" : "house arrest until", NULL, &v[i]);
	else if (s->deadline && !is(&v[i], "appeal planned") && !decided_after(v, n, i))
		add(out, s->deadline, "last day to appeal", NULL, &v[i]);
}

/* The end of the sentence of step i, where it can be counted. */
static void end_of_sentence(const struct kua_accounts_input *in, const struct case_words *w, const struct case_step *v, size_t n,
                            size_t i, struct kua_arena *a, struct kua_told_case *out)
{
	static const char *const runs[] = {"convicted-custodial", "administrative-detention", "restriction-of-liberty"};
	const struct case_step *s = &v[i];
	bool remaining = is(s, "sentence remaining");
	if ((!is(s, "sentenced") && !remaining) || !s->dated || freed_after(v, n, i) || follows(v, n, i, "sentenced") ||
	    follows(v, n, i, "sentence remaining"))
		return;
	const char *state = case_state(w, s->step);
	bool running = remaining;
	for (size_t k = 0; k < sizeof runs / sizeof *runs; k++)
		running |= same_text(state, runs[k]);
	const char *language = s->item != NOWHERE ? in->items[s->item].language : NULL;
	struct case_length l = case_length(w, language, s->step->sentence, a);
	char end[11];
	if (!running || !l.known || l.without_end || !kua_date_add(s->step->date, l.months, l.days, end))
		return;
	add(out, kua_arena_strdup(a, end), "end of the sentence",
	    kua_arena_printf(a, "computed: %s from %s%s", s->step->sentence, kua_accounts_date_words(a, s->step->date),
	                     remaining ? "" : "; time held before is not taken off"), s);
}

void case_due(const struct kua_accounts_input *in, const struct case_words *w, const struct case_step *v, size_t n,
              struct kua_arena *a, struct kua_told_case *out)
{
	out->due = KUA_NEW_N(a, struct kua_case_due, DUE);
	for (size_t i = 0; i < n; i++) {
		announced(v, n, i, out);
		end_of_sentence(in, w, v, n, i, a, out);
	}
	for (size_t i = 1; i < out->n_due; i++) /* in order of date; they are few */
		for (size_t k = i; k > 0 && strcmp(out->due[k - 1].date, out->due[k].date) > 0; k--) {
			struct kua_case_due swap = out->due[k];
			out->due[k] = out->due[k - 1];
			out->due[k - 1] = swap;
		}
}
