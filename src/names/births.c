/*
 * births.c - the year of birth that a text says of somebody, and what it tells: two people of one full name with other years of birth are
 * two, the same year makes two spellings likelier one.
 *
 * A year is read where it stands behind a full name in its sentence: "Arman Sadykov (born 3 May 1970)", "Арман Садыков, 1970 года рождения",
 * "Arman Sadykov (1970-2011)". A form that texts give years to that cannot be one person's is as many nodes as it has years; where no
 * year is given it stands by itself, for nothing tells whose it is.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

#define BORN_ALIKE 0.6 /* what is less alike is no candidate */

enum {
	BORN_AFTER = 8,  /* tokens from the name to the word that says born, or to the year before such a word */
	YEAR_AFTER = 6,  /* tokens from that word to the year: a day, a month, a town */
	BORN_BEHIND = 4, /* tokens from the year to the word, where it stands behind */
	YEAR_LEAST = 1800,
	YEAR_MOST = 2100,
	LIFE_LEAST = 16, /* years between two in brackets that are a life's, and no term's or study's */
	YEARS_APART = 2, /* from here on no counting from an age explains it */
};

/* ---- in a text ---- */

static uint16_t year_at(const struct scan *s, size_t i)
{
	const char *norm = s->tok[i].norm;
	if (s->tok[i].kind != KUA_NUMERAL || strlen(norm) != 4 || strspn(norm, "0123456789") != 4)
		return 0;
	unsigned long year = strtoul(norm, NULL, 10);
	return year >= YEAR_LEAST && year <= YEAR_MOST ? (uint16_t)year : 0;
}

/* "(1970-2011)": what a life is written as; behind an office it may be the years that it was held. */
static uint16_t life_at(const struct scan *s, size_t i)
{
	if (i + 4 >= s->n || !is_punct(s, i, "(") || !is_punct(s, i + 2, "-") || !is_punct(s, i + 4, ")"))
		return 0;
	uint16_t birth = year_at(s, i + 1);
	return year_at(s, i + 3) >= birth + LIFE_LEAST ? birth : 0;
}

/* May it stand between a name and what is said of its birth? "was", "a lawyer, 52,": of nobody else anything is said. */
static bool is_gap(const struct scan *s, size_t i)
{
	return s->tok[i].kind == KUA_PUNCT || s->tok[i].kind == KUA_NUMERAL ||
	       (is_word(s, i) && (s->flags[i] & (W_IS | W_ARTICLE | W_ROLE | W_ROLE_MOD | W_TITLE | W_DEMONYM)));
}

/* Up to the end of the sentence, but for brackets: "(b. 1972)" ends none. */
static bool goes_on(const struct scan *s, size_t i, size_t from, uint32_t sentence)
{
	bool person = i < s->n && s->owner[i] && s->found.v[s->owner[i] - 1].kind == NAME_PERSON;
	return i < s->n && !person && (s->tok[i].sentence == sentence || is_punct(s, from, "("));
}

/* "born in Aktau; in 1990 he fled", "born in Aktau and arrested in 1990" */
static bool is_next_matter(const struct scan *s, size_t i)
{
	return is_punct(s, i, ")") || is_punct(s, i, ";") || (s->flags[i] & (W_AND | W_HE));
}

/* What is said right behind the name that ends before token `from`; 0 where it is no year of birth. */
static uint16_t born_behind(const struct scan *s, size_t from, bool office)
{
	uint32_t sentence = s->tok[from - 1].sentence;
	for (size_t i = from; goes_on(s, i, from, sentence) && i - from < BORN_AFTER; i++) {
		uint16_t year = year_at(s, i), life = office ? 0 : life_at(s, i);
		if (life)
			return life;
		if (s->flags[i] & W_BORN) {
			for (size_t k = i + 1; goes_on(s, k, from, sentence) && k - i <= YEAR_AFTER && !year && !is_next_matter(s, k); k++)
				year = year_at(s, k);
			return year;
		}
		for (size_t k = i + 1; year && goes_on(s, k, from, sentence) && k - i <= BORN_BEHIND && !is_punct(s, k, ")"); k++)
			if (s->flags[k] & W_BORN)
				return year;
		if (year || !is_gap(s, i) || (i > from && is_punct(s, i, ")")))
			return 0;
	}
	return 0;
}

void births_find(struct scan *s)
{
	for (size_t i = 0; i < s->found.n; i++) {
		struct found *f = &s->found.v[i];
		if (f->kind == NAME_PERSON && f->full && f->strength != PENDING && !f->possessive && f->last > 0)
			f->born = born_behind(s, f->last, f->role != NULL);
	}
}

/* ---- in the collection ---- */

struct birth {
	uint32_t form, item;
	uint16_t year;
	struct found *mention; /* that says it */
};

struct births {
	KUA_VEC(struct birth) v;
};

static int by_form(const void *a, const void *b)
{
	const struct birth *x = a, *y = b;
	return x->form != y->form ? (x->form < y->form ? -1 : 1) : x->year < y->year ? -1 : x->year > y->year;
}

static bool is_head(const struct found *f)
{
	return f->kind == NAME_PERSON && f->strength != PENDING && f->full && !f->full_name;
}

static void gather(struct collection *c, struct kua_intern *forms, struct births *b)
{
	for (uint32_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++) {
			struct found *f = &c->items[i].v[k];
			if (f->born && is_head(f))
				*kua_vec_add(&b->v) = (struct birth){kua_intern_add(forms, f->norm, strlen(f->norm)), i, f->born, f};
		}
	if (b->v.n)
		qsort(b->v.v, b->v.n, sizeof *b->v.v, by_form);
}

/* Years of one form that follow one another closely are one year; where all do it is one person as before. */
static bool level(struct birth *v, size_t n)
{
	bool apart = false;
	uint16_t first = v[0].year, before = v[0].year;
	for (size_t i = 0; i < n; i++) {
		if (v[i].year - before >= YEARS_APART) {
			first = v[i].year;
			apart = true;
		}
		before = v[i].year;
		v[i].mention->born = first;
	}
	return apart;
}

/* The year that an item says of a form, for its other mentions of it: none where it says two. */
static void spread(struct collection *c, const struct kua_intern *forms, const bool *apart)
{
	uint16_t *year = KUA_NEW_N(c->arena, uint16_t, kua_intern_count(forms));
	uint32_t *item = KUA_NEW_N(c->arena, uint32_t, kua_intern_count(forms)); /* + 1 */
	for (uint32_t i = 0; i < c->in->n; i++) {
		for (int round = 0; round < 2; round++)
			for (size_t k = 0; k < c->items[i].n; k++) {
				struct found *f = &c->items[i].v[k];
				uint32_t form = is_head(f) ? kua_intern_find(forms, f->norm, strlen(f->norm)) : KUA_NO_ID;
				if (form == KUA_NO_ID)
					continue;
				if (round == 0 && f->born) {
					year[form] = item[form] == i + 1 && year[form] != f->born ? 0 : f->born;
					item[form] = i + 1;
				} else if (round == 1) {
					f->born = f->born || item[form] != i + 1 ? f->born : year[form];
					f->of_two = apart[form];
				}
			}
	}
}

void births_settle(struct collection *c)
{
	struct kua_intern *forms = kua_intern_new();
	struct births b = {0};
	gather(c, forms, &b);
	bool *apart = KUA_NEW_N(c->arena, bool, kua_intern_count(forms) + 1);
	for (size_t i = 0, end; i < b.v.n; i = end) {
		for (end = i + 1; end < b.v.n && b.v.v[end].form == b.v.v[i].form;)
			end++;
		apart[b.v.v[i].form] = level(&b.v.v[i], end - i);
	}
	if (b.v.n)
		spread(c, forms, apart);
	kua_vec_free(&b.v);
	kua_intern_free(forms);
}

/* ---- two nodes ---- */

static bool years_apart(uint16_t a, uint16_t b)
{
	return a && b && (a > b ? a - b : b - a) >= YEARS_APART;
}

struct births_span births_span_of(const struct node *n)
{
	return (struct births_span){n->born, n->born, n->of_two};
}

void births_span_join(struct births_span *one, const struct births_span *other)
{
	one->least = !one->least || (other->least && other->least < one->least) ? other->least : one->least;
	one->most = other->most > one->most ? other->most : one->most;
	one->of_two = one->of_two || other->of_two;
}

/* Two people's, or it may be either of two people's: no evidence of spelling joins over that. */
bool births_spans_bar(const struct births_span *a, const struct births_span *b)
{
	return years_apart(a->least, b->most) || years_apart(a->most, b->least) || (a->of_two && b->least) || (b->of_two && a->least);
}

static bool bar(const struct node *a, const struct node *b)
{
	struct births_span x = births_span_of(a), y = births_span_of(b);
	return births_spans_bar(&x, &y);
}

#define AGREED 0.5 /* of what is left to certainty */

void births_weigh(const struct node *a, const struct node *b, struct likeness *l)
{
	const unsigned contradictions = V_PARTIAL | V_GIVEN_DIFFER | V_FATHER_DIFFER | V_GENERATION_DIFFER;
	if (bar(a, b)) {
		l->bits |= V_BIRTH_DIFFER;
		because(l, a->born && b->born ? "different years of birth" : "people of this name were born in different years");
	} else if (a->born && b->born && l->score >= BORN_ALIKE && !(l->bits & contradictions)) {
		l->score += AGREED * (1 - l->score);
		because(l, "one year of birth");
	}
}

/* A form without a year that is the name of people born in different years, by its other spellings, may be either's. */
static void note_open(struct collection *c)
{
	uint16_t *least = KUA_NEW_N(c->arena, uint16_t, c->nodes.n), *most = KUA_NEW_N(c->arena, uint16_t, c->nodes.n);
	for (size_t i = 0; i < c->edges.n; i++)
		for (int k = 0; k < 2 && likeness_same(&c->edges.v[i].like); k++) {
			uint32_t open = k ? c->edges.v[i].b : c->edges.v[i].a, other = k ? c->edges.v[i].a : c->edges.v[i].b;
			uint16_t year = c->nodes.v[open].born ? 0 : c->nodes.v[other].born;
			if (year && (!least[open] || year < least[open]))
				least[open] = year;
			most[open] = year > most[open] ? year : most[open];
		}
	for (size_t i = 0; i < c->nodes.n; i++)
		c->nodes.v[i].of_two = c->nodes.v[i].of_two || years_apart(least[i], most[i]);
}

void births_apply(struct collection *c)
{
	note_open(c);
	for (size_t i = 0; i < c->edges.n; i++)
		births_weigh(&c->nodes.v[c->edges.v[i].a], &c->nodes.v[c->edges.v[i].b], &c->edges.v[i].like);
}
