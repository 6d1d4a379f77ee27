/* site_look.c - what pages look up in the records: each by its id, the lines and tolls of an event. */
#include <stdlib.h>
#include <string.h>

#include "publish/internal.h"

static struct kua_intern *ids_of(const void *v, size_t n, size_t size)
{
	struct kua_intern *in = kua_intern_new();
	for (size_t i = 0; i < n; i++) {
		const char *id; /* the first member of each of these */
		memcpy(&id, (const char *)v + i * size, sizeof id);
		(void)kua_intern_add(in, id, strlen(id));
	}
	return in;
}

static size_t place_of(const struct kua_intern *in, const char *id)
{
	uint32_t i = id ? kua_intern_find(in, id, strlen(id)) : KUA_NO_ID;
	return i == KUA_NO_ID ? SIZE_MAX : i;
}

const struct kua_item *site_item(const struct site *s, const char *id)
{
	size_t i = place_of(s->item_ids, id);
	return i < s->l->in.n_items ? &s->l->in.items[i] : NULL;
}

const struct kua_figure *site_figure(const struct site *s, const char *id)
{
	size_t i = place_of(s->figure_ids, id);
	return i < s->l->in.n_figures ? &s->l->in.figures[i] : NULL;
}

const struct kua_voice *site_voice(const struct site *s, const char *id)
{
	size_t i = place_of(s->voice_ids, id);
	return i < s->l->result.n_voices ? &s->l->result.voices[i] : NULL;
}

const struct kua_document *site_document(const struct site *s, const char *id)
{
	size_t i = place_of(s->document_ids, id);
	return i < s->l->n_documents ? &s->l->documents[i] : NULL;
}

const struct kua_event *site_event(const struct site *s, const char *id)
{
	size_t i = place_of(s->event_ids, id);
	return i < s->l->result.n_events ? &s->l->result.events[i] : NULL;
}

const char *site_voice_label(const struct site *s, const char *id)
{
	const struct kua_voice *v = site_voice(s, id);
	if (!v)
		return NULL;
	if (kua_voice_unnamed(v)) /* its label holds the name of a file */
		return texts_text(s->w, "own-voice");
	bool class = v->kind && strcmp(v->kind, "class") == 0;
	return class ? texts_value(s->w, "class", v->label, s->a) : v->label;
}

static int by_event(const void *pa, const void *pb)
{
	const struct kua_account *a = *(const struct kua_account *const *)pa, *b = *(const struct kua_account *const *)pb;
	int c = strcmp(a->event, b->event);
	return c ? c : strcmp(a->id, b->id);
}

static int by_event_and_act(const void *pa, const void *pb)
{
	const struct kua_toll *a = *(const struct kua_toll *const *)pa, *b = *(const struct kua_toll *const *)pb;
	int c = strcmp(a->event, b->event);
	return c ? c : strcmp(a->act, b->act);
}

/* The lines of each event, beside each other; the tolls. */
void site_lay_events(struct site *s)
{
	const struct kua_accounts_result *r = &s->l->result;
	s->lines = KUA_NEW_N(s->a, const struct kua_account *, r->n_accounts + 1);
	s->lines_from = KUA_NEW_N(s->a, size_t, r->n_events + 1);
	s->tolls_from = KUA_NEW_N(s->a, size_t, r->n_events + 1);
	s->tolls = KUA_NEW_N(s->a, const struct kua_toll *, r->n_tolls + 1);
	for (size_t i = 0; i < r->n_accounts; i++)
		s->lines[i] = &r->accounts[i];
	qsort(s->lines, r->n_accounts, sizeof *s->lines, by_event);
	for (size_t i = 0; i < r->n_accounts; i++)
		if (i == 0 || strcmp(s->lines[i]->event, s->lines[i - 1]->event) != 0) {
			size_t e = place_of(s->event_ids, s->lines[i]->event);
			if (e < r->n_events)
				s->lines_from[e] = i;
		}
	for (size_t i = 0; i < r->n_tolls; i++)
		if (strcmp(r->tolls[i].profile, "range") == 0)
			s->tolls[s->n_tolls++] = &r->tolls[i];
	qsort(s->tolls, s->n_tolls, sizeof *s->tolls, by_event_and_act);
	for (size_t i = 0; i < s->n_tolls; i++)
		if (i == 0 || strcmp(s->tolls[i]->event, s->tolls[i - 1]->event) != 0) {
			size_t e = place_of(s->event_ids, s->tolls[i]->event);
			if (e < r->n_events)
				s->tolls_from[e] = i;
		}
}

const struct kua_account *const *site_lines(const struct site *s, const char *event, size_t *n)
{
	size_t e = place_of(s->event_ids, event), from = e < s->l->result.n_events ? s->lines_from[e] : 0;
	*n = 0;
	while (from + *n < s->l->result.n_accounts && strcmp(s->lines[from + *n]->event, event) == 0)
		++*n;
	return s->lines + from;
}

const struct kua_toll *const *site_tolls(const struct site *s, const char *event, size_t *n)
{
	size_t e = place_of(s->event_ids, event), from = e < s->l->result.n_events ? s->tolls_from[e] : 0;
	*n = 0;
	while (from + *n < s->n_tolls && strcmp(s->tolls[from + *n]->event, event) == 0)
		++*n;
	return s->tolls + from;
}

const struct kua_toll *site_toll_of(const struct kua_toll *const *v, size_t n, const char *act)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i]->act, act) == 0)
			return v[i];
	return NULL;
}

const struct kua_toll *site_toll(const struct site *s, const char *event, const char *act)
{
	size_t n;
	const struct kua_toll *const *v = site_tolls(s, event, &n);
	return site_toll_of(v, n, act);
}

void site_look_up(struct site *s)
{
	const struct kua_loaded *l = s->l;
	s->item_ids = ids_of(l->in.items, l->in.n_items, sizeof *l->in.items);
	s->figure_ids = ids_of(l->in.figures, l->in.n_figures, sizeof *l->in.figures);
	s->voice_ids = ids_of(l->result.voices, l->result.n_voices, sizeof *l->result.voices);
	s->document_ids = ids_of(l->documents, l->n_documents, sizeof *l->documents);
	s->event_ids = ids_of(l->result.events, l->result.n_events, sizeof *l->result.events);
}
