/* acts.c - the table of codes of acts in data/acts.txt, and which of two codes says more. See acts.h. */
#include <string.h>

#include "claims/acts.h"

#define CODE_DIGITS 12 /* six levels of two digits */

struct act_code {
	const char *act, *manner, *code;
};

struct act_codes {
	struct act_code *v;
	size_t n;
};

static bool is_code(const char *s)
{
	return strlen(s) == CODE_DIGITS && strspn(s, "0123456789") == CODE_DIGITS;
}

static enum kua_code check(const struct kua_wordlist *list, const struct kua_entry *e, struct kua_error *err)
{
	bool acts = strcmp(e->section, "acts") == 0;
	size_t first = acts ? 1 : 0;
	if (e->fields.n <= first)
		return kua_fail(err, KUA_DATA, "%s:%u: an entry of [%s] ends in a code of 12 digits", list->path, e->line, e->section);
	for (size_t i = first; i < e->fields.n; i++)
		if (!is_code(e->fields.v[i]))
			return kua_fail(err, KUA_DATA, "%s:%u: not a code of 12 digits: %s", list->path, e->line, e->fields.v[i]);
	return KUA_OK;
}

enum kua_code kua_acts_load(const char *data_dir, struct kua_arena *a, const struct act_codes **out, struct kua_error *err)
{
	struct act_codes *codes = KUA_NEW(a, struct act_codes);
	struct kua_wordlist list = {0};
	enum kua_code code = kua_wordlist_load(kua_arena_printf(a, "%s/acts.txt", data_dir), a, &list, err);
	size_t n = 0;
	*out = codes;
	if (code != KUA_OK)
		return code == KUA_USE ? KUA_OK : code;
	for (size_t i = 0; i < list.n; i++)
		n += list.v[i].forms.n;
	codes->v = KUA_NEW_N(a, struct act_code, n + 1);
	for (size_t i = 0; i < list.n && code == KUA_OK; i++) {
		const struct kua_entry *e = &list.v[i];
		code = check(&list, e, err);
		for (size_t k = 0; code == KUA_OK && k < e->forms.n && strcmp(e->section, "acts") == 0; k++)
			codes->v[codes->n++] = (struct act_code){e->forms.v[k], e->fields.v[0], e->fields.v[1]};
	}
	return code;
}

const char *kua_acts_code(const struct act_codes *codes, const char *act, const char *manner)
{
	for (size_t i = 0; codes && act && manner && i < codes->n; i++)
		if (strcmp(codes->v[i].act, act) == 0 && strcmp(codes->v[i].manner, manner) == 0)
			return codes->v[i].code;
	return NULL;
}

static unsigned depth(const char *code)
{
	unsigned n = 0;
	for (unsigned i = 0; code && i + 1 < CODE_DIGITS; i += 2)
		n = code[i] != '0' || code[i + 1] != '0' ? i + 2 : n;
	return n;
}

bool kua_acts_nobody(const char *code)
{
	return depth(code) == 0;
}

const char *kua_acts_deeper(const char *a, const char *b)
{
	return depth(b) > depth(a) ? b : a;
}
