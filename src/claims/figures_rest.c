/*
 * figures_rest.c - the injured whom nobody counts: of six who were shot and one of whom died five live. What is worked out
 * from two figures of an item, and only where the text leaves no other reading.
 */
#include <string.h>

#include "claims/figures.h"

#define REST_REACH 6   /* sentences between those shot and those of them who died */
#define ALIVE_REACH 60 /* tokens between those shot and where they are told of as living */

/* Is one who is only described, named or spoken of, behind those shot, one of them? */
static bool is_one_of_them(const struct kua_scene *s, const struct finding *f)
{
	uint32_t t = f->n->first;
	return kua_figure_is_part(s, f) || f->n == f->name || kua_scene_in_class(s, t, "single-definite") || kua_scene_in_class(s, t, "he-one");
}

/* Is figure i of another event than figure k: of another month, of an earlier year than the item, or a total over a time or an area? */
static bool is_other_event(const struct kua_scene *s, const struct kua_figure *all, size_t i, size_t k)
{
	const char *a = all[i].date, *b = all[k].date, *published = s->item->published_on;
	if (kua_figure_is(all[i].scope, "period") || kua_figure_is(all[i].scope, "area"))
		return true;
	if (a && !b && published)
		return strncmp(a, published, strlen("2011")) != 0;
	return a && b && strncmp(a, b, strlen("2011-06")) != 0;
}

/* Are those of figure i told of as living: in hospital, in a stable condition? */
static bool are_alive(const struct kua_scene *s, const struct making *m, size_t i)
{
	uint32_t last = m->of[i].match->last;
	for (uint32_t t = m->of[i].match->first; t < s->text->n_tokens && t < last + ALIVE_REACH; t++)
		if (kua_scene_in_class(s, t, "alive"))
			return true;
	return false;
}

/* The class of words for women or for men in which the word for a single victim is; NULL where it tells neither. */
static const char *gender_of(const struct kua_scene *s, const struct finding *f)
{
	uint32_t t = f->people ? f->people->last - 1 : 0;
	if (!f->people)
		return NULL;
	return kua_scene_in_class(s, t, "who-woman-word") ? "who-woman-word" : kua_scene_in_class(s, t, "who-man-word") ? "who-man-word" : NULL;
}

/* "A man was killed. The woman was shot": is each of those who died a woman where figure i is a man, or the other way round? */
static bool is_no_dead(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i)
{
	const char *own = gender_of(s, &m->of[i]);
	bool other = own != NULL;
	for (size_t k = 0; other && k < m->n; k++) {
		const char *dead = gender_of(s, &m->of[k]);
		if (kua_figure_is(all[k].act, "killed") && all[k].low != 0 && m->of[k].n != m->of[k].name)
			other = all[k].low == 1 && dead && strcmp(dead, own) != 0;
	}
	return other;
}

/* "A 22-year-old woman was shot in the arm": is one described beside those who died, and told of as living in the same sentence? */
static bool lives_beside(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i)
{
	const struct kua_match *match = m->of[i].match;
	bool described = kua_scene_in_class(s, m->of[i].n->first, "single-described"), another = is_no_dead(s, m, all, i);
	if (all[i].low != 1 || !(described || another))
		return false;
	for (size_t k = i + 1; k < m->n && m->of[k].match->sentence == match->sentence; k++)
		if (kua_figure_is(all[k].act, "killed"))
			return false;
	for (uint32_t t = match->first; !another && t < s->text->n_tokens && s->text->tokens[t].sentence == match->sentence; t++)
		if (kua_scene_in_class(s, t, "alive") || kua_scene_in_class(s, t, "limb"))
			return true;
	return another;
}

static bool are_others(const struct kua_scene *s, const struct finding *f)
{
	return kua_scene_in_class(s, f->n->last, "other-people") || kua_scene_in_class(s, f->n->first, "another-one") ||
	       kua_scene_in_class(s, f->n->first, "possessive");
}

/* Put the injured, n of those shot, behind all figures. */
static size_t put_rest(const struct kua_scene *s, const struct making *m, struct kua_figure *all, size_t shot, int64_t dead)
{
	struct kua_figure *rest = &all[m->n];
	*rest = all[shot];
	rest->act = "injured";
	rest->low = rest->high = all[shot].low - dead;
	rest->reasons = (struct kua_list){0};
	if (dead)
		kua_figure_reason(s, rest, "number: %lld shot less %lld of them who died", (long long)all[shot].low, (long long)dead);
	else
		kua_figure_reason(s, rest, "number: %lld shot, who are told of as living", (long long)all[shot].low);
	const char *what = kua_arena_printf(s->arena, "injured rest %u", s->text->tokens[m->of[shot].n->first].start);
	rest->id = kua_claim_id(s, "figure", rest->start, rest->end, what);
	return 1;
}

/* The only number of people shot of more than one, or the only one who was shot; m->n where two numbers or two persons are told. */
static size_t find_shot(const struct kua_scene *s, const struct making *m, const struct kua_figure *all)
{
	size_t shot = m->n;
	bool two = false;
	for (size_t i = 0; i < m->n; i++) {
		if (!kua_figure_is_count(&all[i], "shot") || (shot < m->n && all[i].part_of == all[shot].id) || (shot < m->n && is_other_event(s, all, i, shot)))
			continue;
		if (shot < m->n && (all[i].low == 1 || kua_figure_is_part(s, &m->of[i]))) {
			two |= all[shot].low == 1 && (!is_one_of_them(s, &m->of[i]) || (all[shot].names.n && all[i].names.n));
			continue;
		}
		if (shot < m->n && all[shot].low > 1)
			return m->n;
		shot = i;
		two = false;
	}
	return two ? m->n : shot;
}

/* Does figure i count all injured, so that the rest is known? Not where it counts some of the n shot. */
static bool tells_injured(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i, size_t shot)
{
	if (!kua_figure_is(all[i].act, "injured") || is_other_event(s, all, i, shot) || all[i].low == 0)
		return false;
	bool some = !m->of[i].people && m->of[i].n->first < s->text->n_tokens && s->number_at[m->of[i].n->first] != KUA_NO_ID; /* "three were taken to a hospital" */
	return i < shot || !kua_figure_is_count(&all[i], "injured") || all[i].low >= all[shot].low || !(some || kua_figure_is_part(s, &m->of[i]));
}

/*
 * "Six people were shot. One of them died": the others were injured; or all of them, where they are told of as living. Only where
 * one number of people shot is told, all who died are some of them, and no number of all injured.
 */
size_t kua_figures_rest(const struct kua_scene *s, const struct making *m, struct kua_figure *all)
{
	size_t shot = find_shot(s, m, all), killed = 0, of_them = 0;
	int64_t ones = 0, part = 0;
	for (size_t i = 0; i < m->n_sums; i++)
		if (kua_figure_is(m->sums[i].act, "injured")) /* they have been told one by one */
			return 0;
	if (shot >= m->n)
		return 0;
	for (size_t i = 0; i < m->n; i++) {
		if (tells_injured(s, m, all, i, shot))
			return 0;
		if (!kua_figure_is(all[i].act, "killed") || all[i].low == 0 || is_other_event(s, all, i, shot))
			continue;
		killed++;
		bool near = i > shot && m->of[i].match->sentence - m->of[shot].match->sentence <= REST_REACH;
		if (!near || !kua_figure_is_count(&all[i], "killed") || !is_one_of_them(s, &m->of[i]))
			continue;
		of_them++;
		if (kua_figure_is_part(s, &m->of[i]))
			part = all[i].low > part ? all[i].low : part;
		else
			ones += all[i].low;
	}
	int64_t dead = part ? part : ones;
	if (killed > 0 && killed == of_them)
		return dead < all[shot].low ? put_rest(s, m, all, shot, dead) : 0;
	if (kua_figure_is_part(s, &m->of[shot])) /* "15 died; eight of them had been shot" */
		return 0;
	bool others = of_them == 0 && are_others(s, &m->of[shot]);
	bool beside = others && shot > 0 && kua_figure_is(all[shot - 1].act, "killed") &&
	              m->of[shot - 1].match->sentence == m->of[shot].match->sentence; /* "one was killed and five more were shot" */
	if (beside || (of_them == 0 && killed > 0 && lives_beside(s, m, all, shot)))
		return put_rest(s, m, all, shot, 0);
	if (killed > 0 && of_them == 0 && kua_scene_in_class(s, m->of[shot].n->last, "others-too")) /* "the man killed was 29. Six other people were shot" */
		return put_rest(s, m, all, shot, 0);
	bool apart = killed == 0 || others;
	return apart && are_alive(s, m, shot) ? put_rest(s, m, all, shot, 0) : 0;
}
