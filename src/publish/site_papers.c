/*
 * site_papers.c - what people wrote, each paper with its versions; who supports the campaign, and who was told what and answered what, as far
 * as it was said that this may be published.
 */
#include <stdlib.h>
#include <string.h>

#include "publish/internal.h"

/* ---- versions ---- */

struct papers site_papers(const struct site *s, const char *kind)
{
	struct papers out = {.v = KUA_NEW_N(s->a, struct paper, s->in->n_papers + 1)};
	struct kua_intern *ids = kua_intern_new();
	size_t *count = KUA_NEW_N(s->a, size_t, s->in->n_papers + 1);
	for (size_t i = 0; i < s->in->n_papers; i++)
		if (strcmp(s->in->papers[i].kind, kind) == 0)
			count[kua_intern_add(ids, s->in->papers[i].id, strlen(s->in->papers[i].id))]++;
	out.n = kua_intern_count(ids);
	for (size_t i = 0; i < out.n; i++)
		out.v[i].versions = KUA_NEW_N(s->a, const struct kua_paper *, count[i]);
	for (size_t i = 0; i < s->in->n_papers; i++) {
		const struct kua_paper *p = &s->in->papers[i];
		if (strcmp(p->kind, kind) != 0)
			continue;
		struct paper *of = &out.v[kua_intern_find(ids, p->id, strlen(p->id))];
		((const struct kua_paper **)(uintptr_t)of->versions)[of->n++] = p;
	}
	kua_intern_free(ids);
	return out;
}

static const struct kua_paper *latest(const struct paper *p)
{
	return p->versions[p->n - 1];
}

static bool says(const struct kua_paper *p, const char *field, const char *value)
{
	const char *said = kua_paper_value(p, field);
	return said && strcmp(said, value) == 0;
}

static void say_field(struct site *s, const char *before, const struct kua_paper *p, const char *field)
{
	const char *value = kua_paper_value(p, field);
	if (!value)
		return;
	say(s, before);
	say(s, "<bdi>");
	say_text(s, site_clean(s, value));
	say(s, "</bdi>");
}

/* ---- who supports ---- */

/* Whether the word that this name may be used holds today. */
static bool holds(const struct site *s, const struct kua_paper *p)
{
	const char *until = kua_paper_value(p, "until");
	int64_t last, now;
	return !p->gone && (!until || (kua_date_last_day(until, &last) && kua_date_first_day(s->in->today, &now) && now <= last));
}

static int64_t count_named(const struct site *s, const struct papers *v, const char *named)
{
	int64_t n = 0;
	for (size_t i = 0; i < v->n; i++)
		n += holds(s, latest(&v->v[i])) && says(latest(&v->v[i]), "named", named);
	return n;
}

bool site_has_supporters(const struct site *s)
{
	struct papers v = site_papers(s, "supporter");
	return count_named(s, &v, "public") > 0;
}

void site_supporters(struct site *s)
{
	struct papers v = site_papers(s, "supporter");
	struct sheet p;
	if (!count_named(s, &v, "public"))
		return;
	sheet_start(&p, s, "supporters", texts_text(s->w, "site-supporters"), NULL);
	sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = 0; i < v.n; i++) {
		const struct kua_paper *one = latest(&v.v[i]);
		if (!holds(s, one) || !says(one, "named", "public"))
			continue;
		say(s, "<li><b>");
		say_field(s, "", one, "name");
		say(s, "</b>");
		say_field(s, ", ", one, "role");
		say_field(s, ", ", one, "place");
		say(s, "</li>\n");
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	int64_t counted = count_named(s, &v, "count");
	if (counted) {
		say(s, "<p>");
		say_count(s, "site-and-counted", counted);
		say(s, "</p>\n");
	}
	sheet_end(&p);
}

/* ---- who was told what ---- */

bool site_has_answers(const struct site *s)
{
	struct papers v = site_papers(s, "told");
	for (size_t i = 0; i < v.n; i++)
		if (!latest(&v.v[i])->gone && says(latest(&v.v[i]), "public", "yes"))
			return true;
	return false;
}

/* Who that is: a name, or that of the addressee whose id it is. */
static const char *told_whom(const struct site *s, const struct kua_paper *p)
{
	const char *who = kua_paper_value(p, "who"), *title = NULL;
	for (size_t i = 0; who && i < s->in->n_papers; i++)
		if (strcmp(s->in->papers[i].id, who) == 0 && strcmp(s->in->papers[i].kind, "addressee") == 0)
			title = kua_paper_value(&s->in->papers[i], "title") ? kua_paper_value(&s->in->papers[i], "title")
			                                                    : kua_paper_value(&s->in->papers[i], "name");
	return title ? title : who;
}

static void say_answer(struct sheet *p, const struct kua_paper *one)
{
	struct site *s = p->s;
	const char *answer = kua_paper_value(one, "answer"), *outcome = kua_paper_value(one, "outcome");
	say(s, "<h2><bdi>");
	say_text(s, site_clean(s, told_whom(s, one)));
	say(s, "</bdi></h2>\n<p class=\"dim\">");
	say_date(s, kua_paper_value(one, "date"));
	say(s, "</p>\n");
	site_text(p, site_clean(s, kua_paper_value(one, "text")));
	say(s, "<h3>");
	say_word(s, answer ? "site-answer" : "site-no-answer");
	say(s, "</h3>\n");
	if (answer && kua_paper_value(one, "answered_on")) {
		say(s, "<p class=\"dim\">");
		say_date(s, kua_paper_value(one, "answered_on"));
		say(s, "</p>\n");
	}
	site_text(p, site_clean(s, answer));
	if (outcome)
		say_element(s, "p", "lead", site_clean(s, outcome));
	sheet_keep(p);
}

void site_answers(struct site *s)
{
	struct papers v = site_papers(s, "told");
	struct sheet p;
	if (!site_has_answers(s))
		return;
	sheet_start(&p, s, "answers", texts_text(s->w, "site-answers"), NULL);
	for (size_t i = v.n; i-- > 0;)
		if (!latest(&v.v[i])->gone && says(latest(&v.v[i]), "public", "yes"))
			say_answer(&p, latest(&v.v[i]));
	sheet_end(&p);
}
