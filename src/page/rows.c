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

/* The interface's form of a qualifier, "about {n}", with the number in it. */
static const char *qualified(const struct visit *v, const char *qualifier, const char *number)
{
	const char *form = qualifier ? texts_text_or(v->w, kua_arena_printf(v->a, "qualifier.%s", qualifier), NULL) : NULL;
	const char *slot = form ? strstr(form, "{n}") : NULL;
	return slot ? kua_arena_printf(v->a, "%.*s%s%s", (int)(slot - form), form, number, slot + 3) : number;
}

const char *bounds_number(const struct visit *v, int64_t low, int64_t high, const char *word_said)
{
	if (word_said)
		return word_said;
	if (low != KUA_NONE && high != KUA_NONE && low != high)
		return kua_arena_printf(v->a, "%s–%s", texts_number(v->w, low, v->a), texts_number(v->w, high, v->a));
	int64_t n = low != KUA_NONE ? low : high;
	return n != KUA_NONE ? texts_number(v->w, n, v->a) : "?";
}

const char *figure_number(const struct visit *v, const struct kua_figure *f)
{
	const char *number = bounds_number(v, f->low, f->high, f->word);
	return f->word || (f->low != KUA_NONE && f->high != KUA_NONE && f->low != f->high) ? number
	                                                                                  : qualified(v, f->qualifier, number);
}
