/* feed.c - fuzzes the readers of feeds and of other XML, and of the HTML inside them. */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "news.xml");
	return 0;
}
