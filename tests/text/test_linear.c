/*
 * test_linear.c - hostile texts take time in proportion to their length: each is read at two lengths, eight times apart, and
 * the longer may take no more than forty times as long (a square would be sixty-four).
 */
#include <time.h>

#include "view.h"

#define SMALL ((size_t)1 << 15)
#define TIMES 8
#define MOST 40

static double seconds(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double time_of(const struct fixture *f, const char *language, const char *unit, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_arena *a = kua_arena_new();
	struct kua_text t;
	struct kua_error err;
	size_t found;
	while (b.len < n)
		kua_buf_str(&b, unit);
	double start = seconds();
	assert_int_equal(kua_text_view(f->languages, b.data, b.len, language, a, &t, &err), KUA_OK);
	(void)kua_text_numbers(f->languages, &t, a, &found);
	(void)kua_text_dates(f->languages, &t, "2012-02-29", a, &found);
	(void)kua_text_times(f->languages, &t, a, &found);
	double took = seconds() - start;
	kua_arena_free(a);
	kua_buf_free(&b);
	return took;
}

static void time_grows_with_length(void **state)
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
		double small = time_of(*state, cases[i].language, cases[i].unit, SMALL);
		double large = time_of(*state, cases[i].language, cases[i].unit, SMALL * TIMES);
		if (large > 0.05 && large > small * MOST) {
			fprintf(stderr, "\"%s\": %.4f s, then %.4f s\n", cases[i].unit, small, large);
			fail();
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_grows_with_length),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
