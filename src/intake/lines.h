/*
 * lines.h - what a single line is (lines.c), for the files that read a text's head and foot. What more files need of
 * it stands in internal.h.
 */
#ifndef KUA_INTAKE_LINES_H
#define KUA_INTAKE_LINES_H

#include "intake/internal.h"

#define SIGNATURE_BYTES ((size_t)160)
#define NAME_BYTES ((size_t)100)
#define DATE_LINE_BYTES ((size_t)100)

/* No small letter: a heading rather than a name, unless something says that it is one. */
bool kua_is_capitals(struct kua_str s);
/* Does any entry of the set stand in s as whole words? */
bool kua_has_within(const struct kua_words *w, enum kua_word_set set, struct kua_str s);
/* Like the name of a person. */
bool kua_looks_like_name(const struct kua_words *w, struct kua_str s);
/* "Dear Editor," */
bool kua_is_salutation(const struct kua_words *w, struct kua_str line);
/* A caption, or a byline that gave no name: no title, and no text either. */
bool kua_is_beside_title(const struct kua_words *w, struct kua_str line);
/* "Label: value" with a label of the set. */
bool kua_labelled(const struct kua_words *w, enum kua_word_set set, struct kua_str line, struct kua_str *value);
/* "Secretary, Campaign for X": what stands behind a name that signs. */
bool kua_is_line_of_roles(const struct kua_words *w, struct kua_str s);
/* What follows an opening of the set ("by", "yours sincerely"); false where the line has none. */
bool kua_after_opening(const struct kua_words *w, enum kua_word_set set, struct kua_str line,
                       struct kua_str *rest);
/* The date of "VELMORA, March 14, 2019 (Agency) - At least ...". */
bool kua_read_dateline(const struct kua_words *w, struct kua_str line, struct kua_found *f);
/* The name that s begins with, {NULL, 0} where it is none; rest is what follows. */
struct kua_str kua_leading_name(const struct kua_words *w, struct kua_str s, struct kua_str *rest);
/* A place, or several, whose last word is one that names may have: "New York", "Lyon, France". */
bool kua_is_only_place(const struct kua_words *w, struct kua_str s);
/* The name in a line "Jane Smith, Secretary, Free Them All"; {NULL, 0} where it is none. */
struct kua_str kua_signature(const struct kua_words *w, struct kua_str line);

#endif
