/*
 * site_feeds.c - what programs read: Atom (RFC 4287) and JSON Feed 1.1 of the posts, the sitemap, and in the pages JSON-LD by schema.org. Ids do
 * not change with the place where the site stands.
 */
#include <string.h>

#include "custody/custody.h"
#include "publish/internal.h"
#include "report/html_text.h"

enum { ENTRIES = 30, CLAIMS = 8, FEED = 50000 };

/* ---- Atom ---- */

/* A UUID (version 8, RFC 9562) out of a hash. */
static const char *uuid(const struct site *s, const char *what, const char *id)
{
	char hex[KUA_SHA256_HEX + 1];
	const char *all = kua_arena_printf(s->a, "%s\n%s\n%s", s->in->secret, what, id);
	kua_sha256(all, strlen(all), hex);
	return kua_arena_printf(s->a, "urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s", hex, hex + 8, hex + 12, hex + 15, hex + 18);
}

static const char *changed(const struct post *p)
{
	return p->is.versions[p->is.n - 1]->at;
}

/* Where it stands: whole where that is known, else from the feed on. */
static const char *address(const struct site *s, const char *path)
{
	const char *up = *s->folder && strncmp(path, "../", 3) == 0 ? path + 3 : NULL; /* of another language, from the root */
	return s->in->url ? kua_arena_printf(s->a, "%s%s%s", s->in->url, up ? "" : s->folder, up ? up : path) : path;
}

static void tag(struct site *s, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	sayf(s, "<%s>", name);
	say_text(s, value);
	sayf(s, "</%s>\n", name);
}

static void atom_entry(struct site *s, const struct post *p)
{
	say(s, "<entry>\n");
	tag(s, "id", uuid(s, "post", p->id));
	tag(s, "title", p->title);
	tag(s, "updated", changed(p));
	tag(s, "published", p->is.versions[0]->at);
	if (p->author) {
		say(s, "<author>");
		tag(s, "name", p->author);
		say(s, "</author>\n");
	}
	for (size_t i = 0; i < p->categories.n; i++) {
		say(s, "<category term=\"");
		say_text(s, p->categories.v[i]);
		say(s, "\"/>\n");
	}
	say(s, "<link rel=\"alternate\" type=\"text/html\" href=\"");
	say_text(s, address(s, site_post_path(s, p)));
	say(s, "\"/>\n");
	tag(s, "summary", *p->summary ? p->summary : p->title);
	say(s, "</entry>\n");
}

static const char *latest_change(const struct site *s)
{
	const char *last = NULL;
	for (size_t i = 0; i < s->n_posts; i++)
		if (!last || strcmp(changed(&s->posts[i]), last) > 0)
			last = changed(&s->posts[i]);
	return last ? last : s->in->changed;
}

static void atom(struct site *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	s->out = &b;
	sayf(s, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n", texts_language(s->w));
	tag(s, "id", uuid(s, "feed", texts_language(s->w)));
	tag(s, "title", s->title);
	tag(s, "updated", latest_change(s));
	say(s, "<author>");
	tag(s, "name", s->title);
	say(s, "</author>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"");
	say_text(s, address(s, "feed.xml"));
	say(s, "\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"");
	say_text(s, address(s, "index.html"));
	say(s, "\"/>\n");
	for (size_t i = 0, n = 0; i < s->n_posts && n < ENTRIES && b.len < FEED; i++)
		if (site_post_listed(s, &s->posts[i])) {
			atom_entry(s, &s->posts[i]);
			n++;
		}
	say(s, "</feed>\n");
	site_emit(s, kua_arena_printf(s->a, "%sfeed.xml", s->folder), b.data, b.len);
	kua_buf_free(&b);
}

/* ---- JSON ---- */

/* "name":"value", and a comma before it where it is not the first. */
static void pair(struct kua_buf *b, const char *name, const char *value)
{
	struct kua_buf json = KUA_BUF_INIT, seen = KUA_BUF_INIT;
	if (!value)
		return;
	html_visible(&seen, value, strlen(value));
	kua_json_string(&json, seen.data ? seen.data : "");
	kua_buf_free(&seen);
	kua_buf_printf(b, "%s\"%s\":", b->len && strchr("{[:", b->data[b->len - 1]) ? "" : ",", name);
	for (const char *at = json.data; *at;) { /* "</script>" and "<!--" cannot stand in a page's data */
		size_t n = strcspn(at, "<");
		kua_buf_add(b, at, n);
		at += n;
		if (*at) {
			kua_buf_str(b, "\\u003c");
			at++;
		}
	}
	kua_buf_free(&json);
}

static void json_entry(struct site *s, struct kua_buf *b, const struct post *p)
{
	kua_buf_char(b, '{');
	pair(b, "id", uuid(s, "post", p->id));
	if (s->in->url)
		pair(b, "url", address(s, site_post_path(s, p)));
	pair(b, "title", p->title);
	pair(b, "content_text", *p->summary ? p->summary : p->title);
	pair(b, "date_published", p->is.versions[0]->at);
	pair(b, "date_modified", changed(p));
	pair(b, "language", texts_language(p->w));
	if (p->author) {
		kua_buf_str(b, ",\"authors\":[{");
		pair(b, "name", p->author);
		kua_buf_str(b, "}]");
	}
	kua_buf_char(b, '}');
}

static void json_feed(struct site *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_char(&b, '{');
	pair(&b, "version", "https://jsonfeed.org/version/1.1");
	pair(&b, "title", s->title);
	pair(&b, "language", texts_language(s->w));
	if (s->in->url) {
		pair(&b, "home_page_url", address(s, "index.html"));
		pair(&b, "feed_url", address(s, "feed.json"));
	}
	kua_buf_str(&b, ",\"items\":[");
	for (size_t i = 0, n = 0; i < s->n_posts && n < ENTRIES && b.len < FEED; i++)
		if (site_post_listed(s, &s->posts[i])) {
			kua_buf_str(&b, n++ ? ",\n" : "\n");
			json_entry(s, &b, &s->posts[i]);
		}
	kua_buf_str(&b, "]}\n");
	site_emit(s, kua_arena_printf(s->a, "%sfeed.json", s->folder), b.data, b.len);
	kua_buf_free(&b);
}

void site_feeds(struct site *s)
{
	s->up = "";
	atom(s);
	json_feed(s);
}

/* ---- in the pages ---- */

static void open_data(struct kua_buf *b, const char *type)
{
	kua_buf_str(b, "<script type=\"application/ld+json\">{");
	pair(b, "@context", "https://schema.org");
	pair(b, "@type", type);
}

static void object(struct kua_buf *b, const char *name, const char *type)
{
	kua_buf_printf(b, ",\"%s\":{", name);
	pair(b, "@type", type);
}

static void publisher(const struct site *s, struct kua_buf *b, const char *as)
{
	object(b, as, "Organization");
	pair(b, "name", s->title);
	if (s->in->url)
		pair(b, "url", s->in->url);
	kua_buf_char(b, '}');
}

void site_meta_post(struct sheet *p, const struct post *post)
{
	struct site *s = p->s;
	struct kua_buf *b = &p->meta;
	open_data(b, "Article");
	pair(b, "headline", post->title);
	pair(b, "datePublished", post->date);
	pair(b, "dateModified", changed(post));
	pair(b, "inLanguage", p->language);
	pair(b, "description", post->summary);
	if (post->author) {
		object(b, "author", "Person");
		pair(b, "name", post->author);
		kua_buf_char(b, '}');
	}
	publisher(s, b, "publisher");
	kua_buf_str(b, "}</script>\n");
}

/* Nobody judges here whether a number is true: the rating says how many voices say so, and how many others there are. */
static void claim(struct site *s, struct kua_buf *b, const struct kua_event *e, const struct kua_account *a, size_t lines)
{
	const struct kua_figure *f = a->figures.n ? site_figure(s, a->figures.v[0]) : NULL;
	const struct kua_item *item = f ? site_item(s, f->item) : NULL;
	const struct kua_voice *v = f && f->voice ? site_voice(s, f->voice) : NULL;
	bool person = v && v->kind && strcmp(v->kind, "person") == 0;
	const char *number = f && a->qualifiers.n == 1 ? site_number(s, f) : site_bounds(s, a->low, a->high, a->word);
	const char *act = texts_value(s->w, "act", a->act, s->a);
	open_data(b, "ClaimReview");
	pair(b, "claimReviewed", texts_two(s->w, "@colon", site_event_label(s, e), texts_two(s->w, "act-number", act, number, s->a), s->a));
	pair(b, "datePublished", site_event_since(s, e->id) ? site_event_since(s, e->id) : s->in->today);
	pair(b, "url", address(s, kua_arena_printf(s->a, "%sevents/%s.html#%s", s->in->url ? "" : s->up, e->id, a->id)));
	publisher(s, b, "author");
	object(b, "itemReviewed", "Claim");
	if (item)
		pair(b, "datePublished", item->published_on);
	object(b, "author", person ? "Person" : "Organization");
	pair(b, "name", f && f->voice && site_voice_label(s, f->voice) ? site_voice_label(s, f->voice) : texts_text(s->w, "own-voice"));
	kua_buf_str(b, "}}");
	object(b, "reviewRating", "Rating");
	pair(b, "alternateName", kua_arena_printf(s->a, "%s · %s", texts_voices(s->w, a->independent, a->independent_low, a->independent_high, s->a),
	                                          texts_count(s->w, "site-numbers", (int64_t)lines, s->a)));
	kua_buf_str(b, "}}</script>\n");
}

void site_meta_event(struct sheet *p, const struct kua_event *e)
{
	struct site *s = p->s;
	struct kua_buf *b = &p->meta;
	size_t n;
	const struct kua_account *const *v = site_lines(s, e->id, &n);
	open_data(b, "Event");
	pair(b, "name", site_event_label(s, e));
	pair(b, "startDate", e->from);
	pair(b, "endDate", e->to);
	if (e->place) {
		object(b, "location", "Place");
		pair(b, "name", site_place_label(s, e->place));
		kua_buf_char(b, '}');
	}
	kua_buf_str(b, "}</script>\n");
	for (size_t i = 0; i < n && i < CLAIMS; i++)
		claim(s, b, e, v[i], n);
}

/* ---- the sitemap ---- */

void site_sitemap(struct site *s)
{
	enum { MOST = 50000 }; /* addresses in one file, by its definition */
	struct kua_buf b = KUA_BUF_INIT;
	if (!s->in->url)
		return;
	s->out = &b;
	say(s, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (size_t i = 0; i < s->paths.n && i < MOST; i++) {
		say(s, "<url><loc>");
		say_text(s, s->in->url);
		say_text(s, s->paths.v[i]);
		say(s, "</loc></url>\n");
	}
	say(s, "</urlset>\n");
	site_emit(s, "sitemap.xml", b.data, b.len);
	kua_buf_free(&b);
}
