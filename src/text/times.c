/*
 * times.c - times of day ("7pm", "6:30 p.m.", "18.30", "noon", "в 19:00") and single dates of metadata ("Thu,
 * 15 Dec 2015 10:00:00 +0000").
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/calendar.h"
#include "text/internal.h"

struct clock {
	int hour, minute;
	bool minutes; /* written */
	bool sure;    /* a colon, "pm", "o'clock": a time whatever stands around it */
	bool half;    /* "am" or "pm" was written */
};

static bool punct_at(const struct kua_text *t, uint32_t i, char c)
{
	return i < t->n_tokens && is_punct(&t->tokens[i], c);
}

static bool numeral_at(const struct kua_text *t, uint32_t i)
{
	return i < t->n_tokens && t->tokens[i].kind == KUA_NUMERAL;
}

/* Digits at the start of s; how many. */
static size_t take(const char *s, int *value)
{
	size_t n = strspn(s, "0123456789");
	*value = n && n <= 4 ? atoi(s) : -1;
	return n;
}

static bool good(const struct clock *c)
{
	return c->hour >= 0 && c->hour <= 24 && c->minute >= 0 && c->minute < 60 && !(c->hour == 24 && c->minute);
}

/* Before or after noon; false where the fact is neither, or the hour says so already. */
static bool half_day(const struct fact *f, struct clock *c)
{
	if (!f || (f->role != T_AM && f->role != T_PM) || c->hour > 12)
		return false;
	c->hour = c->hour % 12 + (f->role == T_PM ? 12 : 0);
	c->sure = c->half = true;
	return true;
}

static const struct fact *half_day_letters(const struct language *l, const char *s)
{
	return *s ? kua_fact_of(l, s, strlen(s), BIT(T_AM) | BIT(T_PM)) : NULL;
}

/* Digits in one numeral: "7", "7pm", "18.30", "18h30", "1830". */
static bool read_numeral(const struct language *l, const char *s, struct clock *c)
{
	size_t n = take(s, &c->hour);
	if (n == 0 || n > 4)
		return false;
	s += n;
	if (n > 2) { /* 1830: only with a word for the clock behind it */
		c->minute = c->hour % 100;
		c->hour /= 100;
		c->minutes = true;
		return n == 4 && !*s;
	}
	if (*s == '.') {
		n = take(s + 1, &c->minute);
		c->minutes = true;
		s += 1 + n;
		if (n != 2)
			return false;
	}
	if (!*s || half_day(half_day_letters(l, s), c))
		return true;
	size_t letters = strcspn(s, "0123456789");
	if (!kua_fact_of(l, s, letters, BIT(T_CLOCK)))
		return false;
	c->sure = true;
	if (!s[letters])
		return true;
	c->minutes = true;
	return take(s + letters, &c->minute) == 2 && !s[letters + 2];
}

/* ":30" and perhaps ":00" behind the hour at i. */
static uint32_t read_colon(const struct language *l, const struct kua_text *t, uint32_t i, struct clock *c)
{
	if (!punct_at(t, i + 1, ':') || !numeral_at(t, i + 2) || t->tokens[i + 2].start != t->tokens[i].end + 1)
		return i + 1;
	const char *s = t->tokens[i + 2].norm;
	if (c->minutes || take(s, &c->minute) != 2)
		return i;
	c->minutes = c->sure = true;
	if (s[2] && s[2] != '.' && s[2] != ',' && !half_day(half_day_letters(l, s + 2), c))
		return i;
	uint32_t end = i + 3;
	if (punct_at(t, end, ':') && numeral_at(t, end + 1) && t->tokens[end + 1].start == t->tokens[end].end)
		end += 2;
	return punct_at(t, end, ':') && t->tokens[end].start == t->tokens[end - 1].end ? i : end;
}

/* "10 h 30": the minutes at i, where the word for the clock takes them behind it. */
static uint32_t read_minutes(const struct kua_text *t, uint32_t i, bool taken, struct clock *c)
{
	int minute;
	if (!taken || c->minutes || !numeral_at(t, i))
		return i;
	const char *s = t->tokens[i].norm;
	if (take(s, &minute) != 2 || s[2] || minute > 59)
		return i;
	c->minute = minute;
	return i + 1;
}

/* A word such as "at" right before token i. */
static const struct fact *at_before(const struct language *l, const struct kua_text *t, uint32_t i)
{
	const struct fact *f = NULL;
	for (uint32_t n = i < 2 ? i : 2; n > 0 && !f; n--)
		f = kua_fact_between(l, t, i - n, i, BIT(T_AT));
	return f;
}

/* The time that starts with the numeral at i; the token behind it, or i. */
static uint32_t read_time(const struct language *l, const struct kua_text *t, uint32_t i, struct clock *c)
{
	uint32_t last;
	*c = (struct clock){0};
	if (!read_numeral(l, t->tokens[i].norm, c))
		return i;
	size_t hour_digits = strspn(t->tokens[i].norm, "0123456789");
	uint32_t end = read_colon(l, t, i, c);
	if (end == i || !good(c))
		return i;
	const struct fact *f = kua_fact_at(l, t, end, BIT(T_AM) | BIT(T_PM) | BIT(T_CLOCK) | BIT(T_HOUR), &last);
	if (f && f->role == T_HOUR && c->hour == 12 && !c->minutes) { /* "12 midday", "12 noon" */
		c->hour = atoi(f->text);
		c->sure = true;
		end = last;
	} else if (f && f->role == T_CLOCK) {
		c->sure = true;
		end = read_minutes(t, last, strcmp(f->text, "minutes") == 0, c);
		f = kua_fact_at(l, t, end, BIT(T_AM) | BIT(T_PM), &last);
	}
	const struct fact *at = at_before(l, t, i);
	bool needs_at = f && f->text && strcmp(f->text, "at") == 0; /* "at 11 in the morning", but not "they killed 11 in the morning" */
	if ((!needs_at || at || c->sure) && half_day(f, c))
		end = last;
	if (at && at->text && strncmp(at->text, "clock", 5) == 0 && hour_digits <= 2) { /* "сағат 11-де": a word for the clock before the hour */
		c->sure = true;
		c->hour += strcmp(at->text, "clock pm") == 0 && c->hour < 12 ? 12 : 0;
	}
	if (hour_digits > 2 && at && strcmp(at->text, "sure") == 0) /* "at 0400", but not "about 1200" */
		c->sure = true;
	if (!good(c) || (hour_digits > 2 && !c->sure))
		return i;
	return c->sure || (c->minutes && at) ? end : i;
}

/* "7-9pm", "11 to 1pm": the hour at i takes the half of the day from the time behind it. */
static uint32_t read_first_of_two(const struct language *l, const struct kua_text *t, uint32_t i, struct clock *c)
{
	struct clock second;
	uint32_t mark = i + 1, last;
	const char *s = t->tokens[i].norm;
	size_t n = take(s, &c->hour);
	if (n == 0 || n > 2 || s[n] || c->hour < 1 || c->hour > 12)
		return i;
	if (!punct_at(t, mark, '-') && !kua_fact_at(l, t, mark, BIT(N_RANGE), &last))
		return i;
	if (!numeral_at(t, mark + 1) || read_time(l, t, mark + 1, &second) == mark + 1 || !second.half)
		return i;
	bool after_noon = second.hour >= 12;
	if (c->hour % 12 > second.hour % 12)
		after_noon = !after_noon;
	c->hour = c->hour % 12 + (after_noon ? 12 : 0);
	return i + 1;
}

const struct kua_time *kua_text_times(const struct kua_languages *languages, const struct kua_text *t, struct kua_arena *a,
                                      size_t *n)
{
	const struct language *l = kua_language_of(languages, t->language);
	KUA_VEC(struct kua_time) found = {0};
	for (uint32_t i = 0, last; i < t->n_tokens; i = last > i ? last : i + 1) {
		struct clock c = {0};
		const struct fact *f = NULL;
		last = i;
		if (t->tokens[i].kind == KUA_NUMERAL) {
			last = read_time(l, t, i, &c);
			if (last == i)
				last = read_first_of_two(l, t, i, &c);
		} else if (t->tokens[i].kind == KUA_WORD && (f = kua_fact_at(l, t, i, BIT(T_HOUR), &last))) {
			int minute = 0;
			const char *colon = strchr(f->text, ':');
			c.hour = atoi(f->text);
			if (colon)
				minute = atoi(colon + 1);
			c.minute = minute;
		}
		if (last == i || !good(&c))
			continue;
		struct kua_time *k = kua_vec_add(&found);
		*k = (struct kua_time){.first = i, .last = last};
		(void)snprintf(k->iso, sizeof k->iso, "%02u:%02u", (unsigned)c.hour % 100, (unsigned)c.minute % 100);
	}
	struct kua_time *out = KUA_NEW_N(a, struct kua_time, found.n);
	if (found.n)
		memcpy(out, found.v, found.n * sizeof *out);
	*n = found.n;
	kua_vec_free(&found);
	return out;
}

/* ---- a date and nothing else ---- */

#define METADATA_MAX 200

/* Whether a token may stand in metadata beside the date: punctuation, a time, a zone. The words are those of English, which
 * metadata is written in. */
static bool beside_date(const struct language *english, const struct kua_token *k)
{
	if (k->kind != KUA_WORD)
		return k->kind == KUA_PUNCT || strspn(k->norm, "0123456789.") <= 6;
	return kua_fact_of(english, k->norm, strlen(k->norm), BIT(D_BESIDE)) != NULL;
}

/* The string as one language reads it. */
static bool parse_as(const struct kua_languages *l, const char *language, const char *s, size_t n, char iso[11])
{
	struct kua_arena *a = kua_arena_new();
	struct kua_text t;
	struct kua_error err;
	size_t found = 0;
	bool good_date = kua_text_view(l, s, n, language, a, &t, &err) == KUA_OK;
	const struct kua_date *dates = good_date ? kua_text_dates(l, &t, NULL, a, &found) : NULL;
	good_date = found == 1 && dates[0].kind == KUA_DATE_FULL && dates[0].iso[0];
	for (uint32_t i = 0; good_date && i < t.n_tokens; i++)
		if (i < dates[0].first || i >= dates[0].last)
			good_date = beside_date(kua_language_of(l, "en"), &t.tokens[i]);
	if (good_date)
		memcpy(iso, dates[0].iso, sizeof dates[0].iso);
	kua_arena_free(a);
	return good_date;
}

/* "2015-12-15", "2015-12", "2015", each perhaps with a time behind it. */
static bool iso_start(const char *s, size_t n, char iso[11])
{
	static const size_t lengths[] = {10, 7, 4};
	char part[11] = "";
	int y, m, d;
	for (size_t i = 0; i < 3; i++) {
		size_t len = lengths[i];
		if (n < len || (n > len && !(len == 10 && strchr("T ", s[len]))))
			continue;
		memcpy(part, s, len);
		part[len] = '\0';
		if (!kua_iso_parts(part, &y, &m, &d))
			continue;
		memcpy(iso, part, sizeof part);
		return true;
	}
	return false;
}

bool kua_date_parse(const struct kua_languages *l, const char *s, size_t n, char iso[11])
{
	while (n && strchr(" \t\r\n", s[0])) {
		s++;
		n--;
	}
	while (n && strchr(" \t\r\n", s[n - 1]))
		n--;
	if (n == 0 || n > METADATA_MAX)
		return false;
	if (iso_start(s, n, iso) || parse_as(l, "en", s, n, iso))
		return true;
	for (size_t i = 0; i < l->n; i++)
		if ((l->v[i].roles & BIT(D_MONTH)) && strcmp(l->v[i].code, "en") != 0 &&
		    parse_as(l, l->v[i].code, s, n, iso))
			return true;
	return false;
}
