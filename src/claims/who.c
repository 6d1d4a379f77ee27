/*
 * who.c - subjects and objects without a parser. See who.h.
 *
 * The subject of a predicate is looked for leftwards from its verb group. What stands directly there decides: a pronoun; a
 * relative pronoun, which hands over to the name before it; a name, with the list it closes; a comma, behind which an
 * apposition or a relative clause is skipped; "and", which takes over the subject of the predicate before; or some other
 * noun, and then nobody is meant unless that noun belongs to a phrase that a name heads ("A of the tenants' union was").
 * A name below a preposition ("the brother of A") is not a subject; one behind "like" or "including" is.
 */
#include <string.h>

#include "claims/who.h"

static const struct {
	const char *name;
	uint32_t bit;
} class_names[] = {
	{"who-be", WHO_BE},           {"who-have", WHO_HAVE},   {"who-modal", WHO_MODAL},   {"who-not", WHO_NOT},
	{"who-adverb", WHO_ADVERB},   {"who-he", WHO_HE},       {"who-his", WHO_HIS},       {"who-relative", WHO_RELATIVE},
	{"who-and", WHO_AND},         {"who-then", WHO_THEN},   {"who-of", WHO_OF},         {"who-like", WHO_LIKE},
	{"who-the", WHO_THE},         {"who-say", WHO_SAY},     {"who-clause", WHO_CLAUSE}, {"who-if", WHO_IF},
	{"who-unreal", WHO_UNREAL},   {"who-to", WHO_TO},       {"who-go-on", WHO_GO_ON},   {"who-reason", WHO_REASON},
};

#define VERB_GROUP (WHO_BE | WHO_HAVE | WHO_MODAL | WHO_NOT | WHO_ADVERB | WHO_TO | WHO_GO_ON)
/* Words that no noun phrase reaches across. */
#define BREAK (WHO_HE | WHO_BE | WHO_HAVE | WHO_MODAL | WHO_SAY | WHO_CLAUSE | WHO_RELATIVE | WHO_THEN)

/* ---- tokens ---- */

uint32_t kua_who_classes(const struct who *w, uint32_t t)
{
	if (!(w->classes[t] & WHO_KNOWN)) {
		uint32_t bits = WHO_KNOWN;
		/* "May" in a date is no verb, nor "Will" in a name */
		if (w->s->text->tokens[t].kind == KUA_WORD && w->s->date_at[t] == KUA_NO_ID && w->s->named_at[t] == KUA_NO_ID)
			for (size_t i = 0; i < sizeof class_names / sizeof *class_names; i++)
				if (kua_scene_in_class(w->s, t, class_names[i].name))
					bits |= class_names[i].bit;
		w->classes[t] = bits;
	}
	return w->classes[t];
}

bool kua_who_is(const struct who *w, uint32_t t, char c)
{
	const struct kua_token *token = &w->s->text->tokens[t];
	return token->kind == KUA_PUNCT && token->norm[0] == c && !token->norm[1];
}

uint32_t kua_who_at(const struct who *w, uint32_t t)
{
	uint32_t k = w->s->named_at[t];
	if (k == KUA_NO_ID || !w->s->named[k].kind || strcmp(w->s->named[k].kind, "person") != 0)
		return KUA_NO_ID;
	return k;
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

static const struct kua_sentence *sentence_of(const struct who *w, uint32_t t)
{
	return &w->s->text->sentences[w->s->text->tokens[t].sentence];
}

/* Leftmost token that a search from t looks at. */
static uint32_t left_end(const struct who *w, uint32_t t)
{
	uint32_t first = sentence_of(w, t)->first;
	return t - first > WHO_REACH ? t - WHO_REACH : first;
}

static uint32_t right_end(const struct who *w, uint32_t t)
{
	uint32_t last = sentence_of(w, t)->last;
	return last - t > WHO_REACH ? t + WHO_REACH : last;
}

static bool is_possessive(const struct who *w, uint32_t named, uint32_t t)
{
	return w->s->text->tokens[kua_who_last(w, named, t)].flags & KUA_POSSESSIVE;
}

static bool has(const struct who *w, uint32_t t, uint32_t bits)
{
	return (kua_who_classes(w, t) & bits) != 0;
}

static bool is_comma(const struct who *w, uint32_t t)
{
	return kua_who_is(w, t, ',');
}

/* A word that can stand between a preposition and the name it governs: "of jailed activist A". */
static bool is_plain(const struct who *w, uint32_t t)
{
	return w->s->text->tokens[t].kind != KUA_PUNCT && w->s->named_at[t] == KUA_NO_ID && w->s->date_at[t] == KUA_NO_ID &&
	       !has(w, t, ~(uint32_t)(WHO_KNOWN | WHO_THE | WHO_HIS | WHO_REASON | WHO_UNREAL));
}

static void add_person(const struct who *w, struct who_list *out, uint32_t named, uint32_t t)
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

/* ---- names ---- */

bool kua_who_below(const struct who *w, uint32_t t)
{
	uint32_t start = left_end(w, t), named = w->s->named_at[t];
	uint32_t i = named == KUA_NO_ID ? t : kua_who_first(w, named, t);
	for (unsigned n = 0; i > start && n < 6; n++, i--) {
		if (has(w, i - 1, WHO_LIKE))
			return false;
		if (has(w, i - 1, WHO_OF))
			return i - 1 > sentence_of(w, t)->first; /* "In prison A was ..." governs nothing */
		if (!is_plain(w, i - 1))
			return false;
	}
	return false;
}

/* The last token of the name before ", 34" at token t, or t. */
static uint32_t before_age(const struct who *w, uint32_t t, uint32_t start)
{
	if (t > start + 1 && is_comma(w, t))
		t--;
	bool age = w->s->text->tokens[t].kind == KUA_NUMERAL && t > start + 1 && is_comma(w, t - 1);
	return age ? t - 2 : t;
}

/* The person whose mention ends at token t, with those that stand before it in one list: "A, B and C". */
static void list_before(const struct who *w, uint32_t t, bool below_too, struct who_list *out)
{
	uint32_t named = kua_who_at(w, t), start = left_end(w, t);
	bool seen_and = false;
	struct who_list found = {0};
	uint32_t leftmost = t;
	while (named != KUA_NO_ID && found.n < WHO_MOST) {
		add_person(w, &found, named, t);
		uint32_t i = leftmost = kua_who_first(w, named, t);
		for (unsigned n = 0; i > start && n < 4 && is_plain(w, i - 1); n++)
			i--;
		if (i == start)
			break;
		bool comma = false;
		if (has(w, i - 1, WHO_AND)) {
			seen_and = true;
			i--;
		}
		if (i > start && is_comma(w, i - 1) && seen_and) {
			comma = true;
			i--;
		}
		if (i == leftmost || i == start || (!comma && !has(w, i, WHO_AND)))
			break;
		t = before_age(w, i - 1, start);
		named = kua_who_at(w, t);
	}
	if (found.n == 0 || (!below_too && kua_who_below(w, leftmost)))
		return;
	for (size_t i = found.n; i-- > 0;)
		add_person(w, out, found.v[i].named, found.v[i].first);
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
	if (t + 2 < end && is_comma(w, t) && w->s->text->tokens[t + 1].kind == KUA_NUMERAL && is_comma(w, t + 2))
		return t + 2; /* the second comma may be the list's */
	return t;
}

/* The person whose mention begins at token t, with those that follow in one list. */
static void list_after(const struct who *w, uint32_t t, struct who_list *out)
{
	uint32_t end = right_end(w, t), named = kua_who_at(w, t);
	while (named != KUA_NO_ID && out->n < WHO_MOST) {
		if (is_possessive(w, named, t))
			return;
		add_person(w, out, named, t);
		uint32_t i = skip_age(w, kua_who_last(w, named, t) + 1, end), joint = i;
		while (i < end && i < joint + 2 && (is_comma(w, i) || has(w, i, WHO_AND)))
			i++;
		if (i == joint || i >= end)
			return;
		for (unsigned n = 0; i < end && n < 4 && is_plain(w, i); n++)
			i++;
		if (i >= end)
			return;
		/* a comma alone goes on only to a name that another joint follows: not "A, B said" */
		named = kua_who_at(w, i);
		if (named == KUA_NO_ID)
			return;
		uint32_t next = kua_who_last(w, named, i) + 1;
		if (next < end && has(w, next, WHO_SAY | WHO_BE | WHO_HAVE))
			return;
		if (!has(w, joint, WHO_AND) && !has(w, i - 1, WHO_AND) && next < end && !is_comma(w, next) && !has(w, next, WHO_AND))
			return;
		t = i;
	}
}

/* ---- subjects ---- */

uint32_t kua_who_group(const struct who *w, uint32_t at)
{
	uint32_t start = left_end(w, at), i = at;
	while (i > start && w->s->named_at[i - 1] == KUA_NO_ID && has(w, i - 1, VERB_GROUP) &&
	       !has(w, i - 1, WHO_HE | WHO_RELATIVE))
		i--;
	return i;
}

static void subject_at(const struct who *w, uint32_t at, const struct who_list *previous, unsigned depth,
                       struct who_list *out);

/* "A is a poet" before token be: the predicate noun is A. */
static void copula(const struct who *w, uint32_t be, unsigned depth, struct who_list *out)
{
	if (has(w, be, WHO_BE) && be + 1 < w->s->text->n_tokens && has(w, be + 1, WHO_THE) && depth < 2)
		subject_at(w, be, NULL, depth + 1, out);
}

/* A noun that is no name stands at t: whose phrase is it the tail of? */
static void noun_tail(const struct who *w, uint32_t t, bool verb, unsigned depth, struct who_list *out)
{
	uint32_t start = left_end(w, t);
	for (uint32_t i = t + 1, n = 0; i > start && n < 10; i--, n++) {
		uint32_t at = i - 1, named = kua_who_at(w, at);
		if (named != KUA_NO_ID) {
			bool heads = verb && at < t && !is_possessive(w, named, at) && has(w, at + 1, WHO_AND | WHO_OF);
			if (heads)
				list_before(w, at, false, out);
			return;
		}
		if (has(w, at, WHO_BE)) {
			copula(w, at, depth, out);
			return;
		}
		if (w->s->text->tokens[at].kind == KUA_PUNCT || has(w, at, BREAK))
			return;
	}
}

/* All persons between the two tokens. */
static void persons_between(const struct who *w, uint32_t from, uint32_t to, struct who_list *out)
{
	for (uint32_t t = from; t < to; t++) {
		uint32_t named = kua_who_at(w, t);
		if (named != KUA_NO_ID && !is_possessive(w, named, t))
			add_person(w, out, named, t);
	}
}

/* A comma (or dash) stands at t, the predicate behind it: the name before the apposition or clause that it closes. */
static void before_comma(const struct who *w, uint32_t t, struct who_list *out)
{
	uint32_t start = left_end(w, t);
	for (uint32_t i = t; i > start && out->n == 0; i--) {
		bool joint = is_comma(w, i) || kua_who_is(w, i, '-') || kua_who_is(w, i, '(');
		if (i < t && (joint || i == start) && has(w, i + 1, WHO_LIKE)) {
			persons_between(w, i + 2, t, out);
			return;
		}
		if (!joint || i == start)
			continue;
		if (i < t && has(w, i + 1, WHO_THEN | WHO_HE))
			return;
		uint32_t named = kua_who_at(w, i - 1);
		if (named != KUA_NO_ID && !is_possessive(w, named, i - 1))
			list_before(w, i - 1, false, out);
	}
	if (out->n == 0 && has(w, start, WHO_LIKE) && start + 1 < t)
		persons_between(w, start + 1, t, out);
}

/* A relative pronoun stands at t. */
static void antecedent(const struct who *w, uint32_t t, unsigned depth, struct who_list *out)
{
	uint32_t start = left_end(w, t);
	if (t == start)
		return;
	uint32_t i = t - 1;
	bool comma = is_comma(w, i);
	if (comma && i > start)
		i--;
	if (kua_who_at(w, i) != KUA_NO_ID) {
		list_before(w, i, true, out);
		return;
	}
	/* "A, a journalist who was", "A and B, leaders of the union, who were", "A is a journalist who was" */
	for (uint32_t n = 0; i > start && n < 12; i--, n++) {
		if (is_comma(w, i)) {
			if (kua_who_at(w, i - 1) != KUA_NO_ID && !has(w, i + 1, WHO_AND))
				list_before(w, i - 1, true, out);
			return;
		}
		if (kua_who_is(w, i, '"') || kua_who_is(w, i, '\''))
			continue;
		if (has(w, i, WHO_BE)) {
			copula(w, i, depth, out);
			return;
		}
		if (has(w, i, BREAK) || w->s->text->tokens[i].kind == KUA_PUNCT || kua_who_at(w, i) != KUA_NO_ID)
			return;
	}
}

uint32_t kua_who_clause(const struct who *w, uint32_t t)
{
	uint32_t first = sentence_of(w, t)->first, i = t;
	for (unsigned n = 0; i > first && n < WHO_REACH; i--, n++)
		if (has(w, i - 1, WHO_CLAUSE | WHO_RELATIVE | WHO_IF) || kua_who_is(w, i - 1, ';') || kua_who_is(w, i - 1, ':') ||
		    kua_who_is(w, i - 1, '"'))
			break;
	return i;
}

/* The subject that the clause holding t opens with. */
static void clause_opening(const struct who *w, uint32_t t, struct who_list *out)
{
	uint32_t i = kua_who_clause(w, t);
	if (i > 0 && i > sentence_of(w, t)->first && has(w, i - 1, WHO_RELATIVE)) {
		antecedent(w, i - 1, 0, out);
		return;
	}
	for (unsigned n = 0; i < t && n < 14; i++, n++) {
		uint32_t named = kua_who_at(w, i);
		if (has(w, i, WHO_HE) && !has(w, i, WHO_HIS)) {
			add_person(w, out, kua_who_pronoun(w, i, NULL), i);
			return;
		}
		if (named != KUA_NO_ID) {
			uint32_t next = kua_who_last(w, named, i) + 1;
			if (!is_possessive(w, named, i) && !kua_who_below(w, i) && next < t && !has(w, next, WHO_AND | WHO_SAY))
				add_person(w, out, named, i);
			return;
		}
		if (has(w, i, BREAK))
			return;
	}
}

/* Has another person been named since, or another story begun, in tokens from .. to - 1? */
static bool named_between(const struct who *w, uint32_t from, uint32_t to)
{
	uint32_t start = left_end(w, to);
	for (uint32_t t = from > start ? from : start; t < to; t++)
		if (kua_who_at(w, t) != KUA_NO_ID || kua_who_is(w, t, ';'))
			return true;
	return false;
}

static void take_over(const struct who *w, uint32_t at, const struct who_list *previous, struct who_list *out)
{
	if (previous && previous->n)
		*out = *previous;
	else
		clause_opening(w, at, out);
}

/* "Police came for A and B was arrested": a verb in the singular has one subject, the nearest. */
static void agree(const struct who *w, uint32_t group, uint32_t at, struct who_list *out)
{
	bool one = false;
	for (uint32_t t = group; t < at; t++)
		one |= kua_scene_in_class(w->s, t, "who-one");
	if (one && out->n > 1) {
		out->v[0] = out->v[out->n - 1];
		out->n = 1;
	}
}

static void subject_at(const struct who *w, uint32_t at, const struct who_list *previous, unsigned depth,
                       struct who_list *out)
{
	uint32_t start = left_end(w, at), i = kua_who_group(w, at);
	if (i == start)
		return;
	uint32_t t = i - 1, named = kua_who_at(w, t);
	if (kua_who_is(w, t, ')')) { /* "A (34) was" */
		while (t > start && !kua_who_is(w, t, '('))
			t--;
		if (t == start)
			return;
		named = kua_who_at(w, --t);
	}
	if (named != KUA_NO_ID) {
		if (!is_possessive(w, named, t))
			list_before(w, t, false, out);
		agree(w, i, at, out);
	} else if (has(w, t, WHO_HE)) {
		add_person(w, out, kua_who_pronoun(w, t, NULL), t);
	} else if (has(w, t, WHO_RELATIVE)) {
		antecedent(w, t, depth, out);
	} else if (has(w, t, WHO_AND | WHO_THEN)) {
		take_over(w, t, previous, out);
	} else if (is_comma(w, t) || kua_who_is(w, t, '-')) {
		if (i == at && previous && previous->n && !named_between(w, previous->v[previous->n - 1].last, t))
			*out = *previous; /* "was taken away, beaten and charged" */
		else
			before_comma(w, t, out);
	} else if (w->s->text->tokens[t].kind == KUA_WORD) {
		noun_tail(w, t, i < at, depth, out); /* not "A and those killed" */
	}
}

void kua_who_subject(const struct who *w, uint32_t at, const struct who_list *previous, struct who_list *out)
{
	out->n = 0;
	subject_at(w, at, previous, 0, out);
}

/* ---- objects and owners ---- */

void kua_who_object(const struct who *w, uint32_t from, const struct who_list *subject, struct who_list *out)
{
	out->n = 0;
	if (from >= w->s->text->n_tokens)
		return;
	uint32_t end = right_end(w, from);
	bool of = false; /* "the disappearance of A" is not A; "the leader of the union A" is */
	for (uint32_t i = from, n = 0; i < end && n < 14; i++, n++) {
		uint32_t named = kua_who_at(w, i);
		if (named != KUA_NO_ID) {
			if (i == from || !of)
				list_after(w, i, out);
			return;
		}
		of = of && w->s->named_at[i] == KUA_NO_ID;
		if (has(w, i, WHO_HE)) {
			if (!kua_scene_in_class(w->s, i, "who-him"))
				return; /* "three doctors he had hired" */
			bool owner = has(w, i, WHO_HIS) && i + 1 < end && is_plain(w, i + 1);
			if (!owner) {
				add_person(w, out, kua_who_pronoun(w, i, subject), i);
				return;
			}
		} else if (is_comma(w, i)) { /* "a man of 42, A," and "two women, including A and B" */
			bool like = i + 1 < end && has(w, i + 1, WHO_LIKE);
			uint32_t next = i + 1 + like;
			named = next < end ? kua_who_at(w, next) : KUA_NO_ID;
			if (i == from || named == KUA_NO_ID)
				return;
			uint32_t after = kua_who_last(w, named, next) + 1;
			if (like || after >= end || w->s->text->tokens[after].kind == KUA_PUNCT || has(w, after, WHO_AND | WHO_OF))
				list_after(w, next, out);
			return;
		} else if (w->s->text->tokens[i].kind == KUA_PUNCT && !kua_who_is(w, i, '-')) {
			return;
		} else if (has(w, i, BREAK | WHO_TO)) {
			return;
		} else if (has(w, i, WHO_OF)) {
			if (!kua_scene_in_class(w->s, i, "who-part"))
				return;
			of = true;
		}
	}
}

void kua_who_owner(const struct who *w, uint32_t at, struct who_list *out)
{
	out->n = 0;
	uint32_t start = left_end(w, at);
	for (uint32_t i = at, n = 0; i > start && n < 5; i--, n++) {
		uint32_t named = kua_who_at(w, i - 1);
		if (named != KUA_NO_ID) {
			if (is_possessive(w, named, i - 1))
				list_before(w, i - 1, true, out);
			return;
		}
		if (has(w, i - 1, WHO_HIS)) {
			add_person(w, out, kua_who_pronoun(w, i - 1, NULL), i - 1);
			return;
		}
		if (!is_plain(w, i - 1) || has(w, i - 1, WHO_THE))
			return;
	}
}

void kua_who_side(const struct who *w, uint32_t at, struct who_list *out)
{
	kua_who_subject(w, at, NULL, out);
	for (uint32_t i = kua_who_clause(w, at), n = 0; i < at && n < WHO_REACH && out->n == 0; i++, n++) {
		if (kua_who_at(w, i) != KUA_NO_ID)
			add_person(w, out, kua_who_at(w, i), i);
		else if (has(w, i, WHO_HIS | WHO_HE))
			add_person(w, out, kua_who_pronoun(w, i, NULL), i);
	}
}
