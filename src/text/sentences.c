/*
 * sentences.c - where sentences and paragraphs end.
 *
 * Lines first. A blank line always parts paragraphs. What a single line end means depends on the text: in a
 * text wrapped at some column it means nothing unless the line stopped although the next word had room; in a
 * text of one line a paragraph it parts paragraphs. `wrap_of` finds the column, `settle_lines` then decides
 * each line end for good.
 *
 * Then full stops. A stop ends a sentence unless something speaks against it: an abbreviation or initial
 * before it, a lower case letter behind it, an ordinal in front of a month, digits on both sides. Texts
 * without any capitals (old wires) have only the abbreviations to go by. Closing quotes, brackets and note
 * marks behind the stop belong to the sentence.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "text/internal.h"

struct split {
	const struct language *language;
	struct kua_text *text;
	struct kua_token *tokens;
	uint8_t *gaps;
	bool cased; /* the text has capitals, so that a lower case letter says something */
};

/* ---- lines ---- */

#define WRAP_LEAST 40
#define WRAP_MOST 130

struct line {
	uint32_t length; /* characters */
	uint32_t next;   /* characters of the next line's first word; 0 where a blank line or the end follows */
};

struct lines {
	KUA_VEC(struct line) v;
};

static uint32_t characters(const char *s, size_t n)
{
	uint32_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

static bool line_end(const struct split *s, size_t i)
{
	return i == s->text->n_tokens || s->gaps[i] >= GAP_LINE;
}

/* Characters from token i to the next space. */
static uint32_t first_word(const struct split *s, size_t i)
{
	size_t k = i + 1;
	while (k < s->text->n_tokens && s->gaps[k] == GAP_NONE && k - i < 20)
		k++;
	return characters(s->text->bytes + s->tokens[i].start, s->tokens[k - 1].end - s->tokens[i].start);
}

/* The line that ends before token `end`, having started at token `first`. */
static struct line line_of(const struct split *s, size_t first, size_t end)
{
	struct line l = {0, 0};
	uint32_t from = s->tokens[first].start;
	l.length = characters(s->text->bytes + from, s->tokens[end - 1].end - from);
	if (end < s->text->n_tokens && s->gaps[end] == GAP_LINE)
		l.next = first_word(s, end);
	return l;
}

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a < b ? -1 : a > b;
}

/* The column at which the text is wrapped, 0 where it is not. */
static uint32_t wrap_of(const struct split *s)
{
	KUA_VEC(struct line) lines = {0};
	size_t inner = 0, full = 0;
	for (size_t i = 1, first = 0; i <= s->text->n_tokens; i++) {
		if (!line_end(s, i))
			continue;
		*kua_vec_add(&lines) = line_of(s, first, i);
		first = i;
	}
	uint32_t wrap = 0;
	if (lines.n > 1) {
		uint32_t *lengths = kua_malloc(kua_mul(lines.n, sizeof *lengths));
		for (size_t i = 0; i < lines.n; i++)
			lengths[i] = lines.v[i].length;
		qsort(lengths, lines.n, sizeof *lengths, by_number);
		wrap = lengths[lines.n - 1 - lines.n / 40]; /* a stray long line does not count */
		free(lengths);
	}
	for (size_t i = 0; i < lines.n; i++) {
		inner += lines.v[i].next > 0;
		full += lines.v[i].next > 0 && lines.v[i].length + 1 + lines.v[i].next > wrap;
	}
	kua_vec_free(&lines);
	return wrap >= WRAP_LEAST && wrap <= WRAP_MOST && inner && full * 2 >= inner ? wrap : 0;
}

static bool lower(const struct split *s, size_t i)
{
	UChar32 c = (UChar32)kua_code_at(s->text->bytes, s->text->n, s->tokens[i].start);
	return u_islower(c);
}

static bool stop(const struct kua_token *t)
{
	if (t->kind != KUA_PUNCT)
		return false;
	static const char *const stops[] = {".", "!", "?", "...", "。", "؟", "।", "!?", "?!"};
	if (strchr(",\"'-()", t->norm[0]))
		return false; /* as most are */
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		if (strcmp(t->norm, stops[i]) == 0)
			return true;
	return false;
}

/* "1." or "a)" or a dash or bullet, with a space behind it. */
static bool bullet(const struct split *s, size_t i)
{
	const struct kua_token *t = &s->tokens[i];
	bool space = i + 1 < s->text->n_tokens && s->gaps[i + 1] != GAP_NONE;
	if (t->kind == KUA_PUNCT)
		return space && !strchr("\"'([.,;:!?%/&", t->norm[0]);
	if (space || t->end - t->start > 3 || i + 2 >= s->text->n_tokens || s->gaps[i + 2] == GAP_NONE)
		return false;
	return (is_punct(&s->tokens[i + 1], '.') && t->kind == KUA_NUMERAL) || is_punct(&s->tokens[i + 1], ')');
}

/* Turn every single line end into a space or into the end of a paragraph. */
static void settle_lines(struct split *s)
{
	uint32_t wrap = wrap_of(s);
	for (size_t i = 1, first = 0; i < s->text->n_tokens; i++) {
		if (s->gaps[i] < GAP_LINE)
			continue;
		struct line l = line_of(s, first, i);
		first = i;
		if (s->gaps[i] == GAP_BLANK)
			continue;
		bool runs_on = s->cased && lower(s, i) && !stop(&s->tokens[i - 1]) && !is_punct(&s->tokens[i - 1], ':');
		bool no_room = wrap && l.length + 1 + l.next > wrap;
		s->gaps[i] = !bullet(s, i) && (runs_on || no_room) ? GAP_SPACE : GAP_BLANK;
	}
}

/* ---- full stops ---- */

/* Behind the asterisks at token i, which close bold words ("**5 May.** He was freed.") or refer to a note; i where they open some. */
static uint32_t behind_asterisks(const struct split *s, uint32_t i)
{
	uint32_t next = i;
	while (next < s->text->n_tokens && (next == i || s->gaps[next] == GAP_NONE) && is_punct(&s->tokens[next], '*'))
		next++;
	return next == s->text->n_tokens || s->gaps[next] != GAP_NONE ? next : i;
}

/* Tokens behind a stop that still belong to the sentence: closing quotes, brackets and asterisks, note marks. */
static uint32_t closers(const struct split *s, uint32_t i)
{
	while (i < s->text->n_tokens && s->gaps[i] == GAP_NONE) {
		const struct kua_token *t = &s->tokens[i];
		uint32_t bold = behind_asterisks(s, i);
		if (bold > i) {
			i = bold;
			continue;
		}
		bool closes = t->kind == KUA_PUNCT && strchr("\"')]}^", t->norm[0]);
		if (!closes && !stop(t))
			break;
		uint32_t c = kua_code_at(s->text->bytes, s->text->n, t->start);
		if (c == 0x201c && i + 1 < s->text->n_tokens && s->gaps[i + 1] == GAP_NONE)
			break; /* an opening quote right behind a stop: the space is missing */
		i++;
	}
	return i;
}

static const struct fact *abbreviation(const struct split *s, uint32_t i, uint64_t roles)
{
	const struct kua_token *t = &s->tokens[i];
	return s->language && t->kind == KUA_WORD ? kua_fact_of(s->language, t->norm, strlen(t->norm), roles) : NULL;
}

static bool single_letter(const struct split *s, uint32_t i)
{
	const struct kua_token *t = &s->tokens[i];
	uint32_t c;
	return t->kind == KUA_WORD && kua_utf8_next(t->norm, strlen(t->norm), &c) == strlen(t->norm);
}

/* The stop at token i stands behind an abbreviation, an initial or an ordinal that goes on with token `next`. */
static bool held_by_what_is_before(const struct split *s, uint32_t i, uint32_t next, uint32_t first)
{
	const struct kua_token *before = &s->tokens[i - 1], *behind = &s->tokens[next];
	bool numeral = behind->kind == KUA_NUMERAL, capital = behind->flags & KUA_CAPITAL;
	if (i == first || s->gaps[i] != GAP_NONE)
		return false;
	if (abbreviation(s, i - 1, BIT(A_NAME)))
		return true;
	if (numeral && abbreviation(s, i - 1, BIT(A_NUMBER) | BIT(D_MONTH)))
		return true;
	if (single_letter(s, i - 1)) {
		/* "Smith and I. The": the pronoun ends a sentence, an initial stands before a name */
		bool pronoun = strcmp(before->norm, "i") == 0 && i - 1 > first &&
		               !(s->tokens[i - 2].flags & KUA_CAPITAL) && (behind->flags & KUA_STOP_WORD);
		bool capitals = (before->flags & KUA_CAPITAL) && capital;
		return (capitals || !s->cased) && behind->kind == KUA_WORD && !pronoun;
	}
	if (before->kind == KUA_NUMERAL && before->end - before->start <= 2) {
		if (i - 1 == first)
			return true; /* the number of an entry in a list */
		if (s->language && s->language->writing & ORDINAL_DOT)
			return abbreviation(s, next, BIT(D_MONTH)) || abbreviation(s, i - 2, BIT(N_ARTICLE) | BIT(D_ON));
	}
	return false;
}

/* No space behind the stop at i: an end only where a new sentence is plain to see ("observers.Many"). */
static bool stuck_end(const struct split *s, uint32_t i, uint32_t next)
{
	const struct kua_token *before = &s->tokens[i - 1], *behind = &s->tokens[next];
	if (!(behind->flags & KUA_CAPITAL) || (behind->flags & KUA_ALL_CAPS) || behind->kind != KUA_WORD)
		return behind->kind == KUA_PUNCT && behind->norm[0] == '"' && next + 1 < s->text->n_tokens &&
		       (s->tokens[next + 1].flags & KUA_CAPITAL) && s->gaps[next + 1] == GAP_NONE;
	if (before->kind == KUA_NUMERAL || (before->kind == KUA_PUNCT && !stop(before)))
		return true;
	return before->kind == KUA_WORD && !(before->flags & KUA_ALL_CAPS) && !single_letter(s, i - 1) &&
	       !abbreviation(s, i - 1, BIT(A_NAME) | BIT(A_END));
}

/* Whether the stop at token i ends the sentence that began at first; next is the token behind its closers. */
static bool ends(const struct split *s, uint32_t i, uint32_t next, uint32_t first)
{
	const struct kua_token *behind = &s->tokens[next];
	if (s->gaps[next] == GAP_NONE)
		return stuck_end(s, i, next);
	if (s->cased && lower(s, next))
		return false;
	if (is_punct(&s->tokens[i], '.')) {
		if (held_by_what_is_before(s, i, next, first))
			return false;
		if (abbreviation(s, i - 1, BIT(A_END)))
			return (behind->flags & KUA_CAPITAL) && (behind->flags & KUA_STOP_WORD);
	}
	if (behind->kind == KUA_PUNCT) /* "...said (Reuters)": what opens may open a sentence, the rest goes on */
		return strchr("\"'([-*^", behind->norm[0]) || (unsigned char)behind->norm[0] >= 0x80;
	return true;
}

/* "in the U.S. The ...": the stop is part of the token. */
static bool initialism_ends(const struct split *s, uint32_t i)
{
	const struct kua_token *t = &s->tokens[i], *behind = &s->tokens[i + 1];
	return t->kind == KUA_WORD && s->text->bytes[t->end - 1] == '.' && s->gaps[i + 1] != GAP_NONE &&
	       (behind->flags & KUA_CAPITAL) && (behind->flags & KUA_STOP_WORD);
}

/* ---- putting it together ---- */

static void add_sentence(struct split *s, struct kua_sentence *out, uint32_t first, uint32_t last, uint32_t paragraph)
{
	*out = (struct kua_sentence){s->tokens[first].start, s->tokens[last - 1].end, first, last, paragraph, false};
	for (uint32_t i = first; i < last; i++)
		s->tokens[i].sentence = (uint32_t)s->text->n_sentences;
	s->tokens[first].flags |= KUA_SENTENCE_START;
	if (first == 0 || s->gaps[first] == GAP_BLANK)
		s->tokens[first].flags |= KUA_PARAGRAPH_START;
	s->text->n_sentences++;
}

/* Behind the sentence that begins at token first. */
static uint32_t sentence_end(const struct split *s, uint32_t first)
{
	uint32_t n = (uint32_t)s->text->n_tokens;
	for (uint32_t i = first; i < n; i++) {
		if (i > first && s->gaps[i] == GAP_BLANK)
			return i;
		if (i + 1 < n && s->gaps[i + 1] != GAP_BLANK && initialism_ends(s, i))
			return i + 1;
		if (!stop(&s->tokens[i]) || i == 0)
			continue;
		uint32_t next = closers(s, i + 1);
		if (next < n && s->gaps[next] != GAP_BLANK && ends(s, i, next, first))
			return next;
		i = next - 1;
	}
	return n;
}

#define HEADING_WORDS 16
#define HEADING_BYTES 160

/* Whether sentence k, alone in its paragraph and followed by another, reads as a heading. */
static bool heading(const struct split *s, const struct kua_sentence *v, size_t k)
{
	const struct kua_sentence *h = &v[k];
	bool last = k + 1 == s->text->n_sentences || v[k + 1].paragraph == h->paragraph;
	if (last || (k && v[k - 1].paragraph == h->paragraph))
		return false;
	size_t words = 0;
	for (uint32_t i = h->first; i < h->last; i++)
		words += s->tokens[i].kind != KUA_PUNCT;
	const struct kua_token *end = &s->tokens[h->last - 1];
	bool open_end = is_punct(end, '.') || is_punct(end, ',') || is_punct(end, ';') || strcmp(end->norm, "...") == 0 ||
	                is_punct(end, '"');
	return words > 0 && words <= HEADING_WORDS && h->end - h->start <= HEADING_BYTES && !open_end &&
	       !bullet(s, h->first);
}

bool kua_has_capitals(const struct kua_text *t)
{
	size_t words = 0, capitals = 0;
	for (size_t i = 0; i < t->n_tokens; i++) {
		words += t->tokens[i].kind == KUA_WORD;
		capitals += t->tokens[i].kind == KUA_WORD && (t->tokens[i].flags & KUA_CAPITAL);
	}
	return capitals * 200 >= words && capitals > 0;
}

void kua_split_sentences(const struct language *language, struct kua_text *t, struct kua_token *tokens, uint8_t *gaps,
                         struct kua_arena *a)
{
	struct split s = {language, t, tokens, gaps, kua_has_capitals(t)};
	KUA_VEC(struct kua_sentence) v = {0};
	uint32_t paragraph = 0;
	settle_lines(&s);
	for (uint32_t first = 0, last; first < t->n_tokens; first = last) {
		last = sentence_end(&s, first);
		if (first && gaps[first] == GAP_BLANK)
			paragraph++;
		add_sentence(&s, kua_vec_add(&v), first, last, paragraph);
	}
	for (size_t i = 0; i < v.n; i++)
		v.v[i].heading = heading(&s, v.v, i);
	struct kua_sentence *kept = KUA_NEW_N(a, struct kua_sentence, v.n);
	if (v.n)
		memcpy(kept, v.v, v.n * sizeof *kept);
	t->sentences = kept;
	kua_vec_free(&v);
}
