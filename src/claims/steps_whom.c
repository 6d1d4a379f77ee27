/*
 * steps_whom.c - to whom a step happened: the mode of a trigger says where the person stands, who.h finds them
 * there. A participle may be passive, active or none of both; what stands around it tells.
 */
#include "claims/steps.h"
#include "claims/who_inner.h"

#define WITH_WORDS 3 /* words of "together with", and before the name behind it */
#define CLIENTS 4 /* tokens between "her clients" and what they do */

bool kua_step_phrase_begins(const struct triggers *ts, uint32_t t)
{
	const struct kua_scene *s = ts->who->s;
	while (t < ts->sentence->last && s->date_at[t] == KUA_NO_ID && (kua_who_classes(ts->who, t) & WHO_ADVERB) &&
	       !kua_scene_in_class(s, t, "who-preposition"))
		t++;
	if (t >= ts->sentence->last || s->date_at[t] != KUA_NO_ID || s->time_at[t] != KUA_NO_ID)
		return false;
	if (t + 1 < ts->sentence->last && s->date_at[t + 1] != KUA_NO_ID && (kua_who_classes(ts->who, t) & WHO_THE)) /* "le 5 mai" */
		return false;
	if (s->text->tokens[t].kind == KUA_PUNCT)
		return kua_who_is(ts->who, t, '"');
	if (kua_scene_in_class(s, t, "who-count")) /* "killed at least 10" */
		return true;
	if (kua_who_classes(ts->who, t) &
	    (WHO_AND | WHO_THEN | WHO_OF | WHO_CLAUSE | WHO_BE | WHO_HAVE | WHO_MODAL | WHO_RELATIVE | WHO_SAY))
		return false;
	return !kua_scene_in_class(s, t, "who-preposition");
}

/* The object of an active verb. "B, holding him" says nothing of who holds, so there the pronoun may mean
 * B. */
static void find_object(const struct triggers *ts, struct trigger *t)
{
	struct who_list subject = {0};
	uint32_t group = kua_who_group(ts->who, t->first);
	if (group > ts->sentence->first && !kua_who_is(ts->who, group - 1, ','))
		kua_who_subject(ts->who, t->first, NULL, &subject);
	const struct trigger *before = t > ts->v ? t - 1 : NULL;
	bool object = before && before->persons.n && before->persons.v[0].first >= before->last;
	if (object) /* "the court found A guilty and sentenced her" */
		subject.n = 0;
	kua_who_object(ts->who, t->last, &subject, &t->persons);
}

/* "Dozens were arrested, including A and B": the examples that follow a verb in the plural. */
static void find_examples(const struct triggers *ts, struct trigger *t)
{
	const struct who *w = ts->who;
	uint32_t group = kua_who_group(w, t->first), end = ts->sentence->last;
	bool many = false;
	for (uint32_t i = group; i < t->first; i++)
		many |= kua_scene_in_class(w->s, i, "who-many");
	end = end - t->last > STEP_EXAMPLES ? t->last + STEP_EXAMPLES : end;
	for (uint32_t i = t->last + 1; many && i + 1 < end; i++)
		if ((kua_who_classes(w, i) & WHO_LIKE) && kua_who_is(w, i - 1, ',')) {
			while (i + 1 < end && (kua_who_classes(w, i + 1) & WHO_LIKE)) /* "such as" */
				i++;
			kua_who_object(w, i + 1, NULL, &t->persons);
			return;
		}
}

/* "A was arrested with three activists abducted and beaten by unknown men": a bare participle behind "and" is said of the people
 * before the one that it joins. */
static bool of_crowd(const struct triggers *ts, const struct trigger *t, uint32_t group, const struct who_list *previous)
{
	const struct who *w = ts->who;
	if (group != t->first || group < ts->sentence->first + 3 || !previous || !(kua_who_classes(w, group - 1) & WHO_AND))
		return false;
	return kua_scene_in_class(w->s, group - 3, "who-crowd") && !(kua_who_classes(w, group - 2) & (WHO_BE | WHO_HAVE));
}

/* "How many has she killed?": a pronoun right before the bare verb is who does it. */
static bool is_active(const struct triggers *ts, const struct trigger *t, uint32_t group)
{
	return group == t->first && group > ts->sentence->first && (kua_who_classes(ts->who, group - 1) & (WHO_HE | WHO_THEY)) &&
	       !kua_scene_in_class(ts->who->s, group - 1, "who-him") && !kua_scene_in_class(ts->who->s, group - 1, "who-them");
}

/* "convicted and given four years": the phrase behind the participle is the sentence passed, not whom it was passed on. */
static bool term_follows(const struct trigger *t)
{
	const struct kua_capture *term = kua_match_capture(t->match, "sentence");
	return term && term->first >= t->last && term->first <= t->last + 1;
}

static void find_done(const struct triggers *ts, struct trigger *t, const struct who_list *previous)
{
	const struct who *w = ts->who;
	uint32_t group = kua_who_group(w, t->first);
	bool passive = kua_who_any(w, group, t->first, WHO_BE);
	bool perfect = !passive && kua_who_any(w, group, t->first, WHO_HAVE);
	if (!passive && !term_follows(t) && kua_step_phrase_begins(ts, t->last))
		find_object(ts, t);
	else if (!perfect && !is_active(ts, t, group) && !of_crowd(ts, t, group, previous)) {
		kua_who_subject(w, t->first, previous, &t->persons);
		if (t->persons.n == 0)
			kua_who_opening(w, t->first, t->last, &t->persons);
	}
	if (passive && t->persons.n == 0)
		find_examples(ts, t);
	/* "fue detenido el periodista A" */
	bool inverted = passive && t->persons.n == 0 && kua_scene_in_class(w->s, group, "who-dropped");
	if (inverted && kua_step_phrase_begins(ts, t->last))
		kua_who_object(w, t->last, NULL, &t->persons);
	if (t->persons.n == 0)
		kua_who_dropped(w, t->first, &t->persons);
}

/* Is a name none of those whose verdict was told last? */
static bool somebody_else(const struct triggers *ts, uint32_t named)
{
	bool other = named != KUA_NO_ID;
	for (size_t i = 0; i < ts->last_told.n; i++)
		other = other && !kua_who_same(ts->who, ts->last_told.v[i].named, named);
	return other;
}

/* "The court upheld the sentence": of those whose verdict was told last, in the paragraph, if nobody else is
 * named there. */
static void find_case(const struct triggers *ts, struct trigger *t)
{
	const struct kua_text *text = ts->who->s->text;
	uint32_t now = text->tokens[t->first].sentence, then = ts->last_sentence;
	if (ts->last_told.n == 0 || text->sentences[now].paragraph != text->sentences[then].paragraph ||
	    now - then > 3)
		return;
	uint32_t from = text->sentences[then == now ? now : then + 1].first;
	for (uint32_t i = from + STEP_FAR > t->first ? from : t->first - STEP_FAR; i < t->last; i++)
		if (then != now && somebody_else(ts, kua_who_at(ts->who, i)))
			return;
	t->persons = ts->last_told;
	for (size_t i = 0; i < t->persons.n; i++)
		t->persons.v[i].first = t->persons.v[i].last = t->first;
}

/* "the trial of A and B is due": who stands behind "and" inside the match as well. */
static void rest_of_list(const struct triggers *ts, struct trigger *t)
{
	const struct who *w = ts->who;
	while (t->persons.n && t->persons.n < WHO_MOST) {
		uint32_t i = t->persons.v[t->persons.n - 1].last;
		uint32_t named = i + 1 < t->match->last && (kua_who_classes(w, i) & WHO_AND) ? kua_who_at(w, i + 1) : KUA_NO_ID;
		if (named == KUA_NO_ID)
			return;
		t->persons.v[t->persons.n++] = (struct who_person){named, i + 1, kua_who_last(w, named, i + 1) + 1};
	}
}

/* "her lawyers would appeal" is for her; "her clients would appeal" is for those of whom the text says so, if it does. */
static void find_clients(const struct triggers *ts, struct trigger *t)
{
	uint32_t speaker = t->persons.n ? t->persons.v[0].named : KUA_NO_ID;
	uint32_t from = t->first - ts->sentence->first > CLIENTS ? t->first - CLIENTS : ts->sentence->first;
	kua_step_clients(ts, t->first, &t->persons);
	for (uint32_t i = from; i < t->first; i++)
		if (kua_scene_in_class(ts->who->s, i, "step-client") && t->persons.n && t->persons.v[0].named == speaker)
			t->persons.n = 0;
}

/* "together with B and C" at token i, or behind a comma there: those are meant too. */
static void add_companions(const struct triggers *ts, uint32_t i, struct who_list *out)
{
	const struct who *w = ts->who;
	uint32_t end = ts->sentence->last;
	i += i < end && kua_who_is(w, i, ',');
	uint32_t with = i;
	while (i < end && i < with + WITH_WORDS && kua_scene_in_class(w->s, i, "who-together"))
		i++;
	if (i == with)
		return;
	for (unsigned n = 0; i < end && n < WITH_WORDS && kua_who_at(w, i) == KUA_NO_ID; n++)
		i++;
	if (i < end && kua_who_at(w, i) != KUA_NO_ID)
		kua_who_list_after(w, i, out);
}

/* Those beside whom the step happened to them: "The judge charged him, together with B and C, with arson". */
static void find_companions(const struct triggers *ts, struct trigger *t)
{
	if (!t->persons.n || t->mode == STEP_SIDE || t->mode == STEP_CASE || t->mode == STEP_OWNER)
		return;
	uint32_t behind = t->persons.v[t->persons.n - 1].last;
	bool here = behind > ts->sentence->first && behind <= ts->sentence->last;
	if (here)
		add_companions(ts, behind, &t->persons);
	if (behind <= t->first || !here)
		add_companions(ts, t->last, &t->persons);
}

/* "la police l'avait arrêté", "lo detuvieron". In "la jueza A le dictó" that is not A, nobody being his own object; in
 * "a A la detuvieron" it is. */
static void find_pronoun(const struct triggers *ts, struct trigger *t)
{
	const struct who *w = ts->who;
	if (!kua_scene_in_class(w->s, t->first, "who-him"))
		return;
	struct who_list subject = {0};
	uint32_t start = ts->sentence->first, before = t->first > start ? kua_who_at(w, t->first - 1) : KUA_NO_ID;
	if (before != KUA_NO_ID) {
		uint32_t first = kua_who_first(w, before, t->first - 1);
		if (first <= start || !kua_scene_in_class(w->s, first - 1, "who-personal"))
			kua_who_list_before(w, t->first - 1, false, &subject);
	}
	uint32_t named = kua_who_pronoun(w, t->first, &subject);
	if (named != KUA_NO_ID)
		t->persons.v[t->persons.n++] = (struct who_person){named, t->first, t->last};
}

static void find_persons(const struct triggers *ts, struct trigger *t, const struct who_list *previous)
{
	const struct who *w = ts->who;
	switch (t->mode) {
	case STEP_DONE:
		find_done(ts, t, previous);
		break;
	case STEP_STATE:
		kua_who_subject(w, t->first, previous, &t->persons);
		if (t->persons.n == 0)
			kua_who_opening(w, t->first, t->last, &t->persons);
		if (t->persons.n == 0)
			kua_who_dropped(w, t->first, &t->persons);
		break;
	case STEP_CASE:
		find_case(ts, t);
		break;
	case STEP_FINAL:
		kua_who_final(w, t->first, &t->persons);
		break;
	case STEP_OBJECT:
		find_object(ts, t);
		break;
	case STEP_EITHER: /* where a verb in the plural has no subject, the object may stand on either side */
		kua_who_object(w, t->last, NULL, &t->persons);
		if (t->persons.n == 0)
			kua_who_subject(w, t->first, previous, &t->persons);
		break;
	case STEP_OF:
		kua_who_object(w, t->last, NULL, &t->persons);
		rest_of_list(ts, t);
		break;
	case STEP_OWNER:
		kua_who_owner(w, t->first, &t->persons);
		break;
	case STEP_SIDE:
		kua_who_side(w, t->first, &t->persons);
		find_clients(ts, t);
		break;
	default:
		if (kua_who_at(w, t->first) == KUA_NO_ID) {
			find_pronoun(ts, t);
			break;
		}
		t->persons.v[0] = (struct who_person){kua_who_at(w, t->first), t->first, t->last};
		t->persons.n = 1;
	}
}

void kua_step_persons(const struct triggers *ts, struct trigger *t, const struct who_list *previous)
{
	find_persons(ts, t, previous);
	find_companions(ts, t);
}
