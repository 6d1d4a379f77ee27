/* warc.c - fuzzes the reader of web archives: records, gzip members, answers of servers, digests, WACZ. */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "pages.warc");
	return 0;
}
