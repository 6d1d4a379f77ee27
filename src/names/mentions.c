/*
 * mentions.c - the names in one item: runs of capitalised words, taken apart from left to right into
 * organisations, places and people; what stays unclear is kept as pending and believed later if its likes are
 * found.
 *
 * organisations.c, localities.c and persons.c say what begins at a word. What only its capitals speak for is a guess, and goes by its other
 * mentions.
 * Every token is looked at a bounded number of times: runs are cut at RUN_MAX.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

enum { RUN_MAX = 24 };

static bool single_capital(const struct scan *s, size_t i)
{
	return is_capital(s, i) && s->tok[i].end - s->tok[i].start <= 2 && strlen(s->tok[i].norm) <= 2;
}

/* "die Freilassung von Anna Meier", where all nouns have capitals: what the word before the particle at i names is no person. */
static bool noun_of_person(const struct scan *s, size_t i)
{
	if (!s->lexicon->capital_nouns || (s->flags[i - 1] & W_GIVEN))
		return false;
	bool full = (s->flags[i + 1] & W_GIVEN) && is_word(s, i + 2) && follows(s, i + 2) &&
	            (is_capital(s, i + 2) || (s->flags[i + 2] & W_PARTICLE));
	return full || (s->flags[i - 1] & W_COMMON);
}

/* The end of the run of capitalised words at i, particles and initials with their full stops included. */
static size_t run_end(const struct scan *s, size_t i)
{
	size_t end = i + 1;
	while (end - i < RUN_MAX) {
		if (single_capital(s, end - 1) && is_punct(s, end, ".") && follows(s, end) && is_capital(s, end + 1) &&
		    follows(s, end + 1))
			end += 2;
		else if ((s->flags[end - 1] & W_TITLE) && is_punct(s, end, ".") && is_capital(s, end + 1))
			end += 2;
		else if (is_capital(s, end) && follows(s, end))
			end++;
		else if (is_word(s, end) && follows(s, end) && (s->flags[end] & W_PARTICLE) && is_capital(s, end + 1) &&
		         follows(s, end + 1) && !(s->flags[end - 1] & (W_NOT | W_ROLE | W_TITLE)) && !noun_of_person(s, end))
			end += 2;
		else
			break;
	}
	return end;
}

static bool skipped(const struct scan *s, size_t i)
{
	uint32_t f = s->flags[i];
	if (used_as_given(s, i))
		return false;
	if (f & (W_NOT | W_ARTICLE | W_THING | W_ADDRESS))
		return true;
	if ((f & (W_TITLE | W_ROLE | W_ROLE_MOD | W_DEMONYM)) && !(f & W_GIVEN))
		return true;
	if (((s->tok[i].flags & KUA_STOP_WORD) || (f & W_TIME)) && !(f & W_GIVEN))
		return true;
	if (s->lexicon->capital_nouns && (f & (W_PLACE_KIND | W_NAMING)) && !s->hits[i].n)
		return true; /* die Stadt X */
	return s->tok[i].kind != KUA_WORD;
}

static void scan_run(struct scan *s, size_t pos, size_t end)
{
	while (pos < end) {
		size_t next = organisation_at(s, pos, end);
		if (next == pos)
			next = ordinary_pair_at(s, pos);
		if (next == pos && s->hits[pos].n && s->hits[pos].kind == PHRASE_PLACE)
			next = place_at(s, pos, end);
		if (next == pos && (s->flags[pos] & W_ARTICLE))
			next = named_organisation_at(s, pos, end);
		if (next == pos && skipped(s, pos))
			next = pos + 1;
		if (next == pos)
			next = past_thing(s, pos, end);
		if (next == pos)
			next = named_organisation_at(s, pos, end);
		if (next == pos)
			next = place_at(s, pos, end);
		if (next == pos && known_acronym(s, pos)) {
			scan_add(s, pos, pos + 1, NAME_ORGANISATION, WEAK)->guess = true;
			next = pos + 1;
		}
		if (next == pos)
			next = person_at(s, pos, end);
		pos = next > pos ? next : pos + 1;
	}
}

/* "General Confederation of Trade Unions (GSEE)": the acronym is the organisation's. */
static void acronyms(struct scan *s)
{
	for (size_t i = 1; i < s->found.n; i++) {
		struct found *f = &s->found.v[i], *before = f - 1;
		if (f->kind == NAME_ORGANISATION && before->kind == NAME_ORGANISATION && f->first == before->last + 1 &&
		    f->last == f->first + 1 && is_punct(s, before->last, "(") && is_acronym(s, f->first) &&
		    before->last - before->first > 1) {
			f->full_name = (uint32_t)i; /* the mention before it, + 1 */
		}
	}
}

static bool in_one_list(const struct scan *s, const struct found *a, const struct found *b)
{
	size_t at = a->last;
	if (a->kind != NAME_PERSON || b->kind != NAME_PERSON || a->possessive)
		return false;
	at += is_punct(s, at, ",");
	at += is_word(s, at) && (s->flags[at] & W_AND);
	return at > a->last && at == b->first && s->tok[a->first].sentence == s->tok[b->first].sentence;
}

/* "Muhammad Salam, Abdul Hameed, Idrees, Bilal and Farooq": one of a row of three or more with a full name in it. */
static void listed(struct scan *s)
{
	for (size_t i = 0; i < s->found.n;) {
		size_t end = i + 1, full = s->found.v[i].full && s->found.v[i].strength != PENDING;
		for (; end < s->found.n && in_one_list(s, &s->found.v[end - 1], &s->found.v[end]); end++)
			full += s->found.v[end].full && s->found.v[end].strength != PENDING;
		for (size_t k = i; k < end && end - i >= 3 && full; k++)
			if (s->found.v[k].strength == PENDING)
				s->found.v[k].strength = WEAK;
		i = end;
	}
}

/* "Reed and Osman": what stands beside a person, joined by "and", is one. */
static void coordinated(struct scan *s)
{
	for (size_t i = 1; i < s->found.n; i++) {
		struct found *a = &s->found.v[i - 1], *b = &s->found.v[i];
		if (a->kind != NAME_PERSON || b->kind != NAME_PERSON || b->first != a->last + 1 || a->possessive ||
		    !(s->flags[a->last] & W_AND) || s->tok[a->first].sentence != s->tok[b->first].sentence)
			continue;
		if (a->strength != PENDING && b->strength == PENDING)
			b->strength = WEAK;
		else if (b->strength != PENDING && a->strength == PENDING && !(s->tok[a->first].flags & KUA_SENTENCE_START))
			a->strength = WEAK;
	}
}

/* A town that the item also writes behind "in" is a town throughout, unless it ends like a surname. */
static void settle_towns(struct scan *s)
{
	struct kua_intern *towns = kua_intern_new();
	for (size_t i = 0; i < s->found.n; i++) {
		const struct found *f = &s->found.v[i];
		if (f->kind == NAME_PLACE && !f->or_person)
			kua_intern_add(towns, s->tok[f->first].norm, strlen(s->tok[f->first].norm));
	}
	for (size_t i = 0; i < s->found.n; i++) {
		struct found *f = &s->found.v[i];
		const char *norm = s->tok[f->first].norm;
		if (f->or_person && f->strength == STRONG && kua_intern_find(towns, norm, strlen(norm)) != KUA_NO_ID &&
		    !ends_with_one_of(norm, strlen(norm), &s->names->surnames, 2, NULL))
			f->or_person = false;
	}
	kua_intern_free(towns);
}

void mentions_find(const struct kua_names *names, const struct kua_text *t, const struct lower_counts *counts, struct questions *questions,
                   struct item_mentions *out)
{
	struct scan s = {.names = names, .text = t, .counts = counts, .questions = questions, .arena = out->arena};
	scan_open(&s);
	for (size_t k = 0; k < t->n_sentences; k++) {
		if (s.sentence[k] == CASE_NONE) {
			scan_caseless(&s, k);
			continue;
		}
		for (size_t i = s.spans[k].first; i < s.spans[k].last;) {
			size_t quoted = quoted_organisation_at(&s, i, s.spans[k].last);
			if (quoted > i) {
				i = quoted;
				continue;
			}
			size_t end = is_capital(&s, i) ? run_end(&s, i) : i;
			if (end > i)
				scan_run(&s, i, end);
			/* an organisation may reach beyond its run */
			size_t reached = s.found.n ? s.found.v[s.found.n - 1].last : 0;
			i = end > i ? (reached > end ? reached : end) : i + 1;
		}
	}
	roles_find(&s);
	aliases_find(&s);
	acronyms(&s);
	coordinated(&s);
	listed(&s);
	settle_towns(&s);
	births_find(&s);
	out->n = s.found.n;
	out->v = KUA_NEW_N(out->arena, struct found, s.found.n);
	for (size_t i = 0; i < s.found.n; i++) {
		out->v[i] = s.found.v[i];
		out->v[i].norm = folded(out->arena, s.found.v[i].form);
	}
	kua_vec_free(&s.found);
}
