/*
 * test_days.c - days of printing, sentences that tell of another time, titles that repeat their text, places
 * that are none. Everything is invented.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

static void begin(struct world *w)
{
	world_begin(w);
	add_entity(w, "p-orlun", "place", "Orlun");
	add_entity(w, "n-ann", "person", "Ann Ray");
}

/* A wire of `printed` and an account that tells of the 12th; whether they meet. */
static bool meet(const char *printed, const char *words, const char *act)
{
	struct world w;
	begin(&w);
	add_item(&w, "wire", 1, printed, "Nine were killed in Orlun, doctors said.");
	add_item(&w, "group", 1, "2012-04-02", "On 12 March 2012, 20 were killed in Orlun.");
	struct kua_figure *f = add_figure(&w, "wire.1", "Nine were killed in Orlun", act, "9", "doctors", "Orlun", printed);
	f->date_read = words ? "sentence" : NULL;
	f->date_words = words;
	add_figure(&w, "group.1", "20 were killed in Orlun", "killed", "20", NULL, "Orlun", "2012-03-12");
	world_make(&w);
	bool one = w.out.n_events == 1;
	if (one)
		assert_string_equal(w.out.events[0].from, "2012-03-12");
	world_end(&w);
	return one;
}

static void test_a_printed_day_gives_way(void **state)
{
	(void)state;
	assert_true(meet("2012-03-13", NULL, "killed"));
	assert_true(meet("2012-03-15", NULL, "killed"));  /* at the limit */
	assert_false(meet("2012-03-16", NULL, "killed")); /* one past */
	assert_false(meet("2012-03-11", NULL, "killed")); /* nobody prints what is still to come */
	assert_false(meet("2012-03-13", NULL, "injured"));
	assert_true(meet("2012-03-13", "13 March 2012", "killed"));
	assert_false(meet("2012-03-13", "today", "killed")); /* the text tells it */
}

static void test_two_told_days_stay_two(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	add_item(&w, "a", 1, "2012-06-01", "On 12 March 40 were killed in Orlun, on 14 March another 9 were killed.");
	add_figure(&w, "a.1", "40 were killed in Orlun", "killed", "40", NULL, "Orlun", "2012-03-12");
	add_figure(&w, "a.1", "another 9 were killed", "killed", "9", NULL, "Orlun", "2012-03-14");
	world_make(&w);
	assert_int_equal(w.out.n_events, 2);
	world_end(&w);
}

static void read_in_paragraph(struct kua_figure *f)
{
	f->date_read = "paragraph";
	f->date_words = "12 March 2012";
}

static void test_another_time(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	add_item(&w, "a", 1, "2012-06-01",
	         "On 12 March 2012 40 were killed in Orlun. In the week before, 10 had been killed. Yesterday officials said that 30 were "
	         "killed. 7 people were killed in the town, and others the next day.");
	add_figure(&w, "a.1", "40 were killed in Orlun", "killed", "40", NULL, "Orlun", "2012-03-12");
	struct kua_figure *f = add_figure(&w, "a.1", "In the week before, 10 had been killed", "killed", "10", NULL, "Orlun", "2012-03-12");
	read_in_paragraph(f);
	f = add_figure(&w, "a.1", "Yesterday officials said that 30 were killed", "killed", "30", "officials", "Orlun", "2012-03-12");
	read_in_paragraph(f);
	f = add_figure(&w, "a.1", "7 people were killed in the town, and others the next day", "killed", "7", NULL, "Orlun", "2012-03-12");
	read_in_paragraph(f);
	world_make(&w);
	assert_string_equal(event_of(&w, "Yesterday officials said that 30 were killed")->from, "2012-03-12");
	assert_string_equal(event_of(&w, "7 people were killed in the town, and others the next day")->from, "2012-03-12");
	assert_null(event_of(&w, "In the week before, 10 had been killed")->from);
	assert_null(figure_of(&w, "In the week before, 10 had been killed")->date);
	world_end(&w);
}

static void test_a_title_is_no_second_statement(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	add_item(&w, "a", 1, "2012-03-14", "Doctors: 32 dead\n\nIn Orlun 32 people died, say doctors. Residents speak of 32 too.")->title =
		"Doctors: 32 dead";
	add_figure(&w, "a.1", "Doctors: 32 dead", "killed", "32", NULL, NULL, NULL);
	add_figure(&w, "a.1", "In Orlun 32 people died, say doctors", "killed", "32", "doctors", "Orlun", "2012-03-12");
	add_figure(&w, "a.1", "Residents speak of 32 too", "killed", "32", "residents", "Orlun", "2012-03-12");
	world_make(&w);
	const struct kua_account *a = line_of(&w, "Doctors: 32 dead");
	assert_int_equal(w.out.n_events, 1);
	assert_int_equal(a->statements, 2);
	assert_int_equal(a->independent, 2);
	assert_string_equal(voice_of(&w, "Doctors: 32 dead")->label, "doctors");
	assert_string_equal(a->joined.v[0].why, "the title repeats its text");
	world_end(&w);
}

static void test_nothing_happens_in_a_person(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	add_item(&w, "a", 1, "2012-03-14", "In Orlun Ann Ray is well known.\n\nA petition for Ann Ray has 900 signatures.");
	add_mentions(&w, "a.1", "p-orlun", "Orlun");
	add_mentions(&w, "a.1", "n-ann", "Ann Ray");
	add_figure(&w, "a.1", "A petition for Ann Ray has 900 signatures", "signed", "900", NULL, "Ann Ray", "2012-03-01");
	world_make(&w);
	assert_string_equal(w.out.events[0].label, "Petition, place not known, 1 March 2012");
	assert_null(w.figures.v[0].place);
	world_end(&w);
}

static void test_unnamed_voices_and_agencies(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	add_item(&w, "wire", 1, "2012-03-14", "9 were killed in Orlun.")->title = "Official count rises";
	add_item(&w, "agency", 1, "2012-03-14", "ORLUN, March 14 (NewsLine) - 8 were killed in Orlun.");
	add_item(&w, "aside", 1, "2012-03-14", "In Orlun (Tarvia) 7 were killed.");
	add_figure(&w, "wire.1", "9 were killed in Orlun", "killed", "9", NULL, "Orlun", "2012-03-12");
	add_figure(&w, "agency.1", "8 were killed in Orlun", "killed", "8", NULL, "Orlun", "2012-03-12");
	add_figure(&w, "aside.1", "7 were killed", "killed", "7", NULL, "Orlun", "2012-03-12");
	world_make(&w);
	assert_string_equal(voice_of(&w, "9 were killed in Orlun")->label, "not named (wire.txt, “Official count rises”)");
	assert_string_equal(voice_of(&w, "8 were killed in Orlun")->label, "NewsLine");
	assert_string_equal(voice_of(&w, "8 were killed in Orlun")->kind, "organisation");
	assert_string_equal(voice_of(&w, "7 were killed")->label, "not named (aside.txt)");
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_printed_day_gives_way),
		cmocka_unit_test(test_two_told_days_stay_two),
		cmocka_unit_test(test_another_time),
		cmocka_unit_test(test_a_title_is_no_second_statement),
		cmocka_unit_test(test_nothing_happens_in_a_person),
		cmocka_unit_test(test_unnamed_voices_and_agencies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
