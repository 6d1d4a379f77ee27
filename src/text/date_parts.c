/*
 * date_parts.c - the parts that dates are made of: a day, a month, a year, a date all in digits, and the
 * words around a date that say which year or that it is a deadline. Each reader gives the token behind what
 * it read, or where it started.
 */
#include <stdlib.h>
#include <string.h>

#include "text/calendar.h"
#include "text/dates.h"

/* ---- days, months, years ---- */

/* The token that a phrase with one of the roles and ending right before i begins at; i where there is none. */
uint32_t kua_date_back(const struct date_reader *r, uint32_t i, uint64_t roles)
{
	for (uint32_t n = i < 5 ? i : 5; n >= 1; n--)
		if (kua_fact_between(r->l, r->t, i - n, i, roles))
			return i - n;
	return i;
}

/* A numeral of nothing but `least` to `most` digits; its value, or -1. */
int kua_plain_digits(const struct kua_token *k, size_t least, size_t most)
{
	size_t n = strspn(k->norm, "0123456789");
	return k->kind == KUA_NUMERAL && n >= least && n <= most && !k->norm[n] ? atoi(k->norm) : -1;
}

int kua_year_of(const struct kua_token *k)
{
	int y = kua_plain_digits(k, 4, 4);
	return y >= KUA_YEAR_LEAST && y <= KUA_YEAR_MOST ? y : 0;
}

static int two_digit_year(int y)
{
	return y >= 50 ? 1900 + y : 2000 + y;
}

/* A day of the month at i, "16", "16th", "16-го", "16.", "sixteenth"; *ordinal where it is written as one. */
uint32_t kua_read_day(const struct date_reader *r, uint32_t i, int *day, bool *ordinal)
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
		if (kua_links(r->t, i + 1, '-') &&
		    fact(r, i + 2, BIT(N_ORDINAL_ENDING), &last)) {
			*ordinal = true;
			return i + 3;
		}
		if ((r->l->writing & ORDINAL_DOT) && is_punct(token(r, i + 1), '.') && kua_stuck(r->t, i + 1))
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
uint32_t kua_read_month(const struct date_reader *r, uint32_t i, int *month, bool *also_word)
{
	uint32_t last, other;
	const struct fact *f = token(r, i)->kind == KUA_WORD ? fact(r, i, BIT(D_MONTH), &last) : NULL;
	if (!f)
		return i;
	*month = (int)f->value;
	*also_word = fact(r, i, BIT(D_AMBIGUOUS), &other) != NULL;
	if (is_punct(token(r, last), '.') && kua_stuck(r->t, last) && last + 1 < r->t->n_tokens &&
	    token(r, last + 1)->sentence == token(r, i)->sentence)
		return last + 1;
	return last;
}

/* A year behind a day or month: ", 2011", "of 2011", "2011 года", "'89", and where short_too "89". */
uint32_t kua_read_year(const struct date_reader *r, uint32_t i, int least, bool short_too, int *year)
{
	uint32_t at = skip(r, skip_punct(r, i, ','), BIT(D_OF));
	if (at == i)
		at = skip(r, i, BIT(D_YEAR_BEFORE));
	const struct kua_token *behind = token(r, at + 1);
	bool noun = behind->kind == KUA_WORD && !(behind->flags & (KUA_STOP_WORD | KUA_CAPITAL | KUA_SENTENCE_START));
	int y = kua_year_of(token(r, at));
	if (y < 1800 && noun) /* "on 5 May 1500 people" */
		y = 0;
	bool range = kua_links(r->t, at + 1, '-') && kua_plain_digits(token(r, at + 2), 2, 2) > 0; /* 2011-12 */
	if (y && y >= least && !range) {
		*year = y;
		return skip(r, at + 1, BIT(D_YEAR_AFTER));
	}
	y = at == i && is_punct(token(r, i), '\'') && kua_stuck(r->t, i + 1) ? kua_plain_digits(token(r, i + 1), 2, 2) : -1;
	if (y >= 0) {
		*year = two_digit_year(y);
		return i + 2;
	}
	if (short_too && at == i && (y = kua_plain_digits(token(r, i), 2, 2)) >= 0 && !noun) {
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
static uint32_t three_numerals(const struct date_reader *r, uint32_t i, struct when *w)
{
	const struct kua_token *mark = token(r, i + 1);
	bool slash = is_punct(mark, '/'), hyphen = is_punct(mark, '-');
	char link = slash ? '/' : '-';
	if (!(slash || hyphen) || kua_links(r->t, i - 1, link) || !kua_links(r->t, i + 1, link) ||
	    !kua_links(r->t, i + 3, link))
		return i;
	uint32_t end = i + 5;
	if (kua_links(r->t, end, link) && token(r, end + 1)->kind == KUA_NUMERAL)
		return i;
	const char *third = token(r, i + 4)->norm;
	int a = kua_plain_digits(token(r, i), 1, 4), b = kua_plain_digits(token(r, i + 2), 1, 2);
	int c = kua_plain_digits(token(r, i + 4), 1, 4);
	if (c < 0 && hyphen && strspn(third, "0123456789") == 2 && third[2] == 't') /* 2011-12-16T10:00 */
		c = atoi(third);
	if (a < 0 || b < 0 || c < 0)
		return i;
	if (kua_year_of(token(r, i)) && good_date(a, b, c))
		*w = (struct when){.year = a, .month = b, .day = c};
	else if (!(kua_year_of(token(r, i + 4)) && day_and_month(w, a, b, c)) &&
	         !(slash && kua_plain_digits(token(r, i + 4), 2, 2) >= 0 && day_and_month(w, a, b, two_digit_year(c))))
		return i;
	w->either_order = slash && a <= 12 && b <= 12;
	return end;
}

uint32_t kua_read_digits_date(const struct date_reader *r, uint32_t i, struct when *w)
{
	if (dotted(token(r, i)->norm, w))
		return skip(r, i + 1, BIT(D_YEAR_AFTER));
	return three_numerals(r, i, w);
}

/* ---- what stands before a date ---- */

enum relation kua_relation_before(const struct date_reader *r, uint32_t i, uint32_t *first)
{
	static const struct {
		enum role role;
		enum relation relation;
	} all[] = {{D_LAST, REL_LAST}, {D_THIS, REL_THIS}, {D_NEXT, REL_NEXT}};
	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		uint32_t at = kua_date_back(r, i, BIT(all[k].role));
		if (at != i && at >= r->done) {
			*first = at;
			return all[k].relation;
		}
	}
	return REL_NONE;
}

uint32_t kua_relation_behind(const struct date_reader *r, uint32_t i, enum relation *relation)
{
	uint32_t last;
	const struct fact *f = fact(r, i, BIT(D_LAST) | BIT(D_NEXT), &last);
	if (!f || strcmp(f->text, "behind") != 0)
		return i;
	*relation = f->role == D_LAST ? REL_LAST : REL_NEXT;
	return last;
}

/* Where "the end of" before token i begins, i where that does not stand there; *any is whether any part does. */
static uint32_t end_before(const struct date_reader *r, uint32_t i, bool *any)
{
	uint32_t last, of = kua_date_back(r, kua_date_back(r, i, BIT(N_ARTICLE)), BIT(D_OF));
	uint32_t part = kua_date_back(r, of, BIT(D_PART));
	*any = part != of;
	return *any && strcmp(fact(r, part, BIT(D_PART), &last)->text, "end") == 0 ? part : i;
}

bool kua_end_before(const struct date_reader *r, uint32_t i)
{
	bool any;
	return end_before(r, i, &any) != i;
}

/* "before the end of", "by" and so on before token i. */
bool kua_deadline_before(const struct date_reader *r, uint32_t i, const struct when *w)
{
	uint32_t last;
	bool part;
	uint32_t at = end_before(r, i, &part);
	bool end = at != i;
	if (part && !end)
		return false;
	at = kua_date_back(r, at, BIT(N_ARTICLE));
	uint32_t word = kua_date_back(r, at, BIT(D_DEADLINE));
	if (word == at || w->relation == REL_LAST || w->relation == REL_AGO || w->relation == REL_LATER ||
	    w->year_relation == REL_LAST || (w->relation == REL_SHIFT && w->count < 0))
		return false;
	const struct fact *f = fact(r, word, BIT(D_DEADLINE), &last);
	return end || strcmp(f->text, "partial") != 0 || !w->year;
}

/* ---- after a day or month ---- */

/* "of this year", "last year" behind a month. */
uint32_t kua_read_year_relation(const struct date_reader *r, uint32_t i, enum relation *relation)
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
int kua_weekday_before(const struct date_reader *r, uint32_t i, uint32_t *first)
{
	uint32_t at = i, last;
	at = kua_date_back(r, at, BIT(N_ARTICLE) | BIT(D_ON));
	if (at > 0 && is_punct(token(r, at - 1), ','))
		at--;
	if (at > 0 && is_punct(token(r, at - 1), '.') && kua_stuck(r->t, at - 1))
		at--;
	uint32_t day = kua_date_back(r, at, BIT(D_WEEKDAY));
	if (day == at || day < r->done)
		return 0;
	*first = day;
	return (int)fact(r, day, BIT(D_WEEKDAY), &last)->value;
}

/* ---- days in a row ---- */

/* "16", "16-17", "16, 17 and 18", "du 7 au 8": the token behind the list. */
uint32_t kua_read_day_list(const struct date_reader *r, uint32_t i, struct day_list *d)
{
	uint32_t at = i;
	d->n = 0;
	d->ordinal = false;
	while (d->n < DAYS_MAX) {
		bool ordinal;
		uint32_t end = kua_read_day(r, at, &d->day[d->n], &ordinal);
		if (end == at)
			break;
		d->ordinal |= ordinal;
		d->at[d->n] = at;
		d->end[d->n++] = end;
		at = end;
		for (const char *mark = "-,/&"; *mark && at == end; mark++)
			at = skip_punct(r, end, *mark);
		at = skip(r, at, BIT(N_JOINER) | BIT(N_RANGE) | BIT(D_TO));
		at = skip(r, at, BIT(N_ARTICLE));
		if (at == end)
			break;
	}
	return d->n ? d->end[d->n - 1] : i;
}
