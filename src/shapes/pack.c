/*
 * pack.c - a record as bytes and back, for what is kept in order not to be made again. Smaller than its JSON, read without parsing: a
 * text that is unpacked is where it was, inside the bytes. They mean something only to the program that packed them.
 *
 * A number is a varint of 1 + its zigzag, 0 where it is not known; a text is 0 for none, or 1 + its length, the bytes and a NUL; a list of
 * texts its length and the texts; a list of anything else its JSON.
 */
#include "shapes/shapes.h"

/* ---- in ---- */

static void put_count(struct kua_buf *b, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		kua_buf_char(b, (char)(0x80 | (n & 0x7f)));
	kua_buf_char(b, (char)n);
}

static void put_text(struct kua_buf *b, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	put_count(b, s ? n + 1 : 0);
	if (s)
		kua_buf_add(b, s, n + 1);
}

static void put_field(struct kua_buf *b, const struct kua_field *f, const void *record)
{
	const char *p = (const char *)record + f->at;
	struct kua_buf json = KUA_BUF_INIT;
	struct kua_list list;
	const char *s;
	int64_t n;
	switch (f->type) {
	case KUA_TEXT:
		memcpy(&s, p, sizeof s);
		put_text(b, s);
		break;
	case KUA_INT:
	case KUA_BOOL:
		memcpy(&n, p, sizeof n);
		put_count(b, n == KUA_NONE ? 0 : (((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0)) + 1);
		break;
	case KUA_REAL:
	case KUA_MEAN: kua_buf_add(b, p, sizeof(double)); break;
	case KUA_LIST:
		memcpy(&list, p, sizeof list);
		put_count(b, list.n);
		for (size_t i = 0; i < list.n; i++)
			put_text(b, list.v[i]);
		break;
	case KUA_SPANS:
	case KUA_NAMES:
	case KUA_JOINED:
	case KUA_SOURCES:
		kua_field_json(&json, f, record);
		put_text(b, json.data);
		kua_buf_free(&json);
		break;
	}
}

void kua_shape_pack(struct kua_buf *b, enum kua_shape_kind kind, const void *v, size_t n)
{
	const struct kua_shape *shape = &kua_shapes[kind];
	put_count(b, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < shape->n; k++)
			put_field(b, &shape->fields[k], (const char *)v + i * shape->size);
}

/* ---- out: every length is checked, for the bytes come out of a file that may be somebody else's ---- */

bool kua_packed_take(struct kua_packed *p, void *to, size_t n)
{
	if (p->n < n)
		return false;
	memcpy(to, p->v, n);
	p->v += n;
	p->n -= n;
	return true;
}

static bool take_count(struct kua_packed *p, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; shift < 64 && p->n; shift += 7) {
		unsigned char c = (unsigned char)*p->v++;
		p->n--;
		*out |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return true;
	}
	return false;
}

static bool take_text(struct kua_packed *p, const char **out)
{
	uint64_t n;
	*out = NULL;
	if (!take_count(p, &n))
		return false;
	if (n == 0)
		return true;
	if (n > p->n || p->v[n - 1] != '\0' || memchr(p->v, '\0', n) != p->v + n - 1 || !kua_utf8_valid(p->v, n - 1))
		return false;
	*out = p->v;
	p->v += n;
	p->n -= n;
	return true;
}

static bool take_number(struct kua_packed *p, int64_t *out)
{
	uint64_t n;
	if (!take_count(p, &n))
		return false;
	*out = n == 0 ? KUA_NONE : (int64_t)(((n - 1) >> 1) ^ (((n - 1) & 1) ? UINT64_MAX : 0));
	return true;
}

static bool take_list(struct kua_packed *p, struct kua_arena *a, struct kua_list *out)
{
	uint64_t n;
	*out = (struct kua_list){0};
	if (!take_count(p, &n) || n > p->n)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		const char *s;
		if (!take_text(p, &s) || !s)
			return false;
		kua_list_add(a, out, s);
	}
	return true;
}

static bool take_field(struct kua_packed *p, const struct kua_field *f, void *record, struct kua_arena *a)
{
	char *at = (char *)record + f->at;
	struct kua_error ignored;
	struct kua_list list;
	const char *s;
	int64_t n;
	switch (f->type) {
	case KUA_TEXT:
		if (!take_text(p, &s))
			return false;
		memcpy(at, &s, sizeof s);
		return true;
	case KUA_INT:
	case KUA_BOOL:
		if (!take_number(p, &n))
			return false;
		memcpy(at, &n, sizeof n);
		return true;
	case KUA_REAL:
	case KUA_MEAN:
		return kua_packed_take(p, at, sizeof(double));
	case KUA_LIST:
		if (!take_list(p, a, &list))
			return false;
		memcpy(at, &list, sizeof list);
		return true;
	case KUA_SPANS:
	case KUA_NAMES:
	case KUA_JOINED:
	case KUA_SOURCES: break;
	}
	return take_text(p, &s) && (!s || kua_field_parse(f, record, s, a, &ignored) == KUA_OK);
}

bool kua_shape_unpack(struct kua_packed *p, enum kua_shape_kind kind, struct kua_arena *a, void *v, size_t *n)
{
	const struct kua_shape *shape = &kua_shapes[kind];
	uint64_t count;
	if (!take_count(p, &count) || count > p->n / shape->n) /* a field is a byte at least */
		return false;
	char *records = kua_arena_alloc(a, kua_mul((size_t)count, shape->size));
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < shape->n; k++)
			if (!take_field(p, &shape->fields[k], records + i * shape->size, a))
				return false;
	memcpy(v, &records, sizeof records);
	*n = (size_t)count;
	return true;
}
