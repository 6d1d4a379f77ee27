/*
 * figures.c - figures: how many people, what was done to them, who says so. Rules find numbers together with acts; here each
 * number is given to the rule that knows it best, and its fields are filled: the number and how sure it is, the people, the
 * speaker (speakers.c), place and date (whereabouts.c), what it leaves out (asides.c).
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "claims/figures.h"

#define LONG_QUOTE 320   /* bytes; a longer sentence is cut at commas */
#define REST_REACH 3     /* sentences between those shot and those of them who died */
#define HEADING_REACH 64 /* figures behind one of a heading that may repeat it */
#define REPEAT_REACH 64  /* figures before one that it may repeat */
#define DESCRIBED_REACH 12 /* sentences between a count and one of those counted */

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

size_t kua_matches_near(const struct matches *m, const struct kua_scene *s, uint32_t sentence, uint32_t token)
{
	uint32_t from = s->text->sentences[sentence].first;
	if (token > FIGURE_REACH && token - FIGURE_REACH > from)
		from = token - FIGURE_REACH;
	size_t low = 0, high = m->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (m->v[mid].first < from)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool kua_match_near(const struct matches *m, size_t i, uint32_t sentence, uint32_t token)
{
	return i < m->n && m->v[i].sentence == sentence && (m->v[i].first < token || m->v[i].first - token <= FIGURE_REACH);
}

/* ---- the number ---- */

static bool is(const char *a, const char *b)
{
	return a && strcmp(a, b) == 0;
}

static void bound(const char *qualifier, int64_t n, struct kua_figure *out)
{
	bool from = is(qualifier, "more than") || is(qualifier, "at least");
	bool upto = is(qualifier, "less than") || is(qualifier, "at most");
	out->qualifier = qualifier ? qualifier : "exact";
	out->low = upto ? KUA_NONE : n;
	out->high = from ? KUA_NONE : n;
}

/* A word with a number as its class's value ("a": 1, "nobody": 0), or with a vague word ("several"). */
static void number_by_class(const char *value, const struct kua_capture *q, struct kua_figure *out)
{
	char *end;
	long long n = strtoll(value, &end, 10);
	if (!*end) {
		bound(q ? q->value : NULL, (int64_t)n, out);
		return;
	}
	out->low = out->high = KUA_NONE;
	out->qualifier = "vague";
	out->word = value;
}

static const struct kua_number *number_of(const struct kua_scene *s, const struct kua_capture *c)
{
	uint32_t k = c ? s->number_at[c->first] : KUA_NO_ID;
	return k == KUA_NO_ID ? NULL : &s->numbers[k];
}

static bool looks_like_year(const struct kua_number *n, const struct finding *f)
{
	return n->digits && !f->people && n->last - n->first == 1 && n->low >= 1900 && n->low <= 2100;
}

/* "His wife and two children": the one who stands beside the number counts with it. */
static void add_one_beside(const struct finding *f, struct kua_figure *out)
{
	const struct kua_capture *plus = kua_match_capture(f->match, "plus");
	int64_t more = plus && plus->value && f->rank == 0 ? strtoll(plus->value, NULL, 10) : 0;
	if (out->low != KUA_NONE)
		out->low += more;
	if (out->high != KUA_NONE)
		out->high += more;
}

bool kua_figure_number(const struct kua_scene *s, const struct finding *f, struct kua_figure *out)
{
	if (f->n->value) {
		number_by_class(f->n->value, f->qa ? f->qa : f->q, out);
		return true;
	}
	const struct kua_number *n = number_of(s, f->n), *to = number_of(s, f->to);
	if (!n || n->ordinal || n->money || n->fraction || looks_like_year(n, f))
		return false;
	if (n->word) {
		out->low = out->high = KUA_NONE;
		out->qualifier = "vague";
		out->word = n->word;
	} else if (n->is_range || (to && !to->word && to->high >= n->low)) {
		out->low = n->low;
		out->high = to ? to->high : n->high;
		out->qualifier = "between";
	} else {
		const char *round = kua_scene_in_class(s, n->last - 1, "about-number") ? "about" : NULL; /* "une trentaine" */
		bound(f->qa && f->qa->value ? f->qa->value : f->q ? f->q->value : round, n->low, out);
	}
	add_one_beside(f, out);
	return true;
}

static void explain_number(const struct kua_scene *s, const struct finding *f, struct kua_figure *out)
{
	const struct kua_capture *q = f->qa ? f->qa : f->q;
	kua_figure_reason(s, out, "number: \"%s\"", kua_scene_words(s, f->n->first, f->n->last));
	if (q && !is(out->qualifier, "vague") && !is(out->qualifier, "between"))
		kua_figure_reason(s, out, "qualifier: \"%s\" means %s", kua_scene_words(s, q->first, q->last), out->qualifier);
}

/* ---- findings ---- */

struct findings {
	KUA_VEC(struct finding) list;
};

static const struct kua_capture *numbered(const struct kua_match *m, const char *name, uint32_t k)
{
	char full[24];
	(void)snprintf(full, sizeof full, k ? "%s%u" : "%s", name, k + 1);
	return kua_match_capture(m, full);
}

static const char *act_of(const struct kua_scene *s, const struct kua_match *m, uint32_t k)
{
	const struct kua_capture *c = numbered(m, "act", k);
	return k == 0 ? kua_match_field(s, m, "act") : c ? c->value : NULL;
}

static void collect(const struct kua_scene *s, const struct kua_match *m, struct findings *out)
{
	for (uint32_t k = 0; k < FIGURE_NUMBERS; k++) {
		const struct kua_capture *n = numbered(m, "n", k);
		for (uint32_t a = 0; n && a < FIGURE_ACTS; a++) {
			const char *act = act_of(s, m, a);
			if (!act)
				continue;
			*kua_vec_add(&out->list) = (struct finding){m,
			                                            n,
			                                            numbered(m, "to", k),
			                                            numbered(m, "q", k),
			                                            numbered(m, "qa", k),
			                                            numbered(m, "people", k),
			                                            kua_match_capture(m, "by"),
			                                            act,
			                                            k,
			                                            a};
		}
	}
}

/* By number; of one number the best first: the number the rule is about before further ones of a list, then priority, then order. */
static int by_number(const void *x, const void *y)
{
	const struct finding *a = x, *b = y;
	if (a->n->first != b->n->first)
		return a->n->first < b->n->first ? -1 : 1;
	if ((a->rank > 0) != (b->rank > 0))
		return a->rank > 0 ? 1 : -1;
	if (a->match->rule->priority != b->match->rule->priority)
		return a->match->rule->priority > b->match->rule->priority ? -1 : 1;
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
		killed |= group[i].match->rule == group[0].match->rule && is(group[i].act, "killed");
	for (size_t i = 0; i < n; i++) {
		bool other = group[i].match->rule != group[0].match->rule || (killed && is(group[i].act, "shot"));
		for (size_t k = 0; k < kept; k++)
			other |= is(out[k].act, group[i].act);
		if (!other && kept < FIGURE_ACTS)
			out[kept++] = group[i];
	}
	return kept;
}

/* ---- the quote ---- */

/* The sentence; a long one is cut at the commas around the match. */
static void quote(const struct kua_scene *s, const struct kua_match *m, struct kua_figure *out)
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
		for (; before > first && before < m->first && !is(t[before - 1].norm, ","); before++)
			;
		for (; after < last && after > m->last && !is(t[after].norm, ","); after--)
			;
		first = before;
		last = after;
	}
	out->start = t[first].start;
	out->end = t[last - 1].end;
	out->quote = kua_arena_strndup(s->arena, s->text->bytes + out->start, (size_t)(out->end - out->start));
}

/* ---- a figure ---- */

/* The figures of an item while they are made: what each was found by, and the token of its number. */
struct making {
	struct finding *of;
	uint32_t *at;
	size_t n;
};

static const char *words_of(const struct kua_scene *s, const struct kua_capture *c)
{
	return c ? kua_scene_words(s, c->first, c->last) : NULL;
}

static bool make(struct figure_scene *fs, const struct finding *f, struct kua_figure *out)
{
	const struct kua_scene *s = fs->s;
	*out = (struct kua_figure){.item = s->item->id, .low = KUA_NONE, .high = KUA_NONE, .act = f->act,
	                           .rule = f->match->rule->id, .status = "suggested"};
	if (!kua_figure_number(s, f, out))
		return false;
	quote(s, f->match, out);
	out->people = words_of(s, f->people);
	out->by = words_of(s, f->by);
	kua_figure_reason(s, out, "act: %s", f->match->rule->note);
	explain_number(s, f, out);
	kua_figure_speaker(fs, f, out);
	kua_figure_place(fs, f, out);
	kua_figure_date(fs, f, out);
	const char *what = kua_arena_printf(s->arena, "%s %u", f->act, s->text->tokens[f->n->first].start);
	out->id = kua_claim_id(s, "figure", out->start, out->end, what);
	return true;
}

static struct matches matches_of(const struct kua_scene *s, const char *task)
{
	struct matches m;
	m.v = kua_scene_match(s, task, &m.n);
	return m;
}

struct figure_scene kua_figure_scene(const struct kua_scene *s)
{
	return (struct figure_scene){
		.s = s,
		.speakers = matches_of(s, "speaker"),
		.bodies = matches_of(s, "they"),
		.signatures = matches_of(s, "signature"),
		.bases = matches_of(s, "basis"),
		.left_out = matches_of(s, "leaves-out"),
		.elsewhere = matches_of(s, "elsewhere"),
		.telling = matches_of(s, "telling"),
		.anniversaries = matches_of(s, "anniversary"),
		.as_of = matches_of(s, "as-of"),
		.here = matches_of(s, "here"),
		.shifts = matches_of(s, "shift"),
		.breaks = matches_of(s, "break"),
	};
}

/* Does the number count a part of those told of before: "one of them", "including three who"? */
static bool is_part(const struct kua_scene *s, const struct finding *f)
{
	uint32_t first = f->n->first, sentence = s->text->sentences[f->match->sentence].first;
	for (size_t i = 0; i < f->match->rule->n_fields; i++)
		if (is(f->match->rule->fields[i].name, "part"))
			return true;
	return kua_scene_in_class(s, f->n->last, "part-of") || kua_scene_in_class(s, first, "one-of-them") ||
	       kua_scene_in_class(s, first, "one-of-the") || (first > sentence && kua_scene_in_class(s, first - 1, "part-mark"));
}

static bool is_count(const struct kua_figure *f, const char *act)
{
	return is(f->act, act) && is(f->qualifier, "exact");
}

/*
 * "Six people were shot. One of them died": the others were injured. Only where one number of people shot is told, the
 * number of those who died of them behind it, and no number of injured. Returns how many figures were added at the end.
 */
static size_t add_rest(const struct kua_scene *s, const struct making *m, struct kua_figure *all)
{
	size_t shot = m->n, dead = m->n;
	for (size_t i = 0; i < m->n; i++) {
		if (is(all[i].act, "injured") || (is(all[i].act, "shot") && shot < m->n))
			return 0;
		if (is_count(&all[i], "shot"))
			shot = i;
		else if (is(all[i].act, "killed"))
			dead = dead == m->n && shot < i && is_count(&all[i], "killed") && is_part(s, &m->of[i]) ? i : m->n + 1;
	}
	if (shot >= m->n || dead >= m->n || all[dead].low >= all[shot].low ||
	    m->of[dead].match->sentence - m->of[shot].match->sentence > REST_REACH)
		return 0;
	struct kua_figure *rest = &all[m->n];
	*rest = all[shot];
	rest->act = "injured";
	rest->low = rest->high = all[shot].low - all[dead].low;
	rest->reasons = (struct kua_list){0};
	kua_figure_reason(s, rest, "number: %lld shot less %lld of them who died", (long long)all[shot].low, (long long)all[dead].low);
	const char *what = kua_arena_printf(s->arena, "injured rest %u", s->text->tokens[m->of[shot].n->first].start);
	rest->id = kua_claim_id(s, "figure", rest->start, rest->end, what);
	return 1;
}

static bool same_words(const char *a, const char *b)
{
	return a && b ? is(a, b) : a == b;
}

/* Do both say one thing: the same act, number and people, of one place and day, by one speaker? */
static bool same_statement(const struct kua_figure *a, const struct kua_figure *b)
{
	return is(a->act, b->act) && a->low == b->low && a->high == b->high && same_words(a->word, b->word) &&
	       same_words(a->place, b->place) && same_words(a->said_by, b->said_by) && same_words(a->date, b->date);
}

/* A figure of a heading that the text below it states as well is one statement. */
static bool is_repeated(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i)
{
	if (!s->text->sentences[m->of[i].match->sentence].heading)
		return false;
	for (size_t k = i + 1; k < m->n && k - i < HEADING_REACH; k++)
		if (!s->text->sentences[m->of[k].match->sentence].heading && is(all[i].act, all[k].act) &&
		    (all[i].low != KUA_NONE ? all[i].low : all[i].high) == (all[k].low != KUA_NONE ? all[k].low : all[k].high) &&
		    same_words(all[i].word, all[k].word))
			return true;
	return false;
}

/*
 * "One man is dead and five were injured. ... A 22-year-old man died at the scene": one person who is only described, behind
 * a figure of the same act at the same place, is one of those counted before.
 */
static bool is_described(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t before, size_t i)
{
	if (!kua_scene_in_class(s, m->of[i].n->first, "single-described"))
		return false;
	for (size_t k = before > REPEAT_REACH ? before - REPEAT_REACH : 0; k < before; k++)
		if (is(all[k].act, all[i].act) && all[k].low > 0 && m->of[k].match->sentence != m->of[i].match->sentence &&
		    m->of[i].match->sentence - m->of[k].match->sentence <= DESCRIBED_REACH && same_words(all[k].place, all[i].place) &&
		    (!all[i].date || same_words(all[k].date, all[i].date)))
			return true;
	return false;
}

/* Leave out what the text says twice: a heading's figure that stands below it, and a sentence said again word for word. */
static void leave_repeats(const struct kua_scene *s, struct making *m, struct kua_figure *all)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->n; i++) {
		bool again = is_repeated(s, m, all, i) || is_described(s, m, all, kept, i);
		for (size_t k = kept > REPEAT_REACH ? kept - REPEAT_REACH : 0; k < kept && !again; k++)
			again = m->of[k].match->sentence != m->of[i].match->sentence && same_statement(&all[k], &all[i]);
		if (again)
			continue;
		all[kept] = all[i];
		m->of[kept] = m->of[i];
		m->at[kept++] = m->at[i];
	}
	m->n = kept;
}

static void make_all(const struct kua_scene *s, const struct findings *found, struct kua_claims_result *out)
{
	struct figure_scene fs = kua_figure_scene(s);
	const struct finding *list = found->list.v;
	size_t n = found->list.n;
	struct making m = {KUA_NEW_N(s->arena, struct finding, n + 1), KUA_NEW_N(s->arena, uint32_t, n + 1), 0};
	out->figures = KUA_NEW_N(s->arena, struct kua_figure, n + 2);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && list[end].n->first == list[i].n->first; end++)
			;
		struct finding best[FIGURE_ACTS];
		size_t kept = choose(list + i, end - i, best);
		for (size_t k = 0; k < kept; k++) {
			m.at[m.n] = best[k].n->first;
			m.of[m.n] = best[k];
			m.n += make(&fs, &best[k], &out->figures[m.n]);
		}
	}
	leave_repeats(s, &m, out->figures);
	kua_figures_leave_out(&fs, out->figures, m.at, m.n);
	out->n_figures = m.n + add_rest(s, &m, out->figures);
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
