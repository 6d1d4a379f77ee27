/* test_focus.c - where and when, for figures whose own sentence does not say. The towns are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

/* Three texts that tell of harm in Orlun on 16 March 2012, each in one sentence. */
static void three_texts(struct world *w)
{
	static const char *const texts[] = {"On 16 March 2012, 40 people were killed in Orlun.", "In Orlun 41 died on 16 March 2012.",
	                                    "Soldiers killed 42 in Orlun on 16 March 2012."};
	static const char *const quotes[] = {"40 people were killed", "41 died", "Soldiers killed 42"};
	static const char *const values[] = {"40", "41", "42"};
	static const char *const documents[] = {"a", "b", "c"};
	add_entity(w, "p-orlun", "place", "Orlun");
	add_entity(w, "p-sarn", "place", "Sarn");
	for (int i = 0; i < 3; i++) {
		struct kua_item *item = add_item(w, documents[i], 1, "2012-04-01", texts[i]);
		add_mentions(w, item->id, "p-orlun", "Orlun");
		struct kua_figure *f = add_figure(w, item->id, quotes[i], "killed", values[i], NULL, "Orlun", "2012-03-16");
		f->place_read = f->date_read = "sentence";
		f->date_words = "16 March 2012";
	}
}

static struct kua_figure *fourth(struct world *w, const char *date)
{
	struct kua_item *item = add_item(w, "d", 1, "2012-05-02",
	                                 "We remember Orlun. The hospital in Sarn took in the wounded. There 70 people were killed.");
	add_mentions(w, item->id, "p-orlun", "Orlun");
	add_mentions(w, item->id, "p-sarn", "Sarn");
	struct kua_figure *f = add_figure(w, "d.1", "70 people were killed", "killed", "70", NULL, "Sarn", date);
	f->place_read = "before";
	return f;
}

static void the_town_of_which_most_texts_tell(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_texts(&w);
	fourth(&w, NULL);
	world_make(&w);
	assert_string_equal(figure_of(&w, "70 people were killed")->place, "Orlun");
	assert_string_equal(event_of(&w, "70 people were killed")->from, "2012-03-16");
	world_end(&w);
}

/* No sentence with a number names the town, but most texts name it beside a word for what befell many. */
static void a_town_named_beside_a_massacre(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	static const char *const texts[] = {"The massacre of Orlun.\nThe wounded were in Sarn. 40 people were killed.",
	                                    "Soldiers opened fire in Orlun. Then Sarn was full. There 41 died.",
	                                    "In Orlun they shot at us; in Sarn one man died of it."};
	static const char *const quotes[] = {"40 people were killed", "41 died", "one man died"};
	static const char *const values[] = {"40", "41", "1"};
	static const char *const documents[] = {"a", "b", "c"};
	add_entity(&w, "p-orlun", "place", "Orlun");
	add_entity(&w, "p-sarn", "place", "Sarn");
	for (int i = 0; i < 3; i++) {
		struct kua_item *item = add_item(&w, documents[i], 1, "2012-04-01", texts[i]);
		add_mentions(&w, item->id, "p-orlun", "Orlun");
		add_mentions(&w, item->id, "p-sarn", "Sarn");
		struct kua_figure *f = add_figure(&w, item->id, quotes[i], "killed", values[i], NULL, "Sarn", NULL);
		f->place_read = i < 2 ? "paragraph" : "sentence";
	}
	world_make(&w);
	assert_string_equal(figure_of(&w, "40 people were killed")->place, "Orlun");
	assert_string_equal(figure_of(&w, "41 died")->place, "Orlun");
	assert_string_equal(figure_of(&w, "one man died")->place, "Sarn");
	world_end(&w);
}

static void a_year_in_which_nothing_is_told_of_the_town(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_texts(&w);
	fourth(&w, "2009-05-01");
	world_make(&w);
	assert_string_equal(figure_of(&w, "70 people were killed")->place, "Sarn");
	world_end(&w);
}

/* The place of a figure that a text about a ruling gives it; two texts tell of harm in Sarn as well, too many to be passed over. */
static void check_titled(const char *title, const char *read, const char *expected)
{
	struct world w;
	world_begin(&w);
	three_texts(&w);
	add_item(&w, "e", 1, "2012-05-03", "In Sarn 30 people were killed.");
	add_item(&w, "f", 1, "2012-05-03", "In Sarn 31 people were killed.");
	add_figure(&w, "e.1", "30 people were killed", "killed", "30", NULL, "Sarn", NULL)->place_read = "sentence";
	add_figure(&w, "f.1", "31 people were killed", "killed", "31", NULL, "Sarn", NULL)->place_read = "sentence";
	fourth(&w, NULL)->place_read = read;
	w.items.v[w.items.n - 1].title = title;
	world_make(&w);
	assert_string_equal(figure_of(&w, "70 people were killed")->place, expected);
	world_end(&w);
}

static void the_town_of_the_title(void **state)
{
	(void)state;
	check_titled("No need to shoot at Orlun", "before", "Orlun");
	check_titled("No need to shoot at Orlun", "paragraph", "Sarn");
	check_titled("No need to shoot", "before", "Sarn");
}

/* The day of a dateline is that of writing: it makes no second day of which as many texts tell. */
static void the_day_of_a_dateline_is_not_the_event_s(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_texts(&w);
	static const char *const documents[] = {"r", "s", "t"};
	for (int i = 0; i < 3; i++) {
		struct kua_item *item = add_item(&w, documents[i], 1, "2012-03-18", "SARN, 18 March 2012 (Wire) - 50 people were killed in Orlun.");
		add_mentions(&w, item->id, "p-orlun", "Orlun");
	}
	add_item(&w, "f", 1, "2012-07-01", "In Orlun 55 people were hurt.");
	add_figure(&w, "f.1", "55 people were hurt", "injured", "55", NULL, "Orlun", NULL);
	add_item(&w, "g", 1, "2012-07-01", "On 20 May 2012 one man was arrested in Orlun.");
	add_figure(&w, "g.1", "one man was arrested", "arrested", "1", NULL, "Orlun", "2012-05-20")->date_read = "sentence";
	world_make(&w);
	assert_string_equal(event_of(&w, "55 people were hurt")->from, "2012-03-16");
	world_end(&w);
}

/* The only day that is told of a town does not date what an earlier text tells of it. */
static void a_day_to_come_dates_nothing(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_entity(&w, "p-orlun", "place", "Orlun");
	struct kua_item *later = add_item(&w, "a", 1, "2012-04-01", "On 16 March 2012 a man died in Orlun.");
	add_mentions(&w, later->id, "p-orlun", "Orlun");
	add_item(&w, "b", 1, "2012-03-02", "In Orlun 40 people were killed.");
	add_figure(&w, "b.1", "40 people were killed", "killed", "40", NULL, "Orlun", NULL);
	world_make(&w);
	assert_null(event_of(&w, "40 people were killed")->from);
	w.items.v[1].published_on = w.items.v[1].date_from = w.items.v[1].date_to = "2012-03-20";
	world_make(&w);
	assert_string_equal(event_of(&w, "40 people were killed")->from, "2012-03-16");
	world_end(&w);
}

static void a_place_in_the_sentence_stays(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_texts(&w);
	struct kua_figure *f = fourth(&w, NULL);
	f->place_read = "sentence";
	world_make(&w);
	assert_string_equal(figure_of(&w, "70 people were killed")->place, "Sarn");
	world_end(&w);
}

static void a_place_behind_the_comma_of_a_town_is_wide(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_texts(&w);
	add_entity(&w, "p-land", "place", "Veruna");
	struct kua_item *item = add_item(&w, "e", 1, "2012-05-02", "Orlun, Veruna. The army of Veruna came. Then 71 people were killed.");
	add_mentions(&w, item->id, "p-orlun", "Orlun");
	add_mentions(&w, item->id, "p-land", "Veruna");
	struct kua_figure *f = add_figure(&w, "e.1", "71 people were killed", "killed", "71", NULL, "Veruna", NULL);
	f->place_read = "paragraph";
	world_make(&w);
	assert_string_equal(figure_of(&w, "71 people were killed")->place, "Orlun");
	world_end(&w);
}

static void of_several_events_the_main_one(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_texts(&w);
	add_item(&w, "e", 1, "2012-06-01", "On 20 May 2012 one man was killed in Orlun.");
	add_item(&w, "f", 1, "2012-07-01", "In Orlun 55 people were killed.");
	struct kua_figure *one = add_figure(&w, "e.1", "one man was killed", "killed", "1", NULL, "Orlun", "2012-05-20");
	one->date_read = "sentence";
	add_figure(&w, "f.1", "55 people were killed", "killed", "55", NULL, "Orlun", NULL);
	world_make(&w);
	assert_string_equal(event_of(&w, "55 people were killed")->from, "2012-03-16");
	assert_string_equal(event_of(&w, "one man was killed")->from, "2012-05-20");
	world_end(&w);
}

static void days_that_nobody_tells_or_that_are_ahead(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_texts(&w);
	add_item(&w, "e", 1, "2012-06-01", "On 2 May 2012 the court met. In Orlun 55 people were killed.");
	add_item(&w, "f", 1, "2012-06-01", "On 9 June 2012 we meet. In Orlun 56 people were killed.");
	struct kua_figure *e = add_figure(&w, "e.1", "55 people were killed", "killed", "55", NULL, "Orlun", "2012-05-02");
	e->date_read = "paragraph";
	add_figure(&w, "f.1", "56 people were killed", "killed", "56", NULL, "Orlun", "2012-06-09");
	world_make(&w);
	assert_string_equal(event_of(&w, "55 people were killed")->from, "2012-03-16");
	assert_string_equal(event_of(&w, "56 people were killed")->from, "2012-03-16");
	world_end(&w);
}

static void another_print_and_the_number_tell_the_town(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_texts(&w);
	add_item(&w, "e", 1, "2012-05-02", "So 42 people died, and 9 were hurt.");
	add_item(&w, "f", 1, "2012-05-03", "A letter: 60 were killed.");
	add_item(&w, "g", 1, "2012-05-04", "A letter: 66 were killed in Orlun.");
	add_item(&w, "h", 1, "2012-05-04", "Somewhere 43 died.");
	add_family(&w, "m-1", "f.1 g.1");
	add_figure(&w, "e.1", "42 people died", "killed", "42", NULL, NULL, NULL);
	add_figure(&w, "e.1", "9 were hurt", "injured", "9", NULL, NULL, NULL);
	add_figure(&w, "f.1", "60 were killed", "killed", "60", NULL, NULL, NULL);
	add_figure(&w, "g.1", "66 were killed in Orlun", "killed", "66", NULL, "Orlun", NULL);
	add_figure(&w, "h.1", "43 died", "killed", "43", NULL, NULL, NULL);
	world_make(&w);
	assert_string_equal(figure_of(&w, "42 people died")->place, "Orlun");
	assert_string_equal(figure_of(&w, "9 were hurt")->place, "Orlun"); /* as the other figure of its text */
	assert_string_equal(figure_of(&w, "60 were killed")->place, "Orlun");
	assert_null(figure_of(&w, "43 died")->place); /* nobody tells that number */
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_town_of_which_most_texts_tell),
		cmocka_unit_test(a_town_named_beside_a_massacre),
		cmocka_unit_test(a_year_in_which_nothing_is_told_of_the_town),
		cmocka_unit_test(the_town_of_the_title),
		cmocka_unit_test(a_day_to_come_dates_nothing),
		cmocka_unit_test(the_day_of_a_dateline_is_not_the_event_s),
		cmocka_unit_test(a_place_in_the_sentence_stays),
		cmocka_unit_test(a_place_behind_the_comma_of_a_town_is_wide),
		cmocka_unit_test(of_several_events_the_main_one),
		cmocka_unit_test(another_print_and_the_number_tell_the_town),
		cmocka_unit_test(days_that_nobody_tells_or_that_are_ahead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
