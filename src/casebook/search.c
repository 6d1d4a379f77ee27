/*
 * search.c - words, "phrases" and prefix* in the titles and texts of the items.
 *
 * FTS5 has a query language in which a stray quote or the word AND is a syntax error. People's queries are not written in
 * it: they are taken apart here, and each word or phrase is handed on as a quoted string, all of which must be met. A
 * word in which nothing is a letter or a digit is left out.
 *
 * One letter can be written as one code point or as two (и and a breve). Both the index and the query are in Unicode's
 * normal form C; the item keeps its own.
 */
#include <stdlib.h>
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

/* ---- queries ---- */

static bool wordy(const char *s, size_t n)
{
	uint32_t c;
	for (size_t i = 0, step; i < n; i += step) {
		step = kua_utf8_next(s + i, n - i, &c);
		if (step == 0)
			step = 1;
		else if (u_isalnum((UChar32)c))
			return true;
	}
	return false;
}

/* The quotes that people's keyboards and word processors write. */
static bool quote(uint32_t c)
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
		if (quote(c)) {
			*quote_length = step;
			return i;
		}
		if (!phrase && u_isUWhiteSpace((UChar32)c))
			return i;
	}
	return n;
}

static void add_piece(struct kua_buf *b, const char *s, size_t n, bool phrase, size_t *words)
{
	if (!wordy(s, n))
		return;
	kua_buf_str(b, b->len ? " \"" : "\"");
	kua_buf_add(b, s, n); /* holds no quote */
	kua_buf_char(b, '"');
	if (!phrase && s[n - 1] == '*')
		kua_buf_str(b, " *");
	++*words;
}

/* An FTS5 query of quoted strings; empty where nothing can be searched. */
static enum kua_code query_parse(const char *q, struct kua_buf *b, struct kua_error *err)
{
	bool phrase = false;
	size_t words = 0, skip;
	uint32_t c;
	kua_buf_str(b, "");
	for (size_t i = 0, n = strlen(q); i < n; i += skip) {
		size_t end = piece_end(q + i, n - i, phrase, &skip);
		add_piece(b, q + i, end, phrase, &words);
		if (words > CB_MAX_WORDS)
			return kua_fail(err, KUA_LIMIT, "more than %d words or phrases in one search", CB_MAX_WORDS);
		i += end;
		if (skip)
			phrase = !phrase;
		else if (i < n) /* a blank */
			skip = kua_utf8_next(q + i, n - i, &c);
	}
	return KUA_OK;
}

/* ---- searching ---- */

static enum kua_code add_hit(struct kua_casebook *cb, const char *query, sqlite3_stmt *best, struct kua_arena *a,
                             struct kua_hit *hit, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT snippet(search, -1, char(1), char(2), '…', 24) FROM search "
	                          "WHERE search MATCH ?1 AND rowid = ?2", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, query);
	(void)sqlite3_bind_int64(s, 2, sqlite3_column_int64(best, 0));
	bool row;
	enum kua_code code = cb_step(cb, s, &row, err);
	if (code == KUA_OK && row)
		code = cb_text(cb, s, 0, NULL, a, &hit->snippet, err);
	cb_give(cb, s);
	if (code == KUA_OK)
		code = cb_text(cb, best, 1, NULL, a, &hit->item, err);
	if (code == KUA_OK)
		code = cb_text(cb, best, 2, NULL, a, &hit->title, err);
	hit->rank = sqlite3_column_double(best, 3);
	return code;
}

/* To say which of half of all texts fits a word best takes long and helps nobody: then the first ones are given. */
static enum kua_code worth_ranking(struct kua_casebook *cb, const char *query, bool *worth, struct kua_error *err)
{
	int64_t n;
	char sql[160];
	(void)snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT %zu)",
	               KUA_SEARCH_RANKED + 1);
	enum kua_code code = cb_number(cb, sql, query, &n, err);
	*worth = code == KUA_OK && (size_t)n <= KUA_SEARCH_RANKED;
	return code;
}

/*
 * Snippets are made for the best only: making one reads the whole text. The numbers of rows are in the order of items' ids, as the
 * flow stores them, so that ties do not depend on the order of adding.
 */
static enum kua_code run(struct kua_casebook *cb, const char *query, size_t most, struct kua_arena *a,
                         struct kua_hit **v, size_t *n, struct kua_error *err)
{
	static const char ranked[] =
		"SELECT nr, item.id, item.title, worst FROM (SELECT rowid AS found, bm25(search, 4.0, 1.0) AS worst "
		"FROM search WHERE search MATCH ?1 ORDER BY worst, rowid LIMIT ?2) JOIN item ON nr = found ORDER BY worst, nr";
	static const char first[] = "SELECT nr, item.id, item.title, 0.0 FROM (SELECT rowid AS found FROM search "
	                            "WHERE search MATCH ?1 ORDER BY rowid LIMIT ?2) JOIN item ON nr = found ORDER BY nr";
	bool worth;
	if (worth_ranking(cb, query, &worth, err) != KUA_OK)
		return err->code;
	sqlite3_stmt *s = cb_take(cb, worth ? ranked : first, err);
	if (!s)
		return err->code;
	cb_bind(s, 1, query);
	(void)sqlite3_bind_int64(s, 2, most > INT64_MAX ? INT64_MAX : (sqlite3_int64)most);
	KUA_VEC(struct kua_hit) hits = {0};
	enum kua_code code;
	bool row;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row)
		if ((code = add_hit(cb, query, s, a, kua_vec_add(&hits), err)) != KUA_OK)
			break;
	cb_give(cb, s);
	if (code == KUA_OK) {
		*v = KUA_NEW_N(a, struct kua_hit, hits.n);
		*n = hits.n;
		if (hits.n)
			memcpy(*v, hits.v, hits.n * sizeof *hits.v);
	}
	kua_vec_free(&hits);
	return code;
}

enum kua_code kua_casebook_search(struct kua_casebook *cb, const char *query, size_t most, struct kua_arena *a,
                                  struct kua_hit **v, size_t *n, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = query_parse(cb_normal(a, query), &b, err);
	if (code == KUA_OK && b.len == 0) {
		*v = NULL;
		*n = 0;
	} else if (code == KUA_OK) {
		code = run(cb, b.data, most, a, v, n, err);
	}
	kua_buf_free(&b);
	return code;
}
