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

static void end(struct kua_buf *b, char read, char count)
{
	const char bytes[9] = {read, count};
	add(b, KUA_PART_END, 9, bytes, 9);
}

static struct kua_buf good(void)
{
	struct kua_buf b = KUA_BUF_INIT;
	field(&b, KUA_PART_MEDIA_TYPE, "text/plain");
	field(&b, KUA_PART_ITEM, "");
	field(&b, KUA_PART_TITLE, "A title");
	field(&b, KUA_PART_DATE, "2011-12");
	field(&b, KUA_PART_CATEGORY, "News");
	field(&b, KUA_PART_CATEGORY, "Appeals");
	field(&b, KUA_PART_TEXT, "Текст");
	field(&b, KUA_PART_REASON, "a note");
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
		code = kua_stream_finish(s, out, &err);
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
		assert_string_equal(r.reason, "a note");
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
	field(&b, KUA_PART_RECORD, "");
	field(&b, KUA_PART_LANGUAGE, "en");
	refuse(*state, &b, "\"language\" after \"record\"");
	b = begun();
	add(&b, KUA_PART_RECORD, 1, "x", 1);
	refuse(*state, &b, "\"record\" of 1 bytes");
	b = begun();
	field(&b, KUA_PART_AUTHOR, "A");
	field(&b, KUA_PART_TITLE, "T");
	refuse(*state, &b, "\"title\" after \"author\"");
	b = begun();
	end(&b, 1, 1);
	refuse(*state, &b, "\"end\" after \"item\"");
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
	end(&b, 1, 1);
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
	end(&b, 1, 2);
	refuse(*state, &b, "2 items announced at the end, 1 came");
	b = begun();
	field(&b, KUA_PART_TEXT, "x");
	end(&b, 2, 1);
	refuse(*state, &b, "neither read nor unread");
	b = (struct kua_buf){0};
	field(&b, KUA_PART_MEDIA_TYPE, "x/y");
	end(&b, 0, 0);
	refuse(*state, &b, "unread without a reason");
	field(&b, KUA_PART_MEDIA_TYPE, "x/y");
	end(&b, 1, 0);
	refuse(*state, &b, "read, and no item");
}

static void unread_drops_what_came_before(void **state)
{
	struct kua_buf b = begun();
	struct kua_reading r;
	field(&b, KUA_PART_TEXT, "x");
	field(&b, KUA_PART_REASON, "gave up");
	end(&b, 0, 1);
	assert_null(feed(*state, &b, 9, &r));
	assert_false(r.read);
	assert_int_equal(r.n, 0);
	assert_string_equal(r.reason, "gave up");
	kua_buf_free(&b);
}

/* Sum of bytes, number of items, number of categories: at the limit and one past it. */
static void sums_at_the_limit_and_past_it(void **state)
{
	struct run r = *(struct run *)*state;
	struct kua_buf b = good();
	struct kua_reading out;
	r.limits.bytes_out = b.len - 9 * KUA_PART_HEADER;
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
		end(&b, 1, (char)n);
		if (n == 2) {
			assert_null(feed(&r, &b, 100, &out));
			kua_buf_free(&b);
		} else {
			refuse(&r, &b, "more than the limit of 2 items");
		}
	}
	for (size_t n = KUA_CATEGORIES; n <= KUA_CATEGORIES + 1; n++) {
		b = begun();
		for (size_t i = 0; i < n; i++)
			field(&b, KUA_PART_CATEGORY, "c");
		field(&b, KUA_PART_TEXT, "x");
		end(&b, 1, 1);
		if (n == KUA_CATEGORIES) {
			assert_null(feed(*state, &b, 100, &out));
			kua_buf_free(&b);
		} else {
			refuse(*state, &b, "more than the limit of 256 categories");
		}
	}
}

/* What the child's own side says when it passes a limit is believed, and drops the items. */
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
		kua_answer_end(&o, NULL);
		const char *said = feed(&r, &o.bytes, 10, &out);
		if (said)
			fail_msg("%s", said);
		assert_int_equal(out.read, room >= 2);
		if (room < 2)
			assert_has(out.reason, "more bytes than the limit of");
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
		    cmocka_unit_test(unread_drops_what_came_before),
		cmocka_unit_test(sums_at_the_limit_and_past_it), cmocka_unit_test(an_answer_keeps_its_limits),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
