/*
 * site_people.c - people's cases: each as a line of time with the sentence that tells each step. Who may not be named stands there by initials
 * and the number of the case.
 */
#include <stdlib.h>
#include <string.h>

#include "publish/internal.h"

static const struct kua_told_case *case_of(const struct site *s, const char *person)
{
	uint32_t i = person ? kua_intern_find(s->person_ids, person, strlen(person)) : KUA_NO_ID;
	return i == KUA_NO_ID ? NULL : &s->cases[i];
}

static const char *name_of(const struct site *s, const char *person)
{
	return kua_arena_printf(s->a, "cases/%s", site_case_number(s, person) + strlen("case-"));
}

const char *site_case_path(const struct site *s, const char *person)
{
	return case_of(s, person) ? kua_arena_printf(s->a, "%s.html", name_of(s, person)) : NULL;
}

static const char *step_word(const struct site *s, const struct kua_case_step *t)
{
	return texts_value(s->w, "step", t->step, s->a);
}

static const char *more_of(const struct kua_case_step *t)
{
	return t->sentence ? t->sentence : t->detail;
}

/* How things stand: the step in the language of the page, then the source's own words. */
static void status(struct site *s, const struct kua_told_case *c)
{
	say_text(s, c->now ? step_word(s, c->now) : texts_text(s->w, "site-no-status"));
	if (c->now && more_of(c->now)) {
		say_between(s, "@colon");
		say_own_words(s, c->now->item, more_of(c->now));
	}
	if (!c->as_of)
		return;
	say(s, ", <span class=\"dim\">");
	say_word(s, "as-of");
	say(s, " ");
	say_date(s, c->as_of);
	say(s, "</span>");
}

/* The same for who lists the page. */
static const char *about(const struct site *s, const struct kua_told_case *c)
{
	const char *more = c->now ? more_of(c->now) : NULL;
	if (!more)
		return c->now ? step_word(s, c->now) : NULL;
	more = site_foreign(s, c->now->item) ? texts_two(s->w, "@quote", more, "", s->a) : more;
	return texts_two(s->w, "@colon", step_word(s, c->now), more, s->a);
}

static void case_line(struct site *s, const struct kua_told_case *c)
{
	say(s, "<li><p class=\"title\">");
	say_link(s, site_case_path(s, c->person), site_case_label(s, c));
	say(s, "</p>\n<p>");
	status(s, c);
	say(s, "</p></li>\n");
}

static void step(struct site *s, const struct kua_case_step *t)
{
	say(s, "<li><span class=\"when\">");
	say_date(s, t->date);
	say(s, "</span> <b>");
	say_text(s, step_word(s, t));
	say(s, "</b>");
	if (more_of(t)) {
		say_between(s, "@colon");
		say_own_words(s, t->item, more_of(t));
	}
	if (t->place) {
		say(s, " · ");
		say_link(s, site_place_path(s, t->place), site_place_label(s, t->place));
	}
	site_quotation(s, t->quote);
	say(s, "<p class=\"source\">");
	site_source(s, t->item, t->start);
	say(s, "</p></li>\n");
}

static void posts_of(struct sheet *p, const char *person)
{
	struct site *s = p->s;
	bool any = false;
	for (size_t i = 0; i < s->n_posts; i++) {
		const struct post *post = &s->posts[i];
		if (!post->person || strcmp(post->person, person) != 0 || !site_post_listed(s, post))
			continue;
		if (!any) {
			say_element(s, "h2", NULL, texts_text(s->w, "site-written"));
			sheet_list(p, "<ul class=\"rows\">\n", "</ul>\n");
		}
		any = true;
		site_post_line(s, post);
		sheet_keep(p);
	}
	sheet_list(p, NULL, NULL);
}

/* What is due and how that was reckoned; where its day is over, that no text tells what came of it. */
static void due(struct site *s, const struct kua_case_due *d)
{
	int64_t last, today;
	say(s, "<p class=\"lead\">");
	say_date(s, d->date);
	say_between(s, "@colon");
	say_text(s, texts_value(s->w, "due", d->what, s->a));
	if (d->why && d->step && d->step->date) {
		say(s, " <span class=\"dim\">(");
		say_text(s, texts_reckoned(s->w, d->step, s->a));
		say(s, ")</span>");
	}
	if (kua_date_last_day(d->date, &last) && kua_date_first_day(s->in->today, &today) && last < today) {
		say(s, " · ");
		say_word(s, "due-no-outcome");
	}
	say(s, "</p>\n");
}

static void case_page(struct site *s, const struct kua_told_case *c)
{
	const char *label = site_case_label(s, c), *of = site_case_of(s, c);
	struct sheet p;
	site_found(s, site_case_path(s, c->person), label, "cases", NULL);
	if (site_kept(s, name_of(s, c->person), of))
		return;
	sheet_start(&p, s, name_of(s, c->person), label, "cases");
	p.about = about(s, c);
	say(s, "<p class=\"lead\">");
	status(s, c);
	say(s, "</p>\n");
	if (!kua_public_may(s->public, c->person))
		say_element(s, "p", "dim", texts_text(s->w, "site-not-named"));
	sheet_list(&p, "<ol class=\"line\">\n", "</ol>\n");
	for (size_t i = 0; i < c->n; i++) {
		step(s, c->steps[i]);
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	for (size_t i = 0; i < c->n_contradictions; i++)
		say_element(s, "p", "warn", texts_two(s->w, "contradiction", texts_step(s->w, c->contradictions[i].a, s->a),
		                                          texts_step(s->w, c->contradictions[i].b, s->a), s->a));
	for (size_t i = 0; i < c->n_due; i++)
		due(s, &c->due[i]);
	sheet_keep(&p);
	posts_of(&p, c->person);
	sheet_end(&p);
	site_made(s, &p, of);
}

struct listed {
	const struct kua_told_case *is;
	const char *key; /* of its label, in the order of the alphabet */
};

static int by_label(const void *pa, const void *pb)
{
	const struct listed *a = pa, *b = pb;
	int c = strcmp(a->key, b->key);
	return c ? c : strcmp(a->is->person, b->is->person);
}

void site_cases(struct site *s)
{
	struct listed *v = KUA_NEW_N(s->a, struct listed, s->n_cases + 1);
	struct sheet p;
	for (size_t i = 0; i < s->n_cases; i++)
		v[i] = (struct listed){&s->cases[i], texts_sort_key(s->w, site_case_label(s, &s->cases[i]), s->a)};
	if (s->n_cases)
		qsort(v, s->n_cases, sizeof *v, by_label);
	sheet_start(&p, s, "cases", texts_text(s->w, "cases"), "cases");
	say_element(s, "p", "lead", texts_text(s->w, "site-cases-about"));
	sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = 0; i < s->n_cases; i++) {
		case_line(s, v[i].is);
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	if (!s->n_cases)
		say_element(s, "p", "dim", texts_text(s->w, "none"));
	sheet_end(&p);
}

void site_case_pages(struct site *s, size_t part, size_t parts)
{
	for (size_t i = part; i < s->n_cases; i += parts)
		case_page(s, &s->cases[i]);
}
