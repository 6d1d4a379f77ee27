/*
 * case.c - a person's case as a line of time: each step with its sentence and source, what is not known between two of them, and how
 * things stand. The latest step and the gap between it and today say at a glance what to ask for next.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"

enum { GAP_DAYS = 270 }; /* without news: longer is a gap */

static const struct kua_case_step *step_of(const struct kua_case_step *v, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].id, id) == 0)
			return &v[i];
	return NULL;
}

/* Said beforehand: its date is no news of anything that happened. */
static bool is_announced(const struct kua_case_step *s)
{
	return strcmp(s->step, "trial due") == 0 || strcmp(s->step, "appeal planned") == 0;
}

static void announced(struct visit *v, const struct kua_case_step *s)
{
	int64_t last, today;
	bool over = s->date && kua_date_last_day(s->date, &last) && kua_date_first_day(v->today, &today) && last < today;
	put(v, " <span class=\"tag\">");
	put_word(v, over ? "announced-over" : "announced");
	put(v, "</span>");
}

static enum kua_code step(struct visit *v, const struct kua_case_step *s, bool latest, struct kua_error *err)
{
	struct kua_item *item;
	const char *more = s->sentence ? s->sentence : s->detail;
	enum kua_code code = rows_one(v, KUA_ITEM, s->item, (void **)&item, err);
	if (code != KUA_OK)
		return code;
	put(v, latest ? "<li class=\"latest\"><span class=\"when\">" : "<li><span class=\"when\">");
	put_date(v, s->date);
	put(v, "</span> <b>");
	put_text(v, texts_value(v->w, "step", s->step, v->a));
	put(v, "</b>");
	if (more) {
		put_colon(v);
		put_apart(v, more);
	}
	if (latest) {
		put(v, " <span class=\"tag\">");
		put_word(v, "latest-step");
		put(v, "</span>");
	}
	if (is_announced(s))
		announced(v, s);
	put(v, "<blockquote dir=\"auto\">");
	link_to(v, "/figure", s->id, NULL);
	put_text(v, s->quote);
	put(v, "</a></blockquote><p class=\"dim\">");
	link_to(v, "/item", item->id, kua_arena_printf(v->a, "mark=%s#chosen", s->id));
	put_apart(v, item_name(item));
	put(v, "</a>, ");
	put_date(v, item->published_on);
	put(v, " · ");
	put_text(v, texts_value(v->w, "status", s->status, v->a));
	put(v, "</p></li>\n");
	return code;
}

/* Where long nothing is known, from the end of one date to the beginning of the next. */
static void gap(struct visit *v, const char *from, const char *to, bool to_today)
{
	int64_t a, b;
	if (!from || !to || !kua_date_last_day(from, &a) || !kua_date_first_day(to, &b) || b - a < GAP_DAYS)
		return;
	put(v, "<li class=\"gap\">");
	put_text(v, texts_two(v->w, to_today ? "nothing-since" : "nothing-between", texts_date(v->w, from, v->a), texts_date(v->w, to, v->a), v->a));
	put(v, "</li>\n");
}

static void claim_link(struct visit *v, const struct kua_case_step *s)
{
	put(v, " ");
	link_to(v, "/figure", s->id, NULL);
	put(v, "↗</a>");
}

/* "sentence of another length: id, id", by the words of accounts/: the two steps in the interface's, and where they stand. */
static void contradiction(struct visit *v, const struct kua_case_step *steps, size_t n, const char *said)
{
	const char *ids = behind_words(said), *comma = ids ? strstr(ids, ", ") : NULL;
	const struct kua_case_step *a = comma ? step_of(steps, n, kua_arena_strndup(v->a, ids + 2, (size_t)(comma - ids) - 2)) : NULL;
	const struct kua_case_step *b = comma ? step_of(steps, n, comma + 2) : NULL;
	if (!a || !b)
		return;
	put(v, "<p class=\"warn\">");
	put_text(v, texts_two(v->w, "contradiction", texts_step(v->w, a, v->a), texts_step(v->w, b, v->a), v->a));
	claim_link(v, a);
	claim_link(v, b);
	put(v, "</p>\n");
}

static void due(struct visit *v, const struct kua_case_step *steps, size_t n, const char *said)
{
	struct due d;
	if (!due_read(v, said, &d))
		return;
	const struct kua_case_step *s = step_of(steps, n, d.step);
	put(v, "<p class=\"lead\">");
	put_date(v, d.date);
	put_colon(v);
	put_text(v, d.kind);
	if (s && s->date && d.reckoned) {
		put(v, " <span class=\"dim\">(");
		put_text(v, texts_reckoned(v->w, s, v->a));
		put(v, ")</span>");
	}
	if (s)
		claim_link(v, s);
	put(v, "</p>\n");
}

const char *case_status(const struct visit *v, const char *status)
{
	const char *more = status ? strstr(status, ": ") : NULL;
	if (!more)
		return texts_value(v->w, "step", status, v->a);
	const char *step = texts_value(v->w, "step", kua_arena_strndup(v->a, status, (size_t)(more - status)), v->a);
	return texts_two(v->w, "@colon", step, more + strlen(": "), v->a);
}

static void heading(struct visit *v, const struct kua_case *c)
{
	put(v, "<h2>");
	put_word(v, "case");
	put(v, "</h2><p class=\"lead\">");
	put_apart(v, case_status(v, c->status));
	if (c->as_of) {
		put(v, ", <span class=\"dim\">");
		put_word(v, "as-of");
		put(v, " ");
		put_date(v, c->as_of);
		put(v, "</span>");
	}
	put(v, "</p>\n");
}

enum kua_code put_case(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	struct kua_case *c;
	struct kua_case_step *steps;
	size_t n, n_steps;
	const char *before = NULL, *last = NULL;
	enum kua_code code = rows_of(v, KUA_CASE, "person", e->id, (void **)&c, &n, err);
	if (code == KUA_OK && n)
		code = rows_of(v, KUA_CASE_STEP, "person", e->id, (void **)&steps, &n_steps, err);
	if (code != KUA_OK || n == 0)
		return code;
	for (size_t i = 0; i < c->steps.n; i++) {
		const struct kua_case_step *s = step_of(steps, n_steps, c->steps.v[i]);
		last = s && s->date && !is_announced(s) ? s->id : last;
	}
	heading(v, c);
	put(v, "<ol class=\"line\">");
	for (size_t i = 0; i < c->steps.n && code == KUA_OK; i++) {
		const struct kua_case_step *s = step_of(steps, n_steps, c->steps.v[i]);
		if (!s)
			continue;
		if (!is_announced(s))
			gap(v, before, s->date, false);
		code = step(v, s, last && strcmp(last, s->id) == 0, err);
		before = s->date && !is_announced(s) ? s->date : before;
	}
	gap(v, before, v->today, true);
	put(v, "</ol>\n");
	for (size_t i = 0; i < c->contradictions.n; i++)
		contradiction(v, steps, n_steps, c->contradictions.v[i]);
	for (size_t i = 0; i < c->due.n; i++)
		due(v, steps, n_steps, c->due.v[i]);
	return code;
}
