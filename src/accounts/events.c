/*
 * events.c - figures meet in events, by place, time and act.
 *
 * The figures of one place are put down in the order of how much they say about time: those with a day first,
 * each day an event (two massacres in one town stay two); then months, years, and those without a date. A
 * figure of a month or year belongs to the only finer event within it that has its act, else to the only
 * finer event within it; where there are several, to the one its own item tells of close by, or the one its
 * other prints belong to; else it stands for itself, for then it may well be a total. A figure without a date
 * first looks close by in its item and at its other prints, then does the same with all events of its place,
 * if its item names the event's year or was written within three years. Where several events would do, it is of the
 * place's main one (times.c), if there is one. No figure joins an event later than its own item.
 *
 * Of a country or a region too much is told for "the only event known" to mean anything: there only what
 * stands close by, or in another print, joins; a figure without a date has the event of its own text, and all
 * that is known is when it was told. In a town, figures without any date and event meet where their items
 * were written without a gap of more than a year.
 *
 * Within a phase figures look only at what earlier phases made, so that their order does not matter. The
 * look-ups are counters by place, date prefix and act: the number of events and, where that is one, which; so
 * the whole is linear but for sorting.
 *
 * Petitions (figures of signatures) are events of their own. A figure that its sentence calls a total over a
 * time or many places joins only figures like it.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

enum {
	EVENTS_CLOSE = 1500, /* bytes within which an item tells of one thing */
	EVENTS_YEARS = 3,    /* in which an item may tell of an event without naming its year */
	EVENTS_MANY = 5,     /* people, who are not of an event that is told of one person */
	EVENTS_GAP = 366,    /* days between items after which they tell of different things */
};

struct candidates { /* events under one key of the counter */
	size_t n, event;
};

struct meeting {
	struct desk *d;
	struct kua_intern *keys;
	TABLE(struct candidates) counts;   /* by keys */
	struct kua_intern *event_keys;     /* place, kind, date: numbers are indices into d->events */
	struct kua_intern *print_keys;     /* family, place, act, number */
	TABLE(struct candidates) prints;   /* by print_keys */
	struct kua_intern *acts;           /* event and act */
	TABLE(int64_t) largest;            /* of each event: the largest number told of it */
	size_t *near;                      /* of each figure: the event its item tells of close by */
	int64_t *distance;                 /* how close */
};

enum phase { PHASE_DAY, PHASE_MONTH, PHASE_YEAR, PHASE_NONE, PHASES };

static enum phase phase_of(const char *date)
{
	size_t n = date ? strlen(date) : 0;
	return n == 10 ? PHASE_DAY : n == 7 ? PHASE_MONTH : n == 4 ? PHASE_YEAR : PHASE_NONE;
}

static bool is_wide(const struct desk *d, uint32_t place)
{
	return place != KUA_NO_ID && d->places.v[place].wide;
}

static bool is_petition(const struct kua_figure *f)
{
	return same_text(f->act, "signed");
}

/* ---- counters ---- */

static void count_one(struct candidates *c, size_t event)
{
	if (c->n == 0 || c->event != event)
		c->n++;
	c->event = event;
}

/* Key of the events of a place within a date ("" for all); act "" for any. */
static int key_of(char *key, size_t size, const struct happening *h, const char *within, const char *act)
{
	return snprintf(key, size, "%u:%.100s:%d:%.10s:%.40s", h->place, h->text, h->signed_, within, act);
}

static int act_key(char *key, size_t size, size_t event, const char *act)
{
	return snprintf(key, size, "%zu:%.40s", event, act);
}

static bool has_act(const struct meeting *m, size_t event, const char *act)
{
	char key[80];
	int n = act_key(key, sizeof key, event, act);
	return kua_intern_find(m->acts, key, (size_t)n) != KUA_NO_ID;
}

static void count_event(struct meeting *m, size_t event, const char *act)
{
	const struct happening *h = &m->d->events.v[event];
	static const size_t lengths[] = {10, 7, 4, 0};
	char key[224], within[11];
	int length = act_key(key, sizeof key, event, act);
	kua_intern_add(m->acts, key, (size_t)length);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		if (lengths[i] > strlen(h->date))
			continue;
		memcpy(within, h->date, lengths[i]);
		within[lengths[i]] = 0;
		int n = key_of(key, sizeof key, h, within, act);
		count_one(table_at(&m->counts, kua_intern_add(m->keys, key, (size_t)n)), event);
	}
}

static struct candidates events_within(const struct meeting *m, const struct happening *h, const char *act)
{
	char key[224];
	int n = key_of(key, sizeof key, h, h->date, act);
	uint32_t id = kua_intern_find(m->keys, key, (size_t)n);
	return id == KUA_NO_ID ? (struct candidates){0} : m->counts.v[id];
}

/* ---- prints: the same number of the same act in the same family ---- */

static uint32_t print_key(struct meeting *m, size_t figure)
{
	const struct seen *s = &m->d->seen[figure];
	size_t family = s->item == NOWHERE ? NOWHERE : m->d->family[s->item];
	char key[160];
	if (family == NOWHERE)
		return KUA_NO_ID;
	int n = snprintf(key, sizeof key, "%zu:%u:%.40s:%.60s", family, s->place,
	                 m->d->in->figures[figure].act, s->number);
	return kua_intern_add(m->print_keys, key, (size_t)n);
}

/* ---- putting down ---- */

static size_t event_of(struct meeting *m, const struct happening *h, bool make)
{
	char key[224];
	int n = snprintf(key, sizeof key, "%u:%.100s:%d:%d:%s", h->place, h->text, h->signed_, h->total, h->date);
	size_t e = make ? kua_intern_add(m->event_keys, key, (size_t)n)
	                : kua_intern_find(m->event_keys, key, (size_t)n);
	if (e == KUA_NO_ID)
		return NOWHERE;
	struct happening *at = table_at(&m->d->events, e);
	if (!at->date)
		*at = *h;
	else if (h->told && (!at->told || strcmp(h->told, at->told) < 0))
		at->told = h->told;
	return e;
}

/* Whether an item may tell of an event of a town without a date: it names the year, or is not much later. */
static bool may_tell(const struct meeting *m, size_t event, size_t figure)
{
	const struct desk *d = m->d;
	const struct happening *h = &d->events.v[event];
	size_t item = d->seen[figure].item;
	int64_t then, now;
	if (item == NOWHERE || !*h->date)
		return true;
	const struct kua_item *it = &d->in->items[item];
	char year[5] = {0};
	memcpy(year, h->date, 4);
	if (!item_day(it) || (it->text && strstr(it->text, year)))
		return true;
	bool known = kua_date_last_day(h->date, &then) && kua_date_first_day(item_day(it), &now);
	return known && now - then <= EVENTS_YEARS * 366;
}

static bool fits(const struct meeting *m, size_t event, size_t figure, const char *within)
{
	const struct desk *d = m->d;
	const struct happening *h = &d->events.v[event];
	size_t item = d->seen[figure].item;
	if ((*within && !dates_fit(h->date, within)) || h->signed_ != is_petition(&d->in->figures[figure]))
		return false;
	return item == NOWHERE || !after_day(h->date, item_day(&d->in->items[item]));
}

/* The event its item tells of close by, else the one of its other prints, if it fits. */
static size_t told_event(const struct meeting *m, size_t figure, uint32_t print, const char *within)
{
	size_t near = m->near[figure];
	if (near != NOWHERE && fits(m, near, figure, within))
		return near;
	bool one = print != KUA_NO_ID && print < m->prints.n && m->prints.v[print].n == 1;
	return one && fits(m, m->prints.v[print].event, figure, within) ? m->prints.v[print].event : NOWHERE;
}

/* Whether a figure without a date may be of the event told close by: it has the act, and more than this figure's number is told of it. */
static bool may_be_of(struct meeting *m, size_t event, size_t figure)
{
	const struct kua_figure *f = &m->d->in->figures[figure];
	int64_t n = f->low != KUA_NONE ? f->low : f->high;
	return has_act(m, event, f->act) && (n == KUA_NONE || n < EVENTS_MANY || *table_at(&m->largest, event) > 1);
}

/* The main event of the figure's place within its date, if the figure may be of it. */
static size_t main_event(struct meeting *m, const struct happening *h, size_t figure)
{
	const char *day = h->place == KUA_NO_ID || h->signed_ ? NULL : times_main(m->d, h->place, m->d->in->figures[figure].act, h->date);
	if (!day)
		return NOWHERE;
	struct happening main = {.place = h->place, .text = "", .date = day};
	size_t e = event_of(m, &main, false);
	return e != NOWHERE && fits(m, e, figure, h->date) && (*h->date || may_tell(m, e, figure)) ? e : NOWHERE;
}

/* The finer event a figure belongs to, by the rules above; NOWHERE where it stands for itself. */
static size_t finer_event(struct meeting *m, const struct happening *h, size_t figure)
{
	bool undated = !*h->date, wide = is_wide(m->d, h->place);
	size_t told = told_event(m, figure, print_key(m, figure), h->date);
	if (wide)
		return told;
	size_t main = main_event(m, h, figure);
	if (undated && told != NOWHERE)
		return main != NOWHERE && !may_be_of(m, told, figure) ? main : told;
	struct candidates c = events_within(m, h, m->d->in->figures[figure].act);
	if (c.n == 0)
		c = events_within(m, h, "");
	if (c.n != 1)
		return told != NOWHERE && (main == NOWHERE || may_be_of(m, told, figure)) ? told : main;
	bool tells = fits(m, c.event, figure, h->date) && (!undated || may_tell(m, c.event, figure));
	return tells ? c.event : NOWHERE;
}

/*
 * What parts the events of a wide or unknown place that have no date: a figure meets only the other prints
 * of its text.
 */
static const char *text_of(const struct desk *d, const struct seen *s)
{
	if (s->item == NOWHERE)
		return "";
	size_t family = d->family[s->item];
	return family == NOWHERE ? d->in->items[s->item].id : d->in->families[family].id;
}

static void put_down(struct meeting *m, size_t figure, enum phase phase)
{
	struct desk *d = m->d;
	struct seen *s = &d->seen[figure];
	struct happening h = {.place = s->place, .text = "", .total = s->total,
	                      .signed_ = is_petition(&d->in->figures[figure]),
	                      .date = phase == PHASE_NONE ? "" : s->date};
	bool lone = s->apart && phase != PHASE_DAY;
	if (s->place == KUA_NO_ID || lone || (phase == PHASE_NONE && is_wide(d, s->place))) {
		h.text = text_of(d, s);
		h.told = s->item == NOWHERE ? NULL : item_day(&d->in->items[s->item]);
	}
	s->event = phase == PHASE_DAY || s->total || lone ? NOWHERE : finer_event(m, &h, figure);
	if (s->event == NOWHERE && (phase != PHASE_NONE || *h.text))
		s->event = event_of(m, &h, s->counts);
	if (s->event != NOWHERE)
		s->weak = phase == PHASE_NONE && *d->events.v[s->event].date;
}

/* ---- towns: figures without any date and event ---- */

struct loose {
	struct happening h;
	size_t figure;
	int64_t day; /* INT64_MIN where the item has none */
};

static bool same_group(const struct loose *a, const struct loose *b)
{
	return a->h.place == b->h.place && a->h.signed_ == b->h.signed_ && a->h.total == b->h.total;
}

static int by_group_day(const void *pa, const void *pb)
{
	const struct loose *a = pa, *b = pb;
	if (a->h.place != b->h.place)
		return a->h.place < b->h.place ? -1 : 1;
	int c = a->h.signed_ - b->h.signed_;
	c = c ? c : a->h.total - b->h.total;
	return c ? c : (a->day > b->day) - (a->day < b->day);
}

/*
 * Put down one group: its items in stretches without a gap; those without a day belong to the only stretch.
 */
static void settle_group(struct meeting *m, struct loose *v, size_t n)
{
	const char *first = "";
	bool gap = false;
	for (size_t i = 1; i < n; i++)
		gap |= v[i - 1].day != INT64_MIN && v[i].day - v[i - 1].day > EVENTS_GAP;
	for (size_t i = 0; i < n; i++) {
		bool begins = gap && v[i].day != INT64_MIN &&
		              (i == 0 || v[i - 1].day == INT64_MIN || v[i].day - v[i - 1].day > EVENTS_GAP);
		if (begins)
			first = item_day(&m->d->in->items[m->d->seen[v[i].figure].item]);
		v[i].h.text = first;
		v[i].h.told = *first ? first : NULL;
		m->d->seen[v[i].figure].event = event_of(m, &v[i].h, true);
	}
}

static void settle_loose(struct meeting *m)
{
	struct desk *d = m->d;
	struct loose *v = KUA_NEW_N(d->a, struct loose, d->in->n_figures);
	size_t n = 0;
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t k = d->order[i];
		const struct seen *s = &d->seen[k];
		if (s->event != NOWHERE || !s->counts)
			continue;
		const char *day = s->item == NOWHERE ? NULL : item_day(&d->in->items[s->item]);
		v[n] = (struct loose){{.place = s->place, .signed_ = is_petition(&d->in->figures[k]),
		                       .total = s->total, .date = "",
		                       .text = ""}, k, INT64_MIN};
		if (day)
			kua_date_first_day(day, &v[n].day);
		n++;
	}
	if (n)
		qsort(v, n, sizeof *v, by_group_day);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && same_group(&v[i], &v[end]); end++)
			;
		settle_group(m, v + i, end - i);
	}
}

/* ---- what stands close by ---- */

/*
 * After each phase: for every figure not yet put down, the event of the nearest one that is, in its item and
 * at its place.
 */
static void find_near(struct meeting *m)
{
	struct desk *d = m->d;
	size_t n = d->in->n_figures;
	TABLE(size_t) last = {0}; /* by place: position in order + 1 */
	for (int back = 0; back < 2; back++)
		for (size_t k = 0; k < n; k++) {
			size_t at = back ? n - 1 - k : k, figure = d->order[at];
			const struct seen *s = &d->seen[figure];
			if (s->place == KUA_NO_ID || s->item == NOWHERE || !s->counts)
				continue;
			size_t *l = table_at(&last, s->place), other = *l ? d->order[*l - 1] : NOWHERE;
			if (s->event != NOWHERE && !s->total)
				*l = at + 1;
			if (s->event != NOWHERE || other == NOWHERE || d->seen[other].item != s->item)
				continue;
			int64_t distance = llabs(d->in->figures[figure].start - d->in->figures[other].start);
			bool nearer = m->near[figure] == NOWHERE || distance < m->distance[figure];
			if (distance > EVENTS_CLOSE || !nearer)
				continue;
			m->near[figure] = d->seen[other].event;
			m->distance[figure] = distance;
		}
	kua_vec_free(&last);
}

static void finish_phase(struct meeting *m, enum phase phase)
{
	struct desk *d = m->d;
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t figure = d->order[i];
		const struct seen *s = &d->seen[figure];
		if (phase_of(s->date) != phase || s->event == NOWHERE || s->total)
			continue;
		const struct kua_figure *f = &d->in->figures[figure];
		int64_t n = f->low != KUA_NONE ? f->low : f->high, *largest = table_at(&m->largest, s->event);
		*largest = n > *largest ? n : *largest;
		count_event(m, s->event, f->act);
		count_event(m, s->event, "");
		uint32_t print = print_key(m, figure);
		if (print != KUA_NO_ID)
			count_one(table_at(&m->prints, print), s->event);
	}
	find_near(m);
}

/* ---- what each figure says about itself ---- */

static void look_at(struct desk *d, size_t figure)
{
	struct kua_figure *f = &d->in->figures[figure];
	struct seen *s = &d->seen[figure];
	const char *language = s->item == NOWHERE ? NULL : d->in->items[s->item].language;
	const struct kua_entry *part = words_find(d->words, WORDS_PART, language, desk_plain(d, f->people));
	const char *of = f->part_of ? desk_plain(d, f->people) : NULL;
	s->part = part && f->people ? part->fields.v[0] : of ? (*of ? of : "some of them") : NULL;
	if (!s->part && same_text(f->scope, "person"))
		s->part = "those told of one by one";
	s->listed = f->names.n && same_text(f->scope, "named");
	s->total = is_total(f) || (f->quote && words_has(d->words, WORDS_TOTAL, language, desk_plain(d, f->quote)));
	int64_t low = f->low, high = f->high;
	if (f->word && low == KUA_NONE && high == KUA_NONE)
		s->number = words_number(d->words, desk_plain(d, f->word));
	else if (low == high || high == KUA_NONE)
		s->number = kua_arena_printf(d->a, "%lld", (long long)low);
	else if (low == KUA_NONE)
		s->number = kua_arena_printf(d->a, "%lld", (long long)high);
	else
		s->number = kua_arena_printf(d->a, "%lld-%lld", (long long)low, (long long)high);
}

/* Of each event the day of the first text that tells of it; NULL where none has a day. */
static const char **first_told(struct desk *d)
{
	const char **first = KUA_NEW_N(d->a, const char *, d->events.n);
	for (size_t i = 0; i < d->in->n_figures; i++) {
		const struct seen *s = &d->seen[i];
		const char *day = s->item == NOWHERE ? NULL : item_day(&d->in->items[s->item]);
		if (s->event != NOWHERE && day && (!first[s->event] || strcmp(day, first[s->event]) < 0))
			first[s->event] = day;
	}
	return first;
}

/*
 * An event whose figures give no day takes the best attested one of its place, if no other event lies within
 * its date and no text tells of it before that day.
 */
static void date_events(struct meeting *m)
{
	struct desk *d = m->d;
	const char **told = first_told(d);
	for (size_t e = 0; e < d->events.n; e++) {
		struct happening *h = &d->events.v[e];
		size_t own = *h->date != 0; /* undated ones are not in the counters */
		if (is_day(h->date) || h->total || h->signed_ || h->place == KUA_NO_ID || *h->text ||
		    is_wide(d, h->place) ||
		    events_within(m, h, "").n > own)
			continue;
		const char *day = times_best(d, h->place, h->date);
		if (day && !after_day(day, told[e]))
			h->date = kua_arena_strdup(d->a, day);
	}
}

void events_find(struct desk *d)
{
	size_t n = d->in->n_figures;
	struct meeting m = {.d = d, .keys = kua_intern_new(), .event_keys = kua_intern_new(),
	                    .print_keys = kua_intern_new(), .acts = kua_intern_new()};
	m.near = KUA_NEW_N(d->a, size_t, n);
	m.distance = KUA_NEW_N(d->a, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		m.near[i] = NOWHERE;
		look_at(d, i);
	}
	for (unsigned phase = PHASE_DAY; phase < PHASES; phase++) {
		for (size_t i = 0; i < n; i++) {
			const struct seen *s = &d->seen[d->order[i]];
			if (s->counts && phase_of(s->date) == phase)
				put_down(&m, d->order[i], (enum phase)phase);
		}
		finish_phase(&m, (enum phase)phase);
	}
	settle_loose(&m);
	for (size_t i = 0; i < n; i++) /* rejected ones make no event, but say where they would stand */
		if (!d->seen[i].counts)
			put_down(&m, i, phase_of(d->seen[i].date));
	date_events(&m);
	kua_intern_free(m.keys);
	kua_intern_free(m.event_keys);
	kua_intern_free(m.print_keys);
	kua_intern_free(m.acts);
	kua_vec_free(&m.counts);
	kua_vec_free(&m.prints);
	kua_vec_free(&m.largest);
}
