/* claims.c - one item's claims: the scene is made once, each finder reads it, what they found is put in order. */
#include <stdlib.h>
#include <string.h>

#include "claims/engine.h"

static int by_bytes(int64_t a_start, int64_t b_start, int64_t a_end, int64_t b_end, const char *a, const char *b)
{
	if (a_start != b_start)
		return a_start < b_start ? -1 : 1;
	if (a_end != b_end)
		return a_end < b_end ? -1 : 1;
	return strcmp(a, b);
}

static int by_figure(const void *x, const void *y)
{
	const struct kua_figure *a = x, *b = y;
	return by_bytes(a->start, b->start, a->end, b->end, a->id, b->id);
}

static int by_step(const void *x, const void *y)
{
	const struct kua_case_step *a = x, *b = y;
	return by_bytes(a->start, b->start, a->end, b->end, a->id, b->id);
}

static int by_action(const void *x, const void *y)
{
	const struct kua_action *a = x, *b = y;
	return by_bytes(a->start, b->start, a->end, b->end, a->id, b->id);
}

enum kua_code kua_claims_find(const struct kua_rules *rules, const struct kua_languages *l,
                              const struct kua_source *item, const struct kua_named *named, size_t n_named,
                              struct kua_arena *a, struct kua_claims_result *out, struct kua_error *err)
{
	struct kua_scene scene;
	struct kua_claims_result found = {0};
	enum kua_code code = kua_scene_make(rules, l, item, named, n_named, a, &scene, err);
	if (code == KUA_OK)
		code = kua_figures_find(&scene, &found, err);
	if (code == KUA_OK)
		code = kua_steps_find(&scene, &found, err);
	if (code == KUA_OK)
		code = kua_actions_find(&scene, &found, err);
	if (code != KUA_OK)
		return code;
	if (found.n_figures)
		qsort(found.figures, found.n_figures, sizeof *found.figures, by_figure);
	if (found.n_steps)
		qsort(found.steps, found.n_steps, sizeof *found.steps, by_step);
	if (found.n_actions)
		qsort(found.actions, found.n_actions, sizeof *found.actions, by_action);
	*out = found;
	return KUA_OK;
}
