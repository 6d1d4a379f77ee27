/*
 * grams.c - hashes of k-grams and the least of each window, for a block of letters.
 *
 * The hash is a polynomial in BASE: that of two stretches beside each other is made of theirs, so those of 2, 4, 8 letters are made of
 * halves, and none waits for the one before it. The least of a window is made of halves as well. k is 12 or 16.
 */
#include <string.h>

#include "reuse/grams.h"

#define BASE UINT64_C(0x9e3779b97f4a7c15)
_Static_assert(SEED_MOST == 16, "the longest k-gram is made of two times eight letters");

/* BASE to the nth. */
static uint64_t power(unsigned n)
{
	uint64_t p = 1;
	while (n--)
		p *= BASE;
	return p;
}

/* Where windows have another least than the one before, from the array of them. */
static void find_others(struct gram_block *b, uint32_t windows)
{
	for (uint32_t from = 0; from < windows; from += 64) {
		uint32_t n = windows - from < 64 ? windows - from : 64;
		uint64_t bits = 0, before = from ? b->least[from - 1] : b->last_least;
		for (uint32_t i = 0; i < n; i++) {
			bits |= (uint64_t)(b->least[from + i] != before) << i;
			before = b->least[from + i];
		}
		b->others[from / 64] = bits;
	}
}

void grams_plain(struct gram_block *b, unsigned k, uint32_t before, uint32_t n, uint32_t window)
{
	const uint64_t top = power(k);
	uint64_t *out = b->hashes + before, hash = 0;
	for (unsigned i = 0; i < k - 1; i++)
		hash = hash * BASE + b->letters[i];
	for (uint32_t i = 0; i < n; i++) { /* by rolling: with narrow registers fewer products take less time */
		hash = hash * BASE + b->letters[i + k - 1] - (i ? b->letters[i - 1] * top : 0);
		out[i] = gram_mix(hash);
	}
	if (before + n < window)
		return;
	const uint64_t *from = b->hashes;
	for (uint32_t wide = 1; wide < window; wide *= 2, from = b->least)
		for (uint32_t i = 0; i + 2 * wide <= before + n; i++)
			b->least[i] = from[i] < from[i + wide] ? from[i] : from[i + wide];
	const uint32_t windows = before + n - window + 1;
	find_others(b, windows);
	b->last_least = b->least[windows - 1];
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE "avx512f,avx512dq"
enum { LANES = 8 };

__attribute__((target(WIDE))) static inline __m512i load(const uint64_t *p)
{
	return _mm512_loadu_si512(p);
}

/* Of stretches of `half` letters, which are in v, those of half + more, the last `more` of which are in w. */
__attribute__((target(WIDE))) static inline void join(uint64_t *to, const uint64_t *v, const uint64_t *w, uint64_t factor, uint32_t n)
{
	const __m512i f = _mm512_set1_epi64((long long)factor);
	for (uint32_t i = 0; i < n; i += LANES)
		_mm512_storeu_si512(to + i, _mm512_add_epi64(_mm512_mullo_epi64(load(v + i), f), load(w + i)));
}

__attribute__((target(WIDE))) static inline void mix_all(uint64_t *v, uint32_t n)
{
	const __m512i f = _mm512_set1_epi64((long long)UINT64_C(0x7fb5d329728ea185)), g = _mm512_set1_epi64((long long)UINT64_C(0x81dadef4bc2dd44d));
	for (uint32_t i = 0; i < n; i += LANES) {
		__m512i x = load(v + i);
		x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 32)), f);
		x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 29)), g);
		_mm512_storeu_si512(v + i, _mm512_xor_si512(x, _mm512_srli_epi64(x, 32)));
	}
}

/* The lesser of each and the one that stands `step` behind it. */
__attribute__((target(WIDE))) static inline void lesser(uint64_t *to, const uint64_t *v, uint32_t step, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += LANES)
		_mm512_storeu_si512(to + i, _mm512_min_epu64(load(v + i), load(v + i + step)));
}

__attribute__((target(WIDE))) static void wide(struct gram_block *b, unsigned k, uint32_t before, uint32_t n, uint32_t window)
{
	uint64_t two[GRAMS + SEED_MOST + GRAM_SLACK + LANES], four[GRAMS + SEED_MOST + GRAM_SLACK + LANES];
	uint64_t *hashes = b->hashes + before;
	join(two, b->letters, b->letters + 1, BASE, n + k - 2);
	join(four, two, two + 2, power(2), n + k - 4);
	join(two, four, four + 4, power(4), n + k - 8); /* of eight */
	if (k == 16)
		join(hashes, two, two + 8, power(8), n);
	else
		join(hashes, two, four + 8, power(4), n);
	mix_all(hashes, n);
	if (before + n < window)
		return;
	const uint64_t *from = b->hashes;
	for (uint32_t wide = 1; wide < window; wide *= 2, from = b->least)
		lesser(b->least, from, wide, before + n - 2 * wide + 1);
	const uint32_t windows = before + n - window + 1;
	uint64_t *others = b->others;
	memset(others, 0, (windows + 63) / 64 * sizeof *others);
	others[0] = b->least[0] != b->last_least;
	for (uint32_t i = 0; i + 1 < windows; i += LANES) {
		uint64_t bits = _mm512_cmpneq_epu64_mask(load(b->least + i), load(b->least + i + 1));
		bits &= windows - 1 - i < LANES ? (UINT64_C(1) << (windows - 1 - i)) - 1 : 0xff;
		others[(i + 1) / 64] |= bits << (i + 1) % 64;
		if ((i + 1) % 64 > 64 - LANES)
			others[(i + 1) / 64 + 1] |= bits >> (64 - (i + 1) % 64);
	}
	b->last_least = b->least[windows - 1];
}

grams_fn *grams_wide(void)
{
	return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") ? wide : NULL;
}

#else

grams_fn *grams_wide(void)
{
	return NULL;
}

#endif
