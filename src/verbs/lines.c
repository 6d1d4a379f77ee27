/* lines.c - JSON lines from a file or standard input, for the plain filters. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "verbs/verbs.h"

#define LINES_MAX ((size_t)8 << 30)

static const char *string_at(json_t *j, const char *key, struct kua_arena *a)
{
	json_t *v = json_object_get(j, key);
	return json_is_string(v) ? kua_arena_strndup(a, json_string_value(v), json_string_length(v)) : NULL;
}

/* An object with id and text becomes an item; its document is its series (outlet), where it has one. */
static enum kua_code item_of(const char *line, size_t n, const char *name, size_t number, struct kua_arena *a,
                             struct kua_item *it, struct kua_error *err)
{
	json_error_t at;
	json_t *j = json_loadb(line, n, 0, &at);
	if (!json_is_object(j)) {
		json_decref(j);
		return kua_fail(err, KUA_DATA, "%s: line %zu is not a JSON object: %s", name, number, at.text);
	}
	it->id = string_at(j, "id", a);
	it->text = string_at(j, "text", a);
	it->title = string_at(j, "title", a);
	it->author = string_at(j, "author", a);
	it->language = string_at(j, "language", a);
	it->published_on = string_at(j, "published_on", a);
	if (!it->published_on)
		it->published_on = string_at(j, "date", a);
	it->date_from = it->date_to = it->published_on;
	it->document = string_at(j, "series", a);
	if (!it->document)
		it->document = it->id;
	it->document_id = it->document;
	it->ordinal = 1;
	json_decref(j);
	if (!it->id || !it->text)
		return kua_fail(err, KUA_DATA, "%s: line %zu has no \"id\" or no \"text\" that is a string", name, number);
	return KUA_OK;
}

enum kua_code kua_lines_bytes(struct kua_call *call, struct kua_buf *all, struct kua_error *err)
{
	return call->n_args && strcmp(call->args[0], "-") != 0
	               ? kua_read_file(call->args[0], LINES_MAX, all, err)
	               : kua_read_fd(STDIN_FILENO, "standard input", LINES_MAX, all, err);
}

enum kua_code kua_lines_read(struct kua_call *call, const struct kua_languages *l, struct kua_lines *out,
                             struct kua_error *err)
{
	struct kua_buf all = KUA_BUF_INIT;
	const char *name = call->n_args ? call->args[0] : "standard input";
	enum kua_code code = kua_lines_bytes(call, &all, err);
	KUA_VEC(struct kua_item) items = {0};
	size_t number = 0;
	for (size_t i = 0; code == KUA_OK && i < all.len;) {
		const char *end = memchr(all.data + i, '\n', all.len - i);
		size_t n = end ? (size_t)(end - all.data) - i : all.len - i;
		number++;
		if (strspn(all.data + i, " \t\r") < n) {
			struct kua_item it = {0};
			if (item_of(all.data + i, n, name, number, call->arena, &it, err) == KUA_OK) {
				*kua_vec_add(&items) = it;
			} else { /* one bad line among a million costs itself only */
				kua_note("%s; passed over", err->text);
				call->status = 1;
			}
		}
		i += n + 1;
	}
	kua_buf_free(&all);
	if (code == KUA_OK) {
		out->n = items.n;
		out->items = KUA_NEW_N(call->arena, struct kua_item, items.n);
		if (items.n)
			memcpy(out->items, items.v, items.n * sizeof *items.v);
		code = kua_views_make(l, out->items, out->n, 0, &out->views, err);
	}
	kua_vec_free(&items);
	return code;
}
