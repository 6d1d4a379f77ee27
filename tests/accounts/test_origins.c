/*
 * test_origins.c - how many origins stand behind a number that copies of a text tell in words of their own: against all trees counted one
 * by one, and what must hold whatever the tree. All towns and people are invented.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "world.h"
#include "../quick.h"

enum { MOST = 5 };

static uint64_t roll(uint64_t *state, uint64_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % below;
}

/* A family at random: how likely each source of each text is, over all trees; and which texts tell the number. */
struct kin {
	int n;
	double weight[MOST][MOST], none[MOST];
	double p[MOST][MOST], original[MOST];
	bool tells[MOST];
	double expected;
	int64_t least, most;
};

static bool is_tree(const struct kin *k, const int *source)
{
	int roots = 0;
	for (int v = 0; v < k->n; v++) {
		int u = v, steps = 0;
		for (; source[u] != k->n && steps <= k->n; steps++)
			u = source[u];
		if (steps > k->n || source[v] == v)
			return false;
		roots += source[v] == k->n;
	}
	return roots == 1;
}

static bool next_tree(const struct kin *k, int *source)
{
	for (int v = 0; v < k->n; v++) {
		if (++source[v] <= k->n)
			return true;
		source[v] = 0;
	}
	return false;
}

/* Those that tell it and have their text from one that does not, or from nobody. */
static int64_t origins_in(const struct kin *k, const int *source)
{
	int64_t n = 0;
	for (int v = 0; v < k->n; v++)
		n += k->tells[v] && (source[v] == k->n || !k->tells[source[v]]);
	return n;
}

static void count_trees(struct kin *k)
{
	int source[MOST] = {0};
	double sum = 0;
	k->least = MOST;
	do {
		if (!is_tree(k, source))
			continue;
		double weight = 1;
		for (int v = 0; v < k->n; v++)
			weight *= source[v] == k->n ? k->none[v] : k->weight[v][source[v]];
		int64_t origins = origins_in(k, source);
		k->least = origins < k->least ? origins : k->least;
		k->most = origins > k->most ? origins : k->most;
		sum += weight;
		k->expected += weight * (double)origins;
		for (int v = 0; v < k->n; v++)
			*(source[v] == k->n ? &k->original[v] : &k->p[v][source[v]]) += weight;
	} while (next_tree(k, source));
	k->expected /= sum;
	for (int v = 0; v < k->n; v++) {
		k->original[v] /= sum;
		for (int u = 0; u < k->n; u++)
			k->p[v][u] /= sum;
	}
}

static struct kin kin_new(uint64_t *state)
{
	struct kin k = {.n = 2 + (int)roll(state, MOST - 1)};
	for (int v = 0; v < k.n; v++) {
		k.none[v] = (double)(1 + roll(state, 1000));
		for (int u = 0; u < k.n; u++)
			k.weight[v][u] = pow(10, (double)roll(state, 400) / 100);
		k.tells[v] = roll(state, 4) != 0;
	}
	k.tells[0] = k.tells[1] = true;
	count_trees(&k);
	return k;
}

/* A text that shares a passage without the number with another, so that there is an alignment at all. */
static void begin(struct world *w)
{
	world_begin(w);
	add_entity(w, "p-orlun", "place", "Orlun");
	add_item(w, "x", 1, "2014-01-05", "The sea is wide.");
	add_item(w, "y", 1, "2014-01-05", "The sea is wide.");
	add_reuse(w, "x.1", "y.1", "The sea", "wide");
}

/* Item "<name>.1" tells that so many were killed, in words of its own. */
static const char *tell(struct world *w, const char *name, const char *who, const char *value)
{
	const char *quote = kua_arena_printf(w->a, "%s were killed in Orlun, says %s of %s", value, who ? who : "one", name);
	const char *id = add_item(w, name, 1, "2014-01-05", kua_arena_printf(w->a, "%s.", quote))->id;
	add_figure(w, id, quote, "killed", value, who, "Orlun", "2012-03-16");
	return id;
}

static const char *quote_of(struct world *w, const char *item)
{
	for (size_t i = 0; i < w->figures.n; i++)
		if (strcmp(w->figures.v[i].item, item) == 0)
			return w->figures.v[i].quote;
	fail_msg("no figure in %s", item);
	return NULL;
}

static const char *name_of(struct world *w, int v)
{
	return kua_arena_printf(w->a, "k%d", v);
}

static void add_kin(struct world *w, const struct kin *k, bool backward)
{
	struct kua_buf all = KUA_BUF_INIT;
	for (int i = 0; i < k->n; i++) {
		int v = backward ? k->n - 1 - i : i;
		if (k->tells[v])
			tell(w, name_of(w, v), NULL, "70");
		else
			add_item(w, name_of(w, v), 1, "2014-01-05", "Nothing is said of any number.");
		struct kua_copy *c = add_copy(w, "fam", kua_arena_printf(w->a, "k%d.1", v), k->original[v]);
		for (int u = 0; u < k->n; u++)
			if (u != v)
				add_source(w, c, kua_arena_printf(w->a, "k%d.1", u), k->p[v][u]);
		kua_buf_printf(&all, "k%d.1 ", v);
	}
	add_family(w, "fam", all.data);
	kua_buf_free(&all);
}

static const struct kua_account *account_of(struct world *w)
{
	world_make(w);
	return line_of(w, quote_of(w, "k0.1"));
}

static void test_against_all_trees(void **state)
{
	(void)state;
	uint64_t dice = 5;
	for (int round = 0; round < 12; round++) {
		struct kin k = kin_new(&dice);
		struct world w;
		begin(&w);
		add_kin(&w, &k, false);
		const struct kua_account *a = account_of(&w);
		if (fabs(a->independent - k.expected) > 0.0051)
			fail_msg("%d texts: %.4f expected, %.4f of all trees", k.n, a->independent, k.expected);
		assert_true(a->independent_low >= k.least && (double)a->independent_low <= a->independent);
		assert_true(a->independent_high <= k.most && (double)a->independent_high >= a->independent);
		assert_int_equal(a->voices.n, llround(a->independent));
		for (size_t i = 0; i < a->joined.n; i++)
			assert_true(a->joined.v[i].from && a->joined.v[i].probability > 0);
		world_end(&w);
	}
}

static void test_order_changes_nothing(void **state)
{
	(void)state;
	uint64_t dice = 11;
	for (int round = 0; round < 3; round++) {
		struct kin k = kin_new(&dice);
		char *printed[2];
		for (int backward = 0; backward < 2; backward++) {
			struct world w;
			begin(&w);
			if (backward)
				tell(&w, "z", NULL, "70");
			add_kin(&w, &k, backward);
			if (!backward)
				tell(&w, "z", NULL, "70");
			world_make(&w);
			printed[backward] = world_print(&w);
			world_end(&w);
		}
		assert_string_equal(printed[0], printed[1]);
		free(printed[0]);
		free(printed[1]);
	}
}

/* A copy of one that tells the number, and then a text that is nobody's. */
static void test_one_more_text(void **state)
{
	(void)state;
	uint64_t dice = 3;
	for (int round = 0; round < 3; round++) {
		struct kin k = kin_new(&dice);
		double before = 0, with_copy, with_other;
		for (int more = 0; more < 3; more++) {
			struct world w;
			begin(&w);
			add_kin(&w, &k, false);
			if (more == 1) {
				add_source(&w, add_copy(&w, "fam", tell(&w, "late", NULL, "70"), 0), "k1.1", 1);
				kua_list_add(w.a, &w.families.v[0].items, "late.1");
			} else if (more == 2) {
				tell(&w, "late", NULL, "70");
			}
			double n = account_of(&w)->independent;
			before = more == 0 ? n : before;
			with_copy = more == 1 ? n : 0;
			with_other = more == 2 ? n : 0;
			if (more == 1)
				assert_true(with_copy <= before + 1e-9);
			if (more == 2)
				assert_true(fabs(with_other - before - 1) < 1e-9);
			world_end(&w);
		}
	}
}

/* a and b are one text, b most likely from a. */
static void add_pair(struct world *w, const char *a, const char *b, double b_from_a)
{
	add_source(w, add_copy(w, "fam", a, b_from_a), b, 1 - b_from_a);
	add_source(w, add_copy(w, "fam", b, 1 - b_from_a), a, b_from_a);
	add_family(w, "fam", kua_arena_printf(w->a, "%s %s", a, b));
}

static void test_a_copy_in_other_words(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const char *a = tell(&w, "a", "officials", "70"), *b = tell(&w, "b", NULL, "70");
	add_pair(&w, a, b, 1);
	world_make(&w);
	const struct kua_account *l = line_of(&w, quote_of(&w, a));
	assert_true(l->statements == 2 && l->independent == 1 && l->independent_low == 1 && l->independent_high == 1);
	assert_int_equal(l->voices.n, 1);
	assert_string_equal(voice_of(&w, quote_of(&w, a))->id, l->voices.v[0]);
	assert_int_equal(l->joined.n, 1);
	assert_string_equal(l->joined.v[0].from, figure_of(&w, quote_of(&w, a))->id);
	assert_string_equal(l->joined.v[0].figures.v[0], figure_of(&w, quote_of(&w, b))->id);
	assert_true(l->joined.v[0].probability == 1);
	world_end(&w);
}

/* Whoever names officials does not have them from a text that names nobody. */
static void test_which_way_it_went(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const char *a = tell(&w, "a", "officials", "70"), *b = tell(&w, "b", NULL, "70");
	add_pair(&w, a, b, 0.6);
	world_make(&w);
	const struct kua_account *l = line_of(&w, quote_of(&w, a));
	assert_true(fabs(l->independent - 1.4) < 1e-9);
	assert_true(l->independent_low == 1 && l->independent_high == 2);
	world_end(&w);
}

static void test_a_source_of_its_own(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const char *a = tell(&w, "a", "officials", "70"), *b = tell(&w, "b", "residents", "70");
	add_pair(&w, a, b, 1);
	world_make(&w);
	const struct kua_account *l = line_of(&w, quote_of(&w, a));
	assert_true(l->independent == 2 && l->joined.n == 0);
	world_end(&w);
}

static void test_a_number_changed_on_the_way(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const char *a = tell(&w, "a", "officials", "12"), *b = tell(&w, "b", "officials", "70"), *c = tell(&w, "c", NULL, "70");
	add_pair(&w, a, b, 0.9);
	add_drift(&w, a, b, "12", "70");
	world_make(&w);
	const struct kua_account *l = line_of(&w, quote_of(&w, b));
	assert_true(fabs(l->independent - 1.1) < 1e-9);
	assert_int_equal(l->voices.n, 1);
	assert_string_equal(voice_of(&w, quote_of(&w, c))->id, l->voices.v[0]);
	assert_int_equal(l->joined.n, 1);
	assert_string_equal(l->joined.v[0].from, figure_of(&w, quote_of(&w, a))->id);
	assert_true(fabs(l->joined.v[0].probability - 0.9) < 1e-9);
	assert_true(line_of(&w, quote_of(&w, a))->independent == 1); /* it may be the other way round, but somebody says it */
	world_end(&w);
}

static void test_a_changed_number_and_its_source(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const char *a = tell(&w, "a", "officials", "12"), *b = tell(&w, "b", "residents", "70");
	tell(&w, "c", NULL, "70");
	add_pair(&w, a, b, 1);
	add_drift(&w, a, b, "12", "70");
	world_make(&w);
	assert_true(line_of(&w, quote_of(&w, b))->independent == 2);
	world_end(&w);
}

/* Sources that are too unlikely to be told, each by itself, are sources all the same. */
static void test_sources_that_are_not_told(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const char *a = tell(&w, "a", NULL, "70"), *b = tell(&w, "b", NULL, "70");
	add_copy(&w, "fam", a, 0.002)->parent = "b.1";
	add_source(&w, add_copy(&w, "fam", b, 0.001), a, 0.02);
	add_family(&w, "fam", "a.1 b.1");
	world_make(&w);
	assert_true(line_of(&w, quote_of(&w, a))->independent == 1);
	world_end(&w);
}

/* Each of many copies has it in words of its own and from one of twenty before it. */
static double seconds_for(int copies)
{
	struct world w;
	struct kua_buf all = KUA_BUF_INIT;
	struct timespec from, to;
	begin(&w);
	for (int v = 0; v < copies; v++) {
		const char *id = kua_arena_printf(w.a, "k%06d.1", v);
		tell(&w, kua_arena_printf(w.a, "k%06d", v), NULL, "70");
		struct kua_copy *c = add_copy(&w, "fam", id, v == 0);
		for (int u = v > 20 ? v - 20 : 0; u < v; u++)
			add_source(&w, c, kua_arena_printf(w.a, "k%06d.1", u), 1.0 / (v > 20 ? 20 : v));
		kua_buf_printf(&all, "%s ", id);
	}
	add_family(&w, "fam", all.data);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	world_make(&w);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	assert_true(line_of(&w, quote_of(&w, "k000000.1"))->independent == 1);
	kua_buf_free(&all);
	world_end(&w);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

static void test_large_families(void **state)
{
	(void)state;
	double one = seconds_for(1000), eight = seconds_for(8000);
	print_message("           1000 copies: %.3f s, 8000: %.3f s\n", one, eight);
	assert_true(eight < 20 * one + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_all_trees),
		cmocka_unit_test(test_order_changes_nothing),
		cmocka_unit_test(test_one_more_text),
		cmocka_unit_test(test_a_copy_in_other_words),
		cmocka_unit_test(test_which_way_it_went),
		cmocka_unit_test(test_a_source_of_its_own),
		cmocka_unit_test(test_a_number_changed_on_the_way),
		cmocka_unit_test(test_a_changed_number_and_its_source),
		cmocka_unit_test(test_sources_that_are_not_told),
		kua_slow_test(test_large_families),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
