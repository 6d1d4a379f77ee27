/* plain.h - for tests and fuzzing: edit distance by the plain dynamic program, as an oracle for the ladder. */
#ifndef TESTS_REUSE_PLAIN_H
#define TESTS_REUSE_PLAIN_H

#include "reuse/internal.h"

static inline uint32_t plain_distance(const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m)
{
	uint32_t *row = kua_malloc(((size_t)m + 1) * sizeof *row);
	for (uint32_t j = 0; j <= m; j++)
		row[j] = j;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t diagonal = row[0];
		row[0] = i + 1;
		for (uint32_t j = 0; j < m; j++) {
			uint32_t here = diagonal + (a[i] != b[j]), side = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
			diagonal = row[j + 1];
			row[j + 1] = here < side ? here : side;
		}
	}
	uint32_t best = row[m];
	free(row);
	return best;
}

/* What the runs say costs: what lies between them, before the first and behind the last. False where they are no alignment. */
static inline bool plain_cost(const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m, const run_vec *runs, uint32_t *cost)
{
	uint32_t i = 0, j = 0;
	*cost = 0;
	for (size_t k = 0; k <= runs->n; k++) {
		struct run r = k < runs->n ? runs->v[k] : (struct run){n, m, 0};
		if (r.a < i || r.b < j || r.a + r.n > n || r.b + r.n > m || memcmp(a + r.a, b + r.b, r.n) != 0)
			return false;
		*cost += r.a - i > r.b - j ? r.a - i : r.b - j;
		i = r.a + r.n;
		j = r.b + r.n;
	}
	return true;
}

#endif
