/* safe.c - what of a document's text may be shown. A document must not move the cursor, colour the screen,
 * set the terminal's title, or make a line read backwards. */
#include <string.h>

#include "report/internal.h"

static bool is_white(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0 || c == 0x2028 || c == 0x2029;
}

bool safe_hides(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} hostile[] = {{0, 0x1f},           {0x7f, 0x9f},     {0x202a, 0x202e}, /* turn the line */
	               {0x2066, 0x2069},    {0xfff9, 0xfffb}, {0xfdd0, 0xfdef}, /* annotations; no characters, see below */
	               {0xe0000, 0xe007f}};                                     /* tags nobody sees */
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		if (c >= hostile[i].from && c <= hostile[i].to)
			return true;
	return (c & 0xfffe) == 0xfffe; /* nor are the last two of each plane */
}

static uint32_t next(const char **s, bool keep)
{
	uint32_t c;
	size_t n = strnlen(*s, 4);
	if (n == 0)
		return 0;
	size_t step = kua_utf8_next(*s, n, &c);
	*s += step ? step : 1;
	if (!step)
		return 0xfffd;
	return is_white(c) && !(keep && c == 0xa0) ? ' ' : safe_hides(c) ? 0xfffd : c;
}

uint32_t safe_next(const char **s)
{
	return next(s, false);
}

uint32_t safe_kept(const char **s)
{
	return next(s, true);
}
