/*
 * actions_lines.c - announcements that are set in lines of their own:
 *
 *     Wednesday, 16 December at 7pm          When: Friday 3 May, 2pm
 *     Town Hall                              Where: Town Hall, 12 High Street
 *     12 High Street
 *
 * A line opens one when it holds little but a date and a time, or a label; the short lines below it are the
 * place. What kind of gathering it is was said before, in the text or the title; where nothing was, it is a
 * dateline and no action.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/actions.h"

#define LINE_TOKENS 26   /* longer lines are prose */
#define PLACE_TOKENS 14
#define PLACE_LINES 5
#define KIND_REACH 600   /* tokens that the gathering may have been named before */
#define KIND_NEAR 60     /* if the lines have a time, but no date */

struct line {
	uint32_t first, last;
	bool after_blank;
};

typedef KUA_VEC(struct line) line_vec;

static bool in_class(const struct acting *a, uint32_t t, const char *name)
{
	return kua_scene_in_class(a->s, t, name);
}

static void split_lines(const struct kua_text *t, line_vec *lines)
{
	for (uint32_t i = 0; i < t->n_tokens; i++) {
		size_t from = i ? t->tokens[i - 1].end : 0, ends = 0;
		for (size_t b = from; b < t->tokens[i].start; b++)
			ends += t->bytes[b] == '\n';
		if (i == 0 || ends) {
			struct line *line = kua_vec_add(lines);
			line->first = i;
			line->after_blank = i == 0 || ends > 1;
		}
		lines->v[lines->n - 1].last = i + 1;
	}
}

/* What one line holds. */
struct reading {
	const struct kua_date *date;
	const struct kua_time *time;
	uint32_t others_before; /* words before date and time that are neither */
	uint32_t rest;          /* first token behind date and time */
	bool labelled_when, labelled_where, published;
};

static struct reading read_line(const struct acting *a, const struct line *line)
{
	const struct kua_scene *s = a->s;
	struct reading r = {.rest = line->first};
	uint32_t others = 0;
	for (uint32_t t = line->first; t < line->last; t++) {
		uint32_t date = s->date_at[t], time = s->time_at[t];
		r.published |= in_class(a, t, "line-published");
		if (date != KUA_NO_ID || time != KUA_NO_ID) {
			if (date != KUA_NO_ID && !r.date)
				r.date = &s->dates[date];
			if (time != KUA_NO_ID && !r.time)
				r.time = &s->times[time];
			r.others_before = others;
			r.rest = t + 1;
			continue;
		}
		bool label = t == line->first && t + 1 < line->last && kua_who_is(a->who, t + 1, ':');
		r.labelled_when |= label && in_class(a, t, "label-when");
		r.labelled_where |= label && in_class(a, t, "label-where");
		others += s->text->tokens[t].kind != KUA_PUNCT && !label && !in_class(a, t, "line-small");
	}
	return r;
}

static bool is_prose(const struct acting *a, const struct line *line)
{
	bool full_stop = kua_who_is(a->who, line->last - 1, '.');
	return line->last - line->first > LINE_TOKENS || (full_stop && line->last - line->first > 10);
}

/* Does a line that is no prose open an announcement? */
static bool opens(const struct line *line, const struct reading *r)
{
	if (r->published)
		return false;
	if (r->labelled_when)
		return r->date || r->time;
	if (r->date && r->time)
		return r->others_before <= 3;
	return r->time && r->others_before <= 1 && r->time->first <= line->first + 3;
}

static bool is_place(const struct acting *a, const struct line *line)
{
	bool name = false;
	if (line->last - line->first > PLACE_TOKENS || is_prose(a, line) || in_class(a, line->first, "line-stop"))
		return false;
	for (uint32_t t = line->first; t < line->last; t++) {
		name |= a->s->text->tokens[t].kind == KUA_NUMERAL || (a->s->text->tokens[t].flags & KUA_CAPITAL);
		if (kua_who_classes(a->who, t) & (WHO_HE | WHO_MODAL | WHO_SAY | WHO_HAVE))
			return false;
	}
	return name;
}

static void add_place(const struct acting *a, struct act *act, uint32_t from, uint32_t to)
{
	const struct kua_token *tokens = a->s->text->tokens;
	while (from < to && (tokens[from].kind == KUA_PUNCT || in_class(a, from, "line-small")))
		from++;
	while (to > from && tokens[to - 1].kind == KUA_PUNCT && !kua_who_is(a->who, to - 1, ')'))
		to--;
	if (from >= to)
		return;
	const char *words = kua_scene_words(a->s, from, to);
	act->place = act->place ? kua_arena_printf(a->s->arena, "%s, %s", act->place, words) : words;
	act->last = to > act->last ? to : act->last;
}

static void take_when(const struct acting *a, const struct line *line, const struct reading *r,
                      struct act *act)
{
	if (r->date && !act->date)
		act->date = kua_date_iso(a->s, r->date, true);
	if (r->time && !act->time)
		act->time = kua_arena_strdup(a->s->arena, r->time->iso);
	if (line->last > act->last)
		act->last = r->rest > act->first ? r->rest : act->last;
}

/* The kind named nearest before the lines, else by the title; NULL where there is none. */
static const char *kind_before(const struct acting *a, uint32_t t, uint32_t reach)
{
	size_t low = kua_match_first(a->gatherings, a->n_gatherings, t);
	if (low > 0 && t - a->gatherings[low - 1].first <= reach) {
		const struct kua_capture *c = kua_match_capture(&a->gatherings[low - 1], "kind");
		if (c && c->value)
			return c->value;
	}
	return a->title_kind;
}

/* Read the lines below the one that opened; the number of the last that belongs to it. */
static size_t read_below(const struct acting *a, const line_vec *lines, size_t k, struct act *act)
{
	size_t i = k + 1;
	for (unsigned n = 0; i < lines->n && n < PLACE_LINES; i++, n++) {
		const struct line *line = &lines->v[i];
		struct reading r = read_line(a, line);
		bool labelled = r.labelled_when || r.labelled_where;
		if (line->after_blank && !labelled)
			break;
		if (r.labelled_where) {
			add_place(a, act, line->first + 2, line->last);
		} else if ((r.date && !act->date) || (r.time && !act->time)) {
			if (is_prose(a, line))
				break;
			take_when(a, line, &r, act);
			add_place(a, act, r.rest, line->last);
		} else if (r.date || r.time || !is_place(a, line)) {
			break;
		} else {
			add_place(a, act, line->first, line->last);
		}
	}
	return i - 1;
}

void kua_act_lines(const struct acting *a, act_vec *acts)
{
	line_vec lines = {0};
	if (a->s->n_times || a->s->n_dates)
		split_lines(a->s->text, &lines);
	for (size_t k = 0; k < lines.n; k++) {
		const struct line *line = &lines.v[k];
		if (is_prose(a, line))
			continue;
		struct reading r = read_line(a, line);
		if (!opens(line, &r))
			continue;
		struct act act = {.first = line->first, .last = line->first + 1, .coming = true, .loose = true,
		                  .sentence = a->s->text->tokens[line->first].sentence, .rule = "lines"};
		take_when(a, line, &r, &act);
		add_place(a, &act, r.rest, line->last);
		size_t last = read_below(a, &lines, k, &act);
		const char *date = act.date ? act.date : a->title_date;
		act.kind = kind_before(a, line->first, date ? KIND_REACH : KIND_NEAR);
		if (act.kind && kua_act_ahead(a, date) && (act.place || act.date)) {
			*kua_vec_add(acts) = act;
			k = last;
		}
	}
	kua_vec_free(&lines);
}
