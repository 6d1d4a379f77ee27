/*
 * folder.c - the new files are made in a folder beside the old one, where what did not change is a link to the old file; then the two change
 * places in one step of the system. So whoever is killed leaves the old folder or the new one, and a rest beside it which the next one clears away.
 */
#include "verbs/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "custody/custody.h"

enum { DEEPEST = 64 }; /* folders in folders */
#define SUMS_BYTES ((size_t)256 << 20)
#define COPIED_BYTES ((size_t)4 << 30)

struct kua_folder {
	pthread_mutex_t lock; /* of all but what is found when it begins */
	struct kua_arena *a;
	const char *path, *new, *old; /* old: where the file system cannot exchange */
	int fd, before;               /* the new folder, locked; the old one, or -1 */
	struct kua_intern *ours;      /* paths that the old SHA256SUMS has */
	KUA_VEC(const char *) were;   /* their hashes */
	struct kua_intern *made;      /* folders that were made */
	struct kua_intern *put;
	KUA_VEC(const char *) sums;   /* its lines: hash, two spaces, path */
	struct kua_folder_counts counts;
};

static enum kua_code fail(struct kua_error *err, const char *path, const char *what)
{
	return kua_fail(err, KUA_WORLD, "%s: %s: %s", path, what, strerror(errno));
}

static bool is_in(const struct kua_intern *in, const char *s)
{
	return kua_intern_find(in, s, strlen(s)) != KUA_NO_ID;
}

/* ---- clearing away ---- */

static enum kua_code clear(int fd, const char *path, unsigned depth, struct kua_error *err)
{
	int again = dup(fd);
	DIR *d = again >= 0 ? fdopendir(again) : NULL;
	enum kua_code code = d && depth < DEEPEST ? KUA_OK : fail(err, path, "cannot be read");
	if (d)
		rewinddir(d);
	for (struct dirent *e; code == KUA_OK && (e = readdir(d)) != NULL;) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, e->d_name, 0) == 0)
			continue;
		int inner = openat(fd, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		code = inner >= 0 ? clear(inner, path, depth + 1, err) : fail(err, path, "cannot be cleared away");
		if (inner >= 0)
			(void)close(inner);
		if (code == KUA_OK && unlinkat(fd, e->d_name, AT_REMOVEDIR) != 0)
			code = fail(err, path, "cannot be cleared away");
	}
	if (d)
		(void)closedir(d);
	else if (again >= 0)
		(void)close(again);
	return code;
}

static void remove_folder(const char *path)
{
	struct kua_error ignored;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)clear(fd, path, 0, &ignored);
	(void)close(fd);
	(void)rmdir(path);
}

/* ---- what is there ---- */

static void read_sums(struct kua_folder *f, char *text)
{
	for (char *line = text, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (strlen(line) <= KUA_SHA256_HEX + 2)
			continue;
		uint32_t at = kua_intern_add(f->ours, line + KUA_SHA256_HEX + 2, strlen(line + KUA_SHA256_HEX + 2));
		if (at == f->were.n)
			*kua_vec_add(&f->were) = kua_arena_strndup(f->a, line, KUA_SHA256_HEX);
	}
	if (kua_intern_count(f->ours))
		(void)kua_intern_add(f->ours, KUA_FOLDER_SUMS, strlen(KUA_FOLDER_SUMS));
}

static bool is_empty(int fd)
{
	int again = dup(fd), n = 0;
	DIR *d = again >= 0 ? fdopendir(again) : NULL;
	while (d && n < 3 && readdir(d))
		n++;
	if (d)
		(void)closedir(d);
	return d && n < 3;
}

static enum kua_code look(struct kua_folder *f, struct kua_error *err)
{
	struct stat st;
	struct kua_buf b = KUA_BUF_INIT;
	if (lstat(f->path, &st) != 0 && errno == ENOENT && lstat(f->old, &st) == 0 && rename(f->old, f->path) != 0)
		return fail(err, f->old, "is left of a publication that was interrupted, and cannot be renamed");
	f->before = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->before < 0)
		return errno == ENOENT ? KUA_OK : fail(err, f->path, "is no folder that can be opened");
	if (flock(f->before, LOCK_EX | LOCK_NB) != 0) /* it is still locked when it is cleared away */
		return kua_fail(err, KUA_WORLD, "%s: another program is publishing into this folder", f->path);
	enum kua_code code = kua_folder_before(f, KUA_FOLDER_SUMS, SUMS_BYTES, &b, err);
	if (code == KUA_OK && b.data)
		read_sums(f, b.data);
	kua_buf_free(&b);
	if (code == KUA_OK && !kua_intern_count(f->ours) && !is_empty(f->before))
		return kua_fail(err, KUA_USE, "%s holds files that kua did not make; say a new folder, or an empty one", f->path);
	return code;
}

enum kua_code kua_folder_begin(const char *path, struct kua_folder **out, struct kua_error *err)
{
	struct kua_folder *f = kua_calloc(1, sizeof *f);
	char *real = realpath(path, NULL);
	f->a = kua_arena_new();
	(void)pthread_mutex_init(&f->lock, NULL);
	char *own = kua_arena_strdup(f->a, real ? real : path);
	free(real);
	for (size_t n = strlen(own); n > 1 && own[n - 1] == '/'; n--)
		own[n - 1] = '\0';
	f->path = own;
	f->new = kua_arena_printf(f->a, "%s.kua-new", own);
	f->old = kua_arena_printf(f->a, "%s.kua-old", own);
	f->fd = f->before = -1;
	f->ours = kua_intern_new();
	f->made = kua_intern_new();
	f->put = kua_intern_new();
	enum kua_code code = !*own || strcmp(own, "/") == 0 ? kua_fail(err, KUA_USE, "'%s' is no folder for a site", path) : look(f, err);
	if (code == KUA_OK && mkdir(f->new, 0777) != 0 && errno != EEXIST)
		code = fail(err, f->new, "cannot be made");
	if (code == KUA_OK && (f->fd = open(f->new, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
		code = fail(err, f->new, "cannot be opened");
	if (code == KUA_OK && flock(f->fd, LOCK_EX | LOCK_NB) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: another program is publishing into this folder", f->path);
	else if (code == KUA_OK)
		code = clear(f->fd, f->new, 0, err);
	if (code == KUA_OK) {
		*out = f;
		return code;
	}
	if (f->fd >= 0)
		(void)close(f->fd);
	f->fd = -1; /* what is in it is not ours to clear away */
	kua_folder_end(f);
	return code;
}

enum kua_code kua_folder_before(const struct kua_folder *f, const char *name, size_t most, struct kua_buf *b, struct kua_error *err)
{
	int fd = f->before >= 0 ? openat(f->before, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
	if (fd < 0)
		return KUA_OK;
	enum kua_code code = kua_read_fd(fd, name, most, b, err);
	(void)close(fd);
	return code;
}

/* ---- writing ---- */

static enum kua_code make_folders(struct kua_folder *f, const char *path, struct kua_error *err)
{
	for (const char *slash = path; (slash = strchr(slash, '/')) != NULL; slash++) {
		const char *folder = kua_arena_strndup(f->a, path, (size_t)(slash - path));
		size_t before = kua_intern_count(f->made);
		if (kua_intern_add(f->made, folder, strlen(folder)) == before && mkdirat(f->fd, folder, 0777) != 0 && errno != EEXIST)
			return fail(err, path, "its folder cannot be made");
	}
	return KUA_OK;
}

static enum kua_code write_file(struct kua_folder *f, const char *path, const void *bytes, size_t n, const struct timespec *time, struct kua_error *err)
{
	int fd = openat(f->fd, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0)
		return fail(err, path, "cannot be written");
	enum kua_code code = kua_write_all(fd, bytes, n, err);
	if (code == KUA_OK && time && futimens(fd, (struct timespec[2]){*time, *time}) != 0)
		code = fail(err, path, "its time cannot be set");
	if (close(fd) != 0 && code == KUA_OK)
		code = fail(err, path, "cannot be written");
	return code == KUA_OK ? code : kua_fail_in(err, "%s: ", path);
}

/* Whether the old folder has this file with these bytes. */
static bool is_same(const struct kua_folder *f, const char *path, const void *bytes, size_t n, struct stat *st)
{
	char part[1 << 16];
	int fd = f->before >= 0 ? openat(f->before, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
	size_t at = 0;
	if (fd < 0)
		return false;
	bool same = fstat(fd, st) == 0 && S_ISREG(st->st_mode) && (uint64_t)st->st_size == n;
	while (same && at < n) {
		ssize_t got = read(fd, part, sizeof part);
		same = got > 0 && (size_t)got <= n - at && memcmp(part, (const char *)bytes + at, (size_t)got) == 0;
		at += same ? (size_t)got : 0;
	}
	(void)close(fd);
	return same;
}

/* The old file in the new folder, too: the same, or where the disk knows no links, a copy with its time. */
static enum kua_code keep(struct kua_folder *f, const char *path, const void *bytes, size_t n, const struct stat *st, struct kua_error *err)
{
	if (linkat(f->before, path, f->fd, path, 0) == 0)
		return KUA_OK;
	return write_file(f, path, bytes, n, &st->st_mtim, err);
}

static enum kua_code put(struct kua_folder *f, const char *path, const void *bytes, size_t n, struct kua_error *err)
{
	struct stat st;
	if (is_same(f, path, bytes, n, &st))
		return keep(f, path, bytes, n, &st, err);
	(void)pthread_mutex_lock(&f->lock);
	f->counts.written++;
	(void)pthread_mutex_unlock(&f->lock);
	return write_file(f, path, bytes, n, NULL, err);
}

/* Its name, its hash and its folders; the file itself is written while others write theirs. */
static enum kua_code enter(struct kua_folder *f, const char *path, const char *hex, struct kua_error *err)
{
	size_t before = kua_intern_count(f->put);
	if (kua_intern_add(f->put, path, strlen(path)) != before)
		return kua_fail(err, KUA_BUG, "%s: written twice", path);
	*kua_vec_add(&f->sums) = kua_arena_printf(f->a, "%s  %s", hex, path);
	f->counts.files++;
	return make_folders(f, path, err);
}

enum kua_code kua_folder_put(struct kua_folder *f, const char *path, const void *bytes, size_t n, struct kua_error *err)
{
	char hex[KUA_SHA256_HEX + 1];
	struct stat st;
	if (f->before >= 0 && !is_in(f->ours, path) && fstatat(f->before, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return kua_fail(err, KUA_USE, "%s/%s is there and was not made by kua: move it away", f->path, path);
	kua_sha256(bytes, n, hex);
	(void)pthread_mutex_lock(&f->lock);
	enum kua_code code = enter(f, path, hex, err);
	(void)pthread_mutex_unlock(&f->lock);
	return code == KUA_OK ? put(f, path, bytes, n, err) : code;
}

/* ---- what need not be written again ---- */

/* Whether the file is still there with the bytes that the old SHA256SUMS says, which are appended. */
static bool is_as_it_was(const struct kua_folder *f, const char *path, struct kua_buf *b, struct stat *st)
{
	char hex[KUA_SHA256_HEX + 1];
	struct kua_error ignored;
	uint32_t at = kua_intern_find(f->ours, path, strlen(path));
	int fd = f->before >= 0 && at < f->were.n ? openat(f->before, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
	if (fd < 0)
		return false;
	bool read = fstat(fd, st) == 0 && S_ISREG(st->st_mode) && kua_read_fd(fd, path, COPIED_BYTES, b, &ignored) == KUA_OK;
	(void)close(fd);
	if (!read)
		return false;
	kua_sha256(b->data ? b->data : "", b->len, hex);
	return strcmp(hex, f->were.v[at]) == 0;
}

enum kua_code kua_folder_keep(struct kua_folder *f, const char *const *paths, size_t n, bool *kept, struct kua_error *err)
{
	struct kua_buf *b = kua_calloc(n + 1, sizeof *b);
	struct stat *st = kua_calloc(n + 1, sizeof *st);
	enum kua_code code = KUA_OK;
	*kept = n > 0;
	for (size_t i = 0; i < n && *kept; i++)
		*kept = is_as_it_was(f, paths[i], &b[i], &st[i]);
	for (size_t i = 0; i < n && *kept && code == KUA_OK; i++) {
		(void)pthread_mutex_lock(&f->lock);
		code = enter(f, paths[i], f->were.v[kua_intern_find(f->ours, paths[i], strlen(paths[i]))], err);
		(void)pthread_mutex_unlock(&f->lock);
		if (code == KUA_OK)
			code = keep(f, paths[i], b[i].data ? b[i].data : "", b[i].len, &st[i], err);
	}
	for (size_t i = 0; i < n; i++)
		kua_buf_free(&b[i]);
	free(b);
	free(st);
	return code;
}

enum { CHECKED = 64 }; /* files that a thread looks at before it takes the next */
struct checking {
	const struct kua_folder *f;
	bool *same; /* by groups of so many */
};

static void check_some(void *ctx, size_t group)
{
	struct checking *c = ctx;
	struct kua_buf b = KUA_BUF_INIT;
	struct stat st;
	c->same[group] = true;
	for (size_t i = group * CHECKED; i < c->f->were.n && i < (group + 1) * CHECKED && c->same[group]; i++) {
		kua_buf_clear(&b);
		c->same[group] = is_as_it_was(c->f, kua_intern_text(c->f->ours, (uint32_t)i), &b, &st);
	}
	kua_buf_free(&b);
}

bool kua_folder_unchanged(const struct kua_folder *f, struct kua_folder_counts *counts)
{
	size_t groups = (f->were.n + CHECKED - 1) / CHECKED;
	struct checking c = {f, kua_calloc(groups + 1, sizeof *c.same)};
	bool same = f->were.n > 0;
	kua_parallel(groups, kua_threads(), check_some, &c);
	for (size_t i = 0; i < groups; i++)
		same &= c.same[i];
	free(c.same);
	*counts = (struct kua_folder_counts){.files = f->were.n};
	return same;
}

/* ---- what somebody else put there ---- */

static enum kua_code keep_link(struct kua_folder *f, const char *path, struct kua_error *err)
{
	char to[4096];
	ssize_t n = readlinkat(f->before, path, to, sizeof to - 1);
	if (n < 0 || n == (ssize_t)sizeof to - 1)
		return fail(err, path, "is a link that cannot be read");
	to[n] = '\0';
	return symlinkat(to, f->fd, path) == 0 ? KUA_OK : fail(err, path, "cannot be kept");
}

static enum kua_code keep_file(struct kua_folder *f, const char *path, const struct stat *st, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (linkat(f->before, path, f->fd, path, 0) == 0)
		return KUA_OK;
	enum kua_code code = kua_folder_before(f, path, COPIED_BYTES, &b, err);
	if (code == KUA_OK)
		code = write_file(f, path, b.data ? b.data : "", b.len, &st->st_mtim, err);
	kua_buf_free(&b);
	return code;
}

static enum kua_code keep_others(struct kua_folder *f, const char *folder, unsigned depth, struct kua_error *err);

static enum kua_code keep_one(struct kua_folder *f, const char *path, unsigned depth, struct kua_error *err)
{
	struct stat st;
	if (fstatat(f->before, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return fail(err, path, "cannot be read");
	if (S_ISDIR(st.st_mode))
		return keep_others(f, path, depth + 1, err);
	if (is_in(f->ours, path)) {
		f->counts.removed += !is_in(f->put, path) && strcmp(path, KUA_FOLDER_SUMS) != 0;
		return KUA_OK;
	}
	enum kua_code code = make_folders(f, path, err);
	if (code != KUA_OK)
		return code;
	if (S_ISLNK(st.st_mode))
		return keep_link(f, path, err);
	return S_ISREG(st.st_mode) ? keep_file(f, path, &st, err) : kua_fail(err, KUA_USE, "%s/%s is no file: move it away", f->path, path);
}

static enum kua_code keep_others(struct kua_folder *f, const char *folder, unsigned depth, struct kua_error *err)
{
	int fd = openat(f->before, *folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	size_t n = 0;
	enum kua_code code = d && depth < DEEPEST ? KUA_OK : fail(err, *folder ? folder : f->path, "cannot be read");
	for (struct dirent *e; code == KUA_OK && (e = readdir(d)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
			code = keep_one(f, *folder ? kua_arena_printf(f->a, "%s/%s", folder, e->d_name) : kua_arena_strdup(f->a, e->d_name), depth, err);
			n++;
		}
	if (code == KUA_OK && !n && *folder) /* an empty folder of somebody else */
		code = make_folders(f, kua_arena_printf(f->a, "%s/", folder), err);
	if (d)
		(void)closedir(d);
	else if (fd >= 0)
		(void)close(fd);
	return code;
}

/* ---- the change ---- */

static int by_path(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a + KUA_SHA256_HEX, *(const char *const *)b + KUA_SHA256_HEX);
}

void kua_folder_sums(struct kua_folder *f, struct kua_buf *b)
{
	if (f->sums.n)
		qsort(f->sums.v, f->sums.n, sizeof *f->sums.v, by_path);
	for (size_t i = 0; i < f->sums.n; i++) {
		kua_buf_str(b, f->sums.v[i]);
		kua_buf_char(b, '\n');
	}
}

static enum kua_code put_sums(struct kua_folder *f, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_folder_sums(f, &b);
	size_t written = f->counts.written;
	enum kua_code code = put(f, KUA_FOLDER_SUMS, b.data ? b.data : "", b.len, err);
	f->counts.written = written;
	kua_buf_free(&b);
	return code;
}

static enum kua_code exchange(struct kua_folder *f, struct kua_error *err)
{
	if (f->before < 0)
		return rename(f->new, f->path) == 0 ? KUA_OK : fail(err, f->path, "cannot be put in place");
	if (renameat2(AT_FDCWD, f->new, AT_FDCWD, f->path, RENAME_EXCHANGE) == 0)
		return KUA_OK;
	if (errno == EBUSY || errno == EXDEV)
		return kua_fail(err, KUA_USE, "%s is a disk of its own: publish into a folder on it", f->path);
	remove_folder(f->old);
	if (rename(f->path, f->old) != 0 || rename(f->new, f->path) != 0)
		return fail(err, f->path, "cannot be replaced");
	return KUA_OK;
}

enum kua_code kua_folder_commit(struct kua_folder *f, struct kua_folder_counts *counts, struct kua_error *err)
{
	enum kua_code code = put_sums(f, err);
	if (code == KUA_OK && f->before >= 0)
		code = keep_others(f, "", 0, err);
	if (code == KUA_OK && syncfs(f->fd) != 0)
		code = fail(err, f->new, "cannot be written to the disk");
	if (code == KUA_OK)
		code = exchange(f, err);
	if (code == KUA_OK)
		*counts = f->counts;
	return code;
}

size_t kua_folder_files(struct kua_folder *f, const char *const **names)
{
	size_t n = f->sums.n ? f->sums.n : f->were.n;
	const char **v = KUA_NEW_N(f->a, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = f->sums.n ? f->sums.v[i] + KUA_SHA256_HEX + 2 : kua_intern_text(f->ours, (uint32_t)i);
	v[n] = KUA_FOLDER_SUMS;
	*names = v;
	return n + 1;
}

const char *kua_folder_path(const struct kua_folder *f)
{
	return f->path;
}

void kua_folder_end(struct kua_folder *f)
{
	if (!f)
		return;
	if (f->fd >= 0) {
		remove_folder(f->new); /* what was not put in place, or the old files where it was */
		remove_folder(f->old);
		(void)close(f->fd);
	}
	if (f->before >= 0)
		(void)close(f->before);
	kua_intern_free(f->ours);
	kua_intern_free(f->made);
	kua_intern_free(f->put);
	kua_vec_free(&f->sums);
	kua_vec_free(&f->were);
	(void)pthread_mutex_destroy(&f->lock);
	kua_arena_free(f->a);
	free(f);
}
