/*
 * event.c - the account of an event: for each act, the range by the counting profile and who sets its ends, what is claimed on one line
 * from zero, then each number (number.c); what was left out; the counting profile as a choice; how to keep it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "page/event.h"
#include "page/map.h"

enum { STATEMENTS = 60, NUMBERS = 30 /* of an act */, STATEMENTS_OF_ONE = 2000, LEFT_OUT = 30 };

static enum kua_code load(struct visit *v, struct account_of *o, struct kua_error *err)
{
	o->profile = visit_profile(v);
	o->only = pairs_get(&v->q->query, "number");
	o->only_act = pairs_get(&v->q->query, "act");
	o->statements_left = o->only ? STATEMENTS_OF_ONE : STATEMENTS;
	enum kua_code code = rows_one(v, KUA_EVENT, v->id, (void **)&o->event, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_ACCOUNT, "event", o->event->id, (void **)&o->accounts, &o->n_accounts, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_TOLL, "event", o->event->id, (void **)&o->tolls, &o->n_tolls, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_FIGURE, "event", o->event->id, (void **)&o->figures, &o->n_figures, err);
	for (size_t i = 0; code == KUA_OK && i < o->n_figures; i++)
		kua_intern_add(o->figure_ids, o->figures[i].id, strlen(o->figures[i].id));
	return code;
}

const struct kua_figure *figure_of(const struct account_of *o, const char *id)
{
	uint32_t i = kua_intern_find(o->figure_ids, id, strlen(id));
	return i == KUA_NO_ID ? NULL : &o->figures[i];
}

const struct kua_item *item_of(struct visit *v, struct account_of *o, const char *id)
{
	uint32_t i = id ? kua_intern_add(o->item_ids, id, strlen(id)) : KUA_NO_ID;
	if (i == o->items.n) {
		struct kua_error err = {0};
		struct kua_item *item = NULL;
		(void)rows_one(v, KUA_ITEM, id, (void **)&item, &err);
		*kua_vec_add(&o->items) = item;
	}
	return i == KUA_NO_ID ? NULL : o->items.v[i];
}

const char *voice_label(struct visit *v, struct account_of *o, const char *id)
{
	uint32_t i = kua_intern_add(o->voice_ids, id, strlen(id));
	if (i == o->voices.n) {
		struct kua_error err = {0};
		struct kua_voice *voice = NULL;
		(void)rows_one(v, KUA_VOICE, id, (void **)&voice, &err);
		*kua_vec_add(&o->voices) = voice;
	}
	const struct kua_voice *voice = o->voices.v[i];
	if (voice && voice->kind && strcmp(voice->kind, "class") == 0)
		return texts_value(v->w, "class", voice->label, v->a);
	return voice ? voice->label : id;
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

bool one_by_one(const struct account_of *o, const struct kua_account *a)
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

struct line {
	struct kua_account account;
	size_t rank, place; /* its act's; where it stood */
	bool one_by_one;
};

static int in_order(const void *pa, const void *pb)
{
	const struct line *a = pa, *b = pb;
	int64_t na = size_of(&a->account), nb = size_of(&b->account);
	int act = strcmp(a->account.act, b->account.act);
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (act)
		return act;
	if (a->one_by_one != b->one_by_one)
		return a->one_by_one ? 1 : -1;
	if (na != nb)
		return na < nb ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

static void sort(struct visit *v, struct account_of *o)
{
	struct line *lines = KUA_NEW_N(v->a, struct line, o->n_accounts + 1);
	for (size_t i = 0; i < o->n_accounts; i++)
		lines[i] = (struct line){o->accounts[i], rank(o->accounts[i].act), i, one_by_one(o, &o->accounts[i])};
	qsort(lines, o->n_accounts, sizeof *lines, in_order);
	for (size_t i = 0; i < o->n_accounts; i++)
		o->accounts[i] = lines[i].account;
}

const char *line_number(const struct visit *v, const struct account_of *o, const struct kua_account *a)
{
	const struct kua_figure *first = a->figures.n ? figure_of(o, a->figures.v[0]) : NULL;
	if (a->names.n)
		return texts_count(v->w, "named", a->low, v->a);
	return a->qualifiers.n == 1 && first ? figure_number(v, first) : bounds_number(v, a->low, a->high, a->word);
}

/* ---- one act ---- */

/* A toll says "figure: why" of what it leaves out, or only why. */
static void left_out(struct visit *v, const struct account_of *o, const struct kua_toll *t)
{
	if (!t->left_out.n)
		return;
	put(v, "<details><summary>");
	put_count(v, "left-out", (int64_t)t->left_out.n);
	put(v, "</summary><ul>");
	for (size_t i = 0; i < t->left_out.n && i < LEFT_OUT; i++) {
		const char *said = t->left_out.v[i], *colon = strstr(said, ": ");
		const struct kua_figure *f = colon ? figure_of(o, kua_arena_strndup(v->a, said, (size_t)(colon - said))) : NULL;
		put(v, "<li>");
		if (f) {
			link_to(v, "/figure", f->id, NULL);
			put_text(v, figure_number(v, f));
			put(v, "</a>");
			put_colon(v);
			put(v, "<q dir=\"auto\">");
			put_text(v, f->quote);
			put(v, "</q> <span class=\"dim\">");
		}
		put_why(v, f ? colon + 2 : said);
		put(v, f ? "</span></li>" : "</li>");
	}
	put(v, "</ul></details>\n");
}

/* "lowest 11: officials", by the claims that set it. */
static void end_of(struct visit *v, struct account_of *o, const char *key, int64_t n, const struct kua_list *figures)
{
	struct kua_list said = {0};
	if (n == KUA_NONE || !figures->n)
		return;
	put(v, "<li>");
	put_word(v, key);
	put(v, " <b>");
	put(v, texts_number(v->w, n, v->a));
	put(v, "</b>");
	put_colon(v);
	for (size_t i = 0; i < figures->n && said.n < 6; i++) {
		const struct kua_figure *f = figure_of(o, figures->v[i]);
		const char *label = f && f->voice ? voice_label(v, o, f->voice) : NULL;
		if (!label || kua_list_has(&said, label))
			continue;
		put_between(v, said.n ? "@semicolon" : NULL);
		link_text(v, "/figure", f->id, label);
		if (f->word) { /* nobody said 200 who said hundreds */
			put(v, " (");
			put_text(v, figure_number(v, f));
			put(v, ")");
		}
		kua_list_add(v->a, &said, label);
	}
	put(v, "</li>");
}

static void range(struct visit *v, struct account_of *o, const struct kua_toll *t)
{
	put(v, "<ul class=\"ends dim\">");
	end_of(v, o, "toll-low", t->low, &t->low_figures);
	end_of(v, o, "toll-high", t->high, &t->high_figures);
	end_of(v, o, "toll-best", t->best, &t->best_figures);
	if (t->as_of) {
		put(v, "<li>");
		put_word(v, "as-of");
		put(v, " ");
		put_date(v, t->as_of);
		put(v, "</li>");
	}
	put(v, "</ul>\n");
}

static void act_heading(struct visit *v, const char *act, const struct kua_toll *t)
{
	put(v, "<section class=\"act\" id=\"act-");
	put_text(v, act);
	put(v, "\"><h2>");
	put_text(v, texts_value(v->w, "act", act, v->a));
	if (t) {
		put_between(v, "act-number");
		put(v, "<span class=\"dim\">");
		put(v, bounds_number(v, t->low, t->high, NULL));
		put(v, "</span>");
	}
	put(v, "</h2>\n");
}

/* The numbers from a place on, as many as a page takes, and where the others are. */
static void numbers(struct visit *v, struct account_of *o, const char *act, size_t from)
{
	size_t shown = 0, of = 0, most = o->only_act ? (size_t)ROWS : (size_t)NUMBERS;
	for (size_t i = 0; i < o->n_accounts; i++) {
		const struct kua_account *a = &o->accounts[i];
		if (strcmp(a->act, act) != 0 || (o->only && strcmp(o->only, a->id) != 0) || of++ < from || shown == most)
			continue;
		put_number(v, o, a);
		shown++;
	}
	if (o->only_act) {
		pager(v, from, shown, (int64_t)of);
	} else if (shown < of) {
		put(v, "<p>");
		link_to(v, "/event", o->event->id, kua_arena_printf(v->a, "act=%s&profile=%s", encoded(v, act), encoded(v, o->profile)));
		put_count(v, "more-numbers", (int64_t)(of - shown));
		put(v, "</a></p>\n");
	}
}

static void act_section(struct visit *v, struct account_of *o, const char *act)
{
	const struct kua_toll *t = toll_of(o, act);
	size_t from = o->only_act ? rows_from(v) : 0;
	act_heading(v, act, t);
	if (from == 0)
		put_spread(v, o, act);
	if (t)
		range(v, o, t);
	numbers(v, o, act, from);
	if (t && from == 0)
		left_out(v, o, t);
	put(v, "</section>\n");
}

/* ---- the whole ---- */

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
		putf(v, " value=\"%s\"%s>", encoded(v, p), strcmp(p, o->profile) == 0 ? " selected" : "");
		put_text(v, texts_value(v->w, "profile", p, v->a));
		put(v, "</option>");
	}
	put(v, "</select></label> <button>");
	put_word(v, "choose");
	put(v, "</button></form>\n");
}

static void keep_as(struct visit *v, const struct account_of *o, const char *word, const char *more)
{
	put_word(v, word);
	put(v, " ");
	link_to(v, "/keep", o->event->id, kua_arena_printf(v->a, "format=html%s", more));
	put_word(v, "keep-html");
	put(v, "</a> · ");
	link_to(v, "/keep", o->event->id, kua_arena_printf(v->a, "format=pdf%s", more));
	put_word(v, "keep-pdf");
	put(v, "</a>");
}

static void keep(struct visit *v, const struct account_of *o)
{
	put(v, "<p class=\"keep\">");
	keep_as(v, o, "keep-account", "");
	put(v, " <span class=\"dim\">");
	put_word(v, "keep-warning");
	put(v, "</span><br>");
	keep_as(v, o, "keep-public", "&public=1");
	put(v, "</p>\n");
}

static enum kua_code account(struct visit *v, struct account_of *o, struct kua_error *err)
{
	struct kua_list acts = {0};
	sort(v, o);
	frame_open(v, event_label(v, o->event), "events");
	put(v, "<p class=\"dim\">");
	put_date(v, o->event->from);
	if (o->event->to && o->event->from && strcmp(o->event->to, o->event->from) != 0) {
		put(v, " – ");
		put_date(v, o->event->to);
	}
	if (o->event->place) {
		put(v, " · ");
		put_apart(v, o->event->place);
	}
	put(v, "</p>\n");
	keep(v, o);
	profiles(v, o);
	for (size_t i = 0; i < o->n_accounts; i++) {
		const struct kua_account *a = &o->accounts[i];
		bool wanted = (!o->only || strcmp(o->only, a->id) == 0) && (!o->only_act || strcmp(o->only_act, a->act) == 0);
		if (!wanted || kua_list_has(&acts, a->act))
			continue;
		kua_list_add(v->a, &acts, a->act);
		act_section(v, o, a->act);
	}
	if (o->only || o->only_act) {
		put(v, "<p>");
		link_to(v, "/event", o->event->id, NULL);
		put_word(v, "whole-account");
		put(v, "</a></p>\n");
	}
	bool whole = !o->only && !o->only_act;
	enum kua_code code = whole ? put_map_of_event(v, o->event, o->figures, o->n_figures, err) : KUA_OK;
	frame_close(v);
	return code;
}

enum kua_code screen_event(struct visit *v, struct kua_error *err)
{
	struct account_of o = {.figure_ids = kua_intern_new(), .item_ids = kua_intern_new(), .voice_ids = kua_intern_new()};
	enum kua_code code = load(v, &o, err);
	if (code == KUA_OK)
		code = account(v, &o, err);
	kua_intern_free(o.figure_ids);
	kua_intern_free(o.item_ids);
	kua_intern_free(o.voice_ids);
	kua_vec_free(&o.items);
	kua_vec_free(&o.voices);
	return code;
}
