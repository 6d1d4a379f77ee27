/* spellings.c - kinds of characters, and the table of spellings. */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "text/spellings.h"

/* ---- characters ---- */

static bool ideograph(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x309f) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

enum kind_of_character kua_kind_other(uint32_t c)
{
	if (c == 0x200b || c == 0xa0)
		return SPACE;
	switch (u_charType((UChar32)c)) {
	case U_UPPERCASE_LETTER: case U_LOWERCASE_LETTER: case U_TITLECASE_LETTER: case U_MODIFIER_LETTER: case U_OTHER_LETTER:
	case U_LETTER_NUMBER:
		return c == 0xaa || c == 0xba ? MARK : ideograph(c) ? IDEOGRAPH : LETTER;
	case U_NON_SPACING_MARK: case U_COMBINING_SPACING_MARK: case U_ENCLOSING_MARK:
		return MARK;
	case U_DECIMAL_DIGIT_NUMBER:
		return DIGIT;
	case U_FORMAT_CHAR:
		return IGNORED;
	case U_OTHER_NUMBER:
		return (c >= 0xbc && c <= 0xbe) || (c >= 0x2150 && c <= 0x215e) ? FRACTION : PUNCTUATION;
	case U_SPACE_SEPARATOR: case U_LINE_SEPARATOR: case U_PARAGRAPH_SEPARATOR: case U_CONTROL_CHAR: case U_SURROGATE:
	case U_UNASSIGNED: case U_PRIVATE_USE_CHAR:
		return SPACE;
	default:
		return PUNCTUATION;
	}
}

/* ---- spellings ---- */

static void grow(struct spellings *all)
{
	size_t slots = all->v ? (all->mask + 1) * 2 : 256;
	struct spelling *old = all->v, *v = kua_calloc(slots, sizeof *v);
	for (size_t i = 0; old && i <= all->mask; i++) {
		if (!old[i].raw)
			continue;
		size_t at = old[i].raw_hash & (slots - 1);
		while (v[at].raw)
			at = (at + 1) & (slots - 1);
		v[at] = old[i];
	}
	free(old);
	all->v = v;
	all->mask = slots - 1;
}

static uint16_t case_flags(const char *s, size_t n)
{
	size_t letters = 0, upper = 0;
	bool first_upper = false;
	for (size_t i = 0, step; i < n; i += step) {
		uint32_t c;
		step = kua_utf8_next(s + i, n - i, &c);
		if (!step) {
			step = 1;
			continue;
		}
		bool is_letter = c < 0x80 ? kua_kind_ascii((unsigned char)c) == LETTER : u_isalpha((UChar32)c);
		if (!is_letter)
			continue;
		bool is_upper = c < 0x80 ? c < 'a' : u_isupper((UChar32)c) || u_istitle((UChar32)c);
		letters++;
		upper += is_upper;
		first_upper |= letters == 1 && is_upper;
	}
	return (uint16_t)((first_upper ? KUA_CAPITAL : 0) | (letters > 1 && upper == letters ? KUA_ALL_CAPS : 0));
}

/* Digits of other scripts become 0-9, so that numbers need not know them. */
static void fold_numeral(struct kua_buf *b, const char *s, size_t n)
{
	for (size_t i = 0, step; i < n; i += step) {
		uint32_t c;
		step = kua_utf8_next(s + i, n - i, &c);
		int digit = step && c >= 0x80 ? u_charDigitValue((UChar32)c) : -1;
		if (!step)
			step = 1;
		else if (digit >= 0)
			kua_buf_char(b, (char)('0' + digit));
		else
			kua_fold(b, s + i, step);
	}
}

const struct spelling *kua_spelling_of(struct spellings *all, const char *raw, size_t n, enum kua_token_kind kind)
{
	if (!all->v || all->n * 2 > all->mask)
		grow(all);
	uint64_t h = kua_hash(raw, n);
	size_t at = h & all->mask;
	for (; all->v[at].raw; at = (at + 1) & all->mask)
		if (all->v[at].raw_hash == h && all->v[at].raw_n == n && memcmp(all->v[at].raw, raw, n) == 0)
			return &all->v[at];
	kua_buf_clear(&all->folded);
	if (kind == KUA_NUMERAL)
		fold_numeral(&all->folded, raw, n);
	else
		kua_fold(&all->folded, raw, n);
	struct spelling w = {.raw_hash = h, .raw = raw, .raw_n = (uint32_t)n, .flags = case_flags(raw, n)};
	w.norm = kua_arena_strndup(all->arena, all->folded.data, all->folded.len);
	w.hash = kua_hash(w.norm, all->folded.len);
	if (all->language && kua_fact_of(all->language, w.norm, all->folded.len, BIT(W_STOP)))
		w.flags |= KUA_STOP_WORD;
	all->n++;
	all->v[at] = w;
	return &all->v[at];
}

void kua_spellings_free(struct spellings *all)
{
	free(all->v);
	kua_buf_free(&all->folded);
}
