/* test_filter.c - pairs within a bound of memory: the same pairs as without one, whatever spills, whoever comes first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"
#include "../quick.h"
#include "reuse/internal.h"

/* ---- records in buckets ---- */

struct record {
	uint32_t bucket, number;
};

static int compare_records(const void *x, const void *y)
{
	const struct record *a = x, *b = y;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* Two pens, many records, a budget of this many bytes: each bucket gives back what was put into it. */
static void check_spill(int64_t bytes, struct pool *pool)
{
	enum { RECORDS = 60000 };
	struct kua_error err = {0};
	struct budget budget = {.left = bytes};
	struct spool spool;
	assert_int_equal(spool_open(&spool, ".", &err), KUA_OK);
	struct spill *s = spill_new(sizeof(struct record), &budget, &spool, pool);
	struct pen *pens[2] = {pen_new(s), pen_new(s)};
	struct dice d = {17};
	size_t counts[SPILL_BUCKETS] = {0}, n = 0;
	for (uint32_t i = 0; i < RECORDS; i++) {
		uint32_t bucket = dice_roll(&d, 4) ? 7 : dice_roll(&d, SPILL_BUCKETS);
		*(struct record *)pen_room(pens[i % 2], bucket, sizeof(struct record)) = (struct record){bucket, i};
		counts[bucket]++;
	}
	pen_free(pens[0]);
	pen_free(pens[1]);
	if (bytes < RECORDS)
		assert_true(atomic_load(&spool.end) > 0);
	struct record *v = kua_malloc(RECORDS * sizeof *v);
	for (unsigned b = 0; b < SPILL_BUCKETS; b++) {
		assert_int_equal(spill_n(s, b), counts[b]);
		assert_int_equal(spill_take(s, b, v + n, &err), KUA_OK);
		for (size_t i = n; i < n + counts[b]; i++)
			assert_int_equal(v[i].bucket, b);
		n += counts[b];
	}
	qsort(v, n, sizeof *v, compare_records);
	assert_int_equal(n, RECORDS);
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(v[i].number, i);
	assert_int_equal(atomic_load(&budget.left), bytes);
	free(v);
	spill_free(s);
	spool_close(&spool);
}

static void test_spill(void **state)
{
	(void)state;
	struct pool *pool = pool_new();
	for (int round = 0; round < 2; round++) { /* the second one in pieces that were given back */
		check_spill(INT64_MAX, pool);
		check_spill(200000, pool);
		check_spill(0, pool);
	}
	check_spill(INT64_MAX, NULL);
	check_spill(200000, NULL);
	pool_free(pool);
}

/* Pieces of all sizes, each its own; those that were given back come again. */
static void test_pool(void **state)
{
	(void)state;
	enum { PIECES = 3000 };
	struct pool *p = pool_new();
	struct dice d = {3};
	char *v[PIECES];
	size_t n[PIECES];
	for (uint32_t i = 0; i < PIECES; i++) {
		n[i] = i % 100 ? dice_roll(&d, 5000) : dice_roll(&d, PAGES_BYTES);
		v[i] = pool_take(p, n[i]);
		assert_int_equal((uintptr_t)v[i] % 16, 0);
		memset(v[i], (int)(i % 251), n[i]);
	}
	for (uint32_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < n[i]; k++)
			if (v[i][k] != (char)(i % 251))
				fail_msg("piece %u is somebody else's too", i);
	void *piece = pool_piece(p), *other = pool_piece(p);
	assert_ptr_not_equal(piece, other);
	memset(piece, 1, POOL_PIECE);
	pool_give(p, piece);
	assert_ptr_equal(pool_piece(p), piece);
	pool_free(p);
}

/* A full disk is told when the bucket is taken; records are not made up. */
static void test_spool_fails(void **state)
{
	(void)state;
	struct kua_error err = {0};
	struct budget budget = {.left = 0};
	struct spool spool = {.fd = -1};
	struct spill *s = spill_new(sizeof(struct record), &budget, &spool, NULL);
	struct pen *pen = pen_new(s);
	for (uint32_t i = 0; i < 5000; i++)
		*(struct record *)pen_room(pen, 3, sizeof(struct record)) = (struct record){3, i};
	pen_free(pen);
	struct record *v = kua_calloc(spill_n(s, 3), sizeof *v);
	assert_int_equal(spill_take(s, 3, v, &err), KUA_WORLD);
	assert_non_null(strstr(err.text, "temporary file"));
	free(v);
	spill_free(s);
}

/* ---- the filter ---- */

static void print_pair(void *ctx, const struct kua_reuse *r)
{
	kua_buf_printf(ctx, "%s %s %d:", r->a, r->b, (int)r->shared_words);
	for (size_t i = 0; i < r->spans.n; i++)
		kua_buf_printf(ctx, " %d-%d=%d-%d", (int)r->spans.v[i].a_start, (int)r->spans.v[i].a_end, (int)r->spans.v[i].b_start,
		               (int)r->spans.v[i].b_end);
	kua_buf_char(ctx, '\n');
}

static void run_filter(const struct kua_item *items, size_t n, unsigned threads, uint64_t memory, struct kua_buf *out)
{
	struct kua_error err = {0};
	struct kua_reuse_filter *f;
	const struct kua_reuse_options o = {.threads = threads};
	assert_int_equal(kua_reuse_filter_new(&o, memory, ".", &f, &err), KUA_OK);
	for (size_t i = 0; i < n; i += 50)
		assert_int_equal(kua_reuse_filter_add(f, items + i, n - i < 50 ? n - i : 50, &err), KUA_OK);
	assert_int_equal(kua_reuse_filter_run(f, print_pair, out, &err), KUA_OK);
	kua_reuse_filter_free(f);
}

/* Stories with edited copies, in two scripts, and 100 equal ones. */
static void fill_corpus(struct corpus *c)
{
	struct dice d = {31};
	struct kua_buf text = KUA_BUF_INIT, copy = KUA_BUF_INIT;
	for (int story = 0; story < 60; story++) {
		kua_buf_clear(&text);
		dice_text(&d, 60 + dice_roll(&d, 300), 4000, &text);
		if (story % 5 == 0)
			kua_buf_str(&text, " Полиция адамдарға оқ атты, куәгерлер қаза тапқандар саны ресми деректерден әлдеқайда көп дейді.");
		for (uint32_t k = 0, n = 1 + dice_roll(&d, 4); k < n; k++) {
			kua_buf_clear(&copy);
			for (const char *p = text.data; *p; p++)
				if (dice_roll(&d, 40) || (*p & 0x80))
					kua_buf_char(&copy, *p);
			corpus_add(c, kua_arena_printf(c->arena, "s%02d-%u", (story * 37) % 60, k), NULL, copy.data);
		}
	}
	for (int i = 0; i < 100; i++)
		corpus_add(c, kua_arena_printf(c->arena, "equal-%03d", i), NULL, text.data);
	kua_buf_free(&text);
	kua_buf_free(&copy);
}

static void test_same_pairs(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	fill_corpus(&c);
	struct kua_buf first = KUA_BUF_INIT, other = KUA_BUF_INIT;
	run_filter(c.items.v, c.items.n, 1, UINT64_C(1) << 30, &first);
	assert_true(first.len > 10000);
	struct kua_item *turned = kua_malloc(c.items.n * sizeof *turned);
	for (size_t i = 0; i < c.items.n; i++)
		turned[i] = c.items.v[c.items.n - 1 - i];
	for (unsigned threads = 1; threads <= 3; threads++)
		for (uint64_t memory = 1; memory <= 1 << 20; memory <<= 10) {
			kua_buf_clear(&other);
			run_filter(threads % 2 ? turned : c.items.v, c.items.n, threads, memory, &other);
			assert_string_equal(first.data, other.data);
		}
	/* with words in hand the same pairs are found */
	corpus_run(&c, 2);
	size_t lines = 0;
	for (const char *p = first.data; *p; p = strchr(p, '\n') + 1, lines++) {
		char *a = kua_arena_strndup(c.arena, p, strcspn(p, " "));
		p += strlen(a) + 1;
		char *b = kua_arena_strndup(c.arena, p, strcspn(p, " "));
		assert_non_null(corpus_pair(&c, a, b));
	}
	assert_int_equal(lines, c.result.n_pairs);
	free(turned);
	kua_buf_free(&first);
	kua_buf_free(&other);
	corpus_end(&c);
}

/* At the limit of all pairs equal texts are all paired; beyond, each with the next ones and the first. */
static void test_equal_texts(void **state)
{
	(void)state;
	struct corpus c;
	corpus_start(&c);
	for (size_t i = 0; i < 5 * KUA_REUSE_ALL_PAIRS; i++)
		corpus_add(&c, kua_arena_printf(c.arena, "n%05zu", i), NULL,
		           "The court in the city of Aktau heard the oil workers who were arrested in the square on the sixteenth of December.");
	struct kua_buf out = KUA_BUF_INIT;
	for (size_t n = KUA_REUSE_ALL_PAIRS; n <= c.items.n; n += 4 * KUA_REUSE_ALL_PAIRS) {
		kua_buf_clear(&out);
		run_filter(c.items.v, n, 2, 1 << 20, &out);
		size_t lines = 0;
		for (size_t i = 0; i < out.len; i++)
			lines += out.data[i] == '\n';
		size_t near = KUA_REUSE_NEAR, star = (n - 1) + (n - 1 - near) * near + near * (near - 1) / 2;
		assert_int_equal(lines, n == KUA_REUSE_ALL_PAIRS ? n * (n - 1) / 2 : star);
	}
	kua_buf_free(&out);
	corpus_end(&c);
}

static void test_nothing(void **state)
{
	(void)state;
	struct kua_buf out = KUA_BUF_INIT;
	const struct kua_item empty[] = {{.id = "a", .text = ""}, {.id = "b", .text = ""}, {.id = "b", .text = "..."}};
	run_filter(empty, 0, 2, 1, &out);
	run_filter(empty, 3, 2, 1, &out);
	assert_int_equal(out.len, 0);
	kua_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spill),
		cmocka_unit_test(test_pool),
		cmocka_unit_test(test_spool_fails),
		kua_slow_test(test_same_pairs),
		cmocka_unit_test(test_equal_texts),
		cmocka_unit_test(test_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
