/* test_drift.c - names, numbers and wordings that differ between two prints, and what is no difference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"

#define BEFORE "We write because of what was done to the fishermen of our coast last spring and because nobody has answered us. "
#define AFTER " Their families still wait for an inquiry, and the harbour office refuses to open its books to anyone at all."

static void two_prints(struct corpus *c, const char *a, const char *b)
{
	corpus_start(c);
	corpus_add(c, "a", NULL, kua_arena_printf(c->arena, "%s%s%s", BEFORE, a, AFTER));
	corpus_add(c, "b", NULL, kua_arena_printf(c->arena, "%s%s%s", BEFORE, b, AFTER));
	corpus_run(c, 1);
	assert_int_equal(c->result.n_pairs, 1);
	assert_int_equal(c->result.n_families, 1);
}

static void check(const char *a, const char *b, const char *in_a, const char *in_b, const char *kind)
{
	struct corpus c;
	two_prints(&c, a, b);
	const struct kua_drift *d = corpus_drift(&c, in_a, in_b);
	if (!d || strcmp(d->kind, kind) != 0) {
		struct kua_buf out = KUA_BUF_INIT;
		corpus_print(&c, &out);
		fail_msg("no drift %s \"%s\" to \"%s\" in:\n%s", kind, in_a, in_b, out.data);
	}
	assert_int_equal(strncmp(c.items.v[0].text + d->a_start, in_a, (size_t)(d->a_end - d->a_start)), 0);
	assert_int_equal(strncmp(c.items.v[1].text + d->b_start, in_b, (size_t)(d->b_end - d->b_start)), 0);
	corpus_end(&c);
}

static void check_none(const char *a, const char *b)
{
	struct corpus c;
	two_prints(&c, a, b);
	if (c.result.n_drift)
		fail_msg("\"%s\" to \"%s\" is no drift", c.result.drift[0].in_a, c.result.drift[0].in_b);
	corpus_end(&c);
}

static void test_names(void **state)
{
	(void)state;
	check("The skipper, Tomas Brenwick, was held for a week.", "The skipper, Tomas Brenwyk, was held for a week.",
	      "Tomas Brenwick", "Tomas Brenwyk", "name");
	check("It happened at Port Almery in the night.", "It happened at Port Halmeri in the night.", "Port Almery",
	      "Port Halmeri", "name");
	check("They had asked Ilsa Morran to speak for them.", "They had asked Ilsa Veldt to speak for them.", "Ilsa Morran",
	      "Ilsa Veldt", "name");
	check("They had asked Morran to speak for them.", "They had asked Ilsa Morran to speak for them.", "Morran",
	      "Ilsa Morran", "name");
}

static void test_numbers(void **state)
{
	(void)state;
	check("In all 12 of them were shot.", "In all 70 of them were shot.", "12", "70", "number");
	check("In all twelve of them were shot.", "In all 17 of them were shot.", "twelve", "17", "number");
	check("They collected 1,200 names in a day.", "They collected 12,000 names in a day.", "1,200", "12,000", "number");
	check("In all two hundred of them were held.", "In all two hundred and fifty of them were held.", "two hundred",
	      "two hundred and fifty", "number");
	check("In all 12 of them were shot and 30 hurt.", "In all 70 of them were shot and 300 hurt.", "30", "300", "number");
	check_none("In all 12 of them were shot.", "In all twelve of them were shot.");
	check_none("They collected 1,200 names in a day.", "They collected 1200 names in a day.");
}

static void test_wordings(void **state)
{
	(void)state;
	check("The men were gunned down by masked soldiers on the quay.", "The men were gunned by soldiers on the quay.",
	      "gunned down by masked soldiers", "gunned by soldiers", "wording");
	check("The men were killed on the quay.", "The men were hurt on the quay.", "killed", "hurt", "wording");
	check("Nobody was charged on the quay.", "Nobody was ever charged on the quay.", "was charged", "was ever charged", "wording");
}

static void test_trivial_changes(void **state)
{
	(void)state;
	check_none("The “old” harbour-master said it was a much-publicised affair.",
	           "The 'old' harbour master said it was a much publicised affair.");
	check_none("THE OLD harbour master said: it was known.", "The old harbour master said it was known.");
	check_none("The harbour, and Tom with it, was closed.", "The harbour, andTom with it, was closed.");
}

/* Items that only share a passage and are of different families have no drift. */
static void test_no_drift_across_families(void **state)
{
	(void)state;
	struct corpus c;
	struct dice d = {55};
	struct kua_buf x = KUA_BUF_INIT, y = KUA_BUF_INIT;
	dice_text(&d, 300, 9000, &x);
	dice_text(&d, 300, 9000, &y);
	corpus_start(&c);
	corpus_add(&c, "a", NULL, kua_arena_printf(c.arena, "%s%sIn all 12 were shot.%s", x.data, BEFORE, AFTER));
	corpus_add(&c, "b", NULL, kua_arena_printf(c.arena, "%s%sIn all 70 were shot.%s", y.data, BEFORE, AFTER));
	corpus_run(&c, 1);
	assert_int_equal(c.result.n_pairs, 1);
	assert_int_equal(c.result.n_families, 0);
	assert_int_equal(c.result.n_drift, 0);
	corpus_end(&c);
	kua_buf_free(&x);
	kua_buf_free(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_wordings),
		cmocka_unit_test(test_trivial_changes),
		cmocka_unit_test(test_no_drift_across_families),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
