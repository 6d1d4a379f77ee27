/* http.h - what the page's server and that of a petition's form share: a request on its way in (coming.c), and the way out (http.c). */
#ifndef KUA_PAGE_HTTP_H
#define KUA_PAGE_HTTP_H

#include <microhttpd.h>

#include "page/internal.h"

/* ---- coming.c ---- */

struct coming;
struct coming_rules { /* where servers differ */
	size_t fields, bytes; /* of an address and of a form; what comes after so many fields is dropped, more bytes are refused */
	size_t window;        /* bytes of a form that are looked at together */
	/* n bytes of a file that a form brings, from its byte `at` on; false, with c->refused set: no more of it. NULL: files are refused. */
	bool (*file)(struct coming *c, const char *name, const char *data, uint64_t at, size_t n);
};
struct fields { /* on their way into pairs */
	struct pairs *to;
	struct kua_buf part; /* of the one that is coming */
	bool open;
};
struct coming {
	const struct coming_rules *rules;
	void *server; /* whose request it is */
	struct MHD_Connection *connection;
	struct kua_arena *a;
	struct request q;
	unsigned refused; /* status with which it is refused before it is complete; 0: none */
	struct fields query, form;
	struct MHD_PostProcessor *post;
	size_t bytes;
};
void coming_begin(struct coming *c, const struct coming_rules *rules, void *server, struct MHD_Connection *m, const char *url, const char *method);
/* As the library hands its body out; false: that was all of it, and q is whole. */
bool coming_more(struct coming *c, const char *data, size_t *n);
void coming_end(struct coming *c);
const char *coming_clean(struct coming *c, const char *s); /* clean text, in c's arena, of what anybody may have sent */

/* ---- http.c ---- */

struct listening {
	const char *address; /* NULL: 127.0.0.1 */
	unsigned port;       /* 0: any that is free; afterwards which it is */
	unsigned flags;      /* of the library, beside those that both want */
	unsigned threads, connections, silence; /* silence: seconds after which a client that says nothing is left */
	size_t head;         /* bytes of memory for a connection */
	MHD_AccessHandlerCallback handle;
	MHD_RequestCompletedCallback end;
	void *server;        /* the first argument of both */
	char url[80];        /* afterwards: "http://127.0.0.1:8080/" */
};
/* The library's daemon; NULL, with err, where it cannot listen there. */
struct MHD_Daemon *http_listen(struct listening *l, struct kua_error *err);
/* The headers that every answer has; type NULL: HTML. */
void http_headers(struct MHD_Response *s, const char *type, const char *cache);
enum MHD_Result http_send(struct MHD_Connection *m, unsigned status, struct MHD_Response *s);
struct MHD_Response *http_body(const struct kua_buf *b); /* a copy of it */
/* A file of data/, and a mark for its address: as that changes with what the file says, browsers may keep it. */
enum { HTTP_MARK = 13 };
enum kua_code http_asset(const char *data_dir, const char *name, struct kua_buf *b, char mark[HTTP_MARK], struct kua_error *err);

#endif
