/*
 * entity.c - a person, place or organisation: its forms, why they were joined or kept apart, the case as a line of time with sources
 * and gaps, and where it is mentioned.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"

enum { MENTIONS = 100 }; /* shown */

static void forms(struct visit *v, const struct kua_entity *e)
{
	put(v, "<h2>");
	put_word(v, "written-forms");
	put(v, "</h2><ul class=\"rows\">");
	for (size_t i = 0; i < e->names.n; i++) {
		put(v, "<li><bdi>");
		put_text(v, e->names.v[i].form);
		put(v, "</bdi> <span class=\"dim\">");
		put_count(v, "mentions", e->names.v[i].mentions);
		put(v, "</span></li>");
	}
	put(v, "</ul>\n");
}

/* Score and reasons are shown only once somebody has decided, or asks: a number seen first decides for one. */
static enum kua_code joins(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	struct kua_join *j;
	size_t n;
	enum kua_code code = rows_of(v, KUA_JOIN, "entity", e->id, (void **)&j, &n, err);
	if (code != KUA_OK || n == 0)
		return code;
	put(v, "<h2>");
	put_word(v, "joins");
	put(v, "</h2><ul class=\"rows\">");
	for (size_t i = 0; i < n; i++) {
		put(v, "<li><bdi>");
		put_text(v, j[i].a);
		put(v, j[i].same ? "</bdi> = <bdi>" : "</bdi> ≠ <bdi>");
		put_text(v, j[i].b);
		put(v, "</bdi> <details><summary>");
		put_word(v, "reasons");
		put(v, "</summary><ul>");
		for (size_t k = 0; k < j[i].reasons.n; k++)
			put_element(v, "li", NULL, j[i].reasons.v[k]);
		putf(v, "</ul><p class=\"dim\">%.2f</p></details></li>", j[i].score);
	}
	put(v, "</ul>\n");
	return KUA_OK;
}

static const struct kua_case_step *step_of(const struct kua_case_step *v, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].id, id) == 0)
			return &v[i];
	return NULL;
}

static void step(struct visit *v, const struct kua_case_step *s)
{
	put(v, "<li><span class=\"when\">");
	put_date(v, s->date);
	put(v, "</span> <b>");
	put_text(v, texts_text_or(v->w, kua_arena_printf(v->a, "step.%s", s->step), s->step));
	put(v, "</b>");
	const char *more = s->sentence ? s->sentence : s->detail;
	if (more) {
		put(v, ": <bdi>");
		put_text(v, more);
		put(v, "</bdi>");
	}
	put(v, "<blockquote dir=\"auto\">");
	link_to(v, "/figure", s->id, NULL);
	put_text(v, s->quote);
	put(v, "</a></blockquote></li>\n");
}

static enum kua_code the_case(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	struct kua_case *c;
	struct kua_case_step *steps;
	size_t n, n_steps;
	enum kua_code code = rows_of(v, KUA_CASE, "person", e->id, (void **)&c, &n, err);
	if (code == KUA_OK && n)
		code = rows_of(v, KUA_CASE_STEP, "person", e->id, (void **)&steps, &n_steps, err);
	if (code != KUA_OK || n == 0)
		return code;
	put(v, "<h2>");
	put_word(v, "case");
	put(v, "</h2><p class=\"lead\"><bdi>");
	put_text(v, c->status);
	put(v, "</bdi>");
	if (c->as_of) {
		put(v, " <span class=\"dim\">");
		put_word(v, "as-of");
		put(v, " ");
		put_date(v, c->as_of);
		put(v, "</span>");
	}
	put(v, "</p>\n<ol class=\"line\">");
	for (size_t i = 0; i < c->steps.n; i++) {
		const struct kua_case_step *s = step_of(steps, n_steps, c->steps.v[i]);
		if (s)
			step(v, s);
	}
	put(v, "</ol>\n");
	for (size_t i = 0; i < c->contradictions.n; i++)
		put_element(v, "p", "warn", c->contradictions.v[i]);
	for (size_t i = 0; i < c->due.n; i++)
		put_element(v, "p", "lead", c->due.v[i]);
	return KUA_OK;
}

static enum kua_code mentions(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	struct kua_mention *m;
	size_t n;
	int64_t of = 0;
	const struct kua_query q = {.kind = KUA_MENTION, .where = {{"entity", KUA_IS, e->id}}, .n = 1, .most = MENTIONS};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&m, &n, err);
	if (code == KUA_OK)
		code = kua_casebook_count_rows(v->cb, &q, &of, err);
	if (code != KUA_OK)
		return code;
	put(v, "<h2>");
	put_count(v, "mentions", of);
	put(v, "</h2><ul class=\"rows\">");
	const char *before = NULL;
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		struct kua_item *item;
		if (before && strcmp(before, m[i].item) == 0)
			continue;
		before = m[i].item;
		code = rows_one(v, KUA_ITEM, m[i].item, (void **)&item, err);
		if (code != KUA_OK)
			break;
		put(v, "<li>");
		link_to(v, "/item", item->id, kua_arena_printf(v->a, "mark=%s", e->id));
		put(v, "<bdi>");
		put_text(v, item->title ? item->title : item->document);
		put(v, "</bdi></a> <span class=\"dim\">");
		put_date(v, item->published_on);
		put(v, " · <bdi>");
		put_text(v, m[i].form);
		put(v, "</bdi></span></li>");
	}
	put(v, "</ul>\n");
	return code;
}

enum kua_code screen_entity(struct visit *v, struct kua_error *err)
{
	struct kua_entity *e;
	enum kua_code code = rows_one(v, KUA_ENTITY, v->id, (void **)&e, err);
	if (code != KUA_OK)
		return code;
	const char *section = strcmp(e->kind, "person") == 0 ? "people" : strcmp(e->kind, "place") == 0 ? "places" : "organisations";
	frame_open(v, e->label, section);
	for (size_t i = 0; i < e->roles.n; i++)
		put_element(v, "p", "dim", e->roles.v[i]);
	code = the_case(v, e, err);
	if (code == KUA_OK)
		forms(v, e);
	if (code == KUA_OK)
		code = joins(v, e, err);
	if (code == KUA_OK)
		code = mentions(v, e, err);
	frame_close(v);
	return code;
}
