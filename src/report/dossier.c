/*
 * dossier.c - one event or one person for an inquiry: the account or the case, what happened when, every claim with its passage and what
 * people judged of it, what contradicts itself, what is not known, and the documents as annexes. Nothing of it is written by hand, and
 * nothing is weighed: whoever inquires is to see what there is and what there is not.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

enum { PASSAGE_BYTES = 700, LISTED = 12 };

struct dossier {
	struct report *r;
	const struct telling *event;         /* or NULL */
	const struct kua_told_case *person; /* or NULL */
	const struct kua_entity *entity;    /* of the person */
	KUA_VEC(const struct kua_figure *) figures;
	KUA_VEC(const struct kua_case_step *) steps;
	KUA_VEC(const struct kua_action *) actions;
	struct kua_intern *items; /* in which they stand */
};

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

static bool rejected(const char *status)
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

/* ---- time line ---- */

struct moment {
	const char *date, *text, *source;
	size_t place; /* in which it was met, where days are the same */
};
typedef KUA_VEC(struct moment) moment_list;

static int by_date(const void *pa, const void *pb)
{
	const struct moment *a = pa, *b = pb;
	int c = strcmp(a->date, b->date);
	c = c ? c : strcmp(a->text, b->text);
	return c ? c : a->place < b->place ? -1 : 1;
}

static bool is_said_before(const struct moment *v, size_t i)
{
	return i && strcmp(v[i].date, v[i - 1].date) == 0 && strcmp(v[i].text, v[i - 1].text) == 0 && strcmp(v[i].source, v[i - 1].source) == 0;
}

static void add_moment(moment_list *v, const char *date, const char *text, const char *source)
{
	if (date)
		*kua_vec_add(v) = (struct moment){date, text, source, v->n};
}

static const char *who_says(struct report *r, const struct kua_figure *f)
{
	const struct kua_voice *v = report_voice(r, f->voice);
	return v && !report_unnamed(v) ? v->label : f->said_by && *f->said_by ? f->said_by : "the text itself";
}

static void add_statements(struct dossier *d, moment_list *v)
{
	struct report *r = d->r;
	for (size_t i = 0; i < d->figures.n; i++) {
		const struct kua_figure *f = d->figures.v[i];
		const struct kua_item *item = report_item(r, f->item);
		if (!item || rejected(f->status) || f->part_of)
			continue;
		add_moment(v, item->published_on,
		           kua_arena_printf(r->a, "%s: %s %s", who_says(r, f), report_figure_words(r, f), f->act ? f->act : ""),
		           report_source_at(r, f->item, f->start));
	}
}

static void add_time_line(struct dossier *d)
{
	struct report *r = d->r;
	moment_list v = {0};
	for (size_t i = 0; i < d->steps.n; i++) {
		const struct kua_case_step *s = d->steps.v[i];
		if (!rejected(s->status))
			add_moment(&v, s->date, kua_arena_printf(r->a, "%s: %s", s->name ? s->name : "", s->step), report_source_at(r, s->item, s->start));
	}
	for (size_t i = 0; d->event && i < d->actions.n; i++) { /* a text that tells of him may announce what is none of his */
		const struct kua_action *a = d->actions.v[i];
		if (!rejected(a->status))
			add_moment(&v, a->date, kua_arena_printf(r->a, "%s%s%s", a->kind, a->place ? ", " : "", a->place ? a->place : ""),
			           report_source_at(r, a->item, a->start));
	}
	add_statements(d, &v);
	if (v.n)
		qsort(v.v, v.n, sizeof *v.v, by_date);
	report_add(r, BLOCK_SECTION, "Time line", NULL, NULL);
	if (!v.n)
		report_add(r, BLOCK_PARA, NULL, "No document says when anything of this was.", NULL);
	for (size_t i = 0; i < v.n; i++)
		if (!is_said_before(v.v, i))
			report_add(r, BLOCK_ROW, kua_accounts_date_words(r->a, v.v[i].date), v.v[i].text, v.v[i].source);
	kua_vec_free(&v);
}

/* ---- each claim with its passage ---- */

/* The paragraph in which the quote stands, so that nobody has to take it out of its place. */
static const char *passage(struct report *r, const char *item_id, const char *quote)
{
	const struct kua_item *item = report_item(r, item_id);
	const char *at = item && item->text && quote && *quote ? strstr(item->text, quote) : NULL;
	if (!at)
		return quote ? quote : "";
	const char *from = at, *to = at + strlen(quote);
	while (from > item->text && from[-1] != '\n')
		from--;
	to += strcspn(to, "\n");
	return to - from > PASSAGE_BYTES ? quote : kua_arena_strndup(r->a, from, (size_t)(to - from));
}

/* What people judged of it: "confirmed, source B, information 2". */
static const char *standing(struct report *r, const char *status, const char *source, const char *information)
{
	const char *said = !status || strcmp(status, "suggested") == 0 ? "found by the program, confirmed by nobody" : status;
	return kua_arena_printf(r->a, "%s; source %s, information %s", said, source ? source : "not graded",
	                        information ? information : "not graded");
}

static void part(struct kua_buf *b, const char *name, const char *value)
{
	if (value && *value)
		kua_buf_printf(b, "%s%s: %s", b->len ? "; " : "", name, value);
}

static void add_figure(struct report *r, const struct kua_figure *f, size_t number)
{
	struct kua_buf b = KUA_BUF_INIT;
	part(&b, "said by", f->said_by);
	part(&b, "through", f->via);
	part(&b, "basis", f->basis);
	part(&b, "of", f->people);
	part(&b, "by", f->by);
	part(&b, "means", f->means);
	part(&b, "place", f->place);
	part(&b, "date", f->date ? kua_accounts_date_words(r->a, f->date) : NULL);
	report_add(r, BLOCK_LINE, kua_arena_printf(r->a, "%zu.", number),
	           kua_arena_printf(r->a, "%s %s. %s", report_figure_words(r, f), f->act ? f->act : "", b.len ? b.data : "Who says it is not told"), NULL);
	report_add(r, BLOCK_QUOTE, NULL, passage(r, f->item, f->quote), report_source_at(r, f->item, f->start));
	report_add(r, BLOCK_NOTE, NULL, kua_arena_printf(r->a, "Claim %s: %s.", f->id, standing(r, f->status, f->source_grade, f->information_grade)), NULL);
	kua_buf_free(&b);
}

static void add_step(struct report *r, const struct kua_case_step *s, size_t number)
{
	struct kua_buf b = KUA_BUF_INIT;
	part(&b, "date", s->date ? kua_accounts_date_words(r->a, s->date) : NULL);
	part(&b, "court", s->court);
	part(&b, "charge", s->charge);
	part(&b, "article", s->article);
	part(&b, "sentence", s->sentence);
	part(&b, "held at", s->facility);
	part(&b, "lawyer", s->lawyer);
	part(&b, "by", s->by);
	part(&b, "said by", s->said_by);
	report_add(r, BLOCK_LINE, kua_arena_printf(r->a, "%zu.", number),
	           kua_arena_printf(r->a, "%s: %s. %s", s->name ? s->name : "", s->step, b.len ? b.data : "No more is told"), NULL);
	report_add(r, BLOCK_QUOTE, NULL, passage(r, s->item, s->quote), report_source_at(r, s->item, s->start));
	report_add(r, BLOCK_NOTE, NULL, kua_arena_printf(r->a, "Claim %s: %s.", s->id, standing(r, s->status, s->source_grade, s->information_grade)), NULL);
	kua_buf_free(&b);
}

static void add_claims(struct dossier *d)
{
	size_t number = 0;
	report_add(d->r, BLOCK_SECTION, "Every claim, with its passage", NULL, NULL);
	report_add(d->r, BLOCK_PARA, NULL,
	           "Grades are NATO's: a source from A, completely reliable, to E, unreliable; information from 1, confirmed by others, to 5, "
	           "improbable; F and 6 cannot be judged. A number in brackets is that of an annex.", NULL);
	for (size_t i = 0; i < d->steps.n; i++)
		add_step(d->r, d->steps.v[i], ++number);
	for (size_t i = 0; i < d->figures.n; i++)
		add_figure(d->r, d->figures.v[i], ++number);
	if (!number)
		report_add(d->r, BLOCK_PARA, NULL, "Nothing is claimed.", NULL);
}

/* ---- what contradicts itself ---- */

/* The least and most of a number as it is said, open where it is. */
static void bounds_of(const struct kua_account *a, int64_t *low, int64_t *high)
{
	*low = a->low != KUA_NONE ? a->low : 0;
	*high = a->high != KUA_NONE ? a->high : INT64_MAX;
	for (size_t i = 0; i < a->qualifiers.n; i++) {
		unsigned how = kua_axis_how(a->qualifiers.v[i]);
		*high = how & KUA_AXIS_MORE ? INT64_MAX : *high;
		*low = how & KUA_AXIS_LESS ? 0 : *low;
	}
}

static bool exclude(const struct kua_account *a, const struct kua_account *b)
{
	int64_t la, ha, lb, hb;
	bounds_of(a, &la, &ha);
	bounds_of(b, &lb, &hb);
	return ha < lb || hb < la;
}

/* The whole numbers of an act that some other whole number of it excludes. */
static bool add_numbers(struct report *r, const struct kua_account *const *lines, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t told = 0;
	for (size_t i = 0; i < n; i++) {
		bool against = false;
		for (size_t k = 0; k < n && !against && report_whole(lines[i]); k++)
			against = k != i && report_whole(lines[k]) && exclude(lines[i], lines[k]);
		if (against && told++ < LISTED)
			kua_buf_printf(&b, "%s%s", b.len ? "; " : "", report_head(r, lines[i]));
	}
	if (told)
		report_add(r, BLOCK_ITEM, NULL,
		           kua_arena_printf(r->a, "%s? %s%s. These cannot all be the whole number.", act_question(r, lines[0]->act), b.data,
		                            told > LISTED ? "; and others" : ""), NULL);
	kua_buf_free(&b);
	return told > 0;
}

static bool add_event_contradictions(struct dossier *d)
{
	const struct telling *t = d->event;
	bool any = false;
	for (size_t i = 0, end; t && i < t->n; i = end) {
		for (end = i; end < t->n && strcmp(t->lines[end]->act, t->lines[i]->act) == 0; end++)
			;
		any |= add_numbers(d->r, t->lines + i, end - i);
	}
	for (size_t i = 0; i < d->figures.n; i++) {
		size_t n = 0;
		const struct number_change *c = changes_of(d->r, d->figures.v[i], &n);
		for (size_t k = 0; k < n; k++) {
			report_add(d->r, BLOCK_ITEM, NULL,
			           kua_arena_printf(d->r->a, "“%s”: another print of the same text has “%s” here.", report_cut(d->r, d->figures.v[i]->quote, 200),
			                            report_cut(d->r, c[k].other, 60)), report_source(d->r, c[k].other_item));
			any = true;
		}
	}
	return any;
}

static void add_contradictions(struct dossier *d)
{
	struct report *r = d->r;
	report_add(r, BLOCK_SECTION, "What contradicts itself", NULL, NULL);
	bool any = add_event_contradictions(d);
	for (size_t i = 0; d->person && i < d->person->n_contradictions; i++) {
		report_contradiction(r, &d->person->contradictions[i]);
		any = true;
	}
	if (!any)
		report_add(r, BLOCK_PARA, NULL, "No two claims exclude each other. That is no proof of any.", NULL);
}

/* ---- what is not known ---- */

struct lack {
	const char *what;
	size_t n, of;
};

static void add_lack(struct report *r, const struct lack *l, const char *one, const char *many)
{
	if (l->n)
		report_add(r, BLOCK_ITEM, NULL,
		           kua_arena_printf(r->a, "%s: %s of %s.", l->what, report_number(r, (int64_t)l->n), report_count(r, l->of, one, many)), NULL);
}

static bool empty(const char *s)
{
	return !s || !*s;
}

static void add_figure_lacks(struct dossier *d)
{
	struct lack v[] = {{"Nobody says who did it", 0, 0}, {"Who says it is not told", 0, 0}, {"What it rests on is not told", 0, 0},
	                   {"The day is not told", 0, 0}, {"The source was graded by nobody", 0, 0}, {"Confirmed by nobody", 0, 0}};
	for (size_t i = 0; i < d->figures.n; i++) {
		const struct kua_figure *f = d->figures.v[i];
		const struct kua_voice *voice = report_voice(d->r, f->voice);
		v[0].n += empty(f->by) && empty(f->by_kind);
		v[1].n += empty(f->said_by) && (!voice || report_unnamed(voice));
		v[2].n += empty(f->basis);
		v[3].n += empty(f->date) || strlen(f->date) < strlen("2011-12-16");
		v[4].n += empty(f->source_grade);
		v[5].n += !f->status || strcmp(f->status, "suggested") == 0;
	}
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		v[i].of = d->figures.n;
		add_lack(d->r, &v[i], "figure", "figures");
	}
}

/* Of the dead more are counted than named. */
static void add_unnamed(struct dossier *d)
{
	const struct kua_toll *t = d->event ? report_toll(d->r, d->event->event->id, "killed") : NULL;
	if (t && t->low != KUA_NONE && t->low > t->named)
		report_add(d->r, BLOCK_ITEM, NULL,
		           kua_arena_printf(d->r->a, "Who they were: at least %s were killed by every account that counts, and %s named.",
		                            report_number(d->r, t->low), report_count(d->r, (size_t)t->named, "is", "are")), NULL);
}

/* What follows an arrest and what no document tells of. */
static void add_case_gaps(struct dossier *d)
{
	bool charge = false, court = false, lawyer = false, place = false, dated = false;
	for (size_t i = 0; i < d->steps.n; i++) {
		const struct kua_case_step *s = d->steps.v[i];
		charge |= !empty(s->charge) || !empty(s->article);
		court |= !empty(s->court);
		lawyer |= !empty(s->lawyer);
		place |= !empty(s->facility) || !empty(s->place);
		dated |= s->date && strlen(s->date) == strlen("2011-12-16");
	}
	const struct {
		bool known;
		const char *what;
	} gaps[] = {{charge, "No document tells of a charge or its article."}, {court, "No document names a court."}, {lawyer, "No document names a lawyer."},
	            {place, "No document tells where this person is or was held."}, {dated, "No step has a day."}};
	for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
		if (!gaps[i].known)
			report_add(d->r, BLOCK_ITEM, NULL, gaps[i].what, NULL);
}

static void add_unknown(struct dossier *d)
{
	const struct kua_report_input *in = d->r->in;
	struct lack unread = {"Could not be read, and may tell more", 0, in->n_documents};
	report_add(d->r, BLOCK_SECTION, "What is not known", NULL, NULL);
	if (d->event)
		add_unnamed(d);
	else
		add_case_gaps(d);
	add_figure_lacks(d);
	for (size_t i = 0; i < in->n_documents; i++)
		unread.n += in->documents[i].read == 0;
	add_lack(d->r, &unread, "document", "documents of the casebook");
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
	add_time_line(&d);
	add_claims(&d);
	add_contradictions(&d);
	add_unknown(&d);
	kua_vec_free(&d.figures);
	kua_vec_free(&d.steps);
	kua_vec_free(&d.actions);
	kua_intern_free(d.items);
}
