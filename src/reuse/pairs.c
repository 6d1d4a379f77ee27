/*
 * pairs.c - which items to compare, and the comparing: groups of seeds in, verified passages out.
 *
 * One sweep for each body a over the groups of its seeds, in order of place, votes for the bodies behind it. A vote is a running
 * score for one diagonal, in the manner of a majority vote (Boyer and Moore): a seed on about the same diagonal adds its weight, one
 * elsewhere takes its weight off, and who falls to nothing takes over the diagonal; distance takes off a little. So a body that
 * shares many scattered phrases does not become a candidate, one that shares a run does, and no list of all pairs of
 * postings is ever made: memory is one small vote for each body and thread.
 *
 * A group of more than KUA_REUSE_ALL_PAIRS bodies votes only for the next KUA_REUSE_NEAR, and from its first body for all: linear.
 * Once two bodies are candidates, all seeds they share count, the common ones too.
 *
 * Workers take bodies from one counter; what is found for body a lands in found[a] and depends on a only.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

enum { SHIFT_LEAST = 24, BATCH = 16, NO_SEED = -1 };
#define FADE 0.02f /* nats for each unit of distance */

struct vote {
	float score, best;
	int64_t shift;
	uint32_t last; /* the unit of a up to which seeds were counted */
};

struct sweep {
	const struct body *bodies;
	size_t n;
	const struct postings *p;
	size_t least_words;
	const struct kua_progress *progress;
	struct found *found;
	atomic_size_t next;
};

struct worker {
	struct vote *votes;    /* of each body; zero when nobody voted */
	KUA_VEC(uint32_t) touched;
	int32_t *head;         /* of each group: the first seed of a in it, or NO_SEED */
	KUA_VEC(int32_t) next; /* of each seed of a: the next one in its group */
	struct chaining chaining;
	struct aligning aligning;
};

static void vote(struct worker *w, uint32_t body, uint32_t a, uint32_t b, float weight)
{
	struct vote *v = &w->votes[body];
	int64_t shift = (int64_t)b - a;
	if (v->best == 0)
		*kua_vec_add(&w->touched) = body;
	uint32_t end = a + SEED_LETTERS, gap = a > v->last ? a - v->last : 0;
	v->score -= FADE * (float)gap;
	if (v->score <= 0) {
		v->score = weight;
		v->shift = shift;
		v->last = end;
	} else if (llabs(shift - v->shift) <= SHIFT_LEAST + gap / 4) {
		uint32_t fresh = end > v->last ? end - v->last : 0;
		v->score += weight * (float)(fresh < SEED_LETTERS ? fresh : SEED_LETTERS) / (float)SEED_LETTERS;
		v->shift = shift;
		v->last = end > v->last ? end : v->last;
	} else {
		v->score -= weight;
	}
	if (v->score > v->best)
		v->best = v->score;
}

/* Where the places of the body at posting k end. */
static uint32_t run_end(const struct postings *p, uint32_t k, uint32_t end)
{
	uint32_t from = k;
	while (k < end && p->posts[k].body == p->posts[from].body)
		k++;
	return k;
}

/* How many places of the same body the group has before this one. */
static uint32_t rank_of(const struct postings *p, uint32_t group, uint32_t post)
{
	uint32_t k = post;
	while (k > p->first[group] && p->posts[k - 1].body == p->posts[post].body)
		k--;
	return post - k;
}

/*
 * One seed of body a votes, once for each other body: where the seed stands several times in both, the first votes for the first, the
 * second for the second, so that a refrain does not vote against itself.
 */
static void vote_seed(const struct sweep *s, struct worker *w, uint32_t a, uint32_t seed)
{
	const struct body *body = &s->bodies[a];
	uint32_t group = body->seed_group[seed];
	if (group == NO_GROUP)
		return;
	const struct postings *p = s->p;
	bool all = p->n_bodies[group] <= KUA_REUSE_ALL_PAIRS || p->posts[p->first[group]].body == a;
	uint32_t post = body->seed_post[seed], rank = rank_of(p, group, post), others = 0, end = p->first[group + 1];
	for (uint32_t k = run_end(p, post, end), next; k < end; k = next) {
		next = run_end(p, k, end);
		if (!all && ++others > KUA_REUSE_NEAR)
			break;
		uint32_t b = k + rank < next ? k + rank : next - 1;
		vote(w, p->posts[b].body, body->seed_at[seed], p->posts[b].at, p->weight[group]);
	}
}

static int compare_u32(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

/* Leave in w->touched the candidates, in order, and all votes at zero. */
static void candidates(const struct sweep *s, struct worker *w, uint32_t a)
{
	w->touched.n = 0;
	for (uint32_t i = 0; i < s->bodies[a].n_seeds; i++)
		vote_seed(s, w, a, i);
	size_t n = 0;
	for (size_t i = 0; i < w->touched.n; i++) {
		uint32_t b = w->touched.v[i];
		if (w->votes[b].best >= CHAIN_LEAST)
			w->touched.v[n++] = b;
		w->votes[b] = (struct vote){0};
	}
	w->touched.n = n;
	if (n)
		qsort(w->touched.v, n, sizeof *w->touched.v, compare_u32);
}

static void index_seeds(struct worker *w, const struct body *a)
{
	w->next.n = 0;
	for (uint32_t i = 0; i < a->n_seeds; i++)
		*kua_vec_add(&w->next) = NO_SEED;
	for (uint32_t i = a->n_seeds; i-- > 0;)
		if (a->seed_group[i] != NO_GROUP) {
			w->next.v[i] = w->head[a->seed_group[i]];
			w->head[a->seed_group[i]] = (int32_t)i;
		}
}

static void forget_seeds(struct worker *w, const struct body *a)
{
	for (uint32_t i = 0; i < a->n_seeds; i++)
		if (a->seed_group[i] != NO_GROUP)
			w->head[a->seed_group[i]] = NO_SEED;
}

static void match_seeds(const struct sweep *s, struct worker *w, const struct body *a, const struct body *b)
{
	w->chaining.matches.n = 0;
	for (uint32_t j = 0; j < b->n_seeds; j++) {
		uint32_t group = b->seed_group[j];
		if (group == NO_GROUP)
			continue;
		for (int32_t i = w->head[group]; i != NO_SEED; i = w->next.v[i])
			*kua_vec_add(&w->chaining.matches) = (struct match){a->seed_at[i], b->seed_at[j], s->p->weight[group]};
	}
}

static void compare_body(const struct sweep *s, struct worker *w, uint32_t a)
{
	struct found *f = &s->found[a];
	candidates(s, w, a);
	if (!w->touched.n)
		return;
	index_seeds(w, &s->bodies[a]);
	for (size_t i = 0; i < w->touched.n; i++) {
		uint32_t b = w->touched.v[i];
		match_seeds(s, w, &s->bodies[a], &s->bodies[b]);
		chain_matches(&w->chaining);
		size_t first = f->passages.n;
		uint32_t equal = align_chains(&w->aligning, &s->bodies[a], &s->bodies[b], &w->chaining, s->least_words,
		                              &f->passages, &f->edits);
		if (equal)
			*kua_vec_add(&f->pairs) = (struct pair){.a = a, .b = b, .equal = equal, .first = first,
			                                        .n = f->passages.n - first};
	}
	forget_seeds(w, &s->bodies[a]);
}

static void work(void *ctx, size_t number)
{
	struct sweep *s = ctx;
	struct worker w = {0};
	w.votes = kua_calloc(s->n, sizeof *w.votes);
	w.head = kua_malloc(kua_mul(s->p->n_groups, sizeof *w.head));
	memset(w.head, 0xff, s->p->n_groups * sizeof *w.head); /* NO_SEED */
	size_t from;
	while ((from = atomic_fetch_add(&s->next, BATCH)) < s->n) {
		for (size_t a = from; a < from + BATCH && a < s->n; a++)
			compare_body(s, &w, (uint32_t)a);
		if (number == 0)
			kua_tell(s->progress, "reprints", from, s->n);
	}
	free(w.votes);
	free(w.head);
	kua_vec_free(&w.touched);
	kua_vec_free(&w.next);
	chaining_free(&w.chaining);
	aligning_free(&w.aligning);
}

void pairs_find(const struct body *bodies, size_t n, const struct postings *p, size_t least_words, unsigned threads,
                const struct kua_progress *progress, struct found *found)
{
	struct sweep s = {.bodies = bodies, .n = n, .p = p, .least_words = least_words, .progress = progress, .found = found};
	kua_parallel(threads, threads, work, &s);
	kua_tell(progress, "reprints", n, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < found[i].pairs.n; k++) {
			found[i].pairs.v[k].passages = found[i].passages.v;
			found[i].pairs.v[k].edits = found[i].edits.v;
		}
}

void found_free(struct found *found, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		kua_vec_free(&found[i].pairs);
		kua_vec_free(&found[i].passages);
		kua_vec_free(&found[i].edits);
	}
}
