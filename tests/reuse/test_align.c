/* test_align.c - the alignment of two items against a plain dynamic program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"
#include "../quick.h"
#include "reuse/internal.h"

/* Length of the longest common subsequence of words. */
static uint32_t common_words(const struct body *a, const struct body *b)
{
	uint32_t *row = kua_calloc((size_t)b->n_words + 1, sizeof *row);
	for (uint32_t i = 0; i < a->n_words; i++) {
		uint32_t diagonal = 0;
		for (uint32_t j = 0; j < b->n_words; j++) {
			uint32_t up = row[j + 1];
			if (a->words[i].hash == b->words[j].hash)
				row[j + 1] = diagonal + 1;
			else if (row[j] > row[j + 1])
				row[j + 1] = row[j];
			diagonal = up;
		}
	}
	uint32_t best = row[b->n_words];
	free(row);
	return best;
}

/* Every word of the passage is equal to its partner or in an edit; edits are in order and inside. */
static void check_passage(const struct body *a, const struct body *b, const struct passage *p, const struct edit *edits)
{
	uint32_t i = p->a, j = p->b, equal = 0;
	for (size_t k = 0; k <= p->n_edits; k++) {
		const struct edit *e = k < p->n_edits ? &edits[p->first_edit + k] : NULL;
		uint32_t a_end = e ? e->a : p->a_end, b_end = e ? e->b : p->b_end;
		assert_true(a_end >= i && b_end >= j);
		assert_int_equal(a_end - i, b_end - j);
		for (; i < a_end; i++, j++, equal++)
			assert_true(a->words[i].hash == b->words[j].hash);
		if (e) {
			assert_true(e->n_a + e->n_b > 0);
			i += e->n_a;
			j += e->n_b;
		}
	}
	assert_int_equal(i, p->a_end);
	assert_int_equal(j, p->b_end);
	assert_int_equal(equal, p->equal);
}

struct two {
	struct alphabet *alphabet;
	struct body bodies[2];
	struct found found;
};

static void take(void *ctx, struct found *found)
{
	struct two *t = ctx;
	if (found->pairs.n) {
		t->found = *found;
		*found = (struct found){0};
	}
}

static void fill(struct two *t, struct body *body, const struct kua_source *source)
{
	const struct kua_text *text = source->text;
	*body = (struct body){.source = source, .room = kua_malloc(letters_room(text->n)), .text = text->bytes};
	struct letters l = letters_fill(t->alphabet, text->bytes, text->n, body->room);
	body->n_letters = l.n;
	body->n_bytes = l.n_bytes;
	words_fill(t->alphabet, body);
}

static void compare(struct corpus *c, struct two *t)
{
	struct kua_error err = {0};
	corpus_run(c, 1);
	*t = (struct two){.alphabet = alphabet_new()};
	for (int i = 0; i < 2; i++)
		fill(t, &t->bodies[i], &c->sources[i]);
	struct budget budget = {.left = INT64_MAX};
	struct spool spool = {.fd = -1};
	const struct search s = {.alphabet = t->alphabet, .bodies = t->bodies, .n = 2, .seeding = SEEDING_DENSE,
	                         .least_words = KUA_REUSE_LEAST, .threads = 1, .budget = &budget, .spool = &spool,
	                         .take = take, .ctx = t};
	assert_int_equal(pairs_search(&s, &err), KUA_OK);
}

static void forget(struct two *t)
{
	found_free(&t->found);
	body_free(&t->bodies[0]);
	body_free(&t->bodies[1]);
	alphabet_free(t->alphabet);
}

/* Change one word in `every`: drop it, put another before it, or put another in its place. */
static void edit(struct dice *d, const char *from, uint32_t every, struct kua_buf *out)
{
	for (const char *p = from; *p;) {
		size_t n = strcspn(p, " ");
		uint32_t what = dice_roll(d, every * 3);
		if (what == 1 || what == 2) {
			dice_word(6000 + dice_roll(d, 3000), out);
			kua_buf_char(out, ' ');
		}
		if (what != 0 && what != 2) {
			kua_buf_add(out, p, n);
			kua_buf_char(out, ' ');
		}
		p += n + (p[n] == ' ');
	}
}

static void test_against_plain_program(void **state)
{
	(void)state;
	struct dice d = {2024};
	for (uint32_t round = 0; round < 40; round++) {
		struct corpus c;
		struct kua_buf text = KUA_BUF_INIT, copy = KUA_BUF_INIT;
		struct two t;
		dice_text(&d, 40 + dice_roll(&d, 400), 2000, &text);
		edit(&d, text.data, 6 + round, &copy);
		corpus_start(&c);
		corpus_add(&c, "a", NULL, text.data);
		corpus_add(&c, "b", NULL, copy.data);
		compare(&c, &t);
		assert_int_equal(t.found.pairs.n, 1);
		const struct pair *p = &t.found.pairs.v[0];
		uint32_t best = common_words(&t.bodies[0], &t.bodies[1]);
		for (size_t k = 0; k < p->n; k++)
			check_passage(&t.bodies[0], &t.bodies[1], &t.found.passages.v[p->first + k], t.found.edits.v);
		assert_true(p->equal <= best);
		if (p->equal * 100 < best * 95)
			fail_msg("round %u: %u words aligned, %u are possible", round, p->equal, best);
		forget(&t);
		corpus_end(&c);
		kua_buf_free(&text);
		kua_buf_free(&copy);
	}
}

/* A paragraph put in between parts the passage; a sentence does not. */
static void test_what_parts_a_passage(void **state)
{
	(void)state;
	for (size_t between = 12; between <= 120; between += 108) {
		struct corpus c;
		struct dice d = {5};
		struct kua_buf one = KUA_BUF_INIT, two = KUA_BUF_INIT, other = KUA_BUF_INIT;
		dice_text(&d, 50, 3000, &one);
		dice_text(&d, 50, 3000, &two);
		dice_text(&d, between, 9000, &other);
		corpus_start(&c);
		corpus_add(&c, "a", NULL, kua_arena_printf(c.arena, "%s%s", one.data, two.data));
		corpus_add(&c, "b", NULL, kua_arena_printf(c.arena, "%s%s%s", one.data, other.data, two.data));
		corpus_run(&c, 1);
		assert_int_equal(c.result.n_pairs, 1);
		assert_int_equal(c.result.pairs[0].spans.n, between == 12 ? 1 : 2);
		assert_int_equal(c.result.pairs[0].shared_words, 100);
		corpus_end(&c);
		kua_buf_free(&one);
		kua_buf_free(&two);
		kua_buf_free(&other);
	}
}

/* Seeds: the choice of a longer window is a subset, and no gap is wider than a window. */
static void test_seeds_are_nested(void **state)
{
	(void)state;
	struct dice d = {77};
	struct kua_buf text = KUA_BUF_INIT;
	dice_text(&d, 500, 3000, &text);
	struct alphabet *alphabet = alphabet_new();
	void *room = kua_malloc(letters_room(text.len));
	struct letters l = letters_fill(alphabet, text.data, text.len, room);
	seed_vec dense = {0}, sparse = {0};
	assert_true(l.n > SHORT_LETTERS);
	struct seeder seeder;
	seeder_start(&seeder, (struct seeding){12, 4});
	seeds_of(&seeder, &l, &dense);
	seeder_start(&seeder, (struct seeding){12, 8});
	seeds_of(&seeder, &l, &sparse);
	assert_true(sparse.n * 3 < dense.n * 2);
	for (size_t i = 0, k = 0; i < sparse.n; i++) {
		while (k < dense.n && dense.v[k].at < sparse.v[i].at)
			k++;
		assert_true(k < dense.n);
		assert_int_equal(dense.v[k].at, sparse.v[i].at);
		assert_true(dense.v[k].hash == sparse.v[i].hash);
	}
	for (size_t i = 1; i < dense.n; i++)
		assert_true(dense.v[i].at > dense.v[i - 1].at && dense.v[i].at - dense.v[i - 1].at <= 4);
	kua_vec_free(&dense);
	kua_vec_free(&sparse);
	free(room);
	alphabet_free(alphabet);
	kua_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		kua_slow_test(test_against_plain_program),
		cmocka_unit_test(test_what_parts_a_passage),
		cmocka_unit_test(test_seeds_are_nested),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
