/*
 * tolls.c - low and high of one act of one event under each counting profile (data/profiles.txt), with the
 * figures that set them and what was left out and why. Nothing is averaged, and no total is made of parts.
 *
 * A number counts at its low end towards the lowest and at its high end towards the highest ("over 70"
 * reaches 70 and no further: what lies above was not said). A vague word sets an end only where no number
 * does, or where even its least is above the highest number. Figures of only a part of the people (children)
 * leave the toll to the others where there are any. Figures that count those they name set no end one by one: the low
 * is never below the number of distinct named victims, whoever names them. What people graded best is the best, where
 * it is one number.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

struct figures { /* those of one act of one event, in order */
	const char *act;
	size_t event, n;
	const size_t *v;
	int64_t voices; /* that are named */
	int64_t most;   /* independent voices of one line, named or not */
};

struct ends {
	const struct kua_figure *figure;
	int64_t low, high;
	bool word, named;
	const char *why; /* left out */
};

static const struct number_word *word_in(const struct profile *p, const char *word)
{
	for (size_t i = 0; i < p->words.n; i++)
		if (strcmp(p->words.v[i].word, word) == 0)
			return &p->words.v[i];
	return NULL;
}

static struct ends ends_of(struct desk *d, const struct profile *p, size_t k, bool any_whole)
{
	const struct kua_figure *f = &d->in->figures[k];
	const struct seen *s = &d->seen[k];
	struct ends e = {.figure = f, .low = f->low, .high = f->high, .named = d->speakers.v[s->speaker].named};
	if (!s->counts)
		e.why = "rejected";
	else if (s->part && p->civilian && strcmp(s->part, "police and soldiers") == 0)
		e.why = "counts police and soldiers, not civilians";
	else if (s->part && any_whole)
		e.why = kua_arena_printf(d->a, "counts only %s", s->part);
	else if (p->grade && f->source_grade && *f->source_grade > p->grade && *f->source_grade <= 'E')
		e.why = kua_arena_printf(d->a, "its source is graded %s; the profile counts down to %c", f->source_grade, p->grade);
	if (e.low == KUA_NONE && e.high == KUA_NONE) {
		const struct number_word *w = word_in(p, s->number);
		e.word = true;
		if (w) {
			e.low = w->low;
			e.high = w->high;
		} else if (!e.why) {
			e.why = kua_arena_printf(d->a, "the profile gives no number for \"%s\"",
			                         f->word ? f->word : s->number);
		}
	}
	e.low = e.low == KUA_NONE ? e.high : e.low;
	e.high = e.high == KUA_NONE ? e.low : e.high;
	return e;
}

static void leave_out(struct desk *d, struct kua_toll *t, const struct ends *e, const char *why)
{
	kua_list_add(d->a, &t->left_out, kua_arena_printf(d->a, "%s: %s", e->figure->id, why));
}

/* Whether e may set the low end at all. */
static bool sets_low(const struct profile *p, const struct ends *e, bool any_number, bool any_named)
{
	if (e->why || (e->word && any_number))
		return false;
	return !p->low_named || e->named || !any_named;
}

static void set_low(struct desk *d, const struct profile *p, struct kua_toll *t, const struct ends *e, size_t n)
{
	bool any_number = false, any_named = false;
	for (size_t i = 0; i < n; i++) {
		any_number |= !e[i].why && !e[i].word;
		any_named |= !e[i].why && e[i].named && !e[i].word;
	}
	for (size_t i = 0; i < n; i++)
		if (sets_low(p, &e[i], any_number, any_named) && (t->low == KUA_NONE || e[i].low < t->low))
			t->low = e[i].low;
	for (size_t i = 0; i < n; i++)
		if (sets_low(p, &e[i], any_number, any_named) && e[i].low == t->low)
			kua_list_add(d->a, &t->low_figures, e[i].figure->id);
}

/* The height to which a figure reaches: a word beside numbers only with its least. */
static int64_t height(const struct ends *e, bool any_number)
{
	return e->word && any_number ? e->low : e->high;
}

static void set_high(struct desk *d, const struct profile *p, struct kua_toll *t, const struct ends *e, size_t n)
{
	bool any_number = false;
	if (p->high_lowest) {
		t->high = t->low;
		t->high_figures = t->low_figures;
		return;
	}
	for (size_t i = 0; i < n; i++)
		any_number |= !e[i].why && !e[i].word;
	for (size_t i = 0; i < n; i++)
		if (!e[i].why && (t->high == KUA_NONE || height(&e[i], any_number) > t->high))
			t->high = height(&e[i], any_number);
	for (size_t i = 0; i < n; i++)
		if (!e[i].why && height(&e[i], any_number) == t->high)
			kua_list_add(d->a, &t->high_figures, e[i].figure->id);
}

static void note_the_rest(struct desk *d, const struct profile *p, struct kua_toll *t, const struct ends *e,
                          size_t n)
{
	bool any_number = false;
	for (size_t i = 0; i < n; i++)
		any_number |= !e[i].why && !e[i].word;
	for (size_t i = 0; i < n; i++) {
		if (e[i].why)
			leave_out(d, t, &e[i], e[i].why);
		else if (e[i].word && any_number && e[i].low < t->high)
			leave_out(d, t, &e[i], "a word sets no end where there are numbers");
		else if (p->high_lowest && e[i].low > t->low)
			leave_out(d, t, &e[i], "higher than the most cautious report");
	}
}

/* The low is never below the number of those who are named. */
static void raise_low(struct desk *d, const struct figures *f, struct kua_toll *t)
{
	t->named = (int64_t)victims_of(d, f->v, f->n).n;
	if (t->named == 0 || (t->low != KUA_NONE && t->low >= t->named))
		return;
	t->low = t->named;
	t->low_figures = (struct kua_list){0};
	for (size_t i = 0; i < f->n; i++)
		if (d->seen[f->v[i]].counts && d->in->figures[f->v[i]].names.n)
			kua_list_add(d->a, &t->low_figures, d->in->figures[f->v[i]].id);
	if (t->high == KUA_NONE || t->high < t->low) {
		t->high = t->low;
		t->high_figures = t->low_figures;
	}
}

/* How well people graded a claim: less is better; INT_MAX where they did not, or could not judge. */
static int rank_of(const struct kua_figure *f)
{
	if (!f->source_grade || *f->source_grade < 'A' || *f->source_grade > 'E')
		return INT_MAX;
	bool judged = f->information_grade && *f->information_grade >= '1' && *f->information_grade <= '5';
	return (*f->source_grade - 'A') * 10 + (judged ? *f->information_grade - '1' : 9);
}

static void set_best(struct desk *d, struct kua_toll *t, const struct ends *e, size_t n)
{
	int best = INT_MAX;
	bool one = true;
	for (size_t i = 0; i < n; i++) {
		int rank = e[i].why || e[i].word ? INT_MAX : rank_of(e[i].figure);
		if (rank == INT_MAX || rank > best)
			continue;
		if (rank < best) {
			best = rank;
			one = true;
			t->best = e[i].low;
			t->best_figures = (struct kua_list){0};
		}
		one &= t->best == e[i].low && e[i].low == e[i].high;
		kua_list_add(d->a, &t->best_figures, e[i].figure->id);
	}
	if (!one) {
		t->best = KUA_NONE;
		t->best_figures = (struct kua_list){0};
	}
}

static bool covers(const struct profile *p, const char *act)
{
	return p->acts.n == 0 || kua_list_has(&p->acts, act);
}

static void make_toll(struct desk *d, const struct profile *p, const struct figures *f, struct kua_toll *t)
{
	struct ends *e = KUA_NEW_N(d->a, struct ends, f->n);
	bool any_whole = false;
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		any_whole |= d->seen[f->v[i]].counts && !d->seen[f->v[i]].part && !d->seen[f->v[i]].listed;
	const char *event = d->events.v[f->event].id;
	*t = (struct kua_toll){.id = KUA_ID(d->a, "t", event, f->act, p->name), .event = event, .act = f->act,
	                       .profile = p->name, .low = KUA_NONE, .high = KUA_NONE, .best = KUA_NONE,
	                       .independent = f->voices > f->most ? f->voices : f->most};
	for (size_t i = 0; i < f->n; i++) {
		const struct seen *s = &d->seen[f->v[i]];
		e[n] = ends_of(d, p, f->v[i], any_whole);
		const char *day = s->item == NOWHERE || e[n].why ? NULL : item_day(&d->in->items[s->item]);
		if (day && (!t->as_of || strcmp(day, t->as_of) > 0))
			t->as_of = day;
		n += !s->listed || !s->counts;
	}
	set_low(d, p, t, e, n);
	set_high(d, p, t, e, n);
	raise_low(d, f, t);
	set_best(d, t, e, n);
	note_the_rest(d, p, t, e, n);
	if (p->voices > 1 && f->voices < p->voices)
		kua_list_add(d->a, &t->left_out,
		             kua_arena_printf(d->a, "provisional: the profile wants %d independent voices, and fewer are named",
		                              (int)p->voices));
}

/* ---- grouping by event and act ---- */

struct at {
	size_t event, figure, order;
	const char *act;
};

static int by_event_act(const void *pa, const void *pb)
{
	const struct at *a = pa, *b = pb;
	if (a->event != b->event)
		return a->event < b->event ? -1 : 1;
	int c = compare_text(a->act, b->act);
	return c ? c : (a->order > b->order) - (a->order < b->order);
}

static int by_toll(const void *pa, const void *pb)
{
	const struct kua_toll *a = pa, *b = pb;
	int c = strcmp(a->event, b->event);
	c = c ? c : compare_text(a->act, b->act);
	return c ? c : strcmp(a->profile, b->profile);
}

/*
 * Distinct bodies and voices among the figures of an act, whatever the numbers: for profiles that want two
 * sources. Who only copied a text is none, whatever number stands in the copy.
 */
static int64_t voices_of(struct desk *d, const size_t *figures, size_t n)
{
	struct kua_intern *met = kua_intern_new();
	for (size_t i = 0; i < n; i++) {
		const struct seen *s = &d->seen[figures[i]];
		const struct speaker *sp = &d->speakers.v[s->speaker];
		const char *key = sp->body ? sp->body : sp->voice.id;
		if (s->counts && sp->named && !s->copied)
			kua_intern_add(met, key, strlen(key));
	}
	int64_t count = (int64_t)kua_intern_count(met);
	kua_intern_free(met);
	return count;
}

static int by_line(const void *pa, const void *pb)
{
	const struct kua_account *a = pa, *b = pb;
	int c = compare_text(a->event, b->event);
	return c ? c : compare_text(a->act, b->act);
}

static int64_t least_voices(const struct kua_account *a)
{
	return (int64_t)floor(a->independent);
}

/* The most independent voices that any line of the act has: there are not fewer, even where nobody is named. */
static int64_t most_of(const struct kua_accounts_result *out, const char *event, const char *act)
{
	struct kua_account key = {.event = event, .act = act};
	const struct kua_account *end = out->accounts + out->n_accounts;
	const struct kua_account *first = out->n_accounts ? bsearch(&key, out->accounts, out->n_accounts, sizeof key, by_line) : NULL;
	int64_t most = 0;
	for (const struct kua_account *x = first; x && x < end && by_line(x, &key) == 0; x++)
		most = least_voices(x) > most ? least_voices(x) : most;
	for (const struct kua_account *x = first; x && x >= out->accounts && by_line(x, &key) == 0; x--)
		most = least_voices(x) > most ? least_voices(x) : most;
	return most;
}

void tolls_count(struct desk *d, struct kua_accounts_result *out)
{
	size_t n = 0, n_profiles, groups = 0;
	const struct profile *profiles = words_profiles(d->words, &n_profiles);
	struct at *at = KUA_NEW_N(d->a, struct at, d->in->n_figures);
	size_t *figures = KUA_NEW_N(d->a, size_t, d->in->n_figures);
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t k = d->order[i];
		if (d->seen[k].event != NOWHERE)
			at[n++] = (struct at){d->seen[k].event, k, i, d->in->figures[k].act};
	}
	if (n)
		qsort(at, n, sizeof *at, by_event_act);
	for (size_t i = 0; i < n; i++) {
		figures[i] = at[i].figure;
		groups += i == 0 || at[i].event != at[i - 1].event || !same_text(at[i].act, at[i - 1].act);
	}
	out->tolls = KUA_NEW_N(d->a, struct kua_toll, kua_mul(groups, n_profiles));
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && at[end].event == at[i].event && same_text(at[end].act, at[i].act); end++)
			;
		struct figures f = {.act = at[i].act, .event = at[i].event, .n = end - i, .v = figures + i};
		f.voices = voices_of(d, f.v, f.n);
		f.most = most_of(out, d->events.v[f.event].id, f.act);
		for (size_t p = 0; p < n_profiles; p++)
			if (covers(&profiles[p], f.act))
				make_toll(d, &profiles[p], &f, &out->tolls[out->n_tolls++]);
	}
	if (out->n_tolls)
		qsort(out->tolls, out->n_tolls, sizeof *out->tolls, by_toll);
}
