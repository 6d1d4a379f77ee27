/*
 * dates.c - read the dates of a text.
 *
 * A date is found at its strongest token: a month's name, a weekday, a word for a unit of time, a word such
 * as "yesterday", or a numeral. From there the reader looks ahead for the rest of the date, and back for what
 * stands before it: "last", "this", "the end of", "before". Order of parts: day month year, month day year,
 * year day month are all read, for all languages; which words are months, weekdays and so on is in
 * data/<language>/dates.txt. Words that are months but also other words ("may", "march") need more around
 * them.
 */
#include <stdlib.h>
#include <string.h>

#include "text/calendar.h"
#include "text/dates.h"

/* ---- keeping what was found ---- */

static struct when *keep(struct date_reader *r, struct when w, uint32_t first, uint32_t last)
{
	w.first = first;
	w.last = last;
	r->done = last;
	struct when *kept = kua_vec_add(&r->out);
	*kept = w;
	return kept;
}

/* "16 December - 3 January 2012": the first end has the year of the second, or the one before. */
static void lend_year(struct date_reader *r)
{
	if (r->out.n < 2)
		return;
	struct when *a = &r->out.v[r->out.n - 2], *b = a + 1;
	uint32_t last;
	if (a->year || !a->month || !b->year || !b->month || a->relation || a->last + 1 != b->first ||
	    (a->day == 0) != (b->day == 0))
		return;
	bool word = fact(r, a->last, BIT(N_RANGE) | BIT(N_JOINER), &last) && last == b->first;
	if (!word && !is_punct(token(r, a->last), '-'))
		return;
	a->year = a->month > b->month ? b->year - 1 : b->year;
	if (a->day > kua_month_days(a->year, a->month))
		a->year = 0;
}

/* "Mon, 06/04/2012": the order in which it was a Monday. */
static void order_by_weekday(struct when *w)
{
	int month = w->month;
	if (kua_weekday_of(kua_day_of(w->year, month, w->day)) == w->weekday ||
	    kua_weekday_of(kua_day_of(w->year, w->day, month)) != w->weekday)
		return;
	w->month = w->day;
	w->day = month;
}

/* Finish a date that has its day and month: weekday and relation before it, deadline. */
static void keep_day(struct date_reader *r, struct when w, uint32_t first, uint32_t last)
{
	if (!w.year)
		last = kua_read_year_relation(r, last, &w.year_relation);
	if (w.day && !w.weekday) {
		w.weekday = kua_weekday_before(r, first, &first);
		if (w.weekday && !w.year && !w.year_relation)
			(void)kua_relation_before(r, first, &first); /* "this Wednesday, 16 December": the day decides */
	}
	if (w.year && w.month && w.day > kua_month_days(w.year, w.month))
		w.year = 0;
	if (w.either_order && w.year && w.weekday)
		order_by_weekday(&w);
	w.deadline = kua_deadline_before(r, first, &w);
	(void)keep(r, w, first, last);
	lend_year(r);
}

/* ---- day before month ---- */

/* Lower case "may" behind digits is a verb as often as a month. */
static bool month_is_plain(const struct date_reader *r, uint32_t i, bool also_word)
{
	return !also_word || (token(r, i)->flags & KUA_CAPITAL) || !r->cased;
}

static bool short_month(const struct date_reader *r, uint32_t i)
{
	return strlen(token(r, i)->norm) <= 4 || (token(r, i)->flags & KUA_ALL_CAPS);
}

static bool read_day_month(struct date_reader *r, uint32_t i)
{
	struct day_list d;
	struct when w = {0};
	bool also_word;
	uint32_t at = kua_read_day_list(r, i, &d);
	if (at == i)
		return false;
	uint32_t from = skip(r, at, BIT(D_OF));
	if (from == at && kua_links(r->t, at, '-'))
		from = at + 1; /* 16-Dec-2011 */
	uint32_t month = kua_read_month(r, from, &w.month, &also_word);
	if (month == from)
		return false;
	if (is_punct(token(r, month), '-') && kua_stuck(r->t, month) && (kua_year_of(token(r, month + 1)) || from != at))
		month++;
	uint32_t end = kua_read_year(r, month, KUA_YEAR_LEAST, short_month(r, from), &w.year);
	if (!w.year && !d.ordinal && !month_is_plain(r, from, also_word))
		return false;
	for (size_t k = 0; k < d.n; k++) {
		struct when one = w;
		one.day = d.day[k];
		keep_day(r, one, d.at[k], k + 1 < d.n ? d.end[k] : end);
	}
	return true;
}

/* "2011 жылғы 16 желтоқсан" */
static bool read_year_first(struct date_reader *r, uint32_t i)
{
	struct when w = {.year = kua_year_of(token(r, i))};
	uint32_t after, at, end;
	bool ordinal, also_word;
	if (!w.year)
		return false;
	if ((after = skip(r, i + 1, BIT(D_YEAR_AFTER))) == i + 1)
		return false;
	at = kua_read_day(r, after, &w.day, &ordinal);
	if (at == after)
		w.day = 0;
	end = kua_read_month(r, at, &w.month, &also_word);
	if (end == at)
		return false;
	keep_day(r, w, i, end);
	return true;
}

/* ---- month first ---- */

/* Whether the month at i, without day and year, is meant as a month. */
static bool month_alone(const struct date_reader *r, uint32_t i, bool also_word)
{
	if (!also_word)
		return true;
	bool capital = token(r, i)->flags & KUA_CAPITAL;
	const uint64_t leading = BIT(D_YEAR_BEFORE) | BIT(D_LAST) | BIT(D_NEXT) | BIT(D_DEADLINE) | BIT(D_PART);
	bool before = kua_date_back(r, i, leading) != i;
	bool of_or_this = kua_date_back(r, i, BIT(D_THIS) | BIT(D_OF)) != i;
	const struct kua_token *behind = token(r, i + 1);
	if (kua_date_back(r, i, BIT(D_DEADLINE)) != i && behind->kind == KUA_WORD && (behind->flags & KUA_CAPITAL) &&
	    !(behind->flags & (KUA_STOP_WORD | KUA_SENTENCE_START)))
		return false; /* "By May Lee": whoever wrote it */
	if (r->cased && !capital)
		return false;
	return before || (of_or_this && capital);
}

/* A day behind a month: "December 16" but not "in December 16 people". */
static uint32_t day_behind(const struct date_reader *r, uint32_t i, uint32_t month_at, int *day, bool also_word)
{
	bool ordinal;
	int year;
	uint32_t start = skip(r, i, BIT(N_ARTICLE)), end = kua_read_day(r, start, day, &ordinal);
	if (end == start || token(r, start)->kind != KUA_NUMERAL ||
	    token(r, start)->sentence != token(r, month_at)->sentence)
		return i;
	if (ordinal || kua_read_year(r, end, KUA_YEAR_LEAST, false, &year) != end)
		return end;
	/* "since December 16 people"; but "since December 16," */
	bool open = token(r, end)->kind != KUA_PUNCT && token(r, end)->sentence == token(r, month_at)->sentence;
	bool in = open && kua_date_back(r, month_at, BIT(D_YEAR_BEFORE)) != month_at;
	bool money = is_punct(token(r, end), '%') || fact(r, end, BIT(N_MULTIPLIER) | BIT(N_PER_CENT), &start);
	if (!(r->l->writing & MONTH_FIRST) || in || money || !month_is_plain(r, month_at, also_word))
		return i;
	return end;
}

static bool read_month_first(struct date_reader *r, uint32_t i)
{
	struct when w = {0};
	bool also_word;
	uint32_t first = i, at = kua_read_month(r, i, &w.month, &also_word);
	if (at == i)
		return false;
	uint32_t day = day_behind(r, at, i, &w.day, also_word);
	if (day != at) {
		int second;
		bool ordinal;
		uint32_t mark = skip(r, skip_punct(r, day, '-'), BIT(N_JOINER) | BIT(N_RANGE));
		uint32_t two = mark == day ? mark : kua_read_day(r, mark, &second, &ordinal);
		bool same_space = kua_stuck(r->t, mark) == kua_stuck(r->t, day);
		if (two != mark && same_space && token(r, mark)->kind == KUA_NUMERAL) { /* "December 16-17, 2011" */
			uint32_t end = kua_read_year(r, two, KUA_YEAR_LEAST, false, &w.year);
			struct when b = w;
			b.day = second;
			keep_day(r, w, i, day);
			keep_day(r, b, mark, end);
			return true;
		}
		keep_day(r, w, i, kua_read_year(r, day, KUA_YEAR_LEAST, false, &w.year));
		return true;
	}
	w.day = 0;
	uint32_t end = kua_read_year(r, at, 1800, false, &w.year);
	if (!w.year) {
		end = kua_relation_behind(r, at, &w.relation);
		if (end == at)
			w.relation = kua_relation_before(r, i, &first);
		if (!month_alone(r, i, also_word))
			return false;
		if (end == at)
			end = kua_read_year_relation(r, at, &w.year_relation);
	}
	w.deadline = kua_deadline_before(r, first, &w);
	(void)keep(r, w, first, end);
	lend_year(r);
	return true;
}

/* ---- weekdays, units, words ---- */

static bool read_weekday(struct date_reader *r, uint32_t i)
{
	uint32_t last, first = i, other;
	const struct fact *f = fact(r, i, BIT(D_WEEKDAY), &last);
	if (!f || fact(r, i, BIT(D_AMBIGUOUS), &other))
		return false;
	const struct kua_token *before = token(r, i - (i > 0));
	struct when w = {.weekday = (int)f->value};
	uint32_t weekday_end = kua_relation_behind(r, last, &w.relation);
	if (weekday_end == last)
		w.relation = kua_relation_before(r, i, &first);
	if (i > 0 && !w.relation && r->cased && before->kind == KUA_WORD && (before->flags & KUA_CAPITAL) &&
	    !(before->flags & KUA_STOP_WORD))
		return false; /* Bloody Sunday */
	/* a day of the month behind it takes the weekday with it */
	uint32_t at = skip(r, skip_punct(r, last, ','), BIT(N_ARTICLE) | BIT(D_ON)), end;
	struct when ahead;
	struct day_list d;
	bool also_word;
	uint32_t month = (end = kua_read_day_list(r, at, &d)) == at ? at : skip(r, end, BIT(D_OF));
	if (month != at && kua_read_month(r, month, &ahead.month, &also_word) != month)
		return false;
	if (kua_read_month(r, at, &ahead.month, &also_word) != at || kua_read_digits_date(r, at, &ahead) != at)
		return false;
	w.deadline = kua_deadline_before(r, first, &w);
	(void)keep(r, w, first, weekday_end);
	return true;
}

static enum unit unit_of(const struct fact *f)
{
	static const char *const names[] = {"", "day", "week", "month", "year"};
	for (size_t i = 1; i < sizeof names / sizeof *names; i++)
		if (strncmp(f->text, names[i], strlen(names[i])) == 0)
			return (enum unit)i;
	return UNIT_NONE;
}

/* "weeks": the field of a plural form ends in s. */
static bool plural_unit(const struct fact *f)
{
	return f->text[strlen(f->text) - 1] == 's';
}

/* The small number right before token i, "three", "3", "twenty-five", "a"; -1 where there is none. */
static int64_t count_before(const struct date_reader *r, uint32_t i, uint32_t *first)
{
	uint32_t last;
	if (i == 0)
		return -1;
	int digits = kua_plain_digits(token(r, i - 1), 1, 4);
	if (digits >= 0) {
		*first = i - 1;
		return digits;
	}
	uint32_t at = kua_date_back(r, i, BIT(N_CARDINAL));
	if (at == i) {
		at = kua_date_back(r, i, BIT(N_ARTICLE));
		*first = at;
		return at == i || !fact(r, at, BIT(N_ARTICLE), &last)->value ? -1 : 1;
	}
	int64_t value = fact(r, at, BIT(N_CARDINAL), &last)->value;
	uint32_t tens_end = at > 0 && is_punct(token(r, at - 1), '-') ? at - 1 : at;
	uint32_t tens = kua_date_back(r, tens_end, BIT(N_CARDINAL));
	if (tens != tens_end && value < 10 && fact(r, tens, BIT(N_CARDINAL), &last)->value % 10 == 0) {
		value += fact(r, tens, BIT(N_CARDINAL), &last)->value;
		at = tens;
	}
	*first = at;
	return value;
}

static bool read_unit(struct date_reader *r, uint32_t i)
{
	uint32_t last, first = i, end;
	const struct fact *f = fact(r, i, BIT(D_UNIT), &last);
	if (!f)
		return false;
	struct when w = {.unit = unit_of(f)};
	end = kua_relation_behind(r, last, &w.relation);
	if (end == last)
		w.relation = kua_relation_before(r, i, &first);
	last = end;
	if (!w.relation && kua_end_before(r, i) && kua_deadline_before(r, i, &w))
		w.relation = REL_THIS; /* "by the end of the year" */
	if (w.relation) {
		bool of_another = skip(r, first, BIT(N_ARTICLE)) != first && skip(r, last, BIT(D_OF)) != last;
		if (w.unit == UNIT_DAY || plural_unit(f) || of_another) /* "the last year of the war" */
			return false; /* "the next day" is told from another day than the item's, "the last weeks" is none */
		w.deadline = kua_deadline_before(r, first, &w);
		(void)keep(r, w, first, last);
		return true;
	}
	w.count = count_before(r, i, &first);
	if (w.count < 0 || first < r->done)
		return false;
	/* "vor drei Tagen", but "drei Tage vor dem Streik" */
	uint32_t ago = kua_date_back(r, first, BIT(D_AGO));
	if (ago != first && ago >= r->done && strcmp(fact(r, ago, BIT(D_AGO), &end)->text, "before") == 0) {
		w.relation = REL_AGO;
		first = ago;
		end = last;
	} else if ((f = fact(r, last, BIT(D_AGO), &end)) && strcmp(f->text, "before") != 0) {
		w.relation = REL_AGO;
		uint32_t today = end;
		f = fact(r, end, BIT(D_DAY), &today);
		w.to_the_day = f && f->value == 0;
		end = w.to_the_day ? today : end;
	} else if (fact(r, last, BIT(D_LATER), &end)) {
		w.relation = REL_LATER;
	} else {
		return false;
	}
	(void)keep(r, w, first, end);
	return true;
}

static bool read_day_word(struct date_reader *r, uint32_t i)
{
	uint32_t last;
	const struct fact *f = fact(r, i, BIT(D_DAY), &last);
	if (!f)
		return false;
	struct when w = {.relation = REL_SHIFT, .unit = UNIT_DAY, .count = f->value};
	w.deadline = kua_deadline_before(r, i, &w);
	(void)keep(r, w, i, last);
	return true;
}

/* ---- a year, or a day, alone ---- */

/* "2010-2011", "from 2008 to 2011", "in 2010, 2011 and 2012": a later year right behind another. */
static bool next_year_of_list(const struct date_reader *r, uint32_t i, int y)
{
	uint32_t last;
	if (!r->out.n)
		return false;
	const struct when *w = &r->out.v[r->out.n - 1];
	const struct kua_token *mark = token(r, w->last), *behind = token(r, i + 1);
	if (!w->year || w->month || w->last + 1 != i || w->year >= y)
		return false;
	if (is_punct(mark, ',')) /* "in 1999, 2000 workers" is no list */
		return y - w->year < 20 && (behind->kind == KUA_PUNCT || fact(r, i + 1, BIT(N_JOINER), &last));
	return is_punct(mark, '-') || fact(r, w->last, BIT(N_RANGE) | BIT(N_JOINER), &last);
}

/* Whether the four digits at i are a year. */
static bool year_alone(const struct date_reader *r, uint32_t i)
{
	uint32_t last;
	int y = kua_year_of(token(r, i));
	if (!y)
		return false;
	if (fact(r, i + 1, BIT(D_YEAR_AFTER), &last))
		return true;
	bool likely = y >= 1850 && y < 2100; /* 1800 is as often a number or a time */
	const struct kua_token *before = token(r, i - 1), *behind = token(r, i + 1);
	if (i > 0 && kua_date_back(r, i, BIT(D_YEAR_BEFORE) | BIT(D_PART)) != i)
		return likely && !is_punct(behind, '%') &&
		       !fact(r, i + 1, BIT(N_MULTIPLIER) | BIT(N_PER_CENT) | BIT(N_MONEY), &last);
	if (i > 0 && likely && kua_date_back(r, i, BIT(D_OF)) != i) { /* "the spring of 2011", "the end of 2011" */
		uint32_t of = kua_date_back(r, i, BIT(D_OF));
		if (kua_date_back(r, of, BIT(D_PART)) != of)
			return true;
	}
	/* where a year stands alone ("wurde 1934 im Lager ermordet") what comes behind tells that nobody is counted */
	bool bare = i > 0 && before->kind == KUA_WORD && fact(r, i + 1, BIT(D_YEAR_BARE), &last) && kua_date_back(r, i, BIT(D_YEAR_NOT)) == i;
	bool bracketed = i > 0 && is_punct(before, '(') && (is_punct(behind, ')') || is_punct(behind, ','));
	bool commas = i > 0 && is_punct(before, ',') && behind->kind == KUA_PUNCT && strchr(",.)", behind->norm[0]);
	bool opens = (token(r, i)->flags & KUA_SENTENCE_START) || kua_date_back(r, i, BIT(N_ARTICLE)) != i;
	opens = opens && fact(r, i + 1, BIT(D_YEAR_WORD), &last);
	opens |= (token(r, i)->flags & KUA_POSSESSIVE) != 0;
	if (likely && (bare || bracketed || commas || opens))
		return true;
	return likely && next_year_of_list(r, i, y);
}

static bool read_year_alone(struct date_reader *r, uint32_t i)
{
	if (!year_alone(r, i))
		return false;
	const struct when w = {.year = kua_year_of(token(r, i))};
	struct when *kept = keep(r, w, i, skip(r, i + 1, BIT(D_YEAR_AFTER)));
	kept->deadline = kua_deadline_before(r, i, &w);
	return true;
}

/* "on the 16th", with nothing behind it that could be sixteenth. */
static bool read_day_alone(struct date_reader *r, uint32_t i)
{
	bool ordinal;
	struct when w = {0};
	uint32_t end = kua_read_day(r, i, &w.day, &ordinal);
	if (end == i || !ordinal || token(r, i)->kind != KUA_NUMERAL)
		return false;
	uint32_t article = kua_date_back(r, i, BIT(N_ARTICLE));
	uint32_t first = article;
	w.weekday = kua_weekday_before(r, i, &first);
	const struct kua_token *behind = token(r, end);
	bool noun = behind->kind != KUA_PUNCT && !(behind->flags & (KUA_STOP_WORD | KUA_SENTENCE_START));
	if (noun || is_punct(behind, '-') || (!w.weekday && kua_date_back(r, article, BIT(D_ON)) == article))
		return false;
	(void)keep(r, w, w.weekday ? first : i, end);
	return true;
}

/* ---- anniversaries ---- */

#define ANNIVERSARY_BEFORE 14
#define ANNIVERSARY_BEHIND 30

/*
 * Mark dates around the word "anniversary" at token i that are days of remembering: those of its sentence,
 * but not the event's own full date that "of" leads to. from is the first date that may be near enough.
 */
static void mark_anniversary(struct date_reader *r, size_t from, uint32_t i, uint32_t behind)
{
	const struct kua_sentence *s = &r->t->sentences[token(r, i)->sentence];
	bool of = skip(r, behind, BIT(D_OF)) != behind;
	for (size_t k = from; k < r->out.n; k++) {
		struct when *w = &r->out.v[k];
		if (w->first >= s->last || w->first > behind + ANNIVERSARY_BEHIND)
			break;
		bool event = w->first > i && of && w->year && w->first < behind + 9;
		w->anniversary |= w->first >= s->first && !event;
	}
}

static void mark_anniversaries(struct date_reader *r)
{
	size_t from = 0;
	for (size_t k = 0; k < r->anniversaries.n && from < r->out.n; k++) {
		uint32_t i = r->anniversaries.v[k], last;
		if (!fact(r, i, BIT(D_ANNIVERSARY), &last))
			continue;
		while (from < r->out.n && r->out.v[from].first + ANNIVERSARY_BEFORE < i)
			from++;
		mark_anniversary(r, from, i, last);
	}
	kua_vec_free(&r->anniversaries);
}

/* ---- all of them ---- */

static bool read_at(struct date_reader *r, uint32_t i)
{
	const struct kua_token *k = token(r, i);
	if (k->kind == KUA_NUMERAL) {
		struct when w;
		uint32_t end = kua_read_digits_date(r, i, &w);
		if (end != i) {
			keep_day(r, w, i, end);
			return true;
		}
		return read_day_month(r, i) || read_year_first(r, i) || read_year_alone(r, i) || read_day_alone(r, i);
	}
	if (k->kind != KUA_WORD)
		return false;
	uint64_t roles = k->roles;
	if (roles & BIT(D_ANNIVERSARY))
		*kua_vec_add(&r->anniversaries) = i;
	if ((roles & (BIT(N_ORDINAL) | BIT(N_CARDINAL))) && read_day_month(r, i))
		return true;
	return ((roles & BIT(D_MONTH)) && read_month_first(r, i)) || ((roles & BIT(D_WEEKDAY)) && read_weekday(r, i)) ||
	       ((roles & BIT(D_DAY)) && read_day_word(r, i)) || ((roles & BIT(D_UNIT)) && read_unit(r, i));
}

const struct kua_date *kua_text_dates(const struct kua_languages *l, const struct kua_text *t, const char *anchor,
                                      struct kua_arena *a, size_t *n)
{
	struct date_reader r = {.l = kua_language_of(l, t->language), .t = t, .cased = kua_has_capitals(t)};
	const struct anchor from = kua_anchor_of(anchor);
	for (uint32_t i = 0; i < t->n_tokens; i = r.done > i ? r.done : i + 1)
		(void)read_at(&r, i);
	mark_anniversaries(&r);
	struct kua_date *out = KUA_NEW_N(a, struct kua_date, r.out.n);
	for (size_t i = 0; i < r.out.n; i++)
		kua_date_resolve(&r.out.v[i], &from, &out[i]);
	*n = r.out.n;
	kua_vec_free(&r.out);
	return out;
}
