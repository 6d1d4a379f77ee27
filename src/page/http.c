/* http.c - how a server listens, the headers without which nothing goes out, and files that browsers may keep. */
#include <arpa/inet.h>
#include <string.h>

#include "custody/custody.h"
#include "page/http.h"

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

void http_headers(struct MHD_Response *s, const char *type, const char *cache)
{
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		(void)MHD_add_response_header(s, always[i].name, always[i].value);
	(void)MHD_add_response_header(s, MHD_HTTP_HEADER_CONTENT_TYPE, type ? type : "text/html; charset=utf-8");
	(void)MHD_add_response_header(s, MHD_HTTP_HEADER_CACHE_CONTROL, cache);
}

struct MHD_Response *http_body(const struct kua_buf *b)
{
	return MHD_create_response_from_buffer(b->len, b->data ? b->data : (void *)"", MHD_RESPMEM_MUST_COPY);
}

enum MHD_Result http_send(struct MHD_Connection *m, unsigned status, struct MHD_Response *s)
{
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, POST");
	enum MHD_Result done = MHD_queue_response(m, status, s);
	MHD_destroy_response(s);
	return done;
}

static enum kua_code socket_of(const char *address, unsigned port, struct sockaddr_storage *out, struct kua_error *err)
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

struct MHD_Daemon *http_listen(struct listening *l, struct kua_error *err)
{
	struct sockaddr_storage at;
	l->address = l->address ? l->address : "127.0.0.1";
	if (socket_of(l->address, l->port, &at, err) != KUA_OK)
		return NULL;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (at.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0) | l->flags;
	struct MHD_Daemon *d =
		MHD_start_daemon(flags, (uint16_t)l->port, NULL, NULL, l->handle, l->server, MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_THREAD_POOL_SIZE,
	                         l->threads, MHD_OPTION_CONNECTION_LIMIT, l->connections, MHD_OPTION_CONNECTION_TIMEOUT, l->silence,
	                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, l->head, MHD_OPTION_NOTIFY_COMPLETED, l->end, NULL, MHD_OPTION_END);
	if (!d) {
		(void)kua_fail(err, KUA_WORLD, "%s port %u cannot be listened on: is another program there?", l->address, l->port);
		return NULL;
	}
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT);
	l->port = info ? info->port : l->port;
	(void)snprintf(l->url, sizeof l->url, strchr(l->address, ':') ? "http://[%s]:%u/" : "http://%s:%u/", l->address, l->port);
	return d;
}

enum kua_code http_asset(const char *data_dir, const char *name, struct kua_buf *b, char mark[HTTP_MARK], struct kua_error *err)
{
	char hex[KUA_SHA256_HEX + 1], file[4096];
	(void)snprintf(file, sizeof file, "%s/%s", data_dir, name);
	enum kua_code code = kua_read_file(file, (size_t)1 << 20, b, err);
	if (code != KUA_OK)
		return code;
	kua_sha256(b->data ? b->data : "", b->len, hex);
	(void)snprintf(mark, HTTP_MARK, "%.12s", hex);
	return KUA_OK;
}
