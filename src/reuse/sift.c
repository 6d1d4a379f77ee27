/*
 * sift.c - of what bodies share, the pairs that share enough to be compared.
 *
 * Of twenty pairs of bodies that have a seed in common nineteen have it by chance, and sharing one is no evidence. So nothing is sorted
 * before it is known to count: the meetings of a bucket are put down by their first body, those of one body are added up by the other in
 * a small table, and only what adds up to enough is put in order. All of that happens within the processor's own cache.
 */
#include <stdlib.h>

#include "reuse/search.h"

enum { DIGIT_BITS = 8, SORT_BY_HAND = 32, AHEAD = 40 };
/* Rough sums: the points of one, how many there are for each meeting, and of how many bits their number is. */
enum { ROUGH = 100, SUMS_EACH = 8, SUM_BITS_LEAST = 6, SUM_BITS_MOST = 17 };

#define CHOSEN (UINT32_C(1) << 31)
#define SPREAD UINT32_C(0x9e3779b1)

/*
 * What the body in hand shares with another, in a table by the other's number. b is 0 where there is none: the first body is nobody's
 * second. Of one that has enough, points is CHOSEN and its number among those that have.
 */
struct mate {
	uint32_t b, points;
};

struct chosen {
	uint32_t b, n, at; /* its matches */
};

struct sharing { /* a meeting of the body in hand */
	const struct place *with;
	uint32_t n, at;
};

struct half { /* one of its meetings with one other */
	uint32_t b, at_a, at_b;
};

void sifting_free(struct sifting *w)
{
	kua_vec_free(&w->taken);
	kua_vec_free(&w->sharing);
	kua_vec_free(&w->sums);
	kua_vec_free(&w->halves);
	kua_vec_free(&w->mates);
	kua_vec_free(&w->slots);
	kua_vec_free(&w->chosen);
	kua_vec_free(&w->matches);
	kua_vec_free(&w->other);
	kua_vec_free(&w->ends);
}

/* ---- in order ---- */

static bool match_before(const struct match *x, const struct match *y)
{
	if (x->b != y->b)
		return x->b < y->b;
	return x->a != y->a ? x->a < y->a : x->weight > y->weight;
}

/* Of what is nearly in order: equal places in b are rare, and few. */
static void settle(struct match *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct match m = v[i];
		size_t k = i;
		for (; k && match_before(&m, &v[k - 1]); k--)
			v[k] = v[k - 1];
		v[k] = m;
	}
}

static void sort_by_digit(const struct match *from, struct match *to, size_t n, unsigned shift)
{
	uint32_t at[1 << DIGIT_BITS] = {0}, sum = 0;
	const uint32_t mask = (1 << DIGIT_BITS) - 1;
	for (size_t i = 0; i < n; i++)
		at[from[i].b >> shift & mask]++;
	for (size_t d = 0; d <= mask; d++) {
		uint32_t here = at[d];
		at[d] = sum;
		sum += here;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i].b >> shift & mask]++] = from[i];
}

/* By place in b, then in a. The result is the one of the two that comes back. */
static struct match *sort_matches(struct match *v, struct match *other, size_t n)
{
	uint32_t all = 0;
	for (size_t i = 0; i < n && n > SORT_BY_HAND; i++)
		all |= v[i].b;
	for (unsigned shift = 0; shift < 32 && all >> shift; shift += DIGIT_BITS) {
		sort_by_digit(v, other, n, shift);
		struct match *t = v;
		v = other;
		other = t;
	}
	settle(v, n);
	return v;
}

static int compare_chosen(const void *x, const void *y)
{
	const struct chosen *a = x, *b = y;
	return a->b < b->b ? -1 : a->b > b->b;
}

/* ---- of one body ---- */

static uint8_t rough_points(uint32_t points)
{
	uint32_t rough = (points + ROUGH - 1) / ROUGH;
	return (uint8_t)(rough < UINT8_MAX ? rough : UINT8_MAX);
}

/*
 * Most of those whom a body meets it meets by chance and hardly ever: points are added up by a few bits of their numbers, where some fall
 * together, and what adds up to too little even so is left out. Two passes over what is in the cache, and nothing to guess. A sum is
 * a byte, of points rounded up, so that there are many more sums than meetings and few fall together.
 */
static size_t add_roughly(struct sifting *w, const struct searching *x, const struct sharing *v, size_t n)
{
	size_t all = 0, kept = 0;
	for (size_t i = 0; i < n; i++)
		all += v[i].n;
	unsigned bits = SUM_BITS_LEAST;
	while (bits < SUM_BITS_MOST && (size_t)1 << bits < SUMS_EACH * all)
		bits++;
	kua_vec_reserve(&w->sums, (size_t)1 << bits);
	kua_vec_reserve(&w->halves, all + 1);
	uint8_t *sums = w->sums.v;
	struct half *to = w->halves.v;
	const uint8_t least = rough_points(x->least_points / ROUGH * ROUGH);
	memset(sums, 0, (size_t)1 << bits);
	for (size_t i = 0; i < n; i++) {
		const uint32_t points = rough_points(x->points[v[i].at >> CLASS_SHIFT]);
		__builtin_prefetch(v[i + AHEAD].with); /* of the next body, where this one has no more */
		for (uint32_t k = 0; k < v[i].n; k++) {
			uint8_t *sum = &sums[(v[i].with[k].body * SPREAD) >> (32 - bits)];
			const uint32_t more = *sum + points;
			*sum = (uint8_t)(more < UINT8_MAX ? more : UINT8_MAX);
		}
	}
	for (size_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < v[i].n; k++) {
			const struct place *p = &v[i].with[k];
			to[kept] = (struct half){p->body, v[i].at, p->at};
			kept += sums[(p->body * SPREAD) >> (32 - bits)] >= least;
		}
	return kept;
}

/* Points by mate; w->slots says which one each meeting is with. */
static void add_up(struct sifting *w, const struct searching *x, const struct half *v, size_t n)
{
	unsigned bits = 4;
	while (bits < 31 && (size_t)1 << bits < 2 * n)
		bits++;
	const uint32_t mask = (UINT32_C(1) << bits) - 1;
	kua_vec_reserve(&w->mates, (size_t)1 << bits);
	kua_vec_reserve(&w->slots, n);
	memset(w->mates.v, 0, sizeof *w->mates.v << bits);
	for (size_t i = 0; i < n; i++) {
		uint32_t slot = (v[i].b * SPREAD) >> (32 - bits), points = x->points[v[i].at_a >> CLASS_SHIFT];
		while (w->mates.v[slot].b && w->mates.v[slot].b != v[i].b)
			slot = (slot + 1) & mask;
		struct mate *m = &w->mates.v[slot];
		m->b = v[i].b;
		m->points = m->points + points < CHOSEN ? m->points + points : CHOSEN - 1;
		w->slots.v[i] = slot;
	}
}

/* The matches with mates that have enough, in w->other, and in w->slots which of w->chosen they are with; how many there are. */
static size_t choose(struct sifting *w, const struct searching *x, uint32_t a, const struct half *v, size_t n)
{
	size_t kept = 0;
	w->chosen.n = 0;
	for (size_t i = 0; i < n; i++) {
		struct mate *m = &w->mates.v[w->slots.v[i]];
		if (m->points < x->least_points)
			continue;
		if (!(m->points & CHOSEN)) {
			bool enough = m->points >= x->enough_points || m->points >= search_least_points(x, a, m->b);
			m->points = enough ? CHOSEN | (uint32_t)w->chosen.n : 0;
			if (!enough)
				continue;
			*kua_vec_add(&w->chosen) = (struct chosen){.b = m->b};
		}
		uint32_t k = m->points & ~CHOSEN;
		w->chosen.v[k].n++;
		w->slots.v[kept] = k;
		kua_vec_reserve(&w->other, kept + 1);
		w->other.v[kept++] = (struct match){v[i].at_a & PLACE_MASK, v[i].at_b, x->weights[v[i].at_a >> CLASS_SHIFT]};
	}
	return kept;
}

static void sift_body(struct sifting *w, const struct searching *x, uint32_t a, const struct sharing *sharing, size_t n_sharing,
                      sifted_fn *fn, void *ctx)
{
	const size_t n = add_roughly(w, x, sharing, n_sharing);
	const struct half *v = w->halves.v;
	if (!n)
		return;
	add_up(w, x, v, n);
	size_t kept = choose(w, x, a, v, n);
	uint32_t at = 0;
	for (size_t k = 0; k < w->chosen.n; k++) {
		w->chosen.v[k].at = at;
		at += w->chosen.v[k].n;
	}
	kua_vec_reserve(&w->matches, kept);
	for (size_t i = 0; i < kept; i++)
		w->matches.v[w->chosen.v[w->slots.v[i]].at++] = w->other.v[i];
	if (kept)
		qsort(w->chosen.v, w->chosen.n, sizeof *w->chosen.v, compare_chosen);
	for (size_t k = 0; k < w->chosen.n; k++) {
		const struct chosen *c = &w->chosen.v[k];
		fn(ctx, a, c->b, sort_matches(w->matches.v + c->at - c->n, w->other.v, c->n), c->n);
	}
}

/* ---- of a bucket ---- */

/* How many meetings each of the bodies from the first to the last of the bucket has; which are these two. */
static size_t count_meetings(struct sifting *w, const struct searching *x, uint32_t *low, uint32_t *high)
{
	const struct place *p = w->taken.v, *end = p + w->taken.n, *with;
	struct meeting m;
	size_t n = 0;
	for (*low = UINT32_MAX, *high = 0; p < end; n++) {
		p = meeting_read(&x->lists, p, &m, &with);
		*low = m.at.body < *low ? m.at.body : *low;
		*high = m.at.body > *high ? m.at.body : *high;
	}
	kua_vec_reserve(&w->ends, (size_t)(*high - *low) + 1);
	memset(w->ends.v, 0, ((size_t)(*high - *low) + 1) * sizeof *w->ends.v);
	for (p = w->taken.v; p < end;) {
		p = meeting_read(&x->lists, p, &m, &with);
		w->ends.v[m.at.body - *low]++;
	}
	return n;
}

/* By the first body: those of each one stand together, and end at w->ends. */
static void by_first(struct sifting *w, const struct searching *x, uint32_t *low, uint32_t *high)
{
	size_t n = count_meetings(w, x, low, high), sum = 0;
	const struct place *p = w->taken.v, *end = p + w->taken.n;
	kua_vec_reserve(&w->sharing, n + AHEAD);
	memset(w->sharing.v + n, 0, AHEAD * sizeof *w->sharing.v);
	for (uint32_t k = 0; k <= *high - *low; k++) {
		size_t here = w->ends.v[k];
		w->ends.v[k] = sum;
		sum += here;
	}
	while (p < end) {
		struct meeting m;
		const struct place *with;
		p = meeting_read(&x->lists, p, &m, &with);
		w->sharing.v[w->ends.v[m.at.body - *low]++] = (struct sharing){with, (uint32_t)m.n, m.at.at};
	}
}

enum kua_code sift_bucket(struct sifting *w, const struct searching *x, unsigned bucket, sifted_fn *fn, void *ctx,
                          struct kua_error *err)
{
	w->taken.n = spill_n(x->meetings, bucket);
	if (!w->taken.n)
		return KUA_OK;
	kua_vec_reserve(&w->taken, w->taken.n);
	enum kua_code code = spill_take(x->meetings, bucket, w->taken.v, err);
	if (code != KUA_OK)
		return code;
	uint32_t low, high;
	by_first(w, x, &low, &high);
	size_t from = 0;
	for (uint32_t k = 0; k <= high - low; k++) {
		if (w->ends.v[k] > from)
			sift_body(w, x, low + k, w->sharing.v + from, w->ends.v[k] - from, fn, ctx);
		from = w->ends.v[k];
	}
	return KUA_OK;
}
