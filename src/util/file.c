/* file.c - whole files into memory, with a limit. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

enum kua_code kua_read_fd(int fd, const char *name, size_t max, struct kua_buf *b, struct kua_error *err)
{
	size_t before = b->len;
	for (;;) {
		kua_buf_reserve(b, 1 << 16);
		ssize_t got = read(fd, b->data + b->len, 1 << 16);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return kua_fail(err, errno == EISDIR ? KUA_USE : KUA_WORLD, "%s: cannot be read: %s", name,
			                strerror(errno));
		b->len += (size_t)got;
		b->data[b->len] = '\0';
		if (got == 0)
			return KUA_OK;
		if (b->len - before > max)
			return kua_fail(err, KUA_LIMIT, "%s: larger than the limit of %zu bytes", name, max);
	}
}

enum kua_code kua_read_file(const char *path, size_t max, struct kua_buf *b, struct kua_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return kua_fail(err, KUA_USE, "%s: cannot be opened: %s", path, strerror(errno));
	enum kua_code code = kua_read_fd(fd, path, max, b, err);
	(void)close(fd);
	return code;
}
