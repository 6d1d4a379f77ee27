/*
 * localities.c - the places in one item. One is in the gazetteer, or stands behind "in", "at", "the city of", before "region", or in a dateline.
 */
#include <string.h>

#include "names/internal.h"

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
int place_sign(const struct scan *s, size_t pos)
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

/* "Қызылшоқыда": by the ending that says where, of a word that is none of those met in small letters, nor "in Parliament". */
static bool where_case(const struct scan *s, size_t i)
{
	const char *norm = s->tok[i].norm;
	size_t stem = 0;
	if (!ends_with_one_of(norm, strlen(norm), &s->names->where_ends, 6, &stem) || (s->flags[i] & W_GIVEN) || is_common(s, i))
		return false;
	char bare[64];
	if (stem >= sizeof bare || s->sentence[s->tok[i].sentence] != CASE_GOOD || (is_opening(s, i) && !is_met_inside(s, i)))
		return false;
	memcpy(bare, norm, stem);
	bare[stem] = '\0';
	return word_flags(&s->lexicon->words, bare, kua_hash(bare, stem)) == 0;
}

size_t unknown_end(const struct scan *s, size_t pos, size_t end, size_t most)
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

/* "Кызылшокы Карагандинской области": the adjective is of the region, and the town stands before it. */
static bool town_in_region(const struct scan *s, size_t pos, size_t last, size_t wide)
{
	const char *norm = s->tok[last - 1].norm;
	return wide == last + 1 && last - pos > 1 && (s->flags[last] & W_WIDE) && ends_with_one_of(norm, strlen(norm), &s->names->wide_ends, 3, NULL);
}

size_t place_at(struct scan *s, size_t pos, size_t end)
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
	if (town_in_region(s, pos, last, wide)) {
		scan_add(s, pos, last - 1, NAME_PLACE, sign == 2 ? STRONG : WEAK);
		scan_add(s, last - 1, wide, NAME_PLACE, STRONG);
		return wide;
	}
	if (wide > last) {
		scan_add(s, pos, wide, NAME_PLACE, STRONG);
		return wide;
	}
	if (sign == 0 && last - pos == 1 && where_case(s, pos))
		sign = 1;
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
