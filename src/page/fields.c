/*
 * fields.c - the fields of a request as they come in, in pieces that may part a character: those of a field are put together first, then made
 * clean text.
 */
#include <string.h>

#include <microhttpd.h>

#include "page/fields.h"

const char *server_clean(struct kua_arena *a, const char *s, size_t n)
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

const char *request_header(struct kua_arena *a, struct MHD_Connection *m, const char *name)
{
	const char *s = MHD_lookup_connection_value(m, MHD_HEADER_KIND, name);
	return s ? server_clean(a, s, strlen(s)) : NULL;
}

void fields_end(struct fields *f)
{
	if (f->open)
		f->to->v[f->to->n - 1].value = server_clean(f->a, f->part.data ? f->part.data : "", f->part.len);
	f->open = false;
	kua_buf_free(&f->part);
}

void fields_piece(struct fields *f, const char *name, const char *data, uint64_t at, size_t n)
{
	struct pairs *p = f->to;
	if (at == 0) {
		fields_end(f);
		if (p->n >= f->most)
			return;
		if (!p->v)
			p->v = KUA_NEW_N(f->a, struct pair, f->most);
		p->v[p->n++] = (struct pair){server_clean(f->a, name, strlen(name)), ""};
		f->open = true;
	}
	if (f->open && n)
		kua_buf_add(&f->part, data, n);
}
