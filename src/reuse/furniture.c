/*
 * furniture.c - page furniture: cookie notes, "share this", captions, an agency's footer, whatever stands in items that are otherwise
 * about different things. It is recognised by that alone, in any language.
 *
 * Two items that share passages and both have a good deal beside them are partners in part; of a reprint one of the two
 * has hardly anything that the other lacks. Words of an item that it shares with FREQUENT partners in part, and with not many more partners
 * in whole, are furniture. A wire story that a hundred papers print is not: among its partners those that are the whole of
 * it prevail, even where each paper has a line of its own.
 *
 * How much beside is a good deal depends on how many partners say so: few must be all the clearer. But where on either side little is
 * left beside, as of a story on the pages of ten papers, each with lines of its own around it, what is shared is the text of both.
 */
#include <stdlib.h>

#include "reuse/internal.h"

enum { FREQUENT = 3, MANY = 8, LEAST_REST = 10 };
#define REST_FEW 0.3   /* of the shorter item, beside what is shared, to count among FREQUENT partners; of one of the two, among any */
#define REST_MANY 0.12 /* among MANY */
#define WHOLE_WEIGHS 3 /* partners in part, for one in whole */

/* Counts of partners that cover each word, as borders until they are summed up: +1 where a passage begins, -1 (wrapping) behind its end. */
struct cover {
	uint32_t *few, *many, *whole;
};

struct furniture {
	const struct body *bodies;
	size_t n;
	uint32_t **mask; /* of each body: mask[i][w] = masked words before word w; NULL where nothing is masked */
};

struct covers { /* of all bodies */
	const struct body *bodies;
	struct cover *v;
};

enum partner { IN_WHOLE, IN_PART, CLEARLY_IN_PART };

static enum partner partner_of(const struct body *bodies, const struct pair *p)
{
	uint32_t covered[2] = {0, 0};
	for (size_t k = 0; k < p->n; k++) {
		const struct passage *s = &p->passages[p->first + k];
		covered[0] += s->a_end - s->a;
		covered[1] += s->b_end - s->b;
	}
	uint32_t n_a = bodies[p->a].n_words, n_b = bodies[p->b].n_words, shorter = n_a < n_b ? n_a : n_b;
	uint32_t rest_a = n_a > covered[0] ? n_a - covered[0] : 0, rest_b = n_b > covered[1] ? n_b - covered[1] : 0;
	uint32_t rest = rest_a < rest_b ? rest_a : rest_b;
	bool little = rest_a < REST_FEW * n_a && rest_b < REST_FEW * n_b;
	if (rest < LEAST_REST || rest < REST_MANY * shorter || little)
		return IN_WHOLE;
	return rest < REST_FEW * shorter ? IN_PART : CLEARLY_IN_PART;
}

static void mark(uint32_t **counts, uint32_t n_words, uint32_t start, uint32_t end)
{
	if (!*counts)
		*counts = kua_calloc((size_t)n_words + 1, sizeof **counts);
	(*counts)[start]++;
	(*counts)[end]--;
}

static void cover_free(struct cover *c)
{
	free(c->few);
	free(c->many);
	free(c->whole);
}

static void cover_side(struct cover *c, enum partner partner, uint32_t n_words, uint32_t start, uint32_t end)
{
	if (partner == IN_WHOLE) {
		mark(&c->whole, n_words, start, end);
		return;
	}
	mark(&c->many, n_words, start, end);
	if (partner == CLEARLY_IN_PART)
		mark(&c->few, n_words, start, end);
}

/* The mask of one body out of its counts; NULL where nothing is furniture. */
static uint32_t *mask_of(const struct cover *c, uint32_t n_words)
{
	if (!c->many)
		return NULL;
	uint32_t *mask = kua_malloc(kua_mul((size_t)n_words + 1, sizeof *mask));
	uint32_t few = 0, many = 0, whole = 0, masked = 0;
	for (uint32_t w = 0; w <= n_words; w++) {
		few += c->few ? c->few[w] : 0;
		many += c->many[w];
		whole += c->whole ? c->whole[w] : 0;
		mask[w] = masked;
		masked += (few >= FREQUENT && few >= WHOLE_WEIGHS * whole) || (many >= MANY && many >= WHOLE_WEIGHS * whole);
	}
	if (masked == 0) {
		free(mask);
		mask = NULL;
	}
	return mask;
}

void furniture_cover(const struct body *bodies, const struct pair *p, void (*fn)(void *ctx, const struct covering *c), void *ctx)
{
	enum partner partner = partner_of(bodies, p);
	for (size_t k = 0; k < p->n; k++) {
		const struct passage *s = &p->passages[p->first + k];
		fn(ctx, &(struct covering){p->a, s->a, s->a_end, partner});
		fn(ctx, &(struct covering){p->b, s->b, s->b_end, partner});
	}
}

uint32_t *furniture_mask(const struct covering *v, size_t n, uint32_t n_words)
{
	struct cover c = {0};
	for (size_t i = 0; i < n; i++)
		cover_side(&c, v[i].partner, n_words, v[i].start, v[i].end);
	uint32_t *mask = mask_of(&c, n_words);
	cover_free(&c);
	return mask;
}

struct furniture *furniture_new(const struct body *bodies, size_t n)
{
	struct furniture *f = kua_malloc(sizeof *f);
	*f = (struct furniture){bodies, n, kua_calloc(n, sizeof *f->mask)};
	return f;
}

void furniture_set(struct furniture *f, uint32_t body, uint32_t *mask)
{
	free(f->mask[body]);
	f->mask[body] = mask;
}

static void add_covering(void *ctx, const struct covering *c)
{
	struct covers *v = ctx;
	cover_side(&v->v[c->body], c->partner, v->bodies[c->body].n_words, c->start, c->end);
}

struct furniture *furniture_find(const struct body *bodies, size_t n, const struct pair *pairs, size_t n_pairs)
{
	struct furniture *f = furniture_new(bodies, n);
	struct covers covers = {bodies, kua_calloc(n, sizeof *covers.v)};
	for (size_t i = 0; i < n_pairs; i++)
		furniture_cover(bodies, &pairs[i], add_covering, &covers);
	for (size_t i = 0; i < n; i++) {
		f->mask[i] = mask_of(&covers.v[i], bodies[i].n_words);
		cover_free(&covers.v[i]);
	}
	free(covers.v);
	return f;
}

void furniture_free(struct furniture *f)
{
	for (size_t i = 0; f && i < f->n; i++)
		free(f->mask[i]);
	if (f)
		free(f->mask);
	free(f);
}

static uint32_t masked(const struct furniture *f, uint32_t body, uint32_t start, uint32_t end)
{
	return f->mask[body] ? f->mask[body][end] - f->mask[body][start] : 0;
}

uint32_t furniture_rest(const struct furniture *f, uint32_t body)
{
	return f->bodies[body].n_words - masked(f, body, 0, f->bodies[body].n_words);
}

double furniture_evidence(const struct furniture *f, const struct pair *pair)
{
	double sum = 0;
	for (size_t k = 0; k < pair->n; k++) {
		const struct passage *p = &pair->passages[pair->first + k];
		double a = 1 - (double)masked(f, pair->a, p->a, p->a_end) / (p->a_end - p->a);
		double b = 1 - (double)masked(f, pair->b, p->b, p->b_end) / (p->b_end - p->b);
		sum += p->equal * (a < b ? a : b);
	}
	return sum;
}
