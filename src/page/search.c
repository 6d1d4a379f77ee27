/*
 * search.c - the screen of searches: words in any script and filters, all in the address, so that it works without a script and can be kept.
 * Each filter that is on is a chip that takes it away; beside each that could be is how many it would leave.
 */
#include <inttypes.h>
#include <string.h>

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "page/search.h"

enum { VALUES = 8 };

static const struct {
	const char *name;
	enum kua_facet facet;
} facets[] = {
	{"kind", KUA_FACET_KIND}, {"act", KUA_FACET_ACT}, {"status", KUA_FACET_STATUS}, {"person", KUA_FACET_PERSON},
	{"place", KUA_FACET_PLACE}, {"language", KUA_FACET_LANGUAGE}, {"document", KUA_FACET_DOCUMENT},
};
enum { FACETS = sizeof facets / sizeof *facets };

/* ---- what is wanted, out of an address ---- */

static const char *get(const struct pairs *p, const char *name)
{
	const char *value = pairs_get(p, name);
	return value && *value ? value : NULL;
}

static bool is_facet(const char *name, enum kua_facet *out)
{
	for (size_t i = 0; i < FACETS; i++)
		if (strcmp(facets[i].name, name) == 0) {
			*out = facets[i].facet;
			return true;
		}
	return false;
}

void search_wanted(const struct pairs *p, const struct kua_sounds *sounds, struct kua_wanted *out)
{
	*out = (struct kua_wanted){.words = get(p, "q"), .since = get(p, "since"), .until = get(p, "until"), .sounds = sounds};
	for (size_t i = 0; i < p->n && out->n < KUA_FILTERS; i++) {
		enum kua_facet facet;
		if (*p->v[i].value && is_facet(p->v[i].name, &facet))
			out->filters[out->n++] = (struct kua_filter){facet, p->v[i].value};
	}
}

static void add_pair(const struct visit *v, struct kua_buf *b, const char *name, const char *value)
{
	kua_buf_printf(b, "%s%s=%s", b->len ? "&" : "", name, encoded(v, value));
}

static bool is_ours(const char *name)
{
	enum kua_facet facet;
	return is_facet(name, &facet) || strcmp(name, "q") == 0 || strcmp(name, "since") == 0 || strcmp(name, "until") == 0;
}

const char *search_query(const struct visit *v, size_t without, const char *name, const char *value)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < v->q->query.n; i++) {
		const struct pair *p = &v->q->query.v[i];
		if (i != without && *p->value && is_ours(p->name))
			add_pair(v, &b, p->name, p->value);
	}
	if (name)
		add_pair(v, &b, name, value);
	const char *query = kua_arena_strndup(v->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return query;
}

/* ---- words for values ---- */

static const char *language_name(const struct visit *v, const char *tag)
{
	UChar wide[80];
	char text[240];
	int32_t n;
	UErrorCode status = U_ZERO_ERROR;
	n = uloc_getDisplayLanguage(tag, texts_language(v->w), wide, 80, &status);
	u_strToUTF8(text, sizeof text, NULL, wide, n, &status);
	return U_SUCCESS(status) && n ? kua_arena_strdup(v->a, text) : tag;
}

static const char *value_word(const struct visit *v, enum kua_facet facet, const char *value)
{
	switch (facet) {
	case KUA_FACET_KIND: return texts_value(v->w, "kinds", value, v->a);
	case KUA_FACET_ACT: return texts_value(v->w, "act", value, v->a);
	case KUA_FACET_STATUS: return texts_value(v->w, "status", value, v->a);
	case KUA_FACET_LANGUAGE: return language_name(v, value);
	default: return value;
	}
}

/* The label of an entity or the name of a document, where the value is an id; else the value, which somebody wrote. */
static const char *name_of(struct visit *v, enum kua_facet facet, const char *value)
{
	struct kua_error ignored;
	void *record;
	if (facet == KUA_FACET_DOCUMENT)
		return rows_one(v, KUA_DOCUMENT, value, &record, &ignored) == KUA_OK ? ((const struct kua_document *)record)->name : value;
	if (facet != KUA_FACET_PERSON && facet != KUA_FACET_PLACE)
		return value_word(v, facet, value);
	return rows_one(v, KUA_ENTITY, value, &record, &ignored) == KUA_OK ? ((const struct kua_entity *)record)->label : value;
}

/* ---- the form, the chips, the counts ---- */

static void input(struct visit *v, const char *name, const char *key)
{
	put(v, "<label>");
	put_word(v, key);
	putf(v, " <input name=\"%s\" dir=\"auto\" maxlength=\"200\" value=\"", name);
	put_text(v, strcmp(name, "person") == 0 || strcmp(name, "place") == 0 ? NULL : pairs_get(&v->q->query, name));
	put(v, "\"></label> ");
}

static void form(struct visit *v)
{
	put(v, "<form class=\"narrow\" action=\"/search\">");
	for (size_t i = 0; i < v->q->query.n; i++) {
		const struct pair *p = &v->q->query.v[i];
		enum kua_facet facet;
		if (!*p->value || !is_facet(p->name, &facet))
			continue;
		putf(v, "<input type=\"hidden\" name=\"%s\" value=\"", p->name); /* a name of ours */
		put_text(v, p->value);
		put(v, "\">");
	}
	input(v, "q", "search-words");
	input(v, "person", "field.person");
	input(v, "place", "field.place");
	input(v, "since", "field.since");
	input(v, "until", "field.until");
	put(v, "<button>");
	put_word(v, "narrow");
	put(v, "</button></form>\n");
}

static void chip(struct visit *v, size_t at, const char *key, const char *word)
{
	put(v, "<li>");
	link_to(v, "/search", NULL, search_query(v, at, NULL, NULL));
	put(v, "<span class=\"hidden\">");
	put_word(v, "search-without");
	put(v, " </span>");
	put_word(v, key);
	put_colon(v);
	put_apart(v, word);
	put(v, " <span aria-hidden=\"true\">×</span></a></li>");
}

static const char *facet_key(enum kua_facet facet)
{
	static const char *const keys[KUA_FACETS] = {
		[KUA_FACET_KIND] = "field.kind", [KUA_FACET_STATUS] = "field.status", [KUA_FACET_ACT] = "field.act", [KUA_FACET_PERSON] = "field.person",
		[KUA_FACET_PLACE] = "field.place", [KUA_FACET_LANGUAGE] = "language", [KUA_FACET_DOCUMENT] = "document",
	};
	return keys[facet];
}

static void chips(struct visit *v)
{
	put(v, "<ul class=\"chips\">");
	for (size_t i = 0; i < v->q->query.n; i++) {
		const struct pair *p = &v->q->query.v[i];
		enum kua_facet facet;
		if (!*p->value || !is_ours(p->name))
			continue;
		if (is_facet(p->name, &facet))
			chip(v, i, facet_key(facet), name_of(v, facet, p->value));
		else
			chip(v, i, strcmp(p->name, "q") == 0 ? "search-words" : strcmp(p->name, "since") == 0 ? "field.since" : "field.until", p->value);
	}
	put(v, "</ul>\n");
}

static bool is_on(const struct visit *v, const char *name, const char *value)
{
	for (size_t i = 0; i < v->q->query.n; i++)
		if (strcmp(v->q->query.v[i].name, name) == 0 && strcmp(v->q->query.v[i].value, value) == 0)
			return true;
	return false;
}

static void counts(struct visit *v, const struct kua_found *found)
{
	put(v, "<div class=\"counts\">\n");
	for (size_t i = 0; i < FACETS; i++) {
		enum kua_facet facet = facets[i].facet;
		if (!found->n_facets[facet])
			continue;
		put(v, "<section><h2>");
		put_word(v, facet_key(facet));
		put(v, "</h2><ul>");
		for (size_t k = 0; k < found->n_facets[facet]; k++) {
			const struct kua_facet_value *value = &found->facets[facet][k];
			const char *word = value->label ? value->label : value_word(v, facet, value->value);
			bool on = is_on(v, facets[i].name, value->value);
			put(v, "<li>");
			if (!on)
				link_to(v, "/search", NULL, search_query(v, SIZE_MAX, facets[i].name, value->value));
			put_element(v, on ? "b" : "bdi", NULL, word);
			put(v, on ? "" : "</a>");
			put(v, " <span class=\"dim\">");
			put(v, texts_number(v->w, value->n, v->a));
			put(v, "</span></li>");
		}
		put(v, "</ul></section>\n");
	}
	put(v, "</div>\n");
}

/* ---- what was found ---- */

/* The snippet marks what was found with \1 and \2. */
static void snippet(struct visit *v, const char *s)
{
	while (s && *s) {
		size_t n = strcspn(s, "\1\2");
		put_text_n(v, s, n);
		s += n;
		if (*s)
			put(v, *s++ == '\1' ? "<mark>" : "</mark>");
	}
}

/* What a claim says, in a word: "killed: about 70", "arrested: Bo Lind", "protest". */
static const char *claim_title(const struct visit *v, const struct kua_hit *h, const void *record)
{
	const struct kua_figure *f = record;
	const struct kua_case_step *s = record;
	const struct kua_harm *m = record;
	const struct kua_action *x = record;
	switch (h->kind) {
	case KUA_FIGURE:
		return texts_two(v->w, "@colon", texts_value(v->w, "act", f->act, v->a), figure_number(v, f), v->a);
	case KUA_CASE_STEP:
		return kua_arena_printf(v->a, "%s%s%s", texts_value(v->w, "step", s->step, v->a),
		                        s->name ? texts_between(v->w, "@colon", v->a) : "", s->name ? s->name : "");
	case KUA_HARM:
		return kua_arena_printf(v->a, "%s%s%s", texts_value(v->w, "act", m->act, v->a), m->people ? texts_between(v->w, "@colon", v->a) : "",
		                        m->people ? m->people : "");
	case KUA_ACTION:
		return texts_value(v->w, "action", x->kind, v->a);
	default:
		return NULL;
	}
}

/* Where a claim stands; nothing where its item went meanwhile. */
static void claim_source(struct visit *v, const struct kua_hit *h)
{
	struct kua_item *item;
	struct kua_error ignored;
	if (!h->item || rows_one(v, KUA_ITEM, h->item, (void **)&item, &ignored) != KUA_OK)
		return;
	put(v, " <span class=\"dim\"><bdi>");
	put_text(v, item_name(item));
	put(v, "</bdi> ");
	put_date(v, item->published_on);
	put(v, "</span>");
}

static void hit(struct visit *v, const struct kua_hit *h)
{
	static const char *const paths[KUA_SHAPES] = {[KUA_ITEM] = "/item", [KUA_ENTITY] = "/entity", [KUA_FIGURE] = "/figure"};
	const char *kind = kua_shapes[h->kind].type, *title = h->title;
	struct kua_error ignored;
	void *record;
	bool claim = h->kind != KUA_ITEM && h->kind != KUA_ENTITY && rows_one(v, h->kind, h->id, &record, &ignored) == KUA_OK;
	title = claim ? claim_title(v, h, record) : title;
	title = title ? title : texts_value(v->w, "kind", kind, v->a);
	put(v, "<li>");
	if (paths[h->kind])
		link_text(v, paths[h->kind], h->id, title);
	else if (h->item) {
		link_to(v, "/item", h->item, kua_arena_printf(v->a, "mark=%s#chosen", h->id));
		put_element(v, "bdi", NULL, title);
		put(v, "</a>");
	}
	if (claim)
		claim_source(v, h);
	else if (h->kind != KUA_ITEM) {
		put(v, " <span class=\"dim\">");
		put_text(v, texts_value(v->w, "kind", h->is, v->a));
		put(v, "</span>");
	}
	put(v, "<p class=\"snippet\" dir=\"auto\">");
	snippet(v, h->snippet);
	put(v, "</p></li>\n");
}

static void keep_as(struct visit *v, const char *path, const char *key)
{
	link_to(v, path, NULL, search_query(v, SIZE_MAX, NULL, NULL));
	put_word(v, key);
	put(v, "</a> ");
}

/* As a file, and under a name. */
static void keeping(struct visit *v)
{
	put(v, "<details class=\"keep\"><summary>");
	put_word(v, "search-keep");
	put(v, "</summary><p>");
	keep_as(v, "/search/found.csv", "search-csv");
	keep_as(v, "/search/found.jsonl", "search-jsonl");
	put(v, "</p><p class=\"dim\">");
	put_word(v, "search-everything");
	put(v, "</p>\n");
	form_open(v, "/search/save", "narrow");
	put(v, "<input type=\"hidden\" name=\"query\" value=\"");
	put_text(v, search_query(v, SIZE_MAX, NULL, NULL));
	put(v, "\"><label>");
	put_word(v, "search-name");
	put(v, " <input name=\"name\" dir=\"auto\" maxlength=\"100\" required></label> <button>");
	put_word(v, "save");
	put(v, "</button></form></details>\n");
}

static void results(struct visit *v, const struct kua_found *found, size_t from)
{
	put(v, "<p class=\"dim\" role=\"status\">");
	put_count(v, "hits", found->total);
	put(v, "</p>\n");
	counts(v, found);
	put(v, "<ul class=\"rows\">");
	for (size_t i = 0; i < found->n; i++)
		hit(v, &found->v[i]);
	put(v, "</ul>\n");
	pager(v, from, found->n, found->total);
	keeping(v);
}

enum kua_code screen_search(struct visit *v, struct kua_error *err)
{
	struct kua_sounds sounds = kua_flow_sounds(v->page->options.knowledge);
	struct kua_wanted w;
	struct kua_found found;
	struct catalogue *shared;
	search_wanted(&v->q->query, &sounds, &w);
	w.skip = rows_from(v);
	w.most = ROWS;
	w.values = VALUES;
	enum kua_code code = catalogue_take(v, &shared, err);
	if (code != KUA_OK)
		return code;
	code = kua_casebook_search(v->cb, catalogue_of(shared), &w, v->a, &found, err);
	if (code == KUA_OK) {
		frame_open(v, texts_text(v->w, "search"), "search");
		form(v);
		chips(v);
		results(v, &found, w.skip);
		code = saved_searches(v, shared, SIZE_MAX, err);
		frame_close(v);
	}
	catalogue_give(v, shared);
	return code;
}
