/* test_guard.c - who may ask: every way in which a request is not one of our own page's must be refused, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "page/internal.h"

static struct guard g;
static struct kua_arena *a;

static int open_guard(void **state)
{
	(void)state;
	guard_init(&g, "127.0.0.1", 4711);
	a = kua_arena_new();
	return 0;
}

static int close_guard(void **state)
{
	(void)state;
	kua_arena_free(a);
	return 0;
}

static struct request visit(void)
{
	return (struct request){.method = METHOD_GET, .path = "/", .host = "127.0.0.1:4711",
	                        .cookies = kua_arena_printf(a, "other=1; kua=%s", g.session)};
}

static unsigned status_of(const struct request *q, int64_t minute)
{
	struct response r = {.status = 200};
	bool allowed = guard_allows(&g, q, minute, a, &r);
	assert_int_equal(allowed, r.status == 200);
	return r.status;
}

static void the_cookie_opens(void **state)
{
	(void)state;
	struct request q = visit();
	assert_int_equal(status_of(&q, 1), 200);
	q.host = "LOCALHOST:4711";
	assert_int_equal(status_of(&q, 1), 200);
	q.cookies = kua_arena_printf(a, "kua=%s", g.token);
	assert_int_equal(status_of(&q, 1), 401);
	q.cookies = kua_arena_printf(a, "xkua=%s", g.session);
	assert_int_equal(status_of(&q, 1), 401);
	q.cookies = kua_arena_strndup(a, g.session, 10);
	assert_int_equal(status_of(&q, 1), 401);
	q.cookies = NULL;
	assert_int_equal(status_of(&q, 1), 401);
}

static void another_name_is_refused(void **state)
{
	static const char *const hosts[] = {"evil.example:4711", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:4711", "", NULL};
	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		struct request q = visit();
		q.host = hosts[i];
		assert_int_equal(status_of(&q, 1), 421);
	}
}

static void another_site_is_refused(void **state)
{
	(void)state;
	struct request q = visit();
	q.origin = "http://127.0.0.1:4711";
	assert_int_equal(status_of(&q, 1), 200);
	q.origin = "https://127.0.0.1:4711";
	assert_int_equal(status_of(&q, 1), 403);
	q.origin = "null";
	assert_int_equal(status_of(&q, 1), 403);
	q.origin = "http://evil.example";
	assert_int_equal(status_of(&q, 1), 403);
	q.origin = "http://127.0.0.1:4711.evil.example";
	assert_int_equal(status_of(&q, 1), 403);
}

static void what_writes_wants_the_forms_token(void **state)
{
	(void)state;
	struct pair field = {"form", g.form};
	struct request q = visit();
	q.method = METHOD_POST;
	q.path = "/judge";
	q.form = (struct pairs){&field, 1};
	assert_int_equal(status_of(&q, 1), 403); /* nothing says where it comes from */
	q.fetch_site = "same-origin";
	assert_int_equal(status_of(&q, 1), 200);
	q.fetch_site = "cross-site";
	assert_int_equal(status_of(&q, 1), 403);
	q.fetch_site = "none";
	assert_int_equal(status_of(&q, 1), 403);
	q.fetch_site = NULL;
	q.origin = "http://127.0.0.1:4711";
	assert_int_equal(status_of(&q, 1), 200);
	field.value = g.session;
	assert_int_equal(status_of(&q, 1), 403);
	q.form.n = 0;
	assert_int_equal(status_of(&q, 1), 403);
	q.method = METHOD_OTHER;
	assert_int_equal(status_of(&q, 1), 405);
}

static void the_token_becomes_a_cookie(void **state)
{
	(void)state;
	struct pair token = {"token", g.token};
	struct request q = visit();
	struct response r = {.status = 200};
	q.cookies = NULL;
	q.query = (struct pairs){&token, 1};
	assert_false(guard_allows(&g, &q, 1, a, &r));
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/");
	assert_non_null(strstr(r.set_cookie[0], g.session));
	assert_non_null(strstr(r.set_cookie[0], "HttpOnly; SameSite=Strict"));
}

/* Tokens cannot be tried without end: after so many in a minute none is taken, not even the right one. */
static void wrong_tokens_at_the_limit_and_past_it(void **state)
{
	(void)state;
	struct pair token = {"token", g.session};
	struct request q = visit();
	q.query = (struct pairs){&token, 1};
	for (size_t i = 0; i < KUA_PAGE_WRONG_TOKENS; i++)
		assert_int_equal(status_of(&q, 7), 403);
	token.value = g.token;
	assert_int_equal(status_of(&q, 7), 303);
	token.value = "short";
	assert_int_equal(status_of(&q, 7), 403);
	token.value = g.token;
	assert_int_equal(status_of(&q, 7), 429);
	assert_int_equal(status_of(&q, 8), 303);
}

static void tokens_differ(void **state)
{
	(void)state;
	struct guard other;
	guard_init(&other, "::1", 4711);
	assert_string_not_equal(g.token, g.session);
	assert_string_not_equal(g.session, g.form);
	assert_string_not_equal(g.token, other.token);
	assert_int_equal(strlen(g.token), GUARD_TOKEN - 1);
	assert_string_equal(other.host[3], "[::1]:4711");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_cookie_opens, open_guard, close_guard),
		cmocka_unit_test_setup_teardown(another_name_is_refused, open_guard, close_guard),
		cmocka_unit_test_setup_teardown(another_site_is_refused, open_guard, close_guard),
		cmocka_unit_test_setup_teardown(what_writes_wants_the_forms_token, open_guard, close_guard),
		cmocka_unit_test_setup_teardown(the_token_becomes_a_cookie, open_guard, close_guard),
		cmocka_unit_test_setup_teardown(wrong_tokens_at_the_limit_and_past_it, open_guard, close_guard),
		cmocka_unit_test_setup_teardown(tokens_differ, open_guard, close_guard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
