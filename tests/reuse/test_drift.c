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

/* What differs, and what it is of: "date", or nothing. */
static void check_of(const char *a, const char *b, const char *in_a, const char *in_b, const char *kind, const char *of)
{
	struct corpus c;
	check(a, b, in_a, in_b, kind);
	two_prints(&c, a, b);
	const struct kua_drift *d = corpus_drift(&c, in_a, in_b);
	if ((d->of == NULL) != (of == NULL) || (of && strcmp(d->of, of) != 0))
		fail_msg("\"%s\" to \"%s\" is of %s", in_a, in_b, d->of ? d->of : "nothing");
	assert_int_equal(c.result.n_drift, 1);
	corpus_end(&c);
}

/* A changed day is told with its month and year, and once, whatever of it was changed. */
static void test_dates(void **state)
{
	(void)state;
	check_of("They met on 16 December 2011 at the quay.", "They met on 17 December 2011 at the quay.", "16 December 2011",
	         "17 December 2011", "number", "date");
	check_of("They met on 16 December at the quay.", "They met on 17 December at the quay.", "16 December", "17 December", "number",
	         "date");
	check_of("They met on 2011-12-02 at the quay.", "They met on 2011-12-01 at the quay.", "2011-12-02", "2011-12-01", "number",
	         "date");
	check_of("They met on 16 December 2011 at the quay.", "They met on 16 November 2011 at the quay.", "16 December 2011",
	         "16 November 2011", "number", "date");
	check_of("They met on 16 December 2011 at the quay.", "They met on 17 November 2012 at the quay.", "16 December 2011",
	         "17 November 2012", "number", "date");
	check_of("They met on 16 December 2011 at the quay.", "They met on December 17, 2011 at the quay.", "16 December 2011",
	         "December 17, 2011", "number", "date");
	check_of("In all 12 of them were shot.", "In all 70 of them were shot.", "12", "70", "number", NULL);
}

/* A date beside a count, and two dates beside one: both changes are told. */
static void test_dates_hide_nothing(void **state)
{
	(void)state;
	check("On 16 December 2011, 12 men were shot.", "On 17 December 2011, 70 men were shot.", "16 December 2011", "17 December 2011",
	      "number");
	check("On 16 December 2011, 12 men were shot.", "On 17 December 2011, 70 men were shot.", "12", "70", "number");
	check("They met on 16-17 December 2011 at the quay.", "They met on 16-18 December 2011 at the quay.", "17 December 2011",
	      "18 December 2011", "number");
	check("They met from 16 to 17 December 2011 here.", "They met from 16 to 18 December 2011 here.", "17 December 2011",
	      "18 December 2011", "number");
	check("They met on 16 and 17 December 2011 here.", "They met on 16 and 18 December 2011 here.", "17 December 2011",
	      "18 December 2011", "number");
	check("They met on 16 and 17 December 2011 here.", "They met on 15 and 17 December 2011 here.", "16", "15", "number");
	check("They met on 16 December 2011 and on 3 March 2012.", "They met on 16 December 2011 and on 4 March 2012.", "3 March 2012",
	      "4 March 2012", "number");
}

static void test_dates_written_otherwise(void **state)
{
	(void)state;
	check_none("They met on 16 December 2011 at the quay.", "They met on December 16, 2011 at the quay.");
	check_none("They met on 16 December at the quay.", "They met on Dec. 16 at the quay.");
	check_of("They met on Monday at the quay.", "They met on Tuesday at the quay.", "Monday", "Tuesday", "name", "date");
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

/* ---- at the ends of passages ---- */

#define LONG_A "Nobody on the island had thought that so many boats would be missing when the storm lamps were lit again, and the " \
	"women went from house to house with lists of those who had put out on that evening, until the priest rang the bell. "
#define LONG_B "Quite another account comes from the ministry, whose spokesman read four pages about customs duties, smuggled diesel and " \
	"a patrol vessel that had asked for help, without once saying where its crew had been before midnight or after dawn. "

/* Two texts with one passage or more in common; what is told of them by `kind`, or that nothing is (in_a NULL). */
static void check_texts(const char *a, const char *b, const char *in_a, const char *in_b, const char *kind)
{
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a", NULL, a);
	corpus_add(&c, "b", NULL, b);
	corpus_run(&c, 1);
	assert_int_equal(c.result.n_families, 1);
	size_t told = 0;
	for (size_t i = 0; i < c.result.n_drift; i++) {
		const struct kua_drift *d = &c.result.drift[i];
		if (strcmp(d->kind, kind) != 0)
			continue;
		told++;
		if (!in_a || strcmp(d->in_a, in_a) != 0 || strcmp(d->in_b, in_b) != 0)
			fail_msg("%s \"%s\" to \"%s\" in:\n%s\n%s", kind, d->in_a, d->in_b, a, b);
		assert_memory_equal(a + d->a_start, in_a, strlen(in_a));
		assert_memory_equal(b + d->b_start, in_b, strlen(in_b));
	}
	if (told != (in_a != NULL))
		fail_msg("%zu drifts of kind %s instead of %d in:\n%s\n%s", told, kind, in_a != NULL, a, b);
	corpus_end(&c);
}

/* A figure with too little beside it to be worth a gap: the passage ends before it. */
static void test_numbers_at_ends_of_texts(void **state)
{
	(void)state;
	check_texts("As 90 of us know, " BEFORE, "As 200 of us know, " BEFORE, "90", "200", "number");
	check_texts("12 men are dead. " BEFORE, "170 men are dead. " BEFORE, "12", "170", "number");
	check_texts("12 fishermen died. " BEFORE, "Twenty-three fishermen died. " BEFORE, "12", "Twenty-three", "number");
	check_texts("12 thousand signed. " BEFORE, "315 thousand signed. " BEFORE, "12 thousand", "315 thousand", "number");
	check_texts("12 dead\n\n" BEFORE, "315 dead\n\n" BEFORE, "12", "315", "number");
	check_texts(BEFORE "They took 12.", BEFORE "They took 315.", "12", "315", "number");
	check_texts(BEFORE "12 dead.", BEFORE "315 dead.", "12", "315", "number");
	check_texts(BEFORE "They took 1,200 in all.", BEFORE "They took 315 in all.", "1,200", "315", "number");
	check_texts(BEFORE "They took 12 or so.", BEFORE "They took twelve or so.", NULL, NULL, "number");
}

static void test_names_at_ends_of_texts(void **state)
{
	(void)state;
	check_texts("Brenwick lives. " BEFORE, "Branwyck lives. " BEFORE, "Brenwick", "Branwyck", "name");
	check_texts("So Morran says. " BEFORE, "So Veldt says. " BEFORE, "Morran", "Veldt", "name");
	check_texts(BEFORE "They asked for Ilsa Morran.", BEFORE "They asked for Ilsa Veldt.", "Ilsa Morran", "Ilsa Veldt", "name");
	check_texts(BEFORE "They asked for Ilsa Morran.", BEFORE "They asked for Tomas Veldt.", "Ilsa Morran", "Tomas Veldt", "name");
}

#define REST " Since then the nets hang dry along the sea wall, the ice house is shut on most days, and whoever can find work ashore has " \
	"taken it, for no boat goes out beyond the cape while the same patrol lies there and nobody can say by whose order it came."

/* The passage has an end inside both texts, or two of them. */
static void test_numbers_at_ends_of_passages(void **state)
{
	(void)state;
	check_texts(LONG_A "Of 12 men" AFTER REST, LONG_B "Of 315 men" AFTER REST, "12", "315", "number");
	check_texts(AFTER REST " They took 12 there. " LONG_A, AFTER REST " They took 315 there. " LONG_B, "12", "315", "number");
	check_texts(BEFORE "In all they took 12, and " LONG_A AFTER REST, BEFORE "In all they took 315, yet " LONG_B AFTER REST, "12",
	            "315", "number");
	check_texts(BEFORE LONG_A "Of 12 men" AFTER REST, BEFORE LONG_B "Of 315 men" AFTER REST, "12", "315", "number");
}

/* What stands in another sentence, or behind words that differ, is another text's. */
static void test_other_texts_beside_passages(void **state)
{
	(void)state;
	check_texts(AFTER REST " 12 boats were missing. " LONG_A, AFTER REST " 315 pages were read out. " LONG_B, NULL, NULL, "number");
	check_texts(LONG_A "There were 12." AFTER REST, LONG_B "He read out 315." AFTER REST, NULL, NULL, "number");
	check_texts(LONG_A "The bell of 12 churches rang because" AFTER REST, LONG_B "He spoke for 315 minutes, although" AFTER REST, NULL,
	            NULL, "number");
	check_texts(LONG_A "So old Morran says:" AFTER REST, LONG_B "In short, Veldt says:" AFTER REST, NULL, NULL, "name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_dates_hide_nothing),
		cmocka_unit_test(test_dates_written_otherwise),
		cmocka_unit_test(test_wordings),
		cmocka_unit_test(test_trivial_changes),
		cmocka_unit_test(test_no_drift_across_families),
		cmocka_unit_test(test_numbers_at_ends_of_texts),
		cmocka_unit_test(test_names_at_ends_of_texts),
		cmocka_unit_test(test_numbers_at_ends_of_passages),
		cmocka_unit_test(test_other_texts_beside_passages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
