/*
 * joins.c - the names of one person, place or organisation: each form with where it was met, each join with the decision on it. A join
 * is set right where it is seen, with one button; what the program thinks of it, score and reasons, is shown only once somebody has
 * decided, for a number seen first decides for one. What was decided stands below, with who and when, and can be taken back.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"

enum { FORMS = 40, MET = 3, CANDIDATES = 20 };

/* ---- forms ---- */

static enum kua_code met(struct visit *v, const struct kua_entity *e, const char *form, struct kua_error *err)
{
	struct kua_mention *m;
	size_t n;
	const struct kua_query q = {.kind = KUA_MENTION, .where = {{"entity", KUA_IS, e->id}, {"form", KUA_IS, form}}, .n = 2, .most = MET};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&m, &n, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		struct kua_item *item;
		if (i && strcmp(m[i].item, m[i - 1].item) == 0)
			continue;
		code = rows_one(v, KUA_ITEM, m[i].item, (void **)&item, err);
		if (code != KUA_OK)
			break;
		put(v, " · ");
		link_to(v, "/item", item->id, kua_arena_printf(v->a, "mark=%s#chosen", e->id));
		put_apart(v, item_name(item));
		put(v, "</a>");
	}
	return code;
}

enum kua_code put_forms(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	put(v, "<h2>");
	put_word(v, "written-forms");
	put(v, "</h2><ul class=\"rows\">");
	for (size_t i = 0; i < e->names.n && code == KUA_OK; i++) {
		put(v, "<li><bdi>");
		put_text(v, e->names.v[i].form);
		put(v, "</bdi> <span class=\"dim\">");
		put_count(v, "mentions", e->names.v[i].mentions);
		if (i < FORMS)
			code = met(v, e, e->names.v[i].form, err);
		put(v, "</span></li>");
	}
	put(v, "</ul>\n");
	return code;
}

/* ---- joins ---- */

void put_join_reasons(struct visit *v, const struct kua_join *j)
{
	put(v, "<ul class=\"dim\">");
	for (size_t i = 0; i < j->reasons.n; i++) {
		put(v, "<li>");
		put_why(v, j->reasons.v[i]);
		put(v, "</li>");
	}
	put(v, "<li>");
	put_word(v, "score");
	putf(v, " %.2f</li></ul>", j->score);
}

static void one_join(struct visit *v, const struct kua_entity *e, const struct kua_join *j)
{
	put(v, "<li><bdi>");
	put_text(v, j->a);
	put(v, j->same ? "</bdi> = <bdi>" : "</bdi> ≠ <bdi>");
	put_text(v, j->b);
	put(v, "</bdi> <span class=\"dim\">");
	put_text(v, texts_value(v->w, "status", j->status, v->a));
	put(v, "</span>");
	if (j->status && strcmp(j->status, "suggested") != 0)
		put_join_reasons(v, j);
	review_buttons(v, KUA_JOIN, j, kua_arena_printf(v->a, "/entity/%s", e->id));
	put(v, "</li>");
}

enum kua_code put_joins(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	struct kua_join *j;
	size_t n;
	enum kua_code code = rows_of(v, KUA_JOIN, "entity", e->id, (void **)&j, &n, err);
	for (int same = 1; same >= 0 && code == KUA_OK; same--) {
		size_t shown = 0;
		for (size_t i = 0; i < n; i++) {
			if ((j[i].same != 0) != (same != 0))
				continue;
			if (!shown++) {
				put(v, "<h2>");
				put_word(v, same ? "joined" : "kept-apart");
				put(v, "</h2><ul class=\"rows\">");
			}
			one_join(v, e, &j[i]);
		}
		put(v, shown ? "</ul>\n" : "");
	}
	return code;
}

/* ---- joining with another ---- */

struct finding {
	struct visit *v;
	const struct kua_entity *e;
	struct kua_buf wanted, label;
	size_t n;
};

static bool holds(struct finding *f, const char *form)
{
	kua_buf_clear(&f->label);
	kua_fold(&f->label, form, strlen(form));
	return f->label.len && strstr(f->label.data, f->wanted.data) != NULL;
}

static void candidate(struct finding *f, const struct kua_entity *other)
{
	struct visit *v = f->v;
	put(v, "<li>");
	link_text(v, "/entity", other->id, other->label);
	form_open(v, "/judge", "decide");
	put_hidden(v, "id", f->e->id);
	put_hidden(v, "other", other->id);
	put_hidden(v, "next", kua_arena_printf(v->a, "/entity/%s", f->e->id));
	put(v, "<button name=\"verdict\" value=\"same\">");
	put_word(v, "verdict.same");
	put(v, "</button></form></li>");
}

static enum kua_code look(void *ctx, const void *record, struct kua_error *err)
{
	struct finding *f = ctx;
	const struct kua_entity *other = record;
	(void)err;
	if (f->n == CANDIDATES || strcmp(other->id, f->e->id) == 0)
		return KUA_OK;
	bool found = holds(f, other->label);
	for (size_t i = 0; i < other->names.n && !found; i++)
		found = holds(f, other->names.v[i].form);
	if (found) {
		candidate(f, other);
		f->n++;
	}
	return KUA_OK;
}

enum kua_code put_join_with(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	const char *with = pairs_get(&v->q->query, "with");
	struct finding f = {.v = v, .e = e};
	enum kua_code code = KUA_OK;
	put(v, "<form class=\"narrow\"><label>");
	put_word(v, "join-with");
	put(v, " <input name=\"with\" dir=\"auto\" maxlength=\"200\" value=\"");
	put_text(v, with);
	put(v, "\"></label> <button>");
	put_word(v, "search");
	put(v, "</button></form>\n");
	if (!with || !*with)
		return KUA_OK;
	kua_fold(&f.wanted, with, strlen(with));
	put(v, "<ul class=\"rows\">");
	if (f.wanted.len)
		code = kua_casebook_each(v->cb, KUA_ENTITY, "kind", e->kind, NULL, look, &f, err);
	put(v, "</ul>\n");
	if (!f.n) {
		put(v, "<p class=\"dim\">");
		put_word(v, "none");
		put(v, "</p>\n");
	}
	kua_buf_free(&f.wanted);
	kua_buf_free(&f.label);
	return code;
}

/* ---- what was decided ---- */

static void decision(struct visit *v, const struct kua_judgement *j, const char *next)
{
	put(v, "<li>");
	put_apart(v, j->form);
	if (j->other_form) {
		put(v, " – ");
		put_apart(v, j->other_form);
	}
	put(v, ": <b>");
	put_text(v, texts_value(v->w, "verdict", j->verdict, v->a));
	put(v, "</b> ");
	for (size_t i = 0; i < j->fields.n; i++) {
		put(v, i ? "; " : "");
		put_apart(v, j->fields.v[i]);
	}
	put(v, " <span class=\"dim\"><bdi>");
	put_text(v, j->by);
	put(v, "</bdi>, ");
	put_date(v, kua_arena_strndup(v->a, j->at, 10));
	put(v, "</span>");
	put_undo(v, j->entry, next);
	put(v, "</li>");
}

static bool concerns(const struct kua_judgement *j, const struct kua_entity *e)
{
	if (strcmp(j->kind ? j->kind : "", "entity") != 0)
		return false;
	for (size_t i = 0; i < e->names.n; i++)
		if ((j->form && strcmp(j->form, e->names.v[i].form) == 0) || (j->other_form && strcmp(j->other_form, e->names.v[i].form) == 0))
			return true;
	return false;
}

/* By the names that were judged: an entity's id may be another once it was parted. */
enum kua_code put_decisions(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	struct kua_judgement *j;
	size_t n, shown = 0;
	enum kua_code code = kua_casebook_load(v->cb, KUA_JUDGEMENT, "kind", "entity", v->a, (void **)&j, &n, err);
	for (size_t i = n; i-- > 0 && code == KUA_OK;) {
		if (!concerns(&j[i], e))
			continue;
		if (!shown++) {
			put(v, "<h2>");
			put_word(v, "decisions");
			put(v, "</h2><ul class=\"rows\">");
		}
		decision(v, &j[i], kua_arena_printf(v->a, "/entity/%s", e->id));
	}
	put(v, shown ? "</ul>\n" : "");
	return code;
}

/* The entity is no longer there, for a decision has made another of it: what was decided, and the ways to its names. */
bool put_gone(struct visit *v)
{
	struct kua_judgement *j;
	struct kua_error err = {0};
	size_t n;
	const char *entry = pairs_get(&v->q->query, "entry");
	if (!entry || !*entry || strspn(entry, "0123456789") != strlen(entry) ||
	    kua_casebook_load(v->cb, KUA_JUDGEMENT, "entry", entry, v->a, (void **)&j, &n, &err) != KUA_OK || !n || !j->form)
		return false;
	frame_open(v, j->form, "people");
	put(v, "<ul class=\"rows\">");
	decision(v, j, "/people");
	const char *forms[] = {j->form, j->other_form};
	for (size_t i = 0; i < 2; i++) {
		put(v, "<li>");
		link_to(v, "/search", NULL, kua_arena_printf(v->a, "q=%s", encoded(v, kua_arena_printf(v->a, "\"%s\"", forms[i] ? forms[i] : ""))));
		put_apart(v, forms[i]);
		put(v, "</a></li>");
	}
	put(v, "</ul>\n");
	frame_close(v);
	return true;
}
