/* scratch.c - memory that is handed from item to item; see rules.h. Threads share the rules, so each item has one to itself. */
#include <stdlib.h>

#include "claims/rules.h"

struct scratches {
	pthread_mutex_t lock;
	struct scratch *all, *free;
};

struct scratches *kua_scratches_new(void)
{
	struct scratches *all = kua_calloc(1, sizeof *all);
	(void)pthread_mutex_init(&all->lock, NULL);
	return all;
}

static void scratch_free(struct scratch *s)
{
	kua_arena_free(s->arena);
	free(s->seen);
	free(s->behind);
	free(s->held);
	free(s->met);
	free(s->guarded);
	free(s->been);
	free(s->slots);
	free(s->todo);
	free(s->bits);
	free(s);
}

void kua_scratches_free(struct scratches *all)
{
	if (!all)
		return;
	for (struct scratch *s = all->all, *next; s; s = next) {
		next = s->next;
		scratch_free(s);
	}
	(void)pthread_mutex_destroy(&all->lock);
	free(all);
}

#define ITEM_ROOM ((size_t)256 << 10) /* of an item, kept for the next: it is in the processor's caches already */

static struct kua_arena *item_arena(void)
{
	struct kua_arena *a = kua_arena_new();
	(void)kua_arena_alloc(a, ITEM_ROOM);
	kua_arena_clear(a);
	return a;
}

static struct scratch *scratch_new(const struct ruleset *set)
{
	size_t n_classes = kua_intern_count(set->classes), ops = set->most_ops;
	struct scratch *s = kua_calloc(1, sizeof *s);
	s->arena = item_arena();
	s->seen = kua_calloc(SEEN, sizeof *s->seen);
	s->behind = kua_calloc(n_classes, sizeof *s->behind);
	s->held = kua_calloc(set->n_needs + 1, sizeof *s->held);
	s->held[set->n_needs] = UINT64_MAX;
	s->met = kua_calloc(set->n_needs + 1, sizeof *s->met);
	s->guarded = kua_calloc(n_classes, sizeof *s->guarded);
	s->bits = kua_calloc(n_classes, sizeof *s->bits);
	s->been = kua_calloc(set->most_been, sizeof *s->been);
	s->round = 1;
	s->slots = kua_malloc(kua_mul(set->most_slots, sizeof *s->slots));
	s->todo = kua_malloc(kua_mul(ops, sizeof *s->todo)); /* a way is at each at most once, or has nothing to put off there */
	return s;
}

/* No stamps are left: begin anew. */
static void clear(const struct ruleset *set, struct scratch *s)
{
	size_t n_classes = kua_intern_count(set->classes);
	memset(s->seen, 0, SEEN * sizeof *s->seen);
	memset(s->guarded, 0, n_classes * sizeof *s->guarded);
	s->stamp = s->guarded_of = 0;
}

struct scratch *kua_scratch_take(const struct ruleset *set, size_t n)
{
	struct scratches *all = set->scratches;
	(void)pthread_mutex_lock(&all->lock);
	struct scratch *s = all->free;
	if (s)
		all->free = s->next_free;
	(void)pthread_mutex_unlock(&all->lock);
	if (!s) {
		s = scratch_new(set);
		(void)pthread_mutex_lock(&all->lock);
		s->next = all->all;
		all->all = s;
		(void)pthread_mutex_unlock(&all->lock);
	}
	if (s->stamp > UINT32_MAX - 1 - n)
		clear(set, s);
	return s;
}

void kua_scratch_give(const struct ruleset *set, struct scratch *s)
{
	if (!s)
		return;
	kua_arena_clear(s->arena);
	(void)pthread_mutex_lock(&set->scratches->lock);
	s->next_free = set->scratches->free;
	set->scratches->free = s;
	(void)pthread_mutex_unlock(&set->scratches->lock);
}
