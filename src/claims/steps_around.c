/*
 * steps_around.c - what stands around a trigger: its date (steps_date.c), court, term, place and detail. Each
 * looks only between the trigger before and the trigger after, so that every date goes to one event. Between
 * two triggers a date belongs to the first, unless "and" or "then" has begun the second: "arrested on 5 May
 * and, on 10 May, released".
 */
#include <string.h>

#include "claims/steps.h"
#include "util/search.h"

#define NEAR 16 /* tokens that court, term and place may be away */

static const struct kua_text *text_of(const struct triggers *ts)
{
	return ts->who->s->text;
}

uint32_t kua_step_from(const struct triggers *ts, size_t k)
{
	uint32_t at = ts->v[k].first;
	for (size_t i = k; i-- > 0 && ts->v[i].first + STEP_FAR > at;)
		if (!ts->v[i].dropped && ts->v[i].last <= at)
			return ts->v[i].last;
	return at - ts->sentence->first > STEP_FAR ? at - STEP_FAR : ts->sentence->first;
}

/* The next trigger behind k that does not overlap it, or n. */
size_t kua_step_next(const struct triggers *ts, size_t k)
{
	for (size_t i = k + 1; i < ts->n && ts->v[i].first < ts->v[k].last + STEP_FAR; i++)
		if (!ts->v[i].dropped && ts->v[i].first >= ts->v[k].last)
			return i;
	return ts->n;
}

uint32_t kua_step_to(const struct triggers *ts, size_t k)
{
	size_t next = kua_step_next(ts, k);
	if (ts->v[k].mode == STEP_FINAL) /* all that is its own stands before it */
		return ts->v[k].last;
	return next < ts->n ? ts->v[next].first : ts->sentence->last;
}

bool kua_step_crosses(const struct triggers *ts, uint32_t from, uint32_t to, uint32_t bits)
{
	for (uint32_t t = from; t < to; t++)
		if ((kua_who_classes(ts->who, t) & bits) || kua_who_is(ts->who, t, ';'))
			return true;
	return false;
}

/* ---- courts and terms ---- */

size_t kua_match_first(const struct kua_match *m, size_t n, uint32_t t)
{
	size_t low;
	KUA_FIRST(low, n, m[low].first < t);
	return low;
}

struct stretch kua_step_nearest(const struct triggers *ts, size_t k, const struct matches *m, const char *name, uint32_t reach,
                                bool before_too)
{
	const struct trigger *t = &ts->v[k];
	uint32_t first = kua_step_from(ts, k), last = kua_step_to(ts, k), best_distance = reach;
	struct stretch best = {0, 0};
	uint32_t back = reach + RULE_MOST;
	size_t low = kua_match_first(m->v, m->n, t->first > back ? t->first - back : 0);
	for (size_t i = low; i < m->n && m->v[i].first < last && m->v[i].first < t->last + STEP_FAR; i++) {
		const struct kua_capture *c = kua_match_capture(&m->v[i], name);
		if (!c || c->first < first || c->last > last)
			continue;
		bool after = c->first >= t->last;
		uint32_t distance = after ? c->first - t->last : c->last <= t->first ? t->first - c->last + 3 : 0;
		if ((c->last <= t->first && !before_too && t->mode != STEP_FINAL) || distance > best_distance)
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
	struct stretch court = without_article(ts, kua_step_nearest(ts, k, &ts->courts, "court", NEAR, true));
	bool said = court.last - court.first > 1 || (court.first < court.last && kua_scene_in_class(ts->who->s, court.first, "court-alone"));
	return said ? court : (struct stretch){0, 0}; /* "a court" says nothing */
}

struct stretch kua_step_term(const struct triggers *ts, size_t k)
{
	return kua_step_nearest(ts, k, &ts->terms, "sentence", NEAR, false);
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
	uint32_t from = kua_step_from(ts, k), to = kua_step_to(ts, k);
	to = to - t->last > NEAR ? t->last + NEAR : to;
	from = t->first - from > NEAR ? t->first - NEAR : from;
	if (t->mode == STEP_OF || t->mode == STEP_OWNER) /* what stands before a noun is told of something else */
		from = t->first;
	for (uint32_t i = from; i < t->first; i++)
		if (kua_who_is(ts->who, i, '-') || kua_who_is(ts->who, i, ';') || kua_who_is(ts->who, i, ':') ||
		    (kua_who_classes(ts->who, i) & WHO_RELATIVE))
			from = i + 1;
	bool moved = strcmp(t->step, "transferred") == 0 || strcmp(t->step, "deported") == 0; /* from there, no longer there */
	*at = (struct stretch){0, 0};
	for (uint32_t pass = 0; pass < 2; pass++) /* behind the trigger first */
		for (uint32_t i = pass ? from : t->last; i < (pass ? t->first : to); i++) {
			uint32_t named = s->named_at[i];
			if (named == KUA_NO_ID || strcmp(s->named[named].kind, "place") != 0 ||
			    i == ts->sentence->first ||
			    !kua_scene_in_class(s, i - 1, "who-where") || (moved && kua_scene_in_class(s, i - 1, "facility-left")))
				continue;
			if (((text_of(ts)->tokens[i].flags ^ text_of(ts)->tokens[t->first].flags) & KUA_IN_QUOTES) ||
			    moves_on(ts, i, pass))
				continue;
			uint32_t last = kua_who_last(ts->who, named, i), previous = kua_step_from(ts, k);
			bool others = previous > ts->sentence->first &&
				!kua_step_crosses(ts, previous, i, WHO_AND | WHO_THEN);
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
	uint32_t from = ts->v[k].last, end = kua_step_to(ts, k);
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
