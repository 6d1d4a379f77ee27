/*
 * evidence.c - what is known of two nodes beyond their spelling: aligned reprints that show them in the same place
 * of one sentence, and what people judged.
 *
 * A drift of kind "name" says that one print has a name where its copy has another. That is nearly always one
 * person spelt twice, or corrected; what speaks against it is stronger: different given names, different fathers,
 * two known places, or a text in which both stand as two people. With at least DRIFT_LIKE of likeness it joins. A given name a letter
 * away from another is no different name where the surname is the same and one of the two is in no list.
 *
 * Judgements: the newest counts first, and one that contradicts those newer than itself is left aside.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"
#include "util/search.h"

#define DRIFT_LIKE 0.45
#define DRIFT_SCORE 0.90

static int by_pair(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

struct edge *edge_find(const struct collection *c, uint32_t a, uint32_t b)
{
	struct edge want = {.a = a < b ? a : b, .b = a < b ? b : a};
	return c->edges.n ? bsearch(&want, c->edges.v, c->edges.n, sizeof want, by_pair) : NULL;
}

/* ---- drift ---- */

static bool item_number(const struct collection *c, const char *id, uint32_t *out)
{
	size_t lo;
	KUA_FIRST(lo, c->in->n, strcmp(c->in->items[c->order[lo]].item->id, id) < 0);
	*out = (uint32_t)lo;
	return lo < c->in->n && strcmp(c->in->items[c->order[lo]].item->id, id) == 0;
}

/* The mention of the item that the passage falls on. */
static const struct found *mention_at(const struct collection *c, uint32_t item, int64_t start, int64_t end)
{
	const struct item_mentions *m = &c->items[item];
	size_t lo; /* mentions stand in order and do not overlap */
	KUA_FIRST(lo, m->n, m->v[lo].end <= start);
	for (; lo < m->n && m->v[lo].start < end; lo++)
		if (m->v[lo].strength != PENDING)
			return &m->v[lo];
	return NULL;
}

/* How alike the parts are that may have drifted: surnames of people, whole names of the rest. */
static double drift_likeness(const struct likeness *l, int kind)
{
	return kind == NAME_PERSON && l->surname >= 0 ? l->surname : l->score;
}

struct edges {
	KUA_VEC(struct edge) v;
};

enum { GIVEN_LEAST = 4, GIVEN_LONG = 6 }; /* letters of a key */

/* One surname, and given names a letter apart of which one is in no list: Zhanna, Zhnana. Marat and Murat are two people. */
static bool given_mistyped(const struct name *a, const struct name *b, const struct likeness *l)
{
	if (a->given < 0 || b->given < 0 || l->surname < 0.97)
		return false;
	const struct part *x = &a->parts[a->given], *y = &b->parts[b->given];
	size_t n = strlen(x->key[0]), m = strlen(y->key[0]), least = n < m ? n : m;
	if ((x->given && y->given) || x->role == PART_INITIAL || y->role == PART_INITIAL || least < GIVEN_LEAST)
		return false;
	return kua_distance(x->key[0], y->key[0]) <= (least < GIVEN_LONG ? 1 : 2);
}

/* An edge of the collection is strengthened in place; one that was no candidate goes to fresh. */
static void drift_edge(struct collection *c, uint32_t a, uint32_t b, struct edges *fresh)
{
	struct likeness like;
	struct edge *e = edge_find(c, a, b);
	unsigned against = V_GIVEN_DIFFER | V_FATHER_DIFFER | V_GENERATION_DIFFER | V_PLACES_DIFFER;
	name_compare(c->names, &c->nodes.v[a].name, &c->nodes.v[b].name, &like);
	if (given_mistyped(&c->nodes.v[a].name, &c->nodes.v[b].name, &like))
		like.bits &= ~(unsigned)V_GIVEN_DIFFER;
	if ((like.bits & against) || drift_likeness(&like, c->nodes.v[a].kind) < DRIFT_LIKE)
		return;
	if (like.score < SAME_AT && nodes_meet(c, a, b))
		return;
	if (like.score < DRIFT_SCORE)
		like.score = DRIFT_SCORE;
	like.bits &= ~(unsigned)V_SLIP;
	if (like.n_reasons < 6)
		like.reasons[like.n_reasons++] = "they stand in the same place of one sentence in two prints";
	if (!e) {
		e = kua_vec_add(&fresh->v);
		e->a = a;
		e->b = b;
	}
	e->like = like;
	e->drift = true;
}

/* A surname alone in one print, the full name in the other. */
static void drift_alone(struct collection *c, uint32_t one, uint32_t full)
{
	struct likeness like;
	name_compare(c->names, &c->nodes.v[one].name, &c->nodes.v[full].name, &like);
	if (like.surname >= DRIFT_LIKE && (!c->drift_full[one] || c->drift_full[one] > full + 1))
		c->drift_full[one] = full + 1;
}

static void drift_one(struct collection *c, const struct kua_drift *d, struct edges *pairs)
{
	uint32_t i, j;
	if (!d->kind || strcmp(d->kind, "name") != 0 || !d->a || !d->b || !item_number(c, d->a, &i) ||
	    !item_number(c, d->b, &j))
		return;
	const struct found *x = mention_at(c, i, d->a_start, d->a_end), *y = mention_at(c, j, d->b_start, d->b_end);
	if (!x || !y || x->kind != y->kind || x->node == y->node)
		return;
	const struct node *p = &c->nodes.v[x->node], *q = &c->nodes.v[y->node];
	if (p->closed || q->closed)
		return;
	if (p->alone != q->alone)
		drift_alone(c, p->alone ? x->node : y->node, p->alone ? y->node : x->node);
	else
		*kua_vec_add(&pairs->v) = (struct edge){.a = x->node < y->node ? x->node : y->node,
		                                        .b = x->node < y->node ? y->node : x->node};
}

void drift_apply(struct collection *c)
{
	struct edges pairs = {0}, fresh = {0};
	c->drift_full = KUA_NEW_N(c->arena, uint32_t, c->nodes.n);
	for (size_t i = 0; i < c->in->n_drift; i++)
		drift_one(c, &c->in->drift[i], &pairs);
	if (pairs.v.n)
		qsort(pairs.v.v, pairs.v.n, sizeof *pairs.v.v, by_pair);
	for (size_t i = 0; i < pairs.v.n; i++)
		if (i == 0 || by_pair(&pairs.v.v[i], &pairs.v.v[i - 1]) != 0)
			drift_edge(c, pairs.v.v[i].a, pairs.v.v[i].b, &fresh);
	for (size_t i = 0; i < fresh.v.n; i++)
		*kua_vec_add(&c->edges) = fresh.v.v[i];
	if (fresh.v.n)
		qsort(c->edges.v, c->edges.n, sizeof *c->edges.v, by_pair);
	kua_vec_free(&pairs.v);
	kua_vec_free(&fresh.v);
}

/* ---- judgements ---- */

struct lookup {
	struct kua_intern *ids, *labels; /* id -> node; kind and folded form -> node */
	uint32_t *id_node, *label_node;
};

static uint32_t by_form(const struct lookup *l, const char *prefix, const char *form)
{
	static const char *const prefixes[] = {"per", "pla", "org"};
	static const char *const kinds[] = {"person", "place", "organisation"};
	struct kua_buf b = KUA_BUF_INIT;
	uint32_t found = KUA_NO_ID;
	for (size_t k = 0; form && k < 3 && found == KUA_NO_ID; k++) {
		if (prefix && strncmp(prefix, prefixes[k], 3) != 0 && strlen(prefix) > 3)
			continue;
		kua_buf_clear(&b);
		kua_buf_printf(&b, "%s ", kinds[k]);
		kua_fold(&b, form, strlen(form));
		uint32_t id = kua_intern_find(l->labels, b.data, b.len);
		if (id != KUA_NO_ID)
			found = l->label_node[id];
	}
	kua_buf_free(&b);
	return found;
}

static uint32_t judged_node(const struct lookup *l, const char *id, const char *form, bool form_first)
{
	uint32_t at = id ? kua_intern_find(l->ids, id, strlen(id)) : KUA_NO_ID;
	uint32_t node = at == KUA_NO_ID ? KUA_NO_ID : l->id_node[at];
	uint32_t labelled = form_first || node == KUA_NO_ID ? by_form(l, id, form) : KUA_NO_ID;
	return labelled != KUA_NO_ID ? labelled : node;
}

static int newest_first(const void *a, const void *b)
{
	const struct kua_judgement *x = *(const struct kua_judgement *const *)a, *y = *(const struct kua_judgement *const *)b;
	return x->entry > y->entry ? -1 : x->entry < y->entry;
}

static enum judged verdict_of(const char *verdict)
{
	return !verdict                        ? JUDGED_NOTHING
	     : strcmp(verdict, "same") == 0      ? JUDGED_SAME
	     : strcmp(verdict, "different") == 0 ? JUDGED_DIFFERENT
	     : strcmp(verdict, "unsure") == 0    ? JUDGED_UNSURE
	                                         : JUDGED_NOTHING;
}

static void open_lookup(struct collection *c, struct lookup *l)
{
	l->ids = kua_intern_new();
	l->labels = kua_intern_new();
	l->id_node = KUA_NEW_N(c->arena, uint32_t, c->nodes.n);
	l->label_node = KUA_NEW_N(c->arena, uint32_t, c->nodes.n);
	for (uint32_t i = 0; i < c->nodes.n; i++) {
		const struct node *n = &c->nodes.v[i];
		const char *id = node_id(c->arena, n);
		l->id_node[kua_intern_add(l->ids, id, strlen(id))] = i;
		size_t before = kua_intern_count(l->labels);
		uint32_t at = kua_intern_add(l->labels, n->key, strcspn(n->key, "\x1f"));
		if (kua_intern_count(l->labels) > before)
			l->label_node[at] = i;
	}
}

static bool pair_judged(const struct collection *c, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < c->judged.n; i++)
		if ((c->judged.v[i].a == a && c->judged.v[i].b == b) || (c->judged.v[i].a == b && c->judged.v[i].b == a))
			return true;
	return false;
}

/* After clusters_make has made every node its own cluster: join what was judged the same. */
void judgements_apply(struct collection *c)
{
	const struct kua_judgement **sorted = KUA_NEW_N(c->arena, const struct kua_judgement *, c->in->n_judgements);
	struct lookup l;
	if (c->in->n_judgements == 0)
		return;
	open_lookup(c, &l);
	for (size_t i = 0; i < c->in->n_judgements; i++)
		sorted[i] = &c->in->judgements[i];
	qsort(sorted, c->in->n_judgements, sizeof *sorted, newest_first);
	for (size_t i = 0; i < c->in->n_judgements; i++) {
		const struct kua_judgement *j = sorted[i];
		enum judged verdict = verdict_of(j->verdict);
		if (verdict == JUDGED_NOTHING || !j->other)
			continue;
		bool forms = j->target && strcmp(j->target, j->other) == 0; /* two names of one entity */
		uint32_t a = judged_node(&l, j->target, j->form, forms), b = judged_node(&l, j->other, j->other_form, forms);
		if (a == KUA_NO_ID || b == KUA_NO_ID || a == b || pair_judged(c, a, b))
			continue;
		if (verdict == JUDGED_SAME ? clusters_judged_apart(c, a, b) : cluster_of(c, a) == cluster_of(c, b))
			continue;
		*kua_vec_add(&c->judged) = (struct judged_pair){a, b, verdict};
		if (verdict == JUDGED_SAME) {
			*kua_vec_add(&c->joined) = (struct joined_pair){.a = a, .b = b, .score = 1, .same = true, .confirmed = true,
			                                                .reasons = {"judged to be the same"}, .n_reasons = 1};
			clusters_join(c, a, b);
		} else {
			*kua_vec_add(&c->joined) = (struct joined_pair){.a = a, .b = b, .score = 0, .confirmed = true,
			    .reasons = {verdict == JUDGED_UNSURE ? "judged to be uncertain" : "judged to be different"}, .n_reasons = 1};
		}
	}
	kua_intern_free(l.ids);
	kua_intern_free(l.labels);
}
