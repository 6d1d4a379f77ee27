/*
 * calendar.c - days and dates of the proleptic Gregorian calendar, years 1000 to 2999.
 *
 * Days are counted from 1970-01-01 by the arithmetic of Howard Hinnant's "chrono-compatible low-level date
 * algorithms": the year starts in March, so that the leap day is the last day of its year.
 */
#include <stdio.h>
#include <string.h>

#include "text/calendar.h"

int64_t kua_day_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void kua_day_parts(int64_t number, int *year, int *month, int *day)
{
	int64_t z = number + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;
	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

int kua_month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month < 1 || month > 12 ? 0 : days[month - 1] + (month == 2 && leap);
}

int kua_weekday_of(int64_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7) + 1; /* 1970-01-01 was a Thursday */
}

static bool two(const char *s, int *out)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	*out = (s[0] - '0') * 10 + s[1] - '0';
	return true;
}

bool kua_iso_parts(const char *iso, int *year, int *month, int *day)
{
	int high, low;
	size_t n = iso ? strlen(iso) : 0;
	*month = *day = 0;
	if ((n != 4 && n != 7 && n != 10) || !two(iso, &high) || !two(iso + 2, &low))
		return false;
	*year = high * 100 + low;
	if (*year < KUA_YEAR_LEAST || *year > KUA_YEAR_MOST)
		return false;
	if (n >= 7 && (iso[4] != '-' || !two(iso + 5, month) || *month < 1 || *month > 12))
		return false;
	if (n == 10 && (iso[7] != '-' || !two(iso + 8, day) || *day < 1 || *day > kua_month_days(*year, *month)))
		return false;
	return true;
}

bool kua_date_first_day(const char *iso, int64_t *day)
{
	int y, m, d;
	if (!kua_iso_parts(iso, &y, &m, &d))
		return false;
	*day = kua_day_of(y, m ? m : 1, d ? d : 1);
	return true;
}

bool kua_date_last_day(const char *iso, int64_t *day)
{
	int y, m, d;
	if (!kua_iso_parts(iso, &y, &m, &d))
		return false;
	m = m ? m : 12;
	*day = kua_day_of(y, m, d ? d : kua_month_days(y, m));
	return true;
}

void kua_iso_write(char iso[11], int year, int month, int day)
{
	iso[0] = '\0';
	if (year < KUA_YEAR_LEAST || year > KUA_YEAR_MOST)
		return;
	if (day)
		(void)snprintf(iso, 11, "%04d-%02d-%02d", year, month, day);
	else if (month)
		(void)snprintf(iso, 11, "%04d-%02d", year, month);
	else
		(void)snprintf(iso, 11, "%04d", year);
}

void kua_date_from_day(int64_t day, char iso[11])
{
	int y, m, d;
	iso[0] = '\0';
	if (day < kua_day_of(KUA_YEAR_LEAST, 1, 1) || day > kua_day_of(KUA_YEAR_MOST, 12, 31))
		return;
	kua_day_parts(day, &y, &m, &d);
	kua_iso_write(iso, y, m, d);
}

bool kua_date_add(const char *iso, int64_t months, int64_t days, char out[11])
{
	int y, m, d;
	if (!kua_iso_parts(iso, &y, &m, &d) || months < 0 || months > 12 * 1000 || days < 0 || days > 366 * 1000 ||
	    (days && !d) || (months % 12 && !m))
		return false;
	int64_t month = (m ? m - 1 : 0) + months;
	int year = y + (int)(month / 12), of_year = m ? (int)(month % 12) + 1 : 0;
	if (d > kua_month_days(year, of_year ? of_year : 1)) /* a month from 31 January is the last of February */
		d = kua_month_days(year, of_year);
	kua_iso_write(out, year, of_year, d);
	if (out[0] && days)
		kua_date_from_day(kua_day_of(year, of_year, d) + days, out);
	return out[0] != '\0';
}
