/*
 * site.c - the order in which a site is made: first what may be shown and who may be named is found, then the records lose every other
 * name, and only then anything is written. What is written sees nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "publish/internal.h"
#include "report/html_text.h"

/* ---- what is looked up ---- */

static struct kua_intern *ids_of(const void *v, size_t n, size_t size)
{
	struct kua_intern *in = kua_intern_new();
	for (size_t i = 0; i < n; i++) {
		const char *id; /* the first member of each of these */
		memcpy(&id, (const char *)v + i * size, sizeof id);
		(void)kua_intern_add(in, id, strlen(id));
	}
	return in;
}

static size_t place_of(const struct kua_intern *in, const char *id)
{
	uint32_t i = id ? kua_intern_find(in, id, strlen(id)) : KUA_NO_ID;
	return i == KUA_NO_ID ? SIZE_MAX : i;
}

const struct kua_item *site_item(const struct site *s, const char *id)
{
	size_t i = place_of(s->item_ids, id);
	return i < s->l->in.n_items ? &s->l->in.items[i] : NULL;
}

const struct kua_figure *site_figure(const struct site *s, const char *id)
{
	size_t i = place_of(s->figure_ids, id);
	return i < s->l->in.n_figures ? &s->l->in.figures[i] : NULL;
}

const struct kua_voice *site_voice(const struct site *s, const char *id)
{
	size_t i = place_of(s->voice_ids, id);
	return i < s->l->result.n_voices ? &s->l->result.voices[i] : NULL;
}

const struct kua_document *site_document(const struct site *s, const char *id)
{
	size_t i = place_of(s->document_ids, id);
	return i < s->l->n_documents ? &s->l->documents[i] : NULL;
}

const struct kua_event *site_event(const struct site *s, const char *id)
{
	size_t i = place_of(s->event_ids, id);
	return i < s->l->result.n_events ? &s->l->result.events[i] : NULL;
}

const char *site_voice_label(const struct site *s, const char *id)
{
	const struct kua_voice *v = site_voice(s, id);
	if (!v)
		return NULL;
	if (kua_voice_unnamed(v)) /* its label holds the name of a file */
		return texts_text(s->w, "own-voice");
	bool class = v->kind && strcmp(v->kind, "class") == 0;
	return class ? texts_value(s->w, "class", v->label, s->a) : v->label;
}

static int by_event(const void *pa, const void *pb)
{
	const struct kua_account *a = *(const struct kua_account *const *)pa, *b = *(const struct kua_account *const *)pb;
	int c = strcmp(a->event, b->event);
	return c ? c : strcmp(a->id, b->id);
}

static int by_event_and_act(const void *pa, const void *pb)
{
	const struct kua_toll *a = *(const struct kua_toll *const *)pa, *b = *(const struct kua_toll *const *)pb;
	int c = strcmp(a->event, b->event);
	return c ? c : strcmp(a->act, b->act);
}

/* The lines of each event, beside each other; the tolls. */
static void lay_events(struct site *s)
{
	const struct kua_accounts_result *r = &s->l->result;
	s->lines = KUA_NEW_N(s->a, const struct kua_account *, r->n_accounts + 1);
	s->lines_from = KUA_NEW_N(s->a, size_t, r->n_events + 1);
	s->tolls_from = KUA_NEW_N(s->a, size_t, r->n_events + 1);
	s->tolls = KUA_NEW_N(s->a, const struct kua_toll *, r->n_tolls + 1);
	for (size_t i = 0; i < r->n_accounts; i++)
		s->lines[i] = &r->accounts[i];
	qsort(s->lines, r->n_accounts, sizeof *s->lines, by_event);
	for (size_t i = 0; i < r->n_accounts; i++)
		if (i == 0 || strcmp(s->lines[i]->event, s->lines[i - 1]->event) != 0) {
			size_t e = place_of(s->event_ids, s->lines[i]->event);
			if (e < r->n_events)
				s->lines_from[e] = i;
		}
	for (size_t i = 0; i < r->n_tolls; i++)
		if (strcmp(r->tolls[i].profile, "range") == 0)
			s->tolls[s->n_tolls++] = &r->tolls[i];
	qsort(s->tolls, s->n_tolls, sizeof *s->tolls, by_event_and_act);
	for (size_t i = 0; i < s->n_tolls; i++)
		if (i == 0 || strcmp(s->tolls[i]->event, s->tolls[i - 1]->event) != 0) {
			size_t e = place_of(s->event_ids, s->tolls[i]->event);
			if (e < r->n_events)
				s->tolls_from[e] = i;
		}
}

const struct kua_account *const *site_lines(const struct site *s, const char *event, size_t *n)
{
	size_t e = place_of(s->event_ids, event), from = e < s->l->result.n_events ? s->lines_from[e] : 0;
	*n = 0;
	while (from + *n < s->l->result.n_accounts && strcmp(s->lines[from + *n]->event, event) == 0)
		++*n;
	return s->lines + from;
}

const struct kua_toll *const *site_tolls(const struct site *s, const char *event, size_t *n)
{
	size_t e = place_of(s->event_ids, event), from = e < s->l->result.n_events ? s->tolls_from[e] : 0;
	*n = 0;
	while (from + *n < s->n_tolls && strcmp(s->tolls[from + *n]->event, event) == 0)
		++*n;
	return s->tolls + from;
}

const struct kua_toll *site_toll_of(const struct kua_toll *const *v, size_t n, const char *act)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i]->act, act) == 0)
			return v[i];
	return NULL;
}

const struct kua_toll *site_toll(const struct site *s, const char *event, const char *act)
{
	size_t n;
	const struct kua_toll *const *v = site_tolls(s, event, &n);
	return site_toll_of(v, n, act);
}

/* ---- names ---- */

const char *site_case_number(const struct site *s, const char *person)
{
	enum { DIGITS = 12 };
	uint32_t known = s->person_ids ? kua_intern_find(s->person_ids, person, strlen(person)) : KUA_NO_ID;
	if (known < s->n_case_numbers)
		return s->case_numbers[known];
	return kua_arena_strndup(s->a, KUA_ID(s->a, "case", s->in->secret, person), strlen("case-") + DIGITS);
}

/* Each is a hash, and asked for wherever the case is named. */
static void number_cases(struct site *s)
{
	const char **numbers = KUA_NEW_N(s->a, const char *, s->n_cases + 1);
	for (size_t i = 0; i < s->n_cases; i++)
		numbers[i] = site_case_number(s, s->cases[i].person);
	s->case_numbers = numbers;
	s->n_case_numbers = s->n_cases;
}

const char *site_case_label(const struct site *s, const struct kua_told_case *c)
{
	const char *label = s->case_labels ? s->case_labels[c - s->cases] : c->label;
	if (kua_public_may(s->public, c->person))
		return label;
	return kua_arena_printf(s->a, "%s · %s", label, site_case_number(s, c->person) + strlen("case-"));
}

static int by_entity(const void *key, const void *entity)
{
	return strcmp(key, ((const struct kua_entity *)entity)->id);
}

/* What people are called in the language that is being written, in initials where they may not be named. */
static void label_cases(struct site *s)
{
	const char **labels = KUA_NEW_N(s->a, const char *, s->n_cases + 1);
	const size_t n = s->l->in.n_entities;
	kua_labels_language(s->labels, texts_language(s->w));
	for (size_t i = 0; i < s->n_cases; i++) {
		const struct kua_told_case *c = &s->cases[i];
		const struct kua_entity *e = n ? bsearch(c->person, s->named, n, sizeof *s->named, by_entity) : NULL;
		const char *label = e ? kua_label_in(s->labels, e) : NULL;
		labels[i] = label && strcmp(label, e->label) != 0 ? site_clean(s, label) : c->label;
	}
	s->case_labels = labels;
}

static void add_place(struct site *s, const char *place)
{
	if (place)
		(void)kua_intern_add(s->place_words, place, strlen(place));
}

static void find_place_words(struct site *s)
{
	s->place_words = kua_intern_new();
	for (size_t i = 0; i < s->l->result.n_events; i++)
		add_place(s, s->l->result.events[i].place);
	for (size_t i = 0; i < s->n_cases; i++)
		for (size_t k = 0; k < s->cases[i].n; k++)
			add_place(s, s->cases[i].steps[k]->place);
	for (size_t i = 0; i < s->n_due; i++)
		add_place(s, s->due[i].place);
}

/* A name of the gazetteer may be a person's who may not be named. */
static void label_places(struct site *s)
{
	size_t n = kua_intern_count(s->place_words);
	const char **labels = KUA_NEW_N(s->a, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *place = kua_intern_text(s->place_words, (uint32_t)i), *label = kua_label_place(s->labels, place);
		labels[i] = label == place ? place : site_clean(s, label);
	}
	s->place_labels = labels;
}

const char *site_place_label(const struct site *s, const char *place)
{
	uint32_t i = place ? kua_intern_find(s->place_words, place, strlen(place)) : KUA_NO_ID;
	return i == KUA_NO_ID ? place : s->place_labels[i];
}

const char *site_clean(const struct site *s, const char *text)
{
	struct kua_buf b = KUA_BUF_INIT, seen = KUA_BUF_INIT;
	if (!text)
		return NULL;
	kua_public_text(s->public, text, false, &b);
	html_visible(&seen, b.data, b.len);
	const char *clean = kua_arena_strndup(s->a, seen.data ? seen.data : "", seen.len);
	kua_buf_free(&b);
	kua_buf_free(&seen);
	return clean;
}

const char *site_slug(const struct site *s, const char *text, const char *prefix)
{
	enum { LONGEST = 60, SHORTEST = 3 /* letters of a name */ };
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *c = text; *c && b.len < LONGEST; c++) {
		char lower = *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c;
		bool plain = (lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'z');
		if (plain || ((unsigned char)*c < 0x80 && b.len && b.data[b.len - 1] != '-'))
			kua_buf_char(&b, plain ? lower : '-');
		else if ((unsigned char)*c >= 0x80) {
			kua_buf_clear(&b);
			break;
		}
	}
	while (b.len && b.data[b.len - 1] == '-')
		b.data[--b.len] = '\0';
	bool bad = !b.len || kua_public_hides_letters(s->public, b.data, SHORTEST);
	const char *slug = bad ? KUA_ID(s->a, prefix, s->in->secret, text) : kua_arena_strndup(s->a, b.data, b.len);
	kua_buf_free(&b);
	return slug;
}

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

static void look_up(struct site *s)
{
	const struct kua_loaded *l = s->l;
	s->item_ids = ids_of(l->in.items, l->in.n_items, sizeof *l->in.items);
	s->figure_ids = ids_of(l->in.figures, l->in.n_figures, sizeof *l->in.figures);
	s->voice_ids = ids_of(l->result.voices, l->result.n_voices, sizeof *l->result.voices);
	s->document_ids = ids_of(l->documents, l->n_documents, sizeof *l->documents);
	s->event_ids = ids_of(l->result.events, l->result.n_events, sizeof *l->result.events);
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
	look_up(s);
	s->shown = KUA_NEW_N(s->a, bool, in->n_items + 1);
	site_posts_items(s);
	site_documents_find(s);
	s->named = in->entities;
	s->labels = kua_labels_new(in->data_dir);
	make_public(s);
	lay_events(s);
	enum kua_code code = kua_accounts_cases(&s->l->in, s->a, &s->cases, &s->n_cases, s->err);
	if (code != KUA_OK)
		return code;
	s->person_ids = kua_intern_new();
	for (size_t i = 0; i < s->n_cases; i++)
		(void)kua_intern_add(s->person_ids, s->cases[i].person, strlen(s->cases[i].person));
	number_cases(s);
	find_due(s);
	find_place_words(s);
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
	label_cases(s);
	label_places(s);
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
