/* test_harms.c - acts told of people whom nobody counts or names: what is one, what stands in its way, and hostile texts. */
#include "helper.h"

static struct kua_claims_result found_in(const char *text, struct kua_arena *a)
{
	struct kua_item *item = KUA_NEW(a, struct kua_item);
	*item = (struct kua_item){.id = "i", .text = text, .language = "en", .published_on = "2020-06-15"};
	return claims_of(all_rules, item, NULL, 0, a);
}

static const struct kua_harm *of_act(const struct kua_claims_result *r, const char *act)
{
	for (size_t i = 0; i < r->n_harms; i++)
		if (strcmp(r->harms[i].act, act) == 0)
			return &r->harms[i];
	return NULL;
}

static void test_fields(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	struct kua_claims_result r = found_in("It was a quiet day. On 5 May 2019 police beat and arrested protesters, witnesses said.", a);
	const struct kua_harm *beaten = of_act(&r, "ill-treated"), *held = of_act(&r, "arrested");
	assert_int_equal(r.n_harms, 2);
	assert_non_null(beaten);
	assert_non_null(held);
	assert_string_equal(beaten->people, "protesters");
	assert_string_equal(beaten->people_kind, "protesters");
	assert_string_equal(beaten->by_kind, "police");
	assert_string_equal(beaten->date, "2019-05-05");
	assert_string_equal(beaten->said_by, "witnesses");
	assert_string_equal(beaten->status, "suggested");
	assert_string_equal(beaten->act_code, "020101000000");
	assert_int_equal(beaten->start, strlen("It was a quiet day. "));
	assert_string_not_equal(beaten->id, held->id);
	assert_true(beaten->reasons.n > 0);
	assert_int_equal(r.n_figures, 0);
	kua_arena_free(a);
}

/* Each act is told once in a sentence, and again in the next one. */
static void test_once_in_a_sentence(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	struct kua_claims_result r = found_in("Activists were harassed and journalists were harassed. Lawyers were harassed.", a);
	assert_int_equal(r.n_harms, 2);
	assert_true(r.harms[0].start < r.harms[1].start);
	kua_arena_free(a);
}

/* A number or a name tells the same act better; another act of the sentence stays. */
static void test_counted(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	struct kua_claims_result r = found_in("Police beat protesters and 12 protesters were arrested, and some protesters were arrested later.", a);
	assert_int_equal(r.n_figures, 1);
	assert_null(of_act(&r, "arrested"));
	assert_non_null(of_act(&r, "ill-treated"));
	kua_arena_free(a);
}

static void test_named(void **state)
{
	static const char text[] = "Ann Lee was arrested when protesters were arrested.";
	const struct kua_mention mention = {"i", 0, 7, "per-1", "Ann Lee", NULL};
	const struct kua_named named = {&mention, "person", "Ann Lee"};
	const struct kua_item item = {.id = "i", .text = text, .language = "en"};
	struct kua_arena *a = kua_arena_new();
	(void)state;
	struct kua_claims_result r = claims_of(all_rules, &item, &named, 1, a);
	assert_int_equal(r.n_steps, 1);
	assert_int_equal(r.n_harms, 0);
	kua_arena_free(a);
}

/* "They" of whom the sentence before told are those again; of another act, or three sentences on, they are not. */
static void test_told_before(void **state)
{
	static const struct {
		const char *text;
		size_t harms;
	} all[] = {
		{"Police arrested 12 men. They were arrested in a raid.", 0},
		{"Police arrested 12 men. It rained. They were arrested in a raid.", 0},
		{"Police arrested 12 men. It rained. It snowed. They were arrested in a raid.", 1},
		{"Police arrested 12 men. They were beaten.", 1},
		{"Police arrested 12 men. Journalists were arrested in a raid.", 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_claims_result r = found_in(all[i].text, a);
		if (r.n_harms != all[i].harms)
			fail_msg("%s: %zu harms", all[i].text, r.n_harms);
		kua_arena_free(a);
	}
}

/* A list tells each of its acts, to the sixth. */
static void test_six_acts(void **state)
{
	static const char *const acts[] = {"threatened", "ill-treated", "arrested", "tortured", "displaced", "killed"};
	struct kua_arena *a = kua_arena_new();
	(void)state;
	struct kua_claims_result r = found_in("Journalists were threatened, beaten, jailed, tortured, deported and killed.", a);
	assert_int_equal(r.n_harms, 6);
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		assert_non_null(of_act(&r, acts[i]));
	kua_arena_free(a);
}

static void test_none(void **state)
{
	static const char *const texts[] = {
		"", "torture", "The suspects were arrested.", "Soldiers were wounded.", "Nobody was tortured.", "Protesters could be arrested.",
		"The committee against torture met.", "The law prohibits torture and ill-treatment.", "He is charged with kidnapping and murder.",
		"The film tells of torture and murder.", "He is facing kidnapping and serious illegal detention charges.",
		"The article of the penal code punishes perpetrators of rape or sexual assault.", "The suspect was arrested.",
		"He told them by social media that Bob had been detained.", "They threatened to rape and murder.", "The team beat the visitors.", "Passengers were killed in a bus accident.",
	};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_claims_result r = found_in(texts[i], a);
		if (r.n_harms)
			fail_msg("%s: %s by %s", texts[i], r.harms[0].act, r.harms[0].rule);
		kua_arena_free(a);
	}
}

/* A text that is one sentence, and one of very many: each act once, in order. */
static void test_long(void **state)
{
	enum { TIMES = 3000 };
	(void)state;
	for (int sentences = 0; sentences < 2; sentences++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_buf b = KUA_BUF_INIT;
		for (int i = 0; i < TIMES; i++)
			kua_buf_str(&b, sentences ? "Protesters were beaten. " : "protesters were beaten and torture of detainees and ");
		struct kua_claims_result r = found_in(b.data, a);
		assert_int_equal(r.n_harms, sentences ? TIMES : 2);
		for (size_t i = 1; i < r.n_harms; i++)
			assert_true(r.harms[i - 1].start <= r.harms[i].start);
		kua_buf_free(&b);
		kua_arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields), cmocka_unit_test(test_once_in_a_sentence), cmocka_unit_test(test_counted),
		cmocka_unit_test(test_told_before), cmocka_unit_test(test_six_acts),
		cmocka_unit_test(test_named),  cmocka_unit_test(test_none),               cmocka_unit_test(test_long),
	};
	return cmocka_run_group_tests(tests, load_all, free_all);
}
