/*
 * steps.h - how much work a call is, in steps: the code under test is compiled so that it calls in here at every turn it can take
 * (-fsanitize-coverage=trace-pc). The same input costs the same steps on every machine, so that growth can be tested exactly.
 * Include it in one file of a program. What the C library does within one call is not counted.
 */
#ifndef KUA_TESTS_STEPS_H
#define KUA_TESTS_STEPS_H

#include <stdint.h>

static uint64_t steps;

/* Called more often than anything else, so it is not itself checked by the sanitizers. */
__attribute__((no_sanitize("address", "undefined"))) void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	steps++;
}

/* Four times the input may cost little more than four times the steps (a square would be sixteen). */
#define FOUR_TIMES 4
static inline int grows_straight(uint64_t small, uint64_t large)
{
	return large <= small * FOUR_TIMES + small / 3 + 20000;
}

#endif
