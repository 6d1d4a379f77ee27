/* document.c - a document: what it is, where it came from, what was wrong with it, its items, and its bytes to be kept elsewhere. */
#include <string.h>

#include "page/item.h"

static void facts(struct visit *v, const struct kua_document *d)
{
	put(v, "<dl class=\"facts\">");
	put_fact(v, "media-type", d->media_type);
	put_fact(v, "origin", d->origin);
	put_fact(v, "received", d->received_at);
	put_fact(v, "received-by", d->received_by);
	put_fact(v, "sha256", d->sha256);
	put(v, "<dt>");
	put_word(v, "size");
	put(v, "</dt><dd>");
	put_count(v, "bytes", d->bytes);
	put(v, "</dd>");
	for (size_t i = 0; i < d->metadata.n; i++)
		put_fact(v, "metadata", d->metadata.v[i]);
	for (size_t i = 0; i < d->diagnostics.n; i++)
		put_fact(v, "diagnostic", d->diagnostics.v[i]);
	put(v, "</dl>\n");
}

enum kua_code screen_document(struct visit *v, struct kua_error *err)
{
	struct kua_document *d, *inner;
	struct kua_item *items;
	size_t n, n_inner;
	const struct kua_query q = {.kind = KUA_ITEM, .where = {{"document_id", KUA_IS, v->id}}, .n = 1, .most = ROWS,
	                            .skip = rows_from(v)};
	int64_t of = 0;
	enum kua_code code = rows_one(v, KUA_DOCUMENT, v->id, (void **)&d, err);
	if (code == KUA_OK)
		code = kua_casebook_rows(v->cb, &q, v->a, (void **)&items, &n, err);
	if (code == KUA_OK)
		code = kua_casebook_count_rows(v->cb, &q, &of, err);
	if (code == KUA_OK)
		code = rows_of(v, KUA_DOCUMENT, "container", d->id, (void **)&inner, &n_inner, err);
	if (code != KUA_OK)
		return code;
	frame_open(v, d->name, "documents");
	if (!d->read)
		put_element(v, "p", "warn", d->reason);
	facts(v, d);
	put(v, "<p>");
	link_to(v, "/bytes", d->id, NULL);
	put_word(v, "keep-original");
	put(v, "</a></p>\n");
	if (has_pictures(d))
		put_picture(v, d->id, 1, NULL);
	put(v, "<ul class=\"rows\">");
	for (size_t i = 0; i < n; i++) {
		put(v, "<li>");
		link_text(v, "/item", items[i].id, items[i].title ? items[i].title : items[i].id);
		put(v, " <span class=\"dim\">");
		put_date(v, items[i].published_on);
		put(v, "</span></li>");
	}
	for (size_t i = 0; i < n_inner; i++) {
		put(v, "<li>");
		link_text(v, "/document", inner[i].id, inner[i].name);
		put(v, "</li>");
	}
	put(v, "</ul>\n");
	pager(v, q.skip, n, of);
	frame_close(v);
	return KUA_OK;
}

/*
 * The bytes as they came, always as a file to be kept: a browser must never show what somebody sent. Its name is its
 * id, for names are somebody's text.
 */
enum kua_code screen_bytes(struct visit *v, struct kua_error *err)
{
	struct kua_document *d;
	enum kua_code code = rows_one(v, KUA_DOCUMENT, v->id, (void **)&d, err);
	if (code == KUA_OK)
		code = kua_handing_start(v->cb, d->id, &v->r->handing, err);
	if (code != KUA_OK)
		return code;
	v->r->type = "application/octet-stream";
	v->r->file_name = kua_arena_printf(v->a, "%s.bin", d->id);
	return KUA_OK;
}
