/* knowledge.c - the word lists of all languages, loaded once, and the rules of those that are met. */
#include <string.h>

#include "flow/internal.h"

enum kua_code kua_knowledge_load(const char *data_dir, struct kua_knowledge *out, struct kua_error *err)
{
	struct kua_knowledge k = {.data_dir = data_dir};
	kua_flow_version(data_dir, k.version); /* before they are read: what changes meanwhile is not taken for what was read */
	enum kua_code code = kua_languages_load(data_dir, &k.languages, err);
	if (code == KUA_OK)
		code = kua_reuse_words_load(data_dir, &k.reuse, err);
	if (code == KUA_OK)
		code = kua_names_load(data_dir, &k.names, err);
	if (code == KUA_OK)
		code = kua_rules_load(data_dir, &k.rules, err);
	if (code == KUA_OK)
		*out = k;
	else
		kua_knowledge_free(&k);
	return code;
}

void kua_knowledge_free(struct kua_knowledge *k)
{
	kua_rules_free(k->rules);
	kua_names_free(k->names);
	kua_reuse_words_free(k->reuse);
	kua_languages_free(k->languages);
	memset(k, 0, sizeof *k);
}

enum kua_code kua_knowledge_need(const struct kua_knowledge *k, const struct kua_source *sources, size_t n, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	const char *last = "";
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		const char *language = sources[i].text->language;
		if (strcmp(language, last) != 0)
			code = kua_rules_need(k->rules, language, k->languages, err);
		last = language;
	}
	return code;
}
