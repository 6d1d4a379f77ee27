/*
 * speakers_signed.c - whose text an item is: the writer it names in its lead, its signature, the writer an
 * introduction or title names, its author if that is a person's name, the body in whose name it speaks.
 *
 * Which words do this is said by rules for "signature" (who; "set kind
 * lead|closing|line|name|letter|title|byline", best first; office, below a name).
 */
#include <string.h>
#include <unicode/uchar.h>

#include "claims/speakers.h"

#define SIGNATURE_WORDS 16
#define NO_RANK 99
#define LEAD_SENTENCES 8   /* of a text whose lead says who writes it */
#define MANY_SIGNATURES 3 /* lines of names: a list of supporters, not a signature */

static bool is(const char *a, const char *b)
{
	return a && strcmp(a, b) == 0;
}

/* Who is named at the end of the capture ("President Ann Lee"), or what the whole capture names; else KUA_NO_ID. */
static uint32_t named_in(const struct kua_scene *s, const struct kua_capture *c)
{
	uint32_t last = s->named_at[c->last - 1];
	if (last == KUA_NO_ID || (s->named_at[c->first] != last && is(s->named[last].kind, "place")))
		return KUA_NO_ID;
	return last;
}

static const char *signer(const struct kua_scene *s, const struct kua_match *m)
{
	const struct kua_capture *who = kua_match_capture(m, "who");
	if (!who)
		return kua_match_field(s, m, "who");
	uint32_t named = named_in(s, who);
	if (who->value && (named == KUA_NO_ID || is(s->named[named].kind, "organisation")))
		return who->value;
	if (named != KUA_NO_ID && s->named_at[who->first] == named && who->last - who->first > 1)
		/* more than its mention, perhaps: "the Bakers' Union of the South" */
		return kua_speaker_plain(s, who->first, who->last);
	struct phrase p = {.first = who->first, .last = who->last, .head = who->last, .named = KUA_NO_ID,
	                   .pronoun = KUA_NO_ID};
	return kua_phrase_name(s, &p);
}

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

/* Is the next line a body for which the name above may sign: "Network for X, Glasgow"? */
static bool body_below(const struct kua_scene *s, uint32_t sentence)
{
	const struct kua_sentence *next = &s->text->sentences[sentence + 1];
	bool found = false;
	for (uint32_t t = next->first; t < next->last && t < next->first + 3; t++)
		found |= s->named_at[t] != KUA_NO_ID && is(s->named[s->named_at[t]].kind, "organisation");
	return found && is_line(s, &s->text->sentences[sentence]) && is_line(s, next);
}

/*
 * Is match i what its kind says? A line must be short; a name alone must have an office below it, or end the
 * text.
 */
static bool fits(const struct kua_scene *s, const struct matches *all, size_t i, const char *kind)
{
	const struct kua_match *m = &all->v[i];
	if (!may_sign(s, m))
		return false;
	if (is(kind, "line") || is(kind, "byline"))
		return is_line(s, &s->text->sentences[m->sentence]);
	if (is(kind, "name"))
		return m->sentence + 1 == s->text->n_sentences || body_below(s, m->sentence) ||
		       (i + 1 < all->n && all->v[i + 1].sentence == m->sentence + 1 &&
		        is(kua_match_field(s, &all->v[i + 1], "kind"), "office"));
	if (is(kind, "lead"))
		return m->sentence < LEAD_SENTENCES;
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
static const char *by_title(const struct kua_scene *s)
{
	const char *title = s->item->title;
	struct kua_text *text = KUA_NEW(s->arena, struct kua_text);
	struct kua_item *item = KUA_NEW(s->arena, struct kua_item);
	struct kua_source source = {item, text};
	struct kua_scene scene;
	struct kua_error err;
	if (!title || kua_text_view(s->languages, title, strlen(title), s->text->language, s->arena, text,
	                            &err) != KUA_OK ||
	    kua_scene_make(s->rules, s->languages, &source, NULL, 0, s->arena, &scene, &err) != KUA_OK)
		return NULL;
	struct matches m;
	const char *by = NULL;
	m.v = kua_scene_match(&scene, "signature", &m.n);
	for (size_t i = 0; i < m.n; i++)
		if (is(kua_match_field(&scene, &m.v[i], "kind"), "title") && may_sign(&scene, &m.v[i])) {
			by = signer(&scene, &m.v[i]);
			break;
		}
	kua_scene_end(&scene);
	return by;
}

/* Is the author a person's name with which a line of the text begins? */
static bool author_signs(const struct kua_scene *s)
{
	const char *author = s->item->author, *text = s->text->bytes, *end = text + s->text->n;
	size_t n = author ? strlen(author) : 0;
	if (!kua_is_full_name(author))
		return false;
	for (const char *at = text; at && (at = memmem(at, (size_t)(end - at), author, n)); at += n)
		if (at == text || at[-1] == '\n')
			return true;
	return false;
}

static bool begins_capital(const char *s)
{
	uint32_t c = 0;
	return kua_utf8_next(s, strlen(s), &c) && u_isupper((UChar32)c);
}

/* Part of the issuer's name is the issuer: "Committee" of "Committee for X". */
static void whole_issuer(struct speaking *sp)
{
	const char *issuer = sp->s->item->issuer;
	size_t n = sp->signed_by ? strlen(sp->signed_by) : 0;
	if (issuer && n && strncmp(issuer, sp->signed_by, n) == 0)
		sp->signed_by = issuer;
}

static void find_signed(struct speaking *sp)
{
	const struct kua_scene *s = sp->s;
	sp->signed_known = true;
	const struct kua_match *best = best_signature(s, &sp->signatures);
	int rank = best ? signature_rank(kua_match_field(s, best, "kind")) : NO_RANK;
	/* "relatives of the dead": whoever signs does so for all */
	if (s->item->issuer && !begins_capital(s->item->issuer)) {
		sp->signed_by = s->item->issuer;
		sp->signed_why = "the people in whose name the item speaks";
		return;
	}
	if (rank >= signature_rank("name") && author_signs(s)) { /* a name on the last line may be that of the paper */
		sp->signed_by = s->item->author;
		sp->signed_why = "the item's author, who signs it";
		return;
	}
	const char *title = rank > signature_rank("title") ? by_title(s) : NULL;
	if (title) {
		sp->signed_by = title;
		sp->signed_why = "the title names whose statement this is";
	} else if (best && s->item->issuer && kua_match_field(s, best, "body")) {
		sp->signed_by = s->item->issuer;
		sp->signed_why = "the body in whose name it is signed";
	} else if (best) {
		sp->signed_by = signer(s, best);
		sp->signed_why = best->rule->note;
	} else if (kua_is_full_name(s->item->author)) {
		sp->signed_by = s->item->author;
		sp->signed_why = "the item's author";
	} else if (s->item->issuer) {
		sp->signed_by = s->item->issuer;
		sp->signed_why = "the body in whose name the item speaks";
	}
}

void kua_speaker_signed(struct speaking *sp)
{
	find_signed(sp);
	whole_issuer(sp);
}
