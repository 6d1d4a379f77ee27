/* read_odt.h - styles and lists of an OpenDocument text. (odt_styles.c) */
#ifndef KUA_INTAKE_READ_ODT_H
#define KUA_INTAKE_READ_ODT_H

#include "intake/office.h"
#include "intake/writing.h"

struct kua_odt_style {
	bool title, heading, hidden, contents; /* contents: of a table of contents */
};

struct kua_odt_styles;
struct kua_odt_styles *kua_odt_styles_new(void);
void kua_odt_styles_free(struct kua_odt_styles *s);
/* The elements that tell of styles; ctx is the struct kua_odt_styles. */
extern const struct kua_xml_reader kua_odt_styles_reader;
const struct kua_odt_style *kua_odt_style(const struct kua_odt_styles *s, struct kua_str name); /* or NULL */
/* A list of that style begins, from the first entry on; which one it is. */
uint32_t kua_odt_list(struct kua_odt_styles *s, struct kua_str style, bool goes_on);
/* Count an entry at that depth, from 1, and append its label: "3. ", "- ". */
void kua_odt_label(struct kua_odt_styles *s, uint32_t list, size_t depth, struct kua_buf *out);

#endif
