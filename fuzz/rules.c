/*
 * rules.c - any bytes as a rule file, and the rules that can be read at all run over a text and over the file itself: reading,
 * compiling and matching must neither crash nor run away.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void match(const struct kua_rules *rules, const struct kua_languages *l, const char *bytes, size_t n)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_error err;
	struct kua_text text;
	struct kua_item item = {.id = "x", .text = bytes};
	struct kua_source source = {&item, &text};
	struct kua_claims_result r;
	if (kua_text_view(l, bytes, n, "en", a, &text, &err) == KUA_OK)
		(void)kua_claims_find(rules, l, &source, NULL, 0, a, &r, &err);
	kua_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char sentence[] = "On 5 May 2012, at least 12 people were killed and dozens of workers arrested, officials said.";
	static struct kua_languages *l;
	struct kua_error err;
	struct kua_rules *rules;
	if (!l && kua_languages_load(getenv("KUA_DATA") ? getenv("KUA_DATA") : "data", &l, &err) != KUA_OK)
		abort();
	if (size > 1 << 16 || kua_rules_parse("en", "fuzz.rules", (const char *)data, size, l, &rules, &err) != KUA_OK)
		return 0;
	match(rules, l, sentence, sizeof sentence - 1);
	if (kua_utf8_valid((const char *)data, size))
		match(rules, l, (const char *)data, size);
	kua_rules_free(rules);
	return 0;
}
