/* test_whole.c - families, trees and drift within a bound of memory: the same bytes as without one, whatever spills, whoever comes first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"
#include "reuse/filter.h"

static void add_line(void *ctx, const char *line, size_t n)
{
	kua_buf_add(ctx, line, n);
}

/* The lines of JSON within a bound; in_hand: bytes for families, 0 for what the bound gives. The code, and in *err the reason. */
static enum kua_code run(const struct corpus *c, bool turned, unsigned threads, uint64_t memory, uint64_t in_hand, struct kua_buf *out,
                         struct kua_error *err)
{
	struct kua_reuse_filter *f;
	const struct kua_reuse_options o = {.threads = threads, .words = c->words};
	kua_buf_clear(out);
	assert_int_equal(kua_reuse_filter_new(&o, memory, ".", &f, err), KUA_OK);
	kua_reuse_filter_whole(f, c->languages);
	f->memory = in_hand ? in_hand : f->memory;
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < c->items.n && code == KUA_OK; i++)
		code = kua_reuse_filter_add(f, &c->items.v[turned ? c->items.n - 1 - i : i], 1, err);
	if (code == KUA_OK)
		code = kua_reuse_filter_records(f, add_line, out, err);
	kua_reuse_filter_free(f);
	return code;
}

static void add(struct corpus *c, const char *id, const char *date, const char *outlet, const char *text)
{
	struct kua_item *it = corpus_add(c, id, date, text);
	it->document = kua_arena_strdup(c->arena, outlet);
	it->author = "A. Reporter";
}

/* One in so many letters is dropped. */
static void hurt(struct dice *d, const char *text, uint32_t one_in, struct kua_buf *out)
{
	kua_buf_clear(out);
	for (const char *p = text; *p; p++)
		if (*p & 0x80 || dice_roll(d, one_in))
			kua_buf_char(out, *p);
}

/* Stories and their copies, dated and not, some with a credit, a changed figure, an outlet's footer; a round-up of three of them. */
static void add_stories(struct corpus *c, int n, struct dice *d)
{
	static const char *const outlets[] = {"Aktau Herald", "The Steppe", "Caspian Post"};
	struct kua_buf text = KUA_BUF_INIT, copy = KUA_BUF_INIT, footers[3] = {KUA_BUF_INIT, KUA_BUF_INIT, KUA_BUF_INIT}, roundup = KUA_BUF_INIT;
	for (int i = 0; i < 3; i++)
		dice_text(d, 40, 3000, &footers[i]);
	for (int story = 0; story < n; story++) {
		kua_buf_clear(&text);
		dice_text(d, 60 + dice_roll(d, 200), 4000, &text);
		kua_buf_str(&text, " Полиция адамдарға оқ атты, куәгерлер қаза тапқандар саны ресми деректерден әлдеқайда көп дейді.");
		for (uint32_t k = 0, copies = 1 + dice_roll(d, 5); k < copies; k++) {
			unsigned outlet = dice_roll(d, 3);
			hurt(d, text.data, 400, &copy);
			kua_buf_printf(&copy, " On 16 December 2011 at least %u workers of Nurlan Serikbayev were killed in the square.",
			               12 + 58 * (k % 2));
			if (k == 2)
				kua_buf_str(&copy, " This article was first published in The Steppe.");
			if (dice_roll(d, 2))
				kua_buf_str(&copy, footers[outlet].data);
			add(c, kua_arena_printf(c->arena, "s%02d-%u", story * 37 % 100, k),
			    k == 1 ? NULL : kua_arena_printf(c->arena, "2011-12-%02u", 16 + k), outlets[outlet], copy.data);
		}
		if (story < 3)
			kua_buf_str(&roundup, text.data);
	}
	add(c, "round-up", "2011-12-30", outlets[0], roundup.data);
	for (int i = 0; i < 3; i++)
		kua_buf_free(&footers[i]);
	kua_buf_free(&text);
	kua_buf_free(&copy);
	kua_buf_free(&roundup);
}

static void start(struct corpus *c, int stories)
{
	struct dice d = {53};
	struct kua_buf text = KUA_BUF_INIT;
	corpus_start(c);
	if (stories)
		add_stories(c, stories, &d);
	dice_text(&d, 50, 4000, &text);
	for (int i = 0; i < KUA_REUSE_ALL_PAIRS + 20; i++)
		add(c, kua_arena_printf(c->arena, "equal-%03d", i), NULL, "Wire", text.data);
	add(c, "one-id", NULL, "Wire", "Another text.");
	add(c, "one-id", NULL, "Wire", text.data);
	add(c, "nothing", NULL, "Wire", "");
	for (int i = 0; i < 2 * SPILL_BUCKETS; i++) /* so that a bucket has more than one family */
		add(c, kua_arena_printf(c->arena, "t%04d", i), NULL, "Wire", "Short.");
	kua_buf_free(&text);
}

static void test_same_bytes(void **state)
{
	(void)state;
	struct corpus c;
	struct kua_error err = {0};
	struct kua_buf all = KUA_BUF_INIT, other = KUA_BUF_INIT;
	start(&c, 20);
	corpus_run(&c, 2);
	corpus_print(&c, &all);
	static const char *const kinds[] = {"\"type\":\"family\"", "\"kind\":\"copy\"", "\"type\":\"drift\"", "\"boilerplate\":true", "reprints from"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		assert_non_null(strstr(all.data, kinds[i]));
	static const struct {
		bool turned;
		unsigned threads;
		uint64_t memory, in_hand;
	} ways[] = {{false, 1, UINT64_C(1) << 30, 0}, {true, 2, 1, 0}, {false, 3, 1 << 20, 1200000}};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		assert_int_equal(run(&c, ways[i].turned, ways[i].threads, ways[i].memory, ways[i].in_hand, &other, &err), KUA_OK);
		assert_string_equal(all.data, other.data);
	}
	kua_buf_free(&all);
	kua_buf_free(&other);
	corpus_end(&c);
}

/* What has to be in hand at once and does not fit is told, with the item, before a line comes out. */
static void test_too_large(void **state)
{
	(void)state;
	struct corpus c;
	struct kua_error err = {0};
	struct kua_buf out = KUA_BUF_INIT;
	start(&c, 0);
	static const struct {
		uint64_t in_hand;
		const char *said;
	} ways[] = {{300000, "the items of the family of item equal-000 are 85,"}, {100000, "the pairs about the family of item equal-000"},
	            {5000, "bytes of text"}};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		assert_int_equal(run(&c, false, 2, 1, ways[i].in_hand, &out, &err), KUA_LIMIT);
		assert_non_null(strstr(err.text, ways[i].said));
	}
	assert_int_equal(out.len, 0);
	kua_buf_free(&out);
	corpus_end(&c);
}

/* Half of the bound is for what is in hand, and however small it is, FILTER_IN_HAND. */
static void test_bound(void **state)
{
	(void)state;
	static const uint64_t bounds[][2] = {
		{1, FILTER_IN_HAND}, {2 * FILTER_IN_HAND, FILTER_IN_HAND}, {2 * FILTER_IN_HAND + 2, FILTER_IN_HAND + 1}};
	const struct kua_reuse_options o = {.threads = 1};
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		struct kua_error err = {0};
		struct kua_reuse_filter *f;
		assert_int_equal(kua_reuse_filter_new(&o, bounds[i][0], ".", &f, &err), KUA_OK);
		assert_int_equal(f->memory, bounds[i][1]);
		kua_reuse_filter_free(f);
	}
}

static void test_nothing(void **state)
{
	(void)state;
	struct corpus c;
	struct kua_error err = {0};
	struct kua_buf out = KUA_BUF_INIT;
	corpus_start(&c);
	assert_int_equal(run(&c, false, 1, 1, 0, &out, &err), KUA_OK);
	add(&c, "alone", NULL, "Wire", "A text that nobody printed again.");
	assert_int_equal(run(&c, false, 1, 1, 0, &out, &err), KUA_OK);
	assert_int_equal(out.len, 0);
	kua_buf_free(&out);
	corpus_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
