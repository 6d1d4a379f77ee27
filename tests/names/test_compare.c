/* test_compare.c - comparison against the hand-made pairs of pairs.tsv, its symmetry, and keys of hostile names. */
#include <string.h>

#include "knowledge.h"
#include "names/internal.h"

static bool close_to(double a, double b)
{
	return a - b < 1e-9 && b - a < 1e-9;
}

/* One line of pairs.tsv: 1 where the result is the one that is written there. */
static int pair_holds(char *line, struct kua_arena *a)
{
	char *save = NULL, *kind = strtok_r(line, "\t", &save), *x = strtok_r(NULL, "\t", &save),
	     *y = strtok_r(NULL, "\t", &save), *same = strtok_r(NULL, "\t\n", &save);
	struct kua_comparison there, back;
	assert_non_null(same);
	kua_names_compare(names, x, y, kind, a, &there);
	kua_names_compare(names, y, x, kind, a, &back);
	assert_true(close_to(there.score, back.score));
	assert_int_equal(there.same, back.same);
	assert_true(there.score >= 0 && there.score <= 1);
	assert_true(there.reasons.n > 0);
	if (there.same == ((same[0] == '1') != (same[1] == '!')))
		return 1;
	fprintf(stderr, "%s: %s ~ %s should be %s, is %.3f:", kind, x, y, same, there.score);
	for (size_t i = 0; i < there.reasons.n; i++)
		fprintf(stderr, " %s;", there.reasons.v[i]);
	fprintf(stderr, "\n");
	return 0;
}

static void pairs(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_error err;
	struct kua_arena *a = kua_arena_new();
	size_t n = 0, right = 0;
	(void)state;
	assert_int_equal(kua_read_file(PAIRS, 1 << 20, &b, &err), KUA_OK);
	char *save = NULL;
	for (char *line = strtok_r(b.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (line[0] == '#')
			continue;
		n++;
		right += (size_t)pair_holds(line, a);
	}
	assert_true(n >= 150);
	assert_int_equal(right, n);
	kua_arena_free(a);
	kua_buf_free(&b);
}

static double score_of(struct kua_arena *a, const char *x, const char *y, const char *kind)
{
	struct kua_comparison c;
	kua_names_compare(names, x, y, kind, a, &c);
	return c.score;
}

static void better_fits_score_higher(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	double equal = score_of(a, "Ainur Sadykova", "Ainur Sadykova", "person");
	double spelt = score_of(a, "Ainur Sadykova", "Aynur Sadiqova", "person");
	double slip = score_of(a, "Ainur Sadykova", "Ainur Sadkyova", "person");
	double other = score_of(a, "Ainur Sadykova", "Ainur Bekova", "person");
	assert_true(equal > spelt && spelt > slip && slip > other);
	kua_arena_free(a);
}

static void keys_fold_what_sounds_alike(void **state)
{
	static const char *const alike[][2] = {
		{"zhanbolat", "janbolat"}, {"khan", "han"}, {"yessimov", "esimov"}, {"mamay", "mamai"}, {"qasym", "kasim"},
		{"smirnoff", "smirnov"}, {"abdullah", "abdulla"}, {"phillip", "filip"}, {"ghani", "gani"}, {"назарбаев", "nazarbayev"},
		{"жомарт", "zhomart"}, {"ñurlan", "nurlan"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
		struct keys x, y;
		keys_of(names, alike[i][0], strlen(alike[i][0]), &x);
		keys_of(names, alike[i][1], strlen(alike[i][1]), &y);
		assert_true(x.n > 0 && y.n > 0);
		assert_string_equal(x.v[0], y.v[0]);
	}
}

static void hostile_names(void **state)
{
	static const char *const odd[] = {
		"", " ", ".", "-", "---", "'", ",,,", "\xe2\x80\x8f\xe2\x80\x8f", "\xe2\x80\x8b", "A", "1", "a b c d e f g h i j k l m n o p",
		"\xf0\x9f\x98\x80", "\xc3", "Иvan Пetrov", "\xd8\xa7\xd9\x84\xd9\x82\xd8\xa7\xd8\xb3\xd9\x85", "曾庆红", "bin bin bin", "Jr", "de de",
	};
	struct kua_arena *a = kua_arena_new();
	char *long_name = kua_malloc(10001);
	(void)state;
	memset(long_name, 'x', 10000);
	long_name[10000] = '\0';
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		for (size_t j = 0; j < sizeof odd / sizeof *odd; j++) {
			double score = score_of(a, odd[i], odd[j], i % 3 == 0 ? "person" : i % 3 == 1 ? "place" : "organisation");
			assert_true(score >= 0 && score <= 1);
		}
	assert_true(close_to(score_of(a, long_name, long_name, "person"), 1));
	assert_true(score_of(a, long_name, "Ivan Petrov", "place") < SAME_AT);
	free(long_name);
	kua_arena_free(a);
}

static void bad_lists_say_where(void **state)
{
	struct kua_names *none = NULL;
	struct kua_error err;
	(void)state;
	assert_int_not_equal(kua_names_load("/nonexistent", &none, &err), KUA_OK);
	assert_null(none);
	assert_non_null(strstr(err.text, "/nonexistent"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs), cmocka_unit_test(better_fits_score_higher), cmocka_unit_test(keys_fold_what_sounds_alike),
		cmocka_unit_test(hostile_names), cmocka_unit_test(bad_lists_say_where),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
