/*
 * rules_load.c - the rule files of one language into what scene.c and match.c run: definitions are read file by file,
 * classes and their forms are laid out (rules_classes.c), patterns become programs (rules_pattern.c), and programs are listed
 * under the classes that call them. Files are taken in order of name.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

#define MOST_FILES 1000

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
			if (ids[i] < SPECIAL_COMPUTED && g->guard.where == GUARD_SENTENCE)
				return kua_rule_fail(ld->err, &f->at, "%s says nothing of a whole sentence", name);
			continue;
		}
		const char *norms[FORM_WORDS];
		size_t n;
		uint32_t stems;
		enum kua_code code = kua_rules_split(ld, &f->at, f->text, norms, &n, &stems);
		if (code != KUA_OK)
			return code;
		if (n != 1)
			return kua_rule_fail(ld->err, &f->at, "one word or a class is expected here");
		ids[i] = kua_rules_word_class(ld, norms[0], stems & 1);
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
		if (strcmp(set->tasks[i].name, task) == 0)
			return (uint32_t)i;
	set->tasks[set->n_tasks].name = task;
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
	ld->set->tasks = KUA_NEW_N(ld->arena, struct task, ld->rules.n + 1);
	enum kua_code code = KUA_OK;
	for (size_t k = 0; k < ld->rules.n && code == KUA_OK; k++)
		code = load_rule(ld, k, ids);
	kua_intern_free(ids);
	return code;
}

/* ---- which programs a sentence calls ---- */

/* The need by which the program is called; of one without any the number of needs. */
static size_t calling_need(const struct ruleset *set, const struct program *p)
{
	return p->n_needs ? p->needs[p->calling] : set->n_needs;
}

/* Which programs each need calls. */
static void index_callees(struct loading *ld)
{
	struct ruleset *set = ld->set;
	uint32_t *at = KUA_NEW_N(ld->arena, uint32_t, set->n_needs + 3); /* one list more: without needs */
	struct callee *callees = KUA_NEW_N(ld->arena, struct callee, set->n_programs + 1);
	for (size_t i = 0; i < set->n_programs; i++) {
		const struct program *p = &set->programs[i];
		at[(calling_need(set, p)) + 2]++;
	}
	kua_lists_begin(at, set->n_needs + 1);
	for (uint32_t i = 0; i < set->n_programs; i++) {
		const struct program *p = &set->programs[i];
		struct callee *callee = &callees[at[calling_need(set, p) + 1]++];
		*callee = (struct callee){.program = i, .task = p->task, .n_needs = p->n_needs, .anchored = p->anchored};
		for (uint32_t k = 0; k < NEEDS_MOST; k++)
			callee->needs[k] = k < p->n_needs ? p->needs[k] : (uint32_t)set->n_needs;
	}
	set->index.callees = callees;
	set->index.callees_at = at;
}

/* Which needs each class is one of. */
static void index_meets(struct loading *ld)
{
	struct ruleset *set = ld->set;
	const uint32_t *calls = set->index.callees_at;
	size_t n_classes = kua_intern_count(set->classes);
	uint32_t *counts = kua_calloc(n_classes, sizeof *counts);
	struct meets **of_class = KUA_NEW_N(ld->arena, struct meets *, n_classes);
	for (size_t i = 0; i < set->n_needs; i++)
		for (uint32_t k = 0; k < set->needs[i].n; k++)
			counts[set->needs[i].v[k]]++;
	for (size_t c = 0; c < n_classes; c++)
		of_class[c] = kua_arena_alloc(ld->arena, sizeof(struct meets) + counts[c] * sizeof(uint32_t));
	for (int calling = 1; calling >= 0; calling--)
		for (uint32_t i = 0; i < set->n_needs; i++)
			for (uint32_t k = 0; (calls[i] < calls[i + 1]) == calling && k < set->needs[i].n; k++) {
				struct meets *m = of_class[set->needs[i].v[k]];
				m->v[m->n++] = i;
				m->n_calling += (uint32_t)calling;
			}
	set->index.meets = (const struct meets *const *)of_class;
	free(counts);
}

static void index_programs(struct loading *ld)
{
	struct ruleset *set = ld->set;
	set->programs = keep(ld->arena, ld->programs.v, ld->programs.n, sizeof *set->programs);
	set->n_programs = ld->programs.n;
	set->needs = keep(ld->arena, ld->needs.v, ld->needs.n, sizeof *set->needs);
	set->n_needs = ld->needs.n;
	set->bits = keep(ld->arena, ld->bits.v, ld->bits.n, sizeof *set->bits);
	set->bit_of = keep(ld->arena, ld->bit_of.v, ld->bit_of.n, sizeof *set->bit_of);
	for (size_t i = 0; i < set->n_programs; i++) {
		const struct program *p = &set->programs[i];
		set->most_ops = p->n_ops > set->most_ops ? p->n_ops : set->most_ops;
		set->most_slots = p->n_captures * 2 + 1 > set->most_slots ? p->n_captures * 2 + 1 : set->most_slots;
		size_t been = kua_mul((size_t)p->ring + 1, kua_been_row(p->n_ops));
		set->most_been = been > set->most_been ? been : set->most_been;
	}
	index_callees(ld);
	index_meets(ld);
}

/* ---- a language ---- */

static void forget(struct loading *ld)
{
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
	kua_vec_free(&ld->needs);
	kua_intern_free(ld->need_numbers);
	kua_vec_free(&ld->bits);
	kua_vec_free(&ld->bit_of);
	kua_intern_free(ld->bits_numbers);
	kua_vec_free(&ld->entries);
	kua_buf_free(&ld->name);
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

static enum kua_code compile(struct loading *ld)
{
	enum kua_code code = check_phrases(ld);
	if (code == KUA_OK)
		code = kua_rules_classes(ld);
	if (code == KUA_OK)
		code = load_rules(ld);
	if (code == KUA_OK) {
		kua_rules_freeze(ld);
		index_programs(ld);
		kua_words_index(ld);
	}
	return code;
}

static void begin(struct loading *ld, const char *language, const struct kua_languages *l, struct kua_arena *a, struct kua_error *err)
{
	struct ruleset *set = KUA_NEW(a, struct ruleset);
	set->classes = kua_intern_new();
	set->words = kua_intern_new();
	set->stems = kua_intern_new();
	set->scratches = kua_scratches_new();
	*ld = (struct loading){.arena = a, .scratch = kua_arena_new(), .languages = l, .language = language, .set = set, .err = err};
	ld->need_numbers = kua_intern_new();
	ld->bits_numbers = kua_intern_new();
}

/* Compile what has been read, and hand it out where that went well. */
static enum kua_code end(struct loading *ld, enum kua_code code, struct ruleset **out)
{
	if (code == KUA_OK)
		code = compile(ld);
	forget(ld);
	if (code == KUA_OK)
		*out = ld->set;
	else
		kua_ruleset_free(ld->set);
	return code;
}

static int is_rule_file(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return e->d_name[0] != '.' && n > 6 && strcmp(e->d_name + n - 6, ".rules") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name); /* the same in every locale */
}

enum kua_code kua_ruleset_load(const char *folder, const char *language, const struct kua_languages *l, struct kua_arena *a,
                               struct ruleset **out, struct kua_error *err)
{
	struct dirent **files = NULL;
	int n = scandir(folder, &files, is_rule_file, by_bytes);
	enum kua_code code = n > MOST_FILES ? kua_fail(err, KUA_LIMIT, "%s: more than %d rule files", folder, MOST_FILES) : KUA_OK;
	if (code == KUA_OK && n > 0) {
		struct loading ld;
		begin(&ld, language, l, a, err);
		code = end(&ld, read_files(&ld, folder, files, n), out);
	}
	for (int i = 0; i < n; i++)
		free(files[i]);
	free(files);
	return code;
}

enum kua_code kua_ruleset_parse(const char *path, const char *bytes, size_t n, const char *language, const struct kua_languages *l,
                                struct kua_arena *a, struct ruleset **out, struct kua_error *err)
{
	struct loading ld;
	if (n > RULE_FILE)
		return kua_fail(err, KUA_LIMIT, "%s: larger than %zu bytes", path, RULE_FILE);
	begin(&ld, language, l, a, err);
	return end(&ld, kua_rules_read(&ld, kua_arena_strdup(a, path), kua_arena_strndup(a, bytes, n), n), out);
}

void kua_ruleset_free(struct ruleset *set)
{
	if (!set)
		return;
	kua_intern_free(set->classes);
	kua_intern_free(set->words);
	kua_intern_free(set->stems);
	kua_scratches_free(set->scratches);
	free(set->trie.edges);
	kua_vec_free(&set->trie.nodes);
}
