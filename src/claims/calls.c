/*
 * calls.c - which programs run on which sentences, found once for an item and all its tasks. Every program is listed under
 * its rarest-looking need; a sentence looks up the needs that its classes meet and keeps the programs whose other needs
 * it meets too, in their order. So a rule whose words are absent costs nothing, however many there are.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

struct calling {
	const struct ruleset *set;
	struct scratch *scratch;
	uint32_t sentence, stamp;
	unsigned shift; /* tokens of the sentence share a bit by 1 << shift */
	size_t n_met;
	KUA_VEC(uint32_t) present;
	KUA_VEC(struct call) calls;
	uint32_t *of_task; /* how many calls each task has */
};

/* Add the bits where it stands; true where the sentence had it nowhere before. */
static bool add_spots(const struct calling *c, struct spots *s, uint64_t bits)
{
	bool new = s->stamp != c->stamp;
	*s = (struct spots){new ? bits : s->bits | bits, c->stamp};
	return new;
}

/* Where the sentence holds what is needed. */
static uint64_t spots_of(struct calling *c, uint32_t number)
{
	struct spots *spots = &c->scratch->needed[number];
	if (spots->stamp == c->stamp)
		return spots->bits;
	const struct need *need = &c->set->needs[number];
	(void)add_spots(c, spots, 0);
	for (uint32_t k = 0; k < need->n; k++)
		if (c->scratch->has[need->v[k]].stamp == c->stamp)
			spots->bits |= c->scratch->has[need->v[k]].bits;
	return spots->bits;
}

/* The classes of the sentence's tokens, each once, where somebody asks for them. */
static void note_present(struct calling *c, const struct kua_marks *m, const struct kua_sentence *s)
{
	for (c->shift = 0; (s->last - 1 - s->first) >> c->shift >= 64;)
		c->shift++;
	for (uint32_t t = s->first; t < s->last; t++) {
		uint64_t bit = (uint64_t)1 << ((t - s->first) >> c->shift);
		for (uint32_t i = 0; i < m->of[t].wanted; i++) {
			uint32_t id = m->of[t].v[i].class_id;
			if (c->set->wanted[id] && add_spots(c, &c->scratch->has[id], bit))
				*kua_vec_add(&c->present) = id;
		}
	}
}

/* The needs that call programs and that the sentence holds; the classes present from the one numbered `from` on are its own. */
static void note_met(struct calling *c, size_t from)
{
	const struct call_index *index = &c->set->index;
	c->n_met = 0;
	for (size_t i = from; i < c->present.n; i++) {
		uint32_t id = c->present.v[i];
		for (uint32_t k = index->needs_at[id]; k < index->needs_at[id + 1]; k++)
			if (add_spots(c, &c->scratch->needed[index->needs[k]], c->scratch->has[id].bits))
				c->scratch->met[c->n_met++] = index->needs[k];
	}
}

/*
 * Does the sentence hold all that the program needs, one behind the other? A match then begins no later than *latest, the last place
 * of the first need that has the others behind it.
 */
static bool may_match(struct calling *c, const struct program *p, const struct kua_sentence *s, uint32_t *latest)
{
	uint64_t before = UINT64_MAX; /* what comes next is behind one of these */
	for (uint32_t i = p->n_needs; i-- > 0;) {
		uint64_t spots = spots_of(c, p->needs[i]) & before;
		if (!spots)
			return false;
		uint64_t last = (uint64_t)1 << (63 - __builtin_clzll(spots));
		before = c->shift ? last | (last - 1) : last - 1;
		*latest = s->first + ((uint32_t)(64 - __builtin_clzll(spots)) << c->shift) - 1;
	}
	if (p->n_needs == 0 || *latest >= s->last)
		*latest = s->last - 1;
	if (p->anchored)
		*latest = s->first;
	return true;
}

static bool lacks_any(struct calling *c, const struct callee *callee)
{
	for (size_t i = 0; i < CALLEE_NEEDS && callee->needs[i] != KUA_NO_ID; i++)
		if (!spots_of(c, callee->needs[i]))
			return true;
	return false;
}

/* The programs that a need calls, or for the number of needs those that need nothing. */
static void call(struct calling *c, uint32_t need, const struct kua_sentence *s)
{
	const struct call_index *index = &c->set->index;
	for (uint32_t k = index->callees_at[need]; k < index->callees_at[need + 1]; k++) {
		const struct callee *callee = &index->callees[k];
		uint32_t latest;
		if (lacks_any(c, callee))
			continue;
		const struct program *p = &c->set->programs[callee->program];
		if (!may_match(c, p, s, &latest))
			continue;
		*kua_vec_add(&c->calls) = (struct call){callee->program, c->sentence, latest};
		c->of_task[p->task]++;
	}
}

static void call_sentence(struct calling *c, const struct kua_marks *m, const struct kua_sentence *s)
{
	size_t from = c->present.n;
	note_present(c, m, s);
	note_met(c, from);
	for (size_t i = 0; i < c->n_met; i++)
		call(c, c->scratch->met[i], s);
	call(c, (uint32_t)c->set->n_needs, s);
}

/* The calls of each task side by side, still in order of sentences. */
static void sort_calls(const struct calling *c, struct kua_marks *out, struct kua_arena *a)
{
	uint32_t *at = KUA_NEW_N(a, uint32_t, c->set->n_tasks + 2);
	struct call *calls = KUA_NEW_N(a, struct call, c->calls.n + 1);
	for (size_t k = 0; k < c->set->n_tasks; k++)
		at[k + 2] = at[k + 1] + c->of_task[k];
	for (size_t i = 0; i < c->calls.n; i++) /* at[k + 1] is where the next call of task k goes */
		calls[at[c->set->programs[c->calls.v[i].program].task + 1]++] = c->calls.v[i];
	out->calls = calls;
	out->calls_at = at;
}

void kua_marks_call(struct kua_marks *marks, const struct kua_text *text, struct kua_arena *a)
{
	const struct ruleset *set = marks->set;
	struct calling c = {
		.set = set,
		.scratch = marks->memory->scratch,
		.of_task = kua_calloc(set->n_tasks, sizeof *c.of_task),
	};
	uint32_t *present_at = KUA_NEW_N(a, uint32_t, text->n_sentences + 1);
	for (; c.sentence < text->n_sentences; c.sentence++) {
		c.stamp = marks->memory->stamp + c.sentence;
		call_sentence(&c, marks, &text->sentences[c.sentence]);
		present_at[c.sentence + 1] = (uint32_t)c.present.n;
	}
	uint32_t *present = KUA_NEW_N(a, uint32_t, c.present.n + 1);
	if (c.present.n)
		memcpy(present, c.present.v, c.present.n * sizeof *present);
	marks->present = present;
	marks->present_at = present_at;
	sort_calls(&c, marks, a);
	free(c.of_task);
	kua_vec_free(&c.present);
	kua_vec_free(&c.calls);
}
