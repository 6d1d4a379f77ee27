/* lines.c - JSON lines from a file or standard input, for the plain filters. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "verbs/verbs.h"

static const char *string_at(json_t *j, const char *key, struct kua_arena *a)
{
	json_t *v = json_object_get(j, key);
	return json_is_string(v) ? kua_arena_strndup(a, json_string_value(v), json_string_length(v)) : NULL;
}

/* A date in any common way of writing it; what is no date is as good as none. */
static const char *date_at(json_t *j, const char *key, const struct kua_languages *l, struct kua_arena *a)
{
	const char *s = string_at(j, key, a);
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
	json_error_t at;
	json_t *j = json_loadb(line, n, 0, &at);
	if (!json_is_object(j)) {
		json_decref(j);
		return kua_fail(err, KUA_DATA, "not a JSON object: %s", at.text);
	}
	struct kua_item it = {
		.id = string_at(j, "id", a),
		.text = string_at(j, "text", a),
		.title = string_at(j, "title", a),
		.author = string_at(j, "author", a),
		.issuer = string_at(j, "issuer", a),
		.language = string_at(j, "language", a),
		.published_on = date_at(j, "published_on", l, a),
		.document = string_at(j, "series", a),
		.ordinal = 1,
	};
	if (!it.published_on)
		it.published_on = date_at(j, "date", l, a);
	it.date_from = it.date_to = it.published_on;
	it.document_id = it.document = it.document ? it.document : it.id;
	json_decref(j);
	if (!it.id || !it.text)
		return kua_fail(err, KUA_DATA, "no \"id\" or no \"text\" that is a string");
	*out = it;
	return KUA_OK;
}

enum kua_code kua_lines_each(struct kua_call *call, kua_line_fn *fn, void *ctx, struct kua_error *err)
{
	return kua_lines_each_of(call, call->n_args ? call->args[0] : "-", fn, ctx, err);
}

enum kua_code kua_lines_each_of(struct kua_call *call, const char *path, kua_line_fn *fn, void *ctx, struct kua_error *err)
{
	const char *name = strcmp(path, "-") != 0 ? path : NULL;
	FILE *f = name ? fopen(name, "re") : stdin;
	if (!f)
		return kua_fail(err, KUA_USE, "%s: cannot be opened: %s", name, strerror(errno));
	if (!name)
		name = "standard input";
	char *line = NULL;
	size_t room = 0, number = 0;
	for (ssize_t n; (n = getline(&line, &room, f)) >= 0;) {
		number++;
		if (strspn(line, " \t\r\n") < (size_t)n && fn(ctx, line, (size_t)n, err) != KUA_OK) {
			/* one bad line among a million costs itself only */
			kua_note("%s: line %zu: %s; passed over", name, number, err->text);
			call->status = 1;
		}
	}
	bool broken = ferror(f) != 0;
	free(line);
	if (f != stdin)
		(void)fclose(f);
	return broken ? kua_fail(err, KUA_WORLD, "%s: cannot be read: %s", name, strerror(errno)) : KUA_OK;
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
