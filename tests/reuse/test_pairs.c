/* test_pairs.c - which pairs are found: against a brute-force oracle, against planted reprints, in any order, on any threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"
#include "../quick.h"

/* ---- the oracle: every pair with a run of equal words, by trying all places ---- */

static size_t longest_run(const struct kua_text *x, const struct kua_text *y, size_t *letters)
{
	size_t best = 0;
	for (size_t i = 0; i < x->n_tokens; i++)
		for (size_t j = 0; j < y->n_tokens; j++) {
			size_t n = 0, words = 0, size = 0;
			for (; i + n < x->n_tokens && j + n < y->n_tokens && x->tokens[i + n].hash == y->tokens[j + n].hash; n++)
				if (x->tokens[i + n].kind != KUA_PUNCT) {
					words++;
					size += strlen(x->tokens[i + n].norm);
				}
			if (words > best) {
				best = words;
				*letters = size;
			}
		}
	return best;
}

/* Random items that share runs of random length with each other. */
static void make_overlapping(struct corpus *c, struct dice *d, size_t n)
{
	struct kua_buf pool = KUA_BUF_INIT, text = KUA_BUF_INIT;
	dice_text(d, 400, 5000, &pool);
	for (size_t i = 0; i < n; i++) {
		kua_buf_clear(&text);
		dice_text(d, 5 + dice_roll(d, 60), 5000, &text);
		for (uint32_t k = dice_roll(d, 3); k > 0; k--) {
			size_t at = dice_roll(d, (uint32_t)pool.len - 400), len = 40 + dice_roll(d, 240);
			while (at && pool.data[at - 1] != ' ')
				at--;
			while (pool.data[at + len] != ' ')
				len++;
			kua_buf_add(&text, pool.data + at, len + 1);
			dice_text(d, 5 + dice_roll(d, 40), 5000, &text);
		}
		char id[16];
		(void)snprintf(id, sizeof id, "i%03zu", i);
		corpus_add(c, id, NULL, text.data);
	}
	kua_buf_free(&pool);
	kua_buf_free(&text);
}

static void test_every_long_run_is_found(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct corpus c;
		struct dice d = {seed * 7919};
		size_t should = 0;
		corpus_start(&c);
		make_overlapping(&c, &d, 40);
		corpus_run(&c, 2);
		for (size_t i = 0; i < c.items.n; i++)
			for (size_t j = i + 1; j < c.items.n; j++) {
				size_t letters = 0, run = longest_run(&c.texts[i], &c.texts[j], &letters);
				const struct kua_reuse *r = corpus_pair(&c, c.items.v[i].id, c.items.v[j].id);
				if (run >= KUA_REUSE_LEAST && letters >= 50) {
					should++;
					if (!r)
						fail_msg("seed %d: %s and %s share %zu words and are not a pair", (int)seed, c.items.v[i].id,
						         c.items.v[j].id, run);
					assert_true(r->shared_words >= KUA_REUSE_LEAST);
				}
				if (r && run < 4)
					fail_msg("seed %d: %s and %s are a pair and share %zu words in a row", (int)seed,
					         c.items.v[i].id, c.items.v[j].id, run);
			}
		assert_true(should > 10);
		corpus_end(&c);
	}
}

/* A run of exactly least_words is found, one word less is not. */
static void test_least_words(void **state)
{
	(void)state;
	struct kua_buf run = KUA_BUF_INIT;
	for (uint32_t w = 0; w < KUA_REUSE_LEAST; w++) {
		if (w)
			kua_buf_char(&run, ' ');
		dice_word(3000 + 37 * w, &run);
	}
	for (int less = 0; less < 2; less++) {
		struct corpus c;
		corpus_start(&c);
		const char *shared = less ? strchr(run.data, ' ') + 1 : run.data;
		corpus_add(&c, "a", NULL, kua_arena_printf(c.arena, "Entirely other things stand here. %s end of one", shared));
		corpus_add(&c, "b", NULL, kua_arena_printf(c.arena, "%s but here another tail follows", shared));
		corpus_run(&c, 1);
		assert_int_equal(c.result.n_pairs, less ? 0 : 1);
		corpus_end(&c);
	}
	kua_buf_free(&run);
}

/* ---- planted reprints ---- */

/* Copy words of `from` with one change in `every`: dropped, put in twice, or with a letter replaced. */
static void hurt(struct dice *d, const char *from, uint32_t every, struct kua_buf *out)
{
	for (const char *p = from; *p;) {
		size_t n = strcspn(p, " ");
		uint32_t what = dice_roll(d, every * 3);
		if (what != 0)
			kua_buf_add(out, p, n);
		if (what == 1) {
			kua_buf_char(out, ' ');
			kua_buf_add(out, p, n);
		}
		if (what == 2 && n)
			out->data[out->len - 1 - dice_roll(d, (uint32_t)n)] = 'q';
		kua_buf_char(out, ' ');
		p += n + (p[n] == ' ');
	}
}

enum { STORIES = 60, COPIES = 5 };

static void plant(struct corpus *c, uint64_t seed)
{
	struct dice d = {seed};
	struct kua_buf text = KUA_BUF_INIT, copy = KUA_BUF_INIT;
	for (int s = 0; s < STORIES; s++) {
		kua_buf_clear(&text);
		dice_text(&d, 120, 3000, &text);
		for (int k = 0; k < COPIES; k++) {
			kua_buf_clear(&copy);
			dice_text(&d, dice_roll(&d, 30), 3000, &copy);
			hurt(&d, text.data, 8, &copy);
			corpus_add(c, kua_arena_printf(c->arena, "s%02d-%d", s, k), NULL, copy.data);
		}
	}
	kua_buf_free(&text);
	kua_buf_free(&copy);
}

static void test_planted_reprints(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	plant(&c, 42);
	corpus_run(&c, 2);
	size_t right = 0;
	for (size_t i = 0; i < c.result.n_pairs; i++)
		right += strncmp(c.result.pairs[i].a, c.result.pairs[i].b, 3) == 0;
	assert_int_equal(right, c.result.n_pairs); /* precision */
	assert_int_equal(right, STORIES * COPIES * (COPIES - 1) / 2);
	assert_int_equal(c.result.n_families, STORIES);
	for (size_t i = 0; i < c.result.n_families; i++)
		assert_int_equal(c.result.families[i].items.n, COPIES);
	corpus_end(&c);
}

/* ---- what the result depends on ---- */

static void print_shuffled(uint64_t shuffle, unsigned threads, struct kua_buf *out)
{
	struct corpus c;
	struct dice d = {shuffle};
	corpus_start(&c);
	plant(&c, 4711);
	for (size_t i = c.items.n; shuffle && i > 1; i--) {
		size_t k = dice_roll(&d, (uint32_t)i);
		struct kua_item t = c.items.v[i - 1];
		c.items.v[i - 1] = c.items.v[k];
		c.items.v[k] = t;
	}
	corpus_run(&c, threads);
	corpus_print(&c, out);
	corpus_end(&c);
}

static void test_order_and_threads_do_not_matter(void **state)
{
	(void)state;
	struct kua_buf first = KUA_BUF_INIT, other = KUA_BUF_INIT;
	print_shuffled(0, 1, &first);
	assert_true(first.len > 10000);
	for (unsigned i = 1; i <= 3; i++) {
		kua_buf_clear(&other);
		print_shuffled(i * 31, i == 3 ? 7 : i, &other);
		assert_string_equal(first.data, other.data);
	}
	kua_buf_free(&first);
	kua_buf_free(&other);
}

/* Spans are where they say: the words between them, folded, are the same but for the edits. */
static void test_spans_lie_in_the_text(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a", NULL, "A word before. The quiet harbour master counted nineteen boats that had not come home "
	                          "after the storm of that long winter night.");
	corpus_add(&c, "b", NULL, "“THE QUIET HARBOUR-MASTER counted nineteen boats that had not come home after the storm of "
	                          "that long winter night”, it says.");
	corpus_run(&c, 1);
	assert_int_equal(c.result.n_pairs, 1);
	const struct kua_reuse *r = &c.result.pairs[0];
	assert_int_equal(r->spans.n, 1);
	const struct kua_span *s = &r->spans.v[0];
	assert_int_equal(strncmp(c.items.v[0].text + s->a_start, "The quiet", 9), 0);
	assert_int_equal(strncmp(c.items.v[0].text + s->a_end - 5, "night", 5), 0);
	assert_int_equal(strncmp(c.items.v[1].text + s->b_start, "THE QUIET", 9), 0);
	assert_int_equal(strncmp(c.items.v[1].text + s->b_end - 5, "night", 5), 0);
	assert_true(r->shared_words >= 18);
	assert_int_equal(c.result.n_drift, 0); /* case, quotes and hyphens are not drift */
	corpus_end(&c);
}

/* Two paragraphs in swapped order are two passages, and no word counts twice. */
/* Rows of one table are alike by its make; a text beside them is not a copy of them either. */
static void test_rows_of_a_table_are_no_copies(void **state)
{
	(void)state;
	static const char row[] = "name: Jane Smith\nplace: Ostrana, hospital number two\nsource: a list that was kept by a school "
				  "teacher in the town and copied twice\nsaid by: the family and the neighbours of the dead";
	struct corpus c;
	corpus_start(&c);
	corpus_add(&c, "a.1", NULL, row)->kind = "record";
	corpus_add(&c, "a.2", NULL, row)->kind = "record";
	corpus_add(&c, "b.1", NULL, row);
	corpus_add(&c, "c.1", NULL, row)->kind = "text";
	corpus_run(&c, 1);
	assert_int_equal(c.result.n_pairs, 1);
	assert_non_null(corpus_pair(&c, "b.1", "c.1"));
	corpus_end(&c);
}

static void test_swapped_paragraphs(void **state)
{
	(void)state;
	struct corpus c;
	struct dice d = {99};
	struct kua_buf p = KUA_BUF_INIT, q = KUA_BUF_INIT;
	dice_text(&d, 60, 5000, &p);
	dice_text(&d, 60, 5000, &q);
	corpus_start(&c);
	corpus_add(&c, "a", NULL, kua_arena_printf(c.arena, "%s\n\n%s", p.data, q.data));
	corpus_add(&c, "b", NULL, kua_arena_printf(c.arena, "%s\n\n%s", q.data, p.data));
	corpus_run(&c, 1);
	assert_int_equal(c.result.n_pairs, 1);
	assert_int_equal(c.result.pairs[0].spans.n, 2);
	assert_int_equal(c.result.pairs[0].shared_words, 120);
	corpus_end(&c);
	kua_buf_free(&p);
	kua_buf_free(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		kua_slow_test(test_every_long_run_is_found),
		cmocka_unit_test(test_least_words),
		cmocka_unit_test(test_planted_reprints),
		kua_slow_test(test_order_and_threads_do_not_matter),
		cmocka_unit_test(test_spans_lie_in_the_text),
		cmocka_unit_test(test_rows_of_a_table_are_no_copies),
		cmocka_unit_test(test_swapped_paragraphs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
