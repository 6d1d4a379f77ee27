/*
 * mentions.c - the names in one item: runs of capitalised words, taken apart from left to right into
 * organisations, places and people; what stays unclear is kept as pending and believed later if its likes are
 * found.
 *
 * An organisation has a head word (Party, Ministry) with other words before it, behind it or after "of"; or is
 * known; or is introduced by a word in lower case ("the trade union Zhanartu"), or followed by one ("Osprey Copper, a
 * company"); or is an acronym. A place is in the gazetteer, or stands behind "in", "at", "the city of", before "region", or in
 * a dateline. A person is what persons.c says. What only its capitals speak for is a guess, and goes by its other mentions.
 * Every token is looked at a bounded number of times: runs are cut at RUN_MAX.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

enum { RUN_MAX = 24, QUOTED_MAX = 7 };

static bool single_capital(const struct scan *s, size_t i)
{
	return is_capital(s, i) && s->tok[i].end - s->tok[i].start <= 2 && strlen(s->tok[i].norm) <= 2;
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
		         follows(s, end + 1) && !(s->flags[end - 1] & (W_NOT | W_ROLE | W_TITLE)))
			end += 2;
		else
			break;
	}
	return end;
}

/* ---- organisations ---- */

/* "Rescued By Police In Brolin": a heading's small words are in no organisation's name, "of" and "and" apart. */
static bool small_word(const struct scan *s, size_t i)
{
	return ((s->tok[i].flags & KUA_STOP_WORD) || (s->flags[i] & W_PLACE_PREP)) &&
	       !(s->flags[i] & (W_OF | W_AND | W_ORG_LINK | W_ARTICLE | W_ORG_HEAD)) && !(s->tok[i].flags & KUA_ALL_CAPS);
}

/* Words after a head that belong to it: "Campaign Kazakhstan", but not the person or the role that follows. */
static size_t org_tail(const struct scan *s, size_t last, size_t limit, uint32_t not_role)
{
	while (last < limit && is_capital(s, last) && follows(s, last)) {
		if ((s->flags[last] & (W_TITLE | not_role | W_TIME | W_NOT | W_SAY)) || small_word(s, last))
			break;
		if ((s->flags[last] & W_GIVEN) && !s->hits[last].n && is_capital(s, last + 1) && follows(s, last + 1))
			break;
		last++;
	}
	return last;
}

/* "of Harbour and Pipeline Workers": the second half ends in a head of its own, and no verb or person is between. */
static bool head_behind(const struct scan *s, size_t i)
{
	return is_capital(s, i + 1) && follows(s, i + 1) && (s->flags[i + 1] & (W_ORG_HEAD | W_ROLE)) &&
	       !(s->flags[i + 1] & W_TITLE);
}

/* "of Foreign Affairs", "for Jobs and Justice" */
static size_t org_complement(const struct scan *s, size_t last)
{
	for (size_t at = last; is_word(s, at) && follows(s, at) && (s->flags[at] & (W_OF | W_ORG_LINK));) {
		size_t from = at + 1;
		if (is_word(s, from) && (s->flags[from] & W_ARTICLE))
			from++;
		if (!is_capital(s, from) || !follows(s, from) || (s->flags[from] & (W_TIME | W_NOT)))
			break;
		if ((s->flags[from] & W_GIVEN) && is_capital(s, from + 1) && follows(s, from + 1) && !s->hits[from].n)
			break;
		size_t end = org_tail(s, from, from + 8, 0);
		if (end == from && (s->flags[from] & W_TITLE) && !(is_capital(s, from + 1) && follows(s, from + 1)))
			end = from + 1; /* "Forum for Justice"; but "Court of Justice Bright" */
		if (end == from)
			break;
		if (is_word(s, end) && follows(s, end) && (s->flags[end] & W_AND) && is_capital(s, end + 1) &&
		    !s->hits[end + 1].n && !(s->flags[end + 1] & (W_GIVEN | W_ORG_HEAD)) &&
		    (is_common(s, end + 1) || (s->flags[end + 1] & (W_THING | W_ROLE)) || head_behind(s, end + 1)))
			end = org_tail(s, end + 1, end + 5, 0);
		last = at = end;
	}
	return last;
}

/* "Detention Centre No. 1", "Penal Colony № 17": the number is part of the name. */
static size_t org_number(const struct scan *s, size_t last)
{
	size_t at = last;
	if (at < s->n && s->tok[at].kind == KUA_NUMERAL && is_punct(s, at - 1, "."))
		return last;
	if (is_word(s, at) && follows(s, at) && (s->flags[at] & W_NUMBER))
		at += 1 + is_punct(s, at + 1, ".");
	else if (is_punct(s, at, "№") || is_punct(s, at, "#"))
		at++;
	bool number = at > last && at < s->n && s->tok[at].kind == KUA_NUMERAL && s->tok[at].end - s->tok[at].start <= 4;
	return number ? at + 1 : last;
}

enum { SPELLED_WORDS = 14 };

/* "Ligue algérienne pour la défense des droits de l'homme (LADDH)": up to the letters in brackets, which begin as the head. */
static size_t spelled_out(const struct scan *s, size_t head)
{
	for (size_t i = head + 1; i < s->n && i - head <= SPELLED_WORDS && s->tok[i].sentence == s->tok[head].sentence; i++) {
		if (is_punct(s, i, "("))
			return is_acronym(s, i + 1) && is_punct(s, i + 2, ")") && s->tok[i + 1].norm[0] == s->tok[head].norm[0] ? i : head;
		if (!is_word(s, i))
			return head;
	}
	return head;
}

/* "CampaignKazakhstan": a head or a place behind or before an inner capital. */
static bool is_camel(const struct scan *s, size_t i)
{
	const char *p = s->text->bytes + s->tok[i].start;
	size_t n = s->tok[i].end - s->tok[i].start, upper = 0;
	for (size_t k = 1; k < n; k++) {
		if (p[k] == '-' || p[k] == '\'' || (unsigned char)p[k] >= 0x80)
			return false;
		if (p[k] >= 'A' && p[k] <= 'Z' && p[k - 1] >= 'a' && p[k - 1] <= 'z' && upper == 0)
			upper = k;
	}
	return upper >= 4 && n - upper >= 3;
}

static size_t first_head(const struct scan *s, size_t pos, size_t end)
{
	for (size_t i = pos; i < end; i++) {
		if (s->flags[i] & W_ORG_HEAD)
			return i;
		if (!follows(s, i + 1) || is_punct(s, i + 1, "."))
			return end;
	}
	return end;
}

/* A word of the lists that is a given name here: Bill Fennimore, Will Harrow. */
static bool used_as_given(const struct scan *s, size_t i)
{
	return (s->flags[i] & W_GIVEN) && is_capital(s, i + 1) && follows(s, i + 1) &&
	       !(s->flags[i + 1] & (W_THING | W_ADDRESS | W_ORG_HEAD | W_TITLE | W_ROLE | W_NOT | W_PLACE_KIND));
}

/* Words before a Prize or a Road are neither person nor organisation. */
static size_t past_thing(const struct scan *s, size_t pos, size_t end)
{
	for (size_t i = pos; i < end; i++) {
		if (i > pos && !follows(s, i))
			return pos;
		if ((s->flags[i] & (W_THING | W_ADDRESS)) && !used_as_given(s, i))
			return i + 1;
	}
	return pos;
}

/* The plural that owns it: "Dockers'" in "Dockers' Federation". One person's party is not named after him alone. */
static bool plural_owner(const struct scan *s, size_t i)
{
	const struct kua_token *k = &s->tok[i];
	size_t n = strlen(k->norm);
	return is_capital(s, i) && (k->flags & KUA_POSSESSIVE) && n > 3 && k->norm[n - 1] == 's' &&
	       !(s->flags[i] & (W_GIVEN | W_TIME | W_NOT)) && !s->hits[i].n && k->sentence == s->tok[i + 1].sentence &&
	       !(s->tok[i + 1].flags & KUA_PARAGRAPH_START);
}

/* The first word of an organisation's name whose own words begin at token i: the plural before it, and what goes with that. */
static size_t with_owner(struct scan *s, size_t i)
{
	if (i == 0 || !plural_owner(s, i - 1))
		return i;
	if (s->owner[i - 1]) {
		const struct found *f = &s->found.v[s->found.n - 1];
		if (s->owner[i - 1] != s->found.n || f->strength != PENDING || f->first != i - 1)
			return i;
		s->found.n--;
		s->owner[i - 1] = 0;
	}
	return i - 1;
}

static size_t organisation_at(struct scan *s, size_t pos, size_t end)
{
	bool longer = s->hits[pos].n == 1 && pos + 1 < end && follows(s, pos + 1) && (s->flags[pos + 1] & W_ORG_HEAD);
	if (s->hits[pos].n && s->hits[pos].kind == PHRASE_ORGANISATION && !longer) { /* but Apple Daily is not Apple */
		size_t last = pos + s->hits[pos].n;
		scan_add(s, pos, org_complement(s, last), NAME_ORGANISATION, STRONG);
		return s->found.v[s->found.n - 1].last;
	}
	if (is_camel(s, pos)) {
		scan_add(s, pos, pos + 1, NAME_ORGANISATION, STRONG);
		return pos + 1;
	}
	size_t head = first_head(s, pos, end);
	if (head == end || (s->hits[pos].n && pos + s->hits[pos].n > head) || past_thing(s, head, end) > head)
		return pos;
	size_t first = pos;
	while (first < head && ((s->tok[first].flags & KUA_STOP_WORD) ||
	                        (s->flags[first] & (W_ARTICLE | W_NOT | W_TITLE | W_ROLE | W_TIME))))
		first++;
	for (size_t i = first; i < head; i++) /* "Anna Reed Campaign": the person is not part of it */
		if ((s->flags[i] & (W_TITLE | W_ROLE)) || ((s->flags[i] & W_GIVEN) && i + 1 < head && !s->hits[i].n))
			return pos;
	for (size_t i = first; i < head; i++)
		if (small_word(s, i))
			return pos; /* the words before it have their own turn */
	if (first < head && (s->tok[first].flags & KUA_SENTENCE_START) && is_common(s, first) && first + 1 < head)
		first++;
	first = with_owner(s, first);
	size_t tail = org_tail(s, head + 1, end, W_ROLE), number = org_number(s, tail);
	size_t last = number > tail ? number : org_complement(s, tail);
	if (last - first < 2) {
		size_t spelled = spelled_out(s, head);
		if (spelled == head)
			return head + 1; /* "the Party", "Campaign Secretary": no name */
		last = spelled;
	}
	scan_add(s, first, last, NAME_ORGANISATION, STRONG);
	return last;
}

/* ---- places ---- */

static bool lower_place_kind(const struct scan *s, size_t i)
{
	return is_word(s, i) && (s->flags[i] & W_PLACE_KIND) && (!is_capital(s, i) || s->lexicon->capital_nouns) &&
	       !(s->flags[i] & W_ORG_HEAD);
}

/* "in the capital, Ostrana, a court": between commas behind the kind; and what is so named no person. */
static bool apposed(const struct scan *s, size_t pos)
{
	return pos > 1 && is_punct(s, pos - 1, ",") && lower_place_kind(s, pos - 2) && !(s->flags[pos] & W_GIVEN) &&
	       (is_punct(s, pos + 1, ",") || is_punct(s, pos + 1, "."));
}

/* "Ostrana, the capital", "Velmora, a small mining town", "Rovenka is a quarry town": the kind behind. */
static bool kind_behind(const struct scan *s, size_t last)
{
	bool is = is_word(s, last) && (s->flags[last] & W_IS) && s->tok[last].sentence == s->tok[last - 1].sentence;
	if ((!is && !is_punct(s, last, ",")) || !is_word(s, last + 1) || !(s->flags[last + 1] & W_ARTICLE))
		return false;
	for (size_t i = last + 2; i < last + 6 && is_word(s, i) && s->tok[i].sentence == s->tok[last].sentence; i++)
		if (lower_place_kind(s, i))
			return !(is_word(s, i + 1) && (s->flags[i + 1] & (W_ROLE | W_TITLE))); /* "a prison guard" */
	return false;
}

/* A date at token i: "4 May", "le 4 mai", "den 4. Mai", "May 4". */
static bool dated(const struct scan *s, size_t i)
{
	bool time = false, number = false;
	for (size_t k = i; k < i + 4 && k < s->n && s->tok[k].sentence == s->tok[i].sentence && !(time && number); k++) {
		time = time || (is_word(s, k) && (s->flags[k] & W_TIME));
		number = number || s->tok[k].kind == KUA_NUMERAL;
		if (is_word(s, k) && !(s->flags[k] & (W_TIME | W_ARTICLE | W_PARTICLE | W_OF)))
			return false;
	}
	return time && number;
}

enum { DATELINE_WORDS = 3 };

static size_t capitals_end(const struct scan *s, size_t i)
{
	size_t last = i;
	while (last - i < DATELINE_WORDS && is_capital(s, last) && (last == i || follows(s, last)) && !(s->flags[last] & W_TIME))
		last++;
	return last;
}

/* "ORTANZA, Velidor, 4 May 2012": the end of the name at i that opens a paragraph or stands behind such a one, before a date; or i. */
static size_t dateline_end(const struct scan *s, size_t i)
{
	size_t last = capitals_end(s, i), at = last;
	bool second = i > 1 && is_punct(s, i - 1, ",") && s->owner[i - 2] &&
	              s->found.v[s->owner[i - 2] - 1].kind == NAME_PLACE &&
	              (s->tok[s->found.v[s->owner[i - 2] - 1].first].flags & KUA_PARAGRAPH_START);
	if (last == i || !(second || (s->tok[i].flags & KUA_PARAGRAPH_START)) || !is_punct(s, at, ","))
		return i;
	if (!second && is_capital(s, at + 1) && is_punct(s, capitals_end(s, at + 1), ","))
		at = capitals_end(s, at + 1);
	return dated(s, at + 1) ? last : i;
}

/* What makes an unknown word a place: 2 "the city of", 1 "in", 0 nothing. */
static int place_sign(const struct scan *s, size_t pos)
{
	if (apposed(s, pos))
		return 1;
	if (pos == 0 || !follows(s, pos))
		return 0;
	uint32_t before = s->flags[pos - 1];
	if ((before & W_OF) && pos > 1 && (s->flags[pos - 2] & W_PLACE_KIND))
		return 2;
	if (lower_place_kind(s, pos - 1))
		return 2;
	return (before & W_PLACE_PREP) && !s->lexicon->capital_nouns ? 1 : 0; /* in Haft, in Freiheit */
}

/* A region by its own words, behind: "Mangystau region", "Zamfara State". A country's state is none. */
static size_t wide_end(const struct scan *s, size_t pos, size_t last)
{
	if (!is_word(s, last) || !follows(s, last) || !(s->flags[last] & W_WIDE) || (s->flags[last] & W_ORG_HEAD))
		return last;
	const struct hit *h = &s->hits[pos];
	if (h->n && h->kind == PHRASE_PLACE && s->names->places.v[h->id].kind == PLACE_COUNTRY)
		return last;
	return last + 1;
}

static size_t unknown_end(const struct scan *s, size_t pos, size_t end, size_t most)
{
	size_t last = pos;
	while (last < end && last - pos < most && is_capital(s, last) && (last == pos || follows(s, last)) &&
	       !(s->flags[last] & (W_TITLE | W_ROLE | W_TIME | W_DEMONYM | W_NOT | W_ORG_HEAD | W_THING | W_ADDRESS |
	                           W_PLACE_KIND)) &&
	       !s->hits[last].n)
		last++;
	return last;
}

/* A given name; where a hyphen stands in it, both halves or the whole are: Jean-Claude, but not the town of Aidar-Tobe. */
static bool is_given(const struct scan *s, size_t i)
{
	const char *norm = s->tok[i].norm, *hyphen = strchr(norm, '-');
	if (!(s->flags[i] & W_GIVEN) || !hyphen)
		return s->flags[i] & W_GIVEN;
	return names_given(s->names, norm, s->tok[i].hash) || names_given(s->names, hyphen + 1, kua_hash(hyphen + 1, strlen(hyphen + 1)));
}

/* "Республики Велистан": Велистан, behind its kind with a capital; in Latin letters that may be a State Department. */
static size_t cyrillic_region(struct scan *s, size_t pos, size_t end)
{
	if (!(s->flags[pos] & W_WIDE) || (unsigned char)s->tok[pos].norm[0] < 0x80 || !follows(s, pos + 1))
		return pos;
	size_t last = unknown_end(s, pos + 1, end, 2);
	if (last > pos + 1)
		scan_add(s, pos + 1, last, NAME_PLACE, WEAK);
	return last > pos + 1 ? last : pos;
}

static size_t place_at(struct scan *s, size_t pos, size_t end)
{
	const struct hit *h = &s->hits[pos];
	if (h->n && h->kind == PHRASE_PLACE) {
		bool given = s->flags[pos] & W_GIVEN, more = is_capital(s, pos + 1) && follows(s, pos + 1);
		if (h->n == 1 && given && more && !s->hits[pos + 1].n &&
		    !(s->flags[pos + 1] & (W_TITLE | W_ROLE | W_TIME | W_DEMONYM | W_NOT | W_ORG_HEAD | W_PLACE_KIND)))
			return pos; /* Jordan Peterson */
		size_t last = wide_end(s, pos, pos + h->n);
		/* Satpayev and Asuncion are towns and surnames; the item's full names tell */
		bool town = s->names->places.v[h->id].kind == PLACE_TOWN;
		scan_add(s, pos, last, NAME_PLACE, STRONG)->or_person = town && last == pos + 1 && place_sign(s, pos) == 0;
		return last;
	}
	int sign = place_sign(s, pos);
	size_t last = unknown_end(s, pos, end, 3);
	bool given = is_given(s, pos);
	if (last == pos)
		return cyrillic_region(s, pos, end);
	if (sign == 0 && !given && last == dateline_end(s, pos))
		sign = 1;
	size_t wide = wide_end(s, pos, last);
	if (wide == last && is_capital(s, last) && follows(s, last) && (s->flags[last] & W_PLACE_KIND))
		wide = last + 1; /* Jaurès Square */
	if (wide > last && last - pos == 1 && is_common(s, pos) && !given)
		return pos; /* "the Socialist Republic" */
	if (wide > last) {
		scan_add(s, pos, wide, NAME_PLACE, STRONG);
		return wide;
	}
	bool possessive = s->tok[last - 1].flags & KUA_POSSESSIVE;
	bool surname = ends_with_one_of(s->tok[last - 1].norm, strlen(s->tok[last - 1].norm), &s->names->surnames, 2, NULL);
	bool dull = (last - pos == 1 && is_common(s, pos)) || strpbrk(s->tok[pos].norm, "0123456789") || is_acronym(s, pos) || strlen(s->tok[pos].norm) < 3;
	bool locative = (unsigned char)s->tok[last - 1].norm[0] >= 0x80; /* в Шклове: a town's case ends as a surname's does */
	if (sign == 0 && !dull && !surname && !given && kind_behind(s, last))
		sign = 1;
	if (sign == 0 || dull || (sign == 1 && (possessive || (surname && !locative) || given)))
		return pos;
	if (s->flags[last] & (W_TITLE | W_ROLE | W_ORG_HEAD) && is_capital(s, last) && follows(s, last))
		return pos;
	scan_add(s, pos, last, NAME_PLACE, sign == 2 ? STRONG : WEAK)->or_person = sign == 1 && last - pos == 1;
	return last;
}

/* ---- what is left ---- */

/* "Osprey Copper, a company with headquarters in Leeds"; but "Lisov, a company director". */
static bool group_behind(const struct scan *s, size_t last)
{
	if (!is_punct(s, last, ",") || !is_word(s, last + 1) || !(s->flags[last + 1] & W_ARTICLE) ||
	    ends_with_one_of(s->tok[last - 1].norm, strlen(s->tok[last - 1].norm), &s->names->surnames, 2, NULL))
		return false;
	for (size_t i = last + 2; i < last + 5 && is_word(s, i) && !is_capital(s, i) && !(s->flags[i] & (W_ROLE | W_TITLE)); i++)
		if (s->flags[i] & W_NAMING)
			return !(is_word(s, i + 1) && (is_capital(s, i + 1) || (s->flags[i + 1] & (W_ROLE | W_ROLE_MOD | W_TITLE | W_SAY)))) &&
			       !is_punct(s, i + 1, "-");
	return false;
}

/* No name of a person or a place, as far as anything tells. */
static bool may_be_ordinary(const struct scan *s, size_t i)
{
	const char *norm = s->tok[i].norm;
	return is_capital(s, i) && !s->hits[i].n && !ends_with_one_of(norm, strlen(norm), &s->names->surnames, 2, NULL) &&
	       !(s->flags[i] & (W_GIVEN | W_TITLE | W_ROLE | W_TIME | W_NOT | W_DEMONYM | W_ORG_HEAD | W_SAY));
}

/* "Bread and Law": two words with capitals, one of them at least an ordinary one, and no third behind them. */
static bool and_ordinary(const struct scan *s, size_t i)
{
	return is_word(s, i + 1) && (s->flags[i + 1] & W_AND) && follows(s, i + 1) && follows(s, i + 2) && may_be_ordinary(s, i) &&
	       may_be_ordinary(s, i + 2) && (is_common(s, i) || is_common(s, i + 2)) && !(is_capital(s, i + 3) && follows(s, i + 3));
}

/* Two such words inside a sentence are pending until a text calls them a group, or says what they said. */
static size_t ordinary_pair_at(struct scan *s, size_t pos)
{
	if (is_opening(s, pos) || s->sentence[s->tok[pos].sentence] != CASE_GOOD || s->lexicon->capital_nouns || !and_ordinary(s, pos))
		return pos;
	bool speaks = is_word(s, pos + 3) && (s->flags[pos + 3] & W_SAY) && is_common(s, pos) && is_common(s, pos + 2);
	bool named = follows(s, pos) && (s->flags[pos - 1] & W_NAMING) && !is_capital(s, pos - 1);
	scan_add(s, pos, pos + 3, NAME_ORGANISATION, named ? STRONG : speaks ? WEAK : PENDING);
	return pos + 3;
}

/* "the trade union Zhanartu", "the trade union, Zhanartu", "Boko Haram militants" */
static size_t named_organisation_at(struct scan *s, size_t pos, size_t end)
{
	bool article = (s->flags[pos] & W_ARTICLE) && pos + 1 < end && follows(s, pos + 1); /* the daily Le Phare */
	size_t from = pos + article, last = unknown_end(s, from, end, 3), back = pos;
	if (last == from || (s->flags[pos] & W_GIVEN) || (s->tok[last - 1].flags & KUA_POSSESSIVE))
		return pos;
	if (back > 0 && (is_punct(s, back - 1, "\"") || is_punct(s, back - 1, "'")))
		back--;
	bool comma = back > 0 && is_punct(s, back - 1, ",");
	if (comma)
		back--;
	bool before = back > 0 && is_word(s, back - 1) && (s->flags[back - 1] & W_NAMING) &&
	              (!is_capital(s, back - 1) || s->lexicon->capital_nouns) &&
	              s->tok[back - 1].sentence == s->tok[pos].sentence;
	if (before && comma && ((s->flags[last] & W_SAY) || (s->flags[back - 1] & W_ROLE)))
		before = false; /* "the broadcaster, Timo Reed": what somebody is, too */
	bool behind = is_word(s, last) && follows(s, last) && (s->flags[last] & W_NAMING) && !is_capital(s, last) &&
	              !ends_with_one_of(s->tok[last - 1].norm, strlen(s->tok[last - 1].norm), &s->names->surnames, 2, NULL);
	if (!before && !behind && !article && !(last - pos == 1 && is_common(s, pos)) && place_sign(s, pos) == 0 &&
	    group_behind(s, last))
		before = true;
	if (!before && (article || !behind || is_common(s, pos)))
		return pos;
	scan_add(s, pos, last, NAME_ORGANISATION, before ? STRONG : WEAK);
	return last;
}

/* A party, a newspaper or a firm by its name in quotation marks: партия «Алга», the weekly "Port and Sea". */
static size_t quoted_organisation_at(struct scan *s, size_t quote, size_t sentence_end)
{
	if (!is_punct(s, quote, "\"") || quote == 0 || !(s->flags[quote - 1] & (W_NAMING | W_ORG_HEAD)) ||
	    !is_capital(s, quote + 1) || !follows(s, quote + 1))
		return quote;
	for (size_t i = quote + 2; i < sentence_end && i - quote <= QUOTED_MAX; i++)
		if (is_punct(s, i, "\"")) {
			scan_add(s, quote + 1, i, NAME_ORGANISATION, STRONG);
			return i + 1;
		} else if (!is_word(s, i)) {
			break;
		}
	return quote;
}

enum { ACRONYM_MOST = 6 };

static bool shouts(const struct scan *s, size_t i)
{
	return is_word(s, i) && (s->tok[i].flags & KUA_ALL_CAPS) && s->tok[i].end - s->tok[i].start >= ACRONYM_MOST;
}

static bool known_acronym(const struct scan *s, size_t i)
{
	bool shouted = (i > 0 && follows(s, i) && shouts(s, i - 1)) || (follows(s, i + 1) && shouts(s, i + 1));
	if (shouted || (is_opening(s, i) && is_punct(s, i + 1, ":"))) /* PLEASE WRITE; "LH: They came" in an interview */
		return false;
	return is_acronym(s, i) && !(s->flags[i] & (W_NOT | W_ROLE | W_TITLE | W_GENERATION | W_TIME | W_COMMON | W_DEMONYM));
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
