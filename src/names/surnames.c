/*
 * surnames.c - two surnames, one left out: "Gabriel García" and "Gabriel García Márquez".
 *
 * Within an item the shorter name is the longer one where prose uses it after the longer was given, outside the sentences that
 * give it; a list or a sentence with both shows two people, and then no other item joins them. Across items it is the one longer
 * name that begins with it, where something says that the word in the middle is a surname: a common role, somebody else of that
 * surname, an item that uses both forms, or others here who have two surnames. A given name in the middle is never one.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"
#include "util/search.h"

bool two_surnames(const struct name *n)
{
	return n->kind == NAME_PERSON && n->n == 3 && n->given == 0 && n->surname == 2 && n->parts[1].role == PART_MIDDLE &&
	       n->parts[0].role == PART_GIVEN && !n->parts[1].given && !n->parts[1].son && !n->parts[2].given;
}

bool without_second_surname(const struct kua_names *names, const struct name *one, const struct name *two)
{
	bool slip;
	return two_surnames(two) && one->kind == NAME_PERSON && one->n == 2 && one->given == 0 && one->surname == 1 &&
	       part_similarity(names, &one->parts[0], &two->parts[0], &slip) >= 0.97 &&
	       part_similarity(names, &one->parts[1], &two->parts[1], &slip) >= 0.97;
}

struct beginning { /* given name and first surname of a node */
	uint64_t key;
	uint32_t node;
	bool two;
};

struct beginnings {
	KUA_VEC(struct beginning) v;
	KUA_VEC(uint64_t) surnames; /* sorted; of full names with one surname, and names alone */
	size_t two;                 /* nodes with two surnames */
};

static int by_key(const void *a, const void *b)
{
	const struct beginning *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static uint64_t part_hash(const struct part *p)
{
	return kua_hash(p->key[0], strlen(p->key[0]));
}

static void gather(const struct collection *c, struct beginnings *b)
{
	for (uint32_t i = 0; i < c->nodes.n; i++) {
		const struct name *n = &c->nodes.v[i].name;
		bool two = two_surnames(n), one = n->n == 2 && n->given == 0 && n->surname == 1;
		if (c->nodes.v[i].kind != NAME_PERSON || c->nodes.v[i].closed)
			continue;
		b->two += two;
		if (n->single >= 0)
			*kua_vec_add(&b->surnames) = part_hash(&n->parts[n->single]);
		if (!two && !one)
			continue;
		uint64_t given = part_hash(&n->parts[0]), first = part_hash(&n->parts[1]);
		*kua_vec_add(&b->v) = (struct beginning){given * 0x9e3779b97f4a7c15u ^ first, i, two};
	}
	if (b->v.n)
		qsort(b->v.v, b->v.n, sizeof *b->v.v, by_key);
	for (size_t i = 0; i < b->v.n; i++) { /* each given name once: somebody else's surname */
		const struct name *n = &c->nodes.v[b->v.v[i].node].name;
		if (i == 0 || b->v.v[i].key != b->v.v[i - 1].key)
			*kua_vec_add(&b->surnames) = part_hash(&n->parts[1]);
	}
	if (b->surnames.n)
		qsort(b->surnames.v, b->surnames.n, sizeof *b->surnames.v, by_hash);
}

/* How often a surname is somebody's, people of one given name counted once. */
static size_t times_surname(const struct beginnings *b, uint64_t hash)
{
	size_t lo, n = 0;
	KUA_FIRST(lo, b->surnames.n, b->surnames.v[lo] < hash);
	while (lo + n < b->surnames.n && b->surnames.v[lo + n] == hash)
		n++;
	return n;
}

enum { OTHERS_LEAST = 3 }; /* nodes with two surnames that make it the custom here */

static bool custom(const struct collection *c, const struct beginnings *b, uint32_t one, uint32_t two)
{
	const struct node *x = &c->nodes.v[one], *y = &c->nodes.v[two];
	for (size_t i = 0; i < x->roles.n; i++)
		if (kua_list_has(&y->roles, x->roles.v[i]))
			return true;
	return y->shortened || b->two >= OTHERS_LEAST || times_surname(b, part_hash(&x->name.parts[1])) > 1;
}

/* The only cluster with two surnames that begins as the node at i does: its node + 1, or 0. */
static uint32_t only_longer(const struct collection *c, const struct beginnings *b, size_t first, size_t end, size_t i)
{
	uint32_t found = 0;
	for (size_t k = first; k < end; k++) {
		uint32_t two = b->v.v[k].node;
		if (!b->v.v[k].two || !without_second_surname(c->names, &c->nodes.v[b->v.v[i].node].name, &c->nodes.v[two].name))
			continue;
		if (found && cluster_of(c, found - 1) != cluster_of(c, two))
			return 0;
		found = found ? found : two + 1;
	}
	return found;
}

enum { SAME_BEGINNING = 40 }; /* nodes; more of one beginning tell nothing */

void attach_longer(struct collection *c)
{
	struct beginnings b = {0};
	KUA_VEC(struct joined_pair) found = {0};
	gather(c, &b);
	for (size_t i = 0, end; i < b.v.n; i = end) {
		for (end = i + 1; end < b.v.n && b.v.v[end].key == b.v.v[i].key;)
			end++;
		for (size_t k = i; k < end && end - i <= SAME_BEGINNING; k++) {
			uint32_t one = b.v.v[k].node, two = b.v.v[k].two || c->nodes.v[one].apart ? 0 : only_longer(c, &b, i, end, k);
			if (two && custom(c, &b, one, two - 1) && !clusters_barred(c, one, two - 1))
				*kua_vec_add(&found) = (struct joined_pair){.a = one, .b = two - 1, .score = 0.84, .same = true, .n_reasons = 1,
				    .reasons = {"the one longer name that begins so: two surnames, one left out"}};
		}
	}
	for (size_t i = 0; i < found.n; i++) {
		const struct joined_pair *j = &found.v[i];
		if (cluster_of(c, j->a) == cluster_of(c, j->b))
			continue;
		clusters_join(c, j->a, j->b);
		*kua_vec_add(&c->joined) = *j;
	}
	kua_vec_free(&found);
	kua_vec_free(&b.v);
	kua_vec_free(&b.surnames);
}
