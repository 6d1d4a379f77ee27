/* words.c - an item's words: what they are to be compared by, and where they stand in its letters. */
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

static bool is_word(const struct kua_token *t)
{
	return t->kind == KUA_WORD || t->kind == KUA_NUMERAL;
}

static unsigned shape_bit(unsigned before, unsigned letter)
{
	return (unsigned)(((before << 8 | letter) * UINT64_C(0x9e3779b97f4a7c15)) >> 58);
}

/* The letter pairs of a word as a set of 64 bits, the first letter with itself among them; all figures are alike. */
static uint64_t shape_of(const uint8_t *v, uint32_t n)
{
	uint64_t shape = 0;
	unsigned before = 0;
	for (uint32_t i = 0; i < n; i++) {
		unsigned c = v[i] >= '0' && v[i] <= '9' ? '0' : v[i];
		if (c == '0' && before == '0')
			continue;
		shape |= UINT64_C(1) << shape_bit(before ? before : c, c);
		before = c;
	}
	return shape;
}

bool words_near(const struct word *x, const struct word *y)
{
	int both = __builtin_popcountll(x->shape & y->shape);
	return both >= 2 && 4 * both >= __builtin_popcountll(x->shape) + __builtin_popcountll(y->shape);
}

/* Words without a letter that is compared (a lone accent) are none. */
void words_fill(const struct alphabet *a, struct body *body)
{
	const struct kua_text *t = body->source->text;
	uint32_t *at = letters_of_tokens(a, t);
	size_t n = 0;
	for (size_t i = 0; i < t->n_tokens; i++)
		n += is_word(&t->tokens[i]) && at[i + 1] > at[i];
	body->tokens = t->tokens;
	body->words = kua_malloc(kua_mul(n + 1, sizeof *body->words));
	for (size_t i = 0; i < t->n_tokens; i++) {
		if (!is_word(&t->tokens[i]) || at[i + 1] == at[i])
			continue;
		body->words[body->n_words++] = (struct word){
			.hash = t->tokens[i].hash,
			.shape = shape_of((const uint8_t *)body->room + at[i], at[i + 1] - at[i]),
			.token = (uint32_t)i,
			.at = at[i],
		};
	}
	body->words[body->n_words] = (struct word){.at = body->n_letters};
	free(at);
}

void body_free(struct body *body)
{
	free(body->words);
	free(body->room);
}
