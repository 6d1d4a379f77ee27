/*
 * pdfa.h - a PDF that will still be read in fifty years: PDF/A-2u (ISO 19005-2, part 2, conformance U). Cairo embeds the fonts and says which
 * letters their glyphs stand for, but it writes neither what the file is (XMP) nor whose red is meant (an ICC profile), nor an identifier.
 * qpdf puts them in; Little CMS makes the profile. Both are opened when the first PDF is made, as Pango is (draw.h).
 */
#ifndef KUA_REPORT_PDFA_H
#define KUA_REPORT_PDFA_H

#include "util/util.h"

struct pdfa_about {
	const char *title;    /* harmless, see safe_next; "" is none */
	const char *when;     /* when it was made, an ISO date; else, and for NULL, that is not said: never the clock's time */
	const char *language; /* a tag as "en"; NULL: not said */
};
/*
 * Append to out what Cairo drew, as PDF/A-2u. The same input gives the same bytes. KUA_WORLD where a library is not installed or could not do it;
 * out is then as it was.
 */
enum kua_code pdfa_finish(const struct pdfa_about *about, const struct kua_buf *drawn, struct kua_buf *out, struct kua_error *err);

#endif
