/*
 * stream.c - the parent's reading of an answer, byte by byte as it arrives.
 *
 * A machine of two states: collecting a header, or collecting a field's bytes. A header is judged (type, order,
 * length, sum of all lengths) before memory is taken for its bytes; the bytes are judged when they are
 * complete (stream_check.c). Whatever is wrong ends the reading: there is no way back into step with a child that lies.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/stream_inner.h"

static enum kua_code keep_item(void *ctx, const struct kua_raw_item *item, struct kua_error *err)
{
	struct kua_stream *s = ctx;
	(void)err;
	*kua_vec_add(&s->items) = *item;
	return KUA_OK;
}

static enum kua_code keep_inner(void *ctx, const struct kua_raw_inner *inner, struct kua_error *err)
{
	struct kua_stream *s = ctx;
	(void)err;
	*kua_vec_add(&s->inner) = *inner;
	return KUA_OK;
}

struct kua_stream *kua_stream_new(const struct kua_intake_limits *limits, struct kua_arena *a)
{
	struct kua_stream *s = kua_calloc(1, sizeof *s);
	s->limits = limits;
	s->arena = s->scratch = a;
	s->kept = true;
	s->visit = (struct kua_visit){keep_item, keep_inner, s};
	return s;
}

struct kua_stream *kua_stream_new_visited(const struct kua_intake_limits *limits, const struct kua_visit *visit,
                                          struct kua_arena *a)
{
	struct kua_stream *s = kua_stream_new(limits, a);
	s->kept = false;
	s->visit = *visit;
	s->scratch = kua_arena_new();
	return s;
}

void kua_stream_free(struct kua_stream *s)
{
	if (!s)
		return;
	if (!s->kept)
		kua_arena_free(s->scratch);
	kua_vec_free(&s->items);
	kua_vec_free(&s->inner);
	kua_vec_free(&s->diagnosed);
	kua_vec_free(&s->wanted);
	free(s);
}

/* What came before it is whole, or was broken off. */
static void begin_one(struct kua_stream *s, bool inner)
{
	s->in_inner = inner;
	s->item = (struct kua_raw_item){0};
	s->one = (struct kua_raw_inner){0};
	if (!s->kept)
		kua_arena_clear(s->scratch);
}

static enum kua_code check_header(struct kua_stream *s, struct kua_error *err)
{
	uint64_t untrusted_type = kua_stream_little(s->header, 4), untrusted_length = kua_stream_little(s->header + 4, 8);
	if (untrusted_type == 0 || untrusted_type >= KUA_PARTS)
		return kua_fail(err, KUA_DATA, "a field of type %llu, which there is not",
		                (unsigned long long)untrusted_type);
	enum kua_part type = (enum kua_part)untrusted_type;
	enum kua_code code = kua_stream_check_field(s, type, untrusted_length, err);
	if (code != KUA_OK)
		return code;
	size_t *total = type == KUA_PART_BYTES ? &s->inner_total : &s->total;
	s->untrusted_type = type;
	s->body_n = (size_t)untrusted_length;
	s->got_body = 0;
	*total += s->body_n;
	bool passed = type == KUA_PART_BYTES && !s->kept; /* not collected */
	bool own = type == KUA_PART_MEDIA_TYPE || type == KUA_PART_META || type == KUA_PART_DIAGNOSTIC;
	if (type == KUA_PART_ITEM || type == KUA_PART_INNER)
		begin_one(s, type == KUA_PART_INNER);
	s->body = passed ? NULL : kua_arena_alloc(own ? s->arena : s->scratch, s->body_n + 1);
	return KUA_OK;
}

static enum kua_code take_pages(struct kua_stream *s, struct kua_error *err)
{
	size_t n = s->body_n / KUA_PAGE_BYTES;
	struct kua_page_at *v = KUA_NEW_N(s->scratch, struct kua_page_at, n);
	if (s->body_n % KUA_PAGE_BYTES)
		return kua_fail(err, KUA_DATA, "a torn row of pages");
	for (size_t i = 0; i < n; i++) {
		const unsigned char *p = (const unsigned char *)s->body + i * KUA_PAGE_BYTES;
		v[i] = (struct kua_page_at){(uint32_t)kua_stream_little(p, 4), kua_stream_little(p + 4, 8)};
		if (v[i].page == 0 || (i && (v[i].page <= v[i - 1].page || v[i].offset < v[i - 1].offset)))
			return kua_fail(err, KUA_DATA, "pages that do not ascend");
	}
	s->item.pages = v;
	s->item.n_pages = n;
	return KUA_OK;
}

static enum kua_code take_diagnostic(struct kua_stream *s, struct kua_error *err)
{
	uint64_t untrusted_id = kua_stream_little((const unsigned char *)s->body, KUA_DIAGNOSTIC_BYTES);
	if (untrusted_id >= KUA_DIAGS)
		return kua_fail(err, KUA_DATA, "a diagnostic that is not in the catalogue");
	const char *detail = s->body + KUA_DIAGNOSTIC_BYTES;
	*kua_vec_add(&s->diagnosed) = (struct kua_diagnosed){(enum kua_diagnostic_id)untrusted_id, *detail ? detail : NULL};
	return KUA_OK;
}

/* The fields that are no text: judged and taken at once. */
static enum kua_code take_binary(struct kua_stream *s, struct kua_error *err)
{
	unsigned char byte = s->body && s->body_n ? (unsigned char)s->body[0] : 0;
	switch (s->untrusted_type) {
	case KUA_PART_END:
		s->ended = kua_stream_check_end(s, err) == KUA_OK;
		return s->ended ? KUA_OK : err->code;
	case KUA_PART_PAGES:
		return take_pages(s, err);
	case KUA_PART_KIND:
		if (byte >= KUA_KINDS)
			return kua_fail(err, KUA_DATA, "an item of a kind that there is not");
		s->item.kind = (enum kua_item_kind)byte;
		return KUA_OK;
	case KUA_PART_CONFIDENCE:
		if (byte == 0 || byte > 100)
			return kua_fail(err, KUA_DATA, "a confidence that is not 1 to 100");
		s->item.confidence = byte;
		return KUA_OK;
	case KUA_PART_WANTED: {
		uint32_t page = (uint32_t)kua_stream_little((const unsigned char *)s->body, 4);
		if (page == 0 || (s->wanted.n && page <= s->wanted.v[s->wanted.n - 1]))
			return kua_fail(err, KUA_DATA, "pages to be recognised that do not ascend");
		*kua_vec_add(&s->wanted) = page;
		return KUA_OK;
	}
	default: /* KUA_PART_BYTES */
		s->one.bytes = s->body;
		s->one.n = s->body_n;
		s->one.at = s->at - s->body_n;
		s->in_inner = false;
		s->n_inner++;
		return s->visit.inner ? s->visit.inner(s->visit.ctx, &s->one, err) : KUA_OK;
	}
}

static enum kua_code store(struct kua_stream *s, struct kua_error *err)
{
	struct kua_raw_item *item = &s->item;
	switch (s->untrusted_type) {
	case KUA_PART_MEDIA_TYPE:
		s->media_type = s->body;
		break;
	case KUA_PART_META:
		kua_list_add(s->arena, &s->metadata, s->body);
		break;
	case KUA_PART_TITLE:
		item->title = s->body;
		break;
	case KUA_PART_AUTHOR:
		item->author = s->body;
		break;
	case KUA_PART_ISSUER:
		item->issuer = s->body;
		break;
	case KUA_PART_DATE:
		item->published_on = s->body;
		break;
	case KUA_PART_CATEGORY:
		kua_list_add(s->scratch, &item->categories, s->body);
		break;
	case KUA_PART_LANGUAGE:
		item->language = s->body;
		break;
	case KUA_PART_ADDRESSEE:
		kua_list_add(s->scratch, &item->addressees, s->body);
		break;
	case KUA_PART_URL:
		*(s->in_inner ? &s->one.url : &item->url) = s->body;
		break;
	case KUA_PART_TEXT:
		item->text = s->body;
		s->n_items++;
		return s->visit.item ? s->visit.item(s->visit.ctx, item, err) : KUA_OK;
	case KUA_PART_INNER:
		s->one.name = s->body;
		break;
	case KUA_PART_INNER_TYPE:
		s->one.media_type = s->body;
		break;
	case KUA_PART_CAPTURED:
		s->one.captured_at = s->body;
		break;
	default:
		break;
	}
	return KUA_OK;
}

#define BINARY (BIT(KUA_PART_END) | BIT(KUA_PART_PAGES) | BIT(KUA_PART_KIND) | BIT(KUA_PART_CONFIDENCE) | BIT(KUA_PART_WANTED) | \
                BIT(KUA_PART_BYTES))

static enum kua_code take_body(struct kua_stream *s, struct kua_error *err)
{
	enum kua_code code;
	if (BINARY & BIT(s->untrusted_type)) {
		code = take_binary(s, err);
	} else {
		code = kua_stream_check_text(s, err);
		if (code == KUA_OK && s->untrusted_type == KUA_PART_DIAGNOSTIC)
			code = take_diagnostic(s, err);
		else if (code == KUA_OK)
			code = store(s, err);
	}
	s->last = s->untrusted_type;
	s->body = NULL;
	s->got_header = 0;
	return code;
}

enum kua_code kua_stream_feed(struct kua_stream *s, const void *bytes, size_t n, struct kua_error *err)
{
	const char *p = bytes;
	while (n > 0) {
		if (s->ended)
			return kua_fail(err, KUA_DATA, "bytes after the end");
		bool in_body = s->got_header == KUA_PART_HEADER;
		char *to = !in_body ? (char *)s->header + s->got_header : s->body ? s->body + s->got_body : NULL;
		size_t left = in_body ? s->body_n - s->got_body : KUA_PART_HEADER - s->got_header;
		size_t take = left < n ? left : n;
		if (to)
			memcpy(to, p, take);
		p += take;
		n -= take;
		s->at += take;
		*(in_body ? &s->got_body : &s->got_header) += take;
		enum kua_code code = KUA_OK;
		if (!in_body && s->got_header == KUA_PART_HEADER)
			code = check_header(s, err);
		if (code == KUA_OK && s->got_header == KUA_PART_HEADER && s->got_body == s->body_n)
			code = take_body(s, err);
		if (code != KUA_OK)
			return code;
	}
	return KUA_OK;
}

const char *kua_diagnosed_line(const struct kua_diagnosed *v, size_t n, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		kua_buf_printf(&b, "%s%s", i ? "; " : "", kua_diagnostic(v[i].id)->text);
		if (v[i].detail)
			kua_buf_printf(&b, " (%s)", v[i].detail);
	}
	const char *line = n ? kua_arena_strdup(a, b.data) : NULL;
	kua_buf_free(&b);
	return line;
}

static void *copied(struct kua_arena *a, const void *v, size_t n, size_t size)
{
	if (!n)
		return NULL;
	void *to = kua_arena_alloc(a, kua_mul(n, size));
	memcpy(to, v, n * size);
	return to;
}

enum kua_code kua_stream_finish(struct kua_stream *s, const struct kua_diagnosed *cut_off, struct kua_reading *out,
                                struct kua_error *err)
{
	if (cut_off)
		*kua_vec_add(&s->diagnosed) = *cut_off;
	else if (!s->ended)
		return kua_fail(err, KUA_DATA, "it has no end");
	size_t n = s->diagnosed.n;
	*out = (struct kua_reading){.read = s->n_items + s->n_inner > 0, .media_type = s->media_type, .metadata = s->metadata};
	out->items = copied(s->arena, s->items.v, s->items.n, sizeof *s->items.v);
	out->n = s->n_items;
	out->inner = copied(s->arena, s->inner.v, s->inner.n, sizeof *s->inner.v);
	out->n_inner = s->n_inner;
	out->spool = (struct kua_content){.fd = -1};
	out->diagnosed = copied(s->arena, s->diagnosed.v, n, sizeof *s->diagnosed.v);
	out->n_diagnosed = n;
	out->wanted = copied(s->arena, s->wanted.v, s->wanted.n, sizeof *s->wanted.v);
	out->n_wanted = s->wanted.n;
	out->reason = kua_diagnosed_line(s->diagnosed.v, n, s->arena);
	for (size_t i = 0; i < n; i++)
		out->partial |= out->read && kua_diagnostic(s->diagnosed.v[i].id)->level >= KUA_UNSUPPORTED;
	return KUA_OK;
}
