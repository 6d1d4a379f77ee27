/* lists.c - the verbs that print one kind of record, a line or two each: items, people, places, figures, events, actions. */
#include <inttypes.h>
#include <string.h>

#include "verbs/verbs.h"

/* What is printed, and how one record looks to people. */
struct list {
	enum kua_shape_kind kind;
	const char *field, *value; /* only records where field is value */
	const char *option;        /* an option of the verb that narrows by field of the same name; NULL */
	void (*line)(struct kua_call *call, const void *record);
};

struct listing {
	struct kua_call *call;
	const struct list *list;
	size_t n;
};

static bool wanted(const struct kua_call *call, const struct list *list, const void *record)
{
	const char *value = list->option ? kua_call_option(call, list->option) : NULL;
	if (!value)
		return true;
	const struct kua_field *f = kua_shape_field(&kua_shapes[list->kind], list->option);
	const char *has;
	memcpy(&has, (const char *)record + f->at, sizeof has);
	return has && strcmp(has, value) == 0;
}

static enum kua_code print(void *ctx, const void *record, struct kua_error *err)
{
	(void)err;
	struct listing *l = ctx;
	if (!wanted(l->call, l->list, record))
		return KUA_OK;
	l->n++;
	if (l->call->json)
		kua_out_record(l->list->kind, record);
	else
		l->list->line(l->call, record);
	return KUA_OK;
}

static enum kua_code list(struct kua_call *call, const struct list *list, struct kua_error *err)
{
	struct kua_casebook *cb;
	enum kua_code code = kua_call_open(call, KUA_READ, &cb, err);
	if (code != KUA_OK)
		return code;
	struct listing l = {call, list, 0};
	code = kua_casebook_each(cb, list->kind, list->field, list->value, call->arena, print, &l, err);
	kua_casebook_close(cb);
	if (code == KUA_OK && l.n == 0)
		kua_note("%s: nothing of this kind was found", call->args[0]);
	return code;
}

static void out_cell(struct kua_call *call, const char *s, size_t columns)
{
	const char *cut = kua_out_cut(call->arena, s, columns);
	size_t used = kua_utf8_columns(cut);
	kua_out("%s%*s", cut, (int)(columns > used ? columns - used : 0) + 2, "");
}

static size_t rest_of(const struct kua_call *call, size_t used)
{
	return call->columns > used + 20 ? call->columns - used : 20;
}

/* The passage of a claim: its words, and the item they stand in, for 'kua show'. */
static void out_passage(struct kua_call *call, const char *quote, const char *item)
{
	kua_out_wrapped(call, 4, kua_arena_printf(call->arena, "“%s”", quote ? quote : ""));
	kua_out("    ");
	kua_out_dim(call, kua_arena_printf(call->arena, "in %s", item));
	kua_out("\n");
}

/* ---- items ---- */

static void item_line(struct kua_call *call, const void *record)
{
	const struct kua_item *it = record;
	const char *date = it->published_on ? it->published_on : it->date_from ? it->date_from : "";
	out_cell(call, it->id, 22);
	out_cell(call, kua_arena_printf(call->arena, "%s%s", it->published_on || !*date ? "" : "≥ ", date), 12);
	out_cell(call, it->author, 16);
	kua_out("%s\n", kua_out_cut(call->arena, it->title ? it->title : it->document, rest_of(call, 56)));
}

static enum kua_code run_items(struct kua_call *call, struct kua_error *err)
{
	return list(call, &(struct list){.kind = KUA_ITEM, .option = "language", .line = item_line}, err);
}

/* ---- people and places ---- */

static void entity_line(struct kua_call *call, const void *record)
{
	const struct kua_entity *e = record;
	int64_t mentions = 0;
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < e->names.n; i++) {
		mentions += e->names.v[i].mentions;
		if (strcmp(e->names.v[i].form, e->label) != 0)
			kua_buf_printf(&b, "%s%s", b.len ? ", " : "", e->names.v[i].form);
	}
	out_cell(call, e->id, 20);
	kua_out("%5" PRId64 "  ", mentions);
	kua_out_bold(call, e->label);
	kua_out("\n");
	if (b.len)
		kua_out_wrapped(call, 29, kua_arena_printf(call->arena, "also %s", b.data));
	kua_buf_free(&b);
	for (size_t i = 0; i < e->roles.n; i++)
		kua_out_wrapped(call, 29, e->roles.v[i]);
}

static enum kua_code run_people(struct kua_call *call, struct kua_error *err)
{
	const char *kind = kua_call_option(call, "organisations") ? "organisation" : "person";
	return list(call, &(struct list){.kind = KUA_ENTITY, .field = "kind", .value = kind, .line = entity_line}, err);
}

static enum kua_code run_places(struct kua_call *call, struct kua_error *err)
{
	return list(call, &(struct list){.kind = KUA_ENTITY, .field = "kind", .value = "place", .line = entity_line}, err);
}

/* ---- figures ---- */

static const char *or_unknown(const char *s)
{
	return s ? s : "not known";
}

static void figure_line(struct kua_call *call, const void *record)
{
	const struct kua_figure *f = record;
	struct kua_arena *a = call->arena;
	kua_out_bold(call, kua_arena_printf(a, "%s %s", f->act, kua_figure_words(a, f)));
	kua_out("  ");
	kua_out_text(kua_arena_printf(a, "said by %s; %s; %s; %s  %s", or_unknown(f->said_by), or_unknown(f->place),
	                              or_unknown(f->date), f->status, f->id));
	kua_out("\n");
	out_passage(call, f->quote, f->item);
	for (size_t i = 0; i < f->leaves_out.n; i++)
		kua_out_wrapped(call, 4, kua_arena_printf(a, "leaves out: %s", f->leaves_out.v[i]));
}

static enum kua_code run_figures(struct kua_call *call, struct kua_error *err)
{
	return list(call, &(struct list){.kind = KUA_FIGURE, .option = "act", .line = figure_line}, err);
}

/* ---- events ---- */

static void event_line(struct kua_call *call, const void *record)
{
	const struct kua_event *e = record;
	out_cell(call, e->id, 20);
	kua_out_bold(call, e->label);
	kua_out("\n");
}

static enum kua_code run_events(struct kua_call *call, struct kua_error *err)
{
	return list(call, &(struct list){.kind = KUA_EVENT, .line = event_line}, err);
}

/* ---- actions ---- */

static void action_line(struct kua_call *call, const void *record)
{
	const struct kua_action *x = record;
	struct kua_arena *a = call->arena;
	kua_out_bold(call, kua_arena_printf(a, "%s %s%s%s", x->kind, x->date ? x->date : "undated", x->time ? " " : "",
	                                    x->time ? x->time : ""));
	kua_out("  ");
	kua_out_text(kua_arena_printf(a, "%s%s%s%s  %s", x->place ? x->place : "place not known",
	                              x->organiser ? "; by " : "", x->organiser ? x->organiser : "", "", x->id));
	kua_out("\n");
	out_passage(call, x->quote, x->item);
	if (x->addressee)
		kua_out_wrapped(call, 4, kua_arena_printf(a, "to: %s", x->addressee));
	for (size_t i = 0; i < x->demands.n; i++)
		kua_out_wrapped(call, 4, kua_arena_printf(a, "demand: %s", x->demands.v[i]));
	if (x->signatures)
		kua_out_wrapped(call, 4, kua_arena_printf(a, "signatures: %s", x->signatures));
}

static enum kua_code run_actions(struct kua_call *call, struct kua_error *err)
{
	return list(call, &(struct list){.kind = KUA_ACTION, .option = "kind", .line = action_line}, err);
}

/* ---- the table entries ---- */

#define JSON_OPTION {"json", NULL, "lines of JSON"}

const struct kua_verb kua_verb_items = {
	.name = "items",
	.args = "CASEBOOK",
	.summary = "List the letters, articles, posts and statements",
	.about = "One line an item: id, date, author, title. A date behind ≥ is the earliest that the item can have.",
	.options = (const struct kua_option[]){{"language", "CODE", "only items in this language: en, ru, kk …"}, JSON_OPTION, {0}},
	.examples = (const struct kua_example[]){{"Items in Russian", "kua items case.kua --language ru"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_items,
};

const struct kua_verb kua_verb_people = {
	.name = "people",
	.args = "CASEBOOK",
	.summary = "List the people who are named, with all spellings",
	.about = "One entry a person: id, mentions, the best-attested form, the other forms, roles. 'kua show ID' says why forms\n"
	         "were joined; 'kua judge' joins and parts.",
	.options = (const struct kua_option[]){{"organisations", NULL, "list organisations instead"}, JSON_OPTION, {0}},
	.examples = (const struct kua_example[]){{"Who is named", "kua people case.kua"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_people,
};

const struct kua_verb kua_verb_places = {
	.name = "places",
	.args = "CASEBOOK",
	.summary = "List the places that are named, with all spellings",
	.about = "One entry a place: id, mentions, the best-attested form, the other forms.",
	.options = (const struct kua_option[]){JSON_OPTION, {0}},
	.examples = (const struct kua_example[]){{"Which places", "kua places case.kua --json"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_places,
};

const struct kua_verb kua_verb_figures = {
	.name = "figures",
	.args = "CASEBOOK",
	.summary = "List every figure with its sentence and who says it",
	.about = "Each figure is a suggestion until a person confirms it with 'kua judge'. Acts: killed, injured, shot, arrested,\n"
	         "imprisoned, tortured, disappeared, displaced, protested, signed.",
	.options = (const struct kua_option[]){{"act", "ACT", "only this act"}, JSON_OPTION, {0}},
	.examples = (const struct kua_example[]){{"How many were killed, by whom", "kua figures case.kua --act killed"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_figures,
};

const struct kua_verb kua_verb_events = {
	.name = "events",
	.args = "CASEBOOK",
	.summary = "List the events that figures are about",
	.about = "One line an event: id, place and time. 'kua report --event ID' prints its account.",
	.options = (const struct kua_option[]){JSON_OPTION, {0}},
	.examples = (const struct kua_example[]){{"Which events", "kua events case.kua"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_events,
};

const struct kua_verb kua_verb_actions = {
	.name = "actions",
	.args = "CASEBOOK",
	.summary = "List protests, commemorations, petitions, appeals and meetings",
	.about = "Each with date, time, place and demands as far as the text says them.",
	.options = (const struct kua_option[]){{"kind", "KIND", "only this kind"}, JSON_OPTION, {0}},
	.examples = (const struct kua_example[]){{"The protests", "kua actions case.kua --kind protest"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_actions,
};
