/* test_index.c - one name among many: what is found whatever happened to it, what no name may do, and at which limits. */
#include <string.h>

#include "knowledge.h"
#include "names/index.h"

static void add(struct kua_names_index *x, const char *id, const char *name, const char *kind)
{
	struct kua_error err;
	assert_int_equal(kua_names_index_add(x, id, name, kind, &err), KUA_OK);
}

/* Those looked for, among some hundred others that share parts with them. */
static struct kua_names_index *haystack(void)
{
	static const char *const given[] = {"Aleksandr", "Marat", "Aigul", "Serik", "Natalya", "Daniyar", "Ruslan", "Saule"};
	static const char *const family[] = {"Ivanov", "Akhmetov", "Zhaksybekov", "Kim", "Sultanov", "Petrenko", "Nurlanov"};
	static const char *const wanted[] = {"Serik Nurmagambetov", "Zhanna Baitelova", "Qasym-Zhomart Toqaev",
		"Abdul Rahman al-Hashimi", "Ivan Petrovich Sokolnikov", "Mikhail Dvorzhetsky", "Xiaoping Deng"};
	struct kua_names_index *x = kua_names_index_new(names);
	char id[16], name[64];
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		snprintf(id, sizeof id, "w%zu", i);
		add(x, id, wanted[i], "person");
	}
	for (size_t i = 0; i < 8; i++)
		for (size_t k = 0; k < 7; k++) {
			snprintf(id, sizeof id, "%zu-%zu", i, k);
			snprintf(name, sizeof name, "%s %s", given[i], family[k]);
			add(x, id, name, NULL);
		}
	add(x, "p", "Zhanaozen", "place");
	kua_names_index_close(x);
	return x;
}

static void finds_whatever_happened(void **state)
{
	static const struct {
		const char *name, *id;
	} asked[] = {
		{"Serik Nurmagambetov", "w0"}, {"Серик Нурмагамбетов", "w0"}, {"Nurmagambetov Serik", "w0"}, {"S. Nurmagambetov", "w0"},
		{"Nurmagambetov", "w0"}, {"Serik Nurmagambeotv", "w0"}, {"Serik Nurmagambeov", "w0"}, {"BAITELOVA, Zhanna", "w1"},
		{"Janna Baytelova", "w1"}, {"Касым-Жомарт Токаев", "w2"}, {"Kasymzhomart Tokayev", "w2"},
		{"Tokayev Kasym Zhomart", "w2"}, {"Abdulrahman Hashimi", "w3"}, {"Ivan Sokolnikov", "w4"}, {"I. P. Sokolnikov", "w4"},
		{"Misha Dvorzhetski", "w5"}, {"Deng Xiao Ping", "w6"},
	};
	struct kua_names_index *x = haystack();
	struct kua_arena *a = kua_arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		struct kua_match m[5];
		memset(m, 0, sizeof m);
		size_t n = kua_names_index_find(x, asked[i].name, "person", 5, a, m);
		if (n == 0 || strcmp(m[0].id, asked[i].id) != 0)
			fail_msg("%s should find %s, not %s", asked[i].name, asked[i].id, n ? m[0].name : "nothing");
	}
	kua_arena_free(a);
	kua_names_index_free(x);
}

static void says_why(void **state)
{
	struct kua_names_index *x = haystack();
	struct kua_arena *a = kua_arena_new();
	struct kua_match m[3] = {0};
	(void)state;
	assert_int_equal(kua_names_index_find(x, "Serik Nurmagambetov", NULL, 3, a, m), 3);
	assert_string_equal(m[0].name, "Serik Nurmagambetov");
	assert_true(m[0].same && m[0].score >= 1 && m[0].reasons.n > 0);
	assert_true(m[0].score >= m[1].score && m[1].score >= m[2].score);
	assert_false(m[1].same);
	assert_int_equal(kua_names_index_find(x, "Жанаозен", "place", 3, a, m), 1);
	assert_string_equal(m[0].id, "p");
	assert_int_equal(kua_names_index_find(x, "Жанаозен", "ship", 3, a, m), 0);
	kua_arena_free(a);
	kua_names_index_free(x);
}

static void the_same_in_any_order(void **state)
{
	static const char *const some[] = {"Marat Akhmetov", "Murat Akhmetov", "Marat Ahmetov", "Марат Ахметов", "Akhmetov M."};
	struct kua_names_index *there = kua_names_index_new(names), *back = kua_names_index_new(names);
	struct kua_arena *a = kua_arena_new();
	struct kua_match m[5] = {0}, k[5] = {0};
	(void)state;
	for (size_t i = 0; i < 5; i++) {
		add(there, "-", some[i], NULL);
		add(back, "-", some[4 - i], NULL);
	}
	kua_names_index_close(there);
	kua_names_index_close(back);
	assert_int_equal(kua_names_index_find(there, "Marat Akhmetov", NULL, 5, a, m), 5);
	assert_int_equal(kua_names_index_find(back, "Marat Akhmetov", NULL, 5, a, k), 5);
	for (size_t i = 0; i < 5; i++)
		assert_true(m[i].score <= k[i].score && m[i].score >= k[i].score);
	kua_arena_free(a);
	kua_names_index_free(there);
	kua_names_index_free(back);
}

/* Whatever is added or asked for, there is an answer. */
static void hostile(void **state)
{
	static const char *const odd[] = {"", "  ", "...", "-", "\xE2\x80\x8F\xE2\x80\x8D", "a", "А", "1 2 3", "bin bin bin", "Mr",
		"al-", "abd", "a b c d e f g h i j k l m n o p q r s t u v w x y z", "\xF0\x9F\x98\x80", "Р\xD0\xB0ul"};
	char *large = kua_malloc(10001);
	struct kua_names_index *x = kua_names_index_new(names);
	struct kua_arena *a = kua_arena_new();
	struct kua_match m[4];
	struct kua_error err;
	(void)state;
	memset(large, 'z', 10000);
	large[10000] = '\0';
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		add(x, odd[i], odd[i], NULL);
	add(x, "large", large, NULL);
	for (size_t i = 1; i < 10000; i += 2)
		large[i] = ' ';
	add(x, "parts", large, NULL);
	assert_int_equal(kua_names_index_add(x, "1", "Somebody", "ship", &err), KUA_DATA);
	kua_names_index_close(x);
	assert_true(kua_names_index_size(x) > 20000);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		assert_true(kua_names_index_find(x, odd[i], NULL, 4, a, m) <= 4);
	assert_true(kua_names_index_find(x, large, NULL, 4, a, m) <= 4);
	free(large);
	kua_names_index_free(x);
	x = kua_names_index_new(names);
	kua_names_index_close(x);
	assert_int_equal(kua_names_index_find(x, "Somebody", NULL, 4, a, m), 0);
	kua_names_index_free(x);
	kua_arena_free(a);
}

/* More names of one spelling than are weighed: as many are found as are asked for, and it is always the same ones. */
static void more_than_is_weighed(void **state)
{
	struct kua_names_index *x = kua_names_index_new(names);
	struct kua_arena *a = kua_arena_new();
	struct kua_match m[50] = {0}, again[50] = {0};
	char id[16];
	(void)state;
	for (int i = 0; i < 70000; i++) {
		snprintf(id, sizeof id, "%d", i);
		add(x, id, i == 69000 ? "Ivan Ivanovich Ivanov" : "Ivan Ivanov", NULL);
	}
	kua_names_index_close(x);
	assert_int_equal(kua_names_index_find(x, "Ivan Ivanov", NULL, 50, a, m), 50);
	assert_int_equal(kua_names_index_find(x, "Ivan Ivanov", NULL, 50, a, again), 50);
	for (size_t i = 0; i < 50; i++) {
		assert_ptr_equal(m[i].id, again[i].id);
		assert_string_equal(m[i].name, "Ivan Ivanov");
	}
	assert_int_equal(kua_names_index_find(x, "Ivanov Ivan Ivanovich", NULL, 1, a, m), 1);
	assert_string_equal(m[0].id, "69000");
	kua_arena_free(a);
	kua_names_index_free(x);
}

/* Six vowels between the same consonants: so many parts are filed together that not all of them are looked at. */
static void vowels_of(size_t i, char name[32])
{
	static const char consonants[] = "brtlnkv", vowels[] = "aeiou";
	size_t n = 0;
	for (size_t k = 0; k < 6; k++, i /= 5) {
		name[n++] = consonants[k];
		name[n++] = vowels[i % 5];
	}
	name[n++] = consonants[6];
	name[n] = '\0';
}

/* A part of the very same spelling is found however many are filed with it, and one that is like it where they are few. */
static void more_than_is_looked_at(void **state)
{
	static const size_t counts[] = {15625, 625};
	struct kua_arena *a = kua_arena_new();
	struct kua_match m[1];
	char id[16], name[32];
	(void)state;
	for (size_t c = 0; c < 2; c++) {
		struct kua_names_index *x = kua_names_index_new(names);
		for (size_t i = 0; i < counts[c]; i++) {
			snprintf(id, sizeof id, "%zu", i);
			vowels_of(i, name);
			add(x, id, name, NULL);
		}
		kua_names_index_close(x);
		for (size_t i = 0; i < counts[c]; i += counts[c] / 5 - 1) {
			vowels_of(i, name);
			assert_int_equal(kua_names_index_find(x, name, NULL, 1, a, m), 1);
			assert_string_equal(m[0].name, name);
		}
		vowels_of(0, name);
		memcpy(name + strlen(name), "a", 2);
		assert_int_equal(kua_names_index_find(x, name, NULL, 1, a, m), 1);
		assert_true(m[0].score > 0.6);
		kua_names_index_free(x);
	}
	kua_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_whatever_happened), cmocka_unit_test(says_why), cmocka_unit_test(the_same_in_any_order),
		cmocka_unit_test(hostile), cmocka_unit_test(more_than_is_weighed),
		cmocka_unit_test(more_than_is_looked_at),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
