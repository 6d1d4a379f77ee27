/* reading.c - what a reader answered, item by item: out of memory, or out of the file in which a large answer waits. */
#include "intake/intake.h"

#include <unistd.h>

#include "intake/keeper.h"

static enum kua_code visit_arrays(const struct kua_reading *r, const struct kua_visit *visit, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < r->n - r->n_recognised && visit->item && code == KUA_OK; i++)
		code = visit->item(visit->ctx, &r->items[i], err);
	for (size_t i = 0; i < r->n_inner && visit->inner && code == KUA_OK; i++)
		code = visit->inner(visit->ctx, &r->inner[i], err);
	return code;
}

static enum kua_code visit_recognised(const struct kua_reading *r, const struct kua_visit *visit, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < r->n_recognised && visit->item && code == KUA_OK; i++)
		code = visit->item(visit->ctx, &r->recognised[i], err);
	return code;
}

enum kua_code kua_reading_each(const struct kua_reading *r, const struct kua_visit *visit, struct kua_error *err)
{
	if (!r->limits) {
		enum kua_code read = visit_arrays(r, visit, err);
		return read == KUA_OK ? visit_recognised(r, visit, err) : read;
	}
	struct kua_arena *a = kua_arena_new();
	struct kua_stream *s = kua_stream_new_visited(r->limits, visit, a);
	char bytes[65536];
	enum kua_code code = KUA_OK;
	for (uint64_t at = 0; at < r->spool.n && code == KUA_OK;) {
		size_t n = r->spool.n - at < sizeof bytes ? (size_t)(r->spool.n - at) : sizeof bytes;
		code = kua_content_read(&r->spool, at, bytes, n, err);
		if (code == KUA_OK)
			code = kua_stream_feed(s, bytes, n, err);
		at += n;
	}
	kua_stream_free(s);
	kua_arena_free(a);
	return code == KUA_OK ? visit_recognised(r, visit, err) : code;
}

struct kua_content kua_reading_inner(const struct kua_reading *r, const struct kua_raw_inner *inner)
{
	if (inner->bytes)
		return kua_content_of(inner->bytes, inner->n);
	return (struct kua_content){.fd = r->spool.fd, .at = r->spool.at + inner->at, .n = inner->n};
}

void kua_reading_close(struct kua_reading *r)
{
	if (r->limits && r->spool.fd >= 0)
		(void)close(r->spool.fd);
	r->spool = (struct kua_content){.fd = -1};
	r->limits = NULL;
}
