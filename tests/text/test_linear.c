/* test_linear.c - hostile texts cost work in proportion to their length: each is read at two lengths, and steps are counted. */
#include "../steps.h"
#include "view.h"

#define SMALL ((size_t)1 << 14)

static uint64_t steps_of(const struct fixture *f, const char *language, const char *unit, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_arena *a = kua_arena_new();
	struct kua_text t;
	struct kua_error err;
	size_t found;
	while (b.len < n)
		kua_buf_str(&b, unit);
	steps = 0;
	assert_int_equal(kua_text_view(f->languages, b.data, b.len, language, a, &t, &err), KUA_OK);
	(void)kua_text_numbers(f->languages, &t, a, &found);
	(void)kua_text_dates(f->languages, &t, "2012-02-29", a, &found);
	(void)kua_text_times(f->languages, &t, a, &found);
	uint64_t took = steps;
	kua_arena_free(a);
	kua_buf_free(&b);
	return took;
}

static void work_grows_with_length(void **state)
{
	static const struct {
		const char *language, *unit;
	} cases[] = {
		{"en", "a"}, {"en", "aaaa "}, {"en", "1"}, {"en", "12 "}, {"en", "."}, {"en", ". "}, {"en", "\""}, {"en", "\" "},
		{"en", "'a "}, {"en", "a' "}, {"en", "a'"}, {"en", "a's"}, {"en", "a."}, {"en", "1."}, {"en", "1-"}, {"en", "1/"},
		{"en", "1:"}, {"en", "16, "}, {"en", "000 "}, {"en", "a\n"}, {"en", "\n"}, {"en", "(\n"}, {"en", "hundred and "},
		{"en", "between two and "}, {"en", "half a "}, {"en", "thousand "}, {"en", "december "}, {"en", "last year "},
		{"en", "the end of the "}, {"en", "anniversary of 2011-12-16 "}, {"en", "16 and "}, {"en", "monday, "},
		{"en", "before the "}, {"en", "http://"}, {"en", "\xcc\x81"}, {"en", "\xff"}, {"en", "\xe2\x80\x99"}, {"fr", "l'"},
		{"fr", "quatre-vingt-"}, {"de", "zweihundert"}, {"de", "zweihundert "}, {"de", "ein"}, {"de", "16. "},
		{"ru", "тысяч и "}, {"kk", "жүз "}, {"en", "“a\n\n"}, {"und", "中"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t small = steps_of(*state, cases[i].language, cases[i].unit, SMALL);
		uint64_t large = steps_of(*state, cases[i].language, cases[i].unit, SMALL * FOUR_TIMES);
		if (!grows_straight(small, large))
			fail_msg("\"%s\": %llu steps, then %llu", cases[i].unit, (unsigned long long)small, (unsigned long long)large);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_grows_with_length),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
