/* rest.c - after the figures and the copies: cases, what is coming, what could not be read, how it was counted. */
#include <stdlib.h>
#include <string.h>

#include "intake/diagnostics.h"
#include "report/internal.h"

/* ---- cases ---- */

static int most_steps(const void *pa, const void *pb)
{
	const struct kua_told_case *a = *(const struct kua_told_case *const *)pa, *b = *(const struct kua_told_case *const *)pb;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	int c = strcmp(a->label, b->label);
	return c ? c : strcmp(a->person, b->person);
}

static const char *join_two(struct report *r, const char *a, const char *b)
{
	if (!a || !b || !*a || !*b || strstr(a, b))
		return a && *a ? a : b;
	if (strstr(b, a))
		return b;
	return kua_arena_printf(r->a, "%s, %s", a, b);
}

/* b behind a with a label, unless a says it already. */
static const char *with_label(struct report *r, const char *a, const char *label, const char *b)
{
	if (!b || (a && strstr(a, b)))
		return a;
	return kua_arena_printf(r->a, "%s%s%s%s", a ? a : "", a ? "; " : "", label, b);
}

/* Whether two steps say one thing of one day: the same step, with nothing in one that is not in the other. */
static bool same_step(const struct kua_case_step *a, const struct kua_case_step *b)
{
	const char *const pairs[][2] = {{a->sentence, b->sentence}, {a->court, b->court}, {a->place, b->place},
	                                {a->detail, b->detail}};
	if (strcmp(a->step, b->step) != 0 || !a->date || !b->date || strcmp(a->date, b->date) != 0)
		return false;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *x = pairs[i][0], *y = pairs[i][1];
		if (x && y && !strstr(x, y) && !strstr(y, x))
			return false;
	}
	return true;
}

static const char *longer(const char *a, const char *b)
{
	return !a || (b && strlen(b) > strlen(a)) ? b : a;
}

/* One row for steps that say one thing, with all that any of them tells, and where each stands. */
static void add_steps(struct report *r, const struct kua_case_step *const *v, size_t n, const char *before)
{
	const char *sentence = NULL, *detail = NULL, *court = NULL, *place = NULL, *charge = NULL, *article = NULL;
	struct kua_intern *items = kua_intern_new();
	for (size_t i = 0; i < n; i++) {
		sentence = longer(sentence, v[i]->sentence);
		detail = longer(detail, v[i]->detail);
		charge = longer(charge, v[i]->charge);
		article = longer(article, v[i]->article);
		court = longer(court, join_two(r, v[i]->court, v[i]->facility));
		place = longer(place, v[i]->place);
		if (v[i]->item)
			kua_intern_add(items, v[i]->item, strlen(v[i]->item));
	}
	const char *text = v[0]->step, *where = join_two(r, court, place);
	const char *more = join_two(r, with_label(r, join_two(r, sentence, detail), "charge: ", charge), article);
	if (more)
		text = kua_arena_printf(r->a, "%s: %s", text, report_cut(r, more, 200));
	if (where && !(more && strstr(more, where)))
		text = kua_arena_printf(r->a, "%s (%s)", text, where);
	size_t others = kua_intern_count(items) > 1 ? kua_intern_count(items) - 1 : 0;
	const char *first = v[0]->item, *source = first ? report_source_at(r, first, v[0]->start) : NULL;
	if (others)
		source = kua_arena_printf(r->a, "%s; and in %s", source ? source : "", report_count(r, others, "other item", "other items"));
	else if (first && before && strcmp(before, first) == 0)
		source = NULL;
	kua_intern_free(items);
	report_add(r, BLOCK_ROW, v[0]->date ? kua_accounts_date_words(r->a, v[0]->date) : "undated", text, source);
}

static void add_lawyers(struct report *r, const struct kua_told_case *c)
{
	struct kua_list lawyers = {0};
	for (size_t i = 0; i < c->n; i++)
		if (c->steps[i]->lawyer && !kua_list_has(&lawyers, c->steps[i]->lawyer) && lawyers.n < r->caps.steps)
			kua_list_add(r->a, &lawyers, c->steps[i]->lawyer);
	for (size_t i = 0; i < lawyers.n; i++)
		report_add(r, BLOCK_ROW, "lawyer", lawyers.v[i], NULL);
}

/* Both sides of what cannot both be so, with where each stands. */
void report_contradiction(struct report *r, const struct kua_contradiction *c)
{
	const char *a = c->a->item ? report_source(r, c->a->item) : NULL, *b = c->b->item ? report_source(r, c->b->item) : NULL;
	report_add(r, BLOCK_ROW, "contradicted", report_cut(r, c->what, 200),
	           a && b ? kua_arena_printf(r->a, "%s; against %s", a, b) : a ? a : b);
}

static void add_case_due(struct report *r, const struct kua_case_due *d)
{
	int64_t today = INT64_MIN, day;
	bool gone = r->in->as_of && kua_date_first_day(r->in->as_of, &today) && kua_date_last_day(d->date, &day) && day < today;
	const char *text = kua_arena_printf(r->a, "%s %s%s%s", gone ? "was due:" : "due:", d->what, d->why ? "; " : "",
	                                    d->why ? d->why : "");
	report_add(r, BLOCK_ROW, kua_accounts_date_words(r->a, d->date), report_cut(r, text, 200), NULL);
}

void report_case(struct report *r, const struct kua_told_case *c)
{
	const char *status = c->status;
	if (c->status && c->as_of)
		status = kua_arena_printf(r->a, "%s, as of %s", c->status, kua_accounts_date_words(r->a, c->as_of));
	report_add(r, BLOCK_CASE, c->label, status, NULL);
	size_t rows = 0, i = 0;
	for (size_t end; i < c->n && (rows < r->caps.steps || i + 1 == c->n); i = end, rows++) {
		for (end = i + 1; end < c->n && same_step(c->steps[i], c->steps[end]); end++)
			;
		add_steps(r, c->steps + i, end - i, i ? c->steps[i - 1]->item : NULL);
	}
	report_more(r, c->n - i, "cases");
	add_lawyers(r, c);
	for (size_t k = 0; k < c->n_contradictions; k++)
		report_contradiction(r, &c->contradictions[k]);
	for (size_t k = 0; k < c->n_due; k++)
		add_case_due(r, &c->due[k]);
}

void report_cases(struct report *r)
{
	size_t n = r->in->n_cases;
	const struct kua_told_case **v = KUA_NEW_N(r->a, const struct kua_told_case *, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = &r->in->cases[i];
	report_add(r, BLOCK_SECTION, "Cases", NULL, NULL);
	if (n == 0)
		report_add(r, BLOCK_PARA, NULL, "No steps of anybody's case were found.", NULL);
	else
		qsort(v, n, sizeof *v, most_steps);
	for (size_t i = 0; i < n && i < r->caps.cases; i++)
		report_case(r, v[i]);
	if (n > r->caps.cases)
		report_more(r, n - r->caps.cases, "cases");
}

/* ---- what is coming ---- */

static void add_due(struct report *r, const struct kua_due *d)
{
	const char *when = kua_accounts_date_words(r->a, d->date);
	if (d->time)
		when = kua_arena_printf(r->a, "%s, %s", when, d->time);
	const char *text = d->place ? kua_arena_printf(r->a, "%s — %s", d->label, d->place) : d->label;
	report_add(r, BLOCK_ROW, when, text, report_source(r, d->item));
}

/* What is past, in a line. */
static void add_gone(struct report *r, const struct kua_due *d)
{
	const char *text = d->place ? kua_arena_printf(r->a, "%s — %s", d->label, d->place) : d->label;
	report_add(r, BLOCK_ROW, kua_accounts_date_words(r->a, d->date), report_cut(r, text, 100), NULL);
}

void report_coming(struct report *r)
{
	struct kua_due *v;
	size_t n, past = 0;
	kua_accounts_calendar(&r->in->in, r->in->cases, r->in->n_cases, r->a, &v, &n);
	int64_t today = INT64_MIN, last;
	const char *today_words = kua_accounts_date_words(r->a, r->in->as_of);
	if (r->in->as_of)
		kua_date_first_day(r->in->as_of, &today);
	while (past < n && !(kua_date_last_day(v[past].date, &last) && last >= today))
		past++;
	report_add(r, BLOCK_SECTION, "What is coming", NULL, NULL);
	if (past == n)
		report_add(r, BLOCK_PARA, NULL, kua_arena_printf(r->a, "Nothing is announced for %s or later.", today_words), NULL);
	for (size_t i = past; i < n && i - past < r->caps.due; i++)
		add_due(r, &v[i]);
	if (n - past > r->caps.due)
		report_more(r, n - past - r->caps.due, "actions");
	if (past == 0)
		return;
	size_t first = past > r->caps.gone ? past - r->caps.gone : 0;
	report_add(r, BLOCK_PARA, NULL, "Gone by:", NULL);
	for (size_t i = past; i-- > first;)
		add_gone(r, &v[i]);
	report_more(r, first, "actions");
}

/* ---- what could not be read ---- */

/* What can be done about the worst that is wrong with it; NULL where that is not known. */
static const char *advice_on(const struct kua_document *d)
{
	const struct kua_diagnostic *worst = NULL;
	for (size_t i = 0; i < d->diagnostics.n; i++) {
		const char *detail;
		const struct kua_diagnostic *what = kua_diagnostic_parse(d->diagnostics.v[i], &detail);
		if (what && (!worst || what->level > worst->level))
			worst = what;
	}
	return worst ? worst->advice : NULL;
}

static void add_unread(struct report *r, const struct kua_document *d)
{
	const char *name = d->name ? d->name : d->id, *why = d->reason ? d->reason : "no reason is known";
	report_add(r, BLOCK_ITEM, NULL, kua_arena_printf(r->a, d->read ? "%s, read in part: %s." : "%s: %s. Its bytes are kept.",
	                                                 name, why), advice_on(d));
}

void report_unread(struct report *r)
{
	size_t unread = 0, partial = 0, shown = 0;
	report_add(r, BLOCK_SECTION, "What could not be read", NULL, NULL);
	for (size_t i = 0; i < r->in->n_documents; i++) {
		const struct kua_document *d = &r->in->documents[i];
		if (d->read && d->partial != 1)
			continue;
		unread += !d->read;
		partial += d->read != 0;
		if (shown == r->caps.unread)
			continue;
		add_unread(r, d);
		shown++;
	}
	report_more(r, unread + partial - shown, "items");
	if (unread + partial == 0)
		report_add(r, BLOCK_PARA, NULL, "Every document could be read.", NULL);
}

/* ---- sources ---- */

/* What of a document lets anybody find out whether theirs is the same. Not where it came from: that path is nobody's business. */
static void add_source(struct report *r, const struct kua_document *d, size_t number)
{
	const struct kua_dossier *dossier = r->dossier;
	const char *annex = dossier && dossier->annex ? dossier->annex(dossier->ctx, d, number) : NULL;
	const char *bytes = d->bytes == KUA_NONE ? "" : kua_arena_printf(r->a, " · %s bytes", report_number(r, d->bytes));
	const char *day = d->received_at && strlen(d->received_at) >= 10 ? kua_arena_strndup(r->a, d->received_at, 10) : NULL;
	const char *received = day ? kua_arena_printf(r->a, " · received %s", kua_accounts_date_words(r->a, day)) : "";
	report_add(r, BLOCK_ROW, kua_arena_printf(r->a, "[%zu]", number), d->name ? d->name : d->id,
	           kua_arena_printf(r->a, "SHA-256 %s%s%s%s%s", d->sha256 ? d->sha256 : "not known", bytes, received, annex ? " · " : "", annex ? annex : ""));
}

void report_sources(struct report *r)
{
	size_t n = r->cited ? kua_intern_count(r->cited) : 0;
	const struct kua_document **cited = KUA_NEW_N(r->a, const struct kua_document *, n + 1);
	for (size_t i = 0; i < r->in->n_documents && n; i++) {
		const struct kua_document *d = &r->in->documents[i];
		uint32_t k = kua_intern_find(r->cited, d->id, strlen(d->id));
		if (k != KUA_NO_ID)
			cited[k] = d;
	}
	if (n)
		report_add(r, BLOCK_SECTION, r->dossier ? "Annexes" : "Sources", NULL, NULL);
	for (size_t i = 0; i < n; i++)
		if (cited[i])
			add_source(r, cited[i], i + 1);
}

/* ---- how it was counted ---- */

void report_method(struct report *r)
{
	size_t n = r->in->in.n_figures, decided = 0, rejected = 0;
	for (size_t i = 0; i < n; i++) {
		const char *status = r->in->in.figures[i].status;
		bool out = status && strcmp(status, "rejected") == 0;
		rejected += out;
		decided += status && !out && strcmp(status, "suggested") != 0;
	}
	const char *figures = report_count(r, n, "figure", "figures"), *good = report_number(r, (int64_t)decided);
	const char *bad = report_number(r, (int64_t)rejected), *today = kua_accounts_date_words(r->a, r->in->as_of);
	report_add(r, BLOCK_SECTION, "How this was counted", NULL, NULL);
	report_add(r, BLOCK_PARA, NULL,
	           "Every figure stands beside whoever said it, and nothing is averaged. Prints of one text, reports of "
	           "one voice, and people of one organisation count as one independent voice; the lines above say where.",
	           NULL);
	report_add(r, BLOCK_PARA, NULL,
	           kua_arena_printf(r->a, "Low and high are the ends of what was reported under the counting profile "
	                                  "“%s”; they are no measure of how sure anybody is.", r->profile), NULL);
	report_add(r, BLOCK_PARA, NULL,
	           kua_arena_printf(r->a, "Of %s, people confirmed or amended %s and rejected %s; the rest are the "
	                                  "machine's suggestions. As of %s.", figures, good, bad, today), NULL);
}
