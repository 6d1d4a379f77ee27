/* test_pack.c - records as bytes and back, and bytes that are not what was packed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shapes/shapes.h"

static void fill(struct kua_arena *a, struct kua_figure v[3])
{
	v[0] = (struct kua_figure){.id = "f-1", .item = "d-1.1", .start = 0, .end = INT64_MAX, .quote = "", .low = KUA_NONE, .high = -1};
	v[1] = (struct kua_figure){.id = "f-2", .quote = "Полиция задержала 12 шахтёров", .low = 12, .high = INT64_MIN + 1};
	v[2] = (struct kua_figure){.id = NULL};
	kua_list_add(a, &v[1].reasons, "first");
	kua_list_add(a, &v[1].reasons, "");
	kua_list_add(a, &v[1].reasons, "третья");
}

static void assert_equal(enum kua_shape_kind kind, const void *x, const void *y)
{
	struct kua_buf one = KUA_BUF_INIT, two = KUA_BUF_INIT;
	kua_shape_json(&one, &kua_shapes[kind], x);
	kua_shape_json(&two, &kua_shapes[kind], y);
	assert_string_equal(one.data, two.data);
	kua_buf_free(&one);
	kua_buf_free(&two);
}

static void records_go_round(void **state)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_figure v[3], *out;
	struct kua_source_of source = {"d-1.1", 0.25, 7.5};
	struct kua_copy copy = {.id = "c", .probability = 0.1, .original = -0.0, .sources = {&source, 1}}, *copies;
	size_t n;
	(void)state;
	fill(a, v);
	kua_shape_pack(&b, KUA_FIGURE, v, 3);
	kua_shape_pack(&b, KUA_CASE_STEP, NULL, 0);
	kua_shape_pack(&b, KUA_COPY, &copy, 1);
	struct kua_packed p = {b.data, b.len};
	assert_true(kua_shape_unpack(&p, KUA_FIGURE, a, &out, &n));
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_equal(KUA_FIGURE, &v[i], &out[i]);
	void *none;
	assert_true(kua_shape_unpack(&p, KUA_CASE_STEP, a, &none, &n));
	assert_int_equal(n, 0);
	assert_true(kua_shape_unpack(&p, KUA_COPY, a, &copies, &n));
	assert_int_equal(n, 1);
	assert_equal(KUA_COPY, &copy, copies);
	assert_int_equal(p.n, 0);
	kua_buf_free(&b);
	kua_arena_free(a);
}

/* Cut short anywhere, or any byte of it another: refused, or records whose texts are texts, never a step beyond the bytes. */
static void damaged_bytes_do_no_harm(void **state)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_figure v[3], *out;
	size_t n, refused = 0;
	(void)state;
	fill(a, v);
	kua_shape_pack(&b, KUA_FIGURE, v, 3);
	for (size_t i = 0; i < b.len; i++) {
		char *bytes = kua_malloc(i); /* of its own, so that a step beyond is seen */
		memcpy(bytes, b.data, i);
		struct kua_packed p = {bytes, i};
		assert_false(kua_shape_unpack(&p, KUA_FIGURE, a, &out, &n));
		free(bytes);
		for (unsigned c = 1; c < 256; c += 2) {
			bytes = kua_malloc(b.len);
			memcpy(bytes, b.data, b.len);
			bytes[i] = (char)((unsigned char)bytes[i] ^ c);
			p = (struct kua_packed){bytes, b.len};
			bool taken = kua_shape_unpack(&p, KUA_FIGURE, a, &out, &n);
			refused += !taken;
			for (size_t k = 0; taken && k < n; k++)
				assert_true(!out[k].quote || kua_utf8_valid(out[k].quote, strlen(out[k].quote)));
			free(bytes);
		}
	}
	assert_true(refused > b.len);
	kua_buf_free(&b);
	kua_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(records_go_round), cmocka_unit_test(damaged_bytes_do_no_harm)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
