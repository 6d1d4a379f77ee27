/*
 * read_feed.c - feeds as files: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom, JSON Feed. Each entry is an item with its title, author,
 * date, categories and address.
 *
 * The fullest text that an entry has is taken: whole contents before summaries. It is HTML inside XML mostly, whatever the
 * format says, and known by its marks.
 */
#include <jansson.h>
#include <string.h>

#include "intake/html.h"
#include "intake/office.h"
#include "intake/xml.h"

#define ENTRY_CATEGORIES ((size_t)64)

/* What is known of an entry, better texts behind worse. */
enum field { TITLE, LINK, GUID, AUTHOR, CREATOR, DATE, UPDATED, LANGUAGE, CATEGORY, SUMMARY, CONTENT, FIELDS };

enum element {
	NONE, RSS, RDF, FEED, FEED_3, CHANNEL, ITEM, ENTRY, ENTRY_3,
	E_TITLE, E_TITLE_A, E_TITLE_D, E_LINK, E_LINK_A, E_GUID, E_ID, E_AUTHOR, E_NAME, E_NAME_3, E_CREATOR, E_DATE, E_DATE_D,
	E_PUBLISHED, E_ISSUED, E_UPDATED, E_MODIFIED, E_LANGUAGE, E_LANGUAGE_D, E_CATEGORY, E_CATEGORY_A, E_SUBJECT,
	E_DESCRIPTION, E_SUMMARY, E_SUMMARY_3, E_ITUNES, E_ENCODED, E_FULL, E_TURBO, E_CONTENT, E_CONTENT_3, E_GENERATOR,
	E_GENERATOR_A, E_SUBTITLE, E_IMAGE,
};
static const char *const names[] = {
	"rss", "rdf:RDF", "atom:feed", "feed", "channel", "item", "atom:entry", "entry",
	"title", "atom:title", "dc:title", "link", "atom:link", "guid", "atom:id", "author", "atom:name", "name", "dc:creator",
	"pubDate", "dc:date", "atom:published", "issued", "atom:updated", "modified", "language", "dc:language", "category",
	"atom:category", "dc:subject", "description", "atom:summary", "summary", "itunes:summary", "content:encoded",
	"yandex:full-text", "turbo:content", "atom:content", "content", "generator", "atom:generator", "atom:subtitle", "image",
	NULL,
};
_Static_assert(sizeof names / sizeof *names == E_IMAGE + 1, "a name for each element");

struct feed {
	const struct kua_words *w;
	struct kua_answer *o;
	struct kua_buf fields[FIELDS], about[FIELDS]; /* of the entry, of the feed */
	struct kua_buf text;        /* of the element being read */
	KUA_VEC(struct kua_buf) categories;
	KUA_VEC(const char *) inside; /* elements inside the one being read: XHTML */
	int reading;                /* the element being read, NONE */
	size_t depth, image;        /* image: depth at which an image's element began: it has a title of its own */
	bool feed, entry, stopped;
	bool begun;                 /* the media type was sent */
};

/* ---- values ---- */

static struct kua_str str(const struct kua_buf *b)
{
	return (struct kua_str){b->data, b->len};
}

static bool has_marks(struct kua_str s)
{
	for (size_t i = 0; i + 1 < s.n; i++) {
		char c = s.s[i + 1];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if ((s.s[i] == '<' && (letter || c == '/' || c == '!')) || (s.s[i] == '&' && (letter || c == '#')))
			return true;
	}
	return false;
}

static void add_text(const struct feed *f, struct kua_str s, struct kua_buf *out)
{
	if (has_marks(s))
		kua_html_plain(f->w, s, out);
	else
		kua_buf_add(out, s.s, s.n);
}

/* "jane@example.org (Jane Smith)" as RSS has it. */
static struct kua_str person(struct kua_str s)
{
	s = kua_trim(s);
	const char *open = s.n ? memchr(s.s, '(', s.n) : NULL;
	if (open && s.s[s.n - 1] == ')' && memchr(s.s, '@', (size_t)(open - s.s)))
		return kua_trim((struct kua_str){open + 1, (size_t)(s.s + s.n - open - 2)});
	return s.n && memchr(s.s, '@', s.n) && !memchr(s.s, ' ', s.n) ? (struct kua_str){NULL, 0} : s;
}

static void find_date(const struct feed *f, const struct kua_buf *v, char iso[11])
{
	struct kua_str s = kua_trim(str(v));
	if (!iso[0] && s.n && !kua_whole_date(f->w, s, iso))
		iso[0] = '\0';
}

static void begin(struct feed *f, const char *type)
{
	if (!f->begun)
		kua_answer_media_type(f->o, type);
	f->begun = true;
}

/* ---- entries ---- */

static void clear_entry(struct feed *f)
{
	for (size_t i = 0; i < FIELDS; i++)
		kua_buf_clear(&f->fields[i]);
	for (size_t i = 0; i < f->categories.n; i++)
		kua_buf_free(&f->categories.v[i]);
	f->categories.n = 0;
}

static void answer_entry(struct feed *f)
{
	struct kua_buf text = KUA_BUF_INIT, title = KUA_BUF_INIT, clean = KUA_BUF_INIT;
	struct kua_found item = {0};
	kua_strings categories = {0};
	const struct kua_buf *content = f->fields[CONTENT].len ? &f->fields[CONTENT] : &f->fields[SUMMARY];
	add_text(f, str(content), &text);
	add_text(f, str(&f->fields[TITLE]), &title);
	kua_leave_out_furniture(f->w, str(&text), &clean);
	item.title = kua_trim(str(&title));
	item.text = kua_trim(str(&clean));
	if (!item.text.n)
		item.text = item.title;
	item.author = person(str(f->fields[CREATOR].len ? &f->fields[CREATOR] : &f->fields[AUTHOR]));
	if (!item.author.n)
		item.author = person(str(&f->about[AUTHOR]));
	find_date(f, &f->fields[DATE], item.date);
	find_date(f, &f->fields[UPDATED], item.date);
	item.language = kua_trim(str(f->fields[LANGUAGE].len ? &f->fields[LANGUAGE] : &f->about[LANGUAGE]));
	item.url = kua_trim(str(f->fields[LINK].len ? &f->fields[LINK] : &f->fields[GUID]));
	if (item.url.n < 7 || !memmem(item.url.s, item.url.n, "://", 3))
		item.url = (struct kua_str){NULL, 0};
	for (size_t i = 0; i < f->categories.n; i++)
		kua_add_categories(f->w, str(&f->categories.v[i]), &categories);
	item.categories = categories.v;
	item.n_categories = categories.n;
	struct kua_str site = kua_trim(str(&f->about[TITLE]));
	if (site.n && kua_is_body(f->w, site))
		item.issuer = site;
	if (item.text.n)
		f->stopped |= !kua_answer_item(f->o, &item);
	kua_vec_free(&categories);
	kua_buf_free(&text);
	kua_buf_free(&title);
	kua_buf_free(&clean);
}

/* ---- XML ---- */

static enum field field_of(int element)
{
	switch (element) {
	case E_TITLE: case E_TITLE_A: case E_TITLE_D:
		return TITLE;
	case E_LINK:
		return LINK;
	case E_GUID: case E_ID:
		return GUID;
	case E_AUTHOR: case E_NAME: case E_NAME_3:
		return AUTHOR;
	case E_CREATOR:
		return CREATOR;
	case E_DATE: case E_DATE_D: case E_PUBLISHED: case E_ISSUED:
		return DATE;
	case E_UPDATED: case E_MODIFIED:
		return UPDATED;
	case E_LANGUAGE: case E_LANGUAGE_D:
		return LANGUAGE;
	case E_CATEGORY: case E_SUBJECT:
		return CATEGORY;
	case E_DESCRIPTION: case E_SUMMARY: case E_SUMMARY_3: case E_ITUNES: case E_SUBTITLE:
		return SUMMARY;
	case E_ENCODED: case E_FULL: case E_TURBO: case E_CONTENT: case E_CONTENT_3:
		return CONTENT;
	default:
		return FIELDS;
	}
}

/* Elements that say what they have in attributes. */
static void read_attributes(struct feed *f, struct kua_xml *x, int element)
{
	struct kua_buf *to = f->entry ? f->fields : f->about;
	struct kua_str v;
	if (element == E_LINK_A || element == E_LINK) {
		struct kua_str rel = kua_xml_attribute(x, "rel");
		v = kua_xml_attribute(x, "href");
		if (v.n && !to[LINK].len && (!rel.n || kua_str_is(rel, "alternate")))
			kua_buf_add(&to[LINK], v.s, v.n);
	} else if (element == E_CATEGORY_A && f->entry && f->categories.n < ENTRY_CATEGORIES) {
		v = kua_xml_attribute(x, "label");
		v = v.n ? v : kua_xml_attribute(x, "term");
		if (v.n)
			kua_buf_add(kua_vec_add(&f->categories), v.s, v.n);
	} else if (element == FEED) {
		v = kua_xml_attribute(x, "xml:lang");
		kua_buf_add(&f->about[LANGUAGE], v.s ? v.s : "", v.n);
	}
}

/* Of an element with several values the first stays, of contents the longest. */
static void keep_text(struct feed *f, int element)
{
	enum field field = field_of(element);
	struct kua_buf *to = f->entry ? &f->fields[field] : &f->about[field];
	if (field == CATEGORY) {
		if (f->entry && f->categories.n < ENTRY_CATEGORIES && f->text.len)
			kua_buf_add(kua_vec_add(&f->categories), f->text.data, f->text.len);
		return;
	}
	if (to->len && !(field >= SUMMARY && f->text.len > to->len))
		return;
	kua_buf_clear(to);
	kua_buf_add(to, f->text.data ? f->text.data : "", f->text.len);
}

static bool is_entry(int element)
{
	return element == ITEM || element == ENTRY || element == ENTRY_3;
}

static void end_field(struct feed *f)
{
	if (f->reading)
		keep_text(f, f->reading);
	f->reading = NONE;
	f->inside.n = 0;
}

static void end_entry(struct feed *f)
{
	end_field(f);
	if (f->entry && !f->stopped)
		answer_entry(f);
	f->entry = false;
}

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct feed *f = ctx;
	f->depth++;
	if (f->stopped) {
		kua_xml_stop(x);
		return;
	}
	if (is_entry(element)) /* the end of the one before may be missing */
		end_entry(f);
	if (f->reading) { /* XHTML, or an author's name */
		if (element == E_NAME || element == E_NAME_3)
			kua_buf_clear(&f->text);
		const char *name = kua_xml_name(x);
		*kua_vec_add(&f->inside) = name;
		if (f->reading == E_CONTENT || f->reading == E_SUMMARY || f->reading == E_TITLE_A)
			kua_buf_printf(&f->text, "<%s>", name);
		return;
	}
	if (element == RSS || element == RDF || element == FEED || element == FEED_3)
		f->feed = true;
	if (f->depth == 1 && !f->feed) {
		kua_xml_stop(x);
		return;
	}
	if (f->feed)
		begin(f, element == FEED ? "application/atom+xml" : "application/rss+xml");
	if (element == E_IMAGE && !f->image)
		f->image = f->depth;
	read_attributes(f, x, element);
	if (is_entry(element)) {
		clear_entry(f);
		f->entry = true;
	} else if (field_of(element) != FIELDS && !f->image) {
		f->reading = element;
		kua_buf_clear(&f->text);
	}
}

static void on_end(void *ctx, int element)
{
	struct feed *f = ctx;
	f->depth -= f->depth > 0;
	if (f->inside.n) {
		const char *name = f->inside.v[--f->inside.n];
		if (f->reading == E_CONTENT || f->reading == E_SUMMARY || f->reading == E_TITLE_A)
			kua_buf_printf(&f->text, "</%s>", name);
		if (element == E_NAME || element == E_NAME_3) { /* what stands behind it, a mail address, is no name */
			keep_text(f, f->reading);
			kua_buf_clear(&f->text);
		}
		return;
	}
	if (f->reading) {
		end_field(f);
		return;
	}
	if (f->image > f->depth)
		f->image = 0;
	if (is_entry(element))
		end_entry(f);
}

static void on_text(void *ctx, struct kua_str text)
{
	struct feed *f = ctx;
	if (!f->reading)
		return;
	if (!f->inside.n) {
		kua_buf_add(&f->text, text.s, text.n);
		return;
	}
	for (size_t i = 0; i < text.n; i++) { /* it will be read as HTML */
		if (text.s[i] == '<' || text.s[i] == '&')
			kua_buf_str(&f->text, text.s[i] == '<' ? "&lt;" : "&amp;");
		else
			kua_buf_char(&f->text, text.s[i]);
	}
}

static void tell_about(struct feed *f)
{
	static const struct {
		enum field field;
		const char *key;
	} keys[] = {{TITLE, "title"}, {SUMMARY, "description"}, {LINK, "url"}, {AUTHOR, "author"}};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct kua_buf plain = KUA_BUF_INIT;
		add_text(f, str(&f->about[keys[i].field]), &plain);
		kua_answer_meta(f->o, keys[i].key, str(&plain));
		kua_buf_free(&plain);
	}
}

static void close_feed(struct feed *f)
{
	clear_entry(f);
	for (size_t i = 0; i < FIELDS; i++) {
		kua_buf_free(&f->fields[i]);
		kua_buf_free(&f->about[i]);
	}
	kua_buf_free(&f->text);
	kua_vec_free(&f->categories);
	kua_vec_free(&f->inside);
}

bool kua_read_feed(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	static const struct kua_xml_reader form = {.names = names, .start = on_start, .end = on_end, .text = on_text};
	struct kua_xml_reader reader = form;
	struct feed f = {.w = w, .o = o};
	(void)name;
	reader.words = w;
	enum kua_xml_state state = kua_xml_parse_bytes(&reader, &f, (struct kua_str){bytes, n});
	if (f.begun) {
		end_entry(&f); /* its end may be missing */
		tell_about(&f);
		kua_xml_diagnose(o, state);
		if (!o->items)
			kua_answer_diagnose(o, KUA_DIAG_EMPTY, "a feed without entries");
	}
	close_feed(&f);
	return f.begun;
}

/* ---- JSON Feed ---- */

static void take(struct feed *f, enum field field, const json_t *v)
{
	if (json_is_array(v))
		v = json_array_get(v, 0);
	if (json_is_object(v))
		v = json_object_get(v, "name");
	const char *s = json_string_value(v);
	if (s && !f->fields[field].len)
		kua_buf_str(&f->fields[field], s);
}

static void read_json_entry(struct feed *f, const json_t *entry)
{
	static const struct {
		const char *name;
		enum field field;
	} members[] = {
		{"title", TITLE}, {"url", LINK}, {"external_url", LINK}, {"content_html", CONTENT}, {"content_text", CONTENT},
		{"summary", SUMMARY}, {"date_published", DATE}, {"date_modified", UPDATED}, {"authors", AUTHOR}, {"author", AUTHOR},
		{"language", LANGUAGE},
	};
	clear_entry(f);
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		take(f, members[i].field, json_object_get(entry, members[i].name));
	const json_t *tags = json_object_get(entry, "tags");
	for (size_t i = 0; i < json_array_size(tags) && i < ENTRY_CATEGORIES; i++) {
		const char *s = json_string_value(json_array_get(tags, i));
		if (s)
			kua_buf_str(kua_vec_add(&f->categories), s);
	}
	answer_entry(f);
}

bool kua_read_json_feed(const struct kua_words *w, struct kua_str text, const char *charset, struct kua_answer *o)
{
	struct feed f = {.w = w, .o = o};
	char type[100];
	if (!memmem(text.s, text.n < 4096 ? text.n : 4096, "jsonfeed.org/version", 20))
		return false;
	json_set_alloc_funcs(kua_malloc, free);
	json_t *top = json_loadb(text.s, text.n, 0, NULL);
	const json_t *items = json_object_get(top, "items");
	if (json_is_array(items)) {
		static const char *const keys[] = {"title", "description", "home_page_url"};
		(void)snprintf(type, sizeof type, "application/feed+json; charset=%s", charset);
		begin(&f, type);
		for (size_t i = 0; i < 3; i++)
			kua_answer_meta(o, i == 2 ? "url" : keys[i], kua_str(json_string_value(json_object_get(top, keys[i]))));
		for (size_t i = 0; i < json_array_size(items) && !f.stopped; i++)
			read_json_entry(&f, json_array_get(items, i));
	}
	json_decref(top);
	close_feed(&f);
	return f.begun;
}
