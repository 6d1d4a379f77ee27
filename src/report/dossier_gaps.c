/* dossier_gaps.c - of a dossier what contradicts itself, and what is not known. */
#include <string.h>

#include "report/dossier.h"

enum { LISTED = 12 }; /* numbers of an act */

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

void dossier_contradictions(struct dossier *d)
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

void dossier_unknown(struct dossier *d)
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
