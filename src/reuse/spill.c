/*
 * spill.c - records in buckets, in memory as long as a budget lasts, beyond it in files that have no name.
 *
 * A writer holds a few records for each bucket in a pen of its own and hands them over together, so that writing to hundreds of
 * buckets costs about what writing to one does. A bucket is a list of chunks; when a chunk is full and the budget is spent, it goes
 * to the file and its memory is free again. What stands in a bucket is the same whatever the number of writers; its order is not,
 * so whoever takes a bucket sorts it.
 */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "reuse/internal.h"

enum { PEN_RECORDS = 64, CHUNK_FIRST = 128, CHUNK_MOST = 8192 };

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
	struct bucket buckets[SPILL_BUCKETS];
	pthread_mutex_t failing;
	struct kua_error failed; /* the first error of any writer */
};

struct spill *spill_new(size_t size, struct budget *budget, struct spool *spool)
{
	struct spill *s = kua_calloc(1, sizeof *s);
	s->size = size;
	s->budget = budget;
	s->spool = spool;
	for (unsigned b = 0; b < SPILL_BUCKETS; b++)
		(void)pthread_mutex_init(&s->buckets[b].lock, NULL);
	(void)pthread_mutex_init(&s->failing, NULL);
	return s;
}

static void close_chunk(struct spill *s, struct chunk *c)
{
	struct kua_error err = {0};
	if (budget_has(s->budget))
		return;
	if (spool_write(s->spool, c->v, c->n * s->size, &c->at, &err) != KUA_OK) {
		(void)pthread_mutex_lock(&s->failing);
		if (s->failed.code == KUA_OK)
			s->failed = err;
		(void)pthread_mutex_unlock(&s->failing);
	}
	free(c->v);
	c->v = NULL;
	budget_give(s->budget, c->room * s->size);
}

static struct chunk *chunk_with_room(struct spill *s, struct bucket *b)
{
	struct chunk *last = b->chunks.n ? &b->chunks.v[b->chunks.n - 1] : NULL;
	if (last && last->v && last->n < last->room)
		return last;
	size_t room = last ? last->room * 2 : CHUNK_FIRST;
	room = room > CHUNK_MOST ? CHUNK_MOST : room;
	if (last && last->v)
		close_chunk(s, last);
	if (!budget_has(s->budget))
		room = CHUNK_FIRST * 4;
	struct chunk *c = kua_vec_add(&b->chunks);
	*c = (struct chunk){.v = kua_malloc(kua_mul(room, s->size)), .room = room};
	budget_take(s->budget, room * s->size);
	return c;
}

static void bucket_add(struct spill *s, struct bucket *b, const char *v, size_t n)
{
	(void)pthread_mutex_lock(&b->lock);
	b->n += n;
	while (n) {
		struct chunk *c = chunk_with_room(s, b);
		size_t some = c->room - c->n < n ? c->room - c->n : n;
		memcpy(c->v + c->n * s->size, v, some * s->size);
		c->n += some;
		v += some * s->size;
		n -= some;
	}
	(void)pthread_mutex_unlock(&b->lock);
}

struct pen {
	struct spill *s;
	uint8_t n[SPILL_BUCKETS];
	char *v;
};

struct pen *pen_new(struct spill *s)
{
	struct pen *p = kua_calloc(1, sizeof *p);
	p->s = s;
	p->v = kua_malloc(kua_mul(SPILL_BUCKETS * PEN_RECORDS, s->size));
	return p;
}

void *pen_room(struct pen *p, unsigned bucket)
{
	char *mine = p->v + bucket * PEN_RECORDS * p->s->size;
	if (p->n[bucket] == PEN_RECORDS) {
		bucket_add(p->s, &p->s->buckets[bucket], mine, PEN_RECORDS);
		p->n[bucket] = 0;
	}
	return mine + p->n[bucket]++ * p->s->size;
}

void pen_free(struct pen *p)
{
	for (unsigned b = 0; b < SPILL_BUCKETS; b++)
		if (p->n[b])
			bucket_add(p->s, &p->s->buckets[b], p->v + b * PEN_RECORDS * p->s->size, p->n[b]);
	free(p->v);
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
			free(c->v);
			budget_give(s->budget, c->room * s->size);
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
		for (size_t i = 0; i < s->buckets[b].chunks.n; i++)
			if (s->buckets[b].chunks.v[i].v) {
				free(s->buckets[b].chunks.v[i].v);
				budget_give(s->budget, s->buckets[b].chunks.v[i].room * s->size);
			}
		kua_vec_free(&s->buckets[b].chunks);
		(void)pthread_mutex_destroy(&s->buckets[b].lock);
	}
	(void)pthread_mutex_destroy(&s->failing);
	free(s);
}
