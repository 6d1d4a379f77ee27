/*
 * meet.c - who meets whom in a seed, in little memory.
 *
 * Of a group of seeds each place meets many others: in a gigabyte of news four times as many meetings as seeds. So they are not written one by
 * one. A large group stands once in a list, and what goes into the bucket of a body is its place and which part of the list
 * it meets; where a group is small, or the budget is spent, the places that are met stand right behind. A bucket holds words of 8 bytes:
 * the two of a struct meeting, and then as many places as it says, unless they are in a list.
 */
#include <stdlib.h>

#include "reuse/search.h"

enum { BEHIND_MOST = 32, LISTED_MOST = UINT16_MAX, LISTED_LEAST = 4, SLAB = PAGES_BYTES / sizeof(struct place) };
_Static_assert((BEHIND_MOST + (int)MEETING_WORDS) * sizeof(struct place) <= PEN_ROOM_BYTES, "a pen must have room for a meeting in one piece");
#define BEHIND ((UINT64_C(1) << 48) - 1)

static struct place *meeting_room(struct pen *pen, unsigned bucket, struct place at, uint64_t list, size_t n)
{
	struct place *room = pen_rooms(pen, bucket, sizeof *room, MEETING_WORDS + (list == BEHIND ? n : 0));
	const struct meeting m = {at, n & UINT16_MAX, list & BEHIND};
	memcpy(room, &m, sizeof m);
	return room + MEETING_WORDS;
}

void meet(struct pen *pen, unsigned bucket, struct place at, const struct place *with, size_t n)
{
	for (size_t i = 0, some; i < n; i += some) {
		some = n - i < BEHIND_MOST ? n - i : BEHIND_MOST;
		memcpy(meeting_room(pen, bucket, at, BEHIND, some), with + i, some * sizeof *with);
	}
}

void meet_listed(struct pen *pen, unsigned bucket, struct place at, uint64_t list, size_t n)
{
	for (size_t i = 0, some; i < n; i += some) {
		some = n - i < LISTED_MOST ? n - i : LISTED_MOST;
		(void)meeting_room(pen, bucket, at, list + i, some);
	}
}

/* ---- lists, in pages as large as there are, for they are read here and there ---- */

struct place *lists_room(struct lists *lists, struct listing *l, size_t n, uint64_t *list)
{
	if (n < LISTED_LEAST || n > SLAB)
		return NULL;
	if (l->left < n) {
		if (!budget_covers(lists->budget, PAGES_BYTES))
			return NULL;
		budget_take(lists->budget, PAGES_BYTES);
		l->at = pages_new();
		l->left = SLAB;
		(void)pthread_mutex_lock(&lists->lock);
		l->list = (uint64_t)lists->slabs.n * SLAB;
		*kua_vec_add(&lists->slabs) = l->at;
		(void)pthread_mutex_unlock(&lists->lock);
	}
	struct place *room = l->at;
	*list = l->list;
	l->at += n;
	l->list += n;
	l->left -= n;
	return room;
}

const struct place *meeting_read(const struct lists *lists, const struct place *words, struct meeting *out, const struct place **with)
{
	memcpy(out, words, sizeof *out);
	bool behind = out->list == BEHIND;
	*with = behind ? words + MEETING_WORDS : lists->slabs.v[out->list / SLAB] + out->list % SLAB;
	return words + MEETING_WORDS + (behind ? out->n : 0);
}

void lists_free(struct lists *lists)
{
	for (size_t i = 0; i < lists->slabs.n; i++)
		pages_free(lists->slabs.v[i]);
	budget_give(lists->budget, lists->slabs.n * PAGES_BYTES);
	kua_vec_free(&lists->slabs);
	(void)pthread_mutex_destroy(&lists->lock);
}
