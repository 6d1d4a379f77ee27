/* test_distance.c - edit distance: known values, the wide versions against the plain one and against the textbook's table, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "names/distance.h"

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* A key of n letters, from few letters so that much is alike. */
static char *random_key(uint32_t *seed, size_t n)
{
	static const char letters[] = "aeinrstSCJ kz";
	char *s = kua_malloc(n + 1);
	for (size_t i = 0; i < n; i++)
		s[i] = letters[next(seed) % (i % 3 ? 4 : sizeof letters - 1)];
	s[n] = '\0';
	return s;
}

/* Wagner and Fischer's table. */
static unsigned by_table(const char *a, const char *b)
{
	unsigned row[200], n = (unsigned)strlen(a), m = (unsigned)strlen(b);
	for (unsigned j = 0; j <= m; j++)
		row[j] = j;
	for (unsigned i = 1; i <= n; i++) {
		unsigned corner = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= m; j++) {
			unsigned best = corner + (a[i - 1] != b[j - 1]);
			best = row[j] + 1 < best ? row[j] + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			corner = row[j];
			row[j] = best;
		}
	}
	return row[m];
}

static void known_distances(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned distance;
	} known[] = {{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"saturday", "sunday", 3}, {"SukSin", "Suksin", 1},
	             {"a b", "ab", 1}, {"nazarbaev", "nazarbaev", 0}};
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		assert_int_equal(kua_distance(known[i].a, known[i].b), known[i].distance);
		assert_int_equal(kua_distance(known[i].b, known[i].a), known[i].distance);
	}
}

enum { KEYS = 333 };

/* Every width this machine has, over queries that need 16, 32 and 64 bits, and keys of every length up to the limit. */
static void widths_agree(void **state)
{
	uint32_t seed = 7;
	char *keys[KEYS];
	uint8_t out[KEYS];
	(void)state;
	for (size_t i = 0; i < KEYS; i++)
		keys[i] = random_key(&seed, i < 66 ? i % 65 : next(&seed) % 20);
	struct kua_distances *d = kua_distances_new((const char *const *)keys, KEYS);
	for (size_t n = 0; n <= KUA_DISTANCE_LETTERS; n++) {
		char *query = random_key(&seed, n);
		for (int w = DISTANCE_PLAIN; w < DISTANCE_WIDTHS; w++) {
			if (!distance_of((enum distance_width)w))
				continue;
			memset(out, 0xff, sizeof out);
			distances_by(d, distance_of((enum distance_width)w), query, out);
			for (size_t i = 0; i < KEYS; i++)
				assert_int_equal(out[i], by_table(query, keys[i]));
		}
		memset(out, 0xff, sizeof out);
		kua_distances_to(d, query, out);
		for (size_t i = 0; i < KEYS; i++)
			assert_int_equal(out[i], kua_distance(query, keys[i]));
		free(query);
	}
	kua_distances_free(d);
	for (size_t i = 0; i < KEYS; i++)
		free(keys[i]);
}

static void nothing_to_compare_with(void **state)
{
	uint8_t out = 9;
	(void)state;
	struct kua_distances *d = kua_distances_new(NULL, 0);
	kua_distances_to(d, "abc", &out);
	assert_int_equal(out, 9);
	kua_distances_free(d);
	kua_distances_free(NULL);
}

/* At the limit the last letter counts, beyond it none does. */
static void letters_beyond_the_limit(void **state)
{
	char a[KUA_DISTANCE_LETTERS + 40], b[KUA_DISTANCE_LETTERS + 40];
	const char *keys[] = {b};
	uint8_t out;
	(void)state;
	for (size_t change = KUA_DISTANCE_LETTERS - 1; change <= KUA_DISTANCE_LETTERS; change++) {
		memset(a, 'a', sizeof a);
		memset(b, 'a', sizeof b);
		a[sizeof a - 1] = b[sizeof b - 1] = '\0';
		b[change] = 'z';
		struct kua_distances *d = kua_distances_new(keys, 1);
		kua_distances_to(d, a, &out);
		assert_int_equal(out, change < KUA_DISTANCE_LETTERS);
		assert_int_equal(kua_distance(a, b), change < KUA_DISTANCE_LETTERS);
		kua_distances_free(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_distances), cmocka_unit_test(widths_agree), cmocka_unit_test(nothing_to_compare_with),
		cmocka_unit_test(letters_beyond_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
