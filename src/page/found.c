/*
 * found.c - what a search shows, as a file: a line for each hit in the order of the screen, of all its pages. The file's name names nobody; its
 * cells are no formulas to a spreadsheet (kua_shape_csv).
 */
#include <string.h>

#include "page/search.h"

enum { FOUND_MOST = 200000 };

struct hit_line {
	const char *kind, *id, *title, *text, *item, *document, *date, *author, *language, *act, *place, *status;
};

#define FIELD(f) {#f, KUA_TEXT, offsetof(struct hit_line, f)}
static const struct kua_field fields[] = {FIELD(kind), FIELD(id), FIELD(title), FIELD(text), FIELD(item), FIELD(document), FIELD(date),
                                          FIELD(author), FIELD(language), FIELD(act), FIELD(place), FIELD(status)};
static const struct kua_shape hit_shape = {"hit", sizeof(struct hit_line), fields, sizeof fields / sizeof *fields, false};

/* The snippet without the marks around what was found. */
static const char *unmarked(struct kua_arena *a, const char *s)
{
	char *out = kua_arena_strdup(a, s ? s : ""), *to = out;
	for (const char *p = out; *p; p++)
		if (*p != '\1' && *p != '\2')
			*to++ = *p;
	*to = '\0';
	return out;
}

static const char *text_of(const struct kua_shape *shape, const void *record, const char *name)
{
	const struct kua_field *f = kua_shape_field(shape, name);
	const char *s = NULL;
	if (f && f->type == KUA_TEXT)
		memcpy(&s, (const char *)record + f->at, sizeof s);
	return s;
}

/* The record's fields that have a column, under whatever name. */
static enum kua_code fill(struct visit *v, const struct kua_hit *h, struct hit_line *line, struct kua_error *err)
{
	void *record, *item_record;
	const struct kua_shape *shape = &kua_shapes[h->kind];
	*line = (struct hit_line){.kind = h->is, .id = h->id, .title = h->title, .text = unmarked(v->a, h->snippet), .item = h->item};
	enum kua_code code = rows_one(v, h->kind, h->id, &record, err);
	if (code != KUA_OK)
		return code == KUA_USE ? KUA_OK : code; /* it went meanwhile */
	const char *act = text_of(shape, record, "act"), *step = text_of(shape, record, "step");
	line->act = act ? act : step;
	line->place = text_of(shape, record, "place");
	line->status = text_of(shape, record, "status");
	line->date = text_of(shape, record, h->kind == KUA_ITEM ? "published_on" : "date");
	if (!h->item)
		return KUA_OK;
	code = h->kind == KUA_ITEM ? KUA_OK : rows_one(v, KUA_ITEM, h->item, &item_record, err);
	if (code != KUA_OK)
		return code == KUA_USE ? KUA_OK : code;
	const struct kua_item *item = h->kind == KUA_ITEM ? record : item_record;
	line->document = item->document;
	line->author = item->author;
	line->language = item->language;
	return KUA_OK;
}

static enum kua_code write_all(struct visit *v, bool csv, const struct kua_found *found, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	struct kua_arena *whole = v->a;
	v->a = kua_arena_new(); /* of one line: items have long texts */
	if (csv)
		kua_shape_csv_header(v->out, &hit_shape);
	for (size_t i = 0; i < found->n && code == KUA_OK; i++) {
		struct hit_line line;
		kua_arena_clear(v->a);
		code = fill(v, &found->v[i], &line, err);
		if (code != KUA_OK)
			break;
		if (csv) {
			kua_shape_csv(v->out, &hit_shape, &line);
		} else {
			kua_shape_json(v->out, &hit_shape, &line);
			kua_buf_char(v->out, '\n');
		}
	}
	kua_arena_free(v->a);
	v->a = whole;
	return code;
}

static enum kua_code as_file(struct visit *v, bool csv, struct kua_error *err)
{
	struct kua_sounds sounds = kua_flow_sounds(v->page->options.knowledge);
	struct kua_wanted w;
	struct kua_found found;
	struct catalogue *shared;
	search_wanted(&v->q->query, &sounds, &w);
	w.most = FOUND_MOST;
	enum kua_code code = catalogue_take(v, &shared, err);
	if (code != KUA_OK)
		return code;
	code = kua_casebook_search(v->cb, catalogue_of(shared), &w, v->a, &found, err);
	catalogue_give(v, shared);
	if (code == KUA_OK && found.total > FOUND_MOST)
		code = kua_fail(err, KUA_LIMIT, "%s", texts_text(v->w, "search-too-many"));
	if (code == KUA_OK)
		code = write_all(v, csv, &found, err);
	if (code != KUA_OK)
		return code;
	v->r->type = csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
	v->r->file_name = csv ? "found.csv" : "found.jsonl";
	return KUA_OK;
}

enum kua_code screen_found_csv(struct visit *v, struct kua_error *err)
{
	return as_file(v, true, err);
}

enum kua_code screen_found_jsonl(struct visit *v, struct kua_error *err)
{
	return as_file(v, false, err);
}
