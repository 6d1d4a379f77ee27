/*
 * near.c - "the Ortanza strikers" where the other items write Ortansa: a word that nothing speaks for, one slip from a place
 * of the collection and from no other, is that place misspelt. Short words are left alone.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"
#include "util/search.h"

enum { NEAR_LEAST = 7 }; /* letters of a key */

struct near_place {
	uint64_t hash;
	uint32_t at; /* in keys */
};

struct near_places {
	KUA_VEC(const char *) keys;
	KUA_VEC(struct near_place) v; /* sorted by hash, at */
	struct kua_arena *arena;
};

static int by_hash(const void *a, const void *b)
{
	const struct near_place *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static const char *long_key(const struct kua_names *names, const char *norm, struct keys *keys)
{
	if (strchr(norm, ' '))
		return NULL;
	keys_of(names, norm, strlen(norm), keys);
	return keys->n && strlen(keys->v[0]) >= NEAR_LEAST ? keys->v[0] : NULL;
}

struct near_places *near_open(struct kua_arena *a)
{
	struct near_places *p = KUA_NEW(a, struct near_places);
	p->arena = a;
	return p;
}

void near_add(struct near_places *p, const struct kua_names *names, const char *norm)
{
	uint64_t hashes[NEAR_HASHES];
	struct keys keys;
	const char *key = long_key(names, norm, &keys);
	size_t n = key ? near_hashes(key, hashes) : 0;
	for (size_t i = 0; i < n; i++)
		*kua_vec_add(&p->v) = (struct near_place){hashes[i], (uint32_t)p->keys.n};
	if (n)
		*kua_vec_add(&p->keys) = kua_arena_strdup(p->arena, key);
}

void near_sort(struct near_places *p)
{
	if (p->v.n)
		qsort(p->v.v, p->v.n, sizeof *p->v.v, by_hash);
}

enum { PLACES_MOST = 40 }; /* of one hash */

bool near_has(const struct near_places *p, const struct kua_names *names, const char *norm)
{
	uint64_t hashes[NEAR_HASHES];
	struct keys keys;
	const char *key = long_key(names, norm, &keys), *found = NULL;
	size_t n = key && p->v.n ? near_hashes(key, hashes) : 0;
	for (size_t i = 0; i < n; i++) {
		size_t lo;
		KUA_FIRST(lo, p->v.n, p->v.v[lo].hash < hashes[i]);
		for (size_t seen = 0; lo < p->v.n && p->v.v[lo].hash == hashes[i] && seen < PLACES_MOST; lo++, seen++) {
			const char *other = p->keys.v[p->v.v[lo].at];
			bool slip = false;
			if (key_similarity(names, key, other, &slip) < 0.86)
				continue;
			if (found && key_similarity(names, found, other, &slip) < 0.86)
				return false;
			found = found ? found : other; /* one place may be spelt in several ways */
		}
	}
	return found;
}

void near_close(struct near_places *p)
{
	kua_vec_free(&p->keys);
	kua_vec_free(&p->v);
}
