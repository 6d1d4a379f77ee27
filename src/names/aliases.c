/*
 * aliases.c - two names that the text itself says are one: "Rovenka (also written Ravinko)", "Port Amber, formerly Yantar,",
 * "Lower Zemstad, which the villagers call Dolny,".
 *
 * The words are in data/<language>/names.txt, [also called] and [calls]. The second name stands right behind them and ends in a
 * bracket, a comma or a full stop. What it was taken for gives way only where that was a guess; two places that the gazetteer has
 * stay two.
 */
#include <stdio.h>
#include <string.h>

#include "names/internal.h"

enum { ALSO_WORDS = 3, CALLS_WORDS = 6 };

static bool ends_here(const struct scan *s, size_t i)
{
	return i >= s->n || is_punct(s, i, ")") || is_punct(s, i, ",") || is_punct(s, i, ".") || is_punct(s, i, ";");
}

/* The words of [also called] that end right before token i: the first of them, or i. */
static size_t also_before(const struct scan *s, size_t i)
{
	char text[96];
	for (size_t n = ALSO_WORDS; n > 0; n--) {
		size_t len = 0;
		if (i < n + 1)
			continue;
		for (size_t k = i - n; k < i && len < sizeof text; k++)
			len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", k > i - n ? " " : "", s->tok[k].norm);
		if (len < sizeof text && is_one_of(text, &s->names->also_called))
			return i - n;
	}
	return i;
}

/* "which people here call": the token behind the comma that opens it, or i. */
static size_t called_before(const struct scan *s, size_t i)
{
	if (i < 3 || !is_word(s, i - 1) || !is_one_of(s->tok[i - 1].norm, &s->names->calls))
		return i;
	for (size_t k = i - 1; k > 1 && i - k <= CALLS_WORDS && is_word(s, k - 1) && !is_capital(s, k - 1); k--)
		if (is_punct(s, k - 2, ","))
			return s->tok[k - 1].flags & KUA_STOP_WORD ? k - 1 : i;
	return i;
}

static void settle(struct scan *s, struct found *other, uint32_t first)
{
	struct found *name = &s->found.v[first - 1];
	bool open = other->strength == PENDING || other->guess || other->or_person;
	if (name->kind != other->kind && (!open || name->strength == PENDING))
		return;
	if (name->strength == PENDING && other->strength == PENDING)
		return;
	if (name->kind != other->kind && other->kind == NAME_PERSON)
		other->role = NULL;
	other->kind = name->kind;
	other->guess = other->or_person = false;
	other->strength = other->strength == PENDING ? WEAK : other->strength;
	name->strength = name->strength == PENDING ? WEAK : name->strength;
	other->alias_of = first;
}

void aliases_find(struct scan *s)
{
	for (size_t i = 0; i < s->found.n; i++) {
		struct found *f = &s->found.v[i];
		size_t at = f->first, from, sentence = s->tok[at].sentence;
		if (at > 0 && (is_punct(s, at - 1, "\"") || is_punct(s, at - 1, "'")))
			at--;
		from = at > 1 && is_word(s, at - 1) && ends_here(s, f->last) ? also_before(s, at) : at;
		bool called = from == at;
		if (called && ends_here(s, f->last))
			from = called_before(s, at);
		bool mark = from > 1 && from < at && (is_punct(s, from - 1, ",") || is_punct(s, from - 1, "("));
		if (!mark || !s->owner[from - 2] || s->tok[from - 2].sentence != sentence)
			continue;
		const struct found *name = &s->found.v[s->owner[from - 2] - 1];
		if (!called || name->kind == NAME_PLACE)
			settle(s, f, s->owner[from - 2]);
	}
}

void attach_aliases(struct collection *c)
{
	KUA_VEC(struct joined_pair) found = {0};
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++) {
			const struct found *f = &c->items[i].v[k];
			const struct found *name = f->alias_of ? &c->items[i].v[f->alias_of - 1] : NULL;
			struct likeness l;
			if (!name || name->strength == PENDING || f->strength == PENDING || name->kind != f->kind || name->node == f->node ||
			    c->nodes.v[f->node].closed || c->nodes.v[name->node].closed)
				continue;
			name_compare(c->names, &c->nodes.v[f->node].name, &c->nodes.v[name->node].name, &l);
			if (!(l.bits & V_PLACES_DIFFER))
				*kua_vec_add(&found) = (struct joined_pair){.a = f->node, .b = name->node, .score = 0.95, .same = true, .n_reasons = 1,
				    .reasons = {"the text gives both as names of one"}};
		}
	for (size_t i = 0; i < found.n; i++) {
		const struct joined_pair *j = &found.v[i];
		if (cluster_of(c, j->a) == cluster_of(c, j->b) || clusters_barred(c, j->a, j->b))
			continue;
		clusters_join(c, j->a, j->b);
		*kua_vec_add(&c->joined) = *j;
	}
	kua_vec_free(&found);
}

/* ---- letters in brackets ---- */

/* Do the letters begin as one of the name's words does? */
static bool begins_a_word(const char *letters, const char *norm)
{
	for (const char *p = norm; *p; p++)
		if (*p == letters[0] && (p == norm || p[-1] == ' ' || p[-1] == '-'))
			return true;
	return false;
}

/*
 * "Trade Union Congress (TUC)": TUC is that congress in every item, where the items agree on one. The pairs are taken
 * before any is joined, so that their order says nothing.
 */
void attach_acronyms(struct collection *c)
{
	uint32_t *full = KUA_NEW_N(c->arena, uint32_t, c->nodes.n); /* node + 1 */
	bool *doubtful = KUA_NEW_N(c->arena, bool, c->nodes.n);
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++) {
			const struct found *f = &c->items[i].v[k];
			if (f->kind != NAME_ORGANISATION || !f->full_name)
				continue;
			const struct found *name = &c->items[i].v[f->full_name - 1];
			if (!begins_a_word(f->norm, name->norm))
				continue;
			doubtful[f->node] = doubtful[f->node] ||
			                    (full[f->node] && cluster_of(c, full[f->node] - 1) != cluster_of(c, name->node));
			if (!full[f->node] || name->node + 1 < full[f->node])
				full[f->node] = name->node + 1;
		}
	for (uint32_t a = 0; a < c->nodes.n; a++) {
		uint32_t b = full[a] ? full[a] - 1 : a;
		if (doubtful[a] || cluster_of(c, a) == cluster_of(c, b) || clusters_barred(c, a, b))
			continue;
		clusters_join(c, a, b);
		*kua_vec_add(&c->joined) = (struct joined_pair){
			.a = a < b ? a : b, .b = a < b ? b : a, .score = 0.95, .same = true,
			.reasons = {"the letters stand in brackets behind the name"}, .n_reasons = 1};
	}
}
