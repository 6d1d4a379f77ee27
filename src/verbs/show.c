/*
 * show.c - kua show: everything about one thing, whatever it is: its fields, the text it stands in, what belongs to
 * it, and what people judged about it.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "verbs/verbs.h"

enum {
	CONTEXT = 300, /* bytes of an item's text on either side of a quote */
	SHOWN = 40,    /* lines of each kind of what belongs to it, unless --all */
	LABEL = 17,    /* columns of a field's name */
};

struct showing {
	struct kua_call *call;
	struct kua_casebook *cb;
	const struct kua_shape *shape;
	enum kua_shape_kind kind;
	const void *record;
	const char *id;
};

static const void *at_field(const struct kua_shape *shape, const void *record, const char *name)
{
	const struct kua_field *f = kua_shape_field(shape, name);
	return f ? (const char *)record + f->at : NULL;
}

static const char *text_field(const struct kua_shape *shape, const void *record, const char *name)
{
	const char *const *p = at_field(shape, record, name);
	return p ? *p : NULL;
}

static enum kua_code load_item(const struct showing *s, const char *id, const struct kua_item **item, struct kua_error *err)
{
	void *v;
	size_t n = 0;
	*item = NULL;
	enum kua_code code = id ? kua_casebook_load(s->cb, KUA_ITEM, "id", id, s->call->arena, &v, &n, err) : KUA_OK;
	if (code == KUA_OK && n)
		*item = v;
	return code;
}

/* ---- fields ---- */

static void out_field(struct kua_call *call, const char *name, const char *value)
{
	struct kua_buf label = KUA_BUF_INIT;
	kua_buf_str(&label, name);
	for (char *p = label.data; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	kua_out("  %-*s", LABEL, label.data);
	kua_buf_free(&label);
	kua_out_hanging(call, LABEL + 2, value);
}

static void out_spans(struct kua_call *call, const struct kua_spans *spans)
{
	for (size_t i = 0; i < spans->n; i++)
		out_field(call, i ? "" : "shared",
		          kua_arena_printf(call->arena, "bytes %" PRId64 " to %" PRId64 " of the first are %" PRId64 " to %" PRId64
		                           " of the second", spans->v[i].a_start, spans->v[i].a_end, spans->v[i].b_start,
		                           spans->v[i].b_end));
}

static void out_names(struct kua_call *call, const struct kua_name_list *names)
{
	for (size_t i = 0; i < names->n; i++)
		out_field(call, i ? "" : "names",
		          kua_arena_printf(call->arena, "%s (%s, %" PRId64 " %s)", names->v[i].form,
		                           names->v[i].script ? names->v[i].script : "script not known", names->v[i].mentions,
		                           names->v[i].mentions == 1 ? "mention" : "mentions"));
}

static void out_joined(struct kua_call *call, const struct kua_joined_list *joined)
{
	for (size_t i = 0; i < joined->n; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		for (size_t k = 0; k < joined->v[i].figures.n; k++)
			kua_buf_printf(&b, "%s%s", k ? ", " : "", joined->v[i].figures.v[k]);
		kua_buf_printf(&b, ": %s", joined->v[i].why ? joined->v[i].why : "one voice");
		if (joined->v[i].from)
			kua_buf_printf(&b, " (%.0f in 100)", 100 * joined->v[i].probability);
		out_field(call, i ? "" : "joined", b.data);
		kua_buf_free(&b);
	}
}

static void out_sources(struct kua_call *call, const struct kua_sources *sources)
{
	for (size_t i = 0; i < sources->n; i++)
		out_field(call, i ? "" : "sources",
		          kua_arena_printf(call->arena, "%s: %.2f", sources->v[i].item, sources->v[i].probability));
}

static void out_list(struct kua_call *call, const char *name, const struct kua_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		out_field(call, i ? "" : name, list->v[i]);
}

static void out_value(struct kua_call *call, const struct kua_field *f, const void *record)
{
	const void *p = (const char *)record + f->at;
	struct kua_buf b = KUA_BUF_INIT;
	switch (f->type) {
	case KUA_TEXT:
		if (*(const char *const *)p)
			out_field(call, f->name, *(const char *const *)p);
		break;
	case KUA_INT:
		if (*(const int64_t *)p != KUA_NONE)
			out_field(call, f->name, kua_arena_printf(call->arena, "%" PRId64, *(const int64_t *)p));
		break;
	case KUA_BOOL: out_field(call, f->name, *(const int64_t *)p == 1 ? "yes" : "no"); break;
	case KUA_REAL:
	case KUA_MEAN:
		kua_field_json(&b, f, record);
		out_field(call, f->name, b.data);
		break;
	case KUA_LIST: out_list(call, f->name, p); break;
	case KUA_SPANS: out_spans(call, p); break;
	case KUA_NAMES: out_names(call, p); break;
	case KUA_JOINED: out_joined(call, p); break;
	case KUA_SOURCES: out_sources(call, p); break;
	}
	kua_buf_free(&b);
}

/* In words, with what can be done about it. */
static void out_diagnostics(struct kua_call *call, const struct kua_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const char *detail;
		const struct kua_diagnostic *d = kua_diagnostic_parse(list->v[i], &detail);
		out_field(call, i ? "" : "diagnostics",
		          d ? kua_arena_printf(call->arena, "%s: %s%s%s%s. %s [%s]", kua_level_name(d->level), d->text,
		                               detail ? " (" : "", detail ? detail : "", detail ? ")" : "", d->advice, d->id)
		            : list->v[i]);
	}
}

/* All but the id, which heads the card, and an item's text, which ends it. */
static void out_fields(const struct showing *s)
{
	for (size_t i = 0; i < s->shape->n; i++) {
		const struct kua_field *f = &s->shape->fields[i];
		if (strcmp(f->name, "diagnostics") == 0)
			out_diagnostics(s->call, &((const struct kua_document *)s->record)->diagnostics);
		else if (strcmp(f->name, "id") != 0 && strcmp(f->name, "text") != 0)
			out_value(s->call, f, s->record);
	}
}

/* ---- the text it stands in ---- */

static bool inside_character(const char *p)
{
	return ((unsigned char)*p & 0xc0) == 0x80;
}

/* From the beginning of a word or line at most CONTEXT bytes before. */
static size_t context_start(const char *text, size_t at)
{
	if (at <= CONTEXT)
		return 0;
	size_t from = at - CONTEXT;
	while (from < at && text[from] != ' ' && text[from] != '\n')
		from++;
	while (from < at && inside_character(text + from))
		from++;
	return from;
}

static size_t context_end(const char *text, size_t n, size_t at)
{
	if (n - at <= CONTEXT)
		return n;
	size_t to = at + CONTEXT;
	while (to > at && text[to] != ' ' && text[to] != '\n')
		to--;
	while (to > at && inside_character(text + to))
		to--;
	return to;
}

static enum kua_code out_context(const struct showing *s, struct kua_error *err)
{
	const int64_t *start = at_field(s->shape, s->record, "start"), *end = at_field(s->shape, s->record, "end");
	const struct kua_item *item;
	if (!start || !end)
		return KUA_OK;
	enum kua_code code = load_item(s, text_field(s->shape, s->record, "item"), &item, err);
	if (code != KUA_OK || !item || !item->text)
		return code;
	const char *text = item->text;
	size_t n = strlen(text);
	if (*start < 0 || *end < *start || (uint64_t)*end > n)
		return KUA_OK;
	size_t from = context_start(text, (size_t)*start), to = context_end(text, n, (size_t)*end);
	int64_t page = kua_item_page(item, *start);
	if (page)
		kua_out("\n  where it stands, on page %" PRId64 ":\n", page);
	else
		kua_out("\n  where it stands:\n");
	kua_out_wrapped(s->call, 4, kua_arena_printf(s->call->arena, "%s%.*s«%.*s»%.*s%s", from ? "… " : "",
	                                             (int)((size_t)*start - from), text + from, (int)(*end - *start),
	                                             text + *start, (int)(to - (size_t)*end), text + *end,
	                                             to < n ? " …" : ""));
	return KUA_OK;
}

/* ---- what belongs to it ---- */

/* One record in a line: its id, and what says most about it. */
static void out_line(struct kua_call *call, enum kua_shape_kind kind, const void *record)
{
	static const char *const telling[KUA_SHAPES][5] = {
		[KUA_DOCUMENT] = {"name", "media_type", "reason"},
		[KUA_ITEM] = {"published_on", "title", "author", "issuer"},
		[KUA_REUSE] = {"a", "b", "direction"},
		[KUA_DRIFT] = {"kind", "in_a", "in_b"},
		[KUA_FAMILY] = {"origin"},
		[KUA_COPY] = {"kind", "item", "parent"},
		[KUA_MENTION] = {"item", "form", "role"},
		[KUA_JOIN] = {"a", "b", "status"},
		[KUA_FIGURE] = {"act", "said_by", "date", "quote", "status"},
		[KUA_CASE_STEP] = {"name", "step", "date", "quote", "status"},
		[KUA_HARM] = {"act", "people", "said_by", "quote", "status"},
		[KUA_ACTION] = {"kind", "date", "place", "quote", "status"},
		[KUA_VOICE] = {"label", "kind"},
		[KUA_ACCOUNT] = {"act", "word"},
		[KUA_TOLL] = {"act", "profile"},
		[KUA_CASE] = {"label", "status", "as_of"},
		[KUA_JUDGEMENT] = {"verdict", "by", "at"},
	};
	const struct kua_shape *shape = &kua_shapes[kind];
	struct kua_buf b = KUA_BUF_INIT;
	const char *id = text_field(shape, record, "id");
	if (id)
		kua_buf_printf(&b, "%s ", id);
	for (size_t i = 0; i < 5 && telling[kind][i]; i++) {
		const char *s = text_field(shape, record, telling[kind][i]);
		bool quote = strcmp(telling[kind][i], "quote") == 0;
		if (s)
			kua_buf_printf(&b, quote ? " “%s”" : " %s", s);
	}
	const int64_t *low = at_field(shape, record, "low"), *high = at_field(shape, record, "high");
	if (low && *low != KUA_NONE)
		kua_buf_printf(&b, " %" PRId64, *low);
	if (high && low && *high != KUA_NONE && *high != *low)
		kua_buf_printf(&b, " to %" PRId64, *high);
	if (kind == KUA_JOIN) {
		const struct kua_join *j = record;
		kua_buf_printf(&b, ": %s (%.2f)", j->same == 1 ? "one" : "kept apart", j->score);
		for (size_t i = 0; i < j->reasons.n; i++)
			kua_buf_printf(&b, "; %s", j->reasons.v[i]);
	}
	kua_out("    ");
	kua_out_hanging(call, 6, b.data ? b.data : "");
	kua_buf_free(&b);
}

struct belongings {
	const struct showing *s;
	enum kua_shape_kind kind;
	const char *heading;
	size_t n, most;
};

static enum kua_code out_belonging(void *ctx, const void *record, struct kua_error *err)
{
	struct belongings *b = ctx;
	(void)err;
	if (b->n++ == 0)
		kua_out("\n  %s:\n", b->heading);
	if (b->n <= b->most)
		out_line(b->s->call, b->kind, record);
	return KUA_OK;
}

static enum kua_code out_belongings(const struct showing *s, struct kua_error *err)
{
	static const struct {
		enum kua_shape_kind of, kind;
		const char *field, *heading;
	} table[] = {
		{KUA_DOCUMENT, KUA_DOCUMENT, "container", "documents inside it"},
		{KUA_DOCUMENT, KUA_ITEM, "document_id", "items"},
		{KUA_ITEM, KUA_FAMILY, "items", "one text with others"},
		{KUA_ITEM, KUA_COPY, "item", "its place among the copies"},
		{KUA_FAMILY, KUA_COPY, "family", "who copied whom"},
		{KUA_ITEM, KUA_REUSE, "a", "shares text with"},
		{KUA_ITEM, KUA_REUSE, "b", "shares text with"},
		{KUA_ITEM, KUA_FIGURE, "item", "figures"},
		{KUA_ITEM, KUA_CASE_STEP, "item", "case steps"},
		{KUA_ITEM, KUA_HARM, "item", "harms"},
		{KUA_ITEM, KUA_ACTION, "item", "actions"},
		{KUA_ENTITY, KUA_JOIN, "entity", "why these names are one, or were kept apart"},
		{KUA_ENTITY, KUA_CASE_STEP, "person", "case steps"},
		{KUA_ENTITY, KUA_VOICE, "entity", "speaks as"},
		{KUA_ENTITY, KUA_MENTION, "entity", "mentions"},
		{KUA_EVENT, KUA_ACCOUNT, "event", "accounts"},
		{KUA_EVENT, KUA_TOLL, "event", "tolls"},
		{KUA_EVENT, KUA_FIGURE, "event", "figures"},
		{KUA_VOICE, KUA_FIGURE, "voice", "figures"},
		{KUA_FIGURE, KUA_ACCOUNT, "figures", "counted in"},
		{KUA_FIGURE, KUA_JUDGEMENT, "target", "judgements"},
		{KUA_CASE_STEP, KUA_JUDGEMENT, "target", "judgements"},
		{KUA_HARM, KUA_JUDGEMENT, "target", "judgements"},
		{KUA_ACTION, KUA_JUDGEMENT, "target", "judgements"},
		{KUA_ENTITY, KUA_JUDGEMENT, "target", "judgements"},
		{KUA_ENTITY, KUA_JUDGEMENT, "other", "judgements"},
	};
	bool all = kua_call_option(s->call, "all") != NULL;
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < sizeof table / sizeof *table && code == KUA_OK; i++) {
		if (table[i].of != s->kind)
			continue;
		struct belongings b = {s, table[i].kind, table[i].heading, 0, all ? SIZE_MAX : SHOWN};
		code = kua_casebook_each(s->cb, table[i].kind, table[i].field, s->id, NULL, out_belonging, &b, err);
		if (b.n > b.most)
			kua_out("    and %zu more; --all shows them\n", b.n - b.most);
	}
	return code;
}

/* A document's other names and origins are in the journal. */
static enum kua_code out_origin(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	const struct showing *s = ctx;
	(void)err;
	if (strcmp(e->action, "origin") != 0)
		return KUA_OK;
	json_t *body = json_loads(e->body, 0, NULL);
	const char *id = json_string_value(json_object_get(body, "id"));
	const char *name = json_string_value(json_object_get(body, "name"));
	const char *origin = json_string_value(json_object_get(body, "origin"));
	if (id && name && origin && strcmp(id, s->id) == 0)
		out_field(s->call, "came again",
		          kua_arena_printf(s->call->arena, "as %s from %s, at %s by %s", name, origin, e->at, e->who));
	json_decref(body);
	return KUA_OK;
}

/* ---- one card ---- */

static const char *title_of(const struct showing *s)
{
	static const char *const names[] = {"label", "title", "name", "quote", "in_a"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *t = text_field(s->shape, s->record, names[i]);
		if (t)
			return kua_out_cut(s->call->arena, t, s->call->columns > 60 ? s->call->columns - 40 : 20);
	}
	return "";
}

static void out_text_of_item(const struct showing *s)
{
	const struct kua_item *item = s->record;
	kua_out("\n  text:\n");
	for (const char *p = item->text ? item->text : ""; *p;) { /* a line of the text is a paragraph here */
		size_t n = strcspn(p, "\n");
		if (n)
			kua_out_wrapped(s->call, 4, kua_arena_strndup(s->call->arena, p, n));
		p += n + (p[n] == '\n');
	}
}

static enum kua_code out_card(const struct showing *s, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	kua_out_text(kua_arena_printf(s->call->arena, "%s %s  ", s->shape->type, s->id));
	kua_out_bold(s->call, title_of(s));
	kua_out("\n");
	out_fields(s);
	if (s->kind == KUA_DOCUMENT)
		code = kua_journal_each(s->cb, out_origin, (void *)(uintptr_t)s, err);
	if (code == KUA_OK)
		code = out_context(s, err);
	if (code == KUA_OK)
		code = out_belongings(s, err);
	if (code == KUA_OK && s->kind == KUA_ITEM)
		out_text_of_item(s);
	return code;
}

static enum kua_code out_bytes(const struct showing *s, struct kua_error *err)
{
	if (s->kind != KUA_DOCUMENT)
		return kua_fail(err, KUA_USE, "%s is a %s; only a document has bytes", s->id, s->shape->type);
	if (isatty(STDOUT_FILENO)) /* what a hostile document says to a terminal */
		return kua_fail(err, KUA_USE, "the bytes of a document are not for a terminal; write them to a file: > FILE");
	/* checked before the first of them is written; they may be more than memory holds */
	enum kua_code code = kua_casebook_bytes_to(s->cb, s->id, -1, err);
	(void)fflush(stdout);
	if (code != KUA_OK)
		return code;
	errno = 0;
	code = kua_casebook_bytes_to(s->cb, s->id, STDOUT_FILENO, err);
	if (code == KUA_WORLD && errno == EPIPE) /* whoever reads them has had enough */
		return KUA_OK;
	return code == KUA_WORLD ? kua_fail_in(err, "%s", s->id) : code;
}

static enum kua_code show(struct kua_call *call, struct kua_casebook *cb, const char *id, struct kua_error *err)
{
	struct showing s = {.call = call, .cb = cb};
	void *record;
	enum kua_code code = kua_casebook_find(cb, id, call->arena, &s.kind, &record, err);
	if (code != KUA_OK)
		return code;
	s.record = record;
	s.shape = &kua_shapes[s.kind];
	s.id = text_field(s.shape, record, "id");
	if (kua_call_option(call, "bytes"))
		return out_bytes(&s, err);
	if (!call->json)
		return out_card(&s, err);
	kua_out_record(s.kind, record);
	return KUA_OK;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct kua_casebook *cb;
	enum kua_code code = kua_call_open(call, KUA_READ, &cb, err);
	if (code != KUA_OK)
		return code;
	code = kua_casebook_begin(cb, err); /* one state for all the questions */
	for (size_t i = 1; i < call->n_args && code == KUA_OK; i++) {
		if (i > 1 && !call->json && !kua_call_option(call, "bytes"))
			kua_out("\n");
		code = show(call, cb, call->args[i], err);
	}
	kua_casebook_close(cb);
	return code;
}

const struct kua_verb kua_verb_show = {
	.name = "show",
	.args = "CASEBOOK ID...",
	.summary = "Show everything about one document, item, person, figure, event …",
	.about = "Its fields, the text it stands in, what belongs to it, and what people judged about it: for a figure the\n"
	         "sentence with what stands around it, for a person all names and why they were joined, for an item its\n"
	         "whole text.\n"
	         "\n"
	         "The beginning of an id will do, of four characters or more; an item of a document is the document's id, a dot\n"
	         "and its number. --bytes gives a document back as it came, after its hash was checked.",
	.options =
		(const struct kua_option[]){
			{"bytes", NULL, "the preserved bytes of a document, on standard output"},
			{"all", NULL, "cut no list short"},
			{"json", NULL, "the record as a line of JSON"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"The first event",
	                 "kua show case.kua $(kua export case.kua --format csv --type event | sed -n '2s/,.*//p')"},
			{"A document as it came",
	                 "kua show case.kua --bytes $(kua export case.kua --format csv --type document | sed -n '2s/,.*//p') > doc"},
			{0},
		},
	.least = 2,
	.most = SIZE_MAX,
	.run = run,
};
