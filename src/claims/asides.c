/*
 * asides.c - what a figure leaves out: "this figure does not include those who ...", "excluding the missing". Such a sentence
 * speaks of the figure before it, and the next one may go on ("neither does it include ..."). "The official figure" is the
 * last one that officials gave (capture whose), if there is one.
 */
#include <string.h>

#include "claims/speakers.h"

#define REACH 2 /* sentences between a figure, or what has been left out of it so far, and the next thing left out */

#define WHOSE_REACH 32 /* figures looked at for the official one */

/* From token first to the end of what is said there: a semicolon or the sentence's end, FIGURE_REACH tokens at most. */
static const char *rest_of_clause(const struct kua_scene *s, uint32_t first)
{
	uint32_t last = s->text->sentences[s->text->tokens[first].sentence].last, end = first;
	if (last - first > FIGURE_REACH)
		last = first + FIGURE_REACH;
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
	uint32_t reach = 0;
	for (size_t i = 0; i < fs->left_out.n; i++) {
		const struct kua_match *m = &fs->left_out.v[i];
		const struct kua_capture *what = kua_match_capture(m, "what");
		size_t before = k;
		while (k < n && at[k] < m->first)
			k++;
		if (k > before) {
			reach = s->text->tokens[at[k - 1]].sentence;
			about = k;
		}
		if (said_before(s, m, figures, at, k, &about))
			reach = m->sentence;
		if (about == 0 || !what || m->sentence > reach + REACH)
			continue;
		const char *text = rest_of_clause(s, what->first);
		if (!text)
			continue;
		reach = m->sentence;
		for (size_t j = about; j > 0 && at[j - 1] == at[about - 1]; j--) { /* all acts of the number */
			kua_list_add(s->arena, &figures[j - 1].leaves_out, text);
			kua_figure_reason(s, &figures[j - 1], "leaves out: \"%s\"", kua_scene_words(s, m->first, m->last));
		}
	}
}
