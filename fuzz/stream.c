/*
 * stream.c - fuzzes the parent's reading of a child's answer. The first byte says in which pieces it arrives,
 * each a block of exactly its size. What is believed must keep what the contract promises.
 */
#include <string.h>

#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const char *s)
{
	if (s)
		MUST(strlen(s) <= KUA_LINE_BYTES && kua_utf8_valid(s, strlen(s)) && !strchr(s, '\n'));
}

static void check(const struct kua_reading *r, const struct kua_intake_limits *limits)
{
	MUST(r->n <= limits->items && r->n_inner <= limits->inner);
	MUST(r->read == (r->n + r->n_inner > 0) && (r->read || r->reason));
	MUST(r->reason == NULL || kua_utf8_valid(r->reason, strlen(r->reason)));
	check_line(r->media_type);
	for (size_t i = 0; i < r->n; i++) {
		const struct kua_raw_item *item = &r->items[i];
		check_line(item->title);
		check_line(item->author);
		check_line(item->language);
		MUST(item->text && strlen(item->text) <= limits->text && kua_utf8_valid(item->text, strlen(item->text)));
		MUST((int)item->kind >= 0 && item->kind < KUA_KINDS && item->confidence >= 0 && item->confidence <= 100);
		check_line(item->url);
		for (size_t p = 1; p < item->n_pages; p++)
			MUST(item->pages[p].page > item->pages[p - 1].page);
		MUST(item->categories.n <= KUA_CATEGORIES);
		for (size_t c = 0; c < item->categories.n; c++)
			check_line(item->categories.v[c]);
		int64_t day;
		MUST(!item->published_on || kua_date_first_day(item->published_on, &day));
	}
	for (size_t i = 0; i < r->n_inner; i++) {
		const struct kua_raw_inner *inner = &r->inner[i];
		check_line(inner->name);
		check_line(inner->media_type);
		check_line(inner->url);
		MUST(inner->name && inner->bytes && inner->n > 0 && inner->n <= limits->inner_bytes);
	}
	for (size_t i = 0; i < r->metadata.n; i++)
		check_line(r->metadata.v[i]);
	for (size_t i = 0; i < r->n_diagnosed; i++)
		check_line(r->diagnosed[i].detail);
}

static enum kua_code feed(struct kua_stream *s, const uint8_t *data, size_t size, size_t step, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t at = 0; code == KUA_OK && at < size; at += step) {
		size_t n = size - at < step ? size - at : step;
		char *piece = kua_malloc(n);
		memcpy(piece, data + at, n);
		code = kua_stream_feed(s, piece, n, err);
		free(piece);
	}
	return code;
}

/* ---- the same answer, visited: what does not stay must be the same as what stays ---- */

struct visited {
	const struct kua_reading *kept; /* NULL where the answer was nonsense */
	const uint8_t *data;
	size_t items, inner;
};

static enum kua_code visit_item(void *ctx, const struct kua_raw_item *item, struct kua_error *err)
{
	struct visited *v = ctx;
	(void)err;
	const struct kua_raw_item *as = v->kept ? &v->kept->items[v->items] : NULL;
	MUST(!v->kept || v->items < v->kept->n);
	MUST(!as || (strcmp(as->text, item->text) == 0 && as->categories.n == item->categories.n && as->n_pages == item->n_pages));
	v->items++;
	return KUA_OK;
}

static enum kua_code visit_inner(void *ctx, const struct kua_raw_inner *inner, struct kua_error *err)
{
	struct visited *v = ctx;
	(void)err;
	MUST(!inner->bytes && (!v->kept || v->inner < v->kept->n_inner));
	const struct kua_raw_inner *as = v->kept ? &v->kept->inner[v->inner] : NULL;
	MUST(!as || (as->n == inner->n && memcmp(as->bytes, v->data + inner->at, inner->n) == 0 && strcmp(as->name, inner->name) == 0));
	v->inner++;
	return KUA_OK;
}

static void check_visited(const uint8_t *data, size_t size, size_t step, const struct kua_intake_limits *limits,
                          const struct kua_diagnosed *cut_off, enum kua_code kept_code, const struct kua_reading *kept)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_error err = {0};
	struct kua_reading r;
	struct visited v = {kept_code == KUA_OK ? kept : NULL, data, 0, 0};
	struct kua_stream *s = kua_stream_new_visited(limits, &(struct kua_visit){visit_item, visit_inner, &v}, a);
	enum kua_code code = feed(s, data, size, step, &err);
	if (code == KUA_OK)
		code = kua_stream_finish(s, cut_off, &r, &err);
	MUST(code == kept_code);
	MUST(code != KUA_OK || (r.n == kept->n && r.n_inner == kept->n_inner && v.items == r.n && v.inner == r.n_inner &&
	                        r.partial == kept->partial && r.n_diagnosed == kept->n_diagnosed));
	kua_stream_free(s);
	kua_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct kua_intake_limits limits = {
		.bytes_out = (size_t)1 << 16, .items = 100, .inner = 100, .inner_bytes = (size_t)1 << 16, .text = (size_t)1 << 15};
	static const struct kua_diagnosed cut_off = {.id = KUA_DIAG_TIME};
	struct kua_error err = {0};
	struct kua_reading r;
	if (size == 0)
		return 0;
	struct kua_arena *a = kua_arena_new();
	struct kua_stream *s = kua_stream_new(&limits, a);
	enum kua_code code = feed(s, data + 1, size - 1, (size_t)data[0] + 1, &err);
	if (code == KUA_OK)
		code = kua_stream_finish(s, data[0] & 1 ? NULL : &cut_off, &r, &err);
	MUST(code == KUA_OK || (code == KUA_DATA && err.text[0]));
	if (code == KUA_OK)
		check(&r, &limits);
	check_visited(data + 1, size - 1, 1 + (size_t)data[0] / 3, &limits, data[0] & 1 ? NULL : &cut_off, code, &r);
	kua_stream_free(s);
	kua_arena_free(a);
	return 0;
}
