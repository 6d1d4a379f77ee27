/*
 * scan.c - an item made ready for finding names: what the lists say of each word, phrases of the gazetteer, how
 * far its capitals can be trusted, words that lost the space before them ("andTony").
 *
 * Capitals tell names from other words, and where they tell nothing (all lower case, ALL CAPS, Title Case) less is
 * believed. Words that also stand in lower case in the collection are no names when a sentence or a heading starts
 * with them; how often that is, is counted in a sketch (two rows of counters addressed by the word's hash; the
 * smaller counts), the same whatever the order of items.
 */
#include <string.h>

#include <unicode/uchar.h>

#include "names/internal.h"

/* A word's cell in each of the two rows. */
static size_t cell_of(uint64_t hash, int row, size_t mask)
{
	return (row ? (size_t)((hash * 0x9e3779b97f4a7c15u) >> 20) & mask : (size_t)(hash ^ (hash >> 32)) & mask) +
	       (row ? mask + 1 : 0);
}

void lower_count(const struct kua_text *t, const struct lower_counts *counts)
{
	for (size_t i = 0; i < t->n_tokens; i++) {
		const struct kua_token *k = &t->tokens[i];
		if (k->kind != KUA_WORD)
			continue;
		uint32_t *cells = !(k->flags & KUA_CAPITAL) ? counts->lower
		                : k->flags & (KUA_SENTENCE_START | KUA_ALL_CAPS) ? NULL
		                                                               : counts->capital;
		for (int row = 0; cells && row < 2; row++)
			__atomic_fetch_add(&cells[cell_of(k->hash, row, counts->mask)], 1, __ATOMIC_RELAXED);
	}
}

static uint32_t count_of(const uint32_t *cells, uint64_t hash, size_t mask)
{
	uint32_t a = cells[cell_of(hash, 0, mask)], b = cells[cell_of(hash, 1, mask)];
	return a < b ? a : b;
}

enum { PLAIN_TIMES = 16 };

bool question_answer(const struct lower_counts *counts, enum question about, uint64_t hash)
{
	uint32_t lower = about == IS_INSIDE ? 0 : count_of(counts->lower, hash, counts->mask);
	if (about == IS_PLAIN)
		return lower >= PLAIN_TIMES;
	if (about == IS_LOWER && lower == 0)
		return false;
	uint32_t capital = count_of(counts->capital, hash, counts->mask);
	return about == IS_LOWER ? lower * 3 >= capital : capital > 0;
}

static bool ask(const struct scan *s, enum question about, size_t i)
{
	bool answer = question_answer(s->counts, about, s->tok[i].hash);
	question_note(s->questions, about, s->tok[i].hash, answer);
	return answer;
}

bool is_common(const struct scan *s, size_t i)
{
	return (s->flags[i] & (W_COMMON | W_NOT)) || ask(s, IS_LOWER, i);
}

bool is_plain_word(const struct scan *s, size_t i)
{
	return ask(s, IS_PLAIN, i);
}

bool is_met_inside(const struct scan *s, size_t i)
{
	return ask(s, IS_INSIDE, i);
}

bool is_word(const struct scan *s, size_t i)
{
	return i < s->n && s->tok[i].kind == KUA_WORD;
}

bool is_capital(const struct scan *s, size_t i)
{
	return is_word(s, i) && (s->tok[i].flags & KUA_CAPITAL);
}

bool is_punct(const struct scan *s, size_t i, const char *norm)
{
	return i < s->n && s->tok[i].kind == KUA_PUNCT && strcmp(s->tok[i].norm, norm) == 0;
}

bool follows(const struct scan *s, size_t i)
{
	return i > 0 && i < s->n && s->tok[i].sentence == s->tok[i - 1].sentence &&
	       !(s->tok[i].flags & KUA_PARAGRAPH_START) && !(s->tok[i - 1].flags & KUA_POSSESSIVE) &&
	       !(s->flags[i] & W_UNGLUED);
}

bool is_opening(const struct scan *s, size_t i)
{
	for (; i < s->n && !(s->tok[i].flags & KUA_SENTENCE_START); i--)
		if (i == 0 || s->tok[i - 1].kind != KUA_PUNCT || s->tok[i - 1].sentence != s->tok[i].sentence)
			return false;
	return i < s->n;
}

bool is_acronym(const struct scan *s, size_t i)
{
	if (!is_word(s, i) || !(s->tok[i].flags & KUA_ALL_CAPS) || s->sentence[s->tok[i].sentence] == CASE_NONE)
		return false;
	size_t n = s->tok[i].end - s->tok[i].start;
	for (size_t k = s->tok[i].start; k < s->tok[i].end; k++)
		if (s->text->bytes[k] < 'A' || s->text->bytes[k] > 'Z')
			return false;
	return n >= 2 && n <= 6;
}

/* Characters without a shape of their own (zero width, direction marks), which could disguise a name: their length. */
static size_t invisible(const char *s, size_t n)
{
	uint32_t c;
	size_t step = n && (unsigned char)*s >= 0xe2 ? kua_utf8_next(s, n, &c) : 0;
	return step && (c == 0xfeff || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	                (c >= 0x2060 && c <= 0x2069))
	           ? step
	           : 0;
}

/* The surface as it stands, white space within it made one space, invisible characters left out. */
static const char *surface(const struct scan *s, size_t start, size_t end)
{
	char *out = kua_arena_strndup(s->arena, s->text->bytes + start, end - start);
	size_t n = 0;
	for (size_t i = 0; i < end - start; i++) {
		size_t skip = invisible(out + i, end - start - i);
		if (skip) {
			i += skip - 1;
			continue;
		}
		bool space = out[i] == ' ' || out[i] == '\n' || out[i] == '\r' || out[i] == '\t' || out[i] == '\0';
		if (!space)
			out[n++] = out[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	out[n] = '\0';
	return out;
}

struct found *scan_add(struct scan *s, size_t first, size_t last, int kind, enum strength strength)
{
	struct found *f = kua_vec_add(&s->found);
	f->first = (uint32_t)first;
	f->last = (uint32_t)last;
	f->start = s->tok[first].start;
	f->end = s->tok[last - 1].end;
	f->sentence = s->tok[first].sentence;
	f->kind = (uint8_t)kind;
	f->strength = (uint8_t)strength;
	f->possessive = s->tok[last - 1].flags & KUA_POSSESSIVE;
	f->form = surface(s, f->start, f->end);
	for (size_t i = first; i < last; i++)
		s->owner[i] = (uint32_t)s->found.n;
	return f;
}

/* ---- words that lost a space ---- */

/* Where the capital inside a word that starts in lower case is, or 0. */
static size_t inner_capital(const char *s, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (s[i] >= 'A' && s[i] <= 'Z')
			return i;
		if ((unsigned char)s[i] >= 0x80) {
			uint32_t c;
			size_t step = kua_utf8_next(s + i, n - i, &c);
			if (step == 0)
				return 0;
			if (u_isupper((UChar32)c))
				return i;
			i += step - 1;
		}
	}
	return 0;
}

static void refold(struct scan *s, struct kua_token *k)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, s->text->bytes + k->start, k->end - k->start);
	k->norm = kua_arena_strndup(s->arena, b.data ? b.data : "", b.len);
	k->hash = kua_hash(k->norm, b.len);
	kua_buf_free(&b);
}

static void unglue(struct scan *s, size_t i)
{
	struct kua_token *k = &s->tok[i];
	if (k->kind != KUA_WORD || (k->flags & KUA_CAPITAL) || k->end - k->start < 5)
		return;
	size_t at = inner_capital(s->text->bytes + k->start, k->end - k->start);
	if (at < 2 || k->end - k->start - at < 2)
		return;
	struct kua_token front = *k;
	front.end = k->start + (uint32_t)at;
	refold(s, &front);
	if (!(word_flags(&s->lexicon->words, front.norm, front.hash) & W_GLUE))
		return;
	k->start += (uint32_t)at;
	k->flags = (uint16_t)((k->flags | KUA_CAPITAL) & ~KUA_SENTENCE_START);
	refold(s, k);
	s->flags[i] |= W_UNGLUED;
}

/* ---- names with hyphens ---- */

/* Not a dash as wide as an m, which parts two phrases. */
static bool is_hyphen(const struct scan *s, const struct kua_token *k)
{
	bool wide = k->end - k->start == 3 && memcmp(s->text->bytes + k->start, "\xe2\x80\x94", 3) == 0;
	return k->kind == KUA_PUNCT && strcmp(k->norm, "-") == 0 && !(k->flags & KUA_SPACE_BEFORE) && !wide;
}

/* The small second half of a given name behind a surname: Cheung Kim-hung, Moon Jae-in. */
static bool syllable(const struct scan *s, const struct kua_token *t, size_t i, size_t at)
{
	uint32_t f = word_flags(&s->lexicon->words, t[at].norm, t[at].hash);
	return i > 0 && at == i + 2 && t[i - 1].kind == KUA_WORD && (t[i - 1].flags & KUA_CAPITAL) &&
	       t[i - 1].sentence == t[i].sentence && t[at].end - t[at].start <= 6 && t[i].end - t[i].start <= 6 && !(f & W_NOT);
}

/* M'Balika, N'Djamena: the French m' and n' stand before verbs, so with capitals on both sides they elide nothing. */
static bool falsely_elided(const struct scan *s, const struct kua_token *t, size_t i, size_t n)
{
	bool letter = strcmp(t[i].norm, "m") == 0 || strcmp(t[i].norm, "n") == 0 || strcmp(t[i].norm, "m'") == 0 ||
	              strcmp(t[i].norm, "n'") == 0;
	return letter && (t[i].flags & KUA_CAPITAL) && i + 1 < n && t[i + 1].kind == KUA_WORD && (t[i + 1].flags & KUA_CAPITAL) &&
	       !(t[i + 1].flags & (KUA_SPACE_BEFORE | KUA_ALL_CAPS)) && t[i + 1].start - t[i].end <= 3 &&
	       s->text->bytes[t[i + 1].start - 1] != '.';
}

/* Tokens from i that make one name: Kassym-Jomart, al-Assad, Nur-Sultan. 1 where there is no such thing. */
static size_t hyphened(const struct scan *s, const struct kua_token *t, size_t i, size_t n)
{
	size_t end = i + 1;
	if (t[i].kind != KUA_WORD || end >= n)
		return 1;
	if (falsely_elided(s, t, i, n))
		return 2;
	if (!is_hyphen(s, &t[end]))
		return 1;
	bool particle = !(t[i].flags & KUA_CAPITAL) && (word_flags(&s->lexicon->words, t[i].norm, t[i].hash) & W_PARTICLE);
	bool places = phrases_from(s->names, t[i].hash) != 0;
	if ((!particle && !(t[i].flags & KUA_CAPITAL)) || (t[i].flags & KUA_POSSESSIVE))
		return 1;
	while (end + 1 < n && end - i < 7 && is_hyphen(s, &t[end]) && t[end + 1].kind == KUA_WORD &&
	       !(t[end + 1].flags & KUA_SPACE_BEFORE) && (t[end + 1].flags & KUA_CAPITAL || syllable(s, t, i, end + 1))) {
		uint32_t f = word_flags(&s->lexicon->words, t[end + 1].norm, t[end + 1].hash);
		if (f & (W_DEMONYM | W_ORG_HEAD | W_TITLE | W_TIME | W_NOT))
			break;
		places = places && phrases_from(s->names, t[end + 1].hash) != 0;
		end += 2;
		if (t[end - 1].flags & KUA_POSSESSIVE)
			break;
	}
	if (places && end > i + 1) { /* "Paris-London" is two places, "Alma-Ata" one */
		struct kua_token whole = t[i];
		whole.end = t[end - 1].end;
		refold((struct scan *)s, &whole);
		if (!phrases_from(s->names, whole.hash))
			return 1;
	}
	return end - i;
}

/* The scan's own tokens, with the sentences in them. */
static void own_tokens(struct scan *s)
{
	const struct kua_text *t = s->text;
	s->tok = KUA_NEW_N(s->arena, struct kua_token, t->n_tokens);
	s->spans = KUA_NEW_N(s->arena, struct sentence_span, t->n_sentences + 1);
	for (size_t k = 0; k < t->n_sentences; k++) {
		s->spans[k].first = (uint32_t)s->n;
		for (size_t i = t->sentences[k].first; i < t->sentences[k].last;) {
			size_t more = hyphened(s, t->tokens, i, t->sentences[k].last);
			struct kua_token *own = &s->tok[s->n++];
			*own = t->tokens[i];
			if (more > 1) {
				own->end = t->tokens[i + more - 1].end;
				own->flags = (uint16_t)((own->flags & ~KUA_ALL_CAPS) | KUA_CAPITAL |
				                        (t->tokens[i + more - 1].flags & (KUA_POSSESSIVE | KUA_ALL_CAPS)));
				refold(s, own);
			}
			i += more;
		}
		s->spans[k].last = (uint32_t)s->n;
	}
}

/* ---- what the lists say ---- */

static bool given_by_part(const struct kua_names *names, const struct kua_token *k)
{
	const char *hyphen = strchr(k->norm, '-');
	if (names_given(names, k->norm, k->hash))
		return true;
	if (!hyphen || hyphen == k->norm || hyphen - k->norm > 40)
		return false;
	char first[48];
	size_t n = (size_t)(hyphen - k->norm);
	memcpy(first, k->norm, n);
	first[n] = '\0';
	return names_given(names, first, kua_hash(first, n));
}

/* "Trials" is as ordinary a word as "Trial"; "Angolans" are like an "Angolan", "Attorneys" like an "Attorney". */
static uint32_t plural_flags(const struct scan *s, const struct kua_token *k)
{
	size_t n = strlen(k->norm);
	char one[32];
	if (n < 5 || n > sizeof one || k->norm[n - 1] != 's' || (unsigned char)k->norm[n - 2] >= 0x80)
		return 0;
	memcpy(one, k->norm, n - 1);
	one[n - 1] = '\0';
	uint32_t f = word_flags(&s->lexicon->words, one, kua_hash(one, n - 1));
	return f & (W_COMMON | W_THING) ? W_COMMON : f & (W_ROLE | W_TITLE) ? W_ROLE : f & W_DEMONYM;
}

static void flag_words(struct scan *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct kua_token *k = &s->tok[i];
		if (k->kind != KUA_WORD)
			continue;
		s->flags[i] |= word_flags(&s->lexicon->words, k->norm, k->hash);
		if (s->flags[i] == 0)
			s->flags[i] = plural_flags(s, k);
		if (s->flags[i] == 0 && s->lexicon->capital_nouns &&
		    ends_with_one_of(k->norm, strlen(k->norm), &s->names->noun_endings, 3, NULL))
			s->flags[i] = W_COMMON;
		bool caseless = s->sentence[k->sentence] == CASE_NONE;
		if ((caseless || (k->flags & KUA_CAPITAL)) && given_by_part(s->names, k))
			s->flags[i] |= W_GIVEN;
	}
}

static bool phrase_fits(const struct scan *s, const struct phrase *p, size_t i)
{
	bool caseless = s->sentence[s->tok[i].sentence] == CASE_NONE;
	if (!caseless && (p->caps ? !(s->tok[i].flags & KUA_ALL_CAPS) : !(s->tok[i].flags & KUA_CAPITAL)))
		return false;
	if (caseless && p->caps)
		return false;
	for (size_t k = 0; k < p->n; k++) {
		if (!is_word(s, i + k) || (k > 0 && !follows(s, i + k)))
			return false;
		if (s->tok[i + k].hash != p->hash[k] || strcmp(s->tok[i + k].norm, p->norm[k]) != 0)
			return false;
	}
	return true;
}

/* A place in an oblique case: in the languages that have endings for it. */
static void hit_by_stem(struct scan *s, size_t i)
{
	const struct kua_token *k = &s->tok[i];
	bool has_cases = (unsigned char)k->norm[0] >= 0x80 || s->lexicon->capital_nouns; /* Kasachstans is in no English text */
	if (!(k->flags & KUA_CAPITAL) || !has_cases)
		return;
	uint32_t found = phrase_by_stem(s->names, k->norm);
	if (found)
		s->hits[i] = (struct hit){1, s->names->phrases.v[found - 1].kind, s->names->phrases.v[found - 1].id};
}

static void find_hits(struct scan *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->tok[i].kind != KUA_WORD)
			continue;
		bool caseless = s->sentence[s->tok[i].sentence] == CASE_NONE;
		if (!caseless && !(s->tok[i].flags & KUA_CAPITAL))
			continue;
		for (uint32_t p = phrases_from(s->names, s->tok[i].hash); p && !s->hits[i].n; p = s->names->phrases.v[p - 1].next) {
			const struct phrase *ph = &s->names->phrases.v[p - 1];
			if (phrase_fits(s, ph, i))
				s->hits[i] = (struct hit){ph->n, ph->kind, ph->id};
		}
		if (!s->hits[i].n)
			hit_by_stem(s, i);
	}
}

/* ---- capitals ---- */

static void count_case(const struct scan *s, size_t first, size_t last, size_t *words, size_t *capitals, size_t *all)
{
	for (size_t i = first; i < last; i++) {
		const struct kua_token *k = &s->tok[i];
		if (k->kind != KUA_WORD)
			continue;
		(*words)++;
		*capitals += (k->flags & KUA_CAPITAL) != 0;
		*all += (k->flags & KUA_ALL_CAPS) != 0;
	}
}

static void judge_case(struct scan *s)
{
	size_t words = 0, capitals = 0, all = 0;
	count_case(s, 0, s->n, &words, &capitals, &all);
	bool lower = words >= 20 && capitals * 200 < words, upper = words >= 5 && all * 10 > words * 6;
	for (size_t k = 0; k < s->text->n_sentences; k++) {
		const struct sentence_span *span = &s->spans[k];
		size_t n = 0, c = 0, a = 0, stop = 0;
		count_case(s, span->first, span->last, &n, &c, &a);
		for (size_t i = span->first; i < span->last; i++)
			stop += s->tok[i].kind == KUA_WORD && (s->tok[i].flags & KUA_STOP_WORD) && !(s->tok[i].flags & KUA_CAPITAL);
		/* "They met Jonas Lind and Ruta Ozola." is full of capitals and no heading */
		bool table = false; /* a row of a table is no heading, full of names as it may be */
		for (size_t i = span->first; i < span->last && !table; i++)
			table = is_punct(s, i, "|");
		bool stopped = span->last > span->first && is_punct(s, span->last - 1, ".");
		if (lower || upper || (n >= 4 && a * 10 >= n * 8))
			s->sentence[k] = CASE_NONE;
		else if (n >= 5 && !table && c * 10 >= (n - stop) * 7 && (!stopped || c + stop == n))
			s->sentence[k] = CASE_TITLE;
	}
}

void scan_open(struct scan *s)
{
	s->lexicon = names_lexicon(s->names, s->text->language);
	own_tokens(s);
	s->flags = KUA_NEW_N(s->arena, uint32_t, s->n);
	s->hits = KUA_NEW_N(s->arena, struct hit, s->n);
	s->owner = KUA_NEW_N(s->arena, uint32_t, s->n);
	s->sentence = KUA_NEW_N(s->arena, uint8_t, s->text->n_sentences + 1);
	judge_case(s);
	for (size_t i = 0; i < s->n; i++)
		unglue(s, i);
	flag_words(s);
	find_hits(s);
}
