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

/* ---- in a file ---- */

struct stored_word {
	uint64_t hash, shape;
	uint32_t at, token, start, end; /* the highest bit of end: a stop word */
};
#define STOP (UINT32_C(1) << 31)
_Static_assert(KUA_TEXT_MAX < STOP, "an end must leave room for a bit");

size_t words_size(uint32_t n_words)
{
	return n_words * sizeof(struct stored_word);
}

void words_store(const struct body *body, void *to)
{
	struct stored_word *out = to;
	for (uint32_t i = 0; i < body->n_words; i++) {
		const struct word *w = &body->words[i];
		const struct kua_token *t = &body->tokens[w->token];
		out[i] = (struct stored_word){w->hash, w->shape, w->at, w->token, t->start, t->end | (t->flags & KUA_STOP_WORD ? STOP : 0)};
	}
}

/* Without the text's tokens each word has one of its own. */
void words_restore(const void *from, uint32_t n_words, uint32_t n_letters, struct word *words, struct kua_token *tokens)
{
	const struct stored_word *in = from;
	for (uint32_t i = 0; i < n_words; i++) {
		words[i] = (struct word){.hash = in[i].hash, .shape = in[i].shape, .token = tokens ? i : in[i].token, .at = in[i].at};
		if (tokens)
			tokens[i] = (struct kua_token){.start = in[i].start, .end = in[i].end & ~STOP, .flags = in[i].end & STOP ? KUA_STOP_WORD : 0};
	}
	words[n_words] = (struct word){.at = n_letters};
}

void body_free(struct body *body)
{
	free(body->words);
	free(body->room);
}
