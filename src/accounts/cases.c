/*
 * cases.c - the case of each person, in order of time, and the calendar of what is due.
 *
 * Steps with a date stand by it. One without stands where its text has it: after the dated step before it in
 * the same item, else before the one behind it, else at the item's own day; but not against the logic of a
 * case: plans are of the item's own day, nobody is tried for what they were released from unless arrested
 * again, what usually follows a step does not precede it because a story tells it first, and nothing follows
 * death. Copies of one step in one family are shown once, in the item the family comes from where that is
 * known; the same step from different families is kept, and so are contradictions (case_check.c). What is due
 * is case_due.c.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/cases.h"

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
	enum case_part part;
} usual[] = {
	{"threatened", false, PART_BEFORE}, {"wanted", true, PART_BEFORE}, {"investigated", true, PART_BEFORE},
	{"questioned", true, PART_BEFORE}, {"arrested", true, PART_BEFORE}, {"charged", true, PART_TRIAL},
	{"disappeared", true, PART_BEFORE}, {"held", true, PART_NONE}, {"house arrest", true, PART_NONE}, {"ill-treated", false, PART_NONE},
	{"trial due", false, PART_PLAN}, {"tried", true, PART_TRIAL}, {"acquitted", true, PART_TRIAL},
	{"convicted", true, PART_TRIAL}, {"sentenced", true, PART_TRIAL}, {"imprisoned", true, PART_PRISON},
	{"transferred", true, PART_PRISON}, {"solitary confinement", true, PART_PRISON},
	{"sentence remaining", true, PART_PRISON}, {"appeal planned", false, PART_PLAN},
	{"appeal filed", true, PART_TRIAL}, {"appeal dismissed", true, PART_TRIAL}, {"appeal upheld", true, PART_TRIAL},
	{"pardoned", true, PART_FREE}, {"released", true, PART_FREE}, {"deported", true, PART_FREE},
	{"exiled", true, PART_FREE}, {"died in custody", true, PART_DEATH}, {"killed", true, PART_DEATH},
	{"award", false, PART_NONE},
};
enum { USUAL = sizeof usual / sizeof *usual };

static int rank_of(const char *step)
{
	int i = 0;
	while (i < USUAL && !same_text(usual[i].step, step))
		i++;
	return i;
}

static bool says_how_things_stand(const struct case_step *s)
{
	return s->rank < USUAL && usual[s->rank].stands;
}

enum case_part case_part_of(const struct case_step *s)
{
	return s->rank < USUAL ? usual[s->rank].part : PART_NONE;
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

static struct case_step look_at(const struct docket *d, const struct kua_case_step *step)
{
	struct case_step s = {.step = step, .item = NOWHERE, .family = NOWHERE, .day = INT64_MAX,
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
	const struct case_step *a = pa, *b = pb;
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
	const struct case_step *a = pa, *b = pb;
	int c = strcmp(a->step->person, b->step->person);
	c = c ? c : (a->family > b->family) - (a->family < b->family);
	c = c ? c : compare_text(a->step->step, b->step->step);
	c = c ? c : compare_text(a->step->sentence, b->step->sentence);
	c = c ? c : compare_text(a->step->date, b->step->date);
	c = c ? c : (int)b->origin - (int)a->origin;
	return c ? c : by_text(pa, pb);
}

static bool is_copy(const struct case_step *a, const struct case_step *b)
{
	const char *da = a->step->date, *db = b->step->date;
	return a->family != NOWHERE && a->family == b->family && same_text(a->step->person, b->step->person) &&
	       same_text(a->step->step, b->step->step) && (!da || !db || dates_fit(da, db)) &&
	       same_text(a->step->sentence, b->step->sentence) && !same_text(a->step->item, b->step->item);
}

/* Of copies the one with the fuller date stays. */
static size_t drop_copies(struct case_step *v, size_t n)
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

static bool same_item(const struct case_step *a, const struct case_step *b)
{
	return same_text(a->step->person, b->step->person) && same_text(a->step->item, b->step->item);
}

static int64_t own_day(const struct docket *d, const struct case_step *s)
{
	int64_t day = INT64_MAX;
	const char *iso = s->item != NOWHERE ? item_day(&d->in->items[s->item]) : NULL;
	return iso && kua_date_first_day(iso, &day) ? day : INT64_MAX;
}

/*
 * After a dated step in the text. Who was released was tried before, unless arrested again in between; a plan
 * is of the day of the item that tells it.
 */
static void place_after(const struct docket *d, struct case_step *v, size_t n)
{
	const struct case_step *anchor = NULL;
	bool again = false;
	for (size_t i = 0; i < n; i++) {
		if (v[i].anchor || (anchor && !same_item(anchor, &v[i]))) {
			anchor = v[i].anchor ? &v[i] : NULL;
			again = false;
		}
		if (v[i].dated)
			continue;
		if (case_part_of(&v[i]) == PART_PLAN) {
			v[i].day = own_day(d, &v[i]);
		} else if (anchor) {
			v[i].day = anchor->day;
			again |= case_part_of(&v[i]) == PART_BEFORE;
			bool first = case_part_of(&v[i]) != PART_NONE && case_part_of(&v[i]) < case_part_of(anchor);
			bool held = same_text(anchor->step->step, "held") || same_text(anchor->step->step, "charged");
			if (case_part_of(anchor) >= PART_FREE ? first && !again : held && v[i].rank < anchor->rank)
				v[i].shift = -1;
		}
	}
}

/* "She was sentenced to a year. She had been arrested on 3 March", but "acquitted, and arrested on 3 March". */
static bool usually_follows(const struct case_step *s, const struct case_step *anchor)
{
	if (s->rank <= anchor->rank || same_text(s->step->step, "acquitted"))
		return false;
	bool before_trial = case_part_of(anchor) == PART_BEFORE || same_text(anchor->step->step, "charged");
	return case_part_of(s) >= PART_PRISON || (case_part_of(s) == PART_TRIAL && before_trial);
}

/*
 * Before a dated step in the text; what usually follows that one is told first and came later: it is of the
 * item's own day.
 */
static void place_before(const struct docket *d, struct case_step *v, size_t n)
{
	const struct case_step *anchor = NULL;
	for (size_t i = n; i-- > 0;) {
		anchor = v[i].anchor ? &v[i] : anchor && same_item(anchor, &v[i]) ? anchor : NULL;
		if (v[i].day != INT64_MAX)
			continue;
		bool follows = anchor && usually_follows(&v[i], anchor);
		int64_t own = own_day(d, &v[i]);
		v[i].shift = !anchor ? 0 : !follows ? -1 : own == INT64_MAX ? 1 : 0;
		v[i].day = anchor && !(follows && own != INT64_MAX) ? anchor->day : own;
	}
}

/* Nothing follows death: what has no date of its own came before. */
static void place_before_death(struct case_step *v, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		int64_t death = INT64_MAX;
		for (end = i; end < n && same_text(v[end].step->person, v[i].step->person); end++)
			if (v[end].dated && case_part_of(&v[end]) == PART_DEATH && v[end].day < death)
				death = v[end].day;
		for (size_t k = i; k < end && death != INT64_MAX; k++)
			if (!v[k].dated && v[k].day >= death && case_part_of(&v[k]) != PART_DEATH &&
			    case_part_of(&v[k]) != PART_NONE) {
				v[k].day = death;
				v[k].shift = -1;
			}
	}
}

/*
 * Give each step without a date the day its text gives it. What an item says of its own day ("is still
 * held") is no anchor for what went before, and neither are awards and plans, which stories tell first.
 */
static void place_undated(const struct docket *d, struct case_step *v, size_t n)
{
	if (n)
		qsort(v, n, sizeof *v, by_text);
	place_after(d, v, n);
	place_before(d, v, n);
	place_before_death(v, n);
}

static int by_time(const void *pa, const void *pb)
{
	const struct case_step *a = pa, *b = pb;
	int c = strcmp(a->step->person, b->step->person);
	c = c ? c : (a->day > b->day) - (a->day < b->day);
	c = c ? c : a->shift - b->shift;
	if (c == 0 && same_text(a->step->item, b->step->item))
		return by_text(pa, pb);
	c = c ? c : a->rank - b->rank;
	return c ? c : by_text(pa, pb);
}

/* ---- how things stand ---- */

/* A state is as fresh as the item that tells it, where the step itself has no date. */
static int64_t known_on(const struct docket *d, const struct case_step *s, const char **date)
{
	int64_t day = INT64_MIN;
	*date = s->dated ? s->step->date : s->item != NOWHERE ? item_day(&d->in->items[s->item]) : NULL;
	if (*date)
		kua_date_first_day(*date, &day);
	return day;
}

/* Whether a step says better how things stand: the later one; against death only one with a later date of its own. */
static bool is_newer(const struct case_step *now, int64_t now_day, const struct case_step *s, int64_t day)
{
	bool dead = case_part_of(now) == PART_DEATH, death = case_part_of(s) == PART_DEATH;
	if (death && !dead)
		return !now->dated || !s->dated || day >= now_day;
	if (dead && !death)
		return s->dated && day > now_day;
	return day >= now_day;
}

/*
 * When each step of a trial was first told, and when somebody was last freed: an undated charge or sentence in a later text, "Bo Lind, who was
 * charged with ...", is then what was told before, and no news of a second one. An arrest may be a new one.
 */
struct told_before {
	int64_t first[USUAL], freed;
};

static void find_told_before(const struct docket *d, const struct case_step *v, size_t n, struct told_before *out)
{
	const char *date;
	out->freed = INT64_MIN;
	for (size_t i = 0; i < USUAL; i++)
		out->first[i] = INT64_MAX;
	for (size_t i = 0; i < n; i++) {
		int64_t day = known_on(d, &v[i], &date);
		if (case_part_of(&v[i]) == PART_FREE && v[i].dated && day > out->freed)
			out->freed = day;
		if (case_part_of(&v[i]) == PART_TRIAL && day < out->first[v[i].rank])
			out->first[v[i].rank] = day;
	}
}

static bool is_repeated(const struct told_before *b, const struct case_step *s, int64_t day)
{
	return case_part_of(s) == PART_TRIAL && !s->dated && b->freed <= day && b->first[s->rank] <= b->freed && b->first[s->rank] < day;
}

static void set_status(const struct docket *d, const struct case_words *w, struct kua_arena *a, const struct case_step *v,
                       size_t n, struct kua_told_case *out)
{
	int64_t latest = INT64_MIN;
	const struct case_step *now = NULL;
	struct told_before before;
	find_told_before(d, v, n, &before);
	for (size_t i = 0; i < n; i++) {
		const char *date;
		int64_t day = known_on(d, &v[i], &date);
		if (!says_how_things_stand(&v[i]) || is_repeated(&before, &v[i], day) || (now && !is_newer(now, latest, &v[i], day)))
			continue;
		latest = day;
		now = &v[i];
		out->as_of = date;
	}
	if (!now)
		return;
	const struct kua_case_step *s = now->step;
	const char *more = s->sentence ? s->sentence : s->detail;
	out->now = s;
	out->state = case_state(w, s);
	out->status = more ? kua_arena_printf(a, "%s: %s", s->step, more) : s->step;
}

/* The person's label, else the first name that one of the n steps has. */
static const char *label_of(const struct kua_accounts_input *in, const struct kua_intern *entities, const struct case_step *v,
                            size_t n)
{
	const char *person = v[0].step->person;
	uint32_t e = kua_intern_find(entities, person, strlen(person));
	if (e != KUA_NO_ID && in->entities[e].label)
		return in->entities[e].label;
	for (size_t i = 0; i < n; i++)
		if (v[i].step->name)
			return v[i].step->name;
	return person;
}

static int by_label(const void *pa, const void *pb)
{
	const struct kua_told_case *a = pa, *b = pb;
	int c = strcmp(a->label, b->label);
	return c ? c : strcmp(a->person, b->person);
}

/* "2014-05-01 appeal to be made (why), s-…" */
static const char *due_words(struct kua_arena *a, const struct kua_case_due *d)
{
	return kua_arena_printf(a, "%s %s%s%s%s: %s", d->date, d->what, d->why ? " (" : "", d->why ? d->why : "",
	                        d->why ? ")" : "", d->step->id);
}

enum kua_code kua_accounts_write_cases(const struct kua_accounts_input *in, struct kua_arena *a, struct kua_case **out,
                                       size_t *n, struct kua_error *err)
{
	struct kua_told_case *told;
	enum kua_code code = kua_accounts_cases(in, a, &told, n, err);
	*out = KUA_NEW_N(a, struct kua_case, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		const struct kua_told_case *t = &told[i];
		struct kua_case *c = &(*out)[i];
		*c = (struct kua_case){.id = KUA_ID(a, "k", t->person), .person = t->person, .label = t->label, .status = t->status,
		                       .state = t->state, .as_of = t->as_of};
		for (size_t k = 0; k < t->n; k++)
			kua_list_add(a, &c->steps, t->steps[k]->id);
		for (size_t k = 0; k < t->n_contradictions; k++)
			kua_list_add(a, &c->contradictions,
			             kua_arena_printf(a, "%s: %s, %s", t->contradictions[k].what, t->contradictions[k].a->id,
			                              t->contradictions[k].b->id));
		for (size_t k = 0; k < t->n_due; k++)
			kua_list_add(a, &c->due, due_words(a, &t->due[k]));
	}
	return code;
}

enum kua_code kua_accounts_cases(const struct kua_accounts_input *in, struct kua_arena *a, struct kua_told_case **out,
                                 size_t *n, struct kua_error *err)
{
	struct docket d;
	const struct case_words *words;
	enum kua_code code = case_words_load(in, a, &words, err);
	*n = 0;
	if (code != KUA_OK)
		return code;
	struct kua_intern *entities = kua_intern_new();
	struct case_step *v = KUA_NEW_N(a, struct case_step, in->n_steps);
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
	*out = KUA_NEW_N(a, struct kua_told_case, steps);
	for (size_t i = 0, end; i < steps; i = end) {
		struct kua_told_case *c = &(*out)[(*n)++];
		for (end = i; end < steps && same_text(v[end].step->person, v[i].step->person); end++)
			;
		*c = (struct kua_told_case){.person = v[i].step->person, .label = label_of(in, entities, v + i, end - i),
		                              .n = end - i};
		c->steps = KUA_NEW_N(a, const struct kua_case_step *, c->n);
		for (size_t k = i; k < end; k++)
			c->steps[k - i] = v[k].step;
		set_status(&d, words, a, v + i, c->n, c);
		case_check(in, words, v + i, c->n, a, c);
		case_due(in, words, v + i, c->n, a, c);
	}
	if (*n)
		qsort(*out, *n, sizeof **out, by_label);
	kua_intern_free(entities);
	clear_docket(&d);
	return KUA_OK;
}
