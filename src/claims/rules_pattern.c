/*
 * rules_pattern.c - a pattern's text into a program. A recursive reader of limited depth makes a tree; the tree is
 * written out as operations (Thompson, "Regular expression search algorithm", 1968), repetitions copied out and phrases
 * put in place. From the tree also come the classes without which no match is possible, by which sentences are chosen,
 * and the classes a match can begin with.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

enum node_kind { N_CLASS, N_SEQUENCE, N_CHOICE, N_REPEAT, N_NONE_OF, N_CAPTURE, N_START, N_END, N_NEXT };

struct node {
	uint8_t kind;
	bool lazy;           /* repeat: as few as will do */
	uint32_t low, high;  /* repeat */
	uint32_t class_id;
	const char *name;    /* capture */
	struct node **kids;
	size_t n;
	const uint32_t *classes; /* none of, next */
	size_t n_classes;
	bool negated;            /* next */
};

struct parser {
	struct loading *ld;
	const char *s; /* what is left */
	const struct pattern_def *def;
	const char *suffix; /* behind capture names of the phrase being read: "2" */
	unsigned depth;
	size_t *nodes; /* made so far, phrases put in place */
};

#define MOST_NODES ((size_t)100000)

/* ---- reading ---- */

static enum kua_code bad(const struct parser *p, const char *at, const char *what, const char *detail)
{
	struct where w = p->def->at;
	w.byte += (size_t)(at - p->def->text);
	return kua_rule_fail(p->ld->err, &w, "%s%s", what, detail);
}

static struct node *node_new(struct parser *p, enum node_kind kind)
{
	struct node *n = KUA_NEW(p->ld->scratch, struct node);
	++*p->nodes;
	n->kind = (uint8_t)kind;
	return n;
}

static void node_add(struct parser *p, struct node *parent, struct node *kid)
{
	if ((parent->n & (parent->n - 1)) == 0) { /* full at a power of two */
		struct node **kids = KUA_NEW_N(p->ld->scratch, struct node *, parent->n ? parent->n * 2 : 1);
		if (parent->n)
			memcpy(kids, parent->kids, parent->n * sizeof *kids);
		parent->kids = kids;
	}
	parent->kids[parent->n++] = kid;
}

static void skip(struct parser *p)
{
	while (*p->s == ' ' || *p->s == '\t')
		p->s++;
}

static const char *take_name(struct parser *p)
{
	const char *from = p->s;
	while (islower((unsigned char)*p->s) || isdigit((unsigned char)*p->s) || *p->s == '-' || *p->s == '_')
		p->s++;
	return kua_arena_strndup(p->ld->arena, from, (size_t)(p->s - from));
}

static enum kua_code read_choice(struct parser *p, struct node **out);

/* A literal word or "punctuation": as many tokens as text/ makes of it. */
static enum kua_code read_literal(struct parser *p, const char *from, size_t n, struct node **out)
{
	const char *norms[FORM_WORDS];
	size_t count;
	bool stem;
	struct where w = p->def->at;
	w.byte += (size_t)(from - p->def->text);
	enum kua_code code = kua_rules_split(p->ld, &w, kua_arena_strndup(p->ld->scratch, from, n), norms, &count, &stem);
	if (code != KUA_OK)
		return code;
	struct node *seq = node_new(p, N_SEQUENCE);
	for (size_t i = 0; i < count; i++) {
		struct node *word = node_new(p, N_CLASS);
		word->class_id = kua_rules_word_class(p->ld, norms[i], stem && i + 1 == count);
		node_add(p, seq, word);
	}
	*out = count == 1 ? seq->kids[0] : seq;
	return KUA_OK;
}

static bool is_word_byte(const char *s)
{
	return *s && !strchr(" \t()|?*+{}<>\"=@!&", *s);
}

static enum kua_code find_class(struct parser *p, const char *at, const char *name, uint32_t *id)
{
	*id = kua_intern_find(p->ld->set->classes, name, strlen(name));
	return *id == KUA_NO_ID ? bad(p, at, "no class has the name ", name) : KUA_OK;
}

/* @class, SPECIAL, word or "word" */
static enum kua_code read_class(struct parser *p, uint32_t *id)
{
	const char *at = p->s;
	if (*p->s == '@') {
		p->s++;
		return find_class(p, at, take_name(p), id);
	}
	const char *word = *at == '"' ? at + 1 : at, *end = word;
	while (*at == '"' ? *end && *end != '"' : is_word_byte(end))
		end++;
	if (*at == '"' || (end > at && !isupper((unsigned char)*at))) {
		struct node *literal = NULL;
		p->s = end + (*end == '"');
		if (end == word || (*at == '"' && *end != '"'))
			return bad(p, at, "this quote is not closed, or empty", "");
		enum kua_code code = read_literal(p, word, (size_t)(end - word), &literal);
		if (code == KUA_OK && literal->kind != N_CLASS)
			return bad(p, at, "one word is expected here", "");
		if (code == KUA_OK)
			*id = literal->class_id;
		return code;
	}
	while (isupper((unsigned char)*p->s))
		p->s++;
	const char *name = kua_arena_strndup(p->ld->scratch, at, (size_t)(p->s - at));
	if (!*name)
		return bad(p, at, "a class is expected here, as in @people or NUMBER", "");
	return find_class(p, at, name, id);
}

/* !@a!@b, &@a&@b: classes, each behind the sign */
static enum kua_code read_list(struct parser *p, struct node *n, char sign, uint32_t barrier)
{
	uint32_t ids[16];
	size_t count = 0;
	if (barrier != KUA_NO_ID)
		ids[count++] = barrier;
	while (*p->s == sign) {
		p->s++;
		if (count == 16)
			return bad(p, p->s, "more than 16 classes stand here", "");
		enum kua_code code = read_class(p, &ids[count++]);
		if (code != KUA_OK)
			return code;
	}
	uint32_t *copy = KUA_NEW_N(p->ld->scratch, uint32_t, count + 1);
	memcpy(copy, ids, count * sizeof *ids);
	n->classes = copy;
	n->n_classes = count;
	return KUA_OK;
}

static enum kua_code read_number(struct parser *p, uint32_t *out)
{
	const char *at = p->s;
	unsigned long n = 0;
	while (isdigit((unsigned char)*p->s) && n <= RULE_MOST)
		n = n * 10 + (unsigned long)(*p->s++ - '0');
	if (p->s == at || n > RULE_MOST)
		return bad(p, at, "a number up to 40 is expected here", "");
	*out = (uint32_t)n;
	return KUA_OK;
}

static enum kua_code read_gap(struct parser *p, struct node **out)
{
	struct node *gap = node_new(p, N_REPEAT), *one = node_new(p, N_NONE_OF);
	p->s += 2;
	gap->lazy = true;
	enum kua_code code = read_number(p, &gap->high);
	if (code == KUA_OK)
		code = read_list(p, one, '!', kua_intern_find(p->ld->set->classes, "barrier", 7));
	node_add(p, gap, one);
	*out = gap;
	return code;
}

/* <name> or <name 2> */
static enum kua_code read_phrase(struct parser *p, struct node **out)
{
	const char *at = p->s++;
	const char *name = take_name(p);
	skip(p);
	const char *suffix = take_name(p);
	if (*p->s != '>')
		return bad(p, at, "a phrase is written <name> or <name 2>", "");
	p->s++;
	const struct phrase_def *phrase = NULL;
	for (size_t i = 0; i < p->ld->phrases.n; i++)
		if (strcmp(p->ld->phrases.v[i].name, name) == 0)
			phrase = &p->ld->phrases.v[i];
	if (!phrase)
		return bad(p, at, "no phrase has the name ", name);
	if (p->depth >= RULE_DEPTH || *p->nodes > MOST_NODES)
		return bad(p, at, "phrases within phrases are too deep, or stand within themselves: ", name);
	struct node *choice = node_new(p, N_CHOICE);
	for (size_t i = 0; i < phrase->patterns.n; i++) {
		struct parser inner = {p->ld, phrase->patterns.v[i].text, &phrase->patterns.v[i],
		                       *suffix ? suffix : p->suffix, p->depth + 1, p->nodes};
		struct node *kid;
		enum kua_code code = read_choice(&inner, &kid);
		if (code == KUA_OK && *inner.s)
			code = bad(&inner, inner.s, "a bracket closes that was never opened", "");
		if (code != KUA_OK)
			return code;
		node_add(p, choice, kid);
	}
	*out = choice;
	return KUA_OK;
}

static enum kua_code read_word(struct parser *p, struct node **out)
{
	const char *from = p->s;
	while (is_word_byte(p->s))
		p->s++;
	size_t n = (size_t)(p->s - from);
	if (n == 0)
		return bad(p, from, "a word, class, phrase or bracket is expected here", "");
	bool upper = true;
	for (size_t i = 0; i < n; i++)
		upper = upper && isupper((unsigned char)from[i]);
	if (!upper)
		return read_literal(p, from, n, out);
	if (n == 5 && memcmp(from, "START", 5) == 0) {
		*out = node_new(p, N_START);
		return KUA_OK;
	}
	if (n == 3 && memcmp(from, "END", 3) == 0) {
		*out = node_new(p, N_END);
		return KUA_OK;
	}
	*out = node_new(p, N_CLASS);
	p->s = from;
	return read_class(p, &(*out)->class_id);
}

static enum kua_code read_atom(struct parser *p, struct node **out)
{
	const char *at = p->s;
	enum kua_code code;
	if (*at == '(') {
		p->s++;
		if (++p->depth > RULE_DEPTH)
			return bad(p, at, "brackets within brackets are too deep", "");
		code = read_choice(p, out);
		if (code == KUA_OK && *p->s != ')')
			return bad(p, at, "this bracket is not closed", "");
		p->s += code == KUA_OK;
		p->depth--;
		return code;
	}
	if (*at == '<')
		return read_phrase(p, out);
	if (*at == '"') {
		const char *close = strchr(at + 1, '"');
		if (!close || close == at + 1)
			return bad(p, at, "this quote is not closed, or empty", "");
		p->s = close + 1;
		return read_literal(p, at + 1, (size_t)(close - at - 1), out);
	}
	if (*at == '@') {
		*out = node_new(p, N_CLASS);
		return read_class(p, &(*out)->class_id);
	}
	if (*at == '!') {
		*out = node_new(p, N_NONE_OF);
		return read_list(p, *out, '!', KUA_NO_ID);
	}
	if (*at == '&') {
		*out = node_new(p, N_NEXT);
		(*out)->negated = at[1] == '!';
		p->s += at[1] == '!';
		return read_list(p, *out, *p->s, KUA_NO_ID);
	}
	if (at[0] == '.' && at[1] == '.')
		return read_gap(p, out);
	return read_word(p, out);
}

/* ? * + {n} {m,n} */
static enum kua_code read_repeat(struct parser *p, struct node **atom)
{
	uint32_t low, high;
	const char *at = p->s;
	if (*at == '?' || *at == '*' || *at == '+') {
		low = *at == '+';
		high = *at == '?' ? 1 : RULE_REPEAT;
		p->s++;
	} else if (*at == '{') {
		p->s++;
		enum kua_code code = read_number(p, &low);
		if (code != KUA_OK)
			return code;
		high = low;
		if (*p->s == ',') {
			p->s++;
			if ((code = read_number(p, &high)) != KUA_OK)
				return code;
		}
		if (*p->s != '}' || high < low || high == 0)
			return bad(p, at, "a repetition is written {2} or {0,4}", "");
		p->s++;
	} else {
		return KUA_OK;
	}
	struct node *n = node_new(p, N_REPEAT);
	n->low = low;
	n->high = high;
	node_add(p, n, *atom);
	*atom = n;
	return KUA_OK;
}

static enum kua_code read_element(struct parser *p, struct node **out)
{
	const char *name = NULL, *s = p->s;
	while (islower((unsigned char)*s) || isdigit((unsigned char)*s) || *s == '_')
		s++;
	if (*s == '=' && s > p->s) {
		name = kua_arena_printf(p->ld->arena, "%.*s%s", (int)(s - p->s), p->s, p->suffix);
		p->s = s + 1;
	}
	struct node *atom;
	enum kua_code code = read_atom(p, &atom);
	if (code == KUA_OK)
		code = read_repeat(p, &atom);
	if (code != KUA_OK)
		return code;
	if (name) {
		*out = node_new(p, N_CAPTURE);
		(*out)->name = name;
		node_add(p, *out, atom);
	} else {
		*out = atom;
	}
	return KUA_OK;
}

static enum kua_code read_choice(struct parser *p, struct node **out)
{
	struct node *choice = node_new(p, N_CHOICE), *seq = node_new(p, N_SEQUENCE);
	for (skip(p);; skip(p)) {
		if (*p->s == '|' || *p->s == ')' || !*p->s) {
			if (seq->n == 0)
				return bad(p, p->s, "something is expected before this", "");
			node_add(p, choice, seq->n == 1 ? seq->kids[0] : seq);
			if (*p->s != '|')
				break;
			p->s++;
			seq = node_new(p, N_SEQUENCE);
			continue;
		}
		struct node *kid;
		enum kua_code code = read_element(p, &kid);
		if (code != KUA_OK)
			return code;
		node_add(p, seq, kid);
	}
	*out = choice->n == 1 ? choice->kids[0] : choice;
	return KUA_OK;
}

/* ---- writing ---- */

struct writer {
	struct parser *p;
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
	*kua_vec_add(&w->ops) = (struct op){(uint8_t)code, a, b};
	return (uint32_t)w->ops.n - 1;
}

/* The classes directly below a capture give it its value. */
static void capture_classes(struct writer *w, const struct node *n, struct capture_def *def)
{
	if (n->kind == N_CLASS) {
		for (size_t i = 0; i < def->n_classes; i++)
			if (def->classes[i] == n->class_id)
				return;
		uint32_t *v = KUA_NEW_N(w->p->ld->arena, uint32_t, def->n_classes + 1);
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
		op->b = n->lazy ? on : round;
	}
}

static void write_choice(struct writer *w, const struct node *n)
{
	KUA_VEC(uint32_t) jumps = {0};
	for (size_t i = 0; i < n->n && !w->too_large; i++) {
		if (i + 1 == n->n) {
			write_node(w, n->kids[i]);
			break;
		}
		uint32_t split = emit(w, OP_SPLIT, 0, 0);
		write_node(w, n->kids[i]);
		*kua_vec_add(&jumps) = emit(w, OP_JUMP, 0, 0);
		if (w->too_large)
			break;
		w->ops.v[split].a = split + 1;
		w->ops.v[split].b = (uint32_t)w->ops.n;
	}
	for (size_t i = 0; i < jumps.n && !w->too_large; i++)
		w->ops.v[jumps.v[i]].a = (uint32_t)w->ops.n;
	kua_vec_free(&jumps);
}

static void write_list(struct writer *w, const struct node *n)
{
	size_t at = w->excluded.n;
	for (size_t i = 0; i < n->n_classes; i++)
		*kua_vec_add(&w->excluded) = n->classes[i];
	enum opcode code = n->kind == N_NONE_OF ? OP_NONE_OF : n->negated ? OP_NEXT_NOT : OP_NEXT;
	(void)emit(w, code, (uint32_t)at, (uint32_t)n->n_classes);
}

static void write_node(struct writer *w, const struct node *n)
{
	uint32_t slot;
	if (w->too_large)
		return;
	switch (n->kind) {
	case N_CLASS:
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
#define NEEDS 6         /* of one pattern */

struct group {
	uint32_t v[NEED_CLASSES];
	uint32_t n;
	size_t rarity; /* of its commonest class */
};

struct groups {
	struct group v[NEEDS];
	size_t n;
};

/* How rare a class looks: by its shortest form. Only speed depends on it. */
static size_t rarity(const struct loading *ld, uint32_t id)
{
	const char *name = kua_intern_text(ld->set->classes, id);
	return name[0] == '"' ? strlen(name) - 1 : id < SPECIALS ? 4 : ld->classes.v[id - SPECIALS].rarity;
}

static void add_class(const struct loading *ld, struct group *g, uint32_t id)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (g->v[i] == id)
			return;
	size_t r = rarity(ld, id);
	g->rarity = g->n == 0 || r < g->rarity ? r : g->rarity;
	if (g->n < NEED_CLASSES)
		g->v[g->n] = id;
	g->n++; /* past NEED_CLASSES it counts as no need at all */
}

static const struct group *best_group(const struct groups *g)
{
	const struct group *best = NULL;
	for (size_t i = 0; i < g->n; i++)
		if (!best || g->v[i].rarity > best->rarity)
			best = &g->v[i];
	return best;
}

/* Groups of classes; every match of n holds a token of each. Depth is limited by the reader's. */
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
	struct group *at = out->n < NEEDS ? &out->v[out->n++] : &out->v[NEEDS - 1];
	if (at->n == 0 || one.rarity > at->rarity)
		*at = one;
}

static const struct need *keep_needs(struct loading *ld, const struct groups *g)
{
	struct need *needs = KUA_NEW_N(ld->arena, struct need, g->n + 1);
	const struct group *best = best_group(g);
	size_t n = 1;
	for (size_t i = 0; i < g->n; i++) {
		uint32_t *v = KUA_NEW_N(ld->arena, uint32_t, g->v[i].n);
		memcpy(v, g->v[i].v, g->v[i].n * sizeof *v);
		needs[&g->v[i] == best ? 0 : n++] = (struct need){v, g->v[i].n};
	}
	return needs;
}

/* What can stand first, as a bloom of classes; true where n can be empty. */
static bool first_of(const struct node *n, uint64_t *bloom)
{
	bool empty = true;
	switch (n->kind) {
	case N_CLASS:
		*bloom |= n->class_id < SPECIAL_COMPUTED ? ~(uint64_t)0 : (uint64_t)1 << (n->class_id & 63);
		return false;
	case N_NONE_OF:
		*bloom = ~(uint64_t)0;
		return false;
	case N_START:
	case N_END:
	case N_NEXT:
		return true;
	case N_SEQUENCE:
		for (size_t i = 0; i < n->n && empty; i++)
			empty = first_of(n->kids[i], bloom);
		return empty;
	case N_CHOICE:
		empty = false;
		for (size_t i = 0; i < n->n; i++)
			empty |= first_of(n->kids[i], bloom);
		return empty;
	default: /* capture, repeat */
		empty = first_of(n->kids[0], bloom);
		return empty || (n->kind == N_REPEAT && n->low == 0);
	}
}

static void finish(struct writer *w, const struct node *root, struct program *out)
{
	struct kua_arena *a = w->p->ld->arena;
	struct op *ops = KUA_NEW_N(a, struct op, w->ops.n);
	memcpy(ops, w->ops.v, w->ops.n * sizeof *ops);
	uint32_t *excluded = KUA_NEW_N(a, uint32_t, w->excluded.n + 1);
	if (w->excluded.n)
		memcpy(excluded, w->excluded.v, w->excluded.n * sizeof *excluded);
	struct capture_def *captures = KUA_NEW_N(a, struct capture_def, w->captures.n + 1);
	if (w->captures.n)
		memcpy(captures, w->captures.v, w->captures.n * sizeof *captures);
	struct groups needs = {.n = 0};
	needs_of(w->p->ld, root, &needs);
	out->ops = ops;
	out->n_ops = (uint32_t)w->ops.n;
	out->excluded = excluded;
	out->captures = captures;
	out->n_captures = (uint32_t)w->captures.n;
	out->needs = keep_needs(w->p->ld, &needs);
	out->n_needs = (uint32_t)needs.n;
	if (first_of(root, &out->first))
		out->first = ~(uint64_t)0;
}

enum kua_code kua_rules_pattern(struct loading *ld, uint32_t rule, const struct pattern_def *pattern)
{
	size_t nodes = 0;
	struct parser p = {.ld = ld, .s = pattern->text, .def = pattern, .suffix = "", .nodes = &nodes};
	struct node *root;
	enum kua_code code = read_choice(&p, &root);
	if (code == KUA_OK && *p.s)
		code = bad(&p, p.s, "a bracket closes that was never opened", "");
	if (code != KUA_OK)
		return code;
	struct writer w = {.p = &p};
	write_node(&w, root);
	(void)emit(&w, OP_MATCH, 0, 0);
	uint64_t bloom = 0;
	if (w.too_large)
		code = kua_rule_fail(ld->err, &pattern->at, "the pattern is too large (%d steps at most, repetitions written out)",
		                     RULE_STATES);
	else if (w.too_many)
		code = kua_rule_fail(ld->err, &pattern->at, "more than %d names in one pattern", RULE_CAPTURES);
	else if (first_of(root, &bloom))
		code = kua_rule_fail(ld->err, &pattern->at, "the pattern would match nothing at all: one word must be there");
	if (code == KUA_OK) {
		struct program *out = kua_vec_add(&ld->programs);
		out->rule = rule;
		finish(&w, root, out);
	}
	kua_vec_free(&w.ops);
	kua_vec_free(&w.excluded);
	kua_vec_free(&w.captures);
	return code;
}
