/* html.h - text of documents in pages, of the site and of the local page: no character of it means something to a browser. */
#ifndef KUA_PUBLISH_HTML_H
#define KUA_PUBLISH_HTML_H

#include "util/util.h"

/* n bytes of anything, escaped; U+FFFD for what is no UTF-8 and for characters that nobody sees, some of which turn the line. */
void html_text(struct kua_buf *out, const char *s, size_t n);
/* The same without escaping, for what is no HTML. */
void html_visible(struct kua_buf *out, const char *s, size_t n);

#endif
