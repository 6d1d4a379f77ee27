/*
 * html_meta.c - what a page says about itself for machines: meta elements, the title element, JSON-LD. The
 * names are those of the vocabularies in use (Open Graph, Dublin Core, schema.org, what news sites give to
 * search engines), best first.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "intake/html.h"

#define VALUE_BYTES ((size_t)1000)
#define GRAPH_NODES ((size_t)200)    /* of a JSON-LD graph */
#define BODY_BYTES ((size_t)1 << 20) /* of an article's text in JSON-LD */

enum field { TITLE, AUTHOR, DATE, SITE, SECTION, PUBLISHER, MODIFIED, DESCRIPTION, GENERATOR, URL, LANGUAGE };
static const struct {
	const char *name;
	enum field field;
} names[] = {
	{"og:title", TITLE}, {"twitter:title", TITLE}, {"dc.title", TITLE}, {"dcterms.title", TITLE},
	{"citation_title", TITLE},
	{"author", AUTHOR}, {"article:author", AUTHOR}, {"dc.creator", AUTHOR}, {"dcterms.creator", AUTHOR},
	{"citation_author", AUTHOR},
	{"parsely-author", AUTHOR}, {"sailthru.author", AUTHOR}, {"byl", AUTHOR}, {"mediator_author", AUTHOR},
	{"dc.contributor", AUTHOR},
	{"article:published_time", DATE}, {"og:published_time", DATE}, {"datepublished", DATE},
	{"mediator_published_time", DATE}, {"article:published", DATE}, {"article.published", DATE},
	{"og:article:published_time", DATE},
	{"dc.date.issued", DATE},
	{"dcterms.issued", DATE}, {"dc.date", DATE}, {"dcterms.date", DATE}, {"dcterms.created", DATE},
	{"dc.date.created", DATE},
	{"citation_publication_date", DATE}, {"citation_online_date", DATE}, {"citation_date", DATE},
	{"parsely-pub-date", DATE}, {"sailthru.date", DATE}, {"pubdate", DATE}, {"pub_date", DATE},
	{"publishdate", DATE}, {"publish-date", DATE}, {"publication_date", DATE}, {"originalpublicationdate", DATE},
	{"pdate", DATE}, {"ptime", DATE}, {"date", DATE},
	{"og:site_name", SITE}, {"application-name", SITE}, {"article:section", SECTION}, {"parsely-section", SECTION},
	{"dc.publisher", PUBLISHER}, {"dcterms.publisher", PUBLISHER}, {"citation_journal_title", PUBLISHER},
	{"citation_publisher", PUBLISHER},
	{"article:modified_time", MODIFIED}, {"og:updated_time", MODIFIED}, {"datemodified", MODIFIED},
	{"dcterms.modified", MODIFIED}, {"dc.date.modified", MODIFIED}, {"last-modified", MODIFIED}, {"revised", MODIFIED},
	{"og:description", DESCRIPTION}, {"description", DESCRIPTION}, {"twitter:description", DESCRIPTION},
	{"dc.description", DESCRIPTION}, {"dcterms.description", DESCRIPTION}, {"dcterms.abstract", DESCRIPTION},
	{"citation_abstract", DESCRIPTION},
	{"generator", GENERATOR}, {"og:url", URL}, {"citation_public_url", URL}, {"citation_abstract_html_url", URL},
	{"twitter:url", URL}, {"dc.identifier", URL},
	{"dc.language", LANGUAGE}, {"dcterms.language", LANGUAGE}, {"citation_language", LANGUAGE}, {"content-language", LANGUAGE},
	{"og:locale", LANGUAGE},
};

/* A name that is an address is no name. */
static bool is_address(struct kua_str s)
{
	return s.n > 7 && (strncasecmp(s.s, "http://", 7) == 0 || strncasecmp(s.s, "https:/", 7) == 0);
}

static void set(struct kua_page *page, enum field field, unsigned rank, struct kua_str value)
{
	struct kua_page_meta *m = &page->meta;
	struct kua_str *const to[] = {&m->title, &m->author, &m->date, &m->site, &m->section, &m->publisher,
	                              &m->modified, &m->description, &m->generator, &m->url, &m->language};
	unsigned *const ranks[] = {&m->title_rank, &m->author_rank, &m->date_rank};
	char iso[11];
	value = kua_trim(value);
	if (field == DESCRIPTION && value.n > VALUE_BYTES)
		value.n = kua_cut(value.s, value.n, VALUE_BYTES);
	if (value.n == 0 || value.n > VALUE_BYTES || (field == URL && !is_address(value)))
		return;
	if (field == AUTHOR && (is_address(value) || kua_words_has(page->w, KUA_SET_SITE_ROLE, value)))
		return;
	if ((field == DATE || field == MODIFIED) && !kua_whole_date(page->w, value, iso))
		return;
	bool ranked = field < sizeof ranks / sizeof *ranks;
	if (to[field]->n && (!ranked || *ranks[field] <= rank))
		return;
	*to[field] = value;
	if (ranked)
		*ranks[field] = rank;
}

/* "Smith, Jane", as libraries write names; anything else stays. */
static struct kua_str turn_name(struct kua_page *page, struct kua_str s)
{
	const char *comma = s.n ? memchr(s.s, ',', s.n) : NULL;
	if (!comma || memchr(comma + 1, ',', (size_t)(s.s + s.n - comma - 1)))
		return s;
	struct kua_str family = kua_trim((struct kua_str){s.s, (size_t)(comma - s.s)});
	struct kua_str given = kua_trim((struct kua_str){comma + 1, (size_t)(s.s + s.n - comma - 1)});
	if (!given.n || !family.n || memchr(family.s, ' ', family.n))
		return s;
	return kua_str(kua_arena_printf(page->arena, "%.*s %.*s", (int)given.n, given.s, (int)family.n, family.s));
}

static void read_meta(struct kua_page *page, const GumboNode *node)
{
	static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
		const char *key = kua_html_attribute(node, keys[k]);
		for (unsigned i = 0; *key && i < sizeof names / sizeof *names; i++) {
			if (strcasecmp(key, names[i].name) != 0)
				continue;
			struct kua_str value = kua_str(kua_html_attribute(node, "content"));
			bool library = strncasecmp(key, "citation_", 9) == 0 || strncasecmp(key, "dc", 2) == 0;
			if (names[i].field == AUTHOR && library && value.n <= VALUE_BYTES)
				value = turn_name(page, value);
			set(page, names[i].field, i, value);
		}
	}
}

/* ---- JSON-LD ---- */

static struct kua_str copy(struct kua_page *page, const json_t *v)
{
	struct kua_buf b = KUA_BUF_INIT;
	const char *s = json_string_value(v);
	if (s)
		kua_one_line(&b, s, strlen(s));
	struct kua_str out = {kua_arena_strndup(page->arena, b.data, b.len), b.len};
	kua_buf_free(&b);
	return out;
}

static struct kua_str first_of(struct kua_page *page, const json_t *v)
{
	return copy(page, json_is_array(v) ? json_array_get(v, 0) : v);
}

/* A name: text, an object with a name, or the first of a list of either. */
static struct kua_str name_of(struct kua_page *page, const json_t *v)
{
	if (json_is_array(v))
		v = json_array_get(v, 0);
	return copy(page, json_is_object(v) ? json_object_get(v, "name") : v);
}

/* Machines are told nothing better than this: before all meta names. */
#define JSON_LD_RANK 0

/* What another node of the graph says of it: {"@id": "#jane"} for one with that @id and a name. */
static const json_t *resolve(const json_t *graph, const json_t *v)
{
	const char *id = json_string_value(json_object_get(v, "@id"));
	if (json_is_array(v))
		return resolve(graph, json_array_get(v, 0));
	if (!id || json_object_get(v, "name"))
		return v;
	for (size_t i = 0; i < json_array_size(graph) && i < GRAPH_NODES; i++) {
		const json_t *other = json_array_get(graph, i);
		const char *own = json_string_value(json_object_get(other, "@id"));
		if (own && strcmp(own, id) == 0)
			return other;
	}
	return v;
}

static bool is_kind(const json_t *thing, const char *end)
{
	const json_t *type = json_object_get(thing, "@type");
	struct kua_str t = kua_str(json_string_value(json_is_array(type) ? json_array_get(type, 0) : type));
	return kua_str_ends(t, end);
}

static void read_thing(struct kua_page *page, const json_t *graph, const json_t *thing, bool inner)
{
	const json_t *headline = json_object_get(thing, "headline"),
	    *date = json_object_get(thing, "datePublished"), *main = json_object_get(thing, "mainEntity"),
	    *body = json_object_get(thing, "articleBody");
	if (is_kind(thing, "WebSite") || is_kind(thing, "Organization"))
		set(page, SITE, JSON_LD_RANK, copy(page, json_object_get(thing, "name")));
	if (json_is_object(main) && inner)
		read_thing(page, graph, main, false);
	if ((!headline && !date) || is_kind(thing, "Comment"))
		return;
	set(page, TITLE, JSON_LD_RANK, copy(page, headline));
	set(page, DATE, JSON_LD_RANK, copy(page, date));
	set(page, MODIFIED, JSON_LD_RANK, copy(page, json_object_get(thing, "dateModified")));
	set(page, AUTHOR, JSON_LD_RANK, name_of(page, resolve(graph, json_object_get(thing, "author"))));
	set(page, PUBLISHER, JSON_LD_RANK, name_of(page, resolve(graph, json_object_get(thing, "publisher"))));
	set(page, SECTION, JSON_LD_RANK, first_of(page, json_object_get(thing, "articleSection")));
	set(page, URL, JSON_LD_RANK, copy(page, json_object_get(thing, "url")));
	set(page, DESCRIPTION, JSON_LD_RANK, copy(page, json_object_get(thing, "description")));
	if (!page->meta.body.n && json_string_length(body) > page->meta.body.n && json_string_length(body) <= BODY_BYTES)
		page->meta.body = kua_str(kua_arena_strdup(page->arena, json_string_value(body)));
}

/* Between its first and its last bracket; lines may be broken inside strings, as they are on many pages. */
static json_t *load(const char *text)
{
	const char *cdata = strstr(text, "<![CDATA["), *end = cdata ? strstr(cdata, "]]>") : NULL;
	text = cdata ? cdata + 9 : text;
	size_t from = strcspn(text, "{["), to = end ? (size_t)(end - text) : strlen(text);
	struct kua_buf b = KUA_BUF_INIT;
	while (to > from && text[to - 1] != '}' && text[to - 1] != ']')
		to--;
	for (size_t i = from; i < to; i++)
		kua_buf_char(&b, (unsigned char)text[i] < ' ' ? ' ' : text[i]);
	json_set_alloc_funcs(kua_malloc, free);
	json_t *top = b.len ? json_loadb(b.data, b.len, 0, NULL) : NULL;
	kua_buf_free(&b);
	return top;
}

static void read_json_ld(struct kua_page *page, const GumboNode *script)
{
	if (script->v.element.children.length == 0)
		return;
	const GumboNode *text = script->v.element.children.data[0];
	if (text->type != GUMBO_NODE_TEXT)
		return;
	json_t *top = load(text->v.text.text);
	json_t *graph = json_is_array(top) ? top : json_object_get(top, "@graph");
	read_thing(page, graph, top, true);
	for (unsigned round = 0; round < 2; round++) /* articles before the pages that hold them */
		for (size_t i = 0; i < json_array_size(graph) && i < GRAPH_NODES; i++)
			if (is_kind(json_array_get(graph, i), "Page") == (round == 1))
				read_thing(page, graph, json_array_get(graph, i), true);
	json_decref(top);
}

void kua_html_meta(struct kua_page *page, const GumboNode *node)
{
	switch (node->v.element.tag) {
	case GUMBO_TAG_META:
		read_meta(page, node);
		break;
	case GUMBO_TAG_LINK:
		if (strcasecmp(kua_html_attribute(node, "rel"), "canonical") == 0)
			set(page, URL, JSON_LD_RANK, kua_str(kua_html_attribute(node, "href")));
		break;
	case GUMBO_TAG_TITLE:
		if (!page->meta.title_element.n)
			page->meta.title_element = kua_html_text(page, node, VALUE_BYTES);
		break;
	case GUMBO_TAG_SCRIPT:
		if (strcasecmp(kua_html_attribute(node, "type"), "application/ld+json") == 0)
			read_json_ld(page, node);
		break;
	default:
		break;
	}
}

/* ---- told as metadata ---- */

void kua_html_tell(const struct kua_page *page, struct kua_answer *o)
{
	const struct kua_page_meta *m = &page->meta;
	const struct {
		const char *key;
		struct kua_str value;
	} said[] = {
		{"url", m->url}, {"site", m->site}, {"publisher", m->publisher}, {"author", m->author}, {"published", m->date},
		{"modified", m->modified}, {"section", m->section}, {"language", m->language}, {"description", m->description},
		{"generator", m->generator}, {"saved.from", m->saved_from}, {"saved.on", m->saved_on}, {"saved.by", m->saved_by},
	};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		kua_answer_meta(o, said[i].key, said[i].value);
}
