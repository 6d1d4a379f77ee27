/*
 * letter_case.c - a person's case as it may be told outside: its steps in order of time, the same step told by several sources once, and in
 * none of it a name that may not be said. What the sources contradict each other about is never joined.
 */
#include <string.h>

#include "publish/letter_inner.h"

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool telling_lists(const struct telling *t, const char *section, const char *step, const char *field)
{
	for (size_t i = 0; i < t->steps.n; i++) {
		const struct kua_entry *e = &t->steps.v[i];
		if (strcmp(e->section, section) == 0 && kua_list_has(&e->forms, step) && (!field || same(e->fields.n ? e->fields.v[0] : NULL, field)))
			return true;
	}
	return false;
}

static const char *listed_as(const struct telling *t, const char *section, const char *step)
{
	for (size_t i = 0; i < t->steps.n; i++) {
		const struct kua_entry *e = &t->steps.v[i];
		if (step && e->fields.n && strcmp(e->section, section) == 0 && kua_list_has(&e->forms, step))
			return e->fields.v[0];
	}
	return NULL;
}

const char *telling_public(const struct telling *t, const char *text, bool quotation)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (!text)
		return NULL;
	kua_public_text(t->public, text, quotation, &b);
	const char *out = kua_arena_strndup(t->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

const struct kua_item *telling_item(const struct telling *t, const char *id)
{
	const struct kua_accounts_input *in = &t->loaded->in;
	return id ? kua_item_find(in->items, in->n_items, id) : NULL;
}

/* ---- who may be named ---- */

static void lay_public(struct telling *t, const char *scope)
{
	t->public = kua_public_new(t->loaded, scope, t->today);
	t->named = kua_public_may(t->public, t->person->id);
	kua_labels_language(t->labels, t->language);
	t->called = telling_public(t, kua_label_in(t->labels, t->person), false);
}

/* ---- facts ---- */

static bool contradict(const struct telling *t, const struct kua_case_step *a, const struct kua_case_step *b)
{
	for (size_t i = 0; i < t->told->n_contradictions; i++) {
		const struct kua_contradiction *c = &t->told->contradictions[i];
		if ((c->a == a && c->b == b) || (c->a == b && c->b == a))
			return true;
	}
	return false;
}

static bool contradicts_any(const struct telling *t, const struct fact *f, const struct kua_case_step *s)
{
	for (size_t i = 0; i < f->n_told; i++)
		if (contradict(t, f->told[i], s))
			return true;
	return false;
}

/* 2012-08 and 2012-08-15 are one date, told more or less exactly. */
static bool dates_agree(const char *a, const char *b)
{
	size_t na = a ? strlen(a) : 0, nb = b ? strlen(b) : 0;
	return na && nb && strncmp(a, b, na < nb ? na : nb) == 0;
}

static bool is_of(const struct telling *t, const struct fact *f, const struct kua_case_step *s)
{
	return strcmp(f->step->step, s->step) == 0 && !contradicts_any(t, f, s);
}

static bool is_single(const char *step)
{
	static const char *const often[] = {"held", "imprisoned", "transferred", "ill-treated", "threatened", "questioned", "sentence remaining",
	                                    "appeal dismissed", "appeal filed"};
	for (size_t i = 0; i < sizeof often / sizeof *often; i++)
		if (strcmp(often[i], step) == 0)
			return false;
	return true;
}

/* The fact that tells this step already; NULL: none. A step without a date of which several are told with one may be each of them: *adds is false. */
static struct fact *fact_of(struct telling *t, const struct kua_case_step *s, bool *adds)
{
	struct fact *found = NULL;
	*adds = true;
	for (size_t i = 0; i < t->facts.n; i++) {
		struct fact *f = &t->facts.v[i];
		if (!is_of(t, f, s))
			continue;
		if (s->date && f->step->date ? dates_agree(f->step->date, s->date) : !s->date && !f->step->date && is_single(s->step))
			return f;
		if (s->date || !is_single(s->step))
			continue;
		*adds = !found;
		found = f;
		if (!*adds)
			return NULL;
	}
	return found;
}

static const char *first_known(const char *a, const char *b)
{
	return a && *a ? a : b;
}

/* Words of one step come from one text, so that their language is known: only a step in the same language adds its own. */
static void add_words(struct kua_case_step *to, const struct kua_case_step *from)
{
	to->court = first_known(to->court, from->court);
	to->charge = first_known(to->charge, from->charge);
	to->article = first_known(to->article, from->article);
	to->sentence = first_known(to->sentence, from->sentence);
	to->facility = first_known(to->facility, from->facility);
	to->by = first_known(to->by, from->by);
}

static bool is_confirmed(const struct kua_case_step *s)
{
	return same(s->status, "confirmed") || same(s->status, "amended");
}

static const char *language_of(const struct telling *t, const struct kua_case_step *s)
{
	const struct kua_item *item = telling_item(t, s->item);
	return item ? item->language : NULL;
}

/* What a person confirmed, then what is more exact. */
static bool is_better(const struct kua_case_step *a, const struct kua_case_step *b)
{
	size_t na = a->date ? strlen(a->date) : 0, nb = b->date ? strlen(b->date) : 0;
	return is_confirmed(a) != is_confirmed(b) ? is_confirmed(a) : na > nb;
}

/* The fact as the better of two tellings has it, with what the other adds; but what is confirmed takes nothing from what is not. */
static void join(struct fact *f, struct kua_case_step *other, const char *language, struct kua_arena *a)
{
	struct kua_case_step *best = KUA_NEW(a, struct kua_case_step);
	*best = *f->step;
	bool one_language = same(language, f->language);
	if (is_better(other, best)) {
		struct kua_case_step *swap = best;
		best = other;
		other = swap;
		f->language = language;
	}
	f->step = best;
	if (is_confirmed(best) && !is_confirmed(other))
		return;
	if (one_language)
		add_words(best, other);
	best->place = first_known(best->place, other->place);
}

static void add_fact(struct telling *t, const struct kua_case_step *s)
{
	bool adds;
	struct fact *f = fact_of(t, s, &adds);
	struct kua_case_step *shown = kua_public_records(t->public, KUA_CASE_STEP, s, 1, t->a);
	const char *language = language_of(t, s);
	if (!adds)
		return;
	if (!f) {
		f = kua_vec_add(&t->facts);
		f->told = KUA_NEW_N(t->a, const struct kua_case_step *, t->told->n);
		f->step = shown;
		f->language = language;
	} else {
		join(f, shown, language, t->a);
	}
	f->told[f->n_told++] = s;
	f->confirmed = is_confirmed(f->step);
}

static bool is_told(const struct telling *t, const struct kua_case_step *s)
{
	int64_t last, today;
	if (telling_lists(t, "left out", s->step, NULL))
		return false;
	if (!telling_lists(t, "plan", s->step, NULL))
		return true;
	return s->date && kua_date_last_day(s->date, &last) && kua_date_first_day(t->today, &today) && last >= today;
}

/* ---- the case ---- */

/* Nobody is serving a sentence whose end is past; whether that person is free nobody told. */
static void lay_over(struct telling *t)
{
	int64_t end, today;
	for (size_t i = 0; i < t->told->n_due; i++) {
		const struct kua_case_due *d = &t->told->due[i];
		if (strcmp(d->what, "end of the sentence") == 0 && kua_date_last_day(d->date, &end) && kua_date_first_day(t->today, &today) && end < today)
			t->over = d;
	}
	if (!t->over || !same(t->situation, "held")) {
		t->over = NULL;
		return;
	}
	t->situation = "over";
}

/* How things stand, as the latest step says: the state, or the step. */
static void lay_state(struct telling *t)
{
	const char *status = t->told->status;
	const char *step = status ? kua_arena_strndup(t->a, status, strcspn(status, ":")) : NULL;
	const char *by_state = listed_as(t, "state", t->told->state);
	t->state = t->told->state ? t->told->state : step;
	t->situation = by_state ? by_state : listed_as(t, "situation", step);
	lay_over(t);
}

static enum kua_code tell(struct telling *t, struct kua_error *err)
{
	struct kua_accounts_input in = t->loaded->in;
	struct kua_told_case *v;
	size_t n = 0, kept = 0;
	in.steps = KUA_NEW_N(t->a, struct kua_case_step, in.n_steps);
	for (size_t i = 0; i < in.n_steps; i++)
		if (same(t->loaded->in.steps[i].person, t->person->id))
			in.steps[kept++] = t->loaded->in.steps[i];
	in.n_steps = kept;
	enum kua_code code = kua_accounts_cases(&in, t->a, &v, &n, err);
	if (code != KUA_OK || n == 0)
		return code;
	t->told = &v[0];
	if (t->told->n > KUA_LETTER_STEPS)
		return kua_fail(err, KUA_LIMIT, "the case of %s has %zu steps; a letter is made of at most %d", t->person->id, t->told->n, KUA_LETTER_STEPS);
	lay_state(t);
	for (int dated = 1; dated >= 0; dated--) /* those without a date join those that have one */
		for (size_t i = 0; i < t->told->n; i++)
			if ((t->told->steps[i]->date != NULL) == dated && is_told(t, t->told->steps[i]))
				add_fact(t, t->told->steps[i]);
	return KUA_OK;
}

/* In the order in which the case has their first telling. */
static void order_facts(struct telling *t)
{
	KUA_VEC(struct fact) ordered = {0};
	for (size_t i = 0; t->told && i < t->told->n; i++)
		for (size_t k = 0; k < t->facts.n; k++)
			if (t->facts.v[k].told[0] == t->told->steps[i])
				*kua_vec_add(&ordered) = t->facts.v[k];
	for (size_t i = 0; i < ordered.n; i++) {
		struct fact *f = &t->facts.v[i];
		const struct kua_case_step *s = (*f = ordered.v[i]).step;
		f->key = kua_arena_printf(t->a, "%s%s%s%s%s", s->step, s->date ? " " : "", s->date ? s->date : "", s->sentence ? ": " : "",
		                          s->sentence ? s->sentence : "");
	}
	kua_vec_free(&ordered);
}

enum kua_code telling_make(const struct kua_loaded *l, const struct kua_entity *person, const char *scope, const char *language,
                           const char *today, const char *data_dir, struct kua_arena *a, struct telling *out, struct kua_error *err)
{
	*out = (struct telling){.loaded = l, .person = person, .a = a, .language = language, .today = today,
	                        .labels = kua_labels_new(data_dir)};
	lay_public(out, scope);
	enum kua_code code = kua_wordlist_load(kua_arena_printf(a, "%s/appeal/steps.txt", data_dir), a, &out->steps, err);
	if (code == KUA_OK)
		code = tell(out, err);
	if (code == KUA_OK)
		order_facts(out);
	return code;
}

void telling_end(struct telling *t)
{
	kua_public_free(t->public);
	kua_labels_free(t->labels);
	kua_vec_free(&t->facts);
}

const char *telling_basis(const struct telling *t)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, t->named ? "named: yes" : "named: no");
	for (size_t i = 0; i < t->facts.n; i++)
		kua_buf_printf(&b, "\n%s", t->facts.v[i].key);
	const char *basis = kua_arena_strndup(t->a, b.data, b.len);
	kua_buf_free(&b);
	return basis;
}

enum kua_code kua_letter_person(const struct kua_entity *v, size_t n, const char *said, const struct kua_entity **out, struct kua_error *err)
{
	const struct kua_entity *found = NULL;
	size_t matches = 0;
	for (size_t i = 0; i < n; i++) {
		const struct kua_entity *e = &v[i];
		bool called = strcmp(e->kind, "person") == 0 && (strcmp(e->label, said) == 0 || (strlen(said) >= 4 && strncmp(e->id, said, strlen(said)) == 0));
		for (size_t k = 0; k < e->names.n && !called && strcmp(e->kind, "person") == 0; k++)
			called = strcmp(e->names.v[k].form, said) == 0;
		if (called) {
			found = e;
			matches++;
		}
	}
	if (matches == 0)
		return kua_fail(err, KUA_USE, "there is no person '%.80s'; 'kua people' lists them with their ids", said);
	if (matches > 1)
		return kua_fail(err, KUA_USE, "'%.80s' may be one of %zu people; say which by the id that 'kua people' prints", said, matches);
	*out = found;
	return KUA_OK;
}
