/*
 * who_subject.c - subjects without a parser. See who.h.
 *
 * The subject of a predicate is looked for leftwards from its verb group. What stands directly there decides:
 * a pronoun; a relative pronoun, which hands over to the name before it; a name, with the list it closes; a
 * comma, behind which an apposition or a relative clause is skipped; "and", which takes over the subject of
 * the predicate before; or some other noun, and then nobody is meant unless that noun belongs to a phrase
 * that a name heads ("A of the tenants' union was"). A name below a preposition ("the brother of A") is not a
 * subject; one behind "like" or "including" is.
 */
#include "claims/who_inner.h"

#define APPOSED_WORDS 4 /* between "and" and the name it joins */
#define VERB_GROUP (WHO_BE | WHO_HAVE | WHO_MODAL | WHO_NOT | WHO_ADVERB | WHO_TO | WHO_GO_ON)

/* "was on Tuesday sentenced", "was yesterday sentenced": where the date that ends before token i begins, with its preposition, if
 * the verb group goes on before it; else i. */
static uint32_t before_date(const struct who *w, uint32_t start, uint32_t i)
{
	uint32_t date = w->s->date_at[i - 1];
	if (date == KUA_NO_ID || w->s->dates[date].last != i || w->s->dates[date].first <= start)
		return i;
	uint32_t first = w->s->dates[date].first;
	first -= kua_who_has(w, first - 1, WHO_OF) && first - 1 > start;
	return kua_who_has(w, first - 1, WHO_BE | WHO_HAVE) ? first : i;
}

uint32_t kua_who_group(const struct who *w, uint32_t at)
{
	uint32_t start = kua_who_left(w, at), i = at;
	if (i > start)
		i = before_date(w, start, i);
	while (i > start && w->s->named_at[i - 1] == KUA_NO_ID && kua_who_has(w, i - 1, VERB_GROUP) &&
	       !kua_who_has(w, i - 1, WHO_HE | WHO_RELATIVE))
		i--;
	return i;
}

static void subject_at(const struct who *w, uint32_t at, const struct who_list *previous, unsigned depth,
                       struct who_list *out);
static void antecedent(const struct who *w, uint32_t t, unsigned depth, struct who_list *out);

/* "A is a poet" before token be: the predicate noun is A. */
static void copula(const struct who *w, uint32_t be, unsigned depth, struct who_list *out)
{
	if (kua_who_has(w, be, WHO_BE) && be + 1 < w->s->text->n_tokens && kua_who_has(w, be + 1, WHO_THE) &&
	    depth < 2)
		subject_at(w, be, NULL, depth + 1, out);
}

/* A noun that is no name stands at t: whose phrase is it the tail of? */
static void noun_tail(const struct who *w, uint32_t t, bool verb, unsigned depth, struct who_list *out)
{
	uint32_t start = kua_who_left(w, t);
	bool below = false;
	for (uint32_t i = t + 1, n = 0; i > start && n < 10; i--, n++) {
		uint32_t at = i - 1, named = kua_who_at(w, at);
		if (named != KUA_NO_ID) {
			bool heads = verb && at < t && !kua_who_possessive(w, named, at) &&
			             kua_who_has(w, at + 1, WHO_AND | WHO_OF);
			if (heads)
				kua_who_list_before(w, at, false, out);
			return;
		}
		if (kua_who_has(w, at, WHO_BE)) {
			copula(w, at, depth, out);
			return;
		}
		bool apposed = !verb && !below && at > start && kua_who_comma(w, at) && kua_who_has(w, at + 1, WHO_THE);
		if (apposed && kua_who_at(w, at - 1) != KUA_NO_ID) /* "A, a reporter shot dead in 2010" */
			kua_who_list_before(w, at - 1, true, out);
		if (w->s->text->tokens[at].kind == KUA_PUNCT || kua_who_has(w, at, WHO_BREAK))
			return;
		below |= kua_who_has(w, at, WHO_OF); /* "A, the lawyer of three men arrested" */
	}
}

/* All persons between the two tokens. */
static void persons_between(const struct who *w, uint32_t from, uint32_t to, struct who_list *out)
{
	for (uint32_t t = from; t < to; t++) {
		uint32_t named = kua_who_at(w, t);
		if (named != KUA_NO_ID && !kua_who_possessive(w, named, t))
			kua_who_add(w, out, named, t);
	}
}

/* "la peine du journaliste A, condamné en mai": the name is below a noun of which that cannot be said. Where a language has the class. */
static bool below_thing(const struct who *w, uint32_t t)
{
	uint32_t start = kua_who_left(w, t), i = kua_who_first(w, kua_who_at(w, t), t);
	for (unsigned n = 0; i > start + 1 && n < 5 && kua_who_plain(w, i - 1) && !kua_who_has(w, i - 1, WHO_OF); n++)
		i--;
	return i > start + 1 && kua_scene_in_class(w->s, i - 1, "who-part") && kua_scene_in_class(w->s, i - 2, "who-case-noun");
}

/* A comma (or dash) stands at t, the predicate behind it: the name before the apposition or clause that it
 * closes. */
static void before_comma(const struct who *w, uint32_t t, struct who_list *out)
{
	uint32_t start = kua_who_left(w, t);
	for (uint32_t i = t; i > start && out->n == 0; i--) {
		bool joint = kua_who_comma(w, i) || kua_who_is(w, i, '-') || kua_who_is(w, i, '(');
		if (i < t && (joint || i == start) && kua_who_has(w, i + 1, WHO_LIKE)) {
			persons_between(w, i + 2, t, out);
			return;
		}
		if (!joint || i == start)
			continue;
		if (i < t && kua_who_has(w, i + 1, WHO_THEN | WHO_HE))
			return;
		uint32_t named = kua_who_at(w, i - 1), doer = named == KUA_NO_ID ? KUA_NO_ID : kua_who_done_to(w, i - 1);
		if (doer != KUA_NO_ID) { /* "A, who shot B," */
			antecedent(w, doer, 0, out);
			return;
		}
		if (named != KUA_NO_ID && !kua_who_possessive(w, named, i - 1))
			kua_who_list_before(w, i - 1, i == t && below_thing(w, i - 1), out);
		else if (named == KUA_NO_ID)
			kua_who_described(w, i - 1, out); /* "the bishop, arrested in May," */
	}
	if (out->n == 0 && kua_who_has(w, start, WHO_LIKE) && start + 1 < t)
		persons_between(w, start + 1, t, out);
}

/* A relative pronoun stands at t. */
static void antecedent(const struct who *w, uint32_t t, unsigned depth, struct who_list *out)
{
	uint32_t start = kua_who_left(w, t);
	if (t == start)
		return;
	uint32_t i = t - 1;
	bool comma = kua_who_comma(w, i);
	if (comma && i > start)
		i--;
	if (kua_who_at(w, i) != KUA_NO_ID) {
		kua_who_list_before(w, i, true, out);
		return;
	}
	/* "A, a journalist who was", "A and B, leaders of the union, who were", "A is a journalist who was" */
	for (uint32_t n = 0; i > start && n < 12; i--, n++) {
		if (kua_who_comma(w, i)) {
			if (kua_who_at(w, i - 1) != KUA_NO_ID && !kua_who_has(w, i + 1, WHO_AND))
				kua_who_list_before(w, i - 1, true, out);
			return;
		}
		if (kua_who_is(w, i, '"') || kua_who_is(w, i, '\''))
			continue;
		if (kua_who_has(w, i, WHO_BE)) {
			copula(w, i, depth, out);
			return;
		}
		if (kua_who_has(w, i, WHO_BREAK) || w->s->text->tokens[i].kind == KUA_PUNCT ||
		    kua_who_at(w, i) != KUA_NO_ID)
			return;
	}
}

/* The subject that the clause holding t opens with. */
static void clause_opening(const struct who *w, uint32_t t, struct who_list *out)
{
	uint32_t i = kua_who_clause(w, t);
	if (i > 0 && i > kua_who_sentence(w, t)->first && kua_who_has(w, i - 1, WHO_RELATIVE)) {
		antecedent(w, i - 1, 0, out);
		return;
	}
	for (unsigned n = 0; i < t && n < 14; i++, n++) {
		uint32_t named = kua_who_at(w, i);
		if (kua_who_has(w, i, WHO_THEY)) {
			kua_who_they(w, i, out);
			return;
		}
		if (kua_who_has(w, i, WHO_HE) && !kua_who_has(w, i, WHO_HIS)) {
			kua_who_add(w, out, kua_who_pronoun(w, i, NULL), i);
			return;
		}
		if (named != KUA_NO_ID) {
			uint32_t next = kua_who_last(w, named, i) + 1;
			if (!kua_who_possessive(w, named, i) && !kua_who_below(w, i) && next < t &&
			    !kua_who_has(w, next, WHO_AND | WHO_SAY))
				kua_who_add(w, out, named, i);
			return;
		}
		if (kua_who_has(w, i, WHO_BREAK))
			return;
	}
}

/* Has another person been named since, or another story begun, in tokens from .. to - 1? */
static bool named_between(const struct who *w, uint32_t from, uint32_t to)
{
	uint32_t start = kua_who_left(w, to);
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

/* "a prisoner who died after being": what follows is said of the prisoner. */
static bool of_another(const struct who *w, uint32_t t)
{
	uint32_t start = kua_who_left(w, t);
	if (!kua_scene_in_class(w->s, t, "who-being"))
		return false;
	for (uint32_t i = t, n = 0; i > start + 1 && n < 7; i--, n++)
		if (kua_who_has(w, i, WHO_RELATIVE))
			return kua_who_plain(w, i - 1);
	return false;
}

/* "they freed the brother of A, and B was arrested" */
static bool begins_clause(const struct who *w, uint32_t named, uint32_t t)
{
	uint32_t i = kua_who_first(w, named, t);
	return !kua_who_possessive(w, named, t) && i > kua_who_sentence(w, t)->first + 1 &&
	       kua_who_has(w, i - 1, WHO_AND) &&
	       kua_who_comma(w, i - 2) && kua_scene_in_class(w->s, t + 1, "who-one");
}

/*
 * "A, a driver, and B, who cooked for us, were": a verb in the plural has a subject before the "and" too, however much is said of
 * it. A list that stands there already is left as it is.
 */
static void before_and(const struct who *w, uint32_t group, uint32_t at, struct who_list *out)
{
	bool many = false;
	for (uint32_t t = group; t < at; t++)
		many |= kua_scene_in_class(w->s, t, "who-many");
	uint32_t start = kua_who_left(w, at);
	if (!many || out->n != 1 || out->v[0].first < start + 3 || out->v[0].first >= at)
		return;
	uint32_t i = out->v[0].first - 1;
	for (unsigned n = 0; i > start && n < APPOSED_WORDS && kua_who_plain(w, i); n++)
		i--;
	if (!kua_who_has(w, i, WHO_AND))
		return;
	i -= i > start;
	if (!kua_who_comma(w, i))
		return;
	struct who_list before = {0}, last = *out;
	before_comma(w, i, &before);
	if (before.n == 0)
		return;
	*out = before;
	kua_who_add(w, out, last.v[0].named, last.v[0].first);
}

/* "A on Friday was freed", "А., осуждённый в мае, в субботу помилован": where the date between the subject and the verb group at i
 * begins, with its preposition, if a name or the comma of an apposition stands before it; else i. */
static uint32_t behind_date(const struct who *w, uint32_t start, uint32_t i)
{
	uint32_t date = i > start ? w->s->date_at[i - 1] : KUA_NO_ID;
	if (date == KUA_NO_ID || w->s->dates[date].last != i || w->s->dates[date].first <= start + 1)
		return i;
	uint32_t first = w->s->dates[date].first;
	first -= kua_who_has(w, first - 1, WHO_OF | WHO_THE) || kua_scene_in_class(w->s, first - 1, "who-preposition");
	bool joint = kua_who_at(w, first - 1) != KUA_NO_ID || kua_who_comma(w, first - 1) || kua_who_has(w, first - 1, WHO_AND | WHO_THEN);
	return joint ? first : i;
}

static void subject_at(const struct who *w, uint32_t at, const struct who_list *previous, unsigned depth,
                       struct who_list *out)
{
	uint32_t start = kua_who_left(w, at), i = kua_who_group(w, at);
	if (i < at && (i == start || kua_who_comma(w, i - 1) || kua_who_has(w, i - 1, WHO_AND)) && kua_who_counted(w, i, out))
		return; /* "Both were" */
	if (i < at && previous && previous->n && kua_who_has(w, i, WHO_THEN)) { /* "fut condamné, puis fusillé" */
		*out = *previous;
		return;
	}
	i = behind_date(w, start, i);
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
	uint32_t doer = named == KUA_NO_ID ? KUA_NO_ID : kua_who_done_to(w, t);
	if (doer != KUA_NO_ID) {
		antecedent(w, doer, depth, out);
	} else if (named != KUA_NO_ID) {
		if (!kua_who_possessive(w, named, t))
			kua_who_list_before(w, t, false, out);
		if (out->n == 0 && begins_clause(w, named, t))
			kua_who_add(w, out, named, t);
		agree(w, i, at, out);
	} else if (kua_who_has(w, t, WHO_HE)) {
		kua_who_add(w, out, kua_who_pronoun(w, t, NULL), t);
	} else if (kua_scene_in_class(w->s, t, "who-i")) {
		kua_who_add(w, out, kua_who_myself(w, t), t);
	} else if (kua_who_has(w, t, WHO_THEY)) {
		kua_who_they(w, t, out);
	} else if (kua_who_has(w, t, WHO_RELATIVE)) {
		antecedent(w, t, depth, out);
	} else if (of_another(w, t)) {
		return;
	} else if (kua_who_has(w, t, WHO_AND | WHO_THEN)) {
		take_over(w, t, previous, out);
	} else if (kua_who_comma(w, t) || kua_who_is(w, t, '-')) {
		if (i == at && previous && previous->n && !named_between(w, previous->v[previous->n - 1].last, t))
			*out = *previous; /* "was taken away, beaten and charged" */
		else
			before_comma(w, t, out);
		before_and(w, i, at, out);
	} else if ((i < at || kua_scene_in_class(w->s, t, "who-role-bare")) && (kua_who_counted(w, t, out) || kua_who_described(w, t, out))) {
		return;
	} else if (w->s->text->tokens[t].kind == KUA_WORD) {
		noun_tail(w, t, i < at, depth, out); /* not "A and those killed" */
	}
}

void kua_who_subject(const struct who *w, uint32_t at, const struct who_list *previous, struct who_list *out)
{
	out->n = 0;
	subject_at(w, at, previous, 0, out);
}
