/* test_match.c - what patterns match: each element, captures and their values, guards, spans. */
#include "helper.h"

static const char classes[] = "class fruit\n\tapple, apples, pear*, sour cherry, sour cherry pie | food\n\tfig | FIG\n"
                              "class two\n\tone two, two three | x\nclass barrier\n\t;, stop\n"
                              "phrase count\n\tpattern q=(@few)? n=NUMBER\nclass few\n\tabout, at least | about\n";

static struct kua_rules *pattern_rules(struct kua_arena *a, const char *pattern, const char *guards)
{
	struct kua_rules *rules = NULL;
	struct kua_error err = {.text = ""};
	const char *file = kua_arena_printf(a, "%srule r\n\tfor t\n\tnote n\n\tyes \"x\"\n\tyes \"x\"\n\tno \"x\"\n\tpattern %s\n%s",
	                                    classes, pattern, guards);
	if (kua_rules_parse("en", "t.rules", file, strlen(file), languages, &rules, &err) != KUA_OK)
		fail_msg("%s: %s", pattern, err.text);
	return rules;
}

/* The matches in a text, as "words{name=words:value ...} ...". */
static const char *matches_in(struct kua_arena *a, const struct kua_rules *rules, const char *text, struct kua_scene *s)
{
	struct kua_text *view = KUA_NEW(a, struct kua_text);
	struct kua_item item = {.id = "x", .text = text};
	struct kua_source source = {&item, view};
	struct kua_error err;
	size_t n;
	assert_int_equal(kua_text_view(languages, text, strlen(text), "en", a, view, &err), KUA_OK);
	assert_int_equal(kua_scene_make(rules, languages, &source, NULL, 0, a, s, &err), KUA_OK);
	const struct kua_match *m = kua_scene_match(s, "t", &n);
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		kua_buf_printf(&b, "%s%s", i ? "|" : "", kua_scene_words(s, m[i].first, m[i].last));
		for (size_t k = 0; k < m[i].n; k++)
			kua_buf_printf(&b, " %s=%s:%s", m[i].captures[k].name,
			               kua_scene_words(s, m[i].captures[k].first, m[i].captures[k].last),
			               m[i].captures[k].value ? m[i].captures[k].value : "");
	}
	const char *out = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

/* Those of one pattern. */
static const char *matches(struct kua_arena *a, const char *pattern, const char *guards, const char *text)
{
	struct kua_scene s;
	struct kua_rules *rules = pattern_rules(a, pattern, guards);
	const char *out = matches_in(a, rules, text, &s);
	kua_scene_end(&s);
	kua_rules_free(rules);
	return out;
}

static const struct {
	const char *pattern, *guards, *text, *want;
} table[] = {
	/* words, case, stems, several words; the longest form wins */
	{"apple", "", "An Apple and an APPLE.", "Apple|APPLE"},
	{"@fruit", "", "pear, pears and figs", "pear|pears"},
	{"f=@fruit", "", "A sour cherry pie, a sour cherry, a fig.",
	 "sour cherry pie f=sour cherry pie:food|sour cherry f=sour cherry:food|fig f=fig:FIG"},
	{"@two", "", "one two three", "one two"},
	{"(one | two)", "", "one two three", "one|two"},
	/* repetitions, preferences */
	{"a b?", "", "a b a c", "a b|a"},
	{"(a | a b)", "", "a b", "a"},
	{"(a b | a)", "", "a b", "a b"},
	{"a{2,3}", "", "a a a a a", "a a a|a a"},
	{"a+ b*", "", "a a b b b", "a a b b b"},
	/* what a way has kept is gone where it leads nowhere; the next one may come to the same place */
	{"x=a (y=b z=c d | b y=c e)", "", "a b c e, a b c d", "a b c e x=a: y=c:|a b c d x=a: y=b: z=c:"},
	{"(x=a b c | x=a y=b d)", "", "a b d", "a b d x=a: y=b:"},
	{"a (b | b b)? (b | c)? d", "", "a b d a b b b d a b b c d a c c d", "a b d|a b b b d|a b b c d"},
	{"a ..2 b", "", "a x x x a x x x a x x b a x x x a x b", "a x x b|a x b"},
	{"a ..2 c", "", "a c a b c a b b c a b b b c", "a c|a b c|a b b c"},
	{"a ..4!b c", "", "a x c a b c", "a x c"},
	{"a ..4 c", "", "a ; c a stop c", ""},
	{"a !@fruit b", "", "a fig b a nut b", "a nut b"},
	{"!@fruit!PUNCTUATION{2}", "", "x fig y z, w", "y z"},
	/* what comes next */
	{"a &@fruit", "", "a fig a nut a", "a|a"},
	{"a &!@fruit", "", "a fig a nut a", "a|a"},
	{"a &\",\"&b", "", "a, x a b a c", "a|a"},
	/* ends of the sentence, punctuation, kinds of words */
	{"START a", "", "a a. A b.", "a|A"},
	{"a \".\"? END", "", "a b. Then a.", "a."},
	{"\",\" x=CAPITAL", "", "so, Then, so", ", Then x=Then:"},
	{"START WORD x=ANY", "", "It, is", "It, x=,:"},
	/* numbers, dates, money, phrases, captures */
	{"<count> b", "", "about 12 b, seven b", "about 12 b q=about:about n=12:|seven b n=seven:"},
	{"<count> and <count 2>", "", "at least 3 and 4", "at least 3 and 4 q=at least:about n=3: n2=4:"},
	{"NUMBER b", "", "a hundred b, 1,200 b, third b", "a hundred b|1,200 b"},
	{"d=DATE", "", "on 5 May 2012 or may be", "5 May 2012 d=5 May 2012:"},
	{"may", "", "on 5 May 2012 it may rain", "may"},
	{"MONEY", "", "$12 and 13 men", "12"},
	{"ORDINAL b", "", "third b and three b", "third b"},
	/* guards */
	{"a", "\tnot before x within 2\n", "x a. x y a. x y z a", "a"},
	{"a", "\tneeds after @fruit within 1\n", "a fig a x fig", "a"},
	{"a ..3 b", "\tnot inside x\n", "a x b. a y b", "a y b"},
	{"a", "\tneeds sentence @fruit\n", "a b c. A b fig", "A"},
	{"a", "\tnot sentence x @fruit\n", "a b c. A b fig. X a", "a"},
};

static void patterns(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct kua_arena *a = kua_arena_new();
		const char *got = matches(a, table[i].pattern, table[i].guards, table[i].text);
		if (strcmp(got, table[i].want) != 0)
			fail_msg("%zu: %s in \"%s\": expected \"%s\", got \"%s\"", i, table[i].pattern, table[i].text, table[i].want, got);
		kua_arena_free(a);
	}
}

/* What a pattern needs is looked for in its order, with a bit for several tokens where a sentence is long. */
static void needs_in_long_sentences(void **state)
{
	(void)state;
	static const char *const starts[] = {"", "apple ", "fig ", "fig apple ", "apple fig ", "fig x apple "};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		for (size_t x = 0; x < 300; x += x < 70 ? 1 : 37) {
			struct kua_arena *a = kua_arena_new();
			struct kua_buf b = KUA_BUF_INIT;
			kua_buf_add(&b, starts[i], strlen(starts[i]));
			for (size_t k = 0; k < x; k++)
				kua_buf_add(&b, "x ", 2);
			kua_buf_printf(&b, "apple x fig");
			for (size_t k = 0; k < x; k++)
				kua_buf_add(&b, " y", 2);
			bool early = strstr(starts[i], "apple fig");
			assert_string_equal(matches(a, "apple ..1 fig", "", b.data), early ? "apple fig|apple x fig" : "apple x fig");
			assert_string_equal(matches(a, "apple ..1 fig ..1 apple", "", b.data), early && x < 2 ? x ? "apple fig x apple" : "apple fig apple" : "");
			kua_buf_free(&b);
			kua_arena_free(a);
		}
}

/* The memory that items hand on: two have it at once, and one when no stamps are left. */
static void nothing_stays_of_other_items(void **state)
{
	(void)state;
	static const char text[] = "Pears. An apple and figs here. A fig, an apple; a pear.";
	struct kua_arena *a = kua_arena_new();
	struct kua_scene one, two;
	struct kua_rules *rules = pattern_rules(a, "apple (and figs here)?", "\tnot sentence pear\n");
	assert_string_equal(matches_in(a, rules, text, &one), "apple and figs here");
	assert_string_equal(matches_in(a, rules, "An apple. A pear.", &two), "apple");
	assert_ptr_not_equal(one.marks->memory->scratch, two.marks->memory->scratch);
	kua_scene_end(&one);
	struct scratch *s = kua_scratch_take(two.marks->set, 0);
	s->stamp = UINT32_MAX - 4;
	s->round = UINT32_MAX - 9;
	kua_scratch_give(two.marks->set, s);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(matches_in(a, rules, text, &one), "apple and figs here");
		assert_ptr_equal(one.marks->memory->scratch, s);
		kua_scene_end(&one);
	}
	assert_true(s->stamp < 30);
	kua_rules_free(rules);
	kua_arena_free(a);
}

static void odd_text(void **state)
{
	(void)state;
	static const char *const texts[] = {"", " ", "\n\n", ".", "12", "killed", "0 people were killed", "\"", "«12 people were killed",
	                                    "1e400 people were killed", "12 people were killed\xC2\xA0", "１２ people were killed"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_item item = {.text = texts[i]};
		struct kua_claims_result r = claims_of(all_rules, &item, NULL, 0, a);
		for (size_t k = 0; k < r.n_figures; k++) {
			assert_true(r.figures[k].start >= 0 && r.figures[k].start < r.figures[k].end);
			assert_true((size_t)r.figures[k].end <= strlen(texts[i]));
		}
		kua_arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns),
		cmocka_unit_test(needs_in_long_sentences),
		cmocka_unit_test(nothing_stays_of_other_items),
		cmocka_unit_test(odd_text),
	};
	return cmocka_run_group_tests(tests, load_all, free_all);
}
