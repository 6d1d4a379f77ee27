/* search.c - words, phrases and beginnings in all texts; each hit with its words marked. */
#include <string.h>

#include "page/internal.h"

enum { HITS = 50 };

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

enum kua_code screen_search(struct visit *v, struct kua_error *err)
{
	const char *query = pairs_get(&v->q->query, "q");
	struct kua_hit *hits = NULL;
	size_t n = 0;
	enum kua_code code = KUA_OK;
	if (query && *query)
		code = kua_casebook_search(v->cb, query, HITS, v->a, &hits, &n, err);
	if (code != KUA_OK)
		return code;
	frame_open(v, texts_text(v->w, "search"), "search");
	put(v, "<p class=\"dim\">");
	put_count(v, "hits", (int64_t)n);
	put(v, "</p><ul class=\"rows\">");
	for (size_t i = 0; i < n; i++) {
		put(v, "<li>");
		link_text(v, "/item", hits[i].item, hits[i].title ? hits[i].title : hits[i].item);
		put(v, "<p class=\"snippet\" dir=\"auto\">");
		snippet(v, hits[i].snippet);
		put(v, "</p></li>\n");
	}
	put(v, "</ul>\n");
	frame_close(v);
	return KUA_OK;
}
