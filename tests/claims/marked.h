/* marked.h - for tests of claims: a text with [person Ann Lee] marks as an item, and what is found in it. */
#ifndef KUA_TESTS_MARKED_H
#define KUA_TESTS_MARKED_H

#include "claims/claims.h"

/* Load the project's own lists and rules, and free them: for cmocka_run_group_tests. */
int marked_setup(void **state);
int marked_teardown(void **state);

struct marked {
	struct kua_item item;
	struct kua_text text;
	struct kua_named *named;
	size_t n;
	struct kua_claims_result found;
};
/* The text may begin with lines "published_on: ..." and "title: ..." and a blank line. Fails the test where
 * it cannot be read. */
void marked_find(const char *bytes, const char *language, struct kua_arena *a, struct marked *out);
/* Find what there is in <name>.txt, print it, and compare with <name>.<kind> beside it; shows both where they differ. With
 * KUA_GOLDEN_WRITE set the second is written instead. */
void marked_golden(const char *name, const char *language, const char *kind,
                   void (*print)(const struct marked *m, struct kua_buf *b));

#endif
