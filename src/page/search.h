/* search.h - between the screen of searches, what is saved of it, and what it gives as a file. */
#ifndef KUA_PAGE_SEARCH_H
#define KUA_PAGE_SEARCH_H

#include "page/internal.h"

/* What an address asks for; its strings are those of the pairs. */
void search_wanted(const struct pairs *p, const struct kua_sounds *sounds, struct kua_wanted *out);
/* The search of this visit as an address' query: without pair number `without` (SIZE_MAX: none), with another (NULL: none). */
const char *search_query(const struct visit *v, size_t without, const char *name, const char *value);
/* Searches that were saved, with how much each finds now (where c is not NULL); at most so many, with forms to change them where that is SIZE_MAX. */
enum kua_code saved_searches(struct visit *v, struct catalogue *c, size_t most, struct kua_error *err);

#endif
