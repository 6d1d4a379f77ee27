/*
 * unseen.c - copies whose source may be a text that nobody has.
 *
 * In a tree every word of a copy is its source's or its own. Where another text has the copy's own words too, and does not come from the
 * copy, both have them from elsewhere: from a text that is not here, whose copies they are (or the copy was made of two). So two
 * reprints of a lost edition share what their source as far as it is known lacks; and where the one is taken for the source of the
 * other, the other has again what the one had changed. The words count by their rarity, each that is only spelled otherwise as a slip of the
 * pen, which two can make; against them stands UNSEEN. By so much the probability of the source that is told falls.
 */
#include <math.h>
#include <stdlib.h>

#include "reuse/internal.h"

#define UNSEEN 7.0 /* nats for a text that nobody has */
#define SLIP_NATS 4.4

struct side { /* one body's side of a pair */
	const struct pair *pair;
	bool is_b;
};

static uint32_t edit_at(struct side s, const struct edit *e, uint32_t *n)
{
	*n = s.is_b ? e->n_b : e->n_a;
	return s.is_b ? e->b : e->a;
}

/* The equal runs of the pair on this side. */
static void each_equal(struct side s, void (*fn)(double *own, uint32_t from, uint32_t to, double *sum), double *own, double *sum)
{
	for (size_t i = 0; i < s.pair->n; i++) {
		const struct passage *p = &s.pair->passages[s.pair->first + i];
		uint32_t at = s.is_b ? p->b : p->a, end = s.is_b ? p->b_end : p->a_end, n;
		for (size_t k = 0; k < p->n_edits; k++) {
			uint32_t edit = edit_at(s, &s.pair->edits[p->first_edit + k], &n);
			fn(own, at, edit, sum);
			at = edit + n;
		}
		fn(own, at, end, sum);
	}
}

static void take_away(double *own, uint32_t from, uint32_t to, double *sum)
{
	(void)sum;
	for (uint32_t w = from; w < to; w++)
		own[w] = 0;
}

static void add_up(double *own, uint32_t from, uint32_t to, double *sum)
{
	*sum += to > from ? own[to] - own[from] : 0;
}

/* own[w]: nats of all words before w that the source has not; n_words + 1 of them. */
static void own_words(struct side s, uint32_t n_words, const double *sums, double *own)
{
	for (uint32_t w = 0; w < n_words; w++)
		own[w] = sums[w + 1] - sums[w];
	each_equal(s, take_away, own, NULL);
	for (size_t i = 0; i < s.pair->n; i++) {
		const struct passage *p = &s.pair->passages[s.pair->first + i];
		for (size_t k = 0; k < p->n_edits; k++) {
			const struct edit *e = &s.pair->edits[p->first_edit + k];
			uint32_t n, at = edit_at(s, e, &n);
			if (e->near)
				own[at] = fmin(own[at], SLIP_NATS);
		}
	}
	double sum = 0;
	for (uint32_t w = 0; w <= n_words; w++) {
		double nats = w < n_words ? own[w] : 0;
		own[w] = sum;
		sum += nats;
	}
}

/* The probability that a text which shares so much of a copy's own, and comes from the copy with p, is from elsewhere with it. */
static double from_elsewhere(double nats, double heat, double p)
{
	return (1 - fmin(1, p)) / (1 + exp(UNSEEN - nats / heat));
}

double unseen_source(const struct unseen_input *in, uint32_t body, uint32_t source_pair, double p_source)
{
	const struct body *b = &in->bodies[body];
	double most = 0, *own = kua_malloc(kua_mul((size_t)b->n_words + 1, sizeof *own)), *sums = word_sums(b);
	own_words((struct side){&in->pairs[source_pair], in->pairs[source_pair].b == body}, b->n_words, sums, own);
	for (uint32_t k = 0; k < in->n; k++) {
		const struct pair *pair = &in->pairs[in->list[k]];
		if (in->list[k] == source_pair)
			continue;
		bool is_b = pair->b == body;
		double nats = 0, from_it = is_b ? in->ba[in->list[k]] : in->ab[in->list[k]];
		each_equal((struct side){pair, is_b}, add_up, own, &nats);
		most = fmax(most, from_elsewhere(nats, in->heat, from_it / p_source));
	}
	free(own);
	free(sums);
	return most;
}
