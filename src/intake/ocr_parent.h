/* ocr_parent.h - what the parent and the keepers need of recognition, without the libraries' own headers. See ocr.h. */
#ifndef KUA_INTAKE_OCR_PARENT_H
#define KUA_INTAKE_OCR_PARENT_H

#include "intake/internal.h"
#include "intake/keeper.h"

struct kua_ocr;
/* The detail of a limit that the recognition of one page met. */
#define KUA_RECOGNITION_STOPPED "recognition took longer than the limit"
/* The libraries and languages, or what is missing of them. Never NULL. */
struct kua_ocr *kua_ocr_new(void);

/*
 * In the jail, in readers of the second keeper: the letters of one page as an item's text with its confidence, and the
 * digest of its pixels as metadata. A page that was seen before is answered by its digest alone.
 */
void kua_recognise_page(const struct kua_ocr *ocr, const char *bytes, size_t n, const struct kua_page_request *page,
                        unsigned seconds, struct kua_answer *o);
#define KUA_META_PIXELS "pixels"
/* In the jail, in readers of the first: pages as kua_pages_add appends them become an item. */
void kua_join_pages(const struct kua_words *w, const char *bytes, size_t n, struct kua_answer *o);
void kua_pages_add(struct kua_buf *b, uint32_t page, unsigned confidence, const char *text);

/* In the parent: recognise the pages that out wants, and put what comes of it into out. */
enum kua_code kua_recognise(struct kua_intake *in, const struct kua_given *given, struct kua_arena *a,
                            struct kua_reading *out, struct kua_error *err);

#endif
