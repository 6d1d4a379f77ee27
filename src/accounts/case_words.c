/* case_words.c - data/cases.txt: the state that a step leaves somebody in, and the length of a sentence. */
#include <stdlib.h>
#include <string.h>

#include "accounts/cases.h"

#define SENTENCE_LONGEST 400 /* bytes of a sentence's words that are looked at */

struct case_words {
	const struct kua_languages *languages;
	struct kua_wordlist list;
	const char ***plain; /* of each entry, its forms as they are looked for: "*" is every text, "" none */
};

static enum kua_code check(const struct case_words *w, struct kua_error *err)
{
	for (size_t i = 0; i < w->list.n; i++) {
		const struct kua_entry *e = &w->list.v[i];
		bool state = same_text(e->section, "state"), unit = same_text(e->section, "unit");
		bool half = same_text(e->section, "half");
		size_t want = state || unit ? 2 : half ? 0 : 1;
		if (!state && !unit && !half && !same_text(e->section, "without end"))
			return kua_fail(err, KUA_DATA, "%s:%u: there is no section [%s] in a list of cases", w->list.path, e->line, e->section);
		if (e->fields.n != want || (unit && (strtol(e->fields.v[1], NULL, 10) < 1 || (!same_text(e->fields.v[0], "months") &&
		                                                                               !same_text(e->fields.v[0], "days")))))
			return kua_fail(err, KUA_DATA, "%s:%u: an entry of [%s] is not as the top of the file says", w->list.path, e->line,
			                e->section);
	}
	return KUA_OK;
}

static void fold_forms(struct case_words *w, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	w->plain = KUA_NEW_N(a, const char **, w->list.n + 1);
	for (size_t i = 0; i < w->list.n; i++) {
		const struct kua_list *forms = &w->list.v[i].forms;
		w->plain[i] = KUA_NEW_N(a, const char *, forms->n + 1);
		for (size_t k = 0; k < forms->n; k++) {
			kua_buf_clear(&b);
			plain_fold(&b, forms->v[k]);
			w->plain[i][k] = strcmp(forms->v[k], "*") == 0 ? "*" : kua_arena_strndup(a, b.data ? b.data : "", b.len);
		}
	}
	kua_buf_free(&b);
}

enum kua_code case_words_load(const struct kua_accounts_input *in, struct kua_arena *a, const struct case_words **out,
                              struct kua_error *err)
{
	struct case_words *w = KUA_NEW(a, struct case_words);
	w->languages = in->languages;
	*out = w;
	if (!in->data_dir)
		return KUA_OK;
	enum kua_code code = kua_wordlist_load(kua_arena_printf(a, "%s/cases.txt", in->data_dir), a, &w->list, err);
	if (code == KUA_OK)
		fold_forms(w, a);
	return code == KUA_OK ? check(w, err) : code;
}

/* Does the phrase stand in the text as whole words? Both are plain. */
static bool has_phrase(const char *text, const char *phrase)
{
	size_t n = strlen(phrase);
	for (const char *at = text; n && (at = strstr(at, phrase)); at++)
		if ((at == text || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
			return true;
	return false;
}

/* Does one of the forms of entry i stand in the text, which is plain? */
static bool has_form(const struct case_words *w, size_t i, const char *text)
{
	for (const char **form = w->plain[i]; *form; form++)
		if (strcmp(*form, "*") == 0 || has_phrase(text, *form))
			return true;
	return false;
}

const char *case_state(const struct case_words *w, const struct kua_case_step *s)
{
	const char *const parts[] = {s->quote, s->sentence, s->detail, s->facility};
	struct kua_buf b = KUA_BUF_INIT, text = KUA_BUF_INIT;
	const char *state = NULL;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i])
			kua_buf_printf(&b, "%s ", parts[i]);
	plain_fold(&text, b.data ? b.data : "");
	for (size_t i = 0; i < w->list.n && !state; i++) {
		const struct kua_entry *e = &w->list.v[i];
		bool of_step = same_text(e->section, "state") && same_text(e->fields.v[0], s->step);
		if (of_step && has_form(w, i, text.data ? text.data : ""))
			state = e->fields.v[1];
	}
	kua_buf_free(&b);
	kua_buf_free(&text);
	return state;
}

/* The entry of [unit] that the token is a form of, or NULL. */
static const struct kua_entry *unit_at(const struct case_words *w, const struct kua_token *t)
{
	for (size_t i = 0; i < w->list.n; i++)
		for (size_t k = 0; same_text(w->list.v[i].section, "unit") && k < w->list.v[i].forms.n; k++)
			if (strcmp(w->list.v[i].forms.v[k], t->norm) == 0)
				return &w->list.v[i];
	return NULL;
}

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), n_end = strlen(end);
	return n_end <= n && strcmp(text + n - n_end, end) == 0;
}

/* Do the words of tokens first .. last - 1 end in one for a half? "seven and a half", "siebeneinhalb" */
static bool ends_in_half(const struct case_words *w, const struct kua_text *view, uint32_t first, uint32_t last)
{
	struct kua_buf b = KUA_BUF_INIT;
	bool half = false;
	for (uint32_t t = first; t < last && t < view->n_tokens; t++)
		kua_buf_printf(&b, " %s", view->tokens[t].norm);
	for (size_t i = 0; i < w->list.n && b.len && !half; i++)
		for (size_t k = 0; same_text(w->list.v[i].section, "half") && k < w->list.v[i].forms.n && !half; k++)
			half = ends_in(b.data, w->list.v[i].forms.v[k]);
	kua_buf_free(&b);
	return half;
}

/* Is the number a whole one and a half? */
static bool has_half(const struct case_words *w, const struct kua_text *view, const struct kua_number *n)
{
	const char *last = view->tokens[n->last - 1].norm;
	return n->fraction && n->high == n->low + 1 && (ends_in(last, ".5") || ends_in(last, ",5") || ends_in_half(w, view, n->first, n->last));
}

/* Add what the number and the unit behind it say; false where that cannot be counted. */
static bool add_number(const struct case_words *w, const struct kua_text *view, const struct kua_number *n,
                       struct case_length *out)
{
	const struct kua_entry *e = NULL;
	uint32_t t = n->last;
	while (t < view->n_tokens && t < n->last + 3 && (e = unit_at(w, &view->tokens[t])) == NULL)
		t++;
	if (!e || n->ordinal)
		return true;
	bool half = has_half(w, view, n);
	if (n->low < 0 || n->low > 1000 || (!half && (n->fraction || n->low != n->high)))
		return false;
	for (uint32_t words = 1; words <= 3 && !half; words++) /* "sept ans et demi" */
		half = ends_in_half(w, view, t + 1, t + 1 + words);
	int64_t one = strtol(e->fields.v[1], NULL, 10), count = n->low * one;
	bool months = same_text(e->fields.v[0], "months");
	if (half && (!months || one % 2))
		return false; /* nobody says which day half a month ends on */
	out->months += months ? count + (half ? one / 2 : 0) : 0;
	out->days += months ? 0 : count;
	out->known = true;
	return true;
}

struct case_length case_length(const struct case_words *w, const char *language, const char *sentence, struct kua_arena *a)
{
	struct case_length out = {0};
	struct kua_buf plain = KUA_BUF_INIT;
	if (!sentence || !w->languages || strlen(sentence) > SENTENCE_LONGEST)
		return out;
	plain_fold(&plain, sentence);
	for (size_t i = 0; i < w->list.n && !out.known; i++)
		if (same_text(w->list.v[i].section, "without end") && has_form(w, i, plain.data ? plain.data : ""))
			out = (struct case_length){.known = true, .without_end = true, .word = w->list.v[i].fields.v[0]};
	kua_buf_free(&plain);
	struct kua_text view;
	struct kua_error err;
	size_t n = 0;
	if (out.known || kua_text_view(w->languages, sentence, strlen(sentence), language, a, &view, &err) != KUA_OK)
		return out;
	const struct kua_number *numbers = kua_text_numbers(w->languages, &view, a, &n);
	bool clear = true;
	for (size_t i = 0; i < n; i++)
		clear &= add_number(w, &view, &numbers[i], &out);
	out.known &= clear;
	return out;
}
