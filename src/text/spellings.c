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
	if ((c >= 0xc0 && c <= 0xff && c != 0xd7 && c != 0xf7) || (c >= 0x400 && c <= 0x481))
		return LETTER;
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

#define SLOTS_LEAST 16
#define SLOTS_MOST 4096 /* to begin with */

/* Where the spelling with this hash goes: the first free place. */
static size_t free_slot(const struct spellings *all, uint64_t hash)
{
	size_t at = hash & all->mask;
	while (all->slots[at].number)
		at = (at + 1) & all->mask;
	return at;
}

static struct spelling_slot slot_for(uint64_t hash, size_t number)
{
	return (struct spelling_slot){(uint32_t)(hash >> 32), (uint32_t)number};
}

static void grow(struct spellings *all)
{
	free(all->slots);
	all->mask = all->mask * 2 + 1;
	all->slots = kua_calloc(all->mask + 1, sizeof *all->slots);
	for (size_t i = 0; i < all->all.n; i++)
		all->slots[free_slot(all, all->all.v[i].raw_hash)] = slot_for(all->all.v[i].raw_hash, i + 1);
}

void kua_spellings_init(struct spellings *all, const struct language *language, size_t n, struct kua_arena *a)
{
	size_t slots = SLOTS_LEAST;
	while (slots < n / 4 && slots < SLOTS_MOST)
		slots *= 2;
	*all = (struct spellings){.language = language, .arena = a, .slots = kua_calloc(slots, sizeof *all->slots), .mask = slots - 1};
}

static void note_roles(const struct language *language, struct spelling *w)
{
	w->roles = kua_roles_of(language, w->hash);
	if (w->roles & BIT(W_STOP) && kua_fact_by_hash(language, w->hash, w->norm, strlen(w->norm), BIT(W_STOP)))
		w->flags |= KUA_STOP_WORD;
}

void kua_spellings_language(struct spellings *all, const struct language *language)
{
	all->language = language;
	for (size_t i = 0; language && i < all->all.n; i++)
		note_roles(language, &all->all.v[i]);
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

/* ---- the common case ---- */

#define PLAIN_MOST 64 /* bytes */

/*
 * What folding makes of the letters that most words consist of: ASCII, Latin-1, Cyrillic as Russian, Ukrainian and Kazakh have it;
 * 0 for all others, which are for kua_fold. None of these letters combines with another. The tests compare the two.
 */
static uint32_t plain_fold(uint32_t c, bool *letter, bool *upper)
{
	*letter = true;
	*upper = false;
	if (c < 0x80) {
		*letter = (c | 32) >= 'a' && (c | 32) <= 'z';
		*upper = *letter && c < 'a';
		return c <= ' ' || c == 0x7f ? 0 : *upper ? c + 32 : c == '`' ? '\'' : c;
	}
	if (c >= 0xc0 && c <= 0xff && c != 0xd7 && c != 0xdf && c != 0xf7) {
		*upper = c < 0xdf;
		return *upper ? c + 32 : c;
	}
	if (c >= 0x400 && c <= 0x45f) {
		*upper = c < 0x430;
		return c < 0x410 ? c + 80 : c < 0x430 ? c + 32 : c;
	}
	if ((c >= 0x48a && c <= 0x4bf) || (c >= 0x4d0 && c <= 0x4ff)) {
		*upper = !(c & 1);
		return c | 1;
	}
	*letter = false;
	return c == 0x2019 ? '\'' : 0;
}

/* Flags and folded form of a plain word in one pass. False where it is not plain. */
static bool fold_plain(const char *s, size_t n, char out[PLAIN_MOST + 1], struct spelling *w)
{
	size_t len = 0, letters = 0, uppers = 0;
	bool letter, upper, first_upper = false;
	struct kua_hashing h = KUA_HASHING_INIT;
	if (n > PLAIN_MOST)
		return false;
	for (size_t i = 0, step; i < n; i += step) {
		uint32_t c = (unsigned char)s[i];
		step = c < 0x80 ? 1 : kua_utf8_next(s + i, n - i, &c);
		uint32_t folded = step ? plain_fold(c, &letter, &upper) : 0;
		if (!folded)
			return false;
		size_t from = len;
		if (folded < 0x80) {
			out[len++] = (char)folded;
		} else {
			out[len++] = (char)(0xc0 | folded >> 6); /* two bytes: below 0x800 */
			out[len++] = (char)(0x80 | (folded & 0x3f));
		}
		for (; from < len; from++)
			kua_hashing_byte(&h, (unsigned char)out[from]);
		letters += letter;
		uppers += upper;
		first_upper |= letters == 1 && upper;
	}
	out[len] = '\0';
	w->flags = (uint16_t)((first_upper ? KUA_CAPITAL : 0) | (letters > 1 && uppers == letters ? KUA_ALL_CAPS : 0));
	w->hash = kua_hashing_end(&h);
	return true;
}

static void fold_any(struct spellings *all, const char *raw, size_t n, enum kua_token_kind kind, struct spelling *w)
{
	kua_buf_clear(&all->folded);
	if (kind == KUA_NUMERAL)
		fold_numeral(&all->folded, raw, n);
	else
		kua_fold(&all->folded, raw, n);
	w->flags = case_flags(raw, n);
	w->norm = kua_arena_strndup(all->arena, all->folded.data, all->folded.len);
	w->hash = kua_hash(w->norm, all->folded.len);
}

struct spelling *kua_spelling_of(struct spellings *all, const char *raw, size_t n, enum kua_token_kind kind)
{
	uint64_t h = kua_hash(raw, n);
	for (size_t at = h & all->mask; all->slots[at].number; at = (at + 1) & all->mask) {
		struct spelling *w = &all->all.v[all->slots[at].number - 1];
		if (all->slots[at].hash == (uint32_t)(h >> 32) && w->raw_n == n && memcmp(w->raw, raw, n) == 0)
			return w;
	}
	if (all->all.n * 2 > all->mask)
		grow(all);
	struct spelling *w = kua_vec_add(&all->all);
	all->slots[free_slot(all, h)] = slot_for(h, all->all.n);
	char plain[PLAIN_MOST + 1];
	*w = (struct spelling){.raw_hash = h, .raw = raw, .raw_n = (uint32_t)n};
	if (fold_plain(raw, n, plain, w))
		w->norm = kua_arena_strdup(all->arena, plain);
	else
		fold_any(all, raw, n, kind, w);
	if (all->language)
		note_roles(all->language, w);
	return w;
}

void kua_spellings_free(struct spellings *all)
{
	free(all->slots);
	kua_vec_free(&all->all);
	kua_buf_free(&all->folded);
}
