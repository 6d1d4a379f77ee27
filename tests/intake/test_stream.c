/*
 * test_stream.c - the parent and a child that lies: every field's length, order, encoding and count, cut
 * anywhere.
 */
#include "run.h"

static void add(struct kua_buf *b, uint32_t type, uint64_t claimed, const void *bytes, size_t n)
{
	for (int i = 0; i < 4; i++)
		kua_buf_char(b, (char)(type >> (8 * i)));
	for (int i = 0; i < 8; i++)
		kua_buf_char(b, (char)(claimed >> (8 * i)));
	kua_buf_add(b, bytes, n);
}

static void field(struct kua_buf *b, enum kua_part type, const char *s)
{
	add(b, type, strlen(s), s, strlen(s));
}

static void end(struct kua_buf *b, char items, char inner)
{
	const char bytes[KUA_END_BYTES] = {[0] = items, [8] = inner};
	add(b, KUA_PART_END, sizeof bytes, bytes, sizeof bytes);
}

static void diagnostic(struct kua_buf *b, enum kua_diagnostic_id id, const char *detail)
{
	char bytes[100] = {(char)id};
	size_t n = KUA_DIAGNOSTIC_BYTES + strlen(detail);
	memcpy(bytes + KUA_DIAGNOSTIC_BYTES, detail, strlen(detail));
	add(b, KUA_PART_DIAGNOSTIC, n, bytes, n);
}

static struct kua_buf good(void)
{
	struct kua_buf b = KUA_BUF_INIT;
	field(&b, KUA_PART_MEDIA_TYPE, "text/plain");
	field(&b, KUA_PART_META, "producer: A press");
	field(&b, KUA_PART_ITEM, "");
	field(&b, KUA_PART_TITLE, "A title");
	field(&b, KUA_PART_DATE, "2011-12");
	field(&b, KUA_PART_CATEGORY, "News");
	field(&b, KUA_PART_CATEGORY, "Appeals");
	field(&b, KUA_PART_ADDRESSEE, "Mary Smith");
	field(&b, KUA_PART_URL, "http://example.org/a");
	add(&b, KUA_PART_PAGES, 24, "\1\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0\5\0\0\0\0\0\0", 24);
	field(&b, KUA_PART_CONFIDENCE, "\x5a");
	field(&b, KUA_PART_KIND, "\2");
	field(&b, KUA_PART_TEXT, "Текст");
	field(&b, KUA_PART_INNER, "photos/1.jpg");
	field(&b, KUA_PART_INNER_TYPE, "image/jpeg");
	field(&b, KUA_PART_URL, "http://example.org/1.jpg");
	field(&b, KUA_PART_CAPTURED, "2011-12-16T12:00:00Z");
	field(&b, KUA_PART_BYTES, "\xff\xd8");
	diagnostic(&b, KUA_DIAG_RAGGED, "3");
	end(&b, 1, 1);
	return b;
}

/* Feed in pieces of `step` bytes, each a block of its size; NULL, or what was wrong. */
static const char *feed(struct run *r, const struct kua_buf *b, size_t step, struct kua_reading *out)
{
	static struct kua_error err;
	struct kua_stream *s = kua_stream_new(&r->limits, r->arena);
	enum kua_code code = KUA_OK;
	err = (struct kua_error){0};
	for (size_t at = 0; code == KUA_OK && at < b->len; at += step) {
		size_t n = b->len - at < step ? b->len - at : step;
		char *piece = kua_malloc(n);
		memcpy(piece, b->data + at, n);
		code = kua_stream_feed(s, piece, n, &err);
		free(piece);
	}
	if (code == KUA_OK)
		code = kua_stream_finish(s, r->cut_off, out, &err);
	kua_stream_free(s);
	return code == KUA_OK ? NULL : err.text;
}

static void truth_is_believed_in_any_pieces(void **state)
{
	struct kua_buf b = good();
	for (size_t step = 1; step <= b.len; step++) {
		struct kua_reading r;
		assert_null(feed(*state, &b, step, &r));
		assert_true(r.read);
		assert_string_equal(only(&r)->text, "Текст");
		assert_string_equal(only(&r)->published_on, "2011-12");
		assert_int_equal(only(&r)->categories.n, 2);
		assert_string_equal(only(&r)->addressees.v[0], "Mary Smith");
		assert_string_equal(only(&r)->url, "http://example.org/a");
		assert_int_equal(only(&r)->n_pages, 2);
		assert_int_equal(only(&r)->pages[1].page, 3);
		assert_int_equal(only(&r)->pages[1].offset, 5);
		assert_int_equal(only(&r)->confidence, 90);
		assert_int_equal(only(&r)->kind, KUA_KIND_QUOTATION);
		assert_int_equal(r.n_inner, 1);
		assert_string_equal(r.inner[0].captured_at, "2011-12-16T12:00:00Z");
		assert_int_equal(r.inner[0].n, 2);
		assert_string_equal(r.metadata.v[0], "producer: A press");
		assert_string_equal(r.reason, "rows have more or fewer cells than the first (3)");
		assert_false(r.partial);
	}
	kua_buf_free(&b);
}

static void an_answer_cut_short_is_none(void **state)
{
	struct kua_buf b = good();
	for (size_t n = 0; n < b.len; n++) {
		struct kua_buf cut = {b.data, n, b.cap};
		struct kua_reading r;
		assert_string_equal(feed(*state, &cut, 7, &r), "it has no end");
	}
	kua_buf_char(&b, 'x');
	struct kua_reading r;
	assert_string_equal(feed(*state, &b, 1000, &r), "bytes after the end");
	kua_buf_free(&b);
}

static void refuse(struct run *r, struct kua_buf *b, const char *why)
{
	struct kua_reading out;
	const char *said = feed(r, b, 5, &out);
	if (!said || !strstr(said, why))
		fail_msg("expected \"%s\", got \"%s\"", why, said ? said : "belief");
	kua_buf_free(b);
}

static struct kua_buf begun(void)
{
	struct kua_buf b = KUA_BUF_INIT;
	field(&b, KUA_PART_MEDIA_TYPE, "text/plain");
	field(&b, KUA_PART_ITEM, "");
	return b;
}

static void wrong_types_and_order(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	field(&b, KUA_PART_ITEM, "");
	refuse(*state, &b, "\"item\" after \"start\"");
	static const uint32_t types[] = {0, KUA_PARTS, UINT32_MAX, 0x80000001};
	for (size_t i = 0; i < 4; i++) {
		add(&b, types[i], 1, "x", 1);
		refuse(*state, &b, "which there is not");
	}
	b = begun();
	field(&b, KUA_PART_ITEM, "");
	refuse(*state, &b, "\"item\" after \"item\"");
	b = begun();
	field(&b, KUA_PART_KIND, "\1");
	field(&b, KUA_PART_LANGUAGE, "en");
	refuse(*state, &b, "\"language\" after \"kind\"");
	b = begun();
	add(&b, KUA_PART_KIND, 2, "xx", 2);
	refuse(*state, &b, "\"kind\" of 2 bytes");
	b = begun();
	field(&b, KUA_PART_KIND, "\x7f");
	refuse(*state, &b, "of a kind that there is not");
	b = begun();
	field(&b, KUA_PART_AUTHOR, "A");
	field(&b, KUA_PART_TITLE, "T");
	refuse(*state, &b, "\"title\" after \"author\"");
	b = (struct kua_buf){0};
	field(&b, KUA_PART_MEDIA_TYPE, "x/y");
	field(&b, KUA_PART_INNER, "a");
	field(&b, KUA_PART_TEXT, "x");
	refuse(*state, &b, "\"text\" after \"inner document\"");
	field(&b, KUA_PART_MEDIA_TYPE, "x/y");
	field(&b, KUA_PART_INNER, "a");
	field(&b, KUA_PART_URL, "x");
	field(&b, KUA_PART_KIND, "\1");
	refuse(*state, &b, "\"kind\" after \"address\"");
	b = begun();
	field(&b, KUA_PART_TEXT, "x");
	field(&b, KUA_PART_TEXT, "x");
	refuse(*state, &b, "\"text\" after \"text\"");
}

static void wrong_lengths(void **state)
{
	static const uint64_t lengths[] = {KUA_LINE_BYTES + 1, UINT64_MAX, (uint64_t)1 << 63, (uint64_t)1 << 32, 0};
	struct kua_buf b;
	for (size_t i = 0; i < 5; i++) {
		b = begun();
		add(&b, KUA_PART_TITLE, lengths[i], "x", 1);
		refuse(*state, &b, "allowed are 1 to 4096");
	}
	b = begun();
	add(&b, KUA_PART_TEXT, KUA_INTAKE_TEXT + 1, "x", 1);
	refuse(*state, &b, "\"text\" of 268435457 bytes");
	b = begun();
	add(&b, KUA_PART_TEXT, 0, "", 0);
	add(&b, KUA_PART_END, 8, "12345678", 8);
	refuse(*state, &b, "\"end\" of 8 bytes");
	b = begun();
	add(&b, KUA_PART_PAGES, 13, "1234567890123", 13);
	refuse(*state, &b, "a torn row of pages");
	b = begun();
	add(&b, KUA_PART_PAGES, 12, "\0\0\0\0\0\0\0\0\0\0\0", 12);
	refuse(*state, &b, "pages that do not ascend");
	b = begun();
	add(&b, KUA_PART_TEXT, 5, "abc", 3);
	refuse(*state, &b, "it has no end");
}

static void line_at_the_limit(void **state)
{
	char line[KUA_LINE_BYTES + 1];
	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	struct kua_buf b = begun();
	struct kua_reading r;
	field(&b, KUA_PART_TITLE, line);
	field(&b, KUA_PART_TEXT, "x");
	end(&b, 1, 0);
	assert_null(feed(*state, &b, 4096, &r));
	kua_buf_free(&b);
}

static void wrong_text(void **state)
{
	static const char *const bad[] = {"\xff", "a\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\xaf"};
	for (size_t i = 0; i < 5; i++) {
		struct kua_buf b = begun();
		field(&b, KUA_PART_TEXT, bad[i]);
		refuse(*state, &b, "is not UTF-8");
	}
	struct kua_buf b = begun();
	add(&b, KUA_PART_TEXT, 3, "a\0b", 3);
	refuse(*state, &b, "a NUL");
	b = begun();
	field(&b, KUA_PART_TITLE, "two\nlines");
	refuse(*state, &b, "a line end");
	static const char *const dates[] = {"2011-13", "yesterday", "2011-02-30", "0x7db"};
	for (size_t i = 0; i < 4; i++) {
		b = begun();
		field(&b, KUA_PART_DATE, dates[i]);
		refuse(*state, &b, "a date that is none");
	}
	b = begun();
	field(&b, KUA_PART_LANGUAGE, "en; drop");
	refuse(*state, &b, "a language that is none");
}

static void wrong_ends(void **state)
{
	struct kua_buf b = begun();
	field(&b, KUA_PART_TEXT, "x");
	end(&b, 2, 0);
	refuse(*state, &b, "2 items and 0 documents announced at the end, 1 and 0 came");
	b = begun();
	field(&b, KUA_PART_TEXT, "x");
	end(&b, 1, 1);
	refuse(*state, &b, "1 items and 1 documents announced at the end, 1 and 0 came");
	b = (struct kua_buf){0};
	field(&b, KUA_PART_MEDIA_TYPE, "x/y");
	end(&b, 0, 0);
	refuse(*state, &b, "unread without a reason");
	field(&b, KUA_PART_MEDIA_TYPE, "x/y");
	add(&b, KUA_PART_DIAGNOSTIC, 2, "\xff\xff", 2);
	refuse(*state, &b, "not in the catalogue");
}

/* A reader that runs out of memory in the middle of an item says so; what was whole before stays. */
static void an_item_may_be_broken_off(void **state)
{
	struct kua_buf b = begun();
	struct kua_reading r;
	field(&b, KUA_PART_TEXT, "x");
	field(&b, KUA_PART_ITEM, "");
	field(&b, KUA_PART_TITLE, "half");
	diagnostic(&b, KUA_DIAG_MEMORY, "");
	end(&b, 1, 0);
	assert_null(feed(*state, &b, 9, &r));
	assert_string_equal(only(&r)->text, "x");
	assert_true(r.partial);
	assert_has(r.reason, "more memory");
	kua_buf_free(&b);
}

/* Wherever a reader is cut off by the clock, its whole items are kept and the reading is partial. */
static void what_is_whole_outlives_the_clock(void **state)
{
	static const struct kua_diagnosed late = {.id = KUA_DIAG_TIME};
	struct run run = *(struct run *)*state;
	struct kua_buf b = good();
	run.cut_off = &late;
	size_t read = 0;
	for (size_t n = 0; n < b.len; n++) {
		struct kua_buf cut = {b.data, n, b.cap};
		struct kua_reading r;
		assert_null(feed(&run, &cut, 7, &r));
		assert_has(r.reason, "longer than the limit");
		assert_int_equal(r.read, r.partial);
		assert_int_equal(r.read, r.n + r.n_inner > 0);
		read += r.read;
	}
	assert_true(read > 0 && read < b.len);
	kua_buf_free(&b);
}

/* Sum of bytes, number of items, number of categories: at the limit and one past it. */
static void sums_at_the_limit_and_past_it(void **state)
{
	struct run r = *(struct run *)*state;
	struct kua_buf b = good();
	struct kua_reading out;
	r.limits.bytes_out = b.len - 20 * KUA_PART_HEADER - 2;
	assert_null(feed(&r, &b, 100, &out));
	r.limits.bytes_out--;
	refuse(&r, &b, "more than the limit of");
	for (size_t n = 2; n <= 3; n++) {
		r = *(struct run *)*state;
		r.limits.items = 2;
		field(&b, KUA_PART_MEDIA_TYPE, "x/y");
		for (size_t i = 0; i < n; i++) {
			field(&b, KUA_PART_ITEM, "");
			field(&b, KUA_PART_TEXT, "x");
		}
		end(&b, (char)n, 0);
		if (n == 2) {
			assert_null(feed(&r, &b, 100, &out));
			kua_buf_free(&b);
		} else {
			refuse(&r, &b, "more fields \"item\" than the limit of 2");
		}
	}
	for (size_t n = KUA_CATEGORIES; n <= KUA_CATEGORIES + 1; n++) {
		b = begun();
		for (size_t i = 0; i < n; i++)
			field(&b, KUA_PART_CATEGORY, "c");
		field(&b, KUA_PART_TEXT, "x");
		end(&b, 1, 0);
		if (n == KUA_CATEGORIES) {
			assert_null(feed(*state, &b, 100, &out));
			kua_buf_free(&b);
		} else {
			refuse(*state, &b, "more fields \"category\" than the limit of 256");
		}
	}
}

/* What the child's own side says when it passes a limit is believed; the items before it stay. */
static void an_answer_keeps_its_limits(void **state)
{
	struct run r = *(struct run *)*state;
	struct kua_reading out;
	for (size_t room = 0; room < 3; room++) {
		struct kua_answer o;
		struct kua_found f = {.text = kua_str("text"), .title = kua_str("t")};
		r.limits.bytes_out = 2 * KUA_LINE_BYTES + 3 + 5 * room;
		kua_answer_init(&o, -1, &r.limits);
		kua_answer_media_type(&o, "x/y");
		assert_int_equal(kua_answer_item(&o, &f), room >= 1);
		assert_int_equal(kua_answer_item(&o, &f), room >= 2);
		kua_answer_end(&o);
		const char *said = feed(&r, &o.bytes, 10, &out);
		if (said)
			fail_msg("%s", said);
		assert_int_equal(out.n, room);
		if (room < 2)
			assert_has(out.reason, "bytes of all items");
		kua_answer_free(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truth_is_believed_in_any_pieces), cmocka_unit_test(an_answer_cut_short_is_none),
		cmocka_unit_test(wrong_types_and_order), cmocka_unit_test(wrong_lengths),
		    cmocka_unit_test(line_at_the_limit),
		cmocka_unit_test(wrong_text), cmocka_unit_test(wrong_ends),
		    cmocka_unit_test(an_item_may_be_broken_off),
		cmocka_unit_test(what_is_whole_outlives_the_clock),
		cmocka_unit_test(sums_at_the_limit_and_past_it), cmocka_unit_test(an_answer_keeps_its_limits),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
