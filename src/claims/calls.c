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
	uint64_t *held; /* per need: where in the sentence it is met, a bit for each token, or where they are more than 64 for 2, 4, 8 ... */
	uint32_t *met;  /* those that call programs and that the sentence meets */
	size_t n_met;
	uint32_t sentence;
	unsigned shift; /* tokens of the sentence share a bit by 1 << shift */
	KUA_VEC(struct call) calls;
	uint32_t *of_task; /* how many calls each task has */
};

static void hold(struct calling *c, const struct meets *meets, uint64_t bit)
{
	for (uint32_t i = 0; i < meets->n_calling; i++) {
		uint64_t *held = &c->held[meets->v[i]];
		c->met[c->n_met] = meets->v[i]; /* if it is a new one */
		c->n_met += *held == 0;
		*held |= bit;
	}
	for (uint32_t i = meets->n_calling; i < meets->n; i++)
		c->held[meets->v[i]] |= bit;
}

static void release(struct calling *c, const struct meets *meets)
{
	for (uint32_t i = 0; i < meets->n; i++)
		c->held[meets->v[i]] = 0;
}

static void hold_sentence(struct calling *c, const struct kua_marks *m, const struct kua_sentence *s)
{
	const struct meets *const *of_class = c->set->index.meets;
	c->n_met = 0;
	for (c->shift = 0; (s->last - 1 - s->first) >> c->shift >= 64;)
		c->shift++;
	for (uint32_t t = s->first; t < s->last; t++) {
		const struct marks_of *of = &m->of[t];
		uint64_t bit = (uint64_t)1 << ((t - s->first) >> c->shift);
		if (of->meets)
			hold(c, of->meets, bit);
		for (uint32_t i = 0; i < of->n_spans; i++)
			hold(c, of_class[of->v[i].class_id], bit);
	}
}

#define CLEARED_AT_ONCE 128 /* of what is held, in the time that a token takes */

static void release_sentence(struct calling *c, const struct kua_marks *m, const struct kua_sentence *s)
{
	if (c->set->n_needs / CLEARED_AT_ONCE <= s->last - s->first) {
		memset(c->held, 0, c->set->n_needs * sizeof *c->held);
		return;
	}
	const struct meets *const *of_class = c->set->index.meets;
	for (uint32_t t = s->first; t < s->last; t++) {
		const struct marks_of *of = &m->of[t];
		if (of->meets)
			release(c, of->meets);
		for (uint32_t i = 0; i < of->n_spans; i++)
			release(c, of_class[of->v[i].class_id]);
	}
}

/*
 * Does the sentence hold all that the program needs, one behind the other? A match then begins no later than *latest, the last place
 * of the first need that has the others behind it.
 */
static bool may_match(const struct calling *c, const struct callee *p, const struct kua_sentence *s, uint32_t *latest)
{
	uint64_t before = UINT64_MAX; /* what comes next is behind one of these */
	for (uint32_t i = p->n_needs; i-- > 0;) {
		uint64_t spots = c->held[p->needs[i]] & before;
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

/* Looked at together, as it cannot be foreseen which of them is lacking. */
static bool lacks_any(const struct calling *c, const struct callee *callee)
{
	bool lacks = false;
	for (size_t i = 0; i < NEEDS_MOST; i++)
		lacks |= c->held[callee->needs[i]] == 0;
	return lacks;
}

/* The programs that a need calls, or for the number of needs those that need nothing. */
static void call(struct calling *c, uint32_t need, const struct kua_sentence *s)
{
	const struct call_index *index = &c->set->index;
	for (uint32_t k = index->callees_at[need]; k < index->callees_at[need + 1]; k++) {
		const struct callee *callee = &index->callees[k];
		uint32_t latest;
		if (lacks_any(c, callee) || !may_match(c, callee, s, &latest))
			continue;
		*kua_vec_add(&c->calls) = (struct call){callee->program, callee->task, c->sentence, latest};
		c->of_task[callee->task]++;
	}
}

static void call_sentence(struct calling *c, const struct kua_marks *m, const struct kua_sentence *s)
{
	hold_sentence(c, m, s);
	for (size_t i = 0; i < c->n_met; i++)
		call(c, c->met[i], s);
	call(c, (uint32_t)c->set->n_needs, s);
	release_sentence(c, m, s);
}

/* The calls of each task side by side, still in order of sentences. */
static void sort_calls(const struct calling *c, struct kua_marks *out, struct kua_arena *a)
{
	uint32_t *at = KUA_NEW_N(a, uint32_t, c->set->n_tasks + 2);
	struct call *calls = KUA_NEW_N(a, struct call, c->calls.n + 1);
	for (size_t k = 0; k < c->set->n_tasks; k++)
		at[k + 2] = at[k + 1] + c->of_task[k];
	for (size_t i = 0; i < c->calls.n; i++) /* at[k + 1] is where the next call of task k goes */
		calls[at[c->calls.v[i].task + 1]++] = c->calls.v[i];
	out->calls = calls;
	out->calls_at = at;
}

void kua_marks_call(struct kua_marks *marks, const struct kua_text *text, struct kua_arena *a)
{
	const struct ruleset *set = marks->set;
	struct calling c = {
		.set = set,
		.held = marks->memory->scratch->held,
		.met = marks->memory->scratch->met,
		.of_task = kua_calloc(set->n_tasks, sizeof *c.of_task),
	};
	for (; c.sentence < text->n_sentences; c.sentence++)
		call_sentence(&c, marks, &text->sentences[c.sentence]);
	sort_calls(&c, marks, a);
	free(c.of_task);
	kua_vec_free(&c.calls);
}
