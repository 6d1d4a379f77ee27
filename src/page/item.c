/*
 * item.c - an item as the reader sees it, with what was found in it marked where it stands: names, figures, case steps, actions and
 * what it shares with other items. Marks may lie over each other; the text is cut where any begins or ends, and each piece says
 * all that it is. Beside the text stands a card for each claim.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "page/internal.h"

enum mark_kind { MARK_NAME, MARK_FIGURE, MARK_STEP, MARK_ACTION, MARK_REUSED, MARKS };

struct mark {
	size_t start, end;
	enum mark_kind kind;
	const char *id; /* of the claim or the entity; NULL for what is reused */
};

struct marked {
	struct kua_item *item;
	size_t n_text;
	KUA_VEC(struct mark) marks;
	struct kua_mention *mentions;
	struct kua_figure *figures;
	struct kua_case_step *steps;
	struct kua_action *actions;
	struct kua_reuse *reused[2]; /* where it is a, where it is b */
	size_t n_mentions, n_figures, n_steps, n_actions, n_reused[2];
};

static void mark(struct marked *m, int64_t start, int64_t end, enum mark_kind kind, const char *id)
{
	if (start < 0 || end <= start || (uint64_t)end > m->n_text)
		return;
	*kua_vec_add(&m->marks) = (struct mark){(size_t)start, (size_t)end, kind, id};
}

static void mark_all(struct marked *m)
{
	for (size_t i = 0; i < m->n_mentions; i++)
		mark(m, m->mentions[i].start, m->mentions[i].end, MARK_NAME, m->mentions[i].entity);
	for (size_t i = 0; i < m->n_figures; i++)
		mark(m, m->figures[i].start, m->figures[i].end, MARK_FIGURE, m->figures[i].id);
	for (size_t i = 0; i < m->n_steps; i++)
		mark(m, m->steps[i].start, m->steps[i].end, MARK_STEP, m->steps[i].id);
	for (size_t i = 0; i < m->n_actions; i++)
		mark(m, m->actions[i].start, m->actions[i].end, MARK_ACTION, m->actions[i].id);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < m->n_reused[k]; i++)
			for (size_t s = 0; s < m->reused[k][i].spans.n; s++) {
				const struct kua_span *p = &m->reused[k][i].spans.v[s];
				mark(m, k ? p->b_start : p->a_start, k ? p->b_end : p->a_end, MARK_REUSED, m->reused[k][i].id);
			}
}

static enum kua_code load(struct visit *v, struct marked *m, struct kua_error *err)
{
	enum kua_code code = rows_one(v, KUA_ITEM, v->id, (void **)&m->item, err);
	if (code != KUA_OK)
		return code;
	const char *id = m->item->id;
	m->n_text = m->item->text ? strlen(m->item->text) : 0;
	code = rows_of(v, KUA_MENTION, "item", id, (void **)&m->mentions, &m->n_mentions, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_FIGURE, "item", id, (void **)&m->figures, &m->n_figures, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_CASE_STEP, "item", id, (void **)&m->steps, &m->n_steps, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_ACTION, "item", id, (void **)&m->actions, &m->n_actions, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_REUSE, "a", id, (void **)&m->reused[0], &m->n_reused[0], err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_REUSE, "b", id, (void **)&m->reused[1], &m->n_reused[1], err);
	if (code == KUA_OK)
		mark_all(m);
	return code;
}

/* ---- the text, cut where a mark begins or ends ---- */

static int by_place(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return x < y ? -1 : x > y;
}

static int by_start(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	return x->start != y->start ? (x->start < y->start ? -1 : 1) : x->end < y->end ? -1 : x->end > y->end;
}

static size_t *cuts_of(const struct marked *m, struct kua_arena *a, size_t *n)
{
	size_t *cuts = KUA_NEW_N(a, size_t, 2 * m->marks.n + 2);
	*n = 0;
	cuts[(*n)++] = 0;
	cuts[(*n)++] = m->n_text;
	for (size_t i = 0; i < m->marks.n; i++) {
		cuts[(*n)++] = m->marks.v[i].start;
		cuts[(*n)++] = m->marks.v[i].end;
	}
	qsort(cuts, *n, sizeof *cuts, by_place);
	return cuts;
}

/* Text with its paragraphs; a blank line parts them. */
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

static const char *const classes[MARKS] = {"name", "fig", "step", "act", "reused"};

/* A piece over which the marks lie: the innermost leads somewhere, all of them are seen. */
static void piece(struct visit *v, const struct marked *m, const struct mark *const *over, size_t n, size_t from, size_t to)
{
	const char *chosen = pairs_get(&v->q->query, "mark");
	const struct mark *inner = NULL;
	bool is_chosen = false;
	for (size_t i = 0; i < n; i++) {
		if (over[i]->kind != MARK_REUSED && (!inner || over[i]->end - over[i]->start <= inner->end - inner->start))
			inner = over[i];
		is_chosen |= chosen && over[i]->id && strcmp(chosen, over[i]->id) == 0;
	}
	put(v, is_chosen ? "<mark class=\"chosen" : "<span class=\"on");
	for (size_t i = 0; i < n; i++)
		putf(v, " %s", classes[over[i]->kind]);
	put(v, "\">");
	if (inner && inner->id)
		link_to(v, inner->kind == MARK_NAME ? "/entity" : inner->kind == MARK_ACTION ? "/item" : "/figure", inner->kind == MARK_ACTION ? m->item->id : inner->id, NULL);
	lines(v, m->item->text + from, to - from);
	if (inner && inner->id)
		put(v, "</a>");
	put(v, is_chosen ? "</mark>" : "</span>");
}

static void marked_text(struct visit *v, struct marked *m)
{
	size_t n_cuts, first = 0;
	if (m->marks.n)
		qsort(m->marks.v, m->marks.n, sizeof *m->marks.v, by_start);
	size_t *cuts = cuts_of(m, v->a, &n_cuts);
	const struct mark **over = KUA_NEW_N(v->a, const struct mark *, m->marks.n + 1);
	KUA_VEC(const struct mark *) open = {0};
	put(v, "<div class=\"text\" dir=\"auto\">");
	for (size_t i = 0; i + 1 < n_cuts; i++) {
		size_t from = cuts[i], to = cuts[i + 1], n = 0, kept = 0;
		if (from == to)
			continue;
		while (first < m->marks.n && m->marks.v[first].start <= from)
			*kua_vec_add(&open) = &m->marks.v[first++];
		for (size_t k = 0; k < open.n; k++)
			if (open.v[k]->end > from) {
				over[n++] = open.v[k];
				open.v[kept++] = open.v[k];
			}
		open.n = kept;
		if (n)
			piece(v, m, over, n, from, to);
		else
			lines(v, m->item->text + from, to - from);
	}
	put(v, "</div>\n");
	kua_vec_free(&open);
}

/* ---- beside the text ---- */

static void facts(struct visit *v, const struct kua_item *i)
{
	put(v, "<dl class=\"facts\"><dt>");
	put_word(v, "date");
	put(v, "</dt><dd>");
	put_date(v, i->published_on);
	put(v, "</dd>");
	put_fact(v, "author", i->author);
	put_fact(v, "issuer", i->issuer);
	put_fact(v, "language", i->language);
	for (size_t k = 0; k < i->categories.n; k++)
		put_fact(v, "category", i->categories.v[k]);
	put(v, "<dt>");
	put_word(v, "document");
	put(v, "</dt><dd>");
	link_text(v, "/document", i->document_id, i->document);
	put(v, "</dd></dl>\n");
}

static void cards(struct visit *v, const struct marked *m)
{
	put(v, "<aside class=\"cards\" aria-label=\"");
	put_word(v, "claims");
	put(v, "\"><ul class=\"rows\">");
	for (size_t i = 0; i < m->n_figures; i++) {
		const struct kua_figure *f = &m->figures[i];
		put(v, "<li class=\"fig\">");
		link_to(v, "/figure", f->id, NULL);
		put_text(v, texts_text_or(v->w, kua_arena_printf(v->a, "act.%s", f->act ? f->act : ""), f->act));
		put(v, ": <b>");
		put_text(v, figure_number(v, f));
		put(v, "</b></a> <span class=\"dim\"><bdi>");
		put_text(v, f->said_by);
		put(v, "</bdi></span></li>");
	}
	for (size_t i = 0; i < m->n_steps; i++) {
		const struct kua_case_step *s = &m->steps[i];
		put(v, "<li class=\"step\">");
		link_text(v, "/entity", s->person, s->name);
		put(v, ": ");
		put_text(v, texts_text_or(v->w, kua_arena_printf(v->a, "step.%s", s->step ? s->step : ""), s->step));
		put(v, " <span class=\"dim\">");
		put_date(v, s->date);
		put(v, "</span></li>");
	}
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < m->n_reused[k]; i++) {
			put(v, "<li class=\"reused\">");
			link_to(v, "/reprint", m->reused[k][i].id, NULL);
			put_count(v, "shared-words", m->reused[k][i].shared_words);
			put(v, "</a></li>");
		}
	put(v, "</ul></aside>\n");
}

enum kua_code screen_item(struct visit *v, struct kua_error *err)
{
	struct marked m = {0};
	enum kua_code code = load(v, &m, err);
	if (code == KUA_OK) {
		frame_open(v, m.item->title ? m.item->title : m.item->document, "items");
		facts(v, m.item);
		put(v, "<div class=\"beside\">");
		marked_text(v, &m);
		cards(v, &m);
		put(v, "</div>\n");
		frame_close(v);
	}
	kua_vec_free(&m.marks);
	return code;
}
