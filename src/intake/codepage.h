/* codepage.h - text in a code page that is known by Windows' number, as RTF, DOC, XLS and MSG store it. (numbered.c) */
#ifndef KUA_INTAKE_CODEPAGE_H
#define KUA_INTAKE_CODEPAGE_H

#include "intake/internal.h"

/* The page used last, so that its table is made once. Start it with {0}. */
struct kua_code_pages {
	unsigned number;
	bool known, single;
	const char *name;
	uint16_t table[128];
};

/* Append text of that page as UTF-8; of an unknown page as windows-1252. What is no character becomes U+FFFD. */
void kua_code_page_text(struct kua_code_pages *p, unsigned number, struct kua_str text, struct kua_buf *out);
/* The page that Windows uses with a character set of fonts (\fcharset204 is 1251); 0 where it says nothing. */
unsigned kua_font_page(unsigned charset);
/* UTF-16, little-endian, as UTF-8; pairs that are torn become U+FFFD. */
void kua_utf16_text(struct kua_str text, struct kua_buf *out);

#endif
