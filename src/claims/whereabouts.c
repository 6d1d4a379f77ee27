/*
 * whereabouts.c - the place and the date of a figure, as its text gives them. Both are looked for in the sentence, nearest first,
 * then in the sentences before it in the paragraph; a place then in the paragraph just before, where that does not tell of
 * another day, in the title, and in the dateline. What is told of another event ("as they did in X in 2011"), or dates the
 * telling and not the event ("your report of 2 July", "I visited last November"), is passed over: rules for "elsewhere" and
 * "telling" mark it; rules for "step-day" what dates a charge or a sentence, for those who were hurt. "The town" and "there"
 * (rules for "here") are the place told of before, not one named later in the sentence. Behind the figure a date of another clause (rules for "break") is not its own. Where it is told of another day
 * than the one before it (rules for "shift": "the next day" counts on, "in the week before" does not say how far), no day is
 * carried over. Where nothing is certain the field stays empty, and events fill it.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/figures.h"
#include "util/search.h"

#define BACK 40           /* sentences looked back */
#define DATELINE_WITHIN 4 /* sentences at the beginning that may have a dateline */
#define DATELINE_MARKS 16 /* matches looked at for one */
#define DAYS_READ 64      /* dates of a paragraph looked at for its time */

/* ---- what is marked ---- */

static bool marked(const struct kua_scene *s, const struct matches *m, uint32_t token)
{
	uint32_t sentence = s->text->tokens[token].sentence;
	for (size_t i = kua_matches_near(m, s, sentence, token); kua_match_near(m, i, sentence, token); i++) {
		const struct kua_capture *coarse = kua_match_capture(&m->v[i], "coarse");
		if (kua_match_capture(&m->v[i], "office"))
			continue;
		uint32_t first = coarse ? coarse->first : m->v[i].first;
		if (token >= first && token < m->v[i].last)
			return true;
	}
	return false;
}

/* Is the place at token t that of somebody's office ("le procureur de Paris")? It is where the event was only if nothing else is named. */
static bool of_office(const struct figure_scene *fs, uint32_t t)
{
	const struct matches *m = &fs->elsewhere;
	uint32_t sentence = fs->s->text->tokens[t].sentence;
	for (size_t i = kua_matches_near(m, fs->s, sentence, t); kua_match_near(m, i, sentence, t); i++) {
		const struct kua_capture *office = kua_match_capture(&m->v[i], "office");
		if (office && t >= office->first && t < office->last)
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

/* ---- dates that may be of an event ---- */

static size_t first_date_from(const struct kua_scene *s, uint32_t token)
{
	size_t low;
	KUA_FIRST(low, s->n_dates, s->dates[low].first < token);
	return low;
}

static bool usable(const struct figure_scene *fs, const struct kua_date *d, bool own_sentence, uint32_t figure)
{
	bool day = d->kind == KUA_DATE_RELATIVE && (own_sentence || strlen(d->iso) == 10); /* "yesterday", not "last year" */
	bool certain = d->kind == KUA_DATE_FULL || d->kind == KUA_DATE_PARTIAL || day;
	return d->iso[0] && certain && !marked(fs->s, &fs->telling, d->first) && !marked(fs->s, &fs->as_of, d->first) &&
	       !passed_over(fs, d->first, figure);
}

/* ---- places ---- */

/* The match of the sentence nearest to the figure; NULL where there is none. */
static const struct kua_match *nearest_mark(const struct kua_scene *s, const struct matches *m, uint32_t sentence, uint32_t figure)
{
	const struct kua_match *best = NULL;
	for (size_t i = kua_matches_near(m, s, sentence, figure); kua_match_near(m, i, sentence, figure); i++)
		if (!best || distance(m->v[i].first, figure) < distance(best->first, figure))
			best = &m->v[i];
	return best;
}

static bool in_dateline(const struct figure_scene *fs, uint32_t token)
{
	const struct kua_scene *s = fs->s;
	for (size_t i = 0; i < fs->telling.n && i < DATELINE_MARKS && fs->telling.v[i].sentence < DATELINE_WITHIN; i++) {
		const struct kua_match *m = &fs->telling.v[i];
		bool line = kua_match_field(s, m, "place"); /* of a line of its own the place may be meant */
		if (!line && m->first == s->text->sentences[m->sentence].first && token >= m->first && token < m->last)
			return true;
	}
	return false;
}

/* The place mention between tokens from and to - 1 nearest to token; ties go to the later one. KUA_NO_ID where there is none. */
static uint32_t place_between(const struct figure_scene *fs, uint32_t from, uint32_t to, uint32_t token, uint32_t figure, bool offices)
{
	const struct kua_scene *s = fs->s;
	uint32_t best = KUA_NO_ID, best_distance = UINT32_MAX;
	from = token > from + FIGURE_REACH ? token - FIGURE_REACH : from;
	to = to > token + FIGURE_REACH ? token + FIGURE_REACH : to;
	for (uint32_t t = from; t < to; t++) {
		uint32_t k = s->named_at[t];
		if (k == KUA_NO_ID || strcmp(s->named[k].kind, "place") != 0 || passed_over(fs, t, figure) || in_dateline(fs, t) ||
		    (!offices && of_office(fs, t)))
			continue;
		if (distance(t, token) <= best_distance) {
			best_distance = distance(t, token);
			best = k;
		}
	}
	return best;
}

static uint32_t place_in(const struct figure_scene *fs, uint32_t sentence, uint32_t token, uint32_t figure, bool offices)
{
	const struct kua_sentence *st = &fs->s->text->sentences[sentence];
	return place_between(fs, st->first, st->last, token, figure, offices);
}

static void set_place(const struct kua_scene *s, uint32_t named, struct kua_figure *out, const char *read, const char *why)
{
	const struct kua_named *n = &s->named[named];
	out->place = n->label ? n->label : n->mention->form;
	out->place_read = read;
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

/* The place of a dateline: the day of writing stands beside it. */
static uint32_t place_in_dateline(const struct figure_scene *fs)
{
	const struct kua_scene *s = fs->s;
	for (size_t i = 0; i < fs->telling.n && i < DATELINE_MARKS && fs->telling.v[i].sentence < DATELINE_WITHIN; i++) {
		const struct kua_match *m = &fs->telling.v[i];
		if (m->first == s->text->sentences[m->sentence].first && s->named_at[m->first] != KUA_NO_ID &&
		    strcmp(s->named[s->named_at[m->first]].kind, "place") == 0)
			return s->named_at[m->first];
	}
	return KUA_NO_ID;
}

/* A full date of the sentences first .. last - 1 that is not of the figure's own; "" where there is none. */
static const char *day_between(const struct figure_scene *fs, uint32_t first, uint32_t last)
{
	const struct kua_scene *s = fs->s;
	uint32_t end = s->text->sentences[last - 1].last;
	const char *day = "";
	size_t from = first_date_from(s, s->text->sentences[first].first);
	for (size_t i = from; i < s->n_dates && i - from < DAYS_READ && s->dates[i].first < end; i++)
		if (usable(fs, &s->dates[i], false, s->dates[i].first))
			day = s->dates[i].iso;
	return day;
}

/* Do the paragraph of the sentence and the one before it, of sentences from .. to - 1, tell of one time? */
static bool same_time(const struct figure_scene *fs, uint32_t from, uint32_t to, uint32_t sentence)
{
	const char *before = day_between(fs, from, to), *here = day_between(fs, to, sentence + 1);
	size_t a = strlen(before), b = strlen(here);
	return strncmp(before, here, a < b ? a : b) == 0;
}

static uint32_t paragraph_start(const struct kua_scene *s, uint32_t sentence)
{
	const struct kua_sentence *all = s->text->sentences;
	uint32_t first = sentence;
	while (first > 0 && sentence - first < BACK && all[first - 1].paragraph == all[sentence].paragraph)
		first--;
	return first;
}

static bool place_in_sentences(const struct figure_scene *fs, uint32_t first, uint32_t last, uint32_t token, uint32_t *k)
{
	for (uint32_t i = last; i > first; i--)
		if ((*k = place_in(fs, i - 1, fs->s->text->sentences[i - 1].last, token, false)) != KUA_NO_ID)
			return true;
	return false;
}

static void place_as_before(const struct figure_scene *fs, struct kua_figure *out)
{
	out->place = fs->place;
	out->place_read = "figure";
	kua_figure_reason(fs->s, out, "place: \"%s\" as for the figure before", fs->place);
}

/* Earlier in the paragraph, else in the paragraph just before, or that of a figure there. */
static bool place_before(const struct figure_scene *fs, uint32_t sentence, uint32_t token, struct kua_figure *out)
{
	uint32_t k, here = paragraph_start(fs->s, sentence), before = here ? paragraph_start(fs->s, here - 1) : 0;
	if (place_in_sentences(fs, here, sentence, token, &k)) {
		set_place(fs->s, k, out, "paragraph", "earlier in the paragraph");
		return true;
	}
	if (here == 0 || !same_time(fs, before, here, sentence))
		return false;
	if (place_in_sentences(fs, before, here, token, &k)) {
		set_place(fs->s, k, out, "before", "in the paragraph before");
		return true;
	}
	if (!fs->place || fs->place_sentence < before)
		return false;
	place_as_before(fs, out);
	return true;
}

/* How far the mention nearest to the token is, which is within FIGURE_REACH. */
static uint32_t distance_of(const struct kua_scene *s, uint32_t named, uint32_t token)
{
	uint32_t d = 0;
	while (d < FIGURE_REACH && !(token >= d && s->named_at[token - d] == named) &&
	       !(token + d < s->text->n_tokens && s->named_at[token + d] == named))
		d++;
	return d;
}

/* Does the sentence name only where the dead lie ("at the city's mortuary")? Then it was where the figure before was. */
static bool place_goes_on(const struct figure_scene *fs, uint32_t sentence, uint32_t token)
{
	const struct matches *m = &fs->elsewhere;
	for (size_t i = kua_matches_near(m, fs->s, sentence, token); kua_match_near(m, i, sentence, token); i++) {
		const char *place = kua_match_field(fs->s, &m->v[i], "place");
		if (place && strcmp(place, "before") == 0)
			return fs->place != NULL;
	}
	return false;
}

static void find_place(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	uint32_t sentence = f->match->sentence, token = f->n->first;
	const struct kua_sentence *st = &s->text->sentences[sentence];
	const struct kua_match *here = nearest_mark(s, &fs->here, sentence, token);
	uint32_t k = place_in(fs, sentence, token, token, false);
	if (here && (k == KUA_NO_ID || distance(here->first, token) < distance_of(s, k, token)))
		k = place_between(fs, st->first, here->first, here->first, token, false);
	else
		here = NULL;
	if (f->act && strcmp(f->act, "signed") == 0 && k == KUA_NO_ID)
		return; /* a list goes round; where its text was before is not where it was signed */
	if (k != KUA_NO_ID)
		set_place(s, k, out, "sentence", here ? "before it in the sentence" : "in the sentence");
	else if (place_before(fs, sentence, token, out))
		return;
	else if (place_goes_on(fs, sentence, token)) {
		place_as_before(fs, out);
	} else if ((k = place_in_title(s)) != KUA_NO_ID)
		set_place(s, k, out, "title", "in the title");
	else if ((k = place_in_dateline(fs)) != KUA_NO_ID)
		set_place(s, k, out, "dateline", "in the dateline");
	else if ((k = place_in(fs, sentence, token, token, true)) != KUA_NO_ID)
		set_place(s, k, out, "sentence", "of an office in the sentence");
}

void kua_figure_place(struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	find_place(fs, f, out);
	fs->place = out->place;
	fs->place_sentence = f->match->sentence;
}

/* ---- dates ---- */

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

/* The years of "the fourth anniversary"; 0 where it does not say. */
static long years_of(const struct kua_scene *s, const struct kua_match *m)
{
	const struct kua_capture *c = kua_match_capture(m, "years");
	uint32_t k = c ? s->number_at[c->first] : KUA_NO_ID;
	long years = k != KUA_NO_ID ? (long)s->numbers[k].low : c && c->value ? strtol(c->value, NULL, 10) : 0;
	return years <= 500 ? years : 0;
}

/* "On the fifth anniversary of the massacre, 12 were detained": the words before the figure that date it so, or NULL. */
static const struct kua_match *kept_before(const struct figure_scene *fs, uint32_t sentence, uint32_t figure)
{
	const struct matches *m = &fs->anniversaries;
	for (size_t i = kua_matches_near(m, fs->s, sentence, figure); kua_match_near(m, i, sentence, figure); i++)
		if (kua_match_capture(&m->v[i], "kept") && m->v[i].last <= figure)
			return &m->v[i];
	return NULL;
}

/* The day of remembering, where the words or a date within them ("of the massacre of 16 December 2011") say which; or NULL. */
static const char *remembering_date(const struct kua_scene *s, const struct kua_match *m, const struct kua_date *d)
{
	long years = years_of(s, m), year = strtol(d->iso, NULL, 10) + years;
	if (d->first < kua_match_capture(m, "kept")->first)
		return kua_arena_strdup(s->arena, kept_on(s, d));
	return years < 1 || year > 9999 ? NULL : kua_arena_printf(s->arena, "%04ld%s", year, d->iso + 4);
}

/* Its date less the years of "the fourth anniversary", where the sentence says so; else the date. figure is a token of what is dated. */
static const char *event_date(const struct figure_scene *fs, const struct kua_date *d, uint32_t sentence, uint32_t figure)
{
	const struct kua_scene *s = fs->s;
	const struct matches *m = &fs->anniversaries;
	const struct kua_match *kept_by = kept_before(fs, sentence, figure);
	if (kept_by)
		return remembering_date(s, kept_by, d);
	for (size_t i = kua_matches_near(m, s, sentence, d->first); kua_match_near(m, i, sentence, d->first); i++) {
		if (!d->anniversary && d->first > m->v[i].first) /* "the anniversary of the massacre of 16 December 2011" */
			break;
		long years = years_of(s, &m->v[i]);
		const char *kept = kept_on(s, d);
		long year = strtol(kept, NULL, 10) - years;
		if (years < 1 || year < 1000)
			return NULL;
		return kua_arena_printf(s->arena, "%04ld%s", year, kept + 4);
	}
	return d->anniversary ? NULL : kua_arena_strdup(s->arena, d->iso);
}

static bool behind_a_comma(const struct figure_scene *fs, uint32_t figure, uint32_t token)
{
	uint32_t t = figure;
	while (t < token && strcmp(fs->s->text->tokens[t].norm, ",") != 0)
		t++;
	return t < token;
}

/* Is there the beginning of another clause between the figure and a date behind it? One that tells of the figure itself is none. */
static bool behind_a_break(const struct figure_scene *fs, const struct finding *f, uint32_t date)
{
	const struct matches *m = &fs->breaks;
	uint32_t figure = f->n->first, sentence = fs->s->text->tokens[figure].sentence;
	for (size_t i = kua_matches_near(m, fs->s, sentence, figure); kua_match_near(m, i, sentence, figure); i++)
		if (m->v[i].first > figure && m->v[i].first >= f->match->last && m->v[i].first < date)
			return true;
	return false;
}

/* "In the night from 7 to 8 March": of two days with a word or two between them the first, on which it began; not before token from. */
static const struct kua_date *first_of_days(const struct kua_scene *s, const struct kua_date *d, uint32_t from)
{
	if (d == s->dates || strlen(d->iso) != 10)
		return d;
	const struct kua_date *before = d - 1;
	bool beside = before->first >= from && before->last < d->first && before->last + 2 >= d->first; /* "vom 7. auf den 8. März" */
	for (uint32_t t = before->last; beside && t < d->first; t++)
		beside = s->text->tokens[t].kind == KUA_WORD;
	return beside && before->kind == d->kind && strlen(before->iso) == 10 && !before->anniversary ? before : d;
}

/* The day of a charge or a sentence (rules for "step-day") dates who was imprisoned or arrested, and nobody who was killed or hurt. */
static bool of_a_step(const struct figure_scene *fs, const struct kua_date *d, const struct finding *f)
{
	static const char *const acts[] = {"killed", "injured", "shot", "disappeared", "tortured"};
	bool hurt = false;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		hurt |= kua_figure_is(f->act, acts[i]);
	return hurt && marked(fs->s, &fs->step_days, d->first);
}

/* The usable date of the sentence nearest to the figure. */
static const struct kua_date *date_near(const struct figure_scene *fs, uint32_t sentence, const struct finding *f)
{
	const struct kua_scene *s = fs->s;
	const struct kua_date *best = NULL;
	bool own = sentence == f->match->sentence;
	uint32_t token = f->n->first, first = s->text->sentences[sentence].first, last = s->text->sentences[sentence].last;
	uint32_t at = token < first ? first : token < last ? token : last;
	size_t i = first_date_from(s, at > first + FIGURE_REACH ? at - FIGURE_REACH : first);
	for (; i < s->n_dates && s->dates[i].first < last && s->dates[i].first < at + FIGURE_REACH; i++) {
		const struct kua_date *d = &s->dates[i];
		if (!usable(fs, d, own, token) || of_a_step(fs, d, f) || !event_date(fs, d, sentence, token) ||
		    (own && behind_a_break(fs, f, d->first)))
			continue;
		if (!best || distance(d->first, token) < distance(best->first, token))
			best = d;
	}
	return best ? first_of_days(s, best, first) : NULL;
}

/* Does a sentence name one date only? Of two days ("came under fire on Wednesday at a vigil for one killed last Friday") none is carried on. */
static bool names_one_date(const struct kua_scene *s, uint32_t sentence)
{
	size_t i = first_date_from(s, s->text->sentences[sentence].first);
	return i + 1 >= s->n_dates || s->dates[i + 1].first >= s->text->sentences[sentence].last;
}

static bool date_in(const struct figure_scene *fs, uint32_t sentence, const struct finding *f, struct kua_figure *out)
{
	const struct kua_date *best = date_near(fs, sentence, f);
	bool own = sentence == f->match->sentence;
	if (!best || (!own && best->kind == KUA_DATE_RELATIVE && !names_one_date(fs->s, sentence)))
		return false;
	out->date = event_date(fs, best, sentence, f->n->first);
	out->date_read = own ? "sentence" : "paragraph";
	out->date_words = kua_scene_words(fs->s, best->first, best->last);
	kua_figure_reason(fs->s, out, "date: \"%s\" %s", out->date_words, own ? "in the sentence" : "earlier in the paragraph");
	return true;
}

/*
 * "... the tenth anniversary of the massacre, in which 23 were killed": where the sentence has no date, the item's own tells the
 * year, and no more, for it may be written a few days off.
 */
static bool remembered(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	const struct kua_match *m = nearest_mark(s, &fs->anniversaries, f->match->sentence, f->n->first);
	long years = m ? years_of(s, m) : 0, year = s->item->published_on ? strtol(s->item->published_on, NULL, 10) : 0;
	if (years < 1 || year - years < 1000 || m->last > f->n->first || !kua_match_capture(m, "told"))
		return false;
	out->date = kua_arena_printf(s->arena, "%04ld", year - years);
	out->date_read = "anniversary";
	out->date_words = kua_scene_words(s, m->first, m->last);
	kua_figure_reason(s, out, "date: \"%s\", counted from the item's own", out->date_words);
	return true;
}

/* "On the eve of the anniversary, 12 were detained": no day, and least of all the one that is remembered. */
static bool on_remembering(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	if (!kept_before(fs, f->match->sentence, f->n->first))
		return false;
	kua_figure_reason(fs->s, out, "date: left open, for the text tells the day that is remembered and not this one");
	return true;
}

/* The first day told of in the sentences before it in the paragraph, or NULL. */
static const char *day_before(const struct figure_scene *fs, const struct finding *f)
{
	const struct kua_sentence *all = fs->s->text->sentences;
	uint32_t sentence = f->match->sentence;
	for (uint32_t back = 1; back < BACK && back <= sentence; back++) {
		if (all[sentence - back].paragraph != all[sentence].paragraph)
			break;
		const struct kua_date *d = date_near(fs, sentence - back, f);
		if (d)
			return event_date(fs, d, sentence - back, f->n->first);
	}
	return NULL;
}

/* "Two days later", a date of which text/ cannot say which day it is. */
static const struct kua_date *open_date(const struct figure_scene *fs, const struct finding *f)
{
	const struct kua_scene *s = fs->s;
	const struct kua_sentence *st = &s->text->sentences[f->match->sentence];
	uint32_t token = f->n->first, from = token > st->first + FIGURE_REACH ? token - FIGURE_REACH : st->first;
	for (size_t i = first_date_from(s, from); i < s->n_dates && s->dates[i].first < st->last; i++)
		if (s->dates[i].kind == KUA_DATE_RELATIVE && !s->dates[i].iso[0] && s->dates[i].first < token + FIGURE_REACH &&
		    !behind_a_comma(fs, token, s->dates[i].first))
			return &s->dates[i];
	return NULL;
}

/* Told of another day than the one before it: counted from that where it is a day, else left open. */
static bool shifted(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	const struct kua_match *m = nearest_mark(s, &fs->shifts, f->match->sentence, f->n->first);
	const struct kua_date *open = m ? NULL : open_date(fs, f);
	if ((!m && !open) || (m && behind_a_comma(fs, f->n->first, m->first)))
		return false;
	const char *words = kua_scene_words(s, m ? m->first : open->first, m ? m->last : open->last);
	long days = 0;
	const char *told = m && kua_shift_days(s, m, &days) ? day_before(fs, f) : NULL;
	int64_t day;
	char iso[11];
	if (told && strlen(told) == 10 && kua_date_first_day(told, &day)) {
		kua_date_from_day(day + days, iso);
		out->date = kua_arena_strdup(s->arena, iso);
		out->date_read = "counted";
		out->date_words = words;
		kua_figure_reason(s, out, "date: \"%s\" in the sentence, counted from %s", words, told);
	} else {
		kua_figure_reason(s, out, "date: left open, for \"%s\" does not say which day", words);
	}
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
		if (d->kind != KUA_DATE_FULL || d->anniversary || !usable(fs, d, false, d->first) ||
		    marked(s, &fs->step_days, d->first) ||
		    (s->item->published_on && strcmp(d->iso, s->item->published_on) == 0))
			continue;
		if (year && strncmp(year, d->iso, 4) != 0)
			return;
		if (!year)
			fs->year_token = d->first;
		year = d->iso;
	}
	if (year) {
		fs->year = kua_arena_strndup(s->arena, year, 4);
		fs->year_why = "the only year this text names, and before it";
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
	if (date_in(fs, sentence, f, out) || shifted(fs, f, out) || on_remembering(fs, f, out) ||
	    remembered(fs, f, out))
		return;
	for (uint32_t back = 1; back < BACK && back <= sentence; back++) {
		if (s->text->sentences[sentence - back].paragraph != paragraph)
			break;
		if (date_in(fs, sentence - back, f, out))
			return;
	}
	if (!fs->year_known)
		find_year(fs);
	out->date = fs->year && fs->year_token < f->n->first ? fs->year : NULL;
	if (out->date) {
		out->date_read = "year";
		kua_figure_reason(s, out, "date: %s", fs->year_why);
	}
}
