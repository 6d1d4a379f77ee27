/*
 * quick.h - tests that take seconds: in a list of tests, kua_slow_test(f) stands where cmocka_unit_test(f) would, and
 * ./check --quick, which sets KUA_QUICK, leaves them out. Everybody else runs them all. To be included after cmocka.h.
 */
#ifndef KUA_TESTS_QUICK_H
#define KUA_TESTS_QUICK_H

#include <stdlib.h>

#define kua_slow_test(f) kua_slow_test_within(f, NULL, NULL)
#define kua_slow_test_within(f, setup, teardown) {"slow: " #f, f, setup, teardown, NULL}

__attribute__((constructor)) static void leave_out_slow_tests(void)
{
	const char *quick = getenv("KUA_QUICK");
	if (quick && *quick)
		cmocka_set_skip_filter("slow: *");
}

#endif
