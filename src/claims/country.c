/*
 * country.c - the country of each claim. That of its place, by the gazetteer; else the one its sentence names, by a place
 * that lies there or by a nation ("Nigerian soldiers": rules for "country"); else the sentences before it in the paragraph,
 * the title, the country that the item speaks of most. A sentence that names several countries says only that it is one of
 * them: the one the item speaks of most, if that is among them. Where an item speaks mostly of one country, a French lawyer
 * or a prize given in Paris does not take its claims elsewhere. Where nothing is said the field stays empty.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"
#include "claims/who_did.h"
#include "util/search.h"

#define BACK 8        /* sentences looked back in the paragraph */
#define FAR 256       /* tokens of a sentence looked at on either side */
#define TITLE_NAMES 256 /* names looked for in the title */
#define WEIGHT_PLACE 2 /* a place says more of where than a nation */
#define SURE 4        /* so often a country may be named by its people alone */
#define LEAST 2       /* times: an item that names a country once in passing, or a place there, is not about it */

/* Where a country is named. */
struct spot {
	uint32_t token;
	const char *country;
	bool place; /* by a place; else by a nation */
	bool firm;  /* by a place, or by the nation of who did it: "Nigerian soldiers" */
};

struct land { /* how much the item speaks of one */
	const char *country;
	size_t weight, times, first;
	bool firm; /* by some place, or by who did something */
};

struct countries {
	const struct kua_scene *s;
	const struct gazetteer *g;
	struct spot *spots; /* by token */
	size_t n_spots;
	struct land *lands; /* most spoken of first */
	size_t n_lands;
	const char *main;  /* the one most spoken of, where that is one */
	bool mostly;       /* the item speaks of it as often as of all others together */
	const char *title; /* the one the title names */
};

/* ---- what the item names ---- */

static const char *country_of(const struct countries *c, const struct kua_named *named)
{
	const char *country = kua_gazetteer_country(c->g, named->mention->form);
	return country ? country : kua_gazetteer_country(c->g, named->label);
}

static uint32_t token_at(const struct kua_text *text, int64_t byte)
{
	size_t low;
	KUA_FIRST(low, text->n_tokens, text->tokens[low].end <= (uint64_t)byte);
	return (uint32_t)low;
}

static int by_token(const void *x, const void *y)
{
	const struct spot *a = x, *b = y;
	if (a->token != b->token)
		return a->token < b->token ? -1 : 1;
	return a->place == b->place ? 0 : a->place ? -1 : 1;
}

static bool of_perpetrator(const struct kua_scene *s, const struct kua_capture *nation)
{
	return kua_scene_in_class(s, nation->last, "perpetrator") ||
	       (nation->first > 0 && kua_scene_in_class(s, nation->first - 1, "perpetrator"));
}

static void find_spots(struct countries *c)
{
	const struct kua_scene *s = c->s;
	size_t n = 0;
	const struct kua_match *m = kua_scene_match(s, "country", &n);
	c->spots = KUA_NEW_N(s->arena, struct spot, s->n_named + n + 1);
	for (size_t i = 0; i < s->n_named; i++) {
		bool place = s->named[i].kind && strcmp(s->named[i].kind, "place") == 0;
		const char *country = place ? country_of(c, &s->named[i]) : NULL;
		if (country)
			c->spots[c->n_spots++] = (struct spot){token_at(s->text, s->named[i].mention->start), country, true, true};
		if (country && !c->title && i < TITLE_NAMES && s->item->title && strstr(s->item->title, s->named[i].mention->form))
			c->title = country;
	}
	for (size_t i = 0; i < n; i++) {
		const struct kua_capture *nation = kua_match_capture(&m[i], "nation");
		const char *country = nation && nation->value ? kua_gazetteer_code(c->g, nation->value) : NULL;
		if (country)
			c->spots[c->n_spots++] = (struct spot){nation->first, country, false, of_perpetrator(s, nation)};
	}
	if (c->n_spots)
		qsort(c->spots, c->n_spots, sizeof *c->spots, by_token);
}

static int by_name(const void *x, const void *y)
{
	const struct land *a = x, *b = y;
	int order = strcmp(a->country, b->country);
	return order ? order : (a->first > b->first) - (a->first < b->first);
}

static int by_weight(const void *x, const void *y)
{
	const struct land *a = x, *b = y;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

static void weigh(struct countries *c)
{
	c->lands = KUA_NEW_N(c->s->arena, struct land, c->n_spots + 1);
	for (size_t i = 0; i < c->n_spots; i++)
		c->lands[i] = (struct land){c->spots[i].country, c->spots[i].place ? WEIGHT_PLACE : 1, 1, i, c->spots[i].firm};
	if (c->n_spots)
		qsort(c->lands, c->n_spots, sizeof *c->lands, by_name);
	for (size_t i = 0; i < c->n_spots; i++) {
		struct land *last = c->n_lands ? &c->lands[c->n_lands - 1] : NULL;
		if (last && strcmp(last->country, c->lands[i].country) == 0)
			*last = (struct land){last->country, last->weight + c->lands[i].weight, last->times + 1, last->first, last->firm || c->lands[i].firm};
		else
			c->lands[c->n_lands++] = c->lands[i];
	}
	if (c->n_lands)
		qsort(c->lands, c->n_lands, sizeof *c->lands, by_weight);
}

static void find_main(struct countries *c)
{
	const struct land *most = c->lands;
	if (c->n_lands == 0 || (c->n_lands > 1 && most[0].weight == most[1].weight))
		return;
	if (!most->firm && most->weight < SURE) /* "a German member of parliament" */
		return;
	size_t all = 0;
	for (size_t i = 0; i < c->n_lands; i++)
		all += c->lands[i].weight;
	c->main = most->country;
	c->mostly = most->times >= LEAST && 2 * most->weight >= all;
}

/* ---- of a claim ---- */

static size_t first_spot(const struct countries *c, uint32_t token)
{
	size_t low;
	KUA_FIRST(low, c->n_spots, c->spots[low].token < token);
	return low;
}

/* Is the item's most spoken of country named between the tokens? */
static const char *main_of(const struct countries *c, uint32_t from, uint32_t to)
{
	for (size_t i = first_spot(c, from); c->main && i < c->n_spots && c->spots[i].token < to; i++)
		if (strcmp(c->spots[i].country, c->main) == 0)
			return c->main;
	return NULL;
}

/* The country named between the tokens; *any: some is. NULL where there are several and none is the main one. */
static const char *between(const struct countries *c, uint32_t from, uint32_t to, bool *any)
{
	const char *place = NULL, *nation = NULL;
	bool places = false, nations = false; /* several */
	for (size_t i = first_spot(c, from); i < c->n_spots && c->spots[i].token < to; i++) {
		bool other = !c->main || strcmp(c->spots[i].country, c->main) != 0;
		if (!c->spots[i].firm && other && (c->mostly || !c->main))
			continue;
		const char **one = c->spots[i].place ? &place : &nation;
		bool *several = c->spots[i].place ? &places : &nations;
		*several |= *one && strcmp(*one, c->spots[i].country) != 0;
		*one = c->spots[i].country;
	}
	*any = place || nation;
	bool unsure = place ? places : nations;
	return unsure ? main_of(c, from, to) : place ? place : nation;
}

static const char *of_sentence(const struct countries *c, uint32_t sentence, uint32_t token, bool *any)
{
	const struct kua_sentence *st = &c->s->text->sentences[sentence];
	uint32_t from = token > st->first + FAR ? token - FAR : st->first;
	uint32_t to = st->last > token + FAR ? token + FAR : st->last;
	return between(c, from, to, any);
}

static const char *find_country(const struct countries *c, const char *place, int64_t start)
{
	const struct kua_text *text = c->s->text;
	const char *country = kua_gazetteer_country(c->g, place);
	uint32_t token = token_at(text, start);
	if (country || token >= text->n_tokens)
		return country;
	uint32_t sentence = text->tokens[token].sentence;
	for (uint32_t back = 0; back <= (c->mostly ? 0 : BACK) && back <= sentence; back++) {
		uint32_t at = sentence - back;
		bool any = false;
		if (text->sentences[at].paragraph != text->sentences[sentence].paragraph)
			break;
		country = of_sentence(c, at, back ? text->sentences[at].last : token, &any);
		if (any)
			return country;
	}
	if (c->title && !c->mostly)
		return c->title;
	return c->main && c->lands[0].times >= LEAST ? c->main : NULL;
}

void kua_countries_fill(const struct kua_scene *s, struct kua_claims_result *found)
{
	struct countries c = {.s = s, .g = s->rules->gazetteer};
	if (!c.g || !s->marks || found->n_figures + found->n_steps + found->n_harms + found->n_actions == 0)
		return;
	find_spots(&c);
	weigh(&c);
	find_main(&c);
	for (size_t i = 0; i < found->n_figures; i++)
		found->figures[i].country = find_country(&c, found->figures[i].place, found->figures[i].start);
	for (size_t i = 0; i < found->n_steps; i++)
		found->steps[i].country = find_country(&c, found->steps[i].place, found->steps[i].start);
	for (size_t i = 0; i < found->n_harms; i++)
		found->harms[i].country = find_country(&c, found->harms[i].place, found->harms[i].start);
	for (size_t i = 0; i < found->n_actions; i++)
		found->actions[i].country = find_country(&c, found->actions[i].place, found->actions[i].start);
}
