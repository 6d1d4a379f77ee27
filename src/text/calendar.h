/* calendar.h - day arithmetic for the folder; months and weekdays count from 1, weekdays from Monday. */
#ifndef KUA_TEXT_CALENDAR_H
#define KUA_TEXT_CALENDAR_H

#include "text/text.h"

#define KUA_YEAR_LEAST 1000
#define KUA_YEAR_MOST 2999

int64_t kua_day_of(int year, int month, int day);
void kua_day_parts(int64_t number, int *year, int *month, int *day);
int kua_month_days(int year, int month); /* 0 where there is no such month */
int kua_weekday_of(int64_t day);
/* YYYY, YYYY-MM or YYYY-MM-DD; month and day are 0 where it does not say. */
bool kua_iso_parts(const char *iso, int *year, int *month, int *day);
/* "" where the year is out of range; month and day may be 0. */
void kua_iso_write(char iso[11], int year, int month, int day);

#endif
