/*
 * titles.c - a title that says what the text below it says ("Forum: 32 dead") is no second statement: its
 * figure takes the speaker, the place and the date of the one it repeats, and is not counted again. Both must
 * be of one act and one number, and nobody else may be named in the title.
 */
#include <string.h>

#include "accounts/internal.h"

enum { TITLES_FIGURES = 16 /* of one item's title: the rest are taken as they are */ };

static bool in_title(struct desk *d, const struct kua_item *item, const struct kua_figure *f)
{
	if (!item->title || !f->quote || f->start > (int64_t)(2 * strlen(item->title) + 64))
		return false;
	const char *title = desk_plain(d, item->title), *quote = desk_plain(d, f->quote);
	return *quote && strstr(title, quote);
}

static bool same_number(const struct kua_figure *a, const struct kua_figure *b)
{
	return a->low == b->low && a->high == b->high && same_text(a->word, b->word);
}

/* "More than 9" in the text may be "9" in its title. */
static bool same_claim(const struct kua_figure *a, const struct kua_figure *b)
{
	int64_t x = a->low != KUA_NONE ? a->low : a->high, y = b->low != KUA_NONE ? b->low : b->high;
	return same_text(a->act, b->act) && (same_number(a, b) || (x != KUA_NONE && x == y));
}

static bool may_be_one(const struct desk *d, size_t title, size_t body)
{
	const struct kua_figure *t = &d->in->figures[title], *b = &d->in->figures[body];
	if (!d->seen[body].counts || d->seen[body].title || !same_claim(t, b) ||
	    (is_day(t->date) && b->date && !dates_fit(t->date, b->date)))
		return false;
	const struct speaker *s = &d->speakers.v[d->seen[title].speaker];
	return !t->said_by || !s->named || d->seen[title].speaker == d->seen[body].speaker ||
	       d->seen[title].archive;
}

static void take_over(struct desk *d, size_t title, size_t body)
{
	struct kua_figure *t = &d->in->figures[title];
	struct seen *to = &d->seen[title];
	const struct seen *from = &d->seen[body];
	to->title = true;
	to->speaker = from->speaker;
	to->archive = from->archive;
	to->place = from->place;
	to->date = from->date;
	t->voice = d->in->figures[body].voice;
	t->said_by = d->in->figures[body].said_by;
	t->place = d->in->figures[body].place;
	kua_list_add(d->a, &t->reasons, "said_by: the title repeats the text below it");
}

static void read_titles(struct desk *d, const size_t *figures, size_t n)
{
	const struct kua_item *item = &d->in->items[d->seen[figures[0]].item];
	for (size_t i = 0; i < n && i < TITLES_FIGURES; i++) {
		size_t k = figures[i];
		if (!d->seen[k].counts || !in_title(d, item, &d->in->figures[k]))
			continue;
		for (size_t b = i + 1; b < n && !d->seen[k].title; b++)
			if (may_be_one(d, k, figures[b]) && !in_title(d, item, &d->in->figures[figures[b]]))
				take_over(d, k, figures[b]);
	}
}

void titles_find(struct desk *d)
{
	for (size_t i = 0, end; i < d->in->n_figures; i = end) {
		size_t item = d->seen[d->order[i]].item;
		for (end = i + 1; end < d->in->n_figures && d->seen[d->order[end]].item == item; end++)
			;
		if (item != NOWHERE)
			read_titles(d, d->order + i, end - i);
	}
}
