/*
 * asides.c - what a figure leaves out: "this figure does not include those who ...", "excluding the missing". Such a sentence
 * speaks of the figure before it, and the next one may go on ("neither does it include ...").
 */
#include <string.h>

#include "claims/figures.h"

#define REACH 2 /* sentences between a figure, or what has been left out of it so far, and the next thing left out */

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

void kua_figures_leave_out(struct figure_scene *fs, struct kua_figure *figures, const uint32_t *at, size_t n)
{
	const struct kua_scene *s = fs->s;
	size_t k = 0; /* figures before the aside */
	uint32_t reach = 0;
	for (size_t i = 0; i < fs->left_out.n; i++) {
		const struct kua_match *m = &fs->left_out.v[i];
		const struct kua_capture *what = kua_match_capture(m, "what");
		size_t before = k;
		while (k < n && at[k] < m->first)
			k++;
		if (k > before)
			reach = s->text->tokens[at[k - 1]].sentence;
		if (k == 0 || !what || m->sentence > reach + REACH)
			continue;
		const char *text = rest_of_clause(s, what->first);
		if (!text)
			continue;
		reach = m->sentence;
		for (size_t j = k; j > 0 && at[j - 1] == at[k - 1]; j--) { /* all acts of the number */
			kua_list_add(s->arena, &figures[j - 1].leaves_out, text);
			kua_figure_reason(s, &figures[j - 1], "leaves out: \"%s\"", kua_scene_words(s, m->first, m->last));
		}
	}
}
