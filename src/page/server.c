/*
 * server.c - the page's server (GNU libmicrohttpd): what a request may bring, and from a struct response what is sent.
 * Its threads answer; a slow client costs a connection and no thread.
 */
#include <string.h>
#include <time.h>

#include "page/http.h"
#include "page/map.h"

enum { THREADS = 4, TRIES = 3 };
#define PIECE ((size_t)64 << 10) /* of a document, handed to the library at a time */

/* ---- in ---- */

static bool refuse(struct coming *c, unsigned status)
{
	c->refused = status;
	return false;
}

/* A file of a form. Not a byte of it is kept before the form's token was seen, which stands before it. */
static bool take_file(struct coming *c, const char *name, const char *data, uint64_t at, size_t n)
{
	struct kua_page *page = c->server;
	if (!*name) /* none was chosen */
		return true;
	if (!guard_knows(&page->guard, &c->q, c->a) || !guard_form(&page->guard, &c->q))
		return refuse(c, MHD_HTTP_FORBIDDEN);
	if (!c->q.upload && !(c->q.upload = upload_new(page)))
		return refuse(c, MHD_HTTP_INSUFFICIENT_STORAGE);
	if (at == 0 && (c->q.upload->paths.n >= KUA_PAGE_FILES || !upload_begin(c->q.upload, coming_clean(c, name))))
		return refuse(c, MHD_HTTP_INSUFFICIENT_STORAGE);
	return upload_write(c->q.upload, data, n) || refuse(c, MHD_HTTP_CONTENT_TOO_LARGE);
}

static void end(void *ctx, struct MHD_Connection *m, void **state, enum MHD_RequestTerminationCode how)
{
	struct coming *c = *state;
	(void)ctx, (void)m, (void)how;
	if (!c)
		return;
	coming_end(c);
	upload_free(c->q.upload);
	free(c);
	*state = NULL;
}

/* ---- out ---- */

/* Bytes of a document on their way out: one part of them at a time is in memory. */
struct going {
	struct kua_page *page;
	struct kua_handing *handing;
	struct kua_buf part;
	uint64_t at; /* where the part begins */
};

static ssize_t give_bytes(void *ctx, uint64_t pos, char *to, size_t most)
{
	struct going *g = ctx;
	struct kua_error err = {0};
	while (pos >= g->at + g->part.len) {
		struct kua_casebook *cb = route_take(g->page, &err);
		g->at += g->part.len;
		enum kua_code code = cb ? kua_handing_next(g->handing, cb, &g->part, &err) : err.code;
		route_give(g->page, cb);
		if (code != KUA_OK || g->part.len == 0) /* the client sees that it has less than was announced */
			return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	size_t skip = (size_t)(pos - g->at), n = g->part.len - skip < most ? g->part.len - skip : most;
	memcpy(to, g->part.data + skip, n);
	return (ssize_t)n;
}

static void give_no_more(void *ctx)
{
	struct going *g = ctx;
	kua_handing_end(g->handing);
	kua_buf_free(&g->part);
	free(g);
}

/* What goes out below the headers: a copy of the buffer, or a document's bytes as they are asked for. */
static struct MHD_Response *body_of(struct kua_page *page, const struct response *r, const struct kua_buf *b)
{
	if (!r->handing)
		return http_body(b);
	struct going *g = kua_calloc(1, sizeof *g);
	*g = (struct going){.page = page, .handing = r->handing};
	struct MHD_Response *s = MHD_create_response_from_callback(kua_handing_bytes(r->handing), PIECE, give_bytes, g, give_no_more);
	if (!s)
		give_no_more(g);
	return s;
}

static enum MHD_Result send_response(struct coming *c, const struct response *r, struct kua_buf *b)
{
	struct MHD_Response *s = body_of(c->server, r, b);
	if (!s)
		return MHD_NO;
	http_headers(s, r->type, r->may_be_kept ? "private, max-age=31536000, immutable" : "no-store");
	for (size_t i = 0; i < RESPONSE_COOKIES && r->set_cookie[i]; i++)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_SET_COOKIE, r->set_cookie[i]);
	if (r->location)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_LOCATION, r->location);
	if (r->file_name)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_CONTENT_DISPOSITION,
		                              kua_arena_printf(c->a, "attachment; filename=\"%s\"", r->file_name));
	return http_send(c->connection, r->status, s);
}

static enum MHD_Result answer(struct coming *c)
{
	struct kua_page *page = c->server;
	struct kua_buf b = KUA_BUF_INIT;
	struct response r;
	int64_t now = (int64_t)time(NULL);
	char today[21];
	kua_journal_time(now, today);
	today[strnlen(today, strlen("2011-12-16"))] = '\0';
	for (unsigned tries = 0;; tries++) {
		kua_buf_clear(&b);
		r = (struct response){.status = c->refused};
		if (!c->refused)
			route_answer(page, &c->q, c->a, page->options.today ? page->options.today : today, now / 60, &r, &b);
		if (!r.waits)
			break;
		if (draw_wait(page, r.waits, c->connection)) { /* the library will ask once more */
			kua_buf_free(&b);
			return MHD_YES;
		}
		if (tries == TRIES)
			c->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
	}
	enum MHD_Result done = send_response(c, &r, &b);
	kua_buf_free(&b);
	return done;
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *m, const char *url, const char *method, const char *version,
                              const char *data, size_t *n, void **state)
{
	static const struct coming_rules rules = {.fields = KUA_PAGE_FIELDS, .bytes = KUA_PAGE_FORM, .window = (size_t)16 << 10, .file = take_file};
	struct coming *c = *state;
	(void)version;
	if (!c) {
		*state = c = kua_calloc(1, sizeof *c);
		coming_begin(c, &rules, ctx, m, url, method);
		return MHD_YES;
	}
	return coming_more(c, data, n) ? MHD_YES : answer(c);
}

/* ---- start and stop ---- */

static enum kua_code listen_on(struct kua_page *p, struct kua_error *err)
{
	struct listening l = {.address = p->options.address, .port = p->options.port, .flags = MHD_USE_SUPPRESS_DATE_NO_CLOCK, .threads = THREADS,
	                      .connections = KUA_PAGE_CONNECTIONS, .silence = KUA_PAGE_SILENCE, .head = KUA_PAGE_HEAD, .handle = handle, .end = end,
	                      .server = p};
	p->daemon = http_listen(&l, err);
	if (!p->daemon)
		return err->code;
	guard_init(&p->guard, l.address, l.port);
	(void)snprintf(p->address, sizeof p->address, "%s?token=%s", l.url, p->guard.token);
	return KUA_OK;
}

/* Style and script go by an address that changes with what they say, so that they can be kept. */
static enum kua_code load_asset(const char *data_dir, const char *name, struct kua_buf *b, char path[40], struct kua_error *err)
{
	char mark[HTTP_MARK], file[40];
	(void)snprintf(file, sizeof file, "page/%s", name);
	enum kua_code code = http_asset(data_dir, file, b, mark, err);
	if (code == KUA_OK)
		(void)snprintf(path, 40, "/%s-%s", mark, name);
	return code;
}

static void name_of(const char *path, char out_name[80])
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t n = strlen(name);
	if (n > 4 && strcmp(name + n - 4, ".kua") == 0)
		n -= 4;
	(void)snprintf(out_name, 80, "%.*s", (int)n, name);
}

enum kua_code kua_page_start(const struct kua_page_options *options, struct kua_page **out_page, struct kua_error *err)
{
	struct kua_page *p = kua_calloc(1, sizeof *p);
	const char *data = options->knowledge->data_dir;
	p->options = *options;
	(void)pthread_mutex_init(&p->lock, NULL);
	name_of(options->casebook, p->title);
	enum kua_code code = texts_load(data, NULL, &p->words, err);
	if (code == KUA_OK)
		code = load_asset(data, "style.css", &p->style, p->style_path, err);
	if (code == KUA_OK)
		code = load_asset(data, "page.js", &p->script, p->script_path, err);
	if (code == KUA_OK)
		code = outlines_load(data, &p->outlines, err);
	if (code == KUA_OK)
		code = worker_start(p, err);
	if (code == KUA_OK)
		code = draw_start(p, err);
	if (code == KUA_OK)
		code = listen_on(p, err);
	if (code == KUA_OK)
		*out_page = p;
	else
		kua_page_stop(p);
	return code;
}

const char *kua_page_address(const struct kua_page *page)
{
	return page->address;
}

void kua_page_stop(struct kua_page *p)
{
	if (!p)
		return;
	draw_end(p);
	if (p->daemon)
		MHD_stop_daemon(p->daemon);
	worker_stop(p);
	draw_free(p);
	catalogue_end(p);
	for (size_t i = 0; i < p->idle.n; i++)
		kua_casebook_close(p->idle.v[i]);
	kua_vec_free(&p->idle);
	texts_free(p->words);
	outlines_free(p->outlines);
	kua_buf_free(&p->style);
	kua_buf_free(&p->script);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}
