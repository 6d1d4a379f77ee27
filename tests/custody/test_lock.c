/* test_lock.c - what only the holder of a key can read: the right secret opens, nothing else does, and no changed byte is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "custody/lock.h"
#include "../quick.h"

static void the_right_secret_opens(void **state)
{
	struct kua_error err;
	struct kua_buf lock = KUA_BUF_INIT, sealed = KUA_BUF_INIT, plain = KUA_BUF_INIT;
	struct kua_key *k = kua_key_new(), *again = NULL;
	enum kua_secret what;
	(void)state;
	assert_int_equal(kua_key_lock(k, KUA_KEY_FILE, "twelve bytes", 12, &lock, &err), KUA_OK);
	assert_int_equal(kua_lock_wants(lock.data, lock.len, &what, &err), KUA_OK);
	assert_int_equal(what, KUA_KEY_FILE);
	kua_seal_bytes(k, "row 1", "Aigul", 5, &sealed);
	assert_int_equal(sealed.len, 5 + KUA_SEAL_BYTES);
	assert_int_equal(kua_key_unlock(lock.data, lock.len, "twelve byteS", 12, &again, &err), KUA_USE);
	assert_int_equal(kua_key_unlock(lock.data, lock.len, "twelve bytes", 12, &again, &err), KUA_OK);
	assert_false(kua_open_bytes(again, "row 2", sealed.data, sealed.len, &plain)); /* one row cannot stand in for another */
	assert_true(kua_open_bytes(again, "row 1", sealed.data, sealed.len, &plain));
	assert_string_equal(plain.data, "Aigul");
	for (size_t i = 0; i < sealed.len; i++) {
		sealed.data[i] ^= 1;
		assert_false(kua_open_bytes(again, "row 1", sealed.data, sealed.len, &plain));
		sealed.data[i] ^= 1;
	}
	assert_int_equal(plain.len, 5);
	kua_key_free(k);
	kua_key_free(again);
	kua_buf_free(&lock);
	kua_buf_free(&sealed);
	kua_buf_free(&plain);
}

static void a_passphrase_is_dear_and_opens(void **state)
{
	struct kua_error err;
	struct kua_buf lock = KUA_BUF_INIT;
	struct kua_key *k = kua_key_new(), *again = NULL;
	unsigned char one[KUA_TAG_BYTES], two[KUA_TAG_BYTES];
	(void)state;
	assert_int_equal(kua_key_lock(k, KUA_PASSPHRASE, "1234567", 7, &lock, &err), KUA_USE); /* one byte too short */
	assert_int_equal(kua_key_lock(k, KUA_PASSPHRASE, "12345678", 8, &lock, &err), KUA_OK);
	assert_int_equal(kua_key_unlock(lock.data, lock.len, "12345678", 8, &again, &err), KUA_OK);
	kua_tag(k, "address", "a@b.c", 5, one);
	kua_tag(again, "address", "a@b.c", 5, two);
	assert_memory_equal(one, two, sizeof one);
	kua_tag(again, "token", "a@b.c", 5, two); /* the same bytes as something else are something else */
	assert_memory_not_equal(one, two, sizeof one);
	kua_key_free(k);
	kua_key_free(again);
	kua_buf_free(&lock);
}

static void a_hostile_lock_costs_nothing(void **state)
{
	struct kua_error err;
	struct kua_buf lock = KUA_BUF_INIT;
	struct kua_key *k = kua_key_new(), *again = NULL;
	(void)state;
	assert_int_equal(kua_key_lock(k, KUA_PASSPHRASE, "12345678", 8, &lock, &err), KUA_OK);
	memset(lock.data + 6, 0xff, 4); /* four thousand million passes */
	assert_int_equal(kua_key_unlock(lock.data, lock.len, "12345678", 8, &again, &err), KUA_DATA);
	memset(lock.data + 10, 0xff, 4); /* and four terabytes */
	assert_int_equal(kua_key_unlock(lock.data, lock.len, "12345678", 8, &again, &err), KUA_DATA);
	assert_int_equal(kua_key_unlock(lock.data, lock.len - 1, "12345678", 8, &again, &err), KUA_DATA);
	assert_int_equal(kua_key_unlock("", 0, "12345678", 8, &again, &err), KUA_DATA);
	assert_null(again);
	kua_key_free(k);
	kua_buf_free(&lock);
}

static void a_signature_holds_for_what_was_signed(void **state)
{
	struct kua_key *k = kua_key_new(), *other = kua_key_new();
	unsigned char public_key[KUA_PUBLIC_BYTES], others[KUA_PUBLIC_BYTES], signature[KUA_SIGNATURE_BYTES];
	(void)state;
	kua_sign(k, "16000\n", 6, signature);
	kua_sign_public(k, public_key);
	kua_sign_public(other, others);
	assert_true(kua_sign_holds(public_key, "16000\n", 6, signature));
	assert_false(kua_sign_holds(public_key, "16001\n", 6, signature));
	assert_false(kua_sign_holds(others, "16000\n", 6, signature));
	kua_key_free(k);
	kua_key_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_right_secret_opens),
		kua_slow_test(a_passphrase_is_dear_and_opens),
		cmocka_unit_test(a_hostile_lock_costs_nothing),
		cmocka_unit_test(a_signature_holds_for_what_was_signed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
