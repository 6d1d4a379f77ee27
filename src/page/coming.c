/*
 * coming.c - a request on its way in: its head, its address, then the fields of its form, in pieces that may part a character. Those of a field
 * are put together first, then made clean text.
 */
#include <string.h>

#include "page/http.h"

/* Clean text of bytes that anybody may have sent. */
static const char *clean(struct kua_arena *a, const char *s, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t len = kua_utf8_next(s + i, n - i, &c);
		kua_buf_utf8(&b, len && c ? c : 0xfffd);
		i += len ? len : 1;
	}
	const char *text = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return text;
}

const char *coming_clean(struct coming *c, const char *s)
{
	return clean(c->a, s, strlen(s));
}

/* ---- fields ---- */

/* The last one is whole: only now it has its value. */
static void end_field(struct coming *c, struct fields *f)
{
	if (f->open)
		f->to->v[f->to->n - 1].value = clean(c->a, f->part.data ? f->part.data : "", f->part.len);
	f->open = false;
	kua_buf_free(&f->part);
}

/* n bytes of a field, from its byte `at` on. */
static void take_piece(struct coming *c, struct fields *f, const char *name, const char *data, uint64_t at, size_t n)
{
	struct pairs *p = f->to;
	if (at == 0) {
		end_field(c, f);
		if (p->n >= c->rules->fields)
			return;
		if (!p->v)
			p->v = KUA_NEW_N(c->a, struct pair, c->rules->fields);
		p->v[p->n++] = (struct pair){coming_clean(c, name), ""};
		f->open = true;
	}
	if (f->open && n)
		kua_buf_add(&f->part, data, n);
}

static enum MHD_Result take_argument(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct coming *c = ctx;
	(void)kind;
	take_piece(c, &c->query, name, value ? value : "", 0, value ? strlen(value) : 0);
	return MHD_YES;
}

static enum MHD_Result take_field(void *ctx, enum MHD_ValueKind kind, const char *name, const char *file, const char *type,
                                  const char *encoding, const char *data, uint64_t at, size_t n)
{
	struct coming *c = ctx;
	(void)kind, (void)type, (void)encoding;
	if (file && c->rules->file) {
		end_field(c, &c->form);
		return c->rules->file(c, file, data, at, n) ? MHD_YES : MHD_NO;
	}
	if (file || (c->bytes += n) > c->rules->bytes) {
		c->refused = MHD_HTTP_CONTENT_TOO_LARGE;
		return MHD_NO;
	}
	take_piece(c, &c->form, name, data, at, data ? n : 0);
	return MHD_YES;
}

/* ---- the request ---- */

static const char *header(struct coming *c, const char *name)
{
	const char *s = MHD_lookup_connection_value(c->connection, MHD_HEADER_KIND, name);
	return s ? coming_clean(c, s) : NULL;
}

void coming_begin(struct coming *c, const struct coming_rules *rules, void *server, struct MHD_Connection *m, const char *url, const char *method)
{
	bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
	bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
	*c = (struct coming){.rules = rules, .server = server, .connection = m, .a = kua_arena_new(), .query.to = &c->q.query, .form.to = &c->q.form};
	c->q.method = post ? METHOD_POST : get ? METHOD_GET : METHOD_OTHER;
	c->q.path = coming_clean(c, url);
	c->q.host = header(c, MHD_HTTP_HEADER_HOST);
	c->q.origin = header(c, MHD_HTTP_HEADER_ORIGIN);
	c->q.fetch_site = header(c, "Sec-Fetch-Site");
	c->q.cookies = header(c, MHD_HTTP_HEADER_COOKIE);
	c->q.languages = header(c, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);
	(void)MHD_get_connection_values(m, MHD_GET_ARGUMENT_KIND, take_argument, c);
	end_field(c, &c->query);
	if (post)
		c->post = MHD_create_post_processor(m, rules->window, take_field, c);
}

bool coming_more(struct coming *c, const char *data, size_t *n)
{
	bool more = *n > 0;
	if (more && c->post && !c->refused && MHD_post_process(c->post, data, *n) != MHD_YES && !c->refused)
		c->refused = MHD_HTTP_BAD_REQUEST;
	*n = 0;
	if (!more)
		end_field(c, &c->form);
	return more;
}

void coming_end(struct coming *c)
{
	if (c->post)
		(void)MHD_destroy_post_processor(c->post);
	end_field(c, &c->form);
	kua_arena_free(c->a);
}
