/*
 * figures_names.c - victims who are counted by their names: "A, B and C were killed" is a figure of three. A rule catches them as
 * "name"; or, in texts without capitals, where names are not known, as "bare", words of no class beside a verb or noun of harm.
 */
#include <string.h>

#include "claims/figures.h"

#define CASELESS_BYTES 4096 /* looked at for capitals */
#define BARE_WORDS 2        /* at least, of a name in a text without capitals */
#define NAMES_MOST 16       /* of one figure */

bool kua_figure_caseless(const struct kua_scene *s)
{
	size_t small = 0, large = 0;
	for (size_t i = 0; i < s->text->n && i < CASELESS_BYTES && (!small || !large); i++) {
		small += s->text->bytes[i] >= 'a' && s->text->bytes[i] <= 'z';
		large += s->text->bytes[i] >= 'A' && s->text->bytes[i] <= 'Z';
	}
	return small == 0 || large == 0;
}

static bool is_possessive(const struct kua_scene *s, uint32_t t)
{
	return (s->text->tokens[t].flags & KUA_POSSESSIVE) != 0;
}

/* A word of no class but those of given names. */
static bool is_unknown_word(const struct kua_scene *s, uint32_t t)
{
	return s->text->tokens[t].kind == KUA_WORD && (!kua_scene_is_known(s, t) || kua_scene_in_class(s, t, "who-woman-name") ||
	                                               kua_scene_in_class(s, t, "who-man-name"));
}

/* The words of no class at the end of a capture, or at its beginning; NULL where they are too few to be a name. */
static const struct kua_capture *bare_name(const struct kua_scene *s, const struct kua_match *m, const struct kua_capture *c)
{
	bool at_end = kua_figure_is(kua_figure_set(m, "bare"), "last");
	uint32_t first = c->first, last = c->last;
	if (at_end)
		for (first = last; first > c->first && is_unknown_word(s, first - 1); first--)
			;
	else
		for (last = first; last < c->last && is_unknown_word(s, last); last++)
			if (is_possessive(s, last)) {
				last++;
				break;
			}
	if (last - first < BARE_WORDS)
		return NULL;
	struct kua_capture *out = KUA_NEW(s->arena, struct kua_capture);
	*out = (struct kua_capture){"name", first, last, NULL};
	return out;
}

const struct kua_capture *kua_figure_name(const struct kua_scene *s, const struct kua_match *m, bool caseless)
{
	const struct kua_capture *name = kua_match_capture(m, "name"), *bare = kua_match_capture(m, "bare");
	if (!name && bare && caseless)
		name = bare_name(s, m, bare);
	bool owner = kua_figure_set(m, "owner") != NULL;
	return name && is_possessive(s, name->last - 1) == owner ? name : NULL;
}

size_t kua_figure_names(const struct kua_scene *s, const struct finding *f, struct kua_figure *out)
{
	for (uint32_t t = f->name->first; t < f->name->last && out->names.n < NAMES_MOST; t++) {
		uint32_t k = s->named_at[t];
		if (k == KUA_NO_ID || strcmp(s->named[k].kind, "person") != 0)
			continue;
		bool seen = false;
		for (size_t i = 0; i < out->names.n; i++)
			seen |= strcmp(out->names.v[i], s->named[k].label) == 0;
		if (!seen)
			kua_list_add(s->arena, &out->names, s->named[k].label);
	}
	if (out->names.n == 0)
		kua_list_add(s->arena, &out->names, kua_scene_words(s, f->name->first, f->name->last));
	return out->names.n;
}
