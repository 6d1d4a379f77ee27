/* rows.c - records as screens want them, and numbers as figures say them. */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"

size_t rows_from(const struct visit *v)
{
	const char *from = pairs_get(&v->q->query, "from");
	long n = from ? strtol(from, NULL, 10) : 0;
	return n > 0 && n < 100000000 ? (size_t)n : 0;
}

const char *visit_profile(const struct visit *v)
{
	const char *said = pairs_get(&v->q->query, "profile");
	if (!said || !*said)
		said = request_cookie(v->q, "profile", v->a);
	return said && *said ? said : "range";
}

enum kua_code rows_one(struct visit *v, enum kua_shape_kind kind, const char *id, void **record, struct kua_error *err)
{
	const struct kua_query q = {.kind = kind, .where = {{"id", KUA_IS, id}}, .n = 1, .most = 1};
	size_t n = 0;
	*record = NULL;
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, record, &n, err);
	return code == KUA_OK && !n ? route_not_found(v, err) : code;
}

enum kua_code rows_of(struct visit *v, enum kua_shape_kind kind, const char *field, const char *value, void **rows,
                      size_t *n, struct kua_error *err)
{
	const struct kua_query q = {.kind = kind, .where = {{field, KUA_IS, value}}, .n = field ? 1 : 0, .most = 10000};
	return kua_casebook_rows(v->cb, &q, v->a, rows, n, err);
}

enum kua_code rows_count(struct visit *v, enum kua_shape_kind kind, const char *field, const char *value, int64_t *n,
                         struct kua_error *err)
{
	const struct kua_query q = {.kind = kind, .where = {{field, KUA_IS, value}}, .n = field ? 1 : 0};
	return kua_casebook_count_rows(v->cb, &q, n, err);
}

const char *behind_words(const char *said)
{
	const char *last = NULL;
	for (const char *s = said; (s = strstr(s, ": ")) != NULL; s++)
		last = s;
	return last;
}

const char *bounds_number(const struct visit *v, int64_t low, int64_t high, const char *word)
{
	return texts_bounds(v->w, low, high, word, v->a);
}

const char *item_name(const struct kua_item *item)
{
	return !item ? NULL : item->title ? item->title : item->document;
}

const char *figure_number(const struct visit *v, const struct kua_figure *f)
{
	return texts_figure(v->w, f, v->a);
}

const char *event_label(const struct visit *v, const struct kua_event *e)
{
	return texts_event(v->w, e, e->place, v->a);
}
