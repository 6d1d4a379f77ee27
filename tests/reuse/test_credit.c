/* test_credit.c - who copied whom and why, and the bounds for items without a date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"

#define LETTER "The fishermen of our coast were beaten on the quay last spring and nobody has answered for it. We have asked the " \
	"harbour office for its books, and we have asked the minister for an inquiry, and we are still waiting for both of them."

static void direction(const char *date_a, const char *a, const char *date_b, const char *b, const char *expected)
{
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a", date_a, a);
	corpus_add(&c, "b", date_b, b);
	corpus_run(&c, 1);
	assert_int_equal(c.result.n_pairs, 1);
	const struct kua_reuse *r = &c.result.pairs[0];
	if (strcmp(r->direction, expected) != 0)
		fail_msg("%s where %s is right (%zu reasons, the first: %s)", r->direction, expected, r->why.n,
		         r->why.n ? r->why.v[0] : "none");
	if (strcmp(expected, "unknown") != 0)
		assert_true(r->why.n > 0);
	const char *origin = strcmp(expected, "a_to_b") == 0 ? "a" : strcmp(expected, "b_to_a") == 0 ? "b" : NULL;
	assert_int_equal(c.result.n_families, 1);
	if (origin)
		assert_string_equal(c.result.families[0].origin, origin);
	else
		assert_null(c.result.families[0].origin);
	corpus_end(&c);
}

static void test_dates(void **state)
{
	(void)state;
	direction("2013-07-03", LETTER, "2013-07-05", LETTER, "a_to_b");
	direction("2013-07-05", LETTER, "2013-07-03", LETTER, "b_to_a");
	direction("2013-07-03", LETTER, "2013-07-03", LETTER, "unknown");
	direction("2013-07", LETTER, "2013-07-03", LETTER, "unknown"); /* the month holds the day */
	direction("2013-07-03", LETTER, NULL, LETTER, "unknown");
	direction(NULL, LETTER, NULL, LETTER, "unknown");
}

static void test_credits(void **state)
{
	(void)state;
	direction(NULL, "The following letter was printed in the Coast Courier on 2 July.\n\n" LETTER, "2013-07-03",
	          "Below we republish a letter from our secretary which was published in the Coast Courier today.\n\n" LETTER, "common");
	direction(NULL, "The following letter was printed in the Coast Courier on 2 July.\n\n" LETTER, "2013-07-03",
	          "Below we republish a letter which was published in the Harbour Times today.\n\n" LETTER, "unknown");
	direction(NULL, "Dear Editor,\n\n" LETTER "\n\nYours sincerely, Ilsa Morran", NULL,
	          LETTER "\n\nA version of this letter also appeared in the Coast Courier on 3 November.", "a_to_b");
	direction("2013-07-03", LETTER, "2013-07-09",
	          LETTER "\n\nThis is an edited version of a longer letter.", "a_to_b");
}

/* The other item is the very outlet that is named. */
static void test_named_outlet(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a", NULL, LETTER)->author = "Coast Courier";
	corpus_add(&c, "b", NULL, LETTER "\n\nThis letter was first published in the Coast Courier.");
	corpus_run(&c, 1);
	assert_string_equal(c.result.pairs[0].direction, "a_to_b");
	corpus_end(&c);
}

/* News of a publication in the middle of a text, or a place in which something was published, is no credit. */
static void test_what_is_no_credit(void **state)
{
	(void)state;
	direction(NULL, "A report on the coast was published in Geneva.\n\n" LETTER, NULL, "His letter was printed in Geneva.\n\n" LETTER,
	          "unknown");
}

/* Many words cut and none added: the shorter one comes from the longer one, even without a date. */
static void test_cuts(void **state)
{
	(void)state;
	static const char full[] =
		"The fishermen of our coast, most of them fathers of small children, were beaten on the quay last spring and nobody "
		"has answered for it. We have asked the harbour office, which is bound by law to keep them open, for its books, and we "
		"have asked the minister, in three letters that were never answered, for an inquiry, and we are still waiting.";
	static const char cut[] =
		"The fishermen of our coast were beaten on the quay last spring and nobody has answered for it. We have asked the "
		"harbour office for its books, and we have asked the minister for an inquiry, and we are still waiting.";
	direction(NULL, full, NULL, cut, "a_to_b");
	direction(NULL, cut, NULL, full, "b_to_a");
}

/* A footer under two stories says nothing of who copied whom, whatever the dates. */
static void test_passage_only(void **state)
{
	(void)state;
	struct corpus c;
	struct dice d = {31};
	struct kua_buf x = KUA_BUF_INIT, y = KUA_BUF_INIT;
	dice_text(&d, 300, 9000, &x);
	dice_text(&d, 300, 9000, &y);
	corpus_start(&c);
	corpus_add(&c, "a", "2013-07-03", kua_arena_printf(c.arena, "%s " LETTER, x.data));
	corpus_add(&c, "b", "2014-07-03", kua_arena_printf(c.arena, "%s " LETTER, y.data));
	corpus_run(&c, 1);
	assert_int_equal(c.result.n_pairs, 1);
	assert_string_equal(c.result.pairs[0].direction, "unknown");
	assert_int_equal(c.result.pairs[0].why.n, 1);
	corpus_end(&c);
	kua_buf_free(&x);
	kua_buf_free(&y);
}

/* ---- dating ---- */

static void date_all(struct corpus *c)
{
	corpus_run(c, 1);
	kua_reuse_date(c->items.v, c->sources, c->items.n, c->languages, &c->result, c->arena);
}

static void test_date_from_family_and_credit(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a", NULL, "The following letter was printed in the Coast Courier on 2 July.\n\n" LETTER);
	corpus_add(&c, "b", "2013-07-03", LETTER);
	corpus_add(&c, "c", NULL, LETTER " And more is to be said.");
	date_all(&c);
	assert_string_equal(c.items.v[0].date_from, "2013-07-02");
	assert_string_equal(c.items.v[0].date_to, "2013-07");
	assert_non_null(strstr(c.items.v[0].date_why, "2 July"));
	assert_string_equal(c.items.v[1].date_from, "2013-07-03");
	assert_string_equal(c.items.v[1].date_to, "2013-07-03");
	assert_null(c.items.v[1].date_why);
	assert_string_equal(c.items.v[2].date_from, "2013-07");
	assert_string_equal(c.items.v[2].date_to, "2013-07");
	assert_non_null(strstr(c.items.v[2].date_why, "2013-07-03"));
	corpus_end(&c);
}

static void test_date_from_what_is_told(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a", NULL, "The fishermen were beaten on 4 May 2012. They were tried in September 2012. They will be "
	                          "remembered on 4 May 2014.");
	corpus_add(&c, "b", NULL, "Nothing is told here that has a date.");
	date_all(&c);
	assert_string_equal(c.items.v[0].date_from, "2012-09");
	assert_null(c.items.v[0].date_to);
	assert_non_null(c.items.v[0].date_why);
	assert_null(c.items.v[1].date_from);
	assert_null(c.items.v[1].date_why);
	corpus_end(&c);
}

/* A reprint that tells of later things is later than its family: the upper bound is open. */
static void test_bounds_do_not_cross(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a", "2013-07-03", LETTER);
	corpus_add(&c, "b", NULL, LETTER "\n\nThe minister was dismissed on 9 March 2015.");
	date_all(&c);
	assert_string_equal(c.items.v[1].date_from, "2015-03-09");
	assert_null(c.items.v[1].date_to);
	corpus_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_credits),
		cmocka_unit_test(test_named_outlet),
		cmocka_unit_test(test_what_is_no_credit),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_passage_only),
		cmocka_unit_test(test_date_from_family_and_credit),
		cmocka_unit_test(test_date_from_what_is_told),
		cmocka_unit_test(test_bounds_do_not_cross),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
