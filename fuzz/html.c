/*
 * html.c - fuzzes the reader of web pages: charset, nesting, gumbo's tree, blocks, posts, what the page says of
 * itself.
 */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "page.html");
	return 0;
}
