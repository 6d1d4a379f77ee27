/*
 * dates.c - read the dates of a text.
 *
 * A date is found at its strongest token: a month's name, a weekday, a word for a unit of time, a word such as "yesterday",
 * or a numeral. From there the reader looks ahead for the rest of the date, and back for what stands before it: "last", "this",
 * "the end of", "before". Order of parts: day month year, month day year, year day month are all read, for all
 * languages; which words are months, weekdays and so on is in data/<language>/dates.txt. Words that are months but also other
 * words ("may", "march") need more around them.
 */
#include <stdlib.h>
#include <string.h>

#include "text/calendar.h"
#include "text/dates.h"

#define DAYS_MAX 8 /* of a list: "16, 17 and 18 December" */

struct reader {
	const struct language *l;
	const struct kua_text *t;
	bool cased;
	uint32_t done; /* no date may begin before this token */
	KUA_VEC(struct when) out;
	KUA_VEC(uint32_t) anniversaries; /* tokens of the word */
};

/* ---- small readers; each gives the token behind what it read, or where it started ---- */

static const struct kua_token *token(const struct reader *r, uint32_t i)
{
	static const struct kua_token none = {.norm = "", .kind = KUA_PUNCT};
	return i < r->t->n_tokens ? &r->t->tokens[i] : &none;
}

static bool stuck(const struct reader *r, uint32_t i)
{
	return i > 0 && i < r->t->n_tokens && token(r, i)->start == token(r, i - 1)->end;
}

static const struct fact *fact(const struct reader *r, uint32_t i, uint64_t roles, uint32_t *last)
{
	return kua_fact_at(r->l, r->t, i, roles, last);
}

static uint32_t skip(const struct reader *r, uint32_t i, uint64_t roles)
{
	uint32_t last;
	return fact(r, i, roles, &last) ? last : i;
}

static uint32_t skip_punct(const struct reader *r, uint32_t i, char c)
{
	return is_punct(token(r, i), c) ? i + 1 : i;
}

/* The token that a phrase with one of the roles and ending right before i begins at; i where there is none. */
static uint32_t back(const struct reader *r, uint32_t i, uint64_t roles)
{
	for (uint32_t n = i < 5 ? i : 5; n >= 1; n--)
		if (kua_fact_between(r->l, r->t, i - n, i, roles))
			return i - n;
	return i;
}

/* A numeral of nothing but `least` to `most` digits; its value, or -1. */
static int plain_digits(const struct kua_token *k, size_t least, size_t most)
{
	size_t n = strspn(k->norm, "0123456789");
	return k->kind == KUA_NUMERAL && n >= least && n <= most && !k->norm[n] ? atoi(k->norm) : -1;
}

static int year_of(const struct kua_token *k)
{
	int y = plain_digits(k, 4, 4);
	return y >= KUA_YEAR_LEAST && y <= KUA_YEAR_MOST ? y : 0;
}

static int two_digit_year(int y)
{
	return y >= 50 ? 1900 + y : 2000 + y;
}

/* A day of the month at i, "16", "16th", "16-го", "16.", "sixteenth"; *ordinal where it is written as one. */
static uint32_t read_day(const struct reader *r, uint32_t i, int *day, bool *ordinal)
{
	const struct kua_token *k = token(r, i);
	uint32_t last;
	*ordinal = false;
	if (k->kind == KUA_NUMERAL) {
		size_t n = strspn(k->norm, "0123456789");
		*day = n && n <= 2 ? atoi(k->norm) : 0;
		if (*day < 1 || *day > 31)
			return i;
		if (k->norm[n]) {
			*ordinal = kua_fact_of(r->l, k->norm + n, strlen(k->norm + n), BIT(N_ORDINAL_ENDING)) != NULL;
			return *ordinal ? i + 1 : i;
		}
		if (is_punct(token(r, i + 1), '-') && stuck(r, i + 1) && stuck(r, i + 2) &&
		    fact(r, i + 2, BIT(N_ORDINAL_ENDING), &last)) {
			*ordinal = true;
			return i + 3;
		}
		if ((r->l->writing & ORDINAL_DOT) && is_punct(token(r, i + 1), '.') && stuck(r, i + 1))
			return i + 2;
		return i + 1;
	}
	uint32_t at = i;
	int tens = 0;
	const struct fact *f = fact(r, i, BIT(N_CARDINAL), &last);
	if (f && (f->value == 20 || f->value == 30)) { /* "twenty-first" */
		tens = (int)f->value;
		at = skip_punct(r, last, '-');
	}
	f = fact(r, at, BIT(N_ORDINAL), &last);
	if (!f || f->value < 1 || f->value + tens > 31 || (tens && f->value > 9))
		return i;
	*day = (int)f->value + tens;
	*ordinal = true;
	return last;
}

/* A month's name and its full stop. */
static uint32_t read_month(const struct reader *r, uint32_t i, int *month, bool *also_word)
{
	uint32_t last, other;
	const struct fact *f = token(r, i)->kind == KUA_WORD ? fact(r, i, BIT(D_MONTH), &last) : NULL;
	if (!f)
		return i;
	*month = (int)f->value;
	*also_word = fact(r, i, BIT(D_AMBIGUOUS), &other) != NULL;
	if (is_punct(token(r, last), '.') && stuck(r, last) && last + 1 < r->t->n_tokens &&
	    token(r, last + 1)->sentence == token(r, i)->sentence)
		return last + 1;
	return last;
}

/* A year behind a day or month: ", 2011", "of 2011", "2011 года", "'89", and where short_too "89". */
static uint32_t read_year(const struct reader *r, uint32_t i, int least, bool short_too, int *year)
{
	uint32_t at = skip(r, skip_punct(r, i, ','), BIT(D_OF));
	if (at == i)
		at = skip(r, i, BIT(D_YEAR_BEFORE));
	const struct kua_token *behind = token(r, at + 1);
	bool noun = behind->kind == KUA_WORD && !(behind->flags & (KUA_STOP_WORD | KUA_CAPITAL | KUA_SENTENCE_START));
	int y = year_of(token(r, at));
	if (y < 1800 && noun) /* "on 5 May 1500 people" */
		y = 0;
	if (y >= least && y && !(is_punct(token(r, at + 1), '-') && stuck(r, at + 1) && plain_digits(token(r, at + 2), 2, 2) > 0)) {
		*year = y;
		return skip(r, at + 1, BIT(D_YEAR_AFTER));
	}
	if (at == i && is_punct(token(r, i), '\'') && stuck(r, i + 1) && (y = plain_digits(token(r, i + 1), 2, 2)) >= 0) {
		*year = two_digit_year(y);
		return i + 2;
	}
	if (short_too && at == i && (y = plain_digits(token(r, i), 2, 2)) >= 0 && !noun) {
		*year = two_digit_year(y);
		return i + 1;
	}
	return i;
}

/* ---- dates all in digits ---- */

static bool good_date(int year, int month, int day)
{
	return year >= KUA_YEAR_LEAST && year <= KUA_YEAR_MOST && day >= 1 && day <= kua_month_days(year, month);
}

/* Day and month in the order that is possible; where both are, day first. */
static bool day_and_month(struct when *w, int a, int b, int year)
{
	if (good_date(year, b, a))
		*w = (struct when){.year = year, .month = b, .day = a};
	else if (good_date(year, a, b))
		*w = (struct when){.year = year, .month = a, .day = b};
	else
		return false;
	return true;
}

/* "16.12.2011", "2011.12.16", "16.12.11" in one token */
static bool dotted(const char *s, struct when *w)
{
	char *end;
	long part[3];
	size_t n[3];
	for (int i = 0; i < 3; i++) {
		n[i] = strspn(s, "0123456789");
		if (n[i] == 0 || n[i] > 4)
			return false;
		part[i] = strtol(s, &end, 10);
		if (*end != (i < 2 ? '.' : '\0'))
			return false;
		s = end + (i < 2);
	}
	if (n[0] == 4 && n[1] <= 2 && n[2] <= 2 && good_date((int)part[0], (int)part[1], (int)part[2])) {
		*w = (struct when){.year = (int)part[0], .month = (int)part[1], .day = (int)part[2]};
		return true;
	}
	int year = n[2] == 2 ? two_digit_year((int)part[2]) : (int)part[2];
	return n[0] <= 2 && n[1] == 2 && (n[2] == 4 || n[2] == 2) && day_and_month(w, (int)part[0], (int)part[1], year) &&
	       w->day == part[0];
}

/* Three numerals with the same mark between: 2011-12-16, 16/12/2011, 16-12-2011 */
static uint32_t three_numerals(const struct reader *r, uint32_t i, struct when *w)
{
	const struct kua_token *mark = token(r, i + 1);
	bool slash = is_punct(mark, '/'), hyphen = is_punct(mark, '-');
	if (!(slash || hyphen) || mark->hash != token(r, i + 3)->hash || (i > 0 && token(r, i - 1)->hash == mark->hash && stuck(r, i)))
		return i;
	for (uint32_t k = 1; k <= 4; k++)
		if (!stuck(r, i + k))
			return i;
	uint32_t end = i + 5;
	if (token(r, end)->hash == mark->hash && stuck(r, end) && token(r, end + 1)->kind == KUA_NUMERAL && stuck(r, end + 1))
		return i;
	int a = plain_digits(token(r, i), 1, 4), b = plain_digits(token(r, i + 2), 1, 2), c = plain_digits(token(r, i + 4), 1, 4);
	if (c < 0 && hyphen && strlen(token(r, i + 4)->norm) > 2 && token(r, i + 4)->norm[2] == 't') /* 2011-12-16T10:00 */
		c = atoi(token(r, i + 4)->norm);
	if (a < 0 || b < 0 || c < 0)
		return i;
	if (year_of(token(r, i)) && good_date(a, b, c))
		*w = (struct when){.year = a, .month = b, .day = c};
	else if (!(year_of(token(r, i + 4)) && day_and_month(w, a, b, c)) &&
	         !(slash && plain_digits(token(r, i + 4), 2, 2) >= 0 && day_and_month(w, a, b, two_digit_year(c))))
		return i;
	return end;
}

static uint32_t read_digits_date(const struct reader *r, uint32_t i, struct when *w)
{
	if (dotted(token(r, i)->norm, w))
		return skip(r, i + 1, BIT(D_YEAR_AFTER));
	return three_numerals(r, i, w);
}

/* ---- keeping what was found ---- */

static struct when *keep(struct reader *r, struct when w, uint32_t first, uint32_t last)
{
	w.first = first;
	w.last = last;
	r->done = last;
	struct when *kept = kua_vec_add(&r->out);
	*kept = w;
	return kept;
}

/* "16 December - 3 January 2012": the first end has the year of the second, or the one before. */
static void lend_year(struct reader *r)
{
	if (r->out.n < 2)
		return;
	struct when *a = &r->out.v[r->out.n - 2], *b = a + 1;
	uint32_t last;
	if (a->year || !a->month || !b->year || !b->month || a->relation || a->last + 1 != b->first ||
	    (a->day == 0) != (b->day == 0))
		return;
	if (!is_punct(token(r, a->last), '-') && !(fact(r, a->last, BIT(N_RANGE) | BIT(N_JOINER), &last) && last == b->first))
		return;
	a->year = a->month > b->month ? b->year - 1 : b->year;
	if (a->day > kua_month_days(a->year, a->month))
		a->year = 0;
}

/* ---- what stands before a date ---- */

static enum relation relation_before(const struct reader *r, uint32_t i, uint32_t *first)
{
	static const struct {
		enum role role;
		enum relation relation;
	} all[] = {{D_LAST, REL_LAST}, {D_THIS, REL_THIS}, {D_NEXT, REL_NEXT}};
	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		uint32_t at = back(r, i, BIT(all[k].role));
		if (at != i && at >= r->done) {
			*first = at;
			return all[k].relation;
		}
	}
	return REL_NONE;
}

static bool end_part(const struct fact *f)
{
	return strcmp(f->text, "end") == 0;
}

/* "before the end of", "by" and so on before token i. */
static bool deadline_before(const struct reader *r, uint32_t i, const struct when *w)
{
	uint32_t at = i, last;
	bool end = false;
	at = back(r, at, BIT(N_ARTICLE));
	uint32_t of = back(r, at, BIT(D_OF));
	uint32_t part = back(r, of, BIT(D_PART));
	if (part != of) {
		const struct fact *f = fact(r, part, BIT(D_PART), &last);
		if (!f || !end_part(f))
			return false;
		end = true;
		at = part;
	}
	at = back(r, at, BIT(N_ARTICLE));
	uint32_t word = back(r, at, BIT(D_DEADLINE));
	if (word == at || w->relation == REL_LAST || w->relation == REL_AGO || w->relation == REL_LATER ||
	    w->year_relation == REL_LAST || (w->relation == REL_SHIFT && w->count < 0))
		return false;
	const struct fact *f = fact(r, word, BIT(D_DEADLINE), &last);
	return end || strcmp(f->text, "partial") != 0 || !w->year;
}

/* ---- after a day or month ---- */

/* "of this year", "last year" behind a month. */
static uint32_t read_year_relation(const struct reader *r, uint32_t i, enum relation *relation)
{
	static const struct {
		enum role role;
		enum relation relation;
	} all[] = {{D_LAST, REL_LAST}, {D_THIS, REL_THIS}, {D_NEXT, REL_NEXT}};
	uint32_t at = skip(r, i, BIT(D_OF)), last, end;
	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		const struct fact *unit;
		if (fact(r, at, BIT(all[k].role), &last) && (unit = fact(r, last, BIT(D_UNIT), &end)) &&
		    strcmp(unit->text, "year") == 0) {
			*relation = all[k].relation;
			return end;
		}
	}
	return i;
}

/* A weekday and a comma right before token i; its value or 0. */
static int weekday_before(const struct reader *r, uint32_t i, uint32_t *first)
{
	uint32_t at = i, last;
	at = back(r, at, BIT(N_ARTICLE) | BIT(D_ON));
	if (at > 0 && is_punct(token(r, at - 1), ','))
		at--;
	if (at > 0 && is_punct(token(r, at - 1), '.') && stuck(r, at - 1))
		at--;
	uint32_t day = back(r, at, BIT(D_WEEKDAY));
	if (day == at || day < r->done)
		return 0;
	*first = day;
	return (int)fact(r, day, BIT(D_WEEKDAY), &last)->value;
}

/* Finish a date that has its day and month: weekday and relation before it, deadline. */
static void keep_day(struct reader *r, struct when w, uint32_t first, uint32_t last)
{
	if (!w.year)
		last = read_year_relation(r, last, &w.year_relation);
	if (w.day && !w.weekday) {
		w.weekday = weekday_before(r, first, &first);
		if (w.weekday && !w.year && !w.year_relation)
			(void)relation_before(r, first, &first); /* "this Wednesday, 16 December": the day decides */
	}
	if (w.year && w.month && w.day > kua_month_days(w.year, w.month))
		w.year = 0;
	w.deadline = deadline_before(r, first, &w);
	(void)keep(r, w, first, last);
	lend_year(r);
}

/* ---- day before month ---- */

struct day_list {
	uint32_t at[DAYS_MAX], end[DAYS_MAX];
	int day[DAYS_MAX];
	bool ordinal;
	size_t n;
};

/* "16", "16-17", "16, 17 and 18": the token behind the list. */
static uint32_t read_day_list(const struct reader *r, uint32_t i, struct day_list *d)
{
	uint32_t at = i;
	d->n = 0;
	d->ordinal = false;
	while (d->n < DAYS_MAX) {
		bool ordinal;
		uint32_t end = read_day(r, at, &d->day[d->n], &ordinal);
		if (end == at)
			break;
		d->ordinal |= ordinal;
		d->at[d->n] = at;
		d->end[d->n++] = end;
		at = skip_punct(r, end, '-');
		if (at == end)
			at = skip_punct(r, end, ',');
		at = skip(r, at, BIT(N_JOINER) | BIT(N_RANGE));
		at = skip(r, at, BIT(N_ARTICLE));
		if (at == end)
			break;
	}
	return d->n ? d->end[d->n - 1] : i;
}

/* Lower case "may" behind digits is a verb as often as a month. */
static bool month_is_plain(const struct reader *r, uint32_t i, bool also_word)
{
	return !also_word || (token(r, i)->flags & KUA_CAPITAL) || !r->cased;
}

static bool short_month(const struct reader *r, uint32_t i)
{
	return strlen(token(r, i)->norm) <= 4 || (token(r, i)->flags & KUA_ALL_CAPS);
}

static bool read_day_month(struct reader *r, uint32_t i)
{
	struct day_list d;
	struct when w = {0};
	bool also_word;
	uint32_t at = read_day_list(r, i, &d);
	if (at == i)
		return false;
	uint32_t from = skip(r, at, BIT(D_OF));
	if (from == at && is_punct(token(r, at), '-') && stuck(r, at) && stuck(r, at + 1))
		from = at + 1; /* 16-Dec-2011 */
	uint32_t month = read_month(r, from, &w.month, &also_word);
	if (month == from)
		return false;
	if (is_punct(token(r, month), '-') && stuck(r, month) && (year_of(token(r, month + 1)) || from != at))
		month++;
	uint32_t end = read_year(r, month, KUA_YEAR_LEAST, short_month(r, from), &w.year);
	if (end == month)
		end = month > from ? month : from + 1;
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
static bool read_year_first(struct reader *r, uint32_t i)
{
	struct when w = {.year = year_of(token(r, i))};
	uint32_t after, at, end;
	bool ordinal, also_word;
	if (!w.year)
		return false;
	if ((after = skip(r, i + 1, BIT(D_YEAR_AFTER))) == i + 1)
		return false;
	at = read_day(r, after, &w.day, &ordinal);
	if (at == after)
		w.day = 0;
	end = read_month(r, at, &w.month, &also_word);
	if (end == at)
		return false;
	keep_day(r, w, i, end);
	return true;
}

/* ---- month first ---- */

/* Whether the month at i, without day and year, is meant as a month. */
static bool month_alone(const struct reader *r, uint32_t i, bool also_word)
{
	if (!also_word)
		return true;
	bool capital = token(r, i)->flags & KUA_CAPITAL;
	bool before = back(r, i, BIT(D_YEAR_BEFORE) | BIT(D_LAST) | BIT(D_NEXT) | BIT(D_DEADLINE) | BIT(D_PART)) != i;
	bool called_this = back(r, i, BIT(D_THIS)) != i;
	if (r->cased && !capital)
		return false;
	return before || (called_this && capital) || (back(r, i, BIT(D_OF)) != i && capital);
}

/* A day behind a month: "December 16" but not "in December 16 people". */
static uint32_t day_behind(const struct reader *r, uint32_t i, uint32_t month_at, int *day, bool also_word)
{
	bool ordinal;
	int year;
	uint32_t start = skip(r, i, BIT(N_ARTICLE)), end = read_day(r, start, day, &ordinal);
	if (end == start || token(r, start)->kind != KUA_NUMERAL || token(r, start)->sentence != token(r, month_at)->sentence)
		return i;
	if (ordinal || read_year(r, end, KUA_YEAR_LEAST, false, &year) != end)
		return end;
	bool in = back(r, month_at, BIT(D_YEAR_BEFORE)) != month_at;
	bool money = is_punct(token(r, end), '%') || fact(r, end, BIT(N_MULTIPLIER) | BIT(N_PER_CENT), &start);
	if (!(r->l->writing & MONTH_FIRST) || in || money || !month_is_plain(r, month_at, also_word))
		return i;
	return end;
}

static bool read_month_first(struct reader *r, uint32_t i)
{
	struct when w = {0};
	bool also_word;
	uint32_t first = i, at = read_month(r, i, &w.month, &also_word);
	if (at == i)
		return false;
	uint32_t day = day_behind(r, at, i, &w.day, also_word);
	if (day != at) {
		int second;
		bool ordinal;
		uint32_t mark = skip(r, skip_punct(r, day, '-'), BIT(N_JOINER) | BIT(N_RANGE));
		uint32_t two = mark == day ? mark : read_day(r, mark, &second, &ordinal);
		if (two != mark && stuck(r, mark) == stuck(r, day) && token(r, mark)->kind == KUA_NUMERAL) { /* "December 16-17, 2011" */
			uint32_t end = read_year(r, two, KUA_YEAR_LEAST, false, &w.year);
			struct when b = w;
			b.day = second;
			keep_day(r, w, i, day);
			keep_day(r, b, mark, end);
			return true;
		}
		keep_day(r, w, i, read_year(r, day, KUA_YEAR_LEAST, false, &w.year));
		return true;
	}
	w.day = 0;
	uint32_t end = read_year(r, at, 1800, false, &w.year);
	if (!w.year) {
		w.relation = relation_before(r, i, &first);
		if (w.relation != REL_THIS || !r->cased || (token(r, i)->flags & KUA_CAPITAL) || !also_word) {
			if (!month_alone(r, i, also_word))
				return false;
		} else {
			return false;
		}
		end = read_year_relation(r, at, &w.year_relation);
	}
	w.deadline = deadline_before(r, first, &w);
	(void)keep(r, w, first, end);
	lend_year(r);
	return true;
}

/* ---- weekdays, units, words ---- */

static bool read_weekday(struct reader *r, uint32_t i)
{
	uint32_t last, first = i, other;
	const struct fact *f = fact(r, i, BIT(D_WEEKDAY), &last);
	if (!f || fact(r, i, BIT(D_AMBIGUOUS), &other))
		return false;
	const struct kua_token *before = token(r, i - (i > 0));
	struct when w = {.weekday = (int)f->value};
	w.relation = relation_before(r, i, &first);
	if (i > 0 && !w.relation && r->cased && before->kind == KUA_WORD && (before->flags & KUA_CAPITAL) &&
	    !(before->flags & KUA_STOP_WORD))
		return false; /* Bloody Sunday */
	/* a day of the month behind it takes the weekday with it */
	uint32_t at = skip(r, skip_punct(r, last, ','), BIT(N_ARTICLE) | BIT(D_ON)), end;
	struct when ahead;
	struct day_list d;
	bool also_word;
	if ((end = read_day_list(r, at, &d)) != at && read_month(r, skip(r, end, BIT(D_OF)), &ahead.month, &also_word) !=
	                                                  skip(r, end, BIT(D_OF)))
		return false;
	if (read_month(r, at, &ahead.month, &also_word) != at || read_digits_date(r, at, &ahead) != at)
		return false;
	w.deadline = deadline_before(r, first, &w);
	(void)keep(r, w, first, last);
	return true;
}

static enum unit unit_of(const struct fact *f)
{
	static const char *const names[] = {"", "day", "week", "month", "year"};
	for (size_t i = 1; i < sizeof names / sizeof *names; i++)
		if (strcmp(f->text, names[i]) == 0)
			return (enum unit)i;
	return UNIT_NONE;
}

/* The small number right before token i, "three", "3", "twenty-five", "a"; -1 where there is none. */
static int64_t count_before(const struct reader *r, uint32_t i, uint32_t *first)
{
	uint32_t last;
	if (i == 0)
		return -1;
	int digits = plain_digits(token(r, i - 1), 1, 4);
	if (digits >= 0) {
		*first = i - 1;
		return digits;
	}
	uint32_t at = back(r, i, BIT(N_CARDINAL));
	if (at == i) {
		at = back(r, i, BIT(N_ARTICLE));
		*first = at;
		return at == i || !fact(r, at, BIT(N_ARTICLE), &last)->value ? -1 : 1;
	}
	int64_t value = fact(r, at, BIT(N_CARDINAL), &last)->value;
	uint32_t tens_end = at > 0 && is_punct(token(r, at - 1), '-') ? at - 1 : at;
	uint32_t tens = back(r, tens_end, BIT(N_CARDINAL));
	if (tens != tens_end && value < 10 && fact(r, tens, BIT(N_CARDINAL), &last)->value % 10 == 0) {
		value += fact(r, tens, BIT(N_CARDINAL), &last)->value;
		at = tens;
	}
	*first = at;
	return value;
}

static bool read_unit(struct reader *r, uint32_t i)
{
	uint32_t last, first = i, end;
	const struct fact *f = fact(r, i, BIT(D_UNIT), &last);
	if (!f)
		return false;
	struct when w = {.unit = unit_of(f), .relation = relation_before(r, i, &first)};
	if (w.relation) {
		if (w.unit == UNIT_DAY)
			return false; /* "the last day", "the next day": told from another day than the item's */
		w.deadline = deadline_before(r, first, &w);
		(void)keep(r, w, first, last);
		return true;
	}
	w.count = count_before(r, i, &first);
	if (w.count < 0 || first < r->done)
		return false;
	/* "vor drei Tagen", but "drei Tage vor dem Streik" */
	uint32_t ago = back(r, first, BIT(D_AGO));
	if (ago != first && ago >= r->done && strcmp(fact(r, ago, BIT(D_AGO), &end)->text, "before") == 0) {
		w.relation = REL_AGO;
		first = ago;
		end = last;
	} else if ((f = fact(r, last, BIT(D_AGO), &end)) && strcmp(f->text, "before") != 0) {
		w.relation = REL_AGO;
	} else if (fact(r, last, BIT(D_LATER), &end)) {
		w.relation = REL_LATER;
	} else {
		return false;
	}
	(void)keep(r, w, first, end);
	return true;
}

static bool read_day_word(struct reader *r, uint32_t i)
{
	uint32_t last;
	const struct fact *f = fact(r, i, BIT(D_DAY), &last);
	if (!f)
		return false;
	struct when w = {.relation = REL_SHIFT, .unit = UNIT_DAY, .count = f->value};
	/* "tomorrow, 14 February 2013": the date says it better */
	w.deadline = deadline_before(r, i, &w);
	(void)keep(r, w, i, last);
	return true;
}

/* ---- a year, or a day, alone ---- */

/* Whether the four digits at i are a year. */
static bool year_alone(const struct reader *r, uint32_t i)
{
	uint32_t last;
	int y = year_of(token(r, i));
	if (!y)
		return false;
	if (fact(r, i + 1, BIT(D_YEAR_AFTER), &last))
		return true;
	bool likely = y >= 1850 && y < 2100; /* 1800 is as often a number or a time */
	const struct kua_token *before = token(r, i - 1), *behind = token(r, i + 1);
	if (i > 0 && back(r, i, BIT(D_YEAR_BEFORE) | BIT(D_PART)) != i)
		return likely && !fact(r, i + 1, BIT(N_MULTIPLIER) | BIT(N_PER_CENT) | BIT(N_MONEY), &last) && !is_punct(behind, '%');
	if (i > 0 && likely && back(r, i, BIT(D_OF)) != i) { /* "the spring of 2011", "the end of 2011" */
		uint32_t of = back(r, i, BIT(D_OF));
		if (back(r, of, BIT(D_PART)) != of)
			return true;
	}
	bool bracketed = i > 0 && is_punct(before, '(') && (is_punct(behind, ')') || is_punct(behind, ','));
	bool commas = i > 0 && is_punct(before, ',') && (is_punct(behind, ',') || is_punct(behind, '.') || is_punct(behind, ')'));
	bool opens = (token(r, i)->flags & KUA_SENTENCE_START) || back(r, i, BIT(N_ARTICLE)) != i;
	opens = opens && fact(r, i + 1, BIT(D_YEAR_WORD), &last);
	opens |= (token(r, i)->flags & KUA_POSSESSIVE) != 0;
	if (likely && (bracketed || commas || opens))
		return true;
	/* "2010-2011", "from 2008 to 2011": the second of two */
	if (r->out.n && likely) {
		const struct when *w = &r->out.v[r->out.n - 1];
		if (w->year && !w->month && w->last + 1 == i && w->year < y &&
		    (is_punct(before, '-') || fact(r, w->last, BIT(N_RANGE) | BIT(N_JOINER), &last)))
			return true;
	}
	return false;
}

static bool read_year_alone(struct reader *r, uint32_t i)
{
	if (!year_alone(r, i))
		return false;
	const struct when w = {.year = year_of(token(r, i))};
	struct when *kept = keep(r, w, i, skip(r, i + 1, BIT(D_YEAR_AFTER)));
	kept->deadline = deadline_before(r, i, &w);
	return true;
}

/* "on the 16th", with nothing behind it that could be sixteenth. */
static bool read_day_alone(struct reader *r, uint32_t i)
{
	bool ordinal;
	struct when w = {0};
	uint32_t end = read_day(r, i, &w.day, &ordinal);
	if (end == i || !ordinal || token(r, i)->kind != KUA_NUMERAL)
		return false;
	uint32_t article = back(r, i, BIT(N_ARTICLE));
	uint32_t first = article;
	w.weekday = weekday_before(r, i, &first);
	const struct kua_token *behind = token(r, end);
	bool noun = behind->kind != KUA_PUNCT && !(behind->flags & (KUA_STOP_WORD | KUA_SENTENCE_START));
	if (noun || is_punct(behind, '-') || (!w.weekday && back(r, article, BIT(D_ON)) == article))
		return false;
	(void)keep(r, w, w.weekday ? first : i, end);
	return true;
}

/* ---- anniversaries ---- */

#define ANNIVERSARY_BEFORE 14
#define ANNIVERSARY_BEHIND 30

/*
 * Mark dates around the word "anniversary" at token i that are days of remembering: those of its sentence, but not the event's
 * own full date that "of" leads to. from is the first date that may be near enough.
 */
static void mark_anniversary(struct reader *r, size_t from, uint32_t i, uint32_t behind)
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

static void mark_anniversaries(struct reader *r)
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

static bool read_at(struct reader *r, uint32_t i)
{
	const struct kua_token *k = token(r, i);
	if (k->kind == KUA_NUMERAL) {
		struct when w;
		uint32_t end = read_digits_date(r, i, &w);
		if (end != i) {
			keep_day(r, w, i, end);
			return true;
		}
		return read_day_month(r, i) || read_year_first(r, i) || read_year_alone(r, i) || read_day_alone(r, i);
	}
	if (k->kind != KUA_WORD)
		return false;
	uint64_t roles = kua_roles_of(r->l, k->hash);
	if (roles & BIT(D_ANNIVERSARY))
		*kua_vec_add(&r->anniversaries) = i;
	return ((roles & (BIT(N_ORDINAL) | BIT(N_CARDINAL))) && read_day_month(r, i)) || ((roles & BIT(D_MONTH)) && read_month_first(r, i)) ||
	       ((roles & BIT(D_WEEKDAY)) && read_weekday(r, i)) || ((roles & BIT(D_DAY)) && read_day_word(r, i)) ||
	       ((roles & BIT(D_UNIT)) && read_unit(r, i));
}

static bool has_capitals(const struct kua_text *t)
{
	for (size_t i = 0; i < t->n_tokens; i++)
		if (t->tokens[i].flags & KUA_CAPITAL)
			return true;
	return false;
}

const struct kua_date *kua_text_dates(const struct kua_languages *l, const struct kua_text *t, const char *anchor,
                                      struct kua_arena *a, size_t *n)
{
	struct reader r = {.l = kua_language_of(l, t->language), .t = t, .cased = has_capitals(t)};
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
