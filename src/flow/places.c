/*
 * places.c - which changed names are places. Reuse is found before names are, so it cannot know; what is changed in a place's
 * name is told when both are there, by the mentions that the changed words fall on.
 */
#include <stdlib.h>
#include <string.h>

#include "flow/internal.h"
#include "util/search.h"

static int by_id(const void *id, const void *entity)
{
	return strcmp(id, ((const struct kua_entity *)entity)->id);
}

/* Does the mention end at or before the place? Mentions are in order of item, then start, and do not overlap. */
static bool is_before(const struct kua_mention *m, const char *item, int64_t start)
{
	int c = strcmp(m->item, item);
	return c < 0 || (c == 0 && m->end <= start);
}

/* The kind of the first name that the words fall on; NULL where they fall on none. */
static const char *kind_at(const struct kua_names_result *names, const char *item, int64_t start, int64_t end)
{
	size_t low;
	KUA_FIRST(low, names->n_mentions, is_before(&names->mentions[low], item, start));
	const struct kua_mention *m = low < names->n_mentions ? &names->mentions[low] : NULL;
	if (!m || strcmp(m->item, item) != 0 || m->start >= end || !m->entity || names->n_entities == 0)
		return NULL;
	const struct kua_entity *e = bsearch(m->entity, names->entities, names->n_entities, sizeof *names->entities, by_id);
	return e ? e->kind : NULL;
}

static bool is_place(const char *kind)
{
	return kind && strcmp(kind, "place") == 0;
}

/* A slip may leave no name that anybody knows: one place is enough, as long as the other is no person and no organisation. */
void kua_drift_places_(struct kua_drift *drift, size_t n, const struct kua_names_result *names)
{
	for (size_t i = 0; i < n; i++) {
		struct kua_drift *d = &drift[i];
		if (strcmp(d->kind, "name") != 0 || (d->of && strcmp(d->of, "place") != 0))
			continue;
		const char *a = kind_at(names, d->a, d->a_start, d->a_end), *b = kind_at(names, d->b, d->b_start, d->b_end);
		d->of = (is_place(a) && (!b || is_place(b))) || (!a && is_place(b)) ? "place" : NULL;
	}
}
