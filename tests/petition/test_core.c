/* test_core.c - states, records, addresses, counts by place, and lines to check a count by. */
#include <sodium.h>

#include "test.h"

static void what_is_withdrawn_or_erased_does_not_come_back(void **state)
{
	(void)state;
	for (unsigned to = 0; to < KUA_SIGN_STATES; to++) {
		assert_int_equal(kua_sign_state_may(KUA_WITHDRAWN, (enum kua_sign_state)to), to == KUA_ERASED);
		assert_false(kua_sign_state_may(KUA_ERASED, (enum kua_sign_state)to));
	}
	for (unsigned from = 0; from < KUA_WITHDRAWN; from++) /* whoever signed may take it back */
		assert_true(kua_sign_state_may((enum kua_sign_state)from, KUA_WITHDRAWN));
	assert_true(kua_sign_state_may(KUA_COUNTED, KUA_WITHDRAWN));
	for (unsigned s = 0; s < KUA_SIGN_STATES; s++) {
		enum kua_sign_state read;
		assert_true(kua_sign_state_named(kua_sign_state_name((enum kua_sign_state)s), &read));
		assert_int_equal(read, s);
	}
}

static struct kua_signature aigul(void)
{
	struct kua_signature s = {.nr = 7, .name = "Aigul \"Ai\" Nurbekova", .email = "a@b.org", .place = "Алматы", .born = 1980, .day = "2026-05-01",
	                          .how = "form", .language = "kk", .may_name = true, .has_token = true, .mails = 2};
	memset(s.salt, 1, sizeof s.salt);
	memset(s.token, 2, sizeof s.token);
	return s;
}

static void a_signature_reads_as_it_was_written(void **state)
{
	struct kua_error err;
	struct kua_arena *a = kua_arena_new();
	struct kua_signature s = aigul(), t;
	struct kua_buf b = KUA_BUF_INIT, longer = KUA_BUF_INIT;
	(void)state;
	ok(kua_signature_change(&s, KUA_CONFIRMED, &(struct kua_sign_change){.day = "2026-05-02", .who = "form", .why = NULL}, a, &err));
	assert_int_equal(kua_signature_change(&s, KUA_PENDING, &(struct kua_sign_change){.day = "2026-05-02"}, a, &err), KUA_USE);
	kua_signature_write(&s, &b);
	assert_int_equal(b.len % 256, 0); /* the size of a row says nothing */
	s.name = "Aigul \"Ai\" Nurbekov";
	kua_signature_write(&s, &longer);
	assert_int_equal(b.len, longer.len);
	ok(kua_signature_read(b.data, b.len, a, &t, &err));
	assert_string_equal(t.name, "Aigul \"Ai\" Nurbekova");
	assert_string_equal(t.place, "Алматы");
	assert_int_equal(t.born, 1980);
	assert_int_equal(t.state, KUA_CONFIRMED);
	assert_int_equal(t.n_changes, 1);
	assert_true(t.may_name && t.has_token);
	assert_memory_equal(t.token, s.token, sizeof t.token);
	for (size_t n = 0; n + 256 < b.len; n += 7) /* cut short */
		assert_int_equal(kua_signature_read(b.data, n, a, &t, &err), KUA_DATA);
	kua_buf_free(&b);
	kua_buf_free(&longer);
	kua_arena_free(a);
}

static void nobody_signs_with_that(void **state)
{
	struct kua_error err;
	char name[KUA_SIGN_NAME + 2];
	static const char *const wrong[] = {"", "   ", "123", "=cmd()", "+Ivan", "-Ivan", "http://a.example", "www.a.example", "a@b.org",
	                                    "Ivan\nPetrov", "Ivan\x1b[31m", "\xff\xfe", "\xe2\x80\xaenavI"};
	static const char *const right[] = {"Ív", "O'Neill", "Айгүл", "محمد", "李", "van der Berg, J."};
	struct kua_signature s = {0};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		s.name = wrong[i];
		if (kua_signature_check(&s, "2026-05-01", &err) != KUA_DATA)
			fail_msg("'%s' was taken", wrong[i]);
	}
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		s.name = right[i];
		ok(kua_signature_check(&s, "2026-05-01", &err));
	}
	memset(name, 'a', sizeof name);
	name[KUA_SIGN_NAME + 1] = '\0';
	s.name = name;
	assert_int_equal(kua_signature_check(&s, "2026-05-01", &err), KUA_DATA); /* one past the limit */
	name[KUA_SIGN_NAME] = '\0';
	ok(kua_signature_check(&s, "2026-05-01", &err)); /* at it */
	s.born = 2027;
	assert_int_equal(kua_signature_check(&s, "2026-05-01", &err), KUA_DATA);
	s.born = 1899;
	assert_int_equal(kua_signature_check(&s, "2026-05-01", &err), KUA_DATA);
}

static void one_address_in_all_its_spellings(void **state)
{
	struct kua_error err;
	struct kua_arena *a = kua_arena_new();
	struct kua_address_rules *r = NULL;
	static const char *const pairs[][2] = {
		{"Aigul.N+petition@GoogleMail.com", "aiguln@gmail.com"}, {"Ivan@Yandex.KZ", "ivan@yandex.ru"}, {"ivan+x@ya.ru", "ivan@yandex.ru"},
		{"a.b@mail.ru", "a.b@mail.ru"}, {"a+b@mail.ru", "a+b@mail.ru"}, {" <A@B.org> ", "a@b.org"}, {"a-x@yahoo.com", "a@yahoo.com"},
		{"a@b.org.", "a@b.org"}, {"\xef\xbd\x81@b.org", "a@b.org"}};
	static const char *const none[] = {"", "a", "@b.org", "a@", "a@b", "a@.org", "a b@c.org", "\"a\"@b.org", "a@b@c.org,d"};
	(void)state;
	ok(kua_address_rules_load(data_dir(), &r, &err));
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_string_equal(kua_address_canonical(r, pairs[i][0], a), pairs[i][1]);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (kua_address_canonical(r, none[i], a))
			fail_msg("'%s' was taken for an address", none[i]);
	kua_address_rules_free(r);
	kua_arena_free(a);
}

static void no_place_of_a_few_is_told(void **state)
{
	struct kua_error err;
	struct kua_arena *a = kua_arena_new();
	struct kua_names *names = NULL;
	struct kua_place_count *v;
	const char *places[64];
	size_t n = 0, found;
	(void)state;
	ok(kua_names_load(data_dir(), &names, &err));
	for (int i = 0; i < 10; i++)
		places[n++] = i % 2 ? "Almaty" : "ул. Абая 5, Алматы";
	for (int i = 0; i < KUA_PLACE_LEAST; i++)
		places[n++] = i % 2 ? "Astana" : "Астана";
	for (int i = 0; i < KUA_PLACE_LEAST - 1; i++)
		places[n++] = "Zhanaozen";
	kua_counts_by_place(names, places, n, a, &v, &found); /* five would be left over: Astana joins them, or they could be told */
	assert_int_equal(found, 2);
	assert_string_equal(v[0].place, "Almaty");
	assert_int_equal(v[0].n, 10);
	assert_null(v[1].place);
	assert_int_equal(v[1].n, 2 * KUA_PLACE_LEAST - 1);
	places[n++] = NULL; /* six in the rest: now it need not */
	kua_counts_by_place(names, places, n, a, &v, &found);
	assert_int_equal(found, 3);
	assert_string_equal(v[1].place, "Astana");
	assert_int_equal(v[1].n, KUA_PLACE_LEAST);
	assert_int_equal(v[2].n, KUA_PLACE_LEAST);
	kua_counts_by_place(names, places, 0, a, &v, &found);
	assert_int_equal(found, 0);
	kua_names_free(names);
	kua_arena_free(a);
}

/* RFC 6962, word for word: split at the largest power of two below n. */
static void root_by_the_book(const unsigned char (*v)[KUA_LINE_BYTES], size_t n, unsigned char out[KUA_LINE_BYTES])
{
	unsigned char both[1 + 2 * KUA_LINE_BYTES] = {1};
	if (n == 1) {
		both[0] = 0;
		memcpy(both + 1, v[0], KUA_LINE_BYTES);
		(void)crypto_hash_sha256(out, both, 1 + KUA_LINE_BYTES);
		return;
	}
	size_t k = 1;
	while (2 * k < n)
		k *= 2;
	root_by_the_book(v, k, both + 1);
	root_by_the_book(v + k, n - k, both + 1 + KUA_LINE_BYTES);
	(void)crypto_hash_sha256(out, both, sizeof both);
}

static void the_root_is_that_of_rfc_6962(void **state)
{
	unsigned char v[67][KUA_LINE_BYTES], is[KUA_LINE_BYTES], should[KUA_LINE_BYTES];
	char hex[2 * KUA_LINE_BYTES + 1];
	(void)state;
	randombytes_buf(v, sizeof v);
	for (size_t n = 1; n <= 67; n++) {
		kua_lines_root((const unsigned char(*)[KUA_LINE_BYTES])v, n, is);
		root_by_the_book((const unsigned char(*)[KUA_LINE_BYTES])v, n, should);
		assert_memory_equal(is, should, sizeof is);
	}
	kua_lines_root(NULL, 0, is);
	assert_string_equal(sodium_bin2hex(hex, sizeof hex, is, sizeof is), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void a_checkpoint_holds_until_somebody_changes_it(void **state)
{
	struct kua_error err;
	struct kua_arena *a = kua_arena_new();
	struct kua_key *k = kua_key_new();
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_checkpoint c;
	unsigned char root[KUA_LINE_BYTES];
	const struct kua_petition p = {.id = "0123456789abcdef", .title = "t"};
	(void)state;
	memset(root, 7, sizeof root);
	kua_checkpoint_write(&p, k, 16000, root, &b);
	ok(kua_checkpoint_read(b.data, b.len, a, &c, &err));
	assert_int_equal(c.n, 16000);
	assert_memory_equal(c.root, root, sizeof root);
	assert_string_equal(c.origin, "kua-petition-0123456789abcdef");
	for (size_t i = 0; i < b.len; i++) {
		b.data[i] ^= 2;
		assert_int_equal(kua_checkpoint_read(b.data, b.len, a, &c, &err), KUA_DATA);
		b.data[i] ^= 2;
		assert_int_equal(kua_checkpoint_read(b.data, i, a, &c, &err), KUA_DATA); /* cut short */
	}
	kua_buf_free(&b);
	kua_key_free(k);
	kua_arena_free(a);
}

static void a_line_is_of_one_person(void **state)
{
	const struct kua_petition p = {.id = "0123456789abcdef"}, q = {.id = "0123456789abcdee"};
	struct kua_signature s = aigul(), t = aigul();
	unsigned char one[KUA_LINE_BYTES], two[KUA_LINE_BYTES];
	(void)state;
	kua_line_of(&p, &s, one);
	t.name = "Aigul Nurbekova"; /* two people cannot be given one line */
	kua_line_of(&p, &t, two);
	assert_memory_not_equal(one, two, sizeof one);
	t = aigul();
	t.salt[0] ^= 1; /* nor can it be guessed from the name */
	kua_line_of(&p, &t, two);
	assert_memory_not_equal(one, two, sizeof one);
	kua_line_of(&q, &s, two);
	assert_memory_not_equal(one, two, sizeof one);
}

static void a_petition_has_what_it_needs(void **state)
{
	struct kua_error err;
	struct kua_petition p = {.id = "1", .title = "t", .text = "x", .destroy_on = "2027-01-01", .closes = "2026-12-01"};
	(void)state;
	ok(kua_petition_check(&p, &err));
	p.closes = "2027-01-01";
	assert_int_equal(kua_petition_check(&p, &err), KUA_USE); /* destroyed while it is open */
	p.closes = "soon";
	assert_int_equal(kua_petition_check(&p, &err), KUA_USE);
	p.closes = NULL;
	ok(kua_petition_check(&p, &err));
	p.destroy_on = NULL;
	assert_int_equal(kua_petition_check(&p, &err), KUA_USE);
	p.destroy_on = "2027-01-01";
	p.address = "javascript:alert(1)";
	assert_int_equal(kua_petition_check(&p, &err), KUA_USE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_withdrawn_or_erased_does_not_come_back),
		cmocka_unit_test(a_signature_reads_as_it_was_written),
		cmocka_unit_test(nobody_signs_with_that),
		cmocka_unit_test(one_address_in_all_its_spellings),
		cmocka_unit_test(no_place_of_a_few_is_told),
		cmocka_unit_test(the_root_is_that_of_rfc_6962),
		cmocka_unit_test(a_checkpoint_holds_until_somebody_changes_it),
		cmocka_unit_test(a_line_is_of_one_person),
		cmocka_unit_test(a_petition_has_what_it_needs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
