/*
 * site_account.c - the account of an event: for each act, the range and what is claimed on a line from zero, then each number with the voices
 * that stand behind it, the sentences in which they say it, and why some of them count as one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "publish/internal.h"
#include "report/report.h"

enum { QUOTES = 400 /* of one number */, MARKS = 60, NUMBERS = 40, SPEAKERS = 12 };

/* ---- in what order ---- */

static size_t rank(const char *act)
{
	static const char *const order[] = {"killed", "disappeared", "injured", "shot", "tortured", "arrested", "imprisoned", "displaced", "protested", "signed"};
	size_t i = 0;
	while (i < sizeof order / sizeof *order && strcmp(order[i], act) != 0)
		i++;
	return i;
}

/* A line that only tells of people one by one counts nobody. */
static bool one_by_one(const struct site *s, const struct kua_account *a)
{
	for (size_t i = 0; i < a->figures.n; i++) {
		const struct kua_figure *f = site_figure(s, a->figures.v[i]);
		if (f && !f->part_of && (!f->scope || (strcmp(f->scope, "named") != 0 && strcmp(f->scope, "person") != 0)))
			return false;
	}
	return true;
}

struct line {
	const struct kua_account *a;
	size_t rank;
	bool told;
	int64_t size;
};

static int by_act_and_size(const void *pa, const void *pb)
{
	const struct line *a = pa, *b = pb;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	int c = strcmp(a->a->act, b->a->act);
	if (c || a->told != b->told)
		return c ? c : a->told - b->told;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return strcmp(a->a->id, b->a->id);
}

static const char *number_of(const struct site *s, const struct kua_account *a)
{
	const struct kua_figure *first = a->figures.n ? site_figure(s, a->figures.v[0]) : NULL;
	if (a->names.n)
		return texts_count(s->w, "named", a->low, s->a);
	return a->qualifiers.n == 1 && first ? site_number(s, first) : site_bounds(s, a->low, a->high, a->word);
}

/* ---- the drawing ---- */

static void said_marks(const struct site *s, struct kua_axis_said *said, size_t n, struct kua_axis *axis)
{
	struct kua_axis_mark *marks = KUA_NEW_N(s->a, struct kua_axis_mark, n + 1);
	const char **lanes = KUA_NEW_N(s->a, const char *, n + 1);
	axis->n_lanes = kua_axis_lanes(said, n, s->a);
	for (size_t i = 0; i < n; i++) {
		const struct kua_figure *f = said[i].figure;
		lanes[said[i].lane] = said[i].when ? texts_date(s->w, said[i].when, s->a) : texts_text(s->w, "undated");
		const char *who = f->voice ? site_voice_label(s, f->voice) : NULL;
		marks[i] = (struct kua_axis_mark){.low = f->low, .high = f->high, .how = kua_axis_how(f->qualifier), .voices = 1, .lane = said[i].lane,
		                                  .says = texts_two(s->w, "@colon", site_number(s, f), who ? who : texts_text(s->w, "own-voice"), s->a),
		                                  .href = kua_arena_printf(s->a, "#%s", said[i].line->id)};
	}
	axis->said = marks;
	axis->n_said = n;
	axis->lanes = lanes;
}

static void drawing(struct site *s, const struct line *v, size_t n)
{
	struct kua_axis axis = {.title = texts_text(s->w, "axis-title"), .logarithmic = texts_text(s->w, "axis-logarithmic")};
	struct kua_axis_mark *marks = KUA_NEW_N(s->a, struct kua_axis_mark, n + 1);
	struct kua_axis_said *said = KUA_NEW_N(s->a, struct kua_axis_said, MARKS);
	size_t n_said = 0;
	for (size_t i = 0; i < n; i++) {
		const struct kua_account *a = v[i].a;
		if (v[i].told || (a->low == KUA_NONE && a->high == KUA_NONE))
			continue;
		if (axis.n < NUMBERS)
			marks[axis.n++] = (struct kua_axis_mark){
				.low = a->low, .high = a->high, .how = kua_axis_how_line(a), .voices = llround(a->independent),
				.label = texts_number(s->w, a->low != KUA_NONE ? a->low : a->high, s->a),
				.says = texts_two(s->w, "@colon", number_of(s, a), texts_voices(s->w, a->independent, a->independent_low, a->independent_high, s->a), s->a),
				.href = kua_arena_printf(s->a, "#%s", a->id)};
		for (size_t k = 0; k < a->figures.n && n_said < MARKS; k++) {
			const struct kua_figure *f = site_figure(s, a->figures.v[k]);
			const struct kua_item *item = f ? site_item(s, f->item) : NULL;
			if (item && (f->low != KUA_NONE || f->high != KUA_NONE))
				said[n_said++] = (struct kua_axis_said){f, a, item->published_on, 0};
		}
	}
	if (axis.n < 2)
		return;
	axis.marks = marks;
	said_marks(s, said, n_said, &axis);
	say(s, "<figure>\n");
	kua_report_axis(&axis, s->out);
	say(s, "<figcaption class=\"dim\">");
	say_word(s, "axis-legend");
	say(s, axis.n_lanes ? " " : "");
	if (axis.n_lanes)
		say_word(s, "axis-rows");
	say(s, "</figcaption>\n</figure>\n");
}

/* ---- one number ---- */

static void say_who(struct site *s, const struct kua_list *figures)
{
	struct kua_list said = {0};
	size_t more = 0;
	for (size_t i = 0; i < figures->n; i++) {
		const struct kua_figure *f = site_figure(s, figures->v[i]);
		const char *who = f && f->voice ? site_voice_label(s, f->voice) : NULL;
		if (!who || kua_list_has(&said, who))
			continue;
		if (said.n == SPEAKERS) {
			more++;
			continue;
		}
		if (said.n)
			say_between(s, "@semicolon");
		say(s, "<bdi>");
		say_text(s, who);
		say(s, "</bdi>");
		kua_list_add(s->a, &said, who);
	}
	if (!said.n)
		say_word(s, "own-voice");
	if (more) {
		say_between(s, "@semicolon");
		say(s, "…");
	}
}

static void quotation(struct site *s, const struct kua_figure *f)
{
	const char *who = f->voice ? site_voice_label(s, f->voice) : NULL;
	site_quotation(s, f->quote);
	say(s, "<p class=\"source\">");
	if (who) {
		say(s, "<bdi>");
		say_text(s, who);
		say(s, "</bdi>, ");
	}
	site_source(s, f->item, f->start);
	say(s, "</p>\n");
}

static void joined(struct site *s, const struct kua_account *a)
{
	for (size_t i = 0; i < a->joined.n && i < SPEAKERS; i++) {
		const struct kua_joined *j = &a->joined.v[i];
		say(s, "<p class=\"why\">");
		if (!j->from) {
			say_count(s, "count-as-one", (int64_t)j->figures.n);
			say_between(s, "@colon");
		}
		say_text(s, texts_reason(s->w, j->why, s->a));
		if (j->from) {
			say(s, " · ");
			say_text(s, texts_two(s->w, "in-a-hundred", texts_number(s->w, llround(100 * j->probability), s->a), "", s->a));
		}
		say(s, "</p>\n");
	}
}

static void names(struct sheet *p, const struct kua_account *a)
{
	enum { TOGETHER = 50 };
	for (size_t i = 0; i < a->names.n; i++) {
		say(p->s, i % TOGETHER ? ", <bdi>" : "<p><bdi>");
		say_text(p->s, a->names.v[i]);
		say(p->s, "</bdi>");
		if (i % TOGETHER == TOGETHER - 1 || i + 1 == a->names.n) {
			say(p->s, "</p>\n");
			sheet_keep(p);
		}
	}
}

/* Its sentences, each once: the same sentence printed again says nothing new, and what is printed again is counted above. */
static void sentences(struct sheet *p, const struct kua_account *a)
{
	struct kua_intern *told = kua_intern_new();
	size_t shown = 0;
	for (size_t i = 0; i < a->figures.n; i++) {
		const struct kua_figure *f = site_figure(p->s, a->figures.v[i]);
		size_t before = kua_intern_count(told);
		if (!f || !f->quote || kua_intern_add(told, f->quote, strlen(f->quote)) != before || shown++ >= QUOTES)
			continue;
		quotation(p->s, f);
		sheet_keep(p);
	}
	kua_intern_free(told);
}

static void number(struct sheet *p, const struct line *l)
{
	struct site *s = p->s;
	const struct kua_account *a = l->a;
	const char *open = l->told ? "<div class=\"figure told\">\n" : "<div class=\"figure\">\n";
	sheet_list(p, open, "</div>\n");
	sayf(s, "<h3 id=\"%s\">", a->id);
	say_text(s, number_of(s, a));
	say(s, "</h3>\n");
	names(p, a);
	say(s, "<p><b>");
	say_text(s, texts_voices(s->w, a->independent, a->independent_low, a->independent_high, s->a));
	say(s, "</b> · ");
	say_count(s, "statements", a->statements);
	say(s, "</p>\n<p class=\"dim\">");
	say_who(s, &a->figures);
	say(s, "</p>\n");
	joined(s, a);
	sheet_keep(p);
	sentences(p, a);
	sheet_list(p, NULL, NULL);
}

/* ---- one act ---- */

static void act(struct sheet *p, const struct kua_event *e, const struct line *v, size_t n)
{
	struct site *s = p->s;
	const struct kua_toll *t = site_toll(s, e->id, v->a->act);
	say(s, "<h2>");
	say_text(s, texts_value(s->w, "act", v->a->act, s->a));
	if (t && (t->low != KUA_NONE || t->high != KUA_NONE)) {
		say_between(s, "act-number");
		say(s, "<span class=\"dim\">");
		say_text(s, site_toll_bounds(s, t));
		say(s, "</span>");
	}
	say(s, "</h2>\n");
	drawing(s, v, n);
	sheet_keep(p);
	for (size_t i = 0; i < n; i++)
		number(p, &v[i]);
	if (t && t->left_out.n) {
		say(s, "<p class=\"dim\">");
		say_count(s, "left-out", (int64_t)t->left_out.n);
		say(s, "</p>\n");
		sheet_keep(p);
	}
}

void site_account(struct sheet *p, const struct kua_event *e)
{
	struct site *s = p->s;
	size_t n;
	const struct kua_account *const *lines = site_lines(s, e->id, &n);
	struct line *v = KUA_NEW_N(s->a, struct line, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct line){lines[i], rank(lines[i]->act), one_by_one(s, lines[i]),
		                     lines[i]->low != KUA_NONE ? lines[i]->low : lines[i]->high != KUA_NONE ? lines[i]->high : INT64_MAX};
	if (n)
		qsort(v, n, sizeof *v, by_act_and_size);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && strcmp(v[end].a->act, v[i].a->act) == 0; end++)
			;
		act(p, e, v + i, end - i);
	}
}
