/* html_elements.h - one element of a page; html_elements.c. What stands around it is html_tree.c's. */
#ifndef KUA_INTAKE_HTML_ELEMENTS_H
#define KUA_INTAKE_HTML_ELEMENTS_H

#include "intake/html.h"

bool kua_element_is(const GumboNode *node); /* an element, and no text or remark */

/* ---- by its tag ---- */

bool kua_element_never_shown(GumboTag tag);
enum kua_parting kua_element_parting(GumboTag tag); /* what parts it from what stands before */
unsigned kua_element_heading(GumboTag tag);         /* 1 to 6, or 0 */

/* ---- by its attributes ---- */

/* Does any word of the attribute's value belong to the set? whole: words are parted by spaces only. */
bool kua_element_has_word(const struct kua_page *page, const char *value, enum kua_word_set set, bool whole);
/* Does a word of its class; or, where not whole, of its id? */
bool kua_element_named(const struct kua_page *page, const GumboNode *node, enum kua_word_set set, bool whole);
bool kua_element_hidden(const GumboNode *node);
bool kua_element_has_rel(const GumboNode *node, const char *word);
bool kua_element_leads_home(const GumboNode *node); /* a link to the first page of the site */
bool kua_element_quotes_mail(const GumboNode *node); /* as mail programs mark what a reply quotes */
bool kua_element_is_sheet_line(const GumboNode *node); /* head and foot of each sheet, as a word processor saves them */

/* ---- by what is inside ---- */

bool kua_element_is_data_row(const GumboNode *row); /* its cells stand on one line: none holds blocks of its own */
const GumboNode *kua_element_inside(const GumboNode *top, GumboTag tag); /* the first of that tag, or NULL */

#endif
