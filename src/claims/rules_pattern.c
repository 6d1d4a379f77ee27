/*
 * rules_pattern.c - a pattern's text into a tree, by a recursive reader of limited depth that sets phrases in their places.
 * rules_program.c makes a program of the tree.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "claims/pattern.h"

struct parser {
	struct loading *ld;
	const char *s; /* what is left */
	const struct pattern_def *def;
	const char *suffix; /* behind capture names of the phrase being read: "2" */
	unsigned depth;
	size_t *nodes; /* made so far, phrases put in place */
};

#define MOST_NODES ((size_t)100000)


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
	uint32_t stems;
	struct where w = p->def->at;
	w.byte += (size_t)(from - p->def->text);
	enum kua_code code = kua_rules_split(p->ld, &w, kua_arena_strndup(p->ld->scratch, from, n), norms, &count, &stems);
	if (code != KUA_OK)
		return code;
	struct node *seq = node_new(p, N_SEQUENCE);
	for (size_t i = 0; i < count; i++) {
		struct node *word = node_new(p, N_CLASS);
		word->class_id = kua_rules_word_class(p->ld, norms[i], stems >> i & 1);
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

enum kua_code kua_rules_pattern(struct loading *ld, uint32_t rule, const struct pattern_def *pattern)
{
	size_t nodes = 0;
	struct parser p = {.ld = ld, .s = pattern->text, .def = pattern, .suffix = "", .nodes = &nodes};
	struct node *root;
	enum kua_code code = read_choice(&p, &root);
	if (code == KUA_OK && *p.s)
		code = bad(&p, p.s, "a bracket closes that was never opened", "");
	return code == KUA_OK ? kua_rules_program(ld, rule, pattern, root) : code;
}
