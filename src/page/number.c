/*
 * number.c - one number of an account: each independent voice with its statements, and where several statements are one voice, the
 * rule that made them one, beside them. What the figures leave out stands below.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "page/event.h"

enum { STATEMENTS = 12, OF_A_VOICE = 5 }; /* of one number and of one of its voices, unless it is asked for by itself */
enum { SPEAKERS = 40 };   /* whose names and omissions are told */

static void source(struct visit *v, struct account_of *o, const struct kua_figure *f)
{
	const struct kua_item *item = item_of(v, o, f->item);
	int64_t page = item ? kua_item_page(item, f->start) : 0;
	put(v, "<p class=\"dim\">");
	put_date(v, item ? item->published_on : NULL);
	put(v, " · ");
	link_to(v, "/item", f->item, kua_arena_printf(v->a, "mark=%s#chosen", f->id));
	put_apart(v, item ? item_name(item) : f->item);
	put(v, "</a>");
	if (page) {
		put(v, ", ");
		put_count(v, "page-number", page);
	}
	if (f->via) {
		put(v, " · ");
		put_word(v, "via");
		put(v, " ");
		put_apart(v, f->via);
	}
	put(v, " · ");
	link_to(v, "/figure", f->id, NULL);
	put_text(v, texts_value(v->w, "status", f->status, v->a));
	put(v, "</a></p>");
}

/* Its item of the list is left open: what else is known of it follows. */
static void statement(struct visit *v, struct account_of *o, const struct kua_figure *f)
{
	put(v, "<li id=\"f-");
	put_text(v, f->id);
	put(v, "\"><blockquote dir=\"auto\">");
	put_text(v, f->quote);
	put(v, "</blockquote>");
	source(v, o, f);
}

/* The names of the voices of these figures, each once. */
static void speakers(struct visit *v, struct account_of *o, const char *const *ids, size_t n)
{
	struct kua_list said = {0};
	for (size_t i = 0; i < n && i < SPEAKERS; i++) {
		const struct kua_figure *f = figure_of(o, ids[i]);
		const char *label = f && f->voice ? voice_label(v, o, f->voice) : NULL;
		if (!label || kua_list_has(&said, label))
			continue;
		put_between(v, said.n ? "@semicolon" : NULL);
		put_apart(v, label);
		kua_list_add(v->a, &said, label);
	}
	if (!said.n)
		put_word(v, "own-voice");
}

/* Those it may have its number from, as its text may be a copy of theirs. */
static void may_be_from(struct visit *v, struct account_of *o, const struct kua_account *a, const char *id)
{
	for (size_t i = 0; i < a->joined.n; i++) {
		const struct kua_joined *j = &a->joined.v[i];
		const struct kua_figure *f = j->from && strcmp(j->figures.v[0], id) == 0 ? figure_of(o, j->from) : NULL;
		if (!f)
			continue;
		const struct kua_item *item = item_of(v, o, f->item);
		put(v, "<p class=\"why\">");
		put_why(v, j->why);
		put(v, " · ");
		put_text(v, texts_two(v->w, "in-a-hundred", texts_number(v->w, llround(100 * j->probability), v->a), "", v->a));
		put_colon(v);
		link_to(v, "/figure", f->id, NULL);
		put_apart(v, item ? item_name(item) : f->item);
		put(v, "</a></p>");
	}
}

/* One voice: who it is, why several statements are one, and these. */
static void voice(struct visit *v, struct account_of *o, const struct kua_account *a, const char *const *ids, size_t n,
                  const char *why, size_t *left)
{
	put(v, "<li><p><b>");
	speakers(v, o, ids, n);
	put(v, "</b></p>");
	if (why) {
		put(v, "<p class=\"why\">");
		put_count(v, "count-as-one", (int64_t)n);
		put_colon(v);
		put_why(v, why);
		put(v, "</p>");
	}
	put(v, "<ul class=\"statements\">");
	for (size_t i = 0, room = o->only ? SIZE_MAX : OF_A_VOICE; i < n && *left && room; i++) {
		const struct kua_figure *f = figure_of(o, ids[i]);
		if (!f)
			continue;
		statement(v, o, f);
		may_be_from(v, o, a, f->id);
		put(v, "</li>");
		--*left;
		room--;
	}
	put(v, "</ul></li>\n");
}

static bool is_among(const struct kua_intern *set, const char *id)
{
	return kua_intern_find(set, id, strlen(id)) != KUA_NO_ID;
}

/*
 * Add the figures that are rather from another statement than voices of their own, unless all are: then one of them speaks. What is said
 * of one figure stands together.
 */
static void find_copies(const struct kua_account *a, struct kua_intern *copies)
{
	double p = 0;
	for (size_t i = 0; i < a->joined.n && a->figures.n > 1; i++) {
		const struct kua_joined *j = &a->joined.v[i];
		bool again = i && a->joined.v[i - 1].from && j->from && strcmp(a->joined.v[i - 1].figures.v[0], j->figures.v[0]) == 0;
		p = (again ? p : 0) + j->probability;
		if (j->from && p >= 0.5)
			kua_intern_add(copies, j->figures.v[0], strlen(j->figures.v[0]));
	}
}

/* Statements that are one voice each, or, with copies, those that are rather none. */
static void lone_voices(struct visit *v, struct account_of *o, const struct kua_account *a, const struct kua_intern *joined,
                        const struct kua_intern *copies, bool copied, size_t *left)
{
	for (size_t i = 0; i < a->figures.n && *left; i++)
		if (!is_among(joined, a->figures.v[i]) && is_among(copies, a->figures.v[i]) == copied)
			voice(v, o, a, (const char *const *)&a->figures.v[i], 1, NULL, left);
}

/* First the voices that several statements share, then those that speak once, then what is probably a copy of another statement. */
static void voices(struct visit *v, struct account_of *o, const struct kua_account *a)
{
	struct kua_intern *joined = kua_intern_new(), *copies = kua_intern_new();
	size_t most = o->only || o->statements_left < STATEMENTS ? o->statements_left : STATEMENTS, left = most;
	find_copies(a, copies);
	put(v, "<ol class=\"voices\">");
	for (size_t i = 0; i < a->joined.n && !a->joined.v[i].from; i++) {
		const struct kua_joined *j = &a->joined.v[i];
		voice(v, o, a, (const char *const *)j->figures.v, j->figures.n, j->why, &left);
		for (size_t k = 0; k < j->figures.n; k++)
			kua_intern_add(joined, j->figures.v[k], strlen(j->figures.v[k]));
	}
	lone_voices(v, o, a, joined, copies, false, &left);
	put(v, "</ol>\n");
	if (kua_intern_count(copies) && left) {
		put(v, "<p class=\"dim\">");
		put_word(v, "counted-elsewhere");
		put(v, "</p><ul class=\"voices\">");
		lone_voices(v, o, a, joined, copies, true, &left);
		put(v, "</ul>\n");
	}
	kua_intern_free(copies);
	kua_intern_free(joined);
	o->statements_left -= most - left;
	if (most - left >= a->figures.n)
		return;
	put(v, "<p>");
	link_to(v, "/event", o->event->id, kua_arena_printf(v->a, "number=%s&profile=%s", a->id, encoded(v, o->profile)));
	put_word(v, "show-all");
	put(v, "</a></p>");
}

static void leaves_out(struct visit *v, const struct account_of *o, const struct kua_account *a)
{
	struct kua_list said = {0};
	for (size_t i = 0; i < a->figures.n && i < SPEAKERS; i++) {
		const struct kua_figure *f = figure_of(o, a->figures.v[i]);
		for (size_t k = 0; f && k < f->leaves_out.n; k++)
			if (!kua_list_has(&said, f->leaves_out.v[k]))
				kua_list_add(v->a, &said, f->leaves_out.v[k]);
	}
	if (!said.n)
		return;
	put(v, "<p class=\"dim\">");
	put_word(v, "leaves-out");
	put(v, "</p><ul class=\"dim\">");
	for (size_t i = 0; i < said.n; i++)
		put_element(v, "li", NULL, said.v[i]);
	put(v, "</ul>");
}

static bool is_whole(const struct kua_account *a)
{
	double whole;
	return !(modf(a->independent, &whole) > 0);
}

/* How many it is where thin evidence joins too, and where hardly anything does. */
static void bounds(struct visit *v, const struct kua_account *a)
{
	if (a->independent_low == a->independent_high || !is_whole(a))
		return;
	put(v, "<p class=\"dim\">");
	put_text(v, texts_two(v->w, "voices-bounds", texts_number(v->w, a->independent_low, v->a),
	                      texts_number(v->w, a->independent_high, v->a), v->a));
	put(v, "</p>");
}

const char *voices_of(const struct visit *v, const struct kua_account *a)
{
	return texts_voices(v->w, a->independent, a->independent_low, a->independent_high, v->a);
}

static void names(struct visit *v, const struct kua_account *a)
{
	if (!a->names.n)
		return;
	put(v, "<p>");
	for (size_t i = 0; i < a->names.n; i++) {
		put(v, i ? ", " : "");
		put_apart(v, a->names.v[i]);
	}
	put(v, "</p>");
}

void put_number(struct visit *v, struct account_of *o, const struct kua_account *a)
{
	put(v, one_by_one(o, a) ? "<section class=\"figure told\" id=\"n-" : "<section class=\"figure\" id=\"n-");
	put_text(v, a->id);
	put(v, "\"><h3>");
	put_text(v, line_number(v, o, a));
	put(v, "</h3><div>");
	names(v, a);
	put(v, "<p><b>");
	put_text(v, voices_of(v, a));
	put(v, "</b> · ");
	put_count(v, "statements", a->statements);
	put(v, "</p><p class=\"dim\">");
	speakers(v, o, (const char *const *)a->figures.v, a->figures.n);
	put(v, "</p>");
	leaves_out(v, o, a);
	put(v, o->only ? "<details open><summary>" : "<details><summary>");
	if (a->joined.n)
		put_count(v, "why-voices", llround(a->independent));
	else
		put_word(v, "who-says-it");
	put(v, "</summary>");
	voices(v, o, a);
	bounds(v, a);
	put(v, "</details></div></section>\n");
}
