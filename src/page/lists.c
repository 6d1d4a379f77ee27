/* lists.c - the screens that are rows of one kind: a heading, what narrows them down, the rows, the way to the next ones. */
#include <inttypes.h>
#include <string.h>

#include "page/map.h"

typedef enum kua_code row_fn(struct visit *v, const void *record, struct kua_error *err);

/* Narrow a query down by a field of the address, where it is there and not empty. */
static void narrow(const struct visit *v, struct kua_query *q, const char *name, const char *field, enum kua_relation is)
{
	const char *value = pairs_get(&v->q->query, name);
	if (value && *value && q->n < KUA_CONDITIONS)
		q->where[q->n++] = (struct kua_condition){field, is, value};
}

static enum kua_code rows(struct visit *v, struct kua_query *q, row_fn *fn, struct kua_error *err)
{
	char *record;
	size_t n;
	int64_t of = 0;
	q->skip = rows_from(v);
	q->most = ROWS;
	enum kua_code code = kua_casebook_count_rows(v->cb, q, &of, err);
	if (code == KUA_OK)
		code = kua_casebook_rows(v->cb, q, v->a, (void **)&record, &n, err);
	if (code != KUA_OK)
		return code;
	put(v, "<ul class=\"rows\">\n");
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		put(v, "<li>");
		code = fn(v, record + i * kua_shapes[q->kind].size, err);
		put(v, "</li>\n");
	}
	put(v, "</ul>\n");
	if (n == 0) {
		put(v, "<p class=\"dim\">");
		put_word(v, "none");
		put(v, "</p>\n");
	}
	pager(v, q->skip, n, of);
	return code;
}

static void field(struct visit *v, const char *name, const char *type)
{
	const char *value = pairs_get(&v->q->query, name);
	putf(v, "<label>");
	put_word(v, kua_arena_printf(v->a, "field.%s", name));
	putf(v, " <input name=\"%s\" type=\"%s\" dir=\"auto\" maxlength=\"200\" value=\"", name, type);
	put_text(v, value);
	put(v, "\"></label> ");
}

static void narrowing(struct visit *v, const char *path, const char *const *names, size_t n)
{
	putf(v, "<form class=\"narrow\" action=\"%s\">", path);
	for (size_t i = 0; i < n; i++)
		field(v, names[i], "text");
	put(v, "<button>");
	put_word(v, "narrow");
	put(v, "</button></form>\n");
}

/* ---- items ---- */

static enum kua_code item_row(struct visit *v, const void *record, struct kua_error *err)
{
	const struct kua_item *i = record;
	(void)err;
	link_text(v, "/item", i->id, item_name(i));
	put(v, " <span class=\"dim\">");
	put_date(v, i->published_on);
	if (i->author) {
		put(v, " · ");
		put_apart(v, i->author);
	}
	if (i->title) {
		put(v, " · ");
		put_apart(v, i->document);
	}
	put(v, "</span>");
	return KUA_OK;
}

enum kua_code screen_items(struct visit *v, struct kua_error *err)
{
	static const char *const names[] = {"author", "category", "since", "until"};
	struct kua_query q = {.kind = KUA_ITEM, .order = "published_on"};
	narrow(v, &q, "author", "author", KUA_IS);
	narrow(v, &q, "category", "categories", KUA_HAS);
	narrow(v, &q, "since", "published_on", KUA_FROM);
	narrow(v, &q, "until", "published_on", KUA_UP_TO);
	frame_open(v, texts_text(v->w, "items"), "items");
	narrowing(v, "/items", names, 4);
	enum kua_code code = rows(v, &q, item_row, err);
	frame_close(v);
	return code;
}

/* ---- documents ---- */

static enum kua_code document_row(struct visit *v, const void *record, struct kua_error *err)
{
	const struct kua_document *d = record;
	(void)err;
	link_text(v, "/document", d->id, d->name);
	put(v, " <span class=\"dim\">");
	put_text(v, d->media_type);
	put(v, "</span>");
	if (!d->read || d->reason) {
		putf(v, " <span class=\"%s\">", d->read ? "dim" : "warn");
		put_word(v, d->read ? "read-with" : "unread");
		put_colon(v);
		put_text(v, d->reason);
		put(v, "</span>");
	}
	return KUA_OK;
}

enum kua_code screen_documents(struct visit *v, struct kua_error *err)
{
	struct kua_query q = {.kind = KUA_DOCUMENT, .order = "name"};
	narrow(v, &q, "read", "read", KUA_IS);
	narrow(v, &q, "partial", "partial", KUA_IS);
	frame_open(v, texts_text(v->w, "documents"), "documents");
	enum kua_code code = rows(v, &q, document_row, err);
	frame_close(v);
	return code;
}

/* ---- entities ---- */

static enum kua_code entity_row(struct visit *v, const void *record, struct kua_error *err)
{
	const struct kua_entity *e = record;
	int64_t mentions = 0;
	(void)err;
	for (size_t i = 0; i < e->names.n; i++)
		mentions += e->names.v[i].mentions;
	link_text(v, "/entity", e->id, e->label);
	put(v, " <span class=\"dim\">");
	put_count(v, "mentions", mentions);
	if (e->names.n > 1) {
		put(v, ", ");
		put_count(v, "forms", (int64_t)e->names.n);
	}
	for (size_t i = 0; i < e->roles.n && i < 3; i++) {
		put(v, " · ");
		put_apart(v, e->roles.v[i]);
	}
	put(v, "</span>");
	return KUA_OK;
}

static enum kua_code entities(struct visit *v, const char *kind, const char *section, struct kua_error *err)
{
	struct kua_query q = {.kind = KUA_ENTITY, .where = {{"kind", KUA_IS, kind}}, .n = 1, .order = "label"};
	frame_open(v, texts_text(v->w, section), section);
	bool map = strcmp(kind, "place") == 0 && rows_from(v) == 0;
	enum kua_code code = map ? put_map_of_casebook(v, err) : KUA_OK;
	if (code == KUA_OK)
		code = rows(v, &q, entity_row, err);
	frame_close(v);
	return code;
}

enum kua_code screen_people(struct visit *v, struct kua_error *err)
{
	return entities(v, "person", "people", err);
}

enum kua_code screen_places(struct visit *v, struct kua_error *err)
{
	return entities(v, "place", "places", err);
}

enum kua_code screen_organisations(struct visit *v, struct kua_error *err)
{
	return entities(v, "organisation", "organisations", err);
}

/* ---- cases ---- */

static enum kua_code case_row(struct visit *v, const void *record, struct kua_error *err)
{
	const struct kua_case *c = record;
	(void)err;
	link_text(v, "/entity", c->person, c->label);
	put(v, " <span class=\"dim\">");
	put_apart(v, case_status(v, c->status));
	if (c->as_of) {
		put(v, ", ");
		put_word(v, "as-of");
		put(v, " ");
		put_date(v, c->as_of);
	}
	put(v, "</span>");
	return KUA_OK;
}

enum kua_code screen_cases(struct visit *v, struct kua_error *err)
{
	struct kua_query q = {.kind = KUA_CASE, .order = "label"};
	narrow(v, &q, "status", "state", KUA_IS);
	frame_open(v, texts_text(v->w, "cases"), "cases");
	enum kua_code code = rows(v, &q, case_row, err);
	frame_close(v);
	return code;
}

/* ---- events ---- */

static enum kua_code event_row(struct visit *v, const void *record, struct kua_error *err)
{
	const struct kua_event *e = record;
	(void)err;
	put_date(v, e->from);
	put(v, " ");
	link_text(v, "/event", e->id, event_label(v, e));
	return KUA_OK;
}

enum kua_code screen_events(struct visit *v, struct kua_error *err)
{
	struct kua_query q = {.kind = KUA_EVENT, .order = "from"};
	frame_open(v, texts_text(v->w, "events"), "events");
	enum kua_code code = rows(v, &q, event_row, err);
	frame_close(v);
	return code;
}

/* ---- reprints ---- */

static enum kua_code item_title(struct visit *v, const char *id, struct kua_error *err)
{
	struct kua_item *i;
	enum kua_code code = rows_one(v, KUA_ITEM, id, (void **)&i, err);
	if (code == KUA_OK) {
		put_apart(v, item_name(i));
	}
	return code;
}

static enum kua_code reprint_row(struct visit *v, const void *record, struct kua_error *err)
{
	const struct kua_reuse *r = record;
	link_to(v, "/reprint", r->id, NULL);
	enum kua_code code = item_title(v, r->a, err);
	put(v, strcmp(r->direction ? r->direction : "", "b_to_a") == 0 ? " ← " : strcmp(r->direction ? r->direction : "", "a_to_b") == 0 ? " → " : " – ");
	if (code == KUA_OK)
		code = item_title(v, r->b, err);
	put(v, "</a> <span class=\"dim\">");
	put_count(v, "shared-words", r->shared_words);
	put(v, "</span>");
	return code;
}

enum kua_code screen_reprints(struct visit *v, struct kua_error *err)
{
	struct kua_query q = {.kind = KUA_REUSE, .order = "shared_words", .descending = true};
	frame_open(v, texts_text(v->w, "reprints"), "reprints");
	put(v, "<p>");
	link_to(v, "/families", NULL, NULL);
	put_word(v, "families");
	put(v, "</a></p>\n");
	enum kua_code code = rows(v, &q, reprint_row, err);
	frame_close(v);
	return code;
}

/* ---- journal ---- */

struct last {
	struct visit *v;
	KUA_VEC(struct kua_journal_entry) ring;
};

static enum kua_code collect(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	struct last *l = ctx;
	struct kua_arena *a = l->v->a;
	(void)err;
	*kua_vec_add(&l->ring) = (struct kua_journal_entry){e->entry, kua_arena_strdup(a, e->at), kua_arena_strdup(a, e->who),
	                                                    kua_arena_strdup(a, e->action), kua_arena_strdup(a, e->body), NULL};
	return KUA_OK;
}

enum kua_code screen_log(struct visit *v, struct kua_error *err)
{
	struct last l = {.v = v};
	size_t from = rows_from(v);
	enum kua_code code = kua_journal_each(v->cb, collect, &l, err);
	frame_open(v, texts_text(v->w, "log"), "log");
	put(v, "<ul class=\"rows\">");
	for (size_t i = from; code == KUA_OK && i < l.ring.n && i < from + ROWS; i++) {
		const struct kua_journal_entry *e = &l.ring.v[l.ring.n - 1 - i];
		putf(v, "<li>%" PRId64 " ", e->entry);
		put_text(v, e->at);
		put(v, " <bdi>");
		put_text(v, e->who);
		put(v, "</bdi> <b>");
		put_text(v, e->action);
		put(v, "</b> <code dir=\"ltr\">");
		put_text_n(v, e->body, strlen(e->body) < 300 ? strlen(e->body) : 300);
		put(v, "</code></li>");
	}
	put(v, "</ul>");
	pager(v, from, l.ring.n > from ? (l.ring.n - from < ROWS ? l.ring.n - from : ROWS) : 0, (int64_t)l.ring.n);
	frame_close(v);
	kua_vec_free(&l.ring);
	return code;
}
