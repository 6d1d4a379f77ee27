/*
 * figures_scope.c - what a figure covers: a total over a time or an area, where the clause says so.
 */
#include <string.h>

#include "claims/figures.h"

/*
 * Does what a scope covers reach the figure? Not into another clause; not to the number of those who are known, "in the past year she
 * wrote of the nine in prison"; and what is done "every week" only where no other subject stands between ("set near").
 */
static bool covers(const struct figure_scene *fs, const struct kua_match *scope, const struct finding *f)
{
	const struct kua_scene *s = fs->s;
	uint32_t token = f->n->first, from = scope->last, to = f->match->first;
	bool before = scope->last <= token;
	if (before && token > 0 && kua_scene_in_class(s, token - 1, "scope-known"))
		return false;
	if (!before) {
		from = f->match->last;
		to = scope->first;
	}
	for (uint32_t t = from; t < to; t++)
		if (kua_scene_in_class(s, t, "scope-ends") || (kua_figure_set(scope, "near") && kua_scene_in_class(s, t, "scope-ends-near")))
			return false;
	return true;
}

/* A total over a time or an area, where the clause says so. */
void kua_figure_scope(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	uint32_t token = f->n->first, sentence = f->match->sentence;
	if (out->names.n || (out->high == 1 && out->low == 1))
		return;
	for (size_t i = kua_matches_near(&fs->scopes, fs->s, sentence, token); kua_match_near(&fs->scopes, i, sentence, token); i++) {
		const struct kua_match *m = &fs->scopes.v[i];
		const struct kua_capture *year = kua_match_capture(m, "year");
		uint32_t date = year ? fs->s->date_at[year->first] : KUA_NO_ID;
		if ((date != KUA_NO_ID && strlen(fs->s->dates[date].iso) != strlen("2011")) || !covers(fs, m, f))
			continue;
		out->scope = kua_figure_set(m, "scope");
		kua_figure_reason(fs->s, out, "scope: \"%s\"", kua_scene_words(fs->s, m->first, m->last));
		return;
	}
}
