/*
 * numbers.c - all numbers of a text: each as number_words.c reads it, joined to ranges, with the money and
 * per cent around it.
 */
#include <stdlib.h>
#include <string.h>

#include "text/numbers.h"

/* ---- ranges ---- */

/* "two or three hundred", "20-30 thousand", "10-20,000": the first takes the scale of the second. */
static void share_scale(struct kua_number *a, const struct sum *as, const struct kua_number *b, const struct sum *bs)
{
	int64_t scale = bs->scale;
	struct amount coefficient = bs->coefficient;
	if (!scale && as->digits && bs->large_groups) {
		scale = 1000;
		coefficient = (struct amount){b->low / 1000, 0};
	}
	if (scale < 10 || as->scale || as->multipliers || a->low >= coefficient.whole || a->high <= 0)
		return;
	struct amount v = as->current;
	if (kua_amount_times(&v, scale) && v.whole < b->low && !v.micro) {
		a->low = a->high = v.whole;
		a->fraction = b->fraction;
	}
}

static bool after_between(const struct number_reader *r, uint32_t first)
{
	return first > 0 && kua_fact_between(r->l, r->t, first - 1, first, BIT(N_BETWEEN));
}

/* What parts the two ends of a range at token i: the token behind it, or i. */
static uint32_t range_mark(const struct number_reader *r, uint32_t i, uint32_t first)
{
	const struct kua_text *t = r->t;
	uint32_t last;
	if (i >= t->n_tokens)
		return i;
	if (is_punct(&t->tokens[i], '-')) {
		return kua_links(t, i, '-') && !kua_links(t, first - 1, '-') ? i + 1 : i;
	}
	bool between = after_between(r, first);
	bool from = first > 0 && kua_fact_between(r->l, t, first - 1, first, BIT(N_FROM));
	if (between && kua_fact_at(r->l, t, i, BIT(N_JOINER) | BIT(N_RANGE), &last))
		return last;
	if (!from && kua_fact_at(r->l, t, i, BIT(N_RANGE), &last))
		return last;
	return i;
}

/* Make a range of the number a, where another end follows; the token behind it all. */
static uint32_t read_range(const struct number_reader *r, struct kua_number *a, const struct sum *as)
{
	struct kua_number b;
	struct sum bs;
	uint32_t mark = range_mark(r, a->last, a->first);
	if (mark == a->last || mark >= r->t->n_tokens || a->word || a->ordinal)
		return a->last;
	uint32_t end = kua_read_number(r, mark, &b, &bs);
	bool chain = kua_links(r->t, end, '-') && r->t->tokens[end + 1].kind == KUA_NUMERAL;
	if (end == mark || b.word || b.ordinal || chain)
		return a->last;
	share_scale(a, as, &b, &bs);
	bool hyphen = is_punct(&r->t->tokens[a->last], '-');
	if (a->low >= b.low || (hyphen && !(a->digits && b.digits))) /* "seven-thirty" */
		return a->last;
	a->high = b.high;
	a->is_range = true;
	a->fraction |= b.fraction;
	a->digits |= b.digits;
	a->last = end;
	return end;
}

/* "between two hundred and three thousand": the first end, read on its own, may leave a second. */
static uint32_t read_ends(struct number_reader *r, struct kua_number *a)
{
	struct kua_number first;
	struct sum s;
	r->no_joiner = true;
	if (kua_read_number(r, a->first, &first, &s) != a->first) {
		(void)read_range(r, &first, &s);
		if (first.is_range)
			*a = first;
	}
	r->no_joiner = false;
	return a->last;
}

/* ---- what stands around a number ---- */

static void look_around(const struct number_reader *r, struct kua_number *a)
{
	const struct kua_text *t = r->t;
	uint32_t last, at = a->last;
	a->money = kua_money_before(r, a->first) || kua_currency_sign(t, at);
	if (kua_fact_at(r->l, t, at, BIT(D_OF), &last)) /* "millions of pounds" */
		at = last;
	if (at >= t->n_tokens)
		return;
	if (is_punct(&t->tokens[at], '%') || kua_fact_at(r->l, t, at, BIT(N_PER_CENT), &last)) {
		a->fraction = true;
		return;
	}
	if (kua_fact_at(r->l, t, at, BIT(N_MONEY), &last) ||
	    (t->tokens[at].kind == KUA_WORD && kua_fact_at(r->l, t, at + 1, BIT(N_MONEY), &last) &&
	     kua_fact_at(r->l, t, at, BIT(N_MONEY_BEFORE), &last)))
		a->money = true;
}

const struct kua_number *kua_text_numbers(const struct kua_languages *l, const struct kua_text *t, struct kua_arena *a,
                                          size_t *n)
{
	struct number_reader r = {.l = kua_language_of(l, t->language), .t = t};
	for (uint32_t i = 0, last; i < t->n_tokens; i = last > i ? last : i + 1) {
		struct kua_number found = {0};
		struct sum s;
		last = i;
		if (!kua_number_may_start(&r, i) || kua_fact_at(r.l, t, i, BIT(N_NOT), &last))
			continue;
		last = kua_read_number(&r, i, &found, &s);
		if (last == i)
			continue;
		last = read_range(&r, &found, &s);
		if (!found.is_range && after_between(&r, i))
			last = read_ends(&r, &found);
		look_around(&r, &found);
		const struct fact *article = found.last - i == 1 ? kua_fact_at(r.l, t, i, BIT(N_ARTICLE), &last) : NULL;
		found.article = article && article->value && !found.digits;
		last = found.last;
		*kua_vec_add(&r.out) = found;
	}
	struct kua_number *out = KUA_NEW_N(a, struct kua_number, r.out.n);
	if (r.out.n)
		memcpy(out, r.out.v, r.out.n * sizeof *out);
	*n = r.out.n;
	kua_vec_free(&r.out);
	return out;
}
