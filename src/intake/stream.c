/*
 * stream.c - the parent's reading of an answer, byte by byte as it arrives.
 *
 * A machine of two states: collecting a header, or collecting a field's bytes. A header is judged (type, order,
 * length, sum of all lengths) before memory is taken for its bytes; the bytes are judged when they are
 * complete. Whatever is wrong ends the reading: there is no way back into step with a child that lies.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/stream.h"
#include "text/text.h"

struct kua_stream {
	const struct kua_intake_limits *limits;
	struct kua_arena *arena;
	unsigned char header[KUA_PART_HEADER];
	size_t got_header;
	enum kua_part untrusted_type; /* judged when the header is complete */
	char *body;                   /* NULL: collecting a header */
	size_t body_n, got_body;
	size_t total;
	enum kua_part last;           /* last complete field; 0 before the first */
	KUA_VEC(struct kua_raw_item) items;
	const char *media_type, *reason;
	bool ended, read;
};

/* Which field may follow which: bit n of follows[last] is type n. */
#define BIT(part) (1u << (part))
#define AFTER_ITEM (BIT(KUA_PART_ITEM) | BIT(KUA_PART_REASON) | BIT(KUA_PART_END))
#define AFTER_LANGUAGE (BIT(KUA_PART_RECORD) | BIT(KUA_PART_TEXT))
#define AFTER_DATE (BIT(KUA_PART_CATEGORY) | BIT(KUA_PART_LANGUAGE) | AFTER_LANGUAGE)
#define AFTER_ISSUER (BIT(KUA_PART_DATE) | AFTER_DATE)
#define AFTER_AUTHOR (BIT(KUA_PART_ISSUER) | AFTER_ISSUER)
#define AFTER_TITLE (BIT(KUA_PART_AUTHOR) | AFTER_AUTHOR)
static const unsigned follows[KUA_PARTS] = {
	[0] = BIT(KUA_PART_MEDIA_TYPE),
	[KUA_PART_MEDIA_TYPE] = AFTER_ITEM,
	[KUA_PART_ITEM] = BIT(KUA_PART_TITLE) | AFTER_TITLE,
	[KUA_PART_TITLE] = AFTER_TITLE,
	[KUA_PART_AUTHOR] = AFTER_AUTHOR,
	[KUA_PART_ISSUER] = AFTER_ISSUER,
	[KUA_PART_DATE] = AFTER_DATE,
	[KUA_PART_CATEGORY] = AFTER_DATE,
	[KUA_PART_LANGUAGE] = AFTER_LANGUAGE,
	[KUA_PART_RECORD] = BIT(KUA_PART_TEXT),
	[KUA_PART_TEXT] = AFTER_ITEM,
	[KUA_PART_REASON] = BIT(KUA_PART_END),
	[KUA_PART_END] = 0,
};

static const char *const names[KUA_PARTS] = {
	[0] = "start",
	[KUA_PART_MEDIA_TYPE] = "media type",
	[KUA_PART_ITEM] = "item",
	[KUA_PART_TITLE] = "title",
	[KUA_PART_AUTHOR] = "author",
	[KUA_PART_ISSUER] = "issuer",
	[KUA_PART_DATE] = "date",
	[KUA_PART_CATEGORY] = "category",
	[KUA_PART_LANGUAGE] = "language",
	[KUA_PART_TEXT] = "text",
	[KUA_PART_REASON] = "reason",
	[KUA_PART_END] = "end",
	[KUA_PART_RECORD] = "record",
};

struct kua_stream *kua_stream_new(const struct kua_intake_limits *limits, struct kua_arena *a)
{
	struct kua_stream *s = kua_calloc(1, sizeof *s);
	s->limits = limits;
	s->arena = a;
	return s;
}

void kua_stream_free(struct kua_stream *s)
{
	if (!s)
		return;
	kua_vec_free(&s->items);
	free(s);
}

static uint64_t little(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = n; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

/* The least and most bytes that a field of this type may have. */
static void bounds(const struct kua_stream *s, enum kua_part type, size_t *least, size_t *most)
{
	*least = 1;
	*most = KUA_LINE_BYTES;
	switch (type) {
	case KUA_PART_ITEM:
	case KUA_PART_RECORD:
		*least = *most = 0;
		break;
	case KUA_PART_DATE:
		*least = 4;
		*most = 10;
		break;
	case KUA_PART_LANGUAGE:
		*most = KUA_LANGUAGE_BYTES;
		break;
	case KUA_PART_TEXT:
		*least = 0;
		*most = s->limits->text;
		break;
	case KUA_PART_END:
		*least = *most = KUA_END_BYTES;
		break;
	default:
		break;
	}
}

static enum kua_code check_header(struct kua_stream *s, struct kua_error *err)
{
	uint64_t untrusted_type = little(s->header, 4), untrusted_length = little(s->header + 4, 8);
	if (untrusted_type == 0 || untrusted_type >= KUA_PARTS)
		return kua_fail(err, KUA_DATA, "a field of type %llu, which there is not",
		                (unsigned long long)untrusted_type);
	enum kua_part type = (enum kua_part)untrusted_type;
	if (!(follows[s->last] & BIT(type)))
		return kua_fail(err, KUA_DATA, "a field \"%s\" after \"%s\"", names[type], names[s->last]);
	size_t least, most;
	bounds(s, type, &least, &most);
	if (untrusted_length < least || untrusted_length > most)
		return kua_fail(err, KUA_DATA, "a field \"%s\" of %llu bytes, allowed are %zu to %zu", names[type],
		                (unsigned long long)untrusted_length, least, most);
	if (untrusted_length > s->limits->bytes_out - s->total)
		return kua_fail(err, KUA_DATA, "more than the limit of %zu bytes", s->limits->bytes_out);
	if (type == KUA_PART_ITEM && s->items.n >= s->limits->items)
		return kua_fail(err, KUA_DATA, "more than the limit of %zu items", s->limits->items);
	if (type == KUA_PART_CATEGORY && s->items.v[s->items.n - 1].categories.n >= KUA_CATEGORIES)
		return kua_fail(err, KUA_DATA, "more than the limit of %zu categories", KUA_CATEGORIES);
	s->untrusted_type = type;
	s->body_n = (size_t)untrusted_length;
	s->got_body = 0;
	s->total += s->body_n;
	s->body = kua_arena_alloc(s->arena, s->body_n + 1);
	return KUA_OK;
}

/* Letters, digits and hyphens, as in a BCP 47 tag. */
static bool is_language(const char *s)
{
	for (; *s; s++) {
		bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z');
		if (!letter && !(*s >= '0' && *s <= '9') && *s != '-')
			return false;
	}
	return true;
}

static enum kua_code check_text(const struct kua_stream *s, struct kua_error *err)
{
	const char *name = names[s->untrusted_type];
	if (memchr(s->body, '\0', s->body_n))
		return kua_fail(err, KUA_DATA, "a NUL in a field \"%s\"", name);
	if (!kua_utf8_valid(s->body, s->body_n))
		return kua_fail(err, KUA_DATA, "a field \"%s\" that is not UTF-8", name);
	int64_t day;
	if (s->untrusted_type == KUA_PART_DATE && !kua_date_first_day(s->body, &day))
		return kua_fail(err, KUA_DATA, "a date that is none");
	if (s->untrusted_type == KUA_PART_LANGUAGE && !is_language(s->body))
		return kua_fail(err, KUA_DATA, "a language that is none");
	if (s->untrusted_type != KUA_PART_TEXT && memchr(s->body, '\n', s->body_n))
		return kua_fail(err, KUA_DATA, "a line end in a field \"%s\"", name);
	return KUA_OK;
}

static enum kua_code check_end(struct kua_stream *s, struct kua_error *err)
{
	const unsigned char *p = (const unsigned char *)s->body;
	if (p[0] > 1)
		return kua_fail(err, KUA_DATA, "an end that is neither read nor unread");
	s->read = p[0] == 1;
	uint64_t untrusted_count = little(p + 1, 8);
	if (untrusted_count != s->items.n)
		return kua_fail(err, KUA_DATA, "%llu items announced at the end, %zu came",
		                (unsigned long long)untrusted_count,
		                s->items.n);
	if (!s->read && !s->reason)
		return kua_fail(err, KUA_DATA, "unread without a reason");
	if (s->read && s->items.n == 0)
		return kua_fail(err, KUA_DATA, "read, and no item");
	s->ended = true;
	return KUA_OK;
}

static void store(struct kua_stream *s)
{
	struct kua_raw_item *item = s->items.n ? &s->items.v[s->items.n - 1] : NULL;
	switch (s->untrusted_type) {
	case KUA_PART_MEDIA_TYPE:
		s->media_type = s->body;
		break;
	case KUA_PART_REASON:
		s->reason = s->body;
		break;
	case KUA_PART_ITEM:
		kua_vec_add(&s->items)->kind = "text";
		break;
	case KUA_PART_RECORD:
		item->kind = "record";
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
		kua_list_add(s->arena, &item->categories, s->body);
		break;
	case KUA_PART_LANGUAGE:
		item->language = s->body;
		break;
	case KUA_PART_TEXT:
		item->text = s->body;
		break;
	default:
		break;
	}
}

static enum kua_code take_body(struct kua_stream *s, struct kua_error *err)
{
	enum kua_code code = s->untrusted_type == KUA_PART_END ? check_end(s, err) : check_text(s, err);
	if (code != KUA_OK)
		return code;
	store(s);
	s->last = s->untrusted_type;
	s->body = NULL;
	s->got_header = 0;
	return KUA_OK;
}

enum kua_code kua_stream_feed(struct kua_stream *s, const void *bytes, size_t n, struct kua_error *err)
{
	const char *p = bytes;
	while (n > 0) {
		if (s->ended)
			return kua_fail(err, KUA_DATA, "bytes after the end");
		bool in_body = s->body != NULL;
		char *to = in_body ? s->body + s->got_body : (char *)s->header + s->got_header;
		size_t left = in_body ? s->body_n - s->got_body : KUA_PART_HEADER - s->got_header;
		size_t take = left < n ? left : n;
		memcpy(to, p, take);
		p += take;
		n -= take;
		*(in_body ? &s->got_body : &s->got_header) += take;
		enum kua_code code = KUA_OK;
		if (!in_body && s->got_header == KUA_PART_HEADER)
			code = check_header(s, err);
		if (code == KUA_OK && s->body && s->got_body == s->body_n)
			code = take_body(s, err);
		if (code != KUA_OK)
			return code;
	}
	return KUA_OK;
}

enum kua_code kua_stream_finish(struct kua_stream *s, struct kua_reading *out, struct kua_error *err)
{
	if (!s->ended)
		return kua_fail(err, KUA_DATA, "it has no end");
	struct kua_raw_item *items = NULL;
	size_t n = s->read ? s->items.n : 0;
	if (n) {
		items = KUA_NEW_N(s->arena, struct kua_raw_item, n);
		memcpy(items, s->items.v, kua_mul(n, sizeof *items));
	}
	*out = (struct kua_reading){.read = s->read, .reason = s->reason, .media_type = s->media_type};
	out->items = items;
	out->n = n;
	return KUA_OK;
}
