/*
 * test_hostile.c - texts that hurt: one word a megabyte long and repeated, nothing at all, the same item by the thousand,
 * no spaces, many scripts, bytes of no meaning. Each must end, and soon: the time limit is generous, a quadratic run passes it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "corpus.h"

/* Seconds of work, all threads together: a busy machine must not fail a test. */
static double seconds(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *repeated(struct corpus *c, const char *s, size_t bytes)
{
	size_t n = strlen(s);
	char *p = kua_arena_alloc(c->arena, bytes + n + 1);
	for (size_t i = 0; i < bytes; i += n)
		memcpy(p + i, s, n);
	return p;
}

static void test_one_word_repeated(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a", NULL, repeated(&c, "freedom ", 1 << 20));
	corpus_add(&c, "b", NULL, repeated(&c, "freedom ", 1 << 20));
	corpus_add(&c, "c", NULL, repeated(&c, "a ", 1 << 20));
	corpus_add(&c, "d", NULL, repeated(&c, "a ", 1 << 19));
	double start = seconds();
	corpus_run(&c, 2);
	assert_true(seconds() - start < 60);
	const struct kua_reuse *r = corpus_pair(&c, "a", "b");
	assert_non_null(r);
	assert_int_equal(r->shared_words, (1 << 20) / 8);
	assert_non_null(corpus_pair(&c, "c", "d"));
	assert_int_equal(c.result.n_pairs, 2);
	corpus_end(&c);
}

static void test_nothing(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	corpus_run(&c, 1); /* no items */
	assert_int_equal(c.result.n_pairs + c.result.n_families + c.result.n_drift, 0);
	corpus_add(&c, "a", NULL, "");
	corpus_add(&c, "b", NULL, "");
	corpus_add(&c, "c", NULL, " \n\n ... !!! ---");
	corpus_add(&c, "d", NULL, "12 34 56 78 90 12 34 56 78 90 12 34 56 78 90");
	corpus_add(&c, "e", NULL, "word");
	corpus_run(&c, 2);
	assert_int_equal(c.result.n_pairs, 0);
	kua_reuse_date(c.items.v, c.sources, c.items.n, c.languages, &c.result, c.arena);
	assert_null(c.items.v[0].date_from);
	corpus_end(&c);
}

/* One item as large as a book that repeats itself ten times over, and one that quotes a paragraph of it. */
static void test_large_item(void **state)
{
	(void)state;
	struct corpus c;
	struct dice d = {11};
	struct kua_buf book = KUA_BUF_INIT, all = KUA_BUF_INIT, quote = KUA_BUF_INIT;
	dice_text(&d, 30000, 4000, &book);
	dice_text(&d, 40, 4000, &quote);
	for (int i = 0; i < 10; i++)
		kua_buf_add(&all, book.data, book.len);
	kua_buf_add(&all, quote.data, quote.len);
	corpus_start(&c);
	corpus_add(&c, "book", NULL, all.data);
	corpus_add(&c, "quote", NULL, quote.data);
	double start = seconds();
	corpus_run(&c, 2);
	assert_true(seconds() - start < 60);
	assert_int_equal(c.result.n_pairs, 1);
	assert_true(corpus_pair(&c, "book", "quote")->shared_words >= 39);
	corpus_end(&c);
	kua_buf_free(&book);
	kua_buf_free(&all);
	kua_buf_free(&quote);
}

/* 3,000 identical items: a star and near neighbours, one family, not 4.5 million pairs. */
static void test_identical_items(void **state)
{
	(void)state;
	enum { ITEMS = 3000 };
	struct corpus c;
	struct dice d = {3};
	struct kua_buf text = KUA_BUF_INIT;
	dice_text(&d, 150, 4000, &text);
	corpus_start(&c);
	for (int i = 0; i < ITEMS; i++)
		corpus_add(&c, kua_arena_printf(c.arena, "n%05d", i), NULL, text.data);
	double start = seconds();
	corpus_run(&c, 2);
	assert_true(seconds() - start < 60);
	assert_int_equal(c.result.n_families, 1);
	assert_int_equal(c.result.families[0].items.n, ITEMS);
	assert_true(c.result.n_pairs <= (size_t)ITEMS * (KUA_REUSE_NEAR + 1));
	assert_non_null(corpus_pair(&c, "n00000", "n02999"));
	assert_non_null(corpus_pair(&c, "n01500", "n01508"));
	assert_null(corpus_pair(&c, "n01500", "n01509"));
	for (size_t i = 0; i < c.result.n_pairs; i++)
		assert_int_equal(c.result.pairs[i].shared_words, 150);
	corpus_end(&c);
	kua_buf_free(&text);
}

/* At the limit all pairs, one past it no longer. */
static void test_limit_of_all_pairs(void **state)
{
	(void)state;
	for (size_t n = KUA_REUSE_ALL_PAIRS; n <= KUA_REUSE_ALL_PAIRS + 1; n++) {
		struct corpus c;
		struct dice d = {8};
		struct kua_buf text = KUA_BUF_INIT;
		dice_text(&d, 60, 4000, &text);
		corpus_start(&c);
		for (size_t i = 0; i < n; i++)
			corpus_add(&c, kua_arena_printf(c.arena, "n%05zu", i), NULL, text.data);
		corpus_run(&c, 1);
		assert_int_equal(c.result.n_families, 1);
		if (n == KUA_REUSE_ALL_PAIRS)
			assert_int_equal(c.result.n_pairs, n * (n - 1) / 2);
		else
			assert_true(c.result.n_pairs < n * (KUA_REUSE_NEAR + 1));
		corpus_end(&c);
		kua_buf_free(&text);
	}
}

static void test_no_spaces_and_many_scripts(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"哈萨克斯坦西部石油工人罢工期间警方向人群开枪造成多人死亡目击者说真实数字远高于官方公布的数字家属要求公开调查",
		"Жаңаөзен қаласында мұнайшылар ереуілі кезінде полиция адамдарға оқ атты, куәгерлер қаза тапқандар саны "
		"ресми деректерден әлдеқайда көп дейді, туыстары әділ тергеуді талап етіп отыр.",
		"قال شهود عيان إن الشرطة أطلقت النار على العمال المضربين في المدينة وإن عدد القتلى أكبر بكثير مما أعلنته "
		"السلطات وطالبت العائلات بتحقيق مستقل في ما حدث ذلك اليوم",
	};
	struct corpus c;
	corpus_start(&c);
	for (size_t i = 0; i < 3; i++) {
		corpus_add(&c, kua_arena_printf(c.arena, "%zu-x", i), NULL, texts[i]);
		corpus_add(&c, kua_arena_printf(c.arena, "%zu-y", i), NULL, kua_arena_printf(c.arena, "Copy: %s", texts[i]));
	}
	struct kua_buf wall = KUA_BUF_INIT;
	struct dice d = {12};
	for (int i = 0; i < 200000; i++)
		kua_buf_char(&wall, (char)('a' + dice_roll(&d, 26)));
	corpus_add(&c, "wall-1", NULL, wall.data);
	corpus_add(&c, "wall-2", NULL, wall.data);
	double start = seconds();
	corpus_run(&c, 2);
	assert_true(seconds() - start < 60);
	for (size_t i = 0; i < 3; i++)
		assert_non_null(corpus_pair(&c, kua_arena_printf(c.arena, "%zu-x", i), kua_arena_printf(c.arena, "%zu-y", i)));
	corpus_end(&c);
	kua_buf_free(&wall);
}

/* Many common phrases between items that share nothing else: no pairs, and no quadratic time. */
static void test_common_phrases(void **state)
{
	(void)state;
	struct corpus c;
	struct dice d = {21};
	struct kua_buf text = KUA_BUF_INIT;
	corpus_start(&c);
	for (int i = 0; i < 1500; i++) {
		kua_buf_clear(&text);
		for (int k = 0; k < 20; k++) {
			for (uint32_t w = 3 + dice_roll(&d, 12); w > 0; w--, kua_buf_char(&text, ' '))
				for (uint32_t n = 5 + dice_roll(&d, 5); n > 0; n--)
					kua_buf_char(&text, (char)('a' + dice_roll(&d, 26)));
			kua_buf_str(&text, k % 2 ? "the right to a fair trial " : "human rights in the country ");
		}
		corpus_add(&c, kua_arena_printf(c.arena, "n%05d", i), NULL, text.data);
	}
	double start = seconds();
	corpus_run(&c, 2);
	assert_true(seconds() - start < 60);
	assert_int_equal(c.result.n_families, 0);
	corpus_end(&c);
	kua_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_word_repeated),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_large_item),
		cmocka_unit_test(test_identical_items),
		cmocka_unit_test(test_limit_of_all_pairs),
		cmocka_unit_test(test_no_spaces_and_many_scripts),
		cmocka_unit_test(test_common_phrases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
