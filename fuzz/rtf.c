/* rtf.c - fuzzes the reader of RTF: groups, destinations, code pages, Unicode, tables, pictures. */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "x.rtf");
	return 0;
}
