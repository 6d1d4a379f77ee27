/* site_calendar.c - what is coming and what was, as a page and as a calendar for other programs. */
#include <string.h>

#include "publish/internal.h"

static bool is_coming(const struct site *s, const struct kua_due *d)
{
	int64_t last, now;
	return kua_date_last_day(d->date, &last) && kua_date_first_day(s->in->today, &now) && last >= now;
}

/* In the interface's words; of a person, nothing but whose case it is. */
static const char *kind_of(const struct site *s, const struct kua_due *d)
{
	if (d->event)
		return texts_count(s->w, "anniversary", d->years, s->a);
	size_t plain = strcspn(d->kind, "(;,");
	while (plain && d->kind[plain - 1] == ' ')
		plain--;
	const char *key = kua_arena_printf(s->a, "%s.%.*s", d->person ? "due" : "action", (int)plain, d->kind);
	return texts_text_or(s->w, key, d->kind);
}

void site_due_line(struct site *s, const struct kua_due *d)
{
	const struct kua_event *e = site_event(s, d->event);
	const char *person = d->person ? site_case_path(s, d->person) : NULL;
	say(s, "<li><p class=\"when\">");
	say_date(s, d->date);
	if (d->time) {
		say(s, ", ");
		say_text(s, texts_time(s->w, d->time, s->a));
	}
	say(s, "</p>\n<p class=\"title\">");
	say_text(s, kind_of(s, d));
	if (d->place) {
		say(s, " · ");
		say_link(s, site_place_path(s, d->place), site_place_label(s, d->place));
	}
	if (e) {
		say(s, " · ");
		say_link(s, site_event_path(s, e->id), site_event_label(s, e));
	}
	if (person) {
		say(s, " · ");
		say_link(s, person, site_case_label(s, &s->cases[kua_intern_find(s->person_ids, d->person, strlen(d->person))]));
	}
	if (d->person && !is_coming(s, d)) { /* accounts/ does not list what was followed by something */
		say(s, " · <span class=\"dim\">");
		say_word(s, "due-no-outcome");
		say(s, "</span>");
	}
	say(s, "</p>");
	if (d->item) {
		say(s, "<p class=\"source\">");
		site_source(s, d->item, 0);
		say(s, "</p>");
	}
	say(s, "</li>\n");
}

static void lines(struct sheet *p, bool coming)
{
	struct site *s = p->s;
	bool any = false;
	for (size_t k = 0; k < s->n_due; k++) {
		const struct kua_due *d = &s->due[coming ? k : s->n_due - 1 - k]; /* the next first, or the last */
		if (is_coming(s, d) != coming)
			continue;
		if (!any) {
			say_element(s, "h2", NULL, texts_text(s->w, coming ? "what-is-coming" : "what-was"));
			sheet_list(p, "<ul class=\"rows\">\n", "</ul>\n");
		}
		any = true;
		site_due_line(s, d);
		sheet_keep(p);
	}
	sheet_list(p, NULL, NULL);
}

void site_calendar(struct site *s)
{
	struct sheet p;
	sheet_start(&p, s, "calendar", texts_text(s->w, "calendar"), "calendar");
	sayf(s, "<p><a href=\"%scalendar.ics\">", *s->folder ? "../" : "");
	say_word(s, "site-ics");
	say(s, "</a></p>\n");
	lines(&p, true);
	lines(&p, false);
	if (!s->n_due)
		say_element(s, "p", "dim", texts_text(s->w, "none"));
	sheet_end(&p);
}

void site_ics(struct site *s)
{
	const struct kua_ics_options options = {.name = s->title, .stamp = s->in->changed, .sequence = s->in->entry, .public = s->public};
	struct kua_due *v = KUA_NEW_N(s->a, struct kua_due, s->n_due + 1);
	struct kua_buf b = KUA_BUF_INIT;
	size_t n;
	for (size_t i = 0; i < s->n_due; i++) {
		v[i] = s->due[i];
		if (v[i].person && !kua_public_may(s->public, v[i].person))
			v[i].person = site_case_number(s, v[i].person) + strlen("case-");
	}
	if (s->code == KUA_OK)
		s->code = kua_publish_ics(v, s->n_due, &options, &b, &n, s->err);
	site_emit(s, "calendar.ics", b.data, b.len);
	kua_buf_free(&b);
}
