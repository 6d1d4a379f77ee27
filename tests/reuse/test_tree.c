/* test_tree.c - probabilities and the best tree against all trees counted one by one; chains of copies whose truth is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"
#include "reuse/internal.h"

enum { N = 5 };

static double number(struct dice *d)
{
	return dice_roll(d, 100000) / 1e4 - 10;
}

/* All choices of a source for each text (N: none) that make one tree, by counting in base N + 1. */
static bool next_tree(uint32_t *source)
{
	for (int v = 0; v < N; v++) {
		if (++source[v] <= N)
			return true;
		source[v] = 0;
	}
	return false;
}

static bool is_tree(const uint32_t *source)
{
	int roots = 0;
	for (uint32_t v = 0; v < N; v++) {
		uint32_t u = v, steps = 0;
		while (source[u] != N && steps++ <= N)
			u = source[u];
		if (steps > N)
			return false;
		roots += source[v] == N;
	}
	return roots == 1;
}

static void test_against_all_trees(void **state)
{
	(void)state;
	struct dice d = {77};
	for (int round = 0; round < 8; round++) {
		double weight[N * N], none[N], p[N * (N + 1)], sum = 0, seen[N * (N + 1)] = {0}, best = -INFINITY;
		struct arc arcs[N * N];
		size_t n_arcs = 0;
		uint32_t source[N] = {0}, parent[N];
		for (uint32_t v = 0; v < N; v++) {
			none[v] = number(&d) - 40; /* to write it anew is dear, so that two roots do not count */
			for (uint32_t u = 0; u < N; u++) {
				weight[v * N + u] = u == v ? -INFINITY : number(&d);
				if (u != v)
					arcs[n_arcs++] = (struct arc){u, v, -weight[v * N + u]};
			}
		}
		do {
			if (!is_tree(source))
				continue;
			double log_weight = 0;
			for (uint32_t v = 0; v < N; v++)
				log_weight += source[v] == N ? none[v] : weight[v * N + source[v]];
			best = log_weight > best ? log_weight : best;
			sum += exp(log_weight);
			for (uint32_t v = 0; v < N; v++)
				seen[v * (N + 1) + source[v]] += exp(log_weight);
		} while (next_tree(source));
		laplacian(N, weight, none, p);
		for (int i = 0; i < N * (N + 1); i++)
			assert_true(fabs(p[i] - seen[i] / sum) < 1e-3);
		double root[N], found = 0;
		for (int v = 0; v < N; v++)
			root[v] = -none[v];
		arborescence(arcs, n_arcs, N, root, parent);
		for (uint32_t v = 0; v < N; v++)
			found += parent[v] == NO_ARC ? none[v] : -arcs[parent[v]].cost;
		assert_true(fabs(found - best) < 1e-6);
	}
}

/* Weights far beyond what a double holds beside one another. */
static void test_far_apart(void **state)
{
	(void)state;
	/* 0 and 1 are all but one text; 2 is their source, at a price of thousands of nats either way */
	const double far = -4000;
	const double weight[9] = {-INFINITY, 0, far, 0, -INFINITY, far - 3, far, far, -INFINITY}, none[3] = {far - 900, far - 900, -800};
	double p[12];
	laplacian(3, weight, none, p);
	assert_true(p[2 * 4 + 3] > 0.999);
	assert_true(fabs(p[0 * 4 + 2] - 1 / (1 + exp(-3))) < 1e-6);
	assert_true(fabs(p[1 * 4 + 0] - 1 / (1 + exp(-3))) < 1e-6);
}

/* A family as likely.c wants it: arcs both ways between all, of which some are told to be possible. */
struct small {
	struct family_arc arcs[N * N];
	double weight[N * N], none[N], p[N * N], original[N];
	struct days days[N];
	size_t n_arcs;
};

static struct small small_family(const char *const *dates, const char *const *possible)
{
	struct small s = {0};
	for (uint32_t v = 0; v < N; v++) {
		s.none[v] = -300;
		s.days[v] = days_of(dates[v]);
		for (uint32_t u = v + 1; u < N; u++)
			for (int back = 0; back < 2; back++) {
				uint32_t from = back ? v : u, to = back ? u : v;
				s.weight[s.n_arcs] = strchr(possible[to], (char)('0' + (int)from)) ? -1 : -100;
				s.arcs[s.n_arcs++] = (struct family_arc){.from = from, .to = to};
			}
	}
	return s;
}

static double small_p(struct small *s, uint32_t from, uint32_t to, double range)
{
	const struct weighed in = {.n = N, .arcs = s->arcs, .n_arcs = s->n_arcs, .weight = s->weight, .none = s->none, .dates = true,
		.days = s->days, .range = range, .wrong_dates = 0.005};
	likely_sources(&in, s->p, s->original);
	for (size_t k = 0; k < s->n_arcs; k++)
		if (s->arcs[k].from == from && s->arcs[k].to == to)
			return s->p[k];
	fail_msg("no arc from %u to %u", from, to);
	return 0;
}

/* 1 is like 0, from which 2 and 3 come; 4 may come from either. */
static void test_much_copied(void **state)
{
	(void)state;
	struct small s = small_family((const char *[N]){"2013-07-01", "2013-07-01", "2013-07-01", "2013-07-01", "2013-07-01"},
	                              (const char *[N]){"", "0", "0", "0", "01"});
	assert_true(small_p(&s, 0, 4, 30) > 0.7);
	assert_true(small_p(&s, 1, 4, 30) > 0.1);
}

/* An undated text between two dated ones is of the days between. */
static void test_undated(void **state)
{
	(void)state;
	/* 1 is the undated one, 4 the same word for word and dated: 2 may come from either, soon after */
	struct small between = small_family((const char *[N]){"2013-07-01", NULL, "2013-07-04", "2014-07-01", "2013-07-02"},
	                                    (const char *[N]){"", "0", "14", "0", "0"});
	double p = small_p(&between, 1, 2, 400);
	assert_true(p > 0.2 && p < 0.6);
	/* 1 is undated and the same as 0, which is dated; the others come from either: neither is surely the first */
	struct small twins = small_family((const char *[N]){"2013-07-01", NULL, "2013-07-02", "2013-07-03", "2013-07-04"},
	                                  (const char *[N]){"1", "0", "01", "01", "01"});
	p = small_p(&twins, 0, 1, 40);
	assert_true(p > 0.2 && p < 0.9);
	/* nobody has a date */
	struct small none = small_family((const char *[N]){NULL, NULL, NULL, NULL, NULL}, (const char *[N]){"1", "0", "0", "0", "0"});
	assert_true(fabs(small_p(&none, 0, 1, 30) + small_p(&none, 1, 0, 30) - 1) < 1e-3);
}

/* The words that a copy adds cost by their rarity, and a page more than a line; a page costs no less than a chapter but for its words. */
static void test_long_additions(void **state)
{
	(void)state;
	static const uint32_t lengths[] = {12, 13, 62, 63, 400};
	double more[5];
	for (size_t i = 0; i < 5; i++) {
		struct body a = {.n_words = 10}, b = {.n_words = 10 + lengths[i]};
		double none[500] = {0};
		struct passage passage = {.a_end = 10, .b_end = 10, .equal = 10};
		struct pair pair = {.equal = 10, .n = 1, .passages = &passage};
		struct copying ab, ba;
		copying_of(&pair, &a, &b, none, none, &ab, &ba);
		more[i] = ab.cost;
		assert_int_equal(ab.added, lengths[i]);
		assert_int_equal(ba.cut, lengths[i]);
	}
	assert_true(more[1] > more[0]);
	assert_true(more[2] > more[1] + 5);
	assert_true(fabs(more[3] - more[2]) < 1e-9 && fabs(more[4] - more[3]) < 1e-9);
}

static const struct kua_copy *copy_of(const struct corpus *c, const char *item)
{
	for (size_t i = 0; i < c->result.n_copies; i++)
		if (strcmp(c->result.copies[i].item, item) == 0)
			return &c->result.copies[i];
	return NULL;
}

/* A figure is changed in one copy, and its own copies carry that. */
static void test_changed_figure(void **state)
{
	(void)state;
	static const char text[] = "The harbour office said on Monday that %s fishermen were %s on the northern quay after they had asked for %s "
		"wages of last spring, and that the inquiry which the minister had promised to %s families would begin before the end of the year.";
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "first", "2013-07-01", kua_arena_printf(c.arena, text, "17", "beaten", "the unpaid", "all their"));
	corpus_add(&c, "second", "2013-07-02", kua_arena_printf(c.arena, text, "17", "beaten", "the missing", "all their"));
	corpus_add(&c, "third", "2013-07-03", kua_arena_printf(c.arena, text, "71", "beaten", "the missing", "all their"));
	corpus_add(&c, "fourth", "2013-07-04", kua_arena_printf(c.arena, text, "71", "clubbed", "the missing", "all their"));
	corpus_add(&c, "fifth", "2013-07-05", kua_arena_printf(c.arena, text, "71", "clubbed", "the missing", "those bereaved"));
	corpus_run(&c, 1);
	assert_int_equal(c.result.n_copies, 5);
	assert_string_equal(copy_of(&c, "first")->kind, "origin");
	assert_null(copy_of(&c, "first")->parent);
	assert_int_equal(copy_of(&c, "first")->below, 4);
	assert_string_equal(copy_of(&c, "third")->parent, "second");
	assert_string_equal(copy_of(&c, "fifth")->parent, "fourth");
	size_t told = 0;
	for (size_t i = 0; i < c.result.n_drift; i++) {
		const struct kua_drift *d = &c.result.drift[i];
		if (strcmp(d->kind, "number") != 0 || !d->changed_in)
			continue;
		told++;
		assert_string_equal(d->changed_in, "third");
		assert_int_equal(d->carried, 2);
		assert_int_equal(d->also_in.n, 0);
	}
	assert_int_equal(told, 1);
	corpus_end(&c);
}

/* Two copies of one edition, each with changes of its own; without it both share what their other source lacks, and what either
 * changed is as dear as what the other did. */
static void test_unseen(void **state)
{
	(void)state;
	static const char text[] = "The harbour office said on Monday that 17 %s on the northern quay after they had asked for the "
		"unpaid wages of last spring, %s, and that the inquiry which the minister %s would begin before winter.";
	static const char first[] = "which nobody had paid since the nets were sold", second[] = "though every skipper along that shore denies owing a penny";
	for (int here = 0; here < 2; here++) {
		struct corpus c;
		corpus_start(&c);
		corpus_add(&c, "first", "2013-07-01", kua_arena_printf(c.arena, text, "fishermen were beaten as they fell", first, "had promised money for their families"));
		if (here)
			corpus_add(&c, "lost", "2013-07-02", kua_arena_printf(c.arena, text, "fishermen were beaten as they fell", second, "had promised money for their families"));
		corpus_add(&c, "left", "2013-07-03", kua_arena_printf(c.arena, text, "deckhands got clubbed by uniformed guards", second, "had promised money for their families"));
		corpus_add(&c, "right", "2013-07-03", kua_arena_printf(c.arena, text, "fishermen were beaten as they fell", second, "once vowed before those bereaved widows"));
		corpus_run(&c, 1);
		const struct kua_copy *left = copy_of(&c, "left"), *right = copy_of(&c, "right");
		bool told = false;
		for (size_t i = 0; i < left->why.n; i++)
			told |= strstr(left->why.v[i], "a text that is not here") != NULL;
		assert_int_equal(told, !here);
		assert_string_equal(left->kind, here ? "copy" : "undirected");
		assert_string_equal(right->kind, here ? "copy" : "undirected");
		if (here)
			assert_string_equal(left->parent, "lost");
		assert_true(here ? left->probability > 0.8 : left->probability < 0.4);
		corpus_end(&c);
	}
}

/* What other texts say is nothing to a family's tree, be they copies of each other with the very same words in them. */
static void test_others_do_not_count(void **state)
{
	(void)state;
	static const char text[] = "The harbour office said on Monday that %s fishermen were beaten on the northern quay after they had asked for the "
		"unpaid wages of last spring, and that an inquiry would begin before winter%s.";
	static const char other[] = "Beaten fishermen, unpaid wages, an inquiry before winter: the minister has heard of them all, fishermen and wages, and "
		"the northern quay is quiet on this Monday of last spring, so he told the harbour office and number %d%s.";
	double cost[2] = {0}, probability[2] = {0};
	for (int others = 0; others < 2; others++) {
		struct corpus c;
		corpus_start(&c);
		corpus_add(&c, "first", "2013-07-01", kua_arena_printf(c.arena, text, "17", ", if it ever does"));
		corpus_add(&c, "second", "2013-07-01", kua_arena_printf(c.arena, text, "17", ""));
		corpus_add(&c, "third", "2013-07-01", kua_arena_printf(c.arena, text, "71", ""));
		for (int i = 0; i < 40 * others; i++)
			corpus_add(&c, kua_arena_printf(c.arena, "other %d", i), NULL, kua_arena_printf(c.arena, other, i, i % 2 ? ", as ever" : ""));
		corpus_run(&c, 2);
		cost[others] = copy_of(&c, "third")->cost;
		probability[others] = copy_of(&c, "third")->probability;
		corpus_end(&c);
	}
	assert_true(cost[0] > 0 && cost[0] == cost[1]);
	assert_true(probability[0] > 0 && probability[0] == probability[1]);
}

/* Notes of a site under unrelated stories are marked, and a reprint among them is still one text. */
static void test_furniture_is_marked(void **state)
{
	(void)state;
	struct corpus c;
	struct dice d = {99};
	struct kua_buf note = KUA_BUF_INIT, body = KUA_BUF_INIT;
	corpus_start(&c);
	dice_text(&d, 50, 9000, &note);
	for (int i = 0; i < 5; i++) {
		kua_buf_clear(&body);
		dice_text(&d, 90, 9000, &body);
		corpus_add(&c, kua_arena_printf(c.arena, "page-%d", i), NULL, kua_arena_printf(c.arena, "%s%s", body.data, note.data));
	}
	corpus_add(&c, "reprint", NULL, body.data);
	corpus_run(&c, 1);
	assert_int_equal(corpus_pair(&c, "page-0", "page-1")->boilerplate, 1);
	assert_int_equal(corpus_pair(&c, "page-4", "reprint")->boilerplate, 0);
	assert_int_equal(c.result.n_families, 1);
	assert_true(corpus_same_family(&c, "page-4", "reprint"));
	corpus_end(&c);
	kua_buf_free(&note);
	kua_buf_free(&body);
}

/* b comes from a three times in four, else from c; a is the root, c comes from a. */
static void test_trees_are_drawn_by_their_probabilities(void **state)
{
	(void)state;
	const struct origin sources[] = {{0, 0.75}, {2, 1}, {0, 1}};
	const uint32_t first[] = {0, 0, 2, 3};
	const double none[] = {1, 0, 0};
	const struct origins o = {3, first, sources, none};
	uint32_t parent[3], from_a = 0;
	for (uint64_t i = 0; i < 4000; i++) {
		forest_draw(&o, i, parent);
		assert_int_equal(parent[0], 0);
		assert_int_equal(parent[2], 0);
		from_a += parent[1] == 0;
	}
	assert_in_range(from_a, 2850, 3150);
}

static void test_fewer_trees_for_large_families(void **state)
{
	(void)state;
	assert_int_equal(forest_draws(2), TREE_DRAWS);
	assert_int_equal(forest_draws(TREE_DRAWN), TREE_DRAWS);
	assert_int_equal(forest_draws(TREE_DRAWN + 1), TREE_DRAWS - 1);
	assert_int_equal(forest_draws(TREE_DRAWN * TREE_DRAWS / TREE_DRAWS_LEAST), TREE_DRAWS_LEAST);
	assert_int_equal(forest_draws(UINT32_MAX), TREE_DRAWS_LEAST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_all_trees),
		cmocka_unit_test(test_far_apart),
		cmocka_unit_test(test_much_copied),
		cmocka_unit_test(test_undated),
		cmocka_unit_test(test_long_additions),
		cmocka_unit_test(test_changed_figure),
		cmocka_unit_test(test_unseen),
		cmocka_unit_test(test_others_do_not_count),
		cmocka_unit_test(test_furniture_is_marked),
		cmocka_unit_test(test_trees_are_drawn_by_their_probabilities),
		cmocka_unit_test(test_fewer_trees_for_large_families),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
