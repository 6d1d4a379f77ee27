/* work.c - a loop over independent pieces on several threads, and word of how far it has come. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "util/util.h"

enum { MAX_THREADS = 64 };

unsigned kua_threads(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (unsigned)n;
}

struct loop {
	atomic_size_t next;
	size_t n;
	void (*fn)(void *ctx, size_t i);
	void *ctx;
};

static void *run(void *arg)
{
	struct loop *loop = arg;
	size_t i;
	while ((i = atomic_fetch_add(&loop->next, 1)) < loop->n)
		loop->fn(loop->ctx, i);
	return NULL;
}

void kua_parallel(size_t n, unsigned threads, void (*fn)(void *ctx, size_t i), void *ctx)
{
	struct loop loop = {.n = n, .fn = fn, .ctx = ctx};
	pthread_t helpers[MAX_THREADS];
	unsigned started = 0;
	if (threads > MAX_THREADS)
		threads = MAX_THREADS;
	/* this thread works too, so a helper that cannot be started costs speed and nothing else */
	while (started + 1 < threads && started + 1 < n)
		if (pthread_create(&helpers[started], NULL, run, &loop) != 0)
			break;
		else
			started++;
	run(&loop);
	for (unsigned i = 0; i < started; i++)
		(void)pthread_join(helpers[i], NULL);
}

void kua_tell(const struct kua_progress *p, const char *stage, size_t done, size_t of)
{
	if (p && p->tell)
		p->tell(p->ctx, stage, done, of);
}
