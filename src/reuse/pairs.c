/*
 * pairs.c - which items to compare, and the comparing: bodies in, verified passages out.
 *
 * 1. Each body's seeds go into buckets by hash.
 * 2. Each bucket is sorted: seeds with one hash are a group. What two bodies share goes into buckets by the first of the two. A group
 *    of no more than KUA_REUSE_ALL_PAIRS bodies gives all its pairs; a larger one pairs each body with the KUA_REUSE_NEAR next ones in
 *    order of id, and the first with all: linear, and nothing is dropped because it is common. It weighs less: log(bodies / bodies that
 *    have it), never below WEIGHT_LEAST, because the most copied text matters most, and never above WEIGHT_MOST, because one
 *    seed alone is no evidence. In a small collection hardly anything is common, which is what PRIOR says.
 * 3. Each of those buckets is sorted by pair; the matches of a pair become chains, chains passages.
 *
 * Both kinds of buckets live in memory as far as the budget goes, beyond it in a file (spill.c). Threads share nothing but buckets,
 * and what is found is handed over in the order of the buckets, so the result depends on the bodies only.
 *
 * Equal texts. Where more than KUA_REUSE_ALL_PAIRS bodies have the same letters, only the first KUA_REUSE_NEAR of them meet others by seeds;
 * the rest are paired like a large group: a million equal items cost a million times nine pairs and no more.
 */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "reuse/internal.h"

enum { BATCH = 16, DIGIT_BITS = 11, REPEATS = 16, COMBINATIONS = 16, DIGITS_LEAST = 512, CLASS_SHIFT = 28, SORT_BY_HAND = 24 };
#define PRIOR 5000.0
#define WEIGHT_LEAST 3.0
#define WEIGHT_MOST 10.0
/*
 * Nats that a chain must have to be followed: two rare seeds beside each other, or some common ones. Long texts share phrases by chance,
 * and a passage in them has seeds enough; a short one that was hurt may have two.
 */
#define CHAIN_LEAST 18.0f
#define CHAIN_LEAST_SHORT 12.0f
#define PLACE_MASK ((UINT32_C(1) << CLASS_SHIFT) - 1)
_Static_assert(KUA_TEXT_MAX <= (size_t)1 << CLASS_SHIFT, "a place must leave room for the class");

struct posting {
	uint32_t hash, body, at;
};

struct meeting { /* of two bodies in one seed; the high bits of at_a say how common it is */
	uint32_t a, b, at_a, at_b;
};

struct searching {
	const struct search *s;
	struct spill *postings, *meetings;
	float weights[16];
	uint32_t *twin; /* of each body: the next one with the same letters where there are too many of them; 0: none */
	atomic_size_t next;
	pthread_mutex_t lock; /* for what is below */
	struct kua_error failed;
	struct found waiting[SPILL_BUCKETS];
	bool done[SPILL_BUCKETS];
	unsigned handed; /* buckets that were handed over */
};

static void fail(struct searching *x, const struct kua_error *err)
{
	(void)pthread_mutex_lock(&x->lock);
	if (x->failed.code == KUA_OK)
		x->failed = *err;
	(void)pthread_mutex_unlock(&x->lock);
}

/* The letters of a body: where they are, or read from the spool into the buffer. */
static bool load(struct searching *x, uint32_t body, struct kua_buf *buf, struct letters *out)
{
	const struct body *b = &x->s->bodies[body];
	const char *room = b->room, *text = b->text;
	if (!room) {
		struct kua_error err = {0};
		size_t n = letters_size(b->n_letters);
		buf->len = 0;
		kua_buf_reserve(buf, n + b->n_bytes);
		if (spool_read(x->s->spool, b->at, buf->data, n + b->n_bytes, &err) != KUA_OK) {
			fail(x, &err);
			return false;
		}
		room = buf->data;
		text = room + n;
	}
	*out = letters_in(room, b->n_letters, b->n_words, text, b->n_bytes);
	return true;
}

/* ---- equal texts ---- */

struct twin {
	uint64_t hash;
	uint32_t body;
};

static int compare_twins(const void *x, const void *y)
{
	const struct twin *a = x, *b = y;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->body < b->body ? -1 : a->body > b->body;
}

static bool same_letters(struct searching *x, uint32_t a, uint32_t b, struct kua_buf buf[2])
{
	struct letters la, lb;
	return x->s->bodies[a].n_letters == x->s->bodies[b].n_letters && load(x, a, &buf[0], &la) && load(x, b, &buf[1], &lb) &&
	       memcmp(la.v, lb.v, la.n) == 0;
}

static void fill_hash(void *ctx, size_t i)
{
	struct searching *x = ((struct searching **)ctx)[0];
	struct twin *twins = ((struct twin **)ctx)[1];
	struct kua_buf buf = KUA_BUF_INIT;
	struct letters l;
	twins[i].body = (uint32_t)i;
	if (!x->s->bodies[i].seedless && x->s->bodies[i].n_letters && load(x, (uint32_t)i, &buf, &l))
		twins[i].hash = kua_hash(l.v, l.n);
	kua_buf_free(&buf);
}

/* Link bodies of equal letters, in order, where there are more of them than all pairs are made of. */
static void find_twins(struct searching *x)
{
	size_t n = x->s->n;
	if (n <= KUA_REUSE_ALL_PAIRS)
		return;
	struct twin *twins = kua_calloc(n, sizeof *twins);
	void *both[2] = {x, twins};
	struct kua_buf buf[2] = {KUA_BUF_INIT, KUA_BUF_INIT};
	kua_parallel(n, x->s->threads, fill_hash, both);
	qsort(twins, n, sizeof *twins, compare_twins);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && twins[end].hash == twins[i].hash; end++)
			;
		if (end - i <= KUA_REUSE_ALL_PAIRS || !twins[i].hash)
			continue;
		if (!x->twin)
			x->twin = kua_calloc(n, sizeof *x->twin);
		for (size_t k = i + 1, last = i; k < end; k++)
			if (same_letters(x, twins[i].body, twins[k].body, buf)) {
				x->twin[twins[last].body] = twins[k].body;
				last = k;
			}
	}
	kua_buf_free(&buf[0]);
	kua_buf_free(&buf[1]);
	free(twins);
}

/* ---- 1. seeds ---- */

/* Is the body one of many that are equal, and none of the first? Filled once, before the seeds. */
static bool *late_twins(const struct searching *x)
{
	if (!x->twin)
		return NULL;
	bool *linked = kua_calloc(x->s->n, sizeof *linked), *late = kua_calloc(x->s->n, sizeof *late);
	for (size_t i = 0; i < x->s->n; i++) {
		if (!x->twin[i] || linked[i])
			continue;
		unsigned nth = 0;
		for (uint32_t k = (uint32_t)i; k; k = x->twin[k], nth++) {
			linked[k] = true;
			late[k] = nth >= KUA_REUSE_NEAR;
		}
	}
	free(linked);
	return late;
}

struct seeding_job {
	struct searching *x;
	const bool *late;
};

static void seed_some(void *ctx, size_t number)
{
	const struct seeding_job *job = ctx;
	struct searching *x = job->x;
	struct pen *pen = pen_new(x->postings);
	struct kua_buf buf = KUA_BUF_INIT;
	struct letters l;
	seed_vec seeds = {0};
	size_t from;
	while ((from = atomic_fetch_add(&x->next, BATCH)) < x->s->n) {
		for (size_t i = from; i < from + BATCH && i < x->s->n; i++) {
			if (x->s->bodies[i].seedless || (job->late && job->late[i]) || !load(x, (uint32_t)i, &buf, &l))
				continue;
			seeds_of(&l, x->s->seeding, &seeds);
			for (size_t k = 0; k < seeds.n; k++)
				*(struct posting *)pen_room(pen, (unsigned)(seeds.v[k].hash >> 55)) =
					(struct posting){(uint32_t)(seeds.v[k].hash >> 23), (uint32_t)i, seeds.v[k].at};
		}
		if (number == 0)
			kua_tell(x->s->progress, "seeds", from, x->s->n);
	}
	kua_vec_free(&seeds);
	kua_buf_free(&buf);
	pen_free(pen);
}

/* ---- 2. groups ---- */

static bool posting_before(const struct posting *x, const struct posting *y)
{
	return x->body != y->body ? x->body < y->body : x->at < y->at;
}

static int compare_postings(const void *x, const void *y)
{
	return posting_before(x, y) ? -1 : posting_before(y, x);
}

/* By hash, in three passes; the result is in v. */
static void sort_by_hash(struct posting *v, struct posting *other, size_t n)
{
	struct posting *from = v, *to = other;
	for (unsigned shift = 0; shift < 32; shift += DIGIT_BITS) {
		size_t at[(1 << DIGIT_BITS) + 1] = {0};
		const uint32_t mask = (1 << DIGIT_BITS) - 1;
		for (size_t i = 0; i < n; i++)
			at[((from[i].hash >> shift) & mask) + 1]++;
		for (size_t d = 1; d <= mask; d++)
			at[d] += at[d - 1];
		for (size_t i = 0; i < n; i++)
			to[at[(from[i].hash >> shift) & mask]++] = from[i];
		struct posting *t = from;
		from = to;
		to = t;
	}
	if (from != v)
		memcpy(v, from, n * sizeof *v);
}

static void sort_group(struct posting *v, size_t n)
{
	if (n > SORT_BY_HAND) {
		qsort(v, n, sizeof *v, compare_postings);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct posting p = v[i];
		size_t k = i;
		for (; k && posting_before(&p, &v[k - 1]); k--)
			v[k] = v[k - 1];
		v[k] = p;
	}
}

/* The places of one body in a group: no more than REPEATS of them, so that a refrain does not multiply with itself. */
struct member {
	const struct posting *v;
	size_t n;
};

struct grouping {
	struct searching *x;
	struct pen *pen;
	KUA_VEC(struct member) members;
};

static void meet(struct grouping *g, const struct posting *a, const struct posting *b, uint32_t class)
{
	unsigned bucket = (unsigned)((uint64_t)a->body * SPILL_BUCKETS / g->x->s->n);
	*(struct meeting *)pen_room(g->pen, bucket) = (struct meeting){a->body, b->body, a->at | class << CLASS_SHIFT, b->at};
}

/*
 * Few places: each with each. Many: the first with the first, the second with the second, and the same from the end, so that a refrain
 * costs by its places and not by their square.
 */
static void meet_members(struct grouping *g, const struct member *a, const struct member *b, uint32_t class)
{
	if (a->n * b->n <= COMBINATIONS) {
		for (size_t i = 0; i < a->n; i++)
			for (size_t j = 0; j < b->n; j++)
				meet(g, &a->v[i], &b->v[j], class);
		return;
	}
	size_t n = a->n < b->n ? a->n : b->n;
	for (size_t i = 0; i < n; i++)
		meet(g, &a->v[i], &b->v[i], class);
	for (size_t i = 1; a->n != b->n && i <= n; i++)
		meet(g, &a->v[a->n - i], &b->v[b->n - i], class);
}

static void emit_group(struct grouping *g, struct posting *v, size_t n)
{
	sort_group(v, n);
	g->members.n = 0;
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && v[k].body == v[i].body; k++)
			;
		*kua_vec_add(&g->members) = (struct member){v + i, k - i < REPEATS ? k - i : REPEATS};
	}
	size_t all = g->members.n;
	if (all < 2)
		return;
	uint32_t class = 31 - (uint32_t)__builtin_clz((unsigned)(all > UINT16_MAX ? UINT16_MAX : all));
	for (size_t i = 0; i < all; i++) {
		size_t to = i && all > KUA_REUSE_ALL_PAIRS && i + KUA_REUSE_NEAR + 1 < all ? i + KUA_REUSE_NEAR + 1 : all;
		for (size_t k = i + 1; k < to; k++)
			meet_members(g, &g->members.v[i], &g->members.v[k], class);
	}
}

static void group_bucket(struct grouping *g, unsigned bucket)
{
	struct searching *x = g->x;
	size_t n = spill_n(x->postings, bucket);
	struct posting *v = kua_malloc(kua_mul(n, sizeof *v)), *other = kua_malloc(kua_mul(n, sizeof *v));
	struct kua_error err = {0};
	if (spill_take(x->postings, bucket, v, &err) == KUA_OK)
		sort_by_hash(v, other, n);
	else
		fail(x, &err);
	free(other);
	for (size_t i = 0, k; i < n && err.code == KUA_OK; i = k) {
		for (k = i + 1; k < n && v[k].hash == v[i].hash; k++)
			;
		if (k - i > 1)
			emit_group(g, v + i, k - i);
	}
	free(v);
}

static void group_some(void *ctx, size_t number)
{
	struct searching *x = ctx;
	struct grouping g = {.x = x, .pen = pen_new(x->meetings)};
	size_t bucket;
	while ((bucket = atomic_fetch_add(&x->next, 1)) < SPILL_BUCKETS) {
		group_bucket(&g, (unsigned)bucket);
		if (number == 0)
			kua_tell(x->s->progress, "groups", bucket, SPILL_BUCKETS);
	}
	kua_vec_free(&g.members);
	pen_free(g.pen);
}

/* Twins meet whole: at the first letter. They follow each other in the chain of links, so the next few are the next few. */
static void meet_twins(struct searching *x)
{
	struct grouping g = {.x = x, .pen = pen_new(x->meetings)};
	bool *linked = kua_calloc(x->s->n, sizeof *linked);
	for (size_t i = 0; i < x->s->n; i++) {
		bool first = !linked[i];
		uint32_t k = x->twin[i];
		for (unsigned nth = 0; k && (first || nth < KUA_REUSE_NEAR); k = x->twin[k], nth++) {
			const struct posting a = {.body = (uint32_t)i}, b = {.body = k};
			meet(&g, &a, &b, 0);
			linked[k] = true;
		}
	}
	free(linked);
	pen_free(g.pen);
}

/* ---- 3. pairs ---- */

struct comparing {
	struct searching *x;
	struct chaining chaining;
	struct aligning aligning;
	struct kua_buf buf[2];
	struct found found;
};

static int compare_meetings(const void *x, const void *y)
{
	const struct meeting *a = x, *b = y;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	if (a->at_b != b->at_b)
		return a->at_b < b->at_b ? -1 : 1;
	uint32_t at_a = a->at_a & PLACE_MASK, at_b = b->at_a & PLACE_MASK;
	if (at_a != at_b)
		return at_a < at_b ? -1 : 1;
	return a->at_a < b->at_a ? -1 : a->at_a > b->at_a;
}

static uint32_t field_of(const struct meeting *m, int field)
{
	return field == 0 ? m->at_b : field == 1 ? m->b : m->a;
}

static void sort_by_digit(const struct meeting *from, struct meeting *to, size_t n, int field, uint32_t low, unsigned shift)
{
	size_t at[(1 << DIGIT_BITS) + 1] = {0};
	const uint32_t mask = (1 << DIGIT_BITS) - 1;
	for (size_t i = 0; i < n; i++)
		at[((field_of(&from[i], field) - low) >> shift & mask) + 1]++;
	for (size_t d = 1; d <= mask; d++)
		at[d] += at[d - 1];
	for (size_t i = 0; i < n; i++)
		to[at[(field_of(&from[i], field) - low) >> shift & mask]++] = from[i];
}

/*
 * By a, b and the places in both; the result is the one of the two that comes back. A digit at a time, and only as many digits as the
 * bucket's numbers have; of what is equal then, which is rare and short, the places in a are put right by hand.
 */
static struct meeting *sort_meetings(struct meeting *v, struct meeting *other, size_t n)
{
	if (n < DIGITS_LEAST) {
		qsort(v, n, sizeof *v, compare_meetings);
		return v;
	}
	for (int field = 0; field < 3; field++) {
		uint32_t low = UINT32_MAX, high = 0;
		for (size_t i = 0; i < n; i++) {
			uint32_t k = field_of(&v[i], field);
			low = k < low ? k : low;
			high = k > high ? k : high;
		}
		for (unsigned shift = 0; shift < 32 && (high - low) >> shift; shift += DIGIT_BITS) {
			sort_by_digit(v, other, n, field, low, shift);
			struct meeting *t = v;
			v = other;
			other = t;
		}
	}
	for (size_t i = 1; i < n; i++) {
		struct meeting m = v[i];
		size_t k = i;
		for (; k && compare_meetings(&m, &v[k - 1]) < 0; k--)
			v[k] = v[k - 1];
		v[k] = m;
	}
	return v;
}

/* Without words: where the passage lies by words and bytes, from the letters alone. */
static struct passage plain_passage(const struct alphabet *alphabet, const struct letters *a, const struct letters *b,
                                    const struct aligned *p)
{
	uint32_t at[4], end;
	letters_byte(alphabet, a, p->a, &at[0], &end);
	letters_byte(alphabet, a, p->a_end - 1, &end, &at[1]);
	letters_byte(alphabet, b, p->b, &at[2], &end);
	letters_byte(alphabet, b, p->b_end - 1, &end, &at[3]);
	return (struct passage){
		.a = letters_words_before(a, p->a), .a_end = letters_words_before(a, p->a_end),
		.b = letters_words_before(b, p->b), .b_end = letters_words_before(b, p->b_end),
		.equal = p->equal_words, .bytes = {at[0], at[1], at[2], at[3]},
	};
}

static void add_pair(struct comparing *c, uint32_t a, uint32_t b, const struct letters *la, const struct letters *lb)
{
	struct found *f = &c->found;
	const struct body *x = &c->x->s->bodies[a], *y = &c->x->s->bodies[b];
	struct pair pair = {.a = a, .b = b, .first = f->passages.n};
	for (size_t i = 0; i < c->aligning.found.n; i++) {
		const struct aligned *from = &c->aligning.found.v[i];
		struct passage p;
		if (!x->words)
			p = plain_passage(c->x->s->alphabet, la, lb, from);
		else if (!edits_of(x, y, from, c->aligning.runs.v, &f->edits, &p))
			continue;
		*kua_vec_add(&f->passages) = p;
		pair.equal += p.equal;
	}
	pair.n = f->passages.n - pair.first;
	if (pair.n)
		*kua_vec_add(&f->pairs) = pair;
}

/* The meetings of one pair, by place. */
static void compare(struct comparing *c, const struct letters *la, const struct meeting *v, size_t n)
{
	struct searching *x = c->x;
	float sum = 0;
	bool brief = la->n < SHORT_LETTERS || x->s->bodies[v->b].n_letters < SHORT_LETTERS;
	c->chaining.least = brief || x->s->sensitive ? CHAIN_LEAST_SHORT : CHAIN_LEAST;
	c->chaining.matches.n = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t class = v[i].at_a >> CLASS_SHIFT;
		sum += x->weights[class];
		*kua_vec_add(&c->chaining.matches) = (struct match){v[i].at_a & PLACE_MASK, v[i].at_b, x->weights[class]};
	}
	struct letters lb;
	if (sum < c->chaining.least)
		return;
	chain_matches(&c->chaining);
	if (!c->chaining.chains.n || !load(x, v->b, &c->buf[1], &lb))
		return;
	if (align_chains(&c->aligning, la, &lb, &c->chaining, x->s->least_words))
		add_pair(c, v->a, v->b, la, &lb);
}

static void compare_bucket(struct comparing *c, unsigned bucket)
{
	struct searching *x = c->x;
	size_t n = spill_n(x->meetings, bucket);
	if (!n)
		return;
	struct meeting *taken = kua_malloc(kua_mul(n, sizeof *taken)), *other = kua_malloc(kua_mul(n, sizeof *other)), *v = taken;
	struct kua_error err = {0};
	struct letters la;
	if (spill_take(x->meetings, bucket, taken, &err) == KUA_OK)
		v = sort_meetings(taken, other, n);
	else
		fail(x, &err);
	free(v == taken ? other : taken);
	for (size_t i = 0, k; i < n && err.code == KUA_OK; i = k) {
		if (i == 0 || v[i].a != v[i - 1].a)
			if (!load(x, v[i].a, &c->buf[0], &la))
				break;
		for (k = i + 1; k < n && v[k].a == v[i].a && v[k].b == v[i].b; k++)
			;
		compare(c, &la, v + i, k - i);
	}
	free(v);
}

/* Hand over what was found in the bucket, and what waited for it. */
static void hand_over(struct searching *x, unsigned bucket, struct found *found)
{
	(void)pthread_mutex_lock(&x->lock);
	x->waiting[bucket] = *found;
	x->done[bucket] = true;
	while (x->handed < SPILL_BUCKETS && x->done[x->handed]) {
		struct found *f = &x->waiting[x->handed++];
		if (x->failed.code == KUA_OK)
			x->s->take(x->s->ctx, f);
		found_free(f);
	}
	(void)pthread_mutex_unlock(&x->lock);
	*found = (struct found){0};
}

static void compare_some(void *ctx, size_t number)
{
	struct searching *x = ctx;
	struct comparing c = {.x = x, .chaining.k = x->s->seeding.k};
	size_t bucket;
	while ((bucket = atomic_fetch_add(&x->next, 1)) < SPILL_BUCKETS) {
		compare_bucket(&c, (unsigned)bucket);
		hand_over(x, (unsigned)bucket, &c.found);
		if (number == 0)
			kua_tell(x->s->progress, "reprints", bucket, SPILL_BUCKETS);
	}
	chaining_free(&c.chaining);
	aligning_free(&c.aligning);
	kua_buf_free(&c.buf[0]);
	kua_buf_free(&c.buf[1]);
}

/* ---- all of it ---- */

static void run(struct searching *x, void (*work)(void *ctx, size_t number), void *ctx)
{
	atomic_store(&x->next, 0);
	if (x->failed.code == KUA_OK)
		kua_parallel(x->s->threads, x->s->threads, work, ctx);
}

enum kua_code pairs_search(const struct search *s, struct kua_error *err)
{
	struct searching *x = kua_calloc(1, sizeof *x);
	x->s = s;
	(void)pthread_mutex_init(&x->lock, NULL);
	for (unsigned class = 0; class < 16; class++) {
		double w = log(((double)s->n + PRIOR) / (double)(1u << class));
		x->weights[class] = (float)(w < WEIGHT_LEAST ? WEIGHT_LEAST : w > WEIGHT_MOST ? WEIGHT_MOST : w);
	}
	x->weights[0] = 2 * CHAIN_LEAST; /* of twins, who need no more evidence */
	find_twins(x);
	bool *late = late_twins(x);
	struct seeding_job job = {x, late};
	x->postings = spill_new(sizeof(struct posting), s->budget, s->spool);
	run(x, seed_some, &job);
	free(late);
	x->meetings = spill_new(sizeof(struct meeting), s->budget, s->spool);
	run(x, group_some, x);
	spill_free(x->postings);
	if (x->twin && x->failed.code == KUA_OK)
		meet_twins(x);
	run(x, compare_some, x);
	spill_free(x->meetings);
	free(x->twin);
	(void)pthread_mutex_destroy(&x->lock);
	enum kua_code code = x->failed.code;
	if (code != KUA_OK)
		*err = x->failed;
	free(x);
	return code;
}

void found_free(struct found *f)
{
	kua_vec_free(&f->pairs);
	kua_vec_free(&f->passages);
	kua_vec_free(&f->edits);
}
