/* knowledge.h - for the tests of names: what is known of names, read once for a program's tests. Include it in one file. */
#ifndef TESTS_NAMES_KNOWLEDGE_H
#define TESTS_NAMES_KNOWLEDGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "names/names.h"

static struct kua_names *names;

static inline int load(void **state)
{
	struct kua_error err;
	(void)state;
	if (kua_names_load(getenv("KUA_DATA"), &names, &err) == KUA_OK)
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return 1;
}

static inline int unload(void **state)
{
	(void)state;
	kua_names_free(names);
	return 0;
}

/* The same with languages, for tests that view texts. */
static struct kua_languages *languages;

static inline int load_both(void **state)
{
	struct kua_error err;
	if (kua_languages_load(getenv("KUA_DATA"), &languages, &err) == KUA_OK)
		return load(state);
	fprintf(stderr, "%s\n", err.text);
	return 1;
}

static inline int unload_both(void **state)
{
	kua_languages_free(languages);
	return unload(state);
}

#endif
