/* test_ole.c - Word's and Excel's binary documents: pieces, notes, fields, records, shared strings; containers that lie. */
#include "oles.h"
#include "run.h"

static bool diagnosed(const struct kua_reading *r, enum kua_diagnostic_id id, const char *detail)
{
	for (size_t i = 0; i < r->n_diagnosed; i++)
		if (r->diagnosed[i].id == id && (!detail || (r->diagnosed[i].detail && strstr(r->diagnosed[i].detail, detail))))
			return true;
	return false;
}

static struct kua_reading finish(void **state, struct oles *o)
{
	oles_end(o);
	struct kua_reading r = run_bytes(*state, o->file.data, o->file.len, "x");
	oles_free(o);
	return r;
}

#define TEXT_AT 0x400

/* The head of a Word document of one narrow piece; body: how many of its characters are the text itself. */
static struct kua_buf *start_doc(struct oles *o, const char *text, size_t body)
{
	struct kua_buf *main = oles_stream(o, "WordDocument"), *table = oles_stream(o, "0Table");
	size_t n = strlen(text);
	oles_put(main, 0, 0xa5ec, 2);
	oles_put(main, 2, 0xc1, 2);
	oles_put(main, 0x4c, body, 4);
	oles_put(main, TEXT_AT + n, 0, 1);
	memcpy(main->data + TEXT_AT, text, n);
	oles_put(main, 0x1a2, 0, 4);
	oles_put(main, 0x1a6, 5 + 16, 4);
	oles_put(table, 0, 2, 1);
	oles_put(table, 1, 16, 4);
	oles_put(table, 5, 0, 4);
	oles_put(table, 9, n, 4);
	oles_put(table, 13 + 2, 0x40000000u | TEXT_AT * 2, 4);
	oles_put(table, 20, 0, 1);
	return main;
}

static void a_word_document(void **state)
{
	struct oles o = {0};
	const char *text = "A heading\rShe said \x93no\x94, na\xefvely.\x0b" "Twice.\r\x13 PAGE \x14" "7\x15 of it\r";
	start_doc(&o, text, strlen(text));
	struct kua_reading r = finish(state, &o);
	assert_string_equal(r.media_type, "application/msword");
	assert_string_equal(only(&r)->text, "A heading\n\nShe said “no”, naïvely.\nTwice.\n\n7 of it");
	assert_false(r.partial);
}

static void a_footnote_where_it_is_referred_to(void **state)
{
	struct oles o = {0};
	const char *text = "Seen\x02 there.\rAfter.\r\x02 By all.\r"; /* 14 + 7 of body, 11 of note */
	struct kua_buf *main = start_doc(&o, text, 21), *table = &o.streams[1].bytes;
	oles_put(main, 0x50, 11, 4);
	oles_put(main, 0xaa, 100, 4); /* where it is referred to: character 4 */
	oles_put(main, 0xae, 10, 4);
	oles_put(table, 100, 4, 4);
	oles_put(table, 104, 22, 4);
	oles_put(main, 0xb2, 200, 4);
	oles_put(main, 0xb6, 12, 4);
	oles_put(table, 200, 0, 4);
	oles_put(table, 204, 11, 4);
	struct kua_reading r = finish(state, &o);
	assert_string_equal(only(&r)->text, "Seen[1] there.\n\n[1] By all.\n\nAfter.");
}

static void encrypted(void **state)
{
	struct oles o = {0};
	oles_put(start_doc(&o, "x\r", 2), 0x0a, 0x0100, 2);
	struct kua_reading r = finish(state, &o);
	assert_true(!r.read && diagnosed(&r, KUA_DIAG_ENCRYPTED, NULL));
	oles_stream(&o, "EncryptedPackage");
	oles_stream(&o, "EncryptionInfo");
	r = finish(state, &o);
	assert_true(!r.read && diagnosed(&r, KUA_DIAG_ENCRYPTED, NULL));
}

static void without_pieces_or_directory(void **state)
{
	struct oles o = {0};
	const char *text = "What is left of it.\r";
	struct kua_buf *main = start_doc(&o, text, strlen(text));
	oles_put(main, 0x18, TEXT_AT, 4);
	oles_put(main, 0x1c, TEXT_AT + strlen(text), 4);
	oles_put(main, 0x1a6, 0, 4);
	oles_end(&o);
	struct kua_reading r = run_bytes(*state, o.file.data, o.file.len, "x.doc");
	assert_string_equal(only(&r)->text, "What is left of it.");
	assert_true(r.partial && diagnosed(&r, KUA_DIAG_BROKEN, "pieces"));
	memset(o.file.data + 2 * OLES_SECTOR, 0, 2 * OLES_SECTOR);
	r = run_bytes(*state, o.file.data, o.file.len, "x.doc");
	assert_string_equal(only(&r)->text, "What is left of it.");
	assert_true(diagnosed(&r, KUA_DIAG_BROKEN, "directory"));
	oles_free(&o);
}

static void chains_in_circles(void **state)
{
	struct oles o = {0};
	start_doc(&o, "x\r", 2);
	oles_end(&o);
	for (size_t i = 1; i < 128; i++)
		oles_put(&o.file, OLES_SECTOR + 4 * i, i, 4);
	oles_put(&o.file, 2 * OLES_SECTOR + 128 + 120, 0x7fffffff, 4);
	(void)run_bytes(*state, o.file.data, o.file.len, "x.doc");
	for (size_t i = 0; i < 8; i++) { /* a directory that turns in circles */
		oles_put(&o.file, 2 * OLES_SECTOR + 128 * i + 68, 1, 4);
		oles_put(&o.file, 2 * OLES_SECTOR + 128 * i + 72, 0, 4);
		oles_put(&o.file, 2 * OLES_SECTOR + 128 * i + 76, i, 4);
	}
	(void)run_bytes(*state, o.file.data, o.file.len, "x.doc");
	oles_free(&o);
}

/* ---- books ---- */

static void record(struct kua_buf *b, unsigned kind, const void *bytes, size_t n)
{
	oles_put(b, b->len, kind, 2);
	oles_put(b, b->len, n, 2);
	kua_buf_add(b, bytes, n);
}
#define RECORD(b, kind, bytes) record(b, kind, bytes, sizeof bytes - 1)

static void a_book(void **state)
{
	struct oles o = {0};
	struct kua_buf *b = oles_stream(&o, "Workbook");
	RECORD(b, 0x809, "\0\6\5\0");
	RECORD(b, 0xe0, "\0\0\0\0");
	RECORD(b, 0xe0, "\0\0\16\0"); /* the format of dates */
	size_t place = b->len + 4;
	RECORD(b, 0x85, "\0\0\0\0\1\0\4\0List");
	/* the last string runs on in the next record, which says anew how wide its letters are */
	RECORD(b, 0xfc, "\3\0\0\0\3\0\0\0\4\0\0Name\4\0\0Date\4\0\0An");
	RECORD(b, 0x3c, "\1n\0a\0");
	RECORD(b, 0x0a, "");
	oles_put(b, place, b->len, 4);
	RECORD(b, 0x809, "\0\6\20\0");
	RECORD(b, 0xfd, "\0\0\0\0\0\0\0\0\0\0");
	RECORD(b, 0xfd, "\0\0\1\0\0\0\1\0\0\0");
	RECORD(b, 0xfd, "\1\0\0\0\0\0\2\0\0\0");
	RECORD(b, 0x27e, "\1\0\1\0\1\0\xf6\x7e\2\0"); /* 40893, whole */
	RECORD(b, 0x203, "\2\0\1\0\0\0\0\0\0\0\0\0\xf8\x3f"); /* 1.5 */
	RECORD(b, 0xe5, "\1\0\1\0\2\0\0\0\0\0");
	RECORD(b, 0x0a, "");
	struct kua_reading r = finish(state, &o);
	assert_string_equal(r.media_type, "application/vnd.ms-excel");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, "Name: Anna\nDate: 2011-12-16");
	assert_string_equal(r.items[0].published_on, "2011-12-16");
	assert_string_equal(r.items[1].text, "Date: 1.5\nName: Anna");
	assert_true(diagnosed(&r, KUA_DIAG_HIDDEN_SHEETS, "1"));
	assert_true(kua_list_has(&r.metadata, "sheet: List, 2 rows"));
}

static void metadata(void **state)
{
	struct oles o = {0};
	start_doc(&o, "Text.\r", 6);
	struct kua_buf *b = oles_stream(&o, "\5SummaryInformation");
	oles_put(b, 44, 48, 4);
	oles_put(b, 48 + 4, 3, 4); /* three properties: code page, author, created */
	oles_put(b, 56, 1, 4), oles_put(b, 60, 32, 4);
	oles_put(b, 64, 4, 4), oles_put(b, 68, 40, 4);
	oles_put(b, 72, 12, 4), oles_put(b, 76, 60, 4);
	oles_put(b, 48 + 32, 2, 4), oles_put(b, 48 + 36, 1251, 4);
	oles_put(b, 48 + 40, 30, 4), oles_put(b, 48 + 44, 5, 4);
	oles_put(b, 48 + 48, 0xe0edc0, 4); /* Ана */
	oles_put(b, 48 + 60, 64, 4);
	oles_put(b, 48 + 64, UINT64_C(129684672000000000), 8); /* 2011-12-16 */
	struct kua_reading r = finish(state, &o);
	assert_true(kua_list_has(&r.metadata, "author: Ана"));
	assert_true(kua_list_has(&r.metadata, "created: 2011-12-16T00:00:00Z"));
	assert_null(only(&r)->author);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_document), cmocka_unit_test(a_footnote_where_it_is_referred_to), cmocka_unit_test(encrypted),
		cmocka_unit_test(without_pieces_or_directory), cmocka_unit_test(chains_in_circles), cmocka_unit_test(a_book),
		cmocka_unit_test(metadata),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
