/*
 * who_name.c - the fullest form under which an item names a person: a step of "Lee" in a text that elsewhere has "Ann Lee"
 * carries the latter. It is still a form of this text, never one of another item.
 */
#include <string.h>

#include "claims/who.h"

static size_t words(const char *s)
{
	size_t n = *s != 0;
	for (; *s; s++)
		n += *s == ' ';
	return n;
}

/* More words, then more letters; the first of two alike. */
static bool is_fuller(const char *a, const char *b)
{
	size_t x = words(a), y = words(b);
	return x != y ? x > y : strlen(a) > strlen(b);
}

void kua_who_names(struct who *w)
{
	const struct kua_scene *s = w->s;
	struct kua_intern *entities = kua_intern_new();
	const char **full = KUA_NEW_N(s->arena, const char *, s->n_named + 1);
	w->full = KUA_NEW_N(s->arena, const char *, s->n_named + 1);
	for (int round = 0; round < 2; round++) /* find the fullest of each, then give it to all */
		for (size_t i = 0; i < s->n_named; i++) {
			const struct kua_mention *m = s->named[i].mention;
			const char *form = m->form ? m->form : s->named[i].label;
			uint32_t k = m->entity ? kua_intern_add(entities, m->entity, strlen(m->entity)) : KUA_NO_ID;
			if (k != KUA_NO_ID && form && (!full[k] || is_fuller(form, full[k])))
				full[k] = form;
			w->full[i] = k == KUA_NO_ID ? form : full[k];
		}
	kua_intern_free(entities);
}
