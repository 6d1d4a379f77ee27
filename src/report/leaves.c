/*
 * leaves.c - what the figures of a line leave out, each thing once. Prints of one text say it in nearly the
 * same words (another spelling of a place, other quotation marks, "4" for "four"), so that two are one where
 * most of the words of the shorter are in the longer; words are compared folded and by their beginning.
 */
#include <string.h>

#include "report/internal.h"

enum {
	LEAVES_MOST = 64,   /* things told apart in one line */
	LEAVES_TEXTS = 256, /* wordings compared in one line */
	LEAVES_WORDS = 48,  /* words of each that are compared */
	LEAVES_LETTERS = 5, /* bytes of a word's beginning */
	LEAVES_LEAST = 4,   /* bytes a word must have to count */
};

struct phrase {
	const char *text;
	size_t n;
	char words[LEAVES_WORDS][LEAVES_LETTERS + 1];
};

static bool has_word(const struct phrase *p, const char *word)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->words[i], word) == 0)
			return true;
	return false;
}

static void read_phrase(struct phrase *p, const char *text)
{
	static const char between[] = " .,;:!?()[]\"'-/";
	struct kua_buf b = KUA_BUF_INIT;
	*p = (struct phrase){.text = text};
	kua_fold(&b, text, strlen(text));
	for (const char *at = b.data; at && *at && p->n < LEAVES_WORDS;) {
		size_t n = strcspn(at, between), most = n < LEAVES_LETTERS ? n : LEAVES_LETTERS;
		char word[LEAVES_LETTERS + 1] = {0};
		memcpy(word, at, most);
		if (n >= LEAVES_LEAST && !has_word(p, word))
			memcpy(p->words[p->n++], word, sizeof word);
		at += n + strspn(at + n, between);
	}
	kua_buf_free(&b);
}

/* At least two thirds of the words of the shorter are in the longer. */
static bool same_thing(const struct phrase *a, const struct phrase *b)
{
	const struct phrase *small = a->n < b->n ? a : b, *large = a->n < b->n ? b : a;
	size_t both = 0;
	for (size_t i = 0; i < small->n; i++)
		both += has_word(large, small->words[i]);
	return small->n ? 3 * both >= 2 * small->n : strcmp(a->text, b->text) == 0;
}

/* Of two ways to say one thing the one with more words stays. */
static size_t add_phrase(struct phrase *v, size_t n, const char *text)
{
	struct phrase p;
	read_phrase(&p, text);
	for (size_t i = 0; i < n; i++)
		if (same_thing(&v[i], &p)) {
			if (p.n > v[i].n)
				v[i] = p;
			return n;
		}
	if (n < LEAVES_MOST)
		v[n++] = p;
	return n;
}

void report_leaves_out(struct report *r, const struct kua_account *a)
{
	struct phrase *v = KUA_NEW_N(r->a, struct phrase, LEAVES_MOST);
	size_t n = 0, shown = 0;
	struct kua_intern *met = kua_intern_new();
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < a->figures.n; i++) {
		const struct kua_figure *f = report_figure(r, a->figures.v[i]);
		for (size_t k = 0; f && k < f->leaves_out.n && kua_intern_count(met) < LEAVES_TEXTS; k++) {
			const char *text = f->leaves_out.v[k];
			size_t before = kua_intern_count(met);
			if (kua_intern_add(met, text, strlen(text)) == before)
				n = add_phrase(v, n, text);
		}
	}
	kua_intern_free(met);
	for (; shown < n && shown < r->caps.reasons; shown++)
		kua_buf_printf(&b, "%s%s", shown ? "; " : "This leaves out: ", report_cut(r, v[shown].text, 240));
	if (shown < n)
		kua_buf_printf(&b, "; and %s more", report_number(r, (int64_t)(n - shown)));
	if (b.len)
		report_add(r, BLOCK_NOTE, NULL, kua_arena_printf(r->a, "%s.", b.data), NULL);
	kua_buf_free(&b);
}
