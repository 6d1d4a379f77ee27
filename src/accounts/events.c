/*
 * events.c - figures meet in events, by place, time and act.
 *
 * The figures of one place are put down in the order of how much they say about time: those with a day first, each day
 * an event (two massacres in one town stay two); then months, years, and those without a date. A figure of a month or year belongs
 * to the only finer event within it that has its act, else to the only finer event within it; where there are several, to the one its
 * own item tells of nearest to it, or the one its other prints belong to; else it stands for itself, for then it may
 * well be a total. A figure without a date does the same with all events of its place. No figure joins an event later than its own item.
 *
 * Within a phase figures look only at what earlier phases made, so that their order does not matter. The look-ups are counters
 * by place, date prefix and act: the number of events and, where that is one, which; so the whole is linear.
 *
 * Petitions (figures of signatures) are events of their own. A figure that its sentence calls a total over a time or many
 * places joins only figures like it.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

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
	size_t *near;                      /* of each figure: the event its item tells of nearest to it */
};

enum phase { PHASE_DAY, PHASE_MONTH, PHASE_YEAR, PHASE_NONE, PHASES };

static enum phase phase_of(const char *date)
{
	size_t n = date ? strlen(date) : 0;
	return n == 10 ? PHASE_DAY : n == 7 ? PHASE_MONTH : n == 4 ? PHASE_YEAR : PHASE_NONE;
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
	return snprintf(key, size, "%u:%s:%d:%.10s:%.40s", h->place, h->text, h->signed_, within, act);
}

static void count_event(struct meeting *m, size_t event, const char *act)
{
	const struct happening *h = &m->d->events.v[event];
	static const size_t lengths[] = {10, 7, 4, 0};
	char key[224], within[11];
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
	int n = snprintf(key, sizeof key, "%zu:%u:%.40s:%.60s", family, s->place, m->d->in->figures[figure].act, s->number);
	return kua_intern_add(m->print_keys, key, (size_t)n);
}

/* ---- putting down ---- */

static size_t event_of(struct meeting *m, const struct happening *h, bool make)
{
	char key[224];
	int n = snprintf(key, sizeof key, "%u:%s:%d:%d:%s", h->place, h->text, h->signed_, h->total, h->date);
	size_t e = make ? kua_intern_add(m->event_keys, key, (size_t)n) : kua_intern_find(m->event_keys, key, (size_t)n);
	if (e == KUA_NO_ID)
		return NOWHERE;
	struct happening *at = table_at(&m->d->events, e);
	if (!at->date)
		*at = *h;
	return e;
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

/* The finer event a figure belongs to, by the rules above; NOWHERE where it stands for itself. */
static size_t finer_event(struct meeting *m, const struct happening *h, size_t figure)
{
	const struct kua_figure *f = &m->d->in->figures[figure];
	uint32_t print = print_key(m, figure);
	struct candidates by_print = {0};
	if (print != KUA_NO_ID && print < m->prints.n)
		by_print = m->prints.v[print];
	size_t near = m->near[figure];
	if (!*h->date && near != NOWHERE && fits(m, near, figure, ""))
		return near;
	if (!*h->date && by_print.n == 1 && fits(m, by_print.event, figure, ""))
		return by_print.event;
	struct candidates c = events_within(m, h, f->act);
	if (c.n == 0)
		c = events_within(m, h, "");
	if (c.n == 1)
		return fits(m, c.event, figure, h->date) ? c.event : NOWHERE;
	if (near != NOWHERE && fits(m, near, figure, h->date))
		return near;
	return by_print.n == 1 && fits(m, by_print.event, figure, h->date) ? by_print.event : NOWHERE;
}

/* A figure whose place nobody knows meets only the other prints of its text. */
static const char *text_of(const struct desk *d, const struct seen *s)
{
	if (s->place != KUA_NO_ID || s->item == NOWHERE)
		return "";
	size_t family = d->family[s->item];
	return family == NOWHERE ? d->in->items[s->item].id : d->in->families[family].id;
}

static void put_down(struct meeting *m, size_t figure, enum phase phase)
{
	struct desk *d = m->d;
	struct seen *s = &d->seen[figure];
	struct happening h = {.place = s->place, .text = text_of(d, s), .total = s->total,
	                      .signed_ = is_petition(&d->in->figures[figure]),
	                      .date = phase == PHASE_NONE ? "" : s->date};
	s->event = phase == PHASE_DAY || s->total ? NOWHERE : finer_event(m, &h, figure);
	if (s->event == NOWHERE)
		s->event = event_of(m, &h, s->counts);
	if (s->event != NOWHERE)
		s->weak = phase == PHASE_NONE && *d->events.v[s->event].date;
}

/* After each phase: for every figure not yet put down, the event of the nearest one that is, in its item and at its place. */
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
			size_t *l = table_at(&last, s->place);
			const struct seen *other = *l ? &d->seen[d->order[*l - 1]] : NULL;
			bool here = other && other->item == s->item;
			if (s->event != NOWHERE && !s->total)
				*l = at + 1;
			else if (here && (!back || m->near[figure] == NOWHERE))
				m->near[figure] = other->event;
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
		count_event(m, s->event, d->in->figures[figure].act);
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
	s->part = part && f->people ? part->fields.v[0] : NULL;
	s->total = f->quote && words_has(d->words, WORDS_TOTAL, language, desk_plain(d, f->quote));
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

/* An event whose figures give no day takes the best attested one of its place, if no other event lies within its date. */
static void date_events(struct meeting *m)
{
	struct desk *d = m->d;
	for (size_t e = 0; e < d->events.n; e++) {
		struct happening *h = &d->events.v[e];
		if (is_day(h->date) || h->total || h->signed_ || h->place == KUA_NO_ID || events_within(m, h, "").n > 1)
			continue;
		const char *day = times_best(d, h->place, h->date);
		if (day)
			h->date = kua_arena_strdup(d->a, day);
	}
}

void events_find(struct desk *d)
{
	size_t n = d->in->n_figures;
	struct meeting m = {.d = d, .keys = kua_intern_new(), .event_keys = kua_intern_new(), .print_keys = kua_intern_new()};
	m.near = KUA_NEW_N(d->a, size_t, n);
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
	for (size_t i = 0; i < n; i++) /* rejected ones make no event, but say where they would stand */
		if (!d->seen[i].counts)
			put_down(&m, i, phase_of(d->seen[i].date));
	date_events(&m);
	kua_intern_free(m.keys);
	kua_intern_free(m.event_keys);
	kua_intern_free(m.print_keys);
	kua_vec_free(&m.counts);
	kua_vec_free(&m.prints);
}

/* ---- writing ---- */

const char *kua_accounts_date_words(struct kua_arena *a, const char *iso)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
	                                     "September", "October", "November", "December"};
	size_t n = iso ? strlen(iso) : 0;
	int month = n >= 7 ? atoi(iso + 5) : 0, day = n == 10 ? atoi(iso + 8) : 0;
	if (n == 0)
		return "date not known";
	if (month < 1 || month > 12)
		return kua_arena_strdup(a, iso);
	if (day)
		return kua_arena_printf(a, "%d %s %.4s", day, months[month - 1], iso);
	return kua_arena_printf(a, "%s %.4s", months[month - 1], iso);
}

static void name_event(struct desk *d, struct happening *h)
{
	const struct place *p = h->place == KUA_NO_ID ? NULL : &d->places.v[h->place];
	h->id = KUA_ID(d->a, "e", p ? p->key : h->text, h->signed_ ? "petition" : h->total ? "total" : "event", h->date);
	h->label = kua_arena_printf(d->a, "%s%s, %s%s", h->signed_ ? "Petition, " : "", p ? p->label : "place not known",
	                            kua_accounts_date_words(d->a, h->date), h->total ? ", in total" : "");
}

static int by_event_id(const void *a, const void *b)
{
	return strcmp(((const struct kua_event *)a)->id, ((const struct kua_event *)b)->id);
}

/* The claim says which event it belongs to, and takes the event's date where its text gives none. */
static void write_figure(struct desk *d, size_t figure)
{
	struct kua_figure *f = &d->in->figures[figure];
	const struct seen *s = &d->seen[figure];
	if (s->event == NOWHERE)
		return;
	const struct happening *h = &d->events.v[s->event];
	f->event = h->id;
	if (f->date || !*h->date)
		return;
	f->date = h->date;
	kua_list_add(d->a, &f->reasons, "date: from its event; the text gives none");
}

void events_write(struct desk *d, struct kua_accounts_result *out)
{
	struct kua_event *events = KUA_NEW_N(d->a, struct kua_event, d->events.n);
	for (size_t e = 0; e < d->events.n; e++) {
		struct happening *h = &d->events.v[e];
		name_event(d, h);
		const char *date = *h->date ? h->date : NULL;
		const char *place = h->place == KUA_NO_ID ? NULL : d->places.v[h->place].label;
		events[e] = (struct kua_event){h->id, h->label, place, date, date};
	}
	for (size_t i = 0; i < d->in->n_figures; i++)
		write_figure(d, i);
	if (d->events.n)
		qsort(events, d->events.n, sizeof *events, by_event_id);
	out->events = events;
	out->n_events = d->events.n;
}
