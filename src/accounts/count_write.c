/*
 * count_write.c - the voices of one number as the account has them: which stand for the others, which figures are one
 * voice and by which rule, and which may be a copy's and of what.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/count_line.h"

/* The voice that stands for a set: a person before an organisation before a class, then by label. */
static int standing(const struct speaker *s)
{
	if (!s->named)
		return 3;
	if (strcmp(s->voice.kind, "person") == 0)
		return 0;
	return strcmp(s->voice.kind, "organisation") == 0 ? 1 : 2;
}

static bool stands_before(const struct speaker *a, const struct speaker *b)
{
	if (standing(a) != standing(b))
		return standing(a) < standing(b);
	int c = strcmp(a->voice.label, b->voice.label);
	return c ? c < 0 : strcmp(a->voice.id, b->voice.id) < 0;
}

struct set { /* one voice of the shown count */
	const struct speaker *speaker;
	const char *organisation; /* all of its voices speak for it */
	struct kua_list figures;
	size_t items, last_item;
	bool archive;
	double own; /* probability that it has an origin of its own */
};

static void add_to_set(const struct line *l, struct kua_arena *a, struct set *set, size_t i)
{
	const struct speaker *s = speaker_at(l, i);
	if (!set->speaker || stands_before(s, set->speaker))
		set->speaker = s;
	if (s->body_label && !is_state(s))
		set->organisation = s->body_label;
	set->archive |= seen_at(l, i)->archive;
	if (!set->figures.n || set->last_item != seen_at(l, i)->item)
		set->items++;
	set->last_item = seen_at(l, i)->item;
	kua_list_add(a, &set->figures, figure_at(l, i)->id);
}

static const char *why_joined(struct kua_arena *a, const struct set *set, unsigned rules)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (rules & BY_TEXT)
		kua_buf_str(&b, "one text printed more than once");
	if (rules & BY_TITLE)
		kua_buf_printf(&b, "%sthe title repeats its text", b.len ? "; " : "");
	if (rules & BY_VOICE)
		kua_buf_printf(&b, "%sthe same voice, %s, reported in %s", b.len ? "; " : "",
		               set->speaker->voice.label,
		               set->items == 1 ? "one item" : kua_arena_printf(a, "%zu items", set->items));
	if (rules & BY_ORGANISATION)
		kua_buf_printf(&b, "%sall speak for %s", b.len ? "; " : "",
		               set->organisation ? set->organisation : "one organisation");
	if (rules & BY_STATE)
		kua_buf_printf(&b, "%sall speak for one state", b.len ? "; " : "");
	if (set->archive && rules & (BY_ORGANISATION | BY_VOICE))
		kua_buf_str(&b, "; a post in which nobody else is named speaks with its archive's voice");
	const char *why = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return why;
}

static int by_standing(const void *pa, const void *pb)
{
	const struct set *a = pa, *b = pb;
	if (a->figures.n != b->figures.n)
		return a->figures.n > b->figures.n ? -1 : 1;
	return stands_before(a->speaker, b->speaker) ? -1 : 1;
}

static int by_origin(const void *pa, const void *pb)
{
	const struct set *a = pa, *b = pb;
	if (a->own < b->own || a->own > b->own)
		return a->own > b->own ? -1 : 1;
	return by_standing(pa, pb);
}

/* As many voices as are expected, those that are most likely to have an origin of their own. */
static void write_voices(struct kua_arena *a, struct set *sets, size_t n, struct kua_account *account)
{
	size_t told = (size_t)llround(account->independent);
	qsort(sets, n, sizeof *sets, by_origin);
	qsort(sets, told, sizeof *sets, by_standing);
	for (size_t k = 0; k < told; k++)
		kua_list_add(a, &account->voices, sets[k].speaker->voice.id);
}

#define TOLD 0.05 /* sources of a figure that are less likely are left out */

static bool is_told(const struct line *l, const struct descent *x)
{
	bool same = x->from != NOWHERE && sets_root(&l->shown, x->from) == sets_root(&l->shown, x->figure);
	return x->own_words && !same && x->p >= TOLD;
}

/* Each figure with each that it may be from, although they are not one voice for sure. */
static size_t write_descents(const struct line *l, struct kua_joined *out)
{
	size_t n = 0;
	for (size_t k = 0; k < l->descents.v.n; k++) {
		const struct descent *x = &l->descents.v.v[k];
		if (!is_told(l, x))
			continue;
		if (out) {
			struct kua_joined *j = &out[n];
			j->from = l->c->d->in->figures[x->other].id;
			j->why = x->from == NOWHERE ? "its text may be a copy that has another number here"
			                            : "its text may be a copy that says it in words of its own";
			j->probability = round(x->p * 10000) / 10000;
			kua_list_add(l->c->d->a, &j->figures, figure_at(l, x->figure)->id);
			kua_list_add(l->c->d->a, &j->figures, j->from);
		}
		n++;
	}
	return n;
}

void line_write(struct line *l, struct kua_account *account)
{
	struct kua_arena *a = l->c->d->a;
	size_t *number = KUA_NEW_N(a, size_t, l->n), n = 0;
	struct set *sets = KUA_NEW_N(a, struct set, sets_among(&l->shown, l->n));
	unsigned *rules = KUA_NEW_N(a, unsigned, sets_among(&l->shown, l->n));
	for (size_t i = 0; i < l->n; i++) {
		size_t root = sets_root(&l->shown, i);
		if (root == i) {
			rules[n] = l->shown.rules[i];
			number[i] = n++;
		}
		add_to_set(l, a, &sets[number[root]], i);
		sets[number[root]].own = l->own[root];
		l->c->d->seen[l->figures[i]].copied = l->own[root] < 0.5;
	}
	struct kua_joined *joined = KUA_NEW_N(a, struct kua_joined, n + write_descents(l, NULL));
	for (size_t k = 0; k < n; k++)
		if (sets[k].figures.n > 1)
			joined[account->joined.n++] = (struct kua_joined){.figures = sets[k].figures,
			                                                  .why = why_joined(a, &sets[k], rules[k]), .probability = 1};
	account->joined.n += write_descents(l, joined + account->joined.n);
	account->joined.v = joined;
	write_voices(a, sets, n, account);
}
