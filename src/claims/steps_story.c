/*
 * steps_story.c - dates that a story gives rather than the words beside a step: the year of the date before it in the
 * sentence or the entry of a list, the date line of a digest, "two days later".
 */
#include <string.h>

#include "claims/steps.h"

#define ENTRY_HEAD 12 /* tokens of a date that heads an entry, with the signs around it */
#define ENTRY_FAR 512 /* tokens before a sentence in which another day is looked for */
#define ONLY_MOST 32 /* triggers of a sentence that may all tell of one step */
#define STORY 8 /* sentences of an entry that dates without a year go on over */

/* Where the story of a date begins: the sentence, or in an entry of a list its paragraph. */
static uint32_t story_begins(const struct triggers *ts)
{
	const struct kua_text *t = ts->who->s->text;
	uint32_t sentence = t->tokens[ts->sentence->first].sentence, first = sentence;
	if (ts->who->entry[sentence] == KUA_NO_ID)
		return ts->sentence->first;
	while (first > 0 && sentence - first < STORY && ts->who->entry[first - 1] == ts->who->entry[sentence] &&
	       !t->sentences[first - 1].heading)
		first--;
	return t->sentences[first].first;
}

/* The date, which names no year, in the year of the full date before it, or in the next where it is earlier in the year. */
static char *in_year_from(const struct kua_scene *s, const struct kua_date *d, const struct kua_date *full)
{
	char *iso = kua_arena_strdup(s->arena, d->iso);
	memcpy(iso, full->iso, 4);
	size_t n = strlen(full->iso) < strlen(iso) ? strlen(full->iso) : strlen(iso);
	if (strncmp(iso, full->iso, n) < 0) /* earlier in the year: of the next */
		for (int i = 3; i >= 0 && ++iso[i] > '9'; i--)
			iso[i] = '0';
	return iso;
}

/*
 * The same behind a date that lies beyond the item's own, which then is hardly the day of its writing and says no year: but
 * only where no more than half a year lies between; else NULL.
 */
static const char *after_late(const struct kua_scene *s, const struct kua_date *d, const struct kua_date *full)
{
	int64_t day, own, next;
	const char *item = kua_item_date(s), *iso = in_year_from(s, d, full);
	bool late = item && kua_date_first_day(full->iso, &day) && kua_date_last_day(item, &own) && day > own;
	return late && kua_date_first_day(iso, &next) && next - day <= STEP_HALF_YEAR ? iso : NULL;
}

/* "Arrested on 5 July 2020. He was released on 9 July" in an item of an earlier date; else NULL. */
static const char *after_late_date(const struct triggers *ts, const struct kua_date *d)
{
	const struct kua_scene *s = ts->who->s;
	const struct kua_sentence *before = ts->sentence - 1;
	size_t k = (size_t)(d - s->dates);
	if (ts->sentence == s->text->sentences || before->paragraph != ts->sentence->paragraph)
		return NULL;
	for (size_t n = 0; k > 0 && n < 8 && s->dates[k - 1].first >= before->first; n++) {
		const struct kua_date *full = &s->dates[--k];
		if (full->kind == KUA_DATE_FULL && strlen(full->iso) == 10)
			return after_late(s, d, full);
	}
	return NULL;
}

/*
 * "arrested in January 2012, acquitted in August and rearrested in October": a month without a year goes on
 * from the date with a year before it in the sentence, if that does not lead beyond the item's own date. NULL
 * where there is none, "" where the story and the item's date contradict each other.
 */
const char *kua_step_in_story(const struct triggers *ts, const struct kua_date *d)
{
	const struct kua_scene *s = ts->who->s;
	size_t k = (size_t)(d - s->dates);
	uint32_t begins = story_begins(ts);
	if (d->kind != KUA_DATE_PARTIAL || strlen(d->iso) < 7)
		return NULL;
	for (size_t n = 0; k > 0 && n < 8 && s->dates[k - 1].first >= begins; n++)
		if (s->dates[--k].kind == KUA_DATE_FULL && s->dates[k].iso[0])
			break;
	const struct kua_date *full = &s->dates[k];
	if (full == d || full->kind != KUA_DATE_FULL || !full->iso[0] || full->first < begins)
		return after_late_date(ts, d);
	if (full->first < ts->sentence->first && strlen(full->iso) < 7) /* "was first given in 1985. On 5 December …" */
		return NULL;
	const char *late = after_late(s, d, full);
	if (late)
		return late;
	char *iso = in_year_from(s, d, full);
	int64_t told, own;
	const char *item = kua_item_date(s);
	bool known = item && kua_date_last_day(item, &own) && kua_date_first_day(iso, &told);
	if (known && told > own && begins < ts->sentence->first && d->iso[0])
		/* neither year fits an entry in order of time */
		return strncmp(d->iso, full->iso, 4) < 0 && !kua_date_near_ahead(s, d) ? "" : NULL;
	return known && told <= own ? iso : NULL;
}

/* The date that stands alone in a sentence, as the head of an entry ("**26 March 2014.**"); else NULL. */
static const struct kua_date *entry_date(const struct kua_scene *s, const struct kua_sentence *st)
{
	const struct kua_date *d = NULL;
	if (st->last - st->first > ENTRY_HEAD)
		return NULL;
	for (uint32_t i = st->first; i < st->last; i++) {
		uint32_t at = s->date_at[i];
		if (at == KUA_NO_ID ? s->text->tokens[i].kind != KUA_PUNCT : d && d != &s->dates[at])
			return NULL;
		d = at == KUA_NO_ID ? d : &s->dates[at];
	}
	return d;
}

/*
 * The date that heads the entry of a sentence: alone in the first sentence of its paragraph, or in a line right before that. NULL
 * where a sentence between them tells of another day.
 */
static const struct kua_date *head_of(const struct kua_scene *s, const struct kua_sentence *st)
{
	const struct kua_sentence *first = st, *all = s->text->sentences;
	while (first > all && st - first < STORY && first[-1].paragraph == first->paragraph)
		first--;
	const struct kua_date *d = first == st ? NULL : entry_date(s, first);
	bool line = !d && first > all && (first - 1 == all || first[-2].paragraph != first[-1].paragraph);
	if (line)
		d = entry_date(s, --first);
	uint32_t from = first->last, far = st->first > ENTRY_FAR ? st->first - ENTRY_FAR : 0;
	for (uint32_t t = from > far ? from : far; d && t < st->first; t++)
		if (s->date_at[t] != KUA_NO_ID)
			return NULL;
	return d;
}

/* Does its sentence tell of no other step than this? Then it is what the sentence says, be it by a noun ("The trial of A begins"). */
static bool is_only(const struct triggers *ts, const struct trigger *t)
{
	for (size_t i = 0; i < ts->n && i < ONLY_MOST; i++)
		if (!ts->v[i].dropped && strcmp(ts->v[i].step, t->step) != 0)
			return false;
	return ts->n <= ONLY_MOST;
}

/*
 * "Friday, 26 March. A was sentenced.": the date that heads an entry of a digest or a diary, for what happens in the sentences
 * after it. Not for what is reported there or had been before, nor for what a noun mentions beside something else.
 */
const struct kua_date *kua_step_dateline(const struct triggers *ts, const struct trigger *t)
{
	const struct kua_scene *s = ts->who->s;
	bool verb = t->mode == STEP_DONE || t->mode == STEP_STATE || t->mode == STEP_OBJECT || t->mode == STEP_FINAL ||
	            t->mode == STEP_SIDE;
	const char *dated = kua_match_field(s, t->match, "dated");
	bool told = verb || (dated && strcmp(dated, "verb") == 0) || is_only(ts, t);
	const struct kua_date *d = told ? head_of(s, ts->sentence) : NULL;
	uint32_t from = t->first - ts->sentence->first > STEP_FAR ? t->first - STEP_FAR : ts->sentence->first;
	for (uint32_t i = from; d && i < t->first; i++)
		if (kua_who_classes(ts->who, i) & (WHO_SAY | WHO_HAVE | WHO_RELATIVE | WHO_CLAUSE))
			return NULL;
	return d;
}

/* Are words of time in tokens first .. last - 1 of trigger k: behind it or before it, with no other trigger's
 * clause between? */
static bool is_own(const struct triggers *ts, size_t k, uint32_t first, uint32_t last)
{
	const struct trigger *t = &ts->v[k];
	uint32_t from = kua_step_from(ts, k);
	if (first >= t->last)
		return kua_step_next(ts, k) == ts->n || !kua_step_crosses(ts, t->last, first, WHO_THEN | WHO_AND);
	if (last > t->first) /* in the match, as a part of its detail */
		return true;
	if (kua_step_crosses(ts, last, t->first, WHO_SAY)) /* of the saying */
		return false;
	return from == ts->sentence->first || kua_step_crosses(ts, from, first, WHO_THEN | WHO_AND);
}

/* Do the words of time from token first to last - 1 stand right beside trigger k: "freed ten days earlier", "The next day she was
 * freed", but not "was beaten and told to come the next day", "a week later papers said that he was freed"? */
static bool beside(const struct triggers *ts, size_t k, uint32_t first, uint32_t last)
{
	const uint32_t others = WHO_AND | WHO_THEN | WHO_TO | WHO_SAY | WHO_CLAUSE;
	const struct trigger *t = &ts->v[k];
	uint32_t from = first >= t->last ? t->last : last, to = first >= t->last ? first : t->first;
	return from >= to || !kua_step_crosses(ts, from, to, others);
}

/* The day that "two days later", which is beside trigger k or not, counts from: that of the step before, in this sentence or the
 * one before it, else the last one told in the sentence before. NULL where there is none. */
static const char *counted_from(const struct triggers *ts, size_t k, bool close)
{
	const struct kua_scene *s = ts->who->s;
	const struct kua_sentence *own = ts->sentence, *before = own - 1;
	uint32_t sentence = ts->v[k].match->sentence;
	bool follows = own > s->text->sentences && before->paragraph == own->paragraph;
	if (ts->day && (sentence == ts->day_sentence || (follows && sentence - ts->day_sentence == 1)))
		return ts->day;
	uint32_t from = follows && before->last - before->first > STEP_FAR ? before->last - STEP_FAR : before->first;
	for (uint32_t t = before->last; close && follows && t > from; t--) {
		uint32_t date = s->date_at[t - 1];
		const char *iso = date == KUA_NO_ID || s->dates[date].anniversary ? NULL : kua_date_iso(s, &s->dates[date], false);
		if (iso && strlen(iso) == 10)
			return iso;
	}
	return NULL;
}

/* Was the day noted last told of the persons of trigger k? */
static bool day_of_same(const struct triggers *ts, size_t k)
{
	const struct who_list *now = &ts->v[k].persons, *then = &ts->day_persons;
	const char *a = now->n ? ts->who->s->named[now->v[0].named].mention->entity : NULL;
	const char *b = then->n ? ts->who->s->named[then->v[0].named].mention->entity : NULL;
	return a && b && strcmp(a, b) == 0;
}

/* The day that the first words of time among the matches give trigger k, which has its own; or NULL. */
static const char *counted_by(const struct triggers *ts, size_t k, const struct matches *shifts, struct stretch *at)
{
	const struct kua_scene *s = ts->who->s;
	uint32_t from = kua_step_from(ts, k), to = kua_step_to(ts, k);
	to = to - ts->v[k].last > STEP_NEAR_DATE ? ts->v[k].last + STEP_NEAR_DATE : to;
	for (size_t i = kua_match_first(shifts->v, shifts->n, from); i < shifts->n && shifts->v[i].first < to; i++) {
		const struct kua_match *m = &shifts->v[i];
		long days;
		int64_t day;
		char iso[11];
		if (!is_own(ts, k, m->first, m->last))
			continue;
		const char *since = kua_shift_days(s, m, &days) ? counted_from(ts, k, beside(ts, k, m->first, m->last)) : NULL;
		if (!since || !kua_date_first_day(since, &day))
			return NULL;
		kua_date_from_day(day + days, iso);
		*at = (struct stretch){m->first, m->last};
		return kua_arena_strdup(s->arena, iso);
	}
	return NULL;
}

const char *kua_step_counted_on(const struct triggers *ts, size_t k, struct stretch *at)
{
	const char *day = counted_by(ts, k, &ts->shifts, at);
	return day || !day_of_same(ts, k) ? day : counted_by(ts, k, &ts->moments, at);
}
