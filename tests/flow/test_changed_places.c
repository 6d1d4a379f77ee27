/* test_changed_places.c - which changed names are told to be places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flow/internal.h"

/* Both items read alike: a place at 10, a person at 30, an organisation at 50, nothing known at 70. */
static struct kua_entity entities[] = {{.id = "o", .kind = "organisation"}, {.id = "p", .kind = "person"}, {.id = "t", .kind = "place"}};
static struct kua_mention mentions[] = {
	{"i", 10, 18, "t", "Brenwick", NULL}, {"i", 30, 36, "p", "Morran", NULL}, {"i", 50, 55, "o", "Union", NULL},
	{"j", 10, 18, "t", "Brenwick", NULL}, {"j", 30, 36, "p", "Morran", NULL}, {"j", 50, 55, "o", "Union", NULL},
};
static const struct kua_names_result names = {.entities = entities, .n_entities = 3, .mentions = mentions, .n_mentions = 6};

static const char *told(const char *kind, const char *of, int64_t a, int64_t b, const struct kua_names_result *by)
{
	struct kua_drift d = {.id = "d", .a = "i", .b = "j", .kind = kind, .of = of, .a_start = a, .a_end = a + 5, .b_start = b,
	                      .b_end = b + 5};
	kua_drift_places_(&d, 1, by);
	return d.of ? d.of : "none";
}

static void places_are_told(void **state)
{
	(void)state;
	assert_string_equal(told("name", NULL, 10, 10, &names), "place");
	assert_string_equal(told("name", NULL, 12, 70, &names), "place");
	assert_string_equal(told("name", NULL, 70, 12, &names), "place");
}

static void other_names_are_not(void **state)
{
	(void)state;
	assert_string_equal(told("name", NULL, 30, 30, &names), "none");
	assert_string_equal(told("name", NULL, 10, 30, &names), "none");
	assert_string_equal(told("name", NULL, 50, 10, &names), "none");
	assert_string_equal(told("name", NULL, 70, 70, &names), "none");
	assert_string_equal(told("name", NULL, 18, 5, &names), "none");
}

/* What was a place is one no longer when the names say so; numbers, wordings and dates are left as they are. */
static void what_was_told_before(void **state)
{
	(void)state;
	const struct kua_names_result nobody = {0};
	assert_string_equal(told("name", "place", 30, 30, &names), "none");
	assert_string_equal(told("name", "place", 10, 10, &nobody), "none");
	assert_string_equal(told("name", "date", 10, 10, &names), "date");
	assert_string_equal(told("number", "date", 10, 10, &names), "date");
	assert_string_equal(told("wording", NULL, 10, 10, &names), "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_told),
		cmocka_unit_test(other_names_are_not),
		cmocka_unit_test(what_was_told_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
