/*
 * cost.c - what it takes to make one text out of another, in nats: minus the logarithm of the probability.
 *
 *   a word kept         next to nothing
 *   a word replaced     SLIP, and as much as the new word is rare, by its length
 *   words cut           CUT a place, and a little a word: cutting is what editors do
 *   words added         ADD a place, and as much as each is rare: they had to be thought of; and beyond a LINE some more
 *                       a word, for who copies adds a line sooner than a page
 *   a text anew         as much as its words are rare
 *
 * In a whole tree a word that somebody added is paid for once and its copies have it for nothing; one who lacks it
 * pays for a cut. That is where direction comes from, even without a date.
 *
 * A copy's date follows its source's by a day or two as a rule and by months now and then; by the rate of wrong dates
 * it can be any day. Where the source has no date, every day of the family's time is as good.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

#define KEPT 0.012   /* share of words replaced in a copy */
#define SLIP 4.4     /* -log(KEPT) */
#define CUT 3.0
#define CUT_WORD 0.05
#define CUT_MOST 4.0 /* a long cut is no rarer than this */
#define ADD 4.0
#define LINE 12
#define ADD_WORD 0.12
#define ADD_MOST 6.0 /* a page is as rare as a chapter */

/* ---- words ---- */

/*
 * How rare a word is goes by its length alone: nats of words of 1, 2, ... letters, the last for longer ones, as they are on the mean in
 * English dispatches. Counting the collection's own words tells parents no better (bench/copies: nor does one price for all words), and
 * would make each family's tree hang on all other texts.
 */
static const double nats_of[] = {5.2, 4.7, 4.4, 6.6, 8.0, 8.6};
enum { LONGEST = sizeof nats_of / sizeof *nats_of };

double *word_sums(const struct body *body)
{
	double *sums = kua_malloc(kua_mul((size_t)body->n_words + 1, sizeof *sums)), sum = 0;
	for (uint32_t w = 0; w < body->n_words; w++) {
		uint32_t letters = body->words[w + 1].at - body->words[w].at; /* one at least */
		sums[w] = sum;
		sum += nats_of[(letters < LONGEST ? letters : LONGEST) - 1];
	}
	sums[body->n_words] = sum;
	return sums;
}

/* ---- edits ---- */

static double cut_cost(uint32_t words)
{
	return CUT + fmin(CUT_WORD * words, CUT_MOST);
}

static double add_cost(uint32_t words)
{
	return ADD + (words > LINE ? fmin(ADD_WORD * (words - LINE), ADD_MOST) : 0);
}

/* Words from .. to - 1 stand in `with` and not in `without`: added on the way to the one, cut on the way to the other. */
static void one_sided(struct copying *to_with, struct copying *to_without, const double *sums, uint32_t from, uint32_t to)
{
	if (from >= to)
		return;
	to_with->cost += add_cost(to - from) + sums[to] - sums[from];
	to_with->added += to - from;
	to_with->added_runs++;
	to_without->cost += cut_cost(to - from);
	to_without->cut += to - from;
	to_without->cut_runs++;
}

static void replaced(struct copying *m, const double *sums, uint32_t from, uint32_t n, bool near)
{
	double rare = sums[from + n] - sums[from];
	m->cost += n * SLIP + (near && rare > SLIP ? SLIP : rare);
	m->changed += n;
}

struct stretch {
	uint32_t from, to;
};

static int by_start(const void *x, const void *y)
{
	const struct stretch *a = x, *b = y;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

/* What no passage covers on one side. */
static void uncovered(const struct pair *pair, bool b, uint32_t n_words, const double *sums, struct copying *to_with,
                      struct copying *to_without)
{
	struct stretch *runs = kua_malloc(kua_mul(pair->n, sizeof *runs));
	for (size_t i = 0; i < pair->n; i++) {
		const struct passage *p = &pair->passages[pair->first + i];
		runs[i] = b ? (struct stretch){p->b, p->b_end} : (struct stretch){p->a, p->a_end};
	}
	qsort(runs, pair->n, sizeof *runs, by_start);
	uint32_t end = 0;
	for (size_t i = 0; i < pair->n; i++) {
		one_sided(to_with, to_without, sums, end, runs[i].from);
		end = runs[i].to > end ? runs[i].to : end;
	}
	one_sided(to_with, to_without, sums, end, n_words);
	free(runs);
}

void copying_of(const struct pair *pair, const struct body *a, const struct body *b, const double *a_sums, const double *b_sums,
               struct copying *ab, struct copying *ba)
{
	*ab = *ba = (struct copying){.cost = pair->equal * -log1p(-KEPT), .equal = pair->equal};
	for (size_t i = 0; i < pair->n; i++) {
		const struct passage *p = &pair->passages[pair->first + i];
		for (size_t k = 0; k < p->n_edits; k++) {
			const struct edit *e = &pair->edits[p->first_edit + k];
			uint32_t both = e->n_a < e->n_b ? e->n_a : e->n_b;
			replaced(ab, b_sums, e->b, both, e->near);
			replaced(ba, a_sums, e->a, both, e->near);
			one_sided(ba, ab, a_sums, e->a + both, e->a + e->n_a);
			one_sided(ab, ba, b_sums, e->b + both, e->b + e->n_b);
		}
	}
	uncovered(pair, false, a->n_words, a_sums, ba, ab);
	uncovered(pair, true, b->n_words, b_sums, ab, ba);
}

/* ---- dates ---- */

struct days days_of(const char *iso)
{
	struct days d = {0};
	d.known = iso && kua_date_first_day(iso, &d.first) && kua_date_last_day(iso, &d.last);
	return d;
}

/* A copy some time later, the times spread as exp(-t/mean): the probability that it is so many calendar days later. */
static double days_later(double mean, int64_t days)
{
	double day = exp(-1 / mean), first = mean * (1 - day);
	return days == 0 ? 1 - first : first * (1 - day) * pow(day, (double)(days - 1));
}

/* Most copies are made within days, some after months, a few after years. */
static double lag(int64_t days)
{
	static const double decades = 9.2; /* log of 10,000 days */
	if (days < 0)
		return 0;
	return 0.78 * days_later(1.5, days) + 0.17 * days_later(60, days) +
	       0.05 * log((double)(days + 2) / (double)(days + 1)) / decades;
}

double date_cost(const struct days *source, const struct days *copy, double range, double wrong)
{
	enum { STEPS = 31 }; /* each day of a month */
	if (!copy->known)
		return 0;
	double width = (double)(copy->last - copy->first + 1), any = width / (range + width), sum = 0;
	if (!source || !source->known)
		return -log(any);
	int64_t n_source = source->last - source->first + 1, n_copy = copy->last - copy->first + 1;
	if (n_source + n_copy > 2 && source->first <= copy->last && copy->first <= source->last)
		return -log(any); /* a month says nothing of its days */
	int64_t steps_source = n_source < STEPS ? n_source : STEPS, steps_copy = n_copy < STEPS ? n_copy : STEPS;
	for (int64_t i = 0; i < steps_source; i++)
		for (int64_t k = 0; k < steps_copy; k++)
			sum += lag(copy->first + (2 * k + 1) * n_copy / (2 * steps_copy) -
			           (source->first + (2 * i + 1) * n_source / (2 * steps_source)));
	sum *= width / (double)(steps_source * steps_copy);
	return -log((1 - wrong) * sum + wrong * any);
}
