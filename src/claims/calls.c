/*
 * calls.c - which programs run on which sentences, found once for an item and all its tasks. Every program is listed under
 * the classes of its rarest-looking need; a sentence looks up the classes it holds and keeps the programs whose other needs
 * it holds too. So a rule whose words are absent costs nothing, however many there are.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

struct calling {
	const struct ruleset *set;
	uint32_t sentence;
	uint32_t *has;  /* per class: the sentence after the last one that holds it */
	uint32_t *last; /* per class: its last token there */
	uint32_t *ran;  /* per program: the sentence after the last one that looked at it */
	KUA_VEC(uint32_t) present;
	KUA_VEC(struct call) calls;
	uint32_t *of_task; /* how many calls each task has */
};

/* The classes of the sentence's tokens, each once, where somebody asks for them. */
static void note_present(struct calling *c, const struct kua_marks *m, const struct kua_sentence *s)
{
	for (uint32_t t = s->first; t < s->last; t++)
		for (size_t i = 0; i < m->of[t].n; i++) {
			uint32_t id = m->of[t].v[i].class_id;
			if (!c->set->wanted[id])
				continue;
			c->last[id] = t;
			if (c->has[id] == c->sentence + 1)
				continue;
			c->has[id] = c->sentence + 1;
			*kua_vec_add(&c->present) = id;
		}
}

/* Add the program where the sentence holds all it needs: a match can then begin no later than the last token of each need. */
static void call(struct calling *c, uint32_t program, const struct kua_sentence *s)
{
	const struct program *p = &c->set->programs[program];
	uint32_t latest = p->anchored ? s->first : s->last - 1;
	if (c->ran[program] == c->sentence + 1)
		return; /* called by two classes of the sentence */
	c->ran[program] = c->sentence + 1;
	for (uint32_t i = 0; i < p->n_needs; i++) {
		const struct need *need = &p->needs[i];
		uint32_t behind = 0;
		for (uint32_t k = 0; k < need->n; k++)
			if (c->has[need->v[k]] == c->sentence + 1 && c->last[need->v[k]] >= behind)
				behind = c->last[need->v[k]] + 1;
		if (!behind)
			return;
		latest = behind - 1 < latest ? behind - 1 : latest;
	}
	*kua_vec_add(&c->calls) = (struct call){program, c->sentence, latest};
	c->of_task[c->set->rules[p->rule].task]++;
}

static void call_sentence(struct calling *c, const struct kua_marks *m, const struct kua_sentence *s)
{
	const struct call_index *index = &c->set->index;
	size_t from = c->present.n;
	note_present(c, m, s);
	for (size_t i = from; i < c->present.n; i++)
		for (uint32_t k = index->at[c->present.v[i]]; k < index->at[c->present.v[i] + 1]; k++)
			call(c, index->programs[k], s);
	for (uint32_t k = index->always; k < index->end; k++)
		call(c, index->programs[k], s);
}

/* The calls of each task side by side, still in order of sentences. */
static void sort_calls(const struct calling *c, struct kua_marks *out, struct kua_arena *a)
{
	uint32_t *at = KUA_NEW_N(a, uint32_t, c->set->n_tasks + 2);
	struct call *calls = KUA_NEW_N(a, struct call, c->calls.n + 1);
	for (size_t k = 0; k < c->set->n_tasks; k++)
		at[k + 2] = at[k + 1] + c->of_task[k];
	for (size_t i = 0; i < c->calls.n; i++) /* at[k + 1] is where the next call of task k goes */
		calls[at[c->set->rules[c->set->programs[c->calls.v[i].program].rule].task + 1]++] = c->calls.v[i];
	out->calls = calls;
	out->calls_at = at;
}

void kua_marks_call(struct kua_marks *marks, const struct kua_text *text, struct kua_arena *a)
{
	const struct ruleset *set = marks->set;
	size_t n_classes = kua_intern_count(set->classes);
	struct calling c = {
		.set = set,
		.has = kua_calloc(n_classes, sizeof *c.has),
		.last = kua_malloc(kua_mul(n_classes, sizeof *c.last)),
		.ran = kua_calloc(set->n_programs, sizeof *c.ran),
		.of_task = kua_calloc(set->n_tasks, sizeof *c.of_task),
	};
	uint32_t *present_at = KUA_NEW_N(a, uint32_t, text->n_sentences + 1);
	for (; c.sentence < text->n_sentences; c.sentence++) {
		call_sentence(&c, marks, &text->sentences[c.sentence]);
		present_at[c.sentence + 1] = (uint32_t)c.present.n;
	}
	uint32_t *present = KUA_NEW_N(a, uint32_t, c.present.n + 1);
	if (c.present.n)
		memcpy(present, c.present.v, c.present.n * sizeof *present);
	marks->present = present;
	marks->present_at = present_at;
	sort_calls(&c, marks, a);
	free(c.has);
	free(c.last);
	free(c.ran);
	free(c.of_task);
	kua_vec_free(&c.present);
	kua_vec_free(&c.calls);
}
