/*
 * test_voices.c - who speaks, and how many independent voices stand behind a number. All towns, people and
 * campaigns are invented.
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
	add_entity(w, "p-tarvia", "place", "Tarvia");
	add_entity(w, "p-brenland", "place", "Brenland");
	add_entity(w, "n-ann", "person", "Ann Ray");
	add_entity(w, "n-bo", "person", "Bo Lind");
	add_entity(w, "o-fair", "organisation", "Fair Oil Campaign");
	add_entity(w, "o-ministry", "organisation", "Interior Ministry");
}

/* One item a statement: "<n> were killed in Orlun, say <who>." */
static void say(struct world *w, const char *document, const char *who, const char *value)
{
	const char *quote = kua_arena_printf(w->a, "%s were killed in Orlun, say %s", value, who ? who : "some");
	add_item(w, document, 1, "2014-01-05", kua_arena_printf(w->a, "%s.", quote));
	add_figure(w, w->items.v[w->items.n - 1].id, quote, "killed", value, who, "Orlun", "2012-03-16");
}

static void assert_counts(const struct kua_account *a, int64_t statements, int64_t low, int64_t shown, int64_t high)
{
	assert_non_null(a);
	assert_int_equal(a->statements, statements);
	assert_int_equal(a->independent_low, low);
	assert_int_equal(a->independent, shown);
	assert_int_equal(a->independent_high, high);
	assert_int_equal(a->voices.n, (size_t)shown);
}

static void test_two_people_of_one_organisation(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	add_item(&w, "a", 1, "2013-07-02",
	         "I believe nearer to 70 died in Orlun.\n\nAnn Ray\nSecretary, Fair Oil Campaign");
	add_item(&w, "b", 1, "2013-08-02", "\"70 were killed,\" said Bo Lind, spokesperson for Fair Oil Campaign.");
	add_item(&w, "c", 1, "2013-08-05", "Residents say 70 were killed in Orlun.");
	for (int i = 0; i < 3; i++) {
		add_mentions(&w, w.items.v[i].id, "n-ann", "Ann Ray");
		add_mentions(&w, w.items.v[i].id, "n-bo", "Bo Lind");
		add_mentions(&w, w.items.v[i].id, "o-fair", "Fair Oil Campaign");
	}
	add_figure(&w, "a.1", "nearer to 70 died", "killed", "~70", "Ann Ray", "Orlun", "2012-03-16");
	add_figure(&w, "b.1", "70 were killed", "killed", "70", "Bo Lind", "Orlun", "2012");
	add_figure(&w, "c.1", "70 were killed in Orlun", "killed", ">70", "Residents", "Orlun", "2012");
	world_make(&w);
	const struct kua_account *l = line_of(&w, "nearer to 70 died");
	assert_counts(l, 3, 2, 2, 3);
	assert_int_equal(l->low, 70);
	assert_int_equal(l->high, 70);
	assert_int_equal(l->qualifiers.n, 3);
	assert_int_equal(l->joined.n, 1);
	assert_string_equal(l->joined.v[0].why, "all speak for Fair Oil Campaign");
	assert_string_equal(voice_of(&w, "nearer to 70 died")->label, "Ann Ray, Fair Oil Campaign");
	assert_string_equal(voice_of(&w, "70 were killed in Orlun")->label, "residents");
	world_end(&w);
}

static void test_a_letter_printed_twice(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const char *letter = "Dear Sir, the official number is 12. I say 70 were killed in Orlun. Residents told me 70 dead. Ann Ray";
	add_item(&w, "a", 1, "2013-07-02", letter);
	add_item(&w, "b", 1, "2013-07-09", kua_arena_printf(w.a, "Our letter: %s", letter));
	for (int i = 0; i < 2; i++) {
		const char *id = w.items.v[i].id;
		add_figure(&w, id, "official number is 12", "killed", "12", "officials", "Orlun", "2012-03-16");
		add_figure(&w, id, "70 were killed in Orlun", "killed", "70", i ? NULL : "Ann Ray", "Orlun",
		           "2012-03-16");
		add_figure(&w, id, "Residents told me 70 dead", "killed", "70", "Residents", "Orlun", "2012-03-16");
	}
	add_reuse(&w, "a.1", "b.1", "Dear Sir", "Ann Ray");
	add_family(&w, "fam", "a.1 b.1");
	world_make(&w);
	assert_counts(line_of(&w, "official number is 12"), 2, 1, 1, 1);
	/* Ann Ray's own and the residents' stay two, though one text has both and one print does not name her */
	assert_counts(line_of(&w, "70 were killed in Orlun"), 4, 1, 2, 2);
	world_end(&w);
}

static void test_family_without_alignment(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	say(&w, "a", "Ann Ray", "70");
	say(&w, "b", NULL, "70");
	add_family(&w, "fam", "a.1 b.1");
	world_make(&w);
	assert_counts(line_of(&w, "70 were killed in Orlun, say Ann Ray"), 2, 1, 1, 1);
	world_end(&w);
}

static void test_official_count_quoted_by_many(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	say(&w, "a", "officials", "12");
	say(&w, "b", "the authorities", "12");
	say(&w, "c", "Tarvian officials", "12");
	say(&w, "d", "Interior Ministry", "12");
	say(&w, "e", "police", "12");
	world_make(&w);
	const struct kua_account *l = line_of(&w, "12 were killed in Orlun, say officials");
	assert_counts(l, 5, 1, 1, 4);
	world_end(&w);
}

static void test_officials_of_two_states(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	say(&w, "a", "Tarvian officials", "12");
	say(&w, "b", "Brenland police", "12");
	say(&w, "c", "officials", "12");
	world_make(&w);
	assert_counts(line_of(&w, "12 were killed in Orlun, say officials"), 3, 1, 3, 3);
	assert_string_equal(voice_of(&w, "12 were killed in Orlun, say Brenland police")->label, "Brenland police");
	world_end(&w);
}

static void test_people_of_the_place_are_thin_evidence(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	say(&w, "a", "residents", "12");
	say(&w, "b", "eyewitnesses", "12");
	say(&w, "c", "doctors", "12");
	world_make(&w);
	assert_counts(line_of(&w, "12 were killed in Orlun, say doctors"), 3, 2, 3, 3);
	world_end(&w);
}

static void test_names_and_classes(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	say(&w, "a", "relatives of Ann Ray", "12");
	say(&w, "b", "lawyer Ann Ray", "12");
	say(&w, "c", "Cara Holm", "12");
	say(&w, "d", "Oil Workers' Union", "12");
	say(&w, "e", "Local Residents", "12");
	say(&w, "f", "Prosecutor General's Office", "12");
	world_make(&w);
	assert_string_equal(voice_of(&w, "12 were killed in Orlun, say Oil Workers' Union")->label,
	                    "Oil Workers' Union");
	assert_string_equal(voice_of(&w, "12 were killed in Orlun, say Local Residents")->label, "residents");
	assert_string_equal(voice_of(&w, "12 were killed in Orlun, say Prosecutor General's Office")->kind,
	                    "organisation");
	assert_string_equal(voice_of(&w, "12 were killed in Orlun, say relatives of Ann Ray")->label, "relatives");
	assert_string_equal(voice_of(&w, "12 were killed in Orlun, say lawyer Ann Ray")->label, "Ann Ray");
	assert_string_equal(voice_of(&w, "12 were killed in Orlun, say Cara Holm")->kind, "person");
	world_end(&w);
}

static void test_posts_of_one_archive(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	for (int i = 1; i <= 4; i++) {
		struct kua_item *item = add_item(&w, "site", i, "2014-01-05",
		                                 kua_arena_printf(w.a,
		                                                  "Post %d: 70 were killed in Orlun. Fair Oil Campaign. Interior Ministry.", i));
		item->author = "T";
		add_mentions(&w, item->id, "o-ministry", "Interior Ministry");
		if (i != 4)
			add_mentions(&w, item->id, "o-fair", "Fair Oil Campaign");
	}
	add_figure(&w, "site.1", "Post 1: 70 were killed", "killed", "70", NULL, "Orlun", "2012-03-16");
	add_figure(&w, "site.2", "Post 2: 70 were killed", "killed", "70", "T", "Orlun", "2012-03-16");
	add_figure(&w, "site.3", "Post 3: 70 were killed", "killed", "70", "residents", "Orlun", "2012-03-16");
	world_make(&w);
	assert_string_equal(figure_of(&w, "Post 1: 70 were killed")->said_by, "Fair Oil Campaign");
	assert_string_equal(voice_of(&w, "Post 2: 70 were killed")->label, "Fair Oil Campaign");
	assert_string_equal(voice_of(&w, "Post 3: 70 were killed")->label, "residents");
	const struct kua_account *l = line_of(&w, "Post 1: 70 were killed");
	assert_counts(l, 3, 1, 2, 3);
	assert_non_null(strstr(l->joined.v[0].why, "archive"));
	world_end(&w);
}

/* A body's statements, its posts, and its name quoted elsewhere are one voice; its poster is none. */
static void test_issuers(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	for (int i = 1; i <= 2; i++) {
		struct kua_item *item = add_item(&w, "site", i, "2014-01-05", kua_arena_printf(w.a, "Post %d: 70 were killed in Orlun. Interior Ministry.%s",
		                                 i, i == 2 ? "\n\nAnn Berg\nCoast" : ""));
		item->author = "Ann Berg";
		item->issuer = "Open Door";
		add_mentions(&w, item->id, "o-ministry", "Interior Ministry");
	}
	add_item(&w, "list", 1, NULL, "List: 70 were killed in Orlun, the Panel says.")->issuer = "Panel of Inquiry";
	add_item(&w, "news", 1, NULL, "News: 70 were killed in Orlun, says Open Door. Quoted: 70 were killed in Orlun.");
	add_figure(&w, "site.1", "Post 1: 70 were killed", "killed", "70", "Ann Berg", "Orlun", "2012-03-16");
	add_figure(&w, "site.2", "Post 2: 70 were killed", "killed", "70", "Ann Berg", "Orlun", "2012-03-16");
	add_figure(&w, "list.1", "List: 70 were killed", "killed", "70", "Panel", "Orlun", "2012-03-16");
	add_figure(&w, "news.1", "News: 70 were killed", "killed", "70", "Open Door", "Orlun", "2012-03-16");
	add_figure(&w, "news.1", "Quoted: 70 were killed", "killed", "70", "Panel of Inquiry", "Orlun", "2012-03-16");
	world_make(&w);
	assert_string_equal(voice_of(&w, "Post 1: 70 were killed")->label, "Open Door");
	assert_string_equal(figure_of(&w, "Post 1: 70 were killed")->said_by, "Open Door");
	assert_string_equal(voice_of(&w, "Post 2: 70 were killed")->label, "Ann Berg"); /* signed in the text */
	assert_string_equal(voice_of(&w, "News: 70 were killed")->label, "Open Door");
	assert_ptr_equal(voice_of(&w, "List: 70 were killed"), voice_of(&w, "Quoted: 70 were killed"));
	assert_string_equal(voice_of(&w, "Quoted: 70 were killed")->label, "Panel of Inquiry");
	world_end(&w);
}

static void test_words_and_parts_have_their_own_lines(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	say(&w, "a", "residents", "dozens");
	say(&w, "b", "officials", "12");
	say(&w, "c", "doctors", "12");
	w.figures.v[2].people = "children";
	world_make(&w);
	assert_int_equal(w.out.n_accounts, 3);
	assert_string_equal(line_of(&w, "dozens were killed in Orlun, say residents")->word, "dozens");
	assert_string_equal(line_of(&w, "12 were killed in Orlun, say doctors")->qualifiers.v[1], "only children");
	world_end(&w);
}

static void test_two_figures_of_one_sentence_are_one_statement(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	add_item(&w, "a", 1, "2014-01-05",
	         "Officials say 12 workers, 12 in all, were killed in Orlun. Later they said 12 again.");
	add_figure(&w, "a.1", "Officials say 12 workers, 12 in all", "killed", "12", "officials", "Orlun",
	           "2012-03-16");
	add_figure(&w, "a.1", "12 in all", "killed", "12", "officials", "Orlun", "2012-03-16");
	add_figure(&w, "a.1", "they said 12 again", "killed", "12", "officials", "Orlun", "2012-03-16");
	world_make(&w);
	assert_counts(line_of(&w, "12 in all"), 2, 1, 1, 1);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_people_of_one_organisation),
		cmocka_unit_test(test_a_letter_printed_twice),
		cmocka_unit_test(test_family_without_alignment),
		cmocka_unit_test(test_official_count_quoted_by_many),
		cmocka_unit_test(test_officials_of_two_states),
		cmocka_unit_test(test_people_of_the_place_are_thin_evidence),
		cmocka_unit_test(test_names_and_classes),
		cmocka_unit_test(test_issuers), cmocka_unit_test(test_posts_of_one_archive),
		cmocka_unit_test(test_words_and_parts_have_their_own_lines),
		cmocka_unit_test(test_two_figures_of_one_sentence_are_one_statement),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
