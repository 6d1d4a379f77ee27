/*
 * site_history.c - what was corrected: in posts, by their versions; in the figures of events, by what the site said when it was published last,
 * which history.json keeps. That file holds ids, numbers and days, and no word of anybody.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "publish/internal.h"
#include "util/search.h"

enum { CORRECTIONS = 1000 };

/* ---- what was published ---- */

static const char *text_of(const struct site *s, const json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));
	return text ? kua_arena_strdup(s->a, text) : "";
}

static int64_t number_of(const json_t *o, const char *name)
{
	const json_t *n = json_object_get(o, name);
	return json_is_integer(n) ? json_integer_value(n) : KUA_NONE;
}

static int by_event_and_act(const void *pa, const void *pb)
{
	const struct act_history *a = pa, *b = pb;
	int c = strcmp(a->event, b->event);
	return c ? c : strcmp(a->act, b->act);
}

static struct correction read_correction(const struct site *s, const json_t *o)
{
	return (struct correction){.event = text_of(s, o, "event"), .act = text_of(s, o, "act"), .at = text_of(s, o, "at"), .low = number_of(o, "low"),
	                           .high = number_of(o, "high"), .low_before = number_of(o, "low_before"), .high_before = number_of(o, "high_before"),
	                           .why = text_of(s, o, "why"), .n = number_of(o, "n")};
}

/* Of a file that somebody may have changed: what is not as we write it is nothing. */
static void read_history(struct site *s, struct act_history **acts, size_t *n)
{
	json_t *root = s->in->history ? json_loads(s->in->history, 0, NULL) : NULL, *v = json_object_get(root, "acts"), *o;
	size_t i;
	*acts = KUA_NEW_N(s->a, struct act_history, json_array_size(v) + 1);
	*n = 0;
	json_array_foreach(v, i, o)
		(*acts)[(*n)++] = (struct act_history){.event = text_of(s, o, "event"), .act = text_of(s, o, "act"), .low = number_of(o, "low"),
		                                       .high = number_of(o, "high"), .statements = number_of(o, "statements"),
		                                       .decided = number_of(o, "decided"), .since = text_of(s, o, "since")};
	if (*n)
		qsort(*acts, *n, sizeof **acts, by_event_and_act);
	json_array_foreach(json_object_get(root, "corrections"), i, o)
		*kua_vec_add(&s->corrections) = read_correction(s, o);
	json_decref(root);
}

/* ---- what is published now ---- */

/* By event: how many of its claims somebody decided on. */
static int64_t *decided_of(const struct site *s)
{
	int64_t *v = KUA_NEW_N(s->a, int64_t, s->l->result.n_events + 1);
	for (size_t i = 0; i < s->l->in.n_figures; i++) {
		const struct kua_figure *f = &s->l->in.figures[i];
		const struct kua_event *e = f->event && f->status && strcmp(f->status, "suggested") != 0 ? site_event(s, f->event) : NULL;
		if (e)
			v[e - s->l->result.events]++;
	}
	return v;
}

static int64_t statements_of(const struct site *s, const struct kua_toll *t)
{
	size_t n;
	int64_t sum = 0;
	const struct kua_account *const *v = site_lines(s, t->event, &n);
	for (size_t i = 0; i < n; i++)
		sum += strcmp(v[i]->act, t->act) == 0 ? v[i]->statements : 0;
	return sum;
}

/* Why a range is another one: as far as records tell it. */
static void tell_why(struct correction *c, const struct act_history *before, const struct act_history *now)
{
	if (now->decided != before->decided) {
		c->why = "decided";
		c->n = now->decided > before->decided ? now->decided - before->decided : before->decided - now->decided;
	} else if (now->statements > before->statements) {
		c->why = "more";
		c->n = now->statements - before->statements;
	} else if (now->statements < before->statements) {
		c->why = "fewer";
		c->n = before->statements - now->statements;
	} else {
		c->why = "counted";
		c->n = 0;
	}
}

void site_history_find(struct site *s)
{
	struct act_history *before;
	size_t n;
	const int64_t *decided = decided_of(s);
	read_history(s, &before, &n);
	for (size_t i = 0; i < s->n_tolls; i++) {
		const struct kua_toll *t = s->tolls[i];
		const struct kua_event *e = site_event(s, t->event);
		if (!e || (i > 0 && strcmp(t->event, s->tolls[i - 1]->event) == 0 && strcmp(t->act, s->tolls[i - 1]->act) == 0))
			continue;
		struct act_history now = {.event = t->event, .act = t->act, .low = t->low, .high = t->high, .statements = statements_of(s, t),
		                          .decided = decided[e - s->l->result.events], .since = s->in->today};
		const struct act_history *was = n ? bsearch(&now, before, n, sizeof *before, by_event_and_act) : NULL;
		bool same = was && was->low == now.low && was->high == now.high;
		if (same)
			now.since = was->since;
		if (was && !same) {
			struct correction c = {.event = t->event, .act = t->act, .at = s->in->today, .low = now.low, .high = now.high,
			                       .low_before = was->low, .high_before = was->high};
			tell_why(&c, was, &now);
			*kua_vec_add(&s->corrections) = c;
		}
		*kua_vec_add(&s->acts) = now;
	}
	if (s->corrections.n > CORRECTIONS) { /* the oldest are told no longer: so the same is told when nothing changes */
		memmove(s->corrections.v, s->corrections.v + s->corrections.n - CORRECTIONS, CORRECTIONS * sizeof *s->corrections.v);
		s->corrections.n = CORRECTIONS;
	}
}

/* ---- history.json ---- */

static void put_number(struct kua_buf *b, const char *name, int64_t n)
{
	kua_buf_printf(b, n == KUA_NONE ? ",\"%s\":null" : ",\"%s\":%" PRId64, name, n);
}

static void put_string(struct kua_buf *b, const char *name, const char *value)
{
	kua_buf_printf(b, ",\"%s\":", name);
	kua_json_string(b, value);
}

void site_history(struct site *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "{\"version\":1,\n\"acts\":[");
	for (size_t i = 0; i < s->acts.n; i++) {
		const struct act_history *h = &s->acts.v[i];
		kua_buf_str(&b, i ? ",\n{\"event\":" : "\n{\"event\":");
		kua_json_string(&b, h->event);
		put_string(&b, "act", h->act);
		put_number(&b, "low", h->low);
		put_number(&b, "high", h->high);
		put_number(&b, "statements", h->statements);
		put_number(&b, "decided", h->decided);
		put_string(&b, "since", h->since);
		kua_buf_char(&b, '}');
	}
	kua_buf_str(&b, "],\n\"corrections\":[");
	for (size_t i = 0; i < s->corrections.n; i++) {
		const struct correction *c = &s->corrections.v[i];
		kua_buf_str(&b, i ? ",\n{\"event\":" : "\n{\"event\":");
		kua_json_string(&b, c->event);
		put_string(&b, "act", c->act);
		put_string(&b, "at", c->at);
		put_number(&b, "low", c->low);
		put_number(&b, "high", c->high);
		put_number(&b, "low_before", c->low_before);
		put_number(&b, "high_before", c->high_before);
		put_string(&b, "why", c->why);
		put_number(&b, "n", c->n);
		kua_buf_char(&b, '}');
	}
	kua_buf_str(&b, "]}\n");
	site_emit(s, "history.json", b.data, b.len);
	kua_buf_free(&b);
}

const char *site_event_since(const struct site *s, const char *event)
{
	const char *since = NULL;
	size_t low; /* they are in order of their events, as the tolls are */
	KUA_FIRST(low, s->acts.n, strcmp(s->acts.v[low].event, event) < 0);
	for (; low < s->acts.n && strcmp(s->acts.v[low].event, event) == 0; low++)
		if (!since || strcmp(s->acts.v[low].since, since) > 0)
			since = s->acts.v[low].since;
	return since;
}

/* ---- as people read it ---- */

static void figure_change(struct site *s, const struct correction *c, bool link)
{
	static const char *const known[] = {"decided", "more", "fewer", "counted"};
	const struct kua_event *e = site_event(s, c->event);
	const char *why = "counted";
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		why = strcmp(c->why, known[i]) == 0 ? known[i] : why;
	say(s, "<li><p class=\"when\">");
	say_date(s, c->at);
	say(s, "</p>\n<p>");
	if (link && e) {
		say_link(s, site_event_path(s, e->id), site_event_label(s, e));
		say_between(s, "@colon");
	}
	say_text(s, texts_value(s->w, "act", c->act, s->a));
	say_between(s, "act-number");
	say(s, "<del>");
	say_text(s, site_bounds(s, c->low_before, c->high_before, NULL));
	say(s, "</del> → <ins>");
	say_text(s, site_bounds(s, c->low, c->high, NULL));
	say(s, "</ins></p>\n<p class=\"dim\">");
	const char *key = kua_arena_printf(s->a, "site-why.%s", why);
	say_text(s, texts_text_or(s->w, key, NULL) ? texts_text(s->w, key) : texts_count(s->w, key, c->n == KUA_NONE ? 0 : c->n, s->a));
	say(s, "</p></li>\n");
}

void site_event_changes(struct site *s, const char *event)
{
	bool any = false;
	for (size_t i = s->corrections.n; i-- > 0;) {
		if (strcmp(s->corrections.v[i].event, event) != 0)
			continue;
		if (!any) {
			say_element(s, "h2", NULL, texts_text(s->w, "site-changes"));
			say(s, "<ul class=\"rows\">\n");
		}
		any = true;
		figure_change(s, &s->corrections.v[i], false);
	}
	say(s, any ? "</ul>\n" : "");
}

/* Where two texts differ: what they begin and end with in common is left out, by whole words. */
static void differing(const char *a, const char *b, size_t *start, size_t *a_end, size_t *b_end)
{
	size_t na = strlen(a), nb = strlen(b), i = 0, word = 0;
	for (; i < na && i < nb && a[i] == b[i]; i++)
		if (a[i] == ' ' || a[i] == '\n')
			word = i + 1;
	bool whole = (!a[i] || a[i] == ' ' || a[i] == '\n') && (!b[i] || b[i] == ' ' || b[i] == '\n');
	*start = whole ? i : word;
	*a_end = na;
	*b_end = nb;
	for (size_t k = 0; na - k > *start && nb - k > *start && a[na - 1 - k] == b[nb - 1 - k]; k++)
		if (a[na - 1 - k] == ' ' || a[na - 1 - k] == '\n') {
			*a_end = na - 1 - k;
			*b_end = nb - 1 - k;
		}
}

static void say_trimmed(struct site *s, const char *tag, const char *text, size_t n)
{
	size_t skip = strspn(text, " \n");
	skip = skip < n ? skip : n;
	sayf(s, "<%s>", tag);
	say_text_n(s, text + skip, n - skip);
	sayf(s, "</%s>", tag);
}

static void changed_field(struct site *s, const char *field, const char *before, const char *after)
{
	enum { SHOWN = 400, LINE = 120 /* what is shorter is shown whole */ };
	const char *a = site_clean(s, before ? before : ""), *b = site_clean(s, after ? after : "");
	size_t start, a_end, b_end;
	bool line = strlen(a) < LINE && strlen(b) < LINE;
	differing(line ? "" : a, line ? "" : b, &start, &a_end, &b_end);
	a_end = line ? strlen(a) : a_end;
	b_end = line ? strlen(b) : b_end;
	if (a_end - start > SHOWN || b_end - start > SHOWN) {
		say(s, "<p>");
		say_word(s, "site-rewritten");
		say(s, "</p>\n");
		return;
	}
	say(s, "<p dir=\"auto\"><span class=\"dim\">");
	say_text(s, texts_value(s->w, "site-field", field, s->a));
	say(s, "</span> ");
	say_trimmed(s, "del", a + start, a_end - start);
	say(s, " → ");
	say_trimmed(s, "ins", b + start, b_end - start);
	say(s, "</p>\n");
}

/* What stood there before is shown, unless the reason says that it was private. */
static void version(struct site *s, const struct kua_paper *before, const struct kua_paper *now)
{
	static const char *const fields[] = {"title", "date", "author", "item", "text"};
	bool private = now->why && strncasecmp(now->why, "private", strlen("private")) == 0;
	say(s, "<p class=\"when\">");
	say_date(s, kua_arena_strndup(s->a, now->at, strlen("2011-12-16")));
	if (now->why) {
		say(s, " · <bdi>");
		say_text(s, site_clean(s, now->why));
		say(s, "</bdi>");
	}
	say(s, "</p>\n");
	for (size_t i = 0; i < sizeof fields / sizeof *fields && !private && !before->gone; i++) {
		const char *a = kua_paper_value(before, fields[i]), *b = kua_paper_value(now, fields[i]);
		if (strcmp(a ? a : "", b ? b : "") != 0)
			changed_field(s, fields[i], a, b);
	}
}

void site_post_changes(struct sheet *p, const struct post *post)
{
	struct site *s = p->s;
	if (post->is.n < 2)
		return;
	say_element(s, "h2", NULL, texts_text(s->w, "site-changes"));
	sheet_list(p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = post->is.n; i-- > 1;) {
		say(s, "<li>");
		version(s, post->is.versions[i - 1], post->is.versions[i]);
		say(s, "</li>\n");
		sheet_keep(p);
	}
	sheet_list(p, NULL, NULL);
}

static void post_changes(struct sheet *p)
{
	struct site *s = p->s;
	for (size_t i = 0; i < s->n_posts; i++) {
		const struct post *post = &s->posts[i];
		const struct kua_paper *last = post->is.versions[post->is.n - 1];
		if (post->is.n < 2 || post->w != s->w)
			continue;
		say(s, "<li>");
		if (!post->gone) {
			say(s, "<p class=\"title\">");
			say_link(s, site_post_path(s, post), post->title);
			say(s, "</p>\n");
			version(s, post->is.versions[post->is.n - 2], last);
		} else {
			say(s, "<p class=\"when\">");
			say_date(s, kua_arena_strndup(s->a, last->at, strlen("2011-12-16")));
			say(s, "</p>\n<p>");
			say_text(s, texts_two(s->w, "site-withdrawn", texts_date(s->w, post->date, s->a), last->why ? site_clean(s, last->why) : "—", s->a));
			say(s, "</p>\n");
		}
		say(s, "</li>\n");
		sheet_keep(p);
	}
}

void site_changes(struct site *s)
{
	struct sheet p;
	sheet_start(&p, s, "changes", texts_text(s->w, "site-changes"), "changes");
	say_element(s, "p", "lead", texts_text(s->w, "site-changes-about"));
	sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
	post_changes(&p);
	for (size_t i = s->corrections.n; i-- > 0;) {
		figure_change(s, &s->corrections.v[i], true);
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	sheet_end(&p);
}
