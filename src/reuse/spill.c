/*
 * spill.c - records in buckets, in memory as long as a budget lasts, beyond it in files that have no name.
 *
 * A writer has a pen of its own, with a chunk of memory for each bucket that it writes to, so that a record is written once and no
 * writer waits for another. A chunk that is full is handed to its bucket; when the budget is spent it goes to the file, and its
 * memory is written to again. What stands in a bucket is the same whatever the number of writers; its order is not,
 * so whoever takes a bucket sorts it.
 */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "reuse/internal.h"

/* In bytes. */
enum { CHUNK_FIRST = PEN_ROOM_BYTES, CHUNK_MOST = POOL_PIECE, CHUNK_SPENT = 8 << 10 };

/* ---- a file without a name, written from several threads ---- */

enum kua_code spool_open(struct spool *s, const char *folder, struct kua_error *err)
{
	s->end = 0;
	s->fd = -1;
	return kua_spool_new(folder, &s->fd, err);
}

enum kua_code spool_write(struct spool *s, const void *bytes, size_t n, uint64_t *at, struct kua_error *err)
{
	*at = atomic_fetch_add(&s->end, n);
	const char *p = bytes;
	for (uint64_t to = *at; n;) {
		ssize_t done = pwrite(s->fd, p, n, (off_t)to);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return kua_fail(err, KUA_WORLD, "what does not fit into memory cannot be written to a temporary file: %s",
			                strerror(errno));
		p += done;
		n -= (size_t)done;
		to += (uint64_t)done;
	}
	return KUA_OK;
}

enum kua_code spool_read(const struct spool *s, uint64_t at, void *to, size_t n, struct kua_error *err)
{
	const struct kua_content c = {.fd = s->fd, .at = at, .n = n};
	return kua_content_read(&c, 0, to, n, err);
}

void spool_close(struct spool *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = -1;
}

/* ---- the budget ---- */

bool budget_has(const struct budget *b)
{
	return atomic_load(&b->left) > 0;
}

bool budget_covers(const struct budget *b, size_t n)
{
	return atomic_load(&b->left) >= (int64_t)n;
}

void budget_take(struct budget *b, size_t n)
{
	(void)atomic_fetch_sub(&b->left, (int64_t)n);
}

void budget_give(struct budget *b, size_t n)
{
	(void)atomic_fetch_add(&b->left, (int64_t)n);
}

/* ---- buckets ---- */

struct chunk {
	char *v;     /* NULL where it is in the file */
	uint64_t at;
	size_t n, room;
};

struct bucket {
	pthread_mutex_t lock;
	KUA_VEC(struct chunk) chunks;
	size_t n;
};

struct spill {
	size_t size;
	struct budget *budget;
	struct spool *spool;
	struct pool *pool;
	struct bucket buckets[SPILL_BUCKETS];
	pthread_mutex_t failing;
	struct kua_error failed; /* the first error of any writer */
};

struct spill *spill_new(size_t size, struct budget *budget, struct spool *spool, struct pool *pool)
{
	struct spill *s = kua_calloc(1, sizeof *s);
	s->size = size;
	s->budget = budget;
	s->spool = spool;
	s->pool = pool;
	for (unsigned b = 0; b < SPILL_BUCKETS; b++)
		(void)pthread_mutex_init(&s->buckets[b].lock, NULL);
	(void)pthread_mutex_init(&s->failing, NULL);
	return s;
}

/* Chunks of the largest size are pieces of the pool. */
static bool is_piece(const struct spill *s, size_t room)
{
	return s->pool && room > CHUNK_MOST / 2;
}

static void chunk_free(struct spill *s, void *v, size_t room)
{
	budget_give(s->budget, room);
	if (is_piece(s, room))
		pool_give(s->pool, v);
	else
		free(v);
}

struct pen *pen_new(struct spill *s)
{
	struct pen *p = kua_calloc(1, sizeof *p);
	p->s = s;
	return p;
}

/* Hand what the tip holds to its bucket; where the budget is spent, by way of the file. */
static void hand_over(struct spill *s, unsigned bucket, struct tip *t)
{
	struct bucket *b = &s->buckets[bucket];
	size_t n = (size_t)(t->at - t->v);
	struct chunk c = {.v = t->v, .n = n / s->size, .room = (size_t)(t->end - t->v)};
	if (!budget_has(s->budget)) {
		struct kua_error err = {0};
		if (spool_write(s->spool, t->v, n, &c.at, &err) != KUA_OK) {
			(void)pthread_mutex_lock(&s->failing);
			if (s->failed.code == KUA_OK)
				s->failed = err;
			(void)pthread_mutex_unlock(&s->failing);
		}
		c.v = NULL;
		t->at = t->v;
	}
	(void)pthread_mutex_lock(&b->lock);
	*kua_vec_add(&b->chunks) = c;
	b->n += c.n;
	(void)pthread_mutex_unlock(&b->lock);
	if (c.v)
		*t = (struct tip){0};
}

static void drop(struct spill *s, struct tip *t)
{
	chunk_free(s, t->v, (size_t)(t->end - t->v));
	*t = (struct tip){0};
}

void pen_turn(struct pen *p, unsigned bucket)
{
	struct tip *t = &p->tips[bucket];
	size_t before = (size_t)(t->end - t->v), room = before ? 2 * before : CHUNK_FIRST;
	if (t->v)
		hand_over(p->s, bucket, t);
	bool spent = !budget_has(p->s->budget);
	room = spent ? CHUNK_SPENT : room > CHUNK_MOST ? CHUNK_MOST : room;
	room -= room % p->s->size;
	if (t->v && (room <= before || !spent))
		return; /* its memory is used again */
	if (t->v)
		drop(p->s, t);
	*t = (struct tip){.v = is_piece(p->s, room) ? pool_piece(p->s->pool) : kua_malloc(room)};
	t->at = t->v;
	t->end = t->v + room;
	budget_take(p->s->budget, room);
}

void pen_free(struct pen *p)
{
	for (unsigned b = 0; b < SPILL_BUCKETS; b++) {
		struct tip *t = &p->tips[b];
		if (t->at > t->v)
			hand_over(p->s, b, t);
		if (t->v)
			drop(p->s, t);
	}
	free(p);
}

size_t spill_n(const struct spill *s, unsigned bucket)
{
	return s->buckets[bucket].n;
}

enum kua_code spill_take(struct spill *s, unsigned bucket, void *to, struct kua_error *err)
{
	struct bucket *b = &s->buckets[bucket];
	char *at = to;
	enum kua_code code = s->failed.code;
	if (code != KUA_OK)
		*err = s->failed;
	for (size_t i = 0; i < b->chunks.n; i++) {
		struct chunk *c = &b->chunks.v[i];
		if (!c->v && code == KUA_OK)
			code = spool_read(s->spool, c->at, at, c->n * s->size, err);
		if (c->v) {
			memcpy(at, c->v, c->n * s->size);
			chunk_free(s, c->v, c->room);
		}
		at += c->n * s->size;
	}
	kua_vec_free(&b->chunks);
	b->n = 0;
	return code;
}

void spill_free(struct spill *s)
{
	if (!s)
		return;
	for (unsigned b = 0; b < SPILL_BUCKETS; b++) {
		for (size_t i = 0; i < s->buckets[b].chunks.n; i++) {
			struct chunk *c = &s->buckets[b].chunks.v[i];
			if (c->v)
				chunk_free(s, c->v, c->room);
		}
		kua_vec_free(&s->buckets[b].chunks);
		(void)pthread_mutex_destroy(&s->buckets[b].lock);
	}
	(void)pthread_mutex_destroy(&s->failing);
	free(s);
}
