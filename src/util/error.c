/* error.c - one line of text and a code, filled where a failure is first seen. */
#include <string.h>

#include "util/util.h"

/*
 * What a file or a person said may stand in the text: it stays one line of UTF-8, which cannot move a terminal's cursor either. Where it was cut
 * at the end of its room, no part of a letter is left; what is no letter elsewhere is shown as "?".
 */
static void make_one_line(struct kua_error *err)
{
	char *text = err->text;
	size_t n = strlen(text), to = 0;
	bool full = n == sizeof err->text - 1;
	for (size_t at = 0, len; at < n; at += len ? len : 1) {
		uint32_t c;
		len = kua_utf8_next(text + at, n - at, &c);
		if (!len && full && n - at < 4)
			break;
		if (!len || c < ' ' || (c >= 0x7f && c < 0xa0)) {
			text[to++] = len ? ' ' : '?';
			continue;
		}
		memmove(text + to, text + at, len);
		to += len;
	}
	text[to] = '\0';
}

enum kua_code kua_fail(struct kua_error *err, enum kua_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	err->code = code;
	(void)vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	make_one_line(err);
	return code;
}

enum kua_code kua_fail_in(struct kua_error *err, const char *fmt, ...)
{
	char old[sizeof err->text];
	memcpy(old, err->text, sizeof old);
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	size_t used = n < 0 ? 0 : (size_t)n;
	if (used < sizeof err->text)
		(void)snprintf(err->text + used, sizeof err->text - used, ": %s", old);
	make_one_line(err);
	return err->code;
}
