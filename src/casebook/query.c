/*
 * query.c - what people write into a search, in the language of FTS5: words, "phrases", beginnings*, -without.
 *
 * FTS5 has a query language in which a stray quote or the word AND is a syntax error. People's queries are not written in
 * it: they are taken apart here, and each word or phrase is handed on as a quoted string, or as several of which one must be met: the
 * same word as other scripts spell it (spelling.c). A word in which nothing is a letter or a digit is left out.
 *
 * One letter can be written as one code point or as two (и and a breve). Both the index and the query are in Unicode's
 * normal form C; the item keeps its own.
 */
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "casebook/internal.h"

/* ---- normal form ---- */

/* A letter with all that stands on it, in bytes. Text in which more than that joins is no language, and putting a megabyte
 * of accents in order takes ICU hours: it is left as it is. */
enum { LETTER = 128 };

/* Where the letter that begins at s ends: before the next character that joins nothing. */
static size_t letter_end(const UNormalizer2 *nfc, const char *s, size_t n)
{
	uint32_t c;
	size_t i = kua_utf8_next(s, n, &c), step;
	if (i == 0)
		return 1;
	for (; i < n; i += step) {
		if ((unsigned char)s[i] < 0xcc) /* below U+0300 nothing joins */
			break;
		step = kua_utf8_next(s + i, n - i, &c);
		if (step == 0 || unorm2_hasBoundaryBefore(nfc, (UChar32)c))
			break;
	}
	return i;
}

/* Append one letter in normal form. */
static void add_letter(struct kua_buf *b, const UNormalizer2 *nfc, const char *s, size_t n)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[LETTER], normal[3 * LETTER];
	char text[9 * LETTER];
	int32_t length = 0;
	if (n > LETTER) {
		kua_buf_add(b, s, n);
		return;
	}
	u_strFromUTF8(wide, LETTER, &length, s, (int32_t)n, &status);
	length = unorm2_normalize(nfc, wide, length, normal, 3 * LETTER, &status);
	u_strToUTF8(text, 9 * LETTER, &length, normal, length, &status);
	kua_buf_add(b, U_SUCCESS(status) ? text : s, U_SUCCESS(status) ? (size_t)length : n);
}

const char *cb_normal(struct kua_arena *a, const char *s)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
	struct kua_buf b = KUA_BUF_INIT;
	bool changed = false;
	size_t n = s && U_SUCCESS(status) ? strlen(s) : 0, copied = 0;
	for (size_t i = 0, letter; i < n; i += letter) {
		letter = letter_end(nfc, s + i, n - i);
		uint32_t c;
		if (kua_utf8_next(s + i, n - i, &c) == letter) /* one character, as nearly all are */
			continue;
		kua_buf_add(&b, s + copied, i - copied);
		add_letter(&b, nfc, s + i, letter);
		copied = i + letter;
		changed = true;
	}
	if (changed) {
		kua_buf_add(&b, s + copied, n - copied);
		s = kua_arena_strndup(a, b.data, b.len);
	}
	kua_buf_free(&b);
	return s;
}

/* ---- pieces ---- */

static bool is_word_letter(uint32_t c)
{
	return u_isalnum((UChar32)c) || u_charType((UChar32)c) == U_NON_SPACING_MARK || u_charType((UChar32)c) == U_COMBINING_SPACING_MARK;
}

/* Where the next word in s begins and how long it is; 0 where there is none. */
static size_t word_in(const char *s, size_t n, size_t *from)
{
	size_t begin = n, i = *from;
	for (size_t step; i < n; i += step) {
		uint32_t c;
		step = kua_utf8_next(s + i, n - i, &c);
		bool letter = step && is_word_letter(c);
		step += !step;
		if (letter && begin == n)
			begin = i;
		else if (!letter && begin < n)
			break;
	}
	*from = begin;
	return begin < n ? i - begin : 0;
}

/* The quotes that people's keyboards and word processors write. */
static bool is_quote(uint32_t c)
{
	return c == '"' || c == 0x201c || c == 0x201d || c == 0x201e || c == 0xab || c == 0xbb;
}

/* Where the piece at s ends: before the next blank or quote, or inside a phrase before the next quote. */
static size_t piece_end(const char *s, size_t n, bool phrase, size_t *quote_length)
{
	uint32_t c;
	*quote_length = 0;
	for (size_t i = 0, step; i < n; i += step) {
		step = kua_utf8_next(s + i, n - i, &c);
		if (step == 0) {
			step = 1;
			continue;
		}
		if (is_quote(c)) {
			*quote_length = step;
			return i;
		}
		if (!phrase && u_isUWhiteSpace((UChar32)c))
			return i;
	}
	return n;
}

/* ---- one piece ---- */

struct parsing {
	struct kua_casebook *cb;
	const struct kua_sounds *sounds;
	struct kua_arena *a;
	struct kua_buf with, without;
	size_t words;
	bool prefix;
};

struct phrases { /* ways to write one phrase, without their quotes */
	const char *v[CB_MAX_PHRASES];
	size_t n;
};

/* Each way until now, with each way of one more word behind it. */
static void lengthen(struct phrases *p, const struct cb_word *w, const struct cb_terms *also, struct kua_arena *a)
{
	struct phrases longer = {.n = 0};
	size_t ways = p->n * (also->n + 1) > CB_MAX_PHRASES ? 0 : also->n;
	for (size_t k = 0; k <= ways; k++)
		for (size_t i = 0; i < p->n; i++)
			longer.v[longer.n++] = kua_arena_printf(a, "%s%s%.*s", p->v[i], *p->v[i] ? " " : "",
			                                        k ? (int)strlen(also->v[k - 1]) : (int)w->n, k ? also->v[k - 1] : w->s);
	*p = longer;
}

static void add_phrases(struct kua_buf *b, const struct phrases *p, bool prefix, bool negative)
{
	kua_buf_str(b, !b->len ? "(" : negative ? " OR (" : " AND (");
	for (size_t i = 0; i < p->n; i++)
		kua_buf_printf(b, "%s\"%s\"%s", i ? " OR " : "", p->v[i], prefix ? " *" : "");
	kua_buf_char(b, ')');
}

static enum kua_code add_piece(struct parsing *g, const char *s, size_t n, bool phrase, bool negative, struct kua_error *err)
{
	struct phrases p = {.v = {""}, .n = 1};
	bool prefix = !phrase && n && s[n - 1] == '*', any = false;
	size_t only = 0, from = 0, length;
	length = word_in(s, n, &from);
	only = from + length; /* is it one word? */
	bool single = length && word_in(s, n, &only) == 0;
	for (from = 0; (length = word_in(s, n, &from)) > 0; from += length) {
		struct cb_word w = {s + from, length, prefix && single, phrase || !single};
		struct cb_terms also = {.n = 0};
		if (cb_spellings(g->cb, g->sounds, &w, g->a, &also, err) != KUA_OK)
			return err->code;
		lengthen(&p, &w, &also, g->a);
		any = true;
		g->prefix = g->prefix || prefix;
		if (++g->words > CB_MAX_WORDS)
			return kua_fail(err, KUA_LIMIT, "more than %d words in one search", CB_MAX_WORDS);
	}
	if (any)
		add_phrases(negative ? &g->without : &g->with, &p, prefix, negative);
	return KUA_OK;
}

/* ---- all of it ---- */

static enum kua_code parse(struct parsing *g, const char *q, struct kua_error *err)
{
	bool phrase = false, negative = false;
	size_t skip;
	uint32_t c;
	for (size_t i = 0, n = strlen(q); i < n; i += skip) {
		size_t end = piece_end(q + i, n - i, phrase, &skip);
		bool minus = !phrase && end && q[i] == '-';
		negative = minus || (phrase && negative);
		if (add_piece(g, q + i, end, phrase, negative, err) != KUA_OK)
			return err->code;
		negative = minus && end == 1; /* of the phrase that begins here */
		i += end;
		if (skip)
			phrase = !phrase;
		else if (i < n) /* a blank */
			skip = kua_utf8_next(q + i, n - i, &c);
	}
	return KUA_OK;
}

enum kua_code cb_query_parse(struct kua_casebook *cb, const char *words, const struct kua_sounds *sounds, struct kua_arena *a,
                             struct cb_query *out, struct kua_error *err)
{
	struct parsing g = {.cb = cb, .sounds = sounds, .a = a, .with = KUA_BUF_INIT, .without = KUA_BUF_INIT};
	enum kua_code code = parse(&g, cb_normal(a, cb_clean(a, words)), err);
	out->with = g.with.len ? kua_arena_strndup(a, g.with.data, g.with.len) : NULL;
	out->without = g.without.len ? kua_arena_strndup(a, g.without.data, g.without.len) : NULL;
	out->prefix = g.prefix;
	kua_buf_free(&g.with);
	kua_buf_free(&g.without);
	return code;
}
