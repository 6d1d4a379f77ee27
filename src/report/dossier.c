/*
 * dossier.c - one event or one person for an inquiry: the account or the case, what happened when, every claim with its passage and what
 * people judged of it, what contradicts itself, what is not known, and the documents as annexes. Nothing of it is written by hand, and
 * nothing is weighed: whoever inquires is to see what there is and what there is not.
 */
#include <stdlib.h>
#include <string.h>

#include "report/dossier.h"

/* ---- what it is about ---- */

static bool is_item(const struct dossier *d, const char *item)
{
	return item && kua_intern_find(d->items, item, strlen(item)) != KUA_NO_ID;
}

static void note_item(struct dossier *d, const char *item)
{
	if (item)
		(void)kua_intern_add(d->items, item, strlen(item));
}

bool dossier_rejected(const char *status)
{
	return status && strcmp(status, "rejected") == 0;
}

static bool is_called(const struct kua_entity *e, const struct kua_list *names)
{
	bool named = false;
	for (size_t i = 0; i < names->n && !named; i++) {
		named = strcmp(e->label, names->v[i]) == 0;
		for (size_t k = 0; k < e->names.n && !named; k++)
			named = strcmp(e->names.v[k].form, names->v[i]) == 0;
	}
	return named;
}

static int by_item(const void *key, const void *mention)
{
	return strcmp(key, ((const struct kua_mention *)mention)->item);
}

/* Is this person among those whom the figure counts? Where names are cut to initials they alone say nothing: a mention must stand there, too. */
static bool counts_him(const struct dossier *d, const struct kua_figure *f)
{
	const struct kua_accounts_input *in = &d->r->in->in;
	if (!d->entity || !f->names.n || !is_called(d->entity, &f->names))
		return false;
	const struct kua_mention *m = bsearch(f->item, in->mentions, in->n_mentions, sizeof *m, by_item);
	while (m && m > in->mentions && strcmp(m[-1].item, f->item) == 0)
		m--;
	for (; m && m < in->mentions + in->n_mentions && strcmp(m->item, f->item) == 0; m++)
		if (m->entity && strcmp(m->entity, d->entity->id) == 0 && m->start >= f->start && m->end <= f->end)
			return true;
	return false;
}

/* Does the day lie in the event's days? */
static bool in_days(const struct kua_event *e, const char *date)
{
	int64_t first, last, from, to;
	return date && e->from && kua_date_first_day(date, &first) && kua_date_last_day(date, &last) && kua_date_first_day(e->from, &from) &&
	       kua_date_last_day(e->to ? e->to : e->from, &to) && first <= to && last >= from;
}

static int64_t size_of(const struct kua_figure *f)
{
	return f->low != KUA_NONE ? f->low : f->high != KUA_NONE ? f->high : INT64_MAX;
}

static int by_act_and_number(const void *pa, const void *pb)
{
	const struct kua_figure *a = *(const struct kua_figure *const *)pa, *b = *(const struct kua_figure *const *)pb;
	int c = act_rank(a->act) - act_rank(b->act);
	c = c ? c : strcmp(a->act, b->act);
	c = c ? c : (size_of(a) > size_of(b)) - (size_of(a) < size_of(b));
	return c ? c : strcmp(a->id, b->id);
}

static void gather_figures(struct dossier *d)
{
	const struct kua_accounts_input *in = &d->r->in->in;
	for (size_t i = 0; i < in->n_figures; i++) {
		const struct kua_figure *f = &in->figures[i];
		bool its = d->event ? f->event && strcmp(f->event, d->event->event->id) == 0 : counts_him(d, f);
		if (!its)
			continue;
		*kua_vec_add(&d->figures) = f;
		note_item(d, f->item);
	}
	if (d->figures.n)
		qsort(d->figures.v, d->figures.n, sizeof *d->figures.v, by_act_and_number);
}

static int by_day(const void *pa, const void *pb)
{
	const struct kua_case_step *a = *(const struct kua_case_step *const *)pa, *b = *(const struct kua_case_step *const *)pb;
	int c = strcmp(a->date ? a->date : "~", b->date ? b->date : "~"); /* undated ones last */
	return c ? c : strcmp(a->id, b->id);
}

/* Of a person all steps; of an event those of its days in the texts that tell of it. */
static void gather_steps(struct dossier *d)
{
	const struct kua_accounts_input *in = &d->r->in->in;
	for (size_t i = 0; i < in->n_steps; i++) {
		const struct kua_case_step *s = &in->steps[i];
		bool its = d->event ? is_item(d, s->item) && in_days(d->event->event, s->date)
		                    : s->person && strcmp(s->person, d->person ? d->person->person : d->entity->id) == 0;
		if (its)
			*kua_vec_add(&d->steps) = s;
	}
	if (d->steps.n)
		qsort(d->steps.v, d->steps.n, sizeof *d->steps.v, by_day);
	for (size_t i = 0; i < d->steps.n; i++)
		note_item(d, d->steps.v[i]->item);
}

static void gather_actions(struct dossier *d)
{
	const struct kua_accounts_input *in = &d->r->in->in;
	for (size_t i = 0; i < in->n_actions; i++)
		if (is_item(d, in->actions[i].item))
			*kua_vec_add(&d->actions) = &in->actions[i];
}

/* ---- the whole ---- */

static void add_first(struct dossier *d)
{
	struct report *r = d->r;
	report_add(r, BLOCK_TITLE, r->in->title, NULL, NULL);
	report_add(r, BLOCK_PARA, NULL,
	           kua_arena_printf(r->a, "A dossier, as of %s: what documents say, each sentence with its document, what contradicts itself and what is not known. "
	                                  "The documents stand at the end with their hashes, by which anybody can see that an annex is what was received.",
	                            kua_accounts_date_words(r->a, r->in->as_of)), NULL);
}

/* What it is about; kua_report_dossier has seen that it is there. */
static void find(struct dossier *d, struct telling *bare, const struct telling *v, size_t n)
{
	const struct kua_report_input *in = d->r->in;
	const char *person = d->r->dossier->person;
	for (size_t i = 0; person && i < in->n_cases; i++)
		if (strcmp(in->cases[i].person, person) == 0)
			d->person = &in->cases[i];
	for (size_t i = 0; person && i < in->in.n_entities; i++)
		if (strcmp(in->in.entities[i].id, person) == 0)
			d->entity = &in->in.entities[i];
	for (size_t i = 0; !person && !n && i < in->result.n_events; i++)
		if (strcmp(in->result.events[i].id, in->event) == 0)
			bare->event = &in->result.events[i];
	if (!person)
		d->event = n ? v : bare;
}

void report_dossier(struct report *r, const struct telling *v, size_t n)
{
	struct telling bare = {0}; /* an event of which nothing is counted */
	struct dossier d = {.r = r, .items = kua_intern_new()};
	find(&d, &bare, v, n);
	gather_figures(&d);
	gather_steps(&d);
	gather_actions(&d);
	add_first(&d);
	report_add(r, BLOCK_SECTION, d.event ? "Account" : "Case", NULL, NULL);
	if (d.event)
		report_event_acts(r, d.event);
	else if (d.person)
		report_case(r, d.person);
	else
		report_add(r, BLOCK_PARA, NULL, "No step of this person's case was found.", NULL);
	dossier_time_line(&d);
	dossier_claims(&d);
	dossier_contradictions(&d);
	dossier_unknown(&d);
	kua_vec_free(&d.figures);
	kua_vec_free(&d.steps);
	kua_vec_free(&d.actions);
	kua_intern_free(d.items);
}
