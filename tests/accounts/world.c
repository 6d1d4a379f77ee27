/* world.c - see world.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "custody/custody.h"
#include "world.h"

static struct kua_languages *languages; /* read once, for every world of the program */

static void forget(void)
{
	kua_languages_free(languages);
}

void world_begin(struct world *w)
{
	struct kua_error err;
	if (!languages) {
		if (kua_languages_load(getenv("KUA_DATA"), &languages, &err))
			fail_msg("%s", err.text);
		(void)atexit(forget);
	}
	*w = (struct world){.a = kua_arena_new(), .languages = languages};
}

void world_end(struct world *w)
{
	kua_vec_free(&w->items);
	kua_vec_free(&w->families);
	kua_vec_free(&w->reuse);
	kua_vec_free(&w->copies);
	kua_vec_free(&w->drift);
	kua_vec_free(&w->entities);
	kua_vec_free(&w->mentions);
	kua_vec_free(&w->figures);
	kua_vec_free(&w->steps);
	kua_vec_free(&w->actions);
	kua_vec_free(&w->judgements);
	kua_arena_free(w->a);
}

struct kua_item *add_item(struct world *w, const char *document, int ordinal, const char *date, const char *text)
{
	struct kua_item *item = kua_vec_add(&w->items);
	*item = (struct kua_item){
		.id = kua_arena_printf(w->a, "%s.%d", document, ordinal),
		.document = kua_arena_printf(w->a, "%s.txt", document),
		.document_id = document,
		.ordinal = ordinal,
		.published_on = date,
		.date_from = date,
		.date_to = date,
		.language = "en",
		.text = text,
	};
	return item;
}

void add_entity(struct world *w, const char *id, const char *kind, const char *label)
{
	struct kua_name *name = KUA_NEW(w->a, struct kua_name);
	*name = (struct kua_name){label, "Latn", 1};
	struct kua_entity *e = kua_vec_add(&w->entities);
	*e = (struct kua_entity){.id = id, .kind = kind, .label = label, .names = {name, 1}};
}

static const char *text_of(const struct world *w, const char *item)
{
	for (size_t i = 0; i < w->items.n; i++)
		if (strcmp(w->items.v[i].id, item) == 0)
			return w->items.v[i].text;
	fail_msg("no item %s", item);
	return NULL;
}

static int64_t place_of(const struct world *w, const char *item, const char *words)
{
	const char *text = text_of(w, item), *at = strstr(text, words);
	if (!at)
		fail_msg("\"%s\" is not in %s", words, item);
	return at - text;
}

void add_mentions(struct world *w, const char *item, const char *entity, const char *form)
{
	const char *text = text_of(w, item);
	for (const char *p = text; (p = strstr(p, form)); p++) {
		struct kua_mention *m = kua_vec_add(&w->mentions);
		*m = (struct kua_mention){item, p - text, p - text + (int64_t)strlen(form), entity, form, NULL};
	}
}

static void set_value(struct kua_figure *f, const char *value)
{
	bool sign = strchr("<>~", value[0]) != NULL;
	char *end;
	int64_t n = strtoll(value + sign, &end, 10);
	f->low = value[0] == '<' ? KUA_NONE : n;
	f->high = value[0] == '>' ? KUA_NONE : n;
	f->qualifier = value[0] == '<'   ? "at most"
	               : value[0] == '>' ? "more than"
	               : value[0] == '~' ? "about"
	                                 : "exact";
	if (*end == '-') {
		f->high = strtoll(end + 1, NULL, 10);
		f->qualifier = "between";
	} else if (end == value) {
		f->low = f->high = KUA_NONE;
		f->word = value;
		f->qualifier = "vague";
	}
}

struct kua_figure *add_figure(struct world *w, const char *item, const char *quote, const char *act,
                              const char *value,
                              const char *said_by, const char *place, const char *date)
{
	struct kua_figure *f = kua_vec_add(&w->figures);
	int64_t at = place_of(w, item, quote);
	*f = (struct kua_figure){.item = item, .start = at, .end = at + (int64_t)strlen(quote), .quote = quote, .act = act,
	                         .said_by = said_by, .place = place, .date = date, .status = "suggested"};
	f->id = KUA_ID(w->a, "f", item, quote, act, value);
	set_value(f, value);
	return f;
}

struct kua_case_step *add_step(struct world *w, const char *item, const char *quote, const char *person,
                               const char *step,
                               const char *date)
{
	struct kua_case_step *s = kua_vec_add(&w->steps);
	int64_t at = place_of(w, item, quote);
	*s = (struct kua_case_step){.item = item, .start = at, .end = at + (int64_t)strlen(quote), .quote = quote,
	                            .person = person, .step = step, .date = date, .status = "suggested"};
	s->id = KUA_ID(w->a, "s", item, quote, step);
	return s;
}

void add_reuse(struct world *w, const char *a, const char *b, const char *from, const char *to)
{
	struct kua_span *span = KUA_NEW(w->a, struct kua_span);
	int64_t end = (int64_t)strlen(to);
	*span = (struct kua_span){place_of(w, a, from), place_of(w, a, to) + end, place_of(w, b, from), place_of(w, b, to) + end};
	struct kua_reuse *r = kua_vec_add(&w->reuse);
	*r = (struct kua_reuse){.id = KUA_ID(w->a, "r", a, b, from), .a = a, .b = b, .direction = "unknown", .spans = {span, 1}};
}

void add_family(struct world *w, const char *id, const char *items)
{
	struct kua_family *f = kua_vec_add(&w->families);
	f->id = id;
	for (const char *p = items; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		kua_list_add(w->a, &f->items, kua_arena_strndup(w->a, p, n));
		p += n;
	}
}

struct kua_copy *add_copy(struct world *w, const char *family, const char *item, double original)
{
	struct kua_copy *c = kua_vec_add(&w->copies);
	*c = (struct kua_copy){.id = KUA_ID(w->a, "copy", family, item), .family = family, .item = item, .original = original,
	                       .kind = "undirected"};
	return c;
}

void add_source(struct world *w, struct kua_copy *copy, const char *item, double probability)
{
	struct kua_source_of *v = KUA_NEW_N(w->a, struct kua_source_of, copy->sources.n + 1);
	for (size_t i = 0; i < copy->sources.n; i++)
		v[i] = copy->sources.v[i];
	v[copy->sources.n] = (struct kua_source_of){item, probability, 0};
	copy->sources = (struct kua_sources){v, copy->sources.n + 1};
	if (!copy->parent) {
		copy->parent = item;
		copy->probability = probability;
	}
}

void add_drift(struct world *w, const char *a, const char *b, const char *in_a, const char *in_b)
{
	struct kua_drift *x = kua_vec_add(&w->drift);
	int64_t at = place_of(w, a, in_a), there = place_of(w, b, in_b);
	*x = (struct kua_drift){.id = KUA_ID(w->a, "drift", a, b, in_a), .a = a, .b = b, .in_a = in_a, .in_b = in_b, .kind = "number",
	                        .a_start = at, .a_end = at + (int64_t)strlen(in_a), .b_start = there, .b_end = there + (int64_t)strlen(in_b)};
}

struct kua_judgement *add_judgement(struct world *w, const char *target, const char *verdict, const char *kind)
{
	struct kua_judgement *j = kua_vec_add(&w->judgements);
	*j = (struct kua_judgement){.entry = (int64_t)w->judgements.n, .target = target, .verdict = verdict, .kind = kind};
	return j;
}

void world_make(struct world *w)
{
	struct kua_error err;
	w->in = (struct kua_accounts_input){
		.items = w->items.v, .n_items = w->items.n,
		.families = w->families.v, .n_families = w->families.n,
		.reuse = w->reuse.v, .n_reuse = w->reuse.n,
		.copies = w->copies.v, .n_copies = w->copies.n,
		.drift = w->drift.v, .n_drift = w->drift.n,
		.entities = w->entities.v, .n_entities = w->entities.n,
		.mentions = w->mentions.v, .n_mentions = w->mentions.n,
		.figures = w->figures.v, .n_figures = w->figures.n,
		.steps = w->steps.v, .n_steps = w->steps.n,
		.actions = w->actions.v, .n_actions = w->actions.n,
		.judgements = w->judgements.v, .n_judgements = w->judgements.n,
		.languages = w->languages, .data_dir = getenv("KUA_DATA"),
	};
	if (kua_accounts_make(&w->in, w->a, &w->out, &err))
		fail_msg("%s", err.text);
}

const struct kua_figure *figure_of(const struct world *w, const char *quote)
{
	for (size_t i = 0; i < w->figures.n; i++)
		if (strcmp(w->figures.v[i].quote, quote) == 0)
			return &w->figures.v[i];
	fail_msg("no figure \"%s\"", quote);
	return NULL;
}

const struct kua_event *event_of(const struct world *w, const char *quote)
{
	const char *id = figure_of(w, quote)->event;
	for (size_t i = 0; id && i < w->out.n_events; i++)
		if (strcmp(w->out.events[i].id, id) == 0)
			return &w->out.events[i];
	fail_msg("no event for \"%s\"", quote);
	return NULL;
}

const struct kua_voice *voice_of(const struct world *w, const char *quote)
{
	const char *id = figure_of(w, quote)->voice;
	for (size_t i = 0; id && i < w->out.n_voices; i++)
		if (strcmp(w->out.voices[i].id, id) == 0)
			return &w->out.voices[i];
	fail_msg("no voice for \"%s\"", quote);
	return NULL;
}

const struct kua_account *line_of(const struct world *w, const char *quote)
{
	const char *id = figure_of(w, quote)->id;
	for (size_t i = 0; i < w->out.n_accounts; i++)
		if (kua_list_has(&w->out.accounts[i].figures, id))
			return &w->out.accounts[i];
	return NULL;
}

const struct kua_toll *toll_of(const struct world *w, const char *quote, const char *profile)
{
	const struct kua_figure *f = figure_of(w, quote);
	for (size_t i = 0; i < w->out.n_tolls; i++) {
		const struct kua_toll *t = &w->out.tolls[i];
		if (f->event && strcmp(t->event, f->event) == 0 && strcmp(t->act, f->act) == 0 &&
		    strcmp(t->profile, profile) == 0)
			return t;
	}
	return NULL;
}

static void print_all(struct kua_buf *b, enum kua_shape_kind kind, const void *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		kua_shape_json(b, &kua_shapes[kind], (const char *)v + i * kua_shapes[kind].size);
		kua_buf_char(b, '\n');
	}
}

char *world_print(const struct world *w)
{
	struct kua_buf b = KUA_BUF_INIT;
	print_all(&b, KUA_EVENT, w->out.events, w->out.n_events);
	print_all(&b, KUA_VOICE, w->out.voices, w->out.n_voices);
	print_all(&b, KUA_ACCOUNT, w->out.accounts, w->out.n_accounts);
	print_all(&b, KUA_TOLL, w->out.tolls, w->out.n_tolls);
	return b.data;
}
