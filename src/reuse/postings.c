/*
 * postings.c - from the seeds of all bodies to groups: each hash that two bodies or more have, with the places where.
 *
 * An entry is 16 bytes: hash, body, number of the seed in it. Entries go into BUCKETS buckets by the top bits of the hash; chunks of
 * bodies are scattered side by side, and because a chunk's share of each bucket is laid out in order of chunks, the order
 * within a bucket is that of bodies and places whatever the number of threads. Then each bucket, small enough for the cache, is
 * sorted by hash: least significant digit first, which is stable, so a group comes out in order of body and place.
 *
 * Groups of one body are dropped: nothing else can meet them. Within one body a group keeps its first REPEATS places, so that a
 * refrain does not multiply with itself. A group's weight is log((bodies + PRIOR) / bodies that have it): in a small casebook hardly
 * anything is common, which is what the prior says; and never below WEIGHT_LEAST, because the most copied text matters most.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

enum { BUCKETS = 256, CHUNKS = 64, DIGIT_BITS = 11, DIGITS = 3, REPEATS = 16 };
#define PRIOR 5000.0
#define WEIGHT_LEAST 3.0

struct entry {
	uint64_t hash;
	uint32_t body, seed;
};

struct sorting {
	struct body *bodies;
	size_t n;
	struct entry *entries;
	size_t (*at)[BUCKETS];      /* per chunk: where its next entry of each bucket goes */
	size_t start[BUCKETS + 1];
	size_t groups[BUCKETS + 1]; /* kept ones: counts, then where each bucket's begin */
	size_t posts[BUCKETS + 1];
	struct postings *out;
};

static size_t chunk_start(const struct sorting *s, size_t chunk)
{
	return s->n / CHUNKS * chunk + (chunk < s->n % CHUNKS ? chunk : s->n % CHUNKS);
}

static unsigned bucket_of(uint64_t hash)
{
	return (unsigned)(hash >> 56);
}

static void count_chunk(void *ctx, size_t chunk)
{
	struct sorting *s = ctx;
	for (size_t i = chunk_start(s, chunk); i < chunk_start(s, chunk + 1); i++)
		for (uint32_t k = 0; k < s->bodies[i].n_seeds; k++)
			s->at[chunk][bucket_of(s->bodies[i].seed_hash[k])]++;
}

static void lay_out(struct sorting *s)
{
	size_t sum = 0;
	for (unsigned b = 0; b < BUCKETS; b++) {
		s->start[b] = sum;
		for (size_t c = 0; c < CHUNKS; c++) {
			size_t count = s->at[c][b];
			s->at[c][b] = sum;
			sum += count;
		}
	}
	s->start[BUCKETS] = sum;
}

static void scatter_chunk(void *ctx, size_t chunk)
{
	struct sorting *s = ctx;
	for (size_t i = chunk_start(s, chunk); i < chunk_start(s, chunk + 1); i++) {
		struct body *body = &s->bodies[i];
		for (uint32_t k = 0; k < body->n_seeds; k++) {
			uint64_t hash = body->seed_hash[k];
			s->entries[s->at[chunk][bucket_of(hash)]++] = (struct entry){hash, (uint32_t)i, k};
		}
		free(body->seed_hash);
		body->seed_hash = NULL;
		body->seed_group = kua_malloc(kua_mul(body->n_seeds, sizeof *body->seed_group));
		memset(body->seed_group, 0xff, body->n_seeds * sizeof *body->seed_group);
		body->seed_post = kua_calloc(body->n_seeds, sizeof *body->seed_post);
	}
}

static void radix_pass(const struct entry *from, struct entry *to, size_t n, unsigned shift)
{
	size_t at[(1 << DIGIT_BITS) + 1] = {0};
	const uint64_t mask = (1 << DIGIT_BITS) - 1;
	for (size_t i = 0; i < n; i++)
		at[((from[i].hash >> shift) & mask) + 1]++;
	for (size_t d = 1; d <= mask; d++)
		at[d] += at[d - 1];
	for (size_t i = 0; i < n; i++)
		to[at[(from[i].hash >> shift) & mask]++] = from[i];
}

/* What is equal in the sorted bits and differs in the rest is rare and short: put it right in place, stably. */
static void sort_rest(struct entry *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct entry e = v[i];
		size_t k = i;
		for (; k > 0 && v[k - 1].hash > e.hash; k--)
			v[k] = v[k - 1];
		v[k] = e;
	}
}

/* The end of the group that starts at i, and how many postings and bodies it keeps. */
static size_t group_end(const struct entry *v, size_t n, size_t i, size_t *posts, size_t *bodies)
{
	size_t k = i, run = 0;
	*posts = *bodies = 0;
	for (; k < n && v[k].hash == v[i].hash; k++) {
		run = k > i && v[k].body == v[k - 1].body ? run + 1 : 0;
		*bodies += run == 0;
		*posts += run < REPEATS;
	}
	return k;
}

static void sort_bucket(void *ctx, size_t b)
{
	struct sorting *s = ctx;
	struct entry *v = s->entries + s->start[b];
	size_t n = s->start[b + 1] - s->start[b], posts, bodies;
	struct entry *other = kua_malloc(kua_mul(n, sizeof *other));
	const struct entry *from = v;
	struct entry *to = other;
	for (unsigned d = 0; d < DIGITS; d++) {
		radix_pass(from, to, n, 56 - DIGITS * DIGIT_BITS + d * DIGIT_BITS);
		from = to;
		to = from == v ? other : v;
	}
	if (from != v && n)
		memcpy(v, from, n * sizeof *v);
	free(other);
	sort_rest(v, n);
	for (size_t i = 0; i < n;) {
		i = group_end(v, n, i, &posts, &bodies);
		if (bodies > 1) {
			s->groups[b]++;
			s->posts[b] += posts;
		}
	}
}

static void put_group(struct sorting *s, const struct entry *v, size_t n, uint32_t group, uint32_t post)
{
	size_t run = 0;
	for (size_t i = 0; i < n; i++) {
		run = i && v[i].body == v[i - 1].body ? run + 1 : 0;
		if (run >= REPEATS)
			continue;
		struct body *body = &s->bodies[v[i].body];
		body->seed_group[v[i].seed] = group;
		body->seed_post[v[i].seed] = post;
		s->out->posts[post++] = (struct post){v[i].body, body->seed_at[v[i].seed]};
	}
}

static float weight_of(size_t all, size_t bodies)
{
	double w = log(((double)all + PRIOR) / (double)bodies);
	return (float)(w < WEIGHT_LEAST ? WEIGHT_LEAST : w);
}

static void put_bucket(void *ctx, size_t b)
{
	struct sorting *s = ctx;
	const struct entry *v = s->entries + s->start[b];
	size_t n = s->start[b + 1] - s->start[b], posts, bodies;
	size_t group = s->groups[b], post = s->posts[b];
	for (size_t i = 0, end; i < n; i = end) {
		end = group_end(v, n, i, &posts, &bodies);
		if (bodies < 2)
			continue;
		s->out->first[group] = (uint32_t)post;
		s->out->n_bodies[group] = (uint32_t)bodies;
		s->out->weight[group] = weight_of(s->n, bodies);
		put_group(s, v + i, end - i, (uint32_t)group++, (uint32_t)post);
		post += posts;
	}
}

/* Counts become starts; returns the sum. */
static size_t accumulate(size_t v[BUCKETS + 1])
{
	size_t sum = 0;
	for (unsigned b = 0; b <= BUCKETS; b++) {
		size_t count = v[b];
		v[b] = sum;
		sum += count;
	}
	return sum;
}

enum kua_code postings_make(struct body *bodies, size_t n, unsigned threads, struct postings *out,
                            struct kua_error *err)
{
	size_t seeds = 0;
	for (size_t i = 0; i < n; i++)
		seeds += bodies[i].n_seeds;
	if (seeds >= UINT32_MAX)
		return kua_fail(err, KUA_LIMIT, "reuse: %zu fingerprints, at most %u can be compared at once; compare "
		                "parts of the collection", seeds, UINT32_MAX - 1);
	struct sorting s = {.bodies = bodies, .n = n, .out = out};
	s.at = kua_calloc(CHUNKS, sizeof *s.at);
	s.entries = kua_malloc(kua_mul(seeds, sizeof *s.entries));
	kua_parallel(CHUNKS, threads, count_chunk, &s);
	lay_out(&s);
	kua_parallel(CHUNKS, threads, scatter_chunk, &s);
	free(s.at);
	kua_parallel(BUCKETS, threads, sort_bucket, &s);
	size_t groups = accumulate(s.groups), posts = accumulate(s.posts);
	*out = (struct postings){
		.posts = kua_malloc(kua_mul(posts, sizeof *out->posts)),
		.first = kua_malloc(kua_mul(groups + 1, sizeof *out->first)),
		.weight = kua_malloc(kua_mul(groups, sizeof *out->weight)),
		.n_bodies = kua_malloc(kua_mul(groups, sizeof *out->n_bodies)),
		.n_groups = (uint32_t)groups,
	};
	out->first[groups] = (uint32_t)posts;
	kua_parallel(BUCKETS, threads, put_bucket, &s);
	free(s.entries);
	return KUA_OK;
}

void postings_free(struct postings *p)
{
	free(p->posts);
	free(p->first);
	free(p->weight);
	free(p->n_bodies);
}
