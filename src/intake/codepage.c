/*
 * codepage.c - encodings of one byte a character, as tables of the code points of bytes 0x80 to 0xff: ICU's, and the
 * two for Kazakh that ICU does not have.
 */
#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>

#include "intake/internal.h"

/* The two Kazakh code pages, which ICU does not have: where they differ from windows-1251. */
struct difference {
	unsigned char byte;
	uint16_t cp;
};
static const struct difference kz1048[] = {
	{0x8d, 0x049a}, {0x8e, 0x04ba}, {0x9d, 0x049b}, {0x9e, 0x04bb}, {0xa1, 0x04b0}, {0xa2, 0x04b1},
	{0xa3, 0x04d8}, {0xa5, 0x04e8},
	{0xaa, 0x0492}, {0xaf, 0x04ae}, {0xb4, 0x04e9}, {0xba, 0x0493}, {0xbc, 0x04d9}, {0xbd, 0x04a2},
	{0xbe, 0x04a3}, {0xbf, 0x04af},
};
static const struct difference ptcp154[] = {
	{0x80, 0x0496}, {0x81, 0x0492}, {0x82, 0x04ee}, {0x83, 0x0493}, {0x86, 0x04b6}, {0x87, 0x04ae},
	{0x88, 0x04b2}, {0x89, 0x04af},
	{0x8a, 0x04a0}, {0x8b, 0x04e2}, {0x8c, 0x04a2}, {0x8d, 0x049a}, {0x8e, 0x04ba}, {0x8f, 0x04b8},
	{0x90, 0x0497}, {0x98, 0x04b3},
	{0x99, 0x04b7}, {0x9a, 0x04a1}, {0x9b, 0x04e3}, {0x9c, 0x04a3}, {0x9d, 0x049b}, {0x9e, 0x04bb},
	{0x9f, 0x04b9}, {0xa4, 0x04e8},
	{0xa5, 0x0498}, {0xa6, 0x04b0}, {0xaa, 0x04d8}, {0xad, 0x04ef}, {0xaf, 0x049c}, {0xb1, 0x04b1},
	{0xb4, 0x0499}, {0xb5, 0x04e9},
	{0xba, 0x04d9}, {0xbd, 0x04aa}, {0xbe, 0x04ab}, {0xbf, 0x049d},
};
static const struct {
	const char *name, *base;
	const struct difference *v;
	size_t n;
} cyrillic[] = {
	{"windows-1251", "windows-1251", NULL, 0},
	{"koi8-r", "KOI8-R", NULL, 0},
	{"ibm866", "ibm-866", NULL, 0},
	{"kz-1048", "windows-1251", kz1048, sizeof kz1048 / sizeof *kz1048},
	{"ptcp154", "windows-1251", ptcp154, sizeof ptcp154 / sizeof *ptcp154},
	{"koi8-u", "KOI8-U", NULL, 0},
	{"iso-8859-5", "ISO-8859-5", NULL, 0},
	{"x-mac-cyrillic", "x-mac-cyrillic", NULL, 0},
};
#define CYRILLIC (sizeof cyrillic / sizeof *cyrillic)

const char *kua_cyrillic_page(size_t i)
{
	return i < CYRILLIC ? cyrillic[i].name : NULL;
}

static bool icu_table(const char *name, uint16_t table[128])
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *cnv = ucnv_open(name, &status);
	if (U_FAILURE(status))
		return false;
	bool single = ucnv_getMaxCharSize(cnv) == 1 && ucnv_getMinCharSize(cnv) == 1;
	for (int i = 0; single && i < 128; i++) {
		char byte = (char)(0x80 + i);
		UChar to[4];
		status = U_ZERO_ERROR;
		int32_t n = ucnv_toUChars(cnv, to, 4, &byte, 1, &status);
		table[i] = U_SUCCESS(status) && n == 1 ? to[0] : 0xfffd;
	}
	ucnv_close(cnv);
	return single;
}

bool kua_code_page(const char *name, uint16_t table[128])
{
	for (size_t i = 0; i < CYRILLIC; i++) {
		if (strcasecmp(name, cyrillic[i].name) != 0)
			continue;
		if (!icu_table(cyrillic[i].base, table))
			return false;
		for (size_t j = 0; j < cyrillic[i].n; j++)
			table[cyrillic[i].v[j].byte - 0x80] = cyrillic[i].v[j].cp;
		return true;
	}
	return icu_table(name, table);
}
