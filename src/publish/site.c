/*
 * site.c - the order in which a site is made: first what may be shown and who may be named is found, then the records lose every other
 * name, and only then anything is written. What is written sees nothing else.
 */
#include <string.h>

#include "publish/internal.h"

void site_warn(const struct site *s, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (s->in->warn)
		s->in->warn(s->in->ctx, text);
}

/* ---- files ---- */

void site_emit(struct site *s, const char *path, const void *bytes, size_t n)
{
	if (s->code == KUA_OK)
		s->code = s->fn(s->ctx, path, bytes, n, s->err);
}

static void emit_text(struct site *s, const char *path, const char *text)
{
	site_emit(s, path, text, strlen(text));
}

/* ---- the whole ---- */

struct treating {
	struct site *s;
	struct kua_arena *arenas[KUA_PUBLIC_PARTS];
};

static void treat_part(void *ctx, size_t part)
{
	struct treating *t = ctx;
	kua_public_loaded_part(t->s->public, t->s->l, part, t->arenas[part]);
}

static void make_public(struct site *s)
{
	struct treating t = {.s = s};
	struct kua_accounts_input *in = &s->l->in;
	for (size_t i = 0; i < in->n_items; i++)
		if (!s->shown[i])
			((struct kua_item *)in->items)[i].text = NULL; /* nobody sees it, and names need not be looked for in it */
	for (size_t i = 0; i < KUA_PUBLIC_PARTS; i++)
		t.arenas[i] = *kua_vec_add(&s->arenas) = kua_arena_new();
	kua_parallel(KUA_PUBLIC_PARTS, kua_threads(), treat_part, &t);
}

/* All that is due, with people by the number of their case where they may not be named. */
static void find_due(struct site *s)
{
	struct kua_due *days, *years;
	size_t n_days, n_years;
	kua_accounts_calendar(&s->l->in, s->cases, s->n_cases, s->a, &days, &n_days);
	kua_accounts_anniversaries(&s->l->result, s->in->today, s->a, &years, &n_years);
	s->due = KUA_NEW_N(s->a, struct kua_due, n_days + n_years + 1);
	for (size_t i = 0, k = 0; i < n_days || k < n_years;)
		if (k == n_years || (i < n_days && strcmp(days[i].date, years[k].date) <= 0))
			s->due[s->n_due++] = days[i++];
		else
			s->due[s->n_due++] = years[k++];
}

static void find_day(struct site *s)
{
	s->consents_on = kua_allow_day(s->l, s->in->changed, s->in->today, s->a);
	if (strcmp(s->consents_on, s->in->today) != 0)
		site_warn(s, "the clock says %s, but the casebook was changed on %s: set the clock; a consent that ended until then has ended", s->in->today,
		          s->consents_on);
}

static enum kua_code find(struct site *s)
{
	const struct kua_accounts_input *in = &s->l->in;
	find_day(s);
	s->public = kua_public_new(s->l, "public", s->consents_on);
	s->title = site_cut(s, site_clean(s, s->in->title), 200);
	site_look_up(s);
	s->shown = KUA_NEW_N(s->a, bool, in->n_items + 1);
	site_posts_items(s);
	site_documents_find(s);
	s->named = in->entities;
	s->labels = kua_labels_new(in->data_dir);
	make_public(s);
	site_lay_events(s);
	enum kua_code code = kua_accounts_cases(&s->l->in, s->a, &s->cases, &s->n_cases, s->err);
	if (code != KUA_OK)
		return code;
	s->person_ids = kua_intern_new();
	for (size_t i = 0; i < s->n_cases; i++)
		(void)kua_intern_add(s->person_ids, s->cases[i].person, strlen(s->cases[i].person));
	site_number_cases(s);
	find_due(s);
	site_find_place_words(s);
	site_posts_find(s);
	site_history_find(s);
	return site_places_find(s);
}

/*
 * The pages of one language, in jobs that are done at the same time: each has a copy of what was found, which nobody changes any longer, and
 * an arena and lists of its own, which are joined in the order of the jobs.
 */
enum { PARTS = 4 };
struct job {
	void (*write)(struct site *s, size_t part);
	size_t part;
	struct site s;
	struct kua_error err;
};

static void write_events(struct site *s, size_t part)
{
	if (part == 0)
		site_events(s);
	site_event_pages(s, part, PARTS);
}

static void write_cases(struct site *s, size_t part)
{
	if (part == 0)
		site_cases(s);
	site_case_pages(s, part, PARTS);
}

static void write_posts(struct site *s, size_t part)
{
	(void)part;
	site_posts(s);
	site_documents(s);
	site_feeds(s);
}

static void write_others(struct site *s, size_t part)
{
	(void)part;
	site_places(s);
	site_calendar(s);
	site_supporters(s);
	site_answers(s);
	site_method(s);
	site_changes(s);
	site_home(s);
}

static void write_ics(struct site *s, size_t part)
{
	(void)part;
	site_ics(s);
}

static void work(void *ctx, size_t i)
{
	struct job *job = (struct job *)ctx + i;
	job->write(&job->s, job->part);
}

static void write_language(struct site *s, size_t i)
{
	struct job jobs[2 * PARTS + 3];
	size_t n = 0;
	s->w = s->in->languages[i];
	s->folder = i ? kua_arena_printf(s->a, "%s/", texts_language(s->w)) : "";
	s->entries.n = 0;
	site_label_cases(s);
	site_label_places(s);
	site_again_begin(s);
	if (i == 0) /* one calendar for all languages; the longest that cannot be parted, so the first */
		jobs[n++] = (struct job){.write = write_ics};
	jobs[n++] = (struct job){.write = write_others};
	jobs[n++] = (struct job){.write = write_posts};
	for (size_t k = 0; k < PARTS; k++)
		jobs[n++] = (struct job){.write = write_events, .part = k};
	for (size_t k = 0; k < PARTS; k++)
		jobs[n++] = (struct job){.write = write_cases, .part = k};
	for (size_t k = 0; k < n; k++) {
		struct site *own = &jobs[k].s;
		*own = *s;
		own->err = &jobs[k].err;
		own->a = *kua_vec_add(&s->arenas) = kua_arena_new();
		memset(&own->entries, 0, sizeof own->entries);
		memset(&own->paths, 0, sizeof own->paths);
	}
	kua_parallel(n, kua_threads(), work, jobs);
	for (size_t k = 0; k < n; k++) {
		struct site *own = &jobs[k].s;
		for (size_t e = 0; e < own->entries.n; e++)
			*kua_vec_add(&s->entries) = own->entries.v[e];
		for (size_t e = 0; e < own->paths.n; e++)
			*kua_vec_add(&s->paths) = own->paths.v[e];
		if (s->code == KUA_OK && own->code != KUA_OK) {
			s->code = own->code;
			*s->err = jobs[k].err;
		}
		kua_vec_free(&own->entries);
		kua_vec_free(&own->paths);
	}
	site_search(s);
}

static void leave(struct site *s)
{
	kua_intern_free(s->item_ids);
	kua_intern_free(s->figure_ids);
	kua_intern_free(s->voice_ids);
	kua_intern_free(s->document_ids);
	kua_intern_free(s->event_ids);
	kua_intern_free(s->person_ids);
	kua_intern_free(s->place_words);
	site_places_free(s);
	kua_vec_free(&s->acts);
	kua_vec_free(&s->corrections);
	kua_vec_free(&s->entries);
	kua_vec_free(&s->paths);
	kua_public_free(s->public);
	kua_labels_free(s->labels);
	for (size_t i = 0; i < s->arenas.n; i++)
		kua_arena_free(s->arenas.v[i]);
	kua_vec_free(&s->arenas);
	kua_arena_free(s->a);
}

enum kua_code kua_publish_site(const struct kua_site_input *in, kua_site_fn *fn, void *ctx, struct kua_error *err)
{
	struct site s = {.in = in, .fn = fn, .ctx = ctx, .err = err, .a = kua_arena_new(), .l = in->loaded, .up = "", .folder = ""};
	s.w = in->languages[0];
	enum kua_code code = find(&s);
	for (size_t i = 0; i < in->n_languages && code == KUA_OK && s.code == KUA_OK; i++)
		write_language(&s, i);
	if (code == KUA_OK) {
		site_sitemap(&s);
		site_history(&s);
		emit_text(&s, "style.css", in->style);
		emit_text(&s, "search.js", in->script);
		code = s.code;
	}
	leave(&s);
	return code;
}
