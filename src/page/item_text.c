/*
 * item_text.c - the text of an item with what was found in it marked where it stands: names, figures, case steps, harms, actions and what
 * it shares with other items. Marks may lie over each other; the text is cut where any begins or ends, and each piece says all that
 * it is. A piece leads to the card of the innermost.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "page/item.h"

static void mark(struct marked *m, int64_t start, int64_t end, enum mark_kind kind, const char *id)
{
	size_t from = start < 0 || (size_t)start < m->from ? m->from : (size_t)start, to = end < 0 || (size_t)end > m->to ? m->to : (size_t)end;
	if (end > start && from < to)
		*kua_vec_add(&m->marks) = (struct mark){from, to, kind, id};
}

static int by_start(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->id ? x->id : "", y->id ? y->id : "");
}

/* What is reused is reused, by however many: marks that touch are one. Only such marks are there yet. */
static void join_reused(struct marked *m)
{
	size_t kept = 0;
	if (m->marks.n)
		qsort(m->marks.v, m->marks.n, sizeof *m->marks.v, by_start);
	for (size_t i = 0; i < m->marks.n; i++) {
		struct mark *last = kept ? &m->marks.v[kept - 1] : NULL;
		if (last && m->marks.v[i].start <= last->end)
			last->end = m->marks.v[i].end > last->end ? m->marks.v[i].end : last->end;
		else
			m->marks.v[kept++] = m->marks.v[i];
	}
	m->marks.n = kept;
}

void item_mark(struct marked *m)
{
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < m->n_reused[k]; i++)
			for (size_t s = 0; s < m->reused[k][i].spans.n; s++) {
				const struct kua_span *p = &m->reused[k][i].spans.v[s];
				mark(m, k ? p->b_start : p->a_start, k ? p->b_end : p->a_end, MARK_REUSED, NULL);
			}
	join_reused(m);
	for (size_t i = 0; i < m->n_mentions; i++)
		mark(m, m->mentions[i].start, m->mentions[i].end, MARK_NAME, m->mentions[i].entity);
	for (size_t i = 0; i < m->n_figures; i++)
		mark(m, m->figures[i].start, m->figures[i].end, MARK_FIGURE, m->figures[i].id);
	for (size_t i = 0; i < m->n_steps; i++)
		mark(m, m->steps[i].start, m->steps[i].end, MARK_STEP, m->steps[i].id);
	for (size_t i = 0; i < m->n_harms; i++)
		mark(m, m->harms[i].start, m->harms[i].end, MARK_HARM, m->harms[i].id);
	for (size_t i = 0; i < m->n_actions; i++)
		mark(m, m->actions[i].start, m->actions[i].end, MARK_ACTION, m->actions[i].id);
	if (m->marks.n)
		qsort(m->marks.v, m->marks.n, sizeof *m->marks.v, by_start);
}

/* ---- the text, cut where a mark begins or ends ---- */

static int by_place(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return x < y ? -1 : x > y;
}

/* The places between from and to where a mark begins or ends, and these two. */
static size_t *cuts_of(const struct marked *m, size_t from, size_t to, struct kua_arena *a, size_t *n)
{
	size_t *cuts = KUA_NEW_N(a, size_t, 2 * m->marks.n + 2);
	*n = 0;
	cuts[(*n)++] = from;
	cuts[(*n)++] = to;
	for (size_t i = 0; i < m->marks.n; i++) {
		const size_t ends[] = {m->marks.v[i].start, m->marks.v[i].end};
		for (size_t k = 0; k < 2; k++)
			if (ends[k] > from && ends[k] < to)
				cuts[(*n)++] = ends[k];
	}
	qsort(cuts, *n, sizeof *cuts, by_place);
	return cuts;
}

/* Text with its lines. */
static void lines(struct visit *v, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		const char *end = memchr(s + i, '\n', n - i);
		size_t to = end ? (size_t)(end - s) : n;
		put_text_n(v, s + i, to - i);
		if (end)
			put(v, "<br>");
		i = to + (end != NULL);
	}
}

static const char *const classes[MARKS] = {"name", "fig", "step", "harm", "act", "reused"};

/* A piece over which the marks lie: the innermost leads to its card, all of them are seen. */
static void piece(struct visit *v, struct marked *m, const struct mark *const *over, size_t n, size_t from, size_t to)
{
	const struct mark *inner = NULL;
	bool chosen = false, begins = false;
	for (size_t i = 0; i < n; i++) {
		if (over[i]->kind != MARK_REUSED && (!inner || over[i]->end - over[i]->start <= inner->end - inner->start))
			inner = over[i];
		chosen |= m->chosen && over[i]->id && strcmp(m->chosen, over[i]->id) == 0;
		begins |= over[i]->start == from && over[i]->kind != MARK_REUSED;
	}
	put(v, chosen ? "<mark class=\"chosen" : "<span class=\"on");
	for (size_t i = 0; i < n; i++)
		putf(v, " %s", classes[over[i]->kind]);
	if (chosen && !m->chosen_seen)
		put(v, "\" id=\"chosen\">");
	else
		put(v, "\">");
	m->chosen_seen |= chosen;
	if (inner && inner->id) {
		if (begins)
			putf(v, "<a id=\"o%zu\" href=\"#c-", from);
		else
			put(v, "<a href=\"#c-");
		put_text(v, inner->id);
		put(v, "\">");
	}
	lines(v, m->item->text + from, to - from);
	if (inner && inner->id)
		put(v, "</a>");
	put(v, chosen ? "</mark>" : "</span>");
}

void item_text(struct visit *v, struct marked *m, size_t from, size_t to)
{
	size_t n_cuts, next = 0;
	size_t *cuts = cuts_of(m, from, to, v->a, &n_cuts);
	const struct mark **over = KUA_NEW_N(v->a, const struct mark *, m->marks.n + 1);
	size_t n = 0;
	put(v, "<div class=\"text\" dir=\"auto\">");
	for (size_t i = 0; i + 1 < n_cuts; i++) {
		if (cuts[i] == cuts[i + 1])
			continue;
		while (next < m->marks.n && m->marks.v[next].start <= cuts[i])
			over[n++] = &m->marks.v[next++];
		size_t kept = 0;
		for (size_t k = 0; k < n; k++)
			if (over[k]->end > cuts[i])
				over[kept++] = over[k];
		n = kept;
		if (n)
			piece(v, m, over, n, cuts[i], cuts[i + 1]);
		else
			lines(v, m->item->text + cuts[i], cuts[i + 1] - cuts[i]);
	}
	put(v, "</div>\n");
}
