/* test_seeds.c - the seeds of a text against windows that are looked through whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"
#include "reuse/grams.h"

static struct letters some_letters(struct dice *d, char *text, uint32_t n, uint32_t kinds, void *room, const struct alphabet *a)
{
	for (uint32_t i = 0; i < n; i++)
		text[i] = "abcdefg12345 "[dice_roll(d, kinds)];
	return letters_fill(a, text, n, room);
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Where the letters that count stand: of a run of digits only the first. */
static uint32_t places(const struct letters *l, uint32_t *out)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < l->n; i++)
		if (!i || !is_digit(l->v[i]) || !is_digit(l->v[i - 1]))
			out[n++] = i;
	return n;
}

/* Narrow registers give the same. */
static void check_plain(const struct seeder *s, const struct letters *l, const seed_vec *seeds)
{
	struct seeder plain = *s;
	seed_vec other = {0};
	plain.grams = grams_plain;
	seeds_of(&plain, l, &other);
	assert_int_equal(other.n, seeds->n);
	for (size_t i = 0; i < other.n; i++)
		assert_true(other.v[i].at == seeds->v[i].at && other.v[i].hash == seeds->v[i].hash);
	kua_vec_free(&other);
}

/* The hash of the k letters that count from the nth on, letter by letter. */
static uint64_t hash_of(const struct seeder *s, const struct letters *l, const uint32_t *at, uint32_t nth)
{
	uint64_t hash = 0;
	for (uint32_t i = 0; i < s->how.k; i++)
		hash = hash * UINT64_C(0x9e3779b97f4a7c15) + s->values[l->v[at[nth + i]]];
	return gram_mix(hash);
}

/* Window by window: the smallest, of equal ones the last; what was chosen before stays as long as it is in the window and as small. */
static void check_windows(const struct seeder *s, const struct letters *l, const uint32_t *at, uint32_t n, uint32_t window, const seed_vec *seeds)
{
	uint32_t grams = n < s->how.k ? 0 : n - s->how.k + 1, chosen = 0;
	uint64_t *hash = kua_malloc((grams + 1) * sizeof *hash);
	size_t found = 0;
	for (uint32_t i = 0; i < grams; i++)
		hash[i] = hash_of(s, l, at, i);
	for (uint32_t end = grams && grams < window ? grams : window; end <= grams && end; end++) {
		uint32_t first = end < window ? 0 : end - window, best = first;
		for (uint32_t i = first; i < end; i++)
			best = hash[i] <= hash[best] ? i : best;
		if (found && chosen >= first && hash[chosen] == hash[best])
			continue;
		chosen = best;
		assert_true(found < seeds->n && seeds->v[found].at == at[chosen] && seeds->v[found].hash == hash[chosen]);
		found++;
	}
	assert_int_equal(found, seeds->n);
	free(hash);
}

/* Every seed is a place that counts; no window of k-grams is without one; one k-gram has one hash, and figures of one place are alike. */
static void check(const struct letters *l, struct seeding how, seed_vec *seeds)
{
	uint32_t *at = kua_malloc((l->n + 1) * sizeof *at), n = places(l, at), window = l->n < SHORT_LETTERS ? how.window / 2 : how.window;
	uint32_t last = 0, grams = n < how.k ? 0 : n - how.k + 1;
	struct seeder seeder;
	seeder_start(&seeder, how);
	seeds_of(&seeder, l, seeds);
	assert_int_equal(seeds->n > 0, grams > 0);
	check_plain(&seeder, l, seeds);
	check_windows(&seeder, l, at, n, window, seeds);
	for (size_t i = 0; i < seeds->n; i++) {
		uint32_t before = last;
		while (last < grams && at[last] != seeds->v[i].at)
			last++;
		assert_true(last < grams);
		assert_true(i ? last > before && last - before <= window : last < window);
	}
	assert_true(!grams || grams - last <= window);
	free(at);
}

static void test_no_window_without_a_seed(void **state)
{
	(void)state;
	enum { MOST = 3000 };
	struct alphabet *a = alphabet_new();
	struct dice d = {5};
	char *text = kua_malloc(MOST);
	void *room = kua_malloc(letters_room(MOST));
	seed_vec seeds = {0};
	for (int i = 0; i < 400; i++) {
		uint32_t n = i < 60 ? (uint32_t)i : dice_roll(&d, MOST), kinds = 1 + dice_roll(&d, 13);
		struct letters l = some_letters(&d, text, n, kinds, room, a);
		check(&l, SEEDING_DENSE, &seeds);
		check(&l, SEEDING_SPARSE, &seeds);
	}
	kua_vec_free(&seeds);
	free(room);
	free(text);
	alphabet_free(a);
}

/* What follows and what stands before a run does not change which seeds are within it. */
static void test_equal_runs_share_seeds(void **state)
{
	(void)state;
	enum { HEAD = 700, RUN = 1500, TAIL = 900, ALL = HEAD + RUN + TAIL };
	struct alphabet *a = alphabet_new();
	struct dice d = {6};
	char text[2][ALL];
	void *room = kua_malloc(letters_room(ALL));
	seed_vec seeds[2] = {{0}};
	struct seeder seeder;
	seeder_start(&seeder, SEEDING_SPARSE);
	for (int side = 0; side < 2; side++)
		(void)some_letters(&d, text[side], ALL, 7, room, a);
	memcpy(text[1] + HEAD - 300, text[0] + HEAD, RUN);
	for (int side = 0; side < 2; side++) {
		struct letters l = letters_fill(a, text[side], ALL, room);
		seeds_of(&seeder, &l, &seeds[side]);
	}
	size_t shared = 0;
	for (size_t i = 0; i < seeds[0].n; i++)
		for (size_t k = 0; k < seeds[1].n; k++)
			shared += seeds[0].v[i].at == seeds[1].v[k].at + 300 && seeds[0].v[i].hash == seeds[1].v[k].hash;
	assert_true(shared >= (RUN - 16 - 8) / 8);
	kua_vec_free(&seeds[0]);
	kua_vec_free(&seeds[1]);
	free(room);
	alphabet_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_window_without_a_seed),
		cmocka_unit_test(test_equal_runs_share_seeds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
