/* helper.h - what the tests of claims share: the languages and rules, and one text at a time. */
#ifndef KUA_TESTS_CLAIMS_HELPER_H
#define KUA_TESTS_CLAIMS_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "claims/rules.h"

static struct kua_languages *languages;
static struct kua_rules *all_rules;

static inline int load_all(void **state)
{
	struct kua_error err = {.text = ""};
	(void)state;
	if (kua_languages_load(getenv("KUA_DATA"), &languages, &err) != KUA_OK ||
	    kua_rules_load(getenv("KUA_DATA"), &all_rules, &err) != KUA_OK)
		fail_msg("%s", err.text);
	return 0;
}

static inline int free_all(void **state)
{
	(void)state;
	kua_rules_free(all_rules);
	kua_languages_free(languages);
	return 0;
}

/* The claims of a text in a language; everything lives in the arena. */
static inline struct kua_claims_result claims_of(const struct kua_rules *rules, const struct kua_item *item,
                                                 const struct kua_named *named, size_t n_named, struct kua_arena *a)
{
	struct kua_error err = {.text = ""};
	struct kua_text *text = KUA_NEW(a, struct kua_text);
	struct kua_source source = {item, text};
	struct kua_claims_result r = {0};
	const char *language = item->language ? item->language : "en";
	if (kua_text_view(languages, item->text, strlen(item->text), language, a, text, &err) != KUA_OK ||
	    kua_claims_find(rules, languages, &source, named, n_named, a, &r, &err) != KUA_OK)
		fail_msg("%s", err.text);
	return r;
}

#endif
