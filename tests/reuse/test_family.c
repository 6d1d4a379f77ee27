/* test_family.c - what makes a family and what does not: extracts, footers, quotations, compilations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"

static struct dice dice;

/* n made-up words that no other call gives. */
static const char *words(struct corpus *c, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	dice_text(&dice, n, 9000, &b);
	const char *s = kua_arena_strdup(c->arena, b.data);
	kua_buf_free(&b);
	return s;
}

static void start(struct corpus *c)
{
	dice = (struct dice){1234567};
	corpus_start(c);
}

static void test_extract_belongs_to_its_text(void **state)
{
	(void)state;
	struct corpus c;
	start(&c);
	const char *one = words(&c, 120), *two = words(&c, 150);
	corpus_add(&c, "full", NULL, kua_arena_printf(c.arena, "%s%s", one, two));
	corpus_add(&c, "part", NULL, one);
	corpus_add(&c, "other", NULL, words(&c, 200));
	corpus_run(&c, 1);
	assert_true(corpus_same_family(&c, "full", "part"));
	assert_null(corpus_family(&c, "other"));
	corpus_end(&c);
}

/* A footer of 60 words under eight stories chains nothing, not even a story hardly longer than the footer. */
static void test_footer_makes_no_family(void **state)
{
	(void)state;
	struct corpus c;
	start(&c);
	const char *footer = words(&c, 60);
	for (int i = 0; i < 8; i++)
		corpus_add(&c, kua_arena_printf(c.arena, "story-%d", i), NULL, kua_arena_printf(c.arena, "%s%s", words(&c, 250), footer));
	corpus_add(&c, "short", NULL, kua_arena_printf(c.arena, "%s%s", words(&c, 30), footer));
	const char *copied = words(&c, 250);
	corpus_add(&c, "twin-1", NULL, kua_arena_printf(c.arena, "%s%s", copied, footer));
	corpus_add(&c, "twin-2", NULL, copied);
	corpus_run(&c, 1);
	assert_non_null(corpus_pair(&c, "story-0", "story-1")); /* the pair is there, the family is not */
	assert_int_equal(c.result.n_families, 1);
	assert_true(corpus_same_family(&c, "twin-1", "twin-2"));
	assert_int_equal(corpus_family(&c, "twin-1")->items.n, 2);
	corpus_end(&c);
}

/* A story in twelve papers, each with a fifth of its own around it, is a story, and the papers' lines are not. */
static void test_story_with_lines_around_it(void **state)
{
	(void)state;
	struct corpus c;
	start(&c);
	const char *story = words(&c, 200), *lines = words(&c, 50);
	for (int i = 0; i < 12; i++)
		corpus_add(&c, kua_arena_printf(c.arena, "print-%02d", i), NULL,
		           kua_arena_printf(c.arena, "%s%s", story, i ? words(&c, 50) : lines));
	corpus_add(&c, "other", NULL, kua_arena_printf(c.arena, "%s%s", words(&c, 150), lines));
	corpus_run(&c, 1);
	for (size_t i = 0; i < c.result.n_pairs; i++)
		assert_int_equal(c.result.pairs[i].boilerplate, 0);
	assert_int_equal(c.result.n_families, 1);
	assert_int_equal(c.result.families[0].items.n, 12);
	assert_false(corpus_same_family(&c, "print-00", "other"));
	corpus_end(&c);
}

/* One letter quoted in full in two long articles: it goes with one of them, the articles stay apart. */
static void test_quotation_does_not_join_articles(void **state)
{
	(void)state;
	struct corpus c;
	start(&c);
	const char *letter = words(&c, 70);
	corpus_add(&c, "letter", NULL, letter);
	corpus_add(&c, "x", NULL, kua_arena_printf(c.arena, "%s%s%s", words(&c, 300), letter, words(&c, 200)));
	corpus_add(&c, "y", NULL, kua_arena_printf(c.arena, "%s%s%s", words(&c, 300), letter, words(&c, 200)));
	corpus_run(&c, 1);
	assert_non_null(corpus_pair(&c, "x", "y"));
	assert_false(corpus_same_family(&c, "x", "y"));
	corpus_end(&c);
}

/* A round-up of four stories does not make one family of them. */
static void test_compilation(void **state)
{
	(void)state;
	struct corpus c;
	start(&c);
	const char *part[4];
	for (int i = 0; i < 4; i++) {
		part[i] = words(&c, (size_t)(100 + 10 * i));
		corpus_add(&c, kua_arena_printf(c.arena, "part-%d", i), NULL, part[i]);
	}
	corpus_add(&c, "roundup", NULL, kua_arena_printf(c.arena, "%s%s%s%s", part[0], part[1], part[2], part[3]));
	corpus_run(&c, 1);
	for (int i = 0; i < 4; i++)
		for (int k = i + 1; k < 4; k++)
			assert_false(corpus_same_family(&c, kua_arena_printf(c.arena, "part-%d", i),
			                                kua_arena_printf(c.arena, "part-%d", k)));
	assert_true(corpus_same_family(&c, "roundup", "part-3"));
	corpus_end(&c);
}

/* A family keeps its id when a later print joins it. */
static void test_id_stays(void **state)
{
	(void)state;
	const char *id = NULL;
	struct corpus first;
	start(&first);
	const char *text = words(&first, 100);
	corpus_add(&first, "a", NULL, text);
	corpus_add(&first, "b", NULL, text);
	corpus_run(&first, 1);
	id = first.result.families[0].id;
	struct corpus second;
	start(&second);
	corpus_add(&second, "c", NULL, text);
	corpus_add(&second, "a", NULL, text);
	corpus_add(&second, "b", NULL, text);
	corpus_run(&second, 1);
	assert_int_equal(second.result.n_families, 1);
	assert_string_equal(second.result.families[0].id, id);
	corpus_end(&second);
	corpus_end(&first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_extract_belongs_to_its_text),
		cmocka_unit_test(test_footer_makes_no_family),
		cmocka_unit_test(test_story_with_lines_around_it),
		cmocka_unit_test(test_quotation_does_not_join_articles),
		cmocka_unit_test(test_compilation),
		cmocka_unit_test(test_id_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
