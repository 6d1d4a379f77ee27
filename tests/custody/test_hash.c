/* test_hash.c - SHA-256 against published answers, ids, the chain of seals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "custody/custody.h"

/* FIPS 180-4 examples and NIST's short and long messages. */
static void published_answers(void **state)
{
	static const struct {
		const char *message, *hash;
	} cases[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
	};
	char hex[KUA_SHA256_HEX + 1];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		kua_sha256(cases[i].message, strlen(cases[i].message), hex);
		assert_string_equal(hex, cases[i].hash);
	}
	char *million = malloc(1000000);
	assert_non_null(million);
	memset(million, 'a', 1000000);
	kua_sha256(million, 1000000, hex);
	assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
}

static void bytes_with_zeros_are_bytes(void **state)
{
	char a[KUA_SHA256_HEX + 1], b[KUA_SHA256_HEX + 1];
	(void)state;
	kua_sha256("a\0b", 3, a);
	kua_sha256("a\0c", 3, b);
	assert_string_not_equal(a, b);
	kua_sha256("\0", 1, a);
	assert_string_equal(a, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

static void an_id_is_of_its_parts_and_where_they_end(void **state)
{
	struct kua_arena *a = kua_arena_new();
	char hex[KUA_SHA256_HEX + 1];
	(void)state;
	const char *id = KUA_ID(a, "f", "d-1.1", "killed");
	kua_sha256("d-1.1\0killed", 13, hex); /* each part with its NUL */
	hex[16] = '\0';
	assert_string_equal(id, kua_arena_printf(a, "f-%s", hex));
	assert_string_equal(id, KUA_ID(a, "f", "d-1.1", "killed"));
	assert_string_not_equal(KUA_ID(a, "f", "ab", "c"), KUA_ID(a, "f", "a", "bc"));
	assert_string_not_equal(KUA_ID(a, "f", "ab"), KUA_ID(a, "f", "ab", ""));
	assert_string_not_equal(KUA_ID(a, "f", "ab"), KUA_ID(a, "f", "a", "b"));
	const char *const none[] = {NULL};
	assert_string_equal(kua_id(a, "x", none), "x-e3b0c44298fc1c14");
	kua_arena_free(a);
}

static void each_seal_seals_the_one_before(void **state)
{
	static const char *const bodies[] = {"{\"entry\":1}", "{\"entry\":2}", "{\"entry\":3}"};
	char seals[3][KUA_SHA256_HEX + 1], zeros[KUA_SHA256_HEX + 1], want[KUA_SHA256_HEX + 1];
	struct kua_buf b = KUA_BUF_INIT;
	(void)state;
	memset(zeros, '0', KUA_SHA256_HEX);
	zeros[KUA_SHA256_HEX] = '\0';
	for (int i = 0; i < 3; i++) {
		const char *before = i ? seals[i - 1] : zeros;
		kua_seal(before, bodies[i], strlen(bodies[i]), seals[i]);
		kua_buf_clear(&b);
		kua_buf_printf(&b, "%s\n%s", before, bodies[i]);
		kua_sha256(b.data, b.len, want);
		assert_string_equal(seals[i], want);
	}
	/* another first entry, and nothing after it fits */
	char first[KUA_SHA256_HEX + 1], second[KUA_SHA256_HEX + 1];
	kua_seal(zeros, "{\"entry\":0}", strlen(bodies[0]), first);
	kua_seal(first, bodies[1], strlen(bodies[1]), second);
	assert_string_not_equal(first, seals[0]);
	assert_string_not_equal(second, seals[1]);
	/* in place */
	kua_seal(first, bodies[1], strlen(bodies[1]), first);
	assert_string_equal(first, second);
	kua_buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_answers),
		cmocka_unit_test(bytes_with_zeros_are_bytes),
		cmocka_unit_test(an_id_is_of_its_parts_and_where_they_end),
		cmocka_unit_test(each_seal_seals_the_one_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
