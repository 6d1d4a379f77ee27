/*
 * figures.c - figures: how many people, what was done to them, who says so. Rules find numbers together with acts; here each
 * number is given to the rule that knows it best, and its fields are filled: the number and how sure it is, the people, the
 * speaker (speakers.c), place and date (whereabouts.c), what it leaves out (asides.c).
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "claims/figures.h"
#include "claims/who_did.h"
#include "util/search.h"

#define LONG_QUOTE 320   /* bytes; a longer sentence is cut at commas */
#define VIOLENCE_BEFORE 80 /* tokens between violence and one who died of it */
#define VIOLENCE_AFTER 40
#define LIST_LOSS 3      /* of priority, for a further number of a list: a rule that is about that number knows it better */
#define BEFORE_REACH 3   /* sentences between a figure and one that says only another number */

void kua_figure_reason(const struct kua_scene *s, struct kua_figure *out, const char *fmt, ...)
{
	char text[300];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	kua_list_add(s->arena, &out->reasons, kua_arena_strdup(s->arena, text));
}

/* ---- matches around a token ---- */

struct matches kua_matches_of(const struct kua_scene *s, const char *task)
{
	struct matches m = {0};
	m.v = kua_scene_match(s, task, &m.n);
	return m;
}

size_t kua_matches_near(const struct matches *m, const struct kua_scene *s, uint32_t sentence, uint32_t token)
{
	uint32_t from = s->text->sentences[sentence].first;
	if (token > FIGURE_REACH && token - FIGURE_REACH > from)
		from = token - FIGURE_REACH;
	size_t low;
	KUA_FIRST(low, m->n, m->v[low].first < from);
	return low;
}

bool kua_match_near(const struct matches *m, size_t i, uint32_t sentence, uint32_t token)
{
	return i < m->n && m->v[i].sentence == sentence && (m->v[i].first < token || m->v[i].first - token <= FIGURE_REACH);
}

bool kua_figure_is(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

const char *kua_figure_set(const struct kua_match *m, const char *name)
{
	for (size_t i = 0; i < m->rule->n_fields; i++)
		if (strcmp(m->rule->fields[i].name, name) == 0)
			return m->rule->fields[i].value;
	return NULL;
}

/* ---- findings ---- */

struct findings {
	KUA_VEC(struct finding) list;
	bool looked, caseless; /* whether the text has capitals is looked at when a match asks for it */
};

_Static_assert(FIGURE_NUMBERS < 10 && FIGURE_ACTS < 10, "a capture's number is one digit");

/* "n" for k 0, else "n2", "n3" ... */
static const struct kua_capture *numbered(const struct kua_match *m, const char *name, uint32_t k)
{
	if (k == 0)
		return kua_match_capture(m, name);
	const char digit[] = {(char)('1' + k), 0};
	size_t n = strlen(name);
	for (size_t i = 0; i < m->n; i++)
		if (strncmp(m->captures[i].name, name, n) == 0 && strcmp(m->captures[i].name + n, digit) == 0)
			return &m->captures[i];
	return NULL;
}

static const char *act_of(const struct kua_scene *s, const struct kua_match *m, uint32_t k)
{
	const struct kua_capture *c = numbered(m, "act", k);
	return k == 0 ? kua_match_field(s, m, "act") : c ? c->value : NULL;
}

/* Is violence told of around the match in its sentence, or was it done shortly before or in the sentence after it? */
static bool is_violent(const struct kua_scene *s, const struct kua_match *m)
{
	uint32_t first = m->first > VIOLENCE_BEFORE ? m->first - VIOLENCE_BEFORE : 0;
	uint32_t here = s->text->sentences[m->sentence].first, next = s->text->sentences[m->sentence].last;
	uint32_t last = m->sentence + 1 < s->text->n_sentences ? s->text->sentences[m->sentence + 1].last : next;
	for (uint32_t t = first; t < last && t < m->last + VIOLENCE_AFTER; t++)
		if (kua_scene_in_class(s, t, t < here || t >= next ? "violence-done" : "violence"))
			return true;
	return false;
}

/* What is done to the body is counted of one person too; an arrest of one who is named is a step of a case. */
static bool is_bodily(const char *act)
{
	return kua_figure_is(act, "killed") || kua_figure_is(act, "injured") || kua_figure_is(act, "shot") || kua_figure_is(act, "disappeared") ||
	       kua_figure_is(act, "before") || kua_figure_is(act, "none");
}

/* "A journalist, Ann Lee, was arrested": somebody is named between one who is counted and what was done. */
static bool is_named_one(const struct kua_scene *s, const struct kua_match *m, const struct kua_capture *n)
{
	if (!n->value || (!kua_scene_in_class(s, n->first, "single") && !kua_scene_in_class(s, n->first, "single-definite")))
		return false;
	for (uint32_t t = n->last; t < m->last; t++)
		if (s->named_at[t] != KUA_NO_ID && strcmp(s->named[s->named_at[t]].kind, "person") == 0)
			return true;
	return false;
}

static void collect(const struct kua_scene *s, const struct kua_match *m, struct findings *out)
{
	if (kua_figure_set(m, "after") && !is_violent(s, m))
		return;
	if (!out->looked && kua_match_capture(m, "bare")) {
		out->looked = true;
		out->caseless = kua_figure_caseless(s);
	}
	const struct kua_capture *name = kua_figure_name(s, m, out->caseless);
	for (uint32_t k = 0; k < FIGURE_NUMBERS; k++) {
		const struct kua_capture *n = numbered(m, "n", k);
		if (k == 0 && !n)
			n = name;
		for (uint32_t a = 0; n && a < FIGURE_ACTS; a++) {
			const char *act = act_of(s, m, a);
			if (!act || (!is_bodily(act) && (n == name || is_named_one(s, m, n))))
				continue;
			*kua_vec_add(&out->list) = (struct finding){m,
			                                            n,
			                                            numbered(m, "to", k),
			                                            numbered(m, "q", k),
			                                            numbered(m, "qa", k),
			                                            numbered(m, "people", k),
			                                            kua_match_capture(m, "by"),
			                                            k == 0 ? name : NULL,
			                                            act,
			                                            k,
			                                            a};
		}
	}
}

/* How good a finding is: the priority of its rule, and less for further numbers of a list. */
static int rank_of(const struct finding *f)
{
	return f->match->rule->priority - (f->rank > 0 ? LIST_LOSS : 0);
}

/* By number; of one number the best first, then in order of the rules. */
static int by_number(const void *x, const void *y)
{
	const struct finding *a = x, *b = y;
	if (a->n->first != b->n->first)
		return a->n->first < b->n->first ? -1 : 1;
	if (rank_of(a) != rank_of(b))
		return rank_of(a) > rank_of(b) ? -1 : 1;
	if (a->match->rule->order != b->match->rule->order)
		return a->match->rule->order < b->match->rule->order ? -1 : 1;
	if (a->match->pattern != b->match->pattern)
		return a->match->pattern < b->match->pattern ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->slot > b->slot) - (a->slot < b->slot);
}

/* Of the findings for one number keep those of the best rule, each act once; who were shot and killed were killed. */
static size_t choose(const struct finding *group, size_t n, struct finding *out)
{
	bool killed = false;
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		killed |= group[i].match->rule == group[0].match->rule && kua_figure_is(group[i].act, "killed");
	for (size_t i = 0; i < n; i++) {
		bool other = group[i].match->rule != group[0].match->rule || (killed && kua_figure_is(group[i].act, "shot"));
		for (size_t k = 0; k < kept; k++)
			other |= kua_figure_is(out[k].act, group[i].act);
		if (!other && kept < FIGURE_ACTS)
			out[kept++] = group[i];
	}
	return kept;
}

/* ---- the quote ---- */

/* The sentence; a long one is cut at the commas around the match. */
void kua_figure_quote(const struct kua_scene *s, const struct kua_match *m, struct kua_figure *out)
{
	const struct kua_sentence *sentence = &s->text->sentences[m->sentence];
	const struct kua_token *t = s->text->tokens;
	uint32_t first = sentence->first, last = sentence->last;
	if (sentence->end - sentence->start > LONG_QUOTE) {
		uint32_t before = m->first, after = m->last;
		while (before > first && t[m->first].start - t[before - 1].start < LONG_QUOTE / 2)
			before--;
		while (after < last && t[after].end - t[m->last - 1].end < LONG_QUOTE / 2)
			after++;
		for (; before > first && before < m->first && !kua_figure_is(t[before - 1].norm, ","); before++)
			;
		for (; after < last && after > m->last && !kua_figure_is(t[after].norm, ","); after--)
			;
		first = before;
		last = after;
	}
	out->start = t[first].start;
	out->end = t[last - 1].end;
	out->quote = kua_arena_strndup(s->arena, s->text->bytes + out->start, (size_t)(out->end - out->start));
}

/* ---- a figure ---- */

static const char *words_of(const struct kua_scene *s, const struct kua_capture *c)
{
	return c ? kua_scene_words(s, c->first, c->last) : NULL;
}

/*
 * A finding that says only another number, or a part, has the act and the people of the figure before, "residents say 70"; where there
 * is none, of the next finding in the sentence. False where it is no figure.
 */
static bool lean(const struct making *m, const struct finding *next, const struct finding *end, const struct kua_figure *all,
                 struct finding *f, const char **people)
{
	uint32_t sentence = f->match->sentence;
	*people = NULL;
	if (!kua_figure_is(f->act, "before"))
		return !kua_figure_is(f->act, "none");
	const char *said = kua_figure_set(f->match, "reach");
	uint32_t reach = said ? (uint32_t)strtoul(said, NULL, 10) : kua_figure_set(f->match, "part") ? 0 : BEFORE_REACH;
	size_t last = m->n; /* "none died": of nobody there is no part */
	while (last > 1 && kua_figure_set(f->match, "part") && all[last - 1].high == 0)
		last--;
	if (last && sentence - m->of[last - 1].match->sentence <= reach) {
		f->act = all[last - 1].act;
		*people = all[last - 1].people;
		return true;
	}
	if (m->denied && sentence - m->denied_sentence <= reach) {
		f->act = m->denied;
		return true;
	}
	for (; reach && next < end && next->match->sentence == sentence; next++)
		if (!kua_figure_is(next->act, "before") && !kua_figure_is(next->act, "none")) {
			f->act = next->act;
			return true;
		}
	return false;
}

/* Who did it, how, to which kind of people. */
static void tell_deed(const struct kua_scene *s, const struct finding *f, struct kua_figure *out)
{
	const struct kua_capture *act = numbered(f->match, "act", f->slot);
	struct deed d = {.act = out->act, .sentence = f->match->sentence, .first = act ? act->first : f->match->first,
	                 .last = act ? act->last : f->match->last, .by = f->by, .victim_first = f->n->first,
	                 .victim_last = f->n->last, .named = f->name != NULL};
	if (f->people && f->people->last > d.victim_last)
		d.victim_last = f->people->last;
	struct deed_told told;
	kua_deed_tell(s, &d, &told);
	out->by = told.by;
	out->by_kind = told.by_kind;
	out->means = told.means;
	out->act_code = told.act_code;
	out->people_kind = told.people_kind;
	if (told.by_why)
		kua_figure_reason(s, out, "by: %s", told.by_why);
}

/* Remember what a number that is no figure would have told. */
static void deny(struct making *m, const struct finding *group, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!kua_figure_is(group[i].act, "none") && !kua_figure_is(group[i].act, "before")) {
			m->denied = group[i].act;
			m->denied_sentence = group[i].match->sentence;
			return;
		}
}

/* "At least 13 and possibly 16": is the number the upper end of the figure before? */
static bool is_upper_end(const struct making *m, const struct finding *f)
{
	const struct kua_capture *to = m->n ? m->of[m->n - 1].to : NULL;
	return to && to->first == f->n->first;
}

static bool make(struct figure_scene *fs, const struct finding *f, const char *people, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	*out = (struct kua_figure){.item = s->item->id, .low = KUA_NONE, .high = KUA_NONE, .act = f->act,
	                           .rule = f->match->rule->id, .status = "suggested"};
	if (!kua_figure_number(s, f, out))
		return false;
	kua_figure_quote(s, f->match, out);
	out->people = f->people ? words_of(s, f->people) : people;
	kua_figure_reason(s, out, "act: %s", f->match->rule->note);
	kua_figure_explain_number(s, f, out);
	tell_deed(s, f, out);
	kua_figure_speaker(fs, f, out);
	kua_figure_place(fs, f, out);
	kua_figure_date(fs, f, out);
	kua_figure_scope(fs, f, out);
	const char *what = kua_arena_printf(s->arena, "%s %u", out->act, s->text->tokens[f->n->first].start);
	out->id = kua_claim_id(s, "figure", out->start, out->end, what);
	return true;
}

struct figure_scene kua_figure_scene(const struct kua_scene *s)
{
	return (struct figure_scene){
		.s = s,
		.bases = kua_matches_of(s, "basis"),
		.left_out = kua_matches_of(s, "leaves-out"),
		.elsewhere = kua_matches_of(s, "elsewhere"),
		.telling = kua_matches_of(s, "telling"),
		.anniversaries = kua_matches_of(s, "anniversary"),
		.as_of = kua_matches_of(s, "as-of"),
		.here = kua_matches_of(s, "here"),
		.shifts = kua_matches_of(s, "shift"),
		.breaks = kua_matches_of(s, "break"),
		.scopes = kua_matches_of(s, "scope"),
		.step_days = kua_matches_of(s, "step-day"),
	};
}

static void make_all(const struct kua_scene *s, const struct findings *found, struct kua_claims_result *out)
{
	struct figure_scene fs = kua_figure_scene(s);
	const struct finding *list = found->list.v;
	size_t n = found->list.n;
	size_t room = n + FIGURE_SUMS + 1;
	struct making m = {.of = KUA_NEW_N(s->arena, struct finding, room), .at = KUA_NEW_N(s->arena, uint32_t, room),
	                   .another = KUA_NEW_N(s->arena, bool, room)};
	out->figures = KUA_NEW_N(s->arena, struct kua_figure, room + 3); /* the rest, and two who are told one by one */
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && list[end].n->first == list[i].n->first; end++)
			;
		struct finding best[FIGURE_ACTS];
		size_t kept = is_upper_end(&m, &list[i]) ? 0 : choose(list + i, end - i, best);
		if (kept && kua_figure_is(best[0].act, "none"))
			deny(&m, list + i, end - i);
		for (size_t k = 0; k < kept; k++) {
			const char *people;
			if (!lean(&m, list + end, list + n, out->figures, &best[k], &people))
				continue;
			m.at[m.n] = best[k].n->first;
			m.of[m.n] = best[k];
			m.n += make(&fs, &best[k], people, &out->figures[m.n]);
		}
	}
	kua_figures_settle(s, &m, out->figures);
	kua_figures_add_up(s, &m, out->figures);
	kua_figures_leave_out(&fs, out->figures, m.at, m.n);
	out->n_figures = m.n + kua_figures_rest(s, &m, out->figures);
	for (size_t i = 0; i < m.n_sums; i++)
		out->figures[out->n_figures++] = m.sums[i];
}

enum kua_code kua_figures_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err)
{
	(void)err;
	struct findings found = {0};
	size_t n;
	const struct kua_match *m = kua_scene_match(s, "figure", &n);
	for (size_t i = 0; i < n; i++)
		collect(s, &m[i], &found);
	if (found.list.n) {
		qsort(found.list.v, found.list.n, sizeof *found.list.v, by_number);
		make_all(s, &found, out);
	}
	kua_vec_free(&found.list);
	return KUA_OK;
}
