/* parse.c - the fields that the store keeps as JSON text, back into records. */
#include <string.h>

#include <jansson.h>

#include "shapes/shapes.h"

static const char *string_in(json_t *j, struct kua_arena *a)
{
	return json_is_string(j) ? kua_arena_strndup(a, json_string_value(j), json_string_length(j)) : NULL;
}

static int64_t int_in(json_t *j)
{
	return json_is_integer(j) ? (int64_t)json_integer_value(j) : KUA_NONE;
}

/* Is every element a string? A list of records never holds a NULL. */
static bool all_strings(json_t *j)
{
	size_t i;
	json_t *e;
	json_array_foreach(j, i, e) if (!json_is_string(e)) return false;
	return json_is_array(j);
}

/* Of two figures, where one is from the other's text. */
static bool valid_joined(json_t *e)
{
	json_t *figures = json_object_get(e, "figures");
	return all_strings(figures) && (!json_is_string(json_object_get(e, "from")) || json_array_size(figures) == 2);
}

/* Is j what the printer writes for this field? The store may be somebody else's file. */
static bool valid(const struct kua_field *f, json_t *j)
{
	size_t i;
	json_t *e;
	if (f->type == KUA_LIST)
		return all_strings(j);
	json_array_foreach(j, i, e)
	{
		if (f->type == KUA_NAMES && !json_is_string(json_object_get(e, "form")))
			return false;
		if (f->type == KUA_JOINED && !valid_joined(e))
			return false;
		if (f->type == KUA_SPANS && !json_is_object(e))
			return false;
		if (f->type == KUA_SOURCES && !json_is_string(json_object_get(e, "item")))
			return false;
	}
	return json_is_array(j);
}

static struct kua_list list_in(json_t *j, struct kua_arena *a)
{
	struct kua_list list = {0};
	size_t i;
	json_t *e;
	json_array_foreach(j, i, e) kua_list_add(a, &list, string_in(e, a));
	return list;
}

static struct kua_spans spans_in(json_t *j, struct kua_arena *a)
{
	struct kua_span *v = KUA_NEW_N(a, struct kua_span, json_array_size(j));
	size_t i;
	json_t *e;
	json_array_foreach(j, i, e)
	{
		v[i] = (struct kua_span){int_in(json_object_get(e, "a_start")), int_in(json_object_get(e, "a_end")),
		                         int_in(json_object_get(e, "b_start")), int_in(json_object_get(e, "b_end"))};
	}
	return (struct kua_spans){v, json_array_size(j)};
}

static struct kua_name_list names_in(json_t *j, struct kua_arena *a)
{
	struct kua_name *v = KUA_NEW_N(a, struct kua_name, json_array_size(j));
	size_t i;
	json_t *e;
	json_array_foreach(j, i, e)
	{
		v[i] = (struct kua_name){string_in(json_object_get(e, "form"), a),
		                         string_in(json_object_get(e, "script"), a),
		                         int_in(json_object_get(e, "mentions"))};
	}
	return (struct kua_name_list){v, json_array_size(j)};
}

static struct kua_joined_list joined_in(json_t *j, struct kua_arena *a)
{
	struct kua_joined *v = KUA_NEW_N(a, struct kua_joined, json_array_size(j));
	size_t i;
	json_t *e;
	json_array_foreach(j, i, e)
	{
		v[i] = (struct kua_joined){list_in(json_object_get(e, "figures"), a), string_in(json_object_get(e, "why"), a),
		                           json_number_value(json_object_get(e, "probability")),
		                           string_in(json_object_get(e, "from"), a)};
	}
	return (struct kua_joined_list){v, json_array_size(j)};
}

static struct kua_sources sources_in(json_t *j, struct kua_arena *a)
{
	struct kua_source_of *v = KUA_NEW_N(a, struct kua_source_of, json_array_size(j));
	size_t i;
	json_t *e;
	json_array_foreach(j, i, e)
	{
		v[i] = (struct kua_source_of){string_in(json_object_get(e, "item"), a),
		                              json_number_value(json_object_get(e, "probability")),
		                              json_number_value(json_object_get(e, "cost"))};
	}
	return (struct kua_sources){v, json_array_size(j)};
}

/*
 * A list of strings as the printer writes most of them, ["a","b"]: nothing escaped, no blanks. False where it is anything else, which may
 * still be a list: then nothing was read.
 */
static bool plain_list(const char *json, struct kua_arena *a, struct kua_list *out)
{
	size_t n = strlen(json);
	const char *last = json + n - 1;
	struct kua_list list = {0};
	if (n < 2 || json[0] != '[' || *last != ']' || memchr(json, '\\', n) || !kua_utf8_valid(json, n))
		return false;
	for (const char *s = json + 1, *end; s < last; s = end + 1 + (end[1] == ',')) {
		for (end = s + 1; (unsigned char)*end >= ' ' && *end != '"';)
			end++;
		bool more = *end == '"' && end[1] == ',' && end[2] == '"';
		if (*s != '"' || *end != '"' || (!more && end + 1 != last))
			return false;
		kua_list_add(a, &list, kua_arena_strndup(a, s + 1, (size_t)(end - s) - 1));
	}
	*out = list;
	return true;
}

enum kua_code kua_field_parse(const struct kua_field *f, void *record, const char *json, struct kua_arena *a,
                              struct kua_error *err)
{
	json_error_t at;
	if (f->type == KUA_LIST && plain_list(json, a, (struct kua_list *)(void *)((char *)record + f->at)))
		return KUA_OK;
	json_t *j = json_loads(json, 0, &at);
	if (!valid(f, j)) {
		json_decref(j);
		return kua_fail(err, KUA_DATA, "field %s is not a JSON list of what belongs there: %.80s", f->name, json);
	}
	void *p = (char *)record + f->at;
	switch (f->type) {
	case KUA_LIST: *(struct kua_list *)p = list_in(j, a); break;
	case KUA_SPANS: *(struct kua_spans *)p = spans_in(j, a); break;
	case KUA_NAMES: *(struct kua_name_list *)p = names_in(j, a); break;
	case KUA_JOINED: *(struct kua_joined_list *)p = joined_in(j, a); break;
	case KUA_SOURCES: *(struct kua_sources *)p = sources_in(j, a); break;
	case KUA_TEXT:
	case KUA_INT:
	case KUA_BOOL:
	case KUA_REAL:
	case KUA_MEAN: break; /* kept in columns of their own */
	}
	json_decref(j);
	return KUA_OK;
}
