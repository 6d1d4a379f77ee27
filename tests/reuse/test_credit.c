/* test_credit.c - who copied whom and why, and the bounds for items without a date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	direction(NULL, "This letter appeared on July 2 in the Coast Courier.\n\n" LETTER, NULL,
	          LETTER "\n\nThis article was first published by Coast Courier on 2 July 2013.", "common");
	direction("2013-07-03", LETTER, "2013-07-09",
	          LETTER "\n\nThis is an edited version of a longer letter.", "a_to_b");
}

/* Credits in other languages: the same text, reprinted from one paper. */
static void test_credits_in_other_languages(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b, *text;
	} cases[] = {
		{"Это письмо было опубликовано в газете «Береговой вестник» 2 июля.",
		 "Ниже публикуем письмо, напечатанное в «Береговой вестник».",
		 "Рыбаков нашего побережья избили на причале прошлой весной, и никто за это не ответил. Мы просили портовую контору "
		 "показать книги, мы просили министра провести расследование и всё ещё ждём и того и другого."},
		{"Der folgende Brief erschien am 2. Juli im Küstenboten.", "Dieser Brief wurde zuerst im Küstenboten veröffentlicht im "
		 "Küstenboten.",
		 "Die Fischer unserer Küste wurden im letzten Frühjahr am Kai geschlagen, und niemand hat dafür geradegestanden. Wir haben "
		 "das Hafenamt um seine Bücher gebeten und den Minister um eine Untersuchung, und wir warten noch immer auf beides."},
		{"Cette lettre a été publiée dans Le Courrier de la Côte le 2 juillet.",
		 "Nous reproduisons une lettre parue dans Le Courrier le 2 juillet.",
		 "Les pêcheurs de notre côte ont été battus sur le quai au printemps dernier et personne n'en a répondu. Nous avons demandé "
		 "ses livres à la capitainerie et une enquête au ministre, et nous attendons toujours l'un et l'autre."},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct corpus c;
		corpus_start(&c);
		corpus_add(&c, "a", NULL, kua_arena_printf(c.arena, "%s\n\n%s", cases[i].a, cases[i].text));
		corpus_add(&c, "b", NULL, kua_arena_printf(c.arena, "%s\n\n%s", cases[i].b, cases[i].text));
		corpus_run(&c, 1);
		assert_int_equal(c.result.n_pairs, 1);
		assert_string_equal(c.result.pairs[0].direction, "common");
		corpus_end(&c);
	}
}

/* A file that cannot be read says where. */
static void test_word_list_errors(void **state)
{
	(void)state;
	char dir[] = "/tmp/kua-reuse-XXXXXX", path[64], language[64];
	struct kua_reuse_words *words = NULL;
	struct kua_error err = {0};
	assert_non_null(mkdtemp(dir));
	assert_int_equal(kua_reuse_words_load(dir, &words, &err), KUA_OK); /* no languages: fine, and empty */
	kua_reuse_words_free(words);
	(void)snprintf(language, sizeof language, "%s/xx", dir);
	(void)snprintf(path, sizeof path, "%s/reuse.txt", language);
	assert_int_equal(mkdir(language, 0700), 0);
	static const char *const bad[] = {"[nonsense]\nword\n", "[text]\none two three four five six seven eight nine\n"};
	for (size_t i = 0; i < 2; i++) {
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		assert_true(fputs(bad[i], f) >= 0);
		assert_int_equal(fclose(f), 0);
		assert_int_equal(kua_reuse_words_load(dir, &words, &err), KUA_DATA);
		assert_non_null(strstr(err.text, "reuse.txt:2"));
	}
	assert_int_equal(remove(path), 0);
	assert_int_equal(remove(language), 0);
	assert_int_equal(remove(dir), 0);
	assert_int_equal(kua_reuse_words_load(dir, &words, &err), KUA_USE);
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
	c.items.v[0].author = "Coast Couriers"; /* another name */
	corpus_run(&c, 1);
	assert_string_equal(c.result.pairs[0].direction, "unknown");
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
		cmocka_unit_test(test_credits_in_other_languages),
		cmocka_unit_test(test_word_list_errors),
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
