/*
 * pool.c - much memory that is taken in small pieces, out of blocks in pages as large as the system has: of small pages each
 * would have to be handed over by the kernel, and looked up wherever it is read here and there.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "reuse/internal.h"

enum { ALIGN = 16, OWN_LEAST = PAGES_BYTES / 8 };

struct piece { /* that was given back */
	struct piece *next;
};

struct pool {
	pthread_mutex_t lock;
	KUA_VEC(void *) blocks, large; /* large: pieces of their own */
	char *at; /* what is left of the last block */
	size_t left;
	struct piece *given;
};

/* Twice as much is asked for, so that a block can begin where a large page does; the rest goes back. */
void *pages_new(void)
{
	char *all = mmap(NULL, 2 * (size_t)PAGES_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (all == MAP_FAILED) {
		kua_out_of_memory(PAGES_BYTES);
		abort();
	}
	const size_t before = -(uintptr_t)all % PAGES_BYTES;
	if (before)
		(void)munmap(all, before);
	(void)munmap(all + before + PAGES_BYTES, PAGES_BYTES - before);
	(void)madvise(all + before, PAGES_BYTES, MADV_HUGEPAGE); /* where the system has none they are small */
	return all + before;
}

void pages_free(void *pages)
{
	(void)munmap(pages, PAGES_BYTES);
}

struct pool *pool_new(void)
{
	struct pool *p = kua_calloc(1, sizeof *p);
	(void)pthread_mutex_init(&p->lock, NULL);
	return p;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->blocks.n; i++)
		pages_free(p->blocks.v[i]);
	for (size_t i = 0; i < p->large.n; i++)
		free(p->large.v[i]);
	kua_vec_free(&p->blocks);
	kua_vec_free(&p->large);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}

static void *take(struct pool *p, size_t n)
{
	if (n >= OWN_LEAST)
		return *kua_vec_add(&p->large) = kua_malloc(n);
	if (p->left < n) {
		*kua_vec_add(&p->blocks) = p->at = pages_new();
		p->left = PAGES_BYTES;
	}
	void *room = p->at;
	p->at += n;
	p->left -= n;
	return room;
}

void *pool_take(struct pool *p, size_t n)
{
	(void)pthread_mutex_lock(&p->lock);
	void *room = take(p, ((n ? n : 1) + ALIGN - 1) / ALIGN * ALIGN);
	(void)pthread_mutex_unlock(&p->lock);
	return room;
}

void *pool_piece(struct pool *p)
{
	(void)pthread_mutex_lock(&p->lock);
	struct piece *given = p->given;
	if (given)
		p->given = given->next;
	void *room = given ? given : take(p, POOL_PIECE);
	(void)pthread_mutex_unlock(&p->lock);
	return room;
}

void pool_give(struct pool *p, void *piece)
{
	struct piece *given = piece;
	(void)pthread_mutex_lock(&p->lock);
	given->next = p->given;
	p->given = given;
	(void)pthread_mutex_unlock(&p->lock);
}
