/*
 * test_kept.c - what was found of pairs is kept, and with it the result is that of finding all: whatever comes in whatever order, texts of
 * a few seeds or phrases that hundreds have, many equal texts among them; and what is kept of known texts is what is used.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../kept.h"
#include "corpus.h"
#include "reuse/internal.h"

/* Some of a corpus's items, with the memory or without; a line of JSON for each record. */
static void run(const struct corpus *c, const size_t *which, size_t n, struct memory *m, struct kua_buf *out)
{
	const struct kua_reuse_keeper keeper = {memory_kept, memory_keep, m};
	const struct kua_reuse_options o = {.threads = 2, .words = c->words, .keeper = m ? &keeper : NULL};
	struct kua_source *sources = kua_calloc(n, sizeof *sources);
	struct kua_arena *a = kua_arena_new();
	struct kua_reuse_result r;
	struct kua_error err;
	for (size_t i = 0; i < n; i++)
		sources[i] = c->sources[which[i]];
	assert_int_equal(kua_reuse_find(sources, n, c->languages, &o, a, &r, &err), KUA_OK);
	kua_buf_clear(out);
	const struct {
		enum kua_shape_kind kind;
		const void *v;
		size_t n;
	} all[] = {{KUA_REUSE, r.pairs, r.n_pairs}, {KUA_FAMILY, r.families, r.n_families}, {KUA_COPY, r.copies, r.n_copies},
	           {KUA_DRIFT, r.drift, r.n_drift}};
	for (size_t k = 0; k < sizeof all / sizeof *all; k++)
		for (size_t i = 0; i < all[k].n; i++) {
			kua_shape_json(out, &kua_shapes[all[k].kind], (const char *)all[k].v + i * kua_shapes[all[k].kind].size);
			kua_buf_char(out, '\n');
		}
	struct kua_item *items = kua_calloc(n, sizeof *items);
	for (size_t i = 0; i < n; i++)
		items[i] = *sources[i].item;
	kua_reuse_date(items, sources, n, c->languages, &r, a);
	for (size_t i = 0; i < n; i++)
		kua_buf_printf(out, "%s %s\n", items[i].date_from ? items[i].date_from : "-", items[i].date_why ? items[i].date_why : "-");
	kua_arena_free(a);
	free(items);
	free(sources);
}

static void add(struct corpus *c, const char *text)
{
	char id[16];
	(void)snprintf(id, sizeof id, "i%05zu", c->items.n);
	corpus_add(c, id, NULL, text);
}

/* What a few texts say of their printing, and of the past. */
static const char *const sayings[] = {
	" This letter was first published in the Harbour Gazette on 3 July 2012.", " The miners were shot by the police on 16 December 2011.",
	" Below is a version of a letter that also appeared in the Guardian.", " Dear Editor, the town hall was closed when they came.",
};
enum { SAYINGS = sizeof sayings / sizeof *sayings };

/* Stories with reprints in which words changed, most with one of three phrases; in the end the first is in far more than KUA_REUSE_ALL_PAIRS. */
static void make_stories(struct corpus *c, struct dice *d, size_t n)
{
	struct kua_buf phrases[3] = {{0}}, story = KUA_BUF_INIT, text = KUA_BUF_INIT;
	for (int i = 0; i < 3; i++)
		dice_text(d, 9 + 4 * (size_t)i, 5000, &phrases[i]);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || dice_roll(d, 3) == 0) {
			kua_buf_clear(&story);
			dice_text(d, 20 + dice_roll(d, 60), 5000, &story);
		}
		kua_buf_clear(&text);
		for (size_t at = 0, k; at < story.len; at = k) {
			for (k = at; k < story.len && story.data[k] != ' '; k++)
				;
			k += k < story.len;
			if (dice_roll(d, 25) == 0) {
				dice_word(dice_roll(d, 5000), &text);
				kua_buf_char(&text, ' ');
			} else {
				kua_buf_add(&text, story.data + at, k - at);
			}
		}
		uint32_t which = dice_roll(d, 8); /* five in eight have the first */
		if (which < 7) {
			kua_buf_char(&text, ' ');
			kua_buf_str(&text, phrases[which < 5 ? 0 : which - 4].data);
		}
		if (i % 3 == 0)
			kua_buf_str(&text, sayings[i / 3 % SAYINGS]);
		add(c, text.data);
	}
	for (int i = 0; i < 3; i++)
		kua_buf_free(&phrases[i]);
	kua_buf_free(&story);
	kua_buf_free(&text);
}

/* Items in any order, in batches of any size; after each the same as without a memory. */
static void check_batches(struct corpus *c, uint64_t seed, struct memory *m)
{
	struct dice d = {seed};
	struct kua_buf with = KUA_BUF_INIT, without = KUA_BUF_INIT;
	size_t n = c->items.n, *order = kua_calloc(n, sizeof *order);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t k = dice_roll(&d, (uint32_t)i), t = order[i - 1];
		order[i - 1] = order[k];
		order[k] = t;
	}
	for (size_t some = 0; some < n;) {
		some += 1 + dice_roll(&d, (uint32_t)n / 4);
		some = some < n ? some : n;
		run(c, order, some, m, &with);
		run(c, order, some, NULL, &without);
		if (strcmp(with.data, without.data) != 0)
			fail_msg("seed %d: with %zu of %zu items what was kept leads elsewhere", (int)seed, some, n);
	}
	free(order);
	kua_buf_free(&with);
	kua_buf_free(&without);
}

static void test_batches_give_what_one_gives(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		struct corpus c;
		struct memory m;
		struct dice d = {seed * 104729};
		corpus_start(&c);
		memory_start(&m);
		make_stories(&c, &d, 160);
		corpus_view(&c);
		check_batches(&c, seed * 7919, &m);
		memory_end(&m);
		corpus_end(&c);
	}
}

/* More equal texts than all pairs are made of, among others. */
static void test_batches_of_equal_texts(void **state)
{
	(void)state;
	struct corpus c;
	struct memory m;
	struct dice d = {31};
	struct kua_buf one = KUA_BUF_INIT;
	corpus_start(&c);
	memory_start(&m);
	make_stories(&c, &d, 60);
	dice_text(&d, 60, 5000, &one);
	for (int i = 0; i < KUA_REUSE_ALL_PAIRS + 40; i++)
		add(&c, one.data);
	corpus_view(&c);
	check_batches(&c, 5, &m);
	kua_buf_free(&one);
	memory_end(&m);
	corpus_end(&c);
}

/* One after the other around the border from which on not all pairs are made, some at a time elsewhere. */
static void test_a_group_that_grows_one_by_one(void **state)
{
	(void)state;
	struct corpus c;
	struct memory m;
	struct dice d = {77};
	struct kua_buf phrase = KUA_BUF_INIT, text = KUA_BUF_INIT, with = KUA_BUF_INIT, without = KUA_BUF_INIT;
	size_t order[2 * KUA_REUSE_ALL_PAIRS + 20], n = sizeof order / sizeof *order;
	corpus_start(&c);
	memory_start(&m);
	dice_text(&d, 14, 5000, &phrase);
	for (size_t i = 0; i < n; i++) {
		kua_buf_clear(&text);
		dice_text(&d, 15 + dice_roll(&d, 20), 5000, &text);
		kua_buf_str(&text, phrase.data);
		add(&c, text.data);
		order[i] = i * 89 % n; /* ids between those that are there */
	}
	corpus_view(&c);
	for (size_t some = 1; some <= n; some += some + 4 > KUA_REUSE_ALL_PAIRS && some < KUA_REUSE_ALL_PAIRS + 12 ? 1 : 20) {
		run(&c, order, some, &m, &with);
		run(&c, order, some, NULL, &without);
		assert_string_equal(with.data, without.data);
	}
	kua_buf_free(&phrase);
	kua_buf_free(&text);
	kua_buf_free(&with);
	kua_buf_free(&without);
	memory_end(&m);
	corpus_end(&c);
}

/* Copies in which so many letters are wrong that it takes a seed's whole weight to find them, which falls as there are more of them. */
static void test_copies_that_are_hardly_found(void **state)
{
	(void)state;
	struct corpus c;
	struct memory m;
	struct dice d = {3};
	struct kua_buf one = KUA_BUF_INIT, text = KUA_BUF_INIT;
	corpus_start(&c);
	memory_start(&m);
	dice_text(&d, 45, 5000, &one);
	for (int i = 0; i < 40; i++) {
		kua_buf_clear(&text);
		dice_text(&d, 8, 5000, &text);
		for (size_t k = 0; k < one.len; k++)
			kua_buf_char(&text, one.data[k] >= 'a' && dice_roll(&d, 100) < 9 ? (char)('a' + dice_roll(&d, 26)) : one.data[k]);
		add(&c, text.data);
	}
	corpus_view(&c);
	for (uint64_t seed = 1; seed <= 3; seed++) {
		memory_end(&m);
		memory_start(&m);
		check_batches(&c, seed * 31, &m);
	}
	kua_buf_free(&one);
	kua_buf_free(&text);
	memory_end(&m);
	corpus_end(&c);
}

/* Somebody takes the pairs away: between texts that are known they are not looked for. New ones write what they touch and no more. */
static void test_what_is_kept_is_used(void **state)
{
	(void)state;
	struct corpus c;
	struct memory m;
	struct dice d = {9};
	struct kua_buf out = KUA_BUF_INIT;
	size_t order[200];
	corpus_start(&c);
	memory_start(&m);
	make_stories(&c, &d, 200);
	corpus_view(&c);
	for (size_t i = 0; i < 200; i++)
		order[i] = i;
	run(&c, order, 198, &m, &out);
	assert_int_equal(m.written, 198);
	assert_non_null(strstr(out.data, "2011-12-16 as past"));
	assert_non_null(strstr(out.data, "Harbour Gazette"));
	m.written = 0;
	run(&c, order, 198, &m, &out);
	assert_int_equal(m.written, 0);
	run(&c, order, 200, &m, &out);
	assert_in_range(m.written, 2, 60);
	static const char nothing[3 * sizeof(uint32_t) + 11]; /* something said, no date; nobody compared, no pair */
	for (size_t i = 0; i < m.v.n; i++)
		m.v.v[i].p = (struct kua_packed){nothing, sizeof nothing};
	run(&c, order, 200, &m, &out);
	assert_null(strstr(out.data, "\"type\":\"reuse\""));
	kua_buf_free(&out);
	memory_end(&m);
	corpus_end(&c);
}

static size_t count_of(const struct kua_buf *b, const char *what)
{
	size_t n = 0;
	for (const char *p = b->data; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

/* Somebody calls changed figures and wordings names: so they are told, until the pair is another. */
static void test_what_differs_is_kept_too(void **state)
{
	(void)state;
	struct corpus c;
	struct memory m;
	struct dice d = {21};
	struct kua_buf out = KUA_BUF_INIT, again = KUA_BUF_INIT;
	size_t order[60];
	corpus_start(&c);
	memory_start(&m);
	make_stories(&c, &d, 60);
	corpus_view(&c);
	for (size_t i = 0; i < 60; i++)
		order[i] = i;
	run(&c, order, 60, &m, &out);
	assert_in_range(count_of(&out, "\"kind\":\"wording\""), 20, 10000);
	for (size_t i = 0; i < m.v.n; i++) { /* the last number of a row that ends in a change is its kind */
		uint32_t kind;
		char *end = (char *)(uintptr_t)m.v.v[i].p.v + m.v.v[i].p.n - sizeof kind;
		memcpy(&kind, end, sizeof kind);
		if (kind == CHANGE_WORDING)
			memcpy(end, &(uint32_t){CHANGE_NAME}, sizeof kind);
	}
	run(&c, order, 60, &m, &again);
	assert_in_range(count_of(&again, "\"kind\":\"name\"") - count_of(&out, "\"kind\":\"name\""), 5, 60);
	assert_int_equal(count_of(&again, "\"type\":\"drift\""), count_of(&out, "\"type\":\"drift\""));
	kua_buf_free(&out);
	kua_buf_free(&again);
	memory_end(&m);
	corpus_end(&c);
}

/* What is kept stands in a file that may be somebody else's: cut short or changed anywhere, it is refused or does no harm. */
static void test_damaged_does_no_harm(void **state)
{
	(void)state;
	struct corpus c;
	struct memory m;
	struct dice d = {12};
	struct kua_buf out = KUA_BUF_INIT, whole = KUA_BUF_INIT;
	size_t order[12];
	corpus_start(&c);
	memory_start(&m);
	make_stories(&c, &d, 12);
	corpus_view(&c);
	for (size_t i = 0; i < 12; i++)
		order[i] = i;
	run(&c, order, 12, &m, &whole);
	for (int round = 0; round < 120; round++) {
		struct kept *k = &m.v.v[dice_roll(&d, (uint32_t)m.v.n)];
		const struct kua_packed before = k->p;
		size_t at = dice_roll(&d, (uint32_t)before.n), n = round % 4 ? before.n : at;
		char *bytes = kua_malloc(n); /* of its own, so that a step beyond is seen */
		memcpy(bytes, before.v, n);
		if (n == before.n)
			bytes[at] = (char)dice_roll(&d, 256);
		k->p = (struct kua_packed){bytes, n};
		struct memory copy = {.arena = kua_arena_new()};
		for (size_t i = 0; i < m.v.n; i++)
			*kua_vec_add(&copy.v) = m.v.v[i];
		run(&c, order, 12, &copy, &out);
		if (n < before.n)
			assert_string_equal(out.data, whole.data);
		k->p = before;
		memory_end(&copy);
		free(bytes);
	}
	kua_buf_free(&out);
	kua_buf_free(&whole);
	memory_end(&m);
	corpus_end(&c);
}

static void test_steps_of_counting(void **state)
{
	(void)state;
	size_t steps = 0;
	assert_int_equal(pairs_counted(0), 0);
	assert_int_equal(pairs_counted(511), 0);
	assert_int_equal(pairs_counted(512), 512);
	for (size_t n = 10000; n < 1000000; n++) {
		assert_true(pairs_counted(n) <= n && n - pairs_counted(n) <= n / 8);
		steps += pairs_counted(n) != pairs_counted(n + 1);
	}
	assert_in_range(steps, 30, 60); /* for a hundred times as many */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batches_give_what_one_gives), cmocka_unit_test(test_batches_of_equal_texts),
		cmocka_unit_test(test_a_group_that_grows_one_by_one), cmocka_unit_test(test_copies_that_are_hardly_found),
		cmocka_unit_test(test_what_is_kept_is_used),        cmocka_unit_test(test_what_differs_is_kept_too),
		cmocka_unit_test(test_damaged_does_no_harm),
		cmocka_unit_test(test_steps_of_counting),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
