/* claims.c - one item's claims: the scene is made once, each finder reads it, what they found is put in order. */
#include <stdlib.h>
#include <string.h>

#include "claims/speakers.h"
#include "claims/who.h"
#include "claims/who_did.h"

static int by_bytes(int64_t a_start, int64_t b_start, int64_t a_end, int64_t b_end, const char *a, const char *b)
{
	if (a_start != b_start)
		return a_start < b_start ? -1 : 1;
	if (a_end != b_end)
		return a_end < b_end ? -1 : 1;
	return strcmp(a, b);
}

/* Figures come in order of their numbers, which figures with one quote must keep. */
struct place {
	int64_t start;
	size_t index;
};

static int by_place(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

static void sort_figures(struct kua_claims_result *r, struct kua_arena *a)
{
	struct place *places = KUA_NEW_N(a, struct place, r->n_figures + 1);
	struct kua_figure *sorted = KUA_NEW_N(a, struct kua_figure, r->n_figures + 1);
	for (size_t i = 0; i < r->n_figures; i++)
		places[i] = (struct place){r->figures[i].start, i};
	qsort(places, r->n_figures, sizeof *places, by_place);
	for (size_t i = 0; i < r->n_figures; i++)
		sorted[i] = r->figures[places[i].index];
	r->figures = sorted;
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
	if (code != KUA_OK)
		return code;
	scene.deeds = kua_deeds_new(&scene);
	scene.speaking = KUA_NEW(a, struct speaking);
	scene.who = KUA_NEW(a, struct who);
	code = kua_figures_find(&scene, &found, err);
	if (code == KUA_OK)
		code = kua_steps_find(&scene, &found, err);
	if (code == KUA_OK)
		code = kua_harms_find(&scene, &found, err);
	if (code == KUA_OK)
		code = kua_actions_find(&scene, &found, err);
	kua_deeds_of_parts(&found);
	kua_countries_fill(&scene, &found);
	kua_scene_end(&scene);
	if (code != KUA_OK)
		return code;
	sort_figures(&found, a);
	if (found.n_steps)
		qsort(found.steps, found.n_steps, sizeof *found.steps, by_step);
	if (found.n_actions)
		qsort(found.actions, found.n_actions, sizeof *found.actions, by_action);
	*out = found;
	return KUA_OK;
}
