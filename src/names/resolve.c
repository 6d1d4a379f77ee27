/*
 * resolve.c - which nodes are one entity: average linkage with bars.
 *
 * Every node starts as its own cluster; judgements join first. Then the pair of clusters with the highest average
 * likeness over all pairs of their nodes is joined, again and again, down to SAME_AT, unless a bar stands between
 * any two of their nodes: judged different, different given names, fathers, generations, years of birth, known places, or two
 * people of one text whose names are not just two spellings. Average linkage keeps chains of small steps from
 * walking from one name to another. The heap holds one entry for each candidate pair; an entry whose clusters have
 * grown since is weighed again when it comes up. Ties go by node number, so the result is a function of the set.
 *
 * A surname alone is no candidate for that: it joins at the end the one full name it fits (attach_alone).
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

enum { CLUSTER_MAX = 200 }; /* nodes; a larger one has gone wrong somewhere */
#define LINK_AT 0.74          /* average below which two clusters stay apart, with one pair at SAME_AT or above */

struct clusters {
	uint32_t *parent, *next, *last, *size; /* union-find, and the members of each as a list */
	struct births_span *births;            /* of each */
};

uint32_t cluster_of(const struct collection *c, uint32_t node)
{
	uint32_t *parent = c->clusters->parent;
	while (parent[node] != node) {
		parent[node] = parent[parent[node]];
		node = parent[node];
	}
	return node;
}

uint32_t cluster_next(const struct collection *c, uint32_t node)
{
	return c->clusters->next[node];
}

void clusters_join(struct collection *c, uint32_t a, uint32_t b)
{
	struct clusters *k = c->clusters;
	a = cluster_of(c, a);
	b = cluster_of(c, b);
	if (a == b)
		return;
	if (b < a) {
		uint32_t t = a;
		a = b;
		b = t;
	}
	k->parent[b] = a;
	k->next[k->last[a]] = b;
	k->last[a] = k->last[b];
	k->size[a] += k->size[b];
	births_span_join(&k->births[a], &k->births[b]);
}

#define EACH(c, node, root) (uint32_t node = (root); node != KUA_NO_ID; node = (c)->clusters->next[node])

/* ---- bars ---- */

static bool judged_apart(const struct collection *c, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < c->judged.n; i++) {
		const struct judged_pair *j = &c->judged.v[i];
		if (j->verdict == JUDGED_SAME)
			continue;
		uint32_t x = cluster_of(c, j->a), y = cluster_of(c, j->b);
		if ((x == a && y == b) || (x == b && y == a))
			return true;
	}
	return false;
}

bool clusters_judged_apart(const struct collection *c, uint32_t a, uint32_t b)
{
	return judged_apart(c, cluster_of(c, a), cluster_of(c, b));
}

bool clusters_barred(const struct collection *c, uint32_t a, uint32_t b)
{
	const struct births_span *births = c->clusters->births;
	return births_spans_bar(&births[cluster_of(c, a)], &births[cluster_of(c, b)]) || clusters_judged_apart(c, a, b);
}

static void pair_likeness(const struct collection *c, uint32_t a, uint32_t b, struct likeness *out)
{
	const struct edge *e = edge_find(c, a, b);
	if (e) {
		*out = e->like;
	} else {
		name_compare(c->names, &c->nodes.v[a].name, &c->nodes.v[b].name, out);
		births_weigh(&c->nodes.v[a], &c->nodes.v[b], out);
	}
}

#define GIVEN_BAR 0.55 /* above it, given names are unlike but may be two ends of one row of spellings */

static bool bar(const struct likeness *l)
{
	if ((l->bits & V_GIVEN_DIFFER) && l->given < GIVEN_BAR)
		return true;
	return l->bits & (V_FATHER_DIFFER | V_GENERATION_DIFFER | V_PLACES_DIFFER | V_BIRTH_DIFFER);
}

/* Average likeness of two clusters; -1 where a bar stands between them. */
static double average(const struct collection *c, uint32_t a, uint32_t b)
{
	const struct clusters *k = c->clusters;
	double sum = 0;
	if ((size_t)k->size[a] + k->size[b] > CLUSTER_MAX || (c->judged.n && judged_apart(c, a, b)))
		return -1;
	for EACH (c, x, a)
		for EACH (c, y, b) {
			struct likeness l;
			pair_likeness(c, x, y, &l);
			if (bar(&l))
				return -1;
			sum += l.score;
		}
	return sum / ((double)k->size[a] * k->size[b]);
}

/* ---- the heap ---- */

struct entry {
	double score;
	uint32_t edge, size_a, size_b;
};

struct heap {
	KUA_VEC(struct entry) v;
};

static bool above(const struct entry *x, const struct entry *y)
{
	return x->score != y->score ? x->score > y->score : x->edge < y->edge;
}

static void heap_push(struct heap *h, struct entry e)
{
	size_t i = h->v.n;
	*kua_vec_add(&h->v) = e;
	for (; i > 0 && above(&e, &h->v.v[(i - 1) / 2]); i = (i - 1) / 2)
		h->v.v[i] = h->v.v[(i - 1) / 2];
	h->v.v[i] = e;
}

static struct entry heap_pop(struct heap *h)
{
	struct entry top = h->v.v[0], e = h->v.v[--h->v.n];
	size_t i = 0;
	while (2 * i + 1 < h->v.n) {
		size_t k = 2 * i + 1;
		if (k + 1 < h->v.n && above(&h->v.v[k + 1], &h->v.v[k]))
			k++;
		if (!above(&h->v.v[k], &e))
			break;
		h->v.v[i] = h->v.v[k];
		i = k;
	}
	if (h->v.n)
		h->v.v[i] = e;
	return top;
}

/* ---- linkage ---- */

static void note_join(struct collection *c, const struct edge *e, bool same)
{
	struct joined_pair *j = kua_vec_add(&c->joined);
	*j = (struct joined_pair){.a = e->a, .b = e->b, .score = e->like.score, .same = same, .n_reasons = e->like.n_reasons};
	memcpy(j->reasons, e->like.reasons, sizeof j->reasons);
}

static bool links(const struct collection *c, const struct edge *e)
{
	const struct node *a = &c->nodes.v[e->a], *b = &c->nodes.v[e->b];
	if (a->alone != b->alone || (!e->drift && !likeness_same(&e->like)) || e->like.score < SAME_AT)
		return false;
	if (!e->drift && (e->like.bits & V_PARTIAL))
		return false;
	return e->drift || (e->like.bits & V_VARIANT) || !a->alone || e->like.score >= 0.86;
}

static void link_step(struct collection *c, struct heap *h)
{
	struct entry top = heap_pop(h);
	const struct edge *e = &c->edges.v[top.edge];
	uint32_t a = cluster_of(c, e->a), b = cluster_of(c, e->b);
	if (a == b)
		return;
	if (c->clusters->size[a] != top.size_a || c->clusters->size[b] != top.size_b) {
		double now = average(c, a, b);
		top.size_a = c->clusters->size[a];
		top.size_b = c->clusters->size[b];
		if (now < LINK_AT)
			return;
		if (now < top.score) {
			top.score = now;
			heap_push(h, top);
			return;
		}
	} else if (average(c, a, b) < LINK_AT) {
		return;
	}
	note_join(c, e, true);
	clusters_join(c, a, b);
}

static void near_misses(struct collection *c)
{
	for (size_t i = 0; i < c->edges.n; i++) {
		const struct edge *e = &c->edges.v[i];
		const struct node *a = &c->nodes.v[e->a], *b = &c->nodes.v[e->b];
		if (e->like.score >= 0.6 && a->alone == b->alone && cluster_of(c, e->a) != cluster_of(c, e->b))
			note_join(c, e, false);
	}
}

void clusters_make(struct collection *c)
{
	struct heap h = {0};
	for (uint32_t i = 0; i < c->edges.n; i++)
		if (links(c, &c->edges.v[i]))
			heap_push(&h, (struct entry){c->edges.v[i].like.score, i, 1, 1});
	while (h.v.n)
		link_step(c, &h);
	kua_vec_free(&h.v);
	near_misses(c);
}

void clusters_open(struct collection *c)
{
	size_t n = c->nodes.n;
	struct clusters *k = KUA_NEW(c->arena, struct clusters);
	k->parent = KUA_NEW_N(c->arena, uint32_t, n);
	k->next = KUA_NEW_N(c->arena, uint32_t, n);
	k->last = KUA_NEW_N(c->arena, uint32_t, n);
	k->size = KUA_NEW_N(c->arena, uint32_t, n);
	k->births = KUA_NEW_N(c->arena, struct births_span, n);
	for (uint32_t i = 0; i < n; i++) {
		k->parent[i] = k->last[i] = i;
		k->next[i] = KUA_NO_ID;
		k->size[i] = 1;
		k->births[i] = births_span_of(&c->nodes.v[i]);
	}
	c->clusters = k;
}

/* ---- names that stand alone ---- */

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
	if (bar(&l) || l.given <= 0 || l.surname < 0.92)
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
		for EACH (c, x, cluster)
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
	size_t lo = 0, hi = s->v.n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (strcmp(s->v.v[mid].key, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
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
	for EACH (c, x, root)
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

/* ---- letters in brackets ---- */

/* Do the letters begin as one of the name's words does? */
static bool begins_a_word(const char *letters, const char *norm)
{
	for (const char *p = norm; *p; p++)
		if (*p == letters[0] && (p == norm || p[-1] == ' ' || p[-1] == '-'))
			return true;
	return false;
}

/*
 * "Trade Union Congress (TUC)": TUC is that congress in every item, where the items agree on one. The pairs are taken
 * before any is joined, so that their order says nothing.
 */
void attach_acronyms(struct collection *c)
{
	uint32_t *full = KUA_NEW_N(c->arena, uint32_t, c->nodes.n); /* node + 1 */
	bool *doubtful = KUA_NEW_N(c->arena, bool, c->nodes.n);
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++) {
			const struct found *f = &c->items[i].v[k];
			if (f->kind != NAME_ORGANISATION || !f->full_name)
				continue;
			const struct found *name = &c->items[i].v[f->full_name - 1];
			if (!begins_a_word(f->norm, name->norm))
				continue;
			doubtful[f->node] = doubtful[f->node] ||
			                    (full[f->node] && cluster_of(c, full[f->node] - 1) != cluster_of(c, name->node));
			if (!full[f->node] || name->node + 1 < full[f->node])
				full[f->node] = name->node + 1;
		}
	for (uint32_t a = 0; a < c->nodes.n; a++) {
		uint32_t b = full[a] ? full[a] - 1 : a;
		if (doubtful[a] || cluster_of(c, a) == cluster_of(c, b) || clusters_barred(c, a, b))
			continue;
		clusters_join(c, a, b);
		*kua_vec_add(&c->joined) = (struct joined_pair){
			.a = a < b ? a : b, .b = a < b ? b : a, .score = 0.95, .same = true,
			.reasons = {"the letters stand in brackets behind the name"}, .n_reasons = 1};
	}
}
