/* test_publish.c - who is named by a text, and the calendar. Everybody is invented. */
#include "publish/publish.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct kua_entity ENTITIES[] = {
	{.id = "per-1", .kind = "person", .label = "Aliya London",
	 .names = {.v = (struct kua_name[]){{.form = "Әлия London"}, {.form = "A. London"}}, .n = 2}},
	{.id = "per-2", .kind = "person", .label = "Bo Lind"},
	{.id = "pla-1", .kind = "place", .label = "London"},
	{.id = "org-1", .kind = "organisation", .label = "Lind Trust"},
};

static void test_named(void **state)
{
	(void)state;
	struct kua_named *named = kua_named_new(ENTITIES, 4);
	static const char *const yes[] = {"the house of LIND", "Lind's house", "Aliya", "with ӘЛИЯ.", "(lind)", "x Lind"};
	static const char *const no[] = {"London", "the city of London, 3", "Lindon", "A.", "Bo", "", "\xff\xfe"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!kua_named_in(named, yes[i]))
			fail_msg("somebody is named in '%s'", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (kua_named_in(named, no[i]))
			fail_msg("nobody is named in '%s'", no[i]);
	assert_false(kua_named_in(named, NULL));
	kua_named_free(named);
	kua_named_free(NULL);
	named = kua_named_new(NULL, 0);
	assert_false(kua_named_in(named, "Lind"));
	kua_named_free(named);
}

static const char *ics(struct kua_buf *b, const struct kua_due *v, size_t n, const struct kua_named *named, size_t expected)
{
	struct kua_ics_options options = {.stamp = "2014-01-02T03:04:05Z", .sequence = 7, .named = named};
	struct kua_error err;
	size_t written;
	kua_buf_clear(b);
	assert_int_equal(kua_publish_ics(v, n, &options, b, &written, &err), KUA_OK);
	assert_int_equal(written, expected);
	return b->data;
}

static void holds(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' is in\n%s", part, text);
}

static void test_ics(void **state)
{
	(void)state;
	const struct kua_due v[] = {
		{.date = "2014-03-16", .time = "19:00", .kind = "protest", .label = "protest, Bo Lind", .place = "London", .claim = "a-1"},
		{.date = "2014-03-17", .kind = "last day to appeal", .label = "Bo Lind: last day to appeal", .person = "per-2",
		 .place = "Lind's cell", .claim = "s-1"},
		{.date = "2015-02-28", .kind = "anniversary", .label = "anniversary: Sarn, 29 February 2012", .event = "e-1", .years = 3},
		{.date = "2015-12-16", .kind = "anniversary", .label = "anniversary: Lind; murder", .event = "e-2", .years = 3},
		{.date = "2014-03", .kind = "protest", .label = "protest", .claim = "a-2"},
		{.date = "2014-02-31", .kind = "protest", .label = "protest", .claim = "a-3"},
		{.kind = "protest", .label = "protest", .claim = "a-4"},
	};
	struct kua_named *named = kua_named_new(ENTITIES, 4);
	struct kua_buf b = KUA_BUF_INIT;
	const char *text = ics(&b, v, 7, named, 4);
	lacks(text, "Lind");
	lacks(text, "Bo");
	holds(text, "DTSTAMP:20140102T030405Z\r\nSEQUENCE:7\r\nDTSTART:20140316T190000\r\nSUMMARY:protest\r\nLOCATION:London\r\n");
	holds(text, "UID:s-1-last-day-to-appeal@kua\r\n");
	holds(text, "DTSTART;VALUE=DATE:20140317\r\nSUMMARY:last day to appeal\\, case per-2\r\n");
	holds(text, "TRIGGER:-P3D");
	holds(text, "RRULE:FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2");
	holds(text, "SUMMARY:anniversary\r\n"); /* of one whose label names somebody */
	holds(text, "SUMMARY:anniversary: Sarn\\, 29 February 2012\r\n");
	text = ics(&b, v, 7, NULL, 4);
	holds(text, "SUMMARY:Bo Lind: last day to appeal");
	holds(text, "LOCATION:Lind's cell");
	text = ics(&b, NULL, 0, named, 0);
	holds(text, "END:VCALENDAR");
	kua_buf_free(&b);
	kua_named_free(named);
}

static void test_hostile_values(void **state)
{
	(void)state;
	char longest[100001];
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	const struct kua_due v[] = {
		{.date = "2014-03-16", .kind = "protest", .label = "a\r\nEND:VEVENT\nX;Y,Z\\", .place = longest, .claim = "a-1"},
		{.date = "2014-03-16", .time = "99:99", .kind = "protest", .label = "b", .claim = "a-2"},
		{.date = "2014-03-16", .time = "aa:bb", .kind = "protest", .label = "c", .claim = "a-3"},
		{.date = "aaaa-bb-cc", .kind = "protest", .label = "d", .claim = "a-4"},
	};
	struct kua_buf b = KUA_BUF_INIT;
	const char *text = ics(&b, v, 4, NULL, 3);
	holds(text, "SUMMARY:a  END:VEVENT X\\;Y\\,Z\\\\\r\n");
	holds(text, "DTSTART;VALUE=DATE:20140316\r\nSUMMARY:b"); /* an hour that is none */
	for (const char *line = text; *line;) {
		const char *end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_true(end - line <= 75);
		line = end + 2;
	}
	kua_buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_ics),
		cmocka_unit_test(test_hostile_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
