/*
 * walk.c - every regular file at or below a path, in byte order of names.
 *
 * A stack of folders instead of recursion, each with its sorted names: depth costs memory, not stack. Links
 * below the path are not followed, so a walk neither leaves the folder nor goes round in circles.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/intake.h"

struct folder {
	char *path;
	char **names;
	size_t n, next;
};

struct walk {
	kua_walk_fn *fn;
	void *ctx;
	KUA_VEC(struct folder) stack;
};

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *joined(const char *folder, const char *name)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, folder);
	if (b.len == 0 || b.data[b.len - 1] != '/')
		kua_buf_char(&b, '/');
	kua_buf_str(&b, name);
	return b.data;
}

static void drop(struct folder *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->names[i]);
	free(f->names);
	free(f->path);
}

/* Take path onto the stack; the first folder may be reached by a link. False where fn wants no more. */
static bool enter(struct walk *w, char *path, bool first)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (first ? 0 : O_NOFOLLOW));
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	if (!d) {
		bool more = w->fn(w->ctx, path, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		free(path);
		return more;
	}
	KUA_VEC(char *) names = {0};
	errno = 0;
	for (struct dirent *e; (e = readdir(d)); errno = 0)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			*kua_vec_add(&names) = kua_strdup(e->d_name);
	int why = errno;
	(void)closedir(d);
	if (names.n)
		qsort(names.v, names.n, sizeof *names.v, by_bytes);
	*kua_vec_add(&w->stack) = (struct folder){.path = path, .names = names.v, .n = names.n};
	return why == 0 || w->fn(w->ctx, path, strerror(why));
}

/* The next name of the topmost folder. */
static bool visit(struct walk *w)
{
	struct folder *f = &w->stack.v[w->stack.n - 1];
	if (f->next == f->n) {
		drop(f);
		w->stack.n--;
		return true;
	}
	char *path = joined(f->path, f->names[f->next++]);
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return enter(w, path, false);
	bool more = true;
	if (lstat(path, &st) != 0)
		more = w->fn(w->ctx, path, strerror(errno));
	else if (S_ISREG(st.st_mode))
		more = w->fn(w->ctx, path, NULL);
	free(path);
	return more;
}

enum kua_code kua_intake_walk(const char *path, kua_walk_fn *fn, void *ctx, struct kua_error *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return kua_fail(err, KUA_USE, "%s: %s", path, strerror(errno));
	if (S_ISREG(st.st_mode)) {
		(void)fn(ctx, path, NULL);
		return KUA_OK;
	}
	if (!S_ISDIR(st.st_mode))
		return kua_fail(err, KUA_USE, "%s: is neither a file nor a folder", path);
	struct walk w = {.fn = fn, .ctx = ctx};
	bool more = enter(&w, kua_strdup(path), true);
	while (more && w.stack.n)
		more = visit(&w);
	while (w.stack.n)
		drop(&w.stack.v[--w.stack.n]);
	kua_vec_free(&w.stack);
	return KUA_OK;
}
