/*
 * rules_sets.c - the rules of all languages. Those of one are read and compiled when they are first needed, as most runs need one or
 * two of them; whichever thread needs them first does it, the others wait for it, and a failure is told to each.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

static int is_language(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return (n == 2 || n == 3) && strspn(e->d_name, "abcdefghijklmnopqrstuvwxyz") == n;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name); /* the same in every locale */
}

static struct kua_rules *rules_new(size_t n)
{
	struct kua_rules *rules = kua_calloc(1, sizeof *rules);
	rules->arena = kua_arena_new();
	rules->of = KUA_NEW_N(rules->arena, struct rules_of, n);
	return rules;
}

static struct rules_of *add_language(struct kua_rules *rules, const char *language)
{
	struct rules_of *of = &rules->of[rules->n++];
	of->language = kua_arena_strdup(rules->arena, language);
	of->arena = kua_arena_new();
	(void)pthread_mutex_init(&of->lock, NULL);
	return of;
}

enum kua_code kua_rules_load(const char *data_dir, struct kua_rules **out, struct kua_error *err)
{
	struct dirent **languages = NULL;
	int n = scandir(data_dir, &languages, is_language, by_bytes);
	if (n < 0)
		return kua_fail(err, KUA_USE, "%s: no such folder of data; give the folder that holds en/, ru/ ...", data_dir);
	struct kua_rules *rules = rules_new((size_t)n);
	for (int i = 0; i < n; i++) {
		struct rules_of *of = add_language(rules, languages[i]->d_name);
		of->folder = kua_arena_printf(rules->arena, "%s/%s", data_dir, of->language);
		free(languages[i]);
	}
	free(languages);
	enum kua_code code = kua_gazetteer_load(data_dir, rules->arena, &rules->gazetteer, err);
	if (code == KUA_OK)
		code = kua_acts_load(data_dir, rules->arena, &rules->acts, err);
	if (code == KUA_OK)
		*out = rules;
	else
		kua_rules_free(rules);
	return code;
}

enum kua_code kua_rules_parse(const char *language, const char *path, const char *bytes, size_t n,
                              const struct kua_languages *l, struct kua_rules **out, struct kua_error *err)
{
	struct kua_rules *rules = rules_new(1);
	struct rules_of *of = add_language(rules, language);
	enum kua_code code = kua_ruleset_parse(path, bytes, n, of->language, l, of->arena, &of->set, err);
	atomic_init(&of->ready, true);
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
	for (size_t i = 0; i < rules->n; i++) {
		kua_ruleset_free(rules->of[i].set);
		kua_arena_free(rules->of[i].arena);
		(void)pthread_mutex_destroy(&rules->of[i].lock);
	}
	kua_arena_free(rules->arena);
	free(rules);
}

static enum kua_code make_ready(struct rules_of *of, const struct kua_languages *l, struct kua_error *err)
{
	if (!atomic_load_explicit(&of->ready, memory_order_acquire)) {
		(void)pthread_mutex_lock(&of->lock);
		if (!atomic_load_explicit(&of->ready, memory_order_relaxed)) {
			of->code = kua_ruleset_load(of->folder, of->language, l, of->arena, &of->set, &of->err);
			atomic_store_explicit(&of->ready, true, memory_order_release);
		}
		(void)pthread_mutex_unlock(&of->lock);
	}
	if (of->code != KUA_OK)
		*err = of->err;
	return of->code;
}

enum kua_code kua_rules_of(const struct kua_rules *rules, const char *language, const struct kua_languages *l,
                           const struct ruleset **out, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	*out = NULL;
	for (size_t i = 0; i < rules->n; i++)
		if (language && strcmp(rules->of[i].language, language) == 0) {
			code = make_ready(&rules->of[i], l, err);
			*out = rules->of[i].set;
		}
	return code;
}

enum kua_code kua_rules_need(const struct kua_rules *rules, const char *language, const struct kua_languages *l, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < rules->n && code == KUA_OK; i++)
		if (!language || strcmp(rules->of[i].language, language) == 0)
			code = make_ready(&rules->of[i], l, err);
	return code;
}
