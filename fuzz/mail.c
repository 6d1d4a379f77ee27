/*
 * mail.c - fuzzes the reader of mail: heads, encoded words, parts, transfer encodings, quotations, mailboxes, saved pages.
 * The first byte says what the document is called, which decides how much of a head makes it a mail.
 */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"a.eml", "a.mbox", "a.mhtml", "a.txt"};
	if (size > 0)
		fuzz_reader(data + 1, size - 1, names[data[0] % 4]);
	return 0;
}
