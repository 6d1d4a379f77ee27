/*
 * names_speed.c - what comparing names costs and finds, for bench/names: names on standard input, one a line.
 *
 *   names_speed time FILE          lines "a TAB b": nanoseconds of preparing a name, of comparing two that are prepared
 *   names_speed distance FILE      the same lines: nanoseconds of an edit distance, of one "a" to many
 *   names_speed near HAY QUERIES   each query's best of all names of HAY by comparing with every one: "query number TAB name
 *                                  number TAB score", the best five
 *   names_speed score FILE         lines "a TAB b": "score TAB same"
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "names/names.h"

struct lines {
	struct kua_buf text;
	KUA_VEC(const char *) v;
};

static struct kua_names *names;
static struct kua_arena *arena;

/* Of the processor: a busy machine does not count. */
static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void read_lines(const char *path, struct lines *l)
{
	struct kua_error err;
	char *save = NULL;
	if (kua_read_file(path, (size_t)1 << 30, &l->text, &err) != KUA_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(2);
	}
	for (char *s = strtok_r(l->text.data, "\n", &save); s; s = strtok_r(NULL, "\n", &save))
		*kua_vec_add(&l->v) = s;
}

struct prepared {
	const struct kua_prepared **v;
	size_t n;
};

static struct prepared prepare(const struct lines *l)
{
	struct prepared p = {KUA_NEW_N(arena, const struct kua_prepared *, l->v.n), l->v.n};
	for (size_t i = 0; i < l->v.n; i++)
		p.v[i] = kua_name_prepare(names, l->v.v[i], "person", arena);
	return p;
}

/* ---- near ---- */

enum { BEST = 5 };

static void near(const struct prepared *hay, const struct kua_prepared *query, size_t number)
{
	size_t at[BEST] = {0}, n = 0;
	double score[BEST] = {0};
	for (size_t i = 0; i < hay->n; i++) {
		bool same;
		double s = kua_name_score(names, query, hay->v[i], &same);
		size_t k = n < BEST ? n++ : BEST - 1;
		if (n == BEST && k == BEST - 1 && s <= score[k] && i >= BEST)
			continue;
		for (; k > 0 && score[k - 1] < s; k--) {
			score[k] = score[k - 1];
			at[k] = at[k - 1];
		}
		score[k] = s;
		at[k] = i;
	}
	for (size_t k = 0; k < n; k++)
		printf("%zu\t%zu\t%.4f\n", number, at[k], score[k]);
}

/* ---- pairs ---- */

static void split(const struct lines *l, struct lines *a, struct lines *b)
{
	for (size_t i = 0; i < l->v.n; i++) {
		const char *tab = strchr(l->v.v[i], '\t');
		if (!tab)
			continue;
		*kua_vec_add(&a->v) = kua_arena_strndup(arena, l->v.v[i], (size_t)(tab - l->v.v[i]));
		*kua_vec_add(&b->v) = kua_arena_strndup(arena, tab + 1, strcspn(tab + 1, "\t"));
	}
}

static void score(const struct lines *l)
{
	struct lines a = {0}, b = {0};
	split(l, &a, &b);
	struct prepared x = prepare(&a), y = prepare(&b);
	for (size_t i = 0; i < x.n; i++) {
		bool same;
		double s = kua_name_score(names, x.v[i], y.v[i], &same);
		printf("%.4f\t%d\n", s, same);
	}
}

enum { ROUNDS = 20, KEYS = 100000, QUERIES = 4 };

static void time_distances(const struct lines *pairs)
{
	struct lines names_a = {0}, names_b = {0}, *l = &names_a;
	split(pairs, &names_a, &names_b);
	const char **keys = KUA_NEW_N(arena, const char *, KEYS);
	uint8_t *out = kua_arena_alloc(arena, KEYS);
	for (size_t i = 0; i < KEYS; i++)
		keys[i] = l->v.v[i % l->v.n];
	struct kua_distances *d = kua_distances_new(keys, KEYS);
	double best = 0;
	size_t sum = 0;
	for (size_t r = 0; r < ROUNDS; r++) {
		double t = seconds();
		for (size_t i = 0; i < QUERIES; i++) {
			kua_distances_to(d, l->v.v[(i * 97) % l->v.n], out);
			sum += out[i];
		}
		t = seconds() - t;
		best = r == 0 || t < best ? t : best;
	}
	printf("distance\t%.3f\t%zu\n", best * 1e9 / (double)(QUERIES * KEYS), sum);
	kua_distances_free(d);
}

static void measure(const struct lines *l)
{
	struct lines a = {0}, b = {0};
	split(l, &a, &b);
	double t = seconds();
	struct prepared x = prepare(&a), y = prepare(&b);
	double prepared = seconds() - t, best = 0;
	size_t same_n = 0;
	for (size_t r = 0; r < ROUNDS; r++) {
		t = seconds();
		for (size_t i = 0; i < x.n; i++) {
			bool same;
			kua_name_score(names, x.v[i], y.v[i], &same);
			same_n += same;
		}
		t = seconds() - t;
		best = r == 0 || t < best ? t : best;
	}
	printf("prepare\t%.1f\t%zu\n", prepared * 1e9 / (double)(2 * x.n), x.n);
	printf("compare\t%.1f\t%zu\n", best * 1e9 / (double)x.n, same_n / ROUNDS);
}

int main(int argc, char **argv)
{
	const char *data = getenv("KUA_DATA");
	struct kua_error err;
	struct lines first = {0}, second = {0};
	if (argc < 3 || kua_names_load(data ? data : "data", &names, &err) != KUA_OK) {
		fprintf(stderr, "%s\n", argc < 3 ? "names_speed time|distance|score FILE, or near HAY QUERIES" : err.text);
		return 2;
	}
	arena = kua_arena_new();
	read_lines(argv[2], &first);
	if (strcmp(argv[1], "near") == 0 && argc > 3) {
		read_lines(argv[3], &second);
		struct prepared hay = prepare(&first), queries = prepare(&second);
		for (size_t i = 0; i < queries.n; i++)
			near(&hay, queries.v[i], i);
	} else if (strcmp(argv[1], "score") == 0) {
		score(&first);
	} else if (strcmp(argv[1], "distance") == 0) {
		time_distances(&first);
	} else {
		measure(&first);
	}
	kua_arena_free(arena);
	kua_names_free(names);
	return 0;
}
