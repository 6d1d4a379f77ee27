/*
 * text.c - the view: language, tokens, sentences and quotes of a text, put together.
 */
#include <string.h>

#include "text/spellings.h"

enum kua_code kua_text_view(const struct kua_languages *l, const char *bytes, size_t n, const char *language,
                            struct kua_arena *a, struct kua_text *out, struct kua_error *err)
{
	if (n > KUA_TEXT_MAX)
		return kua_fail(err, KUA_LIMIT, "a text of %zu bytes: the limit is %zu; split it", n, KUA_TEXT_MAX);
	struct token_list list = {0};
	struct draft draft = {0};
	struct spellings spellings;
	kua_spellings_init(&spellings, NULL, n, a);
	bool drafted = (!language || !*language) && kua_language_find(l, bytes, n, &spellings, &draft, &language);
	const struct language *facts = kua_language_of(l, language);
	kua_spellings_language(&spellings, facts);
	if (drafted)
		kua_draft_settle(&spellings, bytes, n, &draft, &list);
	else
		kua_tokenise(&spellings, bytes, n, &list);
	kua_draft_free(&draft);
	kua_spellings_free(&spellings);
	struct kua_token *tokens = KUA_NEW_N(a, struct kua_token, list.tokens.n);
	if (list.tokens.n)
		memcpy(tokens, list.tokens.v, list.tokens.n * sizeof *tokens);
	*out = (struct kua_text){.bytes = bytes, .n = n, .language = kua_arena_strdup(a, language), .tokens = tokens,
	                         .n_tokens = list.tokens.n};
	for (size_t i = 0; i < out->n_tokens; i++)
		out->n_words += tokens[i].kind != KUA_PUNCT;
	kua_split_sentences(facts, out, tokens, list.gaps.v, a);
	kua_mark_quotes(out, tokens);
	kua_token_list_free(&list);
	return KUA_OK;
}
