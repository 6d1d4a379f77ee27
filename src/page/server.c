/*
 * server.c - the library's callbacks (GNU libmicrohttpd): from its pieces a struct request, from a struct response what it sends.
 * Its threads answer; a slow client costs a connection and no thread.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <string.h>
#include <time.h>

#include "custody/custody.h"
#include "page/fields.h"
#include "page/map.h"

enum { THREADS = 4, TRIES = 3 };
#define PIECE ((size_t)64 << 10) /* of a document, handed to the library at a time */

/* One request on its way in. */
struct coming {
	struct kua_page *page;
	struct kua_arena *arena;
	struct request q;
	struct fields query, fields;
	struct MHD_PostProcessor *post;
	size_t form_bytes;
	unsigned refused; /* status with which it is refused before it is complete; 0: none */
};

/* ---- in ---- */

static enum MHD_Result take_argument(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct coming *c = ctx;
	(void)kind;
	fields_piece(&c->query, name, value ? value : "", 0, value ? strlen(value) : 0);
	return MHD_YES;
}

static void refuse(struct coming *c, unsigned status)
{
	c->refused = status;
}

/* A file of a form. Not a byte of it is kept before the form's token was seen, which stands before it. */
static bool take_file(struct coming *c, const char *name, const char *data, uint64_t at, size_t n)
{
	if (!*name) /* none was chosen */
		return true;
	if (!guard_knows(&c->page->guard, &c->q, c->arena) || !guard_form(&c->page->guard, &c->q))
		return refuse(c, MHD_HTTP_FORBIDDEN), false;
	if (!c->q.upload && !(c->q.upload = upload_new(c->page)))
		return refuse(c, MHD_HTTP_INSUFFICIENT_STORAGE), false;
	if (at == 0 && (c->q.upload->paths.n >= KUA_PAGE_FILES || !upload_begin(c->q.upload, server_clean(c->arena, name, strlen(name)))))
		return refuse(c, MHD_HTTP_INSUFFICIENT_STORAGE), false;
	if (!upload_write(c->q.upload, data, n))
		return refuse(c, MHD_HTTP_CONTENT_TOO_LARGE), false;
	return true;
}

static enum MHD_Result take_field(void *ctx, enum MHD_ValueKind kind, const char *name, const char *file, const char *type,
                                  const char *encoding, const char *data, uint64_t at, size_t n)
{
	struct coming *c = ctx;
	(void)kind;
	(void)type;
	(void)encoding;
	if (file)
		fields_end(&c->fields);
	if (file)
		return take_file(c, file, data, at, n) ? MHD_YES : MHD_NO;
	c->form_bytes += n;
	if (c->form_bytes > KUA_PAGE_FORM) {
		refuse(c, MHD_HTTP_CONTENT_TOO_LARGE);
		return MHD_NO;
	}
	fields_piece(&c->fields, name, data, at, data ? n : 0);
	return MHD_YES;
}

static struct coming *begin(struct kua_page *page, struct MHD_Connection *m, const char *url, const char *method)
{
	struct coming *c = kua_calloc(1, sizeof *c);
	c->page = page;
	c->arena = kua_arena_new();
	bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
	bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
	c->q.method = post ? METHOD_POST : get ? METHOD_GET : METHOD_OTHER;
	c->q.path = server_clean(c->arena, url, strlen(url));
	c->q.host = request_header(c->arena, m, MHD_HTTP_HEADER_HOST);
	c->q.origin = request_header(c->arena, m, MHD_HTTP_HEADER_ORIGIN);
	c->q.fetch_site = request_header(c->arena, m, "Sec-Fetch-Site");
	c->q.cookies = request_header(c->arena, m, MHD_HTTP_HEADER_COOKIE);
	c->q.languages = request_header(c->arena, m, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);
	c->query = (struct fields){.a = c->arena, .to = &c->q.query, .most = KUA_PAGE_FIELDS};
	c->fields = (struct fields){.a = c->arena, .to = &c->q.form, .most = KUA_PAGE_FIELDS};
	(void)MHD_get_connection_values(m, MHD_GET_ARGUMENT_KIND, take_argument, c);
	fields_end(&c->query);
	if (post)
		c->post = MHD_create_post_processor(m, (size_t)16 << 10, take_field, c);
	return c;
}

static void end(void *ctx, struct MHD_Connection *m, void **state, enum MHD_RequestTerminationCode how)
{
	struct coming *c = *state;
	(void)ctx;
	(void)m;
	(void)how;
	if (!c)
		return;
	if (c->post)
		(void)MHD_destroy_post_processor(c->post);
	upload_free(c->q.upload);
	fields_end(&c->fields);
	kua_arena_free(c->arena);
	free(c);
	*state = NULL;
}

/* ---- out ---- */

static const struct {
	const char *name, *value;
} always[] = {
	{"Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
	                            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	{"X-Content-Type-Options", "nosniff"},
	{"X-Frame-Options", "DENY"},
	{"Referrer-Policy", "same-origin"}, /* with "no-referrer" browsers send forms with "Origin: null", which nobody could trust */
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
};

void server_headers(struct MHD_Response *s)
{
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		(void)MHD_add_response_header(s, always[i].name, always[i].value);
}

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
		return MHD_create_response_from_buffer(b->len, b->data ? b->data : (void *)"", MHD_RESPMEM_MUST_COPY);
	struct going *g = kua_calloc(1, sizeof *g);
	*g = (struct going){.page = page, .handing = r->handing};
	struct MHD_Response *s = MHD_create_response_from_callback(kua_handing_bytes(r->handing), PIECE, give_bytes, g, give_no_more);
	if (!s)
		give_no_more(g);
	return s;
}

static enum MHD_Result send_response(struct MHD_Connection *m, struct coming *c, const struct response *r, struct kua_buf *b)
{
	struct MHD_Response *s = body_of(c->page, r, b);
	if (!s)
		return MHD_NO;
	server_headers(s);
	(void)MHD_add_response_header(s, MHD_HTTP_HEADER_CONTENT_TYPE, r->type ? r->type : "text/html; charset=utf-8");
	(void)MHD_add_response_header(s, MHD_HTTP_HEADER_CACHE_CONTROL,
	                              r->may_be_kept ? "private, max-age=31536000, immutable" : "no-store");
	for (size_t i = 0; i < RESPONSE_COOKIES && r->set_cookie[i]; i++)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_SET_COOKIE, r->set_cookie[i]);
	if (r->location)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_LOCATION, r->location);
	if (r->file_name)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_CONTENT_DISPOSITION,
		                              kua_arena_printf(c->arena, "attachment; filename=\"%s\"", r->file_name));
	if (r->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, POST");
	enum MHD_Result done = MHD_queue_response(m, r->status, s);
	MHD_destroy_response(s);
	return done;
}

static enum MHD_Result answer(struct kua_page *page, struct MHD_Connection *m, struct coming *c)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct response r;
	struct timespec now;
	char today[11];
	(void)clock_gettime(CLOCK_REALTIME, &now);
	struct tm parts;
	(void)strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&now.tv_sec, &parts));
	for (unsigned tries = 0;; tries++) {
		kua_buf_clear(&b);
		r = (struct response){.status = c->refused};
		if (!c->refused)
			route_answer(page, &c->q, c->arena, page->options.today ? page->options.today : today, now.tv_sec / 60, &r, &b);
		if (!r.waits)
			break;
		if (draw_wait(page, r.waits, m)) { /* the library will ask once more */
			kua_buf_free(&b);
			return MHD_YES;
		}
		if (tries == TRIES)
			c->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
	}
	enum MHD_Result done = send_response(m, c, &r, &b);
	kua_buf_free(&b);
	return done;
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *m, const char *url, const char *method, const char *version,
                              const char *data, size_t *n, void **state)
{
	struct coming *c = *state;
	(void)version;
	if (!c) {
		*state = begin(ctx, m, url, method);
		return MHD_YES;
	}
	if (*n) {
		if (c->post && !c->refused && MHD_post_process(c->post, data, *n) != MHD_YES && !c->refused)
			c->refused = MHD_HTTP_BAD_REQUEST;
		*n = 0;
		return MHD_YES;
	}
	fields_end(&c->fields);
	return answer(ctx, m, c);
}

/* ---- start and stop ---- */

enum kua_code server_socket(const char *address, unsigned port, struct sockaddr_storage *out, struct kua_error *err)
{
	struct sockaddr_in *four = (struct sockaddr_in *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)port);
		return KUA_OK;
	}
	if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons((uint16_t)port);
		return KUA_OK;
	}
	return kua_fail(err, KUA_USE, "'%s' is no address of this machine, like 127.0.0.1", address);
}

static enum kua_code listen_on(struct kua_page *p, const char *address, struct kua_error *err)
{
	struct sockaddr_storage at;
	enum kua_code code = server_socket(address, p->options.port, &at, err);
	if (code != KUA_OK)
		return code;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUPPRESS_DATE_NO_CLOCK | MHD_ALLOW_SUSPEND_RESUME;
	if (at.ss_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	p->daemon = MHD_start_daemon(flags, (uint16_t)p->options.port, NULL, NULL, handle, p, MHD_OPTION_SOCK_ADDR, &at,
	                             MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT,
	                             (unsigned)KUA_PAGE_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
	                             (unsigned)KUA_PAGE_SILENCE, MHD_OPTION_CONNECTION_MEMORY_LIMIT, KUA_PAGE_HEAD,
	                             MHD_OPTION_NOTIFY_COMPLETED, end, NULL, MHD_OPTION_END);
	if (!p->daemon)
		return kua_fail(err, KUA_WORLD, "%s port %u cannot be listened on: is another program there?", address,
		                p->options.port);
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(p->daemon, MHD_DAEMON_INFO_BIND_PORT);
	unsigned port = info ? info->port : p->options.port;
	guard_init(&p->guard, address, port);
	(void)snprintf(p->address, sizeof p->address, strchr(address, ':') ? "http://[%s]:%u/?token=%s" : "http://%s:%u/?token=%s",
	               address, port, p->guard.token);
	return KUA_OK;
}

/* Style and script go by an address that changes with what they say, so that they can be kept. */
static enum kua_code load_asset(const char *data_dir, const char *name, struct kua_buf *b, char path[40], struct kua_error *err)
{
	char hex[KUA_SHA256_HEX + 1], file[4096];
	(void)snprintf(file, sizeof file, "%s/page/%s", data_dir, name);
	enum kua_code code = kua_read_file(file, (size_t)1 << 20, b, err);
	if (code != KUA_OK)
		return code;
	kua_sha256(b->data ? b->data : "", b->len, hex);
	(void)snprintf(path, 40, "/%.12s-%s", hex, name);
	return KUA_OK;
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
		code = listen_on(p, options->address ? options->address : "127.0.0.1", err);
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
