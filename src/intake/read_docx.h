/* read_docx.h - styles and lists of a DOCX: what the reader of its text must know of them. (docx_styles.c) */
#ifndef KUA_INTAKE_READ_DOCX_H
#define KUA_INTAKE_READ_DOCX_H

#include "intake/office.h"
#include "intake/writing.h"

#define KUA_DOCX_NO_LEVEL SIZE_MAX

struct kua_docx_style {
	bool title, heading, contents, hidden; /* contents: of a table of contents */
	size_t list, level;                    /* list: 0 where it is in none */
	uint32_t based_on;                     /* KUA_NO_ID: on nothing */
};

struct kua_docx_paragraph { /* what a paragraph says of itself */
	const struct kua_docx_style *style; /* or NULL */
	bool heading, has_list;
	size_t list, level;
};

struct kua_docx_styles;
struct kua_docx_styles *kua_docx_styles_new(void);
void kua_docx_styles_free(struct kua_docx_styles *s);
/* The elements that tell of styles and lists; ctx is the struct kua_docx_styles. */
extern const struct kua_xml_reader kua_docx_styles_reader;
/* All parts that hold styles have been read. */
void kua_docx_styles_settle(struct kua_docx_styles *s);
const struct kua_docx_style *kua_docx_style(const struct kua_docx_styles *s, struct kua_str id); /* or NULL */
/* A list by its id, as a style and a paragraph hold it; 0 where there is none. */
size_t kua_docx_list(const struct kua_docx_styles *s, struct kua_str id);
/* Count a paragraph and append the label with which its list shows it: "12. ", "b) ", "- "; false where it has none. */
bool kua_docx_label(struct kua_docx_styles *s, const struct kua_docx_paragraph *p, struct kua_buf *out);

#endif
