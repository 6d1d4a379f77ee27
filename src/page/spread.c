/*
 * spread.c - the drawing over an act's numbers: each number once on a line from zero, and in rows below it what was said, by the day,
 * the month or the year of saying, whichever gives few enough rows. Numbers lead to their place in the account.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "page/event.h"
#include "report/report.h"

enum { SPREAD_MARKS = 120, SPREAD_NUMBERS = 40 };

static bool on_line(const struct account_of *o, const struct kua_account *a, const char *act)
{
	return strcmp(a->act, act) == 0 && !one_by_one(o, a) && (a->low != KUA_NONE || a->high != KUA_NONE);
}

static void number_marks(struct visit *v, const struct account_of *o, const char *act, struct kua_axis *axis)
{
	struct kua_axis_mark *marks = KUA_NEW_N(v->a, struct kua_axis_mark, o->n_accounts);
	for (size_t i = 0; i < o->n_accounts && axis->n < SPREAD_NUMBERS; i++) {
		const struct kua_account *a = &o->accounts[i];
		if (!on_line(o, a, act))
			continue;
		const char *said = line_number(v, o, a);
		marks[axis->n++] = (struct kua_axis_mark){
			.low = a->low, .high = a->high, .how = kua_axis_how_line(a), .voices = llround(a->independent),
			.label = texts_number(v->w, a->low != KUA_NONE ? a->low : a->high, v->a),
			.says = texts_two(v->w, "@colon", said, voices_of(v, a), v->a),
			.href = kua_arena_printf(v->a, "#n-%s", a->id)};
	}
	axis->marks = marks;
}

/* What was said, each with when. */
static size_t collect(struct visit *v, struct account_of *o, const char *act, struct kua_axis_said *said)
{
	size_t n = 0;
	for (size_t i = 0; i < o->n_accounts; i++) {
		const struct kua_account *a = &o->accounts[i];
		for (size_t k = 0; on_line(o, a, act) && k < a->figures.n && n < SPREAD_MARKS; k++) {
			const struct kua_figure *f = figure_of(o, a->figures.v[k]);
			const struct kua_item *item = f ? item_of(v, o, f->item) : NULL;
			if (item && (f->low != KUA_NONE || f->high != KUA_NONE))
				said[n++] = (struct kua_axis_said){f, a, item->published_on, 0};
		}
	}
	return n;
}

static void said_marks(struct visit *v, struct account_of *o, const char *act, struct kua_axis *axis)
{
	struct kua_axis_said *said = KUA_NEW_N(v->a, struct kua_axis_said, SPREAD_MARKS);
	size_t n = collect(v, o, act, said);
	struct kua_axis_mark *marks = KUA_NEW_N(v->a, struct kua_axis_mark, n + 1);
	const char **lanes = KUA_NEW_N(v->a, const char *, n + 1);
	axis->n_lanes = kua_axis_lanes(said, n, v->a);
	for (size_t i = 0; i < n; i++) {
		const struct kua_figure *f = said[i].figure;
		lanes[said[i].lane] = said[i].when ? texts_date(v->w, said[i].when, v->a) : texts_text(v->w, "undated");
		const char *who = f->voice ? voice_label(v, o, f->voice) : texts_text(v->w, "own-voice");
		marks[i] = (struct kua_axis_mark){.low = f->low, .high = f->high, .how = kua_axis_how(f->qualifier), .voices = 1, .lane = said[i].lane,
		                                  .says = texts_two(v->w, "@colon", figure_number(v, f), who, v->a),
		                                  .href = kua_arena_printf(v->a, "/figure/%s", f->id)};
	}
	axis->said = marks;
	axis->n_said = n;
	axis->lanes = lanes;
}

static void legend(struct visit *v, const struct kua_axis *axis)
{
	put(v, "<p class=\"dim legend\">");
	put_word(v, "axis-legend");
	put(v, axis->n_lanes ? " " : "</p>\n");
	if (!axis->n_lanes)
		return;
	put_word(v, "axis-rows");
	put(v, "</p>\n");
}

void put_spread(struct visit *v, struct account_of *o, const char *act)
{
	struct kua_axis axis = {.logarithmic = texts_text(v->w, "axis-logarithmic")};
	number_marks(v, o, act, &axis);
	if (axis.n < 2)
		return;
	said_marks(v, o, act, &axis);
	axis.title = texts_text(v->w, "axis-title");
	kua_report_axis(&axis, v->out);
	legend(v, &axis);
}
