/* csv.c - fuzzes the reader of tables, and with them JSON and whatever else the bytes turn out to be. */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "table.csv");
	return 0;
}
