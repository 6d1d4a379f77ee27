/* content.c - bytes that are in memory or in a file, and files for what is too large for memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* ---- taking ---- */

#define STEP ((size_t)1 << 20)

/* Move what is in memory to a file, once it is too much. */
static enum kua_code spill(struct kua_taken *t, const char *folder, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	if (t->spool < 0)
		code = kua_spool_new(folder, &t->spool, err);
	if (code == KUA_OK)
		code = kua_write_all(t->spool, t->small.data, t->small.len, err);
	if (t->small.cap > 4 * STEP) /* it was as large as it may be; from now on it is a window */
		kua_buf_free(&t->small);
	kua_buf_clear(&t->small);
	return code;
}

static enum kua_code take_all(int fd, const char *name, const char *folder, uint64_t max, struct kua_taken *t, uint64_t *n,
                              struct kua_error *err)
{
	for (;;) {
		size_t most = t->spool < 0 ? KUA_TAKEN_IN_MEMORY : 0;
		kua_buf_reserve(&t->small, t->small.len < STEP / 16 ? STEP / 16 : STEP);
		ssize_t got = read(fd, t->small.data + t->small.len, t->small.cap - t->small.len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return kua_fail(err, errno == EISDIR ? KUA_USE : KUA_WORLD, "%s: cannot be read: %s", name,
			                strerror(errno));
		t->small.len += (size_t)got;
		*n += (uint64_t)got;
		t->small.data[t->small.len] = '\0';
		if (*n > max)
			return kua_fail(err, KUA_LIMIT, "%s: larger than the limit of %llu bytes", name, (unsigned long long)max);
		enum kua_code code = t->small.len > most ? spill(t, folder, err) : KUA_OK;
		if (code != KUA_OK || got == 0)
			return code;
	}
}

enum kua_code kua_take_file(const char *path, const char *folder, uint64_t max, struct kua_taken *out,
                            struct kua_error *err)
{
	bool standard = strcmp(path, "-") == 0;
	uint64_t n = 0;
	*out = KUA_TAKEN_INIT;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return kua_fail(err, KUA_USE, "%s: cannot be opened: %s", path, strerror(errno));
	struct stat st;
	enum kua_code code = KUA_OK;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size > max) /* before it fills the disk */
		code = kua_fail(err, KUA_LIMIT, "%s: larger than the limit of %llu bytes", path, (unsigned long long)max);
	if (code == KUA_OK)
		code = take_all(fd, standard ? "standard input" : path, folder, max, out, &n, err);
	if (!standard)
		(void)close(fd);
	if (code != KUA_OK)
		kua_taken_release(out);
	else if (out->spool >= 0)
		out->content = (struct kua_content){.fd = out->spool, .n = n};
	else
		out->content = kua_content_of(out->small.data, out->small.len);
	return code;
}

void kua_taken_release(struct kua_taken *t)
{
	kua_buf_free(&t->small);
	if (t->spool >= 0)
		(void)close(t->spool);
	*t = KUA_TAKEN_INIT;
}
