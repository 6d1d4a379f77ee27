/*
 * tree.c - of each family, who copied whom: probabilities of all sources, and the tree that is likely to have most of them right.
 *
 * Every pair of the family is an arc either way, with a cost: what it takes to make the one text of the other (over TEMPERATURE, for edits
 * are no independent accidents), and what else speaks for a direction. likely.c adds what dates say and turns the costs into the
 * probability of each arc over all trees. The tree that is told has the greatest sum of these, so that as
 * many parents as possible are right; the cheapest tree would have one likely circle broken at random.
 *
 * How often dates are wrong is learnt from the collection: where words alone leave hardly a doubt, a copy that is dated before its source
 * has a wrong date, or its source has.
 *
 * Whether one text comes from another through others is counted in trees drawn by these probabilities: TREE_DRAWS of them, fewer
 * where a family has more than TREE_DRAWN texts.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

#define TEMPERATURE 3.0
#define COMMON_NATS 6.0       /* both name one third place where the text was printed */
#define LEAST_P 0.0005
#define WRONG_DATES 0.0025    /* before anything is learnt */
#define RATE_STEPS 2          /* for each doubling, so that a few more texts change it seldom, and with it all trees */
#define WORDS_DECIDE 0.97
#define TIME 30.0             /* days about a family's first and last date */

struct member_list { /* families of two or more, and the pairs of each */
	uint32_t *members, *member_first; /* by family */
	uint32_t *pairs, *pair_first;
	size_t n;
};

struct tree_makers {
	const struct tree_input *in;
	struct tree *out;
	struct member_list lists;
	uint32_t *local; /* of each body: its number in its family */
	double wrong_dates;
	uint32_t *dated, *backward; /* by family, of the first round: arcs that words decide, and those against the dates */
	bool learning;
};

/* ---- families ---- */

static void list_families(struct tree_makers *m)
{
	const struct tree_input *in = m->in;
	uint32_t *number = kua_malloc(kua_mul(in->n, sizeof *number)), *size = kua_calloc(in->n, sizeof *size);
	struct member_list *l = &m->lists;
	for (size_t i = 0; i < in->n; i++)
		size[in->family[i]]++;
	for (size_t i = 0; i < in->n; i++)
		number[i] = in->family[i] == i && size[i] > 1 ? (uint32_t)l->n++ : NO_BODY;
	l->member_first = kua_calloc(l->n + 2, sizeof *l->member_first);
	l->pair_first = kua_calloc(l->n + 2, sizeof *l->pair_first);
	l->members = kua_malloc(kua_mul(in->n, sizeof *l->members));
	l->pairs = kua_malloc(kua_mul(in->n_pairs, sizeof *l->pairs));
	for (size_t i = 0; i < in->n; i++)
		if (number[in->family[i]] != NO_BODY)
			l->member_first[number[in->family[i]] + 2]++;
	for (size_t i = 0; i < in->n_pairs; i++)
		if (in->family[in->pairs[i].a] == in->family[in->pairs[i].b])
			l->pair_first[number[in->family[in->pairs[i].a]] + 2]++;
	for (size_t f = 1; f < l->n + 2; f++) {
		l->member_first[f] += l->member_first[f - 1];
		l->pair_first[f] += l->pair_first[f - 1];
	}
	for (size_t i = 0; i < in->n; i++) {
		uint32_t f = number[in->family[i]];
		if (f == NO_BODY)
			continue;
		l->members[l->member_first[f + 1]++] = (uint32_t)i;
	}
	for (size_t i = 0; i < in->n_pairs; i++)
		if (in->family[in->pairs[i].a] == in->family[in->pairs[i].b])
			l->pairs[l->pair_first[number[in->family[in->pairs[i].a]] + 1]++] = (uint32_t)i;
	for (size_t f = 0; f < l->n; f++)
		for (uint32_t i = l->member_first[f]; i < l->member_first[f + 1]; i++)
			m->local[l->members[i]] = i - l->member_first[f];
	free(number);
	free(size);
}

/* ---- one family ---- */

struct one {
	const struct tree_makers *m;
	size_t family;
	uint32_t n; /* texts */
	const uint32_t *members, *pairs;
	uint32_t n_pairs;
	struct days *days;
	double range;
	double heat;         /* nats of edits over nats of probability */
	double *none, *cost; /* of each text, written anew: log of its weight, nats of its words */
	KUA_VEC(struct family_arc) arcs;
	double *weight;      /* of each arc: its logarithm */
	double *p;           /* of each arc */
	double *original;
};

static void set_days(struct one *o)
{
	int64_t first = INT64_MAX, last = INT64_MIN;
	for (uint32_t i = 0; i < o->n; i++) {
		o->days[i] = days_of(o->m->in->bodies[o->members[i]].source->item->published_on);
		if (!o->days[i].known)
			continue;
		first = o->days[i].first < first ? o->days[i].first : first;
		last = o->days[i].last > last ? o->days[i].last : last;
	}
	o->range = TIME + (first <= last ? (double)(last - first) : 0);
}

static void add_arcs(struct one *o)
{
	const struct tree_input *in = o->m->in;
	double **sums = kua_malloc(kua_mul(o->n, sizeof *sums));
	for (uint32_t i = 0; i < o->n; i++) {
		sums[i] = word_sums(&in->bodies[o->members[i]]);
		o->cost[i] = sums[i][in->bodies[o->members[i]].n_words];
	}
	for (uint32_t k = 0; k < o->n_pairs; k++) {
		const struct pair *pair = &in->pairs[o->pairs[k]];
		uint32_t a = o->m->local[pair->a], b = o->m->local[pair->b];
		double half = in->evidence[o->pairs[k]] / 2, common = in->common[o->pairs[k]] ? COMMON_NATS : 0;
		struct copying ab, ba;
		copying_of(pair, &in->bodies[pair->a], &in->bodies[pair->b], sums[a], sums[b], &ab, &ba);
		*kua_vec_add(&o->arcs) = (struct family_arc){a, b, o->pairs[k], ab.cost, common - half};
		*kua_vec_add(&o->arcs) = (struct family_arc){b, a, o->pairs[k], ba.cost, common + half};
	}
	for (uint32_t i = 0; i < o->n; i++)
		free(sums[i]);
	free(sums);
}

/* Logarithms of weights, within what the sums can tell apart. */
static void weigh(struct one *o)
{
	double least = 0, most = -INFINITY;
	o->weight = kua_malloc(kua_mul(o->arcs.n, sizeof *o->weight));
	for (uint32_t i = 0; i < o->n; i++)
		least = o->cost[i] > least ? o->cost[i] : least;
	for (size_t k = 0; k < o->arcs.n; k++)
		most = o->arcs.v[k].text > most ? o->arcs.v[k].text : most;
	least = least > most ? least : most;
	o->heat = fmax(TEMPERATURE, least / (LAPLACIAN_NATS - 400));
	for (uint32_t i = 0; i < o->n; i++)
		o->none[i] = -o->cost[i] / o->heat;
	for (size_t k = 0; k < o->arcs.n; k++)
		o->weight[k] = -o->arcs.v[k].text / o->heat - o->arcs.v[k].other;
}

/* ---- what comes out ---- */

/* From those without copies upwards. */
static void count_below(struct one *o)
{
	struct tree *t = o->m->out;
	uint32_t *waits = kua_calloc(o->n, sizeof *waits); /* for so many of its copies */
	for (uint32_t i = 0; i < o->n; i++)
		if (t->parent[o->members[i]] != NO_BODY)
			waits[o->m->local[t->parent[o->members[i]]]]++;
	for (uint32_t i = 0; i < o->n; i++) {
		uint32_t v = i;
		while (waits[v] == 0) {
			uint32_t up = t->parent[o->members[v]];
			waits[v] = NO_BODY;
			if (up == NO_BODY)
				break;
			t->below[up] += t->below[o->members[v]] + 1;
			v = o->m->local[up];
			waits[v]--;
		}
	}
	free(waits);
}

static void keep_tree(struct one *o)
{
	struct tree *t = o->m->out;
	struct arc *arcs = kua_malloc(kua_mul(o->arcs.n, sizeof *arcs));
	double *root = kua_malloc(kua_mul(o->n, sizeof *root));
	uint32_t *parent = kua_malloc(kua_mul(o->n, sizeof *parent));
	for (size_t k = 0; k < o->arcs.n; k++)
		arcs[k] = (struct arc){o->arcs.v[k].from, o->arcs.v[k].to, -o->p[k]};
	for (uint32_t i = 0; i < o->n; i++)
		root[i] = -o->original[i];
	arborescence(arcs, o->arcs.n, o->n, root, parent);
	for (uint32_t i = 0; i < o->n; i++) {
		uint32_t body = o->members[i];
		t->original[body] = o->original[i];
		t->cost[body] = o->cost[i];
		if (parent[i] == NO_ARC)
			continue;
		t->parent[body] = o->members[arcs[parent[i]].from];
		t->parent_pair[body] = o->arcs.v[parent[i]].pair;
		t->probability[body] = o->p[parent[i]];
	}
	count_below(o);
	free(arcs);
	free(root);
	free(parent);
}

static int by_copy(const void *x, const void *y, void *ctx)
{
	const struct one *o = ctx;
	uint32_t i = *(const uint32_t *)x, k = *(const uint32_t *)y;
	const struct family_arc *a = &o->arcs.v[i], *b = &o->arcs.v[k];
	if (a->to != b->to)
		return a->to < b->to ? -1 : 1;
	if (o->p[i] > o->p[k] || o->p[i] < o->p[k])
		return o->p[i] > o->p[k] ? -1 : 1;
	return a->from < b->from ? -1 : a->from > b->from;
}

/* The likeliest sources of each text. */
static void keep_sources(struct one *o)
{
	struct tree *t = o->m->out;
	uint32_t *order = kua_malloc(kua_mul(o->arcs.n, sizeof *order));
	for (uint32_t k = 0; k < o->arcs.n; k++)
		order[k] = k;
	if (o->arcs.n)
		qsort_r(order, o->arcs.n, sizeof *order, by_copy, o);
	for (size_t k = 0, end; k < o->arcs.n; k = end) {
		uint32_t to = o->arcs.v[order[k]].to, n = 0;
		for (end = k; end < o->arcs.n && o->arcs.v[order[end]].to == to; end++)
			n += n < TREE_SOURCES && o->p[order[end]] >= LEAST_P;
		struct possibles *list = &t->sources[o->members[to]];
		list->v = kua_malloc(kua_mul(n, sizeof *list->v));
		list->n = n;
		for (uint32_t i = 0; i < n; i++) {
			const struct family_arc *arc = &o->arcs.v[order[k + i]];
			list->v[i] = (struct possible){o->members[arc->from], arc->pair, o->p[order[k + i]], arc->text};
		}
	}
	free(order);
}

/* When each text is come to and left on the way through the tree: what lies between comes from it. */
static void intervals(uint32_t n, const uint32_t *parent, uint32_t *child, uint32_t *sibling, uint32_t *enter, uint32_t *leave)
{
	uint32_t root = 0, time = 0;
	for (uint32_t v = 0; v < n; v++)
		child[v] = NO_BODY;
	for (uint32_t v = n; v-- > 0;) {
		if (parent[v] == v) {
			root = v;
			continue;
		}
		sibling[v] = child[parent[v]];
		child[parent[v]] = v;
	}
	uint32_t v = root;
	enter[v] = time++;
	for (;;) {
		if (child[v] != NO_BODY) { /* taken from its list, so that coming back goes on with the next */
			uint32_t down = child[v];
			child[v] = sibling[down];
			v = down;
			enter[v] = time++;
			continue;
		}
		leave[v] = time;
		if (v == root)
			return;
		v = parent[v];
	}
}

/* How often b comes from a, and a from b, in trees drawn at random. */
static void count_ancestors(struct one *o)
{
	struct tree *t = o->m->out;
	if (o->n == 2) {
		t->ab[o->pairs[0]] = o->original[0];
		t->ba[o->pairs[0]] = o->original[1];
		return;
	}
	uint32_t *tables = kua_malloc(kua_mul((size_t)o->n, 5 * sizeof *tables));
	uint32_t *parent = tables, *child = parent + o->n, *sibling = child + o->n, *enter = sibling + o->n, *leave = enter + o->n;
	uint32_t *first = kua_malloc(kua_mul((size_t)o->n + 1, sizeof *first));
	KUA_VEC(struct origin) sources = {0};
	for (uint32_t i = 0; i < o->n; i++) {
		const struct possibles *list = &t->sources[o->members[i]];
		double sum = 0;
		first[i] = (uint32_t)sources.n;
		for (uint32_t k = 0; k < list->n; k++)
			*kua_vec_add(&sources) = (struct origin){o->m->local[list->v[k].from], sum += list->v[k].p};
	}
	first[o->n] = (uint32_t)sources.n;
	const struct origins origins = {o->n, first, sources.v, o->original};
	uint64_t draws = forest_draws(o->n);
	for (uint64_t number = 0; number < draws; number++) {
		forest_draw(&origins, number, parent);
		intervals(o->n, parent, child, sibling, enter, leave);
		for (uint32_t k = 0; k < o->n_pairs; k++) {
			const struct pair *pair = &o->m->in->pairs[o->pairs[k]];
			uint32_t a = o->m->local[pair->a], b = o->m->local[pair->b];
			t->ab[o->pairs[k]] += enter[a] < enter[b] && leave[b] <= leave[a];
			t->ba[o->pairs[k]] += enter[b] < enter[a] && leave[a] <= leave[b];
		}
	}
	for (uint32_t k = 0; k < o->n_pairs; k++) {
		t->ab[o->pairs[k]] /= (double)draws;
		t->ba[o->pairs[k]] /= (double)draws;
	}
	kua_vec_free(&sources);
	free(first);
	free(tables);
}

/* Take from the probabilities of each text's sources that it comes from a text that nobody has. */
static void find_unseen(struct one *o)
{
	const struct tree_input *in = o->m->in;
	struct tree *t = o->m->out;
	uint32_t *first = kua_calloc((size_t)o->n + 2, sizeof *first), *list = kua_malloc(kua_mul(o->n_pairs, 2 * sizeof *list));
	for (uint32_t k = 0; k < o->n_pairs; k++) {
		first[o->m->local[in->pairs[o->pairs[k]].a] + 2]++;
		first[o->m->local[in->pairs[o->pairs[k]].b] + 2]++;
	}
	for (uint32_t i = 1; i < o->n + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t k = 0; k < o->n_pairs; k++) {
		list[first[o->m->local[in->pairs[o->pairs[k]].a] + 1]++] = o->pairs[k];
		list[first[o->m->local[in->pairs[o->pairs[k]].b] + 1]++] = o->pairs[k];
	}
	for (uint32_t i = 0; i < o->n; i++) {
		uint32_t body = o->members[i];
		const struct unseen_input all = {in->bodies, in->pairs, list + first[i], first[i + 1] - first[i], t->ab, t->ba, o->heat};
		if (t->parent[body] == NO_BODY || t->probability[body] < LEAST_P)
			continue;
		t->unseen[body] = unseen_source(&all, body, t->parent_pair[body], t->probability[body]);
		t->probability[body] *= 1 - t->unseen[body];
		for (uint32_t k = 0; k < t->sources[body].n; k++)
			t->sources[body].v[k].p *= 1 - t->unseen[body];
	}
	free(first);
	free(list);
}

/* Arcs that words alone decide, and how many of them run against the dates. */
static void learn_dates(struct one *o)
{
	for (size_t k = 0; k < o->arcs.n; k++) {
		const struct days *from = &o->days[o->arcs.v[k].from], *to = &o->days[o->arcs.v[k].to];
		if (o->p[k] < WORDS_DECIDE || !from->known || !to->known)
			continue;
		o->m->dated[o->family]++;
		o->m->backward[o->family] += to->last < from->first;
	}
}

static void make_family(void *ctx, size_t f)
{
	struct tree_makers *m = ctx;
	const struct member_list *l = &m->lists;
	struct one o = {
		.m = m, .family = f,
		.n = l->member_first[f + 1] - l->member_first[f], .members = l->members + l->member_first[f],
		.n_pairs = l->pair_first[f + 1] - l->pair_first[f], .pairs = l->pairs + l->pair_first[f],
	};
	if (m->learning && (o.n < 3 || o.n > TREE_EXACT))
		return;
	o.days = kua_malloc(kua_mul(o.n, sizeof *o.days));
	o.none = kua_malloc(kua_mul(o.n, sizeof *o.none));
	o.cost = kua_malloc(kua_mul(o.n, sizeof *o.cost));
	o.original = kua_malloc(kua_mul(o.n, sizeof *o.original));
	set_days(&o);
	add_arcs(&o);
	weigh(&o);
	o.p = kua_malloc(kua_mul(o.arcs.n, sizeof *o.p));
	const struct weighed weighed = {
		.n = o.n, .arcs = o.arcs.v, .n_arcs = o.arcs.n, .weight = o.weight, .none = o.none, .dates = !m->learning,
		.days = o.days, .range = o.range, .wrong_dates = m->wrong_dates,
	};
	likely_sources(&weighed, o.p, o.original);
	if (m->learning) {
		learn_dates(&o);
	} else {
		keep_tree(&o);
		keep_sources(&o);
		count_ancestors(&o);
		find_unseen(&o);
	}
	free(o.days);
	free(o.none);
	free(o.cost);
	free(o.original);
	free(o.weight);
	free(o.p);
	kua_vec_free(&o.arcs);
}

/* ---- all families ---- */

static void start(const struct tree_input *in, struct tree *t)
{
	size_t n = in->n;
	*t = (struct tree){
		.n = n,
		.parent = kua_malloc(kua_mul(n, sizeof *t->parent)),
		.parent_pair = kua_calloc(n, sizeof *t->parent_pair),
		.probability = kua_calloc(n, sizeof *t->probability),
		.unseen = kua_calloc(n, sizeof *t->unseen),
		.original = kua_calloc(n, sizeof *t->original),
		.below = kua_calloc(n, sizeof *t->below),
		.sources = kua_calloc(n, sizeof *t->sources),
		.cost = kua_calloc(n, sizeof *t->cost),
		.ab = kua_calloc(in->n_pairs, sizeof *t->ab),
		.ba = kua_calloc(in->n_pairs, sizeof *t->ba),
	};
	for (size_t i = 0; i < n; i++)
		t->parent[i] = NO_BODY;
}

static void end(struct tree_makers *m)
{
	free(m->local);
	free(m->dated);
	free(m->backward);
	free(m->lists.members);
	free(m->lists.member_first);
	free(m->lists.pairs);
	free(m->lists.pair_first);
}

void tree_learn(const struct tree_input *in, unsigned threads, struct tree_learnt *out)
{
	struct tree_makers m = {.in = in, .wrong_dates = WRONG_DATES, .learning = true, .local = kua_calloc(in->n, sizeof *m.local)};
	list_families(&m);
	m.dated = kua_calloc(m.lists.n, sizeof *m.dated);
	m.backward = kua_calloc(m.lists.n, sizeof *m.backward);
	kua_parallel(m.lists.n, threads, make_family, &m);
	for (size_t f = 0; f < m.lists.n; f++) {
		out->dated += m.dated[f];
		out->backward += m.backward[f];
	}
	end(&m);
}

double tree_wrong_dates(const struct tree_learnt *l)
{
	const double expected = 200; /* weighs as much as so many arcs seen */
	/* a wrong date is as often too late, and of two dates of an arc either can be it */
	double rate = 2 * (expected * WRONG_DATES + (double)l->backward) / (expected + (double)l->dated);
	return exp2(round(log2(rate) * RATE_STEPS) / RATE_STEPS);
}

void tree_make(const struct tree_input *in, double wrong_dates, unsigned threads, struct tree *out)
{
	struct tree_makers m = {.in = in, .out = out, .wrong_dates = wrong_dates, .local = kua_calloc(in->n, sizeof *m.local)};
	start(in, out);
	list_families(&m);
	kua_parallel(m.lists.n, threads, make_family, &m);
	end(&m);
}

void tree_free(struct tree *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->sources[i].v);
	free(t->parent);
	free(t->parent_pair);
	free(t->probability);
	free(t->unseen);
	free(t->original);
	free(t->below);
	free(t->sources);
	free(t->cost);
	free(t->ab);
	free(t->ba);
}
