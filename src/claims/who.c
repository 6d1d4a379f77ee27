/* who.c - the classes of words, and the names of a sentence with the lists they stand in. See who.h. */
#include <string.h>

#include "claims/who_inner.h"

static const struct kua_class_bit class_names[] = {
	{"who-be", WHO_BE},           {"who-have", WHO_HAVE},   {"who-modal", WHO_MODAL},   {"who-not", WHO_NOT},
	{"who-adverb", WHO_ADVERB},   {"who-he", WHO_HE},       {"who-his", WHO_HIS},
	{"who-relative", WHO_RELATIVE},
	{"who-and", WHO_AND},         {"who-then", WHO_THEN},   {"who-of", WHO_OF},
	{"who-like", WHO_LIKE},
	{"who-the", WHO_THE},         {"who-say", WHO_SAY},     {"who-clause", WHO_CLAUSE}, {"who-if", WHO_IF},
	{"who-unreal", WHO_UNREAL},   {"who-to", WHO_TO},       {"who-go-on", WHO_GO_ON},
	{"who-reason", WHO_REASON},
	{"who-they", WHO_THEY},
};

/* ---- tokens ---- */

static uint32_t look_up(const struct who *w, uint32_t t)
{
	/* "May" in a date is no verb, nor "Will" in a name */
	bool plain = t < w->s->text->n_tokens && w->s->text->tokens[t].kind == KUA_WORD && w->s->date_at[t] == KUA_NO_ID &&
	             w->s->named_at[t] == KUA_NO_ID;
	return plain ? kua_scene_class_bits(w->s, t, class_names, sizeof class_names / sizeof *class_names) : 0;
}

/* "la journaliste", "les avocats", where one word is article and pronoun: a pronoun only before an auxiliary, "la police l'a arrêté".
 * "der Dichter", where it is article and relative pronoun: that only behind a comma, "A, der", "A, mit dem". */
static uint32_t without_article(const struct who *w, uint32_t t, uint32_t bits)
{
	if ((bits & WHO_THE) && (bits & WHO_RELATIVE)) {
		bool behind = t > 0 && (kua_who_comma(w, t - 1) || (t > 1 && kua_who_comma(w, t - 2) && (look_up(w, t - 1) & WHO_OF)));
		return bits & ~(uint32_t)(behind ? WHO_THE : WHO_RELATIVE);
	}
	bool either = (bits & WHO_THE) && (bits & (WHO_HE | WHO_THEY)) && !(bits & WHO_HIS);
	if (!either)
		return bits;
	bool verb = look_up(w, t + 1) & (WHO_BE | WHO_HAVE | WHO_MODAL);
	return bits & ~(uint32_t)(verb ? WHO_THE : WHO_HE | WHO_THEY);
}

uint32_t kua_who_classes(const struct who *w, uint32_t t)
{
	if (!(w->classes[t] & WHO_KNOWN))
		w->classes[t] = WHO_KNOWN | without_article(w, t, look_up(w, t));
	return w->classes[t];
}

bool kua_who_any(const struct who *w, uint32_t from, uint32_t to, uint32_t bits)
{
	for (uint32_t t = from; t < to; t++)
		if (kua_who_classes(w, t) & bits)
			return true;
	return false;
}

bool kua_who_is(const struct who *w, uint32_t t, char c)
{
	const struct kua_token *token = &w->s->text->tokens[t];
	return token->kind == KUA_PUNCT && token->norm[0] == c && !token->norm[1];
}

/* "The Atbasar district court" in a language that makes an adjective of the town: one word, and what kind of court behind it. */
static bool names_court(const struct who *w, uint32_t named, uint32_t t)
{
	const struct kua_scene *s = w->s;
	bool single = (t == 0 || s->named_at[t - 1] != named) &&
	              t + 1 < s->text->n_tokens && s->named_at[t + 1] != named;
	return single && kua_scene_in_class(s, t + 1, "court-kind");
}

void kua_who_persons(struct who *w)
{
	const struct kua_scene *s = w->s;
	w->person = KUA_NEW_N(s->arena, uint32_t, s->text->n_tokens + 1);
	w->person[s->text->n_tokens] = KUA_NO_ID;
	for (uint32_t t = 0; t < s->text->n_tokens; t++) {
		uint32_t k = s->named_at[t];
		bool person = k != KUA_NO_ID && s->named[k].kind && strcmp(s->named[k].kind, "person") == 0;
		w->person[t] = person && !names_court(w, k, t) ? k : KUA_NO_ID;
	}
}

uint32_t kua_who_at(const struct who *w, uint32_t t)
{
	return w->person[t];
}

uint32_t kua_who_first(const struct who *w, uint32_t named, uint32_t t)
{
	while (t > 0 && w->s->named_at[t - 1] == named)
		t--;
	return t;
}

uint32_t kua_who_last(const struct who *w, uint32_t named, uint32_t t)
{
	while (t + 1 < w->s->text->n_tokens && w->s->named_at[t + 1] == named)
		t++;
	return t;
}

const struct kua_sentence *kua_who_sentence(const struct who *w, uint32_t t)
{
	return &w->s->text->sentences[w->s->text->tokens[t].sentence];
}

/* Leftmost token that a search from t looks at. */
uint32_t kua_who_left(const struct who *w, uint32_t t)
{
	uint32_t first = kua_who_sentence(w, t)->first;
	return t - first > WHO_REACH ? t - WHO_REACH : first;
}

uint32_t kua_who_right(const struct who *w, uint32_t t)
{
	uint32_t last = kua_who_sentence(w, t)->last;
	return last - t > WHO_REACH ? t + WHO_REACH : last;
}

bool kua_who_possessive(const struct who *w, uint32_t named, uint32_t t)
{
	return w->s->text->tokens[kua_who_last(w, named, t)].flags & KUA_POSSESSIVE;
}

bool kua_who_has(const struct who *w, uint32_t t, uint32_t bits)
{
	return (kua_who_classes(w, t) & bits) != 0;
}

bool kua_who_comma(const struct who *w, uint32_t t)
{
	return kua_who_is(w, t, ',');
}

/* A word that can stand between a preposition and the name it governs: "of jailed activist A". */
bool kua_who_plain(const struct who *w, uint32_t t)
{
	return w->s->text->tokens[t].kind != KUA_PUNCT && w->s->named_at[t] == KUA_NO_ID &&
	       w->s->date_at[t] == KUA_NO_ID &&
	       !kua_who_has(w, t, ~(uint32_t)(WHO_KNOWN | WHO_THE | WHO_HIS | WHO_REASON | WHO_UNREAL));
}

void kua_who_add(const struct who *w, struct who_list *out, uint32_t named, uint32_t t)
{
	if (out->n == WHO_MOST || named == KUA_NO_ID)
		return;
	for (size_t i = 0; i < out->n; i++)
		if (w->s->named[out->v[i].named].mention->entity && w->s->named[named].mention->entity &&
		    strcmp(w->s->named[out->v[i].named].mention->entity, w->s->named[named].mention->entity) == 0)
			return;
	bool by_name = w->s->named_at[t] == named;
	out->v[out->n++] = (struct who_person){named, by_name ? kua_who_first(w, named, t) : t,
	                                       by_name ? kua_who_last(w, named, t) + 1 : t + 1};
}

uint32_t kua_who_clause(const struct who *w, uint32_t t)
{
	uint32_t first = kua_who_sentence(w, t)->first, i = t;
	for (unsigned n = 0; i > first && n < WHO_REACH; i--, n++)
		if (kua_who_has(w, i - 1, WHO_CLAUSE | WHO_RELATIVE | WHO_IF) || kua_who_is(w, i - 1, ';') ||
		    kua_who_is(w, i - 1, ':') ||
		    kua_who_is(w, i - 1, '"'))
			break;
	return i;
}

/* ---- names ---- */

bool kua_who_below(const struct who *w, uint32_t t)
{
	uint32_t start = kua_who_left(w, t), named = w->s->named_at[t];
	uint32_t i = named == KUA_NO_ID ? t : kua_who_first(w, named, t);
	for (unsigned n = 0; i > start && n < 6; n++, i--) {
		if (kua_who_has(w, i - 1, WHO_LIKE))
			return false;
		if (kua_who_has(w, i - 1, WHO_OF))
			return i - 1 > kua_who_sentence(w, t)->first; /* "In prison A was ..." governs nothing */
		if (!kua_who_plain(w, i - 1))
			return false;
	}
	return false;
}

/* "a Navalny-affiliated reporter": the name is part of a word. */
static bool is_part_of_word(const struct who *w, uint32_t named, uint32_t t)
{
	const struct kua_token *last = &w->s->text->tokens[kua_who_last(w, named, t)], *next = last + 1;
	return last + 2 < w->s->text->tokens + w->s->text->n_tokens && next->kind == KUA_PUNCT &&
	       next->norm[0] == '-' &&
	       next->start == last->end && next[1].start == next->end && next[1].kind == KUA_WORD;
}

/* The last token of the name before ", 34" at token t, or t. */
static uint32_t before_age(const struct who *w, uint32_t t, uint32_t start)
{
	if (t > start + 1 && kua_who_comma(w, t))
		t--;
	bool age = w->s->text->tokens[t].kind == KUA_NUMERAL && t > start + 1 && kua_who_comma(w, t - 1);
	return age ? t - 2 : t;
}

bool kua_who_joins(const struct who *w, uint32_t t, uint32_t start)
{
	const struct kua_token *at = &w->s->text->tokens[t];
	bool mark = t > start && (kua_who_is(w, t, '-') || kua_who_is(w, t, '.'));
	return mark && kua_who_plain(w, t - 1) && at->start == at[-1].end;
}

/* The person whose mention ends at token t, with those that stand before it in one list: "A, B and C". */
void kua_who_list_before(const struct who *w, uint32_t t, bool below_too, struct who_list *out)
{
	uint32_t named = kua_who_at(w, t), start = kua_who_left(w, t);
	bool seen_and = false;
	struct who_list found = {0};
	uint32_t leftmost = t;
	while (named != KUA_NO_ID && found.n < WHO_MOST) {
		kua_who_add(w, &found, named, t);
		uint32_t i = leftmost = kua_who_first(w, named, t);
		for (unsigned n = 0; i > start && n < 6 && (kua_who_plain(w, i - 1) || kua_who_joins(w, i - 1, start)); n++)
			i--;
		if (i <= start) /* before it where a name reaches over the end of a sentence */
			break;
		bool comma = false;
		if (kua_who_has(w, i - 1, WHO_AND)) {
			seen_and = true;
			i--;
		}
		if (i > start && kua_who_comma(w, i - 1) && seen_and) {
			comma = true;
			i--;
		}
		if (i == leftmost || i == start || (!comma && !kua_who_has(w, i, WHO_AND)))
			break;
		t = before_age(w, i - 1, start);
		named = kua_who_at(w, t);
	}
	if (found.n == 0 || (!below_too && kua_who_below(w, leftmost)))
		return;
	for (size_t i = found.n; i-- > 0;)
		kua_who_add(w, out, found.v[i].named, found.v[i].first);
}

/* Token after an age, a bracket or an apposition's comma behind a name: "A, 34," and "A (34)". */
static uint32_t skip_age(const struct who *w, uint32_t t, uint32_t end)
{
	if (t < end && kua_who_is(w, t, '(')) {
		uint32_t i = t + 1;
		while (i < end && i < t + 12 && !kua_who_is(w, i, ')'))
			i++;
		return i < end && kua_who_is(w, i, ')') ? i + 1 : t;
	}
	if (t + 2 < end && kua_who_comma(w, t) && w->s->text->tokens[t + 1].kind == KUA_NUMERAL &&
	    kua_who_comma(w, t + 2))
		return t + 2; /* the second comma may be the list's */
	return t;
}

/* "A, its vice-chair, B, and": behind the joint at i an apposition and a comma; the token of the name, or
 * i. */
static uint32_t skip_apposition(const struct who *w, uint32_t i, uint32_t end)
{
	uint32_t t = i;
	for (unsigned n = 0; t < end && n < 6 && (kua_who_plain(w, t) || kua_who_is(w, t, '-')); n++)
		t++;
	if (t == i || t + 1 >= end || !kua_who_comma(w, t) || kua_who_at(w, t + 1) == KUA_NO_ID)
		return i;
	uint32_t next = kua_who_last(w, kua_who_at(w, t + 1), t + 1) + 1;
	bool closed = next >= end || w->s->text->tokens[next].kind == KUA_PUNCT || kua_who_has(w, next, WHO_AND);
	return closed ? t + 1 : i;
}

/* "A, 61, a paralegal; B, a leader of the union; and C": the next name of a list whose entries end in semicolons; or end. */
static uint32_t behind_semicolon(const struct who *w, uint32_t i, uint32_t end)
{
	while (i < end && !kua_who_is(w, i, ';') && !kua_who_has(w, i, WHO_SAY | WHO_CLAUSE))
		i++;
	if (i >= end || !kua_who_is(w, i, ';'))
		return end;
	i += i + 1 < end && kua_who_has(w, i + 1, WHO_AND) ? 2 : 1;
	for (unsigned n = 0; i < end && n < 3 && kua_who_plain(w, i); n++)
		i++;
	if (i >= end || kua_who_at(w, i) == KUA_NO_ID)
		return end;
	uint32_t next = kua_who_last(w, kua_who_at(w, i), i) + 1;
	bool entry = next >= end || w->s->text->tokens[next].kind == KUA_PUNCT || kua_who_has(w, next, WHO_AND);
	return entry ? i : end; /* not "arrested A; B fled" */
}

/* The person whose mention begins at token t, with those that follow in one list. */
void kua_who_list_after(const struct who *w, uint32_t t, struct who_list *out)
{
	uint32_t named = kua_who_at(w, t);
	for (unsigned entries = 0; named != KUA_NO_ID && entries < WHO_MOST; entries++) { /* one person may be named again and again */
		uint32_t end = kua_who_right(w, t);
		if (kua_who_possessive(w, named, t) || is_part_of_word(w, named, t))
			return;
		kua_who_add(w, out, named, t);
		uint32_t entry = behind_semicolon(w, kua_who_last(w, named, t) + 1, end);
		if (entry < end) {
			t = entry;
			named = kua_who_at(w, t);
			continue;
		}
		uint32_t i = skip_age(w, kua_who_last(w, named, t) + 1, end), joint = i;
		while (i < end && i < joint + 2 && (kua_who_comma(w, i) || kua_who_has(w, i, WHO_AND)))
			i++;
		if (i == joint || i >= end)
			return;
		uint32_t apposed = skip_apposition(w, i, end);
		i = apposed;
		for (unsigned n = 0; i < end && n < 4 && (kua_who_plain(w, i) || kua_who_joins(w, i, joint)); n++)
			i++;
		if (i >= end)
			return;
		/* a comma alone goes on only to a name that another joint follows: not "A, B said" */
		named = kua_who_at(w, i);
		if (named == KUA_NO_ID)
			return;
		uint32_t next = kua_who_last(w, named, i) + 1;
		if (next < end && kua_who_has(w, next, WHO_SAY | WHO_BE | WHO_HAVE))
			return;
		bool joined = kua_who_has(w, joint, WHO_AND) || kua_who_has(w, i - 1, WHO_AND) ||
		              (i == apposed && kua_who_comma(w, i - 1) && i - 1 > joint);
		if (!joined && next < end && !kua_who_comma(w, next) && !kua_who_has(w, next, WHO_AND))
			return;
		t = i;
	}
}
