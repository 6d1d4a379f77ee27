/* dossier_told.c - of a dossier what is told: when what was or was said, and every claim with its passage and what people judged of it. */
#include <stdlib.h>
#include <string.h>

#include "report/dossier.h"

enum { PASSAGE_BYTES = 700 };

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
		if (!item || dossier_rejected(f->status) || f->part_of)
			continue;
		add_moment(v, item->published_on,
		           kua_arena_printf(r->a, "%s: %s %s", who_says(r, f), report_figure_words(r, f), f->act ? f->act : ""),
		           report_source_at(r, f->item, f->start));
	}
}

void dossier_time_line(struct dossier *d)
{
	struct report *r = d->r;
	moment_list v = {0};
	for (size_t i = 0; i < d->steps.n; i++) {
		const struct kua_case_step *s = d->steps.v[i];
		if (!dossier_rejected(s->status))
			add_moment(&v, s->date, kua_arena_printf(r->a, "%s: %s", s->name ? s->name : "", s->step), report_source_at(r, s->item, s->start));
	}
	for (size_t i = 0; d->event && i < d->actions.n; i++) { /* a text that tells of him may announce what is none of his */
		const struct kua_action *a = d->actions.v[i];
		if (!dossier_rejected(a->status))
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
	           kua_arena_printf(r->a, "%s %s; %s", report_figure_words(r, f), f->act ? f->act : "", b.len ? b.data : "who says it is not told"), NULL);
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
	           kua_arena_printf(r->a, "%s: %s; %s", s->name ? s->name : "", s->step, b.len ? b.data : "no more is told"), NULL);
	report_add(r, BLOCK_QUOTE, NULL, passage(r, s->item, s->quote), report_source_at(r, s->item, s->start));
	report_add(r, BLOCK_NOTE, NULL, kua_arena_printf(r->a, "Claim %s: %s.", s->id, standing(r, s->status, s->source_grade, s->information_grade)), NULL);
	kua_buf_free(&b);
}

void dossier_claims(struct dossier *d)
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
