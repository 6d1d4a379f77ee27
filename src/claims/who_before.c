/*
 * who_before.c - persons that an earlier sentence named and a later one does not name again: "they", and the
 * entries of a list ("Ann Lee, teacher. Detained on 5 May 2020. Charged on 7 May."). An entry begins with a
 * name: that with which a paragraph opens, or a heading, and lasts to the end of its paragraph, below a
 * heading to the next name, and over lines that no blank line parts ("Name: ..." "Arrested: ...").
 */
#include "claims/who_inner.h"

#define OPENING 12      /* tokens that may stand before the verb with which a sentence opens */
#define THEY_SENTENCES 2 /* how far back the list is that "they" means */

/* ---- entries ---- */

/* A heading proper, not "Arrested: 5 May 2020". */
static bool is_heading(const struct who *w, const struct kua_sentence *s)
{
	bool label = s->first + 2 < s->last &&
	             (kua_who_is(w, s->first + 1, ':') || kua_who_is(w, s->first + 2, ':'));
	return s->heading && !label;
}

/* The one person with whose name the sentence begins, behind a number and a title, or KUA_NO_ID. */
static uint32_t begins_with(const struct who *w, const struct kua_sentence *s)
{
	uint32_t t = s->first;
	bool label = t + 1 < s->last && kua_who_is(w, t + 1, ':');
	for (unsigned n = 0; t < s->last && n < 3 && kua_who_at(w, t) == KUA_NO_ID; n++, t++) {
		const struct kua_token *token = &w->s->text->tokens[t];
		bool mark = token->kind == KUA_NUMERAL || (token->kind == KUA_PUNCT && !kua_who_is(w, t, '"'));
		if (!mark && !label && (!kua_who_plain(w, t) || kua_scene_in_class(w->s, t, "who-preposition")))
			return KUA_NO_ID;
	}
	uint32_t named = t < s->last ? kua_who_at(w, t) : KUA_NO_ID;
	if (named == KUA_NO_ID)
		return KUA_NO_ID;
	struct who_list list = {0};
	kua_who_list_after(w, t, &list);
	uint32_t next = kua_who_last(w, named, t) + 1;
	bool others = list.n != 1 || (next < s->last && kua_who_has(w, next, WHO_AND | WHO_SAY));
	return others ? KUA_NO_ID : named;
}

static bool blank_between(const struct who *w, const struct kua_sentence *a, const struct kua_sentence *b)
{
	unsigned ends = 0;
	for (size_t i = a->end; i < b->start && ends < 2; i++)
		ends += w->s->text->bytes[i] == '\n';
	return ends > 1;
}

static void note_entries(struct who *w)
{
	const struct kua_text *text = w->s->text;
	uint32_t entry = KUA_NO_ID;
	bool headed = false;
	for (size_t i = 0; i < text->n_sentences; i++) {
		const struct kua_sentence *s = &text->sentences[i];
		bool heading = is_heading(w, s), opens = i == 0 || heading || s->paragraph != s[-1].paragraph;
		uint32_t named = opens ? begins_with(w, s) : KUA_NO_ID;
		bool goes_on = i > 0 && !heading && (headed || !blank_between(w, &s[-1], s));
		if (named != KUA_NO_ID || (opens && !goes_on)) {
			entry = named;
			headed = heading && named != KUA_NO_ID;
		}
		w->entry[i] = entry;
	}
}

/* Nothing but a date, its preposition and adverbs stands in tokens from .. to - 1. */
static bool only_when(const struct who *w, uint32_t from, uint32_t to)
{
	if (to - from > OPENING)
		return false;
	for (uint32_t t = from; t < to; t++) {
		bool small = kua_who_comma(w, t) || kua_who_has(w, t, WHO_OF | WHO_ADVERB | WHO_THEN | WHO_REASON);
		if (w->s->date_at[t] == KUA_NO_ID && !small)
			return false;
	}
	return true;
}

/* "Arrested in May, the poet A was": who stands behind a comma in tokens from .. with a predicate of their
 * own. */
static void main_clause(const struct who *w, const struct kua_sentence *s, uint32_t from, struct who_list *out)
{
	uint32_t end = s->last > from && s->last - from > WHO_REACH ? from + WHO_REACH : s->last;
	for (uint32_t t = from; t + 2 < end && out->n == 0; t++) {
		if (!kua_who_comma(w, t))
			continue;
		uint32_t i = t + 1;
		if (kua_who_has(w, i, WHO_HE) && !kua_scene_in_class(w->s, i, "who-him")) {
			kua_who_add(w, out, kua_who_pronoun(w, i, NULL), i);
			return;
		}
		if (kua_who_has(w, i, WHO_THEY)) {
			kua_who_they(w, i, out);
			return;
		}
		for (unsigned n = 0; n < 4 && i + 1 < end && kua_who_plain(w, i); n++)
			i++;
		uint32_t named = kua_who_at(w, i), next = named == KUA_NO_ID ? end : kua_who_last(w, named, i) + 1;
		bool predicate = next < end && w->s->text->tokens[next].kind == KUA_WORD &&
		                 !kua_who_has(w, next, WHO_SAY | WHO_OF);
		if (predicate)
			kua_who_list_after(w, i, out);
	}
}

/* Where the clause begins that the predicate at token group stands in: behind ':' or ';', else the
 * sentence. */
static uint32_t clause_begins(const struct who *w, const struct kua_sentence *s, uint32_t group)
{
	uint32_t left = group - s->first > OPENING ? group - OPENING : s->first;
	for (uint32_t t = group; t > left; t--)
		if (kua_who_is(w, t - 1, ';') || kua_who_is(w, t - 1, ':'))
			return t;
	return s->first;
}

void kua_who_opening(const struct who *w, uint32_t at, uint32_t behind, struct who_list *out)
{
	const struct kua_sentence *s = kua_who_sentence(w, at);
	uint32_t group = kua_who_group(w, at), first = clause_begins(w, s, group);
	out->n = 0;
	if (is_heading(w, s) || !only_when(w, first, group))
		return;
	/* "A: arrested" */
	if (first > s->first + 1 && kua_who_is(w, first - 1, ':') && kua_who_at(w, first - 2) != KUA_NO_ID) {
		kua_who_list_before(w, first - 2, false, out);
		return;
	}
	main_clause(w, s, behind, out);
	if (out->n)
		return;
	for (uint32_t t = behind; t < s->last && t < behind + OPENING && !kua_who_comma(w, t); t++)
		if (kua_who_has(w, t, WHO_BE | WHO_THEY)) /* "Detained in the square were forty people" */
			return;
	kua_who_add(w, out, w->entry[w->s->text->tokens[at].sentence], at);
}

/* Class who-dropped holds verbs that stand without a subject where it is told of already: "Fue detenida el 5 de mayo." */
void kua_who_dropped(const struct who *w, uint32_t at, struct who_list *out)
{
	const struct kua_sentence *s = kua_who_sentence(w, at);
	uint32_t group = kua_who_group(w, at);
	if (kua_scene_in_class(w->s, group, "who-dropped") && !is_heading(w, s) && only_when(w, clause_begins(w, s, group), group))
		kua_who_add(w, out, w->topic[w->s->text->tokens[at].sentence], at);
}

/* ---- they ---- */

/* Last token of the last list of persons in tokens from .. to - 1, or KUA_NO_ID. */
static uint32_t last_list(const struct who *w, uint32_t from, uint32_t to)
{
	uint32_t found = KUA_NO_ID;
	for (uint32_t t = from; t < to; t++) {
		uint32_t named = kua_who_at(w, t);
		bool ends = named != KUA_NO_ID && (t + 1 == to || w->s->named_at[t + 1] != named);
		if (!ends || kua_who_possessive(w, named, t) ||
		    (t + 1 < to && kua_scene_in_class(w->s, t + 1, "who-one")))
			continue; /* "police came for A and B was arrested" */
		struct who_list list = {0};
		kua_who_list_before(w, t, true, &list);
		found = list.n > 1 ? t : found;
	}
	return found;
}

/* Other people whom "they" could mean. */
static bool crowd_between(const struct who *w, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++)
		if (kua_scene_in_class(w->s, t, "who-crowd"))
			return true;
	return false;
}

void kua_who_they(const struct who *w, uint32_t t, struct who_list *out)
{
	const struct kua_text *text = w->s->text;
	uint32_t sentence = text->tokens[t].sentence, to = t;
	if (text->tokens[t].flags & KUA_IN_QUOTES)
		return;
	for (uint32_t back = 0; back <= THEY_SENTENCES && back <= sentence; back++) {
		const struct kua_sentence *s = &text->sentences[sentence - back];
		if (s->heading)
			return;
		to = back ? s->last : t;
		uint32_t from = to - s->first > WHO_REACH ? to - WHO_REACH : s->first;
		uint32_t list = back ? w->many[sentence - back] : last_list(w, from, to);
		struct who_list found = {0};
		if (list != KUA_NO_ID && list >= from)
			kua_who_list_before(w, list, true, &found);
		if (crowd_between(w, found.n ? list + 1 : from, to))
			return;
		for (size_t i = 0; i < found.n; i++)
			kua_who_add(w, out, found.v[i].named, t);
		if (found.n)
			return;
	}
}

void kua_who_note(struct who *w)
{
	const struct kua_text *text = w->s->text;
	w->many = KUA_NEW_N(w->s->arena, uint32_t, text->n_sentences + 1);
	w->entry = KUA_NEW_N(w->s->arena, uint32_t, text->n_sentences + 1);
	for (size_t i = 0; i < text->n_sentences; i++)
		w->many[i] = last_list(w, text->sentences[i].first, text->sentences[i].last);
	note_entries(w);
}
