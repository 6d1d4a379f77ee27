/* strings.c - slices of UTF-8: trimming, folding to keys, walking by lines. All linear. */
#include <string.h>
#include <unicode/uchar.h>

#include "intake/internal.h"

struct kua_str kua_str(const char *s)
{
	return (struct kua_str){s, s ? strlen(s) : 0};
}

bool kua_is_alnum_ascii(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool kua_is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= 9 && cp <= 13) || (cp > 0x7f && u_isUWhiteSpace((UChar32)cp));
}

/*
 * Marks without width, which nobody sees: zero-width space and joiners' neighbours, word joiner, byte order
 * mark; and NUL, which no field may hold.
 */
static bool is_invisible(uint32_t cp)
{
	return cp == 0x200b || cp == 0x2060 || cp == 0xfeff || cp == 0xad || cp == 0;
}

uint32_t kua_next_char(struct kua_str s, size_t *pos)
{
	uint32_t cp;
	size_t len = kua_utf8_next(s.s + *pos, s.n - *pos, &cp);
	*pos += len ? len : 1;
	return len ? cp : 0xfffd;
}

struct kua_str kua_trim(struct kua_str s)
{
	size_t from = 0, to = s.n;
	while (from < to) {
		size_t pos = from;
		uint32_t cp = kua_next_char(s, &pos);
		if (!kua_is_space(cp) && !is_invisible(cp))
			break;
		from = pos;
	}
	while (to > from) {
		size_t at = to - 1;
		while (at > from && ((unsigned char)s.s[at] & 0xc0) == 0x80)
			at--;
		size_t pos = at;
		uint32_t cp = kua_next_char(s, &pos);
		if (!kua_is_space(cp) && !is_invisible(cp))
			break;
		to = at;
	}
	return (struct kua_str){s.s ? s.s + from : NULL, to - from};
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool kua_str_is(struct kua_str s, const char *ascii)
{
	size_t n = strlen(ascii);
	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(s.s[i]) != lower(ascii[i]))
			return false;
	return true;
}

bool kua_str_ends(struct kua_str s, const char *ascii)
{
	size_t n = strlen(ascii);
	return s.n >= n && kua_str_is((struct kua_str){s.s + s.n - n, n}, ascii);
}

void kua_one_line(struct kua_buf *b, const char *p, size_t n)
{
	struct kua_str s = {p, n};
	bool any = false, gap = false;
	for (size_t pos = 0; pos < n;) {
		size_t at = pos;
		uint32_t cp = kua_next_char(s, &pos);
		if (is_invisible(cp))
			continue;
		if (kua_is_space(cp)) {
			gap = any;
			continue;
		}
		if (gap)
			kua_buf_char(b, ' ');
		if (cp == 0xfffd)
			kua_buf_utf8(b, cp);
		else
			kua_buf_add(b, p + at, pos - at);
		any = true;
		gap = false;
	}
}

size_t kua_cut(const char *s, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max > 0 && ((unsigned char)s[max] & 0xc0) == 0x80)
		max--;
	return max;
}

static uint32_t unify(uint32_t cp)
{
	switch (cp) {
	case 0x2018: case 0x2019: case 0x201a: case 0x201b: case 0x02bc: case 0x2032: case '`':
		return '\'';
	case 0x201c: case 0x201d: case 0x201e: case 0x201f: case 0xab: case 0xbb:
		return '"';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212:
		return '-';
	case 0x451: /* ё is written е as often as not */
		return 0x435;
	default:
		return cp;
	}
}

void kua_line_key(struct kua_buf *key, struct kua_str s)
{
	size_t start = key->len, end = key->len; /* end: behind the last letter or digit */
	bool gap = false;
	kua_buf_reserve(key, s.n);
	for (size_t pos = 0; pos < s.n;) {
		uint32_t cp = kua_next_char(s, &pos);
		if (is_invisible(cp))
			continue;
		if (kua_is_space(cp)) {
			gap = key->len > start;
			continue;
		}
		cp = cp < 0x80 ? (uint32_t)lower((char)cp) : (uint32_t)u_foldCase((UChar32)cp, U_FOLD_CASE_DEFAULT);
		bool alnum = cp < 0x80 ? kua_is_alnum_ascii((char)cp) : u_isalnum((UChar32)cp);
		if (!alnum && key->len == start)
			continue;
		if (gap)
			kua_buf_char(key, ' ');
		gap = false;
		if (cp < 0x80 && cp != '`')
			kua_buf_char(key, (char)cp);
		else
			kua_buf_utf8(key, unify(cp));
		if (alnum)
			end = key->len;
	}
	key->len = end;
	key->data[end] = '\0';
}

void kua_split(struct kua_str s, const char *separators, size_t most, kua_strings *out)
{
	for (size_t from = 0, i = 0; s.n && i <= s.n; i++) {
		if (i < s.n && (s.s[i] == '\0' || !strchr(separators, s.s[i])))
			continue;
		struct kua_str part = kua_trim((struct kua_str){s.s + from, i - from});
		if (part.n && out->n < most)
			*kua_vec_add(out) = part;
		from = i + 1;
	}
}

bool kua_next_line(struct kua_str text, size_t *pos, struct kua_str *line)
{
	if (*pos >= text.n)
		return false;
	const char *from = text.s + *pos;
	const char *nl = memchr(from, '\n', text.n - *pos);
	size_t n = nl ? (size_t)(nl - from) : text.n - *pos;
	*line = (struct kua_str){from, n};
	*pos += nl ? n + 1 : n;
	return true;
}

bool kua_next_full_line(struct kua_str text, size_t *pos, struct kua_str *line)
{
	while (kua_next_line(text, pos, line))
		if ((*line = kua_trim(*line)).n)
			return true;
	return false;
}

bool kua_has_line(struct kua_str text, size_t least)
{
	struct kua_str line;
	for (size_t pos = 0; kua_next_line(text, &pos, &line);)
		if (line.n >= least)
			return true;
	return false;
}
