/*
 * language.c - which language a text is in.
 *
 * Every word of a sample votes for the languages whose common words have it, every letter that is particular
 * to some languages and every ending of words votes for those; a vote is shared by all who get it, so that
 * words of one language only count most. Trigram models need a paragraph before they are right; stop words
 * are right on a sentence, and what they know can be read and corrected in data/<language>/common.txt.
 * Without a clear winner the answer is "und".
 */
#include <string.h>

#include "text/spellings.h"

/* Windows at the start, in the middle and at the end: headers and menus may be in another language than the text. */
#define WINDOW ((size_t)6144)
/* Tokens beyond this many change nothing. */
#define ENOUGH 3000

/* A word's votes go to the languages as often as the word stands there. */
static void cast(const struct vote *v, uint64_t *votes, uint32_t times)
{
	uint64_t share = (uint64_t)v->weight * 10 / (unsigned)__builtin_popcountll(v->languages);
	for (uint64_t left = v->languages; left; left &= left - 1)
		votes[__builtin_ctzll(left)] += share * times;
}

static void vote_letters(const struct kua_languages *l, const char *norm, size_t n, uint64_t *votes, uint32_t times)
{
	size_t seen = 0;
	for (size_t i = 0, step; i < n && seen < 3; i += step) {
		uint32_t c;
		step = 1;
		if ((unsigned char)norm[i] < 0x80)
			continue; /* none of these is particular to a few languages */
		step = kua_utf8_next(norm + i, n - i, &c);
		if (!step)
			break;
		const struct vote *v = kua_vote_of(l, kua_hash(norm + i, step));
		if (v && v->weight == VOTE_OF_LETTER) {
			cast(v, votes, times);
			seen++;
		}
	}
}

/* Endings of two to four characters, of words that have at least two before them. */
static void vote_ending(const struct kua_languages *l, const char *norm, size_t n, uint64_t *votes, uint32_t times)
{
	size_t at[6] = {0}, characters = 0;
	for (size_t i = n; i > 0 && characters < 6; i--)
		if (((unsigned char)norm[i - 1] & 0xc0) != 0x80)
			at[characters++] = i - 1;
	for (size_t k = 4; k >= 2; k--) {
		if (characters < k + 2)
			continue;
		const struct vote *v = kua_vote_of(l, kua_hash(norm + at[k - 1], n - at[k - 1]) ^ ENDING_SALT);
		if (v) {
			cast(v, votes, times);
			return; /* the longest counts */
		}
	}
}

/* All words that have been counted vote, and are not counted any longer. */
static void vote(const struct kua_languages *l, struct spellings *spellings, uint64_t *votes)
{
	for (size_t i = 0; i < spellings->all.n; i++) {
		struct spelling *w = &spellings->all.v[i];
		if (!w->count)
			continue;
		const struct vote *v = kua_vote_of(l, w->hash);
		if (v)
			cast(v, votes, w->count);
		size_t n = strlen(w->norm);
		vote_ending(l, w->norm, n, votes, w->count);
		vote_letters(l, w->norm, n, votes, w->count);
		w->count = 0;
	}
}

/* Move a border off the inside of a word or character: to just behind the next byte that is a space. */
static size_t to_space(const char *bytes, size_t n, size_t at)
{
	size_t end = at + 256 < n ? at + 256 : n;
	for (size_t i = at; i < end; i++)
		if (bytes[i] == ' ' || bytes[i] == '\n')
			return i + 1;
	return end;
}

static void vote_in_windows(const struct kua_languages *l, const char *bytes, size_t n, struct spellings *spellings,
                            uint64_t *votes)
{
	size_t starts[] = {0, to_space(bytes, n, n / 2), to_space(bytes, n, n - WINDOW)};
	for (size_t i = 0; i < 3; i++) {
		size_t end = starts[i] + WINDOW < n ? to_space(bytes, n, starts[i] + WINDOW) : n;
		kua_count_words(spellings, bytes, starts[i], end, ENOUGH);
		vote(l, spellings, votes);
	}
}

/* Whoever has most votes. */
static const char *winner(const struct kua_languages *l, const uint64_t *votes)
{
	size_t best = 0;
	uint64_t second = 0;
	for (size_t i = 1; i < l->n; i++)
		if (votes[i] > votes[best])
			best = i;
	for (size_t i = 0; i < l->n; i++)
		if (i != best && votes[i] > second)
			second = votes[i];
	/* at least one word of its own, and a tenth more than the next */
	if (!l->n || votes[best] < 60 || votes[best] * 10 < second * 11)
		return "und";
	return l->v[best].code;
}

bool kua_language_find(const struct kua_languages *l, const char *bytes, size_t n, struct spellings *spellings,
                       struct draft *draft, const char **language)
{
	uint64_t votes[LANGUAGES_MAX] = {0};
	bool whole = n <= 3 * WINDOW;
	if (whole) {
		kua_draft(spellings, bytes, n, ENOUGH, draft);
		vote(l, spellings, votes);
	} else {
		vote_in_windows(l, bytes, n, spellings, votes);
	}
	*language = winner(l, votes);
	return whole;
}
