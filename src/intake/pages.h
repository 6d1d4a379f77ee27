/*
 * pages.h - which captures of a web archive are pages that people read, and what they are called. (pages.c)
 */
#ifndef KUA_INTAKE_PAGES_H
#define KUA_INTAKE_PAGES_H

#include "intake/internal.h"

#define KUA_PHOTO_BYTES ((size_t)20 << 10) /* smaller images are buttons and thumbnails */

enum kua_capture {
	KUA_CAPTURE_PAGE,
	KUA_CAPTURE_PART,    /* scripts, styles, fonts */
	KUA_CAPTURE_IMAGE,   /* a small one */
	KUA_CAPTURE_MEDIA,   /* sound and film */
	KUA_CAPTURE_DATA,    /* what machines say to machines */
	KUA_CAPTURE_BLANK,   /* a page without words */
	KUA_CAPTURE_ERROR,   /* a redirect, an error */
	KUA_CAPTURES
};
/* By its declared type (may be empty), its address and its first bytes; body is all of it. */
enum kua_capture kua_judge_capture(struct kua_str type, struct kua_str url, struct kua_str body);
/* Would it be a page whatever its bytes are? Told before they are unpacked. */
bool kua_may_be_page(struct kua_str type, struct kua_str url);
/* "example.org/news/one.html" for an address; decoded, without what follows '?'. Appends. */
void kua_name_of_url(struct kua_str url, struct kua_buf *out);

#endif
