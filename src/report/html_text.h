/* html_text.h - text of documents in HTML, XML and SVG, of reports, the site and the local page: no character of it means something there. */
#ifndef KUA_REPORT_HTML_TEXT_H
#define KUA_REPORT_HTML_TEXT_H

#include "util/util.h"

/* One character, escaped if it is markup's. */
void html_char(struct kua_buf *out, uint32_t c);
/* n bytes of anything, escaped; U+FFFD for what is no UTF-8 and for characters that nobody sees, some of which turn the line. */
void html_text_n(struct kua_buf *out, const char *s, size_t n);
/* The same of a string; of NULL nothing. */
void html_text(struct kua_buf *out, const char *s);
/* The same without escaping, for what is no HTML. */
void html_visible(struct kua_buf *out, const char *s, size_t n);

#endif
