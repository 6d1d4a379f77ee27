/* test_memory.c - buffers, arenas, arrays, lists, interned strings, errors: their invariants after every operation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/util.h"

/* ---- buffers ---- */

/* data is never NULL after the first append, data[len] is NUL, and there is room for it. */
static void buf_check(const struct kua_buf *b, const char *want, size_t n)
{
	assert_non_null(b->data);
	assert_int_equal(b->len, n);
	assert_true(b->cap > b->len);
	assert_int_equal(b->data[b->len], '\0');
	if (n)
		assert_memory_equal(b->data, want, n);
}

static void a_buffer_is_always_ended(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	(void)state;
	kua_buf_add(&b, NULL, 0);
	buf_check(&b, "", 0);
	kua_buf_str(&b, "");
	buf_check(&b, "", 0);
	kua_buf_add(&b, "a\0b", 3);
	buf_check(&b, "a\0b", 3);
	kua_buf_char(&b, '\0');
	buf_check(&b, "a\0b\0", 4);
	kua_buf_printf(&b, "%d-%s", 7, "x");
	buf_check(&b, "a\0b\0" "7-x", 7);
	kua_buf_printf(&b, "%s", "");
	buf_check(&b, "a\0b\0" "7-x", 7);
	kua_buf_reserve(&b, 100000);
	buf_check(&b, "a\0b\0" "7-x", 7);
	assert_true(b.cap >= 100008);
	const char *kept = b.data;
	kua_buf_clear(&b);
	buf_check(&b, "", 0);
	assert_ptr_equal(b.data, kept);
	kua_buf_free(&b);
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	kua_buf_clear(&b); /* never used: nothing to do */
	kua_buf_str(&b, "again");
	buf_check(&b, "again", 5);
	kua_buf_free(&b);
	kua_buf_free(&b);
}

static void a_buffer_grows_over_every_size(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	char want[300];
	(void)state;
	for (size_t i = 0; i < sizeof want; i++) {
		want[i] = (char)('a' + i % 26);
		if (i % 3 == 0)
			kua_buf_char(&b, want[i]);
		else if (i % 3 == 1)
			kua_buf_add(&b, &want[i], 1);
		else
			kua_buf_printf(&b, "%c", want[i]);
		buf_check(&b, want, i + 1);
	}
	kua_buf_free(&b);
	/* printf exactly to the end of the room and one past it */
	for (size_t n = 60; n < 70; n++) {
		kua_buf_printf(&b, "%0*d", (int)n, 0);
		memset(want, '0', n);
		buf_check(&b, want, n);
		kua_buf_free(&b);
	}
}

/* ---- arenas ---- */

static void an_arena_gives_zeroed_aligned_apart(void **state)
{
	static const size_t sizes[] = {0, 1, 15, 16, 17, 100, 1023, 1024, 1025, 4095, 4096, 5000, 100000, 3, 2000000, 8};
	enum { N = 4 * sizeof sizes / sizeof *sizes };
	struct kua_arena *a = kua_arena_new();
	unsigned char *p[N];
	(void)state;
	for (size_t i = 0; i < N; i++) {
		size_t n = sizes[i % (N / 4)];
		p[i] = kua_arena_alloc(a, n);
		assert_int_equal((uintptr_t)p[i] % 16, 0);
		for (size_t k = 0; k < n; k++)
			assert_int_equal(p[i][k], 0);
		memset(p[i], (int)i + 1, n);
	}
	for (size_t i = 0; i < N; i++)
		for (size_t k = 0; k < sizes[i % (N / 4)]; k++)
			assert_int_equal(p[i][k], (int)i + 1);
	kua_arena_free(a);
	kua_arena_free(NULL);
}

static void an_arena_that_was_cleared_is_zeroed_again(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	kua_arena_clear(a); /* nothing in it yet */
	for (int round = 0; round < 20; round++) {
		for (size_t n = 1; n < 50000; n = n * 3 + 1) {
			unsigned char *p = kua_arena_alloc(a, n);
			for (size_t k = 0; k < n; k++)
				assert_int_equal(p[k], 0);
			memset(p, 0xff, n);
		}
		kua_arena_clear(a);
	}
	kua_arena_free(a);
}

static void strings_in_an_arena(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	assert_null(kua_arena_strdup(a, NULL));
	assert_string_equal(kua_arena_strdup(a, ""), "");
	assert_string_equal(kua_arena_strdup(a, "Жаңаөзен"), "Жаңаөзен");
	assert_memory_equal(kua_arena_strndup(a, "a\0bc", 3), "a\0b", 4);
	assert_string_equal(kua_arena_strndup(a, NULL, 0), "");
	assert_string_equal(kua_arena_printf(a, "%s %d", "x", 70), "x 70");
	char *longer = kua_arena_printf(a, "%0100000d", 1);
	assert_int_equal(strlen(longer), 100000);
	kua_arena_free(a);
}

/* ---- arrays and lists ---- */

static void an_array_keeps_what_was_added(void **state)
{
	KUA_VEC(struct { int n; char pad[12]; }) v = {0};
	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(kua_vec_add(&v)->n, 0); /* zeroed */
		v.v[i].n = i;
		memset(v.v[i].pad, 0xff, sizeof v.v[i].pad);
		assert_int_equal(v.n, i + 1);
		assert_true(v.cap >= v.n);
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(v.v[i].n, i);
	v.n = 10; /* cut back: what is added again is zeroed again */
	assert_int_equal(kua_vec_add(&v)->n, 0);
	kua_vec_free(&v);
	assert_null(v.v);
	assert_int_equal(v.cap, 0);
}

static void a_list_grows_in_its_arena(void **state)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_list list = {0};
	(void)state;
	assert_false(kua_list_has(&list, "0"));
	for (int i = 0; i < 300; i++) {
		kua_list_add(a, &list, kua_arena_printf(a, "%d", i));
		for (int k = 0; k <= i; k += 37)
			assert_int_equal(atoi(list.v[k]), k);
	}
	assert_int_equal(list.n, 300);
	assert_true(kua_list_has(&list, "299"));
	assert_false(kua_list_has(&list, "300"));
	assert_false(kua_list_has(&list, ""));
	kua_arena_free(a);
}

/* ---- interned strings ---- */

static void interned_strings_are_numbered_as_met(void **state)
{
	struct kua_intern *in = kua_intern_new();
	char s[32];
	(void)state;
	assert_int_equal(kua_intern_find(in, "", 0), KUA_NO_ID);
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 20000; i++) {
			int n = snprintf(s, sizeof s, "string %u", i * 7);
			assert_int_equal(kua_intern_add(in, s, (size_t)n), i);
		}
	assert_int_equal(kua_intern_count(in), 20000);
	assert_string_equal(kua_intern_text(in, 19999), "string 139993");
	const char *early = kua_intern_text(in, 0);
	assert_int_equal(kua_intern_find(in, "string 7", 8), 1);
	assert_int_equal(kua_intern_find(in, "string 7", 7), KUA_NO_ID);
	/* bytes, not C strings */
	assert_int_equal(kua_intern_add(in, "", 0), 20000);
	assert_int_equal(kua_intern_add(in, "\0", 1), 20001);
	assert_int_equal(kua_intern_add(in, "\0\0", 2), 20002);
	assert_int_equal(kua_intern_find(in, "\0", 1), 20001);
	assert_ptr_equal(kua_intern_text(in, 0), early);
	kua_intern_free(in);
	kua_intern_free(NULL);
}

/* ---- errors ---- */

static void errors_are_one_line_and_never_too_long(void **state)
{
	struct kua_error err;
	char longer[2000];
	(void)state;
	assert_int_equal(kua_fail(&err, KUA_DATA, "%s: line %d", "a.txt", 7), KUA_DATA);
	assert_int_equal(err.code, KUA_DATA);
	assert_int_equal(kua_fail_in(&err, "folder %s", "b"), KUA_DATA);
	assert_string_equal(err.text, "folder b: a.txt: line 7");
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_int_equal(kua_fail(&err, KUA_DATA, "a column %s", "one\r\ntwo\x1b[2J\x7f\xd0\x90"), KUA_DATA); /* one line, whatever a file says */
	assert_string_equal(err.text, "a column one  two [2J \xd0\x90");
	assert_int_equal(kua_fail(&err, KUA_USE, "%s", longer), KUA_USE);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	assert_int_equal(kua_fail_in(&err, "where"), KUA_USE);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	assert_int_equal(strncmp(err.text, "where: xxx", 10), 0);
	(void)kua_fail_in(&err, "%s", longer);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

static void errors_cut_no_letter_in_two(void **state)
{
	static const char *const letters[] = {"\xd0\x90", "\xe2\x80\xa6", "\xf0\x9f\x92\xa7"}; /* of two, three and four bytes */
	struct kua_error err;
	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t ahead = 0; ahead < 4; ahead++) {
			char longer[2000] = "aaa";
			size_t n = ahead, of = strlen(letters[i]);
			for (; n + of < sizeof longer; n += of)
				memcpy(longer + n, letters[i], of);
			longer[n] = '\0';
			(void)kua_fail(&err, KUA_USE, "%s", longer);
			assert_true(kua_utf8_valid(err.text, strlen(err.text)));
			assert_true(strlen(err.text) > sizeof err.text - 1 - of); /* only the letter that did not fit is gone */
			(void)kua_fail_in(&err, "where");
			assert_true(kua_utf8_valid(err.text, strlen(err.text)));
			assert_true(strlen(err.text) > sizeof err.text - 1 - of);
		}
	(void)kua_fail(&err, KUA_USE, "'%.4s' is no place", "a\xd0\x90\xd0\x90"); /* of a value only the beginning is shown */
	assert_string_equal(err.text, "'a\xd0\x90?' is no place");
	(void)kua_fail(&err, KUA_USE, "caf\xe9.txt: no such file"); /* a name may be any bytes */
	assert_string_equal(err.text, "caf?.txt: no such file");
}

/* ---- when memory runs out ---- */

static void handler(size_t wanted)
{
	_exit(wanted == SIZE_MAX ? 3 : 4);
}

/* A product or sum that overflows ends in the handler and never in a small block. */
static void sums_that_overflow(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		int status;
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			struct kua_buf b = KUA_BUF_INIT;
			kua_out_of_memory = handler;
			volatile size_t half = SIZE_MAX / 2 + 1;
			kua_buf_str(&b, "x");
			if (i == 0)
				(void)kua_mul(half, 2);
			else if (i == 1)
				kua_buf_reserve(&b, SIZE_MAX);
			else if (i == 2)
				(void)kua_arena_alloc(kua_arena_new(), SIZE_MAX - 3);
			else if (i == 3)
				kua_buf_reserve(&b, half); /* doubling overflows */
			else
				(void)kua_arena_strndup(kua_arena_new(), "", SIZE_MAX);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 3);
	}
}

static void nothing_is_something(void **state)
{
	(void)state;
	void *p = kua_malloc(0), *q = kua_calloc(0, 8);
	assert_non_null(p);
	assert_non_null(q);
	p = kua_realloc(p, 0);
	assert_non_null(p);
	free(p);
	free(q);
	char *s = kua_strdup("");
	assert_string_equal(s, "");
	free(s);
}

/* Every length: a copy that had no room behind its last string would write over its neighbour when one more is added. */
static void a_copied_list_can_grow(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	struct kua_list list = {0};
	for (size_t n = 0; n < 40; n++) {
		struct kua_list copy = kua_list_copy(a, &list);
		const char *neighbour = kua_arena_strdup(a, "neighbour");
		kua_list_add(a, &copy, "one more");
		assert_int_equal(copy.n, n + 1);
		assert_string_equal(neighbour, "neighbour");
		for (size_t i = 0; i < n; i++)
			assert_string_equal(copy.v[i], list.v[i]);
		kua_list_add(a, &list, kua_arena_printf(a, "%zu", n));
	}
	kua_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_is_always_ended),
		cmocka_unit_test(a_buffer_grows_over_every_size),
		cmocka_unit_test(an_arena_gives_zeroed_aligned_apart),
		cmocka_unit_test(an_arena_that_was_cleared_is_zeroed_again),
		cmocka_unit_test(strings_in_an_arena),
		cmocka_unit_test(an_array_keeps_what_was_added),
		cmocka_unit_test(a_list_grows_in_its_arena),
		cmocka_unit_test(a_copied_list_can_grow),
		cmocka_unit_test(interned_strings_are_numbered_as_met),
		cmocka_unit_test(errors_are_one_line_and_never_too_long),
		cmocka_unit_test(errors_cut_no_letter_in_two),
		cmocka_unit_test(sums_that_overflow),
		cmocka_unit_test(nothing_is_something),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
