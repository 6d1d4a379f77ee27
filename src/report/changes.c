/*
 * changes.c - numbers that became other numbers on the way: for a figure, the other prints of its sentence
 * that have another number there; a date is none. Drift is put in order of item and place once; a figure finds its own by
 * bisection.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"
#include "util/search.h"

static int by_item_start(const void *pa, const void *pb)
{
	const struct number_change *a = pa, *b = pb;
	int c = strcmp(a->item, b->item);
	c = c ? c : (a->start > b->start) - (a->start < b->start);
	c = c ? c : strcmp(a->other_item, b->other_item);
	return c ? c : strcmp(a->other, b->other);
}

void changes_lay(struct report *r)
{
	const struct kua_report_input *in = r->in;
	r->changes = KUA_NEW_N(r->a, struct number_change, kua_mul(in->n_drift, 2));
	for (size_t i = 0; i < in->n_drift; i++) {
		const struct kua_drift *d = &in->drift[i];
		if (strcmp(d->kind, "number") != 0 || d->of || !d->in_a || !d->in_b || !*d->in_a || !*d->in_b)
			continue;
		r->changes[r->n_changes++] = (struct number_change){d->a, d->a_start, d->a_end, d->in_b, d->b};
		r->changes[r->n_changes++] = (struct number_change){d->b, d->b_start, d->b_end, d->in_a, d->a};
	}
	if (r->n_changes)
		qsort(r->changes, r->n_changes, sizeof *r->changes, by_item_start);
}

static bool is_before(const struct number_change *c, const struct kua_figure *f)
{
	int order = strcmp(c->item, f->item);
	return order < 0 || (order == 0 && c->start < f->start);
}

const struct number_change *changes_of(const struct report *r, const struct kua_figure *f, size_t *n)
{
	size_t low;
	KUA_FIRST(low, r->n_changes, is_before(&r->changes[low], f));
	*n = 0;
	while (low + *n < r->n_changes && strcmp(r->changes[low + *n].item, f->item) == 0 &&
	       r->changes[low + *n].start < f->end)
		++*n;
	return &r->changes[low];
}
