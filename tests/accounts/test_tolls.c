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

/* A line of two unnamed voices is not said by nobody. */
static void test_voices(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	say(&w, "a", "killed", "12", NULL);
	say(&w, "b", "killed", "12", NULL);
	say(&w, "c", "injured", "7", "officials");
	say(&w, "d", "injured", "8", "residents");
	world_make(&w);
	assert_int_equal(toll_of(&w, "12 killed in Orlun, say some", "range")->independent, 2);
	assert_int_equal(toll_of(&w, "7 injured in Orlun, say officials", "range")->independent, 2);
	const struct kua_toll *t = toll_of(&w, "12 killed in Orlun, say some", "iraqbodycount");
	assert_int_equal(t->left_out.n, 1); /* the profile wants two that are named */
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

static struct kua_list names(struct world *w, const char *a, const char *b, const char *c)
{
	struct kua_list list = {0};
	const char *all[] = {a, b, c};
	for (int i = 0; i < 3; i++)
		if (all[i])
			kua_list_add(w->a, &list, all[i]);
	return list;
}

static void test_the_low_is_not_below_those_who_are_named(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_entity(&w, "n-1", "person", "Dina Orlo");
	say(&w, "a", "killed", "2", "officials");
	say(&w, "b", "killed", "1", "doctors");
	say(&w, "c", "killed", "3", "residents");
	add_mentions(&w, w.items.v[1].id, "n-1", "doctors"); /* stands for a name in the text */
	w.figures.v[1].names = names(&w, "doctors", NULL, NULL);
	w.figures.v[2].names = names(&w, "Dina Orlo", "Bek Asan", "Ravil Tenn");
	w.figures.v[1].scope = w.figures.v[2].scope = "named";
	world_make(&w);
	assert_toll(&w, "2 killed in Orlun, say officials", "range", 3, 3);
	const struct kua_toll *t = toll_of(&w, "2 killed in Orlun, say officials", "range");
	assert_int_equal(t->named, 3); /* Dina Orlo is one, under both names */
	assert_int_equal(t->low_figures.n, 2);
	const struct kua_account *named = line_of(&w, "1 killed in Orlun, say doctors");
	assert_ptr_equal(named, line_of(&w, "3 killed in Orlun, say residents"));
	assert_int_equal(named->low, 3);
	assert_int_equal(named->names.n, 3);
	assert_string_equal(named->names.v[1], "Dina Orlo");
	assert_int_equal(named->statements, 2);
	world_end(&w);
}

static void test_a_part_told_beside_its_whole(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	say(&w, "a", "killed", "12", "officials");
	say(&w, "b", "killed", "3", "officials");
	say(&w, "c", "killed", "400", "doctors");
	w.figures.v[1].part_of = w.figures.v[0].id;
	w.figures.v[2].scope = "period";
	world_make(&w);
	assert_toll(&w, "12 killed in Orlun, say officials", "range", 12, 12);
	assert_non_null(strstr(toll_of(&w, "12 killed in Orlun, say officials", "range")->left_out.v[0], "counts only some of them"));
	assert_string_not_equal(event_of(&w, "400 killed in Orlun, say doctors")->id, event_of(&w, "12 killed in Orlun, say officials")->id);
	world_end(&w);
}

static void test_the_best_is_what_people_graded_best(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	say(&w, "a", "killed", "12", "officials");
	say(&w, "b", "killed", "70", "residents");
	say(&w, "c", "killed", "64", "doctors");
	world_make(&w);
	assert_int_equal(toll_of(&w, "12 killed in Orlun, say officials", "range")->best, KUA_NONE);
	w.figures.v[0].source_grade = "D";
	w.figures.v[1].source_grade = "F";
	w.figures.v[2].source_grade = "B";
	world_make(&w);
	assert_int_equal(toll_of(&w, "12 killed in Orlun, say officials", "range")->best, 64);
	w.figures.v[1].source_grade = "B"; /* two numbers equally well graded: none stands out */
	world_make(&w);
	assert_int_equal(toll_of(&w, "12 killed in Orlun, say officials", "range")->best, KUA_NONE);
	w.figures.v[1].information_grade = "2";
	world_make(&w);
	assert_int_equal(toll_of(&w, "12 killed in Orlun, say officials", "range")->best, 70);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_and_words),
		cmocka_unit_test(test_voices),
		cmocka_unit_test(test_words_only),
		cmocka_unit_test(test_a_large_word_reaches_above_numbers),
		cmocka_unit_test(test_parts_of_the_people),
		cmocka_unit_test(test_none_died_is_zero),
		cmocka_unit_test(test_the_low_is_not_below_those_who_are_named),
		cmocka_unit_test(test_a_part_told_beside_its_whole),
		cmocka_unit_test(test_the_best_is_what_people_graded_best),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
