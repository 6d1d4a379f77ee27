/* zip.c - files of a folder as one ZIP, by libarchive. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "verbs/folder.h"

#define ZIP_FILE ((size_t)64 << 20)

static enum kua_code failed(struct archive *z, const char *path, struct kua_error *err)
{
	const char *why = archive_error_string(z);
	return kua_fail(err, KUA_WORLD, "%s: cannot be written: %s", path, why ? why : "not known why");
}

static enum kua_code add(struct archive *z, const char *path, const char *folder, const char *inside, const char *name, time_t when,
                         struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = kua_read_file(kua_arena_printf(a, "%s/%s", folder, name), ZIP_FILE, &b, err);
	struct archive_entry *e = archive_entry_new();
	archive_entry_set_pathname(e, kua_arena_printf(a, "%s/%s", inside, name));
	archive_entry_set_size(e, (la_int64_t)b.len);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_mtime(e, when, 0);
	if (code == KUA_OK && (archive_write_header(z, e) != ARCHIVE_OK ||
	                       (b.len && archive_write_data(z, b.data, b.len) != (la_ssize_t)b.len)))
		code = failed(z, path, err);
	archive_entry_free(e);
	kua_buf_free(&b);
	kua_arena_free(a);
	return code;
}

enum kua_code kua_zip_write(const char *path, const char *folder, const char *inside, const char *const *names, size_t n, const char *time,
                            struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	const char *beside = kua_arena_printf(a, "%s.kua-new", path);
	struct tm tm = {0};
	time_t when = strptime(time, "%Y-%m-%dT%H:%M:%SZ", &tm) ? timegm(&tm) : 0;
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	enum kua_code code = fd >= 0 ? KUA_OK : kua_fail(err, KUA_WORLD, "%s: cannot be written: %s", path, strerror(errno));
	struct archive *z = archive_write_new();
	if (code == KUA_OK && (archive_write_set_format_zip(z) != ARCHIVE_OK || archive_write_open_fd(z, fd) != ARCHIVE_OK))
		code = failed(z, path, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++)
		code = add(z, path, folder, inside, names[i], when, err);
	if (archive_write_close(z) != ARCHIVE_OK && code == KUA_OK)
		code = failed(z, path, err);
	(void)archive_write_free(z);
	if (code == KUA_OK && fsync(fd) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be written: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	if (code == KUA_OK && rename(beside, path) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be put in place: %s", path, strerror(errno));
	if (code != KUA_OK && fd >= 0)
		(void)unlink(beside);
	kua_arena_free(a);
	return code;
}
