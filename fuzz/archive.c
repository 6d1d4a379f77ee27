/* archive.c - fuzzes the reader of archives: what libarchive makes of them, names, damaged ZIPs. */
#include <locale.h>

#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8"); /* as the keeper does */
	fuzz_reader(data, size, "files.zip");
	return 0;
}
