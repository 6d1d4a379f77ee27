/*
 * whereabouts.c - the place and the date of a figure, as its text gives them. Both are looked for in the sentence, nearest first,
 * then in the sentences before it in the paragraph, then (a place) in the title and further back. What is told of another
 * event ("as they did in X in 2011"), or dates the telling and not the event ("your report of 2 July", "I visited last
 * November"), is passed over: rules for "elsewhere" and "telling" mark it. Where nothing is certain the field stays empty, and
 * events fill it.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/figures.h"

#define BACK_PLACE 40 /* sentences looked back for a place */
#define NEAR_PLACE 3  /* of them, those that are nearer than the title though in another paragraph */

/* ---- what is marked ---- */

static bool marked(const struct kua_scene *s, const struct matches *m, uint32_t token)
{
	uint32_t sentence = s->text->tokens[token].sentence;
	for (size_t i = kua_matches_near(m, s, sentence, token); kua_match_near(m, i, sentence, token); i++) {
		const struct kua_capture *coarse = kua_match_capture(&m->v[i], "coarse");
		uint32_t first = coarse ? coarse->first : m->v[i].first;
		if (token >= first && token < m->v[i].last)
			return true;
	}
	return false;
}

/* Is the figure itself in what is told of the other event? Then that is its event. */
static bool passed_over(const struct figure_scene *fs, uint32_t token, uint32_t figure)
{
	return marked(fs->s, &fs->elsewhere, token) && !marked(fs->s, &fs->elsewhere, figure);
}

static uint32_t distance(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

/* ---- places ---- */

/* The place mention in the sentence nearest to token; ties go to the later one. KUA_NO_ID where there is none. */
static uint32_t place_in(const struct figure_scene *fs, uint32_t sentence, uint32_t token, uint32_t figure)
{
	const struct kua_scene *s = fs->s;
	const struct kua_sentence *st = &s->text->sentences[sentence];
	uint32_t best = KUA_NO_ID, best_distance = UINT32_MAX;
	uint32_t from = token > st->first + FIGURE_REACH ? token - FIGURE_REACH : st->first;
	uint32_t to = st->last - token > FIGURE_REACH ? token + FIGURE_REACH : st->last;
	for (uint32_t t = from; t < to; t++) {
		uint32_t k = s->named_at[t];
		if (k == KUA_NO_ID || strcmp(s->named[k].kind, "place") != 0 || passed_over(fs, t, figure))
			continue;
		if (distance(t, token) <= best_distance) {
			best_distance = distance(t, token);
			best = k;
		}
	}
	return best;
}

static void set_place(const struct kua_scene *s, uint32_t named, struct kua_figure *out, const char *why)
{
	const struct kua_named *n = &s->named[named];
	out->place = n->label ? n->label : n->mention->form;
	kua_figure_reason(s, out, "place: \"%s\" %s", n->mention->form, why);
}

/* A place of the item that the title names too. */
static uint32_t place_in_title(const struct kua_scene *s)
{
	for (size_t i = 0; s->item->title && i < s->n_named; i++)
		if (strcmp(s->named[i].kind, "place") == 0 && strstr(s->item->title, s->named[i].mention->form))
			return (uint32_t)i;
	return KUA_NO_ID;
}

void kua_figure_place(struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	uint32_t sentence = f->match->sentence, token = f->n->first;
	uint32_t paragraph = s->text->sentences[sentence].paragraph;
	uint32_t k = place_in(fs, sentence, token, token);
	if (k != KUA_NO_ID) {
		set_place(s, k, out, "in the sentence");
		return;
	}
	const struct kua_sentence *all = s->text->sentences;
	for (uint32_t back = 1; back <= BACK_PLACE && back <= sentence; back++) {
		uint32_t before = sentence - back;
		bool same = all[before].paragraph == paragraph;
		if (!same && back > NEAR_PLACE && (k = place_in_title(s)) != KUA_NO_ID) {
			set_place(s, k, out, "in the title");
			return;
		}
		if ((k = place_in(fs, before, all[before].last, token)) != KUA_NO_ID) {
			set_place(s, k, out, same ? "earlier in the paragraph" : "in a paragraph before");
			return;
		}
	}
	if ((k = place_in_title(s)) != KUA_NO_ID)
		set_place(s, k, out, "in the title");
}

/* ---- dates ---- */

static size_t first_date_from(const struct kua_scene *s, uint32_t token)
{
	size_t low = 0, high = s->n_dates;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->dates[mid].first < token)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool usable(const struct figure_scene *fs, const struct kua_date *d, bool own_sentence, uint32_t figure)
{
	bool certain = d->kind == KUA_DATE_FULL || d->kind == KUA_DATE_PARTIAL || (own_sentence && d->kind == KUA_DATE_RELATIVE);
	return d->iso[0] && certain && !marked(fs->s, &fs->telling, d->first) && !marked(fs->s, &fs->as_of, d->first) &&
	       !passed_over(fs, d->first, figure);
}

/* A day without a year, on which an anniversary is kept: the one nearest to the item, for it is announced as often as reported. */
static const char *kept_on(const struct kua_scene *s, const struct kua_date *d)
{
	const char *published = s->item->published_on ? s->item->published_on : s->item->date_from;
	int64_t anchor, before, after;
	if (!published || !kua_date_first_day(published, &anchor) || !kua_date_first_day(d->iso, &before) ||
	    !kua_date_first_day(d->iso_next, &after))
		return d->iso;
	return after - anchor < anchor - before ? d->iso_next : d->iso;
}

/* Its date less the years of "the fourth anniversary", where the sentence says so; else the date. */
static const char *event_date(const struct figure_scene *fs, const struct kua_date *d, uint32_t sentence)
{
	const struct kua_scene *s = fs->s;
	const struct matches *m = &fs->anniversaries;
	for (size_t i = kua_matches_near(m, s, sentence, d->first); kua_match_near(m, i, sentence, d->first); i++) {
		const struct kua_capture *c = kua_match_capture(&m->v[i], "years");
		uint32_t k = c ? s->number_at[c->first] : KUA_NO_ID;
		long years = k != KUA_NO_ID ? (long)s->numbers[k].low : c && c->value ? strtol(c->value, NULL, 10) : 0;
		const char *kept = kept_on(s, d);
		long year = strtol(kept, NULL, 10) - years;
		if (years < 1 || years > 500 || year < 1000)
			return NULL;
		return kua_arena_printf(s->arena, "%04ld%s", year, kept + 4);
	}
	return d->anniversary ? NULL : kua_arena_strdup(s->arena, d->iso);
}

static bool date_in(const struct figure_scene *fs, uint32_t sentence, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	const struct kua_date *best = NULL;
	uint32_t token = f->n->first, first = s->text->sentences[sentence].first, last = s->text->sentences[sentence].last;
	uint32_t at = token < first ? first : token < last ? token : last; /* nearest to the figure */
	size_t i = first_date_from(s, at > first + FIGURE_REACH ? at - FIGURE_REACH : first);
	for (; i < s->n_dates && s->dates[i].first < last && s->dates[i].first < at + FIGURE_REACH; i++) {
		const struct kua_date *d = &s->dates[i];
		if (!usable(fs, d, sentence == f->match->sentence, token) || !event_date(fs, d, sentence))
			continue;
		if (!best || distance(d->first, token) < distance(best->first, token))
			best = d;
	}
	if (!best)
		return false;
	out->date = event_date(fs, best, sentence);
	kua_figure_reason(s, out, "date: \"%s\" %s", kua_scene_words(s, best->first, best->last),
	                  sentence == f->match->sentence ? "in the sentence" : "earlier in the paragraph");
	return true;
}

/* The year, where all dates of the text that name one name the same. */
static void find_year(struct figure_scene *fs)
{
	const struct kua_scene *s = fs->s;
	const char *year = NULL;
	fs->year_known = true;
	for (size_t i = 0; i < s->n_dates; i++) {
		const struct kua_date *d = &s->dates[i];
		if (d->kind != KUA_DATE_FULL || d->anniversary || !d->iso[0])
			continue;
		if (year && strncmp(year, d->iso, 4) != 0)
			return;
		year = d->iso;
	}
	if (year) {
		fs->year = kua_arena_strndup(s->arena, year, 4);
		fs->year_why = "the only year this text names";
	}
}

static void find_as_of(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	const struct matches *m = &fs->as_of;
	uint32_t sentence = f->match->sentence, token = f->n->first;
	for (size_t i = kua_matches_near(m, s, sentence, token); kua_match_near(m, i, sentence, token); i++) {
		uint32_t k = s->date_at[m->v[i].last - 1];
		out->as_of = k == KUA_NO_ID || !s->dates[k].iso[0] ? s->item->published_on
		                                                   : kua_arena_strdup(s->arena, s->dates[k].iso);
	}
}

void kua_figure_date(struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	uint32_t sentence = f->match->sentence, paragraph = s->text->sentences[sentence].paragraph;
	find_as_of(fs, f, out);
	for (uint32_t back = 0; back < BACK_PLACE && back <= sentence; back++) {
		if (s->text->sentences[sentence - back].paragraph != paragraph)
			break;
		if (date_in(fs, sentence - back, f, out))
			return;
	}
	if (!fs->year_known)
		find_year(fs);
	out->date = fs->year;
	if (out->date)
		kua_figure_reason(s, out, "date: %s", fs->year_why);
}
