/* msg.c - fuzzes the readers of Outlook's messages: OLE containers, winmail.dat, packed RTF and what is wrapped into it. */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "a.msg");
	return 0;
}
