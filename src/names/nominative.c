/*
 * nominative.c - "Владимира Козлова" is Владимир Козлов, "Розу Тулетаеву" is Роза Тулетаева.
 *
 * A full name stands in an oblique case when its given name, as written, is in no list and becomes a listed one by
 * putting the nominative's ending in place of its own. That also tells a man from a woman, and so which endings the
 * surname and the patronymic may have had. Without such a given name nothing is touched: Козлова may be a woman. The endings
 * are in data/<language>/names.txt.
 */
#include <string.h>

#include "names/internal.h"

enum { NOMINATIVE_WORDS = 4, NOMINATIVE_BYTES = 96 };

struct pieces {
	const char *v[NOMINATIVE_WORDS];
	size_t n;
};

static bool split(struct kua_arena *a, const char *form, struct pieces *out)
{
	for (const char *p = form; *p;) {
		size_t n = strcspn(p, " ");
		if (n > 0 && out->n == NOMINATIVE_WORDS)
			return false;
		if (n > 0)
			out->v[out->n++] = kua_arena_strndup(a, p, n);
		p += n + (p[n] == ' ');
	}
	return out->n >= 2;
}

static const char *replaced(struct kua_arena *a, const char *word, const struct case_rule *r)
{
	size_t n = strlen(word), end = strlen(r->from);
	if (n < end + 4 || n > NOMINATIVE_BYTES || strcmp(word + n - end, r->from) != 0)
		return NULL;
	return kua_arena_printf(a, "%.*s%s", (int)(n - end), word, r->to);
}

/* The listed given name that word is an oblique case of; NULL where there is none. */
static const char *given_in_nominative(const struct kua_names *names, const char *word, struct kua_arena *a, bool *woman)
{
	for (size_t i = 0; i < names->given_cases.n; i++) {
		const struct case_rule *r = &names->given_cases.v[i];
		const char *out = replaced(a, word, r);
		const char *norm = out ? folded(a, out) : NULL;
		*woman = r->woman;
		if (norm && names_given_as_is(names, norm, kua_hash(norm, strlen(norm))))
			return out;
	}
	return NULL;
}

const char *nominative_of(const struct kua_names *names, const char *form, struct kua_arena *a)
{
	struct pieces w = {.n = 0};
	size_t given = 0;
	bool woman = false;
	const char *found = NULL;
	if ((unsigned char)form[0] < 0x80 || !split(a, form, &w))
		return NULL;
	for (size_t i = 0; i < w.n; i++) { /* as written it is somebody's name already */
		const char *norm = folded(a, w.v[i]);
		if (names_given_as_is(names, norm, kua_hash(norm, strlen(norm))))
			return NULL;
	}
	for (size_t k = 0; k < 2 && !found; k++) {
		given = k ? w.n - 1 : 0;
		found = given_in_nominative(names, w.v[given], a, &woman);
	}
	if (!found)
		return NULL;
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < w.n; i++) {
		const char *word = i == given ? found : NULL;
		for (size_t k = 0; k < names->surname_cases.n && !word; k++)
			if (names->surname_cases.v[k].woman == woman)
				word = replaced(a, w.v[i], &names->surname_cases.v[k]);
		kua_buf_printf(&b, "%s%s", i ? " " : "", word ? word : w.v[i]);
	}
	const char *out = kua_arena_strndup(a, b.data, b.len);
	kua_buf_free(&b);
	return out;
}
