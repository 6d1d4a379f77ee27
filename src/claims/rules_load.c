/*
 * rules_load.c - all rule files of all languages into what scene.c and match.c run: definitions are read file by file,
 * classes get numbers, what they include is put in, forms go into a trie over words, patterns become programs, and
 * programs are listed under the class that calls them. Folders and files are taken in order of name.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "claims/rules.h"

#define MOST_MEMBERS ((size_t)4 << 20) /* forms of a language with those of included classes */
#define MOST_FILES 1000

const char *const kua_special_names[SPECIALS] = {
	[SPECIAL_ANY] = "ANY",       [SPECIAL_WORD] = "WORD",       [SPECIAL_NUMERAL] = "NUMERAL",
	[SPECIAL_PUNCTUATION] = "PUNCTUATION",                      [SPECIAL_QUOTE] = "QUOTE",
	[SPECIAL_CAPITAL] = "CAPITAL", [SPECIAL_HEADING] = "HEADING", [SPECIAL_NUMBER] = "NUMBER",
	[SPECIAL_ORDINAL] = "ORDINAL", [SPECIAL_MONEY] = "MONEY",   [SPECIAL_SHARE] = "SHARE",
	[SPECIAL_DATE] = "DATE",     [SPECIAL_TIME] = "TIME",       [SPECIAL_PERSON] = "PERSON",
	[SPECIAL_PLACE] = "PLACE",   [SPECIAL_ORGANISATION] = "ORGANISATION",
};

/* What loading keeps beside struct loading: who belongs to which node of the trie. */
struct entry {
	uint32_t node;
	struct member member;
	size_t order;
};

struct load_state {
	struct loading ld;
	KUA_VEC(struct entry) entries;
	struct kua_rules *rules;
};

static struct load_state *state_of(struct loading *ld)
{
	return (struct load_state *)((char *)ld - offsetof(struct load_state, ld));
}

/* ---- forms ---- */

enum kua_code kua_rules_split(struct loading *ld, const struct where *at, const char *text, const char *norms[FORM_WORDS],
                              size_t *n, bool *stem)
{
	size_t len = strlen(text);
	*stem = len > 1 && text[len - 1] == '*';
	const char *bytes = kua_arena_strndup(ld->scratch, text, len - *stem);
	struct kua_text view;
	enum kua_code code = kua_text_view(ld->languages, bytes, len - *stem, ld->language, ld->scratch, &view, ld->err);
	if (code != KUA_OK)
		return code;
	if (view.n_tokens == 0 || view.n_tokens > FORM_WORDS)
		return kua_rule_fail(ld->err, at, "a form of 1 to %d words is expected here, not \"%s\"", FORM_WORDS, text);
	for (size_t i = 0; i < view.n_tokens; i++)
		norms[i] = view.tokens[i].norm;
	*n = view.n_tokens;
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
		t->edges[at] = (struct trie_edge){key, (uint32_t)t->nodes.n - 1};
		t->n_edges++;
	}
	return t->edges[at].to;
}

uint32_t kua_trie_step(const struct trie *t, uint32_t node, uint32_t word)
{
	if (!t->edges)
		return 0;
	return t->edges[edge_of(t, (uint64_t)node << 32 | (word + 1u))].to;
}

void kua_rules_add_form(struct loading *ld, const char *const *norms, size_t n, bool stem, uint32_t class_id,
                        const char *value)
{
	struct trie *t = &ld->set->trie;
	if (t->nodes.n == 0)
		(void)kua_vec_add(&t->nodes);
	uint32_t node = 0;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(norms[i]);
		bool is_stem = stem && i + 1 == n;
		uint32_t word = is_stem ? kua_intern_add(ld->set->stems, norms[i], len) * 2 + 1
		                        : kua_intern_add(ld->set->words, norms[i], len) * 2;
		if (is_stem)
			ld->set->stem_lengths |= (uint64_t)1 << (len < 63 ? len : 63);
		node = step_or_grow(t, node, word);
	}
	struct load_state *st = state_of(ld);
	size_t order = st->entries.n;
	*kua_vec_add(&st->entries) = (struct entry){node, {class_id, value}, order};
}

uint32_t kua_rules_word_class(struct loading *ld, const char *norm, bool stem)
{
	const char *name = kua_arena_printf(ld->scratch, "\"%s%s", norm, stem ? "*" : "");
	size_t before = kua_intern_count(ld->set->classes);
	uint32_t id = kua_intern_add(ld->set->classes, name, strlen(name));
	if (id == before)
		kua_rules_add_form(ld, &norm, 1, stem, id, NULL);
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

static enum kua_code load_classes(struct loading *ld)
{
	size_t total = 0;
	enum kua_code code = number_classes(ld);
	for (size_t i = 0; i < ld->classes.n && code == KUA_OK; i++)
		code = flatten(ld, &ld->classes.v[i], 0, &total);
	for (size_t i = 0; i < ld->classes.n && code == KUA_OK; i++) {
		struct class_def *c = &ld->classes.v[i];
		c->rarity = SIZE_MAX;
		for (size_t k = 0; k < c->forms.n && code == KUA_OK; k++) {
			const struct form_def *f = &c->forms.v[k];
			size_t len = strlen(f->text);
			c->rarity = len < c->rarity ? len : c->rarity;
			const char *norms[FORM_WORDS];
			size_t n;
			bool stem;
			code = kua_rules_split(ld, &f->at, f->text, norms, &n, &stem);
			if (code == KUA_OK)
				kua_rules_add_form(ld, norms, n, stem, c->id, f->value);
		}
	}
	return code;
}

static int by_node(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->member.class_id != b->member.class_id)
		return a->member.class_id < b->member.class_id ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* Tokens carry the hash of their norm, so that looking a word up costs no more than a glance. */
static void hash_words(struct load_state *st)
{
	struct ruleset *set = st->ld.set;
	size_t n = kua_intern_count(set->words), size = 64;
	while (size < n * 3)
		size *= 2;
	set->slots = KUA_NEW_N(st->ld.arena, struct word_slot, size);
	set->slot_mask = size - 1;
	for (uint32_t id = 0; id < n; id++) {
		const char *text = kua_intern_text(set->words, id);
		uint64_t hash = kua_hash(text, strlen(text));
		size_t at = (size_t)hash & set->slot_mask;
		while (set->slots[at].word)
			at = (at + 1) & set->slot_mask;
		set->slots[at] = (struct word_slot){hash, id + 1};
	}
}

/* Lay the members of every node side by side; a form that stands twice in a class counts once, with its first value. */
static void freeze_trie(struct load_state *st)
{
	struct ruleset *set = st->ld.set;
	struct member *members = KUA_NEW_N(st->ld.arena, struct member, st->entries.n + 1);
	size_t n = 0;
	if (st->entries.n)
		qsort(st->entries.v, st->entries.n, sizeof *st->entries.v, by_node);
	for (size_t i = 0; i < st->entries.n; i++) {
		const struct entry *e = &st->entries.v[i];
		struct trie_node *node = &set->trie.nodes.v[e->node];
		if (i && e[-1].node == e->node && e[-1].member.class_id == e->member.class_id)
			continue;
		if (node->n_members++ == 0)
			node->members = (uint32_t)n;
		members[n++] = e->member;
	}
	set->members = members;
}

/* ---- rules ---- */

static enum kua_code resolve_guard(struct loading *ld, struct guard_def *g)
{
	uint32_t *ids = KUA_NEW_N(ld->arena, uint32_t, g->classes.n + 1);
	for (size_t i = 0; i < g->classes.n; i++) {
		const struct form_def *f = &g->classes.v[i];
		if (f->text[0] == '@' || (f->text[0] >= 'A' && f->text[0] <= 'Z')) {
			const char *name = f->text + (f->text[0] == '@');
			ids[i] = kua_intern_find(ld->set->classes, name, strlen(name));
			if (ids[i] == KUA_NO_ID)
				return kua_rule_fail(ld->err, &f->at, "no class has the name %s", name);
			continue;
		}
		const char *norms[FORM_WORDS];
		size_t n;
		bool stem;
		enum kua_code code = kua_rules_split(ld, &f->at, f->text, norms, &n, &stem);
		if (code != KUA_OK)
			return code;
		if (n != 1)
			return kua_rule_fail(ld->err, &f->at, "one word or a class is expected here");
		ids[i] = kua_rules_word_class(ld, norms[0], stem);
	}
	g->guard.classes = ids;
	g->guard.n_classes = g->classes.n;
	return KUA_OK;
}

static enum kua_code check_rule(struct loading *ld, const struct rule_def *d)
{
	size_t positive = 0;
	for (size_t i = 0; i < d->examples.n; i++)
		positive += d->examples.v[i].positive;
	const char *lacks = !d->head.task        ? "a line \"for\" that says what it finds"
	                    : !d->head.note      ? "a note that says in words what it finds"
	                    : d->patterns.n == 0 ? "a pattern"
	                    : positive < 2       ? "two examples that begin with yes"
	                    : positive == d->examples.n ? "an example that begins with no"
	                                         : NULL;
	return lacks ? kua_rule_fail(ld->err, &d->at, "rule %s needs %s", d->head.id, lacks) : KUA_OK;
}

static uint32_t task_number(struct loading *ld, const char *task)
{
	struct ruleset *set = ld->set;
	for (size_t i = 0; i < set->n_tasks; i++)
		if (strcmp(set->tasks[i].task, task) == 0)
			return (uint32_t)i;
	set->tasks[set->n_tasks].task = task;
	return (uint32_t)set->n_tasks++;
}

static void *keep(struct kua_arena *a, const void *v, size_t n, size_t size)
{
	void *copy = kua_arena_alloc(a, kua_mul(n, size));
	if (n)
		memcpy(copy, v, n * size);
	return copy;
}

static enum kua_code load_rule(struct loading *ld, size_t k, struct kua_intern *ids)
{
	struct rule_def *d = &ld->rules.v[k];
	enum kua_code code = check_rule(ld, d);
	if (code != KUA_OK)
		return code;
	if (kua_intern_find(ids, d->head.id, strlen(d->head.id)) != KUA_NO_ID)
		return kua_rule_fail(ld->err, &d->at, "another rule has the name %s", d->head.id);
	(void)kua_intern_add(ids, d->head.id, strlen(d->head.id));
	struct guard *guards = KUA_NEW_N(ld->arena, struct guard, d->guards.n + 1);
	for (size_t i = 0; i < d->guards.n; i++) {
		if ((code = resolve_guard(ld, &d->guards.v[i])) != KUA_OK)
			return code;
		guards[i] = d->guards.v[i].guard;
	}
	struct rule *rule = &ld->set->rules[k];
	rule->head = d->head;
	rule->head.order = (uint32_t)k;
	rule->head.fields = keep(ld->arena, d->fields.v, d->fields.n, sizeof *d->fields.v);
	rule->head.n_fields = d->fields.n;
	rule->task = task_number(ld, d->head.task);
	rule->guards = guards;
	rule->n_guards = d->guards.n;
	rule->examples = keep(ld->arena, d->examples.v, d->examples.n, sizeof *d->examples.v);
	rule->n_examples = d->examples.n;
	for (size_t i = 0; i < d->patterns.n && code == KUA_OK; i++)
		code = kua_rules_pattern(ld, (uint32_t)k, &d->patterns.v[i]);
	return code;
}

static enum kua_code load_rules(struct loading *ld)
{
	struct kua_intern *ids = kua_intern_new();
	ld->set->rules = KUA_NEW_N(ld->arena, struct rule, ld->rules.n + 1);
	ld->set->n_rules = ld->rules.n;
	ld->set->tasks = KUA_NEW_N(ld->arena, struct task_index, ld->rules.n + 1);
	enum kua_code code = KUA_OK;
	for (size_t k = 0; k < ld->rules.n && code == KUA_OK; k++)
		code = load_rule(ld, k, ids);
	kua_intern_free(ids);
	return code;
}

/* ---- which programs a sentence calls ---- */

static void index_task(struct load_state *st, uint32_t task)
{
	struct loading *ld = &st->ld;
	struct task_index *t = &ld->set->tasks[task];
	size_t n_classes = kua_intern_count(ld->set->classes);
	uint32_t *at = KUA_NEW_N(ld->arena, uint32_t, n_classes + 2);
	uint32_t *programs = NULL;
	const struct need every = {(const uint32_t[]){(uint32_t)n_classes}, 1}; /* of programs that need nothing */
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < ld->set->n_programs; i++) {
			const struct program *p = &ld->set->programs[i];
			if (ld->set->rules[p->rule].task != task)
				continue;
			const struct need *key = p->n_needs ? &p->needs[0] : &every;
			for (uint32_t k = 0; k < key->n; k++) {
				if (round == 0)
					at[key->v[k] + 1]++;
				else
					programs[at[key->v[k]]++] = i;
			}
			t->most_ops = p->n_ops > t->most_ops ? p->n_ops : t->most_ops;
			t->most_slots = p->n_captures * 2 + 1 > t->most_slots ? p->n_captures * 2 + 1 : t->most_slots;
		}
		if (round > 0)
			break;
		for (size_t c = 0; c <= n_classes; c++)
			at[c + 1] += at[c];
		programs = KUA_NEW_N(ld->arena, uint32_t, at[n_classes + 1] + 1);
	}
	for (size_t c = n_classes + 1; c > 0; c--) /* filling moved every start to its end */
		at[c] = at[c - 1];
	at[0] = 0;
	t->at = at;
	t->programs = programs;
	t->always = at[n_classes];
	t->n_programs = at[n_classes + 1];
}

static void index_programs(struct load_state *st)
{
	struct loading *ld = &st->ld;
	struct program *programs = keep(ld->arena, ld->programs.v, ld->programs.n, sizeof *programs);
	ld->set->programs = programs;
	ld->set->n_programs = ld->programs.n;
	for (uint32_t k = 0; k < ld->set->n_tasks; k++)
		index_task(st, k);
}

/* ---- a language, and all of them ---- */

static void forget(struct load_state *st)
{
	struct loading *ld = &st->ld;
	for (size_t i = 0; i < ld->classes.n; i++)
		kua_vec_free(&ld->classes.v[i].forms);
	for (size_t i = 0; i < ld->phrases.n; i++)
		kua_vec_free(&ld->phrases.v[i].patterns);
	for (size_t i = 0; i < ld->rules.n; i++) {
		struct rule_def *d = &ld->rules.v[i];
		for (size_t k = 0; k < d->guards.n; k++)
			kua_vec_free(&d->guards.v[k].classes);
		kua_vec_free(&d->patterns);
		kua_vec_free(&d->guards);
		kua_vec_free(&d->examples);
		kua_vec_free(&d->fields);
	}
	kua_vec_free(&ld->classes);
	kua_vec_free(&ld->phrases);
	kua_vec_free(&ld->rules);
	kua_vec_free(&ld->programs);
	kua_vec_free(&st->entries);
	kua_arena_free(ld->scratch);
}

static enum kua_code read_files(struct loading *ld, const char *folder, struct dirent **files, int n)
{
	for (int i = 0; i < n; i++) {
		const char *path = kua_arena_printf(ld->arena, "%s/%s", folder, files[i]->d_name);
		struct kua_buf b = KUA_BUF_INIT;
		enum kua_code code = kua_read_file(path, RULE_FILE, &b, ld->err);
		if (code == KUA_OK && b.len)
			code = kua_rules_read(ld, path, kua_arena_strndup(ld->arena, b.data, b.len), b.len);
		kua_buf_free(&b);
		if (code != KUA_OK)
			return code;
	}
	return KUA_OK;
}

static enum kua_code check_phrases(struct loading *ld)
{
	struct kua_intern *names = kua_intern_new();
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < ld->phrases.n && code == KUA_OK; i++) {
		const struct phrase_def *p = &ld->phrases.v[i];
		if (kua_intern_add(names, p->name, strlen(p->name)) != i)
			code = kua_rule_fail(ld->err, &p->at, "another phrase has the name %s", p->name);
		else if (p->patterns.n == 0)
			code = kua_rule_fail(ld->err, &p->at, "phrase %s needs a pattern", p->name);
	}
	kua_intern_free(names);
	return code;
}

static enum kua_code compile(struct load_state *st)
{
	enum kua_code code = check_phrases(&st->ld);
	if (code == KUA_OK)
		code = load_classes(&st->ld);
	if (code == KUA_OK)
		code = load_rules(&st->ld);
	if (code == KUA_OK) {
		freeze_trie(st);
		hash_words(st);
		index_programs(st);
	}
	return code;
}

static struct ruleset *set_new(struct load_state *st, const char *language)
{
	struct ruleset *set = &st->rules->sets[st->rules->n_sets++];
	set->language = kua_arena_strdup(st->rules->arena, language);
	set->classes = kua_intern_new();
	set->words = kua_intern_new();
	set->stems = kua_intern_new();
	st->ld.arena = st->rules->arena;
	st->ld.scratch = kua_arena_new();
	st->ld.language = set->language;
	st->ld.set = set;
	return set;
}

static int is_rule_file(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return e->d_name[0] != '.' && n > 6 && strcmp(e->d_name + n - 6, ".rules") == 0;
}

static int is_language(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return (n == 2 || n == 3) && strspn(e->d_name, "abcdefghijklmnopqrstuvwxyz") == n;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name); /* the same in every locale */
}

static void free_list(struct dirent **list, int n)
{
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

static enum kua_code load_language(struct kua_rules *rules, const struct kua_languages *l, const char *data_dir,
                                   const char *language, struct kua_error *err)
{
	const char *folder = kua_arena_printf(rules->arena, "%s/%s", data_dir, language);
	struct dirent **files = NULL;
	int n = scandir(folder, &files, is_rule_file, by_bytes);
	if (n <= 0 || n > MOST_FILES) {
		free_list(files, n);
		return n <= 0 ? KUA_OK : kua_fail(err, KUA_LIMIT, "%s: more than %d rule files", folder, MOST_FILES);
	}
	struct load_state st = {.rules = rules, .ld = {.languages = l, .err = err}};
	(void)set_new(&st, language);
	enum kua_code code = read_files(&st.ld, folder, files, n);
	if (code == KUA_OK)
		code = compile(&st);
	forget(&st);
	free_list(files, n);
	return code;
}

enum kua_code kua_rules_load(const char *data_dir, struct kua_rules **out, struct kua_error *err)
{
	struct dirent **languages = NULL;
	int n = scandir(data_dir, &languages, is_language, by_bytes);
	if (n < 0)
		return kua_fail(err, KUA_USE, "%s: no such folder of data; give the folder that holds en/, ru/ ...", data_dir);
	struct kua_languages *l = NULL;
	enum kua_code code = kua_languages_load(data_dir, &l, err);
	struct kua_rules *rules = kua_calloc(1, sizeof *rules);
	rules->arena = kua_arena_new();
	rules->sets = KUA_NEW_N(rules->arena, struct ruleset, (size_t)n + 1);
	for (int i = 0; i < n && code == KUA_OK; i++)
		code = load_language(rules, l, data_dir, languages[i]->d_name, err);
	free_list(languages, n);
	kua_languages_free(l);
	if (code == KUA_OK)
		*out = rules;
	else
		kua_rules_free(rules);
	return code;
}

enum kua_code kua_rules_parse(const char *language, const char *path, const char *bytes, size_t n,
                              const struct kua_languages *l, struct kua_rules **out, struct kua_error *err)
{
	struct kua_rules *rules = kua_calloc(1, sizeof *rules);
	rules->arena = kua_arena_new();
	rules->sets = KUA_NEW(rules->arena, struct ruleset);
	struct load_state st = {.rules = rules, .ld = {.languages = l, .err = err}};
	(void)set_new(&st, language);
	enum kua_code code = n > RULE_FILE ? kua_fail(err, KUA_LIMIT, "%s: larger than %zu bytes", path, RULE_FILE) : KUA_OK;
	if (code == KUA_OK)
		code = kua_rules_read(&st.ld, kua_arena_strdup(rules->arena, path), kua_arena_strndup(rules->arena, bytes, n), n);
	if (code == KUA_OK)
		code = compile(&st);
	forget(&st);
	if (code == KUA_OK)
		*out = rules;
	else
		kua_rules_free(rules);
	return code;
}

void kua_rules_free(struct kua_rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->n_sets; i++) {
		struct ruleset *s = &rules->sets[i];
		kua_intern_free(s->classes);
		kua_intern_free(s->words);
		kua_intern_free(s->stems);
		free(s->trie.edges);
		kua_vec_free(&s->trie.nodes);
	}
	kua_arena_free(rules->arena);
	free(rules);
}

const struct ruleset *kua_rules_of(const struct kua_rules *rules, const char *language)
{
	for (size_t i = 0; i < rules->n_sets; i++)
		if (language && strcmp(rules->sets[i].language, language) == 0)
			return &rules->sets[i];
	return NULL;
}
