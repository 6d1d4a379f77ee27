/*
 * shortforms.c - inside one item: "Pavel", "Lisov" and "Mr Reed" stand for the full name that the item gives.
 *
 * A single part is tried on every full name of the item: as its surname, its given name, another part, in this
 * spelling, in another spelling, with a slip. The best kind of fit counts. Where two people fit equally, a given
 * name means the one who was named last before it; a surname stays open, for families share it, unless only one of them has been named
 * by then. Who has two surnames may go by the first, with the given name (surnames.c) or without.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

struct local { /* a distinct form of a person in this item */
	const char *norm;
	struct name *name;
	uint32_t mention; /* the first */
};

struct locals {
	KUA_VEC(struct local) v;
	struct kua_arena *arena;
	uint32_t *of; /* mention -> local + 1 */
};

enum fit { FIT_NONE, FIT_SLIP, FIT_PART, FIT_GIVEN, FIT_SURNAME_VARIANT, FIT_SURNAME };

enum { LOCALS_MAX = 4000, FULLS_MAX = 400 }; /* an item that names more people is a list: its short forms are left alone */

static int by_norm(const void *a, const void *b)
{
	const struct found *x = *(const struct found *const *)a, *y = *(const struct found *const *)b;
	int order = strcmp(x->norm, y->norm);
	return order ? order : x->start < y->start ? -1 : x->start > y->start;
}

static void gather(const struct kua_names *names, struct item_mentions *m, struct locals *l)
{
	size_t n = 0;
	const struct found **sorted = KUA_NEW_N(l->arena, const struct found *, m->n);
	l->of = KUA_NEW_N(l->arena, uint32_t, m->n);
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].kind == NAME_PERSON || m->v[i].or_person)
			sorted[n++] = &m->v[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, by_norm);
	for (size_t i = 0; i < n && l->v.n < LOCALS_MAX; i++) {
		if (i == 0 || strcmp(sorted[i]->norm, sorted[i - 1]->norm) != 0) {
			struct name *name = KUA_NEW(l->arena, struct name);
			name_parse(names, sorted[i]->form, "person", l->arena, name);
			*kua_vec_add(&l->v) = (struct local){sorted[i]->norm, name, (uint32_t)(sorted[i] - m->v)};
		}
		l->of[sorted[i] - m->v] = (uint32_t)l->v.n;
	}
}

static enum fit fit_of(const struct kua_names *names, const struct name *single, const struct name *full)
{
	enum fit best = FIT_NONE;
	const struct part *s = &single->parts[single->single];
	for (int i = 0; i < (int)full->n; i++) {
		const struct part *p = &full->parts[i];
		bool slip, surname = i == full->surname || (i == 1 && two_surnames(full)) || (full->family_first && i == full->given);
		if (p->role == PART_INITIAL || p->role == PART_GENERATION || p->role == PART_PATRONYMIC)
			continue;
		if (!parts_may_fit(names, s, p))
			continue;
		double score = part_similarity(names, s, p, &slip);
		enum fit fit = score >= 1 && surname                       ? FIT_SURNAME
		             : score >= 0.97 && surname                    ? FIT_SURNAME_VARIANT
		             : score >= 0.97 && i == full->given           ? FIT_GIVEN
		             : score >= 0.97                               ? FIT_PART
		             : score >= 0.86 && surname && !s->given && strlen(s->key[0]) >= 6 ? FIT_SLIP
		                                                           : FIT_NONE;
		best = fit > best ? fit : best;
	}
	return best;
}

enum { CHOICES = 8 };

struct choice {
	enum fit fit;
	uint32_t v[CHOICES]; /* the locals that fit so */
	size_t n;
	size_t people; /* how many people they are; spellings of one name count once */
};

static bool one_person(const struct kua_names *names, const struct name *a, const struct name *b)
{
	struct likeness l;
	name_compare(names, a, b, &l);
	return likeness_same(&l) || ((l.bits & V_PARTIAL) && l.score >= 0.6 && !(l.bits & V_GIVEN_DIFFER));
}

static void choose(const struct kua_names *names, const struct locals *l, const uint32_t *fulls, size_t n_fulls,
                   const struct name *single, struct choice *c)
{
	*c = (struct choice){FIT_NONE, {0}, 0, 0};
	for (size_t k = 0; k < n_fulls; k++) {
		const struct name *full = l->v.v[fulls[k]].name;
		enum fit fit = fit_of(names, single, full);
		bool known = false;
		if (fit == FIT_NONE || fit < c->fit)
			continue;
		if (fit > c->fit)
			*c = (struct choice){.fit = fit};
		for (size_t i = 0; i < c->n && !known; i++)
			known = one_person(names, l->v.v[c->v[i]].name, full);
		c->people += !known;
		if (c->n < CHOICES)
			c->v[c->n++] = fulls[k];
	}
}

static void settle(struct item_mentions *m, const struct locals *l, size_t i, const struct choice *c,
                   const uint32_t *last_seen)
{
	static const char *const why[] = {
		[FIT_SLIP] = "a surname alone, one slip from the full name in the same item",
		[FIT_PART] = "one part alone, in an item that gives the full name",
		[FIT_GIVEN] = "a given name alone, in an item that gives the full name",
		[FIT_SURNAME_VARIANT] = "a surname alone in another spelling, in an item that gives the full name",
		[FIT_SURNAME] = "a surname alone, in an item that gives the full name",
	};
	static const double score[] = {0, 0.85, 0.88, 0.92, 0.93, 0.96};
	struct found *f = &m->v[i];
	if (f->or_person && c->fit < FIT_SURNAME_VARIANT)
		return;
	f->kind = NAME_PERSON;
	uint32_t local = c->v[0]; /* the one named last before it */
	for (size_t k = 1; k < c->n; k++)
		local = last_seen[c->v[k]] > last_seen[local] ? c->v[k] : local;
	size_t named = 0;
	for (size_t k = 0; k < c->n; k++)
		named += last_seen[c->v[k]] > 0;
	bool only = c->fit >= FIT_SURNAME_VARIANT && named == 1 && c->n < CHOICES;
	if (c->people > 1 && !(c->fit == FIT_GIVEN && last_seen[local]) && !only)
		return;
	f->full_name = l->v.v[local].mention + 1;
	f->why = c->people > 1 && only ? "a surname alone, of the only one of that name who was named before it"
	       : c->people > 1 ? "a given name alone, of the person named last before it" : why[c->fit];
	f->why_score = c->people > 1 ? 0.82 : score[c->fit];
	if (f->strength == PENDING)
		f->strength = WEAK;
}

/* Does prose use `one` only after the item gave the name with two surnames, and in no sentence that gives it? */
static bool used_behind(const struct item_mentions *m, const struct locals *l, uint32_t one, uint32_t two)
{
	uint32_t sentence_one = KUA_NO_ID, sentence_two = KUA_NO_ID;
	for (size_t i = 0; i < m->n; i++) {
		const struct found *f = &m->v[i];
		if (l->of[i] == two + 1)
			sentence_two = f->sentence;
		if (l->of[i] == one + 1)
			sentence_one = f->sentence;
		if ((l->of[i] == one + 1 && (sentence_two == KUA_NO_ID || !f->prose)) ||
		    (sentence_one == sentence_two && sentence_one != KUA_NO_ID))
			return false;
	}
	return true;
}

/* The mentions of `one` are the person of two surnames `two`, all of them, or none is. */
static void settle_longer(struct item_mentions *m, const struct locals *l, uint32_t one, uint32_t two)
{
	bool same = used_behind(m, l, one, two);
	for (size_t i = 0; i < m->n; i++) {
		struct found *f = &m->v[i];
		if (l->of[i] != one + 1)
			continue;
		f->apart = !same;
		if (same) {
			f->full_name = l->v.v[two].mention + 1;
			f->why = "without the second surname, in an item that gives both";
			f->why_score = 0.9;
		}
	}
}

/* "Gabriel García" in an item that has one Gabriel García Márquez. */
static void longer_forms(const struct kua_names *names, struct item_mentions *m, const struct locals *l, const uint32_t *fulls, size_t n_fulls)
{
	for (size_t k = 0; k < n_fulls; k++) {
		uint32_t two = 0;
		size_t n = 0;
		for (size_t j = 0; j < n_fulls && l->v.v[fulls[k]].name->n == 2; j++)
			if (without_second_surname(names, l->v.v[fulls[k]].name, l->v.v[fulls[j]].name)) {
				two = fulls[j];
				n++;
			}
		if (n == 1)
			settle_longer(m, l, fulls[k], two);
	}
}

void short_forms(const struct kua_names *names, struct item_mentions *m)
{
	bool full = false; /* without a name of two words there is nothing to do */
	for (size_t i = 0; i < m->n && !full; i++)
		full = (m->v[i].kind == NAME_PERSON || m->v[i].or_person) && m->v[i].norm[strcspn(m->v[i].norm, " ,./();:\"")];
	if (!full)
		return;
	struct locals l = {.arena = kua_arena_new()};
	gather(names, m, &l);
	uint32_t *fulls = KUA_NEW_N(l.arena, uint32_t, l.v.n), *last_seen = KUA_NEW_N(l.arena, uint32_t, l.v.n);
	struct choice *memo = KUA_NEW_N(l.arena, struct choice, l.v.n);
	bool *known = KUA_NEW_N(l.arena, bool, l.v.n);
	size_t n_fulls = 0;
	for (size_t i = 0; i < l.v.n; i++)
		if (l.v.v[i].name->given >= 0 && l.v.v[i].name->surname >= 0)
			fulls[n_fulls++] = (uint32_t)i;
	if (n_fulls <= FULLS_MAX)
		longer_forms(names, m, &l, fulls, n_fulls);
	for (size_t i = 0; i < m->n && n_fulls <= FULLS_MAX; i++) {
		if (!l.of[i])
			continue;
		uint32_t local = l.of[i] - 1;
		const struct name *name = l.v.v[local].name;
		if (name->single >= 0) {
			if (!known[local])
				choose(names, &l, fulls, n_fulls, name, &memo[local]);
			known[local] = true;
			if (memo[local].fit != FIT_NONE)
				settle(m, &l, i, &memo[local], last_seen);
		}
		last_seen[local] = (uint32_t)i + 1;
	}
	kua_vec_free(&l.v);
	kua_arena_free(l.arena);
}
