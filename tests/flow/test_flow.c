/* test_flow.c - the stages that run in parallel give the same on one thread and on many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flow/flow.h"

enum { ITEMS = 300 }; /* several chunks */

static struct kua_knowledge knowledge;

static int load(void **state)
{
	struct kua_error err;
	(void)state;
	return kua_knowledge_load(getenv("KUA_DATA"), &knowledge, &err) == KUA_OK ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	kua_knowledge_free(&knowledge);
	return 0;
}

static struct kua_item *make_items(struct kua_arena *a)
{
	struct kua_item *items = KUA_NEW_N(a, struct kua_item, ITEMS);
	for (int i = 0; i < ITEMS; i++)
		items[i] = (struct kua_item){
			.id = kua_arena_printf(a, "d-%04d.1", i),
			.document = "d",
			.document_id = "d",
			.ordinal = 1,
			.published_on = "2014-05-03",
			.date_from = "2014-05-03",
			.date_to = "2014-05-03",
			.text = kua_arena_printf(a, "Police arrested %d miners in Beltown, said Anna Abenova.", i + 2),
		};
	return items;
}

/* Everything the threads made, as text. */
static char *run(unsigned threads, size_t *figures)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_error err;
	struct kua_item *items = make_items(a);
	struct kua_views *views;
	assert_int_equal(kua_views_make(knowledge.languages, items, ITEMS, threads, &views, &err), KUA_OK);
	struct kua_names_input in = {.items = kua_views_sources(views), .n = ITEMS, .threads = threads};
	struct kua_names_result names;
	assert_int_equal(kua_names_find(knowledge.names, &in, a, &names, &err), KUA_OK);
	struct kua_claims_result claims;
	assert_int_equal(kua_claims_of_all(&knowledge, kua_views_sources(views), ITEMS, &names, NULL, threads, a, &claims, &err),
	                 KUA_OK);
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < claims.n_figures; i++)
		kua_shape_json(&b, &kua_shapes[KUA_FIGURE], &claims.figures[i]);
	for (size_t i = 0; i < names.n_entities; i++)
		kua_shape_json(&b, &kua_shapes[KUA_ENTITY], &names.entities[i]);
	*figures = claims.n_figures;
	kua_views_free(views);
	kua_arena_free(a);
	return b.data;
}

static void threads_do_not_matter(void **state)
{
	(void)state;
	size_t n, again;
	char *one = run(1, &n), *many = run(5, &again);
	assert_int_equal(n, ITEMS);
	assert_int_equal(n, again);
	assert_string_equal(one, many);
	free(one);
	free(many);
}

static void data_that_is_not_there_is_told(void **state)
{
	(void)state;
	struct kua_knowledge k = {0};
	struct kua_error err = {0};
	assert_int_not_equal(kua_knowledge_load("/nonexistent", &k, &err), KUA_OK);
	assert_non_null(strstr(err.text, "/nonexistent"));
	assert_null(k.languages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_do_not_matter),
		cmocka_unit_test(data_that_is_not_there_is_told),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
