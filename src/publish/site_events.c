/* site_events.c - events: all of them by date, each with a page of its account. */
#include <stdlib.h>
#include <string.h>

#include "publish/internal.h"

static const char *path_of(const struct site *s, const char *id)
{
	return kua_arena_printf(s->a, "events/%s", id);
}

const char *site_event_path(const struct site *s, const char *id)
{
	size_t n;
	if (!id || !site_event(s, id))
		return NULL;
	(void)site_lines(s, id, &n);
	return n ? kua_arena_printf(s->a, "%s.html", path_of(s, id)) : NULL;
}

const char *site_event_label(const struct site *s, const struct kua_event *e)
{
	return texts_event(s->w, e, site_place_label(s, e->place), s->a);
}

/* An end that no number sets is set by a word, and is told by it where the act has but one: nobody said 200 who said hundreds. */
static const char *word_at(const struct site *s, const struct kua_toll *t, int64_t n)
{
	size_t lines;
	const char *word = NULL;
	bool several = false;
	const struct kua_account *const *v = site_lines(s, t->event, &lines);
	for (size_t i = 0; i < lines; i++) {
		if (strcmp(v[i]->act, t->act) != 0)
			continue;
		if (v[i]->low == n || v[i]->high == n)
			return NULL;
		several |= word && v[i]->word && strcmp(word, v[i]->word) != 0;
		word = v[i]->word ? v[i]->word : word;
	}
	return several ? NULL : word;
}

const char *site_toll_bounds(const struct site *s, const struct kua_toll *t)
{
	const char *low = t->low != KUA_NONE ? word_at(s, t, t->low) : NULL, *high = t->high != KUA_NONE ? word_at(s, t, t->high) : NULL;
	if (!low && !high)
		return site_bounds(s, t->low, t->high, NULL);
	if (t->low == KUA_NONE || t->high == KUA_NONE || (low && high && strcmp(low, high) == 0))
		return site_bounds(s, t->low, t->high, low ? low : high);
	return kua_arena_printf(s->a, "%s – %s", site_bounds(s, t->low, t->low, low), site_bounds(s, t->high, t->high, high));
}

void site_range(struct site *s, const struct kua_event *e, size_t most)
{
	static const char *const acts[] = {"killed", "disappeared", "injured", "shot", "tortured", "arrested", "imprisoned", "displaced", "protested", "signed"};
	size_t n;
	const struct kua_toll *const *v = site_tolls(s, e->id, &n);
	for (size_t i = 0, said = 0; i < sizeof acts / sizeof *acts && said < most; i++) {
		const struct kua_toll *t = site_toll_of(v, n, acts[i]);
		if (!t || (t->low == KUA_NONE && t->high == KUA_NONE))
			continue;
		say(s, said++ ? ", " : "");
		say_text(s, texts_value(s->w, "act", acts[i], s->a));
		say_between(s, "act-number");
		say(s, "<b>");
		say_text(s, site_toll_bounds(s, t));
		say(s, "</b>");
	}
}

static int64_t statements_of(const struct site *s, const struct kua_event *e)
{
	size_t n;
	int64_t sum = 0;
	const struct kua_account *const *v = site_lines(s, e->id, &n);
	for (size_t i = 0; i < n; i++)
		sum += v[i]->statements;
	return sum;
}

void site_event_line(struct site *s, const struct kua_event *e)
{
	say(s, "<li><p class=\"when\">");
	say_date(s, e->from);
	if (e->to && e->from && strcmp(e->to, e->from) != 0) {
		say(s, " – ");
		say_date(s, e->to);
	}
	say(s, "</p>\n<p class=\"title\">");
	say_link(s, site_event_path(s, e->id), site_event_label(s, e));
	say(s, "</p>\n<p class=\"dim\">");
	site_range(s, e, 4);
	say(s, " · ");
	say_count(s, "statements", statements_of(s, e));
	say(s, "</p></li>\n");
}

static int by_date(const void *pa, const void *pb)
{
	const struct kua_event *a = *(const struct kua_event *const *)pa, *b = *(const struct kua_event *const *)pb;
	int c = strcmp(b->from ? b->from : "", a->from ? a->from : "");
	return c ? c : strcmp(a->id, b->id);
}

static void heading(struct site *s, const struct kua_event *e)
{
	const char *since = site_event_since(s, e->id);
	say(s, "<p class=\"when\">");
	say_date(s, e->from);
	if (e->to && e->from && strcmp(e->to, e->from) != 0) {
		say(s, " – ");
		say_date(s, e->to);
	}
	if (e->place) {
		say(s, " · ");
		say_link(s, site_place_path(s, e->place), site_place_label(s, e->place));
	}
	say(s, "</p>\n");
	if (!since)
		return;
	say(s, "<p class=\"dim\">");
	say_word(s, "site-since");
	say(s, " ");
	say_date(s, since);
	say(s, "</p>\n");
}

/* "killed 12–70, arrested 100": for who lists the page. */
static const char *about(struct site *s, const struct kua_event *e)
{
	struct kua_buf b = KUA_BUF_INIT, *out = s->out;
	s->out = &b;
	site_range(s, e, 3);
	s->out = out;
	struct kua_buf plain = KUA_BUF_INIT;
	for (size_t i = 0; i < b.len; i++) /* our own markup, and numbers: nothing that was escaped */
		if (b.data[i] == '<')
			i += strcspn(b.data + i, ">");
		else
			kua_buf_char(&plain, b.data[i]);
	const char *said = kua_arena_strndup(s->a, plain.data ? plain.data : "", plain.len);
	kua_buf_free(&b);
	kua_buf_free(&plain);
	return said;
}

static void event_page(struct site *s, const struct kua_event *e)
{
	struct sheet p;
	const char *of = site_event_of(s, e);
	site_found(s, kua_arena_printf(s->a, "events/%s.html", e->id), site_event_label(s, e), "events", site_place_label(s, e->place));
	if (site_kept(s, path_of(s, e->id), of))
		return;
	sheet_start(&p, s, path_of(s, e->id), site_event_label(s, e), "events");
	p.about = about(s, e);
	p.type = "article";
	heading(s, e);
	sheet_keep(&p);
	site_account(&p, e);
	for (size_t i = 0, any = 0; i < s->n_posts; i++) {
		const struct post *post = &s->posts[i];
		if (!post->event || strcmp(post->event, e->id) != 0 || !site_post_listed(s, post))
			continue;
		if (!any++) {
			say_element(s, "h2", NULL, texts_text(s->w, "site-written"));
			sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
		}
		site_post_line(s, post);
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	site_event_changes(s, e->id);
	site_meta_event(&p, e);
	sheet_end(&p);
	site_made(s, &p, of);
}

void site_events(struct site *s)
{
	const struct kua_accounts_result *r = &s->l->result;
	const struct kua_event **v = KUA_NEW_N(s->a, const struct kua_event *, r->n_events + 1);
	size_t n = 0;
	struct sheet p;
	for (size_t i = 0; i < r->n_events; i++)
		if (site_event_path(s, r->events[i].id))
			v[n++] = &r->events[i];
	if (n)
		qsort(v, n, sizeof *v, by_date);
	sheet_start(&p, s, "events", texts_text(s->w, "events"), "events");
	say_element(s, "p", "lead", texts_text(s->w, "site-events-about"));
	sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = 0; i < n; i++) {
		site_event_line(s, v[i]);
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	if (!n)
		say_element(s, "p", "dim", texts_text(s->w, "none"));
	sheet_end(&p);
}

void site_event_pages(struct site *s, size_t part, size_t parts)
{
	const struct kua_accounts_result *r = &s->l->result;
	for (size_t i = part; i < r->n_events; i += parts)
		if (site_event_path(s, r->events[i].id))
			event_page(s, &r->events[i]);
}
