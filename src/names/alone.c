/* alone.c - a surname alone, or with an initial: the one full name of the collection it fits, where something else connects the two. */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"
#include "util/search.h"

struct surname {
	const char *key;
	uint32_t node;
};

static int by_surname(const void *a, const void *b)
{
	const struct surname *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : x->node < y->node ? -1 : x->node > y->node;
}

struct surnames {
	KUA_VEC(struct surname) v;
};

static void add_forms(struct collection *c, struct surnames *s, const char *key, uint32_t node)
{
	size_t n = strlen(key);
	*kua_vec_add(&s->v) = (struct surname){key, node};
	for (size_t i = 0; n >= 6 && n < 16 && i < n; i++) {
		char *less = kua_arena_strndup(c->arena, key, n);
		memmove(less + i, less + i + 1, n - i);
		*kua_vec_add(&s->v) = (struct surname){less, node};
	}
}

/* Full names by their surname, and by every surname with one letter left out. */
static void index_surnames(struct collection *c, struct surnames *s)
{
	for (uint32_t i = 0; i < c->nodes.n; i++) {
		const struct node *n = &c->nodes.v[i];
		if (n->kind != NAME_PERSON || n->alone || n->closed || n->name.surname < 0)
			continue;
		for (size_t p = 0; p < n->name.n; p++)
			if ((int)p == n->name.surname || (n->name.family_first && n->name.n == 2))
				for (size_t k = 0; k < n->name.parts[p].n_keys; k++)
					add_forms(c, s, n->name.parts[p].key[k], i);
	}
	if (s->v.n)
		qsort(s->v.v, s->v.n, sizeof *s->v.v, by_surname);
}

struct rival { /* a cluster that the lone name fits */
	uint32_t cluster, node, items;
	bool role;
};

enum { RIVALS = 12, BEST_KNOWN_ITEMS = 4, BEST_KNOWN_TIMES = 5 };

struct fits {
	double best; /* kind of fit: 4 aligned, 3 same spelling, 2 same sound, 1 a slip */
	struct rival v[RIVALS];
	size_t n;
};

/* Which kind of fit the lone name has with a full name: 0 none. */
static double fit_alone(const struct collection *c, uint32_t alone, uint32_t full)
{
	const struct name *a = &c->nodes.v[alone].name, *b = &c->nodes.v[full].name;
	struct likeness l;
	if (a->n == 0)
		return 0;
	name_compare(c->names, a, b, &l);
	if (a->single >= 0) {
		size_t len = strlen(a->parts[a->single].key[0]);
		return l.surname >= 1 ? 3 : l.surname >= 0.92 && !(l.bits & V_SLIP) ? 2 : l.surname >= 0.86 && len >= 6 ? 1 : 0;
	}
	if (likeness_bars(&l) || l.given <= 0 || l.surname < 0.92)
		return 0;
	return l.surname >= 1 ? 3 : 2;
}

static bool share_role(const struct node *a, const struct node *b)
{
	for (size_t i = 0; i < a->roles.n; i++)
		if (kua_list_has(&b->roles, a->roles.v[i]))
			return true;
	return false;
}

static void consider(const struct collection *c, uint32_t alone, uint32_t full, struct fits *f)
{
	double fit = fit_alone(c, alone, full);
	uint32_t cluster = cluster_of(c, full);
	struct rival *r = NULL;
	if (fit == 0 || fit < f->best || clusters_barred(c, alone, full))
		return;
	if (fit > f->best)
		*f = (struct fits){.best = fit};
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].cluster == cluster)
			r = &f->v[i];
	if (!r && f->n == RIVALS)
		return;
	if (!r) {
		r = &f->v[f->n++];
		*r = (struct rival){.cluster = cluster, .node = full};
		for (uint32_t x = cluster; x != KUA_NO_ID; x = cluster_next(c, x))
			r->items += c->nodes.v[x].n_items;
	}
	r->role = r->role || share_role(&c->nodes.v[alone], &c->nodes.v[full]);
}

/* Of several people who have the name: the only one with its role, or the one named far more often. NULL: open. */
static const struct rival *winner(const struct fits *f, const char **why)
{
	const struct rival *most = &f->v[0], *role = NULL;
	size_t items = 0, roles = 0;
	for (size_t i = 0; i < f->n; i++) {
		items += f->v[i].items;
		most = f->v[i].items > most->items ? &f->v[i] : most;
		roles += f->v[i].role;
		role = f->v[i].role ? &f->v[i] : role;
	}
	if (roles == 1) {
		*why = "several full names have it; this one has the same role";
		return role;
	}
	*why = "several full names have it; this one is met far more often";
	bool known = f->n < RIVALS && most->items >= BEST_KNOWN_ITEMS &&
	             most->items >= BEST_KNOWN_TIMES * (items - most->items);
	return known ? most : NULL;
}

static void fits_by_key(const struct collection *c, const struct surnames *s, const char *key, uint32_t alone,
                        struct fits *f)
{
	size_t lo;
	KUA_FIRST(lo, s->v.n, strcmp(s->v.v[lo].key, key) < 0);
	for (size_t seen = 0; lo < s->v.n && strcmp(s->v.v[lo].key, key) == 0 && seen < 500; lo++, seen++)
		consider(c, alone, s->v.v[lo].node, f);
}

static void find_fits(struct collection *c, const struct surnames *s, uint32_t alone, struct fits *f)
{
	const struct name *name = &c->nodes.v[alone].name;
	int at = name->single >= 0 ? name->single : name->surname;
	*f = (struct fits){0};
	if (c->drift_full[alone] && !clusters_barred(c, alone, c->drift_full[alone] - 1)) {
		*f = (struct fits){.best = 4, .n = 1, .v = {{.node = c->drift_full[alone] - 1}}};
		return;
	}
	for (size_t k = 0; at >= 0 && k < name->parts[at].n_keys; k++) {
		const char *key = name->parts[at].key[k];
		size_t n = strlen(key);
		fits_by_key(c, s, key, alone, f);
		for (size_t i = 0; n >= 6 && n < 16 && i < n && f->best < 2; i++) {
			char less[KEY_MAX];
			memcpy(less, key, i);
			memcpy(less + i, key + i + 1, n - i);
			fits_by_key(c, s, less, alone, f);
		}
	}
}

/* No member of the lone name's cluster belongs to a full name other than the one to be joined. */
static bool free_to_join(const struct collection *c, uint32_t alone, uint32_t full)
{
	uint32_t root = cluster_of(c, alone);
	if (root == cluster_of(c, full))
		return true;
	for (uint32_t x = root; x != KUA_NO_ID; x = cluster_next(c, x))
		if (!c->nodes.v[x].alone)
			return false;
	return true;
}

static bool decide_alone(struct collection *c, const struct surnames *s, struct context *x, uint32_t alone,
                         struct joined_pair *j)
{
	static const char *const why[] = {
		"", "a name alone, one slip from the one full name it can mean", "a name alone, of the one full name that sounds so",
		"a name alone, of the one full name that has it", "aligned prints have the full name in its place"};
	static const double score[] = {0, 0.80, 0.86, 0.90, 0.90};
	struct fits f;
	find_fits(c, s, alone, &f);
	if (f.best <= 0)
		return false;
	const char *reason = why[(int)f.best];
	const struct rival *r = f.n == 1 ? &f.v[0] : winner(&f, &reason);
	if (f.n == 1 && f.best < 4 && !r->role && !context_connects(x, alone, r->node, f.best > 1)) {
		*j = (struct joined_pair){.a = alone, .b = r->node, .score = 0.7, .n_reasons = 1,
		                          .reasons = {"a name alone that one full name fits, but nothing else connects their texts"}};
		return true;
	}
	*j = (struct joined_pair){.a = alone, .b = r ? r->node : f.v[0].node, .n_reasons = 1, .same = r != NULL};
	j->score = !r ? 0.7 : f.n == 1 ? score[(int)f.best] : 0.80;
	j->reasons[0] = r ? reason : "a name alone that more than one full name has";
	return true;
}

void attach_alone(struct collection *c)
{
	struct surnames s = {0};
	struct context *x = context_open(c);
	KUA_VEC(struct joined_pair) found = {0};
	index_surnames(c, &s);
	for (uint32_t i = 0; i < c->nodes.n; i++) {
		struct joined_pair j;
		if (c->nodes.v[i].alone && decide_alone(c, &s, x, i, &j))
			*kua_vec_add(&found) = j;
	}
	/* joined only now, so that one lone name is not measured by another */
	for (size_t i = 0; i < found.n; i++) {
		const struct joined_pair *j = &found.v[i];
		if (j->same && !free_to_join(c, j->a, j->b))
			continue;
		if (j->same)
			clusters_join(c, j->a, j->b);
		*kua_vec_add(&c->joined) = *j;
	}
	kua_vec_free(&found);
	kua_vec_free(&s.v);
}
