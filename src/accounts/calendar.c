/*
 * calendar.c - what is due: actions, trials and appeals with a date, in order of it; what several items
 * announce stands once.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

static bool is_due(const char *step)
{
	return same_text(step, "trial due") || same_text(step, "appeal planned");
}

static const char *action_label(struct kua_arena *a, const struct kua_action *x)
{
	const char *label = x->kind ? x->kind : "action";
	if (x->organiser)
		label = kua_arena_printf(a, "%s, %s", label, x->organiser);
	else if (!x->place && x->demands.n) /* else nobody could tell which */
		label = kua_arena_printf(a, "%s: %s", label, x->demands.v[0]);
	return label;
}

static int by_date(const void *pa, const void *pb)
{
	const struct kua_due *a = pa, *b = pb;
	int c = compare_text(a->date, b->date);
	c = c ? c : compare_text(a->time, b->time);
	c = c ? c : compare_text(a->label, b->label);
	c = c ? c : compare_text(a->place, b->place);
	c = c ? c : compare_text(a->item, b->item);
	return c ? c : compare_text(a->claim, b->claim);
}

static bool same_due(const struct kua_due *a, const struct kua_due *b)
{
	return same_text(a->date, b->date) && same_text(a->time, b->time) && same_text(a->label, b->label) &&
	       same_text(a->place, b->place);
}

void kua_accounts_calendar(const struct kua_accounts_input *in, struct kua_arena *a, struct kua_due **out,
                           size_t *n)
{
	struct kua_due *v = KUA_NEW_N(a, struct kua_due, in->n_actions + in->n_steps);
	struct kua_intern *entities = kua_intern_new();
	size_t all = 0, kept = 0;
	for (size_t e = 0; e < in->n_entities; e++)
		kua_intern_add(entities, in->entities[e].id, strlen(in->entities[e].id));
	for (size_t i = 0; i < in->n_actions; i++) {
		const struct kua_action *x = &in->actions[i];
		if (x->date && !same_text(x->status, "rejected"))
			v[all++] = (struct kua_due){x->date, x->time, action_label(a, x), x->place, x->item, x->id};
	}
	for (size_t i = 0; i < in->n_steps; i++) {
		const struct kua_case_step *s = &in->steps[i];
		if (!s->date || !is_due(s->step) || same_text(s->status, "rejected"))
			continue;
		uint32_t e = s->person ? kua_intern_find(entities, s->person, strlen(s->person)) : KUA_NO_ID;
		const char *who = e != KUA_NO_ID ? in->entities[e].label : s->name ? s->name : "somebody";
		v[all++] = (struct kua_due){s->date, NULL, kua_arena_printf(a, "%s: %s", who, s->step),
		                            s->court ? s->court : s->place, s->item, s->id};
	}
	if (all)
		qsort(v, all, sizeof *v, by_date);
	for (size_t i = 0; i < all; i++)
		if (!kept || !same_due(&v[kept - 1], &v[i]))
			v[kept++] = v[i];
	kua_intern_free(entities);
	*out = v;
	*n = kept;
}
