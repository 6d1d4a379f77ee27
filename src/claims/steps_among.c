/*
 * steps_among.c - persons named as some of those whom a sentence before counts: "16 women were arrested. One of them, the teacher A,
 * was ...", "Among the dead were B and C". The rules for "among" catch whom (of: the names follow; state: they stand before it as a
 * subject) and, where the words say so, what happened to them (act); else the figure before it says that, and its day.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/steps.h"
#include "util/search.h"

#define BACK 2      /* sentences between the figure and the names */
#define PARAGRAPH 4 /* the same, for the day of somebody killed */
#define MONTH 31    /* days after a shooting on which its reports are written */
#define FIGURES 12  /* of those before that are looked at */

/* The step that happens to one person, for the act of a figure that counts several; or NULL. */
static const char *step_of_act(const char *act)
{
	static const char *const pairs[][2] = {{"killed", "killed"}, {"arrested", "arrested"}, {"imprisoned", "imprisoned"},
	                                       {"disappeared", "disappeared"}, {"tortured", "ill-treated"}};
	for (size_t i = 0; act && i < sizeof pairs / sizeof *pairs; i++)
		if (strcmp(act, pairs[i][0]) == 0)
			return pairs[i][1];
	return NULL;
}

static int by_start(const void *x, const void *y)
{
	const struct kua_figure *a = *(const struct kua_figure *const *)x, *b = *(const struct kua_figure *const *)y;
	return a->start != b->start ? (a->start < b->start ? -1 : 1) : strcmp(a->id, b->id);
}

/* The figures whose acts may be told of one person, by where they stand. */
struct counts {
	const struct kua_figure **v;
	size_t n;
};

static struct counts sort_counts(const struct kua_scene *s, const struct kua_claims_result *found)
{
	struct counts c = {KUA_NEW_N(s->arena, const struct kua_figure *, found->n_figures + 1), 0};
	for (size_t i = 0; i < found->n_figures; i++)
		if (step_of_act(found->figures[i].act))
			c.v[c.n++] = &found->figures[i];
	if (c.n)
		qsort(c.v, c.n, sizeof(const struct kua_figure *), by_start);
	return c;
}

/* The number of figures that begin before the byte. */
static size_t counts_before(const struct counts *c, int64_t byte)
{
	size_t low;
	KUA_FIRST(low, c->n, c->v[low]->start < byte);
	return low;
}

/*
 * The figure before the match whose people are meant: the nearest of that act (any act, where NULL) in the sentence before or
 * the one before that, in its paragraph. NULL where figures of two acts stand there and nothing says which.
 */
static const struct kua_figure *counted(const struct kua_scene *s, const struct kua_match *m, const char *act,
                                        const struct counts *c)
{
	const struct kua_sentence *own = &s->text->sentences[m->sentence], *from = own;
	for (unsigned n = 0; n < BACK && from > s->text->sentences && from[-1].paragraph == own->paragraph; n++)
		from--;
	const struct kua_figure *best = NULL;
	int64_t begin = (int64_t)s->text->tokens[from->first].start, end = (int64_t)s->text->tokens[own->first].start;
	size_t low = counts_before(c, end);
	for (size_t n = 0; low > 0 && n < FIGURES && c->v[low - 1]->start >= begin; low--, n++) {
		const struct kua_figure *f = c->v[low - 1];
		if (act && strcmp(f->act, act) != 0)
			continue;
		if (best && strcmp(best->act, f->act) != 0)
			return NULL;
		best = best && (best->date || !f->date) ? best : f;
	}
	return best;
}

/* ---- the day of those who were killed ---- */

/* Is it a figure of people killed on some day? Who is named may have died on another than the rest. */
static bool tells_day(const struct kua_figure *f)
{
	return strcmp(f->act, "killed") == 0 && f->date && f->names.n == 0;
}

/* The one day that all figures of people killed in the paragraph before the step give; or NULL. */
static const char *day_of_dead(const struct kua_scene *s, const struct counts *c, const struct step_found *f)
{
	const struct kua_sentence *own = &s->text->sentences[f->sentence], *from = own;
	for (unsigned n = 0; n < PARAGRAPH && from > s->text->sentences && from[-1].paragraph == own->paragraph; n++)
		from--;
	int64_t begin = (int64_t)s->text->tokens[from->first].start;
	const char *day = NULL;
	size_t low = counts_before(c, (int64_t)s->text->tokens[own->first].start);
	for (size_t n = 0; low > 0 && n < FIGURES && c->v[low - 1]->start >= begin; low--, n++) {
		const struct kua_figure *x = c->v[low - 1];
		if (!tells_day(x))
			continue;
		if (strlen(x->date) != 10 || x->scope || (day && strcmp(day, x->date) != 0))
			return NULL;
		day = x->date;
	}
	return day;
}

/*
 * The one day that all figures of people killed give in an item written within a month of it; or NULL. What a report of one
 * shooting tells without a day was on that day; what it tells as something before has its own words (aside).
 */
static const char *day_of_item(const struct kua_scene *s, const struct counts *c)
{
	const char *day = NULL, *own = s->item->published_on;
	int64_t then, now;
	for (size_t i = 0; i < c->n; i++) {
		const struct kua_figure *x = c->v[i];
		if (!tells_day(x))
			continue;
		if (strlen(x->date) != 10 || x->scope || (day && strcmp(day, x->date) != 0))
			return NULL;
		day = x->date;
	}
	bool near = day && own && kua_date_first_day(day, &then) && kua_date_first_day(own, &now) && now >= then && now - then <= MONTH;
	return near ? day : NULL;
}

/* "38 people were killed on 9 March. The youngest, A, was killed at the age of eleven." */
static void date_the_dead(const struct kua_scene *s, const struct counts *c, step_found_vec *steps)
{
	const char *day = day_of_item(s, c);
	for (size_t i = 0; i < steps->n; i++) {
		struct step_found *f = &steps->v[i];
		if (strcmp(f->step.step, "killed") != 0 || f->step.date || !f->finite || f->aside || f->step.place)
			continue;
		const char *here = day_of_dead(s, c, f);
		f->step.date = here ? here : day;
	}
}

void kua_steps_among(const struct who *w, const struct kua_claims_result *found, step_found_vec *steps)
{
	const struct kua_scene *s = w->s;
	size_t n = 0;
	const struct kua_match *m = kua_scene_match(s, "among", &n);
	struct counts counts = sort_counts(s, found);
	date_the_dead(s, &counts, steps);
	for (size_t i = 0; i < n; i++) {
		const struct kua_capture *of = kua_match_capture(&m[i], "of"), *state = kua_match_capture(&m[i], "state");
		const struct kua_capture *said = kua_match_capture(&m[i], "act");
		const char *act = said ? said->value : NULL;
		const struct kua_figure *f = counted(s, &m[i], act, &counts);
		struct who_list list = {0};
		if (!f && !act)
			continue;
		if (of)
			kua_who_object(w, of->last, NULL, &list);
		else if (state)
			kua_who_subject(w, state->first, NULL, &list);
		struct kua_case_step step = {.step = step_of_act(f ? f->act : act), .rule = m[i].rule->id};
		if (!step.step)
			continue;
		if (f) {
			step.date = f->date;
			step.by = f->by;
			step.by_kind = f->by_kind;
			step.means = f->means;
			step.act_code = f->act_code;
		}
		step.said_by = f ? f->said_by : kua_said_at(s, m[i].first).by;
		for (size_t k = 0; k < list.n; k++) {
			const struct who_person *p = &list.v[k];
			struct stretch quote = {m[i].first < p->first ? m[i].first : p->first, m[i].last > p->last ? m[i].last : p->last};
			if (p->first < s->text->sentences[m[i].sentence].first)
				quote = (struct stretch){m[i].first, m[i].last};
			kua_step_add(w, &step, p, quote, steps)->once = strcmp(step.step, "killed") == 0;
		}
	}
}
