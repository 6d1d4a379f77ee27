/* test_tolls.c - low and high under each counting profile. Everything is invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

static void say(struct world *w, const char *document, const char *act, const char *value, const char *who)
{
	const char *quote = kua_arena_printf(w->a, "%s %s in Orlun, say %s", value, act, who ? who : "some");
	add_item(w, document, 1, kua_arena_printf(w->a, "2014-01-0%zu", w->items.n + 1), quote);
	add_figure(w, w->items.v[w->items.n - 1].id, quote, act, value, who, "Orlun", "2012-03-16");
}

static void assert_toll(const struct world *w, const char *quote, const char *profile, int64_t low, int64_t high)
{
	const struct kua_toll *t = toll_of(w, quote, profile);
	assert_non_null(t);
	assert_int_equal(t->low, low);
	assert_int_equal(t->high, high);
}

static void test_numbers_and_words(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	say(&w, "a", "killed", "12", "officials");
	say(&w, "b", "killed", ">70", "residents");
	say(&w, "c", "killed", "dozens", "doctors");
	say(&w, "d", "killed", "100", NULL);
	say(&w, "e", "killed", "9", NULL);
	world_make(&w);
	assert_toll(&w, "12 killed in Orlun, say officials", "range", 9, 100);
	assert_toll(&w, "12 killed in Orlun, say officials", "iraqbodycount", 9, 100);
	assert_toll(&w, "12 killed in Orlun, say officials", "acled", 9, 9);
	assert_toll(&w, "12 killed in Orlun, say officials", "ucdp", 12, 100); /* nobody is named for the 9 */
	const struct kua_toll *t = toll_of(&w, "12 killed in Orlun, say officials", "range");
	assert_string_equal(t->low_figures.v[0], figure_of(&w, "9 killed in Orlun, say some")->id);
	assert_string_equal(t->as_of, "2014-01-05");
	assert_int_equal(t->left_out.n, 1); /* the word */
	assert_non_null(strstr(t->left_out.v[0], "a word sets no end"));
	world_end(&w);
}

static void test_words_only(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	say(&w, "a", "killed", "dozens", "officials");
	say(&w, "b", "injured", "bushels", "residents");
	world_make(&w);
	assert_toll(&w, "dozens killed in Orlun, say officials", "range", 24, 99);
	assert_toll(&w, "dozens killed in Orlun, say officials", "acled", 12, 12);
	assert_toll(&w, "bushels injured in Orlun, say residents", "range", KUA_NONE, KUA_NONE);
	assert_null(toll_of(&w, "bushels injured in Orlun, say residents", "acled")); /* it counts deaths only */
	const struct kua_toll *t = toll_of(&w, "dozens killed in Orlun, say officials", "iraqbodycount");
	assert_non_null(strstr(t->left_out.v[0], "provisional"));
	world_end(&w);
}

static void test_a_large_word_reaches_above_numbers(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	say(&w, "a", "killed", "12", "officials");
	say(&w, "b", "killed", "hundreds", "residents");
	world_make(&w);
	assert_toll(&w, "12 killed in Orlun, say officials", "range", 12, 200);
	assert_int_equal(toll_of(&w, "12 killed in Orlun, say officials", "range")->left_out.n, 0);
	world_end(&w);
}

static void test_parts_of_the_people(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	say(&w, "a", "killed", "40", "officials");
	say(&w, "b", "killed", "3", "doctors");
	say(&w, "c", "injured", "5", "doctors");
	w.figures.v[1].people = "police officers";
	w.figures.v[2].people = "children";
	world_make(&w);
	assert_toll(&w, "40 killed in Orlun, say officials", "range", 40, 40);
	assert_toll(&w, "5 injured in Orlun, say doctors", "range", 5, 5); /* no figure of all of them */
	world_end(&w);
}

static void test_none_died_is_zero(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	say(&w, "a", "killed", "0", "officials");
	say(&w, "b", "killed", "20-30", "residents");
	say(&w, "c", "killed", "<50", "doctors");
	world_make(&w);
	assert_toll(&w, "0 killed in Orlun, say officials", "range", 0, 50);
	assert_int_equal(line_of(&w, "0 killed in Orlun, say officials")->low, 0);
	assert_true(line_of(&w, "<50 killed in Orlun, say doctors")->low == KUA_NONE);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_and_words),
		cmocka_unit_test(test_words_only),
		cmocka_unit_test(test_a_large_word_reaches_above_numbers),
		cmocka_unit_test(test_parts_of_the_people),
		cmocka_unit_test(test_none_died_is_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
