/*
 * csv.c - fuzzes the readers of tables, JSON and plain text: by a name that promises a table, and by one that
 * promises nothing.
 */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "table.csv");
	fuzz_reader(data, size, "text");
	return 0;
}
