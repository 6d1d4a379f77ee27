/*
 * learn_costs.c - learns what it costs to rewrite one spelling of a name into another, from pairs of spellings, and prints
 * data/names/costs.txt for review.
 *
 *   learn_costs FILE...      KUA_DATA names the folder of word lists
 *
 * A file has a pair a line: a name in Latin letters, a tab, the same in another script (blanks between its letters are dropped),
 * and perhaps a tab and how often the pair was met. Both become keys (src/names/romanise.c), so that what is learnt is what keys
 * do not make equal already. Pairs whose second side leaves vowels out teach the costs of abjads.
 *
 * Each round aligns every pair by the costs of the round before and counts what stands for what; a pair that costs more than
 * NOISE of its length is not one name and teaches nothing. A rewriting is the cheaper the more often it is seen among all that
 * happens to its letters, and the rarer where names that have nothing to do with each other are aligned (each pair's first with
 * the next pair's second): a vowel for another says little either way, a silent letter is not an unlike one. The result depends on
 * the set of lines only, not on their order.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

enum { ROUNDS = 6, LINE_MOST = 1024 };
#define NOISE 0.34
#define UNSEEN 0.0005 /* the share of what was never seen */
#define AGAINST 4.0   /* e to this: so much likelier in unlike names costs a whole step */
#define LEAST 0.10    /* no rewriting is for nothing */
#define ENOUGH 20.0   /* what was seen less often in like names costs a whole step */

struct counts {
	double swap[COST_SIGNS][COST_SIGNS], lost[COST_SIGNS], gained[COST_SIGNS], a[COST_SIGNS], b[COST_SIGNS];
};

struct pair {
	char a[KEY_MAX], b[KEY_MAX];
	double weight;
	bool abjad;
};

struct pairs {
	KUA_VEC(struct pair) v;
};

static unsigned sign(char c)
{
	return (unsigned)c & 63;
}

static int by_text(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = x->abjad != y->abjad ? (x->abjad ? 1 : -1) : strcmp(x->a, y->a);
	return order ? order : strcmp(x->b, y->b) ? strcmp(x->b, y->b) : x->weight < y->weight ? -1 : x->weight > y->weight;
}

/* ---- reading ---- */

static void add_line(const struct kua_names *names, char *line, struct pairs *out)
{
	char *save = NULL, *latin = strtok_r(line, "\t\n", &save), *other = strtok_r(NULL, "\t\n", &save),
	     *count = strtok_r(NULL, "\t\n", &save);
	struct keys a, b;
	struct pair p = {.weight = count && atof(count) > 0 ? log1p(atof(count)) : log1p(1)};
	if (!other)
		return;
	size_t n = 0;
	for (char *c = other; *c; c++)
		if (*c != ' ')
			other[n++] = *c;
	other[n] = '\0';
	struct kua_arena *arena = kua_arena_new();
	const char *x = folded(arena, latin), *y = folded(arena, other);
	keys_of(names, x, strlen(x), &a);
	keys_of(names, y, strlen(y), &b);
	if (a.n && b.n && !a.abjad) {
		p.abjad = b.abjad;
		memcpy(p.a, a.v[0], sizeof p.a);
		memcpy(p.b, b.v[0], sizeof p.b);
		*kua_vec_add(&out->v) = p;
	}
	kua_arena_free(arena);
}

static bool read_pairs(const struct kua_names *names, const char *path, struct pairs *out)
{
	char line[LINE_MOST];
	FILE *f = fopen(path, "r");
	if (!f) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return false;
	}
	while (fgets(line, sizeof line, f))
		if (line[0] != '#')
			add_line(names, line, out);
	fclose(f);
	return true;
}

/* ---- aligning ---- */

enum step { STEP_SWAP, STEP_LOST, STEP_GAINED };

/* The cheapest way from a to b; its steps are counted if it costs no more than `most` of the length. */
static void align(const struct costs *c, const struct pair *p, double most, struct counts *k)
{
	static unsigned cost[KEY_MAX][KEY_MAX];
	static uint8_t step[KEY_MAX][KEY_MAX];
	size_t n = strlen(p->a), m = strlen(p->b);
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			unsigned best = i || j ? UINT32_MAX : 0;
			uint8_t how = STEP_SWAP;
			if (i && j)
				best = cost[i - 1][j - 1] + c->swap[sign(p->a[i - 1])][sign(p->b[j - 1])];
			if (i && cost[i - 1][j] + c->lost[sign(p->a[i - 1])] < best) {
				best = cost[i - 1][j] + c->lost[sign(p->a[i - 1])];
				how = STEP_LOST;
			}
			if (j && cost[i][j - 1] + c->gained[sign(p->b[j - 1])] < best) {
				best = cost[i][j - 1] + c->gained[sign(p->b[j - 1])];
				how = STEP_GAINED;
			}
			cost[i][j] = best;
			step[i][j] = how;
		}
	if ((double)cost[n][m] / COST_WHOLE > most * (double)(n > m ? n : m))
		return;
	for (size_t i = n, j = m; i || j;) {
		uint8_t how = step[i][j];
		if (how == STEP_SWAP)
			k->swap[sign(p->a[i - 1])][sign(p->b[j - 1])] += p->weight;
		else if (how == STEP_LOST)
			k->lost[sign(p->a[i - 1])] += p->weight;
		else
			k->gained[sign(p->b[j - 1])] += p->weight;
		i -= how != STEP_GAINED;
		j -= how != STEP_LOST;
		if (how != STEP_GAINED)
			k->a[sign(p->a[i])] += p->weight;
		if (how != STEP_LOST)
			k->b[sign(p->b[j])] += p->weight;
	}
}

/* ---- costs from counts ---- */

static double share(double times, double of)
{
	return (times + UNSEEN * 100) / (of + 100);
}

/* How much likelier letters are kept in like names than in unlike ones, as a logarithm: what a step that is seen as often costs. */
static double kept(const struct counts *like, const struct counts *unlike)
{
	double same[2] = {0, 0}, all[2] = {0, 0};
	for (unsigned a = 0; a < COST_SIGNS; a++) {
		same[0] += like->swap[a][a];
		same[1] += unlike->swap[a][a];
		all[0] += like->a[a];
		all[1] += unlike->a[a];
	}
	return log(share(same[0], all[0]) / share(same[1], all[1]));
}

static uint8_t cost_of(double seen, double like, double unlike, double kept_more)
{
	if (seen < ENOUGH)
		return COST_WHOLE;
	double cost = (kept_more - log(like / unlike)) / (kept_more + AGAINST);
	cost = cost > 1 ? 1 : cost < LEAST ? LEAST : cost;
	return (uint8_t)(cost * COST_WHOLE + 0.5);
}

/* Of the times that either letter is rewritten, those in which it is into the other. */
static double swaps(const struct counts *k, unsigned a, unsigned b, bool abjad)
{
	return abjad ? share(2 * k->swap[a][b], k->a[a] + k->b[b])
	             : share(2 * (k->swap[a][b] + k->swap[b][a]), k->a[a] + k->b[b] + k->a[b] + k->b[a]);
}

static void learn(const struct counts *like, const struct counts *unlike, bool abjad, struct costs *c)
{
	double more = kept(like, unlike);
	for (unsigned a = 0; a < COST_SIGNS; a++) {
		const struct counts *const k[2] = {like, unlike};
		double lost[2], gained[2];
		for (int i = 0; i < 2; i++) {
			lost[i] = share(k[i]->lost[a], k[i]->a[a]);
			gained[i] = share(k[i]->gained[a], k[i]->b[a]);
			if (!abjad) /* neither side is the fuller one */
				lost[i] = gained[i] = share(k[i]->lost[a] + k[i]->gained[a], k[i]->a[a] + k[i]->b[a]);
		}
		c->lost[a] = cost_of(like->lost[a] + (abjad ? 0 : like->gained[a]), lost[0], lost[1], more);
		c->gained[a] = cost_of(like->gained[a] + (abjad ? 0 : like->lost[a]), gained[0], gained[1], more);
		for (unsigned b = 0; b < COST_SIGNS; b++)
			c->swap[a][b] = a == b ? 0 : cost_of(like->swap[a][b] + (abjad ? 0 : like->swap[b][a]), swaps(like, a, b, abjad),
			                                     swaps(unlike, a, b, abjad), more);
	}
}

/* The pairs of one sort of script stand together. */
static void learn_all(const struct pair *v, size_t n, const struct costs *first, struct costs *out)
{
	*out = *first;
	for (int round = 0; round < ROUNDS && n > 1; round++) {
		struct counts *k = kua_calloc(2, sizeof *k);
		for (size_t i = 0; i < n; i++) {
			struct pair other = v[i];
			memcpy(other.b, v[(i + n / 2) % n].b, sizeof other.b);
			align(out, &v[i], NOISE, &k[0]);
			align(out, &other, 1, &k[1]);
		}
		learn(&k[0], &k[1], v[0].abjad, out);
		free(k);
	}
}

/* ---- printing ---- */

static const char signs[] = "aeiouybcCdfghJklmnpqrsStvwxz";

static void print_one(const char *section, const uint8_t cost[COST_SIGNS])
{
	printf("\n[%s]\n", section);
	for (const char *a = signs; *a; a++)
		if (cost[sign(*a)] < COST_WHOLE)
			printf("%c | %.2f\n", *a, cost[sign(*a)] / (double)COST_WHOLE);
}

static void print_two(const char *section, const struct costs *c, bool both_ways)
{
	printf("\n[%s]\n", section);
	for (const char *a = signs; *a; a++)
		for (const char *b = both_ways ? a + 1 : signs; *b; b++)
			if (a != b && c->swap[sign(*a)][sign(*b)] < COST_WHOLE)
				printf("%c, %c | %.2f\n", *a, *b, c->swap[sign(*a)][sign(*b)] / (double)COST_WHOLE);
}

int main(int argc, char **argv)
{
	const char *data = getenv("KUA_DATA");
	struct kua_names *names = NULL;
	struct kua_error err;
	struct pairs pairs = {0};
	struct costs plain, abjad;
	if (argc < 2 || kua_names_load(data ? data : "data", &names, &err) != KUA_OK) {
		fprintf(stderr, "%s\n", argc < 2 ? "learn_costs FILE..." : err.text);
		return 2;
	}
	for (int i = 1; i < argc; i++)
		if (!read_pairs(names, argv[i], &pairs))
			return 2;
	if (pairs.v.n)
		qsort(pairs.v.v, pairs.v.n, sizeof *pairs.v.v, by_text);
	size_t vowels = 0;
	while (vowels < pairs.v.n && !pairs.v.v[vowels].abjad)
		vowels++;
	learn_all(pairs.v.v, vowels, &names->costs, &plain);
	learn_all(pairs.v.v + vowels, pairs.v.n - vowels, &names->abjad_costs, &abjad);
	print_two("one for another", &plain, true);
	print_one("left out", plain.lost);
	printf("\n[neighbours]\nchanged places | %.2f\n", names->costs.turned / (double)COST_WHOLE);
	print_two("abjad: one for another", &abjad, false);
	print_one("abjad: not written", abjad.lost);
	print_one("abjad: written more", abjad.gained);
	kua_vec_free(&pairs.v);
	kua_names_free(names);
	return 0;
}
