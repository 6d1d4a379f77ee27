/*
 * reuse.c - all of it in order: bodies, postings, pairs, families, directions, drift; and the records that come out.
 *
 * Bodies are put in order of item id first (then of text, for filters whose lines share an id), and everything behind
 * works on numbers in that order: so the order of input cannot be seen in the result, and a < b in every pair.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "reuse/internal.h"

#define BOILERPLATE 0.2 /* of the shared words, beside furniture: less, and the pair shares nothing else to speak of */

struct finding {
	struct alphabet *alphabet;
	struct body *bodies;
	size_t n;
	unsigned threads;
	size_t least_words;
	const struct kua_languages *languages;
	const struct kua_reuse_words *words;
	KUA_VEC(struct found) found; /* whose passages and edits the pairs point to */
	KUA_VEC(struct pair) pairs;
	uint32_t *family;
	const struct kua_reuse_keeper *keeper; /* or NULL */
	const char **marks;              /* where there is one: of each body, in scratch */
	struct kua_reuse_glance *glances; /* likewise; of each body, in scratch */
	bool *known;                     /* of each body: its pairs with others of these are kept */
	struct found kept;               /* the pairs that were */
	faint_vec faint;                 /* those that were compared in vain, now or before */
	struct touched *touched;
	struct credit *credits;
	struct furniture *furniture;
	double *evidence;          /* of each pair: for a direction, beside words and dates */
	bool *common;              /* of each pair: both are from a third place, as they say */
	struct tree tree;
	uint32_t *drift_pair;      /* of each drift: its pair */
	struct kua_arena *arena;   /* the caller's */
	struct kua_arena *scratch; /* gone at the end */
	struct kua_reuse_result *out;
};

/* ---- bodies ---- */

static int compare_bodies(const void *x, const void *y)
{
	const struct body *a = x, *b = y;
	int c = strcmp(a->source->item->id, b->source->item->id);
	if (c != 0)
		return c;
	size_t na = a->source->text->n, nb = b->source->text->n;
	size_t both = na < nb ? na : nb;
	c = both ? memcmp(a->source->text->bytes, b->source->text->bytes, both) : 0;
	return c != 0 ? c : na < nb ? -1 : na > nb;
}

/* Rows of a table share the table's words: that is no copy, so they are compared with nothing. */
static void fill_body(void *ctx, size_t i)
{
	struct finding *f = ctx;
	struct body *body = &f->bodies[i];
	const struct kua_text *t = body->source->text;
	const char *kind = body->source->item->kind;
	body->room = kua_malloc(letters_room(t->n));
	struct letters l = letters_fill(f->alphabet, t->bytes, t->n, body->room);
	body->room = kua_realloc(body->room, letters_size(l.n));
	body->n_letters = l.n;
	body->n_bytes = l.n_bytes;
	body->text = t->bytes;
	body->seedless = kind && strcmp(kind, "record") == 0;
	words_fill(f->alphabet, body);
}

static void make_bodies(struct finding *f, const struct kua_source *items)
{
	f->bodies = kua_calloc(f->n, sizeof *f->bodies);
	for (size_t i = 0; i < f->n; i++)
		f->bodies[i].source = &items[i];
	if (f->n)
		qsort(f->bodies, f->n, sizeof *f->bodies, compare_bodies);
	kua_parallel(f->n, f->threads, fill_body, f);
}

static const char *id_of(const struct finding *f, uint32_t body)
{
	return f->bodies[body].source->item->id;
}

/* A large collection is seeded more thinly, unless it is asked for otherwise: what is short or badly hurt may then not be found. */
static struct seeding seeding_of(const struct finding *f, bool sensitive)
{
	size_t letters = 0;
	for (size_t i = 0; i < f->n; i++)
		letters += f->bodies[i].n_letters;
	return sensitive || letters <= KUA_REUSE_SENSITIVE ? SEEDING_DENSE : SEEDING_SPARSE;
}

static void take_found(void *ctx, struct found *found)
{
	struct finding *f = ctx;
	for (size_t i = 0; i < found->faint.n; i++)
		*kua_vec_add(&f->faint) = found->faint.v[i];
	if (!found->pairs.n)
		return;
	for (size_t i = 0; i < found->pairs.n; i++) {
		struct pair *p = kua_vec_add(&f->pairs);
		*p = found->pairs.v[i];
		p->passages = found->passages.v;
		p->edits = found->edits.v;
		p->changes = found->changes.v + p->first_change;
	}
	*kua_vec_add(&f->found) = *found;
	*found = (struct found){0};
}

/* ---- pairs that are known ---- */

/* What was found for the bodies before, and which of them were there. */
static void load_kept(struct finding *f, const struct kua_reuse_options *o)
{
	struct seeding how = seeding_of(f, o->sensitive);
	const char *settings = kua_arena_printf(f->scratch, "%u %u %d %zu %zu", how.k, how.window, o->sensitive, f->least_words, pairs_counted(f->n));
	f->marks = KUA_NEW_N(f->scratch, const char *, f->n);
	f->known = kua_calloc(f->n ? f->n : 1, sizeof *f->known);
	f->glances = KUA_NEW_N(f->scratch, struct kua_reuse_glance, f->n);
	f->touched = touched_new(f->bodies, f->n);
	for (size_t i = 0; i < f->n; i++) {
		struct kua_packed p;
		const size_t n[] = {f->kept.pairs.n, f->kept.passages.n, f->kept.edits.n, f->kept.changes.n, f->kept.faint.n};
		f->marks[i] = kept_mark(&f->bodies[i], settings, f->scratch);
		if (!f->keeper->kept(f->keeper->ctx, id_of(f, (uint32_t)i), f->marks[i], &p))
			continue;
		f->known[i] = kept_unpack(p, f->bodies, f->n, (uint32_t)i, &f->kept, &f->glances[i]);
		if (!f->known[i]) {
			f->kept.pairs.n = n[0];
			f->kept.passages.n = n[1];
			f->kept.edits.n = n[2];
			f->kept.changes.n = n[3];
			f->kept.faint.n = n[4];
			f->glances[i].known = false;
		}
	}
	for (size_t i = 0; i < f->kept.pairs.n; i++)
		touched_compared(f->touched, f->kept.pairs.v[i].a, touched_name(f->touched, f->kept.pairs.v[i].b));
	for (size_t i = 0; i < f->kept.faint.n; i++)
		touched_compared(f->touched, f->kept.faint.v[i].a, f->kept.faint.v[i].name);
}

static int compare_pairs(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;
	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	return p->b < q->b ? -1 : p->b > q->b;
}

/* A pair that was found again and is as it was: what differs in it need not be told again. at: the next one that was found. */
static void take_changes(struct finding *f, const struct pair *kept, size_t *at)
{
	while (*at < f->pairs.n && compare_pairs(&f->pairs.v[*at], kept) < 0)
		++*at;
	if (*at == f->pairs.n || compare_pairs(&f->pairs.v[*at], kept) != 0 || !kept_same(&f->pairs.v[*at], kept))
		return;
	struct pair *p = &f->pairs.v[*at];
	p->told = kept->told;
	p->n_changes = kept->n_changes;
	p->changes = kept->changes;
}

/* The pairs that were not looked for, among those that were found. */
static void add_kept(struct finding *f)
{
	size_t n = 0, at = 0;
	for (size_t i = 0; i < f->kept.pairs.n; i++) {
		struct pair p = f->kept.pairs.v[i];
		p.passages = f->kept.passages.v;
		p.edits = f->kept.edits.v;
		p.changes = f->kept.changes.v + p.first_change;
		if (f->known[p.a] && f->known[p.b] && !touched_pair(f->touched, p.a, p.b))
			f->kept.pairs.v[n++] = p;
		else
			take_changes(f, &p, &at);
	}
	f->kept.pairs.n = n;
	take_found(f, &f->kept);
	if (f->pairs.n)
		qsort(f->pairs.v, f->pairs.n, sizeof *f->pairs.v, compare_pairs);
}

static int compare_faint(const void *x, const void *y)
{
	const struct faint *p = x, *q = y;
	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	return p->name < q->name ? -1 : p->name > q->name;
}

/* In order, each once. */
static void sort_faint(faint_vec *v)
{
	size_t n = 0;
	if (v->n)
		qsort(v->v, v->n, sizeof *v->v, compare_faint);
	for (size_t i = 0; i < v->n; i++)
		if (n == 0 || compare_faint(&v->v[n - 1], &v->v[i]) != 0)
			v->v[n++] = v->v[i];
	v->n = n;
}

/* What is kept of each body from now on. */
static void keep_found(struct finding *f)
{
	struct kua_buf b = KUA_BUF_INIT;
	sort_faint(&f->faint);
	for (size_t i = 0, from = 0, end, faint = 0, faint_end; i < f->n; i++, from = end, faint = faint_end) {
		struct kua_packed p;
		for (end = from; end < f->pairs.n && f->pairs.v[end].a == i; end++)
			;
		for (faint_end = faint; faint_end < f->faint.n && f->faint.v[faint_end].a == i; faint_end++)
			;
		const struct keeping k = {f->pairs.v + from, f->faint.v + faint, end - from, faint_end - faint, &f->glances[i]};
		kept_pack(&b, f->bodies, &k);
		if (!f->keeper->kept(f->keeper->ctx, id_of(f, (uint32_t)i), f->marks[i], &p) || p.n != b.len || memcmp(p.v, b.data, b.len) != 0)
			f->keeper->keep(f->keeper->ctx, id_of(f, (uint32_t)i), f->marks[i], &b);
	}
	kua_buf_free(&b);
}

static enum kua_code find_pairs(struct finding *f, const struct kua_reuse_options *o, struct kua_error *err)
{
	if (f->keeper)
		load_kept(f, o);
	struct budget budget = {.left = INT64_MAX};
	struct spool none = {.fd = -1};
	struct search search = {
		.alphabet = f->alphabet,
		.bodies = f->bodies,
		.n = f->n,
		.seeding = seeding_of(f, o->sensitive),
		.sensitive = o->sensitive,
		.least_words = f->least_words,
		.threads = f->threads,
		.budget = &budget,
		.spool = &none,
		.progress = o->progress,
		.take = take_found,
		.ctx = f,
		.known = f->known,
		.touched = f->touched,
	};
	enum kua_code code = pairs_search(&search, err);
	if (code != KUA_OK)
		return code;
	if (f->keeper)
		add_kept(f);
	f->family = kua_malloc(kua_mul(f->n, sizeof *f->family));
	f->furniture = furniture_find(f->bodies, f->n, f->pairs.v, f->pairs.n);
	families_join(f->bodies, f->n, f->pairs.v, f->pairs.n, f->least_words, f->furniture, f->family);
	return KUA_OK;
}

/* ---- records ---- */

static struct kua_spans spans_of(const struct finding *f, const struct pair *p)
{
	struct kua_span *v = KUA_NEW_N(f->arena, struct kua_span, p->n);
	for (size_t i = 0; i < p->n; i++)
		v[i] = p->passages[p->first + i].bytes;
	return (struct kua_spans){v, p->n};
}

static void glance(void *ctx, size_t i)
{
	struct finding *f = ctx;
	struct kua_reuse_glance *g = &f->glances[i];
	struct kua_arena *a = kua_arena_new();
	struct credit c;
	if (!g->known) {
		credit_read(f->words, f->languages, f->bodies[i].source, NULL, a, &c);
		g->quiet = credit_is_none(&c);
		g->past[0] = '\0';
		(void)past_date(f->words, f->languages, f->bodies[i].source, a, g->past);
		g->known = true;
	}
	kua_arena_free(a);
}

/* What is seen of each text: kept, or seen now. In the result, by the items as they came, which begin at `items`. */
static void glance_at_all(struct finding *f, const struct kua_source *items)
{
	kua_parallel(f->n, f->threads, glance, f);
	struct kua_reuse_glance *out = KUA_NEW_N(f->arena, struct kua_reuse_glance, f->n);
	for (size_t i = 0; i < f->n; i++)
		out[f->bodies[i].source - items] = f->glances[i];
	f->out->glances = out;
}

/* Credits of the items that share text with another. */
static void read_credits(struct finding *f)
{
	bool *wanted = kua_calloc(f->n, sizeof *wanted);
	f->credits = kua_calloc(f->n, sizeof *f->credits);
	for (size_t i = 0; i < f->pairs.n; i++)
		wanted[f->pairs.v[i].a] = wanted[f->pairs.v[i].b] = true;
	for (size_t i = 0; i < f->n; i++)
		if (wanted[i] && !(f->glances && f->glances[i].quiet)) {
			const struct kua_source *s = f->bodies[i].source;
			credit_read(f->words, f->languages, s, s->item->published_on, f->scratch, &f->credits[i]);
		}
	free(wanted);
}

/* Records of pairs, with what speaks for a direction in each but the trees. */
static void weigh_pairs(struct finding *f)
{
	f->evidence = kua_calloc(f->pairs.n, sizeof *f->evidence);
	f->common = kua_calloc(f->pairs.n, sizeof *f->common);
	f->out->pairs = KUA_NEW_N(f->arena, struct kua_reuse, f->pairs.n);
	f->out->n_pairs = f->pairs.n;
	for (size_t i = 0; i < f->pairs.n; i++) {
		const struct pair *p = &f->pairs.v[i];
		struct kua_reuse *r = &f->out->pairs[i];
		*r = (struct kua_reuse){
			.id = KUA_ID(f->arena, "r", id_of(f, p->a), id_of(f, p->b)),
			.a = id_of(f, p->a), .b = id_of(f, p->b),
			.shared_words = p->equal,
			.a_words = f->bodies[p->a].n_words, .b_words = f->bodies[p->b].n_words,
			.spans = spans_of(f, p),
		};
		f->evidence[i] = direction_evidence(&f->bodies[p->a], &f->bodies[p->b], p, f->family[p->a] == f->family[p->b],
		                                    &f->credits[p->a], &f->credits[p->b], f->arena, r, &f->common[i]);
	}
}

static struct tree_input tree_input_of(const struct finding *f)
{
	return (struct tree_input){
		.bodies = f->bodies, .n = f->n, .pairs = f->pairs.v, .n_pairs = f->pairs.n, .family = f->family,
		.evidence = f->evidence, .common = f->common,
	};
}

/* Directions, out of the trees. */
static void put_directions(struct finding *f)
{
	for (size_t i = 0; i < f->pairs.n; i++) {
		const struct pair *p = &f->pairs.v[i];
		double ab = f->tree.ab[i], ba = f->tree.ba[i], evidence = f->evidence[i];
		if (f->family[p->a] != f->family[p->b] || f->common[i]) { /* evidence is from credits alone; both from a third is the rest */
			ab = evidence > 0 ? 1 / (1 + exp(-evidence)) : 0;
			ba = evidence < 0 ? 1 / (1 + exp(evidence)) : 0;
		}
		f->out->pairs[i].boilerplate = furniture_evidence(f->furniture, p) < BOILERPLATE * p->equal;
		direction_answer(&f->out->pairs[i], ab, ba);
		if (f->family[p->a] != f->family[p->b] && evidence >= 0 && evidence <= 0) {
			f->out->pairs[i].direction = "unknown"; /* the third text is a guess */
			f->out->pairs[i].probability = 0;
		}
	}
}

/* A family's origin is its tree's root, where that is sure. */
static void put_families(struct finding *f)
{
	uint32_t *size = kua_calloc(f->n, sizeof *size), *at = kua_calloc(f->n, sizeof *at);
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		if (++size[f->family[i]] == 2)
			n++;
	f->out->families = KUA_NEW_N(f->arena, struct kua_family, n);
	for (size_t i = 0; i < f->n; i++) {
		uint32_t root = f->family[i];
		if (size[root] < 2)
			continue;
		if (root == i) { /* the root is the smallest member, so it comes first */
			at[root] = (uint32_t)f->out->n_families++;
			f->out->families[at[root]] = (struct kua_family){
				.id = KUA_ID(f->arena, "fam", id_of(f, root)),
				.items.v = KUA_NEW_N(f->arena, const char *, size[root]),
			};
		}
		struct kua_family *family = &f->out->families[at[root]];
		family->items.v[family->items.n++] = id_of(f, (uint32_t)i);
		if (f->tree.parent[i] == NO_BODY && f->tree.original[i] >= TREE_SURE)
			family->origin = id_of(f, (uint32_t)i);
	}
	free(size);
	free(at);
	copies_put(f->bodies, f->n, f->pairs.v, &f->tree, f->family, f->arena, f->out);
}

/* Any day will do for dates without a year, as long as it is the same for all; its year has a 29 February. */
#define ONE_DAY "2000-12-31"
#define DRIFT "drift"

static const struct said *said_by(struct finding *f, struct said *known, uint32_t body)
{
	struct said *s = &known[body];
	const struct kua_text *t = f->bodies[body].source->text;
	if (!s->body) {
		s->body = &f->bodies[body];
		s->numbers.v = kua_text_numbers(f->languages, t, f->scratch, &s->numbers.n);
		s->dates.v = kua_text_dates(f->languages, t, ONE_DAY, f->scratch, &s->dates.n);
	}
	return s;
}

/* What differs in a pair is told; its ids are in what is kept of it. */
static void tell_changes(struct finding *f, struct said *said, struct pair *p, drift_vec *work)
{
	work->n = 0;
	drift_of(said_by(f, said, p->a), said_by(f, said, p->b), p, f->scratch, work);
	struct change *changes = KUA_NEW_N(f->scratch, struct change, work->n);
	for (size_t i = 0; i < work->n; i++) {
		const struct kua_drift *d = &work->v[i];
		const int64_t at[4] = {d->a_start, d->a_end, d->b_start, d->b_end};
		char place[4][24];
		for (int k = 0; k < 4; k++)
			(void)snprintf(place[k], sizeof place[k], "%lld", (long long)at[k]);
		changes[i] = change_of(d);
		changes[i].id = strtoull(strchr(KUA_ID(f->scratch, DRIFT, d->a, d->b, place[0], place[1], place[2], place[3], d->kind), '-') + 1, NULL, 16);
	}
	p->changes = changes;
	p->n_changes = (uint32_t)work->n;
	p->told = true;
}

/* As KUA_ID writes it; there are many. */
static const char *id_of_change(const struct change *c, struct kua_arena *a)
{
	char id[] = DRIFT "-0000000000000000";
	size_t at = sizeof id - 1;
	for (uint64_t rest = c->id; rest; rest >>= 4)
		id[--at] = "0123456789abcdef"[rest & 15];
	return kua_arena_strndup(a, id, sizeof id - 1);
}

/* The drift of a pair, as records. */
static void put_changes(struct finding *f, const struct pair *p, drift_vec *all)
{
	for (uint32_t i = 0; i < p->n_changes; i++) {
		struct kua_drift *d = kua_vec_add(all);
		*d = drift_again(&p->changes[i], &f->bodies[p->a], &f->bodies[p->b], f->arena);
		d->id = id_of_change(&p->changes[i], f->arena);
	}
}

static void put_drift(struct finding *f)
{
	drift_vec all = {0}, work = {0};
	KUA_VEC(uint32_t) pair_of = {0};
	struct said *said = kua_calloc(f->n, sizeof *said);
	uint32_t *size = kua_calloc(f->n, sizeof *size);
	for (size_t i = 0; i < f->n; i++)
		size[f->family[i]]++;
	for (size_t i = 0; i < f->pairs.n; i++) {
		struct pair *p = &f->pairs.v[i];
		uint32_t family = f->family[p->a];
		bool in_tree = f->tree.parent[p->a] == p->b || f->tree.parent[p->b] == p->a;
		if (family != f->family[p->b] || (size[family] > KUA_REUSE_ALL_PAIRS && family != p->a && !in_tree))
			continue;
		if (!p->told)
			tell_changes(f, said, p, &work);
		put_changes(f, p, &all);
		while (pair_of.n < all.n)
			*kua_vec_add(&pair_of) = (uint32_t)i;
	}
	f->out->drift = KUA_NEW_N(f->arena, struct kua_drift, all.n);
	f->out->n_drift = all.n;
	if (all.n)
		memcpy(f->out->drift, all.v, all.n * sizeof *all.v);
	carry_changes(f->bodies, f->n, f->pairs.v, f->pairs.n, &f->tree, f->family, pair_of.v, f->out->drift, f->out->n_drift,
	              f->arena);
	kua_vec_free(&all);
	kua_vec_free(&work);
	f->drift_pair = pair_of.v;
	free(said);
	free(size);
}

/* Trees, and all that follows from them. */
static void put_records(struct finding *f, double wrong_dates)
{
	const struct tree_input in = tree_input_of(f);
	tree_make(&in, wrong_dates, f->threads, &f->tree);
	put_directions(f);
	put_families(f);
	put_drift(f);
}

/* What put_records and weigh_pairs made. */
static void forget_records(struct finding *f)
{
	free(f->evidence);
	free(f->common);
	free(f->drift_pair);
	tree_free(&f->tree);
	kua_arena_free(f->scratch);
}

static void forget(struct finding *f)
{
	for (size_t i = 0; i < f->n; i++)
		body_free(&f->bodies[i]);
	free(f->bodies);
	for (size_t i = 0; i < f->found.n; i++)
		found_free(&f->found.v[i]);
	kua_vec_free(&f->found);
	found_free(&f->kept);
	free(f->known);
	kua_vec_free(&f->faint);
	touched_free(f->touched);
	alphabet_free(f->alphabet);
	kua_vec_free(&f->pairs);
	free(f->family);
	free(f->credits);
	furniture_free(f->furniture);
	forget_records(f);
}

/* All records of what was found. */
static void put_all(struct finding *f)
{
	struct tree_learnt learnt = {0};
	read_credits(f);
	weigh_pairs(f);
	const struct tree_input in = tree_input_of(f);
	tree_learn(&in, f->threads, &learnt);
	put_records(f, tree_wrong_dates(&learnt));
}

enum kua_code kua_reuse_find(const struct kua_source *items, size_t n, const struct kua_languages *l,
                             const struct kua_reuse_options *options, struct kua_arena *a,
                             struct kua_reuse_result *out, struct kua_error *err)
{
	const struct kua_reuse_options plain = {0}, *o = options ? options : &plain;
	struct kua_reuse_result result = {.words = o->words};
	struct finding f = {
		.alphabet = alphabet_new(),
		.n = n,
		.threads = o->threads ? o->threads : kua_threads(),
		.least_words = o->least_words ? o->least_words : KUA_REUSE_LEAST,
		.languages = l,
		.words = o->words,
		.keeper = o->keeper,
		.arena = a,
		.scratch = kua_arena_new(),
		.out = &result,
	};
	make_bodies(&f, items);
	enum kua_code code = find_pairs(&f, o, err);
	if (code == KUA_OK) {
		if (f.keeper)
			glance_at_all(&f, items);
		put_all(&f);
		if (f.keeper)
			keep_found(&f);
		*out = result;
	}
	forget(&f);
	return code;
}

/* ---- some families of many ---- */

static struct finding finding_of(const struct lot *lot, struct kua_arena *a, struct kua_reuse_result *out)
{
	struct finding f = {
		.bodies = lot->bodies, .n = lot->n, .threads = lot->threads, .languages = lot->languages, .family = lot->family,
		.credits = lot->credits, .furniture = lot->furniture, .arena = a, .scratch = kua_arena_new(), .out = out,
	};
	f.pairs.v = lot->pairs;
	f.pairs.n = lot->n_pairs;
	return f;
}

void lot_learn(const struct lot *lot, struct tree_learnt *out)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_reuse_result records = {0};
	struct finding f = finding_of(lot, a, &records);
	weigh_pairs(&f);
	const struct tree_input in = tree_input_of(&f);
	tree_learn(&in, f.threads, out);
	forget_records(&f);
	kua_arena_free(a);
}

uint32_t *lot_records(const struct lot *lot, double wrong_dates, struct kua_arena *a, struct kua_reuse_result *out)
{
	*out = (struct kua_reuse_result){0};
	struct finding f = finding_of(lot, a, out);
	weigh_pairs(&f);
	put_records(&f, wrong_dates);
	uint32_t *drift_pair = f.drift_pair;
	f.drift_pair = NULL;
	forget_records(&f);
	return drift_pair;
}
