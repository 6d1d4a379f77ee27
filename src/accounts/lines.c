/*
 * lines.c - the account of each event: one line per act and number. "70", "nearer to 70" and "over 70" are
 * one line with their qualifiers; a vague word is a line of its own; a number that counts only a part of the
 * people (children, police) has its own line; figures that count those they name are one line together, with the
 * names, each once.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/count.h"

struct lines {
	struct kua_intern *keys;
	TABLE(size_t) last;  /* by keys: last figure of the line, as position + 1 in next */
	size_t *next;        /* of each position in order: the next of the same line + 1 */
	TABLE(size_t) first;
};

static void group(struct desk *d, struct lines *l)
{
	struct kua_buf key = KUA_BUF_INIT;
	l->next = KUA_NEW_N(d->a, size_t, d->in->n_figures);
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t k = d->order[i];
		const struct seen *s = &d->seen[k];
		if (!s->counts || s->event == NOWHERE)
			continue;
		kua_buf_clear(&key);
		kua_buf_printf(&key, "%zu|%s|%s|%s", s->event, d->in->figures[k].act, s->part ? s->part : "",
		               s->listed ? "named" : s->number);
		uint32_t line = kua_intern_add(l->keys, key.data, key.len);
		size_t *last = table_at(&l->last, line), *first = table_at(&l->first, line);
		if (*last)
			l->next[*last - 1] = i + 1;
		else
			*first = i + 1;
		*last = i + 1;
	}
	kua_buf_free(&key);
}

/* A number is known where any figure of the line says it; "over 70" alone leaves the high end open. */
static void add_number(struct desk *d, struct kua_account *a, const struct kua_figure *f, const struct seen *s)
{
	if (f->low != KUA_NONE)
		a->low = f->low;
	if (f->high != KUA_NONE)
		a->high = f->high;
	if (f->low == KUA_NONE && f->high == KUA_NONE)
		a->word = s->number;
	if (f->qualifier && !kua_list_has(&a->qualifiers, f->qualifier))
		kua_list_add(d->a, &a->qualifiers, f->qualifier);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t person_named(struct desk *d, size_t figure, const char *name)
{
	return desk_named(d, d->seen[figure].item, name, "person");
}

struct kua_list victims_of(struct desk *d, const size_t *figures, size_t n)
{
	struct kua_intern *met = kua_intern_new();
	struct kua_list list = {0};
	for (size_t i = 0; i < n; i++) {
		const struct kua_list *names = &d->in->figures[figures[i]].names;
		for (size_t k = 0; k < names->n && d->seen[figures[i]].counts; k++) {
			size_t e = person_named(d, figures[i], names->v[k]);
			const char *key = e == NOWHERE ? desk_plain(d, names->v[k]) : d->in->entities[e].id;
			size_t before = kua_intern_count(met);
			if (*key && kua_intern_add(met, key, strlen(key)) == before)
				kua_list_add(d->a, &list, e == NOWHERE ? names->v[k] : d->in->entities[e].label);
		}
	}
	kua_intern_free(met);
	if (list.n)
		qsort(list.v, list.n, sizeof *list.v, by_name);
	return list;
}

static void write_line(struct desk *d, struct counter *c, const size_t *figures, size_t n, struct kua_account *a)
{
	const struct kua_figure *first = &d->in->figures[figures[0]];
	const struct seen *s = &d->seen[figures[0]];
	const struct happening *h = &d->events.v[s->event];
	*a = (struct kua_account){.event = h->id, .act = first->act, .low = KUA_NONE, .high = KUA_NONE};
	a->id = KUA_ID(d->a, "a", h->id, first->act, s->part ? s->part : "", s->listed ? "named" : s->number);
	a->place = h->place == KUA_NO_ID ? NULL : d->places.v[h->place].label;
	for (size_t i = 0; i < n && !s->listed; i++)
		add_number(d, a, &d->in->figures[figures[i]], s);
	if (s->listed) {
		a->names = victims_of(d, figures, n);
		a->low = (int64_t)a->names.n;
		kua_list_add(d->a, &a->qualifiers, "at least");
	}
	if (a->qualifiers.n)
		qsort(a->qualifiers.v, a->qualifiers.n, sizeof *a->qualifiers.v, by_name);
	if (s->part)
		kua_list_add(d->a, &a->qualifiers, kua_arena_printf(d->a, "only %s", s->part));
	counter_line(c, figures, n, a);
}

static int64_t size_of(const struct kua_account *a)
{
	return a->low != KUA_NONE ? a->low : a->high;
}

static int by_event_act(const void *pa, const void *pb)
{
	const struct kua_account *a = pa, *b = pb;
	int c = compare_text(a->event, b->event);
	c = c ? c : compare_text(a->act, b->act);
	if (c)
		return c;
	if (size_of(a) != size_of(b))
		return size_of(a) < size_of(b) ? -1 : 1;
	return strcmp(a->id, b->id);
}

void lines_count(struct desk *d, struct kua_accounts_result *out)
{
	struct lines l = {.keys = kua_intern_new()};
	struct counter *c = counter_new(d);
	group(d, &l);
	size_t *figures = KUA_NEW_N(d->a, size_t, d->in->n_figures);
	out->n_accounts = l.first.n;
	out->accounts = KUA_NEW_N(d->a, struct kua_account, l.first.n);
	for (size_t k = 0; k < l.first.n; k++) {
		size_t n = 0;
		for (size_t at = l.first.v[k]; at; at = l.next[at - 1])
			figures[n++] = d->order[at - 1];
		write_line(d, c, figures, n, &out->accounts[k]);
	}
	if (out->n_accounts)
		qsort(out->accounts, out->n_accounts, sizeof *out->accounts, by_event_act);
	counter_free(c);
	kua_intern_free(l.keys);
	kua_vec_free(&l.last);
	kua_vec_free(&l.first);
}
