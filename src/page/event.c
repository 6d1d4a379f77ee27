/*
 * event.c - the account of an event: for each act, what is claimed on one line from zero, then each number with who says it, how
 * many of them are independent and why some count as one, each statement with its sentence; what was left out; the counting profile.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"
#include "report/report.h"

struct account_of {
	struct kua_event *event;
	struct kua_account *accounts;
	struct kua_toll *tolls;
	struct kua_figure *figures;
	size_t n_accounts, n_tolls, n_figures;
	const char *profile;
};

static enum kua_code load(struct visit *v, struct account_of *o, struct kua_error *err)
{
	const char *said = pairs_get(&v->q->query, "profile");
	o->profile = said ? said : "range";
	enum kua_code code = rows_one(v, KUA_EVENT, v->id, (void **)&o->event, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_ACCOUNT, "event", o->event->id, (void **)&o->accounts, &o->n_accounts, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_TOLL, "event", o->event->id, (void **)&o->tolls, &o->n_tolls, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_FIGURE, "event", o->event->id, (void **)&o->figures, &o->n_figures, err);
	return code;
}

static const struct kua_figure *figure_of(const struct account_of *o, const char *id)
{
	for (size_t i = 0; i < o->n_figures; i++)
		if (strcmp(o->figures[i].id, id) == 0)
			return &o->figures[i];
	return NULL;
}

static const struct kua_toll *toll_of(const struct account_of *o, const char *act)
{
	for (size_t i = 0; i < o->n_tolls; i++)
		if (strcmp(o->tolls[i].act, act) == 0 && strcmp(o->tolls[i].profile, o->profile) == 0)
			return &o->tolls[i];
	return NULL;
}

/* ---- in what order ---- */

/* Acts that are not among these come last, in the order of their names. */
static size_t rank(const char *act)
{
	static const char *const order[] = {"killed", "disappeared", "injured", "shot", "tortured", "arrested", "imprisoned",
	                                    "displaced", "protested", "signed"};
	size_t i = 0;
	while (i < sizeof order / sizeof *order && strcmp(order[i], act) != 0)
		i++;
	return i;
}

/* Does the line tell of people one by one, and count nobody? Then it stands below the numbers. */
static bool one_by_one(const struct account_of *o, const struct kua_account *a)
{
	for (size_t i = 0; i < a->figures.n; i++) {
		const struct kua_figure *f = figure_of(o, a->figures.v[i]);
		if (f && !f->part_of && (!f->scope || (strcmp(f->scope, "named") != 0 && strcmp(f->scope, "person") != 0)))
			return false;
	}
	return true;
}

static int64_t size_of(const struct kua_account *a)
{
	return a->low != KUA_NONE ? a->low : a->high != KUA_NONE ? a->high : INT64_MAX;
}

static bool before(const struct account_of *o, const struct kua_account *a, const struct kua_account *b)
{
	size_t ra = rank(a->act), rb = rank(b->act);
	if (ra != rb || strcmp(a->act, b->act) != 0)
		return ra != rb ? ra < rb : strcmp(a->act, b->act) < 0;
	bool oa = one_by_one(o, a), ob = one_by_one(o, b);
	if (oa != ob)
		return ob;
	return size_of(a) < size_of(b);
}

/* By insertion: an event has some ten lines. */
static void sort(struct account_of *o)
{
	for (size_t i = 1; i < o->n_accounts; i++) {
		struct kua_account a = o->accounts[i];
		size_t k = i;
		for (; k > 0 && before(o, &a, &o->accounts[k - 1]); k--)
			o->accounts[k] = o->accounts[k - 1];
		o->accounts[k] = a;
	}
}

/* ---- one number ---- */

static void source(struct visit *v, const struct kua_figure *f)
{
	put(v, "<p class=\"dim\">");
	if (f->said_by) {
		put(v, "<bdi>");
		put_text(v, f->said_by);
		put(v, "</bdi>");
	} else {
		put_word(v, "own-voice");
	}
	if (f->via) {
		put(v, ", ");
		put_word(v, "via");
		put(v, " <bdi>");
		put_text(v, f->via);
		put(v, "</bdi>");
	}
	put(v, " · ");
	put_date(v, f->as_of ? f->as_of : f->date);
	put(v, " · ");
	link_to(v, "/item", f->item, kua_arena_printf(v->a, "mark=%s", f->id));
	put_word(v, "in-its-text");
	put(v, "</a> · ");
	link_to(v, "/figure", f->id, NULL);
	put_text(v, texts_text_or(v->w, kua_arena_printf(v->a, "status.%s", f->status ? f->status : ""), f->status));
	put(v, "</a></p>");
}

static void statement(struct visit *v, const struct kua_figure *f)
{
	put(v, "<li id=\"f-");
	put_text(v, f->id);
	put(v, "\"><blockquote dir=\"auto\">");
	put_text(v, f->quote);
	put(v, "</blockquote>");
	source(v, f);
	put(v, "</li>");
}

/* "Statements that count as one", each with the rule that joined them. */
static void joined(struct visit *v, const struct account_of *o, const struct kua_account *a)
{
	if (!a->joined.n)
		return;
	put(v, "<details><summary>");
	put_word(v, "why-one-voice");
	put(v, "</summary><ul>");
	for (size_t i = 0; i < a->joined.n; i++) {
		const struct kua_joined *j = &a->joined.v[i];
		put(v, "<li>");
		for (size_t k = 0; k < j->figures.n; k++) {
			const struct kua_figure *f = figure_of(o, j->figures.v[k]);
			put(v, k ? " + <q dir=\"auto\">" : "<q dir=\"auto\">");
			put_text(v, f ? f->quote : j->figures.v[k]);
			put(v, "</q>");
		}
		put(v, "<br><span class=\"dim\">");
		put_text(v, j->why);
		put(v, "</span></li>");
	}
	put(v, "</ul></details>");
}

static void voices(struct visit *v, const struct kua_account *a)
{
	put(v, "<p class=\"dim\">");
	for (size_t i = 0; i < a->voices.n; i++) {
		struct kua_voice *voice;
		struct kua_error err = {0};
		if (rows_one(v, KUA_VOICE, a->voices.v[i], (void **)&voice, &err) != KUA_OK)
			continue;
		put(v, i ? "; <bdi>" : "<bdi>");
		put_text(v, voice->label);
		put(v, "</bdi>");
	}
	put(v, "</p>");
}

static void number(struct visit *v, const struct account_of *o, const struct kua_account *a)
{
	put(v, one_by_one(o, a) ? "<section class=\"figure told\"><h3>" : "<section class=\"figure\"><h3>");
	const struct kua_figure *first = a->figures.n ? figure_of(o, a->figures.v[0]) : NULL;
	put_text(v, a->qualifiers.n == 1 && first ? figure_number(v, first) : bounds_number(v, a->low, a->high, a->word));
	put(v, "</h3><div><p><b>");
	put_count(v, "voices", a->independent);
	put(v, "</b> · ");
	put_count(v, "statements", a->statements);
	if (a->independent_low != a->independent_high)
		putf(v, " <span class=\"dim\">(%" PRId64 "–%" PRId64 ")</span>", a->independent_low, a->independent_high);
	put(v, "</p>");
	voices(v, a);
	put(v, "<details><summary>");
	put_word(v, "who-says-it");
	put(v, "</summary><ol class=\"statements\">");
	for (size_t i = 0; i < a->figures.n; i++) {
		const struct kua_figure *f = figure_of(o, a->figures.v[i]);
		if (f)
			statement(v, f);
	}
	put(v, "</ol></details>");
	joined(v, o, a);
	put(v, "</div></section>\n");
}

/* ---- one act ---- */

static void left_out(struct visit *v, const struct kua_toll *t)
{
	if (!t->left_out.n)
		return;
	put(v, "<details><summary>");
	put_count(v, "left-out", (int64_t)t->left_out.n);
	put(v, "</summary><ul>");
	for (size_t i = 0; i < t->left_out.n; i++)
		put_element(v, "li", NULL, t->left_out.v[i]);
	put(v, "</ul></details>\n");
}

static void axis(struct visit *v, const struct account_of *o, const char *act)
{
	struct kua_axis_mark *marks = KUA_NEW_N(v->a, struct kua_axis_mark, o->n_accounts);
	size_t n = 0;
	for (size_t i = 0; i < o->n_accounts; i++) {
		const struct kua_account *a = &o->accounts[i];
		if (strcmp(a->act, act) == 0 && !one_by_one(o, a) && (a->low != KUA_NONE || a->high != KUA_NONE))
			marks[n++] = (struct kua_axis_mark){a->low != KUA_NONE ? a->low : a->high, a->independent,
			                                    a->high == KUA_NONE};
	}
	if (n > 1)
		kua_report_axis(marks, n, v->out);
}

static void act_section(struct visit *v, const struct account_of *o, const char *act)
{
	const struct kua_toll *t = toll_of(o, act);
	put(v, "<section class=\"act\"><h2>");
	put_text(v, texts_text_or(v->w, kua_arena_printf(v->a, "act.%s", act), act));
	if (t) {
		put(v, " <span class=\"dim\">");
		put(v, bounds_number(v, t->low, t->high, NULL));
		put(v, "</span>");
	}
	put(v, "</h2>\n");
	axis(v, o, act);
	for (size_t i = 0; i < o->n_accounts; i++)
		if (strcmp(o->accounts[i].act, act) == 0)
			number(v, o, &o->accounts[i]);
	if (t)
		left_out(v, t);
	put(v, "</section>\n");
}

static void profiles(struct visit *v, const struct account_of *o)
{
	struct kua_list seen = {0};
	put(v, "<form class=\"narrow\"><label>");
	put_word(v, "profile");
	put(v, " <select name=\"profile\">");
	for (size_t i = 0; i < o->n_tolls; i++) {
		const char *p = o->tolls[i].profile;
		if (kua_list_has(&seen, p))
			continue;
		kua_list_add(v->a, &seen, p);
		put(v, "<option");
		put(v, strcmp(p, o->profile) == 0 ? " selected>" : ">");
		put_text(v, p);
		put(v, "</option>");
	}
	put(v, "</select></label> <button>");
	put_word(v, "choose");
	put(v, "</button></form>\n");
}

enum kua_code screen_event(struct visit *v, struct kua_error *err)
{
	struct account_of o = {0};
	struct kua_list acts = {0};
	enum kua_code code = load(v, &o, err);
	if (code != KUA_OK)
		return code;
	sort(&o);
	frame_open(v, o.event->label, "events");
	put(v, "<p class=\"dim\">");
	put_date(v, o.event->from);
	if (o.event->to && o.event->from && strcmp(o.event->to, o.event->from) != 0) {
		put(v, " – ");
		put_date(v, o.event->to);
	}
	if (o.event->place) {
		put(v, " · <bdi>");
		put_text(v, o.event->place);
		put(v, "</bdi>");
	}
	put(v, "</p>\n");
	profiles(v, &o);
	for (size_t i = 0; i < o.n_accounts; i++)
		if (!kua_list_has(&acts, o.accounts[i].act)) {
			kua_list_add(v->a, &acts, o.accounts[i].act);
			act_section(v, &o, o.accounts[i].act);
		}
	frame_close(v);
	return KUA_OK;
}
