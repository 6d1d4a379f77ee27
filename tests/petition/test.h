/* test.h - what the tests of petitions share: cmocka, the word lists, and calls that must work. */
#ifndef TEST_PETITION_H
#define TEST_PETITION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "petition/petition.h"

#define ok(call)                                                                     \
	do {                                                                         \
		if ((call) != KUA_OK)                                                \
			fail_msg("%s: %s", #call, err.text);                         \
	} while (0)

static inline const char *data_dir(void)
{
	return getenv("KUA_DATA");
}

#endif
