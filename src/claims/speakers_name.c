/*
 * speakers_name.c - what said_by shall be for a noun phrase: the full name of the person whom it names or who
 * stands beside it, the body for which a spokesman or a report speaks, else the text's own words without article,
 * and what kind of speaker it is.
 */
#include <string.h>

#include "claims/speakers.h"

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

/* A capital only because the sentence begins: "Residents of the town". */
static bool begins_small(const struct kua_scene *s, uint32_t first, uint32_t last)
{
	const struct kua_token *t = &s->text->tokens[first];
	bool opens = (t->flags & KUA_SENTENCE_START) || (first > 0 && speaker_mark(s, first - 1, "\""));
	bool common = (t->flags & KUA_STOP_WORD) || s->number_at[first] != KUA_NO_ID ||
	              speaker_is(s, first, "speaker-people") ||
	              speaker_is(s, first, "people-who-speak") || speaker_is(s, first, "speaker-common");
	bool name = s->named_at[first] != KUA_NO_ID || (last - first > 1 && (t[1].flags & KUA_CAPITAL));
	return opens && common && !name && (t->flags & KUA_CAPITAL) && !(t->flags & KUA_ALL_CAPS);
}

const char *kua_speaker_plain(const struct kua_scene *s, uint32_t first, uint32_t last)
{
	while (first + 1 < last && (speaker_is(s, first, "speaker-the") || speaker_is(s, first, "article")))
		first++;
	while (last > first && (s->text->tokens[last - 1].kind == KUA_PUNCT || speaker_is(s, last - 1, "speaker-the") ||
	                        speaker_is(s, last - 1, "speaker-part")))
		last--;
	if (first >= last)
		return NULL;
	const char *words = without_quotes(s, kua_scene_words(s, first, last));
	if (!begins_small(s, first, last))
		return words;
	const char *norm = s->text->tokens[first].norm;
	uint32_t length = s->text->tokens[first].end - s->text->tokens[first].start;
	return strlen(words) >= length ? kua_arena_printf(s->arena, "%s%s", norm, words + length) : words;
}

static size_t count_words(const char *s)
{
	size_t n = 1;
	for (; *s; s++)
		n += *s == ' ';
	return n;
}

/*
 * Names that other letters than Latin write are mostly of languages that inflect them; of as many words the
 * label is the nominative.
 */
static bool may_be_inflected(const struct kua_named *n)
{
	const char *form = n->mention->form, *label = n->label;
	bool latin = (unsigned char)form[0] < 0x80 || (unsigned char)label[0] < 0x80;
	return !latin && strcmp(n->kind, "person") == 0 && count_words(form) == count_words(label);
}

/* A mention's name: the full one for a short form, the nominative for an inflected one. */
static const char *name_of_mention(const struct kua_scene *s, uint32_t named)
{
	const struct kua_named *n = &s->named[named];
	bool short_form = !strchr(n->mention->form, ' ');
	bool label = n->label && (short_form || may_be_inflected(n));
	return without_quotes(s, label ? n->label : n->mention->form);
}

/*
 * "The secretary of security John Lee" at the end of the phrase; "relatives of John Lee", "of the activist
 * John Lee" are others.
 */
static uint32_t person_behind(const struct kua_scene *s, const struct phrase *p)
{
	uint32_t last = p->last - 1, t = last;
	if (p->head >= p->last || !speaker_kind(s, last, "person") || (s->text->tokens[last].flags & KUA_POSSESSIVE))
		return KUA_NO_ID;
	while (t > p->head && speaker_one_name(s, t - 1, last))
		t--;
	if (speaker_is(s, t - 1, "speaker-part"))
		return KUA_NO_ID;
	while (t > p->head && !speaker_is(s, t - 1, "speaker-part"))
		t--;
	bool by = speaker_is(s, t - 1, "speaker-by") || speaker_is(s, t - 1, "speaker-from");
	return by || speaker_is(s, t, "speaker-the") ? KUA_NO_ID : s->named_at[last];
}

/* The person at the end of the first part: "the police chief Ann Lee"; not that of "Ann Lee's lawyer". */
static uint32_t person_in(const struct kua_scene *s, const struct phrase *p)
{
	for (uint32_t t = p->head; t > p->first; t--)
		if (speaker_kind(s, t - 1, "person")) {
			uint32_t last = t - 1;
			return s->text->tokens[last].flags & KUA_POSSESSIVE ? KUA_NO_ID : s->named_at[last];
		}
	return person_behind(s, p);
}

/* Is some word of the first part of class "speaker-" name? */
static bool has(const struct kua_scene *s, const struct phrase *p, const char *name)
{
	for (uint32_t t = p->first; t < p->head; t++)
		if (speaker_is(s, t, name))
			return true;
	return false;
}

/*
 * What stands behind the preposition, where the phrase only speaks for it: "spokesman for the army", "report
 * by Amnesty".
 */
static bool speaks_for(const struct kua_scene *s, const struct phrase *p, struct phrase *body)
{
	if (p->head + 1 >= p->last)
		return false;
	bool by = speaker_is(s, p->head, "speaker-by"), from = by || speaker_is(s, p->head, "speaker-from");
	bool mouth = has(s, p, "speaker-mouth");
	if ((!mouth && !has(s, p, "speaker-paper")) ||
	    (by && (has(s, p, "speaker-checked") || has(s, p, "speaker-picture"))))
		return false;
	*body = kua_no_phrase();
	body->first = p->head + 1;
	while (body->first + 1 < p->last && speaker_is(s, body->first, "speaker-the"))
		body->first++;
	body->last = body->head = p->last;
	bool known = s->named_at[body->first] != KUA_NO_ID ? !speaker_kind(s, body->first, "place")
	                                                   : (s->text->tokens[body->first].flags & KUA_CAPITAL) != 0;
	return known || (from && !mouth) || has(s, body, "speaker-people");
}

/*
 * Cut off what was only done to them ("witnesses interviewed for this report"), and where they are ("residents
 * near Aktau").
 */
static uint32_t own_end(const struct kua_scene *s, const struct phrase *p)
{
	for (uint32_t t = p->first + 1; t < p->last; t++) {
		bool place = t + 1 < p->last && speaker_is(s, t, "speaker-where") &&
		             (speaker_kind(s, t + 1, "place") || speaker_kind(s, p->last - 1, "place"));
		bool done = s->named_at[t] == KUA_NO_ID &&
		            (speaker_done(s, t) || (speaker_is(s, t, "speaker-done") &&
		                                    (t + 1 == p->last || speaker_is(s, t + 1, "speaker-part"))));
		if (place || done)
			return t;
	}
	return p->last;
}

static const char *plain_name(const struct kua_scene *s, const struct phrase *p)
{
	uint32_t last = own_end(s, p), named = s->named_at[p->first];
	/* "Reuters from Khartoum" */
	uint32_t end = p->head < last && !speaker_is(s, p->head, "speaker-of") ? p->head : last;
	bool inside = named != KUA_NO_ID && p->first > 0 && s->named_at[p->first - 1] == named &&
	              !speaker_is(s, p->first - 1, "article") &&
	              !speaker_is(s, p->first - 1, "speaker-the"); /* "Angaben der Gewerkschaft" taken for one name */
	bool whole = named != KUA_NO_ID && named == s->named_at[end - 1] && !inside;
	return whole ? name_of_mention(s, named) : kua_speaker_plain(s, p->first, last);
}

const char *kua_phrase_name(const struct kua_scene *s, const struct phrase *p)
{
	struct phrase body;
	if (p->first >= p->last)
		return NULL;
	uint32_t person = person_in(s, p);
	if (person == KUA_NO_ID)
		person = p->named;
	if (person != KUA_NO_ID)
		return name_of_mention(s, person);
	if (p->beside < p->beside_last)
		return kua_speaker_plain(s, p->beside, p->beside_last);
	return plain_name(s, speaks_for(s, p, &body) ? &body : p);
}

bool kua_phrase_is_person(const struct kua_scene *s, const struct phrase *p)
{
	bool named = p->beside < p->beside_last && !speaker_is(s, p->head - 1, "speaker-body");
	return p->first < p->last && (person_in(s, p) != KUA_NO_ID || p->named != KUA_NO_ID || named ||
	                              has(s, p, "speaker-person") || speaker_is(s, p->first, "speaker-one"));
}

bool kua_phrase_speaks(const struct kua_scene *s, const struct phrase *p)
{
	if (p->first >= p->last)
		return p->pronoun != KUA_NO_ID;
	bool named = kua_phrase_is_person(s, p) || speaker_kind(s, p->first, "organisation") ||
	             speaker_kind(s, p->head - 1, "organisation");
	return named || has(s, p, "speaker-people") || has(s, p, "speaker-body") || has(s, p, "speaker-media") ||
	       has(s, p, "speaker-paper") ||
	       (s->text->tokens[p->first].flags & KUA_CAPITAL);
}

bool kua_phrase_is_paper(const struct kua_scene *s, const struct phrase *p)
{
	return p->first < p->last && has(s, p, "speaker-paper");
}

bool kua_phrase_passes(const struct kua_scene *s, const struct phrase *p, bool named)
{
	if (p->first >= p->last || has(s, p, "speaker-deaf"))
		return false;
	bool body = named && (speaker_kind(s, p->first, "organisation") || speaker_kind(s, p->head - 1, "organisation"));
	for (uint32_t t = p->first; t < p->head && !body; t++)
		body = (s->text->tokens[t].flags & KUA_CAPITAL) && speaker_is(s, t, "speaker-media-name");
	return body || has(s, p, "speaker-media");
}
