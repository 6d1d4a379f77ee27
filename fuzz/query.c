/* query.c - any bytes as a search: never an error but the one for too many words, and never an item without a letter of it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "casebook/casebook.h"

#define MUST(condition) \
	do {            \
		if (!(condition)) \
			abort(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A casebook of two items, made once and unlinked at once: it lives as long as the process. */
static struct kua_casebook *casebook(void)
{
	static struct kua_casebook *cb;
	static const struct kua_item items[] = {
		{.id = "d-1.1", .document_id = "d-1", .ordinal = 1, .title = "Letter", .text = "Police shot at strikers in Beltown."},
		{.id = "d-1.2", .document_id = "d-1", .ordinal = 2, .title = "Хат", .text = "Полиция стреляла. Жаңаөзен."},
	};
	char folder[] = "/tmp/kua-fuzz-XXXXXX", path[64], beside[72];
	struct kua_error err;
	if (cb)
		return cb;
	MUST(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/a.kua", folder);
	MUST(kua_casebook_new(path, "fuzz", "2011-12-16T12:00:00Z", &err) == KUA_OK);
	MUST(kua_casebook_open(path, KUA_WRITE, &cb, &err) == KUA_OK && kua_casebook_begin(cb, &err) == KUA_OK);
	for (size_t i = 0; i < 2; i++)
		MUST(kua_casebook_put(cb, KUA_ITEM, &items[i], &err) == KUA_OK);
	MUST(kua_casebook_commit(cb, &err) == KUA_OK);
	for (size_t i = 0; i < 3; i++) {
		static const char *const endings[] = {"", "-wal", "-shm"};
		(void)snprintf(beside, sizeof beside, "%s%s", path, endings[i]);
		(void)unlink(beside);
	}
	(void)rmdir(folder);
	return cb;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_error err;
	const char *query = kua_arena_strndup(a, (const char *)data, size);
	static struct kua_catalogue *c;
	const struct kua_wanted w = {.words = query, .filters = {{KUA_FACET_PLACE, query}}, .n = size % 2, .most = 10, .values = 3};
	struct kua_found found = {0};
	MUST(c || kua_catalogue_make(casebook(), &c, &err) == KUA_OK);
	enum kua_code code = kua_casebook_search(casebook(), c, &w, a, &found, &err);
	MUST(code == KUA_OK || code == KUA_LIMIT);
	if (code == KUA_OK) {
		MUST(found.n <= 2);
		for (size_t i = 0; i < found.n; i++)
			MUST(found.v[i].item && found.v[i].title);
	}
	kua_arena_free(a);
	return 0;
}
