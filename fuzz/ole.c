/* ole.c - fuzzes the readers of OLE containers: chains of sectors, Word's pieces and formats, Excel's records, property sets. */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "x");
	return 0;
}
