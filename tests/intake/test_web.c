/* Web archives: records, what is wrong with them, and which captures are pages. */
#include <zlib.h>

#include "intake/digest.h"
#include "intake/http.h"
#include "intake/pages.h"
#include "run.h"
#include "zips.h"

#define PAGE "<!doctype html><title>A page</title><article><h1>A page</h1><p>A text that is long enough to be one.</p></article>"
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" PAGE

/* ---- records ---- */

struct record {
	const char *type, *url, *fields; /* fields: each with its line's end */
	const char *block;
	size_t n;    /* 0: as long as block is */
	long longer; /* than it is, it says */
	const char *behind; /* NULL: two empty lines */
};

static void add(struct kua_buf *b, const struct record *r)
{
	size_t n = r->n ? r->n : strlen(r->block);
	kua_buf_printf(b, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2021-03-04T05:06:07Z\r\n%s", r->type,
	               r->url, r->fields ? r->fields : "");
	kua_buf_printf(b, "Content-Length: %ld\r\n\r\n", (long)n + r->longer);
	kua_buf_add(b, r->block, n);
	kua_buf_str(b, r->behind ? r->behind : "\r\n\r\n");
}

static void pack(struct kua_buf *b, const struct kua_buf *plain)
{
	z_stream z = {.next_in = (unsigned char *)plain->data, .avail_in = (uInt)plain->len};
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
	kua_buf_reserve(b, plain->len + 1000);
	z.next_out = (unsigned char *)b->data + b->len;
	z.avail_out = (uInt)plain->len + 1000;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	b->len += z.total_out;
	(void)deflateEnd(&z);
}

static struct kua_reading run_buf(void **state, struct kua_buf *b, const char *name)
{
	struct kua_reading r = run_bytes(*state, b->data, b->len, name);
	kua_buf_free(b);
	return r;
}

static void plain_and_packed(void **state)
{
	for (unsigned way = 0; way < 3; way++) { /* as it is, a member a record, one member */
		struct kua_buf file = KUA_BUF_INIT, all = KUA_BUF_INIT;
		for (unsigned i = 0; i < 5; i++) {
			char url[40];
			struct kua_buf one = KUA_BUF_INIT;
			(void)snprintf(url, sizeof url, "http://news.example/a/%u.html?x=1", i);
			add(&one, &(struct record){.type = "response", .url = url, .block = ANSWER});
			kua_buf_add(&all, one.data, one.len);
			if (way == 1)
				pack(&file, &one);
			kua_buf_free(&one);
		}
		if (way == 2)
			pack(&file, &all);
		else if (way == 0)
			kua_buf_add(&file, all.data, all.len);
		kua_buf_free(&all);
		struct kua_reading r = run_buf(state, &file, "a.warc");
		assert_string_equal(r.media_type, "application/warc");
		assert_int_equal(r.n_inner, 5);
		assert_int_equal(r.n_diagnosed, 0);
		assert_string_equal(r.inner[4].name, "news.example/a/4.html");
		assert_string_equal(r.inner[4].url, "http://news.example/a/4.html?x=1");
		assert_string_equal(r.inner[4].captured_at, "2021-03-04T05:06:07Z");
		assert_string_equal(r.inner[4].media_type, "text/html; charset=utf-8");
		assert_int_equal(r.inner[4].n, strlen(PAGE));
	}
}

static void wrong_lengths(void **state)
{
	static const struct {
		long longer;
		const char *behind;
		bool torn;
	} kinds[] = {{100000, NULL, true}, {30, NULL, true}, {-20, NULL, false}, {0, "", false}, {0, "\n", false}};
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		for (unsigned packed = 0; packed < 2; packed++) {
			struct kua_buf file = KUA_BUF_INIT;
			for (unsigned i = 0; i < 4; i++) {
				struct kua_buf one = KUA_BUF_INIT;
				add(&one, &(struct record){.type = "response", .url = "http://news.example/", .block = ANSWER,
				                           .longer = i == 1 ? kinds[k].longer : 0,
				                           .behind = kinds[k].behind});
				if (packed)
					pack(&file, &one);
				else
					kua_buf_add(&file, one.data, one.len);
				kua_buf_free(&one);
			}
			struct kua_reading r = run_buf(state, &file, "a.warc");
			assert_int_equal(r.n_inner, 4);
			assert_true(r.inner[1].n >= strlen(PAGE)); /* none loses its end */
			assert_int_equal(was_said(&r, KUA_DIAG_MEMBERS_TORN, NULL), kinds[k].torn);
		}
	}
}

static void broken_members(void **state)
{
	struct kua_buf file = KUA_BUF_INIT;
	size_t second = 0;
	for (unsigned i = 0; i < 4; i++) {
		struct kua_buf one = KUA_BUF_INIT;
		add(&one, &(struct record){.type = "response", .url = "http://news.example/", .block = ANSWER});
		second = i == 1 ? file.len : second;
		pack(&file, &one);
		kua_buf_free(&one);
	}
	memset(file.data + second + 20, 0xff, 30);
	struct kua_reading r = run_buf(state, &file, "a.warc.gz");
	assert_int_equal(r.n_inner, 3);
	assert_true(was_said(&r, KUA_DIAG_ARCHIVE_DAMAGED, NULL));
}

static void revisits(void **state)
{
	struct kua_buf file = KUA_BUF_INIT;
	add(&file, &(struct record){.type = "revisit", .url = "http://news.example/again", .block = "",
	                            .fields = "WARC-Payload-Digest: sha1:ABC\r\n"}); /* before what it refers to */
	add(&file, &(struct record){.type = "response", .url = "http://news.example/", .block = ANSWER,
	                            .fields = "WARC-Payload-Digest: sha1:ABC\r\n"});
	add(&file, &(struct record){.type = "revisit", .url = "http://news.example/", .block = "",
	                            .fields = "WARC-Refers-To-Date: 2021-03-04T05:06:07Z\r\n"});
	add(&file, &(struct record){.type = "revisit", .url = "http://news.example/", .block = "",
	                            .fields = "WARC-Payload-Digest: sha1:NONE\r\n"});
	struct kua_reading r = run_buf(state, &file, "a.warc");
	assert_int_equal(r.n_inner, 3);
	assert_string_equal(r.inner[1].url, "http://news.example/again");
	assert_int_equal(r.inner[1].n, r.inner[0].n);
	assert_true(was_said(&r, KUA_DIAG_REVISITS, "1"));
}

static void digests_of_records(void **state)
{
	struct kua_buf file = KUA_BUF_INIT;
	add(&file, &(struct record){.type = "resource", .url = "http://news.example/a.txt", .block = "A text of five words.",
	                            .fields = "Content-Type: text/plain\r\nWARC-Block-Digest: md5:00000000000000000000000000000000\r\n"});
	struct kua_reading r = run_buf(state, &file, "a.warc");
	assert_int_equal(r.n_inner, 1);
	assert_true(was_said(&r, KUA_DIAG_DIGEST, "http://news.example/a.txt"));
}

static void digests(void **state)
{
	static const struct {
		const char *digest;
		enum kua_digest is;
	} cases[] = { /* of "abc" */
		{"sha1:a9993e364706816aba3e25717850c26c9cd0d89d", KUA_DIGEST_GOOD},
		{"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", KUA_DIGEST_GOOD},
		{"SHA-1:vgmt4nsha2awvor6evyxqugcnsonbwe5", KUA_DIGEST_GOOD},
		{"sha1:qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", KUA_DIGEST_GOOD},
		{"sha1:qZk-NkcGgWq6PiVxeFDCbJzQ2J0", KUA_DIGEST_GOOD},
		{"md5:900150983cd24fb0d6963f7d28e17f72", KUA_DIGEST_GOOD},
		{"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", KUA_DIGEST_GOOD},
		{"sha1:a9993e364706816aba3e25717850c26c9cd0d89e", KUA_DIGEST_WRONG},
		{"sha1:short", KUA_DIGEST_UNKNOWN}, {"blake3:00", KUA_DIGEST_UNKNOWN}, {"", KUA_DIGEST_UNKNOWN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(kua_check_digest(kua_str(cases[i].digest), kua_str("abc")), cases[i].is);
}

/* ---- captures ---- */

static void what_is_a_page(void **state)
{
	static const struct {
		const char *type, *url, *body;
		enum kua_capture is;
	} cases[] = {
		{"text/html", "http://a/", PAGE, KUA_CAPTURE_PAGE},
		{"", "http://a/", PAGE, KUA_CAPTURE_PAGE},
		{"text/html", "http://a/", "<html><script>words and words</script><body>&nbsp;</body></html>", KUA_CAPTURE_BLANK},
		{"text/css", "http://a/", "a{}", KUA_CAPTURE_PART},
		{"text/plain", "http://a/b.js?v=1", "var a;", KUA_CAPTURE_PART},
		{"text/plain; charset=utf-8", "http://a/b.txt", "words", KUA_CAPTURE_PAGE},
		{"text/html", "http://a/x", "%PDF-1.4", KUA_CAPTURE_PAGE},
		{"image/png", "http://a/x.png", "\x89PNG\r\n", KUA_CAPTURE_IMAGE},
		{"video/mp4", "http://a/x", "x", KUA_CAPTURE_MEDIA},
		{"application/json", "http://a/x", "{\"a\":1}", KUA_CAPTURE_DATA},
		{"application/json", "http://a/x", "{\"text\":\"A sentence in it that is long enough to be read\"}", KUA_CAPTURE_PAGE},
		{"application/rss+xml", "http://a/x", "<rss/>", KUA_CAPTURE_PAGE},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(kua_judge_capture(kua_str(cases[i].type), kua_str(cases[i].url), kua_str(cases[i].body)),
		                 cases[i].is);
}

static void what_is_left_out(void **state)
{
	struct kua_buf file = KUA_BUF_INIT;
	add(&file, &(struct record){.type = "response", .url = "http://a/", .block = "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n" PAGE});
	add(&file, &(struct record){.type = "response", .url = "http://a/s.js", .block = "HTTP/1.1 200 OK\r\n\r\nvar a"});
	add(&file, &(struct record){.type = "resource", .url = "urn:text:http://a/", .block = "text"});
	add(&file, &(struct record){.type = "request", .url = "http://a/", .block = "GET / HTTP/1.1\r\n\r\n"});
	struct kua_reading r = run_buf(state, &file, "a.warc");
	assert_int_equal(r.n_inner, 0);
	assert_true(was_said(&r, KUA_DIAG_NOT_PAGES, "1 scripts, styles and fonts, 1 redirects and errors"));
	add(&file, &(struct record){.type = "response", .url = "http://a/api",
	                            .block = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":1}"});
	r = run_buf(state, &file, "a.warc"); /* where there is nothing else, this is what somebody captured */
	assert_int_equal(r.n_inner, 1);
}

static void bodies(void **state)
{
	static const struct {
		const char *head, *body, *plain;
		bool torn;
	} cases[] = {
		{"", "words", "words", false},
		{"Transfer-Encoding: chunked\r\n", "3\r\nwor\r\n2;x=y\r\nds\r\n0\r\n\r\n", "words", false},
		{"Transfer-Encoding: chunked\r\n", "words", "words", false}, /* put together already */
		{"Transfer-Encoding: chunked\r\n", "3\r\nwor\r\nds", "words", true},
		{"Transfer-Encoding: chunked\r\n", "ff\r\nwords", "words", true},
		{"Content-Encoding: gzip\r\n", "words", "words", false}, /* unpacked already */
		{"Content-Encoding: br\r\n", "words", "words", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		struct kua_http h;
		struct kua_body body;
		kua_buf_printf(&b, "HTTP/1.1 200 OK\r\n%s\r\n%s", cases[i].head, cases[i].body);
		kua_http_read((struct kua_str){b.data, b.len}, &h);
		assert_int_equal(h.status, 200);
		kua_http_body(&h, 1000, &body);
		assert_int_equal(body.plain.n, strlen(cases[i].plain));
		assert_memory_equal(body.plain.s, cases[i].plain, body.plain.n);
		assert_int_equal(body.torn, cases[i].torn);
		kua_http_body_free(&body);
		kua_http_body(&h, 4, &body);
		assert_true(body.large && body.plain.n == 4);
		kua_http_body_free(&body);
		kua_buf_free(&b);
	}
}

static void names_of_addresses(void **state)
{
	struct kua_buf file = KUA_BUF_INIT;
	add(&file, &(struct record){.type = "response", .url = "<http://a.example/../%d1%81%d1%83%d0%b4%00?q>", .block = ANSWER});
	struct kua_reading r = run_buf(state, &file, "a.warc");
	assert_int_equal(r.n_inner, 1);
	assert_string_equal(r.inner[0].name, "a.example/суд%00");
	assert_false(was_said(&r, KUA_DIAG_OUTSIDE, NULL));
	add(&file, &(struct record){.type = "response", .url = "", .block = ANSWER, .fields = "WARC-Truncated: length\r\n"});
	r = run_buf(state, &file, "a.warc");
	assert_string_equal(r.inner[0].name, "member-1");
	assert_true(was_said(&r, KUA_DIAG_MEMBERS_TORN, "without a name"));
}

/* ---- WACZ ---- */

static struct kua_reading run_wacz(void **state, const char *hash)
{
	struct kua_buf one = KUA_BUF_INIT, two = KUA_BUF_INIT, package = KUA_BUF_INIT;
	struct zips z = {0};
	add(&one, &(struct record){.type = "response", .url = "http://news.example/", .block = ANSWER,
	                           .fields = "WARC-Payload-Digest: sha1:ABC\r\n"});
	add(&two, &(struct record){.type = "revisit", .url = "http://news.example/2", .block = "",
	                           .fields = "WARC-Payload-Digest: sha1:ABC\r\n"});
	kua_buf_printf(&package, "{\"title\":\"Pages\",\"resources\":[{\"path\":\"pages/pages.jsonl\",\"hash\":\"%s\"},"
	                         "{\"path\":\"archive/none.warc\"}]}", hash);
	zips_add(&z, "archive/one.warc", one.data);
	zips_add_deflated(&z, "archive/two.warc", two.data, two.len);
	zips_add(&z, "pages/pages.jsonl", "{\"format\":\"json-pages-1.0\"}\n{\"url\":\"http://news.example/\",\"title\":\"First\"}\n");
	zips_add(&z, "datapackage.json", package.data);
	zips_end(&z);
	struct kua_reading r = run_bytes(*state, z.file.data, z.file.len, "a.wacz");
	zips_free(&z);
	kua_buf_free(&one);
	kua_buf_free(&two);
	kua_buf_free(&package);
	return r;
}

static void wacz(void **state)
{
	struct kua_reading r = run_wacz(state, "md5:00");
	assert_string_equal(r.media_type, "application/wacz");
	assert_int_equal(r.n_inner, 2);
	assert_true(kua_list_has(&r.metadata, "title: Pages"));
	assert_true(kua_list_has(&r.metadata, "page: First <http://news.example/>"));
	assert_false(was_said(&r, KUA_DIAG_DIGEST, NULL));
	assert_true(was_said(&r, KUA_DIAG_BROKEN, "archive/none.warc"));
	r = run_wacz(state, "md5:00000000000000000000000000000000");
	assert_true(was_said(&r, KUA_DIAG_DIGEST, "pages/pages.jsonl"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_and_packed), cmocka_unit_test(wrong_lengths), cmocka_unit_test(broken_members),
		cmocka_unit_test(revisits), cmocka_unit_test(digests_of_records), cmocka_unit_test(digests),
		cmocka_unit_test(what_is_a_page), cmocka_unit_test(what_is_left_out), cmocka_unit_test(bodies),
		cmocka_unit_test(names_of_addresses), cmocka_unit_test(wacz),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
