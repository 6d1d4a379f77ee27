/*
 * match.c - programs over tokens. All ways through a pattern are followed at once (Pike's form of Thompson's machine:
 * a list of states in order of preference, each with its captures), so there is no going back and the work is at most
 * tokens times operations. Each state knows what the next token must be for it to come to something, so most of them end
 * before they begin. Which programs run on a sentence is calls.c's.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

#define MATCHED (UINT32_MAX - 1) /* in place of a pc: the match is complete */

struct threads { /* in order of preference, at a token: that token is taken, and pc is what comes behind it */
	uint32_t n;
	uint32_t *pc;
	uint32_t *slots; /* n_slots for each */
};

struct matcher {
	const struct kua_scene *scene;
	const struct kua_marks *marks;
	const struct kua_bits *bits; /* that operations name by number */
	const struct program *p;
	uint32_t n_slots;
	uint32_t first, last; /* of the sentence */
	uint32_t latest;      /* no match begins behind it */
	uint32_t block;       /* the first of 64 tokens, KUA_NO_ID for none yet */
	uint64_t may_begin;   /* a bit for each of these */
	struct threads now, next;
	struct scratch *scratch;
	uint32_t *slots; /* being followed */
	uint32_t *best;
	KUA_VEC(struct kua_match) found;
};

/* MARK_BEGIN and MARK_END as token t has them for the class; 0 in the middle of a span; -1 outside. */
static int role_of(const struct kua_marks *marks, uint32_t t, uint32_t class_id)
{
	if (class_id >= SPECIAL_COMPUTED) {
		const struct mark *mark = kua_mark_of(marks, t, class_id);
		return mark ? mark->role : -1;
	}
	return kua_bits_has(&marks->bits[t], (uint8_t)class_id) ? MARK_BEGIN | MARK_END : -1;
}

static bool in_none(const struct matcher *m, uint32_t t, const struct op *op)
{
	if (!kua_bits_meet(&m->marks->bits[t], &m->bits[op->bits]))
		return true;
	for (uint32_t i = 0; i < op->b; i++)
		if (role_of(m->marks, t, m->p->excluded[op->a + i]) >= 0)
			return false;
	return true;
}

/* The classes of token t, which may be m->last: no token. */
static const struct kua_bits *bits_at(const struct matcher *m, uint32_t t)
{
	static const struct kua_bits none;
	return t < m->last ? &m->marks->bits[t] : &none;
}

/* Can the operation come to something with that token next? */
static inline bool may_go_on(const struct matcher *m, const struct op *op, const struct kua_bits *next)
{
	return op->always || kua_bits_meet(&m->bits[op->bits], next);
}

/* Where the state at pc is behind token t; KUA_NO_ID where it does not take the token. */
static uint32_t step(const struct matcher *m, uint32_t pc, uint32_t t)
{
	const struct op *op = &m->p->ops[pc];
	int role;
	switch (op->code) {
	case OP_ONE:
		return role_of(m->marks, t, op->a) >= 0 ? pc + 1 : KUA_NO_ID;
	case OP_ATOM:
		role = role_of(m->marks, t, op->a);
		return role == (MARK_BEGIN | MARK_END) ? pc + 2 : role == MARK_BEGIN ? pc + 1 : KUA_NO_ID;
	case OP_REST:
		role = role_of(m->marks, t, op->a);
		return role == 0 ? pc : role == MARK_END ? pc + 1 : KUA_NO_ID;
	default: /* OP_NONE_OF */
		return in_none(m, t, op) ? pc + 1 : KUA_NO_ID;
	}
}

static void copy_slots(const struct matcher *m, uint32_t *to, const uint32_t *from)
{
	for (uint32_t i = 0; i < m->n_slots; i++)
		to[i] = from[i];
}

static void add_thread(const struct matcher *m, struct threads *list, uint32_t pc, const uint32_t *slots)
{
	copy_slots(m, list->slots + (size_t)list->n * m->n_slots, slots);
	list->pc[list->n++] = pc;
}

/* What token pos makes of the state at pc, added to the list where it can come to something with the token behind. */
static void take_token(const struct matcher *m, struct threads *list, uint32_t pc, const uint32_t *slots, uint32_t pos)
{
	uint32_t to = pos < m->last ? step(m, pc, pos) : KUA_NO_ID;
	if (to != KUA_NO_ID && may_go_on(m, &m->p->ops[to], bits_at(m, pos + 1)))
		add_thread(m, list, to, slots);
}

/* Does what must be so here, without a token, hold? Of the operations behind which nothing is known of the token yet. */
static bool holds(const struct matcher *m, uint32_t pc, uint32_t pos, const struct kua_bits *here)
{
	const struct op *op = &m->p->ops[pc];
	if (op->code == OP_START)
		return pos == m->first;
	if (op->code == OP_END)
		return pos == m->last;
	return (pos >= m->last || in_none(m, pos, op) == (op->code == OP_NEXT_NOT)) && may_go_on(m, op + 1, here);
}

/* From the state at *pc on, without a token; what is less preferred is put off. False where it leads nowhere, or has taken the token. */
static inline bool pass(const struct matcher *m, struct threads *list, uint32_t *pc, uint32_t *slots, uint32_t pos, size_t *n)
{
	const struct op *ops = m->p->ops, *op = &ops[*pc];
	const struct kua_bits *here = bits_at(m, pos);
	struct todo *todo = m->scratch->todo;
	if (op->code == OP_SPLIT) { /* one of the two can come to something, as it can itself */
		bool a = may_go_on(m, &ops[op->a], here), b = may_go_on(m, &ops[op->b], here);
		if (a && b)
			todo[(*n)++] = (struct todo){op->b, KUA_NO_ID, 0};
		*pc = a ? op->a : op->b;
		return true;
	}
	if (op->code == OP_SAVE) {
		todo[(*n)++] = (struct todo){0, op->a, slots[op->a]};
		slots[op->a] = pos;
		++*pc;
		return true;
	}
	if (op->code <= OP_NONE_OF) {
		take_token(m, list, *pc, slots, pos);
		return false;
	}
	if (op->code == OP_MATCH) {
		add_thread(m, list, MATCHED, slots);
		return false;
	}
	bool jumps = op->code == OP_JUMP, passes = jumps || holds(m, *pc, pos, here);
	*pc = jumps ? op->a : *pc + 1;
	return passes;
}

/*
 * Add to the list all that pc leads to and that takes token pos. `stamp` is that of this token and search. The slots are in the end as
 * they were. Every pc comes here only where it can come to something with the token; so does what is put off.
 */
static void follow(const struct matcher *m, struct threads *list, uint32_t pc, uint32_t *slots, uint32_t pos, uint32_t stamp)
{
	uint32_t *followed = m->scratch->followed;
	size_t n = 0;
	for (;;) {
		bool goes_on = followed[pc] != stamp;
		followed[pc] = stamp;
		if (goes_on)
			goes_on = pass(m, list, &pc, slots, pos, &n);
		while (!goes_on) {
			if (n == 0)
				return;
			const struct todo *t = &m->scratch->todo[--n];
			goes_on = t->slot == KUA_NO_ID;
			if (goes_on)
				pc = t->pc;
			else
				slots[t->slot] = t->old;
		}
	}
}

static void swap(struct matcher *m)
{
	struct threads t = m->now;
	m->now = m->next;
	m->next = t;
	m->next.n = 0;
}

/* The threads of token t, in order, go on to token t + 1. True where one of them is a match: what is less preferred is dropped. */
static bool advance(struct matcher *m, uint32_t t, uint32_t stamp)
{
	for (uint32_t i = 0; i < m->now.n; i++) {
		uint32_t *slots = m->now.slots + (size_t)i * m->n_slots;
		if (m->now.pc[i] == MATCHED) {
			copy_slots(m, m->best, slots);
			return true;
		}
		follow(m, &m->next, m->now.pc[i], slots, t + 1, stamp + 1);
	}
	return false;
}

/* At which of the 64 tokens of the block a match can begin, by each and the one behind it. */
static void look_at_block(struct matcher *m, uint32_t block)
{
	const struct program *p = m->p;
	const struct kua_bits *bits = m->marks->bits + block;
	uint32_t n = m->latest - block < 64 ? m->latest - block + 1 : 64;
	m->block = block;
	m->may_begin = 0;
	for (uint32_t i = 0; i < n; i++) {
		bool second = p->single | (block + i + 1 < m->last && kua_bits_meet(&bits[i + 1], &p->second));
		m->may_begin |= (uint64_t)(kua_bits_meet(&bits[i], &p->first) & second) << i;
	}
}

/* The first token from t on at which a match can begin; KUA_NO_ID where there is none. */
static uint32_t next_begin(struct matcher *m, uint32_t t)
{
	while (t <= m->latest) {
		uint32_t block = t - ((t - m->first) & 63);
		if (m->block != block)
			look_at_block(m, block);
		uint64_t left = m->may_begin >> (t - block);
		if (left)
			return t + (uint32_t)__builtin_ctzll(left);
		t = block + 64;
	}
	return KUA_NO_ID;
}

static void begin(struct matcher *m, uint32_t t, uint32_t stamp)
{
	memset(m->slots, 0xFF, m->n_slots * sizeof *m->slots);
	m->slots[0] = t;
	follow(m, &m->now, 0, m->slots, t, stamp);
}

/* The leftmost match from token `from` on, by preference; its slots in m->best. False where there is none. */
static bool search(struct matcher *m, uint32_t from, uint32_t *end)
{
	bool found = false;
	uint32_t *round = &m->scratch->round;
	if (*round > UINT32_MAX - (m->last - from) - 2) {
		memset(m->scratch->followed, 0, m->marks->set->most_ops * sizeof *m->scratch->followed);
		*round = 1;
	}
	m->now.n = m->next.n = 0;
	uint32_t next = next_begin(m, from);
	for (uint32_t t = from; t <= m->last; t++) {
		if (m->now.n == 0) {
			if (found || next == KUA_NO_ID)
				break;
			t = next;
		}
		uint32_t stamp = *round + (t - from);
		if (!found && t == next) {
			begin(m, t, stamp);
			next = next_begin(m, t + 1);
		}
		if (advance(m, t, stamp)) {
			*end = t;
			found = true;
		}
		swap(m);
	}
	*round += m->last - from + 2;
	return found;
}

/* ---- guards ---- */

static bool sentence_has(const struct matcher *m, uint32_t sentence, const struct guard *g)
{
	const struct kua_marks *marks = m->marks;
	struct scratch *scratch = m->scratch;
	uint32_t stamp = marks->memory->stamp + sentence;
	if (scratch->guarded_of != stamp)
		for (uint32_t t = m->first; t < m->last; t++)
			for (uint32_t i = 0; i < marks->of[t].n; i++)
				scratch->guarded[marks->of[t].v[i].class_id] = stamp;
	scratch->guarded_of = stamp;
	for (size_t i = 0; i < g->n_classes; i++)
		if (scratch->guarded[g->classes[i]] == stamp)
			return true;
	return false;
}

static bool any_in(const struct matcher *m, const struct guard *g, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++)
		for (size_t i = 0; i < g->n_classes; i++)
			if (role_of(m->marks, t, g->classes[i]) >= 0)
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
		return sentence_has(m, token->sentence, g);
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
	struct kua_capture *captures = KUA_NEW_N(m->scene->arena, struct kua_capture, m->p->n_captures + 1);
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

static void run(struct matcher *m, const struct call *call)
{
	const struct kua_sentence *s = &m->scene->text->sentences[call->sentence];
	m->p = &m->marks->set->programs[call->program];
	m->n_slots = 1 + 2 * m->p->n_captures;
	m->first = s->first;
	m->last = s->last;
	m->latest = call->latest;
	m->block = KUA_NO_ID;
	uint32_t end;
	for (uint32_t from = s->first; from <= m->latest && search(m, from, &end);) {
		keep_match(m, call->sentence, end);
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

/* The next n places of the room. */
static uint32_t *take(uint32_t **room, size_t n)
{
	uint32_t *v = *room;
	*room += n;
	return v;
}

static void matcher_init(struct matcher *m)
{
	size_t ops = m->marks->set->most_ops, slots = m->marks->set->most_slots;
	uint32_t *room = m->scratch->room;
	m->now.pc = take(&room, ops);
	m->next.pc = take(&room, ops);
	m->slots = take(&room, slots);
	m->best = take(&room, slots);
	m->now.slots = take(&room, ops * slots);
	m->next.slots = take(&room, ops * slots);
}

static void match_task(const struct kua_scene *s, size_t task, struct task_matches *out)
{
	const struct kua_marks *marks = s->marks;
	out->known = true;
	if (marks->calls_at[task] == marks->calls_at[task + 1])
		return;
	struct matcher m = {.scene = s, .marks = marks, .bits = marks->set->bits, .scratch = marks->memory->scratch};
	matcher_init(&m);
	for (uint32_t i = marks->calls_at[task]; i < marks->calls_at[task + 1]; i++)
		run(&m, &marks->calls[i]);
	struct kua_match *found = KUA_NEW_N(s->arena, struct kua_match, m.found.n + 1);
	if (m.found.n) {
		qsort(m.found.v, m.found.n, sizeof *m.found.v, by_place);
		memcpy(found, m.found.v, m.found.n * sizeof *found);
	}
	out->v = found;
	out->n = m.found.n;
	kua_vec_free(&m.found);
}

/* The task of that name. The same few are asked for around every claim, so that their numbers are kept by address. */
static uint32_t task_by_name(const struct kua_marks *m, const char *name)
{
	struct task_asked *asked = &m->memory->scratch->tasks[((uintptr_t)name >> 3 ^ (uintptr_t)name >> 9) & (TASKS_ASKED - 1)];
	if (asked->name == name)
		return asked->task;
	*asked = (struct task_asked){name, KUA_NO_ID};
	for (uint32_t i = 0; i < m->set->n_tasks && asked->task == KUA_NO_ID; i++)
		if (strcmp(m->set->tasks[i].name, name) == 0)
			asked->task = i;
	return asked->task;
}

const struct kua_match *kua_scene_match(const struct kua_scene *s, const char *name, size_t *n)
{
	*n = 0;
	uint32_t task = s->marks ? task_by_name(s->marks, name) : KUA_NO_ID;
	if (task == KUA_NO_ID)
		return NULL;
	struct task_matches *kept = &s->marks->memory->matches[task];
	if (!kept->known)
		match_task(s, task, kept);
	*n = kept->n;
	return kept->v;
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
