/*
 * fold.c - the normal form used for every comparison: NFKC, casefold, quotes and dashes unified, white space
 * folded. ICU does the work in pieces, so that a large text needs no large second copy; plain ASCII and
 * Cyrillic letters go past ICU altogether.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "text/text.h"

/* A piece of input per call of ICU; a border is put in front of a character that cannot combine with what is before. */
#define PIECE 512

/* The one character that stands for a quote or dash, or 0 for any other character. */
static char unified(UChar32 c)
{
	switch (c) {
	case 0x2018: case 0x2019: case 0x201a: case 0x201b: case 0x2032: case 0x2039: case 0x203a: case 0x02bc: case 0x02b9:
	case 0x02bb: case 0x60: case 0xb4: case 0xff07:
		return '\'';
	case 0x201c: case 0x201d: case 0x201e: case 0x201f: case 0x2033: case 0xab: case 0xbb: case 0x301d: case 0x301e:
	case 0x301f: case 0xff02:
		return '"';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2043: case 0x2212: case 0xfe58:
	case 0xfe63: case 0xff0d: case 0x2e3a: case 0x2e3b:
		return '-';
	default:
		return 0;
	}
}

static void add_folded(struct kua_buf *out, UChar32 c)
{
	char u = unified(c);
	if (u)
		kua_buf_char(out, u);
	else if (c == 0 || u_isUWhiteSpace(c))
		kua_buf_char(out, ' ');
	else
		kua_buf_utf8(out, (uint32_t)c);
}

/* Quotes are unified before ICU sees them too: NFKC would make a space and an accent of a lone acute. */
static int32_t to_utf16(const char *s, size_t n, UChar *u)
{
	int32_t len = 0;
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t step = kua_utf8_next(s + i, n - i, &c);
		if (!step) {
			step = 1;
			c = 0xfffd;
		}
		char plain = unified((UChar32)c);
		if (plain)
			c = (uint32_t)plain;
		if (c < 0x10000) {
			u[len++] = (UChar)c;
		} else {
			u[len++] = U16_LEAD(c);
			u[len++] = U16_TRAIL(c);
		}
		i += step;
	}
	return len;
}

static void fold_piece(struct kua_buf *out, const UNormalizer2 *normaliser, const char *s, size_t n)
{
	UChar in[PIECE], small[PIECE * 4], *folded = small, *large = NULL;
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = to_utf16(s, n, in);
	int32_t got = unorm2_normalize(normaliser, in, len, folded, PIECE * 4, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		folded = large = kua_malloc(kua_mul((size_t)got, sizeof *large));
		got = unorm2_normalize(normaliser, in, len, folded, got, &status);
	}
	if (U_FAILURE(status))
		got = 0;
	for (int32_t i = 0; i < got; i++) { /* what ICU gives is well formed */
		UChar32 c = folded[i];
		if ((c & 0xfc00) == 0xd800 && i + 1 < got)
			c = 0x10000 + ((c & 0x3ff) << 10) + (folded[++i] & 0x3ff);
		add_folded(out, c);
	}
	free(large);
}

/* Where a piece that starts at s may end: at most PIECE bytes, before a character that starts afresh. */
static size_t piece_of(const char *s, size_t n, const UNormalizer2 *normaliser)
{
	if (n <= PIECE)
		return n;
	for (size_t i = PIECE; i > PIECE / 2; i--) {
		uint32_t c;
		size_t step = ((unsigned char)s[i] & 0xc0) == 0x80 ? 0 : kua_utf8_next(s + i, n - i, &c);
		if (step && unorm2_hasBoundaryBefore(normaliser, (UChar32)c))
			return i;
	}
	for (size_t i = PIECE; i > PIECE - 4; i--) /* no place is good, so one between two characters has to do */
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return i;
	return PIECE;
}

static char fold_ascii(char c)
{
	return c >= 'A' && c <= 'Z'                     ? (char)(c + 32)
	       : c == '`'                               ? '\''
	       : c == '\0' || (c >= '\t' && c <= '\r') ? ' '
	                                                : c;
}

/* The small letter of a Cyrillic one that does not change otherwise where no mark follows it; 0 for all other characters. */
static uint32_t fold_cyrillic(uint32_t c)
{
	if (c >= 0x400 && c < 0x460)
		return c < 0x410 ? c + 0x50 : c < 0x430 ? c + 0x20 : c;
	return (c >= 0x48a && c < 0x4c0) || (c >= 0x4d0 && c < 0x500) ? c | 1 : 0;
}

/* Texts of nothing but ASCII and Cyrillic letters, as most are, need no ICU. False, and nothing appended, where s is none. */
static bool fold_plain(struct kua_buf *out, const char *s, size_t n)
{
	size_t from = out->len;
	kua_buf_reserve(out, n);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i], behind = i + 1 < n ? (unsigned char)s[i + 1] : 0;
		uint32_t letter = c >= 0xd0 && c < 0xd4 && (behind & 0xc0) == 0x80 ? fold_cyrillic((c & 0x1fu) << 6 | (behind & 0x3f)) : 0;
		if (c < 0x80) {
			out->data[out->len++] = fold_ascii(s[i]);
		} else if (letter) {
			out->data[out->len++] = (char)(0xc0 | letter >> 6);
			out->data[out->len++] = (char)(0x80 | (letter & 0x3f));
			i++;
		} else {
			out->len = from;
			return false;
		}
	}
	out->data[out->len] = '\0';
	return true;
}

/* White space folds to one space: squeeze what was added from `from` on. */
static void squeeze(struct kua_buf *out, size_t from)
{
	size_t to = from;
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] != ' ' || i == from || out->data[i - 1] != ' ')
			out->data[to++] = out->data[i];
	if (out->data) {
		out->len = to;
		out->data[to] = '\0';
	}
}

void kua_fold(struct kua_buf *out, const char *s, size_t n)
{
	size_t from = out->len;
	kua_buf_add(out, "", 0);
	if (!fold_plain(out, s, n)) {
		UErrorCode status = U_ZERO_ERROR;
		const UNormalizer2 *normaliser = unorm2_getNFKCCasefoldInstance(&status);
		if (U_FAILURE(status)) {
			kua_buf_add(out, s, n);
			return;
		}
		for (size_t i = 0, step; i < n; i += step) {
			step = piece_of(s + i, n - i, normaliser);
			fold_piece(out, normaliser, s + i, step);
		}
	}
	squeeze(out, from);
}

const char *kua_script(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t step = kua_utf8_next(s + i, n - i, &c);
		if (!step) {
			i++;
			continue;
		}
		i += step;
		if (!u_isalpha((UChar32)c))
			continue;
		UErrorCode status = U_ZERO_ERROR;
		UScriptCode script = uscript_getScript((UChar32)c, &status);
		if (U_SUCCESS(status) && script != USCRIPT_COMMON && script != USCRIPT_INHERITED)
			return uscript_getShortName(script);
	}
	return "Zyyy";
}
