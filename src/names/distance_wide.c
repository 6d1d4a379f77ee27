/*
 * distance_wide.c - the loop of distance.c in wide registers: 16 bits a lane for queries of up to 16 letters, 32 and 64 for
 * longer ones. Which of them this machine has is asked when it runs; all give what distance_plain gives (tests/names).
 */
#include <string.h>

#include "names/distance.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* One column: the difference words of the last one, and where the query has this letter. */
#define STEP(x, d0, hp, hn, eq, vp, vn)                \
	do {                                           \
		(x) = (eq) | (vn);                     \
		(d0) = ((((x) & (vp)) + (vp)) ^ (vp)) | (x); \
		(hp) = (vn) | ~((d0) | (vp));          \
		(hp) = ((hp) + (hp)) | 1;              \
		(hn) = (d0) & (vp);                    \
		(hn) += (hn);                          \
		(vp) = (hn) | ~((d0) | (hp));          \
		(vn) = (hp) & (d0);                    \
	} while (0)

/*
 * A function that does `lanes` lanes of a block from lane `first` on. `look` finds the words of the query's places for the codes
 * of a column; a lane's words are kept when its last letter was read.
 */
#define LANES_OF(name, features, word, lanes, tables, look)                                                     \
	typedef word name##_v __attribute__((vector_size(sizeof(word) * (lanes)), aligned(1)));                 \
	__attribute__((target(features))) static void name(const struct pattern *p, const struct block *b, unsigned first, \
	                                                   uint8_t *out)                                        \
	{                                                                                                       \
		word length[lanes], kept_p[lanes], kept_n[lanes];                                               \
		const uint64_t mask = p->n < 64 ? ((uint64_t)1 << p->n) - 1 : ~(uint64_t)0;                     \
		tables;                                                                                         \
		for (unsigned i = 0; i < (lanes); i++)                                                          \
			length[i] = b->length[first + i];                                                       \
		name##_v ends, vp, vn = {0}, done_p, done_n = {0}, x, d0, hp, hn;                               \
		memcpy(&ends, length, sizeof ends);                                                             \
		vp = ~vn;                                                                                       \
		done_p = vp;                                                                                    \
		for (unsigned j = 0; j < b->columns; j++) {                                                     \
			name##_v eq = look(b->codes + j * LANES + first);                                       \
			STEP(x, d0, hp, hn, eq, vp, vn);                                                        \
			if (j + 1 < b->least)                                                                   \
				continue;                                                                       \
			name##_v now = (name##_v)(ends == (word)(j + 1));                                       \
			done_p = (vp & now) | (done_p & ~now);                                                  \
			done_n = (vn & now) | (done_n & ~now);                                                  \
		}                                                                                               \
		memcpy(kept_p, &done_p, sizeof kept_p);                                                         \
		memcpy(kept_n, &done_n, sizeof kept_n);                                                         \
		for (unsigned i = 0; i < (lanes); i++)                                                          \
			out[first + i] = (uint8_t)(b->length[first + i] + __builtin_popcountll(kept_p[i] & mask) - \
			                           __builtin_popcountll(kept_n[i] & mask));                     \
	}

#define TABLE_OF(word)                                  \
	word table[SIGNS];                              \
	for (unsigned i = 0; i < SIGNS; i++)            \
		table[i] = (word)p->eq[i]

/* ---- AVX-512 ---- */

#define WIDE_512 "avx512f,avx512bw,avx512vl,popcnt"
#define LOOK_16(codes) ((narrow_512_v)_mm512_permutexvar_epi16( \
	_mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(codes))), _mm512_loadu_si512(table)))
#define LOOK_32(codes) ((middle_512_v)_mm512_permutex2var_epi32(_mm512_loadu_si512(table), \
	_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(codes))), _mm512_loadu_si512(table + 16)))
#define LOOK_64(codes) ((long_512_v)_mm512_i64gather_epi64(_mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)(codes))), table, 8))
LANES_OF(narrow_512, WIDE_512, uint16_t, 32, TABLE_OF(uint16_t), LOOK_16)
LANES_OF(middle_512, WIDE_512, uint32_t, 16, TABLE_OF(uint32_t), LOOK_32)
LANES_OF(long_512, WIDE_512, uint64_t, 8, TABLE_OF(uint64_t), LOOK_64)

static void wide_512(const struct pattern *p, const struct block *b, uint8_t out[LANES])
{
	if (p->n <= 16)
		narrow_512(p, b, 0, out);
	else
		for (unsigned first = 0; first < LANES; first += p->n <= 32 ? 16 : 8)
			(p->n <= 32 ? middle_512 : long_512)(p, b, first, out);
}

/* ---- AVX2 ---- */

#define WIDE_256 "avx2,popcnt"

/* A table of 32 words of 16 bits, as bytes in registers: low and high halves of the first sixteen, then of the others. */
struct bytes_256 {
	__m256i low[2], high[2];
};

__attribute__((target(WIDE_256))) static struct bytes_256 bytes_of(const struct pattern *p)
{
	uint8_t low[SIGNS], high[SIGNS];
	struct bytes_256 t;
	for (unsigned i = 0; i < SIGNS; i++) {
		low[i] = (uint8_t)p->eq[i];
		high[i] = (uint8_t)(p->eq[i] >> 8);
	}
	for (unsigned i = 0; i < 2; i++) {
		t.low[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(low + 16 * i)));
		t.high[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(high + 16 * i)));
	}
	return t;
}

/* A byte's shuffle gives 0 where the index has its highest bit: so codes of the other half give nothing. */
__attribute__((target(WIDE_256))) static __m256i look_bytes(const struct bytes_256 *t, const uint8_t *codes)
{
	__m256i code = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)codes)), none = _mm256_set1_epi16((int16_t)0x8000);
	__m256i a = _mm256_or_si256(_mm256_add_epi16(code, _mm256_set1_epi16(0x70)), none);
	__m256i b = _mm256_or_si256(_mm256_sub_epi16(code, _mm256_set1_epi16(16)), none);
	__m256i high = _mm256_or_si256(_mm256_shuffle_epi8(t->high[0], a), _mm256_shuffle_epi8(t->high[1], b));
	return _mm256_or_si256(_mm256_or_si256(_mm256_shuffle_epi8(t->low[0], a), _mm256_shuffle_epi8(t->low[1], b)),
	                       _mm256_slli_epi16(high, 8));
}

#define LOOK_16_BYTES(codes) ((narrow_256_v)look_bytes(&bytes, codes))
#define LOOK_32_GATHER(codes) ((middle_256_v)_mm256_i32gather_epi32((const int *)table, \
	_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(codes))), 4))
#define LOOK_64_GATHER(codes) ((long_256_v)_mm256_i64gather_epi64((const long long *)table, \
	_mm256_cvtepu8_epi64(_mm_loadu_si32(codes)), 8))
LANES_OF(narrow_256, WIDE_256, uint16_t, 16, const struct bytes_256 bytes = bytes_of(p), LOOK_16_BYTES)
LANES_OF(middle_256, WIDE_256, uint32_t, 8, TABLE_OF(uint32_t), LOOK_32_GATHER)
LANES_OF(long_256, WIDE_256, uint64_t, 4, TABLE_OF(uint64_t), LOOK_64_GATHER)

static void wide_256(const struct pattern *p, const struct block *b, uint8_t out[LANES])
{
	unsigned step = p->n <= 16 ? 16 : p->n <= 32 ? 8 : 4;
	for (unsigned first = 0; first < LANES; first += step)
		(p->n <= 16 ? narrow_256 : p->n <= 32 ? middle_256 : long_256)(p, b, first, out);
}

distance_fn *distance_of(enum distance_width width)
{
	switch (width) {
	case DISTANCE_PLAIN: return distance_plain;
	case DISTANCE_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") ? wide_256 : NULL;
	case DISTANCE_AVX512:
		return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("popcnt")
		           ? wide_512 : NULL;
	default: return NULL;
	}
}

#else

distance_fn *distance_of(enum distance_width width)
{
	return width == DISTANCE_PLAIN ? distance_plain : NULL;
}

#endif
