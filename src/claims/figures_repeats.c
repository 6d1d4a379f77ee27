/*
 * figures_repeats.c - figures of one item beside each other: those that say again what was said before are left out, and
 * parts are joined to their whole.
 */
#include <string.h>

#include "claims/figures.h"

#define HEADING_REACH 64   /* figures behind one of a heading that may repeat it */
#define REPEAT_REACH 64    /* figures before one that it may repeat */
#define DESCRIBED_REACH 12 /* sentences between a count and one of those counted */
#define BESIDE_REACH 8     /* figures on either side that may count one with others */
#define PART_REACH 3       /* sentences between a whole and its part */

/* Does the number count a part of those told of before: "one of them", "including three who"? */
bool kua_figure_is_part(const struct kua_scene *s, const struct finding *f)
{
	uint32_t first = f->n->first, sentence = s->text->sentences[f->match->sentence].first;
	return kua_figure_set(f->match, "part") || kua_scene_in_class(s, f->n->last, "part-of") || kua_scene_in_class(s, first, "one-of-them") ||
	       kua_scene_in_class(s, first, "one-of-the") || (first > sentence && kua_scene_in_class(s, first - 1, "part-mark"));
}

/* So many, exactly, of that act? */
bool kua_figure_is_count(const struct kua_figure *f, const char *act)
{
	return kua_figure_is(f->act, act) && kua_figure_is(f->qualifier, "exact");
}

static bool same_words(const char *a, const char *b)
{
	return a && b ? kua_figure_is(a, b) : a == b;
}

static bool same_names(const struct kua_figure *a, const struct kua_figure *b)
{
	bool same = a->names.n == b->names.n;
	for (size_t i = 0; same && i < a->names.n; i++)
		same = strcmp(a->names.v[i], b->names.v[i]) == 0;
	return same;
}

/* Do both say one thing: the same act, number and people, of one place and day, by one speaker? */
static bool same_statement(const struct kua_figure *a, const struct kua_figure *b)
{
	return same_names(a, b) && kua_figure_is(a->act, b->act) && a->low == b->low && a->high == b->high && same_words(a->word, b->word) &&
	       same_words(a->place, b->place) && same_words(a->said_by, b->said_by) && same_words(a->date, b->date);
}

/* A figure of a heading that the text below it states as well is one statement. */
static bool is_repeated(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i)
{
	if (!s->text->sentences[m->of[i].match->sentence].heading)
		return false;
	for (size_t k = i + 1; k < m->n && k - i < HEADING_REACH; k++)
		if (!s->text->sentences[m->of[k].match->sentence].heading && kua_figure_is(all[i].act, all[k].act) &&
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
	uint32_t t = m->of[i].n->first;
	bool one = kua_scene_in_class(s, t, "one-of") && kua_scene_in_class(s, t + 1, "be"); /* "one was pronounced dead" */
	if ((!one && !kua_scene_in_class(s, t, "single-described")) || all[i].low != 1)
		return false;
	for (size_t k = before > REPEAT_REACH ? before - REPEAT_REACH : 0; k < before; k++)
		if (kua_figure_is(all[k].act, all[i].act) && all[k].low > 0 && m->of[k].match->sentence != m->of[i].match->sentence &&
		    m->of[i].match->sentence - m->of[k].match->sentence <= DESCRIBED_REACH && same_words(all[k].place, all[i].place) &&
		    (!all[i].date || same_words(all[k].date, all[i].date)))
			return true;
	return false;
}

/* The noun of a single victim. */
static uint32_t noun_of(const struct finding *f)
{
	return (f->people ? f->people->last : f->n->last) - 1;
}

/* "Her son was killed" where no son has been told of: he is one more, and none of those before. */
static bool is_relative(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t before, size_t i)
{
	uint32_t word = noun_of(&m->of[i]);
	if (!kua_scene_in_class(s, m->of[i].n->first, "possessive") || !kua_scene_in_class(s, word, "kin-word"))
		return false;
	for (size_t k = before > REPEAT_REACH ? before - REPEAT_REACH : 0; k < before; k++)
		if (all[k].low != 1 || strcmp(s->text->tokens[noun_of(&m->of[k])].norm, s->text->tokens[word].norm) == 0)
			return false;
	return true;
}

/* "The soldier was killed" behind another figure of the killed: who "the" soldier is has been told; "she was shot" behind any hurt.
 * Of one who is named, as "her boy, Bob Lee", only a figure of one person without a name can tell. */
static bool is_known(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t before, size_t i)
{
	bool pronoun = kua_scene_in_class(s, m->of[i].n->first, "he-one");
	if (is_relative(s, m, all, before, i))
		return false;
	if ((!pronoun && !kua_scene_in_class(s, m->of[i].n->first, "single-definite")) || all[i].low != 1)
		return false;
	for (size_t k = before > REPEAT_REACH ? before - REPEAT_REACH : 0; k < before; k++)
		if ((kua_figure_is(all[k].act, all[i].act) || (pronoun && kua_figure_is(all[i].act, "shot"))) && all[k].low != 0 &&
		    (!all[i].names.n || (all[k].low == 1 && !all[k].names.n)))
			return true;
	return false;
}

/* "Three people were shot. ... A woman is in critical condition": she is one of the three. */
static bool is_one_shot(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t before, size_t i)
{
	uint32_t t = m->of[i].n->first;
	bool single = kua_scene_in_class(s, t, "single") || kua_scene_in_class(s, t, "single-definite") || kua_scene_in_class(s, t, "he-one");
	if (!single || all[i].low != 1 || !kua_figure_is(all[i].act, "injured"))
		return false;
	for (size_t k = before > REPEAT_REACH ? before - REPEAT_REACH : 0; k < before; k++)
		if (kua_figure_is_count(&all[k], "shot") && all[k].low > 1 && m->of[k].match->sentence != m->of[i].match->sentence &&
		    m->of[i].match->sentence - m->of[k].match->sentence <= DESCRIBED_REACH)
			return true;
	return false;
}

static bool has_name(const struct kua_figure *f, const char *name)
{
	for (size_t i = 0; i < f->names.n; i++)
		if (strcmp(f->names.v[i], name) == 0)
			return true;
	return false;
}

/* Victims who are told by name alone and have all been told of before. */
static bool is_named_before(const struct making *m, const struct kua_figure *all, size_t before, size_t i)
{
	size_t known = 0;
	if (m->of[i].n != m->of[i].name)
		return false;
	for (size_t n = 0; n < all[i].names.n; n++) {
		bool seen = false;
		for (size_t k = before > REPEAT_REACH ? before - REPEAT_REACH : 0; k < before && !seen; k++)
			seen = kua_figure_is(all[k].act, all[i].act) && has_name(&all[k], all[i].names.v[n]);
		known += seen;
	}
	return known == all[i].names.n;
}

/*
 * "Two men were killed. ... John Smith and Bob Lee died at the scene": as many names as were counted before are the names of those.
 * The figure they belong to, or before where there is none.
 */
static size_t named_later(const struct making *m, const struct kua_figure *all, size_t before, size_t i)
{
	size_t k = before > REPEAT_REACH ? before - REPEAT_REACH : 0;
	for (; k < before && m->of[i].n == m->of[i].name; k++)
		if (kua_figure_is(all[k].act, all[i].act) && kua_figure_is(all[k].qualifier, "exact") && all[k].low == all[i].low &&
		    all[k].names.n == 0 && m->of[i].match->sentence - m->of[k].match->sentence <= DESCRIBED_REACH &&
		    (!all[i].place || !all[k].place || strcmp(all[i].place, all[k].place) == 0) &&
		    (!all[i].date || !all[k].date || strcmp(all[i].date, all[k].date) == 0))
			return k;
	return before;
}

/* "His brother, a poet, was shot": does figure i only say what one is who stands right before it and is counted? */
static bool is_beside_another(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i)
{
	uint32_t comma = m->of[i].n->first - 1;
	for (size_t k = i > BESIDE_REACH ? i - BESIDE_REACH : 0; k < i; k++)
		if (m->of[k].match != m->of[i].match && m->of[k].people && m->of[k].people->last == comma && all[k].low == 1 &&
		    strcmp(all[k].act, all[i].act) == 0 && s->text->tokens[comma].sentence == m->of[k].match->sentence)
			return true;
	return false;
}

/* "Ann Lee, a poet, was shot": the poet is she, who is counted by her name, or whose case it is. */
static bool is_apposition(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i)
{
	uint32_t t = m->of[i].n->first;
	if (t < s->text->sentences[m->of[i].match->sentence].first + 2 || strcmp(s->text->tokens[t - 1].norm, ",") != 0 ||
	    !kua_scene_in_class(s, t, "single-described"))
		return false;
	if (is_beside_another(s, m, all, i))
		return true;
	if (s->number_at[t - 2] != KUA_NO_ID && t >= 4) /* "Ann Lee, 42, a poet" */
		t -= 2;
	uint32_t k = s->named_at[t - 2];
	return k != KUA_NO_ID && strcmp(s->named[k].kind, "person") == 0;
}

/* One of several whom another figure counts together: the wife of "his wife and two children". */
static bool is_counted(const struct making *m, size_t i)
{
	size_t from = i > BESIDE_REACH ? i - BESIDE_REACH : 0;
	for (size_t k = from; k < m->n && k <= i + BESIDE_REACH; k++) {
		const struct finding *f = &m->of[k];
		if (f->match != m->of[i].match && f->people && f->people->first <= m->of[i].n->first && m->of[i].n->first < f->people->last &&
		    kua_match_capture(f->match, "plus"))
			return true;
	}
	return false;
}

static void keep(struct making *m, struct kua_figure *all, size_t kept, size_t i)
{
	all[kept] = all[i];
	m->of[kept] = m->of[i];
	m->at[kept] = m->at[i];
	m->another[kept] = m->another[i];
}

/* Leave out what counts nobody else in its own sentence, and a heading's figure that stands below it. */
static void leave_explained(const struct kua_scene *s, struct making *m, struct kua_figure *all)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->n; i++)
		if (!is_repeated(s, m, all, i) && !is_counted(m, i) && !is_apposition(s, m, all, i))
			keep(m, all, kept++, i);
	m->n = kept;
}

/* Leave out what the text says twice: of whom it has told before, and a sentence said again word for word. */
static void leave_repeats(const struct kua_scene *s, struct making *m, struct kua_figure *all)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->n; i++) {
		if (m->another[i]) {
			keep(m, all, kept++, i);
			continue;
		}
		size_t same = named_later(m, all, kept, i);
		bool again = is_described(s, m, all, kept, i) || is_known(s, m, all, kept, i) || is_named_before(m, all, kept, i) ||
		             is_one_shot(s, m, all, kept, i);
		if (!again && same < kept) {
			all[same].names = all[i].names;
			again = true;
		}
		for (size_t k = kept > REPEAT_REACH ? kept - REPEAT_REACH : 0; k < kept && !again; k++)
			again = m->of[k].match->sentence != m->of[i].match->sentence && kua_figure_is_part(s, &m->of[k]) == kua_figure_is_part(s, &m->of[i]) &&
			        same_statement(&all[k], &all[i]);
		if (!again)
			keep(m, all, kept++, i);
	}
	m->n = kept;
}

/* ---- one and one ---- */

static bool is_one(const struct kua_scene *s, const struct making *m, const struct kua_figure *all, size_t i)
{
	uint32_t t = m->of[i].n->first;
	bool said = kua_scene_in_class(s, t, "single-described") || kua_scene_in_class(s, t, "single-definite") ||
	            kua_scene_in_class(s, t, "relative-one") || m->of[i].n == m->of[i].name;
	return said && all[i].low == all[i].high && all[i].low > 0;
}

/* Put figure i with figure k, which it stands beside: "a man and a woman". */
static void add_to(const struct kua_scene *s, struct making *m, struct kua_figure *all, size_t k, size_t i)
{
	all[k].low = all[k].high = all[k].low + all[i].low;
	for (size_t n = 0; n < all[i].names.n; n++)
		kua_list_add(s->arena, &all[k].names, all[i].names.v[n]);
	const struct kua_capture *last = m->of[i].people ? m->of[i].people : m->of[i].n;
	struct kua_capture *both = KUA_NEW(s->arena, struct kua_capture);
	*both = (struct kua_capture){"people", m->at[k], last->last, NULL};
	m->of[k].people = both;
	all[k].people = kua_scene_words(s, both->first, both->last);
	kua_figure_reason(s, &all[k], "number: with \"%s\"", kua_scene_words(s, m->of[i].n->first, last->last));
}

/* Single victims that one match lists are one figure, where no larger number stands among them. */
static void join_singles(const struct kua_scene *s, struct making *m, struct kua_figure *all)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->n; i++) {
		size_t k = kept;
		while (k > 0 && kept - k < 2 * FIGURE_NUMBERS && m->of[k - 1].match == m->of[i].match &&
		       strcmp(all[k - 1].act, all[i].act) != 0)
			k--;
		bool beside = k > 0 && m->of[k - 1].match == m->of[i].match && strcmp(all[k - 1].act, all[i].act) == 0;
		if (beside && is_one(s, m, all, i) && is_one(s, m, all, k - 1))
			add_to(s, m, all, k - 1, i);
		else
			keep(m, all, kept++, i);
	}
	m->n = kept;
}

/* ---- parts ---- */

static bool may_hold(const struct kua_figure *whole, const struct kua_figure *part)
{
	bool same = strcmp(whole->act, part->act) == 0;
	bool hit = kua_figure_is(whole->act, "shot") && (kua_figure_is(part->act, "killed") || kua_figure_is(part->act, "injured"));
	int64_t most = part->low != KUA_NONE ? part->low : part->high;
	return (same || hit) && (whole->high == KUA_NONE || (most != KUA_NONE && whole->high > most));
}

/* Whose word the whole is, that of its part is too, where the sentence of the part names nobody. */
static void take_source(const struct kua_scene *s, const struct making *m, struct kua_figure *all, size_t whole, size_t part)
{
	if (all[part].said_by || !all[whole].said_by || m->of[part].match->sentence == m->of[whole].match->sentence)
		return;
	all[part].said_by = all[whole].said_by;
	all[part].via = all[whole].via;
	all[part].said_read = all[whole].said_read;
	kua_figure_reason(s, &all[part], "said by: who told of those it is part of");
}

static void join_parts(const struct kua_scene *s, const struct making *m, struct kua_figure *all)
{
	for (size_t i = 1; i < m->n; i++) {
		if (!kua_figure_is_part(s, &m->of[i]))
			continue;
		for (size_t k = i; k > 0 && m->of[i].match->sentence - m->of[k - 1].match->sentence <= PART_REACH; k--)
			if (!all[k - 1].part_of && may_hold(&all[k - 1], &all[i])) {
				all[i].part_of = all[k - 1].id;
				take_source(s, m, all, k - 1, i);
				if (kua_figure_is_total(&all[k - 1]) || !all[i].scope) /* of a total over a year a part is no event's figure either */
					all[i].scope = all[k - 1].scope;
				kua_figure_reason(s, &all[i], "part of: those told of before");
				break;
			}
	}
}

void kua_figures_settle(const struct kua_scene *s, struct making *m, struct kua_figure *all)
{
	join_singles(s, m, all);
	leave_explained(s, m, all);
	kua_figures_one_by_one(s, m, all);
	leave_repeats(s, m, all);
	join_parts(s, m, all);
}
