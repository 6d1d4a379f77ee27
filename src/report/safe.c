/* safe.c - what of a document's text may be shown. A document must not move the cursor, colour the screen, set the terminal's title, or
 * make a line read backwards. */
#include <string.h>

#include "report/internal.h"

static bool is_white(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0 || c == 0x2028 || c == 0x2029;
}

static bool is_hostile(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

uint32_t safe_next(const char **s)
{
	uint32_t c;
	size_t n = strnlen(*s, 4);
	if (n == 0)
		return 0;
	size_t step = kua_utf8_next(*s, n, &c);
	*s += step ? step : 1;
	if (!step)
		return 0xfffd;
	return is_white(c) ? ' ' : is_hostile(c) ? 0xfffd : c;
}
