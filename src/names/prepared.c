/* prepared.c - names taken apart once and compared many times; and the comparison of two strings, which prepares both. */
#include "names/internal.h"

struct kua_prepared {
	struct name name;
};

const struct kua_prepared *kua_name_prepare(const struct kua_names *names, const char *form, const char *kind,
                                        struct kua_arena *a)
{
	struct kua_prepared *n = KUA_NEW(a, struct kua_prepared);
	name_parse(names, form, kind ? kind : "person", a, &n->name);
	return n;
}

double kua_name_score(const struct kua_names *names, const struct kua_prepared *a, const struct kua_prepared *b, bool *same)
{
	struct likeness l;
	name_compare(names, &a->name, &b->name, &l);
	*same = likeness_same(&l);
	return l.score;
}

void kua_name_compare(const struct kua_names *names, const struct kua_prepared *a, const struct kua_prepared *b,
                      struct kua_arena *arena, struct kua_comparison *out)
{
	struct likeness l;
	name_compare(names, &a->name, &b->name, &l);
	*out = (struct kua_comparison){.score = l.score, .same = likeness_same(&l)};
	for (size_t i = 0; i < l.n_reasons; i++)
		kua_list_add(arena, &out->reasons, l.reasons[i]);
}

void kua_names_compare(const struct kua_names *names, const char *a, const char *b, const char *kind,
                       struct kua_arena *arena, struct kua_comparison *out)
{
	kua_name_compare(names, kua_name_prepare(names, a, kind, arena), kua_name_prepare(names, b, kind, arena), arena, out);
}
