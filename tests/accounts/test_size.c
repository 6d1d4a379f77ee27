/* test_size.c - many figures, and shapes that would be slow if anything were done for each pair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "world.h"

enum { MANY = 10000 };

/* Ten seconds even with sanitizers on a slow machine; anything done for each pair takes far longer. */
static const double limit = 10.0;

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void make_within_limit(struct world *w)
{
	double start = seconds();
	world_make(w);
	double took = seconds() - start;
	print_message("           %zu figures: %.3f s\n", w->figures.n, took);
	assert_true(took < limit);
}

static void test_one_number_in_many_items(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	struct kua_buf all = KUA_BUF_INIT;
	for (int i = 0; i < MANY; i++) {
		add_item(&w, kua_arena_printf(w.a, "d%d", i), 1, "2014-01-01",
		         "70 were killed in Orlun, residents said.");
		add_figure(&w, w.items.v[w.items.n - 1].id, "70 were killed in Orlun", "killed", "70",
		           "residents", "Orlun",
		           i % 3 ? "2012" : "2012-03-16");
		kua_buf_printf(&all, "d%d.1 ", i);
	}
	add_family(&w, "fam", all.data);
	make_within_limit(&w);
	assert_int_equal(w.out.n_events, 1);
	assert_int_equal(w.out.accounts[0].statements, MANY);
	assert_int_equal(w.out.accounts[0].independent, 1);
	kua_buf_free(&all);
	world_end(&w);
}

static void test_every_day_another_event(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	for (int i = 0; i < MANY; i++) {
		char day[11];
		kua_date_from_day(1000 + i, day);
		add_item(&w, kua_arena_printf(w.a, "d%d", i), 1, "2014-01-01",
		         "5 were killed in Orlun, residents said.");
		add_figure(&w, w.items.v[w.items.n - 1].id, "5 were killed in Orlun", "killed", "5",
		           "residents", "Orlun",
		           i % 2 ? kua_arena_strdup(w.a, day) : kua_arena_strndup(w.a, day, 4));
	}
	make_within_limit(&w);
	assert_true(w.out.n_events > MANY / 2);
	world_end(&w);
}

static void test_all_in_one_item(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	struct kua_buf text = KUA_BUF_INIT;
	for (int i = 0; i < MANY; i++)
		kua_buf_str(&text, "On the anniversary, 5 March, 70 fell. ");
	for (int i = 0; i < 2; i++)
		add_item(&w, i ? "b" : "a", 1, "2014-01-01", text.data);
	for (int i = 0; i < MANY; i++) {
		struct kua_figure *f = kua_vec_add(&w.figures);
		int64_t at = (i / 2) * 38;
		*f = (struct kua_figure){.id = kua_arena_printf(w.a, "f%d", i), .item = i % 2 ? "a.1" : "b.1", .start = at,
		                         .end = at + 36, .quote = "70 fell", .act = "killed", .low = 70, .high = 70};
		struct kua_mention *m = kua_vec_add(&w.mentions);
		*m = (struct kua_mention){f->item, at + 3, at + 6, "p-x", "the", NULL};
	}
	add_entity(&w, "p-x", "organisation", "the");
	add_reuse(&w, "a.1", "b.1", "On the", "fell. ");
	((struct kua_span *)w.reuse.v[0].spans.v)->a_end = ((struct kua_span *)w.reuse.v[0].spans.v)->b_end = (int64_t)text.len;
	add_family(&w, "fam", "a.1 b.1");
	make_within_limit(&w);
	kua_buf_free(&text);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_number_in_many_items),
		cmocka_unit_test(test_every_day_another_event),
		cmocka_unit_test(test_all_in_one_item),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
