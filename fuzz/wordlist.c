/* wordlist.c - any bytes as a word list: read or refused with its place, never with an empty form. */
#include "view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_wordlist list = {0};
	struct kua_error err = {0};
	if (kua_wordlist_parse("list", (const char *)data, size, a, &list, &err) == KUA_OK) {
		for (size_t i = 0; i < list.n; i++) {
			MUST(list.v[i].section && list.v[i].forms.n > 0 && list.v[i].line > 0);
			for (size_t k = 0; k < list.v[i].forms.n; k++)
				MUST(*list.v[i].forms.v[k]);
		}
	} else {
		MUST(err.code == KUA_DATA && strncmp(err.text, "list:", 5) == 0);
	}
	kua_arena_free(a);
	return 0;
}
