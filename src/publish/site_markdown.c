/*
 * site_markdown.c - the texts that people wrote, in Markdown (CommonMark, by libcmark). Markup in them is left out, images become links, since a
 * page asks nobody for anything, and links lead to pages of the web, to mail or, as kua:ID, to the page of a record.
 */
#include <string.h>

#include <cmark.h>

#include "publish/internal.h"

enum { BLOCK = 40000 }; /* bytes of one that a page can hold; a longer one stands as plain text, piece by piece */

static bool begins(const char *s, const char *with)
{
	return strncasecmp(s, with, strlen(with)) == 0;
}

/* The page of a record from the page that is being written; NULL where there is none. */
static const char *page_of(const struct site *s, const char *id)
{
	const char *path = site_event_path(s, id);
	path = path ? path : site_case_path(s, id);
	path = path ? path : site_item_path(s, id);
	const struct kua_figure *f = path ? NULL : site_figure(s, id);
	if (f && f->event && site_event_path(s, f->event))
		path = site_event_path(s, f->event);
	for (size_t i = 0; i < s->n_posts && !path; i++)
		if (!s->posts[i].gone && strcmp(s->posts[i].id, id) == 0)
			path = site_post_path(s, &s->posts[i]);
	return path;
}

/* Of "e-12ab/killed": the range as it is now. */
static const char *number_of(const struct site *s, const char *said)
{
	const char *slash = strchr(said, '/');
	const char *event = slash ? kua_arena_strndup(s->a, said, (size_t)(slash - said)) : NULL;
	const struct kua_toll *t = slash ? site_toll(s, event, slash + 1) : NULL;
	return t ? site_toll_bounds(s, t) : NULL;
}

/* The node's children stand in its place. */
static void unwrap(cmark_node *node)
{
	for (cmark_node *child; (child = cmark_node_first_child(node)) != NULL;) {
		cmark_node_unlink(child);
		(void)cmark_node_insert_before(node, child);
	}
	cmark_node_free(node);
}

static void to_record(struct site *s, cmark_node *node, const char *said)
{
	const char *id = kua_arena_strndup(s->a, said, strcspn(said, "/#")), *path = page_of(s, id);
	const char *number = cmark_node_first_child(node) ? NULL : number_of(s, said);
	if (number) {
		cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
		(void)cmark_node_set_literal(text, number);
		(void)cmark_node_append_child(node, text);
	}
	if (!path || !cmark_node_first_child(node)) {
		site_warn(s, "a post leads to kua:%s, of which there is no %s on the site", said, strchr(said, '/') ? "number" : "page");
		unwrap(node);
		return;
	}
	(void)cmark_node_set_url(node, kua_arena_printf(s->a, "%s%s", s->up, path));
	(void)cmark_node_set_title(node, NULL);
}

static void mend_link(struct site *s, cmark_node *node)
{
	const char *url = cmark_node_get_url(node);
	url = kua_arena_strdup(s->a, url ? url : "");
	if (begins(url, "kua:"))
		to_record(s, node, url + 4);
	else if (!(begins(url, "http://") || begins(url, "https://") || begins(url, "mailto:")) || kua_public_hides_inside(s->public, url))
		unwrap(node);
}

/* An image would be asked of somebody: its words are left, as a link to it. */
static void mend_image(struct site *s, cmark_node *node)
{
	const char *url = cmark_node_get_url(node);
	cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
	(void)cmark_node_set_url(link, url ? url : "");
	(void)cmark_node_insert_before(node, link);
	for (cmark_node *child; (child = cmark_node_first_child(node)) != NULL;) {
		cmark_node_unlink(child);
		(void)cmark_node_append_child(link, child);
	}
	cmark_node_free(node);
	if (!cmark_node_first_child(link))
		cmark_node_free(link);
	else
		mend_link(s, link);
}

static int highest_heading(cmark_node *root)
{
	int highest = 6;
	for (cmark_node *node = cmark_node_first_child(root); node; node = cmark_node_next(node))
		if (cmark_node_get_type(node) == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) < highest)
			highest = cmark_node_get_heading_level(node);
	return highest;
}

/* The page has its own first heading, so those of a text begin one lower. Links and images are collected first, for they are replaced. */
static void mend(struct site *s, cmark_node *root)
{
	KUA_VEC(cmark_node *) links = {0};
	int lower = 2 - highest_heading(root);
	cmark_iter *it = cmark_iter_new(root);
	for (cmark_event_type e; (e = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
		cmark_node *node = cmark_iter_get_node(it);
		cmark_node_type type = cmark_node_get_type(node);
		if (e == CMARK_EVENT_ENTER && type == CMARK_NODE_HEADING)
			(void)cmark_node_set_heading_level(node, cmark_node_get_heading_level(node) + lower < 6 ? cmark_node_get_heading_level(node) + lower : 6);
		if (e == CMARK_EVENT_EXIT && (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE))
			*kua_vec_add(&links) = node; /* what is inside another comes before it */
	}
	cmark_iter_free(it);
	for (size_t i = 0; i < links.n; i++)
		if (cmark_node_get_type(links.v[i]) == CMARK_NODE_LINK)
			mend_link(s, links.v[i]);
		else
			mend_image(s, links.v[i]);
	kua_vec_free(&links);
}

void site_markdown(struct sheet *p, const char *text)
{
	struct site *s = p->s;
	const char *clean = site_clean(s, text ? text : "");
	cmark_node *root = cmark_parse_document(clean, strlen(clean), CMARK_OPT_VALIDATE_UTF8);
	mend(s, root);
	for (cmark_node *block = cmark_node_first_child(root); block; block = cmark_node_next(block)) {
		char *html = cmark_render_html(block, CMARK_OPT_VALIDATE_UTF8);
		char *plain = strlen(html) > BLOCK ? cmark_render_commonmark(block, CMARK_OPT_VALIDATE_UTF8, 0) : NULL;
		if (plain)
			site_text(p, plain);
		else
			say(s, html);
		cmark_get_default_mem_allocator()->free(html);
		cmark_get_default_mem_allocator()->free(plain);
		sheet_keep(p);
	}
	cmark_node_free(root);
}

const char *site_plain(struct site *s, const char *markdown, size_t most)
{
	struct kua_buf b = KUA_BUF_INIT;
	const char *clean = site_clean(s, markdown ? markdown : "");
	cmark_node *root = cmark_parse_document(clean, strlen(clean), CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *it = cmark_iter_new(root);
	for (cmark_event_type e; (e = cmark_iter_next(it)) != CMARK_EVENT_DONE && b.len < most + 8;) {
		cmark_node *node = cmark_iter_get_node(it);
		cmark_node_type type = cmark_node_get_type(node);
		const char *literal = type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE ? cmark_node_get_literal(node) : NULL;
		const char *url = e == CMARK_EVENT_ENTER && type == CMARK_NODE_LINK && !cmark_node_first_child(node) ? cmark_node_get_url(node) : NULL;
		if (url && begins(url, "kua:"))
			literal = number_of(s, url + 4);
		if (literal)
			kua_buf_str(&b, literal);
		else if (b.len && b.data[b.len - 1] != ' ' && (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING))
			kua_buf_char(&b, ' ');
	}
	cmark_iter_free(it);
	cmark_node_free(root);
	size_t n = b.len;
	if (n > most) {
		for (n = most; n && b.data[n] != ' '; n--)
			;
		if (!n)
			for (n = most; n && ((unsigned char)b.data[n] & 0xc0) == 0x80; n--)
				;
	}
	while (n && b.data[n - 1] == ' ')
		n--;
	const char *plain = kua_arena_printf(s->a, "%.*s%s", (int)n, b.data ? b.data : "", n + 1 < b.len ? "…" : "");
	kua_buf_free(&b);
	return plain;
}
