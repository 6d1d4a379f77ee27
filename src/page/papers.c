/*
 * papers.c - what the campaign writes itself: posts, addressees, appeals, supporters, who was told what. The list, one paper with its form and
 * its earlier versions, a new one. The forms are made from the table of kinds (shapes/papers.h). On an entity's page: who supports this
 * person, and who was told of him and answered what.
 */
#include <inttypes.h>
#include <string.h>

#include "page/internal.h"

static const char *kind_words(const struct visit *v, const char *kind, const char *what)
{
	return texts_text(v->w, kua_arena_printf(v->a, "paper.%s%s", what, kind));
}

/* A field's name in words: that of its kind where it has one of its own. */
static const char *field_words(const struct visit *v, const char *kind, const char *field)
{
	const char *common = texts_value(v->w, "paper-field", field, v->a);
	return texts_text_or(v->w, kua_arena_printf(v->a, "paper-field.%s.%s", kind, field), common);
}

static const char *choice_words(const struct visit *v, const char *value)
{
	return texts_value(v->w, "paper-choice", value, v->a);
}

/* What it is called in a list: the first field that its kind needs. */
static const char *heading(const struct kua_paper *p)
{
	for (const struct kua_paper_field *f = kua_paper_kind_named(p->kind)->fields; f->name; f++)
		if (f->needed && kua_paper_value(p, f->name))
			return kua_paper_value(p, f->name);
	return p->id;
}

/* ---- the list ---- */

static void row(struct visit *v, const struct kua_paper *p)
{
	const char *date = kua_paper_value(p, "date"), *answer = kua_paper_value(p, "answer");
	put(v, "<li>");
	link_to(v, "/paper", p->id, NULL);
	put_element(v, "bdi", NULL, heading(p));
	put(v, "</a> <span class=\"dim\">");
	put_text(v, kind_words(v, p->kind, "kind."));
	put(v, " · ");
	put_date(v, date ? date : kua_arena_strndup(v->a, p->at, strlen("2011-12-16")));
	if (answer) {
		put(v, " · ");
		put_apart(v, answer);
	}
	put(v, "</span></li>\n");
}

static void new_links(struct visit *v)
{
	put(v, "<p>");
	for (const struct kua_paper_kind *k = kua_paper_kinds; k->name; k++) {
		put(v, k == kua_paper_kinds ? "" : " · ");
		link_to(v, "/write", NULL, kua_arena_printf(v->a, "kind=%s", k->name));
		put_text(v, kind_words(v, k->name, "new."));
		put(v, "</a>");
	}
	put(v, "</p>\n");
}

enum kua_code screen_papers(struct visit *v, struct kua_error *err)
{
	struct kua_paper *p;
	size_t n, from = rows_from(v), shown = 0;
	enum kua_code code = kua_casebook_papers(v->cb, NULL, false, v->a, &p, &n, err);
	if (code != KUA_OK)
		return code;
	frame_open(v, texts_text(v->w, "papers"), "papers");
	put_element(v, "p", "dim", texts_text(v->w, "papers-what"));
	new_links(v);
	put(v, "<ul class=\"rows\">\n");
	for (size_t i = n > from ? n - from : 0; i > 0 && shown < ROWS; i--, shown++) /* the latest first */
		row(v, &p[i - 1]);
	put(v, "</ul>\n");
	if (!n)
		put_element(v, "p", "dim", texts_text(v->w, "none"));
	pager(v, from, shown, (int64_t)n);
	frame_close(v);
	return KUA_OK;
}

/* ---- the form ---- */

static void input(struct visit *v, const struct kua_paper_field *f, const char *value)
{
	const char *needed = f->needed ? " required" : "";
	if (f->type == KUA_PAPER_ONE_OF) {
		putf(v, "<select name=\"f.%s\"%s><option value=\"\"></option>", f->name, needed);
		for (const char *p = f->one_of; *p; p += *p == '|') {
			size_t n = strcspn(p, "|");
			const char *one = kua_arena_strndup(v->a, p, n);
			putf(v, "<option value=\"%s\"%s>", one, value && strcmp(value, one) == 0 ? " selected" : "");
			put_text(v, choice_words(v, one));
			put(v, "</option>");
			p += n;
		}
		put(v, "</select>");
	} else if (f->type == KUA_PAPER_BODY) {
		putf(v, "<textarea name=\"f.%s\" dir=\"auto\" rows=\"%d\"%s>\n", f->name, strcmp(f->name, "text") == 0 ? 14 : 4, needed);
		put_text(v, value);
		put(v, "</textarea>");
	} else {
		/* a day may be a month or a year, and written in words, which a browser's field for dates does not take */
		putf(v, "<input name=\"f.%s\" dir=\"auto\" maxlength=\"%d\"%s%s value=\"", f->name, KUA_PAPER_LINE,
		     f->type == KUA_PAPER_DAY ? " placeholder=\"2011-12-16\"" : "", needed);
		put_text(v, value);
		put(v, "\">");
	}
}

static const char *typed(const struct visit *v, const char *field)
{
	const char *name = kua_arena_printf(v->a, "f.%s", field), *said = pairs_get(&v->q->form, name);
	return said ? said : pairs_get(&v->q->query, name);
}

/* ---- people and events, by their ids or by what they are called ---- */

static bool is_of_record(const char *field, enum kua_shape_kind *kind)
{
	static const char *const entities[] = {"person", "about", "supports", "entity"};
	*kind = strcmp(field, "event") == 0 ? KUA_EVENT : KUA_ENTITY;
	bool is = *kind == KUA_EVENT;
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		is |= strcmp(field, entities[i]) == 0;
	return is;
}

static const char *label_of(const struct visit *v, enum kua_shape_kind kind, const void *record)
{
	return kind == KUA_EVENT ? event_label(v, record) : ((const struct kua_entity *)record)->label;
}

static const char *id_of(enum kua_shape_kind kind, const void *record)
{
	return kind == KUA_EVENT ? ((const struct kua_event *)record)->id : ((const struct kua_entity *)record)->id;
}

/* The one record whose field is this value; of what is told about, an event where it is no entity. NULL: none, or several. */
static const void *record_of(struct visit *v, const char *field, const char *by, const char *value, enum kua_shape_kind *kind)
{
	const enum kua_shape_kind kinds[] = {KUA_ENTITY, KUA_EVENT};
	struct kua_error ignored = {0};
	enum kua_shape_kind wanted;
	void *found;
	size_t n;
	if (!value || !is_of_record(field, &wanted))
		return NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const struct kua_query q = {.kind = kinds[i], .where = {{by, KUA_IS, value}}, .n = 1, .most = 2};
		bool may = kinds[i] == wanted || strcmp(field, "about") == 0 || strcmp(field, "supports") == 0;
		*kind = kinds[i];
		if (may && kua_casebook_rows(v->cb, &q, v->a, &found, &n, &ignored) == KUA_OK && n == 1)
			return found;
	}
	return NULL;
}

/* Whom an id stands for. */
static void called(struct visit *v, const char *field, const char *value)
{
	enum kua_shape_kind kind;
	const void *record = record_of(v, field, "id", value, &kind);
	if (!record)
		return;
	put(v, " ");
	link_text(v, kind == KUA_EVENT ? "/event" : "/entity", value, label_of(v, kind, record));
}

/* p: the version that is there; NULL: a new one. What was typed stays, where it was refused. */
static void form(struct visit *v, const struct kua_paper_kind *kind, const struct kua_paper *p)
{
	form_open(v, "/write", "settings");
	put_hidden(v, "kind", kind->name);
	if (p)
		put_hidden(v, "id", p->id);
	for (const struct kua_paper_field *f = kind->fields; f->name; f++) {
		const char *value = typed(v, f->name);
		put(v, "<p><label>");
		put_text(v, field_words(v, kind->name, f->name));
		put(v, f->needed ? " *<br>" : "<br>");
		value = value ? value : p ? kua_paper_value(p, f->name) : NULL;
		input(v, f, value);
		put(v, "</label>");
		called(v, f->name, value);
		put(v, "</p>\n");
	}
	if (p) {
		put(v, "<p><label>");
		put_word(v, "paper-why");
		putf(v, "<br><input name=\"why\" dir=\"auto\" maxlength=\"%d\" value=\"", KUA_PAPER_LINE);
		put_text(v, pairs_get(&v->q->form, "why"));
		put(v, "\"></label></p>\n");
	}
	put(v, "<p><button>");
	put_word(v, "save");
	put(v, "</button>");
	if (p) {
		put(v, " <button name=\"gone\" value=\"1\" formnovalidate>");
		put_word(v, "paper-withdraw");
		put(v, "</button>");
	}
	put(v, "</p></form>\n");
}

static void refused(struct visit *v, const char *why)
{
	if (!why)
		return;
	v->r->status = 422;
	put(v, "<p class=\"warn\" role=\"alert\" dir=\"auto\">");
	put_text(v, why);
	put(v, "</p>\n");
}

/* ---- one paper ---- */

/* What stood in a field before, where it is another now. */
static void change(struct visit *v, const struct kua_paper *before, const struct kua_paper *after)
{
	for (const struct kua_paper_field *f = kua_paper_kind_named(after->kind)->fields; f->name; f++) {
		const char *a = kua_paper_value(before, f->name), *b = kua_paper_value(after, f->name);
		if (a == b || (a && b && strcmp(a, b) == 0) || after->gone)
			continue;
		put(v, "<li>");
		put_text(v, field_words(v, after->kind, f->name));
		put(v, ": <del dir=\"auto\">");
		put_text(v, a);
		put(v, "</del> → <ins dir=\"auto\">");
		put_text(v, b);
		put(v, "</ins></li>");
	}
}

static void versions(struct visit *v, const struct kua_paper *p, size_t n)
{
	enum { SHOWN = 50 };
	put_element(v, "h2", NULL, texts_text(v->w, "paper-versions"));
	put(v, "<ul class=\"rows\">\n");
	for (size_t i = n; i > 0 && n - i < SHOWN; i--) {
		const struct kua_paper *one = &p[i - 1];
		put(v, "<li>");
		put_date(v, kua_arena_strndup(v->a, one->at, strlen("2011-12-16")));
		put(v, " ");
		put_apart(v, one->by);
		if (one->why || one->gone) {
			put(v, ": ");
			put_apart(v, one->why ? one->why : texts_text(v->w, "paper-gone"));
		}
		put(v, "<ul class=\"dim\">");
		if (i > 1)
			change(v, &p[i - 2], one);
		put(v, "</ul></li>\n");
	}
	put(v, "</ul>\n");
}

static enum kua_code show(struct visit *v, const char *id, const char *why, struct kua_error *err)
{
	struct kua_paper *p;
	size_t n;
	enum kua_code code = kua_casebook_paper(v->cb, id, v->a, &p, &n, err);
	if (code == KUA_OK && !n)
		code = route_not_found(v, err);
	if (code != KUA_OK)
		return code;
	const struct kua_paper *last = &p[n - 1];
	frame_open(v, last->gone && n > 1 ? heading(&p[n - 2]) : heading(last), "papers");
	put(v, "<p class=\"dim\">");
	put_text(v, kind_words(v, last->kind, "kind."));
	put(v, " · <code>");
	put_text(v, last->id);
	put(v, "</code></p>\n");
	refused(v, why);
	if (last->gone)
		put_element(v, "p", "warn", texts_text(v->w, "paper-gone"));
	form(v, kua_paper_kind_named(last->kind), last);
	versions(v, p, n);
	frame_close(v);
	return KUA_OK;
}

enum kua_code screen_paper(struct visit *v, struct kua_error *err)
{
	return show(v, v->id, NULL, err);
}

static enum kua_code show_new(struct visit *v, const struct kua_paper_kind *kind, const char *why)
{
	frame_open(v, kind_words(v, kind->name, "new."), "papers");
	refused(v, why);
	form(v, kind, NULL);
	frame_close(v);
	return KUA_OK;
}

enum kua_code screen_paper_new(struct visit *v, struct kua_error *err)
{
	const struct kua_paper_kind *kind = kua_paper_kind_named(pairs_get(&v->q->query, "kind"));
	return kind ? show_new(v, kind, NULL) : route_not_found(v, err);
}

/* ---- writing ---- */

/* As people write it, as a paper keeps it: a day in words, a person by the name. KUA_USE where nobody is called so. */
static enum kua_code kept_as(struct visit *v, const struct kua_paper_field *f, const char *said, const char **kept, struct kua_error *err)
{
	char iso[11];
	enum kua_shape_kind kind;
	size_t n = strlen(said);
	*kept = said;
	if (f->type == KUA_PAPER_DAY && n && kua_date_parse(v->page->options.knowledge->languages, said, n, iso))
		*kept = kua_arena_strdup(v->a, iso);
	if (!n || !is_of_record(f->name, &kind) || record_of(v, f->name, "id", said, &kind))
		return KUA_OK;
	const void *record = record_of(v, f->name, "label", said, &kind);
	if (!record)
		return kua_fail(err, KUA_USE, "%.200s: %s", said, texts_text(v->w, "paper-nobody"));
	*kept = id_of(kind, record);
	return KUA_OK;
}

/* A form says every field; lines end as a browser sends them. */
static enum kua_code changes(struct visit *v, const struct kua_paper_kind *kind, struct kua_list *out, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (const struct kua_paper_field *f = kind->fields; f->name && code == KUA_OK; f++) {
		const char *said = pairs_get(&v->q->form, kua_arena_printf(v->a, "f.%s", f->name)), *kept;
		if (!said)
			continue;
		code = kept_as(v, f, said, &kept, err);
		if (code != KUA_OK)
			break;
		char *change = kua_arena_printf(v->a, "%s=%s", f->name, kept), *to = change;
		for (const char *s = change; *s; s++)
			if (*s != '\r')
				*to++ = *s;
		*to = '\0';
		kua_list_add(v->a, out, change);
	}
	return code;
}

static enum kua_code version(struct visit *v, struct kua_casebook *cb, const struct kua_paper_kind *kind, struct kua_paper *p, struct kua_error *err)
{
	struct kua_paper *before = NULL;
	size_t n = 0;
	struct kua_list said = {0};
	enum kua_code code = p->gone ? KUA_OK : changes(v, kind, &said, err);
	if (code == KUA_OK && p->id)
		code = kua_casebook_paper(cb, p->id, v->a, &before, &n, err);
	if (code == KUA_OK && p->id && (!n || strcmp(before[n - 1].kind, kind->name) != 0))
		code = route_not_found(v, err);
	if (code == KUA_OK)
		code = kua_paper_amend(n ? &before[n - 1] : NULL, said.v, said.n, v->a, p, err);
	return code == KUA_OK ? kua_casebook_write(cb, p, v->a, err) : code;
}

enum kua_code screen_paper_write(struct visit *v, struct kua_error *err)
{
	const struct kua_paper_kind *kind = kua_paper_kind_named(pairs_get(&v->q->form, "kind"));
	const char *id = pairs_get(&v->q->form, "id"), *why = pairs_get(&v->q->form, "why");
	struct kua_flow f = {0};
	if (!kind)
		return route_not_found(v, err);
	enum kua_code code = open_to_write(v, &f, err);
	struct kua_paper p = {.id = id, .kind = kind->name, .by = f.who, .at = f.now, .why = why && *why ? why : NULL,
	                      .gone = pairs_get(&v->q->form, "gone") != NULL};
	if (code == KUA_OK)
		code = kua_casebook_begin(f.cb, err);
	if (code == KUA_OK)
		code = version(v, f.cb, kind, &p, err);
	if (code == KUA_OK)
		code = kua_casebook_commit(f.cb, err);
	kua_casebook_close(f.cb); /* which undoes what was not committed */
	if (code == KUA_OK)
		route_go(v, kua_arena_printf(v->a, "/paper/%s", p.id));
	else if (code == KUA_USE || code == KUA_LIMIT)
		return id ? show(v, id, kua_arena_strdup(v->a, err->text), err) : show_new(v, kind, err->text);
	return code;
}

/* ---- what was written about a person ---- */

static bool is_about(const struct kua_paper *p, const char *id)
{
	static const char *const fields[] = {"about", "supports", "person", "entity"};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const char *value = kua_paper_value(p, fields[i]);
		if (value && strcmp(value, id) == 0)
			return true;
	}
	return false;
}

enum kua_code put_papers_about(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	enum { SHOWN = 30 };
	struct kua_paper *p;
	size_t n, shown = 0;
	enum kua_code code = kua_casebook_papers(v->cb, NULL, false, v->a, &p, &n, err);
	if (code != KUA_OK || strcmp(e->kind, "place") == 0)
		return code;
	put_element(v, "h2", NULL, texts_text(v->w, "papers"));
	put(v, "<ul class=\"rows\">\n");
	for (size_t i = n; i > 0 && shown < SHOWN; i--)
		if (is_about(&p[i - 1], e->id)) {
			row(v, &p[i - 1]);
			shown++;
		}
	put(v, "</ul>\n<p>");
	if (strcmp(e->kind, "person") == 0) {
		link_to(v, "/write", NULL, kua_arena_printf(v->a, "kind=told&f.about=%s", encoded(v, e->id)));
		put_text(v, kind_words(v, "told", "new."));
		put(v, "</a> · ");
	}
	link_to(v, "/write", NULL, kua_arena_printf(v->a, "kind=supporter&f.%s=%s", strcmp(e->kind, "person") == 0 ? "supports" : "entity", encoded(v, e->id)));
	put_text(v, kind_words(v, "supporter", "new."));
	put(v, "</a></p>\n");
	return KUA_OK;
}
