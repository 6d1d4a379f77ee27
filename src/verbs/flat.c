/*
 * flat.c - the values of a JSON object that has no other objects in it, where they stand in the line, without a tree of them.
 *
 * Nearly all lines that the filters read are of this kind, and a gigabyte of them took longer to read than to compare. Here a line is either
 * read or left alone: what has a fault, or anything that is not strings, small whole numbers, true, false and null, is the
 * library's, which reads all of JSON and says what is wrong.
 */
#include <string.h>

#include "verbs/verbs.h"

enum { DIGITS_MOST = 18 }; /* of a number that fits 64 bits for certain */

struct scan {
	const char *p, *end;
};

static void skip_blank(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

static bool skip(struct scan *s, char c)
{
	skip_blank(s);
	bool there = s->p < s->end && *s->p == c;
	s->p += there;
	return there;
}

static uint64_t zeros(uint64_t x) /* the lowest bit that is set is that of the first byte that is 0 */
{
	return (x - UINT64_C(0x0101010101010101)) & ~x & UINT64_C(0x8080808080808080);
}

/* To the next byte of a string that is not plain: a quote, a backslash, a control character, part of a longer character. */
static void skip_plain(struct scan *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
	while (s->end - s->p >= 8) {
		uint64_t x;
		memcpy(&x, s->p, sizeof x);
		uint64_t found = zeros(x ^ '"' * ones) | zeros(x ^ '\\' * ones) | ((x - ' ' * ones) & ~x & high) | (x & high);
		if (found) {
			s->p += __builtin_ctzll(found) / 8;
			return;
		}
		s->p += 8;
	}
	while (s->p < s->end && (unsigned char)*s->p >= ' ' && (unsigned char)*s->p < 0x80 && *s->p != '"' && *s->p != '\\')
		s->p++;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The character that \uXXXX at p stands for; 0 where there is none, or only half of one. */
static uint32_t unicode_at(const char *p, const char *end)
{
	uint32_t c = 0;
	if (end - p < 6)
		return 0;
	for (int i = 2; i < 6; i++) {
		int digit = hex(p[i]);
		if (digit < 0)
			return 0;
		c = c << 4 | (uint32_t)digit;
	}
	return c >= 0xd800 && c < 0xe000 ? 0 : c;
}

static const char short_escapes[] = "\"\\/bfnrt", short_meanings[] = "\"\\/\b\f\n\r\t";

/* How long the escape at p is; 0 where it is the library's. */
static size_t escape_length(const char *p, const char *end)
{
	if (end - p < 2 || !p[1])
		return 0;
	if (p[1] == 'u')
		return unicode_at(p, end) ? 6 : 0;
	return strchr(short_escapes, p[1]) ? 2 : 0;
}

/* The string at p, whose quote was read. */
static bool read_string(struct scan *s, struct kua_flat *out)
{
	*out = (struct kua_flat){.v = s->p, .kind = KUA_FLAT_STRING};
	for (;;) {
		uint32_t c;
		skip_plain(s);
		if (s->p == s->end)
			return false;
		if (*s->p == '"')
			break;
		size_t step = 0;
		if (*s->p == '\\') {
			step = escape_length(s->p, s->end);
			out->escaped = true;
		} else if ((unsigned char)*s->p >= 0x80) {
			step = kua_utf8_next(s->p, (size_t)(s->end - s->p), &c);
		}
		if (!step)
			return false;
		s->p += step;
	}
	out->n = (size_t)(s->p++ - out->v);
	return true;
}

static bool read_number(struct scan *s, struct kua_flat *out)
{
	const char *from = s->p;
	s->p += *s->p == '-';
	const char *first = s->p;
	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	size_t n = (size_t)(s->p - first);
	if (n == 0 || n > DIGITS_MOST || (*first == '0' && s->p - from > 1))
		return false;
	*out = (struct kua_flat){.v = from, .n = (size_t)(s->p - from), .kind = KUA_FLAT_INTEGER};
	return true; /* what may follow of a fraction is no comma, and found to be none */
}

static bool read_word(struct scan *s, struct kua_flat *out)
{
	static const char *const words[] = {"true", "false", "null"};
	for (size_t i = 0; i < 3; i++) {
		size_t n = strlen(words[i]);
		if ((size_t)(s->end - s->p) >= n && memcmp(s->p, words[i], n) == 0) {
			s->p += n;
			*out = (struct kua_flat){.kind = KUA_FLAT_OTHER};
			return true;
		}
	}
	return false;
}

static bool read_value(struct scan *s, struct kua_flat *out)
{
	skip_blank(s);
	if (s->p == s->end)
		return false;
	if (*s->p == '"') {
		s->p++;
		return read_string(s, out);
	}
	return *s->p == '-' || (*s->p >= '0' && *s->p <= '9') ? read_number(s, out) : read_word(s, out);
}

bool kua_flat_read(const char *line, size_t n, const char *const *keys, size_t n_keys, struct kua_flat *out)
{
	struct scan s = {line, line + n};
	memset(out, 0, n_keys * sizeof *out);
	if (!skip(&s, '{'))
		return false;
	bool more = !skip(&s, '}');
	while (more) {
		struct kua_flat key, value;
		if (!skip(&s, '"') || !read_string(&s, &key) || key.escaped || !skip(&s, ':') || !read_value(&s, &value))
			return false;
		for (size_t i = 0; i < n_keys; i++)
			if (strlen(keys[i]) == key.n && memcmp(keys[i], key.v, key.n) == 0)
				out[i] = value; /* of two with one name the last one counts */
		more = skip(&s, ',');
		if (!more && !skip(&s, '}'))
			return false;
	}
	skip_blank(&s);
	return s.p == s.end;
}

char *kua_flat_string(const struct kua_flat *f, struct kua_arena *a)
{
	if (!f->escaped)
		return kua_arena_strndup(a, f->v, f->n);
	struct kua_buf b = KUA_BUF_INIT;
	const char *end = f->v + f->n;
	kua_buf_reserve(&b, f->n);
	for (const char *p = f->v; p < end;) {
		const char *back = memchr(p, '\\', (size_t)(end - p));
		kua_buf_add(&b, p, (size_t)((back ? back : end) - p));
		if (!back)
			break;
		if (back[1] == 'u')
			kua_buf_utf8(&b, unicode_at(back, end));
		else
			kua_buf_char(&b, short_meanings[strchr(short_escapes, back[1]) - short_escapes]);
		p = back + escape_length(back, end);
	}
	char *s = kua_arena_strndup(a, b.data, b.len);
	kua_buf_free(&b);
	return s;
}
