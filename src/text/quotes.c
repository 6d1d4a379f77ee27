/*
 * quotes.c - which tokens are direct speech.
 *
 * One pass, a paragraph at a time. A quote opens where a mark that can open stands in front of a word, and
 * closes at the next mark of its family that can close. Speech that goes on over several paragraphs opens
 * each of them anew and closes once. A quote that never closes is a slip of the pen: it reaches to the end of
 * its sentence, no further. One or two words in quotation marks are a name or a distance kept ("reform"), not
 * speech, unless they end like speech.
 *
 * Russian and its neighbours put the speaker inside the quote, between dashes: "We ask for calm, - he said. -
 * All is quiet"; and begin speech with a dash instead of a quote. What stands between such dashes is not
 * speech.
 */
#include <string.h>

#include "text/internal.h"

#define SPEECH_WORDS 3

struct quotes {
	const struct kua_text *text;
	struct kua_token *tokens;
	uint32_t open;  /* the opening mark of the quote that is open */
	bool is_open, continued;
	char family;
};

static bool space_behind(const struct quotes *q, uint32_t i)
{
	return i + 1 == q->text->n_tokens || (q->tokens[i + 1].flags & KUA_SPACE_BEFORE) ||
	       q->tokens[i + 1].start > q->tokens[i].end;
}

static bool opens(const struct quotes *q, uint32_t i)
{
	const struct kua_token *t = &q->tokens[i];
	uint32_t c = kua_code_at(q->text->bytes, q->text->n, t->start);
	bool space = i == 0 || (t->flags & (KUA_SPACE_BEFORE | KUA_PARAGRAPH_START));
	bool bracket = i > 0 && q->tokens[i - 1].kind == KUA_PUNCT && strchr("([-:\"'", q->tokens[i - 1].norm[0]);
	if (c == 0x201d || c == 0x2019)
		return false;
	if (c == 0x201c || c == 0x201e || c == 0xab || c == 0x2018 || c == 0x2039)
		return !space_behind(q, i) || c == 0xab; /* French has a space inside */
	return (space || bracket) && !space_behind(q, i);
}

#define POSSESSIVE_LOOK 60

/* "'the workers' hall is theirs,' she said": an apostrophe behind s, with what does close the quote still to come. */
static bool plural_possessive(const struct quotes *q, uint32_t i)
{
	uint32_t n = (uint32_t)q->text->n_tokens;
	const char *before = q->tokens[i - 1].norm;
	if (q->family != '\'' || before[strlen(before) - 1] != 's' || i + 1 >= n || q->tokens[i + 1].kind != KUA_WORD ||
	    (q->tokens[i + 1].flags & KUA_CAPITAL))
		return false;
	for (uint32_t k = i + 2; k < n && k < i + POSSESSIVE_LOOK && !(q->tokens[k].flags & KUA_PARAGRAPH_START); k++)
		if (is_punct(&q->tokens[k], '\'') && !(q->tokens[k].flags & KUA_SPACE_BEFORE))
			return q->tokens[k - 1].kind == KUA_PUNCT && strchr(",.!?", q->tokens[k - 1].norm[0]);
	return false;
}

static bool closes(const struct quotes *q, uint32_t i)
{
	const struct kua_token *t = &q->tokens[i];
	uint32_t c = kua_code_at(q->text->bytes, q->text->n, t->start);
	if (c == 0x201e || c == 0x2018 || c == 0x2039)
		return false;
	if (c == 0x201d || c == 0xbb)
		return true;
	uint32_t opened = kua_code_at(q->text->bytes, q->text->n, q->tokens[q->open].start);
	if (c == 0x201c)
		return opened == 0x201e; /* German */
	if (c == 0xab)
		return opened == 0xbb;
	return !(t->flags & KUA_SPACE_BEFORE) && !plural_possessive(q, i);
}

#define SPEAKER_MOST 25 /* tokens of "- said the worker -" */

/* Whether token i is a dash with a space on either side and one of the marks before it. */
static bool speech_dash(const struct quotes *q, uint32_t i, const char *marks)
{
	const struct kua_token *t = &q->tokens[i];
	bool spaced = i > 0 && (t->flags & KUA_SPACE_BEFORE) && space_behind(q, i);
	return spaced && is_punct(t, '-') && t->end - t->start > 1 && q->tokens[i - 1].kind == KUA_PUNCT &&
	       strchr(marks, q->tokens[i - 1].norm[0]);
}

/* The dash at token i brings in the speaker; behind the dash that takes the speech up again, or to where there is none. */
static uint32_t behind_speaker(const struct quotes *q, uint32_t i, uint32_t to)
{
	for (uint32_t k = i + 1; k < to && k < i + SPEAKER_MOST; k++)
		if (speech_dash(q, k, ",."))
			return k + 1;
	return to;
}

static void mark(struct quotes *q, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		if (speech_dash(q, i, ",!?.")) {
			bool speaker = i + 1 < to && !(q->tokens[i + 1].flags & KUA_CAPITAL);
			if (speaker && (i = behind_speaker(q, i, to)) >= to)
				break;
		}
		q->tokens[i].flags |= KUA_IN_QUOTES;
	}
}

/* A paragraph from token i to before `end` that begins with a dash: speech where a speaker stands between dashes. */
static void mark_dashed(struct quotes *q, uint32_t i, uint32_t end)
{
	const struct kua_token *t = &q->tokens[i];
	if (!is_punct(t, '-') || t->end - t->start < 2 || !space_behind(q, i))
		return;
	for (uint32_t k = i + 1; k < end; k++)
		if (speech_dash(q, k, ",!?.") && k + 1 < end && !(q->tokens[k + 1].flags & KUA_CAPITAL)) {
			mark(q, i + 1, end);
			return;
		}
}

/* The quote whose inside is from .. to - 1 is complete. */
static void finish(struct quotes *q, uint32_t from, uint32_t to)
{
	size_t words = 0;
	for (uint32_t i = from; i < to && words < SPEECH_WORDS; i++)
		words += q->tokens[i].kind != KUA_PUNCT;
	const struct kua_token *end = &q->tokens[to - 1];
	bool ends_like_speech = to > from && end->kind == KUA_PUNCT && strchr(",.!?", end->norm[0]);
	if (words >= SPEECH_WORDS || ends_like_speech || q->continued)
		mark(q, from, to);
}

/* The paragraph ends at token `end` with a quote open; does the next paragraph carry it on? */
static void paragraph_end(struct quotes *q, uint32_t end)
{
	uint32_t n = (uint32_t)q->text->n_tokens;
	if (end < n && q->tokens[end].kind == KUA_PUNCT && q->tokens[end].norm[0] == q->family && opens(q, end)) {
		mark(q, q->open + 1, end);
		q->open = end;
		q->continued = true;
		return;
	}
	uint32_t stop = q->text->sentences[q->tokens[q->open].sentence].last;
	if (q->family == '"')
		mark(q, q->open + 1, stop < end ? stop : end);
	q->is_open = q->continued = false;
}

static void look_at(struct quotes *q, uint32_t i)
{
	const struct kua_token *t = &q->tokens[i];
	if (!q->is_open && opens(q, i)) {
		q->is_open = true;
		q->open = i;
		q->family = t->norm[0];
	} else if (q->is_open && i > q->open && t->norm[0] == q->family && closes(q, i)) {
		finish(q, q->open + 1, i);
		q->is_open = q->continued = false;
	}
}

void kua_mark_quotes(struct kua_text *t, struct kua_token *tokens)
{
	struct quotes q = {.text = t, .tokens = tokens};
	uint32_t start = 0; /* of the paragraph */
	for (uint32_t i = 0; i < t->n_tokens; i++) {
		if (i > 0 && (tokens[i].flags & KUA_PARAGRAPH_START)) {
			if (q.is_open)
				paragraph_end(&q, i);
			mark_dashed(&q, start, i);
			start = i;
		}
		if (tokens[i].kind == KUA_PUNCT && (tokens[i].norm[0] == '"' || tokens[i].norm[0] == '\''))
			look_at(&q, i);
	}
	if (q.is_open)
		paragraph_end(&q, (uint32_t)t->n_tokens);
	if (t->n_tokens)
		mark_dashed(&q, start, (uint32_t)t->n_tokens);
}
