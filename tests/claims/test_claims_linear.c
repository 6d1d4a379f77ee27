/*
 * test_claims_linear.c - hostile texts and patterns cost work in proportion to the text: steps are counted at two lengths. Texts have no
 * end of a sentence, so that each is one sentence.
 */
#include "../steps.h"
#include "helper.h"

#define SMALL ((size_t)1 << 13)

static char *again(const char *piece, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	while (b.len < n)
		kua_buf_str(&b, piece);
	return b.data;
}

/* Every third word a name, of a person and of a place in turn. */
static struct kua_named *names_of(const char *text, struct kua_arena *a, size_t *n)
{
	size_t len = strlen(text);
	struct kua_named *named = KUA_NEW_N(a, struct kua_named, len + 1);
	*n = 0;
	for (size_t i = 0, word = 0; i < len; word++) {
		size_t end = i + strcspn(text + i, " ");
		if (word % 3 == 0 && end > i) {
			struct kua_mention *m = KUA_NEW(a, struct kua_mention);
			*m = (struct kua_mention){.start = (int64_t)i, .end = (int64_t)end, .form = "A", .entity = "e"};
			named[*n] = (struct kua_named){m, *n % 2 ? "place" : "person", "A"};
			++*n;
		}
		i = end + strspn(text + end, " ");
	}
	return named;
}

static uint64_t steps_of(const struct kua_rules *rules, const char *language, const char *piece, size_t n, bool with_names)
{
	struct kua_arena *a = kua_arena_new();
	char *text = again(piece, n);
	struct kua_item item = {.id = "x", .text = text, .language = language, .published_on = "2012-02-29"};
	size_t n_named = 0;
	struct kua_named *named = with_names ? names_of(text, a, &n_named) : NULL;
	steps = 0;
	(void)claims_of(rules, &item, named, n_named, a);
	uint64_t took = steps;
	free(text);
	kua_arena_free(a);
	return took;
}

static void straight(const struct kua_rules *rules, const char *language, const char *piece, bool with_names)
{
	uint64_t small = steps_of(rules, language, piece, SMALL, with_names);
	uint64_t large = steps_of(rules, language, piece, SMALL * FOUR_TIMES, with_names);
	if (!grows_straight(small, large))
		fail_msg("%s \"%s\": %llu steps, then %llu", language, piece, (unsigned long long)small, (unsigned long long)large);
}

static void all_rules_take_any_text(void **state)
{
	(void)state;
	static const struct {
		const char *language, *piece;
	} cases[] = {
		{"en", "at least 12 people were killed and "},
		{"en", "killed killed killed killed "},
		{"en", "12 and 13 and "},
		{"en", "officials said that officials said "},
		{"en", "number of number of who who were were "},
		{"en", "in 2011 in 2012 killed 12, "},
		{"en", "this figure does not include 12 people killed "},
		{"en", "\" ( \" ) "},
		{"en", "99999999999999999999999999999999999999999999999999"},
		{"en", "99999999999999999999 people killed "},
		{"en", "a a a a the the the of of of "},
		{"en", "was arrested and sentenced to five years in prison by the court "},
		{"en", "a rally on Friday at 7pm outside the embassy, "},
		{"en", "including Ann Lee, including Bob Ray, "},
		{"en", "police shot soldiers killed by Nigerian gunmen and 12 miners were beaten by guards and "},
		{"en", "was arrested and "},
		{"en", "and was not "},
		{"en", "Ann Lee, "},
		{"en", "who was, "},
		{"en", "arrested Bo Ray and "},
		{"en", "( "},
		{"en", "the trial of "},
		{"en", "on 5 May 2012 and "},
		{"en", "sentenced to 5 years, "},
		{"en", "his "},
		{"en", "said he "},
		{"en", "if "},
		{"en", "and Bo Ray were there. They "},
		{"en", "they were beaten, "},
		{"en", "Arrested on 5 May, "},
		{"en", "; released "},
		{"en", ": arrested "},
		{"en", "was convicted. The court upheld the sentence. "},
		{"en", "their trial and them "},
		{"en", "\n\nArrested in May. "},
		{"en", ", his aide, "},
		{"en", "Ann Lee was arrested on 5 May 2012 and charged two days later "},
		{"en", "two days later "},
		{"en", "was acquitted. The ruling was read out on 5 May 2012. "},
		{"en", "Nine were killed. Among them are Bo Ray and Cy Dow. "},
		{"en", "\nName | Arrested | Sentence"},
		{"en", "\nBo Ray | 5 May 2012 | 5 years"},
		{"en", "|"},
		{"en", "\tName"},
		{"en", "was on Friday "},
		{"en", "we are holding a protest and "},
		{"en", "Monday, 16 December at 6pm\n"},
		{"en", "We will hold a vigil on 16 December.\n"},
		{"en", "demanding the "},
		{"en", "They demand the release of all. "},
		{"en", "outside the embassy "},
		{"en", "From 6pm\nTown Hall\n"},
		{"en", "(1 High Street, "},
		{"en", "when: 6pm\n\n"},
		{"en", "a rally\n"},
		{"en", "police said "},
		{"en", "he said he said "},
		{"en", "12 people were killed, police said, "},
		{"en", "according to a report by a report by "},
		{"en", "and said and "},
		{"en", "He said it. "},
		{"en", "They said it. "},
		{"en", "\"It was dark. "},
		{"en", "\"12 people were killed.\"\n\n"},
		{"en", "Ms Adams: "},
		{"en", "a, b, said "},
		{"en", "who said ("},
		{"en", "Reuters, citing Reuters, "},
		{"en", "Police said:\n\n"},
		{"en", "It said it. The group said. "},
		{"en", "; 12 people were killed "},
		{"ru", "не менее 12 человек погибли и были ранены "},
		{"kk", "12 адам қаза тапты және "},
		{"fr", "au moins 12 personnes ont été tuées et "},
		{"de", "mindestens 12 Menschen wurden getötet und "},
		{"es", "al menos 12 personas murieron y "},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		(void)steps_of(all_rules, cases[i].language, "a", 1, false); /* reads the language's rules, which costs as much as a long text */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int with_names = 0; with_names < 2; with_names++)
			straight(all_rules, cases[i].language, cases[i].piece, with_names);
}

static void patterns_do_not_go_back(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *piece;
	} cases[] = {
		{"a ..6 b", "a "},
		{"a ..6 a ..6 a ..6 a ..6 b", "a "},
		{"a* b", "a "},
		{"(a*){0,16} b", "a "},
		{"(a | a a | a a a)+ b", "a "},
		{"((a?)* (a*)?)+ b", "a "},
		{"x=(a+) y=(a+) z=(a+) b", "a "},
		{"(a | b | (a | b (a | b)?)?)+ c", "a b "},
		{"ANY{40} b", "a "},
		{"a &!b !b* END", "a "},
		{"START a* b", "a "},
		{"NUMBER* b", "12 "},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_rules *rules = NULL;
		struct kua_error err = {.text = ""};
		struct kua_arena *a = kua_arena_new();
		const char *file = kua_arena_printf(a, "rule r\n\tfor figure\n\tnote n\n\tyes \"x\"\n\tyes \"x\"\n\tno \"x\"\n\tpattern %s\n",
		                                    cases[i].pattern);
		if (kua_rules_parse("en", "t.rules", file, strlen(file), languages, &rules, &err) != KUA_OK)
			fail_msg("%s: %s", cases[i].pattern, err.text);
		straight(rules, "en", cases[i].piece, false);
		kua_rules_free(rules);
		kua_arena_free(a);
	}
}

static size_t figures_in(const char *text)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_item item = {.id = "x", .text = text};
	size_t n = claims_of(all_rules, &item, NULL, 0, a).n_figures;
	kua_arena_free(a);
	return n;
}

static void numbers_of_400_digits_count_nobody(void **state)
{
	(void)state;
	struct kua_buf b = KUA_BUF_INIT;
	for (int i = 0; i < 400; i++)
		kua_buf_char(&b, '7');
	kua_buf_str(&b, " people were killed.");
	assert_int_equal(figures_in(b.data), 0);
	kua_buf_free(&b);
}

/* What a rule finds is found in a sentence of a megabyte as in one of ten words. */
static void a_sentence_of_a_megabyte(void **state)
{
	(void)state;
	char *noise = again("while the rain went on and on ", (size_t)1 << 20);
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, noise);
	kua_buf_str(&b, ", 12 people were killed");
	assert_int_equal(figures_in(b.data), 1);
	kua_buf_free(&b);
	free(noise);
}

/* The cost of a rule whose words are not in the text: nothing. */
static void absent_rules_cost_nothing(void **state)
{
	(void)state;
	uint64_t took[2];
	for (int many = 0; many < 2; many++) {
		struct kua_rules *rules = NULL;
		struct kua_error err = {.text = ""};
		struct kua_buf b = KUA_BUF_INIT;
		for (int i = 0; i < (many ? 2000 : 20); i++)
			kua_buf_printf(&b, "rule r%d\n\tfor speaker\n\tnote n\n\tpattern word%d ..8 said other%d\n\tyes \"a\"\n\tyes \"b\"\n"
			                   "\tno \"c\"\n", i, i, i);
		if (kua_rules_parse("en", "t.rules", b.data, b.len, languages, &rules, &err) != KUA_OK)
			fail_msg("%s", err.text);
		took[many] = steps_of(rules, "en", "they said it and nobody else said so. ", (size_t)1 << 16, false);
		kua_rules_free(rules);
		kua_buf_free(&b);
	}
	assert_true(took[1] < took[0] + took[0] / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_rules_take_any_text),
		cmocka_unit_test(patterns_do_not_go_back),
		cmocka_unit_test(numbers_of_400_digits_count_nobody),
		cmocka_unit_test(a_sentence_of_a_megabyte),
		cmocka_unit_test(absent_rules_cost_nothing),
	};
	return cmocka_run_group_tests(tests, load_all, free_all);
}
