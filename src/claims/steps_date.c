/*
 * steps_date.c - when a step was: the date beside its trigger, between the trigger before and the one after
 * (steps_around.c), in the story that the sentence or the entry of a list tells, or in the date line of a
 * digest. Where dates contradict each other there is none.
 */
#include <string.h>

#include "claims/steps.h"

#define NEAR_DATE 32
#define STORY 8       /* sentences of an entry that dates without a year go on over */
#define JOINED 10
#define HALF_YEAR 183 /* days */
#define MOST_DATES 256 /* full dates that others are compared with */

static const struct kua_text *text_of(const struct triggers *ts)
{
	return ts->who->s->text;
}

static size_t common_prefix(const char *a, const char *b)
{
	static const size_t precisions[] = {10, 7, 4};
	for (size_t i = 0; i < 3; i++)
		if (strlen(a) >= precisions[i] && strlen(b) >= precisions[i] && strncmp(a, b, precisions[i]) == 0)
			return precisions[i];
	return 0;
}

/* The year that all full dates of the text share, or NULL. */
static const char *year_of_text(const struct kua_scene *s)
{
	const char *year = NULL;
	for (size_t i = 0; i < s->n_dates && i < MOST_DATES; i++) {
		const struct kua_date *d = &s->dates[i];
		if (d->kind != KUA_DATE_FULL || strlen(d->iso) < 10)
			continue;
		if (year && strncmp(year, d->iso, 4) != 0)
			return NULL;
		year = d->iso;
	}
	return year ? kua_arena_strndup(s->arena, year, 4) : NULL;
}

const char *kua_item_date(const struct kua_scene *s)
{
	const struct kua_item *item = s->item;
	if (item->published_on)
		return item->published_on;
	if (item->date_from && item->date_to) {
		size_t n = common_prefix(item->date_from, item->date_to);
		if (n)
			return kua_arena_strndup(s->arena, item->date_from, n);
	}
	return year_of_text(s);
}

static bool same_words(const struct kua_text *t, const struct kua_date *full, const struct kua_date *partial)
{
	for (uint32_t i = partial->first; i < partial->last; i++) {
		bool found = false;
		for (uint32_t k = full->first; k < full->last && !found; k++)
			found = t->tokens[i].hash == t->tokens[k].hash;
		if (!found)
			return false;
	}
	return true;
}

/*
 * A day without a year, in an item of which only the month or year is known, as of a monthly list: the nearest such day, if the
 * one before lies most of a year back.
 */
static bool near_ahead(const struct kua_scene *s, const struct kua_date *d)
{
	const char *own = kua_item_date(s);
	int64_t first, last, before, after;
	if (d->kind != KUA_DATE_PARTIAL || !own || strlen(own) != 7 || !kua_date_first_day(own, &first) ||
	    !kua_date_last_day(own, &last) || !kua_date_first_day(d->iso, &before) || !kua_date_first_day(d->iso_next, &after))
		return false;
	return after > last && after - last < HALF_YEAR / 2 && first - before > HALF_YEAR;
}

const char *kua_date_iso(const struct kua_scene *s, const struct kua_date *d, bool coming)
{
	const char *iso = (coming || near_ahead(s, d)) && d->iso_next[0] ? d->iso_next : d->iso;
	if (kua_scene_in_class(s, d->last, "date-elsewhere")) /* "in October of that year" */
		return NULL;
	if (iso[0])
		return iso;
	if (d->kind != KUA_DATE_PARTIAL || d->last - d->first < 2)
		return NULL;
	/* "on 16 December" in a text that says "16 December 2011" elsewhere */
	for (size_t i = 0; i < s->n_dates && i < MOST_DATES; i++)
		if (s->dates[i].kind == KUA_DATE_FULL && strlen(s->dates[i].iso) == 10 && !s->dates[i].anniversary &&
		    same_words(s->text, &s->dates[i], d))
			return s->dates[i].iso;
	return NULL;
}

bool kua_date_names_thing(const struct who *w, const struct kua_date *d)
{
	const struct kua_text *t = w->s->text;
	if (t->tokens[d->last - 1].flags & KUA_POSSESSIVE)
		return true;
	bool article = d->first > 0 && (kua_who_classes(w, d->first - 1) & WHO_THE);
	bool noun = d->last < t->n_tokens && t->tokens[d->last].kind == KUA_WORD &&
	            t->tokens[d->last].sentence == t->tokens[d->first].sentence &&
	            !kua_scene_in_class(w->s, d->last, "who-preposition") &&
	            !(kua_who_classes(w, d->last) & (WHO_AND | WHO_BE | WHO_RELATIVE));
	return article && noun;
}

/* Is the date said of the verb? */
static bool is_adverbial(const struct triggers *ts, const struct kua_date *d)
{
	if (kua_date_names_thing(ts->who, d))
		return false;
	bool deadline = d->kind == KUA_DATE_DEADLINE;
	if (d->first > 0 && kua_scene_in_class(ts->who->s, d->first - 1, "date-picture"))
		return false;
	if (!deadline && d->first > 0 && kua_scene_in_class(ts->who->s, d->first - 1, "who-until"))
		return false;
	if (d->first == ts->sentence->first || d->kind == KUA_DATE_RELATIVE || deadline)
		return true;
	uint32_t before = d->first - 1, bits = kua_who_classes(ts->who, before);
	bool joint = (bits & (WHO_OF | WHO_AND | WHO_ADVERB)) ||
	             kua_scene_in_class(ts->who->s, before, "who-preposition") ||
		kua_who_is(ts->who, before, ',') ||
	             kua_who_is(ts->who, before, '(') || kua_who_is(ts->who, before, '-');
	/* the date's span holds its preposition */
	bool inside = kua_scene_in_class(ts->who->s, d->first, "who-preposition");
	if (joint || inside)
		return true;
	return strlen(d->iso) == 10; /* "arrested May 13 for" */
}

static bool crosses_class(const struct triggers *ts, uint32_t from, uint32_t to, const char *name)
{
	for (uint32_t t = from; t < to; t++)
		if (kua_scene_in_class(ts->who->s, t, name))
			return true;
	return false;
}

/* "was murdered, the worst year since 2001" */
static bool since_apart(const struct triggers *ts, const struct trigger *t, const struct kua_date *d)
{
	if (d->first == 0 || !kua_scene_in_class(ts->who->s, d->first - 1, "who-since"))
		return false;
	for (uint32_t i = t->last; i < d->first; i++)
		if (kua_who_is(ts->who, i, ','))
			return true;
	return false;
}

/* "in response to protests that broke out on 5 May": the date is of the thing. */
static bool of_thing(const struct triggers *ts, uint32_t from, uint32_t to)
{
	bool open = false;
	for (uint32_t i = from; i < to; i++)
		open = kua_scene_in_class(ts->who->s, i, "who-thing") || (open && !kua_who_is(ts->who, i, ','));
	return open;
}

/* "was sentenced, however in 2005 he was released": the date opens the next clause. */
static bool subject_follows(const struct triggers *ts, uint32_t t)
{
	return t + 1 < ts->sentence->last && (kua_who_classes(ts->who, t) & (WHO_HE | WHO_THEY)) &&
	       (kua_who_classes(ts->who, t + 1) & (WHO_BE | WHO_HAVE));
}

/* Where the relative clause of the trigger ends: "A, who was arrested in the square, was on Friday granted bail". */
static uint32_t clause_end(const struct triggers *ts, const struct trigger *t, uint32_t end)
{
	uint32_t group = kua_who_group(ts->who, t->first);
	if (group == ts->sentence->first || !(kua_who_classes(ts->who, group - 1) & WHO_RELATIVE))
		return end;
	for (uint32_t i = t->last; i + 1 < end; i++) {
		bool goes_on = ts->who->s->date_at[i] != KUA_NO_ID || ts->who->s->date_at[i + 1] != KUA_NO_ID ||
		               (kua_who_classes(ts->who, i + 1) & (WHO_OF | WHO_AND));
		if (kua_who_is(ts->who, i, ',') && !goes_on)
			return i;
	}
	return end;
}

static const struct kua_date *date_after(const struct triggers *ts, size_t k, bool coming)
{
	const struct kua_scene *s = ts->who->s;
	const struct trigger *t = &ts->v[k];
	uint32_t end = kua_step_to(ts, k);
	end = clause_end(ts, t, end - t->last > NEAR_DATE ? t->last + NEAR_DATE : end);
	bool followed = kua_step_next(ts, k) < ts->n;
	for (uint32_t i = t->last; i < end; i++) {
		uint32_t at = s->date_at[i];
		if (at == KUA_NO_ID || s->dates[at].first != i) {
			if (kua_who_classes(ts->who, i) & WHO_SAY)
				return NULL;
			continue;
		}
		const struct kua_date *d = &s->dates[at];
		bool and = d->first > 0 && (kua_who_classes(ts->who, d->first - 1) & WHO_AND);
		uint32_t joined = d->first - and;
		if ((followed || coming) && kua_step_crosses(ts, t->last, joined, WHO_THEN | WHO_AND))
			return NULL;
		bool other = crosses_class(ts, t->last, d->first, "who-until") ||
		             crosses_class(ts, t->last, d->first, "who-as") || since_apart(ts, t, d) ||
		             of_thing(ts, t->last, d->first);
		if (!coming && other)
			continue;
		uint32_t behind = t->match->last > t->last && t->match->last <= d->first ? t->match->last : t->last;
		bool reason = kua_step_crosses(ts, behind, d->first, WHO_REASON);
		if (followed && subject_follows(ts, d->last))
			return NULL;
		if (d->anniversary || (reason && strlen(d->iso) < 10) || !is_adverbial(ts, d))
			continue;
		return d;
	}
	return NULL;
}

/* Does a date before the verb belong to it, and not to a relative clause or to the verb of an outer
 * clause? */
static bool reaches(const struct triggers *ts, const struct kua_date *d, uint32_t at)
{
	bool comma = false, relative = false;
	for (uint32_t t = d->last; t < at; t++) {
		bool is_comma = kua_who_is(ts->who, t, ',');
		comma |= is_comma;
		/* a comma closes it */
		relative = !is_comma && (relative || (kua_who_classes(ts->who, t) & WHO_RELATIVE));
	}
	uint32_t from = d->first - ts->sentence->first > NEAR_DATE ? d->first - NEAR_DATE : ts->sentence->first;
	/* "A, who moved two months ago, was arrested" */
	bool inside = comma && kua_step_crosses(ts, from, d->first, WHO_RELATIVE);
	if (!relative)
		return !inside;
	for (uint32_t t = ts->sentence->first; t < d->first && t < ts->sentence->first + 6; t++)
		if (kua_scene_in_class(ts->who->s, t, "who-cleft")) /* "it was on 5 May that" */
			return true;
	return false;
}

static const struct kua_date *date_before(const struct triggers *ts, size_t k)
{
	const struct kua_scene *s = ts->who->s;
	uint32_t start = kua_step_from(ts, k), at = ts->v[k].first;
	bool noun = ts->v[k].mode == STEP_OF || ts->v[k].mode == STEP_OWNER;
	start = at - start > NEAR_DATE ? at - NEAR_DATE : start;
	bool follows = start > ts->sentence->first;
	for (uint32_t i = at; i > start; i--) {
		uint32_t index = s->date_at[i - 1];
		if (index == KUA_NO_ID) {
			if (kua_who_classes(ts->who, i - 1) & WHO_SAY)
				return NULL;
			continue;
		}
		const struct kua_date *d = &s->dates[index];
		if (d->last == at) /* "the 1999 arrest" */
			return d;
		if (noun || d->first < start || d->anniversary || !is_adverbial(ts, d) || !reaches(ts, d, at))
			continue;
		if (follows && !kua_step_crosses(ts, start, d->first, WHO_THEN | WHO_AND))
			return NULL;
		return d;
	}
	return NULL;
}

/* "convicted A of fraud and sentenced him": one clause of at most JOINED tokens, without a date, that ends in
 * "and". */
static bool is_joined(const struct triggers *ts, uint32_t from, uint32_t to)
{
	while (to > from && (kua_who_classes(ts->who, to - 1) & (WHO_ADVERB | WHO_BE)))
		to--;
	if (to <= from || to - from > JOINED || !(kua_who_classes(ts->who, to - 1) & WHO_AND))
		return false;
	for (uint32_t t = from; t < to; t++)
		if (text_of(ts)->tokens[t].kind == KUA_PUNCT || ts->who->s->date_at[t] != KUA_NO_ID ||
		    (kua_who_classes(ts->who, t) & (WHO_SAY | WHO_CLAUSE | WHO_RELATIVE | WHO_THEN | WHO_THEY)))
			return false;
	return true;
}

/* Are two triggers one after the other, as in "arrested and charged"? */
static bool adjoin(const struct triggers *ts, const struct trigger *a, const struct trigger *b)
{
	if (b->first >= a->last && is_joined(ts, a->last, b->first))
		return true;
	if (b->first < a->last || b->first - a->last > 4)
		return false;
	for (uint32_t t = a->last; t < b->first; t++)
		if (!(kua_who_classes(ts->who, t) & (WHO_AND | WHO_THEN | WHO_ADVERB | WHO_BE)) &&
		    !kua_who_is(ts->who, t, ','))
			return false;
	return true;
}

static const struct kua_date *captured_date(const struct triggers *ts, const struct trigger *t)
{
	const struct kua_scene *s = ts->who->s;
	for (uint32_t i = t->match->first; i < t->match->last; i++)
		if (s->date_at[i] != KUA_NO_ID && !s->dates[s->date_at[i]].anniversary &&
		    is_adverbial(ts, &s->dates[s->date_at[i]]))
			return &s->dates[s->date_at[i]];
	return NULL;
}

/* "the 1999 arrest of A": the date right before a noun. */
static const struct kua_date *date_beside(const struct triggers *ts, const struct trigger *t)
{
	const struct kua_scene *s = ts->who->s;
	bool noun = t->mode == STEP_OF || t->mode == STEP_OWNER;
	uint32_t at = noun && t->first > ts->sentence->first ? s->date_at[t->first - 1] : KUA_NO_ID;
	bool own = at != KUA_NO_ID && s->dates[at].last == t->first && !s->dates[at].anniversary;
	return own ? &s->dates[at] : NULL;
}

/* "the 1999 arrest of A": a year that stands alone before a noun; NULL where none does. */
static const char *year_beside(const struct triggers *ts, const struct trigger *t)
{
	bool noun = t->mode == STEP_OF || t->mode == STEP_OWNER;
	if (!noun || t->first == ts->sentence->first)
		return NULL;
	const char *norm = text_of(ts)->tokens[t->first - 1].norm;
	bool year = strlen(norm) == 4 && strspn(norm, "0123456789") == 4 && (strncmp(norm, "19", 2) == 0 || strncmp(norm, "20", 2) == 0);
	return year ? norm : NULL;
}

/* Where the story of a date begins: the sentence, or in an entry of a list its paragraph. */
static uint32_t story_begins(const struct triggers *ts)
{
	const struct kua_text *t = text_of(ts);
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
	return late && kua_date_first_day(iso, &next) && next - day <= HALF_YEAR ? iso : NULL;
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
static const char *in_story(const struct triggers *ts, const struct kua_date *d)
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
		return strncmp(d->iso, full->iso, 4) < 0 ? "" : NULL;
	return known && told <= own ? iso : NULL;
}

/*
 * "Friday, 26 March. A was sentenced.": a digest's date, alone in the first sentence of the paragraph, for
 * what happens in the next ones. Not for what is reported there or had been before.
 */
static const struct kua_date *dateline(const struct triggers *ts, const struct trigger *t)
{
	const struct kua_scene *s = ts->who->s;
	const struct kua_sentence *first = ts->sentence;
	while (first > s->text->sentences && ts->sentence - first < 3 && first[-1].paragraph == first->paragraph)
		first--;
	bool verb = t->mode == STEP_DONE || t->mode == STEP_STATE || t->mode == STEP_OBJECT;
	if (!verb || first == ts->sentence || first->last - first->first > 8 ||
	    s->date_at[first->first] == KUA_NO_ID)
		return NULL;
	for (uint32_t i = first->first; i < first->last; i++)
		if (s->date_at[i] == KUA_NO_ID && s->text->tokens[i].kind != KUA_PUNCT)
			return NULL;
	uint32_t from = t->first - ts->sentence->first > STEP_FAR ? t->first - STEP_FAR : ts->sentence->first;
	for (uint32_t i = from; i < t->first; i++)
		if (kua_who_classes(ts->who, i) & (WHO_SAY | WHO_HAVE | WHO_RELATIVE | WHO_CLAUSE))
			return NULL;
	return &s->dates[s->date_at[first->first]];
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
	return from == ts->sentence->first || kua_step_crosses(ts, from, first, WHO_THEN | WHO_AND);
}

/* "Two days later": counted on from the day of the step before, in this sentence or the one before it; else NULL. */
static const char *counted_on(const struct triggers *ts, size_t k, struct stretch *at)
{
	const struct kua_scene *s = ts->who->s;
	uint32_t from = kua_step_from(ts, k), to = kua_step_to(ts, k), sentence = ts->v[k].match->sentence;
	bool near = ts->day && sentence - ts->day_sentence <= 1 &&
	            s->text->sentences[sentence].paragraph == s->text->sentences[ts->day_sentence].paragraph;
	size_t low = 0, high = near ? ts->shifts.n : 0;
	while (low < high) { /* matches come by first token */
		size_t mid = low + (high - low) / 2;
		if (ts->shifts.v[mid].first < from)
			low = mid + 1;
		else
			high = mid;
	}
	to = to - ts->v[k].last > NEAR_DATE ? ts->v[k].last + NEAR_DATE : to;
	for (size_t i = low; near && i < ts->shifts.n && ts->shifts.v[i].first < to; i++) {
		const struct kua_match *m = &ts->shifts.v[i];
		long days;
		int64_t day;
		char iso[11];
		if (!is_own(ts, k, m->first, m->last))
			continue;
		if (!kua_shift_days(s, m, &days) || !kua_date_first_day(ts->day, &day))
			return NULL;
		kua_date_from_day(day + days, iso);
		*at = (struct stretch){m->first, m->last};
		return kua_arena_strdup(s->arena, iso);
	}
	return NULL;
}

const char *kua_step_date(const struct triggers *ts, size_t k, bool coming, struct stretch *at)
{
	const struct kua_scene *s = ts->who->s;
	const char *year = year_beside(ts, &ts->v[k]);
	*at = (struct stretch){ts->v[k].first - (year != NULL), ts->v[k].first};
	if (year)
		return kua_arena_strdup(s->arena, year);
	const struct kua_date *d = captured_date(ts, &ts->v[k]);
	if (!d)
		d = date_beside(ts, &ts->v[k]);
	if (!d)
		d = date_after(ts, k, coming);
	if (!d)
		d = date_before(ts, k);
	for (size_t i = k; !d && i > 0 && i + 3 > k; i--)
		if (adjoin(ts, &ts->v[i - 1], &ts->v[k]))
			d = date_before(ts, i - 1);
	const char *of = kua_match_field(s, ts->v[k].match, "day-of");
	for (size_t i = k; !d && of && i > 0 && i + 4 > k; i--)
		if (!ts->v[i - 1].dropped && strcmp(ts->v[i - 1].step, of) == 0 && ts->v[i - 1].last <= ts->v[k].first)
			d = date_after(ts, i - 1, coming);
	size_t next = kua_step_next(ts, k);
	if (!d && next < ts->n && adjoin(ts, &ts->v[k], &ts->v[next]))
		d = date_after(ts, next, coming);
	*at = d ? (struct stretch){d->first, d->last} : (struct stretch){0, 0};
	if (!d && !coming)
		d = dateline(ts, &ts->v[k]);
	bool open = !d || (d->kind == KUA_DATE_RELATIVE && !d->iso[0]);
	const char *counted = open && !coming ? counted_on(ts, k, at) : NULL;
	if (counted)
		return counted;
	const char *told = d && !coming ? in_story(ts, d) : NULL;
	if (told)
		return *told ? told : NULL;
	return d ? kua_date_iso(s, d, coming) : NULL;
}
