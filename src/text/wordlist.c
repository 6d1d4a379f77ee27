/*
 * wordlist.c - the one reader of the files under data/. The format is in text.h. The file is cut in place:
 * the copy in the arena has its separators replaced by NULs, and forms and fields point into it.
 */
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

#define FILE_MAX ((size_t)1 << 20)
#define LINE_LIMIT ((size_t)4096)

struct reader {
	const char *path, *section;
	struct kua_arena *arena;
	KUA_VEC(struct kua_entry) entries;
	unsigned line;
};

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Trim [s, end) and end it with a NUL; end may be written to. */
static char *trimmed(char *s, char *end)
{
	while (s < end && blank(*s))
		s++;
	while (end > s && blank(end[-1]))
		end--;
	*end = '\0';
	return s;
}

static enum kua_code bad(const struct reader *r, const char *line, const char *at, const char *what,
                         struct kua_error *err)
{
	return kua_fail(err, KUA_DATA, "%s:%u:%zu: %s", r->path, r->line, (size_t)(at - line) + 1, what);
}

static enum kua_code read_section(struct reader *r, char *s, char *end, struct kua_error *err)
{
	char *close = memchr(s, ']', (size_t)(end - s));
	if (!close)
		return bad(r, s, s, "a section starts with [ and must end with ]", err);
	for (char *p = close + 1; p < end; p++)
		if (!blank(*p))
			return bad(r, s, p, "nothing may follow the ] of a section", err);
	r->section = trimmed(s + 1, close);
	if (!*r->section)
		return bad(r, s, s, "a section needs a name between [ and ]", err);
	return KUA_OK;
}

/* Cut [s, end) at each `mark`; every part is trimmed. Empty parts are refused unless they may be empty. */
static enum kua_code cut(struct reader *r, const char *line, char *s, char *end, char mark, bool may_be_empty,
                         struct kua_list *out, struct kua_error *err)
{
	for (;;) {
		char *stop = memchr(s, mark, (size_t)(end - s));
		char *part = trimmed(s, stop ? stop : end);
		if (!*part && !may_be_empty)
			return bad(r, line, s, "an empty form between commas", err);
		kua_list_add(r->arena, out, part);
		if (!stop)
			return KUA_OK;
		s = stop + 1;
	}
}

static enum kua_code read_entry(struct reader *r, char *s, char *end, struct kua_error *err)
{
	struct kua_entry e = {.section = r->section, .line = r->line};
	char *bar = memchr(s, '|', (size_t)(end - s));
	enum kua_code code = KUA_OK;
	if (bar)
		code = cut(r, s, bar + 1, end, '|', true, &e.fields, err);
	if (code == KUA_OK)
		code = cut(r, s, s, bar ? bar : end, ',', false, &e.forms, err);
	if (code == KUA_OK)
		*kua_vec_add(&r->entries) = e;
	return code;
}

static enum kua_code read_line(struct reader *r, char *s, char *end, struct kua_error *err)
{
	if ((size_t)(end - s) > LINE_LIMIT)
		return kua_fail(err, KUA_DATA, "%s:%u:%zu: a line longer than %zu bytes", r->path, r->line, LINE_LIMIT + 1,
		                LINE_LIMIT);
	if (memchr(s, '\0', (size_t)(end - s)))
		return bad(r, s, memchr(s, '\0', (size_t)(end - s)), "a NUL byte", err);
	for (char *p = s; p < end;) {
		uint32_t c;
		size_t step = kua_utf8_next(p, (size_t)(end - p), &c);
		if (!step)
			return bad(r, s, p, "not UTF-8", err);
		p += step;
	}
	s = trimmed(s, end);
	end = s + strlen(s);
	if (s == end || *s == '#')
		return KUA_OK;
	return *s == '[' ? read_section(r, s, end, err) : read_entry(r, s, end, err);
}

enum kua_code kua_wordlist_parse(const char *path, const char *bytes, size_t n, struct kua_arena *a,
                                 struct kua_wordlist *out, struct kua_error *err)
{
	if (n > FILE_MAX)
		return kua_fail(err, KUA_DATA, "%s:1:1: a word list larger than %zu bytes", path, FILE_MAX);
	struct reader r = {.path = kua_arena_strdup(a, path), .section = "", .arena = a};
	char *s = kua_arena_strndup(a, bytes, n), *all = s + n;
	enum kua_code code = KUA_OK;
	if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		s += 3;
	while (s < all && code == KUA_OK) {
		char *end = memchr(s, '\n', (size_t)(all - s));
		if (!end)
			end = all;
		r.line++;
		code = read_line(&r, s, end, err);
		s = end + 1;
	}
	if (code == KUA_OK) {
		struct kua_entry *v = KUA_NEW_N(a, struct kua_entry, r.entries.n);
		if (r.entries.n)
			memcpy(v, r.entries.v, r.entries.n * sizeof *v);
		*out = (struct kua_wordlist){r.path, v, r.entries.n};
	}
	kua_vec_free(&r.entries);
	return code;
}

enum kua_code kua_wordlist_load(const char *path, struct kua_arena *a, struct kua_wordlist *out, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = kua_read_file(path, FILE_MAX, &b, err);
	if (code == KUA_LIMIT)
		err->code = code = KUA_DATA;
	if (code == KUA_OK)
		code = kua_wordlist_parse(path, b.data ? b.data : "", b.len, a, out, err);
	kua_buf_free(&b);
	return code;
}
