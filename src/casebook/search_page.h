/* search_page.h - between search.c, which finds records and puts them in order, and search_page.c, which reads those of one page. */
#ifndef KUA_CASEBOOK_SEARCH_PAGE_H
#define KUA_CASEBOOK_SEARCH_PAGE_H

#include "casebook/catalogue.h"

struct cb_ranked { /* a record that was found */
	double rank;
	uint32_t at;
	bool entity;
};

struct cb_page {
	struct kua_casebook *cb;
	const struct kua_catalogue *c;
	const struct cb_query *query;
	struct kua_arena *a;
};
enum kua_code cb_page_hits(const struct cb_page *s, const struct cb_ranked *v, size_t n, struct kua_found *out, struct kua_error *err);

#endif
