/*
 * touched.c - of the pairs whose passages are known from before, those that have to be found again.
 *
 * What two texts share is found from the seeds they both have, each with the weight of how many texts have it. New texts change the weight
 * of a seed only where their number passes a power of two, and whom a seed pairs only where more than KUA_REUSE_ALL_PAIRS texts
 * have it, among the neighbours of the new ones. Pairs of which either is true are marked, in a field of bits by their hash: a pair
 * marked by chance is found again and is the same. All others are as they were.
 *
 * A new text makes a seed commoner, never rarer, and it parts pairs in a large group, and joins none. So two known texts that shared too little to
 * be compared share too little now: only those that were compared are marked, be it that nothing came of it.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/search.h"

enum { BITS_LOG = 26 };

struct touched *touched_new(const struct body *bodies, size_t n)
{
	struct touched *t = kua_calloc(1, sizeof *t);
	t->names = kua_malloc(kua_mul(n, sizeof *t->names));
	for (size_t i = 0; i < n; i++) {
		const char *id = bodies[i].source->item->id;
		t->names[i] = (uint32_t)(kua_hash(id, strlen(id)) >> 32);
	}
	t->mates = kua_calloc(n ? n : 1, sizeof *t->mates);
	t->compared = kua_calloc((size_t)1 << (BITS_LOG - 6), sizeof *t->compared);
	t->bodies = kua_calloc(n ? n : 1, sizeof *t->bodies);
	t->bits = kua_calloc((size_t)1 << (BITS_LOG - 6), sizeof *t->bits);
	return t;
}

void touched_free(struct touched *t)
{
	if (!t)
		return;
	free((void *)t->bodies);
	free((void *)t->bits);
	free(t->names);
	free(t->mates);
	free(t->compared);
	free(t);
}

static uint64_t place_of(uint32_t a, uint32_t b)
{
	return ((uint64_t)a << 32 | b) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - BITS_LOG);
}

uint32_t touched_name(const struct touched *t, uint32_t body)
{
	return t->names[body];
}

void touched_compared(struct touched *t, uint32_t a, uint32_t name_of_b)
{
	uint64_t at = place_of(t->names[a], name_of_b);
	t->mates[a] |= touched_bit(name_of_b);
	t->compared[at >> 6] |= UINT64_C(1) << (at & 63);
}

static bool was_compared(const struct touched *t, uint32_t a, uint32_t b)
{
	if (!(t->mates[a] & touched_bit(t->names[b])))
		return false;
	uint64_t at = place_of(t->names[a], t->names[b]);
	return t->compared[at >> 6] >> (at & 63) & 1;
}

static void mark(struct touched *t, uint32_t a, uint32_t b)
{
	if (!was_compared(t, a, b))
		return;
	uint64_t at = place_of(a, b);
	(void)atomic_fetch_or_explicit(&t->bodies[a], touched_bit(b), memory_order_relaxed);
	(void)atomic_fetch_or_explicit(&t->bodies[b], touched_bit(a), memory_order_relaxed);
	(void)atomic_fetch_or_explicit(&t->bits[at >> 6], UINT64_C(1) << (at & 63), memory_order_relaxed);
}

bool touched_body(const struct touched *t, uint32_t body)
{
	return touched_among(t, body, UINT64_MAX);
}

/* Most pairs are told by the sets of the two, which are few enough to be at hand. */
bool touched_pair(const struct touched *t, uint32_t a, uint32_t b)
{
	if (t->all)
		return true;
	if (!(atomic_load_explicit(&t->bodies[a], memory_order_relaxed) & touched_bit(b)) ||
	    !(atomic_load_explicit(&t->bodies[b], memory_order_relaxed) & touched_bit(a)))
		return false;
	uint64_t at = place_of(a, b);
	return atomic_load_explicit(&t->bits[at >> 6], memory_order_relaxed) >> (at & 63) & 1;
}

uint32_t group_class(size_t members)
{
	return 31 - (uint32_t)__builtin_clz((unsigned)(members > UINT16_MAX ? UINT16_MAX : members));
}

bool group_pairs(size_t i, size_t k, size_t members)
{
	return i == 0 || members <= KUA_REUSE_ALL_PAIRS || k - i <= KUA_REUSE_NEAR;
}

/* The pairs of one of the known bodies with those behind it. rank: of each place, how many known bodies stand before it. */
static void touch_one(struct touched *t, const uint32_t *bodies, const bool *known, const uint32_t *rank, size_t n, size_t i, bool weighs_other)
{
	size_t n_known = rank[n];
	bool with_all = i == 0 || rank[i] == 0 || n_known <= KUA_REUSE_ALL_PAIRS;
	size_t end = i + KUA_REUSE_NEAR + 1 < n ? i + KUA_REUSE_NEAR + 1 : n;
	if (!with_all && !weighs_other && rank[end] - rank[i] == end - i)
		return; /* no new one stands among the next */
	for (size_t k = i + 1; k < n && (with_all || rank[k] - rank[i] <= KUA_REUSE_NEAR); k++) {
		if (!known[bodies[k]])
			continue;
		bool before = group_pairs(rank[i], rank[k], n_known), now = group_pairs(i, k, n);
		if (weighs_other ? before || now : before != now)
			mark(t, bodies[i], bodies[k]);
	}
}

void touched_by_group(struct touched *t, const uint32_t *bodies, const bool *known, uint32_t *rank, size_t n)
{
	rank[0] = 0;
	for (size_t i = 0; i < n; i++)
		rank[i + 1] = rank[i] + known[bodies[i]];
	if (rank[n] < 2 || rank[n] == n)
		return;
	bool weighs_other = group_class(rank[n]) != group_class(n);
	if (!weighs_other && n <= KUA_REUSE_ALL_PAIRS)
		return;
	for (size_t i = 0; i < n; i++)
		if (known[bodies[i]])
			touch_one(t, bodies, known, rank, n, i, weighs_other);
}
