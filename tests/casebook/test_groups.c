/*
 * test_groups.c - rows of which only those of some items are read: whatever changes, and by whatever means rows were written, in the end
 * the rows are what they should be, and what was the same was not written.
 */
#include <stdlib.h>
#include <string.h>

#include "help.h"

enum { ITEMS = 60, EACH = 5, STEPS = 40 };

struct world { /* what should be: of each item some mentions, by numbers that change */
	uint32_t version[ITEMS], n[ITEMS];
	uint64_t random;
};

static uint32_t roll(struct world *w, uint32_t n)
{
	w->random = w->random * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(w->random >> 33) % n;
}

static size_t mentions(struct fixture *f, const struct world *w, struct kua_mention **out)
{
	struct kua_mention *v = KUA_NEW_N(f->a, struct kua_mention, ITEMS * EACH);
	size_t n = 0;
	for (uint32_t i = 0; i < ITEMS; i++)
		for (uint32_t k = 0; k < w->n[i]; k++)
			v[n++] = (struct kua_mention){i == 7 ? NULL : kua_arena_printf(f->a, "i%02u", i), k * 10, k * 10 + 4,
			                              kua_arena_printf(f->a, "per-%u", (w->version[i] + k) % 9), "Roza", NULL};
	*out = v;
	return n;
}

static const char *lines(struct fixture *f, const struct kua_mention *v, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n; i++)
		kua_shape_json(&b, &kua_shapes[KUA_MENTION], &v[i]);
	const char *s = kua_arena_strndup(f->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return s;
}

static int by_place(const void *x, const void *y)
{
	const struct kua_mention *a = x, *b = y;
	int order = strcmp(a->item ? a->item : "", b->item ? b->item : "");
	return order ? order : a->start < b->start ? -1 : a->start > b->start;
}

static void is_as_it_should_be(struct fixture *f, struct kua_mention *v, size_t n)
{
	struct kua_mention *there;
	size_t n_there;
	ok(kua_casebook_load(f->cb, KUA_MENTION, NULL, NULL, f->a, (void **)&there, &n_there, &f->err));
	assert_int_equal(n_there, n);
	if (n) {
		qsort(v, n, sizeof *v, by_place);
		qsort(there, n, sizeof *there, by_place);
	}
	assert_string_equal(lines(f, there, n), lines(f, v, n));
}

/* Make the rows what they should be; how many were written and taken away. */
static size_t settle(struct fixture *f, const struct world *w)
{
	struct kua_mention *v;
	struct kua_changes c;
	size_t n = mentions(f, w, &v);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_compare(f->cb, KUA_MENTION, v, n, f->a, &c, &f->err));
	ok(kua_casebook_change(f->cb, &c, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	is_as_it_should_be(f, v, n);
	return c.n_come + c.n_gone;
}

static void start(struct fixture *f, struct world *w)
{
	*w = (struct world){.random = 5};
	for (int i = 0; i < ITEMS; i++)
		w->n[i] = 3;
	assert_int_equal(settle(f, w), 3 * ITEMS);
	assert_int_equal(settle(f, w), 0);
}

static void any_changes(void **state)
{
	struct fixture *f = *state;
	struct world w;
	start(f, &w);
	for (int step = 0; step < STEPS; step++) {
		uint32_t most = step % 8 == 7 ? ITEMS : 4;
		for (uint32_t k = 0; k < most; k++) {
			uint32_t i = roll(&w, ITEMS);
			w.version[i] = roll(&w, 9);
			w.n[i] = roll(&w, EACH + 1);
		}
		(void)settle(f, &w);
		assert_int_equal(settle(f, &w), 0);
	}
}

static void one_of_an_item_is_written(void **state)
{
	struct fixture *f = *state;
	struct world w;
	start(f, &w);
	w.n[20]++;
	assert_int_equal(settle(f, &w), 1);
	w.n[20] = 0;
	assert_int_equal(settle(f, &w), 4);
	w.n[7]++; /* of no item */
	assert_int_equal(settle(f, &w), 1);
}

/* Rows that were written or dropped by other means are seen, and a change that was taken back leaves nothing behind. */
static void other_means(void **state)
{
	struct fixture *f = *state;
	struct kua_mention *v, more = {"i33", 90, 94, "per-1", "Max", NULL};
	struct kua_changes c;
	struct world w;
	start(f, &w);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_put(f->cb, KUA_MENTION, &more, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(settle(f, &w), 1);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_drop(f->cb, KUA_MENTION, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(settle(f, &w), 3 * ITEMS);
	w.version[1]++;
	size_t n = mentions(f, &w, &v);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_compare(f->cb, KUA_MENTION, v, n, f->a, &c, &f->err));
	ok(kua_casebook_change(f->cb, &c, &f->err));
	kua_casebook_rollback(f->cb);
	assert_int_equal(settle(f, &w), 6);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_drop_derived(f->cb, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(settle(f, &w), 3 * ITEMS);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {T(any_changes), T(one_of_an_item_is_written), T(other_means)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
