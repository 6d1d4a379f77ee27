/* test_duplicates.c - who is one person and who is two; and that a million of one name cost no more than a million of others. */
#include "test.h"
#include "../quick.h"

static struct kua_names *names;

static int load(void **state)
{
	struct kua_error err;
	(void)state;
	return kua_names_load(data_dir(), &names, &err) == KUA_OK ? 0 : 1;
}

static int unload(void **state)
{
	(void)state;
	kua_names_free(names);
	return 0;
}

/* Is the second of two a sure duplicate of the first, among 200 others? */
static bool is_one(struct kua_signer a, struct kua_signer b)
{
	struct kua_error err;
	enum { OTHERS = 200 };
	struct kua_signer v[OTHERS + 2];
	char text[OTHERS][32];
	struct kua_twin *twins = NULL;
	size_t n = 0;
	static const char *const given[] = {"Olzhas", "Marat", "Sergei", "Anna", "Irina", "Pavel", "Erlan", "Bolat", "Sofia", "Dmitri"};
	v[0] = a;
	for (size_t i = 0; i < OTHERS; i++) {
		(void)snprintf(text[i], sizeof text[i], "%s %c%c%cmanov", given[i % 10], 'A' + (int)(i % 20), "aeiou"[i % 5], "bdgkl"[i / 5 % 5]);
		v[i + 1] = (struct kua_signer){.name = text[i], .place = i % 3 ? "Almaty" : "Astana", .born = 1950 + (int64_t)(i * 7 % 50), .address = i + 100};
	}
	v[OTHERS + 1] = b;
	ok(kua_duplicates_find(names, v, OTHERS + 2, NULL, &twins, &n, &err));
	bool one = false;
	for (size_t i = 0; i < n; i++)
		one |= twins[i].row == OTHERS + 1 && twins[i].of == 0 && twins[i].sure;
	free(twins);
	return one;
}

#define S(n, at, from, year) ((struct kua_signer){.name = (n), .place = (at), .address = (from), .born = (year)})

static void one_person(void **state)
{
	(void)state;
	assert_true(is_one(S("Aigul Nurbekova", "Almaty", 7, 1980), S("Айгуль Нурбекова", "Алматы", 0, 1980)));
	assert_true(is_one(S("Aigul Nurbekova", "Almaty", 7, 1980), S("Nurbekova Aigul", NULL, 7, 0)));
	assert_true(is_one(S("Aigul Nurbekova", NULL, 7, 1980), S("Aigul Nurbekva", NULL, 7, 1980)));
	assert_true(is_one(S("Aigul Nurbekova", "Almaty", 0, 1980), S("Aigul Serikovna Nurbekova", "Алма-Ата", 0, 1980)));
	assert_true(is_one(S("Вадим Курамшин", "Петропавловск", 0, 1974), S("Vadim Kuramshin", "Petropavl", 9, 1974)));
}

static void two_people(void **state)
{
	(void)state;
	assert_false(is_one(S("Aigul Nurbekova", "Almaty", 7, 1980), S("Andrei Nurbekov", "Almaty", 7, 1978))); /* a household */
	assert_false(is_one(S("Dana Nurbekova", "Almaty", 7, 1980), S("Dina Nurbekova", "Almaty", 7, 1982)));   /* sisters */
	assert_false(is_one(S("Bolat Nurbekov", "Almaty", 7, 1950), S("Bolat Nurbekov", "Almaty", 7, 1985)));   /* father and son */
	assert_false(is_one(S("Aigul Nurbekova", "Almaty", 0, 1980), S("Aigul Nurbekova", "Almaty", 0, 1956)));
	assert_false(is_one(S("Aigul Nurbekova", "Almaty", 1, 0), S("Aigul Nurbekova", "Oral", 2, 0)));          /* nothing but the name */
	struct kua_signer own = S("Aigul Nurbekova", "Almaty", 7, 1980);
	assert_true(is_one(own, own));
	own.own = true; /* somebody said so */
	assert_false(is_one(S("Aigul Nurbekova", "Almaty", 7, 1980), own));
}

/* The commonest of names in the largest of towns is that of many. */
static void a_common_name_proves_nothing(void **state)
{
	struct kua_error err;
	enum { N = 4000 };
	struct kua_signer *v = calloc(N, sizeof *v);
	struct kua_twin *twins = NULL;
	char(*text)[48] = calloc(N, sizeof *text);
	size_t n = 0, sure = 0;
	(void)state;
	for (size_t i = 0; i < N; i++) {
		if (i % 40 == 0)
			(void)snprintf(text[i], sizeof text[i], "Sergei Ivanov");
		else
			(void)snprintf(text[i], sizeof text[i], "%s %c%c%c%cenko", i % 2 ? "Sergei" : "Anna", 'A' + (int)(i % 20), "aeiou"[i % 5],
			               'b' + (int)(i / 100 % 18), "aeiou"[i / 20 % 5]);
		v[i] = (struct kua_signer){.name = text[i], .place = "Moscow", .born = i % 40 == 0 ? 1970 + (int64_t)(i % 7) : 1940 + (int64_t)(i % 60)};
	}
	ok(kua_duplicates_find(names, v, N, NULL, &twins, &n, &err));
	for (size_t i = 0; i < n; i++)
		sure += twins[i].sure && twins[i].row % 40 == 0;
	assert_int_equal(sure, 0);
	free(twins);
	free(v);
	free(text);
}

static size_t comparisons_of_one_name(size_t n)
{
	struct kua_error err;
	struct kua_signer *v = calloc(n, sizeof *v);
	struct kua_twin *twins = NULL;
	size_t found = 0;
	for (size_t i = 0; i < n; i++)
		v[i] = (struct kua_signer){.name = "Sergei Ivanov", .place = "Moscow", .born = 1970, .address = 5};
	ok(kua_duplicates_find(names, v, n, NULL, &twins, &found, &err));
	free(twins);
	free(v);
	return found;
}

/* All under one key: what is compared grows with the rows, not with their square (this test would run for hours). */
static void a_hundred_thousand_of_one_name(void **state)
{
	(void)state;
	assert_true(comparisons_of_one_name(100000) <= 100000);
}

static void none_and_one(void **state)
{
	(void)state;
	assert_int_equal(comparisons_of_one_name(0), 0);
	assert_int_equal(comparisons_of_one_name(1), 0);
}

/* More names than are kept prepared, and at first three of one house, so that the store of them is full between the two of a pair. */
static void both_names_are_there_while_they_are_compared(void **state)
{
	struct kua_error err;
	enum { N = 2101 };
	struct kua_signer *v = calloc(N, sizeof *v);
	struct kua_twin *twins = NULL;
	char(*text)[48] = calloc(N, sizeof *text);
	size_t n = 0, same = 0;
	(void)state;
	for (size_t i = 0; i < N; i++) {
		size_t person = i < 3 ? 0 : (i - 1) / 2;
		(void)snprintf(text[i], sizeof text[i], "Olzhas %c%c%c%cbekov", 'A' + (int)(person % 20), "aeiou"[person / 20 % 5],
		               "bdgklmnrst"[person / 100 % 10], "aeiou"[person / 1000 % 5]);
		v[i] = (struct kua_signer){.name = text[i], .place = "Almaty", .born = 1980, .address = person + 1};
	}
	ok(kua_duplicates_find(names, v, N, NULL, &twins, &n, &err));
	for (size_t i = 0; i < n; i++)
		same += twins[i].same_address;
	assert_int_equal(same, 2 + (N - 3) / 2);
	free(twins);
	free(text);
	free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_person),
		cmocka_unit_test(two_people),
		cmocka_unit_test(a_common_name_proves_nothing),
		kua_slow_test(a_hundred_thousand_of_one_name),
		cmocka_unit_test(none_and_one),
		cmocka_unit_test(both_names_are_there_while_they_are_compared),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
