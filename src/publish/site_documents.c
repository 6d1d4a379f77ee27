/*
 * site_documents.c - documents that somebody allowed to be shown, with their texts and, of kinds that nothing is hidden in, their bytes; and how
 * a source is cited. None is shown that names somebody who may not be named: not by cutting its text, for its bytes could not be cut.
 */
#include <string.h>

#include "publish/internal.h"
#include "util/search.h"

static const struct {
	const char *type, *ending;
} given[] = {{"text/plain", "txt"}, {"application/pdf", "pdf"}, {"image/jpeg", "jpg"}, {"image/png", "png"}};

/* What somebody allowed to be shown or named: ids, those of documents among them. */
static struct kua_intern *allowed(const struct site *s)
{
	const struct kua_accounts_input *in = &s->l->in;
	struct kua_intern *ids = kua_intern_new();
	for (size_t i = 0; i < in->n_judgements; i++)
		if (kua_allow_holds(&in->judgements[i], "public", s->consents_on))
			(void)kua_intern_add(ids, in->judgements[i].target, strlen(in->judgements[i].target));
	return ids;
}

static bool hides(const struct site *s, const struct kua_document *d, size_t first, size_t n)
{
	const struct kua_public *p = s->public;
	bool hidden = kua_public_hides_inside(p, d->name ? d->name : "") || (d->url && kua_public_hides_inside(p, d->url));
	for (size_t i = 0; i < d->metadata.n && !hidden; i++)
		hidden = kua_public_hides(p, d->metadata.v[i]);
	for (size_t i = first; i < first + n && !hidden; i++) {
		const struct kua_item *item = &s->l->in.items[i];
		hidden = kua_public_hides(p, item->text) || kua_public_hides(p, item->title) || kua_public_hides(p, item->author) ||
		         (item->url && kua_public_hides_inside(p, item->url));
	}
	return hidden;
}

/* The items of a document stand beside each other: their ids begin with its id. */
static size_t items_of(const struct site *s, const char *document, size_t *first)
{
	size_t n = strlen(document), low;
	KUA_FIRST(low, s->l->in.n_items, strncmp(s->l->in.items[low].id, document, n) < 0);
	*first = low;
	while (low < s->l->in.n_items && strncmp(s->l->in.items[low].id, document, n) == 0)
		low++;
	return low - *first;
}

void site_documents_find(struct site *s)
{
	struct kua_intern *ids = allowed(s);
	s->documents = KUA_NEW_N(s->a, bool, s->l->n_documents + 1);
	for (size_t i = 0; i < s->l->n_documents; i++) {
		const struct kua_document *d = &s->l->documents[i];
		size_t first;
		if (kua_intern_find(ids, d->id, strlen(d->id)) == KUA_NO_ID)
			continue;
		size_t n = items_of(s, d->id, &first);
		if (!n || !d->read || d->partial)
			site_warn(s, "%s is not shown: not all of it could be read, so that nobody knows whom it names", d->id);
		else if (hides(s, d, first, n))
			site_warn(s, "%s is not shown: it names somebody who may not be named", d->id);
		else
			s->documents[i] = true;
		for (size_t k = first; k < first + n && s->documents[i]; k++)
			s->shown[k] = true;
	}
	kua_intern_free(ids);
}

static bool is_shown(const struct site *s, const char *document)
{
	const struct kua_document *d = site_document(s, document);
	return d && s->documents[d - s->l->documents];
}

const char *site_item_path(const struct site *s, const char *id)
{
	const struct kua_item *item = site_item(s, id);
	if (!item)
		return NULL;
	if (is_shown(s, item->document_id))
		return kua_arena_printf(s->a, "documents/%s.html", item->document_id);
	size_t post = s->posts_of_items ? s->posts_of_items[item - s->l->in.items] : 0;
	return post ? site_post_path(s, &s->posts[post - 1]) : NULL;
}

void site_source(struct site *s, const char *id, int64_t start)
{
	const struct kua_item *item = site_item(s, id);
	if (!item)
		return;
	int64_t page = kua_item_page(item, start);
	say_link(s, site_item_path(s, id), item->title ? item->title : texts_text(s->w, "site-untitled"));
	say(s, ", ");
	say_date(s, item->published_on);
	if (page > 0) {
		say(s, ", ");
		say_count(s, "page-number", page);
	}
	if (item->document_id) /* the beginning of the SHA-256 of its bytes */
		sayf(s, " <span class=\"hash\">%.16s</span>", item->document_id + strlen("d-"));
}

/* Paragraph by paragraph, as blank lines part them; of one that no page could hold, by pieces. */
void site_text(struct sheet *p, const char *text)
{
	enum { PIECE = 6000 }; /* bytes, each of which may become six */
	for (const char *at = text; at && *at;) {
		const char *end = strstr(at, "\n\n");
		size_t n = end ? (size_t)(end - at) : strlen(at);
		if (n > PIECE) {
			end = NULL;
			for (n = PIECE; n > PIECE / 2 && at[n] != ' ' && at[n] != '\n'; n--)
				;
			while (n && ((unsigned char)at[n] & 0xc0) == 0x80)
				n--;
		}
		if (strspn(at, " \t\r\n") < n) {
			say(p->s, "<p class=\"plain\" dir=\"auto\">");
			say_text_n(p->s, at, n);
			say(p->s, "</p>\n");
			sheet_keep(p);
		}
		at += end ? n + 2 : n;
	}
}

/* ---- pages ---- */

static void fact(struct site *s, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	say(s, "<dt>");
	say_word(s, key);
	say(s, "</dt><dd>");
	say_text(s, value);
	say(s, "</dd>\n");
}

/* Whether what the document says of itself may be of a person or of where a picture was taken. */
static bool says_of_itself(const struct kua_document *d)
{
	static const char *const harmless[] = {"producer: ", "created: ", "modified: ", "published: ", "language: ", "title: "};
	for (size_t i = 0; i < d->metadata.n; i++) {
		bool known = false;
		for (size_t k = 0; k < sizeof harmless / sizeof *harmless; k++)
			known |= strncmp(d->metadata.v[i], harmless[k], strlen(harmless[k])) == 0;
		if (!known)
			return true;
	}
	return false;
}

/* Its bytes, of a kind of which all that could be in it was looked at; the file's name below the site, or NULL. */
static const char *give_bytes(struct site *s, const struct kua_document *d)
{
	const char *ending = NULL, *type = d->media_type ? d->media_type : "";
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		if (strlen(given[i].type) == strcspn(type, ";") && strncmp(type, given[i].type, strlen(given[i].type)) == 0)
			ending = given[i].ending;
	if (!ending || says_of_itself(d) || d->bytes > KUA_SITE_DOCUMENT || !s->in->bytes)
		return NULL;
	const char *path = kua_arena_printf(s->a, "documents/%s.%s", d->id, ending);
	if (s->w == s->in->languages[0] && s->code == KUA_OK) {
		struct kua_buf b = KUA_BUF_INIT;
		s->code = s->in->bytes(s->in->ctx, d->id, &b, s->err);
		site_emit(s, path, b.data ? b.data : "", b.len);
		kua_buf_free(&b);
	}
	return path;
}

static const char *title_of(const struct site *s, const struct kua_document *d)
{
	size_t first, n = items_of(s, d->id, &first);
	return n && s->l->in.items[first].title ? s->l->in.items[first].title : texts_text(s->w, "site-untitled");
}

static void document_page(struct site *s, const struct kua_document *d)
{
	struct sheet p;
	size_t first, n = items_of(s, d->id, &first);
	sheet_start(&p, s, kua_arena_printf(s->a, "documents/%s", d->id), title_of(s, d), "documents");
	const char *bytes = give_bytes(s, d);
	say(s, "<dl class=\"facts\">\n");
	fact(s, "date", s->l->in.items[first].published_on);
	fact(s, "author", s->l->in.items[first].author);
	fact(s, "media-type", d->media_type);
	fact(s, "sha256", d->sha256);
	say(s, "</dl>\n");
	if (bytes) {
		sayf(s, "<p><a href=\"%s%s%s\">", s->up, *s->folder ? "../" : "", bytes);
		say_word(s, "site-bytes");
		say(s, "</a></p>\n");
	}
	for (size_t i = first; i < first + n; i++) {
		if (i > first)
			say_element(s, "h2", NULL, s->l->in.items[i].title ? s->l->in.items[i].title : texts_text(s->w, "site-untitled"));
		site_text(&p, s->l->in.items[i].text);
	}
	sheet_end(&p);
	site_found(s, kua_arena_printf(s->a, "documents/%s.html", d->id), title_of(s, d), "documents", NULL);
}

void site_documents(struct site *s)
{
	struct sheet p;
	size_t shown = 0;
	for (size_t i = 0; i < s->l->n_documents; i++)
		shown += s->documents[i];
	sheet_start(&p, s, "documents", texts_text(s->w, "documents"), "documents");
	say(s, "<p class=\"lead\">");
	say_count(s, "site-kept", (int64_t)s->l->n_documents);
	say(s, " ");
	say_count(s, "site-shown", (int64_t)shown);
	say(s, "</p>\n");
	say_element(s, "p", "dim", texts_text(s->w, "site-documents-about"));
	sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
	for (size_t i = 0; i < s->l->n_documents; i++) {
		const struct kua_document *d = &s->l->documents[i];
		if (!s->documents[i])
			continue;
		say(s, "<li>");
		say_link(s, kua_arena_printf(s->a, "documents/%s.html", d->id), title_of(s, d));
		say(s, "</li>\n");
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	sheet_end(&p);
	for (size_t i = 0; i < s->l->n_documents; i++)
		if (s->documents[i])
			document_page(s, &s->l->documents[i]);
}
