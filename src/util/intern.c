/* intern.c - each distinct string once, with a dense number; open addressing, doubled at two thirds. */
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

struct entry {
	const char *text;
	size_t n;
	uint64_t hash;
};

struct kua_intern {
	struct kua_arena *arena;
	KUA_VEC(struct entry) entries;
	uint32_t *slots; /* entry number + 1; 0 is free */
	size_t mask;
};

uint64_t kua_hash(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	struct kua_hashing h = KUA_HASHING_INIT;
	for (size_t i = 0; i < n; i++)
		kua_hashing_byte(&h, p[i]);
	return kua_hashing_end(&h);
}

struct kua_intern *kua_intern_new(void)
{
	struct kua_intern *in = kua_calloc(1, sizeof *in);
	in->arena = kua_arena_new();
	in->mask = 63;
	in->slots = kua_calloc(in->mask + 1, sizeof *in->slots);
	return in;
}

void kua_intern_free(struct kua_intern *in)
{
	if (!in)
		return;
	kua_arena_free(in->arena);
	kua_vec_free(&in->entries);
	free(in->slots);
	free(in);
}

/* The slot where s is, or the free one where it would go. */
static size_t slot_of(const struct kua_intern *in, const char *s, size_t n, uint64_t hash)
{
	size_t at = (size_t)hash & in->mask;
	for (; in->slots[at]; at = (at + 1) & in->mask) {
		const struct entry *e = &in->entries.v[in->slots[at] - 1];
		if (e->hash == hash && e->n == n && memcmp(e->text, s, n) == 0)
			break;
	}
	return at;
}

static void grow(struct kua_intern *in)
{
	free(in->slots);
	in->mask = in->mask * 2 + 1;
	in->slots = kua_calloc(in->mask + 1, sizeof *in->slots);
	for (size_t i = 0; i < in->entries.n; i++) {
		const struct entry *e = &in->entries.v[i];
		in->slots[slot_of(in, e->text, e->n, e->hash)] = (uint32_t)i + 1;
	}
}

uint32_t kua_intern_add(struct kua_intern *in, const char *s, size_t n)
{
	uint64_t hash = kua_hash(s, n);
	size_t at = slot_of(in, s, n, hash);
	if (in->slots[at])
		return in->slots[at] - 1;
	if (in->entries.n * 3 >= in->mask * 2) {
		grow(in);
		at = slot_of(in, s, n, hash);
	}
	struct entry *e = kua_vec_add(&in->entries);
	*e = (struct entry){kua_arena_strndup(in->arena, s, n), n, hash};
	in->slots[at] = (uint32_t)in->entries.n;
	return (uint32_t)in->entries.n - 1;
}

uint32_t kua_intern_find(const struct kua_intern *in, const char *s, size_t n)
{
	size_t at = slot_of(in, s, n, kua_hash(s, n));
	return in->slots[at] ? in->slots[at] - 1 : KUA_NO_ID;
}

const char *kua_intern_text(const struct kua_intern *in, uint32_t id)
{
	return in->entries.v[id].text;
}

size_t kua_intern_count(const struct kua_intern *in)
{
	return in->entries.n;
}
