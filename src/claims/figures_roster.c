/*
 * figures_roster.c - victims who are told one by one: "A 19-year-old man died at the scene. A second man, 22, was taken to a hospital. A
 * woman was grazed." Who was killed and who was hurt is kept person by person, and where nobody else counts them and each is surely
 * another one - by age, sex, name, or a word such as "another" - their number is put behind the figures as one more, which says whom it
 * counts. Where one of them may be one of those before, nothing is added.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/figures.h"

#define ROSTER_MOST 12     /* persons */
#define ROSTER_MEMBERS 4   /* ages of those whom one figure joins: "a boy, 17, and a man, 19" */
#define ROSTER_REACH 12    /* sentences from the first to the last */
#define ROSTER_DAYS 7      /* from the day of one to that of another */
#define ROSTER_LONG 20      /* days; what was longer ago is another event */
#define ROSTER_FIGURES 256 /* looked at, in an item */
#define ROSTER_QUOTE 1200  /* bytes; those who are told further apart are quoted by the first sentence */
#define BEHIND_ONE 3       /* tokens behind the words for somebody where an age may stand: "a second man, 22," */

enum sex { UNTOLD, WOMAN, MAN };
enum grown { UNKNOWN, CHILD, ADULT };

/* What one figure, or several, tell of one person, or of a few who are joined. */
struct person {
	size_t figure;      /* the first */
	uint32_t sentence, last_sentence, first, last; /* tokens of the words for him that were read last */
	int64_t n;
	int64_t ages[ROSTER_MEMBERS];
	size_t n_ages;
	enum sex sex;
	enum grown grown;
	uint32_t word;      /* the token of the noun: "woman" */
	struct kua_list names;
	bool dead, hurt, alive, other, definite, pronoun, told; /* told: with an article, not "Man shot" as in a headline */
};

struct roster {
	const struct kua_scene *s;
	const struct making *m;
	const struct kua_figure *all;
	struct person v[ROSTER_MOST];
	size_t n;
};

/* ---- what is told of one ---- */

static bool is_comma(const struct kua_scene *s, uint32_t t)
{
	return t < s->text->n_tokens && kua_figure_is(s->text->tokens[t].norm, ",");
}

/* "A 19-year-old man", "a second man, 22,": is the number an age? */
static bool is_age(const struct kua_scene *s, const struct kua_number *n)
{
	bool between = n->first > 0 && n->last < s->text->n_tokens && is_comma(s, n->first - 1) &&
	               (is_comma(s, n->last) || kua_scene_in_class(s, n->last, "ends-age"));
	bool hyphen = n->last + 1 < s->text->n_tokens && kua_figure_is(s->text->tokens[n->last].norm, "-");
	bool year = n->last < s->text->n_tokens && kua_scene_in_class(s, n->last + hyphen, "age-word");
	return n->digits && !n->is_range && n->low < 110 && (between || year);
}

static void describe(const struct roster *r, size_t i, struct person *p)
{
	const struct kua_scene *s = r->s;
	const struct finding *f = &r->m->of[i];
	uint32_t first = f->n->first, sentence = f->match->sentence, end = s->text->sentences[sentence].last, last = f->n->last;
	const struct kua_figure *figure = &r->all[i];
	if (f->people && f->people->last > last)
		last = f->people->last;
	if (f->name && f->name->last > last)
		last = f->name->last;
	*p = (struct person){.figure = i, .sentence = sentence, .last_sentence = sentence, .n = figure->low, .first = first,
	                     .last = last, .word = last - 1, .names = figure->names};
	p->pronoun = last == first + 1 && (kua_scene_in_class(s, first, "he-one") || kua_scene_in_class(s, first, "object-one"));
	p->definite = !p->pronoun && kua_scene_in_class(s, first, "single-definite");
	p->other = kua_scene_in_class(s, first, "another-one");
	p->told = kua_scene_in_class(s, first, "single") || p->definite;
	p->n = kua_scene_in_class(s, first, "further-victim") ? 1 : p->n; /* "a second man died" tells that two did */
	uint32_t look = p->pronoun ? last : last + BEHIND_ONE;
	for (uint32_t t = first; t < look && t < end; t++) {
		const struct kua_number *number = s->number_at[t] != KUA_NO_ID ? &s->numbers[s->number_at[t]] : NULL;
		if (number && number->first == t && is_age(s, number) && p->n_ages < ROSTER_MEMBERS)
			p->ages[p->n_ages++] = number->low;
		if (t >= last || p->n != 1)
			continue;
		bool woman = kua_scene_in_class(s, t, "who-woman-word") || kua_scene_in_class(s, t, "who-she");
		bool man = kua_scene_in_class(s, t, "who-man-word") || kua_scene_in_class(s, t, "who-male");
		if ((woman || man) && (t > first || p->pronoun)) /* "her husband": the noun, behind whose it is */
			p->sex = woman ? WOMAN : MAN;
		if (kua_scene_in_class(s, t, "child-word") || kua_scene_in_class(s, t, "adult-word"))
			p->grown = kua_scene_in_class(s, t, "child-word") ? CHILD : ADULT;
	}
}

/* ---- is it one of those before? ---- */

enum same { NO, YES, PERHAPS };

static bool share_age(const struct person *a, const struct person *b)
{
	for (size_t i = 0; i < a->n_ages; i++)
		for (size_t k = 0; k < b->n_ages; k++)
			if (a->ages[i] == b->ages[k])
				return true;
	return false;
}

static bool ages_differ(const struct person *a, const struct person *b)
{
	return a->n_ages == (size_t)a->n && b->n_ages == (size_t)b->n && !share_age(a, b);
}

static bool share_name(const struct person *a, const struct person *b)
{
	for (size_t i = 0; i < a->names.n; i++)
		if (kua_list_has(&b->names, a->names.v[i]))
			return true;
	return false;
}

/* "Jose Lopez" and "Lopez": has a name of one a word of a name of the other? */
static bool share_word(const struct person *a, const struct person *b)
{
	for (size_t i = 0; i < a->names.n; i++)
		for (size_t k = 0; k < b->names.n; k++)
			for (const char *w = a->names.v[i]; *w; w += strspn(w, " ")) {
				size_t n = strcspn(w, " ");
				for (const char *v = b->names.v[k]; *v; v += strspn(v, " ")) {
					size_t l = strcspn(v, " ");
					if (n == l && memcmp(w, v, n) == 0)
						return true;
					v += l;
				}
				w += n;
			}
	return false;
}

static bool same_word(const struct roster *r, const struct person *a, const struct person *b)
{
	const struct kua_token *t = r->s->text->tokens;
	return kua_figure_is(t[a->word].norm, t[b->word].norm);
}

/* "The victim, a 35-year-old man,": the second says who the first is. */
static bool is_explained(const struct kua_scene *s, const struct person *old, const struct person *new)
{
	return new->first == old->last + 1 && is_comma(s, old->last) && kua_scene_in_class(s, new->first, "single-described");
}

/* Does a word begin another clause, or go on with a list, between the two? */
static bool is_joined(const struct kua_scene *s, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to && t < from + FIGURE_REACH; t++)
		if (kua_scene_in_class(s, t, "joins-others"))
			return true;
	return false;
}

static enum same compare(const struct roster *r, const struct person *old, const struct person *new)
{
	if (share_name(old, new) || is_explained(r->s, old, new))
		return YES;
	bool here = old->last_sentence == new->sentence && old->told && new->told && is_joined(r->s, old->last, new->first);
	if ((old->sex && new->sex && old->sex != new->sex) || ages_differ(old, new) || (old->grown && new->grown && old->grown != new->grown))
		return NO;
	if (old->names.n && new->names.n)
		return share_word(old, new) ? PERHAPS : NO;
	if (old->last_sentence == new->sentence && (old->names.n || new->names.n)) /* "Ann Lee, a poet": the poet may be she */
		return PERHAPS;
	if (new->other || (here && !new->pronoun && !new->definite))
		return NO;
	if (old->n == 1 && new->n == 1 && share_age(old, new))
		return YES;
	bool whoever = new->definite && r->n == 1 && kua_scene_in_class(r->s, new->word, "whoever-was-hit");
	if (new->pronoun || whoever || (new->definite && same_word(r, old, new)))
		return old->n == 1 ? YES : PERHAPS;
	bool kin = new->definite && kua_scene_in_class(r->s, new->word, "kin-word") && kua_scene_in_class(r->s, r->m->at[new->figure], "possessive");
	return kin && old->sentence <= new->sentence ? NO : PERHAPS;
}

/* The person before whom it tells of; n where it is a new one; ROSTER_MOST where that cannot be said. */
static size_t find_same(const struct roster *r, const struct person *new)
{
	size_t found = r->n;
	for (size_t i = r->n; i-- > 0;) {
		enum same is = compare(r, &r->v[i], new);
		if (is == PERHAPS)
			return ROSTER_MOST;
		if (is == NO)
			continue;
		if (found < r->n && (!new->pronoun || r->v[i].last_sentence == r->v[found].last_sentence))
			return ROSTER_MOST; /* two whom it may mean; a pronoun means who was told of last */
		if (found == r->n)
			found = i;
	}
	return found == r->n && new->pronoun ? ROSTER_MOST : found;
}

/* "The baby died there": does it only tell again of somebody who may be meant, and of whom the same has been told? */
static bool calls_back(const struct roster *r, const struct person *new, bool killed)
{
	bool told = false;
	for (size_t i = 0; i < r->n && new->definite && !kua_scene_in_class(r->s, new->first, "possessive"); i++)
		told |= compare(r, &r->v[i], new) != NO && (killed ? r->v[i].dead : r->v[i].hurt);
	return told;
}

/* ---- who counts ---- */

/* Is a word of the class in the sentence of the match, near it? */
static bool tells(const struct kua_scene *s, const struct kua_match *m, const char *name, const char *other)
{
	const struct kua_sentence *in = &s->text->sentences[m->sentence];
	uint32_t first = m->first > in->first + FIGURE_REACH ? m->first - FIGURE_REACH : in->first;
	for (uint32_t t = first; t < in->last && t < m->last + FIGURE_REACH; t++)
		if (kua_scene_in_class(s, t, name) || (other && kua_scene_in_class(s, t, other)))
			return true;
	return false;
}

/* Is it told in words that lead away from the event: another shooting, an earlier one? */
static bool is_elsewhere(const struct kua_scene *s, const struct kua_match *m)
{
	return tells(s, m, "another-event", NULL);
}

/* Is somebody told of as living there: in hospital, shot in the arm? */
static bool tells_alive(const struct kua_scene *s, const struct kua_match *m)
{
	return tells(s, m, "alive", "limb");
}

static bool is_bodily(const char *act)
{
	return kua_figure_is(act, "killed") || kua_figure_is(act, "injured") || kua_figure_is(act, "shot");
}

/* Days, as if all months had 31; of a month its first, and of a year its first. */
static long days_of(const char *date)
{
	long year = strtol(date, NULL, 10), month = strlen(date) >= strlen("2011-06") ? strtol(date + 5, NULL, 10) : 1;
	long day = strlen(date) >= strlen("2011-06-09") ? strtol(date + 8, NULL, 10) : 1;
	return (year * 12 + month) * 31 + day;
}

/* How far figure f is from the day: of the text, or of what it told first. A year or a month is near what is in it. */
static long days_between(const char *date, const char *day)
{
	size_t n = strlen(date) < strlen(day) ? strlen(date) : strlen(day);
	return strncmp(date, day, n) == 0 ? 0 : labs(days_of(date) - days_of(day));
}

/* A number of people that the text counts: two or more in one word. */
static bool is_counted(const struct kua_figure *f)
{
	return !f->scope && (f->low != 1 || f->high != 1) && f->low != 0;
}

static bool add(struct roster *r, size_t i)
{
	struct person new;
	describe(r, i, &new);
	size_t k = find_same(r, &new);
	if (k == ROSTER_MOST && calls_back(r, &new, kua_figure_is(r->all[i].act, "killed")))
		return true;
	if (k == ROSTER_MOST || (k == r->n && r->n == ROSTER_MOST))
		return false;
	struct person *p = &r->v[k];
	if (k == r->n) {
		*p = new;
		r->n++;
	}
	p->last_sentence = new.sentence;
	p->first = new.first;
	p->last = new.last;
	p->sex = p->sex ? p->sex : new.sex;
	if (!p->n_ages)
		for (; p->n_ages < new.n_ages; p->n_ages++)
			p->ages[p->n_ages] = new.ages[p->n_ages];
	if (!p->names.n)
		p->names = new.names;
	p->dead |= kua_figure_is(r->all[i].act, "killed");
	p->hurt |= !kua_figure_is(r->all[i].act, "killed");
	p->alive |= kua_figure_is(r->all[i].act, "injured") || tells_alive(r->s, r->m->of[i].match);
	return true;
}

/*
 * All who are told one by one, of one event, near each other; false where one may be another. killed, hurt: whether the text counts those
 * who were killed, or who were hit.
 */
static bool read_roster(struct roster *r, size_t n, bool *killed, bool *hurt)
{
	const char *day = NULL, *now = r->s->item->published_on;
	for (size_t i = 0; i < n; i++) {
		const struct kua_figure *f = &r->all[i];
		if (!is_bodily(f->act) || f->low == 0 || kua_figure_is_total(f) || (f->date && now && days_between(f->date, now) > ROSTER_LONG) ||
		    is_elsewhere(r->s, r->m->of[i].match) || kua_figure_is_apart(r->s, &r->m->of[i]))
			continue;
		if (f->date && day && days_between(f->date, day) > ROSTER_DAYS)
			return false;
		if (f->date)
			now = day = f->date;
		bool heading = r->s->text->sentences[r->m->of[i].match->sentence].heading;
		if (is_counted(f)) {
			*(kua_figure_is(f->act, "killed") ? killed : hurt) = true;
			continue;
		}
		if (heading || f->part_of || kua_figure_is_part(r->s, &r->m->of[i]))
			continue;
		if (r->n && r->m->of[i].match->sentence - r->v[0].sentence > ROSTER_REACH)
			break;
		if (!add(r, i))
			return false;
	}
	return true;
}

/* ---- the figure ---- */

/* From the first sentence to the last of those who are counted, where that is not too long. */
static void quote(const struct roster *r, const bool *counts, struct kua_figure *out)
{
	const struct kua_sentence *sentences = r->s->text->sentences;
	uint32_t first = UINT32_MAX, last = 0;
	for (size_t i = 0; i < r->n; i++)
		if (counts[i]) {
			first = r->v[i].sentence < first ? r->v[i].sentence : first;
			last = r->v[i].sentence > last ? r->v[i].sentence : last;
		}
	if (sentences[last].end - sentences[first].start > ROSTER_QUOTE)
		last = first;
	out->start = sentences[first].start;
	out->end = sentences[last].end;
	out->quote = kua_arena_strndup(r->s->arena, r->s->text->bytes + out->start, (size_t)(out->end - out->start));
}

static void put(const struct roster *r, struct making *m, struct kua_figure *all, const char *act, const bool *counts, int64_t sum)
{
	struct kua_figure *out = &m->sums[m->n_sums++];
	size_t first = 0;
	while (!counts[first])
		first++;
	*out = all[r->v[first].figure];
	out->act = act;
	out->low = out->high = sum;
	out->qualifier = "exact";
	out->scope = out->people = out->people_kind = out->word = out->part_of = NULL;
	out->names = (struct kua_list){0};
	out->reasons = (struct kua_list){0};
	quote(r, counts, out);
	const char *what = kua_arena_printf(r->s->arena, "%s roster %u", act, r->s->text->tokens[m->at[r->v[first].figure]].start);
	out->id = kua_claim_id(r->s, "figure", out->start, out->end, what);
	kua_figure_reason(r->s, out, "number: %lld told of one by one, whom the text does not count together", (long long)sum);
	for (size_t i = 0; i < r->n; i++) {
		if (!counts[i])
			continue;
		size_t k = r->v[i].figure;
		const struct finding *f = &m->of[k];
		kua_figure_reason(r->s, out, "number: \"%s\"", kua_scene_words(r->s, f->n->first, f->people ? f->people->last : f->n->last));
		for (size_t n = 0; n < r->v[i].names.n; n++)
			kua_list_add(r->s->arena, &out->names, r->v[i].names.v[n]);
		m->another[k] = true;
		if (!kua_figure_is(all[k].act, act))
			continue;
		all[k].part_of = out->id;
		kua_figure_reason(r->s, &all[k], "part of: those who are told one by one");
	}
}

/* The largest number of the act that is told already. */
static int64_t most_told(const struct kua_figure *all, size_t n, const char *act)
{
	int64_t most = 0;
	for (size_t i = 0; i < n; i++)
		if (kua_figure_is(all[i].act, act) && !kua_figure_is_total(&all[i]) && all[i].high > most)
			most = all[i].high;
	return most;
}

/* Does the text tell of several events of one kind: "two separate shootings"? */
static bool tells_several(const struct kua_scene *s)
{
	for (uint32_t t = 0; t < s->text->n_tokens; t++)
		if (kua_scene_in_class(s, t, "separate-events"))
			return true;
	return false;
}

void kua_figures_one_by_one(const struct kua_scene *s, struct making *m, struct kua_figure *all)
{
	struct roster *r = KUA_NEW(s->arena, struct roster);
	*r = (struct roster){.s = s, .m = m, .all = all};
	bool killed = false, hurt = false;
	if (m->n < 2 || m->n > ROSTER_FIGURES || kua_figure_caseless(s) || !read_roster(r, m->n, &killed, &hurt) || r->n < 2 || tells_several(s))
		return;
	bool dead[ROSTER_MOST], living[ROSTER_MOST];
	int64_t n_dead = 0, n_living = 0;
	for (size_t i = 0; i < r->n; i++) {
		const struct person *p = &r->v[i];
		dead[i] = p->dead;
		living[i] = !p->dead && (p->alive || !killed);
		n_dead += dead[i] ? p->n : 0;
		n_living += living[i] ? p->n : 0;
		hurt |= !dead[i] && !living[i]; /* he may be one of those who were killed */
	}
	if (!killed && n_dead > most_told(all, m->n, "killed"))
		put(r, m, all, "killed", dead, n_dead);
	if (!hurt && n_living > most_told(all, m->n, "injured"))
		put(r, m, all, "injured", living, n_living);
}
