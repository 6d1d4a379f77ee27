/*
 * site.h - the casebook as a static site: what a campaign wrote, the account of each event with its figures on a line and who says them,
 * people's cases, places, the calendar, the documents that somebody allowed to be shown, how it is counted, and what was corrected.
 *
 * A site is files that link to each other by relative addresses: it works from a disk, from any folder of any host, without a script and
 * without asking anybody for anything. No page is larger than KUA_SITE_PAGE bytes; what is longer goes on in a further page.
 *
 * Nobody is named in it, nor in the name of a file, whom nobody allowed to be named in public (publish.h): the records are stripped of
 * such names before anything is written, what people wrote for the site as it is read. A person who may not be named is "R. T.", and a number that
 * cannot be made from the name without the casebook.
 *
 * Pure: records in, files out, each by its path and bytes, the same for the same records.
 */
#ifndef KUA_PUBLISH_SITE_H
#define KUA_PUBLISH_SITE_H

#include "publish/publish.h"
#include "publish/words.h"

#define KUA_SITE_PAGE 60000
#define KUA_SITE_DOCUMENT ((int64_t)32 << 20) /* a larger document is described and not given */

/*
 * What people wrote for it are papers of the kinds post, supporter and told, every version of each in order of their entries. The text of a
 * post is Markdown without markup of its own; a link to kua:ID leads to the page of that record, and [](kua:EVENT/killed) says its number as
 * it is now. A post that names an item shows its text; a supporter is named whose field named is public, an answer shown whose field public is yes.
 */
/*
 * What is there of the site as it was made last: a page of a name ("ru/events/e-12") that was made of the same stays. Called by several threads at once,
 * each name once.
 */
struct kua_site_again {
	const char *of; /* digest of all that goes into a page beside the records and papers: the program, its texts, what it was asked for */
	size_t (*files)(void *ctx, const char *name, const char *of); /* how many such a page has; 0: there is none made of this */
	/* Put them in the new site as they are, all or, where *kept is false, none. */
	enum kua_code (*keep)(void *ctx, const char *const *paths, size_t n, bool *kept, struct kua_error *err);
	void (*made)(void *ctx, const char *name, const char *of, size_t files); /* a page, made or kept */
};

struct kua_site_input {
	const char *title;
	const char *url;       /* where it will stand, with a slash at its end; NULL: not known, then there is no sitemap.xml */
	const char *secret;    /* of which numbers for people are made: never published, the same each time */
	const char *today;
	const char *changed;   /* when the casebook was last changed, and by which entry of its journal */
	int64_t entry;
	const struct texts *const *languages; /* of the interface; the first one's pages stand at the root */
	size_t n_languages;
	struct kua_loaded *loaded;  /* changed: names are taken out, texts of items that are not shown dropped. Documents that may be
	                               shown are those which a judgement "allow" says */
	const struct kua_paper *papers;
	size_t n_papers;
	const char *style, *script; /* style.css and search.js */
	const char *history;        /* history.json of the site as it was published last; NULL: there was none */
	/* The bytes of a document. */
	enum kua_code (*bytes)(void *ctx, const char *document, struct kua_buf *out, struct kua_error *err);
	void (*warn)(void *ctx, const char *what); /* something that is not published as somebody meant it */
	const struct kua_site_again *again; /* NULL: every page is made */
	void *ctx;
};

/* A file of the site; the path has only a-z, 0-9, hyphens, points and slashes. Called by several threads at once; bytes() and warn() are not. */
typedef enum kua_code kua_site_fn(void *ctx, const char *path, const void *bytes, size_t n, struct kua_error *err);
enum kua_code kua_publish_site(const struct kua_site_input *in, kua_site_fn *fn, void *ctx, struct kua_error *err);

#endif
