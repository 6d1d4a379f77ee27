/* lines.c - JSON lines from a file or standard input, for the plain filters. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "verbs/verbs.h"

/* What a line may say that is looked at. */
enum said { ID, UID, TEXT, TITLE, AUTHOR, ISSUER, LANGUAGE, PUBLISHED_ON, DATE, SERIES, SAID };
static const char *const keys[SAID] = {"id", "uid", "text", "title", "author", "issuer", "language", "published_on", "date", "series"};

/* By the library, which takes any JSON there is; whole numbers count for UID only. */
static enum kua_code read_any(const char *line, size_t n, struct kua_arena *a, const char *said[SAID], struct kua_error *err)
{
	json_error_t at;
	json_t *j = json_loadb(line, n, 0, &at);
	if (!json_is_object(j)) {
		json_decref(j);
		return kua_fail(err, KUA_DATA, "not a JSON object: %s", at.text);
	}
	for (size_t i = 0; i < SAID; i++) {
		json_t *v = json_object_get(j, keys[i]);
		if (json_is_string(v))
			said[i] = kua_arena_strndup(a, json_string_value(v), json_string_length(v));
		else if (i == UID && json_is_integer(v))
			said[i] = kua_arena_printf(a, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	}
	json_decref(j);
	return KUA_OK;
}

static enum kua_code read_said(const char *line, size_t n, struct kua_arena *a, const char *said[SAID], struct kua_error *err)
{
	struct kua_flat found[SAID];
	if (!kua_flat_read(line, n, keys, SAID, found))
		return read_any(line, n, a, said, err);
	for (size_t i = 0; i < SAID; i++)
		if (found[i].kind == KUA_FLAT_STRING || (i == UID && found[i].kind == KUA_FLAT_INTEGER))
			said[i] = kua_flat_string(&found[i], a);
	return KUA_OK;
}

/* A date in any common way of writing it; what is no date is as good as none. */
static const char *date_of(const char *s, const struct kua_languages *l, struct kua_arena *a)
{
	int64_t day;
	char iso[11];
	if (!s || kua_date_first_day(s, &day))
		return s;
	return kua_date_parse(l, s, strlen(s), iso) ? kua_arena_strdup(a, iso) : NULL;
}

/* Its document is its series (outlet), where it has one. */
enum kua_code kua_lines_item(const char *line, size_t n, const struct kua_languages *l, struct kua_arena *a,
                             struct kua_item *out, struct kua_error *err)
{
	const char *said[SAID] = {NULL};
	enum kua_code code = read_said(line, n, a, said, err);
	if (code != KUA_OK)
		return code;
	struct kua_item it = {
		.id = said[ID] ? said[ID] : said[UID], /* passim's */
		.text = said[TEXT],
		.title = said[TITLE],
		.author = said[AUTHOR],
		.issuer = said[ISSUER],
		.language = said[LANGUAGE],
		.published_on = date_of(said[PUBLISHED_ON], l, a),
		.document = said[SERIES],
		.ordinal = 1,
	};
	if (!it.published_on)
		it.published_on = date_of(said[DATE], l, a);
	it.date_from = it.date_to = it.published_on;
	it.document_id = it.document = it.document ? it.document : it.id;
	if (!it.id || !it.text)
		return kua_fail(err, KUA_DATA, "no \"id\" or no \"text\" that is a string");
	*out = it;
	return KUA_OK;
}

/* The lines of a file or of standard input, one after the other. */
struct reading {
	FILE *f;
	const char *name;
	char *line;
	size_t room, number;
};

typedef KUA_VEC(struct kua_line) line_vec;

static enum kua_code open_lines(const char *path, struct reading *r, struct kua_error *err)
{
	const char *name = strcmp(path, "-") != 0 ? path : NULL;
	*r = (struct reading){.f = name ? fopen(name, "re") : stdin, .name = name ? name : "standard input"};
	return r->f ? KUA_OK : kua_fail(err, KUA_USE, "%s: cannot be opened: %s", name, strerror(errno));
}

/* The length of the next line that is not blank, or -1. */
static ssize_t next_line(struct reading *r)
{
	for (ssize_t n; (n = getline(&r->line, &r->room, r->f)) >= 0;) {
		r->number++;
		if (strspn(r->line, " \t\r\n") < (size_t)n)
			return n;
	}
	return -1;
}

static enum kua_code close_lines(struct reading *r, enum kua_code code, struct kua_error *err)
{
	bool broken = ferror(r->f) != 0;
	free(r->line);
	if (r->f != stdin)
		(void)fclose(r->f);
	return code == KUA_OK && broken ? kua_fail(err, KUA_WORLD, "%s: cannot be read: %s", r->name, strerror(errno)) : code;
}

static const char *first_argument(const struct kua_call *call)
{
	return call->n_args ? call->args[0] : "-";
}

/* One bad line among a million costs itself only. */
static void refuse(struct kua_call *call, const char *path, size_t number, const struct kua_error *err)
{
	kua_note("%s: line %zu: %s; passed over", strcmp(path, "-") != 0 ? path : "standard input", number, err->text);
	call->status = 1;
}

void kua_lines_refused(struct kua_call *call, size_t number, const struct kua_error *err)
{
	refuse(call, first_argument(call), number, err);
}

enum kua_code kua_lines_each(struct kua_call *call, kua_line_fn *fn, void *ctx, struct kua_error *err)
{
	return kua_lines_each_of(call, first_argument(call), fn, ctx, err);
}

enum kua_code kua_lines_each_of(struct kua_call *call, const char *path, kua_line_fn *fn, void *ctx, struct kua_error *err)
{
	struct reading r;
	enum kua_code code = open_lines(path, &r, err);
	if (code != KUA_OK)
		return code;
	for (ssize_t n; (n = next_line(&r)) >= 0;)
		if (fn(ctx, r.line, (size_t)n, err) != KUA_OK)
			refuse(call, path, r.number, err);
	return close_lines(&r, KUA_OK, err);
}

enum { BATCH_BYTES = 8 << 20 };

static bool is_blank(const char *v, size_t n)
{
	size_t i = 0;
	while (i < n && (v[i] == ' ' || v[i] == '\t' || v[i] == '\r' || v[i] == '\n'))
		i++;
	return i == n;
}

/* The lines of the text that are not blank; of the last one only where nothing follows. How many bytes they are. */
static size_t split_lines(struct reading *r, const struct kua_buf *text, bool last, line_vec *out)
{
	size_t at = 0;
	while (at < text->len) {
		const char *line = text->data + at, *end = memchr(line, '\n', text->len - at);
		if (!end && !last)
			break;
		size_t n = end ? (size_t)(end - line) + 1 : text->len - at;
		r->number++;
		if (!is_blank(line, n))
			*kua_vec_add(out) = (struct kua_line){line, n, r->number};
		at += n;
	}
	return at;
}

enum kua_code kua_lines_batches(struct kua_call *call, kua_line_batch_fn *fn, void *ctx, struct kua_error *err)
{
	struct reading r;
	struct kua_buf text = KUA_BUF_INIT;
	line_vec lines = {0};
	enum kua_code code = open_lines(first_argument(call), &r, err);
	if (code != KUA_OK)
		return code;
	for (bool more = true; more && code == KUA_OK;) {
		size_t room = text.len + BATCH_BYTES, got; /* a line that did not end is not looked through again and again */
		kua_buf_reserve(&text, room);
		got = fread(text.data + text.len, 1, room, r.f);
		more = got == room;
		text.len += got;
		text.data[text.len] = '\0';
		lines.n = 0;
		size_t used = split_lines(&r, &text, !more, &lines);
		if (lines.n)
			code = fn(ctx, lines.v, lines.n, err);
		text.len -= used;
		memmove(text.data, text.data + used, text.len);
	}
	kua_vec_free(&lines);
	kua_buf_free(&text);
	return close_lines(&r, code, err);
}

struct gathering {
	const struct kua_languages *languages;
	struct kua_arena *arena;
	KUA_VEC(struct kua_item) items;
};

static enum kua_code gather(void *ctx, const char *line, size_t n, struct kua_error *err)
{
	struct gathering *g = ctx;
	struct kua_item it;
	enum kua_code code = kua_lines_item(line, n, g->languages, g->arena, &it, err);
	if (code == KUA_OK)
		*kua_vec_add(&g->items) = it;
	return code;
}

enum kua_code kua_lines_read(struct kua_call *call, const struct kua_languages *l, struct kua_lines *out,
                             struct kua_error *err)
{
	struct gathering g = {.languages = l, .arena = call->arena};
	enum kua_code code = kua_lines_each(call, gather, &g, err);
	if (code == KUA_OK) {
		out->n = g.items.n;
		out->items = KUA_NEW_N(call->arena, struct kua_item, g.items.n);
		if (g.items.n)
			memcpy(out->items, g.items.v, g.items.n * sizeof *g.items.v);
		code = kua_views_make(l, out->items, out->n, 0, &out->views, err);
	}
	kua_vec_free(&g.items);
	return code;
}
