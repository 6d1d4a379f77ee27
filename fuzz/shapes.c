/*
 * shapes.c - the first byte says which field, the rest is what the store holds for it: it is refused, or printed, read and
 * printed again it is the same. And any bytes as a text give JSON that jansson reads, and a line of CSV.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "shapes/shapes.h"

#define MUST(condition) \
	do {            \
		if (!(condition)) \
			abort(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void as_list(uint8_t which, const char *json, struct kua_arena *a)
{
	static const struct {
		enum kua_shape_kind kind;
		const char *field;
	} lists[] = {{KUA_FIGURE, "reasons"}, {KUA_REUSE, "spans"}, {KUA_ENTITY, "names"}, {KUA_ACCOUNT, "joined"}};
	const struct kua_shape *shape = &kua_shapes[lists[which % 4].kind];
	const struct kua_field *f = kua_shape_field(shape, lists[which % 4].field);
	struct kua_buf once = KUA_BUF_INIT, twice = KUA_BUF_INIT;
	struct kua_error err;
	void *record = kua_arena_alloc(a, shape->size), *again = kua_arena_alloc(a, shape->size);
	if (kua_field_parse(f, record, json, a, &err) == KUA_OK) {
		kua_field_json(&once, f, record);
		MUST(kua_field_parse(f, again, once.data, a, &err) == KUA_OK);
		kua_field_json(&twice, f, again);
		MUST(strcmp(once.data, twice.data) == 0);
	}
	kua_buf_free(&once);
	kua_buf_free(&twice);
}

static void as_text(const char *text)
{
	struct kua_voice v = {.id = "v", .label = text, .kind = text};
	struct kua_buf b = KUA_BUF_INIT;
	kua_shape_json(&b, &kua_shapes[KUA_VOICE], &v);
	json_t *j = json_loads(b.data, 0, NULL);
	MUST(j);
	const char *label = json_string_value(json_object_get(j, "label"));
	MUST(label && (!kua_utf8_valid(text, strlen(text)) || strcmp(label, text) == 0));
	json_decref(j);
	kua_buf_clear(&b);
	kua_shape_csv(&b, &kua_shapes[KUA_VOICE], &v);
	MUST(b.len > 2 && strcmp(b.data + b.len - 2, "\r\n") == 0);
	const char *cell = b.data + 2; /* behind the id and its comma */
	cell += *cell == '"';
	MUST(!*cell || !strchr("=+-@\t\r", *cell) || *cell == '\r'); /* no formula; a line end is the end of the line */
	kua_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct kua_arena *a = kua_arena_new();
	const char *text = kua_arena_strndup(a, (const char *)data + 1, size - 1);
	as_list(data[0], text, a);
	as_text(text);
	kua_arena_free(a);
	return 0;
}
