/*
 * pairs.c - which items to compare, and the comparing: bodies in, verified passages out.
 *
 * Seeds go into buckets by hash, what two bodies share in one group of seeds into buckets by the first of the two (groups.c). Each of those
 * is sorted by pair; the matches of a pair become chains, chains passages. A seed weighs log(bodies / bodies that have it), never
 * less than WEIGHT_LEAST, because the most copied text matters most, and never more than WEIGHT_MOST, because one seed alone is no
 * evidence. In a small collection hardly anything is common, which is what PRIOR says.
 *
 * Both kinds of buckets live in memory as far as the budget goes, beyond it in a file (spill.c). Threads share nothing but buckets,
 * and what is found is handed over in the order of the buckets, so the result depends on the bodies only.
 */
#include <math.h>
#include <stdlib.h>

#include "reuse/search.h"

enum { DIGIT_BITS = 11, DIGITS_LEAST = 512 };
#define PRIOR 5000.0
#define WEIGHT_LEAST 3.0
#define WEIGHT_MOST 10.0
/*
 * Nats that a chain must have to be followed: two rare seeds beside each other, or some common ones. Long texts share phrases by chance,
 * and a passage in them has seeds enough; a short one that was hurt may have two.
 */
#define CHAIN_LEAST 18.0f
#define CHAIN_LEAST_SHORT 12.0f

void search_fail(struct searching *x, const struct kua_error *err)
{
	(void)pthread_mutex_lock(&x->lock);
	if (x->failed.code == KUA_OK)
		x->failed = *err;
	(void)pthread_mutex_unlock(&x->lock);
}

bool search_load(struct searching *x, uint32_t body, struct kua_buf *buf, struct letters *out)
{
	const struct body *b = &x->s->bodies[body];
	const char *room = b->room, *text = b->text;
	if (!room) {
		struct kua_error err = {0};
		size_t n = letters_size(b->n_letters);
		buf->len = 0;
		kua_buf_reserve(buf, n + b->n_bytes);
		if (spool_read(x->s->spool, b->at, buf->data, n + b->n_bytes, &err) != KUA_OK) {
			search_fail(x, &err);
			return false;
		}
		room = buf->data;
		text = room + n;
	}
	*out = letters_in(room, b->n_letters, b->n_words, text, b->n_bytes);
	return true;
}

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
	if (!c->chaining.chains.n || !search_load(x, v->b, &c->buf[1], &lb))
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
		search_fail(x, &err);
	free(v == taken ? other : taken);
	for (size_t i = 0, k; i < n && err.code == KUA_OK; i = k) {
		if (i == 0 || v[i].a != v[i - 1].a)
			if (!search_load(x, v[i].a, &c->buf[0], &la))
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
	twins_find(x);
	x->postings = spill_new(sizeof(struct posting), s->budget, s->spool);
	run(x, groups_seed, x);
	x->meetings = spill_new(sizeof(struct meeting), s->budget, s->spool);
	run(x, groups_meet, x);
	spill_free(x->postings);
	if (x->twin && x->failed.code == KUA_OK)
		twins_meet(x);
	run(x, compare_some, x);
	spill_free(x->meetings);
	free(x->twin);
	free(x->late);
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
