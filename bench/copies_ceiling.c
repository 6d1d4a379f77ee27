/*
 * copies_ceiling.c - histories of copying, sampled by the very rates of bench/copies: what could be known of who copied whom.
 *
 * Standard input: "stories sweeps wrong", then of each story its number of texts, and of each text, in the order in which they were
 * made: its parent (-1: none), its time in days, its date as the number of a day (-100000: none), the logarithm of its
 * probability as a first text, and of that as a copy of each text. Standard output: a line for each text, with the share of the
 * sampled histories in which it comes from each.
 *
 * A history is an order in which the texts were made, the parent of each and its time. Its probability: each text draws its parent
 * among those before it, with weight 1 + its copies so far, doubled for the last five; its words are made of the parent's; it is made a
 * while after; its date is the day, or wrong. The walk (Metropolis and others) begins at the true history, so that it
 * errs by too much knowledge if at all.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 64, YOUNG = 5, NO_DATE = -100000 };
#define IMPOSSIBLE (-1e8)
#define WRONG_BY 60.0

struct story {
	int n;
	double anew[MOST], made[MOST][MOST]; /* made[v][u]: v of u */
	double date[MOST];
	double wrong;
};

struct history {
	int parent[MOST], order[MOST], place[MOST]; /* order[place[v]] == v */
	double time[MOST];
};

static uint64_t state;

static double roll(void) /* splitmix */
{
	uint64_t z = state += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static int pick(int n)
{
	return (int)(roll() * n);
}

/* ---- probabilities ---- */

/* Of the parents that were drawn, in order; -infinity where one is not there yet. */
static double log_drawn(const struct story *s, const struct history *h)
{
	double sum = 0;
	int weight[MOST];
	for (int k = 0; k < s->n; k++) {
		int p = h->parent[h->order[k]];
		weight[k] = 1;
		if (p < 0 && k > 0)
			return -INFINITY;
		if (p < 0)
			continue;
		int at = h->place[p];
		if (at >= k)
			return -INFINITY;
		int all = 2 * k - 1;
		for (int i = k > YOUNG ? k - YOUNG : 0; i < k; i++)
			all += weight[i];
		sum += log((double)(weight[at] * (k - at <= YOUNG ? 2 : 1)) / all);
		weight[at]++;
	}
	return sum;
}

static double log_gap(double days)
{
	return days < 0 ? -INFINITY : log(0.85 / 1.5 * exp(-days / 1.5) + 0.15 / 60 * exp(-days / 60));
}

static double log_dated(const struct story *s, int v, double time)
{
	if (s->date[v] <= NO_DATE)
		return 0;
	double right = time >= s->date[v] && time < s->date[v] + 1, low = fmax(s->date[v], time - WRONG_BY),
	       high = fmin(s->date[v] + 1, time + WRONG_BY);
	return log((1 - s->wrong) * right + s->wrong * fmax(0, high - low) / (2 * WRONG_BY));
}

/* Of one text with its parent. */
static double log_text(const struct story *s, const struct history *h, int v)
{
	int p = h->parent[v];
	return p < 0 ? s->anew[v] : s->made[v][p] < IMPOSSIBLE ? -INFINITY : s->made[v][p] + log_gap(h->time[v] - h->time[p]);
}

static double log_all(const struct story *s, const struct history *h)
{
	double sum = log_drawn(s, h);
	for (int v = 0; v < s->n && sum > -INFINITY; v++)
		sum += log_text(s, h, v) + log_dated(s, v, h->time[v]);
	return sum;
}

/* ---- steps ---- */

/* Draw the parent anew. */
static void step_parent(const struct story *s, struct history *h, int v)
{
	double log_p[MOST], most = -INFINITY, sum = 0;
	if (h->parent[v] < 0)
		return;
	for (int u = 0; u < s->n; u++) {
		log_p[u] = -INFINITY;
		if (h->place[u] >= h->place[v] || s->made[v][u] < IMPOSSIBLE)
			continue;
		h->parent[v] = u;
		double text = log_text(s, h, v);
		if (text > most - 40)
			log_p[u] = text + log_drawn(s, h);
		most = log_p[u] > most ? log_p[u] : most;
	}
	for (int u = 0; u < s->n; u++)
		sum += exp(log_p[u] - most);
	double left = roll() * sum;
	int last = -1;
	for (int u = 0; u < s->n && (last < 0 || left >= 0); u++)
		if (log_p[u] > -INFINITY) {
			last = u;
			left -= exp(log_p[u] - most);
		}
	h->parent[v] = last;
}

static void set_places(const struct story *s, struct history *h)
{
	for (int k = 0; k < s->n; k++)
		h->place[h->order[k]] = k;
}

/* Take one out of the order and put it in at any place behind its parent and before its copies. */
static void step_order(const struct story *s, struct history *h, int v)
{
	int from = h->place[v], low = h->parent[v] < 0 ? 0 : h->place[h->parent[v]] + 1, high = s->n - 1;
	if (h->parent[v] < 0)
		return;
	for (int u = 0; u < s->n; u++)
		if (h->parent[u] == v && h->place[u] - 1 < high)
			high = h->place[u] - 1;
	struct history next = *h;
	int to = low + pick(high - low + 1);
	for (int k = from; k < to; k++)
		next.order[k] = h->order[k + 1];
	for (int k = from; k > to; k--)
		next.order[k] = h->order[k - 1];
	next.order[to] = v;
	set_places(s, &next);
	if (log(roll()) < log_drawn(s, &next) - log_drawn(s, h))
		*h = next;
}

static double log_timed(const struct story *s, const struct history *h, int v)
{
	double sum = log_dated(s, v, h->time[v]);
	if (h->parent[v] >= 0)
		sum += log_gap(h->time[v] - h->time[h->parent[v]]);
	for (int u = 0; u < s->n; u++)
		if (h->parent[u] == v)
			sum += log_gap(h->time[u] - h->time[v]);
	return sum;
}

static void step_time(const struct story *s, struct history *h, int v)
{
	static const double widths[] = {0.2, 2, 20, 120};
	double before = log_timed(s, h, v), old = h->time[v];
	h->time[v] += (roll() - 0.5) * widths[pick(4)];
	if (log(roll()) >= log_timed(s, h, v) - before)
		h->time[v] = old;
}

/* Two texts change places: parents, copies and order, and, if so drawn, times. */
static void step_swap(const struct story *s, struct history *h, int u, int v)
{
	struct history next = *h;
	for (int i = 0; i < s->n; i++) {
		int from = i == u ? v : i == v ? u : i, p = h->parent[from];
		next.parent[i] = p == u ? v : p == v ? u : p;
	}
	next.order[h->place[u]] = v;
	next.order[h->place[v]] = u;
	set_places(s, &next);
	if (roll() < 0.5) {
		next.time[u] = h->time[v];
		next.time[v] = h->time[u];
	}
	if (log(roll()) < log_all(s, &next) - log_all(s, h))
		*h = next;
}

/* A copy and its parent change places, and each keeps its copies. */
static void step_turn(const struct story *s, struct history *h, int v)
{
	int p = h->parent[v];
	if (p < 0)
		return;
	struct history next = *h;
	next.parent[v] = h->parent[p];
	next.parent[p] = v;
	next.order[h->place[p]] = v;
	next.order[h->place[v]] = p;
	set_places(s, &next);
	if (roll() < 0.5) {
		next.time[p] = h->time[v];
		next.time[v] = h->time[p];
	}
	if (log(roll()) < log_all(s, &next) - log_all(s, h))
		*h = next;
}

static void sample(const struct story *s, struct history *h, int sweeps, double seen[MOST][MOST])
{
	for (int i = 0; i < sweeps; i++) {
		for (int v = 0; v < s->n; v++) {
			step_time(s, h, v);
			step_parent(s, h, v);
			step_order(s, h, v);
			step_turn(s, h, v);
			step_swap(s, h, pick(s->n), pick(s->n));
		}
		for (int v = 0; v < s->n; v++)
			if (h->parent[v] >= 0)
				seen[v][h->parent[v]] += 1.0 / sweeps;
	}
}

/* ---- in and out ---- */

static bool read_story(struct story *s, struct history *h)
{
	if (scanf("%d", &s->n) != 1 || s->n < 1 || s->n > MOST)
		return false;
	for (int v = 0; v < s->n; v++) {
		if (scanf("%d %lf %lf %lf", &h->parent[v], &h->time[v], &s->date[v], &s->anew[v]) != 4)
			return false;
		h->order[v] = h->place[v] = v;
		for (int u = 0; u < s->n; u++)
			if (scanf("%lf", &s->made[v][u]) != 1)
				return false;
	}
	return true;
}

int main(void)
{
	static struct story s;
	static struct history h;
	int stories, sweeps;
	if (scanf("%d %d %lf", &stories, &sweeps, &s.wrong) != 3)
		return 2;
	for (int i = 0; i < stories; i++) {
		double seen[MOST][MOST] = {{0}};
		state = (uint64_t)i;
		if (!read_story(&s, &h))
			return 2;
		sample(&s, &h, sweeps, seen);
		for (int v = 0; v < s.n; v++)
			for (int u = 0; u < s.n; u++)
				printf("%.5f%c", seen[v][u], u + 1 < s.n ? ' ' : '\n');
	}
	return 0;
}
