/*
 * tokenise.c - what texts are cut for: their tokens, or the words by which their language is found. Both in one pass, where the
 * language is not known before: a draft, in which only words with an apostrophe must be cut anew once it is.
 */
#include <stdlib.h>
#include <string.h>

#include "text/scan.h"

void kua_tokenise(struct spellings *spellings, const char *bytes, size_t n, struct token_list *out)
{
	struct scan k = {.language = spellings->language, .s = bytes, .n = n, .until = n, .out = out, .gap = GAP_BLANK,
	                 .most = SIZE_MAX, .spellings = spellings};
	kua_scan(&k);
}

void kua_count_words(struct spellings *spellings, const char *bytes, size_t from, size_t to, size_t most)
{
	struct scan k = {.s = bytes, .i = from, .n = to, .until = to, .gap = GAP_BLANK, .most = most, .counted = most,
	                 .spellings = spellings};
	kua_scan(&k);
}

void kua_draft(struct spellings *spellings, const char *bytes, size_t n, size_t counted, struct draft *out)
{
	struct scan k = {.s = bytes, .n = n, .until = n, .out = &out->list, .draft = out, .gap = GAP_BLANK, .most = SIZE_MAX,
	                 .counted = counted, .spellings = spellings};
	kua_scan(&k);
}

/* Tokens first .. last - 1 of the draft, with what the language knows of them. */
static void take(const struct spellings *spellings, const struct draft *draft, size_t first, size_t last, struct token_list *out)
{
	for (size_t i = first; i < last; i++) {
		struct kua_token *t = kua_vec_add(&out->tokens);
		*t = draft->list.tokens.v[i];
		*kua_vec_add(&out->gaps) = draft->list.gaps.v[i];
		uint32_t number = draft->spellings.v[i];
		t->roles = number == KUA_NO_ID ? kua_roles_of(spellings->language, t->hash) : spellings->all.v[number].roles;
		t->flags |= number == KUA_NO_ID ? 0 : spellings->all.v[number].flags & KUA_STOP_WORD;
	}
}

void kua_draft_settle(struct spellings *spellings, const char *bytes, size_t n, const struct draft *draft, struct token_list *out)
{
	struct scan k = {.language = spellings->language, .s = bytes, .n = n, .out = out, .most = SIZE_MAX, .spellings = spellings};
	size_t done = 0;
	for (size_t i = 0; i < draft->open.n; i++) {
		const struct open_word *w = &draft->open.v[i];
		take(spellings, draft, done, w->first, out);
		k.i = w->from;
		k.until = w->to;
		k.gap = w->gap;
		k.single_open = w->single_open;
		k.count = out->tokens.n;
		kua_scan(&k);
		if (k.i != w->to || k.gap != w->gap_behind || k.single_open != w->single_open) { /* the rest may differ as well */
			k.until = n;
			kua_scan(&k);
			return;
		}
		done = w->last;
	}
	take(spellings, draft, done, draft->list.tokens.n, out);
}

void kua_token_list_free(struct token_list *t)
{
	kua_vec_free(&t->tokens);
	kua_vec_free(&t->gaps);
}

void kua_draft_free(struct draft *d)
{
	kua_token_list_free(&d->list);
	kua_vec_free(&d->spellings);
	kua_vec_free(&d->open);
}
