/* stream_check.c - what may stand in an answer: which field behind which, how many, how long, of which bytes. */
#include <string.h>

#include "intake/stream_inner.h"
#include "text/text.h"

/* Which field may follow which: bit n of follows[last] is type n. */
#define BREAK_OFF (BIT(KUA_PART_DIAGNOSTIC) | BIT(KUA_PART_END))
#define BETWEEN (BREAK_OFF | BIT(KUA_PART_META) | BIT(KUA_PART_WANTED) | BIT(KUA_PART_ITEM) | BIT(KUA_PART_INNER))
#define AFTER_KIND (BREAK_OFF | BIT(KUA_PART_TEXT))
#define AFTER_CONFIDENCE (BIT(KUA_PART_KIND) | AFTER_KIND)
#define AFTER_PAGES (BIT(KUA_PART_CONFIDENCE) | AFTER_CONFIDENCE)
#define AFTER_URL (BIT(KUA_PART_PAGES) | AFTER_PAGES)
#define AFTER_ADDRESSEE (BIT(KUA_PART_ADDRESSEE) | BIT(KUA_PART_URL) | AFTER_URL)
#define AFTER_DATE (BIT(KUA_PART_CATEGORY) | BIT(KUA_PART_LANGUAGE) | AFTER_ADDRESSEE)
#define AFTER_ISSUER (BIT(KUA_PART_DATE) | AFTER_DATE)
#define AFTER_AUTHOR (BIT(KUA_PART_ISSUER) | AFTER_ISSUER)
#define AFTER_TITLE (BIT(KUA_PART_AUTHOR) | AFTER_AUTHOR)
#define AFTER_CAPTURED (BREAK_OFF | BIT(KUA_PART_BYTES))
#define AFTER_INNER_TYPE (BIT(KUA_PART_URL) | BIT(KUA_PART_CAPTURED) | AFTER_CAPTURED)
static const unsigned follows[KUA_PARTS] = {
	[0] = BIT(KUA_PART_MEDIA_TYPE) | BREAK_OFF, /* after a diagnostic: see may_follow */
	[KUA_PART_MEDIA_TYPE] = BETWEEN,
	[KUA_PART_META] = BETWEEN,
	[KUA_PART_WANTED] = BETWEEN,
	[KUA_PART_DIAGNOSTIC] = BETWEEN,
	[KUA_PART_ITEM] = BIT(KUA_PART_TITLE) | AFTER_TITLE,
	[KUA_PART_TITLE] = AFTER_TITLE,
	[KUA_PART_AUTHOR] = AFTER_AUTHOR,
	[KUA_PART_ISSUER] = AFTER_ISSUER,
	[KUA_PART_DATE] = AFTER_DATE,
	[KUA_PART_CATEGORY] = AFTER_DATE,
	[KUA_PART_LANGUAGE] = AFTER_ADDRESSEE,
	[KUA_PART_ADDRESSEE] = AFTER_ADDRESSEE,
	[KUA_PART_URL] = AFTER_URL, /* of an item; of an inner document: see may_follow */
	[KUA_PART_PAGES] = AFTER_PAGES,
	[KUA_PART_CONFIDENCE] = AFTER_CONFIDENCE,
	[KUA_PART_KIND] = AFTER_KIND,
	[KUA_PART_TEXT] = BETWEEN,
	[KUA_PART_INNER] = BIT(KUA_PART_INNER_TYPE) | AFTER_INNER_TYPE,
	[KUA_PART_INNER_TYPE] = AFTER_INNER_TYPE,
	[KUA_PART_CAPTURED] = AFTER_CAPTURED,
	[KUA_PART_BYTES] = BETWEEN,
	[KUA_PART_END] = 0,
};

static const char *const names[KUA_PARTS] = {
	[0] = "start",
	[KUA_PART_MEDIA_TYPE] = "media type",
	[KUA_PART_ITEM] = "item",
	[KUA_PART_TITLE] = "title",
	[KUA_PART_AUTHOR] = "author",
	[KUA_PART_DATE] = "date",
	[KUA_PART_CATEGORY] = "category",
	[KUA_PART_LANGUAGE] = "language",
	[KUA_PART_TEXT] = "text",
	[KUA_PART_DIAGNOSTIC] = "diagnostic",
	[KUA_PART_END] = "end",
	[KUA_PART_ISSUER] = "issuer",
	[KUA_PART_KIND] = "kind",
	[KUA_PART_META] = "metadata",
	[KUA_PART_WANTED] = "page to be recognised",
	[KUA_PART_ADDRESSEE] = "addressee",
	[KUA_PART_URL] = "address",
	[KUA_PART_PAGES] = "pages",
	[KUA_PART_CONFIDENCE] = "confidence",
	[KUA_PART_INNER] = "inner document",
	[KUA_PART_INNER_TYPE] = "inner document's type",
	[KUA_PART_CAPTURED] = "time of capture",
	[KUA_PART_BYTES] = "bytes",
};

/* The least and most bytes that a field of this type may have. */
static void bounds(const struct kua_stream *s, enum kua_part type, size_t *least, size_t *most)
{
	*least = 1;
	*most = KUA_LINE_BYTES;
	switch (type) {
	case KUA_PART_ITEM:
		*least = *most = 0;
		break;
	case KUA_PART_DATE:
		*least = 4;
		*most = 10;
		break;
	case KUA_PART_CAPTURED:
		*least = *most = 20;
		break;
	case KUA_PART_LANGUAGE:
		*most = KUA_LANGUAGE_BYTES;
		break;
	case KUA_PART_TEXT:
		*least = 0;
		*most = s->limits->text;
		break;
	case KUA_PART_PAGES:
		*least = KUA_PAGE_BYTES;
		*most = KUA_PAGES * KUA_PAGE_BYTES;
		break;
	case KUA_PART_KIND:
	case KUA_PART_CONFIDENCE:
		*most = 1;
		break;
	case KUA_PART_WANTED:
		*least = *most = 4;
		break;
	case KUA_PART_DIAGNOSTIC:
		*least = KUA_DIAGNOSTIC_BYTES;
		break;
	case KUA_PART_BYTES:
		*most = s->limits->inner_bytes - s->inner_total;
		break;
	case KUA_PART_END:
		*least = *most = KUA_END_BYTES;
		break;
	default:
		break;
	}
}

static bool may_follow(const struct kua_stream *s, enum kua_part type)
{
	unsigned allowed = follows[s->last];
	if (s->last == KUA_PART_DIAGNOSTIC && !s->media_type)
		allowed = follows[0];
	if (s->last == KUA_PART_URL && s->in_inner)
		allowed = BIT(KUA_PART_CAPTURED) | AFTER_CAPTURED;
	return (allowed & BIT(type)) != 0;
}

/* Is there room for one more of this type? What it is called where there is not, NULL where there is. */
static const char *too_many(const struct kua_stream *s, enum kua_part type, size_t *most)
{
	size_t n = 0;
	*most = SIZE_MAX;
	switch (type) {
	case KUA_PART_ITEM:
		*most = s->limits->items;
		n = s->n_items;
		break;
	case KUA_PART_INNER:
		*most = s->limits->inner;
		n = s->n_inner;
		break;
	case KUA_PART_CATEGORY:
		*most = KUA_CATEGORIES;
		n = s->item.categories.n;
		break;
	case KUA_PART_ADDRESSEE:
		*most = KUA_ADDRESSEES;
		n = s->item.addressees.n;
		break;
	case KUA_PART_META:
		*most = KUA_METADATA;
		n = s->metadata.n;
		break;
	case KUA_PART_WANTED:
		*most = KUA_WANTED;
		n = s->wanted.n;
		break;
	case KUA_PART_DIAGNOSTIC:
		*most = KUA_DIAGNOSED + 1; /* one to give up with */
		n = s->diagnosed.n;
		break;
	default:
		break;
	}
	return n >= *most ? names[type] : NULL;
}

enum kua_code kua_stream_check_field(const struct kua_stream *s, enum kua_part type, uint64_t untrusted_length, struct kua_error *err)
{
	if (!may_follow(s, type))
		return kua_fail(err, KUA_DATA, "a field \"%s\" after \"%s\"", names[type], names[s->last]);
	size_t least, most;
	const char *what = too_many(s, type, &most);
	if (what)
		return kua_fail(err, KUA_DATA, "more fields \"%s\" than the limit of %zu", what, most);
	bounds(s, type, &least, &most);
	if (untrusted_length < least || untrusted_length > most)
		return kua_fail(err, KUA_DATA, "a field \"%s\" of %llu bytes, allowed are %zu to %zu", names[type],
		                (unsigned long long)untrusted_length, least, most);
	if (type != KUA_PART_BYTES && untrusted_length > s->limits->bytes_out - s->total)
		return kua_fail(err, KUA_DATA, "more than the limit of %zu bytes", s->limits->bytes_out);
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

static bool is_time(const char *s)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	for (size_t i = 0; i < sizeof form - 1; i++)
		if (form[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	return true;
}

enum kua_code kua_stream_check_text(const struct kua_stream *s, struct kua_error *err)
{
	const char *name = names[s->untrusted_type];
	size_t skip = s->untrusted_type == KUA_PART_DIAGNOSTIC ? KUA_DIAGNOSTIC_BYTES : 0;
	if (memchr(s->body + skip, '\0', s->body_n - skip))
		return kua_fail(err, KUA_DATA, "a NUL in a field \"%s\"", name);
	if (!kua_utf8_valid(s->body + skip, s->body_n - skip))
		return kua_fail(err, KUA_DATA, "a field \"%s\" that is not UTF-8", name);
	int64_t day;
	if (s->untrusted_type == KUA_PART_DATE && !kua_date_first_day(s->body, &day))
		return kua_fail(err, KUA_DATA, "a date that is none");
	if (s->untrusted_type == KUA_PART_CAPTURED && !is_time(s->body))
		return kua_fail(err, KUA_DATA, "a time that is none");
	if (s->untrusted_type == KUA_PART_LANGUAGE && !is_language(s->body))
		return kua_fail(err, KUA_DATA, "a language that is none");
	if (s->untrusted_type != KUA_PART_TEXT && memchr(s->body + skip, '\n', s->body_n - skip))
		return kua_fail(err, KUA_DATA, "a line end in a field \"%s\"", name);
	return KUA_OK;
}

enum kua_code kua_stream_check_end(const struct kua_stream *s, struct kua_error *err)
{
	const unsigned char *p = (const unsigned char *)s->body;
	uint64_t untrusted_items = kua_stream_little(p, 8), untrusted_inner = kua_stream_little(p + 8, 8);
	if (untrusted_items != s->n_items || untrusted_inner != s->n_inner)
		return kua_fail(err, KUA_DATA, "%llu items and %llu documents announced at the end, %zu and %zu came",
		                (unsigned long long)untrusted_items, (unsigned long long)untrusted_inner, s->n_items,
		                s->n_inner);
	if (s->n_items + s->n_inner + s->diagnosed.n + s->wanted.n == 0)
		return kua_fail(err, KUA_DATA, "unread without a reason");
	return KUA_OK;
}
