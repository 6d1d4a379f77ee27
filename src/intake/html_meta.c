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
#define GRAPH_NODES ((size_t)200) /* of a JSON-LD graph */

enum field { TITLE, AUTHOR, DATE, SITE, SECTION, PUBLISHER };
static const struct {
	const char *name;
	enum field field;
} names[] = {
	{"og:title", TITLE}, {"twitter:title", TITLE}, {"dc.title", TITLE}, {"dcterms.title", TITLE},
	{"citation_title", TITLE},
	{"author", AUTHOR}, {"article:author", AUTHOR}, {"dc.creator", AUTHOR}, {"dcterms.creator", AUTHOR},
	{"citation_author", AUTHOR},
	{"parsely-author", AUTHOR}, {"sailthru.author", AUTHOR}, {"byl", AUTHOR},
	{"article:published_time", DATE}, {"og:published_time", DATE}, {"datepublished", DATE},
	{"dc.date.issued", DATE},
	{"dcterms.issued", DATE}, {"dc.date", DATE}, {"dcterms.date", DATE}, {"dcterms.created", DATE},
	{"dc.date.created", DATE},
	{"citation_publication_date", DATE}, {"parsely-pub-date", DATE}, {"sailthru.date", DATE}, {"pubdate", DATE},
	{"publishdate", DATE}, {"publish-date", DATE}, {"publication_date", DATE}, {"pdate", DATE}, {"date", DATE},
	{"og:site_name", SITE}, {"application-name", SITE}, {"article:section", SECTION}, {"parsely-section", SECTION},
};

/* A name that is an address is no name. */
static bool is_address(struct kua_str s)
{
	return s.n > 7 && (strncasecmp(s.s, "http://", 7) == 0 || strncasecmp(s.s, "https:/", 7) == 0);
}

static void set(struct kua_page *page, enum field field, unsigned rank, struct kua_str value)
{
	struct kua_page_meta *m = &page->meta;
	struct kua_str *const to[] = {&m->title, &m->author, &m->date, &m->site, &m->section, &m->publisher};
	unsigned *const ranks[] = {&m->title_rank, &m->author_rank, &m->date_rank, NULL, NULL, NULL};
	char iso[11];
	value = kua_trim(value);
	if (value.n == 0 || value.n > VALUE_BYTES)
		return;
	if (field == AUTHOR && (is_address(value) || kua_words_has(page->w, KUA_SET_SITE_ROLE, value)))
		return;
	if (field == DATE && !kua_whole_date(page->w, value, iso))
		return;
	if (to[field]->n && (!ranks[field] || *ranks[field] <= rank))
		return;
	*to[field] = value;
	if (ranks[field])
		*ranks[field] = rank;
}

static void read_meta(struct kua_page *page, const GumboNode *node)
{
	static const char *const keys[] = {"property", "name", "itemprop"};
	for (size_t k = 0; k < 3; k++)
		for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
			if (strcasecmp(kua_html_attribute(node, keys[k]), names[i].name) == 0)
				set(page, names[i].field, i, kua_str(kua_html_attribute(node, "content")));
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

static void read_thing(struct kua_page *page, const json_t *thing)
{
	const json_t *headline = json_object_get(thing, "headline"),
	    *date = json_object_get(thing, "datePublished");
	if (!headline && !date)
		return;
	set(page, TITLE, JSON_LD_RANK, copy(page, headline));
	set(page, DATE, JSON_LD_RANK, copy(page, date));
	set(page, AUTHOR, JSON_LD_RANK, name_of(page, json_object_get(thing, "author")));
	set(page, PUBLISHER, JSON_LD_RANK, name_of(page, json_object_get(thing, "publisher")));
	set(page, SECTION, JSON_LD_RANK, first_of(page, json_object_get(thing, "articleSection")));
}

static void read_json_ld(struct kua_page *page, const GumboNode *script)
{
	if (script->v.element.children.length == 0)
		return;
	const GumboNode *text = script->v.element.children.data[0];
	if (text->type != GUMBO_NODE_TEXT)
		return;
	json_set_alloc_funcs(kua_malloc, free);
	json_t *top = json_loadb(text->v.text.text, strlen(text->v.text.text), 0, NULL);
	json_t *graph = json_is_array(top) ? top : json_object_get(top, "@graph");
	read_thing(page, top);
	for (size_t i = 0; i < json_array_size(graph) && i < GRAPH_NODES; i++)
		read_thing(page, json_array_get(graph, i));
	json_decref(top);
}

void kua_html_meta(struct kua_page *page, const GumboNode *node)
{
	switch (node->v.element.tag) {
	case GUMBO_TAG_META:
		read_meta(page, node);
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
