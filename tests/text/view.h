/* view.h - for the tests of text: the languages, loaded once, and a view of a short text. */
#ifndef KUA_TESTS_TEXT_VIEW_H
#define KUA_TESTS_TEXT_VIEW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/text.h"

struct fixture {
	struct kua_languages *languages;
	struct kua_arena *arena;
	struct kua_text text;
};

static inline int setup(void **state)
{
	struct fixture *f = kua_calloc(1, sizeof *f);
	struct kua_error err;
	const char *dir = getenv("KUA_DATA");
	if (!dir || kua_languages_load(dir, &f->languages, &err) != KUA_OK) {
		fprintf(stderr, "%s\n", dir ? err.text : "KUA_DATA is not set");
		return 1;
	}
	f->arena = kua_arena_new();
	*state = f;
	return 0;
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;
	kua_languages_free(f->languages);
	kua_arena_free(f->arena);
	free(f);
	return 0;
}

static inline const struct kua_text *view_bytes(struct fixture *f, const char *language, const char *s, size_t n)
{
	struct kua_error err;
	/* an exact copy, so that a byte too many is seen */
	char *copy = kua_arena_alloc(f->arena, n ? n : 1);
	memcpy(copy, s, n);
	assert_int_equal(kua_text_view(f->languages, copy, n, language, f->arena, &f->text, &err), KUA_OK);
	return &f->text;
}

static inline const struct kua_text *view(struct fixture *f, const char *language, const char *s)
{
	return view_bytes(f, language, s, strlen(s));
}

/* Compare what was found with what was wanted, and say for which text they differ. */
static inline void same(const char *text, const char *found, const char *wanted)
{
	if (strcmp(found, wanted) != 0)
		fprintf(stderr, "in \"%s\":\n  found  %s\n  wanted %s\n", text, found, wanted);
	assert_string_equal(found, wanted);
}

#endif
