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

enum sex { SEX_MAN, SEX_WOMAN, SEX_OPEN };

/* The listed given name that word is an oblique case of, and the rule that says so; NULL where there is none. */
static const char *given_in_nominative(const struct kua_names *names, const char *word, enum sex sex, struct kua_arena *a,
                                       const struct case_rule **rule)
{
	for (size_t i = 0; i < names->given_cases.n; i++) {
		const struct case_rule *r = &names->given_cases.v[i];
		const char *out = sex == SEX_OPEN || r->woman == (sex == SEX_WOMAN) ? replaced(a, word, r) : NULL;
		const char *norm = out ? folded(a, out) : NULL;
		*rule = r;
		if (norm && names_given_as_is(names, norm, kua_hash(norm, strlen(norm))))
			return out;
	}
	return NULL;
}

enum { ONE_LETTER = 2 }; /* bytes */

/* word as a surname of that sex in the nominative, by endings that leave one of their own or by any; NULL where it has none. */
static const char *surname_in_nominative(const struct kua_names *names, const char *word, bool woman, bool any,
                                         struct kua_arena *a)
{
	const char *out = NULL;
	for (size_t k = 0; k < names->surname_cases.n && !out; k++)
		if (names->surname_cases.v[k].woman == woman && (any || strlen(names->surname_cases.v[k].to) > ONE_LETTER))
			out = replaced(a, word, &names->surname_cases.v[k]);
	return out;
}

/* The accusative of names in -а and -я, in which the surnames of women end as those of men in the dative. */
static bool accusative(const struct case_rule *r)
{
	return strcmp(r->from, "у") == 0 || strcmp(r->from, "ю") == 0;
}

/*
 * Given names alone do not tell: Никиты Белова is a man, Анну Цой no man called Анн. A surname that has a man's endings and none
 * of a woman's is a man's; one without any, beside a given name that has one, is a woman's.
 */
static const char *by_surname(const struct kua_names *names, const struct pieces *w, size_t given, const char *found,
                              const struct case_rule *rule, bool *woman, struct kua_arena *a)
{
	const char *surname = w->v[given == 0 ? w->n - 1 : 0];
	bool man = surname_in_nominative(names, surname, false, !rule->woman, a) != NULL;
	const struct case_rule *other;
	*woman = rule->woman;
	if (rule->woman && man && !accusative(rule) && !surname_in_nominative(names, surname, true, true, a))
		*woman = false;
	const char *hers = rule->woman || man ? NULL : given_in_nominative(names, w->v[given], SEX_WOMAN, a, &other);
	*woman = *woman || hers;
	return hers ? hers : found;
}

const char *nominative_of(const struct kua_names *names, const char *form, struct kua_arena *a)
{
	struct pieces w = {.n = 0};
	size_t given = 0;
	bool woman = false;
	const struct case_rule *rule = NULL;
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
		found = given_in_nominative(names, w.v[given], SEX_OPEN, a, &rule);
	}
	if (!found)
		return NULL;
	found = by_surname(names, &w, given, found, rule, &woman, a);
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < w.n; i++) {
		const char *word = i == given ? found : NULL;
		word = word ? word : surname_in_nominative(names, w.v[i], woman, true, a);
		kua_buf_printf(&b, "%s%s", i ? " " : "", word ? word : w.v[i]);
	}
	const char *out = kua_arena_strndup(a, b.data, b.len);
	kua_buf_free(&b);
	return out;
}

const char *kua_names_nominative(const struct kua_names *names, const char *form, struct kua_arena *a)
{
	return nominative_of(names, form, a);
}
