/* figure.c - one claim, whatever its kind: every field with its value, the sentence in its paragraph, and why each field is as it is. */
#include <inttypes.h>
#include <string.h>

#include "page/item.h"

enum { AROUND = 600 }; /* bytes of text on either side of a quote */

/* A field whose values the interface has words for, and one whose value leads somewhere. */
static const struct {
	const char *field, *texts, *screen;
} known[] = {{"act", "act", NULL},          {"step", "step", NULL},          {"status", "status", NULL}, {"source_grade", "grade", NULL},
             {"information_grade", "grade", NULL}, {"event", NULL, "/event"}, {"part_of", NULL, "/figure"},
             {"person", NULL, "/entity"}};

/* What the sentence in its paragraph shows already. */
static bool stands_above(const char *field)
{
	static const char *const above[] = {"item", "start", "end", "quote"};
	for (size_t i = 0; i < sizeof above / sizeof *above; i++)
		if (strcmp(above[i], field) == 0)
			return true;
	return false;
}

void put_claim_value(struct visit *v, const char *field, const char *value)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i].field, field) != 0)
			continue;
		if (known[i].texts) {
			put_element(v, "dd", NULL, texts_value(v->w, known[i].texts, value, v->a));
			return;
		}
		put(v, "<dd>");
		link_text(v, known[i].screen, value, value);
		put(v, "</dd>");
		return;
	}
	put_element(v, "dd", NULL, value);
}

static void value(struct visit *v, const struct kua_field *f, const void *record)
{
	const char *p = (const char *)record + f->at, *s = NULL;
	struct kua_list list = {0};
	int64_t n;
	if (f->type == KUA_TEXT) {
		memcpy(&s, p, sizeof s);
	} else if (f->type == KUA_INT) {
		memcpy(&n, p, sizeof n);
		s = n == KUA_NONE ? NULL : kua_arena_printf(v->a, "%" PRId64, n);
	} else if (f->type == KUA_LIST) {
		memcpy(&list, p, sizeof list);
	}
	if (s)
		list = (struct kua_list){.v = &s, .n = 1};
	for (size_t i = 0; i < list.n && !stands_above(f->name); i++) {
		put(v, "<dt>");
		put_text(v, i ? "" : texts_value(v->w, "field", f->name, v->a));
		put(v, "</dt>");
		put_claim_value(v, f->name, list.v[i]);
	}
}

static bool inside_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void put_context(struct visit *v, const struct kua_item *item, int64_t start, int64_t end)
{
	size_t n = item->text ? strlen(item->text) : 0;
	if (start < 0 || end < start || (uint64_t)end > n)
		return;
	size_t from = start > AROUND ? (size_t)start - AROUND : 0, to = n - (size_t)end > AROUND ? (size_t)end + AROUND : n;
	while (from > 0 && from < n && inside_character(item->text[from]))
		from--;
	while (to < n && inside_character(item->text[to]))
		to++;
	put(v, "<blockquote class=\"context\" dir=\"auto\">");
	put_text_n(v, item->text + from, (size_t)start - from);
	put(v, "<mark>");
	put_text_n(v, item->text + start, (size_t)(end - start));
	put(v, "</mark>");
	put_text_n(v, item->text + end, to - (size_t)end);
	put(v, "</blockquote>");
}

enum kua_code screen_figure(struct visit *v, struct kua_error *err)
{
	enum kua_shape_kind kind;
	void *record;
	enum kua_code code = kua_casebook_find(v->cb, v->id, v->a, &kind, &record, err);
	if (code == KUA_OK && kind != KUA_FIGURE && kind != KUA_CASE_STEP && kind != KUA_HARM && kind != KUA_ACTION)
		code = route_not_found(v, err);
	if (code != KUA_OK)
		return code;
	const struct kua_shape *shape = &kua_shapes[kind];
	const char *item_id, *title = texts_text(v->w, kua_arena_printf(v->a, "kind.%s", shape->type));
	int64_t start, end;
	memcpy(&item_id, (const char *)record + kua_shape_field(shape, "item")->at, sizeof item_id);
	memcpy(&start, (const char *)record + kua_shape_field(shape, "start")->at, sizeof start);
	memcpy(&end, (const char *)record + kua_shape_field(shape, "end")->at, sizeof end);
	struct kua_item *item;
	code = rows_one(v, KUA_ITEM, item_id, (void **)&item, err);
	if (code != KUA_OK)
		return code;
	frame_open(v, title, "events");
	put_last_decision(v, kua_arena_printf(v->a, "/figure/%s", v->id));
	size_t n_leaves;
	struct leaf *leaves = leaves_of(item, v->a, &n_leaves);
	put(v, "<p>");
	link_to(v, "/item", item->id, kua_arena_printf(v->a, "mark=%s#chosen", encoded(v, v->id)));
	put_apart(v, item_name(item));
	put(v, "</a> <span class=\"dim\">");
	put_date(v, item->published_on);
	put_page_link(v, item, leaves, n_leaves, start, v->id);
	put(v, "</span></p>\n");
	put_context(v, item, start, end);
	put(v, "<dl class=\"facts\">");
	for (size_t i = 0; i < shape->n; i++)
		value(v, &shape->fields[i], record);
	put(v, "</dl>\n");
	review_buttons(v, kind, record, kua_arena_printf(v->a, "/figure/%s", v->id));
	frame_close(v);
	return KUA_OK;
}
