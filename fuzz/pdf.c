/*
 * pdf.c - fuzzes the reader of PDFs: glyphs, columns, tables, paragraphs, forms, files inside. MuPDF itself is not instrumented: the
 * target finds what our code does with whatever the library makes of the bytes.
 */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "a.pdf");
	return 0;
}
