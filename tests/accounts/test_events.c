/* test_events.c - which figures meet in which event. The town of Orlun and everything in it is invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"
#include "../quick.h"

static void places(struct world *w)
{
	add_entity(w, "p-orlun", "place", "Orlun");
	add_entity(w, "p-sarn", "place", "Sarn");
}

static void test_year_joins_the_only_day(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2013-01-05", "On 16 March 2012 in Orlun 40 people were killed.");
	add_item(&w, "b", 1, "2014-01-05", "In 2012, 55 people were killed in Orlun.");
	add_item(&w, "c", 1, "2014-02-05", "In Orlun 9 people were killed.");
	add_item(&w, "d", 1, "2014-02-05", "In March 2012, 20 were injured in Orlun.");
	add_figure(&w, "a.1", "40 people were killed", "killed", "40", NULL, "Orlun", "2012-03-16");
	add_figure(&w, "b.1", "55 people were killed", "killed", "55", NULL, "Orlun", "2012");
	add_figure(&w, "c.1", "9 people were killed", "killed", "9", NULL, "Orlun", NULL);
	add_figure(&w, "d.1", "20 were injured", "injured", "20", NULL, "Orlun", "2012-03");
	world_make(&w);
	assert_int_equal(w.out.n_events, 1);
	assert_string_equal(w.out.events[0].label, "Orlun, 16 March 2012");
	assert_string_equal(w.out.events[0].from, "2012-03-16");
	assert_string_equal(figure_of(&w, "9 people were killed")->date, "2012-03-16");
	assert_string_equal(figure_of(&w, "55 people were killed")->date, "2012");
	assert_string_equal(line_of(&w, "20 were injured")->place, "Orlun");
	world_end(&w);
}

static void test_two_massacres_in_one_town(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2013-01-05",
	         "On 16 March 2012 in Orlun 40 people were killed. Many of the dead, 12 workers, were young.");
	add_item(&w, "b", 1, "2014-01-05", "On 2 May 2012, 55 people were killed in Orlun.");
	add_item(&w, "c", 1, "2014-02-05", "In 2012, 200 people were killed in Orlun.");
	add_item(&w, "d", 1, "2012-04-01", "In Orlun 33 people were killed.");
	add_figure(&w, "a.1", "40 people were killed", "killed", "40", NULL, "Orlun", "2012-03-16");
	add_figure(&w, "a.1", "12 workers", "killed", "12", NULL, "Orlun", NULL);
	add_figure(&w, "b.1", "55 people were killed", "killed", "55", NULL, "Orlun", "2012-05-02");
	add_figure(&w, "c.1", "200 people were killed", "killed", "200", NULL, "Orlun", "2012");
	add_figure(&w, "d.1", "33 people were killed", "killed", "33", NULL, "Orlun", NULL);
	world_make(&w);
	assert_string_equal(event_of(&w, "40 people were killed")->from, "2012-03-16");
	assert_string_equal(event_of(&w, "12 workers")->from, "2012-03-16"); /* its item tells of that one */
	assert_string_equal(event_of(&w, "55 people were killed")->from, "2012-05-02");
	assert_string_equal(event_of(&w, "200 people were killed")->label, "Orlun, 2012");
	assert_null(event_of(&w, "33 people were killed")->from); /* nobody knows which: neither */
	world_end(&w);
}

static void test_day_gathers_acts_and_parts_places(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2013-01-05",
	         "On 16 March 2012 in Orlun 40 people were killed, 12 were arrested; in Sarn 7 died. A petition has 900 signatures.");
	add_figure(&w, "a.1", "40 people were killed", "killed", "40", NULL, "Orlun", "2012-03-16");
	add_figure(&w, "a.1", "12 were arrested", "arrested", "12", NULL, "Orlun", "2012-03-16");
	add_figure(&w, "a.1", "7 died", "killed", "7", NULL, "Sarn", "2012-03-16");
	add_figure(&w, "a.1", "900 signatures", "signed", "900", NULL, "Orlun", NULL);
	world_make(&w);
	assert_int_equal(w.out.n_events, 3);
	assert_ptr_equal(event_of(&w, "40 people were killed"), event_of(&w, "12 were arrested"));
	assert_string_equal(event_of(&w, "7 died")->place, "Sarn");
	assert_string_equal(event_of(&w, "900 signatures")->label, "Petition, Orlun, date not known");
	world_end(&w);
}

static void test_item_cannot_tell_of_the_future(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2013-01-05", "On 16 March 2012 in Orlun 40 people were killed.");
	add_item(&w, "b", 1, "2010-06-01", "In Orlun 3 people were killed.");
	add_figure(&w, "a.1", "40 people were killed", "killed", "40", NULL, "Orlun", "2012-03-16");
	add_figure(&w, "b.1", "3 people were killed", "killed", "3", NULL, "Orlun", NULL);
	world_make(&w);
	assert_int_equal(w.out.n_events, 2);
	assert_null(event_of(&w, "3 people were killed")->from);
	world_end(&w);
}

static void test_total_over_a_year(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2013-01-05",
	         "On 16 March 2012 in Orlun 40 people were killed. Police killed 310 people over the past year.");
	add_figure(&w, "a.1", "40 people were killed", "killed", "40", NULL, "Orlun", "2012-03-16");
	add_figure(&w, "a.1", "Police killed 310 people over the past year", "killed", "310", NULL, "Orlun",
	           "2012");
	world_make(&w);
	assert_int_equal(w.out.n_events, 2);
	assert_string_equal(event_of(&w, "Police killed 310 people over the past year")->label,
	                    "Orlun, 2012, in total");
	world_end(&w);
}

static void test_anniversary(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2015-03-10",
	         "Monday 16th March marks the third anniversary of the massacre in Orlun. State forces killed over 40 people.");
	add_mentions(&w, "a.1", "p-orlun", "Orlun");
	add_figure(&w, "a.1", "State forces killed over 40 people", "killed", ">40", NULL, "Orlun", NULL);
	add_item(&w, "b", 1, "2014-01-05", "In 2012, 55 people were killed in Orlun.");
	add_figure(&w, "b.1", "55 people were killed", "killed", "55", NULL, "Orlun", "2012");
	add_item(&w, "c", 1, "2015-03-17",
	         "16 March 2015 was the third anniversary of the day when 30 people were killed in Orlun.");
	add_figure(&w, "c.1", "30 people were killed", "killed", "30", NULL, "Orlun", "2015-03-16");
	world_make(&w);
	assert_int_equal(w.out.n_events, 1);
	assert_string_equal(w.out.events[0].from, "2012-03-16");
	world_end(&w);
}

static void test_day_from_the_text(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2014-01-05", "In 2012, 55 people were killed in Orlun.");
	add_figure(&w, "a.1", "55 people were killed", "killed", "55", NULL, "Orlun", "2012");
	add_item(&w, "b", 1, "2014-03-05",
	         "The massacre in Orlun on 16 March 2012 shocked us. We visited Orlun on 3 July 2012 and stayed a week.");
	add_mentions(&w, "a.1", "p-orlun", "Orlun");
	add_mentions(&w, "b.1", "p-orlun", "Orlun");
	world_make(&w);
	assert_int_equal(w.out.n_events, 1);
	assert_string_equal(w.out.events[0].from, "2012-03-16");
	world_end(&w);
}

static void test_place_from_what_stands_before(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2014-01-05",
	         "Nothing happened in Sarn. In Orlun police opened fire. 55 people were killed.");
	add_mentions(&w, "a.1", "p-orlun", "Orlun");
	add_mentions(&w, "a.1", "p-sarn", "Sarn");
	add_figure(&w, "a.1", "55 people were killed", "killed", "55", NULL, NULL, NULL);
	add_entity(&w, "n-ann", "person", "Ann Ray");
	add_item(&w, "b", 1, "2014-01-05", "Somewhere 8 were killed.")->title = "The case of Ann Ray";
	add_figure(&w, "b.1", "8 were killed", "killed", "8", NULL, NULL, NULL);
	world_make(&w);
	assert_string_equal(figure_of(&w, "55 people were killed")->place, "Orlun");
	assert_null(figure_of(&w, "8 were killed")->place);
	assert_string_equal(event_of(&w, "8 were killed")->label,
	                    "place not known, date not known, told 5 January 2014");
	world_end(&w);
}

static void test_of_a_country_much_is_told(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_entity(&w, "p-kz", "place", "Kazakhstan");
	add_item(&w, "a", 1, "2013-01-05",
	         "On 16 March 2012 40 people were arrested across the land, 7 were hurt.");
	add_item(&w, "b", 1, "2013-02-05", "By now 90 have been arrested.");
	add_item(&w, "c", 1, "2013-02-05", "In 2012, 300 were arrested.");
	add_figure(&w, "a.1", "40 people were arrested", "arrested", "40", NULL, "Kazakhstan", "2012-03-16");
	add_figure(&w, "a.1", "7 were hurt", "injured", "7", NULL, "Kazakhstan", NULL);
	add_figure(&w, "b.1", "90 have been arrested", "arrested", "90", NULL, "Kazakhstan", NULL);
	add_figure(&w, "c.1", "300 were arrested", "arrested", "300", NULL, "Kazakhstan", "2012");
	world_make(&w);
	assert_int_equal(w.out.n_events, 3);
	assert_ptr_equal(event_of(&w, "40 people were arrested"), event_of(&w, "7 were hurt"));
	assert_string_equal(event_of(&w, "90 have been arrested")->label,
	                    "Kazakhstan, date not known, told 5 February 2013");
	assert_string_equal(event_of(&w, "90 have been arrested")->to, "2013-02-05");
	assert_string_equal(event_of(&w, "300 were arrested")->label, "Kazakhstan, 2012");
	world_end(&w);
}

static void test_years_later_another_thing(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	places(&w);
	add_item(&w, "a", 1, "2013-01-05", "On 16 March 2012 in Orlun 40 people were killed.");
	add_item(&w, "b", 1, "2019-02-05", "In Orlun 5 people were killed.");
	add_item(&w, "c", 1, "2019-08-05", "We think of 2012. In Orlun 45 people were killed.");
	add_item(&w, "d", 1, "2001-03-05", "In Sarn 1 person was killed.");
	add_item(&w, "e", 1, "2002-02-05", "In Sarn 2 people were killed.");
	add_item(&w, "f", 1, "2009-02-05", "In Sarn 3 people were killed.");
	add_figure(&w, "a.1", "40 people were killed", "killed", "40", NULL, "Orlun", "2012-03-16");
	add_figure(&w, "b.1", "5 people were killed", "killed", "5", NULL, "Orlun", NULL);
	add_figure(&w, "c.1", "45 people were killed", "killed", "45", NULL, "Orlun", NULL);
	add_figure(&w, "d.1", "1 person was killed", "killed", "1", NULL, "Sarn", NULL);
	add_figure(&w, "e.1", "2 people were killed", "killed", "2", NULL, "Sarn", NULL);
	add_figure(&w, "f.1", "3 people were killed", "killed", "3", NULL, "Sarn", NULL);
	world_make(&w);
	assert_null(event_of(&w, "5 people were killed")->from);
	assert_string_equal(event_of(&w, "45 people were killed")->from, "2012-03-16");
	assert_ptr_equal(event_of(&w, "1 person was killed"), event_of(&w, "2 people were killed"));
	assert_string_equal(event_of(&w, "3 people were killed")->label,
	                    "Sarn, date not known, told 5 February 2009");
	world_end(&w);
}

/* ---- the order of the input does not matter ---- */

static void shuffle(void *v, size_t n, size_t size, unsigned *seed)
{
	char *p = v, *t = malloc(size);
	for (size_t i = n; i > 1; i--) {
		*seed = *seed * 1103515245u + 12345u;
		size_t j = (*seed >> 8) % i;
		memcpy(t, p + (i - 1) * size, size);
		memcpy(p + (i - 1) * size, p + j * size, size);
		memcpy(p + j * size, t, size);
	}
	free(t);
}

static char *run_of(unsigned seed)
{
	static const char *const dates[] = {"2012-03-16", "2012-03", "2012", NULL, "2012-05-02", "2011"};
	static const char *const acts[] = {"killed", "injured", "signed", "arrested"};
	static const char *const values[] = {"12", ">70", "70", "dozens", "20-30", "~12"};
	static const char *const voices[] = {"officials", "residents", NULL, "Ann Ray", "police",
	                                     "Fair Oil Campaign"};
	struct world w;
	world_begin(&w);
	places(&w);
	add_entity(&w, "n-ann", "person", "Ann Ray");
	add_entity(&w, "o-fair", "organisation", "Fair Oil Campaign");
	for (int i = 0; i < 24; i++) {
		const char *document = kua_arena_printf(w.a, "d%d", i / 3);
		const char *quote = kua_arena_printf(w.a, "case %d of Orlun told", i);
		add_item(&w, document, i % 3 + 1, "2014-01-01",
		         kua_arena_printf(w.a, "%s here. Ann Ray, secretary, Fair Oil Campaign", quote));
		const char *id = w.items.v[w.items.n - 1].id;
		add_mentions(&w, id, "p-orlun", "Orlun");
		add_mentions(&w, id, "n-ann", "Ann Ray");
		add_mentions(&w, id, "o-fair", "Fair Oil Campaign");
		add_figure(&w, id, quote, acts[i % 4], values[i % 6], voices[(i * 5) % 6],
		           i % 7 ? "Orlun" : NULL, dates[(i * 7) % 6]);
	}
	add_family(&w, "fam-1", "d0.1 d4.1 d5.2");
	add_family(&w, "fam-2", "d1.3 d2.1");
	unsigned s = seed;
	if (seed) {
		shuffle(w.items.v, w.items.n, sizeof *w.items.v, &s);
		shuffle(w.figures.v, w.figures.n, sizeof *w.figures.v, &s);
		shuffle(w.mentions.v, w.mentions.n, sizeof *w.mentions.v, &s);
		shuffle(w.entities.v, w.entities.n, sizeof *w.entities.v, &s);
		shuffle(w.families.v, w.families.n, sizeof *w.families.v, &s);
	}
	world_make(&w);
	char *printed = world_print(&w);
	world_end(&w);
	return printed;
}

static void test_order_of_input_does_not_matter(void **state)
{
	(void)state;
	char *first = run_of(0);
	for (unsigned seed = 1; seed < 20; seed++) {
		char *other = run_of(seed);
		assert_string_equal(first, other);
		free(other);
	}
	free(first);
}

static void test_nothing(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	world_make(&w);
	assert_int_equal(w.out.n_events + w.out.n_accounts + w.out.n_voices + w.out.n_tolls, 0);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_year_joins_the_only_day),
		cmocka_unit_test(test_two_massacres_in_one_town),
		cmocka_unit_test(test_day_gathers_acts_and_parts_places),
		cmocka_unit_test(test_item_cannot_tell_of_the_future),
		cmocka_unit_test(test_total_over_a_year),
		cmocka_unit_test(test_anniversary),
		cmocka_unit_test(test_day_from_the_text),
		cmocka_unit_test(test_place_from_what_stands_before),
		cmocka_unit_test(test_of_a_country_much_is_told),
		cmocka_unit_test(test_years_later_another_thing),
		kua_slow_test(test_order_of_input_does_not_matter),
		cmocka_unit_test(test_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
