/*
 * posts.h - an archive page that is split into its posts: the lines that say who posted and when (posts_lines.c), and the posts that they make
 * (posts.c).
 */
#ifndef KUA_INTAKE_POSTS_H
#define KUA_INTAKE_POSTS_H

#include "intake/internal.h"

#define TITLE_BYTES ((size_t)400)

struct marker {
	size_t pattern;
	struct kua_str line, title;
	size_t end; /* behind the marker's line */
	bool title_parted; /* a blank line, or nothing, stands above the title */
	bool parted;       /* the same of the marker's own line */
	struct kua_match m;
};

/* Where titles stand. */
enum layout {
	TITLES_ABOVE, /* title, marker, text */
	TITLES_BELOW, /* marker, title, text */
	MARKERS_LAST, /* title, text, marker */
};

struct page {
	const struct kua_words *w;
	enum layout layout;
	struct kua_str text, issuer;
	KUA_VEC(struct marker) markers;
};

struct kua_str kua_posts_stretch(const struct page *p, size_t from, size_t to);
size_t kua_posts_offset(const struct page *p, struct kua_str s);
/* The last line of from .. *to - 1 that is not blank; *to becomes where it begins. */
struct kua_str kua_posts_last_line(const struct page *p, size_t from, size_t *to);

void kua_posts_markers(struct page *p);
bool kua_posts_digits(struct kua_str s); /* as many digits as a date has */
/* A line between title and marker that says something of the post: "By Jane Smith", "Category: Trials". */
bool kua_posts_says_more(const struct page *p, struct kua_str line, struct kua_match *said);
/* Behind the lines of categories, tags and comments that follow pos, and a byline where the author is not known. */
size_t kua_posts_below(const struct page *p, size_t pos, struct kua_match *said, kua_strings *categories);

#endif
