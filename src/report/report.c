/*
 * report.c - from records to blocks to one of the three formats; and what all parts need: look-ups, sources,
 * counts.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

static const struct caps caps_screen = {.events = 8, .brief = 20, .lines = 12, .statements = 3, .voices = 5, .names = 20,
                                        .families = 10,
                                        .items = 6, .changes = 6, .cases = 15, .steps = 12, .due = 15, .gone = 5, .unread = 20,
                                        .reasons = 4};
static const struct caps caps_page = {.events = 30, .brief = 100, .lines = 30, .statements = 8, .voices = 12, .names = 100,
                                      .families = 40,
                                      .items = 12, .changes = 20, .cases = 60, .steps = 40, .due = 60, .gone = 12, .unread = 100,
                                      .reasons = 12};
static const struct caps caps_none = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX,
                                      SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};

struct block *report_add(struct report *r, enum block_kind kind, const char *head, const char *text,
                         const char *more)
{
	struct block *b = kua_vec_add(&r->blocks);
	*b = (struct block){.kind = kind, .head = head, .text = text, .more = more};
	return b;
}

const char *report_number(struct report *r, int64_t n)
{
	char digits[24], out[40];
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;
	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = 0;
	return kua_arena_strdup(r->a, out);
}

const char *report_count(struct report *r, size_t n, const char *one, const char *many)
{
	return kua_arena_printf(r->a, "%s %s", report_number(r, (int64_t)n), n == 1 ? one : many);
}

size_t report_shown(size_t n, size_t cap)
{
	return n <= cap || n == cap + 1 ? n : cap;
}

void report_more(struct report *r, size_t rest, const char *verb)
{
	const char *n = report_number(r, (int64_t)rest);
	if (rest)
		report_add(r, BLOCK_MORE, NULL, kua_arena_printf(r->a, "and %s more (kua %s)", n, verb), NULL);
}

static size_t index_of(const struct kua_intern *ids, const size_t *at, const char *id)
{
	uint32_t n = id ? kua_intern_find(ids, id, strlen(id)) : KUA_NO_ID;
	return n == KUA_NO_ID ? SIZE_MAX : at[n];
}

const struct kua_item *report_item(const struct report *r, const char *id)
{
	size_t i = index_of(r->item_ids, r->item_at, id);
	return i == SIZE_MAX ? NULL : &r->in->in.items[i];
}

const struct kua_figure *report_figure(const struct report *r, const char *id)
{
	size_t i = index_of(r->figure_ids, r->figure_at, id);
	return i == SIZE_MAX ? NULL : &r->in->in.figures[i];
}

const struct kua_voice *report_voice(const struct report *r, const char *id)
{
	size_t i = index_of(r->voice_ids, r->voice_at, id);
	return i == SIZE_MAX ? NULL : &r->in->result.voices[i];
}

const char *report_cut(struct report *r, const char *text, size_t most)
{
	if (strlen(text) <= most)
		return text;
	size_t n = most;
	while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	size_t word = n;
	while (word > n * 3 / 4 && text[word] != ' ')
		word--;
	if (word > n * 3 / 4)
		n = word;
	return kua_arena_printf(r->a, "%.*s …", (int)n, text);
}

const char *report_source(struct report *r, const char *id)
{
	const struct kua_item *item = report_item(r, id);
	if (!item)
		return id ? id : "";
	const char *document = item->document ? item->document : item->id;
	const char *day = item->published_on;
	const char *title = "";
	if (item->title && *item->title)
		title = kua_arena_printf(r->a, "“%s”", report_cut(r, item->title, 72));
	else if (item->ordinal > 1)
		title = kua_arena_printf(r->a, "item %lld", (long long)item->ordinal);
	return kua_arena_printf(r->a, "%s%s%s%s%s", title, *title && day ? ", " : "",
	                        day ? kua_accounts_date_words(r->a, day) : "",
	                        *title || day ? " · " : "", document);
}

/* The number under which the document of an item stands among the sources; "" where there are none. */
static const char *number_of_source(struct report *r, const struct kua_item *item)
{
	if (!r->cited || !item || !item->document_id)
		return "";
	return kua_arena_printf(r->a, " [%u]", kua_intern_add(r->cited, item->document_id, strlen(item->document_id)) + 1);
}

const char *report_source_at(struct report *r, const char *id, int64_t start)
{
	const struct kua_item *item = report_item(r, id);
	int64_t page = item ? kua_item_page(item, start) : 0;
	const char *source = report_source(r, id), *number = number_of_source(r, item);
	return page ? kua_arena_printf(r->a, "%s, page %lld%s", source, (long long)page, number) : kua_arena_printf(r->a, "%s%s", source, number);
}

static const char *toll_key(struct kua_buf *b, const char *event, const char *act)
{
	kua_buf_clear(b);
	kua_buf_printf(b, "%s %s", event, act);
	return b->data;
}

const struct kua_toll *report_toll(const struct report *r, const char *event, const char *act)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t i = index_of(r->toll_keys, r->toll_at, toll_key(&b, event, act));
	kua_buf_free(&b);
	return i == SIZE_MAX ? NULL : &r->in->result.tolls[i];
}

/* Tolls of the report's profile, by event and act. */
static void lay_tolls(struct report *r)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t n = r->in->result.n_tolls;
	r->toll_keys = kua_intern_new();
	r->toll_at = KUA_NEW_N(r->a, size_t, n);
	for (size_t i = 0; i < n; i++) {
		const struct kua_toll *t = &r->in->result.tolls[i];
		if (strcmp(t->profile, r->profile) != 0)
			continue;
		const char *key = toll_key(&b, t->event, t->act);
		r->toll_at[kua_intern_add(r->toll_keys, key, strlen(key))] = i;
	}
	kua_buf_free(&b);
}

static size_t *index_ids(struct kua_arena *a, struct kua_intern *ids, const void *v, size_t n, size_t size,
                         size_t id_at)
{
	size_t *at = KUA_NEW_N(a, size_t, n);
	for (size_t i = 0; i < n; i++) {
		const char *id;
		memcpy(&id, (const char *)v + i * size + id_at, sizeof id);
		uint32_t k = kua_intern_add(ids, id, strlen(id));
		if (k < n)
			at[k] = i;
	}
	return at;
}

static void lay_indexes(struct report *r)
{
	const struct kua_report_input *in = r->in;
	r->item_ids = kua_intern_new();
	r->figure_ids = kua_intern_new();
	r->voice_ids = kua_intern_new();
	r->item_at = index_ids(r->a, r->item_ids, in->in.items, in->in.n_items, sizeof(struct kua_item),
	                       offsetof(struct kua_item, id));
	r->figure_at = index_ids(r->a, r->figure_ids, in->in.figures, in->in.n_figures, sizeof(struct kua_figure),
	                         offsetof(struct kua_figure, id));
	r->voice_at = index_ids(r->a, r->voice_ids, in->result.voices, in->result.n_voices,
	                        sizeof(struct kua_voice),
	                        offsetof(struct kua_voice, id));
	r->quoted = kua_intern_new();
	r->origins = kua_intern_new();
	for (size_t f = 0; f < in->in.n_families; f++)
		if (in->in.families[f].origin)
			kua_intern_add(r->origins, in->in.families[f].origin, strlen(in->in.families[f].origin));
	lay_tolls(r);
	changes_lay(r);
}

static void make_blocks(struct report *r)
{
	size_t n;
	struct telling *v = tellings_make(r, &n);
	if (r->dossier) {
		report_dossier(r, v, n);
		report_sources(r);
		report_method(r);
		return;
	}
	report_lead(r, v, n);
	report_events(r, v, n);
	if (!r->in->event) {
		report_copies(r);
		report_cases(r);
		report_coming(r);
		report_unread(r);
	}
	report_sources(r);
	report_method(r);
}

static void begin(struct report *r, const struct kua_report_input *in, const struct kua_report_options *options, const struct kua_dossier *dossier)
{
	*r = (struct report){.in = in, .dossier = dossier, .a = kua_arena_new(), .profile = in->in.profile ? in->in.profile : "range"};
	r->caps = options->all || dossier ? caps_none : options->format == KUA_REPORT_TEXT ? caps_screen : caps_page;
	r->cited = options->format == KUA_REPORT_TEXT && !dossier ? NULL : kua_intern_new();
	lay_indexes(r);
	make_blocks(r);
}

static void end(struct report *r)
{
	kua_vec_free(&r->blocks);
	kua_intern_free(r->item_ids);
	kua_intern_free(r->figure_ids);
	kua_intern_free(r->voice_ids);
	kua_intern_free(r->toll_keys);
	kua_intern_free(r->origins);
	kua_intern_free(r->quoted);
	kua_intern_free(r->cited);
	kua_arena_free(r->a);
}

static enum kua_code write_blocks(const struct kua_report_input *in, const struct kua_dossier *dossier, const struct kua_report_options *options,
                                  struct kua_buf *out, struct kua_error *err)
{
	struct report r;
	enum kua_code code = KUA_OK;
	begin(&r, in, options, dossier);
	switch (options->format) {
	case KUA_REPORT_TEXT: write_text(&r, options, out); break;
	case KUA_REPORT_HTML: write_html(&r, out); break;
	case KUA_REPORT_MD: write_md(&r, out); break;
	case KUA_REPORT_PDF: code = write_pdf(&r, out, err); break;
	}
	end(&r);
	return code;
}

enum kua_code kua_report_write(const struct kua_report_input *in, const struct kua_report_options *options,
                               struct kua_buf *out, struct kua_error *err)
{
	return write_blocks(in, NULL, options, out, err);
}

/* What the dossier is about in words; NULL where there is no such thing. */
static const char *label_of(const struct kua_report_input *in, const struct kua_dossier *dossier)
{
	for (size_t i = 0; dossier->person && i < in->in.n_entities; i++)
		if (strcmp(in->in.entities[i].id, dossier->person) == 0)
			return in->in.entities[i].label;
	for (size_t i = 0; !dossier->person && in->event && i < in->result.n_events; i++)
		if (strcmp(in->result.events[i].id, in->event) == 0)
			return in->result.events[i].label;
	return NULL;
}

enum kua_code kua_report_dossier(const struct kua_report_input *in, const struct kua_dossier *dossier, const struct kua_report_options *options,
                                 struct kua_buf *out, struct kua_error *err)
{
	struct kua_report_input about = *in;
	about.title = label_of(in, dossier);
	if (!about.title)
		return kua_fail(err, KUA_USE, "there is no person or event %s", dossier->person ? dossier->person : in->event ? in->event : "(none)");
	return write_blocks(&about, dossier, options, out, err);
}
