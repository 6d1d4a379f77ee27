/*
 * groups.c - from seeds to meetings: which two bodies share a seed, and where in both.
 *
 * Each body's seeds go into buckets by hash. Each bucket is sorted: seeds with one hash are a group. What two bodies share goes into
 * buckets by the first of the two. A group of no more than KUA_REUSE_ALL_PAIRS bodies gives all its pairs; a larger one pairs each body
 * with the KUA_REUSE_NEAR next ones in order of id, and the first with all: linear, and nothing is dropped because it is common.
 */
#include <stdlib.h>

#include "reuse/search.h"

enum { BATCH = 16, DIGIT_BITS = 11, REPEATS = 16, COMBINATIONS = 16, SORT_BY_HAND = 24 };

/* ---- seeds ---- */

void groups_seed(void *ctx, size_t number)
{
	struct searching *x = ctx;
	struct pen *pen = pen_new(x->postings);
	struct kua_buf buf = KUA_BUF_INIT;
	struct letters l;
	seed_vec seeds = {0};
	struct seeder seeder;
	seeder_start(&seeder, x->s->seeding);
	size_t from;
	while ((from = atomic_fetch_add(&x->next, BATCH)) < x->s->n) {
		for (size_t i = from; i < from + BATCH && i < x->s->n; i++) {
			if (x->s->bodies[i].seedless || (x->late && x->late[i]) || !search_load(x, (uint32_t)i, &buf, &l))
				continue;
			seeds_of(&seeder, &l, &seeds);
			for (size_t k = 0; k < seeds.n; k++)
				*(struct posting *)pen_room(pen, (unsigned)(seeds.v[k].hash >> 55), sizeof(struct posting)) =
					(struct posting){(uint32_t)(seeds.v[k].hash >> 23), (uint32_t)i, seeds.v[k].at};
		}
		if (number == 0)
			kua_tell(x->s->progress, "seeds", from, x->s->n);
	}
	kua_vec_free(&seeds);
	kua_buf_free(&buf);
	pen_free(pen);
}

/* ---- groups ---- */

static bool posting_before(const struct posting *x, const struct posting *y)
{
	if (x->hash != y->hash)
		return x->hash < y->hash;
	return x->body != y->body ? x->body < y->body : x->at < y->at;
}

static int compare_postings(const void *x, const void *y)
{
	return posting_before(x, y) ? -1 : posting_before(y, x);
}

/* By this digit of the hash, stable. */
static void sort_by_digit(const struct posting *from, struct posting *to, size_t n, unsigned shift)
{
	size_t at[(1 << DIGIT_BITS) + 1] = {0};
	const uint32_t mask = (1 << DIGIT_BITS) - 1;
	for (size_t i = 0; i < n; i++)
		at[((from[i].hash >> shift) & mask) + 1]++;
	for (size_t d = 1; d <= mask; d++)
		at[d] += at[d - 1];
	for (size_t i = 0; i < n; i++)
		to[at[(from[i].hash >> shift) & mask]++] = from[i];
}

static bool in_order(const struct posting *v, size_t n)
{
	size_t i = 1;
	while (i < n && !posting_before(&v[i], &v[i - 1]))
		i++;
	return i >= n;
}

/* As one writer leaves those of one hash they are in order. */
static void sort_postings(struct posting *v, size_t n)
{
	if (n > SORT_BY_HAND) {
		if (in_order(v, n))
			return;
		qsort(v, n, sizeof *v, compare_postings);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct posting p = v[i];
		size_t k = i;
		for (; k && posting_before(&p, &v[k - 1]); k--)
			v[k] = v[k - 1];
		v[k] = p;
	}
}

/* So that those of one hash stand together: by its upper digits, in two passes, and where these are the same, which is rare, by all of it. */
static void sort_by_hash(struct posting *v, struct posting *other, size_t n)
{
	const unsigned rest = 32 - 2 * DIGIT_BITS;
	sort_by_digit(v, other, n, rest);
	sort_by_digit(other, v, n, rest + DIGIT_BITS);
	for (size_t i = 0, k; i < n; i = k) {
		bool same = true;
		for (k = i + 1; k < n && v[k].hash >> rest == v[i].hash >> rest; k++)
			same &= v[k].hash == v[i].hash;
		if (!same)
			sort_postings(v + i, k - i);
	}
}

enum state { NEW, TOUCHED, SETTLED }; /* of what a body shares with others; who is settled has to meet new ones only */

/* The places of one body in a group: no more than REPEATS of them, so that a refrain does not multiply with itself. */
struct member {
	const struct posting *v;
	size_t n;
	enum state state;
};

struct grouping {
	struct searching *x;
	struct pen *pen;
	KUA_VEC(struct member) members;
	KUA_VEC(struct place) with; /* whom one place meets */
	struct listing listing;
	KUA_VEC(uint64_t) seen;
	KUA_VEC(uint32_t) bodies, rank; /* of the members */
	/* of each member and one more: the next one from it on that is new; that is not settled */
	KUA_VEC(uint32_t) next_new, next_open;
};

static void add_with(struct grouping *g, const struct posting *p)
{
	*kua_vec_add(&g->with) = (struct place){p->body, p->at};
}

/*
 * Whom of b the nth of a meets. Few places: each with each. Many: the first with the first, the second with the second, and the same from
 * the end, so that a refrain costs by its places and not by their square.
 */
static void add_member(struct grouping *g, const struct member *a, size_t nth, const struct member *b)
{
	if (a->n * b->n <= COMBINATIONS) {
		for (size_t j = 0; j < b->n; j++)
			add_with(g, &b->v[j]);
		return;
	}
	size_t n = a->n < b->n ? a->n : b->n, from_end = a->n - nth;
	if (nth < n)
		add_with(g, &b->v[nth]);
	if (a->n != b->n && from_end <= n)
		add_with(g, &b->v[b->n - from_end]);
}

/* Hash that stand twice, by a look at 2 bits each: most seeds stand in one body only, and need not be sorted. */
static size_t drop_single(struct grouping *g, struct posting *v, size_t n)
{
	unsigned bits = 10;
	while (bits < 32 && UINT64_C(1) << bits < 4 * (uint64_t)n)
		bits++;
	size_t words = ((size_t)1 << bits) / 64, kept = 0;
	kua_vec_reserve(&g->seen, 2 * words);
	uint64_t *once = g->seen.v, *twice = once + words;
	memset(once, 0, 2 * words * sizeof *once);
	for (size_t i = 0; i < n; i++) {
		uint32_t at = v[i].hash >> (32 - bits);
		uint64_t bit = UINT64_C(1) << at % 64;
		twice[at / 64] |= once[at / 64] & bit;
		once[at / 64] |= bit;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t at = v[i].hash >> (32 - bits);
		v[kept] = v[i];
		kept += twice[at / 64] >> at % 64 & 1;
	}
	return kept;
}

static enum state state_of(const struct searching *x, uint32_t body)
{
	if (!x->known || !x->known[body])
		return NEW;
	return touched_body(x->s->touched, body) ? TOUCHED : SETTLED;
}

/* The members of a group that is in order. */
static void gather(struct grouping *g, struct posting *v, size_t n)
{
	g->members.n = 0;
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && v[k].body == v[i].body; k++)
			;
		*kua_vec_add(&g->members) = (struct member){v + i, k - i < REPEATS ? k - i : REPEATS, state_of(g->x, v[i].body)};
	}
}

/* Who is touched by none of the others of the group is settled in it. */
static void settle_members(struct grouping *g)
{
	uint64_t set = 0;
	for (size_t i = 0; i < g->members.n; i++)
		set |= g->members.v[i].state == TOUCHED ? touched_bit(g->members.v[i].v->body) : 0;
	for (size_t i = 0; i < g->members.n; i++)
		if (g->members.v[i].state == TOUCHED && !touched_among(g->x->s->touched, g->members.v[i].v->body, set))
			g->members.v[i].state = SETTLED;
}

/* From each member to those with whom it may have to meet, over all others: of a hundred thousand most are settled. */
static void link_members(struct grouping *g)
{
	uint32_t all = (uint32_t)g->members.n, new = all, open = all;
	kua_vec_reserve(&g->next_new, g->members.n + 1);
	kua_vec_reserve(&g->next_open, g->members.n + 1);
	for (uint32_t i = all + 1; i-- > 0;) {
		if (i < all && g->members.v[i].state == NEW)
			new = i;
		if (i < all && g->members.v[i].state != SETTLED)
			open = i;
		g->next_new.v[i] = new;
		g->next_open.v[i] = open;
	}
}

static struct place place_of(const struct posting *p, uint32_t class)
{
	return (struct place){p->body, p->at | class << CLASS_SHIFT};
}

/* What the ith member shares with those behind it. */
static void emit_member(struct grouping *g, size_t i, uint32_t class)
{
	const size_t all = g->members.n;
	const struct member *a = &g->members.v[i];
	const uint32_t *next = a->state == SETTLED ? g->next_new.v : g->next_open.v;
	for (size_t nth = 0; nth < a->n; nth++) {
		g->with.n = 0;
		for (size_t k = a->state == NEW ? i + 1 : next[i + 1]; k < all && group_pairs(i, k, all); k = a->state == NEW ? k + 1 : next[k + 1]) {
			const struct member *b = &g->members.v[k];
			if (a->state != TOUCHED || b->state != TOUCHED || !search_knows(g->x, a->v->body, b->v->body))
				add_member(g, a, nth, b);
		}
		meet(g->pen, meeting_bucket(g->x, a->v->body), place_of(&a->v[nth], class), g->with.v, g->with.n);
	}
}

/* The same of all of a group each of whose n bodies has the seed once, which is the rule, and where nothing is known. */
static void emit_singles(struct grouping *g, const struct posting *v, size_t n)
{
	uint32_t class = group_class(n);
	uint64_t list = 0;
	struct place *room = lists_room(&g->x->lists, &g->listing, n, &list);
	bool listed = room != NULL;
	if (!listed) {
		kua_vec_reserve(&g->with, n);
		room = g->with.v;
	}
	for (size_t i = 0; i < n; i++)
		room[i] = (struct place){v[i].body, v[i].at};
	for (size_t i = 0; i + 1 < n; i++) {
		size_t behind = n - 1 - i, some = group_pairs(i, n - 1, n) || behind < KUA_REUSE_NEAR ? behind : KUA_REUSE_NEAR;
		unsigned bucket = meeting_bucket(g->x, v[i].body);
		if (listed)
			meet_listed(g->pen, bucket, place_of(&v[i], class), list + i + 1, some);
		else
			meet(g->pen, bucket, place_of(&v[i], class), room + i + 1, some);
	}
}

static bool all_single(const struct posting *v, size_t n)
{
	size_t i = 1;
	while (i < n && v[i].body != v[i - 1].body)
		i++;
	return i >= n;
}

static void emit_group(struct grouping *g, struct posting *v, size_t n)
{
	sort_postings(v, n);
	if (!g->x->known && all_single(v, n)) {
		emit_singles(g, v, n);
		return;
	}
	gather(g, v, n);
	if (g->members.n < 2)
		return;
	settle_members(g);
	link_members(g);
	for (size_t i = 0; i < g->members.n; i++)
		emit_member(g, i, group_class(g->members.n));
}

/* Those of a bucket, by hash; it is empty then. */
static struct sorted take_bucket(struct grouping *g, unsigned bucket)
{
	struct sorted s = {.n = spill_n(g->x->postings, bucket)};
	s.v = kua_malloc(kua_mul(s.n, sizeof *s.v));
	struct kua_error err = {0};
	if (spill_take(g->x->postings, bucket, s.v, &err) != KUA_OK) {
		search_fail(g->x, &err);
		s.n = 0;
		return s;
	}
	s.n = drop_single(g, s.v, s.n);
	struct posting *other = kua_malloc(kua_mul(s.n, sizeof *s.v));
	sort_by_hash(s.v, other, s.n);
	free(other);
	return s;
}

static void each_group(struct grouping *g, const struct sorted *s, void (*fn)(struct grouping *g, struct posting *v, size_t n))
{
	for (size_t i = 0, k; i < s->n; i = k) {
		for (k = i + 1; k < s->n && s->v[k].hash == s->v[i].hash; k++)
			;
		if (k - i > 1)
			fn(g, s->v + i, k - i);
	}
}

/* ---- where pairs are known ---- */

static bool any_new(const struct searching *x, const struct posting *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!x->known[v[i].body])
			return true;
	return false;
}

/* May members of the group have to meet? */
static bool is_wanted(const struct searching *x, const struct posting *v, size_t n)
{
	const struct touched *t = x->s->touched;
	uint64_t set = 0;
	bool wanted = !x->known || any_new(x, v, n);
	for (size_t i = 0; i < n && !wanted; i++)
		set |= touched_body(t, v[i].body) ? touched_bit(v[i].body) : 0;
	for (size_t i = 0; i < n && !wanted; i++)
		wanted = touched_among(t, v[i].body, set);
	return wanted;
}

static void touch_group(struct grouping *g, struct posting *v, size_t n)
{
	if (!any_new(g->x, v, n))
		return;
	sort_postings(v, n);
	gather(g, v, n);
	g->bodies.n = g->rank.n = 0;
	for (size_t i = 0; i < g->members.n; i++) {
		*kua_vec_add(&g->bodies) = g->members.v[i].v->body;
		(void)kua_vec_add(&g->rank);
	}
	(void)kua_vec_add(&g->rank);
	touched_by_group(g->x->s->touched, g->bodies.v, g->x->known, g->rank.v, g->bodies.n);
}

void groups_touch(void *ctx, size_t number)
{
	struct searching *x = ctx;
	struct grouping g = {.x = x};
	size_t bucket;
	(void)number;
	while ((bucket = atomic_fetch_add(&x->next, 1)) < SPILL_BUCKETS) {
		x->sorted[bucket] = take_bucket(&g, (unsigned)bucket);
		each_group(&g, &x->sorted[bucket], touch_group);
	}
	kua_vec_free(&g.members);
	kua_vec_free(&g.seen);
	kua_vec_free(&g.bodies);
	kua_vec_free(&g.rank);
}

/* ---- meetings ---- */

static void meet_group(struct grouping *g, struct posting *v, size_t n)
{
	if (is_wanted(g->x, v, n))
		emit_group(g, v, n);
}

static void group_bucket(struct grouping *g, unsigned bucket)
{
	struct searching *x = g->x;
	struct sorted s = x->known ? x->sorted[bucket] : take_bucket(g, bucket);
	x->sorted[bucket] = (struct sorted){0};
	each_group(g, &s, meet_group);
	free(s.v);
}

void groups_meet(void *ctx, size_t number)
{
	struct searching *x = ctx;
	struct grouping g = {.x = x, .pen = pen_new(x->meetings)};
	size_t bucket;
	while ((bucket = atomic_fetch_add(&x->next, 1)) < SPILL_BUCKETS) {
		group_bucket(&g, (unsigned)bucket);
		if (number == 0)
			kua_tell(x->s->progress, "groups", bucket, SPILL_BUCKETS);
	}
	kua_vec_free(&g.members);
	kua_vec_free(&g.with);
	kua_vec_free(&g.seen);
	kua_vec_free(&g.next_new);
	kua_vec_free(&g.next_open);
	pen_free(g.pen);
}
