/*
 * match.c - programs over tokens. All ways through a pattern are followed at once (Pike's form of Thompson's machine:
 * a list of states in order of preference, each with its captures), so there is no going back and the work is at most
 * tokens times operations. A sentence runs only the programs whose required classes it holds: they are listed under the
 * rarest-looking of them, so text about other things costs next to nothing however many rules there are.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

struct threads {
	uint32_t n;
	uint32_t *pc;     /* in order of preference */
	uint32_t *sparse; /* pc -> where in pc[], good if pc[sparse[x]] == x */
	uint32_t *slots;  /* n_slots for each */
};

struct todo { /* of following SPLIT and SAVE: a state, or a slot to put back */
	uint32_t pc, slot, old;
};

struct matcher {
	const struct kua_scene *scene;
	const struct kua_marks *marks;
	const struct program *p;
	uint32_t n_slots;
	uint32_t first, last; /* of the sentence */
	struct threads now, next;
	struct todo *todo;
	uint32_t *slots; /* being followed */
	uint32_t *best;
	uint32_t *has; /* per class: the sentence after the last one that holds it */
	uint32_t *ran; /* per program: the sentence after the last one it ran on */
	struct kua_arena *arena;
	KUA_VEC(struct kua_match) found;
};

static void threads_init(struct threads *t, uint32_t ops, uint32_t slots)
{
	t->pc = kua_malloc(kua_mul(ops, sizeof *t->pc));
	t->sparse = kua_calloc(ops, sizeof *t->sparse);
	t->slots = kua_malloc(kua_mul(kua_mul(ops, slots), sizeof *t->slots));
}

static void threads_free(struct threads *t)
{
	free(t->pc);
	free(t->sparse);
	free(t->slots);
}

/* MARK_BEGIN and MARK_END as token t has them for the class; 0 in the middle of a span; -1 outside. */
static int role_of(const struct matcher *m, uint32_t t, uint32_t class_id)
{
	if (class_id >= SPECIAL_COMPUTED) {
		const struct mark *mark = kua_mark_of(m->marks, t, class_id);
		return mark ? mark->role : -1;
	}
	const struct kua_token *token = &m->scene->text->tokens[t];
	bool in = false;
	switch ((enum special)class_id) {
	case SPECIAL_ANY:
		in = true;
		break;
	case SPECIAL_WORD:
		in = token->kind == KUA_WORD;
		break;
	case SPECIAL_NUMERAL:
		in = token->kind == KUA_NUMERAL;
		break;
	case SPECIAL_PUNCTUATION:
		in = token->kind == KUA_PUNCT;
		break;
	case SPECIAL_QUOTE:
		in = token->kind == KUA_PUNCT && (token->norm[0] == '"' || token->norm[0] == '\'');
		break;
	case SPECIAL_CAPITAL:
		in = token->kind == KUA_WORD && token->flags & KUA_CAPITAL;
		break;
	case SPECIAL_HEADING:
		in = m->scene->text->sentences[token->sentence].heading;
		break;
	default:
		break;
	}
	return in ? MARK_BEGIN | MARK_END : -1;
}

static bool in_none(const struct matcher *m, uint32_t t, const struct op *op)
{
	for (uint32_t i = 0; i < op->b; i++)
		if (role_of(m, t, m->p->excluded[op->a + i]) >= 0)
			return false;
	return true;
}

/* Add pc and all that it leads to without a token, to the list, with m->slots. pos is the token to come. */
static void follow(struct matcher *m, struct threads *list, uint32_t pc, uint32_t pos)
{
	size_t n = 0;
	m->todo[n++] = (struct todo){pc, KUA_NO_ID, 0};
	while (n) {
		struct todo t = m->todo[--n];
		if (t.slot != KUA_NO_ID) {
			m->slots[t.slot] = t.old;
			continue;
		}
		uint32_t at = list->sparse[t.pc];
		if (at < list->n && list->pc[at] == t.pc)
			continue;
		at = list->n++;
		list->sparse[t.pc] = at;
		list->pc[at] = t.pc;
		const struct op *op = &m->p->ops[t.pc];
		switch (op->code) {
		case OP_JUMP:
			m->todo[n++] = (struct todo){op->a, KUA_NO_ID, 0};
			break;
		case OP_SPLIT:
			m->todo[n++] = (struct todo){op->b, KUA_NO_ID, 0};
			m->todo[n++] = (struct todo){op->a, KUA_NO_ID, 0};
			break;
		case OP_SAVE:
			m->todo[n++] = (struct todo){0, op->a, m->slots[op->a]};
			m->slots[op->a] = pos;
			m->todo[n++] = (struct todo){t.pc + 1, KUA_NO_ID, 0};
			break;
		case OP_START:
		case OP_END:
			if (pos == (op->code == OP_START ? m->first : m->last))
				m->todo[n++] = (struct todo){t.pc + 1, KUA_NO_ID, 0};
			break;
		case OP_NEXT:
		case OP_NEXT_NOT:
			if (pos >= m->last || in_none(m, pos, op) == (op->code == OP_NEXT_NOT))
				m->todo[n++] = (struct todo){t.pc + 1, KUA_NO_ID, 0};
			break;
		default:
			memcpy(list->slots + (size_t)at * m->n_slots, m->slots, m->n_slots * sizeof *m->slots);
			break;
		}
	}
}

/* Where the thread at pc goes by token t, or KUA_NO_ID. */
static uint32_t step(const struct matcher *m, uint32_t pc, uint32_t t)
{
	const struct op *op = &m->p->ops[pc];
	int role;
	switch (op->code) {
	case OP_ATOM:
		role = role_of(m, t, op->a);
		return role == (MARK_BEGIN | MARK_END) ? pc + 2 : role == MARK_BEGIN ? pc + 1 : KUA_NO_ID;
	case OP_REST:
		role = role_of(m, t, op->a);
		return role == 0 ? pc : role == MARK_END ? pc + 1 : KUA_NO_ID;
	case OP_NONE_OF:
		return in_none(m, t, op) ? pc + 1 : KUA_NO_ID;
	default:
		return KUA_NO_ID;
	}
}

static void swap(struct matcher *m)
{
	struct threads t = m->now;
	m->now = m->next;
	m->next = t;
	m->next.n = 0;
}

static bool can_begin(const struct matcher *m, uint32_t t)
{
	const uint64_t *bits = m->p->first_bits;
	if (!bits)
		return true;
	for (uint32_t i = m->marks->at[t]; i < m->marks->at[t + 1]; i++) {
		const struct mark *mark = &m->marks->v[i];
		if (mark->role & MARK_BEGIN && bits[mark->class_id / 64] >> (mark->class_id % 64) & 1)
			return true;
	}
	return false;
}

/* The leftmost match from token `from` on, by preference; its slots in m->best. False where there is none. */
static bool search(struct matcher *m, uint32_t from, uint32_t *end)
{
	bool found = false;
	m->now.n = m->next.n = 0;
	for (uint32_t t = from; t <= m->last; t++) {
		if (!found && t < m->last && can_begin(m, t)) {
			memset(m->slots, 0xFF, m->n_slots * sizeof *m->slots);
			m->slots[0] = t;
			follow(m, &m->now, 0, t);
		}
		if (m->now.n == 0) {
			if (found)
				break;
			continue;
		}
		for (uint32_t i = 0; i < m->now.n; i++) {
			uint32_t pc = m->now.pc[i];
			const uint32_t *slots = m->now.slots + (size_t)i * m->n_slots;
			if (m->p->ops[pc].code == OP_MATCH) {
				memcpy(m->best, slots, m->n_slots * sizeof *slots);
				*end = t;
				found = true;
				break; /* what is less preferred is dropped */
			}
			uint32_t to = t < m->last ? step(m, pc, t) : KUA_NO_ID;
			if (to != KUA_NO_ID) {
				memcpy(m->slots, slots, m->n_slots * sizeof *slots);
				follow(m, &m->next, to, t + 1);
			}
		}
		swap(m);
	}
	return found;
}

/* ---- guards ---- */

static bool sentence_has_any(const struct matcher *m, uint32_t sentence, const struct need *need)
{
	for (uint32_t i = 0; i < need->n; i++)
		if (m->has[need->v[i]] == sentence + 1)
			return true;
	return false;
}

static bool any_in(const struct matcher *m, const struct guard *g, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++)
		for (size_t i = 0; i < g->n_classes; i++)
			if (role_of(m, t, g->classes[i]) >= 0)
				return true;
	return false;
}

static bool guard_holds(const struct matcher *m, const struct guard *g, uint32_t first, uint32_t last)
{
	const struct kua_token *token = &m->scene->text->tokens[first];
	switch ((enum guard_where)g->where) {
	case GUARD_BEFORE:
		return any_in(m, g, first - m->first > g->within ? first - g->within : m->first, first);
	case GUARD_AFTER:
		return any_in(m, g, last, m->last - last > g->within ? last + g->within : m->last);
	case GUARD_INSIDE:
		return any_in(m, g, first, last);
	case GUARD_SENTENCE:
		for (size_t i = 0; i < g->n_classes; i++)
			if (m->has[g->classes[i]] == token->sentence + 1)
				return true;
		return false;
	case GUARD_HEADING:
		return m->scene->text->sentences[token->sentence].heading;
	case GUARD_QUOTED:
		return token->flags & KUA_IN_QUOTES;
	}
	return false;
}

/* ---- matches ---- */

/* The value of the form that fills the whole capture. */
static const char *value_of(const struct matcher *m, const struct capture_def *def, uint32_t first, uint32_t last)
{
	for (size_t i = 0; i < def->n_classes; i++) {
		if (def->classes[i] < SPECIAL_COMPUTED)
			continue;
		const struct mark *begin = kua_mark_of(m->marks, first, def->classes[i]);
		const struct mark *end = kua_mark_of(m->marks, last - 1, def->classes[i]);
		if (begin && end && begin->value && begin->role & MARK_BEGIN && end->role & MARK_END)
			return begin->value;
	}
	return NULL;
}

static void keep_match(struct matcher *m, uint32_t sentence, uint32_t end)
{
	const struct rule *rule = &m->marks->set->rules[m->p->rule];
	for (size_t i = 0; i < rule->n_guards; i++)
		if (guard_holds(m, &rule->guards[i], m->best[0], end) == rule->guards[i].negated)
			return;
	struct kua_capture *captures = KUA_NEW_N(m->arena, struct kua_capture, m->p->n_captures + 1);
	size_t n = 0;
	for (uint32_t k = 0; k < m->p->n_captures; k++) {
		uint32_t first = m->best[1 + 2 * k], last = m->best[2 + 2 * k];
		if (first == KUA_NO_ID || last == KUA_NO_ID || first >= last)
			continue;
		captures[n++] = (struct kua_capture){m->p->captures[k].name, first, last,
		                                     value_of(m, &m->p->captures[k], first, last)};
	}
	*kua_vec_add(&m->found) = (struct kua_match){
		&rule->head, sentence, m->best[0], end, (uint32_t)(m->p - m->marks->set->programs), captures, n};
}

static void run(struct matcher *m, const struct program *p, uint32_t sentence)
{
	const struct kua_sentence *s = &m->scene->text->sentences[sentence];
	if (m->ran[p - m->marks->set->programs] == sentence + 1)
		return; /* called by two classes of the sentence */
	m->ran[p - m->marks->set->programs] = sentence + 1;
	for (uint32_t i = 1; i < p->n_needs; i++)
		if (!sentence_has_any(m, sentence, &p->needs[i]))
			return;
	m->p = p;
	m->n_slots = 1 + 2 * p->n_captures;
	m->first = s->first;
	m->last = s->last;
	uint32_t end;
	for (uint32_t from = s->first; from < s->last && search(m, from, &end);) {
		keep_match(m, sentence, end);
		from = end > m->best[0] ? end : m->best[0] + 1;
	}
}

static int by_place(const void *x, const void *y)
{
	const struct kua_match *a = x, *b = y;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->rule->order != b->rule->order)
		return a->rule->order < b->rule->order ? -1 : 1;
	if (a->last != b->last)
		return a->last < b->last ? -1 : 1;
	return (a->pattern > b->pattern) - (a->pattern < b->pattern);
}

/* Does the sentence, or for n_sentences the whole text, hold a class that calls a program of the task? */
static bool is_called(const struct kua_marks *m, const struct task_index *task, size_t sentence)
{
	if (task->always < task->n_programs)
		return true;
	const uint64_t *bits = m->bits + sentence * m->bit_words;
	for (size_t w = 0; w < m->bit_words; w++)
		if (bits[w] & task->calls[w])
			return true;
	return false;
}

static void run_sentence(struct matcher *m, const struct task_index *task, uint32_t sentence)
{
	const struct kua_marks *marks = m->marks;
	for (uint32_t i = marks->present_at[sentence]; i < marks->present_at[sentence + 1]; i++)
		m->has[marks->present[i]] = sentence + 1;
	for (uint32_t i = marks->present_at[sentence]; i < marks->present_at[sentence + 1]; i++) {
		uint32_t c = marks->present[i];
		for (uint32_t k = task->at[c]; k < task->at[c + 1]; k++)
			run(m, &marks->set->programs[task->programs[k]], sentence);
	}
	for (uint32_t k = task->always; k < task->n_programs; k++)
		run(m, &marks->set->programs[task->programs[k]], sentence);
}

const struct kua_match *kua_scene_match(const struct kua_scene *s, const char *task, size_t *n)
{
	const struct task_index *index = NULL;
	*n = 0;
	for (size_t i = 0; s->marks && i < s->marks->set->n_tasks; i++)
		if (strcmp(s->marks->set->tasks[i].task, task) == 0)
			index = &s->marks->set->tasks[i];
	if (!index || !is_called(s->marks, index, s->text->n_sentences))
		return NULL;
	struct matcher m = {.scene = s, .marks = s->marks, .arena = s->arena};
	threads_init(&m.now, index->most_ops, index->most_slots);
	threads_init(&m.next, index->most_ops, index->most_slots);
	m.todo = kua_malloc(kua_mul(kua_mul(index->most_ops, 2) + 2, sizeof *m.todo));
	m.slots = kua_calloc(index->most_slots, sizeof *m.slots);
	m.best = kua_calloc(index->most_slots, sizeof *m.best);
	m.has = kua_calloc(kua_intern_count(s->marks->set->classes), sizeof *m.has);
	m.ran = kua_calloc(s->marks->set->n_programs, sizeof *m.ran);
	for (uint32_t i = 0; i < s->text->n_sentences; i++)
		if (is_called(s->marks, index, i))
			run_sentence(&m, index, i);
	struct kua_match *found = KUA_NEW_N(s->arena, struct kua_match, m.found.n + 1);
	if (m.found.n) {
		qsort(m.found.v, m.found.n, sizeof *m.found.v, by_place);
		memcpy(found, m.found.v, m.found.n * sizeof *found);
	}
	*n = m.found.n;
	threads_free(&m.now);
	threads_free(&m.next);
	free(m.todo);
	free(m.slots);
	free(m.best);
	free(m.has);
	free(m.ran);
	kua_vec_free(&m.found);
	return found;
}

const struct kua_capture *kua_match_capture(const struct kua_match *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->captures[i].name, name) == 0)
			return &m->captures[i];
	return NULL;
}

const char *kua_match_field(const struct kua_scene *s, const struct kua_match *m, const char *name)
{
	for (size_t i = 0; i < m->rule->n_fields; i++)
		if (strcmp(m->rule->fields[i].name, name) == 0)
			return m->rule->fields[i].value;
	const struct kua_capture *c = kua_match_capture(m, name);
	return !c ? NULL : c->value ? c->value : kua_scene_words(s, c->first, c->last);
}
