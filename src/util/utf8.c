/* utf8.c - strict UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF. */
#include <string.h>

#include <unicode/uchar.h>

#include "util/util.h"

static bool tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t kua_utf8_next(const char *p, size_t n, uint32_t *code_point)
{
	const unsigned char *s = (const unsigned char *)p;
	if (s[0] < 0x80) {
		*code_point = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] < 0xe0 && n >= 2 && tail(s[1])) {
		*code_point = (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);
		return 2;
	}
	if (s[0] >= 0xe0 && s[0] < 0xf0 && n >= 3 && tail(s[1]) && tail(s[2])) {
		uint32_t c = (uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
		if (c < 0x800 || (c >= 0xd800 && c < 0xe000))
			return 0;
		*code_point = c;
		return 3;
	}
	if (s[0] >= 0xf0 && s[0] < 0xf5 && n >= 4 && tail(s[1]) && tail(s[2]) && tail(s[3])) {
		uint32_t c = (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 |
		             (uint32_t)(s[2] & 0x3f) << 6 | (s[3] & 0x3f);
		if (c < 0x10000 || c > 0x10ffff)
			return 0;
		*code_point = c;
		return 4;
	}
	return 0;
}

bool kua_utf8_valid(const char *p, size_t n)
{
	uint32_t c;
	uint64_t eight;
	for (size_t i = 0, step; i < n; i += step) {
		for (; n - i >= sizeof eight; i += sizeof eight) { /* most of most texts is ASCII */
			memcpy(&eight, p + i, sizeof eight);
			if (eight & UINT64_C(0x8080808080808080))
				break;
		}
		if (i == n)
			break;
		if ((step = kua_utf8_next(p + i, n - i, &c)) == 0)
			return false;
	}
	return true;
}

void kua_buf_utf8(struct kua_buf *b, uint32_t c)
{
	char s[4];
	size_t n;
	if (c < 0x80) {
		s[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		s[0] = (char)(0xc0 | c >> 6);
		s[1] = (char)(0x80 | (c & 0x3f));
		n = 2;
	} else if (c < 0x10000) {
		s[0] = (char)(0xe0 | c >> 12);
		s[1] = (char)(0x80 | (c >> 6 & 0x3f));
		s[2] = (char)(0x80 | (c & 0x3f));
		n = 3;
	} else {
		s[0] = (char)(0xf0 | c >> 18);
		s[1] = (char)(0x80 | (c >> 12 & 0x3f));
		s[2] = (char)(0x80 | (c >> 6 & 0x3f));
		s[3] = (char)(0x80 | (c & 0x3f));
		n = 4;
	}
	kua_buf_add(b, s, n);
}

size_t kua_utf8_columns(const char *s)
{
	size_t columns = 0;
	uint32_t c;
	for (size_t n = strlen(s), i = 0, step; i < n; i += step) {
		step = kua_utf8_next(s + i, n - i, &c);
		if (step == 0) {
			step = 1;
			columns++;
			continue;
		}
		int8_t type = u_charType((UChar32)c);
		if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR)
			continue;
		int width = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
		columns += width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
	}
	return columns;
}
