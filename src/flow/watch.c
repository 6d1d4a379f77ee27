/*
 * watch.c - which files below a folder are new or have changed, and have stopped changing.
 *
 * Every look walks the folder and compares sizes and times with the look before: that alone would do. inotify only saves the
 * looks while nothing happens; where it is missing, or a folder too many to be watched, there is a look every few seconds.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "flow/flow.h"

enum {
	QUIET_MS = 3000,     /* a file that has not changed for so long is whole */
	LOOK_MS = 2000,      /* between looks, where nobody tells of changes */
	SELDOM_MS = 30000,   /* and where somebody does, as changes on some file systems are not told */
	SOON_MS = 500,       /* while something is changing */
};

struct seen_file {
	int64_t size, mtime_ns;
	int64_t since; /* when it was first seen like this */
	bool given;
};

struct kua_watch {
	const char *folder;
	int inotify; /* or -1 */
	bool all;    /* every folder is watched */
	bool changing;
	int64_t looked;
	struct kua_intern *paths;
	struct kua_intern *folders; /* that are watched */
	KUA_VEC(struct seen_file) files; /* by number of the path */
	struct kua_arena *arena;    /* of a look: what it found */
	struct kua_list *ready;
};

static int64_t now_ms(clockid_t clock)
{
	struct timespec t;
	(void)clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Be told of changes in this folder; once for each. */
static void watch_folder(struct kua_watch *w, const char *path, size_t n)
{
	size_t before = kua_intern_count(w->folders);
	if (w->inotify < 0 || kua_intern_add(w->folders, path, n) < before)
		return;
	char *folder = kua_arena_strndup(w->arena, path, n);
	if (inotify_add_watch(w->inotify, folder, IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) < 0)
		w->all = false; /* too many, or gone already */
}

/* Has it stopped changing? One whose last change is long ago need not be looked at twice. */
static bool is_ready(const struct seen_file *f, int64_t now)
{
	int64_t age = now_ms(CLOCK_REALTIME) - f->mtime_ns / 1000000;
	return !f->given && (now - f->since >= QUIET_MS || (f->since == now && age >= 2 * QUIET_MS));
}

static bool look_at(void *ctx, const char *path, const char *problem)
{
	struct kua_watch *w = ctx;
	struct stat st;
	const char *slash = strrchr(path, '/');
	if (slash)
		watch_folder(w, path, (size_t)(slash - path));
	if (problem || stat(path, &st) != 0) /* not to be opened yet, or gone again: the next look will see */
		return true;
	size_t before = kua_intern_count(w->paths);
	uint32_t at = kua_intern_add(w->paths, path, strlen(path));
	struct seen_file *f = at == before ? kua_vec_add(&w->files) : &w->files.v[at];
	int64_t mtime = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	if (at == before || f->size != st.st_size || f->mtime_ns != mtime)
		*f = (struct seen_file){.size = st.st_size, .mtime_ns = mtime, .since = w->looked};
	if (is_ready(f, w->looked)) {
		f->given = true;
		kua_list_add(w->arena, w->ready, kua_arena_strdup(w->arena, path));
	}
	w->changing = w->changing || !f->given;
	return true;
}

enum kua_code kua_watch_start(const char *folder, struct kua_watch **out, struct kua_error *err)
{
	struct stat st;
	if (stat(folder, &st) != 0)
		return kua_fail(err, KUA_USE, "%s: cannot be opened: %s", folder, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return kua_fail(err, KUA_USE, "%s: not a folder, so nothing to watch", folder);
	struct kua_watch *w = kua_calloc(1, sizeof *w);
	w->folder = folder;
	w->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	w->paths = kua_intern_new();
	w->folders = kua_intern_new();
	w->changing = true; /* look at once */
	*out = w;
	return KUA_OK;
}

void kua_watch_stop(struct kua_watch *w)
{
	if (!w)
		return;
	if (w->inotify >= 0)
		(void)close(w->inotify);
	kua_intern_free(w->paths);
	kua_intern_free(w->folders);
	kua_vec_free(&w->files);
	free(w);
}

enum kua_code kua_watch_look(struct kua_watch *w, struct kua_arena *a, struct kua_list *ready, struct kua_error *err)
{
	w->looked = now_ms(CLOCK_MONOTONIC);
	w->arena = a;
	w->ready = ready;
	w->changing = false;
	w->all = w->inotify >= 0;
	watch_folder(w, w->folder, strlen(w->folder));
	return kua_intake_walk(w->folder, look_at, w, err);
}

void kua_watch_wait(struct kua_watch *w, int64_t at_most_ms, const volatile sig_atomic_t *stop)
{
	char events[4096];
	int64_t from = now_ms(CLOCK_MONOTONIC), ms = w->changing ? SOON_MS : w->all ? SELDOM_MS : LOOK_MS, left;
	struct pollfd p = {.fd = w->changing ? -1 : w->inotify, .events = POLLIN};
	if (ms > at_most_ms)
		ms = at_most_ms;
	while (!*stop && (left = ms - (now_ms(CLOCK_MONOTONIC) - from)) > 0) {
		if (poll(&p, 1, left < SOON_MS ? (int)left : SOON_MS) <= 0)
			continue;
		while (read(w->inotify, events, sizeof events) > 0) /* what happened is seen by looking */
			;
		return;
	}
}
