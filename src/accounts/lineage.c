/*
 * lineage.c - where a figure was taken from: the trees of copies (reuse/tree.c) and the numbers that copies
 * changed (drift), asked for the figures of one line.
 *
 * A figure comes from its item's source where that has the same number of the same event: in the same
 * passage, or in other words with nobody named who would be a source of its own; or where it has another
 * number in that place, which the copy changed.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/origins.h"
#include "util/search.h"

enum { NEAR = 16 }; /* figures looked at before the place of a changed number */

struct changed { /* a number that is another one in another item */
	size_t item, other;
	int64_t start, end, other_start;
};

struct lineage {
	struct desk *d;
	struct shares *shares; /* of each item */
	struct changed *changed; /* by item, start, other */
	size_t n_changed;
	size_t *first, *last; /* of each item: its figures are first .. last - 1 of d->order */
};

/* ---- all items ---- */

/* Sources that were left out for being unlikely leave their share to those that are told, or to the parent. */
static void put_shares(struct lineage *l, const struct kua_copy *c, double originals)
{
	size_t item = c->item ? desk_item(l->d, c->item) : NOWHERE, parent;
	if (item == NOWHERE)
		return;
	struct shares *s = &l->shares[item];
	double sum = 0;
	s->known = true;
	s->none = originals > 0 ? c->original / originals : c->parent == NULL;
	s->v = KUA_NEW_N(l->d->a, struct share, c->sources.n + 1);
	for (size_t i = 0; i < c->sources.n; i++) {
		size_t from = desk_item(l->d, c->sources.v[i].item);
		if (c->sources.v[i].probability <= 0 || from == item)
			continue;
		s->v[s->n++] = (struct share){from, c->sources.v[i].probability};
		sum += c->sources.v[i].probability;
	}
	if (s->n == 0 && c->parent && (parent = desk_item(l->d, c->parent)) != NOWHERE) {
		s->v[s->n++] = (struct share){parent, 1};
		sum = 1;
	}
	for (uint32_t i = 0; i < s->n; i++)
		s->v[i].p *= (1 - s->none) / sum;
}

static void take_copies(struct lineage *l)
{
	const struct kua_accounts_input *in = l->d->in;
	struct kua_intern *ids = kua_intern_new();
	TABLE(double) originals = {0}; /* of each family */
	for (size_t i = 0; i < in->n_copies; i++)
		*table_at(&originals, kua_intern_add(ids, in->copies[i].family, strlen(in->copies[i].family))) += in->copies[i].original;
	for (size_t i = 0; i < in->n_copies; i++)
		put_shares(l, &in->copies[i], originals.v[kua_intern_add(ids, in->copies[i].family, strlen(in->copies[i].family))]);
	kua_vec_free(&originals);
	kua_intern_free(ids);
}

static int by_place(const void *pa, const void *pb)
{
	const struct changed *a = pa, *b = pb;
	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->other != b->other)
		return a->other < b->other ? -1 : 1;
	return (a->other_start > b->other_start) - (a->other_start < b->other_start);
}

static void take_drift(struct lineage *l)
{
	const struct kua_accounts_input *in = l->d->in;
	l->changed = KUA_NEW_N(l->d->a, struct changed, kua_mul(in->n_drift, 2));
	for (size_t i = 0; i < in->n_drift; i++) {
		const struct kua_drift *x = &in->drift[i];
		size_t a = desk_item(l->d, x->a), b = desk_item(l->d, x->b);
		if (strcmp(x->kind, "number") != 0 || a == NOWHERE || b == NOWHERE)
			continue;
		l->changed[l->n_changed++] = (struct changed){a, b, x->a_start, x->a_end, x->b_start};
		l->changed[l->n_changed++] = (struct changed){b, a, x->b_start, x->b_end, x->a_start};
	}
	if (l->n_changed)
		qsort(l->changed, l->n_changed, sizeof *l->changed, by_place);
}

struct lineage *lineage_new(struct desk *d)
{
	struct lineage *l = kua_calloc(1, sizeof *l);
	size_t items = d->in->n_items;
	l->d = d;
	l->shares = KUA_NEW_N(d->a, struct shares, items);
	l->first = KUA_NEW_N(d->a, size_t, items);
	l->last = KUA_NEW_N(d->a, size_t, items);
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t item = d->seen[d->order[i]].item;
		if (item == NOWHERE)
			continue;
		if (l->last[item] == 0)
			l->first[item] = i;
		l->last[item] = i + 1;
	}
	take_copies(l);
	take_drift(l);
	return l;
}

void lineage_free(struct lineage *l)
{
	free(l);
}

const struct shares *lineage_shares(const struct lineage *l, size_t item)
{
	return item != NOWHERE && l->shares[item].known ? &l->shares[item] : NULL;
}

const struct desk *lineage_desk(const struct lineage *l)
{
	return l->d;
}

/* ---- the figures of a line ---- */

struct spot { /* an item's first figure of one voice */
	size_t item, root, at;
};

struct finding {
	struct lineage *l;
	const size_t *figures;
	size_t n;
	const struct sets *shown;
	struct spot *spots; /* by item, root */
	size_t n_spots;
	struct descents *out;
};

static int by_item_root(const void *pa, const void *pb)
{
	const struct spot *a = pa, *b = pb;
	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	if (a->root != b->root)
		return a->root < b->root ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static const struct seen *seen_at(const struct finding *f, size_t i)
{
	return &f->l->d->seen[f->figures[i]];
}

/* The figure of the line that an item tells for a voice, or, where root is NOWHERE, its first; NOWHERE: it tells none. */
static size_t spot_of(const struct finding *f, size_t item, size_t root)
{
	const struct spot *s = f->spots;
	size_t low;
	KUA_FIRST(low, f->n_spots, s[low].item < item || (s[low].item == item && root != NOWHERE && s[low].root < root));
	bool found = low < f->n_spots && s[low].item == item && (root == NOWHERE || s[low].root == root);
	return found ? s[low].at : NOWHERE;
}

/* Does figure x name somebody from whom it is, who is not whom y has it from? */
static bool adds_source(const struct desk *d, size_t x, size_t y)
{
	const struct speaker *a = &d->speakers.v[d->seen[x].speaker], *b = &d->speakers.v[d->seen[y].speaker];
	if (!d->seen[x].cited || !a->named || a == b)
		return false;
	return !a->body || !same_text(a->body, b->body) || !same_text(a->of, b->of);
}

/* The figure of another line, of the same act and event, whose sentence holds the place in the item. */
static size_t figure_there(const struct finding *f, size_t i, size_t item, int64_t at)
{
	const struct lineage *l = f->l;
	const struct desk *d = l->d;
	const struct kua_figure *own = &d->in->figures[f->figures[i]];
	size_t low, first = l->first[item];
	KUA_FIRST_OF(low, first, l->last[item], d->in->figures[d->order[low]].start <= at);
	for (size_t k = low, looked = 0; k-- > first && looked < NEAR; looked++) {
		size_t other = d->order[k];
		const struct kua_figure *g = &d->in->figures[other];
		const struct seen *s = &d->seen[other];
		bool same_line = s->listed || seen_at(f, i)->listed || same_text(s->number, seen_at(f, i)->number);
		if (g->end > at && s->counts && s->event == seen_at(f, i)->event && same_text(g->act, own->act) &&
		    same_text(s->part, seen_at(f, i)->part) && !same_line)
			return other;
	}
	return NOWHERE;
}

/* What stood in the source where the copy has this number; NOWHERE where the alignment shows no change there. */
static size_t changed_from(const struct finding *f, size_t i, size_t source)
{
	const struct lineage *l = f->l;
	const struct kua_figure *own = &l->d->in->figures[f->figures[i]];
	const struct changed *c = l->changed;
	size_t item = seen_at(f, i)->item, low;
	KUA_FIRST(low, l->n_changed, c[low].item < item || (c[low].item == item && c[low].start < own->start));
	for (; low < l->n_changed && c[low].item == item && c[low].start < own->end; low++) {
		size_t g = c[low].other == source ? figure_there(f, i, source, c[low].other_start) : NOWHERE;
		if (g != NOWHERE && !adds_source(l->d, f->figures[i], g))
			return g;
	}
	return NOWHERE;
}

/* Where the figure is from if its item is from that source; false where it is not from there. */
static bool comes_from(const struct finding *f, size_t i, size_t source, struct descent *out)
{
	const struct desk *d = f->l->d;
	out->from = spot_of(f, source, sets_root(f->shown, i));
	bool same = out->from != NOWHERE;
	if (!same)
		out->from = spot_of(f, source, NOWHERE);
	if (!same && (out->from == NOWHERE || adds_source(d, f->figures[i], f->figures[out->from]))) {
		out->from = NOWHERE;
		out->other = changed_from(f, i, source);
		out->own_words = true;
		return out->other != NOWHERE;
	}
	out->other = f->figures[out->from];
	out->own_words = !adds_source(d, f->figures[i], out->other);
	return true;
}

static void descend(struct finding *f, size_t i)
{
	const struct shares *s = lineage_shares(f->l, seen_at(f, i)->item);
	for (uint32_t k = 0; s && k < s->n; k++) {
		struct descent x = {.figure = i, .source = k, .p = s->v[k].p};
		if (!comes_from(f, i, s->v[k].item, &x))
			continue;
		*kua_vec_add(&f->out->v) = x;
		f->out->any |= x.from == NOWHERE || sets_root(f->shown, x.from) != sets_root(f->shown, i);
	}
}

void descents_find(struct lineage *l, const size_t *figures, size_t n, const struct sets *shown, struct descents *out)
{
	struct finding f = {.l = l, .figures = figures, .n = n, .shown = shown, .out = out};
	*out = (struct descents){.first = kua_calloc(n + 1, sizeof *out->first)};
	f.spots = kua_malloc(kua_mul(n, sizeof *f.spots));
	for (size_t i = 0; i < n; i++)
		if (seen_at(&f, i)->item != NOWHERE)
			f.spots[f.n_spots++] = (struct spot){seen_at(&f, i)->item, sets_root(shown, i), i};
	if (f.n_spots)
		qsort(f.spots, f.n_spots, sizeof *f.spots, by_item_root);
	for (size_t i = 0; i < n; i++) {
		out->first[i] = out->v.n;
		descend(&f, i);
	}
	out->first[n] = out->v.n;
	free(f.spots);
}

void descents_clear(struct descents *ds)
{
	kua_vec_free(&ds->v);
	free(ds->first);
}
