/*
 * site_posts.c - what the campaign wrote: a page for each post, and all of them by date, by category and by author. A post stands once, in the
 * folder of its language; the other languages list it where it is not translated, and each of its translations leads to the others.
 */
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "publish/internal.h"

enum { SUMMARY = 240, HOPS = 8 };

/* ---- which there are ---- */

static const char *value(const struct paper *p, const char *field)
{
	return kua_paper_value(p->versions[p->n - 1], field);
}

static int latest_first(const void *pa, const void *pb)
{
	const struct post *a = pa, *b = pb;
	int c = strcmp(b->date, a->date);
	return c ? c : strcmp(b->id, a->id);
}

static struct kua_list parted(const struct site *s, const char *said)
{
	struct kua_list out = {0};
	for (const char *at = said; at && *at;) {
		size_t n = strcspn(at, ","), skip = strspn(at, " ");
		const char *one = skip < n ? kua_arena_strndup(s->a, at + skip, n - skip) : NULL;
		if (one && !kua_list_has(&out, one))
			kua_list_add(s->a, &out, one);
		at += n + (at[n] == ',');
	}
	return out;
}

static const struct texts *language_of(const struct site *s, const char *tag)
{
	for (size_t i = 0; tag && i < s->in->n_languages; i++) {
		size_t n = strlen(texts_language(s->in->languages[i]));
		if (strncasecmp(tag, texts_language(s->in->languages[i]), n) == 0 && (tag[n] == '\0' || tag[n] == '-'))
			return s->in->languages[i];
	}
	return s->in->languages[0];
}

static const char *name_of(const struct site *s, const char *id)
{
	const char *slug = site_slug(s, id, "post");
	if (strncmp(slug, "post-", 5) != 0 && strcmp(slug, id) != 0)
		slug = KUA_ID(s->a, "post", s->in->secret, id); /* another id may have the same letters */
	return kua_arena_printf(s->a, "posts/%s", slug);
}

void site_posts_items(struct site *s)
{
	struct papers v = site_papers(s, "post");
	for (size_t i = 0; i < v.n; i++) {
		const char *item = v.v[i].versions[v.v[i].n - 1]->gone ? NULL : value(&v.v[i], "item");
		const struct kua_item *is = site_item(s, item);
		if (item && !is)
			site_warn(s, "post %s names %s, which is no item", v.v[i].versions[0]->id, item);
		if (is)
			s->shown[is - s->l->in.items] = true;
	}
}

/* A post and its translations are a ring, whose group is the least place among them. */
static void join_translations(struct site *s)
{
	struct kua_intern *ids = kua_intern_new(), *groups = kua_intern_new();
	size_t *first = KUA_NEW_N(s->a, size_t, s->n_posts + 1), *last = KUA_NEW_N(s->a, size_t, s->n_posts + 1);
	for (size_t i = 0; i < s->n_posts; i++)
		(void)kua_intern_add(ids, s->posts[i].id, strlen(s->posts[i].id));
	for (size_t i = 0; i < s->n_posts; i++) {
		size_t root = i;
		for (int hop = 0; hop < HOPS; hop++) {
			const char *of = value(&s->posts[root].is, "translation_of");
			uint32_t next = of ? kua_intern_find(ids, of, strlen(of)) : KUA_NO_ID;
			if (next == KUA_NO_ID || next == root)
				break;
			root = next;
		}
		size_t before = kua_intern_count(groups);
		uint32_t g = kua_intern_add(groups, s->posts[root].id, strlen(s->posts[root].id));
		if (g == before)
			first[g] = last[g] = i;
		s->posts[i].group = first[g];
		s->posts[last[g]].next = i;
		s->posts[i].next = first[g];
		last[g] = i;
	}
	kua_intern_free(ids);
	kua_intern_free(groups);
}

static struct post read_post(struct site *s, const struct paper *p)
{
	const char *said = value(p, "summary"), *text = value(p, "text"), *title = value(p, "title"), *date = value(p, "date");
	struct post out = {.is = *p, .id = p->versions[0]->id, .title = site_clean(s, title ? title : p->versions[0]->id),
	                   .author = site_clean(s, value(p, "author")), .date = date ? date : "", .text = text, .event = value(p, "event"),
	                   .person = value(p, "person"), .gone = p->versions[p->n - 1]->gone, .item = site_item(s, value(p, "item"))};
	out.name = name_of(s, out.id);
	out.w = language_of(s, value(p, "language"));
	out.categories = parted(s, site_clean(s, value(p, "categories")));
	out.summary = said ? site_cut(s, site_clean(s, said), SUMMARY) : site_plain(s, text ? text : out.item ? out.item->text : NULL, SUMMARY);
	return out;
}

void site_posts_find(struct site *s)
{
	struct papers v = site_papers(s, "post");
	s->posts = KUA_NEW_N(s->a, struct post, v.n + 1);
	for (size_t i = 0; i < v.n; i++)
		s->posts[s->n_posts++] = read_post(s, &v.v[i]);
	if (s->n_posts)
		qsort(s->posts, s->n_posts, sizeof *s->posts, latest_first);
	s->posts_of_items = KUA_NEW_N(s->a, size_t, s->l->in.n_items + 1);
	for (size_t i = 0; i < s->n_posts; i++)
		if (s->posts[i].item && !s->posts[i].gone)
			s->posts_of_items[s->posts[i].item - s->l->in.items] = i + 1;
	join_translations(s);
}

/* The one of a ring that is listed where there is none in the language: the original, else the first that is there. */
static const struct post *original_of(const struct site *s, const struct post *p)
{
	const struct post *first = NULL, *at = &s->posts[p->group];
	do {
		if (!at->gone && !value(&at->is, "translation_of"))
			return at;
		first = first || at->gone ? first : at;
		at = &s->posts[at->next];
	} while (at != &s->posts[p->group]);
	return first;
}

bool site_post_listed(const struct site *s, const struct post *p)
{
	if (p->gone || p->w == s->w)
		return !p->gone;
	for (const struct post *at = &s->posts[p->next]; at != p; at = &s->posts[at->next])
		if (!at->gone && at->w == s->w)
			return false;
	return original_of(s, p) == p;
}

const char *site_post_path(const struct site *s, const struct post *p)
{
	return kua_arena_printf(s->a, "%s%s.html", site_across(s, p->w), p->name);
}

/* ---- lists ---- */

const char *site_post_tag(const struct post *p)
{
	const char *tag = value(&p->is, "language");
	size_t n = tag ? strspn(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") : 0;
	return n && n < 36 && !tag[n] ? tag : texts_language(p->w);
}

static const char *category_path(const struct site *s, const char *category)
{
	return kua_arena_printf(s->a, "category/%s.html", site_slug(s, category, "category"));
}

static const char *author_path(const struct site *s, const char *author)
{
	return kua_arena_printf(s->a, "author/%s.html", site_slug(s, author, "author"));
}

void site_post_line(struct site *s, const struct post *p)
{
	say(s, "<li><p class=\"when\">");
	say_date(s, p->date);
	if (p->author) {
		say(s, " · <bdi>");
		say_text(s, p->author);
		say(s, "</bdi>");
	}
	say(s, "</p>\n<p class=\"title\" lang=\"");
	say_text(s, site_post_tag(p));
	say(s, "\">");
	say_link(s, site_post_path(s, p), p->title);
	if (p->w != s->w) {
		sayf(s, " <span class=\"tag\" lang=\"%s\">", texts_language(p->w));
		say_text(s, texts_text(p->w, "@name"));
		say(s, "</span>");
	}
	say(s, "</p>\n<p class=\"dim\" dir=\"auto\" lang=\"");
	say_text(s, site_post_tag(p));
	say(s, "\">");
	say_text(s, p->summary);
	say(s, "</p></li>\n");
}

struct label {
	const char *text, *path;
	KUA_VEC(const struct post *) posts;
};
struct labels {
	struct kua_intern *paths;
	KUA_VEC(struct label) v;
};

static void label(struct labels *l, const char *text, const char *path, const struct post *p)
{
	size_t before = kua_intern_count(l->paths);
	uint32_t i = kua_intern_add(l->paths, path, strlen(path));
	if (i == before)
		*kua_vec_add(&l->v) = (struct label){.text = text, .path = path};
	*kua_vec_add(&l->v.v[i].posts) = p;
}

static int by_text(const void *pa, const void *pb)
{
	const struct label *a = pa, *b = pb;
	int c = strcmp(a->text, b->text);
	return c ? c : strcmp(a->path, b->path);
}

static void chips(struct sheet *p, const struct labels *l, const char *key)
{
	struct site *s = p->s;
	if (!l->v.n)
		return;
	say_element(s, "h2", NULL, texts_text(s->w, key));
	sheet_list(p, "<ul class=\"chips\">\n", "</ul>\n");
	for (size_t i = 0; i < l->v.n; i++) {
		say(s, "<li>");
		say_link(s, l->v.v[i].path, l->v.v[i].text);
		sayf(s, " <span class=\"dim\">%s</span></li>\n", texts_number(s->w, (int64_t)l->v.v[i].posts.n, s->a));
		sheet_keep(p);
	}
	sheet_list(p, NULL, NULL);
}

static const char *without_html(const struct site *s, const char *path)
{
	return kua_arena_strndup(s->a, path, strlen(path) - strlen(".html"));
}

static void label_pages(struct site *s, struct labels *l)
{
	for (size_t i = 0; i < l->v.n; i++) {
		struct sheet p;
		sheet_start(&p, s, without_html(s, l->v.v[i].path), l->v.v[i].text, "posts");
		sheet_alone(&p);
		sheet_list(&p, "<ul class=\"rows\">\n", "</ul>\n");
		for (size_t k = 0; k < l->v.v[i].posts.n; k++) {
			site_post_line(s, l->v.v[i].posts.v[k]);
			sheet_keep(&p);
		}
		sheet_end(&p);
		site_found(s, l->v.v[i].path, l->v.v[i].text, "category", NULL);
		kua_vec_free(&l->v.v[i].posts);
	}
	kua_vec_free(&l->v);
	kua_intern_free(l->paths);
}

static void list(struct site *s)
{
	struct labels categories = {.paths = kua_intern_new()}, authors = {.paths = kua_intern_new()};
	struct sheet p;
	const char *year = "";
	sheet_start(&p, s, "posts", texts_text(s->w, "posts"), "posts");
	for (size_t i = 0; i < s->n_posts; i++) {
		const struct post *post = &s->posts[i];
		if (!site_post_listed(s, post))
			continue;
		for (size_t k = 0; k < post->categories.n; k++)
			label(&categories, post->categories.v[k], category_path(s, post->categories.v[k]), post);
		if (post->author)
			label(&authors, post->author, author_path(s, post->author), post);
		if (strncmp(year, post->date, 4) != 0) {
			year = post->date;
			sheet_list(&p, NULL, NULL);
			say_element(s, "h2", NULL, kua_arena_strndup(s->a, year, 4));
			say(s, "<ul class=\"rows\">\n");
			sheet_keep(&p);
			p.open = "<ul class=\"rows\">\n";
			p.close = "</ul>\n";
		}
		site_post_line(s, post);
		sheet_keep(&p);
	}
	sheet_list(&p, NULL, NULL);
	if (categories.v.n)
		qsort(categories.v.v, categories.v.n, sizeof *categories.v.v, by_text);
	if (authors.v.n)
		qsort(authors.v.v, authors.v.n, sizeof *authors.v.v, by_text);
	chips(&p, &categories, "site-categories");
	chips(&p, &authors, "site-authors");
	sheet_end(&p);
	label_pages(s, &categories);
	label_pages(s, &authors);
}

/* ---- one post ---- */

static void heading(struct site *s, const struct post *p)
{
	say(s, "<p class=\"when\">");
	say_date(s, p->date);
	if (p->author) {
		say(s, " · ");
		say_link(s, author_path(s, p->author), p->author);
	}
	for (size_t i = 0; i < p->categories.n; i++) {
		say(s, i ? ", " : " · ");
		say_link(s, category_path(s, p->categories.v[i]), p->categories.v[i]);
	}
	say(s, "</p>\n");
}

static void about(struct site *s, const struct post *p)
{
	const struct kua_event *e = site_event(s, p->event);
	const char *event = e ? site_event_path(s, e->id) : NULL, *person = p->person ? site_case_path(s, p->person) : NULL;
	if (!event && !person)
		return;
	say_element(s, "h2", NULL, texts_text(s->w, "site-about"));
	say(s, "<ul class=\"rows\">");
	if (event) {
		say(s, "<li>");
		say_link(s, event, site_event_label(s, e));
		say(s, " <span class=\"dim\">");
		site_range(s, e, 3);
		say(s, "</span></li>");
	}
	if (person) {
		say(s, "<li>");
		say_link(s, person, site_case_label(s, &s->cases[kua_intern_find(s->person_ids, p->person, strlen(p->person))]));
		say(s, "</li>");
	}
	say(s, "</ul>\n");
}

static void post_page(struct site *s, const struct post *post)
{
	struct sheet p;
	struct alternate *others = KUA_NEW_N(s->a, struct alternate, s->n_posts + 1);
	sheet_start(&p, s, post->name, post->title, "posts");
	p.about = post->summary;
	p.type = "article";
	p.language = site_post_tag(post);
	p.alternates = others;
	const struct post *at = post;
	do {
		if (!at->gone)
			others[p.n_alternates++] = (struct alternate){at->w, kua_arena_printf(s->a, "%s%s.html", site_folder_of(s, at->w), at->name)};
		at = &s->posts[at->next];
	} while (at != post);
	heading(s, post);
	const char *open = kua_arena_printf(s->a, "<article dir=\"auto\" lang=\"%s\" itemscope itemtype=\"https://schema.org/Article\">\n<div itemprop=\"articleBody\">\n",
	                                    site_post_tag(post));
	sheet_list(&p, open, "</div>\n</article>\n");
	if (post->text)
		site_markdown(&p, post->text);
	if (post->item)
		site_text(&p, post->item->text);
	sheet_list(&p, NULL, NULL);
	if (post->item) {
		say(s, "<p class=\"dim\">");
		site_source(s, post->item->id, 0);
		say(s, "</p>\n");
	}
	about(s, post);
	site_post_changes(&p, post);
	site_meta_post(&p, post);
	sheet_end(&p);
	site_found(s, kua_arena_printf(s->a, "%s.html", post->name), post->title, "posts", post->summary);
}

void site_posts(struct site *s)
{
	if (!s->n_posts)
		return;
	for (size_t i = 0; i < s->n_posts; i++)
		if (!s->posts[i].gone && s->posts[i].w == s->w)
			post_page(s, &s->posts[i]);
	list(s);
}
