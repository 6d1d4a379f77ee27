/*
 * match.c - programs over tokens. The ways through a pattern are gone one after the other, the preferred one first, and where several
 * come together it is remembered for each token that they have been there: who comes again would fail again. So there is no way
 * that is gone twice, and the work is at most tokens times operations. Each state knows what the next token must be for it to come to
 * something, so most ways end before they begin. Which programs run on a sentence is calls.c's.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

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
	size_t row;           /* words of what is remembered for a token */
	uint64_t round;       /* of this search: what is remembered of others is nothing */
	struct scratch *scratch;
	uint32_t *slots; /* of the way that is gone */
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

/* Can the operation come to something with that token next? */
static inline bool may_go_on(const struct matcher *m, const struct op *op, const struct kua_bits *next)
{
	return op->always || kua_bits_meet(&m->bits[op->bits], next);
}

/* Where the state at pc is behind token t; KUA_NO_ID where it does not take the token. Of its classes that token has a bit. */
static uint32_t step(const struct matcher *m, uint32_t pc, uint32_t t)
{
	const struct op *op = &m->p->ops[pc];
	int role;
	switch (op->code) {
	case OP_ONE:
		return op->certain || role_of(m->marks, t, op->a) >= 0 ? pc + 1 : KUA_NO_ID;
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

/* Does what must be so here, without a token, hold? Of the operations behind which nothing is known of the token yet. */
static bool holds(const struct matcher *m, const struct op *op, uint32_t pos, const struct kua_bits *here)
{
	if (op->code == OP_START)
		return pos == m->first;
	if (op->code == OP_END)
		return pos == m->last;
	return (pos >= m->last || in_none(m, pos, op) == (op->code == OP_NEXT_NOT)) && may_go_on(m, op + 1, here);
}

/*
 * Has this search been at pc with that token next? If not, it has from now on. The rows, one for a token, are as many as a match has
 * tokens at most, and used again behind that.
 */
static bool been(const struct matcher *m, uint32_t pc, uint32_t pos)
{
	uint32_t place = pos - m->first;
	uint64_t *row = m->scratch->been + (place & m->p->ring) * m->row, *bits = row + 1;
	if (row[0] != m->round + place) {
		memset(bits, 0, (m->row - 1) * sizeof *bits);
		row[0] = m->round + place;
	}
	uint64_t bit = (uint64_t)1 << (pc & 63);
	bool been = bits[pc >> 6] & bit;
	bits[pc >> 6] |= bit;
	return been;
}

/* Where a way is, and what it reads at each step: copies, as what it writes might else be any of them. */
struct way {
	const struct op *ops;
	const struct kua_bits *sets, *tokens;
	struct todo *todo; /* what is put off begins here */
	uint32_t *slots;
	uint32_t last, pc, pos;
	size_t n;                      /* put off */
	const struct kua_bits *here;   /* the classes of token pos */
};

static inline void to_token(struct way *w, uint32_t pos)
{
	static const struct kua_bits none;
	w->pos = pos;
	w->here = pos < w->last ? &w->tokens[pos] : &none;
}

static inline bool goes_on(const struct way *w, uint32_t pc)
{
	return w->ops[pc].always || kua_bits_meet(&w->sets[w->ops[pc].bits], w->here);
}

/* The way that was put off last, its slots as they were. False where none is left. */
static inline bool go_back(struct way *w)
{
	while (w->n) {
		const struct todo *t = &w->todo[--w->n];
		if (t->slot == KUA_NO_ID) {
			w->pc = t->pc;
			to_token(w, t->pos);
			return true;
		}
		w->slots[t->slot] = t->pos;
	}
	return false;
}

/* One operation of the way. False where it leads nowhere; what is less preferred is put off. */
static inline bool go(const struct matcher *m, struct way *w)
{
	const struct op *op = &w->ops[w->pc];
	switch (op->code) {
	case OP_SPLIT: /* one of the two can come to something, as it can itself */
		if (!goes_on(w, op->a)) {
			w->pc = op->b;
			return true;
		}
		if (goes_on(w, op->b))
			w->todo[w->n++] = (struct todo){op->b, w->pos, KUA_NO_ID};
		w->pc = op->a;
		return true;
	case OP_SAVE:
		if (w->n) /* there is a way back to before */
			w->todo[w->n++] = (struct todo){0, w->slots[op->a], op->a};
		w->slots[op->a] = w->pos;
		w->pc++;
		return true;
	case OP_JUMP:
		w->pc = op->a;
		return true;
	case OP_ONE:
	case OP_ATOM:
	case OP_REST:
	case OP_NONE_OF:
		w->pc = w->pos < w->last ? step(m, w->pc, w->pos) : KUA_NO_ID;
		to_token(w, w->pos + 1);
		return w->pc != KUA_NO_ID && goes_on(w, w->pc);
	default:
		w->pc++;
		return holds(m, op, w->pos, w->here);
	}
}

/* The preferred way of all that begin at token t, from the first operation to the last. False where there is none. */
static bool walk(struct matcher *m, uint32_t t, uint32_t *end)
{
	struct way w = {.ops = m->p->ops, .sets = m->bits, .tokens = m->marks->bits, .todo = m->scratch->todo, .slots = m->slots, .last = m->last};
	to_token(&w, t);
	m->slots[0] = t;
	for (uint32_t i = 1; i < m->n_slots; i++)
		m->slots[i] = KUA_NO_ID;
	while (w.ops[w.pc].code != OP_MATCH) {
		bool on = (!w.ops[w.pc].joins || !been(m, w.pc, w.pos)) && go(m, &w);
		if (!on && !go_back(&w))
			return false;
	}
	*end = w.pos;
	return true;
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

/* The leftmost match from token `from` on, by preference; its slots in m->slots. False where there is none. */
static bool search(struct matcher *m, uint32_t from, uint32_t *end)
{
	m->round = m->scratch->round;
	m->scratch->round += (uint64_t)(m->last - m->first) + 1;
	for (uint32_t t = next_begin(m, from); t != KUA_NO_ID; t = next_begin(m, t + 1))
		if (walk(m, t, end))
			return true;
	return false;
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
		if (guard_holds(m, &rule->guards[i], m->slots[0], end) == rule->guards[i].negated)
			return;
	struct kua_capture *captures = KUA_NEW_N(m->scene->arena, struct kua_capture, m->p->n_captures + 1);
	size_t n = 0;
	for (uint32_t k = 0; k < m->p->n_captures; k++) {
		uint32_t first = m->slots[1 + 2 * k], last = m->slots[2 + 2 * k];
		if (first == KUA_NO_ID || last == KUA_NO_ID || first >= last)
			continue;
		captures[n++] = (struct kua_capture){m->p->captures[k].name, first, last,
		                                     value_of(m, &m->p->captures[k], first, last)};
	}
	*kua_vec_add(&m->found) = (struct kua_match){
		&rule->head, sentence, m->slots[0], end, (uint32_t)(m->p - m->marks->set->programs), captures, n};
}

static void run(struct matcher *m, const struct call *call)
{
	const struct kua_sentence *s = &m->scene->text->sentences[call->sentence];
	m->p = &m->marks->set->programs[call->program];
	m->n_slots = 1 + 2 * m->p->n_captures;
	m->row = kua_been_row(m->p->n_ops);
	m->first = s->first;
	m->last = s->last;
	m->latest = call->latest;
	m->block = KUA_NO_ID;
	uint32_t end;
	for (uint32_t from = s->first; from <= m->latest && search(m, from, &end);) {
		keep_match(m, call->sentence, end);
		from = end > m->slots[0] ? end : m->slots[0] + 1;
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

/* Programs stand far apart in memory: ask for those of the next calls before they are needed. */
static void fetch(const struct kua_marks *marks, uint32_t i, uint32_t end)
{
	const struct program *programs = marks->set->programs;
	if (i + 2 < end) {
		const struct program *p = &programs[marks->calls[i + 2].program];
		__builtin_prefetch(p);
		__builtin_prefetch(&p->first);
	}
	if (i + 1 < end) {
		const struct op *ops = programs[marks->calls[i + 1].program].ops;
		__builtin_prefetch(ops);
		__builtin_prefetch((const char *)ops + 64);
	}
}

static void match_task(const struct kua_scene *s, size_t task, struct task_matches *out)
{
	const struct kua_marks *marks = s->marks;
	out->known = true;
	if (marks->calls_at[task] == marks->calls_at[task + 1])
		return;
	struct matcher m = {.scene = s, .marks = marks, .bits = marks->set->bits, .scratch = marks->memory->scratch,
	                    .slots = marks->memory->scratch->slots};
	for (uint32_t i = marks->calls_at[task], end = marks->calls_at[task + 1]; i < end; i++) {
		fetch(marks, i, end);
		run(&m, &marks->calls[i]);
	}
	struct kua_match *found = KUA_NEW_N(s->arena, struct kua_match, m.found.n + 1);
	if (m.found.n) {
		size_t sorted = 1; /* calls come by sentences and rules, so most are in order */
		while (sorted < m.found.n && by_place(&m.found.v[sorted - 1], &m.found.v[sorted]) <= 0)
			sorted++;
		if (sorted < m.found.n)
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
