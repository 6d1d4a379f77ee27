/*
 * figures_sum.c - what a text tells in pieces and nobody adds up: "two men and a woman were shot". A figure of the whole is put before
 * the pieces, which become parts of it: the whole says what it was made of, and no part competes with it in an account. Nothing is
 * added where the text tells a whole of its own, or where those who fought, or did it, stand among the others.
 */
#include <string.h>

#include "claims/figures.h"

#define SUM_SENTENCES 3                            /* at least, of an item: in fewer all its numbers are seen at a glance */
#define SUM_REACH 128                              /* figures before and behind a list among which its whole is looked for */
#define SUM_PIECES (FIGURE_NUMBERS * FIGURE_ACTS) /* of one match */

bool kua_figure_is_total(const struct kua_figure *f)
{
	return kua_figure_is(f->scope, "period") || kua_figure_is(f->scope, "area");
}

/* Is a word for those whom the figure counts in the class? */
static bool counts(const struct kua_scene *s, const struct finding *f, const char *name)
{
	uint32_t last = f->people ? f->people->last : f->n->last;
	for (uint32_t t = f->n->first; t < last; t++)
		if (kua_scene_in_class(s, t, name))
			return true;
	return false;
}

bool kua_figure_is_apart(const struct kua_scene *s, const struct finding *f)
{
	return counts(s, f, "never-added") || counts(s, f, "who-did-it");
}

/* "After six men and two women were killed", "those who killed six men": does the clause only call back what was told, or is known? */
static bool is_called_back(const struct kua_scene *s, const struct finding *f)
{
	const struct kua_capture *act = kua_match_capture(f->match, "act");
	uint32_t first = s->text->sentences[f->match->sentence].first, n = f->n->first, verb = act && act->first < n ? act->first : n;
	return (n > first && kua_scene_in_class(s, n - 1, "calls-back")) || (verb > first && kua_scene_in_class(s, verb - 1, "calls-back"));
}

/* "A teacher and one of her students": one more, and no part of those told of before. */
static bool is_one_of_hers(const struct kua_scene *s, const struct finding *f)
{
	return !kua_figure_set(f->match, "part") && kua_scene_in_class(s, f->n->first, "one-of-the") && kua_scene_in_class(s, f->n->last - 1, "possessive");
}

/* May figure i be a piece of a whole? "set sum": the rule tells of one thing that was done to all it counts. */
static bool is_piece(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i)
{
	return kua_figure_set(m->of[i].match, "sum") && kua_figure_is_count(&all[i], all[i].act) && all[i].low > 0 && !all[i].part_of &&
	       !kua_figure_is_total(&all[i]) && (!kua_figure_is_part(s, &m->of[i]) || is_one_of_hers(s, &m->of[i])) && !kua_figure_is_apart(s, &m->of[i]) &&
	       !is_called_back(s, &m->of[i]);
}

/* Does the text tell a number of the same act that may be the whole? The figure, or m->n. */
static size_t told_whole(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t first, int64_t sum)
{
	for (size_t i = first > SUM_REACH ? first - SUM_REACH : 0; i < m->n && i < first + SUM_REACH; i++) {
		int64_t most = all[i].high != KUA_NONE ? all[i].high : all[i].low;
		if (m->of[i].match != m->of[first].match && kua_figure_is(all[i].act, all[first].act) && most != KUA_NONE && most >= sum &&
		    !kua_figure_is_total(&all[i]) && !kua_figure_is_part(s, &m->of[i]))
			return i;
	}
	return m->n;
}

/* The acts of which the text has told. What it lists of one of them again may be of another event. */
struct told {
	const char *acts[FIGURE_SUMS];
	size_t n;
};

static bool is_told(const struct told *t, const char *act)
{
	for (size_t i = 0; i < t->n; i++)
		if (kua_figure_is(t->acts[i], act))
			return true;
	return t->n == FIGURE_SUMS;
}

static const char *words_of_piece(const struct kua_scene *s, const struct finding *f)
{
	uint32_t last = f->people && f->people->last > f->n->last ? f->people->last : f->n->last;
	return kua_scene_words(s, f->n->first, last);
}

/* The figure of the whole, before its first piece. */
static void put_sum(const struct kua_scene *s, struct making *m, struct kua_figure *all, const size_t *pieces, size_t n, int64_t sum)
{
	size_t at = pieces[0];
	memmove(all + at + 1, all + at, (m->n - at) * sizeof *all);
	memmove(m->of + at + 1, m->of + at, (m->n - at) * sizeof *m->of);
	memmove(m->at + at + 1, m->at + at, (m->n - at) * sizeof *m->at);
	m->n++;
	struct kua_figure *out = &all[at];
	const struct finding *last = &m->of[pieces[n - 1] + 1];
	out->low = out->high = sum;
	out->scope = out->people_kind = NULL;
	out->people = kua_scene_words(s, m->at[at], last->people && last->people->last > last->n->last ? last->people->last : last->n->last);
	out->reasons = (struct kua_list){0};
	kua_figure_reason(s, out, "act: %s", m->of[at].match->rule->note);
	const char *what = kua_arena_printf(s->arena, "%s sum %u", out->act, s->text->tokens[m->at[at]].start);
	out->id = kua_claim_id(s, "figure", out->start, out->end, what);
	for (size_t i = 0; i < n; i++) {
		struct kua_figure *piece = &all[pieces[i] + 1];
		kua_figure_reason(s, out, "number: %s \"%s\"", i ? "and" : "sum of", words_of_piece(s, &m->of[pieces[i] + 1]));
		for (size_t k = 0; i && k < piece->names.n; k++)
			kua_list_add(s->arena, &out->names, piece->names.v[k]);
		piece->part_of = out->id;
		kua_figure_reason(s, piece, "part of: all of whom the sentence tells");
	}
}

/* "Three civilians, two women and a man, died": the first is the whole, and the others say who they were; not so behind "three men". */
static bool is_explained(const struct kua_scene *s, const struct finding *f)
{
	uint32_t last = f->people && f->people->last > f->n->last ? f->people->last : f->n->last;
	return last < s->text->n_tokens && kua_figure_is(s->text->tokens[last].norm, ",") && !kua_scene_in_class(s, last - 1, "of-one-sex");
}

static bool is_just(const struct kua_figure *f, int64_t n)
{
	return f->low == n && f->high == n;
}

/* Add up what begins with figure i, or make it part of the whole that the text tells. Returns how many figures it was. */
static size_t add_up(const struct kua_scene *s, struct making *m, struct kua_figure *all, size_t i, bool again)
{
	size_t pieces[SUM_PIECES], n = 0;
	int64_t sum = 0;
	for (size_t k = i; k < m->n && n < SUM_PIECES && m->of[k].match == m->of[i].match; k++) {
		if (!kua_figure_is(all[k].act, all[i].act) || counts(s, &m->of[k], "who-did-it"))
			continue;
		if (!is_piece(s, m, all, k))
			return 1;
		pieces[n++] = k;
		sum += all[k].low;
	}
	if (n < 2 || pieces[0] != i)
		return 1;
	bool explained = all[i].low == sum - all[i].low && is_explained(s, &m->of[i]);
	size_t whole = explained ? i : told_whole(s, m, all, i, sum);
	if (whole == m->n) {
		if (!again)
			put_sum(s, m, all, pieces, n, sum);
		return again ? 1 : n + 1;
	}
	for (size_t k = explained; k < n && (explained || is_just(&all[whole], sum)); k++) {
		all[pieces[k]].part_of = all[whole].id;
		kua_figure_reason(s, &all[pieces[k]], "part of: as many as the text counts together");
	}
	return 1;
}

void kua_figures_add_up(const struct kua_scene *s, struct making *m, struct kua_figure *all)
{
	struct told told = {.n = 0};
	for (size_t i = 0, step; s->text->n_sentences >= SUM_SENTENCES && i < m->n; i += step) {
		bool again = is_told(&told, all[i].act);
		const char *act = all[i].low != 0 ? all[i].act : NULL;
		step = add_up(s, m, all, i, again);
		if (act && !again)
			told.acts[told.n++] = act;
	}
}
