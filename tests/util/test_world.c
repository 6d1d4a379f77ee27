/* test_world.c - parallel loops, files and their limit, strict UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/util.h"
#include "../quick.h"

/* ---- work ---- */

static void once(void *ctx, size_t i)
{
	unsigned char *done = ctx;
	done[i]++;
}

static void each_piece_is_done_once_on_any_number_of_threads(void **state)
{
	static const unsigned threads[] = {0, 1, 2, 3, 64, 65, 1000};
	static const size_t sizes[] = {0, 1, 2, 63, 1000};
	(void)state;
	for (size_t t = 0; t < sizeof threads / sizeof *threads; t++)
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
			unsigned char *done = kua_calloc(sizes[s] + 1, 1);
			kua_parallel(sizes[s], threads[t], once, done);
			for (size_t i = 0; i < sizes[s]; i++)
				assert_int_equal(done[i], 1);
			assert_int_equal(done[sizes[s]], 0);
			free(done);
		}
	unsigned n = kua_threads();
	assert_true(n >= 1 && n <= 64);
}

static void count(void *ctx, const char *stage, size_t done, size_t of)
{
	assert_string_equal(stage, "reading");
	*(size_t *)ctx += done + of;
}

static void telling_is_optional(void **state)
{
	size_t told = 0;
	struct kua_progress p = {count, &told}, silent = {NULL, NULL};
	(void)state;
	kua_tell(NULL, "reading", 1, 2);
	kua_tell(&silent, "reading", 1, 2);
	kua_tell(&p, "reading", 1, 2);
	assert_int_equal(told, 3);
}

/* ---- files ---- */

static void a_file_at_the_limit_and_one_past_it(void **state)
{
	static const size_t sizes[] = {0, 1, 100, 65535, 65536, 65537, 200000};
	char path[] = "/tmp/kua-test-XXXXXX";
	struct kua_error err;
	(void)state;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		assert_int_equal(ftruncate(fd, (off_t)sizes[i]), 0);
		kua_buf_str(&b, "before"); /* appended to, and not counted */
		assert_int_equal(kua_read_file(path, sizes[i], &b, &err), KUA_OK);
		assert_int_equal(b.len, 6 + sizes[i]);
		assert_int_equal(b.data[b.len], '\0');
		kua_buf_clear(&b);
		if (sizes[i]) {
			assert_int_equal(kua_read_file(path, sizes[i] - 1, &b, &err), KUA_LIMIT);
			assert_non_null(strstr(err.text, path));
			assert_non_null(strstr(err.text, "limit of"));
		}
		kua_buf_free(&b);
	}
	(void)close(fd);
	(void)unlink(path);
}

static void what_cannot_be_read(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_error err;
	(void)state;
	assert_int_equal(kua_read_file("/tmp/kua-test-none/x", 10, &b, &err), KUA_USE);
	assert_non_null(strstr(err.text, "/tmp/kua-test-none/x: cannot be opened"));
	assert_int_equal(kua_read_file("/tmp", 10, &b, &err), KUA_USE);
	assert_int_equal(kua_read_fd(-1, "standard input", 10, &b, &err), KUA_WORLD);
	assert_non_null(strstr(err.text, "standard input"));
	kua_buf_free(&b);
}

static void a_pipe_in_pieces(void **state)
{
	int ends[2];
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_error err;
	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "one", 3), 3);
	assert_int_equal(write(ends[1], "two", 3), 3);
	(void)close(ends[1]);
	assert_int_equal(kua_read_fd(ends[0], "pipe", 6, &b, &err), KUA_OK);
	assert_string_equal(b.data, "onetwo");
	(void)close(ends[0]);
	kua_buf_free(&b);
}

/* ---- UTF-8 ---- */

static void every_code_point_goes_round(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		struct kua_buf b = KUA_BUF_INIT;
		uint32_t back = 1;
		if (c >= 0xd800 && c < 0xe000)
			continue;
		kua_buf_utf8(&b, c);
		size_t n = kua_utf8_next(b.data, b.len, &back);
		if (n != b.len || back != c)
			fail_msg("U+%04X: %zu bytes of %zu, U+%04X", (unsigned)c, n, b.len, (unsigned)back);
		for (size_t cut = 1; cut < b.len; cut++) /* cut short, in a block of just that size */
		{
			char *exact = malloc(cut);
			assert_non_null(exact);
			memcpy(exact, b.data, cut);
			if (kua_utf8_next(exact, cut, &back) != 0)
				fail_msg("U+%04X: cut to %zu", (unsigned)c, cut);
			free(exact);
		}
		kua_buf_free(&b);
	}
}

/* Unicode 15, table 3-7, and Markus Kuhn's list of what decoders accept and should not. */
static void what_is_not_utf8(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x80\x80", "\xe0\x9f\xbf",
		"\xe1\x80", "\xe1\x80\x41", "\xed\xa0\x80", "\xed\xaf\xbf", "\xed\xbf\xbf", "\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80",
		"\xfe", "\xff", "a\xff", "\xd0\xb0\xd0", "\xc2\xc2\x80",
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (kua_utf8_valid(bad[i], strlen(bad[i])))
			fail_msg("number %zu was taken for UTF-8", i);
	assert_true(kua_utf8_valid("", 0));
	assert_true(kua_utf8_valid(NULL, 0));
	assert_true(kua_utf8_valid("a\0b", 3));
	const char *good = "Жаңаөзен \xf4\x8f\xbf\xbf \xed\x9f\xbf \xee\x80\x80";
	assert_true(kua_utf8_valid(good, strlen(good)));
}

static void columns_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(kua_utf8_columns(""), 0);
	assert_int_equal(kua_utf8_columns("Aktau"), 5);
	assert_int_equal(kua_utf8_columns("Жаңаөзен"), 8);
	assert_int_equal(kua_utf8_columns("e\u0301"), 1);
	assert_int_equal(kua_utf8_columns("東京"), 4);
	assert_int_equal(kua_utf8_columns("a\u200bb"), 2);
	assert_int_equal(kua_utf8_columns("\xff\xfe"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_is_done_once_on_any_number_of_threads),
		cmocka_unit_test(telling_is_optional),
		cmocka_unit_test(a_file_at_the_limit_and_one_past_it),
		cmocka_unit_test(what_cannot_be_read),
		cmocka_unit_test(a_pipe_in_pieces),
		kua_slow_test(every_code_point_goes_round),
		cmocka_unit_test(what_is_not_utf8),
		cmocka_unit_test(columns_of_a_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
