/*
 * rim.c - figures and names that differ right before the first or right behind the last word of a passage.
 *
 * A passage begins and ends with a word that is the same in both texts, and what lies beyond must be worth the gap to it. So of "As 90 of us
 * know" and "As 200 of us know", where the texts begin, the figures are left outside. From each end of a passage words are
 * therefore crossed one by one: the same word on both sides, a number opposite a number, a capital word opposite a capital word. At anything
 * else the rim ends.
 *
 * Where the text begins or ends, or the next passage stands, at most RIM words away in both, these are crossed up to there; elsewhere
 * only up to the end of the sentence, for what stands behind it is likely another text.
 */
#include <stdlib.h>

#include "reuse/internal.h"

enum { RIM = 12 };
#define NO_NEIGHBOUR SIZE_MAX

struct place { /* of a passage in b */
	uint32_t b;
	size_t nth;
};

/* Words beyond one end of a passage, counted outward from 0. */
struct beyond {
	const struct said *said;
	uint32_t end; /* the word where the passage begins, or the one behind its last */
	bool left;
	uint32_t n;   /* how many may be crossed */
	bool whole;   /* there is nothing behind them that belongs to them */
};

static int compare_places(const void *x, const void *y)
{
	const struct place *p = x, *q = y;
	return p->b < q->b ? -1 : p->b > q->b;
}

void rims_start(struct rims *r, const struct said *a, const struct said *b, const struct pair *pair)
{
	const struct passage *v = pair->passages + pair->first;
	struct place *order = kua_malloc(kua_mul(pair->n, sizeof *order));
	r->a = a;
	r->b = b;
	r->pair = pair;
	r->before = kua_malloc(kua_mul(pair->n, 2 * sizeof *r->before));
	r->behind = r->before + pair->n;
	for (size_t i = 0; i < pair->n; i++)
		order[i] = (struct place){v[i].b, i};
	qsort(order, pair->n, sizeof *order, compare_places);
	for (size_t i = 0; i < pair->n; i++) {
		r->before[order[i].nth] = i ? order[i - 1].nth : NO_NEIGHBOUR;
		r->behind[order[i].nth] = i + 1 < pair->n ? order[i + 1].nth : NO_NEIGHBOUR;
	}
	free(order);
}

void rims_end(struct rims *r)
{
	free(r->before);
	kua_vec_free(&r->edits);
}

static uint32_t outward(const struct beyond *s, uint32_t k)
{
	return s->left ? s->end - 1 - k : s->end + k;
}

/* Not farther than the sentence goes in which the passage has its end. */
static void keep_to_sentence(struct beyond *s)
{
	const struct body *b = s->said->body;
	uint32_t sentence = b->tokens[b->words[s->left ? s->end : s->end - 1].token].sentence, n = 0;
	while (n < s->n && n <= RIM && b->tokens[b->words[outward(s, n)].token].sentence == sentence)
		n++;
	s->whole = n <= RIM;
	s->n = n <= RIM ? n : RIM;
}

/* The words beyond one end of a passage that belong to no other. */
static void look_beyond(const struct rims *r, size_t nth, bool left, struct beyond *a, struct beyond *b)
{
	const struct passage *v = r->pair->passages + r->pair->first, *p = &v[nth];
	size_t next_a = left ? nth - 1 : nth + 1 < r->pair->n ? nth + 1 : NO_NEIGHBOUR; /* in order of a; 0 - 1 is none */
	size_t next_b = left ? r->before[nth] : r->behind[nth];
	uint32_t a_border = left ? 0 : r->a->body->n_words, b_border = left ? 0 : r->b->body->n_words;
	if (next_a != NO_NEIGHBOUR)
		a_border = left ? v[next_a].a_end : v[next_a].a;
	if (next_b != NO_NEIGHBOUR)
		b_border = left ? v[next_b].b_end : v[next_b].b;
	*a = (struct beyond){.said = r->a, .end = left ? p->a : p->a_end, .left = left, .whole = true};
	*b = (struct beyond){.said = r->b, .end = left ? p->b : p->b_end, .left = left, .whole = true};
	a->n = left ? a->end - a_border : a_border - a->end;
	b->n = left ? b->end - b_border : b_border - b->end;
	if (next_a == next_b && a->n <= RIM && b->n <= RIM)
		return;
	keep_to_sentence(a);
	keep_to_sentence(b);
}

/* How many words the number at place k has from there on outward; 0 where there is none, or where it goes on behind what may be crossed. */
static uint32_t number_words(const struct beyond *s, uint32_t k)
{
	const struct kua_number *number = said_number(s->said, outward(s, k));
	uint32_t n = 0;
	while (number && k + n < s->n && said_number(s->said, outward(s, k + n)) == number)
		n++;
	bool more = s->left ? s->end > k + n : s->end + k + n < s->said->body->n_words;
	return more && n && said_number(s->said, outward(s, k + n)) == number ? 0 : n;
}

static void cross(struct rims *r, const struct beyond *a, const struct beyond *b, uint32_t i, uint32_t j, uint32_t n_a, uint32_t n_b)
{
	const struct word *x = a->said->body->words + outward(a, i), *y = b->said->body->words + outward(b, j);
	*kua_vec_add(&r->edits) = (struct edit){
		.a = a->left ? a->end - i - n_a : a->end + i, .b = b->left ? b->end - j - n_b : b->end + j,
		.n_a = (uint16_t)n_a, .n_b = (uint16_t)n_b,
		.near = n_a == 1 && n_b == 1 && words_near(x, y),
	};
}

/*
 * Cross what may be crossed; sets n of either side to how much was. Behind a name there must be more that is the same, or the
 * end of the text, of the passage before or of the sentence in both: two sentences may well go on with names by chance.
 */
static void walk(struct rims *r, struct beyond *a, struct beyond *b)
{
	uint32_t i = 0, j = 0, sure_i = 0, sure_j = 0;
	size_t sure = r->edits.n;
	while (i < a->n && j < b->n) {
		uint32_t x = outward(a, i), y = outward(b, j), n_a = 1, n_b = 1;
		bool same = a->said->body->words[x].hash == b->said->body->words[y].hash, name = false;
		if (!same) {
			n_a = number_words(a, i);
			n_b = number_words(b, j);
			name = !n_a && !n_b && said_capital(a->said, x) && said_capital(b->said, y);
			if (name)
				n_a = n_b = 1;
			if (!n_a || !n_b)
				break;
			cross(r, a, b, i, j, n_a, n_b);
		}
		i += n_a;
		j += n_b;
		if (!name || (a->whole && b->whole && i == a->n && j == b->n)) {
			sure_i = i;
			sure_j = j;
			sure = r->edits.n;
		}
	}
	r->edits.n = sure;
	a->n = sure_i;
	b->n = sure_j;
}

bool rims_widen(struct rims *r, size_t nth, struct passage *out)
{
	const struct passage *p = &r->pair->passages[r->pair->first + nth];
	struct beyond a, b;
	*out = *p;
	r->edits.n = 0;
	look_beyond(r, nth, true, &a, &b);
	walk(r, &a, &b);
	size_t n = r->edits.n;
	for (size_t i = 0, j = n; i < j; i++) { /* they were found going left */
		struct edit t = r->edits.v[i];
		r->edits.v[i] = r->edits.v[--j];
		r->edits.v[j] = t;
	}
	if (n) {
		out->a -= a.n;
		out->b -= b.n;
	}
	for (size_t i = 0; i < p->n_edits; i++)
		*kua_vec_add(&r->edits) = r->pair->edits[p->first_edit + i];
	n += p->n_edits;
	look_beyond(r, nth, false, &a, &b);
	walk(r, &a, &b);
	if (r->edits.n > n) {
		out->a_end += a.n;
		out->b_end += b.n;
	}
	out->first_edit = 0;
	out->n_edits = r->edits.n;
	return out->n_edits > 0;
}
