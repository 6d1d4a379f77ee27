/*
 * reprint.c - two texts side by side: each passage that they share in one row, what differs in it marked on both sides, and what stands
 * between the passages in one of them only.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"

struct pair_of {
	struct kua_reuse *reuse;
	struct kua_item *a, *b;
	struct kua_drift *drift;
	size_t n_drift;
};

static enum kua_code load(struct visit *v, struct pair_of *p, struct kua_error *err)
{
	struct kua_drift *all;
	size_t n;
	enum kua_code code = rows_one(v, KUA_REUSE, v->id, (void **)&p->reuse, err);
	if (code == KUA_OK)
		code = rows_one(v, KUA_ITEM, p->reuse->a, (void **)&p->a, err);
	if (code == KUA_OK)
		code = rows_one(v, KUA_ITEM, p->reuse->b, (void **)&p->b, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_DRIFT, "a", p->reuse->a, (void **)&all, &n, err);
	if (code != KUA_OK)
		return code;
	p->drift = KUA_NEW_N(v->a, struct kua_drift, n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].b, p->reuse->b) == 0)
			p->drift[p->n_drift++] = all[i];
	return KUA_OK;
}

static size_t within(int64_t at, size_t n)
{
	return at < 0 ? 0 : (uint64_t)at > n ? n : (size_t)at;
}

/* Bytes from .. to of one side, with what differs from the other marked. */
static void side(struct visit *v, const struct pair_of *p, bool is_b, size_t from, size_t to)
{
	const char *s = (is_b ? p->b : p->a)->text;
	for (;;) {
		const struct kua_drift *next = NULL;
		size_t start = to, end = to;
		for (size_t i = 0; i < p->n_drift; i++) {
			size_t ds = within(is_b ? p->drift[i].b_start : p->drift[i].a_start, to);
			size_t de = within(is_b ? p->drift[i].b_end : p->drift[i].a_end, to);
			if (ds >= from && de > ds && ds < start) {
				next = &p->drift[i];
				start = ds;
				end = de;
			}
		}
		put_text_n(v, s + from, start - from);
		if (!next)
			return;
		putf(v, "<%s>", is_b ? "ins" : "del");
		put_text_n(v, s + start, end - start);
		putf(v, "</%s>", is_b ? "ins" : "del");
		from = end;
	}
}

static void cell(struct visit *v, const struct pair_of *p, bool is_b, size_t from, size_t to, const char *class)
{
	putf(v, "<td class=\"%s\" dir=\"auto\">", class);
	if (to > from)
		side(v, p, is_b, from, to);
	put(v, "</td>");
}

static void title(struct visit *v, const struct kua_item *i)
{
	put(v, "<th scope=\"col\">");
	link_text(v, "/item", i->id, item_name(i));
	put(v, "<br><span class=\"dim\">");
	put_date(v, i->published_on);
	put(v, "</span></th>");
}

static void passages(struct visit *v, const struct pair_of *p)
{
	size_t n_a = p->a->text ? strlen(p->a->text) : 0, n_b = p->b->text ? strlen(p->b->text) : 0, at_a = 0, at_b = 0;
	put(v, "<table class=\"sides\"><thead><tr>");
	title(v, p->a);
	title(v, p->b);
	put(v, "</tr></thead><tbody>\n");
	for (size_t i = 0; i <= p->reuse->spans.n; i++) {
		const struct kua_span end = {(int64_t)n_a, (int64_t)n_a, (int64_t)n_b, (int64_t)n_b};
		const struct kua_span *s = i < p->reuse->spans.n ? &p->reuse->spans.v[i] : &end;
		size_t a_from = within(s->a_start, n_a), a_to = within(s->a_end, n_a);
		size_t b_from = within(s->b_start, n_b), b_to = within(s->b_end, n_b);
		if (a_from > at_a || b_from > at_b) {
			put(v, "<tr>");
			cell(v, p, false, at_a, a_from > at_a ? a_from : at_a, "own");
			cell(v, p, true, at_b, b_from > at_b ? b_from : at_b, "own");
			put(v, "</tr>\n");
		}
		if (a_to > a_from) {
			put(v, "<tr>");
			cell(v, p, false, a_from, a_to, "shared");
			cell(v, p, true, b_from, b_to, "shared");
			put(v, "</tr>\n");
		}
		at_a = a_to > at_a ? a_to : at_a;
		at_b = b_to > at_b ? b_to : at_b;
	}
	put(v, "</tbody></table>\n");
}

enum kua_code screen_reprint(struct visit *v, struct kua_error *err)
{
	struct pair_of p = {0};
	enum kua_code code = load(v, &p, err);
	if (code != KUA_OK)
		return code;
	frame_open(v, texts_text(v->w, "reprint"), "reprints");
	put(v, "<p><b>");
	put_count(v, "shared-words", p.reuse->shared_words);
	put(v, "</b> · ");
	put_word(v, kua_arena_printf(v->a, "direction.%s", p.reuse->direction ? p.reuse->direction : "unknown"));
	put(v, "</p>\n<ul>");
	for (size_t i = 0; i < p.reuse->why.n; i++)
		put_element(v, "li", NULL, p.reuse->why.v[i]);
	put(v, "</ul>\n");
	put_families(v, p.reuse->a);
	put(v, "<h2>");
	put_count(v, "changes", (int64_t)p.n_drift);
	put(v, "</h2><ul class=\"rows\">");
	for (size_t i = 0; i < p.n_drift; i++) {
		put(v, "<li><del dir=\"auto\">");
		put_text(v, p.drift[i].in_a);
		put(v, "</del> → <ins dir=\"auto\">");
		put_text(v, p.drift[i].in_b);
		put(v, "</ins> <span class=\"dim\">");
		put_word(v, kua_arena_printf(v->a, "drift.%s", p.drift[i].of ? p.drift[i].of : p.drift[i].kind));
		put(v, "</span></li>");
	}
	put(v, "</ul>\n");
	passages(v, &p);
	frame_close(v);
	return KUA_OK;
}
