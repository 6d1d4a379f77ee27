/* content.c - bytes that are in memory or in a file, and files for what is too large for memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

enum kua_code kua_content_read(const struct kua_content *c, uint64_t from, void *to, size_t n, struct kua_error *err)
{
	if (from > c->n || n > c->n - from)
		return kua_fail(err, KUA_BUG, "more was asked for than there is");
	if (c->v) {
		memcpy(to, (const char *)c->v + from, n);
		return KUA_OK;
	}
	for (size_t done = 0; done < n;) {
		ssize_t got = pread(c->fd, (char *)to + done, n - done, (off_t)(c->at + from + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return kua_fail(err, KUA_WORLD, "what was spooled cannot be read back: %s",
			                got ? strerror(errno) : "the file has become shorter");
		done += (size_t)got;
	}
	return KUA_OK;
}

enum kua_code kua_content_load(const struct kua_content *c, struct kua_buf *b, struct kua_error *err)
{
	kua_buf_reserve(b, (size_t)c->n);
	enum kua_code code = kua_content_read(c, 0, b->data + b->len, (size_t)c->n, err);
	if (code == KUA_OK)
		b->len += (size_t)c->n;
	b->data[b->len] = '\0';
	return code;
}

enum kua_code kua_write_all(int fd, const void *bytes, size_t n, struct kua_error *err)
{
	for (const char *p = bytes; n > 0;) {
		ssize_t put = write(fd, p, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return kua_fail(err, KUA_WORLD, "cannot be written: %s", strerror(errno));
		p += put;
		n -= (size_t)put;
	}
	return KUA_OK;
}

enum kua_code kua_spool_new(const char *folder, int *fd, struct kua_error *err)
{
	*fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (*fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) { /* a file system without O_TMPFILE */
		struct kua_buf b = KUA_BUF_INIT;
		kua_buf_printf(&b, "%s/kua-XXXXXX", folder);
		*fd = mkostemp(b.data, O_CLOEXEC);
		if (*fd >= 0)
			(void)unlink(b.data);
		kua_buf_free(&b);
	}
	if (*fd < 0)
		return kua_fail(err, KUA_WORLD, "%s: no room for what is too large for memory: %s", folder, strerror(errno));
	return KUA_OK;
}
