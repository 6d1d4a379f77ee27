/*
 * speakers.c - who says a figure or a case step. In its sentence: the attribution that covers it, the nearest
 * before it whose clause has not ended, else the nearest behind it. In direct speech: whoever is quoted. Else
 * whose turn it is, or who was announced ("the statement reads:"), and else the item's own speaker. A speaker's
 * word goes no further than the paragraph. Where it is not clear who speaks ("they said"), said_by stays empty: a
 * wrong speaker is worse than none.
 */
#include <string.h>

#include "claims/speakers.h"
#include "util/search.h"

#define QUOTE_REACH 4  /* sentences before direct speech that are looked at for who is quoted */
#define QUOTE_MOST 400 /* tokens of direct speech on either side */
#define TURN_REACH 24  /* sentences of one turn */
#define SHORT_SENTENCE 8
#define COLON_REACH 4 /* tokens behind an attribution in which a colon opens what is said */

static void look_for_speakers(struct speaking *sp, const struct kua_scene *s)
{
	sp->s = s;
	sp->speakers.v = kua_scene_match(s, "speaker", &sp->speakers.n);
	sp->bodies.v = kua_scene_match(s, "they", &sp->bodies.n);
	sp->signatures.v = kua_scene_match(s, "signature", &sp->signatures.n);
	sp->of = KUA_NEW_N(s->arena, struct attributions, s->text->n_sentences + 1);
}

/* ---- which attribution covers a token ---- */

enum reach { REACH_NONE, REACH_WEAK, REACH_FULL };

/* Does a clause of its own begin between the tokens: ", and", ", while"? */
static bool new_clause(const struct kua_scene *s, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++)
		if ((speaker_is(s, t, "speaker-joint") ||
		     (speaker_is(s, t, "speaker-and") && t > 0 && speaker_mark(s, t - 1, ","))) &&
		    !speaker_is(s, t + 1, "speaker-that"))
			return true;
	return false;
}

/* Does what is said end between the tokens: at a semicolon, or outside the brackets? */
static bool ends_between(const struct kua_scene *s, uint32_t from, uint32_t to, bool bracketed)
{
	for (uint32_t t = from; t < to; t++)
		if (speaker_mark(s, t, ";") || (bracketed && speaker_mark(s, t, ")")))
			return true;
	return false;
}

static enum reach reach_between(const struct kua_scene *s, uint32_t from, uint32_t to, bool bracketed)
{
	if (ends_between(s, from, to, bracketed))
		return REACH_NONE;
	return new_clause(s, from, to) ? REACH_WEAK : REACH_FULL;
}

static enum reach reach_of(const struct kua_scene *s, const struct attribution *a, uint32_t t)
{
	bool ahead = a->last <= t && (a->side & SAID_AHEAD), behind = a->first > t && (a->side & SAID_BEHIND);
	uint32_t from = ahead ? a->last : t, to = ahead ? t : a->first;
	if ((!ahead && !behind) || to - from > FIGURE_REACH)
		return REACH_NONE;
	if (ahead)
		return reach_between(s, from, to, a->bracketed);
	if (a->bracketed && s->text->tokens[t].sentence == s->text->tokens[a->first].sentence)
		return new_clause(s, from, to) || ends_between(s, from, to, false) ? REACH_NONE : REACH_FULL;
	return reach_between(s, from, to, false);
}

struct cover {
	struct attribution *inner, *outer, *cites, *passes;
};

/* Is attribution a what passes on or rests on others, and where does it belong? */
static bool goes_beside(struct attribution *a, struct cover *c)
{
	if (a->kind == SAID_CITES)
		c->cites = a;
	else if (a->kind == SAID_PASSES)
		c->passes = a;
	return a->kind == SAID_CITES || a->kind == SAID_PASSES;
}

/* The index of the first attribution that may reach token t. */
static size_t near(const struct attributions *in, uint32_t t)
{
	size_t low;
	KUA_FIRST(low, in->n, in->v[low].first + FIGURE_REACH < t);
	return low;
}

/* "The Guardian reported on Monday that": no other clause and no number stands between the tokens. */
static bool goes_straight_on(const struct kua_scene *s, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++)
		if (s->number_at[t] != KUA_NO_ID && s->date_at[t] == KUA_NO_ID && s->time_at[t] == KUA_NO_ID)
			return false;
	return !new_clause(s, from, to);
}

/* Does what attribution a says stand behind a colon, or does a end its sentence: "He gave the toll: ..", "...; 30 hurt, police said." */
static bool says_all(const struct kua_scene *s, const struct attribution *a, uint32_t t)
{
	uint32_t end = s->text->sentences[s->text->tokens[t].sentence].last;
	if (a->first > t) {
		uint32_t last = a->last;
		while (last < end && s->text->tokens[last].kind == KUA_PUNCT)
			last++;
		return last == end;
	}
	for (uint32_t i = a->last - 1; i < a->last + COLON_REACH && i < t; i++)
		if (speaker_mark(s, i, ":"))
			return true;
	return false;
}

/* The only attribution of a sentence reaches across its semicolons when it clearly speaks for all of it. */
static struct attribution *only_one(struct speaking *sp, const struct attributions *in, uint32_t t, bool quoted)
{
	struct attribution *a = in->n == 1 ? &in->v[0] : NULL;
	bool ahead = a && a->last <= t && (a->side & SAID_AHEAD), behind = a && a->first > t && (a->side & SAID_BEHIND);
	if ((!ahead && !behind) || a->quoted != quoted || a->bracketed || a->kind == SAID_PASSES)
		return NULL;
	uint32_t from = ahead ? a->last : t, to = ahead ? t : a->first;
	return to - from <= FIGURE_REACH && !new_clause(sp->s, from, to) && says_all(sp->s, a, t) ? a : NULL;
}

/*
 * The attribution nearest before t that covers it, else the nearest behind it, else one before it with another
 * clause between. outer is the next one that covers both.
 */
static struct cover cover(struct speaking *sp, uint32_t sentence, uint32_t t, bool quoted)
{
	const struct attributions *in = kua_attributions(sp, sentence);
	struct cover c = {0};
	struct attribution *weak = NULL, *behind = NULL, *before_it = NULL, *behind_it = NULL;
	for (size_t i = near(in, t); i < in->n && in->v[i].first < t + FIGURE_REACH; i++) {
		struct attribution *a = &in->v[i];
		enum reach reach = a->quoted == quoted ? reach_of(sp->s, a, t) : REACH_NONE;
		if (reach == REACH_NONE || goes_beside(a, &c))
			continue;
		if (a->first > t) {
			behind_it = behind && !behind_it ? a : behind_it;
			behind = behind ? behind : reach == REACH_FULL ? a : NULL;
			weak = weak ? weak : a;
		} else if (reach == REACH_FULL) {
			before_it = c.inner;
			c.inner = a;
		} else {
			weak = a;
			c.inner = before_it = NULL;
		}
	}
	if (c.inner) {
		c.outer = before_it && goes_straight_on(sp->s, before_it->last, c.inner->first) ? before_it : behind;
	} else {
		c.inner = behind ? behind : weak;
		c.outer = behind ? behind_it : NULL;
	}
	if (!c.inner && !c.cites)
		c.inner = only_one(sp, in, t, quoted);
	return c;
}

/* ---- direct speech ---- */

/* Tokens first .. last - 1 of the direct speech that holds token t. */
static void speech_of(const struct kua_scene *s, uint32_t t, uint32_t *first, uint32_t *last)
{
	const struct kua_token *tokens = s->text->tokens;
	*first = t;
	*last = t + 1;
	while (*first > 0 && t - *first < QUOTE_MOST &&
	       ((tokens[*first - 1].flags & KUA_IN_QUOTES) ||
	        (*first > 1 && speaker_mark(s, *first - 1, "\"'") && (tokens[*first - 2].flags & KUA_IN_QUOTES) &&
	         (tokens[*first - 1].flags & KUA_PARAGRAPH_START))))
		--*first;
	while (*last < s->text->n_tokens && *last - t < QUOTE_MOST &&
	       ((tokens[*last].flags & KUA_IN_QUOTES) ||
	        (speaker_mark(s, *last, "\"'") && (tokens[*last].flags & KUA_PARAGRAPH_START) &&
	         *last + 1 < s->text->n_tokens &&
	         (tokens[*last + 1].flags & KUA_IN_QUOTES))))
		++*last;
}

/* An attribution outside direct speech in tokens from .. to - 1 of the sentence: the last, or the first. */
static struct attribution *outside(struct speaking *sp, uint32_t sentence, uint32_t from, uint32_t to, bool last)
{
	const struct attributions *in = kua_attributions(sp, sentence);
	struct attribution *found = NULL;
	for (size_t i = near(in, from); i < in->n && in->v[i].first < to; i++) {
		struct attribution *a = &in->v[i];
		bool fits = a->first >= from && a->last <= to && !a->quoted && a->kind == SAID_PLAIN;
		if (fits && (last || !found))
			found = a;
	}
	return found;
}

/*
 * Who is quoted: named behind the speech in its last sentence or before it in its first, or in the short sentence
 * that follows ("Who did it?" asked the widow), or in the sentences before it, as far as the paragraph goes or one
 * that ends with a colon.
 */
static struct attribution *quoted_by(struct speaking *sp, uint32_t t, uint32_t *where)
{
	const struct kua_text *text = sp->s->text;
	uint32_t first, last;
	speech_of(sp->s, t, &first, &last);
	uint32_t opens = text->tokens[first].sentence, ends = text->tokens[last - 1].sentence;
	struct attribution *a = outside(sp, *where = ends, last, text->sentences[ends].last, false);
	if (!a)
		a = outside(sp, *where = opens, text->sentences[opens].first, first, true);
	if (!a && ends + 1 < text->n_sentences &&
	    text->sentences[ends + 1].paragraph == text->sentences[ends].paragraph &&
	    text->sentences[ends + 1].last - text->sentences[ends + 1].first <= SHORT_SENTENCE)
		a = outside(sp, *where = ends + 1, text->sentences[ends + 1].first, text->sentences[ends + 1].last, false);
	for (uint32_t back = 1; !a && back <= QUOTE_REACH && back <= opens; back++) {
		const struct kua_sentence *st = &text->sentences[opens - back];
		uint32_t may = back == 1 || speaker_mark(sp->s, st->last - 1, ":\""); /* paragraphs between them */
		if (text->sentences[opens].paragraph - st->paragraph > may || (st->heading && !speaker_mark(sp->s, st->last - 1, ":")))
			break;
		a = outside(sp, *where = opens - back, st->first, st->last, true);
	}
	return a;
}

/* ---- turns, announcements ---- */

/* Whose turn the paragraph is, or who was announced at the end of the one before: "The statement reads:". */
static struct attribution *turn_of(struct speaking *sp, uint32_t sentence, uint32_t *where)
{
	const struct kua_text *text = sp->s->text;
	uint32_t first = sentence, paragraph = text->sentences[sentence].paragraph;
	while (first > 0 && text->sentences[first - 1].paragraph == paragraph && sentence - first < TURN_REACH)
		first--;
	const struct attributions *in = kua_attributions(sp, *where = first);
	if (in->n && in->v[0].turn && first < sentence)
		return &in->v[0];
	for (uint32_t k = sentence; k > 0 && k + 1 >= first; k--) {
		const struct kua_sentence *st = &text->sentences[k - 1];
		if (text->sentences[sentence].paragraph - st->paragraph > 1 || sentence - k > TURN_REACH)
			break;
		if (st->last > st->first && speaker_mark(sp->s, st->last - 1, ":"))
			return outside(sp, *where = k - 1, st->first, st->last, true);
	}
	return NULL;
}

/* ---- together ---- */

static struct said signed_for(struct speaking *sp, const char *because, bool nobody)
{
	if (!sp->signed_known)
		kua_speaker_signed(sp);
	struct said said = {.by = sp->signed_by};
	if (said.by) {
		said.why = kua_arena_printf(sp->s->arena, "%s; %s", because, sp->signed_why);
		said.nobody = nobody;
	}
	return said;
}

/* Everybody who passes it on: the one named by the attribution's own words, else what covers it. */
static const char *passed_on(struct speaking *sp, uint32_t sentence, const struct cover *c)
{
	const struct kua_scene *s = sp->s;
	const struct attribution *a = c->inner;
	if (a->via.first < a->via.last)
		return kua_phrase_name(s, &a->via);
	if (c->passes && kua_phrase_passes(s, &c->passes->who, true))
		return kua_attribution_by(sp, sentence, c->passes);
	if (!c->outer || c->outer->kind == SAID_SELF)
		return NULL;
	/* not "according to papers, police say" */
	bool nested = c->outer->last <= a->first && !kua_match_capture(c->outer->match, "of");
	return nested || kua_phrase_passes(s, &c->outer->who, false) ? kua_attribution_by(sp, sentence, c->outer) : NULL;
}

static bool is_official(const struct kua_scene *s, const struct attribution *a)
{
	const struct kua_capture *who = kua_match_capture(a->match, "who");
	if (who && who->value && strcmp(who->value, "officials") == 0)
		return true;
	for (uint32_t t = a->who.first; t < a->who.last; t++)
		if (speaker_is(s, t, "speaker-official"))
			return true;
	return a->by && strcmp(a->by, "officials") == 0;
}

static bool same_name(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static struct said said_by(struct speaking *sp, uint32_t sentence, struct cover *c)
{
	const struct kua_scene *s = sp->s;
	struct said said = {0};
	if (c->cites && (!c->inner || kua_phrase_passes(s, &c->inner->who, false))) { /* who only reports passes on */
		c->outer = c->inner;
		c->inner = c->cites;
	}
	said.by = kua_attribution_by(sp, sentence, c->inner);
	said.via = passed_on(sp, sentence, c);
	if (same_name(said.by, said.via))
		said.via = NULL;
	said.official = is_official(s, c->inner);
	said.turn = c->inner->turn;
	const char *words = kua_scene_words(s, c->inner->first, c->inner->last);
	said.why = kua_arena_printf(s->arena, said.by ? "\"%s\"" : "not clear who is meant in \"%s\"", words);
	return said;
}

/* Who passes on what is said in the sentence: "in an interview with". */
static struct attribution *passes_in(struct speaking *sp, uint32_t sentence)
{
	const struct attributions *in = kua_attributions(sp, sentence);
	for (size_t i = 0; i < in->n && i < TURN_REACH; i++)
		if (in->v[i].kind == SAID_PASSES)
			return &in->v[i];
	return NULL;
}

/* In direct speech: somebody whom the speech itself names, passed on by who is quoted; else who is quoted. */
static struct said said_in_speech(struct speaking *sp, uint32_t sentence, uint32_t t)
{
	struct cover c = cover(sp, sentence, t, true);
	uint32_t where = sentence;
	struct attribution *quoted = quoted_by(sp, t, &where);
	if (c.inner && c.inner->kind != SAID_SELF) {
		struct said said = said_by(sp, sentence, &c);
		if (!said.via && quoted)
			said.via = kua_attribution_by(sp, where, quoted);
		return said;
	}
	if (quoted) {
		c = (struct cover){.inner = quoted, .passes = passes_in(sp, where)};
		return said_by(sp, where, &c);
	}
	return signed_for(sp, "nobody is named around the speech", true);
}

/* "12 people died. This was reported by the ministry": the next sentence says whose word the one before it is. */
static struct attribution *told_behind(struct speaking *sp, uint32_t sentence)
{
	const struct kua_text *text = sp->s->text;
	if (sentence + 1 >= text->n_sentences ||
	    text->sentences[sentence + 1].paragraph != text->sentences[sentence].paragraph)
		return NULL;
	const struct attributions *in = kua_attributions(sp, sentence + 1);
	for (size_t i = 0; i < in->n && i < TURN_REACH; i++)
		if (kua_match_field(sp->s, in->v[i].match, "back"))
			return &in->v[i];
	return NULL;
}

struct said kua_said_at(const struct kua_scene *s, uint32_t t)
{
	struct speaking *sp = s->speaking;
	if (!sp)
		return (struct said){0};
	if (!sp->of)
		look_for_speakers(sp, s);
	uint32_t sentence = s->text->tokens[t].sentence, where;
	if (s->text->tokens[t].flags & KUA_IN_QUOTES)
		return said_in_speech(sp, sentence, t);
	struct cover c = cover(sp, sentence, t, false);
	if (!c.inner && !c.cites) {
		struct attribution *turn = turn_of(sp, sentence, &where);
		if (!turn && (turn = told_behind(sp, sentence)))
			where = sentence + 1;
		if (!turn)
			return signed_for(sp, "nobody is named in the sentence", true);
		sentence = where;
		c.inner = turn;
	}
	if (c.inner && c.inner->kind == SAID_SELF && !c.cites)
		return signed_for(sp, "the writer speaks", false);
	return said_by(sp, sentence, &c);
}

/* ---- figures ---- */

/* The match nearest before token t in the sentence, else the nearest after. */
static const struct kua_match *nearest(const struct kua_scene *s, const struct matches *m, uint32_t sentence,
                                       uint32_t t)
{
	const struct kua_match *before = NULL;
	for (size_t i = kua_matches_near(m, s, sentence, t); kua_match_near(m, i, sentence, t); i++) {
		if (m->v[i].first > t)
			return before ? before : &m->v[i];
		if (!before || m->v[i].first > before->first) /* of two that begin together the first is meant */
			before = &m->v[i];
	}
	return before;
}

/*
 * "12 people died. The figure is based on hospital records": what the next sentence says of the number before
 * it.
 */
static const struct kua_match *basis_behind(const struct figure_scene *fs, uint32_t sentence)
{
	const struct kua_text *text = fs->s->text;
	if (sentence + 1 >= text->n_sentences ||
	    text->sentences[sentence + 1].paragraph != text->sentences[sentence].paragraph)
		return NULL;
	uint32_t t = text->sentences[sentence + 1].first;
	const struct matches *m = &fs->bases;
	for (size_t i = kua_matches_near(m, fs->s, sentence + 1, t); kua_match_near(m, i, sentence + 1, t); i++)
		if (kua_match_field(fs->s, &m->v[i], "back"))
			return &m->v[i];
	return NULL;
}

static void find_basis(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_match *m = nearest(fs->s, &fs->bases, f->match->sentence, f->n->first);
	if (!m)
		m = basis_behind(fs, f->match->sentence);
	const struct kua_capture *c = m ? kua_match_capture(m, "basis") : NULL;
	struct phrase told = {.first = c ? c->first : 0, .last = c ? c->last : 0, .head = c ? c->last : 0};
	if (!c || kua_phrase_passes(fs->s, &told, true)) /* who speaks to a newspaper has not learned it there */
		return;
	out->basis = kua_scene_words(fs->s, c->first, c->last);
	kua_figure_reason(fs->s, out, "basis: %s", m->rule->note);
}

void kua_figure_speaker(struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	find_basis(fs, f, out);
	struct said said = kua_said_at(fs->s, f->n->first);
	out->said_by = said.by;
	out->via = said.via;
	out->said_read = !said.by ? NULL : said.nobody ? "signature" : "sentence";
	if (said.why)
		kua_figure_reason(fs->s, out, "said by: %s", said.why);
	if (said.via)
		kua_figure_reason(fs->s, out, "via: %s", said.via);
}
