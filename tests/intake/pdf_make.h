/*
 * pdf_make.h - small PDFs, written by hand: objects, pages of lines at places, a table of contents. For tests of the reader and
 * seeds of the fuzzer. Fonts: F1 Helvetica, F2 Helvetica-Bold, F3 one whose two-byte codes are Unicode,
 * but for E800 and E801, ligatures that say ffi and fi.
 */
#ifndef KUA_TEST_PDF_MAKE_H
#define KUA_TEST_PDF_MAKE_H

#include "util/util.h"

#define MADE_OBJECTS 200
#define MADE_PAGES 40

struct made {
	struct kua_buf bytes;
	size_t at[MADE_OBJECTS];
	int n, pages;
	int page[MADE_PAGES], content[MADE_PAGES];
	struct kua_buf text[MADE_PAGES];
	const char *page_more[MADE_PAGES]; /* more of a page's dictionary */
	const char *root_more, *trailer_more, *resources; /* more of the dictionaries of all */
};

/* A number for an object that is written later. */
static inline int made_number(struct made *m)
{
	return ++m->n;
}

static inline void made_write(struct made *m, int number, const char *fmt, ...) KUA_PRINTF(3, 4);
static inline void made_write(struct made *m, int number, const char *fmt, ...)
{
	char text[4000];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	m->at[number] = m->bytes.len;
	kua_buf_printf(&m->bytes, "%d 0 obj\n%s\nendobj\n", number, text);
}

static inline void made_stream(struct made *m, int number, const char *dict, const void *p, size_t n)
{
	m->at[number] = m->bytes.len;
	kua_buf_printf(&m->bytes, "%d 0 obj\n<< %s /Length %zu >>\nstream\n", number, dict, n);
	kua_buf_add(&m->bytes, p, n);
	kua_buf_str(&m->bytes, "\nendstream\nendobj\n");
}

static inline struct made made_new(void)
{
	struct made m = {.resources = "", .root_more = "", .trailer_more = ""};
	kua_buf_str(&m.bytes, "%PDF-1.7\n");
	m.n = 6; /* 1 catalog, 2 pages, 3 to 6 fonts and their parts */
	return m;
}

/* The next page, to write on. */
static inline struct kua_buf *made_page(struct made *m)
{
	m->page[m->pages] = made_number(m);
	m->content[m->pages] = made_number(m);
	m->page_more[m->pages] = "";
	return &m->text[m->pages++];
}

/* A line at x, y (from above); ( and ) must be escaped. */
static inline void made_line(struct kua_buf *page, const char *font, double size, double x, double y, const char *text)
{
	kua_buf_printf(page, "BT /%s %.1f Tf %.1f %.1f Td (%s) Tj ET\n", font, size, x, 842 - y, text);
}

/* The same of Unicode, with F3. */
static inline void made_wide(struct kua_buf *page, double size, double x, double y, const uint32_t *text, size_t n)
{
	kua_buf_printf(page, "BT /F3 %.1f Tf %.1f %.1f Td <", size, x, 842 - y);
	for (size_t i = 0; i < n; i++)
		kua_buf_printf(page, "%04X", (unsigned)text[i]);
	kua_buf_str(page, "> Tj ET\n");
}

static inline void made_fonts(struct made *m)
{
	static const char cmap[] = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
	                           "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
	                           "2 beginbfrange\n<0000> <E7FF> <0000>\n<E802> <FFFF> <E802>\nendbfrange\n"
	                           "2 beginbfchar\n<E800> <006600660069>\n<E801> <00660069>\nendbfchar\nendcmap end end\n";
	made_write(m, 3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
	made_write(m, 4, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>");
	int cid = made_number(m), descriptor = made_number(m);
	made_write(m, 5, "<< /Type /Font /Subtype /Type0 /BaseFont /Wide /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [%d 0 R] >>",
	           cid);
	made_write(m, cid, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Wide /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
	           "/Supplement 0 >> /DW 500 /FontDescriptor %d 0 R >>", descriptor);
	made_write(m, descriptor, "<< /Type /FontDescriptor /FontName /Wide /Flags 32 /Ascent 800 /Descent -200 /ItalicAngle 0 /StemV 80 "
	           "/FontBBox [0 -200 1000 800] >>");
	made_stream(m, 6, "", cmap, sizeof cmap - 1);
}

static inline void made_table(struct made *m)
{
	size_t at = m->bytes.len;
	kua_buf_printf(&m->bytes, "xref\n0 %d\n0000000000 65535 f \n", m->n + 1);
	for (int i = 1; i <= m->n; i++)
		kua_buf_printf(&m->bytes, "%010zu 00000 n \n", m->at[i]);
	kua_buf_printf(&m->bytes, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n", m->n + 1, m->trailer_more, at);
}

/* Everything that is not written yet. Returns the bytes, which made_free frees. */
static inline struct kua_buf *made_end(struct made *m)
{
	char kids[1000] = "";
	for (int i = 0; i < m->pages; i++) {
		(void)snprintf(kids + strlen(kids), sizeof kids - strlen(kids), "%d 0 R ", m->page[i]);
		made_write(m, m->page[i], "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << "
		           "/F1 3 0 R /F2 4 0 R /F3 5 0 R >> %s >> %s >>",
		           m->content[i], m->resources, m->page_more[i]);
		made_stream(m, m->content[i], "", m->text[i].data ? m->text[i].data : "", m->text[i].len);
	}
	made_fonts(m);
	made_write(m, 2, "<< /Type /Pages /Kids [%s] /Count %d >>", kids, m->pages);
	made_write(m, 1, "<< /Type /Catalog /Pages 2 0 R %s >>", m->root_more);
	made_table(m);
	return &m->bytes;
}

static inline void made_free(struct made *m)
{
	for (int i = 0; i < m->pages; i++)
		kua_buf_free(&m->text[i]);
	kua_buf_free(&m->bytes);
}

#endif
