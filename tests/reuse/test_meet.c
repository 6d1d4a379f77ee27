/* test_meet.c - whom a place meets is the same, whether it stands in a list or right behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reuse/search.h"

enum { SIZES = 8 };
static const size_t sizes[SIZES] = {1, 3, 4, 32, 33, 64, 1000, 70000};

static struct place nth_place(size_t group, size_t i)
{
	return (struct place){(uint32_t)(1000000 * group + i), (uint32_t)(7 * i + group)};
}

/* Group after group in one bucket, the first member of each with all others. How many of the groups stood in lists? */
static size_t write_groups(struct lists *lists, struct spill *s)
{
	struct pen *pen = pen_new(s);
	struct listing listing = {0};
	size_t listed = 0;
	for (size_t g = 0; g < SIZES; g++) {
		uint64_t list = 0;
		struct place *room = lists_room(lists, &listing, sizes[g], &list), *own = NULL;
		if (!room)
			room = own = kua_malloc(sizes[g] * sizeof *own);
		for (size_t i = 0; i < sizes[g]; i++)
			room[i] = nth_place(g, i);
		if (own)
			meet(pen, 5, nth_place(g, 0), room + 1, sizes[g] - 1);
		else
			meet_listed(pen, 5, nth_place(g, 0), list + 1, sizes[g] - 1);
		listed += !own;
		free(own);
	}
	pen_free(pen);
	return listed;
}

static void check(int64_t bytes, size_t listed)
{
	struct kua_error err = {0};
	struct budget budget = {.left = bytes};
	struct spool spool;
	struct lists lists = {.budget = &budget};
	(void)pthread_mutex_init(&lists.lock, NULL);
	assert_int_equal(spool_open(&spool, ".", &err), KUA_OK);
	struct spill *s = spill_new(sizeof(struct place), &budget, &spool, NULL);
	assert_int_equal(write_groups(&lists, s), listed);
	size_t n = spill_n(s, 5), met[SIZES] = {0};
	struct place *words = kua_malloc(n * sizeof *words);
	assert_int_equal(spill_take(s, 5, words, &err), KUA_OK);
	for (const struct place *p = words; p < words + n;) {
		struct meeting m;
		const struct place *with;
		p = meeting_read(&lists, p, &m, &with);
		size_t g = m.at.body / 1000000;
		for (size_t i = 0; i < m.n; i++) {
			struct place wanted = nth_place(g, ++met[g]);
			assert_memory_equal(&with[i], &wanted, sizeof wanted);
		}
	}
	for (size_t g = 0; g < SIZES; g++)
		assert_int_equal(met[g], sizes[g] - 1);
	free(words);
	spill_free(s);
	lists_free(&lists);
	spool_close(&spool);
	assert_int_equal(atomic_load(&budget.left), bytes);
}

static void test_meet(void **state)
{
	(void)state;
	check((int64_t)1 << 30, 6); /* all but those of less than four */
	check(0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_meet)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
