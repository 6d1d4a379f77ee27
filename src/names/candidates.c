/*
 * candidates.c - which pairs of nodes are worth comparing, found by index and never by trying all pairs.
 *
 * Each node is filed under several keys: what it would be with one letter left out (two names one slip apart share
 * such a key, the symmetric deletes of SymSpell), the consonants of its parts, the consonants of the surname with
 * the given name's groups. Nodes of one key are compared with each other; a key that more than BUCKET_MAX nodes
 * share says little, and there each is compared with its neighbours in sorted order only. So the work is linear in
 * the number of nodes.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

enum { BUCKET_MAX = 40, NEIGHBOURS = 5, DELETES_FROM = 4, DELETES_TO = 14 };

struct posting {
	uint64_t key;
	uint32_t node;
};

struct postings {
	KUA_VEC(struct posting) v;
};

static void post(struct postings *p, char kind, const char *a, const char *b, uint32_t node)
{
	char text[KEY_MAX * 3 + 2] = {kind, '|'};
	size_t n = strlen(a), m = strlen(b);
	memcpy(text + 2, a, n); /* keys are shorter than KEY_MAX */
	text[2 + n] = '|';
	memcpy(text + 3 + n, b, m);
	*kua_vec_add(&p->v) = (struct posting){kua_hash(text, n + m + 3), node};
}

/* The key itself and, within limits, every form with one letter left out. */
static void post_deletes(struct postings *p, char kind, const char *key, const char *with, uint32_t node)
{
	char less[KEY_MAX * 2];
	size_t n = strlen(key);
	post(p, kind, key, with, node);
	if (n < DELETES_FROM || n > DELETES_TO)
		return;
	for (size_t i = 0; i < n; i++) {
		memcpy(less, key, i);
		memcpy(less + i, key + i + 1, n - i);
		post(p, kind, less, with, node);
	}
}

static void post_person(struct postings *p, const struct kua_names *names, const struct node *n, uint32_t id)
{
	const struct name *name = &n->name;
	char skeleton[KEY_MAX], other[KEY_MAX], group[24];
	if (name->single >= 0) {
		post_deletes(p, 's', name->parts[name->single].key[0], "", id);
		return;
	}
	if (name->surname < 0 || name->given < 0)
		return;
	const struct part *given = &name->parts[name->given], *surname = &name->parts[name->surname];
	for (size_t k = 0; k < surname->n_keys; k++) {
		char first[2] = {given->key[0][0], '\0'};
		post_deletes(p, 'd', surname->key[k], first, id);
		skeleton_of(surname->key[k], skeleton);
		for (uint32_t g = 0; g < given->group_n; g++) {
			snprintf(group, sizeof group, "%u", names->groups.v[given->group_first + g].line);
			post(p, 'g', skeleton, group, id);
		}
	}
	skeleton_of(given->key[0], other);
	skeleton_of(surname->key[0], skeleton);
	post(p, 'k', skeleton, other, id);
	if (strcmp(skeleton, other) > 0) /* whichever stands first */
		post(p, 'o', other, skeleton, id);
	else
		post(p, 'o', skeleton, other, id);
	snprintf(group, sizeof group, "%.3s", surname->key[0]);
	post(p, 'p', given->key[0], group, id);
}

static void post_whole(struct postings *p, const struct node *n, uint32_t id)
{
	char skeleton[KEY_MAX], short_key[KEY_MAX];
	char kind = n->kind == NAME_PLACE ? 'P' : 'O';
	snprintf(short_key, sizeof short_key, "%s", n->name.whole);
	skeleton_of(short_key, skeleton);
	post(p, kind, skeleton, "", id);
	post_deletes(p, kind, short_key, "x", id);
	if (n->kind == NAME_PLACE) {
		char place[24];
		uint32_t near = n->name.place ? n->name.place : n->name.near;
		snprintf(place, sizeof place, "%u", near);
		if (near)
			post(p, 'G', place, "", id);
	}
}

static int by_key(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

struct pair {
	uint32_t a, b;
};

static int by_pair(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

struct pairs {
	KUA_VEC(struct pair) v;
};

static void pair_up(const struct postings *p, struct pairs *out)
{
	for (size_t i = 0; i < p->v.n;) {
		size_t end = i + 1;
		while (end < p->v.n && p->v.v[end].key == p->v.v[i].key)
			end++;
		size_t reach = end - i > BUCKET_MAX ? NEIGHBOURS : BUCKET_MAX;
		for (size_t j = i; j < end; j++)
			for (size_t k = j + 1; k < end && k - j <= reach; k++)
				if (p->v.v[j].node != p->v.v[k].node)
					*kua_vec_add(&out->v) = (struct pair){p->v.v[j].node, p->v.v[k].node};
		i = end;
	}
	if (out->v.n)
		qsort(out->v.v, out->v.n, sizeof *out->v.v, by_pair);
}

struct comparing {
	struct collection *c;
	const struct pair *pairs;
	struct likeness *likes;
};

static void compare_pair(void *ctx, size_t i)
{
	struct comparing *work = ctx;
	const struct node *v = work->c->nodes.v;
	name_compare(work->c->names, &v[work->pairs[i].a].name, &v[work->pairs[i].b].name, &work->likes[i]);
}

void candidates_find(struct collection *c)
{
	struct postings p = {0};
	struct pairs pairs = {0};
	for (uint32_t i = 0; i < c->nodes.n; i++) {
		const struct node *n = &c->nodes.v[i];
		if (n->closed || n->name.n == 0)
			continue;
		if (n->kind == NAME_PERSON)
			post_person(&p, c->names, n, i);
		else
			post_whole(&p, n, i);
	}
	if (p.v.n)
		qsort(p.v.v, p.v.n, sizeof *p.v.v, by_key);
	pair_up(&p, &pairs);
	size_t n = 0;
	for (size_t i = 0; i < pairs.v.n; i++)
		if (i == 0 || by_pair(&pairs.v.v[i], &pairs.v.v[i - 1]) != 0)
			pairs.v.v[n++] = pairs.v.v[i];
	struct comparing work = {c, pairs.v.v, kua_calloc(n, sizeof *work.likes)};
	unsigned threads = c->in->threads ? c->in->threads : kua_threads();
	kua_parallel(n, threads, compare_pair, &work);
	for (size_t i = 0; i < n; i++)
		if (work.likes[i].score >= 0.5)
			*kua_vec_add(&c->edges) = (struct edge){pairs.v.v[i].a, pairs.v.v[i].b, work.likes[i], false};
	free(work.likes);
	kua_vec_free(&pairs.v);
	kua_vec_free(&p.v);
}
