/*
 * upload.c - files on their way in: each into a folder of its own beside the casebook, so that it keeps its name and large ones never
 * are in memory; from there the worker adds them as kua add does, and takes the folder away. A name is somebody's text: only its last
 * part is used, and nothing in it that means something to a file system.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "page/internal.h"

enum { NAME = 200 }; /* bytes of a file's name that are kept */

struct upload *upload_new(const struct kua_page *page)
{
	const char *path = page->options.casebook, *slash = strrchr(path, '/');
	struct upload *u = kua_calloc(1, sizeof *u);
	u->arena = kua_arena_new();
	u->fd = -1;
	u->folder = kua_arena_printf(u->arena, "%.*s/.kua-upload-XXXXXX", slash ? (int)(slash - path) : 1, slash ? path : ".");
	if (!mkdtemp(u->folder)) {
		kua_arena_free(u->arena);
		free(u);
		return NULL;
	}
	return u;
}

/* The last part of what a browser says, without control characters; cut at a whole character. */
static const char *safe_name(struct upload *u, const char *said)
{
	const char *name = said;
	for (const char *p = said; *p; p++)
		if (*p == '/' || *p == '\\')
			name = p + 1;
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0, n = strlen(name); i < n && b.len < NAME - 4;) {
		uint32_t c;
		size_t len = kua_utf8_next(name + i, n - i, &c);
		kua_buf_utf8(&b, !len || c < 32 || (c >= 0x7f && c < 0xa0) ? '_' : c);
		i += len ? len : 1;
	}
	bool nameless = !b.len || strcmp(b.data, ".") == 0 || strcmp(b.data, "..") == 0;
	const char *safe = nameless ? "unnamed" : kua_arena_strdup(u->arena, b.data);
	kua_buf_free(&b);
	return safe;
}

bool upload_begin(struct upload *u, const char *name)
{
	upload_end(u);
	const char *folder = kua_arena_printf(u->arena, "%s/%zu", u->folder, u->paths.n + 1);
	const char *path = kua_arena_printf(u->arena, "%s/%s", folder, safe_name(u, name));
	if (mkdir(folder, 0700) != 0)
		return false;
	kua_list_add(u->arena, &u->paths, path);
	u->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return u->fd >= 0;
}

bool upload_write(struct upload *u, const char *data, size_t n)
{
	u->bytes += n;
	while (n > 0) {
		ssize_t put_n = write(u->fd, data, n);
		if (put_n < 0 && errno != EINTR)
			return false;
		if (put_n > 0) {
			data += put_n;
			n -= (size_t)put_n;
		}
	}
	return u->bytes <= KUA_PAGE_UPLOAD;
}

void upload_end(struct upload *u)
{
	if (u->fd >= 0)
		(void)close(u->fd);
	u->fd = -1;
}

void upload_free(struct upload *u)
{
	if (!u)
		return;
	upload_end(u);
	for (size_t i = 0; i < u->paths.n; i++) {
		(void)unlink(u->paths.v[i]);
		(void)rmdir(kua_arena_printf(u->arena, "%s/%zu", u->folder, i + 1));
	}
	(void)rmdir(u->folder);
	kua_arena_free(u->arena);
	free(u);
}

/* ---- screens ---- */

static void progress(struct visit *v)
{
	struct adding a;
	worker_adding(v->page, v->a, &a);
	if (!a.waiting && !a.done && !a.trouble)
		return;
	put(v, "<p class=\"behind\" role=\"status\">");
	if (a.waiting) {
		put_count(v, "adding-waiting", a.waiting);
		put(v, " ");
	}
	put_count(v, "adding-done", a.done);
	if (a.known) {
		put(v, " ");
		put_count(v, "adding-known", a.known);
	}
	if (a.unread) {
		put(v, " ");
		link_to(v, "/documents", NULL, "read=0");
		put_count(v, "count-unread", a.unread);
		put(v, "</a>");
	}
	if (a.trouble) {
		put(v, " <span class=\"warn\">");
		put_text(v, a.trouble);
		put(v, "</span>");
	}
	put(v, "</p>\n");
}

enum kua_code screen_add(struct visit *v, struct kua_error *err)
{
	(void)err;
	frame_open(v, texts_text(v->w, "add"), "add");
	progress(v);
	putf(v, "<form method=\"post\" action=\"/add\" enctype=\"multipart/form-data\" class=\"add\">"
	        "<input type=\"hidden\" name=\"form\" value=\"%s\"><label>", v->page->guard.form);
	put_word(v, "add-which");
	put(v, " <input type=\"file\" name=\"files\" multiple required></label> <button>");
	put_word(v, "add");
	put(v, "</button></form>\n<p class=\"dim\">");
	put_word(v, "add-about");
	put(v, "</p>\n");
	frame_close(v);
	return KUA_OK;
}

enum kua_code screen_upload(struct visit *v, struct kua_error *err)
{
	struct upload *u = v->q->upload;
	if (!u || !u->paths.n)
		return kua_fail(err, KUA_USE, "%s", texts_text(v->w, "add-nothing"));
	v->q->upload = NULL; /* the worker's from now on */
	upload_end(u);
	worker_add(v->page, u);
	route_go(v, "/add");
	return KUA_OK;
}
