/* test_ladder.c - letters and their alignment, against plain programs that do the same slowly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"
#include "plain.h"

static void random_letters(struct dice *d, uint8_t *v, uint32_t n, uint32_t kinds)
{
	for (uint32_t i = 0; i < n; i++)
		v[i] = (uint8_t)('a' + dice_roll(d, kinds));
}

/* Copy with one letter in `every` left out, put in or changed. */
static uint32_t hurt(struct dice *d, const uint8_t *from, uint32_t n, uint8_t *to, uint32_t every, uint32_t kinds)
{
	uint32_t m = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t what = dice_roll(d, every * 3);
		if (what == 0)
			continue;
		to[m++] = what == 1 ? (uint8_t)('a' + dice_roll(d, kinds)) : from[i];
		if (what == 2)
			to[m++] = (uint8_t)('a' + dice_roll(d, kinds));
	}
	return m;
}

enum { MOST = 400 };

/* Any two stretches, alike or not, of lengths around the 64 letters of a column: the cost is the least there is. */
static void test_against_plain_program(void **state)
{
	(void)state;
	struct dice d = {4711};
	struct ladder w = {0};
	run_vec runs = {0};
	for (uint32_t round = 0; round < 3000; round++) {
		uint8_t a[MOST], b[2 * MOST];
		uint32_t kinds = 2 + dice_roll(&d, 20), n = dice_roll(&d, round % 3 ? 140 : MOST), m, cost;
		random_letters(&d, a, n, kinds);
		if (round % 4)
			m = hurt(&d, a, n, b, 1 + dice_roll(&d, 20), kinds);
		else
			random_letters(&d, b, m = dice_roll(&d, 140), kinds);
		runs.n = 0;
		uint32_t said = ladder_align(&w, a, n, b, m, &runs);
		assert_int_equal(said, plain_distance(a, n, b, m));
		assert_true(plain_cost(a, n, b, m, &runs, &cost));
		assert_int_equal(cost, said);
	}
	kua_vec_free(&runs);
	ladder_free(&w);
}

/* Short stretches of few letters, which mostly have two edits: the same runs as behind a letter that is equal, where the table is filled. */
static void test_two_edits(void **state)
{
	(void)state;
	struct dice d = {12};
	struct ladder w = {0};
	run_vec runs = {0}, behind = {0};
	for (uint32_t round = 0; round < 40000; round++) {
		uint8_t a[32] = "z", b[64] = "z";
		uint32_t kinds = 2 + dice_roll(&d, 4), n = 1 + dice_roll(&d, 12), m;
		random_letters(&d, a + 1, n, kinds);
		m = hurt(&d, a + 1, n, b + 1, 1 + dice_roll(&d, 5), kinds);
		runs.n = behind.n = 0;
		uint32_t cost = ladder_align(&w, a + 1, n, b + 1, m, &runs);
		assert_int_equal(cost, ladder_align(&w, a, n + 1, b, m + 1, &behind));
		if (cost != 2 || !m || a[1] == b[1])
			continue;
		assert_int_equal(behind.n, runs.n + 1);
		for (size_t i = 0; i < runs.n; i++)
			assert_true(runs.v[i].a + 1 == behind.v[i + 1].a && runs.v[i].b + 1 == behind.v[i + 1].b && runs.v[i].n == behind.v[i + 1].n);
	}
	kua_vec_free(&runs);
	kua_vec_free(&behind);
	ladder_free(&w);
}

/*
 * Behind as many letters that are in one of the two only as make too many edits for wavefronts: the same runs out of the table, where
 * one may be chosen among many alignments.
 */
static void test_few_edits(void **state)
{
	(void)state;
	enum { BEFORE = 8 };
	struct dice d = {5};
	struct ladder w = {0};
	run_vec runs = {0}, behind = {0};
	for (uint32_t round = 0; round < 40000; round++) {
		uint8_t a[BEFORE + 100], b[BEFORE + 200];
		uint32_t kinds = 1 + dice_roll(&d, 5), n = 1 + dice_roll(&d, round % 8 ? 20 : 100), m;
		memset(a, 'A', BEFORE);
		memset(b, 'B', BEFORE);
		random_letters(&d, a + BEFORE, n, kinds);
		m = hurt(&d, a + BEFORE, n, b + BEFORE, 1 + dice_roll(&d, 20), kinds);
		runs.n = behind.n = 0;
		uint32_t cost = ladder_align(&w, a + BEFORE, n, b + BEFORE, m, &runs);
		assert_int_equal(cost + BEFORE, ladder_align(&w, a, n + BEFORE, b, m + BEFORE, &behind));
		assert_int_equal(behind.n, runs.n);
		for (size_t i = 0; i < runs.n; i++)
			assert_true(runs.v[i].a + BEFORE == behind.v[i].a && runs.v[i].b + BEFORE == behind.v[i].b && runs.v[i].n == behind.v[i].n);
	}
	kua_vec_free(&runs);
	kua_vec_free(&behind);
	ladder_free(&w);
}

/* An extension takes a hurt copy to its end and stops where the likeness does, in both directions alike. */
static void test_extension(void **state)
{
	(void)state;
	struct dice d = {99};
	struct ladder w = {0};
	run_vec runs = {0};
	for (uint32_t round = 0; round < 300; round++) {
		uint8_t a[2 * MOST], b[4 * MOST], x[2 * MOST], y[4 * MOST];
		random_letters(&d, a, 2 * MOST, 20);
		uint32_t m = hurt(&d, a, MOST, b, 6 + dice_roll(&d, 20), 20), cost;
		random_letters(&d, b + m, MOST, 20);
		runs.n = 0;
		ladder_extend(&w, a, 2 * MOST, b, m + MOST, false, &runs);
		assert_true(runs.n > 0);
		const struct run *last = &runs.v[runs.n - 1];
		assert_true(plain_cost(a, last->a + last->n, b, last->b + last->n, &runs, &cost));
		assert_true(last->a + last->n > MOST - 40 && last->a + last->n < MOST + 40);
		assert_true(cost * 4 < last->a + last->n);
		uint32_t end_a = last->a + last->n, end_b = last->b + last->n;
		for (uint32_t i = 0; i < 2 * MOST; i++)
			x[2 * MOST - 1 - i] = a[i];
		for (uint32_t i = 0; i < m + MOST; i++)
			y[m + MOST - 1 - i] = b[i];
		runs.n = 0;
		ladder_extend(&w, x, 2 * MOST, y, m + MOST, true, &runs);
		assert_int_equal(runs.v[runs.n - 1].a + runs.v[runs.n - 1].n, end_a);
		assert_int_equal(runs.v[runs.n - 1].b + runs.v[runs.n - 1].n, end_b);
	}
	kua_vec_free(&runs);
	ladder_free(&w);
}

static void test_equal_runs(void **state)
{
	(void)state;
	uint8_t a[64], b[64];
	memset(a, 'x', sizeof a);
	for (uint32_t differs = 0; differs < 64; differs++) {
		memset(b, 'x', sizeof b);
		b[differs] = 'y';
		for (uint32_t n = 0; n <= 64; n++) {
			assert_int_equal(equal_forward(a, b, n), n < differs ? n : differs);
			assert_int_equal(equal_backward(a + 64, b + 64, n), n < 63 - differs ? n : 63 - differs);
		}
	}
}

/* ---- letters ---- */

struct spelled {
	struct alphabet *alphabet;
	void *room;
	struct letters l;
};

static struct spelled spell(const char *text)
{
	struct spelled s = {.alphabet = alphabet_new(), .room = kua_malloc(letters_room(strlen(text)))};
	s.l = letters_fill(s.alphabet, text, strlen(text), s.room);
	return s;
}

static void unspell(struct spelled *s)
{
	free(s->room);
	alphabet_free(s->alphabet);
}

static void same_letters(const char *x, const char *y)
{
	struct spelled a = spell(x), b = spell(y);
	if (a.l.n != b.l.n || memcmp(a.l.v, b.l.v, a.l.n) != 0)
		fail_msg("%s and %s have other letters: %.*s, %.*s", x, y, (int)a.l.n, a.l.v, (int)b.l.n, b.l.v);
	unspell(&a);
	unspell(&b);
}

static void test_what_is_the_same(void **state)
{
	(void)state;
	same_letters("Much-publicised", "MUCH publi-\ncised");
	same_letters("caf\u00e9", "CAFE\u0301");
	same_letters("don\u2019t", "don't");
	same_letters("stra\u00dfe", "STRASSE");
	same_letters("of\ufb01ce", "office");
	same_letters("Жаңаөзен", "ЖАҢАӨЗЕН");
	same_letters("\u0661\u0662", "12");
	same_letters("  ...  ", "");
}

/* Every letter leads back to the bytes it came from, and words are counted, over texts longer than a mark reaches. */
static void test_way_back(void **state)
{
	(void)state;
	struct kua_buf text = KUA_BUF_INIT;
	static const char *const words[] = {"don't ", "Жаңаөзен, ", "stra\u00dfe-", "石油 ", "of\ufb01ce ", "e\u0301 ", "1990s\n"};
	static const unsigned letters[] = {4, 8, 7, 6, 6, 1, 5}, counts[] = {1, 1, 1, 2, 1, 1, 1};
	struct dice d = {5};
	uint32_t n = 0, n_words = 0;
	for (int i = 0; i < 300; i++) {
		uint32_t k = dice_roll(&d, 7);
		kua_buf_str(&text, words[k]);
		n += letters[k];
		n_words += counts[k];
	}
	struct spelled s = spell(text.data);
	assert_int_equal(s.l.n, n);
	assert_int_equal(s.l.n_words, n_words);
	uint32_t before = 0, seen = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t start, end;
		letters_byte(s.alphabet, &s.l, i, &start, &end);
		assert_true(start >= before && end > start && end <= text.len);
		before = start;
		seen += letters_word_at(&s.l, i);
		assert_int_equal(letters_words_before(&s.l, i + 1), seen);
		if (s.l.v[i] >= 'a' && s.l.v[i] <= 'z' && (unsigned char)text.data[start] < 0x80)
			assert_int_equal(text.data[start], s.l.v[i]);
	}
	unspell(&s);
	kua_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_plain_program),
		cmocka_unit_test(test_two_edits),
		cmocka_unit_test(test_few_edits),
		cmocka_unit_test(test_extension),
		cmocka_unit_test(test_equal_runs),
		cmocka_unit_test(test_what_is_the_same),
		cmocka_unit_test(test_way_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
