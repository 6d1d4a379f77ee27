/*
 * direction.c - of two items that share text, what else than their words and dates says which came from which; and the answer.
 *
 * What the words cost and what the dates say is weighed in the tree of the whole family (cost.c, tree.c). Here the rest is added up in
 * nats, for a_to_b positive. Every piece of evidence goes into why[] in words, "a" and "b" being the items of the pair:
 *
 *   credits     who says that he reprints did not write; if he names the other's outlet, that decides
 *   shape       the print that still has salutation and closing is the letter as it was sent
 *   versions    who says that he has a version, or an extract, has the later print
 *
 * and so do dates that differ, and what was cut and added: deleting is cheap, inventing dear. Words count up to RUN_MOST a
 * place there, so that one paragraph does not outweigh ten small cuts.
 *
 * Of two items that are not prints of one text, and only have a passage in common, nothing but a credit that names the other's outlet
 * is believed: a quotation or a footer comes from a third text more often than not.
 *
 * Where both say that the text was first printed in one and the same third place, neither comes from the other: common.
 */
#include <math.h>
#include <string.h>

#include "reuse/internal.h"

enum { RUN_MOST = 8 };
#define THIRD 0.3

struct weighing {
	const struct kua_item *a, *b;
	struct kua_arena *arena;
	struct kua_reuse *out;
	double sum;
};

static void say(struct weighing *w, double nats, const char *why)
{
	w->sum += nats;
	kua_list_add(w->arena, &w->out->why, why);
}

static void weigh_dates(struct weighing *w)
{
	int64_t a_first, a_last, b_first, b_last;
	if (!w->a->published_on || !w->b->published_on || !kua_date_first_day(w->a->published_on, &a_first) ||
	    !kua_date_last_day(w->a->published_on, &a_last) || !kua_date_first_day(w->b->published_on, &b_first) ||
	    !kua_date_last_day(w->b->published_on, &b_last))
		return;
	if (a_last < b_first || b_last < a_first)
		say(w, 0, kua_arena_printf(w->arena, "a is dated %s, b %s", w->a->published_on, w->b->published_on));
}

static bool is_letter(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c & 0x80);
}

/* Does s hold key as words of its own? */
static bool holds(const char *s, const char *key)
{
	size_t n = strlen(key);
	for (const char *p = s; (p = strstr(p, key)) != NULL; p++)
		if ((p == s || !is_letter(p[-1])) && !is_letter(p[n]))
			return true;
	return false;
}

/* Is the outlet the other item's own: is its name in the other's author or document name? */
static bool is_outlet_of(const char *key, const struct kua_item *other)
{
	const char *fields[] = {other->author, other->document};
	bool is = false;
	for (size_t i = 0; i < 2 && key && !is; i++) {
		if (!fields[i])
			continue;
		struct kua_buf folded = KUA_BUF_INIT;
		kua_fold(&folded, fields[i], strlen(fields[i]));
		is = folded.len && holds(folded.data, key);
		kua_buf_free(&folded);
	}
	return is;
}

/* Does one side say that it reprints from the other's outlet? sign is +1 where that makes the other side the source of b, -1 of a. */
static bool weigh_outlet(struct weighing *w, const struct credit *c, const struct kua_item *other, const char *name,
                         double sign)
{
	if (!c->reprint || !is_outlet_of(c->from_key, other))
		return false;
	say(w, 6 * sign, kua_arena_printf(w->arena, "%s says that it reprints from %s: \"%s\"", name, c->from, c->from_quote));
	return true;
}

/* What else one side says of itself and the other does not. */
static void weigh_credit(struct weighing *w, const struct credit *c, const struct credit *other, const char *name,
                         double sign)
{
	if (c->reprint && !other->reprint) /* from a third place, as far as is known, where it names one: the other may have it from there too */
		say(w, (c->from ? THIRD : 2) * sign, kua_arena_printf(w->arena, "%s says that it reprints: \"%s\"", name, c->from_quote));
	if (c->version && !other->version)
		say(w, 1.5 * sign, kua_arena_printf(w->arena, "%s says that it is one of several versions: \"%s\"", name,
		                                    c->version_quote));
	if (c->shortened && !other->shortened)
		say(w, 3 * sign, kua_arena_printf(w->arena, "%s says that it was shortened: \"%s\"", name, c->shortened_quote));
}

static void weigh_shape(struct weighing *w, const struct credit *ca, const struct credit *cb)
{
	int a = ca->salutation + ca->closing, b = cb->salutation + cb->closing;
	if (a == b)
		return;
	const char *name = a > b ? "a" : "b", *what = a + b == 1 && (ca->salutation || cb->salutation) ? "salutation"
	                                              : a + b == 1 ? "closing" : "salutation and closing";
	say(w, (a - b) * 1.25, kua_arena_printf(w->arena, "%s has the %s of the letter as it was sent, the other has not%s", name,
	                                        what, a && b ? " both" : ""));
}

/* Words cut and words added on the way from a to b, each place counted up to RUN_MOST. */
static void count_edits(const struct pair *pair, size_t *cut, size_t *added)
{
	*cut = *added = 0;
	for (size_t i = 0; i < pair->n; i++) {
		const struct passage *p = &pair->passages[pair->first + i];
		for (size_t k = 0; k < p->n_edits; k++) {
			const struct edit *e = &pair->edits[p->first_edit + k];
			size_t n = e->n_a > e->n_b ? e->n_a - e->n_b : e->n_b - e->n_a;
			*(e->n_a > e->n_b ? cut : added) += n < RUN_MOST ? n : RUN_MOST;
		}
	}
}

static void weigh_edits(struct weighing *w, const struct pair *pair)
{
	size_t cut, added;
	count_edits(pair, &cut, &added);
	if (cut == added)
		return;
	say(w, 0, kua_arena_printf(w->arena, "inside the passages b lacks %zu words of a and a lacks %zu of b: "
	                           "cutting is likelier than adding", cut, added));
}

/* Both name one place where the text was printed first, and it is neither of them. */
static bool is_common(const struct weighing *w, const struct credit *ca, const struct credit *cb)
{
	return ca->reprint && cb->reprint && ca->from_key && cb->from_key && strcmp(ca->from_key, cb->from_key) == 0 &&
	       !is_outlet_of(ca->from_key, w->b) && !is_outlet_of(cb->from_key, w->a);
}

double direction_evidence(const struct body *a, const struct body *b, const struct pair *pair, bool one_text,
                          const struct credit *ca, const struct credit *cb, struct kua_arena *arena, struct kua_reuse *out,
                          bool *common)
{
	struct weighing w = {.a = a->source->item, .b = b->source->item, .arena = arena, .out = out};
	bool a_named = weigh_outlet(&w, ca, w.b, "a", -1), b_named = weigh_outlet(&w, cb, w.a, "b", 1);
	*common = one_text && is_common(&w, ca, cb);
	if (!one_text) {
		if (!a_named && !b_named)
			say(&w, 0, "only a passage is shared: both may have it from a third text");
		return w.sum;
	}
	if (*common) {
		say(&w, 0, kua_arena_printf(arena, "a says that the text was printed in %s: \"%s\"", ca->from, ca->from_quote));
		say(&w, 0, kua_arena_printf(arena, "b says that the text was printed in %s: \"%s\"", cb->from, cb->from_quote));
		return 0;
	}
	weigh_dates(&w);
	if (!a_named)
		weigh_credit(&w, ca, cb, "a", -1);
	if (!b_named)
		weigh_credit(&w, cb, ca, "b", 1);
	weigh_shape(&w, ca, cb);
	weigh_edits(&w, pair);
	return w.sum;
}

/* To four digits, as it is printed and kept. */
static double rounded(double p)
{
	return round(p * 10000) / 10000;
}

void direction_answer(struct kua_reuse *out, double ab, double ba)
{
	double neither = 1 - ab - ba, most = ab > ba ? ab : ba;
	out->direction = ab >= TREE_SURE ? "a_to_b" : ba >= TREE_SURE ? "b_to_a" : neither >= TREE_SURE ? "common" : "unknown";
	out->probability = rounded(neither > most ? neither : most);
}
