/*
 * pairs.c - which items to compare, and the comparing: bodies in, verified passages out.
 *
 * Seeds go into buckets by hash, what two bodies share in one group of seeds into buckets by the first of the two (groups.c). Each of those
 * is put in order of pairs (sift.c); the matches of a pair become chains, chains passages. A seed weighs log(bodies / bodies that have it), never
 * less than WEIGHT_LEAST, because the most copied text matters most, and never more than WEIGHT_MOST, because one seed alone is no
 * evidence. In a small collection hardly anything is common, which is what PRIOR says.
 *
 * Both kinds of buckets live in memory as far as the budget goes, beyond it in a file (spill.c). Threads share nothing but buckets,
 * and what is found is handed over in the order of the buckets, so the result depends on the bodies only.
 */
#include <math.h>
#include <stdlib.h>

#include "reuse/search.h"

#define PRIOR 5000.0
#define WEIGHT_LEAST 3.0
#define WEIGHT_MOST 10.0
/*
 * Nats that a chain must have to be followed: two rare seeds beside each other, or some common ones. Long texts share phrases by chance,
 * and a passage in them has seeds enough; a short one that was hurt may have two.
 */
#define CHAIN_LEAST 18.0f
#define CHAIN_LEAST_SHORT 12.0f
enum { POINTS = 1000, /* a nat */ COUNT_STEP = 512 };

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

struct held { /* a body with its words, out of the spool */
	struct body body;
	uint32_t number;
	struct kua_buf stored;
	KUA_VEC(struct word) words;
	KUA_VEC(struct kua_token) tokens;
};

/* A body with its words: where they are, or read from the spool. NULL where that fails. */
static const struct body *search_words(struct searching *x, uint32_t number, struct held *h)
{
	const struct body *b = &x->s->bodies[number];
	struct kua_error err = {0};
	if (b->words || !b->words_at || h->number == number)
		return h->number == number ? &h->body : b;
	size_t n = words_size(b->n_words);
	kua_buf_clear(&h->stored);
	kua_buf_reserve(&h->stored, n);
	kua_vec_reserve(&h->words, b->n_words + 1);
	kua_vec_reserve(&h->tokens, b->n_words);
	h->number = NO_BODY;
	if (spool_read(x->s->spool, b->words_at - n, h->stored.data, n, &err) != KUA_OK) {
		search_fail(x, &err);
		return NULL;
	}
	words_restore(h->stored.data, b->n_words, b->n_letters, h->words.v, h->tokens.v);
	h->body = *b;
	h->body.words = h->words.v;
	h->body.tokens = h->tokens.v;
	h->number = number;
	return &h->body;
}

static void held_free(struct held *h)
{
	kua_buf_free(&h->stored);
	kua_vec_free(&h->words);
	kua_vec_free(&h->tokens);
}

struct comparing {
	struct searching *x;
	struct chaining chaining;
	struct aligning aligning;
	struct sifting sifting;
	struct kua_buf buf[2];
	struct letters a; /* of the first body of the pair in hand, ... */
	uint32_t loaded;  /* ... which is this one */
	struct held held[2]; /* bodies of the pair in hand whose words are in the spool */
	struct found found;
};

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
	const struct body *x = search_words(c->x, a, &c->held[0]), *y = search_words(c->x, b, &c->held[1]);
	struct pair pair = {.a = a, .b = b, .first = f->passages.n};
	if (!x || !y)
		return;
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

/* Long texts share phrases by chance; see CHAIN_LEAST. */
static bool *brief_bodies(const struct search *s)
{
	bool *brief = kua_malloc(kua_mul(s->n, sizeof *brief));
	for (size_t i = 0; i < s->n; i++)
		brief[i] = s->sensitive || s->bodies[i].n_letters < SHORT_LETTERS;
	return brief;
}

uint32_t search_least_points(const struct searching *x, uint32_t a, uint32_t b)
{
	return POINTS * (uint32_t)(x->brief[a] || x->brief[b] ? CHAIN_LEAST_SHORT : CHAIN_LEAST);
}

/* The matches of one pair, by place. */
static void compare_two(struct comparing *c, uint32_t a, uint32_t b, const struct match *v, size_t n)
{
	struct searching *x = c->x;
	struct letters lb;
	c->chaining.least = x->brief[a] || x->brief[b] ? CHAIN_LEAST_SHORT : CHAIN_LEAST;
	chain_matches(&c->chaining, v, n);
	if (!c->chaining.chains.n)
		return;
	if (c->loaded != a && !search_load(x, a, &c->buf[0], &c->a))
		return;
	c->loaded = a;
	if (!search_load(x, b, &c->buf[1], &lb))
		return;
	if (align_chains(&c->aligning, &c->a, &lb, &c->chaining, x->s->least_words))
		add_pair(c, a, b, &c->a, &lb);
}

static void compare(void *ctx, uint32_t a, uint32_t b, const struct match *v, size_t n)
{
	struct comparing *c = ctx;
	const size_t before = c->found.pairs.n;
	compare_two(c, a, b, v, n);
	if (c->x->s->touched && c->found.pairs.n == before)
		*kua_vec_add(&c->found.faint) = (struct faint){a, touched_name(c->x->s->touched, b)};
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
	struct comparing c = {.x = x, .chaining.k = x->s->seeding.k, .loaded = NO_BODY, .held = {{.number = NO_BODY}, {.number = NO_BODY}}};
	struct kua_error err = {0};
	size_t bucket;
	while ((bucket = atomic_fetch_add(&x->next, 1)) < SPILL_BUCKETS) {
		if (sift_bucket(&c.sifting, x, (unsigned)bucket, compare, &c, &err) != KUA_OK)
			search_fail(x, &err);
		hand_over(x, (unsigned)bucket, &c.found);
		if (number == 0)
			kua_tell(x->s->progress, "reprints", bucket, SPILL_BUCKETS);
	}
	sifting_free(&c.sifting);
	chaining_free(&c.chaining);
	aligning_free(&c.aligning);
	kua_buf_free(&c.buf[0]);
	kua_buf_free(&c.buf[1]);
	held_free(&c.held[0]);
	held_free(&c.held[1]);
}

/* ---- all of it ---- */

static void run(struct searching *x, void (*work)(void *ctx, size_t number), void *ctx)
{
	atomic_store(&x->next, 0);
	if (x->failed.code == KUA_OK)
		kua_parallel(x->s->threads, x->s->threads, work, ctx);
}

/* In steps of an eighth, and of COUNT_STEP at least: beside PRIOR that is nothing. */
size_t pairs_counted(size_t n)
{
	size_t step = COUNT_STEP;
	while (step * 16 <= n)
		step *= 2;
	return n / step * step;
}

enum kua_code pairs_search(const struct search *s, struct kua_error *err)
{
	struct searching *x = kua_calloc(1, sizeof *x);
	struct pool *pool = pool_new();
	x->s = s;
	x->known = s->known;
	(void)pthread_mutex_init(&x->lock, NULL);
	for (unsigned class = 0; class < 16; class++) {
		double w = log(((double)pairs_counted(s->n) + PRIOR) / (double)(1u << class));
		x->weights[class] = (float)(w < WEIGHT_LEAST ? WEIGHT_LEAST : w > WEIGHT_MOST ? WEIGHT_MOST : w);
	}
	x->weights[0] = 2 * CHAIN_LEAST; /* of twins, who need no more evidence */
	for (unsigned class = 0; class < 16; class++)
		x->points[class] = (uint32_t)lrintf(POINTS * x->weights[class]);
	x->least_points = POINTS * (uint32_t)CHAIN_LEAST_SHORT;
	x->enough_points = POINTS * (uint32_t)CHAIN_LEAST;
	x->brief = brief_bodies(s);
	twins_find(x);
	x->postings = spill_new(sizeof(struct posting), s->budget, s->spool, pool);
	run(x, groups_seed, x);
	if (x->known)
		run(x, groups_touch, x);
	x->meetings = spill_new(sizeof(struct place), s->budget, s->spool, pool);
	x->buckets_by_body = ((uint64_t)SPILL_BUCKETS << 32) / (s->n ? s->n : 1);
	x->lists.budget = s->budget;
	(void)pthread_mutex_init(&x->lists.lock, NULL);
	run(x, groups_meet, x);
	for (unsigned b = 0; b < SPILL_BUCKETS; b++) /* left where something failed */
		free(x->sorted[b].v);
	spill_free(x->postings);
	if (x->twin && x->failed.code == KUA_OK)
		twins_meet(x);
	run(x, compare_some, x);
	spill_free(x->meetings);
	pool_free(pool);
	lists_free(&x->lists);
	free(x->twin);
	free(x->late);
	free(x->brief);
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
	kua_vec_free(&f->changes);
	kua_vec_free(&f->faint);
}
