/*
 * letters.c - a text as reuse compares it: its letters and digits, one byte each, with a way back to words and bytes.
 *
 * Words follow each other without spaces, folded: "much-publicised" and "much publicised", "and Tony" and "andTony" give the same
 * letters, and so do a word hyphenated at the end of a line and the same word whole. Latin letters lose their accents and come
 * as themselves, digits of all scripts as 0 to 9, letters of other scripts as a byte above 0x7f; two letters of one script have
 * different bytes, two of different scripts may share one, and no text is hurt by that. An ideograph or a syllable sign says about
 * as much as three letters, so it gives three bytes; then one length of seed fits all scripts.
 *
 * Every 64 letters a mark says which of them begin a word, how many words were before, and at which byte of the text the first
 * stands; from there the text is read again to find the byte of any one.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "reuse/internal.h"

enum { PARTS = 0, IGNORED = 1, DENSE = 2, PER_MARK = 64 };

/* Of each character of the first plane: PARTS, IGNORED, DENSE, or its letters, the second one in the high byte. */
struct alphabet {
	uint16_t of[0x10000];
};

static bool is_dense(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x2bc || c == 0xb4 || c == 0xff07;
}

/* The byte of one character that folding and decomposing leave as it is; 0 where it is no letter. */
static uint8_t plain_letter(uint32_t c)
{
	c = (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return (uint8_t)c;
	if (c < 0x80 || u_getCombiningClass((UChar32)c) || u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		return 0;
	return (uint8_t)(0x80 | (c & 0x7f));
}

static uint16_t letters_of_character(const UNormalizer2 *nfkd, uint32_t c)
{
	if (is_apostrophe(c) || u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_getCombiningClass((UChar32)c))
		return IGNORED;
	if (is_dense(c))
		return DENSE;
	int32_t digit = u_charDigitValue((UChar32)c);
	if (u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER)
		return (uint16_t)('0' + digit);
	if (!(U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_NL_MASK)))
		return PARTS;
	UErrorCode failed = U_ZERO_ERROR;
	UChar parts[32];
	int32_t n = unorm2_getDecomposition(nfkd, (UChar32)c, parts, 32, &failed);
	if (U_FAILURE(failed) || n <= 0) {
		uint8_t one = plain_letter(c);
		if (c == 0xdf)
			return 's' | 's' << 8;
		return one ? one : IGNORED;
	}
	uint16_t out = 0;
	for (int32_t i = 0; i < n && out < 0x100; i++) {
		uint8_t one = plain_letter(parts[i]);
		if (one)
			out = (uint16_t)(out ? out | one << 8 : one);
	}
	return out ? out : IGNORED;
}

struct alphabet *alphabet_new(void)
{
	struct alphabet *a = kua_calloc(1, sizeof *a);
	UErrorCode failed = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&failed);
	for (uint32_t c = 1; c < 0x10000; c++)
		if (c < 0xd800 || c > 0xdfff)
			a->of[c] = letters_of_character(nfkd, c);
	return a;
}

void alphabet_free(struct alphabet *a)
{
	free(a);
}

/* The letters of the character at p: how many (none where it is ignored, -1 where it parts words), and its length. */
static int letters_at(const struct alphabet *a, const char *p, size_t n, uint8_t out[3], size_t *step)
{
	uint32_t c;
	*step = kua_utf8_next(p, n, &c);
	if (!*step) {
		*step = 1;
		return -1;
	}
	uint16_t of = c < 0x10000 ? a->of[c] : is_dense(c) ? DENSE : u_isalnum((UChar32)c) ? (uint16_t)(0x80 | (c & 0x7f)) : PARTS;
	if (of == PARTS)
		return -1;
	if (of == IGNORED)
		return 0;
	if (of == DENSE) {
		out[0] = (uint8_t)(0x80 | (c >> 12 & 0x7f));
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t)(0xc0 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)of;
	out[1] = (uint8_t)(of >> 8);
	return out[1] ? 2 : 1;
}

/* Letters are aligned to 16, so that marks can stand behind them. */
static size_t marks_at(size_t n_letters)
{
	return (n_letters + LETTERS_SLACK + 15) / 16 * 16;
}

size_t letters_size(size_t n_letters)
{
	return marks_at(n_letters) + (n_letters + PER_MARK - 1) / PER_MARK * sizeof(struct milestone);
}

size_t letters_room(size_t bytes)
{
	return letters_size(bytes);
}

struct letters letters_in(const void *room, uint32_t n, uint32_t n_words, const char *text, uint32_t n_bytes)
{
	const char *marks = (const char *)room + marks_at(n);
	return (struct letters){room, (const struct milestone *)(const void *)marks, text, n, n_words, n_bytes};
}

/* Where words begin, and marks. */
struct writing {
	uint8_t *v;
	struct milestone *marks;
	uint32_t n, n_words;
	uint64_t words; /* of the last mark */
	bool within;    /* the letters before belong to the same word */
};

/* Before the first letter of a mark. */
static void open_mark(struct writing *w, size_t byte, int nth)
{
	if (w->n)
		w->marks[w->n / PER_MARK - 1].words = w->words;
	w->words = 0;
	w->marks[w->n / PER_MARK] = (struct milestone){.byte = (uint32_t)byte & 0xfffffff, .nth = nth & 3, .before = w->n_words};
}

static void write_letter(struct writing *w, uint8_t letter, size_t byte, int nth)
{
	if (w->n % PER_MARK == 0)
		open_mark(w, byte, nth);
	w->words |= (uint64_t)!w->within << w->n % PER_MARK;
	w->n_words += !w->within;
	w->within = true;
	w->v[w->n++] = letter;
}

/*
 * The same for characters that give one letter or none, without a branch that depends on which: spaces come too often, and too irregularly. Up to
 * the first byte that is none of them; where that is.
 */
static size_t write_plain(struct writing *to, const struct alphabet *a, const char *text, size_t n, size_t i)
{
	struct writing w = *to; /* at hand, for whoever writes bytes may write anywhere */
	for (; i < n && (unsigned char)text[i] < 0x80; i++) {
		const uint16_t of = a->of[(unsigned char)text[i]];
		bool letter = of > IGNORED, begins = letter & !w.within;
		if (letter & (w.n % PER_MARK == 0))
			open_mark(&w, i, 0);
		w.words |= (uint64_t)begins << w.n % PER_MARK;
		w.n_words += begins;
		w.within = letter | (w.within & (of == IGNORED));
		w.v[w.n] = (uint8_t)of;
		w.n += letter;
	}
	*to = w;
	return i;
}

/* Marks are written behind the place where letters end at the most, and moved behind the place where they do. */
struct letters letters_fill(const struct alphabet *a, const char *text, size_t n, void *room)
{
	struct writing w = {.v = room, .marks = (struct milestone *)(void *)((char *)room + marks_at(n))};
	for (size_t i = write_plain(&w, a, text, n, 0); i < n; i = write_plain(&w, a, text, n, i)) {
		uint8_t out[3];
		size_t step = 1;
		int count = letters_at(a, text + i, n - i, out, &step);
		if (count < 0)
			w.within = false;
		if (count == 3)
			w.within = false; /* each ideograph is a word */
		for (int k = 0; k < count; k++)
			write_letter(&w, out[k], i, k);
		i += step;
	}
	if (w.n)
		w.marks[(w.n - 1) / PER_MARK].words = w.words;
	memset(w.v + w.n, 0, LETTERS_SLACK);
	memmove((char *)room + marks_at(w.n), w.marks, letters_size(w.n) - marks_at(w.n));
	return letters_in(room, w.n, w.n_words, text, (uint32_t)n);
}

uint64_t letters_hash(const void *bytes, size_t n)
{
	const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
	const char *p = bytes;
	uint64_t hash = n * factor, word;
	for (; n >= sizeof word; p += sizeof word, n -= sizeof word) {
		memcpy(&word, p, sizeof word);
		hash = (hash ^ word) * factor;
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, p, n);
	hash = (hash ^ word) * factor;
	return hash ^ hash >> 29;
}

uint32_t letters_words_before(const struct letters *l, uint32_t at)
{
	if (at >= l->n)
		return l->n_words;
	const struct milestone *m = &l->marks[at / PER_MARK];
	return m->before + (uint32_t)__builtin_popcountll(m->words & ((UINT64_C(1) << at % PER_MARK) - 1));
}

bool letters_word_at(const struct letters *l, uint32_t at)
{
	return at >= l->n || (l->marks[at / PER_MARK].words >> at % PER_MARK & 1);
}

void letters_byte(const struct alphabet *a, const struct letters *l, uint32_t at, uint32_t *start, uint32_t *end)
{
	const struct milestone *m = &l->marks[at / PER_MARK];
	int64_t n = (int64_t)(at / PER_MARK * PER_MARK) - m->nth; /* of the first letter of the character at i */
	size_t i = m->byte, step = 1;
	uint8_t out[3];
	for (; i < l->n_bytes; i += step) {
		int count = letters_at(a, l->text + i, l->n_bytes - i, out, &step);
		n += count > 0 ? count : 0;
		if (n > at)
			break;
	}
	*start = (uint32_t)i;
	*end = (uint32_t)(i + step);
}

uint32_t *letters_of_tokens(const struct alphabet *a, const struct kua_text *t)
{
	uint32_t *at = kua_malloc(kua_mul(t->n_tokens + 1, sizeof *at)), n = 0;
	size_t k = 0, step;
	uint8_t out[3];
	for (size_t i = 0; i < t->n; i += step) {
		while (k < t->n_tokens && t->tokens[k].start <= i)
			at[k++] = n;
		step = 1;
		if ((unsigned char)t->bytes[i] < 0x80) { /* as write_plain has it */
			n += a->of[(unsigned char)t->bytes[i]] > IGNORED;
			continue;
		}
		int count = letters_at(a, t->bytes + i, t->n - i, out, &step);
		n += count > 0 ? (uint32_t)count : 0;
	}
	while (k <= t->n_tokens)
		at[k++] = n;
	return at;
}
