/*
 * focus.c - where a figure belongs whose own sentence names no place. The place named last before it is a guess that the
 * rest of the casebook can overrule: a statement tells of the massacre, of the hospital town and of the embassy in London,
 * and the dead of its next paragraph are none of the last two. So where another town that the item names is told by far
 * more texts as the place of harm, each in one sentence with a figure, that town is taken. The town of the title need only be told by
 * more, where the other place comes from another paragraph: a ruling is read in one town and the title says where the dead fell.
 *
 * A place behind the comma of such a town ("Toktar, Sarystan") holds it, and one named by its state ("the government of
 * Sarystan") is a country: both are wide, whether or not the gazetteer knows them. A figure whose year is none of those told of
 * the town stays where it is, and so does one that is a total.
 *
 * A figure that has no place even then, or only the first one named behind it, goes where another print of its text has that act, else
 * to the town of which three in four of the others tell the same act and number.
 *
 * Counts of texts only, so that the order of items does not matter; linear in figures and mentions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

enum {
	FOCUS_TEXTS = 2, /* that tell a place, for it to take a figure from another */
	FOCUS_TIMES = 3, /* as many as tell the other place */
	FOCUS_JOINT = 6, /* bytes between two names that stand in a row */
	FOCUS_NUMBER = 5, /* the least number by which an event is known: smaller ones are everywhere */
	FOCUS_BEFORE = 40, /* bytes before a name in which the words for a state stand */
	FOCUS_BESIDE = 60, /* bytes on either side of a name in which a word says that it was there */
};

struct focus {
	struct desk *d;
	struct kua_intern *told;   /* place and family, or item: counted once */
	struct kua_intern *here;   /* place, and an item with a figure that names it or a year in which one is told */
	TABLE(size_t) texts;       /* by place: texts that tell of harm there */
};

bool is_harm(const struct kua_figure *f)
{
	static const char *const acts[] = {"killed", "injured", "shot", "arrested", "tortured", "disappeared"};
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (same_text(f->act, acts[i]))
			return true;
	return false;
}

bool is_total(const struct kua_figure *f)
{
	return same_text(f->scope, "period") || same_text(f->scope, "area");
}

static bool names_its_place(const struct kua_figure *f)
{
	return same_text(f->place_read, "sentence") || same_text(f->status, "amended");
}

static size_t texts_of(const struct focus *o, uint32_t place)
{
	return place != KUA_NO_ID && place < o->texts.n ? o->texts.v[place] : 0;
}

static bool first_time(struct kua_intern *set, uint32_t place, char kind, size_t number)
{
	char key[48];
	int n = snprintf(key, sizeof key, "%u:%c%zu", place, kind, number);
	size_t before = kua_intern_count(set);
	return kua_intern_add(set, key, (size_t)n) == before;
}

/* One who died in a hospital town or a prison, told of alone, is not what a town is known for. */
static bool of_several(const struct kua_figure *f)
{
	int64_t n = f->high != KUA_NONE && f->high > f->low ? f->high : f->low;
	return n == KUA_NONE || n > 1;
}

static uint32_t place_at(const struct desk *d, size_t mention)
{
	return kua_intern_find(d->place_keys, d->mentions[mention]->entity, strlen(d->mentions[mention]->entity));
}

/* Where a stretch of FOCUS_BESIDE bytes before or behind a name ends: with its line or sentence, or where a letter would be cut. */
static int64_t edge(const char *text, int64_t at, int step)
{
	int64_t n = 0;
	for (; n < FOCUS_BESIDE && (step < 0 ? at - n > 0 : text[at + n] != 0); n++) {
		const char *c = text + (step < 0 ? at - n - 1 : at + n);
		bool stop = *c == '\n' || (strchr(".!?;", *c) && (c[1] == ' ' || !c[1]));
		if (stop)
			break;
	}
	int64_t end = at + step * n;
	while (end != at && ((unsigned char)text[end] & 0xc0) == 0x80)
		end -= step;
	return end;
}

/* "The miners shot at Orlun": does a word for what befell many stand beside the name? */
static bool told_beside(const struct desk *d, size_t item, const struct kua_mention *m)
{
	const struct kua_item *it = &d->in->items[item];
	int64_t from = edge(it->text, m->start, -1), to = edge(it->text, m->end, 1);
	char beside[2 * FOCUS_BESIDE + 2];
	size_t before = (size_t)(m->start - from), behind = (size_t)(to - m->end);
	memcpy(beside, it->text + from, before);
	beside[before] = '\n'; /* no phrase runs across the name */
	memcpy(beside + before + 1, it->text + m->end, behind);
	beside[before + 1 + behind] = 0;
	struct kua_buf b = KUA_BUF_INIT;
	plain_fold(&b, beside);
	bool told = b.data && words_has(d->words, WORDS_MANY, it->language, b.data);
	kua_buf_free(&b);
	return told;
}

static void count_text(struct focus *o, uint32_t place, size_t item)
{
	size_t family = o->d->family[item];
	if (first_time(o->told, place, family == NOWHERE ? 'i' : 'f', family == NOWHERE ? item : family))
		++*table_at(&o->texts, place);
}

/* The texts that name a town beside a word for what befell many. */
static void count_beside(struct focus *o)
{
	struct desk *d = o->d;
	for (size_t i = 0; i < d->in->n_items; i++)
		for (size_t k = d->mention_first[i]; d->in->items[i].text && k < d->mention_last[i]; k++) {
			size_t e = desk_entity(d, d->mentions[k]->entity);
			if (e == NOWHERE || strcmp(d->in->entities[e].kind, "place") != 0 || !told_beside(d, i, d->mentions[k]))
				continue;
			uint32_t place = place_of_entity(d, e);
			if (!d->places.v[place].wide)
				count_text(o, place, i);
		}
}

/* Year 0 stands for any: a town of which no year is told may have any. */
static void note_year(struct focus *o, uint32_t place, size_t year)
{
	(void)first_time(o->here, place, 'y', year);
	(void)first_time(o->here, place, 'y', 0);
}

static void count_texts(struct focus *o)
{
	struct desk *d = o->d;
	for (size_t i = 0; i < d->in->n_figures; i++) {
		const struct seen *s = &d->seen[i];
		if (!s->counts || s->place == KUA_NO_ID || s->item == NOWHERE || !is_harm(&d->in->figures[i]) ||
		    !names_its_place(&d->in->figures[i]))
			continue;
		(void)first_time(o->here, s->place, 'i', s->item);
		if (!of_several(&d->in->figures[i]))
			continue;
		if (d->in->figures[i].date)
			note_year(o, s->place, (size_t)strtoul(d->in->figures[i].date, NULL, 10));
		count_text(o, s->place, s->item);
	}
	count_beside(o);
}


/* ---- "Toktar, Sarystan" ---- */

/* The bytes between two mentions that follow each other; -1 where they overlap. */
static int64_t gap(const struct desk *d, size_t a, size_t b)
{
	int64_t n = d->mentions[b]->start - d->mentions[a]->end;
	return n > 0 ? n : -1;
}

static bool near(const struct desk *d, size_t a, size_t b)
{
	return gap(d, a, b) >= 0 && gap(d, a, b) <= FOCUS_JOINT;
}

static bool behind_comma(const struct desk *d, size_t item, size_t a, size_t b)
{
	return gap(d, a, b) == 2 && memcmp(d->in->items[item].text + d->mentions[a]->end, ", ", 2) == 0;
}

static void find_holders(struct focus *o, size_t item)
{
	struct desk *d = o->d;
	size_t first = d->mention_first[item], last = d->mention_last[item];
	for (size_t k = first; k + 1 < last; k++) {
		uint32_t town = place_at(d, k), holder = place_at(d, k + 1);
		bool in_row = (k > first && near(d, k - 1, k)) || (k + 2 < last && near(d, k + 1, k + 2));
		if (town != KUA_NO_ID && holder != KUA_NO_ID && town != holder && !in_row && behind_comma(d, item, k, k + 1) &&
		    texts_of(o, town) > texts_of(o, holder))
			d->places.v[holder].wide = true;
	}
}

/* ---- "the government of Sarystan" ---- */

static bool named_by_state(struct desk *d, size_t item, size_t mention)
{
	int64_t end = d->mentions[mention]->start, start = end > FOCUS_BEFORE ? end - FOCUS_BEFORE : 0;
	char before[FOCUS_BEFORE + 1];
	memcpy(before, d->in->items[item].text + start, (size_t)(end - start));
	before[end - start] = 0;
	struct kua_buf b = KUA_BUF_INIT;
	plain_fold(&b, before);
	bool state = false;
	const char *p = b.data ? b.data + b.len : "";
	for (int words = 0; b.data && words < 3 && !state && p > b.data; words++) {
		do
			p--;
		while (p > b.data && p[-1] != ' ');
		state = words_is(d->words, WORDS_STATE, p);
	}
	kua_buf_free(&b);
	return state;
}

static void find_states(struct focus *o, size_t item)
{
	struct desk *d = o->d;
	for (size_t k = d->mention_first[item]; k < d->mention_last[item]; k++) {
		uint32_t place = place_at(d, k);
		if (place == KUA_NO_ID || d->places.v[place].wide || words_town(d->words, desk_plain(d, d->places.v[place].label)))
			continue;
		if (named_by_state(d, item, k))
			d->places.v[place].wide = true;
	}
}

/* ---- the town of an item ---- */

/* The town that an item's title names and that several texts tell of; KUA_NO_ID where there is none. */
static uint32_t of_title(const struct focus *o, size_t item)
{
	struct desk *d = o->d;
	const char *title = d->in->items[item].title;
	size_t e = title ? desk_named_in(d, item, title, "place") : NOWHERE;
	uint32_t town = e == NOWHERE ? KUA_NO_ID : place_of_entity(d, e);
	return texts_of(o, town) >= FOCUS_TEXTS && !d->places.v[town].wide ? town : KUA_NO_ID;
}

/* Of the towns that an item names, the one that most texts tell of; the first named of several. */
static uint32_t most_told(const struct focus *o, size_t item)
{
	const struct desk *d = o->d;
	uint32_t best = KUA_NO_ID;
	for (size_t k = d->mention_first[item]; k < d->mention_last[item]; k++) {
		uint32_t place = place_at(d, k);
		if (place != KUA_NO_ID && !d->places.v[place].wide && texts_of(o, place) > texts_of(o, best))
			best = place;
	}
	return best;
}

static bool known(const struct focus *o, uint32_t place, char kind, size_t number)
{
	char key[48];
	int n = snprintf(key, sizeof key, "%u:%c%zu", place, kind, number);
	return kua_intern_find(o->here, key, (size_t)n) != KUA_NO_ID;
}

/* Has the figure a year that is none of those told of the town? */
static bool of_another_year(const struct focus *o, uint32_t town, const char *date)
{
	return date && known(o, town, 'y', 0) && !known(o, town, 'y', (size_t)strtoul(date, NULL, 10));
}

static bool outweighs(const struct focus *o, uint32_t town, const struct seen *s, const char *date)
{
	size_t texts = texts_of(o, town);
	if (of_another_year(o, town, date))
		return false;
	if (s->place == KUA_NO_ID || o->d->places.v[s->place].wide)
		return texts >= FOCUS_TEXTS;
	return !known(o, s->place, 'i', s->item) && texts >= FOCUS_TEXTS && texts >= FOCUS_TIMES * texts_of(o, s->place);
}

/* Is the town of the title told by more texts than a place that only another paragraph gave the figure? */
static bool titled(const struct focus *o, uint32_t town, const struct seen *s, const struct kua_figure *f)
{
	bool carried = same_text(f->place_read, "before") || same_text(f->place_read, "figure");
	return carried && town != s->place && texts_of(o, town) > texts_of(o, s->place) && !known(o, s->place, 'i', s->item) &&
	       !of_another_year(o, town, f->date);
}

static void move(struct desk *d, size_t figure, uint32_t town, const char *why)
{
	struct kua_figure *f = &d->in->figures[figure];
	d->seen[figure].place = town;
	f->place = d->places.v[town].label;
	f->place_read = "others";
	kua_list_add(d->a, &f->reasons, why);
}

/* ---- by another print, or by the number ---- */

struct keyed { /* how often a key has each place: that of a family and act, or of an act and number */
	struct kua_intern *keys, *pairs;
	TABLE(size_t) all, of_pair;     /* by keys; by pairs of a key and a place */
	TABLE(uint32_t) best;           /* by keys: the place that comes most often + 1 */
};

static uint32_t key_number(struct kua_intern *keys, const char *kind, size_t number, const char *act, bool make)
{
	char key[96];
	int n = snprintf(key, sizeof key, "%s%zu:%.40s", kind, number, act);
	return make ? kua_intern_add(keys, key, (size_t)n) : kua_intern_find(keys, key, (size_t)n);
}

struct digits {
	char s[12];
};

static struct digits digits_of(uint32_t n)
{
	struct digits d;
	snprintf(d.s, sizeof d.s, "%u", n);
	return d;
}

static void note_place(struct keyed *k, const char *kind, size_t number, const char *act, uint32_t place)
{
	uint32_t key = key_number(k->keys, kind, number, act, true), *best = table_at(&k->best, key);
	++*table_at(&k->all, key);
	size_t n = ++*table_at(&k->of_pair, key_number(k->pairs, "", key, digits_of(place).s, true));
	if (!*best || n > *table_at(&k->of_pair, key_number(k->pairs, "", key, digits_of(*best - 1).s, true)))
		*best = place + 1;
}

static uint32_t noted_place(const struct keyed *k, const char *kind, size_t number, const char *act)
{
	uint32_t at = key_number(k->keys, kind, number, act, false);
	if (at == KUA_NO_ID)
		return KUA_NO_ID;
	uint32_t place = k->best.v[at] - 1, pair = key_number(k->pairs, "", at, digits_of(place).s, false);
	return k->of_pair.v[pair] * 4 >= k->all.v[at] * 3 ? place : KUA_NO_ID;
}

/* Nothing but its place in the text speaks for the place of this figure. */
static bool is_guess(const struct focus *o, const struct kua_figure *f, const struct seen *s)
{
	return s->place == KUA_NO_ID || same_text(f->place_read, "behind") ||
	       (same_text(f->place_read, "nearest") && texts_of(o, s->place) == 0);
}

static size_t number_of(const struct kua_figure *f)
{
	int64_t n = f->low != KUA_NONE ? f->low : f->high;
	return n >= FOCUS_NUMBER ? (size_t)n : 0;
}

static void note_places(const struct focus *o, struct keyed *k)
{
	struct desk *d = o->d;
	for (size_t i = 0; i < d->in->n_figures; i++) {
		const struct kua_figure *f = &d->in->figures[i];
		const struct seen *s = &d->seen[i];
		if (!s->counts || !is_harm(f) || s->item == NOWHERE || is_total(f) || is_guess(o, f, s) || d->places.v[s->place].wide)
			continue;
		if (d->family[s->item] != NOWHERE)
			note_place(k, "family ", d->family[s->item], f->act, s->place);
		if (number_of(f))
			note_place(k, "number ", number_of(f), f->act, s->place);
	}
}

/* The place of a guessed figure by what is noted, and why; the rest of an item goes where the first ones went. */
static uint32_t place_noted(const struct desk *d, const struct keyed *k, size_t figure, bool rest, const char **why)
{
	const struct kua_figure *f = &d->in->figures[figure];
	size_t item = d->seen[figure].item, family = d->family[item];
	if (rest) {
		*why = "place: as for other figures of this text, whose town others tell";
		return noted_place(k, "item ", item, "");
	}
	uint32_t place = family == NOWHERE ? KUA_NO_ID : noted_place(k, "family ", family, f->act);
	*why = "place: as in another print of this text";
	if (place != KUA_NO_ID || !number_of(f))
		return place;
	*why = "place: the town here of which others tell this number";
	return noted_place(k, "number ", number_of(f), f->act);
}

static void place_guesses(const struct focus *o)
{
	struct desk *d = o->d;
	struct keyed k = {.keys = kua_intern_new(), .pairs = kua_intern_new()};
	note_places(o, &k);
	for (int rest = 0; rest < 2; rest++)
		for (size_t i = 0; i < d->in->n_figures; i++) {
			const struct kua_figure *f = &d->in->figures[i];
			const struct seen *s = &d->seen[i];
			const char *why;
			if (!is_harm(f) || s->item == NOWHERE || is_total(f) || !is_guess(o, f, s) || same_text(f->status, "amended"))
				continue;
			uint32_t place = place_noted(d, &k, i, rest, &why);
			if (place == KUA_NO_ID || place == s->place)
				continue;
			if (!rest)
				note_place(&k, "item ", s->item, "", place);
			move(d, i, place, why);
		}
	kua_intern_free(k.keys);
	kua_intern_free(k.pairs);
	kua_vec_free(&k.all);
	kua_vec_free(&k.of_pair);
	kua_vec_free(&k.best);
}

void focus_find(struct desk *d)
{
	struct focus o = {.d = d, .told = kua_intern_new(), .here = kua_intern_new()};
	size_t item = NOWHERE;
	uint32_t town = KUA_NO_ID, title = KUA_NO_ID;
	count_texts(&o);
	for (size_t i = 0; i < d->in->n_items; i++)
		if (d->in->items[i].text) {
			find_holders(&o, i);
			find_states(&o, i);
		}
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t k = d->order[i];
		const struct seen *s = &d->seen[k];
		if (s->item == NOWHERE || !is_harm(&d->in->figures[k]) || is_total(&d->in->figures[k]) || names_its_place(&d->in->figures[k]))
			continue;
		if (s->item != item) {
			town = most_told(&o, item = s->item);
			title = of_title(&o, item);
		}
		if (town != KUA_NO_ID && town != s->place && outweighs(&o, town, s, d->in->figures[k].date))
			move(d, k, town, "place: the town it names of which most texts here tell such harm");
		else if (title != KUA_NO_ID && titled(&o, title, s, &d->in->figures[k]))
			move(d, k, title, "place: the town of the title, of which more texts here tell such harm than of the one named before");
	}
	place_guesses(&o);
	kua_intern_free(o.told);
	kua_intern_free(o.here);
	kua_vec_free(&o.texts);
}
