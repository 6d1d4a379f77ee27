/*
 * events_write.c - events as records: their ids from what they are, their labels, and what each figure takes from them
 * from its event.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

const char *kua_accounts_date_words(struct kua_arena *a, const char *iso)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
	                                     "August",
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
	h->id = KUA_ID(d->a, "e", p ? p->key : "", h->text,
	               h->signed_ ? "petition" : h->total ? "total" : "event", h->date);
	h->label = kua_arena_printf(d->a, "%s%s, %s%s", h->signed_ ? "Petition, " : "",
	                            p ? p->label : "place not known",
	                            kua_accounts_date_words(d->a, h->date), h->total ? ", in total" : "");
	if (!*h->date && h->told)
		h->label = kua_arena_printf(d->a, "%s, told %s", h->label, kua_accounts_date_words(d->a, h->told));
}

static int by_event_id(const void *a, const void *b)
{
	return strcmp(((const struct kua_event *)a)->id, ((const struct kua_event *)b)->id);
}

/*
 * The claim says which event it belongs to, and takes the event's date where its text gives none; but people are not sentenced, nor
 * still in prison, on the day of the event.
 */
static void write_figure(struct desk *d, size_t figure)
{
	struct kua_figure *f = &d->in->figures[figure];
	const struct seen *s = &d->seen[figure];
	if (s->event == NOWHERE)
		return;
	const struct happening *h = &d->events.v[s->event];
	f->event = h->id;
	if (f->date || !*h->date || same_text(f->act, "imprisoned"))
		return;
	f->date = h->date;
	f->date_read = "event";
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
		events[e] = (struct kua_event){h->id, h->label, place, date, date ? date : h->told};
	}
	for (size_t i = 0; i < d->in->n_figures; i++)
		write_figure(d, i);
	if (d->events.n)
		qsort(events, d->events.n, sizeof *events, by_event_id);
	out->events = events;
	out->n_events = d->events.n;
}
