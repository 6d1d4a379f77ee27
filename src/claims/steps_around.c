/*
 * steps_around.c - what stands around a trigger: its date, court, term, place and detail. Each looks only
 * between the trigger before and the trigger after, so that every date goes to one event. Between two
 * triggers a date belongs to the first, unless "and" or "then" has begun the second: "arrested on 5 May and,
 * on 10 May, released".
 */
#include <string.h>

#include "claims/steps.h"

#define NEAR 16      /* tokens that court, term and place may be away */
#define NEAR_DATE 32
#define STORY 8       /* sentences of an entry that dates without a year go on over */
#define JOINED 10
#define MOST_DATES 256 /* full dates that others are compared with */

static const struct kua_text *text_of(const struct triggers *ts)
{
	return ts->who->s->text;
}

static uint32_t region_first(const struct triggers *ts, size_t k)
{
	uint32_t at = ts->v[k].first;
	for (size_t i = k; i-- > 0 && ts->v[i].first + STEP_FAR > at;)
		if (!ts->v[i].dropped && ts->v[i].last <= at)
			return ts->v[i].last;
	return at - ts->sentence->first > STEP_FAR ? at - STEP_FAR : ts->sentence->first;
}

/* The next trigger behind k that does not overlap it, or n. */
static size_t next_of(const struct triggers *ts, size_t k)
{
	for (size_t i = k + 1; i < ts->n && ts->v[i].first < ts->v[k].last + STEP_FAR; i++)
		if (!ts->v[i].dropped && ts->v[i].first >= ts->v[k].last)
			return i;
	return ts->n;
}

static uint32_t region_last(const struct triggers *ts, size_t k)
{
	size_t next = next_of(ts, k);
	return next < ts->n ? ts->v[next].first : ts->sentence->last;
}

static bool crosses(const struct triggers *ts, uint32_t from, uint32_t to, uint32_t bits)
{
	for (uint32_t t = from; t < to; t++)
		if ((kua_who_classes(ts->who, t) & bits) || kua_who_is(ts->who, t, ';'))
			return true;
	return false;
}

/* ---- dates ---- */

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

const char *kua_date_iso(const struct kua_scene *s, const struct kua_date *d, bool coming)
{
	const char *iso = coming && d->iso_next[0] ? d->iso_next : d->iso;
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
	if (!deadline && d->first > 0 && kua_scene_in_class(ts->who->s, d->first - 1, "who-until"))
		return false;
	if (d->first == ts->sentence->first || d->kind == KUA_DATE_RELATIVE || deadline)
		return true;
	uint32_t before = d->first - 1, bits = kua_who_classes(ts->who, before);
	bool joint = (bits & (WHO_OF | WHO_AND | WHO_ADVERB)) ||
	             kua_scene_in_class(ts->who->s, before, "who-preposition") || kua_who_is(ts->who, before, ',') ||
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

static const struct kua_date *date_after(const struct triggers *ts, size_t k, bool coming)
{
	const struct kua_scene *s = ts->who->s;
	const struct trigger *t = &ts->v[k];
	uint32_t end = region_last(ts, k);
	end = end - t->last > NEAR_DATE ? t->last + NEAR_DATE : end;
	bool followed = next_of(ts, k) < ts->n;
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
		if ((followed || coming) && crosses(ts, t->last, joined, WHO_THEN | WHO_AND))
			return NULL;
		bool other = crosses_class(ts, t->last, d->first, "who-until") ||
		             crosses_class(ts, t->last, d->first, "who-as") || since_apart(ts, t, d) ||
		             of_thing(ts, t->last, d->first);
		if (!coming && other)
			continue;
		bool reason = crosses(ts, t->last, d->first, WHO_REASON);
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
	bool inside = comma && crosses(ts, from, d->first, WHO_RELATIVE);
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
	uint32_t start = region_first(ts, k), at = ts->v[k].first;
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
		if (follows && !crosses(ts, start, d->first, WHO_THEN | WHO_AND))
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
		return NULL;
	char *iso = kua_arena_strdup(s->arena, d->iso);
	memcpy(iso, full->iso, 4);
	size_t n = strlen(full->iso) < strlen(iso) ? strlen(full->iso) : strlen(iso);
	if (strncmp(iso, full->iso, n) < 0) /* earlier in the year: of the next */
		for (int i = 3; i >= 0 && ++iso[i] > '9'; i--)
			iso[i] = '0';
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

const char *kua_step_date(const struct triggers *ts, size_t k, bool coming, struct stretch *at)
{
	const struct kua_scene *s = ts->who->s;
	const struct kua_date *d = captured_date(ts, &ts->v[k]);
	if (!d)
		d = date_after(ts, k, coming);
	if (!d)
		d = date_before(ts, k);
	for (size_t i = k; !d && i > 0 && i + 3 > k; i--)
		if (adjoin(ts, &ts->v[i - 1], &ts->v[k]))
			d = date_before(ts, i - 1);
	size_t next = next_of(ts, k);
	if (!d && next < ts->n && adjoin(ts, &ts->v[k], &ts->v[next]))
		d = date_after(ts, next, coming);
	*at = d ? (struct stretch){d->first, d->last} : (struct stretch){0, 0};
	if (!d && !coming)
		d = dateline(ts, &ts->v[k]);
	const char *told = d && !coming ? in_story(ts, d) : NULL;
	if (told)
		return *told ? told : NULL;
	return d ? kua_date_iso(s, d, coming) : NULL;
}

/* ---- courts and terms ---- */

/* Of the item's matches the one nearest to trigger k in its region, by its capture. */
static struct stretch nearest(const struct triggers *ts, size_t k, const struct kua_match *m, size_t n,
                              const char *name, bool before_too)
{
	const struct trigger *t = &ts->v[k];
	uint32_t first = region_first(ts, k), last = region_last(ts, k), best_distance = NEAR;
	struct stretch best = {0, 0};
	size_t low = 0, high = n;
	while (low < high) { /* matches come by first token */
		size_t mid = low + (high - low) / 2;
		if (m[mid].first + NEAR + RULE_MOST < t->first)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t i = low; i < n && m[i].first < last; i++) {
		const struct kua_capture *c = kua_match_capture(&m[i], name);
		if (!c || c->first < first || c->last > last)
			continue;
		bool after = c->first >= t->last;
		uint32_t distance = after ? c->first - t->last : c->last <= t->first ? t->first - c->last + 3 : 0;
		if ((!after && !before_too) || distance > best_distance)
			continue;
		if (distance == best_distance && c->last - c->first <= best.last - best.first)
			continue;
		best_distance = distance;
		best = (struct stretch){c->first, c->last};
	}
	return best;
}

static struct stretch without_article(const struct triggers *ts, struct stretch s)
{
	while (s.last - s.first > 1 && (kua_who_classes(ts->who, s.first) & WHO_THE))
		s.first++;
	return s;
}

struct stretch kua_step_court(const struct triggers *ts, size_t k)
{
	struct stretch court = without_article(ts, nearest(ts, k, ts->courts, ts->n_courts, "court", true));
	return court.last - court.first > 1 ? court : (struct stretch){0, 0}; /* "a court" says nothing */
}

struct stretch kua_step_term(const struct triggers *ts, size_t k)
{
	return nearest(ts, k, ts->terms, ts->n_terms, "sentence", false);
}

/* ---- place and detail ---- */

/* "was released and returned to X" is no release in X. */
static bool moves_on(const struct triggers *ts, uint32_t place, bool before)
{
	return !before && place > 1 && kua_scene_in_class(ts->who->s, place - 2, "who-went");
}

const char *kua_step_place(const struct triggers *ts, size_t k, struct stretch *at)
{
	const struct kua_scene *s = ts->who->s;
	const struct trigger *t = &ts->v[k];
	uint32_t from = region_first(ts, k), to = region_last(ts, k);
	to = to - t->last > NEAR ? t->last + NEAR : to;
	from = t->first - from > NEAR ? t->first - NEAR : from;
	if (t->mode == STEP_OF || t->mode == STEP_OWNER) /* what stands before a noun is told of something else */
		from = t->first;
	for (uint32_t i = from; i < t->first; i++)
		if (kua_who_is(ts->who, i, '-') || kua_who_is(ts->who, i, ';') || kua_who_is(ts->who, i, ':'))
			from = i + 1;
	*at = (struct stretch){0, 0};
	for (uint32_t pass = 0; pass < 2; pass++) /* behind the trigger first */
		for (uint32_t i = pass ? from : t->last; i < (pass ? t->first : to); i++) {
			uint32_t named = s->named_at[i];
			if (named == KUA_NO_ID || strcmp(s->named[named].kind, "place") != 0 ||
			    i == ts->sentence->first ||
			    !kua_scene_in_class(s, i - 1, "who-where"))
				continue;
			if (((text_of(ts)->tokens[i].flags ^ text_of(ts)->tokens[t->first].flags) & KUA_IN_QUOTES) ||
			    moves_on(ts, i, pass))
				continue;
			uint32_t last = kua_who_last(ts->who, named, i), previous = region_first(ts, k);
			bool others = previous > ts->sentence->first && !crosses(ts, previous, i, WHO_AND | WHO_THEN);
			if (pass && (others || (text_of(ts)->tokens[last].flags & KUA_POSSESSIVE)))
				continue;
			*at = (struct stretch){i, last + 1};
			return s->named[named].label ? s->named[named].label : s->named[named].mention->form;
		}
	return NULL;
}

struct stretch kua_step_detail(const struct triggers *ts, size_t k)
{
	const struct kua_scene *s = ts->who->s;
	uint32_t from = ts->v[k].last, end = region_last(ts, k);
	struct stretch none = {0, 0};
	if (from >= end || !kua_scene_in_class(s, from, "detail-start"))
		return none;
	uint32_t to = from;
	for (; to < end && to < from + NEAR && s->date_at[to] == KUA_NO_ID; to++) {
		const struct kua_token *token = &text_of(ts)->tokens[to];
		bool stop = token->kind == KUA_PUNCT && token->norm[0] != '"' && token->norm[0] != '-' &&
		            token->norm[0] != '\'';
		uint32_t bits = kua_who_classes(ts->who, to);
		uint32_t next = to + 1 < end ? kua_who_classes(ts->who, to + 1) : 0;
		bool clause = (bits & WHO_AND) &&
		              (next & (WHO_BE | WHO_HAVE | WHO_MODAL | WHO_HE | WHO_HIS | WHO_ADVERB));
		bool until = kua_scene_in_class(s, to, "who-until");
		if (stop || clause || until || (to > from && (bits & (WHO_THEN | WHO_SAY | WHO_CLAUSE))))
			break;
	}
	while (to > from &&
	       (kua_who_classes(ts->who, to - 1) & (WHO_AND | WHO_BE | WHO_ADVERB | WHO_THE | WHO_OF)))
		to--;
	return to > from + 1 ? (struct stretch){from, to} : none;
}
