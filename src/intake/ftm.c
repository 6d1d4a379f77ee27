/* ftm.c - see ftm.h. */
#include "intake/ftm.h"

#define PROPERTIES ((size_t)256) /* of an entity */

struct kua_ftm {
	struct kua_intern *ids;
	KUA_VEC(const char *) names;
	struct kua_arena *arena;
};

bool kua_is_ftm(const json_t *v)
{
	return json_is_object(v) && json_is_string(json_object_get(v, "schema")) &&
	       json_is_object(json_object_get(v, "properties"));
}

struct kua_ftm *kua_ftm_new(void)
{
	struct kua_ftm *f = kua_calloc(1, sizeof *f);
	f->ids = kua_intern_new();
	f->arena = kua_arena_new();
	return f;
}

void kua_ftm_free(struct kua_ftm *f)
{
	if (!f)
		return;
	kua_intern_free(f->ids);
	kua_vec_free(&f->names);
	kua_arena_free(f->arena);
	free(f);
}

void kua_ftm_learn(struct kua_ftm *f, const json_t *entity)
{
	const json_t *properties = json_object_get(entity, "properties"), *id = json_object_get(entity, "id");
	const json_t *name = json_array_get(json_object_get(properties, "name"), 0);
	if (!json_is_string(name))
		name = json_array_get(json_object_get(properties, "title"), 0);
	if (!json_is_string(id) || !json_is_string(name))
		return;
	uint32_t i = kua_intern_add(f->ids, json_string_value(id), json_string_length(id));
	if (i == f->names.n)
		*kua_vec_add(&f->names) = kua_arena_strdup(f->arena, json_string_value(name));
}

/* A value, or the name of the entity whose id it is; without NULs. */
static void add_value(const struct kua_ftm *f, const json_t *v, struct kua_buf *b)
{
	struct kua_str s = {json_string_value(v), json_string_length(v)};
	uint32_t i = f ? kua_intern_find(f->ids, s.s, s.n) : KUA_NO_ID;
	if (i != KUA_NO_ID)
		s = kua_str(f->names.v[i]);
	for (size_t k = 0; k < s.n; k++)
		if (s.s[k] && s.s[k] != '\r')
			kua_buf_char(b, s.s[k]);
}

/* birthDate as "Birth date". */
static struct kua_str label_of(const char *name, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *p = name; *p; p++) {
		bool capital = *p >= 'A' && *p <= 'Z';
		if (capital && p > name && !(p[-1] >= 'A' && p[-1] <= 'Z'))
			kua_buf_char(&b, ' ');
		if (p == name)
			kua_buf_char(&b, *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
		else
			kua_buf_char(&b, capital ? (char)(*p + 32) : *p);
	}
	struct kua_str s = {kua_arena_strndup(a, b.data ? b.data : "", b.len), b.len};
	kua_buf_free(&b);
	return s;
}

static enum kua_column column_of(const struct kua_words *w, const char *name, struct kua_str label, bool document)
{
	if (strcmp(name, "name") == 0)
		return KUA_COL_TITLE;
	if (strcmp(name, "title") == 0) /* of a person it is a form of address */
		return document ? KUA_COL_TITLE : KUA_COL_NONE;
	return kua_words_column(w, label);
}

/*
 * The values of a property from number `from` on as a cell; false where there are none. Of several names the first is
 * the title: from 0 only that is taken.
 */
static bool take_property(const struct kua_words *w, const struct kua_ftm *f, const char *name, const json_t *values,
                          size_t from, bool document, struct kua_arena *a, struct kua_cell *cell)
{
	struct kua_buf b = KUA_BUF_INIT;
	cell->name = label_of(name, a);
	cell->column = column_of(w, name, cell->name, document);
	const char *parting = cell->column == KUA_COL_TEXT ? "\n\n" : " | ";
	size_t end = cell->column == KUA_COL_TITLE && from == 0 ? 1 : json_array_size(values);
	for (size_t i = from; i < end; i++) {
		const json_t *v = json_array_get(values, i);
		if (!json_is_string(v) || !json_string_length(v))
			continue;
		if (b.len)
			kua_buf_str(&b, parting);
		add_value(f, v, &b);
	}
	cell->value = (struct kua_str){kua_arena_strndup(a, b.data ? b.data : "", b.len), b.len};
	kua_buf_free(&b);
	return cell->value.n > 0;
}

bool kua_ftm_answer(const struct kua_words *w, const struct kua_ftm *f, json_t *entity, struct kua_answer *o)
{
	json_t *properties = json_object_get(entity, "properties"), *values;
	const char *schema = json_string_value(json_object_get(entity, "schema")), *name;
	bool document = json_object_get(properties, "bodyText") || json_object_get(properties, "fileName");
	struct kua_arena *a = kua_arena_new();
	struct kua_cell cells[PROPERTIES];
	size_t n = 0;
	cells[n++] = (struct kua_cell){kua_str("Schema"), kua_str(schema), KUA_COL_CATEGORY};
	json_object_foreach(properties, name, values)
	{
		if (n == PROPERTIES)
			break;
		if (take_property(w, f, name, values, 0, document, a, &cells[n])) {
			n++;
		}
		bool named = n && cells[n - 1].column == KUA_COL_TITLE && json_array_size(values) > 1;
		if (named && n < PROPERTIES && take_property(w, f, name, values, 1, document, a, &cells[n]))
			cells[n++].column = KUA_COL_NONE;
	}
	bool more = kua_answer_row(w, cells, n, false, o);
	kua_arena_free(a);
	return more;
}
