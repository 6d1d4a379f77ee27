/*
 * chain.c - from the seeds that two items share to chains: runs of seeds in the same order in both, near each other.
 *
 * Seeds that overlap on one diagonal (place in b less place in a) are first joined to blocks: there the letters are equal. Then the
 * usual sparse dynamic program over blocks in order of b: the best chain that ends in block i is its weight plus the best earlier
 * chain that it can follow, less a price for the gap and for the change of diagonal. Only LOOK_BACK blocks before are tried, the
 * nearest first, and fewer where IN_VAIN of them were no better, so the time is linear in blocks (minimap2 does the same); and none
 * where no block that is left has a chain as good as what was found, which in reprints is so after the first. Several chains come
 * out, best first, because an item may reuse two paragraphs in swapped order; a gap of more than GAP_MOST letters ends a chain.
 *
 * Weight: overlapping seeds are not independent, so a seed counts for the share of its length that is new.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

enum { LOOK_BACK = 64, IN_VAIN = 12, OPEN_BLOCKS = 8, GAP_MOST = 700, SORT_BY_HAND = 32 };
#define NO_BLOCK UINT32_MAX

static bool extends(const struct block *k, const struct match *m)
{
	return m->b - m->a == k->b - k->a && m->a >= k->a && m->a <= k->a + k->n;
}

static void add_match(struct chaining *c, const struct match *m)
{
	size_t back = c->blocks.n < OPEN_BLOCKS ? c->blocks.n : OPEN_BLOCKS;
	for (size_t i = 1; i <= back; i++) {
		struct block *k = &c->blocks.v[c->blocks.n - i];
		if (!extends(k, m))
			continue;
		uint32_t end = m->a + c->k, had = k->a + k->n;
		if (end > had) {
			k->weight += m->weight * (float)(end - had) / (float)c->k;
			k->n += end - had;
		}
		return;
	}
	c->blocks.v[c->blocks.n++] = (struct block){m->a, m->b, c->k, m->weight};
}

static uint32_t gap_between(uint32_t end, uint32_t start)
{
	return start > end ? start - end : 0;
}

static void price_gaps(struct chaining *c)
{
	for (uint32_t gap = 0; gap <= GAP_MOST; gap++)
		*kua_vec_add(&c->gap_price) = gap ? 0.5f * log2f((float)gap + 1) : 0;
}

/* What following j with i costs, or a negative number where i cannot follow j. */
static float step_cost(const struct chaining *c, const struct block *j, const struct block *i)
{
	if (i->a <= j->a || i->b <= j->b || i->a + i->n <= j->a + j->n || i->b + i->n <= j->b + j->n)
		return -1;
	uint32_t in_a = gap_between(j->a + j->n, i->a), in_b = gap_between(j->b + j->n, i->b);
	uint32_t gap = in_a > in_b ? in_a : in_b;
	if (gap > GAP_MOST)
		return -1;
	int64_t shift = ((int64_t)i->b - i->a) - ((int64_t)j->b - j->a);
	return 0.01f * (float)llabs(shift) + c->gap_price.v[gap];
}

static void score_blocks(struct chaining *c)
{
	size_t n = c->blocks.n;
	kua_vec_reserve(&c->score, n);
	kua_vec_reserve(&c->before, n);
	kua_vec_reserve(&c->used, n);
	kua_vec_reserve(&c->top, n);
	for (size_t i = 0; i < n; i++) {
		float best = 0;
		uint32_t from = NO_BLOCK;
		unsigned in_vain = 0;
		for (size_t j = i; j-- > (i > LOOK_BACK ? i - LOOK_BACK : 0) && in_vain < IN_VAIN && c->top.v[j] > best;) {
			float cost = step_cost(c, &c->blocks.v[j], &c->blocks.v[i]);
			if (cost < 0)
				continue;
			in_vain++;
			if (c->score.v[j] - cost > best) {
				best = c->score.v[j] - cost;
				from = (uint32_t)j;
				in_vain = 0;
			}
		}
		c->score.v[i] = best + c->blocks.v[i].weight;
		c->top.v[i] = i && c->top.v[i - 1] > c->score.v[i] ? c->top.v[i - 1] : c->score.v[i];
		c->before.v[i] = from;
		c->used.v[i] = false;
	}
}

static int compare_ranked(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return a->block < b->block ? -1 : a->block > b->block;
}

/* Best first. */
static void sort_ranked(struct ranked *v, size_t n)
{
	if (n > SORT_BY_HAND) {
		qsort(v, n, sizeof *v, compare_ranked);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct ranked r = v[i];
		size_t k = i;
		for (; k && compare_ranked(&r, &v[k - 1]) < 0; k--)
			v[k] = v[k - 1];
		v[k] = r;
	}
}

/* No chain has more than all blocks; the little more is for sums that were taken in another order. */
static bool too_light(const struct chaining *c)
{
	float sum = 0;
	for (size_t i = 0; i < c->blocks.n; i++)
		sum += c->blocks.v[i].weight;
	return sum * 1.001f < c->least;
}

/* Walk back from a block to one that is taken already; what the walk gained is the chain's score. */
static void take_chain(struct chaining *c, uint32_t end)
{
	struct chain chain = {.first = (uint32_t)c->links.n, .score = c->score.v[end]};
	uint32_t k = end;
	for (; k != NO_BLOCK && !c->used.v[k]; k = c->before.v[k]) {
		c->used.v[k] = true;
		*kua_vec_add(&c->links) = k;
	}
	if (k != NO_BLOCK)
		chain.score -= c->score.v[k];
	chain.n = (uint32_t)c->links.n - chain.first;
	if (chain.score < c->least) {
		c->links.n = chain.first;
		return;
	}
	uint32_t *v = c->links.v + chain.first;
	for (uint32_t i = 0, j = chain.n - 1; i < j; i++, j--) {
		uint32_t t = v[i];
		v[i] = v[j];
		v[j] = t;
	}
	*kua_vec_add(&c->chains) = chain;
}

void chain_matches(struct chaining *c, const struct match *v, size_t n)
{
	if (!c->gap_price.n)
		price_gaps(c);
	c->blocks.n = c->links.n = c->chains.n = c->ends.n = 0;
	kua_vec_reserve(&c->blocks, n);
	for (size_t i = 0; i < n; i++)
		add_match(c, &v[i]);
	if (too_light(c))
		return;
	score_blocks(c);
	for (uint32_t i = (uint32_t)c->blocks.n; i-- > 0;) /* the last ones of a chain have the most, and are nearly in order so */
		if (c->score.v[i] >= c->least)
			*kua_vec_add(&c->ends) = (struct ranked){c->score.v[i], i};
	sort_ranked(c->ends.v, c->ends.n);
	for (size_t i = 0; i < c->ends.n; i++)
		if (!c->used.v[c->ends.v[i].block])
			take_chain(c, c->ends.v[i].block);
}

void chaining_free(struct chaining *c)
{
	kua_vec_free(&c->gap_price);
	kua_vec_free(&c->blocks);
	kua_vec_free(&c->links);
	kua_vec_free(&c->chains);
	kua_vec_free(&c->score);
	kua_vec_free(&c->top);
	kua_vec_free(&c->before);
	kua_vec_free(&c->used);
	kua_vec_free(&c->ends);
}
