/*
 * laplacian.c - how likely each source of each copy is, over all ways in which the texts may have been copied.
 *
 * A way of copying is a forest: every text has one source or none. Its weight is the product of the weights of what it is made of. The sum
 * over all forests, and with it the probability of each arc, is a determinant (Tutte's matrix-tree theorem for directed
 * graphs; Koo, Globerson, Carreras and Collins 2007). Here the same sums are taken as a walk from a copy to its source, from there on to
 * that one's source, and so on until a text has none. The source of v is u with a probability in proportion to
 *
 *     weight(u to v) * (probability that the walk from u ends without coming by v)
 *
 * and that v has none, in proportion to the weight of that. All texts but v and u can be taken out of the walk one by one (the elimination of
 * Grassmann, Taksar and Heyman 1985), with no subtraction anywhere: weights of e to the -5000 beside 1 lose
 * no digit, where the inverse of the matrix has none left. Taking out one half for all v of the other half and back makes it n cubed for all.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

typedef long double real; /* for its exponent */

struct walk {
	uint32_t n;
	const real *weight; /* weight[v * n + u]: that v has its text from u */
	const real *none;   /* that it has it from nobody */
	/* those taken out so far, in order, each with its row as it was then */
	uint32_t *out;
	uint32_t n_out;
	real *rows;         /* of out[k]: at k * (n + 1); the last is the end of the walk */
	real *avoid;        /* of one v: probability that the walk from u ends without v */
	void (*tell)(void *ctx, uint32_t v, const real *avoid);
	void *ctx;
};

/* Take x out of the walk among the nodes of keep (of which x is none): who went to x goes where x goes. */
static void take_out(struct walk *w, real *m, const uint32_t *keep, uint32_t n_keep, uint32_t x)
{
	size_t width = (size_t)w->n + 1;
	real *row = w->rows + w->n_out * width;
	const real *from = m + x * width;
	real sum = from[w->n];
	for (uint32_t i = 0; i < n_keep; i++)
		sum += from[keep[i]];
	memset(row, 0, width * sizeof *row);
	for (uint32_t i = 0; i < n_keep && sum > 0; i++)
		row[keep[i]] = from[keep[i]] / sum;
	row[w->n] = sum > 0 ? from[w->n] / sum : 1;
	w->out[w->n_out++] = x;
	for (uint32_t i = 0; i < n_keep; i++) {
		real *to = m + keep[i] * width, by = to[x];
		if (by <= 0)
			continue;
		for (uint32_t k = 0; k < n_keep; k++)
			if (k != i)
				to[keep[k]] += by * row[keep[k]];
		to[w->n] += by * row[w->n];
	}
}

/* Only v is left: back through the others, from the last one taken out. */
static void end_at(struct walk *w, uint32_t v)
{
	size_t width = (size_t)w->n + 1;
	memset(w->avoid, 0, w->n * sizeof *w->avoid);
	for (uint32_t k = w->n_out; k-- > 0;) {
		const real *row = w->rows + k * width;
		real sum = row[w->n];
		for (uint32_t u = 0; u < w->n; u++)
			sum += row[u] * w->avoid[u];
		w->avoid[w->out[k]] = sum;
	}
	w->tell(w->ctx, v, w->avoid);
}

/* m: the walk among the nodes of keep. Tell all of them, each as the last one left. */
static void halve(struct walk *w, const real *m, const uint32_t *keep, uint32_t n_keep)
{
	if (n_keep == 1) {
		end_at(w, keep[0]);
		return;
	}
	size_t width = (size_t)w->n + 1;
	uint32_t n_out = w->n_out, half = n_keep / 2, *order = kua_malloc(kua_mul(n_keep, sizeof *order));
	real *copy = kua_malloc(kua_mul(width * w->n, sizeof *copy)); /* only the rows of keep are ever touched */
	for (int second = 0; second < 2; second++) {
		uint32_t first = second ? half : 0, kept = second ? n_keep - half : half;
		for (uint32_t i = 0; i < n_keep; i++)
			order[i] = keep[(i + first) % n_keep]; /* those that stay first, then those that are taken out */
		for (uint32_t i = 0; i < n_keep; i++)
			memcpy(copy + keep[i] * width, m + keep[i] * width, width * sizeof *copy);
		for (uint32_t last = n_keep; last > kept; last--)
			take_out(w, copy, order, last - 1, order[last - 1]);
		halve(w, copy, order, kept);
		w->n_out = n_out;
	}
	free(copy);
	free(order);
}

static void walk_all(uint32_t n, const real *weight, const real *none, void (*tell)(void *, uint32_t, const real *), void *ctx)
{
	size_t width = (size_t)n + 1;
	struct walk w = {.n = n, .weight = weight, .none = none, .tell = tell, .ctx = ctx};
	real *m = kua_malloc(kua_mul(width * n, sizeof *m));
	uint32_t *all = kua_malloc(kua_mul(n, sizeof *all));
	w.out = kua_malloc(kua_mul(n, sizeof *w.out));
	w.rows = kua_malloc(kua_mul(width * n, sizeof *w.rows));
	w.avoid = kua_malloc(kua_mul(n, sizeof *w.avoid));
	for (uint32_t v = 0; v < n; v++) {
		all[v] = v;
		memcpy(m + v * width, weight + (size_t)v * n, n * sizeof *m);
		m[v * width + n] = none[v];
	}
	halve(&w, m, all, n);
	free(m);
	free(all);
	free(w.out);
	free(w.rows);
	free(w.avoid);
}

/* ---- probabilities of sources ---- */

struct sources {
	uint32_t n;
	const real *weight, *none;
	double *p; /* p[v * (n + 1) + u]; u == n: none */
};

static void tell_source(void *ctx, uint32_t v, const real *avoid)
{
	struct sources *s = ctx;
	const real *w = s->weight + (size_t)v * s->n;
	real sum = s->none[v];
	for (uint32_t u = 0; u < s->n; u++)
		sum += w[u] * avoid[u];
	double *p = s->p + (size_t)v * (s->n + 1);
	for (uint32_t u = 0; u < s->n; u++)
		p[u] = sum > 0 ? (double)(w[u] * avoid[u] / sum) : 0;
	p[s->n] = sum > 0 ? (double)(s->none[v] / sum) : 1;
}

/* e to the x, for x brought into what a long double holds twice over. */
static real power(double x)
{
	return x < -LAPLACIAN_NATS ? 0 : expl((real)x);
}

void laplacian(uint32_t n, const double *weight, const double *none, double *p)
{
	real *w = kua_malloc(kua_mul((size_t)n * n, sizeof *w)), *r = kua_malloc(kua_mul(n, sizeof *r));
	double most_none = -INFINITY;
	for (uint32_t v = 0; v < n; v++) { /* a row by its own largest, which leaves every forest's share as it is */
		double most = -INFINITY;
		for (uint32_t u = 0; u < n; u++)
			most = weight[(size_t)v * n + u] > most ? weight[(size_t)v * n + u] : most;
		for (uint32_t u = 0; u < n; u++)
			w[(size_t)v * n + u] = most > -INFINITY ? power(weight[(size_t)v * n + u] - most) : 0;
		p[v] = most > -INFINITY ? none[v] - most : 0; /* lent until it is filled */
		most_none = p[v] > most_none ? p[v] : most_none;
	}
	/* Of one text nobody wrote twice: what all have in common is made small, so that forests of two trees do not count. */
	double down = most_none > -ONE_TREE ? most_none + ONE_TREE : 0;
	for (uint32_t v = 0; v < n; v++)
		r[v] = power(p[v] - down);
	struct sources s = {n, w, r, p};
	walk_all(n, w, r, tell_source, &s);
	free(w);
	free(r);
}
