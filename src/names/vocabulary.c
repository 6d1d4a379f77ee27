/*
 * vocabulary.c - the keys of all parts of the names of an index, and which of them are near a key that is looked for.
 *
 * Five million names have a million different parts, so what is costly, to tell which parts are alike, is done once a part and not once
 * a name. A key is filed under its consonants (skeleton_of) and under these with one left out in turn: whatever happened to the
 * vowels, and whichever one slip happened to a consonant, the two share such a hash. Short ones, whose consonants say little,
 * are filed under their letters with one left out as well. What shares a hash is then compared letter by letter, by an edit distance
 * over the bits of one word (Hyyro's, which knows letters that changed places).
 */
#include <stdlib.h>
#include <string.h>

#include "names/index.h"

enum {
	SKELETON_SHORT = 3,   /* consonants: up to here the letters are used too */
	CODES_MAX = KEY_MAX + 16,
	LETTERS_MOST = 14,    /* of a key whose letters are left out in turn */
	LOOKED_AT = 1 << 12,  /* keys in buckets, looked at for one that is looked for */
};

void vocabulary_open(struct vocabulary *v)
{
	*v = (struct vocabulary){.keys = kua_intern_new()};
}

uint32_t vocabulary_add(struct vocabulary *v, const struct keys *keys)
{
	uint32_t token = kua_intern_add(v->keys, keys->v[0], strlen(keys->v[0]));
	for (size_t i = 1; i < keys->n; i++) {
		uint32_t key = kua_intern_add(v->keys, keys->v[i], strlen(keys->v[i]));
		*kua_vec_add(&v->others) = (struct other_key){key, token};
	}
	return token;
}

/* ---- what is left of a key ---- */

static size_t less_one(char kind, const char *s, size_t n, uint64_t *out)
{
	char less[KEY_MAX + 1] = {kind};
	size_t count = 0;
	memcpy(less + 1, s, n);
	out[count++] = kua_hash(less, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && s[i] == s[i - 1])
			continue;
		/* what is left between two letters of one kind counts once, as in skeletons: trsrv less s is trv */
		size_t gone = i > 0 && i + 1 < n && s[i - 1] == s[i + 1] ? 2 : 1;
		memcpy(less + 1, s, i);
		memcpy(less + 1 + i, s + i + gone, n - i - gone);
		out[count++] = kua_hash(less, n + 1 - gone);
	}
	return count;
}

static size_t codes_of(const char *key, uint64_t out[CODES_MAX])
{
	char skeleton[KEY_MAX];
	skeleton_of(key, skeleton);
	size_t n = strlen(skeleton), letters = strlen(key), count;
	if (n > SKELETON_SHORT)
		return less_one('s', skeleton, n < LETTERS_MOST ? n : LETTERS_MOST, out);
	skeleton[n] = '\0';
	char whole[KEY_MAX + 1] = {'s'};
	memcpy(whole + 1, skeleton, n);
	out[0] = kua_hash(whole, n + 1);
	count = 1;
	if (letters > 1 && letters <= LETTERS_MOST)
		count += less_one('k', key, letters, out + count);
	return count;
}

/* The same for the same consonants, and for others hardly ever. */
static uint32_t consonants_of(const char *key)
{
	char skeleton[KEY_MAX];
	skeleton_of(key, skeleton);
	return (uint32_t)kua_hash(skeleton, strlen(skeleton));
}

static void count_codes(struct vocabulary *v, size_t n, uint32_t *counts)
{
	uint64_t codes[CODES_MAX];
	for (uint32_t i = 0; i < n; i++) {
		size_t m = codes_of(kua_intern_text(v->keys, i), codes);
		for (size_t k = 0; k < m; k++)
			counts[(codes[k] & v->mask) + 1]++;
	}
}

/* The set of a key's letters: small ones, and the signs S, C, J for sounds. */
static uint32_t letter_set(const char *key)
{
	uint32_t set = 0;
	for (; *key; key++)
		set |= UINT32_C(1) << (*key >= 'a' ? *key - 'a' : *key == 'S' ? 26 : *key == 'C' ? 27 : *key == 'J' ? 28 : 29);
	return set;
}

static void file_codes(struct vocabulary *v, size_t n)
{
	uint64_t codes[CODES_MAX];
	uint32_t *next = kua_malloc((v->mask + 1) * sizeof *next);
	memcpy(next, v->bucket_first, (v->mask + 1) * sizeof *next);
	for (uint32_t i = 0; i < n; i++) {
		const char *key = kua_intern_text(v->keys, i);
		size_t m = codes_of(key, codes);
		struct filed_key filed = {i, letter_set(key)};
		for (size_t k = 0; k < m; k++)
			v->bucket[next[codes[k] & v->mask]++] = filed;
	}
	free(next);
}

static int by_other(const void *a, const void *b)
{
	const struct other_key *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->token < y->token ? -1 : x->token > y->token;
}

static void close_others(struct vocabulary *v, size_t keys)
{
	size_t n = 0;
	if (v->others.n)
		qsort(v->others.v, v->others.n, sizeof *v->others.v, by_other);
	for (size_t i = 0; i < v->others.n; i++)
		if (i == 0 || by_other(&v->others.v[i], &v->others.v[i - 1]) != 0)
			v->others.v[n++] = v->others.v[i];
	v->others.n = n;
	v->other_first = kua_calloc(keys + 1, sizeof *v->other_first);
	for (size_t i = 0; i < n; i++)
		v->other_first[v->others.v[i].key + 1]++;
	for (size_t i = 0; i < keys; i++)
		v->other_first[i + 1] += v->other_first[i];
}

void vocabulary_close(struct vocabulary *v)
{
	size_t n = kua_intern_count(v->keys), size = 1024;
	while (size < n * 2)
		size *= 2;
	v->mask = size - 1;
	close_others(v, n);
	v->bucket_first = kua_calloc(size + 1, sizeof *v->bucket_first);
	count_codes(v, n, v->bucket_first);
	for (size_t i = 0; i < size; i++)
		v->bucket_first[i + 1] += v->bucket_first[i];
	v->bucket = kua_malloc(v->bucket_first[size] * sizeof *v->bucket);
	file_codes(v, n);
	v->look = kua_calloc(n, sizeof *v->look);
	for (uint32_t i = 0; i < n; i++) {
		const char *key = kua_intern_text(v->keys, i);
		size_t length = strlen(key); /* below KEY_MAX */
		v->look[i].n = (uint8_t)length;
		v->look[i].consonants = consonants_of(key);
		if (length < KEY_SLOT)
			memcpy(v->look[i].text, key, length);
	}
}

void vocabulary_free(struct vocabulary *v)
{
	kua_intern_free(v->keys);
	kua_vec_free(&v->others);
	free(v->other_first);
	free(v->bucket_first);
	free(v->bucket);
	free(v->look);
}

size_t vocabulary_size(const struct vocabulary *v)
{
	size_t n = kua_intern_count(v->keys), keys = 0;
	for (uint32_t i = 0; i < n; i++)
		keys += v->look[i].n + 16u + 24u + 8u; /* its place in the arena, its entry, its slots */
	return keys + v->others.n * sizeof *v->others.v + n * (sizeof *v->look + sizeof *v->other_first) +
	       (v->mask + 2) * sizeof *v->bucket_first + v->bucket_first[v->mask + 1] * sizeof *v->bucket;
}

/* ---- near keys ---- */

struct pattern { /* a key that is compared with many */
	uint64_t at[128]; /* where each letter stands in it */
	size_t n;
	uint32_t letters, consonants;
	size_t n_consonants;
};

static void pattern_make(const char *key, struct pattern *p)
{
	memset(p->at, 0, sizeof p->at);
	p->n = strlen(key);
	for (size_t i = 0; i < p->n; i++)
		p->at[key[i] & 127] |= (uint64_t)1 << i;
	p->letters = letter_set(key);
	p->consonants = consonants_of(key);
	char skeleton[KEY_MAX];
	skeleton_of(key, skeleton);
	p->n_consonants = strlen(skeleton);
}

static size_t edits(const struct pattern *p, const char *s)
{
	uint64_t up = ~UINT64_C(0), down = 0, diagonal = 0, before = 0, last = (uint64_t)1 << (p->n - 1);
	size_t cost = p->n;
	for (; *s; s++) {
		uint64_t here = p->at[*s & 127], swapped = ((~diagonal & here) << 1) & before;
		diagonal = (((here & up) + up) ^ up) | here | down | swapped;
		uint64_t more = down | ~(diagonal | up), fewer = diagonal & up;
		cost += (more & last) != 0;
		cost -= (fewer & last) != 0;
		more = more << 1 | 1;
		fewer <<= 1;
		up = fewer | ~(diagonal | more);
		down = more & diagonal;
		before = here;
	}
	return cost;
}

/* What may have happened to a key of n letters whose consonants are not the same. */
static size_t slips_most(size_t n)
{
	return n < 4 ? 1 : n < 8 ? 2 : 3;
}

/* How alike they are; 0 where they are not worth a look. */
static float likeness_of(const struct pattern *p, const char *key, size_t n, uint32_t consonants)
{
	size_t most = n > p->n ? n : p->n, least = n > p->n ? p->n : n, room = most < 4 ? 1 : most / 2;
	if (most - least > room)
		return 0;
	size_t cost = edits(p, key);
	if (cost > room)
		return 0;
	bool same = consonants == p->consonants;
	float share = (float)cost / (float)most;
	if (same && p->n_consonants > 2)
		return 1 - share / 2;
	return same || cost <= slips_most(least) ? 1 - 0.9F * share : 0;
}

/* Has either set more than so many letters that the other has not? An edit takes at most one letter away and brings one. */
static bool sets_apart(uint32_t a, uint32_t b, size_t most)
{
	uint64_t only = (uint64_t)(a & ~b) << 32 | (b & ~a); /* both counted at once */
	only -= only >> 1 & UINT64_C(0x5555555555555555);
	only = (only & UINT64_C(0x3333333333333333)) + (only >> 2 & UINT64_C(0x3333333333333333));
	only = (only + (only >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	only += only >> 8;
	only += only >> 16;
	return (only >> 32 & 63) > most || (only & 63) > most;
}

void near_tokens_add(uint32_t key, float like, struct near_tokens *out)
{
	*kua_vec_add(&out->v) = (struct near_token){key, like};
}

#define LIKE_LEAST 0.6F
enum { WAITING = 32 };

/* A key stands in as many of the buckets looked at as it shares hashes: those compared of late are not compared again. */
enum { LATE_BITS = 11 };

struct waiting { /* keys that passed the first look, their letters on the way from memory */
	uint32_t v[WAITING];
	size_t n;
	uint32_t late[1 << LATE_BITS]; /* a key + 1, at its hash */
};

static bool compared_of_late(struct waiting *w, uint32_t key)
{
	uint32_t *at = &w->late[(key * UINT32_C(2654435761)) >> (32 - LATE_BITS)];
	bool there = *at == key + 1;
	*at = key + 1;
	return there;
}

static void compare_waiting(const struct vocabulary *v, const struct pattern *p, struct waiting *w, struct near_tokens *out)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct key_look *k = &v->look[w->v[i]];
		float like = likeness_of(p, k->n < KEY_SLOT ? k->text : kua_intern_text(v->keys, w->v[i]), k->n, k->consonants);
		if (like >= LIKE_LEAST)
			near_tokens_add(w->v[i], like, out);
	}
	w->n = 0;
}

/* The bucket of the whole first, for all with the same consonants are there; of the others the small ones, which say more. */
static void order_buckets(const struct vocabulary *v, const uint64_t *codes, size_t n, uint32_t *bucket)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t b = (uint32_t)(codes[i] & v->mask), size = v->bucket_first[b + 1] - v->bucket_first[b];
		size_t at = i;
		for (; at > 1 && v->bucket_first[bucket[at - 1] + 1] - v->bucket_first[bucket[at - 1]] > size; at--)
			bucket[at] = bucket[at - 1];
		bucket[at] = b;
	}
}

static void same_key(const struct vocabulary *v, const char *key, struct near_tokens *out)
{
	uint32_t token = kua_intern_find(v->keys, key, strlen(key));
	if (token != KUA_NO_ID)
		near_tokens_add(token, 1, out);
}

/* slips_too: those with a slip among the consonants too, not only those that have the same. */
static void near_key(const struct vocabulary *v, const char *key, bool slips_too, struct near_tokens *out)
{
	uint64_t codes[CODES_MAX];
	uint32_t bucket[CODES_MAX];
	struct pattern p;
	struct waiting w = {0};
	size_t n = codes_of(key, codes), looked = 0;
	order_buckets(v, codes, n, bucket);
	pattern_make(key, &p);
	size_t room = p.n < 4 ? 1 : p.n / 3 + 1, slips = slips_most(p.n) < room ? slips_most(p.n) : room;
	for (size_t i = 0; p.n > 0 && i < (slips_too ? n : 1); i++) {
		size_t most = i == 0 ? room : slips;
		for (uint32_t k = v->bucket_first[bucket[i]]; k < v->bucket_first[bucket[i] + 1] && looked < LOOKED_AT; k++, looked++) {
			const struct filed_key *f = &v->bucket[k];
			if (sets_apart(p.letters, f->letters, most) || compared_of_late(&w, f->key))
				continue;
			__builtin_prefetch(&v->look[f->key]);
			w.v[w.n++] = f->key;
			if (w.n == WAITING)
				compare_waiting(v, &p, &w, out);
		}
	}
	compare_waiting(v, &p, &w, out);
	if (looked == LOOKED_AT)
		same_key(v, key, out); /* it may stand behind those looked at */
}

/* All that a usual key's slips lead to is looked at; of a part's other keys only what sounds like them, once for each set of consonants. */
void vocabulary_near(const struct vocabulary *v, const struct keys *keys, size_t n, struct near_tokens *out)
{
	uint32_t consonants[KEY_FORMS];
	for (size_t k = 0; k < n; k++) {
		bool seen = false;
		consonants[k] = consonants_of(keys->v[k]);
		for (size_t i = 0; i < k; i++)
			seen = seen || consonants[i] == consonants[k];
		if (seen)
			same_key(v, keys->v[k], out);
		else
			near_key(v, keys->v[k], k == 0, out);
	}
}

static int by_token(const void *a, const void *b)
{
	const struct near_token *x = a, *y = b;
	if (x->token != y->token)
		return x->token < y->token ? -1 : 1;
	return x->like > y->like ? -1 : x->like < y->like;
}

static int by_like(const void *a, const void *b)
{
	const struct near_token *x = a, *y = b;
	if (x->like != y->like)
		return x->like > y->like ? -1 : 1;
	return x->token < y->token ? -1 : x->token > y->token;
}

/* Of many the most alike, some more than asked for, for one may be there twice: what is left out need not be sorted. */
static void keep_most_alike(struct near_tokens *t, size_t most)
{
	enum { LEVELS = 256 };
	size_t count[LEVELS + 1] = {0}, n = 0, level = LEVELS;
	for (size_t i = 0; i < t->v.n; i++)
		count[(size_t)(t->v.v[i].like * LEVELS)]++;
	for (size_t sum = count[level]; sum < most && level > 0; sum += count[level])
		level--;
	for (size_t i = 0; i < t->v.n; i++)
		if ((size_t)(t->v.v[i].like * LEVELS) >= level)
			t->v.v[n++] = t->v.v[i];
	t->v.n = n;
}

static void add_others(const struct vocabulary *v, struct near_tokens *t)
{
	for (size_t i = 0, n = t->v.n; i < n; i++) {
		struct near_token key = t->v.v[i];
		for (uint32_t k = v->other_first[key.token]; k < v->other_first[key.token + 1]; k++)
			*kua_vec_add(&t->v) = (struct near_token){v->others.v[k].token, key.like};
	}
}

enum { AS_MANY_AGAIN = 2 };

void near_tokens_close(const struct vocabulary *v, struct near_tokens *t, size_t most)
{
	size_t n = 0;
	if (t->v.n == 0)
		return;
	keep_most_alike(t, most * AS_MANY_AGAIN);
	add_others(v, t);
	qsort(t->v.v, t->v.n, sizeof *t->v.v, by_token);
	for (size_t i = 0; i < t->v.n; i++)
		if (i == 0 || t->v.v[i].token != t->v.v[i - 1].token)
			t->v.v[n++] = t->v.v[i];
	qsort(t->v.v, n, sizeof *t->v.v, by_like);
	t->v.n = n < most ? n : most;
}
