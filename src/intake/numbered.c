/* numbered.c - see codepage.h. */
#include "intake/codepage.h"

#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/utf16.h>

#include "intake/bytes.h"

static const struct {
	unsigned number;
	const char *name;
} pages[] = {
	{1250, "windows-1250"}, {1251, "windows-1251"}, {1252, "windows-1252"}, {1253, "windows-1253"},
	{1254, "windows-1254"}, {1255, "windows-1255"}, {1256, "windows-1256"}, {1257, "windows-1257"},
	{1258, "windows-1258"}, {874, "windows-874"}, {932, "Shift_JIS"}, {936, "GBK"}, {949, "windows-949"},
	{950, "Big5"}, {1361, "ibm-1363"}, {437, "ibm-437"}, {737, "ibm-737"}, {775, "ibm-775"}, {850, "ibm-850"},
	{852, "ibm-852"}, {855, "ibm-855"}, {857, "ibm-857"}, {862, "ibm-862"}, {866, "ibm866"}, {10000, "macintosh"},
	{10006, "x-mac-greek"}, {10007, "x-mac-cyrillic"}, {10029, "x-mac-centraleurroman"}, {10081, "x-mac-turkish"},
	{20866, "koi8-r"}, {21866, "koi8-u"}, {28591, "windows-1252"}, {28592, "ISO-8859-2"}, {28595, "iso-8859-5"},
	{54936, "gb18030"}, {65001, "UTF-8"}, {32768, "macintosh"}, {32769, "windows-1252"},
};

static const char *name_of(unsigned number)
{
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (pages[i].number == number)
			return pages[i].name;
	return "windows-1252";
}

unsigned kua_font_page(unsigned charset)
{
	static const struct {
		unsigned charset, page;
	} of[] = {{0, 1252}, {77, 10000}, {128, 932}, {129, 949}, {130, 1361}, {134, 936}, {136, 950}, {161, 1253},
	          {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251}, {222, 874}, {238, 1250},
	          {254, 437}, {255, 850}};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (of[i].charset == charset)
			return of[i].page;
	return 0;
}

static void through_icu(const char *name, struct kua_str text, struct kua_buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *from = ucnv_open(name, &status);
	if (U_FAILURE(status))
		return;
	UChar piece[1024];
	const char *p = text.s, *end = p + text.n;
	do {
		UChar *to = piece;
		status = U_ZERO_ERROR;
		ucnv_toUnicode(from, &to, piece + 1024, &p, end, NULL, true, &status);
		for (size_t i = 0, n = (size_t)(to - piece); i < n; i++) { /* no page of Windows leaves the first plane */
			uint32_t c = piece[i];
			if (U16_IS_LEAD(c) && i + 1 < n && U16_IS_TRAIL(piece[i + 1]))
				c = (uint32_t)U16_GET_SUPPLEMENTARY(c, piece[++i]);
			kua_buf_utf8(out, U_IS_SURROGATE(c) ? 0xfffd : c);
		}
	} while (status == U_BUFFER_OVERFLOW_ERROR);
	ucnv_close(from);
}

void kua_code_page_text(struct kua_code_pages *p, unsigned number, struct kua_str text, struct kua_buf *out)
{
	if (!p->known || p->number != number) {
		p->number = number;
		p->known = true;
		p->name = name_of(number);
		p->single = kua_code_page(p->name, p->table);
	}
	for (size_t at = 0; at < text.n;) {
		size_t from = at;
		while (at < text.n && (text.s[at] & 0x80) == 0)
			at++;
		kua_buf_add(out, text.s + from, at - from);
		if (at < text.n && !p->single) {
			through_icu(p->name, (struct kua_str){text.s + at, text.n - at}, out);
			return;
		}
		for (; at < text.n && (text.s[at] & 0x80); at++)
			kua_buf_utf8(out, p->table[(unsigned char)text.s[at] - 0x80]);
	}
}

void kua_utf16_text(struct kua_str text, struct kua_buf *out)
{
	for (size_t i = 0; i + 2 <= text.n; i += 2) {
		uint32_t c = kua_le16(text.s + i);
		if (U16_IS_LEAD(c) && i + 4 <= text.n && U16_IS_TRAIL(kua_le16(text.s + i + 2))) {
			c = (uint32_t)U16_GET_SUPPLEMENTARY(c, kua_le16(text.s + i + 2));
			i += 2;
		}
		kua_buf_utf8(out, U_IS_SURROGATE(c) ? 0xfffd : c);
	}
}
