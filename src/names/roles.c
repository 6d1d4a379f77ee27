/*
 * roles.c - what the text says somebody is: "prime minister Anna Reed", "Pavel Lisov, a renowned poet",
 * "Anna Reed, Secretary, Harbour Union", "Secretary of Harbour Union, Anna Reed".
 */
#include <string.h>

#include "names/internal.h"

enum { ROLE_WORDS = 6, APPOSITION_WORDS = 6, COMPLEMENT_WORDS = 4 };
enum { ABBREVIATION = 4 }; /* letters of a title that ends in a full stop without ending its sentence */

static bool roleword(const struct scan *s, size_t i)
{
	return is_word(s, i) && (s->flags[i] & (W_TITLE | W_ROLE | W_ROLE_MOD));
}

size_t role_before(const struct scan *s, size_t i)
{
	size_t at = i, first;
	bool any = false, comma = false;
	if (s->tok[i].flags & KUA_PARAGRAPH_START)
		return i; /* "To the Prosecutor", and a dateline below it */
	if (at > 0 && s->tok[at - 1].kind == KUA_PUNCT) {
		comma = is_punct(s, at - 1, ",");
		bool abbreviation = is_punct(s, at - 1, ".") && at > 1 && (s->flags[at - 2] & W_TITLE);
		if (!comma && !abbreviation && !is_punct(s, at - 1, "'") && !is_punct(s, at - 1, "\""))
			return i;
		at--;
	}
	first = at;
	while (first > 0 && at - first < ROLE_WORDS && roleword(s, first - 1) && !s->owner[first - 1] &&
	       !(s->tok[first - 1].flags & KUA_POSSESSIVE) &&
	       (first == i || s->tok[first - 1].sentence == s->tok[i].sentence ||
	        (is_punct(s, first, ".") && (s->flags[first - 1] & W_TITLE) &&
	         strlen(s->tok[first - 1].norm) <= ABBREVIATION))) {
		any = any || (s->flags[first - 1] & W_ROLE) || (!comma && (s->flags[first - 1] & W_TITLE));
		first--;
	}
	return any ? first : i;
}

/* The role in apposition behind a name that ends before token i: its tokens, or false. */
static bool role_behind(const struct scan *s, size_t i, size_t *first, size_t *last)
{
	size_t n = s->n, at = i;
	if (at >= n || at == 0)
		return false;
	bool age = is_punct(s, at, ",") && at + 2 < n && s->tok[at + 1].kind == KUA_NUMERAL && is_punct(s, at + 2, ",");
	at += age ? 2 : 0; /* "Abebe Tadesse, 34, teacher" */
	bool mark = is_punct(s, at, ",") || is_punct(s, at, "(") || is_punct(s, at, "-");
	bool line = s->tok[at].flags & (KUA_PARAGRAPH_START | KUA_SENTENCE_START);
	bool is = is_word(s, at) && (s->flags[at] & W_IS);
	uint32_t sentence = s->tok[at].sentence;
	if (mark || is)
		at++;
	else if (!line && !(is_word(s, at) && (s->tok[at].flags & KUA_ALL_CAPS)))
		return false;
	bool article = is_word(s, at) && (s->flags[at] & W_ARTICLE);
	if (is && !article)
		return false;
	size_t most = mark || is ? at + (article ? APPOSITION_WORDS : 3) : at + 1;
	for (size_t k = at; k < n && k < most && is_word(s, k) && s->tok[k].sentence == sentence; k++) {
		if (s->owner[k] && !mark && !is)
			return false;
		if (!(s->flags[k] & W_ROLE) && !(s->flags[k] & W_TITLE && (s->tok[k].flags & KUA_ALL_CAPS))) {
			if ((s->flags[k] & W_NOT) && !(s->flags[k] & W_ARTICLE))
				return false; /* "According to Vespera, four protesters" */
			continue;
		}
		*first = k;
		while (*first > at && roleword(s, *first - 1))
			(*first)--;
		*last = k + 1;
		while (*last < n && roleword(s, *last) && s->tok[*last].sentence == sentence)
			(*last)++;
		/* "Anna Reed, lawyer Lisov and ...": a role that has its own name behind it */
		return !(is_capital(s, *last) && follows(s, *last) && !(s->tok[*last].flags & KUA_ALL_CAPS));
	}
	return false;
}

bool role_follows(const struct scan *s, size_t i)
{
	size_t first, last;
	return role_behind(s, i, &first, &last);
}

static void add_words(const struct scan *s, struct kua_buf *b, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++) {
		const struct kua_token *k = &s->tok[i];
		if (k->kind != KUA_WORD || (s->flags[i] & W_HONORIFIC))
			continue;
		if (b->len)
			kua_buf_char(b, ' ');
		if ((k->flags & KUA_ALL_CAPS) && s->sentence[k->sentence] != CASE_NONE)
			kua_buf_add(b, s->text->bytes + k->start, k->end - k->start);
		else
			kua_buf_str(b, k->norm);
	}
}

static const struct found *owner_at(const struct scan *s, size_t i, int kind)
{
	if (i >= s->n || !s->owner[i])
		return NULL;
	const struct found *f = &s->found.v[s->owner[i] - 1];
	return f->kind == kind ? f : NULL;
}

/* The organisation or place behind a role: "secretary of X", "secretary, X". */
static const struct found *behind_role(const struct scan *s, size_t last)
{
	size_t at = last;
	bool comma = is_punct(s, at, ",");
	if (comma || (is_word(s, at) && (s->flags[at] & (W_OF | W_ORG_LINK))))
		at++;
	else
		return NULL;
	if (is_word(s, at) && (s->flags[at] & W_ARTICLE))
		at++;
	const struct found *f = owner_at(s, at, NAME_ORGANISATION);
	return f || comma ? f : owner_at(s, at, NAME_PLACE);
}

/* The end of "of the displaced families" behind a role that ends before token i, where a comma or full stop ends it; or i. */
static size_t role_complement(const struct scan *s, size_t i)
{
	size_t at = i + 1, first;
	if (!is_word(s, i) || !(s->flags[i] & W_OF))
		return i;
	at += is_word(s, at) && (s->flags[at] & W_ARTICLE);
	first = at;
	while (at - first < COMPLEMENT_WORDS && is_word(s, at) && !is_capital(s, at) && !(s->flags[at] & W_SAY) &&
	       !(s->tok[at].flags & KUA_STOP_WORD) && s->tok[at].sentence == s->tok[i].sentence)
		at++;
	return at > first && (is_punct(s, at, ",") || is_punct(s, at, ".") || is_punct(s, at, ")")) ? at : i;
}

static const char *role_text(struct scan *s, size_t first, size_t last, const struct found *of)
{
	struct kua_buf b = KUA_BUF_INIT;
	add_words(s, &b, first, of ? last : role_complement(s, last));
	if (of && b.len)
		kua_buf_printf(&b, " of %s", of->form);
	const char *text = b.len ? kua_arena_strndup(s->arena, b.data, b.len) : NULL;
	kua_buf_free(&b);
	return text;
}

/* "Secretary of Harbour Union, Anna Reed": the tokens of the role, and the organisation; or NULL. */
static const struct found *org_role(const struct scan *s, size_t i, size_t *first, size_t *last)
{
	if (i < 2 || !is_punct(s, i - 1, ","))
		return NULL;
	const struct found *org = owner_at(s, i - 2, NAME_ORGANISATION);
	if (!org || org->first < 2)
		return NULL;
	size_t at = org->first - 1;
	if ((s->flags[at] & W_ARTICLE) && !(s->flags[at] & W_OF))
		at--;
	if (!(s->flags[at] & (W_OF | W_ORG_LINK)))
		return NULL;
	*first = role_before(s, at);
	*last = at;
	return *first < at ? org : NULL;
}

bool role_of_org_before(const struct scan *s, size_t i)
{
	size_t first, last;
	return org_role(s, i, &first, &last) != NULL;
}

static const char *role_before_org(struct scan *s, size_t i)
{
	size_t first, last;
	const struct found *org = org_role(s, i, &first, &last);
	return org ? role_text(s, first, last, org) : NULL;
}

static const char *role_of(struct scan *s, const struct found *f)
{
	size_t first = role_before(s, f->first), last;
	const char *text = NULL;
	if (first < f->first) {
		const struct found *org = first > 0 && !(s->tok[first - 1].flags & KUA_POSSESSIVE)
		                              ? owner_at(s, first - 1, NAME_ORGANISATION)
		                              : NULL;
		text = role_text(s, first, f->first, org);
	}
	if (!text)
		text = role_before_org(s, f->first);
	if (text)
		return text;
	if (f->possessive || !role_behind(s, f->last, &first, &last))
		return NULL;
	const struct found *org = behind_role(s, last);
	if (!org && first > 0)
		org = owner_at(s, first - 1, NAME_ORGANISATION);
	return role_text(s, first, last, org);
}

void roles_find(struct scan *s)
{
	for (size_t i = 0; i < s->found.n; i++)
		if (s->found.v[i].kind == NAME_PERSON)
			s->found.v[i].role = role_of(s, &s->found.v[i]);
}
