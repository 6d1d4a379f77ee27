/*
 * voices.c - who ultimately speaks, for every figure: a person with the organisation they speak for, an
 * organisation, a class of witness, the archive a post stands in, or nobody who is named.
 *
 * A voice has a key, by which two statements are seen to be of one voice, and a body, by which two voices
 * count as one (two people of one campaign; police and prosecutor of one state). Of which state a class is,
 * the first letters of a country or people in front of it tell ("Kazakh", "Kazakhstan's": kaza); officials of
 * nowhere in particular are left to the account, which knows the event.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

enum { COUNTRY_LETTERS = 4 };

/* First letters of s, in whole characters, into out; the number of characters. */
static size_t first_letters(const char *s, char out[COUNTRY_LETTERS * 4 + 1])
{
	size_t letters = 0, n = strlen(s), at = 0;
	uint32_t c;
	while (at < n && letters < COUNTRY_LETTERS && s[at] != ' ') {
		size_t step = kua_utf8_next(s + at, n - at, &c);
		at += step ? step : 1;
		letters++;
	}
	memcpy(out, s, at);
	out[at] = 0;
	return letters;
}

/* How the places' names begin, in every spelling and script, and how the label of each does. */
struct beginnings {
	struct kua_intern *letters;
	TABLE(const char *) of; /* by letters */
};

static void add_beginning(struct desk *d, struct beginnings *in, const char *form, const char *of)
{
	char letters[COUNTRY_LETTERS * 4 + 1];
	first_letters(desk_plain(d, form), letters);
	const char **at = table_at(&in->of, kua_intern_add(in->letters, letters, strlen(letters)));
	if (!*at || strcmp(of, *at) < 0)
		*at = of;
}

static void place_beginnings(struct desk *d, struct beginnings *in)
{
	in->letters = kua_intern_new();
	char letters[COUNTRY_LETTERS * 4 + 1];
	for (size_t e = 0; e < d->in->n_entities; e++) {
		const struct kua_entity *entity = &d->in->entities[e];
		if (strcmp(entity->kind, "place") != 0)
			continue;
		first_letters(desk_plain(d, entity->label), letters);
		const char *of = kua_arena_strdup(d->a, letters);
		add_beginning(d, in, entity->label, of);
		for (size_t i = 0; i < entity->names.n; i++)
			add_beginning(d, in, entity->names.v[i].form, of);
	}
}

/* How the label of the place that begins with these letters does; NULL where none begins so. */
static const char *place_of_letters(const struct beginnings *in, const char *letters)
{
	uint32_t n = kua_intern_find(in->letters, letters, strlen(letters));
	return n == KUA_NO_ID ? NULL : in->of.v[n];
}

static bool is_upper_at(const char *p)
{
	uint32_t c;
	size_t step = kua_utf8_next(p, strlen(p), &c);
	if (step == 1)
		return isupper((unsigned char)*p);
	return step == 2 && ((c >= 0xc0 && c <= 0xde) || (c >= 0x400 && c <= 0x42f));
}

/* An abbreviation of two to four capitals: US, UN, EU. */
static bool is_short_name(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isupper((unsigned char)p[i]))
			return false;
	return n >= 2 && n <= 4;
}

/*
 * The country that words in front of a class name, as its first letters; *word is it as it was written.
 * NULL: none.
 */
static const char *country_in(struct desk *d, const struct beginnings *beginnings, const char *s, const char **word)
{
	char letters[COUNTRY_LETTERS * 4 + 1];
	for (const char *p = s; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ,");
		if (n && is_upper_at(p)) {
			const char *w = kua_arena_strndup(d->a, p, n);
			size_t count = first_letters(desk_plain(d, w), letters);
			const char *of = place_of_letters(beginnings, letters);
			if (words_is(d->words, WORDS_STATE, desk_plain(d, w)))
				of = NULL; /* "Republic": the name stands behind it */
			if ((count == COUNTRY_LETTERS && of) || is_short_name(p, n)) {
				*word = w;
				return of ? of : kua_arena_strdup(d->a, letters);
			}
		}
		p += n + (p[n] == ',');
	}
	return NULL;
}

/* ---- voices ---- */

static uint32_t speaker_of_key(struct desk *d, const char *key, struct speaker **out)
{
	uint32_t n = kua_intern_add(d->voice_keys, key, strlen(key));
	struct speaker *s = table_at(&d->speakers, n);
	*out = s->voice.id ? NULL : s;
	if (*out)
		s->voice.id = KUA_ID(d->a, "v", key);
	return n;
}

static bool of_state(const struct kua_entry *w)
{
	return w && strcmp(w->fields.v[1], "state") == 0;
}

static void set_state(struct desk *d, const struct beginnings *beginnings, struct speaker *s, const char *words)
{
	const char *word;
	s->body = "state";
	s->of = country_in(d, beginnings, words, &word);
}

static uint32_t organisation_speaks(struct desk *d, const struct beginnings *beginnings, size_t e)
{
	const struct kua_entity *entity = &d->in->entities[e];
	struct speaker *s;
	uint32_t n = speaker_of_key(d, kua_arena_printf(d->a, "entity:%s", entity->id), &s);
	if (!s)
		return n;
	s->voice = (struct kua_voice){s->voice.id, entity->label, "organisation", entity->id};
	s->named = true;
	s->body = entity->id;
	s->body_label = entity->label;
	const char *plain = desk_plain(d, entity->label);
	/* "the President of the Republic", of whom only the republic is named */
	if (of_state(words_find(d->words, WORDS_CLASS, NULL, plain)) || words_is(d->words, WORDS_STATE, plain))
		set_state(d, beginnings, s, entity->label);
	return n;
}

/* A role by which a person speaks for the state: "Interior Minister". NULL where there is none. */
static const char *state_role(struct desk *d, const struct kua_entity *entity)
{
	for (size_t r = 0; r < entity->roles.n; r++)
		if (of_state(words_find(d->words, WORDS_CLASS, NULL, desk_plain(d, entity->roles.v[r]))))
			return entity->roles.v[r];
	return NULL;
}

/* said_by as the claim has it: its words may tell an office that the person's roles do not. */
static uint32_t person_speaks(struct desk *d, const struct beginnings *beginnings, size_t e, const char *said_by)
{
	const struct kua_entity *entity = &d->in->entities[e];
	struct speaker *s;
	uint32_t n = speaker_of_key(d, kua_arena_printf(d->a, "entity:%s", entity->id), &s);
	if (!s)
		return n;
	s->voice = (struct kua_voice){s->voice.id, entity->label, "person", entity->id};
	s->named = true;
	size_t o = d->organisation_of[e];
	const char *role = state_role(d, entity);
	if (!role && said_by && of_state(words_find(d->words, WORDS_CLASS, NULL, desk_plain(d, said_by))))
		role = said_by;
	if (o != NOWHERE) {
		const struct kua_entity *org = &d->in->entities[o];
		s->voice.label = kua_arena_printf(d->a, "%s, %s", entity->label, org->label);
		s->body = org->id;
		s->body_label = org->label;
		if (of_state(words_find(d->words, WORDS_CLASS, NULL, desk_plain(d, org->label))))
			set_state(d, beginnings, s, org->label);
	} else if (role) {
		set_state(d, beginnings, s, role);
	}
	return n;
}

static uint32_t class_speaks(struct desk *d, const struct beginnings *beginnings, const struct kua_entry *w,
                             const char *said_by)
{
	const char *label = w->fields.v[0], *word = NULL;
	const char *of = country_in(d, beginnings, said_by, &word);
	struct speaker *s;
	uint32_t n = speaker_of_key(d, kua_arena_printf(d->a, "class:%s:%s", label, of ? of : ""), &s);
	if (!s)
		return n;
	s->voice = (struct kua_voice){s->voice.id, label, "class", NULL};
	if (of)
		s->voice.label = kua_arena_printf(d->a, "%s %s", word, label);
	s->named = true;
	s->body = w->fields.v[1];
	s->of = of;
	return n;
}

/* Somebody who is no entity: a person where all of two to four words begin with a capital, else an
 * organisation where the first does, else a class in its own words. */
static uint32_t stranger_speaks(struct desk *d, const struct beginnings *beginnings, const char *said_by,
                                bool state)
{
	size_t words = 0, capitals = 0;
	for (const char *p = said_by; *p; p += strspn(p, " "), words++) {
		capitals += is_upper_at(p);
		p += strcspn(p, " ");
	}
	struct speaker *s;
	uint32_t n = speaker_of_key(d, kua_arena_printf(d->a, "name:%s", desk_plain(d, said_by)), &s);
	if (!s)
		return n;
	const char *kind = words >= 2 && words <= 4 && capitals == words ? "person"
	                   : is_upper_at(said_by)                        ? "organisation"
	                                                                 : "class";
	s->voice = (struct kua_voice){s->voice.id, said_by, kind, NULL};
	s->named = true;
	if (state) {
		s->voice.kind = "organisation";
		set_state(d, beginnings, s, said_by);
	}
	return n;
}

/* Whether words that hold a class are a name of their own: "Oil Workers' Union", "Interior Ministry". All its
 * longer words begin with a capital, and two at least are no country. (In German every noun does.) */
static bool is_a_name(struct desk *d, const struct beginnings *beginnings, const char *said_by,
                      const char *language)
{
	size_t capitals = 0, small = 0;
	char letters[COUNTRY_LETTERS * 4 + 1];
	for (const char *p = said_by; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		first_letters(desk_plain(d, kua_arena_strndup(d->a, p, n)), letters);
		bool country = place_of_letters(beginnings, letters) != NULL;
		capitals += is_upper_at(p) && !country;
		small += !is_upper_at(p) && n > 3;
		p += n;
	}
	bool name = capitals >= 2 && small == 0 && !same_text(language, "de");
	return name && !words_is(d->words, WORDS_CLASS, desk_plain(d, said_by));
}

/*
 * A person named at the end of said_by ("lawyer Ann Ray", not "relatives of Ann Ray") or before its first
 * comma.
 */
static size_t person_within(struct desk *d, size_t item, const char *said_by)
{
	const char *comma = strchr(said_by, ',');
	if (comma) {
		const char *first = kua_arena_strndup(d->a, said_by, (size_t)(comma - said_by));
		size_t e = desk_named(d, item, first, "person");
		if (e != NOWHERE)
			return e;
	}
	for (const char *word = said_by, *next; *word; word = next) {
		size_t n = strcspn(word, " ");
		next = word + n + strspn(word + n, " ");
		bool preposition = n <= 3 && !is_upper_at(word);
		size_t e = preposition || !strchr(next, ' ') ? NOWHERE : desk_named(d, item, next, "person");
		if (e != NOWHERE)
			return e;
	}
	return NOWHERE;
}

static uint32_t issuer_speaks(struct desk *d, const struct beginnings *beginnings, size_t item, const char *issuer)
{
	const char *language = item != NOWHERE ? d->in->items[item].language : NULL;
	const struct kua_entry *w = words_find(d->words, WORDS_CLASS, language, desk_plain(d, issuer));
	size_t e = issuer_entity(d, item, issuer);
	bool of_other = of_state(w) && e != NOWHERE &&
	    !of_state(words_find(d->words, WORDS_CLASS, language, desk_plain(d, d->in->entities[e].label)));
	if (e != NOWHERE && !of_other) /* the office of a president is no "Republic", whatever mention lies in its name */
		return organisation_speaks(d, beginnings, e);
	if (w && !of_state(w) && !is_upper_at(issuer))
		return class_speaks(d, beginnings, w, issuer); /* "relatives of the dead" */
	struct speaker *s;
	uint32_t n = speaker_of_key(d, kua_arena_printf(d->a, "name:%s", desk_plain(d, issuer)), &s);
	if (!s)
		return n;
	s->voice = (struct kua_voice){s->voice.id, issuer, "organisation", NULL};
	s->named = true;
	if (of_state(w))
		set_state(d, beginnings, s, issuer);
	return n;
}

static uint32_t named_speaks(struct desk *d, const struct beginnings *beginnings, size_t item, const char *said_by)
{
	const char *issuer = issuer_called(d, item, said_by);
	if (issuer)
		return issuer_speaks(d, beginnings, item, issuer);
	size_t e = desk_named(d, item, said_by, "person");
	if (e == NOWHERE)
		e = person_within(d, item, said_by);
	if (e != NOWHERE)
		return person_speaks(d, beginnings, e, said_by);
	e = desk_named(d, item, said_by, "organisation");
	if (e != NOWHERE)
		return organisation_speaks(d, beginnings, e);
	const char *language = item != NOWHERE ? d->in->items[item].language : NULL;
	const struct kua_entry *w = words_find(d->words, WORDS_CLASS, language, desk_plain(d, said_by));
	if (w && is_a_name(d, beginnings, said_by, language))
		return stranger_speaks(d, beginnings, said_by, of_state(w));
	if (w)
		return class_speaks(d, beginnings, w, said_by);
	e = desk_named_in(d, item, said_by, "organisation");
	return e != NOWHERE ? organisation_speaks(d, beginnings, e)
	                    : stranger_speaks(d, beginnings, said_by, words_is(d->words, WORDS_STATE, desk_plain(d, said_by)));
}

/* ---- where nobody is named ---- */

/* Does the item's author sign in its text too, on a line that begins with the name? */
static bool signs_in_text(const struct kua_item *it)
{
	size_t n = strlen(it->author);
	for (const char *at = it->text ? strstr(it->text, it->author) : NULL; at; at = strstr(at + n, it->author))
		if (at == it->text || at[-1] == '\n')
			return true;
	return false;
}

/*
 * Whoever put a post up ("T", "admin"): one word that is the item's author, in a document of several items. Where it is
 * known whose archive it is, a full name too, unless that signs in the text.
 */
static bool is_poster(struct desk *d, size_t item, const char *said_by)
{
	const struct kua_item *it = &d->in->items[item];
	const char *plain = desk_plain(d, said_by);
	if (!d->archive[d->document_of[item]] || !it->author)
		return false;
	bool short_name = !strchr(plain, ' '), same = strcmp(plain, desk_plain(d, it->author)) == 0;
	return same && (short_name || (it->issuer && !signs_in_text(it)));
}

static uint32_t archive_speaks(struct desk *d, const struct beginnings *beginnings, size_t item)
{
	const struct kua_item *it = &d->in->items[item];
	size_t o = d->archive_of[d->document_of[item]];
	if (it->issuer)
		return issuer_speaks(d, beginnings, item, it->issuer);
	if (o != NOWHERE)
		return organisation_speaks(d, beginnings, o);
	struct speaker *s;
	const char *document = it->document_id ? it->document_id : it->id;
	uint32_t n = speaker_of_key(d, kua_arena_printf(d->a, "archive:%s", document), &s);
	if (s) {
		s->voice = (struct kua_voice){s->voice.id, it->document ? it->document : it->id,
		                              "organisation", NULL};
		s->named = true;
		s->body_label = s->voice.label;
	}
	return n;
}

/* The first words of a title: a label wants no more. */
static const char *title_start(struct desk *d, const char *title)
{
	enum { MOST = 40 };
	size_t n = strlen(title), end = MOST;
	if (n <= MOST + 10)
		return title;
	while (end > MOST / 2 && title[end] != ' ')
		end--;
	while (end && ((unsigned char)title[end] & 0xc0) == 0x80)
		end--;
	return kua_arena_printf(d->a, "%.*s …", (int)end, title);
}

/*
 * The agency of a dateline, at the head of an item: "VELM, 14 March (NewsLine) - ...", "(Agency) — ...". NULL
 * where there is none.
 */
static const char *agency_of(struct desk *d, const struct kua_item *it)
{
	enum { NAME = 40 };
	char head[ITEM_HEAD + 1];
	for (const char *at = strchr(item_head(it, head), '('); at; at = strchr(at + 1, '(')) {
		size_t n = strcspn(at + 1, ")(\n.,;0123456789");
		const char *after = at + 1 + n;
		if (*after++ != ')' || n < 2 || n > NAME || !is_upper_at(at + 1))
			continue;
		after += strspn(after, " ");
		if (*after == '-' || strncmp(after, "\xe2\x80\x93", 3) == 0 || strncmp(after, "\xe2\x80\x94", 3) == 0)
			return kua_arena_strndup(d->a, at + 1, n);
	}
	return NULL;
}

#define UNNAMED "not named ("

bool kua_voice_unnamed(const struct kua_voice *v)
{
	return v->label && strncmp(v->label, UNNAMED, sizeof UNNAMED - 1) == 0;
}

static uint32_t nobody_speaks(struct desk *d, const struct kua_figure *f, size_t item)
{
	const struct kua_item *it = item != NOWHERE ? &d->in->items[item] : NULL;
	struct speaker *s;
	uint32_t n = speaker_of_key(d, kua_arena_printf(d->a, "unnamed:%s", f->item), &s);
	if (s) {
		const char *document = it && it->document ? it->document : f->item;
		const char *place = it && it->title && *it->title ? kua_arena_printf(d->a, ", “%s”", title_start(d, it->title))
		                    : it && it->ordinal > 1       ? kua_arena_printf(d->a, ", item %lld", (long long)it->ordinal)
		                                                  : "";
		s->voice.label = kua_arena_printf(d->a, UNNAMED "%s%s)", document, place);
		s->voice.kind = "class";
	}
	return n;
}

/* Outside archives: the item's author, the agency of its dateline, or nobody who is named. */
static uint32_t item_speaks(struct desk *d, const struct beginnings *beginnings, const struct kua_figure *f, size_t item)
{
	const struct kua_item *it = item != NOWHERE ? &d->in->items[item] : NULL;
	const char *agency = it && !it->author ? agency_of(d, it) : NULL;
	if (it && it->author)
		return named_speaks(d, beginnings, item, it->author);
	if (it && it->issuer)
		return issuer_speaks(d, beginnings, item, it->issuer);
	if (!agency)
		return nobody_speaks(d, f, item);
	uint32_t n = named_speaks(d, beginnings, item, agency);
	struct speaker *s = &d->speakers.v[n];
	if (!s->body) { /* it reports, and does not say from whom it has it */
		s->body = "media";
		s->voice.kind = "organisation";
	}
	return n;
}

static uint32_t speaker_of(struct desk *d, const struct beginnings *beginnings, struct kua_figure *f,
                           struct seen *seen)
{
	size_t item = seen->item;
	bool archive = item != NOWHERE && d->archive[d->document_of[item]];
	seen->cited = f->said_by && !(archive && is_poster(d, item, f->said_by));
	if (seen->cited)
		return named_speaks(d, beginnings, item, f->said_by);
	if (!archive)
		return item_speaks(d, beginnings, f, item);
	uint32_t n = archive_speaks(d, beginnings, item);
	seen->archive = true;
	const char *issuer = d->in->items[item].issuer;
	bool known = issuer || d->archive_of[d->document_of[item]] != NOWHERE;
	f->said_by = issuer ? issuer : known ? d->speakers.v[n].voice.label : NULL; /* a file's name is nobody's */
	kua_list_add(d->a, &f->reasons, "said_by: nobody else is named; the post speaks with its archive's voice");
	return n;
}

void speakers_find(struct desk *d)
{
	struct beginnings names = {0}, *beginnings = &names;
	place_beginnings(d, beginnings);
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t k = d->order[i];
		struct kua_figure *f = &d->in->figures[k];
		d->seen[k].speaker = speaker_of(d, beginnings, f, &d->seen[k]);
		f->voice = d->speakers.v[d->seen[k].speaker].voice.id;
	}
	kua_intern_free(names.letters);
	kua_vec_free(&names.of);
}
