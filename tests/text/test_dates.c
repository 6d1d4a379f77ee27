/* test_dates.c - dates and times of all languages as tables, resolution against an anchor, day arithmetic, metadata. */
#include "view.h"

/* "2011-12-16F", "2011-12-16/2012-12-16P": iso (and iso_next), kind F P R D, * on an anniversary; "?" where not resolved. */
static const char *dates_of(struct fixture *f, const char *language, const char *anchor, const char *s)
{
	const struct kua_text *t = view(f, language, s);
	struct kua_buf b = KUA_BUF_INIT;
	size_t n;
	const struct kua_date *d = kua_text_dates(f->languages, t, anchor, f->arena, &n);
	kua_buf_add(&b, "", 0);
	for (size_t i = 0; i < n; i++) {
		kua_buf_printf(&b, "%s%s", i ? "; " : "", *d[i].iso ? d[i].iso : "?");
		if (strcmp(d[i].iso, d[i].iso_next) != 0)
			kua_buf_printf(&b, "/%s", *d[i].iso_next ? d[i].iso_next : "?");
		kua_buf_printf(&b, "%c%s", "FPRD"[d[i].kind], d[i].anniversary ? "*" : "");
	}
	const char *out = kua_arena_strdup(f->arena, b.data);
	kua_buf_free(&b);
	return out;
}

struct date_case {
	const char *text, *dates;
};

static void check(struct fixture *f, const char *language, const char *anchor, const struct date_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		same(cases[i].text, dates_of(f, language, anchor, cases[i].text), cases[i].dates);
}
#define CHECK(state, language, anchor, cases) check(*(state), language, anchor, cases, sizeof(cases) / sizeof *(cases))

static void full_dates(void **state)
{
	static const struct date_case cases[] = {
		{"16 December 2011", "2011-12-16F"},
		{"16th December, 2011", "2011-12-16F"},
		{"December 16, 2011", "2011-12-16F"},
		{"Dec. 16, 2011", "2011-12-16F"},
		{"the 16th of December 2011", "2011-12-16F"},
		{"the sixteenth of December 2011", "2011-12-16F"},
		{"the twenty-first of May 2016", "2016-05-21F"},
		{"Friday, December 16th, 2011", "2011-12-16F"},
		{"2011-12-16, 16.12.2011, 16/12/2011, 12/31/2011", "2011-12-16F; 2011-12-16F; 2011-12-16F; 2011-12-31F"},
		{"Mon, 06/04/2012, Fri, 06/04/2012, Sun, 06/04/2012", "2012-06-04F; 2012-04-06F; 2012-04-06F"}, /* no Sunday either way */
		{"SAN SALVADOR, 30 DEC 89 (RADIO)", "1989-12-30F"},
		{"16-Dec-2011", "2011-12-16F"},
		{"December 2011, December of 2011", "2011-12F; 2011-12F"},
		{"16-17 December 2011", "2011-12-16F; 2011-12-17F"},
		{"16, 17 and 18 December 2011", "2011-12-16F; 2011-12-17F; 2011-12-18F"},
		{"16/17 December 2011, 16 & 17 December 2011", "2011-12-16F; 2011-12-17F; 2011-12-16F; 2011-12-17F"},
		{"December 16-17, 2011", "2011-12-16F; 2011-12-17F"},
		{"16 December - 3 January 2012", "2011-12-16F; 2012-01-03F"},
		{"31 November 2011", "?P"},
		{"14 february 2013", "2013-02-14F"},
		{"on 5 May 1500 people", "?P"},
	};
	CHECK(state, "en", NULL, cases);
}

static void years(void **state)
{
	static const struct date_case cases[] = {
		{"In 2011, 70 people", "2011F"},
		{"2011 saw strikes.", "2011F"},
		{"the 2011 massacre, 2011's end", "2011F; 2011F"},
		{"between 1989 and 1991, from 2008 to 2011", "1989F; 1991F; 2008F; 2011F"},
		{"in 2010, 2011 and 2012; in 1999, 2000 workers", "2010F; 2011F; 2012F; 1999F"},
		{"Aktau, 2011.", "2011F"},
		{"early 2011, late 2012", "2011F; 2012F"},
		{"the end of 2011, the summer of 2012", "2011F; 2012F"},
		{"in 2000 million, 2011 workers, of 1500 people, page 2011", ""},
		{"in the 1990s", ""},
		{"in 0999, in 3000", ""},
	};
	CHECK(state, "en", NULL, cases);
}

static void partial_dates(void **state)
{
	static const struct date_case cases[] = {
		{"on 16 December", "2011-12-16/2012-12-16P"},
		{"the 21st May", "2011-05-21/2012-05-21P"},
		{"on 10 May", "2012-05-10P"},
		{"on 29 February", "2012-02-29/2016-02-29P"},
		{"on the 16th", "2012-04-16/2012-05-16P"},
		{"on the 10th.", "2012-05-10P"},
		{"on the 16th floor, the 16th time", ""},
		{"in December", "2011-12/2012-12P"},
		{"in May", "2012-05P"},
		{"Wednesday, 16 May", "2012-05-16P"},
		{"Wednesday 16 May and Friday", "2012-05-16P; 2012-05-04/2012-05-11R"},
		{"On December 16 police shot", "2011-12-16/2012-12-16P"},
		{"In December 16 workers were shot", "2011-12/2012-12P"},
	};
	CHECK(state, "en", "2012-05-10", cases);
}

static void words_that_are_months(void **state)
{
	static const struct date_case cases[] = {
		{"They may 16 times march on.", ""},
		{"May he rest. The March for peace.", ""},
		{"Of 12 may leave", ""},
		{"April Smith and August Jones", ""},
		{"By May Lee", ""},
		{"last March they met", "2012-03R"},
		{"in March, on 3 March", "2012-03/2013-03P; 2012-03-03/2013-03-03P"},
		{"the 21st may", "2011-05-21/2012-05-21P"},
		{"may 2011", "2011-05F"},
	};
	CHECK(state, "en", "2012-05-10", cases);
}

static void relative_dates(void **state)
{
	static const struct date_case cases[] = {
		{"last November", "2011-11R"},
		{"last May, next May, this May", "2011-05R; 2013-05R; 2012-05R"},
		{"next January", "2013-01R"},
		{"today, yesterday and tomorrow", "2012-05-10R; 2012-05-09R; 2012-05-11R"},
		{"the day before yesterday", "2012-05-08R"},
		{"this Wednesday", "2012-05-09/2012-05-16R"},
		{"on Thursday", "2012-05-10R"},
		{"last Thursday, next Thursday", "2012-05-03R; 2012-05-17R"},
		{"last year, this year, next year", "2011R; 2012R; 2013R"},
		{"last month, last week", "2012-04R; 2012-05R"},
		{"three days ago", "2012-05-07R"},
		{"one year ago today, two months ago today, two weeks ago today", "2011-05-10R; 2012-03-10R; 2012-04-26R"},
		{"two weeks ago, a month ago, twenty-five years ago", "2012-04R; 2012-04R; 1987R"},
		{"a year after the attack", "?R"},
		{"three days later", "?R"},
		{"at the end of May this year", "2012-05R"},
		{"in December last year", "2011-12R"},
		{"16 December last year", "2011-12-16R"},
		{"99999999 years ago, the last days, the next day, the last weeks, the last year of the war", ""},
	};
	CHECK(state, "en", "2012-05-10", cases);
}

static void coarse_anchors(void **state)
{
	struct fixture *f = *state;
	same("year", dates_of(f, "en", "2011", "on 16 December, last year, yesterday, on Monday, last November"),
	     "2011-12-16P; 2010R; ?R; ?R; 2010-11/2011-11R");
	same("month", dates_of(f, "en", "2011-12", "on 16 December, last month, last November, on the 16th"),
	     "2011-12-16P; 2011-11R; 2011-11R; 2011-12-16P");
	same("none", dates_of(f, "en", NULL, "on 16 December, last year, by 31 May"), "?P; ?R; ?D");
	same("bad", dates_of(f, "en", "2011-13-01", "on 16 December"), "?P");
	same("edge", dates_of(f, "en", "1000-01-01", "yesterday, on 31 December"), "?R; ?/1000-12-31P");
}

static void deadlines(void **state)
{
	static const struct date_case cases[] = {
		{"before the end of this year", "2012-12-31D"},
		{"by 31 December", "2012-12-31D"},
		{"until Friday", "2012-05-11D"},
		{"before the end of May", "2012-05-31D"},
		{"by the end of 2012", "2012-12-31D"},
		{"by the end of the year, the end of the year", "2012-12-31D"},
		{"no later than 1 June 2012", "2012-06-01D"},
		{"by December 2011 all had fled", "2011-12F"},
		{"before 16 December 2011", "2011-12-16F"},
		{"by last year", "2011R"},
	};
	CHECK(state, "en", "2012-05-10", cases);
}

static void anniversaries(void **state)
{
	static const struct date_case cases[] = {
		{"The second anniversary of this massacre was marked on the 16th December.", "2011-12-16/2012-12-16P*"},
		{"On 16 December 2011, the first anniversary of the strike", "2011-12-16F*"},
		{"the fourth anniversary of the 16 December 2011 massacre", "2011-12-16F"},
		{"the anniversary. On 16 December they met.", "2011-12-16/2012-12-16P"},
	};
	CHECK(state, "en", "2012-05-10", cases);
}

static void other_languages(void **state)
{
	static const struct {
		const char *language, *text, *dates;
	} cases[] = {
		{"ru", "16 декабря 2011 года", "2011-12-16F"},
		{"ru", "в декабре прошлого года, в мае 2012 г.", "2011-12R; 2012-05F"},
		{"ru", "16-го декабря, три дня назад, вчера", "2011-12-16/2012-12-16P; 2012-05-07R; 2012-05-09R"},
		{"ru", "в 2011 году, в среду, в прошлую пятницу", "2011F; 2012-05-09/2012-05-16R; 2012-05-04R"},
		{"ru", "16-17 декабря 2011 г., до конца этого года", "2011-12-16F; 2011-12-17F; 2012-12-31D"},
		{"kk", "2011 жылғы 16 желтоқсанда", "2011-12-16F"},
		{"kk", "16 желтоқсан 2011 жыл, желтоқсанның 16-сында", "2011-12-16F; 2011-12-16/2012-12-16P"},
		{"kk", "2011 жылы, үш күн бұрын, кеше", "2011F; 2012-05-07R; 2012-05-09R"},
		{"fr", "dans la nuit du 7 au 8 mars 2011", "2011-03-07F; 2011-03-08F"},
		{"es", "la noche del 7 al 8 de marzo de 2011", "2011-03-07F; 2011-03-08F"},
		{"ru", "в ночь с 7 на 8 марта 2011 года", "2011-03-07F; 2011-03-08F"},
		{"de", "in der Nacht vom 7. auf den 8. März 2011", "2011-03-07F; 2011-03-08F"},
		{"fr", "le 16 décembre 2011, le 1er mai", "2011-12-16F; 2012-05-01/2013-05-01P"},
		{"fr", "il y a trois jours, en 2011, mercredi 16 mai", "2012-05-07R; 2011F; 2012-05-16P"},
		{"de", "am 16. Dezember 2011, im Dezember 2011", "2011-12-16F; 2011-12F"},
		{"de", "vor drei Tagen, drei Tage vor dem Streik", "2012-05-07R; ?R"},
		{"de", "im letzten November, bis Ende Mai", "2011-11R; 2012-05-31D"},
		{"es", "el 16 de diciembre de 2011, hace tres días", "2011-12-16F; 2012-05-07R"},
		{"kk", "2012 жылдың 27 наурызында, келесі дүйсенбіде", "2012-03-27F; 2012-05-14R"},
		{"fr", "la semaine dernière, en mai dernier, lundi prochain", "2012-05R; 2011-05R; 2012-05-14R"},
		{"fr", "d'ici la fin de cette année, jusqu'au 31 mai", "2012-12-31D; 2012-05-31D"},
		{"es", "la semana pasada, enero pasado, antes del fin de este año", "2012-05R; 2012-01R; 2012-12-31D"},
		{"de", "bis Ende des Jahres, im letzten Jahr", "2012-12-31D; 2011R"},
		{"de", "Sie wurde 1934 im Lager ermordet, und 1999 erneut verhaftet", "1934F; 1999F"},
		{"de", "Es wurden 1934 Menschen ermordet und rund 1999 in Lager gebracht", ""},
		{"uk", "16 грудня 2011 року, три дні тому", "2011-12-16F; 2012-05-07R"},
		{"xx", "16.12.2011", "2011-12-16F"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		same(cases[i].text, dates_of(*state, cases[i].language, "2012-05-10", cases[i].text), cases[i].dates);
}

static void times(void **state)
{
	static const struct {
		const char *language, *text, *times;
	} cases[] = {
		{"en", "at 7pm, 6:30 p.m., 12 midday, noon", "19:00 18:30 12:00 12:00"},
		{"en", "at 11 in the morning, at 7 o'clock in the evening; they killed 11 in the morning", "11:00 19:00"},
		{"fr", "à 7 heures du soir, à 9 h 30 du matin", "19:00 09:30"},
		{"kk", "сағат 11-де, кешкі сағат 7-де; 11 сағат", "11:00 19:00 11:00"},
		{"de", "um 7 Uhr abends; sie töteten 11 abends", "19:00"},
		{"en", "at 18.30, 12 noon, midnight, 12 am, 12pm", "18:30 12:00 00:00 00:00 12:00"},
		{"en", "19:00, 9 o'clock, 1830 hours, 10:00:00", "19:00 09:00 18:30 10:00"},
		{"en", "at 0400, at 1930, about 1200 people, at 2575", "04:00 19:30"},
		{"en", "18.30 dollars, 25:00, 12:60, 13pm, 1:2, 5", ""},
		{"en", "7-9pm, 11 to 1pm, 3-4 people", "19:00 21:00 11:00 13:00"},
		{"ru", "в 19:00, в 7 часов вечера", "19:00 19:00"},
		{"de", "um 19 Uhr, um 18.30 Uhr", "19:00 18:30"},
		{"fr", "à 18h30, à 19 h, à 10 h 30", "18:30 19:00 10:30"},
		{"kk", "сағат 19:00", "19:00"},
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n;
		char found[200] = "";
		const struct kua_text *t = view(f, cases[i].language, cases[i].text);
		const struct kua_time *v = kua_text_times(f->languages, t, f->arena, &n);
		for (size_t k = 0; k < n; k++)
			(void)snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", k ? " " : "", v[k].iso);
		same(cases[i].text, found, cases[i].times);
	}
}

static void metadata(void **state)
{
	static const char *const cases[][2] = {
		{"2015-12-15", "2015-12-15"},
		{"2015-12-15T10:00:00Z", "2015-12-15"},
		{" 2015-12 ", "2015-12"},
		{"2015", "2015"},
		{"December 15, 2015", "2015-12-15"},
		{"15 декабря 2015", "2015-12-15"},
		{"16 желтоқсан 2011 жыл", "2011-12-16"},
		{"le 3 mars 2015", ""},
		{"3 mars 2015", "2015-03-03"},
		{"Thu, 15 Dec 2015 10:00:00 +0000", "2015-12-15"},
		{"15.12.2015 18:30", "2015-12-15"},
		{"Posted on December 15, 2015", ""},
		{"15 December", ""},
		{"yesterday", ""},
		{"2015-13-15", ""},
		{"2015-12-15x", ""},
		{"", ""},
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char iso[11] = "";
		bool good = kua_date_parse(f->languages, cases[i][0], strlen(cases[i][0]), iso);
		assert_int_equal(good, *iso != '\0');
		same(cases[i][0], iso, cases[i][1]);
	}
}

/* Every day of the range goes to its number and back, numbers rise by one, and weekdays go round. */
static void days_are_in_a_row(void **state)
{
	int64_t first, last, day;
	char iso[11], before[11] = "";
	(void)state;
	assert_true(kua_date_first_day("1000-01-01", &first));
	assert_true(kua_date_last_day("2999", &last));
	for (int64_t d = first; d <= last; d++) {
		kua_date_from_day(d, iso);
		assert_true(strcmp(before, iso) < 0);
		assert_true(kua_date_first_day(iso, &day) && day == d);
		memcpy(before, iso, sizeof iso);
	}
	assert_string_equal(before, "2999-12-31");
	kua_date_from_day(first - 1, iso);
	assert_string_equal(iso, "");
	kua_date_from_day(last + 1, iso);
	assert_string_equal(iso, "");
	kua_date_from_day(INT64_MAX, iso);
	assert_string_equal(iso, "");
	kua_date_from_day(0, iso);
	assert_string_equal(iso, "1970-01-01");
}

static void precision_gives_bounds(void **state)
{
	static const char *const bad[] = {"", "2011-", "2011-00", "2011-13", "2011-02-29", "2011-1-1", "0999", "3000", "x011", NULL};
	int64_t first, last;
	(void)state;
	assert_true(kua_date_first_day("2012-02", &first) && kua_date_last_day("2012-02", &last));
	assert_int_equal(last - first, 28);
	assert_true(kua_date_first_day("2011", &first) && kua_date_last_day("2011", &last));
	assert_int_equal(last - first, 364);
	for (size_t i = 0; bad[i]; i++)
		assert_false(kua_date_first_day(bad[i], &first) || kua_date_last_day(bad[i], &last));
	assert_false(kua_date_first_day(NULL, &first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_dates),       cmocka_unit_test(years),
		cmocka_unit_test(partial_dates),    cmocka_unit_test(words_that_are_months),
		cmocka_unit_test(relative_dates),   cmocka_unit_test(coarse_anchors),
		cmocka_unit_test(deadlines),        cmocka_unit_test(anniversaries),
		cmocka_unit_test(other_languages),  cmocka_unit_test(times),
		cmocka_unit_test(metadata),         cmocka_unit_test(days_are_in_a_row),
		cmocka_unit_test(precision_gives_bounds),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
