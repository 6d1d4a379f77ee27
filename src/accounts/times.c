/*
 * times.c - when things happened, where the claims themselves do not say.
 *
 * Two things are read from the items' text. A day of remembering ("16 December marks the fourth anniversary
 * of ...") is not the day it remembers: the day and the month are, and the ordinal tells the year; a figure
 * that was given the day of remembering counts for the day remembered. And a full date in a sentence that has
 * both a place and a word for what happened there attests that day for that place, as does a figure that says its
 * day itself; but not the item's own day, which a dateline or a signature gives. One family attests once, so that
 * a text printed ten times does not outvote two others.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"
#include "util/search.h"

enum {
	TIMES_ITEMS = 1000,   /* items read for days at places that have none */
	TIMES_DATES = 2000,   /* dates looked at in one item */
	TIMES_MAIN = 2,       /* texts that tell the main day of a place */
	TIMES_MORE = 2,       /* times as many as tell any other */
	TIMES_WINDOW = 400,   /* bytes on either side of a date that are about it, within its sentence */
};

struct reading {
	struct desk *d;
	bool *read;              /* items */
	bool *needy;             /* places */
	enum kua_code code;
};

struct page { /* one item under the eye */
	size_t item;
	struct kua_text text;
	const struct kua_date *dates;
	size_t n_dates;
	const struct kua_number *numbers;
	size_t n_numbers;
	size_t title_place;
	struct kua_intern *corrected; /* days of remembering, with what they remember, that are done */
};

struct window { /* what stands about a date */
	int64_t start, end;   /* bytes */
	uint32_t first, last; /* tokens */
};

static void attest(struct desk *d, uint32_t place, const char *act, const char *iso, size_t item)
{
	size_t family = d->family[item];
	char key[120];
	int n = snprintf(key, sizeof key, "%u:%.40s:%s:%c%zu", place, act, iso, family == NOWHERE ? 'i' : 'f',
	                 family == NOWHERE ? item : family);
	uint32_t before = (uint32_t)kua_intern_count(d->attested_keys);
	if (kua_intern_add(d->attested_keys, key, (size_t)n) != before)
		return;
	n = snprintf(key, sizeof key, "%u:%.40s:%s", place, act, iso);
	struct attested *at = table_at(&d->attested, kua_intern_add(d->attested_days, key, (size_t)n));
	at->place = place;
	at->act = act;
	memcpy(at->iso, iso, sizeof at->iso);
	at->texts++;
}

static uint32_t place_of(const struct desk *d, size_t entity)
{
	const char *id = entity == NOWHERE ? NULL : d->in->entities[entity].id;
	return id ? kua_intern_find(d->place_keys, id, strlen(id)) : KUA_NO_ID;
}

static struct window window_of(const struct page *p, const struct kua_date *date)
{
	const struct kua_token *tokens = p->text.tokens;
	const struct kua_sentence *s = &p->text.sentences[tokens[date->first].sentence];
	struct window w = {tokens[date->first].start, tokens[date->last - 1].end, date->first, date->last};
	int64_t from = w.start - TIMES_WINDOW, to = w.end + TIMES_WINDOW;
	while (w.first > s->first && tokens[w.first - 1].start >= from)
		w.first--;
	while (w.last < s->last && tokens[w.last].end <= to)
		w.last++;
	w.start = tokens[w.first].start;
	w.end = tokens[w.last - 1].end;
	return w;
}

static size_t first_mention(const struct desk *d, size_t item, int64_t start)
{
	size_t low;
	KUA_FIRST_OF(low, d->mention_first[item], d->mention_last[item], d->mentions[low]->start < start);
	return low;
}

/* Attest a day for every place named about it, or for the title's where none is. */
static void attest_window(struct reading *r, const struct page *p, const struct window *w, const char *iso)
{
	struct desk *d = r->d;
	bool any = false;
	for (size_t k = first_mention(d, p->item, w->start); k < d->mention_last[p->item]; k++) {
		const struct kua_mention *m = d->mentions[k];
		if (m->start >= w->end)
			break;
		uint32_t place = place_of(d, desk_entity(d, m->entity));
		if (place == KUA_NO_ID)
			continue;
		any = true;
		attest(d, place, "", iso, p->item);
	}
	uint32_t place = any ? KUA_NO_ID : place_of(d, p->title_place);
	if (place != KUA_NO_ID)
		attest(d, place, "", iso, p->item);
}

static bool window_has(struct reading *r, const struct page *p, const struct window *w, enum words_section section)
{
	char *raw = kua_malloc((size_t)(w->end - w->start) + 1);
	memcpy(raw, p->text.bytes + w->start, (size_t)(w->end - w->start));
	raw[w->end - w->start] = 0;
	struct kua_buf b = KUA_BUF_INIT;
	plain_fold(&b, raw);
	bool has = words_has(r->d->words, section, p->text.language, b.data);
	kua_buf_free(&b);
	free(raw);
	return has;
}

static bool in_a_date(const struct page *p, const struct kua_number *n)
{
	for (size_t k = 0; k < p->n_dates && p->dates[k].first <= n->first; k++)
		if (n->last <= p->dates[k].last)
			return true;
	return false;
}

/* The ordinal that stands about a date: 4 of "the fourth anniversary"; 0 where there is none. Days of the
 * month ("16th") lie inside a date and do not count. */
static int64_t ordinal_in(const struct page *p, const struct window *w)
{
	size_t low;
	KUA_FIRST(low, p->n_numbers, p->numbers[low].first < w->first);
	for (; low < p->n_numbers && p->numbers[low].last <= w->last; low++) {
		const struct kua_number *n = &p->numbers[low];
		if (n->ordinal && n->low >= 1 && n->low <= 200 && !in_a_date(p, n))
			return n->low;
	}
	return 0;
}

/* Of the two ways to read a date, the one nearer to the item's own day. */
static const char *nearer(const struct kua_date *date, const char *anchor)
{
	int64_t a, b, at;
	if (!is_day(date->iso_next) || !anchor || !kua_date_first_day(date->iso, &a) ||
	    !kua_date_first_day(date->iso_next, &b) || !kua_date_first_day(anchor, &at))
		return date->iso;
	return llabs(a - at) <= llabs(b - at) ? date->iso : date->iso_next;
}

/*
 * The figures of an item that were given a day of remembering get the day remembered ("" where the year is
 * not known).
 */
static void correct_figures(struct desk *d, const struct page *p, const char *remembering, const char *remembered,
                            const size_t *figures, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct seen *seen = &d->seen[figures[i]];
		const struct kua_figure *f = &d->in->figures[figures[i]];
		if (seen->item != p->item || !is_day(f->date) || strcmp(f->date + 4, remembering + 4) != 0)
			continue;
		if (!*remembered && strcmp(f->date, remembering) == 0)
			seen->date = NULL;
		else if (*remembered && strcmp(f->date, remembered) > 0)
			seen->date = kua_arena_strdup(d->a, remembered);
	}
}

static void read_remembering(struct reading *r, const struct page *p, const struct kua_date *date,
                             const struct window *w, const size_t *figures, size_t n)
{
	const char *iso = nearer(date, item_day(&r->d->in->items[p->item]));
	if (!is_day(iso))
		return;
	int64_t years = ordinal_in(p, w), year = strtoll(iso, NULL, 10) - years;
	char remembered[24] = "";
	if (years && year > 0)
		snprintf(remembered, sizeof remembered, "%04d%s", (int)year, iso + 4);
	char key[48];
	int length = snprintf(key, sizeof key, "%s %s", iso, remembered);
	size_t before = kua_intern_count(p->corrected);
	if (kua_intern_add(p->corrected, key, (size_t)length) == before)
		correct_figures(r->d, p, iso, remembered, figures, n);
	if (*remembered)
		attest_window(r, p, w, remembered);
}

/* Read one item; figures are those of the item, for which days of remembering are corrected. */
static void read_item(struct reading *r, size_t item, const size_t *figures, size_t n)
{
	struct desk *d = r->d;
	const struct kua_item *it = &d->in->items[item];
	if (r->read[item] || !d->in->languages || !it->text || !*it->text || r->code)
		return;
	r->read[item] = true;
	struct kua_arena *a = kua_arena_new();
	struct page p = {.item = item, .corrected = kua_intern_new()};
	const char *anchor = it->published_on ? it->published_on : item_day(it);
	r->code = kua_text_view(d->in->languages, it->text, strlen(it->text), it->language, a, &p.text, d->err);
	if (!r->code) {
		p.dates = kua_text_dates(d->in->languages, &p.text, anchor, a, &p.n_dates);
		p.numbers = kua_text_numbers(d->in->languages, &p.text, a, &p.n_numbers);
		p.title_place = it->title ? desk_named_in(d, item, it->title, "place") : NOWHERE;
	}
	for (size_t i = 0; i < p.n_dates && i < TIMES_DATES; i++) {
		const struct kua_date *date = &p.dates[i];
		struct window w = window_of(&p, date);
		if (date->anniversary || window_has(r, &p, &w, WORDS_ANNIVERSARY))
			read_remembering(r, &p, date, &w, figures, n);
		else if (is_day(date->iso) && !same_text(date->iso, it->published_on) && !after_day(date->iso, item_day(it)) &&
		         (window_has(r, &p, &w, WORDS_EVENT) || window_has(r, &p, &w, WORDS_MANY)))
			attest_window(r, &p, &w, date->iso);
	}
	kua_intern_free(p.corrected);
	kua_arena_free(a);
}

static void read_remembering_items(struct reading *r)
{
	struct desk *d = r->d;
	for (size_t i = 0, end; i < d->in->n_figures; i = end) {
		size_t item = d->seen[d->order[i]].item;
		for (end = i; end < d->in->n_figures && d->seen[d->order[end]].item == item; end++)
			;
		const char *text = item == NOWHERE ? NULL : d->in->items[item].text;
		if (text && words_may_remember(d->words, text))
			read_item(r, item, d->order + i, end - i);
	}
}

static void find_needy(struct reading *r)
{
	struct desk *d = r->d;
	r->needy = KUA_NEW_N(d->a, bool, d->places.n);
	for (size_t i = 0; i < d->in->n_figures; i++)
		if (d->seen[i].counts && d->seen[i].place != KUA_NO_ID)
			r->needy[d->seen[i].place] |= !d->places.v[d->seen[i].place].wide && is_harm(&d->in->figures[i]);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Items that name a place where people came to harm, in order of id. */
static void read_needy_items(struct reading *r)
{
	struct desk *d = r->d;
	find_needy(r);
	const char **ids = KUA_NEW_N(d->a, const char *, d->in->n_items);
	size_t n = 0;
	for (size_t i = 0; i < d->in->n_items; i++) {
		bool wanted = false;
		for (size_t k = d->mention_first[i]; !wanted && k < d->mention_last[i]; k++) {
			uint32_t place = place_of(d, desk_entity(d, d->mentions[k]->entity));
			wanted = place != KUA_NO_ID && r->needy[place];
		}
		if (wanted)
			ids[n++] = d->in->items[i].id;
	}
	qsort(ids, n, sizeof *ids, by_text);
	for (size_t i = 0; i < n && i < TIMES_ITEMS; i++)
		read_item(r, desk_item(d, ids[i]), NULL, 0);
}

static int by_place_best(const void *pa, const void *pb)
{
	const struct attested *a = pa, *b = pb;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (strcmp(a->act, b->act) != 0)
		return strcmp(a->act, b->act);
	if (a->texts != b->texts)
		return a->texts > b->texts ? -1 : 1;
	return strcmp(a->iso, b->iso);
}

enum kua_code times_find(struct desk *d)
{
	struct reading r = {.d = d};
	r.read = KUA_NEW_N(d->a, bool, d->in->n_items);
	for (size_t i = 0; i < d->in->n_figures; i++)
		d->seen[i].date = d->in->figures[i].date;
	read_remembering_items(&r);
	read_needy_items(&r);
	return r.code;
}

/* ---- what figures say of their own days ---- */

static bool says_its_day(const struct kua_figure *f)
{
	return same_text(f->date_read, "sentence") || same_text(f->status, "amended");
}

/* A day that only the text before a figure gave it, and that nobody tells of its place. */
static bool stray(const struct desk *d, const struct kua_figure *f, const struct seen *s)
{
	if (!same_text(f->date_read, "paragraph") || !is_day(s->date) || !is_harm(f) || s->place == KUA_NO_ID)
		return false;
	char key[120];
	int n = snprintf(key, sizeof key, "%u::%.10s", s->place, s->date);
	return kua_intern_find(d->attested_days, key, (size_t)n) == KUA_NO_ID;
}

/* A petition's signatures are counted as they stand when the text is written; that parts no petition into two events. */
static void date_signatures(struct desk *d)
{
	for (size_t i = 0; i < d->in->n_figures; i++) {
		struct kua_figure *f = &d->in->figures[i];
		size_t item = d->seen[i].item;
		const char *day = item == NOWHERE ? NULL : d->in->items[item].published_on;
		if (!same_text(f->act, "signed") || f->date || !day)
			continue;
		f->date = day;
		f->date_read = "item";
		f->as_of = f->as_of ? f->as_of : day;
		kua_list_add(d->a, &f->reasons, "date: the text's own, for signatures are counted as they stand");
	}
}

void times_weigh(struct desk *d)
{
	date_signatures(d);
	for (size_t i = 0; i < d->in->n_figures; i++) {
		const struct kua_figure *f = &d->in->figures[i];
		const struct seen *s = &d->seen[i];
		if (!s->counts || s->place == KUA_NO_ID || s->item == NOWHERE || !is_day(s->date) || !is_harm(f) || !says_its_day(f))
			continue;
		attest(d, s->place, "", s->date, s->item);
		attest(d, s->place, f->act, s->date, s->item);
	}
	if (d->attested.n)
		qsort(d->attested.v, d->attested.n, sizeof *d->attested.v, by_place_best);
	for (size_t i = 0; i < d->in->n_figures; i++) {
		struct kua_figure *f = &d->in->figures[i];
		struct seen *s = &d->seen[i];
		bool ahead = s->item != NOWHERE && is_harm(f) && !same_text(f->status, "amended") &&
		             after_day(s->date, item_day(&d->in->items[s->item]));
		if (!ahead && (!stray(d, f, s) || !times_main(d, s->place, f->act, "")))
			continue;
		s->date = f->date = f->date_read = NULL;
		kua_list_add(d->a, &f->reasons,
		             ahead ? "date: not one later than the text itself"
		                   : "date: not that of the text before it, of which nobody tells such a thing there");
	}
}

/* ---- asking ---- */

/* The first of a place and an act; attested.n where there is none. */
static size_t first_of(const struct desk *d, uint32_t place, const char *act)
{
	const struct attested *a = d->attested.v;
	size_t low;
	KUA_FIRST(low, d->attested.n, a[low].place < place || (a[low].place == place && strcmp(a[low].act, act) < 0));
	return low;
}

/* The best two days of a place and an act within a date. */
static size_t best_two(const struct desk *d, uint32_t place, const char *act, const char *within, const struct attested *two[2])
{
	size_t n = 0;
	for (size_t k = first_of(d, place, act); k < d->attested.n && n < 2; k++) {
		const struct attested *a = &d->attested.v[k];
		if (a->place != place || strcmp(a->act, act) != 0)
			break;
		if (!*within || dates_fit(a->iso, within))
			two[n++] = a;
	}
	return n;
}

const char *times_best(const struct desk *d, uint32_t place, const char *within)
{
	const struct attested *two[2];
	return best_two(d, place, "", within, two) ? two[0]->iso : NULL;
}

const char *times_main(const struct desk *d, uint32_t place, const char *act, const char *within)
{
	const char *asked[] = {act, ""};
	for (size_t i = 0; i < 2; i++) {
		const struct attested *two[2];
		size_t n = best_two(d, place, asked[i], within, two);
		if (n && two[0]->texts >= TIMES_MAIN && (n == 1 || two[0]->texts >= TIMES_MORE * two[1]->texts))
			return two[0]->iso;
	}
	return NULL;
}
