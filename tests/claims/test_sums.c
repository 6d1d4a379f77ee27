/*
 * test_sums.c - figures that are added up: what one sentence lists, and victims who are told one by one. A row is a text and its figures
 * in order, "act number", with "<" behind one that is part of another.
 */
#include "helper.h"

static const char *shown(struct kua_arena *a, const struct kua_claims_result *r)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < r->n_figures; i++) {
		const struct kua_figure *f = &r->figures[i];
		kua_buf_printf(&b, "%s%s ", i ? "; " : "", f->act);
		if (f->word)
			kua_buf_str(&b, f->word);
		else
			kua_buf_printf(&b, "%lld%s%s", (long long)f->low, f->high == f->low ? "" : "..", f->part_of ? "<" : "");
	}
	const char *out = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

struct row {
	const char *text, *want;
};

static void check_rows(const struct row *rows, size_t n)
{
	size_t failed = 0;
	for (size_t i = 0; i < n; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_claims_result r = claims_of(all_rules, &(struct kua_item){.id = "x", .text = rows[i].text, .published_on = "2019-06-03"}, NULL, 0, a);
		const char *got = shown(a, &r);
		if (strcmp(got, rows[i].want) != 0) {
			print_error("%s: expected \"%s\", got \"%s\"\n", rows[i].text, rows[i].want, got);
			failed++;
		}
		for (size_t k = 0; k < r.n_figures; k++)
			if (strncmp(rows[i].text + r.figures[k].start, r.figures[k].quote, strlen(r.figures[k].quote)) != 0)
				fail_msg("%s: the quote of figure %zu stands elsewhere", rows[i].text, k);
		kua_arena_free(a);
	}
	assert_int_equal(failed, 0);
}

static void what_a_sentence_lists(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"Two men and a woman were shot late on Monday. It was noon. The street was closed.", "shot 3; shot 2<; shot 1<"},
		{"The gunman killed two teachers and three students. It was noon. The school was closed.", "killed 5; killed 2<; killed 3<"},
		{"Two men, a woman and a boy were shot. It was noon. The street was closed.", "shot 4; shot 2<; shot 2<"},
		{"Two men and a woman were shot. The woman died. The men are in stable condition.", "shot 3; shot 2<; shot 1<; injured 2; killed 1"},
		/* the text has a whole of its own */
		{"Two men and two women were killed. Four people died in all. It was noon.", "killed 2<; killed 2<; killed 4"},
		{"Two men and two women were killed. At least five people died in all. It was noon.", "killed 2; killed 2; killed 5.."},
		{"Three civilians, two women and a man, died. It was noon. The house burned.", "killed 3; killed 2<; killed 1<"},
		/* two sides of a fight, and who did it */
		{"Two rebels and two women were killed. It was noon. The street was closed.", "killed 2; killed 2"},
		{"A clerk and two of the attackers were killed. It was noon. The street was closed.", "killed 1; killed 2"},
		{"A clerk, two cooks and a suspect were killed. It was noon. The street was closed.", "killed 3; killed 1<; killed 2<; killed 1"},
		/* what is known already; what is no exact number; what a reader sees at a glance */
		{"The vigil began two days after six men and two women were killed. It was noon. The street was closed.", "killed 6; killed 2"},
		{"Two men and dozens of women were killed. It was noon. The street was closed.", "killed 2; killed dozens"},
		{"Two men and a woman were shot. It was noon.", "shot 2; shot 1"},
		/* a text may end in the list */
		{"It was noon. The street was closed. Two men and a woman were shot", "shot 3; shot 2<; shot 1<"},
	};
	check_rows(rows, sizeof rows / sizeof *rows);
}

static void who_is_told_one_by_one(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"A 19-year-old man died at the scene after a shooting. A second man, 22, died at the hospital. A woman was in stable condition.",
		 "killed 1; killed 2; injured 1"},
		{"A 34-year-old man was found shot dead. A 29-year-old woman was shot in the leg. A third victim, a 40-year-old man, was grazed.",
		 "killed 1; shot 1; injured 2; shot 1"},
		{"A 25-year-old man was shot in the leg. A 30-year-old man was shot in the back. A 16-year-old girl was shot in the arm.",
		 "shot 1; injured 3; shot 1; shot 1"},
		{"A man was shot and killed. A woman was shot. The woman died at the hospital. A boy was shot in the arm.",
		 "killed 1<; killed 2; shot 1; shot 1; injured 1"},
		{"A man was shot in the head. He was taken to a hospital, where he died. A woman was shot in the foot.",
		 "shot 1; killed 1; shot 1; injured 1"},
		/* he may be the one before */
		{"A man was shot in the head. It was noon. A 30-year-old man was shot in the leg.", "shot 1"},
		/* the text counts them */
		{"Two men were killed. A 19-year-old man died at the scene. A second man, 22, died at the hospital.", "killed 2"},
		/* another event, and several */
		{"A 16-year-old boy was killed in a shooting. In an unrelated shooting, a 20-year-old man was killed.", "killed 1"},
		{"Police told of two separate shootings. A 16-year-old boy was killed. A 20-year-old woman was killed.", "killed 1"},
		/* who did it is not added */
		{"A 30-year-old woman was shot and killed. The gunman, 41, was shot dead by police.", "killed 1"},
	};
	check_rows(rows, sizeof rows / sizeof *rows);
}

/* The reasons say whom the sum counts, and the quote goes from the first to the last of them. */
static void the_sum_says_whom_it_counts(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	static const char text[] = "It was noon. A 25-year-old man was shot in the leg. A 16-year-old girl was shot in the arm. The street was closed.";
	struct kua_claims_result r = claims_of(all_rules, &(struct kua_item){.id = "x", .text = text}, NULL, 0, a);
	assert_int_equal(r.n_figures, 3);
	const struct kua_figure *sum = &r.figures[0];
	for (size_t i = 0; i < r.n_figures; i++)
		if (strcmp(r.figures[i].act, "injured") == 0)
			sum = &r.figures[i];
	assert_int_equal(sum->high, 2);
	assert_string_equal(sum->quote, "A 25-year-old man was shot in the leg. A 16-year-old girl was shot in the arm.");
	bool man = false, girl = false;
	for (size_t i = 0; i < sum->reasons.n; i++) {
		man |= strstr(sum->reasons.v[i], "\"A 25-year-old man\"") != NULL;
		girl |= strstr(sum->reasons.v[i], "\"A 16-year-old girl\"") != NULL;
	}
	assert_true(man && girl);
	kua_arena_free(a);
}

/* A text of n sentences, each of which tells of one who is older than the one before. */
static int64_t sum_of(size_t n, const char *between)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n; i++)
		kua_buf_printf(&b, "A %zu-year-old man was shot in the leg. %s", 20 + i, between);
	struct kua_claims_result r = claims_of(all_rules, &(struct kua_item){.id = "x", .text = b.data}, NULL, 0, a);
	int64_t most = 0;
	for (size_t i = 0; i < r.n_figures; i++)
		most = r.figures[i].high > most ? r.figures[i].high : most;
	kua_buf_free(&b);
	kua_arena_free(a);
	return most;
}

/* Twelve persons are kept apart, no more; they stand within twelve sentences; and not among hundreds of figures. */
static void how_many_are_kept_apart(void **state)
{
	(void)state;
	assert_int_equal(sum_of(12, ""), 12);
	assert_int_equal(sum_of(13, ""), 1);
	assert_int_equal(sum_of(4, "It was noon. It was warm. It was late. "), 4);
	assert_int_equal(sum_of(5, "It was noon. It was warm. It was late. "), 4);
	assert_int_equal(sum_of(300, ""), 1);
}

/* One list of each act: what is listed later, where others have been told of, may be another event. */
static void one_list_of_each_act(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"Two men and three women were killed. Two boys and three girls were injured. Two boys and four girls were arrested.",
		 "killed 5; killed 2<; killed 3<; injured 5; injured 2<; injured 3<; arrested 6; arrested 2<; arrested 4<"},
		{"A guard was killed. Later on two men and three women were killed. It was noon.", "killed 1; killed 2; killed 3"},
	};
	check_rows(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_sentence_lists),
		cmocka_unit_test(who_is_told_one_by_one),
		cmocka_unit_test(the_sum_says_whom_it_counts),
		cmocka_unit_test(how_many_are_kept_apart),
		cmocka_unit_test(one_list_of_each_act),
	};
	return cmocka_run_group_tests(tests, load_all, free_all);
}
