/* error.c - one line of text and a code, filled where a failure is first seen. */
#include <string.h>

#include "util/util.h"

/* What a file or a person said may stand in the text: it stays one line, which cannot move a terminal's cursor either. */
static void make_one_line(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p; p++)
		if (*p < ' ' || *p == 0x7f)
			*p = ' ';
}

enum kua_code kua_fail(struct kua_error *err, enum kua_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	err->code = code;
	(void)vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	make_one_line(err->text);
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
	make_one_line(err->text);
	return err->code;
}
