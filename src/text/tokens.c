/*
 * tokens.c - cut a text into tokens, in one pass; tokenise.c says how far and what for.
 *
 * UAX 29 is the model, with these decisions for rules over words:
 *   - hyphenated compounds are cut, with the hyphen as punctuation: "oil-workers" is oil, -, workers;
 *   - an apostrophe between letters belongs to the word (O'Brien, don't), except before a possessive s, which is left
 *     out of the token, and behind an elided article or pronoun where the language has them (l'homme);
 *   - a full stop belongs to letters only in initialisms (U.N., p.m., J.K.), so that a missing space does not join words;
 *   - digits keep inner separators (16,000 and 16.12.2011) and the letters stuck to them (16th, 7pm, 1990s);
 *   - an address (http://..., www....) is one word; each ideograph is a word of its own;
 *   - white space, control characters, NULs and bytes that are not UTF-8 part tokens.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "text/scan.h"

/* How far a single quote may reach before it counts as forgotten. */
#define SINGLE_QUOTE_REACH 600

/* No elided word is longer (lorsqu', presqu'). */
#define ELISION_BYTES 10

/* The character at i: its kind and length in bytes. A byte that is not UTF-8 is white space. */
static enum kind_of_character kind_at(const struct scan *k, size_t i, uint32_t *c, size_t *step)
{
	*c = 0;
	*step = 1;
	if (i >= k->n)
		return SPACE;
	unsigned char b = (unsigned char)k->s[i];
	if (b < 0x80) {
		*c = b;
		return kua_kind_ascii(b);
	}
	*step = kua_utf8_next(k->s + i, k->n - i, c);
	if (!*step) {
		*step = 1;
		*c = 0;
		return SPACE;
	}
	return kua_kind_other(*c);
}

static bool letter_at(const struct scan *k, size_t i)
{
	uint32_t c;
	size_t step;
	return kind_at(k, i, &c, &step) == LETTER;
}

static bool digit_at(const struct scan *k, size_t i)
{
	uint32_t c;
	size_t step;
	return kind_at(k, i, &c, &step) == DIGIT;
}

static bool wordlike_at(const struct scan *k, size_t i)
{
	uint32_t c;
	size_t step;
	enum kind_of_character kind = kind_at(k, i, &c, &step);
	return kind == LETTER || kind == DIGIT || kind == MARK || kind == IDEOGRAPH;
}

static bool single_quote(uint32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x201b || c == 0xb4 || c == 0xff07 || c == 0x2bc;
}

static bool spelling_is(struct scan *k, size_t from, size_t to, enum role role)
{
	const struct spelling *w = kua_spelling_of(k->spellings, k->s + from, to - from, KUA_WORD);
	return k->language && kua_fact_of(k->language, w->norm, strlen(w->norm), BIT(role));
}

/* number is that of its spelling, KUA_NO_ID where it is none of the table's. */
static void add_token(struct scan *k, const struct kua_token *t, uint32_t number)
{
	struct kua_token *kept = kua_vec_add(&k->out->tokens);
	*kept = *t;
	if (k->gap && k->count)
		kept->flags |= KUA_SPACE_BEFORE;
	*kua_vec_add(&k->out->gaps) = (uint8_t)k->gap;
	if (k->draft)
		*kua_vec_add(&k->draft->spellings) = number;
}

static void emit(struct scan *k, size_t from, size_t to, enum kua_token_kind kind, unsigned flags)
{
	struct spelling *w = kua_spelling_of(k->spellings, k->s + from, to - from, kind);
	if (!*w->norm)
		return; /* nothing but ignorable characters */
	if (k->out)
		add_token(k, &(struct kua_token){.start = (uint32_t)from, .end = (uint32_t)to, .norm = w->norm, .hash = w->hash,
		                                 .roles = w->roles, .kind = (uint8_t)kind, .flags = (uint16_t)(w->flags | flags)},
		          (uint32_t)(w - k->spellings->all.v));
	w->count += kind == KUA_WORD && k->count < k->counted;
	k->count++;
	k->gap = GAP_NONE;
}

static void emit_punct(struct scan *k, size_t from, size_t to, const char *norm)
{
	if (k->out) {
		uint64_t hash = kua_hash(norm, strlen(norm));
		add_token(k, &(struct kua_token){.start = (uint32_t)from, .end = (uint32_t)to, .norm = norm, .hash = hash,
		                                 .roles = k->language ? kua_roles_of(k->language, hash) : 0, .kind = KUA_PUNCT},
		          KUA_NO_ID);
	}
	k->count++;
	k->gap = GAP_NONE;
}

/* ---- words ---- */

/* Behind the letters, marks and digits that start at i. */
static size_t run_of_letters(const struct scan *k, size_t i)
{
	for (;;) {
		uint32_t c;
		size_t step;
		while (i < k->n && ((k->s[i] >= 'a' && k->s[i] <= 'z') || (k->s[i] >= 'A' && k->s[i] <= 'Z')))
			i++;
		enum kind_of_character kind = kind_at(k, i, &c, &step);
		if (kind != LETTER && kind != MARK && kind != IGNORED && kind != DIGIT)
			return i;
		i += step;
	}
}

static size_t one_letter(const struct scan *k, size_t i)
{
	uint32_t c;
	size_t step;
	if (kind_at(k, i, &c, &step) != LETTER)
		return i;
	i += step;
	while (kind_at(k, i, &c, &step) == MARK)
		i += step;
	return i;
}

/* "U.N." at i: behind the last full stop; i where there is no initialism. A longer word may follow: "J.K.Smith". */
static size_t initialism(const struct scan *k, size_t i)
{
	size_t end = i;
	unsigned letters = 0;
	if (i + 1 < k->n && k->s[i + 1] != '.' && (unsigned char)k->s[i] < 0x80)
		return i;
	for (;;) {
		size_t p = one_letter(k, end);
		if (p == end || p >= k->n || k->s[p] != '.')
			return letters > 1 ? end : i;
		end = p + 1;
		letters++;
	}
}

static bool address_at(const struct scan *k, size_t i)
{
	size_t left = k->n - i;
	const char *s = k->s + i;
	if ((*s | 32) != 'h' && (*s | 32) != 'w')
		return false;
	return (left > 8 && (strncasecmp(s, "http://", 7) == 0 || strncasecmp(s, "https://", 8) == 0)) ||
	       (left > 5 && strncasecmp(s, "www.", 4) == 0 && letter_at(k, i + 4));
}

static size_t address_end(const struct scan *k, size_t i)
{
	size_t end = i;
	while (end < k->n && (unsigned char)k->s[end] > ' ' && !strchr("<>\"", k->s[end])) {
		uint32_t c;
		size_t step;
		if (kind_at(k, end, &c, &step) == SPACE || c == 0x201d || c == 0xbb || c == 0x2019)
			break;
		end += step;
	}
	while (end > i && strchr(".,;:!?)]'", k->s[end - 1]))
		end--;
	return end;
}

/* What follows an apostrophe at i (letters behind it start at *after). */
static bool apostrophe_at(const struct scan *k, size_t i, size_t *after)
{
	uint32_t c;
	size_t step;
	enum kind_of_character kind = kind_at(k, i, &c, &step);
	*after = i + step;
	return (kind == PUNCTUATION || kind == LETTER) && single_quote(c);
}

/* "'s" and no more letters behind the apostrophe. The forms of word lists are taken as they are. */
static bool possessive_s(const struct scan *k, size_t after)
{
	return k->language && after < k->n && (k->s[after] | 32) == 's' && !wordlike_at(k, after + 1);
}

static bool ends_in_s(const struct scan *k, size_t from, size_t to)
{
	return to - from > 1 && (k->s[to - 1] | 32) == 's';
}

static bool single_is_open(const struct scan *k, size_t at)
{
	return k->single_open && at - k->single_open < SINGLE_QUOTE_REACH;
}

static void scan_word(struct scan *k)
{
	size_t from = k->i, end = initialism(k, from), after;
	unsigned flags = 0;
	if (end != from) {
		emit(k, from, end, KUA_WORD, 0);
		k->i = end;
		return;
	}
	end = run_of_letters(k, from);
	while (apostrophe_at(k, end, &after)) {
		k->apostrophe = true;
		if (possessive_s(k, after) && !spelling_is(k, from, after + 1, W_WHOLE)) {
			emit(k, from, end, KUA_WORD, KUA_POSSESSIVE);
			k->i = after + 1;
			return;
		}
		if (!letter_at(k, after)) {
			if (ends_in_s(k, from, end) && !single_is_open(k, end) && !digit_at(k, after)) {
				flags = KUA_POSSESSIVE;
				emit(k, from, end, KUA_WORD, flags);
				k->i = after;
				return;
			}
			break;
		}
		if (end - from <= ELISION_BYTES && k->language && (k->language->roles & BIT(W_ELISION)) &&
		    spelling_is(k, from, end, W_ELISION)) {
			end = after;
			break;
		}
		end = run_of_letters(k, after);
	}
	emit(k, from, end, KUA_WORD, flags);
	k->i = end;
}

/* ---- numerals ---- */

static bool separator(uint32_t c)
{
	return c == '.' || c == ',' || c == '\'' || c == 0x2019 || c == 0x66b || c == 0x66c;
}

static void scan_numeral(struct scan *k)
{
	size_t from = k->i, end = from, after;
	for (;;) {
		uint32_t c;
		size_t step;
		enum kind_of_character kind = kind_at(k, end, &c, &step);
		if (kind != DIGIT && !(separator(c) && digit_at(k, end + step)))
			break;
		end += step;
	}
	unsigned flags = 0;
	size_t letters = initialism(k, end) == end ? run_of_letters(k, end) : end;
	k->i = end = letters;
	k->apostrophe = apostrophe_at(k, end, &after);
	if (k->apostrophe && possessive_s(k, after)) {
		flags = KUA_POSSESSIVE;
		k->i = after + 1;
	}
	emit(k, from, end, KUA_NUMERAL, flags);
}

/* ---- punctuation ---- */

static bool dash(uint32_t c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2043 || c == 0xfe58 || c == 0xfe63 ||
	       c == 0xff0d;
}

static bool double_quote(uint32_t c)
{
	return c == '"' || (c >= 0x201c && c <= 0x201f) || c == 0xab || c == 0xbb || c == 0x2033 || c == 0xff02;
}

/* Behind a run of the same kind that starts at i; counts its characters. */
static size_t run_of(const struct scan *k, size_t i, bool (*is)(uint32_t), size_t *count)
{
	uint32_t c;
	size_t step;
	for (*count = 0; kind_at(k, i, &c, &step) == PUNCTUATION && is(c); (*count)++)
		i += step;
	return i;
}

static bool dot(uint32_t c)
{
	return c == '.';
}

static bool tick(uint32_t c)
{
	return c == '\'' || c == '`';
}

static void scan_single_quote(struct scan *k, size_t step)
{
	bool opens = (k->gap || k->i == 0 || strchr("([\"-/", k->s[k->i - 1])) && letter_at(k, k->i + step);
	if (opens)
		k->single_open = k->i + step;
	else if (!wordlike_at(k, k->i + step))
		k->single_open = 0;
	emit_punct(k, k->i, k->i + step, "'");
	k->i += step;
}

static void scan_punctuation(struct scan *k, uint32_t c, size_t step)
{
	size_t count = 1, end = k->i + step;
	const char *norm = NULL;
	if (dash(c)) {
		end = run_of(k, k->i, dash, &count);
		norm = "-";
	} else if (double_quote(c)) {
		norm = "\"";
	} else if (c == '.') {
		end = run_of(k, k->i, dot, &count);
		norm = count > 1 ? "..." : ".";
	} else if (c == 0x2026) {
		norm = "...";
	} else if (tick(c) && end < k->n && k->s[end] == k->s[k->i]) {
		end++;
		norm = "\"";
	} else if (single_quote(c) || c == '`' || c == 0x201a || c == 0x2039 || c == 0x203a) {
		scan_single_quote(k, step);
		return;
	} else if (c >= 0x80 && u_charType((UChar32)c) == U_OTHER_NUMBER) {
		norm = "^"; /* a raised figure marks a note; it is no number of the text */
	}
	if (norm)
		emit_punct(k, k->i, end, norm);
	else
		emit(k, k->i, end, KUA_PUNCT, 0);
	k->i = end;
}

/* ---- gaps ---- */

static void scan_space(struct scan *k, uint32_t c, size_t step)
{
	enum gap gap = GAP_SPACE;
	if (c == '\r' && k->i + 1 < k->n && k->s[k->i + 1] == '\n') {
		k->i++; /* the line feed counts for both */
		return;
	}
	if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028)
		gap = k->gap >= GAP_LINE ? GAP_BLANK : GAP_LINE;
	else if (c == '\f' || c == 0x2029)
		gap = GAP_BLANK;
	if (gap > k->gap)
		k->gap = gap;
	if (gap == GAP_BLANK)
		k->single_open = 0;
	k->i += step;
}

/* A vulgar fraction: "1/2" of its compatibility form, whose fraction slash is another character. */
static void scan_fraction(struct scan *k, size_t step)
{
	emit(k, k->i, k->i + step, KUA_NUMERAL, 0);
	k->i += step;
}

/* A word or numeral. A draft notes where another language might have cut otherwise. */
static void scan_one(struct scan *k, void (*one)(struct scan *k))
{
	struct open_word w = {.from = k->i, .gap = k->gap, .single_open = k->single_open};
	k->apostrophe = false;
	w.first = k->draft ? k->out->tokens.n : 0;
	one(k);
	if (!k->draft || !k->apostrophe)
		return;
	w.last = k->out->tokens.n;
	w.to = k->i;
	w.gap_behind = k->gap;
	*kua_vec_add(&k->draft->open) = w;
}

void kua_scan(struct scan *k)
{
	while (k->i < k->until && k->count < k->most) {
		uint32_t c;
		size_t step;
		switch (kind_at(k, k->i, &c, &step)) {
		case SPACE:
			scan_space(k, c, step);
			break;
		case LETTER:
			if (address_at(k, k->i)) {
				size_t end = address_end(k, k->i);
				emit(k, k->i, end, KUA_WORD, 0);
				k->i = end;
			} else {
				scan_one(k, scan_word);
			}
			break;
		case DIGIT:
			scan_one(k, scan_numeral);
			break;
		case IDEOGRAPH:
			emit(k, k->i, k->i + step, KUA_WORD, 0);
			k->i += step;
			break;
		case FRACTION:
			scan_fraction(k, step);
			break;
		case PUNCTUATION:
			scan_punctuation(k, c, step);
			break;
		case MARK: /* alone, without a letter to stand on */
		case IGNORED:
			k->i += step;
			break;
		}
	}
}

uint32_t kua_code_at(const char *bytes, size_t n, size_t at)
{
	uint32_t c;
	return at < n && kua_utf8_next(bytes + at, n - at, &c) ? c : 0;
}
