/* signatures.c - any bytes as a list of signatures, CSV or OSDI: each row is a signature that keeps to its limits, or why it is none. */
#include <sys/mman.h>
#include <unistd.h>

#include "view.h"

#include "petition/petition.h"

static enum kua_code told(void *ctx, size_t line, const struct kua_signature *s, const char *why, struct kua_error *err)
{
	size_t *rows = ctx;
	(void)err;
	(*rows)++;
	MUST(line > 0 && (s != NULL) != (why != NULL));
	MUST(!why || (kua_utf8_valid(why, strlen(why)) && !strchr(why, '\n')));
	MUST(!s || (s->name && *s->name && kua_utf8_valid(s->name, strlen(s->name))));
	return KUA_OK;
}

static void import(int fd, enum kua_code (*reader)(int, struct kua_import *, struct kua_error *), const struct kua_columns *columns, size_t size)
{
	struct kua_error err = {0};
	size_t rows = 0;
	struct kua_import in = {.name = "list", .today = "2014-01-01", .columns = columns, .fn = told, .ctx = &rows, .arena = kua_arena_new()};
	MUST(lseek(fd, 0, SEEK_SET) == 0);
	enum kua_code code = reader(fd, &in, &err);
	MUST(code == KUA_OK || (code == KUA_DATA && *err.text && !strchr(err.text, '\n')));
	MUST(rows <= size + 1);
	kua_arena_free(in.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct kua_columns *columns;
	struct kua_error err = {0};
	if (!columns && (!getenv("KUA_DATA") || kua_columns_load(getenv("KUA_DATA"), &columns, &err) != KUA_OK)) {
		fprintf(stderr, "set KUA_DATA to the folder of word lists: %s\n", err.text);
		abort();
	}
	int fd = memfd_create("list", MFD_CLOEXEC);
	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	import(fd, kua_csv_import, columns, size);
	import(fd, kua_osdi_import, columns, size);
	close(fd);
	return 0;
}
