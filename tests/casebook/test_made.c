/* test_made.c - what was made of single items: kept, replaced, forgotten; damaged, it counts as not there. */
#include <stdlib.h>
#include <string.h>

#include "help.h"

struct seen {
	size_t n;
	char told[400];
};

static void see(void *ctx, const struct kua_made *m)
{
	struct seen *s = ctx;
	size_t at = strlen(s->told);
	s->n++;
	(void)snprintf(s->told + at, sizeof s->told - at, "%s %s %.*s;", m->item, m->mark, (int)m->n, m->v);
}

static const char *all(struct fixture *f, const char *stage)
{
	struct seen s = {0};
	ok(kua_made_each(f->cb, stage, f->a, see, &s, &f->err));
	return kua_arena_strdup(f->a, s.told);
}

static void put(struct fixture *f, const char *stage, const char *item, const char *mark, const char *v)
{
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_made_put(f->cb, stage, &(struct kua_made){item, mark, v, strlen(v)}, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
}

static void kept_by_stage_in_order_and_replaced(void **state)
{
	struct fixture *f = *state;
	put(f, "claims", "d-2.1", "m2", "two");
	put(f, "claims", "d-1.1", "m1", "");
	put(f, "names", "d-1.1", "n1", "other");
	assert_string_equal(all(f, "claims"), "d-1.1 m1 ;d-2.1 m2 two;");
	put(f, "claims", "d-2.1", "m3", "three");
	assert_string_equal(all(f, "claims"), "d-1.1 m1 ;d-2.1 m3 three;");
	assert_string_equal(all(f, "names"), "d-1.1 n1 other;");
	assert_string_equal(all(f, "none"), "");
}

static void only_in_a_transaction(void **state)
{
	struct fixture *f = *state;
	assert_int_not_equal(kua_made_put(f->cb, "claims", &(struct kua_made){"d", "m", "v", 1}, &f->err), KUA_OK);
	assert_int_not_equal(kua_made_drop(f->cb, &f->err), KUA_OK);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_made_put(f->cb, "claims", &(struct kua_made){"d", "m", "v", 1}, &f->err));
	kua_casebook_rollback(f->cb);
	assert_string_equal(all(f, "claims"), "");
}

static void gone_with_all_that_is_derived(void **state)
{
	struct fixture *f = *state;
	put(f, "claims", "d-1.1", "m", "v");
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_drop_derived(f->cb, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_string_equal(all(f, "claims"), "");
}

static void damaged_is_not_there(void **state)
{
	struct fixture *f = *state;
	put(f, "claims", "d-1.1", "m", "one");
	put(f, "claims", "d-2.1", "m", "two");
	put(f, "claims", "d-3.1", "m", "three");
	tamper_reopen(f, "UPDATE made SET packed = x'' WHERE item = 'd-1.1'");
	assert_string_equal(all(f, "claims"), "d-2.1 m two;d-3.1 m three;");
	tamper_reopen(f, "UPDATE made SET packed = substr(packed, 1, length(packed) - 1) WHERE item = 'd-2.1'");
	assert_string_equal(all(f, "claims"), "d-3.1 m three;");
	tamper_reopen(f, "UPDATE made SET packed = CAST(x'28b52ffd' || zeroblob(40) AS BLOB)");
	assert_string_equal(all(f, "claims"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kept_by_stage_in_order_and_replaced, fixture_start, fixture_end),
		cmocka_unit_test_setup_teardown(only_in_a_transaction, fixture_start, fixture_end),
		cmocka_unit_test_setup_teardown(gone_with_all_that_is_derived, fixture_start, fixture_end),
		cmocka_unit_test_setup_teardown(damaged_is_not_there, fixture_start, fixture_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
