/* chat.c - fuzzes the readers of chats: JSON, text in the forms of many messengers, saved pages. */
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_reader(data, size, "WhatsApp Chat with us.txt");
	return 0;
}
