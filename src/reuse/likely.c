/*
 * likely.c - of one family, how likely each source of each text is.
 *
 * laplacian.c takes the weights of arcs one by one. Two things hang on more than one arc, and are weighed in ROUNDS more rounds by what
 * the round before has found:
 *
 *   much copied texts    who was copied is copied again: a text that others are likely to come from is a likelier source, by
 *                        1 + the other copies it is thought to have. So of two texts that are the same word for word the one that
 *                        has copies for certain gets those that either may have had.
 *   undated texts        stand in time behind their sources and before their copies: each may be of any day that the family knows, as
 *                        likely as what comes in and what goes out make it. By that day its arcs are weighed, in and out, each without
 *                        what it said itself.
 *
 * A family of more than TREE_EXACT texts keeps the TREE_SOURCES best arcs into each, and takes their probabilities among them alone,
 * in one round.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

enum { ROUNDS = 2 };
#define LEAST_SHARE 1e-12
#define LEAST_REST 0.05 /* of days that the family does not know */
#define KNOWN_COPY 0.001 /* a copy less likely says nothing of an undated text's day */
#define UNDATED UINT32_MAX

struct likely {
	const struct weighed *in;
	double *arc, *none;   /* logarithms of weights, dates in */
	double *copies;       /* of each text: as many as the round before expects */
	/* days that the family knows, each once; `width` counts one more, for all others together */
	uint32_t n_days, width;
	struct days *days;
	uint32_t *day;        /* of each text: which of these; UNDATED */
	double *any;          /* of each day: its probability for a text of which nothing is known */
	double *after;        /* after[s * width + t]: of day t for a copy of a text of day s */
	/* undated texts */
	uint32_t n_undated;
	uint32_t *number;     /* of each text: which of these; UNDATED */
	double *from_sources; /* of each and each day: its probability by the sources alone */
	double *from_copies;  /* and the logarithm of what its copies say of it */
	double *copy_day;     /* its probability for a copy of it */
	double *by_copies, *by_all; /* its probability, without sources and with them */
	double *room;
};

/* ---- days ---- */

static int compare_days(const void *x, const void *y)
{
	const struct days *a = x, *b = y;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->last < b->last ? -1 : a->last > b->last;
}

static void list_days(struct likely *l)
{
	const struct weighed *in = l->in;
	l->days = kua_malloc(kua_mul(in->n, sizeof *l->days));
	for (uint32_t i = 0; i < in->n; i++)
		if (in->days[i].known)
			l->days[l->n_days++] = in->days[i];
	if (l->n_days > 1)
		qsort(l->days, l->n_days, sizeof *l->days, compare_days);
	uint32_t n = 0;
	for (uint32_t i = 0; i < l->n_days; i++)
		if (n == 0 || compare_days(&l->days[n - 1], &l->days[i]) != 0)
			l->days[n++] = l->days[i];
	l->n_days = n;
	l->day = kua_malloc(kua_mul(in->n, sizeof *l->day));
	l->number = kua_malloc(kua_mul(in->n, sizeof *l->number));
	for (uint32_t i = 0; i < in->n; i++) {
		const struct days *d = in->days[i].known ? bsearch(&in->days[i], l->days, n, sizeof *d, compare_days) : NULL;
		l->day[i] = d ? (uint32_t)(d - l->days) : UNDATED;
		l->number[i] = d ? UNDATED : l->n_undated++;
	}
}

static void set_days(struct likely *l)
{
	size_t n = l->n_days, width = l->width = l->n_days + 1;
	double rest = 1;
	l->any = kua_malloc(kua_mul(width, sizeof *l->any));
	l->after = kua_malloc(kua_mul(width * width, sizeof *l->after));
	for (size_t s = 0; s < n; s++) {
		l->any[s] = exp(-date_cost(NULL, &l->days[s], l->in->range, l->in->wrong_dates));
		rest -= l->any[s];
	}
	l->any[n] = rest > LEAST_REST ? rest : LEAST_REST;
	for (size_t s = 0; s < n; s++) {
		double *row = l->after + s * width;
		rest = 1;
		for (size_t t = 0; t < n; t++)
			rest -= row[t] = exp(-date_cost(&l->days[s], &l->days[t], l->in->range, l->in->wrong_dates));
		row[n] = rest > 0 ? rest : 0;
	}
	double *others = l->after + n * width; /* so that a copy of any day's text is of any day */
	memcpy(others, l->any, width * sizeof *l->any);
	for (size_t s = 0; s < n; s++)
		for (size_t t = 0; t < width; t++)
			others[t] -= l->any[s] * l->after[s * width + t];
	for (size_t t = 0; t < width; t++)
		others[t] = fmax(others[t] / l->any[n], l->in->wrong_dates * l->any[t]);
}

/* ---- undated texts ---- */

/* What a copy says of each day of a source that it has with probability p: by what factor it is likelier. */
static double copy_says(const struct likely *l, double p, uint32_t s, uint32_t t)
{
	return p * l->after[(size_t)s * l->width + t] / l->any[t] + 1 - p;
}

/* Does the arc tell of an undated source by a dated copy? */
static bool is_told(const struct likely *l, const double *p, size_t k)
{
	return l->day[l->in->arcs[k].from] == UNDATED && l->day[l->in->arcs[k].to] != UNDATED && p[k] >= KNOWN_COPY;
}

/* The days of a copy of the text. */
static const double *days_of_copies(const struct likely *l, uint32_t text)
{
	return l->day[text] == UNDATED ? l->copy_day + (size_t)l->number[text] * l->width : l->after + (size_t)l->day[text] * l->width;
}

static void tell_sources(struct likely *l, const double *p, const double *original)
{
	size_t width = l->width;
	for (uint32_t i = 0; i < l->in->n; i++)
		for (uint32_t t = 0; t < width && l->day[i] == UNDATED; t++)
			l->from_sources[l->number[i] * width + t] = original[i] * l->any[t];
	for (size_t k = 0; k < l->in->n_arcs; k++) {
		const struct family_arc *arc = &l->in->arcs[k];
		if (l->day[arc->to] != UNDATED || p[k] <= 0)
			continue;
		const double *from = days_of_copies(l, arc->from);
		double *to = l->from_sources + l->number[arc->to] * width;
		for (uint32_t t = 0; t < width; t++)
			to[t] += p[k] * from[t];
	}
}

static void tell_copies(struct likely *l, const double *p)
{
	size_t width = l->width;
	memset(l->from_copies, 0, l->n_undated * width * sizeof *l->from_copies);
	for (size_t k = 0; k < l->in->n_arcs; k++) {
		const struct family_arc *arc = &l->in->arcs[k];
		if (!is_told(l, p, k))
			continue;
		double *to = l->from_copies + l->number[arc->from] * width;
		for (uint32_t s = 0; s < width; s++)
			to[s] += log(copy_says(l, p[k], s, l->day[arc->to]));
	}
}

/*
 * The probabilities of an undated text's days. Left out is what the copy of the arc `but` says (out of the text; NO_ARC: none is left
 * out), as its copy and as its source; with sources == false what all sources say.
 */
static void share_days(const struct likely *l, uint32_t text, const double *p, size_t but, bool sources, double *shares)
{
	size_t width = l->width, at = l->number[text] * width;
	const double *source = but == NO_ARC ? NULL : days_of_copies(l, l->in->arcs[but].to);
	bool told = but != NO_ARC && is_told(l, p, but);
	double most = -INFINITY, sum = 0;
	for (uint32_t s = 0; s < width; s++) {
		shares[s] = l->from_copies[at + s] - (told ? log(copy_says(l, p[but], s, l->day[l->in->arcs[but].to])) : 0);
		most = shares[s] > most ? shares[s] : most;
	}
	for (uint32_t s = 0; s < width; s++) {
		double from_sources = l->from_sources[at + s] - (source ? p[but ^ 1] * source[s] : 0);
		sum += shares[s] = exp(shares[s] - most) * (sources ? fmax(from_sources, LEAST_SHARE) : l->any[s]);
	}
	for (uint32_t s = 0; s < width; s++)
		shares[s] /= sum;
}

/* ---- weights ---- */

static void first_weights(struct likely *l)
{
	const struct weighed *in = l->in;
	for (uint32_t i = 0; i < in->n; i++)
		l->none[i] = in->none[i] - (in->dates ? date_cost(NULL, &in->days[i], in->range, in->wrong_dates) : 0);
	for (size_t k = 0; k < in->n_arcs; k++) {
		const struct days *from = &in->days[in->arcs[k].from], *to = &in->days[in->arcs[k].to];
		l->arc[k] = in->weight[k] - (in->dates ? date_cost(from, to, in->range, in->wrong_dates) : 0);
	}
}

/* What all say of undated texts' days. */
static void settle_undated(struct likely *l, const double *p)
{
	size_t width = l->width;
	double *next = kua_calloc(l->n_undated * width, sizeof *next);
	for (uint32_t i = 0; i < l->in->n; i++) {
		size_t at = l->number[i] * width;
		if (l->day[i] != UNDATED)
			continue;
		share_days(l, i, p, NO_ARC, false, l->by_copies + at);
		share_days(l, i, p, NO_ARC, true, l->by_all + at);
		for (uint32_t s = 0; s < width; s++)
			for (uint32_t t = 0; t < width; t++)
				next[at + t] += l->by_all[at + s] * l->after[s * width + t];
	}
	memcpy(l->copy_day, next, l->n_undated * width * sizeof *next);
	free(next);
}

/*
 * What dates add to an arc one of whose texts has none. An undated copy has its day by its own copies, as one that has a date has it by
 * that; an undated source by its sources and its other copies. Neither of the two tells the other's.
 */
static double weigh_days(struct likely *l, const double *p, size_t k)
{
	const struct family_arc *arc = &l->in->arcs[k];
	bool into = l->day[arc->to] == UNDATED;
	uint32_t text = into ? arc->to : arc->from;
	size_t width = l->width;
	const double *shares = (into ? l->by_copies : l->by_all) + l->number[text] * width, *from = days_of_copies(l, arc->from);
	double sum = 0;
	if (p[k] >= KNOWN_COPY || p[k ^ 1] >= KNOWN_COPY) {
		share_days(l, text, p, into ? k ^ 1 : k, !into, l->room);
		shares = l->room;
	}
	for (uint32_t s = 0; s < width; s++)
		sum += shares[s] * (into ? from[s] / l->any[s] : l->after[s * width + l->day[arc->to]]);
	return log(sum);
}

static void weigh_undated(struct likely *l, const double *p, const double *original)
{
	const struct weighed *in = l->in;
	tell_sources(l, p, original);
	tell_copies(l, p);
	settle_undated(l, p);
	for (size_t k = 0; k < in->n_arcs; k++)
		if (l->day[in->arcs[k].to] == UNDATED || l->day[in->arcs[k].from] == UNDATED)
			l->arc[k] = in->weight[k] + weigh_days(l, p, k);
}

static void all_together(struct likely *l, double *p, double *original)
{
	const struct weighed *in = l->in;
	size_t n = in->n;
	double *weight = kua_malloc(kua_mul(n * n, sizeof *weight)), *all = kua_malloc(kua_mul(n * (n + 1), sizeof *all));
	int rounds = in->dates ? ROUNDS : 0;
	for (size_t i = 0; i < n * n; i++)
		weight[i] = -INFINITY;
	for (int round = 0; round <= rounds; round++) {
		if (round > 0 && l->n_undated && l->n_days)
			weigh_undated(l, p, original);
		for (size_t k = 0; k < in->n_arcs; k++) {
			double others = round > 0 ? l->copies[in->arcs[k].from] - p[k] : 0;
			weight[in->arcs[k].to * n + in->arcs[k].from] = l->arc[k] + log1p(others > 0 ? others : 0);
		}
		laplacian(in->n, weight, l->none, all);
		memset(l->copies, 0, n * sizeof *l->copies);
		for (size_t k = 0; k < in->n_arcs; k++)
			l->copies[in->arcs[k].from] += p[k] = all[in->arcs[k].to * (n + 1) + in->arcs[k].from];
		for (size_t i = 0; i < n; i++)
			original[i] = all[i * (n + 1) + n];
	}
	free(weight);
	free(all);
}

static int by_copy(const void *x, const void *y, void *ctx)
{
	const struct likely *l = ctx;
	uint32_t i = *(const uint32_t *)x, k = *(const uint32_t *)y;
	const struct family_arc *a = &l->in->arcs[i], *b = &l->in->arcs[k];
	if (a->to != b->to)
		return a->to < b->to ? -1 : 1;
	if (l->arc[i] > l->arc[k] || l->arc[i] < l->arc[k])
		return l->arc[i] > l->arc[k] ? -1 : 1;
	return a->from < b->from ? -1 : a->from > b->from;
}

/* Each text by itself: its best sources among themselves; and which of all is the root, by what it would cost to be it. */
static void by_itself(struct likely *l, double *p, double *original)
{
	const struct weighed *in = l->in;
	double all = 0, best = -INFINITY;
	uint32_t *order = kua_malloc(kua_mul(in->n_arcs, sizeof *order));
	for (uint32_t k = 0; k < in->n_arcs; k++)
		order[k] = k;
	if (in->n_arcs)
		qsort_r(order, in->n_arcs, sizeof *order, by_copy, l);
	for (uint32_t i = 0; i < in->n; i++)
		original[i] = -INFINITY;
	for (size_t k = 0, end; k < in->n_arcs; k = end) {
		uint32_t to = in->arcs[order[k]].to;
		double most = l->arc[order[k]], sum = 0;
		for (end = k; end < in->n_arcs && in->arcs[order[end]].to == to; end++) {
			p[order[end]] = end - k < TREE_SOURCES ? exp(l->arc[order[end]] - most) : 0;
			sum += p[order[end]];
		}
		for (size_t i = k; i < end; i++)
			p[order[i]] /= sum;
		original[to] = l->none[to] - most - log(sum);
		best = original[to] > best ? original[to] : best;
	}
	for (uint32_t i = 0; i < in->n; i++)
		all += original[i] = exp(original[i] - best);
	for (uint32_t i = 0; i < in->n; i++)
		original[i] /= all;
	for (size_t k = 0; k < in->n_arcs; k++)
		p[k] *= 1 - original[in->arcs[k].to];
	free(order);
}

static void start_days(struct likely *l)
{
	list_days(l);
	set_days(l);
	size_t n = kua_mul(l->n_undated, l->width);
	l->from_sources = kua_calloc(kua_mul(n, 5) + l->width, sizeof *l->from_sources);
	l->from_copies = l->from_sources + n;
	l->copy_day = l->from_copies + n;
	l->by_copies = l->copy_day + n;
	l->by_all = l->by_copies + n;
	l->room = l->by_all + n;
	for (size_t i = 0; i < n; i++)
		l->copy_day[i] = l->any[i % l->width];
}

void likely_sources(const struct weighed *in, double *p, double *original)
{
	struct likely l = {
		.in = in,
		.arc = kua_malloc(kua_mul(in->n_arcs, sizeof *l.arc)),
		.none = kua_malloc(kua_mul(in->n, sizeof *l.none)),
		.copies = kua_calloc(in->n, sizeof *l.copies),
	};
	first_weights(&l);
	if (in->n > TREE_EXACT) {
		by_itself(&l, p, original);
	} else {
		if (in->dates)
			start_days(&l);
		all_together(&l, p, original);
	}
	free(l.arc);
	free(l.none);
	free(l.copies);
	free(l.days);
	free(l.day);
	free(l.any);
	free(l.after);
	free(l.number);
	free(l.from_sources);
}
