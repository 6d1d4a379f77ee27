/* knowledge.c - the word lists and rules of all languages, loaded once. */
#include <string.h>

#include "flow/flow.h"

enum kua_code kua_knowledge_load(const char *data_dir, struct kua_knowledge *out, struct kua_error *err)
{
	struct kua_knowledge k = {.data_dir = data_dir};
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
