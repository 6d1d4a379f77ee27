/*
 * asides.c - what a figure leaves out: "this figure does not include those who ...", "excluding the missing". Such a sentence
 * speaks of the figure before it, and of the whole where that is a part; the next one may go on ("neither does it include
 * ...", "nor those who ..."). "The official figure" is the last one that officials gave (capture whose), "this figure of 32"
 * the last such number (capture number), and "not counted among the dead" speaks of the most dead whom the same voice told of
 * (capture main), however far above.
 */
#include <string.h>

#include "claims/speakers.h"

#define REACH 2 /* sentences between a figure, or what has been left out of it so far, and the next thing left out */

#define WHOSE_REACH 32 /* figures looked at for the official one, the main one, or the whole of parts */

/* From token first to the end of what is said there: a semicolon, the next thing left out (next, or NULL), the sentence's end,
 * FIGURE_REACH tokens at most. */
static const char *rest_of_clause(const struct kua_scene *s, uint32_t first, const struct kua_match *next)
{
	uint32_t last = s->text->sentences[s->text->tokens[first].sentence].last, end = first;
	if (last - first > FIGURE_REACH)
		last = first + FIGURE_REACH;
	if (next && next->first > first && next->first < last)
		last = next->first;
	while (end < last && strcmp(s->text->tokens[end].norm, ";") != 0)
		end++;
	while (end > first && s->text->tokens[end - 1].kind == KUA_PUNCT)
		end--;
	return kua_scene_words(s, first, end);
}

/* Is figure a more likely than b to be what "the official figure" means? That of the dead, and of all of them. */
static bool is_rather(const struct kua_figure *a, const struct kua_figure *b)
{
	bool a_dead = strcmp(a->act, "killed") == 0, b_dead = strcmp(b->act, "killed") == 0;
	return a_dead != b_dead ? a_dead : a_dead && a->low > b->low;
}

static bool same_words(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* "This figure of 32": does figure k have the number that the match names, if it names one? */
static bool is_named(const struct kua_scene *s, const struct kua_capture *number, uint32_t at)
{
	return number && same_words(s->text->tokens[number->first].norm, s->text->tokens[at].norm);
}

/*
 * The whole of which figure about - 1 is a part: the one it is part of, or one before that is as many as all those of its
 * sentence together ("23 deaths. Fifteen were shot, six beaten to death and two burned.").
 */
static size_t whole_of(const struct kua_scene *s, const struct kua_figure *figures, const uint32_t *at, size_t about)
{
	size_t first = about, seen = 0;
	int64_t sum = 0;
	const struct kua_figure *part = &figures[about - 1];
	for (size_t k = about; part->part_of && k > 0 && seen < WHOSE_REACH; k--, seen++)
		if (strcmp(figures[k - 1].id, part->part_of) == 0)
			return k;
	uint32_t sentence = s->text->tokens[at[about - 1]].sentence;
	for (; first > 0 && about - first < WHOSE_REACH && s->text->tokens[at[first - 1]].sentence == sentence; first--) {
		if (figures[first - 1].low < 0 || figures[first - 1].low > INT32_MAX)
			return about;
		if (first == about || at[first - 1] != at[first])
			sum += figures[first - 1].low;
	}
	for (size_t k = first; about - first > 1 && k > 0 && sentence - s->text->tokens[at[k - 1]].sentence <= REACH; k--)
		if (figures[k - 1].low == sum && (!part->said_by || same_words(figures[k - 1].said_by, part->said_by)))
			return k;
	return about;
}

/* Where the match names the figure of which it speaks, or the main one: the figures up to that one. */
static bool named_before(const struct kua_scene *s, const struct kua_match *m, const struct kua_figure *figures,
                         const uint32_t *at, size_t n, size_t *about)
{
	const struct kua_capture *number = kua_match_capture(m, "number"), *main_one = kua_match_capture(m, "main");
	const char *by = main_one ? kua_said_at(s, m->first).by : NULL;
	size_t best = 0;
	for (size_t k = n, seen = 0; (number || main_one) && k > 0 && seen < WHOSE_REACH; k--, seen++) {
		const struct kua_figure *f = &figures[k - 1];
		if (is_named(s, number, at[k - 1])) {
			best = k;
			break;
		}
		if (main_one && strcmp(f->act, "killed") == 0 && same_words(f->said_by, by) &&
		    (!best || is_rather(f, &figures[best - 1])))
			best = k;
	}
	if (best)
		*about = best;
	return best > 0;
}

/* Where the match says that it speaks of the official figure: the figures up to the one before it that officials gave. */
static bool said_before(const struct kua_scene *s, const struct kua_match *m, const struct kua_figure *figures, const uint32_t *at,
                        size_t n, size_t *about)
{
	const struct kua_capture *whose = kua_match_capture(m, "whose");
	size_t best = 0, seen = 0;
	for (size_t k = whose ? n : 0; k > 0 && seen < WHOSE_REACH; k--, seen++)
		if (figures[k - 1].said_by && kua_said_at(s, at[k - 1]).official &&
		    (!best || is_rather(&figures[k - 1], &figures[best - 1])))
			best = k;
	if (best)
		*about = best;
	return best > 0;
}

void kua_figures_leave_out(struct figure_scene *fs, struct kua_figure *figures, const uint32_t *at, size_t n)
{
	const struct kua_scene *s = fs->s;
	size_t k = 0, about = 0; /* figures before the aside; those up to the one it speaks of */
	uint32_t reach = 0, taken = 0; /* where the last thing left out begins */
	for (size_t i = 0; i < fs->left_out.n; i++) {
		const struct kua_match *m = &fs->left_out.v[i];
		const struct kua_capture *what = kua_match_capture(m, "what"), *number = kua_match_capture(m, "number");
		size_t before = k;
		while (k < n && at[k] <= (number ? number->first : m->first))
			k++;
		bool goes_on = kua_match_capture(m, "more") != NULL, same = i > 0 && fs->left_out.v[i - 1].sentence == m->sentence;
		if (goes_on && (!same || m->first < taken)) /* the first "ni" of "ne compte ni les uns ni les autres" */
			continue;
		if (k > before && !goes_on) {
			reach = s->text->tokens[at[k - 1]].sentence;
			about = whole_of(s, figures, at, k);
		}
		if (said_before(s, m, figures, at, k, &about) || named_before(s, m, figures, at, k, &about))
			reach = m->sentence;
		if (about == 0 || !what || m->sentence > reach + REACH)
			continue;
		size_t next = i + 1;
		while (next < fs->left_out.n && fs->left_out.v[next].first < what->first)
			next++;
		const char *text = rest_of_clause(s, what->first, next < fs->left_out.n ? &fs->left_out.v[next] : NULL);
		if (!text)
			continue;
		reach = m->sentence;
		taken = what->first;
		for (size_t j = about; j > 0 && at[j - 1] == at[about - 1]; j--) { /* all acts of the number */
			kua_list_add(s->arena, &figures[j - 1].leaves_out, text);
			kua_figure_reason(s, &figures[j - 1], "leaves out: \"%s\"", kua_scene_words(s, m->first, m->last));
		}
	}
}
