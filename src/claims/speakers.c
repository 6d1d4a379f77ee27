/*
 * speakers.c - who says a figure. First whoever the sentence names ("according to", "officials say"; the nearest before the
 * number, else the nearest after it that does not open a clause of its own), then whoever is quoted around it, then the item's
 * own speaker: the writer it names in its lead, its signature, the writer an introduction or title names, its author if that
 * is a person's name. Where nobody is named, or somebody of whom it is not clear who it is ("they said"), said_by stays empty:
 * a wrong speaker is worse than none.
 *
 * Which words do this is said by rules for "speaker" (captures: who; he, they for pronouns; self for "I"; or "set who
 * officials"), "they" (who: what "they" can stand for), "signature" (who; "set kind lead|closing|line|name|letter|title|byline",
 * best first; office, below a name) and "basis" (basis).
 */
#include <string.h>

#include "claims/figures.h"

#define QUOTE_REACH 4     /* sentences of one direct speech that are looked at for its speaker */
#define PRONOUN_REACH 3   /* sentences before "he said" */
#define SIGNATURE_WORDS 16
#define NO_RANK 99
#define MANY_SIGNATURES 3 /* lines of names: a list of supporters, not a signature */

static bool is(const char *a, const char *b)
{
	return a && strcmp(a, b) == 0;
}

/* ---- names ---- */

/* The words of a capture without the article before them ("a nurse", "une infirmière"). */
static const char *without_article(const struct kua_scene *s, const struct kua_capture *c)
{
	bool article = c->last - c->first > 1 && kua_scene_in_class(s, c->first, "article");
	return kua_scene_words(s, c->first + article, c->last);
}

/* Quotation marks around part of a name are not part of it. */
static const char *without_quotes(const struct kua_scene *s, const char *name)
{
	static const char *const marks[] = {"\"", "“", "”", "„", "«", "»"};
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *p = name; *p;) {
		size_t k = 0;
		while (k < sizeof marks / sizeof *marks && strncmp(p, marks[k], strlen(marks[k])) != 0)
			k++;
		if (k < sizeof marks / sizeof *marks)
			p += strlen(marks[k]);
		else
			kua_buf_char(&b, *p++);
	}
	const char *out = kua_arena_strndup(s->arena, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

/* Who is named at the end of the capture ("President Ann Lee"), or what the whole capture names; else KUA_NO_ID. */
static uint32_t named_in(const struct kua_scene *s, const struct kua_capture *c)
{
	uint32_t last = s->named_at[c->last - 1];
	if (last == KUA_NO_ID || (s->named_at[c->first] != last && is(s->named[last].kind, "place")))
		return KUA_NO_ID;
	return last;
}

/*
 * What the figure shall say of the capture: the class's name, the name as it stands, or the full name for a short form. NULL
 * for a place, which speaks for nobody.
 */
static const char *speaker_name(const struct kua_scene *s, const struct kua_capture *c)
{
	const char *words = kua_scene_words(s, c->first, c->last);
	uint32_t named = named_in(s, c);
	bool body = named == KUA_NO_ID ||
	            (is(s->named[named].kind, "organisation") && kua_scene_in_class(s, c->first, "witness-class"));
	if (c->value && body)
		return c->value;
	bool opens = c->first == s->text->sentences[s->text->tokens[c->first].sentence].first;
	if (named == KUA_NO_ID && opens && c->last - c->first == 1 && kua_scene_in_class(s, c->first, "people-who-speak"))
		return s->text->tokens[c->first].norm; /* "Miners" at the beginning of a sentence */
	if (named == KUA_NO_ID)
		return without_quotes(s, without_article(s, c));
	const struct kua_named *n = &s->named[named];
	if (is(n->kind, "place"))
		return NULL;
	if (s->named_at[c->first] != named)
		words = n->mention->form;
	bool short_form = !strchr(n->mention->form, ' ');
	return without_quotes(s, short_form && n->label ? n->label : words);
}

/* ---- in the sentence ---- */

static const char *last_person_before(const struct kua_scene *s, uint32_t sentence, uint32_t token)
{
	uint32_t from = s->text->sentences[sentence > PRONOUN_REACH ? sentence - PRONOUN_REACH : 0].first;
	if (token - from > PRONOUN_REACH * FIGURE_REACH)
		from = token - PRONOUN_REACH * FIGURE_REACH;
	for (uint32_t t = token; t > from; t--) {
		uint32_t k = s->named_at[t - 1];
		if (k != KUA_NO_ID && is(s->named[k].kind, "person"))
			return s->named[k].label ? s->named[k].label : s->named[k].mention->form;
	}
	return NULL;
}

/* The only class of people or organisation that is named in tokens from .. to - 1; NULL where there are none or several. */
static const char *only_body(const struct figure_scene *fs, uint32_t sentence, uint32_t to, bool *several)
{
	const struct matches *m = &fs->bodies;
	const char *found = NULL;
	for (size_t i = kua_matches_near(m, fs->s, sentence, to); kua_match_near(m, i, sentence, to) && m->v[i].first < to; i++) {
		const struct kua_capture *who = kua_match_capture(&m->v[i], "who");
		uint32_t outer = who ? fs->s->named_at[who->first] : KUA_NO_ID;
		bool inside = outer != KUA_NO_ID && who->first > 0 && fs->s->named_at[who->first - 1] == outer; /* a word of a name */
		const char *name = who && !inside ? speaker_name(fs->s, who) : NULL;
		*several |= found && name && !is(found, name);
		found = name ? name : found;
	}
	return *several ? NULL : found;
}

/* Whom "they" means: the one body named before it in the sentence, else in the sentence before. */
static const char *body_before(const struct figure_scene *fs, uint32_t sentence, uint32_t token)
{
	bool several = false;
	const char *found = only_body(fs, sentence, token, &several);
	if (!found && !several && sentence > 0)
		found = only_body(fs, sentence - 1, fs->s->text->sentences[sentence - 1].last, &several);
	return found;
}

/* Who speaks by a match of a speaker rule, or NULL where it is a pronoun for nobody known. */
static const char *who_of(const struct figure_scene *fs, const struct kua_match *m)
{
	const struct kua_scene *s = fs->s;
	const struct kua_capture *he = kua_match_capture(m, "he"), *they = kua_match_capture(m, "they");
	if (he)
		return last_person_before(s, m->sentence, he->first);
	if (they)
		return body_before(fs, m->sentence, they->first);
	const struct kua_capture *who = kua_match_capture(m, "who");
	return who ? speaker_name(s, who) : kua_match_field(s, m, "who");
}

/* Does the match open a clause of its own ("..., and nurses said that"), which says nothing of a figure before it? */
static bool opens_clause(const struct kua_scene *s, const struct kua_match *m)
{
	uint32_t t = m->first, from = s->text->sentences[m->sentence].first, to = s->text->sentences[m->sentence].last;
	while (t > from && kua_scene_in_class(s, t - 1, "determiner"))
		t--;
	return (t > from && kua_scene_in_class(s, t - 1, "clause-joint")) ||
	       (m->last < to && kua_scene_in_class(s, m->last, "content-mark"));
}

/* The speaker nearest before token in the sentence, else the nearest after. */
static const struct kua_match *nearest(const struct kua_scene *s, const struct matches *m, uint32_t sentence, uint32_t token)
{
	const struct kua_match *before = NULL, *after = NULL;
	for (size_t i = kua_matches_near(m, s, sentence, token); kua_match_near(m, i, sentence, token); i++) {
		bool again = before && m->v[i].first == before->first; /* of two that begin together the first is meant */
		if (m->v[i].first <= token)
			before = !before || m->v[i].rule->priority >= before->rule->priority + again ? &m->v[i] : before;
		else if (!after && !opens_clause(s, &m->v[i]))
			after = &m->v[i];
	}
	return before ? before : after;
}

/* The last match near a token of the sentence by which somebody outside direct speech says what is inside. */
static const struct kua_match *outside_quotes(const struct figure_scene *fs, uint32_t sentence, uint32_t token)
{
	const struct matches *m = &fs->speakers;
	const struct kua_match *found = NULL;
	for (size_t i = kua_matches_near(m, fs->s, sentence, token); kua_match_near(m, i, sentence, token); i++)
		if (!(fs->s->text->tokens[m->v[i].last - 1].flags & KUA_IN_QUOTES) && !kua_match_capture(&m->v[i], "self"))
			found = &m->v[i];
	return found;
}

/* Who is quoted: a speaker outside direct speech in the sentence, in those before it, or in the next. */
static const struct kua_match *quoted_by(const struct figure_scene *fs, uint32_t sentence, uint32_t token)
{
	const struct kua_text *text = fs->s->text;
	const struct kua_match *found = outside_quotes(fs, sentence, token);
	for (uint32_t back = 1; !found && back <= QUOTE_REACH && back <= sentence; back++)
		found = outside_quotes(fs, sentence - back, text->sentences[sentence - back].last);
	if (!found && sentence + 1 < text->n_sentences)
		found = outside_quotes(fs, sentence + 1, text->sentences[sentence + 1].first);
	return found;
}

/* ---- the item's own speaker ---- */

static int signature_rank(const char *kind)
{
	static const char *const kinds[] = {"lead", "closing", "line", "name", "letter", "title", "byline"};
	for (int i = 0; i < (int)(sizeof kinds / sizeof *kinds); i++)
		if (is(kind, kinds[i]))
			return i;
	return NO_RANK;
}

static bool is_at_line_start(const struct kua_scene *s, const struct kua_sentence *st)
{
	uint32_t k = st->start;
	while (k > 0 && strchr(" \t\r", s->text->bytes[k - 1]))
		k--;
	return k == 0 || s->text->bytes[k - 1] == '\n';
}

static bool is_at_line_end(const struct kua_scene *s, const struct kua_sentence *st)
{
	size_t k = st->end;
	while (k < s->text->n && strchr(" \t\r", s->text->bytes[k]))
		k++;
	return k >= s->text->n || s->text->bytes[k] == '\n';
}

/* A line of its own; "Ann Lee, journalist. Detained on ..." opens an entry of a list, and is no signature. */
static bool is_line(const struct kua_scene *s, const struct kua_sentence *st)
{
	return st->last - st->first <= SIGNATURE_WORDS && is_at_line_start(s, st) && is_at_line_end(s, st);
}

/* May it be a name? A heading in capitals, words such as "to the", and a place are none. */
static bool may_sign(const struct kua_scene *s, const struct kua_match *m)
{
	const struct kua_capture *c = kua_match_capture(m, "who");
	uint32_t named = c ? named_in(s, c) : KUA_NO_ID;
	if (!c || named != KUA_NO_ID)
		return !c || !is(s->named[named].kind, "place");
	uint32_t shouted = 0;
	for (uint32_t t = c->first; t < c->last; t++) {
		if (kua_scene_in_class(s, t, "np-stop"))
			return false;
		shouted += (s->text->tokens[t].flags & KUA_ALL_CAPS) != 0;
	}
	return c->last - c->first == 1 || shouted < c->last - c->first;
}

/* Is match i what its kind says? A line must be short; a name alone must have an office below it, or end the text. */
static bool fits(const struct kua_scene *s, const struct matches *all, size_t i, const char *kind)
{
	const struct kua_match *m = &all->v[i];
	if (!may_sign(s, m))
		return false;
	if (is(kind, "line") || is(kind, "byline"))
		return is_line(s, &s->text->sentences[m->sentence]);
	if (is(kind, "name"))
		return m->sentence + 1 == s->text->n_sentences ||
		       (i + 1 < all->n && all->v[i + 1].sentence == m->sentence + 1 &&
		        is(kua_match_field(s, &all->v[i + 1], "kind"), "office"));
	return signature_rank(kind) < NO_RANK;
}

static const struct kua_match *best_signature(const struct kua_scene *s, const struct matches *m)
{
	const struct kua_match *best = NULL;
	size_t lines = 0;
	for (size_t i = 0; i < m->n; i++)
		lines += is(kua_match_field(s, &m->v[i], "kind"), "line");
	for (size_t i = 0; i < m->n; i++) {
		const char *kind = kua_match_field(s, &m->v[i], "kind");
		if (!fits(s, m, i, kind) || (is(kind, "line") && lines > MANY_SIGNATURES))
			continue;
		if (!best || signature_rank(kind) < signature_rank(kua_match_field(s, best, "kind")))
			best = &m->v[i];
	}
	return best;
}

/* The item's title as a scene of its own: "Statement by ...". */
static const char *by_title(struct figure_scene *fs)
{
	const struct kua_scene *s = fs->s;
	const char *title = s->item->title;
	struct kua_text *text = KUA_NEW(s->arena, struct kua_text);
	struct kua_item *item = KUA_NEW(s->arena, struct kua_item);
	struct kua_source source = {item, text};
	struct kua_scene scene;
	struct kua_error err;
	if (!title || kua_text_view(s->languages, title, strlen(title), s->text->language, s->arena, text, &err) != KUA_OK ||
	    kua_scene_make(s->rules, s->languages, &source, NULL, 0, s->arena, &scene, &err) != KUA_OK)
		return NULL;
	struct figure_scene inner = {.s = &scene};
	struct matches m;
	m.v = kua_scene_match(&scene, "signature", &m.n);
	for (size_t i = 0; i < m.n; i++)
		if (is(kua_match_field(&scene, &m.v[i], "kind"), "title") && may_sign(&scene, &m.v[i]))
			return who_of(&inner, &m.v[i]);
	return NULL;
}

static void find_signature(struct figure_scene *fs)
{
	const struct kua_scene *s = fs->s;
	fs->signed_known = true;
	const struct kua_match *best = best_signature(s, &fs->signatures);
	int rank = best ? signature_rank(kua_match_field(s, best, "kind")) : NO_RANK;
	const char *title = rank > signature_rank("title") ? by_title(fs) : NULL;
	if (title) {
		fs->signed_by = title;
		fs->signed_why = "the title names whose statement this is";
	} else if (best) {
		fs->signed_by = who_of(fs, best);
		fs->signed_why = best->rule->note;
	} else if (kua_is_full_name(s->item->author)) {
		fs->signed_by = s->item->author;
		fs->signed_why = "the item's author";
	}
}

/* ---- both ---- */

static void find_basis(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_match *m = nearest(fs->s, &fs->bases, f->match->sentence, f->n->first);
	const struct kua_capture *c = m ? kua_match_capture(m, "basis") : NULL;
	if (!c)
		return;
	out->basis = kua_scene_words(fs->s, c->first, c->last);
	kua_figure_reason(fs->s, out, "basis: %s", m->rule->note);
}

/* The item's own speaker. */
static void signed_for(struct figure_scene *fs, struct kua_figure *out, const char *because)
{
	if (!fs->signed_known)
		find_signature(fs);
	out->said_by = fs->signed_by;
	if (out->said_by)
		kua_figure_reason(fs->s, out, "said by: %s; %s", because, fs->signed_why);
}

void kua_figure_speaker(struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	bool quoted = s->text->tokens[f->n->first].flags & KUA_IN_QUOTES;
	const struct kua_match *m = nearest(s, &fs->speakers, f->match->sentence, f->n->first);
	bool self = m && kua_match_capture(m, "self");
	find_basis(fs, f, out);
	if ((!m || self) && quoted)
		m = quoted_by(fs, f->match->sentence, f->n->first);
	if (!m || kua_match_capture(m, "self")) {
		signed_for(fs, out, self ? "the writer speaks" : "nobody is named in the sentence");
		return;
	}
	out->said_by = who_of(fs, m);
	if (out->said_by)
		kua_figure_reason(s, out, "said by: \"%s\"", kua_scene_words(s, m->first, m->last));
	else
		kua_figure_reason(s, out, "said by: not clear who is meant in \"%s\"", kua_scene_words(s, m->first, m->last));
}
