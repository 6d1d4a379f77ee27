/*
 * cases.c - the case of each person, in order of time, and the calendar of what is due.
 *
 * Steps with a date stand by it. One without stands where its text puts it: after the dated step before it in
 * the same item, else before the one behind it, else at the item's own day. Copies of one step in one family
 * are shown once, in the item the family comes from where that is known; the same step from different
 * families is kept, and so are contradictions.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

struct step {
	const struct kua_case_step *step;
	size_t item;
	size_t family;
	int64_t day;      /* by which it is ordered */
	int64_t at;       /* where the text tells it: several steps may share one quote */
	bool dated, origin, anchor; /* anchor: others without a date may stand by it */
	int rank;         /* of steps on one day: the usual order of a case */
};

struct docket { /* steps being put in order, and the items they stand in */
	const struct kua_accounts_input *in;
	struct kua_intern *items, *families;
	TABLE(size_t) family; /* by items: index + 1 */
};

/*
 * The usual order of a case; says how things stand: marked true. Steps that are not here come last and say
 * nothing.
 */
static const struct {
	const char *step;
	bool stands;
} usual[] = {
	{"threatened", false}, {"wanted", true}, {"investigated", true}, {"questioned", true}, {"arrested", true},
	{"charged", true}, {"held", true}, {"house arrest", true}, {"ill-treated", false}, {"trial due", false},
	{"tried", true}, {"acquitted", true}, {"convicted", true}, {"sentenced", true}, {"imprisoned", true},
	{"transferred", true}, {"solitary confinement", true}, {"sentence remaining", true},
	{"appeal planned", false}, {"appeal filed", true}, {"appeal dismissed", true}, {"appeal upheld", true},
	{"pardoned", true}, {"released", true},
	{"deported", true}, {"exiled", true}, {"died in custody", true}, {"killed", true}, {"award", false},
};

static int rank_of(const char *step)
{
	int n = (int)(sizeof usual / sizeof *usual);
	for (int i = 0; i < n; i++)
		if (same_text(usual[i].step, step))
			return i;
	return n;
}

static bool says_how_things_stand(const struct step *s)
{
	int n = (int)(sizeof usual / sizeof *usual);
	return s->rank < n && usual[s->rank].stands;
}

static void lay_docket(struct docket *d, const struct kua_accounts_input *in)
{
	*d = (struct docket){.in = in, .items = kua_intern_new()};
	for (size_t i = 0; i < in->n_items; i++)
		kua_intern_add(d->items, in->items[i].id, strlen(in->items[i].id));
	for (size_t f = 0; f < in->n_families; f++)
		for (size_t k = 0; k < in->families[f].items.n; k++) {
			const char *id = in->families[f].items.v[k];
			uint32_t item = kua_intern_find(d->items, id, strlen(id));
			if (item != KUA_NO_ID)
				*table_at(&d->family, item) = f + 1;
		}
}

static void clear_docket(struct docket *d)
{
	kua_intern_free(d->items);
	kua_vec_free(&d->family);
}

static struct step look_at(const struct docket *d, const struct kua_case_step *step)
{
	struct step s = {.step = step, .item = NOWHERE, .family = NOWHERE, .day = INT64_MAX,
	                 .rank = rank_of(step->step)};
	uint32_t item = step->item ? kua_intern_find(d->items, step->item, strlen(step->item)) : KUA_NO_ID;
	if (item != KUA_NO_ID) {
		s.item = item;
		s.family = item < d->family.n && d->family.v[item] ? d->family.v[item] - 1 : NOWHERE;
	}
	s.origin = s.family != NOWHERE && same_text(d->in->families[s.family].origin, step->item);
	s.dated = step->date && kua_date_first_day(step->date, &s.day);
	const char *item_date = s.item != NOWHERE ? item_day(&d->in->items[s.item]) : NULL;
	s.anchor = s.dated && says_how_things_stand(&s) && !same_text(step->date, item_date);
	const char *detail = step->quote && step->detail ? strstr(step->quote, step->detail) : NULL;
	s.at = step->start + (detail ? detail - step->quote : 0);
	return s;
}

static int by_text(const void *pa, const void *pb)
{
	const struct step *a = pa, *b = pb;
	int c = strcmp(a->step->person, b->step->person);
	c = c ? c : compare_text(a->step->item, b->step->item);
	if (c == 0 && a->at != b->at)
		return a->at < b->at ? -1 : 1;
	c = c ? c : a->rank - b->rank;
	return c ? c : compare_text(a->step->id, b->step->id);
}

/* One copy before another: the family's origin, then dated, then by text. */
static int by_copy(const void *pa, const void *pb)
{
	const struct step *a = pa, *b = pb;
	int c = strcmp(a->step->person, b->step->person);
	c = c ? c : (a->family > b->family) - (a->family < b->family);
	c = c ? c : compare_text(a->step->step, b->step->step);
	c = c ? c : compare_text(a->step->sentence, b->step->sentence);
	c = c ? c : compare_text(a->step->date, b->step->date);
	c = c ? c : (int)b->origin - (int)a->origin;
	return c ? c : by_text(pa, pb);
}

static bool is_copy(const struct step *a, const struct step *b)
{
	const char *da = a->step->date, *db = b->step->date;
	return a->family != NOWHERE && a->family == b->family && same_text(a->step->person, b->step->person) &&
	       same_text(a->step->step, b->step->step) && (!da || !db || dates_fit(da, db)) &&
	       same_text(a->step->sentence, b->step->sentence) && !same_text(a->step->item, b->step->item);
}

/* Of copies the one with the fuller date stays. */
static size_t drop_copies(struct step *v, size_t n)
{
	size_t kept = 0;
	if (n)
		qsort(v, n, sizeof *v, by_copy);
	for (size_t i = 0; i < n; i++) {
		if (!kept || !is_copy(&v[kept - 1], &v[i]))
			v[kept++] = v[i];
		else if (v[i].dated &&
		         (!v[kept - 1].dated || strlen(v[i].step->date) > strlen(v[kept - 1].step->date)))
			v[kept - 1] = v[i];
	}
	return kept;
}

static bool same_item(const struct step *a, const struct step *b)
{
	return same_text(a->step->person, b->step->person) && same_text(a->step->item, b->step->item);
}

/*
 * Give each step without a date the day its text puts it on. What an item says of its own day ("is still
 * held") is no anchor for what went before, and neither are awards and plans, which stories tell first.
 */
static void place_undated(const struct docket *d, struct step *v, size_t n)
{
	if (n)
		qsort(v, n, sizeof *v, by_text);
	const struct step *anchor = NULL;
	for (size_t i = 0; i < n; i++) {
		anchor = v[i].anchor ? &v[i] : anchor && same_item(anchor, &v[i]) ? anchor : NULL;
		if (!v[i].dated && anchor)
			v[i].day = anchor->day;
	}
	anchor = NULL;
	for (size_t i = n; i-- > 0;) {
		anchor = v[i].anchor ? &v[i] : anchor && same_item(anchor, &v[i]) ? anchor : NULL;
		if (v[i].day == INT64_MAX && anchor)
			v[i].day = anchor->day;
		if (v[i].day == INT64_MAX && v[i].item != NOWHERE && item_day(&d->in->items[v[i].item]))
			kua_date_first_day(item_day(&d->in->items[v[i].item]), &v[i].day);
	}
}

static int by_time(const void *pa, const void *pb)
{
	const struct step *a = pa, *b = pb;
	int c = strcmp(a->step->person, b->step->person);
	c = c ? c : (a->day > b->day) - (a->day < b->day);
	if (c == 0 && same_text(a->step->item, b->step->item))
		return by_text(pa, pb);
	c = c ? c : a->rank - b->rank;
	return c ? c : by_text(pa, pb);
}

/* ---- how things stand ---- */

/* A state is as fresh as the item that tells it, where the step itself has no date. */
static int64_t known_on(const struct docket *d, const struct step *s, const char **date)
{
	int64_t day = INT64_MIN;
	*date = s->dated ? s->step->date : s->item != NOWHERE ? item_day(&d->in->items[s->item]) : NULL;
	if (*date)
		kua_date_first_day(*date, &day);
	return day;
}

static void set_status(const struct docket *d, struct kua_arena *a, const struct step *v, size_t n,
                       struct kua_case *out)
{
	int64_t latest = INT64_MIN;
	for (size_t i = 0; i < n; i++) {
		const char *date;
		int64_t day = known_on(d, &v[i], &date);
		if (!says_how_things_stand(&v[i]) || (out->status && day < latest))
			continue;
		const struct kua_case_step *s = v[i].step;
		const char *more = s->sentence ? s->sentence : s->detail;
		latest = day;
		out->as_of = date;
		out->status = more ? kua_arena_printf(a, "%s: %s", s->step, more) : s->step;
	}
}

static const char *label_of(const struct kua_accounts_input *in, const struct kua_intern *entities,
                            const struct kua_case_step *s)
{
	uint32_t e = kua_intern_find(entities, s->person, strlen(s->person));
	if (e != KUA_NO_ID && in->entities[e].label)
		return in->entities[e].label;
	return s->name ? s->name : s->person;
}

static int by_label(const void *pa, const void *pb)
{
	const struct kua_case *a = pa, *b = pb;
	int c = strcmp(a->label, b->label);
	return c ? c : strcmp(a->person, b->person);
}

void kua_accounts_cases(const struct kua_accounts_input *in, struct kua_arena *a, struct kua_case **out, size_t *n)
{
	struct docket d;
	struct kua_intern *entities = kua_intern_new();
	struct step *v = KUA_NEW_N(a, struct step, in->n_steps);
	size_t steps = 0;
	lay_docket(&d, in);
	for (size_t e = 0; e < in->n_entities; e++)
		kua_intern_add(entities, in->entities[e].id, strlen(in->entities[e].id));
	for (size_t i = 0; i < in->n_steps; i++)
		if (in->steps[i].person && !same_text(in->steps[i].status, "rejected"))
			v[steps++] = look_at(&d, &in->steps[i]);
	steps = drop_copies(v, steps);
	place_undated(&d, v, steps);
	if (steps)
		qsort(v, steps, sizeof *v, by_time);
	*out = KUA_NEW_N(a, struct kua_case, steps);
	*n = 0;
	for (size_t i = 0, end; i < steps; i = end) {
		struct kua_case *c = &(*out)[(*n)++];
		for (end = i; end < steps && same_text(v[end].step->person, v[i].step->person); end++)
			;
		*c = (struct kua_case){.person = v[i].step->person, .label = label_of(in, entities, v[i].step), .n = end - i};
		c->steps = KUA_NEW_N(a, const struct kua_case_step *, c->n);
		for (size_t k = i; k < end; k++)
			c->steps[k - i] = v[k].step;
		set_status(&d, a, v + i, c->n, c);
	}
	if (*n)
		qsort(*out, *n, sizeof **out, by_label);
	kua_intern_free(entities);
	clear_docket(&d);
}
