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
#define WIDELY __attribute__((target(WIDE))) static inline
enum { LANES = 8 };

WIDELY __m512i all_of(uint64_t x)
{
	return _mm512_set1_epi64((long long)x);
}

/* The stretches that begin `more` letters behind those of v; next: the ones behind v. */
#define FROM(v, next, more) _mm512_alignr_epi64(next, v, more)

/* Of stretches v and those that go on where they end, both together. */
WIDELY __m512i join(__m512i v, __m512i go_on, __m512i factor)
{
	return _mm512_add_epi64(_mm512_mullo_epi64(v, factor), go_on);
}

WIDELY __m512i mix(__m512i x)
{
	x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 32)), all_of(UINT64_C(0x7fb5d329728ea185)));
	x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 29)), all_of(UINT64_C(0x81dadef4bc2dd44d)));
	return _mm512_xor_si512(x, _mm512_srli_epi64(x, 32));
}

/* Each length is some registers ahead of the one that is made of it. */
WIDELY void hash_all(const uint64_t *letters, unsigned k, uint64_t *out, uint32_t n)
{
	const __m512i one = all_of(BASE), two = all_of(power(2)), four = all_of(power(4)), eight = all_of(power(8));
	__m512i l[2], t[2], f[2], e[2];
	l[0] = _mm512_load_si512(letters);
	l[1] = _mm512_load_si512(letters + LANES);
	t[0] = join(l[0], FROM(l[0], l[1], 1), one);
	l[0] = _mm512_load_si512(letters + 2 * LANES);
	t[1] = join(l[1], FROM(l[1], l[0], 1), one);
	f[0] = join(t[0], FROM(t[0], t[1], 2), two);
	l[1] = _mm512_load_si512(letters + 3 * LANES);
	t[0] = join(l[0], FROM(l[0], l[1], 1), one);
	f[1] = join(t[1], FROM(t[1], t[0], 2), two);
	e[0] = join(f[0], FROM(f[0], f[1], 4), four);
	for (uint32_t i = 0; i < n; i += LANES) { /* l[1] is three registers ahead, t[0] two, f[1] one */
		l[0] = _mm512_load_si512(letters + i + 4 * LANES);
		t[1] = join(l[1], FROM(l[1], l[0], 1), one);
		f[0] = join(t[0], FROM(t[0], t[1], 2), two);
		e[1] = join(f[1], FROM(f[1], f[0], 4), four);
		_mm512_storeu_si512(out + i, mix(k == 16 ? join(e[0], e[1], eight) : join(e[0], f[1], four)));
		l[1] = l[0];
		t[0] = t[1];
		f[1] = f[0];
		e[0] = e[1];
	}
}

/* Of windows of 2, 4 or 8, and in which the least is another than in the one before. */
WIDELY void find_least(struct gram_block *b, uint32_t window, uint32_t windows)
{
	uint8_t *others = (uint8_t *)b->others;
	__m512i h[2], two[2], four[2], least, before = all_of(b->last_least);
	h[0] = _mm512_load_si512(b->hashes);
	h[1] = _mm512_load_si512(b->hashes + LANES);
	two[0] = _mm512_min_epu64(h[0], FROM(h[0], h[1], 1));
	h[0] = _mm512_load_si512(b->hashes + 2 * LANES);
	two[1] = _mm512_min_epu64(h[1], FROM(h[1], h[0], 1));
	four[0] = _mm512_min_epu64(two[0], FROM(two[0], two[1], 2));
	for (uint32_t i = 0; i < windows; i += LANES) { /* h[0] is two registers ahead, two[1] one */
		h[1] = _mm512_load_si512(b->hashes + i + 3 * LANES);
		__m512i next = _mm512_min_epu64(h[0], FROM(h[0], h[1], 1));
		four[1] = _mm512_min_epu64(two[1], FROM(two[1], next, 2));
		least = window == 2 ? two[0] : window == 4 ? four[0] : _mm512_min_epu64(four[0], FROM(four[0], four[1], 4));
		_mm512_store_si512(b->least + i, least);
		others[i / LANES] = _mm512_cmpneq_epu64_mask(least, FROM(before, least, LANES - 1));
		before = least;
		h[0] = h[1];
		two[0] = two[1];
		two[1] = next;
		four[0] = four[1];
	}
	if (windows % 64)
		b->others[windows / 64] &= (UINT64_C(1) << windows % 64) - 1;
	b->last_least = b->least[windows - 1];
}

__attribute__((target(WIDE))) static void wide(struct gram_block *b, unsigned k, uint32_t before, uint32_t n, uint32_t window)
{
	hash_all(b->letters, k, b->hashes + before, n);
	if (before + n >= window)
		find_least(b, window, before + n - window + 1);
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
