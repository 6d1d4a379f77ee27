/* test_flat.c - a flat object is read as the library reads it, or left to it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "verbs/verbs.h"

static const char *const keys[] = {"id", "text", "uid"};
enum { KEYS = 3 };

/* Is it read? Then each value must be what the library says it is. */
static bool agrees(const char *line, size_t n)
{
	struct kua_flat found[KEYS];
	if (!kua_flat_read(line, n, keys, KEYS, found))
		return false;
	struct kua_arena *a = kua_arena_new();
	json_error_t at;
	json_t *j = json_loadb(line, n, 0, &at);
	assert_true(json_is_object(j));
	for (size_t i = 0; i < KEYS; i++) {
		json_t *v = json_object_get(j, keys[i]);
		assert_int_equal(found[i].kind == KUA_FLAT_STRING, json_is_string(v));
		assert_int_equal(found[i].kind == KUA_FLAT_INTEGER, json_is_integer(v));
		assert_int_equal(found[i].kind == KUA_FLAT_NONE, v == NULL);
		if (json_is_string(v))
			assert_string_equal(kua_flat_string(&found[i], a), json_string_value(v));
		if (json_is_integer(v))
			assert_string_equal(kua_flat_string(&found[i], a), kua_arena_printf(a, "%lld", (long long)json_integer_value(v)));
	}
	json_decref(j);
	kua_arena_free(a);
	return true;
}

static void reads_plain_lines(void **state)
{
	(void)state;
	const char *const plain[] = {
		"{}",
		" { \"id\" : \"a\" , \"text\":\"one two\"}\r\n",
		"{\"id\":\"a\",\"text\":\"\\u0410\\u043b\\n\\\"x\\\" \\/ \\\\ \\t\\b\\f\\r \\u00e9\\uFFFD\",\"uid\":-17}",
		"{\"text\":\"long enough for words of eight bytes, with an \xc3\xa9 and \xd0\x96\xd0\x97 and \xf0\x9f\x8e\x89 in it\"}",
		"{\"id\":\"first\",\"id\":\"second\",\"text\":\"x\",\"text\":null,\"uid\":0}",
		"{\"other\":true,\"id\":false,\"uid\":999999999999999999,\"\":\"\"}",
	};
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		assert_true(agrees(plain[i], strlen(plain[i])));
}

static void leaves_the_rest(void **state)
{
	(void)state;
	const char *const left[] = {
		"", "[]", "{", "{\"id\":\"a\"", "{\"id\":\"a\"} x", "{\"id\":\"a\",}", "{\"id\"}", "{\"id\":\"a}",
		"{\"id\":\"\\u0000\"}", "{\"id\":\"\\ud83d\\ude00\"}", "{\"id\":\"\\x\"}", "{\"id\":\"\\u12\"}", "{\"i\\u0064\":1}",
		"{\"id\":\"\x01\"}", "{\"id\":\"\xc0\xaf\"}", "{\"id\":\"\xed\xa0\x80\"}", "{\"id\":\"\xe2\x82\"}",
		"{\"uid\":01}", "{\"uid\":-0}", "{\"uid\":1.5}", "{\"uid\":1e3}", "{\"uid\":1000000000000000000}", "{\"uid\":-}",
		"{\"uid\":[1]}", "{\"uid\":{}}", "{\"uid\":nul}", "{\"uid\":truely}",
	};
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		assert_false(agrees(left[i], strlen(left[i])));
	assert_false(agrees("{\"id\":\"a\0b\"}", 12));
}

/* Lines that are hurt in one to three bytes: whatever is read is read as the library does. */
static void agrees_on_hurt_lines(void **state)
{
	(void)state;
	static const char whole[] = "{\"id\":\"a1\",\"text\":\"He said: \\\"No\\\" \\u00e9 \xd0\x96\xd0\xb5 and went.\\n\",\"uid\":12,\"x\":null}";
	static const char bytes[] = "\"\\{}:,u0\x80\xd0 a[]-\x1f";
	uint32_t seed = 1;
	size_t read = 0;
	for (unsigned round = 0; round < 20000; round++) {
		char line[sizeof whole];
		memcpy(line, whole, sizeof whole);
		for (unsigned k = 0; k <= round % 3; k++) {
			seed = seed * 1664525 + 1013904223;
			line[(seed >> 8) % (sizeof whole - 1)] = bytes[(seed >> 24) % (sizeof bytes - 1)];
		}
		read += agrees(line, sizeof whole - 1);
	}
	assert_in_range(read, 2000, 18000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_plain_lines),
		cmocka_unit_test(leaves_the_rest),
		cmocka_unit_test(agrees_on_hurt_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
