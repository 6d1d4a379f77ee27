/*
 * kept.h - for the tests of work that is kept for the next time: a memory in the place of the casebook's table, which takes what a core
 * gives it for an item and gives it back under the same mark. What it holds may be looked at, counted, taken away and spoilt.
 */
#ifndef KUA_TESTS_KEPT_H
#define KUA_TESTS_KEPT_H

#include <string.h>

#include "text/keep.h"

struct kept {
	const char *item, *mark;
	struct kua_packed p;
};
struct memory {
	struct kua_arena *arena;
	KUA_VEC(struct kept) v;
	size_t written; /* times that something was kept */
};

static inline void memory_start(struct memory *m)
{
	*m = (struct memory){.arena = kua_arena_new()};
}

static inline void memory_end(struct memory *m)
{
	kua_arena_free(m->arena);
	kua_vec_free(&m->v);
}

static inline struct kept *memory_of(struct memory *m, const char *item)
{
	for (size_t i = 0; i < m->v.n; i++)
		if (strcmp(m->v.v[i].item, item) == 0)
			return &m->v.v[i];
	return NULL;
}

/* The two calls of a core's keeper; ctx is the memory. */
static inline bool memory_kept(void *ctx, const char *item, const char *mark, struct kua_packed *out)
{
	const struct kept *k = memory_of(ctx, item);
	if (!k || strcmp(k->mark, mark) != 0)
		return false;
	*out = k->p;
	return true;
}

static inline void memory_keep(void *ctx, const char *item, const char *mark, const struct kua_buf *b)
{
	struct memory *m = ctx;
	struct kept *k = memory_of(m, item);
	if (!k)
		k = kua_vec_add(&m->v);
	*k = (struct kept){kua_arena_strdup(m->arena, item), kua_arena_strdup(m->arena, mark),
	                   {kua_arena_strndup(m->arena, b->data, b->len), b->len}};
	m->written++;
}

#endif
