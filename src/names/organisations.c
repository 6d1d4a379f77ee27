/*
 * organisations.c - the organisations in one item. One has a head word (Party, Ministry) with other words before it, behind it or after "of"; or
 * is known; or is introduced by a word in lower case ("the trade union Zhanartu"), or followed by one ("Osprey Copper, a company"); or is an
 * acronym.
 */
#include <string.h>

#include "names/internal.h"

enum { QUOTED_MAX = 7 };

/* ---- by a head word ---- */

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
bool used_as_given(const struct scan *s, size_t i)
{
	return (s->flags[i] & W_GIVEN) && is_capital(s, i + 1) && follows(s, i + 1) &&
	       !(s->flags[i + 1] & (W_THING | W_ADDRESS | W_ORG_HEAD | W_TITLE | W_ROLE | W_NOT | W_PLACE_KIND));
}

/* Words before a Prize or a Road are neither person nor organisation. */
size_t past_thing(const struct scan *s, size_t pos, size_t end)
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

size_t organisation_at(struct scan *s, size_t pos, size_t end)
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

/* ---- by what stands beside the name ---- */

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
size_t ordinary_pair_at(struct scan *s, size_t pos)
{
	if (is_opening(s, pos) || s->sentence[s->tok[pos].sentence] != CASE_GOOD || s->lexicon->capital_nouns || !and_ordinary(s, pos))
		return pos;
	bool speaks = is_word(s, pos + 3) && (s->flags[pos + 3] & W_SAY) && is_common(s, pos) && is_common(s, pos + 2);
	bool named = follows(s, pos) && (s->flags[pos - 1] & W_NAMING) && !is_capital(s, pos - 1);
	scan_add(s, pos, pos + 3, NAME_ORGANISATION, named ? STRONG : speaks ? WEAK : PENDING);
	return pos + 3;
}

/* "the trade union Zhanartu", "the trade union, Zhanartu", "Boko Haram militants" */
size_t named_organisation_at(struct scan *s, size_t pos, size_t end)
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
size_t quoted_organisation_at(struct scan *s, size_t quote, size_t sentence_end)
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

bool known_acronym(const struct scan *s, size_t i)
{
	bool shouted = (i > 0 && follows(s, i) && shouts(s, i - 1)) || (follows(s, i + 1) && shouts(s, i + 1));
	if (shouted || (is_opening(s, i) && is_punct(s, i + 1, ":"))) /* PLEASE WRITE; "LH: They came" in an interview */
		return false;
	return is_acronym(s, i) && !(s->flags[i] & (W_NOT | W_ROLE | W_TITLE | W_GENERATION | W_TIME | W_COMMON | W_DEMONYM));
}
