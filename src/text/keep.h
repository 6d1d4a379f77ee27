/* keep.h - views of texts as bytes, so that a text that was read once need not be read again. */
#ifndef KUA_TEXT_KEEP_H
#define KUA_TEXT_KEEP_H

#include "text/text.h"

/* Append the view as bytes that this program with these word lists alone understands; false where it has what they cannot say. */
bool kua_text_pack(const struct kua_languages *l, const struct kua_text *t, struct kua_buf *b);
/* The view of n bytes of text again, in the arena. False where the bytes in p are no view of such a text. */
bool kua_text_unpack(const struct kua_languages *l, const char *bytes, size_t n, struct kua_packed p, struct kua_arena *a,
                     struct kua_text *out);

#endif
