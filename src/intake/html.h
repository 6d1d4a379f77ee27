/*
 * html.h - a web page taken apart, shared by the files that read HTML:
 *
 *   html_flat.c    before parsing: nesting beyond a limit is taken out
 *   html_elements.c what one element says of itself
 *   html_tree.c    gumbo's tree walked once: blocks of text in order, and which elements hold which of them
 *   html_meta.c    what the page says about itself (meta elements, JSON-LD)
 *   html_capture.c what the program that saved the page wrote into it
 *   html_chat.c    the messages of a saved chat or channel
 *   html_title.c   what is its title, and what the name of its site
 *   html_about.c   what marks and lines say about one item: author, date, categories
 *   read_html.c    which blocks are the matter: one article, or several posts
 */
#ifndef KUA_INTAKE_HTML_H
#define KUA_INTAKE_HTML_H

#include <gumbo.h>

#include "intake/internal.h"

/* Elements deeper than this are taken out, their text stays. */
#define KUA_HTML_DEPTH ((size_t)256)

enum kua_parting { KUA_PART_NOTHING, KUA_PART_TAB, KUA_PART_LINE, KUA_PART_BLANK }; /* what stands before a block */

enum kua_block_flag {
	KUA_BLOCK_FURNITURE = 1, /* by its element: nav, footer, aside */
	KUA_BLOCK_CLASSED = 2,   /* by a word of its class */
	KUA_BLOCK_META = 4,      /* a line about the item: byline, date, tags */
	KUA_BLOCK_STAYS = 8,     /* whatever else is said of it */
};

struct kua_block {
	size_t from, n;  /* bytes of page.text */
	size_t links;    /* of them inside links */
	enum kua_parting parting;
	unsigned flags, heading; /* heading: 1 to 6, or 0 */
	unsigned quoted;         /* elements around it by which a mail quotes another */
};

struct kua_range { /* an element that may hold an item: article, class "post", main */
	bool main, message, joined; /* joined: by the sender of the message before it */
	size_t first, end; /* blocks first .. end - 1 */
	size_t outer;      /* the range around it, or SIZE_MAX */
	const GumboNode *parent, *grandparent;
};

enum kua_mark_kind {
	KUA_MARK_AUTHOR,
	KUA_MARK_DATE,
	KUA_MARK_CATEGORY,
	KUA_MARK_CATEGORIES, /* several, as text, with what stands beside them */
	KUA_MARK_TAG,
	KUA_MARK_TAGS,
	KUA_MARK_PATH,       /* a step of the way to this page: "Home", "News" */
	KUA_MARK_SITE,       /* the name of the site: its first page goes by it */
};
struct kua_mark { /* something about an item, found on an element inside it */
	enum kua_mark_kind kind;
	size_t block; /* the one being read, or the next */
	struct kua_str value;
};

struct kua_page_meta { /* the best that was found, and how good (less is better) */
	struct kua_str title, author, date, site, section, publisher, language, title_element;
	struct kua_str modified, description, generator, url;
	struct kua_str body; /* the text of an article, for pages that have it nowhere else */
	unsigned title_rank, author_rank, date_rank;
	struct kua_str saved_from, saved_on, saved_by; /* written by the program that saved the page */
};

struct kua_page {
	const struct kua_words *w;
	struct kua_arena *arena; /* gumbo's nodes, strings */
	struct kua_buf text;
	KUA_VEC(struct kua_block) blocks;
	KUA_VEC(struct kua_range) ranges;
	KUA_VEC(struct kua_mark) marks;
	struct kua_page_meta meta;
};

/* True (and out is filled) where something had to be taken out. Linear. */
bool kua_html_flatten(struct kua_str html, struct kua_buf *out);
/* Fill page from html; page->w and page->arena are set. html must outlive the page. */
void kua_html_walk(struct kua_page *page, struct kua_str html);
/*
 * Append the blocks first .. end - 1 without those of the unwanted flags and without block skip; blocks of
 * links alone are left out too unless links_stay.
 */
void kua_html_join(const struct kua_page *page, unsigned unwanted, size_t first, size_t end, size_t skip,
                   bool links_stay, struct kua_buf *out);
/* Look at one meta, link, title or script element, or one with an itemprop. */
void kua_html_meta(struct kua_page *page, const GumboNode *node);
/* Tell what the page says of itself as the document's metadata. */
void kua_html_tell(const struct kua_page *page, struct kua_answer *o);
/* Find the marks of browsers, SingleFile, HTTrack and the Wayback Machine. html must outlive the page. */
void kua_html_capture(struct kua_page *page, struct kua_str html);
/* Is the element what an archive put around the page, its toolbar? */
bool kua_html_is_toolbar(const GumboNode *node);

/*
 * What blocks first .. end - 1 say about the item they hold, into f; what f has already stays. Lines that say nothing
 * else are flagged as such, so that they are not in its text.
 */
void kua_html_about(struct kua_page *page, unsigned unwanted, size_t first, size_t end, size_t heading,
                    struct kua_found *f, kua_strings *categories);
/* A name, or what a byline says. */
void kua_html_author(const struct kua_page *page, struct kua_str value, struct kua_found *f);
struct kua_str kua_html_block(const struct kua_page *page, size_t i);
bool kua_html_is_links(const struct kua_block *b); /* links and hardly anything else */
/* The name of the page's site; {NULL, 0} where it is not sure. archive: the page holds several items. */
struct kua_str kua_html_site(const struct kua_page *page, size_t heading, bool archive);

/*
 * True where the page is a chat's: each message was answered. unwanted: flags of blocks that are left out.
 */
bool kua_html_chat(struct kua_page *page, unsigned unwanted, struct kua_answer *o);

/*
 * The page's title, not the name of its site; {NULL, 0} where the page has nothing else. heading: the block that
 * may be it, or SIZE_MAX; unwanted: flags of blocks that are left out.
 */
struct kua_str kua_html_title(const struct kua_page *page, size_t heading, unsigned unwanted);

/* Free what page holds but for its words. */
void kua_html_close(struct kua_page *page);
/* Append the text of a piece of HTML that is all of one text: what is furniture by its element (nav, script) is left out. */
void kua_html_plain(const struct kua_words *w, struct kua_str html, struct kua_buf *out);

/* An attribute's value, "" where there is none. */
const char *kua_html_attribute(const GumboNode *node, const char *name);
/* The text of an element, white space folded, at most max bytes; in the page's arena. */
struct kua_str kua_html_text(const struct kua_page *page, const GumboNode *node, size_t max);

#endif
