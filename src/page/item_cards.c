/* item_cards.c - a card for each thing that is marked in a text: what it is in a line, the way to all about it, and back to its place. */
#include <inttypes.h>
#include <string.h>

#include "page/item.h"

static bool inside(int64_t start, size_t from, size_t to)
{
	return start >= 0 && (size_t)start >= from && (size_t)start < to;
}

/* The card of a mark, open; its place in the text and in the original close it. */
static void card_open(struct visit *v, const char *class, const char *id)
{
	putf(v, "<li class=\"%s\" id=\"c-", class);
	put_text(v, id);
	put(v, "\">");
}

static void card_close(struct visit *v, const struct marked *m, const char *id, int64_t start)
{
	put(v, " · ");
	if (m->text)
		putf(v, "<a href=\"#o%" PRId64 "\">", start);
	else
		link_to(v, "/item", m->item->id, kua_arena_printf(v->a, "mark=%s#chosen", encoded(v, id)));
	put_word(v, "in-its-text");
	put(v, "</a></li>\n");
}

/* The same of a claim, which can be seen where it stands on its page, too. */
static void claim_close(struct visit *v, const struct marked *m, const char *id, int64_t start)
{
	if (m->pictures)
		put_page_link(v, m->item, m->leaves, m->n_leaves, start, id);
	card_close(v, m, id, start);
}

static void figure_card(struct visit *v, const struct marked *m, const struct kua_figure *f)
{
	card_open(v, "fig", f->id);
	link_to(v, "/figure", f->id, NULL);
	put_text(v, texts_value(v->w, "act", f->act, v->a));
	put_colon(v);
	put(v, "<b>");
	put_text(v, figure_number(v, f));
	put(v, "</b></a> <bdi class=\"dim\">");
	put_text(v, f->said_by);
	put(v, "</bdi>");
	claim_close(v, m, f->id, f->start);
}

static void step_card(struct visit *v, const struct marked *m, const struct kua_case_step *s)
{
	card_open(v, "step", s->id);
	link_to(v, "/figure", s->id, NULL);
	put_text(v, texts_value(v->w, "step", s->step, v->a));
	put(v, "</a> ");
	put_date(v, s->date);
	put(v, " ");
	if (s->person)
		link_text(v, "/entity", s->person, s->name);
	else
		put_text(v, s->name);
	claim_close(v, m, s->id, s->start);
}

static void harm_card(struct visit *v, const struct marked *m, const struct kua_harm *h)
{
	card_open(v, "harm", h->id);
	link_to(v, "/figure", h->id, NULL);
	put_text(v, texts_value(v->w, "act", h->act, v->a));
	put(v, "</a> <bdi>");
	put_text(v, h->people);
	put(v, "</bdi> <bdi class=\"dim\">");
	put_text(v, h->said_by);
	put(v, "</bdi>");
	claim_close(v, m, h->id, h->start);
}

static void action_card(struct visit *v, const struct marked *m, const struct kua_action *a)
{
	card_open(v, "act", a->id);
	link_to(v, "/figure", a->id, NULL);
	put_text(v, texts_value(v->w, "action", a->kind, v->a));
	put(v, "</a> ");
	put_date(v, a->date);
	if (a->place) {
		put(v, " <bdi class=\"dim\">");
		put_text(v, a->place);
		put(v, "</bdi>");
	}
	claim_close(v, m, a->id, a->start);
}

static void claims(struct visit *v, const struct marked *m, size_t from, size_t to)
{
	for (size_t i = 0; i < m->n_figures; i++)
		if (inside(m->figures[i].start, from, to))
			figure_card(v, m, &m->figures[i]);
	for (size_t i = 0; i < m->n_steps; i++)
		if (inside(m->steps[i].start, from, to))
			step_card(v, m, &m->steps[i]);
	for (size_t i = 0; i < m->n_harms; i++)
		if (inside(m->harms[i].start, from, to))
			harm_card(v, m, &m->harms[i]);
	for (size_t i = 0; i < m->n_actions; i++)
		if (inside(m->actions[i].start, from, to))
			action_card(v, m, &m->actions[i]);
}

static enum kua_code name_card(struct visit *v, const struct marked *m, const struct kua_mention *first, struct kua_error *err)
{
	struct kua_entity *e;
	size_t n;
	int64_t times = 0;
	enum kua_code code = rows_of(v, KUA_ENTITY, "id", first->entity, (void **)&e, &n, err);
	if (code != KUA_OK || !n)
		return code;
	for (size_t i = 0; i < m->n_mentions; i++)
		times += m->mentions[i].entity && strcmp(m->mentions[i].entity, first->entity) == 0;
	card_open(v, "name", e->id);
	link_text(v, "/entity", e->id, e->label);
	put(v, " <span class=\"dim\">");
	put_text(v, texts_value(v->w, "entity", e->kind, v->a));
	const char *role = first->role ? first->role : e->roles.n ? e->roles.v[0] : NULL;
	if (role) {
		put(v, ", ");
		put_apart(v, role);
	}
	put(v, "</span>");
	if (times > 1) {
		put(v, " ");
		link_to(v, "/item", m->item->id, kua_arena_printf(v->a, "at=%zu&mark=%s#chosen", m->from, encoded(v, e->id)));
		put_count(v, "mentions", times);
		put(v, "</a>");
	}
	card_close(v, m, e->id, first->start);
	return KUA_OK;
}

static enum kua_code names(struct visit *v, const struct marked *m, size_t from, size_t to, struct kua_list *seen, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < m->n_mentions && code == KUA_OK; i++) {
		const struct kua_mention *one = &m->mentions[i];
		if (!one->entity || !inside(one->start, from, to) || kua_list_has(seen, one->entity))
			continue;
		kua_list_add(v->a, seen, one->entity);
		code = name_card(v, m, one, err);
	}
	return code;
}

static bool touches(const struct kua_reuse *r, bool is_b, size_t from, size_t to)
{
	for (size_t i = 0; i < r->spans.n; i++) {
		const struct kua_span *s = &r->spans.v[i];
		if ((is_b ? s->b_end : s->a_end) > (int64_t)from && (is_b ? s->b_start : s->a_start) < (int64_t)to)
			return true;
	}
	return false;
}

/* With what each stretch of the text is shared. */
static enum kua_code reprints(struct visit *v, const struct marked *m, size_t from, size_t to, struct kua_list *seen, struct kua_error *err)
{
	enum { MOST = 40 }; /* cards; the list of reprints has them all */
	enum kua_code code = KUA_OK;
	size_t shown = 0, n = 0;
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < m->n_reused[k] && code == KUA_OK; i++) {
			const struct kua_reuse *r = &m->reused[k][i];
			struct kua_item *other;
			if (!touches(r, k == 1, from, to) || kua_list_has(seen, r->id) || ++n > MOST)
				continue;
			kua_list_add(v->a, seen, r->id);
			code = rows_of(v, KUA_ITEM, "id", k ? r->a : r->b, (void **)&other, &shown, err);
			if (code != KUA_OK || !shown)
				continue;
			put(v, "<li class=\"reused\">");
			link_to(v, "/reprint", r->id, NULL);
			put_count(v, "shared-words", r->shared_words);
			put(v, "</a> <bdi class=\"dim\">");
			put_text(v, item_name(other));
			put(v, "</bdi></li>\n");
		}
	if (n > MOST) {
		put(v, "<li class=\"reused\"><a href=\"/reprints\">");
		put_count(v, "more-reprints", (int64_t)(n - MOST));
		put(v, "</a></li>\n");
	}
	return code;
}

enum kua_code item_cards(struct visit *v, const struct marked *m, size_t from, size_t to, struct kua_list *seen, struct kua_error *err)
{
	put(v, "<ul class=\"rows\">");
	claims(v, m, from, to);
	enum kua_code code = names(v, m, from, to, seen, err);
	if (code == KUA_OK)
		code = reprints(v, m, from, to, seen, err);
	put(v, "</ul>\n");
	return code;
}
