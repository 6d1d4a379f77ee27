/*
 * events.c - what is contested: every event with its acts, every number with who says it, the sentences, and
 * why what counts as one.
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

/* ---- one number ---- */

static const char *phrase_of(struct report *r, int64_t low, int64_t high, const char *word, const char *qualifier)
{
	const char *q = qualifier ? qualifier : "exact";
	if (low == KUA_NONE && high == KUA_NONE)
		return word ? word : "some";
	if (low != KUA_NONE && high != KUA_NONE && low != high)
		return kua_arena_printf(r->a, "%s to %s", report_number(r, low), report_number(r, high));
	const char *n = report_number(r, low != KUA_NONE ? low : high);
	if (low == 0 && high == 0)
		return "none";
	if (strcmp(q, "exact") == 0 || strcmp(q, "between") == 0 || strcmp(q, "vague") == 0)
		return n;
	return kua_arena_printf(r->a, "%s %s", q, n);
}

const char *report_figure_words(struct report *r, const struct kua_figure *f)
{
	return phrase_of(r, f->low, f->high, f->word, f->qualifier);
}

static bool is_part(const char *qualifier)
{
	return strncmp(qualifier, "only ", 5) == 0;
}

/* The number as the line is headed: with its qualifier where all say it in one way. */
const char *report_head(struct report *r, const struct kua_account *a)
{
	const char *only = NULL, *part = NULL;
	size_t ways = 0;
	if (a->names.n)
		return kua_arena_printf(r->a, "%s named", report_number(r, a->low));
	for (size_t i = 0; i < a->qualifiers.n; i++) {
		const char *q = a->qualifiers.v[i];
		if (is_part(q)) {
			part = q;
			continue;
		}
		only = q;
		ways++;
	}
	const char *n = phrase_of(r, a->low, a->high, a->word, ways == 1 ? only : NULL);
	return part ? kua_arena_printf(r->a, "%s (%s)", n, part) : n;
}

/* Whether a line's number speaks for all of those harmed, so that another number contradicts it. */
bool report_whole(const struct kua_account *a)
{
	for (size_t i = 0; i < a->qualifiers.n; i++)
		if (is_part(a->qualifiers.v[i]))
			return false;
	return a->names.n == 0;
}

/* The ways in which the statements put the number, where they differ. */
static const char *ways_of(struct report *r, const struct kua_account *a)
{
	struct kua_list ways = {0};
	for (size_t i = 0; i < a->figures.n && !a->names.n; i++) {
		const struct kua_figure *f = report_figure(r, a->figures.v[i]);
		const char *way = f ? phrase_of(r, f->low, f->high, f->word, f->qualifier) : NULL;
		if (way && !kua_list_has(&ways, way))
			kua_list_add(r->a, &ways, way);
	}
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; ways.n > 1 && i < ways.n; i++)
		kua_buf_printf(&b, "%s%s", i ? ", " : " (said as ", ways.v[i]);
	const char *s = b.len ? kua_arena_printf(r->a, "%s)", b.data) : "";
	kua_buf_free(&b);
	return s;
}

static const char *voices_of(struct report *r, const struct kua_account *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t shown = report_shown(a->voices.n, r->caps.voices);
	for (size_t i = 0; i < shown; i++) {
		const struct kua_voice *v = report_voice(r, a->voices.v[i]);
		kua_buf_printf(&b, "%s%s", i ? "; " : "", v ? v->label : a->voices.v[i]);
	}
	if (shown < a->voices.n)
		kua_buf_printf(&b, "; and %s more", report_number(r, (int64_t)(a->voices.n - shown)));
	const char *s = kua_arena_strndup(r->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return s;
}

/* ": Ann Lee, Bo Diaz", of a line of named victims. */
static const char *names_of(struct report *r, const struct kua_account *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t shown = report_shown(a->names.n, r->caps.names);
	for (size_t i = 0; i < shown; i++)
		kua_buf_printf(&b, "%s%s", i ? ", " : "", a->names.v[i]);
	if (shown < a->names.n)
		kua_buf_printf(&b, " and %s more", report_number(r, (int64_t)(a->names.n - shown)));
	const char *s = b.len ? kua_arena_printf(r->a, b.data[b.len - 1] == '.' ? "%s " : "%s. ", b.data) : "";
	kua_buf_free(&b);
	return s;
}

static bool is_whole(const struct kua_account *a)
{
	double whole;
	return !(modf(a->independent, &whole) > 0);
}

const char *report_voices(struct report *r, const struct kua_account *a)
{
	if (!is_whole(a))
		return kua_arena_printf(r->a, "about %.1f independent voices, between %s and %s", a->independent,
		                        report_number(r, a->independent_low), report_number(r, a->independent_high));
	int64_t n = llround(a->independent);
	return n == 1 ? "1 voice" : report_count(r, (size_t)n, "", "independent voices");
}

static void add_line(struct report *r, const struct kua_account *a)
{
	const char *voices = report_voices(r, a);
	const char *statements = report_count(r, (size_t)a->statements, "statement", "statements");
	report_add(r, BLOCK_LINE, report_head(r, a),
	           kua_arena_printf(r->a, "%s%s in %s%s: %s", names_of(r, a), voices, statements, ways_of(r, a), voices_of(r, a)), NULL);
}

/* ---- its sentences ---- */

struct quoting {
	struct kua_intern *repeats; /* figures for which another one of their set is shown first */
	struct kua_intern *line;    /* sentences that were shown in this line */
};

static bool is_in(const struct kua_intern *set, const char *s)
{
	return kua_intern_find(set, s, strlen(s)) != KUA_NO_ID;
}

bool report_unnamed(const struct kua_voice *v)
{
	return v && kua_voice_unnamed(v);
}

/* Whether the figure only stands in its item's title, which the source names anyway. */
static bool is_title(const struct report *r, const struct kua_figure *f)
{
	const struct kua_item *item = report_item(r, f->item);
	return item && item->title && f->quote && strstr(item->title, f->quote);
}

enum { CANDIDATES = 64 }; /* of a set looked at, and voices of a line: a thousand prints need no beauty contest */

/* How well a figure stands for those that count as one voice with it: where the text comes from, whose it is. */
static int standing_of(const struct report *r, const struct kua_account *a, const struct kua_figure *f)
{
	const struct kua_voice *v = report_voice(r, f->voice);
	bool own = f->voice && a->voices.n <= CANDIDATES && kua_list_has(&a->voices, f->voice);
	return (is_title(r, f) ? 0 : 8) + (is_in(r->origins, f->item) ? 4 : 0) + (own ? 2 : 0) + (report_unnamed(v) ? 0 : 1);
}

static void find_repeats(const struct report *r, struct quoting *q, const struct kua_account *a)
{
	for (size_t k = 0; k < a->joined.n && !a->joined.v[k].from; k++) { /* those that are sure come first */
		const struct kua_list *set = &a->joined.v[k].figures;
		const char *best = NULL;
		int standing = -1;
		for (size_t i = 0; i < set->n; i++) {
			const struct kua_figure *f = i < CANDIDATES ? report_figure(r, set->v[i]) : NULL;
			int s = f ? standing_of(r, a, f) : -1;
			if (s > standing) {
				standing = s;
				best = set->v[i];
			}
		}
		for (size_t i = 0; i < set->n; i++)
			if (!best || strcmp(set->v[i], best) != 0)
				kua_intern_add(q->repeats, set->v[i], strlen(set->v[i]));
	}
}

static void add_quote(struct report *r, const struct kua_account *a, const struct kua_figure *f, struct quoting *q)
{
	const struct kua_voice *v = report_voice(r, f->voice);
	const char *quote = f->quote ? f->quote : "";
	bool same = is_in(q->line, quote), above = !same && is_in(r->quoted, quote);
	const char *label = report_unnamed(v) ? "not named" : v ? v->label : NULL;
	const char *who = label && a->figures.n > 1 ? kua_arena_printf(r->a, "%s · ", label) : "";
	bool decided = f->status && strcmp(f->status, "suggested") != 0;
	const char *state = decided ? kua_arena_printf(r->a, " · %s", f->status) : "";
	if (f->source_grade || f->information_grade)
		state = kua_arena_printf(r->a, "%s · grade %s%s", state, f->source_grade ? f->source_grade : "",
		                         f->information_grade ? f->information_grade : "");
	const char *again = !*quote ? "" : same ? "the same words: " : above ? "in a sentence quoted above: " : "";
	const char *source = kua_arena_printf(r->a, "%s%s%s%s", again, who, report_source_at(r, f->item, f->start), state);
	report_add(r, BLOCK_QUOTE, NULL, same || above || !*quote ? NULL : report_cut(r, quote, 400), source);
	kua_intern_add(q->line, quote, strlen(quote));
	kua_intern_add(r->quoted, quote, strlen(quote));
}

static void add_quotes(struct report *r, const struct kua_account *a)
{
	struct quoting q = {kua_intern_new(), kua_intern_new()};
	size_t shown = 0, titles = 0, cap = report_shown(a->figures.n, r->caps.statements);
	find_repeats(r, &q, a);
	for (int repeats = 0; repeats < 2; repeats++)
		for (size_t i = 0; i < a->figures.n && shown < cap; i++) {
			const struct kua_figure *f = report_figure(r, a->figures.v[i]);
			if (!f || is_in(q.repeats, f->id) != (repeats == 1))
				continue;
			if (repeats && is_title(r, f)) {
				titles++;
				continue;
			}
			add_quote(r, a, f, &q);
			shown++;
		}
	if (shown + titles < a->figures.n)
		report_more(r, a->figures.n - shown - titles, "figures");
	kua_intern_free(q.repeats);
	kua_intern_free(q.line);
}

/*
 * Other prints of the line's sentences that have another number: what the reader must know before believing
 * either.
 */
static void add_number_changes(struct report *r, const struct kua_account *a)
{
	struct kua_intern *told = kua_intern_new();
	for (size_t i = 0; i < a->figures.n && kua_intern_count(told) < r->caps.reasons; i++) {
		const struct kua_figure *f = report_figure(r, a->figures.v[i]);
		size_t n = 0;
		const struct number_change *c = f ? changes_of(r, f, &n) : NULL;
		for (size_t k = 0; k < n && kua_intern_count(told) < r->caps.reasons; k++) {
			const char *note = kua_arena_printf(r->a,
			                                    "Another print of this sentence has “%s” here: %s.", report_cut(r, c[k].other, 60),
			                                    report_source(r, c[k].other_item));
			size_t before = kua_intern_count(told);
			kua_intern_add(told, note, strlen(note));
			if (kua_intern_count(told) > before)
				report_add(r, BLOCK_NOTE, NULL, note, NULL);
		}
	}
	kua_intern_free(told);
}

static const char *joined_words(struct report *r, const struct kua_joined *j)
{
	const struct kua_figure *copy = j->from ? report_figure(r, j->figures.v[0]) : NULL, *from = j->from ? report_figure(r, j->from) : NULL;
	if (!copy || !from)
		return kua_arena_printf(r->a, "%s count as one voice: %s.", report_count(r, j->figures.n, "figure", "figures"), j->why);
	return kua_arena_printf(r->a, "%s may have it from %s, which says %s (%.0f in 100): %s.", report_source(r, copy->item),
	                        report_source(r, from->item), phrase_of(r, from->low, from->high, from->word, from->qualifier),
	                        100 * j->probability, j->why);
}

static void add_reasons(struct report *r, const struct kua_account *a)
{
	for (size_t i = 0; i < a->joined.n && i < r->caps.reasons; i++)
		report_add(r, BLOCK_NOTE, NULL, joined_words(r, &a->joined.v[i]), NULL);
	if (is_whole(a) && a->independent_low != a->independent_high)
		report_add(r, BLOCK_NOTE, NULL,
		           kua_arena_printf(r->a, "At least %s and at most %s, as one takes doubtful links.",
		                            report_count(r, (size_t)a->independent_low, "independent voice",
		                                         "independent voices"),
		                            report_number(r, a->independent_high)),
		           NULL);
	add_number_changes(r, a);
	report_leaves_out(r, a);
}

/* ---- one act ---- */

static const char *range_of(struct report *r, const struct kua_toll *t)
{
	if (!t || t->low == KUA_NONE)
		return NULL;
	const char *low = report_number(r, t->low);
	if (t->high == KUA_NONE || t->high == t->low)
		return low;
	return kua_arena_printf(r->a, "%s to %s", low, report_number(r, t->high));
}

/*
 * "12 to 100, by ..."; a single number needs no range, a single word needs to be told what it is counted as.
 */
static const char *range_words(struct report *r, const struct kua_toll *t, const struct kua_account *first,
                               size_t n)
{
	const char *range = range_of(r, t);
	if (!range || (n == 1 && !first->word))
		return NULL;
	if (n == 1)
		return kua_arena_printf(r->a, "%s, counted as %s by the profile “%s”", first->word, range,
		                        r->profile);
	return kua_arena_printf(r->a, "%s, by the counting profile “%s”", range, r->profile);
}

/* What the low and the high leave out: a toll says "figure: why". */
static void add_left_out(struct report *r, const struct kua_toll *t)
{
	size_t shown = 0;
	for (size_t i = 0; t && i < t->left_out.n && shown < r->caps.reasons; i++, shown++) {
		const char *colon = strstr(t->left_out.v[i], ": ");
		const char *said = t->left_out.v[i];
		const struct kua_figure *f = NULL;
		if (colon)
			f = report_figure(r, kua_arena_strndup(r->a, said, (size_t)(colon - said)));
		const char *what = kua_arena_printf(r->a, "%c%s.", toupper((unsigned char)said[0]), said + 1);
		if (f)
			what = kua_arena_printf(r->a, "Not in the low and high: %s, %s.",
			                        phrase_of(r, f->low, f->high, f->word, f->qualifier), colon + 2);
		report_add(r, BLOCK_NOTE, NULL, what, NULL);
	}
	if (t && shown < t->left_out.n)
		report_more(r, t->left_out.n - shown, "figures");
}

static void add_axis(struct report *r, const struct kua_account *const *lines, size_t n)
{
	struct kua_axis_mark *marks = KUA_NEW_N(r->a, struct kua_axis_mark, n);
	struct kua_axis *axis = KUA_NEW(r->a, struct kua_axis);
	int64_t most = 0;
	for (size_t i = 0; i < n && axis->n < 24; i++) {
		const struct kua_account *a = lines[i];
		if ((a->low == KUA_NONE && a->high == KUA_NONE) || !report_whole(a))
			continue;
		int64_t at = a->low != KUA_NONE ? a->low : a->high, end = a->high > at ? a->high : at;
		marks[axis->n++] = (struct kua_axis_mark){.low = a->low, .high = a->high, .how = kua_axis_how_line(a), .voices = llround(a->independent),
		                                          .label = report_number(r, at)};
		most = end > most ? end : most;
	}
	if (axis->n < 2)
		return;
	axis->marks = marks;
	axis->title = kua_arena_printf(r->a, "The figures from zero to %s", report_number(r, most));
	axis->logarithmic = "logarithmic scale";
	report_add(r, BLOCK_AXIS, NULL, NULL, NULL)->axis = axis;
}

static void add_act(struct report *r, const struct telling *t, size_t first, size_t n)
{
	const char *act = t->lines[first]->act;
	const struct kua_toll *toll = report_toll(r, t->event->id, act);
	report_add(r, BLOCK_ACT, kua_arena_printf(r->a, "%c%s", toupper((unsigned char)act[0]), act + 1),
	           range_words(r, toll, t->lines[first], n), NULL);
	add_axis(r, t->lines + first, n);
	size_t shown = report_shown(n, r->caps.lines);
	for (size_t i = first; i < first + shown; i++) {
		add_line(r, t->lines[i]);
		if (!r->dossier) /* which has every claim with its passage further down */
			add_quotes(r, t->lines[i]);
		add_reasons(r, t->lines[i]);
	}
	report_more(r, n - shown, "events");
	add_left_out(r, toll);
}

void report_event_acts(struct report *r, const struct telling *t)
{
	for (size_t i = 0, end; i < t->n; i = end) {
		for (end = i; end < t->n && strcmp(t->lines[end]->act, t->lines[i]->act) == 0; end++)
			;
		add_act(r, t, i, end - i);
	}
}

static void add_event(struct report *r, const struct telling *t)
{
	kua_intern_free(r->quoted); /* each event can be read by itself */
	r->quoted = kua_intern_new();
	report_add(r, BLOCK_EVENT, t->event->label, NULL, t->event->id);
	report_event_acts(r, t);
}

/* An event in one line, where there are too many to tell in full. */
static void add_brief(struct report *r, const struct telling *t)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < t->n && i < 6; i++)
		kua_buf_printf(&b, "%s%s %s", i ? ", " : "", t->lines[i]->act, report_head(r, t->lines[i]));
	if (t->n > 6)
		kua_buf_str(&b, ", ...");
	const char *text = kua_arena_printf(r->a, "%s: %s", t->event->label, b.data ? b.data : "");
	report_add(r, BLOCK_ITEM, NULL, text, NULL);
	kua_buf_free(&b);
}

void report_events(struct report *r, const struct telling *v, size_t n)
{
	if (n == 0) {
		report_add(r, BLOCK_SECTION, "What is contested", NULL, NULL);
		report_add(r, BLOCK_PARA, NULL, "No figures of people were found.", NULL);
	}
	for (size_t i = 0; i < n && i < r->caps.events; i++) {
		if (i == 0 && v[i].contested)
			report_add(r, BLOCK_SECTION, "What is contested", NULL, NULL);
		else if (!v[i].contested && (i == 0 || v[i - 1].contested))
			report_add(r, BLOCK_SECTION, i ? "Also said" : "What is said", NULL, NULL);
		add_event(r, &v[i]);
	}
	if (n <= r->caps.events)
		return;
	report_add(r, BLOCK_SECTION, "Other events", NULL, NULL);
	size_t end = n - r->caps.events > r->caps.brief ? r->caps.events + r->caps.brief : n;
	for (size_t i = r->caps.events; i < end; i++)
		add_brief(r, &v[i]);
	report_more(r, n - end, "events");
}
