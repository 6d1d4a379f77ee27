/* site_places.c - places where something happened: their events, the steps of cases there, what is announced for them. */
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "publish/internal.h"

/* What happened somewhere: an event, or a step of a case. */
struct happened {
	const struct kua_event *event;
	const struct kua_told_case *whose;
	const struct kua_case_step *step;
};
struct place {
	const char *label, *name; /* name: of its page */
	KUA_VEC(struct happened) v;
};

static struct place *place_of(struct site *s, struct kua_intern *folded, const char *label)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, label, strlen(label));
	size_t before = kua_intern_count(folded);
	uint32_t i = kua_intern_add(folded, b.data ? b.data : "", b.len);
	if (i == before) {
		s->places[i] = (struct place){.label = label, .name = kua_arena_printf(s->a, "places/%s", KUA_ID(s->a, "p", b.data ? b.data : ""))};
		s->n_places++;
	}
	kua_buf_free(&b);
	return &s->places[i];
}

enum kua_code site_places_find(struct site *s)
{
	const struct kua_accounts_result *r = &s->l->result;
	size_t most = r->n_events + s->l->in.n_steps + 1, n;
	s->places = KUA_NEW_N(s->a, struct place, most);
	s->place_ids = kua_intern_new();
	for (size_t i = 0; i < r->n_events; i++)
		if (r->events[i].place && (site_lines(s, r->events[i].id, &n), n))
			*kua_vec_add(&place_of(s, s->place_ids, r->events[i].place)->v) = (struct happened){.event = &r->events[i]};
	for (size_t i = 0; i < s->n_cases; i++)
		for (size_t k = 0; k < s->cases[i].n; k++)
			if (s->cases[i].steps[k]->place)
				*kua_vec_add(&place_of(s, s->place_ids, s->cases[i].steps[k]->place)->v) =
					(struct happened){.whose = &s->cases[i], .step = s->cases[i].steps[k]};
	return KUA_OK;
}

void site_places_free(struct site *s)
{
	for (size_t i = 0; i < s->n_places; i++)
		kua_vec_free(&s->places[i].v);
	kua_intern_free(s->place_ids);
}

const char *site_place_path(const struct site *s, const char *label)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, label, strlen(label));
	uint32_t i = kua_intern_find(s->place_ids, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return i == KUA_NO_ID ? NULL : kua_arena_printf(s->a, "%s.html", s->places[i].name);
}

struct listed {
	struct place *is;
	const char *label, *key; /* in the language of the page, and in the order of its alphabet */
};

static int by_label(const void *pa, const void *pb)
{
	const struct listed *a = pa, *b = pb;
	int c = strcmp(a->key, b->key);
	return c ? c : strcmp(a->is->name, b->is->name);
}

static const char *date_of(const struct happened *h)
{
	const char *date = h->event ? h->event->from : h->step->date;
	return date ? date : "";
}

static int by_date(const void *pa, const void *pb)
{
	const struct happened *a = pa, *b = pb;
	int c = strcmp(date_of(b), date_of(a));
	return c ? c : strcmp(a->event ? a->event->id : a->step->id, b->event ? b->event->id : b->step->id);
}

static void step_line(struct site *s, const struct happened *h)
{
	say(s, "<li><p class=\"when\">");
	say_date(s, h->step->date);
	say(s, "</p>\n<p class=\"title\">");
	say_link(s, site_case_path(s, h->whose->person), site_case_label(s, h->whose));
	say(s, "</p>\n<p class=\"dim\">");
	say_text(s, texts_value(s->w, "step", h->step->step, s->a));
	say(s, "</p></li>\n");
}

static void place_page(struct site *s, struct place *place, const char *label)
{
	struct sheet p;
	qsort(place->v.v, place->v.n, sizeof *place->v.v, by_date);
	sheet_start(&p, s, place->name, label, "places");
	sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = 0; i < place->v.n; i++) {
		if (place->v.v[i].event)
			site_event_line(s, place->v.v[i].event);
		else
			step_line(s, &place->v.v[i]);
		sheet_keep(&p);
	}
	sheet_end(&p);
	site_found(s, kua_arena_printf(s->a, "%s.html", place->name), label, "places", NULL);
}

void site_places(struct site *s)
{
	struct listed *v = KUA_NEW_N(s->a, struct listed, s->n_places + 1);
	struct sheet p;
	for (size_t i = 0; i < s->n_places; i++)
		v[i] = (struct listed){.is = &s->places[i], .label = site_place_label(s, s->places[i].label)};
	for (size_t i = 0; i < s->n_places; i++)
		v[i].key = texts_sort_key(s->w, v[i].label, s->a);
	if (s->n_places)
		qsort(v, s->n_places, sizeof *v, by_label);
	sheet_start(&p, s, "places", texts_text(s->w, "places"), "places");
	sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = 0; i < s->n_places; i++) {
		say(s, "<li>");
		say_link(s, kua_arena_printf(s->a, "%s.html", v[i].is->name), v[i].label);
		sayf(s, " <span class=\"dim\">%s</span></li>\n", texts_number(s->w, (int64_t)v[i].is->v.n, s->a));
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	if (!s->n_places)
		say_element(s, "p", "dim", texts_text(s->w, "none"));
	sheet_end(&p);
	for (size_t i = 0; i < s->n_places; i++)
		place_page(s, v[i].is, v[i].label);
}
