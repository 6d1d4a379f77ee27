/*
 * resolve.c - which day, month or year a date means, given the date of the item it stands in.
 *
 * What a text leaves open is resolved twice, backwards and forwards; the two are equal where there is no
 * choice. What cannot be known stays "". A week has no ISO form of the precisions Kua keeps, so it becomes
 * the month that most of it lies in.
 */
#include <string.h>

#include "text/calendar.h"
#include "text/dates.h"

struct anchor kua_anchor_of(const char *iso)
{
	struct anchor a = {0};
	a.known = kua_iso_parts(iso, &a.year, &a.month, &a.day) && kua_date_first_day(iso, &a.first) &&
	          kua_date_last_day(iso, &a.last);
	return a;
}

static void both(struct kua_date *out, int year, int month, int day)
{
	kua_iso_write(out->iso, year, month, day);
	memcpy(out->iso_next, out->iso, sizeof out->iso);
}

static void both_days(struct kua_date *out, int64_t day)
{
	kua_date_from_day(day, out->iso);
	memcpy(out->iso_next, out->iso, sizeof out->iso);
}

/* Months counted from year 0, so that months can be added. */
static int month_number(int year, int month)
{
	return year * 12 + month - 1;
}

static void write_month(char iso[11], int number)
{
	kua_iso_write(iso, number / 12, number % 12 + 1, 0);
}

static void both_months(struct kua_date *out, int number)
{
	write_month(out->iso, number);
	memcpy(out->iso_next, out->iso, sizeof out->iso);
}

/* The month that most of the week of this day lies in: that of its Thursday. */
static void week_of(struct kua_date *out, int64_t day)
{
	int y, m, d;
	kua_day_parts(day - (kua_weekday_of(day) - 4), &y, &m, &d);
	both(out, y, m, 0);
}

/* ---- a month or day without a year ---- */

static bool fits(int year, int month, int day, int weekday)
{
	return day <= kua_month_days(year, month) && (!weekday || kua_weekday_of(kua_day_of(year, month, day)) == weekday);
}

/* A weekday narrows the year down: the nearest year in which it is right. */
static bool by_weekday(const struct when *w, const struct anchor *a, struct kua_date *out)
{
	for (int off = 0; off <= 3; off++) {
		for (int sign = -1; sign <= 1; sign += 2) {
			if (fits(a->year + sign * off, w->month, w->day, w->weekday)) {
				both(out, a->year + sign * off, w->month, w->day);
				return true;
			}
		}
	}
	return false;
}

static void yearless(const struct when *w, const struct anchor *a, struct kua_date *out)
{
	if (w->weekday && w->day && by_weekday(w, a, out))
		return;
	for (int y = a->year; y > a->year - 9; y--) { /* 29 February may be eight years away */
		if (w->day > kua_month_days(y, w->month) || kua_day_of(y, w->month, w->day ? w->day : 1) > a->last)
			continue;
		kua_iso_write(out->iso, y, w->month, w->day);
		break;
	}
	for (int y = a->year; y < a->year + 9; y++) {
		int last = kua_month_days(y, w->month);
		if (w->day > last || kua_day_of(y, w->month, w->day ? w->day : last) < a->first)
			continue;
		kua_iso_write(out->iso_next, y, w->month, w->day);
		break;
	}
}

/* "the 16th": the month is the anchor's, or one beside it. */
static void day_alone(const struct when *w, const struct anchor *a, struct kua_date *out)
{
	if (!a->month)
		return;
	int now = month_number(a->year, a->month);
	for (int m = now; m > now - 3; m--) {
		int y = m / 12, month = m % 12 + 1;
		if (w->day <= kua_month_days(y, month) && kua_day_of(y, month, w->day) <= a->last) {
			kua_iso_write(out->iso, y, month, w->day);
			break;
		}
	}
	for (int m = now; m < now + 3; m++) {
		int y = m / 12, month = m % 12 + 1;
		if (w->day <= kua_month_days(y, month) && kua_day_of(y, month, w->day) >= a->first) {
			kua_iso_write(out->iso_next, y, month, w->day);
			break;
		}
	}
}

/* ---- relations ---- */

/* "last November", "this May", "next January" */
static void related_month(const struct when *w, const struct anchor *a, struct kua_date *out)
{
	int y = a->year;
	if (w->relation == REL_THIS) {
		both(out, y, w->month, w->day);
		return;
	}
	if (!a->month) { /* only the year is known: either of two */
		kua_iso_write(out->iso, w->relation == REL_LAST ? y - 1 : y, w->month, w->day);
		kua_iso_write(out->iso_next, w->relation == REL_LAST ? y : y + 1, w->month, w->day);
		return;
	}
	if (w->relation == REL_LAST)
		both(out, w->month < a->month ? y : y - 1, w->month, w->day);
	else
		both(out, w->month > a->month ? y : y + 1, w->month, w->day);
}

static void related_weekday(const struct when *w, const struct anchor *a, struct kua_date *out)
{
	if (!a->day)
		return;
	int now = kua_weekday_of(a->first);
	int64_t back = (now - w->weekday + 7) % 7, ahead = (w->weekday - now + 7) % 7;
	if (w->relation == REL_LAST) {
		both_days(out, a->first - (back ? back : 7));
	} else if (w->relation == REL_NEXT) {
		both_days(out, a->first + (ahead ? ahead : 7));
	} else {
		kua_date_from_day(a->first - back, out->iso);
		kua_date_from_day(a->first + ahead, out->iso_next);
	}
}

/* "A year ago today": the anchor's own day, so long before; no day where that month has none such. */
static void ago_to_the_day(const struct when *w, const struct anchor *a, struct kua_date *out)
{
	if (w->count > 10000)
		return;
	int64_t back = w->unit == UNIT_YEAR ? 12 * w->count : w->count, months = month_number(a->year, a->month) - back;
	int year = (int)(months / 12), month = (int)(months % 12) + 1;
	if (w->unit == UNIT_WEEK || w->unit == UNIT_DAY)
		both_days(out, a->first - (w->unit == UNIT_WEEK ? 7 : 1) * w->count);
	else if (months > 0 && a->day <= kua_month_days(year, month))
		both(out, year, month, a->day);
}

/* The unit n steps from the anchor: "last year" is -1, "three days ago" -3. */
static void shifted(enum unit unit, int64_t n, const struct anchor *a, struct kua_date *out)
{
	if (n < -100000 || n > 100000)
		return;
	if (unit == UNIT_YEAR)
		both(out, a->year + (int)n, 0, 0);
	else if (unit == UNIT_MONTH && a->month)
		both_months(out, month_number(a->year, a->month) + (int)n);
	else if (unit == UNIT_WEEK && a->day)
		week_of(out, a->first + 7 * n);
	else if (unit == UNIT_DAY && a->day)
		both_days(out, a->first + n);
}

static void related(const struct when *w, const struct anchor *a, struct kua_date *out)
{
	if (w->month)
		related_month(w, a, out);
	else if (w->weekday)
		related_weekday(w, a, out);
	else if (w->relation == REL_AGO && w->to_the_day && a->day)
		ago_to_the_day(w, a, out);
	else if (w->relation == REL_AGO)
		shifted(w->unit, -w->count, a, out);
	else if (w->relation == REL_SHIFT)
		shifted(UNIT_DAY, w->count, a, out);
	else if (w->relation != REL_LATER)
		shifted(w->unit, w->relation == REL_LAST ? -1 : w->relation == REL_NEXT, a, out);
}

/* A deadline is the last day, looking forwards. */
static void make_deadline(struct kua_date *out, const struct anchor *a)
{
	int64_t day;
	if (out->kind == KUA_DATE_FULL && a->known && kua_date_last_day(out->iso_next, &day) && day < a->first)
		return; /* "by December 2011", told later */
	out->kind = KUA_DATE_DEADLINE;
	if (kua_date_last_day(out->iso_next, &day))
		both_days(out, day);
}

void kua_date_resolve(const struct when *w, const struct anchor *anchor, struct kua_date *out)
{
	*out = (struct kua_date){.first = w->first, .last = w->last, .anniversary = w->anniversary};
	out->kind = w->year ? KUA_DATE_FULL : w->month || w->day ? KUA_DATE_PARTIAL : KUA_DATE_RELATIVE;
	if (w->relation || w->year_relation)
		out->kind = KUA_DATE_RELATIVE;
	if (w->year) {
		both(out, w->year, w->month, w->day);
	} else if (anchor->known) {
		int shift = w->year_relation == REL_LAST ? -1 : w->year_relation == REL_NEXT ? 1 : 0;
		if (w->year_relation && w->day <= kua_month_days(anchor->year + shift, w->month))
			both(out, anchor->year + shift, w->month, w->day);
		else if (w->relation && !(w->month && w->day))
			related(w, anchor, out);
		else if (w->month)
			yearless(w, anchor, out);
		else if (w->day)
			day_alone(w, anchor, out);
		else
			related_weekday(w, anchor, out);
	}
	if (w->deadline)
		make_deadline(out, anchor);
}
