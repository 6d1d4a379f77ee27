/*
 * test_msg.c - Outlook's messages: properties in OLE containers and in winmail.dat. The messages are the seeds of the fuzz
 * target (fuzz/msg), which a program of ours wrote.
 */
#include "run.h"

#include "intake/mapi.h"

#define FILE_BYTES ((size_t)1 << 20)

static void load(const char *name, struct kua_buf *b)
{
	struct kua_error err = {0};
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/../fuzz/msg/%s", getenv("KUA_DATA"), name);
	if (kua_read_file(path, FILE_BYTES, b, &err) != KUA_OK)
		fail_msg("%s", err.text);
}

static struct kua_reading read_seed(struct run *r, const char *name)
{
	struct kua_buf b = KUA_BUF_INIT;
	load(name, &b);
	struct kua_reading got = run_bytes(r, b.data, b.len, "a.msg");
	kua_buf_free(&b);
	return got;
}

static void assert_meta(const struct kua_reading *r, const char *line)
{
	for (size_t i = 0; i < r->metadata.n; i++)
		if (strcmp(r->metadata.v[i], line) == 0)
			return;
	fail_msg("no metadata \"%s\"", line);
}

static void messages(void **state)
{
	struct kua_reading r = read_seed(*state, "embedded");
	assert_string_equal(r.media_type, "application/vnd.ms-outlook");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].title, "Обстрел Velmora");
	assert_string_equal(r.items[0].author, "Анна Петрова");
	assert_string_equal(r.items[0].published_on, "2014-05-06");
	assert_string_equal(r.items[0].text, "Nine.");
	assert_int_equal(r.items[0].addressees.n, 2); /* and not who got it unseen */
	assert_string_equal(r.items[0].addressees.v[0], "Tom Field");
	assert_string_equal(r.items[1].title, "Inside");
	assert_string_equal(r.items[1].text, "Inside.");
	assert_int_equal(r.n_inner, 1);
	assert_string_equal(r.inner[0].name, "a.jpg");
	assert_int_equal(r.inner[0].n, 3);
	assert_meta(&r, "mail.from: Анна Петрова <ana@example.org>");
	assert_meta(&r, "mail.date: 2014-05-06T16:00:00Z");
	r = read_seed(*state, "ansi"); /* in a code page */
	assert_string_equal(only(&r)->text, "Погибли девять.");
}

static void a_page_in_packed_rtf(void **state)
{
	struct kua_reading r = read_seed(*state, "wrapped");
	assert_string_equal(only(&r)->text, "Погибли девять.");
}

static void winmail(void **state)
{
	struct kua_reading r = read_seed(*state, "winmail");
	assert_string_equal(r.media_type, "application/ms-tnef");
	assert_string_equal(only(&r)->title, "Тема");
	assert_string_equal(only(&r)->text, "Погибли девять.");
	assert_int_equal(r.n_inner, 1);
	assert_string_equal(r.inner[0].name, "длинное имя.jpg");
	/* in a mail its attachments are the mail's, and its text where the mail has none */
	struct kua_buf b = KUA_BUF_INIT, seed = KUA_BUF_INIT;
	load("winmail", &seed);
	for (int with_text = 0; with_text < 2; with_text++) {
		kua_buf_clear(&b);
		kua_buf_printf(&b, "From: a@example.org\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n%s\r\n"
		               "--b\r\nContent-Type: application/ms-tnef\r\n\r\n", with_text ? "Nine." : "");
		kua_buf_add(&b, seed.data, seed.len);
		kua_buf_str(&b, "\r\n--b--\r\n");
		r = run_bytes(*state, b.data, b.len, "a.eml");
		assert_string_equal(only(&r)->text, with_text ? "Nine." : "Погибли девять.");
		assert_string_equal(r.inner[0].name, "длинное имя.jpg");
	}
	kua_buf_free(&b);
	kua_buf_free(&seed);
}

static void cut_off(void **state)
{
	static const char *const seeds[] = {"embedded", "ansi", "wrapped", "winmail"};
	for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		load(seeds[i], &b);
		for (size_t n = 8; n < b.len; n += i == 3 ? 13 : 256) {
			struct kua_reading r = run_bytes(*state, b.data, n, "a.msg");
			if (!r.read && !r.reason)
				fail_msg("%s cut to %zu: unread, and nobody knows why", seeds[i], n);
		}
		kua_buf_free(&b);
	}
}

/* A page among the properties that is no text at all. */
static void no_page(void **state)
{
	struct run *r = *state;
	struct kua_answer o;
	struct kua_mail m;
	struct kua_mapi p = {0};
	struct kua_buf out = KUA_BUF_INIT;
	static const char bytes[] = "\1\2\3\4\5\6\x0e\x0f\x10\x11\x12\xff\x13\x14\x15\x16";
	kua_answer_init(&o, -1, &r->limits);
	kua_mail_open(&m, r->words, "a.msg", &o);
	*kua_vec_add(&p.all) = (struct kua_mapi_property){KUA_MAPI_HTML, KUA_MAPI_BINARY, {bytes, sizeof bytes - 1}};
	kua_mapi_body(&m, &p, &out);
	assert_int_equal(out.len, 0);
	kua_vec_free(&p.all);
	kua_mail_close(&m);
	kua_answer_free(&o);
	kua_buf_free(&out);
}

static void unpacking(void **state)
{
	(void)state;
	struct kua_buf out = KUA_BUF_INIT;
	/* "{\rtf1 " out of the dictionary's beginning, "x}", the end */
	static const char packed[] = "\x16\0\0\0\x09\0\0\0LZFu\0\0\0\0\x09\0\x05x}\x0d\x80";
	assert_true(kua_mapi_unpack_rtf((struct kua_str){packed, sizeof packed - 1}, &out));
	assert_int_equal(out.len, 9);
	assert_memory_equal(out.data, "{\\rtf1\\x}", 9);
	kua_buf_clear(&out);
	assert_false(kua_mapi_unpack_rtf((struct kua_str){packed, sizeof packed - 4}, &out));
	assert_false(kua_mapi_unpack_rtf((struct kua_str){packed, 12}, &out));
	kua_buf_clear(&out);
	bool html;
	static const char rtf[] = "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset0 X;}}{\\*\\generator no}\\u1054?\\'e1\\f1\\'e9\\par a\\{b\\}{\\info{\\title t}}}";
	kua_mapi_unwrap_rtf((struct kua_str){rtf, sizeof rtf - 1}, &out, &html);
	assert_false(html);
	assert_string_equal(out.data, "Обé\na{b}");
	kua_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages), cmocka_unit_test(a_page_in_packed_rtf), cmocka_unit_test(winmail), cmocka_unit_test(cut_off), cmocka_unit_test(no_page),
		cmocka_unit_test(unpacking)};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
