/*
 * places.c - where each figure belongs. A place is an entity where names/ knows one, else its own words. A
 * figure whose claim names no place takes the nearest one named before it in its item, else the first one
 * after it, else the title's; that is written into the claim with its reason. In an item that names several
 * towns, one of another paragraph is no guess at all.
 */
#include <string.h>

#include "accounts/internal.h"

static uint32_t place_number(struct desk *d, const char *key, const char *label)
{
	uint32_t n = kua_intern_add(d->place_keys, key, strlen(key));
	struct place *p = table_at(&d->places, n);
	if (!p->label)
		*p = (struct place){kua_arena_strdup(d->a, key), label, words_wide(d->words, desk_plain(d, label))};
	return n;
}

uint32_t place_of_entity(struct desk *d, size_t e)
{
	return place_number(d, d->in->entities[e].id, d->in->entities[e].label);
}

static uint32_t place_of_words(struct desk *d, size_t item, const char *words)
{
	size_t e = desk_named(d, item, words, "place");
	const char *comma = strchr(words, ',');
	if (e == NOWHERE && comma)
		e = desk_named(d, item, kua_arena_strndup(d->a, words, (size_t)(comma - words)), "place");
	if (e == NOWHERE)
		e = desk_named_in(d, item, words, "place");
	if (e != NOWHERE)
		return place_of_entity(d, e);
	if (desk_named_in(d, item, words, "person") != NOWHERE)
		return KUA_NO_ID; /* nothing happens in a person */
	return place_number(d, kua_arena_printf(d->a, "name:%s", desk_plain(d, words)), words);
}

static bool is_place(const struct desk *d, const struct kua_mention *m)
{
	size_t e = desk_entity(d, m->entity);
	return e != NOWHERE && strcmp(d->in->entities[e].kind, "place") == 0;
}

/* Where the item's figures stand among its mentions of places; moves forward only. */
struct sweep {
	size_t item, next, towns; /* towns: 0, 1, or 2 for more */
	const struct kua_mention *before, *first;
	bool searched; /* for the first one */
};

/* How many towns an item names: 0, 1, or 2 for more. */
static size_t towns_of(struct desk *d, size_t item)
{
	const char *first = NULL;
	for (size_t k = d->mention_first[item]; k < d->mention_last[item]; k++) {
		const struct kua_mention *m = d->mentions[k];
		if (!is_place(d, m) || words_wide(d->words, desk_plain(d, d->in->entities[desk_entity(d, m->entity)].label)))
			continue;
		if (first && strcmp(first, m->entity) != 0)
			return 2;
		first = m->entity;
	}
	return first != NULL;
}

static void sweep_to(struct desk *d, struct sweep *s, size_t item, int64_t start)
{
	if (item != s->item)
		*s = (struct sweep){.item = item, .next = d->mention_first[item], .towns = towns_of(d, item)};
	for (; s->next < d->mention_last[item] && d->mentions[s->next]->start <= start; s->next++)
		if (is_place(d, d->mentions[s->next])) {
			s->before = d->mentions[s->next];
			s->first = s->first ? s->first : s->before;
		}
	for (size_t k = s->next; !s->searched && !s->first && k < d->mention_last[item]; k++)
		if (is_place(d, d->mentions[k]))
			s->first = d->mentions[k];
	s->searched = true;
}

/*
 * The place of a dateline ("ORLUN, 14 March (Agency) - "), whose capitals keep it from being a mention: one of
 * the first lines begins with capitals only, and they name a place.
 */
static size_t dateline_place(struct desk *d, size_t item)
{
	enum { LINES = 6, NAME = 60 };
	char head[ITEM_HEAD + 1];
	const char *line = item_head(&d->in->items[item], head);
	for (int i = 0; line && *line && i < LINES; i++) {
		size_t n = strcspn(line, ",(\n-");
		bool small = n == 0 || n > NAME || line[n] == '\n' || !line[n];
		for (size_t k = 0; k < n && !small; k++)
			small = line[k] >= 'a' && line[k] <= 'z';
		size_t e = small ? NOWHERE : desk_named(d, item, kua_arena_strndup(d->a, line, n), "place");
		if (e != NOWHERE)
			return e;
		line = strchr(line, '\n');
		line = line ? line + strspn(line, "\n") : NULL;
	}
	return NOWHERE;
}

/* A petition is not of the town its text last spoke of: only what its own sentence names, or a country. */
static bool may_be_petitioned(struct desk *d, const struct kua_figure *f, const struct kua_mention *m)
{
	size_t e = desk_entity(d, m->entity);
	return (m->start >= f->start && m->start < f->end) ||
	       words_wide(d->words, desk_plain(d, d->in->entities[e].label));
}

/* Whether an empty line stands between a mention and a figure. */
static bool new_paragraph(const char *text, const struct kua_mention *m, const struct kua_figure *f)
{
	int64_t from = m->end < f->start ? m->end : f->end, to = m->end < f->start ? f->start : m->start;
	return to > from && memmem(text + from, (size_t)(to - from), "\n\n", 2);
}

static void take_place(struct desk *d, struct sweep *s, struct kua_figure *f, struct seen *seen)
{
	bool petition = same_text(f->act, "signed");
	sweep_to(d, s, seen->item, f->start);
	const struct kua_mention *m = s->before ? s->before : s->first;
	if (m && s->towns > 1 && new_paragraph(d->in->items[seen->item].text, m, f))
		m = NULL;
	const char *title = petition ? NULL : d->in->items[seen->item].title;
	if (petition && m && !may_be_petitioned(d, f, m))
		m = NULL;
	size_t dateline = (m && m == s->before) || petition ? NOWHERE : dateline_place(d, seen->item);
	size_t e = dateline != NOWHERE ? dateline
	           : m                 ? desk_entity(d, m->entity)
	           : title             ? desk_named_in(d, seen->item, title, "place")
	                               : NOWHERE;
	if (e == NOWHERE)
		return;
	seen->place = place_of_entity(d, e);
	f->place = d->in->entities[e].label;
	f->place_read = dateline != NOWHERE ? "dateline" : !m ? "title" : m == s->before ? "nearest" : "behind";
	kua_list_add(d->a, &f->reasons,
	             dateline != NOWHERE ? "place: from the item's dateline"
	             : !m                ? "place: from the item's title"
	             : m == s->before    ? "place: the nearest one named before it"
	                                 : "place: the first one named after it");
}

void places_find(struct desk *d)
{
	struct sweep s = {.item = NOWHERE};
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t k = d->order[i];
		struct kua_figure *f = &d->in->figures[k];
		if (f->place)
			d->seen[k].place = place_of_words(d, d->seen[k].item, f->place);
		if (f->place && d->seen[k].place == KUA_NO_ID)
			f->place = NULL;
		if (!f->place && d->seen[k].item != NOWHERE)
			take_place(d, &s, f, &d->seen[k]);
	}
}
