/*
 * persons.c - is this run of capitalised words a person? And people in texts whose capitals say nothing.
 *
 * Evidence: a given name from the lists, a patronymic, an initial, the ending of a surname, a title or role right
 * before, a role or an age in apposition behind, a verb of saying behind. Two unknown words in the middle of a
 * sentence are believed weakly; a single word without evidence is pending until the item or the collection shows
 * the full name it belongs to.
 */
#include <stdio.h>
#include <string.h>

#include "names/internal.h"

enum { PARTS_MAX = 6 };

static bool initial(const struct scan *s, size_t i)
{
	uint32_t c;
	size_t n = s->tok[i].end - s->tok[i].start;
	return is_capital(s, i) && kua_utf8_next(s->text->bytes + s->tok[i].start, n, &c) == n;
}

static bool surname_ending(const struct scan *s, size_t i)
{
	const char *norm = s->tok[i].norm;
	return ends_with_one_of(norm, strlen(norm), &s->names->surnames, 3, NULL);
}

static bool patronymic(const struct scan *s, size_t i)
{
	const char *norm = s->tok[i].norm;
	return ends_with_one_of(norm, strlen(norm), &s->names->patronymics, 3, NULL);
}

/* A word of another kind right behind a given name, as a name's last word, is a surname: Jack London, Theresa May. */
static bool surname_by_place(const struct scan *s, size_t i, size_t parts)
{
	return parts == 1 && (s->flags[i - 1] & W_GIVEN) && !(s->tok[i].flags & KUA_ALL_CAPS) &&
	       !(is_capital(s, i + 1) && follows(s, i + 1)) && !(i + 1 < s->n && s->tok[i + 1].kind == KUA_NUMERAL);
}

/* Carlos Holmes Trujillo: a town's name in the third place, and the end of the name. */
static bool town_surname(const struct scan *s, size_t i, size_t parts)
{
	return parts == 2 && (s->flags[i - 2] & W_GIVEN) && s->hits[i].kind == PHRASE_PLACE && !surname_ending(s, i - 1) &&
	       s->names->places.v[s->hits[i].id].kind == PLACE_TOWN && !(i + 1 < s->n && (s->flags[i + 1] & W_ROLE)) &&
	       !(is_capital(s, i + 1) && follows(s, i + 1)) &&
	       s->sentence[s->tok[i].sentence] == CASE_GOOD;
}

static bool may_continue(const struct scan *s, size_t i, size_t parts)
{
	uint32_t f = s->flags[i];
	if (f & (W_NOT | W_ARTICLE | W_THING | W_ADDRESS | W_ORG_HEAD | W_DEMONYM | W_WIDE))
		return false;
	if (f & (W_TITLE | W_ROLE | W_ROLE_MOD | W_TIME))
		return surname_by_place(s, i, parts);
	if (s->hits[i].n)
		return s->hits[i].n == 1 && ((f & W_GIVEN) || surname_by_place(s, i, parts) || town_surname(s, i, parts));
	if ((s->tok[i].flags & KUA_STOP_WORD) && !(f & W_GIVEN))
		return false;
	return !is_acronym(s, i) || s->tok[i].end - s->tok[i].start > 3;
}

struct candidate {
	size_t first, last, words, initials;
	size_t strange; /* words that nothing speaks for */
	bool given, ending, father, particle;
};

static void take(const struct scan *s, size_t i, struct candidate *c)
{
	c->last = i + 1;
	if (initial(s, i)) {
		c->initials++;
		return;
	}
	c->words++;
	/* Roman and German may be what somebody is; and "Praia da Luz" has its given name at the wrong end */
	c->given = c->given || ((s->flags[i] & W_GIVEN) && !(s->flags[i] & W_DEMONYM) && !(c->particle && c->words > 1));
	c->strange += !(s->flags[i] & (W_GIVEN | W_FAMILY_FIRST)) && !surname_ending(s, i);
	c->father = c->father || (c->words > 1 && patronymic(s, i));
	c->ending = surname_ending(s, i);
}

static void collect(const struct scan *s, size_t pos, size_t end, struct candidate *c)
{
	*c = (struct candidate){.first = pos, .last = pos};
	for (size_t i = pos; i < end && c->words < PARTS_MAX; i++) {
		if (is_punct(s, i, ".") && i > pos && initial(s, i - 1) && is_capital(s, i + 1))
			continue;
		if (i > pos && !is_punct(s, i - 1, ".") && !follows(s, i))
			break;
		if (!is_capital(s, i)) {
			if (i == pos || !is_word(s, i) || !(s->flags[i] & W_PARTICLE) || i + 1 >= end ||
			    ((s->flags[i] & W_AND) && (s->flags[i + 1] & W_GIVEN))) /* Márquez y Juan Carlos Quintero */
				break;
			c->particle = true;
			continue;
		}
		if (i > pos && !may_continue(s, i, c->words))
			break;
		if (c->words > 1 && s->sentence[s->tok[i].sentence] == CASE_TITLE && (c->strange || is_common(s, i)) &&
		    !(s->flags[i] & W_GIVEN))
			break; /* "Xi Jinping Openly Attributes": in a heading, one strange word makes the surname */
		take(s, i, c);
		if (s->tok[i].flags & KUA_POSSESSIVE)
			break;
	}
}

static bool age_follows(const struct scan *s, size_t i)
{
	return (is_punct(s, i, ",") || is_punct(s, i, "(")) && i + 2 < s->n &&
	       s->tok[i + 1].kind == KUA_NUMERAL && s->tok[i + 1].end - s->tok[i + 1].start <= 2 &&
	       (is_punct(s, i + 2, ",") || is_punct(s, i + 2, ")"));
}

static bool says(const struct scan *s, const struct candidate *c)
{
	if (is_word(s, c->last) && s->tok[c->last].sentence == s->tok[c->first].sentence && (s->flags[c->last] & W_SAY))
		return true;
	return c->first > 0 && is_word(s, c->first - 1) && !is_capital(s, c->first - 1) && (s->flags[c->first - 1] & W_SAY) &&
	       is_punct(s, c->last, ".");
}

/* "Minister of Communication Issa Tchiroma", "of Economy and Finance Adriano Maleiane" */
static bool in_office(const struct scan *s, size_t i)
{
	return i > 1 && follows(s, i) && (s->flags[i - 1] & (W_OF | W_AND)) && is_capital(s, i - 2);
}

/*
 * A first word that is none of the name: "Questioned Paul Murphy", "Minister of Economy and Finance Adriano Maleiane",
 * and what hangs by a hyphen or an underscore on a chain of words before it.
 */
static bool is_stray(const struct scan *s, const struct candidate *c)
{
	size_t i = c->first;
	if ((s->flags[i] & (W_GIVEN | W_FAMILY_FIRST)) || initial(s, i))
		return false;
	bool heading = s->sentence[s->tok[i].sentence] == CASE_TITLE;
	if (c->words > 1 && (s->lexicon->capital_nouns || (heading && c->words > 2)) && (s->flags[i + 1] & W_GIVEN))
		return true;
	/* "Прапорщик Марат Оразов": an unknown word that opens a sentence before a whole name says what he is */
	if (c->words > 2 && (unsigned char)s->tok[i].norm[0] >= 0x80 && is_opening(s, i) && !c->father && !surname_ending(s, i) &&
	    (s->flags[i + 1] & W_GIVEN) && !is_met_inside(s, i))
		return true;
	if (c->words > 1 && is_common(s, i) &&
	    (is_opening(s, i) || ((s->flags[i] & W_COMMON) && ((s->flags[i + 1] & W_GIVEN) || in_office(s, i)))))
		return true;
	return i > 0 && !(s->tok[i].flags & KUA_SPACE_BEFORE) && (is_punct(s, i - 1, "-") || is_punct(s, i - 1, "_")) &&
	       s->tok[i - 1].sentence == s->tok[i].sentence && i > 1 && is_word(s, i - 2) &&
	       !(s->tok[i - 1].flags & KUA_SPACE_BEFORE);
}

static bool behind_article(const struct scan *s, size_t i)
{
	return i > 0 && follows(s, i) && (s->flags[i - 1] & W_ARTICLE);
}

/* "according to Viasna" */
static bool source_before(const struct scan *s, size_t i)
{
	char two[64];
	if (i == 0 || !follows(s, i))
		return false;
	if (s->flags[i - 1] & W_SOURCE)
		return true;
	if (i == 1 || !is_word(s, i - 2) || !is_word(s, i - 1))
		return false;
	int n = snprintf(two, sizeof two, "%s %s", s->tok[i - 2].norm, s->tok[i - 1].norm);
	return n > 0 && (size_t)n < sizeof two && (word_flags(&s->lexicon->words, two, kua_hash(two, (size_t)n)) & W_SOURCE);
}

static bool is_lower(const struct scan *s, size_t i, uint32_t sentence)
{
	return is_word(s, i) && !is_capital(s, i) && s->tok[i].sentence == sentence;
}

static struct found *add_person(struct scan *s, const struct candidate *c, enum strength strength)
{
	bool titled = c->first > 0 && role_before(s, c->first) < c->first && !(s->flags[c->first] & W_NOT);
	struct found *f = scan_add(s, c->first, c->last, NAME_PERSON, strength);
	f->prose = is_lower(s, c->last, f->sentence) || (c->first > 0 && is_lower(s, c->first - 1, f->sentence)) ||
	           (is_punct(s, c->last, ",") && is_lower(s, c->last + 1, f->sentence) && (s->tok[c->last + 1].flags & KUA_STOP_WORD));
	f->full = c->words >= 2 || (c->initials && c->words);
	f->given_only = c->words == 1 && !c->initials && c->given && !c->ending && !titled;
	return f;
}

enum { HE_WORDS = 14 };

/* A single word that says something is told from an organisation by the pronoun behind it. */
static void unknown_speaker(const struct scan *s, size_t i, struct found *f, bool says_so)
{
	bool part = i > 0 && follows(s, i) && is_word(s, i - 1) &&
	            (is_capital(s, i - 1) || (s->flags[i - 1] & (W_PARTICLE | W_AND | W_OF)));
	bool source = source_before(s, i); /* "according to X, he": somebody else */
	f->speaks = source || (says_so && !part);
	for (size_t k = i + 1; says_so && f->speaks && !source && k < s->n && k < i + HE_WORDS && !is_capital(s, k); k++)
		f->he = f->he || (s->flags[k] & W_HE);
}

static bool title_before(const struct scan *s, size_t i)
{
	return i > 0 && (s->flags[is_punct(s, i - 1, ".") && i > 1 ? i - 2 : i - 1] & W_TITLE);
}

/* "the headquarters of Tall Cedar", "shares in Tall Cedar" */
static bool office_before(const struct scan *s, size_t i)
{
	return i > 1 && follows(s, i) && follows(s, i - 1) && (s->flags[i - 1] & (W_OF | W_PLACE_PREP)) &&
	       is_one_of(s->tok[i - 2].norm, &s->names->offices);
}

/* Two words or more, or an initial and a surname. */
static size_t full_name(struct scan *s, struct candidate *c)
{
	const char *last = s->tok[c->last - 1].norm;
	if (strlen(last) > 2 && is_one_of(last, &s->names->org_ends)) { /* Alphabet Inc */
		scan_add(s, c->first, c->last, NAME_ORGANISATION, STRONG);
		return c->last;
	}
	bool own = c->given || c->ending || c->father || c->initials;
	if (!own && office_before(s, c->first)) {
		scan_add(s, c->first, c->last, NAME_ORGANISATION, STRONG);
		return c->last;
	}
	bool evidence = own || role_before(s, c->first) < c->first || role_follows(s, c->last) || age_follows(s, c->last) ||
	                role_of_org_before(s, c->first) || says(s, c);
	bool heading = s->sentence[s->tok[c->first].sentence] == CASE_TITLE;
	if (!own && heading) /* "And Still Get Arrested" before a line that begins with a role */
		evidence = title_before(s, c->first) && !is_common(s, c->first) && !is_common(s, c->last - 1);
	if (!evidence) {
		bool before_thing = is_word(s, c->last) && (s->flags[c->last] & W_THING) && c->words == 2;
		if (c->particle || s->lexicon->capital_nouns || heading || (behind_article(s, c->first) && !before_thing))
			return c->last;
		for (size_t i = c->first; i < c->last; i++)
			if (is_word(s, i) && is_common(s, i))
				return i + 1;
	}
	/* Villa Rita, Bayan Muna: a given name in the second place, and no role before it, may be part of a town's or a group's name */
	bool later = c->given && !(s->flags[c->first] & (W_GIVEN | W_FAMILY_FIRST)) && !c->ending && !c->father && !c->initials &&
	             role_before(s, c->first) == c->first;
	add_person(s, c, evidence ? STRONG : WEAK)->guess = !own || later;
	return c->last;
}

static size_t single_name(struct scan *s, struct candidate *c)
{
	size_t i = c->first;
	uint32_t f = s->flags[i];
	bool start = is_opening(s, i);
	bool common = is_common(s, i) || (s->tok[i].flags & KUA_STOP_WORD);
	if ((f & (W_TIME | W_TITLE | W_ROLE | W_DEMONYM)) || strlen(s->tok[i].norm) < 2 || s->hits[i].n)
		return c->last;
	bool heading = s->sentence[s->tok[i].sentence] == CASE_TITLE; /* "Jewish Businessman Rescued by Police" */
	/* "Merchant Rescued by Police" in a heading, "a teacher, Ambo, arrested" in a list: the word may be anything */
	bool unsure = !c->given && !c->ending && (heading || (i > 0 && is_punct(s, i - 1, ",")));
	if (role_before(s, i) < i && !(common && (start || !title_before(s, i) || (s->flags[i - 1] & W_ROLE_MOD))))
		add_person(s, c, unsure ? PENDING : STRONG);
	else if (common)
		return c->last;
	else if (c->ending || age_follows(s, c->last))
		add_person(s, c, STRONG);
	else if ((f & W_GIVEN) && !behind_article(s, i))
		add_person(s, c, i > 0 && follows(s, i) && (s->flags[i - 1] & (W_PLACE_PREP | W_THING)) ? PENDING : WEAK);
	else if (!is_acronym(s, i))
		unknown_speaker(s, i, add_person(s, c, PENDING), !heading && says(s, c) && (!start || is_met_inside(s, i)));
	return c->last;
}

/* "Адвокат Сатыбекова Айман Есенова": whose lawyer she is stands before her name, and all ends as surnames do. */
static bool owner_before_name(const struct scan *s, const struct candidate *c)
{
	size_t i = c->first;
	return c->words == 3 && c->last - i == 3 && !c->initials && (unsigned char)s->tok[i].norm[0] >= 0x80 && role_before(s, i) < i &&
	       !(s->flags[i] & W_GIVEN) && surname_ending(s, i) && (s->flags[i + 1] & W_GIVEN) && !patronymic(s, i + 2) && surname_ending(s, i + 2);
}

size_t person_at(struct scan *s, size_t pos, size_t end)
{
	struct candidate c;
	collect(s, pos, end, &c);
	while (c.words > 1 && is_stray(s, &c))
		collect(s, c.first + 1, end, &c);
	/* "Will Donald Trump ..." asks */
	if (c.words > 2 && (s->tok[c.first].flags & KUA_SENTENCE_START) && (s->tok[c.first].flags & KUA_STOP_WORD) &&
	    (s->flags[c.first + 1] & W_GIVEN))
		collect(s, c.first + 1, end, &c);
	if (c.words == 0)
		return c.last;
	if (owner_before_name(s, &c))
		collect(s, c.first, c.first + 1, &c);
	return c.words > 1 || c.initials ? full_name(s, &c) : single_name(s, &c);
}

/* ---- without capitals ---- */

static bool blank_word(const struct scan *s, size_t i)
{
	return is_word(s, i) && follows(s, i) && s->flags[i] == 0 && !(s->tok[i].flags & KUA_STOP_WORD) && !s->hits[i].n &&
	       s->tok[i].end - s->tok[i].start >= 3;
}

/* Right behind a title that stands before names only: "mr reed", "gen ortega"; but not "leader defeated". */
static bool honoured(const struct scan *s, size_t i)
{
	size_t at = i - 1;
	if (is_punct(s, at, ".") && at > 0)
		at--;
	return (s->flags[at] & W_TITLE) && (s->flags[at] & W_HONORIFIC || !(s->flags[at] & W_ROLE));
}

/* Does the stretch that ends before token i end there as names do: a mark, a small word, a verb of saying? */
static bool name_may_end(const struct scan *s, size_t i)
{
	return !follows(s, i) || !is_word(s, i) || (s->tok[i].flags & KUA_STOP_WORD) || (s->flags[i] & W_SAY);
}

static bool plain_ending(const struct scan *s, size_t i)
{
	return ends_with_one_of(s->tok[i].norm, strlen(s->tok[i].norm), &s->names->plain_ends, 2, NULL);
}

enum { CASELESS_WORDS = 3 };

/* Unknown words right behind what somebody is, two or three of them between marks and small words: "journalist zhang jialong, who". */
static size_t caseless_by_role(struct scan *s, size_t i)
{
	size_t last = i;
	while (last < s->n && last - i < CASELESS_WORDS && blank_word(s, last) && !is_plain_word(s, last) && !plain_ending(s, last))
		last++;
	if (last - i < 2 || (last < s->n && !name_may_end(s, last)))
		return i;
	struct candidate c = {.first = i, .last = last, .words = last - i};
	add_person(s, &c, WEAK);
	return last;
}

static size_t caseless_person(struct scan *s, size_t i)
{
	bool title = i > 0 && follows(s, i) && role_before(s, i) < i;
	bool given = (s->flags[i] & W_GIVEN) && !(s->flags[i] & ~(uint32_t)W_GIVEN);
	size_t last = i + 1;
	if (!given && !(title && blank_word(s, i) && (surname_ending(s, i) || honoured(s, i))))
		return title ? caseless_by_role(s, i) : i;
	if ((s->tok[i].flags & KUA_STOP_WORD) || (s->tok[i].flags & KUA_POSSESSIVE))
		return i;
	while (last < s->n && last - i < 4 && follows(s, last) &&
	       ((s->flags[last] & W_PARTICLE && is_word(s, last + 1)) || (s->flags[last] == W_GIVEN) ||
	        (is_word(s, last) && surname_ending(s, last) && blank_word(s, last)) ||
	        (last == i + 1 && blank_word(s, last) && given && !plain_ending(s, last))))
		last++;
	if (s->flags[last - 1] & W_PARTICLE)
		last--;
	struct candidate c = {.first = i, .last = last, .words = last - i, .given = given};
	if (c.words == 1 && !title && !surname_ending(s, i))
		return i;
	add_person(s, &c, c.words > 1 ? WEAK : title ? WEAK : PENDING);
	return last;
}

void scan_caseless(struct scan *s, size_t sentence)
{
	const struct sentence_span *span = &s->spans[sentence];
	for (size_t i = span->first; i < span->last;) {
		size_t next = i;
		if (!is_word(s, i)) {
			i++;
			continue;
		}
		const struct hit *h = &s->hits[i];
		bool stop = (s->tok[i].flags & KUA_STOP_WORD) || (s->flags[i] & (W_COMMON | W_NOT));
		if (h->n && !(h->n == 1 && stop) && i + h->n <= span->last) {
			next = i + h->n;
			scan_add(s, i, next, h->kind == PHRASE_PLACE ? NAME_PLACE : NAME_ORGANISATION, STRONG);
		} else if (i + 1 < s->n && !stop) {
			next = caseless_person(s, i);
		}
		i = next > i ? next : i + 1;
	}
}
