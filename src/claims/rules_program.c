/*
 * rules_program.c - a pattern's tree into a program: operations of a Thompson machine, repetitions copied out. From the tree also come
 * the classes without which no match is possible, by which sentences are chosen, and for every operation what the next token must be.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/pattern.h"

/* ---- writing ---- */

struct writer {
	struct loading *ld;
	KUA_VEC(struct op) ops;
	KUA_VEC(uint32_t) excluded;
	KUA_VEC(struct capture_def) captures;
	bool too_large, too_many;
};

static uint32_t emit(struct writer *w, enum opcode code, uint32_t a, uint32_t b)
{
	if (w->ops.n >= RULE_STATES) {
		w->too_large = true;
		return 0;
	}
	*kua_vec_add(&w->ops) = (struct op){.code = (uint8_t)code, .a = a, .b = (uint16_t)b};
	return (uint32_t)w->ops.n - 1;
}

/* The classes directly below a capture give it its value. */
static void capture_classes(struct writer *w, const struct node *n, struct capture_def *def)
{
	if (n->kind == N_CLASS) {
		for (size_t i = 0; i < def->n_classes; i++)
			if (def->classes[i] == n->class_id)
				return;
		uint32_t *v = KUA_NEW_N(w->ld->arena, uint32_t, def->n_classes + 1);
		if (def->n_classes)
			memcpy(v, def->classes, def->n_classes * sizeof *v);
		v[def->n_classes++] = n->class_id;
		def->classes = v;
	} else if (n->kind != N_NONE_OF && n->kind != N_NEXT && n->kind != N_CAPTURE) {
		for (size_t i = 0; i < n->n; i++)
			capture_classes(w, n->kids[i], def);
	}
}

static uint32_t capture_slot(struct writer *w, const struct node *n)
{
	size_t k = 0;
	while (k < w->captures.n && strcmp(w->captures.v[k].name, n->name) != 0)
		k++;
	if (k == w->captures.n) {
		if (k == RULE_CAPTURES) {
			w->too_many = true;
			return 1;
		}
		kua_vec_add(&w->captures)->name = n->name;
	}
	capture_classes(w, n->kids[0], &w->captures.v[k]);
	return (uint32_t)(1 + 2 * k);
}

static void write_node(struct writer *w, const struct node *n);

/* Copies: `low` that must be, the rest each behind a way round it. */
static void write_repeat(struct writer *w, const struct node *n)
{
	uint32_t splits[RULE_MOST];
	uint32_t count = 0;
	for (uint32_t i = 0; i < n->high && !w->too_large; i++) {
		if (i >= n->low) {
			splits[count] = emit(w, OP_SPLIT, 0, 0);
			count++;
		}
		write_node(w, n->kids[0]);
	}
	if (w->too_large)
		return;
	for (uint32_t i = 0; i < count; i++) {
		struct op *op = &w->ops.v[splits[i]];
		uint32_t on = splits[i] + 1, round = (uint32_t)w->ops.n;
		op->a = n->lazy ? round : on;
		op->b = (uint16_t)(n->lazy ? on : round);
	}
}

/*
 * The ways first .. last - 1 of a choice, in order of preference, by halves: what is ahead of a half says no for all that is in it. The
 * jumps from behind each way go to `jumps`, to be sent to the end.
 */
static void write_ways(struct writer *w, const struct node *n, size_t first, size_t last, uint32_t *jumps)
{
	if (w->too_large)
		return;
	if (last - first == 1) {
		write_node(w, n->kids[first]);
		jumps[first] = last < n->n ? emit(w, OP_JUMP, 0, 0) : 0;
		return;
	}
	size_t half = first + (last - first) / 2;
	uint32_t split = emit(w, OP_SPLIT, 0, 0);
	write_ways(w, n, first, half, jumps);
	if (w->too_large)
		return;
	w->ops.v[split].a = split + 1;
	w->ops.v[split].b = (uint16_t)w->ops.n;
	write_ways(w, n, half, last, jumps);
}

static void write_choice(struct writer *w, const struct node *n)
{
	uint32_t *jumps = kua_calloc(n->n, sizeof *jumps);
	write_ways(w, n, 0, n->n, jumps);
	for (size_t i = 0; i + 1 < n->n && !w->too_large; i++)
		w->ops.v[jumps[i]].a = (uint32_t)w->ops.n;
	free(jumps);
}

static void write_list(struct writer *w, const struct node *n)
{
	size_t at = w->excluded.n;
	for (size_t i = 0; i < n->n_classes; i++)
		*kua_vec_add(&w->excluded) = n->classes[i];
	enum opcode code = n->kind == N_NONE_OF ? OP_NONE_OF : n->negated ? OP_NEXT_NOT : OP_NEXT;
	(void)emit(w, code, (uint32_t)at, (uint32_t)n->n_classes);
}

/* Has the class no form of more than one word? */
static bool is_one_word(const struct loading *ld, uint32_t id)
{
	bool word = kua_intern_text(ld->set->classes, id)[0] == '"';
	return word || id < SPECIAL_COMPUTED || (id >= SPECIALS && !ld->classes.v[id - SPECIALS].longer);
}

static void write_node(struct writer *w, const struct node *n)
{
	uint32_t slot;
	if (w->too_large)
		return;
	switch (n->kind) {
	case N_CLASS:
		if (is_one_word(w->ld, n->class_id)) {
			(void)emit(w, OP_ONE, n->class_id, 0);
			break;
		}
		(void)emit(w, OP_ATOM, n->class_id, 0);
		(void)emit(w, OP_REST, n->class_id, 0);
		break;
	case N_NONE_OF:
	case N_NEXT:
		write_list(w, n);
		break;
	case N_START:
	case N_END:
		(void)emit(w, n->kind == N_START ? OP_START : OP_END, 0, 0);
		break;
	case N_SEQUENCE:
		for (size_t i = 0; i < n->n; i++)
			write_node(w, n->kids[i]);
		break;
	case N_CHOICE:
		write_choice(w, n);
		break;
	case N_REPEAT:
		write_repeat(w, n);
		break;
	case N_CAPTURE:
		slot = capture_slot(w, n);
		(void)emit(w, OP_SAVE, slot, 0);
		write_node(w, n->kids[0]);
		(void)emit(w, OP_SAVE, slot + 1, 0);
		break;
	}
}

/* ---- what a match needs ---- */

#define NEED_CLASSES 64 /* of one need */

struct group {
	uint32_t v[NEED_CLASSES];
	uint32_t n;
	size_t commonness; /* of its classes together */
};

struct groups {
	struct group v[NEEDS_MOST];
	size_t n;
};

/* How often a text may hold the class. Only speed depends on it. */
static size_t commonness(const struct loading *ld, uint32_t id)
{
	static const size_t of_special[SPECIALS] = {
		[SPECIAL_NUMBER] = 15000, [SPECIAL_ORDINAL] = 1000, [SPECIAL_MONEY] = 500,   [SPECIAL_SHARE] = 300,         [SPECIAL_DATE] = 8000,
		[SPECIAL_TIME] = 300,     [SPECIAL_PERSON] = 15000, [SPECIAL_PLACE] = 15000, [SPECIAL_ORGANISATION] = 15000,
	};
	const char *name = kua_intern_text(ld->set->classes, id);
	return name[0] == '"'   ? kua_form_commonness(ld, name + 1, 1)
	       : id < SPECIALS ? of_special[id]
	                       : ld->classes.v[id - SPECIALS].commonness;
}

static void add_class(const struct loading *ld, struct group *g, uint32_t id)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (g->v[i] == id)
			return;
	g->commonness += commonness(ld, id);
	if (g->n < NEED_CLASSES)
		g->v[g->n] = id;
	g->n++; /* past NEED_CLASSES it counts as no need at all */
}

static const struct group *best_group(const struct groups *g)
{
	const struct group *best = NULL;
	for (size_t i = 0; i < g->n; i++)
		if (!best || g->v[i].commonness < best->commonness)
			best = &g->v[i];
	return best;
}

/* Groups of classes; every match of n holds a token of each, one behind the other. Depth is limited by the reader's. */
static void needs_of(const struct loading *ld, const struct node *n, struct groups *out)
{
	struct group one = {.n = 0};
	if (n->kind == N_CLASS && n->class_id >= SPECIAL_COMPUTED) {
		add_class(ld, &one, n->class_id);
	} else if (n->kind == N_CHOICE) {
		for (size_t i = 0; i < n->n; i++) {
			struct groups of_kid = {.n = 0};
			needs_of(ld, n->kids[i], &of_kid);
			const struct group *best = best_group(&of_kid);
			if (!best)
				return;
			for (uint32_t k = 0; k < best->n; k++)
				add_class(ld, &one, best->v[k]);
		}
	} else if (n->kind == N_SEQUENCE || n->kind == N_CAPTURE || (n->kind == N_REPEAT && n->low > 0)) {
		for (size_t i = 0; i < n->n; i++)
			needs_of(ld, n->kids[i], out);
	}
	if (one.n == 0 || one.n > NEED_CLASSES)
		return;
	struct group *at = out->n < NEEDS_MOST ? &out->v[out->n++] : &out->v[NEEDS_MOST - 1];
	if (at->n == 0 || one.commonness < at->commonness)
		*at = one;
}

static int by_id(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

/* Its number among the needs of all programs: many have the same. */
static uint32_t need_number(struct loading *ld, struct group *g)
{
	qsort(g->v, g->n, sizeof *g->v, by_id);
	uint32_t number = kua_intern_add(ld->need_numbers, (const char *)g->v, g->n * sizeof *g->v);
	if (number == ld->needs.n) {
		uint32_t *v = KUA_NEW_N(ld->arena, uint32_t, g->n);
		memcpy(v, g->v, g->n * sizeof *v);
		*kua_vec_add(&ld->needs) = (struct need){v, g->n};
	}
	return number;
}

static void keep_needs(struct loading *ld, struct groups *g, struct program *out)
{
	out->n_needs = (uint32_t)g->n;
	for (uint32_t i = 0; i < g->n; i++) {
		out->needs[i] = need_number(ld, &g->v[i]);
		if (g->v[i].commonness < g->v[out->calling].commonness)
			out->calling = i;
	}
}

/* Can n match nothing at all? */
static bool can_be_empty(const struct node *n)
{
	bool all = true, any = false;
	for (size_t i = 0; i < n->n; i++) {
		bool empty = can_be_empty(n->kids[i]);
		all &= empty;
		any |= empty;
	}
	switch ((enum node_kind)n->kind) {
	case N_CLASS:
	case N_NONE_OF:
		return false;
	case N_START:
	case N_END:
	case N_NEXT:
		return true;
	case N_CHOICE:
		return any;
	case N_REPEAT:
		return all || n->low == 0;
	case N_SEQUENCE:
	case N_CAPTURE:
		break;
	}
	return all;
}

/* What the next token must be for an operation to come to something. */
struct ahead {
	struct kua_bits may; /* of these classes it must have one */
	bool ends;           /* or there need be none: MATCH can be reached */
};

static void add_ahead(struct ahead *a, const struct ahead *b)
{
	for (size_t i = 0; i < BITS_WORDS; i++)
		a->may.v[i] |= b->may.v[i];
	a->ends |= b->ends;
}

/* Of op, where next is what is ahead of the one that follows, and other of the one that it leads to as well. */
static struct ahead ahead_of(const struct loading *ld, const struct op *op, const struct ahead *next, const struct ahead *other)
{
	struct ahead out = {.ends = false};
	switch ((enum opcode)op->code) {
	case OP_ONE:
	case OP_ATOM:
	case OP_REST:
		kua_bits_add(&out.may, ld->bit_of.v[op->a]);
		break;
	case OP_NONE_OF:
		kua_bits_add(&out.may, SPECIAL_ANY);
		break;
	case OP_SPLIT:
		out = *next;
		add_ahead(&out, other);
		break;
	case OP_JUMP:
	case OP_SAVE:
	case OP_START:
	case OP_END:
	case OP_NEXT:
	case OP_NEXT_NOT:
		return *next;
	case OP_MATCH:
		out.ends = true;
		break;
	}
	return out;
}

/* What the token behind the next must be; all[0] is what is ahead of op, all[1] of the operation behind it, next and other as above. */
static struct ahead second_of(const struct loading *ld, const struct op *op, const struct ahead *all, const struct ahead *next,
                              const struct ahead *other)
{
	struct ahead out = {.ends = false};
	switch ((enum opcode)op->code) {
	case OP_ATOM:
	case OP_REST:
		out = all[op->code == OP_ATOM ? 2 : 1];
		kua_bits_add(&out.may, ld->bit_of.v[op->a]); /* or on inside the span */
		return out;
	case OP_ONE:
	case OP_NONE_OF:
		return all[1];
	case OP_MATCH:
		return out;
	default:
		out = *next;
		if (op->code == OP_SPLIT)
			add_ahead(&out, other);
		return out;
	}
}

/* `hint` is that of a neighbour, which often has the same. */
static uint32_t bits_number(struct loading *ld, const struct kua_bits *bits, uint32_t hint)
{
	if (hint < ld->bits.n && memcmp(&ld->bits.v[hint], bits, sizeof *bits) == 0)
		return hint;
	uint32_t number = kua_intern_add(ld->bits_numbers, (const char *)bits, sizeof *bits);
	if (number == ld->bits.n)
		*kua_vec_add(&ld->bits) = *bits;
	return number;
}

/* Look ahead from every operation, from the last one back, as only REST leads back; what is ahead of the whole goes to `out`. */
static void look_ahead(struct loading *ld, struct op *ops, uint32_t n, const uint32_t *lists, struct program *out)
{
	struct ahead *all = kua_calloc(n + 1, sizeof *all), *second = kua_calloc(n + 1, sizeof *second);
	for (uint32_t pc = n; pc-- > 0;) {
		struct op *op = &ops[pc];
		uint32_t next = op->code == OP_SPLIT || op->code == OP_JUMP ? op->a : pc + 1;
		uint32_t other = op->code == OP_SPLIT ? op->b : pc + 1;
		all[pc] = ahead_of(ld, op, &all[next], &all[other]);
		second[pc] = second_of(ld, op, &all[pc], &second[next], &second[other]);
		struct kua_bits bits = all[pc].may;
		op->always = all[pc].ends;
		op->certain = op->code == OP_ONE && ld->bit_of.v[op->a] < BITS_OWN;
		if (op->code == OP_NONE_OF || op->code == OP_NEXT || op->code == OP_NEXT_NOT) {
			bits = (struct kua_bits){{0}};
			op->always = true;
			for (uint32_t i = 0; i < op->b; i++)
				kua_bits_add(&bits, ld->bit_of.v[lists[op->a + i]]);
		}
		op->bits = bits_number(ld, &bits, ops[next < n ? next : pc].bits);
	}
	out->first = all[0].may;
	out->second = second[0].may;
	out->single = second[0].ends;
	free(all);
	free(second);
}

/* How many ways lead to each operation; ATOM and its REST lead behind them on different tokens. */
static void mark_joins(struct op *ops, uint32_t n)
{
	uint8_t *led = kua_calloc(n + 1, sizeof *led); /* 2 is several */
	for (uint32_t pc = 0; pc < n; pc++) {
		const struct op *op = &ops[pc];
		uint32_t to = op->code == OP_SPLIT || op->code == OP_JUMP ? op->a : pc + 1;
		led[to] = led[to] ? 2 : 1;
		if (op->code == OP_SPLIT)
			led[op->b] = led[op->b] ? 2 : 1;
	}
	for (uint32_t pc = 0; pc < n; pc++)
		ops[pc].joins = led[pc] > 1;
	free(led);
}

/* How many tokens a match can have at most. */
static uint32_t longest(const struct op *ops, uint32_t n)
{
	uint32_t *all = kua_calloc(n + 1, sizeof *all);
	for (uint32_t pc = n; pc-- > 0;) {
		const struct op *op = &ops[pc];
		uint32_t next = op->code == OP_MATCH ? 0 : all[op->code == OP_SPLIT || op->code == OP_JUMP ? op->a : pc + 1];
		uint32_t other = op->code == OP_SPLIT ? all[op->b] : 0, of_rest = op->code == OP_REST ? LONGEST_SPAN : 0;
		all[pc] = (next > other ? next : other) + (op->code == OP_ONE || op->code == OP_NONE_OF ? 1 : of_rest);
	}
	uint32_t most = all[0];
	free(all);
	return most;
}

static uint32_t ring_for(uint32_t tokens)
{
	uint32_t ring = 1;
	while (ring <= tokens)
		ring = ring * 2 + 1;
	return ring;
}

static void finish(struct writer *w, const struct node *root, struct program *out)
{
	struct kua_arena *a = w->ld->arena;
	struct op *ops = KUA_NEW_N(a, struct op, w->ops.n);
	memcpy(ops, w->ops.v, w->ops.n * sizeof *ops);
	uint32_t *excluded = KUA_NEW_N(a, uint32_t, w->excluded.n + 1);
	if (w->excluded.n)
		memcpy(excluded, w->excluded.v, w->excluded.n * sizeof *excluded);
	struct capture_def *captures = KUA_NEW_N(a, struct capture_def, w->captures.n + 1);
	if (w->captures.n)
		memcpy(captures, w->captures.v, w->captures.n * sizeof *captures);
	look_ahead(w->ld, ops, (uint32_t)w->ops.n, excluded, out);
	mark_joins(ops, (uint32_t)w->ops.n);
	out->ring = ring_for(longest(ops, (uint32_t)w->ops.n));
	struct groups needs = {.n = 0};
	needs_of(w->ld, root, &needs);
	out->ops = ops;
	out->anchored = ops[0].code == OP_START;
	out->n_ops = (uint32_t)w->ops.n;
	out->excluded = excluded;
	out->captures = captures;
	out->n_captures = (uint32_t)w->captures.n;
	keep_needs(w->ld, &needs, out);
}

enum kua_code kua_rules_program(struct loading *ld, uint32_t rule, const struct pattern_def *pattern, const struct node *root)
{
	enum kua_code code = KUA_OK;
	struct writer w = {.ld = ld};
	write_node(&w, root);
	(void)emit(&w, OP_MATCH, 0, 0);
	if (w.too_large)
		code = kua_rule_fail(ld->err, &pattern->at, "the pattern is too large (%d steps at most, repetitions written out)",
		                     RULE_STATES);
	else if (w.too_many)
		code = kua_rule_fail(ld->err, &pattern->at, "more than %d names in one pattern", RULE_CAPTURES);
	else if ((ld->n_ops += w.ops.n) > RULE_STATES_ALL)
		code = kua_rule_fail(ld->err, &pattern->at, "the patterns of a language have more than %zu steps together", RULE_STATES_ALL);
	else if (can_be_empty(root))
		code = kua_rule_fail(ld->err, &pattern->at, "the pattern would match nothing at all: one word must be there");
	if (code == KUA_OK) {
		struct program *out = kua_vec_add(&ld->programs);
		out->rule = rule;
		out->task = ld->set->rules[rule].task;
		finish(&w, root, out);
	}
	kua_vec_free(&w.ops);
	kua_vec_free(&w.excluded);
	kua_vec_free(&w.captures);
	return code;
}
