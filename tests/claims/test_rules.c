/* test_rules.c - rule files: the examples beside the rules, what cannot be read and where, limits, ten thousand rules. */
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"
#include "../quick.h"

#define RULE "rule r\n\tfor figure\n\tnote n\n\tyes \"x\"\n\tyes \"y\"\n\tno \"z\"\n\tpattern "

static enum kua_code parse(const char *bytes, struct kua_rules **rules, struct kua_error *err)
{
	return kua_rules_parse("en", "t.rules", bytes, strlen(bytes), languages, rules, err);
}

static bool print_failure(void *ctx, const struct kua_error *err)
{
	++*(size_t *)ctx;
	print_error("%s\n", err->text);
	return true;
}

static void every_example_holds(void **state)
{
	(void)state;
	size_t failed = 0, n = kua_rules_check(all_rules, languages, print_failure, &failed);
	assert_int_equal(failed, 0);
	assert_true(n > 200);
}

static bool keep_first(void *ctx, const struct kua_error *err)
{
	*(struct kua_error *)ctx = *err;
	return false;
}

static void a_wrong_example_is_told(void **state)
{
	(void)state;
	static const char text[] = "rule r\n\tfor speaker\n\tnote n\n\tpattern x\n\tyes \"x\"\n\tyes \"y\"\n\tno \"z\"\n";
	struct kua_rules *rules;
	struct kua_error err;
	assert_int_equal(parse(text, &rules, &err), KUA_OK);
	assert_int_equal(kua_rules_check(rules, languages, keep_first, &err), 2);
	assert_int_equal(err.code, KUA_DATA);
	assert_string_equal(err.text, "t.rules:6:6: rule en/r does not match its example");
	kua_rules_free(rules);
}

static void a_star_may_stand_behind_any_word(void **state)
{
	(void)state;
	static const char text[] = "class a\n\tput* on trial*\nrule r\n\tfor speaker\n\tnote n\n\tpattern @a\n"
	                           "\tyes \"putting on trials\"\n\tyes \"put on trial\"\n\tno \"put one trial\"\n";
	struct kua_rules *rules;
	struct kua_error err = {0};
	assert_int_equal(parse(text, &rules, &err), KUA_OK);
	assert_int_equal(kua_rules_check(rules, languages, keep_first, &err), 3);
	assert_int_equal(err.code, KUA_OK);
	kua_rules_free(rules);
}

static void what_cannot_be_read_has_a_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *start;
	} cases[] = {
		{"klass a\n", "t.rules:1:1: a block begins with"},
		{"class A\n", "t.rules:1:7: a name"},
		{"class a b\n", "t.rules:1:9: nothing may follow"},
		{"\tkilled\n", "t.rules:1:2: an indented line"},
		{"class a\n\tb,,c\n", "t.rules:2:4: a form is expected"},
		{"class a\n\tb | c | d\n", "t.rules:2:4: one value"},
		{"class a\n", "t.rules:1:7: class a has no forms"},
		{"class a\n\t@b\nclass b\n\tх, @a\n", "t.rules:4:5: class a holds itself, by way of b"},
		{"class a\n\t@a\n", "t.rules:2:2: class a holds itself"},
		{"class a\n\tx\nclass a\n\ty\n", "t.rules:3:7: class a is also at t.rules:1"},
		{"class a\n\t@b\n", "t.rules:2:2: no class has the name b"},
		{"class a\n\ta b c d e f g h i\n", "t.rules:2:2: a form of 1 to 8 words"},
		{"phrase p\n", "t.rules:1:8: phrase p needs a pattern"},
		{"phrase p\n\tkilled\n", "t.rules:2:2: a phrase has lines"},
		{"phrase p\n\tpattern x\nphrase p\n\tpattern y\n", "t.rules:3:8: another phrase"},
		{"phrase p\n\tpattern x <p>\n" RULE "<p>\n", "t.rules:2:12: phrases within phrases"},
		{RULE "@nobody\n", "t.rules:7:10: no class has the name nobody"},
		{RULE "убит @b\n", "t.rules:7:15: no class has the name b"},
		{RULE "NUMBR\n", "t.rules:7:10: no class has the name NUMBR"},
		{RULE "(a | b\n", "t.rules:7:10: this bracket is not closed"},
		{RULE "a )\n", "t.rules:7:12: a bracket closes"},
		{RULE "a | \n", "t.rules:7:13: something is expected"},
		{RULE "\"a\n", "t.rules:7:10: this quote is not closed"},
		{RULE "a{2,1}\n", "t.rules:7:11: a repetition is written"},
		{RULE "a{41}\n", "t.rules:7:12: a number up to 40"},
		{RULE "..x\n", "t.rules:7:12: a number up to 40"},
		{RULE "a?\n", "t.rules:7:10: the pattern would match nothing"},
		{RULE "<p>\n", "t.rules:7:10: no phrase has the name p"},
		{RULE "((a{40}){40}){40}\n", "t.rules:7:10: the pattern is too large"},
		{RULE "a\n\tnot beside x\n", "t.rules:8:6: before, after"},
		{RULE "a\n\tnot before x within 41\n", "t.rules:8:22: a number from 1 to 40"},
		{RULE "a\n\tnot before\n", "t.rules:8:12: a class or a word"},
		{RULE "a\n\tneeds sentence CAPITAL\n", "t.rules:8:17: CAPITAL says nothing"},
		{RULE "a\n\tpriority high\n", "t.rules:8:11: a number from -100"},
		{RULE "a\n\tfoo\n", "t.rules:8:2: a rule has lines"},
		{RULE "a\n\tyes x\n", "t.rules:8:6: an example in double quotes"},
		{RULE "a\n\tyes \"x\" => act\n", "t.rules:8:13: a field and its value"},
		{RULE "a\n" RULE "a\n", "t.rules:8:6: another rule has the name en/r"},
		{"rule r\n\tnote n\n\tpattern x\n", "t.rules:1:6: rule en/r needs a line \"for\""},
		{"rule r\n\tfor figure\n\tpattern x\n", "t.rules:1:6: rule en/r needs a note"},
		{"rule r\n\tfor figure\n\tnote n\n\tyes \"x\"\n\tno \"x\"\n\tpattern x\n", "t.rules:1:6: rule en/r needs two examples"},
		{"rule r\n\tfor figure\n\tnote n\n\tyes \"x\"\n\tyes \"x\"\n\tpattern x\n", "t.rules:1:6: rule en/r needs an example that"},
		{"class a\n\t\xff\n", "t.rules:2:1: the line is not UTF-8"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_rules *rules = NULL;
		struct kua_error err = {.text = "no error"};
		enum kua_code code = parse(cases[i].text, &rules, &err);
		if (code != KUA_DATA || strncmp(err.text, cases[i].start, strlen(cases[i].start)) != 0)
			fail_msg("case %zu: expected %s, got %s", i, cases[i].start, err.text);
		assert_null(rules);
	}
}

static void limits_hold_to_the_last(void **state)
{
	(void)state;
	static const char *const good[] = {
		"class a\n\ta b c d e f g h\n",
		RULE "a{40}\n",
		RULE "(a{40}){40}\n",
		RULE "a\n\tnot before x within 40\n",
		"",
		"# nothing\n\n",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct kua_rules *rules = NULL;
		struct kua_error err = {.text = ""};
		if (parse(good[i], &rules, &err) != KUA_OK)
			fail_msg("case %zu: %s", i, err.text);
		kua_rules_free(rules);
	}
}

static const char *repeat(struct kua_arena *a, const char *piece, size_t times)
{
	size_t n = strlen(piece);
	char *out = kua_arena_alloc(a, n * times + 1);
	for (size_t i = 0; i < times; i++)
		memcpy(out + i * n, piece, n);
	return out;
}

static const char *numbered(struct kua_arena *a, const char *format, int times)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (int i = 0; i < times; i++)
		kua_buf_printf(&b, format, i, i);
	const char *out = kua_arena_strndup(a, b.data, b.len);
	kua_buf_free(&b);
	return out;
}

#define SMALL_RULE "rule r%d\n\tfor t\n\tnote n\n\tyes \"x\"\n\tyes \"y\"\n\tno \"z\"\n\tpattern (@a{40}){40} w%d\n"

/* Each limit twice: what is just allowed, and one more, with the place and the words of the refusal. */
static void each_limit_is_told(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	const struct {
		const char *before;
		const char *good, *bad, *behind, *refusal;
	} cases[] = {
		{"#", repeat(a, "x", RULE_LINE - 1), repeat(a, "x", RULE_LINE), "\n", "t.rules:1:4097: a line has at most 4096 bytes"},
		{"", repeat(a, "#\n", RULE_FILE / 2), repeat(a, "#\n", RULE_FILE / 2 + 1), "", "t.rules: larger than"},
		{"class ", repeat(a, "n", 64), repeat(a, "n", 65), "\n\tx\n", "t.rules:1:7: a name"},
		{"class a\n\t", repeat(a, "s", FORM_STEM), repeat(a, "s", FORM_STEM + 1), "*\n", "t.rules:2:2: a stem has 60 bytes"},
		{RULE, numbered(a, "c%d=w%d ", RULE_CAPTURES), numbered(a, "c%d=w%d ", RULE_CAPTURES + 1), "\n", "t.rules:7:10: more than 24"},
		{RULE, repeat(a, "!a", 16), repeat(a, "!a", 17), " b\n", "t.rules:7:43: more than 16 classes"},
		{RULE, repeat(a, "(a ", RULE_DEPTH), repeat(a, "(a ", RULE_DEPTH + 1), NULL, "t.rules:7:82: brackets within brackets"},
		{"class a\n\ta a\n", numbered(a, SMALL_RULE, 600), numbered(a, SMALL_RULE, 700), "", "t.rules:4587:10: the patterns of a language"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int over = 0; over < 2; over++) {
			struct kua_rules *rules = NULL;
			struct kua_error err = {.text = ""};
			const char *behind = cases[i].behind ? cases[i].behind : repeat(a, ")", RULE_DEPTH + (size_t)over);
			const char *text = kua_arena_printf(a, "%s%s%s", cases[i].before, over ? cases[i].bad : cases[i].good, behind);
			enum kua_code code = parse(text, &rules, &err);
			if ((code == KUA_OK) == over || (over && strncmp(err.text, cases[i].refusal, strlen(cases[i].refusal)) != 0))
				fail_msg("limit %zu, %s: %s", i, over ? "one more" : "just allowed", err.text);
			kua_rules_free(rules);
		}
	kua_arena_free(a);
}

static void brackets_and_phrases_do_not_blow_up(void **state)
{
	(void)state;
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_rules *rules = NULL;
	struct kua_error err;
	for (int i = 0; i < 30; i++) /* each twice the one before */
		kua_buf_printf(&b, "phrase p%d\n\tpattern x <p%d> <p%d>\n", i, i + 1, i + 1);
	kua_buf_str(&b, "phrase p30\n\tpattern x\n" RULE "<p12>\n");
	assert_int_equal(parse(b.data, &rules, &err), KUA_DATA);
	kua_buf_clear(&b);
	kua_buf_str(&b, RULE);
	for (int i = 0; i < 100000; i++)
		kua_buf_char(&b, '(');
	assert_int_equal(parse(b.data, &rules, &err), KUA_DATA);
	kua_buf_free(&b);
}

/* Ten thousand rules, and a text that holds half of what each needs. What that costs is test_claims_linear's. */
static void ten_thousand_rules(void **state)
{
	(void)state;
	struct kua_buf b = KUA_BUF_INIT, text = KUA_BUF_INIT;
	for (int i = 0; i < 10000; i++)
		kua_buf_printf(&b, "rule r%d\n\tfor speaker\n\tnote n\n\tpattern who=word%d ..8 said other%d\n\tyes \"a\"\n"
		                   "\tyes \"b\"\n\tno \"c\"\n",
		               i, i, i);
	for (int i = 0; i < 20000; i++)
		kua_buf_printf(&text, "word%d was there and said something%s", i % 10000, i % 12 ? " " : ". ");
	struct kua_rules *rules = NULL;
	struct kua_error err = {.text = ""};
	if (kua_rules_parse("en", "t.rules", b.data, b.len, languages, &rules, &err) != KUA_OK)
		fail_msg("%s", err.text);
	struct kua_arena *a = kua_arena_new();
	struct kua_text view;
	struct kua_item item = {.id = "x", .text = text.data};
	struct kua_source source = {&item, &view};
	struct kua_scene scene;
	size_t n;
	assert_int_equal(kua_text_view(languages, text.data, text.len, "en", a, &view, &err), KUA_OK);
	assert_int_equal(kua_scene_make(rules, languages, &source, NULL, 0, a, &scene, &err), KUA_OK);
	(void)kua_scene_match(&scene, "speaker", &n);
	assert_int_equal(n, 0);
	kua_arena_free(a);
	kua_rules_free(rules);
	kua_buf_free(&b);
	kua_buf_free(&text);
}

/* ---- languages of which nobody asks are not read ---- */

#define ASKING 8 /* threads */

struct asking {
	const struct kua_rules *rules;
	struct kua_error err[ASKING];
	enum kua_code good[ASKING], bad[ASKING];
	const struct ruleset *set[ASKING];
};

static void ask(void *ctx, size_t i)
{
	struct asking *a = ctx;
	a->good[i] = kua_rules_of(a->rules, "en", languages, &a->set[i], &a->err[i]);
	a->bad[i] = kua_rules_need(a->rules, "ru", languages, &a->err[i]);
}

static void write_rules(const char *folder, const char *text)
{
	char path[64];
	assert_int_equal(mkdir(folder, 0700), 0);
	(void)snprintf(path, sizeof path, "%s/a.rules", folder);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void remove_rules(const char *folder)
{
	char path[64];
	(void)snprintf(path, sizeof path, "%s/a.rules", folder);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void a_language_is_read_when_it_is_met(void **state)
{
	(void)state;
	char dir[] = "/tmp/kua-test-rules-XXXXXX", en[32], ru[32], told[80];
	assert_non_null(mkdtemp(dir));
	(void)snprintf(en, sizeof en, "%s/en", dir);
	(void)snprintf(ru, sizeof ru, "%s/ru", dir);
	(void)snprintf(told, sizeof told, "%s/a.rules:7:10: no class has the name none", ru);
	write_rules(en, RULE "x\n");
	write_rules(ru, RULE "@none\n");
	struct asking a = {.rules = NULL};
	struct kua_rules *rules;
	assert_int_equal(kua_rules_load(dir, &rules, &a.err[0]), KUA_OK);
	a.rules = rules;
	assert_int_equal(kua_rules_need(rules, "fr", languages, &a.err[0]), KUA_OK); /* it has none */
	kua_parallel(ASKING, ASKING, ask, &a);
	for (size_t i = 0; i < ASKING; i++) {
		assert_int_equal(a.good[i], KUA_OK);
		assert_int_equal(a.bad[i], KUA_DATA);
		assert_ptr_equal(a.set[i], a.set[0]);
		assert_string_equal(a.err[i].text, told);
	}
	assert_int_equal(a.set[0]->n_rules, 1);
	assert_int_equal(kua_rules_need(rules, NULL, languages, &a.err[0]), KUA_DATA);
	assert_string_equal(a.err[0].text, told);
	kua_rules_free(rules);
	remove_rules(en);
	remove_rules(ru);
	assert_int_equal(rmdir(dir), 0);
}

static void the_data_must_be_there(void **state)
{
	(void)state;
	struct kua_rules *rules = NULL;
	struct kua_error err;
	assert_int_equal(kua_rules_load("/nonexistent", &rules, &err), KUA_USE);
	assert_null(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		kua_slow_test(every_example_holds),
		cmocka_unit_test(a_wrong_example_is_told),
		cmocka_unit_test(a_star_may_stand_behind_any_word),
		cmocka_unit_test(what_cannot_be_read_has_a_place),
		cmocka_unit_test(limits_hold_to_the_last),
		kua_slow_test(each_limit_is_told),
		cmocka_unit_test(brackets_and_phrases_do_not_blow_up),
		kua_slow_test(ten_thousand_rules),
		cmocka_unit_test(a_language_is_read_when_it_is_met),
		cmocka_unit_test(the_data_must_be_there),
	};
	return cmocka_run_group_tests(tests, load_all, free_all);
}
