/* ladder.c - any two runs of bytes as letters: their alignment must cost what the plain dynamic program says, and no less. */
#include "view.h"

#include "../tests/reuse/plain.h"

enum { MOST = 2000 };

/* The bytes up to the first NUL, and those behind it, in memory of exactly their size. */
static uint8_t *copy(const uint8_t *data, size_t size, uint32_t *n)
{
	*n = (uint32_t)(size < MOST ? size : MOST);
	uint8_t *v = kua_malloc(*n);
	if (*n)
		memcpy(v, data, *n);
	return v;
}

static void check_extension(struct ladder *w, const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m, run_vec *runs)
{
	for (int reversed = 0; reversed < 2; reversed++) {
		uint32_t i = 0, j = 0;
		runs->n = 0;
		ladder_extend(w, a, n, b, m, reversed, runs);
		for (size_t k = 0; k < runs->n; k++) {
			const struct run *r = &runs->v[k];
			MUST(r->n > 0 && r->a >= i && r->b >= j && r->a + r->n <= n && r->b + r->n <= m);
			i = r->a + r->n;
			j = r->b + r->n;
			MUST(memcmp(reversed ? a + n - i : a + r->a, reversed ? b + m - j : b + r->b, r->n) == 0);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
	size_t first = nul ? (size_t)(nul - data) : size / 2, second = nul ? first + 1 : first;
	uint32_t n, m, cost;
	uint8_t *a = copy(data, first, &n), *b = copy(data + second, size - second, &m);
	struct ladder w = {0};
	run_vec runs = {0};
	uint32_t said = ladder_align(&w, a, n, b, m, &runs);
	MUST(said == plain_distance(a, n, b, m));
	MUST(plain_cost(a, n, b, m, &runs, &cost) && cost == said);
	check_extension(&w, a, n, b, m, &runs);
	ladder_free(&w);
	kua_vec_free(&runs);
	free(a);
	free(b);
	return 0;
}
