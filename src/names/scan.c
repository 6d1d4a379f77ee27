/*
 * scan.c - an item made ready for finding names: what the lists say of each word, phrases of the gazetteer, how far its
 * capitals can be trusted, words that lost the space before them ("andTony").
 *
 * Capitals tell names from other words, and where they tell nothing (all lower case, ALL CAPS, Title Case) less is
 * believed. Words that also stand in lower case in the collection are no names when a sentence or a heading starts
 * with them; how often that is, is counted in a sketch of two arrays addressed by the word's hash, the same whatever the
 * order of items. Two words in one cell can hide a name, never invent one.
 */
#include <stdatomic.h>
#include <string.h>

#include <unicode/uchar.h>

#include "names/internal.h"

void lower_count(const struct kua_text *t, const struct lower_counts *counts)
{
	for (size_t i = 0; i < t->n_tokens; i++) {
		const struct kua_token *k = &t->tokens[i];
		if (k->kind != KUA_WORD)
			continue;
		size_t at = (size_t)(k->hash ^ (k->hash >> 32)) & counts->mask;
		uint32_t *cell = !(k->flags & KUA_CAPITAL) ? &counts->lower[at]
		               : k->flags & (KUA_SENTENCE_START | KUA_ALL_CAPS) ? NULL
		                                                              : &counts->capital[at];
		if (cell)
			__atomic_fetch_add(cell, 1, __ATOMIC_RELAXED);
	}
}

bool is_common(const struct scan *s, size_t i)
{
	uint64_t hash = s->tok[i].hash;
	size_t at = (size_t)(hash ^ (hash >> 32)) & s->counts->mask;
	if (s->flags[i] & (W_COMMON | W_NOT))
		return true;
	uint32_t lower = s->counts->lower[at];
	return lower > 0 && lower * 3 >= s->counts->capital[at];
}

bool is_word(const struct scan *s, size_t i)
{
	return i < s->text->n_tokens && s->tok[i].kind == KUA_WORD;
}

bool is_capital(const struct scan *s, size_t i)
{
	return is_word(s, i) && (s->tok[i].flags & KUA_CAPITAL);
}

bool is_punct(const struct scan *s, size_t i, const char *norm)
{
	return i < s->text->n_tokens && s->tok[i].kind == KUA_PUNCT && strcmp(s->tok[i].norm, norm) == 0;
}

bool follows(const struct scan *s, size_t i)
{
	return i > 0 && i < s->text->n_tokens && s->tok[i].sentence == s->tok[i - 1].sentence &&
	       !(s->tok[i].flags & KUA_PARAGRAPH_START) && !(s->tok[i - 1].flags & KUA_POSSESSIVE);
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

/* The surface as it stands, white space within it made one space. */
static const char *surface(const struct scan *s, size_t start, size_t end)
{
	char *out = kua_arena_strndup(s->arena, s->text->bytes + start, end - start);
	size_t n = 0;
	for (size_t i = 0; i < end - start; i++) {
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

static void unglue(struct scan *s)
{
	const struct kua_text *t = s->text;
	struct kua_token *copy = NULL;
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < t->n_tokens; i++) {
		const struct kua_token *k = &t->tokens[i];
		if (k->kind != KUA_WORD || (k->flags & KUA_CAPITAL) || k->end - k->start < 5)
			continue;
		size_t at = inner_capital(t->bytes + k->start, k->end - k->start);
		if (at < 2 || k->end - k->start - at < 2)
			continue;
		kua_buf_clear(&b);
		kua_fold(&b, t->bytes + k->start, at);
		if (!(word_flags(&s->lexicon->words, b.data, kua_hash(b.data, b.len)) & W_GLUE))
			continue;
		if (!copy) {
			copy = KUA_NEW_N(s->arena, struct kua_token, t->n_tokens);
			memcpy(copy, t->tokens, t->n_tokens * sizeof *copy);
			s->tok = copy;
		}
		kua_buf_clear(&b);
		kua_fold(&b, t->bytes + k->start + at, k->end - k->start - at);
		copy[i].start += (uint32_t)at;
		copy[i].norm = kua_arena_strndup(s->arena, b.data, b.len);
		copy[i].hash = kua_hash(b.data, b.len);
		copy[i].flags = (uint16_t)((copy[i].flags | KUA_CAPITAL) & ~KUA_SENTENCE_START);
	}
	kua_buf_free(&b);
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

static void flag_words(struct scan *s)
{
	for (size_t i = 0; i < s->text->n_tokens; i++) {
		const struct kua_token *k = &s->tok[i];
		if (k->kind != KUA_WORD)
			continue;
		s->flags[i] = word_flags(&s->lexicon->words, k->norm, k->hash);
		bool caseless = s->sentence[k->sentence] == CASE_NONE;
		if ((caseless || (k->flags & KUA_CAPITAL)) && given_by_part(s->names, k))
			s->flags[i] |= W_GIVEN;
	}
}

static uint32_t phrases_from(const struct kua_names *names, uint64_t hash)
{
	size_t at = (size_t)hash & names->phrase_mask;
	while (names->phrase_slots[at] && names->phrases.v[names->phrase_slots[at] - 1].hash[0] != hash)
		at = (at + 1) & names->phrase_mask;
	return names->phrase_slots[at];
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
	size_t n = strlen(k->norm), stem;
	if ((unsigned char)k->norm[0] < 0x80 || !(k->flags & KUA_CAPITAL))
		return;
	for (size_t e = 0; e < s->names->cases.n; e++) {
		size_t len = strlen(s->names->cases.v[e]);
		if (n < len + 6 || memcmp(k->norm + n - len, s->names->cases.v[e], len) != 0)
			continue;
		stem = n - len;
		const char *ends[] = {"", "а", "ь", "я", "ия"}; /* the nominative may have an ending of its own */
		for (size_t v = 0; v < sizeof ends / sizeof *ends; v++) {
			char word[96];
			if (stem + strlen(ends[v]) >= sizeof word)
				continue;
			memcpy(word, k->norm, stem);
			strcpy(word + stem, ends[v]);
			for (uint32_t p = phrases_from(s->names, kua_hash(word, strlen(word))); p; p = s->names->phrases.v[p - 1].next) {
				const struct phrase *ph = &s->names->phrases.v[p - 1];
				if (ph->n == 1 && strcmp(ph->norm[0], word) == 0) {
					s->hits[i] = (struct hit){1, ph->kind, ph->id};
					return;
				}
			}
		}
	}
}

static void find_hits(struct scan *s)
{
	for (size_t i = 0; i < s->text->n_tokens; i++) {
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
	count_case(s, 0, s->text->n_tokens, &words, &capitals, &all);
	bool lower = words >= 20 && capitals * 200 < words, upper = words >= 5 && all * 10 > words * 6;
	for (size_t k = 0; k < s->text->n_sentences; k++) {
		const struct kua_sentence *sentence = &s->text->sentences[k];
		size_t n = 0, c = 0, a = 0, stop = 0;
		count_case(s, sentence->first, sentence->last, &n, &c, &a);
		for (size_t i = sentence->first; i < sentence->last; i++)
			stop += s->tok[i].kind == KUA_WORD && (s->tok[i].flags & KUA_STOP_WORD) && !(s->tok[i].flags & KUA_CAPITAL);
		if (lower || upper || (n >= 4 && a * 10 >= n * 8))
			s->sentence[k] = CASE_NONE;
		else if (n >= 5 && c * 10 >= (n - stop) * 7)
			s->sentence[k] = CASE_TITLE;
	}
}

void scan_open(struct scan *s)
{
	size_t n = s->text->n_tokens;
	s->tok = s->text->tokens;
	s->lexicon = names_lexicon(s->names, s->text->language);
	s->flags = KUA_NEW_N(s->arena, uint32_t, n);
	s->hits = KUA_NEW_N(s->arena, struct hit, n);
	s->owner = KUA_NEW_N(s->arena, uint32_t, n);
	s->sentence = KUA_NEW_N(s->arena, uint8_t, s->text->n_sentences + 1);
	judge_case(s);
	unglue(s);
	flag_words(s);
	find_hits(s);
}
