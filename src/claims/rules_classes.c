/*
 * rules_classes.c - classes of words while rules are loaded: numbers for them, what they include put in its place, and their forms
 * in a trie over words, by which marks.c finds the longest form at a token. A word of a trie's edge is a number, even for
 * whole words and odd for stems.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

#define MOST_MEMBERS ((size_t)4 << 20) /* forms of a language with those of included classes */

const char *const kua_special_names[SPECIALS] = {
	[SPECIAL_ANY] = "ANY",       [SPECIAL_WORD] = "WORD",       [SPECIAL_NUMERAL] = "NUMERAL",
	[SPECIAL_PUNCTUATION] = "PUNCTUATION",                      [SPECIAL_QUOTE] = "QUOTE",
	[SPECIAL_CAPITAL] = "CAPITAL", [SPECIAL_HEADING] = "HEADING", [SPECIAL_NUMBER] = "NUMBER",
	[SPECIAL_ORDINAL] = "ORDINAL", [SPECIAL_MONEY] = "MONEY",   [SPECIAL_SHARE] = "SHARE",
	[SPECIAL_DATE] = "DATE",     [SPECIAL_TIME] = "TIME",       [SPECIAL_PERSON] = "PERSON",
	[SPECIAL_PLACE] = "PLACE",   [SPECIAL_ORGANISATION] = "ORGANISATION",
};

/* ---- forms ---- */

/* The text as tokens. "d'" is a word only before another: an article is split with a word behind it, which is then left out. */
static enum kua_code view_form(struct loading *ld, const char *text, struct kua_text *view)
{
	size_t len = strlen(text);
	const char *bytes = text;
	bool open = len > 1 && text[len - 1] == '\'';
	if (open)
		bytes = kua_arena_printf(ld->scratch, "%sa", text);
	enum kua_code code = kua_text_view(ld->languages, bytes, len + open, ld->language, ld->scratch, view, ld->err);
	if (code != KUA_OK || !open)
		return code;
	if (view->n_tokens > 1 && strcmp(view->tokens[view->n_tokens - 1].norm, "a") == 0) {
		view->n_tokens--;
		return KUA_OK;
	}
	return kua_text_view(ld->languages, text, len, ld->language, ld->scratch, view, ld->err);
}

/*
 * Small letters and single spaces, as most forms are: the words are their own norms, and need no view of a text. Of Cyrillic only
 * а to я, whose small letters norms keep as they are.
 */
static bool is_plain(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	bool word = false;
	while (*p) {
		bool latin = *p >= 'a' && *p <= 'z';
		bool cyrillic = (p[0] == 0xd0 && p[1] >= 0xb0 && p[1] <= 0xbf) || (p[0] == 0xd1 && p[1] >= 0x80 && p[1] <= 0x8f);
		if (!latin && !cyrillic && !(*p == ' ' && word && p[1] && p[1] != ' '))
			return false;
		word = latin || cyrillic;
		p += cyrillic ? 2 : 1;
	}
	return word;
}

/* The words of a plain form; 0 where there are too many. */
static size_t split_plain(struct loading *ld, const char *text, const char *norms[FORM_WORDS])
{
	size_t n = 0;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, " ");
		if (n == FORM_WORDS)
			return 0;
		norms[n++] = kua_arena_strndup(ld->scratch, p, len);
		p += len + (p[len] == ' ');
	}
	return n;
}

enum kua_code kua_rules_split(struct loading *ld, const struct where *at, const char *text, const char *norms[FORM_WORDS],
                              size_t *n, uint32_t *stems)
{
	struct kua_text view;
	*stems = 0;
	*n = is_plain(text) ? split_plain(ld, text, norms) : 0;
	if (*n)
		return KUA_OK;
	enum kua_code code = view_form(ld, text, &view);
	if (code != KUA_OK)
		return code;
	for (size_t i = 0; i < view.n_tokens; i++) {
		const struct kua_token *t = &view.tokens[i];
		if (*n && strcmp(t->norm, "*") == 0 && !(t->flags & KUA_SPACE_BEFORE)) {
			*stems |= 1u << (*n - 1);
			continue;
		}
		if (*n == FORM_WORDS)
			return kua_rule_fail(ld->err, at, "a form of 1 to %d words is expected here, not \"%s\"", FORM_WORDS, text);
		norms[(*n)++] = t->norm;
	}
	if (*n == 0)
		return kua_rule_fail(ld->err, at, "a form of 1 to %d words is expected here, not \"%s\"", FORM_WORDS, text);
	for (size_t i = 0; i < *n; i++)
		if (*stems >> i & 1 && strlen(norms[i]) > FORM_STEM)
			return kua_rule_fail(ld->err, at, "a stem has %d bytes at most", FORM_STEM);
	return KUA_OK;
}

/* Where the edge from node by word is, or the free place where it would go. */
static size_t edge_of(const struct trie *t, uint64_t key)
{
	uint64_t h = key * 0x9E3779B97F4A7C15u;
	size_t at = (size_t)(h >> 20) & t->mask;
	while (t->edges[at].key && t->edges[at].key != key)
		at = (at + 1) & t->mask;
	return at;
}

static void grow_edges(struct trie *t)
{
	struct trie_edge *old = t->edges;
	size_t n = t->edges ? t->mask + 1 : 0;
	t->mask = n ? n * 2 - 1 : 1023;
	t->edges = kua_calloc(t->mask + 1, sizeof *t->edges);
	for (size_t i = 0; i < n; i++)
		if (old[i].key)
			t->edges[edge_of(t, old[i].key)] = old[i];
	free(old);
}

static uint32_t step_or_grow(struct trie *t, uint32_t node, uint32_t word)
{
	if (!t->edges || t->n_edges * 2 > t->mask)
		grow_edges(t);
	uint64_t key = (uint64_t)node << 32 | (word + 1u);
	size_t at = edge_of(t, key);
	if (!t->edges[at].key) {
		(void)kua_vec_add(&t->nodes);
		t->nodes.v[node].inner = true;
		t->nodes.v[node].next |= kua_next_bit(word);
		t->edges[at] = (struct trie_edge){key, (uint32_t)t->nodes.n - 1};
		t->n_edges++;
	}
	return t->edges[at].to;
}

uint32_t kua_trie_step(const struct trie *t, uint32_t node, uint32_t word)
{
	if (!t->edges || !(t->nodes.v[node].next & kua_next_bit(word)))
		return 0;
	return t->edges[edge_of(t, (uint64_t)node << 32 | (word + 1u))].to;
}

static void note_stem(struct ruleset *set, const char *norm, size_t len)
{
	for (unsigned i = 0; i < 256; i++)
		if (len < 2 || i == kua_stem_start(norm)) /* a stem of one byte may have any other behind it */
			set->stem_lengths[i] |= (uint64_t)1 << len;
}

size_t kua_form_commonness(const struct loading *ld, const char *text, size_t n)
{
	size_t letters = 0;
	if (n > 1)
		return 10;
	for (const char *p = text; *p; p++)
		letters += ((unsigned char)*p & 0xC0) != 0x80;
	if (letters == 1 || kua_text_is_stop_word(ld->languages, ld->language, text))
		return letters <= 3 ? 20000 : 5000;
	return letters < 8 ? (size_t)2000 >> letters : 10;
}

static void add_form(struct loading *ld, const char *const *norms, size_t n, uint32_t stems, uint32_t class_id,
                        const char *value)
{
	struct trie *t = &ld->set->trie;
	if (t->nodes.n == 0)
		(void)kua_vec_add(&t->nodes);
	uint32_t node = 0;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(norms[i]);
		bool is_stem = stems >> i & 1;
		uint32_t word = is_stem ? kua_intern_add(ld->set->stems, norms[i], len) * 2 + 1
		                        : kua_intern_add(ld->set->words, norms[i], len) * 2;
		if (is_stem)
			note_stem(ld->set, norms[i], len);
		node = step_or_grow(t, node, word);
	}
	size_t order = ld->entries.n;
	*kua_vec_add(&ld->entries) = (struct form_entry){node, {class_id, value}, order};
}

/* ---- bits ---- */

#define COMMON 5000 /* as kua_form_commonness has it */

/* The bit of the class that comes next, if it can be one of its own. */
static void give_bit(struct loading *ld, bool own)
{
	uint32_t id = (uint32_t)ld->bit_of.n;
	own = own && ld->own_bits < BITS_OWN;
	*kua_vec_add(&ld->bit_of) = (uint8_t)(own ? ld->own_bits++ : BITS_OWN + id % BITS_SHARED);
}

uint32_t kua_rules_word_class(struct loading *ld, const char *norm, bool stem)
{
	struct kua_buf *name = &ld->name;
	kua_buf_clear(name);
	kua_buf_char(name, '"');
	kua_buf_str(name, norm);
	kua_buf_str(name, stem ? "*" : "");
	size_t before = kua_intern_count(ld->set->classes);
	uint32_t id = kua_intern_add(ld->set->classes, name->data, name->len);
	if (id == before) {
		add_form(ld, &norm, 1, stem, id, NULL);
		give_bit(ld, kua_form_commonness(ld, norm, 1) >= COMMON);
	}
	return id;
}

/* ---- classes ---- */

static struct class_def *class_named(struct loading *ld, const char *name)
{
	uint32_t id = kua_intern_find(ld->set->classes, name, strlen(name));
	return id == KUA_NO_ID || id < SPECIALS ? NULL : &ld->classes.v[id - SPECIALS];
}

static enum kua_code number_classes(struct loading *ld)
{
	for (size_t i = 0; i < SPECIALS; i++)
		(void)kua_intern_add(ld->set->classes, kua_special_names[i], strlen(kua_special_names[i]));
	for (size_t i = 0; i < ld->classes.n; i++) {
		struct class_def *c = &ld->classes.v[i];
		c->id = kua_intern_add(ld->set->classes, c->name, strlen(c->name));
		if (c->id != SPECIALS + i) {
			const struct where *first = &ld->classes.v[c->id - SPECIALS].at;
			return kua_rule_fail(ld->err, &c->at, "class %s is also at %s:%u", c->name, first->path, first->line);
		}
		if (c->forms.n == 0)
			return kua_rule_fail(ld->err, &c->at, "class %s has no forms", c->name);
	}
	return KUA_OK;
}

/* Put the forms of the classes that c includes in their places. Depth is limited by RULE_DEPTH. */
static enum kua_code flatten(struct loading *ld, struct class_def *c, unsigned depth, size_t *total)
{
	if (c->state == 2)
		return KUA_OK;
	c->state = 1;
	KUA_VEC(struct form_def) all = {0};
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < c->forms.n && code == KUA_OK; i++) {
		struct form_def *f = &c->forms.v[i];
		if (f->text[0] != '@') {
			*kua_vec_add(&all) = *f;
			continue;
		}
		struct class_def *other = class_named(ld, f->text + 1);
		if (!other)
			code = kua_rule_fail(ld->err, &f->at, "no class has the name %s", f->text + 1);
		else if (other->state == 1)
			code = kua_rule_fail(ld->err, &f->at, "class %s holds itself, by way of %s", other->name, c->name);
		else if (depth >= RULE_DEPTH)
			code = kua_rule_fail(ld->err, &f->at, "classes within classes are too deep");
		else
			code = flatten(ld, other, depth + 1, total);
		for (size_t k = 0; code == KUA_OK && k < other->forms.n; k++) {
			struct form_def *copy = kua_vec_add(&all);
			*copy = other->forms.v[k];
			if (f->value)
				copy->value = f->value;
			if (++*total > MOST_MEMBERS)
				code = kua_rule_fail(ld->err, &f->at, "the classes of a language hold more than %zu forms", MOST_MEMBERS);
		}
	}
	kua_vec_free(&c->forms);
	c->forms.v = all.v;
	c->forms.n = all.n;
	c->forms.cap = all.cap;
	c->state = 2;
	return code;
}

enum kua_code kua_rules_classes(struct loading *ld)
{
	size_t total = 0;
	enum kua_code code = number_classes(ld);
	for (size_t i = 0; i < SPECIALS; i++)
		give_bit(ld, true); /* its own number */
	for (size_t i = 0; i < ld->classes.n && code == KUA_OK; i++)
		code = flatten(ld, &ld->classes.v[i], 0, &total);
	for (size_t i = 0; i < ld->classes.n && code == KUA_OK; i++) {
		struct class_def *c = &ld->classes.v[i];
		for (size_t k = 0; k < c->forms.n && code == KUA_OK; k++) {
			const struct form_def *f = &c->forms.v[k];
			const char *norms[FORM_WORDS];
			size_t n;
			uint32_t stems;
			code = kua_rules_split(ld, &f->at, f->text, norms, &n, &stems);
			if (code == KUA_OK)
				add_form(ld, norms, n, stems, c->id, f->value);
			c->commonness += kua_form_commonness(ld, f->text, n);
			c->longer |= n > 1;
		}
		give_bit(ld, false);
	}
	return code;
}

static int by_class(const void *x, const void *y)
{
	const struct form_entry *a = x, *b = y;
	if (a->member.class_id != b->member.class_id)
		return a->member.class_id < b->member.class_id ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* The entries by node, in lists: that of node k is sorted[at[k]] .. sorted[at[k + 1] - 1]. */
static struct form_entry *sort_entries(const struct loading *ld, uint32_t *at)
{
	struct form_entry *sorted = kua_malloc(kua_mul(ld->entries.n, sizeof *sorted));
	for (size_t i = 0; i < ld->entries.n; i++)
		at[ld->entries.v[i].node + 2]++;
	kua_lists_begin(at, ld->set->trie.nodes.n);
	for (size_t i = 0; i < ld->entries.n; i++)
		sorted[at[ld->entries.v[i].node + 1]++] = ld->entries.v[i];
	return sorted;
}

/* Lay the members of every node side by side; a form that stands twice in a class counts once, with its first value. */
void kua_rules_freeze(struct loading *ld)
{
	struct ruleset *set = ld->set;
	struct mark *members = KUA_NEW_N(ld->arena, struct mark, ld->entries.n + 1);
	uint32_t *at = kua_calloc(set->trie.nodes.n + 3, sizeof *at);
	struct form_entry *sorted = sort_entries(ld, at);
	size_t n = 0;
	for (size_t k = 0; k < set->trie.nodes.n; k++) {
		const struct form_entry *of = sorted + at[k], *end = sorted + at[k + 1];
		struct trie_node *node = &set->trie.nodes.v[k];
		if (end - of > 1)
			qsort(sorted + at[k], (size_t)(end - of), sizeof *of, by_class);
		node->members = (uint32_t)n;
		for (const struct form_entry *e = of; e < end; e++)
			if (e == of || e[-1].member.class_id != e->member.class_id)
				members[n++] = (struct mark){e->member.class_id, MARK_BEGIN | MARK_END, e->member.value};
		node->n_members = (uint32_t)n - node->members;
	}
	set->members = members;
	free(sorted);
	free(at);
}
