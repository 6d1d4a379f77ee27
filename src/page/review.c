/*
 * review.c - one suggestion after another: the sentence it stands in, what was read from it, and the decision. What the program
 * thinks of it (a join's score and reasons) is shown only once it is decided: a number seen first decides for one. Each decision
 * goes into the journal at once and can be taken back.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"

static const struct {
	const char *name;
	enum kua_shape_kind kind;
} kinds[] = {{"figure", KUA_FIGURE}, {"case_step", KUA_CASE_STEP}, {"action", KUA_ACTION}, {"harm", KUA_HARM}, {"join", KUA_JOIN}};

static enum kua_shape_kind kind_of(const char *name)
{
	for (size_t i = 0; name && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].kind;
	return KUA_FIGURE;
}

static const char *string_of(const struct kua_shape *shape, const void *record, const char *name)
{
	const struct kua_field *f = kua_shape_field(shape, name);
	const char *s = NULL;
	if (f && f->type == KUA_TEXT)
		memcpy(&s, (const char *)record + f->at, sizeof s);
	return s;
}

/* ---- deciding ---- */

void put_hidden(struct visit *v, const char *name, const char *value)
{
	putf(v, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	put_text(v, value);
	put(v, "\">");
}

static void decide_button(struct visit *v, const char *verdict, const char *key)
{
	putf(v, "<button name=\"verdict\" value=\"%s\" data-key=\"%s\">", verdict, key);
	put_word(v, kua_arena_printf(v->a, "verdict.%s", verdict));
	putf(v, " <kbd>%s</kbd></button> ", key);
}

/* The fields of a claim that a person may set right, in the order of the form. */
static const struct {
	enum kua_shape_kind kind;
	const char *field;
} amendable[] = {
	{KUA_FIGURE, "act"}, {KUA_FIGURE, "low"}, {KUA_FIGURE, "high"}, {KUA_FIGURE, "qualifier"}, {KUA_FIGURE, "said_by"},
	{KUA_FIGURE, "by"}, {KUA_FIGURE, "place"}, {KUA_FIGURE, "date"}, {KUA_CASE_STEP, "step"}, {KUA_CASE_STEP, "date"},
	{KUA_CASE_STEP, "sentence"}, {KUA_CASE_STEP, "court"}, {KUA_CASE_STEP, "place"}, {KUA_ACTION, "kind"},
	{KUA_ACTION, "date"}, {KUA_ACTION, "place"}, {KUA_ACTION, "organiser"}, {KUA_HARM, "act"}, {KUA_HARM, "people"},
	{KUA_HARM, "said_by"}, {KUA_HARM, "by"}, {KUA_HARM, "place"}, {KUA_HARM, "date"},
};

/* A field's value as a form shows it; "" for unknown. */
static const char *shown(struct visit *v, const struct kua_shape *shape, const void *record, const char *name)
{
	const struct kua_field *f = kua_shape_field(shape, name);
	int64_t n;
	if (f->type == KUA_TEXT) {
		const char *s = string_of(shape, record, name);
		return s ? s : "";
	}
	memcpy(&n, (const char *)record + f->at, sizeof n);
	return n == KUA_NONE ? "" : kua_arena_printf(v->a, "%" PRId64, n);
}

/* A form for what is decided more seldom than yes or no, folded until somebody wants it. */
static void open_folded(struct visit *v, const char *verdict, const char *id, const char *next)
{
	put(v, "<details><summary>");
	put_word(v, verdict);
	put(v, "</summary>");
	form_open(v, "/judge", "amend");
	put_hidden(v, "id", id);
	put_hidden(v, "next", next);
	put_hidden(v, "verdict", verdict);
}

static void close_folded(struct visit *v, const char *verdict)
{
	put(v, "<button>");
	put_word(v, kua_arena_printf(v->a, "verdict.%s", verdict));
	put(v, "</button></form></details>\n");
}

static void amend_form(struct visit *v, enum kua_shape_kind kind, const void *record, const char *id, const char *next)
{
	const struct kua_shape *shape = &kua_shapes[kind];
	open_folded(v, "amend", id, next);
	for (size_t i = 0; i < sizeof amendable / sizeof *amendable; i++) {
		if (amendable[i].kind != kind)
			continue;
		put(v, "<label>");
		put_text(v, texts_value(v->w, "field", amendable[i].field, v->a));
		putf(v, " <input name=\"field.%s\" dir=\"auto\" maxlength=\"500\" value=\"", amendable[i].field);
		put_text(v, shown(v, shape, record, amendable[i].field));
		put(v, "\"></label> ");
	}
	close_folded(v, "amend");
}

static void grade_choice(struct visit *v, const char *name, const char *field, const char *grades, const char *now)
{
	put(v, "<label>");
	put_word(v, kua_arena_printf(v->a, "field.%s", field));
	putf(v, " <select name=\"%s\"><option value=\"\">", name);
	put_word(v, "grade-none");
	put(v, "</option>");
	for (const char *g = grades; *g; g++) {
		putf(v, "<option value=\"%c\"%s>", *g, now && *now == *g ? " selected" : "");
		put_word(v, kua_arena_printf(v->a, "grade.%c", *g));
		put(v, "</option>");
	}
	put(v, "</select></label> ");
}

/* How reliable the source is and how credible what it says: another question than whether it was read right. */
static void grade_form(struct visit *v, const struct kua_shape *shape, const void *record, const char *id, const char *next)
{
	if (!kua_shape_field(shape, "source_grade"))
		return;
	open_folded(v, "grade", id, next);
	grade_choice(v, "source", "source_grade", "ABCDEF", string_of(shape, record, "source_grade"));
	grade_choice(v, "information", "information_grade", "123456", string_of(shape, record, "information_grade"));
	close_folded(v, "grade");
}

void review_buttons(struct visit *v, enum kua_shape_kind kind, const void *record, const char *next)
{
	const char *id = string_of(&kua_shapes[kind], record, "id");
	form_open(v, "/judge", "decide");
	put_hidden(v, "id", id);
	put_hidden(v, "next", next);
	if (kind == KUA_JOIN) {
		decide_button(v, "same", "s");
		decide_button(v, "different", "d");
		decide_button(v, "unsure", "u");
	} else {
		decide_button(v, "confirm", "c");
		decide_button(v, "reject", "r");
	}
	put(v, "</form>\n");
	if (kind == KUA_JOIN)
		return;
	amend_form(v, kind, record, id, next);
	grade_form(v, &kua_shapes[kind], record, id, next);
}

/* ---- one suggestion ---- */

static void row(struct visit *v, const char *field, const char *value)
{
	if (!value || !*value)
		return;
	put(v, "<dt>");
	put_text(v, texts_value(v->w, "field", field, v->a));
	put(v, "</dt>");
	put_claim_value(v, field, value);
}

static enum kua_code claim(struct visit *v, enum kua_shape_kind kind, const void *record, struct kua_error *err)
{
	const struct kua_shape *shape = &kua_shapes[kind];
	struct kua_item *item;
	int64_t start, end;
	memcpy(&start, (const char *)record + kua_shape_field(shape, "start")->at, sizeof start);
	memcpy(&end, (const char *)record + kua_shape_field(shape, "end")->at, sizeof end);
	enum kua_code code = rows_one(v, KUA_ITEM, string_of(shape, record, "item"), (void **)&item, err);
	if (code != KUA_OK)
		return code;
	put(v, "<p>");
	link_text(v, "/item", item->id, item_name(item));
	put(v, " <span class=\"dim\">");
	put_date(v, item->published_on);
	put(v, "</span></p>\n");
	put_context(v, item, start, end);
	put(v, "<dl class=\"facts\">");
	for (size_t i = 0; i < sizeof amendable / sizeof *amendable; i++)
		if (amendable[i].kind == kind)
			row(v, amendable[i].field, shown(v, shape, record, amendable[i].field));
	row(v, "name", kind == KUA_CASE_STEP ? string_of(shape, record, "name") : NULL);
	put(v, "</dl>\n");
	return KUA_OK;
}

static void form_of_name(struct visit *v, const char *form)
{
	put(v, "<p class=\"lead\"><bdi>");
	put_text(v, form);
	put(v, "</bdi> ");
	link_to(v, "/search", NULL, kua_arena_printf(v->a, "q=%s", encoded(v, kua_arena_printf(v->a, "\"%s\"", form))));
	put_word(v, "where-it-stands");
	put(v, "</a></p>\n");
}

static void join(struct visit *v, const struct kua_join *j)
{
	put(v, "<p>");
	put_word(v, "same-question");
	put(v, "</p>\n");
	form_of_name(v, j->a);
	form_of_name(v, j->b);
}

void put_undo(struct visit *v, int64_t entry, const char *next)
{
	form_open(v, "/undo", "undo");
	put_hidden(v, "entry", kua_arena_printf(v->a, "%" PRId64, entry));
	put_hidden(v, "next", next);
	put(v, "<button data-key=\"z\">");
	put_word(v, "undo");
	put(v, " <kbd>z</kbd></button></form>\n");
}

/* What Kua had thought of a join, now that it cannot sway anybody. */
static void what_was_thought(struct visit *v, const struct kua_judgement *j)
{
	struct kua_error err = {0};
	struct kua_join *joins;
	size_t n = 0;
	if (!j->other || !j->form || !j->other_form || rows_of(v, KUA_JOIN, "entity", j->target, (void **)&joins, &n, &err) != KUA_OK)
		return;
	for (size_t i = 0; i < n; i++)
		if (strcmp(joins[i].a, j->form) == 0 && strcmp(joins[i].b, j->other_form) == 0)
			put_join_reasons(v, &joins[i]);
}

void put_last_decision(struct visit *v, const char *next)
{
	struct kua_error err = {0};
	struct kua_judgement *j;
	size_t n = 0;
	const char *entry = pairs_get(&v->q->query, "entry");
	if (!entry || !*entry || strspn(entry, "0123456789") != strlen(entry) ||
	    kua_casebook_load(v->cb, KUA_JUDGEMENT, "entry", entry, v->a, (void **)&j, &n, &err) != KUA_OK || !n)
		return;
	put(v, "<div class=\"decided\" role=\"status\"><p>");
	put_word(v, "decided");
	put(v, " <b>");
	put_text(v, texts_value(v->w, "verdict", j->verdict, v->a));
	put(v, "</b>: <q dir=\"auto\">");
	put_text(v, j->form ? j->form : j->quote);
	put(v, "</q>");
	if (j->other_form) {
		put(v, " – <q dir=\"auto\">");
		put_text(v, j->other_form);
		put(v, "</q>");
	}
	put(v, " <span class=\"dim\"><bdi>");
	put_text(v, j->by);
	put(v, "</bdi></span></p>");
	what_was_thought(v, j);
	put_undo(v, j->entry, next);
	put(v, "</div>\n");
}

/* How far one is: who decides a hundred wants to see it grow. */
static enum kua_code progress(struct visit *v, enum kua_shape_kind kind, int64_t waiting, struct kua_error *err)
{
	int64_t all = 0;
	enum kua_code code = rows_count(v, kind, NULL, NULL, &all, err);
	put(v, "<p class=\"dim\">");
	put_count(v, "waiting-count", waiting);
	put(v, " · ");
	put_count(v, "decided-count", all - waiting);
	putf(v, " <progress value=\"%" PRId64 "\" max=\"%" PRId64 "\" aria-label=\"", all - waiting, all > 0 ? all : 1);
	put_word(v, "progress");
	put(v, "\"></progress></p>\n");
	return code;
}

static void kinds_bar(struct visit *v, enum kua_shape_kind chosen)
{
	put(v, "<p class=\"pager\">");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (kinds[i].kind == chosen) {
			put(v, "<b>");
			put_word(v, kua_arena_printf(v->a, "kinds.%s", kinds[i].name));
			put(v, "</b> ");
			continue;
		}
		link_to(v, "/review", NULL, kua_arena_printf(v->a, "kind=%s", kinds[i].name));
		put_word(v, kua_arena_printf(v->a, "kinds.%s", kinds[i].name));
		put(v, "</a> ");
	}
	put(v, "</p>\n");
}

/* The first suggestion behind the one that was last seen; from the beginning again where there is none behind it. */
static enum kua_code next_of(struct visit *v, enum kua_shape_kind kind, void **record, size_t *n, struct kua_error *err)
{
	const char *after = pairs_get(&v->q->query, "after");
	struct kua_query q = {.kind = kind, .where = {{"status", KUA_IS, "suggested"}, {"id", KUA_FROM, after}}, .n = after ? 2 : 1,
	                      .order = "id", .most = 2};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, record, n, err);
	if (code == KUA_OK && after && *n && strcmp(string_of(&kua_shapes[kind], *record, "id"), after) == 0) {
		*record = (char *)*record + kua_shapes[kind].size;
		(*n)--;
	}
	if (code == KUA_OK && !*n && after) {
		q.n = 1;
		code = kua_casebook_rows(v->cb, &q, v->a, record, n, err);
	}
	return code;
}

enum kua_code screen_review(struct visit *v, struct kua_error *err)
{
	enum kua_shape_kind kind = kind_of(pairs_get(&v->q->query, "kind"));
	void *record;
	size_t n = 0;
	int64_t waiting = 0;
	enum kua_code code = next_of(v, kind, &record, &n, err);
	if (code == KUA_OK)
		code = rows_count(v, kind, "status", "suggested", &waiting, err);
	if (code != KUA_OK)
		return code;
	frame_open(v, texts_text(v->w, "review"), "review");
	kinds_bar(v, kind);
	put_last_decision(v, kua_arena_printf(v->a, "/review?%s", query_with(v, "entry", NULL)));
	code = progress(v, kind, waiting, err);
	if (n) {
		const char *id = string_of(&kua_shapes[kind], record, "id");
		const char *next = kua_arena_printf(v->a, "/review?kind=%s&after=%s", kua_shapes[kind].type, id);
		if (kind == KUA_JOIN)
			join(v, record);
		else
			code = claim(v, kind, record, err);
		review_buttons(v, kind, record, next);
		put(v, "<p>");
		put(v, "<a data-key=\"l\" href=\"/review?");
		put_text(v, kua_arena_printf(v->a, "kind=%s&after=%s", kua_shapes[kind].type, id));
		put(v, "\">");
		put_word(v, "later");
		put(v, "</a> <kbd>l</kbd></p>\n");
	} else {
		put(v, "<p>");
		put_word(v, "all-decided");
		put(v, "</p>\n");
	}
	frame_close(v);
	return code;
}

/* ---- what forms send ---- */

/* Where to go after a decision: only ever to a screen of ours. */
static const char *next_page(const struct visit *v)
{
	const char *next = pairs_get(&v->q->form, "next");
	static const char *const ours[] = {"/review", "/figure/", "/entity/", "/event/", "/item/", "/people"};
	for (size_t i = 0; next && i < sizeof ours / sizeof *ours; i++)
		if (strncmp(next, ours[i], strlen(ours[i])) == 0 && !strpbrk(next, "\r\n"))
			return next;
	return "/review";
}

enum kua_code open_to_write(struct visit *v, struct kua_flow *f, struct kua_error *err)
{
	char now[21];
	worker_now(now);
	*f = (struct kua_flow){.knowledge = v->page->options.knowledge, .who = visit_who(v),
	                       .now = kua_arena_strdup(v->a, now)};
	return kua_casebook_open(v->page->options.casebook, KUA_WRITE, &f->cb, err);
}

/* The fields of the form that differ from what is there, as FIELD=VALUE. */
static enum kua_code changes(struct visit *v, const char *id, struct kua_list *more, struct kua_error *err)
{
	enum kua_shape_kind kind;
	void *record;
	enum kua_code code = kua_casebook_find(v->cb, id, v->a, &kind, &record, err);
	for (size_t i = 0; code == KUA_OK && i < v->q->form.n; i++) {
		const struct pair *p = &v->q->form.v[i];
		if (strncmp(p->name, "field.", 6) != 0)
			continue;
		const char *name = p->name + 6;
		const struct kua_field *f = kua_shape_field(&kua_shapes[kind], name);
		if (!f || (f->type != KUA_TEXT && f->type != KUA_INT))
			code = route_not_found(v, err);
		else if (strcmp(shown(v, &kua_shapes[kind], record, name), p->value) != 0)
			kua_list_add(v->a, more, kua_arena_printf(v->a, "%s=%s", name, p->value));
	}
	return code;
}

/* "B2", "B" or "2", as the form chose. */
static const char *graded(const struct visit *v)
{
	const char *source = pairs_get(&v->q->form, "source"), *information = pairs_get(&v->q->form, "information");
	return kua_arena_printf(v->a, "%s%s", source ? source : "", information ? information : "");
}

static const char *with_entry(struct visit *v, const char *next, int64_t entry)
{
	return kua_arena_printf(v->a, "%s%sentry=%" PRId64, next, strchr(next, '?') ? "&" : "?", entry);
}

enum kua_code screen_judge(struct visit *v, struct kua_error *err)
{
	const char *id = pairs_get(&v->q->form, "id"), *verdict = pairs_get(&v->q->form, "verdict");
	struct kua_list more = {0};
	struct kua_judgement j;
	struct kua_flow f = {0};
	enum kua_from from;
	if (!id || !verdict)
		return route_not_found(v, err);
	enum kua_code code = strcmp(verdict, "amend") == 0 ? changes(v, id, &more, err) : KUA_OK;
	if (strcmp(verdict, "allow") == 0)
		allow_fields(v, &more);
	if (strcmp(verdict, "grade") == 0)
		kua_list_add(v->a, &more, graded(v));
	if (code == KUA_OK && pairs_get(&v->q->form, "other"))
		kua_list_add(v->a, &more, pairs_get(&v->q->form, "other"));
	if (code == KUA_OK && strcmp(verdict, "amend") == 0 && !more.n)
		verdict = "confirm"; /* everything was right */
	if (code == KUA_OK)
		code = open_to_write(v, &f, err);
	if (code == KUA_OK) {
		const struct kua_verdict said = {id, verdict, more.v, more.n};
		code = kua_flow_judge(&f, &said, v->a, &j, &from, err);
	}
	kua_casebook_close(f.cb);
	if (code != KUA_OK)
		return code;
	worker_ask(v->page, from);
	route_go(v, with_entry(v, next_page(v), j.entry));
	return KUA_OK;
}

enum kua_code screen_undo(struct visit *v, struct kua_error *err)
{
	const char *entry = pairs_get(&v->q->form, "entry");
	struct kua_judgement j;
	struct kua_flow f = {0};
	enum kua_from from;
	if (!entry)
		return route_not_found(v, err);
	enum kua_code code = open_to_write(v, &f, err);
	if (code == KUA_OK)
		code = kua_flow_take_back(&f, strtoll(entry, NULL, 10), v->a, &j, &from, err);
	kua_casebook_close(f.cb);
	if (code != KUA_OK)
		return code;
	worker_ask(v->page, from);
	route_go(v, next_page(v));
	return KUA_OK;
}
