/*
 * twins.c - equal texts. Where more than KUA_REUSE_ALL_PAIRS bodies have the same letters, only the first KUA_REUSE_NEAR of them meet others by
 * seeds; each is paired with the next few and the first with all, as in a large group of seeds: a million equal items cost a
 * million times nine pairs and no more.
 */
#include <stdlib.h>

#include "reuse/search.h"

struct twin {
	uint64_t hash;
	uint32_t body;
};

static int compare_twins(const void *x, const void *y)
{
	const struct twin *a = x, *b = y;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->body < b->body ? -1 : a->body > b->body;
}

static bool same_letters(struct searching *x, uint32_t a, uint32_t b, struct kua_buf buf[2])
{
	struct letters la, lb;
	return x->s->bodies[a].n_letters == x->s->bodies[b].n_letters && search_load(x, a, &buf[0], &la) && search_load(x, b, &buf[1], &lb) &&
	       memcmp(la.v, lb.v, la.n) == 0;
}

static void fill_hash(void *ctx, size_t i)
{
	struct searching *x = ((struct searching **)ctx)[0];
	struct twin *twins = ((struct twin **)ctx)[1];
	struct kua_buf buf = KUA_BUF_INIT;
	struct letters l;
	twins[i].body = (uint32_t)i;
	if (!x->s->bodies[i].seedless && x->s->bodies[i].n_letters && search_load(x, (uint32_t)i, &buf, &l))
		twins[i].hash = letters_hash(l.v, l.n);
	kua_buf_free(&buf);
}

/* What was known is not relied upon. */
static void find_all(struct searching *x)
{
	x->known = NULL;
	x->s->touched->all = true;
}

/* Link bodies of equal letters, in order, where there are more of them than all pairs are made of. */
static void link_twins(struct searching *x)
{
	size_t n = x->s->n;
	if (n <= KUA_REUSE_ALL_PAIRS)
		return;
	struct twin *twins = kua_calloc(n, sizeof *twins);
	void *both[2] = {x, twins};
	struct kua_buf buf[2] = {KUA_BUF_INIT, KUA_BUF_INIT};
	kua_parallel(n, x->s->threads, fill_hash, both);
	qsort(twins, n, sizeof *twins, compare_twins);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && twins[end].hash == twins[i].hash; end++)
			;
		if (end - i <= KUA_REUSE_ALL_PAIRS || !twins[i].hash)
			continue;
		for (size_t k = i; k < end && x->known; k++)
			if (!x->known[twins[k].body]) /* who is late may be another now */
				find_all(x);
		if (!x->twin)
			x->twin = kua_calloc(n, sizeof *x->twin);
		for (size_t k = i + 1, last = i; k < end; k++)
			if (same_letters(x, twins[i].body, twins[k].body, buf)) {
				x->twin[twins[last].body] = twins[k].body;
				last = k;
			}
	}
	kua_buf_free(&buf[0]);
	kua_buf_free(&buf[1]);
	free(twins);
}

/* Which bodies are none of the first of their twins. */
static bool *late_twins(const struct searching *x)
{
	if (!x->twin)
		return NULL;
	bool *linked = kua_calloc(x->s->n, sizeof *linked), *late = kua_calloc(x->s->n, sizeof *late);
	for (size_t i = 0; i < x->s->n; i++) {
		if (!x->twin[i] || linked[i])
			continue;
		unsigned nth = 0;
		for (uint32_t k = (uint32_t)i; k; k = x->twin[k], nth++) {
			linked[k] = true;
			late[k] = nth >= KUA_REUSE_NEAR;
		}
	}
	free(linked);
	return late;
}

void twins_find(struct searching *x)
{
	link_twins(x);
	x->late = late_twins(x);
}

/* Twins meet whole: at the first letter. They follow each other in the chain of links, so the next few are the next few. */
void twins_meet(struct searching *x)
{
	struct pen *pen = pen_new(x->meetings);
	bool *linked = kua_calloc(x->s->n, sizeof *linked);
	for (size_t i = 0; i < x->s->n; i++) {
		bool first = !linked[i];
		unsigned bucket = meeting_bucket(x, (uint32_t)i);
		uint32_t k = x->twin[i];
		for (unsigned nth = 0; k && (first || nth < KUA_REUSE_NEAR); k = x->twin[k], nth++) {
			if (!search_knows(x, (uint32_t)i, k))
				meet(pen, bucket, (struct place){.body = (uint32_t)i}, &(struct place){.body = k}, 1);
			linked[k] = true;
		}
	}
	free(linked);
	pen_free(pen);
}
